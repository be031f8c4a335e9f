# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection as ansible sees it: a copy of the tracked files, the built artifact, the installed artifact."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tools.environments import Environment
from tools.errors import ToolError
from tools.paths import LOGS, ROOT
from tools.processes import check

NAMESPACE = "pingone"
NAME = "authorize"
_COPIED = ("plugins", "roles", "playbooks", "meta", "tests/unit", "tests/integration")


def place(base: Path) -> Path:
    """Where the collection lies below a collections path."""
    return base / "ansible_collections" / NAMESPACE / NAME


def tracked() -> list[str]:
    """The tracked files of the repository that exist, by their paths inside it."""
    names = git("ls-files", "-z").split("\0")
    return [name for name in names if name and (ROOT / name).is_file()]


def untracked() -> list[str]:
    """Files that git does not know yet, in the folders that are tested in a copy: nothing tests them."""
    names = git("ls-files", "-z", "--others", "--exclude-standard", "--", *_COPIED).split("\0")
    return [name for name in names if name]


def copy(base: Path, without: tuple[str, ...] = ()) -> Path:
    """Copy the tracked files, uncommitted changes included, to a git checkout of its own below base.

    without: folders, with a slash at the end, that are left out.

    ansible-test insists on both: the path .../ansible_collections/<namespace>/<name>, and git's word on what
    belongs to the collection, which would be "nothing" for a copy in an ignored folder.
    """
    return clone(place(base), without)


def clone(target: Path, without: tuple[str, ...] = ()) -> Path:
    """Copy the tracked files, uncommitted changes included, to a git checkout of its own in that very folder."""
    for name in tracked():
        if name.startswith(without):
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    git("init", "--quiet", cwd=target)
    git("add", "--all", "--force", cwd=target)
    return target


def build(environment: Environment, source: Path, folder: Path) -> Path:
    """Build the artifact from a copy and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    command: list[str | Path] = [environment.tool("ansible-galaxy"), "collection", "build", "--output-path", folder]
    check([*command, source], log=LOGS / "build.log", env=environment.variables(), cwd=source)
    artifacts = sorted(folder.glob(f"{NAMESPACE}-{NAME}-*.tar.gz"))
    if len(artifacts) != 1:
        raise ToolError(f"Expected one artifact in {folder}, found {len(artifacts)}.")
    return artifacts[0]


def install(environment: Environment, artifact: Path, base: Path) -> Path:
    """Install an artifact into an empty collections path and return that path."""
    base.mkdir(parents=True)
    command: list[str | Path] = [environment.tool("ansible-galaxy"), "collection", "install", "--offline"]
    variables = environment.variables(ANSIBLE_COLLECTIONS_PATH=base)
    check([*command, "-p", base, artifact], log=LOGS / "build.log", env=variables, cwd=base)
    if not (place(base) / "MANIFEST.json").is_file():
        raise ToolError(f"The artifact was not installed below {base}.")
    return base


def build_and_install(environment: Environment, folder: Path) -> Path:
    """Copy, build and install below a folder; returns the collections path that holds nothing else."""
    (LOGS / "build.log").unlink(missing_ok=True)
    artifact = build(environment, copy(folder / "source"), folder / "artifact")
    return install(environment, artifact, folder / "collections")


def git(*arguments: str, cwd: Path = ROOT) -> str:
    """What a git command prints; the user's own exclusion file is left out of it."""
    command: list[str | Path] = ["git", "-c", "core.excludesFile=", *arguments]
    try:
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        raise ToolError("git is not installed.") from None
    except subprocess.CalledProcessError as error:
        raise ToolError(f"git {arguments[0]} failed in {cwd}: {error.stderr.strip()}") from None
