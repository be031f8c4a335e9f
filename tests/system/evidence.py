# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the evidence of runs, checks it against its schema, and removes what the schema says may differ."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tools.paths import ROOT

SCHEMA: dict[str, Any] = json.loads((ROOT / "extensions/audit/evidence.schema.json").read_text(encoding="utf-8"))
VARIES, CONTAINS_IDS = "x-varies", "x-contains-ids"
IDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z", re.IGNORECASE)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def read(path: str | Path) -> dict[str, Any]:
    """The evidence in a file, which must be valid, private, and in the only spelling of its content."""
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    record: dict[str, Any] = json.loads(text)
    errors = [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(record)]
    assert not errors, errors
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert text == json.dumps(record, indent=2, sort_keys=True) + "\n"
    return record


def stable(value: Any, schema: dict[str, Any] = SCHEMA) -> Any:
    """A part of the evidence without what its schema marks as different in each run."""
    for one in (schema, *schema.get("oneOf", ())):
        if "$ref" in one:
            schema = SCHEMA["$defs"][one["$ref"].rpartition("/")[2]]
    if schema.get(VARIES):
        return None
    if isinstance(value, dict):
        return {key: stable(one, schema["properties"][key]) for key, one in value.items()}
    if isinstance(value, list):
        return [stable(one, schema["items"]) for one in value]
    return IDS.sub("ID", value) if isinstance(value, str) and schema.get(CONTAINS_IDS) else value
