# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pytest plugin, in runs of pytest of its own."""

from __future__ import annotations

import json

import pytest
from plugin_runs import run

SECRET = "zuYTzW918aE~BQGOznbkRvcN44U_OLbHoSNKHiG~Zdm.p6MeCS9shIhX8spCcnVV"


def test_each_test_has_a_fresh_environment(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINGONE_API_ACCESS_TOKEN", "of-a-real-environment")
    monkeypatch.setenv("PINGONE_CLIENT_ID", "of-a-real-environment")
    result = run(
        pytester,
        """
        @pytest.mark.parametrize("time", range(3))
        def test_isolated(pingone_emulator, time):
            assert "PINGONE_API_ACCESS_TOKEN" not in os.environ
            assert os.environ["PINGONE_API_URL"] == pingone_emulator.env["PINGONE_API_URL"] == pingone_emulator.url
            assert "127.0.0.1" in os.environ["NO_PROXY"]
            assert [one["name"] for one in pingone_emulator.collect("resources")] == ["PingOne API", "openid"]
            assert len(pingone_emulator.requests) == 0, "our own requests are not in the log"
            assert pingone_emulator.switches()["page_size"] == 0
            assert pingone_emulator.faults == []
            assert send("POST", "resources", {"name": "Orders"})[0] == 201
            created = pingone_emulator.requests(method="post", path="/resources$", status=201)
            assert [one.body["name"] for one in created] == ["Orders"]
            assert pingone_emulator.requests.writes == created
            assert len(pingone_emulator.requests) == 2
            assert pingone_emulator.requests[0].body is None, "never of the token endpoint"
            assert created[0].permission and created[0].fault is None
            pingone_emulator.requests.clear()
            assert list(pingone_emulator.requests) == []
            pingone_emulator.switches(page_size=1)
            pingone_emulator.weather({"kind": "status", "status": 503, "path": "/resources"})
            assert send("GET", "resources")[0] == 503
            assert [one.fault for one in pingone_emulator.requests(fault="status")] == ["status"]
            assert pingone_emulator.faults[0]["struck"] == 1
            assert len(pingone_emulator.collect("resources")) == 3, "page by page, and without the fault"
            pingone_emulator.weather()
            assert send("GET", "resources")[0] == 200

        def test_reset(pingone_emulator):
            send("POST", "resources", {"name": "Orders"})
            pingone_emulator.reset()
            assert len(pingone_emulator.collect("resources")) == 2
            assert len(pingone_emulator.requests) == 0

        def test_without_the_fixture():
            assert os.environ["PINGONE_API_ACCESS_TOKEN"] == "of-a-real-environment"
            assert "PINGONE_API_URL" not in os.environ
        """,
    )
    result.assert_outcomes(passed=5)


def test_marks(pytester: pytest.Pytester) -> None:
    seed = {"organization": {"id": "c14542df-b674-4cee-b11f-0bc7f926387e", "name": "Small"}}
    (pytester.path / "broken.yml").write_text("- 1\n", encoding="utf-8")
    (pytester.path / "small.yml").write_text(json.dumps({**seed, "licenses": [], "environments": []}), encoding="utf-8")
    result = run(
        pytester,
        """
        @pytest.mark.pingone_switches(page_size=1, list_order="sorted")
        class TestMarks:
            @pytest.mark.pingone_weather({"kind": "status", "status": 429, "times": 1, "path": "/resources$"})
            @pytest.mark.pingone_switches(page_size=2)
            def test_marks(self, pingone_emulator):
                assert pingone_emulator.switches()["page_size"] == 2
                assert pingone_emulator.switches()["list_order"] == "sorted"
                assert [send("GET", "resources")[0] for _time in range(2)] == [429, 200]
                pingone_emulator.switches(page_size=7)
                pingone_emulator.reset()
                assert pingone_emulator.switches()["page_size"] == 2
                assert [send("GET", "resources")[0] for _time in range(2)] == [429, 200]

            def test_without_the_fixture(self):
                assert len(send("GET", "resources")[1]["_embedded"]["resources"]) == 1

        @pytest.mark.pingone_seed("testing")
        def test_another_seed(pingone_emulator):
            assert "Existing Resource" in [one["name"] for one in pingone_emulator.collect("resources")]
            assert pingone_emulator.env["PINGONE_ENVIRONMENT_ID"] != pingone_emulator.environment_id

        @pytest.mark.pingone_wether({"kind": "status"})
        @pytest.mark.pingone_switches(1)
        @pytest.mark.pingone_seed("demo", name="x")
        @pytest.mark.pingone_weather(kind="status")
        def test_forms(): pass

        @pytest.mark.pingone_weather({"kind": "staus"}, {"kind": "html", "statsu": 1}, {"kind": "html", "status": 9})
        def test_faults(): pass

        @pytest.mark.pingone_switches(page_sie=1)
        def test_switches(): pass

        @pytest.mark.pingone_seed("tetsing")
        def test_no_seed(): pass

        @pytest.mark.pingone_seed("broken.yml")
        def test_broken_seed(): pass

        @pytest.mark.pingone_seed("small.yml")
        def test_seed_without_environment(): pass
        """,
    )
    result.assert_outcomes(passed=3, errors=6, warnings=1)
    printed = result.stdout.str()
    assert "During handling" not in printed
    assert "Traceback" not in printed
    for message in (
        "There is no mark pingone_wether. Did you mean pingone_weather?",
        "@pytest.mark.pingone_switches takes switches as keywords, for example page_size=1.",
        "@pytest.mark.pingone_seed takes one argument: a path, a name, or a dictionary.",
        "@pytest.mark.pingone_weather takes one or more faults, which are dictionaries.",
        '@pytest.mark.pingone_weather: fault 1: there is no kind "staus"; did you mean "status"?; '
        'fault 2: there is no key "statsu"; did you mean "status"?; '
        "fault 3: status: Input should be greater than or equal to 200",
        "@pytest.mark.pingone_switches: there is no switch 'page_sie'; did you mean 'page_size'?",
        f"@pytest.mark.pingone_seed: The seed {pytester.path / 'tetsing'} does not exist. Use the path of a file, or "
        "one of demo, fleet, testing.",
        f"@pytest.mark.pingone_seed: The seed {pytester.path / 'broken.yml'} is not a dictionary",
        "The seed of the local PingOne: ",
    ):
        assert message in printed


def test_registered_marks_and_options(pytester: pytest.Pytester) -> None:
    text = "def test_seed(pingone_emulator): pass\n"
    wrong = run(pytester, text, "--pingone-seed", "nothing.yml")
    assert wrong.ret == pytest.ExitCode.USAGE_ERROR
    wrong.stderr.fnmatch_lines(["ERROR: pingone_seed: The seed */nothing.yml does not exist. *"])
    marks = ("pingone_weather", "pingone_switches", "pingone_seed")
    run(pytester, text, "--markers").stdout.fnmatch_lines([f"@pytest.mark.{name}*" for name in marks])
    run(pytester, text, "--help").stdout.fnmatch_lines(["*--pingone-seed*SEED*"])


def test_seeds_of_the_configuration_and_of_the_command_line(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\npingone_seed = testing\n")
    text = "def test_seed(pingone_emulator):\n    assert len(pingone_emulator.collect('resources')) {} 2\n"
    run(pytester, text.format(">")).assert_outcomes(passed=1)
    run(pytester, text.format("=="), "--pingone-seed=demo").assert_outcomes(passed=1)


def test_the_report_of_a_failed_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        @pytest.mark.pingone_weather({"kind": "status", "status": 502, "times": 1, "path": "/scopes$"})
        def test_failed(pingone_emulator):
            status, resource = send("POST", "resources", {"name": "Orders", "audience": "of-the-body"})
            send("GET", f"resources/{resource['id']}/scopes")
            send("GET", "nothing?filter=1")
            assert not pingone_emulator.requests

        @pytest.fixture
        def broken(pingone_emulator):
            raise ValueError("broken")

        def test_setup(broken): pass

        def test_without(): assert 0
        """,
    )
    result.assert_outcomes(failed=2, errors=1)
    printed = result.stdout.str()
    result.stdout.fnmatch_lines(
        [
            "*- PingOne requests -*",
            "Paths without a leading slash are relative to /v1/environments/*/",
            "POST /*/as/token 200",
            "POST resources 201",
            "GET resources/*/scopes 502 (fault: status)",
            "GET nothing[?]filter=1 40*",
        ]
    )
    assert printed.count("- PingOne requests -") == 2
    assert "No requests were sent." in printed
    for secret in (SECRET, "eyJ", "Bearer"):
        assert secret not in printed.partition("PingOne requests")[2]


def test_decisions(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        from pingone_emulator.testing import EmulatorError

        URL = "https://api.example.com/orders/v1"

        def test_decisions(pingone_emulator):
            decide = pingone_emulator.decide
            assert decide("GET", URL).status == 404, "nothing is deployed"
            _status, resource = send("POST", "resources", {"name": "Orders"})
            _status, scope = send("POST", f"resources/{resource['id']}/scopes", {"name": "read"})
            service = {"name": "Orders", "baseUrls": [URL],
                       "authorizationServer": {"type": "PINGONE_SSO", "resource": {"id": resource["id"]}}}
            _status, service = send("POST", "apiServers", service)
            operation = {"name": "Read", "methods": ["GET"], "paths": [{"type": "EXACT", "pattern": "/orders"}],
                         "accessControl": {"scope": {"matchType": "ALL", "scopes": [{"id": scope["id"]}]}}}
            assert send("POST", f"apiServers/{service['id']}/operations", operation)[0] == 201
            deploy = "application/vnd.pingidentity.apiserver.deploy+json"
            assert send("POST", f"apiServers/{service['id']}/deployment", content_type=deploy)[0] == 200
            assert decide("GET", URL + "/orders", scopes=["read"])
            assert not decide("GET", URL + "/orders")
            assert decide("GET", URL + "/orders").status == 403
            assert decide("GET", URL + "/orders", anonymous=True).status == 401
            batch = next(one["id"] for one in pingone_emulator.collect("applications") if one["name"] == "Orders Batch")
            assert not decide("GET", URL + "/orders", application="Orders Batch", scopes=["read"])
            grant = {"resource": {"id": resource["id"]}, "scopes": [{"id": scope["id"]}]}
            assert send("POST", f"applications/{batch}/grants", grant)[0] == 201
            before = len(pingone_emulator.requests)
            assert decide("GET", URL + "/orders", application="Orders Batch", scopes=["read"])
            assert decide("GET", URL + "/orders", application=batch)
            assert not decide("GET", URL + "/orders", application=batch, scopes=[])
            assert not pingone_emulator.collect("gateways")
            assert len(pingone_emulator.requests) == before
            for wrong, message in (
                ({"scopes": ["raed"]}, 'The resource "Orders" has no scope "raed"; its scopes are read'),
                ({"application": "Nobody"}, 'There is no application "Nobody"'),
                ({"subject": "nobody"}, 'There is no subject "nobody"'),
            ):
                with pytest.raises(EmulatorError, match=message):
                    decide("GET", URL + "/orders", **wrong)
            with pytest.raises(TypeError):
                decide("GET", URL, scopes="read")
        """,
    )
    result.assert_outcomes(passed=1)
