# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How tasks change the access to API services: results, text below the diff, and fail_if_widened."""

from __future__ import annotations

import random

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import api_operation, api_service
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.access_review import UNKNOWN
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import problems
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    converge,
    identifier,
    predicted,
    task_failing,
)

R1, R2 = identifier("resource 1"), identifier("resource 2")
S1, S2 = identifier("apiServersOrders API"), identifier("apiServersStock API")
URL = "https://api.example.com"
READ = [{"pattern": "/orders"}, {"pattern": "/orders/{id}"}]


class Contested(FakeClient):
    """A PingOne in which the first creation is refused, because another client has acted just before it."""

    other_client = None

    def _post(self, path, body, media_type):
        if self.other_client:
            act, self.other_client = self.other_client, None
            act()
            self._write("POST", path, body)
            details = [{"code": "UNIQUENESS_VIOLATION", "target": "name", "message": "taken"}]
            raise ApiError("create", 400, {"code": "INVALID_DATA", "details": details})
        return super()._post(path, body, media_type)


@pytest.fixture
def fake():
    client = Contested()
    for resource, name in ((R1, "Orders API"), (R2, "Stock API")):
        client.add("resources", name=name, type="CUSTOM", id=resource, audience=name)
    for name in ("read", "write"):
        client.add("resources", R1, "scopes", name=name)
    for name, resource, url in (("Orders API", R1, f"{URL}/v1"), ("Stock API", R2, f"{URL}/stock")):
        issuer = {"type": "PINGONE_SSO", "resource": {"id": resource}}
        client.add("apiServers", name=name, baseUrls=[url], authorizationServer=issuer)
    for name in ("Clerks", "Managers"):
        client.add("groups", name=name)
    return client


def scopes(*names, match="ANY"):
    return {
        "scope": {"matchType": match, "scopes": [{"id": identifier(f"resources/{R1}/scopes{one}")} for one in names]}
    }


def groups(*names):
    return {"group": {"groups": [{"id": identifier(f"groups{name}")} for name in names]}}


def operation(fake, name, *patterns, service=S1, **more):
    paths = [{"pattern": one, "type": "PARAMETER" if set(one) & set("*{") else "EXACT"} for one in patterns]
    return fake.add("apiServers", service, "operations", name=name, paths=paths, **more)


def lines(outcome):
    """The text below the diff, without its headings."""
    text = outcome.diff[-1].as_diff().get("prepared", "") if outcome.diff else ""
    return [line.strip() for line in text.splitlines() if line.startswith("  ")]


def changed(fake, task=api_operation.TASK, **options):
    """The access changes of a task as lines, the same in check mode."""
    if task is api_operation.TASK:
        options.setdefault("api_service", "Orders API")
    fake.writes.clear()
    return lines(predicted(task, fake, **options))


# operations


def test_the_result(fake):
    operation(fake, "Read", "/orders", "/orders/{id}", methods=["GET"], accessControl=scopes("read"))
    outcome = predicted(
        api_operation.TASK, fake, api_service="Orders API", name="Read", access={"scopes": []}, allow_open=True
    )
    assert outcome.results["access_changes"] == [
        {
            "api_service": "Orders API",
            "effect": "widened",
            "method": "GET",
            "methods": ["GET"],
            "path": path,
            "url": f"{URL}/v1{path}",
            "base_urls": [f"{URL}/v1"],
            "before": "scope read",
            "after": "any valid token",
        }
        for path in ("/orders", "/orders/1")
    ]
    assert outcome.diff[-1].as_diff()["prepared"] == (
        'Access to API service "Orders API" (before -> after):\n'
        "  GET /orders: scope read -> any valid token (widened)\n"
        "  GET /orders/1: scope read -> any valid token (widened)\n"
        "\n"
    )


