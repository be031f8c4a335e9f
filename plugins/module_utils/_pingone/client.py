# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""HTTP with PingOne for one environment: token, retries, paging, and a switch that forbids writing.

Knows nothing of Ansible. Paths are relative to the managed environment unless they say otherwise.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any, Callable, Mapping, Optional
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit

from .._base.error_body import readable_error
from .._base.errors import (
    AnswerLost,
    ApiError,
    AuthorizeError,
    ConnectionFailure,
    OutcomeUnknown,
    ProtectedTarget,
    ReadOnlyViolation,
    UnexpectedAnswer,
    UnexpectedOutcome,
)
from .._base.shape import ANY_OBJECT, Misfit, Shape
from .._base.time import http_date, moment
from .connection import Connection
from .hints import may_be_unlicensed, next_step
from .paging import Pages
from .retry import SERVER_TROUBLE, Patience, Settle, carefully, persistently
from .session import Session
from .token import Token
from .transport import Answer, Transport

WORTH_ANNOUNCING = 10.0
# The children of a new environment answer 403 or 404 for some seconds.
YOUNG_ENVIRONMENT = 60.0
UNKNOWN = "Whether it was done is not known: run the task again, it looks first."

Items = list[dict[str, Any]]


class Client:
    """PingOne's management API.

    ``on_warning`` gets texts for the user, ``on_secret`` every access token before its first use, and what else a task
    comes upon that nobody may see. With ``read_only``
    a writing verb raises :class:`ReadOnlyViolation` before anything is sent. Nothing that is not below a collection
    of the environment can be replaced or deleted: :class:`ProtectedTarget`.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        user_agent: str,
        transaction_id: str,
        read_only: bool = False,
        on_warning: Callable[[str], None] = lambda text: None,
        on_secret: Callable[[str], None] = lambda value: None,
        session: Optional[Session] = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.read_only = read_only
        self.on_secret = on_secret
        self.sleep = sleep
        self.clock = clock
        self._connection = connection
        self._transaction_id = transaction_id
        self._on_warning = on_warning
        self._date: Optional[datetime] = None
        self._patience: Optional[Patience] = None
        headers = {
            "User-Agent": user_agent,
            "Accept": "application/json",
            "X-Ping-External-Transaction-ID": transaction_id,
        }
        self._transport = Transport(connection, headers)
        self._token = Token(connection, self._transport, on_secret, session)

    @property
    def requests(self) -> int:
        """How many requests were sent so far, token requests and retries included."""
        return self._transport.sent

    @property
    def place(self) -> tuple[str, str]:
        """The environment that is managed, as the address of its API and its id."""
        return self._connection.api_url, self._connection.environment_id

    @property
    def worker(self) -> tuple[str, str]:
        """The worker application, as the id of its environment and its own; both are empty with an access token."""
        return self._connection.auth_environment_id, self._connection.client_id

    @property
    def now(self) -> datetime:
        """The service's time, as its last answer told it in whole seconds; this machine's if it told none."""
        return self._date or datetime.now(timezone.utc)

    def get(
        self,
        *path: str,
        doing: str,
        shape: Shape = ANY_OBJECT,
        query: Optional[Mapping[str, str]] = None,
        from_root: bool = False,
    ) -> dict[str, Any]:
        """Read one object. ``from_root``: the path begins at the root of the API and not at the environment.

        :raises UnexpectedAnswer: if it does not have the ``shape``; so do all that follow.
        """
        return self._checked("GET", self._url(path, query, from_root=from_root), doing, shape.check)

    def list(
        self,
        *path: str,
        key: str,
        doing: str,
        shape: Shape = ANY_OBJECT,
        query: Optional[Mapping[str, str]] = None,
        enough: Optional[int] = None,
        from_root: bool = False,
    ) -> Items:
        """Read a whole collection, page by page. ``key`` names the items under ``_embedded``, which have the ``shape``.

        ``query`` holds the parameters of the first request, such as a filter; PingOne repeats them in its links. No
        further page is read when there are ``enough`` items. ``from_root`` is as for :meth:`get`.
        """
        pages = Pages(key, shape, self._url(path, query, from_root=from_root), query)
        while pages.url and (enough is None or len(pages.items) < enough):
            self._turn(pages, doing)
        return pages.items

    def first_page(
        self,
        *path: str,
        key: str,
        doing: str,
        shape: Shape = ANY_OBJECT,
        query: Optional[Mapping[str, str]] = None,
    ) -> tuple[Items, bool]:
        """Read no more than the first page of a collection, and whether that is all of it."""
        pages = Pages(key, shape, self._url(path, query=query), query)
        self._turn(pages, doing)
        return pages.items, not pages.url

    def _turn(self, pages: Pages, doing: str) -> None:
        """Read the next page."""
        self._checked("GET", pages.url, doing, pages.take)
        if pages.url:
            self._check_origin(pages.url, doing)

    def post(
        self,
        *path: str,
        doing: str,
        shape: Shape = ANY_OBJECT,
        body: Optional[Mapping[str, Any]] = None,
        media_type: str = "",
        settle: Optional[Settle] = None,
    ) -> dict[str, Any]:
        """Create an object or start an action.

        Unless PingOne has plainly accepted or refused it, ``settle`` looks whether it was carried out, before it is
        sent again and after the last try; what it finds is the answer. Its requests share the time of this one.

        :raises OutcomeUnknown: if it may have been carried out, and was not found.
        """
        try:
            return self._checked("POST", self._url(path), doing, shape.check, body, media_type, settle)
        except UnexpectedOutcome:
            # It was probably carried out.
            with suppress(AuthorizeError):
                found = settle() if settle else None
                if found is not None:
                    return found
            raise

    def put(self, *path: str, doing: str, body: Mapping[str, Any], shape: Shape = ANY_OBJECT) -> dict[str, Any]:
        """Replace an object."""
        return self._checked("PUT", self._url(path), doing, shape.check, body)

    def delete(self, *path: str, doing: str) -> None:
        """Delete an object; one that is gone already is fine."""
        try:
            self._send("DELETE", self._url(path), doing)
        except ApiError as error:
            if error.status != 404:
                raise

    def _url(
        self, path: tuple[str, ...] = (), query: Optional[Mapping[str, str]] = None, *, from_root: bool = False
    ) -> str:
        place = () if from_root else ("environments", self._connection.environment_id)
        url = "/".join([self._connection.api_url, "v1", *(quote(segment, safe="") for segment in (*place, *path))])
        return f"{url}?{urlencode(query, quote_via=quote)}" if query else url

    def _checked(
        self,
        method: str,
        url: str,
        doing: str,
        check: Callable[[dict[str, Any]], None],
        body: Optional[Mapping[str, Any]] = None,
        media_type: str = "",
        settle: Optional[Settle] = None,
    ) -> dict[str, Any]:
        """What is answered to a request, if it passes the check."""
        answer = self._send(method, url, doing, body, media_type, settle).json
        try:
            check(answer)
        except Misfit as misfit:
            unexpected = UnexpectedAnswer if method == "GET" else UnexpectedOutcome
            raise unexpected.of(doing, f"{method} {urlsplit(url).path}", misfit) from None
        return answer

    def _check_origin(self, url: str, doing: str) -> None:
        ours, theirs = urlsplit(self._connection.api_url), urlsplit(url)
        if _origin(ours) != _origin(theirs):
            raise ConnectionFailure(
                f"Could not {doing}: the next page is said to be at {theirs.scheme}://{theirs.netloc}, but the token is"
                f" sent to {ours.scheme}://{ours.netloc} only. Set api_url to the address that PingOne itself names."
            )

    def _send(
        self,
        method: str,
        url: str,
        doing: str,
        body: Optional[Mapping[str, Any]] = None,
        media_type: str = "",
        settle: Optional[Settle] = None,
    ) -> Answer:
        if self.read_only and method != "GET":
            raise ReadOnlyViolation(
                f"Could not {doing}: writing is forbidden in check mode. Please report this defect."
            )
        if method != "GET":
            _check_target(method, url[len(self._url()) :] if url.startswith(self._url()) else "", doing)
        outer = self._patience
        patience = self._patience = outer or Patience(self._connection.retry_deadline, self.clock, self.sleep)
        call = (method, url, doing, body, media_type, settle, patience)
        try:
            answer = self._exchange(*call)
            if answer.status == 401 and self._token.renew():
                answer = self._exchange(*call)
            environment = self._environment_behind(method, answer, patience)
            while answer.status in (403, 404) and _is_young(environment) and patience.pause():
                answer = self._exchange(*call)
                environment = self._environment_behind(method, answer, patience)
        finally:
            self._patience = outer
            if patience.waited > WORTH_ANNOUNCING and not outer:
                retries = "1 retry" if patience.pauses == 1 else f"{patience.pauses} retries"
                self._on_warning(f"Waited {patience.waited:.0f} s for PingOne to {doing} ({retries}).")
        # What was found in place of an answer has no headers.
        self._date = http_date(answer.headers.get("Date")) if answer.headers else self._date
        if answer.ok:
            return answer
        problem = readable_error(answer.json)
        path = urlsplit(url).path
        unclear = environment.ok and may_be_unlicensed(path, answer.status, problem)
        licensed = self._licensed(patience) if unclear else None
        hint = next_step(method, path, answer.status, problem, not self._connection.access_token, licensed)
        failure = self._failure(doing, answer, hint, environment.status == 404, patience)
        if method == "POST" and (answer.status in SERVER_TROUBLE or patience.unsettled):
            raise OutcomeUnknown(f"{failure.message} {UNKNOWN}", **failure.facts)
        raise failure

    def _exchange(
        self,
        method: str,
        url: str,
        doing: str,
        body: Optional[Mapping[str, Any]],
        media_type: str,
        settle: Optional[Settle],
        patience: Patience,
    ) -> Answer:
        """Send a request with the current token, persistently."""
        auth = self._token.bearer(patience)

        def send() -> Answer:
            return self._transport.send(method, url, doing=doing, auth=auth, json=body, media_type=media_type)

        try:
            return carefully(send, patience, settle) if method == "POST" else persistently(send, patience)
        except ConnectionFailure as failure:
            message = f"{failure.message} {patience.verdict()}".strip()
            if method == "POST" and isinstance(failure, AnswerLost):
                raise OutcomeUnknown(f"{message} {UNKNOWN}", **failure.facts) from None
            raise type(failure)(message, **failure.facts) from None

    def _failure(
        self, doing: str, answer: Answer, hint: str, environment_missing: bool, patience: Patience
    ) -> ApiError:
        body = answer.json
        if environment_missing:
            body = {
                **body,
                "details": [],
                "message": f"the environment {self._connection.environment_id} was not found",
            }
            hint = "Check environment_id (PINGONE_TARGET_ENVIRONMENT_ID), and that it lies in this region."
        hint = f"{patience.verdict()} {hint}"
        return ApiError(doing, answer.status, body, transaction_id=self._transaction_id, next_step=hint.strip())

    def _environment_behind(self, method: str, answer: Answer, patience: Patience) -> Answer:
        """The environment, read once after a refusal: several services answer 400, 401 or 403 for a missing one."""
        if answer.status not in (400, 401, 403, 404) or (method, answer.status) == ("DELETE", 404):
            return Answer(0, {}, {})
        return self._glance("read the environment", patience)

    def _licensed(self, patience: Patience) -> Optional[bool]:
        """Whether the license of the environment includes API access management; None if that cannot be read."""
        answer = self._glance("read the capabilities of the environment", patience, "capabilities")
        licensed = answer.json.get("canUseApiAccessManagement") if answer.ok else None
        return licensed if isinstance(licensed, bool) else None

    def _glance(self, doing: str, patience: Patience, *path: str) -> Answer:
        """What is read to explain a failure: in one try, and nothing if that fails, too."""
        try:
            auth = self._token.bearer(patience)
            return self._transport.send("GET", self._url(path), doing=doing, auth=auth)
        except AuthorizeError:
            return Answer(0, {}, {})


def condition(attribute: str, operator: str, value: str) -> str:
    """A condition of a filter, such as C(name eq "Staff")."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{attribute} {operator} "{escaped}"'


def _check_target(method: str, path: str, doing: str) -> None:
    """Refuse a writing request to anything but a collection (POST), or an object in one, of the environment.

    A segment that is empty, or that a library or a proxy may take for another path, would change what is addressed.

    :raises ProtectedTarget: before anything is sent.
    """
    segments = [unquote(segment) for segment in path.split("/")[1:]]
    usable = all(one.strip() not in ("", ".", "..") and not set(one) & set("/\\") for one in segments)
    if not usable or len(segments) < (1 if method == "POST" else 2):
        raise ProtectedTarget(
            f"Could not {doing}: {method} would address the environment itself or a whole collection, which is never"
            " done. Please report this defect."
        )


def _origin(parts: SplitResult) -> tuple[object, ...]:
    """Scheme, user, host and port, in the form in which equal ones are equal."""
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.username, parts.hostname, port


def _is_young(environment: Answer) -> bool:
    """Whether an environment exists and was created less than a minute ago, by the server's own clock."""
    created, now = moment(environment.json.get("createdAt")), http_date(environment.headers.get("Date"))
    return created is not None and now is not None and (now - created).total_seconds() < YOUNG_ENVIRONMENT
