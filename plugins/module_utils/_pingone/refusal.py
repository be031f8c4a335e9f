# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The errors for responses that are not 2xx, with what explains them."""

from __future__ import annotations

from typing import Callable, Optional

from .._base.api_error import ApiError
from .._base.error_body import readable_error
from .._base.errors import AuthorizeError, OutcomeUnknown
from .connection import Connection
from .hints import may_be_unlicensed, next_step
from .request import Request, Response
from .retry import SERVER_TROUBLE, UNKNOWN, Backoff


class Refusals:
    """Turns responses into errors. ``transaction_id`` is that of all requests of the client."""

    def __init__(self, connection: Connection, transaction_id: str) -> None:
        self._connection = connection
        self._transaction_id = transaction_id

    def error(
        self,
        request: Request,
        response: Response,
        environment: Response,
        backoff: Backoff,
        licensed: Callable[[], Optional[bool]],
    ) -> AuthorizeError:
        """The error for a response.

        ``environment`` is the response to a request for the environment, ``licensed`` whether its license includes API
        access management.
        """
        body = response.json
        if environment.status == 404:
            missing = f"the environment {self._connection.environment_id} was not found"
            body = {**body, "details": [], "message": missing}
            hint = "Check environment_id (PINGONE_TARGET_ENVIRONMENT_ID), and that it lies in this region."
        else:
            problem, permission = readable_error(body), request.topic.permission
            unclear = environment.ok and may_be_unlicensed(permission, response.status, problem)
            own_token = not self._connection.access_token
            found = licensed() if unclear else None
            hint = next_step(request.method, permission, response.status, problem, own_token, found)
        hint = f"{backoff.gave_up} {hint}".strip()
        error = ApiError(request.doing, response.status, body, transaction_id=self._transaction_id, next_step=hint)
        if request.repeatable or not (response.status in SERVER_TROUBLE or backoff.outcome_unknown):
            return error
        return OutcomeUnknown(f"{error.message} {UNKNOWN}", **error.facts)
