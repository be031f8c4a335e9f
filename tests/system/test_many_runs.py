# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many runs at the same time against a PingOne that enforces the rates of its licenses.

No task fails, the rate that is allowed is used and not exceeded, and no host waits much longer than the others. A
minute is shortened to six seconds, for the collection and for the emulator.
"""

from __future__ import annotations

import copy
import importlib
import json
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from bisect import bisect_left, bisect_right
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.system.conftest import Ansible
from tests.system.in_process import PingOne
from tools import emulator as emulators

HOSTS = 20
MINUTE = 6
# Seconds by which the times of two requests may differ more when they arrive than when they were sent, if the machine
# is busy.
LATENCY = 1.5
# The pace delays a request if a minute before it has all requests that are allowed, or the shorter time its part of
# them. With the margin of the pace and the tick in which the request is sent, these are so many seconds.
FULL, SHORT, PARTS = 6.8, 1.4, 5
# The pace sends so many requests before it reads a license.
FREE = 60
SHARE = 35
SEED: dict[str, Any] = yaml.safe_load((emulators.SEEDS / "testing.yml").read_text(encoding="utf-8"))
forking = multiprocessing.get_context("fork")
pingone: PingOne


@dataclass(frozen=True)
class Host:
    """A host of the inventory: its environment, and the temporary folder of its machine."""

    environment: str
    folder: str
    number: int


@dataclass(frozen=True)
class Played:
    """What a host has done: its results, how many seconds that took, and its reservations."""

    results: list[dict[str, Any]]
    seconds: float
    reservations: list[Reservation]


class Reservation(NamedTuple):
    """When the pace was asked, from when it allows the request, and whether that has a limit.

    The request is sent later if the machine is busy.
    """

    asked: float
    allowed: float
    limited: bool


def identifier(*parts: Any) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


def seed_of(environments: int, licenses: int, rate: int) -> dict[str, Any]:
    """The seed, and so many environments that have so many licenses in common."""
    seed = copy.deepcopy(SEED)
    for number in range(licenses):
        seed["licenses"].append(
            {"id": identifier("license", number), "name": f"L{number}", "package": "PREMIUM", "rlgConfigRpm": rate}
        )
    for number in range(environments):
        license_id = identifier("license", number % licenses)
        seed["environments"].append(
            {"id": identifier("environment", number), "name": f"E{number}", "license": license_id}
        )
    return seed


@pytest.fixture(autouse=True)
def _environment(collection: Path, emulator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    global pingone
    pingone = PingOne(collection, emulator)
    monkeypatch.delenv("PINGONE_REQUESTS_PER_MINUTE", raising=False)


@pytest.fixture
def _short(collection: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute of the collection is as long as that of the emulator. Requests take as long as ever to arrive."""
    record = importlib.import_module("ansible_collections.pingone.authorize.plugins.module_utils._pingone.pace_record")
    monkeypatch.setattr(record, "TICK", MINUTE / 60)
    monkeypatch.setattr(record, "WINDOW", 60 + 6)


def begin(environments: int, licenses: int, rate: int, **switches: Any) -> None:
    pingone.emulator.reset(seed_of(environments, licenses, rate))
    pingone.emulator.switches({"enforce_rates": True, "rate_window": MINUTE, **switches})


def service(number: int, operations: int = 4) -> dict[str, Any]:
    """An entry of the workflow."""
    scopes = [{"name": f"scope-{number}-{one}"} for one in range(3)]
    return {
        "name": f"Service {number}",
        "base_urls": [f"https://api.example.com/{number}"],
        "scopes": scopes,
        "operations": [
            {
                "name": f"Operation {one}",
                "methods": ["GET"],
                "paths": [{"pattern": f"/things/{one}"}],
                "access": {"scopes": [scopes[0]["name"]]},
            }
            for one in range(operations)
        ],
        "unlisted_requests": "allow",
    }


