# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Converts the entries to sections of items of the single modules' tasks."""

from __future__ import annotations

from typing import Any, Iterator, Mapping, Optional, Sequence

from ..._engine.task import Options, Task
from ..._lookup.unlisted_requests import OPTION as UNLISTED
from ..._model.objects.api_service import API_SERVICE, EXTERNAL
from ..._model.objects.application import APPLICATION
from ..._model.objects.application_permission import PERMISSION
from ..._model.objects.deployment import DEPLOYMENT
from ..._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from ..._model.objects.grant import GRANT
from ..._model.objects.group import GROUP
from ..._model.objects.operation import OPERATION
from ..._model.objects.scope import SCOPE
from .. import (
    api_operation,
    api_service,
    app_scope_grant,
    application,
    application_permission,
    deploy,
    external_oauth_server,
    group,
    scope,
)
from .entries import DEPLOY, is_present, scopes_of
from .section import Item, Section, completed

# The option api_service of a module is not an option of the user, so its problems are those of the whole object.
_OF_SERVICE = {"api_service": "", "resource": ""}
_GRANT_NAMES = {**_OF_SERVICE, "application": "name", "keep": "scopes"}
_SERVICE_NAMES = {
    "auto_create_resource": "resource",
    "external_oauth_server": "external_oauth_server.name",
    "external_audience": "external_oauth_server.audience",
}


def purged_grants(entries: Sequence[Options]) -> Iterator[Section]:
    """The scopes to revoke of purged applications that do not list them.

    They are planned first, so the scopes and the resource that the entry results in are part of the items.
    """
    for index, entry in _present(entries):
        items = [
            Item(options, index, place)
            for place, one in _users(index, entry)
            if one["purge"]
            for options in _revocations(entry, one, keep=scopes_of(entry, one))
        ]
        yield Section(app_scope_grant.TASK, GRANT, items, index, _list(index, "applications"), _GRANT_NAMES)


def lost_grants(entries: Sequence[Options]) -> Iterator[Section]:
    """The scopes to revoke of applications that lose their access, as above."""
    for index, entry in enumerate(entries):
        items = []
        for place, one in _placed(index, entry, "applications"):
            if is_present(entry) and is_present(one):
                continue
            listed = None if is_present(entry) else scopes_of(entry, one)
            items += [Item(options, index, place) for options in _revocations(entry, one, scopes=listed or None)]
        yield Section(app_scope_grant.TASK, GRANT, items, index, _list(index, "applications"), _GRANT_NAMES)


def _revocations(entry: Options, application: Options, **own: Any) -> Iterator[Options]:
    """The scopes to revoke of the service's resource, and of the one that it is going to have."""
    if is_present(entry):
        own["expected_resource"] = entry["resource"]
        own["expected_scopes"] = [{"name": part["name"], "id": part["id"]} for part in entry["scopes"] or []]
    resource = entry.get("next_resource")
    parents = [] if resource and entry["is_new"] else [{"api_service": _service_name(entry)}]
    for parent in [*parents, *([{"resource": resource}] if resource else [])]:
        given = {**own, **parent, "application": application["name"], "state": "absent"}
        yield completed(app_scope_grant.TASK, {}, **given)


def external_servers(entries: Sequence[Options]) -> Section:
    """The external OAuth servers to create. Several entries may list the same one."""
    found = [
        (index, f"api_services[{index}].external_oauth_server", entry["external_oauth_server"])
        for index, entry in _present(entries)
        if entry["external_oauth_server"]
    ]
    task = external_oauth_server.TASK
    return Section(task, EXTERNAL_OAUTH_SERVER, _created(task, found), place="api_services")


def groups(entries: Sequence[Options]) -> Section:
    """The groups to create. Several entries may list the same one."""
    found = [(index, *part) for index, entry in _present(entries) for part in _placed(index, entry, "groups")]
    return Section(group.TASK, GROUP, _created(group.TASK, found), place="api_services")


def services(entries: Sequence[Options]) -> Section:
    """The API services that should exist."""
    items = [Item(_service(entry), index, f"api_services[{index}]") for index, entry in _present(entries)]
    return Section(api_service.TASK, API_SERVICE, items, place="api_services", names=_SERVICE_NAMES)


def _service(entry: Options) -> Options:
    server = entry["external_oauth_server"] or {}
    creates = entry["resource"] is None and entry["token_source"] != EXTERNAL
    return completed(
        api_service.TASK,
        entry,
        auto_create_resource=creates or None,
        external_oauth_server=server.get("name"),
        external_audience=server.get("audience"),
        state="present",
    )


def scopes(entries: Sequence[Options]) -> Iterator[Section]:
    """The scopes of each entry."""
    for index, entry in _present(entries):
        items = [
            Item(completed(scope.TASK, one, api_service=_service_name(entry)), index, place)
            for place, one in _placed(index, entry, "scopes")
        ]
        yield Section(scope.TASK, SCOPE, items, index, _list(index, "scopes"), _OF_SERVICE)


def permissions(entries: Sequence[Options]) -> Iterator[Section]:
    """The permissions of each entry to create."""
    for index, entry in _present(entries):
        yield _permissions(index, entry, create=True)


def _permissions(index: int, entry: Options, *, create: bool) -> Section:
    task = application_permission.TASK
    items = [
        Item(completed(task, one, api_service=_service_name(entry)), index, place)
        for place, one in _placed(index, entry, "permissions")
        if bool(one["create"]) is create
    ]
    return Section(task, PERMISSION, items, index, _list(index, "permissions"), _OF_SERVICE)


