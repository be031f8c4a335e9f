# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API service task decides: create, adopt, change, refuse, remove."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge as converge_all
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import problems, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    before_of,
    converge,
    identifier,
    options_of,
    predicted,
    task_failing,
)

URLS = ["https://api.example.com/orders"]
SSO = {"type": "PINGONE_SSO"}


@pytest.fixture
def fake():
    """An environment with PingOne's own resources, and nothing else."""
    client = FakeClient()
    client.lists[("apiServers",)] = []
    client.add("resources", name="PingOne API", type="PINGONE_API")
    client.add("resources", name="openid", type="OPENID_CONNECT")
    return client


def resource(fake, name="Orders API", **more):
    return fake.add("resources", **{"name": name, "type": "CUSTOM", "audience": name, **more})


def service(fake, name="Orders API", linked=None, **more):
    server = {**SSO, "resource": {"id": linked["id"]}} if linked else {"type": "EXTERNAL"}
    wire = {
        "name": name,
        "baseUrls": list(URLS),
        "authorizationServer": server,
        "directory": {"type": server["type"]},
        "accessControl": {"custom": {"enabled": False}},
        **more,
    }
    return fake.add("apiServers", **wire)


# creation


def test_create_with_a_resource_of_its_own(fake):
    given = {"name": "Orders API", "base_urls": URLS, "auto_create_resource": True}
    outcome = predicted(TASK, fake, **given)
    assert [write[:2] for write in fake.writes] == [("POST", "resources"), ("POST", "apiServers")]
    assert fake.writes[0][2] == {"type": "CUSTOM", "name": "Orders API", "audience": "Orders API"}
    new = fake.lists[("resources",)][-1]
    assert fake.writes[1][2] == {
        "name": "Orders API",
        "baseUrls": URLS,
        "authorizationServer": {"type": "PINGONE_SSO", "resource": {"id": new["id"]}},
        "directory": SSO,
        "accessControl": {"custom": {"enabled": False}},
    }
    assert outcome.results["api_service"] == {
        "id": fake.lists[("apiServers",)][0]["id"],
        "name": "Orders API",
        "base_urls": URLS,
        "token_source": "pingone_sso",
        "resource": {"id": new["id"], "name": "Orders API", "audience": "Orders API"},
        "external_oauth_server": None,
        "external_audience": None,
        "custom_policies": False,
    }
    after, linked = (hunk.after for hunk in outcome.diff)
    assert linked == {"name": "Orders API", "audience": "Orders API"}
    assert outcome.plan.before == {}
    assert after == {
        "name": "Orders API",
        "base_urls": URLS,
        "token_source": "pingone_sso",
        "resource": "Orders API",
        "custom_policies": False,
    }
    assert unchanged(TASK, fake, **given).plan.before == after


def test_check_mode_knows_no_ids_yet(fake):
    outcome = converge(TASK, fake, check_mode=True, name="Orders API", base_urls=URLS, auto_create_resource=True)
    assert outcome.results["api_service"]["id"] is None
    assert outcome.results["api_service"]["resource"] == {"id": None, "name": "Orders API", "audience": "Orders API"}


def test_create_with_an_audience(fake):
    given = {"name": "Orders API", "base_urls": URLS, "auto_create_resource": True, "audience": "https://a.example"}
    outcome = predicted(TASK, fake, **given)
    assert fake.writes[0][2]["audience"] == "https://a.example"
    assert outcome.results["api_service"]["resource"]["audience"] == "https://a.example"
    unchanged(TASK, fake, **given)


@pytest.mark.parametrize("by", ["name", "id"])
def test_create_with_an_existing_resource(fake, by):
    linked = resource(fake, "Shop")
    predicted(TASK, fake, name="Orders API", base_urls=URLS, resource=linked[by], auto_create_resource=False)
    ((method, path, body),) = fake.writes
    assert (method, path) == ("POST", "apiServers")
    assert body["authorizationServer"]["resource"] == {"id": linked["id"]}
    outcome = unchanged(TASK, fake, name="Orders API", base_urls=URLS, resource=linked[by])
    expected = {"id": linked["id"], "name": "Shop", "audience": "Shop"}
    assert outcome.results["api_service"]["resource"] == expected


def test_create_with_the_resource_of_the_same_name(fake):
    resource(fake)
    predicted(TASK, fake, name="Orders API", base_urls=URLS, resource="Orders API")
    assert [write[0] for write in fake.writes] == ["POST"]


def test_create_with_external_tokens(fake):
    given = {"name": "Partner API", "base_urls": URLS, "token_source": "external"}
    outcome = predicted(TASK, fake, **given)
    ((_method, _path, body),) = fake.writes
    assert body["authorizationServer"] == body["directory"] == {"type": "EXTERNAL"}
    assert body["accessControl"] == {"custom": {"enabled": True}}
    assert outcome.results["api_service"]["resource"] is None
    assert "resource" not in outcome.plan.after
    unchanged(TASK, fake, **given)


@pytest.mark.parametrize(
    ("source", "given", "enabled"),
    [("pingone_sso", None, False), ("pingone_sso", True, True), ("external", None, True), ("external", False, False)],
)
def test_custom_policies_at_creation(fake, source, given, enabled):
    options = {"auto_create_resource": True} if source == "pingone_sso" else {}
    predicted(TASK, fake, name="x", base_urls=URLS, token_source=source, custom_policies=given, **options)
    assert fake.writes[-1][2]["accessControl"] == {"custom": {"enabled": enabled}}


