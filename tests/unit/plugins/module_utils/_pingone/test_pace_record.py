# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When the next request can be sent, from what was sent lately, and what rejected requests change about it."""

from __future__ import annotations

import json
import math
import random

import pytest
from ansible_collections.pingone.authorize.plugins.module_utils._pingone.pace_record import (
    FREE,
    KNOWN,
    LEAST,
    LONGEST_PAUSE,
    MEANINGFUL,
    PARTS,
    READING,
    SHORT_WINDOW,
    WINDOW,
    Limit,
    Record,
)

NOW = 1_700_000_000.25


class Machine:
    """A record that is saved and read again before each step, as by one process after the other."""

    def __init__(self, now=NOW):
        self.now = now
        self._text = b""

    def __call__(self, step, *arguments):
        record = Record.of(self._text, self.now)
        found = getattr(record, step)(*arguments)
        self._text = record.as_text()
        return found

    def send(self, allowed, name="e", count=1):
        """The times at which so many requests are sent that are all made now."""
        return [self("reserve", name, self("limits", name, allowed)) for _number in range(count)]

    def reject(self, retry_after, allowed=0, name="e"):
        self("rejected", name, retry_after, allowed)


def most_in(seconds, times):
    """The largest number of requests in an interval."""
    times = sorted(times)
    return max(sum(1 for other in times[index:] if other < time + seconds) for index, time in enumerate(times))


def test_a_burst_up_to_the_limit_does_not_wait():
    machine = Machine()
    assert machine.send(50, count=50) == [NOW] * 50
    (late,) = machine.send(50)
    assert 61 <= late - NOW < 63


def test_there_is_no_wait_without_a_limit():
    assert Machine().send(0, count=5000) == [NOW] * 5000


