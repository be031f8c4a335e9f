# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure how much code a reader meets and a task ships: frames of a write, import closures, lines of an object."""

from __future__ import annotations

import ast
import json
import statistics
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tools import environments
from tools.environments import Environment
from tools.paths import ROOT
from tools.runs import scratch
from tools.screen import say, show, table

PREFIX = "ansible_collections.pingone.authorize.plugins.module_utils."
PACKAGE = Path("ansible_collections/pingone/authorize")
PROBE = Path(__file__).with_name("structure_probe.py")
IMPORTS = 15
"""How often each import is measured; the median counts."""
MODULES = ("pingone_scope", "pingone_group")
OBJECT = "group"
"""The simple object whose lines are counted."""


def structure(root: Path = ROOT) -> int:
    """Print the measures of a checkout."""
    ansible = environments.ensure("ansible")["ansible"]
    rows: list[tuple[str, ...]] = [("module", "files shipped", "lines shipped", "import, ms")]
    with scratch() as folder:
        for module in MODULES:
            files = closure(root, root / "plugins" / "modules" / f"{module}.py")
            archive = _archive(root, [root / "plugins" / "modules" / f"{module}.py", *files], folder / f"{module}.zip")
            milliseconds = 1000 * statistics.median(
                float(_probe(ansible, archive, "import", module)) for _number in range(IMPORTS)
            )
            rows.append((module, str(len(files)), str(sum(map(_lines, files))), f"{milliseconds:.0f}"))
        everything = _archive(root, sorted((root / "plugins").rglob("*.py")), folder / "everything.zip")
        frames = json.loads(_probe(ansible, everything, "frames"))
    show(table(rows))
    passed = {file for file, _name in frames}
    say(f"one scope creation, from main() to the HTTP library: {len(frames)} frames in {len(passed)} files")
    for file, name in frames:
        show(f"  {name:28} {file}\n")
    named = sorted((root / "plugins").rglob(f"*{OBJECT}.py"))
    own = [path for path in named if path.stem in (OBJECT, f"pingone_{OBJECT}")]
    say(f"the object {OBJECT}: {sum(map(_lines, own))} lines in {len(own)} files")
    for path in own:
        show(f"  {_lines(path):4} {path.relative_to(root)}\n")
    return 0


def closure(root: Path, module: Path) -> list[Path]:
    """The files of module_utils that a module imports, directly or not, which Ansible ships with every task."""
    found: set[Path] = set()
    pending = [module]
    while pending:
        for path in _imported(root, pending.pop()):
            if path not in found:
                found.add(path)
                pending.append(path)
    return sorted(found)


def _imported(root: Path, path: Path) -> Iterator[Path]:
    """The files of module_utils that a file imports."""
    base = root / "plugins" / "module_utils"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        name = node.module or ""
        if node.level:
            folder = path.parents[node.level - 1]
        elif name.startswith(PREFIX):
            folder, name = base, name.removeprefix(PREFIX)
        else:
            continue
        target = folder.joinpath(*name.split(".")) if name else folder
        candidates = [target, *(target / alias.name for alias in node.names)]
        yield from (file for one in candidates if (file := one.with_suffix(".py")).is_file())


def _archive(root: Path, files: list[Path], archive: Path) -> Path:
    """An archive of some files, from which Python can import them, as Ansible sends them."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        folders = {parent for path in files for parent in (PACKAGE / path.relative_to(root)).parents}
        for folder in sorted(folders - {Path()}):
            packed.writestr(f"{folder}/__init__.py", "")
        for path in files:
            packed.write(path, PACKAGE / path.relative_to(root))
    return archive


def _probe(ansible: Environment, archive: Path, *arguments: str) -> str:
    command: list[str | Path] = [ansible.python, "-B", PROBE, *arguments]
    variables = ansible.variables(PYTHONPATH=archive)
    run = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    return run.stdout


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
