# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text and identifiers."""

from __future__ import annotations

from ansible_collections.pingone.authorize.plugins.module_utils._base.text import capitalized, is_uuid
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import identifier

R1 = identifier("resource 1")


def test_shape_of_an_id():
    assert is_uuid(R1)
    assert is_uuid(R1.upper())
    assert not is_uuid(R1[:-1])
    assert not is_uuid(f"{R1}\n")
    assert not is_uuid("")


def test_the_first_letter_becomes_upper_case():
    assert capitalized("scope orders-READ is missing") == "Scope orders-READ is missing"
    assert capitalized("API service") == "API service"
    assert capitalized("") == ""
