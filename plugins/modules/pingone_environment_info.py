#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_environment_info
short_description: Read what an environment is, what is allowed in it, and how much of each limit is left
version_added: 0.1.0
description:
  - Returns the name, type and region of the managed environment, its products, its license and what that allows, the
    roles of the worker application and what they allow, and how much of each limit of PingOne Authorize is used and
    left.
  - Run it first with new credentials. It checks the address, the credentials, the roles and the license without writing
    anything.
  - The worker application has to be able to read the environment. Anything else that it cannot read is null in the
    result, and a warning names the permission that is missing.
  - The module only reads. It never reports a change.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options: {}
attributes:
  check_mode:
    details: The module only reads, so check mode makes no difference.
  diff_mode:
    support: N/A
    details: The module only reads.
seealso:
  - module: pingone.authorize.pingone_api_service_info
"""

EXAMPLES = r"""
- name: Read the environment
  pingone.authorize.pingone_environment_info:
  register: found

- name: Stop if the worker application cannot manage everything that the role api_service manages
  ansible.builtin.assert:
    that:
      - found.permissions is not none
      - found.permissions.values() | reject('true') | length == 0
      - found.capabilities.can_use_api_access_management
    fail_msg: "Missing: {{ found.permissions | dict2items | rejectattr('value') | map(attribute='key') | join(', ') }}"

- name: Stop before anything is written if there is no room for three more API services
  ansible.builtin.assert:
    that: (found.limits | selectattr('object', 'equalto', 'API services') | first).left >= 3
    fail_msg: "{{ found.summary | join(', ') }}"
"""

RETURN = r"""
environment:
  description: The environment.
  returned: success
  type: dict
  contains:
    id:
      description: Its ID.
      returned: success
      type: str
      sample: 4ce2f952-0969-4cf7-be3e-a5ab0d4588c0
    name:
      description: Its name.
      returned: success
      type: str
      sample: Production EU
    description:
      description: Its description, or null.
      returned: success
      type: str
      sample: Customers of the shop
    type:
      description: V(PRODUCTION) or V(SANDBOX).
      returned: success
      type: str
      sample: PRODUCTION
    region:
      description: PingOne's code of the region.
      returned: success
      type: str
      sample: EU
    created_at:
      description: Time of its creation, in UTC.
      returned: success
      type: str
      sample: "2026-03-02T09:15:44.102Z"
    organization_id:
      description: ID of the organization.
      returned: success
      type: str
      sample: 5fbb01bf-b212-4eb9-a0a3-8281033b633a
    license_id:
      description: ID of its license.
      returned: success
      type: str
      sample: cdeb5f17-6e60-4812-b03c-c5877a4d8a30
products:
  description:
    - The types of the products in the bill of materials, sorted; null if the worker application may not read it.
    - PingOne goes by the license and not by these, so C(PING_ONE_AUTHORIZE) need not be among them.
  returned: success
  type: list
  elements: str
  sample: [PING_ONE_AUTHORIZE, PING_ONE_BASE]
license:
  description: The license; null if the worker application may not read it.
  returned: success
  type: dict
  contains:
    id:
      description: Its ID.
      returned: success
      type: str
      sample: cdeb5f17-6e60-4812-b03c-c5877a4d8a30
    name:
      description: Its name.
      returned: success
      type: str
      sample: Example license
    package:
      description: What was bought.
      returned: success
      type: str
      sample: PREMIUM
    status:
      description: V(ACTIVE), V(EXPIRED), V(FUTURE), or V(TERMINATED).
      returned: success
      type: str
      sample: ACTIVE
    allow_api_access_management:
      description: Whether it allows API services, or null if PingOne does not say.
      returned: success
      type: bool
      sample: true
    allow_dynamic_authorization:
      description: Whether it allows policies of PingOne Authorize, or null if PingOne does not say.
      returned: success
      type: bool
      sample: true
capabilities:
  description: What can be used in the environment; null if the worker application may not read it.
  returned: success
  type: dict
  contains:
    can_use_api_access_management:
      description: Whether API services can be used, or null if PingOne does not say.
      returned: success
      type: bool
      sample: true
    can_use_application_permissions:
      description: Whether application permissions can be used, or null if PingOne does not say.
      returned: success
      type: bool
      sample: true
    can_use_dynamic_authorization:
      description: Whether policies of PingOne Authorize can be used, or null if PingOne does not say.
      returned: success
      type: bool
      sample: true
