#!/usr/bin/env python
# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run modules one after another, each in a process of its own that starts with everything imported.

That takes milliseconds where a task takes most of a second, so that tables of many rows can be played. What Ansible
adds to a module (templating, transport, module_defaults) is tested by the tasks of the targets that name a module.

Reads {"collections": [path], "emulator_url", "module", "connection": options that all rows share, "rows": [{"options",
"check_mode", "module" (if it is another one), "variables" (of the environment), "faults", "switches" (of the emulator,
for this row)}]} and prints what came of each row, a line for each, as {"result", "sent": [what the module sent, as the
emulator's log has it]}.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys

from ansible.module_utils import basic
from send import ask

COLLECTION = "ansible_collections.pingone.authorize.plugins.modules"
USER_AGENT = "pingone.authorize/"


def main():
    for answer in answers(json.load(sys.stdin)):
        print(json.dumps(answer), flush=True)


def answers(order):
    """Play the rows of an order and tell what came of each."""
    sys.path[:0] = [path for path in order["collections"] if path not in sys.path]
    importlib.import_module("requests")  # which modules import late: here once, for all rows
    control = order["emulator_url"] + "/_emulator"
    _earlier, mark = logged(control, 0)
    for row in order["rows"]:
        module = importlib.import_module(f"{COLLECTION}.{row.get('module', order['module'])}")
        with disturbed(control, row):
            result = play(module, {**order["connection"], **row.get("options", {})}, row)
        log, mark = logged(control, mark)
        sent = [entry for entry in log if (entry["user_agent"] or "").startswith(USER_AGENT)]
        yield {"result": result, "sent": sent}


def logged(control, mark):
    """The emulator's log behind a mark, and the mark at its end."""
    log = ask(f"{control}/requests?after={mark}")["requests"]
    return log, log[-1]["number"] if log else mark


@contextlib.contextmanager
def disturbed(control, row):
    """Set the faults and switches of a row, if it has any, and take them back."""
    with contextlib.ExitStack() as ending:
        if "faults" in row:
            ending.callback(ask, f"{control}/faults", {"faults": []})
            ask(f"{control}/faults", {"faults": row["faults"]})
        if "switches" in row:
            ending.callback(ask, f"{control}/switches", ask(f"{control}/switches"))
            ask(f"{control}/switches", row["switches"])
        yield


def play(module, options, row):
    """Run a module in a process of its own and return the JSON that it printed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        sys.stdout = io.StringIO()
        try:
            run(module, options, row)
        except SystemExit:
            pass
        finally:
            with open(writing, "w", encoding="utf-8") as pipe:
                pipe.write(sys.stdout.getvalue())
            os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:
        printed = pipe.read()
    os.waitpid(child, 0)
    result = json.loads(printed)
    if "warnings" in result:
        result["warnings"] = [text_of(warning) for warning in result["warnings"]]
    return result


def text_of(warning):
    """The text of a warning, which newer releases of Ansible wrap."""
    return warning if isinstance(warning, str) else warning["event"]["msg"]


def run(module, options, row):
    arguments = {**options, "_ansible_check_mode": row.get("check_mode", False), "_ansible_remote_tmp": "/tmp"}
    os.environ.update(row.get("variables", {}))
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()
    basic._ANSIBLE_PROFILE = "legacy"
    module.main()


if __name__ == "__main__":
    main()
