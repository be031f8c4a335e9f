# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The base URLs of an OpenAPI document: servers of OpenAPI 3; host, basePath, and schemes of Swagger 2."""

from __future__ import annotations

import re
from itertools import product
from typing import Any, Mapping, Optional, Sequence
from urllib.parse import urlsplit

from ..._base.text import enumerated, quoted
from ..base_urls import base_urls_problems, normalized_url
from .document import Document
from .findings import Findings, Options

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_RELATIVE = (
    "is relative to the address of the document, which is not known. Set base_urls to the complete URLs of the API."
)
_OTHER_SERVERS = (
    "has other servers than the document, and all operations of an API service have the same base URLs. Leave the"
    " operation out with exclude, or remove the servers."
)


class Servers:
    """The servers of a document, of its path items, and of its operations."""

    def __init__(self, document: Document, options: Options, findings: Findings) -> None:
        self._document, self._options, self._findings = document, options, findings
        self._used_variables: set[str] = set()
        content = document.content
        self._own = _swagger_urls(content, findings) if document.is_swagger else self._urls("servers", content)
        self.base_urls = self._base_urls()
        unknown = sorted(set(options.server_variables) - self._used_variables)
        if unknown and options.base_urls is None:
            findings.problem("server_variables", f"no server has the variable {enumerated(unknown, 'or')}.")

    def compare(self, place: str, fields: Mapping[str, Any]) -> None:
        """Report servers of a path item or an operation that differ from those of the document."""
        if self._document.is_swagger or not fields.get("servers"):
            return
        urls = self._urls(f"{place}.servers", fields)
        if {*map(normalized_url, urls)} != {*map(normalized_url, self._own)}:
            self._findings.problem(f"{place}.servers", _OTHER_SERVERS)

    def _base_urls(self) -> list[str]:
        if self._options.base_urls is not None:
            urls = list(self._options.base_urls)
            for problem in base_urls_problems(urls):
                self._findings.problem(problem.option, problem.message)
            return urls
        place = "host" if self._document.is_swagger else "servers"
        relative = [url for url in self._own if not urlsplit(url).netloc]
        if relative or not self._own:
            self._findings.problem(place, f"{quoted(relative[0] if relative else '/')} {_RELATIVE}")
            return []
        for problem in base_urls_problems(self._own):
            self._findings.problem(problem.option.replace("base_urls", place), problem.message)
        return self._own

    def _urls(self, place: str, fields: Mapping[str, Any]) -> list[str]:
        """The URLs of servers, without slashes at the end and without duplicates."""
        found: dict[str, str] = {}
        for index, value in enumerate(self._document.items(place, fields.get("servers"))):
            own = f"{place}[{index}]"
            server = self._document.mapping(own, value)
            for url in self._expanded(own, str(server.get("url", "/")), server):
                found.setdefault(normalized_url(url.rstrip("/")), url.rstrip("/"))
        return list(found.values()) or ["/"]

    def _expanded(self, place: str, url: str, server: Mapping[str, Any]) -> list[str]:
        names = list(dict.fromkeys(_VARIABLE.findall(url)))
        variables = self._document.mapping(f"{place}.variables", server.get("variables"))
        values = [self._values(f"{place}.variables.{name}", name, variables.get(name)) for name in names]
        expanded = []
        for chosen in product(*values):
            by_name = dict(zip(names, chosen))
            expanded.append(_VARIABLE.sub(lambda found, by_name=by_name: by_name[found[1]], url))  # type: ignore[misc]
        return expanded

    def _values(self, place: str, name: str, declared: Any) -> Sequence[str]:
        self._used_variables.add(name)
        variable = self._document.mapping(place, declared)
        choices = [str(one) for one in self._document.items(f"{place}.enum", variable.get("enum"))]
        given: Optional[Any] = self._options.server_variables.get(name)
        if given is not None:
            values = [given] if isinstance(given, str) else list(given)
            wrong = [value for value in values if choices and value not in choices]
            if wrong:
                text = f"{name}: {quoted(wrong[0])} is not one of the values in the document: {', '.join(choices)}."
                self._findings.problem("server_variables", text)
            return values
        if "default" not in variable:
            self._findings.problem(place, "has no default. Set it in server_variables.")
            return ["missing"]
        default = str(variable["default"])
        others = [value for value in choices if value != default]
        also = f" instead of {', '.join(others)}" if others else ""
        self._findings.note(place, f"The default {quoted(default)} is used{also}. Set server_variables to change that.")
        return [default]


def _swagger_urls(content: Mapping[str, Any], findings: Findings) -> list[str]:
    """The URLs of a document of Swagger 2."""
    host, path = str(content.get("host") or ""), str(content.get("basePath") or "").rstrip("/")
    if not host:
        return [path or "/"]
    listed = content.get("schemes")
    schemes = [str(one) for one in listed] if isinstance(listed, (list, tuple)) else []
    used = [one for one in schemes if one in ("http", "https")]
    if not used:
        findings.note("schemes", "There is neither https nor http, so https is used.")
    return [
        f"{scheme}://{host}{path if path.startswith('/') or not path else '/' + path}" for scheme in used or ["https"]
    ]
