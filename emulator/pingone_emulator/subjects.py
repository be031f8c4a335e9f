# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users as far as tokens need them. No sign-on in a browser is emulated: tests ask for a token directly."""

from __future__ import annotations

from typing import Any

from . import documents, errors, membership
from .calls import Call, Router
from .emulator import Emulator
from .inputs import Model
from .store import Entry
from .tokens import claims

router = Router()


class TokenInput(Model):
    """What a test may ask for in a token."""

    subject: str
    resource: str
    application: str = ""
    scope: str = ""
    expires_in: int = 0
    acr: str = ""
    auth_time: int = 0
    claims: dict[str, Any] | None = None


def create(emulator: Emulator, environment: str, given: dict[str, Any]) -> Entry:
    """A subject of the seed: username, groups, application roles, acr, and for how long it has been signed on."""
    body = {
        "username": given["username"],
        "groups": given.get("groups", []),
        "filteredGroups": given.get("filteredGroups", []),
        "applicationRoles": given.get("applicationRoles", []),
        "acr": given.get("acr", "Single_Factor"),
        "signedOnFor": given.get("signedOnFor", 0),
    }
    return emulator.create("subject", environment, environment, body, id=given["id"], stamps=False)


@router.post("/_emulator/tokens")
def mint(call: Call) -> dict[str, Any]:
    """A token as a sign-on would give it.

    Body: ``subject`` (id or username), ``resource`` (id or name), and optionally
    ``application`` (id), ``scope`` (names, separated by blanks; default: all
    that the application was granted, or all of the resource), ``expires_in``
    (may be negative), ``acr``, ``auth_time``, and ``claims`` that replace others.
    """
    try:
        wanted = documents.parse(call.raw)
        TokenInput.model_validate(wanted)
        subject = _named(call.emulator, "subject", wanted["subject"], "username", None)
        resource = _named(call.emulator, "resource", wanted["resource"], "name", subject.environment)
    except (ValueError, KeyError, TypeError, StopIteration):
        raise errors.invalid_request(
            "subject and resource must name existing objects, the rest be of its type"
        ) from None
    lifetime = wanted.get("expires_in", resource.body["accessTokenValiditySeconds"])
    now = int(call.emulator.clock.now())
    content = claims(
        call,
        subject.environment,
        lifetime,
        sub=subject.id,
        aud=[resource.body["audience"]],
        client_id=wanted.get("application", "00000000-0000-4000-8000-000000000000"),
        scope=wanted.get("scope", _granted(call.emulator, wanted.get("application"), resource)),
        acr=wanted.get("acr", subject.body["acr"]),
        auth_time=wanted.get("auth_time", now - subject.body["signedOnFor"]),
    )
    content.update(wanted.get("claims") or {})
    try:
        text = call.emulator.keys.sign(subject.environment, content)
    except TypeError as problem:
        raise errors.invalid_request(f"No token has such claims: {problem}") from None
    return {
        "access_token": text,
        "token_type": "Bearer",
        "expires_in": lifetime,
        "scope": content["scope"],
    }


@router.put("/_emulator/subjects/{subject}")
def set_subject(call: Call) -> dict[str, Any]:
    """Put a subject (id or username) into groups and take it out of others.

    Body: ``groups`` (ids; direct membership) and ``filteredGroups`` (ids of the
    groups whose ``userFilter`` matches the subject), each replaced as a whole.
    """
    try:
        subject = _named(call.emulator, "subject", call.path_params["subject"], "username", None)
    except StopIteration:
        raise errors.not_found() from None
    return _grouped(call, subject)


@router.put("/_emulator/groups/{group}")
def set_group(call: Call) -> dict[str, Any]:
    """Nest a group (id) in others. Body: ``memberOfGroups`` (ids), replaced as a whole."""
    group = call.emulator.store.get("group", call.path_params["group"])
    if group is None:
        raise errors.not_found()
    return _grouped(call, group)


def _grouped(call: Call, entry: Entry) -> dict[str, Any]:
    given = call.data()
    try:
        membership.set_groups(call.emulator, entry, given)
    except ValueError as problem:
        raise errors.invalid_request(str(problem)) from None
    return given


def _named(emulator: Emulator, kind: str, wanted: str, key: str, environment: str | None) -> Entry:
    return next(
        entry
        for entry in emulator.store.all(kind)
        if wanted in (entry.id, entry.body[key]) and environment in (None, entry.environment)
    )


def _granted(emulator: Emulator, application: str | None, resource: Entry) -> str:
    scopes = emulator.store.children("scope", resource.id)
    if application:
        held = {item["id"] for grant in emulator.store.children("grant", application) for item in grant.body["scopes"]}
        scopes = [scope for scope in scopes if scope.id in held]
    return " ".join(scope.name for scope in scopes)
