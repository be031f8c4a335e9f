# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the activities of PingOne's audit log say about an API service.

Source: the PingOne API reference ("Audit Activities", "Audit Reporting Events"). The types of activities on API
services are not documented in full, so one of a type that is not known counts as a change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable, Iterable, Optional, Sequence

from .._base.shape import CODE, TEXT, TIMESTAMP, Listing, Rule, record
from .._base.text import UUID_PATTERN
from .._base.time import moment
from .._model.field import Wire, get_key

# A deployment that takes longer is not expected; within this time its own activity is looked for.
LONGEST_DEPLOYMENT = timedelta(minutes=10)
# By how much the service's own clocks and the times that it tells may differ.
CLOCKS_DIFFER = timedelta(seconds=5)

# Ends of types that change nothing: the requests of gateways, and looking at something.
_NO_CHANGES = ("EVALUATED", "READ")
# Kinds of objects, without underscores, that are neither API services nor parts of them.
_UNRELATED_KINDS = """
USER SESSION AUTHENTICATION AUTHENTICATIONCODE PASSWORD OTP DEVICE DEVICES NOTIFICATION FLOW FLOWEXECUTION
FLOWDEFINITION MEMBEROFGROUP OAUTHCONSENT AGREEMENTCONSENT RISKEVALUATION APPLICATION APPLICATIONPERMISSION
APPLICATIONRESOURCE APPLICATIONROLE APPLICATIONROLEENTRY APPLICATIONROLEPERMISSION GRANT GROUP POPULATION
ENVIRONMENT ORGANIZATION LICENSE ROLEASSIGNMENT GATEWAY GATEWAYINSTANCE CREDENTIAL SECRET KEY CERTIFICATE POLICY
SIGNONPOLICY SIGNONPOLICYASSIGNMENT FLOWPOLICYASSIGNMENT RESOURCEATTRIBUTE ATTRIBUTE SCHEMAATTRIBUTE SUBSCRIPTION
DECISIONENDPOINT EXTERNALOAUTHSERVER BRANDING THEME APIACCESSLOGENTRY
"""
# What the kinds of objects that a service consists of have in their names.
_PARTS = ("APISERVER", "RESOURCE", "OPERATION", "SCOPE")
_UNRELATED = frozenset(_UNRELATED_KINDS.split())


_ACTOR = ("name", "id")
# What is read of an activity.
ACTIVITY = record(
    [
        Rule("action.type", CODE),
        Rule("recordedAt", TIMESTAMP),
        Rule("result.status", CODE),
        *(Rule(f"actors.{actor}.{key}", TEXT) for actor in ("user", "client") for key in _ACTOR),
        Rule("resources", Listing(record([Rule("id", TEXT), Rule("href", TEXT)]))),
    ],
    required=("action.type", "recordedAt"),
)


@dataclass(frozen=True)
class Subject:
    """An API service as activities may speak of it.

    ``service`` is its id, ``own`` holds that and the ids of its resource and scopes, ``others`` the ids of other
    services and resources, and ``operations`` tells the ids of its operations when they are needed. ``policies`` says
    that it has custom policies.
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


def told(activity: Wire) -> dict[str, Any]:
    """Shape of an activity in a module's result: what, when and by whom."""
    actors = activity.get("actors") or {}
    names = [actor.get("name") or actor.get("id") for actor in (actors.get("user"), actors.get("client")) if actor]
    return {
        "type": get_key(activity, "action.type"),
        "recorded_at": activity.get("recordedAt"),
        "by": next((name for name in names if name), None),
    }


def recorded(activity: Wire) -> Optional[datetime]:
    """When an activity took place."""
    return moment(activity.get("recordedAt"))


def beginning(activities: Sequence[Wire], subject: Subject, deployed_at: datetime) -> datetime:
    """When the deployment that ended at that time began, by its own activity if there is one.

    A deployment takes what is saved when it begins.
    """
    window = (deployed_at - LONGEST_DEPLOYMENT, deployed_at + CLOCKS_DIFFER)
    begun = [
        time
        for time in (recorded(one) for one in activities if _deploys(one, subject.service))
        if time and window[0] <= time <= window[1]
    ]
    return min(deployed_at, max(begun, default=deployed_at))


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
        # It does not say what it is about, which may be the service.
        return any(part in kind for part in _PARTS)
    if kind in ("APISERVER", "RESOURCE"):
        return False
    if ids.intersection(subject.operations()):
        return True
    # An operation or a scope that is gone: nobody can tell whose it was.
    return verb not in ("CREATED", "UPDATED") and any(part in kind for part in ("OPERATION", "SCOPE"))


def _is_deployment(activity: Wire) -> bool:
    return "DEPLOY" in _type(activity)[1]


def _deploys(activity: Wire, service: str) -> bool:
    return _is_deployment(activity) and not _failed(activity) and service in _ids(activity)


def _failed(activity: Wire) -> bool:
    return bool(get_key(activity, "result.status") == "FAILED")


def _type(activity: Wire) -> tuple[str, str]:
    """Kind of object, without underscores, and what was done."""
    kind, _dot, verb = str(get_key(activity, "action.type") or "").upper().rpartition(".")
    return kind.replace("_", ""), verb


def _ids(activity: Wire) -> set[str]:
    """Ids of the objects that an activity is about, and of those above them."""
    ids: set[str] = set()
    for resource in activity.get("resources") or []:
        ids.update(UUID_PATTERN.findall(f"{resource.get('id')} {resource.get('href')}".lower()))
    return ids
