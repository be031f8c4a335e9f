# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications and their secrets (SPECIFICATION.md 14 and 27.5)."""

from __future__ import annotations

from typing import Any, Literal

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name, Text
from ..keys import new_secret
from ..listing import collection
from ..store import Entry
from . import client_secrets, role_assignments

router = Router()

LIMIT = 1000
FILTERS = {"protocol": ("eq",), "type": ("eq",)}
SYSTEM_TYPES = ("PING_ONE_SELF_SERVICE", "PING_ONE_PORTAL", "PING_ONE_ADMIN_CONSOLE")
Type = Literal[
    "WEB_APP",
    "NATIVE_APP",
    "SINGLE_PAGE_APP",
    "WORKER",
    "SERVICE",
    "CUSTOM_APP",
    "TEMPLATE_APP",
    "PORTAL_LINK_APP",
    "AI_AGENT",
    "PING_ONE_SELF_SERVICE",
    "PING_ONE_PORTAL",
    "PING_ONE_ADMIN_CONSOLE",
]
GrantType = Literal[
    "AUTHORIZATION_CODE", "IMPLICIT", "REFRESH_TOKEN", "CLIENT_CREDENTIALS", "DEVICE_CODE", "TOKEN_EXCHANGE", "CIBA"
]
AuthMethod = Literal["NONE", "CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST", "CLIENT_SECRET_JWT", "PRIVATE_KEY_JWT"]


class Icon(Model):
    id: str = ""
    href: str = ""


class ApplicationInput(Model):
    """What every application has; kinds other than OpenID Connect are stored as sent."""

    name: Name
    enabled: bool
    type: Type
    protocol: Literal["OPENID_CONNECT", "SAML", "WS_FED", "EXTERNAL_LINK"]
    description: str = ""
    tags: list[Text] = []
    icon: Icon | None = None
    hiddenFromAppPortal: Any = None
    accessControl: Any = None
    loginPageUrl: Any = None
    homePageUrl: Any = None


class OidcInput(ApplicationInput):
    """An OpenID Connect application."""

    tokenEndpointAuthMethod: AuthMethod
    grantTypes: list[GrantType]
    responseTypes: list[Literal["TOKEN", "ID_TOKEN", "CODE"]] = []
    redirectUris: list[Text] = []
    postLogoutRedirectUris: list[Text] = []
    pkceEnforcement: Literal["OPTIONAL", "REQUIRED", "S256_REQUIRED"] = "OPTIONAL"
    assignActorRoles: bool = True
    deviceTimeout: Any = None
    devicePollingInterval: Any = None
    idpSignoff: Any = None
    includeX5t: Any = None
    opSessionCheckEnabled: Any = None
    parRequirement: Any = None
    parTimeout: Any = None
    allowWildcardInRedirectUris: Any = None
    refreshTokenType: Any = None
    refreshTokenDuration: Any = None
    refreshTokenRollingDuration: Any = None
    refreshTokenRollingGracePeriodDuration: Any = None
    requestScopesForMultipleResourcesEnabled: Any = None
    additionalRefreshTokenReplayProtectionEnabled: Any = None
    supportUnsignedRequestObject: Any = None
    requireSignedRequestObject: Any = None
    corsSettings: Any = None
    jwks: str = ""
    jwksUrl: str = ""
    initiateLoginUri: Any = None
    targetLinkUri: Any = None
    signing: Any = None
    kerberos: Any = None
    mobile: Any = None
    bundleId: Any = None
    packageName: Any = None


class SystemInput(ApplicationInput):
    """A system application: neither grant types nor redirect URIs are asked for (27.5)."""

    tokenEndpointAuthMethod: AuthMethod = "CLIENT_SECRET_BASIC"
    grantTypes: list[GrantType] = []
    redirectUris: list[Text] = []
    pkceEnforcement: Any = None
    applyDefaultTheme: bool = True
    enableDefaultThemeFooter: bool = True


@linked("application")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    self = f"{environment}/applications/{entry.id}"
    children = ["grants"]
    if "secret" in entry.private:
        children.append("secret")
    if entry.body["type"] == "WORKER":
        children.append("roleAssignments")
    return {"self": self, "environment": environment, **{name: f"{self}/{name}" for name in children}}


@router.get("/v1/environments/{environment}/applications")
@needs("read:application")
def list_applications(call: Call) -> dict[str, Any]:
    return collection(
        call, "applications", call.emulator.store.children("application", call.environment), filters=FILTERS
    )


@router.post("/v1/environments/{environment}/applications", status_code=201)
@needs("create:application")
def create_application(call: Call) -> dict[str, Any]:
    data = call.data()
    if data.get("type") in SYSTEM_TYPES:
        raise errors.invalid_value("type", "A system application cannot be created")
    model = OidcInput if data.get("protocol") == "OPENID_CONNECT" else ApplicationInput
    data = call.input(model, "clientId", data=data)
    call.emulator.check_room("application", call.environment, LIMIT, "applications")
    entry = create(call.emulator, call.environment, data)
    # By default a new worker gets the roles of its creator (2.3).
    if entry.body["type"] == "WORKER" and data.get("assignActorRoles", True):
        role_assignments.copy(call.emulator, call.actor.assignments, entry)
    return call.show(entry)


