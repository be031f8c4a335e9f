# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a deployment is due, how it is followed, and what is said when it fails."""

from __future__ import annotations

from itertools import product

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    DeploymentProblem,
    InvalidInput,
    OutcomeUnknown,
)
from ansible_collections.pingone.authorize.plugins.module_utils._base.time import format_timestamp
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge as converge_all
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.deploy import AT_ONCE, TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    before_of,
    converge,
    identifier,
    options_of,
    task_failing,
)

R1 = identifier("resource 1")
DEPLOYED_AT, LATER, EARLIER = "2026-03-02T09:15:44.102Z", "2026-03-02T09:15:45.000Z", "2026-03-01T00:00:00.000Z"
MEDIA_TYPE = "application/vnd.pingidentity.apiserver.deploy+json"

NEVER = {"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}
DONE = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": DEPLOYED_AT, "decisionEndpoint": {"id": "d-1"}}
DONE_AGAIN = {**DONE, "deployedAt": LATER, "authorizationVersion": {"id": "v-2"}}
FAILED = {
    "status": {"code": "DEPLOYMENT_FAILED", "error": {"id": "e-1", "code": "POLICY_ERROR", "message": "bad policy"}},
    "deployedAt": DEPLOYED_AT,
}
BUSY = {"status": {"code": "DECISION_ENDPOINT_UPDATE_IN_PROGRESS"}, "deployedAt": DEPLOYED_AT}


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders resource", type="CUSTOM", id=R1, updatedAt=EARLIER)
    client.add("resources", R1, "scopes", name="orders-read", updatedAt=EARLIER)
    client.add("resources", name="Other", type="CUSTOM", updatedAt=LATER)
    client.add("apiServers", name="Orders API", authorizationServer={"type": "PINGONE_SSO", "resource": {"id": R1}})
    client.add("apiServers", name="Partner API", authorizationServer={"type": "EXTERNAL"})
    client.posted = [DONE_AGAIN]
    return client


def deploy(fake, *deployments, check_mode=False, **given):
    fake.deployments = list(deployments)
    return converge(TASK, fake, check_mode=check_mode, **{"api_service": "Orders API", **given})


def path(fake):
    return f"apiServers/{fake.lists[('apiServers',)][0]['id']}/deployment"


# whether one is due


def test_the_first_deployment(fake):
    outcome = deploy(fake, NEVER)
    assert fake.writes == [("POST", path(fake))]
    assert fake.media_types == [MEDIA_TYPE]
    assert outcome.results["deployment"]["reason"] == "never deployed"
    assert outcome.results["deployment"] == {
        "api_service": {"id": fake.lists[("apiServers",)][0]["id"], "name": "Orders API"},
        "status": "DEPLOYMENT_SUCCESSFUL",
        "deployed_at": LATER,
        "decision_endpoint_id": "d-1",
        "authorization_version_id": "v-2",
        "reason": "never deployed",
        "evidence": "status",
        "as_of": format_timestamp(fake.now),
        "activity": None,
    }
    assert list(outcome.results) == ["deployment"]
    assert outcome.plan.changed


STATUS = {"never": NEVER, "failed": FAILED, "done": DONE}


@pytest.mark.parametrize(
    ("now", "redeploy", "changes", "updated"),
    list(product(STATUS, ["auto", "always"], [None, False, True], [None, "resource", "scope"])),
)
def test_truth_table(fake, now, redeploy, changes, updated):
    if updated == "resource":
        fake.lists[("resources",)][0]["updatedAt"] = LATER
    if updated == "scope":
        fake.lists[("resources", R1, "scopes")][0]["updatedAt"] = LATER
    if redeploy == "always":
        reason = "redeploy is always"
    elif now == "never":
        reason = "never deployed"
    elif now == "failed":
        reason = "the last deployment failed"
    elif changes:
        reason = "the configuration was changed"
    elif updated == "resource":
        reason = 'the resource "Orders resource" was updated after the last deployment'
    elif updated == "scope":
        reason = 'the scope "orders-read" was updated after the last deployment'
    else:
        reason = "up to date"
    due = reason != "up to date"

    predicted = deploy(fake, STATUS[now], check_mode=True, redeploy=redeploy, changes=changes)
    assert fake.writes == []
    outcome = deploy(fake, STATUS[now], redeploy=redeploy, changes=changes)
    assert predicted.plan.changed == outcome.plan.changed == due == bool(fake.writes)
    assert predicted.results["deployment"]["reason"] == outcome.results["deployment"]["reason"] == reason
    assert (predicted.plan.before, predicted.plan.after) == (outcome.plan.before, outcome.plan.after)
    assert outcome.plan.before["deployment_due"] is due
    assert outcome.plan.after["deployment_due"] is False
    assert (outcome.plan.before == outcome.plan.after) is not due


def test_up_to_date(fake):
    outcome = deploy(fake, DONE)
    assert fake.writes == []
    assert outcome.results["deployment"]["status"] == "DEPLOYMENT_SUCCESSFUL"
    assert outcome.results["deployment"]["deployed_at"] == DEPLOYED_AT
    assert (
        outcome.plan.before
        == outcome.plan.after
        == {
            "api_service": "Orders API",
            "status": "DEPLOYMENT_SUCCESSFUL",
            "deployment_due": False,
        }
    )


def test_an_external_service_has_no_resource_to_look_at(fake):
    outcome = deploy(fake, DONE, api_service="Partner API")
    assert not outcome.plan.changed
    assert ("resources",) not in fake.reads
    deploy(fake, NEVER, api_service="Partner API")
    assert len(fake.writes) == 1


def test_check_mode_says_how_it_would_be(fake):
    outcome = deploy(fake, NEVER, check_mode=True)
    assert fake.writes == []
    assert outcome.results["deployment"]["status"] == "DEPLOYMENT_SUCCESSFUL"
    assert outcome.results["deployment"]["deployed_at"] is None
    assert outcome.plan.before["status"] == "DEPLOYMENT_UNINITIALIZED"
    assert outcome.plan.after["status"] == "DEPLOYMENT_SUCCESSFUL"


# what the audit log says

PERIOD = 'recordedat gt "2026-03-02T09:00:00.000Z" and recordedat lt "2026-03-03T10:00:00.000Z"'
FORBIDDEN = ApiError("read the audit log", 403, {"code": "ACCESS_FAILED", "message": "no"}, next_step="Give it a role.")


def change(fake, name="Orders API"):
    about = next(item["id"] for item in fake.lists["apiServers",] if item["name"] == name)
    fake.add("activities", recordedAt=LATER, action={"type": "API_SERVER.UPDATED"}, resources=[{"id": about}])


def refuse_the_log(fake):
    fake.failures["activities", PERIOD] = FORBIDDEN


def test_a_change_that_the_log_tells_of(fake):
    change(fake)
    outcome = deploy(fake, DONE)
    assert fake.writes == [("POST", path(fake))]
    found = outcome.results["deployment"]
    assert found["evidence"] == "audit"
    assert found["as_of"] == format_timestamp(fake.now)
    assert found["activity"] == {"type": "API_SERVER.UPDATED", "recorded_at": LATER, "by": None}
    assert found["reason"].endswith(f"API_SERVER.UPDATED at {LATER}")


@pytest.mark.parametrize(("lag", "as_of"), [(0, "10:00:00.000Z"), (60, "09:59:00.000Z"), (3600, "09:00:00.000Z")])
def test_as_of_when_nothing_is_due(fake, lag, as_of):
    outcome = deploy(fake, DONE, audit_lag=lag)
    assert (outcome.results["deployment"]["evidence"], outcome.results["deployment"]["as_of"]) == (
        "audit",
        f"2026-03-02T{as_of}",
    )
    assert outcome.results["deployment"]["activity"] is None


def test_what_is_asked_for_needs_no_evidence(fake):
    outcome = deploy(fake, DONE, redeploy="always")
    assert (outcome.results["deployment"]["evidence"], outcome.results["deployment"]["as_of"]) == ("redeploy", None)
    assert ("activities", PERIOD) not in fake.reads


def test_a_lag_is_not_negative(fake):
    with pytest.raises(InvalidInput) as caught:
        deploy(fake, DONE, audit_lag=-1, wait_timeout=0)
    assert [problem.option for problem in caught.value.problems] == ["audit_lag", "wait_timeout"]


def played(fake, check_mode=False, **given):
    """What came of a task, and what was warned of."""
    inventory = Inventory(fake, check_mode)
    fake.read_only = check_mode
    return converge_all(inventory, TASK, options_of(TASK, **given)), inventory.warnings


REFUSED = "Could not read the audit log: no. [HTTP 403, ACCESS_FAILED] Give it a role."


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("wanted", "due"), [({}, False), ({"on_unknown": "keep"}, False), ({"on_unknown": "deploy"}, True)]
)
def test_what_nobody_can_tell(fake, check_mode, wanted, due):
    refuse_the_log(fake)
    fake.deployments = [DONE]
    outcome, warnings = played(fake, check_mode, api_service="Orders API", **wanted)
    assert outcome.plan.changed is due
    assert bool(fake.writes) is (due and not check_mode)
    assert (outcome.results["deployment"]["evidence"], outcome.results["deployment"]["as_of"]) == (
        "audit_forbidden",
        None,
    )
    assert outcome.results["deployment"]["reason"] == REFUSED
    assert outcome.plan.before["deployment_due"] is due
    said = (
        f'It is unknown whether a deployment is needed for "Orders API": {REFUSED} Nothing was deployed because of this'
        " (on_unknown: keep). Set redeploy: always to deploy in any case, or on_unknown to deploy or fail."
    )
    assert warnings == ([] if due else [said])


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_nobody_can_tell_may_fail(fake, check_mode):
    refuse_the_log(fake)
    with pytest.raises(InvalidInput) as caught:
        deploy(fake, DONE, check_mode=check_mode, on_unknown="fail")
    (problem,) = caught.value.problems
    assert problem.option == "on_unknown"
    assert (
        f'it is unknown whether "Orders API" needs a deployment: {REFUSED} Deploy with redeploy: always'
        in problem.message
    )
    assert fake.writes == []


