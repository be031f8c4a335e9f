# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documents for developers name files that exist, and show the frames of a write as they are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import collection
from tools.paths import ROOT
from tools.structure import PROBE
from tools.transcripts.document import blocks_of

DOCUMENTS = sorted(
    name
    for name in collection.tracked()
    if re.fullmatch(r"README\.md|docs/[a-z_]+\.(md|rst)|(?:emulator|tests)/.+\.md", name)
)
PATH = re.compile(r"`{1,2}([\w./-]+(?:/|\.(?:py|md|rst|yml|toml|txt)))`{1,2}")
OWN = re.compile(r"https://github\.com/pingone-authorize/pingone\.authorize/(?:blob|tree)/main/([^)#>\s]+)")
LINK = re.compile(r"\]\(([^):#]+)\)|<([\w./-]+\.md)>`__")
# Files that tools or users make, and words in capitals that stand for a name.
ELSEWHERE = re.compile(r"^(\.work|/|~)|[A-Z]{4}\.(py|md)$|orders\.yml$|^index\.html$")


def test_there_are_documents() -> None:
    assert {"README.md", "docs/architecture.md", "docs/contributing.rst", "docs/decisions.md"} <= set(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_a_document_names_exist(document: str) -> None:
    """By their path, or by its end, as in ``_domain/rules.py``. The files whose content a document shows also count."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = blocks_of(ROOT / document) if document.startswith("docs/") else []
    shown = [block.markers["file"] for block in blocks if "file" in block.markers]
    known = [*collection.tracked(), *shown]
    paths = {f"/{name}" for name in known} | {f"/{parent}/" for name in known for parent in Path(name).parents}
    names = {name for name in PATH.findall(text) if not ELSEWHERE.search(name)}
    assert [name for name in sorted(names) if not any(path.endswith(f"/{name}") for path in paths)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    links = {first or second for first, second in LINK.findall(text)}
    assert [link for link in sorted(links) if not ((ROOT / document).parent / link).exists()] == []


@pytest.mark.parametrize("document", [*DOCUMENTS, "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_full_links_to_the_repository_lead_somewhere(document: str) -> None:
    """Those that are also read outside of it."""
    links = OWN.findall((ROOT / document).read_text(encoding="utf-8"))
    assert [link for link in sorted(set(links)) if not (ROOT / link).exists()] == []


def test_the_guide_about_testing_shows_the_files_of_the_examples() -> None:
    """Each block of code is a part of the file that the comment before it names, with another indentation."""
    lines = (ROOT / "docs" / "docsite" / "rst" / "testing.rst").read_text(encoding="utf-8").split("\n.. example: ")[1:]
    assert len(lines) == 6
    for name, _newline, rest in (one.partition("\n") for one in lines):
        content = (ROOT / "examples" / "testing" / name).read_text(encoding="utf-8")
        code = re.findall(r"\.\. code-block:: .+\n\n((?:  .*\n|\n)+)", rest)[0].strip("\n")
        shown = [line.strip() for line in code.splitlines()]
        assert len(shown) > 2, name
        assert "\n".join(shown) in "\n".join(line.strip() for line in content.splitlines()), name


def test_the_frames_of_a_write(tmp_path: Path) -> None:
    """Those that docs/architecture.md lists are measured."""
    table = (
        (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## A write")[2].partition("##")[0]
    )
    shown = [[file, name] for name, file in re.findall(r"^\| `(\w+)` \| `([\w./]+)` \|$", table, re.MULTILINE)]
    path = collection.copy(tmp_path).parents[2]
    command = [sys.executable, "-B", PROBE, "frames"]
    finished = subprocess.run(command, env={"PYTHONPATH": str(path)}, capture_output=True, text=True, check=True)
    assert json.loads(finished.stdout) == shown
