# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An update leaves what it does not speak of byte for byte: keys that no module knows, odd orders, everything.

Each row is an object as another client may have written it, and options that change one key of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne
from tools.paths import ROOT

RESOURCE = "f2c8dac7-c4ad-40a8-b9e8-5c00411e4c6e"
READ, WRITE = "7ddbb49f-936f-44b7-aa37-72c917757802", "124a4f6e-9a1c-4ef9-a78d-4b937f59a24f"
CLERKS, AUDITORS = "ee4001c8-24db-4445-9ccd-ebd548173e00", "be9e55a9-283a-4664-8021-72f349cc1ce3"
WEB = "5f0d9f0c-1b49-4399-97b3-d0ce8c0f893a"
ROLE_PERMISSION = "2fd76fe0-4bdf-4677-90bd-8e61718d2a4a"
PERMISSIONS = "applicationResources/b1f4f03c-805f-40ba-bdec-945bbdedc34b/permissions"

STRANGE = {"zeta": [3, 1, 2], "alpha": {"nested": {"deep": None, "text": "größer"}}, "flag": False}
SERVICE = {
    "review": STRANGE,
    "directory": {"note": STRANGE, "type": "PINGONE_SSO"},
    "authorizationServer": {"future": STRANGE, "resource": {"since": 1, "id": RESOURCE}, "type": "PINGONE_SSO"},
    "accessControl": {"other": STRANGE, "custom": {"mode": "x", "enabled": False}},
    "authentication": {"somebody": "else's"},
    "baseUrls": ["https://z.example.com/orders", "https://a.example.com/orders"],
    "name": "Orders API",
}
EXTERNAL = {
    "name": "Partner API",
    "baseUrls": ["https://z.example.com/partners", "https://a.example.com/partners"],
    "directory": {"type": "EXTERNAL", "note": STRANGE},
    "authorizationServer": {
        "externalOAuthServer": {"note": STRANGE, "audience": "https://partners.example.com", "id": "OAUTH"},
        "type": "EXTERNAL",
    },
    "accessControl": {"custom": {"enabled": True, "mode": "x"}},
}
OPERATION = {
    "review": STRANGE,
    "paths": [
        {"note": 1, "pattern": "/z/{id}", "type": "PARAMETER"},
        {"pattern": "/a", "type": "EXACT", "note": STRANGE},
    ],
    "methods": ["post", "Get", "x-custom"],
    "name": "Refund",
    "accessControl": {
        "future": STRANGE,
        "authentication": {"prompt": True, "maxAge": 300, "acrs": [{"since": 1, "type": "PINGONE", "id": "POLICY"}]},
        "scope": {"scopes": [{"id": WRITE}, {"since": 2, "id": READ}], "matchType": "ALL", "note": STRANGE},
        "permission": {"since": 3, "id": ROLE_PERMISSION},
        "group": {"note": STRANGE, "groups": [{"since": 4, "id": CLERKS}, {"id": AUDITORS}]},
    },
}
OAUTH = {
    "review": STRANGE,
    "validation": {"note": STRANGE, "jwksUrl": "https://login.example.com/jwks", "type": "JWKS_URL"},
    "issuers": ["https://z.example.com", "https://a.example.com"],
    "type": "EXTERNAL",
    "name": "Partner login",
}
APPLICATION = {
    "review": STRANGE,
    "grantTypes": ["REFRESH_TOKEN", "AUTHORIZATION_CODE"],
    "responseTypes": ["CODE"],
    "redirectUris": ["https://z.example.com/back", "https://a.example.com/back"],
    "pkceEnforcement": "S256_REQUIRED",
    "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC",
    "enabled": True,
    "type": "WEB_APP",
    "protocol": "OPENID_CONNECT",
    "name": "Portal",
    "accessControl": {"note": STRANGE},
}
SCOPE = {"owner": STRANGE, "mappedClaims": [], "name": "look"}
GRANT = {"review": STRANGE, "scopes": [{"since": 1, "id": WRITE}], "resource": {"since": 2, "id": RESOURCE}}
GROUP = {"customData": STRANGE, "externalId": "x", "name": "Buyers"}
NEW_RESOURCE = {"review": STRANGE, "introspectEndpointAuthMethod": "NONE", "name": "Stock", "type": "CUSTOM"}
PERMISSION = {"review": STRANGE, "action": "pay"}

