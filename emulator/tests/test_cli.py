# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: help, output, failures, and the commands serve and run."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pingone_emulator
import pytest
from conftest import HERE, start
from pingone_emulator import cli

EMULATOR = [sys.executable, "-m", "pingone_emulator"]


def emulator(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    env = {**os.environ, "PYTHONPATH": str(HERE.parent), **variables}
    return subprocess.run([*EMULATOR, *arguments], env=env, capture_output=True, text=True, check=False, timeout=60)


def is_sentences(text: str) -> bool:
    """Whether a message is for people: neither a traceback nor the representation of an object."""
    return text.startswith("pingone-emulator: ") and not any(
        word in text for word in ("Traceback", "Error(", "Errno", "<class", "PosixPath")
    )


def test_serve(tmp_path: Path):
    """The URL, the variables, the ready file, and the end."""
    process, ready = start(tmp_path, "--seed", "demo", "--prefix", "/pingone")
    variables = ready["environment"]
    assert process.stdout.readline() == f"# PingOne emulator ready at {ready['url']}\n"
    assert process.stdout.readline() == f"# Page that shows its objects: {ready['page']}\n"
    page = httpx.get(ready["url"] + "/", headers={"Accept": "text/html"}, follow_redirects=True)
    assert page.url == ready["page"] and page.status_code == 200
    assert [process.stdout.readline().split("=")[0] for _turn in variables] == [f"export {name}" for name in variables]
    url = f"{variables['PINGONE_AUTH_URL']}/{variables['PINGONE_ENVIRONMENT_ID']}/as/token"
    answer = httpx.post(
        url,
        data={"grant_type": "client_credentials"},
        auth=(variables["PINGONE_CLIENT_ID"], variables["PINGONE_CLIENT_SECRET"]),
    )
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    base = f"{variables['PINGONE_API_URL']}/v1/environments/{variables['PINGONE_TARGET_ENVIRONMENT_ID']}"
    with httpx.Client(base_url=base, headers=headers) as client:
        listed = client.get("/resources").json()
        assert listed["_links"]["self"]["href"] == f"{base}/resources"
        assert {one["type"] for one in listed["_embedded"]["resources"]} == {"PINGONE_API", "OPENID_CONNECT"}
        assert client.get("/apiServers").json()["count"] == 0
        process.terminate()
        assert process.wait(30) == 0


@pytest.mark.parametrize("options", [(), ("--tls", "--tls-port", "0")])
def test_start_is_fast(tmp_path: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]):
    """From the start of the process to the ready file, without the time that other processes used the processors."""
    seconds = []
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        begin = time.perf_counter()
        process, _ready = start(folder, "--seed", "demo", "--ca-file", str(folder / "ca.pem"), *options)
        seconds.append(time.perf_counter() - begin - waited(process.pid))
        process.terminate()
        process.wait()
    with capsys.disabled():
        print(f"\nstarts with {options[0] if options else 'HTTP'}: {', '.join(f'{one:.2f} s' for one in seconds)}")
    assert min(seconds) < 1.5, seconds


