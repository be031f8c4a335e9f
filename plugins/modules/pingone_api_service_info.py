#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_service_info
short_description: Gather information about API services
version_added: 1.0.0
description:
  - Returns API services with their scopes, operations, and deployment, and optionally the grants of applications. All
    objects are returned with name and ID.
  - Objects that several API services have in common are read once, including the audit log if possible. Each API
    service requires two requests, and one more for the scopes of its resource. Groups, permissions, and policies are
    only read if an operation refers to one.
  - Objects that are referenced but do not exist anymore have the name V((no longer exists\)).
  - This module never changes anything.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._selection
  - pingone.authorize._attributes
options:
  names:
    description:
      - Names or IDs of the API services to return. If omitted, all API services are returned. If the list is empty,
        none are returned.
    type: list
    elements: str
  grants_of:
    description:
      - Names or IDs of applications whose grants to return. One request is sent for each application.
    type: list
    elements: str
  all_grants:
    description:
      - Whether to return the grants of all applications. Grants belong to applications, so one request is sent for each
        application of the environment.
      - The PingOne admin console is omitted, because PingOne does not return its grants.
    type: bool
    default: false
attributes:
  check_mode:
    details: This module never changes anything.
  diff_mode:
    support: N/A
    details: This module never changes anything.
seealso:
  - module: pingone.authorize.pingone_api_service
  - module: pingone.authorize.pingone_api_operation
  - module: pingone.authorize.pingone_deploy
  - module: pingone.authorize.pingone_environment_info
"""

EXAMPLES = r"""
- name: Get all API services
  pingone.authorize.pingone_api_service_info:
  register: found

- name: Show which API services need a deployment or might need one
  ansible.builtin.debug:
    msg: >-
      {{ found.api_services | rejectattr('deployment.reason', 'equalto', 'up to date') | map(attribute='name') | list }}

- name: Get the orders API and the scopes that are granted to one application
  pingone.authorize.pingone_api_service_info:
    names: [Orders API]
    grants_of: [Orders Web]

- name: Get an API service that may not exist yet
  pingone.authorize.pingone_api_service_info:
    names: [Invoices API]
  register: invoices

- name: Show whether this is the first run
  ansible.builtin.debug:
    msg: "{{ 'It exists.' if invoices.api_services else 'It does not exist yet.' }}"

- name: Get an API service that must exist
  pingone.authorize.pingone_api_service_info:
    names: [Orders API]
    required: true

- name: Get all API services with the grants of all applications
  pingone.authorize.pingone_api_service_info:
    all_grants: true
"""

RETURN = r"""
api_services:
  description: API services, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the API service.
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
      sample: null
    external_audience:
      description: Audience of the external tokens, or null.
      returned: success
      type: str
      sample: null
    custom_policies:
      description: Whether custom policies are enabled.
      returned: success
      type: bool
      sample: false
    scopes:
      description: Scopes of the resource, sorted by name.
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
          description: Description of the scope, or null.
          returned: success
          type: str
          sample: See orders
    unlisted_requests:
      description:
        - V(deny) if the API service has an unmodified operation that
          O(pingone.authorize.pingone_api_operation#module:unlisted_requests=deny) created, and V(allow) otherwise. Only
          M(pingone.authorize.pingone_api_operation) verifies that the required group is empty.
      returned: success
      type: str
      sample: deny
    operations:
      description: Operations, sorted by name.
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
          description: Methods, sorted. An empty list means every method.
          returned: success
          type: list
          elements: str
          sample: [POST]
        paths:
          description: Paths with C(pattern) and C(type), sorted by pattern.
          returned: success
          type: list
          elements: dict
          sample: [{"pattern": "/orders/{orderId}/refund", "type": "parameter"}]
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
    deployment:
      description: Deployment of the API service.
      returned: success
      type: dict
      contains:
        api_service:
          description: API service with C(id) and C(name).
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
          description: ID of the decision endpoint of the API service, or null.
          returned: success
          type: str
          sample: 0d4f6a53-3f57-4b0d-a0a1-6f6d3c1c2b9a
        authorization_version_id:
          description: ID of the published policy version; null without custom policies.
          returned: success
          type: str
          sample: null
        due:
          description: Whether a deployment is needed, or null if this cannot be determined.
          returned: success
          type: bool
          sample: false
        reason:
          description: Reason why a deployment is needed or not needed.
          returned: success
          type: str
          sample: up to date
        evidence:
          description: Evidence for this, see RV(pingone.authorize.pingone_deploy#module:deployment.evidence).
          returned: success
          type: str
          sample: audit
        as_of:
          description:
            - Time up to which this is valid, in UTC. A change is assumed to appear in the audit log within one minute.
              Null if RV(api_services[].deployment.due) is null.
          returned: success
          type: str
          sample: "2026-03-02T09:59:00.000Z"
        activity:
          description: Change in the audit log, with C(type), C(recorded_at), and C(by), or null.
          returned: success
          type: dict
          sample: null
    grants:
      description: Grants of the resource's scopes, sorted by application, or null if they were not requested.
      returned: success
      type: list
      elements: dict
      contains:
        application:
          description: Application with C(id) and C(name).
          returned: success
          type: dict
          sample: {"id": "5f0d9f0c-1b49-4399-97b3-d0ce8c0f893a", "name": "Orders Web"}
        scopes:
          description: Granted scopes with C(id) and C(name), sorted by name.
          returned: success
          type: list
          elements: dict
          sample: [{"id": "9f2b7c61-1d0e-4b4a-8d6e-0c6a2a1f7e55", "name": "orders-read"}]
missing:
  description: Values of O(names) and O(grants_of) that do not exist. Empty with O(required=true).
  returned: success
  type: list
  elements: str
  sample: []
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service_info import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