# Module, collection, object, options, the key that they change.
ROWS: list[tuple[str, str, dict[str, Any], dict[str, Any], str]] = [
    ("api_service", "apiServers", SERVICE, {"base_urls": ["https://b.example.com"]}, "baseUrls"),
    ("api_service", "apiServers", SERVICE, {"id": "ID", "name": "Sales API"}, "name"),
    ("api_service", "apiServers", EXTERNAL, {"base_urls": ["https://b.example.com"]}, "baseUrls"),
    ("api_operation", "apiServers/SERVICE/operations", OPERATION, {"methods": ["GET"]}, "methods"),
    ("api_operation", "apiServers/SERVICE/operations", OPERATION, {"id": "ID", "name": "Pay back"}, "name"),
    ("api_operation", "apiServers/SERVICE/operations", OPERATION, {"paths": [{"pattern": "/new"}]}, "paths"),
    ("scope", f"resources/{RESOURCE}/scopes", SCOPE, {"description": "Look at it"}, "description"),
    ("scope", f"resources/{RESOURCE}/scopes", SCOPE, {"id": "ID", "name": "see"}, "name"),
    ("app_scope_grant", f"applications/{WEB}/grants", GRANT, {"scopes": ["existing-read"]}, "scopes"),
    ("application", "applications", APPLICATION, {"description": "For partners"}, "description"),
    ("application", "applications", APPLICATION, {"redirect_uris": ["https://b.example.com"]}, "redirectUris"),
    ("application_permission", PERMISSIONS, PERMISSION, {"description": "Pay"}, "description"),
    ("external_oauth_server", "externalOAuthServers", OAUTH, {"description": "Partners"}, "description"),
    ("external_oauth_server", "externalOAuthServers", OAUTH, {"issuers": ["https://b.example.com"]}, "issuers"),
    ("group", "groups", GROUP, {"description": "Buy"}, "description"),
    ("group", "groups", GROUP, {"id": "ID", "name": "Sellers"}, "name"),
    ("resource", "resources", NEW_RESOURCE, {"description": "Goods"}, "description"),
    ("resource", "resources", NEW_RESOURCE, {"audience": "https://stock.example.com"}, "audience"),
]  # fmt: skip
# What names the object and its parent, for each module.
NAMED: dict[str, dict[str, Any]] = {
    "api_operation": {"api_service": "Orders API", "name": "Refund"},
    "app_scope_grant": {"application": "Orders Web", "resource": "Existing Resource"},
    "application_permission": {
        "resource": "Existing Resource",
        "application_resource": "existing-ledger",
        "action": "pay",
    },
    "scope": {"resource": "Existing Resource", "name": "look"},
}


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    return PingOne(collection, emulator)


def filled(value: Any, ids: dict[str, str]) -> Any:
    """A value with the ids of what was made before."""
    text = json.dumps(value, ensure_ascii=False)
    for name, identifier in ids.items():
        text = text.replace(f'"{name}"', f'"{identifier}"').replace(f"/{name}/", f"/{identifier}/")
    return json.loads(text)


def bytes_of(document: dict[str, Any], *but: str) -> dict[str, str]:
    """The keys of a document, whose order is PingOne's, with what came in them, but for what every update changes."""
    return {key: json.dumps(value) for key, value in document.items() if key not in ("updatedAt", *but)}


@pytest.mark.parametrize(
    ("module", "path", "body", "options", "key"),
    ROWS,
    ids=[f"{row[0]} {row[4]} {row[2].get('name', '')}" for row in ROWS],
)
def test_an_update_leaves_everything_else(
    pingone: PingOne, module: str, path: str, body: dict[str, Any], options: dict[str, Any], key: str
) -> None:
    pingone.reset()
    ids = {"OAUTH": pingone.send("POST", "externalOAuthServers", {**OAUTH, "name": "Login"})["id"]}
    ids["POLICY"] = next(item["id"] for item in pingone.list("signOnPolicies") if item["name"] == "Multi_Factor")
    if "SERVICE" in path:
        ids["SERVICE"] = pingone.send("POST", "apiServers", SERVICE)["id"]
    path = filled(path, ids)
    ids["ID"] = pingone.send("POST", path, filled(body, ids))["id"]
    before = pingone.emulator.get(f"{path}/{ids['ID']}")
    given = {**NAMED.get(module, {"name": body.get("name")}), **filled(options, ids)}

    result = pingone.run(f"pingone_{module}", **given)
    assert result["changed"]
    after = pingone.emulator.get(f"{path}/{ids['ID']}")
    assert bytes_of(after, key) == bytes_of(before, key)
    assert after[key] != before.get(key)
    for entry in before.get(key) or []:
        if module == "app_scope_grant":
            assert entry in after[key]

    writes = len(pingone.emulator.writes())
    assert not pingone.run(f"pingone_{module}", **given)["changed"]
    assert len(pingone.emulator.writes()) == writes


def test_every_module_that_updates_has_a_row() -> None:
    modules = {path.stem.removeprefix("pingone_") for path in (ROOT / "plugins" / "modules").glob("*.py")}
    assert {row[0] for row in ROWS} == {name for name in modules if not name.endswith("_info")} - {"deploy"}
