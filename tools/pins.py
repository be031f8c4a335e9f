# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pinned versions of versions.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tools.errors import ToolError
from tools.paths import ROOT

VERSIONS = ROOT / "tools" / "versions.toml"


@dataclass(frozen=True)
class Core:
    """A release of ansible-core, the interpreters it supports ("3.13"), and versions it needs instead of ours."""

    version: str
    pythons: tuple[str, ...]
    pip: str = ""
    """The release of pip for which ansible-test looks in its cache."""
    overrides: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def series(self) -> str:
        """The release series, for instance "2.21"."""
        return ".".join(self.version.split(".")[:2])


@dataclass(frozen=True)
class Pins:
    """The content of versions.toml."""

    cores: tuple[Core, ...]
    environments: dict[str, dict[str, Any]]
    versions: dict[str, str]
    collections: dict[str, str]
    """The package from which collections for tests are extracted, and its version."""
    go: dict[str, str]
    """Programs in Go, and their versions."""

    @property
    def pythons(self) -> tuple[str, ...]:
        """The interpreters that the pinned releases support, newest first."""
        return tuple(dict.fromkeys(series for core in self.cores for series in core.pythons))

    def core_for(self, python: str) -> Core:
        """The newest ansible-core for an interpreter such as "3.13"."""
        for core in self.cores:
            if python in core.pythons:
                return core
        raise ToolError(f"No pinned ansible-core supports Python {python}.")

    def core(self, series: str) -> Core:
        """The pinned release of a series such as "2.16"."""
        for core in self.cores:
            if core.series == series:
                return core
        raise ToolError(f"ansible-core {series} is not pinned in {VERSIONS.name}.")

    def requirements(self, environment: str) -> list[str]:
        """What is to be installed in an environment, as requirement lines without versions of our own."""
        entry = self.environments[environment]
        lines = list(entry.get("packages", []))
        if "requirements" in entry:
            lines += _requirement_lines(ROOT / str(entry["requirements"]))
        return lines

    def constraints(self, environment: str, core: Core | None = None) -> list[str]:
        """Every pinned version as lines of a constraints file."""
        own = self.environments[environment].get("overrides", {})
        of_core = {**core.overrides, "ansible-core": core.version} if core else {}
        versions = {**self.versions, **of_core, **own}
        return [f"{name}=={version}" for name, version in sorted(versions.items())]


def _requirement_lines(path: Path) -> list[str]:
    """The lines of a requirements file that say something."""
    if not path.is_file():
        raise ToolError(f"{path.relative_to(ROOT)} is missing.")
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


@cache
def pins() -> Pins:
    """The pinned versions, read once."""
    data = tomllib.loads(VERSIONS.read_text(encoding="utf-8"))
    cores = tuple(
        Core(entry["version"], tuple(entry["pythons"]), entry["pip"], dict(entry.get("overrides", {})))
        for entry in data["cores"]
    )
    tables = {name: data[name] for name in ("environments", "versions", "collections", "go")}
    return Pins(cores=cores, **tables)
