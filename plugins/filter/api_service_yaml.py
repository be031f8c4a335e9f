# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: api_service_yaml
short_description: API services as a variables file
version_added: 1.0.0
description:
  - Converts the result of M(pingone.authorize.pingone_api_service_export) to the text of a YAML file with the variable
    C(api_service_list) of the role C(api_service). The same result always has the same text.
  - Comments state the environment, the objects that must exist where the file is used, what the file does not express,
    operations without access rules, and operations that match every method.
  - Text that looks like a template is marked with C(!unsafe), so that it is used as it is.
author:
  - pingone.authorize contributors (@pingone-authorize)
positional: _input
options:
  _input:
    description:
      - The result of M(pingone.authorize.pingone_api_service_export), or a dictionary with some of its keys.
        C(api_services) is required. C(environment), C(references), and C(not_expressed) are written as comments.
        C(variables) is a dictionary of further variables of the file.
    type: dict
    required: true
seealso:
  - module: pingone.authorize.pingone_api_service_export
"""

EXAMPLES = r"""
- name: Export all API services
  pingone.authorize.pingone_api_service_export:
  register: exported

- name: Write them to a file
  ansible.builtin.copy:
    content: "{{ exported | pingone.authorize.api_service_yaml }}"
    dest: api-services.yml
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The text of the file.
  type: str
"""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Iterator

import yaml
from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.pingone.authorize.plugins.module_utils._base.text import quoted

NAME = "pingone.authorize.api_service_yaml"
VARIABLE = "api_service_list"
_TEMPLATES = ("{{", "{%", "{#")
_WIDTH = 110
_OPEN = "No access rules: open to every valid token for this API."
_EVERY_METHOD = "An empty list of methods means every method."


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Writes one value on each line, indents the items of lists, and marks text that looks like a template."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    tag = "!unsafe" if any(sign in text for sign in _TEMPLATES) else "tag:yaml.org,2002:str"
    # Other styles would divide a text with line breaks into several lines.
    style = '"' if tag == "!unsafe" or not text.isprintable() else None
    return dumper.represent_scalar(tag, text, style=style)


_Dumper.add_representer(str, _represent_text)


def api_service_yaml(exported: Any) -> str:
    """The text of a variables file with exported API services."""
    found = _plain(exported)
    if not isinstance(found, dict) or not isinstance(found.get("api_services"), list):
        raise AnsibleFilterError(f"{NAME}: the input is not the result of pingone_api_service_export.")
    notes: list[dict[str, Any]] = found.get("not_expressed") or []
    entries = found["api_services"]
    lines = ["---", *_comments(_header(found, notes))]
    further = [line for key, value in (found.get("variables") or {}).items() for line in ("", *_dumped({key: value}))]
    if not entries:
        return _text([*lines, f"{VARIABLE}: []", *further])
    lines.append(f"{VARIABLE}:")
    for number, entry in enumerate(entries):
        own = [note for note in notes if note.get("api_service") == entry.get("name")]
        lines += [""] if number else []
        lines += _indented(_entry(entry, own))
    return _text([*lines, *further])


def _text(lines: Sequence[str]) -> str:
    text: str = wrap_var("".join(f"{line}\n" for line in lines))
    return text


def _header(found: Mapping[str, Any], notes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    environment = (found.get("environment") or {}).get("name")
    place = f" of the PingOne environment {_quoted(environment)}" if environment else ""
    yield (
        f"API services{place}, as the variable {VARIABLE} of the role pingone.authorize.api_service. All objects are"
        " identified by their names."
    )
    references = {key: names for key, names in (found.get("references") or {}).items() if names}
    if references:
        yield ""
        yield "The following objects must exist where this file is used:"
    for key, names in references.items():
        yield f"- {key}: {', '.join(map(_quoted, names))}"
    if any(note.get("rejected") for note in notes):
        yield ""
        yield 'This file cannot be used before the parts with the comment "Rejected" are corrected.'
    for note in notes:
        if not any(note.get("api_service") == entry.get("name") for entry in found["api_services"]):
            yield _note(note, "")


def _entry(entry: Mapping[str, Any], notes: Sequence[Mapping[str, Any]]) -> list[str]:
    """The lines of an entry: comments, and an item of a list."""
    operations = entry.get("operations") or []
    about = {_object(operation) for operation in operations if isinstance(operation, dict)}
    lines: list[str] = []
    for key, value in entry.items():
        if key != "operations" or not value:
            lines += _dumped({key: value})
            continue
        lines.append("operations:")
        for operation in value:
            own = [note for note in notes if note.get("object") == _object(operation)]
            lines += _indented(_operation(operation, own, entry.get("token_source") == "external"))
    general = [_note(note, f"{note.get('object')}: ") for note in notes if note.get("object") not in about]
    return [*_comments(general), *_as_item(lines)]


def _operation(operation: Mapping[str, Any], notes: Sequence[Mapping[str, Any]], external: bool) -> list[str]:
    texts = [_note(note, "") for note in notes]
    if not external and not operation.get("access"):
        texts.append(_OPEN)
    if operation.get("methods") == []:
        texts.append(_EVERY_METHOD)
    return [*_comments(texts), *_dumped([operation])]


def _note(note: Mapping[str, Any], subject: str) -> str:
    return f"{'Rejected' if note.get('rejected') else 'Not expressed'}: {subject}{note.get('reason')}"


def _object(operation: Mapping[str, Any]) -> str:
    """The operation as the module returns it in ``not_expressed``."""
    return f"operation {quoted(str(operation.get('name')))}"


def _quoted(name: Any) -> str:
    return f'"{name}"'


def _dumped(value: Any) -> list[str]:
    text = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=1 << 30
    )
    return [_visible(line) for line in text.rstrip("\n").split("\n")]


def _visible(line: str) -> str:
    """A line in which characters that could hide or change others are escaped. They are only in double quotes."""
    return "".join(
        one if one.isprintable() else f"\\u{ord(one):04x}" if ord(one) < 0x10000 else f"\\U{ord(one):08x}"
        for one in line
    )


def _as_item(lines: Sequence[str]) -> list[str]:
    return [f"{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"  {line}" if line else line for line in lines]


def _comments(texts: Any) -> list[str]:
    """Texts as comments. Characters that could end a line, or change the direction of the text, are escaped."""
    lines: list[str] = []
    for text in texts:
        visible = _visible(str(text))
        further = "  " if visible.startswith("- ") else ""
        wrapped = textwrap.wrap(
            visible, _WIDTH, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
        )
        lines += [f"# {line}" for line in wrapped] or ["#"]
    return lines


def _plain(value: Any) -> Any:
    """A value without the types with which Ansible marks where it comes from."""
    if isinstance(value, Mapping):
        return {_plain(key): _plain(value[key]) for key in value}
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, int) else float(value)
    raise AnsibleFilterError(f"{NAME}: the input contains a value of the type {type(value).__name__}.")


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filters by name."""
        return {"api_service_yaml": api_service_yaml}
