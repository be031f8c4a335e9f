# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook promote: from the environment of one tenant to that of another one in another region."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.system.in_process import PingOne
from tests.system.recorded import connection
from tools import emulator as emulators
from tools.emulator import Emulator
from tools.paths import LOGS

PLAYBOOK = "pingone.authorize.promote"
# What is different in the tenant of the target.
OTHER = {
    "4ce2f952-0969-4cf7-be3e-a5ab0d4588c0": "91b1d3f2-7f0a-4a37-b6ab-0f6bfb0d2c11",
    "S9-SA_SCll8Wyiz8_39QEFkpwsFj0NgNRzvkC3.Kg05E0pwJKfkNprK04cykM4Jq": "Production-Wyiz8_39QEFkpwsFj0NgNRzvkC3.Kg0",
    "name: Managed": "name: Production",
    "region: EU": "region: NA",
    "name: Orders Web": "name: Shop Web",
}
ORDERS: dict[str, Any] = {
    "name": "Orders API",
    "base_urls": ["https://api.test.example.com/orders"],
    "audience": "https://orders.test.example.com",
    "scopes": [{"name": "orders-read", "description": "See orders"}, {"name": "orders-write"}],
    "operations": [
        {"name": "Browse", "methods": ["GET"], "paths": [{"pattern": "/catalog/**"}]},
        {
            "name": "Change",
            "methods": ["POST", "PUT"],
            "paths": [{"pattern": "/orders/*"}],
            "access": {"groups": ["Order Clerks"], "scopes": ["orders-write"]},
        },
    ],
    "unlisted_requests": "deny",
    "applications": [{"name": "Orders Web", "scopes": ["orders-read", "orders-write"]}],
}
STOCK: dict[str, Any] = {
    "name": "Stock API",
    "base_urls": ["https://api.test.example.com/stock"],
    "scopes": [{"name": "stock-read"}],
    "unlisted_requests": "allow",
}
MAPPING = {
    "base_urls": {"https://api.test.example.com": "https://api.example.com"},
    "audiences": {"https://orders.test.example.com": "https://orders.example.com"},
    "applications": {"Orders Web": "Shop Web"},
}


