# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Converges an application of OpenID Connect, and reads its secret if that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from .._base.errors import InvalidInput, Problem, Problems
from .._base.text import quoted
from .._domain.redirect_uris import redirect_url_problems
from .._domain.rules import name_problems
from .._engine.inventory import Inventory, unknown_id_problems
from .._engine.task import STATE, Draft, Task
from .._lookup.application_search import told_apart
from .._lookup.removals import with_application
from .._model.field import Ref, Wire, ref_to, target_of
from .._model.kind import State, given_name
from .._model.objects.application import (
    APPLICATION,
    APPLICATION_SECRET,
    AUTH_METHODS,
    BUILT_IN_PREFIX,
    GRANT_TYPES,
    OPENID_CONNECT,
    PKCE,
    RESPONSE_TYPES,
    TYPES,
    WORKER,
    WORKER_APPLICATION,
)
from .._model.plan import Plan, steps_between

CODE, AUTHORIZATION_CODE, CLIENT_CREDENTIALS = "code", "authorization_code", "client_credentials"
NONE = "none"
# These run where everybody can read what they hold, so they have no secret.
PUBLIC = ("native_app", "single_page_app")


@dataclass
class Secret:
    """The secret of an application, if it is asked for and known."""

    inventory: Inventory
    wanted: bool
    value: Optional[str] = None

    def read(self, target: Ref) -> None:
        """Read it; it is kept in this object only."""
        if self.wanted and target.id is not None:
            doing = f"read the secret of application {target.name}"
            path = (APPLICATION.collection, target.id, "secret")
            self.value = self.inventory.client.get(*path, doing=doing, shape=APPLICATION_SECRET)["secret"]


def draft(inventory: Inventory, options: dict[str, Any]) -> Draft:
    """Plan an application to be present or absent."""
    return _absent(inventory, options) if options["state"] == "absent" else _present(inventory, options)


def _present(inventory: Inventory, options: dict[str, Any]) -> Draft:
    problems = Problems(_given_problems(options))
    current: Optional[Wire] = None
    with problems.collecting():
        current = _find(inventory, options)
    problems.stop_if_any()

    now = APPLICATION.read(current, {}) if current else None
    options = {**options, "name": given_name(options, current)}
    if now is None:
        Problems(_creation_problems(options)).stop_if_any()
    wanted = dict(now) if now else _defaults(options)
    wanted.update(
        (item.option, options[item.option]) for item in APPLICATION.fields if options[item.option] is not None
    )
    problems += _wanted_problems(options, now, wanted)
    problems += _url_problems(current or {}, now or {}, wanted)
    problems.stop_if_any()

    target = target_of(current, wanted["name"])
    kind = WORKER_APPLICATION if TYPES[wanted["type"]] == WORKER else APPLICATION
    steps = steps_between(kind, target, current, now, wanted)
    plan = Plan(APPLICATION.view(now), APPLICATION.view(wanted), steps)
    secret = Secret(inventory, options["return_secret"])
    secret.read(target)
    planned = Draft(told_apart(inventory, target), plan, lambda: _result(current, target, wanted, secret))
    if now is None and secret.wanted:
        planned.finish = lambda: secret.read(target)
    return planned


def _find(inventory: Inventory, options: dict[str, Any]) -> Optional[Wire]:
    """The application, if it is of a kind that is managed here.

    :raises InvalidInput: if it is of another kind.
    """
    current = inventory.find_managed(APPLICATION, options)
    if current is None:
        return None
    name, kind, protocol = quoted(current["name"]), str(current.get("type")), current.get("protocol")
    if kind.startswith(BUILT_IN_PREFIX):
        text = f"{name} is one of PingOne's own applications, which are not managed here. Choose another application."
    elif protocol != OPENID_CONNECT or kind not in TYPES.values():
        text = (
            f"{name} is an application of type {kind} and protocol {protocol}. Only those of OpenID Connect and of the"
            f" types {', '.join(TYPES)} are managed here: use the admin console, or choose another application."
        )
    else:
        return current
    raise InvalidInput.of("id" if options["id"] else "name", text)


def _given_problems(options: dict[str, Any]) -> list[Problem]:
    """What can be said of the options alone."""
    problems = []
    if options["grant_types"] == []:
        problems.append(Problem("grant_types", "at least one grant type is needed."))
    return problems


def _creation_problems(options: dict[str, Any]) -> list[Problem]:
    problems = unknown_id_problems(APPLICATION, options["name"])
    if options["type"] is None:
        problems.append(Problem("type", f"needed to create an application. Use {', '.join(TYPES)}."))
    return problems


