# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the task for external OAuth servers decides."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.external_oauth_server import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import rejected_options, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    converge,
    identifier,
    predicted,
)

URL = "https://partner.example/jwks"
ONE = {"kty": "RSA", "kid": "1", "n": "AQAB", "e": "AQAB"}
TWO = {"kty": "EC", "crv": "P-256", "kid": "2", "x": "a", "y": "b"}
KEYS = {"keys": [ONE, TWO]}
SORTED = {"keys": [TWO, ONE]}
S1 = identifier("server 1")


@pytest.fixture
def fake():
    client = FakeClient()
    client.lists[("apiServers",)] = []
    client.lists[("externalOAuthServers",)] = []
    return client


@pytest.fixture
def partner(fake):
    """A server with a URL."""
    validation = {"type": "JWKS_URL", "jwksUrl": URL, "clockSkewTolerance": 5, "vendor": 1}
    return fake.add(
        "externalOAuthServers",
        name="Partner",
        id=S1,
        type="EXTERNAL",
        issuers=["https://partner.example"],
        validation=validation,
        owner="us",
    )


def service(fake, name, server):
    authorization = {"type": "EXTERNAL", "externalOAuthServer": {"id": server, "audience": "a"}}
    return fake.add("apiServers", name=name, authorizationServer=authorization)


def test_create_with_a_url(fake):
    outcome = predicted(TASK, fake, name="Partner", jwks_url=URL, issuers=["b", "a", "b"])
    validation = {"type": "JWKS_URL", "jwksUrl": URL, "clockSkewTolerance": 0}
    body = {"type": "EXTERNAL", "name": "Partner", "issuers": ["b", "a"], "validation": validation}
    assert fake.writes == [("POST", "externalOAuthServers", body)]
    assert outcome.plan.after == {"name": "Partner", "issuers": ["a", "b"], "jwks_url": URL, "clock_skew_tolerance": 0}
    assert outcome.results["external_oauth_server"] == {
        "id": fake.lists[("externalOAuthServers",)][0]["id"],
        "name": "Partner",
        "description": None,
        "issuers": ["a", "b"],
        "jwks": None,
        "jwks_url": URL,
        "clock_skew_tolerance": 0,
    }
    unchanged(TASK, fake, name="Partner", jwks_url=URL, issuers=["a", "b"], clock_skew_tolerance=0, jwks="")


@pytest.mark.parametrize("given", [KEYS, json.dumps(KEYS), json.dumps(KEYS, indent=2)])
def test_create_with_keys(fake, given):
    outcome = predicted(TASK, fake, name="Partner", jwks=given)
    validation = fake.writes[0][2]["validation"]
    assert validation == {"type": "JWKS", "jwks": json.dumps(KEYS, separators=(",", ":")), "clockSkewTolerance": 0}
    assert outcome.results["external_oauth_server"]["jwks"] == SORTED
    for same in (KEYS, json.dumps(KEYS, indent=1), {"keys": [dict(reversed(list(TWO.items()))), ONE]}):
        unchanged(TASK, fake, name="Partner", jwks=same)
    predicted_again = converge(TASK, fake, name="Partner", jwks={"keys": [TWO]})
    assert predicted_again.plan.changed
    assert json.loads(fake.writes[-1][2]["validation"]["jwks"]) == {"keys": [TWO]}


@pytest.mark.parametrize("stored", [KEYS, json.dumps(KEYS, indent=3)])
def test_keys_that_another_client_has_stored_in_its_own_way_are_left_alone(fake, partner, stored):
    partner["validation"] = {"type": "JWKS", "jwks": stored}
    unchanged(TASK, fake, name="Partner", jwks=KEYS)
    predicted(TASK, fake, name="Partner", jwks=KEYS, description="Ours")
    assert fake.writes[0][2]["validation"] == {"type": "JWKS", "jwks": stored}


