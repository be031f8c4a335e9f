# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that are not what they should be end a module with an explanation, and lead to no write."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tools.mutation_test.scenarios import scenarios
from tools.mutation_test.trial import Laboratory

TRIALS = 500


def test_wrong_answers(collection: Path, emulator: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The first of the trials that `make mutation-test` makes; the number of each is its seed."""
    verdicts = list(Laboratory(collection, emulator).verdicts(range(1, TRIALS + 1)))
    ends = Counter(verdict.end for verdict in verdicts)
    with capsys.disabled():
        print("", dict(ends.most_common()))
    assert [str(verdict) for verdict in verdicts if verdict.faults] == []
    assert [str(verdict) for verdict in verdicts if verdict.different] == []
    # Mutations that nobody notices, and runs that all fail, would prove nothing.
    assert len({verdict.scenario for verdict in verdicts}) == len(scenarios())
    assert {"ok", "unexpected_answer", "api", "token"} <= set(ends)
    assert ends["unexpected_answer"] > TRIALS // 10
