# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which API services the role api_service deploys, and which it must not deploy."""

from __future__ import annotations

from typing import Any, Iterable, Mapping

DOCUMENTATION = r"""
name: deployments
short_description: Determine which API services the role api_service deploys
version_added: 0.1.0
description:
  - Combines the planned work with the registered results of the tasks that saved API services, scopes and operations,
    whether they succeeded, failed or were skipped.
  - An API service whose operations were not all saved must not be deployed, because the requests that the missing
    operations restrict would be open. Such a service is never in RV(_value.deployments).
  - If API services could not be saved, only those that a task reports as changed are deployed.
positional: services, scopes, operations
options:
  _input:
    description: The result of the filter P(pingone.authorize.workflow#filter).
    type: dict
    required: true
  services:
    description:
      - The registered result of M(pingone.authorize.pingone_api_service).
      - "For all three results, C({failed: true}) represents a task that did not run."
    type: dict
    required: true
  scopes:
    description: The registered result of M(pingone.authorize.pingone_scope).
    type: dict
    required: true
  operations:
    description: The registered result of M(pingone.authorize.pingone_api_operation).
    type: dict
    required: true
author:
  - pingone.authorize contributors (@pingone-authorize)
"""

EXAMPLES = r"""
- name: Show which API services would be deployed
  ansible.builtin.debug:
    msg: "{{ (work | pingone.authorize.deployments(saved, skipped, skipped)).deployments }}"
  vars:
    work: "{{ entries | pingone.authorize.workflow }}"
    entries:
      - name: Orders API
      - name: Stock API
    saved:
      changed: true
      changed_api_services:
        - Orders API
    skipped:
      skipped: true
"""

RETURN = r"""
_value:
  description: What the role deploys and what it must not deploy.
  type: dict
  contains:
    deployments:
      description: The option O(pingone.authorize.pingone_deploy#module:deployments).
      type: list
      elements: dict
    not_deployed:
      description: Names of the API services that were changed, but must not be deployed.
      type: list
      elements: str
"""


def deployments(
    work: Mapping[str, Any], services: Mapping[str, Any], scopes: Mapping[str, Any], operations: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """What to deploy after the tasks that saved, from their registered results."""
    changed = _changed(services, scopes, operations)
    planned = [] if _failed(services) else [service["name"] for service in work["api_services"]]
    unfinished = _unfinished(work, operations)
    changes = {**dict.fromkeys(planned, False), **dict.fromkeys(changed, True)}
    return {
        "deployments": [
            {"api_service": name, "changes": value} for name, value in changes.items() if name not in unfinished
        ],
        "not_deployed": [name for name in changed if name in unfinished],
    }


def _failed(result: Mapping[str, Any]) -> bool:
    """Whether a task failed, as Ansible's test ``failed`` sees it: a skipped task did not fail."""
    return bool(result.get("failed"))


def _error(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """The error that a module returns when it fails, empty if there is none."""
    error = result.get("error")
    return error if isinstance(error, Mapping) else {}


def _changed(*results: Mapping[str, Any]) -> list[str]:
    """Names of the services that tasks changed, each once. A task that failed reports them in its error."""
    sources = [*results, *map(_error, results)]
    return list(dict.fromkeys(name for source in sources for name in source.get("changed_api_services") or []))


def _unfinished(work: Mapping[str, Any], operations: Mapping[str, Any]) -> Iterable[str]:
    """Names of the services whose operations may not all be saved.

    A failed task that does not name them may have saved nothing, so that every service with operations is among them.
    """
    if not _failed(operations):
        return []
    named: Any = _error(operations).get("unfinished_api_services")
    return work["services_with_operations"] if named is None else named


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Any]:
        """Filters by name."""
        return {"deployments": deployments}
