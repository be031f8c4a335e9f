# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: do not use it from elsewhere.

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_service:
    description:
      - Name or ID of the API service whose resource is meant. It must be a service with PingOne SSO.
      - Exactly one of O(api_service) and O(resource) is required.
    type: str
  resource:
    description:
      - Name or ID of the resource itself.
    type: str
  expected_resource:
    description:
      - Name or ID of the resource that the run links to O(api_service), if that is not the service's resource yet.
        Check mode then predicts what happens to this resource.
    type: str
"""
