#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_application
short_description: Manage applications that call protected APIs
version_added: 0.1.0
description:
  - Creates, updates and removes an application of OpenID Connect, or several at once. An application gets the access
    tokens with which an API is called; M(pingone.authorize.pingone_app_scope_grant) says for which scopes.
  - An omitted option leaves what is there; a value sets it; an empty string or list clears it where that is possible.
  - Applications of other protocols and types, and PingOne's own, are refused.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the application. PingOne allows several of one name; these can only be told apart by O(id).
      - Together with O(id), another name renames the application.
    type: str
  id: &id
    description:
      - ID of the application, instead of finding it by O(name).
    type: str
  description: &description
    description:
      - What the application is for. An empty string clears it.
    type: str
  enabled: &enabled
    description:
      - Whether the application gets tokens. A new application is enabled unless this says otherwise.
    type: bool
  type: &type
    description:
      - V(web_app), V(native_app), or V(single_page_app) for an application that a user signs on to, V(service) for one
        that calls APIs by itself, V(worker) for one that manages PingOne.
      - Needed to create an application, and fixed from then on.
      - A new worker gets no roles, whatever its creator holds, and without a role it gets no token.
    type: str
    choices: [web_app, native_app, single_page_app, service, worker]
  grant_types: &grant_types
    description:
      - How the application can get tokens. At least one is needed.
      - A new application has V(client_credentials) if it is a service or worker, else V(authorization_code).
    type: list
    elements: str
    choices: [authorization_code, implicit, refresh_token, client_credentials, device_code, token_exchange, ciba]
  response_types: &response_types
    description:
      - What the authorization endpoint answers with. An empty list clears them.
      - V(code) needs the grant type V(authorization_code), and a new application with that grant type has it.
    type: list
    elements: str
    choices: [code, token, id_token]
  redirect_uris: &redirect_uris
    description:
      - Where users are sent after they have signed on. An empty list clears them.
      - Each is an absolute URL without a fragment. A native app may have a scheme of its own, as in
        C(com.example.app://cb). One wildcard C(*) is accepted behind the host if the application allows wildcards.
      - URLs that PingOne already holds are not checked again.
    type: list
    elements: str
  post_logout_redirect_uris: &post_logout_redirect_uris
    description:
      - Where users are sent after they have signed off. An empty list clears them.
      - The same rules apply as for O(redirect_uris).
    type: list
    elements: str
  pkce_enforcement: &pkce_enforcement
    description:
      - Whether an authorization code needs a proof of who has asked for it.
      - A new native or single-page application with the grant type V(authorization_code) has V(s256_required), others
        have V(optional).
    type: str
    choices: [optional, required, s256_required]
  token_endpoint_auth_method: &token_endpoint_auth_method
    description:
      - How the application authenticates when it asks for a token.
      - A new native or single-page application has V(none), others have V(client_secret_basic). V(none) does not go
        with the grant type V(client_credentials).
    type: str
    choices: [none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt]
  return_secret:
    description:
      - B(Returns the client secret in clear text) as RV(application.client_secret), also in check mode if the
        application exists. It is not masked, because you could not use it otherwise.
      - B(Set C(no_log=true) on the task), as the example shows. Without it the secret appears in output, logs, and
        callbacks. The same goes for every later task that shows the registered result.
      - It needs a role that may read secrets.
    type: bool
    default: false
  state:
    description:
      - Whether the application is to be there. Its grants go with it.
    type: str
    choices: [present, absent]
    default: present
  applications:
    description:
      - Several applications, instead of the options of a single one. What they have in common is read once, and nothing
        is written unless all of them are valid.
      - O(return_secret) and O(state) beside the list count for every item that does not say otherwise.
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
- name: Add an application that users sign on to
  pingone.authorize.pingone_application:
    name: Orders Portal
    type: web_app
    redirect_uris: ["https://portal.example.com/callback"]
    pkce_enforcement: s256_required

- name: Add several applications at once
  pingone.authorize.pingone_application:
    applications:
      - name: Orders App
        type: native_app
        redirect_uris: ["com.example.orders://callback"]
      - name: Orders Export
        type: service
        description: Sends orders to the archive every night

- name: Add a service and get its secret, which no_log keeps out of the output
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
  description: The application after the task, or null if it is absent.
  returned: success, unless O(applications) is given
  type: dict
  contains:
    id:
      description: ID of the application; null in check mode if it would be created.
      returned: success
      type: str
      sample: 6b1f3c2e-8d47-4a90-b5c3-2f7e0d9a4c18
    client_id:
      description: The name by which it asks for tokens, in nearly all cases its ID.
      returned: success
      type: str
      sample: 6b1f3c2e-8d47-4a90-b5c3-2f7e0d9a4c18
    client_secret:
      description:
        - Its secret, B(in clear text), if O(return_secret=true). Otherwise null, and in check mode if the application
          would be created.
      returned: success
      type: str
    name:
      description: Its name.
      returned: success
      type: str
      sample: Orders Portal
    description:
      description: Its description, or null.
      returned: success
      type: str
      sample: Where partners see their orders
    enabled:
      description: Whether it gets tokens.
      returned: success
      type: bool
      sample: true
    type:
      description: Its type, as the option names it.
      returned: success
      type: str
      sample: web_app
    grant_types:
      description: How it may get tokens.
      returned: success
      type: list
      elements: str
      sample: [authorization_code]
    response_types:
      description: What the authorization endpoint answers with.
      returned: success
      type: list
      elements: str
      sample: [code]
    redirect_uris:
      description: Where users are sent after they have signed on.
      returned: success
      type: list
      elements: str
      sample: ["https://portal.example.com/callback"]
    post_logout_redirect_uris:
      description: Where users are sent after they have signed off.
      returned: success
      type: list
      elements: str
      sample: []
    pkce_enforcement:
      description: Whether an authorization code needs a proof.
      returned: success
      type: str
      sample: s256_required
    token_endpoint_auth_method:
      description: How it authenticates when it asks for a token.
      returned: success
      type: str
      sample: client_secret_basic
applications:
  description: The applications that are present after the task, each as RV(application).
  returned: success, if O(applications) is given
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.application import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