def test_a_failing_creation_tells_that_the_resource_is_there(fake):
    fake.refused[("apiServers",)] = ApiError("create", 400, {"message": "no"})
    with task_failing(ApiError) as caught:
        converge(TASK, fake, name="Orders API", base_urls=URLS, auto_create_resource=True)
    assert caught.value.done == ['create resource "Orders API"']


def test_the_next_run_completes_a_creation_that_was_cut_short(fake):
    resource(fake)
    predicted(TASK, fake, name="Orders API", base_urls=URLS, auto_create_resource=True)
    assert [write[:2] for write in fake.writes] == [("POST", "apiServers")]


# adoption


def test_a_free_custom_resource_of_that_name_is_adopted(fake):
    found = resource(fake, audience="old", description="kept", createdAt="then")
    outcome = predicted(TASK, fake, name="Orders API", base_urls=URLS, auto_create_resource=True, audience="new")
    assert fake.writes[0] == (
        "PUT",
        f"resources/{found['id']}",
        {"name": "Orders API", "type": "CUSTOM", "audience": "new", "description": "kept"},
    )
    assert fake.writes[1][2]["authorizationServer"]["resource"] == {"id": found["id"]}
    assert before_of(outcome) == {'resource "Orders API"': {"name": "Orders API", "audience": "old"}}
    assert after_of(outcome)['resource "Orders API"'] == {"name": "Orders API", "audience": "new"}
    assert outcome.results["api_service"]["resource"]["audience"] == "new"


def test_adoption_without_an_audience_leaves_the_resource_alone(fake):
    resource(fake, audience="old")
    outcome = predicted(TASK, fake, name="Orders API", base_urls=URLS, auto_create_resource=True)
    assert [write[:2] for write in fake.writes] == [("POST", "apiServers")]
    assert outcome.results["api_service"]["resource"]["audience"] == "old"


def adoption_warnings(fake, **given):
    """What is said when the resource is adopted, the same in check mode and in the run."""
    found = []
    for check_mode in (True, False):
        inventory = Inventory(fake, check_mode)
        fake.read_only = check_mode
        options = {"name": "Orders API", "base_urls": URLS, "auto_create_resource": True, **given}
        converge_all(inventory, TASK, options_of(TASK, **options))
        found.append(inventory.warnings)
    assert found[0] == found[1]
    return found[0]


def granted(fake, application, linked, *scopes, **more):
    owner = fake.add("applications", name=application, **{"type": "WEB_APP", **more})
    entries = [{"id": identifier(scope)} for scope in scopes]
    fake.add("applications", owner["id"], "grants", resource={"id": linked["id"]}, scopes=entries)


def test_who_holds_scopes_of_an_adopted_resource_is_said(fake):
    linked, other = resource(fake), resource(fake, "Other")
    for scope in ("read", "write"):
        fake.add("resources", linked["id"], "scopes", name=scope, id=identifier(scope))
    granted(fake, "Web", linked, "write", "read")
    granted(fake, "Batch", linked, "read", "gone")
    granted(fake, "Desk", other, "read")
    granted(fake, "Empty", linked)
    granted(fake, "Console", linked, "read", type="PING_ONE_ADMIN_CONSOLE")
    (warning,) = adoption_warnings(fake)
    assert 'the resource "Orders API" exists and is adopted' in warning
    assert f'{identifier("gone")}, read to "Batch"; read, write to "Web". These' in " ".join(warning.split())
    assert not any(name in warning for name in ("Desk", "Empty", "Console"))


def test_nothing_is_said_of_a_resource_that_nobody_holds(fake):
    granted(fake, "Desk", resource(fake, "Other"), "read")
    resource(fake)
    assert adoption_warnings(fake) == []


def test_grants_are_read_only_when_a_resource_is_adopted(fake):
    linked = resource(fake, "Linked")
    granted(fake, "Web", linked, "read")
    assert adoption_warnings(fake, auto_create_resource=None, resource="Linked") == []
    assert adoption_warnings(fake, name="New API", base_urls=["https://new.example.com"]) == []
    assert not any(path[-1] == "grants" for path in fake.reads)


def test_grants_that_cannot_be_read(fake):
    resource(fake)
    fake.failures[("applications",)] = ApiError("list applications", 403, {"code": "ACCESS_FAILED"})
    (warning,) = adoption_warnings(fake)
    assert "already granted: unknown, because the worker application is not allowed to read grants" in warning


def test_a_resource_that_another_service_uses_is_not_adopted(fake):
    service(fake, "Shop API", linked=resource(fake))
    found = problems(TASK, fake, name="Orders API", base_urls=URLS, auto_create_resource=True)
    assert list(found) == ["name"]
    assert 'used by the API service "Shop API"' in found["name"]


@pytest.mark.parametrize("by", ["name", "id"])
def test_the_resource_of_another_service_is_refused(fake, by):
    """Tokens for one API would open the other."""
    taken = resource(fake, "Taken")
    service(fake, "Shop API", linked=taken)
    service(fake, "Sales API", linked=resource(fake, "Sales"))
    for name in ("Orders API", "Sales API"):
        found = problems(TASK, fake, name=name, base_urls=URLS, resource=taken[by])
        assert list(found) == ["resource"]
        assert 'is the resource of the API service "Shop API"' in found["resource"]


def test_a_resource_that_two_services_share_already_is_left_alone(fake):
    taken = resource(fake, "Shop")
    service(fake, linked=taken)
    service(fake, "Shop API", linked=taken)
    unchanged(TASK, fake, name="Shop API", resource="Shop")


