#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_resource
short_description: Manage custom resources
version_added: 1.0.0
description:
  - Creates, updates, and removes custom resources. A resource is the target of an access token, and applications
    request its scopes. An API service with PingOne SSO has one resource.
  - M(pingone.authorize.pingone_api_service) can create the resource of an API service. Use this module for resources
    with a description or a custom token lifetime, and for resources that are created before their API service.
  - Options that are omitted or null are left unchanged.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the resource, up to 256 characters. It must be unique among resources, and must not be the name of an
        API service that does not use the resource.
      - If O(id) is also set, a resource with a different name is renamed. Its audience is left unchanged.
    type: str
  id: &id
    description:
      - ID of the resource. Takes precedence over O(name).
    type: str
  description: &description
    description:
      - Description of the resource. An empty string clears it.
    type: str
  audience: &audience
    description:
      - The C(aud) claim of the resource's access tokens, as a URL or a word. Must not contain a fragment, or the words
        C(pingone) and C(pingidentity).
      - Defaults to the name when the resource is created. An empty list resets it to the name.
    type: str
  access_token_validity: &access_token_validity
    description:
      - Number of seconds that an access token is valid, from V(300) (5 minutes) to V(2592000) (30 days).
      - Defaults to V(3600) when the resource is created.
    type: int
  state:
    description:
      - Whether the resource should exist.
      - If V(absent), its scopes are also deleted, and revoked from the applications that they are granted to.
      - A resource that an API service uses is not removed, and a resource that is built into PingOne is neither changed
        nor removed. The task fails in these cases.
    type: str
    choices: [present, absent]
    default: present
  resources:
    description:
      - List of resources to manage, instead of a single one. Nothing is written unless all items are valid.
      - The top-level O(state) is the default for all items.
    type: list
    elements: dict
    suboptions:
      name: *name
      id: *id
      description: *description
      audience: *audience
      access_token_validity: *access_token_validity
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
seealso:
  - module: pingone.authorize.pingone_api_service
  - module: pingone.authorize.pingone_scope
"""

EXAMPLES = r"""
- name: Create a resource whose tokens are valid for ten minutes
  pingone.authorize.pingone_resource:
    name: Orders
    description: Orders of the shop
    audience: https://api.example.com/orders
    access_token_validity: 600

- name: Create several resources
  pingone.authorize.pingone_resource:
    resources:
      - name: Stock
        audience: https://api.example.com/stock
      - name: Invoices
        audience: https://api.example.com/invoices

- name: Remove a resource with its scopes
  pingone.authorize.pingone_resource:
    name: Stock
    state: absent
"""

RETURN = r"""
resource:
  description: The resource after the task, or null if it does not exist.
  returned: success, unless O(resources) is set
  type: dict
  contains:
    id:
      description: ID of the resource, or null in check mode if it would be created.
      returned: success
      type: str
      sample: 2d8f1a30-0a51-4a37-8c0d-3a7f0c6e9b11
    name:
      description: Name of the resource.
      returned: success
      type: str
      sample: Orders
    description:
      description: Description of the resource, or null.
      returned: success
      type: str
      sample: Orders of the shop
    audience:
      description: The C(aud) claim of the resource's access tokens.
      returned: success
      type: str
      sample: https://api.example.com/orders
    access_token_validity:
      description: Number of seconds that an access token is valid.
      returned: success
      type: int
      sample: 600
resources:
  description: The resources that exist after the task, with the keys of RV(resource).
  returned: success, if O(resources) is set
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.resource import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
