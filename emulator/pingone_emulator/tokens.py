# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint (SPECIFICATION.md 2.1 and 2.2)."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from . import bearer, errors
from .calls import Call, Router
from .permissions import Token
from .store import Entry

router = Router()

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
WRONG_METHOD = "Request denied: Unsupported authentication method"


@router.post("/{environment}/as/token")
def token(call: Call) -> dict[str, Any]:
    environment = call.emulator.store.get("environment", call.path_params["environment"])
    if environment is None:
        raise errors.not_found()
    return issue(call, environment.id)


@router.post("/as/token")
def token_of_custom_domain(call: Call) -> dict[str, Any]:
    """With a custom domain the environment is not in the path (1); the client's id tells it."""
    return issue(call, None)


@router.get("/{environment}/as/jwks")
def jwks(call: Call) -> dict[str, Any]:
    if call.emulator.store.get("environment", call.path_params["environment"]) is None:
        raise errors.not_found()
    return call.emulator.keys.jwks(call.path_params["environment"])


def issue(call: Call, environment: str | None) -> dict[str, Any]:
    form = dict(parse_qsl(call.raw.decode("utf-8", "replace"), keep_blank_values=True))
    media_type = call.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded" or "grant_type" not in form:
        raise errors.oauth(400, "invalid_request", "Request denied: grant_type must be provided as a form field")
    application = authenticated(call, form, environment)
    if form["grant_type"] != "client_credentials":
        raise errors.oauth(400, "unsupported_grant_type", "Request denied: Unsupported grant type")
    if "CLIENT_CREDENTIALS" not in application.body.get("grantTypes", []):
        raise errors.oauth(400, "unauthorized_client", "Request denied: The grant type is not enabled")
    if application.body["type"] == "WORKER":
        return worker_token(call, application)
    return resource_token(call, application, form.get("scope"))


def authenticated(call: Call, form: dict[str, str], environment: str | None) -> Entry:
    """The application that the credentials belong to; strict about its configured method."""
    if "client_assertion" in form:
        return _by_assertion(call, form, environment)
    method, client_id, secret = credentials(call, form)
    application = _application(call, client_id, environment)
    if application is None or not application.body.get("enabled"):
        raise errors.oauth(401, "invalid_client", "Request denied: Invalid client credentials")
    if method != application.body.get("tokenEndpointAuthMethod") or method == "NONE":
        raise errors.oauth(401, "invalid_client", WRONG_METHOD)
    if not any(hmac.compare_digest(secret.encode(), known.encode()) for known in _secrets(call, application)):
        raise errors.oauth(401, "invalid_client", "Request denied: Invalid client credentials")
    return application


def _secrets(call: Call, application: Entry) -> list[str]:
    """The secret, and the previous one while it lives."""
    previous = application.private.get("previous")
    if previous and previous["expires"] > call.emulator.clock.now():
        return [application.private["secret"], previous["secret"]]
    return [application.private["secret"]]


def _by_assertion(call: Call, form: dict[str, str], environment: str | None) -> Entry:
    """A client that signs with its secret (HS…) or with a key of its own (RS…)."""
    client_id, algorithm = bearer.unverified(form["client_assertion"])
    application = _application(call, client_id, environment)
    if application is None or not application.body.get("enabled") or form.get("client_assertion_type") != ASSERTION:
        raise errors.oauth(401, "invalid_client", "Request denied: Invalid client credentials")
    by_secret = algorithm.startswith("HS")
    if application.body["tokenEndpointAuthMethod"] != ("CLIENT_SECRET_JWT" if by_secret else "PRIVATE_KEY_JWT"):
        raise errors.oauth(401, "invalid_client", WRONG_METHOD)
    keys: list[Any] = _secrets(call, application) if by_secret else bearer.keys(call.emulator, application.body)
    audiences = {call.origin + call.scope["path"], f"{call.origin}/{application.environment}/as"}
    for key in keys:
        found = bearer.signed(form["client_assertion"], key, algorithm)
        if (
            found
            and found.get("sub") == client_id
            and "exp" in found
            and bearer.in_time(call.emulator, found)
            and audiences & set(bearer.audiences(found))
        ):
            return application
    raise errors.oauth(401, "invalid_client", "Request denied: Invalid client credentials")


