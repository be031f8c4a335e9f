# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stop all runs at all of their requests, print what came of it, and write docs/reliability.md."""

from __future__ import annotations

import os
from concurrent.futures import Future, as_completed
from pathlib import Path

from tools import collection, environments
from tools.environments import Environment
from tools.kill_test import page
from tools.kill_test.laboratory import Laboratory
from tools.kill_test.trial import Verdict, stop
from tools.paths import ROOT
from tools.processes import side_by_side
from tools.runs import scratch
from tools.screen import say, show, table

THIRD_RUN_EACH = 4
"""After one stop of so many a third run looks whether the second one has left anything to do."""


def kill_test() -> int:
    """Make all stops; 1 if one of them was bad."""
    with scratch() as folder:
        made = environments.ensure("ansible", "emulator")
        say("running each scenario to its end, and the stops after it")
        verdicts, sent = _all(_laboratory(made["ansible"], made["emulator"], folder))
    show("\n" + table(page.rows(verdicts, sent)) + "\n")
    say(page.closing(verdicts))
    page.PAGE.write_text(page.page(verdicts, sent), encoding="utf-8")
    say(f"wrote {page.PAGE.relative_to(ROOT)}")
    return 0 if all(verdict.good for verdict in verdicts) else 1


def _laboratory(ansible: Environment, server: Environment, folder: Path) -> Laboratory:
    """Where the installed artifact is run."""
    packed = folder / "packed-modules"
    packed.mkdir()
    variables = ansible.variables(
        ANSIBLE_COLLECTIONS_PATH=collection.build_and_install(ansible, folder),
        ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
        ANSIBLE_LOCALHOST_WARNING="false",
        PACKED_MODULES=packed,
    )
    place = folder / "laboratory"
    place.mkdir()
    return Laboratory(ansible.tool("ansible-playbook"), variables, server.python, place)


def _all(laboratory: Laboratory) -> tuple[list[Verdict], dict[str, int]]:
    """The verdicts on all stops, which are made side by side, and how many requests each run sends."""
    sent: dict[str, int] = {}
    going: list[Future[Verdict]] = []
    with side_by_side(os.cpu_count() or 1) as pool:
        for reference in laboratory.references():
            sent[reference.scenario.name] = len(reference.requests)
            going += [
                pool.submit(stop, laboratory, reference, number + 1, number % THIRD_RUN_EACH == 0)
                for number in range(len(reference.requests))
            ]
        for done, future in enumerate(as_completed(going), 1):
            say(f"{done} of {len(going)}: {future.result()}")
    return [future.result() for future in going], sent
