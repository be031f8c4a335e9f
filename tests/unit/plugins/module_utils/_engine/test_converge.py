# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many objects in one task: all planned, in order, before the first is written; and what a session may decide."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput, OutcomeUnknown
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge as converge_all
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import Progress
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Draft, Task
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import CREATE, DELETE, Hunk, Plan, Step
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.session import Session
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import api_service, scope
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import problem_list
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    before_of,
    converge,
    identifier,
    options_of,
    predicted,
    session_of_a_task,
    task_failing,
)

URLS = ["https://api.example.com"]
R1, R2 = identifier("resource 1"), identifier("resource 2")


@pytest.fixture
def fake():
    client = FakeClient()
    custom = {"type": "CUSTOM", "audience": "x", "accessTokenValiditySeconds": 3600}
    client.add("resources", name="Orders resource", id=R1, **custom)
    client.add("resources", name="Stock resource", id=R2, **custom)
    for name, resource in (("Orders API", R1), ("Stock API", R2)):
        issuer = {"type": "PINGONE_SSO", "resource": {"id": resource}}
        client.add("apiServers", name=name, baseUrls=URLS, authorizationServer=issuer)
    return client


def scopes(fake, resource=R1):
    return [item["name"] for item in fake.lists.get(("resources", resource, "scopes"), [])]


# planning


def test_several_at_once(fake):
    fake.add("resources", R1, "scopes", name="kept")
    items = [{"name": "new"}, {"name": "kept"}, {"name": "other", "api_service": "Stock API", "description": "x"}]
    outcome = predicted(scope.TASK, fake, api_service="Orders API", scopes=items)
    assert fake.writes == [
        ("POST", f"resources/{R1}/scopes", {"name": "new"}),
        ("POST", f"resources/{R2}/scopes", {"name": "other", "description": "x"}),
    ]
    assert list(outcome.results) == ["scopes", "changed_api_services"]
    assert [found["name"] for found in outcome.results["scopes"]] == ["new", "kept", "other"]
    assert all(found["id"] for found in outcome.results["scopes"])
    assert outcome.results["changed_api_services"] == ["Orders API", "Stock API"]


def test_the_diff_has_a_hunk_for_each_object_that_changes(fake):
    fake.add("resources", R1, "scopes", name="gone")
    fake.add("resources", R1, "scopes", name="kept")
    fake.add("resources", R1, "scopes", name="as it is")
    items = [
        {"name": "new"},
        {"name": "as it is"},
        {"name": "kept", "description": "x"},
        {"name": "gone", "state": "absent"},
    ]
    outcome = predicted(scope.TASK, fake, api_service="Orders API", scopes=items)
    assert [hunk.as_diff() for hunk in outcome.diff] == [
        {
            "before_header": f'scope "{name}" of API service "Orders API"',
            "after_header": f'scope "{name}" of API service "Orders API"',
            "before": before,
            "after": after,
        }
        for name, before, after in (
            ("new", {}, {"name": "new"}),
            ("kept", {"name": "kept"}, {"name": "kept", "description": "x"}),
            ("gone", {"name": "gone"}, {}),
        )
    ]
    assert [found["name"] for found in outcome.results["scopes"]] == ["new", "as it is", "kept"]


def test_a_second_run_of_many_changes_nothing(fake):
    given = {"api_service": "Orders API", "scopes": [{"name": "a"}, {"name": "b", "description": "x"}]}
    first = predicted(scope.TASK, fake, **given)
    fake.writes.clear()
    second = predicted(scope.TASK, fake, **given)
    assert fake.writes == []
    assert second.diff == [] and len(first.diff) == 2
    assert second.results == {**first.results, "changed_api_services": []}


def test_what_is_read_does_not_grow_with_the_number_of_items(fake):
    for name in "abcde":
        fake.add("resources", R1, "scopes", name=name)
    converge(scope.TASK, fake, api_service="Orders API", name="a")
    alone, fake.reads = fake.reads, []
    converge(scope.TASK, fake, api_service="Orders API", scopes=[{"name": name} for name in "abcde"])
    assert fake.reads == alone


@pytest.mark.parametrize("task", [api_service.TASK, scope.TASK])
def test_an_empty_list(fake, task):
    outcome = predicted(task, fake, **{task.list_option: []})
    review = {"access_changes": []} if task.review else {}
    assert outcome.results == {task.list_option: [], "changed_api_services": [], **review}
    assert outcome.diff == []
    assert fake.reads == []


