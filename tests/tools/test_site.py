# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site: its sections, its index by task, and the examples that it shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.paths import ROOT

GUIDES = ROOT / "docs" / "docsite" / "rst"
SITE = ROOT / "docs" / "sphinx" / "index.rst"
ROLES = {
    "api_service": ["protect_orders/playbook.yml", "external_tokens/playbook.yml", "retire_api/playbook.yml"],
    "api_gateway": ["rotate_credential/playbook.yml", "rotate_credential/store.yml"],
}
"""The examples on the page of each role, which are complete files in ``examples``."""
TASKS = (
    "rename a scope",
    "rename an API service",
    "three stages",
    "rotate a gateway credential",
    "rotate the worker's secret",
    "use external tokens",
    "retire an API",
    "add an operation without opening anything",
    "give an application less access",
    "take over an existing environment",
    "promote",
    "before the change",
    "prove who had access",
    "run in AWX",
    "work offline",
    "many APIs fast",
    "limit the requests",
    "find out why a request is denied",
    "recover from an interrupted run",
    "upgrade the collection",
)
"""What the index by task answers at least."""


def documented(name: str) -> str:
    """The text of an example without the comments before the first play, as a role page shows it."""
    text = (ROOT / "examples" / name).read_text(encoding="utf-8").partition("---\n")[2]
    return text[text.index("- name:") :] if name.endswith("playbook.yml") else text


@pytest.mark.parametrize("role", ROLES)
def test_role_pages_show_examples_that_are_tested(role: str) -> None:
    specs: dict[str, Any] = yaml.safe_load(
        (ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    )
    assert specs["argument_specs"]["main"]["examples"] == "\n".join(documented(name) for name in ROLES[role])


def test_the_site_has_the_sections_of_the_guides() -> None:
    """In the same order, with the same pages; the site also has modules, roles, and release notes."""
    extra = yaml.safe_load((ROOT / "docs" / "docsite" / "extra-docs.yml").read_text(encoding="utf-8"))
    expected = {section["title"]: section["toctree"] for section in extra["sections"]}
    trees = SITE.read_text(encoding="utf-8").split(".. toctree::")[1:]
    captions = {re.findall(r":caption: (.*)", tree)[0]: re.findall(r"<docsite/(\w+)>", tree) for tree in trees}
    found = {caption: pages for caption, pages in captions.items() if pages}
    assert list(found.items()) == list(expected.items())
    assert sorted(page for pages in expected.values() for page in pages) == sorted(p.stem for p in GUIDES.glob("*.rst"))


def test_every_row_of_the_index_leads_somewhere() -> None:
    """And the index answers the tasks that users have most."""
    text = (GUIDES / "tasks.rst").read_text(encoding="utf-8")
    rows = re.findall(r"^  \* - (.*)\n    - ((?:.*\n)(?:      .*\n)*)", text, re.MULTILINE)
    assert [
        task for task, answer in rows if task != "I want to …" and not re.search(r":(ref|ansplugin):`", answer)
    ] == []
    assert [task for task in TASKS if not any(task in row for row, _answer in rows)] == []
    assert len({task for task, _answer in rows if task != "I want to …"}) == len(rows) - text.count("* - I want to …")


def test_guides_include_examples_that_exist() -> None:
    """Sphinx fails if one does not; this also finds one that is only in the work folder."""
    included = {
        name
        for guide in GUIDES.glob("*.rst")
        for name in re.findall(r"literalinclude:: (\S+)", guide.read_text("utf-8"))
    }
    assert included
    assert [name for name in sorted(included) if not Path(GUIDES / name).resolve().is_file()] == []