def _defaults(options: dict[str, Any]) -> State:
    """What a new application is, unless the task says otherwise."""
    public = options["type"] in PUBLIC
    unattended = TYPES[options["type"]] in (WORKER, TYPES["service"])
    grant_types = options["grant_types"] or [CLIENT_CREDENTIALS if unattended else AUTHORIZATION_CODE]
    signs_in = AUTHORIZATION_CODE in grant_types
    return {
        **dict.fromkeys(item.option for item in APPLICATION.fields),
        "enabled": True,
        "grant_types": grant_types,
        "response_types": [CODE] if signs_in else [],
        "pkce_enforcement": "s256_required" if public and signs_in else "optional",
        "token_endpoint_auth_method": NONE if public else "client_secret_basic",
    }


def _wanted_problems(options: dict[str, Any], now: Optional[State], wanted: State) -> list[Problem]:
    """What can be said of the whole application."""
    problems = [] if now and now["name"] == wanted["name"] else name_problems(wanted["name"])
    if now and now["type"] != wanted["type"]:
        text = (
            f"is {now['type']} and cannot be changed to {wanted['type']}: PingOne fixes it at creation. If it must"
            " change, remove the application first (state: absent) and create it again."
        )
        problems.append(Problem("type", text))
    changed = {
        item.option for item in APPLICATION.fields if not now or not item.same(now[item.option], wanted[item.option])
    }
    if CODE in wanted["response_types"] and AUTHORIZATION_CODE not in wanted["grant_types"]:
        option = "grant_types" if options["response_types"] is None else "response_types"
        text = f"the response type {CODE} needs the grant type {AUTHORIZATION_CODE}. Give both or none of them."
        problems.append(Problem(option, text))
    useless = CLIENT_CREDENTIALS in wanted["grant_types"] and wanted["token_endpoint_auth_method"] == NONE
    if useless and changed & {"grant_types", "token_endpoint_auth_method"}:
        option = "grant_types" if options["token_endpoint_auth_method"] is None else "token_endpoint_auth_method"
        text = f"the grant type {CLIENT_CREDENTIALS} needs a token_endpoint_auth_method other than {NONE}."
        problems.append(Problem(option, f"{text} Use for example client_secret_basic."))
    return problems


def _url_problems(current: Wire, now: State, wanted: State) -> list[Problem]:
    """What is wrong with URLs that the application does not have yet."""
    wildcards = current.get("allowWildcardInRedirectUris") is True
    return [
        problem
        for option in ("redirect_uris", "post_logout_redirect_uris")
        for url in wanted[option] or []
        if url not in (now.get(option) or [])
        for problem in redirect_url_problems(option, url, wildcards=wildcards)
    ]


def _absent(inventory: Inventory, options: dict[str, Any]) -> Draft:
    current = _find(inventory, options)
    if current is None:
        return Draft(options["id"] or options["name"], Plan(), lambda: None)
    now = APPLICATION.read(current, {})
    target = ref_to(current)
    return Draft(
        told_apart(inventory, target),
        Plan(
            APPLICATION.view(now),
            steps=steps_between(APPLICATION, target, current, now, None),
            also=with_application(inventory, current),
        ),
        lambda: None,
    )


def _result(current: Optional[Wire], target: Ref, wanted: State, secret: Secret) -> dict[str, Any]:
    client_id = (current or {}).get("clientId") or target.id
    return {**APPLICATION.result(wanted, target.id), "client_id": client_id, "client_secret": secret.value}


TASK = Task(
    "Application",
    "application",
    "applications",
    ("name", "id"),
    {
        "name": {"type": "str"},
        "id": {"type": "str"},
        "description": {"type": "str", "blank": "clears"},
        "enabled": {"type": "bool"},
        "type": {"type": "str", "choices": list(TYPES)},
        "grant_types": {"type": "list", "elements": "str", "choices": list(GRANT_TYPES)},
        "response_types": {"type": "list", "elements": "str", "choices": list(RESPONSE_TYPES)},
        "redirect_uris": {"type": "list", "elements": "str", "means": "a URL"},
        "post_logout_redirect_uris": {"type": "list", "elements": "str", "means": "a URL"},
        "pkce_enforcement": {"type": "str", "choices": list(PKCE)},
        "token_endpoint_auth_method": {"type": "str", "choices": list(AUTH_METHODS), "no_log": False},
        "return_secret": {"type": "bool", "default": False, "no_log": False},
        "state": STATE,
    },
    draft,
    check=_given_problems,
    needed=[("name", "id")],
)
