# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options: where each value comes from, and what is said when one is missing or wrong."""

from __future__ import annotations

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._base.errors import InvalidInput
from ansible_collections.pingone.authorize.plugins.module_utils._model.options import parse_options
from ansible_collections.pingone.authorize.plugins.module_utils._pingone import connection
from ansible_collections.pingone.authorize.tests.unit.plugins.module_utils.support import (
    CLIENT_ID,
    CLIENT_SECRET,
    ENVIRONMENT_ID,
    WORKER_ENVIRONMENT_ID,
)

TOKEN = "unit-test-token-Zp0w9e8r7t6z5u4i3o2p1"


def resolve(environ=None, **options):
    """Resolve options as the edge does."""
    intake = parse_options(options, connection.OPTIONS)
    intake.problems.stop_if_any()
    return connection.resolve(intake.values, environ or {})


def complete(**options):
    return {
        "environment_id": ENVIRONMENT_ID,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "region": "EU",
        **options,
    }


def problems(environ=None, **options):
    """What is wrong, as a dict from option to message."""
    with pytest.raises(InvalidInput) as caught:
        resolve(environ, **options)
    return {problem.option: problem.message for problem in caught.value.problems}


ALL_VARIABLES = {
    "PINGONE_TARGET_ENVIRONMENT_ID": ENVIRONMENT_ID,
    "PINGONE_ENVIRONMENT_ID": WORKER_ENVIRONMENT_ID,
    "PINGONE_CLIENT_ID": CLIENT_ID,
    "PINGONE_CLIENT_SECRET": CLIENT_SECRET,
    "PINGONE_CLIENT_AUTH_METHOD": "post",
    "PINGONE_REGION_CODE": "CA",
    "PINGONE_CA_PATH": "/etc/ssl/own.pem",
}


def test_everything_from_the_environment():
    found = resolve(ALL_VARIABLES)
    assert found.environment_id == ENVIRONMENT_ID
    assert found.auth_environment_id == WORKER_ENVIRONMENT_ID
    assert (found.client_id, found.client_secret) == (CLIENT_ID, CLIENT_SECRET)
    assert found.client_auth_method == "post"
    assert found.region == "CA"
    assert found.api_url == "https://api.pingone.ca"
    assert found.token_url == f"https://auth.pingone.ca/{WORKER_ENVIRONMENT_ID}/as/token"
    assert found.verify == "/etc/ssl/own.pem"
    assert found.access_token == ""


def test_everything_from_the_task():
    found = resolve(**complete())
    assert found.environment_id == found.auth_environment_id == ENVIRONMENT_ID
    assert found.client_auth_method == "basic"
    assert found.verify is True
    assert (found.timeout, found.retry_deadline) == (30, 120)


def test_the_task_beats_the_environment():
    found = resolve(
        ALL_VARIABLES,
        **complete(
            environment_id=WORKER_ENVIRONMENT_ID,
            auth_environment_id=ENVIRONMENT_ID,
            client_id="task-client",
            client_secret="task-secret",
            client_auth_method="basic",
            region="SG",
            ca_path="/task.pem",
        ),
    )
    assert found.environment_id == WORKER_ENVIRONMENT_ID
    assert found.auth_environment_id == ENVIRONMENT_ID
    assert (found.client_id, found.client_secret) == ("task-client", "task-secret")
    assert found.client_auth_method == "basic"
    assert found.api_url == "https://api.pingone.sg"
    assert found.token_url == f"https://auth.pingone.sg/{ENVIRONMENT_ID}/as/token"
    assert found.verify == "/task.pem"


@pytest.mark.parametrize(
    ("region", "domain"),
    [("NA", "com"), ("CA", "ca"), ("EU", "eu"), ("AU", "com.au"), ("SG", "sg"), ("AP", "asia")],
)
def test_hosts_of_the_regions(region, domain):
    found = resolve(**complete(region=region))
    assert found.api_url == f"https://api.pingone.{domain}"
    assert found.token_url == f"https://auth.pingone.{domain}/{ENVIRONMENT_ID}/as/token"


# credentials count as one group


def test_a_token_beats_credentials_within_the_task():
    found = resolve(**complete(access_token=TOKEN))
    assert found.access_token == TOKEN
    assert (found.client_id, found.client_secret, found.token_url) == ("", "", "")


