# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lock: two processes exclude each other, and one that died is in nobody's way."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import time

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import Busy
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import lock as _lock
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.lock import LONGEST_WAIT, exclusively
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.lock_holders import child, holder, is_free
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import Clock

pytestmark = pytest.mark.usefixtures("folder")

KEY = ("https://api.example", "e-1", "applications", "a-1", "grants")
DOING = 'update the grant of scopes of "Orders" to "Web"'


def locked(key=KEY, clock=None, others=()):
    """A lock whose waiting takes no time, unless the clock is the real one."""
    fake = clock or Clock()
    return exclusively([key, *others], DOING, fake.clock, fake.sleep)


class Real:
    clock = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)


def test_processes_exclude_each_other(tmp_path):
    """Each reads a number, takes its time, and writes it back with one more: without a lock most of it gets lost."""
    counter = tmp_path / "counter"
    counter.write_text("0")

    def count():
        for _number in range(10):
            with locked(clock=Real):
                number = int(counter.read_text())
                time.sleep(0.001)
                counter.write_text(str(number + 1))

    with child(count) as one, child(count) as two, child(count) as three:
        for number in (one, two, three):
            assert os.waitpid(number, 0)[1] == 0
    assert counter.read_text() == "30"


def test_who_waits_too_long_is_told(folder):
    fake = Clock()
    with holder(KEY):
        with pytest.raises(Busy) as caught, locked(clock=fake):
            pytest.fail("two have the lock")
        with locked((*KEY[:-2], "a-3", "grants"), others=[("https://other.example", *KEY[1:])]):
            pass
    assert str(caught.value).startswith(
        f"Could not {DOING}: other runs on this machine have been writing there for 120 s."
    )
    assert LONGEST_WAIT <= sum(fake.sleeps) < LONGEST_WAIT + 1
    assert caught.value.as_data() == {"kind": "busy"}


def test_who_waits_for_one_whose_requests_are_delayed_waits_longer():
    """Only as long as requests were delayed within the last two minutes."""
    fake, delayed = Clock(), [True, True, False]
    asked = []

    def has_delayed(seconds):
        asked.append(seconds)
        return delayed.pop(0)

    with holder(KEY), pytest.raises(Busy), exclusively([KEY], DOING, fake.clock, fake.sleep, has_delayed):
        pytest.fail("two have the lock")
    assert asked == [LONGEST_WAIT] * 3
    assert 3 * LONGEST_WAIT <= sum(fake.sleeps) < 3 * LONGEST_WAIT + 1


def test_a_process_that_was_killed_is_in_nobodys_way():
    with holder(KEY) as number:
        fake = Clock()
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
        with locked(clock=fake):
            assert fake.sleeps == []


def test_it_is_free_after_use_and_after_a_failure():
    fake = Clock()
    with contextlib.suppress(RuntimeError), locked(clock=fake):
        raise RuntimeError
    assert is_free(KEY)
    with locked(clock=fake):
        assert not is_free(KEY)
    assert is_free(KEY)
    assert fake.sleeps == []


def test_its_file_is_empty_stays_and_was_touched_just_now(folder):
    with locked():
        pass
    (file,) = folder.iterdir()
    os.utime(file, (1, 1))
    with locked():
        assert file.stat().st_mtime > time.time() - 60
    assert list(folder.iterdir()) == [file]
    assert (file.stat().st_size, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600)


def test_there_is_one_file_for_all_keys(folder):
    for number in range(100):
        with locked(("https://api.example", "e-1", "applications", f"a-{number}", "grants")):
            pass
    assert [file.name for file in folder.iterdir()] == ["lock"]


def test_without_keys_there_is_no_file(folder):
    with exclusively([], DOING, Clock().clock, Clock().sleep):
        assert not folder.exists()


def test_runs_in_other_environments_do_not_wait():
    """A run needs a lock for each of up to 25 services, and holds them for as long as it writes."""

    def keys(environment):
        return [("https://api.example", environment, "apiServers", f"s-{one}", "operations") for one in range(25)]

    with holder(*keys("e-0")):
        assert not is_free(*keys("e-0"))
        assert is_free(*(key for number in range(1, 200) for key in keys(f"e-{number}")))


def test_without_a_private_folder_there_is_no_lock(folder):
    folder.mkdir()
    folder.chmod(0o755)
    with locked():
        assert is_free(KEY)
    assert list(folder.iterdir()) == []


def test_a_link_in_the_place_of_its_file_is_not_followed(folder, tmp_path):
    with locked():
        pass
    (file,) = folder.iterdir()
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    with locked():
        assert not (tmp_path / "elsewhere").exists()


def test_a_file_system_without_locks(monkeypatch):
    def lockf(_handle, _operation, _length, _start):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(_lock.fcntl, "lockf", lockf)
    with locked():
        assert is_free(KEY)


def test_a_key_that_is_there_twice():
    clock = Clock()
    with locked(others=[KEY], clock=clock):
        assert clock.sleeps == []


def test_processes_that_need_several_locks_do_not_wait_for_each_other(folder):
    keys = [(*KEY, str(number)) for number in range(20)]

    def work(order):
        for _round in range(50):
            with locked(keys[order[0]], clock=Real, others=[keys[one] for one in order[1:]]):
                pass

    started = time.monotonic()
    forwards, backwards = list(range(20)), list(reversed(range(20)))
    with child(lambda: work(forwards)) as first, child(lambda: work(backwards)) as second:
        for number in (first, second):
            os.waitpid(number, 0)
    assert time.monotonic() - started < LONGEST_WAIT / 2
