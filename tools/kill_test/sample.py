# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which stops stand for all of them when there is no time for all."""

from __future__ import annotations

from collections.abc import Sequence

from tools.kill_test.laboratory import Request

SPREAD = 2


def sample(requests: Sequence[Request]) -> list[int]:
    """The numbers of the requests to stop at, counted from 1.

    The first of them is the one right before the first deployment: everything is saved then, and nothing is in force.
    Where nothing is deployed it is the first that writes. The others are spread evenly over the writing requests.
    """
    writes = [number for number, request in enumerate(requests, 1) if request.writing]
    deploying = [number for number, request in enumerate(requests, 1) if request.deploys]
    spread = [writes[(2 * each + 1) * len(writes) // (2 * SPREAD)] for each in range(SPREAD)]
    return list(dict.fromkeys([deploying[0] - 1 if deploying else writes[0], *spread]))
