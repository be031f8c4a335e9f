# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No service is called up to date, as of a time, that was saved between its deployment and that time.

Everything is saved by plain requests, after a deployment by plain requests, and everything that makes a difference to
what can be known of it is combined.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne

DEPLOY = "application/vnd.pingidentity.apiserver.deploy+json"
RESOURCE, READ, WRITE = (
    "f2c8dac7-c4ad-40a8-b9e8-5c00411e4c6e",
    "7ddbb49f-936f-44b7-aa37-72c917757802",
    "124a4f6e-9a1c-4ef9-a78d-4b937f59a24f",
)
DAY = 24 * 60 * 60
# Seconds after which nothing that happened here shows in the audit log.
LAG = 3600

NAMES = ("published", "separate", "joined")
KINDS: dict[str, dict[str, Any]] = {
    "plain": {"authorizationServer": {"resource": {"id": RESOURCE}}},
    "custom": {
        "authorizationServer": {"resource": {"id": RESOURCE}},
        "accessControl": {"custom": {"enabled": True}},
    },
    "external": {
        "authorizationServer": {"type": "EXTERNAL"},
        "directory": {"type": "EXTERNAL"},
        "accessControl": {"custom": {"enabled": True}},
    },
}


class Site:
    """A service that is deployed, and a neighbour, each with an operation; both have resources with scopes."""

    def __init__(self, pingone: PingOne, kind: str) -> None:
        self.pingone = pingone
        self.body = {"name": "Orders API", "baseUrls": ["https://orders.example.com"], **KINDS[kind]}
        self.service = self._made("apiServers", self.body)
        self.operation = self._made(f"{self.service}/operations", operation("Look"))
        owner = {"name": "Stock API", "audience": "urn:stock", "type": "CUSTOM"}
        self.next_resource = self._made("resources", owner)
        self.next_scope = self._made(f"{self.next_resource}/scopes", {"name": "stock-read"})
        self.next_body = {
            "name": "Stock API",
            "baseUrls": ["https://stock.example.com"],
            "authorizationServer": {"resource": {"id": self.next_resource.split("/")[1]}},
        }
        self.next_service = self._made("apiServers", self.next_body)
        self.next_operation = self._made(f"{self.next_service}/operations", operation("Count"))
        # What is saved in the very millisecond of a deployment counts as saved after it.
        time.sleep(0.002)

    def _made(self, collection: str, body: dict[str, Any]) -> str:
        return f"{collection}/{self.pingone.send('POST', collection, body)['id']}"

    def deploy(self) -> None:
        self.pingone.send("POST", f"{self.service}/deployment", Content_Type=DEPLOY)
        time.sleep(0.002)

    def deployment(self) -> dict[str, Any]:
        found: dict[str, Any] = self.pingone.send("GET", f"{self.service}/deployment")
        return found

    def save(self, what: str) -> float:
        """Save something, and tell when that was."""
        request = SAVES[what](self)
        if request:
            self.pingone.send(*request)
        return time.time()

    def told(self, lag: int = 0) -> dict[str, Any]:
        """What is told of the service."""
        result = self.pingone.run_here("pingone_deployment_info", names=["Orders API"], audit_lag=lag)
        (found,) = result["deployments"]
        return dict(found)

    def deployed(self, **options: Any) -> dict[str, Any]:
        """What came of deploying it by the module if that is due, which is checked against PingOne."""
        before = self.deployment().get("deployedAt")
        result = self.pingone.run_here("pingone_deploy", api_service="Orders API", **{"audit_lag": 0, **options})
        assert (self.deployment().get("deployedAt") != before) == result["changed"]
        return result

    def attempt(self, **options: Any) -> dict[str, Any]:
        """The same, with what is said of what nobody can tell."""
        before = self.deployment().get("deployedAt")
        result = self.pingone.attempt("pingone_deploy", **{"api_service": "Orders API", **options})
        assert (self.deployment().get("deployedAt") != before) == result.get("changed", False)
        return result


def operation(name: str) -> dict[str, Any]:
    return {"name": name, "paths": [{"type": "EXACT", "pattern": f"/{name}"}]}


Request = tuple[Any, ...]

