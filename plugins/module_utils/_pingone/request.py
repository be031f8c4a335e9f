# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A request and its response, as values, and what a request must not address."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Callable, Mapping, NamedTuple, Optional, Sequence
from urllib.parse import unquote, urlsplit

from .._base.errors import ProtectedTarget
from .._base.topic import ANYTHING, Topic

# Looks up what a POST should create or start, and returns it if it exists.
LookUp = Callable[[], Optional[dict[str, Any]]]


class Request(NamedTuple):
    """A request without its credentials.

    ``doing`` is its purpose, as an infinitive that completes the sentence "Could not ...". ``body`` is sent as JSON;
    ``form`` is sent to a token endpoint only. ``once``: it is not sent again if it may have been carried out. A POST
    that ``reads`` changes nothing. ``url_options`` are the options that the URL results from, for messages. With
    ``any_response``, redirects and bodies of all kinds are responses, and no body is read.
    """

    method: str
    url: str
    doing: str
    body: Optional[Mapping[str, Any]] = None
    media_type: str = ""
    look_up: Optional[LookUp] = None
    form: Optional[Mapping[str, str]] = None
    topic: Topic = ANYTHING
    once: bool = False
    headers: Mapping[str, str] = MappingProxyType({})
    reads: bool = False
    url_options: Sequence[str] = ("api_url", "auth_url")
    any_response: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def path(self) -> str:
        """The path of the URL."""
        return urlsplit(self.url).path

    @property
    def writes(self) -> bool:
        """Whether it changes something in PingOne."""
        return self.method != "GET" and self.form is None and not self.reads

    @property
    def repeatable(self) -> bool:
        """Whether sending it more than once has the same effect as sending it once."""
        return self.method != "POST" or self.form is not None or self.reads


class Write(NamedTuple):
    """A writing request that was sent, and what is known about its response.

    ``status`` is None if there was no response. ``transaction_id`` is that of the response, otherwise that of the
    request.
    """

    method: str
    path: str
    doing: str
    status: Optional[int]
    transaction_id: str


class Response(NamedTuple):
    """A response: ``json`` is an empty dict if the body is empty or, for an error status, no JSON object.

    ``seconds`` is the time until it arrived.
    """

    status: int
    headers: Mapping[str, str]
    json: dict[str, Any]
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


def check_target(request: Request, environment: str) -> None:
    """Allow a write only to a collection of the environment with this URL (POST), or to an object in one.

    A segment that is empty, or that a library or a proxy may take for another path, would change the target.

    :raises ProtectedTarget: for any other target.
    """
    path = request.url[len(environment) :] if request.url.startswith(environment) else ""
    segments = [unquote(segment) for segment in path.split("/")[1:]]
    usable = all(one.strip() not in ("", ".", "..") and not set(one) & set("/\\") for one in segments)
    if not usable or len(segments) < (1 if request.method == "POST" else 2):
        raise ProtectedTarget(
            f"Could not {request.doing}: {request.method} would address the environment itself or a whole collection,"
            " which is never done. Please report this defect."
        )


def condition(attribute: str, operator: str, value: str) -> str:
    """A condition of a filter, such as C(name eq "Staff")."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{attribute} {operator} "{escaped}"'
