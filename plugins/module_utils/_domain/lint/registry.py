# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""All rules, and the evaluation of a selection of them."""

from __future__ import annotations

from typing import Iterable, Optional, Sequence

from ..._base.errors import Problem
from ..._base.suggest import did_you_mean
from ..._base.text import numbered, quoted
from . import (
    base_url_rules,
    deployment_rules,
    limit_rules,
    operation_rules,
    pattern_rules,
    reference_rules,
    scope_rules,
)
from .model import SEVERITIES, Configuration, Finding, Rule

_TOPICS = (
    base_url_rules,
    pattern_rules,
    operation_rules,
    reference_rules,
    scope_rules,
    deployment_rules,
    limit_rules,
)
RULES: dict[str, Rule] = {rule.id: rule for topic in _TOPICS for rule in topic.RULES}


def rule_problems(option: str, identifiers: Optional[Sequence[str]]) -> list[Problem]:
    """The rules that do not exist."""
    return [
        Problem(place, f"there is no rule {quoted(name)}. {did_you_mean(name, RULES) or 'Check the ID of the rule.'}")
        for place, name in numbered(option, identifiers or [])
        if name not in RULES
    ]


def selected(wanted: Optional[Sequence[str]], skipped: Optional[Sequence[str]]) -> list[Rule]:
    """The rules with these IDs, by default all, without the skipped ones."""
    names = RULES if wanted is None else wanted
    return [rule for name, rule in RULES.items() if name in names and name not in (skipped or [])]


def lint(configuration: Configuration, rules: Iterable[Rule]) -> list[Finding]:
    """What the rules find, the most severe first."""
    findings = [Finding(rule, *found) for rule in rules for found in rule.check(configuration)]
    return sorted(
        findings,
        key=lambda one: (SEVERITIES.index(one.rule.severity), one.subject.path, one.rule.id, one.detail, one.reason),
    )


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """The number of findings by severity."""
    found = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        found[finding.rule.severity] += 1
    return found


def at_least(severity: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings of this severity, and of more severe ones."""
    return [one for one in findings if SEVERITIES.index(one.rule.severity) <= SEVERITIES.index(severity)]
