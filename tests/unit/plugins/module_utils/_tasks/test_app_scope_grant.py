# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the grant task decides: merge, purge, remove, and refuse what PingOne would refuse."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge as converge_all
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.app_scope_grant import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import problems, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    converge,
    identifier,
    options_of,
    predicted,
)

R1, R2, OPENID = identifier("resource 1"), identifier("resource 2"), identifier("openid")
APP = identifier("application")
GRANTS = ("applications", APP, "grants")


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders resource", type="CUSTOM", id=R1)
    client.add("resources", name="Shop resource", type="CUSTOM", id=R2)
    client.add("resources", name="openid", type="OPENID_CONNECT", id=OPENID)
    client.add("apiServers", name="Orders API", authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    client.add("apiServers", name="Partner API", authorizationServer={"type": "EXTERNAL"})
    client.add("applications", name="Web", type="WEB_APP", id=APP)
    for name in ("read", "write", "admin"):
        client.add("resources", R1, "scopes", name=name, id=identifier(name))
    client.add("resources", R2, "scopes", name="read", id=identifier("shop read"))
    client.add("resources", OPENID, "scopes", name="email", id=identifier("email"))
    client.lists[GRANTS] = []
    return client


def entries(*names):
    return [{"id": identifier(name)} for name in names]


def grant(fake, *names, resource=R1, **more):
    return fake.add(
        *GRANTS, id=identifier(f"grant {resource}"), resource={"id": resource}, scopes=entries(*names), **more
    )


def task(**given):
    return {"application": "Web", "api_service": "Orders API", **given}


def granted(fake):
    (method, path, body) = fake.writes[-1]
    return method, path, sorted(entry["id"] for entry in body["scopes"])


def ids(*names):
    return sorted(identifier(name) for name in names)


# presence


def unchanged_grant(fake, **given):
    return unchanged(TASK, fake, **task(**given))


def grant_problems(fake, check_mode=False, **given):
    return problems(TASK, fake, check_mode, **task(**given))


def test_create(fake):
    outcome = predicted(TASK, fake, **task(scopes=["write", "read"]))
    ((method, path, body),) = fake.writes
    assert (method, path) == ("POST", f"applications/{APP}/grants")
    assert body["resource"] == {"id": R1}
    assert sorted(entry["id"] for entry in body["scopes"]) == ids("read", "write")
    assert outcome.plan.before == {}
    assert outcome.plan.after == {"application": "Web", "api_service": "Orders API", "scopes": ["read", "write"]}
    service = fake.lists[("apiServers",)][0]
    assert outcome.results["grant"] == {
        "id": fake.lists[GRANTS][0]["id"],
        "application": {"id": APP, "name": "Web"},
        "scopes": [{"id": identifier("read"), "name": "read"}, {"id": identifier("write"), "name": "write"}],
        "resource": {"id": R1, "name": "Orders resource"},
        "api_service": {"id": service["id"], "name": "Orders API"},
    }
    unchanged_grant(fake, scopes=["read", "write"])
    unchanged_grant(fake, scopes=["read"])
    unchanged_grant(fake)


def test_by_resource_and_by_ids(fake):
    outcome = predicted(TASK, fake, application=APP.upper(), resource=R1, scopes=[identifier("read"), "read"])
    assert granted(fake)[2] == ids("read")
    assert outcome.results["grant"]["api_service"] is None


def test_merge(fake):
    found = grant(fake, "read", createdAt="then", application={"id": APP}, other="kept")
    outcome = predicted(TASK, fake, **task(scopes=["write"]))
    assert granted(fake) == ("PUT", f"applications/{APP}/grants/{found['id']}", ids("read", "write"))
    body = fake.writes[0][2]
    assert body["other"] == "kept"
    assert body["resource"] == {"id": R1}
    assert not {"id", "application", "createdAt"} & set(body)
    assert outcome.plan.before["scopes"] == ["read"]
    assert outcome.plan.after["scopes"] == ["read", "write"]
    unchanged_grant(fake, scopes=["write"])


def test_purge(fake):
    grant(fake, "read", "write")
    predicted(TASK, fake, **task(scopes=["write", "admin"], purge=True))
    assert granted(fake)[2] == ids("write", "admin")
    unchanged_grant(fake, scopes=["admin", "write"], purge=True)


def test_purged_to_nothing(fake):
    found = grant(fake, "read", "write")
    outcome = predicted(TASK, fake, **task(scopes=[], purge=True))
    assert fake.writes == [("DELETE", f"applications/{APP}/grants/{found['id']}")]
    assert outcome.plan.after == {}
    assert outcome.results == {"grant": None}
    assert unchanged_grant(fake, scopes=[], purge=True).results == {"grant": None}


def test_without_scopes_a_grant_is_left_alone(fake):
    grant(fake, "read", "write")
    outcome = unchanged_grant(fake)
    assert [scope["name"] for scope in outcome.results["grant"]["scopes"]] == ["read", "write"]
    unchanged_grant(fake, purge=True)


def test_scopes_are_needed_to_create(fake):
    assert list(grant_problems(fake)) == ["scopes"]


def test_an_empty_list_needs_purge(fake):
    found = grant_problems(fake, scopes=[])
    assert "purge: true" in found["scopes"]
    grant(fake, "read")
    assert list(grant_problems(fake, scopes=[])) == ["scopes"]
    assert list(grant_problems(fake, scopes=[], state="absent")) == ["scopes"]


def test_grants_of_other_resources_are_left_alone(fake):
    grant(fake, "email", resource=OPENID)
    predicted(TASK, fake, **task(scopes=["read"]))
    assert fake.writes[0][0] == "POST"


def test_scopes_that_no_longer_exist_are_not_sent(fake):
    grant(fake, "read", "stale")
    unchanged_grant(fake, scopes=["read"])
    predicted(TASK, fake, **task(scopes=["write"]))
    assert granted(fake)[2] == ids("read", "write")


# what is refused


def test_only_scopes_of_the_resource(fake):
    found = grant_problems(fake, scopes=["read", "email", "nothing", identifier("shop read")])
    assert list(found) == ["scopes[1]", "scopes[2]", "scopes[3]"]
    for index, name in enumerate(("email", "nothing", identifier("shop read")), 1):
        assert f'there is no scope "{name}"' in found[f"scopes[{index}]"]
    assert "Did you mean" in grant_problems(fake, scopes=["READ"])["scopes[0]"]


def test_an_external_service(fake):
    for state in ("present", "absent"):
        found = grant_problems(fake, api_service="Partner API", scopes=["read"], state=state)
        assert "external tokens" in found["api_service"]


def test_a_worker(fake):
    worker = fake.add("applications", name="Worker", type="WORKER")
    found = grant_problems(fake, application="Worker", scopes=["read"])
    assert "worker application" in found["application"]
    predicted(TASK, fake, application="Worker", resource="openid", scopes=["email"])
    fake.writes.clear()
    fake.add("applications", worker["id"], "grants", id="g", resource={"id": R1}, scopes=entries("read"))
    predicted(TASK, fake, application="Worker", resource=R1, state="absent")
    assert fake.writes == [("DELETE", f"applications/{worker['id']}/grants/g")]


@pytest.mark.parametrize("state", ["present", "absent"])
def test_the_admin_console(fake, state):
    console = fake.add("applications", name="Console", type="PING_ONE_ADMIN_CONSOLE")
    found = grant_problems(fake, application="Console", scopes=["read"], state=state)
    assert "admin console" in found["application"]
    assert ("applications", console["id"], "grants") not in fake.reads


@pytest.mark.parametrize("kind", ["PING_ONE_SELF_SERVICE", "PING_ONE_PORTAL", "SERVICE", "SINGLE_PAGE_APP"])
def test_other_applications(fake, kind):
    fake.add("applications", name="App", type=kind)
    predicted(TASK, fake, application="App", resource=R1, scopes=["read"])


def test_two_scopes_of_the_same_name(fake):
    grant(fake, "shop read", resource=R2)
    found = grant_problems(fake, scopes=["write", "read"])
    assert list(found) == ["scopes[1]"]
    assert '"Shop resource"' in found["scopes[1]"]
    assert '"read"' in found["scopes[1]"]
    assert list(grant_problems(fake, scopes=[identifier("read").upper()])) == ["scopes[0]"]
    predicted(TASK, fake, **task(scopes=["write"]))


def test_two_scopes_of_the_same_name_that_are_there_already_are_not_our_business(fake):
    grant(fake, "shop read", resource=R2)
    grant(fake, "read")
    unchanged_grant(fake, scopes=["read"])
    predicted(TASK, fake, **task(scopes=["write"]))


def test_a_scope_of_the_same_name_that_is_not_granted(fake):
    fake.add("resources", R2, "scopes", name="write", id=identifier("shop write"))
    grant(fake, "shop read", resource=R2)
    predicted(TASK, fake, **task(scopes=["write"]))


def test_purge_with_absent(fake):
    assert list(grant_problems(fake, scopes=["read"], state="absent", purge=True)) == ["purge"]


def test_everything_that_is_wrong_is_said_at_once(fake):
    found = grant_problems(fake, application="Nothing", api_service="Nowhere", scopes=[])
    assert sorted(found) == ["api_service", "application", "scopes"]


# absence


def test_remove_some(fake):
    grant(fake, "read", "write")
    outcome = predicted(TASK, fake, **task(scopes=["write", "admin", "never-was"], state="absent"))
    assert granted(fake)[::2] == ("PUT", ids("read"))
    assert outcome.plan.after["scopes"] == ["read"]
    unchanged_grant(fake, scopes=["write"], state="absent")


def test_remove_all_but_some(fake):
    grant(fake, "read", "write", "admin")
    outcome = predicted(TASK, fake, **task(keep=["write"], state="absent"))
    assert granted(fake)[::2] == ("PUT", ids("write"))
    assert outcome.plan.after["scopes"] == ["write"]
    unchanged_grant(fake, keep=["write", "read"], state="absent")


def test_keep_none(fake):
    found = grant(fake, "read")
    predicted(TASK, fake, **task(keep=[], state="absent"))
    assert fake.writes == [("DELETE", f"applications/{APP}/grants/{found['id']}")]


def test_nothing_is_granted_by_keeping_it(fake):
    unchanged_grant(fake, keep=["read"], state="absent")


@pytest.mark.parametrize("given", [{"state": "present"}, {"state": "absent", "scopes": ["read"]}])
def test_keep_goes_alone_and_with_absent(fake, given):
    assert list(grant_problems(fake, **{"keep": ["read"], "scopes": None, **given})) == ["keep"]


def expected(*names, **renamed):
    """A value for C(expected_scopes): scopes to be created, and new names by the names of what is renamed."""
    ids_by_name = [{"name": new, "id": identifier(old)} for old, new in renamed.items()]
    return [{"name": name, "id": None} for name in names] + ids_by_name


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("declared", [None, [], expected("new")])
@pytest.mark.parametrize(
    ("kept", "wrong"),
    [(["raed"], ["raed"]), (["read", "writ"], ["writ"]), (["nothing", identifier("nowhere")], ["nothing", "nowhere"])],
)
def test_what_stays_must_exist(fake, check_mode, declared, kept, wrong):
    grant(fake, "read", "write")
    found = grant_problems(fake, check_mode, keep=kept, expected_scopes=declared, state="absent")
    first = len(kept) - len(wrong)
    assert list(found) == [f"keep[{first + index}]" for index in range(len(wrong))]
    for name, text in zip(wrong, found.values()):
        assert f'there is no scope "{identifier(name) if name == "nowhere" else name}"' in text
        assert ('Did you mean "read"?' in text) == (name == "raed")
        assert ("the run does not create one" in text) == (declared is not None)


def test_what_the_run_creates_may_be_kept(fake):
    grant(fake, "read", "write")
    predicted(TASK, fake, **task(keep=["read", "new"], expected_scopes=expected("new"), state="absent"))
    assert granted(fake)[::2] == ("PUT", ids("read"))


def test_what_the_run_renames_is_kept_by_its_new_name(fake):
    grant(fake, "read", "write")
    declared = expected(read="see")
    assert list(grant_problems(fake, keep=["read"], expected_scopes=declared, state="absent")) == ["keep[0]"]
    predicted(TASK, fake, **task(keep=["see"], expected_scopes=declared, state="absent"))
    assert granted(fake)[::2] == ("PUT", ids("read"))


def test_what_is_renamed_must_exist(fake):
    grant(fake, "read", "write")
    assert list(grant_problems(fake, keep=["see"], expected_scopes=expected(gone="see"), state="absent")) == ["keep[0]"]


def test_what_stays_may_be_of_the_resource_that_the_run_links(fake):
    fake.add("resources", R2, "scopes", name="visit", id=identifier("visit"))
    grant(fake, "read")
    given = {"keep": ["visit"], "expected_scopes": [], "state": "absent"}
    assert list(grant_problems(fake, **given)) == ["keep[0]"]
    assert list(grant_problems(fake, **given, expected_resource="openid")) == ["keep[0]"]
    predicted(TASK, fake, **task(**given, expected_resource="Shop resource"))
    assert fake.writes[0][0] == "DELETE"


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_stays_of_a_service_that_the_run_creates(fake, check_mode):
    fake.add("resources", name="New API", type="CUSTOM", id=identifier("new resource"))
    fake.add("resources", identifier("new resource"), "scopes", name="adopted", id=identifier("adopted"))
    given = {"api_service": "New API", "state": "absent", "expected_scopes": expected("new")}
    found = grant_problems(fake, check_mode, **given, keep=["new", "adopted", "nwe"])
    assert list(found) == ["keep[2]"]
    assert '"nwe"' in found["keep[2]"]
    unchanged_grant(fake, **given, keep=["new", "adopted"])
    unchanged_grant(fake, **{**given, "expected_scopes": None}, keep=["anything"])


def test_an_unknown_scope_that_is_taken_away_is_warned_of(fake):
    grant(fake, "read", "write")
    for check_mode in (True, False):
        inventory = Inventory(fake, check_mode)
        fake.read_only = check_mode
        converge_all(inventory, TASK, options_of(TASK, **task(scopes=["read", "wirte"], state="absent")))
        (warning,) = inventory.warnings
        assert warning.startswith('scopes[1]: there is no scope "wirte" of the resource "Orders resource", so nothing')
        assert 'Did you mean "write"?' in warning
    assert granted(fake)[::2] == ("PUT", ids("write"))


def test_remove_the_last_one(fake):
    found = grant(fake, "read")
    outcome = predicted(TASK, fake, **task(scopes=["read"], state="absent"))
    assert fake.writes == [("DELETE", f"applications/{APP}/grants/{found['id']}")]
    assert outcome.results == {"grant": None}


def test_remove_all_that_still_exist(fake):
    found = grant(fake, "read", "stale")
    predicted(TASK, fake, **task(scopes=["read"], state="absent"))
    assert fake.writes == [("DELETE", f"applications/{APP}/grants/{found['id']}")]


def test_remove_the_grant(fake):
    found = grant(fake, "read", "write")
    outcome = predicted(TASK, fake, **task(state="absent"))
    assert fake.writes == [("DELETE", f"applications/{APP}/grants/{found['id']}")]
    assert outcome.plan.before["scopes"] == ["read", "write"]
    unchanged_grant(fake, state="absent")


@pytest.mark.parametrize(
    "given", [{"application": "Nothing"}, {"api_service": "Nothing"}, {"api_service": None, "resource": "Nothing"}]
)
@pytest.mark.parametrize("scopes", [None, ["read"]])
def test_absence_of_what_has_no_parent(fake, given, scopes):
    assert unchanged_grant(fake, scopes=scopes, state="absent", **given).results == {"grant": None}


def test_absence_of_what_never_was(fake):
    unchanged_grant(fake, scopes=["read"], state="absent")
    unchanged_grant(fake, state="absent")


# check mode before earlier tasks have run


def check(fake, **given):
    inventory = Inventory(fake, check_mode=True)
    fake.read_only = True
    return inventory, converge_all(inventory, TASK, options_of(TASK, **task(**given)))


def test_a_scope_that_an_earlier_task_would_create(fake):
    inventory, outcome = check(fake, scopes=["read", "new"])
    assert inventory.unresolved == ["scope new"]
    assert outcome.plan.changed
    assert outcome.plan.after["scopes"] == ["new", "read"]
    assert {"id": None, "name": "new"} in outcome.results["grant"]["scopes"]


def test_a_scope_that_would_be_added(fake):
    grant(fake, "read")
    inventory, outcome = check(fake, scopes=["read", "new"])
    assert inventory.unresolved == ["scope new"]
    assert outcome.plan.changed


def test_a_service_that_an_earlier_task_would_create(fake):
    inventory, outcome = check(fake, api_service="New API", scopes=["a", "b"])
    assert inventory.unresolved == ["API service New API", "scope a", "scope b"]
    assert outcome.plan.changed
    assert outcome.plan.after == {"application": "Web", "api_service": "New API", "scopes": ["a", "b"]}
    assert outcome.results["grant"]["id"] is None


def test_an_application_that_an_earlier_task_would_create(fake):
    inventory, outcome = check(fake, application="New App", scopes=["read"], expect_application=True)
    assert inventory.unresolved == ["application New App"]
    assert outcome.plan.changed
    assert outcome.plan.after["application"] == "New App"
    assert outcome.results["grant"]["application"] == {"id": None, "name": "New App"}
    for check_mode, expected in ((False, True), (False, False), (True, False)):
        given = {"application": "New App", "scopes": ["read"], "expect_application": expected}
        assert list(grant_problems(fake, check_mode=check_mode, **given)) == ["application"]


def test_with_expected_scopes_check_mode_takes_nothing_else_for_granted(fake):
    declared = expected("new")
    inventory, outcome = check(fake, scopes=["read", "new"], expected_scopes=declared)
    assert (inventory.unresolved, inventory.expected) == (["scope new"], {"scope new"})
    assert outcome.plan.after["scopes"] == ["new", "read"]
    assert list(grant_problems(fake, check_mode=True, scopes=["new", "nwe"], expected_scopes=declared)) == ["scopes[1]"]
    assert list(grant_problems(fake, scopes=["new"], expected_scopes=declared)) == ["scopes[0]"]


def test_a_scope_that_the_run_renames_is_the_same_scope(fake):
    grant(fake, "read")
    _env, outcome = check(fake, scopes=["see"], expected_scopes=expected(read="see"))
    assert not outcome.plan.changed
    assert outcome.plan.after["scopes"] == ["see"]


def test_a_service_that_gets_an_existing_resource(fake):
    grant(fake, "read")
    given = {"api_service": "New API", "scopes": ["read", "write"], "expected_scopes": []}
    assert list(grant_problems(fake, check_mode=True, **given)) == ["scopes[0]", "scopes[1]"]
    inventory, outcome = check(fake, **given, expected_resource="Orders resource")
    assert inventory.expected == {"API service New API"}
    assert (outcome.plan.before["scopes"], outcome.plan.after["scopes"]) == (["read"], ["read", "write"])


def test_a_service_that_gets_another_resource(fake):
    _env, outcome = check(fake, scopes=["read"], expected_resource=R2)
    assert outcome.results["grant"]["resource"]["name"] == "Shop resource"
    outcome = converge(TASK, fake, **task(scopes=["read"], expected_resource=R2))
    assert outcome.results["grant"]["resource"]["name"] == "Orders resource"


def test_what_earlier_tasks_would_have_taken_back(fake):
    fake.add("resources", R2, "scopes", name="write", id=identifier("shop write"))
    grant(fake, "read", "write")
    lost = [{"application": "Web", "api_service": "Orders API", "keep": ["read"], "expected_scopes": []}]
    given = [
        {"application": "Web", "api_service": "Orders API", "scopes": ["read"]},
        {"application": "Web", "resource": "Shop resource", "scopes": ["write"]},
    ]
    outcome = converge(TASK, fake, check_mode=True, grants=given, taken_back=lost)
    # The first grant stays as it is by then.
    title = 'grant of application "Web" for resource "Shop resource"'
    assert [hunk.title for hunk in outcome.diff] == [title]
    assert after_of(outcome)[title]["scopes"] == ["write"]
    assert [[scope["name"] for scope in found["scopes"]] for found in outcome.results["grants"]] == [
        ["read"],
        ["write"],
    ]
    # Outside of check mode it is what PingOne says that counts.
    with pytest.raises(InvalidInput):
        converge(TASK, fake, grants=given, taken_back=lost)


def test_what_cannot_have_been_taken_back(fake):
    grant(fake, "read")
    lost = [
        {"application": "Web", "api_service": "Orders API", "keep": ["raed"]},
        {"application": "Web", "keep": ["read"]},
        {"api_service": "Orders API", "scopes": ["read"]},
    ]
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, fake, check_mode=True, grants=[], taken_back=lost)
    assert [problem.option for problem in caught.value.problems] == [
        "taken_back[0].keep[0]",
        "taken_back[1].api_service",
        "taken_back[2].application",
    ]


