# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The errors for responses that are not 2xx, with what explains them."""

from __future__ import annotations

from contextlib import suppress
from typing import Callable, Optional

from .._base.api_error import ApiError
from .._base.error_body import readable_error
from .._base.errors import AuthorizeError, OutcomeUnknown
from .._base.time import parse_http_date, parse_timestamp
from .connection import Connection
from .hints import may_be_unlicensed, next_step
from .request import Request, Response
from .retry import SERVER_TROUBLE, UNKNOWN, Backoff

# The children of a new environment respond with 403 or 404 for some seconds.
YOUNG_ENVIRONMENT = 60.0
# In place of a response that is not needed or could not be read.
NOTHING = Response(0, {}, {})

# Sends a request once.
Send = Callable[[Request], Response]


class Refusals:
    """Turns responses into errors. ``transaction_id`` is that of all requests of the client."""

    def __init__(self, connection: Connection, transaction_id: str) -> None:
        self._connection = connection
        self._transaction_id = transaction_id

    def environment_after(self, request: Request, response: Response, send: Send) -> Response:
        """The environment, read once after a refusal: some services respond with 400, 401 or 403 if it is missing."""
        if response.status not in (400, 401, 403, 404) or (request.method, response.status) == ("DELETE", 404):
            return NOTHING
        return self._read(send, "read the environment") if self._connection.environment_id else NOTHING

    def error(
        self, request: Request, response: Response, environment: Response, backoff: Backoff, send: Send
    ) -> AuthorizeError:
        """The error for a response. ``environment`` is what :meth:`environment_after` has returned for it."""
        body = response.json
        if environment.status == 404:
            missing = f"the environment {self._connection.environment_id} was not found"
            body = {**body, "details": [], "message": missing}
            hint = "Check environment_id (PINGONE_TARGET_ENVIRONMENT_ID), and that it lies in this region."
        else:
            problem, permission = readable_error(body), request.topic.permission
            unclear = environment.ok and may_be_unlicensed(permission, response.status, problem)
            own_token = not self._connection.access_token
            found = self._licensed(send) if unclear else None
            hint = next_step(request.method, permission, response.status, problem, own_token, found)
        hint = f"{backoff.gave_up} {hint}".strip()
        error = ApiError(request.doing, response.status, body, transaction_id=self._transaction_id, next_step=hint)
        if request.repeatable or not (response.status in SERVER_TROUBLE or backoff.outcome_unknown):
            return error
        return OutcomeUnknown(f"{error.message} {UNKNOWN}", **error.facts)

    def _licensed(self, send: Send) -> Optional[bool]:
        """Whether the license of the environment includes API access management; None if that cannot be read."""
        response = self._read(send, "read the capabilities of the environment", "/capabilities")
        licensed = response.json.get("canUseApiAccessManagement") if response.ok else None
        return licensed if isinstance(licensed, bool) else None

    def _read(self, send: Send, doing: str, path: str = "") -> Response:
        """Read something of the environment, without an error if that fails, too."""
        connection = self._connection
        with suppress(AuthorizeError):
            return send(
                Request("GET", f"{connection.api_url}/v1/environments/{connection.environment_id}{path}", doing)
            )
        return NOTHING


def is_young(environment: Response) -> bool:
    """Whether an environment exists and was created less than a minute ago, by the server's own clock."""
    created, now = parse_timestamp(environment.json.get("createdAt")), parse_http_date(environment.headers.get("Date"))
    return created is not None and now is not None and (now - created).total_seconds() < YOUNG_ENVIRONMENT
