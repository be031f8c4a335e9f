# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The requests that an operation matches: its methods and paths."""

from __future__ import annotations

from typing import Any, Optional
from urllib.parse import urlsplit

from .._base.errors import Problem
from .._domain.methods import methods_problems, methods_warning, sent_method, stored_methods_warning
from .._domain.patterns import paths_problems, pattern_warning, sent_path
from .._engine.inventory import Inventory
from .._model.field import Wire
from .._model.kind import State
from .._model.objects.operation import EXACT, PARAMETER

PATHS: dict[str, Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "pattern": {"type": "str", "required": True, "means": "a path such as /orders or /orders/{id}"},
        "type": {"type": "str", "choices": [EXACT, PARAMETER]},
        "literal": {"type": "bool"},
    },
}


def requests_problems(options: dict[str, Any]) -> list[Problem]:
    """The problems of methods and paths alone."""
    problems = methods_problems(options["methods"] or [])
    return problems if options["paths"] is None else problems + paths_problems(options["paths"])


def given_requests(options: dict[str, Any]) -> State:
    """The methods and paths of a task, as they are sent."""
    given: State = {}
    if options["methods"] is not None:
        given["methods"] = list(dict.fromkeys(map(sent_method, options["methods"])))
    if options["paths"] is not None:
        given["paths"] = [sent_path(path) for path in options["paths"]]
    return given


def warn_of_requests(
    inventory: Inventory, label: str, options: dict[str, Any], now: Optional[State], service: Optional[Wire]
) -> None:
    """Warn of methods and paths that are valid, but probably match other requests than intended."""
    if options["methods"] is None:
        texts = [stored_methods_warning((now or {}).get("methods") or [])]
    else:
        texts = [methods_warning(options["methods"])]
    base_paths = [_path_of(url) for url in (service or {}).get("baseUrls") or []]
    texts += [pattern_warning(path, [path for path in base_paths if path]) for path in options["paths"] or []]
    inventory.warnings += [f"Operation {label}: {text}" for text in texts if text]


def _path_of(url: Any) -> str:
    try:
        return urlsplit(str(url)).path.rstrip("/")
    except ValueError:
        return ""
