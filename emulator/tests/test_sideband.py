# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decisions about requests, by what was deployed: SPECIFICATION.md 10.2, 10.3, 20, 26 and 27.6."""

from __future__ import annotations

import json
import time

import jwt
import pytest
from conftest import APPLICATIONS, ENVIRONMENTS, EXTERNAL, SEED, PingOne, created, refused
from cryptography.hazmat.primitives.asymmetric import rsa
from gateway import QUESTION, URL, Gateway

MANAGED = SEED["environments"][0]
GROUPS = {group["name"]: group["id"] for group in MANAGED["groups"]}
PERMISSION = MANAGED["resources"][0]["applicationResources"][0]["permissions"][0]["id"]


def test_nothing_counts_before_it_is_deployed(gateway: Gateway):
    """9.2 and 20.1: what is saved and what is deployed are two things."""
    assert gateway.ask(gateway.token()) == "404"
    gateway.deploy()
    assert gateway.ask(gateway.token()) == "allow"
    gateway.operation(accessControl={"group": {"groups": [{"id": GROUPS["Auditors"]}]}})
    assert gateway.ask(gateway.token()) == "allow"
    gateway.deploy()
    assert gateway.ask(gateway.token()) == "403"
    moved = {**gateway.service, "baseUrls": ["https://moved.example.org"]}
    gateway.api.put(f"/apiServers/{gateway.service['id']}", json=moved)
    assert gateway.ask(gateway.token("auditor")) == "allow"
    gateway.deploy()
    assert gateway.ask(gateway.token("auditor")) == "404"
    assert gateway.ask(gateway.token("auditor"), "https://moved.example.org/orders/7") == "allow"


def test_failed_deployment_changes_nothing(gateway: Gateway):
    """9.1: the last success is in force."""
    gateway.deploy()
    gateway.operation(accessControl={"group": {"groups": [{"id": GROUPS["Auditors"]}]}})
    gateway.pingone.switch(deployment="failing")
    gateway.deploy()
    assert gateway.ask(gateway.token()) == "allow"
    gateway.api.delete(f"/apiServers/{gateway.service['id']}")
    assert gateway.ask(gateway.token()) == "404"


def test_bearer(gateway: Gateway):
    """20.1: missing, tampered, expired, for another audience, of another environment, signed by others."""
    gateway.deploy()
    good = gateway.token()
    head, body, signature = good.split(".")
    foreign = jwt.encode(
        jwt.decode(good, options={"verify_signature": False}),
        rsa.generate_private_key(public_exponent=65537, key_size=2048),
        algorithm="RS256",
    )
    bad = [
        None,
        "nonsense",
        f"{head}.{body}.{signature[:-8]}AAAAAAAA",
        f"{head}.{body[:-4]}AAAA.{signature}",
        foreign,
        gateway.token(expires_in=-1),
        gateway.token(claims={"aud": ["https://other.example.org"]}),
        gateway.token(claims={"iss": f"{gateway.pingone.url}/{ENVIRONMENTS['Administrators']}/as"}),
        gateway.token(claims={"nbf": int(time.time()) + 60}),
        gateway.pingone.token("Automation Basic"),
    ]
    for token in bad:
        assert gateway.ask(token) == "401"
        assert gateway.response == {
            "response_code": "401",
            "response_status": "Unauthorized",
            "http_version": "1.1",
            "headers": [{"www-authenticate": f'Bearer realm="{URL}/", error="invalid_token"'}],
        }
    assert gateway.ask(good) == "allow"
    assert gateway.ask(gateway.token(claims={"aud": "https://orders.example.org"})) == "allow"


def test_key_of_another_environment(pingone: PingOne):
    """2.1, 19 and 20.1: neither a bearer nor a gateway's credential that another environment has signed is good."""
    stranger = {"id": "5f2c8f5e-9f0b-4d0c-8d86-8d1c6d6f3a11", "username": "stranger"}
    abroad = {"id": "5f2c8f5e-9f0b-4d0c-8d86-8d1c6d6f3a12", "name": "Abroad"}
    environments = [{**one, "subjects": [stranger], "resources": [abroad]} for one in SEED["environments"][1:2]]
    seed = {**SEED, "environments": [MANAGED, *environments, *SEED["environments"][2:]]}
    try:
        assert pingone.http.post("/_emulator/reset", json={"seed": seed}).status_code == 200
        with pingone.as_("Automation Basic") as api:
            gateway = Gateway(pingone, api)
            gateway.deploy()
            claims = {"aud": "https://orders.example.org", "jti": gateway.credential["id"]}
            claims["iss"] = f"{pingone.url}/{ENVIRONMENTS['Managed']}/as"
            own = gateway.token(claims=claims)
            asked = {"subject": "stranger", "resource": "Abroad", "claims": claims}
            foreign = pingone.http.post("/_emulator/tokens", json=asked).json()["access_token"]
            assert (gateway.ask(own), gateway.ask(foreign)) == ("allow", "401")
            assert gateway.post("request", QUESTION, own).status_code == 200
            refused(gateway.post("request", QUESTION, foreign), 401, "ACCESS_FAILED", "INVALID_TOKEN")
    finally:
        pingone.http.post("/_emulator/reset", json={"seed": SEED})


