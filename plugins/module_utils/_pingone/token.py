# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The access token: the one that was given, or one that is requested with client credentials at the first call."""

from __future__ import annotations

import base64
import re
import threading
from typing import Callable, Optional, Sequence
from urllib.parse import quote

from .._base.errors import AuthorizeError, TokenRefused, UnexpectedResponse
from .._base.shape import TOKEN, ShapeError, is_segment
from .connection import Connection
from .hints import api_token_refusal, correlation_id, token_refusal
from .request import Request, Response
from .retry import Backoff
from .session import Session
from .transport import Transport

# Error codes of OAuth (RFC 6749, section 5.2).
_CODE = r"[!#-\[\]-~]{1,100}"
_DOING = "get an access token"
# A token that expires within so many seconds is not shared with later tasks.
MARGIN = 60


class Token:
    """The source of the Authorization header, for one or several threads.

    ``transport`` sends the token requests, and nothing else. With ``scopes``, the token is for an API and not for
    PingOne: it has these scopes, or, if there are none, all that the application has been granted.
    """

    def __init__(
        self,
        connection: Connection,
        transport: Transport,
        on_secret: Callable[[str], None],
        session: Optional[Session] = None,
        scopes: Optional[Sequence[str]] = None,
    ) -> None:
        self._scopes = scopes
        self._connection = connection
        self._transport = transport
        self._on_secret = on_secret
        self._session = None if connection.access_token else session
        self._value = connection.access_token
        self._lock = threading.Lock()
        self._failures: list[AuthorizeError] = []

    @property
    def requests(self) -> int:
        """How many token requests were sent so far, including retries."""
        return self._transport.sent

    def authorization(self, backoff: Backoff) -> str:
        """The header with the current token. Requesting a token uses the time of the call that needs it.

        If another thread is already requesting a token, this one waits for it, and fails if that fails.

        :raises TokenRefused: if the authorization server does not issue one.
        """
        failures = len(self._failures)
        with self._lock:
            if len(self._failures) > failures:
                raise self._failures[-1]
            if not self._value:
                self._value = self._session.token if self._session else ""
                self._value = self._value or self._try_to_fetch(backoff)
                self._on_secret(self._value)
            return f"Bearer {self._value}"

    def renew(self, rejected: str) -> bool:
        """Forget the token of a header that PingOne has rejected, so that the next call requests a new one.

        If another thread has already done that, nothing changes. False if the token was given and cannot be renewed.
        """
        if self._connection.access_token:
            return False
        with self._lock:
            if rejected == f"Bearer {self._value}":
                self._value = ""
                if self._session:
                    self._session.keep_token("", 0)
        return True

    def _try_to_fetch(self, backoff: Backoff) -> str:
        try:
            return self._fetch(backoff)
        except AuthorizeError as failure:
            self._failures.append(failure)
            raise

    def _fetch(self, backoff: Backoff) -> str:
        connection = self._connection
        form = {"grant_type": "client_credentials"}
        if self._scopes:
            form["scope"] = " ".join(self._scopes)
        authorization = ""
        if connection.client_auth_method == "post":
            form.update(client_id=connection.client_id, client_secret=connection.client_secret)
        else:
            authorization = client_secret_basic(connection.client_id, connection.client_secret)
        request = Request("POST", connection.token_url, _DOING, form=form)
        response = self._transport.exchange(request, authorization, backoff)
        if not response.ok:
            raise self._refused(response, backoff)
        try:
            TOKEN.check(response.json)
        except ShapeError as misfit:
            raise UnexpectedResponse.of(_DOING, str(request), misfit) from None
        value: str = response.json["access_token"]
        seconds = response.json.get("expires_in")
        if self._session and isinstance(seconds, int):
            self._session.keep_token(value, seconds - MARGIN)
        return value

    def _refused(self, response: Response, backoff: Backoff) -> TokenRefused:
        connection = self._connection
        error, identifier = response.json.get("error"), response.json.get("id")
        error = error if isinstance(error, str) and re.fullmatch(_CODE, error) else ""
        description = response.json.get("error_description")
        description = description if isinstance(description, str) else ""
        if self._scopes is not None:
            reason = api_token_refusal(response.status, error, description, connection)
        elif response.status == 404 or (not error and response.status in (400, 403)):
            reason = (
                f"{connection.token_url} does not know the environment {connection.auth_environment_id}"
                f" (region {connection.region or 'not set'}). Check that the worker's environment"
                " (auth_environment_id, PINGONE_ENVIRONMENT_ID) is right and lies in this region."
            )
        else:
            reason = token_refusal(response.status, error, description, connection.client_auth_method)
        support = correlation_id(description) or (identifier if is_segment(identifier) else "")
        facts = ", ".join(
            part for part in (f"HTTP {response.status}", error, f"ID for support {support}" if support else "") if part
        )
        return TokenRefused(
            f"Could not {_DOING} for client {connection.client_id}: {reason} [{facts}] {backoff.gave_up}".strip(),
            status=response.status,
            code=error or None,
            error_id=support or None,
        )


def client_secret_basic(client_id: str, client_secret: str) -> str:
    """Client credentials for the Authorization header, form-encoded first (RFC 6749, section 2.3.1)."""
    pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()
