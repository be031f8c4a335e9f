# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that docs/contributing.rst shows, in a copy of the collection, are a module that passes the tests.

These are the tests that every module has to pass: documentation, results, unusual options, a scenario against the
emulator, updates that keep unknown keys, and the examples.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from tools import collection as collections
from tools.paths import ROOT
from tools.transcripts.document import blocks_of

PAGE = ROOT / "docs" / "contributing.rst"
FILES = {block.markers["file"]: block.text + "\n" for block in blocks_of(PAGE) if "file" in block.markers}
PATCHES = {name for name in FILES if name.endswith(".patch")}
NEW = set(FILES) - PATCHES
DECLARATION = "plugins/module_utils/_model/objects/decision_endpoint.py"
TASK = "plugins/module_utils/_tasks/decision_endpoint.py"
MODULE = "plugins/modules/pingone_decision_endpoint.py"
EDITED = {"meta/runtime.yml", "docs/sphinx/index.rst", "README.md"}
LONGEST_TASK = 60
PART = re.compile(r"^\.\. part of: (\S+)\n\n\.\. code-block:: python\n((?:\n|  .*\n)+)", re.MULTILINE)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the collection with the files of the page, and with its patches applied."""
    root = collections.copy(tmp_path_factory.mktemp("example"))
    for name in sorted(NEW):
        path = root / name
        assert not path.exists(), f"{name} exists already: the page needs another example"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[name], encoding="utf-8")
    for name in sorted(PATCHES):
        subprocess.run(["git", "apply", "-"], input=FILES[name], cwd=root, text=True, check=True)
    return root


def run_tests(root: Path, mode: str, *arguments: str, **variables: str) -> None:
    """Run tests of the copy that must pass."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--import-mode={mode}", *arguments]
    finished = subprocess.run(command, cwd=root, env={**os.environ, **variables}, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_three_files_of_the_product_are_new_and_three_others_are_edited(copied: Path) -> None:
    command = ["git", "status", "--porcelain", "--untracked-files=all"]
    lines = subprocess.run(command, cwd=copied, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {line[3:] for line in lines if line[:2] == "??"} == NEW
    assert {line[3:] for line in lines if line[1] == "M"} == EDITED
    assert {name for name in NEW if not name.startswith("tests/")} == {DECLARATION, TASK, MODULE}


def test_the_task_is_short() -> None:
    assert len(FILES[TASK].splitlines()) <= LONGEST_TASK


@pytest.mark.parametrize(("section", "source"), [("Declaration", "_model/kind.py"), ("Task", "_engine/simple.py")])
def test_what_a_section_explains_exists(section: str, source: str) -> None:
    """The attributes of a declaration, and the methods of a task."""
    text = PAGE.read_text(encoding="utf-8").partition(f"\n{section}\n~~~")[2].partition("\n~~~")[0]
    found = re.findall(r"^(?:  \* - )?``(\w+)(\(.*)?``$", text, re.MULTILINE)
    parsed = ast.parse((ROOT / "plugins" / "module_utils" / source).read_text(encoding="utf-8"))
    defined = dict(parts for node in parsed.body if isinstance(node, ast.ClassDef) for parts in members(node))
    assert len(found) > 5
    assert dict(found) == {name: defined.get(name) for name, _signature in found}


def members(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """The attributes of a class, and its methods with their signatures as the page writes them."""
    for member in node.body:
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
            yield member.target.id, ""
        elif isinstance(member, ast.FunctionDef) and member.returns:
            names = [argument.arg for argument in member.args.args if argument.arg != "self"]
            yield member.name, f"({', '.join(names)}) -> {ast.unparse(member.returns)}"


def test_code_that_is_part_of_a_tested_file_is_the_same_there() -> None:
    parts = PART.findall(PAGE.read_text(encoding="utf-8"))
    assert parts
    for name, code in parts:
        assert dedent(code).strip() in (ROOT / name).read_text(encoding="utf-8")


def test_the_unit_tests_pass(copied: Path) -> None:
    folder = "tests/unit/plugins"
    own = f"{folder}/module_utils/_tasks/test_decision_endpoint.py"
    chosen = (
        "decision_endpoint or every_task_is or every_module_is or refers or referred or addresses or"
        " says_what_its_answer"
    )
    for arguments in ([f"{folder}/modules"], [own], [f"{folder}/module_utils", "-k", chosen]):
        run_tests(copied, "prepend", *arguments, PYTHONPATH=str(copied.parents[2]))


def test_the_system_tests_pass(copied: Path) -> None:
    files = [f"tests/system/{name}.py" for name in ("test_completeness", "test_unknown_keys")]
    variables = {"PYTHONPATH": str(copied), "TEST_COLLECTIONS_PATH": str(copied.parents[2])}
    run_tests(copied, "importlib", *files, "-k", "decision_endpoint or every_module", **variables)
