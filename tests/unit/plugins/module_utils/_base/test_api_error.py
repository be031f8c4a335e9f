# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the user reads when PingOne returned an error."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError

BODY = {
    "id": "0b5f4f0d-6a6c-4f6e-8e3a-2b7f2b0d9a11",
    "code": "INVALID_DATA",
    "message": "The request could not be completed. One or more validation errors were in the request.",
    "details": [
        {
            "code": "UNIQUENESS_VIOLATION",
            "target": "name",
            "message": "is already taken",
            "innerError": {"existingId": "f0f3"},
        },
        {"code": "OUT_OF_RANGE", "target": "limit", "innerError": {"rangeMaximumValue": 25, "rangeMinimumValue": 1}},
    ],
}


def test_an_api_error_in_words():
    error = ApiError("create API service", 400, BODY, transaction_id="t-1", next_step="Do this.")
    assert str(error) == (
        "Could not create API service: name: is already taken (existingId f0f3); limit: OUT_OF_RANGE"
        " (rangeMaximumValue 25, rangeMinimumValue 1). [HTTP 400, INVALID_DATA, ID for support"
        " 0b5f4f0d-6a6c-4f6e-8e3a-2b7f2b0d9a11] Do this."
    )


def test_an_api_error_as_data():
    data = ApiError("create API service", 400, BODY, transaction_id="t-1", next_step="Do this.").as_data()
    assert data == {
        "kind": "api",
        "status": 400,
        "code": "INVALID_DATA",
        "message": BODY["message"],
        "details": [
            {
                "code": "UNIQUENESS_VIOLATION",
                "target": "name",
                "message": "is already taken",
                "inner_error": {"existingId": "f0f3"},
            },
            {
                "code": "OUT_OF_RANGE",
                "target": "limit",
                "message": None,
                "inner_error": {"rangeMaximumValue": 25, "rangeMinimumValue": 1},
            },
        ],
        "error_id": BODY["id"],
        "transaction_id": "t-1",
        "doing": "create API service",
    }


def test_an_api_error_without_details():
    error = ApiError("read it", 404, {"code": "NOT_FOUND", "message": "was not found"}, transaction_id="t-1")
    assert str(error) == "Could not read it: was not found. [HTTP 404, NOT_FOUND, ID for support t-1]"
    assert "details" in error.as_data()
    assert error.as_data()["details"] == []


def test_an_api_error_without_a_transaction():
    error = ApiError("read it", 404, {"id": "e-1", "message": "was not found"})
    assert str(error) == "Could not read it: was not found. [HTTP 404, ID for support e-1]"
    assert error.as_data()["error_id"] == "e-1"
    assert "transaction_id" not in error.as_data()


def test_an_api_error_without_anything():
    error = ApiError("read it", 403, {})
    assert str(error) == "Could not read it: PingOne gave no reason. [HTTP 403]"
    assert error.as_data() == {"kind": "api", "status": 403, "details": [], "doing": "read it"}


@pytest.mark.parametrize(
    "body",
    [
        {"details": None},
        {"details": "text"},
        {"details": ["text", 3, None]},
        {"details": [{}]},
        {"details": [{"target": None, "message": None, "innerError": "text"}]},
        {"details": [{"innerError": {"a": None, "b": [], "c": ""}}]},
        {"code": None, "message": None, "id": None},
        {"code": 17, "message": {"text": "a"}},
    ],
)
def test_an_odd_body_does_not_hurt(body):
    error = ApiError("read it", 400, body)
    assert str(error).startswith("Could not read it: ")
    assert "HTTP 400" in str(error)
    assert error.as_data()["status"] == 400


def test_codes_of_an_api_error():
    error = ApiError("x", 400, BODY)
    assert error.has_detail("UNIQUENESS_VIOLATION")
    assert error.has_detail("INVALID_DATA")
    assert not error.has_detail("EMPTY_VALUE")
