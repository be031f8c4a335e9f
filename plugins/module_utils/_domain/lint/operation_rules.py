# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Rules for the operations of an API service: which of them decide about requests, and which requests are open."""

from __future__ import annotations

from typing import Iterator, Optional, Sequence

from ..._base.text import enumerated, quoted
from ..._model.field import Wire, Wires
from ..._model.objects.operation import OPERATION, is_open
from ..deny_operation import is_deny_operation
from ..operation_analysis.concrete_requests import ConcreteRequests
from ..operation_analysis.distinguishable_requests import ExampleRequest, is_ambiguous
from .analysis import Analysis, analyze, longer_paths, open_requests
from .model import ALLOW_OPEN, ERROR, NOTE, WARNING, Configuration, Found, Rule, Service
from .pattern_rules import can_match


def _analysis(configuration: Configuration, service: Service) -> Optional[Analysis]:
    """The requests about which the operations of a service decide. None if there are too many."""

    if "analysis" not in service.derived:
        urls = _all_urls(configuration, service)
        service.derived["analysis"] = analyze(service.operations, service.base_urls, urls)
    analysis: Optional[Analysis] = service.derived["analysis"]
    return analysis


def _all_urls(configuration: Configuration, service: Service) -> list[str]:
    others = configuration.others(service)
    return [*service.base_urls, *(url for other in others for url in other.get("baseUrls") or [])]


def _analyzed(configuration: Configuration) -> Iterator[tuple[Service, Analysis]]:
    for service in configuration.services:
        analysis = _analysis(configuration, service)
        if analysis:
            yield service, analysis


def _candidates(operation: Wire) -> Wires:
    """The paths of an operation that a request can match. The operation that denies the rest may have nothing to do."""
    paths = [] if is_deny_operation(operation) else operation.get("paths") or []
    return [path for path in paths if can_match(path)]


def _never_decides(configuration: Configuration) -> Iterator[Found]:
    for service, analysis in _analyzed(configuration):
        for operation in service.operations:
            paths = _candidates(operation)
            if paths and not any(analysis.decides(operation, path["pattern"]) for path in paths):
                reason = f"it never decides about a request: {_instead(configuration, service, operation, paths)}."
                remedy = "Narrow what takes precedence, or remove the operation."
                yield Found(service.part(OPERATION.noun, operation), reason, remedy)


def _shadowed(configuration: Configuration) -> Iterator[Found]:
    for service, analysis in _analyzed(configuration):
        for operation in service.operations:
            paths = _candidates(operation)
            dead = [path for path in paths if not analysis.decides(operation, path["pattern"])]
            for path in dead if len(dead) < len(paths) else []:
                instead = _instead(configuration, service, operation, [path])
                reason = f"its pattern {quoted(path['pattern'])} has no effect: {instead}."
                yield Found(
                    service.part(OPERATION.noun, operation),
                    reason,
                    "Narrow what takes precedence, or remove the pattern.",
                    path["pattern"],
                )


def _instead(configuration: Configuration, service: Service, operation: Wire, paths: Sequence[Wire]) -> str:
    """What decides about the requests that paths of an operation match, with an example."""
    requests = ConcreteRequests(service.operations)
    method = (operation.get("methods") or ["GET"])[0]
    samples = requests.samples({"paths": paths})
    deciding = [one for path in samples for wires in requests.deciding(method, path) for one in wires]
    others = sorted({quoted(str(one["name"])) for one in deciding if one is not operation})
    request = f"for example for {method} {quoted(samples[0])[1:-1]}"
    if others:
        begin, verb = ("the operation", "takes") if len(others) == 1 else ("the operations", "take")
        return f"{begin} {enumerated(others, 'and')} {verb} precedence, {request}"
    owners = _owners_below(configuration, service, samples)
    if owners:
        return f"the requests belong to the longer base URL of {enumerated(owners, 'and')}, {request}"
    return f"other patterns of the operation match the same requests, {request}"


def _owners_below(configuration: Configuration, service: Service, samples: Sequence[str]) -> list[str]:
    """The other API services with a longer base URL to which requests with these paths belong."""
    found = []
    for other in configuration.others(service):
        urls = other.get("baseUrls") or []
        below = [path for url in service.base_urls for path in longer_paths(url, urls)]
        if any(sample == path or sample.startswith(f"{path}/") for path in below for sample in samples):
            found.append(f"the API service {quoted(str(other['name']))}")
    return found


