# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything of a release that can be done before it is published, in one command.

By default nothing outside the work folder changes. What publishes something is only printed.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
from pathlib import Path

from tools import environments
from tools.checks import Command
from tools.collection import git, place
from tools.environments import Environment
from tools.errors import ToolError
from tools.paths import LOGS
from tools.processes import check
from tools.release import artifact as contents
from tools.release import checks
from tools.release.build import build
from tools.runs import scratch
from tools.screen import show

LOG = LOGS / "release.log"
CHANGELOG = ("CHANGELOG.rst", "changelogs/changelog.yaml")
FOLDER = Path(".work", "release")


def release(version: str, root: Path, tagged: bool = False, write: bool = False) -> int:
    """Check a checkout, write its changelog, build its artifact, and print what to do next.

    tagged: the version is already tagged, and the artifact is built from the tag.
    write: if the changelog has no entry for the version, write it to the checkout instead of building.

    :raises ToolError: with everything that is wrong.
    """
    found = checks.problems(root, version, tagged)
    found += checks.changelog_problems(root, version) if checks.VERSION.fullmatch(version) else []
    if found:
        raise ToolError("this cannot be released:\n" + "".join(f"  - {each}\n" for each in found).rstrip())
    show(f"release of pingone.authorize {version}{'' if write else ', a dry run: nothing is tagged or published'}\n\n")
    LOG.unlink(missing_ok=True)
    made = environments.ensure("ansible", "lint")
    with scratch() as folder:
        return _release(version, root, folder, made, write)


def _release(version: str, root: Path, folder: Path, made: dict[str, Environment], write: bool) -> int:
    """Do the work in an empty folder, with a clone of the last commit."""
    source = place(folder / "source")
    git("clone", "--quiet", "--no-local", str(root), str(source), cwd=folder)
    commit, time = git("log", "-1", "--format=%h %ct", cwd=source).split()
    show(f"  commit     {commit}, the working tree has no other changes\n")
    new = version not in checks.released(source)
    _changelog(version, source, made, new)
    if new and write:
        return _write(version, root, source)
    show(f"  changelog  {'written from fragments, see below' if new else 'has an entry, and CHANGELOG.rst fits'}\n")
    text = _tag_text(version, source, folder, made)
    artifact = _build(source, folder, made["ansible"], int(time))
    target = root / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copy(artifact, target)
    (target / "tag.txt").write_text(text, encoding="utf-8")
    show(f"\nThe text of the tag, in {FOLDER / 'tag.txt'}:\n\n")
    show("".join(f"  {line}".rstrip() + "\n" for line in text.splitlines()))
    show(_next_steps(version, artifact.name, new))
    return 0


def _changelog(version: str, source: Path, made: dict[str, Environment], new: bool) -> None:
    """Write the entry of a version from the fragments, or check that CHANGELOG.rst fits the entry that exists."""
    program = made["lint"].tool("antsibull-changelog")
    # It finds modules and plugins with ansible-doc.
    path = os.pathsep.join([str(made["ansible"].root / "bin"), made["lint"].variables()["PATH"]])
    variables = made["lint"].variables(PATH=path)
    today = datetime.datetime.now(datetime.UTC).date()
    arguments = ["release", "--version", version, "--date", str(today)] if new else ["generate"]
    check([program, *arguments], log=LOG, env=variables, cwd=source)
    changed = [] if new else git("status", "--porcelain", cwd=source).splitlines()
    if changed:
        raise ToolError(
            "CHANGELOG.rst differs from changelogs/changelog.yaml. Run antsibull-changelog generate, and commit it."
        )


def _write(version: str, root: Path, source: Path) -> int:
    """Write the changelog with the new entry to the checkout, and remove the fragments that it contains."""
    for name in CHANGELOG:
        shutil.copy(source / name, root / name)
    for name in checks.fragments(root):
        if not (source / "changelogs" / "fragments" / name).exists():
            (root / "changelogs" / "fragments" / name).unlink()
    show(f"  changelog  written\n\nCommit it, and run make release VERSION={version} again.\n")
    return 0


def _tag_text(version: str, source: Path, folder: Path, made: dict[str, Environment]) -> str:
    """The message of the annotated tag: a title, and the entry of the version in the changelog."""
    program, entry = made["lint"].tool("antsibull-changelog"), folder / "entry.rst"
    command: Command = [program, "generate", "--only-latest", "--output-format", "rst", "--output", entry]
    check(command, log=LOG, env=made["lint"].variables(), cwd=source)
    return f"pingone.authorize {version}\n\n{entry.read_text(encoding='utf-8').strip()}\n"


def _build(source: Path, folder: Path, environment: Environment, time: int) -> Path:
    """Build the artifact twice, and check what it contains."""
    artifact, again = (build(environment, source, folder / name, time) for name in ("artifact", "again"))
    if found := contents.problems(artifact):
        raise ToolError("the artifact is wrong:\n" + "".join(f"  - {each}\n" for each in found).rstrip())
    sums = [hashlib.sha256(each.read_bytes()).digest() for each in (artifact, again)]
    if sums[0] != sums[1]:
        raise ToolError("two builds of the artifact have different bytes.")
    show(f"  artifact   {FOLDER / artifact.name}\n             {contents.figures(artifact)}\n")
    show("             contains only what users need; a second build has the same bytes\n")
    return artifact


def _next_steps(version: str, artifact: str, new: bool) -> str:
    """The commands that nobody has run yet."""
    command = f"make release VERSION={version}"
    steps = [f"{command} WRITE=yes", "git commit", command] if new else []
    steps += [
        "make test",
        f"git tag --annotate {version} --cleanup=whitespace --file {FOLDER / 'tag.txt'}",
        f"git push origin {version}",
        f"ansible-galaxy collection publish {FOLDER / artifact}",
    ]
    lines = "".join(f"  {number}. {step}\n" for number, step in enumerate(steps, 1))
    return f"\nNext steps, see docs/releasing.md:\n\n{lines}"
