# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which operations of an API service decide about requests, considering the base URLs of all API services.

A request belongs to the API service with the longest base URL that it starts with. So requests below a longer base URL
never reach the operations of a service with a shorter one.
"""

from __future__ import annotations

from typing import NamedTuple, Optional, Sequence
from urllib.parse import unquote

from ..._model.field import Wire, Wires
from ..base_urls import normalized_url
from ..operation_analysis.distinguishable_requests import ExampleRequest, distinguishable_requests, escaped

Path = tuple[str, str]


class Analysis(NamedTuple):
    """The requests that operations distinguish, without those that belong to longer base URLs.

    ``deciding``: the operations that decide about at least one request, by identity, each with the pattern.
    """

    examples: list[ExampleRequest]
    deciding: frozenset[tuple[int, str]]

    def decides(self, operation: Wire, pattern: str) -> bool:
        """Whether an operation decides about a request because of this pattern."""
        return (id(operation), pattern) in self.deciding


def analyze(operations: Wires, base_urls: Sequence[str], all_base_urls: Sequence[str]) -> Optional[Analysis]:
    """The requests that the operations of an API service distinguish. None if there are too many.

    ``all_base_urls``: those of all API services of the environment.
    """
    examples: list[ExampleRequest] = []
    for below in dict.fromkeys(longer_paths(url, all_base_urls) for url in base_urls or [""]):
        found = distinguishable_requests(operations, [requests_below(below)] if below else [])
        if found is None:
            return None
        examples += [example for example in found if not example.after]
    deciding = {(id(one.operation), one.pattern) for example in examples for one in example.before}
    return Analysis(examples, frozenset(deciding))


def longer_paths(url: str, all_base_urls: Sequence[str]) -> tuple[str, ...]:
    """The decoded paths of the longer base URLs below a base URL, relative to it."""
    begin = f"{normalized_url(url)}/"
    others = sorted(set(map(normalized_url, all_base_urls)))
    return tuple(unquote(other[len(begin) - 1 :]) for other in others if url and other.startswith(begin))


def requests_below(paths: Sequence[str]) -> Wire:
    """An operation that matches the requests at and below these literal paths."""
    patterns = [("EXACT", path) for path in paths] + [("PARAMETER", f"{escaped(path)}/**") for path in paths]
    return {"paths": [{"type": kind, "pattern": pattern} for kind, pattern in patterns]}


def open_requests(operation: Wire, operations: Wires) -> Optional[list[ExampleRequest]]:
    """Examples of requests to the paths of an operation that no operation matches, because of their methods.

    None if there are too many to find them.
    """
    every_method = {"paths": operation["paths"]}
    found = distinguishable_requests(operations, [every_method])
    return None if found is None else [example for example in found if example.after and not example.before]
