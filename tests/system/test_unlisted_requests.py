# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a gateway lets through of the example that the collection ships, with and without unlisted requests denied."""

from __future__ import annotations

from typing import Any

import yaml

from tests.system.recorded import play
from tests.system.sideband import Gateway
from tests.system.workflow import PLAYBOOK, variables
from tools.paths import ROOT

EXAMPLE = ROOT / "playbooks" / "vars" / "orders.yml"
BASE = "https://api.example.com/orders/v1"
DENIED_GROUP = "Nobody (pingone.authorize)"
READ, WRITE = "orders-read", "orders-write"

# Requests that clients need: method, path, and the scopes of the token.
LEGITIMATE = [
    ("GET", "/orders", READ),
    ("GET", "/orders/7", READ),
    ("GET", "/orders/7", f"{READ} {WRITE}"),
    ("POST", "/orders", WRITE),
    ("PUT", "/orders/7", WRITE),
    ("DELETE", "/orders/7", WRITE),
    ("GET", "/catalog/shoes", ""),
    ("GET", "/catalog/shoes/7", READ),
]
# Requests that a rule denies in any case.
RESTRICTED = [("GET", "/orders/7", ""), ("GET", "/orders/7", WRITE), ("POST", "/orders", READ)]
# Requests that no operation lists, with a token that has no scope.
UNLISTED = [
    ("HEAD", "/orders/7"),
    ("OPTIONS", "/orders/7"),
    ("PATCH", "/orders/7"),
    ("FOO", "/orders/7"),
    ("get", "/orders/7"),
    ("GET", "/orders/7/"),
    ("GET", "/orders;x=1/7"),
    ("GET", "/orders/7/items"),
    ("GET", "/Orders/7"),
    ("GET", "/admin"),
    ("GET", "/"),
    ("GET", ""),
    ("POST", "/catalog/shoes"),
    ("GET", "/catalog"),
]


def entries(**changes: Any) -> list[dict[str, Any]]:
    """The example's list, changed; what is None is left out."""
    [entry] = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))["api_service_list"]
    return [{key: value for key, value in {**entry, **changes}.items() if value is not None}]


def protect(ansible: Any, pingone: Any, folder: Any, *flags: str, **changes: Any) -> tuple[Any, list[Any]]:
    """Run the playbook for the changed example, which must succeed."""
    argument = variables(folder, entries(**changes))
    finished, results = play(ansible, PLAYBOOK, "-e", argument, *flags, env=pingone.env)
    assert finished.status == 0, finished.output
    return finished, results


def test_the_example_denies_what_it_does_not_list(ansible: Any, emulator: Any, tmp_path: Any) -> None:
    emulator.reset()
    assert entries()[0]["unlisted_requests"] == "deny"
    finished, _results = protect(ansible, emulator, tmp_path)
    assert "unlisted_requests" not in finished.output
    gateway = Gateway(emulator, "Orders API", BASE)
    assert [one for one in LEGITIMATE if not gateway.lets_through(*one)] == []
    assert [one for one in RESTRICTED if gateway.lets_through(*one)] == []
    assert [one for one in UNLISTED if gateway.lets_through(*one, "")] == []
    assert [one for one in UNLISTED if gateway.lets_through(*one, f"{READ} {WRITE}")] == []

    emulator.clear_requests()
    again, _results = protect(ansible, emulator, tmp_path)
    assert again.recap["localhost"]["changed"] == 0
    assert emulator.writes() == []


def test_without_the_option_one_warning_names_it(ansible: Any, emulator: Any, tmp_path: Any) -> None:
    emulator.reset()
    finished, _results = protect(ansible, emulator, tmp_path, unlisted_requests=None)
    assert finished.output.count("unlisted_requests: deny") == 1
    warning = " ".join(finished.output.split())
    assert "[WARNING]: Requests that no operation lists are open to every valid token" in warning
    assert "Orders API" in warning
    gateway = Gateway(emulator, "Orders API", BASE)
    assert [one for one in LEGITIMATE if not gateway.lets_through(*one)] == []
    assert [one for one in UNLISTED if not gateway.lets_through(*one, "")] == []


def test_allow_and_deny_one_after_the_other(ansible: Any, emulator: Any, tmp_path: Any) -> None:
    emulator.reset()
    gateway = Gateway(emulator, "Orders API", BASE)
    for value in ("allow", "deny", "allow"):
        predicted = protect(ansible, emulator, tmp_path, "--check", unlisted_requests=value)[1]
        finished, results = protect(ansible, emulator, tmp_path, unlisted_requests=value)
        assert [one["changed"] for one in predicted] == [one["changed"] for one in results]
        assert "[WARNING]" not in finished.output
        assert gateway.lets_through("HEAD", "/orders/7", "") == (value == "allow")
        assert gateway.lets_through("GET", "/orders/7", READ)


def test_a_purge_of_what_restricts_is_refused_unless_the_rest_is_denied(
    ansible: Any, emulator: Any, tmp_path: Any
) -> None:
    emulator.reset()
    protect(ansible, emulator, tmp_path, unlisted_requests="allow")
    fewer = {"operations": entries()[0]["operations"][:2], "purge_operations": True}
    emulator.clear_requests()
    argument = variables(tmp_path, entries(unlisted_requests="allow", **fewer))
    finished, _results = play(ansible, PLAYBOOK, "-e", argument, env=emulator.env)
    assert finished.status != 0
    assert (
        'removing the operation "Change orders" of "Orders API" opens the requests that it restricts' in finished.output
    )
    assert emulator.writes() == []
    gateway = Gateway(emulator, "Orders API", BASE)
    protect(ansible, emulator, tmp_path, unlisted_requests="deny", **fewer)
    assert not gateway.lets_through("POST", "/orders", READ)
    protect(ansible, emulator, tmp_path, unlisted_requests="allow", allow_open="yes", **fewer)
    assert gateway.lets_through("POST", "/orders", READ)


def test_a_member_of_the_group_is_reported_before_anything_is_written(
    ansible: Any, emulator: Any, tmp_path: Any
) -> None:
    emulator.reset()
    protect(ansible, emulator, tmp_path)
    (group,) = [one for one in emulator.collect("groups") if one["name"] == DENIED_GROUP]
    gateway = Gateway(emulator, "Orders API", BASE)
    gateway.send("PUT", "/_emulator/subjects/clerk", {"groups": [group["id"]]})
    assert gateway.lets_through("PATCH", "/orders/7", "")
    for flags in (["--check"], []):
        emulator.clear_requests()
        finished, _results = play(ansible, PLAYBOOK, "-e", variables(tmp_path, entries()), *flags, env=emulator.env)
        assert finished.status != 0
        assert f'the group "{DENIED_GROUP}" has members (1 user)' in finished.output.replace('\\"', '"')
        assert emulator.writes() == []
