# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-test sanity on every pinned release of ansible-core that can run here, without ignore files."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools import bootstrap, collection, interpreters
from tools.ansible_test import NOTHING_RUN
from tools.checks import log_of
from tools.environments import Environment
from tools.jobs import Job, Workplace
from tools.paths import SANITY
from tools.pins import pins
from tools.processes import run
from tools.reports import Tally, sanity_cases, sanity_skips

OLDEST = "3.9"
"""Older Pythons are not promised anything, see tests/config.yml."""
PROGRAMS = ("docs/", "tools/", "emulator/", "tests/system/", "tests/tools/")
"""Programs beside the collection, for newer Pythons; ruff and mypy look after them."""
GET_PIP = """\
import os
import subprocess
import sys

wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
command = [{uv!r}, "pip", "install", "--quiet", "--python", sys.executable, *wanted]
sys.exit(subprocess.call(command, env={{**os.environ, **{settings!r}}}))
"""
"""The script with which ansible-test puts pip into its environments; it would download one otherwise."""


def jobs(place: Workplace) -> list[Job]:
    """One job for each release of ansible-core."""
    found = [environment for name, environment in place.environments.items() if name.startswith("ansible@")]
    return [_job(place, environment) for environment in found]


def _job(place: Workplace, environment: Environment) -> Job:
    name = f"sanity {environment.core.series}"
    log = log_of(name)
    folder = place.folder / name.replace(" ", "-")
    return Job(name, lambda: _sanity(environment, folder, log), log)


def _sanity(environment: Environment, folder: Path, log: Path) -> Tally:
    """Run all sanity tests and count them; the virtual environments that they need stay in a home of their own."""
    ignored = [name for name in collection.tracked() if name.startswith("tests/sanity/ignore")]
    source = collection.copy(folder, PROGRAMS)
    log.unlink(missing_ok=True)
    command: list[str | Path] = [environment.tool("ansible-test"), "sanity", "--junit", "-v", "--color", "no"]
    status = run(command, log=log, env=_variables(environment), cwd=source)
    tally = Tally(problems=[f"{name}: an ignore file" for name in ignored])
    tally.notes.append(f"{environment.core.version} on Python {environment.interpreter.version}")
    for report in sorted((source / "tests" / "output" / "junit").glob("*.xml")):
        tally.add(sanity_cases(report))
        tally.notes += [f"{name} not run" for name in sanity_skips(report)]
    printed = log.read_text(encoding="utf-8", errors="replace")
    return tally.close(status, f"ansible-test says: {NOTHING_RUN}" if NOTHING_RUN in printed else "")


def _variables(environment: Environment) -> dict[str, str]:
    """A home that stays, with what ansible-test would download, and all interpreters on the search path."""
    series = f"{environment.core.series}-py{environment.interpreter.series}"
    home = SANITY / f"{series}-{environment.core.version}-{environment.interpreter.version}"
    for old in SANITY.glob(f"{series}-*"):
        if old != home:
            shutil.rmtree(old, ignore_errors=True)
    cached = home / ".ansible" / "test" / "cache" / f"get_pip_{environment.core.pip.replace('.', '_')}.py"
    cached.parent.mkdir(parents=True, exist_ok=True)
    cached.write_text(_get_pip(), encoding="utf-8")
    variables = environment.variables(HOME=home)
    variables["PATH"] = os.pathsep.join([variables["PATH"].split(os.pathsep)[0], *_folders(), variables["PATH"]])
    return variables


def _get_pip() -> str:
    """The script that puts pip into an environment, with what uv needs to know of ours."""
    names = [*bootstrap.UV_NAMES.values(), "SSL_CERT_DIR", "UV_CACHE_DIR", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"]
    settings = {name: value for name, value in bootstrap.settings().items() if name in names}
    command: list[str | Path] = [bootstrap.uv(), "cache", "dir"]
    cache = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return GET_PIP.format(uv=str(bootstrap.uv()), settings={**settings, "UV_CACHE_DIR": cache})


def _folders() -> Iterator[str]:
    """Where the interpreters are."""
    for series in (*pins().pythons, OLDEST):
        found = interpreters.find(series)
        if found:
            yield str(found.path.resolve().parent)
