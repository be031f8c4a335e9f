# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the tasks of one run share: the access token, and the collections that were read since the last write.

Each task is a process of its own, so they share a file that only the user can read, in a folder that only the user can
enter. It is used for some minutes only, and removed by the task that ends the session. Without such a folder, nothing
is shared.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from typing import Any, Callable, Optional, Sequence

from .._base.shape import is_deep, is_token
from .connection import Connection
from .new_file import replace_file
from .private_folder import private_folder, remove_old

# Seconds for which a collection may be reused, and after which a file is removed.
READS_LAST = 60.0
FILES_LAST = 600.0

_PREFIX = "session-"

Version = tuple[int, int, int]


class Session:
    """The file of one session; every method does nothing if it cannot be used.

    The file is read once, and written by :meth:`save` and :meth:`forget_reads`. If another process has replaced it
    meanwhile, its content counts, and what this process has added is discarded, because it may be out of date.
    """

    def __init__(self, path: str, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._version: Optional[Version] = None
        self._content: dict[str, Any] = {}
        self._is_saved = True

    @property
    def token(self) -> str:
        """The access token that an earlier task requested, or an empty string."""
        value = self._fresh(self._current().get("token"))
        return value if is_token(value) else ""

    def keep_token(self, value: str, seconds: float) -> None:
        """Share an access token for so many seconds. An empty one clears it."""
        self._change("token", self._entry(value, min(seconds, FILES_LAST)))

    def read(self, path: Sequence[str]) -> Optional[list[dict[str, Any]]]:
        """The objects of a collection as an earlier task read them, or None."""
        items = self._fresh(self._lists().get("/".join(path)))
        return items if isinstance(items, list) and not is_deep(items) else None

    def keep(self, path: Sequence[str], items: list[dict[str, Any]]) -> None:
        """Share the objects of a collection. They must not be changed afterwards."""
        self._change("lists", {**self._lists(), "/".join(path): self._entry(items, READS_LAST)})

    def end(self) -> None:
        """Remove the file, and the access token with it."""
        with suppress(OSError):
            os.unlink(self._path)
        self._version, self._content, self._is_saved = None, {}, True

    def forget_reads(self) -> None:
        """Discard all collections, in the file as well, because one of them is about to change."""
        self._change("lists", {})
        self.save()

    def save(self) -> None:
        """Replace the file atomically, so that no process reads a part of it.

        If that fails, the file is removed, because its content may be out of date.
        """
        content = self._current()
        if self._is_saved:
            return
        text = json.dumps(content)
        try:
            replace_file(self._path, text, prefix=_PREFIX)
        except OSError:
            self.end()
        else:
            self._version, self._is_saved = self._version_of_file(), True

    def _entry(self, value: Any, seconds: float) -> dict[str, Any]:
        return {"value": value, "until": self._clock() + seconds}

    def _fresh(self, entry: Any) -> Any:
        until = entry.get("until") if isinstance(entry, dict) else None
        return entry.get("value") if isinstance(until, (int, float)) and until > self._clock() else None

    def _lists(self) -> dict[str, Any]:
        lists = self._current().get("lists")
        return lists if isinstance(lists, dict) else {}

    def _change(self, key: str, value: Any) -> None:
        self._content = {**self._current(), key: value}
        self._is_saved = False

    def _current(self) -> dict[str, Any]:
        """The content of the file with the changes of this process."""
        version = self._version_of_file()
        if version != self._version:
            self._version, self._content, self._is_saved = version, self._content_of_file(), True
        return self._content

    def _version_of_file(self) -> Optional[Version]:
        """What is different after each change of the file; None if there is no file."""
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _content_of_file(self) -> dict[str, Any]:
        with suppress(OSError, ValueError, RecursionError), open(self._path, encoding="utf-8") as file:
            content = json.load(file)
            return content if isinstance(content, dict) else {}
        return {}


def open_session(name: str, connection: Connection) -> Optional[Session]:
    """The session with this name for this environment and these credentials. None if it cannot be kept private."""
    folder = private_folder()
    if folder is None:
        return None
    remove_old(folder, _PREFIX, FILES_LAST)
    who = (connection.environment_id, connection.api_url, connection.token_url, connection.client_id)
    secrets = (connection.client_secret, connection.access_token)
    digest = hashlib.sha256("\0".join((name, *who, *secrets)).encode()).hexdigest()
    return Session(os.path.join(folder, f"{_PREFIX}{digest}.json"))
