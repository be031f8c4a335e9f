# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-lint, as anybody runs it in a fresh clone: without options, profile production, nothing skipped."""

from __future__ import annotations

from tools import collection
from tools.checks import Check, Command, Variables, job
from tools.jobs import Job, Workplace

NO_NETWORK = "http://127.0.0.1:9"
"""A proxy that is not there."""


def jobs(place: Workplace) -> list[Job]:
    """ansible-lint on a clone that lies anywhere, without the artifact, with an empty home, and without a network.

    It installs the collection into the clone by itself, unless it is told to be offline.
    """
    environment, home = place.environments["quality"], place.folder / "ansible-lint-home"
    home.mkdir(parents=True, exist_ok=True)
    command: Command = [environment.tool("ansible-lint"), "--strict", "--nocolor"]
    clone = collection.clone(place.folder / "ansible-lint-clone")
    variables: Variables = {"HOME": home, "HTTP_PROXY": NO_NETWORK, "HTTPS_PROXY": NO_NETWORK}
    figure = r"Passed: .*? in (\d+ files)"
    check = Check("ansible-lint", command, clone, figure, variables)
    return [job("ansible-lint", environment, [check])]
