# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong in a way that the user can mend."""

from __future__ import annotations


class ToolError(Exception):
    """A failure whose message is all that the user needs: it is printed without a traceback."""
