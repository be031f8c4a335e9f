# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""That a gateway denies what the role restricts, however methods and paths are spelled."""

from __future__ import annotations

from typing import Any

from tests.system.recorded import play
from tests.system.test_unlisted_requests import BASE, READ, WRITE, Gateway, protect
from tests.system.workflow import PLAYBOOK, variables

OPERATIONS = [
    {"name": "Place order", "methods": ["post"], "paths": [{"pattern": "/orders"}]},
    {"name": "Change order", "methods": ["Put", "patch"], "paths": [{"pattern": "/orders/{id}"}]},
    {"name": "Escaped", "methods": ["get"], "paths": [{"pattern": "/a\\*b"}, {"pattern": "/\\{c\\}/*"}]},
    {"name": "Literal", "methods": ["get"], "paths": [{"pattern": "/users/:id", "literal": True}]},
    {"name": "Decoded", "methods": ["get"], "paths": [{"pattern": "/order lines/größe"}]},
]
RESTRICTED = [
    ("POST", "/orders"),
    ("PUT", "/orders/7"),
    ("PATCH", "/orders/7"),
    ("GET", "/a*b"),
    ("GET", "/%7Bc%7D/d"),
    ("GET", "/users/:id"),
    ("GET", "/order%20lines/gr%C3%B6%C3%9Fe"),
]


def test_what_is_restricted_needs_its_scope(ansible: Any, emulator: Any, tmp_path: Any) -> None:
    emulator.reset()
    operations = [{**operation, "access": {"scopes": [WRITE]}} for operation in OPERATIONS]
    changes = {"operations": operations, "unlisted_requests": "allow"}
    finished, _results = protect(ansible, emulator, tmp_path, **changes)
    assert "[WARNING]" not in finished.output
    gateway = Gateway(emulator, "Orders API", BASE)
    assert [one for one in RESTRICTED if gateway.lets_through(*one, READ)] == []
    assert [one for one in RESTRICTED if not gateway.lets_through(*one, WRITE)] == []
    # The rest is open, so that it is the operations which deny.
    assert gateway.lets_through("GET", "/orders", READ)

    emulator.clear_requests()
    again, _results = protect(ansible, emulator, tmp_path, **changes)
    assert again.recap["localhost"]["changed"] == 0
    assert emulator.writes() == []


def test_the_role_warns_once_of_tokens_that_nobody_validates(ansible: Any, emulator: Any, tmp_path: Any) -> None:
    emulator.reset()
    entries = [
        {
            "name": f"Partner API {number}",
            "base_urls": [f"https://partner{number}.example.com"],
            "token_source": "external",
        }
        for number in (1, 2)
    ]
    for _run in range(2):
        finished, _results = play(ansible, PLAYBOOK, "-e", variables(tmp_path, entries), env=emulator.env)
        assert finished.status == 0, finished.output
        shown = " ".join(finished.output.split())
        assert shown.count('The API services "Partner API 1", "Partner API 2" use external tokens') == 1
        assert shown.count("every request results in a 401 response") == 1
