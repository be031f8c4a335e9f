# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``pingone-emulator compare``: replays requests against the emulator and another PingOne."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__, seed_files
from ..failure import Failure

if TYPE_CHECKING:
    from ..compare.transcript import Transcript

DESCRIPTION = """\
Replays transcripts of requests against an emulator inside this process and against another PingOne, and reports where
the two differ: statuses, content types, keys and types in JSON, error codes. Values are not compared and never printed.

Only requests that read are sent to the other side, unless --allow-writes is set. Transcripts that write create objects
of their own, with a random suffix in their names, and delete them at the end. They never change or delete an object
that existed before, and they run in environments of type SANDBOX only.
"""
EPILOG = """\
environment variables for the other side:
  PINGONE_TARGET_ENVIRONMENT_ID  the environment to compare with (default: PINGONE_ENVIRONMENT_ID)
  PINGONE_ENVIRONMENT_ID         the environment that contains the worker application
  PINGONE_CLIENT_ID, PINGONE_CLIENT_SECRET
                                 the credentials of the worker application
  PINGONE_CLIENT_AUTH_METHOD     basic (default) or post
  PINGONE_API_ACCESS_TOKEN       an access token, instead of the credentials
  PINGONE_AUTH_URL               the URL of the token endpoint, if it cannot be derived from the URL of the API
  PINGONE_REGION_CODE            NA, CA, EU, AU, SG or AP, instead of --against
  HTTPS_PROXY, NO_PROXY          as usual

examples:
  pingone-emulator compare --list
  pingone-emulator compare tour-reading --against https://api.pingone.eu
  pingone-emulator compare custom-policies-change --allow-writes --json > report.json

exit status: 0 no differences, 1 differences, 2 the comparison could not be made or finished, or an object is left
"""
CA_HELP = "also trust the certificates in this PEM file (default: PINGONE_CA_PATH)"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "compare",
        help="compare the emulator with another PingOne",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("transcripts", nargs="*", metavar="TRANSCRIPT", help="a file, or the name of a built-in one")
    parser.add_argument("--list", action="store_true", help="list the built-in transcripts and end")
    parser.add_argument(
        "--all",
        action="store_true",
        help="all built-in transcripts, without those that need a special environment; without --allow-writes only "
        "those that read",
    )
    parser.add_argument("--against", metavar="URL", help="the management API of the other PingOne")
    parser.add_argument("--allow-writes", action="store_true", help="also replay transcripts that create objects")
    parser.add_argument(
        "--seed",
        default="demo",
        help=f"the objects of the emulator: a YAML file, or {', '.join(seed_files.NAMES)} (default: %(default)s)",
    )
    parser.add_argument("--ca-file", type=Path, metavar="FILE", help=CA_HELP)
    parser.add_argument("--rate", type=_positive, default=5.0, help="requests per second at most (default: 5)")
    parser.add_argument("--deadline", type=_positive, default=900.0, help="seconds for everything (default: 900)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=run)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def run(options: argparse.Namespace) -> int:
    """The exit status."""
    if options.list:
        print(listing())
        return 0
    # Imported late: --help should not wait for the emulator.
    from ..compare.client import ConnectionProblem
    from ..compare.settings import SettingsError
    from ..compare.transcript import TranscriptError

    try:
        return _compare(options)
    except (TranscriptError, SettingsError, ConnectionProblem) as problem:
        raise Failure(str(problem), 2) from None
    except KeyboardInterrupt:
        raise Failure("Interrupted.", 2) from None


def _compare(options: argparse.Namespace) -> int:
    from .. import errors
    from ..compare import report, session, sides
    from ..compare.client import Limits
    from ..compare.settings import from_variables

    chosen = _chosen(options)
    settings = from_variables(_against(options), os.environ)
    seed = seed_files.read(options.seed)
    try:
        sides.emulated(seed, {})
    except (ValueError, KeyError, TypeError, AttributeError, errors.PingOneError) as problem:
        raise seed_files.rejected(options.seed, problem, 2) from None
    other = sides.remote(settings, ca_file(options), Limits(options.rate, options.deadline))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    session.check(other, any(one.writing for one in chosen))
    for one in chosen:
        if one.writing:
            _say(plan(one))
    result = session.run(chosen, seed, other, _say)
    text = json.dumps(report.as_json(result, __version__), indent=2) if options.json else report.as_text(result)
    print(text.rstrip())
    return 2 if not result.complete else int(result.differs)


def _chosen(options: argparse.Namespace) -> list[Transcript]:
    from ..compare import transcript as transcripts

    problems, chosen = [], []
    if not options.transcripts and not options.all:
        problems.append("No transcript is specified. Name a file or a built-in transcript (see --list), or use --all.")
    for name in dict.fromkeys(options.transcripts):
        try:
            chosen.append(transcripts.load(name))
        except transcripts.TranscriptError as problem:
            problems.append(str(problem))
    writing = [one.name for one in chosen if one.writing]
    if writing and not options.allow_writes:
        problems.append(
            f"These transcripts create objects on the other side: {', '.join(writing)}. Use --allow-writes to allow it."
        )
    if problems:
        raise Failure("\n".join(problems), 2)
    if options.all:
        # Those that need a special environment are replayed by name only.
        built_in = [one for one in transcripts.built_in() if not one.needs]
        wanted = [one for one in built_in if options.allow_writes or not one.writing]
        chosen += [one for one in wanted if one.name not in options.transcripts]
        if not options.allow_writes:
            _say(f"Only the {len(wanted)} transcripts that read are replayed; the others need --allow-writes.")
    return chosen


def _against(options: argparse.Namespace) -> str:
    from ..compare.settings import of_region

    if options.against:
        return str(options.against)
    if os.environ.get("PINGONE_REGION_CODE"):
        return of_region(os.environ["PINGONE_REGION_CODE"])
    raise Failure("The other side is not specified. Use --against URL, or set PINGONE_REGION_CODE.", 2)


def plan(transcript: Transcript) -> str:
    """What a transcript that writes does to the other side."""
    lines = [f"{transcript.name} sends these requests that write, and deletes what it created at the end:"]
    lines += [
        f"  {request.method:6} {request.path.removeprefix('/v1/environments/${environment}')}"
        + (f"  {request.repeat} times" if request.repeat > 1 else "")
        + f"  ({request.name})"
        for request in transcript.requests
        if request.writing
    ]
    return "\n".join(lines)


def listing() -> str:
    """The built-in transcripts: name, whether they write, question."""
    from ..compare import transcript as transcripts

    rows = [
        (
            one.name,
            "writes" if one.writing else "reads",
            " ".join(part for part in (one.question or one.description, one.needs) if part),
        )
        for one in transcripts.built_in()
    ]
    width = max(len(row[0]) for row in rows)
    return "\n".join(f"{name.ljust(width)}  {what:6}  {text}" for name, what, text in rows)


def ca_file(options: argparse.Namespace) -> Path | None:
    """Additional certificates: the option, or the variable that the collection uses."""
    path = options.ca_file or os.environ.get("PINGONE_CA_PATH")
    return Path(path) if path else None


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
