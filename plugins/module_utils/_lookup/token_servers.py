# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The issuer and the audience of the tokens of an API service with external tokens."""

from __future__ import annotations

from typing import Any

from .._base.errors import Problem, Problems
from .._domain.rules import text_problems
from .._engine.inventory import Inventory
from .._model.field import Wire, get_key
from .._model.kind import State
from .._model.objects.api_service import EXTERNAL
from .._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER

MAXIMUM_AUDIENCE = 1024
_SERVER, _AUDIENCE = "external_oauth_server", "external_audience"


def external_problems(options: dict[str, Any]) -> list[Problem]:
    """The problems of the options alone."""
    return text_problems(_AUDIENCE, options[_AUDIENCE] or "", MAXIMUM_AUDIENCE)


def with_external_tokens(inventory: Inventory, options: dict[str, Any], wanted: State) -> State:
    """The wanted state with the external OAuth server and the audience of the task. An empty server clears both.

    :raises InvalidInput: if the server cannot be found, or only one of the two is set.
    """
    problems = Problems()
    if wanted["token_source"] != EXTERNAL:
        problems += [
            Problem(option, "can only be used with token_source: external. Omit it.")
            for option in (_SERVER, _AUDIENCE)
            if options[option]
        ]
        problems.stop_if_any()
        return wanted
    wanted = dict(wanted)
    if options[_SERVER] == "":
        wanted.update({_SERVER: None, _AUDIENCE: None})
    elif options[_SERVER]:
        with problems.collecting():
            wanted[_SERVER] = inventory.refer(EXTERNAL_OAUTH_SERVER, options[_SERVER], _SERVER)
    if options[_AUDIENCE] is not None:
        wanted[_AUDIENCE] = options[_AUDIENCE] or None
    if wanted.get(_SERVER) and not wanted.get(_AUDIENCE):
        text = "is required with external_oauth_server: the aud claim of its tokens for this API."
        problems.append(Problem(_AUDIENCE, text))
    if wanted.get(_AUDIENCE) and not wanted.get(_SERVER) and not problems:
        problems.append(
            Problem(_SERVER, "is required with external_audience: the name or ID of the issuer of the tokens.")
        )
    problems.stop_if_any()
    return wanted


def external_names(inventory: Inventory, service: Wire) -> dict[str, str]:
    """The name of a service's external OAuth server by ID, if it has one."""
    if not get_key(service, "authorizationServer.externalOAuthServer.id"):
        return {}
    return {item["id"]: item["name"] for item in inventory.list(EXTERNAL_OAUTH_SERVER)}
