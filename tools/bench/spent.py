# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a program, and write the seconds that it took as JSON: elapsed, and of CPU with all of its descendants.

Arguments: the file to write, the program, and its arguments. It runs as a separate process, so that the CPU seconds of
its children are those of the program. Processes that outlive their parent, such as asynchronous tasks of Ansible,
become children of this process on Linux, which waits for them too.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def main(file: Path, command: list[str]) -> int:
    """Run the command and return its exit status."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    status = subprocess.run(command).returncode
    elapsed = time.perf_counter() - start
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    file.write_text(json.dumps({"elapsed": elapsed, "cpu": usage.ru_utime + usage.ru_stime}), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