@pytest.mark.parametrize("given", [{"changes": True}, {"redeploy": "always"}])
def test_what_is_known_takes_no_log(fake, given):
    refuse_the_log(fake)
    fake.deployments = [DONE]
    outcome, warnings = played(fake, api_service="Orders API", on_unknown="fail", **given)
    assert outcome.plan.changed
    assert warnings == []
    assert ("activities", PERIOD) not in fake.reads


def test_an_old_deployment(fake):
    fake.deployments = [{**DONE, "deployedAt": "2026-02-01T10:00:00.000Z"}]
    outcome, warnings = played(fake, api_service="Partner API")
    assert outcome.results["deployment"]["evidence"] == "audit_too_short"
    assert len(warnings) == 1
    assert "the last deployment is 29 days old, and the audit log can be read for 14 days. Nothing" in warnings[0]


# services that are not there


def test_a_service_that_does_not_exist(fake):
    with pytest.raises(InvalidInput) as caught:
        deploy(fake, NEVER, api_service="Nothing")
    assert caught.value.problems[0].option == "api_service"


@pytest.mark.parametrize("wanted", [identifier("unknown"), "", "orders api"])
def test_a_service_that_no_task_would_create(fake, wanted):
    with pytest.raises(InvalidInput):
        deploy(fake, NEVER, check_mode=True, api_service=wanted)


