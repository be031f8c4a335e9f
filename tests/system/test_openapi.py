# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What PingOne allows after an OpenAPI document is compiled, the document allows as well.

The decisions are those of the emulator. What the document allows, a separate reading of the document says.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import subprocess
import sys
from collections import Counter
from itertools import chain, combinations
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.system.in_process import PingOne
from tests.system.openapi_documents import (
    BASE_URL,
    METHODS,
    SCOPES,
    Document,
    is_sufficient,
    operations_for,
    paths_for,
    random_document,
)
from tests.system.sideband import Gateway
from tools.paths import ROOT

Entry = dict[str, Any]

PACKAGE = "ansible_collections.pingone.authorize.plugins.module_utils"
BATCHES, DOCUMENTS = 3, 60
# Documents that the module applies, and requests for each of them.
APPLIED, REQUESTS = 6, 40
PATHS = 40
NOBODY = "Nobody (pingone.authorize)"
TOKENS: list[dict[str, Any]] = [
    {"scopes": list(scopes), "groups": []}
    for scopes in chain.from_iterable(combinations(SCOPES, count) for count in range(len(SCOPES) + 1))
]
ASKED = [*(method.upper() for method in METHODS[:5]), "PATCH", "get"]
# Notes about requirements that became stricter, which is why requests are denied that the document allows.
STRICTER = ("which a rule cannot express", "This alternative is left out")


class Collection:
    """The modules of the installed collection."""

    def __init__(self, path: Path) -> None:
        sys.path[:0] = [str(path)] if str(path) not in sys.path else []
        self.compiled = importlib.import_module(f"{PACKAGE}._domain.openapi.compiled").compiled
        self.options = importlib.import_module(f"{PACKAGE}._domain.openapi.findings").Options
        self.refused = importlib.import_module(f"{PACKAGE}._base.errors").InvalidInput
        self.sent_path = importlib.import_module(f"{PACKAGE}._domain.patterns").sent_path
        analysis = importlib.import_module(f"{PACKAGE}._domain.operation_analysis.distinguishable_requests")
        self.distinguishable_requests = analysis.distinguishable_requests

    def stored(self, entry: Entry) -> list[Entry]:
        """The operations of an entry as PingOne stores them, with the one that denies all other requests."""
        deny = {"methods": [], "paths": [{"pattern": "/**"}], "access": {"groups": [NOBODY]}}
        return [self._stored(one) for one in (*entry["operations"], deny)]

    def _stored(self, operation: Entry) -> Entry:
        sent = (self.sent_path({"type": None, **path}) for path in operation["paths"])
        paths = [{**path, "type": path["type"].upper()} for path in sent]
        stored: Entry = {"id": operation.get("name", "deny"), "name": operation.get("name", "deny"), "paths": paths}
        access, control = operation["access"], {}
        if operation["methods"]:
            stored["methods"] = operation["methods"]
        if access.get("scopes"):
            match = access.get("match", "all").upper()
            control["scope"] = {"matchType": match, "scopes": [{"id": scope} for scope in access["scopes"]]}
        if access.get("groups"):
            control["group"] = {"groups": [{"id": group} for group in access["groups"]]}
        return {**stored, "accessControl": control} if control else stored


@pytest.fixture(scope="module")
def installed(collection: Path) -> Collection:
    return Collection(collection)


