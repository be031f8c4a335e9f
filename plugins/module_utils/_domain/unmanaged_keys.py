# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The properties of PingOne's objects that the collection does not manage."""

from __future__ import annotations

from typing import Any, Iterator, Mapping

from .._model.field import RecordsField, ReferenceField, ReferencesField, Wire, get_key
from .._model.kind import Kind

# Properties with the values of a new object. None: any value, because PingOne derives the property from other objects.
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "resource": {
        "introspectEndpointAuthMethod": "CLIENT_SECRET_BASIC",
        "applicationPermissionsSettings": {"claimEnabled": False},
    },
    "group": {"directMemberCounts": None, "totalMemberCounts": None},
}


def unmanaged_keys(kind: Kind, wire: Wire) -> list[str]:
    """The dotted keys of an object that the collection neither reads nor writes, sorted.

    Keys that PingOne generates, and those with their default values, are omitted.
    """
    known: dict[str, Any] = {}
    for item in kind.fields:
        for key in (item.key, *item.mirrors):
            known[key] = item
    known.update((rule.key, None) for rule in kind.extra_keys)
    known.update((key, None) for key in kind.constants)
    defaults = _DEFAULTS.get(kind.noun, {})
    own = {key: value for key, value in wire.items() if key not in kind.generated_keys}
    return sorted({key for key in _unknown(own, "", known) if not _is_default(defaults, key, get_key(wire, key))})


def _is_default(defaults: Mapping[str, Any], key: str, value: Any) -> bool:
    return key in defaults and defaults[key] in (None, value)


def _unknown(wire: Mapping[str, Any], prefix: str, known: Mapping[str, Any]) -> Iterator[str]:
    for key, value in wire.items():
        path = f"{prefix}{key}"
        if value is None:
            continue
        if path in known:
            yield from _below(path, value, known[path], known)
        elif isinstance(value, dict) and any(one.startswith(f"{path}.") for one in known):
            yield from _unknown(value, f"{path}.", known)
        else:
            yield path


def _below(path: str, value: Any, item: Any, known: Mapping[str, Any]) -> Iterator[str]:
    """The unknown keys of the value of a known property."""
    names = _names(item)
    if isinstance(item, ReferenceField) and isinstance(value, dict):
        further = {key: entry for key, entry in value.items() if key not in names}
        yield from _unknown(further, f"{path}.", known)
    elif names and isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict):
                yield from (f"{path}.{key}" for key in entry if key not in names)


def _names(item: Any) -> tuple[str, ...]:
    """The keys of the dictionaries of a field."""
    if isinstance(item, RecordsField):
        return tuple(item.keys)
    # An authentication policy has a type beside its ID.
    return ("id", "type") if isinstance(item, (ReferenceField, ReferencesField)) else ()
