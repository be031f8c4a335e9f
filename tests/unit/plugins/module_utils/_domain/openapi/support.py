# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""OpenAPI documents for tests."""

from __future__ import annotations

from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._domain.openapi.compiled import compiled
from ansible_collections.pingone.authorize.plugins.module_utils._domain.openapi.findings import Options

SCOPES = {"read": "", "write": ""}
READ, WRITE = [{"oauth": ["read"]}], [{"oauth": ["write"]}]
OAUTH = {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://as.example.com/a", "scopes": SCOPES}}}
SERVERS = [{"url": "https://api.example.com/v1"}]


def document(paths, schemes=None, security=None, **fields):
    """A document with the scheme oauth, and with the scope read for all operations."""
    return {
        "openapi": "3.0.3",
        "servers": SERVERS,
        "components": {"securitySchemes": {"oauth": OAUTH, **(schemes or {})}},
        "security": READ if security is None else security,
        "paths": paths,
        **fields,
    }


def entry(content, **options):
    """The entry of a document that can be compiled."""
    return compiled(content, Options(**options))["api_service"]


def table(content, **options):
    """The operations by name: methods, patterns, and access."""
    return {
        one["name"]: (one["methods"], [path["pattern"] for path in one["paths"]], one["access"])
        for one in entry(content, **options)["operations"]
    }


def notes(content, **options):
    """The notes of a document, as text."""
    return [f"{one['place']}: {one['text']}" for one in compiled(content, Options(**options))["report"]]


def problems(content, **options):
    """The problems of a document that cannot be compiled, as text."""
    try:
        result = compiled(content, Options(**options))
    except InvalidInput as error:
        return [str(problem) for problem in error.problems]
    raise AssertionError(f"compiled: {result}")


def only_problem(content, **options):
    """The only problem of a document."""
    (problem,) = problems(content, **options)
    return problem
