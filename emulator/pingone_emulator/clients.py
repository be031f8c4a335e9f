# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of clients need: their connection to the environment of the seed, and decisions without a gateway."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from . import decisions, documents, errors, seed
from .calls import Call, Router
from .store import Entry
from .tokens import claims

router = Router()
NOBODY = "00000000-0000-4000-8000-000000000000"


class DecisionInput(BaseModel):
    """A request to an API, and who sends it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    method: str
    url: str
    environment: str = ""
    scopes: list[str] | None = None
    application: str = ""
    subject: str = ""
    anonymous: bool = False


@router.get("/_emulator/client")
def client(call: Call) -> dict[str, Any]:
    """The PINGONE_* variables for the environment and the worker application of the seed."""
    try:
        return {"environment": seed.variables(call.emulator, call.origin)}
    except StopIteration:
        raise errors.invalid_request("The seed has no such environment, or no worker application") from None


@router.post("/_emulator/decisions")
def decide(call: Call) -> dict[str, Any]:
    """Whether a request to an API is allowed, as a gateway would be told, with a token made for it.

    Body: ``method``, ``url``, and optionally ``environment`` (id; default: the one
    that the variables name), ``application`` (id or name), ``scopes`` (names;
    default: those granted to the application, or none), ``subject`` (id or
    username), and ``anonymous`` for a request without a token.
    """
    try:
        asked = DecisionInput.model_validate(documents.parse(call.raw))
    except ValidationError as problem:
        texts = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in problem.errors()]
        raise errors.invalid_request("; ".join(texts)) from None
    except ValueError as problem:
        raise errors.invalid_request(f"The body is not JSON: {problem}") from None
    target = asked.environment or seed.variables(call.emulator, "")["PINGONE_TARGET_ENVIRONMENT_ID"]
    environment = call.emulator.store.get("environment", target)
    if environment is None:
        raise errors.invalid_request(f'There is no environment "{target}"')
    headers = [] if asked.anonymous else _authorization(call, environment, asked)
    denial = decisions.decide(
        call.emulator, environment, {"method": asked.method, "url": asked.url, "headers": headers}
    )
    return {"allowed": denial is None, "status": denial.status if denial else None}


def _authorization(call: Call, environment: Entry, asked: DecisionInput) -> list[dict[str, str]]:
    """A header with a token for the resource of the API service at the URL."""
    application = _named(call, environment, "application", asked.application, "name")
    subject = _named(call, environment, "subject", asked.subject, "username")
    match = decisions.find_service(call.emulator, environment, asked.url)
    if match is None:
        return []
    server = match.service["authorizationServer"]
    if server["type"] != "PINGONE_SSO":
        raise errors.invalid_request(
            f'The tokens of the API service "{match.service["name"]}" have an external issuer. '
            "Use the sideband API with a token of this issuer instead"
        )
    resource = call.emulator.store.the("resource", server["resource"]["id"])
    scopes = _scopes(call, application, resource, asked.scopes)
    content = claims(
        call,
        environment.id,
        resource.body["accessTokenValiditySeconds"],
        aud=[resource.body["audience"]],
        client_id=application.id if application else NOBODY,
        scope=" ".join(scopes),
    )
    if subject:
        signed_on = int(call.emulator.clock.now()) - subject.body["signedOnFor"]
        content.update(sub=subject.id, acr=subject.body["acr"], auth_time=signed_on)
    return [{"authorization": f"Bearer {call.emulator.keys.sign(environment.id, content)}"}]


def _scopes(call: Call, application: Entry | None, resource: Entry, wanted: list[str] | None) -> list[str]:
    """The scopes of the token: none that the application was not granted."""
    known = {scope.id: scope.name for scope in call.emulator.store.children("scope", resource.id)}
    unknown = sorted(set(wanted or []) - set(known.values()))
    if unknown:
        raise errors.invalid_request(
            f'The resource "{resource.name}" has no scope "{unknown[0]}"; its scopes are {", ".join(known.values())}'
        )
    if application is None:
        return wanted or []
    grants = call.emulator.store.children("grant", application.id)
    granted = [known[item["id"]] for grant in grants for item in grant.body["scopes"] if item["id"] in known]
    return [name for name in granted if wanted is None or name in wanted]


def _named(call: Call, environment: Entry, kind: str, wanted: str, key: str) -> Entry | None:
    """The object with that id or name; None if none is wanted."""
    if not wanted:
        return None
    for entry in call.emulator.store.children(kind, environment.id):
        if wanted in (entry.id, entry.body.get(key)):
            return entry
    raise errors.invalid_request(f'There is no {kind} "{wanted}"')
