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


BATCH = {
    "client_id": "5bfae321-e2cf-452d-b6b0-6fd34a1a6dd2",
    "client_secret": "2WQ6nZQZ6GRKqdmkUTO-ySGwujlt-2q~T_ClWXv540ONhH.svxAKOvslQkWfat-V",
    "client_auth_method": "post",
}
SCOPES = {"scopes": ["existing-read"]}
TESTED = {"name": "Existing API", "base_urls": ["https://existing.example.com"], "resource": "Existing Resource"}
# Options that the scenarios of the modules do not use, at their beginning.
FURTHER: dict[str, list[dict[str, Any]]] = {
    "pingone_access_test": [
        {
            "gateway_credential": "GATEWAY_CREDENTIAL",
            "cases": [
                {"api_service": "Existing API", "path": "/things", "method": "GET", "expect": "any", **BATCH, **SCOPES},
                {"api_service": "Existing API", "from_operations": True, **BATCH},
            ],
        }
    ],
    "pingone_api_access": [
        {
            "api_services": [
                {
                    **TESTED,
                    "scopes": [{"id": "7ddbb49f-936f-44b7-aa37-72c917757802", "name": "existing-read"}],
                    "access_tests": [
                        {"name": "Batch", "url": "https://existing.example.com/a", "expect": "any", **BATCH, **SCOPES},
                        {"path": "/b", "token": "opaque", "headers": {"X-Tenant": "1"}, "expect": "401"},
                        {"from_operations": True, **BATCH},
                    ],
                    "gateway": {
                        "service_url": "SERVICE_URL",
                        "credential_path": "GATEWAY_CREDENTIAL_FILE",
                        "through": "sideband",
                        "allow_unsafe_methods": False,
                        "mismatch_timeout": 0,
                    },
                }
            ]
        }
    ],
    "pingone_api_operation": [
        {"api_service": "Existing API", "name": "Literal", "paths": [{"pattern": "/a*b", "literal": True}]}
    ],
    "pingone_api_service": [
        {
            "api_services": [{"name": "Existing API", "state": "absent"}],
            "taken_back": [
                {
                    "application": "Orders Web",
                    "resource": "Existing Resource",
                    "keep": ["existing-read"],
                },
                {
                    "application": "Orders Batch",
                    "api_service": "Existing API",
                    "expected_resource": "Existing API",
                    "scopes": ["existing-read"],
                    "expected_scopes": [{"name": "existing-read"}],
                },
            ],
        }
    ],
    "pingone_app_scope_grant": [
        {
            "application": "Orders Web",
            "resource": "Existing Resource",
            "scopes": ["existing-see"],
            "expected_scopes": [{"id": "7ddbb49f-936f-44b7-aa37-72c917757802", "name": "existing-see"}],
        }
    ],
}
