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
  requests_per_minute:
    description:
      - Maximum number of requests per minute that all runs of the user on this machine together send to the
        environments that share the license of this environment, from 1 to 100000. Further requests wait for their
        turn. The waiting time does not count against O(retry_deadline), and a warning is issued after more than
        10 seconds.
      - If not set, the environment variable E(PINGONE_REQUESTS_PER_MINUTE) is used, and then O(max_share).
    type: int
  max_share:
    description:
      - Percentage of the license's rate of requests per minute that all runs of the user on this machine together use,
        from 1 to 100. By default, PingOne allows a single IP address 35 % of the license's rate for an environment.
      - The rate is only read after more than 60 requests within one minute, and after PingOne has rejected a request
        because of a rate limit. If the rate cannot be read, the number of requests is not limited until PingOne rejects
        one.
      - Has no effect if O(requests_per_minute) is set.
      - If not set, the environment variable E(PINGONE_MAX_SHARE) is used, and then the default.
    type: int
    default: 35
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