@router.get("/v1/environments/{environment}/applications/{application}")
@needs("read:application")
def read_application(call: Call) -> dict[str, Any]:
    return call.show(call.found["application"])


@router.put("/v1/environments/{environment}/applications/{application}")
@needs("update:application")
def update_application(call: Call) -> dict[str, Any]:
    entry = call.found["application"]
    system, sent = entry.body["type"] in SYSTEM_TYPES, call.data()
    mobile = call.emulator.switches["protocol_change"] and not system and "protocol" in sent
    protocol = (sent if mobile else entry.body)["protocol"]
    model = SystemInput if system else OidcInput if protocol == "OPENID_CONNECT" else ApplicationInput
    data = call.input(model, "clientId", data=sent)
    for key in ("type",) if mobile else ("type", "protocol"):
        if data[key] != entry.body[key]:
            raise errors.invalid_value(key, f"The {key} of an application cannot be changed")
    _check(data)
    if system:
        for key in ("tokenEndpointAuthMethod", "applyDefaultTheme"):
            data.setdefault(key, entry.body[key])
        if not data.get("icon", {}).get("id"):
            data["icon"] = entry.body["icon"]
    _credentials(entry, data)
    return call.show(call.emulator.update(entry, data, keep=("clientId",)))


@router.delete("/v1/environments/{environment}/applications/{application}")
@needs("delete:application")
def delete_application(call: Call) -> None:
    entry = call.found["application"]
    if entry.body["type"] in SYSTEM_TYPES:
        raise errors.request_failed(
            errors.detail("CONSTRAINT_VIOLATION", None, "A system application cannot be deleted")
        )
    call.emulator.store.delete(entry)


@router.get("/v1/environments/{environment}/applications/{application}/secret")
@needs("read:applicationSecret")
def read_secret(call: Call) -> dict[str, Any]:
    return client_secrets.shown(call, _with_secret(call))


@router.post("/v1/environments/{environment}/applications/{application}/secret")
@needs("update:applicationSecret")
def rotate_secret(call: Call) -> dict[str, Any]:
    return client_secrets.rotate(call, _with_secret(call))


@router.delete("/v1/environments/{environment}/applications/{application}/secret")
@needs("delete:applicationSecret")
def delete_previous_secret(call: Call) -> None:
    client_secrets.forget_previous(call, _with_secret(call))


def _with_secret(call: Call) -> Entry:
    entry = call.found["application"]
    if "secret" not in entry.private:
        raise errors.not_found()
    return entry


def create(emulator: Emulator, environment: str, data: dict[str, Any], id: str = "", secret: str = "") -> Entry:
    """An application as if the data had been posted; names may repeat."""
    _check(data)
    entry = emulator.create("application", environment, environment, data, {"secret": secret} if secret else {}, id)
    _credentials(entry, data)
    return entry


def _credentials(entry: Entry, data: dict[str, Any]) -> None:
    """An OpenID Connect application has a client id and a secret, others have neither."""
    if data["protocol"] == "OPENID_CONNECT":
        entry.body.setdefault("clientId", entry.id)
        entry.private.setdefault("secret", new_secret())
    else:
        entry.body.pop("clientId", None)
        for key in ("secret", "previous"):
            entry.private.pop(key, None)


def _check(data: dict[str, Any]) -> None:
    if "CODE" in data.get("responseTypes", []) and "AUTHORIZATION_CODE" not in data.get("grantTypes", []):
        raise errors.invalid_value("responseTypes", "CODE needs the grant type AUTHORIZATION_CODE")


# type: (name, description)
SYSTEM = {
    "PING_ONE_SELF_SERVICE": ("PingOne Self-Service - MyAccount", "Lets users manage their own profile."),
    "PING_ONE_PORTAL": ("PingOne Application Portal", "Shows users the applications they may start."),
    "PING_ONE_ADMIN_CONSOLE": ("PingOne Admin Console", "Lets administrators manage this environment."),
}


def create_system_application(emulator: Emulator, environment: str, type: str, id: str) -> Entry:
    """One of the applications that every environment has from the start."""
    name, description = SYSTEM[type]
    data = {
        "protocol": "OPENID_CONNECT",
        "type": type,
        "name": name,
        "description": description,
        "enabled": True,
        "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC",
        "applyDefaultTheme": True,
        "hiddenFromAppPortal": False,
        "icon": {"id": id, "href": f"https://assets.example.org/environments/{environment}/images/{id}.png"},
    }
    if type == "PING_ONE_SELF_SERVICE":
        data["enableDefaultThemeFooter"] = True
    return create(emulator, environment, data, id)
