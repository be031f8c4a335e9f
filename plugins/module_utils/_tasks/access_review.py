# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reviews how a plan changes the access to API services, before anything is written."""

from __future__ import annotations

from collections import Counter
from typing import Any, Iterable, Mapping, NamedTuple, Optional, Sequence
from urllib.parse import quote

from .._base.errors import Problem, Problems
from .._base.text import enumerated, quoted
from .._domain.operation_analysis.access_changes import (
    CHANGED,
    NARROWED,
    UNDETERMINED,
    WIDENED,
    AccessChange,
    ServiceState,
    access_changes,
)
from .._engine.inventory import Inventory
from .._engine.task import Draft, Options, Review
from .._lookup.access_text import requirement_texts
from .._model.field import Ref
from .._model.objects.api_service import API_SERVICE
from .._model.plan import titled
from .access_states import AccessStates

OPTION, RESULT = "fail_if_widened", "access_changes"
FAIL_IF_WIDENED: dict[str, dict[str, Any]] = {OPTION: {"type": "bool", "default": False}}
OTHER_METHODS, EVERY_METHOD = "other methods", "every method"
UNKNOWN = "the access cannot be determined, because the operations cannot be read, or have too many different patterns"
# The maximum number of changes that a message lists for an API service.
MOST_CHANGES = 20
# The characters of a path that are not percent-encoded in a URL, in addition to letters and digits.
_SAFE = "/!$&'()*+,;=:@~"

Entry = dict[str, Any]


class Reviewed(NamedTuple):
    """A change of the access to an API service, as a part of the result, and as a line of text.

    ``concerned``: all API services that the requests belong to, before or afterwards.
    """

    service: Ref
    entry: Entry
    line: str
    concerned: Sequence[Ref]


class AccessReview(Review):
    """The changes of the access from the state before the first write to the state after the task."""

    def __init__(self) -> None:
        self._changes: list[Reviewed] = []
        self._before: list[ServiceState] = []
        self._planned: set[object] = set()
        # Of the rounds that were started: what was before the first one, and the services whose operations change.
        self._started = False
        self._first: list[ServiceState] = []
        self._touched: set[object] = set()

    def plan(self, inventory: Inventory, drafts: Sequence[Draft]) -> None:
        """Compare the access before the first write with that after the drafts."""
        self._changes = []
        states = AccessStates(inventory, drafts)
        if not states.changes and not self._started:
            return
        known = {service.key for service in self._first}
        further = [one for one in states.before() if one.key not in known and one.ref.id not in inventory.created]
        self._before = [*self._first, *further]
        self._planned = self._touched | states.touched
        changes = access_changes(self._before, states.after(), self._planned)
        self._changes = [_reviewed(inventory, change) for change in changes]

    def check(self, options: Options) -> None:
        """Reject the plan if it widens access, and O(fail_if_widened) is set."""
        self.check_services({OPTION: None} if options[OPTION] else {})

    def check_services(self, services: Mapping[str, Optional[Ref]]) -> None:
        """Reject the plan if it widens the access to API services. It is written next otherwise.

        ``services``: those whose access must not be widened, by the location of the option. None: all.

        :raises InvalidInput: with the requests.
        """
        # Later rounds are compared with the state before the first one.
        self._started, self._first, self._touched = True, self._before, self._planned
        texts = {place: _widening(self._concerning(service)) for place, service in services.items()}
        Problems(Problem(place, text) for place, text in texts.items() if text).stop_if_any()

    def changes(self, service: Ref, listed: Sequence[Ref]) -> list[Entry]:
        """The changes of an API service. ``listed``: all API services whose changes are returned.

        If the requests belong to an API service that is not listed afterwards, they are those of the one before.
        """
        return [
            one.entry
            for one in self._concerning(service)
            if one.service.same_as(service) or not any(one.service.same_as(other) for other in listed)
        ]

    def results(self) -> dict[str, Any]:
        """The changes as a result of the module."""
        return {RESULT: [one.entry for one in self._changes]}

    def notes(self) -> str:
        """The changes as text for the diff, by API service."""
        by_service: dict[str, list[str]] = {}
        for service, _entry, line, _concerned in self._changes:
            by_service.setdefault(service.name, []).append(f"  {line}\n")
        return "".join(
            f"Access to {titled(API_SERVICE, name)} (before -> after):\n{''.join(lines)}\n"
            for name, lines in by_service.items()
        )

    def _concerning(self, service: Optional[Ref]) -> list[Reviewed]:
        """The changes of requests that belong to an API service before or afterwards. None: all changes."""
        return [one for one in self._changes if service is None or any(map(service.same_as, one.concerned))]


def _widening(changes: Iterable[Reviewed]) -> str:
    """The problem of changes that may allow requests that were denied. Empty if there are none."""
    lines = [f"{one.service.name}: {one.line}" for one in changes if one.entry["effect"] != NARROWED]
    if not lines:
        return ""
    more = f"; and {len(lines) - MOST_CHANGES} more" if len(lines) > MOST_CHANGES else ""
    return (
        f"the task would allow requests that are denied before it, or this cannot be excluded:"
        f" {'; '.join(lines[:MOST_CHANGES])}{more}. Correct the operations, or set {OPTION}: false if this is intended."
    )


def summary(entries: Sequence[Entry]) -> str:
    """How many changes have which effect, such as C(access: 2 widened, 1 narrowed). Empty if there are none."""
    counts = Counter(entry["effect"] for entry in entries)
    parts = [f"{counts[effect]} {effect}" for effect in (WIDENED, NARROWED, CHANGED, UNDETERMINED) if counts[effect]]
    return f"access: {', '.join(parts)}" if parts else ""


def _reviewed(inventory: Inventory, change: AccessChange) -> Reviewed:
    service = change.service.ref
    concerned = [one.ref for one in change.concerned]
    if change.effect == UNDETERMINED:
        unknown = dict.fromkeys(("method", "path", "url", "before", "after"))
        known = {"api_service": service.name, "effect": UNDETERMINED, "methods": [], "base_urls": []}
        return Reviewed(service, {**known, **unknown}, UNKNOWN, concerned)
    before, after = requirement_texts(inventory, change.before, change.after)
    listed = list(change.methods[:-1] if change.other_methods else change.methods)
    methods = [EVERY_METHOD] if change.all_methods else [*listed, *([OTHER_METHODS] if change.other_methods else [])]
    entry = {
        "api_service": service.name,
        "effect": change.effect,
        "method": change.methods[0],
        "methods": methods,
        "path": change.path,
        "url": _url(change),
        "base_urls": list(change.base_urls),
        "before": before,
        "after": after,
    }
    line = f"{enumerated(methods, 'and')} {_place(change)}: {before} -> {after} ({change.effect})"
    return Reviewed(service, entry, line, concerned)


def _url(change: AccessChange) -> Optional[str]:
    """An example of the URL. None if the base URLs are not known."""
    if not change.base_urls:
        return None
    return change.base_urls[0].rstrip("/") + quote(change.path, safe=_SAFE, errors="replace")


def _place(change: AccessChange) -> str:
    """The path, or the URL if the access depends on the base URL."""
    more = len(change.base_urls) - 1
    if not change.moved or more < 0:
        return quoted(change.path)[1:-1]
    return f"{_url(change)}{f' and below {more} other base URL' if more else ''}{'s' if more > 1 else ''}"
