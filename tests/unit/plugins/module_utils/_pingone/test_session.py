# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tasks of a session share, for how long, and that nobody else can read or plant it."""

from __future__ import annotations

import builtins
import os
import pathlib
import stat
import tempfile

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._engine.inventory import Inventory
from ansible_collections.pingone.authorize.plugins.module_utils._lookup.group_search import find_group
from ansible_collections.pingone.authorize.plugins.module_utils._model.field import Ref
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.resource import RESOURCE
from ansible_collections.pingone.authorize.plugins.module_utils._model.objects.scope import SCOPE
from ansible_collections.pingone.authorize.plugins.module_utils._model.plan import CREATE, Plan, Step
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import session as _session
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.connection import Connection
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.private_folder import private_folder
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.session import FILES_LAST, READS_LAST, Session
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    CLIENT_ID,
    CLIENT_SECRET,
    ENVIRONMENT_ID,
    Clock,
    FakeClient,
    Watched,
    list_services,
    session_of_a_task,
    write_plan,
)

PATH = ("resources", "r-1", "scopes")
ITEMS = [{"id": "1", "name": "orders-read"}]
CONNECTION = Connection(
    environment_id=ENVIRONMENT_ID,
    api_url="https://api.example",
    token_url="https://auth.example/as/token",
    client_id=CLIENT_ID,
    client_secret=CLIENT_SECRET,
)


