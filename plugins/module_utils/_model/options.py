# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Parses the options of a task according to their specification.

Ansible checks the options afterwards, because it reports neither the place of a nested value nor more than one problem,
and splits a JSON list in a string at its commas::

    intake = parse_options(given, TASK.spec)
    intake.values    # the values: without nulls, converted, choices in their own spelling
    intake.problems  # the problems; the option of each is its place, such as scopes[0].name

A specification is an argument spec of Ansible, a dictionary of options with ``type`` (``str``, ``path``, ``int``,
``bool``, ``list``, ``dict``, ``raw``), ``elements``, ``options``, ``choices``, ``required`` and ``no_log``. The options
of a module are in ``TASK.options`` of its file in ``_tasks/``. These keys are not known to
Ansible, and :func:`argument_spec` removes them:

``blank``
    The meaning of an empty string: ``clears`` keeps it, ``omitted`` omits it. Without the key, it is rejected.
    ``empty list`` also rejects it, but an empty list clears the value. These are the options whose value decides who
    has access: a survey or a template can send a blank string by accident.
``range``
    The smallest and the largest number that are accepted.
``means``
    What a value is, for messages; "a name or an ID" by default.
``form``
    An example of the value for messages, such as ``{scopes: [orders-read]}``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Callable, Iterable, Mapping

from .._base.errors import Problem, Problems
from .._base.suggest import did_you_mean
from .._base.text import quoted
from .values import (
    CLEARED_BY_LIST,
    Spec,
    example_entry,
    is_hidden,
    nested_fault,
    to_choice,
    to_dictionary,
    to_entries,
    to_flag,
    to_number,
    to_text,
    type_name,
)

Specs = Mapping[str, Spec]

MOST_PROBLEMS = 25
MOST_NAMES = 12
_OWN_KEYS = ("blank", "range", "means", "form")
# The option that identifies a dictionary in a list, for examples.
_NAMING = ("name", "application", "action", "api_service", "pattern")
_CONVERSIONS: dict[str, Callable[[Any, Spec], Any]] = {
    "bool": to_flag,
    "int": to_number,
    "path": to_text,
    "str": to_text,
}


class _Refused(Exception):
    """A value was rejected, and its problem is recorded."""


