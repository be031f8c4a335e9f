#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_gateway
short_description: Manage API gateways
version_added: 1.0.0
description:
  - Creates, updates, and removes gateways of the type API gateway integration. An API gateway uses a credential of such
    a gateway to request decisions from PingOne.
  - The credentials of gateways are managed by M(pingone.authorize.pingone_gateway_credential).
  - A gateway of another type, such as an LDAP gateway, is rejected and never changed.
  - Options that are omitted or null are left unchanged. An empty string clears the value if possible.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the gateway, up to 256 characters. It must be unique among all gateways.
      - PingOne allows letters, digits, spaces, and the characters C(/), C(.), C('), C(_), and C(-).
      - If O(id) is also set, a gateway with a different name is renamed.
    type: str
  id: &id
    description:
      - ID of the gateway. Takes precedence over O(name).
    type: str
  description: &description
    description:
      - Description of the gateway. An empty string clears it.
    type: str
  enabled: &enabled
    description:
      - Whether the gateway is enabled. PingOne rejects the credentials of a disabled gateway, so every request behind
        it is denied.
      - A gateway that is in use is only disabled as O(quiet_period) describes.
      - Defaults to V(true) when the gateway is created.
    type: bool
  state:
    description:
      - Whether the gateway should exist.
      - If V(absent), its credentials are also deleted. A gateway that is in use is only removed as O(quiet_period)
        describes.
    type: str
    choices: [present, absent]
    default: present
  quiet_period:
    description:
      - Seconds for which a gateway must not have been used before it is removed or disabled. Otherwise, the task fails
        and reports the last use.
      - A gateway is used whenever an API gateway sends a request to PingOne with one of its credentials.
      - If V(0), this is not checked.
    type: int
    default: 3600
  force:
    description: Whether to remove or disable a gateway that is in use.
    type: bool
    default: false
  gateways:
    description:
      - List of gateways to manage, instead of a single one. Nothing is written unless all items are valid.
      - The top-level O(state), O(quiet_period), and O(force) are the defaults for all items.
    type: list
    elements: dict
    suboptions:
      name: *name
      id: *id
      description: *description
      enabled: *enabled
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
      quiet_period:
        description: See O(quiet_period).
        type: int
      force:
        description: See O(force).
        type: bool
seealso:
  - module: pingone.authorize.pingone_gateway_credential
  - module: pingone.authorize.pingone_gateway_info
"""

EXAMPLES = r"""
- name: Create a gateway
  pingone.authorize.pingone_gateway:
    name: Shop
    description: The API gateway of the shop

- name: Create several gateways that are disabled for now
  pingone.authorize.pingone_gateway:
    gateways:
      - name: Stock
        enabled: false
      - name: Invoices
        enabled: false

- name: Remove a gateway
  pingone.authorize.pingone_gateway:
    name: Stock
    state: absent
"""

RETURN = r"""
gateway:
  description: The gateway after the task, or null if it does not exist.
  returned: success, unless O(gateways) is set
  type: dict
  contains:
    id:
      description: ID of the gateway, or null in check mode if it would be created.
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
gateways:
  description: The gateways that exist after the task, with the keys of RV(gateway).
  returned: success, if O(gateways) is set
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.gateway import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
