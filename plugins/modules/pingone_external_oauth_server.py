#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_external_oauth_server
short_description: Manage external OAuth servers
version_added: 0.1.0
description:
  - Creates, updates and removes an external OAuth server, or several at once. It is somebody other than PingOne who
    issues the access tokens of an API service with external tokens; PingOne checks their signature, issuer, audience
    and time.
  - An API service names its server by O(pingone.authorize.pingone_api_service#module:external_oauth_server). Several
    can use the same one.
  - An omitted option leaves what is there; a value sets it; an empty string or list clears it where that is possible.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the server, up to 256 characters, unique in the environment, which holds at most 25 of them.
      - Together with O(id), another name renames the server.
    type: str
  id: &id
    description:
      - ID of the server, instead of finding it by O(name).
    type: str
  description: &description
    description:
      - What the server is, up to 1024 characters. An empty string clears it.
    type: str
  issuers: &issuers
    description:
      - The issuers that the C(iss) claim of a token may name, up to 8, each up to 1024 characters. The order does not
        count. An empty list clears them.
    type: list
    elements: str
  jwks: &jwks
    description:
      - The public keys that check the tokens, as a JSON Web Key Set, either a dictionary or a text of JSON. Without
        white space it has up to 16 kB. Neither the order of the keys nor white space counts.
      - A key set that holds a private or symmetric key is refused.
      - A server has either this or O(jwks_url); giving one drops the other.
    type: raw
  jwks_url: &jwks_url
    description:
      - The https URL from which PingOne fetches the keys.
      - At creation either this or O(jwks) is needed.
    type: str
  clock_skew_tolerance: &clock_skew_tolerance
    description:
      - By how many seconds the server's clock may differ when the times of a token are checked, 0 or more.
      - At creation it is 0 unless it is given.
    type: int
  state:
    description:
      - Whether the server is to be there.
      - Removing a server that an API service uses is refused.
    type: str
    choices: [present, absent]
    default: present
  external_oauth_servers:
    description:
      - Several servers, instead of the options of a single one. What they have in common is read once, and nothing is
        written unless all of them are valid.
      - O(state) beside the list counts for every item that does not say otherwise.
    type: list
    elements: dict
    suboptions:
      name: *name
      id: *id
      description: *description
      issuers: *issuers
      jwks: *jwks
      jwks_url: *jwks_url
      clock_skew_tolerance: *clock_skew_tolerance
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
seealso:
  - module: pingone.authorize.pingone_api_service
"""

EXAMPLES = r"""
- name: Create a server whose keys are fetched
  pingone.authorize.pingone_external_oauth_server:
    name: Partner
    description: Issues the tokens of our partners
    issuers: [https://login.partner.example]
    jwks_url: https://login.partner.example/jwks
    clock_skew_tolerance: 10

- name: Create a server whose keys are given
  pingone.authorize.pingone_external_oauth_server:
    name: Depot
    issuers: [https://login.depot.example]
    jwks:
      keys:
        - kty: EC
          crv: P-256
          kid: depot-1
          x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU
          y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0

- name: Remove both
  pingone.authorize.pingone_external_oauth_server:
    state: absent
    external_oauth_servers:
      - name: Partner
      - name: Depot
"""

RETURN = r"""
external_oauth_server:
  description: The server after the task, or null if it is absent.
  returned: success, unless O(external_oauth_servers) is given
  type: dict
  contains:
    id:
      description: ID of the server; null in check mode if it would be created.
      returned: success
      type: str
      sample: 7b0a3d52-1f6c-4a8e-8d0b-9c2e4f6a1b37
    name:
      description: Name of the server.
      returned: success
      type: str
      sample: Partner
    description:
      description: Its description, or null.
      returned: success
      type: str
      sample: Issues the tokens of our partners
    issuers:
      description: The issuers that a token may name, sorted.
      returned: success
      type: list
      elements: str
      sample: [https://login.partner.example]
    jwks:
      description: The key set as a dictionary with its keys in a fixed order, or null.
      returned: success
      type: raw
    jwks_url:
      description: The URL from which the keys are fetched, or null.
      returned: success
      type: str
      sample: https://login.partner.example/jwks
    clock_skew_tolerance:
      description: By how many seconds the server's clock may differ.
      returned: success
      type: int
      sample: 10
external_oauth_servers:
  description: The servers that are present after the task, each as RV(external_oauth_server).
  returned: success, if O(external_oauth_servers) is given
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.external_oauth_server import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
