# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Application: the client that is granted scopes. Only OpenID Connect applications can be changed."""

from __future__ import annotations

from typing import Any

from ..._base.shape import CODE, FLAG, SECRET, TEXT, Record, Rule
from ..._base.topic import APPLICATION_DEVELOPER, Permission, Topic
from ..field import Field, SetField, Wire
from ..kind import Kind

BUILT_IN_PREFIX = "PING_ONE_"
ADMIN_CONSOLE = "PING_ONE_ADMIN_CONSOLE"
OPENID_CONNECT = "OPENID_CONNECT"
WORKER = "WORKER"

# The choices of options, in PingOne's spelling.
TYPES = {
    "web_app": "WEB_APP",
    "native_app": "NATIVE_APP",
    "single_page_app": "SINGLE_PAGE_APP",
    "service": "SERVICE",
    "worker": WORKER,
}
GRANT_TYPES = {
    "authorization_code": "AUTHORIZATION_CODE",
    "implicit": "IMPLICIT",
    "refresh_token": "REFRESH_TOKEN",
    "client_credentials": "CLIENT_CREDENTIALS",
    "device_code": "DEVICE_CODE",
    "token_exchange": "TOKEN_EXCHANGE",
    "ciba": "CIBA",
}
RESPONSE_TYPES = {"code": "CODE", "token": "TOKEN", "id_token": "ID_TOKEN"}
PKCE = {"optional": "OPTIONAL", "required": "REQUIRED", "s256_required": "S256_REQUIRED"}
AUTH_METHODS = {
    "none": "NONE",
    "client_secret_basic": "CLIENT_SECRET_BASIC",
    "client_secret_post": "CLIENT_SECRET_POST",
    "client_secret_jwt": "CLIENT_SECRET_JWT",
    "private_key_jwt": "PRIVATE_KEY_JWT",
}


class TypeField(Field):
    """The type of an application."""

    def put(self, body: Wire, value: Any) -> None:
        super().put(body, value)
        if self.wire_values.get(value) == WORKER:
            # By default, PingOne assigns all roles of the creator to a new worker.
            body["assignActorRoles"] = False


APPLICATION = Kind(
    noun="application",
    collection="applications",
    permission=Permission(
        of="applications", roles=(APPLICATION_DEVELOPER,), service="applications", resource="application"
    ),
    fields=(
        Field("name", "name"),
        Field("description", "description", clearable=True),
        Field("enabled", "enabled", if_absent=False, initial=True, shape=FLAG),
        TypeField(
            "type",
            "type",
            wire_values=TYPES,
            shape=CODE,
            immutable="PingOne does not allow this after the application is created. If it must change, remove the"
            " application first (state: absent) and create it again.",
        ),
        SetField("grant_types", "grantTypes", wire_values=GRANT_TYPES),
        SetField("response_types", "responseTypes", wire_values=RESPONSE_TYPES),
        SetField("redirect_uris", "redirectUris", means="a URL"),
        SetField("post_logout_redirect_uris", "postLogoutRedirectUris", means="a URL"),
        Field("pkce_enforcement", "pkceEnforcement", wire_values=PKCE, if_absent="optional"),
        Field("token_endpoint_auth_method", "tokenEndpointAuthMethod", wire_values=AUTH_METHODS),
    ),
    constants={"protocol": OPENID_CONNECT},
    extra_keys=(Rule("protocol", CODE), Rule("clientId", TEXT)),
    required=("type", "enabled", "protocol"),
    allows_duplicates=True,
)

# The secret of an application, which has its own path.
APPLICATION_SECRET = Topic(
    Record({"secret": SECRET}, frozenset({"secret"})),
    Permission(of="secrets of applications", roles=(APPLICATION_DEVELOPER,), service="applications", resource="secret"),
)
