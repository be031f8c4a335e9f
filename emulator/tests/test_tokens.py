# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint: SPECIFICATION.md 2.1, 2.2 and 27.1."""

from __future__ import annotations

import base64
import json
import re
import time

import jwt
import pytest
from conftest import APPLICATIONS, ENVIRONMENTS, PingOne, created, resource, scope
from cryptography.hazmat.primitives.asymmetric import rsa

CORRELATION = re.compile(r"\(Correlation ID: [0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\)$")


def oauth_error(answer, status, code, text=""):
    assert (answer.status_code, answer.json()["error"]) == (status, code), answer.text
    assert text in answer.json()["error_description"]
    assert CORRELATION.search(answer.json()["error_description"])
    assert set(answer.json()) == {"error", "error_description"}


def test_success_is_a_jwt_for_an_hour(pingone: PingOne):
    """2.1"""
    answer = pingone.token_request("Automation Basic")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert claims["client_id"] == APPLICATIONS["Automation Basic"]["id"]
    assert claims["exp"] - claims["iat"] == 3600


def test_token_is_signed_with_the_published_key(pingone: PingOne):
    """2.1: the key set below /as/jwks verifies the token."""
    token = pingone.token_request("Automation Basic").json()["access_token"]
    keys = jwt.PyJWKSet.from_dict(pingone.http.get(f"/{ENVIRONMENTS['Administrators']}/as/jwks").json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    assert jwt.decode(token, key, algorithms=["RS256"], audience=pingone.url)["env"] == ENVIRONMENTS["Administrators"]


def test_every_environment_has_a_key_of_its_own(pingone: PingOne):
    """2.1: a token does not verify against the key set of another environment."""
    token = pingone.token_request("Automation Basic").json()["access_token"]
    sets = {name: pingone.http.get(f"/{ENVIRONMENTS[name]}/as/jwks").json() for name in ("Administrators", "Managed")}
    assert pingone.http.get(f"/{ENVIRONMENTS['Managed']}/as/jwks").json() == sets["Managed"]
    (own,), (other,) = (jwt.PyJWKSet.from_dict(found).keys for found in sets.values())
    assert own.key_id == jwt.get_unverified_header(token)["kid"] != other.key_id
    assert jwt.decode(token, own, algorithms=["RS256"], audience=pingone.url)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, other, algorithms=["RS256"], audience=pingone.url)


def test_post_credentials(pingone: PingOne):
    """2.1: an application for CLIENT_SECRET_POST takes form fields."""
    assert pingone.token_request("Automation Post").status_code == 200


def test_method_is_strict(pingone: PingOne):
    """2.1 and 2.2: another method than the configured one fails, right secret or not."""
    for name, other in (("Automation Post", "basic"), ("Automation Basic", "post")):
        worker = APPLICATIONS[name]
        data = {"grant_type": "client_credentials"}
        auth = (worker["id"], worker["secret"]) if other == "basic" else None
        if auth is None:
            data.update(client_id=worker["id"], client_secret=worker["secret"])
        answer = pingone.http.post(f"/{ENVIRONMENTS['Administrators']}/as/token", data=data, auth=auth)
        oauth_error(answer, 401, "invalid_client", "Unsupported authentication method")


def test_basic_credentials_are_form_url_encoded(pingone: PingOne):
    """27.1"""
    worker = APPLICATIONS["Automation Basic"]
    encoded = "".join(f"%{ord(character):02X}" for character in worker["secret"])
    pair = base64.b64encode(f"{worker['id']}:{encoded}".encode()).decode()
    answer = pingone.http.post(
        f"/{ENVIRONMENTS['Administrators']}/as/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {pair}"},
    )
    assert answer.status_code == 200


def test_wrong_secret_and_unknown_client(pingone: PingOne):
    """2.2 and 26 #30"""
    worker = APPLICATIONS["Automation Basic"]
    oauth_error(pingone.token_request("Automation Basic", auth=(worker["id"], "x" * 40)), 401, "invalid_client")
    oauth_error(pingone.token_request("Automation Basic", auth=("nobody", "x" * 40)), 401, "invalid_client")
    url = f"/{ENVIRONMENTS['Administrators']}/as/token"
    for header in ("Basic %%%", "Basic " + base64.b64encode(b"\xff\xfe").decode()):
        answer = pingone.http.post(url, data={"grant_type": "client_credentials"}, headers={"Authorization": header})
        oauth_error(answer, 401, "invalid_client")


