# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an object's file declares its routes, and what a route's function is given.

The wire (wire.py) finds the route and runs it. Functions are synchronous on purpose: nothing can happen between
the check of a rule and the write that depends on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request

from . import documents, errors
from .inputs import Model, checked
from .store import Entry

if TYPE_CHECKING:
    from .emulator import Emulator
    from .permissions import Actor

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
LinksOf = Callable[[Entry], dict[str, str]]


class Call(Request):
    """One request on its way through a route's function."""

    emulator: Emulator
    actor: Actor
    origin: str  # scheme, host and prefix as the client used them; no trailing slash
    authorization: str  # the header, empty when there is none
    correlation: str  # the transaction's id (SPECIFICATION.md 3.5)
    raw: bytes
    found: dict[str, Entry]  # the objects that the path names, by kind

    @property
    def path_and_query(self) -> str:
        query = self.scope["query_string"].decode("latin-1")
        return f"{self.scope['path']}?{query}" if query else self.scope["path"]

    @property
    def environment(self) -> str:
        return self.found["environment"].id

    def data(self) -> dict[str, Any]:
        """The JSON object in the body; raises 415 or 400 ``INVALID_REQUEST``."""
        media_type = self.headers.get("content-type", "application/json").split(";")[0].strip().lower()
        if self.raw and media_type != "application/json":
            raise errors.unsupported_media_type()
        try:
            data = documents.parse(self.raw)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise errors.invalid_request("The request could not be completed. The request was malformed.")
        return data

    def optional_data(self) -> dict[str, Any]:
        """Like :meth:`data`, for routes where clients may post nothing at all."""
        return self.data() if self.raw.strip() else {}

    def input(self, model: type[Model], *read_only: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        """The body, checked against the model (see inputs.checked)."""
        return checked(
            self.data() if data is None else data, model, read_only, self.emulator.switches["reject_unknown_keys"]
        )

    def show(self, entry: Entry) -> dict[str, Any]:
        """The object as an answer shows it, links first."""
        links = LINKS[entry.kind](entry)
        return {"_links": {name: {"href": self.origin + path} for name, path in links.items()}, **entry.body}


@dataclass(frozen=True)
class Document:
    """An answer that is not JSON."""

    text: str
    media_type: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Route:
    """A method of a path, the function that answers it, the status if all goes well, and the permission it asks for."""

    method: str
    path: str
    endpoint: Callable[[Call], Any]
    success: int
    permission: str | None


class Router:
    """Collects the routes that an object's file declares."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self.get, self.post, self.put, self.patch, self.delete = (
            partial(self._route, method) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        )

    def _route(self, method: str, path: str, status_code: int = 200) -> Callable[[Endpoint], Endpoint]:
        def declare(endpoint: Endpoint) -> Endpoint:
            permission = getattr(endpoint, "permission", None)
            self.routes.append(Route(method, path, endpoint, status_code, permission))
            return endpoint

        return declare


def needs(permission: str) -> Callable[[Endpoint], Endpoint]:
    """Name the permission a route asks for (SPECIFICATION.md 2.3); a route without one is open to everybody."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.permission = permission  # type: ignore[attr-defined]
        return endpoint

    return mark


LINKS: dict[str, LinksOf] = {}


def linked(kind: str) -> Callable[[LinksOf], LinksOf]:
    """Register the function that gives an object's links (name to path)."""

    def register(function: LinksOf) -> LinksOf:
        LINKS[kind] = function
        return function

    return register
