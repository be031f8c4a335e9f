# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes behind the pytest plugin: one for each worker, none left behind, and a fast start of each test."""

from __future__ import annotations

import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from plugin_runs import PLUGIN, run


def test_workers_of_xdist_have_an_emulator_each(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        @pytest.mark.parametrize("time", range(8))
        def test_isolated(pingone_emulator, time, tmp_path_factory, worker_id):
            assert len(pingone_emulator.collect("resources")) == 2
            assert send("POST", "resources", {"name": "Orders"})[0] == 201
            (tmp_path_factory.getbasetemp().parent / f"url-{worker_id}").write_text(pingone_emulator.url)
        """,
        "-n2",
        f"--basetemp={pytester.path / 'base'}",
    )
    result.assert_outcomes(passed=8)
    urls = {path.read_text(encoding="utf-8") for path in (pytester.path / "base").glob("url-gw*")}
    assert len(urls) == 2
    assert not any(map(listening, urls))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_the_run_is_interrupted(pytester: pytest.Pytester, number: signal.Signals) -> None:
    pytester.makepyfile(
        """
        import pathlib, time

        def test_endless(pingone_emulator):
            pathlib.Path("url.part").write_text(pingone_emulator.url)
            pathlib.Path("url.part").rename("url")
            time.sleep(600)
        """
    )
    command = [sys.executable, "-m", "pytest", *PLUGIN, "-p", "no:cacheprovider"]
    with subprocess.Popen(command, cwd=pytester.path, stdout=subprocess.DEVNULL) as process:
        try:
            wait(lambda: (pytester.path / "url").exists() or process.poll() is not None)
            url = (pytester.path / "url").read_text(encoding="utf-8")
            assert listening(url)
            process.send_signal(number)
            assert process.wait(60) != 0
        finally:
            process.kill()
    wait(lambda: not listening(url))


def test_a_fresh_environment_takes_less_than_20_milliseconds(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pathlib, time
        import pytest

        @pytest.hookimpl(wrapper=True)
        def pytest_fixture_setup(fixturedef):
            start = time.perf_counter()
            result = yield
            if fixturedef.argname == "pingone_emulator":
                with pathlib.Path("seconds").open("a") as file:
                    print(time.perf_counter() - start, file=file)
            return result
        """
    )
    text = "@pytest.mark.parametrize('time', range(40))\ndef test_it(pingone_emulator, time): pass\n"
    run(pytester, text).assert_outcomes(passed=40)
    times = [1000 * float(line) for line in (pytester.path / "seconds").read_text(encoding="utf-8").splitlines()]
    assert len(times) == 40
    print(f"a fresh environment: minimum {min(times):.1f} ms, median {statistics.median(times):.1f} ms")
    assert min(times) < 20


def listening(url: str) -> bool:
    """Whether an emulator still responds."""
    try:
        with urllib.request.urlopen(f"{url}/_emulator/ready", timeout=10):
            return True
    except urllib.error.URLError:
        return False


def wait(condition: Callable[[], bool]) -> None:
    """Wait until a condition is true."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
