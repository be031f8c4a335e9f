# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds every answer of a test run against openapi.yml, and against the rule that unset keys are absent."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import httpx
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = yaml.safe_load((Path(__file__).parent.parent / "openapi.yml").read_text(encoding="utf-8"))
REGISTRY = Registry().with_resource("urn:openapi", DRAFT202012.create_resource(DOCUMENT))

# Answers that are meant to be wrong, by the test that asks for them.
EXCEPTIONS = {
    "test_odd_bodies_of_429": "faults that answer with a web page or a redirect",
    "test_odd_bodies": "faults that answer with a web page or a redirect",
    "test_status_fault": "503 is a loose object, without code and id (4)",
    "test_fault_order_and_dates": "503 is a loose object, without code and id (4)",
    "test_faults_at_the_token_endpoint": "503 is a loose object, without code and id (4)",
    "test_faults_by_chance_are_the_same_every_time": "503 is a loose object, without code and id (4)",
    "test_any_text_is_refused_or_kept": "custom data is kept as it was sent, empty or not",
    "test_unknown_enumeration_values": "a fault that answers with values that nobody knows",
}
# Keys whose values may be empty; everything else that is empty has to be absent (27.1).
MAY_BE_EMPTY = {
    "value": "the value of a predefined attribute (27.3)",
    "products": "a bill of materials without products (18)",
    "_embedded": "an empty collection keeps its key (3.2)",
    "response_status": "gateways know no words for many codes (20.2)",
    "body": "what gateways ask about comes back as it was sent (20)",
    "headers": "requests and answers that gateways ask about (20)",
    "someday": "a key that nobody modelled comes back as it was sent (27.1)",
    "someDetail": "a key that nobody modelled comes back as it was sent (27.1)",
    "jwks": "a key set is kept as it was sent (11)",
    "groups": "the rules of an operation and the parts of a subject are stored as sent",
}

_validators: dict[str, Draft202012Validator] = {}
_paths = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operations) for path, operations in DOCUMENT["paths"].items()]


def check(answer: httpx.Response) -> None:
    """Raise AssertionError when the answer is not as described."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("::")[2].partition("[")[0].partition(" ")[0]
    path = answer.request.url.path.removeprefix("/pingone")
    if path.startswith("/_emulator") or test in EXCEPTIONS:
        return
    answer.read()
    if answer.status_code == 204:
        assert not answer.content
        return
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    validator(path, answer.request.method, answer.status_code).validate(body)
    _check_empty(body, "")


def validator(path: str, method: str, status: int) -> Draft202012Validator:
    operations = next((found for pattern, found in _paths if pattern.fullmatch(path)), {})
    operation = operations.get(method.lower())
    name = "Error"
    if operation and str(status) in operation["responses"]:
        name = operation["responses"][str(status)]["$ref"].rpartition("/")[2]
    else:
        assert status >= 400, f"{method} {path} answered {status}, which is not described"
    if name not in _validators:
        pointer = f"urn:openapi#/components/responses/{name}/content/application~1json/schema"
        _validators[name] = Draft202012Validator({"$ref": pointer}, registry=REGISTRY)
    return _validators[name]


def _check_empty(value: Any, key: str) -> None:
    if key in MAY_BE_EMPTY:
        return
    assert value is not None and value not in ("", [], {}), f"{key} is {value!r} and should be absent"
    if isinstance(value, dict):
        for name, item in value.items():
            _check_empty(item, name)
    elif isinstance(value, list):
        for item in value:
            _check_empty(item, f"{key}[]")
