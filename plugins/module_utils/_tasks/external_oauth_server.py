# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Converges an external OAuth server."""

from __future__ import annotations

from typing import Any, Optional

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import quoted
from .._domain.rules import (
    MAXIMUM_EXTERNAL_OAUTH_SERVERS,
    https_url_problems,
    length_problems,
    name_problems,
    taken_name_problems,
)
from .._engine.inventory import Inventory, unknown_id_problems
from .._engine.task import STATE, Draft, Limit, Task
from .._model.field import Wire, get_key, ref_to, target_of
from .._model.kind import State, given_name
from .._model.objects.api_service import API_SERVICE
from .._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER, key_set, key_set_text
from .._model.plan import Plan, steps_between

MAXIMUM_DESCRIPTION = 1024
# As long as a signed number of 32 bits can be.
MOST_TOLERANCE = 2**31 - 1
MAXIMUM_ISSUERS, MAXIMUM_ISSUER = 8, 1024
# Bytes of the key set as it is sent.
MAXIMUM_KEY_SET = 16 * 1024
# Members of a JSON Web Key that only its owner may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1).
PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
# Shorter texts are no keys, and masking them would make other output unreadable.
SHORTEST_SECRET = 16


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan an external OAuth server to be present or absent."""
    for secret in _private_parts(options["jwks"]):
        inventory.client.on_secret(secret)
    return _absent(inventory, options) if options["state"] == "absent" else _present(inventory, options)


def _present(inventory: Inventory, options: dict[str, Any]) -> Draft:
    problems = Problems(_given_problems(options))
    current: Optional[Wire] = None
    with problems.collecting():
        current = inventory.find_managed(EXTERNAL_OAUTH_SERVER, options)
    problems.stop_if_any()
    now = EXTERNAL_OAUTH_SERVER.read(current, {}) if current else None
    wanted = _wanted(now, {**options, "name": given_name(options, current)})
    if not wanted.get("jwks") and not wanted.get("jwks_url"):
        text = "is needed, unless jwks is given: where PingOne finds the keys that check the tokens. Set one of them."
        problems.append(Problem("jwks_url", text))
    if now is None or now["name"] != wanted["name"]:
        problems += name_problems(wanted["name"])
        problems += unknown_id_problems(EXTERNAL_OAUTH_SERVER, wanted["name"])
        others = (item for item in inventory.list(EXTERNAL_OAUTH_SERVER) if item is not current)
        problems += taken_name_problems(wanted["name"], "an external OAuth server", others)
    problems.stop_if_any()

    target = target_of(current, wanted["name"])
    plan = Plan(EXTERNAL_OAUTH_SERVER.view(now), EXTERNAL_OAUTH_SERVER.view(wanted))
    plan.steps = steps_between(EXTERNAL_OAUTH_SERVER, target, current, now, wanted)
    return Draft(target.name, plan, lambda: EXTERNAL_OAUTH_SERVER.result(wanted, target.id))


def _wanted(now: Optional[State], options: dict[str, Any]) -> State:
    """The current state, or the defaults of a creation, overlaid with what the task gives."""
    wanted: State = dict(now) if now else {"clock_skew_tolerance": 0}
    for option in ("name", "description", "clock_skew_tolerance"):
        if options[option] is not None:
            wanted[option] = options[option]
    if options["issuers"] is not None:
        wanted["issuers"] = list(dict.fromkeys(options["issuers"]))
    keys = {"jwks": key_set(options["jwks"]), "jwks_url": options["jwks_url"]}
    if any(keys.values()):
        # One place takes the place of the other.
        wanted.update({option: value or None for option, value in keys.items()})
    else:
        wanted.update({option: None for option, value in keys.items() if value is not None})
    return wanted


def _given_problems(options: dict[str, Any]) -> list[Problem]:
    """What can be said of the options alone."""
    problems = length_problems("description", options["description"] or "", MAXIMUM_DESCRIPTION)
    issuers = options["issuers"] or []
    if len(set(issuers)) > MAXIMUM_ISSUERS:
        text = f"there are {len(set(issuers))}, at most {MAXIMUM_ISSUERS} are allowed."
        problems.append(Problem("issuers", text))
    for issuer in issuers:
        problems += length_problems("issuers", issuer, MAXIMUM_ISSUER)
    if options["jwks"] and options["jwks_url"]:
        problems.append(Problem("jwks_url", "cannot be combined with jwks. Choose one of them."))
    if options["jwks"]:
        problems += _key_set_problems(key_set(options["jwks"]))
    if options["jwks_url"]:
        problems += https_url_problems("jwks_url", options["jwks_url"])
    return problems


def _keys(value: Any) -> list[dict[str, Any]]:
    """The keys of a key set; none if it is no key set."""
    keys = key_set(value)
    found = keys.get("keys") if isinstance(keys, dict) else None
    return found if isinstance(found, list) and all(isinstance(key, dict) for key in found) else []


def _private_parts(value: Any) -> list[str]:
    """What somebody gives by mistake and nobody may see."""
    parts = [key[member] for key in _keys(value) for member in PRIVATE_MEMBERS if member in key]
    return [part for part in parts if isinstance(part, str) and len(part) >= SHORTEST_SECRET]


def _key_set_problems(keys: Any) -> list[Problem]:
    """A key set is an object with a list of public keys (RFC 7517)."""
    found = _keys(keys)
    if not found:
        text = 'is no JSON Web Key Set. Write it as {"keys": [...]}, with a dictionary for each key.'
        return [Problem("jwks", text)]
    problems = []
    if any(member in key for key in found for member in PRIVATE_MEMBERS):
        problems.append(Problem("jwks", "contains a private or symmetric key. Give the public keys only."))
    size = len(key_set_text(keys).encode())
    if size > MAXIMUM_KEY_SET:
        text = f"has {size} bytes, at most {MAXIMUM_KEY_SET} are allowed. Remove keys, or use jwks_url."
        problems.append(Problem("jwks", text))
    return problems


def _absent(inventory: Inventory, options: dict[str, Any]) -> Draft:
    current = inventory.find_managed(EXTERNAL_OAUTH_SERVER, options)
    if current is None:
        return Draft(options["name"] or options["id"], Plan(), lambda: None)
    key = "authorizationServer.externalOAuthServer.id"
    users = sorted(quoted(item["name"]) for item in inventory.list(API_SERVICE) if get_key(item, key) == current["id"])
    if users:
        noun = "API service" if len(users) == 1 else "API services"
        text = (
            f"{quoted(current['name'])} is used by the {noun} {', '.join(users)} and cannot be removed. Give the"
            ' service another server or none (external_oauth_server: ""), or remove the service, first.'
        )
        raise InvalidInput.of("id" if options["id"] else "name", text)
    now = EXTERNAL_OAUTH_SERVER.read(current, {})
    plan = Plan(before=EXTERNAL_OAUTH_SERVER.view(now))
    plan.steps = steps_between(EXTERNAL_OAUTH_SERVER, ref_to(current), current, now, None)
    return Draft(current["name"], plan, lambda: None)


TASK = Task(
    "External OAuth server",
    "external_oauth_server",
    "external_oauth_servers",
    ("name", "id"),
    {
        "name": {"type": "str"},
        "id": {"type": "str"},
        "description": {"type": "str", "blank": "clears"},
        "issuers": {"type": "list", "elements": "str", "means": "the iss claim of an issuer"},
        "jwks": {"type": "raw", "blank": "clears"},
        "jwks_url": {"type": "str", "blank": "clears"},
        "clock_skew_tolerance": {"type": "int", "range": (0, MOST_TOLERANCE)},
        "state": STATE,
    },
    draft,
    check=_given_problems,
    needed=[("name", "id")],
    limit=Limit(EXTERNAL_OAUTH_SERVER, "external OAuth servers", MAXIMUM_EXTERNAL_OAUTH_SERVERS),
)