# What is saved, by name; those of a service that has no resource of its own save somebody else's.
OF_THE_SERVICE: dict[str, Callable[[Site], Request]] = {
    "service PUT": lambda site: ("PUT", site.service, {**site.body, "baseUrls": ["https://new.example.com"]}),
    "operation POST": lambda site: ("POST", f"{site.service}/operations", operation("Buy")),
    "operation PUT": lambda site: ("PUT", site.operation, operation("Other")),
    "operation DELETE": lambda site: ("DELETE", site.operation),
}
OF_THE_RESOURCE: dict[str, Callable[[Site], Request]] = {
    "resource PUT": lambda _site: ("PUT", f"resources/{RESOURCE}", {"name": "Existing Resource", "audience": "urn:x"}),
    "scope POST": lambda _site: ("POST", f"resources/{RESOURCE}/scopes", {"name": "existing-new"}),
    "scope PUT": lambda _site: ("PUT", f"resources/{RESOURCE}/scopes/{READ}", {"name": "existing-other"}),
    "scope DELETE": lambda _site: ("DELETE", f"resources/{RESOURCE}/scopes/{WRITE}"),
}
OF_OTHERS: dict[str, Callable[[Site], Request]] = {
    "nothing": lambda _site: (),
    "application POST": lambda _site: (
        "POST",
        "applications",
        {
            "name": "Batch",
            "enabled": True,
            "type": "SERVICE",
            "protocol": "OPENID_CONNECT",
            "grantTypes": ["CLIENT_CREDENTIALS"],
            "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC",
        },
    ),
    "group POST": lambda _site: ("POST", "groups", {"name": "Buyers"}),
    "neighbour PUT": lambda site: ("PUT", site.next_service, {**site.next_body, "baseUrls": ["https://x.example.com"]}),
    "neighbour's operation POST": lambda site: ("POST", f"{site.next_service}/operations", operation("Fill")),
    "neighbour's operation PUT": lambda site: ("PUT", site.next_operation, operation("Other")),
    "neighbour's operation DELETE": lambda site: ("DELETE", site.next_operation),
    "neighbour's resource PUT": lambda site: ("PUT", site.next_resource, {"name": "Stock API", "audience": "urn:y"}),
    "neighbour's scope POST": lambda site: ("POST", f"{site.next_resource}/scopes", {"name": "stock-write"}),
    "neighbour's scope DELETE": lambda site: ("DELETE", site.next_scope),
}
SAVES = {**OF_THE_SERVICE, **OF_THE_RESOURCE, **OF_OTHERS}


def concerns(what: str, kind: str) -> bool:
    """Whether what is saved is part of the service."""
    return what in OF_THE_SERVICE or (what in OF_THE_RESOURCE and kind != "external")


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    return PingOne(collection, emulator)


def place(pingone: PingOne, kind: str, **switches: Any) -> Site:
    """An emulator with these switches, and the services in it."""
    pingone.reset()
    usual = {"audit_names": "published", "audit_links": True, "audit_lag": 0, "audit_requests": False}
    pingone.emulator.switches({**usual, "page_size": 0, "deployment": "immediate", **switches})
    pingone.emulator.faults([])
    return Site(pingone, kind)


def forbid(pingone: PingOne, status: int = 403) -> None:
    pingone.emulator.faults([{"kind": "status", "path": "/activities$", "status": status}])


def seconds(verdict: dict[str, Any]) -> float:
    """As of when a verdict holds."""
    return datetime.fromisoformat(verdict["as_of"].replace("Z", "+00:00")).timestamp()


def check_late(verdict: dict[str, Any], saved: float, stamped: bool) -> None:
    """What is told when the log tells nothing yet: only what has a time of its own is found."""
    if stamped:
        assert (verdict["due"], verdict["evidence"]) == (True, "timestamps")
    else:
        assert (verdict["due"], verdict["evidence"]) == (False, "audit")
        assert seconds(verdict) < saved


