# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The latest requests, for the page (page.py)."""

from __future__ import annotations

import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .emulator import Emulator

SHOWN = 50


def section(emulator: Emulator) -> str:
    """The newest requests first; bodies and tokens are left out."""
    names = {entry.id: entry.name for entry in emulator.store.all("environment")}
    newest = list(islice(reversed(emulator.journal.entries), SHOWN))
    total = len(emulator.journal.entries)
    if not newest:
        return f'{_heading("")}<p class="none">No requests yet.</p></section>'
    note = f" <small>the latest {SHOWN} of {total}</small>" if total > SHOWN else ""
    rows = "".join(_row(entry, names) for entry in newest)
    return (
        f'{_heading(note)}<article><table class="requests"><thead><tr><th scope="col">Request</th>'
        f'<th scope="col">Answer</th><th scope="col">Environment</th><th scope="col">Client</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></article></section>"
    )


def _heading(note: str) -> str:
    return f'<section id="requests"><h2>Requests{note}</h2>'


def _row(entry: dict[str, Any], names: dict[str, str]) -> str:
    path, name = entry["path"], ""
    found = re.match("(?:/v1/environments)?/([0-9a-f-]{36})(?=/|$)", path)
    if found and found[1] in names:
        path, name = path[found.end() :] or "/", names[found[1]]
    query = f"?{entry['query']}" if entry["query"] else ""
    return (
        f'<tr><td data-label="Request"><b>{escape(entry["method"])}</b> <code>{escape(path + query)}</code></td>'
        f'<td data-label="Answer">{_answer(entry)}</td>'
        f'<td data-label="Environment">{escape(name) or "&ndash;"}</td>'
        f'<td data-label="Client">{escape(entry["user_agent"] or "") or "&ndash;"}</td></tr>'
    )


def _answer(entry: dict[str, Any]) -> str:
    status = entry["status"]
    kind = "busy" if status is None else "good" if status < 400 else "bad"
    fault = f" <small>fault: {escape(entry['fault'])}</small>" if entry["fault"] else ""
    return f'<span class="chip {kind}">{status or "no answer"}</span>{fault}'
