# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Rules for the patterns and methods of operations, each by itself."""

from __future__ import annotations

import re
from typing import Iterator, Optional
from urllib.parse import unquote, urlsplit

from ..._base.text import enumerated, quoted
from ..._model.field import Wire
from ..._model.objects.operation import EXACT, OPERATION, PARAMETER
from ..methods import methods_never_sent, sent_method
from ..pattern_text import faults_of_text
from ..patterns import diagnosis, inferred_type, pattern_warning
from .model import ERROR, LISTED, PATHS, WARNING, Configuration, Found, Rule, Service

_TYPES = {"EXACT": EXACT, "PARAMETER": PARAMETER}


def _paths(configuration: Configuration) -> Iterator[tuple[Service, Wire, str, Optional[str]]]:
    """All patterns with their types as in options."""
    for service in configuration.services:
        for operation in service.operations:
            for path in operation.get("paths") or []:
                yield service, operation, path["pattern"], _TYPES.get(path["type"])


def pattern_problem(pattern: str, kind: Optional[str]) -> tuple[str, str]:
    """Why no request matches a pattern, and the correction. Empty if a request can match it.

    A type that contradicts the pattern is ignored here.
    """
    if kind == EXACT and re.search(r"[*{}\\]", pattern):
        return " and ".join(faults_of_text(pattern)), ""
    return diagnosis(pattern, None if inferred_type(pattern) == EXACT else PARAMETER)


def can_match(path: Wire) -> bool:
    """Whether a request can match a path of an operation."""
    return not pattern_problem(path["pattern"], _TYPES.get(path["type"]))[0]


def _never_matches(configuration: Configuration) -> Iterator[Found]:
    for service, operation, pattern, kind in _paths(configuration):
        fault, advice = pattern_problem(pattern, kind)
        if fault:
            reason = f"no request matches the pattern {quoted(pattern)}, because it {fault}."
            remedy = advice or "Correct the pattern."
            yield Found(service.part(OPERATION.noun, operation), reason, remedy, pattern)


def _type_mismatch(configuration: Configuration) -> Iterator[Found]:
    for service, operation, pattern, kind in _paths(configuration):
        if kind is None or kind == inferred_type(pattern):
            continue
        if kind == EXACT:
            reason = (
                f"the pattern {quoted(pattern)} has type exact, so that wildcards and braces are compared literally."
            )
            remedy = "Change the type to parameter. If the text is meant literally, skip the rule."
        else:
            reason = f"the pattern {quoted(pattern)} has type parameter, but neither a parameter nor a wildcard."
            remedy = "Change the type to exact, or add a parameter or a wildcard."
        yield Found(service.part(OPERATION.noun, operation), reason, remedy, pattern)


def _probable_mistake(configuration: Configuration) -> Iterator[Found]:
    for service, operation, pattern, kind in _paths(configuration):
        base_paths = [unquote(urlsplit(url).path) for url in service.base_urls]
        # The type that would be inferred is not a statement of the user.
        stated = None if kind == inferred_type(pattern) else kind
        text = pattern_warning({"pattern": pattern, "type": stated}, base_paths)
        if text:
            subject = service.part(OPERATION.noun, operation)
            yield Found(subject, f"the pattern {text}", "Correct the pattern unless this is intended.", pattern)


def _method_never_matches(configuration: Configuration) -> Iterator[Found]:
    for service in configuration.services:
        for operation in service.operations:
            methods = methods_never_sent(operation.get("methods") or [])
            if methods:
                listed = enumerated([quoted(method) for method in methods], "and")
                upper = [sent_method(method) for method in methods if sent_method(method) != method]
                write = f"Write {enumerated(upper, 'and')}." if len(upper) == len(methods) else ""
                remedy = write or "List each method in upper case. An empty list means every method."
                reason = f"no request has the method {listed}, because methods are case-sensitive."
                yield Found(service.part(OPERATION.noun, operation), reason, remedy)


RULES = (
    Rule(
        "pattern-never-matches",
        ERROR,
        "No request matches a pattern",
        "PingOne compares patterns with the percent-decoded path below the base URL. A pattern that no such path can"
        " match protects nothing.",
        "Correct the pattern.",
        _never_matches,
        checked_by=(PATHS,),
    ),
    Rule(
        "pattern-type-mismatch",
        WARNING,
        "The type of a pattern contradicts the pattern",
        "With type exact, wildcards and braces are compared literally, so that the requests that were probably meant"
        " are not matched. With type parameter, a pattern is expected to have a parameter or a wildcard.",
        "Change the type or the pattern.",
        _type_mismatch,
        checked_by=(PATHS,),
    ),
    Rule(
        "pattern-probable-mistake",
        WARNING,
        "A pattern probably does not match what is meant",
        "The pattern is valid, but it looks like a mistake, such as the path of a base URL that is repeated, or the"
        " syntax of another product.",
        "Correct the pattern unless it is intended.",
        _probable_mistake,
        checked_by=(PATHS,),
    ),
    Rule(
        "method-never-matches",
        ERROR,
        "No request has a method of an operation",
        "PingOne compares methods case-sensitively, and has no name for every method. Requests with the method that was"
        " probably meant are not matched.",
        "Write standard methods in upper case. An empty list of methods means every method.",
        _method_never_matches,
        checked_by=(LISTED,),
    ),
)
