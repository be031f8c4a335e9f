# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Access test cases: their options, what is wrong with them, and whether an answer is the expected one."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import AbstractSet, Any, Mapping, NamedTuple, Optional, Sequence
from urllib.parse import parse_qsl, urlsplit

from .._base.errors import Problem
from .._base.text import is_uuid, quoted
from .access_cause import ALLOW, DENY, SKIPPED, TOKEN_CAUSES, Cause
from .access_options import GATEWAY, SIDEBAND
from .rules import has_control_characters, is_authority

ANY_DECISION = "any"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# What stands for a value that is not shown.
HIDDEN = "***"

_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_TOKEN = re.compile(r"[!-~]+")
_STATUS = re.compile(r"[1-5][0-9][0-9]")
# Words in the names of headers and query parameters with secret values.
_SECRET_WORDS = re.compile(
    r"(?:^|[^a-z])(?:auth|authorization|code|cookie|credentials?|jwt|key|pass|session|sig|signature)(?:[^a-z]|$)"
    r"|apikey|assertion|passw|secret|token",
    re.IGNORECASE,
)
# Headers that the API gateway or the library sets.
_OWN_HEADERS = ("authorization", "content-length", "transfer-encoding", "connection")
_WHO = ("token", "client_id", "anonymous")
_TARGET = ("url", "api_service", "path", "from_operations")


class ClientKey(NamedTuple):
    """A client that requests a token, and the scopes that it requests; none for all that it has been granted."""

    client_id: str
    client_secret: str
    client_auth_method: str
    scopes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"ClientKey(client_id={self.client_id!r})"  # and no secret


class Case(NamedTuple):
    """A request to send, and the expected decision.

    - ``place``: the option that it results from, such as ``cases[2]``.
    - ``client``: the client whose token is used; None if ``token`` is the token, or for an anonymous request.
    - ``expect``: ``allow``, ``deny``, ``any``, or a status.
    - ``skipped``: the reason why it is not sent.
    - ``generated``: a denial because of the token does not prove anything.
    """

    place: str
    name: str
    method: str
    url: str
    expect: str
    headers: Mapping[str, str] = MappingProxyType({})
    token: str = ""
    client: Optional[ClientKey] = None
    skipped: str = ""
    generated: bool = False

    def __repr__(self) -> str:
        return f"Case({self.name!r})"  # and no secret


def case_problems(
    case: Mapping[str, Any], through: str, unsafe: bool, refused: AbstractSet[str] = frozenset()
) -> list[Problem]:
    """The problems of the options of one case.

    ``unsafe``: methods that change data may be sent to the API. ``refused``: invalid options, which are missing in the
    case, so that others are not judged by their absence.
    """
    generated = bool(case.get("from_operations"))
    problems = [] if refused & set(_WHO) else _who_problems(case, generated)
    if generated:
        problems += _generated_problems(case)
    else:
        problems += [] if refused & set(_TARGET) else _target_problems(case)
        problems += [*_expect_problems(case, through), *_method_problems(case, through, unsafe)]
    problems += _header_problems(case.get("headers") or {})
    return [problem for problem in problems if problem.option.partition(".")[0] not in refused]


def _who_problems(case: Mapping[str, Any], generated: bool) -> list[Problem]:
    given = [option for option in _WHO if case.get(option)]
    problems: list[Problem] = []
    if not given and generated:
        text = "not set. The generated requests need the tokens of a client: set client_id and client_secret."
        problems.append(Problem("client_id", text))
    elif not given:
        text = "not set. Set token, client_id and client_secret, or anonymous: true, for the sender of the request."
        problems.append(Problem("token", text))
    elif len(given) > 1:
        problems.append(Problem(given[1], f"cannot be combined with {given[0]}. Choose one of them."))
    elif generated and given[0] != "client_id":
        text = "cannot be combined with from_operations, which needs tokens with different scopes. Set client_id."
        problems.append(Problem(given[0], text))
    if case.get("client_id") and not case.get("client_secret"):
        problems.append(Problem("client_secret", "not set. It is required with client_id."))
    for option in ("client_secret", "scopes"):
        if case.get(option) and not case.get("client_id"):
            problems.append(Problem(option, "requires client_id, which is not set."))
    if case.get("scopes") and generated:
        problems.append(Problem("scopes", "cannot be combined with from_operations, which chooses the scopes."))
    if case.get("token") and not _TOKEN.fullmatch(case["token"].strip()):
        problems.append(Problem("token", "is not an access token: it contains white space or other characters."))
    if case.get("client_id") and not is_uuid(case["client_id"].strip()):
        problems.append(Problem("client_id", f"{quoted(case['client_id'])} is not the ID of an application (a UUID)."))
    return problems


def _generated_problems(case: Mapping[str, Any]) -> list[Problem]:
    problems = [
        Problem(option, "cannot be combined with from_operations, which generates it.")
        for option in ("name", "url", "path", "expect")
        if case.get(option)
    ]
    if not case.get("api_service"):
        problems.append(Problem("api_service", "not set. It is required with from_operations."))
    return problems


def _target_problems(case: Mapping[str, Any]) -> list[Problem]:
    url, service, path = (case.get(option) for option in ("url", "api_service", "path"))
    if url:
        other = "api_service" if service else "path"
        problems = [Problem(other, "cannot be combined with url. Choose one of them.")] if service or path else []
        fault = url_fault(url)
        return [*problems, *([Problem("url", fault)] if fault else [])]
    if not service:
        return [Problem("url", "not set. Set url, or api_service and path.")]
    if not path:
        return [Problem("path", "not set. It is required with api_service.")]
    return [Problem("path", fault) for fault in [_path_fault(path)] if fault]


