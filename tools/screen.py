# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tools say to the person who runs them."""

from __future__ import annotations

import sys
import threading
import time

_start = time.monotonic()
_lock = threading.Lock()


def say(text: str = "") -> None:
    """Print a line of progress with the seconds since the start."""
    show(f"[{time.monotonic() - _start:6.1f} s] {text}\n")


def show(text: str) -> None:
    """Print text as it is, never in the middle of another thread's."""
    with _lock:
        sys.stdout.write(text)
        sys.stdout.flush()


def table(rows: list[tuple[str, ...]], indent: str = "  ") -> str:
    """Rows as text in columns; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    lines.insert(1, indent + "  ".join("-" * width for width in widths))
    return "\n".join(lines) + "\n"
