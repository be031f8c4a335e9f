# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``pingone-emulator run``: runs a command with an emulator of its own."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from . import serve
from .failure import Failure

DESCRIPTION = """Starts an emulator on a free port, runs a command with the environment variables for clients, and stops the emulator.
The exit status is that of the command.
"""
EXAMPLES = """examples:
  pingone-emulator run -- ansible-playbook site.yml
  pingone-emulator run --seed my.yml -- pytest
  pingone-emulator run -- sh -c 'ansible-playbook site.yml && ansible-playbook site.yml --check'
"""
NOT_FOUND, NOT_EXECUTABLE = 127, 126
START_TIMEOUT = 60.0
STOP_TIMEOUT = 5.0


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run_command = commands.add_parser(
        "run",
        help="run a command with an emulator of its own",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        usage="%(prog)s [options] -- COMMAND [ARGUMENT ...]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.add_arguments(run_command)
    run_command.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    run_command.set_defaults(run=run, port=0, tls_port=0)


def run(options: argparse.Namespace) -> int:
    command = options.arguments[1:] if options.arguments[:1] == ["--"] else options.arguments
    if not command:
        raise Failure("No command was specified. Add it after --, for example: run -- ansible-playbook site.yml", 2)
    with tempfile.TemporaryDirectory(prefix="pingone-emulator-") as folder, _emulator(options, Path(folder)) as ready:
        return _run(command, {**os.environ, **ready["environment"]})


def _run(command: list[str], environment: dict[str, str]) -> int:
    """The exit status of a command. SIGTERM is passed on; the terminal sends Ctrl-C to the command itself."""
    try:
        process = subprocess.Popen(command, env=environment)
    except FileNotFoundError:
        print(f"pingone-emulator: The command {command[0]} was not found.", file=sys.stderr)
        return NOT_FOUND
    except OSError as problem:
        print(f"pingone-emulator: The command {command[0]} cannot be run: {problem.strerror}.", file=sys.stderr)
        return NOT_EXECUTABLE

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = process.wait()
    return 128 - status if status < 0 else status


@contextmanager
def _emulator(options: argparse.Namespace, folder: Path) -> Iterator[dict[str, Any]]:
    """Start an emulator with the options of the command line. Yields what its ready file contains."""
    ready = folder / "ready.json"
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "pingone_emulator", "serve", *_arguments(options, folder), "--ready-file", ready],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=output,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_TIMEOUT
        while not ready.exists():
            if process.poll() is not None:
                text = log.read_text(encoding="utf-8", errors="replace").strip()
                raise Failure(text.removeprefix("pingone-emulator: ") or "The emulator did not start.", process.returncode)
            if time.monotonic() > deadline:
                raise Failure(f"The emulator did not start within {START_TIMEOUT:.0f} s.")
            time.sleep(0.01)
        yield json.loads(ready.read_text(encoding="utf-8"))
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _arguments(options: argparse.Namespace, folder: Path) -> list[str]:
    """The options of the command line, for ``serve``."""
    arguments = [f"--seed={options.seed}", f"--host={options.host}", f"--port={options.port}"]
    arguments += [f"--prefix={options.prefix}"] if options.prefix else []
    arguments += [f"--state={options.state}"] if options.state else []
    if options.connect_proxy is not None:
        arguments.append(f"--connect-proxy={options.connect_proxy}")
    if options.tls:
        arguments += ["--tls", f"--tls-port={options.tls_port}", f"--ca-file={folder / 'ca.pem'}"]
        arguments += [f"--tls-host={name}" for name in options.tls_host or []]
    return arguments
