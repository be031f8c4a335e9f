# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays modules whose answers, or whose session files, are changed, and judges what came of it."""

from __future__ import annotations

import importlib
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.emulator import Emulator
from tools.kill_test.picture import UUID
from tools.mutation_test.hook import Change, Disturbance, Exchange, Hooked, Recorder
from tools.mutation_test.mutate import Answer, Mutation, body_mutation, mutation, value_mutation
from tools.mutation_test.scenarios import Scenario, scenarios
from tools.mutation_test.world import Fact, build, facts
from tools.paths import ROOT

FILES = ROOT / "tests" / "integration" / "targets" / "setup_emulator" / "files"
CONNECTION = {
    "environment_id": "PINGONE_TARGET_ENVIRONMENT_ID",
    "auth_environment_id": "PINGONE_ENVIRONMENT_ID",
    "client_id": "PINGONE_CLIENT_ID",
    "client_secret": "PINGONE_CLIENT_SECRET",
    "api_url": "PINGONE_API_URL",
    "auth_url": "PINGONE_AUTH_URL",
}
SESSIONS = 0.08
"""The share of trials in which a session file is changed, and not an answer."""
SMALL_PAGES_EACH = 4
"""Of so many rounds through all scenarios, one is played with pages of one object."""
LONGEST_MESSAGE = 5000
NO_RESULT = "no result"


@dataclass(frozen=True)
class Verdict:
    """How a run ended: "ok", or the kind of its error, or that it has no result; and what is bad about it.

    different: it ended well, but not as the same run without the mutation, although the answer was visibly wrong.
    """

    seed: int
    scenario: str
    mutation: str
    end: str
    message: str
    faults: tuple[str, ...]
    different: bool = False

    def __str__(self) -> str:
        lines = (f"seed {self.seed}: {self.scenario}", self.mutation, "; ".join(self.faults), self.message[:400])
        return "\n    ".join(line for line in lines if line)


@dataclass(frozen=True)
class Run:
    """What a run came to: its result, None if there is none, and the requests that it sent."""

    result: dict[str, Any] | None
    requests: list[dict[str, Any]]

    @property
    def writes(self) -> list[dict[str, Any]]:
        """The writing requests."""
        return [entry for entry in self.requests if entry["writing"]]

    @property
    def end(self) -> str:
        """How it ended."""
        if self.result is None:
            return NO_RESULT
        if not self.result.get("failed"):
            return "ok"
        return str((self.result.get("error") or {}).get("kind", "a failure without a kind"))


@dataclass(frozen=True)
class Reference:
    """A run whose answers are not changed: its exchanges and writes, and what is there afterwards."""

    exchanges: list[Exchange]
    changed: bool
    writes: list[str]
    after: frozenset[Fact]


