# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages the credentials of API gateways."""

from __future__ import annotations

import os
from typing import Any, Optional

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import is_uuid, numbered, quoted
from .._domain.credential_use import by_age, last_use, limit_problems, unused_for
from .._domain.gateway_credential import GatewayCredential
from .._engine.inventory import Inventory
from .._engine.task import STATE, Draft, Options, Task
from .._lookup.gateway_search import credentials_of, type_obstacle
from .._model.field import Ref, Wire, Wires, ref_to
from .._model.objects.gateway import GATEWAY, GATEWAY_CREDENTIAL
from .._model.plan import FileStep, Hunk, Plan, hunk, steps_between, titled
from .._pingone.credential_file import CredentialFile
from .._pingone.new_file import PRIVATE
from .gateway import LONGEST_PERIOD, QUIET_PERIOD
from .gateway_credential_creation import CredentialDraft, result_of, write
from .gateway_credential_path import PATH, credential_in, file_for

OF_PRESENT, OF_ABSENT = ("rotate", PATH), ("id", "all_but")


def option_problems(options: Options) -> list[Problem]:
    """The problems of the options that can be found before anything is read."""
    absent = options["state"] == "absent"
    other, wanted = (OF_PRESENT, "present") if absent else (OF_ABSENT, "absent")
    problems = [
        Problem(option, f"can only be used with state: {wanted}.")
        for option in other
        if options[option] not in (None, False)
    ]
    if options[PATH] and not os.path.isabs(os.path.expanduser(os.path.expandvars(options[PATH]))):
        problems.append(Problem(PATH, "is not an absolute path, such as /etc/kong/pingone-credential."))
    return problems + (_selection_problems(options) if absent else [])


def _selection_problems(options: Options) -> list[Problem]:
    """A removal selects credentials in one of two ways."""
    if options["id"] and options["all_but"] is not None:
        return [Problem("all_but", "cannot be combined with id. Choose one of them.")]
    if options["all_but"] == []:
        return [Problem("all_but", "is empty, but would then remove every credential. List those to keep.")]
    if not options["id"] and options["all_but"] is None:
        return [Problem("id", "not set. To remove credentials, set id, or all_but with those to keep.")]
    return [
        Problem(place, f"{quoted(one)} is not the ID of a credential (a UUID).")
        for place, one in numbered("all_but", options["all_but"] or [])
        if not is_uuid(one)
    ]


def draft(inventory: Inventory, options: Options) -> Draft:
    """Plan the creation or the removal of credentials of a gateway."""
    Problems(option_problems(options)).stop_if_any()
    gateway = inventory.find(GATEWAY, options["gateway"], "gateway")
    if gateway and type_obstacle(gateway):
        raise InvalidInput.of("gateway", type_obstacle(gateway))
    if options["state"] == "absent":
        return _absent(inventory, options, gateway)
    return _present(inventory, options, gateway)


def _title(gateway: Ref) -> str:
    return f"credentials of gateway {quoted(gateway.name)}"


def _absent(inventory: Inventory, options: Options, gateway: Optional[Wire]) -> Draft:
    if gateway is None:
        return Draft(options["gateway"], Plan(), lambda: result_of(Ref(options["gateway"]), []))
    target = ref_to(gateway)
    credentials = by_age(credentials_of(inventory, gateway))
    removed, kept = _selected(inventory, options, credentials)
    left = [one for one in credentials if one not in removed]
    if removed and not left and gateway["enabled"]:
        text = f"The gateway {quoted(target.name)} has no credential left, so no API gateway can use it any more."
        inventory.warnings.append(text)
    plan = Plan({"credentials": len(credentials)}, {"credentials": len(left)})
    for credential in removed:
        now, ref = GATEWAY_CREDENTIAL.read(credential, {}), ref_to(credential)
        path = (GATEWAY.collection, target)
        plan.steps += steps_between(GATEWAY_CREDENTIAL, ref, credential, now, None, path)
        plan.also.append(_removal_hunk(target, ref, now))
    return Draft(target.name, plan, lambda: result_of(target, left, kept=kept), title=_title(target))


def _removal_hunk(gateway: Ref, credential: Ref, now: dict[str, Any]) -> Hunk:
    title = titled(GATEWAY_CREDENTIAL, credential.name, (GATEWAY, gateway.name))
    return hunk(GATEWAY_CREDENTIAL, credential, now, None, title)


