# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What several unit tests need: ids, a clock that does not wait, a fake client, and short ways to build things."""

from __future__ import annotations

import importlib
import json
import pkgutil
import uuid
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime, timezone
from typing import Any, Callable, Iterator, Optional, Sequence, Union

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    AuthorizeError,
    OutcomeUnknown,
    Problems,
    ReadOnlyViolation,
)
from ansible_collections.pingone.authorize.plugins.module_utils._base.topic import Topic
from ansible_collections.pingone.authorize.plugins.module_utils._engine.apply import apply
from ansible_collections.pingone.authorize.plugins.module_utils._engine.converge import converge as converge_all
from ansible_collections.pingone.authorize.plugins.module_utils._engine.info_task import InfoTask
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import Progress, TaskFailed
from ansible_collections.pingone.authorize.plugins.module_utils._engine.task import Draft, Outcome, Task
from ansible_collections.pingone.authorize.plugins.module_utils._engine.workflow import Workflow
from ansible_collections.pingone.authorize.plugins.module_utils._model import objects
from ansible_collections.pingone.authorize.plugins.module_utils._model.kind import Kind
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._model.options import parse_options, with_defaults
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import Plan
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.client import Client
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.concurrency import run_concurrently
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import Connection
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.request import LookUp, Request, Response
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.retry import UNKNOWN_TRIES, Backoff
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.session import Session

ENVIRONMENT_ID = "11111111-1111-4111-8111-111111111111"
WORKER_ENVIRONMENT_ID = "22222222-2222-4222-8222-222222222222"
CLIENT_ID = "33333333-3333-4333-8333-333333333333"
CLIENT_SECRET = "Zk7-unit-test-secret_~.0123456789abcdefghij"
TRANSACTION_ID = "ansible-44444444-4444-4444-8444-444444444444"
SERVICE_URL = f"https://http-access-api.example/v1/environments/{ENVIRONMENT_ID}"
USER_AGENT = "pingone.authorize/9.9.9 ansible-core/2.99.0"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=timezone.utc)
# Keys of lists that are not called like the path.
LIST_KEYS = {"applicationResources": "resources"}
ENVIRONMENT_PATH = f"/v1/environments/{ENVIRONMENT_ID}"


def jwt(**claims: Any) -> str:
    """A JWT with these claims, and a signature that nobody verifies."""
    parts = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "RS256"}, claims)]
    return ".".join([*parts, "c2lnbmF0dXJl"])


GATEWAY_CREDENTIAL = jwt(
    jti="5f0c9d6e-7a43-4f0b-9c55-3d1a2b7e8f90",
    gatewayId="0b7de3a8-c1f4-4b52-9a0e-7b3f2c5164a1",
    gatewayType="API_GATEWAY_INTEGRATION",
    environmentId=ENVIRONMENT_ID,
    httpAccessApiUrl=SERVICE_URL,
    authUrl="https://auth.example",
)


def identifier(text: str) -> str:
    """A UUID that is always the same for the same text."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))


class Clock:
    """Time that passes by sleeping only, and remembers how long each sleep was."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleeps: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds


class Watched:
    """A real client, with everything that it tells its owner."""

    def __init__(self, url: str, read_only: bool = False, session: Optional[Session] = None, **overrides: Any) -> None:
        self.time = Clock()
        self.warnings: list[str] = []
        self.secrets: list[str] = []
        settings: dict[str, Any] = {
            "environment_id": ENVIRONMENT_ID,
            "api_url": url,
            "token_url": f"{url}/{WORKER_ENVIRONMENT_ID}/as/token",
            "auth_environment_id": WORKER_ENVIRONMENT_ID,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        }
        settings.update(overrides)
        self.client = Client(
            Connection(**settings),
            user_agent=USER_AGENT,
            transaction_id=TRANSACTION_ID,
            read_only=read_only,
            on_warning=self.warnings.append,
            on_secret=self.secrets.append,
            session=session,
            sleep=self.time.sleep,
            clock=self.time.clock,
        )


def allowed(request: Request) -> Response:
    """The response of the sideband API to a request that is allowed, or a token."""
    if request.form:
        return Response(200, {}, {"access_token": jwt(scope=request.form.get("scope", ""))})
    return Response(200, {}, dict(request.body or {}))