class Laboratory:
    """Plays scenarios against an emulator, each run in a process of its own."""

    def __init__(self, collections: Path, pingone: Emulator) -> None:
        sys.path[:0] = [str(path) for path in (FILES, collections) if str(path) not in sys.path]
        importlib.import_module("requests")
        self._player = importlib.import_module("play")
        self._pingone = pingone
        self._connection: dict[str, Any] = {option: pingone.env[name] for option, name in CONNECTION.items()}
        # Too short for a pause between two tries.
        self._connection["retry_deadline"] = 1
        self._references: dict[tuple[int, bool], Reference] = {}
        self._small_pages = False
        self._is_built = False
        self._before: frozenset[Fact] = frozenset()

    def verdicts(self, seeds: range) -> Iterator[Verdict]:
        """The verdict on the trial of each seed."""
        for seed in seeds:
            yield self.trial(seed)

    def trial(self, seed: int) -> Verdict:
        """Play a scenario with a mutation; both follow from the seed."""
        dice = random.Random(seed)
        turn, number = divmod(seed, len(scenarios()))
        self._small_pages = turn % SMALL_PAGES_EACH == 1
        scenario, reference = scenarios()[number], self._reference(number)
        self._start()
        with tempfile.TemporaryDirectory(prefix="mutation-") as name:
            if dice.random() < SESSIONS:
                described, run = self._with_session(dice, scenario, Path(name))
                return self._verdict(seed, scenario, described, run, reference, True, 0)
            at = dice.randrange(len(reference.exchanges))
            exchange = reference.exchanges[at]
            wrong, always = mutation(dice, exchange.answer), dice.random() < 0.3
            run = self._run(scenario, Path(name), Disturbance(at, wrong, always))
        all_alike = " and all like it" if always else ""
        described = f"{wrong}, in answer {at + 1}{all_alike}: {exchange.method} {exchange.url}"
        reads = exchange.method == "GET"
        # After a write, the task looks what is there, and may find that there is nothing left to do.
        plausible = wrong.plausible or not reads
        write_allowed_until = at + 1 if reads else len(run.requests)
        return self._verdict(seed, scenario, described, run, reference, plausible, write_allowed_until)

    def _with_session(self, dice: random.Random, scenario: Scenario, folder: Path) -> tuple[str, Run]:
        """A run that finds a session file that was changed since another run wrote it."""
        options = {**scenario.options, "session": "mutation"}
        self._run(scenario._replace(options=options, check_mode=True), folder)
        files = [path for path in folder.rglob("session-*") if path.is_file()]
        described = "no session file"
        for path in files:
            answer = Answer(200, path.read_bytes())
            wrong: Mutation = body_mutation(dice)
            if dice.random() < 0.8:
                wrong = value_mutation(dice, json.loads(answer.body))
            path.write_bytes(wrong.make(answer).body)
            described = f"{wrong}, in the session file"
        return described, self._run(scenario._replace(options=options), folder)

    def _verdict(
        self,
        seed: int,
        scenario: Scenario,
        described: str,
        run: Run,
        reference: Reference,
        plausible: bool,
        write_allowed_until: int,
    ) -> Verdict:
        result, faults = run.result or {}, []
        text, message = json.dumps(result), str(result.get("msg", ""))
        if run.end in (NO_RESULT, "defect", "a failure without a kind") or "Traceback" in text:
            faults.append(run.end)
        if self._connection["client_secret"] in text or "Bearer " in text:
            faults.append("a secret shows")
        if len(message) > LONGEST_MESSAGE:
            faults.append(f"a message of {len(message)} characters")
        if run.end == "unexpected_answer" and any(one["writing"] for one in run.requests[write_allowed_until:]):
            faults.append("a write after an answer that could not be used")
        if run.writes:
            self._is_built = False
            if scenario.check_mode:
                faults.append("a write in check mode")
            # What has written the same as without the mutation has lost nothing.
            if _written(run) != reference.writes[: len(run.writes)]:
                lost = (self._before & reference.after) - facts(self._pingone)
                faults += [f"lost: {' '.join(fact)}" for fact in sorted(lost)]
        different = run.end == "ok" and not plausible and result.get("changed") != reference.changed
        return Verdict(seed, str(scenario), described, run.end, message, tuple(faults), different)

    def _start(self) -> None:
        """Have the world as it is before a run."""
        if not self._is_built:
            build(self._pingone)
            self._before = self._before or facts(self._pingone)
            self._is_built = True

    def _reference(self, number: int) -> Reference:
        key = (number, self._small_pages)
        if key not in self._references:
            self._start()
            with tempfile.TemporaryDirectory(prefix="mutation-") as name:
                recorder = Recorder(Path(name) / "exchanges.json")
                run = self._run(scenarios()[number], Path(name), recorder, recorder.save)
                exchanges = recorder.exchanges()
            if run.writes:
                self._is_built = False
            after = facts(self._pingone) if run.writes else self._before
            changed = bool((run.result or {}).get("changed"))
            self._references[key] = Reference(exchanges, changed, _written(run), after)
        return self._references[key]

    def _run(
        self,
        scenario: Scenario,
        folder: Path,
        change: Change = lambda method, url, answer: answer,
        at_end: Any = lambda: None,
    ) -> Run:
        given = self._pingone.filled(scenario.options, folder)
        self._pingone.clear_requests()
        module = importlib.import_module(f"{self._player.COLLECTION}.{scenario.module}")
        options = {**self._connection, **given}
        row = {"check_mode": scenario.check_mode, "variables": {"TMPDIR": str(folder)}}
        if self._small_pages:
            self._pingone.switches({"page_size": 1})
        try:
            result = self._player.play(Hooked(module, change, at_end), options, row)
        except ValueError:
            result = None
        if self._small_pages:
            self._pingone.switches({"page_size": 0})
        sent = [entry for entry in self._pingone.requests() if _is_module(entry, self._player.USER_AGENT)]
        return Run(result, sent)


def _written(run: Run) -> list[str]:
    """The writes of a run, without ids, which differ from run to run."""
    return [UUID.sub("id", json.dumps([one["method"], one["path"], one["body"]], sort_keys=True)) for one in run.writes]


def _is_module(entry: dict[str, Any], agent: str) -> bool:
    return str(entry["user_agent"] or "").startswith(agent)
