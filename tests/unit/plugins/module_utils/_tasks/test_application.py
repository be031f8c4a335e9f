# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the application task decides, and when it reads a secret."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.application import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import (
    only_problem,
    problems,
    unchanged,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    converge,
    identifier,
    options_of,
    predicted,
    task_failing,
)

SECRET = "Qx4-unit-test-application-secret_~.0123456789"
WEB = {
    "type": "WEB_APP",
    "protocol": "OPENID_CONNECT",
    "enabled": True,
    "grantTypes": ["REFRESH_TOKEN", "AUTHORIZATION_CODE"],
    "responseTypes": ["CODE"],
    "redirectUris": ["https://shop.example.org/callback"],
    "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC",
}


@pytest.fixture
def fake():
    client = FakeClient()
    client.lists[("applications",)] = []
    return client


def shop(fake, **more):
    return fake.add("applications", **{**WEB, "name": "Shop", **more})


def secret_of(identifier):
    return ("applications", identifier, "secret")


# presence


SIGN_ON = {"grantTypes": ["AUTHORIZATION_CODE"], "responseTypes": ["CODE"]}
CONFIDENTIAL = {"pkceEnforcement": "OPTIONAL", "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC"}
PUBLIC = {"pkceEnforcement": "S256_REQUIRED", "tokenEndpointAuthMethod": "NONE"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("web_app", {**SIGN_ON, **CONFIDENTIAL}),
        ("native_app", {**SIGN_ON, **PUBLIC}),
        ("single_page_app", {**SIGN_ON, **PUBLIC}),
        ("service", {"grantTypes": ["CLIENT_CREDENTIALS"], **CONFIDENTIAL}),
        ("worker", {"grantTypes": ["CLIENT_CREDENTIALS"], "assignActorRoles": False, **CONFIDENTIAL}),
    ],
)
def test_create_with_defaults(fake, kind, body):
    outcome = predicted(TASK, fake, name="Shop", type=kind)
    common = {"name": "Shop", "enabled": True, "type": kind.upper(), "protocol": "OPENID_CONNECT"}
    assert fake.writes == [("POST", "applications", {**common, **body})]
    (new,) = fake.lists[("applications",)]
    assert outcome.results["application"] == {
        "id": new["id"],
        "client_id": new["id"],
        "client_secret": None,
        "name": "Shop",
        "description": None,
        "enabled": True,
        "type": kind,
        "grant_types": [value.lower() for value in body["grantTypes"]],
        "response_types": [value.lower() for value in body.get("responseTypes", [])],
        "redirect_uris": [],
        "post_logout_redirect_uris": [],
        "pkce_enforcement": body["pkceEnforcement"].lower(),
        "token_endpoint_auth_method": body["tokenEndpointAuthMethod"].lower(),
    }
    assert outcome.plan.before == {}
    again = unchanged(TASK, fake, name="Shop", type=kind)
    assert again.plan.before == outcome.plan.after
    assert not any(path[-1] == "secret" for path in fake.reads)


def test_create_with_everything(fake):
    given = {
        "name": "Shop",
        "description": "Sells",
        "enabled": False,
        "type": "web_app",
        "grant_types": ["refresh_token", "authorization_code", "implicit"],
        "response_types": ["id_token", "code", "token"],
        "redirect_uris": ["https://b.example.org", "https://a.example.org"],
        "post_logout_redirect_uris": ["https://c.example.org"],
        "pkce_enforcement": "required",
        "token_endpoint_auth_method": "client_secret_post",
    }
    outcome = predicted(TASK, fake, **given)
    body = {
        "protocol": "OPENID_CONNECT",
        "name": "Shop",
        "description": "Sells",
        "enabled": False,
        "type": "WEB_APP",
        "grantTypes": ["REFRESH_TOKEN", "AUTHORIZATION_CODE", "IMPLICIT"],
        "responseTypes": ["ID_TOKEN", "CODE", "TOKEN"],
        "redirectUris": ["https://b.example.org", "https://a.example.org"],
        "postLogoutRedirectUris": ["https://c.example.org"],
        "pkceEnforcement": "REQUIRED",
        "tokenEndpointAuthMethod": "CLIENT_SECRET_POST",
    }
    assert fake.writes == [("POST", "applications", body)]
    assert outcome.plan.after["redirect_uris"] == ["https://a.example.org", "https://b.example.org"]
    assert outcome.plan.after["response_types"] == ["code", "id_token", "token"]
    unchanged(TASK, fake, **given)


