# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start the tools, in the environment that is made for them."""

from __future__ import annotations

import sys

from tools.bootstrap import enter
from tools.errors import ToolError
from tools.screen import show

if __name__ == "__main__":
    try:
        enter(sys.argv[1:])
    except ToolError as error:
        show(f"error: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    from tools.cli import main

    sys.exit(main(sys.argv[1:]))
