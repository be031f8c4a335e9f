# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failure of the command line that is reported in one or more sentences."""

from __future__ import annotations


class Failure(Exception):
    """``status`` is the exit status: 2 if the arguments are wrong, otherwise 1."""

    def __init__(self, text: str, status: int = 1) -> None:
        super().__init__(text)
        self.status = status
