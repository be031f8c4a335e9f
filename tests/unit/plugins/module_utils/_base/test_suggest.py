# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which names are suggested for a mistyped one."""

from __future__ import annotations

import time

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.suggest import did_you_mean, is_typo, suggestions

NAMES = ["Orders API", "Stock API", "orders-read", "orders-write", "Auditors", "web_app", "Bücher"]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("Order API", "Orders API"),
        ("Ordres API", "Orders API"),
        ("orders api", "Orders API"),
        ("Orders-API", "Orders API"),
        ("Orders", "Orders API"),
        ("orders-raed", "orders-read"),
        ("order-read", "orders-read"),
        ("orders_write", "orders-write"),
        ("orders-wirte", "orders-write"),
        ("Auditor", "Auditors"),
        ("webapp", "web_app"),
        ("Bucher", "Bücher"),
    ],
)
def test_a_similar_name_is_suggested_first(wanted, meant):
    assert suggestions(wanted, NAMES)[0] == meant


@pytest.mark.parametrize("wanted", ["", "x", "Payments", "zzzzzzzz", "a" * 100_000])
def test_nothing_is_suggested_for_what_is_like_nothing(wanted):
    assert suggestions(wanted, NAMES) == []
    assert did_you_mean(wanted, NAMES) == ""


def test_at_most_three_are_suggested_the_most_similar_first():
    names = ["orders-reads", "orders-red", "orders-ready", "orders-readable", "orders-rea"]
    found = suggestions("orders-read", names)
    assert len(found) == 3
    assert "orders-readable" not in found


def test_what_is_less_similar_than_a_typo_is_left_out():
    assert suggestions("existing-raed", ["existing-read", "existing-write"]) == ["existing-read"]
    assert suggestions("Order API", ["Partner API", "Orders API"]) == ["Orders API"]
    assert suggestions("Orders", ["Orders API", "Orders UI"]) == ["Orders UI", "Orders API"]


def test_the_name_itself_is_no_suggestion():
    assert suggestions("orders-read", ["orders-read"]) == []


def test_the_question():
    assert did_you_mean("Order API", ["Orders API"]) == 'Did you mean "Orders API"?'
    assert did_you_mean("aaab", ["aaaa", "aaac"]) == 'Did you mean "aaaa" or "aaac"?'
    assert did_you_mean("aaab", ["aaaa", "aaac", "aaad", "aaae"]) == 'Did you mean "aaaa", "aaac" or "aaad"?'


@pytest.mark.parametrize(
    ("left", "right", "typo"),
    [
        ("t-raed", "t-read", True),
        ("al", "all", True),
        ("ORDERS-READ", "orders-read", True),
        ("orders-raed", "orders-read", True),
        ("Orders Servce", "Orders Service", True),
        ("orders-read", "orders-write", False),
        ("Orders", "Orders API", False),
        ("a", "b", False),
        ("ab", "ac", False),
        ("abc", "abd", True),
        ("ab", "cd", False),
        ("abcdef", "badcfe", False),
        ("", "", False),
        ("", "ab", False),
    ],
)
def test_a_typo_differs_by_a_few_characters(left, right, typo):
    assert is_typo(left, right) is typo
    assert is_typo(right, left) is typo


def test_many_long_names_are_compared_in_no_time():
    names = [f"{number:04}{'ab' * 126}" for number in range(1000)]
    started = time.process_time()
    suggestions("ba" * 128, names)
    is_typo("ba" * 128, "ab" * 128)
    assert time.process_time() - started < 5
