#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_service
short_description: Manage API services of PingOne Authorize
version_added: 1.0.0
description:
  - Creates, updates, and removes API services. An API service defines where an API is located, and who issues its
    access tokens.
  - Options that are omitted or null are left unchanged. An empty list clears the value if possible. Defaults only apply
    when an API service is created.
  - Changes are not enforced by gateways until they are deployed, see M(pingone.authorize.pingone_deploy).
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the API service, 1 to 256 characters. It must be unique among the API services and resources of the
        environment. Only the resource that the API service uses can have the same name.
      - Required when the API service is created. If O(id) is also set, an API service with a different name is renamed.
        Its resource is not renamed.
    type: str
  id: &id
    description:
      - ID of the API service. Takes precedence over O(name).
    type: str
  base_urls: &base_urls
    description:
      - URLs of the API. Several URLs are aliases of the same API. Their order is not significant.
      - Each must be an absolute C(http) or C(https) URL of at most 256 characters, without user information, query,
        fragment, trailing slash, and empty or dot segments.
      - Base URLs are compared literally, so wildcards and parameters are rejected. Use them in the paths of operations.
      - Base URLs are considered equal regardless of the case of scheme and host, a default port, a trailing dot of the
        host, and unnecessary percent-encoding.
      - If several base URLs match a request, the longest one determines the API service. A warning is issued if a base
        URL is equal to, below, or above a base URL of another API service.
      - Required when the API service is created. The list replaces the existing base URLs.
    type: list
    elements: str
  token_source: &token_source
    description:
      - Who manages the directory and issues the access tokens.
      - V(pingone_sso) is PingOne itself. It is the default when the API service is created.
      - V(external) is a third party. Without O(external_oauth_server), PingOne relies on the gateway to validate the
        tokens.
      - Cannot be changed after the API service is created.
    type: str
    choices: [pingone_sso, external]
  resource: &resource
    description:
      - Name or ID of the custom PingOne resource that represents the API. Applications request its scopes.
      - With O(token_source=pingone_sso), either this option or O(auto_create_resource=true) is required when the API
        service is created. With O(token_source=external), there is no resource.
      - The resource of another API service is rejected, because tokens for one API would also be valid for the other.
        If another client has linked a resource to two API services, this is left unchanged.
      - With O(state=absent) and O(delete_resource=true), the resource to delete, even if the API service does not exist
        anymore.
    type: str
  auto_create_resource: &auto_create_resource
    description:
      - Whether to create a resource with the name of the API service when the API service is created. An existing
        custom resource of that name is used instead if no other API service uses it.
      - This option has no effect on an existing API service, regardless of the resource that it uses.
      - Mutually exclusive with O(resource).
    type: bool
  audience: &audience
    description:
      - Audience of the API service's resource, which is the C(aud) claim of its access tokens. Use it with
        O(auto_create_resource=true), or to change the audience of the resource of an existing API service.
      - If a resource is created and this option is omitted, PingOne uses the name of the resource. An empty list
        resets the audience to the name.
      - Must not contain a fragment, or the words C(pingone) and C(pingidentity).
    type: str
  external_oauth_server: &external_oauth_server
    description:
      - Name or ID of the external OAuth server that issues the tokens, so that PingOne validates them, see
        M(pingone.authorize.pingone_external_oauth_server). Requires O(token_source=external) and O(external_audience).
      - Without an external OAuth server, PingOne relies on the gateway to validate the tokens and to pass their claims.
        The integrations for Kong and PingGateway never pass claims, so every request is answered with 401, and a
        warning is issued. An empty list removes the external OAuth server.
    type: str
  external_audience: &external_audience
    description:
      - The C(aud) claim of the external tokens for this API, at most 1024 characters.
    type: str
  custom_policies: &custom_policies
    description:
      - Whether to generate a policy tree for the API service and its operations.
      - Defaults to V(true) with O(token_source=external) and to V(false) otherwise when the API service is created.
      - Custom policies can be enabled later, but cannot be disabled.
    type: bool
  state:
    description:
      - Whether the API service should exist. If V(absent), its operations and policy tree are also deleted.
    type: str
    choices: [present, absent]
    default: present
  delete_resource:
    description:
      - With O(state=absent), whether to also delete the custom resource that the API service uses, and its scopes.
        Grants of these scopes are revoked first. A resource that another API service uses is not deleted, and the task
        fails.
      - If the API service does not exist anymore, the resource O(resource) is deleted, or if it is omitted, the custom
        resource with the O(name) of the API service.
    type: bool
    default: false
  force:
    description:
      - With O(state=absent), whether to also remove an API service with custom policies. PingOne deletes its policy
        tree, which cannot be restored.
    type: bool
    default: false
  api_services:
    description:
      - List of API services to manage, instead of a single one. Nothing is written unless all items are valid. They are
        written in the order of the list, so list the replacement of an API service before that API service.
      - The top-level O(state), O(delete_resource), and O(force) are the defaults for all items.
    type: list
    elements: dict
    suboptions:
      name: *name
      id: *id
      base_urls: *base_urls
      token_source: *token_source
      resource: *resource
      auto_create_resource: *auto_create_resource
      audience: *audience
      external_oauth_server: *external_oauth_server
      external_audience: *external_audience
      custom_policies: *custom_policies
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
      delete_resource:
        description: See O(delete_resource).
        type: bool
      force:
        description: See O(force).
        type: bool
  taken_back:
    description:
      - In check mode, scopes that earlier tasks of the same run would revoke from applications, although they are still
        granted. They are omitted from the diff of an API service that is removed together with its resource, as in the
        actual run.
      - Each item has the options of a M(pingone.authorize.pingone_app_scope_grant) task with C(state=absent).
      - Has no effect outside of check mode. Requires O(api_services).
    type: list
    elements: dict
    suboptions:
      application:
        description: See O(pingone.authorize.pingone_app_scope_grant#module:application).
        type: str
      api_service:
        description: See O(pingone.authorize.pingone_app_scope_grant#module:api_service).
        type: str
      resource:
        description: See O(pingone.authorize.pingone_app_scope_grant#module:resource).
        type: str
      expected_resource:
        description: See O(pingone.authorize.pingone_app_scope_grant#module:expected_resource).
        type: str
      scopes:
        description: See O(pingone.authorize.pingone_app_scope_grant#module:scopes).
        type: list
        elements: str
      keep:
        description: See O(pingone.authorize.pingone_app_scope_grant#module:keep).
        type: list
        elements: str
      expected_scopes:
        description: See O(pingone.authorize.pingone_app_scope_grant#module:expected_scopes).
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the scope.
            type: str
            required: true
          id:
            description: ID of the scope, if it is renamed.
            type: str
  fail_if_widened:
    description:
      - Whether to fail before anything is written if the task would allow requests that are denied before it, even in
        check mode. The message lists the requests of RV(access_changes) with any effect except V(narrowed).
      - A change with the effect V(changed) also allows requests that were denied, because neither rule is at least as
        strict as the other.
      - A new base URL allows requests that are denied before, because no API service has this base URL.
    type: bool
    default: false
seealso:
  - module: pingone.authorize.pingone_api_access
  - module: pingone.authorize.pingone_external_oauth_server
  - module: pingone.authorize.pingone_scope
  - module: pingone.authorize.pingone_deploy
  - module: pingone.authorize.pingone_app_scope_grant
"""

EXAMPLES = r"""
- name: Protect the orders API with PingOne tokens, and create a resource for it
  pingone.authorize.pingone_api_service:
    name: Orders API
    base_urls:
      - https://api.example.com/orders/v1
      - https://orders.example.com/v1
    auto_create_resource: true
    audience: https://api.example.com/orders

- name: Enable custom policies
  pingone.authorize.pingone_api_service:
    name: Orders API
    custom_policies: true

- name: Create an external OAuth server for the tokens of a partner
  pingone.authorize.pingone_external_oauth_server:
    name: Partner login
    issuers:
      - https://login.partner.example
    jwks_url: https://login.partner.example/jwks

- name: Protect an API with tokens of the partner
  pingone.authorize.pingone_api_service:
    name: Partner API
    base_urls:
      - https://partners.example.com
    token_source: external
    external_oauth_server: Partner login
    external_audience: https://partners.example.com

- name: Remove the API service, its custom policies, and its resource
  pingone.authorize.pingone_api_service:
    name: Orders API
    state: absent
    force: true
    delete_resource: true
"""

RETURN = r"""
api_service:
  description: The API service after the task, or null if it does not exist.
  returned: success, unless O(api_services) is set
  type: dict
  contains:
    id:
      description: ID of the API service, or null in check mode if it would be created.
      returned: success
      type: str
      sample: 5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de
    name:
      description: Name of the API service.
      returned: success
      type: str
      sample: Orders API
    base_urls:
      description: Base URLs, sorted.
      returned: success
      type: list
      elements: str
      sample: ["https://api.example.com/orders/v1"]
    token_source:
      description: Who issues the access tokens, V(pingone_sso) or V(external).
      returned: success
      type: str
      sample: pingone_sso
    resource:
      description: Resource that represents the API, with C(id), C(name), and C(audience), or null.
      returned: success
      type: dict
      sample: {"id": "2d8f1a30-0a51-4a37-8c0d-3a7f0c6e9b11", "name": "Orders API", "audience": "Orders API"}
    external_oauth_server:
      description: External OAuth server with C(id) and C(name), or null.
      returned: success
      type: dict
    external_audience:
      description: The audience of its tokens, or null.
      returned: success
      type: str
    custom_policies:
      description: Whether custom policies are on.
      returned: success
      type: bool
      sample: false
api_services:
  description: The API services that are present after the task, each as RV(api_service).
  returned: success, if O(api_services) is set
  type: list
  elements: dict
access_changes:
  description:
    - How the task changes which requests are allowed, in the saved configuration. Gateways enforce it after the next
      deployment, except for the removal of an API service. Empty if the access is the same for every request.
    - Each item represents all requests that are affected in the same way. See the guide
      R(Review access changes, ansible_collections.pingone.authorize.docsite.access_changes).
  returned: success
  type: list
  elements: dict
  contains:
    api_service:
      description: Name of the API service that the requests belong to after the task, or before it if there is none.
      returned: success
      type: str
      sample: Orders API
    effect:
      description:
        - V(widened) or V(narrowed) if the requirement is less strict or stricter than before, V(changed) if neither is
          the case, and V(undetermined) if the operations cannot be read or have too many different patterns. All
          following values are then null or empty.
      returned: success
      type: str
      sample: widened
    method:
      description: Method of an example.
      returned: success
      type: str
      sample: POST
    methods:
      description:
        - Methods of the requests. V(other methods) are all methods that no operation of the API service lists. If all
          methods are affected, the only item is V(every method).
      returned: success
      type: list
      elements: str
      sample: [POST]
    path:
      description:
        - Path of an example, relative to the base URL and percent-decoded. It represents all paths that the same
          operations match by the same patterns.
      returned: success
      type: str
      sample: /orders
    url:
      description: URL of an example, or null if the base URLs are not known.
      returned: success
      type: str
      sample: https://api.example.com/orders
    base_urls:
      description: Base URLs of the requests.
      returned: success
      type: list
      elements: str
      sample: ["https://api.example.com"]
    before:
      description:
        - What was required before the task, such as V(scope orders-write), V(any valid token), V(denied), or
          V(no base URL). Starts with V(undetermined) if PingOne does not document which operation decides.
      returned: success
      type: str
      sample: scope orders-write
    after:
      description: What is required after the task.
      returned: success
      type: str
      sample: any valid token
changed_api_services:
  description:
    - Names of the API services that the task changed. They wait for a deployment.
  returned: success
  type: list
  elements: str
  sample: [Orders API]
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
