# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Sends the requests of the cases, and turns the answers into results."""

from __future__ import annotations

from functools import partial
from typing import Any, Mapping, NamedTuple, Optional, Sequence, Union

from ..._base.errors import AuthorizeError
from ..._domain.access_cases import Case, ClientKey, has_passed, shown_url
from ..._domain.access_cause import SKIPPED, Cause, Exchange, cause_of, decision_of
from ..._domain.access_options import GATEWAY
from ..._domain.gateway_credential import GatewayCredential
from ..._domain.service_access import ServiceAccess
from ..._engine.task import Options
from ..._pingone.access_requests import AccessRequest, Answer, AnyGateway, ApiGateway, Sideband
from ..._pingone.client import Client
from ..._pingone.concurrency import clients_for, run_concurrently
from .waiting import Waiting

# Seconds between the attempts of cases with an unexpected answer.
PAUSE = 1.0

Result = dict[str, Any]


class Played(NamedTuple):
    """A case with its answer, or without one if it was skipped."""

    case: Case
    exchange: Optional[Exchange] = None
    seconds: float = 0.0


class Player:
    """Sends requests, several at the same time, each sender with a connection of its own."""

    def __init__(
        self,
        client: Client,
        options: Options,
        credential: Optional[GatewayCredential],
        tokens: Mapping[ClientKey, str],
        waiting: Waiting,
    ) -> None:
        self._client = client
        self._through_gateway = options["through"] == GATEWAY
        self._credential = credential
        self._tokens = tokens
        self._waiting = waiting
        self._senders: list[AnyGateway] = []

    def play(self, cases: Sequence[Case], mismatch_timeout: float) -> list[Played]:
        """The answers of all cases, in their order. Unexpected ones are requested again until the time is over.

        :raises NoDecision: if there are no answers.
        """
        played = self._send(cases)
        deadline = self._client.clock() + mismatch_timeout
        while self._client.clock() + PAUSE <= deadline:
            again = [at for at, one in enumerate(played) if not passes(one, cause_of_played(one, None))]
            if not again:
                break
            self._client.sleep(PAUSE)
            for at, one in zip(again, self._send([cases[at] for at in again])):
                played[at] = one
        return played

    def _send(self, cases: Sequence[Case]) -> list[Played]:
        sent = [case for case in cases if not case.skipped]
        if not sent:
            return [Played(case) for case in cases]
        count = clients_for(len(sent), self._client.connection.concurrent_reads, max(1, len(self._senders)))
        self._senders += [self._sender() for _number in range(count - len(self._senders))]
        answers = run_concurrently([partial(_ask, request=self._request(case)) for case in sent], self._senders[:count])
        found = iter(answers)
        return [Played(case) if case.skipped else self._played(case, next(found), answers) for case in cases]

    def _played(
        self,
        case: Case,
        answer: Union[Answer, AuthorizeError, None],
        answers: Sequence[Union[Answer, AuthorizeError, None]],
    ) -> Played:
        if not isinstance(answer, Answer):
            raise next(one for one in answers if isinstance(one, AuthorizeError))
        exchange = Exchange(
            case.method,
            case.url,
            self._token(case),
            answer.status,
            answer.challenge,
            answer.now or self._client.now,
            self._through_gateway,
        )
        return Played(case, exchange, answer.seconds)

    def _token(self, case: Case) -> str:
        return self._tokens[case.client] if case.client else case.token

    def _request(self, case: Case) -> AccessRequest:
        return AccessRequest(case.method, case.url, case.headers, self._token(case))

    def _sender(self) -> AnyGateway:
        transport = self._client.transport()
        if self._credential is None:
            return ApiGateway(transport, self._waiting.backoff)
        return Sideband(transport, self._credential.service_url, self._credential.jwt, self._waiting.backoff)


def _ask(sender: AnyGateway, *, request: AccessRequest) -> Answer:
    return sender.ask(request)


def cause_of_played(played: Played, services: Optional[Sequence[ServiceAccess]]) -> Cause:
    """The cause of an answer, or why there is none."""
    return cause_of(played.exchange, services) if played.exchange else Cause(SKIPPED, played.case.skipped)


def passes(played: Played, cause: Cause) -> bool:
    """Whether the answer is the expected one."""
    if played.exchange is None:
        return True
    return has_passed(played.case, decision_of(played.exchange), played.exchange.status, cause)


def result_of(played: Played, services: Optional[Sequence[ServiceAccess]]) -> Result:
    """The result of a case."""
    cause, exchange = cause_of_played(played, services), played.exchange
    return {
        "name": played.case.name,
        "method": played.case.method,
        "url": shown_url(played.case.url),
        "expect": played.case.expect,
        "decision": decision_of(exchange) if exchange else SKIPPED,
        "status": exchange.status if exchange else None,
        "cause": cause.code,
        "reason": cause.reason,
        "operation": cause.operation,
        "latency_ms": round(played.seconds * 1000) if exchange else None,
        "passed": passes(played, cause) if exchange else None,
    }
