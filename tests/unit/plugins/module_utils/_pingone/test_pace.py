# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Processes and threads that share a pace, what they read of the license, and what a task reports of it."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import ConnectionFailure
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import pace as _pace
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import pace_record
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import Connection
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.pace import open_pace
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.pace_record import (
    FREE,
    UNREADABLE,
    WINDOW,
    Record,
)
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.request import Response
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.lock_holders import child
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import Clock

pytestmark = pytest.mark.usefixtures("folder")

API = "https://api.example"
LICENSE = {"license": {"id": "license"}}
RATE = {"licenseQuantities": {"rlgConfigRpm": {"limit": 600}}}


class Runs:
    """The runs of a user against an API with a license, in a time that passes by sleeping only."""

    def __init__(self, *answers):
        self.time = Clock()
        self.time.now = 1_700_000_000.0
        self.paces = []
        self.read = []
        self.answers = list(answers) or [LICENSE, RATE]

    def run(self, environment="e", api=API, **options):
        pace = open_pace(Connection(environment, api, **options))
        pace._clock, pace._sleep, pace._timer = self.time.clock, self.time.sleep, self.time.clock
        self.paces.append(pace)
        return pace

    def send(self, pace, count=1):
        """Send requests; the seconds that they waited in total."""
        before = self.time.now
        for _number in range(count):
            pace.wait(lambda request: self.answered(pace, request))
        return self.time.now - before

    def answered(self, pace, request):
        pace.wait(lambda other: pytest.fail("The license is already being read"))
        self.read.append(request.url)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Response) else Response(200, {}, answer)


def test_a_short_run_neither_waits_nor_reads_the_license():
    runs = Runs()
    assert runs.send(runs.run(), FREE) == 0
    assert runs.read == []


def test_a_share_of_the_rate_of_the_license():
    runs = Runs()
    pace = runs.run()
    assert runs.send(pace, 208) == 0, "two requests read the license"
    assert runs.read == [f"{API}/v1/environments/e", f"{API}/v1/environments/e/capabilities"]
    assert 60 < runs.send(pace) < 63
    assert pace.warning == (
        f"Waited {pace.waited:.0f} s in total before sending requests, because the limit is 210 per minute: 35 %"
        " (max_share) of the 600 that the license of the environment allows. All runs of this user on this machine"
        " count together."
    )


def test_another_share():
    runs = Runs()
    pace = runs.run(max_share=100)
    assert runs.send(pace, 598) == 0
    assert runs.send(pace) > 60


def test_a_number_of_requests():
    runs = Runs()
    pace = runs.run(requests_per_minute=100)
    assert runs.send(pace, 100) == 0
    assert runs.send(pace) > 60
    assert runs.read == [], "one environment, whatever its license"
    assert "because requests_per_minute is 100. All" in pace.warning


def test_a_number_of_requests_for_several_environments_reads_their_license_alone():
    runs = Runs(LICENSE, {"license": {"id": "other"}})
    one, two = runs.run("one", requests_per_minute=100), runs.run("two", requests_per_minute=100)
    assert runs.send(one, 90) + runs.send(two, 10) == 0
    assert runs.send(two) > 0
    assert runs.read == [f"{API}/v1/environments/two"]
    assert runs.time.now > 1_700_000_060


@pytest.mark.parametrize(
    "answers",
    [
        [Response(403, {}, {}), Response(403, {}, {})],
        [{}, {}],
        [{"license": "x"}, {"licenseQuantities": []}],
        [{"license": {"id": 5}}, {"licenseQuantities": {"rlgConfigRpm": {"limit": "many"}}}],
        [LICENSE, {"licenseQuantities": {"rlgConfigRpm": {"limit": True}}}],
        [LICENSE, {"licenseQuantities": {"rlgConfigRpm": {"limit": 0}}}],
        [LICENSE, {"licenseQuantities": {"rlgConfigRpm": {"limit": -5}}}],
    ],
)
def test_a_rate_that_cannot_be_read(answers):
    """There is no limit, and it is not read again."""
    runs = Runs(*answers)
    assert runs.send(runs.run(), 3000) == 0
    assert len(runs.read) == 2
    runs.time.now += UNREADABLE + 1
    assert runs.send(runs.run(), 300) == 0


