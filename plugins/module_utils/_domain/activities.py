# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Finds changes of an API service among the activities in PingOne's audit log.

Source: the PingOne API reference ("Audit Activities", "Audit Reporting Events"). The activity types for API services
are not completely documented, so an activity of an unknown type is treated as a change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable, Iterable, Optional, Sequence

from .._base.shape import CODE, TEXT, TIMESTAMP, Listing, Rule, record
from .._base.text import UUID_PATTERN
from .._base.time import parse_timestamp
from .._base.topic import ENVIRONMENT_ADMIN, READ_ONLY, Permission, Topic
from .._model.field import Wire, get_key

# The longest time that a deployment is expected to take. Its own activity is searched for within this time.
LONGEST_DEPLOYMENT = timedelta(minutes=10)
# The maximum difference between times that PingOne records for the same event.
CLOCKS_DIFFER = timedelta(seconds=5)

# Suffixes of types that are not changes: requests of gateways, and reads.
_NO_CHANGES = ("EVALUATED", "READ")
# Types of objects, without underscores, that are neither API services nor parts of them.
_UNRELATED_KINDS = """
USER SESSION AUTHENTICATION AUTHENTICATIONCODE PASSWORD OTP DEVICE DEVICES NOTIFICATION FLOW FLOWEXECUTION
FLOWDEFINITION MEMBEROFGROUP OAUTHCONSENT AGREEMENTCONSENT RISKEVALUATION APPLICATION APPLICATIONPERMISSION
APPLICATIONRESOURCE APPLICATIONROLE APPLICATIONROLEENTRY APPLICATIONROLEPERMISSION GRANT GROUP POPULATION
ENVIRONMENT ORGANIZATION LICENSE ROLEASSIGNMENT GATEWAY GATEWAYINSTANCE CREDENTIAL SECRET KEY CERTIFICATE POLICY
SIGNONPOLICY SIGNONPOLICYASSIGNMENT FLOWPOLICYASSIGNMENT RESOURCEATTRIBUTE ATTRIBUTE SCHEMAATTRIBUTE SUBSCRIPTION
DECISIONENDPOINT EXTERNALOAUTHSERVER BRANDING THEME APIACCESSLOGENTRY
"""
# Substrings in the types of objects that belong to an API service.
_PARTS = ("APISERVER", "RESOURCE", "OPERATION", "SCOPE")
_UNRELATED = frozenset(_UNRELATED_KINDS.split())


AUDIT_LOG_PERMISSION = Permission(of="activities of the audit log", roles=(ENVIRONMENT_ADMIN, READ_ONLY))
_ACTOR = ("name", "id")
# The keys of an activity that are used.
ACTIVITY = Topic(
    record(
        [
            Rule("action.type", CODE),
            Rule("recordedAt", TIMESTAMP),
            Rule("result.status", CODE),
            *(Rule(f"actors.{actor}.{key}", TEXT) for actor in ("user", "client") for key in _ACTOR),
            Rule("resources", Listing(record([Rule("id", TEXT), Rule("href", TEXT)]))),
        ],
        required=("action.type", "recordedAt"),
    ),
    AUDIT_LOG_PERMISSION,
)


@dataclass(frozen=True)
class Subject:
    """The IDs by which activities may refer to an API service.

    ``service`` is its ID, ``own`` contains that and the IDs of its resource and scopes, ``others`` the IDs of other
    services and resources, and ``operations`` returns the IDs of its operations. ``policies`` is whether it has custom
    policies.
    """

    service: str
    own: frozenset[str]
    others: frozenset[str]
    operations: Callable[[], Iterable[str]]
    policies: bool


def last_change(activities: Sequence[Wire], subject: Subject, start: datetime) -> Optional[Wire]:
    """The newest activity that changed the service, its operations or its resource, of those since a time."""
    changes = [one for one in activities if (recorded(one) or start) >= start and _is_change(one, subject)]
    return max(changes, key=lambda one: str(one.get("recordedAt")), default=None)


def activity_result(activity: Wire) -> dict[str, Any]:
    """An activity as a module returns it: what was done, when and by whom."""
    actors = activity.get("actors") or {}
    names = [actor.get("name") or actor.get("id") for actor in (actors.get("user"), actors.get("client")) if actor]
    return {
        "type": get_key(activity, "action.type"),
        "recorded_at": activity.get("recordedAt"),
        "by": next((name for name in names if name), None),
    }


def recorded(activity: Wire) -> Optional[datetime]:
    """The time of an activity."""
    return parse_timestamp(activity.get("recordedAt"))


def deployment_start(activities: Sequence[Wire], subject: Subject, deployed_at: datetime) -> datetime:
    """When the deployment that ended at ``deployed_at`` started, according to its own activity if there is one.

    A deployment includes the changes that are saved before it starts.
    """
    window = (deployed_at - LONGEST_DEPLOYMENT, deployed_at + CLOCKS_DIFFER)
    starts = [
        time
        for time in (recorded(one) for one in activities if _deploys(one, subject.service))
        if time and window[0] <= time <= window[1]
    ]
    return min(deployed_at, max(starts, default=deployed_at))


def _is_change(activity: Wire, subject: Subject) -> bool:
    kind, verb = _type(activity)
    if _is_deployment(activity) or verb.endswith(_NO_CHANGES) or _failed(activity):
        return False
    if subject.policies and kind.startswith("AUTHORIZE"):
        return True
    ids = _ids(activity)
    if ids & subject.own:
        return True
    if ids & subject.others or kind in _UNRELATED:
        return False
    if not ids:
        # The activity does not name its object, which may be the service.
        return any(part in kind for part in _PARTS)
    if kind in ("APISERVER", "RESOURCE"):
        return False
    if ids.intersection(subject.operations()):
        return True
    # It is unknown which service a deleted operation or scope belonged to.
    return verb not in ("CREATED", "UPDATED") and any(part in kind for part in ("OPERATION", "SCOPE"))


def _is_deployment(activity: Wire) -> bool:
    return "DEPLOY" in _type(activity)[1]


def _deploys(activity: Wire, service: str) -> bool:
    return _is_deployment(activity) and not _failed(activity) and service in _ids(activity)


def _failed(activity: Wire) -> bool:
    return bool(get_key(activity, "result.status") == "FAILED")


def _type(activity: Wire) -> tuple[str, str]:
    """The type of object, without underscores, and what was done."""
    kind, _dot, verb = str(get_key(activity, "action.type") or "").upper().rpartition(".")
    return kind.replace("_", ""), verb


def _ids(activity: Wire) -> set[str]:
    """IDs of the objects that an activity refers to, and of their parents."""
    ids: set[str] = set()
    for resource in activity.get("resources") or []:
        ids.update(UUID_PATTERN.findall(f"{resource.get('id')} {resource.get('href')}".lower()))
    return ids
