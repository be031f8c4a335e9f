# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a transcript may do: nothing to objects that it has not created itself.

A transcript may be replayed in a real environment. So it changes and deletes only what it created: every ID in the
path of a request that writes comes from the response to a POST of the same transcript, and every object that it
creates in the environment has a name that tells where it is from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import variables

if TYPE_CHECKING:
    from .transcript import Request, Transcript

BASE = "/v1/environments/${environment}/"
TOKEN_PATH = "/${environment}/as/token"
SIDEBAND = ("/sideband/request", "/sideband/response")
HEADERS = ("content-type", "accept")
WORD = re.compile("[A-Za-z]+")
VARIABLE = re.compile(r"\$\{([a-z][a-z0-9_]*)\}")
READABLE = re.compile("[A-Za-z0-9-]+")
SECRETS = ("clientsecret", "client_secret", "credential", "password", "privatekey", "secret", "token", "access_token")


def check(transcript: Transcript) -> list[str]:
    """Everything that is wrong with a transcript."""
    known, owned, problems = set(variables.BUILT_IN), set[str](), []
    for number, request in enumerate(transcript.requests):
        place = f"requests[{number}] ({request.name})"
        found = [*_variables(request, known), *_save(request), *_headers(request), *_server(request, owned)]
        problems += [f"{place}: {problem}" for problem in found]
        known |= set(request.save)
        if request.method == "POST" and request.server == "api":
            owned |= {name for name, pointers in request.pointers.items() if pointers == ["/id"]}
    return problems + _names(transcript)


def _names(transcript: Transcript) -> list[str]:
    seen, problems = set[str](), []
    for number, request in enumerate(transcript.requests):
        if request.name in seen:
            problems.append(f"requests[{number}].name: {request.name!r} is used more than once. Use different names.")
        seen.add(request.name)
    return problems


def _variables(request: Request, known: set[str]) -> list[str]:
    texts = [request.path, request.query, request.headers, request.body, request.form, request.credential]
    texts += [statement.equals for statement in request.statements]
    unknown = [name for name in dict.fromkeys(variables.used(texts)) if name not in known]
    return [
        f"${{{name}}} has no value. Save it from the response to an earlier request, or use one of "
        f"{', '.join(variables.BUILT_IN)}."
        for name in unknown
    ]


def _save(request: Request) -> list[str]:
    problems = []
    for name, pointers in request.pointers.items():
        if not variables.NAME.fullmatch(name):
            problems.append(f"save.{name}: names have lowercase letters, digits and underscores.")
        if name in variables.BUILT_IN:
            problems.append(f"save.{name}: this is a built-in variable. Use another name.")
        problems += [
            f"save.{name}: {pointer!r} is not a JSON pointer. Write it like /id."
            for pointer in pointers or [""]
            if not re.fullmatch("(/[^/]+)+", pointer)
        ]
    for number, statement in enumerate(request.statements):
        if (statement.exists is None) == ("equals" not in statement.model_fields_set):
            problems.append(f"statements[{number}]: specify either equals or exists.")
    if request.wait_for and request.method != "GET":
        problems.append("wait_for: only GET requests can be repeated until their response has a value.")
    return problems


def _headers(request: Request) -> list[str]:
    return [
        f"headers.{name}: only {' and '.join(HEADERS)} can be set. Remove it; the token is added to every request."
        for name in request.headers
        if name.lower() not in HEADERS
    ]


def _server(request: Request, owned: set[str]) -> list[str]:
    if request.server == "auth":
        return _token_request(request)
    if request.server == "sideband":
        problems = [] if request.path in SIDEBAND else [f"path: with server sideband, use {' or '.join(SIDEBAND)}."]
        if request.method != "POST":
            problems.append("method: with server sideband, use POST.")
        if not VARIABLE.fullmatch(request.credential or ""):
            problems.append("credential: with server sideband, name the variable that holds a gateway credential.")
        return problems
    problems = [f"{key}: only for another server than api." for key in ("form", "credential") if getattr(request, key)]
    segments = request.path.removeprefix(BASE).split("/")
    if not request.path.startswith(BASE) or not all(_segment(segment) for segment in segments):
        return [*problems, f"path: {request.path!r} is not a path below {BASE}. Use other paths with another client."]
    return problems + (_writes(request, segments, owned) if request.writing else [])


def _token_request(request: Request) -> list[str]:
    problems = [] if request.path == TOKEN_PATH else [f"path: with server auth, the path is {TOKEN_PATH}."]
    if request.method != "POST" or request.form is None:
        problems.append("form: with server auth, use POST with a form.")
    for name in SECRETS:
        value = (request.form or {}).get(name)
        if value is not None and not VARIABLE.fullmatch(value):
            problems.append(f"form.{name}: a transcript holds no secrets. Use a variable saved from a response.")
    return problems


def _segment(segment: str) -> bool:
    return bool(READABLE.fullmatch(segment) or VARIABLE.fullmatch(segment))


def _writes(request: Request, segments: list[str], owned: set[str]) -> list[str]:
    """Problems of a request that writes."""
    problems, foreign = [], []
    for number, segment in enumerate(segments):
        variable = VARIABLE.fullmatch(segment)
        if variable[1] not in owned if variable else not WORD.fullmatch(segment):
            foreign.append(segment)
        elif (
            variable is None and number and number + 1 < len(segments) and not VARIABLE.fullmatch(segments[number + 1])
        ):
            problems.append(f"path: {segment!r} must be followed by the ID of an object that this transcript creates.")
    if foreign:
        problems.append(
            f"path: {request.method} changes an object that this transcript does not create ({', '.join(foreign)}). "
            "Use the variable that an earlier POST of this transcript saves from /id."
        )
    has_own = any(VARIABLE.fullmatch(segment) for segment in segments)
    if request.method != "POST" and not has_own:
        problems.append(f"path: {request.method} without the ID of an object that this transcript creates.")
    if request.method == "POST" and not has_own and len(segments) > 1:
        problems.append("path: POST creates objects in a collection of the environment, or below a created object.")
    return [*problems, *_body(request, top=len(segments) == 1)]


def _body(request: Request, top: bool) -> list[str]:
    body, problems = request.body, []
    name = body.get("name") if isinstance(body, dict) else None
    if request.method == "POST" and top and "${run}" not in str(name):
        problems.append("body.name: objects that are created need a name that contains ${run}.")
    urls = body.get("baseUrls") if isinstance(body, dict) else None
    if any("${run}" not in str(url) for url in urls or [] if isinstance(urls, list)):
        problems.append(
            "body.baseUrls: every base URL must contain ${run}, so that it is not the URL of an API in use."
        )
    return problems + _values(body, "body")


def _values(value: Any, place: str) -> list[str]:
    if isinstance(value, list):
        return [problem for number, item in enumerate(value) for problem in _values(item, f"{place}[{number}]")]
    if not isinstance(value, dict):
        return []
    problems = []
    if "kty" in value and ("d" in value or "k" in value):
        problems.append(f"{place}: this is a private key. A transcript holds public keys only.")
    for key, item in value.items():
        if key == "default" and item is True:
            problems.append(f"{place}.default: true makes another object lose this role. Remove it.")
        if key.lower() in SECRETS and isinstance(item, str) and not VARIABLE.fullmatch(item):
            problems.append(f"{place}.{key}: a transcript holds no secrets. Use ${{secret}}.")
        problems += _values(item, f"{place}.{key}")
    return problems
