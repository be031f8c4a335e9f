# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""External token sources, and how gateways ask: SPECIFICATION.md 8.6, 11, 19, 20 and 27.6."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import pytest
from conftest import ENVIRONMENTS, EXTERNAL, PingOne, created, refused
from cryptography.hazmat.primitives.asymmetric import rsa
from gateway import QUESTION, URL, Gateway


def test_external_with_claims_of_the_gateway(gateway: Gateway):
    """8.6 and 27.6: the gateway validates and passes the claims."""
    gateway.deploy(created(gateway.api.post("/apiServers", json=EXTERNAL)))
    url, later = EXTERNAL["baseUrls"][0] + "/x", int(time.time()) + 60
    assert gateway.ask(None, url) == "401"
    assert gateway.ask(None, url, access_token={"active": True, "exp": later, "sub": "x"}) == "allow"
    assert gateway.ask(None, url, access_token={"active": False, "exp": later}) == "401"
    assert gateway.ask(None, url, access_token={"active": True, "exp": later - 120}) == "401"


@pytest.mark.parametrize("as_text", [True, False])
def test_external_oauth_server(gateway: Gateway, as_text: bool):
    """11: signature, issuer, audience, times with tolerance."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": "one", "alg": "RS256"}
    keys = {"keys": [jwk]}
    idp = created(
        gateway.api.post(
            "/externalOAuthServers",
            json={
                "name": "IdP",
                "type": "EXTERNAL",
                "issuers": ["https://idp.example.org"],
                "validation": {"type": "JWKS", "jwks": json.dumps(keys) if as_text else keys, "clockSkewTolerance": 30},
            },
        )
    )
    link = {"type": "EXTERNAL", "externalOAuthServer": {"id": idp["id"], "audience": "partners"}}
    gateway.deploy(created(gateway.api.post("/apiServers", json={**EXTERNAL, "authorizationServer": link})))
    now = int(time.time())

    def ask(**change: Any) -> str:
        claims = {"iss": "https://idp.example.org", "aud": "partners", "exp": now + 60, **change}
        return gateway.ask(jwt.encode(claims, key, algorithm="RS256", headers={"kid": "one"}), EXTERNAL["baseUrls"][0])

    assert [
        ask(),
        ask(exp=now - 10),
        ask(exp=now - 40),
        ask(iss="https://evil.example.org"),
        ask(aud="others"),
        ask(nbf=now + 40),
    ] == ["allow", "allow", "401", "401", "401", "401"]
    assert gateway.ask(gateway.token(), EXTERNAL["baseUrls"][0]) == "401"


def test_credential(gateway: Gateway):
    """19 and 20: the gateway's own credential; its use is noted; without it nothing is said."""
    data = {**QUESTION, "source_port": "1"}
    path = f"{gateway.path}/credentials/{gateway.credential['id']}"
    assert "lastUsedAt" not in gateway.api.get(path).json()
    assert gateway.post("request", data).status_code == 200
    assert gateway.api.get(path).json()["lastUsedAt"]
    refused(gateway.post("request", data, "nonsense"), 401, "ACCESS_FAILED", "INVALID_TOKEN")
    refused(gateway.post("request", data, gateway.token()), 401, "ACCESS_FAILED", "INVALID_TOKEN")
    gateway.api.put(gateway.path, json={"name": "Edge", "type": "API_GATEWAY_INTEGRATION", "enabled": False})
    assert gateway.post("request", data).status_code == 401
    gateway.api.put(gateway.path, json={"name": "Edge", "type": "API_GATEWAY_INTEGRATION", "enabled": True})
    gateway.api.delete(path)
    assert gateway.post("request", data).status_code == 401
    other = f"/v1/environments/{ENVIRONMENTS['Administrators']}/sideband/request"
    assert gateway.pingone.http.post(other, json=data).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"url": None},
        {"http_version": None},
        {"method": 1},
        {"headers": {"accept": "x"}},
        {"headers": [{"a": "b", "c": "d"}]},
    ],
)
def test_malformed_questions(gateway: Gateway, change: dict):
    """20.1: clients in Java fail on these too."""
    answer = gateway.post("request", {**QUESTION, **change})
    assert answer.status_code == 400 and answer.json()["id"] and answer.json()["message"]


