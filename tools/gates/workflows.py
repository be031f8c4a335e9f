# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that GitHub reads: workflows, also those of the examples, issue forms, and settings of Dependabot."""

from __future__ import annotations

import os
import re
import shutil

from tools import collection
from tools.checks import Check, Command, Variables, judge, log_of
from tools.jobs import Job, Workplace
from tools.paths import WORK
from tools.pins import pins
from tools.reports import Tally

SCHEMAS = {
    "github-workflows": r"(?:.+/)?\.github/workflows/[^/]+\.ya?ml",
    "github-issue-config": r"\.github/ISSUE_TEMPLATE/config\.yml",
    "github-issue-forms": r"\.github/ISSUE_TEMPLATE/(?!config\.yml)[^/]+\.yml",
    "dependabot": r"\.github/dependabot\.yml",
}
"""The schemas that check-jsonschema contains, and which files each is for."""
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint"
PLAIN = ("-no-color", "-shellcheck=", "-pyflakes=")
"""Without programs that only some machines have."""
MISSING = "actionlint on the workflows: Go is not installed, which builds it"
GO_SETTINGS = ("GOFLAGS", "GOPROXY", "GOSUMDB", "GONOSUMDB", "GOTOOLCHAIN", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
GO_CACHE = WORK / "go"


def jobs(place: Workplace) -> list[Job]:
    """One job with check-jsonschema and actionlint."""
    return [Job("workflows", lambda: _check(place), log_of("workflows"))]


def _check(place: Workplace) -> Tally:
    environment, source, log = place.environments["workflows"], place.source(), log_of("workflows")
    log.unlink(missing_ok=True)
    checks = []
    for schema, pattern in SCHEMAS.items():
        files = _files(pattern)
        command: Command = [environment.tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *files]
        checks.append(Check(schema, command, source))
    go = shutil.which("go")
    if go:
        program = f"{ACTIONLINT}@v{pins().go[ACTIONLINT]}"
        workflows = _files(SCHEMAS["github-workflows"])
        checks.append(Check("actionlint", [go, "run", program, *PLAIN, *workflows], source, "", _go_variables()))
    tally = judge(environment, checks, log)
    tally.not_covered += [] if go else [MISSING]
    tally.notes.append(f"{len(_files('|'.join(SCHEMAS.values())))} files")
    return tally


def _files(pattern: str) -> list[str]:
    return [name for name in collection.tracked() if re.fullmatch(pattern, name)]


def _go_variables() -> Variables:
    """Where Go downloads from, and where it stores what it has built."""
    settings: Variables = {name: os.environ[name] for name in GO_SETTINGS if name in os.environ}
    return {
        **settings,
        "GOPATH": GO_CACHE / "path",
        "GOCACHE": GO_CACHE / "build",
        "GOFLAGS": "-modcacherw",
        "CGO_ENABLED": "0",
    }
