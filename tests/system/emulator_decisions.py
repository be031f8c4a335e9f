# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A program of the emulator's environment: which requests its decision code allows, for many configurations.

Standard input is JSON: ``tokens`` with scopes and groups, ``methods``, and ``configurations`` with their ``operations``
and the ``paths`` to ask about. Standard output is JSON: for each configuration, by path and method, the numbers of the
tokens with which a request is allowed, for each answer to what PingOne does not document about patterns.
"""

from __future__ import annotations

import json
import sys
import time
from functools import lru_cache
from itertools import product
from types import SimpleNamespace
from typing import Any

from pingone_emulator import decisions, patterns, switches
from pingone_emulator.store import Entry, Store

BASE_URL = "https://api.example.com"
# The collection assumes that /** matches every path, the base URL included.
SETTINGS = [{"rest_matches_parent": value, "rest_matches_base_url": True} for value in (False, True)]


class Pingone:
    """As much of an emulator as decisions need."""

    def __init__(self, tokens: list[dict[str, Any]]) -> None:
        self.store = Store()
        self.clock = SimpleNamespace(now=time.time)
        self.switches = {name: row[0] for name, row in switches.TABLE.items()}
        self.environment = self._put("environment", "e")
        # The gateway passes the claims of the tokens, so that none have to be signed.
        server = {"baseUrls": [BASE_URL], "authorizationServer": {"type": "EXTERNAL"}}
        self.deployed = {"service": server, "operations": []}
        self._put("apiServer", "s", private={"deployment": {"deployed": self.deployed}})
        for number, token in enumerate(tokens):
            self._put("subject", str(number), {"groups": token["groups"], "applicationRoles": []})
            for scope in token["scopes"]:
                self._put("scope", scope, {"name": scope})
            for group in token["groups"]:
                self._put("group", group, {"name": group})
        self.claims = [{"sub": str(number), "scope": " ".join(one["scopes"])} for number, one in enumerate(tokens)]

    def _put(self, kind: str, id: str, body: dict[str, Any] | None = None, **more: Any) -> Entry:
        return self.store.put(Entry(kind, id, "e", "e" if kind != "environment" else "", body or {}, **more))

    def allowed(self, operations: list[dict[str, Any]], paths: list[str], methods: list[str]) -> list[list[int]]:
        """The tokens with which each request is allowed. The same operation decides about all of its requests alike."""
        self.deployed["operations"] = operations
        match = decisions.Match(self.deployed["service"], operations, BASE_URL, "")
        known: dict[int, list[int]] = {}
        found = []
        for match.path, method in product(paths, methods):
            operation = id(decisions.find_operation(self, match, method))
            if operation not in known:
                known[operation] = self._tokens(method, match.path)
            found.append(known[operation])
        return found

    def _tokens(self, method: str, path: str) -> list[int]:
        asked = {"method": method, "url": BASE_URL + path, "headers": []}
        return [
            number
            for number, claims in enumerate(self.claims)
            if decisions.decide(self, self.environment, {**asked, "access_token": claims}) is None
        ]


def main() -> None:
    """Answer standard input."""
    # The same few patterns are compared with thousands of paths.
    patterns.expression, patterns.kind_of = lru_cache(patterns.expression), lru_cache(patterns.kind_of)
    asked = json.load(sys.stdin)
    pingone = Pingone(asked["tokens"])
    answers = []
    for one in asked["configurations"]:
        answer = []
        for setting in SETTINGS:
            pingone.switches.update(setting)
            answer.append(pingone.allowed(one["operations"], one["paths"], asked["methods"]))
        answers.append(answer)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
