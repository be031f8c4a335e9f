# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual environments inside the work folder, made once and used again as long as the pins are the same."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tools import interpreters
from tools.errors import ToolError
from tools.interpreters import Interpreter
from tools.paths import ENVIRONMENTS, HOME, LOGS, ROOT
from tools.pins import Core, pins
from tools.processes import check, side_by_side
from tools.screen import say

SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin")

_locks: list[TextIO] = []
"""The locks of the environments in use; they end with the process."""


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
    """Make one environment, or take the one that was made from the same pins.

    Its folder carries a fingerprint of the pins, and whoever uses it shares its lock as long as this process lives.
    So other pins never change an environment that a run is using, and what no run uses is removed. A lock of its own
    lets only one run install it, while the others wait.
    """
    root = environment.root
    ready = root / ".ready"
    root.parent.mkdir(parents=True, exist_ok=True)
    using = _open_lock(root, "lock")
    fcntl.flock(using, fcntl.LOCK_SH)
    _locks.append(using)
    if not ready.is_file():
        with _open_lock(root, "install") as installing:
            fcntl.flock(installing, fcntl.LOCK_EX)
            if not ready.is_file():
                _install(environment)
                ready.touch()
    _remove_others(root)


def _install(environment: Environment) -> None:
    """Make a virtual environment anew and install its packages."""
    requirements = pins().requirements(environment.name)
    core = f" with ansible-core {environment.core.version}" if "ansible-core" in requirements else ""
    say(f"installing the environment {environment.name}{core} for Python {environment.interpreter.version}")
    log = LOGS / f"install-{environment.root.name}.log"
    log.unlink(missing_ok=True)
    shutil.rmtree(environment.root, ignore_errors=True)
    make: list[str | Path] = [environment.interpreter.path, "-m", "venv", "--without-pip", environment.root]
    check(make, log=log, env=os.environ, cwd=ENVIRONMENTS)
    check([environment.python, ROOT / "tools" / "get_pip.py"], log=log, env=os.environ, cwd=ENVIRONMENTS)
    constraints = environment.root / "constraints.txt"
    constraints.write_text("\n".join(pins().constraints(environment.name, environment.core)) + "\n", encoding="utf-8")
    command: list[str | Path] = [environment.python, "-m", "pip", "install", "--no-input", "--no-compile"]
    check([*command, "--constraint", constraints, *requirements], log=log, env=os.environ, cwd=ENVIRONMENTS)


def _fingerprint(name: str, interpreter: Interpreter, core: Core) -> str:
    """What an environment is made from, as a few characters."""
    parts = [
        str(ENVIRONMENTS),
        interpreter.version,
        str(interpreter.path.resolve()),
        *pins().requirements(name),
        *pins().constraints(name, core),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]


def _open_lock(root: Path, kind: str) -> TextIO:
    """A lock file of an environment."""
    return root.with_name(f"{root.name}.{kind}").open("w", encoding="utf-8")


def _remove_others(root: Path) -> None:
    """Remove environments of the same purpose that were made from other pins, unless another run uses them."""
    stem = root.name.rpartition("-")[0]
    for other in ENVIRONMENTS.glob(f"{stem}-*"):
        if other == root or not other.is_dir():
            continue
        with _open_lock(other, "lock") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(other, ignore_errors=True)
