# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The next step that each failure suggests."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import hints

REFUSED = {"id": "1", "code": "ACCESS_FAILED", "details": [{"code": "INSUFFICIENT_PERMISSIONS"}]}
BASE = "/v1/environments/E"


def hint(status, method="GET", path=BASE, body=None, own_token=True, licensed=None):
    return hints.next_step(method, path, status, REFUSED if body is None else body, own_token, licensed)


@pytest.mark.parametrize(
    ("method", "path", "parts"),
    [
        ("GET", "/apiServers", ("read apiServer", "authz", "Environment Admin", "license")),
        ("POST", "/apiServers", ("create apiServer", "Environment Admin")),
        ("DELETE", "/apiServers/S", ("delete apiServer",)),
        ("POST", "/apiServers/S/deployment", ("deploy apiServerDeployment", "Environment Admin")),
        ("GET", "/apiServers/S/deployment", ("read apiServerDeployment",)),
        ("GET", "/apiServers/S/operations", ("read apiServer",)),
        ("GET", "/billOfMaterials", ("read the bill of materials", "Environment Admin")),
        ("GET", "/capabilities", ("read the environment's capabilities", "Environment Admin")),
        ("GET", "/licenses/L", ("read licenses of the organization", "Environment Admin")),
        ("POST", "/externalOAuthServers", ("create externalOAuthServer", "authz", "Environment Admin", "license")),
        ("DELETE", "/groups/G", ("delete groups", "Identity Data Admin")),
        ("GET", "/populations", ("read populations", "Identity Data Admin")),
        ("PUT", "/resources/R", ("update resources",)),
        ("POST", "/resources/R/scopes", ("create scopes of resources", "Client Application Developer")),
        ("GET", "/applications", ("read applications", "Client Application Developer")),
        ("PUT", "/applications/A/grants/G", ("update grants of applications",)),
        ("GET", "/applications/A/secret", ("read secrets of applications", "Client Application Developer")),
        ("POST", "/resources/R/applicationResources", ("create application resources", "Client Application Developer")),
        ("GET", "/applicationResources/A/permissions", ("read permissions of application resources",)),
    ],
)
def test_missing_permissions(method, path, parts):
    text = hint(403, method, BASE + path)
    for part in (*parts, "new token"):
        assert part in text


@pytest.mark.parametrize("path", ["/apiServers", "/apiServers/S/operations/O", "/apiServers/S/deployment"])
def test_an_environment_whose_license_is_known(path):
    text = hint(403, path=BASE + path, licensed=False)
    assert text.startswith("The license of this environment does not include API access management.")
    assert "role" not in text
    text = hint(403, path=BASE + path, licensed=True)
    assert "give it the role Environment Admin" in text and "license" not in text


@pytest.mark.parametrize(
    ("path", "status", "body", "matters"),
    [
        ("/apiServers", 403, REFUSED, True),
        ("/externalOAuthServers/X", 403, REFUSED, True),
        ("/apiServers", 404, REFUSED, False),
        ("/apiServers", 403, {"message": "Forbidden"}, False),
        ("/apiServers", 403, {"code": "ACCESS_FAILED", "details": [{"code": "LICENSE_EXCEEDED"}]}, False),
        ("/applications", 403, REFUSED, False),
        ("", 403, REFUSED, False),
    ],
)
def test_whether_the_license_may_be_the_reason(path, status, body, matters):
    assert hints.may_be_unlicensed(BASE + path, status, body) is matters


def test_a_license_is_mentioned_where_it_matters():
    assert "license" not in hint(403, path=f"{BASE}/applications")


def test_a_missing_permission_for_something_else():
    assert "role that covers this environment" in hint(403, path=BASE)


def test_an_exceeded_license():
    body = {"code": "ACCESS_FAILED", "details": [{"code": "LICENSE_EXCEEDED"}]}
    assert "quota" in hint(403, path=f"{BASE}/apiServers", body=body)


def test_the_answer_of_the_edge():
    text = hint(403, path=f"{BASE}/apiServers", body={"message": "Invalid key=value pair in Authorization header"})
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
