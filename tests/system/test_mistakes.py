# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each kind of mistake in each place of the list of pingone_api_access, in check mode and without it.

The task must fail, the problems must be exactly those of the mistakes with their locations, and nothing may be written:
in an environment in which nothing of the list exists, and in one in which everything does.

The mistakes are in C(mistakes/), one row each, beside the valid list in C(list.yml):

- ``case``: what is wrong.
- ``set``, ``unset``: what differs from the valid list: values by their location, and locations to remove. The index
  after the last one adds to a list.
- ``at``: the locations of all problems.
- ``words``: text of the message.
- ``environment``: the only environment with the mistake, C(empty) or C(existing); both by default.
- ``sent``: requests that are sent first, each with method, path, and body.
- ``before``: modules and their options, which are run next.
- ``faults``: faults of the emulator.

In values, C({times: 3, of: x}) is C(xxx), C({times: 2, of: [a{n}]}) is C([a0, a1]), and C({id:groups/Clerks}) is the ID
of the group with this name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.system.in_process import PingOne

FOLDER = Path(__file__).with_name("mistakes")
MODULE = "pingone_api_access"
EMPTY, EXISTING = "empty", "existing"

Options = dict[str, Any]
Row = dict[str, Any]


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def expanded(value: Any, number: str = "{n}") -> Any:
    """A value without abbreviations."""
    if isinstance(value, dict):
        if value.keys() == {"times", "of"}:
            of = value["of"]
            return of * value["times"] if isinstance(of, str) else numbered(of, value["times"])
        return {key: expanded(inner, number) for key, inner in value.items()}
    if isinstance(value, list):
        return [expanded(inner, number) for inner in value]
    return value.replace("{n}", number) if isinstance(value, str) else value


def with_ids(value: Any, pingone: PingOne) -> Any:
    """A value with IDs instead of the paths of objects."""
    if isinstance(value, dict):
        return {key: with_ids(inner, pingone) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_ids(inner, pingone) for inner in value]
    if isinstance(value, str):
        return re.sub(r"\{id:([^}]+)\}", lambda found: id_of(pingone, found[1]), value)
    return value


def numbered(values: list[Any], times: int) -> list[Any]:
    return [expanded(value, str(number)) for number in range(times) for value in values]


VALID: Options = read("list")
FILES = sorted(path.stem for path in FOLDER.glob("*.yml") if path.stem not in ("list", "types"))
ROWS: list[Row] = [{**row, "case": f"{name}: {row['case']}"} for name in FILES for row in read(name)]


# Options


def keys(location: str) -> list[str | int]:
    """The keys and indexes of a location."""
    return [int(one) if one.isdigit() else one for one in re.findall(r"[^.\[\]]+", location)]


def put(options: Options, location: str, value: Any) -> None:
    *inner, last = keys(location)
    place: Any = options
    for key in inner:
        place = place.setdefault(key, {}) if isinstance(place, dict) else place[key]
    if isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value


def take(options: Options, location: str) -> None:
    *inner, last = keys(location)
    place: Any = options
    for key in inner:
        place = place[key]
    del place[last]


def changed(row: Row, pingone: PingOne) -> Options:
    """The valid options with what differs in a row."""
    options = deepcopy(VALID)
    for location, value in row.get("set", {}).items():
        put(options, location, with_ids(expanded(value), pingone))
    for location in row.get("unset", []):
        take(options, location)
    filled: Options = pingone.emulator.filled(options, FOLDER)
    return filled


def id_of(pingone: PingOne, path: str) -> str:
    """The ID of an object whose path is given with names."""
    place = ""
    names = path.split("/")
    for collection, name in zip(names[::2], names[1::2], strict=True):
        place += f"{collection}/"
        place += next(item["id"] for item in pingone.list(place.rstrip("/")) if item["name"] == name) + "/"
    return place.split("/")[-2]


# Environments


class World:
    """The environments in which lists are tried, one after the other."""

    def __init__(self, pingone: PingOne) -> None:
        self.pingone = pingone
        self.name = ""

    def enter(self, name: str) -> None:
        """Make the environment with this name, unless the last one was the same."""
        if self.name == name:
            return
        self.name = name
        self.pingone.reset()
        if name == EXISTING:
            listed = [{**entry, "state": "present"} for entry in changed({}, self.pingone)["api_services"]]
            listed[3]["base_urls"] = ["https://api.example.com/old"]
            self.pingone.run_here(MODULE, api_services=listed)

    def refused(self, options: Options, check_mode: bool) -> Options:
        """The result of the module, which must fail without a write."""
        self.pingone.emulator.clear_requests()
        result = self.pingone.attempt_here(MODULE, check_mode, **options)
        assert result.get("failed"), result
        assert self.pingone.emulator.writes() == []
        assert result["error"]["kind"] == "invalid_input", result
        assert not result["changed"]
        return result


