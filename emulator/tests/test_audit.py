# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit: SPECIFICATION.md 22."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from conftest import (
    APPLICATIONS,
    DEPLOY,
    ENVIRONMENTS,
    PingOne,
    created,
    operation_input,
    operations_of,
    refused,
    resource,
    scope,
    service,
)

if TYPE_CHECKING:
    from gateway import Gateway

EVER = ('recordedAt gt "2000-01-01T00:00:00Z"', 'recordedAt lt "2100-01-01T00:00:00Z"')
WORKER = APPLICATIONS["Automation Basic"]["id"]
EVALUATED = "API_ACCESS_LOG_ENTRY.HTTP_{}_POLICY_EVALUATED"


def activities(api, *clauses: str) -> list[dict[str, Any]]:
    answer = api.get("/activities", params={"filter": " and ".join((*EVER, *clauses))})
    assert answer.status_code == 200, answer.text
    return answer.json()["_embedded"]["activities"]


def types(api, *clauses: str) -> list[str]:
    return [event["action"]["type"] for event in activities(api, *clauses)]


def moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1000):03d}Z"


def test_every_write_leaves_an_event(pingone: PingOne, api):
    """With actor, action and resource; reads and refusals leave none."""
    answer = api.post("/resources", json={"name": "Orders API"}, headers={"X-Ping-External-Transaction-ID": "run-7"})
    made = created(answer)
    read = scope(api, made, "orders-read")
    api.put(f"/resources/{made['id']}/scopes/{read['id']}", json={"name": "orders-write"})
    api.post("/resources", json={"name": "Orders API"})
    api.get("/resources")
    api.delete(f"/resources/{made['id']}")
    events = activities(api)
    assert [event["action"]["type"] for event in events] == [
        "RESOURCE.CREATED",
        "SCOPE.CREATED",
        "SCOPE.UPDATED",
        "RESOURCE.DELETED",
    ]
    first = events[0]
    assert first["correlationId"] == "run-7" and first["result"] == {"status": "SUCCESS"}
    assert first["recordedAt"] == first["createdAt"]
    assert first["resources"] == [
        {
            "type": "RESOURCE",
            "id": made["id"],
            "name": "Orders API",
            "environment": made["environment"],
            "href": made["_links"]["self"]["href"],
        }
    ]
    assert first["actors"]["client"]["id"] == WORKER
    assert api.get(f"/activities/{first['id']}").json() == first


def test_addresses(pingone: PingOne, api):
    """Of the actor and of the object, also of one below another, as the object's own link says it; or none."""
    read = scope(api, resource(api), "orders-read")
    api.put(read["_links"]["self"]["href"], json={"name": "orders-write"})
    for event in activities(api, f'resources.id eq "{read["id"]}"'):
        assert [one["href"] for one in event["resources"]] == [read["_links"]["self"]["href"]]
        home = f"{pingone.url}/v1/environments/{ENVIRONMENTS['Administrators']}"
        assert event["actors"]["client"]["href"] == f"{home}/applications/{WORKER}"
    pingone.switch(audit_links=False)
    assert not any(
        "href" in one for event in activities(api) for one in [*event["resources"], event["actors"]["client"]]
    )


@pytest.fixture
def life(api) -> Iterator[Any]:
    """What is done to an API service in its life; gives the events that this leaves, and the service."""

    def live() -> tuple[list[dict[str, Any]], dict[str, Any]]:
        made = service(api)
        operation = created(api.post(operations_of(made), json=operation_input()))
        path = f"{operations_of(made)}/{operation['id']}"
        assert api.put(path, json=operation_input(name="Other")).status_code == 200
        assert api.post(f"/apiServers/{made['id']}/deployment", headers=DEPLOY).status_code == 200
        assert api.delete(path).status_code == 204
        assert api.delete(f"/apiServers/{made['id']}").status_code == 204
        return activities(api)[1:], made

    return live


def test_published_names(life):
    """26 #33: there is none for operations; a change of one is a change of its API service."""
    events, made = life()
    assert [event["action"]["type"] for event in events] == [
        "API_SERVER.CREATED",
        "API_SERVER.UPDATED",
        "API_SERVER.UPDATED",
        "API_SERVER.POLICIES_DEPLOYED",
        "API_SERVER.UPDATED",
        "API_SERVER.DELETED",
    ]
    for event in events:
        (one,) = event["resources"]
        assert (one["type"], one["id"], one["name"]) == ("API_SERVER", made["id"], made["name"])
        assert one["href"] == made["_links"]["self"]["href"]


