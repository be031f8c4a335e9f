# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds an order for changes of operations in which no request is allowed in between that should not be.

**The problem.** Every creation, update and removal of an operation is a request of its own. PingOne has no
transactions, and another user may deploy the API service between any two requests, so gateways may enforce any state
between the first and the last change. With ``/**`` open to every token and ``/orders/admin`` restricted, for example,
creating the former first would open the latter until it exists as well.

**What is safe.** A state is the set of changes that are completed. It is safe if every request is decided at least as
strictly as before all changes, or at least as strictly as after all of them. For a request, take the operations that
match it most specifically, and call them its deciders. A state is safe for the request if its deciders are

- the same as before or after all changes, or
- at least one operation, each at least as strict as all deciders before, or as all deciders after all changes.

Where PingOne's documentation leaves something open, a state is safe only if it is for each possible answer: any of
several equally specific operations may decide; ``/orders/**`` may or may not match ``/orders``; a request that no
operation matches may be allowed or denied, so that this is neither stricter nor wider than a rule; and rules of
different types may combine in any way, so that only operations with the same types of rules are comparable.

**How it works.** There are infinitely many requests, but only finitely many sets of patterns that a request can match.

1. ``_path_matching`` finds these sets. It reads all patterns at the same time, character by character, like the
   construction of a deterministic automaton, so that no request is missed and none is invented. It also ranks patterns
   by how specific they are.
2. ``_request_classes`` divides requests into classes: those that the same operations match, before and after their
   changes, with the same ranks. Whether a state is safe for a class depends only on the changes of these operations.
3. ``_strictness`` compares the rules of two operations.
4. ``_search`` searches depth first from the state before to the state after all changes. The next change is a creation
   if possible, otherwise an update, otherwise a removal, each in the order of the list; names have to remain unique,
   and the maximum number of operations must not be exceeded. A change that leads to an unsafe state is skipped, and
   states from which the search has failed are not entered again.

**If there is no safe order,** the result is an order in which each next change makes as few classes unsafe as possible,
with the names of the operations that decide in the unsafe states. Some changes have no safe order, such as two
operations that exchange their paths.

**Cost.** The search is bounded twice: it ends after a number of dead ends, and ``_budget`` bounds the number of steps.
Steps are counted instead of measured in seconds, so that the result does not depend on the machine. When the budget is
exceeded, the changes keep their preferred order and all of them are reported as unsafe.
"""

from __future__ import annotations

from typing import NamedTuple, Sequence

from ..._model.field import Wires
from ._budget import MAXIMUM_STEPS, Budget
from ._search import Change, Order, safe_order

__all__ = ["Change", "Order", "ServiceChanges", "safe_orders"]


class ServiceChanges(NamedTuple):
    """The changes of the operations of one API service, and its operations that are not changed."""

    unchanged: Wires
    changes: Sequence[Change]


def safe_orders(services: Sequence[ServiceChanges], steps: int = MAXIMUM_STEPS) -> list[Order]:
    """An order for each service.

    The services share a number of steps: each may use an equal part of what the earlier ones have left.
    """
    orders = []
    for index, (unchanged, changes) in enumerate(services):
        share = steps // (len(services) - index)
        budget = Budget(share)
        orders.append(safe_order(unchanged, changes, budget))
        steps -= share - budget.remaining
    return orders
