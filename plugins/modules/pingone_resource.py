#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_resource
short_description: Manage custom resources
version_added: 0.1.0
description:
  - Creates, updates and removes a custom resource, or several at once. A resource is what an access token is for; its
    scopes are what applications ask for. An API service that takes tokens of PingOne SSO has one.
  - M(pingone.authorize.pingone_api_service) can create the resource of a service by itself. This module is for
    resources with a description or a token lifetime of their own, and for those that come before their service.
  - An omitted option leaves what is there; a value sets it; an empty string clears it where that is possible.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the resource, up to 256 characters. It is unique among resources, and not the name of an API service
        that does not use the resource.
      - Together with O(id), another name renames the resource. Its audience stays.
    type: str
  id: &id
    description:
      - ID of the resource, instead of finding it by O(name).
    type: str
  description: &description
    description:
      - What the resource is. An empty string clears it.
    type: str
  audience: &audience
    description:
      - The C(aud) claim of the resource's access tokens, a URL or a word. It has no fragment and does not contain
        C(pingone) or C(pingidentity).
      - At creation it is the name unless it is given. An empty string makes it the name again.
    type: str
  access_token_validity: &access_token_validity
    description:
      - How long an access token is valid, in seconds, from 300 (5 minutes) to 2592000 (30 days).
      - At creation it is 3600 unless it is given.
    type: int
  state:
    description:
      - Whether the resource is to be there.
      - Removing it removes its scopes too, and takes them from the applications that hold them.
      - Removing a resource that an API service uses is refused, and so is changing or removing one that is built into
        PingOne.
    type: str
    choices: [present, absent]
    default: present
  resources:
    description:
      - Several resources, instead of the options of a single one. What they have in common is read once, and nothing is
        written unless all of them are valid.
      - O(state) beside the list counts for every item that does not say otherwise.
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
  description: The resource after the task, or null if it is absent.
  returned: success, unless O(resources) is given
  type: dict
  contains:
    id:
      description: ID of the resource; null in check mode if it would be created.
      returned: success
      type: str
      sample: 2d8f1a30-0a51-4a37-8c0d-3a7f0c6e9b11
    name:
      description: Name of the resource.
      returned: success
      type: str
      sample: Orders
    description:
      description: Its description, or null.
      returned: success
      type: str
      sample: Orders of the shop
    audience:
      description: The C(aud) claim of its access tokens.
      returned: success
      type: str
      sample: https://api.example.com/orders
    access_token_validity:
      description: How long an access token is valid, in seconds.
      returned: success
      type: int
      sample: 600
resources:
  description: The resources that are present after the task, each as RV(resource).
  returned: success, if O(resources) is given
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.resource import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