def test_what_no_task_would_create(fake):
    found = grant_problems(fake, check_mode=True, application=identifier("unknown"), scopes=["read"])
    assert list(found) == ["application"]
    assert list(grant_problems(fake, check_mode=True, scopes=[identifier("unknown")])) == ["scopes[0]"]
    assert list(grant_problems(fake, check_mode=True, api_service=identifier("unknown"), scopes=["read"])) == [
        "api_service"
    ]


# several grants


def test_several_grants(fake):
    fake.add("applications", name="Batch", type="SERVICE", id=identifier("batch"))
    grant(fake, "admin")
    given = [
        {"application": "Web", "scopes": ["read"]},
        {"application": "Batch", "scopes": ["read", "write"]},
        {"application": "Web", "resource": "openid", "scopes": ["email"]},
    ]
    outcome = predicted(TASK, fake, api_service="Orders API", grants=given)
    assert [write[:2] for write in fake.writes] == [
        ("PUT", f"applications/{APP}/grants/{identifier(f'grant {R1}')}"),
        ("POST", f"applications/{identifier('batch')}/grants"),
        ("POST", f"applications/{APP}/grants"),
    ]
    assert list(after_of(outcome)) == [
        'grant of application "Web" for API service "Orders API"',
        'grant of application "Batch" for API service "Orders API"',
        'grant of application "Web" for resource "openid"',
    ]
    assert [(found["application"]["name"], len(found["scopes"])) for found in outcome.results["grants"]] == [
        ("Web", 2),
        ("Batch", 2),
        ("Web", 1),
    ]
    assert list(outcome.results) == ["grants"]
    fake.writes.clear()
    assert not predicted(TASK, fake, api_service="Orders API", grants=given).plan.changed