def test_a_built_in_resource_is_not_adopted(fake):
    found = problems(TASK, fake, name="openid", base_urls=URLS, auto_create_resource=True)
    assert list(found) == ["name"]
    assert "built into PingOne" in found["name"]


def test_only_a_resource_of_another_case(fake):
    resource(fake, "orders api")
    found = problems(TASK, fake, name="Orders API", base_urls=URLS, auto_create_resource=True)
    assert 'Did you mean "orders api"?' in found["name"]


# what a creation needs


def test_everything_that_is_wrong_is_said_at_once(fake):
    found = problems(TASK, fake, name="x\n" * 200, base_urls=["https://a.example/", "ftp://b"], audience="pingone")
    assert sorted(found) == ["audience", "base_urls[0]", "base_urls[1]"]
    found = problems(TASK, fake, name="x\n" * 200)
    assert sorted(found) == ["base_urls", "name", "resource"]
    assert "control characters" in found["name"]
    assert "has 400 characters" in found["name"]


def test_a_resource_is_needed(fake):
    assert list(problems(TASK, fake, name="Orders API", base_urls=URLS)) == ["resource"]
    assert list(problems(TASK, fake, name="Orders API", base_urls=URLS, auto_create_resource=False)) == ["resource"]


def test_a_resource_and_an_automatic_one_exclude_each_other(fake):
    resource(fake, "Shop")
    found = problems(TASK, fake, name="Orders API", base_urls=URLS, resource="Shop", auto_create_resource=True)
    assert list(found) == ["auto_create_resource"]


def test_a_resource_that_does_not_exist(fake):
    found = problems(TASK, fake, name="Orders API", base_urls=URLS, resource="Shop")
    assert 'there is no resource "Shop"' in found["resource"]


@pytest.mark.parametrize("name", ["openid", "PingOne API"])
def test_a_built_in_resource(fake, name):
    found = problems(TASK, fake, name="Orders API", base_urls=URLS, resource=name)
    assert list(found) == ["resource"]
    assert "built into PingOne" in found["resource"]


@pytest.mark.parametrize("given", [{"resource": "Shop"}, {"auto_create_resource": True}, {"audience": "a"}])
def test_nothing_of_a_resource_with_external_tokens(fake, given):
    resource(fake, "Shop")
    found = problems(TASK, fake, name="Partner API", base_urls=URLS, token_source="external", **given)
    assert list(found) == list(given)
    assert "external tokens" in found[next(iter(given))]


@pytest.mark.parametrize("source", ["ping", "sso", ""])
def test_an_unknown_token_source(fake, source):
    found = problems(TASK, fake, name="Orders API", base_urls=URLS, token_source=source)
    assert "pingone_sso" in found["token_source"] and "external" in found["token_source"]


def test_an_audience_goes_with_an_automatic_resource(fake):
    resource(fake, "Shop")
    found = problems(TASK, fake, name="Orders API", base_urls=URLS, resource="Shop", audience="a")
    assert list(found) == ["audience"]


@pytest.mark.parametrize("audience", [None, []])
def test_a_name_with_a_reserved_word_needs_an_audience(fake, audience):
    given = {"name": "My PingOne API", "base_urls": URLS, "auto_create_resource": True}
    found = problems(TASK, fake, audience=audience, **given)
    assert list(found) == ["audience"]
    assert '"pingone"' in found["audience"]
    predicted(TASK, fake, audience="my-api", **given)


def test_an_adopted_resource_with_a_reserved_word_keeps_its_audience(fake):
    resource(fake, "My PingOne API", audience="my-api")
    predicted(TASK, fake, name="My PingOne API", base_urls=URLS, auto_create_resource=True)
    assert [write[:2] for write in fake.writes] == [("POST", "apiServers")]


def test_resetting_the_audience_to_a_reserved_word(fake):
    linked = resource(fake, "My PingOne API", audience="my-api")
    service(fake, "My PingOne API", linked=linked)
    assert list(problems(TASK, fake, name="My PingOne API", audience=[])) == ["audience"]


@pytest.mark.parametrize(("existing", "allowed"), [(24, True), (25, False), (26, False)])
def test_the_limit(fake, existing, allowed):
    for number in range(existing):
        service(fake, f"API {number}", baseUrls=[f"https://{number}.example"])
    given = {"name": "One more", "base_urls": URLS, "auto_create_resource": True}
    if allowed:
        predicted(TASK, fake, **given)
    else:
        assert f"already has {existing} API services" in problems(TASK, fake, **given)["name"]
    # An existing one can be changed at any time.
    fake.writes.clear()
    predicted(TASK, fake, name="API 0", base_urls=URLS)


def test_the_name_of_an_unlinked_resource(fake):
    resource(fake)
    resource(fake, "Shop")
    found = problems(TASK, fake, name="Orders API", base_urls=URLS, resource="Shop")
    assert "already the name of a resource" in found["name"]
    found = problems(TASK, fake, name="Orders API", base_urls=URLS, token_source="external")
    assert "already the name of a resource" in found["name"]


def test_a_service_of_another_case(fake):
    service(fake)
    found = problems(TASK, fake, name="orders api", base_urls=URLS, auto_create_resource=True)
    assert 'Did you mean "Orders API"?' in found["name"]


def test_an_id_that_does_not_exist(fake):
    found = problems(TASK, fake, id=identifier("unknown"), name="Orders API", base_urls=URLS, auto_create_resource=True)
    assert list(found) == ["id"]


@pytest.mark.parametrize("name", ["", "  "])
def test_a_blank_name(fake, name):
    assert "name" in problems(TASK, fake, name=name, base_urls=URLS, auto_create_resource=True)


