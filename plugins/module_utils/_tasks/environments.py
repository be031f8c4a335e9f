# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Lists the environments of the organization for the inventory plugin, with one request for each page of the list.

An *entry* is what the inventory knows of an environment: JSON values only, so that Ansible can cache it.
"""

from __future__ import annotations

import hashlib
from fnmatch import fnmatchcase
from functools import partial
from typing import Any, Mapping, Sequence, Union

from .._base.api_error import ApiError
from .._base.errors import AuthorizeError, InvalidInput, Problem, Problems
from .._base.suggest import did_you_mean
from .._base.text import is_uuid, numbered, quoted
from .._base.version import VERSION
from .._domain.host_names import host_names
from .._model.field import Wire, Wires, get_key
from .._model.objects.environment import BILL_OF_MATERIALS, ENVIRONMENT, LICENSE
from .._model.options import parse_options, with_defaults
from .._pingone.client import Client
from .._pingone.connection import OPTIONS, Connection, resolve, unknown_because_of
from .._pingone.regions import REGIONS

Entry = dict[str, Any]
Options = Mapping[str, Any]

# The default page size of PingOne, which is more than an organization can have according to PingOne's limits.
PAGE_SIZE = "1000"
PENDING = "DELETE_PENDING"

# The others are for one environment, or share a session with other tasks.
CONNECTION_OPTIONS = {
    name: about
    for name, about in OPTIONS.items()
    if name not in ("environment_id", "requests_per_minute", "max_share", "session", "end_session")
}
OWN_OPTIONS: dict[str, dict[str, Any]] = {
    "names": {"type": "list", "elements": "str", "means": "a pattern such as shop-*"},
    "types": {"type": "list", "elements": "str", "choices": ["PRODUCTION", "SANDBOX"]},
    "regions": {"type": "list", "elements": "str", "choices": list(REGIONS)},
    "licenses": {"type": "list", "elements": "str"},
    "products": {"type": "list", "elements": "str", "means": "a type such as PING_ONE_AUTHORIZE"},
    "pending_deletion": {"type": "bool", "default": False},
    "with_products": {"type": "bool", "default": False},
    "with_license_names": {"type": "bool", "default": False},
    "hostname": {"type": "str", "choices": ["name", "id"], "default": "name"},
}
FILTERS = ("names", "types", "regions", "licenses", "products")
# Options that Ansible's own code evaluates.
ANSIBLE_OPTIONS: dict[str, dict[str, Any]] = {
    name: {"type": "raw"}
    for name in (
        *("plugin", "compose", "groups", "keyed_groups", "strict", "leading_separator", "use_extra_vars"),
        *("cache", "cache_plugin", "cache_timeout", "cache_connection", "cache_prefix"),
    )
}


def settings(
    raw: Mapping[str, Any], environ: Mapping[str, str], found: Sequence[Problem] = ()
) -> tuple[Options, Connection]:
    """The plugin's own options, and the connection. ``found``: problems of options that are missing in ``raw``.

    An empty filter is a problem, because it is probably the result of a template, and would list all environments.

    :raises InvalidInput: with all problems.
    """
    own = {**CONNECTION_OPTIONS, **OWN_OPTIONS}
    intake = parse_options(raw, {**own, **ANSIBLE_OPTIONS})
    problems, further = Problems([*found, *intake.problems]), Problems()
    problems += [
        Problem(name, "must not be empty. Omit the option to list environments with any value.")
        for name in FILTERS
        if intake.values.get(name) == [] and name not in intake.refused
    ]
    with further.collecting():
        given = {name: intake.values[name] for name in CONNECTION_OPTIONS if name in intake.values}
        connection = resolve(given, environ, managed=False)
    # An option that was rejected is not reported as missing.
    hidden = unknown_because_of(intake.refused | {problem.option for problem in found})
    problems += [problem for problem in further if problem.option not in hidden]
    problems.stop_if_any()
    return with_defaults(intake.values, OWN_OPTIONS), connection


def source_of(connection: Connection) -> list[str]:
    """What the list of environments depends on, so that a cached list of another worker application is not used."""
    token = hashlib.sha256(connection.access_token.encode()).hexdigest() if connection.access_token else ""
    return [VERSION, connection.api_url, connection.token_url, connection.client_id, token]


def wanted_details(options: Options) -> list[str]:
    """The keys of an entry that cost further data, and are only read if they are asked for or needed by a filter."""
    by_name = any(not is_uuid(one) for one in options["licenses"] or [])
    wanted = {
        "license_name": options["with_license_names"] or by_name,
        "products": options["with_products"] or options["products"],
    }
    return [key for key, is_wanted in wanted.items() if is_wanted]


def read_entries(client: Client, details: Sequence[str], warnings: list[str]) -> list[Entry]:
    """All environments that the worker application can read, sorted by name."""
    query = {"limit": PAGE_SIZE}
    if "products" in details:
        query["expand"] = "billOfMaterials"
    doing = f"list {ENVIRONMENT.plural}"
    wires = client.list(ENVIRONMENT.collection, doing=doing, topic=ENVIRONMENT.topic, query=query, from_root=True)
    entries = [_entry(wire) for wire in sorted(wires, key=lambda wire: (wire["name"], wire["id"]))]
    if "products" in details:
        _add_products(client, entries, wires, warnings)
    if "license_name" in details:
        _add_license_names(client, entries)
    return entries


def select(entries: Sequence[Entry], options: Options) -> list[Entry]:
    """The entries that match all filters.

    :raises InvalidInput: if no environment has a license of the filter.
    """
    licenses = _licenses(entries, options["licenses"]) if options["licenses"] else None
    products = {product.upper() for product in options["products"] or []}

    def matches(entry: Entry) -> bool:
        return (
            (options["pending_deletion"] or entry["status"] != PENDING)
            and (not options["types"] or entry["type"] in options["types"])
            and (not options["regions"] or entry["region"] in options["regions"])
            and (not options["names"] or any(fnmatchcase(entry["name"], pattern) for pattern in options["names"]))
            and (licenses is None or entry["license_id"] in licenses)
            and (not products or not products.isdisjoint(entry["products"] or []))
        )

    return [entry for entry in entries if matches(entry)]


def hosts_of(entries: Sequence[Entry], selected: Sequence[Entry], options: Options) -> dict[str, dict[str, Any]]:
    """The variables of each host by its name. The name of a host does not depend on filters."""
    names = {entry["id"]: entry["name"] for entry in entries}
    known_as = host_names(names) if options["hostname"] == "name" else dict.fromkeys(names, "")
    return {known_as[entry["id"]] or entry["id"]: _variables(entry, options) for entry in selected}


def _variables(entry: Entry, options: Options) -> dict[str, Any]:
    """The variables of a host. Only region and environment_id are also options of the modules."""
    details = set(wanted_details(options))
    keys = ("id", "name", "description", "type", "created_at", "organization_id", "license_id")
    variables = {f"environment_{key}": entry[key] for key in (*keys, *sorted(details))}
    return {**variables, "region": entry["region"]}


def _entry(wire: Wire) -> Entry:
    state = ENVIRONMENT.result(ENVIRONMENT.read(wire, {}), wire["id"])
    return {**state, "status": wire.get("status"), "license_name": None, "products": None}


def _add_products(client: Client, entries: Sequence[Entry], wires: Wires, warnings: list[str]) -> None:
    """The products of the entries, with a request for each one for which the list does not include them."""
    bills = {wire["id"]: get_key(wire, "_embedded.billOfMaterials") for wire in wires}
    missing = [identifier for identifier, bill in bills.items() if not bill]
    found = client.concurrently([partial(_read_bill, identifier=identifier) for identifier in missing])
    for identifier, bill in zip(missing, found):
        if isinstance(bill, AuthorizeError):
            raise bill
        if isinstance(bill, str):
            name = next(entry["name"] for entry in entries if entry["id"] == identifier)
            warnings.append(f"{bill} The products of the environment {quoted(name)} are unknown.")
        else:
            bills[identifier] = bill
    for entry in entries:
        bill = bills[entry["id"]]
        entry["products"] = sorted(product["type"] for product in bill["products"]) if bill else None


def _read_bill(client: Client, identifier: str) -> Union[Wire, str]:
    """The bill of materials of an environment, or why PingOne does not return it."""
    path = (ENVIRONMENT.collection, identifier, "billOfMaterials")
    try:
        return client.get(*path, topic=BILL_OF_MATERIALS, doing="read the bill of materials", from_root=True)
    except ApiError as error:
        if error.status in (403, 404):
            return error.message
        raise


def _add_license_names(client: Client, entries: Sequence[Entry]) -> None:
    names: dict[str, str] = {}
    for organization in sorted({entry["organization_id"] for entry in entries if entry["organization_id"]}):
        path = ("organizations", organization, LICENSE.collection)
        for wire in client.list(*path, topic=LICENSE.topic, doing=f"list {LICENSE.plural}", from_root=True):
            names[wire.get("id", "")] = wire.get("name", "")
    for entry in entries:
        entry["license_name"] = names.get(entry["license_id"])


def _licenses(entries: Sequence[Entry], wanted: Sequence[str]) -> set[str]:
    """The IDs of the licenses with these names or IDs."""
    found: set[str] = set()
    problems = []
    names = {entry["license_name"] for entry in entries if entry["license_name"]}
    for place, one in numbered("licenses", wanted):
        meant = {
            entry["license_id"]
            for entry in entries
            if one.lower() == entry["license_id"] or one == entry["license_name"]
        }
        if not meant:
            text = f"no environment has the license {quoted(one)}. {did_you_mean(one, names)}"
            problems.append(Problem(place, text.strip()))
        found |= meant
    if problems:
        raise InvalidInput(problems)
    return found
