# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin for pytest: the fixture ``pingone_emulator``, its marks, and the requests of failed tests.

One emulator runs for a session of pytest, or for each worker of pytest-xdist. It is started when the first test needs
it.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from . import environment_variables, seed_files
from .failure import Failure
from .testing import EmulatorError, PingOne, Server, marks

FIXTURE = "pingone_emulator"
SECTION = "PingOne requests"
SHOWN = 100
"""How many requests the report of a failed test shows."""

RUNNING = pytest.StashKey[PingOne]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The seed is an option of the command line and of the configuration file."""
    text = f"seed of the local PingOne: a file, or one of {', '.join(seed_files.NAMES)} (default: demo)"
    parser.getgroup("pingone").addoption("--pingone-seed", metavar="SEED", help=text)
    parser.addini("pingone_seed", text, default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks, and check the option."""
    for text in marks.MARKS.values():
        config.addinivalue_line("markers", text)
    try:
        marks.read(_default_seed(config))
    except Failure as problem:
        raise pytest.UsageError(f"pingone_seed: {problem}") from None


def _default_seed(config: pytest.Config) -> str:
    """The seed of the command line, of the configuration file, or demo."""
    given = config.getoption("--pingone-seed")
    if given:
        return marks.located(given, config.invocation_params.dir)
    return marks.located(config.getini("pingone_seed") or "demo", config.inipath.parent if config.inipath else Path())


def pytest_itemcollected(item: pytest.Item) -> None:
    """A mark is enough: the test then also has the fixture."""
    if isinstance(item, pytest.Function) and FIXTURE not in item.fixturenames and marks.used(item):
        item.fixturenames.insert(0, FIXTURE)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Reject misspelled marks."""
    found = marks.problems(item)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.fixture(scope="session")
def _pingone_server() -> Iterator[Server]:
    problem = ""
    try:
        server = Server()
    except EmulatorError as error:
        problem = str(error)
    if problem:
        pytest.fail(problem, pytrace=False)
    yield server
    server.stop()


@pytest.fixture
def pingone_emulator(request: pytest.FixtureRequest, _pingone_server: Server) -> Iterator[PingOne]:
    """A local PingOne with a fresh environment for this test; the PINGONE_* variables of this process lead to it."""
    item = request.node
    pingone = _prepared(item, _pingone_server)
    if isinstance(pingone, str):
        pytest.fail(pingone, pytrace=False)
    item.stash[RUNNING] = pingone
    with pytest.MonkeyPatch.context() as patch:
        wanted = environment_variables.of_command(os.environ, pingone.env)
        for name in os.environ.keys() - wanted.keys():
            patch.delenv(name)
        for name, value in wanted.items():
            patch.setenv(name, value)
        yield pingone
    del item.stash[RUNNING]
    pingone.close()


def _prepared(item: pytest.Item, server: Server) -> PingOne | str:
    """The local PingOne in the state that the marks of a test describe, or what is wrong with them."""
    try:
        seed = marks.seed(item, _default_seed(item.config))
    except Failure as problem:
        return f"@pytest.mark.{marks.SEED}: {problem}"
    try:
        pingone = PingOne(server.url, seed)
    except EmulatorError as problem:
        if not server.alive:
            return f"The PingOne emulator has ended:\n{server.output}"
        return f"The seed of the local PingOne: {problem.reason or problem}"
    try:
        mark = marks.SWITCHES
        pingone.start_with(switches=marks.switches(item))
        mark = marks.WEATHER
        pingone.start_with(faults=marks.faults(item))
    except EmulatorError as problem:
        return f"@pytest.mark.{mark}: {problem.reason or problem}"
    return pingone


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the requests of a failed test to its report."""
    report = yield
    if report.failed and RUNNING in item.stash:
        report.sections.append((SECTION, _requests(item.stash[RUNNING])))
    return report


def _requests(pingone: PingOne) -> str:
    """The latest requests, one in each line, without bodies and headers, which can contain secrets."""
    try:
        requests = pingone.requests()
    except EmulatorError as problem:
        return str(problem)
    base = f"/v1/environments/{pingone.environment_id}/"
    if not requests:
        return "No requests were sent."
    lines = [f"Paths without a leading slash are relative to {base}"]
    if len(requests) > SHOWN:
        lines.append(f"The latest {SHOWN} of {len(requests)} requests:")
    lines += [str(request).replace(f" {base}", " ", 1) for request in requests[-SHOWN:]]
    return "\n".join(lines)
