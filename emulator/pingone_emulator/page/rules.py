# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of operations as text."""

from __future__ import annotations

from typing import Any

from ..store import Store

DELETED = "(deleted)"


def described(store: Store, control: dict[str, Any]) -> dict[str, str]:
    """What each rule demands, by its type."""
    return {kind: words(store, control[kind]) for kind, words in WORDS.items() if kind in control}


def names(store: Store, kind: str, references: list[dict[str, Any]]) -> list[str]:
    found = [store.get(kind, reference["id"]) for reference in references]
    return [entry.name if entry else DELETED for entry in found]


def _scope(store: Store, rule: dict[str, Any]) -> str:
    wanted = names(store, "scope", rule["scopes"])
    if len(wanted) == 1:
        return f"scope {wanted[0]}"
    return f"{'any' if rule.get('matchType') == 'ANY' else 'all'} of the scopes {', '.join(wanted)}"


def _group(store: Store, rule: dict[str, Any]) -> str:
    return f"member of {' or '.join(names(store, 'group', rule['groups']))}"


def _permission(store: Store, rule: dict[str, Any]) -> str:
    permission = store.get("permission", rule["id"])
    return f"permission {permission.body['key'] if permission else DELETED}"


def _authentication(store: Store, rule: dict[str, Any]) -> str:
    parts = []
    if rule.get("acrs"):
        policies = [store.get("signOnPolicy", acr["id"]) for acr in rule["acrs"]]
        shown = [entry.name if entry else acr["id"] for entry, acr in zip(policies, rule["acrs"], strict=True)]
        parts.append(f"by the policy {' and '.join(shown)}")
    if "maxAge" in rule:
        parts.append(f"at most {rule['maxAge']} s ago")
    return " ".join(["signed on", *parts])


WORDS = {"scope": _scope, "group": _group, "permission": _permission, "authentication": _authentication}
