#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_environment_info
short_description: Gather information about an environment, its license, and its remaining quotas
version_added: 1.0.0
description:
  - Returns the name, type, and region of the managed environment, its products and license, the roles and permissions
    of the worker application, and how much of each limit of PingOne Authorize is used.
  - Run this module first when using new credentials. It verifies the URL, the credentials, the roles, and the license
    without changing anything.
  - The worker application must be able to read the environment. Anything else that it cannot read is null in the
    result, and a warning names the missing permission.
  - This module never changes anything.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  permissions_for:
    description:
      - The modules and roles of this collection whose permissions are returned in RV(required_permissions) and
        compared with those of the worker application in RV(missing_permissions), for example V(pingone_scope) or
        V(api_service). V(all) is all modules.
      - By default, none are returned.
    type: list
    elements: str
attributes:
  check_mode:
    details: This module never changes anything.
  diff_mode:
    support: N/A
    details: This module never changes anything.
seealso:
  - module: pingone.authorize.pingone_api_service_info
"""

EXAMPLES = r"""
- name: Get information about the environment
  pingone.authorize.pingone_environment_info:
  register: found

- name: Fail if the worker application lacks a permission that the role api_service requires
  ansible.builtin.assert:
    that:
      - found.permissions is not none
      - found.permissions.values() | reject('true') | length == 0
      - found.capabilities.can_use_api_access_management
    fail_msg: "Missing: {{ found.permissions | dict2items | rejectattr('value') | map(attribute='key') | join(', ') }}"

- name: List what the worker application lacks for the role api_service
  pingone.authorize.pingone_environment_info:
    permissions_for: [api_service]
  register: worker
  failed_when: worker is failed or worker.missing_permissions is none or worker.missing_permissions | length > 0

- name: Fail if three more API services would exceed the limit
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
      description: ID of the environment.
      returned: success
      type: str
      sample: 4ce2f952-0969-4cf7-be3e-a5ab0d4588c0
    name:
      description: Name of the environment.
      returned: success
      type: str
      sample: Production EU
    description:
      description: Description of the environment, or null.
      returned: success
      type: str
      sample: Customers of the shop
    type:
      description: Type of the environment, V(PRODUCTION) or V(SANDBOX).
      returned: success
      type: str
      sample: PRODUCTION
    region:
      description: Region code of PingOne.
      returned: success
      type: str
      sample: EU
    created_at:
      description: Time when the environment was created, in UTC.
      returned: success
      type: str
      sample: "2026-03-02T09:15:44.102Z"
    organization_id:
      description: ID of the organization.
      returned: success
      type: str
      sample: 5fbb01bf-b212-4eb9-a0a3-8281033b633a
    license_id:
      description: ID of the license.
      returned: success
      type: str
      sample: cdeb5f17-6e60-4812-b03c-c5877a4d8a30
products:
  description:
    - Types of the products in the bill of materials, sorted. Null if the worker application cannot read it.
    - PingOne evaluates the license instead of the products, so C(PING_ONE_AUTHORIZE) does not have to be included.
  returned: success
  type: list
  elements: str
  sample: [PING_ONE_AUTHORIZE, PING_ONE_BASE]
license:
  description: License of the environment. Null if the worker application cannot read it.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the license.
      returned: success
      type: str
      sample: cdeb5f17-6e60-4812-b03c-c5877a4d8a30
    name:
      description: Name of the license.
      returned: success
      type: str
      sample: Example license
    package:
      description: License package.
      returned: success
      type: str
      sample: PREMIUM
    status:
      description: Status of the license, V(ACTIVE), V(EXPIRED), V(FUTURE), or V(TERMINATED).
      returned: success
      type: str
      sample: ACTIVE
    allow_api_access_management:
      description: Whether the license allows API services, or null if PingOne does not return this.
      returned: success
      type: bool
      sample: true
    allow_dynamic_authorization:
      description: Whether the license allows PingOne Authorize policies, or null if PingOne does not return this.
      returned: success
      type: bool
      sample: true
capabilities:
  description: Features that can be used in the environment. Null if the worker application cannot read them.
  returned: success
  type: dict
  contains:
    can_use_api_access_management:
      description: Whether API services can be used, or null if PingOne does not return this.
      returned: success
      type: bool
      sample: true
    can_use_application_permissions:
      description: Whether application permissions can be used, or null if PingOne does not return this.
      returned: success
      type: bool
      sample: true
    can_use_dynamic_authorization:
      description: Whether PingOne Authorize policies can be used, or null if PingOne does not return this.
      returned: success
      type: bool
      sample: true
