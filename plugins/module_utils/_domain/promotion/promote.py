# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The promotion of API services: what to apply to the target, and the base of the next promotion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Collection, Mapping, Optional

from .elements import (
    APPLICATIONS,
    GROUP_RULE,
    OPERATIONS,
    PARTS,
    PERMISSION_RULE,
    RULES,
    Element,
    written_service,
)
from .three_way import FAIL, SOURCE, Merge, Report, assumed_base

Services = Mapping[str, Element]


@dataclass(frozen=True)
class Settings:
    """How to promote.

    - ``on_conflict``: a choice of :mod:`.three_way`.
    - ``selected``: the names of the API services to promote, None for all.
    - ``complete_source``: whether the source is an export, so that everything that it omits does not exist.
    - ``remove_services``: whether to remove API services that the base has and the source does not.
    - ``remove_missing``: without a base, whether to remove what the source does not have.
    - ``allow_open``: whether access rules and operations can be removed even if this opens requests.
    """

    on_conflict: str
    selected: Optional[Collection[str]] = None
    complete_source: bool = False
    remove_services: bool = False
    remove_missing: bool = False
    allow_open: bool = False


@dataclass
class Promotion:
    """The result: ``entries`` for the target, the next ``base``, both empty if there are conflicts, and the report."""

    entries: list[dict[str, Any]]
    base: list[dict[str, Any]]
    report: Report


def promote(source: Services, target: Services, base: Optional[Services], settings: Settings) -> Promotion:
    """Merge the API services of a source into those of a target. The source is in the terms of the target."""
    report = Report()
    entries: list[dict[str, Any]] = []
    following: dict[str, Element] = {}
    for name, service in source.items():
        if settings.selected is None or name in settings.selected:
            entry, following[name] = _promoted(name, service, target.get(name), base, settings, report)
            entries += [entry] if entry else []
    for name, service in (base or {}).items():
        is_selected = settings.selected is None or name in settings.selected
        if name in source and is_selected:
            continue
        there = target.get(name) if is_selected else None
        entry = _removed(name, service, there, settings, report) if there else None
        if entry:
            entries.append(entry)
        elif there or not is_selected:
            following[name] = service
    if report.conflicts:
        return Promotion([], [], report)
    stored = [_without_empty(written_service(name, one)) for name, one in following.items()]
    return Promotion(entries, stored, report)


def _promoted(
    name: str, source: Element, target: Optional[Element], base: Optional[Services], settings: Settings, report: Report
) -> tuple[Optional[dict[str, Any]], Element]:
    """The entry of an API service of the source, None if it was removed in the target, and its next base."""
    has_base = base is not None or settings.remove_missing
    now = target.completed() if target else None
    before = base.get(name) if base is not None else None
    before = before.completed() if before else None
    if settings.complete_source:
        source = source.with_policies()
    if has_base and settings.complete_source:
        source = source.completed()
    if base is None and now and settings.on_conflict in (FAIL, SOURCE):
        before = now if has_base else assumed_base(source, now)
    merge = Merge(name, settings.on_conflict, has_base, report)
    merged = merge.service(before, source, now)
    following = _next_base(source, before if base is not None else None, now, merge.unapplied)
    if merged is None:
        return None, following
    entry = _entry(name, merged, now, before if base is not None else None, settings, report)
    return entry, following


def _removed(name: str, base: Element, target: Element, settings: Settings, report: Report) -> Optional[dict[str, Any]]:
    """The entry that removes an API service that the source does not have anymore."""
    obstacle = ""
    if not settings.remove_services:
        obstacle = "The source does not have it anymore. It is only removed if remove_services is set."
    elif target.values.get("custom_policies"):
        obstacle = "It has custom policies, which cannot be restored. Remove it with the role's option force."
    if obstacle:
        report.not_applied.append({"api_service": name, "place": "API service", "target": name, "reason": obstacle})
        return None
    merge = Merge(name, settings.on_conflict, True, report)
    if not merge.removed_service(base.completed(), target.completed()):
        return None
    applications = [{"name": one} for one in target.parts.get(APPLICATIONS, {})]
    return {"name": name, "state": "absent", **({APPLICATIONS: applications} if applications else {})}


def _next_base(
    source: Element, base: Optional[Element], target: Optional[Element], unapplied: Collection[tuple[str, str, str]]
) -> Element:
    """What was promoted. What was not applied keeps its value, so that the next promotion lists it again."""
    before = base or Element()
    parts = {kind: _promoted_parts(elements, before.parts.get(kind, {})) for kind, elements in source.parts.items()}
    following = Element(
        {**before.values, **source.values},
        {**before.parts, **parts},
        source.settings,
        {**before.spellings, **source.spellings},
    ).completed()
    for kind, name, option in unapplied:
        if name and not option and name in before.parts.get(kind, {}):
            following.parts.setdefault(kind, {})[name] = before.parts[kind][name]
        elif not kind and option:
            values = before.values if option in before.values else target.values if target else {}
            following.values[option] = values.get(option)
    return following


