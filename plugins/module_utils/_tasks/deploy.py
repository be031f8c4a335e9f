# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Deploys an API service when a deployment is due, and waits for its end."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterator, Optional

from .._converge import Environment
from .._errors import (
    ApiError,
    AuthorizeError,
    ConnectionFailure,
    DeploymentProblem,
    InvalidInput,
    OutcomeUnknown,
    TokenRefused,
)
from .._field import Ref, Wire, get_key
from .._objects.api_service import API_SERVICE
from .._objects.deployment import FAILED, MEDIA_TYPE, SUCCESSFUL, in_progress, status
from .._plan import DEPLOY, Plan, Step
from .._rules import quoted
from .._task import Draft, Task
from .deployed import IN_PROGRESS, NOT_DUE, deployment_path, deployment_result, read_deployment, why_due
from .parents import find_service

FIRST_POLL, LONGEST_POLL = 0.5, 10.0
NOT_IN_FORCE = (
    "What earlier tasks saved is not in force yet, and PingOne does not show that to the next run: deploy it with"
    " redeploy: always."
)


def draft(env: Environment, options: dict[str, Any]) -> Draft:
    """Plan the deployment of an API service if that is due."""
    with _told_what_is_saved(env, options):
        return _deploy_if_due(env, options)


@contextmanager
def _told_what_is_saved(env: Environment, options: dict[str, Any]) -> Iterator[None]:
    """A failure says that what earlier tasks saved is not in force."""
    try:
        yield
    except (ApiError, ConnectionFailure, DeploymentProblem, TokenRefused) as error:
        if options["changes"] and not env.check_mode:
            error.message = f"{error.message} {NOT_IN_FORCE}"
        raise


def _deploy_if_due(env: Environment, options: dict[str, Any]) -> Draft:
    if options["wait_timeout"] < 1:
        raise InvalidInput.of("wait_timeout", "must be at least 1 second.")
    service, ref = find_service(env, options["api_service"])
    if service is None or ref is None:
        return _draft(options, ref or Ref(options["api_service"]), {}, "never deployed", due=True)
    watch = Watch(env, ref, options["wait_timeout"])
    current = watch.read()
    wanted_anyway = options["redeploy"] == "always" or bool(options["changes"])
    if in_progress(current):
        if not options["wait"] and not wanted_anyway:
            return _draft(options, ref, current, IN_PROGRESS, due=False)
        current = watch.until_terminal(current)
    if options["redeploy"] == "always":
        reason: Optional[str] = "redeploy is always"
    else:
        reason = why_due(env, service, current, changed=bool(options["changes"]))
    planned = _draft(options, ref, current, reason or NOT_DUE, due=reason is not None)
    if reason is not None:
        planned.carry_out = lambda: _deploy(env, options, watch, current, planned)
        planned.if_left = NOT_IN_FORCE if options["changes"] else ""
    return planned


def _deploy(env: Environment, options: dict[str, Any], watch: Watch, before: Wire, planned: Draft) -> None:
    """Deploy, wait for the end, and put what came of it into the draft."""
    with _told_what_is_saved(env, options):
        deployment = watch.start(before)
    try:
        if options["wait"]:
            deployment = watch.until_terminal(deployment)
        if status(deployment) == FAILED:
            raise watch.failure(deployment)
    except AuthorizeError as error:
        error.wrote = True
        raise
    planned.result = lambda: deployment_result(watch.service, deployment, planned.facts["reason"])


class Watch:
    """Starts the deployment of one service and follows it until its end or the deadline."""

    def __init__(self, env: Environment, service: Ref, timeout: float) -> None:
        self._client = env.client
        self.service = service
        self._path = deployment_path(service)
        self._timeout = timeout
        self._waited = 0.0

    def read(self) -> Wire:
        """The deployment as it is now."""
        return read_deployment(self._client, self.service)

    def start(self, before: Wire) -> Wire:
        """Ask for a deployment; when the outcome of asking is unknown, look before asking once more."""
        doing = f"deploy API service {quoted(self.service.name)}"
        try:
            return self._client.post(*self._path, doing=doing, media_type=MEDIA_TYPE)
        except OutcomeUnknown:
            now = self.read()
            if in_progress(now) or now.get("deployedAt") != before.get("deployedAt"):
                return now
            return self._client.post(*self._path, doing=doing, media_type=MEDIA_TYPE)

    def until_terminal(self, deployment: Wire) -> Wire:
        """Poll at growing intervals until the deployment has ended.

        :raises DeploymentProblem: at the deadline.
        """
        interval = FIRST_POLL
        started = self._client.clock() - self._waited
        while in_progress(deployment):
            elapsed = self._client.clock() - started
            if elapsed >= self._timeout:
                raise DeploymentProblem(
                    f"API service {quoted(self.service.name)}: the deployment has not ended after {elapsed:.0f} s"
                    f" (wait_timeout is {self._timeout:g} s), its status is {status(deployment)}. It goes on in"
                    " PingOne: run the task again later, or raise wait_timeout.",
                    status=status(deployment),
                    elapsed=round(elapsed, 1),
                )
            self._client.sleep(min(interval, self._timeout - elapsed))
            interval = min(interval * 1.5, LONGEST_POLL)
            deployment = self.read()
        self._waited = self._client.clock() - started
        return deployment

    def failure(self, deployment: Wire) -> DeploymentProblem:
        """What PingOne says about a failed deployment."""
        error = get_key(deployment, "status.error") or {}
        code, identifier = error.get("code"), error.get("id")
        parts = (FAILED, code, f"id for support {identifier}" if identifier else "")
        facts = ", ".join(dict.fromkeys(part for part in parts if part))
        last = deployment.get("deployedAt")
        enforced = f"what was deployed at {last} stays in force" if last else "nothing is in force yet"
        return DeploymentProblem(
            f"API service {quoted(self.service.name)} could not be deployed:"
            f" {error.get('message') or 'no reason given'} [{facts}] Until a deployment succeeds, {enforced}. Correct"
            " the cause and run the task again.",
            status=FAILED,
            code=code,
            message=error.get("message"),
            error_id=identifier,
        )


def _draft(options: dict[str, Any], ref: Ref, current: Wire, reason: str, *, due: bool) -> Draft:
    """The draft as it is predicted: a due deployment that is waited for succeeds; else nobody knows its status."""
    before = {"api_service": ref.name, "status": status(current), "deployment_due": due}
    plan = Plan(before, dict(before))
    result = deployment_result(ref, current, reason)
    if due:
        expected = SUCCESSFUL if options["wait"] else None
        plan.after.update(status=expected or "not waited for", deployment_due=False)
        plan.steps.append(Step(DEPLOY, API_SERVICE, (), ref))
        result.update(status=expected, deployed_at=None)
    return Draft(ref.name, plan, lambda: result, {"reason": reason})


TASK = Task(
    "Deployment of API service",
    "deployment",
    "deployments",
    ("api_service",),
    {
        "api_service": {"type": "str"},
        "redeploy": {"type": "str", "choices": ["auto", "always"], "default": "auto"},
        "changes": {"type": "bool"},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 300},
    },
    draft,
    needed=[("api_service",)],
)
