# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads an OpenAPI document: its version, its references, and its path items.

Source: the OpenAPI Specification 2.0 (Swagger), 3.0, and 3.1. A document is what a parser of YAML or JSON returned, so
any value can have any type.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Iterator, Mapping, NamedTuple, Optional
from urllib.parse import unquote

from ..._base.text import quoted
from .findings import Findings

# The methods that a path item can have in these versions.
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_VERSION = re.compile(r"(?:2\.0|3\.[01](?:\..*)?)")
# What decides about the requests of an operation.
_CONDITIONS = {"security", "servers", "schemes"}
_FIELDS_BESIDE_REFERENCE = (
    "has security, servers, or schemes beside $ref. OpenAPI does not define which of them apply. Remove $ref."
)
_OTHER_FIELDS = ("$ref", "summary", "description", "servers", "parameters")


class Method(NamedTuple):
    """An operation of the document: its place, its method in upper case, and its fields."""

    place: str
    method: str
    fields: Mapping[str, Any]


class Document:
    """An OpenAPI document."""

    def __init__(self, content: Any, findings: Findings) -> None:
        self._findings = findings
        self.content: Mapping[str, Any] = content if isinstance(content, Mapping) else {}
        self.is_swagger = "swagger" in self.content
        fault = _fault(content)
        if fault:
            findings.problem("document", fault)

    def mapping(self, place: str, value: Any) -> Mapping[str, Any]:
        """A value that must be a mapping, or an empty one, with references followed."""
        resolved = self.resolved(place, value)
        if resolved is None or isinstance(resolved, Mapping):
            return resolved or {}
        self._findings.problem(place, "must be a mapping.")
        return {}

    def items(self, place: str, value: Any) -> list[Any]:
        """The entries of a value that must be a list."""
        if value is None or isinstance(value, (list, tuple)):
            return list(value or [])
        self._findings.problem(place, "must be a list.")
        return []

    def resolved(self, place: str, value: Any) -> Any:
        """A value, or the value that it refers to. None if it refers to nothing."""
        seen: list[str] = []
        found = value
        while isinstance(found, Mapping) and "$ref" in found:
            reference = str(found["$ref"])
            if not reference.startswith("#"):
                text = f"refers to {quoted(reference)}, which is outside the document. Bundle the document first."
                self._findings.problem(f"{place}.$ref", text)
                return None
            if reference in seen:
                self._findings.problem(f"{place}.$ref", f"refers to itself through {quoted(reference)}.")
                return None
            seen.append(reference)
            found = self._at(reference)
            if found is None:
                self._findings.problem(f"{place}.$ref", f"refers to {quoted(reference)}, which does not exist.")
        return found

    def path_items(self, is_left_out: Callable[[str, str], bool]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """The place, the path, and the fields of each path item. Those that are left out have no fields."""
        for path, value in self.mapping("paths", self.content.get("paths")).items():
            place = f"paths.{path}"
            if not isinstance(path, str):
                self._findings.note(place, "is not a path. It is ignored.")
                continue
            if path.startswith("x-"):
                continue
            if not path.startswith("/"):
                self._findings.problem(place, "is not a path, because it does not begin with a slash.")
                continue
            yield place, path, {} if is_left_out(place, path) else self._path_item(place, value)

    def methods(self, place: str, path_item: Mapping[str, Any]) -> list[Method]:
        """The operations of a path item."""
        found = []
        for key, value in path_item.items():
            if key in METHODS and not (self.is_swagger and key == "trace"):
                if isinstance(value, Mapping) and "$ref" in value and value.keys() & _CONDITIONS:
                    self._findings.problem(f"{place}.{key}", _FIELDS_BESIDE_REFERENCE)
                fields = self.mapping(f"{place}.{key}", value)
                found.append(Method(f"{place}.{key}", str(key).upper(), fields))
            elif key not in _OTHER_FIELDS and not str(key).startswith("x-"):
                self._findings.note(f"{place}.{key}", "is not a method of this version of OpenAPI. It is ignored.")
        return found

    def _path_item(self, place: str, value: Any) -> Mapping[str, Any]:
        """The fields of a path item and those of the one that it refers to."""
        target = self.mapping(place, value)
        if not isinstance(value, Mapping) or "$ref" not in value:
            return target
        own = {key: one for key, one in value.items() if key != "$ref"}
        for key in own.keys() & target.keys() & {*METHODS, "servers"}:
            text = "is also in the path item that $ref refers to. OpenAPI does not define which of them applies."
            self._findings.problem(f"{place}.{key}", text)
        return {**target, **own}

    def _at(self, reference: str) -> Any:
        """The value at a JSON pointer, or None."""
        found: Any = self.content
        for part in unquote(reference[1:]).split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if isinstance(found, Mapping) and name in found:
                found = found[name]
            elif isinstance(found, (list, tuple)) and name.isdigit() and int(name) < len(found):
                found = found[int(name)]
            else:
                return None
        return found


def _fault(content: Any) -> str:
    if isinstance(content, (str, bytes)):
        return "is text. Parse it with the filter from_yaml or from_json first."
    if not isinstance(content, Mapping):
        return "must be a mapping, which an OpenAPI document is after it is parsed."
    version: Optional[str] = None
    for key in ("swagger", "openapi"):
        version = str(content[key]) if key in content and version is None else version
    if version is None:
        return "has neither openapi nor swagger, so it is not an OpenAPI document."
    if not _VERSION.fullmatch(version):
        return f"has the version {quoted(version)}. OpenAPI 3.0 and 3.1 and Swagger 2.0 are supported."
    return ""