def test_a_service_that_an_earlier_task_would_create(fake):
    inventory = Inventory(fake, check_mode=True)
    outcome = converge_all(inventory, TASK, options_of(TASK, api_service="New API"))
    assert inventory.unresolved == ["API service New API"]
    assert outcome.plan.changed
    assert outcome.results["deployment"]["reason"] == "never deployed"
    assert outcome.results["deployment"]["api_service"] == {"id": None, "name": "New API"}


# following it


def test_a_deployment_is_followed_at_growing_intervals(fake):
    fake.posted = [BUSY]
    outcome = deploy(fake, NEVER, *[BUSY] * 12, DONE_AGAIN)
    assert outcome.results["deployment"]["deployed_at"] == LATER
    assert fake.time.sleeps == sorted(fake.time.sleeps)
    assert fake.time.sleeps[0] <= 1
    assert max(fake.time.sleeps) == 10
    assert len(fake.time.sleeps) == 13


def test_a_deployment_need_not_be_waited_for(fake):
    fake.posted = [BUSY]
    outcome = deploy(fake, NEVER, wait=False)
    assert outcome.results["deployment"]["status"] == "DECISION_ENDPOINT_UPDATE_IN_PROGRESS"
    assert fake.time.sleeps == []
    assert len(fake.reads) == 2


