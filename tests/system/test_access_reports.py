# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A JUnit library reads the reports of access tests, whatever the names of the cases contain."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.system.in_process import PingOne

BASE_URL = "https://stock.example.com"
READER = """
import json, sys
from junitparser import Error, Failure, JUnitXml, Skipped
words = {Failure: "failed", Error: "error", Skipped: "skipped"}
suites = JUnitXml.fromfile(sys.argv[1])
cases = [[case.name, [words[type(one)] for one in case.result]] for suite in suites for case in suite]
print(json.dumps([suites.tests, suites.failures, suites.errors, suites.skipped, cases]))
"""
NAMES = ["plain", "größer & kleiner <7> \"'", "]]>", "\x1b[31mred\x07", "\u202eodd\ufffe", "😀"]


def read(report: Path) -> list[Any]:
    """The totals and the cases of a report."""
    command = [os.environ["TEST_EMULATOR_PYTHON"], "-c", READER, report]
    finished = subprocess.run(command, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    found: list[Any] = json.loads(finished.stdout)
    return found


@pytest.fixture(scope="module")
def pingone(collection: Path, emulator: Any) -> PingOne:
    found = PingOne(collection, emulator)
    external = {"token_source": "external"}
    found.run_here("pingone_api_service", name="Stock API", base_urls=[BASE_URL], **external)
    found.run_here("pingone_deploy", api_service="Stock API")
    return found


def test_a_report_of_passed_and_failed_cases(pingone: PingOne, emulator: Any, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    cases = [
        {"name": name, "url": BASE_URL, "anonymous": True, "expect": ("deny", "allow")[number % 2]}
        for number, name in enumerate(NAMES)
    ]
    options = {"gateway_credential": emulator.gateway_credential(), "cases": cases, "junit_path": str(report)}
    result = pingone.attempt_here("pingone_access_test", **options)
    assert (result["failed"], result["passed"], result["failed_cases"]) == (True, 3, 3)
    tests, failures, errors, skipped, found = read(report)
    assert (tests, failures, errors, skipped) == (6, 3, 0, 0)
    assert [one for _name, one in found] == [[], ["failed"]] * 3
    assert [name for name, _one in found] == [
        *NAMES[:3],
        "\ufffd[31mred\ufffd",
        "\u202eodd\ufffd",
        NAMES[5],
    ]

    report.unlink()
    pingone.attempt_here("pingone_access_test", check_mode=True, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_report_without_decisions(pingone: PingOne, emulator: Any, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text("an older report", encoding="utf-8")
    cases = [{"url": BASE_URL, "anonymous": True, "expect": "deny"}] * 2
    options = {"gateway_credential": emulator.gateway_credential(), "cases": cases, "junit_path": str(report)}
    emulator.faults([{"kind": "status", "path": "/sideband/", "status": 403}])
    try:
        result = pingone.attempt_here("pingone_access_test", **options)
    finally:
        emulator.faults([])
    assert result["error"]["cause"] == "credential_rejected"
    tests, failures, errors, skipped, found = read(report)
    assert (tests, failures, errors, skipped) == (2, 0, 2, 0)
    assert [one for _name, one in found] == [["error"], ["error"]]
