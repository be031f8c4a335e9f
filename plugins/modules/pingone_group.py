#!/usr/bin/python

# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pingone_group
short_description: Manage groups
version_added: 1.0.0
description:
  - Creates, updates, and removes groups. An operation of an API service can require that the user is a member of one of
    several groups.
  - This module does not manage the members of groups.
  - Options that are omitted or null are left unchanged. An empty string clears the value if possible.
author:
  - pingone.authorize contributors (@pingone-authorize)
extends_documentation_fragment:
  - pingone.authorize._connection
  - pingone.authorize._environment
  - pingone.authorize._attributes
options:
  name: &name
    description:
      - Name of the group, up to 256 characters. It must be unique among the groups of a population. The name of a group
        of the environment must be unique among all groups.
      - If several populations have a group of this name, use O(population) or O(id) to select one.
      - If O(id) is also set, a group with a different name is renamed.
      - A name that differs from an existing name only in case is rejected. In an environment with more than 1000
        groups, this is not detected.
    type: str
  id: &id
    description:
      - ID of the group. Takes precedence over O(name).
    type: str
  description: &description
    description:
      - Description of the group. An empty string clears it.
    type: str
  population: &population
    description:
      - Name or ID of the population that the group belongs to. An empty string means that it belongs to the
        environment.
      - If omitted when the group is created, it belongs to the environment. A group cannot be moved afterwards.
    type: str
  state:
    description:
      - Whether the group should exist.
      - PingOne removes a group even if operations require it. A user then cannot meet such a rule with this group, so
        remove the group from the operations first.
    type: str
    choices: [present, absent]
    default: present
  groups:
    description:
      - List of groups to manage, instead of a single one. Nothing is written unless all items are valid.
      - The top-level O(population) and O(state) are the defaults for all items.
    type: list
    elements: dict
    suboptions:
      name: *name
      id: *id
      description: *description
      population: *population
      state:
        description: See O(state).
        type: str
        choices: [present, absent]
seealso:
  - module: pingone.authorize.pingone_api_operation
"""

EXAMPLES = r"""
- name: Create a group of the environment
  pingone.authorize.pingone_group:
    name: Warehouse
    description: May change the stock

- name: Create several groups of a population
  pingone.authorize.pingone_group:
    population: Default
    groups:
      - name: Sellers
      - name: Buyers
        description: Order for their company

- name: Remove a group
  pingone.authorize.pingone_group:
    name: Buyers
    population: Default
    state: absent
"""

RETURN = r"""
group:
  description: The group after the task, or null if it does not exist.
  returned: success, unless O(groups) is set
  type: dict
  contains:
    id:
      description: ID of the group, or null in check mode if it would be created.
      returned: success
      type: str
      sample: ee4001c8-24db-4445-9ccd-ebd548173e00
    name:
      description: Name of the group.
      returned: success
      type: str
      sample: Warehouse
    description:
      description: Description of the group, or null.
      returned: success
      type: str
      sample: May change the stock
    population:
      description: Population that the group belongs to, with C(id) and C(name), or null for a group of the environment.
      returned: success
      type: dict
      sample: {"id": "0a2f9b1c-6a57-4d0e-93b5-4f6d3c1b7e21", "name": "Default"}
groups:
  description: The groups that exist after the task, with the keys of RV(group).
  returned: success, if O(groups) is set
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
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.group import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