@pytest.mark.parametrize("timeout", [1, 2, 5, 30, 300])
def test_waiting_ends_at_the_timeout(fake, timeout):
    fake.posted = [BUSY]
    with task_failing(DeploymentProblem) as caught:
        deploy(fake, NEVER, BUSY, wait_timeout=timeout)
    text = str(caught.value)
    assert f"after {timeout} s (wait_timeout is {timeout} s)" in text
    assert "DECISION_ENDPOINT_UPDATE_IN_PROGRESS" in text
    assert '"Orders API"' in text
    assert sum(fake.time.sleeps) == pytest.approx(timeout)
    assert caught.value.as_data()["elapsed"] == pytest.approx(timeout)
    assert caught.value.as_data()["status"] == "DECISION_ENDPOINT_UPDATE_IN_PROGRESS"
    assert caught.value.changed


def test_an_end_just_before_the_timeout_counts(fake):
    fake.posted = [BUSY]

    def late(*path, topic, doing):
        if fake.time.now == 1000:
            return NEVER
        return DONE_AGAIN if fake.time.now >= 1299 else BUSY

    fake.get = late
    outcome = converge(TASK, fake, api_service="Orders API", wait_timeout=300)
    assert outcome.results["deployment"]["status"] == "DEPLOYMENT_SUCCESSFUL"


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_timeout_is_positive(fake, timeout):
    with pytest.raises(InvalidInput) as caught:
        deploy(fake, NEVER, wait_timeout=timeout)
    assert caught.value.problems[0].option == "wait_timeout"


# failing


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("wait", [False, True])
def test_a_failed_deployment(fake, asynchronous, wait):
    fake.posted = [BUSY if asynchronous else FAILED]
    if asynchronous and not wait:
        assert deploy(fake, NEVER, FAILED, wait=wait).plan.changed
        return
    with task_failing(DeploymentProblem) as caught:
        deploy(fake, NEVER, FAILED, wait=wait)
    text = str(caught.value)
    for part in ('"Orders API"', "bad policy", "DEPLOYMENT_FAILED", "POLICY_ERROR", "e-1", DEPLOYED_AT):
        assert part in text
    data = caught.value.as_data()
    assert data["kind"] == "deployment"
    assert (data["status"], data["code"], data["error_id"]) == ("DEPLOYMENT_FAILED", "POLICY_ERROR", "e-1")
    assert caught.value.changed


def test_a_failure_without_a_reason(fake):
    fake.posted = [{"status": {"code": "DEPLOYMENT_FAILED"}}]
    with task_failing(DeploymentProblem) as caught:
        deploy(fake, NEVER)
    assert "no reason given" in str(caught.value)
    assert "nothing is enforced yet" in str(caught.value)


def test_a_refused_deployment_has_written_nothing(fake):
    fake.posted = [ApiError("deploy", 403, {"message": "no"})]
    with task_failing(ApiError) as caught:
        deploy(fake, NEVER)
    assert not caught.value.changed


def test_trouble_while_following_it(fake):
    fake.posted = [BUSY]

    def get(*path, topic, doing):
        if not fake.writes:
            return NEVER
        raise ApiError("read", 500, {})

    fake.get = get
    with task_failing(ApiError) as caught:
        converge(TASK, fake, api_service="Orders API")
    assert caught.value.changed


# one that is in progress already


@pytest.mark.parametrize(
    ("given", "reason"), [({"changes": True}, "configuration was changed"), ({"redeploy": "always"}, "always")]
)
def test_one_in_progress_is_waited_for_and_another_one_started(fake, given, reason):
    outcome = deploy(fake, BUSY, BUSY, DONE, **given)
    assert len(fake.writes) == 1
    assert len(fake.time.sleeps) == 2
    assert reason in outcome.results["deployment"]["reason"]
    assert outcome.results["deployment"]["deployed_at"] == LATER


@pytest.mark.parametrize("given", [{"changes": True}, {"redeploy": "always"}])
def test_one_in_progress_is_waited_for_even_without_wait(fake, given):
    fake.posted = [BUSY]
    outcome = deploy(fake, BUSY, DONE, wait=False, **given)
    assert len(fake.writes) == 1
    assert len(fake.time.sleeps) == 1
    assert outcome.results["deployment"]["status"] == "DECISION_ENDPOINT_UPDATE_IN_PROGRESS"


def test_one_in_progress_is_enough_otherwise(fake):
    outcome = deploy(fake, BUSY, BUSY, DONE)
    assert fake.writes == []
    assert len(fake.time.sleeps) == 2
    assert outcome.results["deployment"]["status"] == "DEPLOYMENT_SUCCESSFUL"
    assert not outcome.plan.changed


