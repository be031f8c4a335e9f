# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where things are: the repository, and the work folder that the tools fill and `make clean` removes."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".work"
ENVIRONMENTS = WORK / "environments"
COLLECTIONS = WORK / "collections"
"""Collections of others, for tests."""
HOME = WORK / "home"
LOGS = WORK / "logs"
COVERAGE = WORK / "coverage.xml"
"""The coverage of the last run of all unit tests."""
DOCS = WORK / "docs"
"""The documentation's site, as the last run built it."""
RUNS = WORK / "runs"
SANITY = WORK / "sanity"
VERDICT = WORK / "verdict"
"""The closing line of the last test run."""
RESULTS = WORK / "results.json"
"""What the parts of the last complete test run came to."""
