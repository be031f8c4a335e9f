# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The marks of tests: ``pingone_weather``, ``pingone_switches``, and ``pingone_seed``."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from .. import seed_files

WEATHER, SWITCHES, SEED = "pingone_weather", "pingone_switches", "pingone_seed"
MARKS = {
    WEATHER: 'pingone_weather(fault, ...): inject faults, for example {"kind": "status", "status": 429, "times": 2}',
    SWITCHES: "pingone_switches(name=value, ...): set switches of the local PingOne, for example page_size=1",
    SEED: "pingone_seed(seed): start from another seed: a path relative to the file of the test, a name, or a dict",
}


def used(item: pytest.Item) -> bool:
    """Whether the test has a mark that needs the local PingOne."""
    return any(mark.name in MARKS for mark in item.iter_markers())


def problems(item: pytest.Item) -> list[str]:
    """What is wrong with the marks of a test, as far as this can be said without the local PingOne."""
    found = []
    for mark in item.iter_markers():
        if mark.name.startswith("pingone_") and mark.name not in MARKS:
            found.append(f"There is no mark {mark.name}. {_suggestion(mark.name)}")
        elif mark.name == WEATHER and not (mark.args and all(isinstance(fault, dict) for fault in mark.args)):
            found.append("@pytest.mark.pingone_weather takes one or more faults, which are dictionaries.")
        elif mark.name == WEATHER and mark.kwargs:
            found.append(f"@pytest.mark.pingone_weather has no option {next(iter(mark.kwargs))}: write a dictionary.")
        elif mark.name == SWITCHES and (mark.args or not mark.kwargs):
            found.append("@pytest.mark.pingone_switches takes switches as keywords, for example page_size=1.")
        elif mark.name == SEED and (mark.kwargs or [type(one) in (str, dict) for one in mark.args] != [True]):
            found.append("@pytest.mark.pingone_seed takes one argument: a path, a name, or a dictionary.")
    return list(dict.fromkeys(found))


def faults(item: pytest.Item) -> list[dict[str, Any]]:
    """The faults of all marks, those of a class or module first."""
    marks = list(item.iter_markers(WEATHER))[::-1]
    return [fault for mark in marks for fault in mark.args]


def switches(item: pytest.Item) -> dict[str, Any]:
    """The switches of all marks; the mark that is closest to the test takes precedence."""
    found: dict[str, Any] = {}
    for mark in list(item.iter_markers(SWITCHES))[::-1]:
        found.update(mark.kwargs)
    return found


def seed(item: pytest.Item, default: str) -> dict[str, Any]:
    """The seed of the closest mark, or the default; Failure if it cannot be read."""
    mark = item.get_closest_marker(SEED)
    if mark is None:
        return read(default)
    wanted = mark.args[0]
    return wanted if isinstance(wanted, dict) else read(located(wanted, item.path.parent))


def located(seed: str, folder: Path) -> str:
    """The name of a seed, or a path that is relative to a folder."""
    return seed if seed in seed_files.NAMES else str(folder / Path(seed).expanduser())


@cache
def read(seed: str) -> dict[str, Any]:
    """The seed with this name or path, read once; Failure if it cannot be read."""
    return seed_files.read(seed)


def _suggestion(name: str) -> str:
    close = difflib.get_close_matches(name, MARKS, 1)
    return f"Did you mean {close[0]}?" if close else f"The marks are {', '.join(MARKS)}."