def test_one_in_progress_without_wait(fake):
    outcome = deploy(fake, BUSY, wait=False)
    assert fake.writes == []
    assert fake.time.sleeps == []
    assert outcome.results["deployment"]["status"] == "DECISION_ENDPOINT_UPDATE_IN_PROGRESS"
    assert not outcome.plan.changed


def test_one_in_progress_that_fails_is_tried_again(fake):
    outcome = deploy(fake, BUSY, FAILED)
    assert len(fake.writes) == 1
    assert outcome.results["deployment"]["reason"] == "the last deployment failed"


def test_what_has_changed_during_the_wait_is_deployed(fake):
    """The decision rests on what is there after the wait, and not on what was read before."""
    before = fake.get

    def get(*path, **more):
        if len(fake.time.sleeps) == 2:
            fake.lists[("resources", R1, "scopes")][0]["updatedAt"] = LATER
        return before(*path, **more)

    fake.get = get
    outcome = deploy(fake, BUSY, BUSY, DONE, DONE_AGAIN)
    assert len(fake.writes) == 1
    assert outcome.plan.changed
    assert outcome.results["deployment"]["evidence"] == "timestamps"
    assert outcome.plan.before == {
        "api_service": "Orders API",
        "status": "DEPLOYMENT_SUCCESSFUL",
        "deployment_due": True,
    }
    assert outcome.plan.after["deployment_due"] is False
    assert outcome.results["deployment"]["deployed_at"] == LATER


@pytest.mark.parametrize(("on_unknown", "writes", "warned"), [("keep", 0, 1), ("deploy", 1, 0)])
def test_what_nobody_can_tell_after_the_wait(fake, on_unknown, writes, warned):
    refuse_the_log(fake)
    fake.deployments = [BUSY, DONE]
    outcome, warnings = played(fake, api_service="Orders API", on_unknown=on_unknown)
    assert len(fake.writes) == writes
    assert len(warnings) == warned
    assert outcome.plan.changed is bool(writes)
    assert outcome.results["deployment"]["evidence"] == "audit_forbidden"


def test_what_nobody_can_tell_after_the_wait_may_fail(fake):
    refuse_the_log(fake)
    with task_failing(DeploymentProblem) as caught:
        deploy(fake, BUSY, DONE, on_unknown="fail")
    assert str(caught.value).startswith(
        'on_unknown: is fail, and it is unknown whether "Orders API" needs a deployment'
    )
    assert "Deploy with redeploy: always, or set on_unknown to deploy or keep." in str(caught.value)
    assert caught.value.as_data() == {"kind": "deployment", "status": "DEPLOYMENT_SUCCESSFUL"}
    assert (fake.writes, caught.value.changed, len(fake.time.sleeps)) == ([], False, 1)


def test_one_in_progress_that_does_not_end(fake):
    with task_failing(DeploymentProblem) as caught:
        deploy(fake, BUSY, changes=True, wait_timeout=20)
    assert fake.writes == []
    assert not caught.value.changed


def test_check_mode_follows_one_in_progress_too(fake):
    predicted = deploy(fake, BUSY, DONE, check_mode=True, changes=True)
    assert fake.writes == []
    assert predicted.plan.changed
    outcome = deploy(fake, BUSY, DONE, changes=True)
    assert (predicted.plan.before, predicted.plan.after) == (outcome.plan.before, outcome.plan.after)


# asking with an unknown outcome


@pytest.mark.parametrize("seen", [BUSY, DONE_AGAIN])
def test_an_unknown_outcome_that_had_worked(fake, seen):
    fake.posted = [OutcomeUnknown("lost")]
    deploy(fake, DONE, seen, DONE_AGAIN, changes=True)
    assert len(fake.writes) == 1


def test_an_unknown_outcome_that_had_not_worked(fake):
    fake.posted = [OutcomeUnknown("lost"), DONE_AGAIN]
    outcome = deploy(fake, DONE, DONE, changes=True)
    assert len(fake.writes) == 2
    assert fake.media_types == [MEDIA_TYPE] * 2
    assert outcome.results["deployment"]["deployed_at"] == LATER


def test_a_second_unknown_outcome(fake):
    fake.posted = [OutcomeUnknown("lost"), OutcomeUnknown("lost again")]
    with task_failing(OutcomeUnknown, match="lost again"):
        deploy(fake, NEVER, NEVER)
    assert len(fake.writes) == 2


