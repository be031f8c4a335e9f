# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How entries of the role are read: text as the modules read it, and refusals with their place."""

from __future__ import annotations

import json
import os

import pytest
import yaml
from ansible_collections.pingone.authorize.plugins.plugin_utils._entries import VARIABLES, read_entries

ROOT = os.path.join(os.path.dirname(__file__), *[os.pardir] * 4)
SPECS = os.path.join(ROOT, "roles", "api_service", "meta", "argument_specs.yml")

# Every list of texts in an entry: its place, with an entry that holds it.
LISTS = [
    ("base_urls",),
    ("external_oauth_server", "issuers"),
    ("operations", "methods"),
    ("operations", "access", "groups"),
    ("operations", "access", "scopes"),
    ("operations", "access", "authentication", "policies"),
    ("applications", "grant_types"),
    ("applications", "redirect_uris"),
    ("applications", "post_logout_redirect_uris"),
    ("applications", "scopes"),
]
FLAGS = [
    ("custom_policies",),
    ("purge_operations",),
    ("allow_open",),
    ("delete_resource",),
    ("force",),
    ("external_oauth_server", "create"),
    ("groups", "create"),
    ("permissions", "create"),
    ("operations", "allow_open"),
    ("applications", "create"),
    ("applications", "enabled"),
    ("applications", "purge"),
]
NUMBERS = [("external_oauth_server", "clock_skew_tolerance"), ("operations", "access", "authentication", "max_age")]
NAMES = [("name",), *((part, "name") for part in ("scopes", "groups", "operations", "applications"))]
REQUIRED = {
    "external_oauth_server": {"name": "Login", "audience": "partner"},
    "permissions": {"application_resource": "Orders", "action": "refund"},
}
PARTS = ("scopes", "groups", "permissions", "operations", "applications")


def entry_with(place, value):
    """An entry that holds a value at a place, and whatever else is required there."""
    *parents, last = place
    inner = {last: value}
    for name in reversed(parents):
        inner = {**REQUIRED.get(name, {"name": "X"} if name in PARTS else {}), **inner}
        inner = {name: [inner] if name in PARTS else inner}
    return {"name": "Orders API", **inner}


def value_at(entry, place):
    for name in place:
        entry = entry[0][name] if isinstance(entry, list) else entry[name]
    return entry


def read(place, value):
    entries, problems = read_entries([entry_with(place, value)], None)
    assert problems == []
    return value_at(entries[0], place)


def refused(place, value):
    entries, (problem,) = read_entries([entry_with(place, value)], None)
    assert entries == []
    words, text = problem.split(": ", 1)
    assert words.startswith("api_service_list[0].")
    return words.removeprefix("api_service_list[0]."), text


@pytest.mark.parametrize("place", LISTS, ids=".".join)
def test_a_list_may_be_text(place):
    one, two = ("implicit", "client_credentials") if place[-1] == "grant_types" else ("one", "two")
    for text in (f"{one},{two}", f" {one} , {two}", json.dumps([one, two]), f"['{one}', '{two}']", [one, two]):
        assert read(place, text) == [one, two]
    assert read(place, one) == [one]
    assert read(place, []) == []


@pytest.mark.parametrize("place", LISTS, ids=".".join)
@pytest.mark.parametrize("blank", ["", " ", [""], ["  "], '[""]', [None]])
def test_an_empty_name_in_a_list_is_refused(place, blank):
    where, text = refused(place, blank)
    assert place[-1] in where
    assert "is blank" in text or "is empty" in text or "is null" in text


@pytest.mark.parametrize("place", FLAGS, ids=".".join)
def test_a_flag_may_be_text(place):
    for text in ("no", "false", "False", "0", "off", 0):
        assert read(place, text) is False
    for text in ("yes", "true", "True", "1", "on", 1):
        assert read(place, text) is True
    assert refused(place, "maybe")[1].startswith('is "maybe", but must be true or false')


@pytest.mark.parametrize("place", NUMBERS, ids=".".join)
def test_a_number_may_be_text(place):
    assert read(place, "60") == read(place, 60.0) == read(place, 60) == 60
    assert "must be a whole number" in refused(place, "soon")[1]


@pytest.mark.parametrize("place", NAMES, ids=".".join)
def test_names(place):
    assert read(place, 2024) == "2024"
    assert refused(place, "")[1].startswith("must not be empty or blank.")


