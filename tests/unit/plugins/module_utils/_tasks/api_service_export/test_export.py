# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is exported of API services, and what is reported as not expressed."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._domain.deny_operation import GROUP_NAME, NAME
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.api_service_export.task import TASK
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import FakeClient, ask, identifier

RESOURCE, LOST = identifier("resource"), identifier("lost")
GONE = "(no longer exists)"


@pytest.fixture
def fake():
    client = FakeClient()
    client.objects[()] = {"id": identifier("environment"), "name": "Customers"}
    client.add("resources", name="Orders API", type="CUSTOM", id=RESOURCE, audience="Orders API")
    for name in ("orders-write", "orders-read"):
        client.add("resources", RESOURCE, "scopes", name=name)
    linked = {"type": "PINGONE_SSO", "resource": {"id": RESOURCE}}
    client.add("apiServers", name="Orders API", baseUrls=["https://b.example", "https://a.example"])
    client.lists[("apiServers",)][0]["authorizationServer"] = linked
    return client


def service_id(fake):
    return fake.lists[("apiServers",)][0]["id"]


def scope(fake, name):
    return {"id": next(item["id"] for item in fake.lists[("resources", RESOURCE, "scopes")] if item["name"] == name)}


def operation(fake, name="Read", paths=(("/read", "EXACT"),), methods=("GET",), **rules):
    wires = [{"pattern": pattern, "type": kind} for pattern, kind in paths]
    place = ("apiServers", service_id(fake), "operations")
    return fake.add(*place, name=name, paths=wires, methods=list(methods), accessControl=rules)


def exported(fake, **options):
    return ask(TASK, fake, **options)[0]


def entry(fake, **options):
    return exported(fake, **options)["api_services"][0]


def missing(fake, **options):
    """What is not expressed: the object, its reason, and whether the entry is rejected."""
    found = exported(fake, **options)["not_expressed"]
    return [(item["object"], item["reason"], item["rejected"]) for item in found]


def test_a_service_without_anything_special(fake):
    assert exported(fake)["api_services"] == [
        {
            "name": "Orders API",
            "base_urls": ["https://a.example", "https://b.example"],
            "scopes": [{"name": "orders-read"}, {"name": "orders-write"}],
            "unlisted_requests": "allow",
        }
    ]
    assert exported(fake)["not_expressed"] == []
    assert not any(exported(fake)["references"].values())


def test_nothing_is_exported_if_the_list_of_names_is_empty(fake):
    assert exported(fake, names=[])["api_services"] == []
    assert ("applications",) not in fake.reads


def test_all_names_that_do_not_exist_are_reported_together(fake):
    with pytest.raises(InvalidInput) as caught:
        exported(fake, names=["Order API"], grants_of=["Web"])
    assert [problem.option for problem in caught.value.problems] == ["names[0]", "grants_of[0]"]


@pytest.mark.parametrize(
    ("pattern", "kind", "expected"),
    [
        ("/orders", "EXACT", {"pattern": "/orders"}),
        ("/orders/{id}", "PARAMETER", {"pattern": "/orders/{id}"}),
        ("/orders/{id}", "EXACT", {"pattern": "/orders/{id}", "literal": True}),
        ("/orders/\\*", "EXACT", {"pattern": "/orders/\\*", "literal": True}),
        ("/users/:id", "EXACT", {"pattern": "/users/:id", "literal": True}),
    ],
)
def test_a_path_has_a_type_only_if_it_cannot_be_inferred(fake, pattern, kind, expected):
    operation(fake, paths=[(pattern, kind)])
    assert entry(fake)["operations"][0]["paths"] == [expected]
    assert missing(fake) == []


def test_a_path_that_the_role_rejects_is_reported(fake):
    operation(fake, paths=[("/orders", "PARAMETER")])
    ((what, reason, rejected),) = missing(fake)
    assert entry(fake)["operations"][0]["paths"] == [{"pattern": "/orders", "type": "parameter"}]
    assert (what, rejected) == ('operation "Read"', True)
    assert "which type: parameter requires" in reason


def test_every_method_is_an_empty_list(fake):
    operation(fake, methods=())
    assert entry(fake)["operations"][0]["methods"] == []


def test_a_method_in_lower_case_is_rejected_when_it_is_applied(fake):
    operation(fake, methods=("get", "POST"))
    assert entry(fake)["operations"][0]["methods"] == ["POST", "(stored as get)"]
    ((what, reason, rejected),) = missing(fake)
    assert (what, rejected) == ('operation "Read"', True)
    assert 'the method "get"' in reason


