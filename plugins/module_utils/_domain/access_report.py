# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reports of access tests: the table of a failure message, and JUnit XML."""

from __future__ import annotations

import re
from typing import Any, Mapping, Sequence
from xml.etree import ElementTree

MOST_ROWS = 20
_HEADINGS = ("case", "expected", "decision", "cause")
# The characters that XML 1.0 cannot contain (section 2.2).
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_NAME = 60

Result = Mapping[str, Any]


def table(results: Sequence[Result]) -> str:
    """A table with a row for each result, and its reason."""
    shown = [_row(result) for result in results[:MOST_ROWS]]
    widths = [max(len(row[column]) for row in [_HEADINGS, *shown]) for column in range(len(_HEADINGS) - 1)]
    lines = [_line(row, widths) for row in [_HEADINGS, *shown]]
    more = len(results) - len(shown)
    return "\n".join([*lines, *([f"and {more} more"] if more else [])])


def _row(result: Result) -> tuple[str, ...]:
    name = result["name"] if len(result["name"]) <= _LONGEST_NAME else f"{result['name'][: _LONGEST_NAME - 3]}..."
    status = f" ({result['status']})" if result["status"] else ""
    reason = f": {result['reason']}" if result["reason"] else ""
    return name, str(result["expect"]), f"{result['decision']}{status}", f"{result['cause']}{reason}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join([*(text.ljust(width) for text, width in zip(row, widths)), row[-1]]).rstrip()


def junit(suite: str, results: Sequence[Result], error: str = "") -> str:
    """The results as JUnit XML. With an ``error``, none of the requests has been answered."""
    failures = 0 if error else sum(result["passed"] is False for result in results)
    skipped = 0 if error else sum(result["decision"] == "skipped" for result in results)
    totals = {
        "tests": str(len(results)),
        "failures": str(failures),
        "errors": str(len(results) if error else 0),
        "skipped": str(skipped),
        "time": _seconds(sum(result["latency_ms"] or 0 for result in results)),
    }
    root = ElementTree.Element("testsuites", totals)
    element = ElementTree.SubElement(root, "testsuite", {"name": _text(suite), **totals})
    for result in results:
        _add_case(element, suite, result, error)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False)


def _add_case(suite: ElementTree.Element, name: str, result: Result, error: str) -> None:
    about = {"name": _text(result["name"]), "classname": _text(name), "time": _seconds(result["latency_ms"] or 0)}
    case = ElementTree.SubElement(suite, "testcase", about)
    request = f"{result['method']} {result['url']}"
    if error:
        ElementTree.SubElement(case, "error", {"message": _text(error)}).text = _text(request)
    elif result["decision"] == "skipped":
        ElementTree.SubElement(case, "skipped", {"message": _text(result["reason"])})
    elif not result["passed"]:
        status = f" with status {result['status']}" if result["status"] else ""
        message = f"expected {result['expect']}, but the decision is {result['decision']}{status} ({result['cause']})"
        failure = ElementTree.SubElement(case, "failure", {"message": _text(message), "type": _text(result["cause"])})
        failure.text = _text("\n".join(filter(None, [request, result["reason"]])))


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.3f}"


def _text(value: Any) -> str:
    """A text that XML can contain."""
    return _NOT_IN_XML.sub("\ufffd", str(value))
