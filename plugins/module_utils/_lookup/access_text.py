# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a request must meet, as text with the names of scopes, groups, and other objects."""

from __future__ import annotations

from typing import Sequence

from .._base.errors import AuthorizeError
from .._base.text import quoted
from .._domain.operation_analysis.access_changes import DENIED, NO_BASE_URL, SEVERAL_SERVICES, Requirement
from .._engine.inventory import Inventory
from .._engine.reads import collection
from .._model.field import GONE, Ref, Wire
from .._model.kind import State
from .._model.objects.api_service import has_custom_policies
from .._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER
from .._model.objects.operation import ALL, OPERATION
from .._model.objects.resource import RESOURCE
from .access import access_names

ANY_TOKEN = "any valid token"
_UNDETERMINED = "undetermined"


def requirement_texts(
    inventory: Inventory, before: Sequence[Requirement], after: Sequence[Requirement]
) -> tuple[str, str]:
    """What requests must meet before and after a change.

    Several requirements are possible if PingOne does not document which of them applies. The issuer of the tokens is
    only mentioned if it changes.
    """
    old, new = ({pair for one in side if one.service for pair in one.service.authority} for side in (before, after))
    differing = old ^ new if old and new else set()
    return _joined(inventory, before, differing), _joined(inventory, after, differing)


def access_state(inventory: Inventory, service: Wire, operation: Wire) -> State:
    """The state of an operation. Names that cannot be read are missing."""
    try:
        names = access_names(inventory, service, operation)
    except AuthorizeError:
        names = {}
    return OPERATION.read(operation, names)


def rules_text(service: Wire, operation: State) -> str:
    """What a request must meet because of the rules of an operation, whose state is empty if none matches."""
    rules = _rules(operation) if operation else []
    if has_custom_policies(service):
        owner = f"operation {_plain(operation['name'])}" if operation else "API service"
        rules.append(f"custom policies of the {owner}")
    return " and ".join(rules) or ANY_TOKEN


def _joined(inventory: Inventory, side: Sequence[Requirement], differing: set[tuple[str, object]]) -> str:
    texts = list(dict.fromkeys(_text(inventory, one, differing) for one in side))
    return texts[0] if len(texts) == 1 else f"{_UNDETERMINED} ({' or '.join(sorted(texts))})"


def _text(inventory: Inventory, one: Requirement, differing: set[tuple[str, object]]) -> str:
    if one.kind == SEVERAL_SERVICES:
        return f"{_UNDETERMINED} (several API services with this base URL)"
    if one.kind in (DENIED, NO_BASE_URL) or one.service is None:
        return one.kind
    text = rules_text(
        one.service.wire, access_state(inventory, one.service.wire, one.operation) if one.operation else {}
    )
    tokens = [
        f"{label} {_name(inventory, value)}" for label, value in one.service.authority if (label, value) in differing
    ]
    tokens = [words for words in tokens if words.rpartition(" ")[2]]
    return f"{text} (tokens of {', '.join(tokens)})" if tokens else text


def _rules(state: State) -> list[str]:
    rules = [
        _listed("scope", state["access.scopes"], "all scopes of" if state["access.match"] == ALL else "any scope of"),
        _listed("group", state["access.groups"], "any group of"),
        _listed("permission", [state["access.permission"]] if state["access.permission"] else [], ""),
        _listed("sign-on policy", state["access.authentication.policies"], "sign-on policies"),
    ]
    if state["access.authentication.max_age"]:
        rules.append(f"sign-on at most {state['access.authentication.max_age']} seconds ago")
    return [rule for rule in rules if rule]


def _listed(noun: str, refs: Sequence[Ref], several: str) -> str:
    names = sorted({_plain(str(ref) if ref.name == GONE else ref.name) for ref in refs or []})
    if not names:
        return ""
    return f"{noun} {names[0]}" if len(names) == 1 else f"{several} {', '.join(names)}"


def _name(inventory: Inventory, value: object) -> str:
    if isinstance(value, Ref):
        return _plain(value.name)
    kinds = (RESOURCE, EXTERNAL_OAUTH_SERVER)
    known = {item["id"]: item["name"] for kind in kinds for item in inventory.known(collection(kind))}
    return _plain(str(known.get(value, value or ""))) if not isinstance(value, bool) else ""


def _plain(name: str) -> str:
    """A name without characters that would break the line."""
    return quoted(name)[1:-1]
