# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads options that are text in YAML, for example from the text area of a survey.

PyYAML is a requirement of ansible-core. If a module runs on a host without it, such text is rejected.
"""

from __future__ import annotations

from typing import Any

# Numbers and times. Their options convert them, and a name such as 010, 3.10, or 12:30 must stay what it is.
_AS_WRITTEN = frozenset(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp"))


def from_yaml(text: str) -> Any:
    """The value of a text in YAML.

    Scalars are Booleans, null, or strings; numbers and dates are strings as they are written. Aliases are rejected,
    because a short text can then have a large value, and so are duplicate keys, because only one of their values would
    be used.

    :raises ValueError: if the text is invalid, or cannot be read on this host.
    """
    try:
        import yaml  # pylint: disable=import-outside-toplevel
    except ImportError:
        raise ValueError("YAML cannot be read without PyYAML") from None
    loader = yaml.SafeLoader(text)
    try:
        return _value(loader.get_single_node(), loader, set())
    except yaml.YAMLError:
        raise ValueError("invalid YAML") from None
    finally:
        loader.dispose()


def _value(node: Any, loader: Any, seen: set[int]) -> Any:
    """The value of a node that was not seen before."""
    if id(node) in seen:
        raise ValueError("an alias")
    seen.add(id(node))
    if node.id == "scalar":
        return node.value if node.tag in _AS_WRITTEN else _scalar(node, loader)
    if node.id == "sequence":
        return [_value(item, loader, seen) for item in node.value]
    found = {key.value: _value(value, loader, seen) for key, value in node.value if key.id == "scalar"}
    if len(found) != len(node.value):
        raise ValueError("a duplicate key, or a key that is not a string")
    return found


def _scalar(node: Any, loader: Any) -> Any:
    value = loader.construct_object(node)
    if value is None or isinstance(value, (str, bool)):
        return value
    raise ValueError("a value that JSON does not have")
