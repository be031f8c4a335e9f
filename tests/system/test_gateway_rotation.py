# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No request of an API gateway is rejected while its credential is rotated, whatever happens to the run.

Each run is followed by one that completes the rotation, and by one after the quiet period, which removes what is old.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from tests.system.rotation import HAND_OVERS, Gateways, Site, id_of
from tools import emulator as emulators
from tools.paths import LOGS
from tools.screen import table

DUE = {"max_age_days": 1}
DAY = 86400
QUIET = 3600
AT_ONCE = 2


@dataclass(frozen=True)
class Interruption:
    """What happens to a rotation. prompt: whether one of the API gateways loads a stored credential at once."""

    name: str
    happen: Callable[[Site], Any]
    prompt: bool = True


@dataclass(frozen=True)
class Verdict:
    """What became of a rotation."""

    name: str
    created: int
    """Credentials that were created until the rotation was complete."""
    sent: int
    rejected: tuple[str, ...]


@pytest.fixture
def sites(ansible: Any, tmp_path: Path) -> Iterator[list[Site]]:
    """Gateways with a credential that is two days old and in use."""
    with ExitStack() as stack:
        found = []
        for number in range(AT_ONCE):
            folder = tmp_path / f"site-{number}"
            folder.mkdir()
            log = LOGS / f"system-test_gateway_rotation-emulator-{number}.log"
            python = Path(os.environ["TEST_EMULATOR_PYTHON"])
            pingone = stack.enter_context(emulators.running(python, emulators.SEEDS / "testing.yml", folder, log))
            site = Site(ansible, pingone, folder)
            pingone.faults([{"kind": "clock-skew", "seconds": -2 * DAY}])
            site.succeed()
            pingone.faults([])
            pingone.checkpoint()
            found.append(site)
        yield found


def rotate(site: Site, interruption: Interruption, first: str) -> Verdict:
    """Interrupt a rotation, complete it, and remove what is old, while API gateways send requests."""
    site.pingone.return_to_checkpoint()
    site.store.write_text(first, encoding="utf-8")
    gateways = Gateways(site.pingone, site.store, interruption.prompt)
    gateways.start()
    gateways.go_on()
    interruption.happen(site)
    gateways.go_on()
    site.succeed(**DUE)
    created = len(site.credentials()) - 1
    stored = id_of(site.store.read_text(encoding="utf-8"))
    assert stored != id_of(first), interruption
    gateways.load()
    gateways.go_on()
    site.pingone.faults([{"kind": "clock-skew", "seconds": QUIET + 60}])
    gateways.go_on()
    removal = site.succeed(**DUE)
    gateways.go_on()
    gateways.end()
    site.pingone.faults([])
    assert [one["id"] for one in site.credentials()] == [stored], (interruption, removal.output)
    assert id_of(site.store.read_text(encoding="utf-8")) == stored, interruption
    return Verdict(interruption.name, created, gateways.sent, tuple(gateways.rejected))


def interruptions(site: Site) -> list[Interruption]:
    """A rotation that nothing interrupts, hand-overs that fail, and runs that are killed at each step."""
    site.pingone.clear_requests()
    tasks = list(enumerate(site.tasks(**DUE), 1))
    tasks = tasks[next(at for at, (_number, name) in enumerate(tasks) if name.endswith("Create a credential")) :]
    (write,) = [number for number, one in enumerate(site.requests(), 1) if one["writing"]]
    fails = [Interruption(f"hand-over {name}", failing(name)) for name in list(HAND_OVERS)[1:]]
    killed = [Interruption(f"killed before: {name.rpartition(' : ')[2]}", before(number)) for number, name in tasks]
    return [
        Interruption("not interrupted", lambda site: site.succeed(**DUE)),
        *fails,
        *killed,
        Interruption("killed when the credential was created", lambda site: site.kill_at_request(write, **DUE)),
        *(replace(one, name=f"{one.name}, loaded late", prompt=False) for one in (fails[-1], killed[-2])),
    ]


def failing(hand_over: str) -> Callable[[Site], Any]:
    def run(site: Site) -> None:
        finished = site.run(hand_over, **DUE)
        assert finished.status == 2, finished.output
        assert 'The task "Fail"' in finished.output

    return run


def before(task: int) -> Callable[[Site], Any]:
    return lambda site: site.kill_before_task(task, **DUE)


def test_no_request_is_rejected(sites: list[Site], capsys: pytest.CaptureFixture[str]) -> None:
    firsts = {site: site.store.read_text(encoding="utf-8") for site in sites}
    free: Queue[Site] = Queue()
    for site in sites:
        free.put(site)

    def trial(interruption: Interruption) -> Verdict:
        site = free.get()
        try:
            return rotate(site, interruption, firsts[site])
        finally:
            free.put(site)

    todo = interruptions(sites[0])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = list(pool.map(trial, todo))
    rows = [(one.name, str(one.created), str(one.sent), str(len(one.rejected))) for one in verdicts]
    total = ("all", "", str(sum(one.sent for one in verdicts)), str(sum(len(one.rejected) for one in verdicts)))
    with capsys.disabled():
        print("", table([("rotation", "created", "requests", "rejected"), *rows, total]), sep="\n")
    assert [one for one in verdicts if one.rejected] == []
    # Stops that leave nothing to complete would prove nothing.
    assert {one.created for one in verdicts} == {1, 2}
