# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment variables of clients, as text in several formats, or for a command."""

from __future__ import annotations

import json
import os
import shlex
import uuid
from collections.abc import Mapping

from .failure import Failure

FORMATS = ("shell", "json", "dotenv", "github")
SECRETS = ("PINGONE_CLIENT_SECRET",)
PACE = {"PINGONE_REQUESTS_PER_MINUTE": "100000"}
"""An emulator has no limit unless the switch enforce_rates is set, so that clients need no pace."""
KEPT = ("PINGONE_MAX_SHARE", "PINGONE_REQUESTS_PER_MINUTE")
"""Variables for clients that do not belong to a connection."""
LOCAL = ("127.0.0.1", "localhost", "::1")


def check(format: str) -> None:
    """:raises Failure: if the format cannot be used here."""
    if format == "github" and not os.environ.get("GITHUB_ENV"):
        raise Failure(
            "--print-env github requires the environment variable GITHUB_ENV, which GitHub Actions sets. Use "
            f"{', '.join(FORMATS[:-2])}, or {FORMATS[-2]} elsewhere.",
            2,
        )


def printed(variables: Mapping[str, str], format: str) -> str:
    """The text for standard output. The format ``github`` also adds the variables to the file of GITHUB_ENV."""
    if format == "json":
        return json.dumps(dict(variables), indent=2) + "\n"
    if format == "dotenv":
        return "".join(f"{name}={_quoted(value)}\n" for name, value in variables.items())
    if format == "github":
        _add_to_job(variables)
        return "".join(f"::add-mask::{_escaped(variables[name])}\n" for name in SECRETS if name in variables)
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())


def _quoted(value: str) -> str:
    """A value in single quotes, which all readers of dotenv files take literally, unless it needs escapes."""
    if not set(value) & set("'\\\r\n"):
        return f"'{value}'"
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        value = value.replace(character, escaped)
    return f'"{value}"'


def _escaped(value: str) -> str:
    """A value as the data of a command of GitHub Actions."""
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _add_to_job(variables: Mapping[str, str]) -> None:
    path, delimiter = os.environ["GITHUB_ENV"], f"end-{uuid.uuid4()}"
    lines = [f"{name}<<{delimiter}\n{value}\n{delimiter}\n" for name, value in variables.items()]
    try:
        with open(path, "a", encoding="utf-8", newline="") as file:
            file.write("".join(lines))
    except OSError as problem:
        raise Failure(f"The file {path} of GITHUB_ENV cannot be written: {problem.strerror}.") from None


def of_command(inherited: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command that is a client of the emulator.

    It has no other PINGONE_* variable of a connection, such as an access token for a real environment, and no proxy
    for local connections.
    """
    kept = {name: value for name, value in inherited.items() if name in KEPT or not name.startswith("PINGONE_")}
    environment = {**PACE, **kept, **variables}
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in inherited.get(name, "").split(",") if host]
        environment[name] = ",".join(dict.fromkeys([*hosts, *LOCAL]))
    return environment