RULES = [
    ({}, {"scopes": ["read"]}, "any valid token -> scope read (narrowed)"),
    (scopes("read"), {"scopes": ["read", "write"], "match": "any"}, "scope read -> any scope of read, write (widened)"),
    (
        scopes("read"),
        {"scopes": ["read", "write"], "match": "all"},
        "scope read -> all scopes of read, write (narrowed)",
    ),
    (scopes("read", "write"), {"match": "all"}, "any scope of read, write -> all scopes of read, write (narrowed)"),
    (scopes("read"), {"scopes": ["write"]}, "scope read -> scope write (changed)"),
    (scopes("read"), {"groups": ["Clerks"]}, "scope read -> scope read and group Clerks (narrowed)"),
    (groups("Clerks"), {"groups": ["Clerks", "Managers"]}, "group Clerks -> any group of Clerks, Managers (widened)"),
    (groups("Clerks"), {"groups": [], "scopes": ["read"]}, "group Clerks -> scope read (changed)"),
    (
        {"authentication": {"maxAge": 300}},
        {"authentication": {"max_age": 600}},
        "sign-on at most 300 seconds ago -> sign-on at most 600 seconds ago (widened)",
    ),
    (scopes("read"), {"match": "all"}, ""),
    (scopes("read", match="ALL"), {"match": "any"}, ""),
    (groups("Clerks", "Managers", "Clerks"), {"groups": ["Managers", "Clerks"]}, ""),
]


@pytest.mark.parametrize(("before", "access", "expected"), RULES)
def test_rules(fake, before, access, expected):
    operation(fake, "Read", "/orders", methods=["GET"], accessControl=before)
    assert changed(fake, name="Read", access=access) == ([f"GET /orders: {expected}"] if expected else [])


def test_a_policy_and_a_permission(fake):
    fake.add("signOnPolicies", name="Multi_Factor")
    owner = fake.add("applicationResources", name="orders")
    fake.add("applicationResources", owner["id"], "permissions", action="refund")
    access = {"permission": "orders:refund", "authentication": {"policies": ["Multi_Factor"]}}
    assert changed(fake, name="New", paths=[{"pattern": "/refund"}], access=access) == [
        "every method /refund: any valid token -> permission orders:refund and sign-on policy Multi_Factor (narrowed)"
    ]


def test_what_is_no_access_change(fake):
    found = operation(fake, "Read", "/orders", "/orders/{id}", methods=["GET", "PUT"], accessControl=scopes("read"))
    assert changed(fake, id=found["id"], name="Renamed") == []
    split = [
        {"name": "Renamed", "methods": ["PUT"], "paths": READ},
        {"name": "One", "methods": ["GET"], "paths": READ[:1], "access": {"scopes": ["read"]}},
        {"name": "Many", "methods": ["GET"], "paths": [{"pattern": "/orders/{other}"}], "access": {"scopes": ["read"]}},
    ]
    assert changed(fake, operations=split) == []
    # Without rules, it is like no operation.
    assert changed(fake, name="Open", paths=[{"pattern": "/open"}]) == []


def test_requests_that_another_operation_matches(fake):
    operation(fake, "Read", "/orders/{id}", accessControl=scopes("read"))
    operation(fake, "Export", "/orders/export", methods=["GET"], accessControl=groups("Clerks"))
    assert changed(fake, name="Export", state="absent") == ["GET /orders/export: group Clerks -> scope read (changed)"]


def test_the_operation_that_denies(fake):
    operation(fake, "Read", "/orders", methods=["GET"], accessControl=scopes("read"))
    assert changed(fake, unlisted_requests="deny") == [
        "every method /1: any valid token -> denied (narrowed)",
    ]
    assert changed(fake, name="New", methods=["POST"], paths=[{"pattern": "/new"}], access={"scopes": ["write"]}) == [
        "POST /new: denied -> scope write (widened)"
    ]
    # Somebody has changed the group.
    (deny,) = [one for one in fake.lists[("apiServers", S1, "operations")] if one["name"] == "Deny everything else"]
    deny["accessControl"] = groups("Managers")
    assert changed(fake, name="New", paths=[{"pattern": "/other"}]) == [
        "POST /new: scope write -> group Managers (changed)",
        "POST /other: group Managers -> scope write (changed)",
    ]