@pytest.mark.parametrize("given", [{"id": ""}, {"id": "", "name": ""}, {"name": ""}, {"id": "no id"}])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_id_or_name_that_says_nothing(fake, given, state):
    assert problems(TASK, fake, state=state, **given)


# changes


def test_omitted_options_leave_what_is_there(fake):
    linked = resource(fake)
    service(fake, linked=linked, accessControl={"custom": {"enabled": True}})
    outcome = unchanged(TASK, fake, name="Orders API")
    assert outcome.results["api_service"]["custom_policies"] is True
    assert outcome.results["api_service"]["base_urls"] == URLS
    unchanged(
        TASK, fake, name="Orders API", token_source="pingone_sso", custom_policies=True, auto_create_resource=True
    )


def test_order_of_base_urls_does_not_matter(fake):
    service(fake, linked=resource(fake), baseUrls=["https://b.example", "https://a.example"])
    unchanged(TASK, fake, name="Orders API", base_urls=["https://a.example", "https://b.example"])


def test_an_update_keeps_what_others_manage(fake):
    linked = resource(fake)
    found = service(fake, linked=linked, authentication={"theirs": 1}, policy={"id": "p"}, _links={})
    found["authorizationServer"]["theirs"] = 2
    outcome = predicted(TASK, fake, name="Orders API", base_urls=["https://new.example"], custom_policies=True)
    assert fake.writes == [
        (
            "PUT",
            f"apiServers/{found['id']}",
            {
                "name": "Orders API",
                "baseUrls": ["https://new.example"],
                "authorizationServer": {**SSO, "resource": {"id": linked["id"]}, "theirs": 2},
                "directory": SSO,
                "accessControl": {"custom": {"enabled": True}},
                "authentication": {"theirs": 1},
            },
        )
    ]
    assert outcome.plan.before["base_urls"] == URLS
    assert outcome.plan.after["base_urls"] == ["https://new.example"]


@pytest.mark.parametrize("automatic", [None, True])
def test_renaming_touches_no_resource(fake, automatic):
    linked = resource(fake)
    found = service(fake, linked=linked)
    outcome = predicted(TASK, fake, id=found["id"].upper(), name="Sales API", auto_create_resource=automatic)
    ((method, path, body),) = fake.writes
    assert (method, path, body["name"]) == ("PUT", f"apiServers/{found['id']}", "Sales API")
    assert body["authorizationServer"]["resource"] == {"id": linked["id"]}
    assert outcome.plan.before["name"] == "Orders API"
    assert outcome.plan.after["resource"] == "Orders API"
    unchanged(TASK, fake, id=found["id"], name="Sales API", auto_create_resource=automatic)


def test_an_id_given_as_the_name_renames_nothing(fake):
    found = service(fake, linked=resource(fake))
    unchanged(TASK, fake, name=found["id"])


def test_renaming_to_a_taken_name(fake):
    found = service(fake, linked=resource(fake))
    service(fake, "Shop API")
    resource(fake, "Stock API")
    for name in ("Shop API", "Stock API", "openid"):
        assert "already the name" in problems(TASK, fake, id=found["id"], name=name)["name"]


def test_renaming_to_an_invalid_name(fake):
    found = service(fake, linked=resource(fake))
    assert "empty" in problems(TASK, fake, id=found["id"], name="")["name"]
    assert "257" in problems(TASK, fake, id=found["id"], name="x" * 257)["name"]


def test_an_old_name_that_would_be_invalid_now_is_left_alone(fake):
    service(fake, "x" * 300, linked=resource(fake))
    predicted(TASK, fake, name="x" * 300, base_urls=["https://new.example"])


def test_another_resource(fake):
    found = service(fake, "Sales API", linked=resource(fake))
    other = resource(fake, "Shop")
    outcome = predicted(TASK, fake, name="Sales API", resource="Shop")
    ((method, _path, body),) = fake.writes
    assert (method, body["authorizationServer"]["resource"]) == ("PUT", {"id": other["id"]})
    assert (outcome.plan.before["resource"], outcome.plan.after["resource"]) == ("Orders API", "Shop")
    assert found["id"] == outcome.results["api_service"]["id"]
    unchanged(TASK, fake, name="Sales API", resource="Shop")


def test_another_resource_while_the_old_one_has_the_name(fake):
    """Afterwards the name would be that of a resource which the service does not use."""
    found = service(fake, linked=resource(fake))
    resource(fake, "Shop")
    assert "already the name of a resource" in problems(TASK, fake, name="Orders API", resource="Shop")["name"]
    predicted(TASK, fake, id=found["id"], name="Sales API", resource="Shop")


def test_the_resource_of_the_same_name(fake):
    resource(fake)
    service(fake, linked=resource(fake, "Shop"))
    predicted(TASK, fake, name="Orders API", resource="Orders API")


def test_a_name_clash_that_is_there_already_is_left_alone(fake):
    resource(fake)
    service(fake, linked=resource(fake, "Shop"))
    predicted(TASK, fake, name="Orders API", base_urls=["https://new.example"])


@pytest.mark.parametrize("audience", ["https://new.example", []])
def test_the_audience_of_an_existing_service(fake, audience):
    linked = resource(fake, "Shop", audience="old", accessTokenValiditySeconds=60)
    service(fake, linked=linked)
    outcome = predicted(TASK, fake, name="Orders API", audience=audience)
    assert fake.writes == [
        (
            "PUT",
            f"resources/{linked['id']}",
            {"name": "Shop", "type": "CUSTOM", "audience": audience or "Shop", "accessTokenValiditySeconds": 60},
        )
    ]
    assert before_of(outcome)['resource "Shop"'] == {"name": "Shop", "audience": "old"}
    assert after_of(outcome)['resource "Shop"'] == {"name": "Shop", "audience": audience or "Shop"}
    assert outcome.results["api_service"]["resource"]["audience"] == (audience or "Shop")
    unchanged(TASK, fake, name="Orders API", audience=audience)


