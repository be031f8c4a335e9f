# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told of API services, by name, and with how few requests."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._domain.deny_operation import GROUP_NAME, NAME
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service_info import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, ask, identifier

R1, R2, LOST = identifier("resource 1"), identifier("resource 2"), identifier("lost")
DEPLOYED_AT, LATER = "2026-03-02T09:15:44.102Z", "2026-03-02T09:15:45.000Z"
# The hour of the deployment.
LOG_BEGINS = "2026-03-02T09:00:00.000Z"
DONE = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": DEPLOYED_AT, "decisionEndpoint": {"id": "d-1"}}


@pytest.fixture
def fake():
    client = FakeClient()
    client.add("resources", name="Orders resource", type="CUSTOM", id=R1, audience="https://orders.example")
    client.add("resources", name="Other", type="CUSTOM", id=R2)
    client.add("resources", R1, "scopes", name="orders-write", description="Change orders")
    client.add("resources", R1, "scopes", name="orders-read")
    client.add("resources", R2, "scopes", name="other-read")
    service(client, "Orders API", R1)
    return client


def service(fake, name, resource=None, deployment=None, **more):
    server = {"type": "PINGONE_SSO", "resource": {"id": resource}} if resource else {"type": "EXTERNAL", **more}
    found = fake.add("apiServers", name=name, baseUrls=["https://b.example", "https://a.example"])
    found["authorizationServer"] = server
    fake.objects[("apiServers", found["id"], "deployment")] = deployment or DONE
    return found


def scope_id(fake, name, resource=R1):
    return next(item["id"] for item in fake.lists[("resources", resource, "scopes")] if item["name"] == name)


def operation(fake, name, service_name="Orders API", **rules):
    parent = next(item for item in fake.lists[("apiServers",)] if item["name"] == service_name)
    paths = [{"type": "EXACT", "pattern": f"/{name}"}]
    return fake.add("apiServers", parent["id"], "operations", name=name, paths=paths, accessControl=rules)


def application(fake, name, *scopes, kind="WEB_APP", resource=R1):
    found = fake.add("applications", name=name, type=kind)
    if scopes:
        entries = [{"id": scope_id(fake, scope, resource)} for scope in scopes]
        fake.add("applications", found["id"], "grants", name=None, resource={"id": resource}, scopes=entries)
    return found


def told(fake, **given):
    return ask(TASK, fake, **given)[0]["api_services"]


def named(entries):
    return [entry["name"] for entry in entries]


def test_a_service(fake):
    (found,) = told(fake)
    orders = fake.lists[("apiServers",)][0]
    assert found == {
        "id": orders["id"],
        "name": "Orders API",
        "base_urls": ["https://a.example", "https://b.example"],
        "token_source": "pingone_sso",
        "resource": {"id": R1, "name": "Orders resource", "audience": "https://orders.example"},
        "external_oauth_server": None,
        "external_audience": None,
        "custom_policies": False,
        "scopes": [
            {"id": scope_id(fake, "orders-read"), "name": "orders-read", "description": None},
            {"id": scope_id(fake, "orders-write"), "name": "orders-write", "description": "Change orders"},
        ],
        "operations": [],
        "unlisted_requests": "allow",
        "deployment": {
            "api_service": {"id": orders["id"], "name": "Orders API"},
            "status": "DEPLOYMENT_SUCCESSFUL",
            "deployed_at": DEPLOYED_AT,
            "decision_endpoint_id": "d-1",
            "authorization_version_id": None,
            "due": False,
            "reason": "up to date",
            "evidence": "audit",
            "as_of": "2026-03-02T09:59:00.000Z",
            "activity": None,
        },
        "grants": None,
    }


def test_few_requests(fake):
    """One for all services, resources and activities, one for each distinct resource's scopes, two for each service."""
    service(fake, "Orders API 2", R1)
    service(fake, "Partner API")
    operation(fake, "open")
    told(fake)
    ids = [item["id"] for item in fake.lists[("apiServers",)]]
    assert sorted(fake.reads) == sorted(
        [
            ("activities", f'recordedat gt "{LOG_BEGINS}" and recordedat lt "2026-03-03T10:00:00.000Z"'),
            ("apiServers",),
            ("resources",),
            ("resources", R1, "scopes"),
            *(("apiServers", identifier, part) for identifier in ids for part in ("operations", "deployment")),
        ]
    )


def test_services_with_external_tokens_only_need_no_resources(fake):
    fake.lists[("apiServers",)].clear()
    service(fake, "Partner API")
    (found,) = told(fake)
    assert found["token_source"] == "external"
    assert found["resource"] is None
    assert found["scopes"] == []
    assert ("resources",) not in fake.reads


