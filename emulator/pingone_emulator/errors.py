# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PingOne's error object, and one constructor for each kind of refusal (SPECIFICATION.md 4 and 25)."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any

# Official clients match these three texts literally (SPECIFICATION.md 4).
NO_ACCESS = "The request could not be completed. You do not have access to this resource."
NOT_AUTHORIZED = "The actor attempting to perform the request is not authorized."
NO_SUCH_RESOURCE = "The request could not be completed. The requested resource was not found."

INVALID_DATA = "The request could not be completed. One or more validation errors were in the request."


class PingOneError(Exception):
    """An answer that is a refusal: status, body and extra headers."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None):
        super().__init__(f"{status} {body.get('code') or body.get('error') or body.get('message')}")
        self.status = status
        self.body = body
        self.headers = headers or {}


def error(
    status: int, code: str, message: str, details: list[dict[str, Any]] | None = None, **headers: str
) -> PingOneError:
    """An error object with a fresh ``id``; ``details`` is left out when there is nothing to say."""
    body: dict[str, Any] = {"id": str(uuid.uuid4()), "code": code, "message": message}
    if details:
        body["details"] = details
    return PingOneError(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def detail(code: str, target: str | None, message: str, **inner: Any) -> dict[str, Any]:
    """One entry of ``details``; keyword arguments become ``innerError``."""
    entry: dict[str, Any] = {"code": code}
    if target is not None:
        entry["target"] = target
    entry["message"] = message
    inner = {key: value for key, value in inner.items() if value != []}
    if inner:
        entry["innerError"] = inner
    return entry


def invalid_data(*details: dict[str, Any]) -> PingOneError:
    return error(400, "INVALID_DATA", INVALID_DATA, list(details))


def invalid_value(target: str, message: str, **inner: Any) -> PingOneError:
    return invalid_data(detail("INVALID_VALUE", target, message, **inner))


def invalid_request(message: str, *details: dict[str, Any]) -> PingOneError:
    return error(400, "INVALID_REQUEST", message, list(details))


def foreign_origin(origin: str) -> PingOneError:
    """A web page elsewhere tries to use the emulator's own endpoints."""
    message = f"Requests from web pages of {origin} are rejected; use the emulator's own page, or send no Origin header"
    return error(403, "ACCESS_FAILED", message)


def request_failed(*details: dict[str, Any]) -> PingOneError:
    return error(400, "REQUEST_FAILED", "The request could not be completed.", list(details))


def already_exists(existing_id: str, message: str, target: str = "name", status: int = 400) -> PingOneError:
    """A clash with another object; ``existingId`` names it."""
    return error(
        status, "INVALID_DATA", INVALID_DATA, [detail("UNIQUENESS_VIOLATION", target, message, existingId=existing_id)]
    )


def too_many(target: str, maximum: int, message: str) -> PingOneError:
    return invalid_data(detail("SIZE_LIMIT_EXCEEDED", target, message, maximumValue=maximum))


def invalid_filter(message: str, attributes: list[str], operators: list[str]) -> PingOneError:
    return invalid_request(
        "The request could not be completed. The filter is not valid.",
        detail("INVALID_FILTER", "filter", message, supportedAttributes=attributes, supportedOperators=operators),
    )


def unauthorized() -> PingOneError:
    return error(
        401,
        "ACCESS_FAILED",
        NO_ACCESS,
        [detail("INVALID_TOKEN", None, "The access token is missing, malformed, expired or revoked.")],
    )


def forbidden(details: bool = True) -> PingOneError:
    """No permission and no license look the same (SPECIFICATION.md 4)."""
    found = [detail("INSUFFICIENT_PERMISSIONS", None, NOT_AUTHORIZED)] if details else []
    return error(403, "ACCESS_FAILED", NO_ACCESS, found)


def license_exceeded(limit: int) -> PingOneError:
    return error(
        403,
        "ACCESS_FAILED",
        NO_ACCESS,
        [detail("LICENSE_EXCEEDED", None, "The limit of the license is reached.", quotaLimit=limit)],
    )


def not_found() -> PingOneError:
    return error(404, "NOT_FOUND", NO_SUCH_RESOURCE)


def method_not_allowed(allowed: list[str], code: str) -> PingOneError:
    return error(
        405,
        code,
        "The request method is not supported for this resource.",
        Allow=", ".join(sorted(allowed)),
    )


def unsupported_media_type() -> PingOneError:
    return error(415, "INVALID_REQUEST", "The request could not be completed. The media type is not supported.")


def too_many_requests(seconds: int | None = None) -> PingOneError:
    """A rate is exceeded; ``seconds`` until there is room again (SPECIFICATION.md 6)."""
    return error(
        429,
        "REQUEST_LIMITED",
        "The request could not be completed. There were too many requests.",
        [detail("LIMIT_EXCEEDED", None, "The rate limit was exceeded.")],
        **({} if seconds is None else {"Retry_After": str(seconds)}),
    )


def unexpected() -> PingOneError:
    return error(500, "UNEXPECTED_ERROR", "An unexpected error occurred. Please contact support.")


def edge(authorization: str | None) -> PingOneError:
    """What the gateway in front of PingOne says to a route it does not know (SPECIFICATION.md 5.4)."""
    if authorization is None:
        return PingOneError(403, {"message": "Missing Authentication Token"})
    digest = base64.b64encode(hashlib.sha256(authorization.encode("latin-1")).digest()).decode()
    return PingOneError(
        403,
        {
            "message": "Invalid key=value pair (missing equal-sign) in Authorization header "
            f"(hashed with SHA-256 and encoded with Base64): '{digest}'."
        },
    )


def oauth(status: int, code: str, description: str) -> PingOneError:
    """The token endpoint's own shape (SPECIFICATION.md 2.2)."""
    correlation = str(uuid.uuid4()).upper()
    body = {"error": code, "error_description": f"{description} (Correlation ID: {correlation})"}
    headers = {"WWW-Authenticate": 'Basic realm="PingOne"'} if status == 401 else {}
    return PingOneError(status, body, headers)
