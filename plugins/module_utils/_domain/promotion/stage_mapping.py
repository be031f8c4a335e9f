# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The mapping of a stage: what the objects and base URLs of the source are called in the target."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Iterable, Mapping, Sequence

from ..._base.errors import Problem
from ..._base.suggest import did_you_mean
from ..._base.text import quoted
from ..base_urls import base_url_faults, candidates_for, normalized_url

# The keys of a mapping, and what their entries are. Two of a kind in SEPARATE cannot result in the same one.
NOUNS = {
    "names": "API service",
    "base_urls": "base URL",
    "audiences": "audience",
    "resources": "resource",
    "applications": "application",
    "groups": "group",
    "policies": "sign-on policy",
    "external_oauth_servers": "external OAuth server",
}
_SEPARATE = ("names", "base_urls", "resources", "applications", "groups")


class StageMapping:
    """Translates entries, and notes what it did to find mistakes."""

    def __init__(self, mapping: Mapping[str, Mapping[str, str]]) -> None:
        self.mapping = {kind: dict(mapping.get(kind) or {}) for kind in NOUNS}
        urls = self.mapping["base_urls"]
        self.mapping["base_urls"] = {name.rstrip("/"): result.rstrip("/") for name, result in urls.items()}
        self.problems = list(_invalid(self.mapping))
        self._urls = {normalized_url(url): url for url in self.mapping["base_urls"] if not base_url_faults(url)}
        self._used: set[tuple[str, str]] = set()
        self._results: dict[str, dict[str, list[str]]] = {kind: {} for kind in NOUNS}

    def entries(self, option: str, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The entries in the terms of the target. Problems are collected, with ``option`` as their place."""
        translated = [self._entry(f"{option}[{index}]", deepcopy(dict(entry))) for index, entry in enumerate(entries)]
        self.problems += self._unused()
        self.problems += self._merged()
        return translated

    def service(self, name: str) -> str:
        """The name of an API service in the target."""
        return self.mapping["names"].get(name, name)

    def changed_since(self, before: StageMapping) -> Iterable[Problem]:
        """Entries of an earlier mapping of the same API services whose result is different now, or that are missing."""
        for kind, found in before._results.items():
            results = {name: result for result, names in self._results[kind].items() for name in names}
            for result, names in found.items():
                for name in names:
                    now = results.get(name, name)
                    if (kind == "base_urls" or name in before.mapping[kind]) and now != result:
                        text = (
                            f"{quoted(name)} was {quoted(result)} in the last promotion, and is {quoted(now)} now, so"
                            " that the access of the target would change. Correct the mapping. If this is intended,"
                            " correct promote_mapping in the base."
                        )
                        yield Problem(f"mapping.{kind}", text)

    def _entry(self, place: str, entry: dict[str, Any]) -> dict[str, Any]:
        entry["name"] = self._name("names", entry["name"])
        for option, kind in (("audience", "audiences"), ("resource", "resources")):
            if entry.get(option):
                entry[option] = self._name(kind, entry[option])
        if entry.get("base_urls"):
            urls = [self._url(f"{place}.base_urls[{index}]", url) for index, url in enumerate(entry["base_urls"])]
            entry["base_urls"] = urls
        server = entry.get("external_oauth_server")
        if server:
            server["name"] = self._name("external_oauth_servers", server["name"])
            server["audience"] = self._name("audiences", server["audience"])
        for option, kind in (("applications", "applications"), ("groups", "groups")):
            for one in entry.get(option) or []:
                one["name"] = self._name(kind, one["name"])
        for operation in entry.get("operations") or []:
            access = operation.get("access") or {}
            self._names("groups", access, "groups")
            self._names("policies", access.get("authentication") or {}, "policies")
        return entry

    def _names(self, kind: str, values: dict[str, Any], option: str) -> None:
        if values.get(option):
            values[option] = [self._name(kind, one) for one in values[option]]

    def _name(self, kind: str, name: str) -> str:
        if name in self.mapping[kind]:
            self._used.add((kind, name))
        return self._result(kind, name, self.mapping[kind].get(name, name))

    def _url(self, place: str, url: str) -> str:
        normal = normalized_url(url)
        above = next((one for one in candidates_for(normal) if one in self._urls), None)
        if above is None:
            if self.mapping["base_urls"]:
                text = f"{quoted(url)} is not covered by mapping.base_urls. Map it, or a URL above it."
                near = did_you_mean(url, self.mapping["base_urls"])
                self.problems.append(Problem(place, f"{text} {near}".strip()))
            return url
        written = self._urls[above]
        self._used.add(("base_urls", written))
        result = self.mapping["base_urls"][written] + normal[len(above) :]
        return self._result("base_urls", normal, result)

    def _result(self, kind: str, name: str, result: str) -> str:
        key = normalized_url(result) if kind == "base_urls" else result
        names = self._results[kind].setdefault(key, [])
        if name not in names:
            names.append(name)
        return result

    def _unused(self) -> Iterable[Problem]:
        for kind, names in self.mapping.items():
            seen = {name for found in self._results[kind].values() for name in found}
            for name in names:
                if (kind, name) not in self._used:
                    text = f"the source has no {NOUNS[kind]} {quoted(name)}. {did_you_mean(name, seen)}".strip()
                    yield Problem(f"mapping.{kind}", text)

    def _merged(self) -> Iterable[Problem]:
        for kind in _SEPARATE:
            for result, names in self._results[kind].items():
                if len(names) > 1:
                    text = (
                        f"{' and '.join(map(quoted, names))} both result in {quoted(result)}. Map each {NOUNS[kind]} to"
                        " one of its own."
                    )
                    yield Problem(f"mapping.{kind}", text)


def _invalid(mapping: Mapping[str, Mapping[str, str]]) -> Iterable[Problem]:
    """Values that are empty, and base URLs that are invalid."""
    for kind, names in mapping.items():
        for name, result in names.items():
            option = f"mapping.{kind}"
            if not name.strip() or not result.strip():
                yield Problem(option, f"{quoted(name)}: {quoted(result)} has an empty side. Use names on both sides.")
            elif kind == "base_urls":
                yield from _url_problems(option, name, result)


def _url_problems(option: str, *urls: str) -> Iterable[Problem]:
    for url in urls:
        yield from (Problem(option, f"{quoted(url)} {fault}") for fault in base_url_faults(url))
