# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The collection's version, as galaxy.yml states it, and what names it to others."""

from __future__ import annotations

import os

COLLECTION = "pingone.authorize"
VERSION = "1.0.0"


def user_agent(ansible_version: str) -> str:
    """The user agent of the collection."""
    return f"{COLLECTION}/{VERSION} ansible-core/{ansible_version}"


def defect(error: Exception) -> str:
    """An unexpected exception as one line with its place and message, for a report."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place else "unknown place"
    return (
        f"{COLLECTION} {VERSION} encountered an unexpected error ({type(error).__name__} at {where}: {error})."
        " PingOne's responses may have changed; please report this message to the maintainers of the collection."
    )
