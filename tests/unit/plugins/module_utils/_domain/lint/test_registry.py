# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every rule finds its mutants, and does not find what is similar to them but correct."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._domain.due import Verdict
from ansible_collections.pingone.authorize.plugins.module_utils._domain.lint import registry
from ansible_collections.pingone.authorize.plugins.module_utils._domain.lint.model import (
    EVERYTHING,
    SEVERITIES,
    Configuration,
    Grant,
    Service,
)
from ansible_collections.pingone.authorize.plugins.module_utils._domain.lint.registry import RULES
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import NOW

READ, WRITE, GROUP, RESOURCE, SERVER, POLICY, PERMISSION = (
    "s-read", "s-write", "g-clerks", "r-orders", "o-partner", "p-strong", "m-refund",
)  # fmt: skip
NAMES = {
    READ: "orders-read",
    WRITE: "orders-write",
    GROUP: "Clerks",
    RESOURCE: "Orders API",
    SERVER: "Partner",
    POLICY: "Strong",
    PERMISSION: "refunds:approve",
}
DEPLOYED = {"status": {"code": "DEPLOYMENT_SUCCESSFUL"}, "deployedAt": "2026-03-02T09:15:44.102Z"}
CURRENT = Verdict(False, "audit", "up to date")


def requires(*scopes):
    return {"scope": {"matchType": "ANY", "scopes": [{"id": scope} for scope in scopes]}}


def operation(name, *paths, methods=(), access=None, scopes=(READ,)):
    """An operation. A path that begins with "=" is exact."""
    patterns = [
        {"type": "EXACT", "pattern": path[1:]} if path.startswith("=") else {"type": "PARAMETER", "pattern": path}
        for path in paths
    ]
    control = requires(*scopes) if access is None else access
    return {"id": f"i-{name}", "name": name, "methods": list(methods), "paths": patterns, "accessControl": control}


def wire(name="Orders API", urls=("https://api.example.com/orders",), **more):
    server = more.pop("server", {"type": "PINGONE_SSO", "resource": {"id": RESOURCE}})
    return {"id": f"i-{name}", "name": name, "baseUrls": list(urls), "authorizationServer": server, **more}


OPERATIONS = (
    operation("List", "=/orders", methods=["GET"]),
    operation("Change", "/orders/{id}", methods=["PUT", "DELETE"], scopes=(WRITE,)),
)


def configuration(operations=OPERATIONS, others=(), grants=None, external_servers=1, **more):
    """A configuration without a finding, with some differences."""
    own = more.pop("wire", None) or wire()
    settings = {
        "names": NAMES,
        "scopes": [{"id": READ, "name": "orders-read"}, {"id": WRITE, "name": "orders-write"}],
        "required_scopes": {READ, WRITE},
        "denies_unlisted": True,
        "deployment": DEPLOYED,
        "verdict": CURRENT,
        **more,
    }
    granted = [Grant("Orders Web", True, RESOURCE, frozenset({READ, WRITE}))] if grants is None else grants
    service = Service(own, list(operations), **settings)
    return Configuration([service], [own, *others], NOW, granted, external_servers)


def with_operation(*added, **more):
    return configuration([*OPERATIONS, *added], **more)


def refund(**access):
    return with_operation(operation("Refund", "/orders/{id}/refund", access=access))


def without_name(identifier):
    return {key: name for key, name in NAMES.items() if key != identifier}


