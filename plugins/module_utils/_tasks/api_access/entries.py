# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of an entry of ``api_services``, and the problems that an entry has by itself.

The options of an object are those of its own module, so that both read a value in the same way.
"""

from __future__ import annotations

from typing import AbstractSet, Any, Iterable, Iterator, Mapping, Sequence

from ..._base.errors import Problem
from ..._base.text import quoted
from ..._domain.access_options import CASE, GATEWAY_OPTIONS
from ..._engine.inventory import Inventory
from ..._engine.task import STATE, Options, Task
from ..._lookup.unlisted_requests import OPTION as UNLISTED
from ..._model.objects.api_service import EXTERNAL
from .. import (
    api_operation,
    api_service,
    application,
    application_permission,
    deploy,
    external_oauth_server,
    group,
    scope,
)
from ..access_review import OPTION as FAIL_IF_WIDENED

Specs = dict[str, dict[str, Any]]

_FLAG: dict[str, Any] = {"type": "bool"}
_STATE: dict[str, Any] = {"type": "str", "choices": STATE["choices"]}
# Options of modules that follow from the entry.
_FROM_ENTRY = ("state", "api_service", "resource", "expected_resource")
_OF_SERVICE = ("id", "base_urls", "resource", "audience", "token_source", "custom_policies")
# The options of pingone_deploy. The first ones can also be set for an entry.
DEPLOY_OF_ENTRY = ("redeploy", "on_unknown")
DEPLOY = (*DEPLOY_OF_ENTRY, "audit_lag", "wait_timeout")


def _options(task: Task, *left_out: str, required: tuple[str, ...] = ("name",), **own: dict[str, Any]) -> Specs:
    """The options of an object in an entry: those of its module, without some, and with some of the entry's own."""
    taken = {
        name: {key: value for key, value in about.items() if key != "default"}
        for name, about in task.options.items()
        if name not in left_out
    }
    options = {**taken, **own}
    return {name: {**about, "required": True} if name in required else about for name, about in options.items()}


def _parts(options: Specs) -> dict[str, Any]:
    return {"type": "list", "elements": "dict", "options": options}


_SERVER = _options(
    external_oauth_server.TASK,
    *_FROM_ENTRY,
    "id",
    required=("name", "audience"),
    audience={"type": "str", "means": "the aud claim of the tokens"},
    create=_FLAG,
)
_APPLICATION = _options(
    application.TASK,
    *_FROM_ENTRY,
    "id",
    "return_secret",
    create=_FLAG,
    purge=_FLAG,
    scopes={"type": "list", "elements": "str"},
    state=_STATE,
)
_PERMISSION = _options(
    application_permission.TASK, *_FROM_ENTRY, "id", required=("application_resource", "action"), create=_FLAG
)
# What started the run, for the evidence.
JOB: Specs = {name: {"type": "str", "blank": "omitted"} for name in ("id", "name", "user", "url", "revision")}
LINT, SKIPPED_RULES = "lint", "lint_skip_rules"
WARN, FAIL, OFF = "warn", "fail", "off"
TESTS, GATEWAY = "access_tests", "gateway"
# Tests follow deployments, which may take a moment.
_GATEWAY: dict[str, Any] = {
    "type": "dict",
    "options": {**GATEWAY_OPTIONS, "mismatch_timeout": {**GATEWAY_OPTIONS["mismatch_timeout"], "default": 10}},
    "form": "{credential_path: /run/secrets/gateway}",
}
ENTRY: Specs = {
    "name": {"type": "str", "required": True, "means": "the name of the API service"},
    **{name: api_service.OPTIONS[name] for name in _OF_SERVICE},
    "external_oauth_server": {"type": "dict", "options": _SERVER},
    "scopes": _parts(_options(scope.TASK, *_FROM_ENTRY, "force", "released_by")),
    "groups": _parts(_options(group.TASK, *_FROM_ENTRY, "id", create=_FLAG)),
    "permissions": _parts(_PERMISSION),
    "operations": _parts(_options(api_operation.TASK, *_FROM_ENTRY, UNLISTED)),
    "purge_operations": _FLAG,
    UNLISTED: dict(api_operation.TASK.options[UNLISTED]),
    "allow_open": _FLAG,
    "applications": _parts(_APPLICATION),
    **{name: {"type": "str", "choices": deploy.TASK.options[name]["choices"]} for name in DEPLOY_OF_ENTRY},
    FAIL_IF_WIDENED: _FLAG,
    TESTS: _parts({name: about for name, about in CASE.items() if name != "api_service"}),
    GATEWAY: _GATEWAY,
    "state": _STATE,
    "delete_resource": _FLAG,
    "force": _FLAG,
}
SPEC: Specs = {
    "api_services": {
        **_parts(ENTRY),
        "required": True,
        "means": "a list of API services",
        "form": "[{name: Orders API, base_urls: [https://api.example.com/orders]}]",
    },
    # A blank answer of a survey means that the option is omitted.
    UNLISTED: {**api_operation.TASK.options[UNLISTED], "blank": "omitted"},
    **{name: {**deploy.TASK.options[name], "blank": "omitted"} for name in DEPLOY},
    "maximum_writes": {"type": "int", "range": (0, 1_000_000), "blank": "omitted"},
    "progress_path": {"type": "path"},
    "evidence_path": {"type": "path", "blank": "omitted"},
    "evidence_job": {"type": "dict", "options": JOB, "form": "{id: '7'}", "blank": "omitted"},
    FAIL_IF_WIDENED: {"type": "bool", "default": False, "blank": "omitted"},
    LINT: {"type": "str", "choices": [WARN, FAIL, OFF], "default": OFF, "blank": "omitted"},
    SKIPPED_RULES: {"type": "list", "elements": "str", "blank": "omitted"},
    "preflight": {"type": "bool", "default": False, "blank": "omitted"},
    GATEWAY: {**_GATEWAY, "blank": "omitted"},
}