def test_base_urls_cannot_be_cleared(fake):
    service(fake, linked=resource(fake))
    assert "at least one" in problems(TASK, fake, name="Orders API", base_urls=[])["base_urls"]


def test_the_resource_cannot_be_cleared(fake):
    service(fake, linked=resource(fake))
    assert list(problems(TASK, fake, name="Orders API", resource="")) == ["resource"]


# what is fixed


def test_custom_policies_go_on_but_not_off(fake):
    found = service(fake, linked=resource(fake), accessControl={"custom": {"enabled": True}})
    text = problems(TASK, fake, name="Orders API", custom_policies=False)["custom_policies"]
    assert "state: absent" in text
    assert "state: present" in text
    found["accessControl"]["custom"]["enabled"] = False
    predicted(TASK, fake, name="Orders API", custom_policies=True)
    assert fake.writes[0][2]["accessControl"]["custom"]["enabled"] is True


def test_the_token_source_is_fixed(fake):
    service(fake, linked=resource(fake))
    found = problems(TASK, fake, name="Orders API", token_source="external")
    assert list(found) == ["token_source"]
    assert "state: absent" in found["token_source"]


@pytest.mark.parametrize("given", [{}, {"resource": "Shop"}, {"auto_create_resource": True}, {"audience": "a"}])
@pytest.mark.parametrize("name", [None, "Other API"])
def test_the_token_source_is_fixed_the_other_way_too(fake, given, name):
    resource(fake, "Shop")
    found = service(fake, "Partner API")
    assert "token_source" in problems(TASK, fake, id=found["id"], name=name, token_source="pingone_sso", **given)


def test_an_external_service_takes_no_resource(fake):
    service(fake, "Partner API")
    resource(fake, "Shop")
    assert list(problems(TASK, fake, name="Partner API", resource="Shop")) == ["resource"]


def test_an_automatic_resource_acts_at_creation_only(fake):
    """Any state of an existing service satisfies it, also that of an external one."""
    service(fake, "Partner API")
    unchanged(TASK, fake, name="Partner API", auto_create_resource=True)


# absence


def test_remove(fake):
    linked = resource(fake)
    found = service(fake, linked=linked)
    outcome = predicted(TASK, fake, name="Orders API", state="absent")
    assert fake.writes == [("DELETE", f"apiServers/{found['id']}")]
    (closed,) = outcome.results.pop("access_changes")
    assert (closed["before"], closed["after"], closed["effect"]) == ("any valid token", "no base URL", "narrowed")
    assert outcome.results == {"api_service": None, "changed_api_services": []}
    assert outcome.plan.before["resource"] == "Orders API"
    assert outcome.plan.after == {}
    unchanged(TASK, fake, name="Orders API", state="absent")


@pytest.mark.parametrize("given", [{}, {"delete_resource": True}])
def test_a_policy_tree_goes_only_with_force(fake, given):
    linked = resource(fake)
    found = service(fake, linked=linked, accessControl={"custom": {"enabled": True}})
    text = problems(TASK, fake, name="Orders API", state="absent", **given)["state"]
    assert "force: true" in text and "policy tree" in text
    predicted(TASK, fake, name="Orders API", state="absent", force=True, **given)
    assert fake.writes[0] == ("DELETE", f"apiServers/{found['id']}")
    unchanged(TASK, fake, name="Orders API", state="absent", **given)


def test_grants_go_before_the_resource_that_they_are_for(fake):
    linked, other = resource(fake), resource(fake, "Other")
    found = service(fake, linked=linked)
    app = fake.add("applications", name="Web", type="WEB_APP")
    path = ("applications", app["id"], "grants")
    held = fake.add(*path, resource={"id": linked["id"]}, scopes=[{"id": "s"}])
    fake.add(*path, id="kept", resource={"id": other["id"]}, scopes=[{"id": "o"}])
    predicted(TASK, fake, name="Orders API", state="absent", delete_resource=True)
    assert fake.writes == [
        ("DELETE", "/".join((*path, held["id"]))),
        ("DELETE", f"apiServers/{found['id']}"),
        ("DELETE", f"resources/{linked['id']}"),
    ]
    assert [grant["id"] for grant in fake.lists[path]] == ["kept"]


def test_remove_by_id(fake):
    found = service(fake)
    predicted(TASK, fake, id=found["id"], state="absent")
    assert fake.writes == [("DELETE", f"apiServers/{found['id']}")]
    unchanged(TASK, fake, id=found["id"], state="absent")


def test_remove_what_never_was(fake):
    unchanged(TASK, fake, name="Orders API", state="absent")
    unchanged(TASK, fake, name="Orders API", state="absent", delete_resource=True)
    unchanged(TASK, fake, name="Orders API", state="absent", delete_resource=True, resource="Shop")


def test_a_case_only_miss_is_not_taken_for_absence(fake):
    service(fake)
    assert "Did you mean" in problems(TASK, fake, name="orders api", state="absent")["name"]