@pytest.mark.parametrize("position, kind", [("separate", "API_SERVER"), ("joined", "APISERVER")])
def test_names_after_kinds(pingone: PingOne, life, position: str, kind: str):
    """26 #33: names that nobody has seen, for clients that have to cope with them."""
    pingone.switch(audit_names=position)
    events, _made = life()
    assert [(event["action"]["type"], event["resources"][0]["type"]) for event in events] == [
        (f"{kind}.CREATED", kind),
        ("OPERATION.CREATED", "OPERATION"),
        ("OPERATION.UPDATED", "OPERATION"),
        (f"{kind}.DEPLOYED", kind),
        ("OPERATION.DELETED", "OPERATION"),
        (f"{kind}.DELETED", kind),
    ]


@pytest.mark.parametrize("position", ["published", "separate"])
def test_names_of_other_kinds(pingone: PingOne, api, position: str):
    """PingOne's names where its list has them, otherwise those of the kinds."""
    pingone.switch(audit_names=position)
    owner = resource(api)
    path = f"/resources/{owner['id']}"
    created(api.post(f"{path}/attributes", json={"name": "department", "value": "x"}))
    api.post(f"{path}/secret", json={})
    ledger = created(api.post(f"{path}/applicationResources", json={"name": "ledger"}))
    permission = created(api.post(f"/applicationResources/{ledger['id']}/permissions", json={"action": "read"}))
    role = created(api.post("/applicationRoles", json={"name": "role"}))
    created(api.post(f"/applicationRoles/{role['id']}/permissions", json={"id": permission["id"]}))
    api.delete(f"/applicationRoles/{role['id']}/permissions/{permission['id']}")
    policy = created(api.post("/signOnPolicies", json={"name": "Policy"}))
    api.delete(f"/signOnPolicies/{policy['id']}")
    (schema,) = api.get("/schemas").json()["_embedded"]["schemas"]
    created(api.post(f"/schemas/{schema['id']}/attributes", json={"name": "badge", "type": "STRING"}))
    published = [
        "RESOURCE_ATTRIBUTE.CREATED",
        "SECRET.UPDATED",
        "APPLICATION_RESOURCE.CREATED",
        "APPLICATION_PERMISSION.CREATED",
        "APPLICATION_ROLE.CREATED",
        "APPLICATION_ROLE_ENTRY.ADDED",
        "APPLICATION_ROLE_ENTRY.REMOVED",
        "POLICY.CREATED",
        "POLICY.DELETED",
        "SCHEMA_ATTRIBUTE.CREATED",
    ]
    separate = [
        "ATTRIBUTE.CREATED",
        "RESOURCE.UPDATED",
        "APPLICATION_RESOURCE.CREATED",
        "PERMISSION.CREATED",
        "APPLICATION_ROLE.CREATED",
        "PERMISSION.UPDATED",
        "APPLICATION_ROLE.UPDATED",
        "SIGN_ON_POLICY.CREATED",
        "SIGN_ON_POLICY.DELETED",
        "SCHEMA_ATTRIBUTE.CREATED",
    ]
    assert types(api)[1:] == {"published": published, "separate": separate}[position]


def test_filters(pingone: PingOne, api):
    """22 and 3.4: by time and one attribute more."""
    made = resource(api)
    middle = time.time() + 0.005
    time.sleep(0.01)
    read = scope(api, made, "orders-read")
    assert types(api, f'recordedat ge "{moment(middle)}"') == ["SCOPE.CREATED"]
    assert types(api, f'createdAt lt "{moment(middle)}"') == ["RESOURCE.CREATED"]
    assert types(api, f'resources.id eq "{read["id"]}"') == ["SCOPE.CREATED"]
    assert types(api, 'action.type eq "RESOURCE.CREATED"') == ["RESOURCE.CREATED"]
    assert types(api, 'resources.type eq "RESOURCE"') == ["RESOURCE.CREATED"]
    assert len(types(api, f'actors.client.id eq "{WORKER}"')) == 2
    for clause in ('actors.client.id eq "x"', 'correlationid eq "x"', 'actors.user.id eq "x"'):
        assert types(api, clause) == []


def test_filter_by_population(api):
    """Together with an actor or a kind of object."""
    population = api.get("/populations").json()["_embedded"]["populations"][0]
    created(api.post("/groups", json={"name": "Clerks", "population": {"id": population["id"]}}))
    created(api.post("/groups", json={"name": "Others"}))
    inside = f'resources.population.id eq "{population["id"]}"'
    for clauses in ([inside], [inside, 'resources.type eq "GROUP"'], [inside, f'actors.client.id eq "{WORKER}"']):
        (event,) = activities(api, *clauses)
        assert event["resources"][0]["name"] == "Clerks"