def test_a_list_of_one_gives_a_list(fake):
    outcome = predicted(scope.TASK, fake, api_service="Orders API", scopes=[{"name": "a"}])
    assert [found["name"] for found in outcome.results["scopes"]] == ["a"]
    assert "scope" not in outcome.results
    assert after_of(outcome) == {'scope "a" of API service "Orders API"': {"name": "a"}}
    fake.writes.clear()
    gone = predicted(scope.TASK, fake, api_service="Stock API", scopes=[{"name": "a", "state": "absent"}])
    assert gone.results == {"scopes": [], "changed_api_services": []}
    assert gone.diff == []


def test_a_single_object_gives_one_result(fake):
    outcome = predicted(scope.TASK, fake, api_service="Orders API", name="a")
    assert outcome.results["scope"]["name"] == "a"
    assert "scopes" not in outcome.results
    assert after_of(outcome) == {'scope "a" of API service "Orders API"': {"name": "a"}}


def test_a_single_object_is_in_the_diff_also_when_it_stays_as_it_is(fake):
    fake.add("resources", R1, "scopes", name="a")
    (hunk,) = predicted(scope.TASK, fake, api_service="Orders API", name="a").diff
    assert hunk.before == hunk.after == {"name": "a"}
    (hunk,) = predicted(scope.TASK, fake, api_service="Orders API", name="b", state="absent").diff
    assert hunk.before == hunk.after == {}


# what a later item sees


def service(name, **more):
    return {"name": name, "base_urls": URLS, "token_source": "external", **more}


def test_a_name_is_taken_by_an_earlier_item(fake):
    found = problem_list(
        scope.TASK,
        fake,
        resource="Orders resource",
        scopes=[{"name": "a"}, {"name": "A"}],
    )
    assert found == [
        ("scopes[1].name", 'for Scope "A": there is no scope "A". Did you mean "a"? Names are case-sensitive.')
    ]


def test_a_name_is_freed_by_an_earlier_item(fake):
    found = fake.add("resources", R1, "scopes", name="a")
    other = fake.add("resources", R1, "scopes", name="b")
    items = [{"id": found["id"], "name": "c"}, {"id": other["id"], "name": "a"}]
    predicted(scope.TASK, fake, resource="Orders resource", scopes=items)
    assert scopes(fake) == ["c", "a"]


def test_a_name_is_not_freed_before_its_turn(fake):
    fake.add("resources", R1, "scopes", name="a")
    other = fake.add("resources", R1, "scopes", name="b")
    items = [{"id": other["id"], "name": "a"}, {"name": "a", "state": "absent"}]
    ((option, _message), *_others) = problem_list(scope.TASK, fake, resource="Orders resource", scopes=items)
    assert option == "scopes[0].name"


def test_the_limit_counts_what_earlier_items_create(fake):
    fake.lists["apiServers",] = [{"id": str(number), "name": f"API {number}"} for number in range(23)]
    items = [service(name) for name in ("A", "B", "C", "D")]
    text = "the environment has 23 API services, and the task adds 4; at most 25 are allowed. Add 2 fewer, or remove as"
    assert problem_list(api_service.TASK, fake, api_services=items) == [
        ("api_services", f"{text} many first (state: absent, and force: true if it has custom policies).")
    ]
    predicted(api_service.TASK, fake, api_services=items[:2])


def test_the_limit_counts_what_earlier_items_remove(fake):
    fake.lists["apiServers",] = [{"id": str(number), "name": f"API {number}"} for number in range(25)]
    predicted(api_service.TASK, fake, api_services=[{"name": "API 7", "state": "absent"}, service("New API")])
    assert len(fake.lists["apiServers",]) == 25


def test_a_new_resource_is_seen_by_a_later_item(fake):
    items = [
        {"name": "Books API", "base_urls": URLS, "auto_create_resource": True},
        {"name": "Reader API", "base_urls": URLS, "resource": "Books API"},
    ]
    ((option, message),) = problem_list(api_service.TASK, fake, api_services=items)
    assert option == "api_services[1].resource"
    assert '"Books API" is the resource of the API service "Books API"' in message


