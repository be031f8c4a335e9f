# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must be right in a checkout before its version can be released."""

from __future__ import annotations

import re
from pathlib import Path

from tools.collection import git

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
STATED = {
    "galaxy.yml": re.compile(r"^version: (\S+)$", re.MULTILINE),
    "plugins/module_utils/_base/version.py": re.compile(r'^VERSION = "(.+)"$', re.MULTILINE),
}
"""The files that state the version of the collection."""
MENTIONED = re.compile(
    r"(?:pingone-authorize-|pingone\.authorize:==|pingone\.authorize\.git,|type: git\n +version: )(\d+\.\d+\.\d+)"
)
"""How documents mention the version of the collection."""
ADDED = re.compile(r"^ *version_added: ['\"]?([\d.]+)['\"]?$", re.MULTILINE)
PLACES = ("README.md", "docs/", "extensions/", "plugins/", "roles/")
RELEASED = re.compile(r"^  ['\"]?(\d+\.\d+\.\d+)['\"]?:$", re.MULTILINE)


def numbers(version: str) -> tuple[int, ...]:
    """A version for comparisons."""
    return tuple(int(part) for part in version.split("."))


def problems(root: Path, version: str, tagged: bool) -> list[str]:
    """What is wrong with the state of the repository, the version, and the files that mention it."""
    if not version:
        return ["there is no version: make release VERSION=1.2.0"]
    if not VERSION.fullmatch(version):
        return [f"{version!r} is not a version: use MAJOR.MINOR.PATCH, for example 1.2.0"]
    return _tree(root) + _tags(root, version, tagged) + _versions(root, version)


def fragments(root: Path) -> list[str]:
    """The changelog fragments that no release contains yet."""
    return sorted(path.name for path in (root / "changelogs" / "fragments").glob("*.y*ml"))


def released(root: Path) -> list[str]:
    """The versions in the changelog."""
    return RELEASED.findall((root / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))


def changelog_problems(root: Path, version: str) -> list[str]:
    """Whether the changelog has an entry for the version, or will have one."""
    pending, versions = fragments(root), released(root)
    if version in versions and pending:
        listed = ", ".join(pending)
        return [f"changelogs/fragments: {listed} would not be part of {version}, which changelog.yaml already has"]
    if version not in versions and not pending:
        return [f"changelogs: there is no entry for {version} in changelog.yaml, and no fragment to make one from"]
    return []


def _tree(root: Path) -> list[str]:
    """Changes that are not committed."""
    changed = [line[3:] for line in git("status", "--porcelain", cwd=root).splitlines()]
    shown = ", ".join(changed[:5]) + (f", and {len(changed) - 5} more" if len(changed) > 5 else "")
    return [f"the working tree has changes that are not committed: {shown}"] if changed else []


def _tags(root: Path, version: str, tagged: bool) -> list[str]:
    """The tag of the version, and tags of newer versions."""
    tags = [tag for tag in git("tag", "--list", cwd=root).split() if VERSION.fullmatch(tag)]
    newer = [tag for tag in tags if numbers(tag) > numbers(version)]
    found = [f"the tag {tag} exists, which is newer than {version}" for tag in newer] if not tagged else []
    if not tagged:
        return found + ([f"the tag {version} exists: a version is released once"] if version in tags else [])
    here = git("tag", "--points-at", "HEAD", cwd=root).split()
    return [] if version in here else [f"the current commit does not have the tag {version}"]


def _versions(root: Path, version: str) -> list[str]:
    """Files with another version, and options that are documented for a later one."""
    found = []
    for name, pattern in STATED.items():
        stated = pattern.search((root / name).read_text(encoding="utf-8"))
        value = stated.group(1) if stated else "missing"
        if value != version:
            found.append(f"{name}: the version is {value}, not {version}")
    for name in git("ls-files", "-z", "--", *PLACES, cwd=root).split("\0"):
        if not name or not (root / name).is_file():
            continue
        text = (root / name).read_text(encoding="utf-8", errors="replace")
        others = sorted({other for other in MENTIONED.findall(text) if other != version})
        found += [f"{name}: mentions version {other}, not {version}" for other in others]
        later = sorted({added for added in ADDED.findall(text) if numbers(added) > numbers(version)})
        found += [f"{name}: version_added is {added}, which is later than {version}" for added in later]
    return found