def test_worker_of_another_environment_is_unknown(pingone: PingOne):
    """2.1: the environment in the URL owns the worker."""
    oauth_error(pingone.token_request("Automation Basic", "Managed"), 401, "invalid_client")
    assert pingone.token_request("Automation Basic", "Administrators").status_code == 200


def test_unknown_environment_is_404(pingone: PingOne):
    """27.1"""
    answer = pingone.http.post("/00000000-0000-4000-8000-000000000000/as/token", data={"grant_type": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert pingone.http.get("/00000000-0000-4000-8000-000000000000/as/jwks").status_code == 404


def test_custom_domain_path(pingone: PingOne):
    """1: with a custom domain the environment is not in the path."""
    worker = APPLICATIONS["Automation Basic"]
    answer = pingone.http.post(
        "/as/token", data={"grant_type": "client_credentials"}, auth=(worker["id"], worker["secret"])
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("status", [403, 400])
def test_worker_without_roles(pingone: PingOne, status: int):
    """2.2 and 26 #30: 403 unless switched."""
    pingone.switch(roleless_status=status)
    oauth_error(
        pingone.token_request("Automation Without Roles"),
        status,
        "access_denied",
        "Application does not have any role assignments",
    )


def test_token_expires(pingone: PingOne):
    """2.1 and 4: after its lifetime a token is answered 401."""
    pingone.switch(token_lifetime=1)
    token = pingone.token_request("Automation Basic").json()["access_token"]
    url, headers = f"/v1/environments/{ENVIRONMENTS['Managed']}", {"Authorization": f"Bearer {token}"}
    assert pingone.http.get(url, headers=headers).status_code == 200
    time.sleep(1.05)
    answer = pingone.http.get(url, headers=headers)
    assert answer.status_code == 401 and answer.json()["details"][0]["code"] == "INVALID_TOKEN"


def test_malformed_token_requests(pingone: PingOne):
    """2.1: grant type and form encoding are required."""
    worker = APPLICATIONS["Automation Basic"]
    url, auth = f"/{ENVIRONMENTS['Administrators']}/as/token", (worker["id"], worker["secret"])
    oauth_error(pingone.http.post(url, json={"grant_type": "client_credentials"}, auth=auth), 400, "invalid_request")
    oauth_error(pingone.http.post(url, data={"grant_type": "password"}, auth=auth), 400, "unsupported_grant_type")
    oauth_error(
        pingone.http.post(url, data={"grant_type": "client_credentials", "client_secret": "x"}, auth=auth),
        400,
        "invalid_request",
    )


def test_token_for_a_custom_resource(pingone: PingOne, api):
    """2.1: all granted scopes of the one resource, or those that were asked for and are granted."""
    batch, orders = (
        APPLICATIONS["Orders Batch"],
        resource(api, audience="https://orders.example.org", accessTokenValiditySeconds=900),
    )
    scopes = [scope(api, orders, name) for name in ("orders-read", "orders-write")]
    created(
        api.post(
            f"/applications/{batch['id']}/grants",
            json={"resource": {"id": orders["id"]}, "scopes": [{"id": one["id"]} for one in scopes]},
        )
    )
    body = pingone.token_request("Orders Batch", "Managed").json()
    assert (body["scope"], body["expires_in"]) == ("orders-read orders-write", 900)
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert (claims["aud"], claims["scope"]) == (["https://orders.example.org"], "orders-read orders-write")
    some = pingone.token_request("Orders Batch", "Managed", data={"scope": "orders-write unheard-of"}).json()
    assert some["scope"] == "orders-write"
    oauth_error(
        pingone.token_request("Orders Batch", "Managed", data={"scope": "unheard-of"}),
        400,
        "invalid_scope",
        "At least one scope must be granted",
    )


def test_token_for_two_resources(pingone: PingOne, api):
    """2.1 and 2.2: one custom resource per request."""
    batch = APPLICATIONS["Orders Batch"]
    for name in ("First", "Second"):
        owner = resource(api, name)
        one = scope(api, owner, f"{name.lower()}-read")
        created(
            api.post(
                f"/applications/{batch['id']}/grants",
                json={"resource": {"id": owner["id"]}, "scopes": [{"id": one["id"]}]},
            )
        )
    oauth_error(
        pingone.token_request("Orders Batch", "Managed"),
        400,
        "invalid_scope",
        "May not request scopes for multiple resources",
    )
    assert pingone.token_request("Orders Batch", "Managed", data={"scope": "first-read"}).status_code == 200


def test_grant_type_must_be_enabled(pingone: PingOne):
    """2.1"""
    oauth_error(pingone.token_request("Orders Web", "Managed"), 400, "unauthorized_client")


@pytest.mark.parametrize("keep", [True, False])
def test_rotated_secret(pingone: PingOne, api, keep: bool):
    """12.2 and 27.3: the old secret ends at once, or lives on as ``previous``."""
    twin = APPLICATIONS["Orders Batch"]
    owner = resource(api)
    one = scope(api, owner, "orders-read")
    created(
        api.post(
            f"/applications/{twin['id']}/grants", json={"resource": {"id": owner["id"]}, "scopes": [{"id": one["id"]}]}
        )
    )
    later = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + 3600))
    answer = api.post(f"/applications/{twin['id']}/secret", json={"previous": {"expiresAt": later}} if keep else {})
    assert answer.status_code == 200
    secret = answer.json()["secret"]
    assert secret != twin["secret"] and len(secret) >= 64
    assert ("previous" in answer.json()) == keep
    old = pingone.token_request("Orders Batch", "Managed")
    assert old.status_code == (200 if keep else 401)
    new = pingone.http.post(
        f"/{ENVIRONMENTS['Managed']}/as/token",
        data={"grant_type": "client_credentials", "client_id": twin["id"], "client_secret": secret},
    )
    assert new.status_code == 200
    assert api.delete(f"/applications/{twin['id']}/secret").status_code == 204
    assert pingone.token_request("Orders Batch", "Managed").status_code == 401


@pytest.mark.parametrize("method", ["CLIENT_SECRET_JWT", "PRIVATE_KEY_JWT"])
def test_signed_assertions(pingone: PingOne, api, method: str):
    """2.1: with the secret or with a key of the application; strict like the others."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    made = created(
        api.post(
            "/applications",
            json={
                "name": "Signer",
                "enabled": True,
                "type": "WORKER",
                "protocol": "OPENID_CONNECT",
                "grantTypes": ["CLIENT_CREDENTIALS"],
                "tokenEndpointAuthMethod": method,
                "jwks": json.dumps({"keys": [jwk]}),
            },
        )
    )
    secret = api.get(f"/applications/{made['id']}/secret").json()["secret"]
    path = f"/{ENVIRONMENTS['Managed']}/as/token"
    by_secret = method == "CLIENT_SECRET_JWT"

    def ask(signer=secret if by_secret else key, algorithm="HS256" if by_secret else "RS256", **change):
        claims = {"iss": made["id"], "sub": made["id"], "aud": pingone.url + path, "exp": time.time() + 60, **change}
        return pingone.http.post(
            path,
            data={
                "grant_type": "client_credentials",
                "client_assertion": jwt.encode(claims, signer, algorithm=algorithm),
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            },
        )

    assert ask().status_code == 200
    for change in ({"exp": time.time() - 1}, {"aud": "https://elsewhere.example.org"}, {"sub": "x"}, {"iss": "x"}):
        oauth_error(ask(**change), 401, "invalid_client")
    oauth_error(
        ask("another-secret-that-is-long-enough-for-the-algorithm", "HS256"),
        401,
        "invalid_client",
        "" if by_secret else "Unsupported authentication method",
    )
    oauth_error(
        ask(key, "RS256", iss=APPLICATIONS["Orders Batch"]["id"]),
        401,
        "invalid_client",
        "Unsupported authentication method",
    )
    basic = pingone.http.post(path, data={"grant_type": "client_credentials"}, auth=(made["id"], secret))
    oauth_error(basic, 401, "invalid_client", "Unsupported authentication method")
    oauth_error(
        pingone.http.post(path, data={"grant_type": "client_credentials", "client_assertion": "x"}),
        401,
        "invalid_client",
    )
