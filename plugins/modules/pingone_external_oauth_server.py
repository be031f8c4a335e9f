#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_external_oauth_server
short_description: Manage external OAuth servers
version_added: 1.0.0
description:
  - Creates, updates, and removes external OAuth servers. An external OAuth server is a third-party issuer of the access
    tokens of API services with external tokens. PingOne validates their signature, issuer, audience, and time.
  - API services refer to the server with O(pingone.authorize.pingone_api_service#module:external_oauth_server). Several
    API services can use the same server.
  - Options that are omitted or null are left unchanged. An empty string or list clears the value if possible.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the server, up to 256 characters. It must be unique in the environment, which can have up to 25 servers.
      - If O(id) is also set, a server with a different name is renamed.
    type: str
  id: &id
    description:
      - ID of the server. Takes precedence over O(name).
    type: str
  description: &description
    description:
      - Description of the server, up to 1024 characters. An empty string clears it.
    type: str
  issuers: &issuers
    description:
      - Allowed values of the C(iss) claim of a token, up to 8 with up to 1024 characters each. Their order is not
        significant. An empty list clears them.
    type: list
    elements: str
  jwks: &jwks
    description:
      - Public keys for validating the tokens, as a JSON Web Key Set, either as a dictionary or as JSON text. The
        maximum size without white space is 16 kB. The order of the keys and white space are not significant.
      - A key set that contains a private or symmetric key is rejected.
      - A server has either this value or O(jwks_url). Setting one clears the other.
    type: raw
  jwks_url: &jwks_url
    description:
      - The https URL from which PingOne downloads the keys.
      - Either this option or O(jwks) is required when the server is created.
    type: str
  clock_skew_tolerance: &clock_skew_tolerance
    description:
      - Number of seconds by which the clock of the server can differ when the times of a token are validated, V(0) or
        more.
      - Defaults to V(0) when the server is created.
    type: int
  state:
    description:
      - Whether the server should exist.
      - A server that an API service uses is not removed, and the task fails.
    type: str
    choices: [present, absent]
    default: present
  external_oauth_servers:
    description:
      - List of servers to manage, instead of a single one. Nothing is written unless all items are valid.
      - The top-level O(state) is the default for all items.
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
- name: Create a server with the URL of its keys
  pingone.authorize.pingone_external_oauth_server:
    name: Partner
    description: Issues the tokens of our partners
    issuers: [https://login.partner.example]
    jwks_url: https://login.partner.example/jwks
    clock_skew_tolerance: 10

- name: Create a server with its keys
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

- name: Remove both servers
  pingone.authorize.pingone_external_oauth_server:
    state: absent
    external_oauth_servers:
      - name: Partner
      - name: Depot
"""

RETURN = r"""
external_oauth_server:
  description: The server after the task, or null if it does not exist.
  returned: success, unless O(external_oauth_servers) is set
  type: dict
  contains:
    id:
      description: ID of the server, or null in check mode if it would be created.
      returned: success
      type: str
      sample: 7b0a3d52-1f6c-4a8e-8d0b-9c2e4f6a1b37
    name:
      description: Name of the server.
      returned: success
      type: str
      sample: Partner
    description:
      description: Description of the server, or null.
      returned: success
      type: str
      sample: Issues the tokens of our partners
    issuers:
      description: Allowed issuers, sorted.
      returned: success
      type: list
      elements: str
      sample: [https://login.partner.example]
    jwks:
      description: Key set as a dictionary with the keys in a fixed order, or null.
      returned: success
      type: raw
    jwks_url:
      description: URL from which PingOne downloads the keys, or null.
      returned: success
      type: str
      sample: https://login.partner.example/jwks
    clock_skew_tolerance:
      description: Number of seconds by which the clock of the server can differ.
      returned: success
      type: int
      sample: 10
external_oauth_servers:
  description: The servers that exist after the task, with the keys of RV(external_oauth_server).
  returned: success, if O(external_oauth_servers) is set
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.external_oauth_server import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