def test_a_token_beats_credentials_within_the_environment():
    found = resolve({**ALL_VARIABLES, "PINGONE_API_ACCESS_TOKEN": TOKEN})
    assert found.access_token == TOKEN
    assert (found.client_id, found.client_secret, found.token_url) == ("", "", "")


def test_credentials_of_the_task_beat_a_token_of_the_environment():
    found = resolve({"PINGONE_API_ACCESS_TOKEN": TOKEN}, **complete())
    assert found.access_token == ""
    assert (found.client_id, found.client_secret) == (CLIENT_ID, CLIENT_SECRET)


def test_a_token_of_the_task_beats_credentials_of_the_environment():
    found = resolve(ALL_VARIABLES, access_token=TOKEN)
    assert found.access_token == TOKEN
    assert found.client_secret == ""


@pytest.mark.parametrize(
    ("given", "missing", "variable"),
    [
        ("client_id", "client_secret", "PINGONE_CLIENT_SECRET"),
        ("client_secret", "client_id", "PINGONE_CLIENT_ID"),
    ],
)
def test_a_missing_half_in_the_task_is_named_and_not_taken_from_the_environment(given, missing, variable):
    options = {"environment_id": ENVIRONMENT_ID, "region": "EU", given: "something"}
    found = problems(**options)
    assert list(found) == [missing]
    assert f"gives {given}, but not {missing}" in found[missing]
    found = problems({variable: "from-the-environment"}, **options)
    assert list(found) == [missing]
    assert f"{variable} is not used" in found[missing]
    # A token of the environment does not help either: the task's credentials count as a group.
    assert list(problems({"PINGONE_API_ACCESS_TOKEN": TOKEN}, **options)) == [missing]


@pytest.mark.parametrize(
    ("given", "other", "missing"),
    [
        ("PINGONE_CLIENT_ID", "PINGONE_CLIENT_SECRET", "client_secret"),
        ("PINGONE_CLIENT_SECRET", "PINGONE_CLIENT_ID", "client_id"),
    ],
)
def test_a_missing_half_in_the_environment_is_named(given, other, missing):
    found = problems({given: "something"}, environment_id=ENVIRONMENT_ID, region="EU")
    assert list(found) == [missing]
    assert f"{given} is set in the environment, {other} is not" in found[missing]


def test_no_credentials_at_all():
    found = problems(environment_id=ENVIRONMENT_ID, region="EU")
    assert list(found) == ["client_id"]
    for name in ("PINGONE_CLIENT_ID", "PINGONE_CLIENT_SECRET", "PINGONE_API_ACCESS_TOKEN", "access_token"):
        assert name in found["client_id"]


@pytest.mark.parametrize("name", ["access_token", "client_id", "client_secret"])
def test_white_space_around_credentials_is_no_part_of_them(name):
    """A YAML block scalar or a file ends in a line feed, which no credential contains."""
    values = complete(access_token=TOKEN) if name == "access_token" else complete()
    values[name] = f" {values[name]}\n"
    found = resolve(**values)
    assert getattr(found, name) == values[name].strip()


# environments


def test_the_environment_is_never_taken_from_the_workers_variable():
    options = complete()
    del options["environment_id"]
    found = problems({"PINGONE_ENVIRONMENT_ID": WORKER_ENVIRONMENT_ID}, **options)
    assert list(found) == ["environment_id"]
    assert "names the worker's environment" in found["environment_id"]
    assert "set environment_id or PINGONE_TARGET_ENVIRONMENT_ID" in found["environment_id"]


def test_no_environment():
    options = complete()
    del options["environment_id"]
    found = problems(**options)
    assert list(found) == ["environment_id"]
    assert "PINGONE_TARGET_ENVIRONMENT_ID" in found["environment_id"]
    assert "worker" not in found["environment_id"]


@pytest.mark.parametrize(
    "value",
    [
        "Production",
        ENVIRONMENT_ID[:-1],
        ENVIRONMENT_ID + "0",
        ENVIRONMENT_ID.replace("-", ""),
        "g" + ENVIRONMENT_ID[1:],
    ],
)
@pytest.mark.parametrize("name", ["environment_id", "auth_environment_id"])
def test_environments_that_are_no_uuid(name, value):
    found = problems(**complete(**{name: value}))
    assert list(found) == [name]
    assert f'"{value}" is not a UUID' in found[name]


