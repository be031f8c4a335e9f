# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The results of the task for each entry, the summary, and the diff."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional, Sequence

from ..._base.text import enumerated, quoted
from ..._engine.task import Options
from ..._model.field import Ref
from ..._model.objects.api_service import API_SERVICE
from ..._model.objects.deployment import DEPLOYMENT
from ..._model.objects.grant import GRANT
from ..._model.plan import Hunk, Plan
from ..access_review import RESULT as ACCESS_CHANGES
from ..access_review import summary as access_summary
from .changes import Change
from .entries import TESTS

TITLE = "API access"
_VERBS = {"create": "created", "update": "updated", "remove": "removed"}
# Names are listed up to this number of objects of a kind.
MOST_NAMES = 5


def entry_result(
    entry: Options,
    service: Optional[Ref],
    changes: Sequence[Change],
    deployment: Optional[dict[str, Any]],
    access_changes: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The result of an entry. ``service`` is its API service, or None if it does not exist."""
    own = [change for change in changes if change.kind is not GRANT]
    deployed = bool(deployment and deployment["deployed"])
    return {
        "name": entry["name"],
        "id": service.id if service else None,
        "state": entry["state"] or "present",
        "changed": bool(changes) or deployed,
        **{done: [_object(change) for change in own if change.verb == verb] for verb, done in _VERBS.items()},
        ACCESS_CHANGES: list(access_changes),
        "deployment": deployment,
        TESTS: None,
        "granted": _grants(changes, granted=True),
        "revoked": _grants(changes, granted=False),
    }


def _object(change: Change) -> dict[str, Any]:
    return {"type": change.kind.noun, "name": change.target.name, "id": change.target.id}


def _grants(changes: Iterable[Change], *, granted: bool) -> list[dict[str, Any]]:
    found = [(change.label, change.scopes(granted=granted)) for change in changes if change.kind is GRANT]
    return [{"application": name, "scopes": scopes} for name, scopes in sorted(found) if scopes]


def summary_of(result: Mapping[str, Any], *, planned: bool) -> str:
    """One line about an entry. ``planned``: in check mode, the changes are not made."""
    would = "would be " if planned else ""
    parts = [f"{_objects(result[done])} {would}{done}" for done in _VERBS.values() if result[done]]
    access = access_summary(result[ACCESS_CHANGES])
    parts += [access] if access else []
    deployment = result["deployment"]
    if deployment and deployment["deployed"]:
        parts.append(f"{would}deployed")
    for done, preposition in (("granted", "to"), ("revoked", "from")):
        parts += [
            f"{enumerated(one['scopes'], 'and')} {would}{done} {preposition} {_plain(one['application'])}"
            for one in result[done]
        ]
    if not parts:
        parts.append("no changes" if result["state"] == "present" else "already absent")
    return f"{_plain(result['name'])}: {'; '.join(parts)}"


def _objects(objects: Sequence[dict[str, Any]]) -> str:
    """Objects by type, such as C(API service, scopes orders-read and orders-write and 25 operations)."""
    by_type: dict[str, list[str]] = {}
    for one in sorted(objects, key=lambda one: one["type"] != API_SERVICE.noun):
        by_type.setdefault(one["type"], []).append(one["name"])
    return enumerated([_counted(noun, names) for noun, names in by_type.items()], "and")


def _counted(noun: str, names: Sequence[str]) -> str:
    if noun == API_SERVICE.noun:
        return noun
    if len(names) > MOST_NAMES:
        return f"{len(names)} {noun}s"
    return f"{noun}{'' if len(names) == 1 else 's'} {enumerated(list(map(_plain, names)), 'and')}"


def _plain(name: str) -> str:
    """A name without characters that would break the line."""
    return quoted(name)[1:-1]


def diff_of(entries: Sequence[Options], changes: Sequence[Change], deployed: Mapping[int, Plan]) -> list[Hunk]:
    """The diff: one document, by entry, type, and name. Empty if nothing changes.

    ``deployed``: the plans of the deployments, by the index of the entry.
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        for document, state in ((before, change.before), (after, change.after)):
            if state:
                by_type = document.setdefault(entries[change.entry]["name"], {}).setdefault(change.kind.plural, {})
                by_type[change.label] = state
    new = {change.entry for change in changes if change.kind is API_SERVICE and change.verb == "create"}
    for entry, plan in deployed.items():
        for document, state in ((before, {} if entry in new else plan.before), (after, plan.after)):
            shown = {key: value for key, value in state.items() if key != "api_service"}
            if shown:
                document.setdefault(entries[entry]["name"], {})[DEPLOYMENT.noun] = shown
    return [Hunk(TITLE, Ref(TITLE), before, after)] if changes or deployed else []
