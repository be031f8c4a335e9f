# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What gateways enforce after only a part of the changes was made."""

from __future__ import annotations

from typing import Any, Sequence

from .._model.objects.api_service import API_SERVICE
from .._model.objects.grant import GRANT
from .._model.plan import DELETE, AnyStep, Step

DEPLOYED_LAST = "Gateways still enforce what was deployed last."
AT_ONCE = "What was done takes effect immediately."
PARTLY_AT_ONCE = "Changes to grants and removals of API services take effect immediately. For the rest:"


def enforced_after(_options: Any, _cause: Any, done: Sequence[AnyStep]) -> str:
    """A message about what gateways enforce after some steps were completed and others were not."""
    immediate = [step for step in done if isinstance(step, Step) and _is_immediate(step)]
    if not done:
        return ""
    if not immediate:
        return DEPLOYED_LAST
    return AT_ONCE if len(immediate) == len(done) else f"{PARTLY_AT_ONCE} {DEPLOYED_LAST}"


def _is_immediate(step: Step) -> bool:
    return step.kind is GRANT or (step.kind is API_SERVICE and step.verb == DELETE)
