# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How much a search may take before it is given up.

Effort is counted in steps and not in seconds, so that the same input has the same outcome on every machine.
"""

from __future__ import annotations

# Less than a second on an idle machine.
MOST_STEPS = 1200000


class TooMuch(Exception):
    """A search takes more steps than it may."""


class Effort:
    """The steps that are left."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Count some steps.

        :raises TooMuch: if there are not so many left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooMuch

    def share(self, number: int) -> Effort:
        """What one of so many may take of what is left; the rest is for the others."""
        return Effort(max(self.left, 0) // number)
