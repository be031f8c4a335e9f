# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random OpenAPI documents, requests for a document, and what a document allows.

The functions that read what a document allows know neither patterns nor operations of PingOne.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from itertools import chain
from typing import Any
from urllib.parse import unquote

Document = dict[str, Any]

SCOPES = ("admin", "read", "write")
METHODS = ("get", "post", "put", "delete", "head", "options", "patch", "trace")
BASE_URL = "https://api.example.com"
# The words are also values of parameters, so that paths overlap.
_SEGMENTS = (
    *("pets", "mine", "7", "{id}", "{name}", "pets", "{id}"),
    *("{name}.json", "a-{id}", "a%20b", "x*y", "7.json", "~{id}"),
)
_VALUES = ("pets", "mine", "7", "x", ".json", "7.json", "a-", "a-7", "a b", "x*y", "xzy", "~7", "other")


# documents


def random_document(dice: random.Random) -> Document:
    """A document with several paths and security requirements of all kinds."""
    plain = dice.random() < 0.5
    # Larger documents have to be combined.
    count = dice.randint(1, 9) if dice.random() < 0.7 else dice.randint(15, 40)
    paths = {random_path(dice, count): random_item(dice, plain) for _number in range(count)}
    document = {**declared(dice), "paths": paths}
    if dice.random() < 0.7:
        document["security"] = random_security(dice, plain)
    return document


def random_path(dice: random.Random, count: int) -> str:
    unusual = 1 if count < 10 else 0
    segments = dice.choices(_SEGMENTS, weights=[4] * 7 + [unusual] * 6, k=dice.randint(1, 3 if unusual else 4))
    path = "".join(f"/{segment}" for segment in segments)
    return path if dice.random() < 0.95 else "/"


def random_item(dice: random.Random, plain: bool) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for method in dice.sample(METHODS[:5], dice.randint(1, 3)):
        operation: dict[str, Any] = {}
        if dice.random() < 0.5:
            operation["operationId"] = dice.choice(("list", "show", "add", "Deny everything else"))
        if dice.random() < 0.6:
            operation["security"] = random_security(dice, plain)
        item[method] = operation
    return item


def random_security(dice: random.Random, plain: bool) -> list[dict[str, list[str]]]:
    if plain:
        return [{"oauth": dice.sample(SCOPES, dice.randint(1, 2))}]
    alternatives = dice.randint(0, 3)
    return [random_alternative(dice) for _number in range(alternatives)]


def random_alternative(dice: random.Random) -> dict[str, list[str]]:
    schemes = dice.choices(("oauth", "oidc", "key"), weights=(6, 2, 1), k=dice.choice((0, 1, 1, 1, 1, 2)))
    return {name: [] if name == "key" else dice.sample(SCOPES, dice.choice((0, 1, 1, 1, 2))) for name in schemes}


def declared(dice: random.Random) -> Document:
    """The version, the servers, and the security schemes."""
    scopes = {scope: f"Can {scope}" for scope in SCOPES}
    if dice.random() < 0.25:
        schemes: dict[str, Any] = {
            "oauth": {
                "type": "oauth2",
                "flow": "application",
                "tokenUrl": "https://as.example.com/t",
                "scopes": scopes,
            },
            "oidc": {
                "type": "oauth2",
                "flow": "implicit",
                "authorizationUrl": "https://as.example.com/a",
                "scopes": {},
            },
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        }
        return {"swagger": "2.0", "host": "api.example.com", "schemes": ["https"], "securityDefinitions": schemes}
    flows = {"clientCredentials": {"tokenUrl": "https://as.example.com/token", "scopes": scopes}}
    schemes = {
        "oauth": {"type": "oauth2", "flows": flows},
        "oidc": {
            "type": "openIdConnect",
            "openIdConnectUrl": "https://as.example.com/.well-known/openid-configuration",
        },
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    }
    version = dice.choice(("3.0.3", "3.1.0"))
    return {"openapi": version, "servers": [{"url": BASE_URL}], "components": {"securitySchemes": schemes}}


# requests


def paths_for(document: Document, dice: random.Random, count: int) -> list[str]:
    """Decoded paths, most of which are similar to those of the document."""
    found = {"/", "/other"}
    templates = [str(path) for path in document["paths"]]
    for _number in range(count):
        segments = dice.choice(templates)[1:].split("/")
        filled = [filled_segment(segment, dice) for segment in segments]
        if dice.random() < 0.15:
            filled[dice.randrange(len(filled))] = dice.choice(_VALUES)
        if dice.random() < 0.1:
            filled.append(dice.choice(("", "mine", "7")))
        found.add("/" + "/".join(filled))
    return sorted(found)


def filled_segment(segment: str, dice: random.Random) -> str:
    value = dice.choice(("", *_VALUES)) if dice.random() < 0.5 else "7"
    return unquote(re.sub(r"\{[^}]*\}", lambda _found: value, segment))


# what a document allows


def operations_for(document: Document, path: str) -> dict[str, list[Document]]:
    """The operations of which a document requires that each allows a request to a path, by method in upper case.

    A path without parameters takes precedence. Of several other paths that match, it is not defined which is meant.
    """
    matching = [own for own in document["paths"] if expression(own).fullmatch(path)]
    concrete = [own for own in matching if "{" not in own]
    # Paths that only differ in the names of their parameters are the same path.
    meant: dict[str, list[Document]] = {}
    for own in concrete or matching:
        meant.setdefault(re.sub(r"\{[^}]*\}", "{}", unquote(own)), []).append(document["paths"][own])
    found: dict[str, list[Document]] = {}
    for method in METHODS:
        operations = [[item[method] for item in items if method in item] for items in meant.values()]
        if operations and all(operations):
            found[method.upper()] = list(chain.from_iterable(operations))
    return found


def is_sufficient(document: Document, operation: Document, scopes: set[str]) -> bool:
    """Whether an operation allows a request with an access token of these scopes."""
    requirements = operation.get("security", document.get("security", []))
    accepted = token_schemes(document)
    return not requirements or any(
        all(name in accepted and scopes.issuperset(wanted) for name, wanted in requirement.items())
        for requirement in requirements
    )


def token_schemes(document: Document) -> list[str]:
    """The security schemes whose requirements are scopes of an access token."""
    schemes = document.get("securityDefinitions") or document.get("components", {}).get("securitySchemes", {})
    return [name for name, scheme in schemes.items() if scheme["type"] in ("oauth2", "openIdConnect")]


@lru_cache(maxsize=4096)
def expression(path: str) -> re.Pattern[str]:
    """A regular expression for the decoded paths that a path of the document matches."""
    parts = re.split(r"(\{[^}]*\})", path)
    return re.compile(
        "".join("[^/]+" if part.startswith("{") else re.escape(unquote(part)) for part in parts), re.DOTALL
    )
