# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which parts of an output a document shows, and which differences do not count.

The parts that a document names are separated by semicolons; what is left out between them is shown as ``...``:

``all``                   everything
``tasks NAME | NAME``     these tasks of a playbook
``recap``                 the counts at the end of a playbook
``warnings``              the warnings, in lines of 100 characters
``message``               the message of a module that failed, in lines of 100 characters
``first N``               the first N lines
``from TEXT``             from the first line that holds the text to the end
"""

from __future__ import annotations

import json
import re
import textwrap

from tools.errors import ToolError

SECONDS = re.compile(r"^\[ *\d+\.\d s\] ", re.MULTILINE)
TASK = re.compile(r"^TASK \[(?:.* : )?(.*?)\] \**$")
VARIABLE = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "ID"),
    (re.compile(r"\b127\.0\.0\.1:\d+"), "ADDRESS"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "TIME"),
    (re.compile(r"\b\d+\.\d+ s\b"), "SECONDS"),
    (re.compile(r"(?<=PINGONE_CLIENT_SECRET=).*"), "SECRET"),
)


def excerpt(output: str, parts: str) -> str:
    """The parts of an output, as a document shows them."""
    output = SECONDS.sub("", output).rstrip()
    return "\n\n...\n\n".join(_part(output, part.strip()) for part in parts.split(";"))


def comparable(text: str) -> str:
    """A text without what differs from run to run: ids, times, addresses."""
    for pattern, name in VARIABLE:
        text = pattern.sub(name, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _part(output: str, part: str) -> str:
    name, _space, argument = part.partition(" ")
    lines = output.splitlines()
    if name == "all":
        return output.strip("\n")
    if name == "tasks":
        return _tasks(lines, [task.strip() for task in argument.split("|")])
    if name == "recap":
        counts = [re.sub(r"\s{2,}", "  ", line).strip() for line in lines if re.search(r": ok=\d+ ", line)]
        return "\n".join(counts).replace("localhost  :", "localhost :")
    if name == "warnings":
        found = re.findall(r"^\[WARNING\]: .*(?:\n(?!\n|\[|\S+ \||TASK|PLAY|ok:|changed:).+)*", output, re.MULTILINE)
        return "\n\n".join(_wrapped(text) for text in found)
    if name == "message":
        return _wrapped(_message(output))
    if name == "first":
        return "\n".join([*lines[: int(argument)], *(["..."] if len(lines) > int(argument) else [])])
    if name == "from":
        start = next((number for number, line in enumerate(lines) if argument in line), None)
        if start is None:
            raise ToolError(f"No line holds {argument!r}:\n{output}")
        return textwrap.dedent("\n".join(lines[start:])).rstrip()
    raise ToolError(f"A part of an output cannot be {part!r}.")


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 100, break_long_words=False, break_on_hyphens=False)


def _tasks(lines: list[str], wanted: list[str]) -> str:
    """Tasks of a playbook with their results, in the order in which they ran first."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        plain = line.strip()
        if plain.startswith(("TASK [", "PLAY ", "RUNNING HANDLER")):
            task = TASK.match(plain)
            found.append((task[1] if task else "", [plain]))
        elif found:
            found[-1][1].append(line)
    missing = set(wanted) - {name for name, _text in found}
    if missing:
        raise ToolError(f"No such tasks: {', '.join(sorted(missing))}, but {', '.join(name for name, _text in found)}.")
    shown: list[str] = []
    parts: dict[str, str] = {}
    for name, text in found:
        if name in wanted and name not in parts:
            parts[name] = f"{text[0]}\n{textwrap.dedent(chr(10).join(text[1:])).strip()}"
            shown.append(parts[name])
        elif shown and shown[-1] != "...":
            shown.append("...")
    return "\n\n".join(shown[:-1] if shown[-1] == "..." else shown)


def _message(output: str) -> str:
    """The message of the result that a module printed as JSON."""
    found = re.search(r"FAILED! => (\{.*\})", output, re.DOTALL)
    if not found:
        raise ToolError(f"No module failed:\n{output}")
    return str(json.loads(found[1])["msg"])
