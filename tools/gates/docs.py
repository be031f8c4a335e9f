# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation: that of the modules, of the role, and the site."""

from __future__ import annotations

import shutil

from tools import collection
from tools.checks import Check, Command, Variables, judge, log_of
from tools.jobs import Job, Workplace
from tools.paths import DOCS
from tools.reports import Tally


def jobs(place: Workplace) -> list[Job]:
    """antsibull-docs on a copy, then sphinx on what antsibull-docs makes of the installed artifact."""
    log = log_of("docs")
    return [Job("docs", lambda: _docs(place), log)]


def _docs(place: Workplace) -> Tally:
    """Lint, then build the site with warnings as errors; it stays in the work folder, for people to read."""
    environment, log = place.environments["quality"], log_of("docs")
    program, sphinx = environment.tool("antsibull-docs"), environment.tool("sphinx-build")
    base = place.folder / "docs"
    source = collection.copy(base)
    site, html = base / "site", base / "html"
    site.mkdir()
    variables: Variables = {"ANSIBLE_COLLECTIONS_PATH": base}
    lint: Command = [program, "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "all"]
    lint += ["--check-extra-docs-refs", "--disallow-unknown-collection-refs", "--skip-rstcheck", "."]
    name = f"{collection.NAMESPACE}.{collection.NAME}"
    generate: Command = [program, "collection", "--use-current", "--fail-on-error", "--squash-hierarchy"]
    generate += ["--dest-dir", site, name]
    build: Command = [
        sphinx,
        "-b",
        "html",
        "-c",
        source / "docs" / "sphinx",
        "-W",
        "--keep-going",
        "-q",
        site,
        html,
    ]
    checks = [
        Check("lint", lint, source, variables=variables),
        Check("pages of plugins and role", generate, base, variables=variables),
        Check("site", build, base, variables=variables),
    ]
    log.unlink(missing_ok=True)
    tally = judge(environment, checks, log)
    pages = sorted(html.rglob("*.html"))
    if pages:
        shutil.rmtree(DOCS, ignore_errors=True)
        shutil.copytree(html, DOCS)
    tally.notes.append(f"{len(pages)} pages")
    return tally
