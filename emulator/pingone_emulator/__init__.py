# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local PingOne for tests and demonstrations.

The emulator answers the part of PingOne's management API that API access
management touches. Its rules are numbered in SPECIFICATION.md, next to this
package; code and tests name the numbers.
"""

__version__ = "1.0.0"
