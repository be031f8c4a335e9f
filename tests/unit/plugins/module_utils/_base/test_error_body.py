# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is read of the body of an error, however broken it is."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.error_body import (
    LONGEST_TEXT,
    MOST_DETAILS,
    readable_error,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.hints import next_step

DETAIL = {"code": "INVALID_VALUE", "target": "name", "message": "is wrong", "innerError": {"allowedValues": ["a", 1]}}
GOOD = {"id": "e-1", "code": "INVALID_DATA", "message": "no", "details": [DETAIL]}


def test_an_error_as_it_should_be_stays_as_it_is():
    assert readable_error(GOOD) == GOOD


def test_what_is_missing_stays_missing():
    assert readable_error({}) == {"details": []}
    assert readable_error({"details": [{}]}) == {"details": [{"innerError": {}}]}


@pytest.mark.parametrize(
    "body",
    [
        {**GOOD, "details": odd}
        for odd in ([["x"]], [None, 7, "x", True], "x", 7, {}, {"code": "x"}, None, float("inf"), [[]])
    ],
)
def test_odd_details_are_left_out(body):
    assert readable_error(body)["details"] == []
    assert "no" in ApiError("read", 400, body).message


@pytest.mark.parametrize("odd", [None, 7, True, [], ["x"], {}, {"a": 1}])
def test_odd_texts_are_left_out(odd):
    body = {"id": odd, "code": odd, "message": odd, "details": [{**DETAIL, "code": odd, "target": odd, "message": odd}]}
    assert set(readable_error(body)) == {"details"}
    error = ApiError("read", 400, body)
    assert (error.code, error.error_id) == ("", "")
    assert error.message.startswith("Could not read: ")


@pytest.mark.parametrize("odd", [None, 7, "x", [], ["x"], {"a": {"b": 1}}, {"a": [{}]}, {"a": None}])
def test_an_odd_inner_error_is_left_out(odd):
    [detail] = readable_error({"details": [{**DETAIL, "innerError": odd}]})["details"]
    assert detail["innerError"] == {}


def test_texts_can_be_written_down_and_are_not_endless():
    body = {"code": "X", "message": "a\ud800b", "details": [{"message": 100000 * "x"}] * 1000}
    error = ApiError("read", 400, body)
    error.message.encode()
    assert readable_error(body)["message"] == "a?b"
    assert len(error.details) == MOST_DETAILS
    assert {len(detail["message"]) for detail in error.details} == {LONGEST_TEXT}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 415, 429, 500, 503])
@pytest.mark.parametrize("details", [[["x"]], 7, "x", {"a": 1}, [None], [{"code": ["LICENSE_EXCEEDED"]}]])
def test_a_next_step_is_found_for_whatever_can_be_read(status, details):
    body = readable_error({"code": 7, "details": details})
    assert isinstance(next_step("GET", API_SERVICE.permission, status, body, True), str)
