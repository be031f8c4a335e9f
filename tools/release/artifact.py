# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an artifact contains: only what users need, exactly what its manifest lists, and nothing large."""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from pathlib import Path, PurePosixPath

CONTENTS = (
    r"(CHANGELOG\.rst|CODE_OF_CONDUCT\.md|CONTRIBUTING\.md|COPYING|README\.md|REUSE\.toml|SECURITY\.md)",
    r"LICENSES/(BSD-2-Clause|GPL-3\.0-or-later)\.txt",
    r"changelogs/changelog\.yaml",
    r"docs/diagrams/\w+\.svg",
    r"docs/docsite/(config|extra-docs|links)\.yml",
    r"docs/docsite/rst/\w+\.(rst|svg|png)",
    r"extensions/(audit|awx|execution_environment|least_privilege)/.+",
    r"meta/(ee-requirements\.txt|execution-environment\.yml|runtime\.yml)",
    r"playbooks/(vars/)?\w+\.yml",
    r"plugins/(doc_fragments|filter|inventory|module_utils|modules)/.+\.py",
    r"roles/\w+/(README\.md|(defaults|files|handlers|meta|tasks|templates|vars)/.+)",
    r"tests/config\.yml",
)
"""Patterns of the files of an artifact. Everything else is for development, and belongs in build_ignore."""
REQUIRED = ("CHANGELOG.rst", "COPYING", "LICENSES/BSD-2-Clause.txt", "LICENSES/GPL-3.0-or-later.txt", "README.md")
MANIFESTS = ("MANIFEST.json", "FILES.json")
LARGEST = 100_000
"""The largest file, in bytes."""
LARGEST_ARTIFACT = 2_000_000
"""The largest artifact, in bytes. Ansible Galaxy accepts 20 MB."""
LINK = re.compile(r"\]\((?!https://|#)([^)]*)\)|^\[[^\]]+\]: (?!https://)(\S+)", re.MULTILINE)


def problems(artifact: Path) -> list[str]:
    """What is wrong with an artifact."""
    with tarfile.open(artifact) as archive:
        members = archive.getmembers()
        contents = {member.name: _read(archive, member) for member in members if member.isfile()}
    if missing := [name for name in (*MANIFESTS, *REQUIRED) if name not in contents]:
        return [f"{name}: is missing" for name in missing]
    found = _kinds(members) + _empty(members, contents) + _manifest(contents)
    unexpected = [name for name in contents if name not in MANIFESTS and not _expected(name)]
    found += [f"{name}: is not for users; add it to build_ignore in galaxy.yml" for name in unexpected]
    large = [name for name, content in contents.items() if len(content) > LARGEST]
    found += [f"{name}: is larger than {LARGEST} bytes" for name in large]
    if contents["COPYING"] != contents["LICENSES/GPL-3.0-or-later.txt"]:
        found.append("COPYING: differs from LICENSES/GPL-3.0-or-later.txt")
    links = LINK.findall(contents["README.md"].decode())
    found += [f"README.md: the link {first or second} is not a full URL" for first, second in links]
    if artifact.stat().st_size > LARGEST_ARTIFACT:
        found.append(f"{artifact.name}: is larger than {LARGEST_ARTIFACT} bytes")
    return found


def figures(artifact: Path) -> str:
    """The number of files, the size, and the checksum of an artifact."""
    with tarfile.open(artifact) as archive:
        files = sum(member.isfile() for member in archive.getmembers())
    content = artifact.read_bytes()
    return f"{files} files, {len(content) / 1000:.0f} KB, SHA-256 {hashlib.sha256(content).hexdigest()}"


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = archive.extractfile(member)
    return content.read() if content else b""


def _expected(name: str) -> bool:
    return any(re.fullmatch(pattern, name) for pattern in CONTENTS)


def _kinds(members: list[tarfile.TarInfo]) -> list[str]:
    """Links, devices, and executable files."""
    strange = [member.name for member in members if not member.isfile() and not member.isdir()]
    executable = [member.name for member in members if member.isfile() and member.mode & 0o111]
    return [f"{name}: is not a regular file" for name in strange] + [f"{name}: is executable" for name in executable]


def _empty(members: list[tarfile.TarInfo], contents: dict[str, bytes]) -> list[str]:
    """Folders without files."""
    used = {str(parent) for name in contents for parent in PurePosixPath(name).parents}
    return [f"{member.name}: is an empty folder" for member in members if member.isdir() and member.name not in used]


def _manifest(contents: dict[str, bytes]) -> list[str]:
    """Files that FILES.json does not list, or lists with another checksum, and the checksum of FILES.json itself."""
    listed = {entry["name"]: entry["chksum_sha256"] for entry in json.loads(contents["FILES.json"])["files"]}
    expected = json.loads(contents["MANIFEST.json"])["file_manifest_file"]["chksum_sha256"]
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    found = [] if sums["FILES.json"] == expected else ["MANIFEST.json: has another checksum of FILES.json"]
    files = {name: value for name, value in sums.items() if name not in MANIFESTS}
    found += [f"{name}: is not listed in FILES.json" for name in files if name not in listed]
    wrong = [name for name, value in listed.items() if value and files.get(name) != value]
    return found + [f"{name}: differs from FILES.json" for name in wrong]
