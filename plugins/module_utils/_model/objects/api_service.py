# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""API service: the location of an API, and the issuer of its tokens. In PingOne's API it is called apiServers."""

from __future__ import annotations

from typing import Iterable, Union

from ..._base.shape import CODE, FLAG
from ..._base.topic import ENVIRONMENT_ADMIN, Permission
from ..field import Field, Ref, ReferenceField, SetField, Wire, get_key
from ..kind import Kind
from ..values import CLEARED_BY_LIST

PINGONE_SSO, EXTERNAL = "pingone_sso", "external"


def _required_keys(service: Wire) -> Iterable[str]:
    """A service with PingOne SSO always has a resource."""
    issuer = get_key(service, "authorizationServer.type")
    return ("authorizationServer.resource.id",) if issuer in (None, "PINGONE_SSO") else ()


API_SERVICE = Kind(
    noun="API service",
    rank=2,
    collection="apiServers",
    permission=Permission(
        of="API services", roles=(ENVIRONMENT_ADMIN,), api_access=True, service="authz", resource="apiServer"
    ),
    fields=(
        Field("name", "name"),
        SetField("base_urls", "baseUrls", means="a URL"),
        Field(
            "token_source",
            "authorizationServer.type",
            wire_values={PINGONE_SSO: "PINGONE_SSO", EXTERNAL: "EXTERNAL"},
            mirrors=("directory.type",),
            if_absent=PINGONE_SSO,
            shape=CODE,
        ),
        ReferenceField("resource", "authorizationServer.resource"),
        ReferenceField(
            "external_oauth_server",
            "authorizationServer.externalOAuthServer",
            clearable=True,
            blank=CLEARED_BY_LIST,
        ),
        Field(
            "external_audience",
            "authorizationServer.externalOAuthServer.audience",
            clearable=True,
            blank=CLEARED_BY_LIST,
        ),
        Field("custom_policies", "accessControl.custom.enabled", if_absent=False, shape=FLAG),
    ),
    generated=("policy",),
    required=("baseUrls",),
    required_if=_required_keys,
)


def resource_id(service: Wire) -> Union[str, Ref]:
    """The ID of the resource of a service; empty with external tokens."""
    return get_key(service, "authorizationServer.resource.id") or ""


def is_external(service: Wire) -> bool:
    """Whether a third party issues the tokens."""
    return bool(get_key(service, "authorizationServer.type") == "EXTERNAL")


def has_custom_policies(service: Wire) -> bool:
    """Whether a service has a policy tree."""
    return bool(get_key(service, "accessControl.custom.enabled"))
