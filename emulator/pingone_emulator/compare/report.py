# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a comparison, as text and as JSON. It holds no value of a response but statuses and error codes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from .differences import Comparison

FORMAT = 1
COLUMNS = ("request", "where", "emulator", "other side")


@dataclass
class Report:
    """Everything that is reported."""

    against: str
    comparisons: list[Comparison] = field(default_factory=list)
    deleted: int = 0
    left: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def differs(self) -> bool:
        return any(comparison.findings for comparison in self.comparisons)

    @property
    def complete(self) -> bool:
        return not (self.interrupted or self.left or any(one.stopped for one in self.comparisons))


def as_json(report: Report, version: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "emulator": version,
        "against": report.against,
        "complete": report.complete,
        "interrupted": report.interrupted,
        "transcripts": [
            {
                "name": one.transcript.name,
                "question": one.transcript.question,
                "requests": sum(request.repeat for request in one.transcript.requests),
                "differences": [asdict(finding) for finding in one.findings],
                "not_compared": one.notes,
                "stopped": one.stopped,
                "same_with": one.same_with,
            }
            for one in report.comparisons
        ],
        "deleted": report.deleted,
        "not_deleted": report.left,
    }


def as_text(report: Report) -> str:
    blocks = ["\n".join(_comparison(one)) for one in report.comparisons]
    return "\n\n".join([*blocks, "\n".join(_summary(report))]) + "\n"


def _comparison(one: Comparison) -> list[str]:
    title = one.transcript.name + (f": {one.transcript.question}" if one.transcript.question else "")
    requests = sum(request.repeat for request in one.transcript.requests)
    lines = [title]
    if one.transcript.needs:
        lines.append(f"  {one.transcript.needs}")
    if one.findings:
        rows = [COLUMNS, *((found.request, found.pointer, found.emulator, found.other) for found in one.findings)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
        lines += ["  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows]
    elif not one.stopped:
        lines.append(f"  no differences in {requests} request{'s' if requests != 1 else ''}")
    lines += [f"  not compared: {note}" for note in one.notes]
    if one.same_with:
        lines.append(f"  The emulator behaves the same with: {', '.join(one.same_with)}")
    if one.stopped:
        lines.append(f"  stopped: {one.stopped}")
    return [line.rstrip() for line in lines]


def _summary(report: Report) -> list[str]:
    different = sum(bool(one.findings) for one in report.comparisons)
    total = len(report.comparisons)
    lines = [
        f"{total} transcript{'s' if total != 1 else ''} compared with {report.against}: "
        f"{different or 'none'} with differences"
    ]
    if report.deleted:
        lines.append(f"deleted on the other side: {report.deleted} created object{'s' if report.deleted != 1 else ''}")
    if report.left:
        lines.append("NOT deleted on the other side; delete it there:")
        lines += [f"  {line}" for line in report.left]
    if report.interrupted:
        lines.append("interrupted: the remaining requests were not sent")
    return lines
