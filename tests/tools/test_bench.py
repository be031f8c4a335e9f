# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the benchmark is based on: the seconds of all processes, where they go, and the comparison with the goals."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from tools.bench import page, spent
from tools.bench.goals import HEADING, LATENCY, Goal, Speed, goals
from tools.bench.hooks.sitecustomize import TARGETS
from tools.bench.plays import Pair, Spent, least
from tools.bench.profile import CONTROLLER, PACKING, REST, START, profile
from tools.bench.records import HOOKS, Record
from tools.paths import ROOT
from tools.workload import ENVIRONMENT_REQUESTS, SERVICES, WORKFLOW_REQUESTS

EMPTY = Spent(elapsed=1.0, cpu=1.0)
SPEED = Speed(
    first=Pair(Spent(2.0, 1.8, 50, 30), EMPTY),
    noop=Pair(Spent(1.6, 1.6, WORKFLOW_REQUESTS), EMPTY),
    first_of_many=Pair(Spent(4.39, 3.5, 1000, 700), EMPTY),
    foreground=Spent(4.0, 3.5, 1000, 700),
    noops={
        1: Pair(Spent(1.6, 1.6, 10), EMPTY),
        5: Pair(Spent(1.8, 1.8, 20), EMPTY),
        10: Pair(Spent(2.05, 2.05, 35), EMPTY),
        SERVICES: Pair(Spent(2.8, 2.8, ENVIRONMENT_REQUESTS), EMPTY),
    },
    waiting=2.0,
    slow=Spent(2.8 + 0.35 * ENVIRONMENT_REQUESTS * LATENCY - 0.001, 2.8, ENVIRONMENT_REQUESTS),
)


def noops(count: int, cpu: float, requests: int) -> dict[str, Any]:
    """The change of one no-op."""
    return {"noops": SPEED.noops | {count: Pair(Spent(2.8, cpu, requests), EMPTY)}}


# A program that leaves a process of its own behind, as an asynchronous task of Ansible does. Both use the processor.
BURN = "import time\nwhile time.process_time() < 0.3: pass\n"
PARENT = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {BURN!r}], start_new_session=True)
{BURN}
sys.exit(7)
"""


def test_the_cpu_time_of_descendants_counts_even_if_they_outlive_the_program(tmp_path: Path) -> None:
    file = tmp_path / "spent.json"
    command = [sys.executable, spent.__file__, file, sys.executable, "-c", PARENT]
    assert subprocess.run(command).returncode == 7
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["cpu"] > 0.6
    assert found["elapsed"] > 0.3


def test_the_least_counts() -> None:
    assert least([Spent(1.0, 4.0, 2, 1), Spent(3.0, 2.0, 3, 0)]) == Spent(1.0, 2.0, 3, 1)


def test_all_goals_are_reached() -> None:
    found = goals(SPEED)
    assert [goal for goal in found if not goal.reached] == []
    assert all(len(goal.row) == len(HEADING) for goal in found)
    assert all(goal.baseline for goal in found)


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({"noop": Pair(Spent(1.6, 1.8, WORKFLOW_REQUESTS), EMPTY)}, ["no-op of one workflow, CPU"]),
        ({"noop": Pair(Spent(1.6, 1.6, WORKFLOW_REQUESTS + 1), EMPTY)}, ["no-op of one workflow, requests"]),
        (noops(SERVICES, 2.8, ENVIRONMENT_REQUESTS + 1), ["no-op of 25 services, requests"]),
        (noops(SERVICES, 3.2, ENVIRONMENT_REQUESTS), ["no-op of 25 services, CPU", "no-op, CPU for each"]),
        (noops(5, 2.2, 20), ["no-op, largest deviation"]),
        ({"first": Pair(Spent(2.1, 1.8, 50, 30), EMPTY)}, ["first run of one workflow"]),
        ({"waiting": 1.9}, ["first run of 25 services"]),
        ({"slow": replace(SPEED.slow, elapsed=SPEED.slow.elapsed + 0.1)}, ["no-op of 25 services, 50 ms"]),
    ],
)
def test_a_goal_is_missed(change: dict[str, Any], missed: list[str]) -> None:
    found = [goal.measure for goal in goals(replace(SPEED, **change)) if not goal.reached]
    assert len(found) == len(missed)
    assert all(measure.startswith(begin) for measure, begin in zip(found, missed, strict=True))


def test_the_row_of_a_goal() -> None:
    goal = Goal("a measure", 2.346, 2, "1.0", "more", form="{:.1f} ms")
    assert goal.row == ("a measure", "2.3 ms", "1.0", "2", "not reached", "more")


def test_a_profile_adds_up_to_the_play() -> None:
    records = [
        Record(1, "packing", 0.25, 0.3, 1),
        Record(2, "interpreter start", 0.05, 0.0, 1),
        Record(2, "imports: collection", 0.2, 0.3, 5),
        Record(2, "process", 0.3, 0.4, 1),
        Record(3, "imports: collection", 0.1, 0.3, 5),
        Record(3, "process", 0.2, 0.4, 1),
    ]
    found = profile(Spent(2.0, 1.9), records, Spent(0.6, 0.5))
    assert sum(found.values()) == pytest.approx(1.9)
    assert found[START] == 0.5
    assert found[PACKING] == 0.25
    assert found[CONTROLLER] == pytest.approx(1.9 - 0.5 - 0.25 - 0.5)
    assert found[REST] == pytest.approx(0.5 - 0.05 - 0.3)
    text = page.page({"one play": found}, "2.21.5", "3.13.0")
    assert "| total | 1900 |" in text
    assert all(f"| {row} |" in text for row in found)
    assert text.count("\n| ") == len(found) + 3


@pytest.mark.parametrize("name", ["AnsiballZ_pingone_group.py", "ansible-playbook", "other.py"])
def test_a_process_records_its_parts(tmp_path: Path, name: str) -> None:
    program, file = tmp_path / name, tmp_path / "records.jsonl"
    program.write_text(f"import wave\nfrom ansible.module_utils import basic\n{BURN}", encoding="utf-8")
    variables = {**os.environ, "PYTHONPATH": str(HOOKS), "BENCH_RECORDS": str(file)}
    subprocess.run([sys.executable, program], env=variables, check=True)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    parts = {record.part: record for record in (Record(**json.loads(line)) for line in lines)}
    if name != "AnsiballZ_pingone_group.py":
        assert parts == {}
        return
    whole = parts.pop("process")
    assert set(parts) == {"interpreter start", "imports: standard library", "imports: Ansible"}
    assert whole.cpu > 0.3
    assert 0 < sum(part.cpu for part in parts.values()) < whole.cpu


@pytest.mark.parametrize(("module", "path"), [(module, path) for module in TARGETS for path in TARGETS[module]])
def test_what_is_measured_exists(module: str, path: str) -> None:
    if module.startswith("ansible_collections."):
        file = ROOT.joinpath(*module.split(".")[3:]).with_suffix(".py")
        assert f"\ndef {path}(" in file.read_text(encoding="utf-8")
    elif module != "requests.sessions":
        assert callable(reduce(getattr, path.split("."), importlib.import_module(module)))
