#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_application
short_description: Manage applications that call protected APIs
version_added: 1.0.0
description:
  - Creates, updates, and removes OpenID Connect applications. An application obtains the access tokens for calling an
    API. Use M(pingone.authorize.pingone_app_scope_grant) to grant scopes to it.
  - Options that are omitted or null are left unchanged. An empty string or list clears the value if possible.
  - Applications of other protocols and types, and PingOne's own applications, cannot be managed.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the application. PingOne allows several applications with the same name, which can only be distinguished
        by O(id).
      - If O(id) is also set, an application with a different name is renamed.
    type: str
  id: &id
    description:
      - ID of the application. Takes precedence over O(name).
    type: str
  description: &description
    description:
      - Description of the application. An empty string clears it.
    type: str
  enabled: &enabled
    description:
      - Whether the application is enabled. A disabled application cannot get tokens.
      - Defaults to V(true) when the application is created.
    type: bool
  type: &type
    description:
      - Type of the application. V(web_app), V(native_app), and V(single_page_app) are for applications that users sign
        on to, V(service) is for applications that call APIs themselves, and V(worker) is for applications that manage
        PingOne.
      - Required when the application is created, and cannot be changed afterwards.
      - A new worker application does not have any roles, regardless of the roles of its creator. It cannot get a token
        without a role.
    type: str
    choices: [web_app, native_app, single_page_app, service, worker]
  grant_types: &grant_types
    description:
      - Grant types that the application can use. At least one is required.
      - Defaults to V(client_credentials) for services and workers, and to V(authorization_code) for other applications
        when the application is created.
    type: list
    elements: str
    choices: [authorization_code, implicit, refresh_token, client_credentials, device_code, token_exchange, ciba]
  response_types: &response_types
    description:
      - Response types that the application can request from the authorization endpoint. An empty list clears them.
      - V(code) requires the grant type V(authorization_code). It is the default for a new application with that grant
        type.
    type: list
    elements: str
    choices: [code, token, id_token]
  redirect_uris: &redirect_uris
    description:
      - URLs that users can be redirected to after signing on. An empty list clears them.
      - Each must be an absolute URL without a fragment. Native applications can use a custom scheme, for example
        C(com.example.app://cb). If the application allows wildcards, one wildcard C(*) can be used after the host.
      - URLs that are already stored in PingOne are not validated again.
    type: list
    elements: str
  post_logout_redirect_uris: &post_logout_redirect_uris
    description:
      - URLs that users can be redirected to after signing off. An empty list clears them.
      - The rules for O(redirect_uris) apply.
    type: list
    elements: str
  pkce_enforcement: &pkce_enforcement
    description:
      - Whether Proof Key for Code Exchange (PKCE) is required for authorization codes.
      - Defaults to V(s256_required) for native and single-page applications with the grant type V(authorization_code),
        and to V(optional) for other applications when the application is created.
    type: str
    choices: [optional, required, s256_required]
  token_endpoint_auth_method: &token_endpoint_auth_method
    description:
      - How the application authenticates at the token endpoint.
      - Defaults to V(none) for native and single-page applications, and to V(client_secret_basic) for other
        applications when the application is created. V(none) cannot be used with the grant type V(client_credentials).
    type: str
    choices: [none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt]
  return_secret:
    description:
      - B(Returns the client secret in plain text) as RV(application.client_secret). In check mode, this only applies to
        existing applications. The secret is not masked, because it could not be used otherwise.
      - B(Set C(no_log=true) on the task), as shown in the examples. Otherwise, the secret appears in output, logs, and
        callbacks. This also applies to later tasks that show the registered result.
      - The worker application must have a role that can read secrets.
    type: bool
    default: false
  state:
    description:
      - Whether the application should exist. If V(absent), its grants are also deleted.
    type: str
    choices: [present, absent]
    default: present
  applications:
    description:
      - List of applications to manage, instead of a single one. Nothing is written unless all items are valid.
      - The top-level O(return_secret) and O(state) are the defaults for all items.
    type: list
    elements: dict
    suboptions:
      name: *name
      id: *id
      description: *description
      enabled: *enabled
      type: *type
      grant_types: *grant_types
      response_types: *response_types
      redirect_uris: *redirect_uris
      post_logout_redirect_uris: *post_logout_redirect_uris
      pkce_enforcement: *pkce_enforcement
      token_endpoint_auth_method: *token_endpoint_auth_method
      return_secret:
        description: See O(return_secret).
        type: bool
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
seealso:
  - module: pingone.authorize.pingone_app_scope_grant
"""

EXAMPLES = r"""
- name: Create an application that users sign on to
  pingone.authorize.pingone_application:
    name: Orders Portal
    type: web_app
    redirect_uris: ["https://portal.example.com/callback"]
    pkce_enforcement: s256_required

- name: Create several applications
  pingone.authorize.pingone_application:
    applications:
      - name: Orders App
        type: native_app
        redirect_uris: ["com.example.orders://callback"]
      - name: Orders Export
        type: service
        description: Sends orders to the archive every night

- name: Create a service and get its secret, without showing it in the output
  pingone.authorize.pingone_application:
    name: Orders Import
    type: service
    return_secret: true
  register: orders_import
  no_log: true

- name: Disable an application
  pingone.authorize.pingone_application:
    name: Orders Portal
    enabled: false

- name: Remove an application
  pingone.authorize.pingone_application:
    name: Orders Portal
    state: absent
"""

RETURN = r"""
application:
  description: The application after the task, or null if it does not exist.
  returned: success, unless O(applications) is set
  type: dict
  contains:
    id:
      description: ID of the application, or null in check mode if it would be created.
      returned: success
      type: str
      sample: 6b1f3c2e-8d47-4a90-b5c3-2f7e0d9a4c18
    client_id:
      description: Client ID of the application, which usually is the same as RV(application.id).
      returned: success
      type: str
      sample: 6b1f3c2e-8d47-4a90-b5c3-2f7e0d9a4c18
    client_secret:
      description:
        - Client secret, B(in plain text), if O(return_secret=true). Otherwise, and in check mode if the application
          would be created, null.
      returned: success
      type: str
    name:
      description: Name of the application.
      returned: success
      type: str
      sample: Orders Portal
    description:
      description: Description of the application, or null.
      returned: success
      type: str
      sample: Where partners see their orders
    enabled:
      description: Whether the application is enabled.
      returned: success
      type: bool
      sample: true
    type:
      description: Type of the application, as in O(type).
      returned: success
      type: str
      sample: web_app
    grant_types:
      description: Grant types that the application can use.
      returned: success
      type: list
      elements: str
      sample: [authorization_code]
    response_types:
      description: Response types that the application can request.
      returned: success
      type: list
      elements: str
      sample: [code]
    redirect_uris:
      description: URLs that users can be redirected to after signing on.
      returned: success
      type: list
      elements: str
      sample: ["https://portal.example.com/callback"]
    post_logout_redirect_uris:
      description: URLs that users can be redirected to after signing off.
      returned: success
      type: list
      elements: str
      sample: []
    pkce_enforcement:
      description: Whether PKCE is required for authorization codes.
      returned: success
      type: str
      sample: s256_required
    token_endpoint_auth_method:
      description: How the application authenticates at the token endpoint.
      returned: success
      type: str
      sample: client_secret_basic
applications:
  description: The applications that exist after the task, with the keys of RV(application).
  returned: success, if O(applications) is set
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.application import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
