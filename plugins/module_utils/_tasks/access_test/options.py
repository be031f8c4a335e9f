# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of the access tests, and what is wrong with them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import AbstractSet, Any, Mapping, Optional

from ..._base.errors import InvalidInput, Problem, Problems
from ..._base.text import quoted
from ..._domain.access_cases import case_problems, secrets_in, user_information
from ..._domain.access_options import CASE, GATEWAY, GATEWAY_OPTIONS
from ..._domain.base_urls import normalized_url
from ..._domain.gateway_credential import (
    MAXIMUM_CREDENTIAL,
    GatewayCredential,
    NotAGatewayCredential,
    decode_credential,
)
from ..._engine.task import Options
from ..._lookup.report_file import report_problems
from ..._pingone.urls import url_fault

OPTIONS: dict[str, dict[str, Any]] = {
    **GATEWAY_OPTIONS,
    "cases": {"type": "list", "elements": "dict", "options": CASE, "required": True},
    "fail_on_mismatch": {"type": "bool", "default": True},
    "junit_path": {"type": "path", "blank": "omitted"},
}


def find_secrets(options: Mapping[str, Any]) -> list[str]:
    """The secrets in headers and URLs."""
    cases = options.get("cases")
    found = [secret for case in cases or [] for secret in secrets_in(case)] if isinstance(cases, list) else []
    return [*found, *user_information(options.get("service_url"))]


def option_problems(options: Options, refused: AbstractSet[str]) -> list[Problem]:
    """All problems that can be found before anything is read."""
    problems = Problems(gateway_problems(options, refused))
    cases = options["cases"]
    if not cases and "cases" not in refused:
        problems.append(Problem("cases", "is empty. List at least one case."))
    for index, case in enumerate(cases or []):
        place = f"cases[{index}]"
        wrong = {one[len(place) + 1 :].partition(".")[0] for one in refused if one.startswith(f"{place}.")}
        if place not in refused:
            found = case_problems(case, options["through"], bool(options["allow_unsafe_methods"]), wrong)
            problems += [replace(problem, option=f"{place}.{problem.option}") for problem in found]
    return [*problems, *report_problems("junit_path", options["junit_path"])]


def gateway_problems(options: Options, refused: AbstractSet[str] = frozenset()) -> list[Problem]:
    """What is wrong with the options of the gateway."""
    problems = Problems()
    given = [option for option in ("gateway_credential", "credential_path") if options[option]]
    if options["through"] == GATEWAY:
        unused = [option for option in ("service_url", *given) if options[option]]
        return [
            Problem(option, "cannot be combined with through: gateway, which sends no credential.") for option in unused
        ]
    if refused & {"gateway_credential", "credential_path"}:
        return []
    if len(given) > 1:
        return [Problem("credential_path", "cannot be combined with gateway_credential. Choose one of them.")]
    with problems.collecting():
        credential_of(options)
    return problems


def credential_of(options: Options, environment_id: str = "") -> Optional[GatewayCredential]:
    """The credential of the gateway; None if no credential is required.

    :raises InvalidInput: if it cannot be used, for example for another environment.
    """
    if options["through"] == GATEWAY:
        return None
    option = "gateway_credential" if options["gateway_credential"] else "credential_path"
    text = options["gateway_credential"] or _read(options["credential_path"])
    try:
        credential = decode_credential(text)
    except NotAGatewayCredential as fault:
        raise InvalidInput.of(option, f"is not a gateway credential: {fault}") from None
    unusable = url_fault(credential.service_url)
    if unusable:
        raise InvalidInput.of(option, f"names a service URL that cannot be used: {unusable}")
    given = (options["service_url"] or "").strip()
    if "@" in given:
        raise InvalidInput.of("service_url", "must not contain user information. Remove everything up to the @.")
    if given and normalized_url(given.rstrip("/")) != normalized_url(credential.service_url):
        raise InvalidInput.of(
            "service_url",
            f"is {quoted(given.partition('?')[0])}, but the gateway credential was issued for"
            f" {quoted(credential.service_url)}, and must not be sent to another URL. Correct or omit service_url, or"
            " use the credential of the other gateway.",
        )
    if environment_id and credential.environment_id != environment_id:
        raise InvalidInput.of(
            option,
            f"belongs to a gateway of the environment {credential.environment_id}, but environment_id is"
            f" {environment_id}. Use the credential of a gateway in this environment.",
        )
    return credential


def _read(path: Optional[str]) -> str:
    """The text of the file with the credential."""
    if not path:
        raise InvalidInput.of(
            "gateway_credential",
            "not set. Set gateway_credential or credential_path to the credential of an API gateway, or use"
            " through: gateway.",
        )
    try:
        with open(os.path.expanduser(path), "rb") as file:
            return file.read(MAXIMUM_CREDENTIAL + 1).decode("utf-8", errors="replace")
    except OSError as error:
        raise InvalidInput.of("credential_path", f"{quoted(path)} cannot be read: {error.strerror}.") from None
