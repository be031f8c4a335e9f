# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API services on the page: what is saved next to what is deployed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..objects import deployments
from ..objects.api_services import custom_policies
from ..store import Entry, Store
from . import rules

if TYPE_CHECKING:
    from ..emulator import Emulator

# How the page shows a deployment status: color, sign, words.
STATUS = {
    "DEPLOYMENT_SUCCESSFUL": ("good", "✓", "deployed"),
    "DEPLOYMENT_FAILED": ("bad", "✗", "deployment failed"),
    "DEPLOYMENT_UNINITIALIZED": ("idle", "○", "never deployed"),
}


@dataclass(frozen=True)
class Operation:
    """An operation as it is compared and shown."""

    name: str
    methods: tuple[str, ...]
    paths: tuple[tuple[str, str], ...]  # type and pattern
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One thing that is saved and deployed; None if it is not."""

    name: str
    saved: Any
    deployed: Any

    @property
    def state(self) -> str:
        if self.saved == self.deployed:
            return "same"
        return "added" if self.deployed is None else "removed" if self.saved is None else "changed"


@dataclass(frozen=True)
class Service:
    """Everything that the page shows about one API service."""

    entry: Entry
    code: str
    deployed_at: str
    error: str
    never: bool
    settings: list[Row]
    operations: list[Row]
    current: bool = False

    @property
    def status(self) -> tuple[str, str, str]:
        return STATUS.get(self.code, ("busy", "…", self.code.replace("_", " ").lower()))

    @property
    def custom_policies(self) -> bool:
        return custom_policies(self.entry.body)

    @property
    def differences(self) -> int:
        return 0 if self.never else sum(row.state != "same" for row in [*self.settings, *self.operations])


def service(emulator: Emulator, entry: Entry, current: str = "") -> Service:
    store, deployed, status = emulator.store, deployments.deployed(entry), deployments.status(entry)
    saved = _settings(store, entry.body)
    live = _settings(store, deployed["service"]) if deployed else {}
    now = {one["id"]: _operation(store, one) for one in deployed["operations"]} if deployed else {}
    later = {one.id: _operation(store, one.body) for one in store.children("operation", entry.id)}
    return Service(
        entry=entry,
        code=status["status"]["code"],
        deployed_at=status.get("deployedAt", ""),
        error=status["status"].get("error", {}).get("message", ""),
        never=deployed is None,
        settings=[Row(name, saved.get(name), live.get(name)) for name in {**saved, **live}],
        operations=[Row(one.name, later.get(id), now.get(id)) for id, one in {**now, **later}.items()],
        current=entry.id == current,
    )


def _settings(store: Store, body: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    server = body["authorizationServer"]
    found = {
        "Name": (body["name"],),
        "Base URLs": tuple(body["baseUrls"]),
        "Tokens": ("Issued by this environment" if server["type"] == "PINGONE_SSO" else "Issued elsewhere",),
        "Custom policies": ("Enabled" if custom_policies(body) else "Disabled",),
    }
    if "resource" in server:
        resource = store.get("resource", server["resource"]["id"])
        found["Resource"] = (resource.name if resource else rules.DELETED,)
    if "externalOAuthServer" in server:
        other = store.get("externalOAuthServer", server["externalOAuthServer"]["id"])
        audience = server["externalOAuthServer"]["audience"]
        found["Issuer"] = (other.name if other else rules.DELETED, f"audience {audience}")
    return found


def _operation(store: Store, body: dict[str, Any]) -> Operation:
    return Operation(
        body["name"],
        tuple(body.get("methods", ())),
        tuple((path["type"], path["pattern"]) for path in body["paths"]),
        tuple(rules.described(store, body.get("accessControl", {})).values()),
    )
