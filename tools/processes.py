# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run other programs: with a log file each, and so that none outlives us."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.errors import ToolError

GRACE = 5.0
"""Seconds between asking a program to stop and killing it."""

_running: set[subprocess.Popen[str]] = set()
_lock = threading.Lock()
_stopping = threading.Event()


def run(
    command: Sequence[str | os.PathLike[str]],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path,
    echo: Callable[[str], None] | None = None,
) -> int:
    """Run a program to its end and return its exit status.

    What it prints goes to the end of the log file, and line by line to echo if that is given. It runs in a process
    group of its own; if we are interrupted, the whole group is stopped.
    """
    if _stopping.is_set():
        raise ToolError("stopped")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as out:
        print("$", shlex.join(str(part) for part in command), file=out, flush=True)
        process = subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if echo else out,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        with _lock:
            _running.add(process)
        try:
            for line in process.stdout or ():
                out.write(line)
                if echo:
                    echo(line)
            return process.wait()
        finally:
            stop(process)
            _kill_group(process)
            with _lock:
                _running.discard(process)


def check(command: Sequence[str | os.PathLike[str]], *, log: Path, env: Mapping[str, str], cwd: Path) -> None:
    """Run a program that has to succeed; if it fails, the error shows the end of its log."""
    status = run(command, log=log, env=env, cwd=cwd)
    if status != 0:
        raise ToolError(f"{Path(command[0]).name} failed with exit status {status}:\n{tail(log)}")


def stop(process: subprocess.Popen[str]) -> None:
    """Stop a program and its process group: first as Ctrl-C does, then for good."""
    for number, patience in ((signal.SIGINT, GRACE), (signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
        if process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)


def _kill_group(process: subprocess.Popen[str]) -> None:
    """Kill what a program that has ended left behind in its process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def side_by_side(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that run programs; when one fails or we are interrupted, everything that runs is stopped."""
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        stop_all()
        raise
    finally:
        pool.shutdown()


def stop_all() -> None:
    """Stop everything that runs, and let nothing new begin."""
    _stopping.set()
    with _lock:
        victims = list(_running)
    for process in victims:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(process.poll() is None for process in victims):
        time.sleep(0.1)
    for process in victims:
        stop(process)


def tail(log: Path, lines: int = 60) -> str:
    """The last lines of a log file, indented."""
    if not log.is_file():
        return "    (no log)"
    text = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in text[-lines:])