@dataclass
class ParsedOptions:
    """The result of parsing options.

    - ``values``: the valid values.
    - ``problems``: the problems of the others.
    - ``refused``: the places with an invalid value, which is missing from ``values`` entirely or in part.
    - ``secrets``: strings that were passed for a secret option in an invalid shape.
    - ``left_out``: the number of problems beyond the maximum.
    - ``dropped``: the indexes of invalid entries, which are missing from ``values``, by the place of their list.
    """

    values: dict[str, Any] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    refused: set[str] = field(default_factory=set)
    secrets: list[str] = field(default_factory=list)
    left_out: int = 0
    dropped: dict[str, list[int]] = field(default_factory=dict)

    def refuse(self, place: str, message: str, *, drop: bool = True) -> None:
        """Record a problem. ``drop`` means that the value at the place is not used."""
        if drop:
            self.refused.add(place)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(place, message))
        else:
            self.left_out += 1

    def with_given_indexes(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems that were found in ``values``, with the indexes that their entries have in the task."""
        return [replace(problem, option=self._given_index(problem.option)) for problem in problems]

    def _given_index(self, option: str) -> str:
        place, _bracket, end = option.rpartition("[")
        if place not in self.dropped:
            return option
        index = int(end.rstrip("]"))
        for dropped in self.dropped[place]:
            index += dropped <= index
        return f"{place}[{index}]"


def parse_options(raw: Mapping[str, Any], spec: Specs) -> ParsedOptions:
    """Parse options according to their specification.

    Problems are collected instead of raised. If there are any, the values must only be used to find further problems.
    Defaults are not applied. Keys that start with ``_ansible_`` are not options and must be removed first.
    """
    intake = ParsedOptions()
    intake.values = _read_options(raw, spec, "", intake)
    if intake.left_out:
        text = f"and {intake.left_out} more problems, which are not shown. Correct these first."
        intake.problems.append(Problem("options", text))
    return intake


def argument_spec(spec: Specs) -> dict[str, dict[str, Any]]:
    """The specification without the keys that Ansible does not know."""
    plain = {}
    for name, about in spec.items():
        plain[name] = {key: value for key, value in about.items() if key not in _OWN_KEYS}
        if "options" in about:
            plain[name]["options"] = argument_spec(about["options"])
    return plain


def with_defaults(values: Mapping[str, Any], spec: Specs) -> dict[str, Any]:
    """The values with defaults, and None for options without a default, as Ansible passes them to a module."""
    return {name: _with_default(values.get(name), about) for name, about in spec.items()}


def _with_default(value: Any, about: Spec) -> Any:
    if value is None:
        return about.get("default")
    if "options" not in about:
        return value
    if isinstance(value, list):
        return [with_defaults(item, about["options"]) for item in value]
    return with_defaults(value, about["options"])


def _read_options(raw: Mapping[str, Any], spec: Specs, place: str, intake: ParsedOptions) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in raw.items():
        where = _join(place, str(key))
        if key not in spec:
            intake.refuse(_join(place, _shortened(str(key))), _unknown(str(key), spec), drop=False)
            continue
        if value is None or (spec[key].get("blank") == "omitted" and isinstance(value, str) and not value.strip()):
            continue
        try:
            values[key] = _read(value, spec[key], where, intake)
        except _Refused:
            # A text that was to be a list or a dictionary was not divided into secrets and others.
            if spec[key].get("no_log") or (isinstance(value, str) and is_hidden(value, spec[key])):
                intake.secrets += _texts(value)
    for name, about in spec.items():
        if about.get("required") and name not in values and _join(place, name) not in intake.refused:
            intake.refuse(_join(place, name), f"not set. Use {_meaning(about)}.")
    return values


def _read(value: Any, about: Spec, where: str, intake: ParsedOptions) -> Any:
    """The value in the specified shape.

    :raises _Refused: if it does not have this shape.
    """
    try:
        kind = about["type"]
        if kind == "list":
            return _read_list(value, about, where, intake)
        if about.get("blank") == CLEARED_BY_LIST and (value == [] or "".join(str(value).split()) == "[]"):
            return ""
        if isinstance(value, str) and not value.strip() and about.get("blank") != "clears":
            omit = "" if about.get("required") else ", or omit the option"
            omit = ", omit the option, or use [] to clear it" if about.get("blank") == CLEARED_BY_LIST else omit
            raise ValueError(f"must not be empty or blank. Use {_meaning(about)}{omit}.")
        if kind == "dict" and "options" not in about:
            return _read_texts(to_dictionary(value, about), where, intake)
        if kind == "dict":
            return _read_options(to_dictionary(value, about), about["options"], where, intake)
        if kind == "raw":
            return _read_raw(value)
        return _read_single(value, about)
    except ValueError as fault:
        example = f" Use {_written(where, value, about)}." if _shape_matters(value, about) else ""
        intake.refuse(where, f"{fault}{example}")
        raise _Refused from None


def _read_texts(raw: Mapping[str, Any], where: str, intake: ParsedOptions) -> dict[str, str]:
    """A dictionary of strings with keys of any kind."""
    values = {}
    for key, value in raw.items():
        try:
            values[to_text(key, {})] = to_text(value, {"no_log": True})
        except ValueError as fault:
            intake.refuse(_join(where, _shortened(str(key))), str(fault))
    return values


def _read_single(value: Any, about: Spec) -> Any:
    convert: Callable[[Any, Spec], Any] = to_choice if about.get("choices") else _CONVERSIONS[about["type"]]
    return convert(value, about)


def _read_raw(value: Any) -> Any:
    fault = nested_fault(value)
    if fault:
        raise ValueError(fault)
    return value


def _read_list(value: Any, about: Spec, where: str, intake: ParsedOptions) -> list[Any]:
    entries = to_entries(value, about)
    item: Spec = {key: about[key] for key in ("choices", "options", "means", "no_log", "range") if key in about}
    item = {**item, "type": about.get("elements", "str")}
    values: list[Any] = []
    dropped: list[int] = []
    for index, entry in enumerate(entries):
        spot = f"{where}[{index}]"
        try:
            values.append(_read_entry(entry, item, about, where, spot, intake))
        except _Refused:
            # A dictionary keeps its place, so that the indexes of the following ones stay the same.
            values += [{}] if item["type"] == "dict" else []
            dropped.append(index)
    if dropped and item["type"] != "dict":
        intake.refused.add(where)
        intake.dropped[where] = dropped
        if not values:
            raise _Refused
    return values


def _read_entry(entry: Any, item: Spec, about: Spec, where: str, spot: str, intake: ParsedOptions) -> Any:
    if entry is None:
        intake.refuse(spot, f"is null. Use {_meaning(item)}, or remove the entry.")
    elif item["type"] == "dict":
        try:
            return _read_options(to_dictionary(entry, item), item["options"], spot, intake)
        except ValueError as fault:
            intake.refuse(spot, f"{fault} Use {_written(where, entry, about)}.")
            if is_hidden(entry, item):
                intake.secrets += _texts(entry)
    elif isinstance(entry, str) and not entry.strip():
        intake.refuse(spot, f"is empty. Use {_meaning(item)}, or remove the entry.")
    elif isinstance(entry, (Mapping, list, tuple)):
        example = _written(where, entry, about)
        intake.refuse(spot, f"is {type_name(entry)}, but must be a string. Use {example}.")
    else:
        try:
            return _read_single(entry, item)
        except ValueError as fault:
            intake.refuse(spot, str(fault))
    raise _Refused


def _shape_matters(value: Any, about: Spec) -> bool:
    """Whether an example helps: for lists and dictionaries, unless they are secret or blank."""
    blank = isinstance(value, str) and not value.strip()
    return about["type"] in ("list", "dict") and not about.get("no_log") and not blank


def _written(where: str, value: Any, about: Spec) -> str:
    """An example of the option, with the user's own value if it is a plain word."""
    option = where.rpartition(".")[2].partition("[")[0]
    if "form" in about:
        return f"{option}: {about['form']}"
    text = example_entry(value, about)
    inner = about.get("options")
    if inner:
        name = next((name for name in _NAMING if name in inner), next(iter(inner)))
        text = f"{{{name}: {text}}}"
    return f"{option}: [{text}]" if about["type"] == "list" else f"{option}: {text}"


def _meaning(about: Spec) -> str:
    """The expected value, for a message."""
    if about.get("choices"):
        return "one of " + ", ".join(about["choices"])
    kinds = {"bool": "true or false", "int": "a whole number", "dict": "a dictionary", "list": "a list"}
    return str(about.get("means") or kinds.get(about["type"], "a name or an ID"))


def _unknown(key: str, spec: Specs) -> str:
    """The message for an unknown option: a similar name, the place where it exists, or all names."""
    near = did_you_mean(key, spec)
    if near:
        return f"is not an option here. {near}"
    deeper = [f"{name}.{key}" for name, about in spec.items() if key in about.get("options", {})]
    if deeper:
        return f"is not an option here. Did you mean {deeper[0]}?"
    names = list(spec)
    more = f", and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"is not an option here. The options are {', '.join(names[:MOST_NAMES])}{more}."


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _shortened(key: str) -> str:
    """A key as part of a place; quoted and shortened unless it is a plain word."""
    return key if key.isidentifier() and len(key) <= 60 else quoted(key)


def _texts(value: Any) -> list[str]:
    """All strings in a value of any shape."""
    found, pending = [], [value]
    while pending:
        one = pending.pop()
        if isinstance(one, Mapping):
            pending += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple)):
            pending += one
        elif isinstance(one, str) and one.strip():
            found.append(one)
    return found
