#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_access
short_description: Manage API services with everything that belongs to them
version_added: 0.1.0
description:
  - Manages the whole workflow of a list of APIs in one task. It creates or updates API services with their resources,
    scopes, and operations, deploys them, and grants the scopes to applications.
  - Everything is read and planned before the first write. If anything in the list is invalid or cannot be found,
    nothing is written, and all problems are reported with their locations.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options:
  api_services:
    description:
      - List of the API services to manage.
    type: list
    elements: dict
    required: true
    options:
      name:
        description:
          - Name of the API service.
        type: str
        required: true
      base_urls:
        description:
          - URLs of the API, without wildcards and parameters. Required when the API service is created. A warning
            is issued if a URL is equal to, below, or above a base URL of another API service.
        type: list
        elements: str
      resource:
        description:
          - Name or ID of the existing custom resource that represents the API. If omitted, a resource with the name
            of the API service is created, unless the tokens are external.
        type: str
      audience:
        description:
          - Audience of the resource that is created for the API service.
        type: str
      token_source:
        description:
          - Who issues the access tokens, C(pingone_sso) or C(external). An entry with C(external) cannot have
            scopes, permissions, or applications.
        type: str
        choices: [pingone_sso, external]
      external_oauth_server:
        description:
          - External OAuth server that issues the tokens of an entry with C(token_source=external). Without it,
            PingOne relies on the gateway, and every request behind Kong or PingGateway is answered with 401.
        type: dict
        options:
          name:
            description:
              - Name of the external OAuth server, or its ID if it exists.
            type: str
            required: true
          audience:
            description:
              - The C(aud) claim of its tokens for this API.
            type: str
            required: true
          create:
            description:
              - Whether to create or update the server with the following options. If false, the server must exist.
            type: bool
          description:
            description:
              - Description of the server.
            type: str
          issuers:
            description:
              - Allowed values of the C(iss) claim.
            type: list
            elements: str
          jwks:
            description:
              - JSON Web Key Set for validating tokens.
            type: raw
          jwks_url:
            description:
              - URL of the JSON Web Key Set, instead of C(jwks).
            type: str
          clock_skew_tolerance:
            description:
              - Number of seconds by which the clock of the issuer can differ.
            type: int
      custom_policies:
        description:
          - Whether custom policies are enabled. They can be enabled later, but cannot be disabled.
        type: bool
      scopes:
        description:
          - Scopes of the API.
        type: list
        elements: dict
        options:
          name:
            description:
              - Name of the scope.
            type: str
            required: true
          id:
            description:
              - ID of the scope. A scope with a different name is renamed. Applications keep the renamed scope, and
                operations still require it.
            type: str
          description:
            description:
              - Description of the scope.
            type: str
      groups:
        description:
          - Groups that the operations refer to. Only groups with C(create=true) are managed.
        type: list
        elements: dict
        options:
          name:
            description:
              - Name of the group.
            type: str
            required: true
          create:
            description:
              - Whether to create or update the group with the following options. If false, the group must exist.
            type: bool
          description:
            description:
              - Description of the group.
            type: str
          population:
            description:
              - Name or ID of the population that the group belongs to. If omitted, it belongs to the environment.
            type: str
      permissions:
        description:
          - Application permissions that the operations refer to. Only permissions with C(create=true) are managed.
        type: list
        elements: dict
        options:
          application_resource:
            description:
              - Name of the application resource, which belongs to the resource of the API.
            type: str
            required: true
          action:
            description:
              - Action that the permission allows.
            type: str
            required: true
          create:
            description:
              - Whether to create or update the permission, and to create its application resource. If false, they
                must exist.
            type: bool
          description:
            description:
              - Description of the permission.
            type: str
      operations:
        description:
          - Operations of the API.
        type: list
        elements: dict
        options:
          name:
            description:
              - Name of the operation.
            type: str
            required: true
          methods:
            description:
              - HTTP methods that the operation matches. Standard methods are accepted in any case. An empty list
                means every method.
            type: list
            elements: str
          paths:
            description:
              - Paths that the operation matches. Required when the operation is created.
            type: list
            elements: dict
            options:
              pattern:
                description:
                  - Pattern, relative to the base URLs of the API. A pattern that no request can match is rejected
                    with a suggestion.
                type: str
                required: true
              type:
                description:
                  - C(exact) or C(parameter). If omitted, a pattern with a wildcard or a brace is C(parameter), and
                    any other pattern is C(exact).
                type: str
                choices: [exact, parameter]
              literal:
                description:
                  - Whether to use the pattern literally, even if it looks like a wildcard, a parameter, or a URL.
                    Requires C(type=exact), which can be omitted.
                type: bool
          access:
            description:
              - Access rules that a caller must meet. Without access rules, the operation is open to every valid
                token.
            type: dict
            options:
              groups:
                description:
                  - Names or IDs of groups. The user must be a member of at least one of them.
                type: list
                elements: str
              scopes:
                description:
                  - Names or IDs of scopes of the API.
                type: list
                elements: str
              match:
                description:
                  - Whether C(any) or C(all) of the scopes are required.
                type: str
                choices: [any, all]
              permission:
                description:
                  - Application permission that the user must have, as C(application resource:action).
                type: str
              authentication:
                description:
                  - How the user must have signed on.
                type: dict
                options:
                  policies:
                    description:
                      - Name or ID of the sign-on policy or DaVinci flow policy.
                    type: list
                    elements: str
                  max_age:
                    description:
                      - Maximum number of seconds since the user signed on.
                    type: int
          allow_open:
            description:
              - Whether the last access rule can be removed from the operation, which opens it.
            type: bool
      purge_operations:
        description:
          - Whether to remove operations that are not listed in the entry.
        type: bool
      unlisted_requests:
        description:
          - What happens to requests that no operation matches, C(deny) or C(allow). If omitted, this is left
            unchanged, and a warning is issued for an entry with operations.
          - C(deny) creates an operation named C(Deny everything else), which matches all other requests and
            requires a group without members.
        type: str
        choices: [allow, deny]
      allow_open:
        description:
          - Whether C(purge_operations) can remove operations even if this opens their requests. Not required with
            C(unlisted_requests=deny).
        type: bool
      applications:
        description:
          - Applications that can use the API.
        type: list
        elements: dict
        options:
          name:
            description:
              - Name or ID of the application.
            type: str
            required: true
          create:
            description:
              - Whether to create or update the application with the options other than C(scopes) and C(purge). If
                false, the application must exist.
            type: bool
          type:
            description:
              - Type of the application, which cannot be changed after it is created.
            type: str
            choices: [web_app, native_app, single_page_app, service, worker]
          description:
            description:
              - Description of the application.
            type: str
          enabled:
            description:
              - Whether the application is enabled.
            type: bool
          grant_types:
            description:
              - Grant types that the application can use.
            type: list
            elements: str
            choices:
              - authorization_code
              - implicit
              - refresh_token
              - client_credentials
              - device_code
              - token_exchange
              - ciba
          response_types:
            description:
              - Response types that the application can request from the authorization endpoint.
            type: list
            elements: str
            choices: [code, token, id_token]
          redirect_uris:
            description:
              - URLs that users can be redirected to after signing on, as absolute URLs without a fragment.
            type: list
            elements: str
          post_logout_redirect_uris:
            description:
              - URLs that users can be redirected to after signing off, as absolute URLs without a fragment.
            type: list
            elements: str
          pkce_enforcement:
            description:
              - Whether PKCE is required.
            type: str
            choices: [optional, required, s256_required]
          token_endpoint_auth_method:
            description:
              - How the application authenticates at the token endpoint.
            type: str
            choices: [none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt]
          scopes:
            description:
              - Scopes to grant to the application. If omitted, all scopes of the entry are granted. An empty list
                is rejected.
            type: list
            elements: str
          purge:
            description:
              - Whether to revoke granted scopes of the API that are not listed. They are revoked before any other
                change. New scopes are granted after the deployment.
            type: bool
          state:
            description:
              - Whether the application can use the API. If C(absent), all scopes of the API that are granted to it
                are revoked before any other change. The application itself is kept.
            type: str
            choices: [present, absent]
      state:
        description:
          - Whether the API should be protected. If C(absent), the listed grants are removed first, then the API
            service with all its operations, and then the listed scopes of its resource.
        type: str
        choices: [present, absent]
        default: present
      delete_resource:
        description:
          - With C(state=absent), whether to also delete the resource and all its scopes.
        type: bool
      force:
        description:
          - With C(state=absent), whether to also remove an API service with custom policies. Its policy tree is
            deleted permanently.
        type: bool
"""

EXAMPLES = r"""
- name: Protect the orders API
  pingone.authorize.pingone_api_access:
    api_services:
      - name: Orders API
        base_urls:
          - https://api.example.com/orders/v1
        scopes:
          - name: orders-read
        applications:
          - name: Orders Web
"""

RETURN = r"""
"""

from ..module_utils._module import run
from ..module_utils._tasks.api_access.task import TASK


def main() -> None:
    """The entry point of the module."""
    run(TASK)


if __name__ == "__main__":
    main()
