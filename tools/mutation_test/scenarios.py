# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules are asked to do while their answers are changed: each row is a run of its own in the same world."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from tools.paths import ROOT

DATA = ROOT / "tests" / "system" / "modules"
"""A file for each module, with its rows in ``wrong_answers``."""


class Scenario(NamedTuple):
    """A module and its options, in check mode or not."""

    module: str
    options: dict[str, Any]
    check_mode: bool = False

    def __str__(self) -> str:
        return f"{self.module} {self.options}{' (check mode)' if self.check_mode else ''}"


@functools.cache
def scenarios() -> list[Scenario]:
    """The scenarios of all modules."""
    import yaml  # only the environments of the tests have it

    return [
        Scenario(path.stem, options, check_mode)
        for path in sorted(DATA.glob("*.yml"))
        for options in yaml.safe_load(path.read_text(encoding="utf-8"))["wrong_answers"]
        for check_mode in ((False,) if path.stem.endswith("_info") else (False, True))
    ]
