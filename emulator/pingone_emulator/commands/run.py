# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``pingone-emulator run``: runs a command with an emulator of its own."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
from types import FrameType

from .. import environment_variables
from ..failure import Failure
from . import serve

DESCRIPTION = """\
Starts an emulator on a free port, runs a command with the environment variables that connect clients to it, and stops
the emulator. The exit status is the status of the command. Other PINGONE_* variables are not passed to the command.
"""
EPILOG = """\
'pingone-emulator serve --help' lists the environment variables.

examples:
  pingone-emulator run -- ansible-playbook site.yml
  pingone-emulator run --seed my.yml -- pytest
  pingone-emulator run -- sh -c 'ansible-playbook site.yml && ansible-playbook site.yml --check'
"""
NOT_FOUND, NOT_EXECUTABLE = 127, 126


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "run",
        help="run a command with an emulator of its own",
        description=DESCRIPTION,
        epilog=EPILOG,
        usage="%(prog)s [options] -- COMMAND [ARGUMENT ...]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.add_arguments(parser, port=0, tls_port=0, ca_file="")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command, and return its exit status."""
    serve.check(options)
    command = options.arguments[1:] if options.arguments[:1] == ["--"] else options.arguments
    if not command:
        raise Failure("There is no command. Write it after --, for example: run -- ansible-playbook site.yml", 2)
    from ..testing import EmulatorError, Server

    try:
        emulator = Server(*_arguments(options))
    except EmulatorError as problem:
        raise Failure(problem.reason or str(problem)) from None
    try:
        status = Command(command, environment_variables.of_command(os.environ, emulator.variables)).run()
        if not emulator.alive:
            raise Failure(f"The emulator ended before the command.\n{emulator.output}".strip(), status or 1)
        return status
    finally:
        emulator.stop()


def _arguments(options: argparse.Namespace) -> list[str]:
    """The arguments for ``serve``."""
    arguments = [f"--seed={options.seed}", f"--host={options.host}", f"--port={options.port}"]
    arguments += [f"--shutdown-timeout={options.shutdown_timeout}"]
    arguments += [f"--prefix={options.prefix}"] if options.prefix else []
    arguments += [f"--state={options.state}"] if options.state else []
    if options.tls:
        arguments += ["--tls", f"--tls-port={options.tls_port}"]
        arguments += [f"--ca-file={options.ca_file}"] if options.ca_file else []
        arguments += [f"--tls-host={name}" for name in options.tls_host]
    if options.connect_proxy is not None:
        arguments.append(f"--connect-proxy={options.connect_proxy}")
    return arguments


class Command:
    """A command that receives the signals of this process."""

    SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._command, self._environment = command, environment
        self._process: subprocess.Popen[bytes] | None = None
        self._received: list[int] = []

    def run(self) -> int:
        """The exit status; 128 and the number of the signal if a signal ended the command."""
        before = {number: signal.signal(number, self._pass_on) for number in self.SIGNALS}
        try:
            return self._run()
        except FileNotFoundError:
            raise Failure(f"The command {self._command[0]} was not found.", NOT_FOUND) from None
        except OSError as problem:
            raise Failure(
                f"The command {self._command[0]} cannot be run: {problem.strerror}.", NOT_EXECUTABLE
            ) from None
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _run(self) -> int:
        with subprocess.Popen(self._command, env=self._environment) as process:
            self._process = process
            for number in self._received:
                process.send_signal(number)
            status = process.wait()
        return 128 - status if status < 0 else status

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and _in_foreground():
            return  # The terminal has sent it to the command, too.
        if self._process is None:
            self._received.append(number)
        else:
            self._process.send_signal(number)


def _in_foreground() -> bool:
    """Whether Ctrl-C of a terminal is sent to the process group of this process."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
