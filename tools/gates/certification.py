# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the certification for Automation Hub runs: its commands, on its ansible-core, in its versions.

Its third command, ansible-test sanity, is the gate sanity, which includes the three releases of the certification.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tools import collection, environments, interpreters
from tools.checks import Check, Command, Variables, judge, log_of
from tools.jobs import Job, Workplace
from tools.pins import pins
from tools.reports import Tally

SERIES = "2.16"
"""The release series of ansible-core with which it runs them."""
SETTINGS = """\
[galaxy-importer]
CHECK_REQUIRED_TAGS=True
RUN_ANSIBLE_LINT=False
"""
"""Its settings of galaxy-importer."""
IMPORT = "python -m galaxy_importer.main --git-clone-path . --output-path"
LINT = "ansible-lint --profile=production"


def jobs(place: Workplace) -> list[Job]:
    """One job for each of the two commands."""
    names = ("importer", "lint")
    return [Job(f"certification {name}", partial(_run, place, name), log_of(f"certification {name}")) for name in names]


def _run(place: Workplace, name: str) -> Tally:
    """Run a command in a clone, with a home of its own, and with the Python that it would choose."""
    core = pins().core(SERIES)
    if not interpreters.newest_for(core):
        missing = f"{name} of the certification, for want of Python {' or '.join(core.pythons)}"
        return Tally(not_covered=[missing])
    of_certification = f"certified-{name}@{SERIES}"
    environment = environments.ensure(of_certification)[of_certification]
    folder = place.folder / f"certification-{name}"
    clone, settings = collection.clone(folder / "clone"), folder / "galaxy-importer.cfg"
    settings.write_text(SETTINGS, encoding="utf-8")
    tool, *arguments = (IMPORT if name == "importer" else LINT).split()
    command: Command = [environment.tool(tool), *arguments, *([folder] if name == "importer" else [])]
    variables: Variables = {"GALAXY_IMPORTER_CONFIG": settings, "HOME": _home(folder)}
    figure = r"(Collection loading complete)" if name == "importer" else r"Passed.*? on (\d+ files)"
    version = pins().environments[f"certified-{name}"]["overrides"]
    tally = judge(environment, [Check(name, command, clone, figure, variables)], log_of(f"certification {name}"))
    shown = version["galaxy_importer" if name == "importer" else "ansible-lint"]
    tally.notes.append(f"version {shown} on ansible-core {version['ansible-core']}")
    return tally


def _home(folder: Path) -> Path:
    home = folder / "home"
    home.mkdir()
    return home