@pytest.mark.parametrize(
    ("rules", "access"),
    [
        ({"group": {"groups": [{"id": LOST}]}}, {"groups": [GONE]}),
        ({"scope": {"matchType": "ANY", "scopes": [{"id": LOST}]}}, {"scopes": [GONE]}),
        ({"permission": {"id": LOST}}, {"permission": GONE}),
        ({"authentication": {"acrs": [{"id": LOST, "type": "PINGONE"}]}}, {"authentication": {"policies": [GONE]}}),
    ],
)
@pytest.mark.parametrize("create", [False, True])
def test_a_rule_that_refers_to_nothing_is_kept_with_a_name_that_is_rejected(fake, rules, access, create):
    operation(fake, **rules)
    found = exported(fake, create_references=create)
    assert found["api_services"][0]["operations"][0]["access"] == access
    assert set(found["api_services"][0]) & {"groups", "permissions"} == set()
    assert not any(found["references"].values())
    ((what, _reason, rejected),) = missing(fake)
    assert (what, rejected) == ('operation "Read"', True)


def test_references_of_every_type(fake):
    group, policy = fake.add("groups", name="Managers"), fake.add("signOnPolicies", name="Strong")
    owner = fake.add("applicationResources", name="desk", parent={"id": RESOURCE})
    permission = fake.add("applicationResources", owner["id"], "permissions", action="refund")
    operation(
        fake,
        group={"groups": [{"id": group["id"]}]},
        scope={"matchType": "ALL", "scopes": [scope(fake, "orders-write"), scope(fake, "orders-read")]},
        permission={"id": permission["id"]},
        authentication={"acrs": [{"id": policy["id"], "type": "PINGONE"}], "maxAge": 300},
    )
    assert entry(fake)["operations"][0]["access"] == {
        "groups": ["Managers"],
        "scopes": ["orders-read", "orders-write"],
        "match": "all",
        "permission": "desk:refund",
        "authentication": {"policies": ["Strong"], "max_age": 300},
    }
    references = exported(fake)["references"]
    assert {key: value for key, value in references.items() if value} == {
        "groups": ["Managers"],
        "permissions": ["desk:refund"],
        "policies": ["Strong"],
    }
    created = exported(fake, create_references=True)
    assert created["api_services"][0]["groups"] == [{"name": "Managers", "create": True}]
    permissions = [{"application_resource": "desk", "action": "refund", "create": True}]
    assert created["api_services"][0]["permissions"] == permissions
    assert {key: value for key, value in created["references"].items() if value} == {"policies": ["Strong"]}


def test_a_permission_of_another_resource_has_to_exist(fake):
    owner = fake.add("applicationResources", name="desk", parent={"id": LOST})
    permission = fake.add("applicationResources", owner["id"], "permissions", action="refund")
    operation(fake, permission={"id": permission["id"]})
    assert exported(fake, create_references=True)["references"]["permissions"] == ["desk:refund"]


def test_unlisted_requests(fake):
    group = fake.add("groups", name=GROUP_NAME)
    rules = {"group": {"groups": [{"id": group["id"]}]}}
    operation(fake, NAME, [("/**", "PARAMETER")], (), **rules)
    assert entry(fake)["unlisted_requests"] == "deny"
    assert "operations" not in entry(fake)
    assert not any(exported(fake, create_references=True)["references"].values())
    operation(fake, "Everything", [("/**", "PARAMETER")])
    assert [(what, rejected) for what, _reason, rejected in missing(fake)] == [('operation "Everything"', True)]


def test_a_changed_operation_for_unlisted_requests_is_rejected_when_it_is_applied(fake):
    operation(fake, NAME, [("/**", "PARAMETER")], ("GET",))
    assert "unlisted_requests" not in entry(fake)
    assert [operation["name"] for operation in entry(fake)["operations"]] == [NAME]
    assert [(what, rejected) for what, _reason, rejected in missing(fake)] == [(f'operation "{NAME}"', True)]


def test_properties_that_are_not_managed(fake):
    found = operation(fake)
    found["note"] = {"secret": "ahem"}
    found["paths"][0]["weight"] = 1
    fake.lists[("apiServers",)][0]["accessControl"] = {"custom": {"enabled": False, "mode": "x"}, "extra": None}
    assert missing(fake) == [
        (
            'API service "Orders API"',
            "has properties that the collection does not manage: accessControl.custom.mode.",
            False,
        ),
        ('operation "Read"', "has properties that the collection does not manage: note, paths.weight.", False),
    ]


