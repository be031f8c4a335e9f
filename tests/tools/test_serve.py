# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which seed a local PingOne starts from, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import emulator
from tools.errors import ToolError
from tools.serve import greeting, seed_file


def test_a_seed_is_a_name_or_a_file(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.touch()
    assert seed_file("demo") == emulator.SEEDS / "demo.yml"
    assert seed_file(str(own)) == own


def test_an_unknown_seed_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ToolError, match="demo, fleet, testing"):
        seed_file("other")


def test_the_address_of_the_page_is_printed() -> None:
    lines = greeting("demo.yml", "http://127.0.0.1:9400")
    assert "demo.yml" in lines[0] and "http://127.0.0.1:9400;" in lines[0]
    assert "http://127.0.0.1:9400/_emulator/ " in lines[1]
