# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What can go wrong, and the words that the user reads about it.

Every exception knows its one-line message and the same as data. Nothing here holds a header, a secret or the
body of a token endpoint.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Iterator, Mapping, Sequence

from .error_body import readable_error
from .shape import ShapeError

# The status of a request that does not go with what is there.
CONFLICT = 409
# How many problems a message spells out.
MOST_SHOWN = 10


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the input: the option it belongs to, what is wrong and what to do.

    ``passing`` says that it may pass: another run may be about to remove the second of two objects of one name.
    """

    option: str
    message: str
    passing: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.option}: {self.message}"


class AuthorizeError(Exception):
    """Base of all failures that are explained to the user. An error does not change once it is raised.

    ``facts`` are what is known about it, by key; what is None is left out of the data.
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
    """The task asks for something that cannot be; nothing was written."""

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
        """For a single problem."""
        return cls([Problem(option, message)])


class Problems(list[Problem]):
    """Collects what is wrong, so that the user hears of everything at once."""

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Take the problems of an :class:`InvalidInput` that is raised inside, and go on."""
        try:
            yield
        except InvalidInput as error:
            self.extend(error.problems)

    def stop_if_any(self) -> None:
        """Raise what was collected.

        :raises InvalidInput: if there is anything.
        """
        if self:
            raise InvalidInput(self)


class MissingLibrary(AuthorizeError):
    """A Python library that the client needs cannot be imported."""

    kind = "missing_library"

    def __init__(self, library: str, cause: str) -> None:
        super().__init__(f"The Python library {library} cannot be imported: {cause}", library=library)
        self.library = library
        self.cause = cause


class ConnectionFailure(AuthorizeError):
    """No usable answer came: unreachable, TLS, time-out, redirect, or a body that is not PingOne's."""

    kind = "connection"


class NeverConnected(ConnectionFailure):
    """No connection was made, so nothing was sent."""


class AnswerLost(ConnectionFailure):
    """The request was sent, but no readable answer came back."""


class OutcomeUnknown(ConnectionFailure):
    """A POST was sent, but whether PingOne carried it out is not known."""

    kind = "outcome_unknown"


class UnexpectedAnswer(ConnectionFailure):
    """PingOne answered, but not with what the collection relies on. Nothing follows from such an answer."""

    kind = "unexpected_answer"

    @classmethod
    def of(cls, doing: str, request: str, misfit: ShapeError) -> UnexpectedAnswer:
        """For an answer to a request, which is given as method and path."""
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


class UnexpectedOutcome(UnexpectedAnswer, OutcomeUnknown):
    """The same for a request that writes: it was probably carried out."""


class Busy(AuthorizeError):
    """Others are writing the same object all the time: one holds the lock, or they undo what this task writes."""

    kind = "busy"


class Overtaken(AuthorizeError):
    """Another run has created the same object at the same time."""

    kind = "overtaken"


class TokenRefused(AuthorizeError):
    """The token endpoint did not give an access token."""

    kind = "token"


class DeploymentProblem(AuthorizeError):
    """A deployment failed or did not end in time."""

    kind = "deployment"


class ReadOnlyViolation(AuthorizeError):
    """A writing request was attempted in check mode: a defect of the collection, stopped before it was sent."""

    kind = "read_only"


class ProtectedTarget(AuthorizeError):
    """A writing request would have hit the environment itself or a whole collection: a defect of the collection,
    stopped before it was sent.
    """

    kind = "protected_target"


class UnsupportedStep(AuthorizeError):
    """A plan holds a step that cannot be carried out as a request: a defect of the collection, stopped before it was
    sent.
    """

    kind = "unsupported_step"


class ApiError(AuthorizeError):
    """PingOne answered with an error.

    ``status`` is the HTTP status, ``code`` PingOne's own code or an empty string, ``details`` the list of
    ``{code, target, message, innerError}`` of the answer.
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
        """Whether the error itself or one of its details carries this code."""
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
    """What an ``innerError`` says about the values that would be accepted."""
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
