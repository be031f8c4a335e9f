# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the store in an SQLite file, so that a demonstration survives a restart.

Memory is the truth. After every request that changed something the changed
entries are written in one transaction, still before the answer is sent.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .permissions import Token
from .store import Entry

if TYPE_CHECKING:
    from .emulator import Emulator

TABLE = "CREATE TABLE IF NOT EXISTS entry (kind TEXT, id TEXT, data TEXT, PRIMARY KEY (kind, id))"


class State:
    """One state file."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")  # outlives a killed process, which is what is asked
        self.connection.execute(TABLE)
        path.chmod(0o600)  # client secrets and signing keys are in it
        self._tokens: set[str] = set()
        self._keys: set[str] = set()

    def rows(self, kind: str) -> dict[str, dict[str, Any]]:
        found = self.connection.execute("SELECT id, data FROM entry WHERE kind = ?", (kind,))
        return {id: json.loads(data) for id, data in found}

    def restore(self, emulator: Emulator) -> bool:
        """Fill the emulator from the file; false when the file is new."""
        kept = self.rows("entry")
        if not kept:
            return False
        emulator.keys.pems = {environment: row["pem"] for environment, row in self.rows("key").items()}
        for row in sorted(kept.values(), key=lambda row: row["number"]):
            emulator.store.put(Entry(**row))
        for text, row in self.rows("token").items():
            assignments = [found for id in row["assignments"] if (found := emulator.store.get("roleAssignment", id))]
            emulator.tokens[text] = Token(row["application"], assignments, row["expires"])
        self._tokens, self._keys = set(emulator.tokens), set(emulator.keys.pems)
        emulator.seed = self.rows("seed")["seed"]
        emulator.switches.set(emulator.seed.get("switches", {}))
        emulator.weather.set(emulator.seed.get("faults", []))
        emulator.store.changed.clear()
        return True

    def begin(self, emulator: Emulator) -> None:
        """Write everything: after a start from a seed and after a reset."""
        with self.connection:
            self.connection.execute("BEGIN")
            self.connection.execute("DELETE FROM entry")
            self._write("seed", "seed", emulator.seed)
            self._tokens, self._keys = set(), set()
            self._changes(emulator)

    def save(self, emulator: Emulator) -> None:
        """Write what changed since the last time."""
        kept = (len(self._tokens), len(self._keys))
        if not emulator.store.changed and kept == (len(emulator.tokens), len(emulator.keys.pems)):
            return
        with self.connection:
            self.connection.execute("BEGIN")
            self._changes(emulator)

    def _changes(self, emulator: Emulator) -> None:
        for kind, id in emulator.store.changed:
            entry = emulator.store.get(kind, id)
            if entry is None:
                self._remove("entry", f"{kind}/{id}")
            else:
                self._write(
                    "entry",
                    f"{kind}/{id}",
                    {
                        "kind": kind,
                        "id": id,
                        "environment": entry.environment,
                        "parent": entry.parent,
                        "body": entry.body,
                        "private": entry.private,
                        "number": entry.number,
                    },
                )
        emulator.store.changed.clear()
        for environment in set(emulator.keys.pems) - self._keys:
            self._write("key", environment, {"pem": emulator.keys.pems[environment]})
        self._keys = set(emulator.keys.pems)
        for text in self._tokens - set(emulator.tokens):
            self._remove("token", text)
        for text in set(emulator.tokens) - self._tokens:
            token = emulator.tokens[text]
            self._write(
                "token",
                text,
                {
                    "application": token.application,
                    "expires": token.expires,
                    "assignments": [entry.id for entry in token.assignments],
                },
            )
        self._tokens = set(emulator.tokens)

    def _write(self, kind: str, id: str, data: dict[str, Any]) -> None:
        self.connection.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", (kind, id, json.dumps(data)))

    def _remove(self, kind: str, id: str) -> None:
        self.connection.execute("DELETE FROM entry WHERE kind = ? AND id = ?", (kind, id))
