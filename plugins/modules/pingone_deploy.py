#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_deploy
short_description: Deploy API services of PingOne Authorize
version_added: 0.1.0
description:
  - Deploys what is saved of an API service, so that gateways enforce it, and waits for the end of the deployment. It
    also takes several services; up to five deployments are then in progress at the same time, and one that fails does
    not keep the others from being deployed.
  - PingOne cannot take a deployment back, so there is no such state.
  - PingOne does not say whether a service was changed after its last deployment. With O(redeploy=auto) the module
    weighs what can be known, and returns it as RV(deployment.evidence). M(pingone.authorize.pingone_deployment_info)
    returns the same without deploying.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._attributes
options:
  api_service: &api_service
    description:
      - Name or ID of the API service.
    type: str
  redeploy:
    description:
      - V(auto) deploys when the service was never deployed, when its last deployment failed, when O(changes) is true,
        when its resource or one of the resource's scopes was updated after the last deployment, or when the audit log
        tells of a change of the service, its operations or its resource after it. See O(on_unknown) for what cannot be
        told.
      - V(always) deploys at every run.
    type: str
    choices: [auto, always]
    default: auto
  changes: &changes
    description:
      - Whether earlier tasks changed the service or its scopes, usually their registered C(changed) results.
    type: bool
  on_unknown:
    description:
      - What to do when nothing tells whether a deployment is due, because the worker application may not read the audit
        log, because the last deployment is older than the 14 days for which the log can be read, or because the log is
        too long.
      - V(keep) deploys nothing and warns once, V(deploy) deploys, and V(fail) fails before anything is deployed.
      - A service with a deployment in progress is decided on when that has ended. V(fail) then fails for this service,
        which is not deployed, and the others of the task are.
    type: str
    choices: [deploy, keep, fail]
    default: keep
  audit_lag:
    description:
      - Seconds after which a change is assumed to be in the audit log. PingOne does not say how long that takes. A
        service is said to be up to date as of that long ago, see RV(deployment.as_of).
    type: int
    default: 60
  wait:
    description:
      - Whether to wait for the end of the deployment. A deployment that is already in progress is always waited for
        when another one has to be started.
      - Without O(changes=true) and O(redeploy=always), a deployment in progress is waited for first, and whether
        another one is due is decided from what is there then. With O(wait=false) nothing is decided while it is in
        progress.
      - Check mode never waits. It reports the deployment in progress, and no change.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds after which waiting fails. The deployment goes on in PingOne.
    type: int
    default: 300
  deployments:
    description:
      - Several deployments, instead of the options of a single one.
      - O(redeploy), O(on_unknown), O(audit_lag), O(wait), and O(wait_timeout) beside the list count for every item that
        does not say otherwise.
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
      - With O(redeploy=always) or O(changes=true) every run deploys, and with O(on_unknown=deploy) every run in which
        nothing tells whether a deployment is due.
seealso:
  - module: pingone.authorize.pingone_deployment_info
  - module: pingone.authorize.pingone_api_service
  - module: pingone.authorize.pingone_scope
  - ref: ansible_collections.pingone.authorize.docsite.workflow
    description: When a deployment is due.
"""

EXAMPLES = r"""
- name: Protect the orders API
  pingone.authorize.pingone_api_service:
    name: Orders API
    base_urls:
      - https://api.example.com/orders/v1
    auto_create_resource: true
  register: service

- name: Deploy it if it changed, or if it never was deployed
  pingone.authorize.pingone_deploy:
    api_service: Orders API
    changes: "{{ service is changed }}"

- name: Deploy several services, also if nobody can tell whether that is necessary
  pingone.authorize.pingone_deploy:
    on_unknown: deploy
    deployments:
      - api_service: Orders API
      - api_service: Stock API

- name: Deploy in any case
  pingone.authorize.pingone_deploy:
    api_service: Orders API
    redeploy: always
"""

RETURN = r"""
deployment:
  description: The deployment after the task; in check mode as it is expected to be.
  returned: success, unless O(deployments) is given
  type: dict
  contains:
    api_service:
      description: The API service, with C(id) and C(name).
      returned: success
      type: dict
      sample: {"id": "5c8b1e7d-6f0a-4f53-9b0c-6ad1d5f1c0de", "name": "Orders API"}
    status:
      description:
        - PingOne's status code; null in check mode if one is due that would not be waited for.
        - In check mode, the status of a deployment in progress that the run would wait for before it decides.
      returned: success
      type: str
      sample: DEPLOYMENT_SUCCESSFUL
    deployed_at:
      description: Time of the last successful deployment, in UTC; null if there is none or in check mode if one is due.
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
    reason:
      description: Why the service was deployed, or was not, in words.
      returned: success
      type: str
      sample: never deployed
    evidence:
      description:
        - What the decision rests on. V(redeploy) is O(redeploy=always), V(status) the state of the last deployment,
          V(changes) is O(changes=true), V(timestamps) an update of the resource or a scope, and V(audit) what the audit
          log tells, or that it tells nothing.
        - Nobody can tell with V(audit_forbidden), V(audit_unreadable), V(audit_too_short), and V(audit_too_long).
      returned: success
      type: str
      sample: status
    as_of:
      description: Up to when RV(deployment.reason) holds, in UTC; null if nobody can tell, or nothing was looked up.
      returned: success
      type: str
      sample: "2026-03-02T09:14:12.000Z"
    activity:
      description: The change that the audit log tells of, with C(type), C(recorded_at), and C(by); else null.
      returned: success
      type: dict
      sample: null
deployments:
  description: The deployments after the task, each as RV(deployment).
  returned: success, if O(deployments) is given
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.deploy import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
