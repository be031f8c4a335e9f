# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the task for gateway credentials decides, except for the file of a credential."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    ConnectionFailure,
    CredentialLost,
    NeverConnected,
    OutcomeUnknown,
    UnexpectedResponse,
)
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.gateway_credential import TASK, draft
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.gateway_credentials import (
    CREDENTIAL,
    GATEWAY,
    ISSUED_AT,
    OMITTED,
    SERVICE_URL,
    YESTERDAY,
    credential_jwt,
    gateway_with,
    returned,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import (
    only_problem,
    problems,
    unchanged,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    before_of,
    converge,
    identifier,
    options_of,
    predicted,
    task_failing,
)

ONE, TWO, THREE = identifier("1"), identifier("2"), identifier("3")
PLACE = ("gateways", GATEWAY, "credentials")
POST = ("POST", "/".join(PLACE), {})
HALF_AN_HOUR_AGO = "2026-03-02T09:30:00.000Z"


@pytest.fixture
def fake():
    return FakeClient()


def used(fake, identity, time):
    next(one for one in fake.lists[PLACE] if one["id"] == identity)["lastUsedAt"] = time


def ids(entries):
    return [entry["id"] for entry in entries]


@pytest.mark.parametrize("key", ["credential", "token"])
def test_the_first_credential_is_created_and_returned(fake, key):
    gateway_with(fake)
    fake.posted = [returned(key=key)]
    results = predicted(TASK, fake, gateway="Shop").results
    assert fake.writes == [POST]
    entry = {"id": CREDENTIAL, "created_at": "2026-03-02T09:15:44.102Z", "last_used_at": None}
    assert results == {
        "credential": credential_jwt(),
        "credential_id": CREDENTIAL,
        "service_url": SERVICE_URL,
        "gateway_id": GATEWAY,
        "issued_at": ISSUED_AT,
        "credentials": [entry],
        "kept": [],
    }
    # A registered secret is masked in the result of the module itself.
    assert fake.secrets == []


def test_a_credential_that_exists_is_sufficient_and_is_not_returned(fake):
    gateway_with(fake, ONE)
    results = unchanged(TASK, fake, gateway=GATEWAY.upper()).results
    assert (results["credential"], results["credential_id"], results["service_url"]) == (None, None, None)
    assert results["gateway_id"] == GATEWAY
    assert results["credentials"] == [{"id": ONE, "created_at": YESTERDAY, "last_used_at": None}]


def test_a_rotation_creates_another_one(fake):
    gateway_with(fake, ONE)
    fake.posted = [returned()]
    results = predicted(TASK, fake, gateway="Shop", rotate=True).results
    assert fake.writes == [POST]
    assert ids(results["credentials"]) == [ONE, CREDENTIAL]


def test_in_check_mode_nothing_is_created(fake):
    gateway_with(fake, ONE)
    outcome = converge(TASK, fake, check_mode=True, gateway="Shop", rotate=True)
    assert outcome.plan.changed
    assert (outcome.results["credential"], outcome.results["credential_id"]) == (None, None)
    assert ids(outcome.results["credentials"]) == [ONE, None]


def test_in_check_mode_an_earlier_task_may_create_the_gateway(fake):
    inventory = Inventory(fake, True)
    results = draft(inventory, options_of(TASK, gateway="New")).result()
    assert inventory.unresolved == ["gateway New"]
    assert (results["gateway_id"], ids(results["credentials"])) == (None, [None])
    assert "there is no gateway" in only_problem(TASK, fake, gateway="New")[1]


def test_a_gateway_of_another_type_is_rejected(fake):
    gateway_with(fake, ONE, type="LDAP")
    for given in ({}, {"state": "absent", "id": ONE, "unused_for": 0}):
        option, message = only_problem(TASK, fake, gateway="Shop", **given)
        assert option == "gateway"
        assert '"Shop" is a gateway of type LDAP.' in message


def test_at_most_five_credentials(fake):
    numbers = [identifier(str(number)) for number in range(5)]
    gateway_with(fake, *numbers)
    for number, identity in enumerate(numbers):
        used(fake, identity, f"2026-03-02T09:0{5 - number}:00.000Z")
    fake.lists[PLACE][2]["createdAt"] = "2026-02-01T10:00:00.000Z"
    option, message = only_problem(TASK, fake, gateway="Shop", rotate=True)
    assert option == "rotate"
    assert message == (
        'the gateway "Shop" already has 5 credentials, and at most 5 are allowed. The oldest one,'
        f" {numbers[2]}, was last used 57 minutes ago (2026-03-02T09:03:00.000Z). The one that has been unused for the"
        f" longest time, {numbers[4]}, was last used 59 minutes ago (2026-03-02T09:01:00.000Z). Remove one that is not"
        " in use first (state: absent with id)."
    )
    unchanged(TASK, fake, gateway="Shop")


def test_another_client_may_reach_the_limit_first(fake):
    gateway_with(fake, *[identifier(str(number)) for number in range(4)])
    fake.refused[PLACE] = ApiError("create", 400, {"code": "INVALID_DATA", "message": "Too many"})
    seen = fake.list
    fake.list = lambda *path, **more: (
        seen(*path, **more) + ([{"id": ONE, "createdAt": YESTERDAY}] if fake.writes and path == PLACE else [])
    )
    with pytest.raises(TaskFailed, match="already has 5 credentials"):
        converge(TASK, fake, gateway="Shop", rotate=True)
    assert fake.writes == [POST]


@pytest.mark.parametrize(
    ("given", "option", "words"),
    [
        ({"id": ONE}, "id", "can only be used with state: absent"),
        ({"all_but": [ONE]}, "all_but", "can only be used with state: absent"),
        ({"credential_path": "kong/credential"}, "credential_path", "is not an absolute path"),
        ({"state": "absent"}, "id", "To remove credentials, set id, or all_but with those to keep."),
        ({"state": "absent", "all_but": []}, "all_but", "would then remove every credential"),
        ({"state": "absent", "all_but": [ONE], "id": TWO}, "all_but", "cannot be combined with id"),
        ({"state": "absent", "id": "x"}, "id", '"x" is not an ID (a UUID)'),
        ({"state": "absent", "all_but": [ONE, "x"]}, "all_but[1]", '"x" is not the ID of a credential'),
        ({"state": "absent", "id": ONE, "rotate": True}, "rotate", "can only be used with state: present"),
        ({"state": "absent", "id": ONE, "credential_path": "/x"}, "credential_path", "state: present"),
    ],
)
def test_options_that_do_not_fit_together(fake, given, option, words):
    gateway_with(fake, ONE, TWO)
    found, message = only_problem(TASK, fake, gateway="Shop", **given)
    assert found == option
    assert words in message


def test_all_problems_are_reported_at_once(fake):
    found = problems(TASK, fake, state="absent", unused_for=-1)
    assert set(found) == {"gateway", "unused_for", "id"}


def test_a_credential_is_removed_if_it_is_quiet(fake):
    gateway_with(fake, ONE, TWO)
    used(fake, TWO, "2026-03-02T09:00:00.000Z")
    outcome = predicted(TASK, fake, gateway="Shop", state="absent", id=TWO.upper())
    assert fake.writes == [("DELETE", "/".join((*PLACE, TWO)))]
    assert (ids(outcome.results["credentials"]), outcome.results["kept"]) == ([ONE], [])
    assert before_of(outcome) == {
        'credentials of gateway "Shop"': {"credentials": 2},
        f'credential "{TWO}" of gateway "Shop"': {
            "created_at": YESTERDAY,
            "last_used_at": "2026-03-02T09:00:00.000Z",
        },
    }
    unchanged(TASK, fake, gateway="Shop", state="absent", id=TWO)


def test_a_credential_that_is_in_use_is_not_removed(fake):
    gateway_with(fake, ONE, TWO)
    used(fake, TWO, HALF_AN_HOUR_AGO)
    option, message = only_problem(TASK, fake, gateway="Shop", state="absent", id=TWO)
    assert option == "id"
    assert message == (
        f"the credential {TWO} was last used 30 minutes ago ({HALF_AN_HOUR_AGO}), which is less than 3600 seconds"
        " (unused_for). Replace it everywhere first, or set unused_for: 0 to remove it regardless."
    )
    predicted(TASK, fake, gateway="Shop", state="absent", id=TWO, unused_for=0)


def test_a_new_credential_that_was_not_used_yet_is_not_removed(fake):
    gateway_with(fake, ONE)
    fake.add(*PLACE, id=TWO, createdAt="2026-03-02T09:59:59Z")
    message = only_problem(TASK, fake, gateway="Shop", state="absent", id=TWO)[1]
    assert f"the credential {TWO} was never used, and was created 1 second ago" in message


def test_all_but_the_listed_credentials_are_removed_if_they_are_quiet(fake):
    gateway_with(fake, ONE, TWO, THREE, CREDENTIAL)
    used(fake, TWO, HALF_AN_HOUR_AGO)
    used(fake, CREDENTIAL, HALF_AN_HOUR_AGO)
    given = {"gateway": "Shop", "state": "absent", "all_but": [CREDENTIAL.upper()]}
    results = predicted(TASK, fake, **given).results
    assert {write[1].rpartition("/")[2] for write in fake.writes} == {ONE, THREE}
    kept = {"id": TWO, "created_at": YESTERDAY, "last_used_at": HALF_AN_HOUR_AGO}
    assert results["kept"] == [kept]
    assert set(ids(results["credentials"])) == {TWO, CREDENTIAL}
    assert unchanged(TASK, fake, **given).results["kept"] == [kept]
    fake.writes.clear()
    assert predicted(TASK, fake, **given, unused_for=1800).results["kept"] == []


def test_a_wrong_id_does_not_remove_the_credential_that_should_be_kept(fake):
    gateway_with(fake, ONE, TWO)
    option, message = only_problem(TASK, fake, gateway="Shop", state="absent", all_but=[ONE, THREE])
    assert option == "all_but[1]"
    assert message == (
        f'the gateway "Shop" has no credential "{THREE}". Check the ID, so that the one that should be kept is not'
        f" removed, or remove it from the list. It has {', '.join(sorted([ONE, TWO]))}."
    )
    used(fake, TWO, HALF_AN_HOUR_AGO)
    unchanged(TASK, fake, gateway="Shop", state="absent", all_but=[ONE, THREE])


def test_at_least_one_of_the_listed_credentials_must_exist(fake):
    gateway_with(fake, ONE, TWO)
    used(fake, ONE, HALF_AN_HOUR_AGO)
    used(fake, TWO, HALF_AN_HOUR_AGO)
    found = problems(TASK, fake, gateway="Shop", state="absent", all_but=[THREE, CREDENTIAL])
    assert set(found) == {"all_but[0]", "all_but[1]"}


def test_nothing_to_remove(fake):
    gateway_with(fake)
    for given in ({"id": ONE}, {"all_but": [ONE]}):
        assert unchanged(TASK, fake, gateway="Shop", state="absent", **given).results["gateway_id"] == GATEWAY
        assert unchanged(TASK, fake, gateway="Missing", state="absent", **given).results["gateway_id"] is None


@pytest.mark.parametrize(("enabled", "warnings"), [(True, 1), (False, 0)])
def test_the_last_credential_of_an_enabled_gateway_is_removed_with_a_warning(fake, enabled, warnings):
    gateway_with(fake, ONE, enabled=enabled)
    inventory = Inventory(fake, False)
    draft(inventory, options_of(TASK, gateway="Shop", state="absent", id=ONE))
    assert len(inventory.warnings) == warnings
    assert all('"Shop" has no credential left' in text for text in inventory.warnings)


LOST = OutcomeUnknown("Could not create it: the connection was lost.")


def test_a_lost_response_names_the_new_credential_and_is_not_repeated(fake):
    gateway_with(fake, ONE)

    def lose(*path, **more):
        fake.add(*PLACE, id=CREDENTIAL, createdAt="2026-03-02T09:59:59.000Z")
        raise LOST

    fake._post = lambda path, body, media_type: (fake.writes.append(POST), lose())
    with pytest.raises(TaskFailed) as caught:
        converge(TASK, fake, gateway="Shop", rotate=True)
    failure = caught.value
    assert isinstance(failure.cause, CredentialLost)
    assert failure.kind == "outcome_unknown"
    assert failure.changed
    assert fake.writes == [POST]
    assert str(failure) == (
        'Could not create it: the connection was lost. This credential is new in gateway "Shop" since the task has read'
        f" its credentials: {CREDENTIAL} (created at 2026-03-02T09:59:59.000Z). PingOne does not return a credential"
        " again, so it cannot be used. Remove it (pingone_gateway_credential with state: absent, this id, and"
        " unused_for: 0) unless another client has created it, and run the task again. Already done by this task, and"
        ' kept: create a credential of gateway "Shop".'
    )


@pytest.mark.parametrize("problem", [LOST, ApiError("create", 500, {}), ConnectionFailure("TLS"), NeverConnected("x")])
def test_a_failure_without_a_new_credential(fake, problem):
    gateway_with(fake, ONE)
    fake.refused[PLACE] = problem
    with task_failing(type(problem)) as caught:
        converge(TASK, fake, gateway="Shop", rotate=True)
    assert not caught.value.changed
    assert fake.writes == [POST]


def test_a_failure_after_which_the_credentials_cannot_be_read(fake):
    gateway_with(fake, ONE)
    fake.refused[PLACE] = LOST
    seen = fake.list

    def fail_later(*path, **more):
        if fake.writes:
            raise ConnectionFailure("Could not list credentials")
        return seen(*path, **more)

    fake.list = fail_later
    with task_failing(OutcomeUnknown, "the connection was lost"):
        converge(TASK, fake, gateway="Shop", rotate=True)
    assert fake.writes == [POST]


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({**returned(), "credential": "secret.secret.secret"}, "its header cannot be decoded."),
        ({**returned(), "credential": "secret"}, "it is not a JWT"),
        (returned(httpAccessApiUrl=OMITTED), "it has no claim httpAccessApiUrl."),
        (returned(gatewayId=THREE), f"it has the claims of the gateway {THREE}, and not of"),
        (returned(environmentId=THREE), f"it has the claims of the environment {THREE}, and not of"),
        ({**returned(), "id": THREE}, f"it has the claims of the ID {CREDENTIAL}, and not {THREE}."),
    ],
)
def test_a_credential_that_cannot_be_decoded_is_removed_again(fake, response, reason):
    gateway_with(fake, ONE)
    fake.posted = [response]
    with task_failing(UnexpectedResponse) as caught:
        converge(TASK, fake, gateway="Shop", rotate=True)
    assert fake.writes == [POST, ("DELETE", "/".join((*PLACE, response["id"])))]
    assert reason in str(caught.value)
    assert "The new credential was removed again." in str(caught.value)
    assert not caught.value.changed
    assert not [part for part in response["credential"].split(".") if part in str(caught.value.as_data())]
    assert fake.secrets == [response["credential"]]


def test_a_credential_that_can_neither_be_decoded_nor_removed_is_named(fake):
    gateway_with(fake, ONE)
    fake.posted = [returned(httpAccessApiUrl=OMITTED)]

    def fail(*path, **more):
        raise ConnectionFailure("Could not remove it: the host cannot be reached.")

    fake.delete = fail
    with task_failing(UnexpectedResponse) as caught:
        converge(TASK, fake, gateway="Shop", rotate=True)
    assert f"The new credential {CREDENTIAL} could not be removed again: Could not remove it" in str(caught.value)
    assert caught.value.changed
