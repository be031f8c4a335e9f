# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure in which part of a play the CPU time goes, from inside its processes.

Python imports this file when it starts, if its folder is in PYTHONPATH. Each measured part is a line of JSON in the
file that BENCH_RECORDS names: the process, the part, CPU seconds, elapsed seconds, and how often. A part does not
include the parts that it contains. The process of a module reports all of its parts when it ends, the controller
reports each as it happens, because its workers do not end in a regular way.
"""

from __future__ import annotations

import atexit
import builtins
import functools
import importlib.util
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

COLLECTION = "ansible_collections.pingone.authorize.plugins.module_utils."
TARGETS = {
    "ansible.executor.module_common": {"modify_module": "packing"},
    "ansible.module_utils.basic": {
        "AnsibleModule.__init__": "argument specification",
        "AnsibleModule.exit_json": "result",
    },
    "requests.sessions": {"Session.request": "HTTP"},
    COLLECTION + "_module": {"_connection": "validation", "_carry_out": "planning"},
}
"""Functions that are a part, by the Python module that defines them."""
IMPORTS = {
    "ansible": "imports: Ansible",
    "ansible_collections": "imports: collection",
    "requests": "imports: requests",
    "urllib3": "imports: requests",
    "charset_normalizer": "imports: requests",
    "idna": "imports: requests",
    "certifi": "imports: requests",
}
"""Which part an import is, by the first part of the name; others are of the standard library."""
STANDARD_LIBRARY = "imports: standard library"


class Parts:
    """The parts of this process: CPU and elapsed seconds, and how often, without the parts that each contains."""

    def __init__(self) -> None:
        self.totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0])
        self._local = threading.local()
        self._lock = threading.Lock()

    @contextmanager
    def part(self, name: str, report: Callable[[str, float, float], None] | None = None) -> Any:
        """Measure what happens in the context; report: called at its end instead of adding it to the totals."""
        frames = self._frames()
        frames.append([name, 0.0])
        cpu, elapsed = time.thread_time(), time.perf_counter()
        try:
            yield
        finally:
            cpu, elapsed = time.thread_time() - cpu, time.perf_counter() - elapsed
            inner = frames.pop()[1]
            if frames:
                frames[-1][1] += cpu
            (report or self._add)(name, cpu - inner, elapsed)

    @property
    def innermost(self) -> str:
        """The part that this thread is in; empty if it is in none."""
        frames = self._frames()
        return str(frames[-1][0]) if frames else ""

    def _frames(self) -> list[list[Any]]:
        if not hasattr(self._local, "frames"):
            self._local.frames = []
        return self._local.frames  # type: ignore[no-any-return]

    def _add(self, name: str, cpu: float, elapsed: float) -> None:
        with self._lock:
            total = self.totals[name]
            for index, value in enumerate((cpu, elapsed, 1)):
                total[index] += value


def record(name: str, cpu: float, elapsed: float, count: float = 1) -> None:
    """Add a line to the records."""
    line = json.dumps({"process": os.getpid(), "part": name, "cpu": cpu, "elapsed": elapsed, "count": count})
    with open(os.environ["BENCH_RECORDS"], "a", encoding="utf-8") as file:
        file.write(line + "\n")


class Finder:
    """Finds the modules of TARGETS as usual, and measures the function of each from then on."""

    def __init__(self, measured: Callable[[str, Any], Any]) -> None:
        self._measured = measured
        self._searching = False

    def find_spec(self, name: str, _path: Any = None, _target: Any = None) -> Any:
        """Called for each import that was not there yet."""
        if name not in TARGETS or self._searching:
            return None
        self._searching = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._searching = False
        if spec is not None and spec.loader is not None:
            loader = spec.loader
            execute = loader.exec_module

            def exec_module(module: Any) -> None:
                execute(module)
                for path, part in TARGETS[name].items():
                    self._replace(module, path, part)

            spec.loader = _Loader(loader, exec_module)  # type: ignore[assignment]
        return spec

    def _replace(self, module: Any, path: str, part: str) -> None:
        """Put a measured function in the place of the one with this path."""
        *owners, function = path.split(".")
        owner = functools.reduce(getattr, owners, module)
        if hasattr(owner, function):
            setattr(owner, function, self._measured(part, getattr(owner, function)))


class _Loader:
    """A loader that does more when it executes a module."""

    def __init__(self, loader: Any, exec_module: Callable[[Any], None]) -> None:
        self._loader = loader
        self.exec_module = exec_module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


def measure_controller() -> None:
    """Measure the functions of the controller, which reports each call."""

    def measured(part: str, function: Any) -> Any:
        @functools.wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            with parts.part(part, record):
                return function(*arguments, **options)

        return call

    parts = Parts()
    sys.meta_path.insert(0, Finder(measured))


def measure_module() -> None:
    """Measure functions and imports of a module, which reports them at the end of its process."""

    def measured(part: str, function: Any) -> Any:
        @functools.wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            with parts.part(part):
                return function(*arguments, **options)

        return call

    def import_(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        inside = parts.innermost
        part = _imported(name, level, inside)
        if part == inside or (name in sys.modules and not fromlist and not level):
            return original(name, globals, locals, fromlist, level)
        with parts.part(part):
            return original(name, globals, locals, fromlist, level)

    def report() -> None:
        builtins.__import__ = original
        for name, (cpu, elapsed, count) in parts.totals.items():
            record(name, cpu, elapsed, count)
        record("process", time.process_time(), time.perf_counter() - began)

    parts, began, original = Parts(), time.perf_counter(), builtins.__import__
    parts.totals["interpreter start"] = [time.process_time(), 0.0, 1]
    sys.meta_path.insert(0, Finder(measured))
    atexit.register(report)
    builtins.__import__ = import_


def _imported(name: str, level: int, inside: str) -> str:
    """The part that an import belongs to. A relative one belongs to that of the file that has it."""
    package = name.partition(".")[0]
    if not level and package in IMPORTS:
        return IMPORTS[package]
    if not level and package in sys.stdlib_module_names:
        return STANDARD_LIBRARY
    return inside if inside.startswith("imports") else IMPORTS["ansible_collections"]


if "BENCH_RECORDS" in os.environ:
    program = os.path.basename("".join(sys.orig_argv[1:2]))
    if program == "ansible-playbook":
        measure_controller()
    elif program.startswith("AnsiballZ_"):
        measure_module()
