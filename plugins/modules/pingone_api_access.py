#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_access
short_description: Manage API services with everything that belongs to them
version_added: 1.0.0
description:
  - Manages a list of APIs in one task. It creates or updates API services with their resources, scopes, and operations,
    deploys them, and grants the scopes to applications. PingOne calls this API access management.
  - The task reads each collection once, and plans all changes before the first write. If anything in the list is
    invalid or cannot be found, nothing is written, and the message lists all problems with their locations, such as
    C(api_services[2].applications[0].scopes[1]).
  - Access is revoked first and granted last. The order is (1) scopes are revoked from applications, (2) external OAuth
    servers and groups are created or updated, (3) API services with their resources, scopes, permissions, and
    operations are created or updated, (4) API services are deployed, (5) applications are created or updated, (6)
    scopes are granted, and (7) API services, and then scopes, of entries with O(api_services[].state=absent) are
    removed.
  - Groups, permissions, applications, and external OAuth servers are only created or updated with C(create=true). They
    are never removed.
  - Options that are omitted or null are left unchanged. An empty list clears the value if possible, and an empty string
    clears a description. An empty string is rejected where it would change who has access.
  - Objects that are not listed are kept, unless O(api_services[].purge_operations=true) or
    O(api_services[].applications[].purge=true).
  - In check mode, the same plan is made, but nothing is written. Objects that the task would create are known to the
    later steps of the plan, so nothing has to be assumed.
  - The diff is a single document that contains the objects that change, and the deployments, by API service, type, and
    name.
  - If a request fails, all later steps are skipped, and what was done is kept. Changed API services are still deployed
    if all of their operations are saved. Other changed API services are not deployed, because the requests that the
    missing operations restrict would be open. RV(error) and the message describe what was done and what was not done
    for each entry. Run the task again to complete it.
  - With O(api_services[].access_tests), the task then sends requests through an API gateway, and fails if they are not
    allowed or denied as expected.
  - All values can also be text, for example from C(--extra-vars) or a survey, and are converted as in all modules of
    this collection. A list of dictionaries is then JSON, and a list of names is either JSON or separated by commas.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  api_services:
    description:
      - List of the APIs to manage. An API service can only be listed once.
      - Required options and defaults of new objects are those of the modules that manage single objects, for example
        M(pingone.authorize.pingone_api_service) and M(pingone.authorize.pingone_application).
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
          - Name of the API service.
          - If O(api_services[].id) is also set, an API service with a different name is renamed.
        type: str
        required: true
      id:
        description:
          - ID of the API service. Takes precedence over O(api_services[].name).
        type: str
      base_urls:
        description:
          - URLs of the API, without wildcards and parameters. Required when the API service is created. The list
            replaces the existing base URLs.
          - A warning is issued if a URL is equal to, below, or above a base URL of another API service. See
            O(pingone.authorize.pingone_api_service#module:base_urls).
        type: list
        elements: str
      resource:
        description:
          - Name or ID of the existing custom resource that represents the API.
          - If omitted, a new API service gets a resource with its name, unless the tokens are external. An existing
            custom resource of that name is used if no other API service uses it.
          - With O(api_services[].delete_resource=true), the resource to delete, even if the API service does not exist
            anymore.
        type: str
      audience:
        description:
          - Audience of the API service's resource, which is the C(aud) claim of its access tokens. Defaults to the name
            of the resource when the resource is created. An empty list resets it to the name.
          - Cannot be combined with O(api_services[].resource).
        type: str
      token_source:
        description:
          - Who issues the access tokens, V(pingone_sso) or a third party, V(external). Defaults to V(pingone_sso) when
            the API service is created, and cannot be changed afterwards.
          - An entry with V(external) cannot have O(api_services[].scopes), O(api_services[].permissions), and
            O(api_services[].applications).
        type: str
        choices: [pingone_sso, external]
      external_oauth_server:
        description:
          - External OAuth server that issues the tokens of an entry with O(api_services[].token_source=external). If a
            new API service does not have one, PingOne relies on the gateway to validate the tokens. Every request
            behind Kong or PingGateway is then answered with 401, and a warning is issued.
          - See M(pingone.authorize.pingone_external_oauth_server).
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
              - Whether to create or update the server with the following options. Otherwise, it must exist.
            type: bool
          description:
            description:
              - Description of the server. An empty string clears it.
            type: str
          issuers:
            description:
              - Allowed values of the C(iss) claim of a token. An empty list clears them.
            type: list
            elements: str
          jwks:
            description:
              - Public keys for validating the tokens, as a JSON Web Key Set. A server has either this value or
                O(api_services[].external_oauth_server.jwks_url).
            type: raw
          jwks_url:
            description:
              - The https URL from which PingOne downloads the keys.
            type: str
          clock_skew_tolerance:
            description:
              - Number of seconds by which the clock of the server can differ when the times of a token are validated.
            type: int
      custom_policies:
        description:
          - Whether to generate a policy tree for the API service and its operations. When the API service is created,
            defaults to V(true) with O(api_services[].token_source=external) and to V(false) otherwise.
          - Custom policies can be enabled later, but cannot be disabled.
        type: bool
      scopes:
        description:
          - Scopes of the API. With O(api_services[].state=absent), the scopes to remove after the API service.
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the scope.
              - If O(api_services[].scopes[].id) is also set, a scope with a different name is renamed. Applications
                keep the scope, and operations still require it.
            type: str
            required: true
          id:
            description:
              - ID of the scope. Takes precedence over O(api_services[].scopes[].name).
            type: str
          description:
            description:
              - Description of the scope. An empty string clears it.
            type: str
      groups:
        description:
          - Groups that the operations refer to. Only required for groups with O(api_services[].groups[].create=true).
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
              - Whether to create or update the group with the following options. Otherwise, it is not managed, and must
                exist if an operation refers to it.
            type: bool
          description:
            description:
              - Description of the group. An empty string clears it.
            type: str
          population:
            description:
              - Name or ID of the population that the group belongs to. If omitted, a new group belongs to the
                environment.
            type: str
      permissions:
        description:
          - Application permissions that the operations refer to. Only required for permissions with
            O(api_services[].permissions[].create=true).
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
              - Action that the permission allows on the application resource.
            type: str
            required: true
          create:
            description:
              - Whether to create or update the permission, and to create its application resource. Otherwise, it is not
                managed, and must exist if an operation refers to it.
            type: bool
          description:
            description:
              - Description of the permission. An empty string clears it.
            type: str
      operations:
        description:
          - Operations of the API. They are written in an order in which no intermediate state allows a request that is
            not allowed before or after the task, if there is such an order.
          - See M(pingone.authorize.pingone_api_operation) for the exact rules of all options.
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the operation.
              - If O(api_services[].operations[].id) is also set, an operation with a different name is renamed.
            type: str
            required: true
          id:
            description:
              - ID of the operation. Takes precedence over O(api_services[].operations[].name).
            type: str
          methods:
            description:
              - HTTP methods that the operation matches. Standard methods are accepted in any case.
              - B(An empty list means every method.) The same applies if the option is omitted when the operation is
                created.
            type: list
            elements: str
          paths:
            description:
              - Paths that the operation matches. Required when the operation is created. The list replaces the existing
                paths.
            type: list
            elements: dict
            suboptions:
              pattern:
                description:
                  - Pattern, relative to the base URLs of the API. C(*) matches any sequence of characters without a
                    slash, C(**) at the end matches the rest of the path, and C({name}) matches one entire segment.
                  - A pattern that no request can match is rejected with a suggestion.
                type: str
                required: true
              type:
                description:
                  - V(exact) compares the pattern literally. V(parameter) supports wildcards and parameters.
                  - If omitted, a pattern that contains an unescaped C(*) or brace is V(parameter), and any other
                    pattern is V(exact).
                type: str
                choices: [exact, parameter]
              literal:
                description:
                  - Whether to use the pattern literally, even if it looks like a wildcard, a parameter, or a URL.
                    Requires O(api_services[].operations[].paths[].type=exact), which can be omitted.
                type: bool
          access:
            description:
              - Access rules that a caller must meet. Rules that are omitted or null are left unchanged.
              - B(An operation without access rules is open) to every valid token for the API.
            type: dict
            suboptions:
              groups:
                description:
                  - Names or IDs of groups. The user must be a member of at least one of them. An empty list removes the
                    rule.
                type: list
                elements: str
              scopes:
                description:
                  - Names or IDs of scopes of the API. An empty list removes the rule.
                type: list
                elements: str
              match:
                description:
                  - Whether V(any) or V(all) of the scopes are required. Must be set for several scopes if the operation
                    did not require more than one before.
                type: str
                choices: [any, all]
              permission:
                description:
                  - Application permission that the user must have, as C(application resource:action) or by ID. An empty
                    list removes the rule.
                type: str
              authentication:
                description:
                  - How the user must have signed on. Otherwise, the gateway requests a new sign-on (step-up).
                type: dict
                suboptions:
                  policies:
                    description:
                      - Name or ID of the sign-on policy or DaVinci flow policy that the user must have signed on with.
                        PingOne accepts one policy. An empty list removes the requirement.
                    type: list
                    elements: str
                  max_age:
                    description:
                      - Maximum number of seconds since the user signed on. V(0) removes the limit.
                    type: int
          allow_open:
            description:
              - Whether the last access rule can be removed from the operation, which opens it to every valid token.
            type: bool
      purge_operations:
        description:
          - Whether to remove operations that are not listed in O(api_services[].operations).
          - Requires O(api_services[].operations). An empty list removes all operations.
        type: bool
      unlisted_requests:
        description:
          - What happens to requests that no operation matches. Takes precedence over O(unlisted_requests), which is the
            default for all entries.
          - If both are omitted, this is left unchanged, and a warning is issued for an entry with operations. A new API
            service allows these requests with any valid token.
          - V(deny) creates an operation named C(Deny everything else), which matches all other requests and requires a
            group without members. V(allow) removes it. See
            O(pingone.authorize.pingone_api_operation#module:unlisted_requests).
        type: str
        choices: [allow, deny]
      fail_if_widened:
        description:
          - Whether the task fails if this entry would allow requests that are denied before. Takes precedence over
            O(fail_if_widened), which is the default for all entries.
        type: bool
      access_tests:
        description:
          - Requests with the expected decisions, which are sent after everything is written and deployed, through the
            API gateway in O(gateway). Without one, they are skipped with a warning.
          - If a decision is not the expected one, the task fails. The message says which deployment is enforced, and
            the changes are kept.
          - In check mode, they are only sent if nothing changes for the entry.
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the test in results. Defaults to the method and the URL.
            type: str
          method:
            description:
              - HTTP method, which is sent as it is. PingOne compares methods case-sensitively.
            type: str
            default: GET
          path:
            description:
              - Path below the first base URL of the API service, and optionally a query.
            type: str
          url:
            description:
              - URL of the request, instead of a path, for example for another base URL.
            type: str
          headers:
            description:
              - Headers of the request by name.
            type: dict
          token:
            description:
              - Access token of the request.
            type: str
          client_id:
            description:
              - Client ID of an application that requests an access token with client credentials.
            type: str
          client_secret:
            description:
              - Client secret of the application.
            type: str
          client_auth_method:
            description:
              - How the application authenticates at the token endpoint.
            type: str
            choices: [basic, post]
            default: basic
          scopes:
            description:
              - Scopes to request. If omitted, the token has all scopes that the application has been granted.
            type: list
            elements: str
          anonymous:
            description:
              - Whether the request has no access token.
            type: bool
          expect:
            description:
              - The expected decision, which is V(allow), V(deny), V(any), or an HTTP status. See
                O(pingone.authorize.pingone_access_test#module:cases[].expect).
            type: str
          from_operations:
            description:
              - Whether to derive tests from the operations of the API service. See
                O(pingone.authorize.pingone_access_test#module:cases[].from_operations).
            type: bool
      gateway:
        description:
          - API gateway through which the access tests of this entry are sent. It replaces O(gateway), which is the
            default for all entries.
        type: dict
        suboptions:
          service_url:
            description:
              - Service URL of the API gateway. It is part of the credential, so this is not required.
            type: str
          gateway_credential:
            description:
              - Credential of an API gateway in the environment.
            type: str
          credential_path:
            description:
              - Path of a file with the credential, on the host on which the module runs.
            type: path
          through:
            description:
              - How the requests are sent. See O(pingone.authorize.pingone_access_test#module:through).
            type: str
            choices: [sideband, gateway]
            default: sideband
          allow_unsafe_methods:
            description:
              - Whether methods that can change data are sent. See
                O(pingone.authorize.pingone_access_test#module:allow_unsafe_methods).
            type: bool
            default: false
          mismatch_timeout:
            description:
              - Seconds for which requests with an unexpected decision are sent again. See
                O(pingone.authorize.pingone_access_test#module:mismatch_timeout).
            type: int
            default: 10
      allow_open:
        description:
          - Whether O(api_services[].purge_operations) can remove an operation even if this opens its requests. Not
            required with O(api_services[].unlisted_requests=deny).
        type: bool
      applications:
        description:
          - Applications that can use the API. Applications that are not listed keep their scopes.
          - With O(api_services[].state=absent), applications from which the scopes of the API are revoked first.
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
              - Whether to create or update the application, with all options except
                O(api_services[].applications[].scopes), O(api_services[].applications[].purge), and
                O(api_services[].applications[].state). Otherwise, it must exist.
            type: bool
          type:
            description:
              - Type of the application. Required when the application is created, and cannot be changed afterwards.
            type: str
            choices: [web_app, native_app, single_page_app, service, worker]
          description:
            description:
              - Description of the application. An empty string clears it.
            type: str
          enabled:
            description:
              - Whether the application is enabled. Defaults to V(true) when the application is created.
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
              - Response types that the application can request from the authorization endpoint. An empty list clears
                them.
            type: list
            elements: str
            choices: [code, token, id_token]
          redirect_uris:
            description:
              - URLs that users can be redirected to after signing on, as absolute URLs without a fragment. An empty
                list clears them.
            type: list
            elements: str
          post_logout_redirect_uris:
            description:
              - URLs that users can be redirected to after signing off, as absolute URLs without a fragment. An empty
                list clears them.
            type: list
            elements: str
          pkce_enforcement:
            description:
              - Whether Proof Key for Code Exchange (PKCE) is required for authorization codes.
            type: str
            choices: [optional, required, s256_required]
          token_endpoint_auth_method:
            description:
              - How the application authenticates at the token endpoint.
            type: str
            choices: [none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt]
          scopes:
            description:
              - Names or IDs of the scopes to grant. If omitted, all scopes of the entry are granted. An empty list is
                rejected.
            type: list
            elements: str
          purge:
            description:
              - Whether to revoke granted scopes of the API that are not listed.
            type: bool
          state:
            description:
              - Whether the application can use the API. If V(absent), all scopes of the API are revoked from it. The
                application itself is kept.
            type: str
            choices: [present, absent]
      redeploy:
        description:
          - Whether to deploy the API service in every run. Takes precedence over O(redeploy), which is the default for
            all entries.
        type: str
        choices: [auto, always]
      on_unknown:
        description:
          - What to do if it cannot be determined whether a deployment is needed. Takes precedence over O(on_unknown),
            which is the default for all entries.
        type: str
        choices: [deploy, keep, fail]
      state:
        description:
          - Whether the API should be protected. Defaults to V(present).
          - If V(absent), the listed scopes, or all scopes of the API if none are listed, are revoked from the listed
            applications before any other change. At the end, the API service is removed together with all of its
            operations, and then the listed scopes. Other options are ignored, except O(api_services[].id),
            O(api_services[].resource), O(api_services[].delete_resource), and O(api_services[].force).
        type: str
        choices: [present, absent]
      delete_resource:
        description:
          - With O(api_services[].state=absent), whether to delete the resource together with all of its scopes and
            grants. A resource that another API service uses is not deleted, and the task fails.
        type: bool
      force:
        description:
          - With O(api_services[].state=absent), whether to also remove an API service with custom policies. PingOne
            deletes its policy tree, which cannot be restored.
        type: bool
  unlisted_requests:
    description:
      - What happens to requests that no operation matches, for all entries that do not set
        O(api_services[].unlisted_requests).
    type: str
    choices: [allow, deny]
  redeploy:
    description:
      - V(auto) deploys an API service if it was changed by this task, if it was never deployed, if its last deployment
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
      - If a deployment of the API service is in progress, and this task does not change the API service, this is
        decided when that deployment has ended. V(fail) then fails without deploying the API service.
    type: str
    choices: [deploy, keep, fail]
    default: keep
  audit_lag:
    description:
      - Seconds after which a change is assumed to be in the audit log. PingOne does not document this delay. An API
        service is considered up to date as of this many seconds ago, see RV(api_services[].deployment.as_of).
    type: int
    default: 60
  wait_timeout:
    description:
      - Seconds to wait for a deployment. The module then stops waiting and fails without granting scopes. The
        deployment continues in PingOne.
      - The module always waits for deployments, because scopes are granted after the deployment.
    type: int
    default: 300
  maximum_writes:
    description:
      - If more changes than this are necessary, nothing is written, and RV(deferred) is true. Has no effect in check
        mode.
      - The role P(pingone.authorize.api_service#role) uses this to make many changes in the background and to show the
        progress.
    type: int
  progress_path:
    description:
      - Path of a file that is updated about once per second while the task writes, so that another process can read the
        progress. A module cannot print anything before it ends.
      - The file contains a JSON object with the number of changes C(written), the C(total) number of changes, the
        seconds C(elapsed), and the C(current) change. It is created with the first change.
    type: path
  evidence_path:
    description:
      - Absolute path of a JSON file in which the module records what the task has done, and what it has not, on the
        host on which the module runs. The folder must exist. The guide
        R(Evidence of a run, ansible_collections.pingone.authorize.docsite.evidence) describes the contents.
      - If this is the path of an existing folder, or ends in a slash, each task creates a file in the folder.
        Otherwise, the file is replaced. A file that is not evidence is not replaced, and the task fails before anything
        is written. If the file is the evidence of another environment, the ID of the environment is inserted before its
        extension.
      - The file is also written if nothing changes, or if the task fails after its options were validated. In check
        mode, C(.check) is inserted before the extension, so that the evidence of a change is kept.
      - The file has the mode 0600, and does not contain secrets.
    type: path
  evidence_job:
    description:
      - What started the task, for O(evidence_path), for example a job of a CI system. All values are optional text.
      - In AWX, the role P(pingone.authorize.api_service#role) uses ID, template, and user of the job, and the revision
        of the project by default.
    type: dict
    suboptions:
      id:
        description: ID of the job.
        type: str
      name:
        description: Name of the job, for example of its template.
        type: str
      user:
        description: User who started the job.
        type: str
      url:
        description: URL of the job.
        type: str
      revision:
        description: Revision of the files of the job, for example a Git commit.
        type: str
  preflight:
    description:
      - Whether to read the roles of the worker application before the first change, and to fail with all permissions
        that it lacks for the planned changes. In check mode, there is a warning instead.
      - A permission is only reported if it is known to be missing. So nothing is reported with an access token, or if
        the worker application cannot read its roles, see R(Permissions of the worker application,
        ansible_collections.pingone.authorize.docsite.permissions).
      - This requires two or three further requests if there is anything to change.
    type: bool
    default: false
  fail_if_widened:
    description:
      - Whether to fail before anything is written if the task would allow requests that are denied before it, even in
        check mode. The message lists the requests of RV(api_services[].access_changes) with any effect except
        V(narrowed).
      - A change with the effect V(changed) also allows requests that were denied, because neither rule is at least as
        strict as the other.
      - A new base URL allows requests that are denied before, because no API service has this base URL.
      - Nothing is written for any entry.
    type: bool
    default: false
  lint:
    description:
      - Whether to examine the state after the task for probable mistakes, before anything is written, even in check
        mode. The guide R(Find mistakes, ansible_collections.pingone.authorize.docsite.lint) describes the rules.
      - V(warn) issues one warning with the findings. V(fail) fails if there are any, and nothing is written for any
        entry. V(off) examines nothing.
      - Only the listed API services are examined, and nothing is read for this. Rules with the severity
        V(note), and rules that need more than API services and their operations, are only evaluated by
        M(pingone.authorize.pingone_api_service_lint). What other options already reject, or warn of, is not repeated.
    type: str
    choices: [warn, fail, 'off']
    default: 'off'
  lint_skip_rules:
    description:
      - IDs of the rules that O(lint) does not evaluate.
    type: list
    elements: str
  gateway:
    description:
      - API gateway through which O(api_services[].access_tests) are sent. Usually, the credential of an API gateway is
        sufficient, in C(gateway_credential) or C(credential_path).
    type: dict
    suboptions:
      service_url:
        description:
          - Service URL of the API gateway. It is part of the credential, so this is not required.
        type: str
      gateway_credential:
        description:
          - Credential of an API gateway in the environment.
        type: str
      credential_path:
        description:
          - Path of a file with the credential, on the host on which the module runs.
        type: path
      through:
        description:
          - How the requests are sent. See O(pingone.authorize.pingone_access_test#module:through).
        type: str
        choices: [sideband, gateway]
        default: sideband
      allow_unsafe_methods:
        description:
          - Whether methods that can change data are sent. See
            O(pingone.authorize.pingone_access_test#module:allow_unsafe_methods).
        type: bool
        default: false
      mismatch_timeout:
        description:
          - Seconds for which requests with an unexpected decision are sent again. See
            O(pingone.authorize.pingone_access_test#module:mismatch_timeout).
        type: int
        default: 10
attributes:
  idempotent:
    support: partial
    details:
      - With O(redeploy=always), every run deploys. With O(on_unknown=deploy), every run deploys in which it cannot be
        determined whether a deployment is needed.
seealso:
  - ref: ansible_collections.pingone.authorize.docsite.choosing_modules
    description: When to use this module, the role, or the modules for single objects.
  - ref: ansible_collections.pingone.authorize.docsite.workflow
    description: The order of changes, and when a deployment is needed.
  - ref: ansible_collections.pingone.authorize.api_service_role
    description: The role that runs this module, and shows its progress and its summary.
  - module: pingone.authorize.pingone_deployment_info
  - module: pingone.authorize.pingone_environment_info
"""

EXAMPLES = r"""
- name: Protect the orders API, and deny all requests that no operation matches
  pingone.authorize.pingone_api_access:
    api_services:
      - name: Orders API
        base_urls:
          - https://api.example.com/orders/v1
        audience: https://api.example.com/orders
        scopes:
          - name: orders-read
            description: See orders and their state
          - name: orders-write
        operations:
          - name: Read orders
            methods: [GET]
            paths:
              - pattern: /orders
              - pattern: /orders/{orderId}
            access:
              scopes: [orders-read]
          - name: Change orders
            methods: [POST, PUT, DELETE]
            paths:
              - pattern: /orders
              - pattern: /orders/{orderId}
            access:
              scopes: [orders-write]
        unlisted_requests: deny
        applications:
          # All scopes of the entry are granted.
          - name: Orders Web
          - name: Orders Batch
            scopes: [orders-read]
  register: result

- name: Show one line for each API
  ansible.builtin.debug:
    msg: "{{ result.summary }}"

- name: Rename a scope, which Orders Web and the operations keep
  pingone.authorize.pingone_api_access:
    api_services:
      - name: Orders API
        scopes:
          - id: "{{ (result.api_services[0].created | selectattr('name', 'eq', 'orders-read') | first).id }}"
            name: orders-view
          - name: orders-write

- name: Remove everything from the orders API that is not listed
  pingone.authorize.pingone_api_access:
    api_services:
      - name: Orders API
        scopes:
          - name: orders-view
        operations:
          - name: Read orders
        purge_operations: true
        unlisted_requests: deny
        applications:
          - name: Orders Web
            purge: true
          - name: Orders Batch
            state: absent

- name: Protect an API with the tokens of a partner
  pingone.authorize.pingone_api_access:
    api_services:
      - name: Partner API
        base_urls:
          - https://partners.example.com
        token_source: external
        external_oauth_server:
          name: Partner login
          create: true
          issuers:
            - https://login.partner.example
          jwks_url: https://login.partner.example/jwks
          audience: https://partners.example.com
        operations:
          - name: Read orders
            methods: [GET]
            paths:
              - pattern: /orders/**
        unlisted_requests: allow

- name: Remove both APIs, their custom policies, and their resources
  pingone.authorize.pingone_api_access:
    api_services:
      - name: Orders API
        state: absent
        delete_resource: true
      - name: Partner API
        state: absent
        force: true
"""

RETURN = r"""
api_services:
  description:
    - What was done for each entry of O(api_services), in the same order. In check mode, what would be done. Empty if
      RV(deferred) is true.
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
      description: ID of the API service. Null if it is absent, or in check mode if it would be created.
      returned: success
      type: str
      sample: 5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de
    state:
      description: Whether the API service is V(present) or V(absent).
      returned: success
      type: str
      sample: present
    changed:
      description: Whether anything was changed, deployed, granted, or revoked for the entry.
      returned: success
      type: bool
      sample: true
    created:
      description:
        - Objects that were created. An object that several entries have in common is only listed for the first one.
      returned: success
      type: list
      elements: dict
      contains:
        type:
          description:
            - Type of the object, one of V(API service), V(resource), V(scope), V(operation), V(group), V(permission),
              V(application resource), V(application), and V(external OAuth server).
          returned: success
          type: str
          sample: scope
        name:
          description: Name of the object.
          returned: success
          type: str
          sample: orders-read
        id:
          description: ID of the object, or null in check mode if it would be created.
          returned: success
          type: str
          sample: f7c2a1de-30c7-4a55-8ac1-6b8a7e2a4f31
    updated:
      description: Objects that were updated or renamed, with the keys of RV(api_services[].created).
      returned: success
      type: list
      elements: dict
      sample: []
    removed:
      description:
        - Objects that were removed, including those that PingOne removes together with them, with the keys of
          RV(api_services[].created).
      returned: success
      type: list
      elements: dict
      sample: []
    access_changes:
      description:
        - How the task changes which requests are allowed, with the keys of
          RV(pingone.authorize.pingone_api_operation#module:access_changes). Empty if the access is the same for every
          request.
      returned: success
      type: list
      elements: dict
      sample:
        - api_service: Orders API
          effect: widened
          method: POST
          methods: [POST]
          path: /orders
          url: https://api.example.com/orders
          base_urls: ["https://api.example.com"]
          before: scope orders-write
          after: any valid token
    deployment:
      description:
        - The deployment of the API service after the task. In check mode, the expected deployment. Null if the API
          service is absent.
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
            - PingOne's status code. In check mode, the status that is expected after the run, or the status of a
              deployment in progress that the run would wait for first.
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
              deployment, V(changes) is a change by this task, V(timestamps) is an update of the resource or a scope,
              and V(audit) is the audit log, with or without changes.
            - If it cannot be determined whether a deployment is needed, one of V(audit_forbidden), V(audit_unreadable),
              V(audit_too_short), and V(audit_too_long).
          returned: success
          type: str
          sample: status
        as_of:
          description:
            - Time up to which RV(api_services[].deployment.reason) is valid, in UTC. Null if this cannot be determined,
              or if nothing was read to determine it.
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
    access_tests:
      description:
        - Results of O(api_services[].access_tests), as those of M(pingone.authorize.pingone_access_test), which are
          C(cases), C(passed), C(failed_cases), C(skipped_cases), and C(left_out). Null if there are none.
        - Results are also returned if tests fail.
      returned: success
      type: dict
      sample: null
    granted:
      description: Scopes that were granted, by application.
      returned: success
      type: list
      elements: dict
      contains:
        application:
          description: Name of the application. If several applications have the name, followed by the ID in brackets.
          returned: success
          type: str
          sample: Orders Web
        scopes:
          description: Names of the scopes, sorted.
          returned: success
          type: list
          elements: str
          sample: [orders-read, orders-write]
    revoked:
      description:
        - Scopes that were revoked, including those that are removed together with the resource, with the keys of
          RV(api_services[].granted).
      returned: success
      type: list
      elements: dict
      sample: []
summary:
  description:
    - One line of text for each entry, with everything that was done for it. In check mode, what would be done. More
      than five objects of the same type are counted instead of listed.
  returned: success
  type: list
  elements: str
  sample: ["Orders API: scope orders-read created; deployed; orders-read granted to Orders Web"]
deferred:
  description: Whether nothing was written because more than O(maximum_writes) changes are necessary.
  returned: success
  type: bool
  sample: false
evidence_path:
  description: Path of the file that was written because of O(evidence_path).
  returned: with O(evidence_path), unless RV(deferred) is true
  type: str
  sample: /var/lib/evidence/orders.json
requests:
  description: Number of requests that were sent to PingOne, including token requests and retries.
  returned: always
  type: int
  sample: 3
error:
  description:
    - Details of the failure. If C(kind) is V(invalid_input), C(problems) lists all problems with the options, and
      nothing was written. If it is V(api), PingOne returned an error with this C(status) and C(code).
    - If the task failed while it was writing, C(api_services) contains for each entry of O(api_services) its C(name),
      what was C(done) and C(not_done), whether its API service was C(deployed), and the C(enforcement). This is
      V(current) if gateways enforce what was done, V(last_deployment) if they still enforce the last deployment, and
      V(unchanged) if the task did not change the API service and it is unknown which of both they enforce.
    - C(not_deployed) lists the names of the API services that were changed, but not deployed because not all of their
      operations are saved.
    - All keys are described in the guide R(Results and errors, ansible_collections.pingone.authorize.docsite.results).
  returned: failure
  type: dict
  sample:
    kind: api
    status: 400
    code: INVALID_DATA
    message: The request could not be completed.
    doing: create operation "Read orders"
    api_services:
      - name: Orders API
        done: ['create scope "orders-read"']
        not_done: ['create operation "Read orders"', 'deploy API service "Orders API"']
        deployed: false
        enforcement: last_deployment
    not_deployed: [Orders API]
"""

from ansible_collections.pingone.authorize.plugins.module_utils._module import run
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.task import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
