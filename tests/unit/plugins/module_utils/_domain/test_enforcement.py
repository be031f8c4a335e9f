# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What gateways enforce after a part of the changes was saved."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.enforcement import enforced_after
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.grant import GRANT
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import CREATE, DELETE, Step

LAST = "Gateways still enforce what was deployed last."
SOME = f"Changes to grants and removals of API services take effect immediately. For the rest: {LAST}"
ALL = "What was done takes effect immediately."


def step(name, verb, kind):
    return Step(verb, kind, (kind.collection, name), Ref(name))


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ([], ""),
        ([step("a", DELETE, API_SERVICE)], ALL),
        ([step("a", DELETE, API_SERVICE), step("b", DELETE, GRANT)], ALL),
        ([step("a", DELETE, GRANT), step("b", DELETE, SCOPE)], SOME),
        ([step("a", CREATE, API_SERVICE)], LAST),
    ],
)
def test_what_takes_effect_without_a_deployment(done, said):
    assert enforced_after([], None, done) == said
