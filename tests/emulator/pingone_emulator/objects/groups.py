# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups (SPECIFICATION.md 17.1 and 27.2)."""

from __future__ import annotations

from typing import Any

from ..calls import Call, linked, needs, router
from ..listing import collection
from ..store import Entry

router = router()

FILTERS = {"id": ("eq",), "name": ("eq", "sw"), "externalId": ("eq",), "population.id": ("eq",)}


@linked("group")
def links(entry: Entry) -> dict[str, str]:
    environment = f"/v1/environments/{entry.environment}"
    return {"self": f"{environment}/groups/{entry.id}", "environment": environment}


@router.get("/v1/environments/{environment}/groups")
@needs("read:group")
def list_groups(call: Call) -> dict[str, Any]:
    return collection(call, "groups", call.emulator.store.children("group", call.environment), filters=FILTERS)


@router.get("/v1/environments/{environment}/groups/{group}")
@needs("read:group")
def read_group(call: Call) -> dict[str, Any]:
    return call.show(call.found["group"])
