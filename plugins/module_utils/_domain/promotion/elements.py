# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""API services in the form in which they are compared, and back to entries of the role's list.

An :class:`Element` is a named object: an API service, or one of its scopes, operations, and applications. Values that
are lists without an order are sets, and base URLs, methods, and paths are in the form in which PingOne compares them.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from ..._model.objects.api_service import EXTERNAL
from ..._model.objects.operation import ALL
from ..base_urls import normalized_url
from ..methods import sent_method
from ..patterns import path_options, sent_path

Entry = Mapping[str, Any]

BASE_URLS, EXTERNAL_SERVER, SCOPE_RULE = "base_urls", "external_oauth_server", "access.scopes"
OPERATIONS, SCOPES, APPLICATIONS = "operations", "scopes", "applications"
GROUP_RULE, PERMISSION_RULE = "access.groups", "access.permission"
POLICY_RULE, AGE_RULE = "access.authentication.policies", "access.authentication.max_age"
RULES = (GROUP_RULE, SCOPE_RULE, PERMISSION_RULE, POLICY_RULE, AGE_RULE)
PARTS = (SCOPES, OPERATIONS, APPLICATIONS)

_NO: frozenset[Any] = frozenset()
# The values of an object that does not set them, by the kind of object.
DEFAULTS: dict[str, dict[str, Any]] = {
    "": {"audience": None, "resource": None, EXTERNAL_SERVER: None},
    SCOPES: {"description": None},
    OPERATIONS: {
        "methods": _NO,
        GROUP_RULE: _NO,
        SCOPE_RULE: None,
        PERMISSION_RULE: None,
        POLICY_RULE: _NO,
        AGE_RULE: None,
    },
    APPLICATIONS: {"scopes": _NO},
}
# Options of an entry that are not compared, because an export does not contain them. Those of the source are used.
_DIRECTIVES = ("redeploy", "on_unknown", "fail_if_widened", "allow_open", "groups", "permissions")
_GRANT_OPTIONS = ("name", "scopes", "purge", "state")
# What the role needs to know of an entry, even if it does not change.
_ALWAYS = ("token_source", "unlisted_requests")
_SERVICE_VALUES = ("resource", "audience", "token_source", "custom_policies", "unlisted_requests")


@dataclass
class Element:
    """An object with its values and parts. Those that are missing are not specified.

    - ``values``: the compared values by option, such as ``access.scopes``.
    - ``parts``: the objects that belong to it, by kind and name.
    - ``settings``: options that are not compared.
    - ``spellings``: the base URLs as they are written, by normal form, in order.
    """

    values: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, dict[str, Element]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)

    def completed(self, kind: str = "") -> Element:
        """The same object, with defaults for values and parts that are not specified."""
        parts = {name: self.parts.get(name, {}) for name in (PARTS if not kind else ())}
        values = self.values if kind else self.with_policies().values
        return Element(
            {**DEFAULTS[kind], **values},
            {name: {key: one.completed(name) for key, one in elements.items()} for name, elements in parts.items()},
            self.settings,
            self.spellings,
        )

    def with_policies(self) -> Element:
        """The same API service. Whether custom policies are enabled depends on the tokens if it is not specified."""
        values = {"custom_policies": self.values.get("token_source") == EXTERNAL, **self.values}
        return Element(values, self.parts, self.settings, self.spellings)


def read_services(entries: Any) -> dict[str, Element]:
    """The API services of a valid list by name."""
    return {entry["name"]: _read_service(entry) for entry in entries}


def _read_service(entry: Entry) -> Element:
    service = Element({name: entry[name] for name in _SERVICE_VALUES if entry.get(name) is not None})
    for name in ("resource", "audience"):
        if service.values.get(name) == "":
            service.values[name] = None
    if entry.get(BASE_URLS) is not None:
        service.spellings = {normalized_url(url): url for url in entry[BASE_URLS]}
        service.values[BASE_URLS] = frozenset(service.spellings)
    server = entry.get(EXTERNAL_SERVER)
    if server:
        service.values[EXTERNAL_SERVER] = (server["name"], server["audience"])
        service.settings[EXTERNAL_SERVER] = _without(server, "name", "audience")
    for name in _DIRECTIVES:
        value = entry.get(name)
        if value is not None:
            service.settings[name] = [_without(one) for one in value] if isinstance(value, list) else value
    for kind, read in ((SCOPES, _read_scope), (OPERATIONS, _read_operation)):
        if entry.get(kind) is not None:
            service.parts[kind] = {one["name"]: read(one) for one in entry[kind]}
    if entry.get(APPLICATIONS) is not None:
        scopes = [scope["name"] for scope in entry.get(SCOPES) or []]
        service.parts[APPLICATIONS] = {
            one["name"]: _read_application(one, scopes) for one in entry[APPLICATIONS] if one.get("state") != "absent"
        }
    return service


def _read_scope(scope: Entry) -> Element:
    return Element({"description": scope["description"] or None} if scope.get("description") is not None else {})


def _read_application(application: Entry, scopes: list[str]) -> Element:
    own = application.get("scopes")
    settings = _without(application, *_GRANT_OPTIONS)
    return Element({"scopes": frozenset(scopes if own is None else own)}, settings=settings)


