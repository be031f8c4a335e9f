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
  - Manages the whole workflow of a list of APIs in one task. It creates or updates the API services with their
    resources, scopes, and operations, deploys them, and grants the scopes to applications.
  - Everything is read and planned before the first write. If anything in the list is invalid or cannot be found,
    nothing is written, and all problems are reported with their locations.
  - Changes are written in a safe order. First, scopes are revoked from applications. Then API services and everything
    that they refer to are created or updated, and deployed. Scopes are granted after the deployment. API services and
    scopes with C(state=absent) are removed last.
  - Groups, permissions, applications, and external OAuth servers with C(create=true) are created as well, so that the
    module can be used in an empty environment. They are not removed with an entry.
  - Options that are omitted or null are left unchanged. An empty string or list clears the value if possible.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options:
  api_services:
    description:
      - List of the APIs to manage.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
          - Name of the API service.
        type: str
        required: true
      id:
        description:
          - ID of the API service. An API service with a different name is renamed.
        type: str
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
        suboptions:
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
        suboptions:
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
        suboptions:
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
        suboptions:
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
        suboptions:
          name:
            description:
              - Name of the operation.
            type: str
            required: true
          id:
            description:
              - ID of the operation. An operation with a different name is renamed.
            type: str
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
            suboptions:
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
            suboptions:
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
                suboptions:
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
        suboptions:
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
      redeploy:
        description:
          - Whether to deploy the API service even if no deployment is needed. Takes precedence over the top-level
            option.
        type: str
        choices: [auto, always]
      on_unknown:
        description:
          - What to do if it cannot be determined whether a deployment is needed. Takes precedence over the top-level
            option.
        type: str
        choices: [deploy, keep, fail]
      state:
        description:
          - Whether the API should be protected, which is the default. If C(absent), the listed grants are removed
            first, then the API service with all its operations, and then the listed scopes of its resource.
        type: str
        choices: [present, absent]
      delete_resource:
        description:
          - With C(state=absent), whether to also delete the resource and all its scopes.
        type: bool
      force:
        description:
          - With C(state=absent), whether to also remove an API service with custom policies. Its policy tree is
            deleted permanently.
        type: bool
  unlisted_requests:
    description:
      - What happens to requests that no operation matches, for entries that do not set it.
    type: str
    choices: [allow, deny]
  redeploy:
    description:
      - V(auto) deploys an API service if it was changed by the task, if it was never deployed, if its last deployment
        failed, if its resource or a scope of the resource was updated after the last deployment, or if the audit log
        contains a later change of the API service, its operations, or its resource. If this cannot be determined,
        O(on_unknown) applies.
      - V(always) deploys in every run.
    type: str
    choices: [auto, always]
    default: auto
  on_unknown:
    description:
      - What to do if it cannot be determined whether a deployment is needed, because the worker application cannot read
        the audit log, because the last deployment is older than the 14 days for which the log can be read, or because
        the log is too long.
      - V(keep) does not deploy and issues one warning, V(deploy) deploys, and V(fail) fails before anything is written.
    type: str
    choices: [deploy, keep, fail]
    default: keep
  audit_lag:
    description:
      - Seconds after which a change is assumed to be in the audit log. PingOne does not document this delay.
    type: int
    default: 60
  wait_timeout:
    description:
      - Seconds to wait for a deployment. After that, the module fails without granting scopes. The deployment continues
        in PingOne.
    type: int
    default: 300
  maximum_writes:
    description:
      - If more changes than this are necessary, nothing is written, and RV(deferred) is true. Has no effect in check
        mode.
      - The role P(pingone.authorize.api_service#role) uses this to run long tasks in the background and to show their
        progress.
    type: int
  progress_path:
    description:
      - Path of a file on the target that is updated about once per second while the task writes. It is a JSON object
        with the number of changes C(written), the C(total), the seconds C(elapsed), and the C(current) change.
      - A module cannot print anything before it ends, so another process can read the file.
    type: path
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
          - name: orders-write
        unlisted_requests: deny
        operations:
          - name: Read orders
            methods: [GET]
            paths:
              - pattern: /orders
              - pattern: /orders/{orderId}
            access:
              scopes: [orders-read]
        applications:
          - name: Orders Web
          - name: Orders Batch
            scopes: [orders-read]
  register: result

- name: Show what was changed
  ansible.builtin.debug:
    msg: "{{ result.summary }}"

- name: Remove an API
  pingone.authorize.pingone_api_access:
    api_services:
      - name: Orders API
        state: absent
        delete_resource: true
"""

RETURN = r"""
api_services:
  description: What was done for each entry of O(api_services). In check mode, what would be done.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the API service.
      returned: success
      type: str
      sample: Orders API
    id:
      description: ID of the API service. Null if it is absent, or if it does not exist yet in check mode.
      returned: success
      type: str
      sample: 5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de
    state:
      description: Whether the API service is C(present) or C(absent).
      returned: success
      type: str
      sample: present
    changed:
      description: Whether anything was changed for the entry.
      returned: success
      type: bool
      sample: true
    created:
      description: Objects that were created, with C(type), C(name), and C(id).
      returned: success
      type: list
      elements: dict
      sample: [{"type": "scope", "name": "orders-read", "id": "f7c2a1de-30c7-4a55-8ac1-6b8a7e2a4f31"}]
    updated:
      description: Objects that were updated, with the same keys as C(created).
      returned: success
      type: list
      elements: dict
      sample: []
    removed:
      description: Objects that were removed, with the same keys as C(created).
      returned: success
      type: list
      elements: dict
      sample: []
    deployment:
      description: The deployment of the API service after the task. Null if the API service is absent.
      returned: success
      type: dict
      contains:
        api_service:
          description: API service with C(id) and C(name).
          returned: success
          type: dict
          sample: {"id": "5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de", "name": "Orders API"}
        status:
          description:
            - PingOne's status code. Null in check mode if a deployment is needed that the run would not wait for.
            - In check mode, the status of the deployment in progress if the run would wait for it first.
          returned: success
          type: str
          sample: DEPLOYMENT_SUCCESSFUL
        deployed_at:
          description:
            - Time of the last successful deployment, in UTC. Null if there is none, or in check mode if a deployment is
              needed.
          returned: success
          type: str
          sample: "2026-03-02T09:15:44.102Z"
        decision_endpoint_id:
          description: ID of the decision endpoint of the API service, or null.
          returned: success
          type: str
          sample: 0d4f6a53-3f57-4b0d-a0a1-6f6d3c1c2b9a
        authorization_version_id:
          description: ID of the published policy version, or null without custom policies.
          returned: success
          type: str
          sample: null
        reason:
          description: Reason why the API service was deployed or not deployed.
          returned: success
          type: str
          sample: never deployed
        evidence:
          description:
            - Evidence for the decision. V(redeploy) is O(redeploy=always), V(status) is the status of the last
              deployment, V(changes) is a change by this task,
              V(timestamps) is an update of the resource or a scope, and
              V(audit) is the audit log, with or without changes.
            - If it cannot be determined whether a deployment is needed, one of V(audit_forbidden), V(audit_unreadable),
              V(audit_too_short), and V(audit_too_long).
          returned: success
          type: str
          sample: status
        as_of:
          description:
            - Time up to which C(reason) is valid, in UTC. Null if this cannot be determined, or if nothing was
              read to determine it.
          returned: success
          type: str
          sample: "2026-03-02T09:14:12.000Z"
        activity:
          description: Change in the audit log, with C(type), C(recorded_at), and C(by), or null.
          returned: success
          type: dict
          sample: null
        deployed:
          description: Whether the task deployed the API service.
          returned: success
          type: bool
          sample: true
    granted:
      description: Scopes that were granted, for each C(application).
      returned: success
      type: list
      elements: dict
      sample: [{"application": "Orders Web", "scopes": ["orders-read"]}]
    revoked:
      description: Scopes that were revoked, with the same keys as C(granted).
      returned: success
      type: list
      elements: dict
      sample: []
summary:
  description: One line of text for each entry.
  returned: success
  type: list
  elements: str
  sample: ["Orders API: scope orders-read created; deployed; orders-read granted to Orders Web"]
deferred:
  description: Whether nothing was written because more than O(maximum_writes) changes are necessary.
  returned: success
  type: bool
  sample: false
requests:
  description: Number of requests that were sent to PingOne, including token requests and retries.
  returned: always
  type: int
  sample: 3
error:
  description:
    - Details of the failure. If C(kind) is V(invalid_input), C(problems) lists all problems with the options. If it is
      V(api), PingOne returned an error with this C(status) and C(code).
    - If the task failed after the first write, C(api_services) contains for each entry what was C(done) and what was
      C(not_done), whether the API service was C(deployed), and the C(enforcement). This is C(current) if gateways
      enforce the configuration that is saved, and C(last_deployment) if they still enforce the previous one.
    - C(not_deployed) lists the API services that were changed, but not deployed because their operations are not all
      saved.
    - All keys are described in the guide R(Results and errors, ansible_collections.pingone.authorize.docsite.results).
  returned: failure
  type: dict
  sample:
    kind: api
    status: 403
    code: ACCESS_FAILED
    message: The actor attempting to perform the request is not authorized.
"""

from ansible_collections.pingone.authorize.plugins.module_utils._module import run
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
