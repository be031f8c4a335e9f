# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The scopes that a request needs: what an OpenAPI document can say, and what an operation of PingOne can.

An OpenAPI document lists alternatives, each of which is a set of scopes. A rule of PingOne requires any or all of its
scopes.
"""

from __future__ import annotations

from typing import Any, Iterable, Optional

from ..._base.text import enumerated

# Alternatives, of which none contains another. No alternative: no request is allowed.
Need = frozenset[frozenset[str]]

DENIED: Need = frozenset()
ANY_TOKEN: Need = frozenset({frozenset()})


def need_of(alternatives: Iterable[Iterable[str]]) -> Need:
    """Any of the alternatives. Those that require more than another one are left out."""
    sets = {frozenset(one) for one in alternatives}
    return frozenset(one for one in sets if not any(other < one for other in sets))


def both(one: Need, other: Need) -> Need:
    """What meets two needs."""
    return need_of(first | second for first in one for second in other)


def is_expressible(need: Need) -> bool:
    """Whether a rule of PingOne is the same as a need. :data:`DENIED` is not a rule."""
    return len(need) == 1 or (bool(need) and all(len(one) == 1 for one in need))


def stricter(need: Need) -> Need:
    """A need that a rule can express, and that is at least as strict.

    That is one of the scopes that are sufficient alone, or otherwise all scopes of the alternative with the fewest.
    """
    if is_expressible(need) or not need:
        return need
    alone = [one for one in need if len(one) == 1]
    return frozenset(alone or [min(need, key=lambda one: (len(one), sorted(one)))])


def access_of(need: Need) -> dict[str, Any]:
    """The option C(access) of an operation."""
    scopes, match = _scopes_and_match(need)
    return {"scopes": scopes, **({"match": match} if match else {})}


def label_of(need: Need) -> str:
    """A need as text, such as "read or write"."""
    if need == DENIED:
        return "no request"
    scopes, match = _scopes_and_match(need)
    return enumerated(scopes, "or" if match == "any" else "and") if scopes else "any valid token"


def text_of(need: Need) -> str:
    """Any need as text, such as "(admin and write) or read"."""
    alternatives = sorted(map(sorted, need))
    texts = [" and ".join(one) if len(one) == 1 or len(need) == 1 else f"({' and '.join(one)})" for one in alternatives]
    return " or ".join(texts)


def _scopes_and_match(need: Need) -> tuple[list[str], Optional[str]]:
    scopes = sorted(frozenset().union(*need))
    if len(scopes) < 2:
        return scopes, None
    return scopes, "all" if len(need) == 1 else "any"
