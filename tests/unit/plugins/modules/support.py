# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Helpers for the tests of the documentation."""

from __future__ import annotations

import ast
import glob
import importlib
import os
import re

import yaml

ROOT = os.path.join(os.path.dirname(__file__), *[os.pardir] * 4)
MODULES = sorted(os.path.basename(path)[:-3] for path in glob.glob(os.path.join(ROOT, "plugins", "modules", "*.py")))


def text_of(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def constant(source, name):
    """The value of a text constant anywhere in a source, parsed as YAML."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == name for target in node.targets):
            return yaml.safe_load(ast.literal_eval(node.value))
    raise AssertionError(f"no {name}")


def source_of(module):
    return text_of("plugins", "modules", f"{module}.py")


def task_of(module):
    found = re.search(r"\.module_utils\.(_tasks\.[\w.]+) import TASK", source_of(module))
    base = "ansible_collections.pingone.authorize.plugins.module_utils"
    return importlib.import_module(f"{base}.{found.group(1)}").TASK
