# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API services, which the API calls ``apiServers`` (SPECIFICATION.md 8, 25 and 26)."""

from __future__ import annotations

import re
import uuid
from ipaddress import AddressValueError, IPv6Address
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name, Reference, check_usual_name
from ..listing import collection
from ..store import Entry
from . import scopes

router = Router()

LIMIT = 25
FILTERS = {"authorizationServer.externalOAuthServer.id": ("eq",)}
Type = Literal["PINGONE_SSO", "EXTERNAL"]
HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
    r"(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?"
)


class ExternalOAuthServer(Model):
    id: str = Field(min_length=1)
    audience: str = Field(min_length=1, max_length=1024)


class AuthorizationServer(Model):
    type: Type = "PINGONE_SSO"
    resource: Reference | None = None
    externalOAuthServer: ExternalOAuthServer | None = None


class Directory(Model):
    type: Type = "PINGONE_SSO"


class Custom(Model):
    enabled: bool = False


class AccessControl(Model):
    custom: Custom | None = None


class ApiServiceInput(Model):
    """What a client may say about an API service."""

    name: Name
    baseUrls: list[str] = Field(min_length=1)
    authorizationServer: AuthorizationServer
    directory: Directory | None = None
    accessControl: AccessControl | None = None


@linked("apiServer")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    self = f"{environment}/apiServers/{entry.id}"
    found = {"self": self, "environment": environment, "operations": f"{self}/operations"}
    resource = entry.body["authorizationServer"].get("resource")
    if resource:
        found["resource"] = f"{environment}/resources/{resource['id']}"
    return found


@router.get("/v1/environments/{environment}/apiServers")
@needs("read:apiServer")
def list_api_services(call: Call) -> dict[str, Any]:
    return collection(
        call, "apiServers", call.emulator.store.children("apiServer", call.environment), maximum=LIMIT, filters=FILTERS
    )


@router.post("/v1/environments/{environment}/apiServers", status_code=201)
@needs("create:apiServer")
def create_api_service(call: Call) -> dict[str, Any]:
    data = call.input(ApiServiceInput, "policy")
    call.emulator.check_room("apiServer", call.environment, LIMIT, "API services")
    body = _body(call.emulator, call.environment, data, None)
    entry = call.emulator.create("apiServer", call.environment, call.environment, body, stamps=False)
    return call.show(_with_policy(call.emulator, entry))


@router.get("/v1/environments/{environment}/apiServers/{apiServer}")
@needs("read:apiServer")
def read_api_service(call: Call) -> dict[str, Any]:
    return call.show(call.found["apiServer"])


@router.put("/v1/environments/{environment}/apiServers/{apiServer}")
@needs("update:apiServer")
def update_api_service(call: Call) -> dict[str, Any]:
    entry = call.found["apiServer"]
    body = _body(call.emulator, call.environment, call.input(ApiServiceInput, "policy"), entry)
    call.emulator.update(entry, body, keep=("policy",), stamps=False)
    return call.show(_with_policy(call.emulator, entry))


@router.delete("/v1/environments/{environment}/apiServers/{apiServer}")
@needs("delete:apiServer")
def delete_api_service(call: Call) -> None:
    """Takes operations, deployment and decision endpoint along; resource and scopes stay (8.8, 26 #7)."""
    store, entry = call.emulator.store, call.found["apiServer"]
    linked_to = entry.body["authorizationServer"].get("resource")
    if linked_to and not call.emulator.switches["scopes_outlive_service"]:
        gone = store.children("scope", linked_to["id"])
        for scope in gone:
            store.delete(scope)
        scopes.drop_from_grants(call.emulator, call.environment, {scope.id for scope in gone})
    for endpoint in store.children("decisionEndpoint", call.environment):
        if endpoint.private.get("apiServer") == entry.id:
            store.delete(endpoint)
    store.delete(entry)


def _body(emulator: Emulator, environment: str, data: dict[str, Any], entry: Entry | None) -> dict[str, Any]:
    """Defaults and rules; raises the refusals of section 25."""
    body = {**data, "authorizationServer": {**data["authorizationServer"]}}
    server = body["authorizationServer"]
    server.setdefault("type", "PINGONE_SSO")
    body["directory"] = {"type": "PINGONE_SSO", **data.get("directory", {})}
    control = data.get("accessControl", {})
    # One vendor sample leaves it out (26 #32).
    if control or emulator.switches["access_control_answered"] == "always":
        body["accessControl"] = {**control, "custom": {"enabled": False, **control.get("custom", {})}}
    body["baseUrls"] = arranged(emulator, body["baseUrls"])
    check_base_urls(emulator, environment, body["baseUrls"], entry)
    if entry is not None:
        _check_immutable(emulator, body, entry)
    if body["directory"]["type"] != server["type"]:
        raise errors.invalid_value("directory.type", "directory.type must equal authorizationServer.type")
    if server["type"] == "EXTERNAL":
        _check_external(emulator, environment, server)
    else:
        _check_sso(emulator, environment, server, entry)
    _check_name(emulator, environment, body, entry)
    return body


def _check_sso(emulator: Emulator, environment: str, server: dict[str, Any], entry: Entry | None) -> None:
    if "externalOAuthServer" in server:
        raise errors.invalid_value(
            "authorizationServer.externalOAuthServer", "authorizationServer.externalOAuthServer is for type EXTERNAL"
        )
    if "resource" not in server:
        target = "authorizationServer.resource.id"
        raise errors.invalid_data(errors.detail("REQUIRED_VALUE", target, f"{target} must be provided"))
    resource = emulator.store.get("resource", server["resource"]["id"])
    if resource is None or resource.environment != environment:
        raise errors.invalid_value("authorizationServer.resource.id", "There is no such resource")
    if resource.body["type"] != "CUSTOM":
        raise errors.invalid_value("authorizationServer.resource.id", "The resource is not of type CUSTOM")
    if emulator.switches["unique_resources"]:
        for other in users_of(emulator, resource):
            if other is not entry:
                raise errors.already_exists(
                    other.id, "The resource is linked to another API service", "authorizationServer.resource.id"
                )


