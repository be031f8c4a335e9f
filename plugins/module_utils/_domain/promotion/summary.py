# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The result of a promotion as lines of text."""

from __future__ import annotations

from typing import Any

from .promote import Promotion

_LONGEST = 120


def summary_lines(promotion: Promotion) -> list[str]:
    """One line for each conflict, change, difference that is kept, and difference that is not applied."""
    report = promotion.report
    lines = [
        f"CONFLICT {_place(one)}: base {_text(one['base'])}, source {_text(one['source'])}, target"
        f" {_text(one['target'])}"
        for one in report.conflicts
    ]
    lines += [f"change {_place(one)}{_change(one)} ({one['reason']})" for one in report.changes]
    lines += [f"kept {_place(one)}: {_text(one['target'])} ({one['reason']})" for one in report.kept]
    lines += [f"not applied {_place(one)}: {one['reason']}" for one in report.not_applied]
    return lines or ["no differences"]


def _place(one: dict[str, Any]) -> str:
    return f"{one['api_service']}: {one['place']}"


def _change(one: dict[str, Any]) -> str:
    """The values before and after. An object that is added or removed only has one of them."""
    is_object = one["place"].endswith("]") or one["place"] == "API service"
    if is_object and one["after"] is None:
        return ""
    if is_object and one["before"] is None:
        return f": {_text(one['after'])}" if one["after"] else ""
    return f": {_text(one['before'])} -> {_text(one['after'])}"


def _text(value: Any) -> str:
    """A value on one line, as in YAML and without quotes. Whole objects are shortened."""
    text = _flow(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
