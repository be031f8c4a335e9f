# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation: that of the modules, of the role, and the site."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tools import browser, collection
from tools.checks import Check, Command, Variables, judge, log_of
from tools.environments import Environment
from tools.jobs import Job, Workplace
from tools.paths import DOCS
from tools.reports import Tally

VARIABLES = Path("playbooks", "vars", "orders.yml")
"""The variables file that the landing page shows."""


def jobs(place: Workplace) -> list[Job]:
    """antsibull-docs on a copy, then sphinx on what antsibull-docs makes of it, and the built site in a browser."""
    log, found = log_of("docs"), browser.browser()
    return [Job("docs", lambda: _docs(place, found), log)]


def _docs(place: Workplace, found: str | None) -> Tally:
    """Lint, then build the site with warnings as errors; it stays in the work folder, for people to read.

    This is done outside the repository, because ansible-doc finds no role whose path has two folders called
    ansible_collections, and the repository may lie in one itself.
    """
    with tempfile.TemporaryDirectory() as folder:
        return _build(place, Path(folder).resolve(), log_of("docs"), found)


def _build(place: Workplace, base: Path, log: Path, found: str | None) -> Tally:
    """Do the work in a folder; found: the browser."""
    environment = place.environments["quality"]
    source = collection.copy(base)
    html = base / "html"
    # The pages refer to diagrams and examples by paths that are right in the repository too.
    (base / "docs" / "rst").mkdir(mode=0o700, parents=True)
    shutil.copytree(source / "docs" / "diagrams", base / "docs" / "diagrams")
    shutil.copytree(source / "examples", base / "examples")
    log.unlink(missing_ok=True)
    checks = _checks(environment, base, source)
    if found:
        visitor: Command = [place.environments["browser"].python, source / "docs" / "sphinx" / "browse.py"]
        checks.append(Check("site in a browser", [*visitor, html, found], source))
    tally = judge(environment, checks, log)
    if not found:
        tally.not_covered.append(f"the documentation site in a browser: {browser.REASON}")
    if tally.failed == 0:
        shutil.rmtree(DOCS, ignore_errors=True)
        shutil.copytree(html, DOCS)
    tally.notes.append(f"{len(list(html.rglob('*.html')))} pages")
    return tally


def _checks(environment: Environment, base: Path, source: Path) -> list[Check]:
    """The programs, in the order of the work."""
    program = environment.tool("antsibull-docs")
    settings = source / "docs" / "sphinx"
    lint: Command = [program, "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "self"]
    pages: Command = [program, "--config-file", settings / "antsibull-docs.cfg", "collection", "--use-current"]
    pages += ["--squash-hierarchy", "--fail-on-error", "--cleanup", "everything", "--dest-dir", base / "docs" / "rst"]
    site: Command = [environment.tool("sphinx-build"), "-q", "-E", "-W", "--keep-going", "-b", "html", "-c", settings]
    page: Command = [environment.python, "-m", "docutils", "--halt=2"]
    variables: Variables = {"ANSIBLE_COLLECTIONS_PATH": base}
    return [
        Check("lint", [*lint, "--check-extra-docs-refs", "."], source, variables=variables),
        Check("guide for contributors", [*page, "docs/contributing.rst", base / "contributing.html"], source),
        Check("diagrams", [environment.python, "docs/diagrams/render.py", "--check"], source),
        Check("pages", [*pages, f"{collection.NAMESPACE}.{collection.NAME}"], base, variables=variables),
        Check("landing page", ["cp", settings / "index.rst", VARIABLES, base / "docs" / "rst"], source),
        Check("site", [*site, base / "docs" / "rst", base / "html"], base, variables=variables),
        Check("built site", [environment.python, settings / "verify.py", base / "html"], source),
    ]
