# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual environments inside the work folder, made once and used again as long as the pins are the same."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import interpreters
from tools.interpreters import Interpreter
from tools.paths import ENVIRONMENTS, HOME, LOGS
from tools.pins import Core, pins
from tools.processes import check, side_by_side
from tools.screen import say

SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin")


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
            **{name: str(value) for name, value in more.items()},
        }


def ensure(*names: str) -> dict[str, Environment]:
    """Make the named environments for the newest usable interpreter, side by side, and return them by name."""
    interpreter = interpreters.newest()
    core = pins().core_for(interpreter.series)
    with side_by_side(max(1, len(names))) as pool:
        made = pool.map(lambda name: ensure_one(name, interpreter, core), names)
        return {environment.name: environment for environment in made}


def ensure_one(name: str, interpreter: Interpreter, core: Core) -> Environment:
    """Make one environment, or take the one that is there if it was made from the same pins."""
    folder = f"{name}-{core.series}-py{interpreter.series}" if name == "ansible" else f"{name}-py{interpreter.series}"
    environment = Environment(name, ENVIRONMENTS / folder, interpreter, core)
    stamp = environment.root / ".pins"
    wanted = _fingerprint(environment)
    with _locked(ENVIRONMENTS / f"{folder}.lock"):
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
            _install(environment)
            stamp.write_text(wanted, encoding="utf-8")
    return environment


def _install(environment: Environment) -> None:
    """Make a virtual environment anew and install its packages."""
    requirements = pins().requirements(environment.name)
    shown = f"ansible-core {environment.core.version}" if environment.name == "ansible" else environment.name
    say(f"installing {shown} for Python {environment.interpreter.version}")
    log = LOGS / f"install-{environment.root.name}.log"
    log.unlink(missing_ok=True)
    shutil.rmtree(environment.root, ignore_errors=True)
    check([environment.interpreter.path, "-m", "venv", environment.root], log=log, env=os.environ, cwd=ENVIRONMENTS)
    constraints = environment.root / "constraints.txt"
    constraints.write_text("\n".join(pins().constraints(environment.core)) + "\n", encoding="utf-8")
    command: list[str | Path] = [environment.python, "-m", "pip", "install", "--no-input"]
    check([*command, "--constraint", constraints, *requirements], log=log, env=os.environ, cwd=ENVIRONMENTS)


def _fingerprint(environment: Environment) -> str:
    """What an environment was made from; it is made again when any of this changes."""
    parts = [
        str(environment.root),
        environment.interpreter.version,
        str(environment.interpreter.path.resolve()),
        *pins().requirements(environment.name),
        *pins().constraints(environment.core),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file, so that two runs at the same time do not install into the same folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
