# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads objects only for a diff. Those that the worker application is not allowed to read are omitted."""

from __future__ import annotations

from typing import Any, Callable, TypeVar

from .._base.api_error import FORBIDDEN, ApiError
from .._model.field import Wires

Found = TypeVar("Found")


def readable(read: Callable[[], Found], otherwise: Found) -> Found:
    """What is read, or a default if the worker application is not allowed to read it."""
    try:
        return read()
    except ApiError as error:
        if error.status != FORBIDDEN:
            raise
        return otherwise


def listed(read: Callable[[], Wires]) -> Wires:
    """What is read, or an empty list if the worker application is not allowed to read it."""
    return readable(read, [])


def ids_as_names(value: Any) -> dict[str, str]:
    """All IDs in a nested value, mapped to themselves. They are displayed if names cannot be read."""
    found: dict[str, str] = {}
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        found.update(ids_as_names(inner))
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        found[value["id"]] = value["id"]
    return found
