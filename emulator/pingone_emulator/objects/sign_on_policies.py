# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-on policies, without their actions: operations name them (SPECIFICATION.md 17.3)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .. import errors
from ..calls import Call, Router, linked, needs
from ..emulator import Emulator
from ..inputs import Model
from ..listing import collection
from ..store import Entry

router = Router()

LIMIT = 100
PATH = "/v1/environments/{environment}/signOnPolicies"


class SignOnPolicyInput(Model):
    """What a client may say about a sign-on policy; a URI may be its name too."""

    name: str = Field(min_length=1, max_length=256, pattern=r"^([a-zA-Z0-9_. -]+|\S+:\S+)$")
    description: str = ""
    default: bool = False


@linked("signOnPolicy")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/signOnPolicies/{entry.id}", "environment": environment}


@router.get(PATH)
@needs("read:signOnPolicy")
def list_sign_on_policies(call: Call) -> dict[str, Any]:
    return collection(call, "signOnPolicies", call.emulator.store.children("signOnPolicy", call.environment))


@router.post(PATH, status_code=201)
@needs("create:signOnPolicy")
def create_sign_on_policy(call: Call) -> dict[str, Any]:
    data = call.input(SignOnPolicyInput)
    _check_name(call, data["name"], "")
    call.emulator.check_room("signOnPolicy", call.environment, LIMIT, "sign-on policies")
    entry = call.emulator.create("signOnPolicy", call.environment, call.environment, {"default": False, **data})
    return call.show(_only_default(call.emulator, entry))


@router.get(PATH + "/{signOnPolicy}")
@needs("read:signOnPolicy")
def read_sign_on_policy(call: Call) -> dict[str, Any]:
    return call.show(call.found["signOnPolicy"])


@router.put(PATH + "/{signOnPolicy}")
@needs("update:signOnPolicy")
def update_sign_on_policy(call: Call) -> dict[str, Any]:
    entry, data = call.found["signOnPolicy"], call.input(SignOnPolicyInput)
    _check_name(call, data["name"], entry.id)
    # The default can only be handed on, not given up.
    data["default"] = data.get("default", False) or entry.body["default"]
    return call.show(_only_default(call.emulator, call.emulator.update(entry, data)))


@router.delete(PATH + "/{signOnPolicy}")
@needs("delete:signOnPolicy")
def delete_sign_on_policy(call: Call) -> None:
    """Operations that name the policy keep its id (26 #24)."""
    entry = call.found["signOnPolicy"]
    if entry.body["default"]:
        raise errors.request_failed(
            errors.detail("CONSTRAINT_VIOLATION", "default", "The default sign-on policy cannot be deleted")
        )
    call.emulator.store.delete(entry)


def _only_default(emulator: Emulator, entry: Entry) -> Entry:
    """One policy is the environment's default: the one that was made it last."""
    for other in emulator.store.children("signOnPolicy", entry.environment):
        if entry.body["default"] and other is not entry and other.body["default"]:
            other.body["default"] = False
            emulator.store.put(other)
    return entry


def _check_name(call: Call, name: str, but: str) -> None:
    existing = call.emulator.store.named("signOnPolicy", call.environment, name, but)
    if existing:
        raise errors.already_exists(existing.id, f"A sign-on policy with the name {name} already exists")
