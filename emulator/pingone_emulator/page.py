# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One read-only page for people: what is saved, beside what is deployed, and the latest requests."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from . import page_requests
from .calls import Call, Router
from .objects import deployments
from .objects.api_services import custom_policies
from .store import Entry, Store

router = Router()

STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8").partition("*/")[2]
STATUS = {"DEPLOYMENT_SUCCESSFUL": "good", "DEPLOYMENT_FAILED": "bad", "DEPLOYMENT_UNINITIALIZED": "idle"}


@router.get("/_emulator")
def page(call: Call) -> str:
    """With ``refresh`` in the query the browser loads the page again after so many seconds."""
    store = call.emulator.store
    environments = "".join(_environment(store, entry) for entry in store.all("environment"))
    again = call.query_params.get("refresh", "")
    again = again if re.fullmatch("[1-9][0-9]{0,3}", again) else ""
    refresh = f'<meta http-equiv="refresh" content="{again}">' if again else ""
    link = '<a href="?">Stop refreshing</a>' if again else '<a href="?refresh=5">Refresh every 5 s</a>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>PingOne emulator</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{refresh}'
        f'<link rel="icon" href="data:,"><style>{STYLE}</style></head><body>'
        f"<header><h1>PingOne emulator</h1><p><code>{escape(call.origin)}</code> &middot; "
        f"{escape(call.emulator.clock.stamp())}</p><nav>{_contents(store)}"
        f'<a href="#requests">Requests</a>{link}</nav></header>'
        f"<main>{environments}{page_requests.section(call.emulator)}</main></body></html>"
    )


def _contents(store: Store) -> str:
    return "".join(f'<a href="#{entry.id}">{escape(entry.name)}</a>' for entry in store.all("environment"))


def _environment(store: Store, environment: Entry) -> str:
    services = store.children("apiServer", environment.id)
    grants = _grants(store, environment)
    shown = "".join(_service(store, service, grants) for service in services)
    if not services:
        shown = '<p class="none">No API services.</p>'
    loose = _loose_resources(store, environment, services, grants)
    return (
        f'<section class="environment" id="{environment.id}"><h2>{escape(environment.name)} '
        f"<small>{escape(environment.body['type'].lower())} <code>{environment.id}</code></small></h2>"
        f"{shown}{loose}</section>"
    )


def _service(store: Store, service: Entry, grants: dict[str, list[str]]) -> str:
    deployed, status = deployments.deployed(service), deployments.status(service)
    operations = [operation.body for operation in store.children("operation", service.id)]
    saved = _facts(store, service.body, operations)
    live = _facts(store, deployed["service"], deployed["operations"]) if deployed else {}
    rows = "".join(
        f'<tr class={"same" if live.get(name) == value else "differs"}><th scope="row">{name}</th>'
        f'<td data-label="Saved">{value}</td><td data-label="Deployed">{live.get(name, "&ndash;")}</td></tr>'
        for name, value in saved.items()
    )
    code, at = status["status"]["code"], status.get("deployedAt")
    changed = "" if not deployed or saved == live else ' <span class="chip busy">changed since</span>'
    return (
        f'<article><h3>{escape(service.name)} <span class="chip {STATUS.get(code, "busy")}">'
        f"{code.replace('_', ' ').lower()}</span>{changed}</h3>"
        f'<table><thead><tr><th></th><th scope="col">Saved</th><th scope="col">Deployed'
        f"{f' <small>{escape(at)}</small>' if at else ''}</th></tr></thead><tbody>{rows}</tbody></table>"
        f"{_scopes(store, service.body['authorizationServer'].get('resource', {}).get('id'), grants)}</article>"
    )


def _facts(store: Store, body: dict[str, Any], operations: list[dict[str, Any]]) -> dict[str, str]:
    """What the page says about a service, ready as HTML."""
    server = body["authorizationServer"]
    resource = store.get("resource", server.get("resource", {}).get("id", ""))
    return {
        "Name": escape(body["name"]),
        "Base URLs": "<br>".join(escape(url) for url in body["baseUrls"]),
        "Tokens": "PingOne SSO" if server["type"] == "PINGONE_SSO" else "External",
        "Resource": escape(resource.name) if resource else "&ndash;",
        "Custom policies": "on" if custom_policies(body) else "off",
        "Operations": "<br>".join(_operation(store, operation) for operation in operations) or "none",
    }


def _operation(store: Store, body: dict[str, Any]) -> str:
    paths = ", ".join(escape(path["pattern"]) for path in body["paths"])
    methods = escape(" ".join(body.get("methods", ["any method"])))
    rules = _rules(store, body.get("accessControl", {}))
    return f"<b>{escape(body['name'])}</b> {methods} <code>{paths}</code> <small>{rules or 'any valid token'}</small>"


def _rules(store: Store, control: dict[str, Any]) -> str:
    """Who may use an operation, ready as HTML."""
    rules = []
    if "scope" in control:
        names = _names(store, "scope", control["scope"]["scopes"])
        rules.append(f"{escape(control['scope'].get('matchType', 'ALL').lower())} of {names}")
    if "group" in control:
        rules.append(f"members of {_names(store, 'group', control['group']['groups'])}")
    if "permission" in control:
        permission = store.get("permission", control["permission"]["id"])
        rules.append(f"permission {escape(permission.body['key']) if permission else '(deleted)'}")
    if "authentication" in control:
        rule = control["authentication"]
        age = f" at most {rule['maxAge']} s ago" if "maxAge" in rule else ""
        rules.append(f"signed on{age}" + (" with the given policy" if rule.get("acrs") else ""))
    return "; ".join(rules)


def _names(store: Store, kind: str, references: list[dict[str, Any]]) -> str:
    found = [store.get(kind, reference["id"]) for reference in references]
    return ", ".join(escape(entry.name) if entry else "(deleted)" for entry in found)


def _grants(store: Store, environment: Entry) -> dict[str, list[str]]:
    """Names of applications by the id of a scope they hold."""
    held: dict[str, list[str]] = {}
    for application in store.children("application", environment.id):
        for grant in store.children("grant", application.id):
            for scope in grant.body["scopes"]:
                held.setdefault(scope["id"], []).append(application.name)
    return held


def _scopes(store: Store, resource: str | None, grants: dict[str, list[str]]) -> str:
    scopes = store.children("scope", resource) if resource else []
    if not scopes:
        return ""
    rows = "".join(
        f'<tr><th scope="row"><code>{escape(scope.name)}</code></th>'
        f'<td data-label="Description">{escape(scope.body.get("description", ""))}</td>'
        f'<td data-label="Granted to">{", ".join(map(escape, grants.get(scope.id, []))) or "nobody"}</td></tr>'
        for scope in scopes
    )
    return (
        f'<table class="scopes"><thead><tr><th scope="col">Scope</th><th scope="col">Description</th>'
        f'<th scope="col">Granted to</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _loose_resources(store: Store, environment: Entry, services: list[Entry], grants: dict[str, list[str]]) -> str:
    linked = {service.body["authorizationServer"].get("resource", {}).get("id") for service in services}
    loose = [
        resource
        for resource in store.children("resource", environment.id)
        if resource.body["type"] == "CUSTOM" and resource.id not in linked
    ]
    return "".join(
        f'<article><h3>{escape(resource.name)} <span class="chip idle">resource without API service</span>'
        f"</h3>{_scopes(store, resource.id, grants)}</article>"
        for resource in loose
    )
