# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""HTTP over a requests session. The only file that uses the library."""

from __future__ import annotations

from typing import Any, Mapping, Optional
from urllib.parse import urlsplit

from .._base.errors import (
    ConnectionFailure,
    MissingLibrary,
    NeverConnected,
    ResponseLost,
    UnexpectedOutcome,
    UnexpectedResponse,
)
from .._base.shape import ANY_OBJECT, ShapeError, is_deep
from .connection import Connection
from .pace import Pace
from .request import Request, Response, Write
from .retry import TOO_MANY_REQUESTS, Backoff, Retry, retry_after

# PingOne returns the ID that a request contains.
TRANSACTION_ID = "X-Ping-External-Transaction-ID"


class Transport:
    """Sends requests and turns every failure of the library into the collection's own exceptions.

    Requests to the management API have a ``pace``. ``writes`` are the writing requests that were sent.
    """

    def __init__(self, connection: Connection, headers: Mapping[str, str], pace: Optional[Pace] = None) -> None:
        self.sent = 0
        self.writes: list[Write] = []
        self._pace = pace
        self._connection = connection
        self._headers = headers
        self._session: Any = None

    def copy(self) -> Transport:
        """The same with a connection of its own."""
        return Transport(self._connection, self._headers, self._pace)

    def exchange(self, request: Request, authorization: str, backoff: Backoff) -> Response:
        """Send a request, as often as :class:`Retry` says, and return the final response.

        :raises ConnectionFailure: as :meth:`send`, with the number of attempts.
        """
        retry = Retry(request, backoff)
        final = None
        while final is None:
            try:
                response = self.send(request, authorization)
            except ConnectionFailure as failure:
                final = retry.after_failure(failure)
            else:
                final = retry.after_response(response)
        return final

    def send(self, request: Request, authorization: str) -> Response:
        """Send a request once. Redirects are not followed.

        :raises NeverConnected, ResponseLost, ConnectionFailure: with a message that names the host and the remedy.
        """
        requests = _library()
        if self._session is None:
            self._session = _new_session(requests)
        if self._pace:
            self._pace.wait(lambda other: self.send(other, authorization))

        def authorize(prepared: Any) -> Any:
            prepared.headers.pop("Authorization", None)
            if authorization:
                prepared.headers["Authorization"] = authorization
            return prepared

        self.sent += 1
        try:
            # verify belongs to the request: if it were set on the session, REQUESTS_CA_BUNDLE would replace it. Without
            # auth, the library would look for credentials in ~/.netrc.
            received = self._session.request(
                request.method,
                request.url,
                auth=authorize,
                json=request.body,
                data=request.form,
                headers=self._headers_of(request),
                timeout=self._connection.timeout,
                verify=self._connection.verify,
                allow_redirects=False,
                stream=request.any_response,
            )
        except (requests.exceptions.RequestException, OSError, ValueError) as error:
            self._note(request, None, {})
            raise self._explained(requests, error, request) from None
        self._note(request, received.status_code, received.headers)
        if self._pace and received.status_code == TOO_MANY_REQUESTS:
            self._pace.rejected(retry_after(received.headers))
        return _response(received, request)._replace(seconds=received.elapsed.total_seconds())

    def _note(self, request: Request, status: Optional[int], headers: Mapping[str, str]) -> None:
        """Remember a request if it writes."""
        if request.writes:
            identifier = headers.get(TRANSACTION_ID) or self._headers.get(TRANSACTION_ID, "")
            self.writes.append(Write(request.method, request.path, request.doing, status, identifier))

    def _headers_of(self, request: Request) -> dict[str, str]:
        media_type = {"Content-Type": request.media_type} if request.media_type else {}
        return {**self._headers, **media_type, **request.headers}

    def _explained(self, requests: Any, error: Exception, request: Request) -> ConnectionFailure:
        """A failure of the library as the collection's own."""
        known, cause, host = requests.exceptions, _root_cause(error), _origin(request.url)
        kind = ConnectionFailure
        if isinstance(error, known.SSLError) and any(word in cause for word in ("X509", "PEM", "NO_CERT")):
            text = (
                f"the CA bundle contains no certificates ({cause}). Check ca_path (PINGONE_CA_PATH): it names a file of"
                " certificates in PEM format."
            )
        elif isinstance(error, known.SSLError):
            text = (
                f"the TLS certificate of {host} was not accepted ({cause}). If your organization inspects TLS or runs"
                " its own CA, set ca_path (or PINGONE_CA_PATH) to its CA bundle."
            )
        elif isinstance(error, OSError) and not isinstance(error, known.RequestException):
            text = f"the CA bundle cannot be read ({error}). Check ca_path and REQUESTS_CA_BUNDLE."
        elif isinstance(error, known.ProxyError):
            kind, text = NeverConnected, f"the proxy for {host} did not answer ({cause})."
        elif isinstance(error, known.ConnectTimeout) or _never_connected(error):
            kind = NeverConnected
            text = (
                f"{host} cannot be reached ({cause}). Check {_names_of(request, region=True)}, and the network (DNS,"
                " firewall, proxy variables)."
            )
        elif isinstance(error, known.Timeout):
            kind = ResponseLost
            text = f"{host} did not answer within {self._connection.timeout:g} s. Raise timeout, or try again later."
        elif isinstance(error, (known.ConnectionError, known.ChunkedEncodingError, known.ContentDecodingError)):
            kind, text = ResponseLost, f"the connection to {host} was lost ({cause})."
        else:
            # The text of an unknown failure may quote a header, so only its type is shown.
            text = f"no request to {host} is possible ({type(error).__name__})."
        return kind(f"Could not {request.doing}: {text}", host=host)


