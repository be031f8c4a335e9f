# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a promotion applies, what it keeps, and what it rejects."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.promotion import promotion

Entry = dict[str, Any]

ORDERS: Entry = {
    "name": "Orders",
    "base_urls": ["https://api.test.example.com/orders"],
    "audience": "https://orders.test.example.com",
    "unlisted_requests": "deny",
    "scopes": [{"name": "read", "description": "See orders"}, {"name": "write"}],
    "operations": [
        {"name": "Read", "methods": ["GET"], "paths": [{"pattern": "/o/*"}], "access": {"scopes": ["read"]}},
        {"name": "Write", "methods": ["PUT"], "paths": [{"pattern": "/o/*"}], "access": {"groups": ["Staff", "Boss"]}},
    ],
    "applications": [{"name": "Web", "scopes": ["read", "write"]}, {"name": "Batch", "scopes": ["read"]}],
}


def changed(**options: Any) -> Entry:
    return {key: value for key, value in {**deepcopy(ORDERS), **options}.items() if value is not None}


def with_operation(name: str, **options: Any) -> Entry:
    """Orders, with other options of an operation."""
    entry = changed()
    entry["operations"] = [
        {**one, **options} if one["name"] == name else one
        for one in entry["operations"]
        if options or one["name"] != name
    ]
    return entry


def promoted(source: Any, target: Any, base: Any = None, **options: Any) -> Entry:
    return promotion({"source": source, "target": target, "base": base, **options})


def places(found: Entry, key: str) -> list[str]:
    return [one["place"] for one in found[key]]


