# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Whether an API service needs a deployment. The API has no such field, so this is derived from other evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable, Optional, Sequence

from .._base.text import quoted
from .._base.time import parse_timestamp
from .._model.field import Wire
from .._model.objects.deployment import FAILED, NEVER, in_progress, outdated_by, status
from .activities import LONGEST_DEPLOYMENT, Activity, Subject, activity_result, deployment_start, last_change

# For how long the audit log can be read without asking PingOne to restore older parts of it (admin guide, "Audit").
RETENTION = timedelta(days=14)
# Seconds after which an activity is assumed to be in the audit log. How long it takes is not documented.
AUDIT_LAG = 60

CURRENT = "up to date"
IN_PROGRESS = "a deployment is in progress"


@dataclass(frozen=True)
class Verdict:
    """Whether a deployment is needed: ``due`` is None if that cannot be determined.

    ``evidence`` is the name of the evidence, ``as_of`` the time up to which the verdict is valid, None if it is not
    valid for any time. ``activity`` is the change that the audit log contains.
    """

    due: Optional[bool]
    evidence: str
    reason: str
    as_of: Optional[datetime] = None
    activity: Optional[dict[str, Any]] = None


@dataclass(frozen=True)
class Audit:
    """The contents of the audit log.

    ``read_at`` is PingOne's time before it was read, and ``since`` the start of the time that was read. ``complete`` is
    False if there were too many activities to read all of them. ``refusal`` is the reason why the log cannot be read,
    and ``forbidden`` is whether the permission is missing.
    """

    read_at: datetime
    since: datetime
    activities: Sequence[Activity] = ()
    complete: bool = True
    refusal: str = ""
    forbidden: bool = False


@dataclass(frozen=True)
class Evidence:
    """The sources of evidence. A function is called only if the stronger evidence before it is inconclusive.

    ``changed`` is whether an earlier task of the run changed something. ``parts`` returns (noun, object) of the linked
    resource and its scopes, ``audit`` the log since a time, and ``subject`` the IDs by which the log may refer to the
    service. ``lag`` is the number of seconds after which an activity is assumed to be in the log.
    """

    changed: bool
    parts: Callable[[], Sequence[tuple[str, Wire]]]
    audit: Callable[[datetime], Audit]
    subject: Callable[[], Subject]
    lag: float = AUDIT_LAG


def assess(deployment: Wire, evidence: Evidence, now: datetime) -> Verdict:
    """Decide by the strongest evidence that is conclusive.

    ========================================================  ================ =======
    evidence, strongest first                                 its name         result
    ========================================================  ================ =======
    never deployed, or failed                                 status           due
    an earlier task of this run changed something             changes          due
    still in progress                                         status           due
    the resource or a scope was updated since                 timestamps       due
    an activity since, of any type except a deployment or a
    request of a gateway                                      audit            due
    the audit log may not be read                             audit_forbidden  unknown
    it cannot be read for another reason                      audit_unreadable unknown
    the deployment is older than the log that can be read     audit_too_short  unknown
    the log is too long to be read completely                 audit_too_long   unknown
    none of these                                             audit            current
    ========================================================  ================ =======

    Current means: as of now minus the lag, or as of the start of the last deployment if it is unknown whether a later
    change was deployed. ``now`` is PingOne's time.
    """
    deployed_at = parse_timestamp(deployment.get("deployedAt"))
    reason = by_status(deployment)
    if evidence.changed and status(deployment) not in (NEVER, FAILED):
        return Verdict(True, "changes", "the configuration was changed", now)
    if reason or deployed_at is None:
        return Verdict(True, "status", str(reason), now)
    outdated = outdated_by(deployment, evidence.parts())
    if outdated:
        return Verdict(True, "timestamps", outdated, now)
    return _by_audit(deployed_at, evidence)


def by_status(deployment: Wire) -> Optional[str]:
    """Why the deployment itself shows that another one is needed; None if it does not."""
    if status(deployment) == NEVER:
        return "never deployed"
    if status(deployment) == FAILED:
        return "the last deployment failed"
    if in_progress(deployment):
        return IN_PROGRESS
    if parse_timestamp(deployment.get("deployedAt")) is None:
        return "the time of the last deployment is unknown"
    return None


def _by_audit(deployed_at: datetime, evidence: Evidence) -> Verdict:
    audit = evidence.audit(deployed_at)
    if audit.refusal:
        return Verdict(None, "audit_forbidden" if audit.forbidden else "audit_unreadable", audit.refusal)
    change, as_of = (
        _change(audit, evidence, deployed_at) if audit.activities else (None, _complete_until(audit, evidence))
    )
    if change:
        activity = activity_result(change)
        by = f" by {quoted(activity['by'])}" if activity["by"] else ""
        reason = f"the audit log contains a change after the last deployment: {activity['type']}{by}"
        return Verdict(True, "audit", f"{reason} at {activity['recorded_at']}", audit.read_at, activity)
    if audit.since > deployed_at - LONGEST_DEPLOYMENT:
        age = round((audit.read_at - deployed_at) / timedelta(days=1))
        text = f"the last deployment is {age} days old, and the audit log can be read for {RETENTION.days} days"
        return Verdict(None, "audit_too_short", text)
    if not audit.complete:
        text = "the audit log has too many entries since the last deployment to be read completely"
        return Verdict(None, "audit_too_long", text)
    return Verdict(False, "audit", CURRENT, as_of)


def _complete_until(audit: Audit, evidence: Evidence) -> datetime:
    """The time up to which the log is assumed to be complete."""
    return audit.read_at - timedelta(seconds=evidence.lag)


def _change(audit: Audit, evidence: Evidence, deployed_at: datetime) -> tuple[Optional[Activity], datetime]:
    """The last change that is not deployed, and the time up to which there is no other.

    As long as the deployment's own activity may be missing in the log, the activity that is found may belong to an
    earlier deployment. It is then unknown whether changes between that deployment and the end of the last one were
    deployed.
    """
    subject, complete_until = evidence.subject(), _complete_until(audit, evidence)
    started = deployment_start(audit.activities, subject, deployed_at)
    change = last_change(audit.activities, subject, started)
    if change and evidence.lag and deployed_at > complete_until and (change.recorded or deployed_at) < deployed_at:
        return None, min(complete_until, started)
    return change, complete_until
