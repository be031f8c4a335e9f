# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Examines the state that the plan leads to for probable mistakes, before anything is written.

Nothing is read for this. Rules that need more than the plan does are not evaluated, and notes are not reported.
"""

from __future__ import annotations

from typing import Mapping, Optional, Sequence

from ..._base.errors import Problem, Problems
from ..._domain.lint.model import LISTED, NOTE, Configuration, Finding, Service
from ..._domain.lint.registry import lint, selected
from ..._engine.inventory import Inventory
from ..._engine.reads import collection
from ..._engine.task import Options
from ..._model.field import Ref, Wire, Wires, ref_to
from ..._model.objects.api_service import API_SERVICE
from ..._model.objects.operation import OPERATION
from .entries import FAIL, LINT, SKIPPED_RULES

_MOST_SHOWN = 5


def check_plan(inventory: Inventory, options: Options, services: Mapping[int, Ref]) -> None:
    """Warn of findings, or reject the plan because of them, as the options specify.

    ``services``: the API services that should be present, by the index of their entry.

    :raises InvalidInput: with the findings.
    """
    problems = _problems(inventory, options, services)
    if options[LINT] == FAIL:
        Problems(problems).stop_if_any()
    if problems:
        noun = "finding" if len(problems) == 1 else "findings"
        shown = "; ".join(map(str, problems[:_MOST_SHOWN]))
        more = f"; and {len(problems) - _MOST_SHOWN} more" if len(problems) > _MOST_SHOWN else ""
        inventory.warnings.append(f"{len(problems)} {noun} about the API services: {shown}{more}")


def _problems(inventory: Inventory, options: Options, services: Mapping[int, Ref]) -> list[Problem]:
    """The findings with their locations in the options, without those about which other code informs the user."""
    all_services = inventory.list(API_SERVICE)
    examined: dict[int, Service] = {}
    for index, ref in services.items():
        wire = next((one for one in all_services if ref_to(one).same_as(ref)), None)
        if wire:
            examined[index] = Service(wire, _operations(inventory, ref))
    configuration = Configuration(list(examined.values()), all_services, inventory.client.now)
    rules = [rule for rule in selected(None, options[SKIPPED_RULES]) if rule.severity != NOTE and not rule.needs]
    indexes = {service.name: index for index, service in examined.items()}
    problems: list[Problem] = []
    for finding in lint(configuration, rules):
        index = indexes[finding.subject.api_service]
        entry = options["api_services"][index]
        number = _listed(finding, examined[index].operations, entry["operations"] or [])
        item = {} if number is None else entry["operations"][number]
        if not any(_is_set(option, options, entry, item) for option in finding.rule.checked_by):
            place = f"api_services[{index}]" + ("" if number is None else f".operations[{number}]")
            problems.append(Problem(place, finding.text))
    return problems


def _operations(inventory: Inventory, service: Ref) -> Wires:
    """The operations of an API service after the task. Empty if the task does not read them."""
    read = collection(OPERATION, API_SERVICE.collection, service)
    return list(inventory.known(read)) if inventory.is_known(read) else []


def _listed(finding: Finding, operations: Sequence[Wire], items: Sequence[Options]) -> Optional[int]:
    """The number of the item that specifies the operation of a finding, if it is one."""
    if finding.subject.type != OPERATION.noun:
        return None
    name = finding.subject.name
    ids = {ref_to(one).id for one in operations if one["name"] == name} - {None}
    return next((index for index, item in enumerate(items) if item["name"] == name or item["id"] in ids), None)


def _is_set(option: str, top: Options, entry: Options, item: Options) -> bool:
    """Whether the task sets an option of :attr:`Rule.checked_by`."""
    if option.startswith(LISTED):
        return bool(item) and (option == LISTED or item.get(option.rpartition(".")[2]) not in (None, False))
    return entry.get(option) is not None or top.get(option) is not None
