# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Compares the planned steps with the permissions of the worker application, before the first of them."""

from __future__ import annotations

from typing import Iterable, Sequence

from ..._base.api_error import ApiError
from ..._base.errors import InvalidInput, Problem
from ..._base.topic import Permission
from ..._engine.inventory import Inventory
from ..._lookup.worker_roles import WorkerRoles, read_worker_roles
from ..._model.objects.deployment import DEPLOYMENT
from ..._model.plan import AnyStep, DeployStep, Step

OPTION = "preflight"
_DEPLOY = DEPLOYMENT.permission.post_verb


def check_permissions(inventory: Inventory, steps: Sequence[AnyStep]) -> None:
    """Check that the worker application may carry out all steps. In check mode, it is warned of what is missing.

    What is not known to be missing is not reported: roles cannot always be read.

    :raises InvalidInput: with all permissions that are missing.
    """
    if not steps or not inventory.client.worker[1]:
        return
    try:
        roles = read_worker_roles(inventory, inventory.client.place[1])
    except ApiError as error:
        if error.status not in (403, 404):
            raise
        return
    problems = [Problem(OPTION, text) for text in _missing(roles, steps)]
    if problems and inventory.check_mode:
        texts = " ".join(f"({number}) {problem.message}" for number, problem in enumerate(problems, 1))
        inventory.warnings.append(f"Outside check mode, the task would fail before its first change: {texts}")
    elif problems:
        raise InvalidInput(problems)


def _missing(roles: WorkerRoles, steps: Iterable[AnyStep]) -> list[str]:
    """What is missing for the steps, with the first step that needs it."""
    first: dict[tuple[Permission, str], AnyStep] = {}
    for step in steps:
        if isinstance(step, Step):
            first.setdefault((step.kind.permission, step.verb), step)
        elif isinstance(step, DeployStep):
            first.setdefault((DEPLOYMENT.permission, _DEPLOY), step)
    return [
        f"the worker application needs {permission.explained(action)}, to {step}."
        for (permission, action), step in first.items()
        if _is_lacked(roles, permission, action)
    ]


def _is_lacked(roles: WorkerRoles, permission: Permission, action: str) -> bool:
    """Whether a permission is known to be missing. Without an identifier, this cannot be determined."""
    identifier = permission.identifier(action)
    return bool(identifier) and roles.has(identifier) is False
