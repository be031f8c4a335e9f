# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Translates path patterns in the syntax of other products into the syntax of PingOne.

PingOne accepts such a pattern as a literal path, but hardly any request has this path. The functions are steps of a
translation: each takes a pattern, in which escaped characters have been replaced, and translates the syntax it knows.
"""

from __future__ import annotations

import re
from itertools import product

PARAMETER_SYNTAX = "uses the parameter syntax of another product"
EXPRESSION = "is a regular expression or a list of alternatives, and PingOne's patterns know neither"

# {name}, {{name}}, ${name}, {name:constraint}, {name*} …
_BRACES = re.compile(r"([$#%]?)\{((?:[^{}]|\{[^{}]*\})*)\}")
_PLAIN_NAME = re.compile(r"[\w .-]*")
# Names, and constraints after a colon, of parameters that match several segments.
_REST_NAME = re.compile(r"[*+/].*|.*[*+]|\.\.\..*|.*\.\.\.?|.*=\*\*", re.DOTALL)
_REST_CONSTRAINT = re.compile(r"\(?\.[*+].*|\*.*|path|glob|any", re.DOTALL)
_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
# <name>, <int:name>, <path:name>
_ANGLES = re.compile(r"<([^<>]*)>")
# :name, :name?, :name*, :name(\d+) at the beginning of a segment, and more of them in it.
_COLON_SEGMENT = re.compile(r"(^|/)(:[^\W\d][^/]*)")
_COLON = re.compile(r":([^\W\d]\w*)(?:\([^()]*\))?([*+?]?)")
# [name], [...name], [[...name]]
_BRACKETS = re.compile(r"(^|/)\[{1,2}(\.\.\.)?([^\W\d][\w-]*)\]{1,2}(?=/|$)")
_DOLLAR = re.compile(r"(^|/)\$([^\W\d]\w*)(?=/|$)")
# Path segments that OData reserves.
_ODATA = ("all", "batch", "count", "crossjoin", "entity", "links", "metadata", "ref", "value")
_CONVERTERS = ("int", "str", "string", "float", "uuid", "slug", "path", "any")
_PRINTF = re.compile(r"(^|/)%(?:\(([^()/]*)\)|\d\$)?[a-z](?=/|$)")

_NAMED_GROUP = re.compile(r"\(\?P?<([^<>]*)>[^()]*\)")
_GROUP = re.compile(r"\(([^()]*)\)([*+?]?)")
_CLASS = re.compile(r"(?:\[[^\[\]]*\]|\\[dDsSwW])(?:[*+?]|\{[0-9,]*\})?")
_SIGNS = re.compile(
    r"^[~^=]"  # an anchor, or what nginx writes before an expression
    r"|\$$|\\[zZ]$"
    r"|\\[dDsSwWzZ.+?()\[\]|^$/_-]"
    r"|\(\?"
    r"|\.[*+]\??\)|\)[*+]|\)\?(?:/|$)"  # a quantifier in a group or behind it
    r"|\[\^"
    r"|\][*+?{]"
    r"|(?:^|/)\^"
    r"|(?:^|/)\.[*+](?:/|\?|$)"
    r"|\|"
)
_RANGE = re.compile(r"\[[^\[\]]*\]")
_SIMPLE_ALTERNATIVES = re.compile(r"[\w.|*\ue004-]+")
_MAXIMUM_ALTERNATIVES = 10
# Replaces .* in a regular expression until it is known whether it is the rest of the path.
_ANYTHING = "\ue004"


def without_parameters(text: str) -> str:
    """Replace parameters in another syntax by ``{name}``, or by ``**`` if they match the rest of the path."""
    text = _NAMED_GROUP.sub(lambda found: _parameter(found[1]), text)
    text = _BRACES.sub(_from_braces, text)
    text = _ANGLES.sub(_from_angles, text)
    text = _COLON_SEGMENT.sub(lambda found: found[1] + _from_colons(found[2]), text)
    text = _BRACKETS.sub(lambda found: found[1] + _parameter(found[3], bool(found[2])), text)
    text = _PRINTF.sub(lambda found: found[1] + _parameter(found[2] or "id"), text)
    if "{" not in text or "${" in text:
        # Next to {name} it is more likely to be a literal name, such as those of OData and FHIR.
        text = _DOLLAR.sub(
            lambda found: found[0] if found[2] in _ODATA else found[1] + _parameter(found[2]),
            text,
        )
    return text


def is_expression(text: str) -> bool:
    """Whether a pattern is a regular expression. Parameters in another syntax have to be replaced first."""
    return bool(_SIGNS.search(text)) or any(re.search(r"\w-\w", found) for found in _RANGE.findall(text))


def without_expression(text: str) -> list[str]:
    """Patterns that approximate a regular expression, one for each alternative."""
    text = re.sub(r"^(?:[~=*^\s]|\\A|\(\?[a-zA-Z]+\))+", "", text)
    text = re.sub(r"(^|/)\^", r"\1", text)
    text = re.sub(r"(?:\(/\|\$\)|/\?|\$|\\[zZ]|\(\?:/\|\$\)|\(\?:/\)\?|\(/\)\?)+$", "", text)
    text = re.sub(r"\\([./_-])", r"\1", re.sub(r"\(\?[:=!]", "(", text))
    text = _CLASS.sub("*", text)
    text = re.sub(r"\.[*+]\??", _ANYTHING, text)
    parts: list[list[str]] = [[]]
    for part in _alternatives(text):
        parts = [[*before, one] for before, one in product(parts, part)][:_MAXIMUM_ALTERNATIVES]
    return [_tidy(one) for whole in parts for one in "".join(whole).split("|")]


def _alternatives(text: str) -> list[list[str]]:
    """The consecutive parts of a text, each with its alternatives."""
    parts, at = [], 0
    for found in _GROUP.finditer(text):
        options = found[1].split("|") if _SIMPLE_ALTERNATIVES.fullmatch(found[1]) and not found[2] else ["*"]
        parts += [[text[at : found.start()]], options]
        at = found.end()
    return [*parts, [text[at:]]]


def _tidy(text: str) -> str:
    """Replace ``.*`` by ``**`` at the end, and by ``*`` everywhere else."""
    segments = text.split("/")
    if segments[-1] == _ANYTHING:
        segments[-1] = "**"
    segments[:-1] = [re.sub(r"\*[*+?]+", "*", segment.replace(_ANYTHING, "*")) for segment in segments[:-1]]
    segments[-1] = segments[-1].replace(_ANYTHING, "*")
    return "/".join(segments)


def _from_braces(found: re.Match[str]) -> str:
    prefix, content = found[1], found[2]
    if not content.strip() or (not prefix and _PLAIN_NAME.fullmatch(content) and not _is_rest(content)):
        return found[0]
    if content[0] in "?&;#":
        return prefix
    inner = content.strip("{} ")
    name, equals, template = inner.partition("=")
    if equals and "*" in template:
        return template
    if "," in name or ("|" in name and ":" not in name):
        return f"({inner.replace(',', '|').replace(' ', '')})"
    return _parameter(inner, _is_rest(inner))


def _from_angles(found: re.Match[str]) -> str:
    text = found[1].strip()
    kind, _colon, name = text.rpartition(":")
    if name in _CONVERTERS and kind:
        kind, name = name, kind
    return _parameter(name, kind == "path" or _is_rest(text))


def _from_colons(segment: str) -> str:
    whole = _COLON.fullmatch(segment)
    return _parameter(whole[1], whole[2] in tuple("*+")) if whole else _COLON.sub("*", segment)


def _is_rest(text: str) -> bool:
    """Whether a parameter of another product matches several segments."""
    name, _colon, constraint = text.partition(":")
    return bool(_REST_NAME.fullmatch(name.strip()) or _REST_CONSTRAINT.fullmatch(constraint.strip()))


def _parameter(text: str, rest: bool = False) -> str:
    found = _IDENTIFIER.search(text)
    return "**" if rest else "{" + (found[0] if found else "name") + "}"
