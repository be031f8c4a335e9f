#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_deployment_info
short_description: Tell whether API services of PingOne Authorize have to be deployed
version_added: 0.1.0
description:
  - What is saved of an API service is enforced only once it is deployed, and PingOne says nowhere that a deployment is
    due. This module weighs what can be known, and tells of each service whether a deployment is due, why, and up to
    when that holds.
  - It looks for evidence in this order. The status of the deployment; the times at which the resource and its scopes
    were updated; the audit log, in which every change of the service, its operations or its resource counts, whatever
    its type. If the log cannot be read, or does not reach back to the last deployment, nobody can tell.
  - Each service takes one request and one for the scopes of its resource. The audit log is read for several services at
    once, as far as that is possible.
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
  audit_lag:
    description:
      - Seconds after which a change is assumed to be in the audit log. PingOne does not say how long that takes.
    type: int
    default: 60
attributes:
  check_mode:
    details: The module only reads, so check mode makes no difference to what is there.
  diff_mode:
    support: N/A
    details: The module only reads.
seealso:
  - module: pingone.authorize.pingone_deploy
  - module: pingone.authorize.pingone_api_service_info
"""

EXAMPLES = r"""
- name: See which API services are not enforced as they are saved
  pingone.authorize.pingone_deployment_info:
  register: found

- name: Name them
  ansible.builtin.debug:
    msg: "{{ item.api_service.name }}: {{ item.reason }}"
  loop: "{{ found.deployments | rejectattr('due', 'equalto', false) }}"
  loop_control:
    label: "{{ item.api_service.name }}"

- name: Look at the orders API
  pingone.authorize.pingone_deployment_info:
    names:
      - Orders API
  register: orders

- name: Fail if it waits for a deployment
  ansible.builtin.assert:
    that: orders.deployments[0].due is not true
    fail_msg: "{{ orders.deployments[0].reason }}"
"""

RETURN = r"""
deployments:
  description: The deployments, sorted by the name of the API service.
  returned: success
  type: list
  elements: dict
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
        - Up to when that holds, in UTC. That a service is up to date holds as of O(audit_lag) seconds ago. Null if
          nobody can tell.
      returned: success
      type: str
      sample: "2026-03-02T09:59:00.000Z"
    activity:
      description: The change that the audit log tells of, with C(type), C(recorded_at), and C(by); else null.
      returned: success
      type: dict
      sample: null
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.deployment_info import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
