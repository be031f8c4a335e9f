# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example for Kong in the guide: its playbook runs, and the configuration that it renders works."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from tests.system.in_process import PingOne
from tools.paths import ROOT
from tools.transcripts.document import blocks_of

GUIDE = ROOT / "docs" / "docsite" / "rst" / "gateways.rst"
FILES = {block.markers["file"]: block.text for block in blocks_of(GUIDE) if "file" in block.markers}
PLAYBOOK, TASKS, TEMPLATE = FILES
# The settings of the plugin ping-auth 1.2.0, from its schema.
SETTINGS = {
    "service_url": str,
    "shared_secret": str,
    "secret_header_name": str,
    "connection_timeout_ms": int,
    "connection_keepAlive_ms": int,
    "verify_service_certificate": bool,
    "enable_debug_logging": bool,
}
REQUIRED = {"service_url", "shared_secret", "secret_header_name"}
# What the example uses of Kong's declarative configuration.
KEYS = {
    "": {"_format_version", "services"},
    "services": {"name", "url", "routes", "plugins"},
    "routes": {"name", "protocols", "hosts", "paths"},
    "plugins": {"name", "config"},
}
KONG = """#!/bin/sh
echo "$@" >> {calls}
if [ "$1 $2" = "config parse" ]; then test -s "$3"; else test "$*" = reload; fi
"""
HOSTS = ("kong-1", "kong-2")


@pytest.fixture
def configurations(ansible: Any, emulator: Any, tmp_path: Path) -> list[Path]:
    """The configurations of two hosts after a run of the example. Another run changes nothing."""
    emulator.reset()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    programs, calls = tmp_path / "bin", tmp_path / "calls"
    programs.mkdir()
    kong = programs / "kong"
    kong.write_text(KONG.format(calls=calls), encoding="utf-8")
    kong.chmod(0o755)
    made = [tmp_path / f"{host}.yml" for host in HOSTS]
    hosts = {
        host: {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        | {"kong_file": str(file)}
        for host, file in zip(HOSTS, made, strict=True)
    }
    inventory = tmp_path / "hosts.yml"
    inventory.write_text(json.dumps({"kong": {"hosts": hosts}}), encoding="utf-8")
    env = {**emulator.env, "PATH": f"{programs}:{ansible.variables()['PATH']}"}
    first = ansible.playbook(tmp_path / PLAYBOOK, "-i", str(inventory), env=env)
    assert first.status == 0, first.output
    called = [line.split()[0] for line in calls.read_text(encoding="utf-8").splitlines()]
    assert called == ["config", "config", "reload", "reload"]
    second = ansible.playbook(tmp_path / PLAYBOOK, "-i", str(inventory), env=env)
    assert (second.status, second.recap["localhost"]["changed"]) == (0, 0), second.output
    return made


def test_the_configuration_is_valid_and_works(configurations: list[Path], collection: Path, emulator: Any) -> None:
    texts = [file.read_text(encoding="utf-8") for file in configurations]
    assert texts[0] == texts[1]
    assert {file.stat().st_mode & 0o777 for file in configurations} == {0o600}
    document = yaml.safe_load(texts[0])
    check_keys(document, "")
    assert document["_format_version"] == "3.0"
    (service,) = document["services"]
    (route,), (plugin,) = service["routes"], service["plugins"]
    assert plugin["name"] == "ping-auth"
    config = plugin["config"]
    assert REQUIRED <= set(config) <= set(SETTINGS)
    assert all(type(value) is SETTINGS[name] for name, value in config.items())
    assert urlsplit(config["service_url"]).scheme in ("http", "https")
    url = f"https://{route['hosts'][0]}{route['paths'][0]}/orders/7"
    # No API service has this URL yet.
    assert ask(config, url) == (200, "404")
    pingone = PingOne(collection, emulator)
    base_url = url.removesuffix("/orders/7")
    pingone.run("pingone_api_service", name="Orders API", base_urls=[base_url], auto_create_resource=True)
    pingone.run("pingone_deploy", api_service="Orders API")
    # There is no token.
    assert ask(config, url) == (200, "401")
    assert ask({**config, "shared_secret": config["shared_secret"][:-4]}, url)[0] == 401


def check_keys(value: Any, where: str) -> None:
    """All keys are those of Kong's format."""
    assert set(value) <= KEYS[where], where
    for key, inner in value.items():
        for one in inner if key in KEYS else ():
            check_keys(one, key)


def ask(config: dict[str, Any], url: str) -> tuple[int, str]:
    """The status of the answer to a request as the plugin sends it, and the status that the client would get."""
    question = {
        "source_ip": "192.0.2.10",
        "source_port": "51234",
        "method": "GET",
        "url": url.replace(".com/", ".com:443/", 1),
        "http_version": "1.1",
        "headers": [{"host": urlsplit(url).hostname}],
        "body": "",
    }
    headers = {config["secret_header_name"]: config["shared_secret"], "Content-Type": "application/json"}
    target = f"{config['service_url']}/sideband/request"
    request = urllib.request.Request(target, json.dumps(question).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer).get("response", {}).get("response_code", "")
    except urllib.error.HTTPError as error:
        return error.code, ""
