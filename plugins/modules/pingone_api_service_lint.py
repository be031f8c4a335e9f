#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_service_lint
short_description: Find probable mistakes in API services
version_added: 1.0.0
description:
  - Examines the API services of an environment and everything that belongs to them, and returns what is wrong or
    probably not intended. Examples are operations that never decide about a request, operations that any valid token
    can use, references to deleted groups, scopes that no application has been granted, and changes that are not
    deployed.
  - The rules are described in the guide R(Find mistakes, ansible_collections.pingone.authorize.docsite.lint).
  - Only what the selected rules need is read. Without O(rules), these are the requests of
    M(pingone.authorize.pingone_api_service_info) with
    O(pingone.authorize.pingone_api_service_info#module:all_grants=true), and one for the external OAuth servers.
  - This module never changes anything.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  names:
    description:
      - Names or IDs of the API services to examine. If omitted, all API services are examined. If the list is empty,
        none are examined. They must exist.
    type: list
    elements: str
  rules:
    description:
      - IDs of the rules to evaluate. If omitted, all rules are evaluated.
    type: list
    elements: str
  skip_rules:
    description:
      - IDs of the rules not to evaluate.
    type: list
    elements: str
  fail_on:
    description:
      - Lowest severity for which the task fails. The findings are returned in any case.
    type: str
    choices: [error, warning, note, never]
    default: never
  sarif_path:
    description:
      - Path of a file to which the findings are written as SARIF 2.1.0, on the host on which the module runs. The file
        is written even if the task fails because of O(fail_on), but not in check mode.
    type: path
  sarif_file:
    description:
      - Path of a file in a repository in which the findings are displayed, relative to its top directory, for example
        that of the variables of the API services. Findings have no line, so the first one is used.
      - GitHub code scanning rejects findings without a file. If omitted, the findings only name the objects.
    type: str
attributes:
  check_mode:
    details: This module never changes anything in PingOne. In check mode, O(sarif_path) is not written.
  diff_mode:
    support: N/A
    details: This module never changes anything.
seealso:
  - module: pingone.authorize.pingone_api_access
  - module: pingone.authorize.pingone_api_service_info
  - module: pingone.authorize.pingone_access_test
"""

EXAMPLES = r"""
- name: Find mistakes in all API services
  pingone.authorize.pingone_api_service_lint:
  register: found

- name: Show them
  ansible.builtin.debug:
    msg: "{{ found.summary }}"

- name: Fail if the orders API has mistakes, apart from operations that are open on purpose
  pingone.authorize.pingone_api_service_lint:
    names: [Orders API]
    skip_rules: [operation-without-rule]
    fail_on: warning

- name: Check only whether everything is deployed
  pingone.authorize.pingone_api_service_lint:
    rules: [deployment-never, deployment-failed, deployment-outdated]
    fail_on: warning

- name: Write a report for code scanning
  pingone.authorize.pingone_api_service_lint:
    sarif_path: "{{ report_path }}"
    sarif_file: group_vars/all/api_services.yml
"""

RETURN = r"""
findings:
  description: Findings, the most severe first, and then sorted by object and rule.
  returned: success, or failure because of O(fail_on)
  type: list
  elements: dict
  contains:
    rule:
      description: ID of the rule.
      returned: success
      type: str
      sample: operation-without-rule
    severity:
      description: V(error), V(warning), or V(note).
      returned: success
      type: str
      sample: warning
    object:
      description:
        - Object, with its C(type), its C(name), and the name of the C(api_service) that it belongs to. C(type) is
          V(API service), V(operation), V(scope), V(application), or V(environment). The environment has an empty name,
          and no C(api_service).
      returned: success
      type: dict
      sample: {"type": "operation", "name": "Read orders", "api_service": "Orders API"}
    reason:
      description: Reason, with the facts.
      returned: success
      type: str
      sample: It has no rule, so that any valid token is sufficient for GET on "/orders".
    remedy:
      description: What to do.
      returned: success
      type: str
      sample: Require a scope, a group, or a permission. If the requests should be open, skip the rule.
counts:
  description: Number of findings by severity.
  returned: success, or failure because of O(fail_on)
  type: dict
  contains:
    error:
      description: Number of errors.
      returned: success
      type: int
      sample: 0
    warning:
      description: Number of warnings.
      returned: success
      type: int
      sample: 1
    note:
      description: Number of notes.
      returned: success
      type: int
      sample: 0
summary:
  description: The findings, each as one line.
  returned: success, or failure because of O(fail_on)
  type: list
  elements: str
  sample:
    - >-
      warning: operation "Read orders" of "Orders API": it has no rule, so that any valid token is sufficient for GET on
      "/orders". Require a scope, a group, or a permission. If the requests should be open, skip the rule.
      (operation-without-rule)
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service_lint import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
