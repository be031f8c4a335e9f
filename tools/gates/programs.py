# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gates that only run programs of the environment lint."""

from __future__ import annotations

import os
from dataclasses import dataclass

from tools.checks import Check, Command, job
from tools.jobs import Job, Workplace
from tools.paths import ROOT

FLOOR = "3.9"
"""The oldest Python on which modules run."""
TYPES = r"(\d+ source files)"


@dataclass(frozen=True)
class Program:
    """A program and its arguments, run in a copy of the tracked files, or here, where it finds its cache.

    ``{emulator}`` in the arguments is the interpreter with the requirements of the emulator.
    """

    name: str
    command: str
    figure: str = ""
    here: bool = False


GATES = {
    "lint": (
        Program("ruff format", "ruff format --check --no-cache .", r"(\d+ files) already formatted"),
        Program("ruff check", "ruff check --output-format concise --no-cache ."),
        Program(
            "oldest Python",
            f"vermin -t={FLOOR}- --no-tips --violations --eval-annotations plugins",
            r"versions: +(?:~2, )?([\d.]+)",
        ),
    ),
    "types": (
        # 3.10 is the oldest Python whose rules mypy knows.
        Program("module_utils", "mypy --python-version 3.10 plugins/module_utils", TYPES, here=True),
        Program("tools", "mypy --python-version 3.11 tools", TYPES, here=True),
        Program(
            "emulator",
            "mypy --python-version 3.11 --python-executable {emulator} -p pingone_emulator",
            TYPES,
            here=True,
        ),
    ),
    "layers": (Program("import-linter", "lint-imports --no-cache", r"Contracts: (\d+ kept), (\d+ broken)"),),
    "licenses": (Program("reuse", "reuse lint", r"Files with (license information: \d+ / \d+)"),),
    "changelog": (
        Program("fragments", "antsibull-changelog lint"),
        Program("changelog.yaml", "antsibull-changelog lint-changelog-yaml --strict changelogs/changelog.yaml"),
    ),
}


def environments(gate: str) -> tuple[str, ...]:
    """What a gate works in."""
    return ("lint", "emulator") if any("{emulator}" in program.command for program in GATES[gate]) else ("lint",)


def jobs(place: Workplace, gate: str) -> list[Job]:
    """One job with the programs of a gate."""
    environment, source = place.environments["lint"], place.source()
    # Where the collection's own imports work.
    path = os.pathsep.join(str(folder) for folder in (source.parents[2], source / "emulator", source))
    checks = []
    for program in GATES[gate]:
        tool, *arguments = program.command.split()
        if "{emulator}" in arguments:
            arguments[arguments.index("{emulator}")] = str(place.environments["emulator"].python)
        command: Command = [environment.tool(tool), *arguments]
        if program.here:
            checks.append(Check(program.name, command, ROOT, program.figure))
        else:
            checks.append(Check(program.name, command, source, program.figure, {"PYTHONPATH": path}))
    return [job(gate, environment, checks)]