def test_an_environment_of_the_environment_that_is_no_uuid():
    found = problems({**ALL_VARIABLES, "PINGONE_TARGET_ENVIRONMENT_ID": "x", "PINGONE_ENVIRONMENT_ID": "y"})
    assert sorted(found) == ["auth_environment_id", "environment_id"]


def test_environments_are_written_in_lower_case():
    found = resolve(**complete(environment_id="ABCDEF01-1111-4111-8111-111111111111", auth_environment_id=None))
    assert found.environment_id == found.auth_environment_id == "abcdef01-1111-4111-8111-111111111111"
    assert "/abcdef01-1111" in found.token_url


# regions and URLs


def test_region_missing():
    found = problems(**complete(region=None))
    assert list(found) == ["region"]
    for region in ("NA", "CA", "EU", "AU", "SG", "AP"):
        assert region in found["region"]
    assert "PINGONE_REGION_CODE" in found["region"]


@pytest.mark.parametrize("region", [None, "", "EU", "eu", " Eu "])
@pytest.mark.parametrize("variable", ["EU", "eu", " eU\n"])
def test_region_in_any_case(region, variable):
    found = resolve({"PINGONE_REGION_CODE": variable}, **complete(region=region))
    assert (found.region, found.api_url) == ("EU", "https://api.pingone.eu")


@pytest.mark.parametrize("method", ["post", "POST", "Post "])
def test_authentication_method_in_any_case(method):
    assert resolve({"PINGONE_CLIENT_AUTH_METHOD": method}, **complete()).client_auth_method == "post"
    assert (
        resolve({"PINGONE_CLIENT_AUTH_METHOD": "x"}, **complete(client_auth_method=method)).client_auth_method == "post"
    )


@pytest.mark.parametrize("region", ["Europe", "US"])
def test_region_of_the_environment_is_checked(region):
    found = problems({"PINGONE_REGION_CODE": region}, **complete(region=None))
    assert list(found) == ["region"]
    assert f'is "{region}", but must be one of NA' in found["region"]
    assert "PINGONE_REGION_CODE" in found["region"]
    assert "NA, CA, EU, AU, SG, AP" in found["region"]


def test_region_of_the_task_is_checked():
    found = problems(ALL_VARIABLES, **complete(region="Europe"))
    assert list(found) == ["region"]
    assert 'is "Europe"' in found["region"]
    assert "PINGONE" not in found["region"]


@pytest.mark.parametrize(
    ("environ", "given"), [({"PINGONE_CLIENT_AUTH_METHOD": "jwt"}, {}), ({}, {"client_auth_method": "jwt"})]
)
def test_auth_method_is_checked(environ, given):
    found = problems(environ, **complete(**given))
    assert list(found) == ["client_auth_method"]
    assert 'is "jwt"' in found["client_auth_method"]
    assert "basic or post" in found["client_auth_method"]


def test_region_is_not_needed_with_both_urls():
    found = resolve(**complete(region=None, api_url="https://api.example.com", auth_url="https://auth.example.com"))
    assert found.api_url == "https://api.example.com"
    assert found.token_url == f"https://auth.example.com/{ENVIRONMENT_ID}/as/token"
    assert found.region == ""


def test_region_is_not_needed_with_a_token_and_an_api_url():
    options = {"environment_id": ENVIRONMENT_ID, "access_token": TOKEN, "api_url": "https://api.example.com"}
    assert resolve(**options).api_url == "https://api.example.com"


def test_region_is_needed_for_the_other_url():
    found = problems(**complete(region=None, api_url="https://api.example.com"))
    assert list(found) == ["auth_url"]
    found = problems(**complete(region=None, auth_url="https://auth.example.com"))
    assert list(found) == ["region"]


def test_urls_override_the_region_one_by_one():
    found = resolve({"PINGONE_API_URL": "https://api.example.com/"}, **complete())
    assert found.api_url == "https://api.example.com"
    assert found.token_url.startswith("https://auth.pingone.eu/")
    found = resolve({"PINGONE_AUTH_URL": "https://auth.example.com/"}, **complete())
    assert found.api_url == "https://api.pingone.eu"
    assert found.token_url == f"https://auth.example.com/{ENVIRONMENT_ID}/as/token"