def decided(configurations: list[dict[str, Any]]) -> list[list[list[list[int]]]]:
    """The tokens with which the emulator allows the requests of each configuration."""
    asked = {"tokens": TOKENS, "methods": ASKED, "configurations": configurations}
    finished = subprocess.run(
        [os.environ["TEST_EMULATOR_PYTHON"], Path(__file__).with_name("emulator_decisions.py")],
        input=json.dumps(asked),
        env={"PYTHONPATH": str(ROOT / "emulator")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    answers: list[list[list[list[int]]]] = json.loads(finished.stdout)
    return answers


@pytest.mark.parametrize("batch", range(BATCHES))
def test_what_the_operations_allow_the_document_allows(installed: Collection, batch: int) -> None:
    dice = random.Random(batch)
    counts: Counter[str] = Counter()
    cases, configurations = [], []
    for _number in range(DOCUMENTS):
        document = random_document(dice)
        options = {name: dice.random() < 0.8 for name in ("allow_public", "allow_any_token", "allow_stricter")}
        try:
            result = installed.compiled(document, installed.options(**options))
        except installed.refused:
            counts["documents refused"] += 1
            continue
        counts["documents"] += 1
        counts["documents with combined operations"] += any(
            ": " in one["name"] for one in result["api_service"]["operations"]
        )
        operations = installed.stored(result["api_service"])
        examples = {one.path for one in installed.distinguishable_requests(operations)}
        paths = sorted({*examples, *paths_for(document, dice, PATHS)})
        cases.append((document, result, paths))
        configurations.append({"operations": operations, "paths": paths})
    for (document, result, paths), answers in zip(cases, decided(configurations), strict=True):
        is_exact = not any(text in note["text"] for note in result["report"] for text in STRICTER)
        for answer in answers:
            counts.update(compared(document, result, paths, answer, is_exact))
    print(f"{dict(counts)}")
    assert counts["documents"] > DOCUMENTS // 3, counts
    assert counts["allowed"] > 1000 and counts["denied"] > 10000, counts


def compared(
    document: Document, result: Entry, paths: list[str], answer: list[list[int]], is_exact: bool
) -> Counter[str]:
    """Compare the decisions about a document with what it allows."""
    counts: Counter[str] = Counter()
    known: dict[int, set[int]] = {}
    answers = iter(answer)
    for path in paths:
        operations = operations_for(document, path)
        for method in ASKED:
            allowed, meant = set(next(answers)), set(range(len(TOKENS))) if method in operations else set()
            for operation in operations.get(method, []):
                if id(operation) not in known:
                    known[id(operation)] = tokens_for(document, operation)
                meant &= known[id(operation)]
            text = (method, path, allowed, meant, json.dumps(document), json.dumps(result))
            assert allowed <= meant, text
            assert allowed == meant or not is_exact, text
            counts.update({"allowed": len(allowed), "denied": len(TOKENS) - len(allowed), "meant": len(meant)})
    return counts


def tokens_for(document: Document, operation: Document) -> set[int]:
    """The tokens that are sufficient for an operation."""
    return {at for at, token in enumerate(TOKENS) if is_sufficient(document, operation, set(token["scopes"]))}


def test_a_gateway_forwards_what_the_document_allows(installed: Collection, collection: Path, emulator: Any) -> None:
    """The same with the module and with requests of a gateway, one after the other."""
    dice = random.Random("applied")
    pingone = PingOne(collection, emulator)
    counts: Counter[str] = Counter()
    while counts["documents"] < APPLIED:
        document = random_document(dice)
        try:
            result = installed.compiled(document, installed.options(allow_public=True, allow_any_token=True))
        except installed.refused:
            continue
        counts["documents"] += 1
        pingone.reset()
        entry = {"name": "Random API", **result["api_service"]}
        changed = [pingone.run("pingone_api_access", api_services=[entry])["changed"] for _run in range(2)]
        assert changed == [True, False], json.dumps(document)
        counts.update(forwarded(document, result["api_service"], Gateway(emulator, "Random API", BASE_URL), dice))
    print(f"{dict(counts)}")
    assert counts["forwarded"] > APPLIED and counts["denied"] > APPLIED, counts


def forwarded(document: Document, entry: Entry, gateway: Gateway, dice: random.Random) -> Counter[str]:
    """Compare what a gateway forwards with what a document allows."""
    counts: Counter[str] = Counter()
    known = [scope["name"] for scope in entry["scopes"]]
    for path in paths_for(document, dice, REQUESTS):
        method = dice.choice(ASKED)
        scopes = {scope for scope in known if dice.random() < 0.6}
        operations = operations_for(document, path).get(method, [])
        meant = bool(operations) and all(is_sufficient(document, one, scopes) for one in operations)
        is_forwarded = gateway.lets_through(method, quote(path), " ".join(sorted(scopes)))
        assert is_forwarded == meant, (method, path, scopes, json.dumps(document), json.dumps(entry))
        counts["forwarded" if is_forwarded else "denied"] += 1
    return counts
