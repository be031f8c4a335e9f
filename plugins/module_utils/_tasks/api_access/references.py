# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Groups and permissions that entries list without C(create: true), so that they must exist."""

from __future__ import annotations

from typing import Iterable

from ..._base.errors import InvalidInput, Problems
from ..._engine.inventory import Inventory, missing_problem
from ..._engine.task import Options
from ..._lookup.group_search import groups_like
from ..._lookup.permission_search import find_permission, permissions_like
from ..._model.objects.application_permission import PERMISSION, permission_key
from ..._model.objects.group import GROUP
from ..group import Group
from .placeholders import add_placeholder
from .section import Section


def missing_problems(inventory: Inventory, listed: Iterable[Section]) -> Problems:
    """The problems of objects that do not exist. The rules that require them do not have further problems."""
    find = {GROUP.noun: _find_group, PERMISSION.noun: _find_permission}
    problems = Problems()
    for section in listed:
        for number, item in enumerate(section.items):
            try:
                find[section.kind.noun](inventory, item.options)
            except InvalidInput as error:
                problems += section.located(section.task.located(number, item.options, error.problems))
                add_placeholder(inventory, section.kind, item.options)
    return problems


def _find_group(inventory: Inventory, options: Options) -> None:
    name = options["name"]
    if Group().find(inventory, options) is None:
        names = [str(item["name"]) for item in groups_like(inventory, name)]
        raise InvalidInput([missing_problem(GROUP.noun, name, "name", names=names)])


def _find_permission(inventory: Inventory, options: Options) -> None:
    key = permission_key(options["application_resource"], options["action"])
    if find_permission(inventory, key, "") is None:
        names = [str(item["name"]) for item in permissions_like(inventory, key)]
        raise InvalidInput([missing_problem(PERMISSION.noun, key, "", names=names)])
