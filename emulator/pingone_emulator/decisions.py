# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets a request through or not, by what was deployed (SPECIFICATION.md 20.1 and 27.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from . import bearer, membership, patterns
from .objects import deployments
from .store import Entry

if TYPE_CHECKING:
    from .emulator import Emulator

# Gateways send the path partly decoded: a line break, a tab or a "#" in it is part of it (20.1).
URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:[^/?@]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?:@\[\]]+)"
    r"(?::(?P<port>[0-9]{0,5}))?(?P<path>/[^?]*)?(?:\?.*)?",
    re.DOTALL,
)
DEFAULT_PORTS = {"http": 80, "https": 443}
# The fewer, the more specific a segment of a pattern is.
RANKS = {"literal": 0, "wild": 1, "name": 2, "rest": 3}


@dataclass
class Denial:
    """What the gateway is to answer instead."""

    status: int
    challenge: str = ""


@dataclass
class Match:
    """The deployed service that a URL belongs to."""

    service: dict[str, Any]
    operations: list[dict[str, Any]]
    base_url: str
    path: str  # below the base URL, percent-decoded


def decide(emulator: Emulator, environment: Entry, asked: dict[str, Any]) -> Denial | None:
    """None lets the request through."""
    match = find_service(emulator, environment, asked["url"])
    if match is None:
        return Denial(404) if emulator.switches["no_service"] == "deny" else None
    realm = f'Bearer realm="{match.base_url.rstrip("/")}/"'
    claims = bearer.validated(emulator, environment, match.service, asked)
    if claims is None:
        return Denial(401, f'{realm}, error="invalid_token"')
    operation = find_operation(emulator, match, asked["method"])
    if operation is None:
        return None if emulator.switches["no_operation"] == "allow" else Denial(403)
    external = match.service["authorizationServer"]["type"] == "EXTERNAL"
    if external and emulator.switches["rules_on_external"] == "ignored":
        return None
    return _judged(emulator, operation.get("accessControl", {}), claims, realm)


def _judged(emulator: Emulator, control: dict[str, Any], claims: dict[str, Any], realm: str) -> Denial | None:
    """By the types of rules that there are."""
    met = rules_met(emulator, control, claims)
    if sufficient(emulator, met):
        return None
    others = all(met[kind] for kind in met if kind != "authentication")
    if "authentication" in met and (others or emulator.switches["access_rules"] == "any"):
        return Denial(401, f'{realm}, error="insufficient_user_authentication"' + _step_up(control["authentication"]))
    return Denial(403)


def rules_met(emulator: Emulator, control: dict[str, Any], claims: dict[str, Any]) -> dict[str, bool]:
    """Whether a token with these claims meets the rules of an operation, by type of rule."""
    return {kind: rule(emulator, control[kind], claims) for kind, rule in RULES.items() if kind in control}


def sufficient(emulator: Emulator, met: dict[str, bool]) -> bool:
    """Whether that is enough to let a request through: all types of rules have to be met, or any (26 #20)."""
    return all(met.values()) or (emulator.switches["access_rules"] == "any" and any(met.values()))


def _parts(url: str) -> tuple[str, str, int | None, str]:
    """Scheme, host, port and decoded path; empty for what is no URL."""
    parts = URL.fullmatch(url)
    if parts is None:
        return "", "", None, ""
    scheme = parts["scheme"].lower()
    port = int(parts["port"]) if parts["port"] else DEFAULT_PORTS.get(scheme)
    return scheme, parts["host"].lower().rstrip("."), port, unquote(parts["path"] or "")


def find_service(emulator: Emulator, environment: Entry, url: str) -> Match | None:
    """The longest base URL that the URL lies under, at the boundary of a segment."""
    wanted, best, longest = _parts(url), None, -1
    for service in emulator.store.children("apiServer", environment.id):
        deployed = deployments.deployed(service)
        if deployed is None:
            continue
        for base_url in deployed["service"]["baseUrls"]:
            base = _parts(base_url)
            stem = base[3].rstrip("/")
            if base[:3] != wanted[:3] or not (wanted[3] or "/").startswith(stem):
                continue
            rest = wanted[3][len(stem) :]
            if rest and not rest.startswith("/"):
                continue
            if len(stem) > longest:
                longest = len(stem)
                best = Match(deployed["service"], deployed["operations"], base_url, rest or "/")
    return best


