# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: do not use it from elsewhere.

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  required:
    description:
      - Whether the task fails if a name or ID does not exist. Otherwise, it is only missing from the result, and listed
        in RV(missing). If it is similar to an existing name, a warning is issued.
      - A name that only differs in case from an existing one, or that several objects have, is always rejected.
      - In check mode, with V(true), a name that does not exist only causes a warning, because an earlier task of the
        same run might create the object.
    type: bool
    default: false
"""
