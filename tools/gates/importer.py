# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the galaxy server looks at when a collection is uploaded."""

from __future__ import annotations

from tools.checks import Check, Command, job
from tools.jobs import Job, Workplace

SETTINGS = """\
[galaxy-importer]
RUN_ANSIBLE_TEST = False
RUN_ANSIBLE_LINT = False
CHECK_REQUIRED_TAGS = True
CHECK_CHANGELOG = True
"""
"""ansible-test and ansible-lint are gates of their own."""


def jobs(place: Workplace) -> list[Job]:
    """galaxy-importer on the built artifact."""
    environment = place.environments["importer"]
    settings = place.folder / "galaxy-importer.cfg"
    settings.write_text(SETTINGS, encoding="utf-8")
    command: Command = [environment.python, "-m", "galaxy_importer.main", place.artifact()]
    variables = {"GALAXY_IMPORTER_CONFIG": settings}
    return [job("importer", environment, [Check("galaxy-importer", command, place.folder, "", variables)])]
