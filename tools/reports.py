# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Count test cases from JUnit XML, the one format that pytest and ansible-test both write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

CASE = re.compile(r"(?:^|: )(Verify that .*)", re.DOTALL)
"""An Ansible task whose name begins like this is a test case; other tasks prepare one or tidy up."""

NOTHING_TO_DO = "No tests applicable."
NO_INTERPRETER = ("because it could not be found.", "because it is unsupported.")
"""How ansible-test sanity says that it did not run a test."""


@dataclass(frozen=True)
class Case:
    """One test case: its name and why it failed, which is empty if it passed."""

    name: str
    problem: str = ""


@dataclass
class Tally:
    """How many cases passed, what failed, figures worth telling, and what could not be tested here."""

    passed: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_covered: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many cases failed."""
        return len(self.problems)

    @property
    def total(self) -> int:
        """How many cases there were."""
        return self.passed + self.failed

    def add(self, cases: Iterable[Case]) -> None:
        """Count cases."""
        for case in cases:
            if case.problem:
                self.problems.append(f"{case.name}: {case.problem}")
            else:
                self.passed += 1

    def close(self, status: int, complaint: str = "") -> Tally:
        """Add the failures that no case tells of: a bad exit status, or that there was no case at all."""
        if complaint:
            self.problems.append(complaint)
        elif status != 0 and not self.problems:
            self.problems.append(f"ended with exit status {status} although no case failed")
        if self.total == 0:
            self.problems.append("reported no case")
        return self


def pytest_cases(report: Path) -> list[Case]:
    """The cases of a report of pytest."""
    return [_case(element, _pytest_name(element)) for element in _elements(report)]


def ansible_cases(report: Path) -> list[Case]:
    """The cases of a report of ansible's junit callback: only tasks that are named as cases."""
    found = []
    for element in _elements(report):
        match = CASE.search(element.get("name", ""))
        if match:
            found.append(_case(element, match.group(1)))
    return found


def sanity_cases(report: Path) -> list[Case]:
    """The cases of a report of ansible-test sanity; a test that had nothing to look at is none."""
    return [_case(element, element.get("name", "")) for element in _elements(report) if not _reason(element)]


def sanity_skips(report: Path) -> list[str]:
    """The tests of such a report that did not run because a Python is missing, or none that is there will do."""
    return [element.get("name", "") for element in _elements(report) if _reason(element) not in ("", NOTHING_TO_DO)]


def _reason(element: ElementTree.Element) -> str:
    """Why a sanity test was rightly skipped; empty if it was not."""
    text = (element.findtext("skipped") or "").strip()
    return text if text == NOTHING_TO_DO or text.endswith(NO_INTERPRETER) else ""


def _elements(report: Path) -> list[ElementTree.Element]:
    """The test cases of a report; none if the report is missing."""
    return list(ElementTree.parse(report).getroot().iter("testcase")) if report.is_file() else []


def _pytest_name(element: ElementTree.Element) -> str:
    return f"{element.get('classname', '')}::{element.get('name', '')}"


def _case(element: ElementTree.Element, name: str) -> Case:
    """A case with its outcome. A skipped case fails: what is not run proves nothing."""
    for outcome in ("failure", "error", "skipped"):
        found = element.find(outcome)
        if found is not None:
            reason = (found.get("message") or found.text or "").strip()
            return Case(name, f"{outcome} {reason.splitlines()[0] if reason else ''}".strip())
    return Case(name)
