#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_scope
short_description: Manage scopes of protected APIs
version_added: 1.0.0
description:
  - Creates, updates, and removes scopes of an API service's resource. An application requests a scope to get an access
    token for the API.
  - Options that are omitted or null are left unchanged. An empty string clears the value if possible.
  - Changes are not enforced by gateways until they are deployed, see M(pingone.authorize.pingone_deploy).
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
  - pingone.authorize._parent
options:
  name: &name
    description:
      - Name of the scope. It must be a scope token as defined by RFC 6749, that is printable ASCII without spaces,
        double quotes, and backslashes.
      - If omitted with O(api_service) and O(state=present), the name follows PingOne's convention, which is the name of
        the API service in lower case with hyphens instead of spaces.
      - If O(id) is also set, a scope with a different name is renamed. It keeps its grants.
    type: str
  id: &id
    description:
      - ID of the scope. Takes precedence over O(name).
    type: str
  description: &description
    description:
      - Description of the scope. An empty string clears it.
    type: str
  state:
    description:
      - Whether the scope should exist.
      - A scope that is granted to an application, or that an operation requires, is not removed, and the task fails. To
        determine this, the grants of every application are read, with one request for each application.
    type: str
    choices: [present, absent]
    default: present
  force:
    description:
      - With O(state=absent), whether to revoke the scope from applications before removing it.
      - A scope that an operation requires is never removed, because the operation could be open without it.
    type: bool
    default: false
  released_by: &released_by
    description:
      - In check mode, names or IDs of applications from which earlier tasks of the same run would revoke the scope, and
        of operations that they would remove. These do not prevent the removal of the scope in check mode. A warning is
        issued for a name that is neither an application nor an operation.
      - Has no effect outside of check mode.
    type: list
    elements: str
  scopes:
    description:
      - List of scopes to manage, instead of a single one. Nothing is written unless all items are valid.
      - The top-level O(api_service), O(resource), O(state), O(force), and O(released_by) are the defaults for all
        items.
    type: list
    elements: dict
    suboptions:
      api_service:
        description: See O(api_service).
        type: str
      resource:
        description: See O(resource).
        type: str
      expected_resource:
        description: See O(expected_resource).
        type: str
      name: *name
      id: *id
      description: *description
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
      force:
        description: See O(force).
        type: bool
      released_by: *released_by
seealso:
  - module: pingone.authorize.pingone_api_service
  - module: pingone.authorize.pingone_app_scope_grant
"""

EXAMPLES = r"""
- name: Create the scope orders-api, which is the conventional name
  pingone.authorize.pingone_scope:
    api_service: Orders API

- name: Create another scope
  pingone.authorize.pingone_scope:
    api_service: Orders API
    name: orders-write
    description: Place and change orders

- name: Create several scopes
  pingone.authorize.pingone_scope:
    api_service: Orders API
    scopes:
      - name: orders-read
        description: See orders
      - name: orders-write
        description: Place and change orders

- name: Remove a scope after revoking it from all applications
  pingone.authorize.pingone_scope:
    api_service: Orders API
    name: orders-api
    state: absent
    force: true
"""

RETURN = r"""
scope:
  description: The scope after the task, or null if it does not exist.
  returned: success, unless O(scopes) is set
  type: dict
  contains:
    id:
      description: ID of the scope, or null in check mode if it would be created.
      returned: success
      type: str
      sample: 9f2b7c61-1d0e-4b4a-8d6e-0c6a2a1f7e55
    name:
      description: Name of the scope.
      returned: success
      type: str
      sample: orders-write
    description:
      description: Description of the scope, or null.
      returned: success
      type: str
      sample: Place and change orders
    resource:
      description: Resource with C(id) and C(name).
      returned: success
      type: dict
      sample: {"id": "2d8f1a30-0a51-4a37-8c0d-3a7f0c6e9b11", "name": "Orders API"}
    api_service:
      description: API service with C(id) and C(name) if O(api_service) is set, or null.
      returned: success
      type: dict
      sample: {"id": "5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de", "name": "Orders API"}
scopes:
  description: The scopes that exist after the task, with the keys of RV(scope).
  returned: success, if O(scopes) is set
  type: list
  elements: dict
changed_api_services:
  description:
    - Names of the API services whose configuration the task changed, if they were specified with O(api_service). They
      need a deployment.
  returned: success
  type: list
  elements: str
  sample: [Orders API]
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.scope import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