def credentials(call: Call, form: dict[str, str]) -> tuple[str, str, str]:
    """Method, client id and secret of the request."""
    header = call.headers.get("authorization", "")
    if header.lower().startswith("basic "):
        if "client_secret" in form:
            raise errors.oauth(400, "invalid_request", "Request denied: More than one authentication method")
        try:
            pair = base64.b64decode(header[6:], validate=True).decode()
        except (binascii.Error, ValueError):
            raise errors.oauth(401, "invalid_client", "Request denied: Invalid client credentials") from None
        # Both halves are form-url-encoded before base64 (27.1).
        client_id, _colon, secret = pair.partition(":")
        return "CLIENT_SECRET_BASIC", unquote_plus(client_id), unquote_plus(secret)
    if "client_secret" in form:
        return "CLIENT_SECRET_POST", form.get("client_id", ""), form["client_secret"]
    return "NONE", form.get("client_id", ""), ""


def _application(call: Call, client_id: str, environment: str | None) -> Entry | None:
    for application in call.emulator.store.all("application"):
        if application.body.get("clientId") == client_id and environment in (None, application.environment):
            return application
    return None


def claims(call: Call, environment: str, lifetime: int, **more: Any) -> dict[str, Any]:
    """The claims that every access token has."""
    now = int(call.emulator.clock.now())
    organization = call.emulator.store.the("environment", environment).body["organization"]["id"]
    return {
        "iss": f"{call.origin}/{environment}/as",
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + lifetime,
        "env": environment,
        "org": organization,
        **more,
    }


def worker_token(call: Call, application: Entry) -> dict[str, Any]:
    """A token for the management API; its rights are the roles held now (2.1)."""
    emulator = call.emulator
    assignments = emulator.store.children("roleAssignment", application.id)
    if not assignments:
        status, text = emulator.switches["roleless_status"], "Application does not have any role assignments"
        raise errors.oauth(status, "access_denied", f"Request denied: {text}")
    lifetime = emulator.switches["token_lifetime"]
    home = application.environment
    content = claims(call, home, lifetime, client_id=application.body["clientId"], aud=[call.origin])
    text = emulator.keys.sign(home, content)
    emulator.tokens[text] = Token(application.id, assignments, emulator.clock.now() + lifetime)
    return {"access_token": text, "token_type": "Bearer", "expires_in": lifetime}


def resource_token(call: Call, application: Entry, scope: str | None) -> dict[str, Any]:
    """A token for one custom resource, with the granted scopes (2.1)."""
    store, wanted = call.emulator.store, scope.split() if scope else None
    granted: dict[str, list[str]] = {}
    for grant in store.children("grant", application.id):
        resource = store.get("resource", grant.body["resource"]["id"])
        if resource is None or resource.body["type"] != "CUSTOM":
            continue
        names = [found.name for item in grant.body["scopes"] if (found := store.get("scope", item["id"]))]
        names = [name for name in names if wanted is None or name in wanted]
        if names:
            granted[resource.id] = names
    if not granted:
        raise errors.oauth(400, "invalid_scope", "Request denied: At least one scope must be granted")
    if len(granted) > 1:
        raise errors.oauth(400, "invalid_scope", "Request denied: May not request scopes for multiple resources")
    ((resource_id, names),) = granted.items()
    resource = store.the("resource", resource_id)
    lifetime = resource.body["accessTokenValiditySeconds"]
    content = claims(
        call,
        application.environment,
        lifetime,
        scope=" ".join(names),
        client_id=application.body["clientId"],
        aud=[resource.body["audience"]],
    )
    text = call.emulator.keys.sign(application.environment, content)
    return {"access_token": text, "token_type": "Bearer", "expires_in": lifetime, "scope": " ".join(names)}
