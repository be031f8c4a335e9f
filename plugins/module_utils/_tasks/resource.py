# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages custom resources."""

from __future__ import annotations

from typing import Optional

from .._base.errors import Problem
from .._base.text import quoted
from .._domain.rules import audience_problems, unique_resource_name_problems
from .._engine.inventory import Inventory
from .._engine.simple import SimpleObject
from .._engine.task import Options
from .._lookup.application_grants import grant_removals
from .._lookup.resource_removal import with_resource
from .._lookup.resource_users import services_of, usage_obstacle, with_audience
from .._model.field import Wire
from .._model.kind import State
from .._model.objects.api_service import API_SERVICE, has_custom_policies
from .._model.objects.resource import CUSTOM, CUSTOM_RESOURCE
from .._model.plan import Hunk, Step


class Resource(SimpleObject):
    """A custom resource. Its audience defaults to its name."""

    kind = CUSTOM_RESOURCE

    def option_problems(self, options: Options) -> list[Problem]:
        return audience_problems(options["audience"]) if options["audience"] else []

    def not_managed(self, current: Wire) -> str:
        if current.get("type") == CUSTOM:
            return ""
        return f"{quoted(current['name'])} is built into PingOne and cannot be changed or removed. Use a custom one."

    def complete(self, inventory: Inventory, options: Options, now: Optional[State], wanted: State) -> State:
        if now and options["audience"] is None:
            return wanted
        return with_audience({**wanted, "audience": now["audience"] if now else None}, options["audience"])

    def name_conflicts(self, inventory: Inventory, current: Optional[Wire], wanted: State) -> list[Problem]:
        users = services_of(inventory, current) if current else []
        services = [item for item in inventory.list(API_SERVICE) if item not in users]
        others = [item for item in inventory.list(self.kind) if item is not current]
        return unique_resource_name_problems(wanted["name"], services, others)

    def removal_obstacle(self, inventory: Inventory, options: Options, current: Wire) -> str:
        users = services_of(inventory, current)
        force = ", force: true" if any(map(has_custom_policies, users)) else ""
        return usage_obstacle(
            current,
            users,
            f"Remove the service first (pingone_api_service with state: absent{force}; delete_resource: true removes"
            " both), or link it to another resource.",
        )

    def steps_before_removal(self, inventory: Inventory, current: Wire) -> list[Step]:
        return grant_removals(inventory, current)

    def removed_together(self, inventory: Inventory, current: Wire) -> list[Hunk]:
        return with_resource(inventory, current)


TASK = Resource().task()
