# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which environments the inventory plugin lists, with which variables, and with how many requests."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput, Problem
from ansible_collections.pingone.authorize.plugins.module_utils._tasks import environments
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    CLIENT_ID,
    CLIENT_SECRET,
    WORKER_ENVIRONMENT_ID,
    FakeClient,
    identifier,
)

ORGANIZATION, PREMIUM, TRIAL = identifier("organization"), identifier("premium"), identifier("trial")
TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
CONNECTION = {
    "region": "EU",
    "auth_environment_id": WORKER_ENVIRONMENT_ID,
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
}


@pytest.fixture
def fake():
    client = FakeClient()
    add(client, "Shop Test", "SANDBOX", PREMIUM, ["PING_ONE_MFA", "PING_ONE_BASE"])
    add(client, "Shop", "PRODUCTION", PREMIUM, ["PING_ONE_AUTHORIZE"])
    add(client, "Demo", "SANDBOX", TRIAL, [])
    add(client, "Old", "PRODUCTION", PREMIUM, [], status="DELETE_PENDING")
    path = ("organizations", ORGANIZATION, "licenses")
    client.lists[path] = [{"id": PREMIUM, "name": "Premium"}, {"id": TRIAL, "name": "Trial"}]
    return client


def add(client, name, kind, license_id, products, **more):
    client.add(
        "environments",
        name=name,
        type=kind,
        region="EU",
        createdAt="2026-03-02T09:15:44.102Z",
        organization={"id": ORGANIZATION},
        license={"id": license_id},
        _embedded={"billOfMaterials": {"products": [{"type": product} for product in products]}},
        **more,
    )


def settings(**options):
    return environments.settings({**CONNECTION, **options}, {})[0]


def listed(fake, **options):
    """The variables of each host, and the warnings."""
    own, warnings = settings(**options), []
    entries = environments.read_entries(fake, environments.wanted_details(own), warnings)
    json.dumps(entries)  # can be cached
    return environments.hosts_of(entries, environments.select(entries, own), own), warnings


def test_variables(fake):
    hosts, warnings = listed(fake)
    assert (list(hosts), warnings) == (["Demo", "Shop", "Shop-Test"], [])
    (found,) = [one for one in fake.lists[("environments",)] if one["name"] == "Shop Test"]
    assert hosts["Shop-Test"] == {
        "environment_id": found["id"],
        "environment_name": "Shop Test",
        "environment_description": None,
        "environment_type": "SANDBOX",
        "environment_created_at": "2026-03-02T09:15:44.102Z",
        "environment_organization_id": ORGANIZATION,
        "environment_license_id": PREMIUM,
        "region": "EU",
    }
    assert fake.reads == [("environments",)]


def test_hosts_can_be_named_after_the_id(fake):
    hosts, _warnings = listed(fake, hostname="id")
    assert set(hosts) == {variables["environment_id"] for variables in hosts.values()}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"names": "Shop*"}, ["Shop", "Shop-Test"]),
        ({"names": ["shop"]}, []),
        ({"names": ["*Test", "Dem?"]}, ["Demo", "Shop-Test"]),
        ({"types": ["sandbox"]}, ["Demo", "Shop-Test"]),
        ({"types": ["sandbox"], "names": ["Shop*"]}, ["Shop-Test"]),
        ({"regions": ["NA"]}, []),
        ({"regions": "eu,NA"}, ["Demo", "Shop", "Shop-Test"]),
        ({"licenses": [TRIAL.upper()]}, ["Demo"]),
        ({"licenses": ["Trial", PREMIUM]}, ["Demo", "Shop", "Shop-Test"]),
        ({"products": ["PING_ONE_MFA", "ping_one_authorize"]}, ["Shop", "Shop-Test"]),
        ({"pending_deletion": True, "licenses": PREMIUM}, ["Old", "Shop", "Shop-Test"]),
    ],
)
def test_filters(fake, options, expected):
    assert list(listed(fake, **options)[0]) == expected


def test_details_are_read_if_they_are_wanted(fake):
    hosts, _warnings = listed(fake, with_products=True, with_license_names=True)
    assert hosts["Shop-Test"]["environment_products"] == ["PING_ONE_BASE", "PING_ONE_MFA"]
    assert [one["environment_license_name"] for one in hosts.values()] == ["Trial", "Premium", "Premium"]
    assert fake.reads == [("environments",), ("organizations", ORGANIZATION, "licenses")]


def test_products_that_are_not_in_the_list_are_read(fake):
    demo, old = (one for one in fake.lists[("environments",)] if one["name"] in ("Demo", "Old"))
    del demo["_embedded"], old["_embedded"]
    bill = ("environments", demo["id"], "billOfMaterials")
    fake.objects[bill] = {"products": [{"type": "PING_ONE_BASE"}]}
    fake.failures = {("environments", old["id"], "billOfMaterials"): ApiError("read the bill of materials", 403, {})}
    hosts, warnings = listed(fake, with_products=True, pending_deletion=True)
    assert hosts["Demo"]["environment_products"] == ["PING_ONE_BASE"]
    assert hosts["Old"]["environment_products"] is None
    (warning,) = warnings
    assert warning.endswith('The products of the environment "Old" are unknown.')


def test_another_failure_of_the_products_ends_the_inventory(fake):
    demo = next(one for one in fake.lists[("environments",)] if one["name"] == "Demo")
    del demo["_embedded"]
    fake.failures = {("environments", demo["id"], "billOfMaterials"): ApiError("read the bill", 429, {})}
    with pytest.raises(ApiError):
        listed(fake, with_products=True)


def test_a_license_that_no_environment_has(fake):
    with pytest.raises(InvalidInput) as caught:
        listed(fake, licenses=["Premum", identifier("unknown")])
    texts = [str(problem) for problem in caught.value.problems]
    assert texts[0] == 'licenses[0]: no environment has the license "Premum". Did you mean "Premium"?'
    assert texts[1].startswith("licenses[1]: no environment has the license")


@pytest.mark.parametrize("option", environments.FILTERS)
@pytest.mark.parametrize("empty", [[], "[]"])
def test_an_empty_filter_does_not_list_all_environments(option, empty):
    with pytest.raises(InvalidInput) as caught:
        settings(**{option: empty})
    text = f"{option}: must not be empty. Omit the option to list environments with any value."
    assert [str(problem) for problem in caught.value.problems] == [text]


def test_a_list_of_another_worker_is_not_used_from_the_cache():
    others = (
        {},
        {"client_id": identifier("other")},
        {"region": "NA"},
        {"access_token": TOKEN},
        {"access_token": "two"},
    )
    sources = [environments.source_of(environments.settings({**CONNECTION, **one}, {})[1]) for one in others]
    assert all(sources.count(source) == 1 for source in sources)
    assert not any(secret in json.dumps(sources) for secret in (TOKEN, CLIENT_SECRET))


def test_problems_are_reported_together():
    with pytest.raises(InvalidInput) as caught:
        environments.settings(
            {"regoin": "EU", "types": ["prod"], "environment_id": "x", "session": "y", "strict": True},
            {},
            [Problem("client_secret", "cannot be templated")],
        )
    assert [problem.option for problem in caught.value.problems] == [
        *("client_secret", "regoin", "types[0]", "environment_id", "session"),
        *("auth_environment_id", "region"),
    ]


def test_values_that_ansible_evaluates_are_not_judged():
    own = settings(compose={"a": "b"}, keyed_groups=[{"key": "x"}], cache=True, plugin="any")
    assert set(own) == set(environments.OWN_OPTIONS)
