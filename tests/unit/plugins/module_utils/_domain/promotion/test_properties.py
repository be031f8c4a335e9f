# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties of the merge, on random environments, compared with a merge that is written in another way.

The tests print their figures, see pytest's option -rP.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.promotion import promotion
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.stages import (
    Environment,
    applied,
    edited,
    flat,
    random_access,
    random_environment,
    without_empty,
)

RUNS = 120


def promoted(source: Environment, target: Environment, base: Any, **options: Any) -> dict[str, Any]:
    options = {"complete_source": True, **options}
    return promotion({"source": source, "target": target, "base": base, **options})


def stages(seed: int) -> tuple[Environment, Environment, Environment]:
    random = Random(seed)
    base = random_environment(random)
    return base, edited(random, base), edited(random, base)


def merged_by_place(base: Any, source: Any, target: Any, preferred: str) -> dict[tuple[str, ...], Any]:
    """The three-way merge of places. Scopes are never removed, because the role cannot do that."""
    result = dict(target)
    objects = [place for place in {**base, **source, **target} if len(place) == 3]
    for place in objects:
        before, wanted, now = (_below(side, place) for side in (base, source, target))
        if wanted and now:
            continue
        if before and not wanted:
            keeps = place[1] == "scopes" or (now != before and preferred == "target")
        elif before:
            keeps = not (wanted != before and preferred == "source")
        else:
            keeps = not wanted
        if not keeps:
            for one in now:
                del result[one]
            result.update(wanted)
    both = {one for one in objects if one in source and one in target}
    for place in [one for one in source if one in target and (len(one) < 3 or one[:3] in both)]:
        before = base.get(place, "none")
        if source[place] != before and (target[place] == before or preferred == "source"):
            result[place] = source[place]
    return result


