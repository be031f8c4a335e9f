# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the mutation test rests on: mutations that follow from a seed, and reports that can be bad."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tools.mutation_test.command import report
from tools.mutation_test.hook import Disturbance, Recorder
from tools.mutation_test.mutate import Answer, Mutation, mutation, value_mutation
from tools.mutation_test.trial import Verdict

DOCUMENT = {"_links": {"self": {"href": "x"}}, "_embedded": {"things": [{"id": "1", "scopes": [{"id": "2"}]}]}}
ANSWER = Answer(200, json.dumps(DOCUMENT).encode())
SHOUT = Mutation("shout", "", lambda given: replace(given, body=given.body.upper()))
GOOD = Verdict(7, "pingone_thing", "null at id", "unexpected_answer", "Could not read", ())


def test_a_seed_names_a_mutation() -> None:
    for seed in range(200):
        first, second = (mutation(random.Random(seed), ANSWER) for _turn in range(2))
        assert str(first) == str(second)
        assert first.make(ANSWER) == second.make(ANSWER)


def test_mutations_are_of_many_kinds_and_change_something() -> None:
    made = [mutation(random.Random(seed), ANSWER) for seed in range(2000)]
    assert len({str(one) for one in made}) > 200
    assert {one.kind.split(":")[0].split()[0] for one in made} >= {"drop", "null", "body", "error", "headers", "links"}
    unchanged = Counter(str(one) for one in made if one.make(ANSWER) == ANSWER)
    # The text that a text is replaced by can be there already.
    assert set(unchanged) <= {"text at _links.self.href"}


def test_an_answer_without_the_place_keeps_what_it_has() -> None:
    other = Answer(200, b'{"a": 1}')
    for seed in range(100):
        assert value_mutation(random.Random(seed), {"b": {"c": 1}, "d": [1]}).make(other).body.startswith(b'{"a": 1')


def test_what_could_be_a_right_answer_is_marked() -> None:
    made = [value_mutation(random.Random(seed), {"name": "x", "count": 1}) for seed in range(500)]
    marked = {(one.kind, one.place) for one in made if one.plausible}
    assert ("text", "name") in marked
    assert ("number", "count") in marked
    assert not [kind for kind, place in marked if kind in ("null", "drop", "empty list")]
    assert ("number", "name") not in marked


@pytest.mark.parametrize(("always", "changed"), [(False, [2]), (True, [2, 3])])
def test_which_answers_are_changed(always: bool, changed: list[int]) -> None:
    disturbance = Disturbance(2, SHOUT, always)
    questions = [("GET", "a"), ("GET", "b"), ("GET", "a"), ("GET", "a"), ("PUT", "a")]
    answers = [disturbance(method, url, Answer(200, b"x")) for method, url in questions]
    assert [number for number, answer in enumerate(answers) if answer.body == b"X"] == changed


def test_exchanges_are_recorded(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "exchanges.json")
    assert recorder("GET", "a", ANSWER) is ANSWER
    recorder.save()
    [exchange] = recorder.exchanges()
    assert (exchange.method, exchange.url, exchange.answer) == ("GET", "a", ANSWER)


def test_a_report_without_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert report([GOOD, replace(GOOD, end="ok")]) == 0
    assert "2 mutations, 0 of them bad, 0 defects, 0 ended otherwise" in capsys.readouterr().out


def test_a_report_names_defects_by_their_place(capsys: pytest.CaptureFixture[str]) -> None:
    message = "x encountered an unexpected error (TypeError at grant.py:186: no)."
    defect = replace(GOOD, end="defect", message=message, faults=("defect",))
    assert report([GOOD, defect, defect, replace(GOOD, faults=("lost: grant",))]) == 1
    shown = capsys.readouterr().out
    assert "TypeError at grant.py:186  2" in shown
    assert "lost: grant" in shown
    assert "4 mutations, 3 of them bad, 2 defects" in shown
