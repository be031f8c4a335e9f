# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Deploys API services if needed, and waits for the deployments to finish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Callable, Iterator, Optional, Sequence

from .._base.errors import AuthorizeError, DeploymentProblem, InvalidInput
from .._base.text import quoted
from .._domain.due import IN_PROGRESS, Verdict
from .._engine.inventory import Inventory
from .._engine.progress import Progress, StepFailed, failed_progress
from .._engine.reads import Batches
from .._engine.task import Draft, Task
from .._lookup.ahead import read_named
from .._lookup.deployment_status import (
    AUDIT_LOG,
    LAG,
    deployment_result,
    planned_deployment,
    read_deployments,
    verdict_on,
)
from .._lookup.parents import find_service
from .._model.field import Ref, Wire, ref_to
from .._model.objects.api_service import API_SERVICE
from .._model.objects.deployment import FAILED, SUCCESSFUL, in_progress, status
from .._model.plan import AnyStep, DeployStep, Plan
from .deploy_jobs import JobResult, run_jobs
from .deploy_wait import Watch

# The maximum number of concurrent deployments. PingOne does not document a limit.
AT_ONCE = 5
MAY_NOT_BE_ENFORCED = (
    "Changes that earlier tasks saved may not be enforced yet. The next run deploys them if the audit log contains"
    " them; otherwise, set redeploy: always."
)
DEPLOY_ANYWAY, KEEP, FAIL = "deploy", "keep", "fail"
NEVER_DEPLOYED = Verdict(True, "status", "never deployed")
# While a deployment is in progress, it is unknown whether another one is needed.
UNDECIDED = Verdict(False, "status", IN_PROGRESS)
REDEPLOY = Verdict(True, "redeploy", "redeploy is always")


