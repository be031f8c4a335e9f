# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Behaviours that can be chosen while the emulator runs.

One flat table: name, default, what is allowed, what it does. Questions that no
source answers are switches here; DIFFERENCES.md says which.
"""

from __future__ import annotations

import difflib
from typing import Any

# name: (default, allowed values or type, meaning)
TABLE: dict[str, tuple[Any, Any, str]] = {
    "page_size": (0, int, "largest page of any collection; 0 means the service's own maximum (3.3)"),
    "strict_names": (True, bool, "an API service may not carry the name of a resource it is not linked to (26 #3)"),
    "unique_base_urls": (False, bool, "a base URL may be used by one API service only (26 #4)"),
    "unique_resources": (False, bool, "a resource may be linked to one API service only (no source says)"),
    "most_base_urls": (0, int, "how many base URLs an API service may have; 0 means no limit (26 #5)"),
    "root_base_url": (False, bool, "a base URL may end in a bare slash right after the host (8.3)"),
    "name_characters": (
        "printable",
        ("printable", "usual"),
        "names of API services and operations: all that is printable, or PingOne's usual rule (19, 26 #28)",
    ),
    "list_order": (
        "sent",
        ("sent", "sorted"),
        "base URLs, methods, paths, groups and scopes of API services and operations are kept as sent (26 #31)",
    ),
    "collection_order": ("created", ("created", "name"), "the order of collections (no source says)"),
    "access_control_answered": (
        "always",
        ("always", "when_sent"),
        "an API service shows accessControl though it was never sent (26 #32)",
    ),
    "reject_unknown_keys": (False, bool, "keys that are not modelled are answered with 400 instead of kept (27.1)"),
    "authorize_licensed": (True, bool, "false: every environment lacks the Authorize license (18)"),
    "unlicensed_details": (True, bool, "the 403 for a missing license has details, as for a missing role (26 #26)"),
    "deployment": (
        "immediate",
        ("immediate", "asynchronous", "failing", "asynchronous_failing", "endless"),
        "how a deployment goes (9, 26 #14 and #15)",
    ),
    "deployment_polls": (2, int, "how many reads of an asynchronous deployment answer 'in progress'"),
    "failed_deployment_status": (
        200,
        (200, 400, 500),
        "status of a POST that deploys and fails at once; the deployment is DEPLOYMENT_FAILED either way (26 #14)",
    ),
    "deploy_in_progress": (
        "restart",
        ("restart", "continue", "refused"),
        "what a deployment does while another one is in progress (9)",
    ),
    "custom_policies_change": (
        "on_only",
        ("on_only", "free", "never"),
        "which changes of accessControl.custom.enabled a PUT may make (26 #1)",
    ),
    "token_source_change": (False, bool, "a PUT may change authorizationServer.type (26 #2)"),
    "scopes_outlive_service": (True, bool, "the linked resource keeps its scopes when an API service goes (26 #7)"),
    "protect_linked_resources": (True, bool, "a resource linked to an API service cannot be deleted (26 #6)"),
    "change_built_in_resources": (False, bool, "a PUT may change the description of a built-in resource (12.1)"),
    "unique_resource_names": (True, bool, "no two resources have one name (12.1)"),
    "resource_rename": (True, bool, "a PUT may rename a resource (26 #9)"),
    "put_without_audience": (
        "reset",
        ("reset", "keep"),
        "a PUT of a resource without audience: back to the name, or as it was (26 #10)",
    ),
    "stale_grants": (False, bool, "grants keep the ids of deleted scopes (26 #8)"),
    "duplicate_grant_status": (400, (400, 409), "status for a second grant on the same resource (26 #12)"),
    "protocol_change": (False, bool, "a PUT may change the protocol of an application (14)"),
    "limit_status": (400, (400, 403), "status for one object more than the limit (21, 26 #25)"),
    "unique_operation_names": (False, bool, "operation names are unique within an API service (26 #19)"),
    "match_type_default": ("", ("", "ANY", "ALL"), "matchType of a scope rule that has none; empty: refused (26 #18)"),
    "protect_used": (False, bool, "a scope or permission that an operation refers to cannot be deleted (26 #24)"),
    "access_rules": ("all", ("all", "any"), "how many of an operation's kinds of rules have to be met (26 #20)"),
    "rules_on_external": (
        "refused",
        ("refused", "ignored"),
        "built-in rules on operations of an external service; ignored: kept, without effect (26 #21)",
    ),
    "audit_names": (
        "published",
        ("published", "separate", "joined"),
        "actions in the audit: as in PingOne's list of action types; after the kinds of objects, "
        "API_SERVER or APISERVER (26 #33)",
    ),
    "audit_links": (True, bool, "events hold the addresses of actors and resources (22)"),
    "audit_requests": (False, bool, "requests that gateways ask about leave events (22)"),
    "audit_days": (14, int, "how old the events may be that are listed, in days; 0: none is (22)"),
    "audit_lag": (0, int, "seconds until an event shows in the audit (22)"),
    "no_service": ("deny", ("deny", "allow"), "a sideband request that belongs to no service: 404 or through (26 #23)"),
    "no_operation": ("allow", ("allow", "deny"), "a sideband request that no operation matches (26 #22)"),
    "denial_bodies": (
        "forbidden",
        ("forbidden", "all", "none"),
        "which denials tell a gateway to send PingOne's error object as a body: 403, all of them or none (20.1)",
    ),
    "sideband_state": (False, bool, "an allowed sideband request is given a state that its answer must bring (20.1)"),
    "rest_matches_parent": (False, bool, "the pattern /orders/** also matches the path /orders (10.2)"),
    "rest_matches_base_url": (True, bool, "the pattern /** also matches the base URL itself (10.2)"),
    "production_delete": ("refused", ("refused", "pending"), "what DELETE does to a PRODUCTION environment (18)"),
    "future_key": (False, bool, "every object carries a key that no client knows and that a PUT has to send back"),
    "wrong_method": (405, (405, 403), "status for a method that a known route does not have (3.1)"),
    "wrong_method_code": (
        "METHOD_NOT_ALLOWED",
        ("METHOD_NOT_ALLOWED", "INVALID_REQUEST"),
        "code in the body of a 405 (4)",
    ),
    "large_headers_status": (431, (431, 400), "status for more than 6 kB of request headers (3.5)"),
    "roleless_status": (403, (403, 400), "status of the token endpoint for a worker without roles (26 #30)"),
    "enforce_rates": (False, bool, "more requests than the license allows are answered with 429 (6, 26 #29)"),
    "address_share": (35, int, "percent of the license's rate that one address may use for an environment (6)"),
    "rate_window": (60, int, "seconds in which the license's rate is counted; shorter windows make tests shorter (6)"),
    "token_lifetime": (3600, int, "expires_in of worker tokens, seconds (2.1)"),
}


class Switches:
    """The current position of every switch."""

    def __init__(self) -> None:
        self.values = {name: row[0] for name, row in TABLE.items()}

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def set(self, wanted: dict[str, Any]) -> None:
        """Change the given switches, all or none; ValueError says what is wrong."""
        for name, value in wanted.items():
            if name not in TABLE:
                close = difflib.get_close_matches(name, TABLE, 1)
                hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(TABLE)}"
                raise ValueError(f"there is no switch {name!r}; {hint}")
            allowed = TABLE[name][1]
            if not fits(value, allowed):
                raise ValueError(f"switch {name!r} cannot be {value!r}; allowed: {describe(allowed)}")
        self.values.update(wanted)

    def described(self) -> dict[str, dict[str, Any]]:
        return {
            name: {"value": self.values[name], "default": row[0], "allowed": describe(row[1]), "meaning": row[2]}
            for name, row in TABLE.items()
        }


def fits(value: Any, allowed: Any) -> bool:
    """Whether a switch that allows this can have that value; True and False are no numbers."""
    if isinstance(allowed, tuple):
        return value in allowed
    if isinstance(value, bool) or allowed is bool:
        return isinstance(value, bool) and allowed is bool
    return isinstance(value, int) and value >= 0


def describe(allowed: Any) -> Any:
    names = {int: "a whole number, 0 or more", bool: "true or false"}
    return names.get(allowed, list(allowed) if isinstance(allowed, tuple) else allowed)
