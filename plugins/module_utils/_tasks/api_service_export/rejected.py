# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the role would reject in the entries, according to the rules that it applies before it reads anything."""

from __future__ import annotations

import re
from typing import Any, Sequence

from ..._base.errors import Problem
from ..._base.text import quoted
from ..._model.options import parse_options, with_defaults
from ..api_access.entries import SPEC
from ..api_access.task import TASK
from .context import Collected, object_of

_PLACE = re.compile(r"api_services\[(\d+)\](?:\.(\w+)\[(\d+)\])?\.?(.*)", re.DOTALL)
_NOUNS = {
    "operations": "operation",
    "scopes": "scope",
    "applications": "application",
    "groups": "group",
    "permissions": "permission",
}


def note_rejected(collected: Collected, entries: Sequence[dict[str, Any]]) -> None:
    """Note the problems of the entries. Objects that are already noted as rejected are not noted again."""
    intake = parse_options({"api_services": list(entries)}, SPEC)
    options = with_defaults(intake.values, SPEC)
    problems = [
        *intake.problems,
        *TASK.problems(options, intake.refused),
        *TASK.checked(options, intake.refused),
    ]
    known = {(item["api_service"], item["object"]) for item in collected.not_expressed if item["rejected"]}
    for problem in dict.fromkeys(problems):
        item = _item(problem, entries)
        if (item["api_service"], item["object"]) not in known:
            collected.not_expressed.append(item)


def _item(problem: Problem, entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found = _PLACE.fullmatch(problem.option)
    if found is None:
        return {"api_service": None, "object": problem.option, "reason": problem.message, "rejected": True}
    number, part, index, rest = found.groups()
    entry = entries[int(number)]
    what, place = f"API service {quoted(entry['name'])}", rest
    if part:
        one = entry[part][int(index)]
        name = one.get("name") or f"{one.get('application_resource')}:{one.get('action')}"
        what = object_of(_NOUNS.get(part, part), name) if part in _NOUNS else what
        place = rest if part in _NOUNS else f"{part}[{index}]"
    reason = f"the role rejects it: {f'{place}: ' if place else ''}{problem.message}"
    return {"api_service": entry["name"], "object": what, "reason": reason, "rejected": True}