@pytest.fixture(scope="module")
def world(collection: Path, emulator: Any) -> World:
    return World(PingOne(collection, emulator))


@pytest.fixture
def prepared(world: World, environment: str, row: Row) -> Iterator[World]:
    """The environment of a row, after what is run first."""
    world.enter(environment)
    for request in row.get("sent", []):
        world.pingone.send(*with_ids(request, world.pingone))
    for module, options in row.get("before", {}).items():
        world.pingone.run_here(module, **expanded(options))
    world.pingone.emulator.faults(row.get("faults", []))
    yield world
    world.pingone.emulator.faults([])
    if "before" in row or "sent" in row:
        world.name = ""


# Tests


def locations(result: Options) -> list[str]:
    return sorted({problem["option"] for problem in result["error"]["problems"]})


CASES = [(name, row) for name in (EMPTY, EXISTING) for row in ROWS if row.get("environment", name) == name]


@pytest.mark.parametrize(("environment", "row"), CASES, ids=[f"{name}, {row['case']}" for name, row in CASES])
def test_a_mistake(prepared: World, row: Row) -> None:
    options = changed(row, prepared.pingone)
    for check_mode in (True, False):
        result = prepared.refused(options, check_mode)
        assert locations(result) == sorted(row["at"]), result["msg"]
        # A message shows ten problems at most.
        shown = row["at"] if len(result["error"]["problems"]) <= 10 else []
        for text in [*row.get("words", []), *shown]:
            assert text in result["msg"]


@pytest.mark.parametrize("environment", [EMPTY, EXISTING])
def test_the_list_has_no_mistake(world: World, environment: str) -> None:
    world.enter(environment)
    result = world.pingone.attempt_here(MODULE, check_mode=True, **changed({}, world.pingone))
    assert not result.get("failed"), result
    removed = [one["name"] for one in result["api_services"] if one["removed"]]
    assert removed == ([] if environment == EMPTY else ["Old API"])


# Every option of the specification


SINGLE = ("str", "choice", "bool", "int")


def shape(about: Options) -> str:
    """The type of an option, as in C(types.yml)."""
    if about["type"] == "list":
        return f"list of {about['elements']}" if not about.get("choices") else "list of str"
    return "choice" if about.get("choices") else str(about["type"])


def options_of(world: World) -> Iterator[tuple[str, str, Options]]:
    """All options of the task, of entries, and of everything in them: the location of the object, that of the option,
    and its specification."""
    places = read("types")["places"]
    pending = [("", world.pingone.specification(MODULE))]
    while pending:
        listed, spec = pending.pop()
        for name, about in spec.items():
            yield places[listed], f"{places[listed]}.{name}".lstrip("."), about
            if "options" in about:
                pending.append((name, about["options"]))


def test_every_misspelled_option(world: World) -> None:
    world.enter(EMPTY)
    for place, location, _about in list(options_of(world)):
        name = location.rpartition(".")[2]
        row = {"set": {f"{location}s": "x", f"{place}.{name[1:]}x".lstrip("."): "x"}}
        result = world.refused(changed(row, world.pingone), check_mode=False)
        assert locations(result) == sorted(row["set"]), result["msg"]
        assert "Did you mean" in result["msg"]
        assert world.pingone.emulator.requests() == []


def test_every_option_with_a_value_of_a_wrong_type(world: World) -> None:
    world.enter(EMPTY)
    wrong = read("types")["wrong"]
    tried, unexpected = 0, {}
    for _place, location, about in list(options_of(world)):
        cases = [case for case in wrong.get(shape(about), []) if case["value"] != "" or "blank" not in about]
        cases += [{"value": blank} for blank in ("", " ") if shape(about) in SINGLE and "blank" not in about]
        cases += [{"value": None}] if about.get("required") else []
        for case in cases:
            result = world.refused(changed({"set": {location: case["value"]}}, world.pingone), check_mode=False)
            if locations(result) != [location + case.get("at", "")]:
                unexpected[f"{location}: {case['value']}"] = result["msg"]
            assert world.pingone.emulator.requests() == []
            tried += 1
    assert unexpected == {}
    assert tried > 350
