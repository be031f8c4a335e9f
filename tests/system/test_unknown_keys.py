# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An update keeps what it does not change, byte for byte: unknown keys, an unusual order, everything.

The objects, as another client might have written them, are in ``modules/``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.system.in_process import PingOne
from tests.system.module_data import MODULE_DATA
from tools.paths import ROOT

STRANGE = {"zeta": [3, 1, 2], "alpha": {"nested": {"deep": None, "text": "größer"}}, "flag": False}
# What the words in capitals stand for; SERVICE, OAUTH, POLICY and ID are created or found by the test.
VALUES: dict[str, Any] = {
    "STRANGE": STRANGE,
    "RESOURCE": "f2c8dac7-c4ad-40a8-b9e8-5c00411e4c6e",
    "READ": "7ddbb49f-936f-44b7-aa37-72c917757802",
    "WRITE": "124a4f6e-9a1c-4ef9-a78d-4b937f59a24f",
    "CLERKS": "ee4001c8-24db-4445-9ccd-ebd548173e00",
    "AUDITORS": "be9e55a9-283a-4664-8021-72f349cc1ce3",
    "WEB": "5f0d9f0c-1b49-4399-97b3-d0ce8c0f893a",
    "ROLE_PERMISSION": "2fd76fe0-4bdf-4677-90bd-8e61718d2a4a",
}


class Row(NamedTuple):
    """An object of a collection, options of a module that change it, and the key of the object that they change."""

    module: str
    path: str
    body: dict[str, Any]
    options: dict[str, Any]
    key: str

    def __str__(self) -> str:
        return f"{self.module} {self.key} {self.body.get('name', '')}"


ROWS = [
    Row(
        module,
        entry["collection"],
        entry["object"],
        {**entry.get("named_by", {"name": entry["object"].get("name")}), **change["options"]},
        change["key"],
    )
    for module, data in MODULE_DATA.items()
    for entry in data.get("updates", [])
    for change in entry["changes"]
]


def object_of(module: str) -> dict[str, Any]:
    """The first object that a module updates."""
    return next(row.body for row in ROWS if row.module == module)


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    return PingOne(collection, emulator)


def filled(value: Any, values: dict[str, Any]) -> Any:
    """A value in which the words in capitals are replaced."""
    text = json.dumps(value, ensure_ascii=False)
    for word, replacement in values.items():
        text = text.replace(f'"{word}"', json.dumps(replacement, ensure_ascii=False))
        if isinstance(replacement, str):
            text = text.replace(f"/{word}/", f"/{replacement}/")
    return json.loads(text)


def bytes_of(document: dict[str, Any], *but: str) -> dict[str, str]:
    """The keys of a document, whose order is PingOne's, with what came in them, but for what every update changes."""
    return {key: json.dumps(value) for key, value in document.items() if key not in ("updatedAt", *but)}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_update_keeps_everything_else(pingone: PingOne, row: Row) -> None:
    pingone.reset()
    policies = pingone.list("signOnPolicies")
    values = {**VALUES, "POLICY": next(item["id"] for item in policies if item["name"] == "Multi_Factor")}
    server = {**object_of("pingone_external_oauth_server"), "name": "Login"}
    values["OAUTH"] = pingone.send("POST", "externalOAuthServers", filled(server, values))["id"]
    if "SERVICE" in row.path:
        service = filled(object_of("pingone_api_service"), values)
        values["SERVICE"] = pingone.send("POST", "apiServers", service)["id"]
    path, key = filled(row.path, values), row.key
    values["ID"] = pingone.send("POST", path, filled(row.body, values))["id"]
    before = pingone.emulator.get(f"{path}/{values['ID']}")
    given = filled(row.options, values)

    result = pingone.run(row.module, **given)
    assert result["changed"]
    after = pingone.emulator.get(f"{path}/{values['ID']}")
    assert bytes_of(after, key) == bytes_of(before, key)
    assert after[key] != before.get(key)
    for entry in before.get(key) or []:
        if row.module == "pingone_app_scope_grant":
            assert entry in after[key]

    writes = len(pingone.emulator.writes())
    assert not pingone.run(row.module, **given)["changed"]
    assert len(pingone.emulator.writes()) == writes


def test_every_module_that_updates_has_a_row() -> None:
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    others = {"pingone_access_test", "pingone_deploy", "pingone_gateway_credential"}
    reading = {name for name in modules if name.endswith(("_info", "_export", "_lint"))}
    assert {row.module for row in ROWS} == modules - reading - others
