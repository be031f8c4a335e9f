#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_app_scope_grant
short_description: Grant scopes of protected APIs to applications
version_added: 1.0.0
description:
  - Manages which scopes of a resource an application can request. PingOne stores one grant for each application and
    resource. This module creates the grant, and adds scopes to it or removes them.
  - Grants take effect immediately and do not need a deployment.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
  - pingone.authorize._parent
options:
  application: &application
    description:
      - Name or ID of the application. It must exist, even in check mode unless O(expect_application=true).
      - PingOne does not grant scopes of an API to worker applications, and the grants of the PingOne admin console
        cannot be managed.
    type: str
  scopes: &scopes
    description:
      - Names or IDs of scopes of the resource. Required to create a grant.
      - With O(state=absent), the scopes to revoke. If omitted, the entire grant is removed. A warning is issued for
        scopes that do not exist, because the scope that was meant might still be granted.
      - An application cannot be granted two scopes of the same name, even of different resources.
    type: list
    elements: str
  keep: &keep
    description:
      - With O(state=absent), names or IDs of the scopes to keep. All other scopes of the resource are revoked. This
        option never grants a scope.
      - All scopes must exist, even in check mode, unless they are listed in O(expected_scopes). Otherwise, nothing is
        revoked.
      - Use this option to revoke access before operations change, and O(state=present) to grant access afterwards.
    type: list
    elements: str
  expected_scopes: &expected_scopes
    description:
      - Scopes that this run creates or renames. They do not have to exist yet when they are used in O(keep), or in
        check mode in O(scopes).
      - If this option is set, all other scopes must exist, even in check mode.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the scope at the end of the run.
        type: str
        required: true
      id:
        description: ID of the scope, if an existing scope is renamed.
        type: str
  purge:
    description:
      - Whether to revoke granted scopes that are not listed in O(scopes). If no scopes remain, the grant is removed.
    type: bool
    default: false
  expect_application:
    description:
      - In check mode, whether an application that is specified by name can be missing because an earlier task of the
        same run would create it.
      - Has no effect outside of check mode.
    type: bool
    default: false
  state:
    description:
      - Whether the scopes should be granted.
    type: str
    choices: [present, absent]
    default: present
  grants:
    description:
      - List of grants to manage, instead of a single one. Nothing is written unless all items are valid.
      - The top-level O(application), O(api_service), O(resource), O(expected_resource), O(expected_scopes), O(purge),
        O(expect_application), and O(state) are the defaults for all items.
    type: list
    elements: dict
    suboptions:
      application: *application
      api_service:
        description: See O(api_service).
        type: str
      resource:
        description: See O(resource).
        type: str
      expected_resource:
        description: See O(expected_resource).
        type: str
      scopes: *scopes
      keep: *keep
      expected_scopes: *expected_scopes
      purge:
        description: See O(purge).
        type: bool
      expect_application:
        description: See O(expect_application).
        type: bool
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
  taken_back:
    description:
      - In check mode, scopes that earlier tasks of the same run would revoke from applications, although they are still
        granted. Each item has the options of a task with O(state=absent).
      - Has no effect outside of check mode. Requires O(grants).
    type: list
    elements: dict
    suboptions:
      application: *application
      api_service:
        description: See O(api_service).
        type: str
      resource:
        description: See O(resource).
        type: str
      expected_resource:
        description: See O(expected_resource).
        type: str
      scopes: *scopes
      keep: *keep
      expected_scopes: *expected_scopes
seealso:
  - module: pingone.authorize.pingone_scope
"""

EXAMPLES = r"""
- name: Allow the web shop to read and place orders
  pingone.authorize.pingone_app_scope_grant:
    application: Orders Web
    api_service: Orders API
    scopes:
      - orders-read
      - orders-write

- name: Grant only this scope and revoke all others
  pingone.authorize.pingone_app_scope_grant:
    application: Orders Web
    api_service: Orders API
    scopes:
      - orders-read
    purge: true

- name: Grant scopes to several applications
  pingone.authorize.pingone_app_scope_grant:
    api_service: Orders API
    grants:
      - application: Orders Web
        scopes: [orders-read, orders-write]
      - application: Orders Batch
        scopes: [orders-read]

- name: Revoke all but two scopes, one of which is created later
  pingone.authorize.pingone_app_scope_grant:
    application: Orders Web
    api_service: Orders API
    keep:
      - orders-read
      - orders-list
    expected_scopes:
      - name: orders-list
    state: absent

- name: Remove the entire grant
  pingone.authorize.pingone_app_scope_grant:
    application: Orders Web
    api_service: Orders API
    state: absent
"""

RETURN = r"""
grant:
  description: The grant after the task, or null if it does not exist.
  returned: success, unless O(grants) is set
  type: dict
  contains:
    id:
      description: ID of the grant, or null in check mode if it would be created.
      returned: success
      type: str
      sample: 3f0f5a59-3d5e-4d37-9c55-6b9d7f0f2a77
    application:
      description: Application with C(id) and C(name).
      returned: success
      type: dict
      sample: {"id": "7c1f3c0a-88d4-4c0a-9a5e-fd0b6f4f1e02", "name": "Orders Web"}
    scopes:
      description: Granted scopes with C(id) and C(name), sorted by name.
      returned: success
      type: list
      elements: dict
      sample: [{"id": "9f2b7c61-1d0e-4b4a-8d6e-0c6a2a1f7e55", "name": "orders-read"}]
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
grants:
  description: The grants that exist after the task, with the keys of RV(grant).
  returned: success, if O(grants) is set
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.app_scope_grant import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
