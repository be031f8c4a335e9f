# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The interface to Ansible: the only file that imports ``AnsibleModule``."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import replace
from typing import Any, Iterator, Optional, Union

from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ._base.errors import AccessTestsFailed, AuthorizeError, InvalidInput, LintFailed, MissingLibrary, Problems
from ._base.suggest import either
from ._base.version import defect, user_agent
from ._engine.converge import converge
from ._engine.info_task import InfoTask
from ._engine.inventory import Inventory
from ._engine.progress import TaskFailed
from ._engine.task import Options, Outcome, Task
from ._engine.workflow import Context, Workflow
from ._model.options import ParsedOptions, argument_spec, parse_options, with_defaults
from ._model.secrets import secret_options
from ._model.values import TOO_DEEP, deeply_nested
from ._pingone.client import Client
from ._pingone.connection import OPTIONS, Connection, resolve, secrets_of, unknown_because_of
from ._pingone.pace import Pace, open_pace
from ._pingone.session import Session, open_session

AnyTask = Union[Task, Workflow, InfoTask]

# The prefix of the settings that Ansible passes along with the options.
INTERNAL = "_ansible_"


def run(task: AnyTask) -> None:
    """Run a module, and exit with its result or a failure."""
    module = _Module({**task.spec, **OPTIONS})
    secrets = [] if isinstance(task, Task) else task.find_secrets(module.intake.values)
    module.secrets += secret_options(module.intake.values, task.spec)
    for value in [*secrets_of(module.intake.values, os.environ), *module.intake.secrets, *secrets]:
        _register_secret(module, value)
    client = inventory = session = pace = outcome = None
    failure: dict[str, Any] = {}
    context = Context(module.ansible_version, module.secrets)
    try:
        connection = _connection(module, task)
        session = open_session(connection.session, connection) if connection.session else None
        pace = open_pace(connection)
        client = _client(module, connection, session, pace)
        # Info modules return the current state, and not what an earlier task of the session has read.
        reads = None if isinstance(task, InfoTask) else session
        inventory = Inventory(client, module.check_mode, reads, assumes=not isinstance(task, Workflow))
        outcome = _carry_out(inventory, task, {name: module.params[name] for name in task.spec}, context)
    except MissingLibrary as error:
        failure = {"msg": missing_required_lib(error.library), "error": error.as_data()}
    except AuthorizeError as error:
        _warn(module, inventory, pace)
        failure = _failure(module, task, client, error)
    except Exception as error:  # pylint: disable=broad-except
        failure = {"msg": defect(error), "error": {"kind": "defect"}, "requests": _sent(client)}
    finally:
        if session and module.params["end_session"]:
            session.end()
        elif session:
            session.save()
    # Not while an exception is handled: releases of ansible-core before 2.19 then show its traceback at verbosity 3.
    if inventory and outcome:
        _warn(module, inventory, pace)
        _exit(module, inventory, replace(outcome, results={**outcome.results, **context.results}))
    else:
        module.fail_json(**failure, **context.results)


def _failure(module: AnsibleModule, task: AnyTask, client: Optional[Client], error: AuthorizeError) -> dict[str, Any]:
    """The result of a task that failed."""
    failed = error if isinstance(error, TaskFailed) else None
    invalid = isinstance(failed.cause if failed else error, InvalidInput)
    subject = f"{task.subject(module.params)}: " if invalid and client and task.subject(module.params) else ""
    results = error.results if isinstance(error, (AccessTestsFailed, LintFailed, TaskFailed)) else {}
    return {
        "msg": f"{subject}{error}",
        "error": error.as_data(),
        "changed": failed is not None and failed.changed,
        "requests": _sent(client),
        **results,
    }


def _carry_out(inventory: Inventory, task: AnyTask, options: Options, context: Context) -> Outcome:
    if isinstance(task, Task):
        return converge(inventory, task, options)
    if isinstance(task, Workflow):
        return task.run(inventory, options, context)
    return Outcome(None, task.gather(inventory, options))


