# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The environment of these tools, with uv and the libraries they use; any Python with venv and pip can make it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tools import folders
from tools.paths import ENVIRONMENTS, LOGS
from tools.pins import Core, pins
from tools.processes import check
from tools.screen import say

Command = Sequence[str | Path]

NAME = "tools"
UV_NAMES = {
    "cert": "SSL_CERT_FILE",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "index-url": "UV_DEFAULT_INDEX",
}
"""Settings of pip as the environment variables that uv reads, which knows nothing of pip's."""


def enter(arguments: list[str]) -> None:
    """Go on in the environment of the tools, unless it is the one that we run in."""
    root = _root()
    folders.use(root, _install_tools)
    if Path(sys.prefix).resolve() != root.resolve():
        python = root / "bin" / "python"
        os.execv(python, [str(python), "-m", "tools", *arguments])


def python() -> Path:
    """The interpreter of the environment of the tools."""
    return _root() / "bin" / "python"


def uv() -> Path:
    """The program uv."""
    return _root() / "bin" / "uv"


@cache
def settings() -> dict[str, str]:
    """The environment variables for uv: all of ours, and the settings of pip that it needs too."""
    command: Command = [python(), "-m", "pip", "config", "list"]
    printed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found: dict[str, str] = {}
    for line in printed.splitlines():
        name, _equals, value = line.partition("=")
        setting = UV_NAMES.get(name.rpartition(".")[2])
        if setting:
            found.setdefault(setting, " ".join(str(ast.literal_eval(value)).split()))
    return {**found, **os.environ}


def uv_settings() -> dict[str, str]:
    """The environment variables for uv only, with which it also finds its cache from another home."""
    names = (*UV_NAMES.values(), "UV_CACHE_DIR")
    cache: Command = [uv(), "cache", "dir", "--no-config"]
    folder = subprocess.run(cache, capture_output=True, text=True, check=True, env=settings()).stdout.strip()
    return {name: value for name, value in {"UV_CACHE_DIR": folder, **settings()}.items() if name in names}


def _root() -> Path:
    made_from = folders.fingerprint(str(ENVIRONMENTS), *pins().requirements(NAME), *pins().constraints(NAME))
    return ENVIRONMENTS / f"{NAME}-{made_from}"


def _install_tools(root: Path) -> None:
    """Make the environment of the tools with nothing but what Python brings along."""
    pip: Command = [root / "bin" / "python", "-m", "pip", "install", "--no-input", "--no-compile"]
    install(root, [sys.executable, "-m", "venv", "--clear"], pip, NAME)


def install(root: Path, venv: Command, pip: Command, name: str, core: Core | None = None) -> None:
    """Make a virtual environment anew and install its packages, with the programs that are given for both."""
    about = f" with ansible-core {core.version}" if core and "ansible-core" in pins().requirements(name) else ""
    say(f"installing the environment {name}{about}")
    log = LOGS / f"install-{root.name}.log"
    log.unlink(missing_ok=True)
    env = settings() if core else os.environ
    check([*venv, root], log=log, env=env, cwd=ENVIRONMENTS)
    constraints = root / "constraints.txt"
    constraints.write_text("\n".join(pins().constraints(name, core)) + "\n", encoding="utf-8")
    check([*pip, "--constraint", constraints, *pins().requirements(name)], log=log, env=env, cwd=ENVIRONMENTS)
