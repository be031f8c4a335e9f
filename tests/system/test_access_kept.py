# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role takes access away only if what is to stay exists, and check mode predicts combinations of its options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne
from tests.system.recorded import comparable, play
from tests.system.workflow import PLAYBOOK, picture, variables

Entry = dict[str, Any]
WEB, BATCH = "Orders Web", "Orders Batch"


class World:
    """API services that exist before the role runs; the web application holds two scopes of each."""

    def __init__(self, pingone: PingOne) -> None:
        pingone.reset()
        self.pingone = pingone
        self.ids: dict[str, str] = {}

    def service(self, name: str, *scopes: str, granted: tuple[str, ...] = (), deployed: bool = True) -> Entry:
        """Make a service with scopes, some of them granted; the start of its entry for the role."""
        urls = [f"https://{name.lower().replace(' ', '-')}.example.com"]
        self.pingone.run("pingone_api_service", name=name, base_urls=urls, auto_create_resource=True)
        made = self.pingone.run("pingone_scope", api_service=name, scopes=[{"name": scope} for scope in scopes])
        self.ids.update((scope["name"], scope["id"]) for scope in made["scopes"])
        if granted:
            self.pingone.run("pingone_app_scope_grant", api_service=name, application=WEB, scopes=list(granted))
        if deployed:
            self.pingone.run("pingone_deploy", api_service=name)
        return {"name": name, "base_urls": urls}

    def resource(self, name: str, *scopes: str, granted: tuple[str, ...] = ()) -> None:
        """Make a resource without a service."""
        self.pingone.run("pingone_resource", name=name)
        self.pingone.run("pingone_scope", resource=name, scopes=[{"name": scope} for scope in scopes])
        self.pingone.run("pingone_app_scope_grant", resource=name, application=WEB, scopes=list(granted))


@pytest.fixture
def world(collection: Path, emulator: Any) -> World:
    return World(PingOne(collection, emulator))


def user(name: str = WEB, **options: Any) -> Entry:
    return {"name": name, **options}


def entries(world: World) -> tuple[list[Entry], dict[str, list[str]]]:
    """Entries that combine the options of applications with those of the entry, and who holds what in the end."""

    def existing(letter: str) -> Entry:
        names = [f"{letter}-read", f"{letter}-write"]
        return world.service(f"API {letter}", *names, f"{letter}-admin", granted=tuple(names))

    def scopes(*names: str) -> list[Entry]:
        return [{"name": name} for name in names]

    # Texts mean the same as typed values.
    listed: list[Entry] = [
        {**existing("a"), "applications": [user(purge="yes", scopes="a-read")]},
        {**existing("b"), "scopes": scopes("b-read", "b-new"), "applications": [user(purge=True)]},
        {**existing("c"), "applications": [user(purge="false", scopes='["c-admin"]')]},
        {**existing("d"), "scopes": scopes("d-read"), "applications": [user(state="absent")]},
    ]
    entry = existing("e")
    renamed = {"name": "e-see", "id": world.ids["e-read"]}
    listed.append({**entry, "scopes": [renamed], "applications": [user(purge=True, scopes=["e-see"])]})
    entry = existing("f")
    renamed = {"name": "f-see", "id": world.ids["f-read"]}
    listed.append({**entry, "scopes": [renamed, {"name": "f-new"}], "applications": [user()]})
    entry = existing("g")
    new = user("Night Shift", create=True, type="web_app", purge=True, scopes=["g-new"])
    kept = user(purge=True, scopes=[world.ids["g-write"]])
    listed.append({**entry, "scopes": scopes("g-new"), "applications": [kept, new]})
    gone = {"state": "absent", "applications": [user()]}
    listed.append({**existing("h"), **gone, "scopes": scopes("h-read", "h-write"), "delete_resource": "true"})
    listed.append({**existing("i"), **gone, "scopes": scopes("i-read", "i-write"), "delete_resource": "no"})
    # A name moves from one resource to another; an application cannot hold it of both.
    world.service("Old API", "moving", "resting", granted=("moving", "resting"))
    old = {"name": "Old API", "applications": [user(purge=True, scopes=["resting"])]}
    entry = world.service("New API", "moving")
    listed += [{**entry, "applications": [user(scopes=["moving"])]}, old]
    world.resource("Stock API", "stock-read", "stock-write", granted=("stock-read", "stock-write"))
    world.resource("Stored", "stored-read", "stored-write", granted=("stored-write",))
    urls = {"base_urls": ["https://fresh.example.com"]}
    listed += [
        {
            "name": "Stock API",
            "base_urls": ["https://stock.example.com"],
            "applications": [user(scopes=["stock-read"])],
        },
        {**urls, "name": "Fresh API", "resource": "Stored", "applications": [user(purge=True, scopes=["stored-read"])]},
    ]
    web = ["a-read", "b-read", "b-new", "c-read", "c-write", "c-admin", "e-see", "f-see", "f-write", "f-new", "g-write"]
    web += ["moving", "resting", "stock-read", "stock-write", "stored-read"]
    return listed, {WEB: sorted(web), "Night Shift": ["g-new"]}


