# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The access tests of entries, which are played after everything was written and deployed."""

from __future__ import annotations

from dataclasses import replace
from typing import AbstractSet, Any, Iterator, Mapping, Optional, Sequence

from ..._base.errors import AccessTestsFailed, AuthorizeError, InvalidInput, Problem, Problems
from ..._base.text import quoted
from ..._domain.access_cases import case_problems, secrets_in, user_information
from ..._domain.access_options import GATEWAY as THROUGH_GATEWAY
from ..._domain.access_report import table
from ..._engine.inventory import Inventory
from ..._engine.task import Options
from ..access_test.cases import PLAIN_TEXT, build_cases, is_plain_text, skipped_case
from ..access_test.options import credential_of, gateway_problems
from ..access_test.playing import Played, result_of
from ..access_test.task import play, summary, warn_of_untested
from ..access_test.tokens import token_endpoint_of
from .entries import GATEWAY, TESTS

NOT_PLAYED = "In check mode, the tests are only played if nothing changes."
NO_GATEWAY = "There is no API gateway through which it could be sent (gateway)."

Results = list[dict[str, Any]]


def find_secrets(options: Mapping[str, Any]) -> list[str]:
    """The secrets in headers and URLs of the tests and gateways."""
    entries = options.get("api_services")
    listed = entries if isinstance(entries, list) else []
    secrets = [secret for entry in listed for test in entry.get(TESTS) or [] for secret in secrets_in(test)]
    gateways = [one.get(GATEWAY) or {} for one in (options, *listed)]
    return [*secrets, *(secret for one in gateways for secret in user_information(one.get("service_url")))]


def option_problems(options: Options, refused: AbstractSet[str]) -> list[Problem]:
    """The problems of the tests and gateways that can be found before anything is read."""
    problems = Problems(_gateway_problems(GATEWAY, options[GATEWAY], refused))
    for index, entry in enumerate(options["api_services"] or []):
        place = f"api_services[{index}]"
        problems += _gateway_problems(f"{place}.{GATEWAY}", entry.get(GATEWAY), refused)
        tests = entry.get(TESTS) or []
        gateway = _gateway_of(options, entry)
        if not tests:
            continue
        if entry.get("state") == "absent":
            problems.append(Problem(f"{place}.{TESTS}", "cannot be combined with state: absent."))
        for number, test in enumerate(tests):
            problems += _test_problems(f"{place}.{TESTS}[{number}]", test, gateway or {}, refused)
            problems += _plain_text_problems(f"{place}.{TESTS}[{number}]", test, entry, gateway or {})
    return problems


def _plain_text_problems(place: str, test: Options, entry: Options, gateway: Options) -> list[Problem]:
    """The base URL of an API service that has no ``base_urls`` in its entry is only known when it was read."""
    url = test.get("url") or next(iter(entry.get("base_urls") or []), "")
    sends_token = gateway.get("through") == THROUGH_GATEWAY and bool(test.get("token") or test.get("client_id"))
    return [Problem(place, PLAIN_TEXT)] if sends_token and is_plain_text(url) else []


def _gateway_problems(place: str, gateway: Optional[Options], refused: AbstractSet[str]) -> list[Problem]:
    if gateway is None or any(one == place or one.startswith(f"{place}.") for one in refused):
        return []
    return [replace(problem, option=f"{place}.{problem.option}") for problem in gateway_problems(gateway)]


def _test_problems(place: str, test: Options, gateway: Options, refused: AbstractSet[str]) -> Iterator[Problem]:
    if place in refused:
        return
    wrong = {one[len(place) + 1 :].partition(".")[0] for one in refused if one.startswith(f"{place}.")}
    targets = {"url", "path", "from_operations"}
    if not any(test.get(target) for target in targets) and not wrong & targets:
        yield Problem(f"{place}.path", "not set. Set path, which is below the first base URL, or url.")
        wrong.add("path")
    given = {**test, "api_service": None if test.get("url") else "the entry"}
    for problem in case_problems(given, gateway.get("through") or "", bool(gateway.get("allow_unsafe_methods")), wrong):
        yield replace(problem, option=f"{place}.{problem.option}")


def _gateway_of(options: Options, entry: Options) -> Optional[Options]:
    """The gateway of an entry, which is that of the task by default."""
    own: Optional[Options] = entry.get(GATEWAY)
    common: Optional[Options] = options[GATEWAY]
    return common if own is None else own