def test_equally_specific_operations(fake):
    operation(fake, "One", "/{x}", accessControl=groups("Clerks"))
    expected = "every method /1: group Clerks -> undetermined (group Clerks or group Managers) (changed)"
    given = {"paths": [{"pattern": "/{y}"}], "access": {"groups": ["Managers"]}}
    assert changed(fake, name="Two", **given) == [expected]
    # A name does not matter, although it is unknown which of both decides.
    two = fake.lists[("apiServers", S1, "operations")][1]
    assert changed(fake, id=two["id"], name="Renamed") == []


def test_several_services_and_methods(fake):
    operation(fake, "Read", "/orders", methods=["GET", "HEAD"], accessControl=scopes("read"))
    operation(fake, "Stock", "/stock", service=S2, accessControl=groups("Clerks"))
    items = [
        {"name": "Read", "access": {"scopes": []}, "allow_open": True},
        {"name": "Stock", "api_service": "Stock API", "access": {"groups": ["Clerks", "Managers"]}},
        {"name": "Write", "methods": ["PUT", "POST"], "paths": READ[:1], "access": {"scopes": ["write"]}},
    ]
    outcome = predicted(api_operation.TASK, fake, api_service="Orders API", operations=items)
    assert lines(outcome) == [
        "GET and HEAD /orders: scope read -> any valid token (widened)",
        "POST and PUT /orders: any valid token -> scope write (narrowed)",
        "every method /stock: group Clerks -> any group of Clerks, Managers (widened)",
    ]
    assert [one["api_service"] for one in outcome.results["access_changes"]] == [
        "Orders API",
        "Orders API",
        "Stock API",
    ]


def test_a_service_that_an_earlier_task_creates(fake):
    given = {
        "api_service": "New API",
        "name": "Book",
        "paths": [{"pattern": "/book"}],
        "access": {"groups": ["Clerks"]},
    }
    outcome = converge(api_operation.TASK, fake, check_mode=True, **given)
    (one,) = outcome.results["access_changes"]
    assert (one["url"], one["base_urls"], one["api_service"]) == (None, [], "New API")
    assert lines(outcome) == ["every method /book: any valid token -> group Clerks (narrowed)"]


def test_objects_that_earlier_tasks_create(fake):
    operation(fake, "Read", "/orders", accessControl=groups("Clerks"))
    access = {"groups": ["New", "Clerks"], "scopes": ["new"], "permission": "new:do"}
    outcome = converge(api_operation.TASK, fake, check_mode=True, api_service="Orders API", name="Read", access=access)
    assert lines(outcome) == [
        "every method /orders: group Clerks -> scope new and any group of Clerks, New and permission new:do (changed)"
    ]


def test_names_that_cannot_be_read(fake):
    operation(fake, "Read", "/orders/{id}", accessControl=scopes("read"))
    operation(fake, "Export", "/orders/export", accessControl={})
    fake.failures[("resources", R1, "scopes")] = ApiError("read", 403, {"code": "ACCESS_FAILED", "message": "no"})
    identifier_of_scope = identifier(f"resources/{R1}/scopes{'read'}")
    outcome = converge(api_operation.TASK, fake, api_service="Orders API", name="Export", state="absent")
    assert lines(outcome) == [f"every method /orders/export: any valid token -> scope {identifier_of_scope} (narrowed)"]


def test_too_many_different_patterns(fake):
    dice = random.Random(1)
    for number in range(2):
        patterns = ["/" + "*".join(dice.choices("abc", k=20)) + "*" for _pattern in range(10)]
        operation(fake, f"Wild {number}", *patterns, accessControl=groups("Clerks"))
    given = {"api_service": "Orders API", "name": "New", "paths": [{"pattern": "/*c*a*b*a*c*"}]}
    outcome = predicted(api_operation.TASK, fake, **given)
    (one,) = outcome.results["access_changes"]
    assert (one["effect"], one["path"], one["methods"], one["before"]) == ("undetermined", None, [], None)
    assert lines(outcome) == [UNKNOWN]
    given = {**given, "paths": [{"pattern": "/*a*a*a*a*c*"}], "fail_if_widened": True}
    fake.writes.clear()
    assert UNKNOWN in problems(api_operation.TASK, fake, **given)["fail_if_widened"]


