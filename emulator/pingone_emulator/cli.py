# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line.

A subcommand is a module of ``commands`` with the functions ``add_parser(commands)`` and ``run(options)``. All modules
are imported for the help, so each imports what it needs to run in ``run``.
"""

from __future__ import annotations

import argparse
import sys

from . import __version__
from .commands import run, serve
from .failure import Failure

COMMANDS = (serve, run)


def parser() -> argparse.ArgumentParser:
    """The arguments of all subcommands."""
    main = argparse.ArgumentParser(
        prog="pingone-emulator",
        description="A local PingOne for tests and demonstrations. Nothing is sent to other machines.",
        epilog="'%(prog)s COMMAND --help' explains a command and its options.",
    )
    main.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = main.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for command in COMMANDS:
        command.add_parser(commands)
    return main


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand. The exit status is 2 if the arguments are wrong, and 1 for other failures."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except Failure as failure:
        print(f"pingone-emulator: {failure}", file=sys.stderr)
        return failure.status
    except KeyboardInterrupt:
        return 130
