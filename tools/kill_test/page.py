# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the stops came to, as a table for the screen and as docs/reliability.md."""

from __future__ import annotations

from collections.abc import Sequence

from tools.kill_test.gateway import requests
from tools.kill_test.scenarios import APPLICATIONS, SCENARIOS, SERVICES
from tools.kill_test.trial import Verdict
from tools.paths import ROOT
from tools.report import LICENSE

PAGE = ROOT / "docs" / "reliability.md"
HEADING = (
    "run",
    "requests",
    "stopped at",
    "left incomplete",
    "completed by the next run",
    "final state identical",
    "nothing left to a third run",
    "questions to the sideband API",
    "answers outside",
)
EXPLANATION = """\
# Reliability

`make kill-test` has written this page. It stops runs of the role `pingone.authorize.api_service` after every single
HTTP request that they send, requests for tokens and reading ones included, then runs the role again, and looks what
has become of PingOne.

{table}

**{verdict}**

## What is run

The role's list holds {services} API services, {scopes} scopes, {operations} operations and {applications}
applications. One of the services takes the tokens of an external server, two have custom policies, and one stands for
a resource that is there before and whose scopes an application holds already.

{scenarios}

Update and removal start from what the first run leaves behind. `make test` makes the same experiment at a sample of
the requests, which always has the one right before the first deployment in it.

## How a run is stopped

The local PingOne carries out the request and leaves it without an answer. Then the process group of
`ansible-playbook` and the processes of the task that is running get SIGKILL, so that nothing of the run can tidy up.
Each stop has a local PingOne of its own.

## What is compared

**The final state.** After the next run, everything that the management API shows of the environment's own objects is
written down as JSON and compared, byte by byte, with what the same run leaves behind when nothing stops it: API
services with operations and deployments, resources with attributes and scopes, applications with their grants,
application resources, permissions and roles, groups, populations, external OAuth servers, decision endpoints, and
gateways. IDs are replaced by names. Moments are left out, but not whether a service was deployed after its last
change. *Left incomplete* are the stops at which that text was still another one, so that the next run had something
to do. After every fourth stop a third run has to report that it changes nothing.

**What callers may do.** Before the run, at the stop, and after the next run, a gateway asks the sideband API about
{urls} requests: paths of all operations and some that no operation matches, below every base URL, with several
methods. It asks with every token that applications can get at that moment, for users inside and outside of the
groups; with those that were issued before the run, and at the end also with those from the moment of the stop; with
tokens of the external server, with tokens for other APIs, and without one. An answer is *outside* if it lets a
request through that neither the old nor the new configuration lets through for the same caller. After the next run
the answers have to be the same as after a run that nothing stops.
"""


def rows(verdicts: Sequence[Verdict], sent: dict[str, int]) -> list[tuple[str, ...]]:
    """The table, heading first; sent: how many requests each run sends that is not stopped."""
    found: list[tuple[str, ...]] = [HEADING]
    for name, count in sent.items():
        mine = [verdict for verdict in verdicts if verdict.scenario == name]
        third = [verdict.settled for verdict in mine if verdict.settled is not None]
        figures = (
            count,
            len(mine),
            sum(verdict.incomplete for verdict in mine),
            sum(verdict.completed for verdict in mine),
            sum(verdict.identical for verdict in mine),
            f"{sum(third)} of {len(third)}",
            sum(verdict.asked for verdict in mine),
            sum(len(verdict.outside) for verdict in mine),
        )
        found.append((name, *map(str, figures)))
    return found


def closing(verdicts: Sequence[Verdict]) -> str:
    """The whole in one line."""
    good = sum(verdict.good for verdict in verdicts)
    outside = sum(len(verdict.outside) for verdict in verdicts)
    return (
        f"{len(verdicts)} stops, {good} of them good; {outside} requests let through that neither configuration allows."
    )


def page(verdicts: Sequence[Verdict], sent: dict[str, int]) -> str:
    """docs/reliability.md as text."""
    heading, *others = rows(verdicts, sent)
    lines = [heading, ("---", *["---:"] * (len(heading) - 1)), *others]
    bad = "".join(f"```text\n{verdict}\n```\n\n" for verdict in verdicts if not verdict.good)
    text = EXPLANATION.format(
        table="\n".join("| " + " | ".join(line) + " |" for line in lines),
        verdict=closing(verdicts),
        services=len(SERVICES),
        scopes=sum(len(service.get("scopes", [])) for service in SERVICES),
        operations=sum(len(service["operations"]) for service in SERVICES),
        applications=len(APPLICATIONS),
        scenarios="\n".join(f"- **{scenario.name}**: {scenario.what}" for scenario in SCENARIOS),
        urls=len(requests()),
    )
    return f"{LICENSE}\n{text}" + (f"\n## What went wrong\n\n{bad}".rstrip() + "\n" if bad else "")