@pytest.mark.parametrize(
    ("auth_url", "token_url"),
    [
        ("https://auth.pingone.eu", f"https://auth.pingone.eu/{WORKER_ENVIRONMENT_ID}/as/token"),
        ("https://auth.pingone.eu/", f"https://auth.pingone.eu/{WORKER_ENVIRONMENT_ID}/as/token"),
        ("https://auth.example.com:8443", f"https://auth.example.com:8443/{WORKER_ENVIRONMENT_ID}/as/token"),
        ("https://login.example.com/as", "https://login.example.com/as/token"),
        ("https://login.example.com/as/", "https://login.example.com/as/token"),
        (f"https://auth.pingone.eu/{ENVIRONMENT_ID}/as", f"https://auth.pingone.eu/{ENVIRONMENT_ID}/as/token"),
    ],
)
def test_forms_of_auth_url(auth_url, token_url):
    assert resolve(**complete(auth_url=auth_url, auth_environment_id=WORKER_ENVIRONMENT_ID)).token_url == token_url


@pytest.mark.parametrize("auth_url", ["https://auth.pingone.eu/as/token", "https://auth.pingone.eu/login"])
def test_auth_url_with_another_path(auth_url):
    found = problems(**complete(auth_url=auth_url))
    assert list(found) == ["auth_url"]
    assert "/as" in found["auth_url"]


@pytest.mark.parametrize("api_url", ["https://api.pingone.eu/v1", "https://api.pingone.eu/v1/"])
def test_api_url_with_version(api_url):
    found = problems(**complete(api_url=api_url))
    assert list(found) == ["api_url"]
    assert "Leave /v1 out" in found["api_url"]


@pytest.mark.parametrize("option", ["api_url", "auth_url"])
@pytest.mark.parametrize(
    "url",
    [
        "api.pingone.eu",
        "//api.pingone.eu",
        "ftp://api.pingone.eu",
        "https://",
        "https://:443",
        "https://host:port",
        "https://host:70000",
        "https://[::1",
        "https://user@host",
        "https://user:word@host",
        "https://@host",
        "https://host?query",
        "https://host#fragment",
        "https://host?",
        "https://host#",
    ],
)
def test_urls_that_are_none(option, url):
    assert list(problems(**complete(**{option: url}))) == [option]


@pytest.mark.parametrize("option", ["api_url", "auth_url"])
def test_a_word_in_a_url_is_not_repeated(option):
    assert "hunter2" not in str(problems(**complete(**{option: "https://user:hunter2@host"})))


@pytest.mark.parametrize("option", ["api_url", "auth_url"])
@pytest.mark.parametrize(
    "url",
    ["http://localhost:8080", "http://LOCALHOST", "http://127.0.0.1:8080", "http://127.8.9.1", "http://[::1]:8080"],
)
def test_clear_text_on_this_machine(option, url):
    found = resolve(**complete(**{option: url}))
    assert url in (found.api_url, found.token_url[: len(url)])


@pytest.mark.parametrize("option", ["api_url", "auth_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://api.pingone.eu",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[2001:db8::1]",
        "HTTP://api.pingone.eu",
    ],
)
def test_clear_text_elsewhere_is_refused(option, url):
    found = problems(**complete(**{option: url}))
    assert list(found) == [option]
    assert "clear text" in found[option]


# the rest


def test_certificates():
    assert connection.Connection(environment_id=ENVIRONMENT_ID, api_url="https://a.example").verify is True
    assert resolve(**complete()).verify is True
    assert resolve(**complete(ca_path="/ca.pem")).verify == "/ca.pem"
    assert resolve(**complete(validate_certs=False)).verify is False
    assert resolve(**complete(validate_certs=False, ca_path="/ca.pem")).verify is False
    assert resolve({"PINGONE_CA_PATH": "/inventory.pem"}, **complete()).verify == "/inventory.pem"


@pytest.mark.parametrize("name", ["timeout", "retry_deadline"])
@pytest.mark.parametrize("value", [0, -1, 1e30, 86_401, "inf"])
def test_times_are_bounded(name, value):
    assert list(problems(**complete(**{name: value}))) == [name]


