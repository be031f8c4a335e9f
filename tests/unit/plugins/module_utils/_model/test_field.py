# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of fields: how each is read, written, compared and shown."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import (
    GONE,
    Field,
    RecordsField,
    Ref,
    ReferenceField,
    ReferencesField,
    SetField,
    get_key,
    put_key,
    ref_to,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import identifier

R1, R2 = identifier("one"), identifier("two")
NAMES = {R1: "One", R2: "Two"}


def written(field, value, body=None):
    """The body after a value was put into it."""
    body = dict(body or {})
    field.put(body, value)
    return body


# references to objects


def test_references():
    new = Ref("a")
    assert new.same_as(new)
    assert not new.same_as(Ref("a"))
    assert not new.same_as(None)
    assert Ref("a", "1").same_as(Ref("b", "1"))
    assert not Ref("a", "1").same_as(Ref("a", "2"))
    assert not Ref("a", "1").same_as(new)
    assert Ref("a", "1").as_result() == {"id": "1", "name": "a"}
    assert new.as_result() == {"id": None, "name": "a"}
    assert str(Ref("a", "1")) == "1"
    assert str(new) == "not known yet"


def test_a_reference_that_gets_its_id_becomes_the_object():
    new = Ref("a")
    names = {new: "kept"}
    new.id = "1"
    assert new.same_as(Ref("b", "1"))
    assert names[new] == "kept"


def test_reference_to_a_wire():
    assert ref_to({"id": R1, "name": "One"}).as_result() == {"id": R1, "name": "One"}
    assert ref_to({"id": R1}).as_result() == {"id": R1, "name": R1}
    assert ref_to({"id": R1, "name": ""}).name == R1
    new = Ref("New")
    assert ref_to({"id": new, "name": "New"}) is new


# dotted keys


def test_dotted_keys():
    assert get_key({"a": {"b": 1}}, "a.b") == 1
    assert get_key({"a": {"b": 1}}, "a.c") is None
    assert get_key({"a": "text"}, "a.b") is None
    assert get_key({}, "a.b.c") is None
    wire = {"a": "text"}
    put_key(wire, "a.b", 1)
    assert wire == {"a": {"b": 1}}
    put_key(wire, "x.y", None)
    assert wire == {"a": {"b": 1}}


def test_clearing_removes_parents_that_are_left_empty():
    wire = {"a": {"b": {"c": 1}}, "d": 2}
    put_key(wire, "a.b.c", None)
    assert wire == {"d": 2}
    wire = {"a": {"b": {"c": 1}, "x": 3}}
    put_key(wire, "a.b.c", None)
    assert wire == {"a": {"x": 3}}


# a single value

PLAIN = Field("colour", "look.colour")
CHOICE = Field("source", "server.type", wire_values={"own": "OWN", "other": "OTHER"}, mirrors=("copy.type",))
NUMBER = Field("skew", "skew", if_absent=0)


def test_a_value():
    assert PLAIN.read({"look": {"colour": "red"}}, {}) == "red"
    assert PLAIN.read({}, {}) is None
    assert written(PLAIN, "red", {"look": {"size": 1}}) == {"look": {"size": 1, "colour": "red"}}
    assert PLAIN.shown("red") == PLAIN.result("red") == "red"
    assert PLAIN.shown("") is PLAIN.result("") is PLAIN.shown(None) is None


@pytest.mark.parametrize("empty", [None, "", []])
def test_an_empty_value_removes_the_key(empty):
    assert written(PLAIN, empty, {"look": {"colour": "red"}, "x": 1}) == {"x": 1}


@pytest.mark.parametrize("value", [False, 0])
def test_a_false_value_is_a_value(value):
    assert written(PLAIN, value) == {"look": {"colour": value}}
    assert PLAIN.shown(value) is value


def test_choices_are_translated_and_mirrored():
    body = written(CHOICE, "other", {"server": {"type": "OWN", "x": 1}})
    assert body == {"server": {"type": "OTHER", "x": 1}, "copy": {"type": "OTHER"}}
    assert CHOICE.read(body, {}) == "other"
    assert written(CHOICE, None, body) == {"server": {"x": 1}}


def test_a_value_of_pingone_that_is_new_travels_as_it_is():
    assert CHOICE.read({"server": {"type": "NEW"}}, {}) == "NEW"
    assert written(CHOICE, "NEW") == {"server": {"type": "NEW"}, "copy": {"type": "NEW"}}


def test_what_an_absent_key_stands_for():
    assert NUMBER.read({}, {}) == 0
    assert NUMBER.read({"skew": None}, {}) == 0
    assert NUMBER.read({"skew": 5}, {}) == 5


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (None, None, True),
        (None, "", True),
        ("", None, True),
        ("a", "", False),
        (None, "a", False),
        ("a", "A", False),
        ("a", "a", True),
        (0, None, True),
        (False, None, True),
        (True, False, False),
        (1, 2, False),
    ],
)
def test_nothing_and_an_empty_value_are_the_same(left, right, same):
    assert PLAIN.same(left, right) is same


# a set

SET = SetField("urls", "site.urls")


def test_a_set():
    assert SET.read({"site": {"urls": ["b", "a"]}}, {}) == ["a", "b"]
    assert SET.read({}, {}) == []
    assert SET.same(["a", "b"], ["b", "a", "b"])
    assert SET.same(None, [])
    assert not SET.same(["a"], ["a", "b"])
    assert not SET.same([], ["a"])
    assert SET.shown(["b", "a"]) == SET.result(["b", "a"]) == ["a", "b"]
    assert SET.shown(None) == []
    assert written(SET, ["b", "a"]) == {"site": {"urls": ["b", "a"]}}
    assert written(SET, [], {"site": {"urls": ["a"]}}) == {}


