# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which seed a local PingOne starts from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import emulator
from tools.errors import ToolError
from tools.serve import seed_file


def test_a_seed_is_a_name_or_a_file(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.touch()
    assert seed_file("demo") == emulator.SEEDS / "demo.yml"
    assert seed_file(str(own)) == own


def test_an_unknown_seed_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ToolError, match="demo, testing"):
        seed_file("other")
