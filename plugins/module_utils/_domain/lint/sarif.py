# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Findings as SARIF 2.1.0 (OASIS Standard, "Static Analysis Results Interchange Format")."""

from __future__ import annotations

import hashlib
from typing import Any, Iterable, Optional, Sequence
from urllib.parse import quote

from ..._base.errors import Problem
from ..._base.text import capitalized, quoted
from ..._base.version import COLLECTION, VERSION
from .model import Finding, Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_VERSION = "2.1.0"
# The only fingerprint that GitHub code scanning uses. It is the same as long as the finding is.
_FINGERPRINT = "primaryLocationLineHash"


def file_problems(option: str, file: Optional[str]) -> list[Problem]:
    """The reason why a file of a repository cannot be named in a SARIF log, if there is one."""
    if file is None or not (file.startswith("/") or ":" in file or "\\" in file or ".." in file.split("/")):
        return []
    text = f"{quoted(file)} is not a path within a repository. Write it relative to the top folder, with slashes."
    return [Problem(option, text)]


def sarif(findings: Sequence[Finding], rules: Sequence[Rule], file: Optional[str] = None) -> dict[str, Any]:
    """The findings as a SARIF log with one run.

    ``rules`` are those that were evaluated. ``file`` is the file of a repository to which all findings refer.
    """
    indexes = {rule.id: index for index, rule in enumerate(rules)}
    driver = {"name": COLLECTION, "version": VERSION, "semanticVersion": VERSION, "rules": list(map(_rule, rules))}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, indexes[finding.rule.id], file) for finding in findings],
    }
    return {"$schema": SCHEMA, "version": _VERSION, "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(finding: Finding, index: int, file: Optional[str]) -> dict[str, Any]:
    subject = finding.subject
    logical = {
        "name": subject.name or subject.type,
        "fullyQualifiedName": subject.path or subject.type,
        "kind": subject.type,
    }
    location: dict[str, Any] = {"logicalLocations": [logical]}
    if file is not None:
        location["physicalLocation"] = {"artifactLocation": {"uri": quote(file)}, "region": {"startLine": 1}}
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "level": finding.rule.severity,
        "message": {"text": f"{capitalized(str(subject))}: {finding.reason} {finding.remedy}"},
        "locations": [location],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(finding)},
    }


def _fingerprint(finding: Finding) -> str:
    """Identifies a finding by its rule and its object, regardless of the facts in the reason."""
    parts: Iterable[str] = (finding.rule.id, *finding.subject, finding.detail)
    return f"{hashlib.sha256(repr(tuple(parts)).encode()).hexdigest()[:32]}:1"
