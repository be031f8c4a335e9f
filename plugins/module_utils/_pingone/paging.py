# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The pages of a collection, put together. The client reads them."""

from __future__ import annotations

from typing import Any, Mapping, Optional
from urllib.parse import SplitResult, urlsplit

from .._base.errors import ConnectionFailure
from .._base.shape import NUMBER, TEXT, Listing, Record, Shape, ShapeError, describe

# More pages than any collection has, even with one object per page: no endless loop if links never end.
MOST_PAGES = 10000
_NEXT = "_links.next.href"


class Pages:
    """What was read of a collection, and the ``url`` of the page to read next, which is empty after the last one.

    ``key`` names the items under ``_embedded``, which have the ``shape``. ``query`` holds the parameters of the first
    request; PingOne repeats them in its links.
    """

    def __init__(self, key: str, shape: Shape, url: str, query: Optional[Mapping[str, str]]) -> None:
        self.items: list[dict[str, Any]] = []
        self.url = url
        self._key = key
        self._shape = _page_of(key, shape)
        self._seen: set[str] = set()
        # PingOne does not document what the count of a filtered collection means.
        self._is_whole = "filter" not in (query or {})
        self._count: Optional[int] = None

    def take(self, page: dict[str, Any]) -> None:
        """Take the next page.

        :raises ShapeError: if it is not a page, links to a page that was already read, or is the last page and items
            are missing.
        """
        self._shape.check(page)
        self.items += page["_embedded"][self._key]
        self._seen.add(self.url)
        self.url = _following(page)
        if self.url in self._seen or (self.url and len(self._seen) == MOST_PAGES):
            raise ShapeError("a link to a further page", "leads to a page that was already read").below(_NEXT)
        # Another client may create or delete an object between two pages, so only the smallest count is certain.
        count = page.get("count") or 0
        self._count = count if self._count is None else min(count, self._count)
        if not self.url and self._is_whole and len(self.items) < self._count:
            raise ShapeError(f"a list of {self._count} items", f"contains {len(self.items)}").below(
                f"_embedded.{self._key}"
            )


def _page_of(key: str, shape: Shape) -> Record:
    """The shape of a page."""
    links = Record({"next": Record({"href": TEXT}, frozenset({"href"}))}, nullable=frozenset({"next"}))
    embedded = Record({key: Listing(shape)}, frozenset({key}))
    keys: dict[str, Shape] = {"_embedded": embedded, "_links": links, "count": NUMBER}
    return Record(keys, frozenset({"_embedded"}), frozenset({"_links", "count"}))


def _following(page: Mapping[str, Any]) -> str:
    """The absolute URL of the next page, or an empty string."""
    following = (page.get("_links") or {}).get("next")
    if not following:
        return ""
    url: str = following["href"]
    try:
        parts = urlsplit(url)
        usable = bool(parts.scheme and parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ShapeError("an absolute URL", describe(url)).below(_NEXT)
    return url


def check_origin(url: str, api_url: str, doing: str) -> None:
    """Refuse to send the token to another origin than that of the API.

    :raises ConnectionFailure: if the URL of the next page has another origin.
    """
    ours, theirs = urlsplit(api_url), urlsplit(url)
    if _origin(ours) != _origin(theirs):
        raise ConnectionFailure(
            f"Could not {doing}: the next page is said to be at {theirs.scheme}://{theirs.netloc}, but the token is"
            f" sent to {ours.scheme}://{ours.netloc} only. Set api_url to the address that PingOne itself names."
        )


def _origin(parts: SplitResult) -> tuple[object, ...]:
    """Scheme, user, host and port, in the form in which equal ones are equal."""
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.username, parts.hostname, port