@pytest.fixture(autouse=True)
def temporary(monkeypatch, tmp_path):
    """A directory for temporary files in which nothing is yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "session-x.json")


def folder_of(temporary):
    return temporary / f"pingone.authorize-{os.getuid()}"


def mode(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


# what is shared, and for how long


def test_nothing_is_there_at_first(path):
    session = Session(path)
    assert session.token == ""
    assert session.read(PATH) is None


def test_what_one_task_keeps_another_reads(path):
    with session_of_a_task(path) as session:
        session.keep_token("a-token", 300)
    with session_of_a_task(path) as session:
        session.keep(PATH, ITEMS)
        session.keep(("apiServers",), [])
    assert Session(path).token == "a-token"
    assert Session(path).read(PATH) == ITEMS
    assert Session(path).read(("apiServers",)) == []
    assert Session(path).read(("resources", "r-2", "scopes")) is None


def test_what_was_read_is_forgotten_at_once_and_the_token_stays(path):
    with session_of_a_task(path) as session:
        session.keep_token("a-token", 300)
        session.keep(PATH, ITEMS)
    session = Session(path)
    session.keep(("apiServers",), [])
    session.forget_reads()
    for one in (session, Session(path)):
        assert one.read(PATH) is None
        assert one.read(("apiServers",)) is None
        assert one.token == "a-token"


def test_a_task_that_is_killed_shares_nothing(path):
    session = Session(path)
    session.keep(PATH, ITEMS)
    assert session.read(PATH) == ITEMS
    assert not os.path.exists(path)


def test_the_file_is_written_once_for_all_reads(path, monkeypatch):
    written = []
    monkeypatch.setattr(os, "replace", lambda *names, replace=os.replace: written.append(names) or replace(*names))
    with session_of_a_task(path) as session:
        session.keep_token("a-token", 300)
        for number in range(25):
            session.keep(("resources", str(number), "scopes"), ITEMS)
    assert len(written) == 1
    with session_of_a_task(path) as session:
        assert session.read(("resources", "24", "scopes")) == ITEMS
    assert len(written) == 1


def test_what_was_read_before_another_task_writes_is_not_shared(path):
    with session_of_a_task(path) as session:
        session.keep(("apiServers",), [])
    with session_of_a_task(path) as session:
        assert session.read(("apiServers",)) == []
        session.keep(PATH, ITEMS)
        Session(path).forget_reads()
        assert session.read(PATH) is None
        assert session.read(("apiServers",)) is None
        session.keep(("resources",), [])
    assert Session(path).read(PATH) is None
    assert Session(path).read(("resources",)) == []


def test_a_session_that_another_task_has_ended_is_not_written_again(path):
    with session_of_a_task(path) as session:
        session.keep_token("a-token", 300)
    with session_of_a_task(path) as session:
        session.keep(PATH, ITEMS)
        Session(path).end()
    assert not os.path.exists(path)


def test_what_was_read_expires(path):
    time = Clock()
    session = Session(path, time.clock)
    session.keep(PATH, ITEMS)
    time.now += READS_LAST - 1
    session.keep(("apiServers",), [])
    assert session.read(PATH) == ITEMS
    time.now += 1
    assert session.read(PATH) is None
    assert session.read(("apiServers",)) == []


@pytest.mark.parametrize(("lifetime", "shared"), [(300, 300), (3600, FILES_LAST), (0, 0), (-30, 0)])
def test_a_token_expires_at_its_end_or_with_the_file(path, lifetime, shared):
    time = Clock()
    session = Session(path, time.clock)
    session.keep_token("a-token", lifetime)
    time.now += max(shared - 1, 0)
    assert session.token == ("a-token" if shared else "")
    time.now += 1
    assert session.token == ""


def test_a_token_is_forgotten(path):
    session = Session(path)
    session.keep_token("a-token", 300)
    session.keep(PATH, ITEMS)
    session.save()
    session.keep_token("", 0)
    session.save()
    assert session.token == ""
    assert session.read(PATH) == ITEMS
    with open(path, encoding="utf-8") as file:
        assert "a-token" not in file.read()


# the file


def test_the_file_is_for_its_user_alone(path):
    earlier = os.umask(0)
    try:
        for _task in range(2):
            with session_of_a_task(path) as session:
                session.keep_token("a-token", 300)
                session.keep(PATH, ITEMS)
    finally:
        os.umask(earlier)
    assert mode(path) == 0o600


def test_nothing_lies_about_after_writing(path):
    for _task in range(2):
        with session_of_a_task(path) as session:
            session.keep_token("a-token", 300)
            session.keep(PATH, ITEMS)
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"token": {"value": "a-tok',
        "[]",
        "null",
        '{"token": 1, "lists": 1}',
        '{"token": "x", "lists": {"resources/r-1/scopes": "x"}}',
        '{"token": {"until": 9e9}, "lists": {"resources/r-1/scopes": {"until": 9e9}}}',
        '{"token": {"value": "x", "until": "later"}, "lists": []}',
        '{"token": {"value": "x"}, "lists": {"resources/r-1/scopes": {"value": []}}}',
        '{"lists": {"resources/r-1/scopes": {"value": {"a": 1}, "until": 9e9}}}',
        b"\xff\xfe\x00",
    ],
)
def test_a_file_of_garbage_says_nothing_and_is_replaced(path, text):
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    session = Session(path)
    assert session.token == ""
    assert session.read(PATH) is None
    session.keep(PATH, ITEMS)
    session.keep_token("a-token", 300)
    session.save()
    for one in (session, Session(path)):
        assert one.read(PATH) == ITEMS
        assert one.token == "a-token"


@pytest.mark.parametrize("broken", ["mkstemp", "replace", "open"])
def test_what_cannot_be_forgotten_is_removed(monkeypatch, path, broken):
    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    session = Session(path)
    session.keep(PATH, ITEMS)
    session.save()
    owner = {"mkstemp": tempfile, "replace": os, "open": builtins}[broken]
    monkeypatch.setattr(owner, broken, full)
    session.forget_reads()
    assert session.read(PATH) is None
    assert not os.path.exists(path)


def test_a_folder_that_is_gone_is_no_failure(tmp_path):
    session = Session(str(tmp_path / "gone" / "session-x.json"))
    session.keep(PATH, ITEMS)
    session.forget_reads()
    session.keep_token("a-token", 300)
    session.save()
    assert session.read(PATH) is None
    assert session.token == ""


# the folder


@pytest.mark.parametrize("bits", [0o750, 0o701])
def test_without_a_private_folder_there_is_no_session(temporary, bits):
    folder_of(temporary).mkdir()
    folder_of(temporary).chmod(bits)
    assert _session.open_session("run", CONNECTION) is None
    assert list(folder_of(temporary).iterdir()) == []


# who shares


def test_tasks_of_one_session_share(temporary):
    session = _session.open_session("run", CONNECTION)
    session.keep(PATH, ITEMS)
    session.save()
    assert _session.open_session("run", CONNECTION._replace()).read(PATH) == ITEMS
    (file,) = folder_of(temporary).iterdir()
    assert mode(file) == 0o600
    assert CLIENT_SECRET not in file.name


@pytest.mark.parametrize(
    "other",
    [
        {"environment_id": "other"},
        {"api_url": "https://other.example"},
        {"token_url": "https://other.example/as/token"},
        {"client_id": "other"},
        {"client_secret": "other"},
        {"access_token": "other"},
    ],
)
def test_others_do_not(other):
    session = _session.open_session("run", CONNECTION)
    session.keep(PATH, ITEMS)
    session.keep_token("a-token", 300)
    session.save()
    stranger = _session.open_session("run", CONNECTION._replace(**other))
    assert stranger.read(PATH) is None
    assert stranger.token == ""


def test_another_session_does_not():
    session = _session.open_session("run", CONNECTION)
    session.keep(PATH, ITEMS)
    session.save()
    assert _session.open_session("another run", CONNECTION).read(PATH) is None


# ending


def test_a_session_that_ends_leaves_nothing(temporary):
    session, other = (_session.open_session(name, CONNECTION) for name in ("run", "another run"))
    session.keep_token("a token", 300)
    other.keep(PATH, ITEMS)
    session.save()
    other.save()
    session.end()
    session.end()
    assert len(list((temporary / private_folder()).iterdir())) == 1
    assert session.token == ""
    assert other.read(PATH) == ITEMS


# sweeping


def test_what_earlier_runs_left_is_swept_away(temporary):
    folder = temporary / private_folder()
    for name, age in (("session-old.json", 1), ("session-new.json", -60), ("other.json", 1)):
        (folder / name).write_text("{}")
        then = (folder / name).stat().st_mtime - FILES_LAST - age
        os.utime(folder / name, (then, then))
    (folder / "session-folder").mkdir()
    os.utime(folder / "session-folder", (1, 1))
    assert _session.open_session("run", CONNECTION) is not None
    assert sorted(entry.name for entry in folder.iterdir()) == ["other.json", "session-folder", "session-new.json"]


# tokens of a session


EMPTY = {"_embedded": {"apiServers": []}}


def test_a_second_task_sends_no_token_request(server, path):
    for _task in range(2):
        server.answer(200, EMPTY)
        with session_of_a_task(path) as session:
            watched = Watched(server.url, session=session)
            list_services(watched)
        assert watched.secrets == ["issued-token-1"]
        assert server.api[-1].headers["Authorization"] == "Bearer issued-token-1"
    assert len(server.token_requests) == 1


@pytest.mark.parametrize("lifetime", [60, 59, 0, None, "3600", 3600.5])
def test_a_token_that_ends_soon_or_at_no_known_time_is_not_shared(server, path, lifetime):
    for _task in range(2):
        server.answer(200, EMPTY)
        server.token_answer(200, {"access_token": "short-lived-token", "expires_in": lifetime})
        with session_of_a_task(path) as session:
            list_services(Watched(server.url, session=session))
    assert len(server.token_requests) == 2


def test_a_token_that_pingone_no_longer_takes_is_forgotten(server, path):
    with session_of_a_task(path) as session:
        session.keep_token("revoked-token", 300)
    server.answer(401, {"code": "ACCESS_FAILED"})
    server.answer(200, EMPTY)
    with session_of_a_task(path) as session:
        watched = Watched(server.url, session=session)
        list_services(watched)
    assert [request.headers["Authorization"] for request in server.api] == [
        "Bearer revoked-token",
        "Bearer issued-token-1",
    ]
    assert watched.secrets == ["revoked-token", "issued-token-1"]
    assert Session(path).token == "issued-token-1"


def test_a_refused_renewal_leaves_no_token_behind(server, path):
    with session_of_a_task(path) as session:
        session.keep_token("revoked-token", 300)
    server.answer(401, {"code": "ACCESS_FAILED"})
    server.token_answer(401, {"error": "invalid_client"})
    with pytest.raises(Exception, match="Could not get an access token"), session_of_a_task(path) as session:
        list_services(Watched(server.url, session=session))
    assert Session(path).token == ""


def test_a_given_token_is_neither_shared_nor_replaced(server, path):
    with session_of_a_task(path) as session:
        session.keep_token("token-of-others", 300)
    server.answer(200, EMPTY)
    with session_of_a_task(path) as session:
        list_services(Watched(server.url, session=session, access_token="given-token"))
    assert server.api[-1].headers["Authorization"] == "Bearer given-token"
    assert Session(path).token == "token-of-others"
    assert server.token_requests == []


# readings of a session


def test_a_second_task_reads_nothing_again(path):
    fake = FakeClient()
    wire = fake.add("resources", name="Orders API", type="OPENID_CONNECT")
    for borrowed in (False, True):
        with session_of_a_task(path) as session:
            inventory = Inventory(fake, False, session)
            assert inventory.find(RESOURCE, "Orders API", "resource") == wire
            assert inventory.from_session is borrowed
    assert fake.reads == [("resources",)]


def test_after_a_write_everything_is_read_anew(path):
    fake = FakeClient()
    fake.add("resources", name="Orders API")
    with session_of_a_task(path) as session:
        first = Inventory(fake, False, session)
        first.list(RESOURCE)
        first.list(SCOPE, "resources", "r-1")
        body = {"name": "orders-read"}
        write_plan(first, Plan(steps=[Step(CREATE, SCOPE, PATH, Ref("orders-read"), body)]))
    second = Inventory(fake, False, Session(path))
    assert [item["name"] for item in second.list(SCOPE, "resources", "r-1")] == ["orders-read"]
    second.list(RESOURCE)
    assert fake.reads == [("resources",), PATH, PATH, ("resources",)]
    assert not second.from_session


def test_a_write_that_fails_has_made_the_session_forget(path):
    fake = FakeClient()
    with session_of_a_task(path) as session:
        Inventory(fake, False, session).list(RESOURCE)
    fake.posted = [RuntimeError("the process ends here")]
    with pytest.raises(RuntimeError):
        write_plan(
            Inventory(fake, False, Session(path)),
            Plan(steps=[Step(CREATE, RESOURCE, ("resources",), Ref("x"), {"name": "x"})]),
        )
    assert Session(path).read(("resources",)) is None


def test_a_plan_of_nothing_forgets_nothing(path):
    fake = FakeClient()
    with session_of_a_task(path) as session:
        Inventory(fake, False, session).list(RESOURCE)
    with session_of_a_task(path) as session:
        write_plan(Inventory(fake, False, session), Plan())
    assert Session(path).read(("resources",)) == []


def test_check_mode_forgets_nothing(path):
    fake = FakeClient()
    with session_of_a_task(path) as session:
        Inventory(fake, True, session).list(RESOURCE)
    step = Step(CREATE, RESOURCE, ("resources",), Ref("x"), {"name": "x"})
    with session_of_a_task(path) as session:
        write_plan(Inventory(fake, True, session), Plan(steps=[step]))
    assert Session(path).read(("resources",)) == []


def test_what_is_only_expected_is_not_shared(path):
    fake = FakeClient()
    with session_of_a_task(path) as session:
        inventory = Inventory(fake, False, session)
        inventory.list(RESOURCE)
        inventory.project(Plan(steps=[Step(CREATE, RESOURCE, ("resources",), Ref("x"), {"name": "x"})]))
        assert [item["name"] for item in inventory.list(RESOURCE)] == ["x"]
    assert Session(path).read(("resources",)) == []


def test_without_a_session_nothing_is_borrowed():
    fake = FakeClient()
    inventory = Inventory(fake, False)
    inventory.list(RESOURCE)
    inventory.forget()
    inventory.list(RESOURCE)
    assert not inventory.from_session
    assert fake.reads == [("resources",), ("resources",)]


# files that somebody else wrote


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"null",
        b'{"token": 7, "lists": 7}',
        b'{"token": {"value": ["x"], "until": 1e400}, "lists": []}',
        b'{"token": {"value": "two words", "until": 1e400}, "lists": {"resources": 7}}',
        b'{"token": {"value": "\\ud800", "until": 1e400}, "lists": {"resources": {"value": 7, "until": 1e400}}}',
        b'{"token": {"value": "x", "until": "tomorrow"}, "lists": {"resources": {"value": {}, "until": 1e400}}}',
        b'{"token": {"value": "x", "until": NaN}, "lists": {"resources": {"value": [7], "until": 1e400}}}',
        b'{"lists": {"resources": {"value": [{}], "until": 1e400}}}',
        b'{"lists": {"resources": {"value": [null], "until": 1e400}}}',
        b'{"lists": {"resources": {"value": [{"id": 7, "name": "Orders API", "type": "x"}], "until": 1e400}}}',
        b'{"lists": {"resources": {"value": [' + 150 * b"[" + 150 * b"]" + b'], "until": 1e400}}}',
        100000 * b"[",
    ],
)
def test_a_damaged_file_is_read_around(path, content):
    pathlib.Path(path).write_bytes(content)
    fake = FakeClient()
    wire = fake.add("resources", name="Orders API", type="OPENID_CONNECT")
    assert Session(path).token == ""
    inventory = Inventory(fake, False, Session(path))
    assert inventory.find(RESOURCE, "Orders API", "resource") == wire
    assert inventory.from_session is False
    assert fake.reads == [("resources",)]


@pytest.mark.parametrize(
    "page", [[], [7], [{}], [{"items": 7, "is_all": True}], [{"items": [], "is_all": "yes"}], 2 * [{}]]
)
def test_a_damaged_page_of_groups_is_read_around(path, page):
    with session_of_a_task(path) as session:
        session.keep(("groups", "first page"), page)
    fake = FakeClient()
    fake.add("groups", name="Staff")
    assert find_group(Inventory(fake, False, Session(path)), "Staff", "groups")["name"] == "Staff"
