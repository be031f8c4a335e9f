#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_api_service_export
short_description: Export API services as the input of the role
version_added: 1.0.0
description:
  - Returns API services as the list O(pingone.authorize.api_service#role:main:api_service_list) of the role
    C(api_service), and as O(pingone.authorize.pingone_api_access#module:api_services). Objects
    are identified by their names, and IDs and secrets are not returned. The order is always the same.
  - Applying the list to the same environment does not change anything. Applying it to another environment creates the
    same API services there, if the objects in RV(references) exist.
  - What the list cannot express is returned in RV(not_expressed). An access rule that refers to an object that no
    longer exists has the name V((no longer exists\)) in the list, so that the list is rejected until someone decides
    which access is intended.
  - The playbook C(pingone.authorize.export) writes the list to a file.
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
      - Names or IDs of the API services to export. If omitted, all API services are exported. If the list is empty,
        none are exported.
      - A name that does not exist is rejected.
    type: list
    elements: str
  grants_of:
    description:
      - Names or IDs of the applications whose grants to export. If omitted, the grants of all applications are
        exported. If the list is empty, none are exported. Grants belong to applications, so one request is sent for
        each application.
    type: list
    elements: str
  create_references:
    description:
      - Whether to export the options with which groups, application permissions, external OAuth servers, and
        applications that the API services refer to can be created in another environment, with C(create=true). Their
        members, roles, and secrets are not exported.
      - By default, only their names are exported.
    type: bool
    default: false
attributes:
  check_mode:
    details: This module never changes anything.
  diff_mode:
    support: N/A
    details: This module never changes anything.
seealso:
  - plugin: pingone.authorize.api_service_yaml
    plugin_type: filter
  - module: pingone.authorize.pingone_api_access
  - module: pingone.authorize.pingone_api_service_info
"""

EXAMPLES = r"""
- name: Export all API services
  pingone.authorize.pingone_api_service_export:
  register: exported

- name: Show what the list does not express
  ansible.builtin.debug:
    msg: "{{ item.api_service }}, {{ item.object }}: {{ item.reason }}"
  loop: "{{ exported.not_expressed }}"
  loop_control:
    label: "{{ item.object }}"

- name: Export the orders API with everything that can be created in another environment
  pingone.authorize.pingone_api_service_export:
    names: [Orders API]
    create_references: true
  register: orders

- name: Write the list to a file, as the playbook pingone.authorize.export does
  ansible.builtin.copy:
    content: "{{ exported | pingone.authorize.api_service_yaml }}"
    dest: api-services.yml
    mode: "0644"
"""

RETURN = r"""
environment:
  description: The environment.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the environment.
      returned: success
      type: str
      sample: 27ba48dc-c03a-49b3-a274-811e69b62fce
    name:
      description: Name of the environment.
      returned: success
      type: str
      sample: Customer Identity
api_services:
  description:
    - API services, sorted by name, with the options of O(pingone.authorize.api_service#role:main:api_service_list).
      Options without a value, and options with the default value of a new object, are omitted.
  returned: success
  type: list
  elements: dict
  sample:
    - name: Orders API
      base_urls: ["https://api.example.com/orders/v1"]
      scopes: [{"name": orders-read}]
      operations:
        - name: Read orders
          methods: [GET]
          paths: [{"pattern": "/orders/**"}]
          access: {"scopes": [orders-read]}
      unlisted_requests: deny
      applications: [{"name": Orders Web, "scopes": [orders-read]}]
references:
  description:
    - Names of the objects that must exist in an environment to which the list is applied, by type. With
      O(create_references=true), objects that the list creates are omitted.
  returned: success
  type: dict
  contains:
    resources:
      description: Resources of API services with a different name.
      returned: success
      type: list
      elements: str
      sample: []
    external_oauth_servers:
      description: External OAuth servers.
      returned: success
      type: list
      elements: str
      sample: []
    groups:
      description: Groups that operations require.
      returned: success
      type: list
      elements: str
      sample: [Order Managers]
    populations:
      description: Populations of groups that the list creates.
      returned: success
      type: list
      elements: str
      sample: []
    permissions:
      description: Application permissions that operations require, as C(application resource:action).
      returned: success
      type: list
      elements: str
      sample: []
    policies:
      description: Sign-on policies and DaVinci flow policies that operations require.
      returned: success
      type: list
      elements: str
      sample: [Multi_Factor]
    applications:
      description: Applications that have scopes of the API services.
      returned: success
      type: list
      elements: str
      sample: [Orders Web]
not_expressed:
  description: What the list cannot express, in the order of the API services.
  returned: success
  type: list
  elements: dict
  contains:
    api_service:
      description: Name of the API service.
      returned: success
      type: str
      sample: Orders API
    object:
      description: The object, as text.
      returned: success
      type: str
      sample: operation "Refund"
    reason:
      description: What cannot be expressed, and what to do about it.
      returned: success
      type: str
      sample: "has properties that the collection does not manage: note."
    rejected:
      description: Whether the role rejects the list because of this, until someone has corrected it.
      returned: success
      type: bool
      sample: false
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service_export.task import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
