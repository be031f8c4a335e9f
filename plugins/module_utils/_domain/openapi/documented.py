# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The operations that an OpenAPI document describes, with everything that is necessary to compile them."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional
from urllib.parse import urlsplit

from ..._base.text import MAXIMUM_LENGTH, quoted
from ..rules import has_control_characters
from .document import Document, Method
from .findings import Findings, Options
from .schemes import Schemes
from .security import Security
from .selection import Selection
from .servers import Servers
from .table import Listed
from .templates import Shape, Template, TemplateFault, approximated, overlaps, parsed, text_of

_ROOT = (
    "is the base URL with a slash at the end, and PingOne does not distinguish it from the base URL without one. Leave"
    ' it out with exclude: "/".'
)


class Documented(NamedTuple):
    """A document: its operations, the templates of all of its paths, its base URLs, and descriptions of scopes."""

    listed: list[Listed]
    paths: list[Template]
    base_urls: list[str]
    descriptions: dict[str, str]


def read(content: Any, options: Options, findings: Findings) -> Documented:
    """Read a document. Problems are added to the findings.

    :raises InvalidInput: if it is not an OpenAPI document.
    """
    document = Document(content, findings)
    findings.problems.stop_if_any()
    servers = Servers(document, options, findings)
    schemes = Schemes(document, options.security_schemes, findings)
    reader = _Reader(document, servers, Security(document, schemes, options, findings), options, findings)
    reader.read()
    servers.check_overlaps(reader.paths)
    schemes.check_issuers()
    _note_what_is_ignored(document, findings)
    return Documented(reader.listed, reader.paths, servers.base_urls, schemes.descriptions())


class _Reader:
    """Reads the paths of a document."""

    def __init__(
        self, document: Document, servers: Servers, security: Security, options: Options, findings: Findings
    ) -> None:
        self._document, self._servers, self._security = document, servers, security
        self._findings = findings
        self._selection = Selection(options, findings)
        # Paths that are left out and cannot be expressed.
        self._inexpressible: dict[str, Shape] = {}
        self.listed: list[Listed] = []
        self.paths: list[Template] = []

    def read(self) -> None:
        """Read all paths."""
        for place, path, fields in self._document.path_items(self._selection.leaves_out_path):
            methods = [
                one for one in self._document.methods(place, fields) if not self._selection.leaves_out(path, one)
            ]
            if methods:
                self._servers.compare(place, fields)
            template = self._template(place, path, bool(methods))
            if template is not None:
                self.paths.append(template)
                for one in methods:
                    self._read_method(path, template, one)
        self._check_what_is_left_out()

    def _template(self, place: str, path: str, is_used: bool) -> Optional[Template]:
        """The template of a path, or None if it cannot be expressed."""
        try:
            template = parsed(path)
        except TemplateFault as fault:
            if is_used:
                self._findings.problem(place, f"{fault}. Leave it out with exclude: {quoted(path)}.")
            else:
                self._inexpressible[place] = approximated(path)
            return None
        if path == "/" and is_used and any(urlsplit(url).path for url in self._servers.base_urls):
            self._findings.problem(place, _ROOT)
        return template

    def _check_what_is_left_out(self) -> None:
        for place, shape in self._inexpressible.items():
            overlapping = [text_of(one.template) for one in self.listed if overlaps(one.template.shape, shape)]
            if overlapping:
                text = f"is left out, but some of its requests may match {overlapping[0]}. Leave that out as well."
                self._findings.problem(place, text)
        if self._selection.check() and not self.listed:
            self._findings.problem("paths", "There are no operations.")

    def _read_method(self, path: str, template: Template, one: Method) -> None:
        self._servers.compare(one.place, one.fields)
        name = _name(path, one)
        if not name.strip() or len(name) > MAXIMUM_LENGTH or has_control_characters(name):
            self._findings.note(f"{one.place}.operationId", "cannot be the name of an operation.")
            name = f"{one.method} {path}"
        if one.fields.get("callbacks"):
            self._findings.note(
                f"{one.place}.callbacks", "Callbacks are requests that the API sends. They are ignored."
            )
        self.listed.append(Listed(one.place, one.method, template, name, self._security.need_of(one)))


def _name(path: str, one: Method) -> str:
    return str(one.fields.get("operationId") or f"{one.method} {path}")


def _note_what_is_ignored(document: Document, findings: Findings) -> None:
    if document.content.get("webhooks"):
        findings.note("webhooks", "Webhooks are requests that the API sends. They are ignored.")