def test_token_of_the_token_endpoint(gateway: Gateway, pingone: PingOne):
    """2.1 and 20.1: an application with a grant."""
    batch = APPLICATIONS["Orders Batch"]["id"]
    created(
        gateway.api.post(
            f"/applications/{batch}/grants",
            json={"resource": {"id": gateway.owner["id"]}, "scopes": [{"id": gateway.scopes["orders-read"]["id"]}]},
        )
    )
    for name in gateway.scopes:
        rule = {"scope": {"matchType": "ALL", "scopes": [{"id": gateway.scopes[name]["id"]}]}}
        gateway.operation(name, f"/{name}", accessControl=rule)
    gateway.deploy()
    token = pingone.token_request("Orders Batch", "Managed").json()["access_token"]
    assert gateway.ask(token, f"{URL}/orders-read") == "allow"
    assert gateway.ask(token, f"{URL}/orders-write") == "403"


@pytest.mark.parametrize(
    "match, scopes, expected",
    [
        ("ANY", "orders-read", "allow"),
        ("ALL", "orders-read", "403"),
        ("ALL", "orders-read orders-write", "allow"),
        ("ANY", "other", "403"),
        ("ALL", "", "403"),
    ],
)
def test_scope_rule(gateway: Gateway, match: str, scopes: str, expected: str):
    """10.3"""
    wanted = [{"id": one["id"]} for one in gateway.scopes.values()]
    gateway.operation(accessControl={"scope": {"matchType": match, "scopes": wanted}})
    gateway.deploy()
    assert gateway.ask(gateway.token(scope=scopes)) == expected


def test_deleted_scope_opens_nothing(gateway: Gateway):
    """26 #24"""
    one = gateway.scopes["orders-read"]
    gateway.operation(accessControl={"scope": {"matchType": "ANY", "scopes": [{"id": one["id"]}]}})
    gateway.deploy()
    token = gateway.token(scope="orders-read")
    assert gateway.ask(token) == "allow"
    gateway.api.delete(one["_links"]["self"]["href"])
    assert gateway.ask(token) == "403"


def test_group_and_permission_rules(gateway: Gateway):
    """10.3: by the subject's groups and application roles; every rule has to be met (26 #20)."""
    group = {"group": {"groups": [{"id": GROUPS["Order Clerks"]}, {"id": GROUPS["Auditors"]}]}}
    gateway.operation("Group", "/group", accessControl=group)
    gateway.operation("Permission", "/permission", accessControl={"permission": {"id": PERMISSION}})
    gateway.operation("Both", "/both", accessControl={**group, "permission": {"id": PERMISSION}})
    gateway.deploy()
    seen = {
        subject: [gateway.ask(gateway.token(subject), f"{URL}/{path}") for path in ("group", "permission", "both")]
        for subject in ("clerk", "auditor")
    }
    assert seen == {"clerk": ["allow", "403", "403"], "auditor": ["allow"] * 3}
    nobody = gateway.token(claims={"sub": "somebody-else"})
    assert gateway.ask(nobody, f"{URL}/group") == "403"


def test_one_kind_of_rules_is_enough(gateway: Gateway):
    """26 #20: all kinds have to be met; a switch is content with one."""
    group = {"group": {"groups": [{"id": GROUPS["Order Clerks"]}]}}
    gateway.operation("Free", "/free")
    gateway.operation("Both", "/both", accessControl={**group, "permission": {"id": PERMISSION}})
    gateway.operation("Fresh", "/fresh", accessControl={**group, "authentication": {"maxAge": 300}})
    gateway.deploy()
    clerk = gateway.token(auth_time=0)
    nobody = gateway.token(claims={"sub": "somebody-else", "auth_time": 0})
    fresh = gateway.token(claims={"sub": "somebody-else", "auth_time": int(time.time())})
    paths = ("/free", "/both", "/fresh")
    seen = {}
    for position in ("all", "any"):
        gateway.pingone.switch(access_rules=position)
        seen[position] = [[gateway.ask(token, URL + path) for path in paths] for token in (clerk, nobody, fresh)]
    assert seen["all"] == [["allow", "403", "401"], ["allow", "403", "403"], ["allow", "403", "403"]]
    assert seen["any"] == [["allow", "allow", "allow"], ["allow", "403", "401"], ["allow", "403", "allow"]]