EXTERNAL = {"type": "EXTERNAL", "externalOAuthServer": {"id": SERVER, "audience": "urn:orders"}}
GROUPS = {"group": {"groups": [{"id": GROUP}]}}
OPEN = operation("Health", "=/health", access={})
LINES = wire("Lines API", ["https://api.example.com/orders/lines"])
DENY = operation("Deny everything else", "/**", access=GROUPS)
LAST_YEAR = (NOW - timedelta(days=30)).isoformat().replace("+00:00", "Z")
LOST = {"names": without_name(GROUP), "operations": [*OPERATIONS, operation("Refund", "/refund/*", access=GROUPS)]}
ENOUGH = [*OPERATIONS, *(operation(f"Read {number}", f"=/orders/all/{number}") for number in range(18))]
# Mutants, each of which violates the rule, and clean twins, which do not. Neither violates any other rule,
# except for FURTHER.
CASES = {
    "base-url-duplicate": (
        [lambda: configuration(others=[wire("Other API", ["https://API.example.com:443/orders"])])],
        [lambda: configuration(others=[wire("Other API", ["https://api.example.com/orders2"])])],
    ),
    "base-url-overlap": (
        [lambda: configuration(others=[wire("Other API", ["https://api.example.com/orders/v2"])])],
        [
            lambda: configuration(others=[wire("Other API", ["https://api.example.com"])]),
            lambda: configuration(others=[wire("Other API", ["https://api.example.com/orders-v2"])]),
        ],
    ),
    "base-url-default-port": (
        [
            lambda: configuration(wire=wire(urls=["https://api.example.com:443/orders"])),
            lambda: configuration(wire=wire(urls=["http://api.example.com:80/orders"])),
        ],
        [lambda: configuration(wire=wire(urls=["https://api.example.com:8443/orders", "http://api.example.com:443"]))],
    ),
    "base-url-upper-case-host": (
        [lambda: configuration(wire=wire(urls=["https://API.example.com/orders"]))],
        [lambda: configuration(wire=wire(urls=["https://api.example.com/Orders"]))],
    ),
    "pattern-never-matches": (
        [
            lambda: with_operation(operation("Search", "=/orders?state=open")),
            lambda: with_operation(operation("Search", "/orders//{id}")),
            lambda: with_operation(operation("Search", "=orders/search")),
            lambda: with_operation(operation("Search", "/orders/**/lines")),
        ],
        [lambda: with_operation(operation("Search", "=/orders/search", "/orders/{id}/lines/**"))],
    ),
    "pattern-type-mismatch": (
        [
            lambda: with_operation(operation("Lines", "=/lines/*")),
            lambda: with_operation(operation("Lines", "=/lines/{id}")),
            lambda: with_operation({**operation("Lines"), "paths": [{"type": "PARAMETER", "pattern": "/lines"}]}),
        ],
        [lambda: with_operation(operation("Lines", "/lines/*", "=/lines"))],
    ),
    "pattern-probable-mistake": (
        [
            lambda: configuration(
                [operation("Lines", "/v1/orders/lines/*")], wire=wire(urls=["https://a.example/v1/orders"])
            ),
            lambda: with_operation(operation("Lines", "/lines/*rest")),
        ],
        [lambda: configuration([operation("Lines", "/lines/*")], wire=wire(urls=["https://a.example/v1/orders"]))],
    ),
    "method-never-matches": (
        [
            lambda: with_operation(operation("Lines", "/lines/*", methods=["get"])),
            lambda: with_operation(operation("Lines", "/lines/*", methods=["ANY"])),
        ],
        [lambda: with_operation(operation("Lines", "/lines/*", methods=["GET", "PURGE"]))],
    ),
    "operation-never-matches": (
        [
            lambda: with_operation(operation("Lines", "/lines/*"), others=[LINES]),
            lambda: with_operation(operation("Ids", "/lines/{id}"), operation("All ids", "/lines/*")),
        ],
        [
            lambda: with_operation(operation("Ids", "/lines/{id}"), operation("Some ids", "/lines/1*")),
            lambda: with_operation(operation("Ids", "/lines/{id}"), operation("All ids", "/lines/*", methods=["GET"])),
            lambda: with_operation(DENY, operation("Everything", "/*", "/*/**")),
            lambda: with_operation(operation("Lines", "/lines-of/*"), others=[LINES]),
        ],
    ),
    "pattern-shadowed": (
        [
            lambda: with_operation(operation("Ids", "/lines/{id}", "=/lines"), operation("All ids", "/lines/*")),
            lambda: with_operation(operation("Ids", "/lines/{id}", "/lines/*")),
        ],
        [lambda: with_operation(operation("Ids", "/lines/{id}", "=/lines"), operation("Some ids", "/lines/1*"))],
    ),
    "operation-ambiguous": (
        [lambda: with_operation(operation("One", "/lines/a*"), operation("Two", "/lines/*-b", scopes=(WRITE,)))],
        [
            lambda: with_operation(operation("One", "/lines/a*"), operation("Two", "/lines/*-b")),
            lambda: with_operation(
                operation("One", "/lines/a*", methods=["GET"]),
                operation("Two", "/lines/*-b", methods=["PUT"], scopes=(WRITE,)),
            ),
        ],
    ),
    "operation-without-rule": (
        [lambda: with_operation(OPEN)],
        [
            lambda: with_operation(operation("Health", "=/health", access=GROUPS)),
            lambda: with_operation(OPEN, wire=wire(accessControl={"custom": {"enabled": True}}), required_scopes=None),
            lambda: configuration([OPEN], wire=wire(server=EXTERNAL), scopes=[], required_scopes=None),
        ],
    ),
    "operation-methods-open": (
        [lambda: configuration([OPERATIONS[1]], denies_unlisted=False)],
        [
            lambda: configuration([OPERATIONS[1]]),
            lambda: configuration([operation("All", "/orders/{id}")], denies_unlisted=False),
            lambda: configuration([OPERATIONS[1], operation("Rest", "/orders/**")], denies_unlisted=False),
        ],
    ),
    "analysis-incomplete": (
        [
            lambda: with_operation(
                *(operation(f"Of {letter}", f"/*{letter}*{letter}*{letter}*") for letter in "abcdefgh")
            )
        ],
        [lambda: with_operation(*(operation(f"Of {letter}", f"/{letter}*") for letter in "abcdefgh"))],
    ),
    "dangling-resource": (
        [lambda: configuration(names=without_name(RESOURCE), scopes=[])],
        [lambda: configuration(wire=wire(server=EXTERNAL), names=without_name(RESOURCE), scopes=[])],
    ),
    "dangling-external-oauth-server": (
        [lambda: configuration([], wire=wire(server=EXTERNAL), names=without_name(SERVER), scopes=[])],
        [lambda: configuration([], wire=wire(server={"type": "EXTERNAL"}), names=without_name(SERVER), scopes=[])],
    ),
    "dangling-group": (
        [lambda: configuration(**LOST)],
        [lambda: configuration(operations=LOST["operations"])],
    ),
    "dangling-scope": (
        [lambda: with_operation(operation("Refund", "/refunds/*", scopes=("s-gone", READ)))],
        [lambda: with_operation(operation("Refund", "/refunds/*", scopes=(WRITE, READ)))],
    ),
    "dangling-permission": (
        [lambda: refund(permission={"id": "m-gone"})],
        [lambda: refund(permission={"id": PERMISSION})],
    ),
    "dangling-policy": (
        [lambda: refund(authentication={"acrs": [{"id": "p-gone", "type": "PINGONE"}]})],
        [lambda: refund(authentication={"acrs": [{"id": POLICY, "type": "PINGONE"}]})],
    ),
    "dangling-grant": (
        [lambda: configuration(grants=[Grant("Orders Web", True, RESOURCE, frozenset({READ, WRITE, "s-gone"}))])],
        [
            lambda: configuration(
                grants=[
                    Grant("Orders Web", True, RESOURCE, frozenset({READ, WRITE})),
                    Grant("Stock", True, "r-stock", frozenset({"s-gone"})),
                ]
            )
        ],
    ),
    "scope-not-granted": (
        [
            lambda: configuration(grants=[Grant("Orders Web", True, RESOURCE, frozenset({READ}))]),
        ],
        [
            lambda: configuration(
                grants=[
                    Grant("Orders Web", True, RESOURCE, frozenset({READ})),
                    Grant("Orders Batch", True, RESOURCE, frozenset({WRITE})),
                ]
            )
        ],
    ),
    "scope-not-required": (
        [lambda: configuration(required_scopes={READ})],
        [lambda: configuration(required_scopes=None)],
    ),
    "grant-of-disabled-application": (
        [
            lambda: configuration(
                grants=[
                    Grant("Orders Web", True, RESOURCE, frozenset({READ, WRITE})),
                    Grant("Old", False, RESOURCE, frozenset({READ})),
                ]
            )
        ],
        [
            lambda: configuration(
                grants=[
                    Grant("Orders Web", True, RESOURCE, frozenset({READ, WRITE})),
                    Grant("Old", False, "r-stock", frozenset({READ})),
                ]
            )
        ],
    ),
    "deployment-never": (
        [
            lambda: configuration(
                deployment={"status": {"code": "DEPLOYMENT_UNINITIALIZED"}},
                verdict=Verdict(True, "status", "never deployed"),
            )
        ],
        [
            lambda: configuration(
                deployment={"status": {"code": "DEPLOYMENT_IN_PROGRESS"}},
                verdict=Verdict(True, "status", "a deployment is in progress"),
            )
        ],
    ),
    "deployment-failed": (
        [
            lambda: configuration(
                deployment={"status": {"code": "DEPLOYMENT_FAILED", "error": {"message": "Failed."}}},
                verdict=Verdict(True, "status", "the last deployment failed"),
            )
        ],
        [configuration],
    ),
    "deployment-outdated": (
        [
            lambda: configuration(
                verdict=Verdict(True, "timestamps", 'the scope "orders-read" was updated after the last deployment')
            )
        ],
        [lambda: configuration(verdict=Verdict(None, "audit_forbidden", "the audit log cannot be read"))],
    ),
    "deployment-old": (
        [
            lambda: configuration(
                deployment={**DEPLOYED, "deployedAt": LAST_YEAR}, verdict=Verdict(None, "audit_too_short", "too old")
            )
        ],
        [lambda: configuration(deployment={**DEPLOYED, "deployedAt": (NOW - timedelta(days=13)).isoformat()})],
    ),
    "limit-api-services": (
        [
            lambda: configuration(
                others=[wire(f"API {number}", [f"https://{number}.example.com"]) for number in range(20)]
            )
        ],
        [
            lambda: configuration(
                others=[wire(f"API {number}", [f"https://{number}.example.com"]) for number in range(19)]
            )
        ],
    ),
    "limit-external-oauth-servers": (
        [lambda: configuration(external_servers=21)],
        [lambda: configuration(external_servers=20)],
    ),
    "limit-operations": (
        [lambda: configuration([*ENOUGH, operation("One more", "=/more")])],
        [lambda: configuration(ENOUGH)],
    ),
    "limit-parts-of-operation": (
        [
            lambda: with_operation(operation("Lines", *(f"=/lines/{number}" for number in range(9)))),
            lambda: with_operation(operation("Lines", "=/lines", methods=[f"M{number}" for number in range(9)])),
            lambda: with_operation(operation("Lines", "=/lines", access={"group": {"groups": [{"id": GROUP}] * 21}})),
        ],
        [
            lambda: with_operation(operation("Lines", *(f"=/lines/{number}" for number in range(8)))),
            lambda: with_operation(operation("Lines", "=/lines", methods=[f"M{number}" for number in range(8)])),
            lambda: with_operation(operation("Lines", "=/lines", access={"group": {"groups": [{"id": GROUP}] * 20}})),
        ],
    ),
}
# Rules that mutants and twins violate in addition, because of what they are.
FURTHER = {"operation-never-matches": {"base-url-overlap"}}


