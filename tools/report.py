# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write docs/quality.md: each gate with the figures of the last complete test run."""

from __future__ import annotations

from tools import cores, interpreters, results
from tools.paths import RESULTS, ROOT
from tools.pins import pins
from tools.results import Result
from tools.screen import say

PAGE = ROOT / "docs" / "quality.md"
LICENSE = """\
<!--
Copyright (c) 2026, pingone.authorize contributors
GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->
"""
GATES = {
    "lint": ("format, style, the Python 3.9 floor", ("ruff", "vermin")),
    "types": ("types", ("mypy",)),
    "layers": ("who imports whom", ("import-linter",)),
    "ansible-lint": ("role, playbooks and plugins, profile production", ("ansible-lint",)),
    "sanity": ("sanity, without ignore files", ("ansible-test",)),
    "unit": ("unit tests", ("ansible-test",)),
    "coverage": ("coverage of the unit tests", ("coverage",)),
    "integration": ("modules and role against the emulator", ("ansible-test",)),
    "molecule": ("scenarios of the role", ("molecule",)),
    "system": ("whole runs of the installed artifact", ("pytest",)),
    "emulator": ("the emulator itself", ("pytest",)),
    "tools": ("the tools behind the gates", ("pytest",)),
    "docs": ("documentation, linted and built", ("antsibull-docs", "Sphinx")),
    "licenses": ("a license in every file", ("reuse",)),
    "changelog": ("changelog and fragments", ("antsibull-changelog",)),
    "artifact": ("the files of the artifact, and the artifact in an empty collections path", ("ansible-galaxy",)),
    "importer": ("the artifact as galaxy sees it", ("galaxy_importer",)),
    "certification": (
        "the commands of the certification for Automation Hub",
        ("its galaxy-importer and ansible-lint",),
    ),
    "workflows": ("workflows, issue forms, and Dependabot settings", ("check-jsonschema", "actionlint")),
}
"""What each part proves and with which tools, in the order of the page."""


def report() -> int:
    """Write the page."""
    found, seconds = results.read(RESULTS)
    PAGE.write_text(page(found, seconds), encoding="utf-8")
    say(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


def page(found: list[Result], seconds: float) -> str:
    """The page as text."""
    by_name = {result.name: result for result in found}
    rows = [
        _row(name, by_name[name])
        for name in [*GATES, *(name for name in by_name if name not in GATES)]
        if name in by_name
    ]
    passed, failed = sum(result.passed for result in found), sum(result.failed for result in found)
    lines = [
        LICENSE,
        "# Quality\n",
        "`make report` has written this page from the results of the last `make test`. Versions are pinned in",
        "`tools/versions.toml`.\n",
        f"**{passed} passed, {failed} failed**, in {_duration(seconds)}.\n",
        "| gate | what it proves | with | passed | failed | seconds | figures |",
        "| --- | --- | --- | ---: | ---: | ---: | --- |",
        *rows,
        "",
        *_covered(),
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, result: Result) -> str:
    proves, tools = GATES.get(name, ("", ()))
    used = ", ".join(f"{tool} {pins().versions[tool]}" if tool in pins().versions else tool for tool in tools)
    figures = "; ".join(result.notes)
    target = f"`make {name}`" if name not in TESTS else f"`make test-{name}`"
    return f"| {target} | {proves} | {used} | {result.passed} | {result.failed} | {result.seconds:.0f} | {figures} |"


TESTS = ("unit", "integration", "system", "emulator", "tools")
"""The parts whose target begins with test-."""


def _covered() -> list[str]:
    """Which releases of ansible-core were run on which Python, and which were not."""
    lines = ["| ansible-core | Python |", "| --- | --- |"]
    for core in pins().cores:
        interpreter = interpreters.newest_for(core)
        found = interpreter.version if interpreter else f"not covered: none of {', '.join(core.pythons)} was there"
        lines.append(f"| {core.version} | {found} |")
    ends = " and ".join(core.version for core in cores.ends())
    return [*lines, "", f"Unit and integration tests ran on {ends}; sanity on all of these."]


def _duration(seconds: float) -> str:
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
