# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Errors, and the messages that the user gets.

Each exception has a one-line message and the same information as data. Neither contains headers, secrets, or the body
of a token endpoint's response.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Iterator, Mapping, Sequence

from .shape import ShapeError

# The maximum number of problems in a message.
MOST_SHOWN = 10


@dataclass(frozen=True)
class Problem:
    """A problem with the input: the option, what is wrong, and what to do.

    ``transient``: the problem may resolve itself, because another run may be about to remove one of two objects with
    the same name.
    """

    option: str
    message: str
    transient: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.option}: {self.message}"


class AuthorizeError(Exception):
    """Base of all failures that are explained to the user. Errors are immutable.

    ``facts``: details by key, for the data. Those that are None are omitted.
    """

    kind = "error"

    def __init__(self, text: str, /, **facts: Any) -> None:
        super().__init__(text)
        self.message = text
        self.facts: Mapping[str, Any] = MappingProxyType(facts)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.__dict__ and not name.startswith("__"):
            raise AttributeError(f"{name} of an error cannot be changed")
        super().__setattr__(name, value)

    def as_data(self) -> dict[str, Any]:
        """The failure as data, for the module's C(error) result."""
        return {"kind": self.kind, **{key: value for key, value in self.facts.items() if value is not None}}


class InvalidInput(AuthorizeError):
    """The options of the task are invalid. Nothing was written."""

    kind = "invalid_input"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(dict.fromkeys(problems))
        if len(self.problems) == 1:
            message = str(self.problems[0])
        else:
            shown = self.problems[:MOST_SHOWN]
            numbered = " ".join(f"({number}) {problem}" for number, problem in enumerate(shown, 1))
            hidden = len(self.problems) - len(shown)
            rest = f" The remaining {hidden} are in error.problems." if hidden else ""
            message = f"{len(self.problems)} problems: {numbered}{rest}"
        super().__init__(
            message,
            problems=[{"option": problem.option, "message": problem.message} for problem in self.problems],
        )

    @classmethod
    def of(cls, option: str, message: str) -> InvalidInput:
        """An error with a single problem."""
        return cls([Problem(option, message)])


class Problems(list[Problem]):
    """Collects problems, so that all are reported at once."""

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Collect the problems of an :class:`InvalidInput` that is raised inside, and continue."""
        try:
            yield
        except InvalidInput as error:
            self.extend(error.problems)

    def stop_if_any(self) -> None:
        """Raise the collected problems.

        :raises InvalidInput: if there are any.
        """
        if self:
            raise InvalidInput(self)


class MissingLibrary(AuthorizeError):
    """A required Python library cannot be imported."""

    kind = "missing_library"

    def __init__(self, library: str, cause: str) -> None:
        super().__init__(f"The Python library {library} cannot be imported: {cause}", library=library)
        self.library = library
        self.cause = cause


class ConnectionFailure(AuthorizeError):
    """There was no usable response: unreachable, TLS, timeout, redirect, or a body that is not PingOne's."""

    kind = "connection"


class NeverConnected(ConnectionFailure):
    """No connection was made, so nothing was sent."""


class ResponseLost(ConnectionFailure):
    """The request was sent, but no readable response was received."""


class OutcomeUnknown(ConnectionFailure):
    """A POST request was sent, but it is unknown whether PingOne carried it out."""

    kind = "outcome_unknown"


class CredentialLost(AuthorizeError):
    """A credential was created, but its secret was not received, and PingOne does not return it again."""

    kind = "outcome_unknown"


class FileFailure(AuthorizeError):
    """A file on the host that runs the module cannot be changed."""

    kind = "file"


class UnexpectedResponse(ConnectionFailure):
    """PingOne's response does not have the required shape. Such a response is not used."""

    kind = "unexpected_answer"

    @classmethod
    def of(cls, doing: str, request: str, misfit: ShapeError) -> UnexpectedResponse:
        """An error for the response to a request, which is specified as method and path."""
        return cls(
            f"Could not {doing}: the response to {request} cannot be used: {misfit}. Check that api_url and"
            " auth_url are PingOne's, and that no proxy changes responses. If both are right, report this message"
            " to the maintainers of the collection.",
            request=request,
            key=misfit.key or None,
            item=misfit.item or None,
            expected=misfit.expected,
            found=misfit.found,
            doing=doing,
        )


class UnexpectedOutcome(UnexpectedResponse, OutcomeUnknown):
    """The response to a writing request does not have the required shape. The request was probably carried out."""


class Busy(AuthorizeError):
    """Other clients keep writing the same object: one holds the lock, or they overwrite what this task writes."""

    kind = "busy"


class Overtaken(AuthorizeError):
    """Another run has created the same object at the same time."""

    kind = "overtaken"


class TokenRefused(AuthorizeError):
    """The token endpoint did not return an access token."""

    kind = "token"


class DeploymentProblem(AuthorizeError):
    """A deployment failed or did not finish in time."""

    kind = "deployment"


class NoDecision(AuthorizeError):
    """There is no decision about a request, and there would not be one about others either.

    ``cause`` is C(credential_rejected), C(unreachable), C(rate_limited), or C(unexpected).
    """

    kind = "no_decision"

    def __init__(self, cause: str, text: str, **facts: Any) -> None:
        super().__init__(text, cause=cause, **facts)
        self.cause = cause


class AccessTestsFailed(AuthorizeError):
    """Access is not as expected. ``results`` are those of the module."""

    kind = "access_tests"

    def __init__(self, text: str, results: Mapping[str, Any]) -> None:
        super().__init__(text)
        self.results = results


class LintFailed(AuthorizeError):
    """Rules are violated. ``results`` are those of the module."""

    kind = "lint"

    def __init__(self, text: str, results: Mapping[str, Any]) -> None:
        super().__init__(text)
        self.results = results


class ReadOnlyViolation(AuthorizeError):
    """A writing request was attempted in check mode, and was not sent. This is a defect of the collection."""

    kind = "read_only"


class ProtectedTarget(AuthorizeError):
    """A writing request on the environment itself or on all objects of a kind was not sent.

    This is a defect of the collection.
    """

    kind = "protected_target"


class UnsupportedStep(AuthorizeError):
    """A plan contains a step that is not a request. Nothing was sent. This is a defect of the collection."""

    kind = "unsupported_step"