def test_defaults_follow_the_grant_types(fake):
    predicted(TASK, fake, name="Pump", type="native_app", grant_types=["device_code"])
    body = fake.writes[0][2]
    assert "responseTypes" not in body
    assert body["pkceEnforcement"] == "OPTIONAL"


@pytest.mark.parametrize("order", [1, -1])
def test_a_worker_in_a_list_gets_no_roles_either(fake, order):
    items = [{"name": "Web", "type": "web_app"}, {"name": "Robot", "type": "worker"}][::order]
    predicted(TASK, fake, applications=items)
    assert {body["name"]: body.get("assignActorRoles") for _verb, _path, body in fake.writes} == {
        "Web": None,
        "Robot": False,
    }


@pytest.mark.parametrize(
    ("option", "value", "key", "wire"),
    [
        ("description", "new", "description", "new"),
        ("enabled", False, "enabled", False),
        ("grant_types", ["authorization_code"], "grantTypes", ["AUTHORIZATION_CODE"]),
        ("response_types", ["code", "id_token"], "responseTypes", ["CODE", "ID_TOKEN"]),
        ("response_types", [], "responseTypes", None),
        ("redirect_uris", ["https://new.example.org"], "redirectUris", ["https://new.example.org"]),
        ("redirect_uris", [], "redirectUris", None),
        ("post_logout_redirect_uris", ["https://a.example.org"], "postLogoutRedirectUris", ["https://a.example.org"]),
        ("pkce_enforcement", "s256_required", "pkceEnforcement", "S256_REQUIRED"),
        ("token_endpoint_auth_method", "private_key_jwt", "tokenEndpointAuthMethod", "PRIVATE_KEY_JWT"),
    ],
)
def test_update(fake, option, value, key, wire):
    found = shop(fake, clientId="imported", jwks="kept", assignActorRoles=True)
    outcome = predicted(TASK, fake, name="Shop", **{option: value})
    body = {**{other: was for other, was in found.items() if other != "id"}, key: wire}
    if wire is None:
        del body[key]
    assert fake.writes == [("PUT", f"applications/{found['id']}", body)]
    before, after = outcome.plan.before, outcome.plan.after
    changed = {name for name in {**before, **after} if before.get(name) != after.get(name)}
    assert changed == {option}
    assert outcome.results["application"]["client_id"] == "imported"
    unchanged(TASK, fake, name="Shop", **{option: value})


def test_a_description_can_be_cleared(fake):
    shop(fake, description="old")
    outcome = predicted(TASK, fake, name="Shop", description="")
    assert "description" not in fake.writes[0][2]
    assert "description" not in outcome.plan.after
    unchanged(TASK, fake, name="Shop", description="")


def test_what_is_the_same_is_left_alone(fake):
    shop(fake, grantTypes=["REFRESH_TOKEN", "AUTHORIZATION_CODE", "SOMETHING_NEW"])
    unchanged(
        TASK,
        fake,
        name="Shop",
        type="web_app",
        enabled=True,
        response_types=["code"],
        pkce_enforcement="optional",
        token_endpoint_auth_method="client_secret_basic",
    )
    predicted(TASK, fake, name="Shop", description="new")
    assert fake.writes[0][2]["grantTypes"] == ["REFRESH_TOKEN", "AUTHORIZATION_CODE", "SOMETHING_NEW"]


def test_rename(fake):
    found = shop(fake)
    outcome = predicted(TASK, fake, id=found["id"], name="Store")
    assert (outcome.plan.before["name"], outcome.plan.after["name"]) == ("Shop", "Store")
    unchanged(TASK, fake, id=found["id"], name="Store")
    unchanged(TASK, fake, name=found["id"])


# refusals


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("type", "web", "web_app"),
        ("type", "", "web_app"),
        ("grant_types", ["password"], "client_credentials"),
        ("grant_types", [], "at least one"),
        ("response_types", ["form"], "id_token"),
        ("pkce_enforcement", "", "s256_required"),
        ("token_endpoint_auth_method", "basic", "client_secret_basic"),
        ("name", "", "empty"),
    ],
)
def test_values_that_are_none(fake, option, value, words):
    found = shop(fake)
    given = {"name": "New", "type": "web_app", option: value}
    place = f"{option}[0]" if isinstance(value, list) and value else option
    assert only_problem(TASK, fake, **{**given, "id": found["id"]} if option == "name" else given)[0] == place
    assert words in only_problem(TASK, fake, id=found["id"], **{option: value})[1]


