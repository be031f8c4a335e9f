# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Promotes API services from one list to another, for the filter plugin.

Values mean the same as in the role's list, also if they are text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterator, Mapping, Optional, Sequence

from .._base.errors import Problem, Problems
from .._base.suggest import did_you_mean
from .._base.text import is_uuid, quoted
from .._domain.promotion.elements import read_services
from .._domain.promotion.promote import Settings, promote
from .._domain.promotion.stage_mapping import NOUNS, StageMapping
from .._domain.promotion.summary import summary_lines
from .._domain.promotion.three_way import CHOICES, FAIL
from .._model.options import parse_options, with_defaults
from .api_access.entries import SPEC, entry_problems

Options = Mapping[str, Any]

_LIST = {"type": "list", "elements": "dict", "options": SPEC["api_services"]["options"]}
_NAMES = {"type": "list", "elements": "str", "means": "the name of an API service"}
_NOTE: dict[str, dict[str, Any]] = {
    "api_service": {"type": "str"},
    "object": {"type": "str"},
    "reason": {"type": "str"},
    "rejected": {"type": "bool"},
}
_MAPPING: dict[str, Any] = {
    "type": "dict",
    "options": {kind: {"type": "dict"} for kind in NOUNS},
    "form": "{base_urls: {'https://api.dev.example.com': 'https://api.example.com'}}",
    "blank": "omitted",
}
OPTIONS: dict[str, dict[str, Any]] = {
    "source": {**_LIST, "required": True, "means": "a list of API services"},
    "target": {**_LIST, "required": True, "means": "a list of API services"},
    "base": _LIST,
    "mapping": _MAPPING,
    "base_mapping": _MAPPING,
    "on_conflict": {"type": "str", "choices": list(CHOICES), "default": FAIL, "blank": "omitted"},
    "services": {**_NAMES, "blank": "omitted"},
    "complete_source": {"type": "bool", "default": False, "blank": "omitted"},
    "remove_services": {"type": "bool", "default": False, "blank": "omitted"},
    "remove_missing": {"type": "bool", "default": False, "blank": "omitted"},
    "allow_open": {"type": "bool", "default": False, "blank": "omitted"},
    "not_expressed": {"type": "list", "elements": "dict", "options": _NOTE},
}
_SIDES = ("source", "target", "base")


def promotion(raw: Options) -> dict[str, Any]:
    """What to apply to the target, with the base of the next promotion, and what differs.

    :raises InvalidInput: with all problems.
    """
    intake = parse_options(raw, OPTIONS)
    options = with_defaults(intake.values, OPTIONS)
    problems = Problems(intake.problems)
    for side in _SIDES:
        problems += _side_problems(side, options[side] or [], intake.refused)
    if options["source"] == [] and "source" not in intake.refused:
        text = "has no API services. An empty list is never promoted. Check the environment or the file."
        problems.append(Problem("source", text))
    mapping = StageMapping(options["mapping"] or {})
    problems.stop_if_any()
    entries = mapping.entries("source", options["source"])
    problems += mapping.problems
    before = StageMapping(options["base_mapping"] or {})
    before.entries("source", options["source"])
    problems += mapping.changed_since(before)
    problems += _id_problems(entries)
    selected = _selected(options, mapping, problems)
    problems.stop_if_any()
    used = {kind: names for kind, names in (options["mapping"] or {}).items() if names}
    return {
        **_result(entries, options, selected),
        "mapping": used,
        "not_expressed": _losses(options, mapping, selected),
    }


def _result(entries: Sequence[Options], options: Options, selected: Optional[set[str]]) -> dict[str, Any]:
    flags = ("on_conflict", "complete_source", "remove_services", "remove_missing", "allow_open")
    present = [entry for entry in entries if entry.get("state") != "absent"]
    base = None if options["base"] is None else read_services(options["base"])
    found = promote(
        read_services(present),
        read_services(options["target"]),
        base,
        Settings(selected=selected, **{flag: options[flag] for flag in flags}),
    )
    for entry in present:
        if selected is None or entry["name"] in selected:
            found.report.not_applied += _of_stage(entry)
    return {
        "api_services": found.entries,
        "base": found.base,
        "conflicts": found.report.conflicts,
        "changes": found.report.changes,
        "kept": found.report.kept,
        "not_applied": found.report.not_applied,
        "summary": summary_lines(found),
    }


