# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual environments inside the work folder, made once and used again as long as the pins are the same."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools import bootstrap, folders, interpreters
from tools.errors import ToolError
from tools.interpreters import Interpreter
from tools.paths import ENVIRONMENTS, HOME
from tools.pins import Core, pins
from tools.processes import side_by_side

SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin")
# The local PingOne enforces no rate by default, so tests do not slow down for one.
UNPACED = {"PINGONE_REQUESTS_PER_MINUTE": "100000"}


@dataclass(frozen=True)
class Environment:
    """A virtual environment that is ready for use."""

    name: str
    root: Path
    interpreter: Interpreter
    core: Core

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.root / "bin" / "python"

    def tool(self, name: str) -> Path:
        """A program that was installed in the environment."""
        return self.root / "bin" / name

    def variables(self, **more: str | os.PathLike[str]) -> dict[str, str]:
        """A clean set of environment variables: nothing of the user's but the place of git, a home of our own."""
        git = shutil.which("git")
        folders = [str(self.root / "bin"), *([str(Path(git).parent)] if git else []), *SYSTEM_PATH]
        HOME.mkdir(parents=True, exist_ok=True)
        return {
            "HOME": str(HOME),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PATH": os.pathsep.join(dict.fromkeys(folders)),
            "PYTHONUNBUFFERED": "1",
            "TERM": os.environ.get("TERM", "dumb"),
            **UNPACED,
            **{name: str(value) for name, value in more.items()},
        }


def ensure(*names: str) -> dict[str, Environment]:
    """Make the named environments, side by side, and return them by name.

    A name is that of an entry in versions.toml, for the newest usable interpreter and the newest ansible-core that
    it runs; or such a name, "@" and a release series of ansible-core, for instance "ansible@2.16".
    """
    plans = {name: _plan(name) for name in names}
    with side_by_side(os.cpu_count() or 1) as pool:
        for future in [pool.submit(_make, plan) for plan in {plan.root: plan for plan in plans.values()}.values()]:
            future.result()
    return plans


def _plan(name: str) -> Environment:
    """The environment of a name, which may not be there yet."""
    kind, series = name.split("@") if "@" in name else (name, "")
    if series:
        core = pins().core(series)
        interpreter = interpreters.newest_for(core)
        if interpreter is None:
            raise ToolError(
                f"No usable Python for ansible-core {core.version}: it needs one of {', '.join(core.pythons)}."
            )
    else:
        interpreter = interpreters.newest()
        core = pins().core_for(interpreter.series)
    suffix = f"-{core.series}" if "ansible-core" in pins().requirements(kind) else ""
    folder = f"{kind}{suffix}-py{interpreter.series}-{_fingerprint(kind, interpreter, core)}"
    return Environment(kind, ENVIRONMENTS / folder, interpreter, core)


def _make(environment: Environment) -> None:
    """Make one environment, or take the one that was made from the same pins."""
    folders.use(environment.root, lambda root: _install(environment))


def _install(environment: Environment) -> None:
    uv, root = bootstrap.uv(), environment.root
    venv: bootstrap.Command = [uv, "venv", "--clear", "--no-project", "--python", environment.interpreter.path]
    bootstrap.install(
        root, venv, [uv, "pip", "install", "--python", environment.python], environment.name, environment.core
    )


def _fingerprint(name: str, interpreter: Interpreter, core: Core) -> str:
    """What an environment is made from."""
    made_from = [str(ENVIRONMENTS), interpreter.version, str(interpreter.path.resolve())]
    return folders.fingerprint(*made_from, *pins().requirements(name), *pins().constraints(name, core))