def test_a_rate_that_cannot_be_read_for_the_moment():
    runs = Runs(ConnectionFailure("lost"), Response(503, {}, {}), RATE, LICENSE, RATE)
    pace = runs.run()
    for _attempt in range(3):
        assert runs.send(pace, 205) == 0
        runs.time.now += UNREADABLE + 5
    assert len(runs.read) == 5
    assert runs.send(pace, 211) > 60


def test_what_one_run_has_read_is_known_to_the_others():
    runs = Runs()
    assert runs.send(runs.run(), 100) == 0
    assert runs.send(runs.run(), 108) == 0
    assert runs.send(runs.run()) > 60
    assert len(runs.read) == 2


@pytest.mark.parametrize("api", ["https://API.example:443/x", "https://api.pingone.example"])
def test_runs_against_another_api_do_not_count(api):
    runs = Runs()
    runs.send(runs.run(requests_per_minute=10), 10)
    assert runs.send(runs.run(api=api, requests_per_minute=10), 10) == 0


def test_a_rejection_stops_all_runs():
    runs = Runs()
    one, two = runs.run(), runs.run()
    runs.send(one)
    one.rejected(20.0)
    assert 20 < runs.send(two) < 23
    assert two.warning.startswith(
        f"Waited {two.waited:.0f} s in total before sending requests, because PingOne has rejected some (429). All"
    )
    assert len(runs.read) == 2, "the license, after the pause"
    assert runs.send(one) == 0


def test_a_rejection_is_the_reason_for_a_wait_even_if_there_is_a_limit():
    runs = Runs()
    pace = runs.run(requests_per_minute=100)
    runs.send(pace)
    pace.rejected(30.0)
    assert runs.send(pace) > 30
    assert "because PingOne has rejected some (429). All" in pace.warning


@pytest.mark.parametrize("seconds", [-7200.0, 7200.0])
def test_a_change_of_the_clock_while_waiting_is_not_waiting_time(seconds):
    """Deadlines would otherwise end too early, or hours too late."""
    runs = Runs()
    pace = runs.run(requests_per_minute=10)
    timer = Clock()
    pace._timer = timer.clock

    def sleep(duration):
        timer.now += duration
        runs.time.now += seconds

    pace._sleep = sleep
    runs.send(pace, 11)
    assert 60 < pace.waited < 63


def test_a_pause_that_no_run_has_noted_does_not_end_all_runs():
    runs = Runs()
    pace = runs.run()
    runs.send(pace)
    with pace._record() as record:
        record.budget("e").paused = 1e300
    assert runs.send(pace) == 0


def test_a_rejection_without_retry_after():
    runs = Runs()
    pace = runs.run()
    pace.rejected(None)
    assert 1 < runs.send(pace) < 4


def test_a_rejection_while_waiting():
    """The request waits for the end of the pause, and gives its place back."""
    runs = Runs()
    one, two = runs.run(requests_per_minute=10), runs.run(requests_per_minute=10)
    runs.send(one, 10)
    sleep = runs.time.sleep

    def rejected_meanwhile(seconds):
        two._sleep = sleep
        sleep(seconds)
        one.rejected(100.0)

    two._sleep = rejected_meanwhile
    assert 160 < runs.send(two) < 170
    with one._record() as record:
        assert sum(record.environments["e"].counts) == 1


def test_a_reduced_rate_is_explained():
    runs = Runs()
    pace = runs.run(requests_per_minute=100)
    runs.send(pace, 100)
    pace.rejected(30.0)
    runs.send(pace)
    assert "because PingOne has rejected some (429), which reduced the limit to 90 per minute." in pace.warning


def test_a_short_wait_is_not_reported():
    runs = Runs()
    pace = runs.run()
    pace.rejected(7.0)
    assert runs.send(pace) > 7
    assert pace.waited > 7
    assert pace.warning == ""