@pytest.mark.parametrize(("names", "kind", "what"), list(product(NAMES, KINDS, SAVES)))
def test_what_is_saved_after_a_deployment(pingone: PingOne, names: str, kind: str, what: str) -> None:
    """What the log says is told in every way in which it can be read; then, in the poorest one, it is acted on."""
    site = place(pingone, kind, audit_names=names)
    site.deploy()
    saved = site.save(what)
    related = concerns(what, kind)
    # These carry the time of their update.
    stamped = related and what in ("resource PUT", "scope POST", "scope PUT")
    # Nobody can tell whose operation or scope it was, now that it is gone.
    unclear = not related and what.endswith("scope DELETE")
    unclear = unclear or (what == "neighbour's operation DELETE" and names != "published")

    # Pages of one object, too, but not twice: they take most of the time.
    for page_size, links in ((0, True), (0, False), (1, False)):
        pingone.emulator.switches({"page_size": page_size, "audit_links": links})
        verdict = site.told()
        assert verdict["due"] is (related or (unclear and not links)), verdict
        assert verdict["evidence"] == ("timestamps" if stamped else "audit")
        assert (verdict["activity"] is not None) == (verdict["due"] and not stamped)

    pingone.emulator.switches({"page_size": 0, "audit_lag": LAG})
    check_late(site.told(LAG), saved, stamped)
    pingone.emulator.switches({"audit_lag": 0})

    forbid(pingone)
    verdict = site.told()
    assert (verdict["due"], verdict["evidence"]) == ((True, "timestamps") if stamped else (None, "audit_forbidden"))
    assert (verdict["as_of"] is None) is not stamped
    pingone.emulator.faults([])

    results = [site.deployed(), site.deployed()]
    assert [result["changed"] for result in results] == [related or unclear, False]
    assert results[1]["deployment"]["evidence"] == "audit"


@pytest.mark.parametrize(("names", "what"), list(product(NAMES, {**OF_THE_SERVICE, **OF_THE_RESOURCE})))
def test_what_is_saved_during_a_deployment(pingone: PingOne, names: str, what: str) -> None:
    """It is not deployed, although its time is before the end of the deployment."""
    site = place(pingone, "plain", audit_names=names, deployment="asynchronous")
    site.deploy()
    saved = site.save(what)
    assert (site.told()["due"], site.told()["evidence"]) == (True, "status")
    while site.deployment()["status"]["code"] != "DEPLOYMENT_SUCCESSFUL":
        pass
    assert datetime.fromisoformat(site.deployment()["deployedAt"].replace("Z", "+00:00")).timestamp() > saved - 0.001

    pingone.emulator.switches({"audit_lag": LAG, "deployment": "immediate"})
    check_late(site.told(LAG), saved, stamped=False)
    pingone.emulator.switches({"audit_lag": 0})
    forbid(pingone)
    assert site.told()["due"] is None
    pingone.emulator.faults([])
    for links in (True, False):
        pingone.emulator.switches({"audit_links": links})
        # As long as the own activity of the deployment may be missing, nobody can tell whether this one is.
        check_late(site.told(LAG), saved, stamped=False)
        assert (site.told()["due"], site.told()["evidence"]) == (True, "audit")
    assert [site.deployed()["changed"], site.deployed()["changed"]] == [True, False]


def test_a_change_that_shows_late(pingone: PingOne) -> None:
    """Until it shows, the module says how old its knowledge is; it is not deployed twice meanwhile, nor forgotten."""
    site = place(pingone, "plain", audit_lag=1)
    site.deploy()
    saved = site.save("operation PUT")
    check_late(site.told(1), saved, stamped=False)
    assert not site.deployed(audit_lag=1)["changed"]
    time.sleep(max(0, saved + 1.1 - time.time()))
    assert site.told(1)["due"] is True
    assert site.deployed(audit_lag=1)["changed"]
    for _time in range(3):
        assert not site.deployed(audit_lag=1)["changed"]
    time.sleep(1.1)
    assert not site.deployed(audit_lag=1)["changed"]


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("links", [True, False])
def test_requests_that_gateways_ask_about(pingone: PingOne, names: str, links: bool) -> None:
    """They are about the service and its operations, but change nothing."""
    site = place(pingone, "plain", audit_names=names, audit_links=links, audit_requests=True)
    gateway = pingone.send("POST", "gateways", {"name": "Edge", "type": "API_GATEWAY_INTEGRATION"})
    credential = pingone.send("POST", f"gateways/{gateway['id']}/credentials", {})["credential"]
    site.deploy()
    question = {"source_ip": "192.0.2.1", "source_port": 1, "method": "GET", "http_version": "1.1", "headers": []}
    for path in ("Look", "nothing"):
        asked = {**question, "url": f"https://orders.example.com/{path}"}
        pingone.send("POST", "sideband/request", asked, CLIENT_TOKEN=credential)
    period = "filter=recordedAt+gt+%222000-01-01T00:00:00Z%22+and+recordedAt+lt+%222100-01-01T00:00:00Z%22"
    events = pingone.list(f"activities?limit=1000&{period}")
    assert [event["action"]["type"].split(".")[0] for event in events][-2:] == ["API_ACCESS_LOG_ENTRY"] * 2
    assert site.told()["due"] is False
    assert not site.deployed()["changed"]
    site.save("operation PUT")
    assert site.told()["due"] is True


