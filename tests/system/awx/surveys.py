# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWX accepts as the survey of a job template, and as answers to it.

The sources are in AWX: ``JobTemplateSurveySpec`` in ``awx/api/views`` and ``SurveyJobTemplateMixin`` in
``awx/main/models/mixins.py``.
"""

from __future__ import annotations

from typing import Any

from tests.system.awx.rules import Refused

TYPES: dict[str, type] = {
    "text": str,
    "textarea": str,
    "password": str,
    "multiplechoice": str,
    "multiselect": str,
    "integer": int,
    "float": float,
}


def check_survey(survey: dict[str, Any]) -> None:
    """Check the survey of a job template."""
    for key, kind in (("name", str), ("description", str), ("spec", list)):
        if key not in survey:
            _refuse(f"Field '{key}' is missing from survey spec.")
        if not isinstance(survey[key], kind):
            _refuse(f"Expected {kind.__name__} for field '{key}', received {type(survey[key]).__name__} type.")
    if not survey["spec"]:
        _refuse("'spec' doesn't contain any items.")
    seen: set[str] = set()
    for number, question in enumerate(survey["spec"]):
        _check_question(number, question)
        if question["variable"] in seen:
            _refuse(f"'variable' '{question['variable']}' duplicated in survey question {number}.")
        seen.add(question["variable"])


def _refuse(text: str) -> None:
    raise Refused({"error": text})


def _check_question(number: int, question: dict[str, Any]) -> None:
    for key, kind in (("type", str), ("question_name", str), ("variable", str), ("required", bool)):
        if key not in question:
            _refuse(f"'{key}' missing from survey question {number}")
        if not isinstance(question[key], kind):
            _refuse(f"'{key}' in survey question {number} expected to be {kind.__name__}.")
    kind = question["type"]
    if kind not in TYPES:
        _refuse(f"'{kind}' in survey question {number} is not one of '{', '.join(TYPES)}' allowed question types.")
    default = question.get("default", "")
    if default != "" and (not isinstance(default, TYPES[kind]) or isinstance(default, bool)):
        _refuse(f"Default value {default} in survey question {number} expected to be {TYPES[kind].__name__}.")
    for key in ("min", "max"):
        if question.get(key) is not None and type(question[key]) is not int:
            _refuse(f"The {key} limit in survey question {number} expected to be integer.")
    if kind in ("multiselect", "multiplechoice"):
        _check_choices(number, question)


def _check_choices(number: int, question: dict[str, Any]) -> None:
    if "choices" not in question:
        _refuse(f"Survey question {number} of type {question['type']} must specify choices.")
    choices = _lines(question["choices"])
    if isinstance(question["choices"], str):
        question["choices"] = "\n".join(choices)
    chosen = _lines(question.get("default", ""))
    if question["type"] == "multiplechoice" and len(chosen) > 1:
        _refuse("Multiple Choice (Single Select) can only have one default value.")
    if not set(chosen) <= set(choices):
        _refuse("Default choice must be answered from the choices listed.")


def _lines(value: Any) -> list[str]:
    return [line for line in value.splitlines() if line.strip()] if isinstance(value, str) else list(value)


def answer_errors(survey: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    """What is wrong with the answers to a survey."""
    return [error for question in survey.get("spec", []) for error in _errors(question, answers)]


def _errors(question: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    name, kind = question["variable"], question["type"]
    if name not in answers:
        return [f"'{name}' value missing"] if question["required"] else []
    value = answers[name]
    if kind in ("text", "textarea", "password"):
        if not isinstance(value, str):
            return [f"Value {value} for '{name}' expected to be a string."]
        return _outside(question, value, len(value))
    if kind in ("integer", "float"):
        if type(value) not in ((int,) if kind == "integer" else (int, float)):
            return [f"Value {value} for '{name}' expected to be an {kind}."]
        return _outside(question, value, value)
    chosen = value if kind == "multiselect" else [value]
    if not isinstance(chosen, list):
        return [f"'{name}' value is expected to be a list."]
    choices = _lines(question["choices"])
    return [f"Value {one} for '{name}' expected to be one of {choices}." for one in chosen if one not in choices]


def _outside(question: dict[str, Any], value: Any, size: float) -> list[str]:
    name, least, most = question["variable"], question.get("min"), question.get("max")
    if least is not None and size < least:
        return [f"'{name}' value {value} is too small (must be at least {least})."]
    if most is not None and size > most:
        return [f"'{name}' value {value} is too large (must be no more than {most})."]
    return []


def variables(survey: dict[str, Any], template: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """The extra variables of a job: those of the template, valid defaults of the survey, and the answers."""
    defaults = {
        question["variable"]: question["default"]
        for question in survey.get("spec", [])
        if question.get("default") is not None and not _errors(question, {question["variable"]: question["default"]})
    }
    return {**template, **defaults, **answers}