def test_one_application_beside_the_list(fake):
    given = [{"api_service": "Orders API", "scopes": ["write"]}, {"resource": "Shop resource", "scopes": ["read"]}]
    predicted(TASK, fake, application="Web", grants=given)
    assert [write[2]["resource"] for write in fake.writes] == [{"id": R1}, {"id": R2}]


def test_two_scopes_of_one_name_in_a_list(fake):
    given = [{"api_service": "Orders API", "scopes": ["read"]}, {"resource": "Shop resource", "scopes": ["read"]}]
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, fake, application="Web", grants=given)
    (problem,) = caught.value.problems
    assert problem.option == "grants[1].scopes[0]"
    assert '"Web" already has a scope "read" of the resource "Orders resource"' in problem.message
    assert fake.writes == []


def test_the_same_grant_twice(fake):
    given = [{"application": "Web", "scopes": ["read"]}, {"application": APP, "scopes": ["write"]}]
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, fake, api_service="Orders API", grants=given)
    assert [str(problem) for problem in caught.value.problems] == [
        'grants[1]: "Web on Orders resource" is the same as in grants[0]. Keep one of them.'
    ]


def test_applications_of_the_same_name_are_not_the_same(fake):
    other = fake.add("applications", name="Web", type="SERVICE", id=identifier("other web"))
    given = [{"application": item, "scopes": ["read"]} for item in (APP, other["id"])]
    outcome = predicted(TASK, fake, api_service="Orders API", grants=given)
    assert [write[1] for write in fake.writes] == [f"applications/{item}/grants" for item in (APP, other["id"])]
    assert len(after_of(outcome)) == 2
    assert {part["application"] for part in after_of(outcome).values()} == {"Web"}


def test_everything_wrong_with_the_list(fake):
    given = [
        {"application": "Nothing", "scopes": ["read"]},
        {"application": "Web", "scopes": []},
        {"application": "Web", "scopes": ["read"]},
        {"scopes": ["read"]},
    ]
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, fake, api_service="Orders API", grants=given[:3])
    assert [problem.option for problem in caught.value.problems] == ["grants[0].application", "grants[1].scopes"]
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, fake, api_service="Orders API", scopes=["read"], grants=given)
    assert [problem.option for problem in caught.value.problems] == [
        "scopes",
        "grants[3].application",
        "grants[1].scopes",
    ]
    assert fake.writes == []


def test_a_name_that_is_probably_a_typo_revokes_nothing_and_is_warned_of(fake):
    grant(fake, "read")
    fake.add("applications", name="Orders Web", type="WEB_APP")
    inventory = Inventory(fake, False)
    for name in ("Order Web", "Something else"):
        options = options_of(TASK, application=name, api_service="Orders API", state="absent")
        assert not converge_all(inventory, TASK, options).plan.changed
    [warning] = inventory.warnings
    assert warning.startswith('There is no application "Order Web", so nothing is revoked from it. Did you mean')
