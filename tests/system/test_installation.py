# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ways to install the collection that README.md describes, each into an empty path, and what it then needs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tools import collection as collections
from tools.collection import place
from tools.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
URL = "https://github.com/pingone-authorize/pingone.authorize.git"
(VERSION,) = set(re.findall(r"\.git,(\d+\.\d+\.\d+)", README))
"""The version that README.md installs; the test tags it in its repository."""
MODULE = "pingone.authorize.pingone_environment_info"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a repository with the tracked files, in which the version of README.md is tagged."""
    folder = collections.clone(tmp_path_factory.mktemp("repository") / "pingone.authorize.git")
    identity = ("-c", "user.name=test", "-c", "user.email=test@localhost")
    for command in (("commit", "--quiet", "--message", "All files"), ("tag", VERSION)):
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)
    # A later commit, which is installed without a version.
    with (folder / "meta" / "ee-requirements.txt").open("a", encoding="utf-8") as file:
        file.write("# later\n")
    subprocess.run(["git", *identity, "commit", "--quiet", "--all", "--message", "Later"], cwd=folder, check=True)
    return f"file://{folder}"


def install(ansible: Any, base: Path, *arguments: str | Path) -> Path:
    """Install into an empty collections path; the folder of the collection."""
    env = {"ANSIBLE_COLLECTIONS_PATH": str(base)}
    finished = ansible("ansible-galaxy", "collection", "install", "-p", base, *arguments, env=env)
    assert finished.status == 0, finished.output
    return place(base)


def works(ansible: Any, emulator: Any, base: Path) -> None:
    """A module of the installed collection reads the environment of the local PingOne."""
    env = {**emulator.env, "ANSIBLE_COLLECTIONS_PATH": str(base)}
    finished = ansible("ansible", "localhost", "-m", MODULE, env=env)
    assert finished.status == 0, finished.output
    before, arrow, result = finished.stdout.partition("localhost | SUCCESS => ")
    assert arrow and not before
    assert json.loads(result)["environment"]["id"] == emulator.env["PINGONE_TARGET_ENVIRONMENT_ID"]


def later(installed: Path) -> bool:
    """Whether the commit after the tag is installed."""
    return "# later" in (installed / "meta" / "ee-requirements.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("tag", ["", f",{VERSION}"])
def test_from_the_repository(ansible: Any, emulator: Any, repository: str, tmp_path: Path, tag: str) -> None:
    """The newest commit, or that of a tag, without the files for development."""
    assert f"ansible-galaxy collection install git+{URL}{tag}\n" in README
    installed = install(ansible, tmp_path / "collections", f"git+{repository}{tag}")
    assert later(installed) == (not tag)
    assert not [name for name in (".github", "emulator", "tests/unit", "tools") if (installed / name).exists()]
    works(ansible, emulator, tmp_path / "collections")


def requirements_of_the_readme(kind: str) -> str:
    """The requirements file that README.md shows for a type."""
    found = re.findall(r"^```yaml\n(collections:\n.+?)^```", README, re.DOTALL | re.MULTILINE)
    (wanted,) = (text for text in found if f"type: {kind}\n" in text)
    return str(wanted)


def test_from_a_requirements_file_with_the_repository(
    ansible: Any, emulator: Any, repository: str, tmp_path: Path
) -> None:
    text = requirements_of_the_readme("git")
    assert f"version: {VERSION}" in text
    requirements = tmp_path / "requirements.yml"
    requirements.write_text(text.replace(URL, repository), encoding="utf-8")
    assert not later(install(ansible, tmp_path / "collections", "-r", requirements))
    works(ansible, emulator, tmp_path / "collections")


def test_from_a_requirements_file_with_the_artifact(ansible: Any, emulator: Any, tmp_path: Path) -> None:
    """The path is relative to the working directory."""
    artifact = Path(os.environ["TEST_ARTIFACT"])
    text = requirements_of_the_readme("file")
    assert f"./{artifact.name}" in text
    (tmp_path / "requirements.yml").write_text(text, encoding="utf-8")
    shutil.copy(artifact, tmp_path)
    env = {"ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections")}
    arguments = ("collection", "install", "-r", "requirements.yml", "-p", tmp_path / "collections")
    finished = ansible("ansible-galaxy", *arguments, env=env, cwd=tmp_path)
    assert finished.status == 0, finished.output
    works(ansible, emulator, tmp_path / "collections")


def test_only_four_folders_are_needed(ansible: Any, collection: Path, emulator: Any, tmp_path: Path) -> None:
    """As the community package requires: everything works without the files outside of these folders."""
    installed = place(tmp_path / "collections")
    for name in ("meta", "playbooks", "plugins", "roles"):
        shutil.copytree(place(collection) / name, installed / name)
    works(ansible, emulator, tmp_path / "collections")
    variables = installed / "playbooks" / "vars" / "orders.yml"
    env = {**emulator.env, "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections")}
    finished = ansible.playbook("pingone.authorize.protect_api", "-e", f"@{variables}", env=env)
    assert finished.status == 0, finished.output
    assert finished.recap["localhost"]["changed"]
