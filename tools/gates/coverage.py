# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much of module_utils the unit tests run through."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from tools.checks import log_of
from tools.collection import tracked
from tools.jobs import Job, Workplace
from tools.paths import COVERAGE
from tools.reports import Tally
from tools.screen import say
from tools.unit import newest_units

LEAST = 90.0
"""Per cent of the lines."""
MEASURED = "plugins/module_utils/"


def jobs(place: Workplace) -> list[Job]:
    """One job that looks at the report of the unit tests on the newest ansible-core."""
    return [Job("coverage", lambda: _coverage(place), log_of("coverage"))]


def _coverage(place: Workplace) -> Tally:
    """Run the unit tests, unless this run has done so already, and judge what they ran through."""
    newest_units(place)
    files = lines(COVERAGE)
    ran, all_lines = (sum(each[column] for each in files.values()) for column in (0, 1))
    percent = 100.0 * ran / all_lines if all_lines else 0.0
    note = f"{percent:.1f} % of {all_lines} lines of module_utils in {len(files)} files"
    say(f"coverage: {note}")
    problems = [] if percent >= LEAST else [f"{note}; at least {LEAST:.0f} % are wanted"]
    missing = [name for name in tracked() if name.startswith(MEASURED) and name.endswith(".py") and name not in files]
    problems += [f"{name} was not measured" for name in missing]
    return Tally(passed=0 if problems else 1, problems=problems, notes=[note])


def lines(report: Path) -> dict[str, tuple[int, int]]:
    """How many lines ran and how many there are, by file of module_utils."""
    found = {}
    for element in ElementTree.parse(report).getroot().iter("class"):
        name = element.get("filename", "")
        if name.startswith(MEASURED):
            hits = [int(line.get("hits", "0")) for line in element.iter("line")]
            found[name] = (sum(1 for count in hits if count), len(hits))
    return found