def play(host: Host, barrier: Any, runs: int, options: dict[str, Any]) -> Played:
    """Protect an API, and then run the same again, which changes nothing."""
    tempfile.tempdir = host.folder
    file = Path(host.folder) / f"reservations-{host.number}"
    record_reservations(file)
    barrier.wait(60)
    started = time.monotonic()
    entries = [service(host.number)]
    results = [
        pingone.attempt("pingone_api_access", environment_id=host.environment, api_services=entries, **options)
        for _run in range(runs)
    ]
    seconds = time.monotonic() - started
    return Played(
        results, seconds, [Reservation(*json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    )


def record_reservations(file: Path) -> None:
    """Record the reservations of this process, and of modules, which are forks of it."""
    record = importlib.import_module(
        "ansible_collections.pingone.authorize.plugins.module_utils._pingone.pace_record"
    ).Record
    reserve = record.reserve

    def reserve_and_record(self: Any, name: str, limits: list[Any], cautious: bool) -> Any:
        allowed = reserve(self, name, limits, cautious)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(Reservation(self.now, allowed, bool(limits))) + "\n")
        return allowed

    record.reserve = reserve_and_record


def together(hosts: list[Host], runs: int = 2, **options: Any) -> list[Played]:
    for folder in {host.folder for host in hosts}:
        Path(folder).mkdir(exist_ok=True)
    barrier = forking.Manager().Barrier(len(hosts))
    with ProcessPoolExecutor(len(hosts), forking) as pool:
        played = [pool.submit(play, host, barrier, runs, options) for host in hosts]
        return [one.result(280) for one in played]


@dataclass(frozen=True)
class Requests:
    """The requests that count for a license.

    - ``sent``: those of the emulator's log.
    - ``times``: the times from which they were allowed or, without those that were rejected, at which they have
      arrived, by license.
    - ``waits``: those of these times that the pace has delayed, by license.
    - ``unlimited``: the number of other requests, which were sent before the license was known.
    - ``allowed``: the number that is allowed in a minute.
    - ``latency``: the seconds by which a minute of these times may be shorter.
    """

    sent: list[dict[str, Any]]
    times: list[list[float]]
    waits: list[list[float]]
    unlimited: int
    allowed: int
    latency: float

    @property
    def rejected(self) -> list[dict[str, Any]]:
        return [entry for entry in self.sent if entry["status"] == 429]

    def most(self) -> int:
        """The largest number of requests in any minute, as far as that can be determined from their times."""
        return max(_most(times, MINUTE - self.latency) for times in self.times)

    def used(self) -> float:
        """How much of what is allowed is used when a request has to wait, on average; the lowest of a license."""
        part = -(-self.allowed // PARTS)
        return min(
            statistics.mean(
                max(_between(times, wait - FULL, wait) / self.allowed, _between(times, wait - SHORT, wait) / part)
                for wait in waits
            )
            for times, waits in zip(self.times, self.waits, strict=True)
        )


def _between(times: list[float], start: float, end: float) -> int:
    return bisect_right(times, end) - bisect_left(times, start)


def _most(times: list[float], minute: float) -> int:
    first, most = 0, 0
    for last, time_of_last in enumerate(times):
        while times[first] <= time_of_last - minute:
            first += 1
        most = max(most, last + 1 - first)
    return most


def logged() -> list[dict[str, Any]]:
    return [entry for entry in pingone.emulator.requests() if entry["path"].startswith("/v1/environments/")]


def sent(hosts: list[Host], played: list[Played], licenses: int, allowed: int) -> Requests:
    """The requests of hosts whose environments have some licenses in common, by the times of their reservations."""
    found: list[list[Reservation]] = [[] for _license in range(licenses)]
    for host, one in zip(hosts, played, strict=True):
        found[host.number % licenses] += one.reservations
    limited = [[one for one in reservations if one.limited] for reservations in found]
    times = [sorted(one.allowed for one in reservations) for reservations in limited]
    waits = [[one.allowed for one in reservations if one.allowed > one.asked] for reservations in limited]
    unlimited = sum(map(len, found)) - sum(map(len, limited))
    return Requests(logged(), times, waits, unlimited, allowed, 0)


def arrived(allowed: int) -> Requests:
    """The requests for one license, by the times at which they have arrived."""
    entries = logged()
    times = [entry["at"] for entry in entries if entry["status"] != 429]
    return Requests(entries, [times], [], 0, allowed, LATENCY)


def report(name: str, played: list[Played], requests: Requests) -> None:
    """Print a row of the table that docs/performance.md shows."""
    seconds = sorted(one.seconds for one in played)
    unfair = seconds[-1] / statistics.median(seconds)
    used = f", used {requests.used():.0%}" if requests.waits else ""
    waited = [one for host in played for one in host.results if "requests per minute" in str(one.get("warnings"))]
    print(
        f"\n{name}: {len(requests.sent)} requests in {seconds[-1]:.1f} s, allowed {requests.allowed}, most in a minute"
        f" {requests.most()}{used}, slowest/median {unfair:.2f}, 429: {len(requests.rejected)},"
        f" tasks that report a wait: {len(waited)}"
    )


def check(played: list[Played], requests: Requests) -> None:
    failures = [one for host in played for one in host.results if one.get("failed")]
    assert not failures, failures[:3]
    for host in played:
        assert [one["changed"] for one in host.results] == [True] + [False] * (len(host.results) - 1)
    seconds = [one.seconds for one in played]
    assert max(seconds) <= 1.5 * statistics.median(seconds)
    assert requests.most() <= requests.allowed
    # Some requests of each host may be sent until the first has read its license, which takes two requests.
    assert requests.unlimited <= FREE + 4 * HOSTS
    assert requests.used() >= 0.9
    assert len(requests.sent) >= 2 * requests.allowed * len(requests.times)
    assert sum(map(len, requests.times)) + requests.unlimited == len(requests.sent)


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize(
    ("name", "environments", "licenses", "rate"),
    [
        ("one environment", 1, 1, 600),
        ("20 environments, one license", 20, 1, 600),
        ("20 environments, 4 licenses", 20, 4, 100),
    ],
)
def test_forks_of_one_machine(tmp_path: Path, name: str, environments: int, licenses: int, rate: int) -> None:
    begin(environments, licenses, rate)
    hosts = [
        Host(identifier("environment", number % environments), str(tmp_path / "one"), number) for number in range(HOSTS)
    ]
    played = together(hosts)
    requests = sent(hosts, played, licenses, rate * SHARE // 100)
    report(name, played, requests)
    check(played, requests)
    assert len(requests.rejected) <= len(requests.sent) // 100


@pytest.mark.usefixtures("_short")
def test_machines_that_compete_for_a_license(tmp_path: Path) -> None:
    """Each of them takes more than half, so that PingOne rejects requests, and both slow down."""
    begin(20, 1, 200, address_share=100)
    hosts = [
        Host(identifier("environment", number), str(tmp_path / str(number % 2)), number) for number in range(HOSTS)
    ]
    played = together(hosts, max_share=70, retry_deadline=60)
    requests = arrived(200)
    report("two machines, one license", played, requests)
    failures = [one for host in played for one in host.results if one.get("failed")]
    assert not failures, failures[:3]
    assert requests.most() <= requests.allowed
    half = requests.sent[0]["at"] + (requests.sent[-1]["at"] - requests.sent[0]["at"]) / 2
    early = [entry for entry in requests.rejected if entry["at"] <= half]
    print(f"429 in the first half: {len(early)}, in the second: {len(requests.rejected) - len(early)}")
    assert len(requests.rejected) - len(early) < len(early)
    assert len(requests.rejected) < len(requests.sent) // 10
    files = [json.loads(file.read_text(encoding="utf-8")) for file in tmp_path.glob("*/pingone.authorize-*/pace-*")]
    assert len(files) == 2
    assert any(rate for file in files for _paused, _delayed, rate, _since in file["budgets"].values()), files


PLAY = [
    {
        "hosts": "all",
        "gather_facts": False,
        "tasks": [
            {
                "name": "Protect the API",
                "pingone.authorize.pingone_api_access": {
                    "environment_id": "{{ environment_id }}",
                    "api_services": "{{ services }}",
                },
            },
        ],
    }
]


def shortened(collection: Path, folder: Path) -> Path:
    """A copy of the installed collection for which a minute is short."""
    own = folder / "ansible_collections"
    shutil.copytree(collection / "ansible_collections", own)
    file = own / "pingone/authorize/plugins/module_utils/_pingone/pace_record.py"
    text = file.read_text(encoding="utf-8")
    changes = {"\nTICK = 1.0\n": f"\nTICK = {MINUTE / 60}\n", "\nWINDOW = 62\n": "\nWINDOW = 66\n"}
    assert all(text.count(line) == 1 for line in changes)
    for line, changed in changes.items():
        text = text.replace(line, changed)
    file.write_text(text, encoding="utf-8")
    return folder


def test_forks_of_ansible_playbook(collection: Path, tmp_path: Path) -> None:
    """The modules as Ansible starts them: each in a process of its own, which ends after the task."""
    begin(20, 1, 300)
    for name in ("home", "packed"):
        (tmp_path / name).mkdir()
    (tmp_path / "home" / "ansible.cfg").write_text("[connection]\npipelining = true\n", encoding="utf-8")
    ansible = Ansible(shortened(collection, tmp_path), tmp_path / "home")
    hosts = {
        f"host-{number}": {
            "environment_id": identifier("environment", number),
            "services": [service(number, operations=1)],
        }
        for number in range(HOSTS)
    }
    inventory = tmp_path / "inventory.json"
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": local}}), encoding="utf-8")
    playbook = tmp_path / "play.json"
    playbook.write_text(json.dumps(PLAY), encoding="utf-8")
    place = {"TMPDIR": str(tmp_path), "PACKED_MODULES": str(tmp_path / "packed"), "PINGONE_REQUESTS_PER_MINUTE": ""}
    run = ansible.playbook(playbook, "-i", str(inventory), "--forks", str(HOSTS), env={**pingone.emulator.env, **place})
    assert run.status == 0, run.output
    requests = arrived(105)
    print(
        f"\nansible-playbook: {len(requests.sent)} requests, most in a minute {requests.most()}, 429:"
        f" {len(requests.rejected)}"
    )
    assert all(counts["changed"] == 1 and counts["ok"] == 1 for counts in run.recap.values()), run.recap
    assert len(run.recap) == HOSTS
    assert requests.most() <= requests.allowed
    assert len(requests.sent) > 2 * requests.allowed
    assert len(requests.rejected) <= len(requests.sent) // 100
    assert len(list(tmp_path.glob("pingone.authorize-*/pace-*"))) == 1
