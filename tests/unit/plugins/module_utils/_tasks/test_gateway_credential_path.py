# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the task for gateway credentials does with the file of a credential."""

from __future__ import annotations

import os
import stat

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.api_error import ApiError
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import (
    ConnectionFailure,
    FileFailure,
    OutcomeUnknown,
)
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.credential_file import CredentialFile
from ansible_collections.pingone.authorize.plugins.module_utils._tasks.gateway_credential import TASK, draft
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.gateway_credentials import (
    CREDENTIAL,
    GATEWAY,
    ISSUED_AT,
    SERVICE_URL,
    credential_jwt,
    gateway_with,
    returned,
)
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.outcomes import only_problem, unchanged
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    FakeClient,
    after_of,
    before_of,
    converge,
    identifier,
    options_of,
    predicted,
    task_failing,
)

OLD, OTHER = identifier("old"), identifier("other")
PLACE = ("gateways", GATEWAY, "credentials")
POST = ("POST", "/".join(PLACE), {})


@pytest.fixture
def fake():
    return FakeClient()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "credential"


def given(path, **more):
    return {"gateway": "Shop", "credential_path": str(path), **more}


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_missing_file_gets_a_new_credential(fake, path):
    gateway_with(fake, OLD)
    fake.posted = [returned()]
    outcome = predicted(TASK, fake, **given(path))
    assert fake.writes == [POST]
    assert (path.read_text(), mode_of(path)) == (credential_jwt(), 0o600)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    found = {key: outcome.results[key] for key in ("credential", "credential_id", "service_url", "issued_at")}
    wanted = {"credential_id": CREDENTIAL, "service_url": SERVICE_URL, "issued_at": ISSUED_AT}
    assert found == {"credential": None, **wanted}
    assert after_of(outcome)[f'file "{path}"'] == {"credential_id": "new", "mode": "0600"}
    assert fake.secrets == [credential_jwt()]

    fake.add(*PLACE, **{key: returned()[key] for key in ("id", "createdAt")})
    again = unchanged(TASK, fake, **given(path)).results
    assert {key: again[key] for key in wanted} == wanted


def test_a_file_whose_credential_no_longer_exists_is_replaced(fake, path):
    gateway_with(fake, OLD)
    path.write_text(credential_jwt(jti=OTHER))
    fake.posted = [returned()]
    outcome = predicted(TASK, fake, **given(path))
    assert path.read_text() == credential_jwt()
    assert before_of(outcome)[f'file "{path}"'] == {"credential_id": OTHER, "mode": "0644"}
    assert mode_of(path) == 0o600


def test_a_rotation_replaces_the_file(fake, path):
    gateway_with(fake, OLD)
    path.write_text(credential_jwt(jti=OLD))
    fake.posted = [returned()]
    predicted(TASK, fake, **given(path, rotate=True))
    assert path.read_text() == credential_jwt()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o700, 0o604])
def test_a_mode_that_is_too_open_is_corrected(fake, path, mode):
    gateway_with(fake, CREDENTIAL)
    path.write_text(f"{credential_jwt()}\n")
    path.chmod(mode)
    expected = converge(TASK, fake, check_mode=True, **given(path))
    assert mode_of(path) == mode
    outcome = converge(TASK, fake, **given(path))
    assert expected.plan.changed and outcome.plan.changed
    assert [one.as_diff() for one in expected.diff] == [one.as_diff() for one in outcome.diff]
    assert (mode_of(path), path.read_text(), fake.writes) == (0o600, f"{credential_jwt()}\n", [])
    assert before_of(outcome)[f'file "{path}"'] == {"credential_id": CREDENTIAL, "mode": f"{mode:04o}"}
    assert outcome.results["credential_id"] == CREDENTIAL
    unchanged(TASK, fake, **given(path))


def test_a_stricter_mode_is_kept(fake, path):
    gateway_with(fake, CREDENTIAL)
    path.write_text(credential_jwt())
    path.chmod(0o400)
    unchanged(TASK, fake, **given(path))
    assert mode_of(path) == 0o400


@pytest.mark.parametrize("state", [{}, {"rotate": True}])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a gateway credential: it is empty."),
        ("secret", "is not a gateway credential: it is not a JWT"),
        ("sécret" * 30_000, "is not a gateway credential: it is not a JWT"),
        (credential_jwt(gatewayId=OTHER), f"has a credential of the gateway {OTHER}, and not of"),
        (credential_jwt(environmentId=OTHER), f"has a credential of the environment {OTHER}, and not of"),
    ],
)
def test_a_file_with_anything_else_is_not_overwritten(fake, path, text, words, state):
    gateway_with(fake)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    for check_mode in (True, False):
        option, message = only_problem(TASK, fake, check_mode, **given(path, **state))
        assert option == "credential_path"
        assert words in message
        assert "It is not overwritten" in message
        assert "secret" not in message
    assert (path.read_text(encoding="utf-8"), mode_of(path)) == (text, 0o644)


