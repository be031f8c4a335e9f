#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_deploy
short_description: Deploy API services
version_added: 1.0.0
description:
  - Deploys the saved configuration of API services, so that gateways enforce it, and waits for the deployment to end.
    Up to five deployments are in progress at the same time. If one fails, the others are still carried out.
  - A deployment cannot be reverted, so there is no C(state) option.
  - PingOne does not report whether an API service was changed after its last deployment. With O(redeploy=auto), the
    module determines this from the available evidence, and returns it as RV(deployment.evidence). Use
    M(pingone.authorize.pingone_deployment_info) to get the same information without deploying.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  api_service: &api_service
    description:
      - Name or ID of the API service.
    type: str
  redeploy:
    description:
      - V(auto) deploys if the API service was never deployed, if its last deployment failed, if O(changes=true), if its
        resource or a scope of the resource was updated after the last deployment, or if the audit log contains a later
        change of the API service, its operations, or its resource. If this cannot be determined, O(on_unknown) applies.
      - V(always) deploys in every run.
    type: str
    choices: [auto, always]
    default: auto
  changes: &changes
    description:
      - Whether earlier tasks changed the API service or its scopes. Usually the C(changed) value of their registered
        results.
    type: bool
  on_unknown:
    description:
      - What to do if it cannot be determined whether a deployment is needed, because the worker application cannot read
        the audit log, because the last deployment is older than the 14 days for which the log can be read, or because
        the log is too long.
      - V(keep) does not deploy and issues one warning, V(deploy) deploys, and V(fail) fails before anything is
        deployed.
      - If a deployment of the API service is in progress, this is decided when it has ended. V(fail) then fails for
        this API service without deploying it. The other API services of the task are deployed.
    type: str
    choices: [deploy, keep, fail]
    default: keep
  audit_lag:
    description:
      - Seconds after which a change is assumed to be in the audit log. PingOne does not document this delay. An API
        service is considered up to date as of this many seconds ago, see RV(deployment.as_of).
    type: int
    default: 60
  wait:
    description:
      - Whether to wait for the deployment to end. If a deployment is already in progress and another one is needed, the
        module always waits for the one in progress.
      - Unless O(changes=true) or O(redeploy=always), the module first waits for a deployment in progress, and then
        determines whether another one is needed. With O(wait=false), it does not determine this while a deployment is
        in progress.
      - Check mode never waits. It reports the deployment in progress, and no change.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds after which the module stops waiting and fails. The deployment continues in PingOne.
    type: int
    default: 300
  deployments:
    description:
      - List of API services to deploy, instead of a single one.
      - The top-level O(redeploy), O(on_unknown), O(audit_lag), O(wait), and O(wait_timeout) are the defaults for all
        items.
    type: list
    elements: dict
    suboptions:
      api_service: *api_service
      changes: *changes
      redeploy:
        description: See O(redeploy).
        type: str
        choices: [auto, always]
      on_unknown:
        description: See O(on_unknown).
        type: str
        choices: [deploy, keep, fail]
      audit_lag:
        description: See O(audit_lag).
        type: int
      wait:
        description: See O(wait).
        type: bool
      wait_timeout:
        description: See O(wait_timeout).
        type: int
attributes:
  idempotent:
    support: partial
    details:
      - With O(redeploy=always) or O(changes=true), every run deploys. With O(on_unknown=deploy), every run deploys in
        which it cannot be determined whether a deployment is needed.
seealso:
  - module: pingone.authorize.pingone_deployment_info
  - module: pingone.authorize.pingone_api_service
  - module: pingone.authorize.pingone_scope
  - ref: ansible_collections.pingone.authorize.docsite.workflow
    description: When a deployment is needed.
"""

EXAMPLES = r"""
- name: Protect the orders API
  pingone.authorize.pingone_api_service:
    name: Orders API
    base_urls:
      - https://api.example.com/orders/v1
    auto_create_resource: true
  register: service

- name: Deploy it if it has changed or was never deployed
  pingone.authorize.pingone_deploy:
    api_service: Orders API
    changes: "{{ service is changed }}"

- name: Deploy several API services, even if it is unknown whether this is needed
  pingone.authorize.pingone_deploy:
    on_unknown: deploy
    deployments:
      - api_service: Orders API
      - api_service: Stock API

- name: Always deploy
  pingone.authorize.pingone_deploy:
    api_service: Orders API
    redeploy: always
"""

RETURN = r"""
deployment:
  description: The deployment after the task. In check mode, the expected deployment.
  returned: success, unless O(deployments) is set
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
        - Evidence for the decision. V(redeploy) is O(redeploy=always), V(status) is the status of the last deployment,
          V(changes) is O(changes=true), V(timestamps) is an update of the resource or a scope, and V(audit) is the
          audit log, with or without changes.
        - If it cannot be determined whether a deployment is needed, one of V(audit_forbidden), V(audit_unreadable),
          V(audit_too_short), and V(audit_too_long).
      returned: success
      type: str
      sample: status
    as_of:
      description:
        - Time up to which RV(deployment.reason) is valid, in UTC. Null if this cannot be determined, or if nothing was
          read to determine it.
      returned: success
      type: str
      sample: "2026-03-02T09:14:12.000Z"
    activity:
      description: Change in the audit log, with C(type), C(recorded_at), and C(by), or null.
      returned: success
      type: dict
      sample: null
deployments:
  description: The deployments after the task, with the keys of RV(deployment).
  returned: success, if O(deployments) is set
  type: list
  elements: dict
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.deploy import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