def references(entries: Sequence[Options]) -> Iterator[Section]:
    """The groups and permissions that must exist, because they are not created."""
    for index, entry in _present(entries):
        listed = [
            Item(completed(group.TASK, one), index, place)
            for place, one in _placed(index, entry, "groups")
            if not one["create"]
        ]
        yield Section(group.TASK, GROUP, listed, index, _list(index, "groups"))
        yield _permissions(index, entry, create=False)


def operations(entries: Sequence[Options], unlisted: Optional[str]) -> Iterator[Section]:
    """The operations of each entry, and its setting for requests that no operation lists."""
    task = api_operation.TASK
    for index, entry in _present(entries):
        service = {"api_service": _service_name(entry)}
        items = [
            Item(completed(task, one, **service), index, place) for place, one in _placed(index, entry, "operations")
        ]
        setting = {UNLISTED: entry[UNLISTED] or unlisted, "allow_open": entry["allow_open"]}
        if any(setting.values()):
            items.append(Item(completed(task, {}, **service, **setting), index, f"api_services[{index}]"))
        top = {"purge": True, "api_services": [_service_name(entry)]} if entry["purge_operations"] else {}
        names = {"api_service": "", "purge": "purge_operations", "api_services": "name"}
        yield Section(task, OPERATION, items, index, _list(index, "operations"), names, top)


def deployments(entries: Sequence[Options], options: Options, changed: Mapping[int, bool]) -> Section:
    """The deployments of the entries with these indexes, which are mapped to whether the plan changes their service."""
    items = []
    for index, is_changed in changed.items():
        entry = entries[index]
        given = {name: options[name] if entry.get(name) is None else entry[name] for name in DEPLOY}
        own = completed(deploy.TASK, given, api_service=_service_name(entry), changes=is_changed)
        items.append(Item(own, index, f"api_services[{index}]"))
    return Section(deploy.TASK, DEPLOYMENT, items, place="api_services", names={"api_service": "name"})


def applications(entries: Sequence[Options]) -> Section:
    """The applications to create. Several entries may list the same one."""
    found = [(index, *part) for index, entry in _present(entries) for part in _users(index, entry)]
    return Section(application.TASK, APPLICATION, _created(application.TASK, found), place="api_services")


def grants(entries: Sequence[Options]) -> Iterator[Section]:
    """The scopes to grant. They are purged again, because the resource of the service may have changed."""
    task = app_scope_grant.TASK
    for index, entry in _present(entries):
        items = []
        for place, one in _users(index, entry):
            own = {"scopes": scopes_of(entry, one), "purge": one["purge"], "state": "present"}
            options = completed(task, {}, api_service=_service_name(entry), application=one["name"], **own)
            items.append(Item(options, index, place))
        yield Section(task, GRANT, items, index, _list(index, "applications"), _GRANT_NAMES)


def removed_services(entries: Sequence[Options]) -> Section:
    """The API services to remove. PingOne removes their operations together with them."""
    items = []
    for index, entry in _absent(entries):
        own = {key: entry[key] for key in ("name", "id", "resource", "delete_resource", "force")}
        items.append(Item(completed(api_service.TASK, own, state="absent"), index, f"api_services[{index}]"))
    return Section(api_service.TASK, API_SERVICE, items, place="api_services", names=_SERVICE_NAMES)


def removed_scopes(entries: Sequence[Options], resources: Mapping[int, str]) -> Iterator[Section]:
    """The scopes to remove after their services, so they are found by their resource.

    ``resources``: the resource of the service of each entry, by the index of the entry; empty if there is none.
    """
    for index, entry in _absent(entries):
        if entry["delete_resource"] or not resources[index]:
            continue
        items = [
            Item(completed(scope.TASK, one, resource=resources[index], state="absent"), index, place)
            for place, one in _placed(index, entry, "scopes")
        ]
        yield Section(scope.TASK, SCOPE, items, index, _list(index, "scopes"), _OF_SERVICE)


def _present(entries: Sequence[Options]) -> list[tuple[int, Options]]:
    return [(index, entry) for index, entry in enumerate(entries) if is_present(entry)]


def _absent(entries: Sequence[Options]) -> list[tuple[int, Options]]:
    return [(index, entry) for index, entry in enumerate(entries) if not is_present(entry)]


def _service_name(entry: Options) -> Any:
    """What identifies the service of an entry; before anything is read, this is its name."""
    return entry.get("api_service") or entry["name"]


def _list(index: int, name: str) -> str:
    return f"api_services[{index}].{name}"


def _placed(index: int, entry: Options, name: str) -> list[tuple[str, Options]]:
    """The parts of an entry with their locations."""
    return [(f"{_list(index, name)}[{number}]", one) for number, one in enumerate(entry[name] or [])]


def _users(index: int, entry: Options) -> list[tuple[str, Options]]:
    """The applications that should have access to the API."""
    return [(place, one) for place, one in _placed(index, entry, "applications") if is_present(one)]


def _created(task: Task, found: Sequence[tuple[int, str, Options]]) -> list[Item]:
    """The items for parts with ``create: true``, each once although several entries may list it."""
    items: list[Item] = []
    for index, place, one in found:
        options = completed(task, one, state="present")
        if one["create"] and all(options != item.options for item in items):
            items.append(Item(options, index, place))
    return items
