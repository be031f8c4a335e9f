# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The definition of the execution environment: the build context of ansible-builder, and internal CAs."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from tools.collection import place

# Stands for the program of Red Hat's distributions: it adds the certificates to the bundle.
UPDATE = """#!/bin/sh
mkdir -p "$ROOT/etc/pki/tls/certs"
cat "$ROOT"/etc/pki/ca-trust/source/anchors/*.crt > "$ROOT/etc/pki/tls/certs/ca-bundle.crt"
"""


@pytest.fixture
def definition(collection: Path, tmp_path: Path) -> Path:
    """A copy of the definition with an artifact and a CA, as a user makes it."""
    copy = tmp_path / "ee"
    shutil.copytree(place(collection) / "extensions" / "execution_environment", copy)
    shutil.copy(os.environ["TEST_ARTIFACT"], copy / "collections")
    trustme.CA().cert_pem.write_to_path(str(copy / "certificates" / "internal.pem"))
    return copy


def succeed(ansible: Any, program: str, *arguments: str | Path, cwd: Path) -> str:
    """What a program prints that knows of no collection."""
    finished = ansible(program, *arguments, cwd=cwd, env={"ANSIBLE_COLLECTIONS_PATH": str(cwd / "none")})
    assert finished.status == 0, finished.output
    return str(finished.output)


@pytest.fixture
def context(ansible: Any, definition: Path) -> Path:
    """The build context."""
    printed = succeed(ansible, "ansible-builder", "create", "--output-filename", "Containerfile", cwd=definition)
    assert "warning" not in printed.lower()
    return definition / "context"


def test_the_context_contains_everything(ansible: Any, context: Path, tmp_path: Path) -> None:
    """The collection can be installed from the context, and its library is found in it."""
    installed, build = tmp_path / "installed", context / "_build"
    galaxy = ("collection", "install", "--offline", "-r", "requirements.yml", "-p", installed)
    succeed(ansible, "ansible-galaxy", *galaxy, cwd=build)
    assert (place(installed) / "playbooks" / "protect_api.yml").is_file()
    found = succeed(ansible, "ansible-builder", "introspect", installed, cwd=build)
    assert "requests>=2.28" in found
    assert {path.name for path in (build / "certificates").iterdir()} == {
        *("README.md", "internal.pem", "trust_certificates.sh"),
    }


def test_internal_cas_are_trusted_before_anything_is_downloaded(context: Path) -> None:
    lines = (context / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = lines.index("COPY _build/certificates/ /tmp/certificates/")
    assert "trust_certificates.sh" in lines[copied + 1]
    assert lines[copied + 2] == "ENV REQUESTS_CA_BUNDLE=/etc/ca-bundle.crt"
    downloads = [
        at for at, line in enumerate(lines) if ("pip" in line and line.startswith("RUN")) or "galaxy coll" in line
    ]
    assert downloads
    assert copied + 2 < min(downloads)
    # The base image is a build argument, and its default is no image.
    assert lines[0] == 'ARG EE_BASE_IMAGE="localhost/base-image-is-not-set:use-build-arg-EE_BASE_IMAGE"'
    assert "FROM $EE_BASE_IMAGE AS base" in lines


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The URL of a server whose certificate is from an internal CA, and a folder with that of the CA."""
    authority, certificates = trustme.CA(), tmp_path / "certificates"
    certificates.mkdir()
    authority.cert_pem.write_to_path(str(certificates / "internal.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = HTTPServer(("localhost", 0), _Hello)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"https://localhost:{server.server_address[1]}", certificates
    server.shutdown()
    server.server_close()


def trust(definition: Path, certificates: Path, root: Path, update: str = UPDATE) -> subprocess.CompletedProcess[str]:
    """Run the script as in the image, but below a directory."""
    programs = root / "bin"
    programs.mkdir(parents=True)
    (root / "etc").mkdir()
    (programs / "update-ca-trust").write_text(update, encoding="utf-8")
    (programs / "update-ca-trust").chmod(0o755)
    env = {"ROOT": str(root), "PATH": f"{programs}:{os.environ['PATH']}"}
    command = ["sh", str(definition / "trust_certificates.sh"), str(certificates)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_an_internal_ca(definition: Path, site: tuple[str, Path], tmp_path: Path) -> None:
    """The library requests trusts a CA in certificates/ with the bundle that the image sets."""
    url, certificates = site
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(url, timeout=10)
    root = tmp_path / "root"
    finished = trust(definition, certificates, root)
    assert finished.returncode == 0, finished.stderr
    assert (root / "etc" / "ca-bundle.crt").readlink() == Path("/etc/pki/tls/certs/ca-bundle.crt")
    bundle = root / "etc" / "pki" / "tls" / "certs" / "ca-bundle.crt"
    assert requests.get(url, timeout=10, verify=str(bundle)).status_code == 204


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("0\x82\x03", "internal.crt is not a certificate in PEM format."),
        ("-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n", "internal.crt contains a private key"),
    ],
)
def test_files_that_are_no_certificates(definition: Path, tmp_path: Path, content: str, message: str) -> None:
    certificates = tmp_path / "certificates"
    certificates.mkdir()
    (certificates / "internal.crt").write_text(content, encoding="latin-1")
    finished = trust(definition, certificates, tmp_path / "root")
    assert finished.returncode == 1
    assert message in finished.stderr


def test_an_image_without_certificates(definition: Path, tmp_path: Path) -> None:
    (tmp_path / "certificates").mkdir()
    finished = trust(definition, tmp_path / "certificates", tmp_path / "root", "#!/bin/sh\n")
    assert finished.returncode == 1
    assert "The base image has no certificates in /etc/pki/tls/certs/ca-bundle.crt" in finished.stderr


@pytest.mark.container
def test_the_image(context: Path) -> None:
    """Only where a container engine runs and a base image is known: the image is built, and has what jobs need."""
    engine, base = os.environ["TEST_CONTAINER_ENGINE"], os.environ["TEST_BASE_IMAGE"]
    tag = "localhost/pingone-authorize-test:latest"
    build = ["build", "-f", "Containerfile", "--build-arg", f"EE_BASE_IMAGE={base}", "-t", tag, "."]
    subprocess.run([engine, *build], cwd=context, check=True)
    for command in (
        ["ansible-doc", "pingone.authorize.pingone_api_access"],
        ["python3", "-c", "import os, requests; assert os.path.exists(os.environ['REQUESTS_CA_BUNDLE'])"],
    ):
        subprocess.run([engine, "run", "--rm", tag, *command], check=True)
    subprocess.run([engine, "image", "rm", tag], check=True)