def test_remove_with_its_resource(fake):
    linked = resource(fake, "Shop")
    found = service(fake, linked=linked)
    outcome = predicted(TASK, fake, name="Orders API", state="absent", delete_resource=True)
    assert fake.writes == [("DELETE", f"apiServers/{found['id']}"), ("DELETE", f"resources/{linked['id']}")]
    assert before_of(outcome)['resource "Shop"'] == {"name": "Shop", "audience": "Shop"}
    unchanged(TASK, fake, name="Orders API", state="absent", delete_resource=True)


def test_remove_an_external_one_with_its_resource(fake):
    found = service(fake, "Partner API")
    resource(fake, "Other")
    predicted(TASK, fake, name="Partner API", state="absent", delete_resource=True)
    assert fake.writes == [("DELETE", f"apiServers/{found['id']}")]


def test_remove_with_a_resource_that_another_service_uses(fake):
    linked = resource(fake)
    service(fake, linked=linked)
    service(fake, "Shop API", linked=linked)
    found = problems(TASK, fake, name="Orders API", state="absent", delete_resource=True)
    assert list(found) == ["delete_resource"]
    assert '"Shop API"' in found["delete_resource"]
    # Without the resource it goes.
    predicted(TASK, fake, name="Orders API", state="absent")


def test_the_resource_of_a_service_that_is_gone(fake):
    linked = resource(fake)
    predicted(TASK, fake, name="Orders API", state="absent", delete_resource=True)
    assert fake.writes == [("DELETE", f"resources/{linked['id']}")]


@pytest.mark.parametrize("by", ["name", "id"])
def test_the_named_resource_of_a_service_that_is_gone(fake, by):
    resource(fake)
    named = resource(fake, "Shop")
    given = {"name": "Orders API", "state": "absent", "delete_resource": True, "resource": named[by]}
    predicted(TASK, fake, **given)
    assert fake.writes == [("DELETE", f"resources/{named['id']}")]
    unchanged(TASK, fake, **given)


def test_a_resource_that_is_still_used_after_the_service_is_gone(fake):
    service(fake, "Shop API", linked=resource(fake))
    found = problems(TASK, fake, name="Orders API", state="absent", delete_resource=True)
    assert list(found) == ["delete_resource"]


def test_another_resource_than_the_linked_one(fake):
    service(fake, linked=resource(fake))
    resource(fake, "Shop")
    found = problems(TASK, fake, name="Orders API", state="absent", delete_resource=True, resource="Shop")
    assert list(found) == ["resource"]
    assert '"Orders API"' in found["resource"]


def test_the_linked_resource_may_be_named(fake):
    service(fake, linked=resource(fake))
    predicted(TASK, fake, name="Orders API", state="absent", delete_resource=True, resource="Orders API")
    assert len(fake.writes) == 2


def test_a_built_in_resource_is_never_deleted(fake):
    assert list(problems(TASK, fake, name="x", state="absent", delete_resource=True, resource="openid")) == ["resource"]
    unchanged(TASK, fake, name="openid", state="absent", delete_resource=True)


def test_absence_asks_for_no_other_option(fake):
    service(fake)
    predicted(TASK, fake, name="Orders API", state="absent", base_urls=URLS, token_source="pingone_sso")


# check mode before an earlier task has run


def test_a_resource_that_an_earlier_task_would_create(fake):
    inventory = Inventory(fake, check_mode=True)
    fake.read_only = True
    given = options_of(TASK, name="Orders API", base_urls=URLS, resource="Shop")
    outcome = converge_all(inventory, TASK, given)
    assert outcome.plan.changed
    assert inventory.unresolved == ["resource Shop"]
    assert outcome.plan.after["resource"] == "Shop"
    assert outcome.results["api_service"]["resource"] == {"id": None, "name": "Shop", "audience": None}
    found = problems(TASK, fake, check_mode=True, name="Orders API", base_urls=URLS, resource=identifier("unknown"))
    assert list(found) == ["resource"]


def test_another_resource_that_an_earlier_task_would_create(fake):
    service(fake, "Sales API", linked=resource(fake))
    outcome = converge(TASK, fake, check_mode=True, name="Sales API", resource="Shop")
    assert outcome.plan.changed
    assert outcome.plan.after["resource"] == "Shop"


# frugality


def test_few_requests(fake):
    service(fake, linked=resource(fake))
    converge(TASK, fake, name="Orders API", base_urls=URLS)
    assert sorted(fake.reads) == [("apiServers",), ("resources",)]


def test_what_a_task_is_about():
    assert TASK.subject({"name": "Orders API", "id": "1"}) == 'API service "Orders API"'
    assert TASK.subject({"name": None, "id": "1"}) == 'API service "1"'
    assert TASK.subject({"name": None, "id": None}) == "API service"
    assert TASK.subject({"name": None, "id": None, "api_services": []}) == ""
    assert TASK.problems(options_of(TASK))[0].option == "name"
    assert TASK.problems(options_of(TASK, id=identifier("x"))) == []


# who issues external tokens

EXTERNAL = {"name": "Partner API", "base_urls": URLS, "token_source": "external"}
ISSUER, OTHER = identifier("issuer"), identifier("other issuer")


@pytest.fixture
def issuers(fake):
    fake.add("externalOAuthServers", name="Issuer", id=ISSUER)
    fake.add("externalOAuthServers", name="Other issuer", id=OTHER)
    return fake


def partner(fake, **server):
    return service(fake, "Partner API", authorizationServer={"type": "EXTERNAL", **server})


def issued_by(server, audience="orders", **more):
    return {"externalOAuthServer": {"id": server, "audience": audience, **more}}


