# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the kill test rests on: killing all of a run, pictures that can be compared, and verdicts that can be bad."""

from __future__ import annotations

import copy
import json
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from tools.kill_test import page
from tools.kill_test.gateway import METHODS, PATHS, URLS, Question, requests
from tools.kill_test.laboratory import Request, keep
from tools.kill_test.picture import canonical
from tools.kill_test.playbook import kill
from tools.kill_test.sample import sample
from tools.kill_test.scenarios import SCENARIOS
from tools.kill_test.trial import SHOWN, Verdict, difference

READ, WRITE, DEPLOY = (
    Request("GET", "apiServers", False),
    Request("POST", "apiServers", True),
    Request("POST", "apiServers/{id}/deployment", True),
)
GOOD = Verdict("update", 2, WRITE, incomplete=True, completed=True, identical=True, settled=True, asked=7)
QUESTION = Question("nobody", "now", "GET", "https://api.example.com/orders/v1/orders")
# A program that leaves a child in a session of its own, as ansible-core does for each task.
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(child.pid, flush=True)
time.sleep(60)
"""


def test_killing_reaches_sessions_of_their_own() -> None:
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, start_new_session=True)
    with process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert child in [each.pid for each in psutil.Process().children(recursive=True)]
        kill(process)
    assert process.returncode == -9
    deadline = time.monotonic() + 10
    while _lives(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    kill(process)  # once more does no harm


def _lives(process: int) -> bool:
    """Whether a process runs; one that nobody has waited for does not."""
    try:
        return psutil.Process(process).status() not in (psutil.STATUS_DEAD, psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _read(seed: int) -> dict[str, Any]:
    """An environment, with other IDs, moments and addresses for each seed."""

    def id(number: int) -> str:
        return f"{seed:08x}-0000-4000-8000-{number:012x}"

    def one(number: int, name: str, **more: Any) -> dict[str, Any]:
        links = {"self": {"href": f"http://127.0.0.1:{seed}/v1/{id(number)}"}}
        stamp = f"2026-01-01T00:00:{seed:02d}.000Z"
        return {"_links": links, "id": id(number), "name": name, "createdAt": stamp, "updatedAt": stamp, **more}

    scope = one(3, "orders-read")
    grant = one(4, "", resource={"id": id(2)}, scopes=[{"id": id(3)}])
    service = one(1, "Orders API", baseUrls=["https://b", "https://a"], policy={"id": id(9)})
    service["deployment"] = {"deployedAt": "2026", "authorizationVersion": {"id": id(8)}}
    return {
        "apiServers": [{**service, "resource": {"id": id(2)}}],
        "applications": [one(5, "Twin", grants=[]), one(6, "Twin", grants=[grant])],
        "resources": [one(2, "Orders", scopes=[scope]), one(7, "Billing", scopes=[])],
    }


def _picture(read: dict[str, Any], seed: int = 1) -> bytes:
    return canonical(copy.deepcopy(read), f"http://127.0.0.1:{seed}")


def test_pictures_do_not_know_ids_moments_addresses_and_order() -> None:
    first, second = _read(1), _read(2)
    second["resources"].reverse()
    assert _picture(first) == _picture(second, 2)
    found = json.loads(_picture(first))
    grant = found["applications"][1]["grants"][0]
    assert grant["resource"]["id"] == "/resources/Orders"
    assert grant["scopes"] == [{"id": "/resources/Orders/scopes/orders-read"}]
    assert [one["id"] for one in found["applications"]] == ["/applications/Twin", "/applications/Twin#2"]
    assert found["apiServers"][0]["policy"]["id"] == "an ID"


@pytest.mark.parametrize(
    "change",
    [
        lambda read: read["resources"][0].update(audience="https://b"),
        lambda read: read["resources"][0]["scopes"].pop(),
        lambda read: read["applications"][1]["grants"][0].update(scopes=[]),
        lambda read: read["apiServers"][0]["baseUrls"].reverse(),
        lambda read: read["apiServers"][0]["deployment"].pop("deployedAt"),
        lambda read: read["apiServers"].append({**copy.deepcopy(read["apiServers"][0]), "id": "another"}),
    ],
)
def test_pictures_show_every_difference(change: Any) -> None:
    read = _read(1)
    before = _picture(read)
    change(read)
    assert _picture(read) != before


def test_state_files_are_copied_while_they_are_used(tmp_path: Path) -> None:
    source = sqlite3.connect(tmp_path / "source", isolation_level=None)
    source.execute("PRAGMA journal_mode=WAL")
    source.execute("CREATE TABLE entry (id)")
    source.execute("INSERT INTO entry VALUES ('kept')")
    keep(tmp_path / "source", tmp_path / "target")
    source.close()
    assert sqlite3.connect(tmp_path / "target").execute("SELECT id FROM entry").fetchall() == [("kept",)]


def test_samples_stop_between_the_last_save_and_the_first_deployment() -> None:
    assert sample([READ, WRITE, WRITE, READ, DEPLOY, DEPLOY, READ, WRITE, WRITE, READ]) == [4, 3, 8]
    assert sample([READ, *[WRITE] * 9]) == [2, 4, 8]
    assert sample([WRITE]) == [1]


@pytest.mark.parametrize(
    "bad",
    [
        {"completed": False},
        {"identical": False},
        {"settled": False},
        {"outside": (str(QUESTION),)},
        {"notes": ("The killed run sent other requests",)},
    ],
)
def test_every_flaw_makes_a_verdict_bad(bad: dict[str, Any]) -> None:
    assert GOOD.good and replace(GOOD, settled=None).good
    flawed = replace(GOOD, **bad)
    assert not flawed.good
    assert str(GOOD) == "update killed at request 2, POST apiServers: good"
    assert str(flawed).startswith("update killed at request 2, POST apiServers: bad\n  ")
    text = page.page([GOOD, flawed], {"update": 2})
    assert "2 stops, 1 of them good" in text and str(flawed) in text
    assert "What went wrong" not in page.page([GOOD], {"update": 2})


def test_the_table_counts() -> None:
    other = replace(GOOD, incomplete=False, settled=None, outside=("a", "b"))
    assert page.rows([GOOD, other], {"update": 9, "removal": 4})[1:] == [
        ("update", "9", "2", "1", "2", "2", "1 of 1", "14", "2"),
        ("removal", "4", "0", "0", "0", "0", "0 of 0", "0", "0"),
    ]


def test_differences_are_told_and_cut() -> None:
    assert difference("holds", ["a"], ["a"]) == []
    (told,) = difference("holds", [], [str(number) for number in range(99)])
    assert told.startswith("holds:\n") and told.count("\n") == SHOWN + 1


def test_the_scenarios_are_as_large_as_the_page_says() -> None:
    text = page.page([], {})
    assert "3 API services, 5 scopes, 10 operations and 3 applications" in " ".join(text.split())
    assert len(SCENARIOS) == 3
    assert (
        len(set(requests()))
        == len(requests())
        == sum(len(URLS[name]) * len(paths) * len(METHODS) for name, paths in PATHS.items())
    )
