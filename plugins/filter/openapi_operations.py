# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: openapi_operations
short_description: Operations and scopes of an OpenAPI document
version_added: 1.0.0
description:
  - Converts an OpenAPI document to base URLs, scopes, and operations for the role
    P(pingone.authorize.api_service#role) and for M(pingone.authorize.pingone_api_access).
  - For every request, the result is at least as strict as the document. Requests that are not in the document are
    denied. What an operation of PingOne cannot express is rejected, with all places in the document.
  - The guide R(Operations from an OpenAPI document, ansible_collections.pingone.authorize.docsite.openapi) describes
    how paths and security requirements are converted.
author:
  - pingone.authorize contributors (@pingone-authorize)
options:
  _input:
    description:
      - An OpenAPI 3.0 or 3.1 document, or a Swagger 2.0 document, after it is parsed with
        P(ansible.builtin.from_yaml#filter) or P(ansible.builtin.from_json#filter).
      - References within the document are followed. References to other documents are rejected.
    type: dict
    required: true
  base_urls:
    description:
      - Base URLs of the API, instead of the servers in the document. Required if these are relative.
    type: list
    elements: str
  server_variables:
    description:
      - Values of variables in the URLs of servers by name. If the value is a list, the result has a base URL for each
        entry. Variables that are not set have their default.
    type: dict
    default: {}
  security_schemes:
    description:
      - Names of the security schemes that stand for access tokens of PingOne. By default, these are all schemes of the
        types C(oauth2) and C(openIdConnect).
      - A scheme of the type C(http) with the scheme C(bearer) can be listed as well. It does not have scopes.
      - Requirements of other schemes are rejected, unless O(allow_stricter=true) is set and there is an alternative.
    type: list
    elements: str
  allow_public:
    description:
      - Whether the document can have operations without security. They become operations without access rules, which
        are open to every valid token. PingOne denies requests without a token.
    type: bool
    default: false
  allow_any_token:
    description:
      - Whether the document can have operations that require a token without any scope. They become operations without
        access rules, which are open to every valid token.
    type: bool
    default: false
  allow_stricter:
    description:
      - Whether security requirements that a rule cannot express are replaced with stricter ones. Alternatives that
        PingOne cannot check are left out. If some alternatives require one scope and others several, only those with
        one scope are kept.
    type: bool
    default: false
  include:
    description:
      - Operations to convert, as in O(exclude). All others are left out, and their requests are denied. By default, the
        whole document is converted.
    type: list
    elements: str
  exclude:
    description:
      - Operations to leave out, each by its C(operationId), such as V(listPets), by its path, such as V(/pets), or by
        its method and path, such as V(GET /pets). C(*) matches any characters, as in V(/admin/*). Their requests are
        denied.
    type: list
    elements: str
    default: []
seealso:
  - plugin: pingone.authorize.api_service
    plugin_type: role
  - module: pingone.authorize.pingone_api_access
  - module: pingone.authorize.pingone_api_operation
"""

EXAMPLES = r"""
- name: Convert an OpenAPI document
  ansible.builtin.set_fact:
    pets: "{{ lookup('ansible.builtin.file', 'pets.yml') | from_yaml | pingone.authorize.openapi_operations }}"

- name: Show what a reviewer should know
  ansible.builtin.debug:
    msg: "{{ pets.report }}"

- name: Protect the API
  pingone.authorize.pingone_api_access:
    api_services:
      - "{{ {'name': 'Pets API'} | combine(pets.api_service) }}"

- name: Accept every valid token for operations without security, and leave two operations out
  ansible.builtin.set_fact:
    pets: >-
      {{ lookup('ansible.builtin.file', 'pets.yml') | from_yaml
         | pingone.authorize.openapi_operations(allow_public=true, exclude=['metrics', 'GET /debug']) }}
"""

RETURN = r"""
_value:
  description: The result.
  type: dict
  contains:
    api_service:
      description:
        - Options of an entry of the role's list of API services. Combine it with the C(name) and with what the document
          does not contain, such as applications.
        - C(unlisted_requests) is V(deny), and C(purge_operations) is V(true), because requests that are not in the
          document must not be allowed.
      type: dict
      contains:
        base_urls:
          description: Base URLs of the API.
          type: list
          elements: str
        scopes:
          description: The scopes that operations require, with their descriptions.
          type: list
          elements: dict
        groups:
          description:
            - The group without members. It is only returned if an operation must deny requests that are not in the
              document, but match a path of it.
          type: list
          elements: dict
        operations:
          description: At most 24 operations with C(name), C(methods), C(paths), and C(access).
          type: list
          elements: dict
        purge_operations:
          description: Always V(true).
          type: bool
        unlisted_requests:
          description: Always V(deny).
          type: str
    report:
      description:
        - What a reviewer should know, such as operations that were combined, that are open to every valid token, or
          that were left out. Each entry has the C(place) in the document and a C(text).
      type: list
      elements: dict
"""

import re
from typing import Any, Callable

from ansible.errors import AnsibleFilterError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._domain.openapi.compiled import compiled
from ansible_collections.pingone.authorize.plugins.module_utils._domain.openapi.findings import Options

_TEMPLATE = re.compile(r"\{[{%#]")
NAME = "pingone.authorize.openapi_operations"
OPTIONS: dict[str, dict[str, Any]] = {
    "base_urls": {"type": "list", "elements": "str"},
    "server_variables": {"type": "dict", "default": {}},
    "security_schemes": {"type": "list", "elements": "str"},
    "allow_public": {"type": "bool", "default": False},
    "allow_any_token": {"type": "bool", "default": False},
    "allow_stricter": {"type": "bool", "default": False},
    "include": {"type": "list", "elements": "str"},
    "exclude": {"type": "list", "elements": "str", "default": []},
}


def openapi_operations(document: Any, **options: Any) -> dict[str, Any]:
    """The operations and scopes of an OpenAPI document."""
    known = {name: value for name, value in options.items() if name in OPTIONS}
    validated = ArgumentSpecValidator(OPTIONS).validate(known)
    faults = [
        f"{name} is not an option. The options are {', '.join(OPTIONS)}." for name in options if name not in known
    ]
    faults += validated.error_messages
    if faults:
        raise AnsibleFilterError(f"{NAME}: {' '.join(faults)}")
    try:
        return dict(_inert(compiled(document, Options(**validated.validated_parameters))))
    except InvalidInput as error:
        raise AnsibleFilterError(f"{NAME}: {_message(error)}") from None


def _inert(value: Any) -> Any:
    """A result in which text of the document is never a template. Before core 2.19, text has to be marked for that."""
    if isinstance(value, dict):
        return {key: _inert(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_inert(one) for one in value]
    return wrap_var(value) if isinstance(value, str) and _TEMPLATE.search(value) else value


def _message(error: InvalidInput) -> str:
    """All problems, a line each. Those with the same text are one line with all of their places."""
    places: dict[str, list[str]] = {}
    for problem in error.problems:
        places.setdefault(problem.message, []).append(problem.option)
    lines = [f"{', '.join(dict.fromkeys(own))}: {text}" for text, own in places.items()]
    return lines[0] if len(lines) == 1 else "\n".join([f"{len(lines)} problems:", *lines])


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filters by name."""
        return {"openapi_operations": openapi_operations}
