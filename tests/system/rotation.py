# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the role api_gateway while API gateways send requests without pause, and kills runs."""

from __future__ import annotations

import base64
import http.client
import json
import re
import threading
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.emulator import Emulator
from tools.kill_test.playbook import kill
from tools.recap import CALLBACKS

PLAYBOOK = "pingone.authorize.connect_gateway"
NAME = "Kong"
STORE = """
- name: Store the credential
  ansible.builtin.copy:
    dest: {store}
    content: "{{{{ api_gateway_credential }}}}"
    mode: "0600"
"""
FAILURE = """
- name: Fail
  ansible.builtin.command: "false"
"""
HAND_OVERS = {"store": STORE, "fails before it stores": FAILURE + STORE, "fails after it stored": STORE + FAILURE}
"""Task files by what they do."""
MANAGEMENT = "^/v1/(?!.*/sideband/)"
"""Paths of the requests of the role, except for tokens and the verification."""
QUESTION = json.dumps(
    {
        "source_ip": "192.0.2.10",
        "source_port": 51234,
        "method": "GET",
        "url": "https://api.example.com/",
        "http_version": "1.1",
        "headers": [],
    }
)
BREATH = 0.01
"""Seconds after each request, so that there is time left for the run."""
PATIENCE = 120.0
"""Seconds until something must have happened."""


class Gateways(threading.Thread):
    """Two API gateways that send one request after the other: one loads the stored credential each time, one when told.

    prompt: whether there is the one that loads it each time. sent: the number of requests. rejected: those that PingOne
    did not answer with 200, in words.
    """

    def __init__(self, pingone: Emulator, store: Path, prompt: bool) -> None:
        super().__init__(daemon=True)
        self.sent = 0
        self._prompt = prompt
        self.rejected: list[str] = []
        self._store = store
        self._late = store.read_text(encoding="utf-8")
        self._address = urllib.parse.urlsplit(pingone.url).netloc
        self._path = f"/v1/environments/{pingone.environment_id}/sideband/request"
        self._ending = threading.Event()

    def run(self) -> None:
        connection = http.client.HTTPConnection(self._address, timeout=30)
        while not self._ending.is_set():
            if self._prompt:
                self._send(connection, "prompt", self._store.read_text(encoding="utf-8"))
            self._send(connection, "late", self._late)
        connection.close()

    def load(self) -> None:
        """Let the late one load the stored credential."""
        self._late = self._store.read_text(encoding="utf-8")

    def go_on(self, requests: int = 10) -> None:
        """Wait until they have sent further requests."""
        goal = self.sent + requests
        wait_for(lambda: self.sent >= goal)

    def end(self) -> None:
        """Let them stop."""
        self._ending.set()
        self.join()

    def _send(self, connection: http.client.HTTPConnection, who: str, credential: str) -> None:
        headers = {"CLIENT-TOKEN": credential, "Content-Type": "application/json"}
        connection.request("POST", self._path, QUESTION, headers)
        answer = connection.getresponse()
        answer.read()
        self.sent += 1
        time.sleep(BREATH)
        if answer.status != 200:
            self.rejected.append(f"{who} with {id_of(credential)}: {answer.status}")


class Site:
    """A local PingOne, a folder in which the credential is stored, and the role with its variables."""

    def __init__(self, ansible: Any, pingone: Emulator, folder: Path) -> None:
        self.pingone = pingone
        self.store = folder / "credential"
        self._ansible = ansible
        self._folder = folder
        for number, text in enumerate(HAND_OVERS.values()):
            (folder / f"{number}.yml").write_text(text.format(store=self.store), encoding="utf-8")

    def run(self, hand_over: str = "store", *arguments: str, **variables: Any) -> Any:
        """Run the role to its end."""
        return self._ansible.playbook(PLAYBOOK, *self._given(hand_over, variables), *arguments, env=self.pingone.env)

    def succeed(self, hand_over: str = "store", *arguments: str, **variables: Any) -> Any:
        """Run the role, which must succeed."""
        finished = self.run(hand_over, *arguments, **variables)
        assert finished.status == 0, finished.output
        return finished

    def tasks(self, **variables: Any) -> list[str]:
        """The names of the tasks that start in a run."""
        starts = self._folder / "starts"
        starts.write_text("", encoding="utf-8")
        env = {**self.pingone.env, **_recording(starts)}
        finished = self._ansible.playbook(PLAYBOOK, *self._given("store", variables), env=env)
        assert finished.status == 0, finished.output
        return starts.read_text(encoding="utf-8").splitlines()

    def kill_before_task(self, number: int, **variables: Any) -> None:
        """Kill a run before its task with this number, counted from 1."""
        starts = self._folder / "starts"
        starts.write_text("", encoding="utf-8")
        env = {**_recording(starts), "TASK_STARTS_STOP": str(number)}
        self._kill(env, variables, lambda: len(starts.read_text(encoding="utf-8").splitlines()) >= number)

    def kill_at_request(self, number: int, **variables: Any) -> None:
        """Kill a run when its request with this number, counted from 1, was carried out, and before it is answered."""
        self.pingone.faults([{"kind": "hang", "path": MANAGEMENT, "after": number - 1}])
        self._kill({}, variables, lambda: self.pingone.struck() > 0)
        self.pingone.faults([])

    def requests(self) -> list[dict[str, Any]]:
        """The requests of the role, except for tokens and the verification."""
        return [one for one in self.pingone.requests() if re.search(MANAGEMENT, one["path"])]

    def credentials(self) -> list[dict[str, Any]]:
        """The credentials of the gateway, the oldest one first."""
        (gateway,) = [one for one in self.pingone.collect("gateways") if one["name"] == NAME]
        return sorted(self.pingone.collect(f"gateways/{gateway['id']}/credentials"), key=lambda one: one["createdAt"])

    def _given(self, hand_over: str, variables: dict[str, Any]) -> tuple[str, str]:
        tasks = self._folder / f"{list(HAND_OVERS).index(hand_over)}.yml"
        return "-e", json.dumps({"api_gateway_name": NAME, "api_gateway_store_tasks": str(tasks), **variables})

    def _kill(self, env: dict[str, str], variables: dict[str, Any], reached: Callable[[], bool]) -> None:
        given = self._given("store", variables)
        process = self._ansible.start("ansible-playbook", PLAYBOOK, *given, env={**self.pingone.env, **env})
        try:
            wait_for(lambda: reached() or process.poll() is not None)
            assert process.poll() is None, process.communicate()
        finally:
            kill(process)
            process.communicate()


def _recording(starts: Path) -> dict[str, str]:
    """The environment variables of a run that records the starts of its tasks."""
    return {
        "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
        "ANSIBLE_CALLBACKS_ENABLED": "packed_modules,recap,task_starts",
        "TASK_STARTS_FILE": str(starts),
    }


def id_of(credential: str) -> str:
    """The ID of a credential, from its claims."""
    claims = credential.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["jti"])


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "It did not happen"
        time.sleep(0.02)
