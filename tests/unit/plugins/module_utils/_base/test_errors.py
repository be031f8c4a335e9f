# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the user reads when something goes wrong."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base import api_error, errors
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput, Problem, Problems


def test_problem():
    assert str(Problem("name", "must not be empty.")) == "name: must not be empty."


def test_one_problem():
    error = InvalidInput.of("name", "must not be empty.")
    assert str(error) == "name: must not be empty."
    assert error.as_data() == {
        "kind": "invalid_input",
        "problems": [{"option": "name", "message": "must not be empty."}],
    }


def test_several_problems_are_numbered():
    error = InvalidInput([Problem("a", "one."), Problem("b", "two.")])
    assert str(error) == "2 problems: (1) a: one. (2) b: two."
    assert [problem["option"] for problem in error.as_data()["problems"]] == ["a", "b"]


def test_many_problems_stay_readable():
    error = InvalidInput([Problem(f"items[{number}]", "is wrong.") for number in range(25)])
    assert str(error).startswith("25 problems: (1) items[0]: is wrong. (2) items[1]: is wrong.")
    assert str(error).endswith("(10) items[9]: is wrong. The remaining 15 are in error.problems.")
    assert len(error.as_data()["problems"]) == 25


def test_a_problem_is_told_once():
    error = InvalidInput([Problem("a", "one."), Problem("a", "one."), Problem("a", "two.")])
    assert len(error.problems) == 2


def test_problems_are_collected():
    problems = Problems()
    problems.stop_if_any()
    with problems.collecting():
        raise InvalidInput.of("a", "one.")
    problems += [Problem("b", "two.")]
    with problems.collecting():
        pass
    with pytest.raises(InvalidInput) as caught:
        problems.stop_if_any()
    assert [problem.option for problem in caught.value.problems] == ["a", "b"]


def test_only_invalid_input_is_collected():
    with pytest.raises(errors.ConnectionFailure), Problems().collecting():
        raise errors.ConnectionFailure("gone")


def test_an_error_does_not_change():
    error = errors.TokenRefused("Refused.", status=401)
    with pytest.raises(AttributeError, match="message of an error cannot be changed"):
        error.message = "Accepted."
    with pytest.raises(TypeError):
        error.facts["status"] = 200
    assert str(error) == "Refused."


def test_unknown_facts_are_left_out():
    assert errors.TokenRefused("Refused.", status=401, code=None).as_data() == {"kind": "token", "status": 401}


def test_every_failure_has_a_kind_of_its_own():
    def subclasses(kind):
        return {kind}.union(*(subclasses(child) for child in kind.__subclasses__()))

    found = subclasses(errors.AuthorizeError)
    kinds = {kind.__name__: kind.kind for kind in found if kind.__module__ in (errors.__name__, api_error.__name__)}
    assert kinds == {
        "AuthorizeError": "error",
        "InvalidInput": "invalid_input",
        "MissingLibrary": "missing_library",
        "ConnectionFailure": "connection",
        "NeverConnected": "connection",
        "ResponseLost": "connection",
        "OutcomeUnknown": "outcome_unknown",
        "CredentialLost": "outcome_unknown",
        "FileFailure": "file",
        "UnexpectedResponse": "unexpected_answer",
        "UnexpectedOutcome": "unexpected_answer",
        "Busy": "busy",
        "Overtaken": "overtaken",
        "TokenRefused": "token",
        "DeploymentProblem": "deployment",
        "NoDecision": "no_decision",
        "AccessTestsFailed": "access_tests",
        "LintFailed": "lint",
        "ReadOnlyViolation": "read_only",
        "ProtectedTarget": "protected_target",
        "UnsupportedStep": "unsupported_step",
        "ApiError": "api",
    }


def test_a_missing_library():
    error = errors.MissingLibrary("requests", "No module named 'requests'")
    assert error.library == "requests"
    assert error.as_data() == {"kind": "missing_library", "library": "requests"}