def found(configuration):
    return registry.lint(configuration, RULES.values())


def identifiers(configuration):
    return {finding.rule.id for finding in found(configuration)}


def numbered(index):
    return [
        pytest.param(rule, make, id=f"{rule}-{number}")
        for rule, cases in CASES.items()
        for number, make in enumerate(cases[index])
    ]


def test_every_rule_has_mutants_and_twins():
    assert list(CASES) == list(RULES)
    assert all(mutants and twins for mutants, twins in CASES.values())


def test_the_configuration_that_is_changed_has_no_findings():
    assert found(configuration()) == []


@pytest.mark.parametrize(("rule", "make"), numbered(0))
def test_a_mutant_is_found(rule, make):
    assert identifiers(make()) - FURTHER.get(rule, set()) == {rule}


@pytest.mark.parametrize(("rule", "make"), numbered(1))
def test_a_clean_twin_is_not_found(rule, make):
    assert identifiers(make()) - FURTHER.get(rule, set()) == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_is_described(rule):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.id)
    assert rule.severity in SEVERITIES
    assert rule.needs <= EVERYTHING
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".") and rule.remedy.endswith(".")
    for finding in found(CASES[rule.id][0][0]()):
        assert finding.reason.endswith((".", '."')) and finding.remedy.endswith(".")
        assert not re.search(r"\b[a-z]-(read|write|clerks|orders|gone)\b", finding.text)
