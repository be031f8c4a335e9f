# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line of the tools; the Makefile is the usual way to it."""

from __future__ import annotations

import argparse
import shutil
import signal
from pathlib import Path
from types import FrameType

from tools import processes
from tools.errors import ToolError
from tools.parts import PARTS
from tools.paths import ROOT, WORK
from tools.screen import show

INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Do what the command line says; the exit status."""
    options = _parser().parse_args(arguments)
    for number in INTERRUPTS:
        signal.signal(number, _interrupt)
    try:
        return _run(options)
    except ToolError as error:
        show(f"error: {error}\n")
        return 1
    except KeyboardInterrupt:
        show("interrupted\n")
        return INTERRUPTED
    finally:
        processes.stop_all()


def _run(options: argparse.Namespace) -> int:
    if options.command == "clean":
        shutil.rmtree(WORK, ignore_errors=True)
        return 0
    if options.command == "demo":
        from tools.demo import demo

        return demo()
    if options.command == "emulator":
        from tools.serve import serve

        return serve(options.seed)
    if options.command == "bench":
        from tools.bench.command import bench, profile

        return profile() if options.profile else bench()
    if options.command == "structure":
        from tools.structure import structure

        return structure(options.root)
    if options.command == "kill-test":
        from tools.kill_test.command import kill_test

        return kill_test()
    if options.command == "mutation-test":
        from tools.mutation_test.command import mutation_test

        return mutation_test(options.first, options.count)
    if options.command == "bench-emulator":
        from tools.bench_emulator import bench_emulator

        return bench_emulator()
    if options.command == "emulator-package":
        from tools.package.build import emulator_package

        return emulator_package()
    if options.command == "test-go-sdk":
        from tools.go_sdk import go_sdk

        return go_sdk()
    if options.command == "release":
        from tools.release.command import release

        return release(options.version, options.root.resolve(), options.tagged, options.write)
    if options.command == "report":
        from tools.report import report

        return report()
    if options.command == "transcripts":
        from tools.transcripts.command import transcripts

        return transcripts(options.only)
    if options.command == "permissions":
        from tools.permissions.command import permissions

        return permissions()
    if options.command == "format":
        from tools.style import format_code

        return format_code()
    from tools.test import test

    return test(options.parts, options.only, options.jobs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="protect an API in a local PingOne, twice, and test which requests are allowed")
    serve = commands.add_parser("emulator", help="run a local PingOne until Ctrl-C")
    serve.add_argument(
        "--seed", default="demo", help="a seed of emulator/pingone_emulator/seeds by its name, or a file"
    )
    measured = commands.add_parser("bench", help="measure the time and the requests of modules and role")
    measured.add_argument("--profile", action="store_true", help="write docs/performance.md: where the CPU time goes")
    structured = commands.add_parser("structure", help="measure frames, import closures, and lines of an object")
    structured.add_argument("--root", type=Path, default=ROOT, help="the checkout to measure")
    commands.add_parser("kill-test", help="stop the role after each of its requests, and write docs/reliability.md")
    mutations = commands.add_parser("mutation-test", help="change answers on their way to all modules")
    mutations.add_argument("--first", type=int, default=1, help="the seed of the first mutation")
    mutations.add_argument("--count", type=int, default=5000, help="how many mutations")
    commands.add_parser("bench-emulator", help="measure how fast the local PingOne answers")
    commands.add_parser("emulator-package", help="build the wheel and the sdist of the local PingOne")
    commands.add_parser("test-go-sdk", help="let the vendor's Go SDK talk to the local PingOne")
    released = commands.add_parser("release", help="check and build a release; nothing is tagged or published")
    released.add_argument("version", help="the version, for example 1.2.0")
    released.add_argument("--root", type=Path, default=ROOT, help="the checkout to release")
    released.add_argument("--tagged", action="store_true", help="build the artifact of a version that is tagged")
    released.add_argument("--write", action="store_true", help="write the changelog from its fragments")
    commands.add_parser("report", help="write docs/quality.md from the results of the last complete test run")
    written = commands.add_parser(
        "transcripts", help="run the commands that the documents show, and write what they print"
    )
    written.add_argument("--only", default="", help="a part of the document's path")
    commands.add_parser("permissions", help="measure which permissions the modules need, and write it down")
    commands.add_parser("format", help="format the Python code")
    commands.add_parser("clean", help="remove everything that the tools have made")
    test = commands.add_parser("test", help="run tests")
    names = [part.name for part in PARTS]
    test.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(names)}; all if none is given")
    test.add_argument("--only", default="", help="integration targets, or a pytest -k expression")
    many = "how many jobs run side by side; by default one more than there are processors"
    test.add_argument("--jobs", type=int, default=0, help=many)
    return parser


def _interrupt(number: int, frame: FrameType | None) -> None:
    """End, but tidy up first; whoever asks again while we do has to wait the few seconds."""
    for each in INTERRUPTS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt
