#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_service
short_description: Manage API services of PingOne Authorize
version_added: 0.1.0
description:
  - Creates, updates and removes an API service, or several at once. It tells PingOne Authorize where an API is and who
    issues the access tokens for it.
  - An omitted option leaves what is there; a value sets it; an empty string or list clears it where that is possible.
    Defaults apply when a service is created, and never later.
  - Every change has to be deployed before gateways enforce it, see M(pingone.authorize.pingone_deploy).
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the service, 1 to 256 characters, unique among the API services and resources of the environment. Only
        the resource that the service uses may have the same name.
      - Required to create a service. Together with O(id), another name renames the service, not its resource.
    type: str
  id: &id
    description:
      - ID of the service, instead of finding it by O(name).
    type: str
  base_urls: &base_urls
    description:
      - The URLs of the API; several URLs are aliases of the same API. Their order does not matter.
      - Each is an absolute C(http) or C(https) URL of at most 256 characters, without user information, query,
        fragment, trailing slash, and empty or dot segments.
      - Base URLs are compared literally, so wildcards and parameters are refused. They belong into the paths of the
        operations.
      - The case of scheme and host, a default port, a dot behind the host, and unnecessary percent-encoding make no
        difference when base URLs are compared.
      - Of several base URLs that match a request, the longest decides which service it belongs to. A warning is issued
        if a base URL is that of another service, or lies below or above it.
      - Required to create a service. The list replaces the one that is there.
    type: list
    elements: str
  token_source: &token_source
    description:
      - Who runs the directory and issues the access tokens.
      - V(pingone_sso) means PingOne itself. It is used when a service is created without this option.
      - V(external) means somebody else. Without O(external_oauth_server), PingOne relies on the gateway to validate the
        tokens.
      - PingOne fixes it once the service is saved.
    type: str
    choices: [pingone_sso, external]
  resource: &resource
    description:
      - Name or ID of the custom PingOne resource that stands for the API. An application asks for its scopes.
      - A service with O(token_source=pingone_sso) needs either this option or O(auto_create_resource=true) when it is
        created. With O(token_source=external) there is no resource.
      - The resource of another service is refused, since tokens for one API would open the other. Where another client
        has linked a resource twice, it stays so.
      - With O(state=absent) and O(delete_resource=true) it names the resource to delete, also when the service is gone.
    type: str
  auto_create_resource: &auto_create_resource
    description:
      - Whether a resource is created under the service's name when the service is created. A custom resource of that
        name which no other service uses is adopted instead.
      - Acts at creation only; any resource that an existing service uses satisfies it.
      - Cannot be combined with O(resource).
    type: bool
  audience: &audience
    description:
      - The audience of the service's resource, which becomes the C(aud) claim of its access tokens. Used with
        O(auto_create_resource=true), or to change the audience of an existing service's resource.
      - If a resource is created without it, PingOne uses the resource's name. An empty string resets it to that.
      - It must not contain a fragment, nor the words C(pingone) and C(pingidentity).
    type: str
  external_oauth_server: &external_oauth_server
    description:
      - Name or ID of the external OAuth server that issues the tokens, so that PingOne itself validates them; see
        M(pingone.authorize.pingone_external_oauth_server). Only with O(token_source=external), and together with
        O(external_audience).
      - Without it, PingOne relies on the gateway to validate the tokens and to pass their claims. The integrations for
        Kong and PingGateway never pass claims, and every request behind them is answered with 401, so a warning is
        issued. An empty string goes back to that.
    type: str
  external_audience: &external_audience
    description:
      - The C(aud) claim that the external tokens for this API carry, at most 1024 characters.
    type: str
  custom_policies: &custom_policies
    description:
      - Whether a policy tree is generated for the service and its operations.
      - When a service is created without this option, they are on with O(token_source=external) and otherwise off.
      - They can be switched on later, but never off.
    type: bool
  state:
    description:
      - Whether the service is to be there. With V(absent) its operations and its policy tree go with it.
    type: str
    choices: [present, absent]
    default: present
  delete_resource:
    description:
      - With O(state=absent), also delete the custom resource that the service uses, and its scopes. What applications
        were granted of it is taken back first. A resource that another service uses is refused.
      - If the service is already gone, the resource that O(resource) names is deleted, else the custom resource that
        carries the service's O(name).
    type: bool
    default: false
  force:
    description:
      - With O(state=absent), also remove a service with custom policies. PingOne deletes its policy tree with it, and
        what another team has written there cannot be brought back.
    type: bool
    default: false
  api_services:
    description:
      - Several API services, instead of the options of a single one. Nothing is written unless all of them are valid.
        They are written in the order of the list, so list what replaces a service before that one.
      - O(state), O(delete_resource) and O(force) beside the list count for every item that does not say otherwise.
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
      - In check mode, what earlier tasks of the same run have taken away from applications, although it is still
        granted. The diff of a service that is removed with its resource leaves it out then, as in the run.
      - Each item has the options of a task of M(pingone.authorize.pingone_app_scope_grant) with C(state=absent).
      - Without effect outside of check mode. Goes with O(api_services) only.
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
seealso:
  - module: pingone.authorize.pingone_external_oauth_server
  - module: pingone.authorize.pingone_scope
  - module: pingone.authorize.pingone_deploy
  - module: pingone.authorize.pingone_app_scope_grant
"""

EXAMPLES = r"""
- name: Protect the orders API with tokens of PingOne, and create a resource for it
  pingone.authorize.pingone_api_service:
    name: Orders API
    base_urls:
      - https://api.example.com/orders/v1
      - https://orders.example.com/v1
    auto_create_resource: true
    audience: https://api.example.com/orders

- name: Switch custom policies on
  pingone.authorize.pingone_api_service:
    name: Orders API
    custom_policies: true

- name: Describe who issues the tokens of a partner
  pingone.authorize.pingone_external_oauth_server:
    name: Partner login
    issuers:
      - https://login.partner.example
    jwks_url: https://login.partner.example/jwks

- name: Protect an API whose tokens the partner issues
  pingone.authorize.pingone_api_service:
    name: Partner API
    base_urls:
      - https://partners.example.com
    token_source: external
    external_oauth_server: Partner login
    external_audience: https://partners.example.com

- name: Remove the service, its custom policies and its resource
  pingone.authorize.pingone_api_service:
    name: Orders API
    state: absent
    force: true
    delete_resource: true
"""

RETURN = r"""
api_service:
  description: The API service after the task, or null if it is absent.
  returned: success, unless O(api_services) is given
  type: dict
  contains:
    id:
      description: ID of the service; null in check mode if it would be created.
      returned: success
      type: str
      sample: 5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de
    name:
      description: Name of the service.
      returned: success
      type: str
      sample: Orders API
    base_urls:
      description: Its base URLs, sorted.
      returned: success
      type: list
      elements: str
      sample: ["https://api.example.com/orders/v1"]
    token_source:
      description: Who issues the tokens.
      returned: success
      type: str
      sample: pingone_sso
    resource:
      description: The resource that stands for the API, with C(id), C(name), and C(audience), or null.
      returned: success
      type: dict
      sample: {"id": "2d8f1a30-0a51-4a37-8c0d-3a7f0c6e9b11", "name": "Orders API", "audience": "Orders API"}
    external_oauth_server:
      description: The external OAuth server, with C(id) and C(name), or null.
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
  returned: success, if O(api_services) is given
  type: list
  elements: dict
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
