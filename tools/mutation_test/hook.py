# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands between a module and the answers it gets, in the process of a run."""

from __future__ import annotations

import importlib
import json
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.mutation_test.mutate import Answer, Mutation

LONGEST = 60
"""Seconds after which a run that has not ended is killed."""

Change = Callable[[str, str, Answer], Answer]


@dataclass(frozen=True)
class Exchange:
    """An answer and what it was asked for."""

    method: str
    url: str
    answer: Answer


class Hooked:
    """A module whose answers go through a function, which gets method, URL and answer.

    It is run in a process of its own, so that nothing has to be put back.
    """

    def __init__(self, module: Any, change: Change, at_end: Callable[[], None] = lambda: None) -> None:
        self._module = module
        self._change = change
        self._at_end = at_end

    def main(self) -> None:
        """Run the module."""
        adapters = importlib.import_module("requests.adapters")
        send = adapters.HTTPAdapter.send

        def changed(adapter: Any, request: Any, **options: Any) -> Any:
            response = send(adapter, request, **options)
            answer = self._change(request.method, request.url, Answer(response.status_code, response.content))
            response.status_code = answer.status
            response._content = answer.body
            response.headers.update(answer.headers)
            return response

        adapters.HTTPAdapter.send = changed
        # The folder for temporary files is another one in each process.
        tempfile.tempdir = None
        signal.alarm(LONGEST)
        try:
            self._module.main()
        finally:
            self._at_end()


class Recorder:
    """Changes nothing, and keeps the exchanges of a run in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._rows: list[tuple[str, str, int, str]] = []

    def __call__(self, method: str, url: str, answer: Answer) -> Answer:
        self._rows.append((method, url, answer.status, answer.body.decode()))
        return answer

    def save(self) -> None:
        """Write the file."""
        self._file.write_text(json.dumps(self._rows), encoding="utf-8")

    def exchanges(self) -> list[Exchange]:
        """What the file says."""
        rows = json.loads(self._file.read_text(encoding="utf-8"))
        return [Exchange(method, url, Answer(status, body.encode())) for method, url, status, body in rows]


class Disturbance:
    """Changes one answer of a run, counted from 0, and with ``always`` all to the same question as well."""

    def __init__(self, at: int, mutation: Mutation, always: bool) -> None:
        self._at = at
        self._mutation = mutation
        self._always = always
        self._number = -1
        self._question = ("", "")

    def __call__(self, method: str, url: str, answer: Answer) -> Answer:
        self._number += 1
        if self._number == self._at:
            self._question = (method, url)
        if self._number == self._at or (self._always and (method, url) == self._question):
            return self._mutation.make(answer)
        return answer