# API services


def test_base_urls(fake):
    operation(fake, "Read", "/orders", methods=["GET"], accessControl=scopes("read"))
    both = [f"{URL}/v1", "https://other.example", "https://third.example"]
    assert changed(fake, api_service.TASK, name="Orders API", base_urls=both) == [
        "GET https://other.example/orders and below 1 other base URL: no base URL -> scope read (widened)",
        "every method https://other.example/other and below 1 other base URL: no base URL -> any valid token (widened)",
    ]
    assert changed(fake, api_service.TASK, name="Orders API", base_urls=both[1:]) == [
        f"GET {URL}/v1/orders: scope read -> no base URL (narrowed)",
        f"every method {URL}/v1/other: any valid token -> no base URL (narrowed)",
    ]
    # The same URL in another spelling.
    again = ["HTTPS://OTHER.example:443/", both[2]]
    assert changed(fake, api_service.TASK, name="Orders API", base_urls=[*again[1:], "https://Other.example"]) == []


def test_a_base_url_below_another_one_of_the_service(fake):
    operation(fake, "Read", "/orders", "/{x}/orders", accessControl=scopes("read"))
    operation(fake, "Rest", "/**", accessControl=groups("Clerks"))
    urls = [f"{URL}/v1", f"{URL}/v1/old"]
    assert changed(fake, api_service.TASK, name="Orders API", base_urls=urls) == [
        # /old/x/orders was decided by Rest, /old/x by both, as it is now.
        f"every method {URL}/v1/old/1/orders: group Clerks -> scope read (changed)",
    ]
    fake.writes.clear()
    assert changed(fake, api_service.TASK, name="Orders API", base_urls=[f"{URL}/v1"])[0].endswith(
        "scope read -> group Clerks (changed)"
    )


def test_base_urls_of_another_service(fake):
    operation(fake, "Read", "/orders", "/new/{x}", accessControl=scopes("read"))
    operation(fake, "Stock", "/1", service=S2, accessControl=groups("Clerks"))
    urls = [f"{URL}/stock", f"{URL}/v1/new"]
    old, new = "(tokens of resource Orders API)", "(tokens of resource Stock API)"
    assert changed(fake, api_service.TASK, name="Stock API", base_urls=urls) == [
        f"every method {URL}/v1/new/: any valid token {old} -> any valid token {new} (changed)",
        f"every method {URL}/v1/new/1: scope read {old} -> group Clerks {new} (changed)",
        f"every method {URL}/v1/new/a: scope read {old} -> any valid token {new} (changed)",
    ]
    # Moved back to the API service above it when it is removed.
    fake.writes.clear()
    found = changed(fake, api_service.TASK, name="Stock API", state="absent")
    assert [line for line in found if "/v1/new/1:" in line] == [
        f"every method {URL}/v1/new/1: group Clerks (tokens of resource Stock API)"
        " -> scope read (tokens of resource Orders API) (changed)",
    ]
    assert [line for line in found if "/stock" in line] == [
        f"every method {URL}/stock/1: group Clerks -> no base URL (narrowed)",
        f"every method {URL}/stock/other: any valid token -> no base URL (narrowed)",
    ]


def test_several_services_with_one_base_url(fake):
    operation(fake, "Read", "/orders", accessControl=scopes("read"))
    urls = [f"{URL}/stock", f"{URL}/v1"]
    unclear = "undetermined (several API services with this base URL)"
    (line,) = changed(fake, api_service.TASK, name="Stock API", base_urls=urls)
    assert line == f"every method {URL}/v1/: {unclear} -> {unclear} (changed)"
    # Whichever of both decides, this is what changes.
    assert changed(fake, name="Read", access={"groups": ["Clerks"]}) == [
        "every method /orders: scope read -> scope read and group Clerks (narrowed)"
    ]


