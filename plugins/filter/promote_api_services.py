# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: promote_api_services
short_description: Merge API services of one environment into those of another one
version_added: 1.0.0
description:
  - Compares API services of a source, for example of a test environment, with those of a target, and with those that
    were promoted last, and returns the list to apply to the target with the role C(api_service).
  - Nothing is read from or written to PingOne.
  - Text in the result is never evaluated as a template.
  - The lists have the form of O(pingone.authorize.api_service#role:main:api_service_list), as
    M(pingone.authorize.pingone_api_service_export) returns it. Objects are identified by their names. Base URLs, and
    lists whose order has no meaning, are compared as sets.
  - With O(base), what changed only in the source is applied, what changed only in the target is kept, and what was
    changed differently in both is a conflict.
  - Without O(base), the source takes precedence, and nothing is removed because the source does not have it.
  - All problems with the lists and the mapping are reported at once.
author:
  - pingone.authorize contributors (@pingone-authorize)
positional: _input
options:
  _input:
    description: The API services of the source.
    type: list
    elements: dict
    required: true
  target:
    description: The API services of the target. They must be exported completely.
    type: list
    elements: dict
    required: true
  base:
    description:
      - The API services that were promoted to this target last, which is RV(_value) with the key C(base) of the last
        promotion. They have the names and base URLs of the target.
    type: list
    elements: dict
  mapping:
    description:
      - What objects and base URLs of the source are called in the target. The keys are V(names) (of API services),
        V(base_urls), V(audiences), V(resources), V(applications), V(groups), V(policies), and
        V(external_oauth_servers). Each is a dictionary of values in the source and in the target.
      - A base URL is also mapped if it is below a URL in V(base_urls). If V(base_urls) is set, all base URLs of the
        source must be mapped.
      - An entry that the source does not contain is rejected, and so are different base URLs, API services, resources,
        applications, or groups that result in the same one.
    type: dict
  base_mapping:
    description:
      - The O(mapping) of the last promotion, if it is stored with O(base). An entry that is missing in O(mapping), or
        has another result there, is rejected if the source still contains it.
      - Otherwise, a forgotten mapping would replace the base URLs and applications of the target.
    type: dict
  on_conflict:
    description:
      - How conflicts are decided. With V(fail), they are returned, and the list to apply is empty.
      - With V(source) or V(target), one side takes precedence.
      - Edits of the same operation on both sides are also a conflict if the result allows a request that neither side
        allows, with V(fail) and V(keep_both_where_possible).
      - Without O(base), all different values are conflicts with V(target) and V(keep_both_where_possible).
      - With V(keep_both_where_possible), edits of both sides are combined if this cannot allow a request that neither
        side allows. Additions and removals of base URLs are combined. For groups, scopes of a rule, and scopes of an
        application, the result must be at least as strict as one of the sides. Other conflicts are returned as with
        V(fail).
    type: str
    choices: [fail, source, target, keep_both_where_possible]
    default: fail
  services:
    description: Names of the API services in the source to promote. If omitted, all are promoted.
    type: list
    elements: str
  complete_source:
    description:
      - Whether the source is an export, so that what it omits does not exist. Otherwise, options that are omitted are
        left unchanged, as by the role, except that an access rule is removed if O(base) has it, and the source lists
        the operation without it.
    type: bool
    default: false
  remove_services:
    description: Whether to remove API services that O(base) has and the source does not.
    type: bool
    default: false
  remove_missing:
    description: Without O(base), whether to remove what only the target has. API services are not removed.
    type: bool
    default: false
  allow_open:
    description:
      - Whether to set C(allow_open) where the promotion removes the last access rule of an operation, or operations.
        Otherwise, the role rejects this if it opens requests to every valid token.
    type: bool
    default: false
  not_expressed:
    description:
      - RV(pingone.authorize.pingone_api_service_export#module:not_expressed) of the source, to be returned for the API
        services to promote.
    type: list
    elements: dict
seealso:
  - module: pingone.authorize.pingone_api_access
"""

EXAMPLES = r"""
- name: Merge an export of the test environment into production
  ansible.builtin.set_fact:
    promotion: >-
      {{ test.api_services | pingone.authorize.promote_api_services(
           target=production.api_services,
           base=(lookup('ansible.builtin.file', 'promoted/production.yml') | from_yaml).api_service_list,
           mapping={'base_urls': {'https://api.test.example.com': 'https://api.example.com'}},
           complete_source=true) }}

- name: Stop if both environments were changed
  ansible.builtin.assert:
    that: promotion.conflicts | length == 0
    fail_msg: "{{ promotion.summary | join('\n') }}"

- name: Apply the changes to production
  ansible.builtin.import_role:
    name: pingone.authorize.api_service
  vars:
    api_service_list: "{{ promotion.api_services }}"
"""

RETURN = r"""
_value:
  description: The promotion.
  type: dict
  contains:
    api_services:
      description: The list to apply to the target. It is empty if there are conflicts.
      type: list
      elements: dict
    base:
      description:
        - The base of the next promotion to this target, to be stored if this list was applied. It is empty if there are
          conflicts.
      type: list
      elements: dict
    mapping:
      description: The O(mapping), to be stored with C(base) and used as O(base_mapping) of the next promotion.
      type: dict
    conflicts:
      description:
        - What was changed differently in source and target, with C(api_service), C(place), such as
          C(operations[Read orders].access.scopes), and the values C(base), C(source), and C(target).
      type: list
      elements: dict
    changes:
      description: What the list changes, with C(api_service), C(place), C(before), C(after), and the C(reason).
      type: list
      elements: dict
    kept:
      description: What was changed only in the target, with C(api_service), C(place), C(base), C(target), C(reason).
      type: list
      elements: dict
    not_applied:
      description: What remains different, with C(api_service), C(place), C(target), and C(reason).
      type: list
      elements: dict
    not_expressed:
      description:
        - The items of O(not_expressed) for the API services to promote, with C(concerns_access), which is whether the
          access to the API service can be different in the target because of it.
      type: list
      elements: dict
    summary:
      description: All of this as lines of text.
      type: list
      elements: str
"""

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import AuthorizeError
from ansible_collections.pingone.authorize.plugins.module_utils._base.version import defect
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.promotion import promotion


def promote_api_services(source: Any, **options: Any) -> dict[str, Any]:
    """Merge API services of a source into those of a target."""
    try:
        found: dict[str, Any] = wrap_var(promotion({"source": source, **options}))
        return found
    except AuthorizeError as error:
        raise AnsibleFilterError(f"promote_api_services: {error}") from None
    except AnsibleFilterError:
        raise
    except Exception as error:
        raise AnsibleFilterError(defect(error)) from None


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Any]:
        return {"promote_api_services": promote_api_services}