@pytest.mark.parametrize("wanted", ["Issuer", ISSUER, ISSUER.upper()])
def test_create_with_an_external_server(issuers, wanted):
    outcome = predicted(TASK, issuers, **EXTERNAL, external_oauth_server=wanted, external_audience="orders")
    assert issuers.writes[0][2]["authorizationServer"] == {"type": "EXTERNAL", **issued_by(ISSUER)}
    assert outcome.plan.after["external_oauth_server"] == "Issuer"
    assert outcome.plan.after["external_audience"] == "orders"
    assert outcome.results["api_service"]["external_oauth_server"] == {"id": ISSUER, "name": "Issuer"}
    assert outcome.results["api_service"]["external_audience"] == "orders"
    unchanged(TASK, issuers, **EXTERNAL, external_oauth_server=wanted, external_audience="orders")
    unchanged(TASK, issuers, name="Partner API")


def test_another_external_server(issuers):
    partner(issuers, **issued_by(ISSUER, hint=1))
    outcome = predicted(TASK, issuers, name="Partner API", external_oauth_server="Other issuer")
    assert issuers.writes[0][2]["authorizationServer"] == {"type": "EXTERNAL", **issued_by(OTHER, hint=1)}
    assert outcome.plan.before["external_oauth_server"] == "Issuer"


def test_another_external_audience(issuers):
    partner(issuers, **issued_by(ISSUER))
    predicted(TASK, issuers, name="Partner API", external_audience="books")
    assert issuers.writes[0][2]["authorizationServer"] == {"type": "EXTERNAL", **issued_by(ISSUER, "books")}


def test_no_external_server_any_more(issuers):
    partner(issuers, **issued_by(ISSUER))
    outcome = predicted(TASK, issuers, name="Partner API", external_oauth_server=[])
    assert issuers.writes[0][2]["authorizationServer"] == {"type": "EXTERNAL"}
    assert "external_oauth_server" not in outcome.plan.after
    assert outcome.results["api_service"]["external_audience"] is None
    unchanged(TASK, issuers, name="Partner API", external_oauth_server=[], external_audience=[])


def test_an_external_server_that_is_gone(issuers):
    partner(issuers, **issued_by(identifier("gone")))
    outcome = unchanged(TASK, issuers, name="Partner API")
    assert outcome.plan.before["external_oauth_server"] == "(no longer exists)"


@pytest.mark.parametrize(
    ("given", "about"),
    [
        ({"external_oauth_server": "Issuer"}, ["external_audience"]),
        ({"external_audience": "orders"}, ["external_oauth_server"]),
        ({"external_oauth_server": "Issuer", "external_audience": []}, ["external_audience"]),
        ({"external_oauth_server": [], "external_audience": "orders"}, ["external_oauth_server"]),
        ({"external_oauth_server": "Nobody", "external_audience": "orders"}, ["external_oauth_server"]),
        ({"external_oauth_server": "issuer", "external_audience": "orders"}, ["external_oauth_server"]),
        ({"external_oauth_server": "Issuer", "external_audience": "x" * 1025}, ["external_audience"]),
        ({"external_oauth_server": "Issuer", "external_audience": "a\nb"}, ["external_audience"]),
    ],
)
def test_one_without_the_other(issuers, given, about):
    assert list(problems(TASK, issuers, **EXTERNAL, **given)) == about
    partner(issuers)
    assert list(problems(TASK, issuers, name="Partner API", **given)) == about


def test_what_is_there_counts_as_the_other(issuers):
    partner(issuers, **issued_by(ISSUER))
    assert list(problems(TASK, issuers, name="Partner API", external_audience=[])) == ["external_audience"]
    predicted(TASK, issuers, name="Partner API", external_oauth_server="Other issuer", external_audience="x" * 1024)


def test_external_options_go_with_external_tokens(issuers):
    given = {"external_oauth_server": "Issuer", "external_audience": "orders"}
    found = problems(TASK, issuers, name="Orders API", base_urls=URLS, auto_create_resource=True, **given)
    assert list(found) == ["external_oauth_server", "external_audience"]
    service(issuers, linked=resource(issuers))
    assert list(problems(TASK, issuers, name="Orders API", **given)) == ["external_oauth_server", "external_audience"]
    unchanged(TASK, issuers, name="Orders API", external_oauth_server=[], external_audience=[])


def test_an_external_server_that_an_earlier_task_would_create(issuers):
    inventory = Inventory(issuers, check_mode=True)
    issuers.read_only = True
    given = options_of(TASK, **EXTERNAL, external_oauth_server="New issuer", external_audience="orders")
    outcome = converge_all(inventory, TASK, given)
    assert inventory.unresolved == ["external OAuth server New issuer"]
    assert outcome.plan.after["external_oauth_server"] == "New issuer"
    found = problems(
        TASK, issuers, check_mode=True, **EXTERNAL, external_oauth_server=identifier("none"), external_audience="orders"
    )
    assert list(found) == ["external_oauth_server"]


def test_external_servers_are_read_only_where_one_is_used(issuers):
    partner(issuers)
    service(issuers, linked=resource(issuers))
    converge(TASK, issuers, name="Partner API")
    converge(TASK, issuers, name="Orders API")
    assert ("externalOAuthServers",) not in issuers.reads


# several services


