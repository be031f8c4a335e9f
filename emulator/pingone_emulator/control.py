# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's own endpoints below ``/_emulator``: journal, reset, switches, licenses, faults."""

from __future__ import annotations

from typing import Any

from . import documents, errors, rates
from .calls import Call, Router

router = Router()


def _document(call: Call) -> Any:
    try:
        return documents.parse(call.raw)
    except ValueError as problem:
        raise errors.invalid_request(f"The body is not JSON: {problem}") from None


@router.get("/_emulator/ready")
def ready(call: Call) -> dict[str, Any]:
    return {"ready": True}


@router.get("/_emulator/requests")
def requests(call: Call) -> dict[str, Any]:
    """The log; with ``after``, only the requests with a greater number."""
    after = call.query_params.get("after", "0")
    if not after.isdecimal():
        raise errors.invalid_request(f"after is {after!r}; it takes the number of a request")
    return {"requests": call.emulator.journal.listed(int(after))}


@router.delete("/_emulator/requests")
def clear_requests(call: Call) -> None:
    call.emulator.clear_requests()


@router.post("/_emulator/reset")
def reset(call: Call) -> dict[str, Any]:
    """Back to the seed, to the one in the body, or to the checkpoint; tokens stay good."""
    document = _document(call) if call.raw.strip() else {}
    try:
        if document.get("checkpoint"):
            call.emulator.return_to_checkpoint()
        else:
            call.emulator.load(document.get("seed") or call.emulator.seed)
    except (ValueError, AttributeError) as problem:
        raise errors.invalid_request(f"The seed is wrong: {problem}") from None
    return {"reset": True}


@router.post("/_emulator/checkpoint")
def checkpoint(call: Call) -> dict[str, Any]:
    """Remember all objects, so that a reset can go back to them, which is faster than to make them again."""
    call.emulator.keep_checkpoint()
    return {"checkpoint": True}


@router.get("/_emulator/switches")
def read_switches(call: Call) -> dict[str, Any]:
    return call.emulator.switches.described() if "describe" in call.query_params else call.emulator.switches.values


@router.put("/_emulator/switches")
def set_switches(call: Call) -> dict[str, Any]:
    """Set the switches in the body; the others keep their position."""
    document = _document(call)
    try:
        call.emulator.switch(document)
    except (ValueError, AttributeError) as problem:
        raise errors.invalid_request(str(problem)) from None
    return call.emulator.switches.values


@router.put("/_emulator/licenses/{license}")
def set_license(call: Call) -> dict[str, Any]:
    """Change what a license (id) allows. Body: ``rlgConfigRpm``, requests in a window of the configuration group."""
    license = call.emulator.store.get("license", call.path_params["license"])
    if license is None:
        raise errors.not_found()
    given = call.data()
    try:
        rates.set_rate(call.emulator, license, given)
    except ValueError as problem:
        raise errors.invalid_request(str(problem)) from None
    call.emulator.keep()
    return given


@router.get("/_emulator/faults")
def read_faults(call: Call) -> dict[str, Any]:
    return {"faults": call.emulator.weather.listed()}


@router.put("/_emulator/faults")
def set_faults(call: Call) -> dict[str, Any]:
    """Replace all faults by the list in the body (see weather.py); an empty list ends them."""
    document = _document(call)
    rules = document.get("faults", []) if isinstance(document, dict) else document
    try:
        call.emulator.weather.set(rules)
    except ValueError as problem:
        raise errors.invalid_request(str(problem)) from None
    call.emulator.events.change()
    return read_faults(call)
