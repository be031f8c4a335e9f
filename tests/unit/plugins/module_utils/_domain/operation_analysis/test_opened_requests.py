# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which removals of operations open what they restricted."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis._budget import Budget
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis.opened_requests import (
    opened_by_removal,
)

RULE = {"group": {"groups": [{"id": "g"}]}}


def operation(name, *patterns, methods=None, rule=True):
    """An operation on the wire; a pattern with a wildcard or brace is a parameter pattern."""
    return {
        "name": name,
        "paths": [
            {"pattern": pattern, "type": "PARAMETER" if set(pattern) & set("*{") else "EXACT"} for pattern in patterns
        ],
        **({"methods": methods} if methods else {}),
        **({"accessControl": RULE} if rule else {}),
    }


OLD = operation("old", "/orders", methods=["GET"])
REST = operation("rest", "/**")


@pytest.mark.parametrize(
    ("old", "staying", "new", "opens"),
    [
        # Nothing else matches.
        (OLD, [], [], True),
        (OLD, [operation("other", "/stock")], [], True),
        (operation("old", "/orders"), [operation("other", "/orders", methods=["GET"])], [], True),
        (operation("old", "/orders/{id}"), [operation("other", "/orders/7")], [], True),
        # It did not restrict anything.
        (operation("old", "/orders", rule=False), [], [], False),
        (operation("old", "/**"), [], [operation("new", "/**")], False),
        # A less specific operation decides afterwards.
        (OLD, [REST], [], False),
        (OLD, [operation("rest", "/**", rule=False)], [], True),
        (OLD, [operation("rest", "/**", methods=["POST"])], [], True),
        # It never decided, since a more specific or an equal one did.
        (operation("old", "/*"), [operation("other", "/*")], [], False),
        (operation("old", "/{id}", methods=["GET"]), [], [operation("new", "/*", methods=["GET"])], False),
        # It is replaced.
        (OLD, [], [operation("new", "/orders", "/more", methods=["GET", "PUT"])], False),
        (OLD, [], [operation("new", "/orders", methods=["get"])], True),
        (OLD, [], [operation("new", "/orders", methods=["GET"], rule=False)], True),
        (operation("old", "/a", "/b"), [], [operation("new a", "/a"), operation("new b", "/b")], False),
        (operation("old", "/a", "/b"), [], [operation("new a", "/a")], True),
    ],
)
def test_removal(old, staying, new, opens):
    assert opened_by_removal([old], [old, *staying], [*staying, *new]) == ([old] if opens else [])


def test_only_what_opens_is_returned():
    kept, opening = operation("kept", "/a/b"), operation("opening", "/c")
    assert opened_by_removal([kept, opening], [kept, opening], [operation("new", "/a/**")]) == [opening]


def test_patterns_that_take_too_long_to_compare():
    free = operation("free", "/free", rule=False)
    assert opened_by_removal([OLD, free], [OLD, free, REST], [REST]) == []
    assert opened_by_removal([OLD, free], [OLD, free, REST], [REST], Budget(0)) == [OLD]
