# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of pingone_api_access that are combined in pairs, and the environments in which a pair is played."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from typing import Any

from tests.system.in_process import PingOne

Entry = dict[str, Any]

NAME = "Pair API"
SCOPE = "SCOPE"
WEB, BATCH = "Orders Web", "Orders Batch"
SCOPES = [{"name": "pair-read", "description": "Read"}, {"name": "pair-write"}, {"name": "pair-admin"}]
APPLICATIONS: list[Entry] = [
    {"name": WEB, "scopes": ["pair-read", "pair-write"]},
    {"name": BATCH, "scopes": ["pair-read"]},
]
PROTECTED: Entry = {
    "name": NAME,
    "base_urls": ["https://pair.example.com"],
    "audience": "urn:pair",
    "scopes": SCOPES,
    "operations": [
        {"name": "Look", "methods": ["GET"], "paths": [{"pattern": "/look"}]},
        {
            "name": "Change",
            "methods": ["POST"],
            "paths": [{"pattern": "/things/{id}"}],
            "access": {"scopes": ["pair-write"], "groups": ["Order Clerks"]},
        },
        {"name": "Old", "paths": [{"pattern": "/old"}], "access": {"scopes": ["pair-admin"]}},
    ],
    "unlisted_requests": "allow",
    "applications": APPLICATIONS,
}
SERVER: Entry = {
    "name": "Outside login",
    "create": True,
    "audience": "urn:outside",
    "issuers": ["https://login.example"],
    "jwks_url": "https://login.example/jwks",
}
OUTSIDE: Entry = {
    "name": "Outside API",
    "base_urls": ["https://outside.example.com"],
    "token_source": "external",
    "external_oauth_server": SERVER,
}


class Inapplicable(Exception):
    """An option has no meaning in an environment."""


@dataclass
class Work:
    """The options of a task, whose first entry is the one that most options are about.

    identifiers: the IDs of the API service, and of its scopes and operations by name. scope: one that exists.
    """

    entry: Entry
    identifiers: dict[str, str] = field(default_factory=dict)
    scope: str = "pair-read"
    others: list[Entry] = field(default_factory=list)
    top: dict[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, Any]:
        """The options of the module."""
        return {"api_services": [self.entry, *self.others], **self.top}

    @property
    def deploys_always(self) -> bool:
        """Whether every run deploys."""
        return "always" in (self.top.get("redeploy"), *(one.get("redeploy") for one in [self.entry, *self.others]))

    def id_of(self, name: str) -> str:
        """The ID of an object that exists."""
        if name not in self.identifiers:
            raise Inapplicable(name)
        return self.identifiers[name]

    def add(self, key: str, **part: Any) -> None:
        """Add a part to the entry, or options to a part that it already has."""
        parts: list[Entry] = self.entry.setdefault(key, [])
        same = next((one for one in parts if one.get("name") == part.get("name")), None)
        if same and "name" in part:
            same.update(part)
        else:
            parts.append(part)


Option = Callable[[Work], None]


def entry_option(**options: Any) -> Option:
    """Options of the entry itself."""
    return lambda work: work.entry.update(options)


def part(key: str, **options: Any) -> Option:
    """A part of the entry. The scope of the environment takes the place of :data:`SCOPE`."""

    def add(work: Work) -> None:
        work.add(key, **json.loads(json.dumps(options).replace(SCOPE, work.scope)))

    return add


def top(**options: Any) -> Option:
    """Options of the task."""
    return lambda work: work.top.update(options)


def other(entry: Entry, **options: Any) -> Option:
    """Another entry."""

    def add(work: Work) -> None:
        same = next((one for one in work.others if one["name"] == entry["name"]), None)
        if same:
            same.update(options)
        else:
            work.others.append({**deepcopy(entry), **options})

    return add


def renamed_service(work: Work) -> None:
    work.entry.update(id=work.id_of("service"), name="Renamed API")


def renamed_scope(work: Work) -> None:
    work.add("scopes", name="pair-edit", id=work.id_of("pair-write"))


def renamed_operation(work: Work) -> None:
    work.add("operations", name="Modify", id=work.id_of("Change"))


