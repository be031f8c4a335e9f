# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of the test run: what belongs to each, and how it is run and counted.

A further part is one more entry in PARTS and one more target in the Makefile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import ansible_test, collection, environments
from tools.environments import Environment
from tools.paths import LOGS, ROOT
from tools.processes import run
from tools.reports import Tally, pytest_cases

NOTHING_COLLECTED = 5
"""pytest's exit status when no test was selected."""


@dataclass(frozen=True)
class Workplace:
    """What the jobs of a run share: environments, an empty folder, and which cases were asked for (none: all)."""

    environments: dict[str, Environment]
    folder: Path
    only: str = ""


@dataclass(frozen=True)
class Job:
    """A piece of a part that can run beside others; log is shown when it fails."""

    name: str
    run: Callable[[], Tally]
    log: Path | None


@dataclass(frozen=True)
class Part:
    """A part of the test run, with a make target of its own."""

    name: str
    environments: tuple[str, ...]
    jobs: Callable[[Workplace], list[Job]]


def unit(place: Workplace) -> list[Job]:
    """The collection's unit tests, in a copy of the collection, where its own imports work."""
    base = place.folder / "unit"
    source = collection.copy(base)
    return [_pytest(place, "ansible", "unit", source / "tests" / "unit", source, {"PYTHONPATH": base})]


def tools(place: Workplace) -> list[Job]:
    """The tests of these tools."""
    return [_pytest(place, "ansible", "tools", ROOT / "tests" / "tools", ROOT, {"PYTHONPATH": ROOT})]


def emulator(place: Workplace) -> list[Job]:
    """The emulator's own tests, by plain HTTP."""
    folder = ROOT / "tests" / "emulator"
    return [_pytest(place, "emulator", "emulator", folder / "tests", folder, {"PYTHONPATH": folder}, "prepend")]


def integration(place: Workplace) -> list[Job]:
    """One job for each integration target; only names targets here."""
    names = [ansible_test.known(name) for name in place.only.split()] or ansible_test.targets()
    return [_target(place, name) for name in names]


def system(place: Workplace) -> list[Job]:
    """Whole runs of ansible-playbook against the installed artifact; one job for each file of tests."""
    installed = collection.build_and_install(place.environments["ansible"], place.folder / "system")
    variables = {
        "PYTHONPATH": ROOT,
        "TEST_COLLECTIONS_PATH": installed,
        "TEST_EMULATOR_PYTHON": place.environments["emulator"].python,
    }
    files = sorted((ROOT / "tests" / "system").glob("test_*.py"))
    return [_pytest(place, "ansible", f"system {file.stem}", file, ROOT, variables) for file in files]


PARTS = (
    Part("integration", ("ansible", "emulator"), integration),
    Part("system", ("ansible", "emulator"), system),
    Part("emulator", ("emulator",), emulator),
    Part("unit", ("ansible",), unit),
    Part("tools", ("ansible",), tools),
)
"""All parts, those that take longest first."""


def _target(place: Workplace, name: str) -> Job:
    folder = place.folder / "integration" / name
    ansible, server = place.environments["ansible"], place.environments["emulator"]
    log = LOGS / f"integration-{name}.log"
    return Job(f"integration {name}", lambda: ansible_test.integration(name, ansible, server, folder), log)


def _pytest(
    place: Workplace,
    environment: str,
    name: str,
    tests: Path,
    cwd: Path,
    variables: dict[str, Path],
    mode: str = "importlib",
) -> Job:
    """A job that runs pytest, with one of its import modes, and counts the cases of its report."""
    slug = name.replace(" ", "-")
    log, report = LOGS / f"{slug}.log", place.folder / f"{slug}.xml"
    python = place.environments[environment].python
    command: list[str | Path] = [python, "-m", "pytest", "-p", "no:cacheprovider", f"--import-mode={mode}"]
    command += ["--rootdir", cwd, "--junitxml", report, *(["-k", place.only] if place.only else []), tests]

    def job() -> Tally:
        log.unlink(missing_ok=True)
        env = place.environments[environment].variables(**variables)
        status = run(command, log=log, env=env, cwd=cwd)
        tally = Tally()
        if place.only and status == NOTHING_COLLECTED:
            return tally
        tally.add(pytest_cases(report))
        return tally.close(status)

    return Job(name, job, log)


def prepare(names: list[str], folder: Path, only: str) -> Workplace:
    """Make what the named parts need."""
    wanted = dict.fromkeys(name for part in PARTS if part.name in names for name in part.environments)
    return Workplace(environments.ensure(*wanted), folder, only)