def connection_problems(inventory: Inventory, options: Options) -> list[Problem]:
    """The problems of the gateways of entries with tests: their environment, and where tokens are requested."""
    problems = Problems()
    for index, entry in enumerate(options["api_services"]):
        gateway = _gateway_of(options, entry)
        if not entry[TESTS] or gateway is None:
            continue
        own = entry[GATEWAY] is not None
        place = f"api_services[{index}].{GATEWAY}" if own else GATEWAY
        connection = inventory.client.connection
        try:
            credential = credential_of(gateway, connection.environment_id)
        except InvalidInput as error:
            problems += [replace(problem, option=f"{place}.{problem.option}") for problem in error.problems]
            continue
        with problems.collecting():
            first = next((at for at, one in enumerate(entry[TESTS]) if one["client_id"]), None)
            if first is not None:
                token_endpoint_of(connection, credential, f"api_services[{index}].{TESTS}[{first}]")
    return problems


class AccessTests:
    """The tests of all entries, and what came of them."""

    def __init__(self, inventory: Inventory, options: Options) -> None:
        self._options = options
        self._warnings = inventory.warnings
        # Nothing that was read before the changes is used.
        self._inventory = Inventory(inventory.client, inventory.check_mode, assumes=False)
        self.error: Optional[AuthorizeError] = None
        self.advice = ""

    def play(self, services: Results, lines: list[str]) -> None:
        """Add the results to those of the API services, and to the lines of the summary.

        ``error`` is set if access is not as expected, or if it cannot be determined, and ``advice`` is added to its
        message.
        """
        texts: list[str] = []
        for number, (entry, service) in enumerate(zip(self._options["api_services"], services)):
            if not entry[TESTS]:
                continue
            try:
                found = self._play(number, entry, service)
            except AuthorizeError as error:
                self.error = error
                self.advice = f"The access tests of API service {quoted(service['name'])} were not completed."
                break
            service[TESTS] = found
            lines[number] += f"; {_counted(found)}"
            if found["failed_cases"]:
                texts.append(_failure_text(service))
        self._warnings.extend([*self._inventory.warnings, *self._without_gateway()])
        if texts and self.error is None:
            self.error = AccessTestsFailed("\n".join(texts), {})

    def _without_gateway(self) -> list[str]:
        """A warning about the entries whose tests are skipped because there is no gateway."""
        entries: list[Options] = self._options["api_services"]
        names = [entry["name"] for entry in entries if entry[TESTS] and _gateway_of(self._options, entry) is None]
        text = "are skipped, because there is no API gateway through which they could be sent. Set gateway."
        return [f"The access tests of {', '.join(names)} {text}"] if names else []

    def _play(self, number: int, entry: Options, service: dict[str, Any]) -> dict[str, Any]:
        place = f"api_services[{number}].{TESTS}"
        gateway = _gateway_of(self._options, entry)
        cases = [{**test, "api_service": service["id"]} for test in entry[TESTS]]
        if gateway is None:
            return _skipped(place, cases, NO_GATEWAY)
        if self._inventory.check_mode and service["changed"]:
            return _skipped(place, cases, NOT_PLAYED)
        connection = self._inventory.client.connection
        options = {**gateway, "cases": cases}
        built = build_cases(self._inventory, options, place)
        credential = credential_of(gateway, connection.environment_id)
        results = play(self._inventory, options, credential, built.cases)
        warn_of_untested(self._inventory, cases, built.cases, place)
        return summary(results, built.left_out)


def _skipped(place: str, cases: Sequence[Options], reason: str) -> dict[str, Any]:
    """The results of tests that are not played."""
    skipped = [skipped_case(f"{place}[{at}]", case, reason) for at, case in enumerate(cases)]
    return summary([result_of(Played(case), None) for case in skipped], {})


def _counted(found: dict[str, Any]) -> str:
    """The number of tests, for the summary."""
    played = found["passed"] + found["failed_cases"]
    parts = [f"{found['failed_cases']} of {played} access tests failed"] if found["failed_cases"] else []
    parts += [f"{played} access {'test' if played == 1 else 'tests'} passed"] if played and not parts else []
    skipped = found["skipped_cases"]
    parts += [f"{skipped} access {'test' if skipped == 1 else 'tests'} skipped"] if skipped else []
    return "; ".join(parts) or "no access tests"


def _failure_text(service: dict[str, Any]) -> str:
    found = service[TESTS]
    failed = [case for case in found["cases"] if case["passed"] is False]
    played = found["passed"] + found["failed_cases"]
    name = quoted(service["name"])
    return (
        f"{len(failed)} of {played} access tests of API service {name} failed. {_enforced(service)}\n{table(failed)}\n"
    )


def _enforced(service: dict[str, Any]) -> str:
    """Which deployment the gateways enforce."""
    deployment = service["deployment"] or {}
    if not deployment.get("deployed_at"):
        return "It has never been deployed."
    made = "this task" if deployment["deployed"] else "an earlier task or another client"
    return f"The enforced deployment is that of {deployment['deployed_at']}, which {made} has made."
