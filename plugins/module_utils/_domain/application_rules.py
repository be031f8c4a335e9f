# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Rules for applications: default values of a new one, and combinations of options that are valid.

Source: the PingOne API reference, "Applications".
"""

from __future__ import annotations

from typing import Any, Optional

from .._base.errors import Problem
from .._base.text import numbered
from .._model.field import Wire
from .._model.kind import State
from .._model.objects.application import APPLICATION, TYPES, WORKER
from .redirect_uris import redirect_url_problems

CODE, AUTHORIZATION_CODE, CLIENT_CREDENTIALS = "code", "authorization_code", "client_credentials"
NONE = "none"
# These cannot keep a secret, because users can read their code (public clients).
PUBLIC = ("native_app", "single_page_app")


def creation_defaults(options: dict[str, Any]) -> State:
    """The default values of a new application that depend on its type and its grant types."""
    public = options["type"] in PUBLIC
    unattended = TYPES[options["type"]] in (WORKER, TYPES["service"])
    grant_types = options["grant_types"] or [CLIENT_CREDENTIALS if unattended else AUTHORIZATION_CODE]
    signs_in = AUTHORIZATION_CODE in grant_types
    return {
        "grant_types": grant_types,
        "response_types": [CODE] if signs_in else [],
        "pkce_enforcement": "s256_required" if public and signs_in else "optional",
        "token_endpoint_auth_method": NONE if public else "client_secret_basic",
    }


def grant_type_problems(options: dict[str, Any], now: Optional[State], wanted: State) -> list[Problem]:
    """Grant types, response types and client authentication must be a valid combination."""
    problems: list[Problem] = []
    changed = {
        item.option for item in APPLICATION.fields if not now or not item.same(now[item.option], wanted[item.option])
    }
    if CODE in wanted["response_types"] and AUTHORIZATION_CODE not in wanted["grant_types"]:
        option = "grant_types" if options["response_types"] is None else "response_types"
        text = f"the response type {CODE} requires the grant type {AUTHORIZATION_CODE}. Specify both or neither."
        problems.append(Problem(option, text))
    useless = CLIENT_CREDENTIALS in wanted["grant_types"] and wanted["token_endpoint_auth_method"] == NONE
    if useless and changed & {"grant_types", "token_endpoint_auth_method"}:
        option = "grant_types" if options["token_endpoint_auth_method"] is None else "token_endpoint_auth_method"
        text = f"the grant type {CLIENT_CREDENTIALS} requires a token_endpoint_auth_method other than {NONE}."
        problems.append(Problem(option, f"{text} Use client_secret_basic, for example."))
    return problems


def new_url_problems(current: Wire, now: State, wanted: State) -> list[Problem]:
    """The problems of URLs that the application does not have yet."""
    wildcards = current.get("allowWildcardInRedirectUris") is True
    return [
        problem
        for option in ("redirect_uris", "post_logout_redirect_uris")
        for place, url in numbered(option, wanted[option] or [])
        if url not in (now.get(option) or [])
        for problem in redirect_url_problems(place, url, wildcards=wildcards)
    ]
