# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects of AWX, as far as the kit in ``extensions/awx`` creates them, with AWX's rules for them."""

from __future__ import annotations

import copy
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.system.awx.rules import (
    ENCRYPTED,
    Refused,
    check_credential,
    check_credential_type,
    check_rrule,
    secret_fields,
)
from tests.system.awx.surveys import answer_errors, check_survey

Item = dict[str, Any]
# Lines by which AWX recognizes a playbook, and folders in which it does not look for any.
PLAYBOOK = re.compile(r"^\s*?-?\s*?(?:hosts|(?:ansible\.builtin\.)?import_playbook):")
NO_PLAYBOOKS = ("roles", "tasks", "group_vars", "host_vars")


@dataclass(frozen=True)
class Kind:
    """A type of object: its name in messages, its properties with their defaults, and the objects it refers to."""

    type: str
    fields: Item
    references: dict[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ("name",)
    unique: tuple[str, ...] = ("name", "organization")


_ASKED = ("job_type", "diff_mode", "inventory", "limit", "variables", "credential", "job_slice_count", "verbosity")
KINDS = {
    "organizations": Kind("organization", {"name": "", "description": ""}, unique=("name",)),
    "credential_types": Kind(
        "credential_type",
        {"name": "", "description": "", "kind": "", "managed": False, "inputs": {}, "injectors": {}},
        unique=("name", "kind"),
    ),
    "credentials": Kind(
        "credential",
        {"name": "", "description": "", "organization": None, "credential_type": None, "inputs": {}},
        {"organization": "organizations", "credential_type": "credential_types"},
        ("name", "credential_type", "organization"),
        ("name", "organization", "credential_type"),
    ),
    "execution_environments": Kind(
        "execution_environment",
        {"name": "", "description": "", "organization": None, "image": "", "credential": None, "pull": ""},
        {"organization": "organizations", "credential": "credentials"},
        ("name", "image"),
        ("name",),
    ),
    "projects": Kind(
        "project",
        {
            **{"name": "", "description": "", "organization": None, "scm_type": "", "scm_url": "", "scm_branch": ""},
            **{"scm_revision": "", "scm_update_on_launch": False, "allow_override": False, "default_environment": None},
        },
        {"organization": "organizations", "default_environment": "execution_environments"},
    ),
    "inventories": Kind(
        "inventory",
        {"name": "", "description": "", "organization": None, "kind": "", "host_filter": None, "variables": ""},
        {"organization": "organizations"},
        ("name", "organization"),
    ),
    "hosts": Kind(
        "host",
        {"name": "", "description": "", "inventory": None, "enabled": True, "variables": ""},
        {"inventory": "inventories"},
        ("name", "inventory"),
        ("name", "inventory"),
    ),
    "inventory_sources": Kind(
        "inventory_source",
        {
            **{"name": "", "description": "", "inventory": None, "source": "", "source_path": "", "source_vars": ""},
            **{"source_project": None, "credential": None, "execution_environment": None, "overwrite": False},
            **{"overwrite_vars": False, "update_on_launch": False, "update_cache_timeout": 0},
        },
        {
            **{"inventory": "inventories", "source_project": "projects", "credential": "credentials"},
            "execution_environment": "execution_environments",
        },
        ("name", "inventory"),
        ("name", "inventory"),
    ),
    "job_templates": Kind(
        "job_template",
        {
            **{"name": "", "description": "", "organization": None, "project": None, "playbook": "", "forks": 0},
            **{"inventory": None, "execution_environment": None, "job_type": "run", "extra_vars": "", "limit": ""},
            **{"survey_enabled": False, "job_slice_count": 1, "allow_simultaneous": False, "diff_mode": False},
            **{f"ask_{name}_on_launch": False for name in _ASKED},
        },
        {
            **{"organization": "organizations", "project": "projects", "inventory": "inventories"},
            "execution_environment": "execution_environments",
        },
    ),
    "schedules": Kind(
        "schedule",
        {
            **{"name": "", "description": "", "unified_job_template": None, "rrule": "", "enabled": True},
            "extra_data": {},
        },
        {"unified_job_template": "job_templates"},
        ("name", "unified_job_template", "rrule"),
        ("name", "unified_job_template"),
    ),
}


class Store:
    """All objects; ``projects`` are folders by the URL from which AWX would clone them."""

    def __init__(self, projects: dict[str, Path]) -> None:
        self.projects = projects
        self.items: dict[str, dict[int, Item]] = {endpoint: {} for endpoint in KINDS}
        self.surveys: dict[int, Item] = {}
        self.credentials: dict[int, list[int]] = {}
        self._next = 1
        self._checks: dict[str, Callable[[Item, Item | None], None]] = {
            "credential_types": self._check_credential_type,
            "credentials": self._check_credential,
            "projects": self._check_project,
            "job_templates": self._check_job_template,
            "inventory_sources": self._check_inventory_source,
            "schedules": self._check_schedule,
        }
        self.create("organizations", {"name": "Default"})

    def create(self, endpoint: str, body: Item) -> Item:
        """Create an object and return it."""
        kind = KINDS[endpoint]
        absent = [key for key in kind.required if body.get(key) in (None, "")]
        if absent:
            raise Refused({key: ["This field is required."] for key in absent})
        item = {**copy.deepcopy(kind.fields), **{key: body[key] for key in kind.fields if key in body}}
        self._check(endpoint, item, None)
        item["id"], self._next = self._next, self._next + 1
        self.items[endpoint][item["id"]] = item
        return item

    def update(self, endpoint: str, number: int, body: Item) -> Item:
        """Change an object and return it."""
        before = self.items[endpoint][number]
        item = {**before, **{key: body[key] for key in KINDS[endpoint].fields if key in body}}
        self._check(endpoint, item, before)
        self.items[endpoint][number] = item
        return item

    def _check(self, endpoint: str, item: Item, before: Item | None) -> None:
        kind = KINDS[endpoint]
        for key, target in kind.references.items():
            if item[key] is not None and item[key] not in self.items[target]:
                raise Refused({key: [f'Invalid pk "{item[key]}" - object does not exist.']})
        for other in self.items[endpoint].values():
            if other is not before and all(other[key] == item[key] for key in kind.unique):
                raise Refused({"__all__": [f"{kind.type} with this {' and '.join(kind.unique)} already exists."]})
        if endpoint in self._checks:
            self._checks[endpoint](item, before)

    def _check_credential_type(self, item: Item, before: Item | None) -> None:
        item["inputs"] = copy.deepcopy(item["inputs"])
        check_credential_type(item["kind"], item["inputs"], item["injectors"])
        used = before and any(one["credential_type"] == before["id"] for one in self.items["credentials"].values())
        if used and before and item["inputs"] != before["inputs"]:
            text = "Modifications to inputs are not allowed for credential types that are in use"
            raise Refused({"detail": text}, 403)

    def _check_credential(self, item: Item, before: Item | None) -> None:
        types = self.items["credential_types"][item["credential_type"]]["inputs"]
        for name in secret_fields(types):
            if item["inputs"].get(name) == ENCRYPTED:
                if before is None:
                    raise Refused({"inputs": ["$encrypted$ is a reserved keyword"]})
                item["inputs"] = {**item["inputs"], name: before["inputs"][name]}
        check_credential(item["inputs"], types)

    def _check_project(self, item: Item, before: Item | None) -> None:
        item["scm_revision"] = secrets.token_hex(20) if item["scm_url"] in self.projects else ""

    def _check_job_template(self, item: Item, before: Item | None) -> None:
        if item["project"] is None:
            raise Refused({"project": ["This field is required."]})
        if not item["playbook"]:
            raise Refused({"playbook": ["Must select playbook for project."]})
        if item["playbook"] not in self.playbooks(item["project"]):
            raise Refused({"playbook": ["Playbook not found for project."]})
        if item["inventory"] is None and not item["ask_inventory_on_launch"]:
            text = "You must either set a default value or ask to prompt on launch."
            raise Refused({"inventory": [text]})
        if item["extra_vars"] and not isinstance(json.loads(item["extra_vars"]), dict):
            raise Refused({"extra_vars": ["Cannot parse as a dictionary."]})

    def _check_inventory_source(self, item: Item, before: Item | None) -> None:
        if item["source"] == "scm" and (item["source_project"] is None or not item["source_path"]):
            raise Refused({"source_project": ["Project required for scm type sources."]})
        if item["source_vars"]:
            json.loads(item["source_vars"])

    def _check_schedule(self, item: Item, before: Item | None) -> None:
        check_rrule(item["rrule"])
        survey = self.surveys.get(item["unified_job_template"], {})
        errors = answer_errors(survey, item["extra_data"])
        unknown = item["extra_data"].keys() - {question["variable"] for question in survey.get("spec", [])}
        if errors:
            raise Refused({"variables_needed_to_start": errors})
        if unknown:
            raise Refused({"extra_vars": [f"Variables {', '.join(sorted(unknown))} are not allowed on launch."]})

    def playbooks(self, project: int) -> list[str]:
        """The playbooks of a project, by their paths in it."""
        folder = self.projects.get(self.items["projects"][project]["scm_url"])
        if folder is None:
            return []
        found = []
        for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
            parts = path.relative_to(folder).parts
            if any(part in NO_PLAYBOOKS or part.startswith(".") for part in parts):
                continue
            if any(PLAYBOOK.match(line) for line in path.read_text(encoding="utf-8").splitlines()):
                found.append("/".join(parts))
        return found

    def associate(self, template: int, credential: int, remove: bool) -> None:
        """Add a credential to a job template, or remove it."""
        listed = self.credentials.setdefault(template, [])
        if remove:
            listed.remove(credential)
            return
        added = self.items["credentials"].get(credential)
        if added is None:
            raise Refused({"error": "Not found."}, 404)
        kinds = [self.items["credentials"][one]["credential_type"] for one in listed]
        if added["credential_type"] in kinds:
            raise Refused({"error": "Cannot assign multiple credentials of the same type."})
        listed.append(credential)

    def set_survey(self, template: int, survey: Item) -> None:
        """Replace the survey of a job template."""
        check_survey(survey)
        self.surveys[template] = survey

    def named(self, endpoint: str, name: str) -> Item:
        """The object of this name."""
        (found,) = [item for item in self.items[endpoint].values() if item["name"] == name]
        return found