# what nobody can tell


def forbidden(pingone: PingOne) -> Site:
    site = place(pingone, "external")
    site.deploy()
    forbid(pingone)
    return site


def aged(pingone: PingOne, age: float) -> Site:
    """A service whose last deployment is that old, in seconds, and that was made before it."""
    place(pingone, "external")
    pingone.reset()
    skew(pingone, age + DAY)
    site = Site(pingone, "external")
    skew(pingone, age)
    site.deploy()
    pingone.emulator.faults([])
    return site


def skew(pingone: PingOne, age: float) -> None:
    pingone.emulator.faults([{"kind": "clock-skew", "seconds": -age}])


UNKNOWN: dict[str, tuple[Callable[[PingOne], Site], str, str]] = {
    "forbidden": (forbidden, "audit_forbidden", "needs permission to read activities of the audit log"),
    "old": (lambda pingone: aged(pingone, 15 * DAY), "audit_too_short", "the last deployment is 15 days old"),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_becomes_of_the_unknown(pingone: PingOne, case: str) -> None:
    begin, evidence, words = UNKNOWN[case]
    site = begin(pingone)
    verdict = site.told()
    assert (verdict["due"], verdict["evidence"], verdict["as_of"]) == (None, evidence, None)
    assert words in verdict["reason"]

    kept = site.attempt()
    told = kept["deployment"]
    assert (kept["changed"], told["evidence"], told["as_of"]) == (False, evidence, None)
    (warning,) = kept["warnings"]
    assert words in warning and '"Orders API"' in warning and "on_unknown: keep" in warning

    refused = site.attempt(on_unknown="fail")
    assert refused["failed"] and words in refused["msg"]
    assert [problem["option"] for problem in refused["error"]["problems"]] == ["on_unknown"]

    done = site.attempt(on_unknown="deploy")
    assert (done["changed"], done["deployment"]["evidence"], done.get("warnings")) == (True, evidence, None)


def test_services_that_nobody_can_tell_of_have_one_warning(pingone: PingOne) -> None:
    site = forbidden(pingone)
    pingone.send("POST", f"{site.next_service}/deployment", Content_Type=DEPLOY)
    both = [{"api_service": "Orders API"}, {"api_service": "Stock API"}]
    result = site.attempt(api_service=None, deployments=both)
    assert not result["changed"]
    (warning,) = result["warnings"]
    assert '"Orders API", "Stock API"' in warning


@pytest.mark.parametrize(
    ("age", "due"), [(13 * DAY, False), (14 * DAY - 300, None), (14 * DAY - 30, None), (14 * DAY + 30, None)]
)
def test_how_far_the_log_reaches_back(pingone: PingOne, age: float, due: bool | None) -> None:
    """To the time at which the deployment may have begun, or nobody can tell."""
    assert aged(pingone, age).told()["due"] is due


def test_a_change_after_an_old_deployment(pingone: PingOne) -> None:
    """What is found says enough, wherever the log begins."""
    site = aged(pingone, 20 * DAY)
    site.save("operation PUT")
    verdict = site.told()
    assert (verdict["due"], verdict["evidence"]) == (True, "audit")
    assert verdict["activity"]["by"] == "Automation Basic"
    assert verdict["activity"]["type"] == "API_SERVER.UPDATED"
    assert [site.deployed()["changed"], site.deployed()["changed"]] == [True, False]