def users_of(emulator: Emulator, server: Entry) -> list[Entry]:
    """The API services whose tokens come from that resource or external OAuth server."""
    return [
        service
        for service in emulator.store.children("apiServer", server.environment)
        if service.body["authorizationServer"].get(server.kind, {}).get("id") == server.id
    ]


def _check_external(emulator: Emulator, environment: str, server: dict[str, Any]) -> None:
    if "resource" in server:
        raise errors.invalid_value(
            "authorizationServer.resource", "authorizationServer.resource is for type PINGONE_SSO"
        )
    external = server.get("externalOAuthServer")
    if external:
        found = emulator.store.get("externalOAuthServer", external["id"])
        if found is None or found.environment != environment:
            raise errors.invalid_value(
                "authorizationServer.externalOAuthServer.id", "There is no such external OAuth server"
            )


def _check_immutable(emulator: Emulator, body: dict[str, Any], entry: Entry) -> None:
    old, new = entry.body["authorizationServer"]["type"], body["authorizationServer"]["type"]
    if old != new and not emulator.switches["token_source_change"]:
        raise errors.invalid_value("authorizationServer.type", "authorizationServer.type cannot be changed")
    was, will = custom_policies(entry.body), custom_policies(body)
    allowed = emulator.switches["custom_policies_change"]
    if was != will and (allowed == "never" or (allowed == "on_only" and was)):
        raise errors.invalid_value(
            "accessControl.custom.enabled",
            "accessControl.custom.enabled cannot be changed"
            if allowed == "never"
            else "Custom policies cannot be switched off",
        )


def custom_policies(body: dict[str, Any]) -> bool:
    return bool(body.get("accessControl", {}).get("custom", {}).get("enabled"))


def arranged(emulator: Emulator, items: list[Any], key: str = "") -> list[Any]:
    """A list whose order means nothing, as it is to be answered (26 #31); ``key`` names what its objects go by."""
    if emulator.switches["list_order"] == "sent":
        return items
    return sorted(items, key=lambda item: item[key] if key else item)


def _check_name(emulator: Emulator, environment: str, body: dict[str, Any], entry: Entry | None) -> None:
    """Unique among API services and, in strict mode, not the name of another resource (26 #3)."""
    name, store = body["name"], emulator.store
    if emulator.switches["name_characters"] == "usual":
        check_usual_name(name)
    existing = store.named("apiServer", environment, name, entry.id if entry else "")
    if existing:
        raise errors.already_exists(existing.id, f"An API service with the name {name} already exists")
    linked_to = body["authorizationServer"].get("resource", {}).get("id", "")
    resource = store.named("resource", environment, name, linked_to)
    if resource and emulator.switches["strict_names"]:
        raise errors.already_exists(resource.id, f"A resource with the name {name} already exists")


def check_base_urls(emulator: Emulator, environment: str, urls: list[str], entry: Entry | None) -> None:
    most = emulator.switches["most_base_urls"]
    if most and len(urls) > most:
        raise errors.too_many("baseUrls", most, f"An API service has at most {most} base URLs")
    for at, url in enumerate(urls):
        problem = base_url_problem(url, emulator.switches["root_base_url"])
        if problem:
            raise errors.invalid_value(f"baseUrls[{at}]", f"The base URL {problem}")
    if emulator.switches["unique_base_urls"]:
        for other in emulator.store.children("apiServer", environment):
            if other is not entry and set(urls) & set(other.body["baseUrls"]):
                raise errors.already_exists(other.id, "The base URL already exists in another API service", "baseUrls")


def base_url_problem(url: str, root_allowed: bool) -> str | None:
    """Why section 8.3 refuses the URL; None when it does not."""
    if len(url) > 256:
        return "is longer than 256 characters"
    if "\\" in url or any(ord(character) <= 32 or ord(character) == 127 for character in url):
        return "has a backslash, a space or a control character"
    try:
        parts = urlsplit(url)
        port_is_bad = parts.port == 0
    except ValueError:
        return "is not a URL"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "is not an absolute http or https URL"
    if "?" in url or "#" in url:
        return "has a query or a fragment"
    if port_is_bad or parts.netloc.endswith(":") or "@" in parts.netloc or not _good_host(parts.hostname):
        return "has no valid host"
    if not parts.path or (parts.path == "/" and root_allowed):
        return None
    if parts.path.endswith("/"):
        return "ends in a slash"
    if any(segment in ("", ".", "..") for segment in parts.path.split("/")[1:]):
        return "has an empty or dot segment"
    return None


def _good_host(host: str) -> bool:
    if ":" in host:
        try:
            IPv6Address(host)
        except AddressValueError:
            return False
        return True
    if not HOST.fullmatch(host):
        return False
    if re.fullmatch(r"[0-9.]+", host):
        octets = host.split(".")
        return len(octets) == 4 and all(octet.isdigit() and int(octet) <= 255 for octet in octets)
    return True


def _with_policy(emulator: Emulator, entry: Entry) -> Entry:
    """The root of the policy tree exists while custom policies are on."""
    if custom_policies(entry.body):
        entry.body.setdefault("policy", {"id": str(uuid.uuid4())})
    else:
        entry.body.pop("policy", None)
    return emulator.store.put(entry)
