# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""HTTP with PingOne for one environment: token, retries, paging, and a switch that forbids writing.

Knows nothing of Ansible. Paths are relative to the managed environment unless they say otherwise. Without a managed
environment, all of them have to.
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from copy import copy
from datetime import datetime, timezone
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence, TypeVar, Union
from urllib.parse import quote, urlencode

from .._base.api_error import ApiError
from .._base.errors import AuthorizeError, ReadOnlyViolation, UnexpectedOutcome, UnexpectedResponse
from .._base.shape import ANY_OBJECT, ShapeError
from .._base.time import parse_http_date
from .._base.topic import ANYTHING, Topic
from .concurrency import clients_for, run_concurrently
from .connection import Connection
from .pace import Pace
from .paging import Pages, check_origin
from .refusal import Refusals, is_young
from .request import LookUp, Request, Response, Write, check_target
from .retry import Backoff
from .session import Session
from .token import Token
from .transport import TRANSACTION_ID, Transport

# Seconds of waiting after which a warning says so.
LONG_WAIT = 10.0

Items = list[dict[str, Any]]
Check = Callable[[dict[str, Any]], None]
Found = TypeVar("Found")


class Client:
    """PingOne's management API.

    ``on_warning`` is called with texts for the user, ``on_secret`` with every access token before its first use and
    with other secrets that a task reads. With ``read_only``, a writing verb raises :class:`ReadOnlyViolation` before
    anything is sent. Only objects in a collection of the environment can be replaced or deleted; anything else raises
    :class:`ProtectedTarget`.
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
        pace: Optional[Pace] = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.read_only = read_only
        self.on_secret = on_secret
        self.sleep = sleep
        self._clock = clock
        self._pace = pace
        self.connection = connection
        self.transaction_id = transaction_id
        self._refusals = Refusals(connection, transaction_id)
        self._on_warning = on_warning
        self._date: Optional[datetime] = None
        self._backoff: Optional[Backoff] = None
        # Long waits of concurrent requests, as seconds and warning.
        self._waits: Optional[list[tuple[float, str]]] = None
        self._readers: list[Client] = []
        self._user_agent = {"User-Agent": user_agent}
        headers = {
            **self._user_agent,
            "Accept": "application/json",
            TRANSACTION_ID: transaction_id,
        }
        self._transport = Transport(connection, headers, pace)
        self._token = Token(connection, Transport(connection, headers), on_secret, session)
        self._transports: list[Transport] = []

    @property
    def requests(self) -> int:
        """How many requests were sent so far, token requests, retries and concurrent reads included."""
        transports = [*(client._transport for client in (self, *self._readers)), *self._transports]
        return self._token.requests + sum(transport.sent for transport in transports)

    @property
    def sent_writes(self) -> Sequence[Write]:
        """The writing requests that were sent to the management API, including retries."""
        return self._transport.writes

    @property
    def place(self) -> tuple[str, str]:
        """The managed environment, as the URL of its API and its ID."""
        return self.connection.api_url, self.connection.environment_id

    @property
    def worker(self) -> tuple[str, str]:
        """The worker application, as the ID of its environment and its own ID; both are empty with an access token."""
        return self.connection.auth_environment_id, self.connection.client_id

    def clock(self) -> float:
        """The time for deadlines, against which the time for which the rate limit delays requests does not count."""
        return self._clock() - (self._pace.excused if self._pace else 0.0)

    def has_delayed(self, seconds: float) -> bool:
        """Whether a run on this machine had to delay requests within the last seconds, so that others wait longer."""
        return self._pace is not None and self._pace.has_delayed(seconds)

    def transport(self) -> Transport:
        """A transport for requests to others than the management API. Its requests are counted."""
        self._transports.append(Transport(self.connection, self._user_agent))
        return self._transports[-1]

    @property
    def now(self) -> datetime:
        """PingOne's time in whole seconds, from its last response; this machine's time if that had none."""
        return self._date or datetime.now(timezone.utc)

    def get(
        self,
        *path: str,
        doing: str,
        topic: Topic = ANYTHING,
        query: Optional[Mapping[str, str]] = None,
        from_root: bool = False,
    ) -> dict[str, Any]:
        """Read one object. ``from_root``: the path begins at the root of the API and not at the environment.

        :raises UnexpectedResponse: if it does not have the shape of the ``topic``; so do all that follow.
        """
        return self._request(Request("GET", self._url(path, query, from_root=from_root), doing, topic=topic))

    def list(
        self,
        *path: str,
        doing: str,
        topic: Topic = ANYTHING,
        query: Optional[Mapping[str, str]] = None,
        enough: Optional[int] = None,
        from_root: bool = False,
    ) -> Items:
        """Read a whole collection, page by page.

        ``query`` holds the parameters of the first request, such as a filter; PingOne repeats them in its links. No
        further page is read when there are ``enough`` items. ``from_root`` is as for :meth:`get`.
        """
        pages = Pages(topic.key or path[-1], topic.shape, self._url(path, query, from_root=from_root), query)
        while pages.url and (enough is None or len(pages.items) < enough):
            self._read_page(pages, doing, topic)
        return pages.items

    def first_page(
        self,
        *path: str,
        doing: str,
        topic: Topic = ANYTHING,
        query: Optional[Mapping[str, str]] = None,
    ) -> tuple[Items, bool]:
        """Read no more than the first page of a collection, and whether that is all of it."""
        pages = Pages(topic.key or path[-1], topic.shape, self._url(path, query=query), query)
        self._read_page(pages, doing, topic)
        return pages.items, not pages.url

    def _read_page(self, pages: Pages, doing: str, topic: Topic) -> None:
        """Read the next page."""
        self._request(Request("GET", pages.url, doing, topic=topic), pages.take)
        if pages.url:
            check_origin(pages.url, self.connection.api_url, doing)

    def concurrently(self, jobs: Sequence[Callable[[Client], Found]]) -> Sequence[Union[Found, AuthorizeError, None]]:
        """Run jobs that only read with the client that they get, several at the same time.

        Returns the result of each job as :func:`run_concurrently`. There are at most ``concurrent_reads`` clients, this
        one included, with a connection and a retry deadline each. They are kept for the next jobs.
        """
        count = clients_for(len(jobs), self.connection.concurrent_reads, 1 + len(self._readers))
        self._readers += [self._reader() for _number in range(count - 1 - len(self._readers))]
        clients = [self, *self._readers][:count]
        waits: list[tuple[float, str]] = []
        read_only, self.read_only = self.read_only, True
        for client in clients:
            client._waits = waits
        try:
            return run_concurrently(jobs, clients)
        finally:
            self.read_only, self._waits = read_only, None
            self._date = max((client._date for client in clients if client._date), default=None)
            if waits:
                self._on_warning(max(waits)[1])

    def _reader(self) -> Client:
        """A client for concurrent reads: the same, with a connection of its own."""
        reader = copy(self)
        reader._transport = self._transport.copy()
        reader.read_only, reader._readers = True, []
        return reader

    def post(
        self,
        *path: str,
        doing: str,
        topic: Topic = ANYTHING,
        body: Optional[Mapping[str, Any]] = None,
        media_type: str = "",
        look_up: Optional[LookUp] = None,
        once: bool = False,
    ) -> dict[str, Any]:
        """Create an object or start an action.

        Unless PingOne has clearly accepted or refused it, ``look_up`` looks up whether it was carried out, before it is
        sent again and after the last attempt. What it finds is returned. Its requests share the time of this one.
        ``once``: it is not sent again if it may have been carried out, even if nothing is found.

        :raises OutcomeUnknown: if it may have been carried out, and was not found.
        """
        try:
            request = Request("POST", self._url(path), doing, body, media_type, look_up, topic=topic, once=once)
            return self._request(request)
        except UnexpectedOutcome:
            # It was probably carried out.
            with suppress(AuthorizeError):
                found = look_up() if look_up else None
                if found is not None:
                    return found
            raise

    def put(self, *path: str, doing: str, body: Mapping[str, Any], topic: Topic = ANYTHING) -> dict[str, Any]:
        """Replace an object."""
        return self._request(Request("PUT", self._url(path), doing, body, topic=topic))

    def delete(self, *path: str, doing: str, topic: Topic = ANYTHING) -> None:
        """Delete an object. It is no error if it does not exist any more."""
        try:
            self._request(Request("DELETE", self._url(path), doing, topic=topic), ANY_OBJECT.check)
        except ApiError as error:
            if error.status != 404:
                raise

    def _url(
        self, path: tuple[str, ...] = (), query: Optional[Mapping[str, str]] = None, *, from_root: bool = False
    ) -> str:
        place = () if from_root else ("environments", self.connection.environment_id)
        url = "/".join([self.connection.api_url, "v1", *(quote(segment, safe="") for segment in (*place, *path))])
        return f"{url}?{urlencode(query, quote_via=quote)}" if query else url

    def _request(self, request: Request, check: Optional[Check] = None) -> dict[str, Any]:
        """Send a request until the response is final, and return its object if that is as it has to be."""
        if request.method != "GET":
            if self.read_only:
                raise ReadOnlyViolation(
                    f"Could not {request.doing}: writing is forbidden in check mode. Please report this defect."
                )
            check_target(request, self._url())
        renewed = False
        with self._shared_backoff(request.doing) as backoff:

            def send_once(other: Request) -> Response:
                return self._transport.send(other, self._token.authorization(backoff))

            while True:
                authorization = self._token.authorization(backoff)
                response = self._transport.exchange(request, authorization, backoff)
                if response.status == 401 and not renewed and self._token.renew(authorization):
                    renewed = True
                    continue
                environment = self._refusals.environment_after(request, response, send_once)
                if response.status not in (403, 404) or not is_young(environment) or not backoff.pause():
                    break
        # What a lookup found instead of a response has no headers.
        self._date = parse_http_date(response.headers.get("Date")) if response.headers else self._date
        if not response.ok:
            raise self._refusals.error(request, response, environment, backoff, send_once)
        try:
            (check or request.topic.shape.check)(response.json)
        except ShapeError as misfit:
            unexpected = UnexpectedOutcome if request.writes else UnexpectedResponse
            raise unexpected.of(request.doing, str(request), misfit) from None
        return response.json

    @contextmanager
    def _shared_backoff(self, doing: str) -> Iterator[Backoff]:
        """The backoff of a request. Requests that are made meanwhile, to look up its outcome, share it."""
        if self._backoff:
            yield self._backoff
            return
        backoff = self._backoff = Backoff(self.connection.retry_deadline, self.clock, self.sleep)
        try:
            yield backoff
        finally:
            self._backoff = None
            if backoff.waited > LONG_WAIT:
                text = backoff.summary(doing)
                if self._waits is None:
                    self._on_warning(text)
                else:
                    self._waits.append((backoff.waited, text))
