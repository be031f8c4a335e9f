# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of applications and resources: read, rotate, forget the previous one (SPECIFICATION.md 12.2 and 27.3)."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..calls import Call
from ..clock import parse_timestamp
from ..keys import new_secret
from ..store import Entry

MINUTE, MONTH = 60, 30 * 86400


def shown(call: Call, entry: Entry) -> dict[str, Any]:
    """The secret as an answer shows it; it is never part of the object itself."""
    body: dict[str, Any] = {"environment": {"id": entry.environment}, "secret": entry.private["secret"]}
    previous = entry.private.get("previous")
    if previous and previous["expires"] > call.emulator.clock.now():
        body["previous"] = {"secret": previous["secret"], "expiresAt": previous["expiresAt"]}
    return body


def rotate(call: Call, entry: Entry) -> dict[str, Any]:
    """A new secret; the old one ends at once unless ``previous.expiresAt`` lets it live on."""
    wanted = call.optional_data().get("previous") or {}
    previous = None
    if isinstance(wanted, dict) and wanted.get("expiresAt"):
        previous = {
            "secret": entry.private["secret"],
            "expiresAt": wanted["expiresAt"],
            "expires": _end(call, wanted["expiresAt"]),
        }
    entry.private["secret"], entry.private["previous"] = new_secret(), previous
    call.emulator.store.put(entry)
    return shown(call, entry)


def forget_previous(call: Call, entry: Entry) -> None:
    entry.private["previous"] = None
    call.emulator.store.put(entry)


def _end(call: Call, text: Any) -> float:
    try:
        end = parse_timestamp(text)
    except (TypeError, ValueError):
        raise errors.invalid_value("previous.expiresAt", "previous.expiresAt is not a date and time") from None
    if not MINUTE <= end - call.emulator.clock.now() <= MONTH:
        raise errors.invalid_data(
            errors.detail(
                "OUT_OF_RANGE", "previous.expiresAt", "previous.expiresAt must be 1 minute to 30 days from now"
            )
        )
    return end
