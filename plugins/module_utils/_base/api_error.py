# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The error that PingOne returned, and its message for the user."""

from __future__ import annotations

from typing import Any, Sequence

from .error_body import readable_error
from .errors import AuthorizeError

# The HTTP statuses of requests that are not allowed, and of those that conflict with an existing object.
FORBIDDEN = 403
CONFLICT = 409


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
