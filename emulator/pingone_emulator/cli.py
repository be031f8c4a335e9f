# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line.

A subcommand is a module of ``commands`` with the functions ``add_parser(commands)`` and ``run(options)``. All modules
are imported for the help, so each imports what it needs to run in ``run``.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from typing import NoReturn

from . import __version__
from .commands import compare, record, run, serve
from .failure import Failure

COMMANDS = (serve, run, record, compare)


def parser() -> argparse.ArgumentParser:
    """The arguments of all subcommands."""
    main = argparse.ArgumentParser(
        prog="pingone-emulator",
        description="A local PingOne for tests and demonstrations. Only compare connects to other machines.",
        epilog="'%(prog)s COMMAND --help' explains a command and its options.",
    )
    main.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = main.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for command in COMMANDS:
        command.add_parser(commands)
    return main


def subcommands(main: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the subcommands, by their names."""
    (action,) = (action for action in main._actions if isinstance(action, argparse._SubParsersAction))
    return dict(action.choices)


def _reject(command: str, unknown: list[str]) -> NoReturn:
    """End because of unknown arguments, with suggestions."""
    subcommand = subcommands(parser())[command]
    texts = []
    for argument in unknown:
        close = difflib.get_close_matches(argument.partition("=")[0], subcommand._option_string_actions, 1)
        texts.append(f"{argument} is not an argument." + (f" Did you mean {close[0]}?" if close else ""))
    subcommand.error(" ".join(texts))


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand. The exit status is 2 if the arguments are wrong, and 1 for other failures."""
    options, unknown = parser().parse_known_args(arguments)
    if unknown:
        _reject(options.command, unknown)
    try:
        return int(options.run(options))
    except Failure as failure:
        print(f"pingone-emulator: {failure}", file=sys.stderr)
        return failure.status
    except KeyboardInterrupt:
        return 130