class _Module(AnsibleModule):  # type: ignore[misc]
    """A module whose options are parsed by the collection before Ansible validates them.

    If there are problems, Ansible does not get any options, so that the collection reports the problems itself.
    """

    params: dict[str, Any]
    argument_spec: dict[str, dict[str, Any]]

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec
        self.intake = ParsedOptions()
        self.decoded = True
        self.secrets: list[str] = []
        super().__init__(argument_spec=argument_spec(spec), supports_check_mode=True)

    def _load_params(self) -> None:
        """Ansible's hook that reads the options from the controller."""
        try:
            super()._load_params()
        except Exception as error:  # pylint: disable=broad-except
            if not any(isinstance(cause, (RecursionError, UnicodeError)) for cause in _causes(error)):
                raise
            self._decode()
        internal = {name: value for name, value in self.params.items() if name.startswith(INTERNAL)}
        if self.decoded:
            self.intake = parse_options(
                {name: self.params[name] for name in self.params if name not in internal}, self._spec
            )
        if self.intake.problems:
            # Missing options are among the problems.
            for about in self.argument_spec.values():
                about["required"] = False
        self.params = internal if self.intake.problems else {**internal, **self.intake.values}

    def _decode(self) -> None:
        """Read options that Ansible cannot decode (invalid text or deep nesting), to report which option it is."""
        arguments = basic._ANSIBLE_ARGS.decode()
        try:
            self.params = json.loads(arguments)["ANSIBLE_MODULE_ARGS"]
        except RecursionError:
            self.params = {}
            self.decoded = False
            self.intake.refuse(deeply_nested(arguments), TOO_DEEP)
        if hasattr(basic, "_PARSED_MODULE_ARGS"):
            basic._PARSED_MODULE_ARGS = {
                name: value for name, value in self.params.items() if name.startswith(INTERNAL)
            }

    def options(self) -> dict[str, Any]:
        """The options as validated by Ansible, or those that are valid."""
        return with_defaults(self.intake.values, self._spec) if self.intake.problems else self.params


def _causes(error: Optional[BaseException]) -> Iterator[BaseException]:
    """An exception and its causes."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _connection(module: _Module, task: AnyTask) -> Connection:
    """The connection. Its problems are reported together with those of the task's own options."""
    if not module.decoded:
        module.intake.problems.stop_if_any()
    options = module.options()
    given = {name: options[name] for name in OPTIONS if name in module.intake.values}
    problems = Problems(module.intake.problems)
    found = Problems(task.problems(options, module.intake.refused))
    with found.collecting():
        connection = resolve(given, os.environ, optional=isinstance(task, InfoTask) and task.optional_connection)
    # An option that was rejected is not reported as missing.
    hidden = unknown_because_of(module.intake.refused)
    problems += [problem for problem in found if problem.option not in hidden]
    if problems:
        problems += module.intake.with_given_indexes(task.checked(options, module.intake.refused))
    problems.stop_if_any()
    return connection


def _client(module: _Module, connection: Connection, session: Optional[Session], pace: Pace) -> Client:
    return Client(
        connection,
        user_agent=user_agent(module.ansible_version),
        transaction_id=f"ansible-{uuid.uuid4()}",
        read_only=module.check_mode,
        on_warning=module.warn,
        on_secret=lambda value: _register_secret(module, value),
        session=session,
        pace=pace,
    )


def _warn(module: AnsibleModule, inventory: Optional[Inventory], pace: Optional[Pace]) -> None:
    """Show the warnings, even if the task fails."""
    for text in inventory.warnings if inventory else ():
        module.warn(text)
    if pace and pace.warning:
        module.warn(pace.warning)


def _exit(module: AnsibleModule, inventory: Inventory, outcome: Outcome) -> None:
    if set(inventory.unresolved) - inventory.expected:
        module.warn(_unresolved_text(inventory))
    plan = outcome.plan
    module.exit_json(
        changed=plan is not None and plan.changed,
        requests=inventory.client.requests,
        **({"unresolved": sorted(inventory.unresolved)} if inventory.assumes else {}),
        **({"diff": [hunk.as_diff() for hunk in outcome.diff]} if plan else {}),
        **outcome.results,
    )


def _unresolved_text(inventory: Inventory) -> str:
    """The warning about objects that are assumed in check mode, and about names that are probably typos."""
    names = ", ".join(name for name in inventory.unresolved if name not in inventory.expected)
    text = (
        f"Check mode: not found yet, assumed to be created by an earlier task of the same run: {names}."
        " The real run fails if it is not."
    )
    for missing, similar in inventory.typos.items():
        text += f" Possibly a typo: {missing}. Did you mean {either(similar)}?"
    return text


def _register_secret(module: _Module, value: str) -> None:
    """Mask a secret that becomes known at run time in all output."""
    module.secrets.append(value)
    try:
        from ansible.module_utils.secrets import register_secret  # pylint: disable=import-outside-toplevel
    except ImportError:
        module.no_log_values.add(value)
    else:
        register_secret(value)


def _sent(client: Any) -> int:
    return client.requests if client else 0
