# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The collection's version, as galaxy.yml states it."""

from __future__ import annotations

COLLECTION = "pingone.authorize"
VERSION = "0.1.0"
