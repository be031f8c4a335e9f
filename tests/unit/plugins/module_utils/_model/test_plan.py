# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From current and desired state to steps: what is planned, and that planning touches nothing."""

from __future__ import annotations

import glob
import importlib
import os
from copy import deepcopy

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import UnsupportedStep
from ansible_collections.pingone.authorize.plugins.module_utils._model import objects as _objects
from ansible_collections.pingone.authorize.plugins.module_utils._model import plan
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.kind import Kind
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE

WIRE = {"id": "s-1", "name": "read", "description": "old", "mappedClaims": ["x"], "createdAt": "then"}
NOW = SCOPE.read(WIRE, {})
PARENT = ("resources", Ref("Orders API", "r-1"))


def test_create():
    target = Ref("read")
    (step,) = plan.steps_between(SCOPE, target, None, None, {"name": "read", "description": None}, PARENT)
    assert step.verb == plan.CREATE
    assert plan.resolved(step.path) == ["resources", "r-1", "scopes"]
    assert step.body == {"name": "read"}
    assert step.target is target
    assert str(step) == 'create scope "read"'


def test_update():
    target = Ref("read", "s-1")
    (step,) = plan.steps_between(SCOPE, target, WIRE, NOW, {**NOW, "description": "new"}, PARENT)
    assert step.verb == plan.UPDATE
    assert plan.resolved(step.path) == ["resources", "r-1", "scopes", "s-1"]
    assert step.body == {"name": "read", "description": "new", "mappedClaims": ["x"]}
    assert str(step) == 'update scope "read"'


def test_delete():
    (step,) = plan.steps_between(SCOPE, Ref("read", "s-1"), WIRE, NOW, None, PARENT)
    assert step.verb == plan.DELETE
    assert plan.resolved(step.path) == ["resources", "r-1", "scopes", "s-1"]
    assert step.body == {}


def test_nothing_to_do():
    assert plan.steps_between(SCOPE, Ref("read", "s-1"), WIRE, NOW, dict(NOW), PARENT) == []
    assert plan.steps_between(SCOPE, Ref("read"), None, None, None, PARENT) == []


def test_without_a_parent():
    (step,) = plan.steps_between(RESOURCE, Ref("a"), None, None, {"name": "a", "audience": "a"})
    assert plan.resolved(step.path) == ["resources"]


def test_planning_changes_nothing():
    wire, now, wanted = deepcopy(WIRE), dict(NOW), {**NOW, "description": ""}
    before = deepcopy((wire, now, wanted))
    plan.steps_between(SCOPE, Ref("read", "s-1"), wire, now, wanted, PARENT)
    assert (wire, now, wanted) == before


def kinds():
    """Every object that is declared."""
    folder, *_others = _objects.__path__
    for path in sorted(glob.glob(os.path.join(folder, "*.py"))):
        module = importlib.import_module(f"{_objects.__name__}.{os.path.basename(path)[:-3]}")
        yield from (found for found in vars(module).values() if isinstance(found, Kind))


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.noun)
@pytest.mark.parametrize("parent", [(), PARENT])
def test_every_step_addresses_a_collection_or_an_object_in_it(kind, parent):
    target = Ref("x", "x-1")
    below = [*plan.resolved(parent), kind.collection]
    (create,) = plan.steps_between(kind, target, None, None, {}, parent)
    (delete,) = plan.steps_between(kind, target, {"id": "x-1"}, {}, None, parent)
    assert plan.resolved(create.path) == below
    assert plan.resolved(delete.path) == [*below, "x-1"]


@pytest.mark.parametrize("verb", ["", "deploy", "DELETE", "replace", None])
def test_a_step_of_an_unknown_verb_is_projected_on_nothing(verb):
    with pytest.raises(UnsupportedStep, match="is not one of create, update, delete"):
        plan.Step(verb, SCOPE, ("scopes", "1"), Ref("x", "1")).projected([WIRE])


def test_a_deployment_is_a_change_but_no_step_of_an_object():
    deployment = plan.DeployStep(Ref("Orders API", "s-1"))
    assert str(deployment) == 'deploy API service "Orders API"'
    planned = plan.Plan(deployments=[deployment])
    assert (planned.changed, planned.steps, planned.all_steps) == (True, [], [deployment])


def test_changed():
    assert not plan.Plan().changed
    assert not plan.Plan(before={"a": 1}, after={"a": 2}).changed
    assert plan.Plan(steps=[plan.Step(plan.DELETE, SCOPE, ("scopes", "1"), Ref("x", "1"))]).changed


def test_an_id_that_comes_later_reaches_path_and_body():
    late = Ref("Orders API")
    body = {"resource": {"id": late}, "scopes": [{"id": Ref("a", "s-1")}], "number": 1, "pair": ("a", late)}
    with pytest.raises(ValueError, match="Orders API has no ID yet"):
        plan.resolved(body)
    late.id = "r-9"
    assert plan.resolved(body) == {
        "resource": {"id": "r-9"},
        "scopes": [{"id": "s-1"}],
        "number": 1,
        "pair": ["a", "r-9"],
    }
    assert plan.resolved(("resources", late, "scopes")) == ["resources", "r-9", "scopes"]
    assert body["resource"]["id"] is late