def test_all_problems_at_once(fake):
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, fake, name="shop", type="x", grant_types=["y", "z"], pkce_enforcement="never")
    assert [problem.option for problem in caught.value.problems] == [
        "type",
        "grant_types[0]",
        "grant_types[1]",
        "pkce_enforcement",
    ]


def test_a_type_is_needed_to_create(fake):
    option, text = only_problem(TASK, fake, name="Shop")
    assert option == "type"
    assert "web_app, native_app, single_page_app, service, worker" in text


def test_a_type_is_fixed(fake):
    shop(fake)
    option, text = only_problem(TASK, fake, name="Shop", type="service")
    assert option == "type"
    assert "is web_app and cannot be changed to service" in text


@pytest.mark.parametrize(
    ("given", "option"),
    [
        ({"grant_types": ["client_credentials"]}, "grant_types"),
        ({"grant_types": ["implicit"], "response_types": ["code"]}, "response_types"),
    ],
)
def test_a_code_needs_its_grant_type(fake, given, option):
    shop(fake)
    found, text = only_problem(TASK, fake, name="Shop", **given)
    assert found == option
    assert "authorization_code" in text
    predicted(TASK, fake, name="Shop", **{**given, "response_types": ["token"]})


@pytest.mark.parametrize(
    ("given", "option"),
    [
        ({"type": "native_app", "grant_types": ["client_credentials"]}, "grant_types"),
        ({"type": "worker", "token_endpoint_auth_method": "none"}, "token_endpoint_auth_method"),
    ],
)
def test_client_credentials_need_credentials(fake, given, option):
    found, text = only_problem(TASK, fake, name="New", **given)
    assert found == option
    assert "client_credentials requires a token_endpoint_auth_method other than none" in text


def test_client_credentials_that_are_useless_already_do_not_hinder_other_changes(fake):
    shop(fake, grantTypes=["CLIENT_CREDENTIALS", "AUTHORIZATION_CODE"], tokenEndpointAuthMethod="NONE")
    given = {"grant_types": ["authorization_code", "client_credentials"], "token_endpoint_auth_method": "none"}
    predicted(TASK, fake, name="Shop", description="new", **given)
    fake.writes.clear()
    given["grant_types"].append("refresh_token")
    assert only_problem(TASK, fake, name="Shop", **given)[0] == "token_endpoint_auth_method"


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize(
    ("wire", "words"),
    [
        ({"type": "PING_ONE_SELF_SERVICE"}, "one of PingOne's own applications"),
        ({"type": "PING_ONE_ADMIN_CONSOLE"}, "one of PingOne's own applications"),
        ({"type": "WEB_APP", "protocol": "SAML"}, "protocol SAML"),
        ({"type": "PORTAL_LINK_APP", "protocol": "EXTERNAL_LINK"}, "PORTAL_LINK_APP"),
        ({"type": "CUSTOM_APP"}, "CUSTOM_APP"),
    ],
)
def test_other_kinds(fake, state, wire, words):
    found = shop(fake, **wire)
    option, text = only_problem(TASK, fake, name="Shop", state=state)
    assert option == "name"
    assert words in text
    assert only_problem(TASK, fake, id=found["id"], state=state)[0] == "id"


def test_two_of_one_name(fake):
    one = shop(fake, id=identifier("one"))
    shop(fake, id=identifier("two"))
    option, text = only_problem(TASK, fake, name="Shop")
    assert option == "name"
    assert one["id"] in text
    predicted(TASK, fake, id=one["id"], enabled=False)


def test_namesakes_in_a_list(fake):
    ids = [shop(fake, id=identifier(name))["id"] for name in ("one", "two")]
    outcome = predicted(TASK, fake, applications=[{"id": one, "enabled": False} for one in ids])
    assert len(after_of(outcome)) == 2
    converge(TASK, fake, applications=[{"id": one, "state": "absent"} for one in ids])
    assert [write[0] for write in fake.writes] == ["PUT", "PUT", "DELETE", "DELETE"]


def test_names_that_are_not_found(fake):
    shop(fake)
    assert "Did you mean" in only_problem(TASK, fake, name="SHOP", type="web_app")[1]
    assert "looks like an ID" in only_problem(TASK, fake, name=identifier("unknown"), type="web_app")[1]
    assert only_problem(TASK, fake, id=identifier("unknown"))[0] == "id"
    assert TASK.problems(options_of(TASK))[0].option == "name"


# absence


