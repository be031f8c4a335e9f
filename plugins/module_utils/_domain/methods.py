# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The HTTP methods of an operation.

PingOne compares methods case-sensitively, and a request that no operation matches requires only a valid token. So an
operation with a method that no client sends protects nothing.
"""

from __future__ import annotations

import re
from typing import Sequence

from .._base.errors import Problem
from .._base.text import numbered, quoted

MAXIMUM_METHODS = 10
# RFC 9110, section 9, and RFC 5789.
STANDARD_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
# The names that other products use for every method.
_EVERY = ("ALL", "ANY")

# RFC 9110, section 5.6.2: a token.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_WORD = re.compile(r"[0-9A-Za-z]+")


def sent_method(method: str) -> str:
    """The method as it is sent to PingOne: a standard method in upper case, any other unchanged."""
    upper = method.upper()
    return upper if method.isascii() and upper in STANDARD_METHODS else method


def methods_problems(methods: Sequence[str]) -> list[Problem]:
    """At most 10 methods, each a token that names one method, without duplicates. An empty list means every method."""
    if len(methods) > MAXIMUM_METHODS:
        text = f"has {len(methods)} methods, at most {MAXIMUM_METHODS} are allowed. An empty list means every method."
        return [Problem("methods", text)]
    faults = [_duplicate_fault(method, methods[:index]) or _fault(method) for index, method in enumerate(methods)]
    return [Problem(place, fault) for place, fault in numbered("methods", faults) if fault]


def methods_warning(methods: Sequence[str]) -> str:
    """A probable mistake in valid methods, as a sentence. Empty if there is none."""
    unusual = [method for method in methods if sent_method(method) == method != method.upper()]
    every = [method for method in methods if method.upper() in _EVERY]
    texts = []
    if every:
        texts.append(
            f"{_listed(every)} is treated as a method of that name, which clients do not send. An empty list of methods"
            " means every method."
        )
    unusual = [method for method in unusual if method not in every]
    if unusual:
        texts.append(
            f"{_listed(unusual)}: methods are case-sensitive, and only the standard ones are converted to upper case. A"
            " request with the method in another case is not matched."
        )
    return " ".join(texts)


def stored_methods_warning(methods: Sequence[str]) -> str:
    """The same for methods that are stored in PingOne and not specified in the task."""
    wrong = [method for method in methods if sent_method(method) != method]
    if not wrong:
        return ""
    return (
        f"It contains {_listed(wrong)}, which no request matches, because methods are case-sensitive. Set methods to"
        " correct that."
    )


def methods_never_sent(methods: Sequence[str]) -> list[str]:
    """The stored methods that no client sends: standard ones in lower case, and names for every method."""
    return [method for method in methods if sent_method(method) != method or method.upper() in _EVERY]


def _duplicate_fault(method: str, earlier: Sequence[str]) -> str:
    """The problem that an earlier entry is the same method; empty if there is none."""
    if method in earlier:
        return f"{quoted(method)} is listed twice. Keep one of them."
    same = next((one for one in earlier if sent_method(one) == sent_method(method)), None)
    return f"{quoted(same)} and {quoted(method)} are the same method. Keep one of them." if same else ""


def _fault(method: str) -> str:
    if method != method.strip():
        advice = f"Write {quoted(sent_method(method.strip()))}." if _TOKEN.fullmatch(method.strip()) else _EXAMPLE
        return f"{quoted(method)} is not an HTTP method, because of the white space around it. {advice}"
    if not _TOKEN.fullmatch(method):
        return f"{quoted(method)} is not an HTTP method. {_EXAMPLE}"
    words = _WORD.findall(method)
    if words != [method] and all(word.upper() in (*STANDARD_METHODS, *_EVERY) for word in words):
        advice = "List each method as a separate entry; an empty list means every method."
        return f"{quoted(method)} is not an HTTP method: it is neither a wildcard nor an expression. {advice}"
    return ""


_EXAMPLE = "Use a token of at most 64 characters, for example GET."


def _listed(methods: Sequence[str]) -> str:
    return ", ".join(map(quoted, methods))