def _ambiguous(configuration: Configuration) -> Iterator[Found]:
    for service, analysis in _analyzed(configuration):
        found: dict[frozenset[int], ExampleRequest] = {}
        for example in analysis.examples:
            if is_ambiguous(example.before):
                found.setdefault(frozenset(id(one.operation) for one in example.before), example)
        for example in found.values():
            operations = sorted((one.operation for one in example.before), key=lambda one: str(one["name"]))
            names = [str(one["name"]) for one in operations]
            reason = (
                f"the operations {enumerated([quoted(name) for name in names], 'and')} match {_shown(example)} with"
                " equally specific patterns and different rules, and PingOne does not document which of them decides."
            )
            remedy = "Make one of the patterns more specific, or use the same rules."
            yield Found(service.part(OPERATION.noun, operations[0]), reason, remedy, "/".join(names))


def _without_rule(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        for operation, state in service.states if service.has_rules else []:
            if is_open(state):
                methods = ", ".join(operation.get("methods") or []) or "every method"
                patterns = ", ".join(quoted(path["pattern"]) for path in operation.get("paths") or [])
                reason = f"it has no rule, so that any valid token is sufficient for {methods} on {patterns}."
                remedy = "Require a scope, a group, or a permission. If the requests should be open, skip the rule."
                yield Found(service.part(OPERATION.noun, operation), reason, remedy)


def _methods_open(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        if not service.has_rules or service.denies_unlisted:
            continue
        seen: set[object] = set()
        for operation, state in service.states:
            paths = [path for path in _candidates(operation) if operation.get("methods")]
            if not paths or is_open(state):
                continue
            examples = open_requests({**operation, "paths": paths}, service.operations) or []
            if examples and (examples[0].path, len(examples)) not in seen:
                seen.add((examples[0].path, len(examples)))
                reason = (
                    f"other methods than {enumerated(_closed(operation, service), 'and')} match no operation, so that"
                    f" any valid token is sufficient, for example for {_shown(examples[0])}."
                )
                remedy = "Deny such requests with unlisted_requests: deny, or add operations for them."
                yield Found(service.part(OPERATION.noun, operation), reason, remedy)


def _closed(operation: Wire, service: Service) -> list[str]:
    """The methods of the operations with a path of an operation."""
    own = {path["pattern"] for path in operation["paths"]}
    return sorted(
        {
            method
            for one in service.operations
            if own & {path["pattern"] for path in one.get("paths") or []}
            for method in one.get("methods") or []
        }
    )


def _shown(example: ExampleRequest) -> str:
    return f"{example.method} {quoted(example.path)[1:-1]}"


def _incomplete(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        if _analysis(configuration, service) is None:
            reason = (
                "its operations have too many different patterns to compare all of them, so that the rules about"
                " precedence were not evaluated."
            )
            yield Found(service.subject, reason, "Use fewer patterns with wildcards within a segment.")


_PRECEDENCE = (
    "The operation with the most specific pattern decides about a request. If other operations, or another API service"
    " with a longer base URL, take precedence for every request, the rules have no effect."
)

RULES = (
    Rule(
        "operation-never-matches",
        ERROR,
        "An operation never decides about a request",
        _PRECEDENCE,
        "Narrow the patterns of the operations that take precedence, or remove the operation.",
        _never_decides,
    ),
    Rule(
        "pattern-shadowed",
        WARNING,
        "A pattern of an operation has no effect",
        _PRECEDENCE,
        "Narrow what takes precedence, or remove the pattern.",
        _shadowed,
    ),
    Rule(
        "operation-ambiguous",
        WARNING,
        "Equally specific operations have different rules",
        "PingOne does not document which of several equally specific operations decides about a request, so it is"
        " unknown which rules apply.",
        "Make one of the patterns more specific, or use the same rules.",
        _ambiguous,
    ),
    Rule(
        "operation-without-rule",
        WARNING,
        "An operation has no access rule",
        "Any valid access token of the API is sufficient for the requests of the operation. API services with external"
        " tokens or custom policies are not examined, because their policies decide.",
        "Require a scope, a group, or a permission. Skip the rule if the requests should be open.",
        _without_rule,
        checked_by=(ALLOW_OPEN,),
    ),
    Rule(
        "operation-methods-open",
        WARNING,
        "Other methods of a path are open",
        "The operation restricts some methods, but requests to the same path with other methods match no operation. Any"
        " valid access token is sufficient for them.",
        "Deny requests that match no operation with unlisted_requests: deny, or add operations for the methods.",
        _methods_open,
        checked_by=("operations", "unlisted_requests"),
    ),
    Rule(
        "analysis-incomplete",
        NOTE,
        "The operations of an API service cannot be compared completely",
        "Too many combinations of patterns can match the same request, so that rules about precedence are not"
        " evaluated.",
        "Use fewer patterns with wildcards within a segment.",
        _incomplete,
    ),
)