def test_times():
    found = resolve(**complete(timeout=1, retry_deadline=2))
    assert (found.timeout, found.retry_deadline) == (1, 2)


@pytest.mark.parametrize("value", [0, -1, 9, 1.5])
def test_concurrent_reads_are_bounded(value):
    assert list(problems(**complete(concurrent_reads=value))) == ["concurrent_reads"]


def test_concurrent_reads():
    assert resolve(**complete()).concurrent_reads == 4
    assert [resolve(**complete(concurrent_reads=value)).concurrent_reads for value in (1, 8)] == [1, 8]


PACE = {
    "requests_per_minute": ("PINGONE_REQUESTS_PER_MINUTE", 0, 100_000),
    "max_share": ("PINGONE_MAX_SHARE", 35, 100),
}


@pytest.mark.parametrize("name", PACE)
def test_the_pace(name):
    variable, default, most = PACE[name]
    assert getattr(resolve(**complete()), name) == default
    for value in (1, most):
        assert getattr(resolve(**complete(**{name: value})), name) == value
        assert getattr(resolve(**complete(**{name: f" {value} "})), name) == value
        assert getattr(resolve({variable: str(value)}, **complete()), name) == value
        assert getattr(resolve({variable: f" {value} "}, **complete(**{name: " "})), name) == value
    assert getattr(resolve({variable: "7"}, **complete(**{name: 9})), name) == 9
    assert getattr(resolve({variable: " "}, **complete()), name) == default


@pytest.mark.parametrize("name", PACE)
@pytest.mark.parametrize("value", ["0", "-1", "100001", "1.5", "many", "1e2", "10000000000", "\u00b2"])
def test_a_pace_out_of_range(name, value):
    variable, _default, most = PACE[name]
    assert list(problems(**complete(**{name: value}))) == [name]
    assert problems({variable: value}, **complete()) == {
        name: f'is "{value}", but must be a whole number from 1 to {most}. (The value was read from {variable}.)'
    }


def test_all_problems_at_once():
    found = problems(
        {"PINGONE_CLIENT_AUTH_METHOD": "jwt"},
        environment_id="x",
        auth_environment_id="y",
        client_id="only",
        api_url="ftp://x",
        auth_url="http://far.example",
    )
    assert sorted(found) == [
        "api_url",
        "auth_environment_id",
        "auth_url",
        "client_auth_method",
        "client_secret",
        "environment_id",
    ]


def test_no_secret_in_what_is_printed():
    assert CLIENT_SECRET not in repr(resolve(**complete()))
    assert CLIENT_SECRET not in str(resolve(**complete()))
    assert TOKEN not in repr(resolve(**complete(access_token=TOKEN)))
    found = problems(**complete(access_token=None, environment_id="x", region=None))
    assert CLIENT_SECRET not in str(found)


@pytest.mark.parametrize("token", ["two words", "a\nb", "ü", "a\x00b", "Bearer abc"])
def test_a_token_that_is_none(token):
    found = problems(**complete(access_token=token))
    assert list(found) == ["access_token"]
    assert token not in found["access_token"]


@pytest.mark.parametrize("token", ["eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln-_", "opaque~token+/=="])
def test_a_token_that_is_one(token):
    assert resolve(**complete(access_token=token)).access_token == token


def test_secrets_of_both_sources():
    environ = {"PINGONE_CLIENT_SECRET": "inventory-secret", "PINGONE_API_ACCESS_TOKEN": "inventory-token"}
    found = connection.secrets_of({"client_secret": "task-secret", "access_token": "task-token"}, environ)
    assert set(found) == {"inventory-secret", "inventory-token", "task-secret", "task-token"}
    found = connection.secrets_of({"client_secret": " padded\n", "access_token": None}, {})
    assert set(found) == {" padded\n", "padded"}
    assert connection.secrets_of({"client_secret": None}, {}) == []


def test_only_secrets_are_hidden_by_ansible():
    hidden = {name for name, spec in connection.OPTIONS.items() if spec.get("no_log")}
    assert hidden == {"client_secret", "access_token"}


def test_options_have_no_fallback_of_ansible():
    """A fallback cannot tell where a value came from."""
    assert not any("fallback" in spec for spec in connection.OPTIONS.values())


