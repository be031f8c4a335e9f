# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each module needs for each state, proven by taking each permission away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tools.errors import ToolError
from tools.permissions.laboratory import Laboratory, Run, Trial
from tools.permissions.table import ALWAYS, DEPENDING, OPTIONAL, UNDOCUMENTED, WORDS

Key = tuple[str, str]


@dataclass
class Needs:
    """The permissions of a module for a state.

    required: without which a task fails, and which task. optional: without which no task fails, and what the task
    says then. tasks: whether each task changes nothing, and what its requests were checked for.
    """

    required: dict[str, str] = field(default_factory=dict)
    optional: dict[str, str] = field(default_factory=dict)
    tasks: list[tuple[bool, set[str]]] = field(default_factory=list)

    def kinds(self) -> dict[str, list[str]]:
        """The permissions by how much they are needed: always by a task that changes something, if any does."""
        changing = [needed for steady, needed in self.tasks if not steady]
        always = set.intersection(*(changing or [needed for _steady, needed in self.tasks]))
        return {
            ALWAYS: sorted(one for one in self.required if one in always),
            DEPENDING: sorted(one for one in self.required if one not in always),
            OPTIONAL: sorted(self.optional),
        }


def measure(laboratory: Laboratory, modules: Iterable[str]) -> dict[Key, Needs]:
    """The needs of modules by module and state.

    :raises ToolError: if a task fails with exactly what it needs, or if a failure does not name what is missing.
    """
    found: dict[Key, Needs] = {}
    for module in modules:
        for trial in laboratory.trials(module):
            needs = found.setdefault((module, trial.row.state), Needs())
            for permission in trial.needed:
                if permission not in needs.required:
                    _take_away(laboratory, trial, permission, needs)
            needs.tasks.append((trial.steady, set(trial.needed)))
            _suffices(laboratory, trial)
    for needs in found.values():
        needs.optional = {one: text for one, text in needs.optional.items() if one not in needs.required}
    return found


def _suffices(laboratory: Laboratory, trial: Trial) -> None:
    """Run a task in check mode with those of its permissions that only read, and then with exactly its permissions."""
    reading = [one for one in trial.needed if one.split(":")[1] == "read"]
    check = laboratory.play(trial.row, reading, check=True)
    exact = laboratory.play(trial.row, trial.needed)
    for run, what in (
        (trial.run, "all permissions"),
        (exact, "what it needs"),
        (check, "what it reads, in check mode"),
    ):
        if run.failed:
            raise ToolError(f"{trial.row} fails with {what}: {run.message}")
    if set(exact.checked) != set(trial.run.checked):
        raise ToolError(f"{trial.row} sends other requests with exactly what it needs")


def _take_away(laboratory: Laboratory, trial: Trial, permission: str, needs: Needs) -> None:
    run = laboratory.play(trial.row, [one for one in trial.needed if one != permission])
    if not run.failed:
        needs.optional.setdefault(permission, _lost(run, trial.run))
    elif not names(run.message, permission):
        raise ToolError(f"{trial.row} fails without {permission}, and does not say so: {run.message}")
    else:
        needs.required[permission] = str(trial.row)


def _lost(run: Run, complete: Run) -> str:
    """The first warning that is due to a missing permission."""
    return next((one for one in run.warnings if one not in complete.warnings), "")


def names(message: str, permission: str) -> bool:
    """Whether a message names a permission."""
    service, action, resource = permission.split(":")
    if service == UNDOCUMENTED:
        return any(f"{action} {words}" in message for words in WORDS[resource])
    return permission in message
