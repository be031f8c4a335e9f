# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every module and every option is tested, documented truthfully, and its examples run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from tests.system.conftest import Ansible
from tests.system.in_process import PingOne
from tests.system.module_data import MODULE_DATA
from tests.system.recorded import connection, play, playbook_of
from tests.system.workflow import SERVICES

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
INVENTORIES = sorted(path.stem for path in (ROOT / "plugins" / "inventory").glob("*.py"))
FILTERS = sorted(path.stem for path in (ROOT / "plugins" / "filter").glob("*.py"))
PREFIX = "pingone.authorize."
BESIDE_A_LIST = ("purge", "api_services", "taken_back")
"""Options that go with a list only."""
READ_ONLY = ("_export", "_info", "_lint", "_test")
"""How the names of modules end that change nothing."""
# What the examples of these modules leave to the user.
USING_VARIABLES = ("pingone_access_test", "pingone_api_service_lint")
VARIABLES = {
    "gateway_credential": "GATEWAY_CREDENTIAL",
    "batch_client_id": "5bfae321-e2cf-452d-b6b0-6fd34a1a6dd2",
    "batch_client_secret": "2WQ6nZQZ6GRKqdmkUTO-ySGwujlt-2q~T_ClWXv540ONhH.svxAKOvslQkWfat-V",
    "report_path": "REPORT",
}
# Where modules write: in a collection of the environment, and never to the environment itself.
OBJECTS = re.compile(r"/v1/environments/[0-9a-f-]{36}(/[A-Za-z]+/[0-9a-f-]{36})*/[A-Za-z]+(/[0-9a-f-]{36})?")


