# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables in the texts of a transcript, and pointers into responses."""

from __future__ import annotations

import re
import secrets
import string
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

VARIABLE = re.compile(r"\$\{([^{}]*)\}")
NAME = re.compile("[a-z][a-z0-9_]*")
# What every transcript can use.
BUILT_IN = {
    "environment": "the ID of the environment that the requests are sent to",
    "run": "a random suffix for the names of the objects that are created",
    "count": "the number of the repetition, from 1, in a request with repeat",
    "yesterday": "the time 24 hours before the start, as PingOne writes timestamps",
    "tomorrow": "the time 24 hours after the start",
    "secret": "a random secret of 64 characters",
    "long": "a text of 7000 characters",
}


class Missing(Exception):
    """A text uses variables that have no value; ``names`` lists them."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def used(value: Any) -> list[str]:
    """The names of the variables in all texts and keys of a JSON value, in order."""
    if isinstance(value, str):
        return VARIABLE.findall(value)
    if isinstance(value, dict):
        return [name for item in value.items() for part in item for name in used(part)]
    return [name for part in value for name in used(part)] if isinstance(value, list) else []


def start_values(environment: str, run: str) -> dict[str, str]:
    """The built-in variables for one replay."""
    now = datetime.now(UTC)
    alphabet = string.ascii_letters + string.digits
    return {
        "environment": environment,
        "run": run,
        "count": "1",
        "yesterday": _stamp(now - timedelta(days=1)),
        "tomorrow": _stamp(now + timedelta(days=1)),
        "secret": "".join(secrets.choice(alphabet) for _number in range(64)),
        "long": "x" * 7000,
    }


def new_run() -> str:
    """A suffix that names of earlier replays do not have."""
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _number in range(8))


def filled(value: Any, values: dict[str, str]) -> Any:
    """The JSON value with the values of its variables; raises Missing."""
    missing = [name for name in dict.fromkeys(used(value)) if name not in values]
    if missing:
        raise Missing(missing)
    return _filled(value, values)


def _filled(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, str):
        return VARIABLE.sub(lambda match: values[match[1]], value)
    if isinstance(value, dict):
        return {_filled(key, values): _filled(item, values) for key, item in value.items()}
    return [_filled(item, values) for item in value] if isinstance(value, list) else value


def filled_path(path: str, values: dict[str, str]) -> str:
    """Like filled, but no value can add a segment or a query to the path."""
    return str(filled(path, {name: quote(value, safe="") for name, value in values.items()}))


def find(document: Any, pointer: str) -> tuple[bool, Any]:
    """Whether the pointer names a value, and the value.

    A JSON pointer; as a step into a list, ``name=openid`` or ``action.type=GROUP.CREATED`` finds the first element
    with that value.
    """
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict) and step in document:
            document = document[step]
        elif isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        elif isinstance(document, list) and "=" in step:
            key, _equals, wanted = step.partition("=")
            found = [one for one in document if find(one, "/" + key.replace(".", "/")) == (True, wanted)]
            if not found:
                return False, None
            document = found[0]
        else:
            return False, None
    return True, document


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
