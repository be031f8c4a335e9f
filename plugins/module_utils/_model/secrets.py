# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds the secrets in options, and masks secrets in data."""

from __future__ import annotations

import json
from typing import Any, Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

MASK = "********"


def secret_options(values: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The values of all options that are secret, including those of nested options."""
    for name, about in spec.items():
        value = values.get(name)
        parts = value if isinstance(value, list) else [value]
        if about.get("no_log"):
            yield from (part for part in parts if isinstance(part, str))
        elif "options" in about:
            for part in parts:
                if isinstance(part, Mapping):
                    yield from secret_options(part, about["options"])


def masked(data: Any, secrets: Iterable[str]) -> Any:
    """The data with a mask in place of each secret, in any part of a string and however it is encoded.

    The keys of dictionaries are not changed.
    """
    forms = {form for secret in secrets if secret.strip() for form in _forms(secret)}
    return _masked(data, sorted(forms, key=len, reverse=True))


def _forms(secret: str) -> Iterator[str]:
    """A secret as it is, in URLs, and in JSON."""
    yield secret
    try:
        yield quote(secret, safe="")
        yield quote(secret)
        yield quote_plus(secret)
    except UnicodeEncodeError:
        pass  # A lone surrogate cannot be part of a URL.
    yield json.dumps(secret)[1:-1]


def _masked(data: Any, forms: list[str]) -> Any:
    if isinstance(data, str):
        for form in forms:
            data = data.replace(form, MASK)
        return data
    if isinstance(data, Mapping):
        return {key: _masked(value, forms) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_masked(value, forms) for value in data]
    return data