def test_an_external_oauth_server(fake):
    server = fake.add("externalOAuthServers", name="Partner")
    entry = {"id": server["id"], "audience": "urn:partners"}
    service(fake, "Partner API", externalOAuthServer=entry)
    service(fake, "Partner API 2", externalOAuthServer={**entry, "id": LOST})
    _orders, first, second = told(fake)
    assert first["external_oauth_server"] == {"id": server["id"], "name": "Partner"}
    assert first["external_audience"] == "urn:partners"
    assert second["external_oauth_server"] == {"id": LOST, "name": "(no longer exists)"}
    assert fake.reads.count(("externalOAuthServers",)) == 1


def test_operations(fake):
    group = fake.add("groups", name="Managers")
    owner = fake.add("applicationResources", name="refunds")
    permission = fake.add("applicationResources", owner["id"], "permissions", action="approve")
    policy = fake.add("signOnPolicies", name="Multi_Factor")
    operation(
        fake,
        "refund",
        group={"groups": [{"id": group["id"]}, {"id": LOST}]},
        scope={"matchType": "ANY", "scopes": [{"id": scope_id(fake, "orders-write")}, {"id": LOST}]},
        permission={"id": permission["id"]},
        authentication={"acrs": [{"id": policy["id"], "type": "PINGONE"}], "maxAge": 300},
    )
    operation(fake, "look", group={"groups": [{"id": group["id"]}]})
    (found,) = told(fake)
    assert named(found["operations"]) == ["look", "refund"]
    access = found["operations"][1]["access"]
    assert named(access["groups"]) == ["(no longer exists)", "Managers"]
    assert access["scopes"] == [
        {"id": LOST, "name": "(no longer exists)"},
        {"id": scope_id(fake, "orders-write"), "name": "orders-write"},
    ]
    assert access["permission"] == {"id": permission["id"], "name": "refunds:approve"}
    assert access["authentication"] == {"policies": [{"id": policy["id"], "name": "Multi_Factor"}], "max_age": 300}
    assert found["operations"][1]["paths"] == [{"pattern": "/refund", "type": "exact"}]
    assert len(fake.reads) == len(set(fake.reads))
    assert ("flowPolicies",) not in fake.reads


@pytest.mark.parametrize(
    ("group", "change", "answer"),
    [
        (GROUP_NAME, {}, "deny"),
        ("Managers", {}, "allow"),
        (GROUP_NAME, {"methods": ["GET"]}, "allow"),
        (GROUP_NAME, {"paths": [{"type": "PARAMETER", "pattern": "/orders/**"}]}, "allow"),
        (GROUP_NAME, {"name": "Another"}, "allow"),
    ],
)
def test_unlisted_requests(fake, group, change, answer):
    id = fake.add("groups", name=group)["id"]
    operation(fake, "look")
    wire = operation(fake, NAME, group={"groups": [{"id": id}]})
    wire.update({"paths": [{"type": "PARAMETER", "pattern": "/**"}], **change})
    assert told(fake)[0]["unlisted_requests"] == answer


def test_a_resource_that_is_gone(fake):
    operation(fake, "look", scope={"matchType": "ANY", "scopes": [{"id": LOST}]})
    fake.lists[("resources",)].clear()
    fake.failures[("resources", R1, "scopes")] = ApiError("list scopes", 404, {"code": "NOT_FOUND"})
    (found,) = told(fake)
    assert found["resource"] == {"id": R1, "name": "(no longer exists)", "audience": None}
    assert found["scopes"] == []
    assert named(found["operations"][0]["access"]["scopes"]) == ["(no longer exists)"]


@pytest.mark.parametrize(
    ("deployment", "reason"),
    [
        ({"status": {"code": "DEPLOYMENT_UNINITIALIZED"}}, "never deployed"),
        ({**DONE, "status": {"code": "DEPLOYMENT_FAILED"}}, "the last deployment failed"),
        ({**DONE, "status": {"code": "DECISION_ENDPOINT_UPDATE_IN_PROGRESS"}}, "a deployment is in progress"),
    ],
)
def test_why_a_deployment_is_due(fake, deployment, reason):
    fake.lists[("apiServers",)].clear()
    service(fake, "Orders API", R1, deployment)
    assert told(fake)[0]["deployment"]["reason"] == reason


def test_a_scope_that_was_changed_after_the_deployment(fake):
    fake.lists[("resources", R1, "scopes")][0]["updatedAt"] = LATER
    expected = 'the scope "orders-write" was updated after the last deployment'
    assert told(fake)[0]["deployment"]["reason"] == expected


# which services


def test_all_services_are_sorted(fake):
    service(fake, "Zebra API")
    service(fake, "Books API")
    assert named(told(fake)) == ["Books API", "Orders API", "Zebra API"]


def test_chosen_services(fake):
    books = service(fake, "Books API")
    service(fake, "Zebra API")
    assert named(told(fake, names=["Orders API", books["id"].upper(), "Books API"])) == ["Books API", "Orders API"]
    assert not any("Zebra" in str(path) for path in fake.reads)


def test_no_service(fake):
    assert told(fake, names=[]) == []


