# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much of module_utils the unit tests run through.

Measured in one process; ansible-test starts one for each test, which takes longer for the same figure.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from tools import cores
from tools.checks import log_of
from tools.collection import tracked
from tools.jobs import Job, Workplace
from tools.paths import COVERAGE
from tools.processes import check
from tools.reports import Tally
from tools.screen import say

LEAST = 90.0
"""Per cent of the lines."""
MEASURED = "plugins/module_utils/"


def jobs(place: Workplace) -> list[Job]:
    """One job, on the newest ansible-core."""
    return [Job("coverage", lambda: _coverage(place), log_of("coverage"))]


def _coverage(place: Workplace) -> Tally:
    """Run the unit tests and judge what they ran through."""
    _measure(place)
    files = lines(COVERAGE)
    ran, all_lines = (sum(each[column] for each in files.values()) for column in (0, 1))
    percent = 100.0 * ran / all_lines if all_lines else 0.0
    note = f"{percent:.1f} % of {all_lines} lines of module_utils in {len(files)} files"
    say(f"coverage: {note}")
    problems = [] if percent >= LEAST else [f"{note}; at least {LEAST:.0f} % are wanted"]
    missing = [name for name in tracked() if name.startswith(MEASURED) and name.endswith(".py") and name not in files]
    problems += [f"{name} was not measured" for name in missing]
    return Tally(passed=0 if problems else 1, problems=problems, notes=[note])


def _measure(place: Workplace) -> None:
    """Write the report of a run of the unit tests to COVERAGE."""
    source, log = place.source(), log_of("coverage")
    environment = place.environments[cores.environment(cores.ends()[0])]
    data = place.folder / "coverage"
    env = environment.variables(COVERAGE_FILE=data, PYTHONPATH=source.parents[2])
    coverage: list[str | Path] = [environment.python, "-m", "coverage"]
    # Without those of the controller's plugins, whose imports turn Ansible's modules into parts of the controller.
    folders = ["tests/unit/plugins/module_utils", "tests/unit/plugins/modules"]
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", *folders]
    log.unlink(missing_ok=True)
    check([*coverage, "run", "--branch", f"--include={MEASURED}*", *tests], log=log, env=env, cwd=source)
    COVERAGE.unlink(missing_ok=True)
    check([*coverage, "xml", "-o", COVERAGE], log=log, env=env, cwd=source)


def lines(report: Path) -> dict[str, tuple[int, int]]:
    """How many lines ran and how many there are, by file of module_utils."""
    found = {}
    for element in ElementTree.parse(report).getroot().iter("class"):
        name = element.get("filename", "")
        if name.startswith(MEASURED):
            hits = [int(line.get("hits", "0")) for line in element.iter("line")]
            found[name] = (sum(1 for count in hits if count), len(hits))
    return found