def test_null_is_the_same_as_nothing():
    nothing = connection.resolve(complete(), {})
    assert resolve(**complete(**dict.fromkeys(set(connection.OPTIONS) - set(complete())))) == nothing
    assert (nothing.timeout, nothing.retry_deadline, nothing.verify) == (30, 120, True)


def optional(environ=None, **options):
    """Resolve options of a module that can be used without credentials."""
    intake = parse_options(options, connection.OPTIONS)
    return connection.resolve(intake.values, environ or {}, optional=True)


def test_a_connection_that_is_not_required():
    found = optional()
    assert (found.has_worker, found.environment_id, found.api_url, found.auth_url) == (False, "", "", "")
    found = optional(environment_id=ENVIRONMENT_ID, region="EU", ca_path="/etc/ssl/own.pem", timeout=5)
    assert (found.has_worker, found.environment_id, found.verify) == (False, ENVIRONMENT_ID, "/etc/ssl/own.pem")
    assert (found.auth_url, found.timeout) == ("https://auth.pingone.eu", 5)


@pytest.mark.parametrize(
    ("options", "environ", "wrong"),
    [
        ({"client_id": CLIENT_ID}, {}, {"client_secret", "environment_id", "region"}),
        ({"access_token": TOKEN}, {}, {"environment_id", "region"}),
        ({}, {"PINGONE_CLIENT_ID": CLIENT_ID}, {"client_secret", "environment_id", "region"}),
        ({"environment_id": "mine"}, {}, {"environment_id"}),
        ({"auth_url": "http://auth.example"}, {}, {"auth_url"}),
    ],
)
def test_what_is_set_of_an_optional_connection_must_be_complete(options, environ, wrong):
    with pytest.raises(InvalidInput) as caught:
        optional(environ, **options)
    assert {problem.option for problem in caught.value.problems} == wrong


def unmanaged(environ=None, **options):
    """Resolve options of the inventory plugin, which does not manage one environment."""
    given = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "region": "EU", **options}
    return connection.resolve(parse_options(given, connection.OPTIONS).values, environ or {}, managed=False)


@pytest.mark.parametrize(
    ("environ", "options"),
    [
        ({}, {"auth_environment_id": WORKER_ENVIRONMENT_ID}),
        ({"PINGONE_ENVIRONMENT_ID": WORKER_ENVIRONMENT_ID, "PINGONE_TARGET_ENVIRONMENT_ID": "another"}, {}),
        ({"PINGONE_TARGET_ENVIRONMENT_ID": WORKER_ENVIRONMENT_ID}, {}),
    ],
)
def test_without_a_managed_environment_only_that_of_the_worker_is_required(environ, options):
    found = unmanaged(environ, **options)
    assert (found.environment_id, found.auth_environment_id) == ("", WORKER_ENVIRONMENT_ID)
    assert found.token_url == f"https://auth.pingone.eu/{WORKER_ENVIRONMENT_ID}/as/token"


@pytest.mark.parametrize("options", [{"access_token": TOKEN}, {"auth_url": "https://login.example.com/as"}])
def test_the_environment_of_the_worker_is_only_required_for_a_token(options):
    assert unmanaged(**options).auth_environment_id == ""


@pytest.mark.parametrize(
    ("environ", "wrong"),
    [
        ({}, {"auth_environment_id": "not set. Set auth_environment_id or PINGONE_ENVIRONMENT_ID"}),
        ({"PINGONE_TARGET_ENVIRONMENT_ID": "x"}, {"environment_id": "is not a UUID"}),
        ({"PINGONE_ENVIRONMENT_ID": "x"}, {"auth_environment_id": "is not a UUID"}),
    ],
)
def test_the_environment_of_the_worker_is_checked(environ, wrong):
    with pytest.raises(InvalidInput) as caught:
        unmanaged(environ)
    found = {problem.option: problem.message for problem in caught.value.problems}
    assert found.keys() == wrong.keys()
    assert all(text in found[option] for option, text in wrong.items())


def test_messages_name_the_inventory_file():
    with pytest.raises(InvalidInput, match="in the inventory file, or PINGONE_CLIENT_ID"):
        connection.resolve({}, {}, managed=False)
