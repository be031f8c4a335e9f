# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a task came, and how its failure reports that."""

from __future__ import annotations

from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import OutcomeUnknown, TokenRefused
from ansible_collections.pingone.authorize.plugins.module_utils._engine.progress import (
    Progress,
    TaskFailed,
    failed_progress,
)
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.api_service import API_SERVICE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import CREATE, Step

STEPS = [Step(CREATE, kind, (kind.collection,), Ref("x")) for kind in (RESOURCE, API_SERVICE)]


def test_what_was_done_is_reported():
    failure = TaskFailed([TokenRefused("Refused.", status=401)], done=STEPS)
    done = ['create resource "x"', 'create API service "x"']
    assert str(failure) == f"Refused. Already done by this task, and kept: {'; '.join(done)}."
    assert failure.as_data() == {"kind": "token", "status": 401, "done": done}
    assert "done" not in TaskFailed([TokenRefused("Refused.", status=401)]).as_data()


def test_what_may_have_been_done_is_neither_done_nor_not_done():
    progress = failed_progress(STEPS, 0, OutcomeUnknown("lost"))
    assert (progress.done, progress.failed, progress.pending) == ((), STEPS[0], (STEPS[1],))
    assert progress.not_done == (STEPS[1],)
    assert failed_progress(STEPS, 0, TokenRefused("Refused.")).not_done == tuple(STEPS)


def test_a_failed_step_may_have_written():
    progress = failed_progress(STEPS, 1, TokenRefused("Refused."), partial=True)
    assert progress.done == (STEPS[0],)
    assert progress.written == tuple(STEPS)
    assert not progress.complete
    assert Progress(tuple(STEPS)).complete