def held(pingone: PingOne) -> dict[str, list[str]]:
    grants: dict[str, list[str]] = picture(pingone.emulator)["grants"]
    return {name: sorted(scopes) for name, scopes in grants.items() if name in (WEB, "Night Shift")}


def test_check_mode_predicts_combinations(ansible: Any, world: World, emulator: Any, tmp_path: Path) -> None:
    listed, expected = entries(world)
    argument = variables(tmp_path, listed)
    emulator.clear_requests()
    finished, predicted = play(ansible, PLAYBOOK, "-e", argument, "--check", env=emulator.env)
    assert finished.status == 0, finished.output
    assert emulator.writes() == []
    finished, done = play(ansible, PLAYBOOK, "-e", argument, env=emulator.env)
    assert finished.status == 0, finished.output
    assert [result["changed"] for result in predicted] == [True]
    assert comparable(predicted) == comparable(done)
    assert held(world.pingone) == expected
    resources = picture(emulator)["resources"]
    assert "API h" not in resources
    assert resources["API i"]["scopes"] == ["i-admin"]
    finished, again = play(ansible, PLAYBOOK, "-e", argument, env=emulator.env)
    assert finished.status == 0, finished.output
    assert [(result["changed"], result["diff"]) for result in again] == [(False, [])]
    assert held(world.pingone) == expected


TYPO = "there is no scope"
REFUSED = {
    "a typo": ([user(purge=True, scopes=["t-raed"])], TYPO),
    "a typo among others": ([user(purge=True, scopes=["t-read", "t-wriet"])], TYPO),
    "a typo of another application": ([user(purge=True, scopes=["t-new"]), user(BATCH, scopes=["t-raed"])], TYPO),
    "an id that is none": ([user(purge=True, scopes=["4f4cf2a0-5a9c-4d80-9a3b-0a6e4c3e9f17"])], TYPO),
    "the name before": ([user(purge=True, scopes=["t-write"])], TYPO),
    "an empty name": ([user(purge=True, scopes=[""])], "is empty"),
    "a blank survey field": ([user(purge=True, scopes="")], "is blank"),
    "an application": ([user(purge=True, scopes=["t-read"]), user("Order Web", scopes=["t-read"])], "no application"),
}


@pytest.mark.parametrize("check", [["--check"], []], ids=["check", "run"])
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_unknown_stops_the_role_before_anything_is_written(
    ansible: Any, world: World, emulator: Any, tmp_path: Path, case: str, check: list[str]
) -> None:
    applications, words = REFUSED[case]
    entry = world.service("T API", "t-read", "t-write", granted=("t-read", "t-write"), deployed=False)
    renamed = {"name": "t-put", "id": world.ids["t-write"]}
    other = {**world.service("Other API", "o-read", deployed=False), "scopes": [{"name": "o-new"}]}
    before = picture(emulator)
    emulator.clear_requests()
    listed = [other, {**entry, "scopes": [{"name": "t-new"}, renamed], "applications": applications}]
    finished = ansible.playbook(PLAYBOOK, "-e", variables(tmp_path, listed), *check, env=emulator.env)
    assert finished.status != 0, finished.output
    assert words in finished.output
    assert emulator.writes() == []
    assert picture(emulator) == before


def test_an_unknown_scope_of_an_entry_that_goes_is_warned_of(
    ansible: Any, world: World, emulator: Any, tmp_path: Path
) -> None:
    entry = world.service("T API", "t-read", granted=("t-read",))
    application = user(scopes=["t-read", "t-raed"])
    listed = [{**entry, "state": "absent", "scopes": [{"name": "t-read"}], "applications": [application]}]
    finished = ansible.playbook(PLAYBOOK, "-e", variables(tmp_path, listed), env=emulator.env)
    assert finished.status == 0, finished.output
    assert "t-raed" in finished.output
    assert WEB not in held(world.pingone)
    again = ansible.playbook(PLAYBOOK, "-e", variables(tmp_path, listed), env=emulator.env)
    assert again.status == 0, again.output
    assert again.recap["localhost"]["changed"] == 0
