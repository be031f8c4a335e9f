# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Starts the deployment of an API service, and waits until it finishes or the deadline is reached."""

from __future__ import annotations

from collections.abc import Generator
from typing import Optional

from .._base.api_error import CONFLICT, ApiError
from .._base.error_body import readable_text
from .._base.errors import DeploymentProblem
from .._base.text import quoted
from .._lookup.deployment_status import deployment_path, read_deployment
from .._model.field import Ref, Wire, get_key
from .._model.objects.deployment import DEPLOYMENT, FAILED, MEDIA_TYPE, in_progress, status
from .._pingone.client import Client

FIRST_POLL, LONGEST_POLL = 0.5, 10.0

Polling = Generator[float, None, Wire]


class Watch:
    """The deployment of a service, and the time that the task has already waited for it."""

    def __init__(self, client: Client, service: Ref, timeout: float) -> None:
        self._client = client
        self.service = service
        self._path = deployment_path(service)
        self._timeout = timeout
        self._waited = 0.0

    def read(self) -> Wire:
        """The current deployment."""
        return read_deployment(self._client, self.service)

    def start(self, before: Wire) -> Wire:
        """Start a deployment. If the outcome is unknown, it is looked up before the request is sent again."""

        def look_up() -> Optional[Wire]:
            now = self.read()
            started = in_progress(now) or any(now.get(key) != before.get(key) for key in ("deployedAt", "status"))
            return now if started else None

        doing = f"deploy API service {quoted(self.service.name)}"
        try:
            return self._client.post(
                *self._path, topic=DEPLOYMENT.topic, doing=doing, media_type=MEDIA_TYPE, look_up=look_up
            )
        except ApiError as refusal:
            # Another client has started one since ours was planned, or a proxy has repeated the request.
            found = look_up() if refusal.status == CONFLICT else None
            if found is None:
                raise
            return found

    def until_terminal(self, deployment: Wire) -> Polling:
        """Poll at increasing intervals, which are yielded, until the deployment has finished.

        :raises DeploymentProblem: at the deadline.
        """
        interval = FIRST_POLL
        started = self._client.clock() - self._waited
        while in_progress(deployment):
            elapsed = self._client.clock() - started
            if elapsed >= self._timeout:
                raise DeploymentProblem(
                    f"API service {quoted(self.service.name)}: the deployment has not ended after {elapsed:.0f} s"
                    f" (wait_timeout is {self._timeout:g} s), its status is {status(deployment)}. It continues in"
                    " PingOne: run the task again later, or increase wait_timeout.",
                    status=status(deployment),
                    elapsed=round(elapsed, 1),
                )
            yield min(interval, self._timeout - elapsed)
            interval = min(interval * 1.5, LONGEST_POLL)
            deployment = self.read()
        self._waited = self._client.clock() - started
        return deployment

    def failure(self, deployment: Wire) -> DeploymentProblem:
        """The error of a failed deployment."""
        error = get_key(deployment, "status.error") or {}
        code, identifier, reason = error.get("code"), error.get("id"), readable_text(error.get("message") or "")
        parts = (FAILED, code, f"ID for support {identifier}" if identifier else "")
        facts = ", ".join(dict.fromkeys(part for part in parts if part))
        last = deployment.get("deployedAt")
        enforced = f"the configuration deployed at {last} remains enforced" if last else "nothing is enforced yet"
        return DeploymentProblem(
            f"API service {quoted(self.service.name)} could not be deployed:"
            f" {reason or 'no reason given'} [{facts}] Until a deployment succeeds, {enforced}. Correct"
            " the cause and run the task again.",
            status=FAILED,
            code=code,
            message=reason or None,
            error_id=identifier,
        )
