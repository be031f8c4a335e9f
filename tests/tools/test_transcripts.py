# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Console output in documents: which blocks are run, what is compared, and what is written back."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tools.errors import ToolError
from tools.transcripts.document import blocks_of, commands_of, rewrite
from tools.transcripts.excerpt import comparable, excerpt
from tools.transcripts.session import Difference, Place, Session, differences

RST = """\
Title
=====

.. run: echo hidden
.. run

.. code-block:: console

  $ echo one \\
      two
  $ cat names.txt

.. output: all

.. code-block:: text
  :force:

  old

Text.

.. file: names.txt

.. code-block:: yaml

  - a

    b
"""
PLAYBOOK = """\
PLAY [Protect] ***

TASK [pingone.authorize.api_service : Save] ***
changed: [localhost]

TASK [pingone.authorize.api_service : Skip this] ***
ok: [localhost]

TASK [Deploy] ***
[WARNING]: Nobody
listens.
changed: [localhost]

PLAY RECAP ***
localhost                  : ok=3    changed=2    unreachable=0    failed=0
"""


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str, name: str = "page.rst") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def play(document: Path, folder: Path) -> list[Difference]:
    """Compare a document that needs neither Ansible nor an emulator."""
    folder.mkdir()
    with contextlib.ExitStack() as stack:
        session = Session(Place(folder, Path("/usr/bin"), Path("/usr/bin/false")), folder, stack)
        found = [Difference(block, text) for block in blocks_of(document) for text in session.play(block)]
        session.check_status()
    return [one for one in found if comparable(one.text) != comparable(one.block.text)]


def test_blocks_have_the_markers_before_them(write) -> None:
    blocks = blocks_of(write(RST))
    assert [block.markers for block in blocks] == [{"run": ""}, {"run": ""}, {"output": "all"}, {"file": "names.txt"}]
    assert [block.text for block in blocks[2:]] == ["old", "- a\n\n  b"]
    assert commands_of(blocks[0]) == ["echo hidden"]
    assert commands_of(blocks[1]) == ["echo one \\\n    two", "cat names.txt"]


def test_markdown_is_read_too(write) -> None:
    blocks = blocks_of(
        write("<!-- run -->\n\n```console\n$ true\n```\n\n<!-- output: all -->\n```text\nx\n```\n", "a.md")
    )
    assert [(block.markers, block.text) for block in blocks] == [({"run": ""}, "$ true"), ({"output": "all"}, "x")]


@pytest.mark.parametrize("language", ["console", "ansible-output", "text"])
@pytest.mark.parametrize("before", ["", ".. run: true\n\n", ".. file: x\n\n", ".. output: all\n\nText.\n\n"])
def test_a_block_of_commands_or_output_needs_a_marker(write, language: str, before: str) -> None:
    with pytest.raises(ToolError, match="needs a comment"):
        blocks_of(write(f"{before}.. code-block:: {language}\n\n  $ true\n"))


def test_what_commands_print_is_compared_and_rewritten(write, tmp_path: Path) -> None:
    document = write(
        ".. run: echo 'id 5f0d9f0c-1b49-4399-97b3-d0ce8c0f893a at 2026-01-01T00:00:00.1Z' > said\n"
        "\n.. run\n\n.. code-block:: console\n\n  $ cat said\n"
        "\n.. output: all\n\n.. code-block:: text\n\n"
        "  id 00000000-1b49-4399-97b3-d0ce8c0f893a at 2025-02-02T01:00:00Z\n"
        "\n* Item:\n\n  .. run\n  .. output: all\n\n  .. code-block:: console\n\n"
        "    $ echo a; echo b\n    c\n    $ echo d\n"
    )
    found = play(document, tmp_path / "one")
    assert [one.text for one in found] == ["$ echo a; echo b\na\nb\n\n$ echo d\nd"]
    rewrite(document, [(one.block, one.text) for one in found])
    assert document.read_text(encoding="utf-8").endswith(
        "\n    $ echo a; echo b\n    a\n    b\n\n    $ echo d\n    d\n"
    )
    assert play(document, tmp_path / "two") == []


def test_files_and_plays_are_written_for_the_commands(write, tmp_path: Path) -> None:
    document = write(
        ".. play: play.yml\n\n.. code-block:: yaml\n\n  - name: One\n\n    debug:\n"
        "\n.. run\n.. output: all\n\n.. code-block:: console\n\n  $ tail -n 4 play.yml; test -f orders.yml\n"
    )
    (found,) = play(document, tmp_path / "folder")
    assert found.text.splitlines()[1:] == ["  tasks:", "    - name: One", "", "      debug:"]


@pytest.mark.parametrize("after", ["", "\n.. run: true\n", "\n.. output: all\n\n.. code-block:: text\n\n  x\n"])
def test_a_command_that_fails_is_an_error(write, tmp_path: Path, after: str) -> None:
    with pytest.raises(ToolError, match="Exit status 3: exit 3"):
        play(write(f".. run: exit 3\n{after}"), tmp_path / "folder")


def test_a_document_can_show_the_message_of_a_failure(write, tmp_path: Path) -> None:
    document = write(
        '.. run: echo \'localhost | FAILED! => {"msg": "no way"}\'; exit 2\n'
        "\n.. output: message\n\n.. code-block:: text\n\n  x\n"
    )
    assert [one.text for one in play(document, tmp_path / "folder")] == ["no way"]


def test_what_is_not_run_is_left_alone(write, tmp_path: Path) -> None:
    document = write(".. not run: dangerous\n\n.. code-block:: console\n\n  $ exit 3\n")
    assert play(document, tmp_path / "folder") == []
    (tmp_path / "other").mkdir()
    assert differences(document, Place(tmp_path, tmp_path, Path("/usr/bin/false")), tmp_path / "other") == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("recap", "localhost : ok=3  changed=2  unreachable=0  failed=0"),
        ("warnings", "[WARNING]: Nobody listens."),
        ("first 1", "PLAY [Protect] ***\n..."),
        (
            "tasks Save | Deploy",
            "TASK [pingone.authorize.api_service : Save] ***\nchanged: [localhost]\n\n...\n\n"
            "TASK [Deploy] ***\n[WARNING]: Nobody\nlistens.\nchanged: [localhost]",
        ),
        (
            "tasks Save | Skip this; first 1",
            "TASK [pingone.authorize.api_service : Save] ***\nchanged: [localhost]\n\n"
            "TASK [pingone.authorize.api_service : Skip this] ***\nok: [localhost]\n\n...\n\nPLAY [Protect] ***\n...",
        ),
    ],
)
def test_parts_of_an_output(parts: str, expected: str) -> None:
    assert excerpt(PLAYBOOK, parts) == expected


@pytest.mark.parametrize("parts", ["tasks Nothing", "from nothing", "message", "everything"])
def test_a_part_that_is_not_there_is_an_error(parts: str) -> None:
    with pytest.raises(ToolError):
        excerpt(PLAYBOOK, parts)


def test_indented_output_of_a_tool_is_shown_without_indentation_and_seconds() -> None:
    output = "[   1.2 s] first run\n  TASK [Save] ***\n  changed: [localhost]\n[   2.0 s] the second run\n\n  table\n"
    assert excerpt(output, "tasks Save; from second") == (
        "TASK [Save] ***\nchanged: [localhost]\nthe second run\n\n  table\n\n...\n\nthe second run\n\n  table"
    )