def waited(process: int) -> float:
    """How many seconds a process could have run, but had no processor; 0 if the system does not count it."""
    try:
        return int(Path("/proc", str(process), "schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except OSError:
        return 0.0


def test_version():
    assert emulator("--version").stdout == f"pingone-emulator {pingone_emulator.__version__}\n"


def test_help_lists_all_options():
    """Each option has an explanation, and the help has examples and the variables that are printed."""
    commands = cli.subcommands(cli.parser())
    for name, parser in commands.items():
        answer = emulator(name, "--help")
        assert answer.returncode == 0 and answer.stderr == ""
        assert "examples:" in answer.stdout and f"pingone-emulator {name}" in answer.stdout
        for action in parser._actions:
            assert all(option in answer.stdout for option in action.option_strings)
            assert action.help
    variables = emulator("serve", "--help").stdout
    assert all(name in variables for name in ("PINGONE_API_URL", "PINGONE_CLIENT_SECRET", "PINGONE_CA_PATH"))


def test_help_imports_no_web_framework():
    """The help and a rejected option are shown without delay."""
    code = "import sys, pingone_emulator.cli as c\nc.parser()\nprint(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=HERE.parent, capture_output=True, text=True, check=True)
    assert not {"asyncio", "pydantic", "starlette", "uvicorn", "yaml"} & set(answer.stdout.split())


@pytest.mark.parametrize(
    "arguments, status, words",
    [
        ([], 2, "the following arguments are required: COMMAND"),
        (["server"], 2, "invalid choice: 'server'"),
        (["serve", "--sede", "--prot=1"], 2, "--sede is not an argument. Did you mean --seed? --prot=1 is not an arg"),
        (["serve", "--prot=1"], 2, "--prot=1 is not an argument. Did you mean --port?"),
        (["run", "--tsl", "--", "true"], 2, "--tsl is not an argument. Did you mean --tls?"),
        (["serve", "--shutdown-timeout", "long"], 2, "long is not a whole number of seconds."),
        (["serve", "--port", "99999"], 2, "99999 is not a port. Use a number from 0 to 65535."),
        (["serve", "--port", "http"], 2, "http is not a port. Use a number from 0 to 65535."),
        (["serve", "--connect-proxy", "0"], 2, "--connect-proxy requires --tls."),
        (["serve", "--tls-host", "x"], 2, "--tls-host requires --tls."),
        (["serve", "--connect-proxy", "0", "--tls-host", "x"], 2, "--connect-proxy and --tls-host require --tls."),
        (["serve", "--print-env", "yaml"], 2, "invalid choice: 'yaml'"),
        (["serve", "--print-env", "github"], 2, "requires the environment variable GITHUB_ENV"),
        (["serve", "--seed", "nothing.yml"], 1, "The seed nothing.yml does not exist. Use the path of a file, or one"),
        (["serve", "--host", "192.0.2.1"], 1, "The emulator cannot listen on port"),
        (["serve", "--host", "no.such.host.invalid"], 1, "The emulator cannot listen on port"),
        (["serve", "--port", "0", "--ready-file", "/nowhere/ready"], 1, "The ready file /nowhere/ready cannot be"),
        (["serve", "--port", "0", "--state", "/nowhere/state"], 1, "The state file /nowhere/state cannot be opened"),
        (["serve", "--port", "0", "--tls", "--ca-file", "/nowhere/ca.pem"], 1, "The file /nowhere/ca.pem cannot be"),
        (["run"], 2, "There is no command. Write it after --"),
        (["run", "--"], 2, "There is no command. Write it after --"),
        (["run", "--", "no-such-command"], 127, "The command no-such-command was not found."),
        (["run", "--", "/"], 126, "The command / cannot be run: Permission denied."),
        (["run", "--seed", "nothing.yml", "--", "true"], 1, "The seed nothing.yml does not exist."),
    ],
)
def test_failures(arguments: list[str], status: int, words: str):
    """Sentences on standard error, with status 2 for wrong arguments and 1 for other failures."""
    answer = emulator(*arguments, GITHUB_ENV="")
    assert (answer.returncode, answer.stdout) == (status, "")
    assert words in answer.stderr
    assert answer.stderr.startswith("usage: ") or is_sentences(answer.stderr)


def test_port_in_use(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = emulator("serve", "--port", str(port))
        assert answer.returncode == 1 and is_sentences(answer.stderr)
        assert f"The emulator cannot listen on port {port} of 127.0.0.1: Address already in use." in answer.stderr
        assert "Use another port, or --port 0 for a free one." in answer.stderr
        tls = emulator("serve", "--port", "0", "--tls", "--tls-port", str(port), "--ca-file", tmp_path / "ca.pem")
        assert tls.returncode == 1 and f"port {port} of" in tls.stderr and "--tls-port 0" in tls.stderr
        proxy = emulator(
            "serve", "--port=0", "--tls", "--tls-port=0", f"--connect-proxy={port}", "--ca-file", tmp_path / "ca.pem"
        )
        assert proxy.returncode == 1 and f"port {port} of" in proxy.stderr and "--connect-proxy 0" in proxy.stderr


def test_state_of_another_program(tmp_path: Path):
    file = tmp_path / "state.db"
    file.write_text("This is not a database, but some other text.\n" * 100, encoding="utf-8")
    answer = emulator("serve", "--port", "0", "--state", file)
    assert answer.returncode == 1 and is_sentences(answer.stderr)
    assert f"The state file {file} cannot be opened: " in answer.stderr


def test_run(tmp_path: Path):
    """The command reaches the emulator by its variables, and the emulator ends with it."""
    script = (
        "import json, os, urllib.request\n"
        "url = os.environ['PINGONE_API_URL']\n"
        "urllib.request.urlopen(url + '/_emulator/ready').read()\n"
        "print(json.dumps(dict(os.environ)))\n"
    )
    variables = {"PINGONE_API_ACCESS_TOKEN": "of-a-tenant", "PINGONE_MAX_SHARE": "50", "NO_PROXY": "example.org"}
    proxies = {"http_proxy": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1"}
    answer = emulator("run", "--", sys.executable, "-c", script, **variables, **proxies)
    assert (answer.returncode, answer.stderr) == (0, "")
    found = json.loads(answer.stdout)
    assert "PINGONE_API_ACCESS_TOKEN" not in found and found["PINGONE_MAX_SHARE"] == "50"
    assert found["NO_PROXY"].split(",") == ["example.org", "127.0.0.1", "localhost", "::1"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(found["PINGONE_API_URL"] + "/_emulator/ready", trust_env=False)


def test_run_with_tls():
    """The certificate exists while the command runs."""
    answer = emulator("run", "--tls", "--", "sh", "-c", 'cat "$PINGONE_CA_PATH"; echo "$PINGONE_API_URL"')
    assert answer.returncode == 0, answer.stderr
    assert "BEGIN CERTIFICATE" in answer.stdout and "https://localhost:" in answer.stdout


@pytest.mark.parametrize("script, status", [("exit 7", 7), ("kill -9 $$", 137), ("true", 0)])
def test_run_ends_like_the_command(script: str, status: int):
    answer = emulator("run", "sh", "-c", script)
    assert (answer.returncode, answer.stdout, answer.stderr) == (status, "", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_run_passes_signals_on(number: signal.Signals):
    """The command decides how it ends; without a terminal, this includes SIGINT."""
    trap = f"trap 'echo ended; exit 5' {number.name.removeprefix('SIG')}"
    script = f"{trap}; echo $PINGONE_API_URL; while :; do sleep 0.05; done"
    env = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    process = subprocess.Popen(
        [*EMULATOR, "run", "--", "sh", "-c", script],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    url = process.stdout.readline().strip()
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (5, "ended\n", "")
    with pytest.raises(httpx.ConnectError):
        httpx.get(url + "/_emulator/ready", trust_env=False)


def test_run_in_a_terminal():
    """Ctrl-C reaches the command once, and ends both without a traceback."""
    script = "import time\ntry:\n  print('ready', flush=True)\n  time.sleep(60)\nexcept KeyboardInterrupt:\n"
    script += "  print('interrupted once', flush=True)\n  time.sleep(0.5)\n  raise SystemExit(3)"
    pid, terminal = os.forkpty()
    if pid == 0:
        os.environ["PYTHONPATH"] = str(HERE.parent)
        os.execv(sys.executable, [*EMULATOR, "run", "--", sys.executable, "-c", script])
    printed = b""
    while b"ready" not in printed:
        printed += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    while True:
        try:
            part = os.read(terminal, 1000)
        except OSError:
            break  # Linux reports the end of the terminal as an error.
        if not part:
            break
        printed += part
    _pid, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 3, printed
    assert printed.count(b"interrupted once") == 1 and b"Traceback" not in printed
