# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: do not use it from elsewhere.

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  environment_id:
    description:
      - ID of the PingOne environment to manage. It is always required, so that the environment of the worker
        application is not managed by accident.
      - If not set, the environment variable E(PINGONE_TARGET_ENVIRONMENT_ID) is used.
    type: str
  auth_environment_id:
    description:
      - ID of the environment that contains the worker application.
      - If not set, the environment variable E(PINGONE_ENVIRONMENT_ID) is used, and then O(environment_id).
    type: str
  session:
    description:
      - Any text. Tasks with the same text share the access token for up to ten minutes, and the objects that they read
        for up to one minute or until one of them changes something. A task uses shared objects only to determine that
        there is nothing to do. Before it changes something or fails, it reads the objects again.
      - Intended for consecutive tasks of single modules in one run. Use a new text for each run, and do not share it
        between hosts or concurrent runs.
      - The shared data is stored in a file that only the user can read, in a folder of the temporary directory that
        only the user can access. The file is removed by a task with O(end_session=true), or by another run that uses a
        session when the file is older than ten minutes.
    type: str
  end_session:
    description:
      - Whether to remove the file of O(session) when the task ends, even if it fails, and even in check mode.
    type: bool
"""
