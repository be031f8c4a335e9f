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

from .error_body import readable_error
from .shape import ShapeError

# The HTTP statuses of requests that are not allowed, and of those that conflict with an existing object.
FORBIDDEN = 403
CONFLICT = 409
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


class ApiError(AuthorizeError):
    """PingOne returned an error.

    ``status`` is the HTTP status, ``code`` PingOne's own code or an empty string, ``details`` the list of
    ``{code, target, message, innerError}`` in the response.
    """

    kind = "api"

    def __init__(
        self,
        doing: str,
        status: int,
        body: dict[str, Any],
        *,
        transaction_id: str = "",
        next_step: str = "",
    ) -> None:
        self.doing = doing
        self.status = status
        body = readable_error(body)
        self.code = body.get("code") or ""
        self.details: list[dict[str, Any]] = body.get("details") or []
        self.error_id = body.get("id") or ""
        self.transaction_id = transaction_id
        # Without a code or an id it is not PingOne's own error, and its text may quote a header.
        text = body.get("message") if self.code or self.error_id else None
        reason = _sentence(_reason(text, self.details))
        where = ", ".join(part for part in (f"HTTP {status}", self.code, self._support_id()) if part)
        super().__init__(
            " ".join(part for part in (f"Could not {doing}: {reason}", f"[{where}]", next_step) if part),
            status=status,
            code=self.code or None,
            message=text or None,
            details=[_public_detail(detail) for detail in self.details],
            error_id=self.error_id or None,
            transaction_id=transaction_id or None,
            doing=doing,
        )

    def _support_id(self) -> str:
        return f"ID for support {self.error_id or self.transaction_id}" if self.error_id or self.transaction_id else ""

    def has_detail(self, code: str) -> bool:
        """Whether the error itself or one of its details has this code."""
        return self.code == code or any(detail.get("code") == code for detail in self.details)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _reason(message: Any, details: Sequence[dict[str, Any]]) -> str:
    parts = []
    for detail in details:
        target = str(detail.get("target") or "")
        text = str(detail.get("message") or detail.get("code") or "")
        limits = _limits(detail.get("innerError"))
        parts.append((f"{target}: {text}" if target else text) + (f" ({limits})" if limits else ""))
    if parts:
        return "; ".join(part.rstrip(".") for part in parts)
    return str(message or "PingOne gave no reason")


def _limits(inner: Any) -> str:
    """The accepted values according to an ``innerError``."""
    if not isinstance(inner, dict):
        return ""
    return ", ".join(f"{key} {value}" for key, value in sorted(inner.items()) if value not in (None, "", []))


def _public_detail(detail: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": detail.get("code"),
        "target": detail.get("target"),
        "message": detail.get("message"),
        "inner_error": detail.get("innerError") or None,
    }
