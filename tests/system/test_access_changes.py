# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The access changes of random pairs of operations, compared with the decisions of the emulator about their requests.

There are no access changes exactly if every request is treated as before. The emulator decides in a process of its own,
with code that the collection does not share.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any

import pytest

from tools.paths import ROOT

Wires = list[dict[str, Any]]

PAIRS, BATCHES = 200, 6
SCOPES, GROUPS, NOBODY = ("s1", "s2"), ("g1", "g2"), "nobody"
METHODS = ["GET", "PUT", "POST", "LINK"]
PATTERNS = ("/a", "/a/b", "/a/c", "/{x}", "/a/{x}", "/{x}/b", "/a/b*", "/*", "/a/*", "/a/**", "/{x}/**", "/**")
SEGMENTS = ("a", "b", "bc", "d", "")
PATHS = ["/" + "/".join(found) for length in (1, 2) for found in product(SEGMENTS, repeat=length)]
PATHS += ["/a/c", "/d/c", "/a/b/c", "/a/d/d", "/d/d/d", "/d/b/d", "/a//b"]
DENY_NAME = "Deny everything else"


def subsets(of: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(of, count) for count in range(len(of) + 1)))


TOKENS = [{"scopes": scopes, "groups": groups} for scopes, groups in product(subsets(SCOPES), subsets(GROUPS))]


# random operations


def path(pattern: str) -> dict[str, str]:
    return {"pattern": pattern, "type": "PARAMETER" if set(pattern) & set("*{") else "EXACT"}


def random_rules(dice: random.Random) -> dict[str, Any]:
    control: dict[str, Any] = {}
    scopes, groups = (dice.choice([(), (), *subsets(some)]) for some in (SCOPES, GROUPS))
    if scopes:
        control["scope"] = {"matchType": dice.choice(["ANY", "ALL"]), "scopes": [{"id": one} for one in scopes]}
    if groups:
        control["group"] = {"groups": [{"id": one} for one in groups]}
    return control


def random_operation(dice: random.Random, name: str) -> dict[str, Any]:
    return {
        "id": f"id of {name}",
        "name": name,
        "methods": dice.choice([[], [], ["GET"], ["PUT"], ["GET", "PUT"]]),
        "paths": [path(one) for one in dice.sample(PATTERNS, dice.randint(1, 2))],
        "accessControl": random_rules(dice),
    }


def random_operations(dice: random.Random) -> Wires:
    found = [random_operation(dice, name) for name in "ABCDE"[: dice.randint(0, 4)]]
    if dice.random() < 0.3:
        found.append(
            {
                "id": "deny",
                "name": DENY_NAME,
                "paths": [path("/**")],
                "accessControl": {"group": {"groups": [{"id": NOBODY}]}},
            }
        )
    return found


# The same access in other words.


