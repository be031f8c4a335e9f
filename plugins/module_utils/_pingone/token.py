# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The access token: given, or fetched with client credentials when it is first needed."""

from __future__ import annotations

import re
from typing import Any, Callable, Optional
from urllib.parse import urlsplit

from .._base.errors import TokenRefused, UnexpectedAnswer
from .._base.shape import TOKEN, Misfit, is_segment
from .connection import Connection
from .hints import correlation_id, token_refusal
from .retry import Patience, persistently
from .session import Session
from .transport import Answer, Bearer, ClientSecretBasic, NoAuthorization, Transport

# Error codes of OAuth (RFC 6749, section 5.2).
_CODE = re.compile(r"[!#-\[\]-~]{1,100}")
_DOING = "get an access token"
# Seconds before its end when a token is not handed to a further task.
MARGIN = 60


class Token:
    """Gives the Authorization of a request."""

    def __init__(
        self,
        connection: Connection,
        transport: Transport,
        on_secret: Callable[[str], None],
        session: Optional[Session] = None,
    ) -> None:
        self._connection = connection
        self._transport = transport
        self._on_secret = on_secret
        self._session = None if connection.access_token else session
        self._value = connection.access_token

    def bearer(self, patience: Patience) -> Bearer:
        """Authorization with the current token; fetching one uses up the patience of the call that needs it.

        :raises TokenRefused: if the authorization server gives none.
        """
        if not self._value:
            self._value = self._session.token if self._session else ""
            self._value = self._value or self._fetch(patience)
            self._on_secret(self._value)
        return Bearer(self._value)

    def renew(self) -> bool:
        """Forget the token so that the next request fetches one; False if it was given and cannot be renewed."""
        if self._connection.access_token:
            return False
        self._value = ""
        if self._session:
            self._session.keep_token("", 0)
        return True

    def _fetch(self, patience: Patience) -> str:
        connection = self._connection
        form = {"grant_type": "client_credentials"}
        auth: Any = ClientSecretBasic(connection.client_id, connection.client_secret)
        if connection.client_auth_method == "post":
            form.update(client_id=connection.client_id, client_secret=connection.client_secret)
            auth = NoAuthorization()
        answer = persistently(
            lambda: self._transport.send("POST", connection.token_url, doing=_DOING, auth=auth, form=form),
            patience,
        )
        if answer.ok:
            try:
                TOKEN.check(answer.json)
            except Misfit as misfit:
                request = f"POST {urlsplit(connection.token_url).path}"
                raise UnexpectedAnswer.of(_DOING, request, misfit) from None
            value: str = answer.json["access_token"]
            seconds = answer.json.get("expires_in")
            if self._session and isinstance(seconds, int):
                self._session.keep_token(value, seconds - MARGIN)
            return value
        raise self._refused(answer, patience)

    def _refused(self, answer: Answer, patience: Patience) -> TokenRefused:
        connection = self._connection
        error, identifier = answer.json.get("error"), answer.json.get("id")
        error = error if isinstance(error, str) and _CODE.fullmatch(error) else ""
        description = answer.json.get("error_description")
        description = description if isinstance(description, str) else ""
        if answer.status == 404 or (not error and answer.status in (400, 403)):
            reason = (
                f"{connection.token_url} does not know the environment {connection.auth_environment_id}"
                f" (region {connection.region or 'not set'}). Check that the worker's environment"
                " (auth_environment_id, PINGONE_ENVIRONMENT_ID) is right and lies in this region."
            )
        else:
            reason = token_refusal(answer.status, error, description, connection.client_auth_method)
        support = correlation_id(description) or (identifier if is_segment(identifier) else "")
        facts = ", ".join(
            part for part in (f"HTTP {answer.status}", error, f"id for support {support}" if support else "") if part
        )
        return TokenRefused(
            f"Could not {_DOING} for client {connection.client_id}: {reason} [{facts}] {patience.verdict()}".strip(),
            status=answer.status,
            code=error or None,
            error_id=support or None,
        )