def test_the_resource(fake):
    fake.lists[("resources",)][0].update(audience="https://a.example", accessTokenValiditySeconds=600)
    assert entry(fake)["audience"] == "https://a.example"
    ((what, reason, rejected),) = missing(fake)
    assert (what, rejected) == ('resource "Orders API"', False)
    assert "access_token_validity: 600" in reason
    fake.lists[("resources",)][0]["name"] = "Shop"
    assert entry(fake)["resource"] == "Shop"
    assert "audience" not in entry(fake)
    assert exported(fake)["references"]["resources"] == ["Shop"]
    ((what, reason, rejected),) = missing(fake)
    assert (what, rejected) == ('resource "Shop"', False)
    assert 'audience: "https://a.example"' in reason


def test_a_resource_that_does_not_exist(fake):
    fake.lists[("apiServers",)][0]["authorizationServer"]["resource"]["id"] = LOST
    assert entry(fake)["resource"] == GONE
    assert [(what, rejected) for what, _reason, rejected in missing(fake)] == [("resource", True)]


def grant(fake, name, *scopes, **more):
    application = fake.add("applications", name=name, **{"type": "WEB_APP", "protocol": "OPENID_CONNECT", **more})
    entries = [scope(fake, one) if one != LOST else {"id": LOST} for one in scopes]
    fake.add("applications", application["id"], "grants", name=None, resource={"id": RESOURCE}, scopes=entries)


def test_applications(fake):
    grant(fake, "Web", "orders-write", "orders-read", grantTypes=["AUTHORIZATION_CODE"], responseTypes=["CODE"])
    grant(fake, "Legacy", "orders-read", protocol="SAML")
    fake.lists[("applications",)][0]["enabled"] = False
    listed = [{"name": "Legacy", "scopes": ["orders-read"]}, {"name": "Web", "scopes": ["orders-read", "orders-write"]}]
    assert entry(fake)["applications"] == listed
    assert entry(fake, grants_of=["Legacy"])["applications"] == listed[:1]
    assert "applications" not in entry(fake, grants_of=[])
    created = exported(fake, create_references=True)
    assert created["references"]["applications"] == ["Legacy"]
    web = {
        "name": "Web",
        "create": True,
        "enabled": False,
        "type": "web_app",
        "scopes": ["orders-read", "orders-write"],
    }
    assert created["api_services"][0]["applications"] == [listed[0], web]


def test_grants_that_cannot_be_expressed(fake):
    grant(fake, "Twin", "orders-read")
    grant(fake, "Twin", "orders-write")
    grant(fake, "Web", LOST)
    assert "applications" not in entry(fake)
    assert {(what, rejected) for what, _reason, rejected in missing(fake)} == {
        ('application "Twin"', False),
        ('application "Web"', False),
    }


def test_a_flow_policy_with_the_name_of_a_sign_on_policy(fake):
    fake.add("signOnPolicies", name="Strong")
    policy = fake.add("flowPolicies", name="Strong")
    operation(fake, authentication={"acrs": [{"id": policy["id"], "type": "DAVINCI"}]})
    policies = entry(fake)["operations"][0]["access"]["authentication"]["policies"]
    assert policies == ["(DaVinci flow policy) Strong"]
    assert [(what, rejected) for what, _reason, rejected in missing(fake)] == [('operation "Read"', True)]


def external(fake, validation=None, **more):
    server = fake.add("externalOAuthServers", name="Partner", type="EXTERNAL", validation=validation or {})
    linked = {"id": server["id"], "audience": "urn:partner"}
    fake.lists[("apiServers",)][0].update(
        authorizationServer={"type": "EXTERNAL", "externalOAuthServer": linked}, directory={"type": "EXTERNAL"}, **more
    )


def test_external_tokens(fake):
    external(fake, {"type": "JWKS_URL", "jwksUrl": "https://p.example/jwks"})
    assert entry(fake) == {
        "name": "Orders API",
        "base_urls": ["https://a.example", "https://b.example"],
        "token_source": "external",
        "external_oauth_server": {"name": "Partner", "audience": "urn:partner"},
        "custom_policies": False,
    }
    server = entry(fake, create_references=True)["external_oauth_server"]
    assert (server["create"], server["jwks_url"]) == (True, "https://p.example/jwks")


def test_private_keys_are_not_exported(fake):
    keys = '{"keys": [{"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQ"}]}'
    external(fake, {"type": "JWKS", "jwks": keys}, accessControl={"custom": {"enabled": True}})
    found = exported(fake, create_references=True)
    assert "c2VjcmV0" not in str(found)
    assert found["references"]["external_oauth_servers"] == ["Partner"]
    assert [what for what, _reason, _rejected in missing(fake, create_references=True)] == [
        "custom policies",
        'external OAuth server "Partner"',
    ]
