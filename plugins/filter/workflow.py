# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the modules that the role api_service calls, from its list of entries."""

from __future__ import annotations

from typing import Any

from ansible.utils.display import Display
from ansible_collections.pingone.authorize.plugins.plugin_utils._entries import read_entries

DOCUMENTATION = r"""
name: workflow
short_description: Convert the entries of the role api_service to options of modules
version_added: 0.1.0
description:
  - Converts the O(_input) of the role P(pingone.authorize.api_service#role) to the list options of the modules, so that
    one task for each type of object handles all entries.
  - Null values are treated as omitted. All values can be text, as from C(-e) or a survey, and are converted as in the
    modules.
positional: connection
options:
  _input:
    description: The role's C(api_service_list).
    type: list
    elements: dict
    required: true
  connection:
    description: The role's C(api_service_connection). Only the names and types of its options are checked.
    type: dict
author:
  - pingone.authorize contributors (@pingone-authorize)
"""

EXAMPLES = r"""
- name: Show which scopes the entries have
  ansible.builtin.debug:
    msg: "{{ (entries | pingone.authorize.workflow).scopes }}"
  vars:
    entries:
      - name: Orders API
        scopes:
          - name: orders-read
"""

RETURN = r"""
_value:
  description:
    - Lists of options for the entries that should exist, with the name of the option that they are used for as key.
    - V(absent) contains such lists for the entries that should not exist, and V(problems) contains messages about
      invalid entries.
  type: dict
"""

_OWN_OF_SERVICE = ("name", "base_urls", "token_source", "resource", "audience", "custom_policies")


def workflow(entries: Any, connection: Any = None) -> dict[str, Any]:
    """The options of the modules for the entries of the role."""
    given, problems = read_entries(entries, connection)
    present = [entry for entry in given if entry.get("state", "present") == "present"]
    absent = [entry for entry in given if entry.get("state", "present") != "present"]
    _warn_of_unlisted(present)
    return {
        "problems": problems or _problems(given, present),
        "external_oauth_servers": _created(entry.get("external_oauth_server", {}) for entry in present),
        "groups": _created(_parts(present, "groups")),
        "api_services": [_service(entry) for entry in present],
        "scopes": [{**_parent(entry), **scope} for entry in present for scope in entry.get("scopes", [])],
        "permissions": [
            {**_parent(entry), **one} for entry in present for one in _created(entry.get("permissions", []))
        ],
        "operations": [one for entry in present for one in _operations(entry)],
        "services_with_operations": [
            entry["name"] for entry in present if _operations(entry) or entry.get("purge_operations")
        ],
        "services_to_purge": [entry["name"] for entry in present if entry.get("purge_operations")],
        "applications": _created(_users(present), without=("scopes", "purge", "state")),
        "revoked_grants": [_revoked_grant(entry, one) for entry in given for one in _revoked_from(entry)],
        "grants": [_grant(entry, one) for entry in present for one in _users([entry])],
        "absent": _absent(absent),
    }


