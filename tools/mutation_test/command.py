# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays thousands of wrong answers to all modules, and prints how the runs ended and which of them were bad."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

from tools import collection, environments
from tools.environments import Environment
from tools.errors import ToolError
from tools.mutation_test.trial import Verdict
from tools.paths import LOGS, ROOT
from tools.processes import run, side_by_side
from tools.runs import scratch
from tools.screen import say, show, table

PLACE = re.compile(r"\((\w+ at \w+\.py:\d+)")


def mutation_test(first: int, count: int) -> int:
    """Make the trials of so many seeds, beginning with the first; 1 if one of them was bad."""
    with scratch() as folder:
        made = environments.ensure("ansible", "emulator")
        installed = collection.build_and_install(made["ansible"], folder)
        workers = os.cpu_count() or 1
        say(f"{count} mutations from seed {first} on, {workers} at a time")
        share = -(-count // workers)
        starts = range(first, first + count, share)
        with side_by_side(workers) as pool:
            parts = [
                pool.submit(_part, made, installed, folder / str(start), start, min(share, first + count - start))
                for start in starts
            ]
            verdicts = [verdict for part in parts for verdict in part.result()]
    return report(verdicts)


def report(verdicts: list[Verdict]) -> int:
    """Print how the runs ended; 1 if one of them was bad."""
    ends = Counter(verdict.end for verdict in verdicts)
    show("\n" + _counts("end", ends) + "\n")
    bad = [verdict for verdict in verdicts if verdict.faults]
    for verdict in bad:
        show(f"{verdict}\n")
    places = Counter(found[1] for verdict in bad if (found := PLACE.search(verdict.message)))
    if places:
        show("\n" + _counts("defect", places))
    different = [verdict for verdict in verdicts if verdict.different]
    for verdict in different:
        show(f"ended otherwise than without the mutation: {verdict}\n")
    say(
        f"{len(verdicts)} mutations, {len(bad)} of them bad, {ends['defect']} defects, {len(different)} ended otherwise"
    )
    return 1 if bad else 0


def _counts(what: str, counted: Counter[str]) -> str:
    """A table of what was counted, the most frequent first."""
    rows: list[tuple[str, ...]] = [(what, "runs")]
    rows += [(one, str(number)) for one, number in counted.most_common()]
    return table(rows)


def _part(made: dict[str, Environment], installed: Path, folder: Path, first: int, count: int) -> list[Verdict]:
    folder.mkdir()
    ansible, lines = made["ansible"], list[str]()
    command: list[str | Path] = [ansible.python, "-m", "tools.mutation_test.worker", installed]
    command += [made["emulator"].python, folder, str(first), str(count)]
    log = LOGS / f"mutation-test-{first}.log"
    log.unlink(missing_ok=True)
    status = run(command, log=log, env=ansible.variables(PYTHONPATH=ROOT), cwd=ROOT, echo=lines.append)
    found = [json.loads(line) for line in lines if line.startswith('{"seed"')]
    if status != 0 or len(found) != count:
        raise ToolError(f"The trials from seed {first} on ended too early, see {log}")
    return [Verdict(**{**one, "faults": tuple(one["faults"])}) for one in found]
