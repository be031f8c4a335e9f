# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the environment variables for clients in the format of a shell, JSON, a dotenv file, or GitHub Actions."""

from __future__ import annotations

import json
import os
import shlex
import uuid
from collections.abc import Mapping

from .commands.failure import Failure

FORMATS = ("shell", "json", "dotenv", "github")
SECRETS = ("PINGONE_CLIENT_SECRET",)


def check(format: str) -> None:
    """:raises Failure: if the format cannot be used here."""
    if format == "github" and not os.environ.get("GITHUB_ENV"):
        raise Failure("--print-env github needs the environment variable GITHUB_ENV, which GitHub Actions sets.", 2)


def printed(variables: Mapping[str, str], format: str) -> str:
    """The text for standard output. The format ``github`` also adds the variables to the file of GITHUB_ENV."""
    if format == "json":
        return json.dumps(dict(variables), indent=2) + "\n"
    if format == "dotenv":
        return "".join(f"{name}={_quoted(value)}\n" for name, value in variables.items())
    if format == "github":
        _add_to_job(variables)
        return "".join(f"::add-mask::{variables[name]}\n" for name in SECRETS if name in variables)
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())


def _quoted(value: str) -> str:
    """A value in double quotes, so that no character of it is special."""
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("$", "\\$"), ("\n", "\\n")):
        value = value.replace(character, escaped)
    return f'"{value}"'


def _add_to_job(variables: Mapping[str, str]) -> None:
    delimiter = f"end-{uuid.uuid4()}"
    with open(os.environ["GITHUB_ENV"], "a", encoding="utf-8") as file:
        for name, value in variables.items():
            file.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")