@pytest.mark.parametrize("by", ["name", "id"])
def test_remove(fake, by):
    found = shop(fake, description="old")
    outcome = predicted(TASK, fake, **{by: found[by]}, state="absent", return_secret=True)
    assert fake.writes == [("DELETE", f"applications/{found['id']}")]
    assert outcome.plan.before["description"] == "old"
    assert outcome.plan.after == {}
    assert outcome.results == {"application": None}
    unchanged(TASK, fake, **{by: found[by]}, state="absent")


# secrets


def test_the_secret_of_what_is_there(fake):
    found = shop(fake)
    fake.objects[secret_of(found["id"])] = {"secret": SECRET}
    for check_mode in (True, False):
        outcome = converge(TASK, fake, check_mode=check_mode, name="Shop", description="new", return_secret=True)
        assert outcome.results["application"]["client_secret"] == SECRET
        assert SECRET not in json.dumps([outcome.plan.before, outcome.plan.after])
    assert SECRET not in str(fake.writes)


def test_the_secret_of_what_is_created(fake):
    expected = converge(TASK, fake, check_mode=True, name="Shop", type="service", return_secret=True)
    assert expected.results["application"]["client_secret"] is None
    fake.posted = [{"id": "new"}]
    fake.objects[secret_of("new")] = {"secret": SECRET}
    outcome = converge(TASK, fake, name="Shop", type="service", return_secret=True)
    assert outcome.results["application"]["client_secret"] == SECRET
    assert outcome.results["application"]["id"] == "new"
    assert ("applications", "new", "secret") in fake.reads


def test_secrets_are_read_of_the_items_that_ask_for_them(fake):
    one, two = shop(fake), shop(fake, name="Store")
    fake.objects[secret_of(two["id"])] = {"secret": SECRET}
    outcome = converge(TASK, fake, applications=[{"id": one["id"]}, {"id": two["id"], "return_secret": True}])
    assert [item["client_secret"] for item in outcome.results["applications"]] == [None, SECRET]


def test_a_secret_that_cannot_be_read_is_told_before_anything_is_written(fake):
    found = shop(fake)
    fake.failures[secret_of(found["id"])] = ApiError("read the secret", 403, {}, transaction_id="t")
    with pytest.raises(ApiError):
        converge(TASK, fake, name="Shop", description="new", return_secret=True)
    assert fake.writes == []


def test_a_secret_that_cannot_be_read_after_the_creation(fake):
    fake.posted = [{"id": "new"}]
    fake.failures[secret_of("new")] = ApiError("read the secret", 403, {}, transaction_id="t")
    items = [{"name": "Shop", "type": "service", "return_secret": True}, {"name": "Store", "type": "service"}]
    with task_failing(ApiError) as caught:
        converge(TASK, fake, applications=items)
    assert caught.value.changed
    assert caught.value.done == ['create application "Shop"']
    assert caught.value.not_done == ['create application "Store"']


# URLs


@pytest.mark.parametrize("option", ["redirect_uris", "post_logout_redirect_uris"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_every_url_that_is_wrong_is_named(fake, option, check_mode):
    urls = ["/cb", "https://a.example/cb#x", "https://fine.example/cb", "https://*.example/cb"]
    found = problems(TASK, fake, check_mode, name="New", type="web_app", **{option: urls})
    assert list(found) == [f"{option}[0]", f"{option}[1]", f"{option}[3]"]
    assert all(f'"{url}"' in found[f"{option}[{index}]"] for index, url in enumerate(urls) if "fine" not in url)
    shop(fake)
    assert problems(TASK, fake, check_mode, name="Shop", **{option: urls}) == found


def test_urls_that_pingone_holds_are_not_judged(fake):
    held = ["https://*.example/cb#x", "broken"]
    shop(fake, redirectUris=held, postLogoutRedirectUris=held)
    unchanged(TASK, fake, name="Shop", redirect_uris=held, post_logout_redirect_uris=held)
    assert only_problem(TASK, fake, name="Shop", redirect_uris=["broken", "broken/too"])[1].count("broken") == 1
    predicted(TASK, fake, name="Shop", redirect_uris=[*held, "https://new.example/cb"])


def test_wildcards_of_an_application_that_allows_them(fake):
    shop(fake)
    given = {"name": "Shop", "redirect_uris": ["https://shop.example.org/*/callback"]}
    assert "does not allow wildcards" in only_problem(TASK, fake, **given)[1]
    fake.lists[("applications",)][0]["allowWildcardInRedirectUris"] = True
    predicted(TASK, fake, **given)


def test_the_scheme_of_a_native_app(fake):
    predicted(TASK, fake, name="App", type="native_app", redirect_uris=["com.example.app://cb", "http://localhost"])
