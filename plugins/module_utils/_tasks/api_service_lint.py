# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Examines API services and everything that belongs to them for probable mistakes."""

from __future__ import annotations

import json
from typing import AbstractSet, Any, Sequence

from .._base.errors import LintFailed, Problem
from .._domain.lint.model import SEVERITIES, Finding
from .._domain.lint.registry import at_least, counts, lint, rule_problems, selected
from .._domain.lint.sarif import file_problems, sarif
from .._engine.info_task import InfoTask
from .._engine.inventory import Inventory
from .._engine.task import Options
from .._lookup.configuration import read_configuration
from .._lookup.report_file import report_problems, write_report
from .._lookup.selection import Selection
from .._model.objects.api_service import API_SERVICE

NEVER = "never"
# The maximum number of findings in a failure message.
MOST_SHOWN = 10


def gather(inventory: Inventory, options: Options) -> dict[str, Any]:
    """The findings.

    :raises InvalidInput: with every name that cannot be found.
    :raises LintFailed: if there are findings of a severity for which the task fails.
    """
    chosen = Selection(inventory, required=True)
    services = chosen.of(API_SERVICE, options["names"], "names")
    chosen.problems.stop_if_any()
    rules = selected(options["rules"], options["skip_rules"])
    needs = frozenset().union(*(rule.needs for rule in rules))
    findings = lint(read_configuration(inventory, services, needs), rules)
    log = sarif(findings, rules, options["sarif_file"])
    write_report(inventory, "sarif_path", options["sarif_path"], f"{json.dumps(log, indent=2, ensure_ascii=False)}\n")
    results = {
        "findings": [finding.as_result() for finding in findings],
        "counts": counts(findings),
        "summary": [f"{finding.rule.severity}: {finding.text}" for finding in findings],
    }
    fatal = [] if options["fail_on"] == NEVER else at_least(options["fail_on"], findings)
    if fatal:
        raise LintFailed(_failure_text(fatal), results)
    return results


def _failure_text(findings: Sequence[Finding]) -> str:
    noun = "finding" if len(findings) == 1 else "findings"
    lines = [f"{finding.rule.severity}: {finding.text}" for finding in findings[:MOST_SHOWN]]
    more = [f"and {len(findings) - MOST_SHOWN} more"] if len(findings) > MOST_SHOWN else []
    return "\n".join([f"{len(findings)} {noun}.", *lines, *more])


def _problems(options: Options, refused: AbstractSet[str]) -> list[Problem]:
    """The problems of the options that can be found before anything is read."""
    return [
        *(problem for option in ("rules", "skip_rules") for problem in rule_problems(option, options[option])),
        *report_problems("sarif_path", options["sarif_path"]),
        *file_problems("sarif_file", options["sarif_file"]),
    ]


TASK = InfoTask(
    "API services",
    {
        "names": {"type": "list", "elements": "str"},
        "rules": {"type": "list", "elements": "str"},
        "skip_rules": {"type": "list", "elements": "str"},
        "fail_on": {"type": "str", "choices": [*SEVERITIES, NEVER], "default": NEVER},
        "sarif_path": {"type": "path", "blank": "omitted"},
        "sarif_file": {"type": "str", "blank": "omitted"},
    },
    gather,
    check=_problems,
)
