# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The product's rules for operations."""

from __future__ import annotations

from ansible_collections.pingone.authorize.plugins.module_utils._domain import operation_rules as rules


def texts(problems, option):
    assert {problem.option for problem in problems} <= {option}
    return [problem.message for problem in problems]


def test_groups():
    assert rules.groups_problems("access.groups", ["g"] * 25) == []
    (text,) = texts(rules.groups_problems("access.groups", ["g"] * 26), "access.groups")
    assert text == "has 26 groups, at most 25 are allowed."
