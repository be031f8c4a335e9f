# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a transcript from the request log of an emulator.

IDs that the log shows to be created become variables, the environment's ID becomes ``${environment}``, and what is
created gets names and base URLs with ``${run}``. Requests that a transcript may not contain are left out, with the
reason: those that change, or refer to, objects that existed before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from . import rules
from .shapes import TOKEN
from .transcript import FORMAT, TranscriptError, parse_document

ID = re.compile(r"\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})\b")
RUN = "-${run}"


class Unusable(Exception):
    """The request cannot be part of a transcript; the text says why."""


@dataclass
class Recording:
    """A transcript in the making."""

    environment: str
    name: str = "recording"
    requests: list[dict[str, Any]] = field(default_factory=list)
    # Reasons for the requests that are left out.
    left_out: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "name": self.name,
            "description": "Recorded from the request log of an emulator.",
            "requests": self.requests,
        }

    def add(self, entry: dict[str, Any]) -> None:
        """Take a request of the log into the transcript, or note why not."""
        if entry["path"].endswith("/as/token"):
            return
        try:
            request = self._request(entry)
            parse_document({**self.document(), "requests": [*self.requests, request]}, "recording")
        except Unusable as problem:
            self._leave_out(entry, str(problem))
        except TranscriptError as problem:
            self._leave_out(entry, problem.problems[-1].partition("): ")[2] or problem.problems[-1])
        else:
            self.requests.append(request)
            if request.get("save"):
                self.variables[entry["created"]] = next(iter(request["save"]))
            self.names.update(_renamed(entry["body"], request.get("body")))

    def _leave_out(self, entry: dict[str, Any], reason: str) -> None:
        self.left_out.append(f"{entry['method']} {'/'.join(_words(entry['path']))}: {reason}")

    def _request(self, entry: dict[str, Any]) -> dict[str, Any]:
        base = f"/v1/environments/{self.environment}/"
        if not entry["path"].startswith(base) or "/sideband/" in entry["path"]:
            raise Unusable("It is not a request to the management API in the environment.")
        if entry["status"] is None or entry["fault"] or entry["status"] in (401, 429) or entry["status"] >= 500:
            raise Unusable("It had no normal response.")
        words = _words(entry["path"])
        request: dict[str, Any] = {
            "name": f"{len(self.requests) + 1}. {entry['method']} {'/'.join(words)}",
            "method": entry["method"],
            "path": rules.BASE + self._ids(entry["path"].removeprefix(base)),
        }
        if entry["query"]:
            request["query"] = {
                key: self._text(value) for key, value in parse_qsl(entry["query"], keep_blank_values=True)
            }
        media_type = (entry["content_type"] or "").split(";")[0].strip()
        if media_type and media_type != "application/json":
            request["headers"] = {"content-type": media_type}
        if entry["body"] is not None:
            request["body"] = self._body(entry["body"], top=entry["method"] in ("POST", "PUT") and self._is_top(words))
        if entry["created"]:
            request["save"] = {self._variable(words[-1]): "/id"}
        elif entry["method"] == "POST":
            request["cleanup"] = False
        return request

    @staticmethod
    def _is_top(words: list[str]) -> bool:
        return len(words) == 1

    def _variable(self, collection: str) -> str:
        word = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", collection).lower()
        word = re.sub("ies$", "y", word) if word.endswith("ies") else word.removesuffix("s")
        taken = sum(bool(re.fullmatch(rf"{word}(_[0-9]+)?", name)) for name in self.variables.values())
        return f"{word}_{taken + 1}" if taken or word in ("run", "count", "secret", "long") else word

    def _ids(self, text: str) -> str:
        """The text with variables in place of IDs."""

        def variable(match: re.Match[str]) -> str:
            if match[0] == self.environment:
                return "${environment}"
            if match[0] not in self.variables:
                raise Unusable("It names an object that existed before, whose ID differs in every environment.")
            return f"${{{self.variables[match[0]]}}}"

        return ID.sub(variable, text)

    def _text(self, text: str) -> str:
        if TOKEN.fullmatch(text):
            raise Unusable("It contains a token.")
        for old, new in self.names.items():
            text = new if text == old else text.replace(f'"{old}"', f'"{new}"')
        return self._ids(text.replace("${", "$ {") if "${" in text and text not in self.names.values() else text)

    def _body(self, value: Any, top: bool = False) -> Any:
        if isinstance(value, list):
            return [self._body(item) for item in value]
        if not isinstance(value, dict):
            return self._text(value) if isinstance(value, str) else value
        made: dict[str, Any] = {}
        for key, item in value.items():
            if key.lower() in rules.SECRETS and isinstance(item, str):
                made[key] = "${secret}"
            elif key == "baseUrls" and isinstance(item, list):
                made[key] = [_base_url(url) for url in item]
            elif key == "name" and top and isinstance(item, str) and item not in self.names:
                made[key] = self._ids(item) + RUN
            else:
                made[key] = self._body(item)
        return made


def _renamed(before: Any, after: Any) -> dict[str, str]:
    """The name of a created object before and after."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return {}
    old, new = before.get("name"), after.get("name")
    return {old: new} if isinstance(old, str) and isinstance(new, str) and new.endswith(RUN) else {}


def _base_url(url: Any) -> Any:
    """A base URL on a host of its own, so that it is not the URL of an API in use."""
    if not isinstance(url, str):
        return url
    return re.sub(
        r"^([A-Za-z][A-Za-z0-9+.-]*://)(\[[^\]]*\]|[^/:]+)",
        lambda match: (
            match[1] + ("${run}.example.com" if re.match(r"[\[0-9]|localhost$", match[2]) else "${run}." + match[2])
        ),
        url,
    )


def _words(path: str) -> list[str]:
    """The names of the collections in a path."""
    return [word for word in path.split("/")[4:] if word and not ID.fullmatch(word)] or [path.split("/")[-1]]


def environments(entries: list[dict[str, Any]]) -> dict[str, int]:
    """How many requests the log has for each environment, the most first."""
    counts: dict[str, int] = {}
    for entry in entries:
        match = re.match("/v1/environments/([^/]+)/", entry["path"])
        if match and ID.fullmatch(match[1]):
            counts[match[1]] = counts.get(match[1], 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def record(entries: list[dict[str, Any]], environment: str, name: str) -> Recording:
    """The transcript of the requests to that environment."""
    recording = Recording(environment, name)
    for entry in entries:
        recording.add(entry)
    return recording
