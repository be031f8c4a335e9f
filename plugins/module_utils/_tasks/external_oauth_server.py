# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages external OAuth servers."""

from __future__ import annotations

from typing import Optional

from .._base.errors import Problem
from .._base.text import numbered
from .._domain.key_sets import key_set_problems, private_parts
from .._domain.rules import MAXIMUM_EXTERNAL_OAUTH_SERVERS, https_url_problems, length_problems
from .._engine.inventory import Inventory
from .._engine.simple import SimpleObject
from .._engine.task import Draft, Limit, Options
from .._lookup.resource_users import usage_obstacle
from .._model.field import Wire, get_key
from .._model.kind import State
from .._model.objects.api_service import API_SERVICE
from .._model.objects.external_oauth_server import EXTERNAL_OAUTH_SERVER, key_set

MAXIMUM_DESCRIPTION = 1024
MAXIMUM_ISSUERS, MAXIMUM_ISSUER = 8, 1024


class ExternalOAuthServer(SimpleObject):
    """An external OAuth server, with either a key set or the URL of one."""

    kind = EXTERNAL_OAUTH_SERVER
    limit = Limit(EXTERNAL_OAUTH_SERVER, MAXIMUM_EXTERNAL_OAUTH_SERVERS)

    def draft(self, inventory: Inventory, options: Options) -> Draft:
        for secret in private_parts(options["jwks"]):
            inventory.client.on_secret(secret)
        return super().draft(inventory, options)

    def option_problems(self, options: Options) -> list[Problem]:
        problems = length_problems("description", options["description"] or "", MAXIMUM_DESCRIPTION)
        issuers = options["issuers"] or []
        if len(set(issuers)) > MAXIMUM_ISSUERS:
            text = f"there are {len(set(issuers))}, at most {MAXIMUM_ISSUERS} are allowed."
            problems.append(Problem("issuers", text))
        for place, issuer in numbered("issuers", issuers):
            problems += length_problems(place, issuer, MAXIMUM_ISSUER)
        if options["jwks"] and options["jwks_url"]:
            problems.append(Problem("jwks_url", "cannot be combined with jwks. Choose one of them."))
        if options["jwks"]:
            problems += key_set_problems(key_set(options["jwks"]))
        if options["jwks_url"]:
            problems += https_url_problems("jwks_url", options["jwks_url"])
        return problems

    def complete(self, inventory: Inventory, options: Options, now: Optional[State], wanted: State) -> State:
        keys = {"jwks": key_set(options["jwks"]), "jwks_url": options["jwks_url"]}
        if any(keys.values()):
            # Setting one of them replaces the other.
            return {**wanted, **{option: value or None for option, value in keys.items()}}
        return {**wanted, **{option: None for option, value in keys.items() if value is not None}}

    def problems(self, options: Options, current: Optional[Wire], now: Optional[State], wanted: State) -> list[Problem]:
        if wanted["jwks"] or wanted["jwks_url"]:
            return []
        text = (
            "is required unless jwks is set: the URL of the keys with which PingOne validates the tokens. Set"
            " one of them."
        )
        return [Problem("jwks_url", text)]

    def removal_obstacle(self, inventory: Inventory, options: Options, current: Wire) -> str:
        key = "authorizationServer.externalOAuthServer.id"
        users = [item for item in inventory.list(API_SERVICE) if get_key(item, key) == current["id"]]
        remedy = "First, set another server or none (external_oauth_server: []) for the service, or remove the service."
        return usage_obstacle(current, users, remedy)


TASK = ExternalOAuthServer().task()
