# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""More objects than PingOne allows are refused once for each place, with true numbers."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import api_operation as operation
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import api_service, external_oauth_server
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import problem_list
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, converge

URL = "https://issuer.example.com/jwks"


def services(*names):
    return [{"name": name, "base_urls": ["https://a.example"], "token_source": "external"} for name in names]


def filled(existing, path=("apiServers",)):
    fake = FakeClient()
    fake.lists[path] = [{"id": f"{number}", "name": f"Old {number}"} for number in range(existing)]
    return fake


@pytest.mark.parametrize(
    ("existing", "added", "fewer"), [(3, 30, 8), (0, 26, 1), (24, 2, 1), (25, 2, 2), (25, 1, 0), (26, 3, 4)]
)
def test_a_list_is_refused_once(existing, added, fewer):
    fake = filled(existing)
    items = services(*(f"New {number}" for number in range(added)))
    ((option, text),) = problem_list(api_service.TASK, fake, api_services=items)
    assert option == "api_services"
    if fewer:
        words = f"the environment has {existing} API services, and the task adds {added}; at most 25 are allowed."
        removal = "(state: absent, and force: true if it has custom policies)"
        assert text == f"{words} Add {fewer} fewer, or remove as many first {removal}."
    else:
        assert text.startswith(f"the environment already has {existing} API services, and at most 25 are allowed.")


@pytest.mark.parametrize(("existing", "added"), [(0, 25), (3, 22), (24, 1), (25, 0)])
def test_as_many_as_are_allowed(existing, added):
    items = services(*(f"New {number}" for number in range(added)))
    assert converge(api_service.TASK, filled(existing), api_services=items).plan.changed == bool(added)


def test_what_an_item_removes_makes_room_for_those_after_it():
    gone = {"name": "Old 7", "state": "absent"}
    converge(api_service.TASK, filled(25), api_services=[gone, *services("New")])
    ((_option, text),) = problem_list(api_service.TASK, filled(25), api_services=[*services("New"), gone])
    assert text.startswith("the environment already has 25 API services")
    ((_option, text),) = problem_list(api_service.TASK, filled(25), api_services=[gone, *services("New", "Newer")])
    assert text.startswith("the environment has 25 API services, and the task adds 2 and removes 1; at most 25")
    assert "Add 1 fewer" in text


def test_each_api_service_has_its_own_limit():
    fake = filled(2)
    path = ("apiServers", "0", "operations")
    fake.lists[path] = [{"id": f"o{number}", "name": f"Op {number}", "paths": []} for number in range(20)]
    items = [
        {"api_service": name, "name": f"New {number}", "paths": [{"pattern": f"/{number}"}]}
        for name, count in (("Old 0", 7), ("Old 1", 25))
        for number in range(count)
    ]
    assert problem_list(operation.TASK, fake, operations=items) == [
        (
            "operations",
            'the API service "Old 0" has 20 operations, and the task adds 7; at most 25 are allowed. Add 2 fewer, or'
            " remove as many first (state: absent, and allow_open: true if it restricts requests).",
        )
    ]


def test_a_single_object_names_its_option():
    fake = filled(25, ("externalOAuthServers",))
    ((option, text),) = problem_list(external_oauth_server.TASK, fake, name="New", jwks_url=URL)
    assert option == "name"
    assert text == (
        "the environment already has 25 external OAuth servers, and at most 25 are allowed. Remove one (state: absent)"
        " before adding another."
    )
