# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a task reads again, because it would act on what an earlier task of the session has read."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import ConnectionFailure, InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.settle import reread_before_acting
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.session import Session
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, session_of_a_task


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "session-x.json")


def refusal(doing="create scope", status=403):
    return ApiError(doing, status, {"code": "ACCESS_FAILED", "message": "no"})


def borrowing(path):
    """An environment that has read something that another task has read before."""
    with session_of_a_task(path) as session:
        session.keep(("resources",), [])
    inventory = Inventory(FakeClient(), False, Session(path))
    inventory.list(RESOURCE)
    assert inventory.from_session
    return inventory


def failing(error, calls):
    def read():
        calls.append(error)
        raise error

    return read


def test_what_pingone_refuses_to_a_borrowed_reading_is_tried_anew(path):
    calls = []
    with pytest.raises(ApiError):
        reread_before_acting(borrowing(path), failing(refusal("list grants", 404), calls), bool)
    assert len(calls) == 2


@pytest.mark.parametrize("error", [ConnectionFailure("unreachable"), RuntimeError("defect")])
def test_what_another_reading_would_not_mend_is_told_at_once(path, error):
    calls = []
    with pytest.raises(type(error)):
        reread_before_acting(borrowing(path), failing(error, calls), bool)
    assert len(calls) == 1


def test_what_was_read_by_the_task_itself_is_not_read_again(path):
    calls = []
    with session_of_a_task(path) as session:
        inventory = Inventory(FakeClient(), False, session)
        inventory.list(RESOURCE)
        with pytest.raises(InvalidInput):
            reread_before_acting(inventory, failing(InvalidInput.of("name", "no"), calls), bool)
        assert len(calls) == 1
        assert reread_before_acting(inventory, lambda: 1, bool) == 1
    assert Session(path).read(("resources",)) == []
