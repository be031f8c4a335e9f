# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``pingone-emulator record``: makes a transcript from the request log of a running emulator."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..failure import Failure
from .compare import CA_HELP, ca_file

if TYPE_CHECKING:
    from ..compare.recording import Recording

DESCRIPTION = """\
Makes a transcript for 'pingone-emulator compare' from the request log of a running emulator.

The transcript contains the requests to the management API in one environment. IDs of created objects become variables,
and names and base URLs of created objects get a random suffix at each replay. Secrets and tokens are left out.
Requests are left out, and listed with the reason, if they change or refer to objects that existed before.
"""
EPILOG = """\
examples:
  pingone-emulator serve                       (run your playbook or your client against it)
  pingone-emulator record --output orders.json
  pingone-emulator compare orders.json --against https://api.pingone.eu --allow-writes
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "record",
        help="make a transcript for compare from the requests to a running emulator",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--from",
        dest="url",
        metavar="URL",
        default="http://127.0.0.1:9400",
        help="the emulator (default: %(default)s)",
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the transcript to this file")
    parser.add_argument(
        "--environment",
        metavar="ID",
        help="the environment whose requests are recorded (default: PINGONE_TARGET_ENVIRONMENT_ID, or the one that all "
        "requests name)",
    )
    parser.add_argument("--ca-file", type=Path, metavar="FILE", help=CA_HELP)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the transcript; returns 0."""
    # Imported late: --help should not wait for the HTTP client.
    from ..compare import recording
    from ..compare.client import ConnectionProblem
    from ..compare.settings import SettingsError

    try:
        entries = _log(options)
    except (ConnectionProblem, SettingsError) as problem:
        raise Failure(str(problem), 2) from None
    environment = _environment(options, recording.environments(entries))
    made = recording.record(entries, environment, _name(options.output))
    for line in made.left_out:
        print(f"left out: {line}", file=sys.stderr)
    if not made.requests:
        raise Failure(
            "The log contains no request that a transcript can contain. Send requests to the emulator first.", 2
        )
    _write(options.output, made)
    return 0


def _log(options: argparse.Namespace) -> list[dict[str, Any]]:
    """The request log of the emulator."""
    from ..compare.client import ConnectionProblem, Limits, host_of
    from ..compare.settings import emulator
    from ..compare.sides import remote

    settings = emulator(options.url)
    client = remote(settings, ca_file(options), Limits())
    answer = client.send("GET", f"{settings.api}/_emulator/requests", {})
    found = answer.body.get("requests") if isinstance(answer.body, dict) else None
    keys = {"method", "path", "query", "status", "content_type", "body", "fault", "created"}
    if not isinstance(found, list) or not all(isinstance(one, dict) and keys <= set(one) for one in found):
        raise ConnectionProblem(
            f"{host_of(options.url)} is not a PingOne emulator. Use --from with the URL that serve prints."
        )
    return found


def _environment(options: argparse.Namespace, counts: dict[str, int]) -> str:
    wanted = options.environment or os.environ.get("PINGONE_TARGET_ENVIRONMENT_ID", "")
    if wanted in counts:
        return str(wanted)
    listed = ", ".join(f"{environment} ({count} requests)" for environment, count in counts.items()) or "none"
    if wanted:
        raise Failure(f"The log contains no request to the environment {wanted}. It contains: {listed}.", 2)
    if len(counts) != 1:
        raise Failure(f"Select the environment with --environment. The log contains: {listed}.", 2)
    return next(iter(counts))


def _name(output: Path | None) -> str:
    """The name of the transcript: the file's, if it can be one."""
    import re

    name = re.sub("[^a-z0-9]+", "-", output.stem.lower()).strip("-")[:60].strip("-") if output else ""
    return name or "recording"


def _write(output: Path | None, made: Recording) -> None:
    text = json.dumps(made.document(), indent=2, ensure_ascii=False)
    if output is None:
        print(text)
        return
    try:
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as problem:
        raise Failure(f"--output {output} cannot be written: {problem.strerror}.", 2) from None
    count = len(made.requests)
    print(f"{output}: {count} request{'s' if count != 1 else ''}, {len(made.left_out)} left out")
