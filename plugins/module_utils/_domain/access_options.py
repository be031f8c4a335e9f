# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of access test cases, and of the API gateway through which their requests are sent."""

from __future__ import annotations

from typing import Any

SIDEBAND, GATEWAY = "sideband", "gateway"

CASE: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "blank": "omitted"},
    "method": {"type": "str", "default": "GET"},
    "url": {"type": "str"},
    "api_service": {"type": "str"},
    "path": {"type": "str"},
    "headers": {"type": "dict", "form": "{accept: application/json}"},
    "token": {"type": "str", "no_log": True},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "client_auth_method": {"type": "str", "choices": ["basic", "post"], "default": "basic"},
    "scopes": {"type": "list", "elements": "str"},
    "anonymous": {"type": "bool"},
    "expect": {"type": "str", "means": "allow, deny, any, or an HTTP status"},
    "from_operations": {"type": "bool"},
}
GATEWAY_OPTIONS: dict[str, dict[str, Any]] = {
    "service_url": {"type": "str", "blank": "omitted"},
    "gateway_credential": {"type": "str", "no_log": True, "blank": "omitted"},
    "credential_path": {"type": "path", "blank": "omitted"},
    "through": {"type": "str", "choices": [SIDEBAND, GATEWAY], "default": SIDEBAND},
    "allow_unsafe_methods": {"type": "bool", "default": False},
    "mismatch_timeout": {"type": "int", "default": 0, "range": (0, 600)},
}