def _below(side: Any, place: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
    return {one: value for one, value in side.items() if one[:3] == place}


def with_scopes_of(environment: Environment, other: Environment) -> dict[tuple[str, ...], Any]:
    """The places of an environment, and the scopes of the other one that it does not have."""
    places = flat(environment)
    names = {place[0] for place in places}
    kept = {
        place: value
        for place, value in flat(other).items()
        if place[0] in names and len(place) > 2 and place[1] == "scopes" and place[:3] not in places
    }
    return {**places, **kept}


def test_an_unedited_target_becomes_the_source() -> None:
    figures: Counter[str] = Counter()
    for seed in range(RUNS):
        base, source, _target = stages(seed)
        found = promoted(source, base, base)
        assert found["conflicts"] == [], seed
        assert found["kept"] == [], seed
        assert flat(applied(base, found["api_services"])) == with_scopes_of(source, base), seed
        figures["changes"] += len(found["changes"])
        figures["scopes that are not removed"] += len(found["not_applied"])
    print(f"{RUNS} promotions to an unedited target: {dict(figures)}")
    assert figures["changes"] > RUNS and figures["scopes that are not removed"]


def test_an_unedited_source_changes_nothing() -> None:
    kept = 0
    for seed in range(RUNS):
        base, _source, target = stages(seed)
        found = promoted(base, target, base)
        assert found["conflicts"] == found["changes"] == [], seed
        assert flat(applied(target, found["api_services"])) == flat(target), seed
        kept += len(found["kept"])
    print(f"{RUNS} promotions of an unedited source: {kept} edits of the target kept")
    assert kept > RUNS


def test_conflicts_are_the_same_in_both_directions() -> None:
    conflicts = 0
    for seed in range(RUNS):
        base, source, target = stages(seed)
        one, other = (promoted(*sides, base)["conflicts"] for sides in ((source, target), (target, source)))
        one, other = ([item for item in side if not item["place"].startswith("scopes[")] for side in (one, other))
        swapped = [{**item, "source": item["target"], "target": item["source"]} for item in other]
        assert sorted(map(str, one)) == sorted(
            str({key: item[key] for key in ("api_service", "place", "base", "source", "target")}) for item in swapped
        ), seed
        conflicts += len(one)
    print(f"{RUNS} merges in both directions: {conflicts} conflicts")
    assert conflicts > RUNS / 2


@pytest.mark.parametrize("preferred", ["source", "target"])
def test_decided_conflicts(preferred: str) -> None:
    conflicts = 0
    for seed in range(RUNS):
        base, source, target = stages(seed)
        conflicts += len(promoted(source, target, base)["conflicts"])
        found = promoted(source, target, base, on_conflict=preferred)
        assert found["conflicts"] == []
        expected = merged_by_place(flat(base), flat(source), flat(target), preferred)
        assert flat(applied(target, found["api_services"])) == expected, seed
    print(f"{RUNS} merges compared: {conflicts} conflicts decided for the {preferred}")
    assert conflicts > RUNS / 2


@pytest.mark.parametrize("on_conflict", ["fail", "source", "target", "keep_both_where_possible"])
def test_promoting_again_changes_nothing(on_conflict: str) -> None:
    applied_runs = 0
    for seed in range(RUNS):
        base, source, target = stages(seed)
        found = promoted(source, target, base, on_conflict=on_conflict)
        if found["conflicts"]:
            assert found["api_services"] == found["base"] == []
            continue
        applied_runs += 1
        after = applied(target, found["api_services"])
        again = promoted(source, after, found["base"])
        assert again["changes"] == again["conflicts"] == [], seed
        assert flat(applied(after, again["api_services"])) == flat(after), seed
        assert again["base"] == found["base"], seed
    print(f"on_conflict={on_conflict}: {applied_runs} of {RUNS} promotions applied, none changed anything again")
    assert applied_runs > RUNS / 20


def test_without_a_base_nothing_is_removed() -> None:
    kept = changes = 0
    for seed in range(RUNS):
        _base, source, target = stages(seed)
        found = promoted(source, target, None)
        assert found["conflicts"] == []
        before, after, wanted = flat(target), flat(applied(target, found["api_services"])), flat(source)
        assert before.keys() | wanted.keys() == after.keys(), seed
        for place, value in after.items():
            if place[-1] == "base_urls" or (place[1:2] == ("applications",) and place[-1] == "scopes"):
                assert value == wanted.get(place, frozenset()) | before.get(place, frozenset()), (seed, place)
            else:
                omitted = place not in wanted or (place[-1] not in ("methods", "paths") and not wanted[place])
                assert value == (before.get(place, wanted.get(place)) if omitted else wanted[place]), (seed, place)
        again = promoted(source, applied(target, found["api_services"]), None)
        assert again["changes"] == [], seed
        kept, changes = kept + len(found["not_applied"]), changes + len(found["changes"])
        removed = applied(target, promoted(source, target, None, remove_missing=True)["api_services"])
        assert flat(removed) == with_scopes_of(source, target), seed
    print(f"{RUNS} promotions without a base: {changes} changes, {kept} differences that were not removed")


# The requests of a caller: member of groups, with scopes in the token, a permission, and the age of the sign-on.
CALLERS = [
    (frozenset(groups), frozenset(scopes), permission, age)
    for groups in ([], ["Staff"], ["Support"], ["Managers"], ["Staff", "Support"])
    for scopes in ([], ["read"], ["write"], ["admin"], ["read", "write"], ["read", "admin"], ["read", "write", "admin"])
    for permission in (None, "Orders:read", "Orders:write")
    for age in (30, 200, 1000)
]


def allows(operation: dict[tuple[str, ...], Any], caller: Any) -> bool:
    groups, scopes, permission, age = caller
    rules = {place[-1]: value for place, value in operation.items() if len(place) > 3}
    required, match = rules["scopes"] or (frozenset(), "all")
    return (
        (not rules["groups"] or bool(groups & rules["groups"]))
        and (not required or (bool(required & scopes) if match == "any" else required <= scopes))
        and rules["permission"] in (None, permission)
        and (rules["max_age"] is None or age <= rules["max_age"])
    )


def test_keeping_both_edits_allows_no_request_that_neither_side_allows() -> None:
    figures: Counter[str] = Counter()
    for seed in range(16 * RUNS):
        random = Random(seed)
        base = random_environment(random) if seed % 3 == 0 else [focused(random)]
        edit = edited if seed % 3 == 0 else with_other_rules
        source, target = edit(random, base), edit(random, base)
        found = promoted(source, target, base, on_conflict="keep_both_where_possible")
        figures["conflicts that are left"] += len(found["conflicts"])
        if found["conflicts"]:
            continue
        after = flat(applied(target, found["api_services"]))
        for one in found["changes"]:
            if one["reason"] == "conflict, both edits are kept":
                figures[one["place"].rpartition("]")[2].lstrip(".") or one["place"]] += 1
                _check_kept(after, (flat(source), flat(target)), one, seed)
    print(f"{16 * RUNS} merges, conflicts with both edits kept: {dict(figures)}")
    places = ("base_urls", "scopes", "access.groups", "access.scopes")
    assert min(figures[place] for place in places) >= 5, figures


def focused(random: Random) -> dict[str, Any]:
    """An API service with one operation."""
    operation = {"name": "Read", "methods": ["GET"], "paths": [{"pattern": "/a"}], "access": random_access(random)}
    return {"name": "Orders", "base_urls": ["https://api.example.com"], "operations": [operation]}


def with_other_rules(random: Random, environment: Environment) -> Environment:
    """The API service with other groups and scopes, and sometimes with other methods."""
    entry = deepcopy(environment[0])
    access, fresh = entry["operations"][0]["access"], random_access(random)
    for rules in (["groups"], ["scopes", "match"]):
        if random.random() < 0.6:
            access.update((rule, fresh.get(rule)) for rule in rules)
    entry["operations"][0]["access"] = without_empty(access)
    if random.random() < 0.1:
        entry["operations"][0]["methods"] = ["GET", "POST"]
    return [without_empty(entry)]


def _check_kept(after: Any, sides: Any, change: Any, seed: int) -> None:
    kind, _bracket, rest = change["place"].partition("[")
    place = (change["api_service"], kind) if not rest else (change["api_service"], kind, rest.partition("]")[0])
    if kind == "base_urls":
        assert after[place] <= sides[0][place] | sides[1][place], seed
    elif kind == "applications":
        assert any(after[(*place, "scopes")] <= side[(*place, "scopes")] for side in sides), seed
    else:
        operation, *others = (_below(side, place) for side in (after, *sides))
        matched = [
            other
            for other in others
            if all(other[(*place, part)] == operation[(*place, part)] for part in ("methods", "paths"))
        ]
        for caller in CALLERS:
            if allows(operation, caller):
                assert any(allows(other, caller) for other in matched), (seed, change, caller)
