# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line."""

from __future__ import annotations

import argparse
import sys

from . import __version__
from .commands import run, serve
from .commands.failure import Failure

# Only what is needed for the help is imported with these modules.
COMMANDS = (serve, run)


def parser() -> argparse.ArgumentParser:
    main = argparse.ArgumentParser(
        prog="pingone-emulator",
        description="A local PingOne for tests and demonstrations. Nothing leaves this machine.",
        epilog="'pingone-emulator COMMAND --help' explains the options of a command.",
    )
    main.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = main.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(commands)
    return main


def main(arguments: list[str] | None = None) -> int:
    """Run a command. Returns the exit status: 2 if the arguments are wrong, and 1 for other failures."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except Failure as failure:
        print(f"pingone-emulator: {failure}", file=sys.stderr)
        return failure.status
    except KeyboardInterrupt:
        return 130
