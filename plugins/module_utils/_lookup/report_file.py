# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The files of reports, on the host that runs the module."""

from __future__ import annotations

import os
from typing import Optional

from .._base.errors import InvalidInput, Problem
from .._base.text import quoted
from .._engine.inventory import Inventory
from .._pingone.new_file import folder_problem, replace_file


def report_problems(option: str, path: Optional[str]) -> list[Problem]:
    """The reason why a report cannot be written, if there is one."""
    problem = _problem(os.path.expanduser(path)) if path else ""
    return [Problem(option, problem)] if problem else []


def _problem(path: str) -> str:
    if os.path.isdir(path):
        return f"{quoted(path)} is a folder. Specify the path of a file."
    return folder_problem(path)


def write_report(inventory: Inventory, option: str, path: Optional[str], text: str) -> None:
    """Write a report, unless this is check mode.

    :raises InvalidInput: if that is not possible.
    """
    if not path or inventory.check_mode:
        return
    path = os.path.expanduser(path)
    try:
        replace_file(path, text, mode=None)
    except OSError as failure:
        raise InvalidInput.of(option, f"{quoted(path)} cannot be written: {failure.strerror}.") from None
