# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run ansible-test without containers and without downloads.

Integration targets and unit tests run on the machine itself, in the virtual environment that ansible-test was
installed in: that needs neither a container nor a further environment.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools import emulator
from tools.collection import copy, place, tracked
from tools.environments import Environment
from tools.errors import ToolError
from tools.processes import run, tail
from tools.reports import Tally, ansible_cases, pytest_cases

TARGETS = "tests/integration/targets/"
HELPER = f"{TARGETS}setup_emulator/files/helper.py"
START_TIMEOUT = 60.0
"""Seconds until the helper must be ready."""
SETTINGS = "[connection]\npipelining = true\n"
"""A task then takes one program less to start; nothing else changes."""
NOTHING_RUN = "All targets skipped"
ROUGH = """
switches:
  page_size: 1
  future_key: true
  deployment: asynchronous
  deployment_polls: 1
"""
"""What rough weather adds to a seed: pages of one object, a key in every object that no client knows and that a PUT has
to send back, and deployments that take their time."""


def targets() -> list[str]:
    """The tracked integration targets that hold cases; those that only prepare others are called setup_..."""
    files = (name.split("/") for name in tracked() if name.startswith(TARGETS))
    names = sorted({parts[3] for parts in files if len(parts) > 4})
    return [name for name in names if not name.startswith(("setup_", "prepare_"))]


def integration(
    names: list[str], ansible: Environment, server: Environment, folder: Path, log: Path, rough: bool
) -> Tally:
    """Run integration targets, one after another, against an emulator of their own and count their cases.

    rough: the collection talks HTTPS to it, and the emulator is in rough weather. Beside it is another emulator, which
    knows other environments.
    """
    source = copy(folder)
    log.unlink(missing_ok=True)
    with contextlib.ExitStack() as emulators:

        def start(name: str, more: str, tls: bool) -> emulator.Emulator:
            own_log = log.with_name(f"{log.stem}-emulator-{name}.log")
            seed = folder / f"{name}.yml"
            seed.write_text((emulator.SEEDS / seed.name).read_text(encoding="utf-8") + more, encoding="utf-8")
            return emulators.enter_context(emulator.running(server.python, seed, folder, own_log, tls))

        pingone, elsewhere = start("testing", ROUGH if rough else "", tls=True), start("demo", "", tls=False)
        helper = emulators.enter_context(_helper(ansible, source, log.with_name(f"{log.stem}-helper.log")))
        config = source / "tests" / "integration" / "integration_config.yml"
        config.with_name("integration.cfg").write_text(SETTINGS, encoding="utf-8")
        known = {**variables(pingone, elsewhere, rough), "helper_socket": str(helper)}
        config.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
        options = ["--color", "no", "--continue-on-error"]
        environment = ansible.variables(ANSIBLE_COLLECTIONS_PATH=folder, HOME=_home(folder))
        status = run(
            [ansible.tool("ansible-test"), "integration", *options, *names], log=log, env=environment, cwd=place(folder)
        )
    tally = Tally()
    for report in sorted((source / "tests" / "output" / "junit").glob("*.xml")):
        tally.add(ansible_cases(report))
    if NOTHING_RUN in log.read_text(encoding="utf-8"):
        return tally.close(status, f"ansible-test says: {NOTHING_RUN}")
    return tally.close(status)


@contextlib.contextmanager
def _helper(ansible: Environment, source: Path, log: Path) -> Iterator[Path]:
    """Run the program that carries out orders for the targets; the socket on which it takes them.

    The socket lies in a folder of its own, because its path may not be long.
    """
    with tempfile.TemporaryDirectory() as folder, log.open("w", encoding="utf-8") as out:
        place = Path(folder) / "orders"
        process = subprocess.Popen(
            [ansible.python, source / HELPER, place],
            env=ansible.variables(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + START_TIMEOUT
            while not place.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise ToolError(f"The helper of the integration targets does not run:\n{tail(log)}")
                time.sleep(0.05)
            yield place
        finally:
            process.kill()
            process.wait()


def units(ansible: Environment, folder: Path, log: Path) -> Tally:
    """Run the unit tests and count their cases."""
    source = copy(folder)
    log.unlink(missing_ok=True)
    program, environment = ansible.tool("ansible-test"), ansible.variables(HOME=_home(folder))
    options = ["--python", ansible.interpreter.series, "--color", "no"]
    status = run([program, "units", *options], log=log, env=environment, cwd=source)
    tally = Tally(notes=[f"{ansible.core.version} on Python {ansible.interpreter.version}"])
    for report in sorted((source / "tests" / "output" / "junit").glob("*.xml")):
        tally.add(pytest_cases(report))
    return tally.close(status)


def variables(pingone: emulator.Emulator, elsewhere: emulator.Emulator, https: bool) -> dict[str, str]:
    """What a target knows about the emulators, as the variables of tests/integration/integration_config.yml."""
    return {
        "emulator_url": pingone.url,
        "elsewhere_url": elsewhere.url,
        "api_url": pingone.env["PINGONE_API_URL"] if https else pingone.url,
        "auth_url": pingone.env["PINGONE_AUTH_URL"] if https else pingone.url,
        "ca_path": pingone.env["PINGONE_CA_PATH"] if https else "",
        "tls_url": pingone.env["PINGONE_API_URL"],
        "tls_ca_path": pingone.env["PINGONE_CA_PATH"],
        "environment_id": pingone.env["PINGONE_TARGET_ENVIRONMENT_ID"],
        "auth_environment_id": pingone.env["PINGONE_ENVIRONMENT_ID"],
        "client_id": pingone.env["PINGONE_CLIENT_ID"],
        "client_secret": pingone.env["PINGONE_CLIENT_SECRET"],
    }


def _home(folder: Path) -> Path:
    """A home for one run: two that find none of ansible-test's keys there would make the same file at once."""
    home = folder / "home"
    home.mkdir()
    return home


def known(name: str) -> str:
    """A target's name, if there is such a target."""
    if name not in targets():
        raise ToolError(f"There is no integration target {name!r}; there are: {', '.join(targets()) or 'none'}.")
    return name
