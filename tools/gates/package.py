# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user gets of the emulator: its package is built, installed in each way, and used; its container file too."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from tools.checks import Check, judge, log_of
from tools.collection import tracked
from tools.jobs import Job, Workplace
from tools.package import build, contents, image
from tools.package.build import Package
from tools.package.install import NoInterpreter, Place, ways
from tools.package.usage import Installed
from tools.paths import ROOT
from tools.reports import Tally

EMULATOR = ROOT / "emulator"


def jobs(place: Workplace) -> list[Job]:
    """One job for the files of the package, one for each way to install it, and one for the container file."""
    found = [Job("package files", lambda: _files(place), log_of("package-files"))]
    for name, install in ways().items():
        slug = re.sub(r"\W+", "-", name)
        found.append(_installation(place, name, slug, install))
    return [*found, Job("package image", lambda: image.check(place), log_of("package-image"))]


def built(place: Workplace) -> Package:
    """The built package, which all jobs share."""
    folder = place.folder / "package"
    source = folder / "source"
    environment = place.environments["package"]
    return place.once("package", lambda: build.build(environment, build.copy(source), folder / "dist"))


def _version() -> str:
    text = (EMULATOR / "pingone_emulator" / "__init__.py").read_text(encoding="utf-8")
    return str(re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)[0])


def _files(place: Workplace) -> Tally:
    """The metadata, whether the README can be shown, and which files are in the wheel and the sdist."""
    environment, package, log = place.environments["package"], built(place), log_of("package-files")
    log.unlink(missing_ok=True)
    checks = [
        Check("twine", [environment.tool("twine"), "check", "--strict", package.wheel, package.sdist]),
        Check("validate-pyproject", [environment.tool("validate-pyproject"), EMULATOR / "pyproject.toml"]),
    ]
    tally = judge(environment, checks, log)
    found = contents.problems(package, tracked())
    tally.problems += found
    tally.passed += int(not found)
    metadata = tomllib.loads((EMULATOR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tally.notes.append(f"{metadata['name']} {_version()}: wheel {package.wheel.stat().st_size // 1024} KiB")
    return tally


def _installation(place: Workplace, name: str, slug: str, install: Callable[[Place], Path]) -> Job:
    log = log_of(f"package-{slug}")

    def work() -> Tally:
        log.unlink(missing_ok=True)
        folder = place.folder / f"package-{slug}"
        (folder / "empty").mkdir(parents=True)
        try:
            programs = install(Place(place.environments["package"], built(place), folder, log))
        except NoInterpreter as problem:
            return Tally(not_covered=[str(problem)])
        found = Installed(programs, folder / "empty").problems(_version())
        return Tally(passed=int(not found), problems=[f"{name}: {problem}" for problem in found])

    return Job(f"package {name}", work, log)
