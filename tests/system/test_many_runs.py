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
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.system.conftest import Ansible
from tests.system.in_process import PingOne
from tools import emulator as emulators

HOSTS = 20
MINUTE = 6
# Seconds by which the times of two requests may differ more when they arrive than when they were sent, and more when
# they are sent than when the pace has allowed it, if the machine is busy.
LATENCY = 1.5
DELAY = 0.5
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
    """What a host has done: its results, how many seconds that took, and when it sent requests.

    The last is the time at which its pace allowed each request. They arrive later if the machine is busy.
    """

    results: list[dict[str, Any]]
    seconds: float
    sent: list[float]


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
    times = Path(host.folder) / f"times-{host.number}"
    record_times(times)
    barrier.wait(60)
    started = time.monotonic()
    entries = [service(host.number)]
    results = [
        pingone.attempt("pingone_api_access", environment_id=host.environment, api_services=entries, **options)
        for _run in range(runs)
    ]
    seconds = time.monotonic() - started
    return Played(results, seconds, [float(line) for line in times.read_text(encoding="utf-8").splitlines()])


def record_times(file: Path) -> None:
    """Record the times at which the pace allows requests of this process, and of modules, which are forks of it."""
    pace = importlib.import_module("ansible_collections.pingone.authorize.plugins.module_utils._pingone.pace").Pace
    wait = pace.wait

    def wait_and_record(self: Any, send: Any) -> None:
        wait(self, send)
        now = time.time()
        with file.open("a", encoding="utf-8") as times:
            times.write(f"{now}\n")

    pace.wait = wait_and_record


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
    - ``times``: the times at which they were sent or, without those that were rejected, have arrived, by license.
    - ``allowed``: the number that is allowed in a minute.
    - ``latency``: the seconds by which a minute of these times may be shorter.
    """

    sent: list[dict[str, Any]]
    times: list[list[float]]
    allowed: int
    latency: float

    @property
    def rejected(self) -> list[dict[str, Any]]:
        return [entry for entry in self.sent if entry["status"] == 429]

    def most(self) -> int:
        """The largest number of requests in any minute, as far as that can be determined from their times."""
        return max(_most(times, MINUTE - self.latency) for times in self.times)

    def used(self) -> float:
        """The rate of the first three quarters of the requests, as a part of the allowed rate; the lowest of a license.

        Later, hosts that are done need nothing any more, and those that are left may not need all that is allowed.
        """
        parts = [times[: len(times) * 3 // 4] for times in self.times]
        return min(len(part) / (part[-1] - part[0]) * MINUTE / self.allowed for part in parts)


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
    """The requests of hosts whose environments have some licenses in common, by the times at which they were sent."""
    times: list[list[float]] = [[] for _license in range(licenses)]
    for host, one in zip(hosts, played, strict=True):
        times[host.number % licenses] += one.sent
    return Requests(logged(), [sorted(found) for found in times], allowed, DELAY)


def arrived(allowed: int) -> Requests:
    """The requests for one license, by the times at which they have arrived."""
    entries = logged()
    times = [entry["at"] for entry in entries if entry["status"] != 429]
    return Requests(entries, [times], allowed, LATENCY)


def report(name: str, played: list[Played], requests: Requests) -> None:
    """Print a row of the table that docs/performance.md shows."""
    seconds = sorted(one.seconds for one in played)
    unfair = seconds[-1] / statistics.median(seconds)
    waited = [one for host in played for one in host.results if "requests per minute" in str(one.get("warnings"))]
    print(
        f"\n{name}: {len(requests.sent)} requests in {seconds[-1]:.1f} s, allowed {requests.allowed}, most in a minute"
        f" {requests.most()}, used {requests.used():.0%}, slowest/median {unfair:.2f}, 429: {len(requests.rejected)},"
        f" tasks that report a wait: {len(waited)}"
    )


def check(played: list[Played], requests: Requests, unlimited: int) -> None:
    failures = [one for host in played for one in host.results if one.get("failed")]
    assert not failures, failures[:3]
    for host in played:
        assert [one["changed"] for one in host.results] == [True] + [False] * (len(host.results) - 1)
    seconds = [one.seconds for one in played]
    assert max(seconds) <= 1.5 * statistics.median(seconds)
    assert requests.most() <= requests.allowed + unlimited
    assert requests.used() >= 0.9
    assert len(requests.sent) >= 2 * requests.allowed * len(requests.times)
    assert sum(map(len, requests.times)) == len(requests.sent)


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
    # If there are several licenses, reading that of an environment, in two requests, has no limit.
    check(played, requests, 2 * environments // licenses if licenses > 1 else 0)
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
        f"\nansible-playbook: {len(requests.sent)} requests, most in a minute {requests.most()}, used"
        f" {requests.used():.0%}, 429: {len(requests.rejected)}"
    )
    assert all(counts["changed"] == 1 and counts["ok"] == 1 for counts in run.recap.values()), run.recap
    assert len(run.recap) == HOSTS
    assert requests.most() <= requests.allowed
    # How much of the rate is used depends on how fast the modules start; without Ansible, it is measured above.
    assert len(requests.sent) > 2 * requests.allowed
    assert len(requests.rejected) <= len(requests.sent) // 100
    assert len(list(tmp_path.glob("pingone.authorize-*/pace-*"))) == 1