def _selected(inventory: Inventory, options: Options, credentials: Wires) -> tuple[Wires, Wires]:
    """The credentials to remove, and those that are kept because they are in use.

    :raises InvalidInput: if the one with ``id`` is in use, or one of ``all_but`` does not exist.
    """
    now, period = inventory.client.now, options["unused_for"]
    if options["id"]:
        found = [one for one in credentials if one["id"] == options["id"].lower()]
        if found and unused_for(found[0], now) < period:
            text = (
                f"the credential {found[0]['id']} {last_use(found[0], now)}, which is less than {period} seconds"
                " (unused_for). Replace it everywhere first, or set unused_for: 0 to remove it regardless."
            )
            raise InvalidInput.of("id", text)
        return found, []
    listed = {one.lower() for one in options["all_but"]}
    others = [one for one in credentials if one["id"] not in listed]
    removed = [one for one in others if unused_for(one, now) >= period]
    if removed or (credentials and len(others) == len(credentials)):
        _missing_problems(options, credentials).stop_if_any()
    return removed, [one for one in others if one not in removed]


def _missing_problems(options: Options, credentials: Wires) -> Problems:
    """The problems of those of ``all_but`` that do not exist, because a wrong ID removes the one that was meant."""
    existing = [one["id"] for one in credentials]
    return Problems(
        Problem(
            place,
            f"the gateway {quoted(options['gateway'])} has no credential {quoted(one)}. Check the ID, so that the one"
            f" that should be kept is not removed, or remove it from the list. It has {', '.join(existing)}.",
        )
        for place, one in numbered("all_but", options["all_but"])
        if one.lower() not in existing
    )


def _present(inventory: Inventory, options: Options, gateway: Optional[Wire]) -> Draft:
    target = ref_to(gateway) if gateway else _missing(inventory, options)
    credentials = by_age(credentials_of(inventory, gateway)) if gateway else []
    file = file_for(inventory, options[PATH]) if options[PATH] else None
    held = credential_in(inventory, file, target) if file else None
    in_force = held and any(one["id"] == held.id for one in credentials)
    creates = options["rotate"] or (not in_force if file else not credentials)
    if creates:
        option = "rotate" if options["rotate"] else PATH
        Problems(limit_problems(quoted(target.name), credentials, option, inventory.client.now)).stop_if_any()

    before = len(credentials)
    plan = Plan({"credentials": before}, {"credentials": before + creates})
    if creates:
        new, path = Ref(quoted(target.name)), (GATEWAY.collection, target)
        plan.steps = steps_between(GATEWAY_CREDENTIAL, new, None, None, {}, path)
    if file and (creates or file.is_too_open):
        _plan_file(plan, file, held, creates)
    planned = CredentialDraft(target.name, plan, dict, title=_title(target))
    planned.gateway, planned.known, planned.file = target, credentials, file
    current = held if in_force and not creates else None
    planned.result = lambda: result_of(target, credentials, planned, current)
    return planned


def _missing(inventory: Inventory, options: Options) -> Ref:
    """The gateway that an earlier task of the run creates.

    :raises InvalidInput: if it must exist.
    """
    return inventory.assume_or_refuse(GATEWAY, options["gateway"], "gateway", among=inventory.list(GATEWAY))


def _plan_file(plan: Plan, file: CredentialFile, held: Optional[GatewayCredential], replaced: bool) -> None:
    """Plan that the file gets the new credential, or is no longer accessible to other users."""
    text = "write the credential to" if replaced else "restrict the mode of"
    plan.files.append(FileStep(f"{text} {quoted(file.path)}"))
    holds = held.id if held else None
    before = {} if file.mode is None else {"credential_id": holds, "mode": f"{file.mode:04o}"}
    after = {"credential_id": "new" if replaced else holds, "mode": f"{PRIVATE:04o}"}
    plan.also.append(Hunk(f"file {quoted(file.path)}", Ref(file.path), before, after))


TASK = Task(
    "Credentials of gateway",
    "",
    "",
    ("gateway",),
    {
        "gateway": {"type": "str", "required": True},
        "state": STATE,
        "rotate": {"type": "bool", "default": False},
        PATH: {"type": "path", "no_log": False, "means": "an absolute path"},
        "id": {"type": "str", "means": "the ID of a credential"},
        "all_but": {"type": "list", "elements": "str", "means": "the ID of a credential"},
        "unused_for": {"type": "int", "default": QUIET_PERIOD, "range": (0, LONGEST_PERIOD)},
    },
    draft,
    check=option_problems,
    apply=write,
)
