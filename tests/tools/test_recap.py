# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the recap of ansible-playbook."""

from __future__ import annotations

import pytest

from tools.errors import ToolError
from tools.recap import recap, total

PLAIN = """ok: [localhost] => (item=x : ok=9    changed=9)
PLAY RECAP *********************************************************************
localhost                  : ok=6    changed=2    unreachable=0    failed=0    skipped=1    rescued=1    ignored=1

"""
COLOURED = (
    "PLAY RECAP ****\n\x1b[0;33mlocalhost\x1b[0m                  : \x1b[0;32mok=3   \x1b[0m "
    "\x1b[0;33mchanged=1   \x1b[0m unreachable=0    failed=0   \n"
)


@pytest.mark.parametrize(("text", "changed"), [(PLAIN, 2), (COLOURED, 1)])
def test_counts(text: str, changed: int) -> None:
    assert recap(text)["localhost"]["changed"] == changed
    assert total(text, "changed") == changed


def test_hosts_are_added_up() -> None:
    text = "PLAY RECAP **\na : ok=1 changed=1\nb : ok=1 changed=2\n"
    assert total(text, "changed") == 3


def test_no_recap_is_an_error() -> None:
    with pytest.raises(ToolError, match="no recap"):
        total("ERROR! the playbook could not be found", "changed")