def find_operation(emulator: Emulator, match: Match, method: str) -> dict[str, Any] | None:
    """``EXACT`` before ``PARAMETER``, and among those the more specific; methods and paths case-sensitively."""
    best, best_rank = None, None
    for operation in match.operations:
        if "methods" in operation and method not in operation["methods"]:
            continue
        for candidate in operation["paths"]:
            rank = _rank(emulator, candidate, match.path)
            if rank is not None and (best_rank is None or rank < best_rank):
                best, best_rank = operation, rank
    return best


def _rank(emulator: Emulator, candidate: dict[str, Any], path: str) -> tuple[Any, ...] | None:
    pattern = candidate["pattern"]
    if candidate["type"] == "EXACT":
        return (0,) if path == pattern else None
    if not _matches(emulator, pattern, path):
        return None
    kinds = [patterns.kind_of(segment)[0] for segment in pattern[1:].split("/")]
    return (1, [RANKS[kind] for kind in kinds], -len(pattern))


def _matches(emulator: Emulator, pattern: str, path: str) -> bool:
    """Two switches say what ``**`` matches when nothing is left for it."""
    if path == "/" and pattern == "/**":
        return bool(emulator.switches["rest_matches_base_url"])
    if pattern.endswith("/**") and emulator.switches["rest_matches_parent"]:
        path = f"{path}/"  # a slash more changes nothing for the longer paths
    return patterns.expression(pattern).fullmatch(path) is not None


def _scopes(emulator: Emulator, rule: dict[str, Any], claims: dict[str, Any]) -> bool:
    """A scope that was deleted is held by nobody."""
    held = claims.get("scope", "")
    held = set(held.split() if isinstance(held, str) else held)
    found = [emulator.store.get("scope", scope["id"]) for scope in rule["scopes"]]
    present = [scope is not None and scope.name in held for scope in found]
    return any(present) if rule.get("matchType") == "ANY" else all(present)


def _subject(emulator: Emulator, claims: dict[str, Any]) -> Entry | None:
    return emulator.store.get("subject", claims.get("sub", ""))


def _groups(emulator: Emulator, rule: dict[str, Any], claims: dict[str, Any]) -> bool:
    subject = _subject(emulator, claims)
    wanted = {group["id"] for group in rule["groups"]}
    return subject is not None and bool(wanted & membership.groups_of(emulator, subject))


def _permission(emulator: Emulator, rule: dict[str, Any], claims: dict[str, Any]) -> bool:
    subject = _subject(emulator, claims)
    roles = [emulator.store.get("applicationRole", id) for id in (subject.body["applicationRoles"] if subject else [])]
    return any(role is not None and rule["id"] in role.private["permissions"] for role in roles)


def _authentication(emulator: Emulator, rule: dict[str, Any], claims: dict[str, Any]) -> bool:
    if "maxAge" in rule and emulator.clock.now() - claims.get("auth_time", 0) > rule["maxAge"]:
        return False
    return all(claims.get("acr") in (acr["id"], _policy_name(emulator, acr["id"])) for acr in rule.get("acrs", []))


def _policy_name(emulator: Emulator, id: str) -> str:
    policy = emulator.store.get("signOnPolicy", id)
    return policy.name if policy else id


def _step_up(rule: dict[str, Any]) -> str:
    text = ""
    if rule.get("acrs"):
        text += f', acr_values="{rule["acrs"][0]["id"]}"'
    if "maxAge" in rule:
        text += f', max_age="{rule["maxAge"]}"'
    return text


RULES = {"scope": _scopes, "group": _groups, "permission": _permission, "authentication": _authentication}
