# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the stand-in for AWX until it is killed. The argument is the project that AWX finds at the collection's URL.

The first line of the output is a JSON object with the environment variables for the modules.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from pathlib import Path

from tests.system.awx.kit import REPOSITORY
from tests.system.awx.server import running

with contextlib.suppress(KeyboardInterrupt), running({REPOSITORY: Path(sys.argv[1])}) as awx:
    print(json.dumps(awx.env), flush=True)
    threading.Event().wait()
