# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run of the tests is made of: parts, their jobs, and the place where they work."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tools import collection
from tools.environments import Environment
from tools.pins import Core
from tools.reports import Tally

Made = TypeVar("Made")


@dataclass(frozen=True)
class Job:
    """A piece of a part that can run beside others; log is shown when it fails."""

    name: str
    run: Callable[[], Tally]
    log: Path | None


@dataclass(frozen=True)
class Workplace:
    """What the jobs of a run share: environments, an empty folder, and which cases were asked for (none: all).

    An environment is known by the name that its part gave it, for instance "lint" or "ansible@2.16".
    """

    environments: dict[str, Environment]
    folder: Path
    only: str = ""
    _made: dict[str, Any] = field(default_factory=dict)
    _locks: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Make something that several jobs use; whoever comes first makes it, and the others wait for it."""
        with self._locks[name]:
            if name not in self._made:
                self._made[name] = make()
            made: Made = self._made[name]
            return made

    def source(self) -> Path:
        """A copy of the tracked files as a checkout of its own, for all who only read it."""
        return self.once("source", lambda: collection.copy(self.folder / "source"))

    def artifact(self) -> Path:
        """The built artifact."""
        ansible, folder = self.environments["ansible"], self.folder / "artifact"
        return self.once("artifact", lambda: collection.build(ansible, self.source(), folder))

    def collections(self) -> Path:
        """A collections path that holds the installed artifact and nothing else; not to be changed."""
        ansible, base = self.environments["ansible"], self.folder / "collections"
        return self.once("collections", lambda: collection.install(ansible, self.artifact(), base))


@dataclass(frozen=True)
class Part:
    """A part of the test run, with a make target of its own.

    environments: what it works in. cores: the releases of ansible-core for each of which it wants one more.
    """

    name: str
    environments: tuple[str, ...]
    jobs: Callable[[Workplace], list[Job]]
    cores: Callable[[], list[Core]] = list
