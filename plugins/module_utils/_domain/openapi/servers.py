# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The base URLs of an OpenAPI document: servers of OpenAPI 3; host, basePath, and schemes of Swagger 2."""

from __future__ import annotations

import re
from itertools import product
from typing import Any, Mapping, Optional, Sequence
from urllib.parse import unquote

from ..._base.text import enumerated, quoted
from ..base_urls import BELOW, base_urls_problems, normalized_url
from ..base_urls import overlaps as overlaps_of
from .document import Document
from .findings import Findings, Options
from .templates import Segment, Template, overlaps, text_of

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
        key = "schemes" if self._document.is_swagger else "servers"
        if not fields.get(key):
            return
        if self._document.is_swagger:
            urls = _swagger_urls({**self._document.content, **fields}, self._findings)
        else:
            urls = self._urls(f"{place}.servers", fields)
        if {*map(normalized_url, urls)} != {*map(normalized_url, self._own)}:
            self._findings.problem(f"{place}.{key}", _OTHER_SERVERS.replace("servers", key))

    def check_overlaps(self, paths: Sequence[Template]) -> None:
        """Report requests that match a path below each of two base URLs. PingOne only considers the longer URL."""
        for one in overlaps_of(self.base_urls, self.base_urls):
            if one.relation != BELOW:
                continue
            rest = unquote(normalized_url(one.url)[len(normalized_url(one.other)) + 1 :])
            between = tuple(map(Segment, rest.split("/")))
            count = len(between)
            for path in paths:
                if len(path.shape) > count and overlaps(path.shape[:count], between):
                    text = (
                        f"{quoted(one.url)} is below {quoted(one.other)}, and requests for {text_of(path)} below the"
                        " latter can also be requests below the former. Set base_urls to one of them."
                    )
                    self._findings.problem("base_urls", text)

    def _base_urls(self) -> list[str]:
        if self._options.base_urls is not None:
            urls = list(self._options.base_urls)
            faults = base_urls_problems(urls)
            for problem in faults:
                self._findings.problem(problem.option, problem.message)
            return [] if faults else urls
        place = "host" if self._document.is_swagger else "servers"
        relative = [url for url in self._own if "//" not in url]
        if relative or not self._own:
            self._findings.problem(place, f"{quoted(relative[0] if relative else '/')} {_RELATIVE}")
            return []
        faults = base_urls_problems(self._own)
        for problem in faults:
            self._findings.problem(problem.option.replace("base_urls", place), problem.message)
        return [] if faults else self._own

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
            values = self._given(name, given)
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

    def _given(self, name: str, given: Any) -> list[str]:
        """The values of an entry of the option C(server_variables)."""
        values = list(given) if isinstance(given, (list, tuple)) else [given]
        if not values or any(isinstance(one, bool) or not isinstance(one, (str, int)) for one in values):
            self._findings.problem("server_variables", f"{name} must be a text or a list of texts.")
            return ["invalid"]
        return [str(one) for one in values]


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
