# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator's decisions about a large number of requests, without sending them.

Runs with the emulator's interpreter. Reads JSON from standard input: ``scopes``, the names of scopes by ID;
``methods``, ``paths``, and ``tokens``, each of these a list of scopes; and ``configurations``, each a list of
operations. Prints a line for each configuration, with a character for each method, path, and token: 1 if the request is
allowed.
"""

from __future__ import annotations

import json
import sys
from itertools import product
from types import SimpleNamespace
from typing import Any

from pingone_emulator import decisions, switches


def main() -> None:
    order = json.load(sys.stdin)
    emulator = emulator_with(order["scopes"])
    for operations in order["configurations"]:
        requests = product(order["methods"], order["paths"])
        print("".join(allowed(emulator, operations, *request, order["tokens"]) for request in requests))


def emulator_with(scopes: dict[str, str]) -> Any:
    """What decisions need of an emulator: its switches and its scopes."""
    known = {id: SimpleNamespace(name=name) for id, name in scopes.items()}
    store = SimpleNamespace(get=lambda kind, id: known.get(id) if kind == "scope" else None)
    return SimpleNamespace(switches=switches.Switches(), store=store)


def allowed(emulator: Any, operations: list[dict[str, Any]], method: str, path: str, tokens: list[list[str]]) -> str:
    """Whether a request is allowed with each token of a client."""
    match = decisions.Match({}, operations, "https://api.example.com", path)
    operation = decisions.find_operation(emulator, match, method)
    if operation is None:
        return "01"[emulator.switches["no_operation"] == "allow"] * len(tokens)
    rules = operation.get("accessControl", {})
    denials = [decisions._judged(emulator, rules, {"scope": " ".join(scopes)}, "") for scopes in tokens]
    return "".join("01"[denial is None] for denial in denials)


if __name__ == "__main__":
    main()
