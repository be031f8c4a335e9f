# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter as Ansible calls it: its options, and its failures."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.pingone.authorize.plugins.filter import promote_api_services as plugin
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.promotion import OPTIONS

promote = plugin.FilterModule().filters()["promote_api_services"]
STOCK = {"name": "Stock", "base_urls": ["https://stock.example.com"]}


def test_a_promotion() -> None:
    found = promote([STOCK], target=[])
    documented = yaml.safe_load(plugin.RETURN)["_value"]["contains"]
    assert found["api_services"][0]["base_urls"] == STOCK["base_urls"]
    assert found.keys() == documented.keys()


def test_the_options_are_those_of_the_task() -> None:
    documented = yaml.safe_load(plugin.DOCUMENTATION)["options"]
    assert documented.keys() - {"_input"} == OPTIONS.keys() - {"source"}
    for name, about in OPTIONS.items():
        if name != "source":
            for key in ("type", "choices", "default", "required"):
                assert documented[name].get(key) == about.get(key), (name, key)


def test_problems() -> None:
    with pytest.raises(AnsibleFilterError) as failure:
        promote([STOCK], target=[], on_conflicts="source")
    assert 'on_conflicts: is not an option here. Did you mean "on_conflict"?' in str(failure.value)
    for value in (None, 1, "", "Stock", {"name": "Stock"}):
        with pytest.raises(AnsibleFilterError) as failure:
            promote(value, target=[])
        assert "source: " in str(failure.value)


def test_a_defect_is_one_line(monkeypatch: Any) -> None:
    def broken(_options: Any) -> None:
        raise KeyError("nothing")

    monkeypatch.setattr(plugin, "promotion", broken)
    with pytest.raises(AnsibleFilterError) as failure:
        promote([STOCK], target=[])
    assert "encountered an unexpected error (KeyError at " in str(failure.value)
