# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Records what a run has done, and what it has not, as evidence for reviews and audits.

The schema of the evidence is C(extensions/audit/evidence.schema.json) in the collection.
"""

from __future__ import annotations

import getpass
import hashlib
import json
from datetime import datetime, timezone
from typing import Any, Callable, Mapping, Optional, Sequence

from ..._base.errors import AuthorizeError, FileFailure, InvalidInput
from ..._base.time import format_timestamp
from ..._base.version import VERSION, defect
from ..._engine.inventory import Inventory
from ..._engine.progress import TaskFailed
from ..._engine.task import Draft, Options, Outcome
from ..._engine.workflow import Context
from ..._lookup.unlisted_requests import OPTION as UNLISTED
from ..._model.secrets import masked
from .access_record import AccessRecord
from .entries import JOB, NOT_DESIRED_STATE
from .evidence_entries import entries_of
from .evidence_file import OPTION, RECORD, EvidenceFile
from .planning import Part
from .run import Run

SCHEMA_VERSION = 1
CHANGED, UNCHANGED, FAILED, UNFINISHED = "changed", "unchanged", "failed", "unfinished"


class Evidence:
    """The evidence of one run. It is written before the first change, as unfinished, and at the end of the run.

    So there is evidence even of a run that is interrupted.
    """

    def __init__(self, run: Run, context: Context) -> None:
        self._run = run
        self._context = context
        self._started = datetime.now(timezone.utc)
        self._before: Optional[AccessRecord] = None
        self._last: Optional[AccessRecord] = None
        self._rounds = 0
        self._is_started = self._is_broken = False
        client = run.inventory.client
        identifier = client.transaction_id.rpartition("ansible-")[2]
        self._file = EvidenceFile(
            run.options[OPTION],
            run.inventory.check_mode,
            client.connection.environment_id,
            self._started,
            identifier,
        )
        run.on_plan, run.on_write = self._planned, self._start

    def record(self, carry_out: Callable[[Run], Outcome]) -> Outcome:
        """Carry out the run, and write the evidence, unless the run is deferred.

        :raises TaskFailed: if the run is complete, and the evidence cannot be written.
        """
        self._file.check()
        try:
            outcome = carry_out(self._run)
        except AuthorizeError as error:
            self._write_failure(error, {"kind": error.kind, "message": str(error)})
            raise
        except Exception as error:
            self._write_failure(None, {"kind": "defect", "message": defect(error)})
            raise
        if self._run.deferred:
            return outcome
        changed = outcome.plan is not None and outcome.plan.changed
        try:
            self._write(CHANGED if changed else UNCHANGED, changed, None, outcome.results)
        except FileFailure as failure:
            advice = "The changes were made, and are kept." if changed and not self._run.inventory.check_mode else ""
            raise TaskFailed([failure], changed=changed, advice=advice, results=outcome.results) from None
        return outcome

    def _planned(self, drafts: Sequence[Draft]) -> None:
        """A round was planned."""
        self._last = AccessRecord(self._run.inventory, drafts)
        if not self._run.rounds:
            self._before = self._last
        self._rounds = len(self._run.rounds)

    def _start(self) -> None:
        """The first change follows.

        :raises InvalidInput: if the evidence cannot be written. Nothing is written then.
        """
        if self._is_started:
            return
        self._is_started = True
        try:
            self._write(UNFINISHED, None, None, {})
        except FileFailure as failure:
            self._is_broken = True
            raise InvalidInput.of(OPTION, f"{failure.message} Nothing was changed.") from None

    def _write_failure(self, error: Optional[AuthorizeError], about: dict[str, Any]) -> None:
        """Write the evidence of a run that failed. If that is not possible, a warning says so."""
        if self._is_broken:
            return
        failed = error if isinstance(error, TaskFailed) else None
        try:
            self._write(FAILED, bool(failed and failed.changed), about, error.as_data() if error else {}, failed)
        except FileFailure as failure:
            self._run.inventory.warnings.append(failure.message)

    def _write(
        self,
        status: str,
        changed: Optional[bool],
        error: Optional[dict[str, Any]],
        results: Mapping[str, Any],
        failed: Optional[TaskFailed] = None,
    ) -> None:
        """Write the evidence.

        ``results``: those of the module if the run is complete, otherwise the facts of its failure.
        """
        complete = results if status in (CHANGED, UNCHANGED) else (failed.results if failed else {})
        progress = results.get("api_services") if status == FAILED else None
        record = {
            "schema_version": SCHEMA_VERSION,
            "record": RECORD,
            "run": self._run_data(status == UNFINISHED),
            "actor": _actor(self._run),
            "environment": _environment(self._run.inventory),
            "desired_state": {"sha256": desired_state_hash(self._run.options)},
            "result": {"status": status, "changed": changed, "error": error},
            "api_services": entries_of(
                self._run, complete.get("api_services"), progress, lambda index: self._access(index, status)
            ),
            "requests": [
                {
                    "method": one.method,
                    "path": one.path,
                    "action": one.doing,
                    "status": one.status,
                    "transaction_id": one.transaction_id,
                }
                for one in self._run.inventory.client.sent_writes
            ],
        }
        self._file.write(masked(record, self._context.secrets))
        self._context.results[OPTION] = self._file.path

    def _run_data(self, unfinished: bool) -> dict[str, Any]:
        return {
            "started_at": format_timestamp(self._started),
            "ended_at": None if unfinished else format_timestamp(datetime.now(timezone.utc)),
            "check_mode": self._run.inventory.check_mode,
            "transaction_id": self._run.inventory.client.transaction_id,
            "collection_version": VERSION,
            "ansible_core_version": self._context.ansible_version or None,
        }

    def _access(self, index: int, status: str) -> dict[str, Any]:
        """The access to the API service of an entry before the run, and after it or, in check mode, after its plan."""
        service = self._run.reviewed(index)
        before = self._before.before(service) if self._before else None
        if self._last is None or status == UNFINISHED:
            return {"before": before, "after": None}
        all_done = status != FAILED or self._run.is_complete
        return {"before": before, "after": self._last.after(service, None if all_done else self._done())}

    def _done(self) -> list[Any]:
        """The steps that were carried out since the last plan."""
        rounds: Sequence[Sequence[tuple[Part, Any]]] = self._run.rounds[self._rounds :]
        return [step for parts in rounds for _part, progress in parts for step in progress.written]


def desired_state_hash(options: Options) -> str:
    """The SHA-256 hash of the entries in JSON with sorted keys, without null, and without what is not a state."""
    entries = [
        {option: value for option, value in entry.items() if option not in NOT_DESIRED_STATE}
        for entry in options["api_services"]
    ]
    content = _without_null({"api_services": entries, UNLISTED: options[UNLISTED]})
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _without_null(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_null(one) for key, one in value.items() if one is not None}
    return [_without_null(one) for one in value] if isinstance(value, list) else value


def _actor(run: Run) -> dict[str, Any]:
    """Who has started the run."""
    connection = run.inventory.client.connection
    given = run.options["evidence_job"]
    job = {name: given.get(name) for name in JOB} if given else {}
    return {
        "credential": "access_token" if connection.access_token else "client_credentials",
        "client_id": connection.client_id or None,
        "client_environment_id": connection.auth_environment_id or None,
        "os_user": _os_user(),
        "job": job if any(job.values()) else None,
    }


def _os_user() -> Optional[str]:
    """The name of the user of the operating system, which containers may not have."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return None


def _environment(inventory: Inventory) -> dict[str, Any]:
    connection = inventory.client.connection
    return {"id": connection.environment_id, "region": connection.region or None, "api_url": connection.api_url}
