# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs as AWX runs them: ``ansible-runner run`` in a private data directory, and everything that it leaves there.

What AWX writes into the directory is in ``awx/main/tasks/jobs.py`` and ``awx/main/utils/safe_yaml.py`` of its source.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tools.recap import CALLBACKS

# The variables that AWX adds to those of a job; users see them in playbooks.
META = {"awx_job_id": 1, "awx_job_launch_type": "manual", "awx_job_template_name": "Protect APIs", "awx_user_name": "x"}
LOCALHOST = {
    "all": {"hosts": ["localhost"]},
    "_meta": {"hostvars": {"localhost": {"ansible_connection": "local"}}},
}
"""The inventory "localhost" of AWX, with the connection that its documentation recommends."""


class _UnsafeDumper(yaml.SafeDumper):
    """Marks every string as text that is not a template."""

    def represent_data(self, data: Any) -> yaml.Node:
        if isinstance(data, str):
            return self.represent_scalar("!unsafe", data)
        return super().represent_data(data)


def extra_variables(answers: Mapping[str, Any], template: Mapping[str, Any]) -> str:
    """The extra variables file of AWX: only the variables of the job template itself can contain templates.

    This is AWX's setting ALLOW_JINJA_IN_EXTRA_VARS with its default "template".
    """
    given = {**template, **answers, **META}
    documents = [
        yaml.dump(
            {name: value},
            Dumper=yaml.SafeDumper if template.get(name, META) == value else _UnsafeDumper,
            sort_keys=False,
        )
        for name, value in given.items()
    ]
    return "".join(documents)


@dataclass(frozen=True)
class Job:
    """A job that has ended."""

    folder: Path
    """Its artifacts."""
    printed: str
    """What ansible-runner printed, which AWX shows as the output of the job."""

    @cached_property
    def status(self) -> str:
        """The status, such as "successful" or "failed"."""
        return (self.folder / "status").read_text(encoding="utf-8")

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """The events in their order, which AWX stores."""
        found = [json.loads(path.read_text(encoding="utf-8")) for path in (self.folder / "job_events").glob("*.json")]
        return sorted(found, key=lambda event: int(event["counter"]))

    def results(self, *kinds: str) -> list[dict[str, Any]]:
        """The event data of results of tasks, by default of those that succeeded."""
        wanted = [f"runner_on_{kind}" for kind in kinds or ("ok",)]
        return [event["event_data"] for event in self.events if event["event"] in wanted]

    @property
    def reported(self) -> list[dict[str, Any]]:
        """What the modules of the collection returned that succeeded."""
        return [one["res"] for one in self.results() if "requests" in one["res"]]

    @property
    def failures(self) -> list[str]:
        """The messages of failed tasks and items."""
        return [str(one["res"].get("msg")) for one in self.results("failed", "item_on_failed") if one.get("res")]

    @cached_property
    def texts(self) -> dict[str, str]:
        """Everything that the job left, by path. The file "command" is none of that: it is what AWX passed to the job.

        AWX shows the variables in this file with secrets replaced, and keeps the file itself from users.
        """
        paths = [path for path in self.folder.rglob("*") if path.is_file() and path.name != "command"]
        left = {str(path.relative_to(self.folder)): path.read_text(encoding="utf-8") for path in sorted(paths)}
        return {**left, "output": self.printed}


def assert_private(job: Job, secrets: Iterable[str]) -> None:
    """Fail if a secret or a traceback stands in anything that a job left."""
    assert {"stdout", "output"} <= job.texts.keys()
    assert len(job.texts) > 8, job.texts.keys()
    for secret in secrets:
        assert len(secret) > 7
        assert not [name for name, text in job.texts.items() if secret in text], secret
    for sign in ("Traceback (most recent call last)", "The full traceback is"):
        assert not [name for name, text in job.texts.items() if sign in text], job.printed


@dataclass(frozen=True)
class Running:
    """A job that was started."""

    process: subprocess.Popen[str]
    folder: Path

    def end(self, timeout: float = 300) -> Job:
        """Wait for the job to end."""
        try:
            printed, errors = self.process.communicate(timeout=timeout)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, 9)
                self.process.communicate()
        assert (self.folder / "status").exists(), errors
        return Job(self.folder, printed + errors)


class Runner:
    """Runs jobs, each in a private data directory of its own, as in a container of its own."""

    def __init__(self, ansible: Any, folder: Path) -> None:
        self._ansible = ansible
        self._folder = folder
        self._numbers = itertools.count(1)

    def __call__(self, playbook: str | list[dict[str, Any]], **options: Any) -> Job:
        """Run a job to its end; the options are those of start()."""
        return self.start(playbook, **options).end()

    def start(
        self,
        playbook: str | list[dict[str, Any]],
        *,
        env: Mapping[str, str],
        answers: Mapping[str, Any] | None = None,
        template: Mapping[str, Any] | None = None,
        inventory: Mapping[str, Any] | None = None,
        project: Mapping[str, str] | None = None,
        arguments: tuple[str, ...] = ("--diff",),
        verbosity: int = 0,
    ) -> Running:
        """Start a job.

        playbook: the file in the project, the name of a playbook of the collection, or plays. env: the environment
        variables of the credential. answers: of the survey, and what users enter as extra variables. template: the
        extra variables of the job template. inventory: hosts as the output of an inventory script. project: further
        files. arguments: of ansible-playbook, as the fields of the job template define them.
        """
        number = next(self._numbers)
        directory = self._folder / f"job-{number}"
        files = dict(project or {})
        if not isinstance(playbook, str):
            files["play.yml"] = yaml.safe_dump(playbook, sort_keys=False)
            playbook = "play.yml"
        document = json.dumps(inventory or LOCALHOST)
        files = {f"project/{name}": content for name, content in files.items()}
        files["inventory/hosts"] = f"#!/usr/bin/env python3\nprint({document!r})\n"
        files["env/extravars"] = extra_variables(answers or {}, template or {})
        files["env/envvars"] = yaml.safe_dump({**self._environment(directory, number), **env})
        verbose = [f"-{'v' * verbosity}"] if verbosity else []
        files["env/cmdline"] = " ".join(["-u", "root", *arguments, *verbose])
        for name, content in files.items():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            (directory / name).write_text(content, encoding="utf-8")
        (directory / "inventory" / "hosts").chmod(0o700)
        for name in ("home", "tmp", "project"):
            (directory / name).mkdir(exist_ok=True)
        command = ("run", str(directory), "-p", playbook, "--ident", str(number))
        process = self._ansible.start("ansible-runner", *command, env={"HOME": str(directory / "home")}, cwd=directory)
        return Running(process, directory / "artifacts" / str(number))

    def _environment(self, directory: Path, number: int) -> dict[str, str]:
        """The variables of AWX and of its container, and the callback that makes jobs faster."""
        return {
            "ANSIBLE_CALLBACKS_ENABLED": "packed_modules",
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_FORCE_COLOR": "True",
            "ANSIBLE_HOST_KEY_CHECKING": "False",
            "AWX_PRIVATE_DATA_DIR": str(directory),
            "JOB_ID": str(number),
            "MAX_EVENT_RES": "700000",
            "TMPDIR": str(directory / "tmp"),
        }
