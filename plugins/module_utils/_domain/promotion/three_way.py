# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The three-way merge of API services: what changed in the source, and what changed in the target since the base."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Optional, Sequence

from .elements import BASE_URLS, EXTERNAL_SERVER, OPERATIONS, RULES, SCOPES, Element, shown
from .keep_both import both, is_safe

FAIL, SOURCE, TARGET, BOTH = "fail", "source", "target", "keep_both_where_possible"
BOTH_KEPT = "conflict, both edits are kept"
CHOICES = (FAIL, SOURCE, TARGET, BOTH)

_UNSET: Any = object()
# Lists of which the target keeps what the source does not list, if there is no base.
_ADDED = (BASE_URLS, "scopes")


@dataclass
class Report:
    """What a merge found. Each entry has the API service, the place in it, and values as in the role's list.

    - ``conflicts``: edits of source and target that contradict each other.
    - ``changes``: what changes in the target, and why.
    - ``kept``: what is different in the target, and is kept.
    - ``not_applied``: what is different in the source, and is not changed in the target, with the reason.
    """

    conflicts: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    not_applied: list[dict[str, Any]] = field(default_factory=list)

    def lengths(self) -> list[int]:
        """The numbers of entries, to return to with :meth:`shorten`."""
        return [len(entries) for entries in self._lists()]

    def shorten(self, lengths: Sequence[int]) -> None:
        """Remove all entries since :meth:`lengths`."""
        for entries, length in zip(self._lists(), lengths):
            del entries[length:]

    def _lists(self) -> tuple[list[dict[str, Any]], ...]:
        return self.conflicts, self.changes, self.kept, self.not_applied