def _promoted_parts(source: Mapping[str, Element], base: Mapping[str, Element]) -> dict[str, Element]:
    """The objects of the source. Values that it omits are those of the base."""
    return {
        name: replace(one, values={**(base[name].values if name in base else {}), **one.values})
        for name, one in source.items()
    }


def _without_empty(entry: dict[str, Any]) -> dict[str, Any]:
    return {option: value for option, value in entry.items() if option not in PARTS or value}


def _entry(
    name: str,
    merged: Element,
    target: Optional[Element],
    base: Optional[Element],
    settings: Settings,
    report: Report,
) -> dict[str, Any]:
    """The entry that changes the target to the merged API service."""
    there = target or Element()
    _without_known_settings(merged, there, base or Element())
    entry = written_service(name, merged, target)
    if there.parts.get(OPERATIONS, {}).keys() - merged.parts.get(OPERATIONS, {}).keys():
        entry["purge_operations"] = True
        entry.update({"allow_open": True} if settings.allow_open else {})
    elif not entry.get(OPERATIONS):
        entry.pop(OPERATIONS, None)
    if settings.allow_open:
        _allow_open(entry, merged, there)
    _revoke(entry, merged, there)
    for kind in PARTS:
        if kind != OPERATIONS and not entry.get(kind):
            entry.pop(kind, None)
    if entry.get("resource") and "audience" in entry:
        _without_audience_or_resource(entry, there, report)
    return entry


def _without_known_settings(merged: Element, target: Element, base: Element) -> None:
    """Omit the settings of objects that exist in the target and did not change in the source.

    An export does not contain these settings, so edits in the target would be lost.
    """
    operations = target.parts.get(OPERATIONS, {}).values()
    groups = {name for one in operations for name in one.values.get(GROUP_RULE) or ()}
    permissions = {one.values.get(PERMISSION_RULE) for one in operations}
    known: dict[str, Callable[[dict[str, Any]], bool]] = {
        "groups": lambda one: one["name"] in groups,
        "permissions": lambda one: f"{one['application_resource']}:{one['action']}" in permissions,
    }
    merged.settings = dict(merged.settings)
    for option, is_known in known.items():
        if option in merged.settings:
            before = base.settings.get(option, [])
            left = [one for one in merged.settings[option] if one not in before or not is_known(one)]
            merged.settings[option] = left
            if not left:
                del merged.settings[option]
    there, earlier = target.parts.get(APPLICATIONS, {}), base.parts.get(APPLICATIONS, {})
    applications = merged.parts.get(APPLICATIONS, {})
    for name, one in applications.items():
        if name in there and name in earlier and one.settings == earlier[name].settings:
            applications[name] = replace(one, settings={})


def _allow_open(entry: dict[str, Any], merged: Element, target: Element) -> None:
    """Set C(allow_open) for operations that lose their last access rule."""
    there = target.parts.get(OPERATIONS, {})
    for one in entry.get(OPERATIONS, []):
        before, after = there.get(one["name"]), merged.parts[OPERATIONS][one["name"]]
        had_rules = before is not None and any(before.values.get(rule) for rule in RULES)
        if had_rules and not any(after.values.get(rule) for rule in RULES):
            one["allow_open"] = True


def _revoke(entry: dict[str, Any], merged: Element, target: Element) -> None:
    """Revoke the scopes of applications that the merged API service does not grant."""
    there, wanted = (side.parts.get(APPLICATIONS, {}) for side in (target, merged))
    applications: list[dict[str, Any]] = []
    for name, one in there.items():
        left = wanted[name].values["scopes"] if name in wanted else frozenset()
        if not left and one.values["scopes"]:
            applications.append({"name": name, "state": "absent"})
    revoked = {one["name"] for one in applications}
    for one in entry.get(APPLICATIONS, []):
        if one["name"] not in revoked and one["scopes"]:
            before = there.get(one["name"])
            is_less = before is not None and before.values["scopes"] - set(one["scopes"])
            applications.append({**one, **({"purge": True} if is_less else {})})
    entry[APPLICATIONS] = applications


def _without_audience_or_resource(entry: dict[str, Any], target: Element, report: Report) -> None:
    """The role sets the audience only of a resource that it finds through the API service."""
    if entry["resource"] == target.values.get("resource"):
        del entry["resource"]
        return
    text = "The audience cannot be set together with another resource. Set it with pingone.authorize.pingone_resource."
    report.not_applied.append(
        {"api_service": entry["name"], "place": "audience", "target": target.values.get("audience"), "reason": text}
    )
    del entry["audience"]
