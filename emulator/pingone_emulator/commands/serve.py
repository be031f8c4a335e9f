# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``pingone-emulator serve``: answers requests until it is stopped."""

from __future__ import annotations

import argparse
from pathlib import Path

from .. import environment_variables, seed_files
from .failure import Failure

DESCRIPTION = """Serves the management API below /v1, the token endpoint /{environmentId}/as/token, and the runtime API of gateways at
one origin. When it is ready, it prints its address, and the environment variables for clients.
"""
EXAMPLES = """examples:
  pingone-emulator serve
  pingone-emulator serve --seed my.yml --port 0 --tls
  pingone-emulator serve --port 0 --print-env json > pingone.json
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser(
        "serve",
        help="answer requests until SIGTERM or Ctrl-C",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(serve)
    serve.add_argument("--ready-file", type=Path, metavar="FILE", help="write the address and variables to it as JSON")
    serve.add_argument(
        "--print-env",
        choices=environment_variables.FORMATS,
        default="shell",
        help="how the variables are printed; github adds them to the file of GITHUB_ENV (default: %(default)s)",
    )
    serve.set_defaults(run=run)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that ``serve`` and ``run`` have in common."""
    content = parser.add_argument_group("content")
    content.add_argument(
        "--seed",
        default="demo",
        help=f"the objects at the start: a YAML file, or {', '.join(seed_files.NAMES)} (default: %(default)s)",
    )
    content.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="keep all objects in this SQLite file; if it exists, continue with its objects instead of the seed",
    )
    http = parser.add_argument_group("HTTP")
    http.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    http.add_argument("--port", type=int, default=9400, help="the port; 0 uses a free one (default: %(default)s)")
    http.add_argument("--prefix", default="", help="a path that clients put before /v1, for example /pingone")
    tls = parser.add_argument_group("HTTPS")
    tls.add_argument("--tls", action="store_true", help="also serve HTTPS; the variables then contain that address")
    tls.add_argument("--tls-port", type=int, default=9443, metavar="PORT", help="0 uses a free one (default: %(default)s)")
    tls.add_argument(
        "--tls-host",
        action="append",
        metavar="NAME",
        help="another host name for the certificate, which can be *.example.org; can be repeated",
    )
    tls.add_argument(
        "--ca-file",
        type=Path,
        default=Path("pingone-emulator-ca.pem"),
        metavar="FILE",
        help="the file for the certificate that clients have to trust (default: %(default)s)",
    )
    tls.add_argument(
        "--connect-proxy",
        type=int,
        metavar="PORT",
        help="also be an HTTP CONNECT proxy that leads all targets to the HTTPS port; 0 uses a free port",
    )


def run(options: argparse.Namespace) -> int:
    if options.connect_proxy is not None and not options.tls:
        raise Failure("--connect-proxy requires --tls.", 2)
    environment_variables.check(options.print_env)
    seed = seed_files.read(options.seed)
    # Imported late: --help should not wait for the web framework.
    from .. import server

    server.run(options, seed)
    return 0
