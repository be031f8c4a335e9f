# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build the artifact from a checkout, always with the same bytes.

ansible-galaxy builds it. It stores the time of the build, and the files in the order of the file system. Both are
replaced here: the times by that of the commit, and the order by that of the names. The contents stay the same.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path

from tools import collection
from tools.environments import Environment


def build(environment: Environment, source: Path, folder: Path, time: int) -> Path:
    """Build the artifact of a checkout in an empty folder, with a time in seconds; its path."""
    artifact = collection.build(environment, source, folder)
    artifact.write_bytes(_normalized(artifact, time))
    return artifact


def _normalized(artifact: Path, time: int) -> bytes:
    """The bytes of an artifact with sorted files, and one time for all of them."""
    with tarfile.open(artifact) as archive:
        members = {member.name: member for member in archive.getmembers()}
        contents = {name: archive.extractfile(member) for name, member in members.items() if member.isfile()}
        files = {name: content.read() for name, content in contents.items() if content}
    files["FILES.json"] = _sorted_files(files["FILES.json"])
    files["MANIFEST.json"] = _with_checksum(files["MANIFEST.json"], files["FILES.json"])
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(members, key=lambda name: (name not in ("MANIFEST.json", "FILES.json"), name)):
            member = members[name]
            member.mtime, member.pax_headers = time, {}
            member.size = len(files.get(name, b""))
            archive.addfile(member, io.BytesIO(files[name]) if name in files else None)
    return gzip.compress(packed.getvalue(), mtime=time)


def _sorted_files(content: bytes) -> bytes:
    """FILES.json with its entries in the order of their names."""
    manifest = json.loads(content)
    manifest["files"].sort(key=lambda entry: str(entry["name"]))
    return json.dumps(manifest, indent=True).encode()


def _with_checksum(content: bytes, files: bytes) -> bytes:
    """MANIFEST.json with the checksum of FILES.json."""
    manifest = json.loads(content)
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(files).hexdigest()
    return json.dumps(manifest, indent=True).encode()