roles:
  description:
    - The roles that are assigned to the worker application, sorted by name.
    - Null with a warning if it cannot read them, or if O(access_token) is used, because the token does not say which
      application it belongs to.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the built-in role; null if the role is not built in.
      returned: success
      type: str
      sample: Environment Admin
    scope_type:
      description: PingOne's term for what the role is assigned for, such as V(ORGANIZATION) or V(ENVIRONMENT).
      returned: success
      type: str
      sample: ENVIRONMENT
    scope_id:
      description: ID of what the role is assigned for.
      returned: success
      type: str
      sample: 4ce2f952-0969-4cf7-be3e-a5ab0d4588c0
    covers_environment:
      description: Whether the role counts in the managed environment. One for a population or an application does not.
      returned: success
      type: bool
      sample: true
permissions:
  description:
    - Whether the worker application may manage each kind of object in the environment, according to its roles; for
      C(audit_log), whether it may read it. Null if RV(roles) is null.
    - A single value is null, with a warning, if only a role that is not built in could allow it, because what custom
      roles allow cannot be determined.
    - This follows from the roles that PingOne's documentation names for each kind of object. No request is sent to try
      it, so it does not show what the license forbids; see RV(capabilities) for that.
  returned: success
  type: dict
  contains:
    api_services:
      description: API services.
      returned: success
      type: bool
      sample: true
    operations:
      description: Operations of API services.
      returned: success
      type: bool
      sample: true
    deployments:
      description: Deployments of API services.
      returned: success
      type: bool
      sample: true
    external_oauth_servers:
      description: External OAuth servers.
      returned: success
      type: bool
      sample: true
    resources:
      description: Custom resources.
      returned: success
      type: bool
      sample: true
    scopes:
      description: Scopes of custom resources.
      returned: success
      type: bool
      sample: true
    applications:
      description: Applications.
      returned: success
      type: bool
      sample: true
    grants:
      description: Which scopes applications hold.
      returned: success
      type: bool
      sample: true
    application_permissions:
      description: Application resources and their permissions.
      returned: success
      type: bool
      sample: true
    groups:
      description: Groups.
      returned: success
      type: bool
      sample: false
    audit_log:
      description: The audit log, which shows whether a deployment is due.
      returned: success
      type: bool
      sample: true
limits:
  description:
    - How much of each limit is used. There is one entry for C(API services), one for C(external OAuth servers), and one
      for the C(operations) of each API service.
  returned: success
  type: list
  elements: dict
  contains:
    object:
      description: What is counted.
      returned: success
      type: str
      sample: API services
    api_service:
      description: Name of the API service whose operations are counted; null in the other entries.
      returned: success
      type: str
      sample: null
    used:
      description: How many there are; null if the worker application may not read them.
      returned: success
      type: int
      sample: 19
    maximum:
      description: How many PingOne allows.
      returned: success
      type: int
      sample: 25
    left:
      description: How many can be added; null if the worker application may not read them.
      returned: success
      type: int
      sample: 6
summary:
  description: The same in words, as far as it is known.
  returned: success
  type: list
  elements: str
  sample: [19 of 25 API services, 0 of 25 external OAuth servers, 3 of 25 operations of "Orders API"]
requests:
  description: Number of requests that were sent to PingOne, including token requests and retries.
  returned: always
  type: int
  sample: 3
unresolved:
  description: In check mode, objects that do not exist yet and that an earlier task is assumed to create.
  returned: success
  type: list
  elements: str
  sample: []
error:
  description:
    - Details of the failure. If C(kind) is V(invalid_input), C(problems) lists all problems with the options. If it is
      V(api), PingOne returned an error with this C(status) and C(code).
    - C(done) lists the changes that the task made, and C(not_done) those that it did not make because of the failure.
    - See R(Results and errors, ansible_collections.pingone.authorize.docsite.results) for all keys.
  returned: failure
  type: dict
  sample:
    kind: api
    status: 403
    code: ACCESS_FAILED
    message: The actor attempting to perform the request is not authorized.
    done: ['create scope "orders-read"']
    not_done: ['create scope "orders-write"']
"""

from ansible_collections.pingone.authorize.plugins.module_utils._module import run
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.environment_info import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