class Stages:
    """The environments of two tenants, and the promotions between them."""

    def __init__(self, collection: Path, source: Emulator, target: Emulator, folder: Path) -> None:
        self.source, self.target = PingOne(collection, source), PingOne(collection, target)
        self.base = folder / "promoted" / "production.yml"
        self.base.parent.mkdir()

    def variables(self, **more: Any) -> dict[str, Any]:
        return {
            "promote_source": connection(self.source.emulator),
            "promote_target": connection(self.target.emulator),
            "promote_mapping": MAPPING,
            "promote_base_path": str(self.base),
            **more,
        }

    def promote(self, ansible: Any, *arguments: str, **more: Any) -> Any:
        """Run the playbook. The source is never changed, and no secret is printed."""
        for side in (self.source, self.target):
            side.emulator.clear_requests()
        # Ansible itself prints variables in the command line.
        path = ansible.home / "variables.json"
        path.write_text(json.dumps(self.variables(**more)), encoding="utf-8")
        finished = ansible.playbook(PLAYBOOK, "-e", f"@{path}", *arguments)
        assert self.source.emulator.writes() == []
        for side in (self.source, self.target):
            assert side.emulator.env["PINGONE_CLIENT_SECRET"] not in finished.output
        assert "Traceback" not in finished.output
        return finished

    def exported(self) -> dict[str, Any]:
        """The API services of the target by name."""
        found = self.target.run_here("pingone_api_service_export")["api_services"]
        return {entry["name"]: entry for entry in found}

    def stored(self) -> dict[str, Any]:
        """The base file."""
        return dict(yaml.safe_load(self.base.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The tenant of the target."""
    folder = tmp_path_factory.mktemp("production")
    seed = (emulators.SEEDS / "testing.yml").read_text(encoding="utf-8")
    for text, other in OTHER.items():
        assert text in seed
        seed = seed.replace(text, other)
    (folder / "seed.yml").write_text(seed, encoding="utf-8")
    python = Path(os.environ["TEST_EMULATOR_PYTHON"])
    log = LOGS / "system-test_promotion-production.log"
    with emulators.running(python, folder / "seed.yml", folder, log) as pingone:
        yield pingone


@pytest.fixture(scope="module")
def stages(
    collection: Path, emulator: Emulator, production: Emulator, tmp_path_factory: pytest.TempPathFactory
) -> Stages:
    found = Stages(collection, emulator, production, tmp_path_factory.mktemp("stages"))
    found.source.run("pingone_api_access", api_services=[ORDERS, STOCK])
    return found


def words(finished: Any) -> str:
    return " ".join(finished.output.split())


def test_the_first_promotion(ansible: Any, stages: Stages) -> None:
    checked = stages.promote(ansible, "--check", "--diff", "-vvvv")
    assert checked.status == 0, checked.output
    assert stages.target.emulator.writes() == []
    assert not stages.base.exists()
    assert "Environment Production: differences to promote: 2, kept: 0, not applied: 0" in words(checked)
    assert "+promoted_to: " in checked.output
    done = stages.promote(ansible, "--diff")
    assert done.status == 0, done.output
    orders = stages.exported()["Orders API"]
    assert orders["base_urls"] == ["https://api.example.com/orders"]
    assert orders["audience"] == "https://orders.example.com"
    assert orders["applications"] == [{"name": "Shop Web", "scopes": ["orders-read", "orders-write"]}]
    assert orders["operations"] == ORDERS["operations"]
    stored = stages.stored()
    assert stored["promoted_to"] == stages.target.emulator.environment_id
    assert {one["name"]: one["base_urls"] for one in stored["api_service_list"]} == {
        "Orders API": ["https://api.example.com/orders"],
        "Stock API": ["https://api.example.com/stock"],
    }
    again = stages.promote(ansible, "--diff")
    assert again.status == 0, again.output
    assert again.recap["localhost"]["changed"] == 0, again.output
    assert stages.target.emulator.writes() == []


def test_edits_on_both_sides(ansible: Any, stages: Stages) -> None:
    """One edit of each side, and two that contradict each other."""
    change = {"name": "Change", "api_service": "Orders API"}
    access = {"groups": ["Order Clerks"], "scopes": ["orders-read", "orders-write"], "match": "all"}
    stages.source.run("pingone_api_operation", **change, access=access)
    stages.source.run("pingone_api_operation", api_service="Orders API", name="Browse", methods=["GET", "HEAD"])
    stages.target.run("pingone_scope", api_service="Orders API", name="orders-admin")
    strict = {"scopes": ["orders-admin", "orders-write"], "match": "all"}
    stages.target.run("pingone_api_operation", **change, access=strict)
    before = stages.base.read_text(encoding="utf-8")
    found = stages.promote(ansible)
    assert found.status == 2, found.output
    assert stages.target.emulator.writes() == []
    assert stages.base.read_text(encoding="utf-8") == before
    text = words(found).replace('\\"', '"')
    assert "Nothing was written, because both environments were changed." in text
    assert "CONFLICT Orders API: operations[Change].access.scopes: base" in text
    assert "source {scopes: [orders-read, orders-write], match: all}" in text
    assert "target {scopes: [orders-admin, orders-write], match: all}" in text
    done = stages.promote(ansible, on_conflict="keep_both_where_possible")
    assert done.status == 0, done.output
    operations = {one["name"]: one for one in stages.exported()["Orders API"]["operations"]}
    assert operations["Browse"]["methods"] == ["GET", "HEAD"]
    assert operations["Change"]["access"] == {
        "groups": ["Order Clerks"],
        "scopes": ["orders-admin", "orders-read", "orders-write"],
        "match": "all",
    }


def test_a_file_without_an_api_service(ansible: Any, stages: Stages, tmp_path: Path) -> None:
    """The source is a file with answers as text. What it does not have is only removed if this is set."""
    entry = {**ORDERS, "operations": ORDERS["operations"][:1]}
    (tmp_path / "orders.yml").write_text(yaml.safe_dump({"api_service_list": [entry]}), encoding="utf-8")
    answers = {
        "promote_source": f"{{file: {tmp_path / 'orders.yml'}}}",
        "promote_target": json.dumps(connection(stages.target.emulator)),
        "promote_mapping": json.dumps(MAPPING),
        "on_conflict": "source",
        "promote_services": " ",
    }
    done = stages.promote(ansible, **answers)
    assert done.status == 0, done.output
    there = stages.exported()
    assert set(there) == {"Orders API", "Stock API"}
    assert [one["name"] for one in there["Orders API"]["operations"]] == ["Browse"]
    assert "not applied Stock API: API service: The source does not have it anymore." in words(done)
    assert {one["name"] for one in stages.stored()["api_service_list"]} == {"Orders API", "Stock API"}
    removed = stages.promote(ansible, **answers, promote_remove_services="true")
    assert removed.status == 0, removed.output
    assert set(stages.exported()) == {"Orders API"}
    assert {one["name"] for one in stages.stored()["api_service_list"]} == {"Orders API"}


def test_a_promotion_that_widens_the_access(ansible: Any, stages: Stages) -> None:
    found = stages.promote(ansible, on_conflict="source", fail_if_widened=True)
    assert found.status == 2, found.output
    assert "fail_if_widened" in found.output
    assert stages.target.emulator.writes() == []


def test_mistakes(ansible: Any, stages: Stages, tmp_path: Path) -> None:
    """Nothing is written."""
    (tmp_path / "base.yml").write_text("promoted_to: other\napi_service_list: []\n", encoding="utf-8")
    (tmp_path / "empty.yml").write_text("api_service_list: []\n", encoding="utf-8")
    stored = {**stages.stored(), "promoted_from": "another"}
    (tmp_path / "other.yml").write_text(yaml.safe_dump(stored), encoding="utf-8")
    mistakes: list[tuple[dict[str, Any], str]] = [
        ({"promote_source": "orders.yml"}, "promote_source and promote_target must be dictionaries."),
        ({"promote_source": connection(stages.target.emulator)}, "are the same environment, Production."),
        ({"promote_base_path": str(tmp_path / "base.yml")}, "is not the base of the environment Production"),
        ({"promote_source": {"file": str(tmp_path / "empty.yml")}}, "source: has no API services."),
        ({"promote_service": ["Orders API"]}, "promote_service: unknown."),
        ({"promote_base_path": str(tmp_path / "missing" / "base.yml")}, "must be the path of a file in an existing"),
        ({"promote_base_path": str(tmp_path / "missing.yml")}, "which would be overwritten. Check the path."),
        ({"promote_base_path": str(tmp_path / "other.yml")}, "was promoted from the environment with the ID another,"),
        ({"promote_mapping": {}}, 'was "https://api.example.com/orders" in the last promotion'),
    ]
    for variables, message in mistakes:
        found = stages.promote(ansible, **variables)
        assert found.status == 2, found.output
        assert message in words(found).replace('\\"', '"'), found.output
        assert stages.target.emulator.writes() == []


def test_what_cannot_be_exported_is_not_lost(ansible: Any, stages: Stages) -> None:
    """An operation requires a group that does not exist anymore."""
    stages.source.run("pingone_group", name="Interns")
    operation = {"name": "Browse", "methods": ["GET"], "paths": [{"pattern": "/catalog/**"}]}
    stages.source.run("pingone_api_operation", **operation, api_service="Orders API", access={"groups": ["Interns"]})
    [group] = [one["id"] for one in stages.source.list("groups") if one["name"] == "Interns"]
    stages.source.send("DELETE", f"groups/{group}")
    found = stages.promote(ansible, on_conflict="source")
    assert found.status == 2, found.output
    assert "requires a group that does not exist" in words(found)
    assert stages.target.emulator.writes() == []
