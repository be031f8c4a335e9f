# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletes what a replay has created, newest first."""

from __future__ import annotations

from urllib.parse import quote

from .client import Client, ConnectionProblem
from .replay import Made, Replay

EXTRA_TIME = 120.0
PAGES = 20


def clean(client: Client, replay: Replay) -> tuple[int, list[str]]:
    """Delete the created objects; returns how many are deleted, and a sentence for each one that may be left."""
    client.extend(EXTRA_TIME)
    deleted, left = 0, []
    while replay.made:
        made = replay.made[-1]
        try:
            problem = _delete(client, made)
        except ConnectionProblem as failure:
            problem = str(failure)
        replay.made.pop()
        if problem:
            left.append(f"{described(made)}: {problem}")
        else:
            deleted += 1
    return deleted, left


def _delete(client: Client, made: Made) -> str:
    """Why the object may still exist, or an empty text."""
    ids = [made.id] if made.id else _find(client, made)
    for id in ids:
        answer = client.api("DELETE", f"{made.collection}/{quote(id, safe='')}")
        if answer.status not in (200, 202, 204, 404):
            return f"DELETE was answered with {answer.status}."
    return ""


def _find(client: Client, made: Made) -> list[str]:
    """The IDs of the objects of that name, if nobody knows whether a POST created one."""
    path, ids = made.collection, list[str]()
    if not made.name:
        return ids
    for _page in range(PAGES):
        answer = client.api("GET", path)
        if answer.status != 200 or not isinstance(answer.body, dict):
            return ids
        for items in answer.body.get("_embedded", {}).values():
            ids += [one["id"] for one in items if one.get("name") == made.name and isinstance(one.get("id"), str)]
        following = answer.body.get("_links", {}).get("next", {}).get("href", "")
        if not following.startswith(client.settings.api + made.collection):
            return ids
        path = following.removeprefix(client.settings.api)
    return ids


def described(made: Made) -> str:
    """The object by which somebody finds it: collection and name."""
    where = made.collection.split("/", 4)[-1].split("/")[0]
    return f"{where} {made.name!r}" if made.name else f"the object of the request {made.request!r}"
