# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call what: the applications by the operations of one API service, now and after the next deployment.

The decisions are those of decisions.py, with the token that an application gets if it requests all scopes that it
was granted. Where a rule is about the user, both outcomes are tried: if they differ, the answer depends on the user.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import decisions
from ..objects import deployments
from ..objects.applications import SYSTEM_TYPES
from ..store import Entry, Store
from . import rules

if TYPE_CHECKING:
    from ..emulator import Emulator

NO_OPERATION = "Requests that match no operation"


@dataclass(frozen=True)
class Verdict:
    """``yes``, ``no`` or ``depends``, or ``none`` if there is nothing to decide; and the reason."""

    answer: str
    reason: str

    @property
    def word(self) -> str:
        return {"yes": "Yes", "no": "No", "depends": "Depends", "none": "None"}[self.answer]


@dataclass(frozen=True)
class Cell:
    """The decision as deployed, and as saved if that differs."""

    now: Verdict
    later: Verdict | None


@dataclass(frozen=True)
class Holder:
    """An application with its token for an API service."""

    application: Entry
    scopes: list[str]
    user: bool  # whether users sign on to it


def matrix(emulator: Emulator, service: Entry) -> dict[str, Any]:
    """Columns, rows and the applications that get no token at all."""
    saved, deployed = _saved(emulator, service), deployments.deployed(service)
    columns, others = [], []
    for application in emulator.store.children("application", service.environment):
        now_held, later_held = (_holder(emulator, application, state) for state in (deployed, saved))
        if isinstance(now_held, Holder) or isinstance(later_held, Holder):
            columns.append((application, now_held, later_held))
        elif application.body["type"] not in SYSTEM_TYPES:
            others.append((application, later_held))
    now = {one["id"]: one for one in deployed["operations"]} if deployed else {}
    later = {one["id"]: one for one in saved["operations"]}
    rows = [
        (
            operation["name"],
            [_cell(emulator, column, now.get(id), later.get(id), deployed is None) for column in columns],
        )
        for id, operation in {**now, **later}.items()
    ]
    unmatched = emulator.switches["no_operation"] == "allow"
    rest = Verdict("yes", "any valid token") if unmatched else Verdict("no", "switch no_operation")
    absent = Verdict("none", "not deployed")
    fallback = Cell(rest, None) if deployed else Cell(absent, rest)
    return {
        "external": saved["service"]["authorizationServer"]["type"] == "EXTERNAL",
        "columns": [application for application, *_held in columns],
        "rows": [*rows, (NO_OPERATION, [_without_token(column, fallback) for column in columns])],
        "others": others,
    }


def _saved(emulator: Emulator, service: Entry) -> dict[str, Any]:
    operations = emulator.store.children("operation", service.id)
    return {"service": service.body, "operations": [operation.body for operation in operations]}


def _holder(emulator: Emulator, application: Entry, state: dict[str, Any] | None) -> Holder | str:
    """The application's token for the API service in that state, or why it gets none."""
    if state is None:
        return "the API service is not deployed"
    reference = state["service"]["authorizationServer"].get("resource")
    resource = emulator.store.get("resource", reference["id"]) if reference else None
    if resource is None:
        return "the tokens come from another issuer" if reference is None else "the resource was deleted"
    if not application.body.get("enabled"):
        return "the application is disabled"
    if application.body["type"] == "WORKER":
        return "a worker application gets tokens for the management API only"
    scopes = granted(emulator.store, application).get(resource.id, [])
    if not scopes:
        return f"no scope of {resource.name} is granted"
    if not application.body.get("grantTypes"):
        return "it has no grant type"
    user = any(grant_type != "CLIENT_CREDENTIALS" for grant_type in application.body["grantTypes"])
    return Holder(application, scopes, user)


def granted(store: Store, application: Entry) -> dict[str, list[str]]:
    """Names of the granted scopes by the id of their resource; deleted scopes are left out."""
    return {
        grant.body["resource"]["id"]: [
            scope.name for item in grant.body["scopes"] if (scope := store.get("scope", item["id"]))
        ]
        for grant in store.children("grant", application.id)
    }


def _cell(
    emulator: Emulator,
    column: tuple[Entry, Holder | str, Holder | str],
    deployed: dict[str, Any] | None,
    saved: dict[str, Any] | None,
    never: bool,
) -> Cell:
    now = _verdict(emulator, column[1], deployed, "not deployed")
    later = _verdict(emulator, column[2], saved, "deleted")
    if never and isinstance(column[2], Holder):
        now = Verdict("none", "not deployed")
    return Cell(now, None if later == now else later)


def _without_token(column: tuple[Entry, Holder | str, Holder | str], fallback: Cell) -> Cell:
    if fallback.later is None and isinstance(column[1], str):
        return Cell(Verdict("no", column[1]), fallback.now)
    return fallback


def _verdict(emulator: Emulator, holder: Holder | str, operation: dict[str, Any] | None, absent: str) -> Verdict:
    if operation is None:
        return Verdict("none", absent)
    if isinstance(holder, str):
        return Verdict("no", holder)
    return verdict(emulator, operation.get("accessControl", {}), holder)


def verdict(emulator: Emulator, control: dict[str, Any], holder: Holder) -> Verdict:
    """The decision about a request that matches an operation with these rules."""
    met = decisions.rules_met(emulator, control, {"scope": " ".join(holder.scopes)})
    # Without a user these rules are not met; with one, that depends on who it is.
    by_user = {kind for kind in met if kind != "scope" and not met[kind] and _possible(emulator, kind, control[kind])}
    open_kinds = by_user if holder.user else set()
    texts = rules.described(emulator.store, control)
    if decisions.sufficient(emulator, met):
        good = [texts[kind] for kind in met if met[kind]]
        return Verdict("yes", "; ".join(good) or "any valid token")
    if not decisions.sufficient(emulator, {**met, **dict.fromkeys(open_kinds, True)}):
        missing = [kind for kind in met if not met[kind] and kind not in open_kinds]
        return Verdict("no", "; ".join(_missing(emulator, kind, control, holder, texts) for kind in missing))
    return Verdict("depends", "user: " + "; ".join(texts[kind] for kind in met if kind in open_kinds))


def _possible(emulator: Emulator, kind: str, rule: dict[str, Any]) -> bool:
    """Whether any user can meet the rule: what was deleted nobody has."""
    if kind == "group":
        return any(emulator.store.get("group", group["id"]) for group in rule["groups"])
    if kind == "permission":
        return emulator.store.get("permission", rule["id"]) is not None
    return True


def _missing(emulator: Emulator, kind: str, control: dict[str, Any], holder: Holder, texts: dict[str, str]) -> str:
    if kind != "scope":
        return f"no user: {texts[kind]}" if not holder.user else f"nobody: {texts[kind]}"
    wanted = rules.names(emulator.store, "scope", control["scope"]["scopes"])
    lacking = [name for name in wanted if name not in holder.scopes]
    joined = " or " if control["scope"].get("matchType") == "ANY" else " and "
    return f"lacks {joined.join(lacking)}"
