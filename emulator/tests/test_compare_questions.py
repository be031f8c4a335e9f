# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every question of DIFFERENCES.md has a transcript that answers it, or a reason why none does."""

from __future__ import annotations

import json
import re
from typing import Any

import comparing
import pytest
from conftest import HERE, SEED
from pingone_emulator import switches
from pingone_emulator.compare import replay, sides
from pingone_emulator.compare import transcript as transcripts
from pingone_emulator.emulator import Emulator

TRANSCRIPTS = {one.name: one for one in transcripts.built_in()}
TEXT = (HERE.parent / "DIFFERENCES.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+) \| (.+) \| (.+) \|$", TEXT, re.MULTILINE)[2:]
# Those that answer no question; they set up a situation, and DIFFERENCES.md says so.
SITUATIONS = {"future_key", "token_lifetime", "authorize_licensed"}


def quoted(cell: str) -> list[str]:
    return [] if cell.startswith("none: ") else re.findall("`([a-z_-]+)`", cell)


def named_switches() -> dict[str, list[str]]:
    """Each switch in the table, and the transcripts of its rows."""
    named: dict[str, list[str]] = {}
    for _question, _answer, switch, transcript in ROWS:
        for name in quoted(switch):
            if name in switches.TABLE:
                named.setdefault(name, []).extend(quoted(transcript))
    return named


def test_every_row_has_a_switch_and_a_transcript_or_reasons():
    """And what a row names exists."""
    assert len(ROWS) > 60
    for question, answer, switch, transcript in ROWS:
        assert question.endswith("?") and answer, question
        assert re.match(r"`|none: .|the fault `.", switch), question
        assert re.match("`|none: .", transcript), question
        unknown = [name for name in quoted(transcript) if name not in TRANSCRIPTS]
        assert not unknown, question


def test_every_switch_is_in_the_table():
    """Or belongs to those that set up a situation."""
    missing = set(switches.TABLE) - set(named_switches()) - SITUATIONS
    assert not missing
    assert all(f"`{name}`" in TEXT for name in SITUATIONS)


def test_every_transcript_answers_a_question_of_the_table():
    """With the words of the table."""
    for name, transcript in TRANSCRIPTS.items():
        questions = [row[0] for row in ROWS if name in quoted(row[3])]
        if name.startswith("tour"):
            assert not transcript.question and not questions
        elif len(questions) == 1:
            assert transcript.question == questions[0], name
        else:
            assert questions, name


def test_the_transcripts_of_a_row_try_its_switches():
    """A switch of a row with transcripts is in one of them, with all its other positions."""
    for name, known in named_switches().items():
        tried = [TRANSCRIPTS[one].switches[name] for one in dict.fromkeys(known) if name in TRANSCRIPTS[one].switches]
        default, allowed, _meaning = switches.TABLE[name]
        if not known or name == "authorize_licensed":
            continue
        assert len(tried) == 1, name
        if isinstance(allowed, tuple) or allowed is bool:
            others = [one for one in (allowed if allowed is not bool else (True, False)) if one != default]
            assert sorted(map(str, tried[0])) == sorted(map(str, others)), name
        else:
            assert tried[0] and default not in tried[0], name
    used = {name for transcript in TRANSCRIPTS.values() for name in transcript.switches}
    assert used <= set(named_switches())


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events of an emulator are listed at once, or never."""
    monkeypatch.setattr(replay, "WAIT", 0.0)


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_emulators_do_not_differ(name: str):
    """Every request is sent, no answer is an accident, and everything that was there before is still there."""
    transcript = TRANSCRIPTS[name]
    emulator = Emulator(SEED)
    emulator.keys = sides.KEYS
    emulator.switch(transcript.presumes)
    before = {entry.id: json.dumps(entry.body) for entry in emulator.store}
    other, transport = comparing.other_side(emulator=emulator)
    report = comparing.run(transcript, other)
    (comparison,) = report.comparisons
    assert (comparison.findings, comparison.stopped, report.left) == ([], "", [])
    assert not any("not sent" in note for note in comparison.notes)
    after = {entry.id: json.dumps(entry.body) for entry in emulator.store if entry.kind != "activity"}
    assert after == before
    if not transcript.writing:
        assert {one.method for one in transport.requests} <= {"GET", "HEAD", "POST"}
        assert all(line.startswith(("GET ", "HEAD ")) for line in transport.sent())


POSITIONS = [
    (transcript.name, switch, value)
    for transcript in TRANSCRIPTS.values()
    for switch, values in transcript.switches.items()
    for value in values
]


@pytest.mark.parametrize(("name", "switch", "value"), POSITIONS)
def test_another_position_is_reported(name: str, switch: str, value: Any):
    """The comparison finds a difference, and says which position of which switch explains it."""
    transcript = TRANSCRIPTS[name]
    other, _transport = comparing.other_side(**{**transcript.presumes, switch: value})
    report = comparing.run(transcript, other)
    (comparison,) = report.comparisons
    assert comparison.findings and report.differs and report.complete
    text = str(value).lower() if isinstance(value, bool) else value
    assert comparison.same_with == [f"{switch}: {text}"]
