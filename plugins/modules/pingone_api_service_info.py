#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_service_info
short_description: Tell everything about API services of PingOne Authorize
version_added: 0.1.0
description:
  - Tells what is saved of API services, with their scopes, operations, deployment and, if asked for, the grants of
    applications. Everything is told by name and ID.
  - What several services need is read once, the audit log included as far as that is possible. Each service takes two
    requests and one for the scopes of its resource; groups, permissions and policies are read only if an operation
    refers to one.
  - Something that is still referred to but no longer there has the name V((no longer exists\)).
  - The module only reads. It never reports a change.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options:
  names:
    description:
      - Names or IDs of the API services. Without this option all of them are told, with an empty list none.
      - In check mode, a name that is not found is left out and warned of, because an earlier task of the same run may
        create that service.
    type: list
    elements: str
  grants_of:
    description:
      - Names or IDs of applications whose grants are to be told; one request for each of them.
    type: list
    elements: str
  all_grants:
    description:
      - Whether to tell the grants of all applications. Grants hang on applications, so this takes one request for each
        application of the environment.
      - PingOne does not show the grants of its own admin console. It is left out.
    type: bool
    default: false
attributes:
  check_mode:
    details: The module only reads, so check mode makes no difference to what is there.
  diff_mode:
    support: N/A
    details: The module only reads.
seealso:
  - module: pingone.authorize.pingone_api_service
  - module: pingone.authorize.pingone_api_operation
  - module: pingone.authorize.pingone_deploy
  - module: pingone.authorize.pingone_environment_info
"""

EXAMPLES = r"""
- name: Look at all API services
  pingone.authorize.pingone_api_service_info:
  register: found

- name: Show which of them are not in force as they are saved, as far as PingOne tells
  ansible.builtin.debug:
    msg: >-
      {{ found.api_services | rejectattr('deployment.reason', 'equalto', 'up to date') | map(attribute='name') | list }}

- name: Look at the orders API, and at what the shop may ask for
  pingone.authorize.pingone_api_service_info:
    names: [Orders API]
    grants_of: [Orders Web]

- name: Look at who is granted what
  pingone.authorize.pingone_api_service_info:
    all_grants: true
"""

RETURN = r"""
api_services:
  description: The API services, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the service.
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
      description: Who issues the tokens, V(pingone_sso) or V(external).
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
      sample: null
    external_audience:
      description: The audience of its tokens, or null.
      returned: success
      type: str
      sample: null
    custom_policies:
      description: Whether custom policies are on.
      returned: success
      type: bool
      sample: false
    scopes:
      description: The scopes of the resource, sorted by name.
      returned: success
      type: list
      elements: dict
      contains:
        id:
          description: ID of the scope.
          returned: success
          type: str
          sample: 9f2b7c61-1d0e-4b4a-8d6e-0c6a2a1f7e55
        name:
          description: Name of the scope.
          returned: success
          type: str
          sample: orders-read
        description:
          description: Its description, or null.
          returned: success
          type: str
          sample: See orders
    unlisted_requests:
      description:
        - V(deny) if the API service has the operation that
          O(pingone.authorize.pingone_api_operation#module:unlisted_requests=deny) maintains, unchanged, else V(allow).
          Whether the group that it requires is empty is verified by M(pingone.authorize.pingone_api_operation) only.
      returned: success
      type: str
      sample: deny
    operations:
      description: The operations, sorted by name.
      returned: success
      type: list
      elements: dict
      contains:
        id:
          description: ID of the operation.
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
          description: The paths, sorted by pattern, each with C(pattern) and C(type).
          returned: success
          type: list
          elements: dict
          sample: [{"pattern": "/orders/{orderId}/refund", "type": "parameter"}]
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
    deployment:
      description: The deployment.
      returned: success
      type: dict
      contains:
        api_service:
          description: The API service, with C(id) and C(name).
          returned: success
          type: dict
          sample: {"id": "5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de", "name": "Orders API"}
        status:
          description: PingOne's status code.
          returned: success
          type: str
          sample: DEPLOYMENT_SUCCESSFUL
        deployed_at:
          description: Time of the last successful deployment, in UTC, or null.
          returned: success
          type: str
          sample: "2026-03-02T09:15:44.102Z"
        decision_endpoint_id:
          description: ID of the decision endpoint of the service, or null.
          returned: success
          type: str
          sample: 0d4f6a53-3f57-4b0d-a0a1-6f6d3c1c2b9a
        authorization_version_id:
          description: ID of the published policy version; null without custom policies.
          returned: success
          type: str
          sample: null
        due:
          description: Whether a deployment is due; null if nobody can tell.
          returned: success
          type: bool
          sample: false
        reason:
          description: Why, in words.
          returned: success
          type: str
          sample: up to date
        evidence:
          description: What that rests on, see RV(pingone.authorize.pingone_deploy#module:deployment.evidence).
          returned: success
          type: str
          sample: audit
        as_of:
          description:
            - Up to when that holds, in UTC. The audit log tells of a change only after some time, which is assumed to
              be a minute. Null if nobody can tell.
          returned: success
          type: str
          sample: "2026-03-02T09:59:00.000Z"
        activity:
          description: The change that the audit log tells of, with C(type), C(recorded_at), and C(by); else null.
          returned: success
          type: dict
          sample: null
    grants:
      description: What applications are granted of the resource, sorted by application; null if not asked for.
      returned: success
      type: list
      elements: dict
      contains:
        application:
          description: The application, with C(id) and C(name).
          returned: success
          type: dict
          sample: {"id": "5f0d9f0c-1b49-4399-97b3-d0ce8c0f893a", "name": "Orders Web"}
        scopes:
          description: The scopes that it is granted, each with C(id) and C(name), sorted by name.
          returned: success
          type: list
          elements: dict
          sample: [{"id": "9f2b7c61-1d0e-4b4a-8d6e-0c6a2a1f7e55", "name": "orders-read"}]
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service_info import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
