# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of API services (SPECIFICATION.md 10)."""

from __future__ import annotations

import re
import uuid
from typing import Any, Literal

from pydantic import Field

from .. import errors, patterns
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model, Name, Reference, check_usual_name
from ..listing import collection
from ..store import Entry
from .api_services import arranged, custom_policies

router = Router()

LIMIT = 25
# What the type of an authentication policy names.
POLICIES = {"PINGONE": "signOnPolicy", "DAVINCI": "flowPolicy"}
METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")


class Path(Model):
    type: Literal["EXACT", "PARAMETER"]
    pattern: str


class GroupRule(Model):
    groups: list[Reference] = Field(min_length=1, max_length=25)


class ScopeRule(Model):
    matchType: Literal["ANY", "ALL"] | None = None
    scopes: list[Reference] = Field(min_length=1)


class Acr(Model):
    id: str = Field(min_length=1)
    type: Literal["PINGONE", "DAVINCI"]


class AuthenticationRule(Model):
    acrs: list[Acr] = Field([], max_length=1)
    maxAge: int | None = Field(None, gt=0)


class AccessControl(Model):
    group: GroupRule | None = None
    scope: ScopeRule | None = None
    permission: Reference | None = None
    authentication: AuthenticationRule | None = None


class OperationInput(Model):
    """What a client may say about an operation."""

    name: Name
    methods: list[str] | None = Field(None, min_length=1, max_length=10)
    paths: list[Path] = Field(min_length=1, max_length=10)
    accessControl: AccessControl | None = None


@linked("operation")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    service = f"{environment}/apiServers/{entry.parent}"
    return {"self": f"{service}/operations/{entry.id}", "environment": environment, "apiServer": service}


@router.get("/v1/environments/{environment}/apiServers/{apiServer}/operations")
@needs("read:apiServer")
def list_operations(call: Call) -> dict[str, Any]:
    return collection(call, "operations", call.emulator.store.children("operation", call.found["apiServer"].id))


@router.post("/v1/environments/{environment}/apiServers/{apiServer}/operations", status_code=201)
@needs("create:apiServer")
def create_operation(call: Call) -> dict[str, Any]:
    service = call.found["apiServer"]
    data = call.input(OperationInput, "policy", "apiServer")
    call.emulator.check_room("operation", service.id, LIMIT, "operations", "An API service")
    _check(call.emulator, service, data, None)
    entry = call.emulator.create("operation", call.environment, service.id, data, stamps=False)
    return call.show(_with_policy(call.emulator, service, entry))


@router.get("/v1/environments/{environment}/apiServers/{apiServer}/operations/{operation}")
@needs("read:apiServer")
def read_operation(call: Call) -> dict[str, Any]:
    return call.show(call.found["operation"])


@router.put("/v1/environments/{environment}/apiServers/{apiServer}/operations/{operation}")
@needs("update:apiServer")
def update_operation(call: Call) -> dict[str, Any]:
    service, entry = call.found["apiServer"], call.found["operation"]
    data = call.input(OperationInput, "policy", "apiServer")
    _check(call.emulator, service, data, entry)
    call.emulator.update(entry, data, keep=("policy",), stamps=False)
    return call.show(_with_policy(call.emulator, service, entry))


@router.delete("/v1/environments/{environment}/apiServers/{apiServer}/operations/{operation}")
@needs("delete:apiServer")
def delete_operation(call: Call) -> None:
    call.emulator.store.delete(call.found["operation"])


