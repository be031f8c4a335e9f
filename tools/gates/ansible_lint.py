# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-lint, as a certifier runs it: profile production, nothing skipped."""

from __future__ import annotations

from tools.checks import Check, Command, job
from tools.jobs import Job, Workplace


def jobs(place: Workplace) -> list[Job]:
    """ansible-lint on a copy of its own, beside the installed artifact."""
    environment = place.environments["quality"]
    command: Command = [
        environment.tool("ansible-lint"),
        "--offline",
        "--profile",
        "production",
        "--strict",
        "--nocolor",
    ]
    command += ["-c", ".ansible-lint"]
    variables = {"ANSIBLE_COLLECTIONS_PATH": place.collections(), "ANSIBLE_HOME": place.folder / "ansible-lint"}
    figure = r"Passed: .*? in (\d+ files)"
    check = Check("ansible-lint", command, place.source(), figure, variables)
    return [job("ansible-lint", environment, [check])]
