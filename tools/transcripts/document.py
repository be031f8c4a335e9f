# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The blocks of a document that are run, and those that show what came of it.

Comments before a block say what is done with it; ``.. run`` in reStructuredText is ``<!-- run -->`` in Markdown:

``.. run``
    The block shows commands after ``$``; they are run. With a further ``.. output:``, what each command prints follows
    in the same block.
``.. run: COMMAND``
    A command that the document does not show.
``.. output: PARTS``
    The block shows what the last command printed, or parts of it (see excerpt.py).
``.. file: NAME``
    The block is the content of a file.
``.. play: NAME``
    The block is a list of tasks; the file is a play with these tasks.
``.. not run: REASON``
    The block is left alone.

Every block of commands or output needs one of these, so that no output is written by hand.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from tools.errors import ToolError

COMMANDS = "console"
OUTPUTS = ("ansible-output", "text")
MARKER = re.compile(r"^ *(?:\.\. |<!-- )(run|output|file|play|not run)(?:: *(.*?))?(?: -->)? *$")
DIRECTIVE = re.compile(r"^( *)\.\. code-block:: (\S+)$")
FENCE = re.compile(r"^( *)```(\S+)$")


@dataclass
class Block:
    """A block of code with the markers before it.

    ``first`` and ``last`` are the numbers of its lines, from zero; ``last`` is exclusive. A hidden command is a block
    without lines.
    """

    language: str
    first: int
    last: int
    indent: str
    text: str
    markers: dict[str, str] = field(default_factory=dict)


def blocks_of(document: Path) -> list[Block]:
    """The blocks of a document that have a marker.

    :raises ToolError: if a block of commands or output has none.
    """
    lines = document.read_text(encoding="utf-8").splitlines()
    found: list[Block] = []
    markers: dict[str, str] = {}
    number = 0
    while number < len(lines):
        marker, start = MARKER.match(lines[number]), DIRECTIVE.match(lines[number]) or FENCE.match(lines[number])
        if marker and marker[1] == "run" and marker[2]:
            found.append(Block(COMMANDS, number, number, "", f"$ {marker[2]}", {"run": ""}))
        elif marker:
            markers[marker[1]] = marker[2] or ""
        elif start:
            block = _block(lines, number, start, markers)
            _check(document, block)
            if markers:
                found.append(block)
            markers, number = {}, block.last - 1
        elif lines[number].strip():
            markers = {}
        number += 1
    return found


def _block(lines: list[str], number: int, start: re.Match[str], markers: dict[str, str]) -> Block:
    """The block that begins at a line."""
    outer, language = start[1], start[2]
    first = number + 1
    if "```" in lines[number]:
        last = next(at for at in range(first, len(lines)) if lines[at] == f"{outer}```")
        indent = outer
    else:
        while not lines[first].strip() or lines[first].strip().startswith(":"):
            first += 1
        indent = re.match(r" *", lines[first])[0]  # type: ignore[index]
        last = first
        while last < len(lines) and (not lines[last].strip() or lines[last].startswith(indent)):
            last += 1
        while not lines[last - 1].strip():
            last -= 1
    text = textwrap.dedent("\n".join(lines[first:last]))
    return Block(language, first, last, indent, text, markers)


def _check(document: Path, block: Block) -> None:
    wanted = {"run", "not run"} if block.language == COMMANDS else {"output", "not run"}
    if block.language in (COMMANDS, *OUTPUTS) and not wanted & block.markers.keys():
        names = " or ".join(f".. {name}" for name in sorted(wanted))
        raise ToolError(f"{document.name}:{block.first}: a block of {block.language} needs a comment {names}.")


def commands_of(block: Block) -> list[str]:
    """The commands of a block, as a shell takes them."""
    found: list[str] = []
    continued = False
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append(line[2:])
        elif continued:
            found[-1] += "\n" + line
        continued = line.endswith("\\")
    return found


def rewrite(document: Path, changed: list[tuple[Block, str]]) -> None:
    """Put new texts in place of those of blocks."""
    lines = document.read_text(encoding="utf-8").splitlines()
    for block, text in sorted(changed, key=lambda pair: pair[0].first, reverse=True):
        lines[block.first : block.last] = [(block.indent + line).rstrip() for line in text.splitlines()]
    document.write_text("\n".join(lines) + "\n", encoding="utf-8")
