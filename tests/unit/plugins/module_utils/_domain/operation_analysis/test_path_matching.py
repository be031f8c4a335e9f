# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which patterns a request can match together, and which of them is the more specific."""

from __future__ import annotations

import random
import re
from itertools import product

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis._budget import (
    Budget,
    BudgetExceeded,
)
from ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis._path_matching import (
    matched_together,
    rank,
)


def path(pattern):
    return ("PARAMETER" if set(pattern) & set("*{") else "EXACT", pattern)


def together(*patterns):
    """Each set as the patterns with blanks between them."""
    found = matched_together([path(pattern) for pattern in patterns], Budget())
    return {" ".join(sorted(pattern for _kind, pattern in paths)) for paths in found}


@pytest.mark.parametrize(
    ("patterns", "sets"),
    [
        ([], set()),
        (["/a"], {"/a"}),
        (["/a", "/b"], {"/a", "/b"}),
        (["/a", "/ab"], {"/a", "/ab"}),
        (["/a", "/{x}"], {"/a /{x}", "/{x}"}),
        (["/{x}", "/{y}"], {"/{x} /{y}"}),
        (["/{x}", "/{x}/a"], {"/{x}", "/{x}/a"}),
        (["/a/{x}", "/{x}/b"], {"/a/{x}", "/{x}/b", "/a/{x} /{x}/b"}),
        # Whether the rest of a path may be nothing is open: both are possible.
        (["/**", "/a/**", "/a"], {"/**", "/** /a/**", "/** /a", "/** /a /a/**"}),
        (["/*", "/{x}"], {"/*", "/* /{x}"}),
        (["/a*", "/*b"], {"/a*", "/*b", "/*b /a*"}),
        (["/a*", "/b*"], {"/a*", "/b*"}),
        (["/a*", "/ab*"], {"/a*", "/a* /ab*"}),
        (["/*a", "/{x}/b"], {"/*a", "/{x}/b"}),
        (["/", "/*"], {"/*", "/ /*"}),
        (["/a\\*/{x}", "/a*/c"], {"/a*/c", "/a\\*/{x}", "/a*/c /a\\*/{x}"}),
    ],
)
def test_what_a_request_can_match(patterns, sets):
    assert together(*patterns) == sets


def test_an_exact_path_is_literal():
    assert matched_together([("EXACT", "/*"), ("EXACT", "/{x}"), ("PARAMETER", "/{x}")], Budget()) == {
        frozenset([("EXACT", "/*"), ("PARAMETER", "/{x}")]),
        frozenset([("EXACT", "/{x}"), ("PARAMETER", "/{x}")]),
        frozenset([("PARAMETER", "/{x}")]),
    }


EXPRESSIONS = {"{x}": "[^/]+", "*": "[^/]*", "a*": "a[^/]*", "*b": "[^/]*b", "*a*": "[^/]*a[^/]*"}
SEGMENTS = ["a", "b", "ab", *EXPRESSIONS]
TEXTS = ["a", "b", "ab", "ba", "x", "axb", "aab", "bab", ""]


@pytest.mark.parametrize("seed", range(40))
def test_no_request_is_left_out_and_none_is_made_up(seed):
    dice = random.Random(seed)
    patterns = {}
    for _number in range(dice.randint(1, 5)):
        chosen = [dice.choice(SEGMENTS) for _segment in range(dice.randint(1, 3))]
        expression = "/" + "/".join(EXPRESSIONS.get(segment, segment) for segment in chosen)
        patterns[path("/" + "/".join(chosen).replace("{x}", "{x1}", 1))] = re.compile(expression)
    requests = ["/" + "/".join(texts) for length in (1, 2, 3) for texts in product(TEXTS, repeat=length)]
    sets = {frozenset(one for one, form in patterns.items() if form.fullmatch(text)) for text in requests}
    assert matched_together(patterns, Budget()) == sets - {frozenset()}


def test_too_many_to_be_told_apart():
    dice = random.Random(1)
    patterns = ["/" + "*".join(dice.choices("abc", k=20)) + "*" for _number in range(20)]
    with pytest.raises(BudgetExceeded):
        matched_together([path(pattern) for pattern in patterns], Budget())


def test_a_large_service_is_told_apart_quickly():
    things = ["orders", "customers", "invoices", "payments", "products"]
    tails = ["", "/{id}", "/{id}/items", "/{id}/items/{item}", "/search", "/{id}/history", "/**", "/export*", "/{id}/*"]
    patterns = [path(f"/{version}/{thing}{tail}") for version in ("v1", "v2") for thing in things for tail in tails]
    assert len(patterns) == 90
    assert len(matched_together(patterns, Budget())) > 90


def test_from_specific_to_general():
    patterns = ["/a", "/a/b/*", "/a/{x}/c", "/a/{x}/{y}", "/a/**", "/{x}/b/c*", "/{x}/**", "/**"]
    assert sorted(random.Random(1).sample(patterns, 8), key=lambda pattern: rank(path(pattern))) == patterns
    assert rank(path("/a/{x}")) == rank(path("/b/{y}"))
    assert rank(("EXACT", "/{x}")) < rank(path("/a/{x}"))
    assert rank(path("/\\{x\\}/*")) < rank(path("/{x}/*"))
