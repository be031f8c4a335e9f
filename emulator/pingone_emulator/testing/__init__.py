# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local PingOne as an object for tests; the pytest fixture ``pingone_emulator`` is a :class:`PingOne`.

Only the standard library is used here, and the emulator runs in a process of its own.
"""

from .connection import EmulatorError
from .pingone import Decision, PingOne
from .request_log import LoggedRequest, RequestLog
from .server import Server

__all__ = ["Decision", "EmulatorError", "LoggedRequest", "PingOne", "RequestLog", "Server"]
