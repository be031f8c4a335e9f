# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Fetches the access tokens of the cases: one for each client and its scopes."""

from __future__ import annotations

from functools import partial
from typing import Iterable, Mapping, Optional, Sequence

from ..._base.errors import AuthorizeError, InvalidInput
from ..._domain.access_cases import Case, ClientKey
from ..._domain.gateway_credential import GatewayCredential
from ..._pingone.client import Client
from ..._pingone.concurrency import clients_for, run_concurrently
from ..._pingone.connection import Connection
from ..._pingone.token import Token
from ..._pingone.transport import Transport
from ..._pingone.urls import token_endpoint, url_fault
from .waiting import Waiting


def token_connection(
    connection: Connection, credential: Optional[GatewayCredential], cases: Sequence[Case]
) -> Optional[Connection]:
    """The settings for token requests; None if no case needs one.

    :raises InvalidInput: if the URL of the token endpoint is unknown.
    """
    first = next((case for case in cases if case.client and not case.skipped), None)
    return token_endpoint_of(connection, credential, first.place) if first else None


def token_endpoint_of(connection: Connection, credential: Optional[GatewayCredential], place: str) -> Connection:
    """The settings for token requests. ``place`` is the first case that needs one.

    :raises InvalidInput: if the URL of the token endpoint is unknown.
    """
    auth = connection.auth_url or (credential.auth_url if credential else "")
    environment = connection.environment_id or (credential.environment_id if credential else "")
    fault = url_fault(auth) if auth else "not set. Set region or auth_url, because "
    if fault:
        reason = "" if auth else f"{place} requests an access token from there."
        raise InvalidInput.of("auth_url", f"{fault}{reason}")
    if not environment:
        text = f"not set. {place} requests an access token from this environment."
        raise InvalidInput.of("environment_id", text)
    return connection._replace(
        access_token="", auth_environment_id=environment, token_url=token_endpoint(auth, environment)
    )


def fetch_tokens(
    client: Client, connection: Connection, cases: Iterable[Case], waiting: Waiting
) -> Mapping[ClientKey, str]:
    """The tokens of all clients, which are registered as secrets.

    :raises AuthorizeError: if one cannot be fetched.
    """
    clients: dict[ClientKey, str] = {}
    for case in cases:
        if case.client and not case.skipped:
            clients.setdefault(case.client, case.place)
    keys = list(clients)
    transports = [client.transport() for _number in range(clients_for(len(keys), connection.concurrent_reads, 1))]
    jobs = [partial(_fetch, key=key, connection=connection, client=client, waiting=waiting) for key in keys]
    tokens = run_concurrently(jobs, transports)
    for token in tokens:
        if isinstance(token, AuthorizeError):
            raise token
    return {key: str(token) for key, token in zip(keys, tokens)}


def _fetch(transport: Transport, *, key: ClientKey, connection: Connection, client: Client, waiting: Waiting) -> str:
    own = connection._replace(
        client_id=key.client_id, client_secret=key.client_secret, client_auth_method=key.client_auth_method
    )
    token = Token(own, transport, client.on_secret, scopes=key.scopes)
    return token.authorization(waiting.backoff()).partition(" ")[2]