# The options of an entry that do not describe the state of the environment.
NOT_DESIRED_STATE = (TESTS, GATEWAY, FAIL_IF_WIDENED, *DEPLOY_OF_ENTRY)


def has_access_tests(options: Mapping[str, Any]) -> bool:
    """Whether any entry has access tests, or the task names a gateway. Otherwise, the code for them is not imported."""
    entries = options.get("api_services")
    parts = [options, *(entries if isinstance(entries, list) else ())]
    return any(part.get(option) for part in parts for option in (TESTS, GATEWAY))


def is_present(entry: Mapping[str, Any]) -> bool:
    """Whether an entry, or an application of an entry, should be present."""
    return entry.get("state") != "absent"


def scopes_of(entry: Mapping[str, Any], application: Mapping[str, Any]) -> list[str]:
    """The scopes to grant to an application: its own list, otherwise all scopes of the entry."""
    own = application.get("scopes")
    return [scope["name"] for scope in entry.get("scopes") or []] if own is None else list(own)


def entry_problems(entries: Sequence[Options], refused: AbstractSet[str] = frozenset()) -> list[Problem]:
    """The problems of the entries that can be found before anything is read.

    ``refused``: the locations of invalid values, which are missing in the entries.
    """
    problems = list(_repeated("api_services", entries))
    for index, entry in enumerate(entries):
        place = f"api_services[{index}]"
        for key in ("scopes", "applications", "operations"):
            problems += _repeated(f"{place}.{key}", entry.get(key) or [])
        problems += _purge_problems(place, entry, refused)
        if f"{place}.token_source" in refused:
            continue
        if entry.get("token_source") == EXTERNAL:
            problems += [
                Problem(
                    f"{place}.{key}",
                    f"{_named(entry)} uses external tokens (token_source: external), so it can have no {key}. Remove"
                    " them.",
                )
                for key in ("scopes", "applications", "permissions")
                if entry.get(key)
            ]
            continue
        if entry.get("external_oauth_server"):
            text = f"{_named(entry)}: can only be used with token_source: external. Remove one of them."
            problems.append(Problem(f"{place}.external_oauth_server", text))
        if is_present(entry):
            problems += _empty_grants(place, entry, refused)
    return problems


def _purge_problems(place: str, entry: Options, refused: AbstractSet[str]) -> list[Problem]:
    """An omitted list must not remove all operations, for example because a variable is not set."""
    if not entry.get("purge_operations") or entry.get("operations") is not None or not is_present(entry):
        return []
    if f"{place}.operations" in refused:
        return []
    text = (
        f"{_named(entry)} lists no operations to keep. Set operations, or omit purge_operations. An empty list removes"
        " all operations."
    )
    return [Problem(f"{place}.purge_operations", text)]


def _empty_grants(place: str, entry: Options, refused: AbstractSet[str]) -> Iterator[Problem]:
    for index, one in enumerate(entry.get("applications") or []):
        option = f"{place}.applications[{index}].scopes"
        if is_present(one) and not scopes_of(entry, one) and not {option, f"{place}.scopes"} & refused:
            text = (
                f"{_named(entry)} grants no scope to {_named(one)}. List scopes in the application or in the entry, or"
                " omit the application."
            )
            yield Problem(option, text)


def _repeated(place: str, parts: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """The parts whose name or ID is that of an earlier part."""
    first: dict[str, int] = {}
    for index, part in enumerate(parts):
        known_by = [str(part[key]) for key in ("name", "id") if part.get(key)]
        earlier = next((first[key] for key in known_by if key in first), None)
        if earlier is not None:
            text = f"{_named(part)} is listed more than once, first in {place}[{earlier}]. Keep one of them."
            yield Problem(f"{place}[{index}]", text)
        for key in known_by:
            first.setdefault(key, index)


def _named(part: Mapping[str, Any]) -> str:
    return quoted(part.get("name") or part.get("id") or "")


def warn_of_unlisted(inventory: Inventory, entries: Iterable[Options], default: str) -> None:
    """Warn once about entries that list operations without a setting for other requests."""
    silent = [
        entry["name"]
        for entry in entries
        if is_present(entry) and entry["operations"] and not (entry[UNLISTED] or default)
        if entry["token_source"] != EXTERNAL
    ]
    if silent:
        inventory.warnings.append(
            "Requests that no operation lists are open to every valid token, other methods and spellings of listed"
            f" paths included, unless they were denied before: {', '.join(silent)}. Set {UNLISTED}: deny to deny them,"
            f" or {UNLISTED}: allow to keep them open without this warning."
        )
