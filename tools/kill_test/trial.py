# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One stop: a run that is killed, what callers may do then, and whether the next run completes it."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tools.emulator import Emulator
from tools.errors import ToolError
from tools.kill_test.gateway import BEFORE, NOW, Gateway
from tools.kill_test.laboratory import Laboratory, Reference, Request, sent
from tools.kill_test.picture import picture
from tools.kill_test.playbook import Playbook

SHOWN = 12
"""Lines of a difference that are shown."""


@dataclass(frozen=True)
class Verdict:
    """What became of a run that was killed at a request."""

    scenario: str
    number: int
    request: Request
    incomplete: bool = False
    """Whether something was missing at the stop."""
    completed: bool = False
    """Whether the next run succeeded."""
    identical: bool = False
    """Whether all was then as after a run that nothing stops."""
    settled: bool | None = None
    """Whether a third run changed nothing; None if there was none."""
    asked: int = 0
    """How many questions the gateway asked."""
    outside: tuple[str, ...] = ()
    """The questions that were answered with yes, although neither the old nor the new configuration does that."""
    notes: tuple[str, ...] = ()
    """What else there is to tell, which is never something good."""

    @property
    def good(self) -> bool:
        """Whether all is as it has to be."""
        return not self._problems()

    def __str__(self) -> str:
        heading = f"{self.scenario} killed at request {self.number}, {self.request}: {'good' if self.good else 'bad'}"
        return "\n".join([heading, *(f"  {line}" for problem in self._problems() for line in problem.splitlines())])

    def _problems(self) -> list[str]:
        said = {"completed": self.completed, "identical": self.identical, "settled": self.settled}
        return [
            *(f"not {word}" for word, holds in said.items() if holds is False),
            *(f"allowed by neither configuration: {question}" for question in self.outside),
            *self.notes,
        ]


def stop(laboratory: Laboratory, reference: Reference, number: int, third: bool = True) -> Verdict:
    """Kill the run at its request of that number, counted from 1, and run again, once or twice."""
    verdict = Verdict(reference.scenario.name, number, reference.requests[number - 1])
    try:
        with laboratory.place(reference.start) as place:
            playbook = laboratory.playbook(place, reference.scenario)
            with contextlib.closing(Gateway(place.pingone, reference.credential)) as gateway:
                verdict = _judge(verdict, reference, place.pingone, gateway, playbook)
            return replace(verdict, settled=_changes_nothing(playbook)) if third else verdict
    except ToolError as error:
        return replace(verdict, notes=(*verdict.notes, str(error)))


def _judge(verdict: Verdict, reference: Reference, pingone: Emulator, gateway: Gateway, playbook: Playbook) -> Verdict:
    """The verdict after the killed run and the next one."""
    old_tokens = gateway.tokens()
    pingone.clear_requests()
    playbook.stop_at(verdict.number)
    notes = difference("The killed run sent other requests", reference.requests[: verdict.number], sent(pingone))
    tokens = gateway.tokens()
    allowed = gateway.allowed(old_tokens, BEFORE) | gateway.allowed(tokens, NOW)
    incomplete = picture(pingone) != reference.picture

    ended = playbook.run()
    # Tokens that were issued in between live on.
    allowed |= gateway.allowed(tokens, NOW)
    final = gateway.allowed(old_tokens, BEFORE) | gateway.allowed(gateway.tokens(), NOW)
    found = picture(pingone)
    notes += [] if ended.succeeded else [f"The next run ended with {ended.status}:\n{ended.output}"]
    notes += difference("PingOne holds something else in the end", lines(reference.picture), lines(found))
    notes += difference("PingOne allows something else in the end", sorted(reference.new), sorted(final))
    return replace(
        verdict,
        incomplete=incomplete,
        completed=ended.succeeded,
        identical=found == reference.picture and final == reference.new,
        asked=gateway.asked,
        outside=tuple(str(question) for question in sorted((allowed | final) - reference.old - reference.new)),
        notes=tuple(notes),
    )


def _changes_nothing(playbook: Playbook) -> bool:
    """Whether a run has nothing to do."""
    ended = playbook.run()
    return ended.succeeded and ended.changed == 0


def lines(content: bytes) -> list[str]:
    """The lines of a text."""
    return content.decode().splitlines()


def difference(what: str, expected: Iterable[object], found: Iterable[object]) -> list[str]:
    """What differs, line by line; nothing if nothing does."""
    texts = [str(one) for one in expected], [str(one) for one in found]
    shown = list(difflib.unified_diff(*texts, "not stopped", "stopped", lineterm="", n=1))
    more = [f"... and {len(shown) - SHOWN} lines more"] if len(shown) > SHOWN else []
    return ["\n".join([f"{what}:", *shown[:SHOWN], *more])] if shown else []
