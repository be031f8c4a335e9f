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


AUDIT_LOG_PERMISSION = Permission(
    of="activities of the audit log",
    roles=(ENVIRONMENT_ADMIN, READ_ONLY),
    service="audit_reporting",
    resource="activity",
)
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
class Activity:
    """An activity, parsed once for all API services.

    ``kind`` is the type of object, without underscores, ``verb`` what was done, ``recorded`` the time, and ``ids`` are
    the IDs of the objects that it refers to, and of their parents.
    """

    wire: Wire
    kind: str
    verb: str
    failed: bool
    recorded: Optional[datetime]
    ids: frozenset[str]

    @property
    def is_deployment(self) -> bool:
        """Whether it is about a deployment."""
        return "DEPLOY" in self.verb


def parse_activity(wire: Wire) -> Activity:
    """Parse an activity."""
    kind, _dot, verb = str(get_key(wire, "action.type") or "").upper().rpartition(".")
    texts = [f"{resource.get('id')} {resource.get('href')}".lower() for resource in wire.get("resources") or []]
    return Activity(
        wire,
        kind.replace("_", ""),
        verb,
        get_key(wire, "result.status") == "FAILED",
        parse_timestamp(wire.get("recordedAt")),
        frozenset(identifier for text in texts for identifier in UUID_PATTERN.findall(text)),
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


def last_change(activities: Sequence[Activity], subject: Subject, start: datetime) -> Optional[Activity]:
    """The newest activity that changed the service, its operations or its resource, of those since a time."""
    changes = [one for one in activities if (one.recorded or start) >= start and _is_change(one, subject)]
    return max(changes, key=lambda one: str(one.wire.get("recordedAt")), default=None)


def activity_result(activity: Activity) -> dict[str, Any]:
    """An activity as a module returns it: what was done, when and by whom."""
    actors = activity.wire.get("actors") or {}
    names = [actor.get("name") or actor.get("id") for actor in (actors.get("user"), actors.get("client")) if actor]
    return {
        "type": get_key(activity.wire, "action.type"),
        "recorded_at": activity.wire.get("recordedAt"),
        "by": next((name for name in names if name), None),
    }


def deployment_start(activities: Sequence[Activity], subject: Subject, deployed_at: datetime) -> datetime:
    """When the deployment that ended at ``deployed_at`` started, according to its own activity if there is one.

    A deployment includes the changes that are saved before it starts.
    """
    window = (deployed_at - LONGEST_DEPLOYMENT, deployed_at + CLOCKS_DIFFER)
    starts = [
        one.recorded
        for one in activities
        if one.is_deployment and not one.failed and subject.service in one.ids
        if one.recorded and window[0] <= one.recorded <= window[1]
    ]
    return min(deployed_at, max(starts, default=deployed_at))


def _is_change(activity: Activity, subject: Subject) -> bool:
    kind, verb, ids = activity.kind, activity.verb, activity.ids
    if activity.is_deployment or verb.endswith(_NO_CHANGES) or activity.failed:
        return False
    if subject.policies and kind.startswith("AUTHORIZE"):
        return True
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