def test_a_removed_resource_is_gone_for_a_later_item(fake):
    items = [
        {"name": "Orders API", "state": "absent", "delete_resource": True},
        {"name": "Reader API", "base_urls": URLS, "resource": "Orders resource"},
    ]
    assert problem_list(api_service.TASK, fake, api_services=items) == [
        (
            "api_services[1].resource",
            'for API service "Reader API": there is no resource "Orders resource". Check the name or the ID.',
        )
    ]


def test_a_released_resource_is_free_for_a_later_item(fake):
    items = [
        {"name": "Orders API", "state": "absent"},
        {"name": "Reader API", "base_urls": URLS, "resource": "Orders resource"},
    ]
    predicted(api_service.TASK, fake, api_services=items)
    assert [write[0] for write in fake.writes] == ["DELETE", "POST"]


def test_two_removals_that_shrink_the_same_grant(fake):
    first, second, third = (fake.add("resources", R1, "scopes", name=name) for name in "abc")
    application = fake.add("applications", name="Web", type="WEB_APP")
    held = [{"id": item["id"]} for item in (first, second, third)]
    grant = fake.add("applications", application["id"], "grants", resource={"id": R1}, scopes=held)
    items = [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    given = {"resource": "Orders resource", "state": "absent", "force": True}
    outcome = predicted(scope.TASK, fake, **given, scopes=items[:2])
    path = f"applications/{application['id']}/grants/{grant['id']}"
    # Though it is written twice, it is one object.
    title = 'grant of application "Web" for resource "Orders resource"'
    assert [hunk.title for hunk in outcome.diff].count(title) == 1
    assert before_of(outcome)[title]["scopes"] == ["a", "b", "c"]
    assert after_of(outcome)[title]["scopes"] == ["c"]
    assert [write[2]["scopes"] for write in fake.writes if write[:2] == ("PUT", path)] == [held[1:], held[2:]]
    fake.writes.clear()
    predicted(scope.TASK, fake, **given, scopes=items)
    assert ("DELETE", path) in fake.writes


# what is wrong with items


def test_everything_that_is_wrong_is_told_at_once(fake):
    items = [
        {"name": "valid"},
        {"name": "not valid"},
        {"api_service": "Nothing", "name": "x"},
        {"api_service": None, "name": "y", "description": "z"},
        {"name": "ü"},
    ]
    found = problem_list(scope.TASK, fake, api_service="Orders API", scopes=items)
    assert [option for option, _message in found] == ["scopes[1].name", "scopes[2].api_service", "scopes[4].name"]
    assert [message.partition(":")[0] for _option, message in found] == [
        'for Scope "not valid"',
        'for Scope "x"',
        'for Scope "ü"',
    ]


def test_what_can_be_said_of_the_options_alone(fake):
    items = [{"name": "a"}, {"name": "b", "api_service": "Orders API", "resource": "Other"}, {}]
    assert problem_list(scope.TASK, fake, scopes=items) == [
        ("scopes[0].api_service", 'for Scope "a": not set. Set api_service or resource.'),
        ("scopes[1].resource", 'for Scope "b": cannot be combined with api_service. Choose one of them.'),
        ("scopes[2].api_service", "for Scope: not set. Set api_service or resource."),
    ]
    assert fake.reads == []


def test_the_same_object_twice(fake):
    found = fake.add("resources", R1, "scopes", name="a")
    items = [{"name": "a"}, {"name": "b"}, {"id": found["id"], "description": "x"}, {"name": "b", "state": "absent"}]
    assert problem_list(scope.TASK, fake, api_service="Orders API", scopes=items) == [
        ("scopes[2]", '"a of Orders resource" is the same as in scopes[0]. Keep one of them.'),
        ("scopes[3]", '"b of Orders resource" is the same as in scopes[1]. Keep one of them.'),
    ]


def test_the_same_name_of_two_resources(fake):
    items = [{"api_service": "Orders API", "name": "a"}, {"api_service": "Stock API", "name": "a"}]
    predicted(scope.TASK, fake, scopes=items)
    assert scopes(fake, R1) == scopes(fake, R2) == ["a"]


# options beside the list


def test_items_inherit_what_they_do_not_say(fake):
    items = [{"name": "a"}, {"name": "b", "resource": "Stock resource"}, {"name": "c", "state": "present"}]
    outcome = predicted(scope.TASK, fake, api_service="Orders API", scopes=items)
    assert [found["resource"]["name"] for found in outcome.results["scopes"]] == [
        "Orders resource",
        "Stock resource",
        "Orders resource",
    ]
    fake.writes.clear()
    outcome = predicted(scope.TASK, fake, api_service="Orders API", state="absent", scopes=items)
    assert [found["name"] for found in outcome.results["scopes"]] == ["c"]
    assert scopes(fake) == ["c"]


def test_items_inherit_defaults_like_a_single_object():
    options = options_of(scope.TASK, api_service="Orders API", force=True, scopes=[{"name": "a"}, {"force": False}])
    (first, second) = scope.TASK.items(options)
    single = options_of(scope.TASK, api_service="Orders API", force=True, name="a")
    del single["scopes"]
    assert first == single
    assert second["force"] is False
    assert options["scopes"][0]["force"] is None


def test_options_that_an_object_has_for_itself_are_refused_beside_the_list(fake):
    items = [{"name": "a"}]
    assert problem_list(scope.TASK, fake, api_service="Orders API", name="b", description="", scopes=items) == [
        ("name", "cannot be combined with scopes. Set it in the items instead."),
        ("description", "cannot be combined with scopes. Set it in the items instead."),
    ]
    assert fake.reads == []


def test_options_of_an_item_have_no_defaults():
    for option, about in scope.TASK.spec["scopes"]["options"].items():
        assert about == {key: value for key, value in scope.TASK.options[option].items() if key != "default"}


# writing


def refusal(doing="create scope", status=403):
    return ApiError(doing, status, {"code": "ACCESS_FAILED", "message": "no"})


def test_a_failure_on_the_way_tells_what_was_done(fake):
    fake.posted = [{"id": "1"}, refusal()]
    items = [{"name": name, "api_service": api} for name, api in (("a", "Orders API"), ("b", "Stock API"))]
    with task_failing(ApiError) as caught:
        converge(scope.TASK, fake, scopes=[*items, {"name": "c", "api_service": "Orders API"}])
    error = caught.value
    assert len(fake.writes) == 2
    assert error.done == ['create scope "a"']
    assert error.not_done == ['create scope "b"', 'create scope "c"']
    assert error.changed
    assert str(error).endswith(
        'Already done by this task, and kept: create scope "a". Not done: create scope "b"; create scope "c".'
        " Gateways still enforce what was deployed last."
    )
    assert error.as_data()["done"] == error.done
    assert error.as_data()["not_done"] == error.not_done
    assert error.as_data()["changed_api_services"] == ["Orders API"]
    assert error.as_data()["unfinished_api_services"] == ["Orders API", "Stock API"]


def test_a_failure_of_the_first_has_done_nothing(fake):
    fake.posted = [refusal()]
    with task_failing(ApiError) as caught:
        converge(scope.TASK, fake, api_service="Orders API", scopes=[{"name": "a"}, {"name": "b"}])
    error = caught.value
    assert (error.done, error.changed) == ([], False)
    assert error.not_done == ['create scope "a"', 'create scope "b"']
    assert "changed_api_services" not in error.as_data()


def test_a_failure_within_an_object_counts_its_earlier_steps(fake):
    fake.posted = [{"id": "1"}, refusal()]
    books = {"name": "Books API", "base_urls": URLS, "auto_create_resource": True}
    with task_failing(ApiError) as caught:
        converge(api_service.TASK, fake, api_services=[books, service("Other API")])
    error = caught.value
    assert error.done == ['create resource "Books API"']
    assert error.not_done == ['create API service "Books API"', 'create API service "Other API"']
    assert error.changed


def test_what_may_have_been_done_waits_for_a_deployment(fake):
    fake.posted = [OutcomeUnknown("lost"), OutcomeUnknown("lost")]
    with task_failing(OutcomeUnknown) as caught:
        converge(scope.TASK, fake, api_service="Orders API", scopes=[{"name": "a"}])
    assert caught.value.as_data()["changed_api_services"] == ["Orders API"]


def test_nothing_is_written_in_check_mode(fake):
    outcome = converge(scope.TASK, fake, check_mode=True, api_service="Orders API", scopes=[{"name": "a"}])
    assert outcome.plan.changed
    assert outcome.results["scopes"][0]["id"] is None
    assert fake.writes == []


# a task of its own making


def thing(name, steps=(), **more):
    return Draft(name, Plan(steps=list(steps)), lambda: {"name": name}, **more)


def creation(name):
    return Step(CREATE, RESOURCE, ("resources",), Ref(name), {"name": name})


THINGS = Task(
    "Thing",
    "thing",
    "things",
    ("name",),
    {"name": {"type": "str"}},
    lambda inventory, options: thing(options["name"], [creation(options["name"])]),
)


@pytest.mark.parametrize(
    ("arranged", "verbs"),
    [(None, ["POST", "DELETE"]), (lambda inventory, drafts: drafts[::-1], ["DELETE", "POST"])],
)
def test_others_are_planned_before_the_list_and_written_as_arranged_or_after_it(fake, arranged, verbs):
    def others(inventory, options, items):
        assert [item["name"] for item in items] == ["a"]
        found = inventory.find(RESOURCE, options["but"], "but")
        step = Step(DELETE, RESOURCE, ("resources", found["id"]), Ref("x", found["id"]))
        return [thing(found["name"], [step])]

    def draft(inventory, options):
        assert inventory.find(RESOURCE, "Stock resource", "name") is None
        return thing(options["name"], [creation(options["name"])])

    task = replace(THINGS, draft=draft, purge=others, order=arranged, top_level_options={"but": {"type": "str"}})
    outcome = predicted(task, fake, but="Stock resource", things=[{"name": "a"}])
    assert [write[0] for write in fake.writes] == verbs
    assert outcome.results["things"][0] == {"name": "a"}
    assert problem_list(task, FakeClient(), but="x", name="a") == [("but", "can only be used with things.")]


def test_only_the_writing_is_arranged(fake):
    task = replace(THINGS, order=lambda inventory, drafts: drafts[::-1])
    outcome = predicted(task, fake, things=[{"name": "a"}, {"name": "b"}])
    assert [write[2]["name"] for write in fake.writes] == ["b", "a"]
    assert outcome.results["things"] == [{"name": "a"}, {"name": "b"}]
    fake.posted = [{"id": "b-1"}, refusal()]
    with task_failing(ApiError) as caught:
        converge(task, fake, things=[{"name": "a"}, {"name": "b"}])
    assert (caught.value.done, caught.value.not_done) == (['create resource "b"'], ['create resource "a"'])


def test_a_task_may_carry_out_its_drafts_by_itself(fake):
    done = []

    def deploy_all(inventory, drafts):
        done.extend(draft.label for draft in drafts)
        return [Progress(tuple(draft.plan.steps)) for draft in drafts]

    outcome = converge(replace(THINGS, apply=deploy_all), fake, things=[{"name": "a"}, {"name": "b"}])
    assert done == ["a", "b"]
    assert outcome.plan.changed
    assert fake.writes == []


def test_what_a_draft_reads_at_its_end(fake):
    """It is read after the steps, and not in check mode."""
    read = []
    drafts = {name: thing(name, [creation(name)], finish=lambda name=name: read.append(name)) for name in "ab"}
    task = replace(THINGS, draft=lambda inventory, options: drafts[options["name"]])
    converge(task, fake, check_mode=True, things=[{"name": "a"}, {"name": "b"}])
    assert read == []
    converge(task, fake, things=[{"name": "a"}, {"name": "b"}])
    assert read == ["a", "b"]
    assert len(fake.writes) == 2


@pytest.mark.parametrize("check_mode", [True, False])
def test_advice_when_a_task_fails(fake, check_mode):
    """It goes by the options of all items, whatever fails."""

    def advice(items, error, done):
        return f"Look at {', '.join(item['name'] for item in items)}." if "no" in str(error) else ""

    def create(inventory, options):
        return thing(options["name"], [creation(options["name"])])

    task = replace(THINGS, draft=create, failure_advice=advice)
    fake.failures["things",] = refusal("read")
    if check_mode:
        assert converge(task, fake, check_mode=True, things=[{"name": "a"}]).plan.changed
        return
    for given, names in (({"things": [{"name": "a"}, {"name": "b"}]}, "a, b"), ({"name": "c"}, "c")):
        fake.posted = [refusal("create it")]
        with task_failing(ApiError) as caught:
            converge(task, fake, **given)
        assert caught.value.message == "Could not create it: no. [HTTP 403, ACCESS_FAILED]"
        assert str(caught.value).endswith(f" Look at {names}.")


def test_nothing_is_in_the_results_twice(fake):
    assert converge(THINGS, fake, name="a").results == {"thing": {"name": "a"}}
    assert converge(THINGS, fake, things=[{"name": "a"}]).results == {"things": [{"name": "a"}]}
    several = converge(THINGS, fake, things=[{"name": "a"}, {"name": "b"}])
    assert several.results == {"things": [{"name": "a"}, {"name": "b"}]}


def test_objects_of_one_kind_and_name_are_told_apart(fake):
    def draft(inventory, options):
        plan = Plan({}, {"name": options["name"]}, [creation(options["name"])])
        plan.also = [Hunk('other "x"', Ref("x", f"id of {options['name']}"), {}, {"by": options["name"]})]
        return Draft(options["name"], plan, lambda: None, title='thing "same"')

    outcome = converge(replace(THINGS, draft=draft), fake, check_mode=True, things=[{"name": "a"}, {"name": "b"}])
    assert after_of(outcome) == {
        'thing "same" (1)': {"name": "a"},
        'other "x" (ID id of a)': {"by": "a"},
        'thing "same" (2)': {"name": "b"},
        'other "x" (ID id of b)': {"by": "b"},
    }


# what follows from what another task has read


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "session-x.json")


