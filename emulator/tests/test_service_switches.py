# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API services, operations and deployments where no source says what they do: SPECIFICATION.md 3.4, 9, 21 and 26."""

from __future__ import annotations

import pytest
from conftest import (
    DEPLOY,
    EXTERNAL,
    SEED,
    PingOne,
    application,
    created,
    operation_input,
    operations_of,
    refused,
    resource,
    scope,
    service,
    service_input,
    unchanged,
)

GROUPS = [group["id"] for group in SEED["environments"][0]["groups"]]


def test_most_base_urls(pingone: PingOne, api):
    """26 #5: no limit; a switch sets one."""
    urls = [f"https://{number}.example.org" for number in range(3)]
    made = created(api.post("/apiServers", json={**EXTERNAL, "baseUrls": urls}))
    pingone.switch(most_base_urls=2)
    for answer in (
        api.post("/apiServers", json={**EXTERNAL, "name": "Other", "baseUrls": urls}),
        api.put(f"/apiServers/{made['id']}", json=made),
    ):
        found = refused(answer, 400, "INVALID_DATA", "SIZE_LIMIT_EXCEEDED", "baseUrls")
        assert found["innerError"] == {"maximumValue": 2}
    assert api.put(f"/apiServers/{made['id']}", json={**made, "baseUrls": urls[:2]}).status_code == 200


@pytest.mark.parametrize("stay", [True, False])
def test_scopes_after_their_service(pingone: PingOne, api, stay: bool):
    """26 #7: the scopes of the linked resource stay; a switch takes them, and their grants, along."""
    made, web, other = service(api), application(api, "Orders Web"), resource(api, "Other")
    owner, kept = made["authorizationServer"]["resource"], scope(api, other, "other-read")
    read = scope(api, owner, "orders-read")
    for linked, one in ((owner, read), (other, kept)):
        data = {"resource": {"id": linked["id"]}, "scopes": [{"id": one["id"]}]}
        created(api.post(f"/applications/{web['id']}/grants", json=data))
    pingone.switch(scopes_outlive_service=stay)
    assert api.delete(f"/apiServers/{made['id']}").status_code == 204
    assert api.get(read["_links"]["self"]["href"]).status_code == (200 if stay else 404)
    assert api.get(kept["_links"]["self"]["href"]).status_code == 200
    assert api.get(f"/applications/{web['id']}/grants").json()["count"] == (2 if stay else 1)
    assert api.get(f"/resources/{owner['id']}").status_code == 200
    assert api.delete(f"/apiServers/{created(api.post('/apiServers', json=EXTERNAL))['id']}").status_code == 204


@pytest.mark.parametrize("position, answered", [("always", True), ("when_sent", False)])
def test_access_control_that_was_never_sent(pingone: PingOne, api, position: str, answered: bool):
    """26 #32: answered as false; a switch leaves it out."""
    pingone.switch(access_control_answered=position)
    made = unchanged(api, api.post("/apiServers", json=EXTERNAL))
    assert ("accessControl" in made) == answered
    assert api.post(f"/apiServers/{made['id']}/deployment", headers=DEPLOY).status_code == 200
    for enabled in (False, True):
        sent = {**EXTERNAL, "accessControl": {"custom": {"enabled": enabled}}}
        changed = unchanged(api, api.put(f"/apiServers/{made['id']}", json=sent))
        assert changed["accessControl"] == sent["accessControl"]
    assert pingone.http.get("/_emulator/").status_code == 200
    refused(
        api.put(f"/apiServers/{made['id']}", json=EXTERNAL),
        400,
        "INVALID_DATA",
        "INVALID_VALUE",
        "accessControl.custom.enabled",
    )


@pytest.mark.parametrize("position, status", [("printable", 201), ("usual", 400)])
def test_characters_of_names(pingone: PingOne, api, position: str, status: int):
    """8.4 and 26 #28: whatever is printable; a switch takes only what gateways may be called (19)."""
    pingone.switch(name_characters=position)
    made = created(api.post("/apiServers", json={**EXTERNAL, "name": "Bestellungen für O'Hara/v1.0_x-y"}))
    for answer in (
        api.post("/apiServers", json={**EXTERNAL, "name": "Orders (v2)"}),
        api.post(operations_of(made), json=operation_input(name="Read & write")),
    ):
        assert answer.status_code == status
        if status == 400:
            found = refused(answer, 400, "INVALID_DATA", "INVALID_VALUE", "name")
            assert found["innerError"] == {"allowedPattern": r"^[\p{L}\p{M}\p{Nd}/.'_ -]*$"}


@pytest.mark.parametrize("position", ["sent", "sorted"])
def test_order_inside_objects(pingone: PingOne, api, position: str):
    """26 #31: as sent; a switch sorts what is a set."""
    pingone.switch(list_order=position)

    def expected(items: list, key=None) -> list:
        return sorted(items, key=key) if position == "sorted" else items

    urls = ["https://b.example.org", "https://a.example.org"]
    made = unchanged(api, api.post("/apiServers", json=service_input(resource(api), baseUrls=urls)))
    assert made["baseUrls"] == expected(urls)
    wanted = [{"id": scope(api, made["authorizationServer"]["resource"], name)["id"]} for name in "abc"]
    wanted.sort(key=lambda item: item["id"], reverse=True)
    groups = [{"id": id} for id in sorted(GROUPS, reverse=True)]
    methods, paths = ["PUT", "GET"], [{"type": "EXACT", "pattern": pattern} for pattern in ("/b", "/a")]
    control = {"group": {"groups": groups}, "scope": {"matchType": "ANY", "scopes": wanted}}
    data = operation_input(methods=methods, paths=paths, accessControl=control)
    operation = unchanged(api, api.post(operations_of(made), json=data))
    assert operation["methods"] == expected(methods)
    assert operation["paths"] == expected(paths, lambda path: path["pattern"])
    assert operation["accessControl"]["group"]["groups"] == expected(groups, lambda item: item["id"])
    assert operation["accessControl"]["scope"]["scopes"] == expected(wanted, lambda item: item["id"])


