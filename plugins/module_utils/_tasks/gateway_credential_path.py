# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reads the file of the option ``credential_path``. A file with anything but a credential of the gateway is kept."""

from __future__ import annotations

from typing import Optional

from .._base.errors import InvalidInput
from .._base.text import quoted
from .._domain.gateway_credential import GatewayCredential, NotAGatewayCredential, decode_credential
from .._engine.inventory import Inventory
from .._model.field import Ref
from .._pingone.credential_file import CredentialFile

PATH = "credential_path"
REMEDY = "It is not overwritten: use another path, or remove the file."


def file_for(inventory: Inventory, path: str) -> CredentialFile:
    """The file at a path. In check mode, a missing folder is assumed to be created by an earlier task of the run.

    :raises InvalidInput: if its folder does not exist or is not writable.
    """
    file = CredentialFile(path, PATH)
    if inventory.check_mode and file.is_folder_missing:
        inventory.unresolved.append(f"folder {file.folder}")
        return file
    problem = file.folder_problem()
    if problem:
        raise InvalidInput.of(PATH, problem)
    return file


def credential_in(inventory: Inventory, file: CredentialFile, gateway: Ref) -> Optional[GatewayCredential]:
    """The credential in a file; None if the file does not exist.

    :raises InvalidInput: if the file has anything else, or a credential of another gateway or environment.
    """
    text = file.read()
    if text is None:
        return None
    try:
        credential = decode_credential(text)
    except NotAGatewayCredential as fault:
        reason = f"{quoted(file.path)} exists, but is not a gateway credential: {fault} {REMEDY}"
        raise InvalidInput.of(PATH, reason) from None
    inventory.client.on_secret(credential.jwt)
    mismatch = belongs_elsewhere(credential, inventory.client.place[1], gateway)
    if mismatch:
        raise InvalidInput.of(PATH, f"{quoted(file.path)} has a credential of {mismatch}. {REMEDY}")
    return credential


def belongs_elsewhere(credential: GatewayCredential, environment: str, gateway: Ref) -> str:
    """The other environment or gateway that a credential belongs to; empty if it belongs to this one."""
    if credential.environment_id != environment.lower():
        return f"the environment {credential.environment_id}, and not of {environment}"
    if credential.gateway_id != gateway.id:
        return f"the gateway {credential.gateway_id}, and not of {quoted(gateway.name)} ({gateway})"
    return ""
