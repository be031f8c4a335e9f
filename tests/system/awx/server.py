# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A stand-in for AWX: enough of its REST API for the modules of the collection ``awx.awx``.

It has no jobs. ``AWX.job()`` returns with what AWX would start one: the environment variables that its credentials
inject, rendered by AWX's own code, and the extra variables.
"""

from __future__ import annotations

import base64
import json
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from awx_plugins.interfaces._temporary_private_api import ManagedCredentialType
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import inject_credential

from tests.system.awx.rules import ENCRYPTED, Refused, secret_fields
from tests.system.awx.store import KINDS, Item, Store
from tests.system.awx.surveys import answer_errors, variables

USER, PASSWORD, TOKEN = "admin", "long-password-of-the-administrator", "a-token-for-the-session"
PRODUCTS = {
    "awx.awx": ("AWX", "/api/v2/"),
    "ansible.controller": ("Red Hat Ansible Automation Platform", "/api/controller/v2/"),
}


@dataclass(frozen=True)
class Prepared:
    """What AWX starts a job with, and ``shown``: the environment variables as it stores and shows them."""

    playbook: str
    env: dict[str, str]
    shown: dict[str, str]
    extra_vars: dict[str, Any]


def injected(credential_type: Item, inputs: dict[str, Any], folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The environment variables of a credential, and as AWX shows them; folder: the private one of the job."""
    env: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    (folder / "env").mkdir(exist_ok=True)
    kind = ManagedCredentialType(
        namespace="custom",
        name=credential_type["name"],
        kind=credential_type["kind"],
        inputs=credential_type["inputs"],
        injectors=credential_type["injectors"],
    )
    arguments: list[str] = []
    inject_credential(kind, Credential(inputs), env, shown, arguments, str(folder))
    assert arguments == []
    return env, shown