@pytest.mark.parametrize("position, status", [("refused", 400), ("ignored", 201)])
def test_built_in_rules_on_external_services(pingone: PingOne, api, position: str, status: int):
    """8.6 and 26 #21: refused; a switch accepts them, known or not."""
    pingone.switch(rules_on_external=position)
    made = created(api.post("/apiServers", json=EXTERNAL))
    for control in ({"group": {"groups": [{"id": GROUPS[0]}]}}, {"scope": {"scopes": [{"id": "unknown"}]}}):
        answer = api.post(operations_of(made), json=operation_input(accessControl=control))
        assert answer.status_code == status
        if status == 400:
            refused(answer, 400, "INVALID_DATA", "INVALID_VALUE", "accessControl")
        else:
            assert unchanged(api, answer)["accessControl"] == control
    assert pingone.http.get("/_emulator/").status_code == 200


def test_status_beyond_a_limit(pingone: PingOne, api):
    """21 and 26 #25: 400; a switch makes it the license's 403."""
    gateway = created(api.post("/gateways", json={"name": "Edge", "type": "API_GATEWAY_INTEGRATION"}))
    made = created(api.post("/apiServers", json=EXTERNAL))
    wanted = {
        f"/gateways/{gateway['id']}/credentials": (5, lambda number: {}),
        operations_of(made): (25, lambda number: operation_input()),
        "/apiServers": (25, lambda number: {**EXTERNAL, "name": f"Service {number}"}),
    }
    for path, (limit, body) in wanted.items():
        for number in range(api.get(path).json()["count"], limit):
            created(api.post(path, json=body(number)))
        pingone.switch(limit_status=400)
        found = refused(
            api.post(path, json=body(limit)), 400, "INVALID_DATA", "SIZE_LIMIT_EXCEEDED", path.split("/")[-1]
        )
        assert found["innerError"] == {"maximumValue": limit}
        pingone.switch(limit_status=403)
        found = refused(api.post(path, json=body(limit)), 403, "ACCESS_FAILED", "LICENSE_EXCEEDED")
        assert found["innerError"] == {"quotaLimit": limit}


@pytest.mark.parametrize(
    "status, code, detail",
    [(200, "", None), (400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION"), (500, "UNEXPECTED_ERROR", None)],
)
def test_status_of_a_failed_deployment(pingone: PingOne, api, status: int, code: str, detail: str | None):
    """26 #14: 200; a switch makes the POST fail as well. A GET tells of the failure either way."""
    path = f"/apiServers/{service(api)['id']}/deployment"
    pingone.switch(deployment="failing", failed_deployment_status=status)
    answer = api.post(path, headers=DEPLOY)
    if status == 200:
        assert answer.json()["status"]["code"] == "DEPLOYMENT_FAILED"
    else:
        refused(answer, status, code, detail)
    assert (answer.status_code, api.get(path).json()["status"]["code"]) == (status, "DEPLOYMENT_FAILED")
    pingone.switch(deployment="immediate")
    assert api.post(path, headers=DEPLOY).json()["status"] == {"code": "DEPLOYMENT_SUCCESSFUL"}


@pytest.mark.parametrize("position, status, reads", [("restart", 200, 3), ("continue", 200, 2), ("refused", 400, 2)])
def test_deployment_in_progress(pingone: PingOne, api, position: str, status: int, reads: int):
    """9: a second POST starts anew; a switch lets the first go on, with or without a refusal."""
    path = f"/apiServers/{service(api)['id']}/deployment"
    pingone.switch(deployment="asynchronous", deployment_polls=2, deploy_in_progress=position)
    api.post(path, headers=DEPLOY)
    api.get(path)
    answer = api.post(path, headers=DEPLOY)
    assert answer.status_code == status
    if status == 400:
        refused(answer, 400, "REQUEST_FAILED", "CONSTRAINT_VIOLATION")
    codes = [api.get(path).json()["status"]["code"] for _turn in range(reads)]
    assert codes == ["DECISION_ENDPOINT_CREATE_IN_PROGRESS"] * (reads - 1) + ["DEPLOYMENT_SUCCESSFUL"]
    assert api.post(path, headers=DEPLOY).status_code == 200


def test_expand_changes_nothing(api):
    """3.4: services and operations take ``expand``; what it adds is not known."""
    made = service(api)
    control = {"group": {"groups": [{"id": GROUPS[0]}]}}
    created(api.post(operations_of(made), json=operation_input(accessControl=control)))
    for path in ("/apiServers", operations_of(made)):
        plain, expanded = api.get(path).json(), api.get(path, params={"expand": "groups,scopes"}).json()
        assert {**expanded, "_links": 0} == {**plain, "_links": 0}