def _library() -> Any:
    """The requests library. It is imported when the first request is made, because that takes long."""
    try:
        import requests  # pylint: disable=import-outside-toplevel
    except ImportError as error:
        raise MissingLibrary("requests", str(error)) from None
    return requests


def _new_session(requests: Any) -> Any:
    """A session that accepts no cookies, so that no response affects later requests."""
    from http.cookiejar import DefaultCookiePolicy  # pylint: disable=import-outside-toplevel

    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return session


def _never_connected(error: BaseException) -> bool:
    """Whether the library failed to connect (refused, no route, unknown name)."""
    names = {type(cause).__name__ for cause in _causes(error)}
    return bool(names & {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "gaierror"})


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    queue: list[Any] = [error]
    while queue and len(found) < 20:
        item = queue.pop(0)
        if isinstance(item, BaseException) and item not in found:
            found.append(item)
            queue += [getattr(item, "reason", None), item.__cause__, item.__context__, *item.args]
    return found


def _root_cause(error: BaseException) -> str:
    """The innermost text of a chain of exceptions, without object addresses."""
    texts = [str(cause) for cause in _causes(error) if str(cause)]
    text = min(texts, key=len) if texts else type(error).__name__
    return text.split("object at 0x")[-1].split(">: ")[-1].strip().rstrip(".")


def _body(response: Any) -> Any:
    """The body as the object that it holds; an empty one if there is no body.

    :raises ShapeError: if it is JSON, but not an object that can be handled.
    :raises ValueError: if it is no JSON.
    """
    try:
        body = response.json() if response.content else {}
    except RecursionError:
        raise ShapeError("less deeply nested", "has too many levels") from None
    if is_deep(body):
        raise ShapeError("less deeply nested", "has too many levels")
    ANY_OBJECT.check(body)
    return body


def _origin(url: str) -> str:
    """Scheme and host of a URL, if it can be read and has both."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _names_of(request: Request, conjunction: str = "and", *, region: bool = False) -> str:
    """The options that a request's URL results from. The region is one of them if the URLs of the APIs are."""
    options = [*(["region"] if region and "api_url" in request.url_options else []), *request.url_options]
    return f" {conjunction} ".join(filter(None, [", ".join(options[:-1]), options[-1]]))


def _response(received: Any, request: Request) -> Response:
    """The library's response as the client's."""
    host = _origin(received.url)
    if request.any_response:
        received.close()
        return Response(received.status_code, received.headers, {})
    if 300 <= received.status_code < 400:
        where = _origin(received.headers.get("Location", "")) or "another path"
        raise ConnectionFailure(
            f"Could not {request.doing}: {host} redirects to {where}. Redirects are not followed, because the token"
            f" would go along; set {_names_of(request, 'or')} to the final address.",
            host=host,
            status=received.status_code,
        )
    try:
        return Response(received.status_code, received.headers, _body(received))
    except ValueError as error:
        trouble = error
    if received.status_code >= 400:
        return Response(received.status_code, received.headers, {})
    if isinstance(trouble, ShapeError):
        unexpected = UnexpectedOutcome if request.writes else UnexpectedResponse
        raise unexpected.of(request.doing, str(request), trouble)
    kind = received.headers.get("Content-Type", "a body without a type").split(";")[0]
    message = (
        f"Could not {request.doing}: {host} answered with {kind} that is not a JSON object. Check"
        f" {_names_of(request)}; a proxy or a sign-in page may have answered instead of PingOne."
    )
    # Another attempt may complete a body that was cut off, but not change its format. Of a POST, the outcome is unknown
    # in either case.
    lost = "json" in kind or not request.repeatable
    raise (ResponseLost if lost else ConnectionFailure)(message, host=host, status=received.status_code)
