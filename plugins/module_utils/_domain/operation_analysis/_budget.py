# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The number of steps that a search may use.

Steps are counted instead of seconds, so that the same input has the same result on every machine.
"""

from __future__ import annotations

# Less than a second on an idle machine.
MAXIMUM_STEPS = 1200000


class BudgetExceeded(Exception):
    """A search needs more steps than it may use."""


class Budget:
    """The steps that remain."""

    def __init__(self, steps: int = MAXIMUM_STEPS) -> None:
        self._steps = steps

    @property
    def remaining(self) -> int:
        """The number of steps that remain, 0 if the budget is exceeded."""
        return max(self._steps, 0)

    def spend(self, steps: int) -> None:
        """Use some steps.

        :raises BudgetExceeded: if fewer remain.
        """
        self._steps -= steps
        if self._steps < 0:
            raise BudgetExceeded