def test_from_a_url_to_keys_and_back(fake, partner):
    predicted(TASK, fake, name="Partner", jwks=KEYS)
    text = json.dumps(KEYS, separators=(",", ":"))
    validation = {"type": "JWKS", "jwks": text, "clockSkewTolerance": 5, "vendor": 1}
    assert fake.writes[0][2]["validation"] == validation
    fake.writes.clear()
    outcome = predicted(TASK, fake, name="Partner", jwks_url=URL, jwks="")
    validation = {"type": "JWKS_URL", "jwksUrl": URL, "clockSkewTolerance": 5, "vendor": 1}
    assert fake.writes[0][2]["validation"] == validation
    assert outcome.plan.before["jwks"] == SORTED
    assert "jwks" not in outcome.plan.after
    unchanged(TASK, fake, name="Partner", jwks_url=URL)


@pytest.mark.parametrize(
    ("given", "change"),
    [
        ({"description": "two\nlines"}, {"description": "two\nlines"}),
        ({"issuers": ["x"]}, {"issuers": ["x"]}),
        ({"issuers": []}, {"issuers": None}),
        ({"clock_skew_tolerance": 0}, {"clockSkewTolerance": 0}),
        ({"jwks_url": "https://new.example/?a=b"}, {"jwksUrl": "https://new.example/?a=b"}),
    ],
)
def test_update(fake, partner, given, change):
    body = json.loads(json.dumps(partner))
    del body["id"]
    predicted(TASK, fake, name="Partner", **given)
    for key, value in change.items():
        place = body["validation"] if key in body["validation"] else body
        place[key] = value
    body = {key: value for key, value in body.items() if value is not None}
    assert fake.writes == [("PUT", f"externalOAuthServers/{S1}", body)]
    unchanged(TASK, fake, name="Partner", **given)


def test_rename_and_clear(fake, partner):
    partner["description"] = "Old"
    outcome = predicted(TASK, fake, id=S1, name="Other", description="")
    assert fake.writes[0][2]["name"] == "Other"
    assert "description" not in fake.writes[0][2]
    assert outcome.plan.after["name"] == "Other"
    unchanged(TASK, fake, id=S1)
    unchanged(TASK, fake, name=S1)


@pytest.mark.parametrize(
    ("given", "option", "words"),
    [
        ({"name": "New"}, "jwks_url", "is required"),
        ({"name": "New", "jwks": "", "jwks_url": ""}, "jwks_url", "is required"),
        ({"name": "Partner", "jwks_url": ""}, "jwks_url", "is required"),
        ({"name": "New", "jwks": KEYS, "jwks_url": URL}, "jwks_url", "cannot be combined with jwks"),
        ({"name": "New", "jwks_url": "http://a.example"}, "jwks_url", "absolute https URL"),
        ({"name": "New", "jwks": "no JSON"}, "jwks", "not a JSON Web Key Set"),
        ({"name": "New", "jwks": [ONE]}, "jwks", "not a JSON Web Key Set"),
        ({"name": "New", "jwks": ONE}, "jwks", "not a JSON Web Key Set"),
        ({"name": "New", "jwks": {"keys": []}}, "jwks", "not a JSON Web Key Set"),
        ({"name": "New", "jwks": {"keys": ["a"]}}, "jwks", "not a JSON Web Key Set"),
        ({"name": "New", "jwks": {"keys": [{**ONE, "d": "x"}]}}, "jwks", "private or symmetric"),
        ({"name": "New", "jwks": {"keys": [{"kty": "oct", "k": "x"}]}}, "jwks", "private or symmetric"),
        ({"name": "New", "jwks": {"keys": [{**ONE, "n": "x" * 16384}]}}, "jwks", "at most 16384"),
        ({"name": "New", "jwks_url": URL, "clock_skew_tolerance": -1}, "clock_skew_tolerance", "from 0 to"),
        ({"name": "New", "jwks_url": URL, "description": "x" * 1025}, "description", "1025 characters"),
        ({"name": "New", "jwks_url": URL, "issuers": ["x", "x" * 1025]}, "issuers[1]", "1025 characters"),
        ({"name": "New", "jwks_url": URL, "issuers": [""]}, "issuers[0]", "is empty"),
        ({"name": "New", "jwks_url": URL, "issuers": list("abcdefghi")}, "issuers", "there are 9, at most 8"),
        ({"name": "x" * 257, "jwks_url": URL}, "name", "257 characters"),
        ({"name": "partner", "jwks_url": URL}, "name", 'Did you mean "Partner"'),
        ({"name": identifier("none"), "jwks_url": URL}, "name", "looks like an ID"),
        ({"id": identifier("none")}, "id", "there is no external OAuth server"),
        ({}, "name", "Set name or id"),
    ],
)
def test_refused(fake, partner, given, option, words):
    found, text = rejected_options(TASK, fake, **given)
    assert found == {option}
    assert words in text


