# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWX accepts as a credential type, a credential, a survey and its answers, and a schedule.

The sources are in AWX: ``awx/main/fields.py`` (credential types), ``awx/api/views`` and ``awx/main/models/mixins.py``
(surveys), and ``awx/api/serializers.py`` (schedules). A rule that is not met raises ``Refused`` with the body of the
response.
"""

from __future__ import annotations

import re
from typing import Any

import jinja2
import jinja2.sandbox
import jsonschema

NAME = r"^[a-zA-Z_]+[a-zA-Z0-9_]*$"
ENCRYPTED = "$encrypted$"
FIELD = {
    "type": "object",
    "required": ["id", "label"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": ["string", "boolean"]},
        "format": {"enum": ["ssh_private_key", "url"]},
        "choices": {"type": "array", "minItems": 1, "items": {"type": "string"}, "uniqueItems": True},
        "id": {"type": "string", "pattern": NAME},
        "label": {"type": "string"},
        "help_text": {"type": "string"},
        "multiline": {"type": "boolean"},
        "secret": {"type": "boolean"},
        "ask_at_runtime": {"type": "boolean"},
        "default": {},
    },
}
INPUTS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "required": {"type": "array", "items": {"type": "string"}},
        "fields": {"type": "array", "items": FIELD},
    },
}
INJECTORS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "object",
            "patternProperties": {r"^template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?$": {"type": "string"}},
            "additionalProperties": False,
        },
        "env": {
            "type": "object",
            "patternProperties": {NAME: {"type": "string", "pattern": "^[\x00-\x7f]*$"}},
            "additionalProperties": False,
        },
        "extra_vars": {
            "type": "object",
            "patternProperties": {NAME: {"type": "string"}},
            "additionalProperties": False,
        },
    },
}
# Environment variables that no credential may set.
BLOCKED = {"VIRTUAL_ENV", "PATH", "PYTHONPATH", "JOB_ID", "INVENTORY_ID", "REST_API_URL", "REST_API_TOKEN", "AWX_HOST"}


class Refused(Exception):
    """The request is refused; ``body`` says why."""

    def __init__(self, body: dict[str, Any], status: int = 400) -> None:
        super().__init__(str(body))
        self.body = body
        self.status = status


# credential types


def check_credential_type(kind: Any, inputs: Any, injectors: Any) -> None:
    """Check a credential type. AWX adds the type to fields without one."""
    if kind not in ("cloud", "net"):
        raise Refused({"kind": [f"Must be 'cloud' or 'net', not {kind}"]})
    _conforms("inputs", inputs, INPUTS)
    fields = inputs.get("fields", [])
    ids = [field["id"] for field in fields]
    if len(ids) != len(set(ids)):
        raise Refused({"inputs": ["field IDs must be unique"]})
    if "tower" in ids:
        raise Refused({"inputs": ['"tower" is a reserved field name']})
    for field in fields:
        _check_field(field)
    _conforms("injectors", injectors, INJECTORS)
    for variable in injectors.get("env", {}):
        if variable.startswith("ANSIBLE_") or variable in BLOCKED:
            raise Refused({"injectors": [f"Environment variable {variable} is not allowed to be used in credentials."]})
    _check_templates(ids, injectors)


def _conforms(key: str, value: Any, schema: dict[str, Any]) -> None:
    errors = [error.message for error in jsonschema.Draft4Validator(schema).iter_errors(value)]
    if errors:
        raise Refused({key: errors})


def _check_field(field: dict[str, Any]) -> None:
    field.setdefault("type", "string")
    if "default" in field and type(field["default"]) is not {"string": str, "boolean": bool}[field["type"]]:
        raise Refused({"inputs": [f"{field['default']} is not a {field['type']}"]})
    if field.get("ask_at_runtime"):
        raise Refused({"inputs": ["'ask_at_runtime' is not supported for custom credentials."]})
    for key in ("choices", "multiline", "format", "secret"):
        if key in field and field["type"] != "string":
            raise Refused({"inputs": [f"{key} not allowed for {field['type']} type ({field['id']})"]})


def _check_templates(ids: list[str], injectors: dict[str, dict[str, str]]) -> None:
    """Templates can only refer to fields that exist."""
    sandbox = jinja2.sandbox.ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)
    known: dict[str, Any] = dict.fromkeys(ids, "EXAMPLE")
    if "template" in injectors.get("file", {}):
        known["tower"] = {"filename": "EXAMPLE_FILENAME"}
    for section in injectors.values():
        for key, template in section.items():
            try:
                sandbox.from_string(template).render(known)
            except jinja2.UndefinedError as error:
                raise Refused({"injectors": [f"{key} uses an undefined field ({error})"]}) from None
            except jinja2.TemplateError as error:
                raise Refused({"injectors": [f"Syntax error rendering template for {key} ({error})"]}) from None


def secret_fields(inputs: dict[str, Any]) -> list[str]:
    """The IDs of the secret fields of a credential type."""
    return [field["id"] for field in inputs.get("fields", []) if field.get("secret")]


def check_credential(inputs: Any, types: dict[str, Any]) -> None:
    """Check the inputs of a credential against its type. Missing inputs are only noticed when a job is started."""
    properties = {
        field["id"]: {"type": field["type"], **({"enum": field["choices"]} if field.get("choices") else {})}
        for field in types.get("fields", [])
    }
    _conforms("inputs", inputs, {"type": "object", "properties": properties, "additionalProperties": False})


# schedules


def check_rrule(rrule: str) -> None:
    """Check the recurrence rule of a schedule."""
    errors = []
    starts = re.findall(r"DTSTART(?:;[^:]+)?:[0-9]+T[0-9]+Z?", rrule)
    if len(starts) != 1:
        errors.append("Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ")
    if re.search(r"DTSTART:[0-9]+T[0-9]+ ", rrule):
        errors.append("DTSTART cannot be a naive datetime.  Specify ;TZINFO= or YYYYMMDDTHHMMSSZZ.")
    rules = re.findall(r"RRULE:(\S*)", rrule)
    if not rules:
        errors.append("One or more rule required in rrule.")
    for rule in rules:
        parts = dict(part.partition("=")[::2] for part in rule.split(";"))
        if "INTERVAL" not in parts:
            errors.append(f"INTERVAL required in rrule: {rule}")
        if parts.get("FREQ") not in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY"):
            errors.append(f"rrule parsing failed validation: {rule}")
        if {"COUNT", "UNTIL"} <= parts.keys():
            errors.append(f"RRULE may not contain both COUNT and UNTIL: {rule}")
    if errors:
        raise Refused({"rrule": errors})
