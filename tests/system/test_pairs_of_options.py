# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""For every pair of options of pingone_api_access, check mode predicts the run, and a second run changes nothing.

Each pair starts from environments in which it has different effects. The options are in ``option_pairs.py``.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne
from tests.system.option_pairs import OPTIONS, STARTS, Inapplicable, Start, Work
from tests.system.recorded import comparable

MODULE = "pingone_api_access"


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    return PingOne(collection, emulator)


def played(pingone: PingOne, work: Work, check: bool = False) -> tuple[dict[str, Any], list[str]]:
    """The result of the module, and the writing requests that it sent."""
    pingone.emulator.clear_requests()
    result = pingone.attempt_here(MODULE, check, **deepcopy(work.options))
    return result, [f"{entry['method']} {entry['path'].split('/', 4)[-1]}" for entry in pingone.emulator.writes()]


def outcome(pingone: PingOne, work: Work) -> str:
    """Play a task in check mode, for real, and again. How it ended: "changed", "unchanged", or "rejected"."""
    predicted, writes = played(pingone, work, check=True)
    assert writes == []
    done, writes = played(pingone, work)
    assert comparable(predicted) == comparable(done)
    if done.get("failed"):
        assert done["error"]["kind"] == "invalid_input", done["msg"]
        assert writes == []
        return "rejected"
    assert done["changed"] == bool(writes) == bool(done["diff"])
    assert done["changed"] == any(entry["changed"] for entry in done["api_services"])
    again, writes = played(pingone, work)
    assert not again.get("failed"), again
    if work.deploys_always:
        assert all(write.endswith("/deployment") for write in writes), (writes, again["summary"])
    else:
        assert writes == [], again["summary"]
        assert (again["changed"], again["diff"]) == (False, [])
    return "changed" if done["changed"] else "unchanged"


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.name)
def test_check_mode_predicts_pairs_of_options(
    pingone: PingOne, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = start.begin(pingone)
    ended: Counter[str] = Counter()
    failures = []
    for first, second in start.pairs():
        work = deepcopy(begun)
        try:
            OPTIONS[first](work)
            OPTIONS[second](work)
        except Inapplicable:
            continue
        pingone.emulator.return_to_checkpoint()
        try:
            ended[outcome(pingone, work)] += 1
        except AssertionError as error:
            failures.append(f"{first}, {second}: {work.options}\n{error}")
    with capsys.disabled():
        print(f"\n{start.name}: {dict(ended)}", end=" ")
    assert not failures, "\n\n".join(failures[:5])
    # Pairs that are rejected would prove nothing.
    assert ended["changed"] > 2 * ended["rejected"]
