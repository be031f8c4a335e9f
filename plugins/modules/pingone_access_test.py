#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_access_test
short_description: Test which requests PingOne allows and denies
version_added: 1.0.0
description:
  - Sends requests as an API gateway does, and compares PingOne's decisions with the expected ones. The deployed
    configuration of the API services decides, so a change that is saved but not deployed has no effect.
  - By default, the requests are sent to PingOne's sideband API with the credential of an API gateway. Nothing is sent
    to the APIs. With O(through=gateway), the requests are sent to the API gateway itself.
  - This module never changes anything in PingOne, and plays the tests even in check mode.
  - The credentials of a worker application are not required if each case specifies O(cases[].url). O(environment_id)
    and O(region) are then not required either. With a worker application, the module reads the API services, so that it
    can also return the operation and the rule that cause a decision. These are from the saved configuration.
  - Access tokens, credentials, and query strings of URLs are not part of any result.
  - If there are no decisions, for example because PingOne rejects the credential or cannot be reached, the task fails
    with one message, even with O(fail_on_mismatch=false).
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  service_url:
    description:
      - Service URL of the API gateway. It is part of the credential, so this is not required.
      - The task is rejected if the credential was issued for another URL, because it must not be sent there.
    type: str
  gateway_credential:
    description:
      - Credential of an API gateway in the environment.
      - Either this or O(credential_path) is required with O(through=sideband).
    type: str
  credential_path:
    description:
      - Path of a file with the credential, on the host on which the module runs.
    type: path
  through:
    description:
      - How the requests are sent.
      - V(sideband) sends them to PingOne's sideband API.
      - V(gateway) sends them to their URLs, without a gateway credential. A status of 401 or 403 is a denial. The
        statuses 404, 429, and 5xx, and redirects, may come from PingOne, from the API gateway, or from the API, so no
        decision can be determined from them. With any other status, the request was allowed. Redirects are not
        followed. Access tokens are only sent to V(https) URLs, or to this machine.
    type: str
    choices: [sideband, gateway]
    default: sideband
  allow_unsafe_methods:
    description:
      - With O(through=gateway), whether methods other than V(GET), V(HEAD), and V(OPTIONS) are sent, which can change
        data in the API. They are never sent in check mode.
    type: bool
    default: false
  mismatch_timeout:
    description:
      - Seconds for which requests with an unexpected decision are sent again, once per second, from 0 to 600.
      - Use this if the tests follow a deployment. PingOne does not document how long it takes until a deployment is
        enforced everywhere.
    type: int
    default: 0
  cases:
    description:
      - List of requests with the expected decisions. Nothing is sent unless all of them are valid.
      - Each requires O(cases[].expect), O(cases[].url) or O(cases[].api_service) with O(cases[].path), and one of
        O(cases[].token), O(cases[].client_id), and O(cases[].anonymous), unless O(cases[].from_operations=true).
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
          - Name of the case in results and reports. Defaults to the method and the URL.
        type: str
      method:
        description:
          - HTTP method, which is sent as it is. PingOne compares methods case-sensitively.
        type: str
        default: GET
      url:
        description:
          - URL of the request.
        type: str
      api_service:
        description:
          - Name or ID of an API service, whose first base URL precedes O(cases[].path).
          - Requires the credentials of a worker application.
        type: str
      path:
        description:
          - Path below the base URL, and optionally a query.
        type: str
      headers:
        description:
          - Headers of the request by name. The header C(Authorization) is set by the module.
        type: dict
      token:
        description:
          - Access token of the request.
        type: str
      client_id:
        description:
          - Client ID of an application that requests an access token with client credentials. One token is requested
            for each application and its O(cases[].scopes).
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
          - The expected decision.
          - With V(allow), the request must be allowed.
          - With V(deny), it must be denied. A URL that no base URL matches does not count as denied, because this is
            probably a mistake. Use V(404) for it. If O(cases[].token) has expired or is not valid, there is a warning,
            because it is denied regardless of the rules. Use V(401) for it.
          - With an HTTP status such as V(403), it must be denied with this status. With O(through=gateway), it can be
            any status.
          - With V(any), any decision is accepted, but a decision is required. This tests that PingOne accepts the
            credential.
        type: str
      from_operations:
        description:
          - Whether to derive cases from the saved operations of O(cases[].api_service) instead of specifying a request.
            Requires O(cases[].client_id), and the credentials of a worker application. O(cases[].name),
            O(cases[].url), O(cases[].path), O(cases[].scopes), and O(cases[].expect) cannot be set.
          - The requests are one for each method and pattern of each operation, an example of each class of requests
            that the operations distinguish, and requests that are similar to what a pattern matches, but different, for
            example with another segment, another method, or a method in lower case.
          - Each request is sent with the tokens at the limit of the rules of the operation that takes precedence, which
            are tokens with the smallest sets of scopes that meet the rules, and with the largest sets that do not.
            Requests that a pattern matches are also sent without a token.
          - The tokens are those of the application, so it should have been granted all scopes of the API. Requests that
            need a token that it cannot get, for example because a user must be a member of a group, are skipped.
          - Requests whose decision PingOne does not document are not sent. RV(left_out) counts them.
        type: bool
  fail_on_mismatch:
    description:
      - Whether the task fails if a decision is not the expected one.
    type: bool
    default: true
  junit_path:
    description:
      - Path of a file to which the results are written as JUnit XML, on the host on which the module runs. The file is
        written even if tests fail, but not in check mode.
    type: path
