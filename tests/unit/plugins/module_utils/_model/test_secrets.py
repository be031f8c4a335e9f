# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in options, and their masks in data."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._model.secrets import masked, secret_options

SECRET = 'a/b "ü" 7&x'


def test_secret_options():
    nested = {"type": "list", "elements": "dict", "options": {"token": {"no_log": True}, "name": {}}}
    spec = {
        "secret": {"no_log": True},
        "list": {"no_log": True},
        "cases": nested,
        "one": {"options": {"cases": nested}},
    }
    values = {
        "secret": "a",
        "list": ["b", 1, "c"],
        "cases": [{"token": "d", "name": "x"}, {"token": None}, "text"],
        "one": {"cases": [{"token": "e"}]},
    }
    assert list(secret_options(values, spec)) == ["a", "b", "c", "d", "e"]
    assert list(secret_options({"cases": None, "one": "text"}, spec)) == []


@pytest.mark.parametrize(
    "form", [SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET), json.dumps(SECRET)[1:-1]]
)
def test_a_secret_is_masked_in_every_form(form):
    data = {"a": [f"x {form} y", ("z",)], "b": {"c": 1, "d": None}}
    text = json.dumps(masked(data, [SECRET, "", " "]), ensure_ascii=False)
    assert form not in text
    assert "x ********" in text
    assert masked(data, [])["b"] == data["b"]


def test_a_secret_that_contains_another_one_is_masked_entirely():
    assert masked("abc-def ab", ["ab", "abc-def"]) == "******** ********"


def test_a_secret_that_cannot_be_part_of_a_url():
    assert masked("x \udc80 y", ["\udc80"]) == "x ******** y"
