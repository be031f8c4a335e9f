# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role's scenarios: they are in extensions/molecule."""

from __future__ import annotations

from tools import collection
from tools.checks import Check, Command, Variables, judge, log_of
from tools.jobs import Job, Workplace
from tools.recap import CALLBACKS
from tools.reports import Tally, ansible_cases


def jobs(place: Workplace) -> list[Job]:
    """molecule with all scenarios, from the root of a copy, with the installed artifact."""
    log = log_of("molecule")
    return [Job("molecule", lambda: _molecule(place), log)]


def _molecule(place: Workplace) -> Tally:
    """Run the scenarios; the cases are their tasks that are called so, and the run as a whole."""
    environment, log = place.environments["quality"], log_of("molecule")
    base = place.folder / "molecule"
    source = collection.copy(base)
    reports, home, packed = base / "junit", base / "home", base / "packed-modules"
    home.mkdir()
    packed.mkdir()
    variables: Variables = {
        "ANSIBLE_CALLBACKS_ENABLED": "ansible.builtin.junit,packed_modules",
        "ANSIBLE_CALLBACK_PLUGINS": CALLBACKS,
        "ANSIBLE_COLLECTIONS_PATH": place.collections(),
        "HOME": home,
        "NO_COLOR": "1",
        "JUNIT_OUTPUT_DIR": reports,
        "PACKED_MODULES": packed,
        "TEST_EMULATOR_PYTHON": place.environments["emulator"].python,
    }
    log.unlink(missing_ok=True)
    command: Command = [environment.tool("molecule"), "test", "--all"]
    tally = judge(environment, [Check("molecule", command, source, r"(executed \d+ scenarios)", variables)], log)
    cases = [case for report in sorted(reports.glob("*.xml")) for case in ansible_cases(report)]
    tally.add(cases)
    return tally.close(0, "" if cases else "no scenario verified anything")
