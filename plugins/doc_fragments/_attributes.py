# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: do not use it from elsewhere.

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
attributes:
  action_group:
    description: Use C(group/pingone.authorize.pingone) in C(module_defaults) to set the connection options once.
    support: full
    membership: [pingone.authorize.pingone]
  check_mode:
    description: Can run in C(check_mode) and return the changed status prediction without modifying PingOne.
    support: full
  diff_mode:
    description: Returns details on what has changed or would change, by name instead of by ID, and without secrets.
    support: full
  idempotent:
    description: When run twice in a row with the same options, the second run does not change anything.
    support: full
  platform:
    description: The module only communicates with PingOne, so it usually runs on the controller.
    platforms: all
    support: full
"""
