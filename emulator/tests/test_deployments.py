# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployment of API services: SPECIFICATION.md 9 and 26."""

from __future__ import annotations

import pytest
from conftest import DEPLOY, EXTERNAL, PingOne, created, refused, service


def test_deploy(api):
    """9 and 9.1: uninitialised at first, then successful at once, with one decision endpoint for good."""
    made = service(api)
    path = f"/apiServers/{made['id']}/deployment"
    first = api.get(path).json()
    assert first["status"] == {"code": "DEPLOYMENT_UNINITIALIZED"}
    assert set(first) == {"_links", "status"} and set(first["_links"]) == {"self", "environment", "apiServer"}
    answer = api.post(path, headers=DEPLOY)
    assert answer.status_code == 200
    body = answer.json()
    assert body == api.get(path).json() and set(body) == {"_links", "status", "deployedAt", "decisionEndpoint"}
    assert body["status"] == {"code": "DEPLOYMENT_SUCCESSFUL"} and "decisionEndpoint" in body["_links"]
    again = api.post(path, headers=DEPLOY).json()
    assert again["decisionEndpoint"] == body["decisionEndpoint"] and again["deployedAt"] >= body["deployedAt"]
    assert api.get(f"/apiServers/{made['id']}").json() == made


@pytest.mark.parametrize("media_type", [None, "application/json", "application/vnd.pingidentity.apiserver+json"])
def test_deploy_media_type(api, media_type):
    """9: 415 without the vendor's media type; its case does not matter."""
    path = f"/apiServers/{service(api)['id']}/deployment"
    refused(api.post(path, headers={"Content-Type": media_type} if media_type else {}), 415, "INVALID_REQUEST")
    assert api.get(path).json()["status"]["code"] == "DEPLOYMENT_UNINITIALIZED"
    mixed = {"Content-Type": "application/vnd.pingidentity.apiServer.deploy+json"}
    assert api.post(path, headers=mixed).status_code == 200


def test_asynchronous_deployment(pingone: PingOne, api):
    """9.1 and 26 #15"""
    path = f"/apiServers/{service(api)['id']}/deployment"
    pingone.switch(deployment="asynchronous", deployment_polls=2)
    create, update = "DECISION_ENDPOINT_CREATE_IN_PROGRESS", "DECISION_ENDPOINT_UPDATE_IN_PROGRESS"
    first = api.post(path, headers=DEPLOY).json()
    assert first["status"] == {"code": create} and "deployedAt" not in first
    seen = [api.get(path).json()["status"]["code"] for _turn in range(4)]
    assert seen == [create, create, "DEPLOYMENT_SUCCESSFUL", "DEPLOYMENT_SUCCESSFUL"]
    deployed = api.get(path).json()["deployedAt"]
    second = api.post(path, headers=DEPLOY).json()
    assert (second["status"]["code"], second["deployedAt"]) == (update, deployed)


def test_failing_deployment(pingone: PingOne, api):
    """9.1 and 26 #14: 200 with the error; the last success stays."""
    path = f"/apiServers/{service(api)['id']}/deployment"
    good = api.post(path, headers=DEPLOY).json()
    pingone.switch(deployment="failing")
    answer = api.post(path, headers=DEPLOY)
    assert answer.status_code == 200
    status = answer.json()["status"]
    assert status["code"] == "DEPLOYMENT_FAILED" and set(status["error"]) == {"id", "code", "message"}
    assert answer.json()["deployedAt"] == good["deployedAt"]
    pingone.switch(deployment="asynchronous_failing", deployment_polls=1)
    codes = [api.post(path, headers=DEPLOY).json()["status"]["code"]]
    codes += [api.get(path).json()["status"]["code"] for _turn in range(2)]
    assert codes == ["DECISION_ENDPOINT_UPDATE_IN_PROGRESS"] * 2 + ["DEPLOYMENT_FAILED"]
    pingone.switch(deployment="immediate")
    assert api.post(path, headers=DEPLOY).json()["status"] == {"code": "DEPLOYMENT_SUCCESSFUL"}


def test_endless_deployment(pingone: PingOne, api):
    """9.1"""
    path = f"/apiServers/{service(api)['id']}/deployment"
    pingone.switch(deployment="endless")
    api.post(path, headers=DEPLOY)
    assert {api.get(path).json()["status"]["code"] for _turn in range(5)} == {"DECISION_ENDPOINT_CREATE_IN_PROGRESS"}


def test_authorization_version(api):
    """9.1: with custom policies only; new when something changed since the last deployment."""
    made = created(api.post("/apiServers", json={**EXTERNAL, "accessControl": {"custom": {"enabled": True}}}))
    path = f"/apiServers/{made['id']}/deployment"
    first = api.post(path, headers=DEPLOY).json()
    assert "policy" not in first
    same = api.post(path, headers=DEPLOY).json()
    api.put(f"/apiServers/{made['id']}", json={**made, "name": "Renamed"})
    other = api.post(path, headers=DEPLOY).json()
    versions = [body["authorizationVersion"]["id"] for body in (first, same, other)]
    assert versions[0] == versions[1] != versions[2]
