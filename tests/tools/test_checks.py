# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programs as gates: which pass, and what is told of them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tools import checks
from tools.checks import Check
from tools.gates.coverage import lines
from tools.report import page
from tools.results import Result, read, write


def test_every_program_is_a_case(tmp_path: Path) -> None:
    environment: Any = SimpleNamespace(variables=lambda **more: {"PATH": "/bin", **more})
    good = Check("good", [sys.executable, "-c", "print('looked at 12 files')"], tmp_path, r"at (\d+ files)")
    bad = Check("bad", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path)
    tally = checks.judge(environment, [bad, good], tmp_path / "log")
    assert tally.passed == 1
    assert tally.problems == ["bad: exit status 3"]
    assert tally.notes == ["good: 12 files"]


def test_coverage_counts_the_lines_of_module_utils_only(tmp_path: Path) -> None:
    report = tmp_path / "coverage.xml"
    report.write_text(
        """<coverage><packages><package><classes>
        <class filename="plugins/module_utils/_a.py"><lines><line hits="1"/><line hits="0"/></lines></class>
        <class filename="tests/unit/test_a.py"><lines><line hits="1"/></lines></class>
        </classes></package></packages></coverage>"""
    )
    assert lines(report) == {"plugins/module_utils/_a.py": (1, 2)}


def test_the_page_tells_what_was_kept(tmp_path: Path) -> None:
    kept = tmp_path / "results.json"
    write(kept, ["lint"], [], 61.5)
    found, seconds = read(kept)
    assert (found, seconds) == ([Result("lint")], 61.5)
    text = page([Result("lint", 3, 1, 2.4, ["format: 12 files"])], seconds)
    assert "**3 passed, 1 failed**, in 1 min 1 s." in text
    assert "| `make lint` |" in text
    assert "| 3 | 1 | 2 | format: 12 files |" in text
