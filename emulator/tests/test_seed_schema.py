# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong seeds are rejected with all their problems, in a start and in a reset."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import HERE, SEED, PingOne, created
from pingone_emulator import seed_schema
from test_cli import emulator, is_sentences

SEEDS = sorted((HERE.parent / "pingone_emulator" / "seeds").glob("*.yml"))
ID = "27ba48dc-c03a-49b3-a274-811e69b62fce"


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """The seed with other values at paths such as ``environments.0.name``."""
    seed = copy.deepcopy(SEED)
    for path, value in changes:
        *parents, key = path.split(".")
        target = seed
        for part in parents:
            target = target[int(part) if part.isdecimal() else part]
        target[key] = value
    return seed


def problems(seed: Any) -> list[str]:
    with pytest.raises(seed_schema.SeedError) as error:
        seed_schema.check(seed)
    return error.value.problems


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seeds_of_the_package(path: Path):
    seed_schema.check(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "path, value, problem",
    [
        ("enviroments", [], "enviroments is not a key of a seed. Did you mean environments?"),
        ("licenses.0.autorize", True, "licenses[0].autorize is not a key of a seed. Did you mean authorize?"),
        (
            "environments.0.zzz",
            1,
            "environments[0].zzz is not a key of a seed. Use one of id, name, description,",
        ),
        (
            "environments.0.applications.0.grantTyps",
            [],
            "applications[0].grantTyps is not a key of a seed. Did",
        ),
        ("environments.0.resources.0.scopes.0.nam", "x", "scopes[0].nam is not a key of a seed. Did you mean name?"),
        ("environments.0.applications.0.type", "WEBAPP", "applications[0].type must be 'WEB_APP', 'NATIVE_APP', "),
        ("environments.0.applications.0.enabled", "yes", "applications[0].enabled must be a boolean"),
        ("environments.0.type", "STAGING", "environments[0].type must be 'SANDBOX' or 'PRODUCTION'"),
        ("environments.0.id", "4CE2", 'environments[0].id must be a UUID in lower case, not "4CE2"'),
        ("environments.0.flowPolicies.0.id", ID, "id must be 32 hexadecimal digits, not"),
        ("environments.0.license", ID, f'environments[0].license refers to "{ID}", which is not in licenses'),
        ("environments.0.groups", {}, "environments[0].groups must be a list"),
        (
            "environments.0.applications.0.roles",
            [{"rol": "x"}],
            "roles[0].rol is not a key of a seed. Did you mean",
        ),
        ("environments.0.applications.0.roles", [{"role": "x", "scope": "y"}], "must be organization, or the ID of an"),
        ("environments.0.gateways", [1], "environments[0].gateways[0] must be a dictionary"),
        ("switches", {"page_siz": 1}, "switches: there is no switch 'page_siz'; did you mean 'page_size'?"),
        ("faults", [{"kind": "status", "stauts": 1}], "faults: fault 1"),
        ("environments", None, "environments must be a list"),
        ("client", {"environment": ID}, f'client.environment refers to "{ID}", which is not in environments'),
        ("client", {"worker": ID}, f'client.worker refers to "{ID}", which is not a WORKER of applications'),
        ("organization.region", "DE", "organization.region must be 'AP', 'AU', 'CA', 'EU', 'NA' or 'SG'"),
    ],
)
def test_a_problem(path: str, value: Any, problem: str):
    found = problems(changed((path, value)))
    assert any(problem in one for one in found), found


def test_all_problems_at_once():
    found = problems(changed(("licences", []), ("environments.0.nmae", "x"), ("environments.1.name", 1)))
    assert len(found) == 3
    for place in ("licences", "environments[0].nmae", "environments[1].name"):
        assert any(problem.startswith(place) for problem in found)


