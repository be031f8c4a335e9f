# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Plans all entries in one inventory, in the order in which they are written.

Each draft is projected onto the inventory, so that an object that an earlier step creates, renames, or removes is known
to the later ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Optional, Sequence

from ..._base.errors import InvalidInput, Problem, Problems
from ..._base.text import quoted
from ..._engine.drafts import drafts_of
from ..._engine.inventory import Inventory
from ..._engine.task import Draft, Options
from ..._lookup.resource_users import services_of
from ..._lookup.unlisted_requests import OPTION as UNLISTED
from ..._model.field import Wire
from ..._model.objects.api_service import resource_id
from ..._model.objects.resource import RESOURCE
from . import sections
from .contradictions import contradictions
from .entries import has_access_tests, is_present, warn_of_unlisted
from .placeholders import add_placeholders
from .references import missing_problems
from .section import Section, read_ahead
from .service_search import service_of, with_keys


@dataclass(frozen=True)
class Part:
    """A draft of the plan, the section and the entry that it belongs to, and the number of its stage."""

    draft: Draft
    section: Section
    entry: int
    stage: int


class Planner:
    """Plans the entries of the task.

    ``changed``: the indexes of the entries whose configuration was changed by an earlier round of the task, so that
    their services need a deployment.
    """

    def __init__(self, inventory: Inventory, options: Options, changed: Iterable[int]) -> None:
        self._inventory = inventory
        self._options = options
        self._entries: list[Options] = options["api_services"]
        self._changed = set(changed)
        self._problems = Problems()
        self._preliminary = Problems()
        self._invalid: set[int] = set()
        self._parts: list[Part] = []
        self._stage = 0

    def plan(self) -> list[Part]:
        """The parts of the plan, in stages of one task each, in the order in which they are written.

        :raises InvalidInput: with all problems of all entries.
        """
        self._read_ahead()
        entries = with_keys(self._inventory, self._entries)
        resources = self._resources()
        self._problems += contradictions(self._inventory, self._entries)
        self._problems += self._access_test_problems()
        warn_of_unlisted(self._inventory, entries, self._options[UNLISTED])
        self._add(sections.purged_grants(entries), self._preliminary)
        self._add(sections.lost_grants(entries))
        self._add([sections.external_servers(entries)])
        self._add([sections.groups(entries)])
        self._add([sections.services(entries)])
        entries = with_keys(self._inventory, self._entries)
        self._add(sections.scopes(entries))
        self._add(sections.permissions(entries))
        self._problems += missing_problems(self._inventory, sections.references(entries))
        self._add(sections.operations(entries, self._options[UNLISTED]))
        self._add([sections.deployments(entries, self._options, self._deployable())])
        self._add([sections.applications(entries)])
        self._add(sections.grants(entries))
        self._add([sections.removed_services(entries)])
        self._add(sections.removed_scopes(entries, resources))
        # The scopes to keep are also granted, and those grants are planned when all scopes are known.
        (self._problems or self._preliminary).stop_if_any()
        return self._parts

    def _read_ahead(self) -> None:
        """Read what the items of all entries need concurrently, before they are planned one after the other."""
        entries = [{**entry, "api_service": entry["id"] or entry["name"]} for entry in self._entries]
        present = {index: False for index, entry in enumerate(entries) if is_present(entry)}
        planned = (
            sections.scopes(entries),
            sections.permissions(entries),
            sections.operations(entries, self._options[UNLISTED]),
            [sections.deployments(entries, self._options, present)],
            [*sections.purged_grants(entries), *sections.lost_grants(entries), *sections.grants(entries)],
        )
        self._inventory.read_batches_ahead(*(read_ahead(self._inventory, list(one)) for one in planned))

    def _access_test_problems(self) -> list[Problem]:
        """The problems of access tests, which are played after everything else."""
        if not has_access_tests(self._options):
            return []
        from .access_tests import connection_problems  # pylint: disable=import-outside-toplevel

        return connection_problems(self._inventory, self._options)

    def _add(self, planned: Iterable[Section], problems: Optional[Problems] = None) -> None:
        """Plan the sections of the next stage, and collect their problems."""
        self._stage += 1
        collected = self._problems if problems is None else problems
        for section in planned:
            if not section.items and not section.top:
                continue
            try:
                drafts = drafts_of(self._inventory, section.task, section.options, section.listed)
            except InvalidInput as error:
                collected += section.located(error.problems)
                self._invalid.update([item.entry for item in section.items] or [section.entry])
                add_placeholders(self._inventory, section)
            else:
                for number, draft in enumerate(drafts):
                    self._parts.append(Part(draft, section, section.entry_of(number), self._stage))

    def _deployable(self) -> dict[int, bool]:
        """The valid present entries, with whether their services change."""
        changed = self._changed | changed_entries(self._parts)
        return {
            index: index in changed
            for index, entry in enumerate(self._entries)
            if is_present(entry) and index not in self._invalid
        }

    def _resources(self) -> dict[int, str]:
        """The resource of the service of each entry that should be absent. It is where the scopes are removed."""
        found = {}
        for index, entry in enumerate(self._entries):
            if is_present(entry):
                continue
            service = service_of(self._inventory, entry)
            current = resource_id(service) if service else None
            found[index] = str(current or entry["resource"] or self._unused_resource(entry["name"]))
            if service and entry["resource"] and not entry["delete_resource"]:
                self._problems += _resource_problems(self._inventory, f"api_services[{index}]", entry, service)
        return found

    def _unused_resource(self, name: str) -> str:
        """The name of the resource that a removed service has left; empty if another service uses this resource."""
        named = [item for item in self._inventory.list(RESOURCE) if item["name"] == name]
        return "" if any(services_of(self._inventory, item) for item in named) else name


def _resource_problems(inventory: Inventory, place: str, entry: Options, service: Wire) -> list[Problem]:
    """The resource of an entry to remove must be that of its service, because scopes are removed from it."""
    named: Optional[Wire] = None
    with Problems().collecting():
        named = inventory.find(RESOURCE, entry["resource"], "resource")
    linked = next((item for item in inventory.list(RESOURCE) if item["id"] == resource_id(service)), None)
    if named and named is linked:
        return []
    uses = quoted(linked["name"]) if linked else "no resource"
    text = f"for API service {quoted(entry['name'])}: the service uses {uses}. Omit the option, or correct it."
    return [Problem(f"{place}.resource", text)]


def changed_entries(parts: Sequence[Part]) -> set[int]:
    """The indexes of the entries whose configuration changes, so that their services need a deployment."""
    return {part.entry for part in parts if part.section.requires_deployment and part.draft.plan.changed}
