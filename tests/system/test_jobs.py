# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs of AWX do what ansible-playbook does, and leave no secret and no traceback."""

from __future__ import annotations

from typing import Any

import pytest

from tests.system.runner import assert_private
from tests.system.workflow import PLAYBOOK, SERVICES

WRONG_SECRET = "Kc7vT2yQ9mXw4pLr8sBn3hJd6fGz1aVe-wrong"


@pytest.mark.parametrize("right", [True, False])
def test_a_job(runner: Any, emulator: Any, right: bool) -> None:
    emulator.reset()
    env = {**emulator.env, **({} if right else {"PINGONE_CLIENT_SECRET": WRONG_SECRET})}
    job = runner(PLAYBOOK, env=env, answers={"api_service_list": SERVICES[:1]}, verbosity=4)
    assert job.status == ("successful" if right else "failed"), job.printed
    assert_private(job, [env["PINGONE_CLIENT_SECRET"], emulator.bearer().split(".")[0]])
    assert bool(emulator.writes()) == right