@dataclass
class DeploymentDraft(Draft):
    """The draft of a deployment. ``job`` carries it out, and yields the number of seconds to wait."""

    job: Optional[Callable[[], Iterator[float]]] = None


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan the deployment of an API service if it is needed."""
    service, ref = find_service(inventory, options["api_service"])
    if service is None or ref is None:
        return _draft(options, ref or Ref(options["api_service"]), {}, NEVER_DEPLOYED)
    if ref.id is None:
        return _first_deployment(inventory, options, ref)
    watch = Watch(inventory.client, ref, options["wait_timeout"])
    current = planned_deployment(inventory, ref)
    if in_progress(current) and options["redeploy"] != "always" and not options["changes"]:
        planned = _draft(options, ref, current, UNDECIDED)
        if options["wait"]:
            planned.job = lambda: _follow(inventory, options, service, watch, current, planned)
        return planned
    verdict = _verdict(inventory, options, service, current)
    planned = _draft(options, ref, current, verdict)
    if verdict.due:
        planned.job = lambda: _start(inventory, options, watch, current, planned, verdict)
    return planned


def _first_deployment(inventory: Inventory, options: dict[str, Any], ref: Ref) -> DeploymentDraft:
    """The deployment of a service that the same plan creates."""
    planned = _draft(options, ref, {}, NEVER_DEPLOYED)

    def job() -> Iterator[float]:
        watch = Watch(inventory.client, ref, options["wait_timeout"])
        return _start(inventory, options, watch, {}, planned, NEVER_DEPLOYED)

    planned.job = job
    return planned


def read_ahead(inventory: Inventory, _options: dict[str, Any], items: list[dict[str, Any]]) -> Batches:
    """What to read for a list: the deployments of all API services, and what is needed to assess them."""
    services = yield from read_named(inventory, API_SERVICE, [item["api_service"] for item in items])
    to_assess = [item["api_service"] for item in items if item["redeploy"] != "always" and not item["changes"]]
    assessed = [services[name] for name in to_assess if name in services]
    yield from read_deployments(inventory, services.values(), assessed)


def _start(
    inventory: Inventory,
    options: dict[str, Any],
    watch: Watch,
    current: Wire,
    planned: DeploymentDraft,
    verdict: Verdict,
) -> Iterator[float]:
    """Deploy. If the same task has written before, a deployment that another client has started since is waited for.

    That one may not include everything that the task has written.
    """
    for step in planned.plan.deployments:
        inventory.on_step(str(step))
    return _deploy(options, watch, watch.read() if inventory.has_written else current, planned, verdict)


def _verdict(inventory: Inventory, options: dict[str, Any], service: Wire, current: Wire) -> Verdict:
    """Whether to deploy a service, according to the options and the evidence.

    :raises InvalidInput: if this is unknown, and the task should fail in this case.
    """
    if options["redeploy"] == "always":
        return REDEPLOY
    verdict = verdict_on(inventory, service, current, changed=bool(options["changes"]), lag=options["audit_lag"])
    return _decided(inventory, ref_to(service), verdict, options["on_unknown"])


def _follow(
    inventory: Inventory, options: dict[str, Any], service: Wire, watch: Watch, current: Wire, planned: DeploymentDraft
) -> Iterator[float]:
    """Wait for a deployment that another client has started, and deploy if another one is needed then.

    The draft is updated with the decision after the wait.

    :raises DeploymentProblem: if the other deployment does not finish, or if it is unknown whether another one is
        needed and the task should fail in this case. This service was not deployed then; the others are continued.
    """
    current = yield from watch.until_terminal(current)
    inventory.forget_reads(AUDIT_LOG)
    service = next((item for item in inventory.list(API_SERVICE) if item["id"] == service["id"]), service)
    try:
        verdict = _verdict(inventory, options, service, current)
    except InvalidInput as refusal:
        raise DeploymentProblem(str(refusal), status=status(current)) from None
    decided = _draft(options, watch.service, current, verdict)
    planned.plan, planned.result = decided.plan, decided.result
    if verdict.due:
        yield from _deploy(options, watch, current, planned, verdict)


def deployment_advice(items: Sequence[dict[str, Any]], cause: AuthorizeError, _done: Sequence[AnyStep]) -> str:
    """Advice about changes that earlier tasks saved. Not after a failed deployment, which the next run repeats."""
    saved = any(item["changes"] for item in items)
    return MAY_NOT_BE_ENFORCED if saved and cause.facts.get("status") != FAILED else ""


def deploy_all(inventory: Inventory, drafts: Sequence[Draft]) -> list[Progress]:
    """Deploy several services at the same time, and return the progress of each. In check mode, nothing is sent."""
    if inventory.check_mode:
        return [Progress() for _draft in drafts]
    jobs = [partial(_job, draft) for draft in drafts]
    results = run_jobs(jobs, AT_ONCE, inventory.client.clock, inventory.client.sleep)
    return [_progress(draft, result) for draft, result in zip(drafts, results)]


def _job(planned: Draft) -> Iterator[float]:
    if isinstance(planned, DeploymentDraft) and planned.job:
        yield from planned.job()


def _progress(planned: Draft, result: JobResult) -> Progress:
    steps = planned.plan.all_steps
    if not result.started:
        return Progress(pending=tuple(steps))
    if result.error is None:
        return Progress(tuple(steps))
    return failed_progress(steps, 0, result.error, result.partial) if steps else Progress(error=result.error)


def _decided(inventory: Inventory, service: Ref, verdict: Verdict, on_unknown: str) -> Verdict:
    """The verdict, decided by ``on_unknown`` if it is unknown whether a deployment is needed.

    :raises InvalidInput: if the task should fail in this case.
    """
    if verdict.due is not None:
        return verdict
    if on_unknown == DEPLOY_ANYWAY:
        return replace(verdict, due=True)
    if on_unknown == FAIL:
        text = (
            f"is fail, and it is unknown whether {quoted(service.name)} needs a deployment: {verdict.reason}"
            f"{_stop(verdict.reason)} Deploy with redeploy: always, or set on_unknown to deploy or keep."
        )
        raise InvalidInput.of("on_unknown", text)
    _warn(inventory, service, verdict)
    return replace(verdict, due=False)


def _warn(inventory: Inventory, service: Ref, verdict: Verdict) -> None:
    """Add the service to the one warning for all services of the task, with the reason."""
    names_by_reason: dict[str, list[str]] = inventory.memo("services of unknown state", dict)
    if names_by_reason:
        inventory.warnings.remove(_unknown_text(names_by_reason))
    names_by_reason.setdefault(verdict.reason, []).append(quoted(service.name))
    inventory.warnings.append(_unknown_text(names_by_reason))


def _unknown_text(names_by_reason: dict[str, list[str]]) -> str:
    known = " ".join(f"{', '.join(names)}: {reason}{_stop(reason)}" for reason, names in names_by_reason.items())
    return (
        f"It is unknown whether a deployment is needed for {known} Nothing was deployed because of this (on_unknown:"
        " keep). Set redeploy: always to deploy in any case, or on_unknown to deploy or fail."
    )


def _stop(text: str) -> str:
    return "" if text.endswith(".") else "."


def _deploy(
    options: dict[str, Any], watch: Watch, before: Wire, planned: DeploymentDraft, verdict: Verdict
) -> Iterator[float]:
    """Deploy, wait for the deployment to finish, and update the draft with the result."""
    before = yield from watch.until_terminal(before)
    deployment = watch.start(before)
    try:
        if options["wait"]:
            deployment = yield from watch.until_terminal(deployment)
        if status(deployment) == FAILED:
            raise watch.failure(deployment)
    except AuthorizeError as error:
        raise StepFailed(error) from error
    planned.result = lambda: deployment_result(watch.service, deployment, verdict)


def _draft(options: dict[str, Any], ref: Ref, current: Wire, verdict: Verdict) -> DeploymentDraft:
    """The draft with the predicted status: success if the task waits for the deployment, otherwise unknown."""
    before = {"api_service": ref.name, "status": status(current), "deployment_due": bool(verdict.due)}
    plan = Plan(before, dict(before))
    result = deployment_result(ref, current, verdict)
    if verdict.due:
        expected = SUCCESSFUL if options["wait"] else None
        plan.after.update(status=expected or "not waited for", deployment_due=False)
        plan.deployments.append(DeployStep(ref))
        result.update(status=expected, deployed_at=None)
    return DeploymentDraft(ref.name, plan, lambda: result)


TASK = Task(
    "Deployment of API service",
    "deployment",
    "deployments",
    ("api_service",),
    {
        "api_service": {"type": "str"},
        "redeploy": {"type": "str", "choices": ["auto", "always"], "default": "auto"},
        "changes": {"type": "bool"},
        "on_unknown": {"type": "str", "choices": [DEPLOY_ANYWAY, KEEP, FAIL], "default": KEEP},
        "audit_lag": LAG,
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 300, "range": (1, 86_400)},
    },
    draft,
    required_one_of=[("api_service",)],
    read_ahead=read_ahead,
    apply=deploy_all,
    failure_advice=deployment_advice,
)