@pytest.mark.parametrize(("changes", "said"), [(True, True), (False, False), (None, False)])
def test_a_lost_deployment_of_saved_changes_is_said(fake, changes, said):
    def refuse(*path, **details):
        raise ApiError("list API services", 503, {})

    fake.list = refuse
    with pytest.raises(TaskFailed if said else ApiError) as caught:
        deploy(fake, DONE, changes=changes)
    assert ("redeploy: always" in str(caught.value)) is said


def test_scopes_of_a_resource_that_is_gone_are_not_asked_for(fake):
    fake.lists[("resources",)] = []
    assert deploy(fake, DONE).results["deployment"]["reason"] == "up to date"
    assert ("resources", R1, "scopes") not in fake.reads


# several services

SERVICES = ("Orders API", "Partner API", "Books API")


@pytest.fixture
def many(fake):
    """Three services that are up to date, unless a test gives them other deployments."""
    fake.add("apiServers", name="Books API", authorizationServer={"type": "EXTERNAL"})
    fake.states = dict.fromkeys(SERVICES, DONE)
    fake.names = {item["id"]: item["name"] for item in fake.lists["apiServers",]}

    def get(*path, topic, doing):
        fake.reads.append(path)
        found = fake.states[fake.names[path[1]]]
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    fake.get = get
    fake.posted = []
    return fake


def paths(fake, *names):
    ids = {item["name"]: item["id"] for item in fake.lists["apiServers",]}
    return [("POST", f"apiServers/{ids[name]}/deployment") for name in names]


def items(**changes):
    return [{"api_service": name, "changes": changes.get(name.split()[0])} for name in SERVICES]


def test_several_services(many):
    many.states["Orders API"] = NEVER
    many.states["Books API"] = FAILED
    many.posted = [DONE_AGAIN, DONE_AGAIN]
    expected = converge(TASK, many, check_mode=True, deployments=items())
    outcome = converge(TASK, many, deployments=items())
    assert many.writes == paths(many, "Orders API", "Books API")
    titles = ['deployment of API service "Orders API"', 'deployment of API service "Books API"']
    assert [hunk.as_diff() for hunk in expected.diff] == [hunk.as_diff() for hunk in outcome.diff]
    assert list(before_of(outcome)) == list(after_of(outcome)) == titles
    assert all(document["deployment_due"] for document in before_of(outcome).values())
    assert [found["reason"] for found in outcome.results["deployments"]] == [
        "never deployed",
        "up to date",
        "the last deployment failed",
    ]
    assert [found["deployed_at"] for found in outcome.results["deployments"]] == [LATER, DEPLOYED_AT, LATER]
    assert list(outcome.results) == ["deployments"]


def test_only_those_that_changed(many):
    many.posted = [DONE_AGAIN]
    outcome = converge(TASK, many, deployments=items(Partner=True))
    assert many.writes == paths(many, "Partner API")
    assert [found["reason"] for found in outcome.results["deployments"]] == [
        "up to date",
        "the configuration was changed",
        "up to date",
    ]


def test_options_beside_the_list(many):
    many.posted = [DONE_AGAIN] * 2
    given = [{"api_service": "Orders API", "redeploy": "auto"}, *items()[1:]]
    converge(TASK, many, redeploy="always", deployments=given)
    assert many.writes == paths(many, "Partner API", "Books API")
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, many, changes=True, deployments=given)
    assert [problem.option for problem in caught.value.problems] == ["changes"]


def test_everything_wrong_with_the_list(many):
    given = [{"api_service": "Nothing"}, {"wait": True}, {"api_service": "orders api"}]
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, many, deployments=given)
    assert [problem.option for problem in caught.value.problems] == ["deployments[1].api_service"]
    given = [{"api_service": "Nothing"}, {"api_service": "Orders API"}, given[2]]
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, many, deployments=given)
    assert [problem.option for problem in caught.value.problems] == [
        "deployments[0].api_service",
        "deployments[2].api_service",
    ]
    assert many.writes == []


def test_the_same_service_twice(many):
    identity = many.lists["apiServers",][0]["id"]
    with pytest.raises(InvalidInput) as caught:
        converge(TASK, many, deployments=[{"api_service": "Orders API"}, {"api_service": identity}])
    assert [problem.option for problem in caught.value.problems] == ["deployments[1]"]


