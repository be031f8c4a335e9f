# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request body to the dict that is stored.

Models (pydantic) only check; what is stored is the client's own dict, so that
keys nobody modelled come back as they were sent (SPECIFICATION.md 27.1).
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from . import errors

READ_ONLY = ("_links", "_embedded", "id", "environment", "createdAt", "updatedAt")


class Model(BaseModel):
    """Base of all input models: no coercion, unknown keys pass."""

    model_config = ConfigDict(extra="allow", strict=True)


class Reference(Model):
    """``{"id": …}``, the way one object names another."""

    id: str = Field(min_length=1)


Text = Annotated[str, Field(min_length=1)]


def _printable(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "must not be blank")
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise PydanticCustomError("control", "must not contain control characters")
    return text


# Only the outline of PingOne's name rule is known (SPECIFICATION.md 26 #28).
Name = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(_printable)]


def check_usual_name(name: str) -> None:
    """PingOne's usual rule for names, which is documented for gateways (SPECIFICATION.md 19)."""
    if not all(
        character in "/.'_ -" or unicodedata.category(character)[0] in "LM" or unicodedata.category(character) == "Nd"
        for character in name
    ):
        raise errors.invalid_value(
            "name", "name has a character that is not allowed", allowedPattern=r"^[\p{L}\p{M}\p{Nd}/.'_ -]*$"
        )


def checked(
    data: dict[str, Any], model: type[Model], read_only: tuple[str, ...] = (), strict_keys: bool = False
) -> dict[str, Any]:
    """The client's keys after validation, without read-only ones and without unset ones.

    Raises PingOneError 400. Keys that the model does not know are kept unless
    ``strict_keys``.
    """
    ignored = set(READ_ONLY + read_only)
    body = {key: value for key, value in data.items() if key not in ignored}
    body = without_nulls(body)
    try:
        model.model_validate(body)
    except ValidationError as failure:
        raise refusal(failure) from None
    if strict_keys:
        unknown = [key for key in body if key not in model.model_fields]
        if unknown:
            raise errors.invalid_request(
                "The request could not be completed. The request has an unknown property.",
                *[errors.detail("INVALID_VALUE", key, "is not a known property") for key in unknown],
            )
    optional = {name for name, field in model.model_fields.items() if not field.is_required()}
    return {key: value for key, value in body.items() if not (key in optional and value in ("", [], {}))}


def without_nulls(value: Any) -> Any:
    """Null says "clear it", and a cleared key is absent (SPECIFICATION.md 3.1)."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def dotted(location: tuple[int | str, ...]) -> str:
    """``("paths", 0, "pattern")`` as ``paths[0].pattern``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def refusal(failure: ValidationError) -> errors.PingOneError:
    """A wrong JSON type is a malformed request, anything else invalid data (SPECIFICATION.md 12.1, 25)."""
    found = [(problem["type"], _detail(dict(problem))) for problem in failure.errors()]
    mistyped = [entry for kind, entry in found if kind.endswith("_type") or kind == "int_from_float"]
    if mistyped:
        return errors.invalid_request("The request could not be completed. The request was malformed.", *mistyped)
    return errors.invalid_data(*[entry for _kind, entry in found])


def _detail(problem: dict[str, Any]) -> dict[str, Any]:
    kind, target, context = problem["type"], dotted(problem["loc"]), problem.get("ctx", {})
    if kind == "missing":
        return errors.detail("REQUIRED_VALUE", target, f"{target} must be provided")
    if kind in ("string_too_short", "too_short"):
        return errors.detail("EMPTY_VALUE", target, f"{target} must not be empty")
    if kind in ("string_too_long", "too_long"):
        return errors.detail("SIZE_LIMIT_EXCEEDED", target, f"{target} is too long", maximumValue=context["max_length"])
    if kind in ("greater_than_equal", "less_than_equal", "greater_than"):
        return errors.detail("OUT_OF_RANGE", target, f"{target} is out of range")
    if kind == "literal_error":
        return errors.detail(
            "INVALID_VALUE",
            target,
            f"{target} is not one of the allowed values",
            allowedValues=problem_values(context["expected"]),
        )
    return errors.detail("INVALID_VALUE", target, f"{target}: {problem['msg']}")


def problem_values(expected: str) -> list[str]:
    """pydantic's ``'A', 'B' or 'C'`` as a list."""
    return [part.strip(" '") for part in expected.replace(" or ", ",").split(",")]


def in_range(target: str, value: int, minimum: int, maximum: int) -> None:
    """Raise ``OUT_OF_RANGE`` with both bounds (SPECIFICATION.md 25)."""
    if not minimum <= value <= maximum:
        raise errors.invalid_data(
            errors.detail(
                "OUT_OF_RANGE",
                target,
                f"{target} must be between {minimum} and {maximum}",
                rangeMinimumValue=minimum,
                rangeMaximumValue=maximum,
            )
        )
