#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_gateway_info
short_description: Gather information about API gateways and their credentials
version_added: 1.0.0
description:
  - Returns gateways of the type API gateway integration, and when their credentials were created and last used.
  - The credentials themselves are never returned, because PingOne returns them only once, when they are created.
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
      - Names or IDs of the gateways to return. If omitted, all API gateways are returned. If the list is empty, none
        are returned. A gateway of another type is rejected.
    type: list
    elements: str
attributes:
  check_mode:
    details: This module never changes anything.
  diff_mode:
    support: N/A
    details: This module never changes anything.
seealso:
  - module: pingone.authorize.pingone_gateway
  - module: pingone.authorize.pingone_gateway_credential
"""

EXAMPLES = r"""
- name: Get all API gateways
  pingone.authorize.pingone_gateway_info:
  register: found

- name: Show the credentials that have not been used for a week
  ansible.builtin.debug:
    msg: "{{ item.0.name }}: {{ item.1.id }}, unused for {{ item.1.unused_for // 86400 }} days"
  loop: "{{ found.gateways | subelements('credentials') }}"
  loop_control:
    label: "{{ item.0.name }}"
  when: item.1.unused_for > 604800
"""

RETURN = r"""
gateways:
  description: API gateways, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the gateway.
      returned: success
      type: str
      sample: 7b3f2c51-64a1-4b52-9a0e-0b7de3a8c1f4
    name:
      description: Name of the gateway.
      returned: success
      type: str
      sample: Shop
    description:
      description: Description of the gateway, or null.
      returned: success
      type: str
      sample: The API gateway of the shop
    enabled:
      description: Whether the gateway is enabled.
      returned: success
      type: bool
      sample: true
    credentials:
      description: Credentials of the gateway, the oldest one first.
      returned: success
      type: list
      elements: dict
      contains:
        id:
          description: ID of the credential.
          returned: success
          type: str
          sample: 5f0c9d6e-7a43-4f0b-9c55-3d1a2b7e8f90
        created_at:
          description: Time at which the credential was created, in UTC.
          returned: success
          type: str
          sample: "2026-03-02T09:15:44.102Z"
        last_used_at:
          description: Time at which an API gateway last used the credential, in UTC, or null if it was never used.
          returned: success
          type: str
          sample: "2026-03-02T09:59:12.871Z"
        age:
          description: Seconds since the credential was created, by PingOne's clock.
          returned: success
          type: int
          sample: 2656
        unused_for:
          description: Seconds since the credential was last used or, if it was never used, since it was created.
          returned: success
          type: int
          sample: 48
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.gateway_info import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
