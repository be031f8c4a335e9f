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
      - Name or ID of the API service that uses the resource. It must be an API service with PingOne SSO.
      - Exactly one of O(api_service) and O(resource) is required.
    type: str
  resource:
    description:
      - Name or ID of the resource.
    type: str
  expected_resource:
    description:
      - Name or ID of the resource that this run links to O(api_service), if the API service does not use it yet. Check
        mode then predicts the changes for this resource.
    type: str
"""
