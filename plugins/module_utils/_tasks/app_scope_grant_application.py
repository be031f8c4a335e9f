# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The application of a grant."""

from __future__ import annotations

from typing import Any, Optional

from .._base.errors import InvalidInput, Problem
from .._base.suggest import either, is_typo, suggestions
from .._base.text import quoted
from .._engine.inventory import Inventory, missing_problem
from .._lookup.parents import Parent
from .._model.field import Wire
from .._model.objects.application import ADMIN_CONSOLE, APPLICATION, WORKER

OPENID_CONNECT = "OPENID_CONNECT"


def find_application(inventory: Inventory, options: dict[str, Any]) -> Optional[Wire]:
    """The application; None if it does not exist and the state is absent.

    :raises InvalidInput: if it must exist and does not; in check mode, unless an earlier task would create it.
    """
    found = inventory.find(APPLICATION, options["application"], "application")
    if found is None and options["state"] == "absent":
        _warn_of_typo(inventory, options["application"])
    if found is not None or options["state"] == "absent":
        return found
    if not options["expect_application"]:
        names = [str(item.get("name")) for item in inventory.list(APPLICATION)]
        raise InvalidInput([missing_problem(APPLICATION.noun, options["application"], "application", names=names)])
    missing = inventory.assume_or_refuse(APPLICATION, options["application"], "application", expected=True)
    return {"id": missing, "name": options["application"]}


def _warn_of_typo(inventory: Inventory, wanted: str) -> None:
    """Warn if the name of a missing application is probably a typo, because the intended one keeps its scopes."""
    names = [str(item.get("name")) for item in inventory.list(APPLICATION)]
    similar = [name for name in suggestions(wanted, names) if is_typo(wanted, name)]
    if not similar:
        return
    text = (
        f"There is no application {quoted(wanted)}, so nothing is revoked from it. Did you mean {either(similar)}? That"
        " application keeps its scopes."
    )
    if text not in inventory.warnings:
        inventory.warnings.append(text)


def application_problems(application: Wire, parent: Parent, state: str) -> list[Problem]:
    """The problems of granting or revoking scopes of an application, depending on its type."""
    name, kind = quoted(application["name"]), application.get("type")
    built_in = parent.wire is not None and parent.wire.get("type") == OPENID_CONNECT
    if kind == ADMIN_CONSOLE:
        text = f"{name} is PingOne's admin console, whose grants cannot be managed. Choose another application."
    elif kind == WORKER and not built_in and state == "present":
        text = (
            f"{name} is a worker application: its permissions come from roles, and PingOne does not grant scopes of"
            " an API to it. Use an application of another type, for example a service."
        )
    else:
        return []
    return [Problem("application", text)]