@dataclass
class Merge:
    """Merges one API service.

    ``has_base``: whether the base is what was promoted last. Otherwise, it is assumed by :func:`assumed_base`.
    ``unapplied``: the places of ``not_applied``, which keep their value in the next base.
    """

    name: str
    on_conflict: str
    has_base: bool
    report: Report
    unapplied: set[tuple[str, str, str]] = field(default_factory=set)

    def service(self, base: Optional[Element], source: Element, target: Optional[Element]) -> Optional[Element]:
        """The API service that the target should have, or None if it was removed there."""
        if target is None:
            return self._without_target("", "", base, source)
        return self._both_exist("", "", base, source, target)

    def removed_service(self, base: Element, target: Element) -> bool:
        """Whether an API service that the source does not have anymore is removed in the target."""
        return self._removed("", "", base, target) is None

    def _element(
        self, kind: str, name: str, base: Optional[Element], source: Optional[Element], target: Optional[Element]
    ) -> Optional[Element]:
        if source is None and target is None:
            return None
        if target is None:
            return self._without_target(kind, name, base, source)
        if source is None:
            return self._without_source(kind, name, base, target)
        return self._both_exist(kind, name, base, source, target)

    def _without_target(
        self, kind: str, name: str, base: Optional[Element], source: Optional[Element]
    ) -> Optional[Element]:
        """An object that only exists in the source, or was removed in the target."""
        if source is None:
            return None
        if base is None:
            self._changed(kind, name, "", None, source, "added in the source")
            return source
        if is_same(source, base):
            self._kept(kind, name, "", base, None, "removed in the target")
            return None
        return source if self._decided(kind, name, "", base, source, None) is source else None

    def _without_source(self, kind: str, name: str, base: Optional[Element], target: Element) -> Optional[Element]:
        """An object that only exists in the target, or was removed in the source."""
        if base is None:
            self._only_in_target(kind, name, "", target)
            return target
        if kind == SCOPES:
            text = (
                "The role does not remove single scopes. Run pingone.authorize.pingone_scope with state: absent in the"
                " target."
            )
            self._not_applied(kind, name, "", target, text)
            return target
        return self._removed(kind, name, base, target)

    def _removed(self, kind: str, name: str, base: Element, target: Element) -> Optional[Element]:
        if is_same(target, base):
            self._changed(kind, name, "", target, None, "removed in the source")
            return None
        decided: Optional[Element] = self._decided(kind, name, "", base, None, target)
        return decided

    def _both_exist(self, kind: str, name: str, base: Optional[Element], source: Element, target: Element) -> Element:
        merged = Element(settings=source.settings, spellings={**target.spellings})
        for normal, url in source.spellings.items():
            merged.spellings.setdefault(normal, url)
        merged.values = self._values(kind, name, base, source, target)
        for part in dict.fromkeys([*target.parts, *source.parts]):
            merged.parts[part] = self._parts(part, base or Element(), source, target)
        return merged

    def _values(
        self, kind: str, name: str, base: Optional[Element], source: Element, target: Element
    ) -> dict[str, Any]:
        known = self.report.lengths()
        options = list(dict.fromkeys([*target.values, *source.values]))
        values = {option: self._value(kind, name, option, base, source, target) for option in options}
        if kind != OPERATIONS or is_safe(values, source.values, target.values):
            return values
        if self.on_conflict == BOTH and any(one["reason"] == BOTH_KEPT for one in self.report.changes[known[1] :]):
            # Each rule can be merged, but not all of them together.
            self.report.shorten(known)
            strict = replace(self, on_conflict=FAIL)
            return {option: strict._value(kind, name, option, base, source, target) for option in options}
        if self.has_base and self.on_conflict in (FAIL, BOTH) and len(self.report.conflicts) == known[0]:
            # Each edit is harmless, but together they allow requests that neither side allows.
            self.report.shorten(known)
            sides = {"base": base, "source": source, "target": target}
            shown_sides = {side: shown(kind, one) for side, one in sides.items()}
            self.report.conflicts.append({**self._where(kind, name, ""), **shown_sides})
        return values

    def _parts(self, kind: str, base: Element, source: Element, target: Element) -> dict[str, Element]:
        there = target.parts.get(kind, {})
        if kind not in source.parts:
            if kind in base.parts and base.parts[kind] and self.has_base:
                text = f"The source does not list {kind}. An empty list removes all of them."
                self._not_applied(kind, "", kind, sorted(there), text)
            return there
        wanted, before = source.parts[kind], base.parts.get(kind, {})
        merged = {
            name: self._element(kind, name, before.get(name), wanted.get(name), there.get(name))
            for name in dict.fromkeys([*there, *wanted])
        }
        return {name: one for name, one in merged.items() if one is not None}

    def _value(
        self, kind: str, name: str, option: str, base: Optional[Element], source: Element, target: Element
    ) -> Any:
        now, wanted = target.values.get(option), source.values.get(option, _UNSET)
        if wanted is _UNSET:
            if not self.has_base and now:
                self._only_in_target(kind, name, option, now)
            elif now and option in RULES and base and base.values.get(option):
                text = "The source omits this rule, so it is kept. An empty list removes it, and 0 removes max_age."
                self._not_applied(kind, name, option, now, text)
            return now
        if not self.has_base and option in _ADDED:
            return self._added(kind, name, option, wanted, now or frozenset())
        # An object that both sides added has no value before, so that different values are a conflict.
        before = base.values.get(option) if base else _UNSET
        if wanted in (now, before):
            if wanted != now:
                self._kept(kind, name, option, before, now, "changed in the target")
            return now
        obstacle = _obstacle(option, wanted, now)
        if obstacle:
            self._not_applied(kind, name, option, now, obstacle)
            return now
        if now == before:
            self._changed(kind, name, option, now, wanted, "changed in the source")
            return wanted
        return self._decided(kind, name, option, None if before is _UNSET else before, wanted, now)

    def _added(self, kind: str, name: str, option: str, wanted: frozenset[Any], now: frozenset[Any]) -> frozenset[Any]:
        """Without a base, what only the target has is kept."""
        if now - wanted:
            self._only_in_target(kind, name, option, now - wanted)
        self._changed(kind, name, option, now, now | wanted, "added in the source")
        return now | wanted

    def _decided(self, kind: str, name: str, option: str, base: Any, source: Any, target: Any) -> Any:
        """What a conflict results in. Unless it is decided, the value in the target is kept."""
        if self.on_conflict == SOURCE:
            self._changed(kind, name, option, target, source, "conflict, decided for the source")
            return source
        if self.on_conflict == TARGET:
            self._kept(kind, name, option, base, target, "conflict, decided for the target")
            return target
        merged = both(option, base, source, target) if self.on_conflict == BOTH else None
        if merged is not None:
            self._changed(kind, name, option, target, merged, BOTH_KEPT)
            return merged
        sides = {"base": base, "source": source, "target": target}
        values = {side: shown(option or kind, value) for side, value in sides.items()}
        self.report.conflicts.append({**self._where(kind, name, option), **values})
        return target

    def _changed(self, kind: str, name: str, option: str, before: Any, after: Any, reason: str) -> None:
        if before == after:
            return
        values = {"before": shown(option or kind, before), "after": shown(option or kind, after)}
        self.report.changes.append({**self._where(kind, name, option), **values, "reason": reason})

    def _kept(self, kind: str, name: str, option: str, base: Any, target: Any, reason: str) -> None:
        values = {"base": shown(option or kind, base), "target": shown(option or kind, target)}
        self.report.kept.append({**self._where(kind, name, option), **values, "reason": reason})

    def _only_in_target(self, kind: str, name: str, option: str, target: Any) -> None:
        """Without a base, it is unknown whether this was removed in the source or added in the target."""
        if self.has_base:
            self._kept(kind, name, option, None, target, "added in the target")
            return
        text = "The source does not have it. Nothing is removed without a base, unless remove_missing is set."
        self._not_applied(kind, name, option, target, text)

    def _not_applied(self, kind: str, name: str, option: str, target: Any, reason: str) -> None:
        self.unapplied.add((kind, name, option))
        entry = {**self._where(kind, name, option), "target": shown(option or kind, target), "reason": reason}
        self.report.not_applied.append(entry)

    def _where(self, kind: str, name: str, option: str) -> dict[str, str]:
        place = f"{kind}[{name}]" if kind and name else ""
        return {"api_service": self.name, "place": ".".join(filter(None, (place, option))) or "API service"}


def is_same(one: Element, other: Element) -> bool:
    """Whether everything that ``one`` specifies is the same in the other object."""
    return all(other.values.get(option, _UNSET) == value for option, value in one.values.items()) and all(
        elements.keys() == other.parts.get(kind, {}).keys()
        and all(is_same(part, other.parts[kind][name]) for name, part in elements.items())
        for kind, elements in one.parts.items()
    )


def assumed_base(source: Element, target: Element) -> Element:
    """The base to assume if there is none: the source wins, and objects that it does not have are kept."""
    parts = {
        kind: {name: assumed_base(one, target.parts[kind][name]) for name, one in elements.items() if name in there}
        for kind, elements in source.parts.items()
        for there in [target.parts.get(kind, {})]
    }
    return Element(dict(target.values), parts)


def _obstacle(option: str, wanted: Any, now: Any) -> str:
    """Why the role cannot change a value. Empty if it can."""
    if option == "token_source" and now:
        return f"PingOne cannot change who issues the tokens from {now} to {wanted}. Create another API service."
    if option == "custom_policies" and now and not wanted:
        return "PingOne cannot disable custom policies."
    if option in ("resource", EXTERNAL_SERVER) and wanted is None:
        return "The role can replace it, but not remove it."
    return ""