def _check(emulator: Emulator, service: Entry, data: dict[str, Any], entry: Entry | None) -> None:
    existing = emulator.store.named("operation", service.id, data["name"], entry.id if entry else "")
    if existing and emulator.switches["unique_operation_names"]:
        raise errors.already_exists(existing.id, f"An operation with the name {data['name']} already exists")
    if emulator.switches["name_characters"] == "usual":
        check_usual_name(data["name"])
    _check_methods(data.get("methods", []))
    _check_paths(data["paths"])
    control = data.get("accessControl", {})
    if service.body["authorizationServer"]["type"] != "EXTERNAL":
        _check_references(emulator, service, control)
    elif emulator.switches["rules_on_external"] == "refused" and set(control) & set(AccessControl.model_fields):
        raise errors.invalid_value("accessControl", "Built-in rules cannot be used with type EXTERNAL")
    _arrange(emulator, data)


def _arrange(emulator: Emulator, data: dict[str, Any]) -> None:
    control = data.get("accessControl", {})
    for owner, list_name, key in (
        (data, "methods", ""),
        (data, "paths", "pattern"),
        (control.get("group", {}), "groups", "id"),
        (control.get("scope", {}), "scopes", "id"),
    ):
        if list_name in owner:
            owner[list_name] = arranged(emulator, owner[list_name], key)


def _check_methods(methods: list[str]) -> None:
    for at, method in enumerate(methods):
        if not METHOD.fullmatch(method):
            raise errors.invalid_value(f"methods[{at}]", "The method is not valid", allowedPattern=METHOD.pattern)
    if len(set(methods)) < len(methods):
        raise errors.invalid_value("methods", "methods must not contain duplicates")


def _check_paths(paths: list[dict[str, Any]]) -> None:
    for at, path in enumerate(paths):
        problem = patterns.problem(path["type"], path["pattern"])
        if problem:
            raise errors.invalid_value(f"paths[{at}].pattern", f"The pattern {problem}")
    if len({path["pattern"] for path in paths}) < len(paths):
        raise errors.invalid_value("paths", "A pattern may appear once in an operation")


def _check_references(emulator: Emulator, service: Entry, control: dict[str, Any]) -> None:
    """What a rule names must exist when it is saved; later deletions do not matter (10.3, 26 #24)."""
    store, at = emulator.store, "accessControl"
    for number, group in enumerate(control.get("group", {}).get("groups", [])):
        _exists(store.get("group", group["id"]), service.environment, f"{at}.group.groups[{number}].id")
    rule = control.get("scope")
    if rule is not None:
        if "matchType" not in rule:
            default = emulator.switches["match_type_default"]
            if not default:
                raise errors.invalid_data(
                    errors.detail("REQUIRED_VALUE", f"{at}.scope.matchType", f"{at}.scope.matchType must be provided")
                )
            rule["matchType"] = default
        resource = service.body["authorizationServer"]["resource"]["id"]
        for number, scope in enumerate(rule["scopes"]):
            target = f"{at}.scope.scopes[{number}].id"
            if _exists(store.get("scope", scope["id"]), service.environment, target).parent != resource:
                raise errors.invalid_value(target, "The scope does not belong to the linked resource")
    if "permission" in control:
        _exists(store.get("permission", control["permission"]["id"]), service.environment, f"{at}.permission.id")
    authentication = control.get("authentication")
    if authentication is not None:
        if not authentication.get("acrs") and "maxAge" not in authentication:
            raise errors.invalid_data(
                errors.detail("REQUIRED_VALUE", f"{at}.authentication", "authentication needs acrs or maxAge")
            )
        for number, acr in enumerate(authentication.get("acrs", [])):
            policy = store.get(POLICIES[acr["type"]], acr["id"])
            _exists(policy, service.environment, f"{at}.authentication.acrs[{number}].id")


def _exists(entry: Entry | None, environment: str, target: str) -> Entry:
    if entry is None or entry.environment != environment:
        raise errors.invalid_value(target, f"{target} names nothing that exists")
    return entry


def _with_policy(emulator: Emulator, service: Entry, entry: Entry) -> Entry:
    if custom_policies(service.body):
        entry.body.setdefault("policy", {"id": str(uuid.uuid4())})
    else:
        entry.body.pop("policy", None)
    return emulator.store.put(entry)
