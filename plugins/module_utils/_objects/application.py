# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Application: the client that is granted scopes."""

from __future__ import annotations

from .._field import Field
from .._object import Object

WORKER = "WORKER"
BUILT_IN_PREFIX = "PING_ONE_"
ADMIN_CONSOLE = "PING_ONE_ADMIN_CONSOLE"

APPLICATION = Object(noun="application", collection="applications", fields=(Field("name", "name"),))
