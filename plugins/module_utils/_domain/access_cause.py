# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Why a request was allowed or denied, as an operator needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Optional, Sequence

from .._base.text import capitalized, quoted
from .._base.time import format_timestamp
from .._model.field import Wire
from .bearer_token import BearerToken, decode_token
from .deny_operation import is_deny_operation
from .service_access import Place, ServiceAccess, nearest_base_url, place_of, scope_rule, user_rules

ALLOW, DENY, UNDETERMINED, SKIPPED = "allow", "deny", "undetermined", "skipped"
# The causes that concern the token, and not the rules of an operation.
TOKEN_CAUSES = ("token_missing", "token_invalid", "token_expired", "token_audience")
_STEP_UP = "insufficient_user_authentication"
_REDEPLOY = "The deployed configuration may be different: deploy the API service."


class Cause(NamedTuple):
    """The cause of an answer: a stable code, a sentence or two, and the operation that decides if it is known."""

    code: str
    reason: str
    operation: Optional[str] = None


@dataclass(frozen=True)
class Exchange:
    """A request and its answer.

    - ``token``: empty for a request without a token.
    - ``status``: None if PingOne allowed the request.
    - ``through_gateway``: the status is that of an API gateway or the API, and not PingOne's.
    """

    method: str
    url: str
    token: str
    status: Optional[int]
    challenge: str
    now: datetime
    through_gateway: bool = False


def decision_of(exchange: Exchange) -> str:
    """Whether a request was allowed. Through a gateway, some statuses can also be those of the API."""
    status = exchange.status
    if status is None:
        return ALLOW
    if status in (401, 403):
        return DENY
    if status == 429 or status >= 500:
        return UNDETERMINED
    if not exchange.through_gateway:
        return DENY
    return UNDETERMINED if status == 404 or _is_redirect(status) else ALLOW


def _is_redirect(status: int) -> bool:
    """Whether the gateway may have answered with another URL, for example with https instead of http."""
    return 300 <= status < 400 and status != 304


def cause_of(exchange: Exchange, services: Optional[Sequence[ServiceAccess]]) -> Cause:
    """The cause of an answer. ``services`` are those of the environment, or None if they are unknown."""
    decision = decision_of(exchange)
    place = place_of(exchange.url, services or ())
    if decision == ALLOW:
        return _allowed(exchange, place)
    if decision == UNDETERMINED:
        return _undetermined(exchange)
    if exchange.status == 404:
        return Cause("no_base_url", _outside(exchange.url, services, place))
    if exchange.status == 401:
        return _unauthorized(exchange, place)
    return _forbidden(exchange, place)


def _outside(url: str, services: Optional[Sequence[ServiceAccess]], place: Optional[Place]) -> str:
    text = "No deployed API service has a base URL that matches."
    if place:
        return f"{text} The saved API service {quoted(place.service.name)} has one: deploy it."
    return f"{text} {nearest_base_url(url, services)}" if services is not None else text


def _undetermined(exchange: Exchange) -> Cause:
    status, through_gateway = exchange.status or 0, exchange.through_gateway
    if status == 429:
        by = "the API gateway or by the API" if through_gateway else "PingOne"
        return Cause("rate_limited", f"The rate of requests is limited, by {by}.")
    if status == 404:
        text = "No base URL matches, or the API itself does not know the path. This cannot be determined."
        return Cause("not_found", text)
    if _is_redirect(status):
        text = "The API gateway or the API redirects to another URL. Redirects are not followed: use the final URL."
        return Cause("redirect", f"{text} [HTTP {status}]")
    who = "The API gateway or the API" if through_gateway else "PingOne"
    text = f"{who} failed, so it cannot be determined whether the request is allowed."
    return Cause("server_error", f"{text} [HTTP {status}]")


def _unauthorized(exchange: Exchange, place: Optional[Place]) -> Cause:
    if _STEP_UP in exchange.challenge:
        operation = _decider(exchange, place)
        text = "The user must sign on again, or with another authentication policy."
        return Cause("step_up", text, operation["name"] if operation else None)
    if not exchange.token:
        return Cause("token_missing", "The request has no access token.")
    token = decode_token(exchange.token)
    if token is None:
        return Cause("token_invalid", "The access token is not a JWT.")
    if token.expires_at is not None and token.expires_at <= exchange.now:
        return Cause("token_expired", f"The access token expired at {format_timestamp(token.expires_at)}.")
    audience = place.service.audience if place else ""
    if audience and token.audiences is not None and audience not in token.audiences:
        own = ", ".join(map(quoted, sorted(token.audiences))) or "none"
        text = f"The audience of the access token is {own}, but the API service requires {quoted(audience)}."
        return Cause("token_audience", text)
    return Cause("token_invalid", "The access token is not valid for the API service.")


def _forbidden(exchange: Exchange, place: Optional[Place]) -> Cause:
    """A denial for a reason other than the token."""
    if place is None:
        return Cause("denied", "A rule of an operation or a policy is not met.")
    operation = _decider(exchange, place)
    if operation is None:
        return Cause("denied", "No saved operation takes precedence for this request, so the rule is unknown.")
    if is_deny_operation(operation):
        return Cause("rule", "No other operation matches, and such requests are denied.", operation["name"])
    unmet = unmet_rules(operation, place.service, decode_token(exchange.token))
    if unmet:
        return Cause("rule", f"{capitalized(unmet)}.", operation["name"])
    text = "The rules of the saved operation are met, or it has none."
    policies = " Custom policies may deny the request." if place.service.custom_policies else ""
    return Cause("denied", f"{text}{policies} {_REDEPLOY}", operation["name"])


def _allowed(exchange: Exchange, place: Optional[Place]) -> Cause:
    operation = _decider(exchange, place)
    if place is None or operation is None:
        unmatched = place is not None and place.service.deciding(exchange.method, place.path) == [[]]
        return Cause("allowed", "No saved operation matches the request." if unmatched else "")
    token = decode_token(exchange.token)
    rule = scope_rule(operation, place.service.names)
    if rule and token and token.scopes is not None and not rule.is_met(token.scopes):
        text = f"According to the saved operation, {rule.missing(token.scopes)}. {_REDEPLOY}"
        return Cause("allowed", text, operation["name"])
    return Cause("allowed", "", operation["name"])


def unmet_rules(operation: Wire, service: ServiceAccess, token: Optional[BearerToken]) -> str:
    """The rules of an operation that a token does not meet, or that cannot be judged by a token alone."""
    rule, users = scope_rule(operation, service.names), user_rules(operation, service.names)
    scopes = token.scopes if token else None
    if rule and scopes is not None and not rule.is_met(scopes):
        return rule.missing(scopes)
    if users:
        return f"the user does not meet {' and '.join(users)}, or the token has no user"
    return ""


def _decider(exchange: Exchange, place: Optional[Place]) -> Optional[Wire]:
    """The saved operation that takes precedence, if this is certain."""
    if place is None:
        return None
    alternatives = place.service.deciding(exchange.method, place.path)
    return alternatives[0][0] if len(alternatives) == 1 and len(alternatives[0]) == 1 else None