roles:
  description:
    - Roles that are assigned to the worker application, sorted by name.
    - Null with a warning if the worker application cannot read them, or if O(access_token) is used, because the token
      does not identify the application.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the built-in role, or null if the role is not built in.
      returned: success
      type: str
      sample: Environment Admin
    scope_type:
      description: Type of object that the role is assigned for, such as V(ORGANIZATION) or V(ENVIRONMENT).
      returned: success
      type: str
      sample: ENVIRONMENT
    scope_id:
      description: ID of the object that the role is assigned for.
      returned: success
      type: str
      sample: 4ce2f952-0969-4cf7-be3e-a5ab0d4588c0
    covers_environment:
      description:
        - Whether the role applies to the managed environment. A role for a population or an application does not.
      returned: success
      type: bool
      sample: true
permissions:
  description:
    - Whether the roles of the worker application allow it to manage each type of object in the environment, and to read
      the audit log (C(audit_log)). Null if RV(roles) is null.
    - A value is null, with a warning, if only a role that is not built in could allow this, and its permissions cannot
      be determined.
    - For built-in roles, the result is derived from the roles in PingOne's documentation, and for custom roles from
      their permissions, without sending requests to test it. It does not include restrictions of the license, see
      RV(capabilities).
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
      description: Grants of scopes to applications.
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
    gateways:
      description: Gateways and their credentials.
      returned: success
      type: bool
      sample: true
    audit_log:
      description: Audit log, which is used to determine whether a deployment is needed.
      returned: success
      type: bool
      sample: true
required_permissions:
  description:
    - The permissions that the modules in O(permissions_for) need, with an entry for each module and state. Null if the
      option is not set.
    - All permissions that a module may need are listed. Some of them depend on its options, see
      R(Permissions of the worker application, ansible_collections.pingone.authorize.docsite.permissions).
  returned: success
  type: list
  elements: dict
  contains:
    module:
      description: Name of the module.
      returned: success
      type: str
      sample: pingone_scope
    state:
      description: State, or null if the module only reads.
      returned: success
      type: str
      sample: present
    permissions:
      description: Identifiers of the permissions.
      returned: success
      type: list
      elements: str
      sample: ["authz:read:apiServer", "resources:create:scope"]
    optional_permissions:
      description: Identifiers of permissions without which tasks succeed, but warn about what they cannot read.
      returned: success
      type: list
      elements: str
      sample: []
    other_permissions:
      description: Required permissions whose identifiers PingOne does not document.
      returned: success
      type: list
      elements: str
      sample: [read external OAuth servers]
    missing_permissions:
      description: Those of the required permissions that the worker application lacks. Null if RV(roles) is null.
      returned: success
      type: list
      elements: str
      sample: ["resources:create:scope"]
missing_permissions:
  description:
    - The required permissions that the worker application lacks, sorted. Permissions that PingOne does not document an
      identifier for are described in words.
    - A permission is only included if all roles that could have it can be read. So the worker application of a custom
      role needs the permission C(permissions:read:roles) in the environment that it belongs to.
    - Null if O(permissions_for) is not set, or if RV(roles) is null.
  returned: success
  type: list
  elements: str
  sample: ["resources:create:scope"]
limits:
  description:
    - Usage of each limit. There is one entry for C(API services), one for C(external OAuth servers), and one for the
      C(operations) of each API service.
  returned: success
  type: list
  elements: dict
  contains:
    object:
      description: Type of object that the limit applies to.
      returned: success
      type: str
      sample: API services
    api_service:
      description: Name of the API service for the limit of its operations, or null for other limits.
      returned: success
      type: str
      sample: null
    used:
      description: Number of existing objects. Null if the worker application cannot read them.
      returned: success
      type: int
      sample: 19
    maximum:
      description: Maximum number of objects.
      returned: success
      type: int
      sample: 25
    left:
      description: Number of objects that can be added. Null if the worker application cannot read them.
      returned: success
      type: int
      sample: 6
summary:
  description: Summary of the known limits as text.
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
    - All keys are described in the guide R(Results and errors, ansible_collections.pingone.authorize.docsite.results).
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