def rename(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    one["name"] += "'"


def replace(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    one["id"] += "'"


def shuffle(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    for listed in (
        one["methods"],
        one["paths"],
        one["accessControl"].get("scope", {}).get("scopes", []),
        one["accessControl"].get("group", {}).get("groups", []),
    ):
        dice.shuffle(listed)


def double(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    for listed in (
        one["accessControl"].get("scope", {}).get("scopes", []),
        one["accessControl"].get("group", {}).get("groups", []),
    ):
        listed.extend(listed[:1])


def match_otherwise(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    scope = one["accessControl"].get("scope")
    if scope and len({entry["id"] for entry in scope["scopes"]}) == 1:
        scope["matchType"] = {"ANY": "ALL", "ALL": "ANY"}[scope["matchType"]]


def name_parameter(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    one["paths"] = [path(entry["pattern"].replace("{x}", "{other}")) for entry in one["paths"]]


def split_paths(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    if len(one["paths"]) > 1:
        operations.insert(
            operations.index(one) + 1, {**deepcopy(one), "id": one["id"] + "+", "paths": one["paths"][1:]}
        )
        del one["paths"][1:]


def split_methods(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    if len(one["methods"]) > 1:
        rest = {**deepcopy(one), "id": one["id"] + "-", "methods": one["methods"][1:]}
        operations.insert(operations.index(one) + 1, rest)
        del one["methods"][1:]


def add_open(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    """An operation without rules, for requests that no operation matched. It may match others as well."""
    operations.append({"id": "open", "name": "Open", "methods": [], "paths": [path("/**")], "accessControl": {}})


# Changes that may, or may not, make a difference.


def other_rules(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    one["accessControl"] = random_rules(dice)


def other_methods(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    one["methods"] = dice.choice([[], ["GET"], ["GET", "PUT"], ["GET", "POST", "PUT"]])


def other_paths(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    one["paths"] = [path(entry) for entry in dice.sample(PATTERNS, dice.randint(1, 2))]


def remove(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    operations.remove(one)


def add(dice: random.Random, operations: Wires, one: dict[str, Any]) -> None:
    operations.append(random_operation(dice, "New"))


NEUTRAL = [rename, replace, shuffle, double, match_otherwise, name_parameter, split_paths, split_methods]
CHANGES = [other_rules, other_methods, other_paths, remove, add, add_open]


def random_pair(dice: random.Random) -> tuple[Wires, Wires]:
    before = random_operations(dice)
    after = deepcopy(before)
    kinds = [*dice.choices(NEUTRAL, k=dice.randint(0, 4)), *dice.choices(CHANGES, k=dice.choice([0, 1, 1, 2]))]
    for change in kinds:
        own = [one for one in after if one["name"] != DENY_NAME]
        if own:
            change(dice, after, dice.choice(own))
    return before, after


# what the collection and the emulator say


def is_tied(analysis: Any, before: Wires, after: Wires) -> bool:
    """Whether several equally specific operations decide about a request.

    PingOne does not document which of them that is. The emulator has an order, so it is not compared.
    """
    examples = analysis.distinguishable_requests.distinguishable_requests(before, after)
    return any(len(side) > 1 for one in examples for side in (one.before, one.after))


def compared(analysis: Any, before: Wires, after: Wires) -> list[Any]:
    """The access changes."""

    def access(operations: Wires) -> Any:
        service = {"id": "s", "name": "API", "baseUrls": ["https://api.example.com"]}
        return analysis.access_changes.ServiceState(service, (), lambda: operations, lambda wire: wire["id"] == "deny")

    changes: list[Any] = analysis.access_changes.access_changes([access(before)], [access(after)], {"s"})
    return changes


def decided(configurations: list[dict[str, Any]]) -> list[list[list[list[int]]]]:
    """The tokens with which the emulator allows the requests of each configuration."""
    asked = {"tokens": TOKENS, "methods": METHODS, "configurations": configurations}
    program = Path(__file__).with_name("emulator_decisions.py")
    finished = subprocess.run(
        [os.environ["TEST_EMULATOR_PYTHON"], program],
        input=json.dumps(asked),
        env={"PYTHONPATH": str(ROOT / "emulator")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    answers: list[list[list[list[int]]]] = json.loads(finished.stdout)
    return answers


@pytest.fixture(scope="module")
def analysis(collection: Path) -> Any:
    """The modules of the installed collection."""
    sys.path[:0] = [str(collection)] if str(collection) not in sys.path else []
    package = "ansible_collections.pingone.authorize.plugins.module_utils._domain.operation_analysis"
    for name in ("access_changes", "distinguishable_requests"):
        importlib.import_module(f"{package}.{name}")
    return importlib.import_module(package)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_access_changes_mean_that_every_request_is_treated_as_before(analysis: Any, batch: int) -> None:
    dice = random.Random(batch)
    drawn = [random_pair(dice) for _number in range(PAIRS)]
    pairs = [pair for pair in drawn if not is_tied(analysis, *pair)]
    changes = [compared(analysis, *pair) for pair in pairs]
    paths = [list(dict.fromkeys([*PATHS, *(one.path for one in found)])) for found in changes]
    answers = decided(
        [
            {"operations": [without_empty(one) for one in side], "paths": own}
            for pair, own in zip(pairs, paths, strict=True)
            for side in pair
        ]
    )
    counts = Counter({"tied": len(drawn) - len(pairs)})
    for number, (pair, found) in enumerate(zip(pairs, changes, strict=True)):
        compare(pair, found, list(product(paths[number], METHODS)), *answers[2 * number : 2 * number + 2])
        counts["with changes" if found else "without changes"] += 1
    print(f"{PAIRS} pairs: {dict(counts)}")
    assert min(counts["with changes"], counts["without changes"]) > PAIRS // 6, counts


def without_empty(operation: dict[str, Any]) -> dict[str, Any]:
    """An operation as PingOne stores it."""
    return {key: value for key, value in operation.items() if value}


def compare(
    pair: tuple[Wires, Wires],
    found: list[Any],
    requests: list[tuple[str, str]],
    old: list[list[list[int]]],
    new: list[list[list[int]]],
) -> None:
    """Compare the access changes of a pair with the decisions about requests."""
    effects = {one.effect for one in found}
    decisions = [
        (request, set(before), set(after))
        for one, other in zip(old, new, strict=True)
        for request, before, after in zip(requests, one, other, strict=True)
    ]
    opened = {request for request, before, after in decisions if after - before}
    closed = {request for request, before, after in decisions if before - after}
    text = json.dumps({"before": pair[0], "after": pair[1]})
    assert not opened or effects & {"widened", "changed"}, (sorted(opened), text)
    assert not closed or effects & {"narrowed", "changed"}, (sorted(closed), text)
    for one in found:
        # No operation lists LINK, so it represents other methods.
        example = (one.path, "LINK" if one.other_methods else one.methods[0])
        assert one.effect == "narrowed" or example in opened, (example, one.effect, text)
        assert one.effect == "widened" or example in closed, (example, one.effect, text)
