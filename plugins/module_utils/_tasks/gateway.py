# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages API gateways."""

from __future__ import annotations

from typing import Any, ClassVar, Optional

from .._base.errors import InvalidInput, Problem
from .._base.text import quoted
from .._domain.credential_use import by_age, last_use, last_used, unused_for
from .._domain.rules import gateway_name_problems
from .._engine.inventory import Inventory
from .._engine.simple import SimpleObject
from .._engine.task import Draft, Options
from .._lookup.gateway_search import credentials_of, type_obstacle
from .._model.field import Ref, Wire, ref_to
from .._model.kind import State
from .._model.objects.gateway import GATEWAY, GATEWAY_CREDENTIAL
from .._model.plan import Hunk, Plan, hunk, titled

# Seconds in which a gateway must not have been used, by default and at most.
QUIET_PERIOD, LONGEST_PERIOD = 3600, 31_536_000


class Gateway(SimpleObject):
    """A gateway of the type API gateway integration. Those of other types are not managed."""

    kind = GATEWAY
    own_options: ClassVar[dict[str, dict[str, Any]]] = {
        "quiet_period": {"type": "int", "default": QUIET_PERIOD, "range": (0, LONGEST_PERIOD)},
        "force": {"type": "bool", "default": False},
    }

    def not_managed(self, current: Wire) -> str:
        return type_obstacle(current)

    def problems(self, options: Options, current: Optional[Wire], now: Optional[State], wanted: State) -> list[Problem]:
        return gateway_name_problems(wanted["name"]) if now is None or now["name"] != wanted["name"] else []

    def draft_present(
        self, inventory: Inventory, options: Options, plan: Plan, current: Optional[Wire], target: Ref, wanted: State
    ) -> Draft:
        if current and current["enabled"] and not wanted["enabled"]:
            reason = _use_obstacle(inventory, options, current)
            if reason:
                raise InvalidInput.of("enabled", reason)
        return super().draft_present(inventory, options, plan, current, target, wanted)

    def removal_obstacle(self, inventory: Inventory, options: Options, current: Wire) -> str:
        return _use_obstacle(inventory, options, current)

    def removed_together(self, inventory: Inventory, current: Wire) -> list[Hunk]:
        parent = (GATEWAY, current["name"])
        return [
            hunk(
                GATEWAY_CREDENTIAL,
                ref_to(credential),
                GATEWAY_CREDENTIAL.read(credential, {}),
                None,
                titled(GATEWAY_CREDENTIAL, credential["id"], parent),
            )
            for credential in by_age(credentials_of(inventory, current))
        ]


def _use_obstacle(inventory: Inventory, options: Options, gateway: Wire) -> str:
    """Why a gateway that is in use is neither disabled nor removed; empty if it was quiet for long enough."""
    period = options["quiet_period"]
    if options["force"] or not period:
        return ""
    credentials, now = credentials_of(inventory, gateway), inventory.client.now
    credential = last_used(credentials, now)
    if credential is None or unused_for(credential, now) >= period:
        return ""
    return (
        f"{quoted(gateway['name'])} is in use: its credential {credential['id']} {last_use(credential, now)}, which is"
        f" less than {period} seconds (quiet_period). Without it, the API gateways that use it deny every request."
        " Disconnect them first, or set force: true."
    )


TASK = Gateway().task()