def test_several_services_are_waited_for_at_the_same_time(many):
    slow = [*[BUSY] * 4, DONE_AGAIN]
    many.states = {name: [NEVER, *slow] for name in SERVICES}
    many.posted = [BUSY] * 3
    outcome = converge(TASK, many, wait_timeout=10, deployments=items())
    waited = [0.5, 0.75, 1.125, 1.6875, 2.53125]
    assert many.time.sleeps == waited
    assert [found["deployed_at"] for found in outcome.results["deployments"]] == [LATER] * 3


def test_no_more_than_some_are_in_progress_at_the_same_time(many):
    names = [f"API {number}" for number in range(AT_ONCE + 2)]
    for name in names:
        service = many.add("apiServers", name=name, authorizationServer={"type": "EXTERNAL"})
        many.names[service["id"]] = name
        many.states[name] = [NEVER, BUSY, DONE_AGAIN]
    many.posted = [BUSY] * len(names)
    converge(TASK, many, deployments=[{"api_service": name} for name in names])
    assert many.writes == paths(many, *names)
    assert many.time.sleeps == [0.5, 0.75] * 2
    # Two times AT_ONCE: the first ones have asked twice when the others begin.
    assert many.time.now == 1000 + 2 * 1.25


def test_each_service_has_its_own_time(many):
    """One whose turn comes late has as much time as the others."""
    names = [f"API {number}" for number in range(AT_ONCE + 1)]
    for name in names:
        service = many.add("apiServers", name=name, authorizationServer={"type": "EXTERNAL"})
        many.names[service["id"]] = name
        many.states[name] = [NEVER, *[BUSY] * 4, DONE_AGAIN]
    many.posted = [BUSY] * len(names)
    converge(TASK, many, wait_timeout=10, deployments=[{"api_service": name} for name in names])
    waited = [0.5, 0.75, 1.125, 1.6875, 2.53125]
    assert many.time.sleeps == waited * 2
    assert sum(waited) < 10 < sum(waited) * 2


def test_the_time_for_one_in_progress_counts_for_its_service(many):
    many.states["Orders API"] = [BUSY, *[BUSY] * 3, DONE, BUSY]
    many.posted = [BUSY]
    with task_failing(DeploymentProblem) as caught:
        converge(TASK, many, wait_timeout=10, api_service="Orders API", redeploy="always")
    assert "has not ended after 10 s" in str(caught.value)
    assert sum(many.time.sleeps) == 10


def test_those_in_progress_are_waited_for_at_the_same_time(many):
    many.states = {name: [*[BUSY] * 4, DONE] for name in SERVICES}
    outcome = converge(TASK, many, wait_timeout=10, deployments=items())
    assert many.time.sleeps == [0.5, 0.75, 1.125, 1.6875]
    assert many.writes == []
    assert not outcome.plan.changed
    assert [found["status"] for found in outcome.results["deployments"]] == ["DEPLOYMENT_SUCCESSFUL"] * 3


@pytest.mark.parametrize("wait", [True, False])
def test_planning_reads_each_deployment_once_and_does_not_wait(many, wait):
    many.states = {name: [BUSY] for name in SERVICES}
    outcome = converge(TASK, many, check_mode=True, wait=wait, deployments=items())
    assert many.time.sleeps == []
    assert len([path for path in many.reads if path[-1] == "deployment"]) == len(SERVICES)
    assert outcome.plan.before == outcome.plan.after
    assert not outcome.plan.changed
    assert {found["status"] for found in outcome.results["deployments"]} == {BUSY["status"]["code"]}
    assert {found["reason"] for found in outcome.results["deployments"]} == {"a deployment is in progress"}


def test_those_that_do_not_end_do_not_keep_the_others_from_being_deployed(many):
    many.states = {"Orders API": [BUSY], "Partner API": [BUSY, FAILED], "Books API": [NEVER]}
    many.posted = [DONE_AGAIN, DONE_AGAIN]
    with task_failing(DeploymentProblem) as caught:
        converge(TASK, many, wait_timeout=10, deployments=items())
    assert "has not ended after 10 s" in str(caught.value)
    assert sorted(many.writes) == sorted(paths(many, "Partner API", "Books API"))
    assert sorted(caught.value.done) == ['deploy API service "Books API"', 'deploy API service "Partner API"']


