# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs transcripts against both sides and cleans up."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from . import variables
from .cleanup import clean, described
from .client import Client, ConnectionProblem, host_of
from .differences import compare
from .replay import Replay, replay
from .report import Report
from .sides import emulated
from .transcript import Transcript

NOT_HERE = {
    401: "does not accept the token (status 401). Check PINGONE_API_ACCESS_TOKEN or the worker application.",
    403: "does not allow the worker application to read the environment (status 403). Assign it a role there.",
    404: "does not have the environment (status 404). Check PINGONE_TARGET_ENVIRONMENT_ID and the region.",
}


def check(client: Client, writing: bool) -> None:
    """Read the environment; ConnectionProblem says why the comparison cannot begin."""
    host = host_of(client.settings.api)
    answer = client.api("GET", f"/v1/environments/{client.settings.environment}")
    if 300 <= answer.status < 400:
        raise ConnectionProblem(
            f"{host} answered with a redirect ({answer.status}). Use the URL of the management API."
        )
    if answer.status in NOT_HERE and (answer.is_json or answer.status == 401):
        raise ConnectionProblem(f"{host} {NOT_HERE[answer.status]}")
    if not answer.is_json or not isinstance(answer.body, dict):
        kind = "a web page" if answer.media_type == "text/html" else "an answer that is not JSON"
        raise ConnectionProblem(f"{host} sent {kind} (status {answer.status}). Use the URL of the management API.")
    if answer.status != 200:
        raise ConnectionProblem(f"{host} answered with status {answer.status}. Try again later, or check the URL.")
    if writing and answer.body.get("type") == "PRODUCTION":
        raise ConnectionProblem(
            "The environment has the type PRODUCTION. Transcripts that write run in environments of type SANDBOX only."
        )


def run(transcripts: list[Transcript], seed: dict[str, Any], other: Client, say: Callable[[str], None]) -> Report:
    """Compare every transcript; whatever happens, the created objects are deleted."""
    report = Report(host_of(other.settings.api))
    for transcript in transcripts:
        ours, theirs, suffix = Replay(), Replay(), variables.new_run()
        replay(transcript, emulated(seed, transcript.presumes), suffix, ours, poll=False)
        try:
            replay(transcript, other, suffix, theirs, poll=True)
        except KeyboardInterrupt:
            report.interrupted = True
            say("Interrupted. The created objects are being deleted; press Ctrl-C again to leave them.")
        _clean(other, theirs, report)
        result = compare(transcript, ours, theirs)
        if result.findings and not result.stopped and not report.interrupted:
            result.same_with = list(_same(transcript, seed, suffix, theirs))
        report.comparisons.append(result)
        if report.interrupted or result.stopped:
            break
    return report


def _clean(other: Client, theirs: Replay, report: Report) -> None:
    try:
        deleted, left = clean(other, theirs)
    except KeyboardInterrupt:
        report.interrupted, deleted = True, 0
        left = [f"{described(made)}: The deletion was interrupted." for made in theirs.made]
    report.deleted += deleted
    report.left += left


def _same(transcript: Transcript, seed: dict[str, Any], suffix: str, theirs: Replay) -> Iterator[str]:
    """The positions of the transcript's switches with which no difference is left: of one switch, or of all."""
    switches, found = transcript.switches, False
    alone = [{name: value} for name, values in switches.items() for value in values]
    together = [dict(zip(switches, values, strict=True)) for values in itertools.product(*switches.values())]
    for positions in [*alone, *(together if len(switches) > 1 else [])]:
        if found and len(positions) > 1:
            return
        ours = Replay()
        replay(transcript, emulated(seed, {**transcript.presumes, **positions}), suffix, ours, poll=False)
        if not compare(transcript, ours, theirs).findings:
            found = True
            yield " and ".join(f"{name}: {_text(value)}" for name, value in positions.items())


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