class FakeClient:
    """Serves lists of objects by path, and records what is written, like a PingOne without rules."""

    def __init__(self, read_only: bool = False) -> None:
        self.read_only = read_only
        self.place = ("https://api.example", ENVIRONMENT_ID)
        self.worker = ("home", "worker")
        self.time = Clock()
        self.lists: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        self.objects: dict[tuple[str, ...], dict[str, Any]] = {}
        self.failures: dict[tuple[str, ...], Exception] = {}
        self.deployments: list[dict[str, Any]] = []
        self.posted: list[Any] = []
        self.refused: dict[tuple[str, ...], Exception] = {}
        self.writes: list[tuple[Any, ...]] = []
        self.reads: list[tuple[str, ...]] = []
        self.media_types: list[str] = []
        self.page_size = 1000
        self.secrets: list[str] = []
        self.on_secret = self.secrets.append
        self.now = NOW
        self.connection = Connection(ENVIRONMENT_ID, "https://api.example", access_token="unit-test-access-token")
        self.sent: list[Request] = []
        self.respond: Callable[[Request], Response] = allowed

    def transport(self) -> FakeClient:
        """A transport to other APIs than the management API, which :attr:`respond` answers for."""
        return self

    def send(self, request: Request, authorization: str) -> Response:
        self.sent.append(request)
        return self.respond(request)

    def exchange(self, request: Request, authorization: str, backoff: Backoff) -> Response:
        return self.send(request, authorization)

    def clock(self) -> float:
        return self.time.clock()

    def has_delayed(self, seconds: float) -> bool:
        return False

    def sleep(self, seconds: float) -> None:
        self.time.sleep(seconds)

    def add(self, *path: str, **wire: Any) -> dict[str, Any]:
        """Put an object there; its id follows from its path and name unless given."""
        wire.setdefault("id", identifier("/".join(path) + str(wire.get("name"))))
        self.lists.setdefault(path, []).append(wire)
        return wire

    def list(
        self,
        *path: str,
        topic: Topic,
        doing: str,
        query: Optional[dict[str, str]] = None,
        enough: Optional[int] = None,
        from_root: bool = False,
    ) -> list[dict[str, Any]]:
        """A whole collection, or what a filter leaves of it; no more than ``enough`` objects."""
        assert from_root == (path[0] in ("environments", "organizations", "roles"))
        assert (topic.key or path[-1]) == LIST_KEYS.get(path[-1], path[-1])
        assert doing and topic.permission
        wanted = (query or {}).get("filter")
        self._read((*path, wanted) if wanted else path)
        conditions = wanted.split(" and ") if wanted else []
        items = [item for item in self.lists.get(path, []) if all(holds(one, item) for one in conditions)]
        return deepcopy(items[:enough])

    def first_page(
        self, *path: str, topic: Topic, doing: str, query: Optional[dict[str, str]] = None
    ) -> tuple[list[dict[str, Any]], bool]:
        """The first objects of a collection, and whether there are no more than ``page_size``."""
        items = self.list(*path, topic=topic, doing=doing, query=query)
        return items[: self.page_size], len(items) <= self.page_size

    def concurrently(self, jobs: Sequence[Callable[[FakeClient], Any]]) -> list[Any]:
        """The results of jobs, one after the other."""
        return run_concurrently(jobs, [self])

    def get(
        self, *path: str, topic: Topic, doing: str, query: Optional[dict[str, str]] = None, from_root: bool = False
    ) -> dict[str, Any]:
        """The object at a path, or the next of the scripted deployments; the last one stays."""
        assert doing and topic.permission
        assert from_root == (path[:1] in (("environments",), ("organizations",)))
        self._read(path)
        if path in self.objects:
            return deepcopy(self.objects[path])
        assert path[-1] == "deployment"
        return self.deployments.pop(0) if len(self.deployments) > 1 else self.deployments[0]

    def post(
        self,
        *path: str,
        topic: Topic,
        doing: str,
        body: Optional[dict[str, Any]] = None,
        media_type: str = "",
        look_up: Optional[LookUp] = None,
        once: bool = False,
    ) -> dict[str, Any]:
        """Create an object or start an action; an unknown outcome is looked up as the real client does it."""
        assert doing and topic.permission
        unknown: Optional[OutcomeUnknown] = None
        for number in range(1 if once else UNKNOWN_TRIES):
            try:
                return self._post(path, body, media_type)
            except OutcomeUnknown as error:
                unknown = error
            self.sleep(2**number)
            try:
                found = look_up() if look_up else None
            except AuthorizeError:
                raise unknown from None
            if found is not None:
                return found
        assert unknown
        raise unknown

    def _post(self, path: tuple[str, ...], body: Optional[dict[str, Any]], media_type: str) -> dict[str, Any]:
        self._write("POST", path, body)
        self.media_types.append(media_type)
        if path in self.refused:
            raise self.refused[path]
        if self.posted:
            answer = self.posted.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        return self.add(*path, **{**(body or {}), "id": identifier(f"{path}{body}")})

    def put(self, *path: str, topic: Topic, doing: str, body: dict[str, Any]) -> dict[str, Any]:
        assert doing and topic.permission
        self._write("PUT", path, body)
        self.lists[path[:-1]] = [
            {**body, "id": item["id"]} if item["id"] == path[-1] else item for item in self.lists[path[:-1]]
        ]
        return body

    def delete(self, *path: str, topic: Topic, doing: str) -> None:
        assert doing and topic.permission
        self._write("DELETE", path, None)
        self.lists[path[:-1]] = [item for item in self.lists[path[:-1]] if item["id"] != path[-1]]

    def _read(self, path: tuple[str, ...]) -> None:
        self.reads.append(path)
        if path in self.failures:
            raise self.failures[path]

    def _write(self, method: str, path: tuple[str, ...], body: Any) -> None:
        if self.read_only:
            raise ReadOnlyViolation(f"{method} {path}")
        assert all(isinstance(segment, str) and segment.strip(".") for segment in path), path
        assert len(path) >= (1 if method == "POST" else 2), "nothing writes to the environment itself"
        self.writes.append((method, "/".join(path), deepcopy(body)) if body is not None else (method, "/".join(path)))