def _losses(options: Options, mapping: StageMapping, selected: Optional[set[str]]) -> list[dict[str, Any]]:
    """What the export of the source does not express of the selected API services.

    Other properties of a resource than its audience do not concern the access.
    """
    return [
        {**note, "concerns_access": bool(note["rejected"] or not note["object"].startswith('resource "'))}
        for note in options["not_expressed"] or []
        if selected is None or note["api_service"] is None or mapping.service(note["api_service"]) in selected
    ]


def _of_stage(entry: Options) -> Iterator[dict[str, Any]]:
    """Options that are only valid in the environment of the source."""
    for option in ("access_tests", "gateway"):
        if entry.get(option):
            text = "Tokens, credentials, and URLs belong to one environment. Test the access of the target separately."
            yield {"api_service": entry["name"], "place": option, "target": None, "reason": text}


def _side_problems(side: str, entries: Sequence[dict[str, Any]], refused: set[str]) -> Iterator[Problem]:
    """What is wrong with a list by itself."""
    places = frozenset(place.replace(side, "api_services", 1) for place in refused if place.startswith(side))
    for problem in entry_problems(entries, places):
        yield replace(problem, option=problem.option.replace("api_services", side, 1))
    for index, entry in enumerate(entries):
        for number, operation in enumerate(entry.get("operations") or []):
            access = operation.get("access") or {}
            place = f"{side}[{index}].operations[{number}].access.match"
            if len(access.get("scopes") or []) > 1 and not access.get("match") and place not in refused:
                yield Problem(place, "not set. Use any or all, because several scopes are listed.")


def _id_problems(entries: Sequence[Options]) -> Iterator[Problem]:
    """IDs in the source, which identify other objects in the target, or none."""
    for index, entry in enumerate(entries):
        for place, value, is_identifier in _references(f"source[{index}]", entry):
            if is_identifier or is_uuid(value):
                text = f"{quoted(value)} is an ID, which is different in every environment. Use the name."
                yield Problem(place, text)


def _references(place: str, entry: Options) -> Iterator[tuple[str, str, bool]]:
    """The references to objects in an entry, and whether the option is an ID."""
    yield from (
        (f"{place}.{option}", entry[option], option == "id") for option in ("id", "resource") if entry.get(option)
    )
    server = entry.get("external_oauth_server")
    if server:
        yield f"{place}.external_oauth_server.name", server["name"], False
    for kind in ("scopes", "operations", "applications", "groups"):
        for index, one in enumerate(entry.get(kind) or []):
            spot = f"{place}.{kind}[{index}]"
            yield from (
                (f"{spot}.{option}", one[option], option == "id") for option in ("id", "name") if one.get(option)
            )
            access = one.get("access") or {}
            lists = {
                "scopes": one.get("scopes"),
                "access.scopes": access.get("scopes"),
                "access.groups": access.get("groups"),
                "access.permission": [access["permission"]] if access.get("permission") else [],
                "access.authentication.policies": (access.get("authentication") or {}).get("policies"),
            }
            for option, names in lists.items():
                yield from ((f"{spot}.{option}", name, False) for name in names or [])


def _selected(options: Options, mapping: StageMapping, problems: Problems) -> Optional[set[str]]:
    """The names of the selected API services in the target."""
    if options["services"] is None:
        return None
    names = [entry["name"] for entry in options["source"]]
    before = {entry["name"] for entry in options["base"] or []}
    for index, name in enumerate(options["services"]):
        if name not in names and mapping.service(name) not in before:
            text = f"the source has no API service {quoted(name)}. {did_you_mean(name, names)}".strip()
            problems.append(Problem(f"services[{index}]", text))
    return {mapping.service(name) for name in options["services"]}
