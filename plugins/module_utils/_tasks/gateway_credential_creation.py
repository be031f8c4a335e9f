# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Creates a credential of a gateway. PingOne returns its JWT only once, so a creation is never repeated.

If the JWT is not received or cannot be stored, the credential is of no use. It is removed again if its ID is known, and
otherwise the error lists the credentials that are new.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Optional, Sequence

from .._base.api_error import ApiError
from .._base.errors import AuthorizeError, CredentialLost, OutcomeUnknown, UnexpectedResponse
from .._base.text import quoted
from .._base.time import format_timestamp
from .._domain.gateway_credential import GatewayCredential, NotAGatewayCredential, decode_credential
from .._engine.apply import apply
from .._engine.inventory import Inventory
from .._engine.progress import Progress, failed_progress
from .._engine.task import Draft
from .._lookup.gateway_search import credential_list
from .._model.field import Ref, Wire, Wires
from .._model.objects.gateway import GATEWAY, GATEWAY_CREDENTIAL, NEW_CREDENTIAL
from .._model.plan import AnyStep, resolved
from .._pingone.credential_file import CredentialFile
from .._pingone.retry import NOT_PROCESSED, UNKNOWN
from .gateway_credential_path import belongs_elsewhere

REMOVAL = "pingone_gateway_credential with state: absent, this id, and unused_for: 0"


@dataclass
class CredentialDraft(Draft):
    """The draft of a task that ensures that a credential exists.

    - ``gateway``: its gateway.
    - ``known``: the credentials that exist when the task is planned.
    - ``file``: the file for the credential, if it is stored in one.
    - ``response``, ``made``: the new credential, as soon as it was created.
    """

    gateway: Ref = field(default_factory=lambda: Ref(""))
    known: Wires = field(default_factory=list)
    file: Optional[CredentialFile] = None
    response: Wire = field(default_factory=dict)
    made: Optional[GatewayCredential] = None


def result_of(
    gateway: Ref,
    credentials: Wires,
    planned: Optional[CredentialDraft] = None,
    held: Optional[GatewayCredential] = None,
    kept: Sequence[Wire] = (),
) -> dict[str, Any]:
    """The results of the module.

    ``credentials`` are those that existed before and are not removed, ``planned`` adds a new one, ``held`` is the one
    in the file if it is not replaced, and ``kept`` are those that were in use.
    """
    made = planned.made if planned else None
    known = made or held
    new = [planned.response or {"id": None}] if planned and planned.plan.steps else []
    issued = known.issued_at if known else None
    return {
        "credential": made.jwt if made and planned and not planned.file else None,
        "credential_id": known.id if known else None,
        "service_url": known.service_url if known else None,
        "gateway_id": gateway.id,
        "issued_at": format_timestamp(issued) if issued else None,
        "credentials": [_as_result(one) for one in [*credentials, *new]],
        "kept": [_as_result(one) for one in kept],
    }


def _as_result(credential: Wire) -> dict[str, Any]:
    return GATEWAY_CREDENTIAL.result(GATEWAY_CREDENTIAL.read(credential, {}), credential["id"])


def write(inventory: Inventory, drafts: Sequence[Draft]) -> list[Progress]:
    """Create a credential, change its file, or remove credentials, and return the progress. In check mode, nothing."""
    [planned] = drafts
    if inventory.check_mode or not isinstance(planned, CredentialDraft) or not planned.plan.changed:
        return apply(inventory, drafts)
    if planned.plan.steps:
        return [_create(inventory, planned)]
    try:
        if planned.file:
            planned.file.restrict()
    except AuthorizeError as error:
        return [failed_progress(planned.plan.all_steps, 0, error)]
    return [Progress(tuple(planned.plan.all_steps))]


def _create(inventory: Inventory, planned: CredentialDraft) -> Progress:
    """Create a credential and store it. The file is prepared first, so that this does not fail for lack of access."""
    steps, file = planned.plan.all_steps, planned.file
    try:
        if file:
            file.prepare()
    except AuthorizeError as error:
        return Progress(failed=steps[0], pending=tuple(steps[1:]), error=error)
    try:
        inventory.start_writing()
        return _create_and_store(inventory, planned, steps)
    finally:
        if file:
            file.discard()


