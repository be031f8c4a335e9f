# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the parts of the tests side by side and count their cases."""

from __future__ import annotations

import os
import time
import traceback
from concurrent.futures import Future, as_completed

from tools import collection, cores, processes, results
from tools.errors import ToolError
from tools.jobs import Job, Part, Workplace
from tools.parts import PARTS, prepare
from tools.paths import RESULTS, VERDICT
from tools.reports import Tally
from tools.results import Outcome
from tools.runs import scratch
from tools.screen import say, show, table

JOBS = (os.cpu_count() or 1) + 1
"""One more job than there are processors, since every job waits now and then."""


def test(names: list[str], only: str = "", workers: int = 0) -> int:
    """Run the named parts, or all, and print the closing line; 0 if all is well.

    only selects cases: names of targets for the integration part, a pytest expression for the others. workers is how
    many jobs run side by side, JOBS if it is 0.
    """
    parts = [part for part in PARTS if not names or part.name in names]
    VERDICT.unlink(missing_ok=True)
    start = time.monotonic()
    _name_untracked()
    with scratch() as folder:
        place = prepare(parts, folder, only)
        outcomes = _run(parts, place, workers or JOBS)
    _print_summary(parts, outcomes)
    for outcome in outcomes:
        show("".join(f"{outcome.job.name}: {problem}\n" for problem in outcome.tally.problems))
    if not names:
        results.write(RESULTS, [part.name for part in parts], outcomes, time.monotonic() - start)
    passed = sum(outcome.tally.passed for outcome in outcomes)
    failed = sum(outcome.tally.failed for outcome in outcomes)
    if passed + failed == 0:
        say("no case was run")
    for core in cores.missing():
        show(f"not covered: ansible-core {core.version}, for want of Python {' or '.join(core.pythons)}\n")
    show("".join(f"not covered: {each}\n" for outcome in outcomes for each in outcome.tally.not_covered))
    verdict = f"{passed} passed, {failed} failed\n"
    VERDICT.write_text(verdict, encoding="utf-8")
    show(verdict)
    return 0 if passed and not failed else 1


def _run(parts: list[Part], place: Workplace, workers: int) -> list[Outcome]:
    """Run all jobs of the parts, the long ones first, and report each when it ends."""
    outcomes: list[Outcome] = []
    with processes.side_by_side(workers) as pool:
        futures: list[Future[Outcome]] = []
        for part in parts:
            jobs = _jobs_of(part, place)
            say(f"{part.name}: {len(jobs)} {'job' if len(jobs) == 1 else 'jobs'}")
            futures += [pool.submit(_run_one, part, job) for job in jobs]
        for future in as_completed(futures):
            outcomes.append(future.result())
            _report(outcomes[-1])
    return outcomes


def _jobs_of(part: Part, place: Workplace) -> list[Job]:
    """The jobs of a part; a part without any fails, and so does one that cannot be prepared."""
    try:
        jobs = part.jobs(place)
    except ToolError as error:
        return [_failing_job(part.name, str(error))]
    return jobs or [_failing_job(part.name, "has no tests")]


def _failing_job(name: str, problem: str) -> Job:
    return Job(name, lambda: Tally(problems=[problem]), None)


def _run_one(part: Part, job: Job) -> Outcome:
    start = time.monotonic()
    try:
        tally = job.run()
    except ToolError as error:
        tally = Tally(problems=[str(error)])
    except Exception:  # a defect in one job must not hide what the others found
        tally = Tally(problems=[traceback.format_exc()])
    return Outcome(part.name, job, tally, time.monotonic() - start)


def _report(outcome: Outcome) -> None:
    """One line for a job that passed; for one that failed, also what failed and the end of its log."""
    tally = outcome.tally
    counts = f"{tally.passed} passed" + (f", {tally.failed} FAILED" if tally.failed else "")
    say(f"{outcome.job.name}: {counts} ({outcome.seconds:.1f} s)")
    if tally.failed:
        lines = "".join(f"    - {problem}\n" for problem in tally.problems)
        log = outcome.job.log
        end = f"    the end of {log}:\n{processes.tail(log)}\n" if log and log.is_file() else ""
        show(lines + end)


def _print_summary(parts: list[Part], outcomes: list[Outcome]) -> None:
    rows: list[tuple[str, ...]] = [("part", "passed", "failed", "seconds", "")]
    for result in results.summed([part.name for part in parts], outcomes):
        notes = "; ".join(result.notes)
        rows.append((result.name, str(result.passed), str(result.failed), f"{result.seconds:.1f}", notes))
    show("\n" + table(rows) + "\n")


def _name_untracked() -> None:
    """Warn about files that are not tested because git does not know them."""
    names = collection.untracked()
    if names:
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        say(f"not tracked by git, so not part of the collection under test: {shown}")
