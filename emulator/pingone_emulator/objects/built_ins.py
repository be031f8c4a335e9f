# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every environment has from the start (SPECIFICATION.md 12.1, 13, 27.3 and 27.5)."""

from __future__ import annotations

from collections.abc import Callable

from ..emulator import Emulator
from ..keys import derived_id
from ..store import Entry
from . import applications, grants, populations, schemas

NewId = Callable[..., str]

PINGONE_SCOPES = {
    "p1:read:user": "Read the user's own data.",
    "p1:update:user": "Change the user's own data.",
    "p1:create:device": "Register a device for multi-factor authentication.",
    "p1:read:device": "Read the user's devices.",
    "p1:update:device": "Change the user's devices.",
    "p1:delete:device": "Remove the user's devices.",
    "p1:create:pairingKey": "Create a key that pairs a device.",
    "p1:read:sessions": "Read the user's sessions.",
    "p1:delete:sessions": "End the user's sessions.",
    "p1:read:userPassword": "Read the state of the user's password.",
    "p1:reset:userPassword": "Reset the user's password.",
    "p1:validate:userPassword": "Check the user's password.",
}
OPENID_SCOPES = {
    "address": "Read the postal address.",
    "email": "Read the e-mail address.",
    "openid": "Sign in with OpenID Connect.",
    "phone": "Read the telephone number.",
    "profile": "Read the profile.",
}
OPENID_ATTRIBUTES = {
    "email": "email",
    "family_name": "name.family",
    "given_name": "name.given",
    "middle_name": "name.middle",
    "name": "name.formatted",
    "nickname": "nickname",
    "locale": "locale",
    "preferred_username": "username",
    "phone_number": "primaryPhone",
    "picture": "photo.href",
    "zoneinfo": "timezone",
    "address.country": "address.countryCode",
    "address.locality": "address.locality",
    "address.region": "address.region",
    "address.postal_code": "address.postalCode",
    "address.street_address": "address.streetAddress",
}
OPENID_EMPTY = (
    "address.formatted",
    "birthdate",
    "email_verified",
    "gender",
    "phone_number_verified",
    "profile",
    "website",
)
# What the two system applications for users start with.
SYSTEM_GRANTS = {
    "PING_ONE_SELF_SERVICE": tuple(PINGONE_SCOPES),
    "PING_ONE_PORTAL": ("p1:read:user", "p1:update:user", "p1:read:sessions", "p1:delete:sessions"),
}


def furnish(emulator: Emulator, environment: Entry) -> None:
    """Give a new environment its schema, population, sign-on policies, resources and system applications."""

    def new_id(*parts: str) -> str:
        return derived_id(environment.id, *parts)

    schemas.create_user_schema(emulator, environment.id, new_id)
    populations.create(
        emulator,
        environment.id,
        {"name": "Default", "description": "Automatically created population.", "default": True},
        new_id("population", "Default"),
    )
    for name, default in (("Single_Factor", True), ("Multi_Factor", False)):
        emulator.create(
            "signOnPolicy",
            environment.id,
            environment.id,
            {"name": name, "default": default},
            id=new_id("signOnPolicy", name),
        )
    api = _resource(
        emulator, environment, new_id, "PingOne API", "PINGONE_API", "The management API of PingOne.", PINGONE_SCOPES
    )
    openid = _resource(
        emulator,
        environment,
        new_id,
        "openid",
        "OPENID_CONNECT",
        "The scopes and claims of OpenID Connect.",
        OPENID_SCOPES,
    )
    _openid_attributes(emulator, openid, new_id)
    for type in applications.SYSTEM:
        application = applications.create_system_application(
            emulator, environment.id, type, new_id("application", type)
        )
        if type in SYSTEM_GRANTS:
            wanted = [{"id": new_id("scope", api.name, name)} for name in SYSTEM_GRANTS[type]]
            grants.create(emulator, application, api, {"scopes": wanted}, new_id("grant", type))


def _resource(
    emulator: Emulator,
    environment: Entry,
    new_id: NewId,
    name: str,
    type: str,
    description: str,
    scopes: dict[str, str],
) -> Entry:
    resource = emulator.create(
        "resource",
        environment.id,
        environment.id,
        {"name": name, "type": type, "description": description},
        id=new_id("resource", name),
    )
    for scope, text in scopes.items():
        body = {"resource": {"id": resource.id}, "name": scope, "description": text}
        if scope in ("p1:read:user", "p1:update:user"):
            body["schemaAttributes"] = ["*"]
        emulator.create("scope", environment.id, resource.id, body, {"predefined": True}, new_id("scope", name, scope))
    return resource


def _openid_attributes(emulator: Emulator, openid: Entry, new_id: NewId) -> None:
    values = {name: f"${{user.{value}}}" for name, value in OPENID_ATTRIBUTES.items()}
    values["updated_at"] = "${#datetime.toUnixTimestamp(user.updatedAt)}"
    values.update(dict.fromkeys(OPENID_EMPTY, ""))
    for name, value in {"sub": "${user.id}", **values}.items():
        body = {
            "resource": {"id": openid.id},
            "name": name,
            "type": "CORE" if name == "sub" else "PREDEFINED",
            "value": value,
            "idToken": True,
            "userInfo": True,
        }
        emulator.create(
            "attribute", openid.environment, openid.id, body, id=new_id("attribute", openid.name, name), stamps=False
        )
