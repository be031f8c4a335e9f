# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every option of every module means the same as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne
from tests.system.module_data import MODULE_DATA
from tests.system.recorded import comparable
from tests.system.survey_text import FURTHER, STYLES, places, used


def texts_of(options: dict[str, Any], spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The options in each of the styles."""
    return [{name: style.text(value, spec[name]) for name, value in options.items()} for style in STYLES]


@pytest.mark.parametrize("module", MODULE_DATA)
def test_the_options_of_a_module(collection: Path, emulator: Any, tmp_path: Path, module: str) -> None:
    """The rows of the scenario, which use every option, are played as text, and predicted as typed values."""
    pingone = PingOne(collection, emulator)
    pingone.reset()
    spec = pingone.specification(module)
    rows = emulator.filled(MODULE_DATA[module]["scenario"], tmp_path)
    further = [{"options": options} for options in emulator.filled(FURTHER.get(module, []), tmp_path)]
    seen: set[str] = set()
    for number, row in enumerate([*further, *rows]):
        options = row["options"]
        if "module" in row:
            pingone.run_here(row["module"], **options)
            continue
        seen |= set(used(options, spec))
        expected = comparable(pingone.attempt_here(module, True, **options))
        assert not expected.get("failed"), expected
        texts = texts_of(options, spec)
        for style, given in zip(STYLES, texts, strict=True):
            assert comparable(pingone.attempt_here(module, True, **given)) == expected, (style.name, given)
        if row not in further:
            pingone.run_here(module, **texts[number % len(texts)])
            settled = pingone.run_here(module, True, **options)
            assert settled.get("changed", False) is bool(row.get("repeats")), options
    # An option of a list item is used if the option of the same name is.
    names = {place.rpartition(".")[2] for place, _about in places(spec)}
    assert names == {place.rpartition(".")[2] for place in seen}