def test_a_new_service(fake):
    given = {"name": "New API", "base_urls": ["https://new.example"], "auto_create_resource": True}
    assert changed(fake, api_service.TASK, **given) == [
        "every method https://new.example/other: no base URL -> any valid token (widened)"
    ]
    assert changed(fake, api_service.TASK, name="New API", state="absent") == [
        "every method https://new.example/other: any valid token -> no base URL (narrowed)"
    ]


def test_tokens(fake):
    fake.lists[("resources",)][0]["name"] = "Orders"
    operation(fake, "Read", "/orders", methods=["GET"], accessControl=scopes("read"))
    assert changed(fake, api_service.TASK, name="Orders API", audience="new")[0] == (
        "GET /orders: scope read (tokens of audience Orders API) -> scope read (tokens of audience new) (changed)"
    )
    fake.add("resources", name="Other", type="CUSTOM")
    assert changed(fake, api_service.TASK, name="Orders API", resource="Other")[1] == (
        "every method /other: any valid token (tokens of resource Orders)"
        " -> any valid token (tokens of resource Other) (changed)"
    )


def test_external_tokens(fake):
    fake.add("externalOAuthServers", name="Partner", issuers=[], jwksUrl="https://partner.example/jwks")
    issuer = {"type": "EXTERNAL"}
    fake.add("apiServers", name="Partner API", baseUrls=["https://partner.example"], authorizationServer=issuer)
    given = {"external_oauth_server": "Partner", "external_audience": "partners"}
    (line,) = changed(fake, api_service.TASK, name="Partner API", **given)
    tokens = "external OAuth server Partner, external audience partners"
    assert line.endswith(f"any valid token -> any valid token (tokens of {tokens}) (changed)")


def test_custom_policies(fake):
    operation(fake, "Read", "/orders", accessControl=scopes("read"))
    assert changed(fake, api_service.TASK, name="Orders API", custom_policies=True) == [
        "every method /orders: scope read -> scope read and custom policies of the operation Read (changed)",
        "every method /other: any valid token -> custom policies of the API service (changed)",
    ]
    assert changed(fake, name="Read", access={"groups": ["Clerks"]}) == [
        "every method /orders: scope read and custom policies of the operation Read"
        " -> scope read and group Clerks and custom policies of the operation Read (narrowed)"
    ]


@pytest.mark.parametrize(
    "options",
    [{}, {"name": "Orders API"}, {"name": "Orders API", "base_urls": [f"{URL}/v1"]}, {"id": S1, "name": "New"}],
)
def test_no_operations_are_read_without_need(fake, options):
    operation(fake, "Read", "/orders", accessControl=scopes("read"))
    options = options or {"name": "New API", "base_urls": ["https://new.example"], "auto_create_resource": True}
    converge(api_service.TASK, fake, **options)
    assert [path for path in fake.reads if path[-1] == "operations"] == []


def test_operations_that_cannot_be_read(fake):
    fake.failures[("apiServers", S1, "operations")] = ApiError("read", 403, {"code": "ACCESS_FAILED", "message": "no"})
    given = {"name": "Orders API", "base_urls": [f"{URL}/v1", f"{URL}/v2"]}
    assert changed(fake, api_service.TASK, **given) == [UNKNOWN]
    fake.writes.clear()
    given["base_urls"].append(f"{URL}/v3")
    assert set(problems(api_service.TASK, fake, **given, fail_if_widened=True)) == {"fail_if_widened"}


# fail_if_widened