def test_what_is_no_file_is_rejected(fake, path):
    gateway_with(fake)
    path.mkdir()
    assert "is not a regular file" in only_problem(TASK, fake, **given(path))[1]
    file = path / "file"
    file.write_text("x")
    assert f'"{file}" is not a folder' in only_problem(TASK, fake, **given(file / "credential"))[1]


def test_a_file_that_cannot_be_read_is_rejected(fake, path, monkeypatch):
    gateway_with(fake)
    path.write_text("x")
    monkeypatch.setattr("builtins.open", failing)
    assert "cannot be read (No space left on device)" in only_problem(TASK, fake, **given(path))[1]


def test_the_folder_must_exist(fake, path):
    gateway_with(fake)
    option, message = only_problem(TASK, fake, **given(path / "credential"))
    assert option == "credential_path"
    assert message == f'the folder "{path}" does not exist. Create it first.'
    inventory = Inventory(fake, True)
    assert draft(inventory, options_of(TASK, **given(path / "credential"))).plan.changed
    assert inventory.unresolved == [f"folder {path}"]


def test_the_folder_must_be_writable(fake, path, monkeypatch):
    gateway_with(fake)
    monkeypatch.setattr(os, "access", lambda folder, mode: folder != str(path.parent) or not mode & os.W_OK)
    for check_mode in (True, False):
        assert "is not writable" in only_problem(TASK, fake, check_mode, **given(path))[1]


def test_a_symbolic_link_is_followed(fake, path, tmp_path):
    gateway_with(fake)
    target = tmp_path / "target"
    path.symlink_to(target)
    fake.posted = [returned()]
    predicted(TASK, fake, **given(path))
    assert path.is_symlink()
    assert target.read_text() == credential_jwt()


def failing(*_arguments, **_more):
    raise OSError(28, "No space left on device")


def test_a_folder_that_cannot_be_written_is_found_before_anything_is_created(fake, path, monkeypatch):
    gateway_with(fake)
    monkeypatch.setattr("tempfile.mkstemp", failing)
    with task_failing(FileFailure) as caught:
        converge(TASK, fake, **given(path))
    assert f'The file "{path}" cannot be written to its folder (No space left on device).' in str(caught.value)
    assert fake.writes == []
    assert not caught.value.changed


@pytest.mark.parametrize("function", ["fsync", "replace", "chmod"])
def test_a_credential_that_cannot_be_written_is_removed_again(fake, path, monkeypatch, function):
    gateway_with(fake, OLD)
    fake.posted = [returned()]
    monkeypatch.setattr(os, function, failing)
    with task_failing(FileFailure) as caught:
        converge(TASK, fake, **given(path))
    assert fake.writes == [POST, ("DELETE", "/".join((*PLACE, CREDENTIAL)))]
    assert "cannot be written (No space left on device). The new credential was removed again." in str(caught.value)
    assert not caught.value.changed
    assert list(path.parent.iterdir()) == []


def test_a_credential_that_can_neither_be_written_nor_removed_is_named(fake, path, monkeypatch):
    gateway_with(fake)
    fake.posted = [returned()]
    monkeypatch.setattr(os, "replace", failing)

    def fail(*_path, **_more):
        raise ConnectionFailure("Could not remove it: the host cannot be reached.")

    fake.delete = fail
    with task_failing(FileFailure) as caught:
        converge(TASK, fake, **given(path))
    assert f"The new credential {CREDENTIAL} could not be removed again: Could not remove it" in str(caught.value)
    assert caught.value.changed
    assert caught.value.done == ['create a credential of gateway "Shop"']


@pytest.mark.parametrize("problem", [ApiError("create", 403, {}), OutcomeUnknown("lost")])
def test_no_file_is_left_if_no_credential_is_created(fake, path, problem):
    gateway_with(fake)
    fake.refused[PLACE] = problem
    with task_failing(type(problem)) as caught:
        converge(TASK, fake, **given(path))
    assert list(path.parent.iterdir()) == []
    assert not caught.value.changed


def test_a_mode_that_cannot_be_corrected(fake, path, monkeypatch):
    gateway_with(fake, CREDENTIAL)
    path.write_text(credential_jwt())
    path.chmod(0o644)
    monkeypatch.setattr(os, "chmod", failing)
    with task_failing(FileFailure, "cannot be restricted to mode 0600 \\(No space left on device\\)"):
        converge(TASK, fake, **given(path))


def test_the_owner_of_a_file_is_kept(path, monkeypatch):
    """The file of an API gateway belongs to its user, and the module may run as root."""
    path.write_text("x")
    owners = []
    monkeypatch.setattr(os, "chown", lambda _path, user, group: owners.append((user, group)))
    file = CredentialFile(str(path), "credential_path")
    file.read()
    file.prepare()
    file.discard()
    assert owners == []
    file._found = os.stat_result((*file._found[:4], 12, 34, *file._found[6:]))
    file.prepare()
    file.discard()
    assert owners == [(12, 34)]
    monkeypatch.setattr(os, "chown", failing)
    with pytest.raises(FileFailure, match="cannot keep its owner and group when it is replaced"):
        file.prepare()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
