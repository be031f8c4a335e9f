# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sort the options on the pages of the modules.

antsibull-docs sorts them by name, which mixes the connection options and the list of objects with the options of a
single object. This extension moves the options of the object first, then the list of objects, then the common options.
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

OPTION = re.compile(r'href="#parameter-([^"]+)"')
OBJECT, LIST, COMMON = range(3)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("doctree-read", order)
    return {"parallel_read_safe": True, "version": "1"}


def order(app: Sphinx, doctree: nodes.document) -> None:
    """Sort the rows of all option tables. Suboptions stay with their option."""
    common = common_options(Path(app.confdir))
    for body in doctree.findall(nodes.tbody):
        rows = [row for row in body.children if isinstance(row, nodes.row)]
        names = [name_of(row) for row in rows]
        if not rows or not all(names) or any("--" in name for name in names):
            continue
        groups = [
            [row for _name, row in group]
            for _option, group in groupby(zip(names, rows, strict=True), lambda pair: pair[0].split("/")[0])
        ]
        options = {name for name in names if "/" not in name}
        groups.sort(key=lambda group: rank([name_of(row) for row in group], options, common))
        body.children = [row for group in groups for row in group]
        stripe(body.children)


def name_of(row: nodes.row) -> str:
    """The option of a row, preceded by its parent options and slashes. Empty if the row is not an option."""
    for raw in row.findall(nodes.raw):
        found = OPTION.search(raw.astext())
        if found:
            return found[1]
    return ""


def rank(group: list[str], options: set[str], common: set[str]) -> int:
    """The group of an option, determined by its name and suboptions.

    The items of the list of objects have the same options as a single object.
    """
    option, inner = group[0], {name.split("/")[1] for name in group[1:]}
    if option in common:
        return COMMON
    return LIST if inner and len(inner & options) * 2 > len(inner) else OBJECT


def stripe(rows: list[nodes.Node]) -> None:
    """Update the classes for even and odd rows."""
    for number, row in enumerate(rows):
        assert isinstance(row, nodes.row)
        row["classes"] = [name for name in row["classes"] if name not in ("row-even", "row-odd")]
        row["classes"].append("row-odd" if number % 2 else "row-even")


def common_options(settings: Path) -> set[str]:
    """The names of the connection options, from their documentation fragments."""
    folder = settings.parent.parent / "plugins" / "doc_fragments"
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("_connection.py", "_environment.py")]
    return {name for text in texts for name in re.findall(r"^  ([a-z_]+):$", text, re.MULTILINE)}