def test_lists_of_dictionaries_may_be_json():
    entry = {"name": "A", "scopes": '[{"name": "read"}]', "operations": '{"name": "Browse", "methods": "GET,POST"}'}
    entries, problems = read_entries(json.dumps([entry]), None)
    assert problems == []
    assert entries == [
        {"name": "A", "scopes": [{"name": "read"}], "operations": [{"name": "Browse", "methods": ["GET", "POST"]}]}
    ]


def test_nulls_count_as_left_out():
    entry = {"name": "A", "scopes": None, "operations": [{"name": "X", "access": {"groups": None}}], "state": None}
    assert read_entries([entry], None) == ([{"name": "A", "operations": [{"name": "X", "access": {}}]}], [])


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"scopes": "orders-read"}, "api_service_list[0].scopes[0]: is "),
        ({"scopes": ["orders-read"]}, "Use scopes: [{name: orders-read}]."),
        ({"applications": "Orders Web"}, "Use applications: [{name: Orders Web}]."),
        (
            {"operations": [{"name": "X", "acces": {}}]},
            "api_service_list[0].operations[0].acces: is not an option here.",
        ),
        ({"operations": [{"name": "X", "acces": {}}]}, 'Did you mean "access"?'),
        (
            {"base_url": "https://a.example"},
            'api_service_list[0].base_url: is not an option here. Did you mean "base_urls"?',
        ),
        ({"operations": [{"name": "X", "paths": "/orders"}]}, "Use paths: [{pattern: /orders}]."),
        ({"operations": [{"name": "X", "access": "orders-read"}]}, "api_service_list[0].operations[0].access: is "),
        ({"state": "gone"}, 'api_service_list[0].state: is "gone", but must be present or absent.'),
        ({"groups": [{"create": True}]}, "api_service_list[0].groups[0].name: not set."),
        ({"name": None}, "api_service_list[0].name: not set."),
    ],
)
def test_what_is_refused(entry, problem):
    entries, problems = read_entries([{"name": "A", **entry}], None)
    assert entries == []
    assert problem in " ".join(problems)
    assert len(" ".join(problems)) < 1000


@pytest.mark.parametrize("wrong", [None, "", "text", ["text"], [None], 7, True, [[]], [7]])
def test_what_is_no_list_of_entries(wrong):
    entries, problems = read_entries(wrong, None)
    assert entries == []
    assert problems
    assert all(problem.startswith("api_service_list") for problem in problems)


def test_one_entry_counts_as_a_list():
    """A dictionary where the dash was forgotten is refused with the form."""
    entries, (problem,) = read_entries({"name": "A"}, None)
    assert entries == []
    assert problem.startswith("api_service_list: is a dictionary, but must be a list. Use api_service_list: [{name:")


def test_the_connection_is_checked_and_its_secrets_are_not_shown():
    secret = "zQ81-a-secret-that-nobody-may-see"
    _entries, problems = read_entries([], {"client_secrt": secret, "client_secret": [secret], "timeout": "soon"})
    assert [problem.partition(":")[0] for problem in problems] == [
        "api_service_connection.client_secrt",
        "api_service_connection.client_secret",
        "api_service_connection.timeout",
    ]
    assert secret not in " ".join(problems)
    (problem,) = read_entries([], "region=EU")[1]
    assert problem.startswith("api_service_connection: is a string, but must be a dictionary.")
    assert read_entries([], {"region": "EU", "client_secret": None}) == ([], [])


def test_everything_is_told_at_once():
    entries = [{"name": "A", "force": "maybe"}, {"scopes": ["x"]}, "text"]
    assert len(read_entries(entries, {"regoin": "EU"})[1]) == 5


def test_the_documentation_of_the_role_has_the_same_options():
    with open(SPECS, encoding="utf-8") as file:
        documented = yaml.safe_load(file)["argument_specs"]["main"]["options"]
    assert_same(documented, VARIABLES, ())


def assert_same(documented, specified, place):
    assert sorted(documented) == sorted(specified), place
    for name, about in specified.items():
        told, where = documented[name], (*place, name)
        if place:
            # The variables themselves are documented as raw, so that Ansible leaves checking them to the role.
            assert (told["type"], told.get("elements")) == (about["type"], about.get("elements")), where
        assert list(told.get("choices") or []) == list(about.get("choices") or []), where
        assert bool(told.get("required")) == bool(about.get("required")), where
        assert bool(told.get("no_log")) == bool(about.get("no_log")), where
        assert_same(told.get("options", {}), about.get("options", {}), where)