@pytest.mark.parametrize("check_mode", [False, True])
def test_widened(fake, check_mode):
    operation(fake, "Read", "/orders", methods=["GET"], accessControl=scopes("read"))
    items = [
        {"name": "Read", "access": {"scopes": ["read", "write"], "match": "any"}},
        {"name": "New", "paths": [{"pattern": "/new"}], "access": {"groups": ["Clerks"]}},
    ]
    given = {"api_service": "Orders API", "operations": items, "fail_if_widened": True}
    text = problems(api_operation.TASK, fake, check_mode, **given)["fail_if_widened"]
    assert "Orders API: GET /orders: scope read -> any scope of read, write (widened)" in text
    assert "/new" not in text
    assert text.endswith("Correct the operations, or set fail_if_widened: false if this is intended.")
    narrower = {**given, "operations": items[1:]}
    assert len(lines(converge(api_operation.TASK, fake, check_mode, **narrower))) == 1


def test_a_changed_rule_allows_requests_as_well(fake):
    operation(fake, "Read", "/orders", accessControl=scopes("read"))
    given = {"api_service": "Orders API", "name": "Read", "access": {"scopes": ["write"]}, "fail_if_widened": True}
    assert "scope read -> scope write (changed)" in problems(api_operation.TASK, fake, **given)["fail_if_widened"]


def test_many_changes(fake):
    paths = [{"pattern": f"/path-{number:02}"} for number in range(10)]
    items = [
        {"name": name, "methods": [method], "paths": paths}
        for name, method in (("A", "GET"), ("B", "PUT"), ("C", "POST"))
    ]
    converge(api_operation.TASK, fake, api_service="Orders API", unlisted_requests="deny")
    fake.writes.clear()
    given = {"api_service": "Orders API", "operations": items, "fail_if_widened": True}
    text = problems(api_operation.TASK, fake, **given)["fail_if_widened"]
    assert text.count(" -> ") == 10
    for number, item in enumerate(items):
        item["paths"] = [{"pattern": f"{path['pattern']}/{number}"} for path in paths]
    text = problems(api_operation.TASK, fake, **given)["fail_if_widened"]
    assert text.count(" -> ") == 20 and "and 10 more" in text


def test_another_client_widens_access_at_the_same_time(fake):
    operation(fake, "Read", "/orders", accessControl=scopes("read"))
    given = {"name": "New", "paths": [{"pattern": "/new"}], "access": {"groups": ["Clerks"]}}

    def act():
        fake.lists[("apiServers", S1, "operations")].clear()
        operation(fake, "New", "/new", accessControl=groups("Clerks", "Managers"))

    fake.other_client = act
    with task_failing(InvalidInput, "every method /orders: scope read -> any valid token"):
        converge(api_operation.TASK, fake, api_service="Orders API", fail_if_widened=True, **given)
    assert [write[0] for write in fake.writes] == ["POST"]


def test_the_changes_of_several_rounds(fake):
    operation(fake, "Read", "/orders", accessControl=scopes("read"))
    new = {"name": "New", "paths": [{"pattern": "/new"}], "access": {"groups": ["Clerks"]}}
    items = [{"name": "Read", "access": {"scopes": ["read", "write"], "match": "all"}}, new]

    def create():
        operation(fake, "New", "/new", accessControl=groups("Clerks", "Managers"))

    fake.other_client = create
    outcome = converge(api_operation.TASK, fake, api_service="Orders API", fail_if_widened=True, operations=items)
    assert lines(outcome) == [
        "every method /new: any valid token -> group Clerks (narrowed)",
        "every method /orders: scope read -> all scopes of read, write (narrowed)",
    ]


def test_another_client_has_made_the_same_change(fake):
    operation(fake, "Read", "/orders", accessControl=scopes("read"))
    fake.other_client = lambda: operation(fake, "New", "/new", accessControl=groups("Clerks"))
    given = {"name": "New", "paths": [{"pattern": "/new"}], "access": {"groups": ["Clerks"]}}
    outcome = converge(api_operation.TASK, fake, api_service="Orders API", fail_if_widened=True, **given)
    assert not outcome.plan.changed
    # The access is compared with that before the first attempt.
    assert lines(outcome) == ["every method /new: any valid token -> group Clerks (narrowed)"]
