# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Counting: what is not run, or not reported, must never look like success."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.reports import Case, Tally, ansible_cases, pytest_cases, sanity_cases, sanity_skips

NAME = "import-python-3.9"
ANSIBLE = """<testsuites><testsuite name="pingone_scope-abc">
<testcase name="[testhost] testhost: Gathering Facts"/>
<testcase name="[testhost] testhost: pingone_scope : Create a scope msg=Verify that this is no case"/>
<testcase name="[testhost] testhost: pingone_scope : Verify that it is there that=['a == b']"/>
<testcase name="[testhost] testhost: pingone_scope : Verify that it is gone">
<failure message="Assertion failed"/></testcase>
<testcase name="[testhost] testhost: pingone_scope : Verify that it is seen"><skipped>Conditional</skipped></testcase>
<testcase name="[testhost] testhost: pingone_scope : Refuse a name"><error message="rescued"/></testcase>
</testsuite></testsuites>"""
PYTEST = """<testsuites><testsuite name="pytest">
<testcase classname="test_a" name="test_good"/>
<testcase classname="test_a" name="test_bad"><failure message="assert 1 == 2"/></testcase>
<testcase classname="test_a" name="test_broken"><error message="fixture"/></testcase>
<testcase classname="test_a" name="test_skipped"><skipped message="not today"/></testcase>
</testsuite></testsuites>"""


def written(folder: Path, text: str) -> Path:
    report = folder / "report.xml"
    report.write_text(text, encoding="utf-8")
    return report


def test_only_tasks_named_as_cases_count(tmp_path: Path) -> None:
    cases = ansible_cases(written(tmp_path, ANSIBLE))
    assert [case.name.split(" that=")[0] for case in cases] == [
        "Verify that it is there",
        "Verify that it is gone",
        "Verify that it is seen",
    ]
    assert [bool(case.problem) for case in cases] == [False, True, True]


def test_failures_errors_and_skips_fail(tmp_path: Path) -> None:
    cases = pytest_cases(written(tmp_path, PYTEST))
    assert [case.problem for case in cases] == ["", "failure assert 1 == 2", "error fixture", "skipped not today"]


def test_a_missing_report_fails(tmp_path: Path) -> None:
    tally = Tally()
    tally.add(pytest_cases(tmp_path / "none.xml"))
    assert tally.close(0).problems == ["reported no case"]


def test_a_bad_exit_status_fails_although_all_cases_passed() -> None:
    tally = Tally()
    tally.add([Case("a")])
    assert (tally.close(2).passed, tally.failed) == (1, 1)


def test_a_failed_case_explains_the_exit_status() -> None:
    tally = Tally()
    tally.add([Case("a"), Case("b", "failure")])
    assert (tally.close(1).passed, tally.failed) == (1, 1)


def test_a_complaint_fails_whatever_was_counted() -> None:
    tally = Tally()
    tally.add([Case("a")])
    assert tally.close(0, "All targets skipped").problems == ["All targets skipped"]


@pytest.mark.parametrize(
    ("inside", "cases", "skips"),
    [
        ("", [Case("import-python-3.9")], []),
        ("<skipped>No tests applicable.</skipped>", [], []),
        ('<skipped>Skipping sanity test "import" on Python 3.9 because it could not be found.</skipped>', [], [NAME]),
        ("<skipped>For another reason.</skipped>", [Case(NAME, "skipped For another reason.")], []),
        ('<failure message="2 errors">a.py:1:1: x</failure>', [Case(NAME, "failure 2 errors")], []),
    ],
)
def test_sanity(tmp_path: Path, inside: str, cases: list[Case], skips: list[str]) -> None:
    report = tmp_path / "report.xml"
    report.write_text(f'<testsuites><testsuite><testcase name="{NAME}">{inside}</testcase></testsuite></testsuites>')
    assert sanity_cases(report) == cases
    assert sanity_skips(report) == skips
