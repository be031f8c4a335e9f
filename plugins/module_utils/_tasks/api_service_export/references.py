# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The objects that an entry refers to: with the options to create them, or as references that have to exist."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from ..._domain.application_rules import creation_defaults
from ..._domain.key_sets import private_parts
from ..._engine.reads import collection
from ..._lookup.group_search import population_names
from ..._lookup.permission_search import find_permission_by_id
from ..._lookup.service_contents import Grants, grants_for
from ..._model.field import GONE, Ref, Wire, get_key, ref_to
from ..._model.kind import Kind, State
from ..._model.objects.application import APPLICATION, BUILT_IN_PREFIX, OPENID_CONNECT, TYPES
from ..._model.objects.application_permission import PERMISSION
from ..._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from ..._model.objects.group import GROUP
from .context import Context, object_of

Options = dict[str, Any]
_APPLICATION_OPTIONS = tuple(item.option for item in APPLICATION.fields if item.option != "name")
# What a new application gets if the option is omitted, apart from what its type determines.
_INITIAL = {"enabled": True}


def refer_to_group(context: Context, group: Ref) -> None:
    """Collect a group that an operation requires."""
    if not context.creates:
        context.refer("groups", group.name)
        return
    wire = _known(context, GROUP, group)
    if wire is None:
        return
    home = get_key(wire, "population.id")
    population = population_names(context.inventory, [home]).get(home, GONE) if home else None
    options = {"name": group.name, "create": True, "description": wire.get("description"), "population": population}
    if population:
        context.refer("populations", population)
    context.note_unmanaged(GROUP, wire)
    context.create("groups", options)


def refer_to_permission(context: Context, permission: Ref) -> None:
    """Collect a permission that an operation requires. An entry can only create one of its own resource."""
    found = find_permission_by_id(context.inventory, str(permission.id)) if context.creates else None
    resource = (context.service.resource or {}).get("id")
    if found is None or get_key(found[0], "parent.id") != resource:
        context.refer("permissions", permission.name)
        return
    owner, wire = found
    context.note_unmanaged(PERMISSION, wire, object_of(PERMISSION.noun, permission.name))
    names = {"application_resource": owner["name"], "action": wire["action"]}
    context.create("permissions", {**names, "create": True, "description": wire.get("description")})


def external_server(context: Context, state: State) -> Optional[Options]:
    """The external OAuth server of an entry."""
    server: Optional[Ref] = state["external_oauth_server"]
    audience = state["external_audience"]
    if server is None:
        if audience:
            context.note("external OAuth server", "there is none, although the API service has an external audience.")
        return None
    options: Options = {"name": server.name, "audience": audience}
    wire = _known(context, EXTERNAL_OAUTH_SERVER, server)
    if wire is None:
        text = "does not exist. The entry has a name that no server has instead, so it is rejected."
        context.note(object_of(EXTERNAL_OAUTH_SERVER.noun, server.name), text, rejected=True)
    elif context.creates and private_parts(get_key(wire, "validation.jwks")):
        text = "its key set contains private keys, which are not exported. The server has to exist."
        context.note(object_of(EXTERNAL_OAUTH_SERVER.noun, server.name), text)
        context.refer("external_oauth_servers", server.name)
    elif context.creates:
        found = EXTERNAL_OAUTH_SERVER.read(wire, {})
        further = ("description", "issuers", "jwks", "jwks_url", "clock_skew_tolerance")
        options = {**options, "create": True, **{key: found[key] for key in further if found[key]}}
        context.note_unmanaged(EXTERNAL_OAUTH_SERVER, wire)
    else:
        context.refer("external_oauth_servers", server.name)
    return {key: value for key, value in options.items() if value is not None}


def applications(context: Context, grants: Grants) -> list[Options]:
    """The applications that have scopes of the API service."""
    listed = []
    for application, _grant, state in grants_for(context.service, grants):
        what = object_of(APPLICATION.noun, application["name"])
        scopes = sorted({scope.name for scope in state["scopes"] or [] if scope.name != GONE})
        if len(scopes) < len(state["scopes"] or []):
            context.note(what, "has been granted scopes that do not exist. They are not exported.")
        if _has_namesakes(context, application):
            text = "several applications have this name, so that the entry cannot list it. Its grants are not exported."
            context.note(what, text)
        elif scopes:
            listed.append({**_application(context, application, what), "scopes": scopes})
    return listed


def _application(context: Context, wire: Wire, what: str) -> Options:
    """The options of an application, except its scopes."""
    name: Options = {"name": wire["name"]}
    managed = wire.get("protocol") == OPENID_CONNECT and wire.get("type") in TYPES.values()
    if not (context.creates and managed):
        context.refer("applications", wire["name"])
        if context.creates and not str(wire.get("type")).startswith(BUILT_IN_PREFIX):
            context.note(what, "the collection does not manage applications of this type, so it has to exist.")
        return name
    context.note_unmanaged(APPLICATION, wire, what)
    state = APPLICATION.read(wire, {})
    defaults = {**_INITIAL, **_defaults(state)}
    return {**name, "create": True, **{key: state[key] for key in _APPLICATION_OPTIONS if _says(state, defaults, key)}}


def _defaults(state: State) -> Options:
    """What a new application of this type gets. Its grant types are only omitted if they are the default ones."""
    standard = creation_defaults({"type": state["type"], "grant_types": None})
    return {**creation_defaults(state), "grant_types": standard["grant_types"]}


def _says(state: State, defaults: Mapping[str, Any], option: str) -> bool:
    """Whether an option of a new application has to be set."""
    value, default = state[option], defaults.get(option)
    return bool(value is not None and (value or None) != (default or None))


def _has_namesakes(context: Context, application: Wire) -> bool:
    known = context.inventory.known(collection(APPLICATION))
    return len([item for item in known if item.get("name") == application["name"]]) > 1


def _known(context: Context, kind: Kind, reference: Ref) -> Optional[Wire]:
    """An object that was read."""
    known = context.inventory.known(collection(kind))
    return next((item for item in known if ref_to(item).same_as(reference)), None)
