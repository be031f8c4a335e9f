# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line, ended as soon as standard input is closed.

``python -m pingone_emulator.testing.attached serve ...`` does not outlive the process that started it with a pipe as
standard input, even if that process is killed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from ..cli import main


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_input, daemon=True).start()
    sys.exit(main(sys.argv[1:]))
