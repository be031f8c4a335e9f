# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of two operations lets fewer requests through."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis._strictness import (
    at_least_as_strict,
    rules_of,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref


def operation(groups="", scopes="", match="ANY", permission=None, authentication=None, policy=None):
    """Groups and scopes are one letter each."""
    control = {
        "group": {"groups": [{"id": one} for one in groups]} if groups else None,
        "scope": {"matchType": match, "scopes": [{"id": one} for one in scopes]} if scopes else None,
        "permission": {"id": permission} if permission else None,
        "authentication": authentication,
    }
    kinds = {kind: rule for kind, rule in control.items() if rule}
    return {
        "name": "x",
        **({"accessControl": kinds} if kinds else {}),
        **({"policy": {"id": policy}} if policy else {}),
    }


def is_strict(one, other):
    return at_least_as_strict(rules_of(one), rules_of(other))


STRICTER = {
    "fewer groups": (operation("a"), operation("ab")),
    "fewer scopes of which one is enough": (operation(scopes="a"), operation(scopes="ab")),
    "more scopes that are all needed": (operation(scopes="ab", match="ALL"), operation(scopes="a", match="ALL")),
    "all instead of any": (operation(scopes="ab", match="ALL"), operation(scopes="bc")),
    "fewer of two kinds": (operation("a", "a"), operation("ab", "ab")),
    "any rule instead of none": (operation(permission="a"), operation()),
    "a custom policy instead of none at all": (operation(policy="a"), operation()),
}


@pytest.mark.parametrize("case", STRICTER)
def test_what_is_stricter(case):
    narrow, wide = STRICTER[case]
    assert is_strict(narrow, wide)
    assert not is_strict(wide, narrow)


UNLIKE = {
    "other groups": (operation("ab"), operation("bc")),
    "other scopes": (operation(scopes="ab"), operation(scopes="bc")),
    "several scopes of which one is enough, and one that is needed": (
        operation(scopes="ab"),
        operation(scopes="c", match="ALL"),
    ),
    "a rule of a further kind, which may be an alternative": (operation("a"), operation("a", "a")),
    "a rule of another kind": (operation("a"), operation(scopes="a")),
    "another permission": (operation(permission="a"), operation(permission="b")),
    "fewer groups and more scopes": (operation("a", "ab"), operation("ab", "a")),
    "a shorter time since the sign-on": (
        operation(authentication={"maxAge": 1}),
        operation(authentication={"maxAge": 2}),
    ),
    "another custom policy": (operation(policy="a"), operation(policy="b")),
    "no custom policy yet": (operation("a"), operation("a", policy="b")),
    "a match that is not known": (operation(scopes="a", match=None), operation(scopes="ab", match=None)),
}


@pytest.mark.parametrize("case", UNLIKE)
def test_what_cannot_be_compared(case):
    left, right = UNLIKE[case]
    assert not is_strict(left, right)
    assert not is_strict(right, left)


EQUAL = {
    "no rule": (operation(), operation()),
    "another order": (operation("ab", "ab"), operation("ba", "ba")),
    "any or all of one": (operation(scopes="a"), operation(scopes="a", match="ALL")),
    "a reference and an id": (operation("a"), operation([Ref("Staff", "a")])),
    "references to what is going to be created": (operation([Ref("Staff")]), operation([Ref("Staff")])),
    "the same for the rest": (
        operation(permission=Ref("x:y", "p"), authentication={"acrs": [{"id": Ref("MFA", "m"), "type": "PINGONE"}]}),
        operation(permission="p", authentication={"acrs": [{"type": "PINGONE", "id": "m"}]}),
    ),
}


@pytest.mark.parametrize("case", EQUAL)
def test_what_is_equal(case):
    left, right = EQUAL[case]
    assert is_strict(left, right)
    assert is_strict(right, left)