@pytest.mark.parametrize(
    "filter",
    [
        None,
        "",
        'action.type eq "RESOURCE.CREATED"',
        EVER[0],
        EVER[1],
        f'{EVER[0]} and createdAt lt "2100-01-01T00:00:00Z"',
        f'{EVER[0]} and {EVER[1]} and action.type eq "A.B" and resources.type eq "A"',
        f'{EVER[0]} and {EVER[1]} and (resources.id eq "x" or actors.client.id eq "x")',
        f'{EVER[0]} and {EVER[1]} and resources.id eq "x" and resources.population.id eq "x"',
        f'{EVER[0]} and {EVER[1]} and result.status eq "x"',
    ],
)
def test_refused_filters(api, filter: str | None):
    """A range of one kind of time is needed, and not everything goes together."""
    answer = api.get("/activities", params={} if filter is None else {"filter": filter})
    refused(answer, 400, "INVALID_REQUEST", "INVALID_FILTER", "filter")


def test_pages(api):
    """100 events unless more or fewer are asked for."""
    for number in range(51):
        made = created(api.post("/groups", json={"name": f"Group {number}"}))
        assert api.delete(f"/groups/{made['id']}").status_code == 204
    query = {"filter": " and ".join(EVER)}
    first = api.get("/activities", params=query).json()
    assert (first["size"], first["count"]) == (100, 102)
    assert api.get(first["_links"]["next"]["href"]).json()["size"] == 2
    assert [api.get("/activities", params={**query, "limit": limit}).json()["size"] for limit in (7, 1000)] == [7, 102]


def test_old_events(pingone: PingOne, api):
    """Of the last 14 days, or as many as a switch says; what is older is there, but not listed."""
    pingone.faults({"kind": "clock-skew", "seconds": -13.5 * 86400, "method": "POST"})
    resource(api, "Younger")
    pingone.faults({"kind": "clock-skew", "seconds": -14.5 * 86400, "method": "POST"})
    resource(api, "Older")
    pingone.faults()
    for days, names in ((14, ["Younger"]), (15, ["Younger", "Older"]), (0, [])):
        pingone.switch(audit_days=days)
        assert [event["resources"][0]["name"] for event in activities(api)] == names


def test_lag(pingone: PingOne, api):
    """Events may come late."""
    pingone.switch(audit_lag=1)
    made = service(api)
    assert activities(api) == []
    pingone.switch(audit_lag=0)
    assert activities(api, f'resources.id eq "{made["id"]}"')


def test_requests_that_gateways_ask_about(pingone: PingOne, api, gateway: Gateway):
    """With a switch: the gateway, the API service and, if one matched, the operation; a denial is a success, too."""
    operation = gateway.operation()
    gateway.deploy()
    assert gateway.ask(gateway.token()) == "allow"
    assert not [name for name in types(api) if name.startswith("API_ACCESS")]
    pingone.switch(audit_requests=True)
    assert [gateway.ask(gateway.token()), gateway.ask(None)] == ["allow", "401"]
    assert gateway.ask(gateway.token(), "https://api.example.org/orders/v1/other") == "allow"
    assert gateway.ask(None, "https://unknown.example.org/") == "404"
    permitted, denied, without, unknown = activities(api, f'action.type eq "{EVALUATED.format("REQUEST")}"')
    edge = api.get(gateway.path).json()
    client = permitted["actors"]["client"]
    assert (client["id"], client["name"], client["href"]) == (edge["id"], "Edge", edge["_links"]["self"]["href"])
    for event in (permitted, denied):
        assert [(one["type"], one["id"], one["href"]) for one in event["resources"]] == [
            ("API_SERVER", gateway.service["id"], gateway.service["_links"]["self"]["href"]),
            ("OPERATION", operation["id"], operation["_links"]["self"]["href"]),
        ]
    assert [one["id"] for one in without["resources"]] == [gateway.service["id"]]
    assert "resources" not in unknown
    statuses = [event["result"]["status"] for event in (permitted, denied, without, unknown)]
    assert statuses == ["SUCCESS", "SUCCESS", "SUCCESS", "FAILED"]


def test_answers_that_gateways_ask_about(pingone: PingOne, api, gateway: Gateway):
    gateway.deploy()
    pingone.switch(audit_requests=True)
    answer = {
        "method": "GET",
        "url": "https://api.example.org/orders/v1/orders/7",
        "http_version": "1.1",
        "response_code": "200",
        "response_status": "OK",
        "headers": [],
        "state": "x",
    }
    assert gateway.post("response", answer).status_code == 200
    (event,) = activities(api, f'action.type eq "{EVALUATED.format("RESPONSE")}"')
    assert [one["id"] for one in event["resources"]] == [gateway.service["id"]]
    assert event["actors"]["client"]["name"] == "Edge"