def test_several_services(issuers):
    removed = service(issuers, "Old API", linked=resource(issuers, "Old API"))
    given = [
        {"name": "Orders API", "base_urls": URLS, "auto_create_resource": True},
        {**EXTERNAL, "external_oauth_server": "Issuer", "external_audience": "orders"},
        {"name": "Old API", "state": "absent"},
        {"name": "Books API", "base_urls": URLS, "resource": "Old API"},
    ]
    outcome = predicted(TASK, issuers, api_services=given)
    assert [write[:2] for write in issuers.writes] == [
        ("POST", "resources"),
        ("POST", "apiServers"),
        ("POST", "apiServers"),
        ("DELETE", f"apiServers/{removed['id']}"),
        ("POST", "apiServers"),
    ]
    assert [found["name"] for found in outcome.results["api_services"]] == ["Orders API", "Partner API", "Books API"]
    assert outcome.results["changed_api_services"] == ["Books API", "Orders API", "Partner API"]
    assert list(before_of(outcome)) == ['API service "Old API"']
    assert after_of(outcome)['resource "Orders API"'] == {"name": "Orders API", "audience": "Orders API"}
    issuers.writes.clear()
    unchanged(TASK, issuers, api_services=given)


def test_a_new_service_takes_the_name_that_another_one_gives_up(issuers):
    first = service(issuers, linked=resource(issuers, "Shop"))
    given = [{"id": first["id"], "name": "Sales API"}, {**EXTERNAL, "name": "Orders API"}]
    predicted(TASK, issuers, api_services=given)
    assert [item["name"] for item in issuers.lists["apiServers",]] == ["Sales API", "Orders API"]


def test_everything_wrong_with_the_list(issuers):
    given = [
        {**EXTERNAL, "name": "First API"},
        {**EXTERNAL, "name": "first api"},
        {**EXTERNAL, "name": "First API"},
        {"name": "Second API", "base_urls": ["ftp://x"]},
        {**EXTERNAL, "external_audience": "orders"},
    ]
    assert list(problems(TASK, issuers, api_services=given)) == [
        "api_services[1].name",
        "api_services[2]",
        "api_services[3].base_urls[0]",
        "api_services[4].external_oauth_server",
    ]


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_resource_that_an_earlier_item_removes_is_not_to_come(fake, check_mode):
    service(fake, linked=resource(fake))
    given = [
        {"name": "Orders API", "state": "absent", "delete_resource": True},
        {"name": "Books API", "base_urls": ["https://books.example.com"], "resource": "Orders API"},
    ]
    assert list(problems(TASK, fake, check_mode=check_mode, api_services=given)) == ["api_services[1].resource"]


# What is likely to be enforced in another way than is meant.


def advised(fake, **given):
    """What a task warns of, once, and in check mode as well."""
    found = []
    for check_mode in (True, False):
        inventory = Inventory(fake, check_mode)
        converge_all(inventory, TASK, options_of(TASK, **given))
        found.append(inventory.warnings)
    assert found[0] == found[1]
    return found[1]


def test_a_base_url_of_another_service_is_warned_of(fake):
    service(fake, "Stock API", resource(fake, "Stock"), baseUrls=["https://api.example.com/orders/v1"])
    given = {"name": "Orders API", "base_urls": ["HTTPS://API.example.com:443/orders"], "auto_create_resource": True}
    (text,) = advised(fake, **given)
    assert '"HTTPS://API.example.com:443/orders" is above "https://api.example.com/orders/v1" of "Stock API"' in text
    assert "longest base URL" in text
    assert advised(fake, **given) == [text]


def test_services_of_one_task_that_share_a_base_url_are_warned_of_once(fake):
    services = [
        {"name": name, "base_urls": [f"https://api.example.com{path}"], "auto_create_resource": True}
        for name, path in (("A", ""), ("B", "/b"), ("C", "/c"), ("D", "/b"))
    ]
    first, second = advised(fake, api_services=services)
    assert first.startswith('The API service "A" has base URLs that overlap with other services: ')
    assert first.count(" is above ") == 3
    assert '"https://api.example.com/b" is the same as "https://api.example.com/b" of "D"' in second
    assert 'of "A"' not in second


def test_a_base_url_that_the_same_task_takes_away_is_not_warned_of(fake):
    service(fake, "Old API", resource(fake, "Old"))
    service(fake, "Gone API", resource(fake, "Gone"))
    new = {"name": "New API", "base_urls": URLS, "auto_create_resource": True}
    services = [
        new,
        {"name": "Old API", "base_urls": ["https://old.example.com"]},
        {"name": "Gone API", "state": "absent"},
    ]
    assert advised(fake, api_services=services) == []


def test_the_spelling_of_a_stored_base_url_is_no_change(fake):
    linked = resource(fake)
    service(fake, linked=linked, baseUrls=["https://API.example.com:443/orders", "https://a.example./%7Ex"])
    unchanged(TASK, fake, name="Orders API", base_urls=["https://a.example/~x", "https://api.example.com/orders"])


def test_external_tokens_that_nobody_validates_are_warned_of_once(fake):
    service(fake, "Kept API", baseUrls=["https://kept.example.com"])
    services = [
        {"name": "Kept API"},
        {"name": "New API", "base_urls": ["https://new.example.com"], "token_source": "external"},
        {"name": "SSO API", "base_urls": ["https://sso.example.com"], "auto_create_resource": True},
    ]
    (text,) = advised(fake, api_services=services)
    assert text.startswith(
        'The API services "Kept API", "New API" use external tokens and have no external OAuth server'
    )
    assert "every request results in a 401 response" in text and "external_oauth_server and external_audience" in text
    assert advised(fake, name="SSO API") == []
    assert advised(fake, name="Kept API", state="absent") == []


def test_external_tokens_that_pingone_validates_are_fine(fake):
    fake.add("externalOAuthServers", name="Partner login")
    given = {"name": "New API", "base_urls": URLS, "token_source": "external"}
    assert advised(fake, **given, external_oauth_server="Partner login", external_audience="x") == []