def _create_and_store(inventory: Inventory, planned: CredentialDraft, steps: Sequence[AnyStep]) -> Progress:
    try:
        response = _post(inventory, planned)
    except CredentialLost as error:
        return Progress(done=(steps[0],), pending=tuple(steps[1:]), error=error)
    except AuthorizeError as error:
        return failed_progress(steps, 0, error)
    try:
        made = _decoded(inventory, planned, response)
        if planned.file:
            planned.file.replace(made.jwt)
    except AuthorizeError as error:
        return _undone(inventory, planned, response["id"], error)
    planned.made, planned.response = made, response
    return Progress(tuple(steps))


def _post(inventory: Inventory, planned: CredentialDraft) -> Wire:
    """Create a credential, and return the response.

    :raises CredentialLost: if it was created, but the response was lost.
    """
    [step] = planned.plan.steps

    def look_up() -> None:
        """Stop the client from sending the request again if there is a new credential."""
        if _new(inventory, planned):
            raise OutcomeUnknown(f"Could not {step}: the response was lost.")

    try:
        return inventory.client.post(
            *resolved(step.path), topic=NEW_CREDENTIAL, doing=str(step), body={}, look_up=look_up, once=True
        )
    except AuthorizeError as error:
        new: Wires = []
        if _may_be_done(error):
            with suppress(AuthorizeError):
                new = _new(inventory, planned)
        if not new:
            raise
        raise _lost(planned, error, new) from None


def _may_be_done(error: AuthorizeError) -> bool:
    """Whether a creation with this error may have been carried out. Even 429 and 503 may come from a proxy."""
    return Progress(error=error).uncertain or (isinstance(error, ApiError) and error.status in NOT_PROCESSED)


def _new(inventory: Inventory, planned: CredentialDraft) -> Wires:
    """The credentials that exist now, but did not when the task was planned."""
    known = {one["id"] for one in planned.known}
    found = credential_list({"id": planned.gateway.id}).send(inventory.client)
    return [one for one in found if one["id"] not in known]


def _lost(planned: CredentialDraft, error: AuthorizeError, new: Wires) -> CredentialLost:
    reason = error.message.replace(UNKNOWN, "").strip()
    names = ", ".join(f"{one['id']} (created at {one['createdAt']})" for one in new)
    which = "This credential is" if len(new) == 1 else "These credentials are"
    return CredentialLost(
        f"{reason} {which} new in gateway {quoted(planned.gateway.name)} since the task has read its credentials:"
        f" {names}. PingOne does not return a credential again, so it cannot be used. Remove it ({REMOVAL}) unless"
        " another client has created it, and run the task again.",
        **error.facts,
    )


def _decoded(inventory: Inventory, planned: CredentialDraft, response: Wire) -> GatewayCredential:
    """The credential in the response to its creation.

    :raises UnexpectedResponse: if it is not one of this gateway.
    """
    [step] = planned.plan.steps
    jwt = response.get("credential") or response["token"]
    try:
        made = decode_credential(jwt)
        elsewhere = belongs_elsewhere(made, inventory.client.place[1], planned.gateway)
        if made.id != response["id"]:
            elsewhere = f"the ID {made.id}, and not {response['id']}"
        if elsewhere:
            raise NotAGatewayCredential(f"it has the claims of {elsewhere}.")
    except NotAGatewayCredential as fault:
        inventory.client.on_secret(jwt)
        raise UnexpectedResponse(
            f"Could not {step}: the response of PingOne cannot be used, because what it contains is not a credential"
            f" of this gateway: {fault} Check that api_url is PingOne's, and that no proxy changes responses. If both"
            " are right, report this message to the maintainers of the collection.",
            doing=str(step),
        ) from None
    if planned.file:
        inventory.client.on_secret(jwt)
    return made


def _undone(inventory: Inventory, planned: CredentialDraft, identifier: str, error: AuthorizeError) -> Progress:
    """Remove a credential that cannot be used or stored, and return the progress."""
    steps = planned.plan.all_steps
    path = (GATEWAY.collection, str(planned.gateway.id), GATEWAY_CREDENTIAL.collection, identifier)
    doing = f"remove the credential {identifier}"
    try:
        inventory.client.delete(*path, topic=GATEWAY_CREDENTIAL.topic, doing=doing)
    except AuthorizeError as failure:
        text = (
            f"{error.message} The new credential {identifier} could not be removed again: {failure.message} Remove it"
            f" ({REMOVAL})."
        )
        return Progress(done=(steps[0],), pending=tuple(steps[1:]), error=_with(error, text))
    text = f"{error.message} The new credential was removed again."
    return Progress(failed=steps[0], pending=tuple(steps[1:]), error=_with(error, text))


def _with(error: AuthorizeError, text: str) -> AuthorizeError:
    """The same error with another text."""
    return type(error)(text, **error.facts)
