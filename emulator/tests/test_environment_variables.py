# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats of the environment variables, read by the programs that they are for."""

from __future__ import annotations

import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import dotenv
import pytest
import yaml
from conftest import HERE, start
from pingone_emulator import environment_variables
from pingone_emulator.failure import Failure

HARD = {
    "PINGONE_API_URL": "http://127.0.0.1:9400/a path?x=1&y=%20#part",
    "PINGONE_CLIENT_SECRET": "a'b\"c$HOME`id`\\n!;|<>(){}[]*~ =#%25",
    "PINGONE_REGION_CODE": "",
    "PINGONE_CA_PATH": "/tmp/Zertifikate für Ünïcode/日本.pem",
    "PINGONE_TWO_LINES": "first\nsecond 'quoted' \\ \"twice\"",
    "PINGONE_SPACES": "  leading and trailing  ",
    "PINGONE_QUOTE": "it's $5",
}


def test_shell():
    """What is printed can be evaluated."""
    text = environment_variables.printed(HARD, "shell")
    names = json.dumps(list(HARD))
    code = f"import json, os; print(json.dumps({{name: os.environ[name] for name in {names}}}))"
    script = f"eval {shlex.quote(text)}\n{sys.executable} -c '{code}'"
    answer = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == HARD


def test_json():
    assert json.loads(environment_variables.printed(HARD, "json")) == HARD


def test_dotenv():
    text = environment_variables.printed(HARD, "dotenv")
    assert dict(dotenv.dotenv_values(stream=io.StringIO(text))) == HARD


def github_variables(text: str) -> dict[str, str]:
    """The variables of a file in the format of GITHUB_ENV: NAME<<DELIMITER, lines of the value, DELIMITER."""
    found, lines = {}, iter(text.split("\n"))
    for line in lines:
        if line:
            name, delimiter = line.split("<<")
            value = []
            while (following := next(lines)) != delimiter:
                value.append(following)
            found[name] = "\n".join(value)
    return found


def test_github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The file is extended, and the secret is masked; the data of a command of GitHub Actions is escaped."""
    file = tmp_path / "env"
    file.write_text("BEFORE<<end\nkept\nend\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ENV", str(file))
    printed = environment_variables.printed(HARD, "github")
    assert github_variables(file.read_text(encoding="utf-8")) == {"BEFORE": "kept", **HARD}
    (masked,) = re.findall(r"^::add-mask::(.*)$", printed, re.MULTILINE)
    assert unquote(masked) == HARD["PINGONE_CLIENT_SECRET"] and "PINGONE" not in printed


def test_github_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GITHUB_ENV", str(tmp_path / "missing" / "env"))
    with pytest.raises(Failure, match=r"The file .*/missing/env of GITHUB_ENV cannot be written: No such file"):
        environment_variables.printed(HARD, "github")


@pytest.mark.parametrize("format", environment_variables.FORMATS)
def test_a_seed_with_hard_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str):
    """Standard output has nothing but the variables, which include the secret of the seed."""
    seed = yaml.safe_load((HERE.parent / "pingone_emulator" / "seeds" / "demo.yml").read_text(encoding="utf-8"))
    secret = seed["environments"][0]["applications"][0]["secret"] = HARD["PINGONE_CLIENT_SECRET"]
    (tmp_path / "seed.yml").write_text(yaml.safe_dump(seed), encoding="utf-8")
    (tmp_path / "env").touch()
    monkeypatch.setenv("GITHUB_ENV", str(tmp_path / "env"))
    process, ready = start(tmp_path, "--seed", str(tmp_path / "seed.yml"), "--print-env", format)
    process.terminate()
    output, _errors = process.communicate(timeout=60)
    expected = ready["environment"]
    assert expected["PINGONE_CLIENT_SECRET"] == secret
    if format == "json":
        assert json.loads(output) == expected
    elif format == "dotenv":
        assert dict(dotenv.dotenv_values(stream=io.StringIO(output))) == expected
    elif format == "github":
        assert github_variables((tmp_path / "env").read_text(encoding="utf-8")) == expected
        assert re.fullmatch("::add-mask::.*\n", output)
    else:
        script = f'{output}\nprintf %s "$PINGONE_CLIENT_SECRET"'
        answer = subprocess.run(["sh", "-c", script], env={}, capture_output=True, text=True, check=True)
        assert (answer.stdout, answer.stderr) == (secret, "")