def url_fault(url: str) -> str:
    """What is wrong with the URL of a case; empty if nothing is. The query is not shown."""
    if has_control_characters(url) or any(character.isspace() for character in url):
        return "contains white space or control characters. Percent-encode them."
    try:
        parts = urlsplit(url)
    except ValueError:
        return "is not a valid URL. Write it as https://host[:port][/path][?query]."
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return f"{quoted(shown_url(url))} is not an absolute http or https URL. Write it as https://host[/path]."
    if "@" in parts.netloc:
        return "contains user information. Remove everything up to the @."
    if not is_authority(parts.netloc):
        return f"{quoted(shown_url(url))} has no valid host. Use a DNS name or an IP address, and a port if required."
    return "contains a fragment, which is not sent. Remove the # and everything after it." if "#" in url else ""


def _path_fault(path: str) -> str:
    if not path.startswith("/"):
        return f"{quoted(shown_url(path))} does not begin with a slash."
    if has_control_characters(path) or any(character.isspace() for character in path):
        return "contains white space or control characters. Percent-encode them."
    return "contains a fragment, which is not sent. Remove the # and everything after it." if "#" in path else ""


def _expect_problems(case: Mapping[str, Any], through: str) -> list[Problem]:
    expect = case.get("expect")
    if not expect:
        return [Problem("expect", "not set. Use allow, deny, an HTTP status such as 403, or any.")]
    wanted = normalized_expect(expect)
    if wanted in (ALLOW, DENY, ANY_DECISION):
        return []
    if not _STATUS.fullmatch(wanted):
        return [Problem("expect", f"is {quoted(expect)}, but must be allow, deny, any, or an HTTP status such as 403.")]
    if through == SIDEBAND and wanted < "400":
        text = f"is {wanted}, but the status of a request that PingOne allows depends on the API. Use allow instead."
        return [Problem("expect", text)]
    return []


def _method_problems(case: Mapping[str, Any], through: str, unsafe: bool) -> list[Problem]:
    method = case.get("method") or ""
    if not _METHOD.fullmatch(method):
        return [Problem("method", f"{quoted(method)} is not an HTTP method.")]
    if through == GATEWAY and method not in SAFE_METHODS and not unsafe:
        text = (
            f"is {method}, which can change data in the API. Set allow_unsafe_methods: true to send it nevertheless, or"
            " use through: sideband, which sends nothing to the API."
        )
        return [Problem("method", text)]
    return []


def _header_problems(headers: Mapping[str, str]) -> list[Problem]:
    problems = []
    for name, value in headers.items():
        if not _HEADER.fullmatch(name):
            problems.append(Problem("headers", f"{quoted(name)} is not the name of a header."))
        elif name.lower() in _OWN_HEADERS:
            instead = " Set token, client_id, or anonymous instead." if name.lower() == "authorization" else ""
            problems.append(Problem(f"headers.{name}", f"cannot be set.{instead}"))
        elif has_control_characters(value) or not value.isascii() or value != value.strip():
            text = "contains control characters or characters other than ASCII, or white space around it."
            problems.append(Problem(f"headers.{name}", text))
    return problems


def normalized_expect(expect: str) -> str:
    """An expectation in lower case; a status without a fraction."""
    return re.sub(r"\.0+$", "", expect.strip().lower())


def secrets_in(case: Mapping[str, Any]) -> list[str]:
    """The values of headers and query parameters of a case whose names suggest that they are secret, and the user
    information of its URL."""
    headers = case.get("headers")
    pairs = [(str(name), str(value)) for name, value in headers.items()] if isinstance(headers, Mapping) else []
    for option in ("url", "path"):
        text = case.get(option)
        query = text.partition("?")[2] if isinstance(text, str) else ""
        pairs += [("secret", one) for one in user_information(text)]
        pairs += parse_qsl(query)
        pairs += [(name, value) for name, equals, value in (pair.partition("=") for pair in query.split("&")) if equals]
    values = [value for name, value in pairs if _SECRET_WORDS.search(name)]
    # A scheme such as Basic is not secret.
    return [value for text in values for value in (text, text.rpartition(" ")[2]) if len(value) > 3]


def user_information(url: Any) -> list[str]:
    """The user information of a URL, and the password in it."""
    found, at, _host = url.partition("://")[2].partition("/")[0].rpartition("@") if isinstance(url, str) else ("",) * 3
    return [found, found.partition(":")[2]] if at else []


def shown_url(url: str) -> str:
    """A URL for results and messages. A query can contain anything, so it is not shown."""
    begin, question, _query = url.partition("?")
    return f"{begin}?{HIDDEN}" if question else begin


def has_passed(case: Case, decision: str, status: Optional[int], cause: Cause) -> bool:
    """Whether a decision is the expected one.

    A URL outside all base URLs is denied to everybody, and so is a token that is not valid. This proves nothing about
    the rules of an API service, so it does not count where it is probably a mistake.
    """
    if decision == SKIPPED:
        return True
    if case.expect == ANY_DECISION:
        return decision in (ALLOW, DENY)
    if case.expect == DENY:
        has_token = bool(case.token or case.client)
        unrelated = cause.code == "no_base_url" or (case.generated and has_token and cause.code in TOKEN_CAUSES)
        return decision == DENY and not unrelated
    return decision == ALLOW if case.expect == ALLOW else str(status) == case.expect


def unique_names(names: Sequence[str]) -> list[str]:
    """Names with a number after those that occur more than once."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique
