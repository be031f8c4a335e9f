# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reports whether API services need a deployment, and the evidence."""

from __future__ import annotations

from typing import Any

from .._engine.info_task import InfoTask
from .._engine.inventory import Inventory
from .._lookup.deployment_status import (
    LAG,
    deployment_info_result,
    planned_deployment,
    read_deployments,
    verdict_on,
)
from .._lookup.selection import REQUIRED, by_name, selection
from .._model.field import ref_to
from .._model.objects.api_service import API_SERVICE


def gather(inventory: Inventory, options: dict[str, Any]) -> dict[str, Any]:
    """The deployments of the requested API services.

    :raises InvalidInput: with every name that cannot be found.
    """
    selected = selection(inventory, options)
    services = by_name(selected.of(API_SERVICE, options["names"], "names"))
    selected.problems.stop_if_any()
    inventory.read_batches_ahead(read_deployments(inventory, services, services))
    deployments = []
    for service in services:
        deployment = planned_deployment(inventory, ref_to(service))
        verdict = verdict_on(inventory, service, deployment, lag=options["audit_lag"])
        deployments.append(deployment_info_result(ref_to(service), deployment, verdict))
    return {"deployments": deployments, "missing": selected.missing}


TASK = InfoTask(
    "Deployments of API services",
    {"names": {"type": "list", "elements": "str"}, **REQUIRED, "audit_lag": LAG},
    gather,
)