FRESH = {
    "name": "Fresh",
    "paths": [{"pattern": "/fresh/*"}, {"pattern": "/exact*", "literal": True}],
    "access": {"scopes": [SCOPE], "authentication": {"policies": ["Multi_Factor"], "max_age": 60}},
}
DESK = {"application_resource": "Pair desk", "action": "open"}
OPTIONS: dict[str, Option] = {
    "base URLs": entry_option(base_urls=["https://pair.example.com/v2", "https://new.example.com"]),
    "service by id": renamed_service,
    "audience": entry_option(audience="urn:new"),
    "custom policies": entry_option(custom_policies=True),
    "new scope": part("scopes", name="pair-new", description="New"),
    "scope description": part("scopes", name="pair-read", description=""),
    "scope by id": renamed_scope,
    "group": part("groups", name="Pair Group", create=True, description="Of a pair", population="Default"),
    "permission": part("permissions", **DESK, create=True, description="Open"),
    "new operation": part("operations", **FRESH),
    "operation of new objects": lambda work: (
        work.add("groups", name="Pair Group", create=True),
        work.add("permissions", application_resource="Pair shop", action="buy", create=True),
        work.add(
            "operations",
            name="Buy",
            paths=[{"pattern": "/buy", "type": "exact"}],
            access={"groups": ["Pair Group"], "permission": "Pair shop:buy"},
        ),
    )[0],
    "changed operation": part(
        "operations",
        name="Look",
        paths=[{"pattern": "/look"}],
        methods=["GET", "HEAD"],
        access={"groups": ["Auditors"]},
    ),
    "operation by id": renamed_operation,
    "opened operation": part(
        "operations", name="Old", paths=[{"pattern": "/old"}], access={"scopes": []}, allow_open=True
    ),
    "purge of operations": entry_option(purge_operations=True, allow_open=True),
    "deny": entry_option(unlisted_requests="deny"),
    "allow": entry_option(unlisted_requests="allow"),
    "purged application": part("applications", name=WEB, scopes=[SCOPE], purge=True),
    "absent application": part("applications", name=BATCH, state="absent"),
    "new application": part(
        "applications", name="Pair App", create=True, type="service", enabled=False, scopes=[SCOPE]
    ),
    "application with all scopes": part("applications", name="Orders Mobile"),
    "redeploy": entry_option(redeploy="always"),
    "on_unknown": entry_option(on_unknown="deploy"),
    "existing resource": entry_option(resource="Existing Resource"),
    "absent": entry_option(state="absent"),
    "delete resource": entry_option(state="absent", delete_resource=True, force=True),
    "another entry": other(OUTSIDE),
    "changed server": other(OUTSIDE, external_oauth_server={**SERVER, "issuers": ["https://other.example"]}),
    "another entry absent": other({"name": OUTSIDE["name"]}, state="absent", force=True),
    "deny everywhere": top(unlisted_requests="deny"),
    "redeploy everything": top(redeploy="always", wait_timeout=60),
}
OF_NEW_SERVICES = ("custom policies", "operation of new objects", "deny", "another entry")
OF_APPLICATIONS = ("purged application", "absent application", "new application", "application with all scopes")


@dataclass
class Start:
    """An environment to start from. ``prepare`` makes it, and returns the entry without the options of the pair.

    with_one_of: options of which at least one is in each pair.
    """

    name: str
    prepare: Callable[[PingOne], Entry]
    with_one_of: tuple[str, ...] = tuple(OPTIONS)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The pairs of options that are played in this environment, including those of an option with itself."""
        for pair in combinations_with_replacement(OPTIONS, 2):
            if set(pair) & set(self.with_one_of):
                yield pair

    def begin(self, pingone: PingOne) -> Work:
        """Prepare the environment, and keep it as a checkpoint. The task without the options of a pair."""
        pingone.reset()
        entry = self.prepare(pingone)
        pingone.emulator.checkpoint()
        scope = "existing-read" if "resource" in entry else "pair-read"
        return Work(entry, identifiers(pingone), scope)


def identifiers(pingone: PingOne) -> dict[str, str]:
    """The IDs of the API service, its scopes and its operations."""
    service = next((one for one in pingone.list("apiServers") if one["name"] == NAME), None)
    if service is None:
        return {}
    scopes = pingone.list(f"resources/{service['authorizationServer']['resource']['id']}/scopes")
    operations = pingone.list(f"apiServers/{service['id']}/operations")
    return {"service": service["id"], **{one["name"]: one["id"] for one in [*scopes, *operations]}}


def empty(_pingone: PingOne) -> Entry:
    return {"name": NAME, "base_urls": PROTECTED["base_urls"], "scopes": SCOPES}


def protected(pingone: PingOne) -> Entry:
    pingone.run_here("pingone_api_access", api_services=[PROTECTED, OUTSIDE])
    return {"name": NAME}


def resource_only(pingone: PingOne) -> Entry:
    """The API service adopts a resource whose scopes are already granted."""
    pingone.run_here("pingone_resource", name=NAME)
    pingone.run_here("pingone_scope", resource=NAME, scopes=SCOPES)
    grants = [{"application": one["name"], "scopes": one["scopes"]} for one in APPLICATIONS]
    pingone.run_here("pingone_app_scope_grant", resource=NAME, grants=grants)
    return {"name": NAME, "base_urls": PROTECTED["base_urls"]}


def other_resource(pingone: PingOne) -> Entry:
    """The API service gets another name and another resource, whose scopes are already granted."""
    protected(pingone)
    grants = [{"application": name, "scopes": ["existing-read", "existing-write"]} for name in (WEB, BATCH)]
    pingone.run_here("pingone_app_scope_grant", resource="Existing Resource", grants=grants)
    return {
        "name": "Other API",
        "id": identifiers(pingone)["service"],
        "resource": "Existing Resource",
        "scopes": [{"name": "other-read"}],
        "operations": [],
        "purge_operations": True,
        "allow_open": True,
    }


STARTS = (
    Start("protected", protected),
    Start("empty", empty, OF_NEW_SERVICES),
    Start("resource only", resource_only, OF_APPLICATIONS),
    Start("other resource", other_resource, OF_APPLICATIONS),
)
