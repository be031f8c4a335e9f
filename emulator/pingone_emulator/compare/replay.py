# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replays the requests of a transcript on one side and keeps what came back."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from . import variables
from .client import Answer, Client, ConnectionProblem, host_of
from .transcript import Request, Transcript

WAIT = 60.0
STEP = 2.0


@dataclass
class Step:
    """What became of one request; without an answer, ``reason`` says why."""

    request: Request
    answer: Answer | None = None
    reason: str = ""
    statements: list[bool] = field(default_factory=list)


@dataclass
class Made:
    """An object that a POST created, or may have created; ``id`` is empty if the response did not arrive."""

    request: str
    collection: str
    id: str
    name: str


@dataclass
class Replay:
    """Everything about one transcript on one side."""

    steps: list[Step] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    # Values of variables, and the variable for each ID.
    values: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    stopped: str = ""


def replay(transcript: Transcript, client: Client, run: str, into: Replay, poll: bool) -> None:
    """Send the requests in order; ``poll`` says whether to repeat those with wait_for.

    What is known goes into ``into`` at once, so that it is there however this ends.
    """
    into.values.update(variables.start_values(client.settings.environment, run))
    own: set[str] = set()
    for request in transcript.requests:
        for count in range(1, request.repeat + 1):
            into.values["count"] = str(count)
            step = Step(request)
            if count == 1:
                into.steps.append(step)
            else:
                into.steps[-1] = step
            try:
                _perform(step, client, into, own, poll)
            except variables.Missing as missing:
                step.reason = f"{' and '.join(missing.names)} is not known"
            except ConnectionProblem as problem:
                step.reason = into.stopped = str(problem)
                return


def _perform(step: Step, client: Client, into: Replay, own: set[str], poll: bool) -> None:
    request, values = step.request, into.values
    path = variables.filled_path(request.path, values)
    if request.writing and request.server == "api":
        foreign = [name for name in variables.used(request.path) if name not in own | {"environment"}]
        if foreign:
            raise variables.Missing(foreign)
    content: dict[str, Any] = {"params": variables.filled(request.query, values)} if request.query else {}
    if request.sends_body:
        content["json"] = variables.filled(request.body, values)
    if request.form is not None:
        content["data"] = variables.filled(request.form, values)
    headers = variables.filled({name.lower(): value for name, value in request.headers.items()}, values)
    if "json" in content and "content-type" in headers:
        content["content"] = json.dumps(content.pop("json")).encode()
    try:
        step.answer = _sent(step, client, into, path, headers, content)
        if request.wait_for and poll:
            _wait(step, client, into, path, headers, content)
    except (ConnectionProblem, KeyboardInterrupt) as problem:
        if _creates(request) and (isinstance(problem, KeyboardInterrupt) or problem.unknown):
            into.made.append(Made(request.name, path, "", _name(content)))
        raise
    _keep(step, into, own, path, content)


def _sent(
    step: Step, client: Client, into: Replay, path: str, headers: dict[str, str], content: dict[str, Any]
) -> Answer:
    request = step.request
    if request.server == "auth":
        return client.send(request.method, client.settings.auth + path, headers, **content)
    if request.server == "sideband":
        credential = variables.filled(request.credential, into.values)
        url = service_url(credential, client.settings.api) + path
        return client.send(request.method, url, {**headers, "client-token": credential}, **content)
    return client.api(request.method, path, headers, **content)


def _wait(
    step: Step, client: Client, into: Replay, path: str, headers: dict[str, str], content: dict[str, Any]
) -> None:
    """Repeat a request until its response has the value."""
    waited = 0.0
    while step.answer and not variables.find(step.answer.body, step.request.wait_for or "")[0] and waited < WAIT:
        client.wait(STEP)
        waited += STEP
        step.answer = _sent(step, client, into, path, headers, content)


def _creates(request: Request) -> bool:
    return request.method == "POST" and request.server == "api" and request.cleanup


def _name(content: dict[str, Any]) -> str:
    body = content.get("json")
    return str(body.get("name", "")) if isinstance(body, dict) else ""


def _keep(step: Step, into: Replay, own: set[str], path: str, content: dict[str, Any]) -> None:
    """Variables, statements and created objects of an answer."""
    request, answer = step.request, step.answer
    if answer is None:
        return
    good = 200 <= answer.status < 300
    created = answer.body.get("id") if isinstance(answer.body, dict) and good else None
    if _creates(request) and isinstance(created, str) and (answer.status == 201 or _name(content)):
        into.made.append(Made(request.name, path, created, _name(content)))
    for name, pointers in request.pointers.items():
        value = next((value for found, value in (variables.find(answer.body, one) for one in pointers) if found), None)
        into.values.pop(name, None)
        own.discard(name)
        if good and isinstance(value, str) and value:
            into.values[name] = value
            into.names.setdefault(value, name)
            if answer.status == 201 and pointers == ["/id"] and _creates(request):
                own.add(name)
    for statement in request.statements:
        found, value = variables.find(answer.body, statement.pointer)
        if statement.exists is not None:
            step.statements.append(found == statement.exists)
        else:
            wanted = variables.filled(statement.equals, into.values)
            step.statements.append(found and bool(value == wanted))


def service_url(credential: str, api: str) -> str:
    """Where gateways ask: a claim of their credential (SPECIFICATION.md 19), or below the management API."""
    try:
        part = credential.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        url = str(claims["httpAccessApiUrl"]).rstrip("/")
    except (IndexError, ValueError, KeyError, TypeError, binascii.Error):
        raise ConnectionProblem(
            "The gateway credential does not contain the URL of the service for gateways (httpAccessApiUrl)."
        ) from None
    if urlsplit(url).scheme != "https" and host_of(url) != host_of(api):
        raise ConnectionProblem("The service for gateways does not use https.")
    return url
