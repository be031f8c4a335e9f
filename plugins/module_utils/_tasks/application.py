# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages OpenID Connect applications."""

from __future__ import annotations

from typing import Any, ClassVar, Optional

from .._base.errors import InvalidInput, Problem
from .._base.text import quoted
from .._domain.application_rules import creation_defaults, grant_type_problems, new_url_problems
from .._engine.inventory import Inventory
from .._engine.simple import SimpleObject
from .._engine.task import Draft, Options
from .._lookup.application_grants import with_application
from .._lookup.application_search import application_label
from .._model.field import Ref, Wire
from .._model.kind import State
from .._model.objects.application import (
    APPLICATION,
    APPLICATION_SECRET,
    BUILT_IN_PREFIX,
    OPENID_CONNECT,
    TYPES,
)
from .._model.plan import Hunk, Plan


class Application(SimpleObject):
    """An application. If the task requests its secret, it is read before writing if the application exists."""

    kind = APPLICATION
    own_options: ClassVar[dict[str, dict[str, Any]]] = {
        "return_secret": {"type": "bool", "default": False, "no_log": False}
    }

    def option_problems(self, options: Options) -> list[Problem]:
        if options["grant_types"] == []:
            return [Problem("grant_types", "at least one grant type is required.")]
        return []

    def not_managed(self, current: Wire) -> str:
        name, kind, protocol = quoted(current["name"]), str(current.get("type")), current.get("protocol")
        if kind.startswith(BUILT_IN_PREFIX):
            return f"{name} is one of PingOne's own applications, which cannot be managed. Choose another application."
        if protocol != OPENID_CONNECT or kind not in TYPES.values():
            return (
                f"{name} is an application of type {kind} and protocol {protocol}. Only OpenID Connect applications"
                f" of the types {', '.join(TYPES)} can be managed. Use the admin console, or choose another"
                " application."
            )
        return ""

    def complete(self, inventory: Inventory, options: Options, now: Optional[State], wanted: State) -> State:
        if now:
            return wanted
        if options["type"] is None:
            raise InvalidInput.of("type", f"required to create an application. Use {', '.join(TYPES)}.")
        given = {option: value for option, value in wanted.items() if value is not None}
        return {**wanted, **creation_defaults(options), **given}

    def problems(self, options: Options, current: Optional[Wire], now: Optional[State], wanted: State) -> list[Problem]:
        if wanted["type"] is None:
            return []
        return grant_type_problems(options, now, wanted) + new_url_problems(current or {}, now or {}, wanted)

    def name_conflicts(self, inventory: Inventory, current: Optional[Wire], wanted: State) -> list[Problem]:
        """PingOne accepts several applications with the same name."""
        return []

    def removed_together(self, inventory: Inventory, current: Wire) -> list[Hunk]:
        return with_application(inventory, current)

    def label(self, inventory: Inventory, target: Ref, state: State) -> str:
        return application_label(inventory, target)

    def draft_present(
        self, inventory: Inventory, options: Options, plan: Plan, current: Optional[Wire], target: Ref, wanted: State
    ) -> Draft:
        planned = super().draft_present(inventory, options, plan, current, target, wanted)
        secrets: list[str] = []

        def read_secret() -> None:
            doing = f"read the secret of application {target.name}"
            path = (APPLICATION.collection, str(target.id), "secret")
            secrets.append(inventory.client.get(*path, topic=APPLICATION_SECRET, doing=doing)["secret"])

        def result() -> dict[str, Any]:
            client_id = (current or {}).get("clientId") or target.id
            secret = secrets[0] if secrets else None
            return {**APPLICATION.result(wanted, target.id), "client_id": client_id, "client_secret": secret}

        planned.result = result
        if options["return_secret"] and current:
            read_secret()
        elif options["return_secret"]:
            planned.finish = read_secret
        return planned


TASK = Application().task()