@pytest.fixture(scope="module")
def documentation(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What ansible-doc says of the modules, by name: doc, examples, return."""
    ansible = Ansible(collection, tmp_path_factory.mktemp("home"))
    finished = ansible("ansible-doc", "--json", "--type", "module", *(PREFIX + module for module in MODULES))
    assert finished.status == 0, finished.output
    return {name.removeprefix(PREFIX): found for name, found in json.loads(finished.stdout).items()}


def test_every_plugin_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [module for module in MODULES if f"`{module}`" not in readme] == []
    assert [plugin for plugin in INVENTORIES + FILTERS if f"`{PREFIX}{plugin}`" not in readme] == []


def test_every_module_has_a_unit_test_of_its_task() -> None:
    sources = {
        module: (ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8") for module in MODULES
    }
    tasks = {module: re.findall(r"\._tasks\.([\w.]+) import TASK", source) for module, source in sources.items()}
    assert [module for module, found in tasks.items() if len(found) != 1] == []
    tested = ROOT / "tests" / "unit" / "plugins" / "module_utils" / "_tasks"
    # The tests of a task that is a package are a package as well.
    patterns = {
        module: f"{task.rpartition('.')[0]}/test_*.py" if "." in task else f"test_{task}.py"
        for module, (task,) in tasks.items()
    }
    assert [module for module, pattern in patterns.items() if not list(tested.glob(pattern))] == []


def test_every_module_is_in_the_action_group_and_has_targets() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert sorted(runtime["action_groups"]["pingone"]) == MODULES
    targets = {path.name for path in (ROOT / "tests" / "integration" / "targets").iterdir()}
    assert set(MODULES) | {"role_api_service"} | {f"inventory_{plugin}" for plugin in INVENTORIES} <= targets
    assert {f"filter_{name}" for name in FILTERS} <= targets
    assert sorted(MODULE_DATA) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_every_option_is_in_use_and_every_attribute_holds(
    collection: Path, documentation: dict[str, Any], emulator: Any, tmp_path: Path, module: str
) -> None:
    emulator.reset()
    rows = emulator.filled(MODULE_DATA[module]["scenario"], tmp_path)
    document = documentation[module]["doc"]
    used = {option for row in rows if "module" not in row for option in row["options"]}
    assert set(document["options"]) == used | set(connection_options(emulator))

    attributes = document["attributes"]
    assert attributes["check_mode"]["support"] == "full"
    assert attributes["diff_mode"]["support"] == ("N/A" if module.endswith(READ_ONLY) else "full")
    repeating = [row for row in rows if row.get("repeats")]
    assert attributes["idempotent"]["support"] == ("partial" if repeating else "full")
    plays = [plays_of(row, document["options"]) for row in rows]
    for row, played in zip(rows, play_rows(collection, emulator, tmp_path, module, rows, plays), strict=True):
        assert not any(one["result"].get("failed") for one in played), played
        assert all(bool(one["result"].get("warnings")) == row.get("warns", False) for one in played), played
        sent = [entry for one in played for entry in one["sent"]]
        assert all(OBJECTS.fullmatch(entry["path"]) for entry in sent if entry["writing"]), sent
        if "module" not in row:
            judge(row, [one["result"] for one in played], [writes_of(one) for one in played])


Play = tuple[dict[str, Any], bool]


def play_rows(
    collection: Path, pingone: Any, home: Path, module: str, rows: list[dict[str, Any]], plays: list[list[Play]]
) -> list[list[dict[str, Any]]]:
    """What came of the plays of each row, in which ``~`` is a folder of the test."""
    played_rows = [
        {"module": row.get("module", module), "options": options, "check_mode": check}
        for row, own in zip(rows, plays, strict=True)
        for options, check in own
    ]
    order = {
        "collections": [str(collection)],
        "emulator_url": pingone.url,
        "module": module,
        "connection": connection(pingone),
        "rows": played_rows,
    }
    player = ROOT / "tests" / "integration" / "targets" / "setup_emulator" / "files" / "play.py"
    finished = subprocess.run(
        [sys.executable, player],
        input=json.dumps(order),
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    played = map(json.loads, finished.stdout.splitlines())
    return [[next(played) for _play in own] for own in plays]


def plays_of(row: dict[str, Any], documented: dict[str, Any]) -> list[Play]:
    """The options of each play of a row, and whether it is in check mode: check, run, check, run.

    A row that only prepares is played once. A row with a list is followed by a check of each of its objects alone.
    """
    options = row["options"]
    if "module" in row:
        return [(options, False)]
    single = alone(options, documented)
    return [*((options, check) for check in (True, False, True, False)), *((one, True) for one in single)]


def alone(options: dict[str, Any], documented: dict[str, Any]) -> list[dict[str, Any]]:
    """The options of a task with a list as those of a task for each of its objects, if there is such a task."""
    many = listed_in(options)
    if not many or any(option not in documented for item in options[many] for option in item):
        return []
    shared = {key: value for key, value in options.items() if key not in (many, *BESIDE_A_LIST)}
    return [{**shared, **item} for item in options[many]]


def listed_in(options: dict[str, Any]) -> str:
    """The option that lists the objects of a task, if there is one."""
    lists = (key for key, value in options.items() if key not in ("paths", "taken_back") and isinstance(value, list))
    return next((key for key in lists if any(isinstance(item, dict) for item in options[key])), "")


def writes_of(played: dict[str, Any]) -> int:
    """How many writing requests a play sent."""
    return sum(1 for entry in played["sent"] if entry["writing"])


def judge(row: dict[str, Any], results: list[dict[str, Any]], writes: list[int]) -> None:
    """Compare the four plays of a row with what it promises."""
    first_check, first_run, second_check, second_run, *single = results
    changes, repeats = row.get("changes", True), row.get("repeats", False)
    assert [result["changed"] for result in results[:4]] == [changes, changes, repeats, repeats], row
    assert [count > 0 for count in writes[:4]] == [False, changes, False, repeats], row
    if "diff" not in first_check:
        assert not changes and all("diff" not in result for result in results), row
        return
    assert first_check["diff"] == first_run["diff"], row
    assert second_check["diff"] == second_run["diff"], row
    assert any(hunk["before"] != hunk["after"] for hunk in first_run["diff"]) == changes, row
    if listed_in(row["options"]):
        assert all(hunk["before"] != hunk["after"] for hunk in first_run["diff"]), row
        assert repeats or second_run["diff"] == [], row
    # An object that stays as it is shows what it is when a task is about it alone.
    afterwards = [result["diff"][0] for result in single] if single else second_run["diff"]
    if not repeats and (single or not listed_in(row["options"])):
        documents = {hunk["after_header"]: hunk["after"] for hunk in first_run["diff"]}
        for hunk in afterwards:
            assert hunk["before"] == hunk["after"] == documents.get(hunk["after_header"], hunk["after"]), row
        assert {hunk["after_header"] for hunk in afterwards} & set(documents) or not changes, row


def connection_options(pingone: Any) -> dict[str, Any]:
    """Every connection option, with a value that works; credentials and a token exclude each other."""
    return {
        **connection(pingone),
        "access_token": pingone.bearer(),
        "client_auth_method": "basic",
        "region": "EU",
        "ca_path": __file__,
        "validate_certs": True,
        "timeout": 20,
        "retry_deadline": 60,
        "concurrent_reads": 2,
        "requests_per_minute": 100_000,
        "max_share": 100,
        "session": "a system test",
        "end_session": True,
    }


@pytest.mark.parametrize("left_out", [["access_token"], ["client_id", "client_secret"]])
def test_every_connection_option_is_accepted(ansible: Any, emulator: Any, tmp_path: Path, left_out: list[str]) -> None:
    emulator.reset()
    options = {option: value for option, value in connection_options(emulator).items() if option not in left_out}
    options.update(resource="Existing Resource", name="existing-read")
    task = {"name": "Read", PREFIX + "pingone_scope": options}
    playbook = playbook_of([task], emulator, tmp_path)
    document = yaml.safe_load(playbook.read_text(encoding="utf-8"))
    del document[0]["module_defaults"]
    playbook.write_text(yaml.safe_dump(document), encoding="utf-8")
    finished, results = play(ansible, playbook, env={})
    assert finished.status == 0, finished.output
    assert [result["changed"] for result in results] == [False]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_run_as_they_stand(
    ansible: Any, collection: Path, documentation: dict[str, Any], emulator: Any, tmp_path: Path, module: str
) -> None:
    emulator.reset()
    pingone = PingOne(collection, emulator)
    if module in (
        "pingone_access_test",
        "pingone_api_operation",
        "pingone_api_service_export",
        "pingone_api_service_info",
        "pingone_api_service_lint",
        "pingone_app_scope_grant",
        "pingone_application_permission",
        "pingone_deployment_info",
        "pingone_scope",
    ):
        pingone.protect(SERVICES[0])
    if module in ("pingone_access_test", "pingone_api_service_lint", "pingone_deployment_info"):
        pingone.run("pingone_deploy", api_service=SERVICES[0]["name"])
    if module == "pingone_deploy":
        pingone.run(
            "pingone_api_service", name="Stock API", base_urls=["https://stock.example.com"], token_source="external"
        )
    tasks = yaml.safe_load(documentation[module]["examples"])
    assert tasks
    variables = json.dumps(emulator.filled(VARIABLES, tmp_path)) if module in USING_VARIABLES else "{}"
    finished, results = play(ansible, playbook_of(tasks, emulator, tmp_path), "-e", variables, env={})
    assert finished.status == 0, finished.output
    assert "[WARNING]" not in finished.output
    shown = [task for task in tasks if not task.get("no_log")]
    assert len(results) == sum(any(key.startswith(PREFIX) for key in task) for task in shown)


def yaml_of(path: Path) -> list[str]:
    """The playbooks that a document shows: blocks of YAML that begin with a play."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        blocks = re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    else:
        blocks = [
            dedent(found)
            for found in re.findall(r"^\.\. code-block:: yaml(?:\+jinja)?\n\n((?:  .*\n|\n)+)", text, re.MULTILINE)
        ]
    return [block for block in blocks if _is_playbook(yaml.safe_load(block))]


def _is_playbook(document: Any) -> bool:
    return isinstance(document, list) and isinstance(document[0], dict) and "hosts" in document[0]


@pytest.mark.parametrize(
    ("document", "plays"),
    [("README.md", 1), ("docs/docsite/rst/operations.rst", 1), ("docs/docsite/rst/external_tokens.rst", 1)],
)
def test_the_playbooks_of_the_documents_run(
    ansible: Any, emulator: Any, tmp_path: Path, document: str, plays: int
) -> None:
    playbooks = yaml_of(ROOT / document)[:plays]
    assert len(playbooks) == plays
    for number, text in enumerate(playbooks):
        emulator.reset()
        playbook = tmp_path / f"document-{number}.yml"
        playbook.write_text(text, encoding="utf-8")
        finished, results = play(ansible, playbook, env=emulator.env)
        assert finished.status == 0, finished.output
        assert any(result["changed"] for result in results)
