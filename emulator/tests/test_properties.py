# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random sequences of valid calls: references never break, and a GET shows what was answered (27.1)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from conftest import APPLICATIONS, DEPLOY, PingOne
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

NAMES = st.text("abcäß /'-.7", min_size=1, max_size=12).filter(lambda name: name.strip())
TOKENS = st.text("abc:/.-_7", min_size=1, max_size=12)
HOLDERS = [APPLICATIONS[name]["id"] for name in ("Orders Web", "Orders Batch", "Orders Mobile")]
UNKNOWN = st.dictionaries(
    st.sampled_from(["someday", "someDetail"]),
    st.recursive(
        st.integers() | st.text("xyz", min_size=1), lambda inner: st.lists(inner, min_size=1, max_size=2), max_leaves=3
    ),
    max_size=1,
)


class Calls(RuleBasedStateMachine):
    """Every rule sends a call that is valid unless a name is taken."""

    api: httpx.Client

    def __init__(self) -> None:
        super().__init__()
        self.pingone.http.post("/_emulator/reset")

    def all(self, path: str, key: str = "") -> list[dict[str, Any]]:
        answer = self.api.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()["_embedded"][key or path.rpartition("/")[2]]

    def write(self, method: str, path: str, data: dict[str, Any]) -> None:
        """A write that succeeds is seen as it was answered; one that does not changes nothing."""
        answer = self.api.request(method, path, json=data)
        if answer.status_code == 400:
            assert answer.json()["details"][0]["code"] in ("UNIQUENESS_VIOLATION", "INVALID_VALUE"), answer.text
            return
        assert answer.status_code in (200, 201), answer.text
        body = answer.json()
        assert self.api.get(body["_links"]["self"]["href"]).json() == body
        for key, value in data.items():
            if key not in ("_links", "updatedAt", "policy"):
                assert body[key] == value

    def custom(self) -> list[dict[str, Any]]:
        return [one for one in self.all("/resources") if one["type"] == "CUSTOM"]

    def scopes(self, owner: dict[str, Any]) -> list[dict[str, Any]]:
        return self.all(f"/resources/{owner['id']}/scopes")

    def services(self) -> list[dict[str, Any]]:
        return self.all("/apiServers")

    @rule(name=NAMES, more=UNKNOWN)
    def make_resource(self, name: str, more: dict) -> None:
        self.write("POST", "/resources", {"name": name, **more})

    @rule(data=st.data(), name=NAMES)
    def change_resource(self, data, name: str) -> None:
        owner = data.draw(st.sampled_from(self.custom()))
        self.write("PUT", f"/resources/{owner['id']}", {**owner, "name": name})

    @precondition(lambda self: len(self.custom()) > 1)
    @rule(data=st.data())
    def delete_resource(self, data) -> None:
        owner = data.draw(st.sampled_from(self.custom()))
        linked = [one for one in self.services() if one["authorizationServer"]["resource"]["id"] == owner["id"]]
        assert self.api.delete(f"/resources/{owner['id']}").status_code == (400 if linked else 204)

    @rule(data=st.data(), name=TOKENS)
    def make_scope(self, data, name: str) -> None:
        owner = data.draw(st.sampled_from(self.custom()))
        self.write("POST", f"/resources/{owner['id']}/scopes", {"name": name})

    @rule(data=st.data(), name=TOKENS)
    def change_or_delete_scope(self, data, name: str) -> None:
        owner = data.draw(st.sampled_from(self.custom()))
        scopes = self.scopes(owner)
        if scopes:
            scope = data.draw(st.sampled_from(scopes))
            path = f"/resources/{owner['id']}/scopes/{scope['id']}"
            if data.draw(st.booleans()):
                self.write("PUT", path, {**scope, "name": name})
            else:
                assert self.api.delete(path).status_code == 204

    @rule(data=st.data(), name=NAMES, custom=st.booleans(), more=UNKNOWN)
    def make_service(self, data, name: str, custom: bool, more: dict) -> None:
        owner = data.draw(st.sampled_from(self.custom()))
        self.write(
            "POST",
            "/apiServers",
            {
                "name": name,
                "baseUrls": ["https://api.example.org/x"],
                "accessControl": {"custom": {"enabled": custom}},
                "authorizationServer": {"type": "PINGONE_SSO", "resource": {"id": owner["id"]}},
                **more,
            },
        )

    @precondition(lambda self: self.services())
    @rule(data=st.data(), name=NAMES, action=st.sampled_from(["rename", "relink", "operation", "deploy", "delete"]))
    def use_service(self, data, name: str, action: str) -> None:
        service = data.draw(st.sampled_from(self.services()))
        path, owner = f"/apiServers/{service['id']}", data.draw(st.sampled_from(self.custom()))
        if action == "rename":
            self.write("PUT", path, {**service, "name": name})
        elif action == "relink":
            self.write(
                "PUT",
                path,
                {**service, "authorizationServer": {"type": "PINGONE_SSO", "resource": {"id": owner["id"]}}},
            )
        elif action == "operation":
            self.write("POST", f"{path}/operations", {"name": name, "paths": [{"type": "EXACT", "pattern": "/x"}]})
        elif action == "deploy":
            assert self.api.post(f"{path}/deployment", headers=DEPLOY).status_code == 200
        else:
            assert self.api.delete(path).status_code == 204

    @rule(data=st.data(), holder=st.sampled_from(HOLDERS))
    def grant(self, data, holder: str) -> None:
        owner = data.draw(st.sampled_from(self.custom()))
        scopes = self.scopes(owner)
        if scopes:
            wanted = data.draw(st.lists(st.sampled_from([one["id"] for one in scopes]), min_size=1, unique=True))
            grants = self.all(f"/applications/{holder}/grants")
            mine = next((one for one in grants if one["resource"]["id"] == owner["id"]), None)
            body = {"resource": {"id": owner["id"]}, "scopes": [{"id": id} for id in wanted]}
            if mine:
                self.write("PUT", f"/applications/{holder}/grants/{mine['id']}", body)
            else:
                self.write("POST", f"/applications/{holder}/grants", body)

    @invariant()
    def references_hold(self) -> None:
        """12.1, 15, 25, 26 #8: links lead to what is there, grants are whole, names are unique."""
        owners = {one["id"]: {scope["id"]: scope["name"] for scope in self.scopes(one)} for one in self.custom()}
        services = self.services()
        assert all(one["authorizationServer"]["resource"]["id"] in owners for one in services)
        assert len({one["name"] for one in services}) == len(services)
        for holder in HOLDERS:
            grants = self.all(f"/applications/{holder}/grants")
            assert len({one["resource"]["id"] for one in grants}) == len(grants)
            held = [(one["resource"]["id"], scope["id"]) for one in grants for scope in one["scopes"]]
            assert all(scope in owners[owner] for owner, scope in held) and all(one["scopes"] for one in grants)
        endpoints = {one["id"] for one in self.all("/decisionEndpoints")}
        deployed = [self.api.get(f"/apiServers/{one['id']}/deployment").json() for one in services]
        assert endpoints == {one["decisionEndpoint"]["id"] for one in deployed if "decisionEndpoint" in one}


def test_references_never_break(running: PingOne):
    """Always the same sequences, so that a failure stays a failure."""
    with running.as_("Automation Basic") as api:
        Calls.api, Calls.pingone = api, running
        run_state_machine_as_test(
            Calls,
            settings=settings(
                max_examples=4,
                stateful_step_count=14,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


@pytest.mark.parametrize(
    "kind, path, data",
    [
        ("population", "/populations", {"name": "P", "description": "x"}),
        ("group", "/groups", {"name": "G", "customData": {"a": {"b": [1, {"c": None, "d": 2}]}}}),
        ("role", "/applicationRoles", {"name": "R", "someday": [1]}),
    ],
)
def test_objects_with_odd_content(running: PingOne, kind: str, path: str, data: dict):
    """27.1: nested values come back; nulls do not."""
    running.http.post("/_emulator/reset")
    with running.as_("Automation Basic") as api:
        answer = api.post(path, json=data)
        assert answer.status_code == 201
        assert api.get(answer.json()["_links"]["self"]["href"]).json() == answer.json()
