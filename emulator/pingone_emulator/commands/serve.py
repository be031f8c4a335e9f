# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``pingone-emulator serve``: serves requests until it is stopped."""

from __future__ import annotations

import argparse
from pathlib import Path

from .. import environment_variables, seed_files
from ..failure import Failure

DESCRIPTION = """\
Serves the management API below /v1, the token endpoint /{environmentId}/as/token, and the runtime API of gateways at
one URL. When it is ready, it prints this URL, and environment variables that connect clients to it.
"""
EPILOG = """\
environment variables that are printed:
  PINGONE_API_URL, PINGONE_AUTH_URL  URL of the emulator
  PINGONE_ENVIRONMENT_ID             environment that contains the worker application
  PINGONE_CLIENT_ID, PINGONE_CLIENT_SECRET
                                     credentials of the worker application
  PINGONE_CLIENT_AUTH_METHOD         post, if the worker application sends its credentials in the body
  PINGONE_TARGET_ENVIRONMENT_ID      environment that is managed
  PINGONE_REGION_CODE, PINGONE_ORGANIZATION_ID, PINGONE_LICENSE_ID
                                     properties of the environment that is managed
  PINGONE_CA_PATH                    certificate that clients have to trust, with --tls

examples:
  pingone-emulator serve
  pingone-emulator serve --seed my.yml --port 0 --tls
  pingone-emulator serve --print-env json > pingone.json
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    serve = commands.add_parser(
        "serve",
        help="serve requests until Ctrl-C or SIGTERM",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    output = serve.add_argument_group("output")
    output.add_argument(
        "--print-env",
        choices=environment_variables.FORMATS,
        default="shell",
        metavar="FORMAT",
        help="how the variables are printed: shell, json, dotenv, or github, which adds them to the file that "
        "GITHUB_ENV names, for the following steps of the job (default: %(default)s)",
    )
    output.add_argument(
        "--ready-file",
        type=Path,
        metavar="FILE",
        help="write the URL and the variables to this file as JSON as soon as the emulator is ready",
    )
    add_arguments(serve, port=9400, tls_port=9443, ca_file="pingone-emulator-ca.pem")
    serve.set_defaults(run=run)


def add_arguments(parser: argparse.ArgumentParser, port: int, tls_port: int, ca_file: str) -> None:
    """The arguments that ``serve`` and ``run`` have in common, with defaults; a path is empty for a temporary file."""
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
        help="keep all objects in this SQLite file; if it exists, start with its objects instead of the seed",
    )
    http = parser.add_argument_group("HTTP")
    http.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    http.add_argument("--port", type=_port, default=port, help=f"the port; 0 chooses a free port (default: {port})")
    http.add_argument("--prefix", default="", metavar="PATH", help="a path before /v1, for example /pingone")
    http.add_argument(
        "--shutdown-timeout",
        type=_seconds,
        default=1,
        metavar="SECONDS",
        help="how long requests that are being answered can delay the end (default: %(default)s)",
    )
    tls = parser.add_argument_group("HTTPS")
    tls.add_argument("--tls", action="store_true", help="also serve HTTPS; the variables then contain this URL")
    tls.add_argument(
        "--tls-port",
        type=_port,
        default=tls_port,
        metavar="PORT",
        help=f"the port; 0 chooses a free port (default: {tls_port})",
    )
    tls.add_argument(
        "--tls-host",
        action="append",
        default=[],
        metavar="NAME",
        help="another host name for the certificate, for example '*.example.org'; can be repeated (always included: "
        "localhost, 127.0.0.1, ::1)",
    )
    tls.add_argument(
        "--ca-file",
        type=Path,
        default=Path(ca_file) if ca_file else None,
        metavar="FILE",
        help="where to write the certificate that clients have to trust"
        f" (default: {ca_file or 'a file that is removed at the end'})",
    )
    tls.add_argument(
        "--connect-proxy",
        type=_port,
        metavar="PORT",
        help="also be an HTTP CONNECT proxy that connects all host names to the HTTPS port; 0 chooses a free port",
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port. Use a number from 0 to 65535.")
    return int(text)


def _seconds(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of seconds.")
    return int(text)


def check(options: argparse.Namespace) -> None:
    """:raises Failure: if the arguments do not fit together."""
    used = {"--connect-proxy": options.connect_proxy is not None, "--tls-host": bool(options.tls_host)}
    needs = [option for option, is_used in used.items() if is_used]
    if needs and not options.tls:
        raise Failure(f"{' and '.join(needs)} {'requires' if len(needs) == 1 else 'require'} --tls.", 2)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    check(options)
    environment_variables.check(options.print_env)
    seed = seed_files.read(options.seed)
    from .. import server

    server.run(options, seed)
    return 0
