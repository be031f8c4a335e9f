# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of groups: SPECIFICATION.md 17.1."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import SEED, PingOne, created, start, unchanged
from gateway import Gateway

CLERK = next(one for one in SEED["environments"][0]["subjects"] if one["username"] == "clerk")
INCLUDE = {"include": "totalMemberCounts"}


def put(pingone: PingOne, path: str, **lists: list[str]) -> None:
    answer = pingone.http.put(f"/_emulator/{path}", json=lists)
    assert (answer.status_code, answer.json()) == (200, lists)


def counts(api, group: dict[str, Any]) -> tuple[int, int, int]:
    """Direct users, direct groups, all users; the same for the group by itself and in the list."""
    alone = api.get(f"/groups/{group['id']}", params=INCLUDE).json()
    listed = api.get("/groups", params={**INCLUDE, "filter": f'id eq "{group["id"]}"'}).json()["_embedded"]["groups"]
    assert listed == [alone]
    direct, total = alone["directMemberCounts"], alone["totalMemberCounts"]
    return direct["users"], direct["groups"], total["users"]


def test_a_new_group_is_empty(api):
    """17.1: totals only on request."""
    group = unchanged(api, api.post("/groups", json={"name": "Nobody"}))
    assert group["directMemberCounts"] == {"users": 0, "groups": 0} and "totalMemberCounts" not in group
    assert counts(api, group) == (0, 0, 0)
    other = api.get(f"/groups/{group['id']}", params={"include": "memberCounts"}).json()
    assert other == group


def test_direct_members(pingone: PingOne, api):
    """17.1: of the seed, and put in and taken out again."""
    clerks = next(one for one in api.get("/groups").json()["_embedded"]["groups"] if one["name"] == "Order Clerks")
    assert clerks["directMemberCounts"] == {"users": 1, "groups": 0}
    nobody = created(api.post("/groups", json={"name": "Nobody"}))
    put(pingone, "subjects/clerk", groups=[nobody["id"], clerks["id"]])
    put(pingone, "subjects/auditor", groups=[nobody["id"]])
    assert (counts(api, nobody), counts(api, clerks)) == ((2, 0, 2), (1, 0, 1))
    put(pingone, f"subjects/{CLERK['id']}", groups=[])
    assert (counts(api, nobody), counts(api, clerks)) == ((1, 0, 1), (0, 0, 0))


def test_members_by_filter(pingone: PingOne, api):
    """17.1: they count in the total only, once, and only while the group has a filter."""
    group = created(api.post("/groups", json={"name": "Everybody", "userFilter": 'username sw ""'}))
    put(pingone, "subjects/clerk", filteredGroups=[group["id"]])
    assert counts(api, group) == (0, 0, 1)
    put(pingone, "subjects/clerk", groups=[group["id"]])
    assert counts(api, group) == (1, 0, 1)
    put(pingone, "subjects/clerk", groups=[])
    unchanged(api, api.put(f"/groups/{group['id']}", json={"name": "Everybody"}))
    assert counts(api, group) == (0, 0, 0)


def test_members_of_nested_groups(pingone: PingOne, api):
    """17.1: the users of a group belong to those around it, through any depth, also round in a circle."""
    outer, middle, inner = (created(api.post("/groups", json={"name": name})) for name in ("Outer", "Middle", "Inner"))
    put(pingone, f"groups/{inner['id']}", memberOfGroups=[middle["id"]])
    put(pingone, f"groups/{middle['id']}", memberOfGroups=[outer["id"]])
    put(pingone, f"groups/{outer['id']}", memberOfGroups=[inner["id"]])
    assert counts(api, outer) == (0, 1, 0)
    put(pingone, "subjects/clerk", groups=[inner["id"]])
    assert [counts(api, group) for group in (outer, middle, inner)] == [(0, 1, 1), (0, 1, 1), (1, 1, 1)]
    assert api.delete(f"/groups/{middle['id']}").status_code == 204
    assert counts(api, outer) == (0, 0, 0)


def test_counts_are_read_only(pingone: PingOne, api):
    """27.1: clients send a group back as they read it."""
    pingone.switch(reject_unknown_keys=True)
    group = created(api.post("/groups", json={"name": "Nobody", "directMemberCounts": {"users": 7, "groups": 7}}))
    read = api.get(f"/groups/{group['id']}", params=INCLUDE).json()
    changed = unchanged(api, api.put(f"/groups/{group['id']}", json={**read, "description": "Nobody is in it."}))
    assert changed["directMemberCounts"] == {"users": 0, "groups": 0} and "totalMemberCounts" not in changed


def test_rules_count_members_alike(gateway: Gateway):
    """17.1 and 10.3: directly, by filter, through a nested group; a group without members lets nobody through."""
    api, pingone = gateway.api, gateway.pingone
    group = created(api.post("/groups", json={"name": "Chosen", "userFilter": 'username eq "x"'}))
    nested = created(api.post("/groups", json={"name": "Nested"}))
    gateway.operation(pattern="/**", accessControl={"group": {"groups": [{"id": group["id"]}]}})
    gateway.deploy()
    token = gateway.token("clerk")
    assert gateway.ask(token) == "403"
    for lists in ({"groups": [group["id"]]}, {"filteredGroups": [group["id"]]}, {"groups": [nested["id"]]}):
        put(pingone, f"groups/{nested['id']}", memberOfGroups=[group["id"]])
        put(pingone, "subjects/clerk", **lists)
        assert gateway.ask(token) == "allow"
        put(pingone, "subjects/clerk", groups=[], filteredGroups=[])
        assert gateway.ask(token) == "403"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("subjects/nobody", {"groups": []}, 404),
        ("groups/nowhere", {"memberOfGroups": []}, 404),
        ("subjects/clerk", {"groups": "ee4001c8-24db-4445-9ccd-ebd548173e00"}, 400),
        ("subjects/clerk", {"groups": [1]}, 400),
        ("subjects/clerk", {"groups": ["00000000-0000-4000-8000-000000000000"]}, 400),
        ("subjects/clerk", {"memberOfGroups": []}, 400),
        ("groups/ee4001c8-24db-4445-9ccd-ebd548173e00", {"groups": []}, 400),
        ("subjects/clerk", [], 400),
    ],
)
def test_wrong_memberships(pingone: PingOne, api, path: str, body: Any, status: int):
    """What names no subject or no group is refused, and then nothing changes."""
    before = api.get("/groups", params=INCLUDE).json()
    assert pingone.http.put(f"/_emulator/{path}", json=body).status_code == status
    assert api.get("/groups", params=INCLUDE).json() == before


def test_memberships_survive_a_restart(tmp_path):
    """The state file keeps them like everything else."""
    options = ("--state", str(tmp_path / "state.sqlite"))
    process, ready = start(tmp_path, *options)
    first = PingOne(ready["url"])
    with first.as_("Automation Basic") as api:
        group = created(api.post("/groups", json={"name": "Nobody"}))
        put(first, "subjects/clerk", groups=[group["id"]])
    process.terminate()
    assert process.wait(60) == 0
    process, ready = start(tmp_path, *options)
    with PingOne(ready["url"]).as_("Automation Basic") as api:
        assert counts(api, group) == (1, 0, 1)
    process.terminate()
    assert process.wait(60) == 0