def _read_operation(operation: Entry) -> Element:
    access = operation.get("access") or {}
    sign_on = access.get("authentication") or {}
    values: dict[str, Any] = {}
    if operation.get("methods") is not None:
        values["methods"] = frozenset(map(sent_method, operation["methods"]))
    if operation.get("paths") is not None:
        paths = [sent_path({"type": None, **path}) for path in operation["paths"]]
        values["paths"] = frozenset((path["pattern"], path["type"]) for path in paths)
    if access.get("groups") is not None:
        values[GROUP_RULE] = frozenset(access["groups"])
    if access.get("scopes") is not None:
        values[SCOPE_RULE] = scope_rule(access["scopes"], access.get("match"))
    if access.get("permission") is not None:
        values[PERMISSION_RULE] = access["permission"] or None
    if sign_on.get("policies") is not None:
        values[POLICY_RULE] = frozenset(sign_on["policies"])
    if sign_on.get("max_age") is not None:
        values[AGE_RULE] = sign_on["max_age"] or None
    return Element(values, settings={"allow_open": True} if operation.get("allow_open") else {})


def scope_rule(scopes: Any, match: Optional[str]) -> Optional[tuple[str, frozenset[str]]]:
    """A rule about scopes, or None if there are none. With one scope, both match types are the same."""
    names = frozenset(scopes)
    if not names:
        return None
    return (ALL if len(names) == 1 else match or ALL, names)


def _without(options: Entry, *names: str) -> dict[str, Any]:
    return {name: deepcopy(value) for name, value in options.items() if name not in names and value is not None}


def shown(option: str, value: Any) -> Any:
    """A value as it is written in an entry, or a whole object as an entry."""
    if isinstance(value, Element):
        return written_part(option, "", value) if option else written_service("", value)
    if value is None:
        return None
    if option == SCOPE_RULE:
        match, scopes = value
        return {"scopes": sorted(scopes), **({"match": match} if len(scopes) > 1 else {})}
    if option == "paths":
        return [path_options({"pattern": pattern, "type": kind}) for pattern, kind in sorted(value)]
    if option == EXTERNAL_SERVER:
        return {"name": value[0], "audience": value[1]}
    return sorted(value) if isinstance(value, frozenset) else value


def written_service(name: str, service: Element, current: Optional[Element] = None) -> dict[str, Any]:
    """An API service as an entry. With the ``current`` one, only as far as it is different, and with all its parts."""
    now = current or Element()
    entry: dict[str, Any] = {"name": name} if name else {}
    # The default of a new API service.
    policies = {"custom_policies": service.values.get("token_source") == EXTERNAL}
    for option in (BASE_URLS, *_SERVICE_VALUES, EXTERNAL_SERVER):
        value, before = service.values.get(option), now.values.get(option, policies.get(option))
        if value == before and option not in _ALWAYS:
            continue
        if option == BASE_URLS:
            entry[option] = [text for normal, text in service.spellings.items() if normal in (value or ())]
        elif option == EXTERNAL_SERVER:
            entry[option] = shown(option, value)
        elif value is not None:
            entry[option] = value
        elif option == "audience":
            entry[option] = []
    server = service.values.get(EXTERNAL_SERVER)
    if server and service.settings.get(EXTERNAL_SERVER):
        entry[EXTERNAL_SERVER] = {**shown(EXTERNAL_SERVER, server), **service.settings[EXTERNAL_SERVER]}
    entry.update((option, service.settings[option]) for option in _DIRECTIVES if option in service.settings)
    for kind in PARTS:
        if kind in service.parts:
            there = now.parts.get(kind, {})
            entry[kind] = [written_part(kind, key, one, there.get(key)) for key, one in service.parts[kind].items()]
    return entry


def written_part(kind: str, name: str, part: Element, current: Optional[Element] = None) -> dict[str, Any]:
    """A part of an API service as an entry of its list. With the ``current`` one, only as far as it is different."""
    entry: dict[str, Any] = {"name": name} if name else {}
    now = current or Element()
    if kind == OPERATIONS:
        return {**entry, **_written_operation(part, now), **part.settings}
    if kind == APPLICATIONS:
        return {**entry, **part.settings, "scopes": sorted(part.values.get("scopes", ()))}
    text = part.values.get("description")
    return entry if text == now.values.get("description") else {**entry, "description": text or ""}


def _written_operation(operation: Element, current: Element) -> dict[str, Any]:
    differing = {
        option: value
        for option, value in operation.values.items()
        if value != current.values.get(option, () if option in ("methods", "paths") else None)
    }
    entry: dict[str, Any] = {}
    for option in ("methods", "paths"):
        if option in differing:
            entry[option] = shown(option, differing[option])
    access: dict[str, Any] = {}
    for rule in RULES:
        value = differing.get(rule)
        if value:
            access.update(shown(rule, value) if rule == SCOPE_RULE else {rule: shown(rule, value)})
        elif current.values.get(rule) and rule in differing:
            access.update({"scopes": []} if rule == SCOPE_RULE else {rule: 0 if rule == AGE_RULE else []})
    return {**entry, "access": _nested(access)} if access else entry


def _nested(access: Mapping[str, Any]) -> dict[str, Any]:
    """Access rules by option, as a dictionary with C(authentication) inside."""
    rules = {key.replace("access.", "", 1): value for key, value in access.items()}
    sign_on = {key.partition(".")[2]: value for key, value in rules.items() if key.startswith("authentication.")}
    plain = {key: value for key, value in rules.items() if not key.startswith("authentication.")}
    return {**plain, **({"authentication": sign_on} if sign_on else {})}
