# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Compiles an OpenAPI document into an entry for the API services of this collection."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Optional

from ..._base.errors import Problem
from ..._base.text import MAXIMUM_LENGTH, enumerated
from ..deny_operation import GROUP_DESCRIPTION, GROUP_NAME, NAME
from ..operation_rules import MAXIMUM_OPERATIONS
from .documented import Documented, read
from .findings import Findings, Options
from .folding import Group, folded
from .needs import DENIED, Need, access_of, label_of
from .table import Cell, Table
from .templates import TemplateFault, pattern_option, text_of

# One operation denies all requests that are not listed.
_MAXIMUM = MAXIMUM_OPERATIONS - 1
_DENY_NAME = "Deny unlisted methods"
_MOST_SHOWN = 5
_FAULT_ADVICE = "PingOne cannot express this path. Leave it out with exclude."


class Planned(NamedTuple):
    """An operation of the result. ``name``: of the operation of the document, if it is only one."""

    group: Group
    need: Need
    name: Optional[str]


def compiled(content: Any, options: Options) -> dict[str, Any]:
    """The entry C(api_service), and the notes C(report).

    :raises InvalidInput: if the document cannot be expressed, or is not valid, with all problems.
    """
    findings = Findings()
    document = read(content, options, findings)
    table = Table(document.listed, document.paths, options, findings)
    patterns = _patterns(table, findings)
    findings.problems.stop_if_any()
    planned = _planned(table)
    if len(planned) > _MAXIMUM:
        planned = _folded(table)
        if len(planned) > _MAXIMUM:
            findings.problems.append(_too_many(planned))
            findings.problems.stop_if_any()
        _report_merges(planned, table, findings)
    operations = _operations(planned, table, patterns)
    _report_denied(operations, findings)
    return {
        "api_service": _entry(document, planned, operations),
        "report": [note._asdict() for note in findings.notes],
    }


def _entry(document: Documented, planned: list[Planned], operations: list[dict[str, Any]]) -> dict[str, Any]:
    used = sorted({scope for one in planned for alternative in one.need for scope in alternative})
    scopes = []
    for scope in used:
        text = document.descriptions.get(scope, "")
        scopes.append({"name": scope, **({"description": text} if text else {})})
    entry: dict[str, Any] = {"base_urls": document.base_urls, "scopes": scopes}
    if any(one.need == DENIED for one in planned):
        entry["groups"] = [{"name": GROUP_NAME, "description": GROUP_DESCRIPTION, "create": True}]
    return {**entry, "operations": operations, "purge_operations": True, "unlisted_requests": "deny"}


def _patterns(table: Table, findings: Findings) -> Callable[[Cell], dict[str, Any]]:
    """The entries of C(paths) for the necessary cells."""
    found: dict[Any, dict[str, Any]] = {}
    for cell in table.cells():
        template = table.template(cell.shape)
        try:
            found[cell.shape] = pattern_option(template)
        except TemplateFault as fault:
            findings.problem(f"paths.{text_of(template)}", f"{fault}. {_FAULT_ADVICE}")
    return lambda cell: found[cell.shape]


def _planned(table: Table) -> list[Planned]:
    """An operation for each one of the document."""
    planned = []
    for cell in table.cells():
        if table.needs[cell] != DENIED:
            listed = table.listed(cell)
            name = listed[0].name if listed else None
            planned.append(Planned(Group((cell.method,), (cell.shape,)), table.needs[cell], name))
    return planned + _denials(table)


def _folded(table: Table) -> list[Planned]:
    """Operations that combine those of the document with the same rules."""
    by_need: dict[Need, list[Cell]] = {}
    for cell in table.necessary():
        by_need.setdefault(table.needs[cell], []).append(cell)
    planned = []
    for need, cells in by_need.items():
        if need == DENIED:
            continue
        for group in folded(cells, table.where(need)):
            listed = [one for cell in group.cells for one in table.listed(cell)]
            name = listed[0].name if len(listed) == 1 and len(group.cells) == 1 else None
            planned.append(Planned(group, need, name))
    return planned + _denials(table)


def _denials(table: Table) -> list[Planned]:
    cells = [cell for cell in table.necessary() if table.needs[cell] == DENIED]
    groups = folded(cells, table.where(DENIED)) if cells else []
    return [Planned(group, DENIED, _DENY_NAME) for group in groups]


def _operations(
    planned: list[Planned], table: Table, pattern: Callable[[Cell], dict[str, Any]]
) -> list[dict[str, Any]]:
    operations = []
    names = {NAME}
    for one in planned:
        paths = [pattern(Cell(shape, one.group.methods[0])) for shape in one.group.shapes]
        name = _unique(one.name or _rule_name(one, table), one, table, names)
        access = {"groups": [GROUP_NAME]} if one.need == DENIED else access_of(one.need)
        operation = {"name": name, "methods": list(one.group.methods), "paths": paths, "access": access}
        operations.append({**operation, "allow_open": True} if access == {"scopes": []} else operation)
    return operations


def _rule_name(one: Planned, table: Table) -> str:
    """The name of an operation that is not a single one of the document."""
    methods = ", ".join(one.group.methods)
    if len(one.group.cells) == 1:
        return f"{methods} {text_of(table.template(one.group.shapes[0]))}"
    return f"{methods}: {label_of(one.need)}"


def _unique(name: str, one: Planned, table: Table, names: set[str]) -> str:
    """A name that no other operation has, with the method and the path or a number, and at most 256 characters."""
    candidate = name[:MAXIMUM_LENGTH]
    if candidate in names and len(one.group.cells) == 1:
        suffix = f" ({one.group.methods[0]} {text_of(table.template(one.group.shapes[0]))})"
        candidate = name[: max(MAXIMUM_LENGTH - len(suffix), 0)] + suffix[:MAXIMUM_LENGTH]
    number = 2
    while candidate in names:
        suffix = f" ({number})"
        candidate = name[: MAXIMUM_LENGTH - len(suffix)] + suffix
        number += 1
    names.add(candidate)
    return candidate


def _report_merges(planned: list[Planned], table: Table, findings: Findings) -> None:
    for one in planned:
        listed = list(dict.fromkeys(item.name for cell in one.group.cells for item in table.listed(cell)))
        if len(listed) > 1 and one.need != DENIED:
            text = f"{', '.join(listed)} are one operation, because they require the same: {label_of(one.need)}."
            findings.note(table.listed(one.group.cells[0])[0].place, text)


def _report_denied(operations: list[dict[str, Any]], findings: Findings) -> None:
    for one in operations:
        if one["access"].get("groups"):
            paths = ", ".join(path["pattern"] for path in one["paths"])
            text = (
                f"{enumerated(one['methods'], 'and')} {paths}: not in the document, but matched by the pattern of"
                f' another path. The operation "{one["name"]}" denies these requests.'
            )
            findings.note("paths", text)


def _too_many(planned: list[Planned]) -> Problem:
    counts: dict[str, int] = {}
    for one in planned:
        label = _DENY_NAME if one.need == DENIED else label_of(one.need)
        counts[label] = counts.get(label, 0) + 1
    largest = sorted(counts.items(), key=lambda item: -item[1])[:_MOST_SHOWN]
    shown = ", ".join(f"{count} for {label}" for label, count in largest)
    text = (
        f"{len(planned)} operations are necessary after those with the same rules are combined, 10 paths each, and an"
        f' API service can have {_MAXIMUM} beside "{NAME}". The rules with most of them: {shown}. Leave operations out'
        " with exclude, divide the document into several API services with different base URLs, or use fewer"
        " different rules."
    )
    return Problem("paths", text)
