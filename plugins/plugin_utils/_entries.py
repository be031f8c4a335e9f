# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an entry of the role api_service may hold, and how entries are read.

What belongs to an object is taken from the options of the object's module, so that both read a value in the same way.
"""

from __future__ import annotations

from typing import Any, Mapping

from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import STATE, Task
from ansible_collections.pingone.authorize.plugins.module_utils._model.options import parse_options
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import OPTIONS as CONNECTION
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import api_operation as operation
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import (
    api_service,
    application,
    application_permission,
    external_oauth_server,
    group,
    scope,
)

Specs = dict[str, dict[str, Any]]

_FLAG: dict[str, Any] = {"type": "bool"}
_STATE: dict[str, Any] = {"type": "str", "choices": STATE["choices"]}
# Options of modules that the role decides by itself.
_OF_MODULES = ("id", "state", "api_service", "resource", "expected_resource")
_OF_SERVICE = ("base_urls", "resource", "audience", "token_source", "custom_policies")


def _options(task: Task, *left_out: str, required: tuple[str, ...] = ("name",), **own: dict[str, Any]) -> Specs:
    """The options of an object in an entry: those of its module, without some, and with some of the entry's own."""
    taken = {name: dict(about) for name, about in task.options.items() if name not in left_out}
    options = {**taken, **own}
    return {name: {**about, "required": True} if name in required else about for name, about in options.items()}


def _parts(options: Specs) -> dict[str, Any]:
    return {"type": "list", "elements": "dict", "options": options}


_SERVER = _options(
    external_oauth_server.TASK,
    *_OF_MODULES,
    required=("name", "audience"),
    audience={"type": "str", "means": "the aud claim of the tokens"},
    create=_FLAG,
)
_APPLICATION = _options(
    application.TASK,
    *_OF_MODULES,
    "return_secret",
    create=_FLAG,
    purge=_FLAG,
    scopes={"type": "list", "elements": "str"},
    state=_STATE,
)
ENTRY: Specs = {
    "name": {"type": "str", "required": True, "means": "the name of the API service"},
    **{name: api_service.OPTIONS[name] for name in _OF_SERVICE},
    "external_oauth_server": {"type": "dict", "options": _SERVER},
    "scopes": _parts(_options(scope.TASK, *_OF_MODULES[1:], "force", "released_by")),
    "groups": _parts(_options(group.TASK, *_OF_MODULES, create=_FLAG)),
    "permissions": _parts(
        _options(application_permission.TASK, *_OF_MODULES, required=("application_resource", "action"), create=_FLAG)
    ),
    "operations": _parts(_options(operation.TASK, *_OF_MODULES, "unlisted_requests")),
    "purge_operations": _FLAG,
    "unlisted_requests": operation.TASK.options["unlisted_requests"],
    "allow_open": _FLAG,
    "applications": _parts(_APPLICATION),
    "state": _STATE,
    "delete_resource": _FLAG,
    "force": _FLAG,
}
# The role ends its session itself.
_CONNECTION = {name: about for name, about in CONNECTION.items() if name != "end_session"}
VARIABLES: Specs = {
    "api_service_list": {
        **_parts(ENTRY),
        "required": True,
        "means": "a list of API services",
        "form": "[{name: Orders API, base_urls: [https://api.example.com/orders]}]",
    },
    "api_service_connection": {"type": "dict", "options": _CONNECTION, "form": "{region: EU}"},
}


def read_entries(entries: Any, connection: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """The entries as the modules take them, without nulls, and the problems as text.

    If there are problems, no entries are returned. Of the connection, only the problems are returned.
    """
    given = {"api_service_list": entries, "api_service_connection": connection}
    intake = parse_options({name: value for name, value in given.items() if value is not None}, VARIABLES)
    problems = [str(problem) for problem in intake.problems]
    if connection is not None and not isinstance(connection, Mapping) and not problems:
        problems.append("api_service_connection: is a string, but must be a dictionary. Write it as {region: EU}.")
    return ([] if problems else intake.values["api_service_list"]), problems
