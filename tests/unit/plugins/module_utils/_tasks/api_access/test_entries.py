# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How entries are read: text as the single modules read it, and problems with their locations."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._model.options import parse_options, with_defaults
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_access.entries import SPEC, entry_problems

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


def read_entries(entries):
    """The entries, which are empty if there are problems, and the problems as text."""
    intake = parse_options({"api_services": entries}, SPEC)
    problems = [str(problem) for problem in intake.problems]
    return ([] if problems else intake.values["api_services"]), problems


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
    entries, problems = read_entries([entry_with(place, value)])
    assert problems == []
    return value_at(entries[0], place)


def refused(place, value):
    entries, (problem,) = read_entries([entry_with(place, value)])
    assert entries == []
    words, text = problem.split(": ", 1)
    assert words.startswith("api_services[0].")
    return words.removeprefix("api_services[0]."), text


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
    entries, problems = read_entries(json.dumps([entry]))
    assert problems == []
    assert entries == [
        {"name": "A", "scopes": [{"name": "read"}], "operations": [{"name": "Browse", "methods": ["GET", "POST"]}]}
    ]


def test_nulls_count_as_left_out():
    entry = {"name": "A", "scopes": None, "operations": [{"name": "X", "access": {"groups": None}}], "state": None}
    assert read_entries([entry]) == ([{"name": "A", "operations": [{"name": "X", "access": {}}]}], [])


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"scopes": "orders-read"}, "api_services[0].scopes[0]: is "),
        ({"scopes": ["orders-read"]}, "Use scopes: [{name: orders-read}]."),
        ({"applications": "Orders Web"}, "Use applications: [{name: Orders Web}]."),
        (
            {"operations": [{"name": "X", "acces": {}}]},
            "api_services[0].operations[0].acces: is not an option here.",
        ),
        ({"operations": [{"name": "X", "acces": {}}]}, 'Did you mean "access"?'),
        (
            {"base_url": "https://a.example"},
            'api_services[0].base_url: is not an option here. Did you mean "base_urls"?',
        ),
        ({"operations": [{"name": "X", "paths": "/orders"}]}, "Use paths: [{pattern: /orders}]."),
        ({"operations": [{"name": "X", "access": "orders-read"}]}, "api_services[0].operations[0].access: is "),
        ({"state": "gone"}, 'api_services[0].state: is "gone", but must be present or absent.'),
        ({"groups": [{"create": True}]}, "api_services[0].groups[0].name: not set."),
        ({"name": None}, "api_services[0].name: not set."),
    ],
)
def test_what_is_refused(entry, problem):
    entries, problems = read_entries([{"name": "A", **entry}])
    assert entries == []
    assert problem in " ".join(problems)
    assert len(" ".join(problems)) < 1000


@pytest.mark.parametrize("wrong", [None, "", "text", ["text"], [None], 7, True, [[]], [7]])
def test_what_is_no_list_of_entries(wrong):
    entries, problems = read_entries(wrong)
    assert entries == []
    assert problems
    assert all(problem.startswith("api_services") for problem in problems)


def test_one_entry_counts_as_a_list():
    """A dictionary where the dash was forgotten is refused with the form."""
    entries, (problem,) = read_entries({"name": "A"})
    assert entries == []
    assert problem.startswith("api_services: is a dictionary, but must be a list. Use api_services: [{name:")


def test_everything_is_told_at_once():
    entries = [{"name": "A", "force": "maybe"}, {"scopes": ["x"]}, "text"]
    assert len(read_entries(entries)[1]) == 4


@pytest.mark.parametrize("option", ["redeploy", "on_unknown", "audit_lag", "wait_timeout", "unlisted_requests"])
def test_a_blank_answer_of_a_survey_is_omitted(option):
    intake = parse_options({"api_services": [], option: " "}, SPEC)
    assert (intake.values, intake.problems) == ({"api_services": []}, [])


PARTNER = {"name": "Partner", "token_source": "external"}
PERMISSION = {"application_resource": "Orders", "action": "refund"}


@pytest.mark.parametrize(
    ("entries", "places"),
    [
        ([{"name": "A"}, {"name": "B"}, {"name": "A"}], ["api_services[2]"]),
        ([{"name": "A", "id": "1"}, {"name": "B", "id": "1"}], ["api_services[1]"]),
        ([{"name": "A", "scopes": [{"name": "x"}, {"name": "x"}]}], ["api_services[0].scopes[1]"]),
        ([{"name": "A", "operations": [{"name": "x"}, {"name": "x"}]}], ["api_services[0].operations[1]"]),
        (
            [{"name": "A", "applications": [{"name": "w", "scopes": ["s"]}, {"name": "w", "scopes": ["s"]}]}],
            ["api_services[0].applications[1]"],
        ),
        ([{"name": "A", "purge_operations": True}], ["api_services[0].purge_operations"]),
        ([{"name": "A", "purge_operations": True, "operations": []}], []),
        ([{"name": "A", "purge_operations": True, "state": "absent"}], []),
        ([{"name": "A", "applications": [{"name": "w"}]}], ["api_services[0].applications[0].scopes"]),
        ([{"name": "A", "applications": [{"name": "w", "scopes": []}]}], ["api_services[0].applications[0].scopes"]),
        ([{"name": "A", "applications": [{"name": "w", "state": "absent"}]}], []),
        ([{"name": "A", "applications": [{"name": "w"}], "state": "absent"}], []),
        (
            [{**PARTNER, "scopes": [{"name": "x"}], "permissions": [PERMISSION], "applications": [{"name": "w"}]}],
            ["api_services[0].scopes", "api_services[0].applications", "api_services[0].permissions"],
        ),
        (
            [{"name": "A", "external_oauth_server": {"name": "Login", "audience": "a"}}],
            ["api_services[0].external_oauth_server"],
        ),
    ],
)
def test_the_problems_of_entries_as_a_whole(entries, places):
    intake = parse_options({"api_services": entries}, SPEC)
    assert intake.problems == []
    found = entry_problems(with_defaults(intake.values, SPEC)["api_services"])
    assert [problem.option for problem in found] == places
    assert all(problem.message.endswith(".") for problem in found)