def test_the_largest_key_set(fake):
    room = 16384 - len(json.dumps({"keys": [{**ONE, "n": ""}]}, separators=(",", ":")))
    largest = {"keys": [{**ONE, "n": "x" * room}]}
    predicted(TASK, fake, name="Partner", jwks=json.dumps(largest, indent=9))
    assert len(fake.writes[0][2]["validation"]["jwks"]) == 16384


@pytest.mark.parametrize("given", [dict, json.dumps])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_private_key_is_not_shown(fake, given, state):
    private = "jpsQnnGQmL-YBIffH1136cspYG6"
    given = {
        "name": "New",
        "state": state,
        "jwks": given({"keys": [TWO, {**ONE, "d": private, "p": "short", "oth": []}]}),
    }
    if state == "present":
        assert private not in rejected_options(TASK, fake, **given)[1]
    else:
        unchanged(TASK, fake, **given)
    assert set(fake.secrets) == {private}


def test_a_name_that_is_taken(fake, partner):
    fake.add(
        "externalOAuthServers", name="Other", id=identifier("other"), validation={"type": "JWKS_URL", "jwksUrl": URL}
    )
    found, text = rejected_options(TASK, fake, id=S1, name="Other")
    assert found == {"name"}
    assert f"external OAuth server (ID {identifier('other')})" in text


def test_no_more_than_25(fake):
    for number in range(25):
        fake.add("externalOAuthServers", name=f"S{number}", validation={"type": "JWKS_URL", "jwksUrl": URL})
    assert "at most 25" in rejected_options(TASK, fake, name="New", jwks_url=URL)[1]
    unchanged(TASK, fake, name="S3", jwks_url=URL)


def test_remove(fake, partner):
    service(fake, "Other API", identifier("other"))
    outcome = predicted(TASK, fake, name="Partner", state="absent")
    assert fake.writes == [("DELETE", f"externalOAuthServers/{S1}")]
    assert outcome.plan.before["jwks_url"] == URL
    assert outcome.results == {"external_oauth_server": None}
    unchanged(TASK, fake, name="Partner", state="absent")
    unchanged(TASK, fake, id=S1, state="absent")


@pytest.mark.parametrize("given", [{"name": "Partner"}, {"id": S1}])
def test_a_server_that_services_use(fake, partner, given):
    service(fake, "Orders API", S1)
    found, text = rejected_options(TASK, fake, state="absent", **given)
    assert found == set(given)
    assert 'used by the API service "Orders API" and' in text
    service(fake, "Archive API", S1)
    assert 'API services "Archive API", "Orders API"' in rejected_options(TASK, fake, state="absent", **given)[1]


def test_several(fake, partner):
    items = [{"name": "New", "jwks_url": URL}, {"id": S1, "name": "Old"}, {"name": "Partner", "jwks": KEYS}]
    outcome = predicted(TASK, fake, external_oauth_servers=items)
    assert [write[0] for write in fake.writes] == ["POST", "PUT", "POST"]
    assert [item["name"] for item in outcome.results["external_oauth_servers"]] == ["New", "Old", "Partner"]
