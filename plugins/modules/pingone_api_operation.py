#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_operation
short_description: Manage operations of protected APIs
version_added: 0.1.0
description:
  - Creates, updates and removes an operation of an API service, or all operations of it at once. An operation says
    which requests it matches, by methods and paths, and which rules a caller has to meet.
  - An omitted option leaves what is there; a value sets it; an empty string or list clears it.
  - B(An empty list of methods means every method), not none.
  - B(An operation without any access rule is open) to every valid token for the API. To take the last rule away from an
    operation, or to remove an operation with rules, O(allow_open=true) has to be set.
  - B(A request that no operation lists is open) to every valid token as well, unless O(unlisted_requests=deny) is set.
    That includes other methods of a listed path, such as C(HEAD) and C(OPTIONS), and other spellings of it.
  - All rules of an operation have to be met.
  - Every change has to be deployed before gateways enforce it, see M(pingone.authorize.pingone_deploy).
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options:
  api_service:
    description:
      - Name or ID of the API service. Required, here or in every item of O(operations).
    type: str
  name: &name
    description:
      - Name of the operation, 1 to 256 characters. PingOne does not insist on unique names, this module does, because
        it tells the operations of a service apart by them.
      - Together with O(id), another name renames the operation.
    type: str
  id: &id
    description:
      - ID of the operation, instead of finding it by O(name).
    type: str
  methods: &methods
    description:
      - The HTTP methods that the operation matches, at most 10. C(GET), C(HEAD), C(POST), C(PUT), C(PATCH), C(DELETE),
        C(OPTIONS), C(TRACE), and C(CONNECT) are accepted in any case and sent in upper case.
      - Any other token of RFC 9110 is sent as it is given. PingOne compares methods case-sensitively, so a warning is
        issued if it is not in upper case.
      - B(An empty list means every method.) So does leaving the option out when the operation is created.
    type: list
    elements: str
  paths: &paths
    description:
      - The paths that the operation matches, below the base URLs of the service; 1 to 10, none twice. Required to
        create an operation. The list replaces the one that is there.
    type: list
    elements: dict
    suboptions:
      pattern:
        description:
          - The pattern, at most 2048 characters, which begins with a slash and has no empty, C(.) or C(..) segments. It
            is compared with the percent-decoded path of a request below the base URL, and case counts.
          - C(*) stands for any run of characters without a slash, C(**) at the end for the rest of the path, and
            C({name}) for one whole segment. A literal C({), C(}), C(\\) or C(*) is written with a backslash before it.
          - A pattern that no request can match is refused, because what it should restrict would be open. That is so
            for URLs, queries, fragments, percent-encoded characters, regular expressions, and parameters in the syntax
            of other products, such as C(:id), C({proxy+}), or C(<id>). The message says what to write instead.
        type: str
        required: true
      type:
        description:
          - V(exact) compares the pattern literally, V(parameter) knows the wildcards.
          - If left out, a pattern with a C(*) or a brace that has no backslash before it is V(parameter), any other
            V(exact).
          - V(exact) with a C(*), a brace, or a backslash in the pattern is refused without O(paths[].literal=true).
        type: str
        choices: [exact, parameter]
      literal:
        description:
          - Whether the pattern is the text of a path as it stands, also where it looks like a wildcard, a parameter, or
            a URL. Backslashes are then characters as any other. Only with O(paths[].type=exact), which may be left out.
          - It is not part of what PingOne saves.
        type: bool
  access: &access
    description:
      - The rules that a caller has to meet; what is left out stays as it is.
      - An API service with external tokens has no such rules, see M(pingone.authorize.pingone_api_service).
    type: dict
    suboptions:
      groups:
        description:
          - Names or IDs of groups, at most 25; the user has to be in one of them. An empty list removes the rule.
        type: list
        elements: str
      scopes:
        description:
          - Names or IDs of scopes of the service's resource. An empty list removes the rule.
        type: list
        elements: str
      match:
        description:
          - Whether V(any) or V(all) of the scopes are needed. Required when O(access.scopes) lists several and there
            was at most one before.
        type: str
        choices: [any, all]
      permission:
        description:
          - The application permission that the user has to have, as C(application resource:action), or its ID. An
            empty string removes the rule.
        type: str
      authentication:
        description:
          - How the user has to have signed on; otherwise the gateway asks for a new sign-on (step-up).
        type: dict
        suboptions:
          policies:
            description:
              - Name or ID of the sign-on policy, or DaVinci flow policy, that the user has to have signed on by.
                PingOne takes one. Flow policies are looked at if no sign-on policy fits. An empty list removes it.
            type: list
            elements: str
          max_age:
            description:
              - Seconds that may have passed since the user signed on. 0 removes the limit.
            type: int
  allow_open:
    description:
      - Whether the last access rule may be removed from an operation, which opens it to every valid token.
      - The same is needed to remove an operation whose requests no other rule restricts afterwards. Where
        O(unlisted_requests=deny) is in effect, nothing opens and it is not needed.
      - In an item of O(operations) without name and ID, it applies to the operations that O(purge) removes from the API
        service.
    type: bool
    default: false
  unlisted_requests:
    description:
      - What happens to requests that no operation of the API service lists. If omitted, it is left as it is, and a new
        API service allows them with any valid token.
      - V(deny) maintains an operation named C(Deny everything else), which matches every method and every path, is less
        specific than every other operation, and requires the group C(Nobody (pingone.authorize)). The group is created
        if it does not exist. It must have no members, which is verified in every run.
      - V(allow) removes that operation. The group stays.
      - The operation counts toward the 25 operations of an API service, is never removed by O(purge), and cannot be
        managed by its name. No other operation may have the pattern C(/**) beside it, because PingOne does not document
        which of the two decides.
      - It is refused on API services with external tokens, to whose operations PingOne's access rules do not apply.
      - Beside O(operations), it applies to O(api_service), to O(api_services), and to the API services of all items. An
        item without name and ID sets it for its API service only. Without O(operations), O(name) and O(id) may be
        omitted.
    type: str
    choices: [allow, deny]
  state:
    description:
      - Whether the operation is to be there.
    type: str
    choices: [present, absent]
    default: present
  operations:
    description:
      - Several operations, instead of the options of a single one. What they have in common is read once, and nothing
        is written unless all of them are valid.
      - They are written in an order in which no state on the way lets anything pass that passes neither before nor
        after, whenever it is deployed. If there is no such order, a warning says for which operations.
      - O(api_service), O(allow_open), and O(state) beside the list count for every item that does not say otherwise.
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
      - With O(operations), whether operations that are not listed are removed, from O(api_service) and every service
        that an item names. They go when all listed ones stand, unless only their going makes room or keeps the order
        safe.
    type: bool
    default: false
  api_services:
    description:
      - With O(purge=true), names or IDs of the API services from which operations are removed, instead of all that are
        named.
      - With O(unlisted_requests), further API services that it applies to.
    type: list
    elements: str
seealso:
  - module: pingone.authorize.pingone_api_service
  - module: pingone.authorize.pingone_scope
  - module: pingone.authorize.pingone_deploy
"""

EXAMPLES = r"""
- name: Let everybody with a valid token see the catalogue
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    name: Browse
    methods: [GET]
    paths:
      - pattern: /catalogue/**

- name: Ask for a scope to place orders
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    name: Place order
    methods: [POST]
    paths:
      - pattern: /orders
    access:
      scopes: [orders-write]

- name: Manage all operations of the API, remove what is not listed, and deny all other requests
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    purge: true
    unlisted_requests: deny
    operations:
      - name: Browse
        methods: [GET]
        paths:
          - pattern: /catalogue/**
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

- name: Remove an operation, whose requests are denied from then on
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    name: Refund
    state: absent

- name: Allow requests that no operation lists again
  pingone.authorize.pingone_api_operation:
    api_service: Orders API
    unlisted_requests: allow
"""

RETURN = r"""
operation:
  description: The operation after the task, or null if it is absent.
  returned: success, unless O(operations) is given
  type: dict
  contains:
    id:
      description: ID of the operation; null in check mode if it would be created.
      returned: success
      type: str
      sample: 0a7a1f1e-27ab-4f0e-9d0b-1a3a7a3f1c55
    name:
      description: Name of the operation.
      returned: success
      type: str
      sample: Refund
    methods:
      description: The methods, sorted; an empty list means every method.
      returned: success
      type: list
      elements: str
      sample: [POST]
    paths:
      description: The paths, sorted by pattern.
      returned: success
      type: list
      elements: dict
      contains:
        pattern:
          description: The pattern.
          returned: success
          type: str
          sample: /orders/{orderId}/refund
        type:
          description: V(exact) or V(parameter).
          returned: success
          type: str
          sample: parameter
    access:
      description: The access rules. What there is no rule of is null or an empty list.
      returned: success
      type: dict
      contains:
        groups:
          description: The groups, each with C(id) and C(name), sorted by name.
          returned: success
          type: list
          elements: dict
          sample: [{"id": "b6a3c1de-9c64-4f7e-8df0-b10ee6a4d1a2", "name": "Order Managers"}]
        scopes:
          description: The scopes, each with C(id) and C(name), sorted by name.
          returned: success
          type: list
          elements: dict
          sample: []
        match:
          description: V(any) or V(all) of the scopes.
          returned: success
          type: str
          sample: any
        permission:
          description: The permission, with C(id) and C(name).
          returned: success
          type: dict
          sample: {"id": "8a2d2c36-1f5c-4a37-a8ef-2d6e2a1f0b77", "name": "refunds:approve"}
        authentication:
          description: How the user has to have signed on.
          returned: success
          type: dict
          contains:
            policies:
              description: The policy, with C(id) and C(name), in a list.
              returned: success
              type: list
              elements: dict
              sample: [{"id": "0f9f7e7b-43f0-4d5b-8d3f-6f1f8d5a3a52", "name": "Multi_Factor"}]
            max_age:
              description: Seconds that may have passed since the user signed on.
              returned: success
              type: int
              sample: 300
    api_service:
      description: The API service, with C(id) and C(name).
      returned: success
      type: dict
      sample: {"id": "5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de", "name": "Orders API"}
operations:
  description:
    - The listed operations that are present after the task, each as RV(operation), and with O(unlisted_requests=deny)
      the operation that denies everything else.
  returned: success, if O(operations) is given
  type: list
  elements: dict
changed_api_services:
  description:
    - Names of the API services whose operations the task changed. They wait for a deployment.
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_operation import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
