# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Host names are unique and can be part of a host pattern, whatever the environments are called."""

from __future__ import annotations

import random
import re

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.host_names import host_names
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import identifier

FIRST, SECOND, THIRD = (identifier(text) for text in ("first", "second", "third"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Production", "Production"),
        ("Shop EU (test)", "Shop-EU-test"),
        ("a:b,c[0]!", "a-b-c-0"),
        ("-dev_1.2-", "dev_1.2"),
        ("Zürich", "Z-rich"),
        ("localhost", f"localhost-{FIRST[:8]}"),
        ("ALL", f"ALL-{FIRST[:8]}"),
        ("", f"environment-{FIRST[:8]}"),
        ("日本", f"environment-{FIRST[:8]}"),
    ],
)
def test_a_name(name, expected):
    assert host_names({FIRST: name}) == {FIRST: expected}


def test_names_that_result_in_the_same_host_name():
    found = host_names({FIRST: "Shop EU", SECOND: "Shop/EU", THIRD: "Shop"})
    assert found == {FIRST: f"Shop-EU-{FIRST[:8]}", SECOND: f"Shop-EU-{SECOND[:8]}", THIRD: "Shop"}


def test_ids_that_begin_with_the_same_characters():
    other = FIRST[:8] + SECOND[8:]
    assert host_names({FIRST: "Shop", other: "Shop"}) == {FIRST: f"Shop-{FIRST}", other: f"Shop-{other}"}


def test_a_name_that_is_the_host_name_of_another_environment():
    names = {FIRST: "Shop", SECOND: "Shop ", THIRD: f"Shop {FIRST[:8]}"}
    assert len(set(host_names(names).values())) == 3


def test_any_names():
    dice = random.Random(7)
    for _round in range(200):
        names = {
            identifier(str(number)): "".join(dice.choice("ab -.:,[]{}é\n") for _index in range(dice.randrange(4)))
            for number in range(12)
        }
        found = host_names(names)
        assert list(found) == list(names)
        assert len(set(found.values())) == len(names)
        assert all(re.fullmatch(r"[A-Za-z0-9_.][A-Za-z0-9_.-]*", name) for name in found.values())