def test_everything_that_is_not_found_is_told_at_once(fake):
    application(fake, "Web")
    with pytest.raises(InvalidInput) as caught:
        told(fake, names=["Nope", "Orders API", "orders api", LOST], grants_of=["Web", "No App"], required=True)
    assert [(problem.option, problem.message) for problem in caught.value.problems] == [
        ("names[0]", 'there is no API service "Nope". Check the name or the ID.'),
        ("names[2]", 'there is no API service "orders api". Did you mean "Orders API"? Names are case-sensitive.'),
        ("names[3]", f'there is no API service "{LOST}". Check the name or the ID.'),
        ("grants_of[1]", 'there is no application "No App". Check the name or the ID.'),
    ]
    assert fake.reads == [("apiServers",), ("applications",)]


@pytest.mark.parametrize("check_mode", [False, True])
def test_what_does_not_exist_is_missing(fake, check_mode):
    application(fake, "Web")
    given = {"names": ["Ordres API", LOST, "Orders API", LOST], "grants_of": ["No App", "Web"]}
    answer, environment = ask(TASK, fake, check_mode=check_mode, **given)
    assert named(answer["api_services"]) == ["Orders API"]
    assert answer["missing"] == ["Ordres API", LOST, "No App"]
    assert environment.warnings == ['names[0]: there is no API service "Ordres API". Did you mean "Orders API"?']
    assert environment.unresolved == []


def test_a_first_run(fake):
    fake.lists[("apiServers",)].clear()
    assert ask(TASK, fake, names=["Orders API"])[0] == {"api_services": [], "missing": ["Orders API"]}
    assert fake.reads == [("apiServers",)]


def test_a_name_that_only_differs_in_case_is_rejected(fake):
    with pytest.raises(InvalidInput, match="Names are case-sensitive"):
        told(fake, names=["orders api"])


def test_a_service_that_an_earlier_task_would_create(fake):
    given = {"names": ["Future API", "Orders API"], "grants_of": ["Future"], "required": True}
    answer, environment = ask(TASK, fake, check_mode=True, **given)
    assert named(answer["api_services"]) == ["Orders API"]
    assert answer["api_services"][0]["grants"] == []
    assert environment.unresolved == ["API service Future API", "application Future"]


# grants


def test_grants_of_some_applications(fake):
    service(fake, "Other API", R2)
    service(fake, "Partner API")
    web = application(fake, "Web", "orders-write", "orders-read")
    batch = application(fake, "Batch", "other-read", resource=R2)
    mobile = application(fake, "Mobile", "orders-read")
    idle = application(fake, "Idle")
    orders, other, partner = told(fake, grants_of=["Web", batch["id"], "Idle"])
    assert orders["grants"] == [
        {
            "application": {"id": web["id"], "name": "Web"},
            "scopes": [
                {"id": scope_id(fake, "orders-read"), "name": "orders-read"},
                {"id": scope_id(fake, "orders-write"), "name": "orders-write"},
            ],
        }
    ]
    assert [entry["application"]["name"] for entry in other["grants"]] == ["Batch"]
    assert partner["grants"] == []
    assert ("applications", mobile["id"], "grants") not in fake.reads
    assert fake.reads.count(("applications", idle["id"], "grants")) == 1


def test_grants_of_all_applications(fake):
    application(fake, "Web", "orders-read")
    application(fake, "Batch", "orders-read")
    console = application(fake, "Console", kind="PING_ONE_ADMIN_CONSOLE")
    portal = application(fake, "Portal", kind="PING_ONE_PORTAL")
    fake.failures[("applications", portal["id"], "grants")] = ApiError("list grants", 404, {"code": "NOT_FOUND"})
    service(fake, "Orders API 2", R1)
    for found in told(fake, all_grants=True, grants_of=["Web"]):
        assert [entry["application"]["name"] for entry in found["grants"]] == ["Batch", "Web"]
    assert ("applications", console["id"], "grants") not in fake.reads
    assert len(fake.reads) == len(set(fake.reads))


@pytest.mark.parametrize(("kind", "status"), [("WEB_APP", 404), ("PING_ONE_PORTAL", 403)])
def test_grants_that_cannot_be_read(fake, kind, status):
    found = application(fake, "Web", kind=kind)
    fake.failures[("applications", found["id"], "grants")] = ApiError("list grants", status, {"code": "X"})
    with pytest.raises(ApiError):
        told(fake, all_grants=True)


def test_grants_of_no_application(fake):
    application(fake, "Web", "orders-read")
    assert told(fake, grants_of=[])[0]["grants"] == []
    assert ("applications",) not in fake.reads


def test_a_granted_scope_that_is_gone(fake):
    found = application(fake, "Web", "orders-read")
    fake.lists[("applications", found["id"], "grants")][0]["scopes"].append({"id": LOST})
    (orders,) = told(fake, grants_of=["Web"])
    assert named(orders["grants"][0]["scopes"]) == ["(no longer exists)", "orders-read"]