def declared_kinds() -> dict[str, Kind]:
    """All kinds of objects that are declared, by the names of their constants."""
    modules = [
        importlib.import_module(f"{objects.__name__}.{found.name}") for found in pkgutil.iter_modules(objects.__path__)
    ]
    return {name: value for module in modules for name, value in vars(module).items() if isinstance(value, Kind)}


@contextmanager
def session_of_a_task(path: str) -> Iterator[Session]:
    """The session at a path for one task, which saves it at its end, even if it fails."""
    session = Session(path)
    try:
        yield session
    finally:
        session.save()


def list_services(watched: Watched) -> list[dict[str, Any]]:
    """Send a request that lists the API services."""
    return watched.client.list("apiServers", topic=Topic(permission=API_SERVICE.permission), doing="list API services")


def holds(condition: str, item: dict[str, Any]) -> bool:
    """Whether a condition of a filter, such as C(name eq "Staff"), is true of an object."""
    attribute, operator, text = condition.split(" ", 2)
    value = json.loads(text)
    found: Any = item
    for key in {"recordedat": "recordedAt"}.get(attribute, attribute).split("."):
        found = found.get(key)
    found = str(found)
    results = {"eq": found == value, "sw": found.startswith(value), "gt": found > value, "lt": found < value}
    return bool(results[operator])


def options_of(task: Union[Task, Workflow, InfoTask], **given: Any) -> dict[str, Any]:
    """A task's options as the edge hands them over.

    :raises InvalidInput: if the intake refuses them.
    """
    intake = parse_options(given, task.spec)
    intake.problems.stop_if_any()
    return with_defaults(intake.values, task.spec)


def ask(task: InfoTask, client: FakeClient, check_mode: bool = False, **given: Any) -> tuple[dict[str, Any], Inventory]:
    """What a module that only reads answers, and the environment that it has read."""
    client.read_only = True
    environment = Inventory(client, check_mode)  # type: ignore[arg-type]
    options = options_of(task, **given)
    Problems(task.problems(options)).stop_if_any()
    answer = task.gather(environment, options)
    assert client.writes == []
    return answer, environment


def converge(
    task: Union[Task, Workflow],
    client: FakeClient,
    check_mode: bool = False,
    warnings: Optional[list[str]] = None,
    **given: Any,
) -> Outcome:
    """Run a task against a fake client, as the edge does. The warnings are added to a list."""
    client.read_only = check_mode
    intake = parse_options(given, task.spec)
    options = with_defaults(intake.values, task.spec)
    problems = Problems([*intake.problems, *task.problems(options, intake.refused)])
    if problems:
        problems += intake.with_given_indexes(task.checked(options, intake.refused))
    problems.stop_if_any()
    inventory = Inventory(client, check_mode, assumes=not isinstance(task, Workflow))  # type: ignore[arg-type]
    if warnings is not None:
        inventory.warnings = warnings
    return task.run(inventory, options) if isinstance(task, Workflow) else converge_all(inventory, task, options)


@contextmanager
def task_failing(cause: type[AuthorizeError], match: str = "") -> Iterator[Any]:
    """A task has to fail inside because of this kind of error, with a text that matches."""
    with pytest.raises(TaskFailed, match=match) as caught:
        yield caught
    assert isinstance(caught.value.cause, cause)


def write_plan(inventory: Inventory, plan: Plan) -> Progress:
    """Carry out a plan as the engine does.

    :raises AuthorizeError: the error that stopped it.
    """
    (progress,) = apply(inventory, [Draft("x", plan, lambda: None)])
    if progress.error:
        raise progress.error
    return progress


def predicted(task: Task, client: FakeClient, **given: Any) -> Outcome:
    """Run a task after check mode, and make sure that check mode had told the truth."""
    expected = converge(task, client, check_mode=True, **given)
    assert client.writes == []
    outcome = converge(task, client, **given)
    assert expected.plan.changed == outcome.plan.changed == bool(client.writes)
    assert [hunk.as_diff() for hunk in expected.diff] == [hunk.as_diff() for hunk in outcome.diff]
    return outcome


def before_of(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """What the objects of a diff are before, by kind and name; those that do not exist are left out."""
    return {hunk.title: hunk.before for hunk in outcome.diff if hunk.before}


def after_of(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """The same afterwards."""
    return {hunk.title: hunk.after for hunk in outcome.diff if hunk.after}
