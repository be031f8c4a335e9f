# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page ``/_emulator/`` for people: all that an environment has, the request log, faults and switches.

It is complete without JavaScript; page.js adds live updates and controls.
"""

from __future__ import annotations

from pathlib import Path

from ..calls import Call, Document, Router

router = Router()

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


@router.get("/_emulator")
def page(call: Call) -> Document:
    """``environment`` and ``service`` in the query select what is in view (ids)."""
    from . import log, overview, templates  # late: the template engine takes long to load

    query = call.query_params
    text = templates.render(
        "page.html",
        base="/".join(["", *call.origin.split("/", 3)[3:], "_emulator", ""]),
        origin=call.origin,
        log=log.newest(call.emulator),
        **overview.view(call.emulator, query.get("environment", ""), query.get("service", "")),
    )
    return Document(text, "text/html; charset=utf-8", HEADERS)


@router.get("/_emulator/page.css")
def style(call: Call) -> Document:
    return Document((HERE / "page.css").read_text(encoding="utf-8"), "text/css; charset=utf-8", HEADERS)


@router.get("/_emulator/page.js")
def script(call: Call) -> Document:
    return Document((HERE / "page.js").read_text(encoding="utf-8"), "text/javascript; charset=utf-8", HEADERS)