def problems(*args: Any, **options: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as failure:
        promoted(*args, **options)
    return {problem.option: problem.message for problem in failure.value.problems}


def test_a_conflict_has_all_values_and_nothing_is_applied() -> None:
    source = with_operation("Read", access={"scopes": ["write"]})
    target = with_operation("Read", access={"scopes": ["read", "write"], "match": "all"})
    found = promoted([source], [target], [ORDERS])
    assert found["conflicts"] == [
        {
            "api_service": "Orders",
            "place": "operations[Read].access.scopes",
            "base": {"scopes": ["read"]},
            "source": {"scopes": ["write"]},
            "target": {"scopes": ["read", "write"], "match": "all"},
        }
    ]
    assert found["api_services"] == found["base"] == []
    assert found["summary"][0].startswith("CONFLICT Orders: operations[Read].access.scopes: base {")


@pytest.mark.parametrize("sides", ["removed in the source", "removed in the target"])
def test_a_removal_and_an_edit_are_a_conflict(sides: str) -> None:
    removed, edited = with_operation("Write"), with_operation("Write", methods=["PUT", "POST"])
    pair = (removed, edited) if sides == "removed in the source" else (edited, removed)
    found = promoted([pair[0]], [pair[1]], [ORDERS])
    assert places(found, "conflicts") == ["operations[Write]"]
    assert [found["conflicts"][0]["source"], found["conflicts"][0]["target"]].count(None) == 1
    assert places(promoted([pair[0]], [pair[1]], [ORDERS], on_conflict="keep_both_where_possible"), "conflicts")
    for decided in ("source", "target"):
        [entry] = promoted([pair[0]], [pair[1]], [ORDERS], on_conflict=decided)["api_services"]
        names = [one["name"] for one in entry["operations"]]
        is_kept = (pair[0] if decided == "source" else pair[1]) is edited
        assert ("Write" in names) is is_kept
        assert entry.get("purge_operations", False) is (not is_kept and sides == "removed in the source")


def test_removals_use_the_means_of_the_role() -> None:
    source = changed(
        scopes=[{"name": "read", "description": "See orders"}],
        operations=ORDERS["operations"][:1],
        applications=[{"name": "Web", "scopes": ["read"]}],
    )
    found = promoted([source], [ORDERS], [ORDERS], complete_source=True)
    [entry] = found["api_services"]
    assert entry["purge_operations"] is True
    assert entry["operations"] == [{"name": "Read"}]
    assert entry["applications"] == [
        {"name": "Batch", "state": "absent"},
        {"name": "Web", "scopes": ["read"], "purge": True},
    ]
    assert [one["name"] for one in entry["scopes"]] == ["read", "write"]
    [left] = found["not_applied"]
    assert left["place"] == "scopes[write]"
    assert "pingone_scope with state: absent" in left["reason"]
    # It is listed again, until the scope is removed.
    assert {"name": "write"} in found["base"][0]["scopes"]


def test_a_rule_is_removed_and_an_open_operation_must_be_allowed() -> None:
    source = with_operation("Read", access={})
    for options, allowed in (({}, None), ({"allow_open": True}, True)):
        [entry] = promoted([source], [ORDERS], [ORDERS], complete_source=True, **options)["api_services"]
        read = next(one for one in entry["operations"] if one["name"] == "Read")
        assert read["access"] == {"scopes": []}
        assert read.get("allow_open") is allowed


def test_api_services_are_only_removed_explicitly() -> None:
    stock = changed(name="Stock", base_urls=["https://stock.example.com"])
    both = [ORDERS, stock]
    found = promoted([ORDERS], both, both)
    assert [one["name"] for one in found["api_services"]] == ["Orders"]
    assert found["not_applied"][0]["api_service"] == "Stock"
    assert [one["name"] for one in found["base"]] == ["Orders", "Stock"]
    found = promoted([ORDERS], both, both, remove_services=True)
    assert found["api_services"][1] == {
        "name": "Stock",
        "state": "absent",
        "applications": [{"name": "Web"}, {"name": "Batch"}],
    }
    assert [one["name"] for one in found["base"]] == ["Orders"]
    edited = [ORDERS, {**stock, "audience": "other"}]
    assert places(promoted([ORDERS], edited, both, remove_services=True), "conflicts") == ["API service"]
    policies = [ORDERS, {**stock, "custom_policies": True}]
    assert "custom policies" in promoted([ORDERS], policies, policies, remove_services=True)["not_applied"][0]["reason"]
    # Without a base, an API service that only the target has is never removed.
    found = promoted([ORDERS], both, remove_services=True, remove_missing=True)
    assert [one["name"] for one in found["api_services"]] == ["Orders"]
    # The role removes it if the source says so, and only then.
    absent = {"name": "Stock", "state": "absent"}
    assert "Stock" not in str(promoted([ORDERS, absent], both, both)["api_services"])


def test_an_empty_source_is_rejected() -> None:
    for source in ([], "[]"):
        assert "An empty list is never promoted" in problems(source, [ORDERS], [ORDERS], remove_services=True)["source"]


def test_what_was_removed_in_the_target_stays_removed() -> None:
    found = promoted([ORDERS], [], [ORDERS])
    assert found["api_services"] == []
    assert [(one["place"], one["target"]) for one in found["kept"]] == [("API service", None)]
    source = changed(audience="other")
    assert places(promoted([source], [], [ORDERS]), "conflicts") == ["API service"]
    assert promoted([source], [], [ORDERS], on_conflict="source")["api_services"][0]["audience"] == "other"


def test_an_api_service_that_both_sides_added() -> None:
    found = promoted([ORDERS], [changed(audience="other")], [])
    assert places(found, "conflicts") == ["audience"]
    assert promoted([ORDERS], [ORDERS], [])["changes"] == []


def test_a_file_leaves_unchanged_what_it_omits() -> None:
    source = {"name": "Orders", "operations": [{"name": "Read", "access": {"groups": ["Staff"]}}, {"name": "Write"}]}
    found = promoted([source], [ORDERS], [ORDERS])
    [entry] = found["api_services"]
    # So is an access rule: only an empty list removes it.
    assert entry["operations"] == [{"name": "Read", "access": {"groups": ["Staff"]}}, {"name": "Write"}]
    assert sorted(places(found, "not_applied")) == [
        "applications",
        "operations[Read].access.scopes",
        "operations[Write].access.groups",
        "scopes",
    ]
    [read, write] = found["base"][0]["operations"]
    assert read["access"] == {"groups": ["Staff"], **ORDERS["operations"][0]["access"]}
    assert write["methods"] == ORDERS["operations"][1]["methods"] and write["access"] == {"groups": ["Boss", "Staff"]}
    source["operations"][1]["access"] = {"groups": []}
    [entry] = promoted([source], [ORDERS], [ORDERS], allow_open=True)["api_services"]
    assert entry["operations"][1] == {"name": "Write", "access": {"groups": []}, "allow_open": True}
    for option in ("scopes", "applications", "base_urls", "unlisted_requests", "audience"):
        assert found["base"][0][option], option
    found = promoted([{"name": "Orders", "operations": []}], [ORDERS], [ORDERS])
    assert found["api_services"][0]["operations"] == []
    assert found["api_services"][0]["purge_operations"] is True


def test_a_promotion_of_some_api_services() -> None:
    stock = changed(name="Stock", base_urls=["https://stock.example.com"])
    edited = [changed(audience="other"), {**stock, "audience": "other"}]
    found = promoted(edited, [ORDERS, stock], [ORDERS, stock], services="Stock")
    assert [one["name"] for one in found["api_services"]] == ["Stock"]
    assert {one["name"]: one["audience"] for one in found["base"]} == {"Stock": "other", "Orders": ORDERS["audience"]}
    message = problems(edited, [], services=["Stocks"])["services[0]"]
    assert message == 'the source has no API service "Stocks". Did you mean "Stock"?'


MAPPING = {
    "names": {"Orders": "Orders EU"},
    "base_urls": {"https://API.test.example.com": "https://api.example.com/"},
    "audiences": {"https://orders.test.example.com": "https://orders.example.com"},
    "applications": {"Web": "Web EU"},
    "groups": {"Staff": "Staff EU"},
}


def test_the_mapping_of_a_stage() -> None:
    for mapping in (MAPPING, json.dumps(MAPPING)):
        [entry] = promoted([ORDERS], [], mapping=mapping)["api_services"]
        assert entry["name"] == "Orders EU"
        assert entry["base_urls"] == ["https://api.example.com/orders"]
        assert entry["audience"] == "https://orders.example.com"
        assert [one["name"] for one in entry["applications"]] == ["Web EU", "Batch"]
        assert entry["operations"][1]["access"] == {"groups": ["Boss", "Staff EU"]}


@pytest.mark.parametrize(
    ("mapping", "option", "message"),
    [
        ({"groups": {"Stafff": "A"}}, "mapping.groups", 'has no group "Stafff". Did you mean "Staff"?'),
        ({"group": {"Staff": "A"}}, "mapping.group", 'Did you mean "groups"?'),
        ({"groups": {"Staff": "Boss"}}, "mapping.groups", '"Staff" and "Boss" both result in "Boss"'),
        ({"groups": {"Staff": " "}}, "mapping.groups", "has an empty side"),
        (
            {"base_urls": {"https://api.text.example.com": "https://a.example.com"}},
            "source[0].base_urls[0]",
            "not covered",
        ),
        ({"base_urls": {"https://api.test.example.com/ord": "https://a"}}, "source[0].base_urls[0]", "not covered"),
        ({"base_urls": {"https://api.test.example.com": "https://a?b"}}, "mapping.base_urls", "contains a query"),
        ({"groups": "Staff"}, "mapping.groups", "dictionary"),
    ],
)
def test_a_mistake_in_the_mapping(mapping: Any, option: str, message: str) -> None:
    assert message in problems([ORDERS], [ORDERS], mapping=mapping)[option]


def test_base_urls_that_result_in_the_same_one() -> None:
    source = changed(base_urls=["https://a.test.example.com/orders", "https://b.test.example.com/orders"])
    both = {url[:26]: "https://api.example.com" for url in source["base_urls"]}
    found = problems([source], [], mapping={"base_urls": both})
    assert "both result in" in found["mapping.base_urls"]


def test_all_problems_at_once() -> None:
    identifier = "27ba48dc-c03a-49b3-a274-811e69b62fce"
    source = with_operation("Read", access={"groups": [identifier], "scopes": ["read", "write"]})
    found = problems([source, {"nam": "Stock"}], [ORDERS, ORDERS], on_conflict="sorce")
    assert 'Did you mean "name"?' in found["source[1].nam"]
    assert "more than once" in found["target[1]"]
    assert "use any or all" in found["source[0].operations[0].access.match"].lower()
    assert 'Did you mean "source"?' in found["on_conflict"] or "source" in found["on_conflict"]
    source["operations"][0]["access"].pop("scopes")
    assert "is an ID" in problems([source], [ORDERS])["source[0].operations[0].access.groups"]


def test_settings_that_an_export_does_not_contain() -> None:
    group = {"name": "Staff", "create": True, "description": "People"}
    web = {"name": "Web", "scopes": ["read", "write"], "create": True, "type": "web_app"}
    source = changed(groups=[group], applications=[web, ORDERS["applications"][1]])
    [entry] = promoted([source], [ORDERS])["api_services"]
    assert entry["groups"] == [group]
    assert entry["applications"][0]["create"] is True
    # They exist in the target, and did not change in the source.
    [entry] = promoted([source], [ORDERS], [source])["api_services"]
    assert "groups" not in entry
    assert entry["applications"][0] == {"name": "Web", "scopes": ["read", "write"]}
    other = {**group, "description": "Others"}
    [entry] = promoted([{**source, "groups": [other]}], [ORDERS], [source])["api_services"]
    assert entry["groups"] == [other]


def test_what_cannot_be_changed_is_listed() -> None:
    target = changed(custom_policies=True)
    source = changed(custom_policies=False)
    found = promoted([source], [target], [source], on_conflict="source")
    assert places(found, "kept") == ["custom_policies"]
    found = promoted([source], [target], [target])
    assert places(found, "not_applied") == ["custom_policies"]
    assert found["base"][0]["custom_policies"] is True


def test_custom_policies_that_were_enabled_in_the_target_are_listed() -> None:
    target = changed(custom_policies=True)
    assert places(promoted([ORDERS], [target], [ORDERS], complete_source=True), "kept") == ["custom_policies"]
    assert places(promoted([ORDERS], [target], complete_source=True), "not_applied") == ["custom_policies"]
    [entry] = promoted([target], [ORDERS], [ORDERS], complete_source=True)["api_services"]
    assert entry["custom_policies"] is True


def test_a_reference_that_the_role_cannot_remove_is_listed() -> None:
    with_resource = changed(resource="Shared", audience=None)
    found = promoted([changed(audience=None)], [with_resource], [with_resource], complete_source=True)
    assert places(found, "not_applied") == ["resource"]
    assert found["changes"] == []
    assert "resource" not in found["api_services"][0]
    assert found["base"][0]["resource"] == "Shared"


def test_access_tests_belong_to_one_environment() -> None:
    tests = [{"path": "/o/1", "token": "secret-of-the-source", "expect": "allow"}]
    found = promoted([changed(access_tests=tests)], [ORDERS], [ORDERS])
    assert places(found, "not_applied") == ["access_tests"]
    assert "secret-of-the-source" not in str(found)


def test_an_external_api_service() -> None:
    server = {"name": "Partner", "audience": "partner", "create": True, "issuers": ["https://partner.example.com"]}
    source = {
        "name": "Partner",
        "base_urls": ["https://partner.example.com"],
        "token_source": "external",
        "external_oauth_server": server,
    }
    mapping = {"external_oauth_servers": {"Partner": "Partner EU"}, "audiences": {"partner": "partner-eu"}}
    [entry] = promoted([source], [], mapping=mapping)["api_services"]
    assert entry["external_oauth_server"] == {**server, "name": "Partner EU", "audience": "partner-eu"}
    assert not entry.get("applications") and not entry.get("scopes")


def test_a_literal_path_stays_literal() -> None:
    operation = {"name": "Read", "methods": ["GET"], "paths": [{"pattern": "/a*b", "literal": True}]}
    [entry] = promoted([changed(operations=[operation])], [])["api_services"]
    assert entry["operations"][0]["paths"] == [{"pattern": "/a*b", "literal": True}]


STAGE = {
    "base_urls": {"https://api.test.example.com": "https://api.example.com"},
    "applications": {"Web": "Shop Web"},
}


def test_a_forgotten_mapping_is_rejected() -> None:
    """It would replace the base URL of the target, which then is not protected anymore."""
    found = promoted([ORDERS], [], mapping=STAGE)
    assert found["mapping"] == STAGE
    last = {"target": found["base"], "base": found["base"], "base_mapping": found["mapping"]}
    for mapping in (None, "", {}, {"base_urls": {}}):
        wrong = problems([ORDERS], mapping=mapping, **last)
        assert set(wrong) == {"mapping.base_urls", "mapping.applications"}
        assert 'was "https://api.example.com/orders" in the last promotion' in wrong["mapping.base_urls"]
    other = {**STAGE, "applications": {"Web": "Other Web"}}
    assert '"Other Web" now' in problems([ORDERS], mapping=other, **last)["mapping.applications"]
    assert promoted([ORDERS], mapping=STAGE, **last)["changes"] == []
    # What the source does not contain anymore needs no mapping, and new entries can be added.
    without = changed(applications=[])
    more = {"base_urls": STAGE["base_urls"], "groups": {"Staff": "Shop Staff"}}
    assert "applications[Shop Web]" in places(promoted([without], mapping=more, **last), "changes")


def test_edits_that_together_allow_more_than_each_side_are_a_conflict() -> None:
    opened = with_operation("Read", paths=[{"pattern": "/public/*"}], access={})
    more_methods = with_operation("Read", methods=["GET", "POST"])
    for sides in ((opened, more_methods), (more_methods, opened)):
        for on_conflict in ("fail", "keep_both_where_possible"):
            found = promoted([sides[0]], [sides[1]], [ORDERS], complete_source=True, on_conflict=on_conflict)
            assert places(found, "conflicts") == ["operations[Read]"]
            assert found["api_services"] == []
    # One rule is removed on each side.
    both_rules = with_operation("Read", access={"scopes": ["read"], "groups": ["Staff"]})
    other = with_operation("Read", access={"groups": ["Staff"]})
    one = with_operation("Read", access={"scopes": ["read"]})
    found = promoted([one], [other], [both_rules], complete_source=True)
    assert places(found, "conflicts") == ["operations[Read]"]
    # The rules of the target are stricter than those of the source.
    strict = with_operation("Read", access={"scopes": ["read"], "groups": ["Staff"]})
    paths = with_operation("Read", paths=[{"pattern": "/o/**"}])
    assert places(promoted([paths], [strict], [ORDERS], complete_source=True), "changes") == ["operations[Read].paths"]


def test_without_a_base_the_target_can_take_precedence() -> None:
    source, target = with_operation("Read", methods=["GET", "HEAD"]), with_operation("Write", methods=["PATCH"])
    found = promoted([source], [target], on_conflict="target", complete_source=True)
    assert found["changes"] == []
    assert places(found, "kept") == ["operations[Read].methods", "operations[Write].methods"]


def test_a_removed_rule_is_shown() -> None:
    found = promoted([with_operation("Read", access={})], [ORDERS], [ORDERS], complete_source=True)
    assert found["summary"] == [
        "change Orders: operations[Read].access.scopes: {scopes: [read]} -> none (changed in the source)"
    ]
