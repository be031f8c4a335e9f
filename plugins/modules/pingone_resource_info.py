#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_resource_info
short_description: Gather information about resources and their scopes
version_added: 1.0.0
description:
  - Returns resources with their scopes, whether or not an API service uses them. The scopes of a new API can be listed
    in this way before there is an API service for it.
  - Sends one request for all resources, and one for the scopes of each returned resource.
  - The client secret of a resource is never requested.
  - This module never changes anything.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._selection
  - pingone.authorize._attributes
options:
  names:
    description:
      - Names or IDs of the resources to return. If omitted, all resources are returned, including those that are built
        into PingOne. If the list is empty, none are returned.
    type: list
    elements: str
attributes:
  check_mode:
    details: This module never changes anything.
  diff_mode:
    support: N/A
    details: This module never changes anything.
seealso:
  - module: pingone.authorize.pingone_resource
  - module: pingone.authorize.pingone_scope
  - module: pingone.authorize.pingone_api_service_info
"""

EXAMPLES = r"""
- name: Get a resource, if it exists
  pingone.authorize.pingone_resource_info:
    names: [Orders API]
  register: found

- name: Show its scopes, none if it does not exist yet
  ansible.builtin.debug:
    msg: "{{ found.resources | map(attribute='scopes') | flatten | map(attribute='name') | list }}"

- name: Get all resources
  pingone.authorize.pingone_resource_info:
  register: all

- name: Show the names of the custom resources
  ansible.builtin.debug:
    msg: "{{ all.resources | selectattr('type', 'eq', 'CUSTOM') | map(attribute='name') | list }}"
"""

RETURN = r"""
resources:
  description: Resources, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the resource.
      returned: success
      type: str
      sample: 2d8f1a30-0a51-4a37-8c0d-3a7f0c6e9b11
    name:
      description: Name of the resource.
      returned: success
      type: str
      sample: Orders
    type:
      description: Type of the resource, V(CUSTOM), V(OPENID_CONNECT), or V(PINGONE_API).
      returned: success
      type: str
      sample: CUSTOM
    description:
      description: Description of the resource, or null.
      returned: success
      type: str
      sample: Orders of the shop
    audience:
      description: The C(aud) claim of the resource's access tokens, or null if the resource is built in.
      returned: success
      type: str
      sample: https://api.example.com/orders
    access_token_validity:
      description: Number of seconds that an access token is valid, or null if the resource is built in.
      returned: success
      type: int
      sample: 3600
    scopes:
      description: Scopes of the resource, sorted by name.
      returned: success
      type: list
      elements: dict
      contains:
        id:
          description: ID of the scope.
          returned: success
          type: str
          sample: 9f2b7c61-1d0e-4b4a-8d6e-0c6a2a1f7e55
        name:
          description: Name of the scope.
          returned: success
          type: str
          sample: orders-read
        description:
          description: Description of the scope, or null.
          returned: success
          type: str
          sample: Read orders
missing:
  description: Values of O(names) that do not exist. Empty with O(required=true).
  returned: success
  type: list
  elements: str
  sample: []
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.resource_info import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
