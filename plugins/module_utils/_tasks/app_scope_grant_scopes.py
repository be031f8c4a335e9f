# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The scopes that a grant task lists, and the handling of names that no scope has.

A misspelled scope must not revoke the access of an application. Therefore, scopes to keep must exist before anything is
revoked, unless the run creates them according to the options. Scopes to revoke may already be deleted, so an unknown
name only results in a warning.
"""

from __future__ import annotations

from typing import Any, Optional, Sequence

from .._base.errors import InvalidInput, Problem, Problems
from .._base.suggest import did_you_mean
from .._base.text import numbered, quoted
from .._engine.inventory import Inventory
from .._lookup.parents import Parent, future_resource
from .._model.field import Ref, Wires, ref_to
from .._model.kind import match
from .._model.objects.resource import RESOURCE
from .._model.objects.scope import SCOPE


def listed_scopes(inventory: Inventory, options: dict[str, Any], given: Sequence[str], parent: Parent) -> list[Ref]:
    """The scopes that a task lists in ``scopes`` or ``keep``, without duplicates. Names are those after renaming.

    :raises InvalidInput: with all scopes that must exist and do not.
    """
    option = "scopes" if options["keep"] is None else "keep"
    existing = renamed_scopes(inventory, options, parent.resource)
    problems = Problems()
    found: dict[str, Ref] = {}
    for place, name in numbered(option, given):
        with problems.collecting():
            scope = match(SCOPE.noun, existing, name, place)
            ref = ref_to(scope) if scope else _missing(inventory, options, place, name, parent)
            if ref:
                found[ref.id or ref.name] = ref
    problems.stop_if_any()
    return list(found.values())


def renamed_scopes(inventory: Inventory, options: dict[str, Any], resource: Ref) -> Wires:
    """The scopes of a resource, with the names that they have after the run has renamed some of them."""
    names = {str(one["id"]).lower(): one["name"] for one in options["expected_scopes"] or [] if one["id"]}
    scopes = inventory.list(SCOPE, RESOURCE.collection, resource)
    return [{**item, "name": names.get(str(item["id"]), item["name"])} for item in scopes]


def unknown_kept_problems(inventory: Inventory, options: dict[str, Any]) -> list[Problem]:
    """Names in ``keep`` that will not exist even after the run has created the missing API service."""
    if options["expected_scopes"] is None:
        return []
    place = quoted(options["resource"] or options["api_service"])
    return [
        Problem(
            option,
            f"there is no scope {quoted(name)}: {place} does not exist yet, and the run does not create the scope."
            " Check the name or the ID.",
        )
        for option, name in numbered("keep", options["keep"] or [])
        if not _is_created(options, name) and not _is_in_future_resource(inventory, options, name)
    ]


def _missing(inventory: Inventory, options: dict[str, Any], option: str, name: str, parent: Parent) -> Optional[Ref]:
    """Handle a name that no scope has. None if it is not required.

    :raises InvalidInput: if the scope must exist.
    """
    existing = renamed_scopes(inventory, options, parent.resource)
    declared, created = options["expected_scopes"] is not None, _is_created(options, name)
    place = f" of the resource {quoted(parent.resource.name)}"
    text = f"there is no scope {quoted(name)}{place}" + (", and the run does not create one" if declared else "")
    remedy = did_you_mean(name, [str(item["name"]) for item in existing]) or "Check the name or the ID."
    if options["state"] == "present":
        if inventory.check_mode and declared and not created:
            raise InvalidInput.of(option, f"{text}. {remedy}")
        return inventory.assume_or_refuse(SCOPE, name, option, place, existing, expected=created)
    if created or _is_in_future_resource(inventory, options, name):
        return None
    if options["keep"] is not None:
        raise InvalidInput.of(option, f"{text}. {remedy} Nothing was revoked.")
    inventory.warnings.append(
        f"{option}: {text}, so nothing is revoked for it. {remedy} If another scope is meant, it is still granted."
    )
    return None


def _is_created(options: dict[str, Any], name: str) -> bool:
    """Whether the run creates a scope with this name. A scope with an ID exists, and is renamed."""
    return any(one["name"] == name and not one["id"] for one in options["expected_scopes"] or [])


def _is_in_future_resource(inventory: Inventory, options: dict[str, Any], name: str) -> bool:
    """Whether the run links a resource with such a scope to the API service."""
    future = future_resource(inventory, options) if options["api_service"] else None
    scopes = renamed_scopes(inventory, options, ref_to(future)) if future else []
    return any(name.lower() == scope["id"] or name == scope["name"] for scope in scopes)
