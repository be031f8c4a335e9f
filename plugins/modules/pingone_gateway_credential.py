#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_gateway_credential
short_description: Manage credentials of API gateways
version_added: 1.0.0
description:
  - Creates and removes the credentials with which API gateways request decisions from PingOne.
  - PingOne returns a credential only once, when it is created. Therefore, a task with O(state=present) ensures that a
    credential exists, and only returns it if the task has created it. With O(credential_path), the task ensures that a
    file contains a valid one.
  - The credential is a JWT that contains the service URL and other settings of the gateway. They are returned as
    results that are no secrets.
  - To replace a credential without downtime, create another one with O(rotate), configure the API gateways to use it,
    and remove the others with O(all_but) once they are no longer in use.
  - A creation is never repeated by the module. If the response of PingOne is lost, the task fails and lists the new
    credential, which cannot be used and should be removed.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
attributes:
  idempotent:
    support: partial
    details: A task with O(rotate=true) always creates a credential.
  platform:
    details: The file of O(credential_path) is on the host that runs the module.
options:
  gateway:
    description:
      - Name or ID of the gateway, which must have the type API gateway integration.
    type: str
    required: true
  state:
    description:
      - If V(present), the gateway should have a credential.
      - If V(absent), the credential with O(id), or all credentials except O(all_but), should not exist.
    type: str
    choices: [present, absent]
    default: present
  rotate:
    description:
      - Whether to create another credential even if there is one. The existing ones are not changed.
      - A gateway can have up to five credentials.
    type: bool
    default: false
  credential_path:
    description:
      - Absolute path of a file for the credential on the host that runs the module. The credential is written to the
        file, and is not returned.
      - If the file contains an existing credential of the gateway, nothing is created. Otherwise, a credential is
        created and the file is replaced atomically. It gets the mode V(0600), and keeps its owner.
      - If the file contains anything else, or the credential of another gateway or environment, the task fails. The
        folder of the file must exist.
      - The mode of an existing file is corrected if it allows more than reading and writing by its owner.
    type: path
  id:
    description: ID of the credential to remove, with O(state=absent).
    type: str
  all_but:
    description:
      - IDs of the credentials to keep, with O(state=absent). All others are removed, except those that were used within
        O(unused_for) seconds.
      - Each of these credentials must exist if another one would be removed, so that a wrong ID does not remove the one
        that should be kept.
    type: list
    elements: str
  unused_for:
    description:
      - Seconds for which a credential must not have been used before it is removed. For a credential that was never
        used, the time since its creation counts.
      - With O(id), the task fails if the credential was used within this time. With O(all_but), the credential is kept,
        and returned in RV(kept).
      - If V(0), credentials are removed even if they are in use. API gateways that still use them deny every request.
    type: int
    default: 3600
notes:
  - B(Set C(no_log=true) on the task) if it may create a credential and O(credential_path) is not set, as shown in the
    examples. Otherwise, the credential appears in output, logs, and callbacks. This also applies to later tasks that
    show the registered result. The module cannot mask it, because it could not be used otherwise.
seealso:
  - module: pingone.authorize.pingone_gateway
  - module: pingone.authorize.pingone_gateway_info
"""

EXAMPLES = r"""
- name: Create a gateway
  pingone.authorize.pingone_gateway:
    name: Shop

- name: Ensure that a file contains a credential of the gateway
  pingone.authorize.pingone_gateway_credential:
    gateway: Shop
    credential_path: ~/pingone-credential
  register: shop

- name: Show the service URL, which is no secret
  ansible.builtin.debug:
    var: shop.service_url

- name: Create another credential, without showing it in the output
  pingone.authorize.pingone_gateway_credential:
    gateway: Shop
    rotate: true
  register: rotated
  no_log: true

- name: Remove the other credentials that have not been used for a day
  pingone.authorize.pingone_gateway_credential:
    gateway: Shop
    state: absent
    all_but: ["{{ rotated.credential_id }}"]
    unused_for: 86400

- name: Remove a credential regardless of whether it is in use
  pingone.authorize.pingone_gateway_credential:
    gateway: Shop
    state: absent
    id: "{{ shop.credential_id }}"
    unused_for: 0
"""

RETURN = r"""
credential:
  description:
    - The new credential, B(in plain text). Null if none was created, in check mode, and if O(credential_path) is set.
  returned: success
  type: str
credential_id:
  description:
    - ID of the new credential or, if O(credential_path) is set, of the one in the file. Otherwise, and in check mode if
      it would be created, null.
  returned: success
  type: str
  sample: 5f0c9d6e-7a43-4f0b-9c55-3d1a2b7e8f90
service_url:
  description:
    - Base URL to which API gateways send their requests, from the credential with RV(credential_id). Null if that is
      null.
  returned: success
  type: str
  sample: https://http-access-api.pingone.eu/v1/environments/4ce2f952-0969-4cf7-be3e-a5ab0d4588c0
gateway_id:
  description: ID of the gateway, or null if it does not exist.
  returned: success
  type: str
  sample: 7b3f2c51-64a1-4b52-9a0e-0b7de3a8c1f4
issued_at:
  description: Time at which the credential with RV(credential_id) was issued, in UTC. Null if that is null.
  returned: success
  type: str
  sample: "2026-03-02T09:15:44.000Z"
credentials:
  description: All credentials of the gateway after the task, the oldest one first.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the credential, or null in check mode if it would be created.
      returned: success
      type: str
      sample: 5f0c9d6e-7a43-4f0b-9c55-3d1a2b7e8f90
    created_at:
      description: Time at which the credential was created, in UTC, or null in check mode if it would be created.
      returned: success
      type: str
      sample: "2026-03-02T09:15:44.102Z"
    last_used_at:
      description: Time at which an API gateway last used the credential, in UTC, or null if it was never used.
      returned: success
      type: str
      sample: "2026-03-02T09:59:12.871Z"
kept:
  description:
    - The credentials that were not removed because they were used within O(unused_for) seconds, with the keys of
      RV(credentials).
  returned: success
  type: list
  elements: dict
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.gateway_credential import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
