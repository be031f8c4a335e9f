# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The release of the collection: a dry run in a fresh clone, also with mistakes, and the files that it consists of."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from tools import collection
from tools.paths import ROOT
from tools.pins import pins
from tools.release import artifact as contents

IDENTITY = ("-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "core.excludesFile=")
SECTIONS = [
    *("Description", "Requirements", "Installation", "Use cases", "Testing", "Contributing", "Support"),
    *("Release notes and roadmap", "Related information", "License information"),
]
"""The sections of the README template for certified collections, in its order."""
FRAGMENT = """---
minor_changes:
  - pingone_scope - has a new option.
"""


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *IDENTITY, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def release(clone: Path, version: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the tool of this checkout on a clone."""
    command = [sys.executable, "-m", "tools", "release", version, "--root", str(clone), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with the tracked files in one commit, as a maintainer has it."""
    folder = collection.clone(tmp_path / "clone")
    git(folder, "commit", "--quiet", "--message", "All files")
    return folder


def stated_version() -> str:
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    return str(galaxy["version"])


def test_a_dry_run(clone: Path) -> None:
    """It builds the artifact and prints the tag and the commands, and changes nothing else."""
    version = stated_version()
    finished = release(clone, version)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    built = sorted(path.name for path in (clone / ".work" / "release").iterdir())
    assert built == [f"pingone-authorize-{version}.tar.gz", "tag.txt"]
    text = (clone / ".work" / "release" / "tag.txt").read_text(encoding="utf-8")
    assert text.startswith(f"pingone.authorize {version}\n\nRelease Summary\n")
    assert "a second build has the same bytes" in finished.stdout
    assert f"git tag --annotate {version} --cleanup=whitespace --file .work/release/tag.txt" in finished.stdout
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "tag", "--list") == ""
    # The commands that it prints work, and the tag gives the same artifact.
    before = (clone / ".work" / "release" / built[0]).read_bytes()
    git(clone, "tag", "--annotate", version, "--cleanup=whitespace", "--file", ".work/release/tag.txt")
    assert git(clone, "tag", "--list", "--format=%(contents)").strip() == text.strip()
    again = release(clone, version, "--tagged")
    assert again.returncode == 0, again.stdout + again.stderr
    assert (clone / ".work" / "release" / built[0]).read_bytes() == before


def test_mistakes_are_reported_at_once(clone: Path) -> None:
    """Changes, another version, no changelog, and a newer tag."""
    git(clone, "tag", "9.0.0")
    (clone / "README.md").write_text("changed\n", encoding="utf-8")
    (clone / "new.txt").write_text("new\n", encoding="utf-8")
    finished = release(clone, "8.1.0")
    assert finished.returncode == 1
    version = stated_version()
    assert "the working tree has changes that are not committed: README.md, new.txt" in finished.stdout
    assert f"galaxy.yml: the version is {version}, not 8.1.0" in finished.stdout
    assert f"plugins/module_utils/_base/version.py: the version is {version}, not 8.1.0" in finished.stdout
    assert f"extensions/execution_environment/requirements.yml: mentions version {version}" in finished.stdout
    assert "there is no entry for 8.1.0 in changelog.yaml, and no fragment" in finished.stdout
    assert "the tag 9.0.0 exists, which is newer than 8.1.0" in finished.stdout
    assert not (clone / ".work").exists()


def test_a_version_of_another_form(clone: Path) -> None:
    for version in ("1", "v1.0.0", "1.0.0-rc1", "01.0.0"):
        finished = release(clone, version)
        assert finished.returncode == 1
        assert f"{version!r} is not a version: use MAJOR.MINOR.PATCH" in finished.stdout
    assert "there is no version: make release VERSION=" in release(clone, "").stdout


def test_a_version_that_is_tagged(clone: Path) -> None:
    """It is released once, and its artifact is only built from its own commit."""
    version = stated_version()
    git(clone, "tag", version)
    finished = release(clone, version)
    assert finished.returncode == 1
    assert f"the tag {version} exists: a version is released once" in finished.stdout
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "Later")
    finished = release(clone, version, "--tagged")
    assert finished.returncode == 1
    assert f"the current commit does not have the tag {version}" in finished.stdout


