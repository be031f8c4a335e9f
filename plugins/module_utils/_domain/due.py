# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Whether a deployment of an API service is due. PingOne does not say it anywhere; this weighs what can be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable, Optional, Sequence

from .._base.text import quoted
from .._base.time import moment
from .._model.field import Wire
from .._model.objects.deployment import FAILED, NEVER, in_progress, outdated_by, status
from .activities import LONGEST_DEPLOYMENT, Subject, beginning, last_change, recorded, told

# For how long the audit log can be read without asking PingOne to restore older parts of it (admin guide, "Audit").
RETENTION = timedelta(days=14)
# Seconds after which an activity is assumed to be in the audit log; no source says how long it takes.
AUDIT_LAG = 60

CURRENT = "up to date"
IN_PROGRESS = "a deployment is in progress"


@dataclass(frozen=True)
class Verdict:
    """What is known: ``due`` is None if that cannot be told.

    ``evidence`` says what the verdict rests on, ``as_of`` up to when it holds; None if it does not hold at any time.
    ``activity`` is the change that the audit log tells of.
    """

    due: Optional[bool]
    evidence: str
    reason: str
    as_of: Optional[datetime] = None
    activity: Optional[dict[str, Any]] = None


@dataclass(frozen=True)
class Audit:
    """What the audit log tells.

    ``read_at`` is the service's time before it was read, ``since`` from when on it was. ``complete`` says that nothing
    was left out because there is too much of it; ``refusal`` why it cannot be read, and ``forbidden`` that it may not.
    """

    read_at: datetime
    since: datetime
    activities: Sequence[Wire] = ()
    complete: bool = True
    refusal: str = ""
    forbidden: bool = False


@dataclass(frozen=True)
class Evidence:
    """Where to look, each only when what is stronger says nothing.

    ``changed`` says that an earlier task of the run changed something. ``parts`` are the (noun, object) of the linked
    resource and its scopes, ``audit`` is the log since a time, ``subject`` the service as the log may speak of it.
    ``lag`` is the number of seconds after which an activity is assumed to be in the log.
    """

    changed: bool
    parts: Callable[[], Sequence[tuple[str, Wire]]]
    audit: Callable[[datetime], Audit]
    subject: Callable[[], Subject]
    lag: float = AUDIT_LAG


def judge(deployment: Wire, evidence: Evidence, now: datetime) -> Verdict:
    """The verdict of the strongest evidence that there is.

    ========================================================  ================ =======
    evidence, strongest first                                 its name         says
    ========================================================  ================ =======
    never deployed, or failed                                 status           due
    an earlier task of this run changed something             changes          due
    still in progress                                         status           due
    the resource or a scope was updated since                 timestamps       due
    an activity since, of any type but a deployment or a
    request of a gateway                                      audit            due
    the audit log may not be read                             audit_forbidden  unknown
    it cannot be read for another reason                      audit_unreadable unknown
    the deployment is older than what can be read of the log  audit_too_short  unknown
    the log is too long to be read whole                      audit_too_long   unknown
    none of these                                             audit            current
    ========================================================  ================ =======

    Current means: as of now less the lag, or as of the beginning of the deployment before, if a change since may or may
    not be deployed. ``now`` is the service's time.
    """
    if status(deployment) == NEVER:
        return Verdict(True, "status", "never deployed", now)
    if status(deployment) == FAILED:
        return Verdict(True, "status", "the last deployment failed", now)
    if evidence.changed:
        return Verdict(True, "changes", "earlier tasks changed something", now)
    if in_progress(deployment):
        return Verdict(True, "status", IN_PROGRESS, now)
    deployed_at = moment(deployment.get("deployedAt"))
    if deployed_at is None:
        return Verdict(True, "status", "it is not known when the last deployment was", now)
    outdated = outdated_by(deployment, evidence.parts())
    if outdated:
        return Verdict(True, "timestamps", outdated, now)
    return _by_audit(deployed_at, evidence)


def _by_audit(deployed_at: datetime, evidence: Evidence) -> Verdict:
    audit = evidence.audit(deployed_at)
    if audit.refusal:
        return Verdict(None, "audit_forbidden" if audit.forbidden else "audit_unreadable", audit.refusal)
    change, as_of = _change(audit, evidence, deployed_at) if audit.activities else (None, _settled(audit, evidence))
    if change:
        activity = told(change)
        by = f" by {quoted(activity['by'])}" if activity["by"] else ""
        reason = f"the audit log tells of a change after the last deployment: {activity['type']}{by}"
        return Verdict(True, "audit", f"{reason} at {activity['recorded_at']}", audit.read_at, activity)
    if audit.since > deployed_at - LONGEST_DEPLOYMENT:
        age = round((audit.read_at - deployed_at) / timedelta(days=1))
        text = f"the last deployment is {age} days old, and the audit log can be read for {RETENTION.days} days"
        return Verdict(None, "audit_too_short", text)
    if not audit.complete:
        text = "the audit log has too many entries since the last deployment to be read whole"
        return Verdict(None, "audit_too_long", text)
    return Verdict(False, "audit", CURRENT, as_of)


def _settled(audit: Audit, evidence: Evidence) -> datetime:
    """Up to when everything is in the log."""
    return audit.read_at - timedelta(seconds=evidence.lag)


def _change(audit: Audit, evidence: Evidence, deployed_at: datetime) -> tuple[Optional[Wire], datetime]:
    """The last change that is not deployed, and up to when there is no other.

    As long as the deployment's own activity may be missing in the log, the one that is found may be of an earlier
    deployment. Of what was changed between that one and the end of the last one, nobody can tell yet whether it is
    deployed.
    """
    subject, settled = evidence.subject(), _settled(audit, evidence)
    began = beginning(audit.activities, subject, deployed_at)
    change = last_change(audit.activities, subject, began)
    if change and evidence.lag and deployed_at > settled and (recorded(change) or deployed_at) < deployed_at:
        return None, min(settled, began)
    return change, settled
