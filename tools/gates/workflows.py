# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that GitHub reads: workflows, also those of the examples, issue forms, and settings of Dependabot."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tools import collection
from tools.checks import Check, Command, Variables, judge, log_of
from tools.environments import Environment
from tools.jobs import Job, Workplace
from tools.paths import WORK
from tools.pins import pins
from tools.processes import run
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
MISSING = "actionlint on the workflows: it needs Go, which must be installed and able to download modules"
GO_SETTINGS = ("GOINSECURE", "GONOSUMDB", "GOPROXY", "GOSUMDB", "GOTOOLCHAIN")
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE")
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
    actionlint = _actionlint(environment, log)
    if actionlint:
        checks.append(Check("actionlint", [actionlint, *PLAIN, *_files(SCHEMAS["github-workflows"])], source))
    tally = judge(environment, checks, log)
    tally.not_covered += [] if actionlint else [MISSING]
    tally.notes.append(f"{len(_files('|'.join(SCHEMAS.values())))} files")
    return tally


def _files(pattern: str) -> list[str]:
    return [name for name in collection.tracked() if re.fullmatch(pattern, name)]


def _actionlint(environment: Environment, log: Path) -> Path | None:
    """The program, which is built in the work folder; None without Go, or if Go cannot download it."""
    go = shutil.which("go")
    if not go:
        return None
    command: Command = [go, "install", f"{ACTIONLINT}@v{pins().go[ACTIONLINT]}"]
    status = run(command, log=log, env=environment.variables(**_go_variables(go)), cwd=WORK)
    return GO_CACHE / "bin" / "actionlint" if status == 0 else None


def _go_variables(go: str) -> Variables:
    """The user's settings of downloads, and where Go stores what it has built."""
    printed = subprocess.run([go, "env", "-json", *GO_SETTINGS], capture_output=True, text=True, check=True, cwd=WORK)
    settings: Variables = {name: value for name, value in json.loads(printed.stdout).items() if value}
    settings |= {name: os.environ[name] for name in PROXIES if name in os.environ}
    folders: Variables = {"GOBIN": GO_CACHE / "bin", "GOCACHE": GO_CACHE / "build", "GOPATH": GO_CACHE / "path"}
    return {**settings, **folders, "CGO_ENABLED": "0", "GOFLAGS": "-modcacherw"}