def test_rules_on_external_services_have_no_effect(gateway: Gateway):
    """26 #21: where they are not refused."""
    gateway.pingone.switch(rules_on_external="ignored")
    outer = {**EXTERNAL, "baseUrls": ["https://partner.example.org"]}
    gateway.service = created(gateway.api.post("/apiServers", json=outer))
    gateway.operation(pattern="/orders", accessControl={"group": {"groups": [{"id": GROUPS["Auditors"]}]}})
    gateway.deploy()
    asked = {"url": "https://partner.example.org/orders", "access_token": {"active": True, "sub": "x"}}
    assert gateway.ask(None, **asked) == "allow"
    gateway.pingone.switch(rules_on_external="refused")
    assert gateway.ask(None, **asked) == "403"


def test_authentication_rule(gateway: Gateway):
    """10.3 and 20.1: policy and age; a step-up challenge."""
    found = gateway.api.get("/signOnPolicies").json()["_embedded"]["signOnPolicies"]
    policies = {one["name"]: one["id"] for one in found}
    rule = {"authentication": {"acrs": [{"id": policies["Multi_Factor"], "type": "PINGONE"}], "maxAge": 300}}
    gateway.operation(accessControl=rule)
    gateway.deploy()
    assert gateway.ask(gateway.token("clerk")) == "401"
    challenge = gateway.response["headers"][0]["www-authenticate"]
    assert 'error="insufficient_user_authentication"' in challenge and 'max_age="300"' in challenge
    assert gateway.ask(gateway.token("auditor")) == "401"
    assert gateway.ask(gateway.token("auditor", auth_time=int(time.time()))) == "allow"
    assert gateway.ask(gateway.token("clerk", acr=policies["Multi_Factor"])) == "allow"


def test_authentication_rule_of_a_flow(gateway: Gateway):
    """10.3: a flow policy goes by its id."""
    (policy,) = gateway.api.get("/flowPolicies").json()["_embedded"]["flowPolicies"]
    gateway.operation(accessControl={"authentication": {"acrs": [{"id": policy["id"], "type": "DAVINCI"}]}})
    gateway.deploy()
    assert gateway.ask(gateway.token("clerk")) == "401"
    assert f'acr_values="{policy["id"]}"' in gateway.response["headers"][0]["www-authenticate"]
    assert gateway.ask(gateway.token("clerk", acr=policy["name"])) == "401"
    assert gateway.ask(gateway.token("clerk", acr=policy["id"])) == "allow"


@pytest.mark.parametrize(
    "url, expected",
    [
        (URL, "allow"),
        (URL + "/", "allow"),
        (URL + "/x?y=z#f", "allow"),
        (URL + "/x#f?y", "allow"),
        ("HTTPS://api.example.org./orders/v1", "allow"),
        ("https://somebody@api.example.org/orders/v1", "allow"),
        ("https://api.example.org\n/orders/v1", "404"),
        ("https://api.exam\tple.org/orders/v1", "404"),
        ("\nhttps://api.example.org/orders/v1", "404"),
        ("https://api.example.org/or\nders/v1", "404"),
        ("https://api.example.org/orders#/v1", "404"),
        ("https://api.example.org#/orders/v1", "404"),
        ("https://api.example.org@other.example.org/orders/v1", "404"),
        ("//api.example.org/orders/v1", "404"),
        ("api.example.org", "404"),
        ("https://API.example.org:443/orders/v1/x", "allow"),
        ("https://api.example.org/orders/v1%2Fx", "allow"),
        ("https://api.example.org/orders/v10", "404"),
        ("https://api.example.org/orders", "404"),
        ("http://api.example.org/orders/v1", "404"),
        ("https://api.example.org:8443/orders/v1", "404"),
        ("https://other.example.org/orders/v1", "404"),
        ("https://api.example.org:bad/orders/v1", "404"),
    ],
)
def test_base_url_match(gateway: Gateway, url: str, expected: str):
    """20.1 and 27.6: whole segments, default ports, host in any case."""
    gateway.deploy()
    assert gateway.ask(gateway.token(), url) == expected


