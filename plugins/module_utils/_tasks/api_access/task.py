# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Manages API services with everything that belongs to them: one plan, one order of writes, one result."""

from __future__ import annotations

from typing import AbstractSet, Any, Mapping, Optional

from ..._base.errors import Problem
from ..._engine.inventory import Inventory
from ..._engine.settle import settle
from ..._engine.task import Options, Outcome
from ..._engine.workflow import Context, Workflow
from ..._lookup.unlisted_requests import OPTION as UNLISTED
from . import sections
from .entries import SKIPPED_RULES, SPEC, entry_problems, has_access_tests
from .evidence_file import OPTION as EVIDENCE_PATH
from .evidence_file import path_problems
from .failure import failure_of, failure_of_tests
from .run import Run


def run(inventory: Inventory, options: Options, context: Optional[Context] = None) -> Outcome:
    """Plan all entries, write them, and return the results.

    :raises InvalidInput: with all problems of all entries. Nothing was written then.
    :raises TaskFailed: with what was done and what was not for each entry.
    """
    current = Run(inventory, options)
    if not options[EVIDENCE_PATH]:
        return _carry_out(current)
    from .evidence import Evidence  # pylint: disable=import-outside-toplevel

    return Evidence(current, context or Context()).record(_carry_out)


def _carry_out(current: Run) -> Outcome:
    """Carry out a run, see :func:`run`."""
    inventory, options = current.inventory, current.options
    settled = settle(inventory, current.plan, current.write)
    if settled.complete:
        current.is_complete = True
        outcome = current.outcome()
        return outcome if current.deferred else _tested(inventory, options, current, outcome)
    if settled.error and not settled.rounds:
        raise settled.error
    raise failure_of(inventory, options, current.rounds, settled, current.rescued) from settled.error


def _tested(inventory: Inventory, options: Options, current: Run, outcome: Outcome) -> Outcome:
    """The outcome with the results of the access tests.

    :raises TaskFailed: if access is not as expected, or if it cannot be determined.
    """
    if not has_access_tests(options):
        return outcome
    from .access_tests import AccessTests  # pylint: disable=import-outside-toplevel

    tests = AccessTests(inventory, options)
    tests.play(outcome.results["api_services"], outcome.results["summary"])
    if tests.error:
        raise failure_of_tests(options, current.rounds, tests.error, tests.advice, outcome) from tests.error
    return outcome


def check_items(options: Options, refused: AbstractSet[str]) -> list[Problem]:
    """The problems of each object's options alone."""
    if "api_services" in refused:
        return []
    entries = list(options["api_services"] or [])
    own = [
        sections.external_servers(entries),
        sections.groups(entries),
        sections.services(entries),
        *sections.scopes(entries),
        *sections.permissions(entries),
        *sections.operations(entries, options[UNLISTED]),
        sections.applications(entries),
        sections.removed_services(entries),
    ]
    return [problem for section in own for problem in section.checked(refused)]


def _problems(options: Options, refused: AbstractSet[str]) -> list[Problem]:
    problems = [] if EVIDENCE_PATH in refused else path_problems(options[EVIDENCE_PATH])
    if "api_services" in refused:
        return problems
    problems += entry_problems(options["api_services"] or [], refused)
    if options[SKIPPED_RULES]:
        from ..._domain.lint.registry import rule_problems  # pylint: disable=import-outside-toplevel

        problems += rule_problems(SKIPPED_RULES, options[SKIPPED_RULES])
    if has_access_tests(options):
        from .access_tests import option_problems  # pylint: disable=import-outside-toplevel

        problems += option_problems(options, refused)
    return problems


def _find_secrets(options: Mapping[str, Any]) -> list[str]:
    """The secrets in options that are not marked as secret."""
    if not has_access_tests(options):
        return []
    from .access_tests import find_secrets  # pylint: disable=import-outside-toplevel

    return find_secrets(options)


TASK = Workflow(SPEC, _problems, check_items, run, _find_secrets)
