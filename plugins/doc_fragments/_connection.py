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
      - ID of the PingOne environment to manage. It is always required, so that the environment of the worker
        application is not managed by accident.
      - If not set, the environment variable E(PINGONE_TARGET_ENVIRONMENT_ID) is used.
    type: str
  client_id:
    description:
      - Client ID of a worker application that has roles for the environment.
      - If none of O(client_id), O(client_secret), and O(access_token) is set, the environment variables
        E(PINGONE_CLIENT_ID), E(PINGONE_CLIENT_SECRET), and E(PINGONE_API_ACCESS_TOKEN) are used. Credentials from
        options and from environment variables are never mixed.
    type: str
  client_secret:
    description:
      - Client secret of the worker application. See O(client_id) for the environment variable.
    type: str
  auth_environment_id:
    description:
      - ID of the environment that contains the worker application.
      - If not set, the environment variable E(PINGONE_ENVIRONMENT_ID) is used, and then O(environment_id).
    type: str
  client_auth_method:
    description:
      - How the worker application authenticates at the token endpoint. It must match the configuration of the
        application.
      - V(basic) sends the secret in the C(Authorization) header, V(post) in the form.
      - If not set, the environment variable E(PINGONE_CLIENT_AUTH_METHOD) is used, and then the default.
    type: str
    choices: [basic, post]
    default: basic
  access_token:
    description:
      - Access token to use instead of client credentials. It takes precedence over client credentials from the same
        source. See O(client_id) for the environment variable.
      - If the token expires during the run, it cannot be renewed.
    type: str
  region:
    description:
      - Region of the PingOne organization. There is no default.
      - Required unless O(api_url) and O(auth_url) are set.
      - If not set, the environment variable E(PINGONE_REGION_CODE) is used.
    type: str
    choices: [NA, CA, EU, AU, SG, AP]
  api_url:
    description:
      - Origin of the management API without C(/v1), instead of the host of the region.
      - If not set, the environment variable E(PINGONE_API_URL) is used.
    type: str
  auth_url:
    description:
      - URL of the authorization server that issues the token, instead of the host of the region.
      - For an origin such as V(https://auth.pingone.eu), C(/{auth_environment_id}/as/token) is appended. For a URL that
        ends in C(/as), as with custom domains, C(/token) is appended.
      - If not set, the environment variable E(PINGONE_AUTH_URL) is used.
    type: str
  ca_path:
    description:
      - Path of a file with CA certificates for verifying PingOne's certificate, for networks that inspect TLS.
      - If not set, the environment variable E(PINGONE_CA_PATH) is used, and then E(REQUESTS_CA_BUNDLE) or the system's
        certificates.
    type: path
  validate_certs:
    description:
      - Whether to verify TLS certificates. Only disable this for testing.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait for the response to a request, from 1 to 3600.
    type: int
    default: 30
  retry_deadline:
    description:
      - Seconds after which a request is no longer retried, from 1 to 86400. Rate limits and server errors are retried
        with increasing delays. A warning is issued after more than 10 seconds.
    type: int
    default: 120
  concurrent_reads:
    description:
      - Maximum number of read requests that are sent at the same time, from 1 to 8. Tasks with many objects read
        independent objects concurrently, which is faster if responses take long. The result is the same with any value.
      - Each concurrent read has its own connection and its own O(retry_deadline). Writes are always sent one after the
        other.
    type: int
    default: 4
  session:
    description:
      - Any text. Tasks with the same text share the access token for up to ten minutes, and the objects that they read
        for up to one minute or until one of them changes something. A task uses shared objects only to determine that
        there is nothing to do. Before it changes something or fails, it reads the objects again.
      - Intended for consecutive tasks of single modules in one run. Use a new text for each run, and do not share it
        between hosts or concurrent runs.
      - The shared data is stored in a file that only the user can read, in a folder of the temporary directory that
        only the user can access. The file is removed by a task with O(end_session=true), or by another run that uses a
        session when the file is older than ten minutes.
    type: str
  end_session:
    description:
      - Whether to remove the file of O(session) when the task ends, even if it fails, and even in check mode.
    type: bool
requirements:
  - requests
seealso:
  - name: PingOne API access management
    description: Reference of the part of PingOne's API that this collection uses.
    link: https://developer.pingidentity.com/pingone-api/authorize/api-access-management.html
"""
