# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The entry of an API service, as in the option ``api_service_list`` of the role."""

from __future__ import annotations

from typing import Any, Optional

from ..._base.text import quoted
from ..._lookup.resource_users import services_of
from ..._lookup.selection import by_name
from ..._lookup.service_contents import Grants, state_of
from ..._model.field import GONE, Wire
from ..._model.kind import State
from ..._model.objects.api_service import API_SERVICE, EXTERNAL
from ..._model.objects.resource import CUSTOM, CUSTOM_RESOURCE, RESOURCE
from ..._model.objects.scope import SCOPE
from .context import Context, object_of
from .operations import operation_options
from .references import applications, external_server

Options = dict[str, Any]
_POLICIES = "custom policies"


def entry_of(context: Context, grants: Grants) -> Options:
    """The entry of an API service. Options that have no value are omitted."""
    service = context.service
    state = state_of(context.inventory, service)
    context.note_unmanaged(API_SERVICE, service.wire)
    if state["custom_policies"]:
        text = "they are enabled, and their content is not exported. A new API service has the generated policies only."
        context.note(_POLICIES, text)
    entry: Options = {"name": service.wire["name"], "base_urls": state["base_urls"]}
    external = state["token_source"] == EXTERNAL
    if not external:
        entry.update(_resource(context))
    else:
        entry["token_source"] = EXTERNAL
        entry["external_oauth_server"] = external_server(context, state)
    if state["custom_policies"] != external:
        entry["custom_policies"] = state["custom_policies"]
    entry["scopes"] = [_scope(context, scope) for scope in by_name(service.scopes)]
    operations = operation_options(context)
    created = {option: sorted(context.created.get(option, []), key=str) for option in ("groups", "permissions")}
    entry.update({**created, **operations, "applications": applications(context, grants)})
    return {option: value for option, value in entry.items() if value not in (None, [])}


def _resource(context: Context) -> Options:
    """The options for the resource of an API service."""
    service, wire = context.service, context.service.resource
    if wire is None:
        text = f"does not exist. The entry has the name {quoted(GONE)} instead, so it is rejected."
        context.note(RESOURCE.noun, text, rejected=True)
        return {"resource": GONE}
    what = object_of(RESOURCE.noun, wire["name"])
    users = [item["name"] for item in services_of(context.inventory, wire)]
    if len(users) > 1:
        text = (
            f"is used by several API services ({', '.join(map(quoted, sorted(users)))}), so the role rejects new ones."
        )
        context.note(what, text, rejected=True)
    if wire["type"] != CUSTOM:
        context.note(what, "is built into PingOne, so the role rejects it for a new API service.", rejected=True)
    own = CUSTOM_RESOURCE.read(wire, {})
    if wire["name"] != service.wire["name"]:
        context.refer("resources", wire["name"])
        context.note(what, f"does not have the name of the API service, so it has to exist. {_described(own)}")
        return {"resource": wire["name"]}
    further = _further(own)
    if further:
        context.note(what, f"the role does not manage {' and '.join(further)} of a resource. {_described(own)}")
    context.note_unmanaged(CUSTOM_RESOURCE, wire)
    return {"audience": own["audience"]} if own["audience"] != wire["name"] else {}


def _further(state: State) -> list[str]:
    """The options of the module for resources that the role does not have, if they are set."""
    defaults: dict[str, Optional[Any]] = {"description": None, "access_token_validity": 3600}
    return [option for option, value in defaults.items() if state[option] != value]


def _described(state: State) -> str:
    """The options of the module for a resource, as text."""
    options = {option: value for option, value in CUSTOM_RESOURCE.view(state).items() if option != "name"}
    texts = [f"{option}: {quoted(value) if isinstance(value, str) else value}" for option, value in options.items()]
    return f"Use pingone_resource with {', '.join(texts)}." if texts else ""


def _scope(context: Context, wire: Wire) -> Options:
    context.note_unmanaged(SCOPE, wire)
    options = {"name": wire["name"], "description": wire.get("description")}
    return {option: value for option, value in options.items() if value}