def test_threads_that_wait_at_the_same_time_have_waited_once(folder):
    pace = open_pace(Connection("e", API, requests_per_minute=1))
    pace.wait(pytest.fail)
    pace._sleep = lambda seconds: time.sleep(0.3)
    threads = [threading.Thread(target=pace.wait, args=(pytest.fail,)) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.3 <= pace.waited < 0.9
    with pace._record() as record:
        assert sum(record.environments["e"].counts) == 5


def test_threads_wait_until_one_of_them_has_read_the_license():
    pace = open_pace(Connection("e", API))
    for _number in range(FREE):
        pace.wait(pytest.fail)
    order, started = [], threading.Event()

    def send(request):
        started.set()
        time.sleep(0.1)
        pace.wait(pytest.fail)
        order.append(request.url)
        return Response(200, {}, {**LICENSE, **RATE})

    reader = threading.Thread(target=pace.wait, args=(send,))
    reader.start()
    assert started.wait(5)
    pace.wait(pytest.fail)
    order.append("another thread")
    reader.join()
    assert order == [f"{API}/v1/environments/e", f"{API}/v1/environments/e/capabilities", "another thread"]


def test_delays_of_others_are_known():
    runs = Runs()
    one, two = runs.run(requests_per_minute=10), runs.run(requests_per_minute=10)
    runs.send(one, 10)
    assert not two.has_delayed(120)
    runs.send(one)
    runs.time.now += 100
    assert two.has_delayed(120)
    runs.time.now += 30
    assert not two.has_delayed(120)


# the file


def pace_files(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_the_file_is_that_of_the_user(folder):
    open_pace(Connection("e", API)).wait(pytest.fail)
    (name,) = pace_files(folder)
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_old_files_are_removed(folder):
    folder.mkdir(0o700)
    for name, age in (("pace-0-old", _pace.FILES_LAST + 9), ("pace-1-old", _pace.FILES_LAST + 9), ("pace-1-new", 60)):
        (folder / name).write_text("")
        os.utime(folder / name, (time.time() - age, time.time() - age))
    open_pace(Connection("e", API)).wait(pytest.fail)
    assert len(pace_files(folder)) == 3
    assert {"pace-0-old", "pace-1-new"} < set(pace_files(folder)), "the first one is not known"


@pytest.mark.parametrize("content", [b"\xff" * 50, b'{"environments": {"e": [1]}}', b"", b'{"now":'])
def test_a_damaged_file_is_replaced(folder, content):
    pace = open_pace(Connection("e", API, requests_per_minute=2))
    with open(pace._path, "wb") as file:
        file.write(content)
    waited = []
    pace._sleep = waited.append
    for _number in range(3):
        pace.wait(pytest.fail)
    assert len(waited) == 1, "two requests were counted"


def without_folder(folder):
    folder.mkdir(0o755)
    folder.chmod(0o755)


def with_a_link(folder):
    path = open_pace(Connection("e", API))._path
    os.symlink("/dev/null", path)


def with_a_folder_in_its_place(folder):
    os.mkdir(open_pace(Connection("e", API))._path)


@pytest.mark.parametrize("trouble", [without_folder, with_a_link, with_a_folder_in_its_place])
def test_without_a_file_a_process_counts_its_own_requests(folder, trouble):
    trouble(folder)
    runs = Runs()
    pace = runs.run(requests_per_minute=10)
    assert runs.send(pace, 10) == 0
    assert runs.send(pace) > 60
    assert runs.send(runs.run(requests_per_minute=10), 10) == 0


def test_a_file_that_was_removed_is_made_again(folder):
    """A process that had opened it before does not go on with it alone."""
    runs = Runs()
    pace = runs.run(requests_per_minute=10)
    runs.send(pace, 10)
    os.unlink(pace._path)
    assert runs.send(pace, 10) == 0
    assert len(pace_files(folder)) == 1


# several processes


def many(count, work):
    """Run so many processes to their end."""
    if count:
        with child(work) as number:
            many(count - 1, work)
            assert os.waitpid(number, 0)[1] == 0


@pytest.fixture
def _fast(monkeypatch):
    """A minute lasts three seconds."""
    monkeypatch.setattr(pace_record, "TICK", 0.05)


@pytest.mark.usefixtures("_fast")
def test_processes_share_the_limit(tmp_path, monkeypatch):
    """Six processes with two threads each that send as fast as they can: no minute has more than the limit."""
    log = os.open(tmp_path / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    reserve = Record.reserve

    def logged(*arguments):
        """The time that a request gets. When it is sent after that depends on how busy this machine is."""
        found = reserve(*arguments)
        os.write(log, f"{found}\n".encode())
        return found

    monkeypatch.setattr(Record, "reserve", logged)

    def work():
        paces = [open_pace(Connection(f"e-{number}", API, requests_per_minute=60)) for number in range(2)]

        def send(pace):
            for _number in range(10):
                pace.wait(lambda request: Response(200, {}, LICENSE))

        threads = [threading.Thread(target=send, args=(pace,)) for pace in paces]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    started = time.time()
    many(6, work)
    times = sorted(map(float, (tmp_path / "log").read_text().split()))
    assert len(times) == 120
    assert sum(time < started + 3 for time in times) == 60, "the first ones do not wait"
    assert all(later - earlier > 3 for earlier, later in zip(times, times[60:]))
    assert times[-1] - started < 8


@pytest.mark.usefixtures("_fast")
def test_a_process_that_is_killed_while_it_waits_is_in_nobodys_way():
    pace = open_pace(Connection("e", API, requests_per_minute=2))
    pace.wait(pytest.fail)
    pace.wait(pytest.fail)
    with child(lambda: pace.wait(pytest.fail)) as number:
        time.sleep(0.3)
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
    started = time.time()
    pace.wait(pytest.fail)
    assert time.time() - started < 2 * WINDOW * 0.05


def test_a_process_that_is_stopped_with_the_lock_is_not_waited_for_for_long(monkeypatch):
    monkeypatch.setattr(_pace, "LONGEST_LOCK", 0.2)
    pace = open_pace(Connection("e", API))
    reading, writing = os.pipe()

    def hold():
        with pace._record():
            os.write(writing, b"x")
            time.sleep(60)

    with child(hold):
        assert os.read(reading, 1) == b"x"
        started = time.monotonic()
        pace.wait(pytest.fail)
        assert 0.2 <= time.monotonic() - started < 1


def test_it_costs_little():
    """Far less than the request itself, even with the history of a busy minute."""
    paces = [open_pace(Connection(f"e-{number}", API, requests_per_minute=100_000)) for number in range(20)]
    with paces[0]._record() as record:
        for number in range(20):
            record.learn(f"e-{number}", "license", 0, 3600)
            for second in range(WINDOW):
                record.environment(f"e-{number}").add(record.tick - second)
    seconds = []
    for pace in paces * 3:
        started = time.perf_counter()
        pace.wait(pytest.fail)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.002


def test_waiting_for_the_limit_does_not_count_against_deadlines():
    runs = Runs()
    pace = runs.run(requests_per_minute=10)
    assert runs.send(pace, 11) > 60
    assert pace.excused == pace.waited


def test_waiting_after_a_rejection_counts_against_deadlines():
    runs = Runs()
    pace, other = runs.run(requests_per_minute=100), runs.run(requests_per_minute=100)
    other.rejected(30)
    assert 30 <= runs.send(pace) < 33
    assert pace.excused < 2 < pace.waited


def test_a_request_is_sent_at_its_deadline_though_others_are_still_rejected():
    runs = Runs()
    pace, other = runs.run(requests_per_minute=100, retry_deadline=120), runs.run(requests_per_minute=100)

    def sleep(seconds):
        runs.time.sleep(seconds)
        other.rejected(50)

    other.rejected(50)
    pace._sleep = sleep
    assert 120 <= runs.send(pace) < 180