def run(fake, path, task=scope.TASK, check_mode=False, **given):
    with session_of_a_task(path) as session:
        return converge_all(Inventory(fake, check_mode, session), task, options_of(task, **given))


ORDERS = {"api_service": "Orders API"}
READS = [("apiServers",), ("resources",), ("resources", R1, "scopes")]


@pytest.mark.parametrize("given", [{"name": "a"}, {"scopes": [{"name": "a"}, {"name": "b"}]}])
def test_nothing_to_do_follows(fake, path, given):
    fake.add("resources", R1, "scopes", name="a")
    fake.add("resources", R1, "scopes", name="b")
    first = run(fake, path, **ORDERS, **given)
    second = run(fake, path, **ORDERS, **given)
    assert fake.reads == READS
    assert second.results == first.results


@pytest.mark.parametrize("given", [{"name": "a"}, {"scopes": [{"name": "a"}, {"name": "b"}]}])
def test_no_write_follows(fake, path, given):
    fake.add("resources", R1, "scopes", name="b")
    run(fake, path, **ORDERS, name="b")
    fake.add("resources", R1, "scopes", name="a")
    fake.reads.clear()
    outcome = run(fake, path, **ORDERS, **given)
    assert not outcome.plan.changed
    assert fake.writes == []
    assert fake.reads == READS


