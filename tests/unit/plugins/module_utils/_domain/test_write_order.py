# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which order is written: within an object, and by the role."""

from __future__ import annotations

import os
from itertools import permutations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import UnsupportedStep
from ansible_collections.pingone.authorize.plugins.module_utils._domain.write_order import (
    in_order,
    revokes_scopes,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.application_permission import (
    APPLICATION_RESOURCE,
    PERMISSION,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.grant import GRANT
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.group import GROUP
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.operation import OPERATION
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import CREATE, DELETE, UPDATE, Step
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import declared_kinds

ROOT = os.path.join(os.path.dirname(__file__), *[os.pardir] * 5)


def step(verb, kind, **more):
    return Step(verb, kind, (kind.collection,), Ref("x"), **more)


def scopes(*names):
    return {"scopes": [{"id": name} for name in names]}


def test_what_is_referred_to_has_a_lower_rank():
    ranks = {kind.rank: kind.noun for kind in declared_kinds().values()}
    kinds = ["resource", "API service", "scope", "application resource", "permission", "operation", "grant"]
    assert [ranks[rank] for rank in sorted(ranks)][1:] == kinds


IN_ORDER = [
    step(DELETE, GRANT, current=scopes("a")),
    step(UPDATE, GROUP),
    step(CREATE, RESOURCE),
    step(UPDATE, API_SERVICE),
    step(CREATE, SCOPE),
    step(CREATE, APPLICATION_RESOURCE),
    step(CREATE, PERMISSION),
    step(UPDATE, OPERATION),
    step(CREATE, GRANT, body=scopes("a")),
    step(DELETE, OPERATION),
    step(DELETE, PERMISSION),
    step(DELETE, APPLICATION_RESOURCE),
    step(DELETE, SCOPE),
    step(DELETE, API_SERVICE),
    step(DELETE, RESOURCE),
    step(DELETE, GROUP),
]


@pytest.mark.parametrize("turn", range(len(IN_ORDER)))
def test_in_order(turn):
    for given in (IN_ORDER[turn:] + IN_ORDER[:turn], IN_ORDER[::-1][turn:] + IN_ORDER[::-1][:turn]):
        assert in_order(given) == IN_ORDER


@pytest.mark.parametrize("verb", ["", "remove", "deploy", None])
def test_a_step_of_an_unknown_verb_has_no_place(verb):
    with pytest.raises(UnsupportedStep):
        in_order([step(CREATE, SCOPE), step(verb, SCOPE)])


def test_steps_of_one_kind_keep_their_order():
    steps = [step(CREATE, SCOPE, body={"name": name}) for name in "abc"]
    for given in permutations(steps):
        assert in_order(given) == list(given)


@pytest.mark.parametrize(
    ("verb", "before", "after", "back"),
    [
        (DELETE, ["a", "b"], [], True),
        (UPDATE, ["a", "b"], ["a"], True),
        (UPDATE, ["a"], ["a", "b"], False),
        (UPDATE, ["a"], ["b"], False),
        (UPDATE, ["a", "b"], ["b", "c"], False),
        (UPDATE, ["a"], ["a"], False),
        (CREATE, [], ["a"], False),
    ],
)
def test_what_only_takes_back_goes_before_everything(verb, before, after, back):
    found = step(verb, GRANT, current=scopes(*before), body=scopes(*after))
    assert revokes_scopes(found) is back
    other = step(UPDATE, API_SERVICE)
    assert in_order([other, found]) == ([found, other] if back else [other, found])


def test_scopes_that_do_not_exist_yet_are_told_apart():
    known, coming = Ref("a", "a"), Ref("b")
    found = step(UPDATE, GRANT, current=scopes("a"), body={"scopes": [{"id": known}, {"id": coming}]})
    assert not revokes_scopes(found)
    found = step(UPDATE, GRANT, current=scopes("a", "b"), body={"scopes": [{"id": known}]})
    assert revokes_scopes(found)


@pytest.mark.parametrize("verb", [DELETE, UPDATE])
def test_only_grants_are_taken_back(verb):
    assert not revokes_scopes(step(verb, SCOPE, current=scopes("a"), body=scopes()))