def test_longest_base_url_wins(gateway: Gateway):
    """27.6"""
    inner = created(gateway.api.post("/apiServers", json={**EXTERNAL, "baseUrls": [URL + "/inner"]}))
    gateway.deploy()
    gateway.deploy(inner)
    token = gateway.token()
    assert [gateway.ask(token, URL + tail) for tail in ("/x", "/inner/x", "/innermost")] == ["allow", "401", "allow"]


def test_no_match_switches(gateway: Gateway):
    """26 #22 and #23"""
    gateway.operation(pattern="/orders")
    gateway.deploy()
    token = gateway.token()
    assert gateway.ask(token, URL + "/unknown") == "allow"
    assert gateway.ask(token, "https://unknown.example.org") == "404"
    gateway.pingone.switch(no_operation="deny", no_service="allow")
    assert gateway.ask(token, URL + "/unknown") == "403"
    assert gateway.ask(None, "https://unknown.example.org") == "allow"


@pytest.mark.parametrize(
    "pattern, path, hit",
    [
        ("/orders", "/orders", True),
        ("/orders", "/Orders", False),
        ("/orders", "/orders/", False),
        ("/a b", "/a%20b", True),
        ("/orders/*", "/orders/7", True),
        ("/orders/*", "/orders/7/items", False),
        ("/orders/*/items", "/orders/7/items", True),
        ("/orders/**", "/orders/7/items", True),
        ("/orders/**", "/orders", False),
        ("/{a}/x/{b}", "/1/x/2", True),
        ("/{a}", "/", False),
        ("/{a}", "/1/2", False),
        ("/a\\*b/*", "/a*b/c", True),
        ("/a\\*b/*", "/axb/c", False),
        ("/file*", "/file7.txt", True),
        ("/x.y/*", "/xzy/1", False),
        ("/orders/*", "/orders/7\n", True),
        ("/orders/7", "/orders/7\n", False),
        ("/orders/7", "/orders/\t7", False),
        ("/orders/7", "/orders\r/7", False),
        ("/orders/7", "/orders/7#x", False),
        ("/orders/7#x", "/orders/7#x", True),
        ("/orders/7#x", "/orders/7%23x", True),
        ("/orders/*", "/orders/7#x/y", False),
        ("/orders/**", "/orders/7#x/y\nz", True),
        ("/orders/{id}", "/orders/7/", False),
        ("/orders/{id}", "/orders;x=1/7", False),
        ("/orders/{id}", "/Orders/7", False),
        ("/orders/{id}", "//orders/7", False),
        ("/orders/{id}", "/x/../orders/7", False),
        ("/orders/{id}", "/%6Frders/7", True),
        ("/**", "", True),
        ("/**", "/", True),
        ("/**", "/orders;x=1/7/", True),
    ],
)
def test_patterns(gateway: Gateway, pattern: str, path: str, hit: bool):
    """10.2: on the percent-decoded path, case-sensitively."""
    gateway.operation(pattern=pattern)
    gateway.deploy()
    gateway.pingone.switch(no_operation="deny")
    assert (gateway.ask(gateway.token(), URL + path) == "allow") == hit


def test_more_specific_operation_wins(gateway: Gateway):
    """27.6: EXACT, then literal, partial wildcard, parameter, rest; methods count."""
    closed = {"accessControl": {"group": {"groups": [{"id": GROUPS["Auditors"]}]}}}
    gateway.operation("rest", "/**", **closed)
    gateway.operation("parameter", "/orders/{id}")
    gateway.operation("wild", "/orders/x*", **closed)
    gateway.operation("exact", "/orders/xy")
    gateway.operation("delete", "/orders/xy", methods=["DELETE"], **closed)
    gateway.deploy()
    token = gateway.token()
    seen = [gateway.ask(token, URL + path) for path in ("/other", "/orders/7", "/orders/xz", "/orders/xy")]
    assert seen == ["403", "allow", "403", "allow"]
    assert gateway.ask(token, URL + "/orders/7", "DELETE") == "allow"