def test_a_later_version(clone: Path) -> None:
    """Its changelog is written from the fragments first."""
    old, new = stated_version(), "7.0.0"
    for name in git(clone, "grep", "--files-with-matches", "--fixed-strings", old, "--", ":!changelogs").split():
        text = (clone / name).read_text(encoding="utf-8")
        added = re.sub(r"(version_added: )7\.0\.0", rf"\g<1>{old}", text.replace(old, new))
        (clone / name).write_text(added, encoding="utf-8")
    fragment = clone / "changelogs" / "fragments" / "new-option.yml"
    fragment.write_text(FRAGMENT, encoding="utf-8")
    git(clone, "checkout", "--", "CHANGELOG.rst")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "Prepare it")
    dry = release(clone, new)
    assert dry.returncode == 0, dry.stdout
    assert f"1. make release VERSION={new} WRITE=yes" in dry.stdout
    assert "pingone_scope - has a new option." in dry.stdout
    assert git(clone, "status", "--porcelain") == ""
    written = release(clone, new, "--write")
    assert written.returncode == 0, written.stdout
    assert not fragment.exists()
    assert f"v{new}\n" in (clone / "CHANGELOG.rst").read_text(encoding="utf-8")
    git(clone, "commit", "--quiet", "--all", "--message", "Write the changelog")
    assert "1. make test" in release(clone, new).stdout
    fragment.write_text(FRAGMENT, encoding="utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "Add a fragment")
    finished = release(clone, new)
    assert finished.returncode == 1
    assert f"new-option.yml would not be part of {new}" in finished.stdout


def test_a_changelog_that_was_edited(clone: Path) -> None:
    with (clone / "CHANGELOG.rst").open("a", encoding="utf-8") as file:
        file.write("\nMore.\n")
    git(clone, "commit", "--quiet", "--all", "--message", "Edit the changelog")
    finished = release(clone, stated_version())
    assert finished.returncode == 1
    assert "CHANGELOG.rst differs from changelogs/changelog.yaml" in finished.stdout


def packed(files: dict[str, str], folders: tuple[str, ...] = (), mode: int = 0o644) -> bytes:
    """An artifact with some files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in folders:
            member = tarfile.TarInfo(name)
            member.type = tarfile.DIRTYPE
            archive.addfile(member)
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(text), mode
            archive.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(buffer.getvalue())


def test_what_is_wrong_with_an_artifact(tmp_path: Path) -> None:
    artifact = tmp_path / "artifact.tar.gz"
    files = dict.fromkeys(contents.REQUIRED, "x")
    artifact.write_bytes(packed(files))
    assert contents.problems(artifact) == ["MANIFEST.json: is missing", "FILES.json: is missing"]
    files |= {"MANIFEST.json": '{"file_manifest_file": {"chksum_sha256": "0"}}', "COPYING": "y"}
    files["FILES.json"] = '{"files": [{"name": "plugins/modules/gone.py", "chksum_sha256": "0"}]}'
    files["README.md"] = "[a](docs/a.rst) [b](https://example.com) [c][d]\n\n[d]: ./d.rst\n"
    files["plugins/modules/large.py"] = "#" * (contents.LARGEST + 1)
    files["tools/cli.py"] = ""
    artifact.write_bytes(packed(files, ("plugins", "plugins/empty"), 0o755))
    found = contents.problems(artifact)
    for expected in (
        "plugins/empty: is an empty folder",
        "README.md: is executable",
        "MANIFEST.json: has another checksum of FILES.json",
        "COPYING: is not listed in FILES.json",
        "plugins/modules/gone.py: differs from FILES.json",
        "tools/cli.py: is not for users; add it to build_ignore in galaxy.yml",
        f"plugins/modules/large.py: is larger than {contents.LARGEST} bytes",
        "COPYING: differs from LICENSES/GPL-3.0-or-later.txt",
        "README.md: the link docs/a.rst is not a full URL",
        "README.md: the link ./d.rst is not a full URL",
    ):
        assert expected in found
    assert not [one for one in found if "example.com" in one]


def test_the_readme_follows_the_template() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", readme, re.MULTILINE)
    assert [heading for heading in headings if heading in SECTIONS] == SECTIONS
    assert not re.search(r"pip install [^\n]*ansible", readme)
    tested = readme.partition("## Testing")[2].partition("##")[0]
    assert [core.series for core in pins().cores if core.series not in tested] == []


def test_the_workflow_has_all_pythons() -> None:
    """Those of all releases of ansible-core, and the oldest one for modules."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["test"]["steps"]
    (setup,) = (step for step in steps if step.get("uses", "").startswith("actions/setup-python@"))
    assert set(setup["with"]["python-version"].split()) == {*pins().pythons, "3.9"}
    assert "make test" in [step.get("run") for step in steps]


def test_workflows_use_official_actions_and_can_only_read() -> None:
    """Also those of the examples, which users copy."""
    names = [name for name in collection.tracked() if ".github/workflows/" in f"/{name}"]
    assert ".github/workflows/test.yml" in names
    for name in names:
        workflow = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        assert workflow["permissions"] == {"contents": "read"}, name
        steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
        used = [step["uses"] for step in steps if "uses" in step]
        assert [one for one in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", one)] == [], name