class AWX:
    """A running stand-in. ``collection`` is the one whose modules are expected, and determines the paths."""

    def __init__(self, projects: dict[str, Path], collection: str = "awx.awx") -> None:
        self.store = Store(projects)
        self.product, self.prefix = PRODUCTS[collection]
        self.requests: list[tuple[str, str]] = []
        self.url = ""

    @property
    def env(self) -> dict[str, str]:
        """The environment variables of the modules."""
        return {"CONTROLLER_HOST": self.url, "CONTROLLER_USERNAME": USER, "CONTROLLER_PASSWORD": PASSWORD}

    def writes(self) -> list[tuple[str, str]]:
        """The requests that change something; those for tokens of the modules do not."""
        return [one for one in self.requests if one[0] != "GET" and "/tokens/" not in one[1]]

    def job(self, template: str, answers: dict[str, Any], folder: Path) -> Prepared:
        """What a job of a template is started with; answers: those of the survey."""
        item = self.store.named("job_templates", template)
        survey = self.store.surveys.get(item["id"], {})
        errors = answer_errors(survey, answers)
        if errors:
            raise Refused({"variables_needed_to_start": errors})
        env: dict[str, str] = {}
        shown: dict[str, str] = {}
        for number in self.store.credentials.get(item["id"], []):
            credential = self.store.items["credentials"][number]
            kind = self.store.items["credential_types"][credential["credential_type"]]
            absent = [name for name in kind["inputs"]["required"] if not credential["inputs"].get(name)]
            assert not absent, f"Job cannot start: {credential['name']} has no {absent}"
            added, safe = injected(kind, credential["inputs"], folder)
            env.update(added)
            shown.update(safe)
        own = json.loads(item["extra_vars"] or "{}")
        return Prepared(item["playbook"], env, shown, variables(survey, own, answers))

    # requests

    def respond(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """Status and body of the response to a request of a user who is signed on."""
        parts = urllib.parse.urlsplit(path)
        endpoint, *rest = parts.path.removeprefix(self.prefix).strip("/").split("/")
        query = dict(urllib.parse.parse_qsl(parts.query))
        if endpoint == "tokens":
            return (201, {"id": 1, "token": TOKEN}) if method == "POST" else (204, None)
        if endpoint == "project_updates":
            return 200, {"id": int(rest[0]), "status": "successful" if self._known(int(rest[0])) else "failed"}
        if endpoint == "unified_job_templates":
            endpoint = "job_templates"
        if endpoint not in KINDS or not parts.path.startswith(self.prefix):
            return 404, {"detail": "Not found."}
        if not rest:
            return self._collection(method, endpoint, query, body)
        return self._object(method, endpoint, rest, body)

    def _known(self, project: int) -> bool:
        return bool(self.store.items["projects"][project]["scm_revision"])

    def _collection(self, method: str, endpoint: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if method == "POST":
            return 201, self._shown(endpoint, self.store.create(endpoint, body))
        items = [item for item in self.store.items[endpoint].values() if _matches(item, query)]
        return 200, {"count": len(items), "next": None, "results": [self._shown(endpoint, item) for item in items]}

    def _object(self, method: str, endpoint: str, rest: list[str], body: Any) -> tuple[int, Any]:
        number = int(rest[0])
        if number not in self.store.items[endpoint]:
            return 404, {"detail": "Not found."}
        if rest[1:] == ["survey_spec"]:
            if method == "POST":
                self.store.set_survey(number, body)
            return 200, self.store.surveys.get(number, {})
        if rest[1:] == ["credentials"]:
            if method == "POST":
                self.store.associate(number, body["id"], bool(body.get("disassociate")))
                return 204, None
            found = [self.store.items["credentials"][one] for one in self.store.credentials.get(number, [])]
            return 200, {"count": len(found), "next": None, "results": [{"id": one["id"]} for one in found]}
        if rest[1:]:
            return 404, {"detail": "Not found."}
        if method == "PATCH":
            return 200, self._shown(endpoint, self.store.update(endpoint, number, body))
        return 200, self._shown(endpoint, self.store.items[endpoint][number])

    def _shown(self, endpoint: str, item: Item) -> Item:
        """An object as the API returns it. Secrets are never returned."""
        url = f"{self.prefix}{endpoint}/{item['id']}/"
        shown = {**item, "type": KINDS[endpoint].type, "url": url, "related": {}, "summary_fields": {}}
        if endpoint == "job_templates":
            shown["related"] = {"survey_spec": f"{url}survey_spec/"}
        if endpoint == "projects":
            shown["summary_fields"] = {"current_update": {"id": item["id"]}}
        if endpoint == "credentials":
            hidden = secret_fields(self.store.items["credential_types"][item["credential_type"]]["inputs"])
            given = item["inputs"].items()
            shown["inputs"] = {key: ENCRYPTED if key in hidden else value for key, value in given}
        return shown


def _matches(item: Item, query: dict[str, str]) -> bool:
    """Whether an object meets the filters of a query. Those that start with or__ are alternatives."""
    alternatives = {key[4:]: value for key, value in query.items() if key.startswith("or__")}
    if alternatives and not any(str(item.get(key)) == value for key, value in alternatives.items()):
        return False
    return all(str(item.get(key)) == value for key, value in query.items() if not key.startswith("or__"))


class _Handler(BaseHTTPRequestHandler):
    awx: AWX

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or "null")
        self.awx.requests.append((self.command, self.path))
        try:
            status, answer = (
                self.awx.respond(self.command, self.path, body)
                if self._admitted()
                else (
                    401,
                    {"detail": "Authentication credentials were not provided."},
                )
            )
        except Refused as refused:
            status, answer = refused.status, refused.body
        content = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-API-Product-Name", self.awx.product)
        self.send_header("X-API-Product-Version", "24.6.1")
        self.end_headers()
        self.wfile.write(content)

    def _admitted(self) -> bool:
        basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        allowed = [f"Basic {basic}"] if "/tokens/" in self.path else [f"Bearer {TOKEN}"]
        return self.headers.get("Authorization") in allowed

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def running(projects: dict[str, Path], collection: str = "awx.awx") -> Iterator[AWX]:
    """A stand-in that listens on this machine."""
    awx = AWX(projects, collection)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"awx": awx}))
    awx.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield awx
    finally:
        server.shutdown()
        server.server_close()
