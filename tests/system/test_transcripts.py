# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The console output that the documents show is what their commands print."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tools.paths import ROOT
from tools.transcripts.command import documents
from tools.transcripts.session import Place, differences


@pytest.mark.parametrize("document", [str(path.relative_to(ROOT)) for path in documents()])
def test_the_documents_show_what_commands_print(document: str, collection: Path, tmp_path: Path) -> None:
    emulator, awx = (Path(os.environ[name]) for name in ("TEST_EMULATOR_PYTHON", "TEST_AWX_COLLECTIONS_PATH"))
    place = Place(collection, Path(sys.executable).parent, emulator, awx)
    found = differences(ROOT / document, place, tmp_path)
    shown = [f"line {one.block.first}, shown:\n{one.block.text}\nprinted:\n{one.text}" for one in found]
    assert not found, "run `make transcripts`\n" + "\n\n".join(shown)


def test_all_documents_with_output_are_among_them() -> None:
    names = {path.stem for path in documents()}
    assert names >= {"getting_started", "check_mode", "troubleshooting", "workflow", "index"}
