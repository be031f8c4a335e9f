# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The security schemes of an OpenAPI document, and which of them stand for access tokens of PingOne."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Mapping, Optional, Sequence

from ..._base.text import quoted
from ..rules import scope_name_problems
from .document import Document
from .findings import Findings

OAUTH, OPENID = "oauth2", "openIdConnect"
_KINDS = {"apiKey": "an API key", "basic": "HTTP Basic authentication", "mutualTLS": "a client certificate"}


class Schemes:
    """The schemes by name. ``accepted`` are those whose access tokens PingOne issues."""

    def __init__(self, document: Document, accepted: Optional[Sequence[str]], findings: Findings) -> None:
        self._document, self._findings = document, findings
        self.place = "securityDefinitions" if document.is_swagger else "components.securitySchemes"
        self._by_name = self._read()
        self.is_chosen = accepted is not None
        self._accepted = self._chosen(accepted) if accepted is not None else self._with_scopes()
        self._servers: dict[str, frozenset[str]] = {}
        self._undeclared: dict[str, None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def accepts(self, name: str) -> bool:
        """Whether a scheme stands for access tokens of PingOne."""
        return name in self._accepted

    def has_scopes(self, name: str) -> bool:
        """Whether the entries of a requirement of this scheme are scopes."""
        return self._by_name[name].get("type") in (OAUTH, OPENID)

    def kind(self, name: str) -> str:
        """The type of a scheme as text."""
        fields = self._by_name[name]
        kind, scheme = str(fields.get("type")), str(fields.get("scheme"))
        if kind == "http":
            return f"HTTP {scheme} authentication"
        return _KINDS.get(kind, kind)

    def is_bearer(self, name: str) -> bool:
        """Whether a scheme is a bearer token without scopes."""
        fields = self._by_name[name]
        return fields.get("type") == "http" and str(fields.get("scheme")).lower() == "bearer"

    def use(self, name: str, scopes: Sequence[str], place: str) -> None:
        """Note that an operation requires scopes of a scheme."""
        self._servers[name] = self._addresses(name)
        declared = self.declared(name)
        for scope in scopes:
            for problem in scope_name_problems(scope, place):
                self._findings.problem(problem.option, problem.message)
            if declared is not None and scope not in declared:
                self._undeclared.setdefault(scope)

    def check_issuers(self) -> None:
        """Report schemes with different authorization servers, unless they were chosen."""
        known = [urls for urls in self._servers.values() if urls]
        if not self.is_chosen and not all(_are_of_one_server(*both) for both in combinations(known, 2)):
            names = ", ".join(self._servers)
            text = (
                f"{names} have different authorization servers. PingOne cannot distinguish their scopes: set"
                " security_schemes to those whose access tokens PingOne issues."
            )
            self._findings.problem(self.place, text)
        for scope in self._undeclared:
            self._findings.note(self.place, f"The scope {scope} is used, but no scheme declares it.")

    def declared(self, name: str) -> Optional[dict[str, str]]:
        """The scopes of a scheme with their descriptions. None if the scheme cannot declare any."""
        fields = self._by_name[name]
        if fields.get("type") != OAUTH:
            return None
        found: dict[str, str] = {}
        for flow in self._flows(name, fields):
            scopes = flow.get("scopes")
            if isinstance(scopes, Mapping):
                found.update({str(scope): str(text or "") for scope, text in scopes.items()})
        return found

    def descriptions(self) -> dict[str, str]:
        """The descriptions of the scopes of all accepted schemes."""
        found: dict[str, str] = {}
        for name in self._accepted:
            for scope, text in (self.declared(name) or {}).items():
                found.setdefault(scope, text)
        return found

    def _read(self) -> dict[str, Mapping[str, Any]]:
        content = self._document.content
        if self._document.is_swagger:
            listed = content.get("securityDefinitions")
        else:
            listed = self._document.mapping("components", content.get("components")).get("securitySchemes")
        schemes = self._document.mapping(self.place, listed)
        return {str(name): self._document.mapping(f"{self.place}.{name}", one) for name, one in schemes.items()}

    def _with_scopes(self) -> list[str]:
        return [name for name in self._by_name if self.has_scopes(name)]

    def _chosen(self, names: Sequence[str]) -> list[str]:
        for name in names:
            if name not in self._by_name:
                known = ", ".join(self._by_name) or "none"
                text = f"{quoted(name)} is not a security scheme of the document. It has: {known}."
                self._findings.problem("security_schemes", text)
            elif not self.has_scopes(name) and not self.is_bearer(name):
                text = f"{quoted(name)} is {self.kind(name)}, which is not an access token."
                self._findings.problem("security_schemes", text)
        return [name for name in names if name in self._by_name]

    def _flows(self, name: str, fields: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        if self._document.is_swagger:
            return [fields]
        place = f"{self.place}.{name}.flows"
        flows = self._document.mapping(place, fields.get("flows"))
        return [self._document.mapping(f"{place}.{key}", one) for key, one in flows.items()]

    def _addresses(self, name: str) -> frozenset[str]:
        """The URLs of the authorization server of a scheme without their ends. Empty if the document has none."""
        fields = self._by_name[name]
        parts = [fields, *self._flows(name, fields)] if fields.get("type") == OAUTH else [fields]
        keys = ("authorizationUrl", "tokenUrl", "openIdConnectUrl")
        urls = [str(part[key]) for part in parts for key in keys if part.get(key)]
        return frozenset(_folder(url) for url in urls if url.count("/") > 1)


def _folder(url: str) -> str:
    """The host and the path of the URL of an endpoint without its last segment, or without the well-known suffix."""
    begin = url.partition("?")[0].partition("/.well-known/")
    without_scheme = "/".join(begin[0].split("/")[2:])
    return without_scheme if begin[1] else without_scheme.rpartition("/")[0] or without_scheme


def _are_of_one_server(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the URLs of two schemes may be those of the same authorization server.

    A host can have several of them, such as one for each environment. Then none of the URLs is below another one.
    """
    if {url.partition("/")[0] for url in one} != {url.partition("/")[0] for url in other}:
        return False
    return any(
        f"{first}/".startswith(f"{second}/") or f"{second}/".startswith(f"{first}/")
        for first in one
        for second in other
    )
