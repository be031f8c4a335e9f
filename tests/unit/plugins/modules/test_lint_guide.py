# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide describes every rule in the words of the rule, and no other rule."""

from __future__ import annotations

import re

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.lint.registry import RULES
from ansible_collections.pingone.authorize.tests.unit.plugins.modules.support import text_of

SECTION = re.compile(r"^([a-z]+(?:-[a-z]+)+)\n\^+\n\n(.*?)(?=^[^\n]+\n[~^]+$|\Z)", re.MULTILINE | re.DOTALL)


def sections():
    """The text of each rule in the guide, in one line and without markup of code."""
    guide = text_of("docs", "docsite", "rst", "lint.rst")
    return {name: " ".join(text.replace("``", "").split()) for name, text in SECTION.findall(guide)}


def test_every_rule_has_a_section():
    assert list(sections()) == list(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_section_describes_its_rule(rule):
    text = sections()[rule.id]
    assert text.startswith(f"**{rule.title}** ({rule.severity}). {rule.why} Example: ")
    assert text.endswith(f" What to do: {rule.remedy}")
