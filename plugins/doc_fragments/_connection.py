# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: do not use it from elsewhere.

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  environment_id:
    description:
      - ID of the PingOne environment that is managed. It always has to be said, so that nobody manages the worker
        application's own environment by accident.
      - If not set, the environment variable E(PINGONE_TARGET_ENVIRONMENT_ID) is used.
    type: str
  client_id:
    description:
      - Client ID of a worker application that has roles for the environment.
      - If none of O(client_id), O(client_secret), and O(access_token) is set, the environment variables
        E(PINGONE_CLIENT_ID), E(PINGONE_CLIENT_SECRET), and E(PINGONE_API_ACCESS_TOKEN) are used. Credentials of the
        task and of the environment are never mixed.
    type: str
  client_secret:
    description:
      - Secret of the worker application; see O(client_id).
    type: str
  auth_environment_id:
    description:
      - ID of the environment in which the worker application lives.
      - If not set, the environment variable E(PINGONE_ENVIRONMENT_ID) is used, and then O(environment_id).
    type: str
  client_auth_method:
    description:
      - How the worker application authenticates at the token endpoint. It must be the method that is configured for
        the application.
      - V(basic) sends the secret in the C(Authorization) header, V(post) in the form.
      - If not set, the environment variable E(PINGONE_CLIENT_AUTH_METHOD) is used, if there is one, and then the
        default.
    type: str
    choices: [basic, post]
    default: basic
  access_token:
    description:
      - An access token to use instead of client credentials. It is preferred to credentials that are given in the same
        place; see O(client_id) for the environment variable.
      - A token that was given cannot be renewed when it expires during the run.
    type: str
  region:
    description:
      - The region of the PingOne organization. There is no default.
      - Required unless O(api_url) and O(auth_url) are given.
      - If not set, the environment variable E(PINGONE_REGION_CODE) is used.
    type: str
    choices: [NA, CA, EU, AU, SG, AP]
  api_url:
    description:
      - Origin of the management API without C(/v1), instead of the region's host.
      - If not set, the environment variable E(PINGONE_API_URL) is used.
    type: str
  auth_url:
    description:
      - Where tokens are issued, instead of the region's host.
      - An origin such as V(https://auth.pingone.eu) gets C(/{auth_environment_id}/as/token) appended. A URL that ends
        in C(/as), as custom domains have it, gets C(/token) appended.
      - If not set, the environment variable E(PINGONE_AUTH_URL) is used.
    type: str
  ca_path:
    description:
      - A file with CA certificates to verify PingOne's certificate with, for networks that inspect TLS.
      - If not set, the environment variable E(PINGONE_CA_PATH) is used, and then the system's or E(REQUESTS_CA_BUNDLE).
    type: path
  validate_certs:
    description:
      - Whether certificates are verified. Switch it off for experiments only.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait for the answer to one request, from 1 to 3600.
    type: int
    default: 30
  retry_deadline:
    description:
      - Seconds after which one call with all its retries gives up, from 1 to 86400. Rate limits and server errors are
        retried with growing pauses; a warning says so after more than 10 seconds.
    type: int
    default: 120
  session:
    description:
      - Any text. Tasks that give the same one share the access token for up to ten minutes, and for up to a minute what
        they read, until one of them writes. Only "there is nothing to do" follows from what another task read; before
        it writes or refuses, a task reads anew.
      - Meant for tasks of one run that follow each other, as in the role of this collection. Choose a new text for each
        run, and do not share it between hosts or runs that go on at the same time.
      - What is shared lies in a file that only the user can read, in a folder of the temporary directory that only the
        user can enter. It stays there until a task has O(end_session=true), or until another run that uses a session
        finds it older than ten minutes.
    type: str
  end_session:
    description:
      - Whether the file of O(session) is removed when the task ends, whether it succeeds or fails, also in check mode.
    type: bool
requirements:
  - requests
seealso:
  - name: PingOne API access management
    description: Reference of the part of PingOne's API that this collection uses.
    link: https://developer.pingidentity.com/pingone-api/authorize/api-access-management.html
"""
