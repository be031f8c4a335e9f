# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options as the text in which they arrive from surveys, command lines, and templates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Style:
    """A way to write values as text."""

    name: str
    flags: tuple[str, str]
    number: str
    """A number, as a format."""
    choice: str
    """One of several choices, as a format; in capitals if this is."""
    words: str
    """A list of strings: "lines", "commas", "json", "yaml", or "typed"."""
    nested: str
    """Dictionaries and lists of them: "json", "yaml", "python", or "typed"."""
    inner: bool
    """Whether the values in nested text are text as well."""
    line_end: str = "\n"

    def text(self, value: Any, about: Spec) -> Any:
        """The value of an option with this specification as text, or with text in it."""
        kind = about["type"]
        if value is None:
            return value
        if kind == "bool":
            return self.flags[0] if value else self.flags[1]
        if kind == "int":
            return self.number.format(value)
        if about.get("choices") and kind == "str":
            return self.choice.format(value.upper() if "{" in self.choice and self.choice[0] == " " else value)
        if kind == "list" and "options" in about:
            return self._dump([self._fields(one, about["options"]) for one in value])
        if kind == "dict" and "options" in about:
            return self._dump(self._fields(value, about["options"]))
        if kind == "list":
            return self._words(value)
        return value

    def _fields(self, value: Mapping[str, Any], options: Spec) -> dict[str, Any]:
        """A dictionary with text in it if the style is like that, and otherwise with typed values."""
        if not self.inner:
            return dict(value)
        return {key: self.text(one, options[key]) for key, one in value.items()}

    def _words(self, value: list[str]) -> Any:
        if self.words == "lines":
            return "".join(f"{one}{self.line_end}" for one in value) if value else "[]"
        if self.words == "commas" and value and "," not in "".join(value):
            return ", ".join(value)
        if self.words == "yaml":
            return self._broken(yaml.safe_dump(value))
        return value if self.words == "typed" else json.dumps(value)

    def _dump(self, value: Any) -> Any:
        if self.nested == "yaml" and value:
            return self._broken(yaml.safe_dump(value, sort_keys=False, allow_unicode=True))
        if self.nested == "python":
            return str(value)
        return value if self.nested == "typed" else json.dumps(value)

    def _broken(self, text: str) -> str:
        """A text with the line ends of the style."""
        return text.replace("\n", self.line_end)


STYLES = (
    # A text area with YAML and with one name in each line.
    Style("yaml", ("yes", "no"), "{}", "{}", "lines", "yaml", inner=False),
    Style("windows", ("true", "false"), "{}\r\n", "{}\r\n", "lines", "yaml", inner=False, line_end="\r\n"),
    Style("json", ("True", "False"), " {} ", " {} ", "json", "json", inner=True),
    # What a template makes of typed values.
    Style("python", ("on", "off"), "{}.0", "{}", "commas", "python", inner=True),
    # A playbook that puts answers into typed entries.
    Style("entries", ("1", "0"), "{}", "{}", "commas", "typed", inner=True),
    Style("lines", (" YES\n", " NO\n"), " {}\n", "{}\n", "lines", "typed", inner=True),
    Style("yaml words", ("t", "f"), "+{}", "{}", "yaml", "typed", inner=True),
)


def places(spec: Mapping[str, Spec], prefix: str = "") -> Iterator[tuple[str, Spec]]:
    """Every option with its place, such as ``api_services[].scopes[].name``."""
    for name, about in spec.items():
        place = prefix + name
        yield place, about
        if "options" in about:
            yield from places(about["options"], f"{place}[]." if about["type"] == "list" else f"{place}.")


def used(value: Any, spec: Mapping[str, Spec], prefix: str = "") -> Iterator[str]:
    """The places of the options that have a value."""
    for name, one in value.items():
        place = prefix + name
        yield place
        if "options" in spec[name]:
            several = spec[name]["type"] == "list"
            for item in one if several else [one]:
                yield from used(item, spec[name]["options"], f"{place}[]." if several else f"{place}.")
