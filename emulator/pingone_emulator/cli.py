# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

DEMO = Path(__file__).parent / "seeds" / "demo.yml"


def parser() -> argparse.ArgumentParser:
    main = argparse.ArgumentParser(
        prog="python -m pingone_emulator",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="A local PingOne for tests and demonstrations. Nothing leaves this machine.",
    )
    commands = main.add_subparsers(dest="command", required=True)
    serve = commands.add_parser(
        "serve",
        help="answer requests until SIGTERM or Ctrl-C",
        description="Answers the management API below /v1 and the token endpoint /{environmentId}/as/token on one "
        "origin. When it listens it prints one line with its address, then environment variables ready "
        "to paste.",
    )
    serve.add_argument("--seed", type=Path, default=DEMO, help="what exists at the start (YAML; default: demo.yml)")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, default=9400, help="port to listen on; 0 finds a free one (default: 9400)")
    serve.add_argument("--ready-file", type=Path, help="write address and variables there as JSON, once it listens")
    serve.add_argument("--prefix", default="", help="a path that clients put before /v1, for example /pingone")
    serve.add_argument(
        "--state",
        type=Path,
        help="keep everything in this SQLite file; when it exists already, go on from there instead of from the seed",
    )
    serve.add_argument("--tls", action="store_true", help="also answer HTTPS; the variables then name that address")
    serve.add_argument("--tls-port", type=int, default=9443, help="port for HTTPS; 0 finds a free one (default: 9443)")
    serve.add_argument(
        "--tls-host",
        action="append",
        metavar="NAME",
        help="a host name for the certificate; may be "
        "repeated, and *.example.org is fine (always in it: localhost, 127.0.0.1, ::1)",
    )
    serve.add_argument(
        "--ca-file",
        type=Path,
        default=Path("pingone-emulator-ca.pem"),
        help="where the certificate that clients must trust is written (default: %(default)s)",
    )
    serve.add_argument(
        "--connect-proxy",
        type=int,
        metavar="PORT",
        help="also be an HTTP CONNECT proxy there (0 finds "
        "a free port) that tunnels every target to the HTTPS port; needs --tls",
    )
    main.epilog = serve.format_help()
    return main


def main(arguments: list[str] | None = None) -> int:
    command_line = parser()
    options = command_line.parse_args(arguments)
    if options.connect_proxy is not None and not options.tls:
        command_line.error("--connect-proxy needs --tls")
    # Imported late: --help should not wait for the web framework.
    import uvloop
    import yaml

    from .server import serve

    try:
        seed = yaml.safe_load(options.seed.read_text(encoding="utf-8"))
        uvloop.run(serve(options, seed))
    except (OSError, ValueError, KeyError, yaml.YAMLError) as problem:
        print(f"pingone_emulator: {problem!r}", file=sys.stderr)
        return 1
    return 0