def test_response(gateway: Gateway):
    """20.2: after an allow the API's answer goes through as it is."""
    data = {
        "method": "GET",
        "url": URL,
        "http_version": "1.1",
        "response_code": "200",
        "response_status": "OK",
        "headers": [{"content-type": "text/plain"}],
        "body": "hello",
        "request": {"method": "GET"},
    }
    assert gateway.post("response", data).json() == {
        "response_code": "200",
        "response_status": "OK",
        "headers": [{"content-type": "text/plain"}],
        "body": "hello",
    }
    without = {key: value for key, value in data.items() if key != "request"}
    refused(gateway.post("response", without), 400, "INVALID_DATA", "REQUIRED_VALUE", "request")
    assert gateway.post("response", {**without, "state": "opaque"}).status_code == 200
    unnamed = {**data, "response_code": "299", "response_status": "", "headers": {}, "body": None}
    assert gateway.post("response", unnamed).json() == {"response_code": "299", "response_status": "", "headers": []}


def test_headers_of_gateways_in_lua(gateway: Gateway):
    """20.1: an empty list arrives as ``{}`` and comes back as a list."""
    gateway.deploy()
    answer = gateway.post("request", {**QUESTION, "headers": {}}).json()
    assert answer["headers"] == [] and answer["response"]["response_code"] == "401"


def test_null_is_never_answered(gateway: Gateway):
    """20.1: not for what was sent as null, and a request cannot bring the decision along."""
    gateway.deploy()
    authorized = [{"Authorization": f"Bearer {gateway.token()}"}]
    for odd in (None, {"response_code": "200"}):
        data = {**QUESTION, "headers": authorized, "body": None, "state": odd, "response": odd, "access_token": None}
        assert gateway.post("request", data).json() == {**QUESTION, "headers": authorized}
    answer = gateway.post("request", {**QUESTION, "headers": [{"authorization": None}]})
    refused(answer, 400, "INVALID_DATA", "INVALID_VALUE", "headers[0]")


def test_state(gateway: Gateway):
    """20.1 and 20.2: with the switch an allowed request is given a state, and its answer has to bring it."""
    gateway.deploy()
    token = gateway.token()
    assert gateway.ask(token) == "allow" and gateway.state is None
    gateway.pingone.switch(sideband_state=True)
    assert gateway.ask(None) == "401" and gateway.state is None
    assert gateway.ask(token) == "allow" and gateway.state
    data = {
        "method": "GET",
        "url": URL,
        "http_version": "1.1",
        "response_code": "204",
        "response_status": "",
        "headers": [],
        "request": {"method": "GET"},
    }
    refused(gateway.post("response", data), 400, "INVALID_DATA", "REQUIRED_VALUE", "state")
    for wrong in ("opaque", "", "bnVsbA==", [1], {}):
        refused(gateway.post("response", {**data, "state": wrong}), 400, "INVALID_DATA", "INVALID_VALUE", "state")
    assert gateway.post("response", {**data, "state": gateway.state}).status_code == 200


ODD = [
    {"subject": "clerk", "resource": "Existing Resource", **odd}
    for odd in ({"expires_in": "x"}, {"scope": [1]}, {"claims": [1]}, {"claims": {"iss": 1}}, {"auth_time": "x"})
]


def test_tokens_for_subjects(pingone: PingOne):
    """The emulator's own endpoint says what it does not know."""
    for data in (
        {},
        {"subject": "nobody", "resource": "Existing Resource"},
        {"subject": "clerk", "resource": "x"},
        *ODD,
    ):
        assert pingone.http.post("/_emulator/tokens", json=data).status_code == 400
    answer = pingone.http.post("/_emulator/tokens", json={"subject": "clerk", "resource": "Existing Resource"})
    assert answer.json()["scope"] == "existing-read existing-write"
