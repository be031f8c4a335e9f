# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command that rewrites the console output in the documents."""

from __future__ import annotations

from pathlib import Path

from tools import awx, collection, environments
from tools.errors import ToolError
from tools.paths import ROOT
from tools.runs import scratch
from tools.screen import say
from tools.transcripts.document import blocks_of, rewrite
from tools.transcripts.session import Place, differences


def documents() -> list[Path]:
    """The documents that show commands or output."""
    tracked = [
        ROOT / name
        for name in collection.tracked()
        if name.startswith(("docs/", "roles/", "README", "emulator/README"))
    ]
    return [path for path in tracked if path.suffix in (".rst", ".md") and _has_commands(path)]


def _has_commands(document: Path) -> bool:
    """Whether a document has more than files."""
    return any(block.markers.keys() - {"file"} for block in blocks_of(document))


def transcripts(only: str = "") -> int:
    """Run the commands of all documents, or of those whose path holds a text, and write what they print into them."""
    chosen = [path for path in documents() if only in str(path.relative_to(ROOT))]
    if not chosen:
        raise ToolError(f"No document is called {only!r}.")
    with scratch() as base:
        made = environments.ensure("ansible", "emulator")
        installed = collection.build_and_install(made["ansible"], base)
        place = Place(installed, made["ansible"].root / "bin", made["emulator"].python, awx.collections())
        done = [_rewrite(document, place, base / f"document-{number}") for number, document in enumerate(chosen)]
    return 0 if all(done) else 1


def _rewrite(document: Path, place: Place, folder: Path) -> bool:
    """Rewrite one document, if its commands do what it expects; the others are rewritten in any case."""
    folder.mkdir()
    name = document.relative_to(ROOT)
    try:
        found = differences(document, place, folder)
    except ToolError as error:
        say(f"{name}: not rewritten: {error}")
        return False
    rewrite(document, [(one.block, one.text) for one in found])
    say(f"{name}: {f'{len(found)} rewritten' if found else 'as it is'}")
    return True