def _absent(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """What to remove for absent entries. PingOne removes the operations of a service together with it."""
    services = []
    for entry in entries:
        kept = {key: entry[key] for key in ("name", "resource", "delete_resource", "force") if key in entry}
        services.append({**kept, "state": "absent"})
    return {
        "scopes": [
            _removed_scope(entry, scope)
            for entry in entries
            if not entry.get("delete_resource")
            for scope in entry.get("scopes", [])
        ],
        "api_services": services,
    }


def _of(entry: dict[str, Any]) -> dict[str, Any]:
    return {"api_service": entry["name"]}


def _operations(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations of an entry, and its setting for requests that no operation lists."""
    unlisted = {key: entry[key] for key in ("unlisted_requests", "allow_open") if entry.get(key)}
    return [{**_of(entry), **one} for one in [*entry.get("operations", []), *([unlisted] if unlisted else [])]]


def _warn_of_unlisted(entries: list[dict[str, Any]]) -> None:
    """Warn once about entries that list operations without a setting for other requests."""
    silent = [
        entry["name"]
        for entry in entries
        if entry.get("operations") and not entry.get("unlisted_requests") and entry.get("token_source") != "external"
    ]
    if silent:
        Display().warning(
            "Requests that no operation lists are open to every valid token, other methods and spellings of listed"
            f" paths included, unless they were denied before: {', '.join(silent)}. Set unlisted_requests: deny in the"
            " entry to deny them, or unlisted_requests: allow to keep them open without this warning."
        )


def _parent(entry: dict[str, Any]) -> dict[str, Any]:
    """The service of an entry, and the resource that it has after this run."""
    expected = {"expected_resource": entry["resource"]} if "resource" in entry else {}
    return {**_of(entry), **expected}


def _expected(entry: dict[str, Any]) -> dict[str, Any]:
    """The same for grants, with the scopes that exist by the end of the run."""
    if entry.get("state", "present") != "present":
        return _of(entry)
    scopes = [{key: scope[key] for key in ("name", "id") if key in scope} for scope in entry.get("scopes", [])]
    return {**_parent(entry), "expected_scopes": scopes}


def _parts(entries: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return [part for entry in entries for part in entry.get(key, [])]


def _created(parts: Any, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The parts with ``create: true``, each once although several entries may list it."""
    left_out = ("create", "audience", *without)
    found: list[dict[str, Any]] = []
    for part in parts:
        options = {key: value for key, value in part.items() if key not in left_out}
        if part.get("create") and options not in found:
            found.append(options)
    return found


def _service(entry: dict[str, Any]) -> dict[str, Any]:
    service = {key: entry[key] for key in _OWN_OF_SERVICE if key in entry}
    if "resource" not in entry and entry.get("token_source", "pingone_sso") == "pingone_sso":
        service["auto_create_resource"] = True
    server = entry.get("external_oauth_server", {})
    if "name" in server:
        service["external_oauth_server"] = server["name"]
    if "audience" in server:
        service["external_audience"] = server["audience"]
    return service


def _scopes_of(entry: dict[str, Any], application: dict[str, Any]) -> list[str]:
    """The scopes to grant to an application: its own list, otherwise all scopes of the entry."""
    everything = [scope["name"] for scope in entry.get("scopes", [])]
    return list(application.get("scopes", everything))


def _users(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The applications that should have access to the APIs of the entries."""
    return [one for one in _parts(entries, "applications") if one.get("state", "present") == "present"]


def _revoked_from(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The applications of an entry that may lose scopes."""
    gone = entry.get("state") == "absent"
    return [one for one in entry.get("applications", []) if gone or one.get("state") == "absent" or one.get("purge")]


def _grant(entry: dict[str, Any], application: dict[str, Any]) -> dict[str, Any]:
    grant = {**_expected(entry), "application": application["name"], "scopes": _scopes_of(entry, application)}
    # Purge again: a service that did not exist when grants were revoked has its resource by now.
    purged = {"purge": True} if application.get("purge") else {}
    created = {"expect_application": True} if application.get("create") else {}
    return {**grant, **purged, **created}


def _revoked_grant(entry: dict[str, Any], application: dict[str, Any]) -> dict[str, Any]:
    """The scopes to revoke: those that are not listed, or the listed ones if the application loses its access."""
    grant: dict[str, Any] = {**_expected(entry), "application": application["name"]}
    scopes = _scopes_of(entry, application)
    gone = entry.get("state") == "absent"
    if not gone and application.get("state") != "absent":
        return {**grant, "keep": scopes}
    return {**grant, "scopes": scopes} if gone and scopes else grant


def _removed_scope(entry: dict[str, Any], scope: dict[str, Any]) -> dict[str, Any]:
    """A scope to remove after its service, so it is looked up by its resource."""
    name = scope["name"]
    holders = [one["name"] for one in entry.get("applications", []) if name in _scopes_of(entry, one)]
    holders += [operation["name"] for operation in entry.get("operations", [])]
    lost = {"resource": entry.get("resource", entry["name"]), "name": name, "released_by": holders, "state": "absent"}
    return {**lost, "id": scope["id"]} if "id" in scope else lost


def _problems(entries: list[dict[str, Any]], present: list[dict[str, Any]]) -> list[str]:
    problems = _repeated("api_service_list", [entry["name"] for entry in entries])
    for entry in entries:
        name = entry["name"]
        for key in ("scopes", "applications", "operations"):
            problems += _repeated(f"{key} of {name}", [part["name"] for part in entry.get(key, [])])
        if entry.get("token_source") == "external":
            held = [key for key in ("scopes", "applications", "permissions") if entry.get(key)]
            problems += [
                f"{name} uses external tokens (token_source: external), so it can have no {key}. Remove them."
                for key in held
            ]
        elif entry.get("external_oauth_server"):
            problems.append(
                f"{name}: external_oauth_server can only be used with token_source: external. Remove one of them."
            )
    for entry in present:
        problems += [
            f"{entry['name']} grants no scope to {application['name']}. List scopes in the application or in the entry,"
            " or leave the application out."
            for application in _users([entry])
            if not _scopes_of(entry, application) and entry.get("token_source") != "external"
        ]
    return problems


def _repeated(place: str, names: list[str]) -> list[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    return [f"{place}: {name} is listed twice. Keep one of them." for name in twice]


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Any]:
        """Filters by name."""
        return {"workflow": workflow}
