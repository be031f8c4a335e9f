# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The version has one truth."""

from __future__ import annotations

import os

import yaml
from ansible_collections.pingone.authorize.plugins.module_utils._base import version as _version

ROOT = os.path.join(os.path.dirname(__file__), *[os.pardir] * 5)


def test_version_is_that_of_galaxy():
    with open(os.path.join(ROOT, "galaxy.yml"), encoding="utf-8") as file:
        galaxy = yaml.safe_load(file)
    assert galaxy["version"] == _version.VERSION
    assert f"{galaxy['namespace']}.{galaxy['name']}" == _version.COLLECTION
