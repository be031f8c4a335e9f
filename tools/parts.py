# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of the test run: what belongs to each, and how it is run and counted.

A further part is one more entry in PARTS and one more target in the Makefile.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from tools import ansible_test, awx, bootstrap, browser, containers, cores, environments, unit
from tools.checks import log_of
from tools.gates import (
    ansible_lint,
    artifact,
    certification,
    coverage,
    docs,
    importer,
    molecule,
    package,
    programs,
    sanity,
    workflows,
)
from tools.jobs import Job, Part, Workplace
from tools.paths import ROOT
from tools.pins import Core, pins
from tools.pytest_runs import pytest_job


def tools(place: Workplace) -> list[Job]:
    """The tests of these tools."""
    return [pytest_job(place, "ansible", "tools", ROOT / "tests" / "tools", ROOT, {"PYTHONPATH": ROOT})]


def emulator(place: Workplace) -> list[Job]:
    """The emulator's own tests, by plain HTTP, and of its page in a browser if there is one."""
    folder = ROOT / "emulator"
    found = browser.browser()
    variables = {"PYTHONPATH": folder, **({"TEST_BROWSER": Path(found)} if found else {})}
    without = {} if found else {"browser": browser.MISSING}
    return [pytest_job(place, "emulator", "emulator", folder / "tests", folder, variables, "prepend", without)]


def integration(place: Workplace) -> list[Job]:
    """One job for each ansible-core, in rough weather on the newest; with a selection, on the newest only."""
    names = [ansible_test.known(name) for name in place.only.split()]
    tested = cores.ends()[:1] if names else cores.ends()
    return [_targets(place, names or ansible_test.targets(), core) for core in tested]


def _targets(place: Workplace, names: list[str], core: Core) -> Job:
    environment, server = place.environments[cores.environment(core)], place.environments["emulator"]
    name = f"integration {environment.core.series}"
    folder, log = place.folder / name.replace(" ", "-"), log_of(name)
    rough = core == cores.ends()[0]
    return Job(name, lambda: ansible_test.integration(names, environment, server, folder, log, rough), log)


def system(place: Workplace) -> list[Job]:
    """Whole runs of ansible-playbook against the installed artifact; one job for each file of tests."""
    packed = place.folder / "packed-modules"
    variables: dict[str, str | Path] = {
        "PYTHONPATH": ROOT,
        "TEST_ARTIFACT": place.artifact(),
        "TEST_AWX_COLLECTIONS_PATH": awx.collections(),
        "TEST_COLLECTIONS_PATH": place.collections(),
        "TEST_EMULATOR_PYTHON": place.environments["emulator"].python,
        "TEST_PACKED_MODULES": packed,
    }
    packed.mkdir(exist_ok=True)
    engine = containers.engine()
    if engine:
        variables["TEST_CONTAINER_ENGINE"] = Path(engine)
        variables["TEST_BASE_IMAGE"] = Path(os.environ[containers.SETTING])
    without = {} if engine else {"container": containers.MISSING}
    files = sorted((ROOT / "tests" / "system").glob("test_*.py"))
    jobs = []
    for file in files:
        left_out = without if file.stem == "test_execution_environment" else {}
        more = _with_pip(place) if file.stem == "test_testing_examples" else {}
        used = {**variables, **more}
        jobs.append(pytest_job(place, "ansible", f"system {file.stem}", file, ROOT, used, without=left_out))
    return jobs


def _with_pip(place: Workplace) -> dict[str, str | Path]:
    """What tests need that install packages: uv, the pinned versions, and the folder of the emulator's wheel."""
    constraints = place.folder / "constraints.txt"
    constraints.write_text(
        "\n".join(pins().constraints("ansible", place.environments["ansible"].core)) + "\n", encoding="utf-8"
    )
    wheels = package.built(place).wheel.parent
    return {**bootstrap.uv_settings(), "UV_CONSTRAINT": constraints, "TEST_UV": bootstrap.uv(), "TEST_WHEELS": wheels}


PARTS = (
    Part("sanity", (), sanity.jobs, cores.usable),
    Part("integration", ("emulator",), integration, cores.ends),
    Part("system", ("ansible", "emulator", "package"), system),
    Part("molecule", ("ansible", "emulator", "quality"), molecule.jobs),
    Part("unit", (), unit.jobs, cores.ends),
    Part("emulator", ("emulator",), emulator),
    Part("docs", ("quality", "browser"), docs.jobs),
    Part("emulator-package", ("package",), package.jobs),
    Part("artifact", ("ansible", "emulator"), artifact.jobs),
    Part("importer", ("ansible", "importer"), importer.jobs),
    Part("ansible-lint", ("quality",), ansible_lint.jobs),
    Part("certification", (), certification.jobs),
    Part("tools", ("ansible", "lint"), tools),
    *(Part(name, programs.environments(name), partial(programs.jobs, gate=name)) for name in programs.GATES),
    Part("workflows", ("workflows",), workflows.jobs),
    Part("coverage", (), coverage.jobs, lambda: cores.ends()[:1]),
)
"""All parts, those that take longest first."""


def prepare(parts: list[Part], folder: Path, only: str) -> Workplace:
    """Make what the parts need."""
    names = [name for part in parts for name in part.environments]
    names += [cores.environment(core) for part in parts for core in part.cores()]
    return Workplace(environments.ensure(*dict.fromkeys(names)), folder, only)
