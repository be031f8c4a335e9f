# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the object families together into one application."""

from __future__ import annotations

from . import clients, control, page, sideband, subjects, tokens
from .emulator import Emulator
from .objects import (
    activities,
    api_operations,
    api_services,
    application_permissions,
    applications,
    decision_endpoints,
    deployments,
    environments,
    external_oauth_servers,
    flow_policies,
    gateways,
    grants,
    groups,
    organizations,
    populations,
    resource_attributes,
    resources,
    role_assignments,
    roles,
    schemas,
    scopes,
    sign_on_policies,
)
from .wire import Wire

FAMILIES = (
    activities,
    api_operations,
    api_services,
    application_permissions,
    applications,
    decision_endpoints,
    deployments,
    environments,
    external_oauth_servers,
    flow_policies,
    gateways,
    grants,
    groups,
    organizations,
    populations,
    resource_attributes,
    resources,
    role_assignments,
    roles,
    schemas,
    scopes,
    sign_on_policies,
    tokens,
    sideband,
    subjects,
    control,
    clients,
    page,
)


def build(emulator: Emulator, prefix: str = "") -> Wire:
    """The ASGI application for that emulator; ``prefix`` is a path that clients may put before ``/v1``."""
    return Wire([family.router for family in FAMILIES], emulator, prefix)
