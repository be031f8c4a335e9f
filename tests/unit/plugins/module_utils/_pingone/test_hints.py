# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The next step that each failure suggests."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.topic import ANYTHING
from ansible_collections.pingone.authorize.plugins.module_utils._domain.activities import ACTIVITY
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.application import (
    APPLICATION,
    APPLICATION_SECRET,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.application_permission import (
    APPLICATION_RESOURCE,
    PERMISSION,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.deployment import DEPLOYMENT
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.environment import (
    BILL_OF_MATERIALS,
    CAPABILITIES,
    LICENSE,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.external_oauth_server import (
    EXTERNAL_OAUTH_SERVER,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.grant import GRANT
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.group import GROUP
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.operation import OPERATION
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.population import POPULATION
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.role import ROLE_ASSIGNMENT
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import hints
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import declared_kinds

KINDS = list(declared_kinds().values())
NOUNS = [kind.noun for kind in KINDS]
REFUSED = {"id": "1", "code": "ACCESS_FAILED", "details": [{"code": "INSUFFICIENT_PERMISSIONS"}]}


def hint(status, method="GET", about=ANYTHING, body=None, own_token=True, licensed=None):
    return hints.next_step(method, about.permission, status, REFUSED if body is None else body, own_token, licensed)


@pytest.mark.parametrize(
    ("method", "about", "parts"),
    [
        ("GET", API_SERVICE, ("read API services (authz:read:apiServer)", "Environment Admin", "license")),
        ("POST", API_SERVICE, ("create API services (authz:create:apiServer)", "Environment Admin")),
        ("DELETE", API_SERVICE, ("(authz:delete:apiServer)",)),
        ("POST", DEPLOYMENT, ("(authz:deploy:apiServerDeployment)", "Environment Admin")),
        ("GET", DEPLOYMENT, ("(authz:read:apiServerDeployment)",)),
        ("GET", OPERATION, ("read operations of API services (authz:read:apiServer)",)),
        ("GET", BILL_OF_MATERIALS, ("read the bill of materials", "Environment Admin")),
        ("GET", CAPABILITIES, ("read the environment's capabilities", "Environment Admin")),
        ("GET", LICENSE, ("read licenses of the organization", "Environment Admin")),
        ("POST", EXTERNAL_OAUTH_SERVER, ("create external OAuth servers, for example", "Environment Admin", "license")),
        ("DELETE", GROUP, ("delete groups (dir:delete:group)", "Identity Data Admin")),
        ("GET", POPULATION, ("read populations", "Identity Data Admin")),
        ("PUT", RESOURCE, ("update resources (resources:update:resource)",)),
        ("POST", SCOPE, ("create scopes of resources (resources:create:scope)", "Client Application Developer")),
        ("GET", APPLICATION, ("read applications", "Client Application Developer")),
        ("PUT", GRANT, ("update grants of applications (applications:update:grant)",)),
        ("GET", ROLE_ASSIGNMENT, ("permissions:read:applicationRoleAssignments", "Client Application Developer")),
        (
            "GET",
            APPLICATION_SECRET,
            ("read secrets of applications (applications:read:secret)", "Client Application Developer"),
        ),
        ("POST", APPLICATION_RESOURCE, ("create application resources", "Client Application Developer")),
        ("GET", PERMISSION, ("read permissions of application resources",)),
        (
            "GET",
            ACTIVITY,
            ("read activities of the audit log", "Environment Admin or Configuration Read Only"),
        ),
    ],
)
def test_missing_permissions(method, about, parts):
    text = hint(403, method, about)
    for part in (*parts, "new token"):
        assert part in text


@pytest.mark.parametrize("about", [API_SERVICE, OPERATION, DEPLOYMENT])
def test_an_environment_whose_license_is_known(about):
    text = hint(403, about=about, licensed=False)
    assert text.startswith("The license of this environment does not include API access management.")
    assert "role" not in text
    text = hint(403, about=about, licensed=True)
    assert "from the role Environment Admin" in text and "license" not in text


@pytest.mark.parametrize(
    ("about", "status", "body", "matters"),
    [
        (API_SERVICE, 403, REFUSED, True),
        (EXTERNAL_OAUTH_SERVER, 403, REFUSED, True),
        (API_SERVICE, 404, REFUSED, False),
        (API_SERVICE, 403, {"message": "Forbidden"}, False),
        (API_SERVICE, 403, {"code": "ACCESS_FAILED", "details": [{"code": "LICENSE_EXCEEDED"}]}, False),
        (APPLICATION, 403, REFUSED, False),
        (ANYTHING, 403, REFUSED, False),
    ],
)
def test_whether_the_license_may_be_the_reason(about, status, body, matters):
    assert hints.may_be_unlicensed(about.permission, status, body) is matters


def test_a_license_is_mentioned_where_it_matters():
    assert "license" not in hint(403, about=APPLICATION)


@pytest.mark.parametrize("about", KINDS, ids=NOUNS)
def test_the_hint_names_the_roles_of_each_declared_object(about):
    text = hint(403, about=about)
    if about.permission.roles:
        assert f"read {about.permission.of}" in text and " or ".join(about.permission.roles) in text
    else:
        identifier = about.permission.identifier("read")
        with_it = f" with the permission {identifier}" if identifier else ""
        assert text == f"Assign the worker application a role{with_it} for this environment."


def test_a_missing_permission_for_something_else():
    assert hint(403) == "Assign the worker application a role for this environment."


def test_an_exceeded_license():
    body = {"code": "ACCESS_FAILED", "details": [{"code": "LICENSE_EXCEEDED"}]}
    assert "quota" in hint(403, about=API_SERVICE, body=body)


def test_the_answer_of_the_edge():
    text = hint(403, about=API_SERVICE, body={"message": "Invalid key=value pair in Authorization header"})
    assert "edge" in text
    assert "api_url" in text


def test_an_unauthorized_request():
    assert "worker application" in hint(401)
    assert "access_token is expired" in hint(401, own_token=False)


@pytest.mark.parametrize(
    ("status", "part"), [(429, "rate limit"), (415, "media type"), (500, "support"), (503, "support")]
)
def test_other_statuses(status, part):
    assert part in hint(status)


@pytest.mark.parametrize("status", [400, 404, 409])
def test_reasons_that_need_no_hint(status):
    assert hint(status) == ""


@pytest.mark.parametrize(("method", "other"), [("basic", "post"), ("post", "basic")])
def test_another_authentication_method(method, other):
    text = hints.token_refusal(401, "invalid_client", "Request denied: Unsupported authentication method", method)
    assert f"client_auth_method: {other}" in text


@pytest.mark.parametrize(
    ("status", "error", "description", "part"),
    [
        (401, "invalid_client", "whatever", "client_secret is wrong"),
        (403, "access_denied", "", "no roles"),
        (400, "", "Application does not have any role assignments", "no roles"),
        (400, "unauthorized_client", "", "type worker"),
        (503, "", "", "not available"),
        (429, "", "", "not available"),
        (400, "invalid_scope", "", "refused with invalid_scope"),
        (418, "", "", "refused with HTTP status 418"),
    ],
)
def test_refusals_of_the_token_endpoint(status, error, description, part):
    assert part in hints.token_refusal(status, error, description, "basic")


def test_the_description_is_never_shown():
    for error in ("invalid_client", "invalid_scope", "", "access_denied"):
        assert "s3cr3t" not in hints.token_refusal(400, error, "your s3cr3t is wrong", "basic")


def test_correlation_id():
    text = "Request denied: x (Correlation ID: 0D6F7E0B-1111-4222-8333-444455556666)"
    assert hints.correlation_id(text) == "0D6F7E0B-1111-4222-8333-444455556666"
    assert hints.correlation_id("Correlation ID: short") == ""
    assert hints.correlation_id("") == ""