# a reference

ONE = ReferenceField("owner", "by.owner")


def test_a_reference():
    found = ONE.read({"by": {"owner": {"id": R1, "since": 2024}}}, NAMES)
    assert (found.name, found.id, found.facts) == ("One", R1, {"since": 2024})
    assert ONE.read({"by": {"owner": {"id": "gone"}}}, NAMES).name == GONE
    assert ONE.read({}, NAMES) is ONE.read({"by": {"owner": {}}}, NAMES) is None
    assert ONE.read({"by": {"owner": {"since": 2024}}}, NAMES) is None
    assert ONE.shown(found) == "One"
    assert ONE.result(found) == {"id": R1, "name": "One"}
    assert ONE.shown(None) is ONE.result(None) is None


def test_a_reference_to_what_does_not_exist_yet():
    new = Ref("New")
    assert ONE.read({"by": {"owner": {"id": new}}}, NAMES) is new
    assert written(ONE, new) == {"by": {"owner": {"id": new}}}


def test_another_reference_leaves_what_stands_beside_it_and_none_does_not():
    body = {"by": {"owner": {"id": R1, "since": 2024}}}
    assert written(ONE, Ref("Two", R2), body)["by"]["owner"].keys() == {"id", "since"}
    assert written(ONE, None, {"by": {"owner": {"id": R1, "since": 2024}, "x": 1}}) == {"by": {"x": 1}}


def test_references_are_compared_by_id():
    assert ONE.same(Ref("a", R1), Ref("b", R1))
    assert ONE.same(None, None)
    assert not ONE.same(Ref("a", R1), Ref("a", R2))
    assert not ONE.same(Ref("a", R1), None)
    assert not ONE.same(None, Ref("a", R1))
    assert not ONE.same(Ref("a"), Ref("a"))


# several references

SOME = ReferencesField("members", "members")


def test_several_references():
    found = SOME.read({"members": [{"id": R2, "role": "x"}, {"id": R1}]}, NAMES)
    assert [(one.name, one.facts) for one in found] == [("Two", {"role": "x"}), ("One", {})]
    assert SOME.read({}, NAMES) == []
    assert SOME.shown(found) == ["One", "Two"]
    assert SOME.result(found) == [{"id": R1, "name": "One"}, {"id": R2, "name": "Two"}]
    assert SOME.shown(None) == SOME.result(None) == []


def test_what_stands_beside_an_id_is_written_back():
    found = SOME.read({"members": [{"id": R2, "role": "x"}]}, NAMES)
    body = written(SOME, [*found, Ref("One", R1)])
    assert [(entry.get("role"), entry["id"].id) for entry in body["members"]] == [("x", R2), (None, R1)]
    assert written(SOME, [], {"members": [{"id": R1}], "x": 1}) == {"x": 1}


def test_lists_of_references_are_compared_as_sets():
    one, two, new = Ref("a", "1"), Ref("b", "2"), Ref("c")
    assert SOME.same([one, two], [Ref("b", "2"), Ref("renamed", "1")])
    assert SOME.same(None, [])
    assert SOME.same([new], [new])
    assert not SOME.same([one], [one, two])
    assert not SOME.same([one, two], [one])
    assert not SOME.same([], [one])
    assert not SOME.same([Ref("new")], [Ref("new")])


def test_references_of_the_same_name_are_sorted_too():
    refs = [Ref("a", "2"), Ref("a"), Ref("a", "1")]
    assert [entry["id"] for entry in SOME.result(refs)] == [None, "1", "2"]


# records

RECORDS = RecordsField("paths", "paths", keys={"pattern": {}, "type": {"exact": "EXACT", "parameter": "PARAMETER"}})


def record(pattern, kind="exact"):
    return {"pattern": pattern, "type": kind}


def test_records():
    wire = {"paths": [{"pattern": "/b", "type": "EXACT", "note": 1}, {"pattern": "/a/{x}", "type": "PARAMETER"}]}
    assert RECORDS.read(wire, {}) == [record("/b"), record("/a/{x}", "parameter")]
    assert RECORDS.read({}, {}) == []
    assert RECORDS.read({"paths": [{"pattern": "/b", "type": "NEW"}]}, {}) == [record("/b", "NEW")]
    assert RECORDS.shown([record("/b"), record("/a")]) == [record("/a"), record("/b")]
    assert RECORDS.shown(None) == RECORDS.result(None) == []


def test_records_keep_what_others_wrote():
    body = {"paths": [{"pattern": "/b", "type": "EXACT", "note": 1}, {"pattern": "/gone", "type": "EXACT"}]}
    assert written(RECORDS, [record("/b", "parameter"), record("/new")], body) == {
        "paths": [{"pattern": "/b", "type": "PARAMETER", "note": 1}, {"pattern": "/new", "type": "EXACT"}]
    }
    assert written(RECORDS, [], body) == {}


def test_records_are_compared_without_order():
    assert RECORDS.same([record("/a"), record("/b")], [record("/b"), record("/a")])
    assert RECORDS.same(None, [])
    assert not RECORDS.same([record("/a")], [record("/a", "parameter")])
    assert not RECORDS.same([record("/a")], [record("/a"), record("/b")])
    assert not RECORDS.same([record("/a")], [])
