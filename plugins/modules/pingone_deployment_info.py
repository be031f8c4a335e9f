#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_deployment_info
short_description: Report whether API services need a deployment
version_added: 1.0.0
description:
  - The saved configuration of an API service is not enforced until it is deployed, and PingOne does not report whether
    a deployment is needed. This module determines this for each API service from the available evidence, and returns
    the result, the reason, and the time up to which it is valid.
  - The evidence is, in this order, the status of the deployment, the times of the last updates of the resource and its
    scopes, and the audit log. In the log, all changes of the API service, its operations, and its resource count,
    regardless of their type. If the log cannot be read, or does not go back to the last deployment, the result is
    unknown.
  - Each API service requires one request, and one more for the scopes of its resource. The audit log is read for
    several API services at once if possible.
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
  audit_lag:
    description:
      - Seconds after which a change is assumed to be in the audit log. PingOne does not document this delay.
    type: int
    default: 60
attributes:
  check_mode:
    details: This module never changes anything.
  diff_mode:
    support: N/A
    details: This module never changes anything.
seealso:
  - module: pingone.authorize.pingone_deploy
  - module: pingone.authorize.pingone_api_service_info
"""

EXAMPLES = r"""
- name: Get the deployments of all API services
  pingone.authorize.pingone_deployment_info:
  register: found

- name: Show which API services need a deployment or might need one
  ansible.builtin.debug:
    msg: "{{ item.api_service.name }}: {{ item.reason }}"
  loop: "{{ found.deployments | rejectattr('due', 'equalto', false) }}"
  loop_control:
    label: "{{ item.api_service.name }}"

- name: Get the deployment of the orders API
  pingone.authorize.pingone_deployment_info:
    names:
      - Orders API
  register: orders

- name: Fail if it needs a deployment
  ansible.builtin.assert:
    that: orders.deployments[0].due is not true
    fail_msg: "{{ orders.deployments[0].reason }}"
"""

RETURN = r"""
deployments:
  description: Deployments, sorted by the name of the API service.
  returned: success
  type: list
  elements: dict
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
      description: ID of the published policy version, or null without custom policies.
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
        - Time up to which this is valid, in UTC. For an API service that is up to date, this is O(audit_lag) seconds
          ago. Null if RV(deployments[].due) is null.
      returned: success
      type: str
      sample: "2026-03-02T09:59:00.000Z"
    activity:
      description: Change in the audit log, with C(type), C(recorded_at), and C(by), or null.
      returned: success
      type: dict
      sample: null
missing:
  description: Values of O(names) that do not exist. Empty with O(required=true).
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.deployment_info import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