def test_one_that_fails_does_not_keep_the_others_from_being_deployed(many):
    many.states["Partner API"] = NEVER
    many.posted = [{**FAILED}, DONE_AGAIN, DONE_AGAIN]
    with task_failing(DeploymentProblem) as caught:
        converge(TASK, many, deployments=items(Orders=True, Books=True))
    error = caught.value
    assert many.writes == paths(many, "Orders API", "Partner API", "Books API")
    assert "in force yet. The next run" not in str(error)
    assert error.changed
    assert error.done == ['deploy API service "Partner API"', 'deploy API service "Books API"']
    assert error.not_done == ['deploy API service "Orders API"']


def test_a_failed_deployment_without_changes_is_found_by_the_next_run(many):
    many.states["Partner API"] = NEVER
    many.posted = [{**FAILED}, DONE_AGAIN]
    with task_failing(DeploymentProblem) as caught:
        converge(TASK, many, deployments=items(Books=True))
    assert "not in force" not in str(caught.value)
    assert caught.value.done == ['deploy API service "Books API"']


def test_one_warning_for_all_that_nobody_can_tell_of(many):
    refuse_the_log(many)
    many.states["Books API"] = {**DONE, "deployedAt": "2026-02-01T10:00:00.000Z"}
    outcome, warnings = played(many, deployments=items())
    assert not outcome.plan.changed
    assert len(warnings) == 1
    assert f'needed for "Orders API", "Partner API", "Books API": {REFUSED} Nothing' in warnings[0]
    assert [read[0] for read in many.reads].count("activities") == 1


def test_one_warning_with_a_reason_for_each(many):
    many.states["Books API"] = {**DONE, "deployedAt": "2026-02-01T10:00:00.000Z"}
    many.states["Partner API"] = {**DONE, "deployedAt": "2026-02-02T10:00:00.000Z"}
    _outcome, warnings = played(many, deployments=items())
    assert len(warnings) == 1
    assert '"Partner API": the last deployment is 28 days old' in warnings[0]
    assert '. "Books API": the last deployment is 29 days old' in warnings[0]
    assert "Orders API" not in warnings[0]


def test_what_is_not_known_of_one_keeps_nobody_else_from_being_deployed(many):
    refuse_the_log(many)
    many.posted = [DONE_AGAIN]
    outcome, warnings = played(many, deployments=items(Partner=True))
    assert many.writes == paths(many, "Partner API")
    assert [found["evidence"] for found in outcome.results["deployments"]] == [
        "audit_forbidden",
        "changes",
        "audit_forbidden",
    ]
    assert '"Orders API", "Books API"' in warnings[0]


def test_one_that_must_be_known_fails_before_anything_is_deployed(many):
    refuse_the_log(many)
    given = [*items(Orders=True)[:2], {"api_service": "Books API", "on_unknown": "fail"}]
    with task_failing(InvalidInput) as caught:
        played(many, deployments=given)
    assert [problem.option for problem in caught.value.cause.problems] == ["deployments[2].on_unknown"]
    assert many.writes == []


def test_several_that_fail_are_told_together(many):
    many.states = {name: [NEVER, FAILED] for name in SERVICES}
    many.posted = [BUSY, DONE_AGAIN, BUSY]
    with task_failing(DeploymentProblem) as caught:
        converge(TASK, many, deployments=items())
    text, data = str(caught.value), caught.value.as_data()
    assert text.startswith('2 of 3 failed: (1) API service "Orders API" could not be deployed')
    assert '(2) API service "Books API" could not be deployed' in text
    assert [failure["kind"] for failure in data["failures"]] == ["deployment", "deployment"]
    assert ["Orders API" in failure["message"] for failure in data["failures"]] == [True, False]
    assert data["done"] == ['deploy API service "Partner API"']


def test_a_failure_in_the_middle(many):
    many.posted = [DONE_AGAIN, ApiError("deploy", 403, {"code": "ACCESS_FAILED"})]
    with task_failing(ApiError) as caught:
        converge(TASK, many, redeploy="always", deployments=items())
    assert caught.value.done == ['deploy API service "Orders API"']
    assert caught.value.not_done == ['deploy API service "Partner API"', 'deploy API service "Books API"']


@pytest.mark.parametrize(("changes", "said"), [(True, True), (False, False)])
def test_one_in_progress_that_does_not_end_keeps_changes_from_being_in_force(fake, changes, said):
    with task_failing(DeploymentProblem) as caught:
        deploy(fake, BUSY, changes=changes, redeploy="always", wait_timeout=5)
    assert ("may not be enforced yet" in str(caught.value)) is said
    assert fake.writes == []
