#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_operation
short_description: Manage operations of protected APIs
version_added: 1.0.0
description:
  - Creates, updates, and removes operations of an API service. An operation defines which requests it matches, by
    method and path, and the access rules that a caller must meet.
  - Options that are omitted or null are left unchanged. An empty list clears the value.
  - B(An empty list of methods means every method), not none.
  - B(An operation without access rules is open) to every valid token for the API. To remove the last rule of an
    operation, or to remove an operation with rules, set O(allow_open=true).
  - B(A request that no operation matches is also open) to every valid token, unless O(unlisted_requests=deny) is set.
    This includes other methods of a listed path, such as C(HEAD) and C(OPTIONS), and other spellings of the path.
  - A caller must meet all rules of an operation.
  - Changes are not enforced by gateways until they are deployed, see M(pingone.authorize.pingone_deploy).
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  api_service:
    description:
      - Name or ID of the API service. Required, either here or in every item of O(operations).
    type: str
  name: &name
    description:
      - Name of the operation, 1 to 256 characters. PingOne does not require unique names, but this module does, because
        it identifies the operations of an API service by name.
      - If O(id) is also set, an operation with a different name is renamed.
    type: str
  id: &id
    description:
      - ID of the operation. Takes precedence over O(name).
    type: str
  methods: &methods
    description:
      - HTTP methods that the operation matches, at most 10. C(GET), C(HEAD), C(POST), C(PUT), C(PATCH), C(DELETE),
        C(OPTIONS), C(TRACE), and C(CONNECT) are accepted in any case and sent in upper case.
      - Any other token as defined by RFC 9110 is sent as is. PingOne compares methods case-sensitively, so a warning is
        issued if the token is not in upper case.
      - B(An empty list means every method.) The same applies if the option is omitted when the operation is created.
    type: list
    elements: str
  paths: &paths
    description:
      - Paths that the operation matches, relative to the base URLs of the API service. 1 to 10 paths without
        duplicates. Required when the operation is created. The list replaces the existing paths.
    type: list
    elements: dict
    suboptions:
      pattern:
        description:
          - Pattern of at most 2048 characters. It must start with a slash and must not contain empty, C(.), or C(..)
            segments. It is compared with the percent-decoded path of a request below the base URL and is
            case-sensitive.
          - C(*) matches any sequence of characters without a slash, C(**) at the end matches the rest of the path, and
            C({name}) matches one entire segment. Escape a literal C({), C(}), C(\\), or C(*) with a backslash.
          - A pattern that no request can match is rejected, because the requests that it is intended for would be open.
            This applies to URLs, queries, fragments, percent-encoded characters, regular expressions, and the parameter
            syntax of other products, such as C(:id), C({proxy+}), or C(<id>). The message suggests a correction.
        type: str
        required: true
      type:
        description:
          - V(exact) compares the pattern literally. V(parameter) supports wildcards and parameters.
          - If omitted, a pattern that contains an unescaped C(*) or brace is V(parameter), and any other pattern is
            V(exact).
          - V(exact) is rejected for a pattern that contains C(*), a brace, or a backslash, unless
            O(paths[].literal=true).
        type: str
        choices: [exact, parameter]
      literal:
        description:
          - Whether to use the pattern literally, even if it looks like a wildcard, a parameter, or a URL. Backslashes
            are treated like any other character. Requires O(paths[].type=exact), which can be omitted.
          - This option is not stored in PingOne.
        type: bool
  access: &access
    description:
      - Access rules that a caller must meet. Rules that are omitted or null are left unchanged.
      - API services with external tokens do not have access rules, see M(pingone.authorize.pingone_api_service).
    type: dict
    suboptions:
      groups:
        description:
          - Names or IDs of groups, at most 25. The user must be a member of at least one of them. An empty list removes
            the rule.
        type: list
        elements: str
      scopes:
        description:
          - Names or IDs of scopes of the API service's resource. An empty list removes the rule.
        type: list
        elements: str
      match:
        description:
          - Whether V(any) or V(all) of the scopes are required. Must be set when O(access.scopes) contains several
            scopes and the operation did not require more than one before.
        type: str
        choices: [any, all]
      permission:
        description:
          - Application permission that the user must have, as C(application resource:action) or by ID. An empty list
            removes the rule.
        type: str
      authentication:
        description:
          - How the user must have signed on. Otherwise, the gateway requests a new sign-on (step-up).
        type: dict
        suboptions:
          policies:
            description:
              - Name or ID of the sign-on policy or DaVinci flow policy that the user must have signed on with. PingOne
                accepts one policy. Flow policies are searched if no sign-on policy matches. An empty list removes the
                requirement.
            type: list
            elements: str
          max_age:
            description:
              - Maximum number of seconds since the user signed on. V(0) removes the limit.
            type: int
  allow_open:
    description:
      - Whether the last access rule can be removed from an operation, which opens it to every valid token.
      - This is also required to remove an operation if no other rule restricts its requests afterwards. It is not
        required with O(unlisted_requests=deny), because the requests are then denied.
      - In an item of O(operations) without O(operations[].name) and O(operations[].id), it applies to the operations
        that O(purge) removes from the API service.
    type: bool
    default: false
  unlisted_requests:
    description:
      - What happens to requests that no operation of the API service matches. If omitted, this is left unchanged. A new
        API service allows these requests with any valid token.
      - V(deny) creates an operation named C(Deny everything else), which matches every method and every path, is less
        specific than every other operation, and requires the group C(Nobody (pingone.authorize)). The group is created
        if it does not exist. It must not have any members, which is verified in every run.
      - V(allow) removes that operation. The group is kept.
      - The operation counts toward the limit of 25 operations of an API service, is never removed by O(purge), and
        cannot be managed by name. No other operation of the API service can have the pattern C(/**), because PingOne
        does not document which of the two takes precedence.
      - V(deny) is rejected for API services with external tokens, because PingOne's access rules do not apply to their
        operations.
      - If O(operations) is set, this option applies to O(api_service), O(api_services), and the API services of all
        items. In an item without name and ID, it only applies to the API service of the item. If O(operations) is not
        set, O(name) and O(id) can be omitted.
    type: str
    choices: [allow, deny]
  state:
    description:
      - Whether the operation should exist.
    type: str
    choices: [present, absent]
    default: present
  operations:
    description:
      - List of operations to manage, instead of a single one. Nothing is written unless all items are valid.
      - The operations are written in an order in which no intermediate state allows a request that is not allowed
        before or after the task, regardless of when the API service is deployed. If there is no such order, a warning
        lists the affected operations.
      - The top-level O(api_service), O(allow_open), and O(state) are the defaults for all items.
    type: list
    elements: dict
    suboptions:
      api_service:
        description: See O(api_service).
        type: str
      name: *name
      id: *id
      methods: *methods
      paths: *paths
      access: *access
      allow_open:
        description: See O(allow_open).
        type: bool
      unlisted_requests:
        description: See O(unlisted_requests).
        type: str
        choices: [allow, deny]
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
  purge:
    description:
      - Whether to remove operations that are not listed in O(operations) from O(api_service) and from every API service
        of an item. They are removed after the listed operations are written, unless they must be removed earlier to
        stay within a limit or to keep the order safe.
    type: bool
    default: false
  api_services:
    description:
      - With O(purge=true), names or IDs of the API services to remove operations from, instead of all API services that
        are specified in the task.
      - With O(unlisted_requests), names or IDs of additional API services that it applies to.
    type: list
    elements: str
  fail_if_widened:
    description:
      - Whether to fail before anything is written if the task would allow requests that are denied before it, even in
        check mode. The message lists the requests of RV(access_changes) with any effect except V(narrowed).
      - A change with the effect V(changed) also allows requests that were denied, because neither rule is at least as
        strict as the other.
    type: bool
    default: false
seealso:
  - module: pingone.authorize.pingone_api_service
  - module: pingone.authorize.pingone_scope
  - module: pingone.authorize.pingone_deploy
"""

EXAMPLES = r"""
- name: Allow anyone with a valid token to see the catalog
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    name: Browse
    methods: [GET]
    paths:
      - pattern: /catalog/**

- name: Require a scope for placing orders
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    name: Place order
    methods: [POST]
    paths:
      - pattern: /orders
    access:
      scopes: [orders-write]

- name: Manage all operations of the API, remove unlisted ones, and deny all other requests
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    purge: true
    unlisted_requests: deny
    operations:
      - name: Browse
        methods: [GET]
        paths:
          - pattern: /catalog/**
      - name: Place order
        methods: [POST]
        paths:
          - pattern: /orders
        access:
          scopes: [orders-write]
      - name: Refund
        methods: [POST]
        paths:
          - pattern: /orders/{orderId}/refund
        access:
          groups: [Order Clerks]
          authentication:
            policies: [Multi_Factor]
            max_age: 300

- name: Remove an operation, so that its requests are denied
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    name: Refund
    state: absent

- name: Allow requests that no operation matches again
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    unlisted_requests: allow
"""

RETURN = r"""
operation:
  description: The operation after the task, or null if it does not exist.
  returned: success, unless O(operations) is set
  type: dict
  contains:
    id:
      description: ID of the operation, or null in check mode if it would be created.
      returned: success
      type: str
      sample: 0a7a1f1e-27ab-4f0e-9d0b-1a3a7a3f1c55
    name:
      description: Name of the operation.
      returned: success
      type: str
      sample: Refund
    methods:
      description: Methods, sorted. An empty list means every method.
      returned: success
      type: list
      elements: str
      sample: [POST]
    paths:
      description: Paths, sorted by pattern.
      returned: success
      type: list
      elements: dict
      contains:
        pattern:
          description: Pattern of the path.
          returned: success
          type: str
          sample: /orders/{orderId}/refund
        type:
          description: Type of the pattern, V(exact) or V(parameter).
          returned: success
          type: str
          sample: parameter
    access:
      description: Access rules. Rules that are not set are null or an empty list.
      returned: success
      type: dict
      contains:
        groups:
          description: Groups with C(id) and C(name), sorted by name.
          returned: success
          type: list
          elements: dict
          sample: [{"id": "b6a3c1de-9c64-4f7e-8df0-b10ee6a4d1a2", "name": "Order Managers"}]
        scopes:
          description: Scopes with C(id) and C(name), sorted by name.
          returned: success
          type: list
          elements: dict
          sample: []
        match:
          description: Whether V(any) or V(all) of the scopes are required.
          returned: success
          type: str
          sample: any
        permission:
          description: Application permission with C(id) and C(name).
          returned: success
          type: dict
          sample: {"id": "8a2d2c36-1f5c-4a37-a8ef-2d6e2a1f0b77", "name": "refunds:approve"}
        authentication:
          description: How the user must have signed on.
          returned: success
          type: dict
          contains:
            policies:
              description: List with the policy, with C(id) and C(name).
              returned: success
              type: list
              elements: dict
              sample: [{"id": "0f9f7e7b-43f0-4d5b-8d3f-6f1f8d5a3a52", "name": "Multi_Factor"}]
            max_age:
              description: Maximum number of seconds since the user signed on.
              returned: success
              type: int
              sample: 300
    api_service:
      description: API service with C(id) and C(name).
      returned: success
      type: dict
      sample: {"id": "5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de", "name": "Orders API"}
operations:
  description:
    - The listed operations that exist after the task, with the keys of RV(operation). With O(unlisted_requests=deny),
      this includes the operation that denies all other requests.
  returned: success, if O(operations) is set
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
    - Names of the API services with changed operations. They need a deployment.
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_operation import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
