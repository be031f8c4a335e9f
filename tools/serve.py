# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A local PingOne to play with: started, and kept running until somebody presses Ctrl-C."""

from __future__ import annotations

import shlex
import time
from pathlib import Path

from tools import emulator, environments
from tools.emulator import Emulator
from tools.errors import ToolError
from tools.paths import LOGS
from tools.processes import tail
from tools.runs import scratch
from tools.screen import say, show

LOG = LOGS / "emulator-serve.log"


def serve(seed: str = "demo") -> int:
    """Run the emulator until we are interrupted."""
    path = seed_file(seed)
    made = environments.ensure("emulator")
    with scratch() as folder, emulator.running(made["emulator"].python, path, folder, LOG) as pingone:
        for line in greeting(path.name, pingone.url):
            say(line)
        show("\n" + exports(pingone) + "\n")
        try:
            while pingone.alive:
                time.sleep(0.5)
        except KeyboardInterrupt:
            say("stopped")
            return 0
    raise ToolError(f"The emulator ended by itself:\n{tail(LOG)}")


def seed_file(seed: str) -> Path:
    """The file of a seed that is given as a path or by its name in the emulator's folder of seeds."""
    named = emulator.SEEDS / f"{seed}.yml"
    path = named if named.is_file() else Path(seed).resolve()
    if not path.is_file():
        names = ", ".join(sorted(file.stem for file in emulator.SEEDS.glob("*.yml")))
        raise ToolError(f"There is no seed {seed!r}: give the path of a file, or one of {names}.")
    return path


def greeting(seed: str, url: str) -> list[str]:
    """What is said when the emulator is ready; its page is at the URL of the second line."""
    return [
        f"a local PingOne with the seed {seed} is ready at {url}; Ctrl-C stops it",
        f"open {url}/_emulator/ in a browser to see what it holds, what is deployed, and the latest requests",
    ]


def exports(pingone: Emulator) -> str:
    """The lines that point a shell at the emulator."""
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in sorted(pingone.env.items()))
