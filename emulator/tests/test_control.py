# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's own surface: command line, journal, reset, switches."""

from __future__ import annotations

import re
import time

from conftest import APPLICATIONS, ENVIRONMENTS, HERE, SEED, PingOne, created, resource


def test_journal(pingone: PingOne, api):
    """Every request but the emulator's own; bodies of the token endpoint are not kept."""
    pingone.http.delete("/_emulator/requests")
    pingone.token_request("Automation Basic")
    api.post("/resources?x=1", json={"name": "Orders"}, headers={"User-Agent": "tester/1"})
    api.get("/resources")
    token, post, get = pingone.journal()
    assert (token["method"], token["body"], token["writing"]) == ("POST", None, False)
    assert token["path"] == f"/{ENVIRONMENTS['Administrators']}/as/token"
    keys = ("method", "query", "status", "user_agent", "content_type", "body", "writing")
    assert {key: post[key] for key in keys} == {
        "method": "POST",
        "query": "x=1",
        "status": 201,
        "user_agent": "tester/1",
        "content_type": "application/json",
        "body": {"name": "Orders"},
        "writing": True,
    }
    assert time.time() - 60 < post["at"] <= get["at"] <= time.time()
    assert (get["status"], get["writing"], get["number"]) == (200, False, post["number"] + 1)
    later = pingone.http.get("/_emulator/requests", params={"after": post["number"]}).json()["requests"]
    assert [entry["number"] for entry in later] == [get["number"]]
    assert pingone.http.get("/_emulator/requests?after=x").status_code == 400
    assert pingone.http.delete("/_emulator/requests").status_code == 204
    assert pingone.journal() == []


def test_reset_to_the_seed(pingone: PingOne, api):
    """Objects, switches, faults and journal go back; ids and tokens stay good."""

    def ids():
        return [one["id"] for one in api.get("/applications").json()["_embedded"]["applications"]]

    before = ids()
    made = resource(api)
    pingone.switch(page_size=1)
    pingone.faults({"kind": "slow", "seconds": 0})
    assert pingone.http.post("/_emulator/reset").status_code == 200
    assert api.get(f"/resources/{made['id']}").status_code == 404
    assert ids() == before
    assert pingone.http.get("/_emulator/switches").json()["page_size"] == 0
    assert pingone.http.get("/_emulator/faults").json() == {"faults": []}
    assert len(pingone.journal()) == 2


def test_reset_to_another_seed(running: PingOne):
    seed = {**SEED, "environments": SEED["environments"][1:2], "switches": {"page_size": 1}}
    try:
        assert running.http.post("/_emulator/reset", json={"seed": seed}).status_code == 200
        headers = {"Authorization": f"Bearer {running.token('Automation Basic')}"}
        assert running.http.get(f"/v1/environments/{ENVIRONMENTS['Managed']}", headers=headers).status_code == 404
        assert running.http.get("/_emulator/switches").json()["page_size"] == 1
        assert running.http.post("/_emulator/reset", json={"seed": {"environments": 1}}).status_code == 400
        assert (
            running.http.get(f"/v1/environments/{ENVIRONMENTS['Administrators']}", headers=headers).status_code == 200
        )
    finally:
        running.http.post("/_emulator/reset", json={"seed": SEED})


def test_reset_to_a_checkpoint(pingone: PingOne, api):
    """Objects go back with their ids, as often as wanted; a reset to the seed ends it."""
    assert pingone.http.post("/_emulator/reset", json={"checkpoint": True}).status_code == 400
    kept = resource(api, name="Kept")
    pingone.switch(page_size=1)
    assert pingone.http.post("/_emulator/checkpoint").status_code == 200
    for _time in range(2):
        made = resource(api)
        changed = {"name": "Other", "audience": kept["audience"], "type": "CUSTOM"}
        assert api.put(f"/resources/{kept['id']}", json=changed).status_code == 200
        assert pingone.http.post("/_emulator/reset", json={"checkpoint": True}).status_code == 200
        assert pingone.journal() == []
        assert api.get(f"/resources/{made['id']}").status_code == 404
        assert api.get(f"/resources/{kept['id']}").json()["name"] == kept["name"]
        assert pingone.http.get("/_emulator/switches").json()["page_size"] == 1
    assert pingone.http.post("/_emulator/reset").status_code == 200
    assert api.get(f"/resources/{kept['id']}").status_code == 404
    assert pingone.http.post("/_emulator/reset", json={"checkpoint": True}).status_code == 400


def test_switches(pingone: PingOne):
    """Flat, described, all or none."""
    described = pingone.http.get("/_emulator/switches?describe").json()
    assert set(described) == set(pingone.http.get("/_emulator/switches").json())
    assert all(entry["value"] == entry["default"] and entry["meaning"] for entry in described.values())
    for wrong in (
        {"nonsense": 1},
        {"page_size": -1},
        {"page_size": True},
        {"strict_names": 1},
        {"deployment": "perhaps"},
        {"strict_names": False, "page_size": "1"},
    ):
        assert pingone.http.put("/_emulator/switches", json=wrong).status_code == 400
    assert pingone.http.get("/_emulator/switches?describe").json() == described


def test_every_switch_is_tested(pingone: PingOne):
    """Each is set by some test to something other than its default (the tests without it are the other position)."""
    text = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    calls = "".join(re.findall(r"switch\(([^)]*)\)", text))
    missing = [name for name in pingone.http.get("/_emulator/switches").json() if f"{name}=" not in calls]
    assert missing == []


def test_seeds_hold_no_grant_and_no_service(api):
    """A test that finds an API service or a grant has made it itself."""
    assert api.get("/apiServers").json()["count"] == 0
    for name in ("Orders Web", "Orders Batch", "Twin"):
        assert api.get(f"/applications/{APPLICATIONS[name]['id']}/grants").json()["count"] == 0
    assert created(api.post("/resources", json={"name": "x"}))