@pytest.mark.parametrize("given", [{"name": "a"}, {"scopes": [{"name": "a"}, {"name": "b"}]}])
def test_no_prediction_follows_either(fake, path, given):
    run(fake, path, check_mode=True, **ORDERS, name="b")
    fake.add("resources", R1, "scopes", name="a")
    fake.add("resources", R1, "scopes", name="b")
    assert not run(fake, path, check_mode=True, **ORDERS, **given).plan.changed


@pytest.mark.parametrize("given", [{"name": "A"}, {"scopes": [{"name": "A"}, {"name": "b"}]}])
def test_no_refusal_follows(fake, path, given):
    fake.add("resources", R1, "scopes", name="a")
    fake.add("resources", R1, "scopes", name="b")
    run(fake, path, **ORDERS, name="a")
    fake.lists["resources", R1, "scopes"][0]["name"] = "A"
    assert not run(fake, path, **ORDERS, **given).plan.changed


def test_a_refusal_that_stays_is_told(fake, path):
    fake.add("resources", R1, "scopes", name="a")
    run(fake, path, **ORDERS, name="a")
    fake.reads.clear()
    with pytest.raises(InvalidInput):
        run(fake, path, **ORDERS, name="A")
    assert fake.reads == READS
    assert fake.writes == []


def test_what_was_missing_is_asked_for_anew(fake, path):
    run(fake, path, api_service="New API", name="a", state="absent")
    predicted_too_early = run(fake, path, check_mode=True, api_service="New API", name="a")
    assert predicted_too_early.plan.changed
    linked = {"type": "PINGONE_SSO", "resource": {"id": R1}}
    fake.add("apiServers", name="New API", authorizationServer=linked)
    fake.add("resources", R1, "scopes", name="a")
    inventory = Inventory(fake, True, Session(path))
    assert not converge_all(inventory, scope.TASK, options_of(scope.TASK, api_service="New API", name="a")).plan.changed
    assert inventory.unresolved == []