def test_required_keys():
    seed = changed()
    for key in ("tokenEndpointAuthMethod", "id"):
        del seed["environments"][0]["applications"][0][key]
    assert problems(seed) == ["environments[0].applications[0].id is required"]
    seed["environments"][0]["applications"][0]["id"] = ID
    assert problems(seed) == ["environments[0].applications[0].tokenEndpointAuthMethod is required"]


@pytest.mark.parametrize("document", [None, [], "text", 1])
def test_no_dictionary(document: Any):
    assert problems(document) == ["The seed must be a dictionary"]


def test_objects_can_have_other_keys_of_the_api(pingone: PingOne):
    """An object of PingOne keeps keys that the emulator does not know."""
    seed = changed(("environments.0.resources.0.x-vendor-extension", {"a": 1}))
    try:
        assert pingone.http.post("/_emulator/reset", json={"seed": seed}).status_code == 200
        with pingone.as_("Automation Basic") as api:
            path = f"/resources/{seed['environments'][0]['resources'][0]['id']}"
            assert api.get(path).json()["x-vendor-extension"] == {"a": 1}
    finally:
        pingone.http.post("/_emulator/reset", json={"seed": SEED})


def test_reset_to_a_wrong_seed(pingone: PingOne, api):
    """The response has the problems, and nothing changes."""
    made = created(api.post("/resources", json={"name": "Kept"}))
    seed = changed(
        ("environments.0.applications.0.roles", ["Emperor"]), ("environments.0.applications.0.type", "WORKER")
    )
    for wrong, words in ((changed(("enviroments", [])), "Did you mean environments?"), (seed, "Emperor")):
        answer = pingone.http.post("/_emulator/reset", json={"seed": wrong})
        assert answer.status_code == 400 and words in answer.text
    assert api.get(f"/resources/{made['id']}").status_code == 200


@pytest.mark.parametrize(
    "text, words",
    [
        ("organization: [", "is not YAML: "),
        ("- a list", "is not a dictionary"),
        ("organization: {id: x}\nlicences: []", "- licences is not a key of a seed. Did you mean licenses?\n"),
        ("organization: {id: x}\nlicenses: []", "- environments is required.\n"),
        ("organization: {id: 2001-01-01}", "cannot be used: "),
    ],
)
def test_a_start_with_a_wrong_file(tmp_path: Path, text: str, words: str):
    """The message names the file, the keys, and what to write instead."""
    file = tmp_path / "my.yml"
    file.write_text(text, encoding="utf-8")
    for command in (("serve", "--port=0"), ("run",)):
        answer = emulator(*command, f"--seed={file}", *(["--", "true"] if command == ("run",) else []))
        assert (answer.returncode, answer.stdout) == (1, "")
        assert is_sentences(answer.stderr) and str(file) in answer.stderr and words in answer.stderr


def test_a_reference_that_leads_nowhere(tmp_path: Path):
    """Some references are only found when the objects are created."""
    grant = {"resource": ID, "scopes": []}
    (tmp_path / "my.yml").write_text(
        yaml.safe_dump(changed(("environments.0.applications.0.grants", [grant]))), encoding="utf-8"
    )
    answer = emulator("serve", "--port=0", f"--seed={tmp_path / 'my.yml'}")
    assert answer.returncode == 1 and is_sentences(answer.stderr)
    assert f'- Something refers to "{ID}", which does not exist.' in answer.stderr


def test_a_seed_without_a_worker(tmp_path: Path):
    """The variables for clients need a worker application."""
    environment = {"id": ID, "name": "x", "license": SEED["licenses"][0]["id"]}
    seed = {**SEED, "environments": [environment], "client": {}}
    (tmp_path / "my.yml").write_text(yaml.safe_dump(seed), encoding="utf-8")
    answer = emulator("serve", "--port=0", f"--seed={tmp_path / 'my.yml'}")
    assert answer.returncode == 1 and is_sentences(answer.stderr)
    assert "no environment has a worker application (type: WORKER)" in answer.stderr
