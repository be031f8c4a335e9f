# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: do not use it from elsewhere.

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
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
        with increasing delays, or with the delay that PingOne asks for and up to 20 % more. A warning is issued after
        more than 10 seconds.
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
requirements:
  - requests
seealso:
  - name: PingOne API access management
    description: Reference of the part of PingOne's API that this collection uses.
    link: https://developer.pingidentity.com/pingone-api/authorize/api-access-management.html
"""