@pytest.mark.parametrize("allowed", [1, 7, 60, 210])
def test_no_minute_has_more_requests_than_allowed(allowed):
    """Requests that come at random times, alone or many at once."""
    machine, chance, times = Machine(), random.Random(allowed), []
    for _step in range(60):
        times += machine.send(allowed, count=chance.choice([1, 3, allowed // 2 + 1]))
        machine.now += chance.choice([0.0, 0.4, 5.0, 30.0])
    assert most_in(60, times) <= allowed


@pytest.mark.parametrize("allowed", [7, 60, 210, 600])
def test_what_is_allowed_is_used(allowed):
    """Requests that all wait are sent at 95 % or more of the limit, from the first to the last."""
    times = Machine().send(allowed, count=allowed * 5)
    assert most_in(60, times) == allowed
    assert max(times) - NOW <= 5 * 60 / 0.95
    assert most_in(60, times[allowed:]) >= 0.95 * allowed


def test_who_comes_first_is_sent_first():
    machine, times = Machine(), []
    for _number in range(300):
        times += machine.send(60)
        machine.now += 0.01
    assert [int(time) for time in times] == sorted(int(time) for time in times)


def test_a_reservation_that_is_given_back_can_be_used():
    machine = Machine()
    machine.send(2, count=2)
    (late,) = machine.send(2)
    machine("release", "e", late)
    assert int(machine.send(2)[0]) == int(late)


def test_reservations_of_killed_processes_expire():
    machine = Machine()
    times = machine.send(10, count=40)
    machine.now = max(times) + WINDOW
    assert machine.send(10, count=10) == [machine.now] * 10


# licenses


def test_environments_of_a_license_share_its_limit():
    machine = Machine()
    for name in ("a", "b"):
        machine("learn", name, "license", 600, KNOWN)
    assert machine.send(10, "a", 6) + machine.send(10, "b", 4) == [NOW] * 10
    assert all(machine.send(10, name)[0] > NOW + 60 for name in ("a", "b"))


@pytest.mark.parametrize("licenses", [("one", "two"), ("", "one"), ("", "")])
def test_environments_of_other_licenses_do_not(licenses):
    machine = Machine()
    for name, license_id in zip(("a", "b"), licenses):
        machine("learn", name, license_id, 600, KNOWN)
    assert machine.send(10, "a", 10) + machine.send(10, "b", 10) == [NOW] * 20


def test_what_was_sent_before_the_license_was_known_counts():
    machine = Machine()
    machine("reserve", "e", [])
    machine("learn", "e", "license", 600, KNOWN)
    assert machine("reserve", "e", [Limit(1, WINDOW)]) > NOW


def test_a_license_that_is_unknown_is_assumed_to_be_the_only_known_one():
    machine = Machine()
    assert machine("rate", "a") == 0
    machine("learn", "a", "license", 600, KNOWN)
    assert machine("rate", "b") == 600
    assert not any(time > NOW for time in machine.send(10, "a", 6) + machine.send(10, "b", 4))
    assert machine.send(10, "b")[0] > NOW
    machine("learn", "c", "other", 500, KNOWN)
    assert machine("rate", "b") == 0
    assert machine.send(10, "b", 4) == [NOW] * 4


def test_a_license_that_is_unknown_may_be_the_same():
    """An exact number of requests is not exceeded because the license of an environment was not read yet."""
    machine = Machine()

    def waits(name, cautious=True):
        time = machine("reserve", name, [Limit(10, WINDOW)], cautious)
        if time > NOW:
            machine("release", name, time)
        return time > NOW

    assert not any(waits(name) for name in "aaaaaabbbb")
    assert waits("b"), "a may have the same license"
    assert not waits("c", cautious=False)
    machine("learn", "b", "license", 600, KNOWN)
    assert waits("b"), "it still may"
    machine("learn", "a", "other", 600, KNOWN)
    assert not any(waits("b") for _number in range(4))
    machine("learn", "a", "license", 600, KNOWN)
    assert waits("b")


def test_the_license_is_read_after_some_requests_of_all_environments_and_by_one_process():
    machine = Machine()
    for number in range(FREE):
        assert not machine("has_to_read", "a", 0)
        machine.send(0, "ab"[number % 2])
    assert machine("has_to_read", "a", 0)
    assert not machine("has_to_read", "a", 0), "another process reads it"
    assert machine("has_to_read", "b", 0)
    machine("learn", "b", "license", 600, KNOWN)
    assert not machine("has_to_read", "b", 0)
    machine.now += READING - 1
    machine.send(0, "c", FREE)
    assert not machine("has_to_read", "a", 0)
    machine.now += 1.1
    assert machine("has_to_read", "a", 0), "the other process has not done it"
    machine.now += WINDOW
    assert not machine("has_to_read", "a", 0), "the requests were sent too long ago"


def test_what_is_known_lasts_for_a_time():
    machine = Machine()
    machine("learn", "e", "license", 600, KNOWN)
    machine.now += KNOWN - 1
    machine.send(0, count=FREE)
    assert not machine("has_to_read", "e", 0)
    machine.now += 2
    assert machine("has_to_read", "e", 0)


def test_the_license_is_read_after_a_rejection():
    machine = Machine()
    machine.send(0)
    machine.reject(3)
    assert machine("has_to_read", "e", 0)


def test_a_number_of_requests_needs_the_license_only_if_it_is_reached_with_several_environments():
    machine = Machine()
    machine.send(200, "a", 200)
    machine.reject(1, 200, "a")
    assert not machine("has_to_read", "a", 200)
    machine.send(200, "b")
    assert machine("has_to_read", "a", 200)
    assert machine("has_to_read", "b", 200)


# rejected requests


def test_nothing_is_sent_before_retry_after():
    machine = Machine()
    machine.send(0)
    machine.reject(20.0)
    assert machine("pause", "e") == NOW + 20
    assert all(NOW + 20 <= time < NOW + 23 for time in machine.send(0, count=10))
    machine("learn", "other", "license", 0, KNOWN)
    assert machine.send(0, "other") == [NOW], "another license"
    machine.now += 20.5
    assert machine("pause", "e") <= machine.now
    assert machine.send(0) == [machine.now]


def test_a_pause_is_not_shortened():
    machine = Machine()
    machine.send(0)
    machine.reject(20.0)
    machine.reject(1.0)
    assert machine("pause", "e") == NOW + 20


def test_nobody_waits_very_long_because_of_the_request_of_another():
    machine = Machine()
    machine.reject(86_400.0)
    assert machine("pause", "e") == NOW + LONGEST_PAUSE


@pytest.mark.parametrize("retry_after", [86_400.0, 1e300, math.inf])
def test_a_very_long_pause_leaves_a_rate(retry_after):
    machine = Machine()
    machine.send(0, count=300)
    machine.reject(retry_after)
    assert machine("limits", "e", 0)[0] == (LEAST, WINDOW)


def test_a_pause_is_that_of_the_license():
    machine = Machine()
    machine.reject(20.0, name="a")
    for name in ("a", "b"):
        machine("learn", name, "license", 600, KNOWN)
    assert machine("pause", "b") == NOW + 20


def test_few_requests_say_nothing_about_the_rate():
    machine = Machine()
    machine.send(0, count=MEANINGFUL - 1)
    machine.reject(20.0)
    assert machine("limits", "e", 0) == []
    assert machine("limits", "e", 210) == [Limit(210, WINDOW), Limit(42, SHORT_WINDOW)]


@pytest.mark.parametrize(
    ("sent", "seconds", "retry_after", "allowed", "rate"),
    [
        (100, 10, 50, 0, 90),
        (100, 10, 10, 0, 270),
        (100, 10, 50, 80, 72),
        (100, 10, 50, 1000, 90),
        (20, 30, 300, 0, LEAST),
    ],
)
def test_the_rate_is_reduced_to_less_than_what_was_possible(sent, seconds, retry_after, allowed, rate):
    """What was sent until it is possible again, or the limit that was too high."""
    machine = Machine(1_700_000_000.0)
    machine.send(0, count=sent)
    machine.now += seconds
    machine.reject(retry_after, allowed)
    long, short = machine("limits", "e", allowed)
    assert long == (int(rate), WINDOW)
    assert short == (math.ceil(rate / PARTS), SHORT_WINDOW)


def test_many_rejections_at_once_reduce_the_rate_once():
    machine = Machine()
    machine.send(100, count=100)
    for _number in range(20):
        machine.reject(30, 100)
    assert machine("limits", "e", 100)[0].requests == 90
    machine.now += WINDOW + 0.1
    machine.send(100, count=100)
    machine.now += 30
    machine.reject(1, 100)
    assert 80 <= machine("limits", "e", 100)[0].requests <= 88


def test_a_reduced_rate_is_spread_over_the_minute():
    machine = Machine()
    machine.send(0, count=120)
    machine.now += 30
    machine.reject(30)
    times = machine.send(0, count=108)
    assert all(time >= NOW + 60 for time in times)
    assert most_in(10, times) <= 22


def test_requests_that_are_delayed_are_spread_over_the_minute():
    """A burst is followed by a fifth of the limit every 12 seconds, until no request was delayed for a minute."""
    machine = Machine()
    machine.send(100, count=100)
    times = machine.send(100, count=150)
    assert most_in(10, times) == 20
    machine.now = max(times) + 30
    assert sum(time == machine.now for time in machine.send(100, count=40)) == 20
    machine.now += 150
    assert machine.send(100, count=100) == [machine.now] * 100


def test_a_reduced_rate_grows_until_it_is_the_configured_one():
    machine = Machine()
    machine.send(100, count=100)
    machine.reject(1, 100)
    rates = []
    for _minute in range(4):
        rates.append(machine("limits", "e", 100)[0].requests)
        machine.now += 60
    assert rates == [90, 94, 99, 100]
    assert machine("limits", "e", 100) == [Limit(100, WINDOW)]


def test_a_reduced_rate_without_a_configured_one_ends():
    machine = Machine()
    machine.send(0, count=100)
    machine.reject(59)
    machine.now += 14.9 * 60
    assert machine("limits", "e", 0)[0].requests > 150
    machine.now += 12
    assert machine("limits", "e", 0) == []


def test_delays_are_known():
    machine = Machine()
    machine.send(10, count=10)
    assert not machine("has_delayed", 120)
    (late,) = machine.send(10)
    machine.now = late + 119
    assert machine("has_delayed", 120)
    assert machine("has_delayed", 120, "e")
    assert not machine("has_delayed", 120, "other")
    machine.now = late + 121
    assert not machine("has_delayed", 120)


# the file


def saved(**changes):
    machine = Machine()
    machine("learn", "e", "license", 600, KNOWN)
    machine.send(5, count=5)
    machine.reject(5)
    return {**json.loads(machine._text), **changes}


def test_what_is_saved_is_read():
    record = Record.of(json.dumps(saved()).encode(), NOW)
    assert record.environments["e"].license == "license"
    assert record.environments["e"].counts == [5]
    assert record.budgets["license"].paused == NOW + 5


ENTRY = [1_700_000_000, [1], "license", 600, NOW + 5, 0.0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b"{}",
        b"[]",
        b"null",
        b"{" * 100_000,
        json.dumps(saved()).encode()[:-9],
        json.dumps(saved()).encode() + b"}",
        json.dumps(saved(now="later")).encode(),
        json.dumps(saved(now=NOW + 60)).encode(),
        json.dumps(saved(environments=[])).encode(),
        json.dumps(saved(environments={"e": {}})).encode(),
        json.dumps(saved(environments={"e": ENTRY[:-1]})).encode(),
        *[
            json.dumps(saved(environments={"e": [*ENTRY[:index], value, *ENTRY[index + 1 :]]})).encode()
            for index, value in [
                (0, 1.5),
                (0, "1"),
                (1, 7),
                (1, [1.5]),
                (1, [-1]),
                (1, ["x"]),
                (1, [[1]]),
                (2, 7),
                (3, -1),
                (3, None),
                (4, "soon"),
                (5, {}),
            ]
        ],
        json.dumps(saved(budgets={"license": [1, 2, 3, 4, 5]})).encode(),
        json.dumps(saved(budgets={"license": "x"})).encode(),
        json.dumps(saved(budgets={"license": [None, 0, 20, 0]})).encode(),
    ],
)
def test_a_damaged_record_is_an_empty_one(content):
    record = Record.of(content, NOW)
    assert (record.environments, record.budgets) == ({}, {})
    assert record.reserve("e", [Limit(1, WINDOW)]) == NOW


@pytest.mark.parametrize("value", [0, 1, -5, 1e300, math.inf, -math.inf, math.nan, 10**30])
@pytest.mark.parametrize("place", ["first", "rate", "until", "reading", "paused", "delayed", "reduced", "since"])
def test_absurd_values_neither_block_nor_crash(place, value):
    """JSON of the right shape with a number that cannot be."""
    if place == "first" and not isinstance(value, int):
        value = 10**15
    if place == "rate":
        value = 10**30
    entry, budget = list(ENTRY), [0.0, 0.0, 0.0, 0.0]
    if place in ("paused", "delayed", "reduced", "since"):
        budget = [NOW - 1, NOW - 1, 100.0, NOW - 1]
        budget[["paused", "delayed", "reduced", "since"].index(place)] = value
    else:
        entry[{"first": 0, "rate": 3, "until": 4, "reading": 5}[place]] = value
    text = json.dumps(saved(environments={"e": entry}, budgets={"license": budget})).encode()
    record = Record.of(text, NOW)
    record.has_to_read("e", 0)
    assert record.reserve("e", record.limits("e", 10)) <= NOW + LONGEST_PAUSE + 2
    assert record.as_text()


def test_the_clock_was_set_back():
    """What was sent is forgotten, and nobody waits until the old time is reached again."""
    machine = Machine()
    machine.send(10, count=30)
    machine.now -= 3600
    assert machine.send(10, count=10) == [machine.now] * 10


def test_the_clock_was_set_forward():
    machine = Machine()
    machine.send(10, count=30)
    machine.now += 3600
    assert machine.send(10, count=10) == [machine.now] * 10


def test_what_is_of_no_use_is_not_kept():
    machine = Machine()
    for number in range(50):
        machine.send(0, f"e-{number}")
        machine.reject(1, name=f"e-{number}")
    machine("learn", "known", "license", 600, KNOWN)
    machine.now += 20 * 60
    machine.send(0, "e")
    data = json.loads(machine._text)
    assert sorted(data["environments"]) == ["e", "known"]
    assert list(data["budgets"]) == []


def test_the_record_of_a_busy_machine_is_small():
    machine = Machine()
    for second in range(WINDOW):
        machine.now = NOW + second
        for number in range(20):
            machine("reserve", f"e-{number}", [])
    assert len(machine._text) < 5000
