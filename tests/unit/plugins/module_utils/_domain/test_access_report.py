# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports of access tests: the table, and JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree

from ansible_collections.pingone.authorize.plugins.module_utils._domain.access_report import junit, table

PASSED = {
    "name": "Read",
    "method": "GET",
    "url": "https://a.example/orders",
    "expect": "allow",
    "decision": "allow",
    "status": None,
    "cause": "allowed",
    "reason": "",
    "operation": "Read",
    "latency_ms": 41,
    "passed": True,
}
DENIAL = {"decision": "deny", "status": 403, "cause": "rule", "reason": "Scope w is missing."}
FAILED = {**PASSED, **DENIAL, "name": "Write", "passed": False}
SKIPPED = {**PASSED, "name": "Refund", "decision": "skipped", "reason": "No user.", "latency_ms": None, "passed": None}


def test_a_table():
    assert table([FAILED]).splitlines() == [
        "case   expected  decision    cause",
        "Write  allow     deny (403)  rule: Scope w is missing.",
    ]


def test_long_names_are_shortened_and_many_rows_are_counted():
    lines = table([{**FAILED, "name": "x" * 100}] * 30).splitlines()
    assert lines[1].startswith("x" * 57 + "...  allow")
    assert (len(lines), lines[-1]) == (22, "and 10 more")


def test_junit():
    root = ElementTree.fromstring(junit("Tests", [PASSED, FAILED, SKIPPED]))
    totals = {"tests": "3", "failures": "1", "errors": "0", "skipped": "1", "time": "0.082"}
    assert root.attrib == totals
    (suite,) = root
    assert suite.attrib == {"name": "Tests", **totals}
    assert [case.attrib["name"] for case in suite] == ["Read", "Write", "Refund"]
    read, write, refund = suite
    assert (read.attrib["classname"], read.attrib["time"], list(read)) == ("Tests", "0.041", [])
    (failure,) = write
    assert failure.attrib == {
        "message": "expected allow, but the decision is deny with status 403 (rule)",
        "type": "rule",
    }
    assert failure.text == "GET https://a.example/orders\nScope w is missing."
    assert refund[0].attrib == {"message": "No user."}


def test_junit_without_answers():
    planned = {key: PASSED[key] for key in ("name", "method", "url", "expect")}
    root = ElementTree.fromstring(junit("Tests", [{**planned, "latency_ms": None}], "PingOne cannot be reached."))
    assert (root.attrib["errors"], root.attrib["failures"]) == ("1", "0")
    assert root[0][0][0].attrib == {"message": "PingOne cannot be reached."}


def test_characters_that_xml_cannot_contain_are_replaced():
    name = 'a\x00b\x0b<&>"]]>\ufffe\ud800\U0001f600\t\n'
    text = junit(name, [{**FAILED, "name": name, "reason": name}])
    root = ElementTree.fromstring(text.encode("utf-8"))
    shown = 'a\ufffdb\ufffd<&>"]]>\ufffd\ufffd\U0001f600\t\n'
    assert root[0].attrib["name"] == root[0][0].attrib["name"] == shown
    assert root[0][0][0].text.endswith(shown)
