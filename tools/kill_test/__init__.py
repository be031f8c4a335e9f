# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stop a run of the role after each of its requests, run again, and see that nothing is missing or open.

scenarios: what is stopped. playbook: running and killing it. picture: what PingOne holds, in bytes that can be
compared. gateway: asking the sideband API who may do what. trial: one stop. laboratory: the places where trials are
made, and what they are compared with. sample: which stops stand for all of them. page: the results for people.
"""
