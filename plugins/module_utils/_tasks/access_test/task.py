# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Plays access tests: requests whose decisions must be the expected ones."""

from __future__ import annotations

from functools import partial
from typing import Any, Mapping, Optional, Sequence

from ..._base.errors import AccessTestsFailed, AuthorizeError
from ..._base.text import capitalized, quoted
from ..._domain.access_cases import Case, shown_url
from ..._domain.access_cause import DENY, SKIPPED, Exchange
from ..._domain.access_report import junit, table
from ..._domain.service_access import ServiceAccess, place_of
from ..._engine.info_task import InfoTask
from ..._engine.inventory import Inventory
from ..._engine.task import Options
from ..._lookup.report_file import write_report
from ..._lookup.service_access import read_access, without_rules
from ..._model.objects.api_service import API_SERVICE
from .cases import build_cases
from .options import OPTIONS, credential_of, find_secrets, option_problems
from .playing import Player, Result, cause_of_played, passes, result_of
from .tokens import fetch_tokens, token_connection
from .waiting import Waiting

SUITE = "PingOne access tests"


def gather(inventory: Inventory, options: Options) -> dict[str, Any]:
    """The results of the cases.

    :raises AccessTestsFailed: if there are unexpected decisions.
    :raises NoDecision: if there are no decisions.
    """
    report = partial(_write_report, inventory, options["junit_path"])
    cases: Sequence[Case] = [Case("cases", SUITE, "", "", "")]
    try:
        credential = credential_of(options, inventory.client.connection.environment_id)
        cases, left_out = build_cases(inventory, options)
        results = play(inventory, options, credential, cases)
    except AuthorizeError as error:
        report([_not_played(case) for case in cases], error.message)
        raise
    report(results)
    warn_of_untested(inventory, options["cases"], cases, "cases")
    found = summary(results, left_out)
    if found["failed_cases"] and options["fail_on_mismatch"]:
        raise AccessTestsFailed(failure_text(results), found)
    return found


def play(inventory: Inventory, options: Options, credential: Any, cases: Sequence[Case]) -> list[Result]:
    """The results of cases, in their order."""
    client, waiting = inventory.client, Waiting(inventory.client)
    for case in cases:
        if case.token:
            client.on_secret(case.token)
    if credential:
        client.on_secret(credential.jwt)
    connection = token_connection(client.connection, credential, cases)
    tokens = fetch_tokens(client, connection, cases, waiting) if connection else {}
    try:
        played = Player(client, options, credential, tokens, waiting).play(cases, options["mismatch_timeout"])
    finally:
        inventory.warnings.extend(waiting.warnings())
    unclear = [one.exchange for one in played if one.exchange and needs_explanation(one)]
    services = _services(inventory, unclear) if unclear else None
    results = [result_of(one, services) for one in played]
    _warn_of_tokens(inventory, [(result, case) for result, case in zip(results, cases) if result["expect"] == DENY])
    return results


def _warn_of_tokens(inventory: Inventory, denied: Sequence[tuple[Result, Case]]) -> None:
    """Warn of cases that pass although they test no rule."""
    for cause, text in (("token_expired", "have expired"), ("token_invalid", "are not valid")):
        found = [result for result, case in denied if case.token and result["passed"] and result["cause"] == cause]
        names = ", ".join(quoted(result["name"]) for result in found)
        if names:
            inventory.warnings.append(
                f"The access tokens of these cases {text}, so that they are denied regardless of the rules: {names}."
            )


def warn_of_untested(inventory: Inventory, given: Sequence[Options], cases: Sequence[Case], place: str) -> None:
    """Warn of derived cases that test no rule, unless in check mode. ``place`` is the option that lists the cases."""
    tested = {case.place for case in cases if case.client and not case.skipped}
    derived = [f"{place}[{index}]" for index, case in enumerate(given) if case["from_operations"]]
    untested = [one for one in derived if one not in tested]
    if untested and not inventory.check_mode:
        inventory.warnings.append(
            f"No request of {', '.join(untested)} was sent with an access token, so that no rule is tested. The results"
            " say why requests are skipped or left out."
        )


def needs_explanation(played: Any) -> bool:
    """Whether the saved configuration may explain an answer: of a denial, and of anything unexpected."""
    return played.exchange.status is not None or not passes(played, cause_of_played(played, None))


def _services(inventory: Inventory, exchanges: Sequence[Exchange]) -> Optional[list[ServiceAccess]]:
    """The API services, with the operations of those that the requests concern; None if they cannot be read.

    They only explain the answers, so it is no failure if they cannot be read.
    """
    if not inventory.client.connection.has_worker:
        return None
    try:
        wires = inventory.list(API_SERVICE)
        light = [without_rules(wire) for wire in wires]
        places = [place_of(exchange.url, light) for exchange in exchanges]
        wanted = {place.service.id for place in places if place}
        full = read_access(inventory, [wire for wire in wires if wire["id"] in wanted])
    except AuthorizeError as error:
        inventory.warnings.append(f"The causes of the decisions name no operations and rules: {error.message}")
        return None
    return [full.get(service.id, service) for service in light]


def summary(results: Sequence[Result], left_out: Mapping[str, int]) -> dict[str, Any]:
    """The results of the module. ``left_out``: from how many requests no cases were derived, by reason."""
    return {
        "cases": list(results),
        "passed": sum(result["passed"] is True for result in results),
        "failed_cases": sum(result["passed"] is False for result in results),
        "skipped_cases": sum(result["decision"] == SKIPPED for result in results),
        "left_out": _left_out(left_out),
    }


def _left_out(reasons: Mapping[str, int]) -> list[dict[str, Any]]:
    """The reasons why no cases were derived from requests, as sentences."""
    return [
        {"reason": f"{capitalized(reason).rstrip('.')}.", "requests": count}
        for reason, count in sorted(reasons.items())
    ]


def failure_text(results: Sequence[Result]) -> str:
    """A sentence and a table of the failed cases."""
    failed = [result for result in results if result["passed"] is False]
    played = sum(result["passed"] is not None for result in results)
    return f"{len(failed)} of {played} access tests failed.\n{table(failed)}"


def _not_played(case: Case) -> Result:
    return {
        "name": case.name,
        "method": case.method,
        "url": shown_url(case.url),
        "expect": case.expect,
        "latency_ms": None,
    }


def _write_report(inventory: Inventory, path: Optional[str], results: Sequence[Result], error: str = "") -> None:
    """Write the results as JUnit XML, unless this is check mode."""
    text = '<?xml version="1.0" encoding="utf-8"?>\n' + junit(SUITE, results, error) + "\n"
    write_report(inventory, "junit_path", path, text)


TASK = InfoTask(
    "access tests", OPTIONS, gather, check=option_problems, find_secrets=find_secrets, optional_connection=True
)