def test_methods_that_no_operation_lists(gateway: Gateway):
    """20.1 and 26 #22: an operation that lists GET says nothing about any other method, whatever its letters."""
    closed = {"accessControl": {"group": {"groups": [{"id": GROUPS["Auditors"]}]}}}
    gateway.operation(pattern="/orders/*", methods=["GET"], **closed)
    gateway.deploy()
    token, odd = gateway.token(), ("HEAD", "OPTIONS", "PATCH", "get", "GETX", "FROB")
    assert gateway.ask(token) == "403"
    assert [gateway.ask(token, method=method) for method in odd] == ["allow"] * len(odd)
    assert gateway.ask(None, method="OPTIONS") == "401"
    gateway.pingone.switch(no_operation="deny")
    assert [gateway.ask(token, method=method) for method in odd] == ["403"] * len(odd)


@pytest.mark.parametrize("parent", [False, True])
@pytest.mark.parametrize("base_url", [False, True])
def test_where_nothing_is_left_for_the_rest(gateway: Gateway, parent: bool, base_url: bool):
    """10.2: whether /orders/** matches /orders, and /** the base URL itself, are switches."""
    gateway.operation("everything", "/**", accessControl={"authentication": {"maxAge": 1}})
    gateway.operation("orders", "/orders/**", accessControl={"group": {"groups": [{"id": GROUPS["Auditors"]}]}})
    gateway.deploy()
    gateway.pingone.switch(rest_matches_parent=parent, rest_matches_base_url=base_url)
    token = gateway.token(auth_time=0)
    seen = {path: gateway.ask(token, URL + path) for path in ("", "/", "/orders", "/orders/", "/orders/7", "/ordersX")}
    root = "401" if base_url else "allow"
    orders = "403" if parent else "401"
    below = {"/orders": orders, "/orders/": "403", "/orders/7": "403", "/ordersX": "401"}
    assert seen == {"": root, "/": root, **below}


def test_denials_with_a_body(gateway: Gateway):
    """20.1: a 403 carries PingOne's error object as text; a switch gives it to all denials, or to none."""
    gateway.operation(pattern="/orders/*", accessControl={"group": {"groups": [{"id": GROUPS["Auditors"]}]}})
    gateway.deploy()
    asked = [
        ("403", gateway.token(), URL + "/orders/7"),
        ("401", None, URL),
        ("404", None, "https://unknown.example.org"),
    ]
    bodies = {}
    for position in ("forbidden", "all", "none"):
        gateway.pingone.switch(denial_bodies=position)
        for status, token, url in asked:
            assert gateway.ask(token, url) == status
            kinds = [header["content-type"] for header in gateway.response["headers"] if "content-type" in header]
            assert kinds == (["application/json"] if "body" in gateway.response else [])
            bodies[position, status] = json.loads(gateway.response.get("body", "{}")).get("code")
    assert {key: code for key, code in bodies.items() if code} == {
        ("forbidden", "403"): "ACCESS_FAILED",
        ("all", "403"): "ACCESS_FAILED",
        ("all", "401"): "ACCESS_FAILED",
        ("all", "404"): "NOT_FOUND",
    }
    gateway.pingone.switch(denial_bodies="forbidden")
    gateway.ask(gateway.token())
    body = json.loads(gateway.response["body"])
    assert set(body) == {"id", "code", "message"}
    assert body["message"] == "The request could not be completed. You do not have access to this resource."


@pytest.mark.parametrize(
    "claims",
    [
        {"active": True, "exp": "soon"},
        {"active": True, "nbf": [1]},
        {"active": True, "sub": {"id": "x"}},
        {"active": True, "aud": 5},
        {"active": True, "scope": 7},
        {"active": True, "scope": [1]},
        {"active": True, "auth_time": True},
    ],
)
def test_claims_of_another_type(gateway: Gateway, claims: dict):
    """20.1: such a token is not valid, whoever says what is in it."""
    gateway.pingone.switch(rules_on_external="ignored")
    gateway.service = created(gateway.api.post("/apiServers", json=EXTERNAL))
    gateway.deploy()
    assert gateway.ask(None, "https://partner.example.org/x", access_token=claims) == "401"
    assert gateway.ask(None, "https://partner.example.org/x", access_token={"active": True}) == "allow"


def test_signed_claims_of_another_type(gateway: Gateway):
    """20.1: the same for tokens that the environment has signed."""
    gateway.deploy()
    for claims in ({"sub": ["x"]}, {"exp": "soon"}, {"scope": {}}, {"aud": None}, {"sub": 1}, {"auth_time": "x"}):
        assert gateway.ask(gateway.token(claims=claims)) == "401"
    credential = gateway.token(claims={"jti": [1]})
    refused(gateway.post("request", QUESTION, credential), 401, "ACCESS_FAILED", "INVALID_TOKEN")
