#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_application_permission
short_description: Manage application permissions of protected APIs
version_added: 1.0.0
description:
  - Creates, updates, and removes application permissions. A permission is an action on an application resource, which
    is part of what the API provides, for example V(cancel) on V(orders). The key of the permission consists of both,
    for example V(orders:cancel). An operation can require it.
  - The application resource is created with its first permission if it does not exist. It is kept when its last
    permission is removed.
  - Options that are omitted or null are left unchanged. An empty string clears the value if possible.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
  - pingone.authorize._parent
options:
  application_resource: &application_resource
    description:
      - Name of the application resource. It is unique in the environment.
      - Required unless O(id) is set. A permission cannot be moved to another application resource.
    type: str
  action: &action
    description:
      - Action that the permission allows on the application resource.
      - If O(id) is also set, a permission with a different action is renamed. It keeps its roles and operations.
    type: str
  id: &id
    description:
      - ID of the permission. Takes precedence over O(application_resource) and O(action).
    type: str
  description: &description
    description:
      - Description of the permission. An empty string clears it.
    type: str
  state:
    description:
      - Whether the permission should exist.
      - A permission that an operation requires is not removed, and the task fails, because the operation could be open
        without it. When a permission is removed, application roles lose it.
    type: str
    choices: [present, absent]
    default: present
  permissions:
    description:
      - List of permissions to manage, instead of a single one. Nothing is written unless all items are valid.
      - The top-level O(api_service), O(resource), O(application_resource), and O(state) are the defaults for all items.
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
      application_resource: *application_resource
      action: *action
      id: *id
      description: *description
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
seealso:
  - module: pingone.authorize.pingone_api_service
  - module: pingone.authorize.pingone_api_operation
"""

EXAMPLES = r"""
- name: Create the permission orders:cancel
  pingone.authorize.pingone_application_permission:
    api_service: Orders API
    application_resource: orders
    action: cancel
    description: Cancel an order that was not sent yet

- name: Create several permissions
  pingone.authorize.pingone_application_permission:
    api_service: Orders API
    permissions:
      - application_resource: orders
        action: read
      - application_resource: orders
        action: change
      - application_resource: invoices
        action: read

- name: Remove a permission
  pingone.authorize.pingone_application_permission:
    api_service: Orders API
    application_resource: orders
    action: change
    state: absent
"""

RETURN = r"""
permission:
  description: The permission after the task, or null if it does not exist.
  returned: success, unless O(permissions) is set
  type: dict
  contains:
    id:
      description: ID of the permission, or null in check mode if it would be created.
      returned: success
      type: str
      sample: 0c1b7f52-3f8e-4d6a-9a35-5e2d7c4b8f10
    key:
      description: Application resource and action, as used in operations and tokens.
      returned: success
      type: str
      sample: orders:cancel
    action:
      description: Action that the permission allows.
      returned: success
      type: str
      sample: cancel
    description:
      description: Description of the permission, or null.
      returned: success
      type: str
      sample: Cancel an order that was not sent yet
    application_resource:
      description: Application resource with C(id) and C(name).
      returned: success
      type: dict
      sample: {"id": "7e0d3c1a-94b2-4f0c-8f6b-1d5a2e9c6b73", "name": "orders"}
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
permissions:
  description: The permissions that exist after the task, with the keys of RV(permission).
  returned: success, if O(permissions) is set
  type: list
  elements: dict
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.application_permission import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