attributes:
  check_mode:
    details: This module never changes anything in PingOne. In check mode, O(junit_path) is not written.
  diff_mode:
    support: N/A
    details: This module never changes anything.
seealso:
  - module: pingone.authorize.pingone_api_access
  - module: pingone.authorize.pingone_api_operation
  - module: pingone.authorize.pingone_deploy
"""

EXAMPLES = r"""
- name: Test access to the orders API
  pingone.authorize.pingone_access_test:
    gateway_credential: "{{ gateway_credential }}"
    cases:
      - name: The batch application can read the catalog
        api_service: Orders API
        path: /catalog/shoes
        client_id: "{{ batch_client_id }}"
        client_secret: "{{ batch_client_secret }}"
        client_auth_method: post
        expect: allow
      - name: It cannot refund an order
        api_service: Orders API
        method: POST
        path: /orders/7/refund
        client_id: "{{ batch_client_id }}"
        client_secret: "{{ batch_client_secret }}"
        client_auth_method: post
        expect: deny
      - name: Nothing is possible without a token
        url: https://api.example.com/orders/v1/catalog/shoes
        anonymous: true
        expect: 401

- name: Test whether the deployed operations of the orders API are the saved ones
  pingone.authorize.pingone_access_test:
    gateway_credential: "{{ gateway_credential }}"
    cases:
      - api_service: Orders API
        from_operations: true
        client_id: "{{ batch_client_id }}"
        client_secret: "{{ batch_client_secret }}"
        client_auth_method: post

- name: Write a report, and continue if tests fail
  pingone.authorize.pingone_access_test:
    gateway_credential: "{{ gateway_credential }}"
    fail_on_mismatch: false
    junit_path: "{{ report_path }}"
    cases:
      - url: https://api.example.com/orders/v1/orders/7/refund
        anonymous: true
        expect: deny
  register: tested

- name: Show the cause of each decision
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.decision }} ({{ item.cause }}). {{ item.reason }}"
  loop: "{{ tested.cases }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
cases:
  description: The cases with their decisions, in the order of O(cases). They are also returned if tests fail.
  returned: when the requests were sent
  type: list
  elements: dict
  contains:
    name:
      description: Name of the case.
      returned: success
      type: str
      sample: It cannot refund an order
    method:
      description: HTTP method.
      returned: success
      type: str
      sample: POST
    url:
      description: URL. A query is shown as V(***).
      returned: success
      type: str
      sample: https://api.example.com/orders/v1/orders/7/refund
    expect:
      description: The expected decision.
      returned: success
      type: str
      sample: deny
    decision:
      description: V(allow), V(deny), V(undetermined), or V(skipped).
      returned: success
      type: str
      sample: deny
    status:
      description:
        - HTTP status of the denial, or of the response with O(through=gateway).
        - Null if PingOne allows the request.
      returned: success
      type: int
      sample: 403
    cause:
      description:
        - Cause of the decision.
        - V(allowed).
        - V(no_base_url) if no deployed API service has a base URL that matches.
        - V(token_missing), V(token_invalid), V(token_expired), or V(token_audience) for a token that is not valid for
          the API service.
        - V(rule) if a rule of the operation is not met.
        - V(step_up) if the user must sign on again.
        - V(denied) if the request is denied for an unknown reason.
        - V(rate_limited) or V(server_error) if no decision can be determined, because PingOne, or with
          O(through=gateway) the API gateway or the API, failed. With O(through=gateway), also V(not_found) or
          V(redirect).
        - V(skipped) if the request was not sent.
      returned: success
      type: str
      sample: rule
    reason:
      description: The cause as text, possibly empty.
      returned: success
      type: str
      sample: Scope orders-write is missing.
    operation:
      description: Name of the saved operation that takes precedence, or null if it is unknown.
      returned: success
      type: str
      sample: Refund
    latency_ms:
      description: Milliseconds until the response, or null.
      returned: success
      type: int
      sample: 41
    passed:
      description: Whether the decision is the expected one, or null if the request was not sent.
      returned: success
      type: bool
      sample: true
passed:
  description: Number of cases with the expected decision.
  returned: when the requests were sent
  type: int
  sample: 3
failed_cases:
  description: Number of cases with another decision.
  returned: when the requests were sent
  type: int
  sample: 0
skipped_cases:
  description: Number of cases whose requests were not sent.
  returned: when the requests were sent
  type: int
  sample: 0
left_out:
  description: Requests from which O(cases[].from_operations) derived no cases, with the reason, and their number.
  returned: when the requests were sent
  type: list
  elements: dict
  contains:
    reason:
      description: Why they are left out.
      returned: success
      type: str
      sample: No operation matches, and it is not documented whether such a request is allowed.
    requests:
      description: Number of requests.
      returned: success
      type: int
      sample: 12
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.access_test.task import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
