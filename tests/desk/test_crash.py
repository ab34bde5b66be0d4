"""Killed at any moment while it issues an invoice, the desk loses nothing, doubles nothing, leaves no gap."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from syndicate.desk import Desk
from tests import builders
from tests.desk.calls import Calls, in_a_child, said_no

ROOT = Path(__file__).resolve().parents[2]
WARM = 2
"""Runs that nobody kills: they tell how long one takes on this machine today."""
KILLS = 40
"""Kills in each database, at moments spread over the run of the command."""
POINTS = 40
"""Calls at which it is killed in each database: all of them, thinned evenly if there are more."""
FAILURES = 20
"""Calls that fail in each database."""


class Counter:
    """The command line as a process of its own, and as calls in this one."""

    def __init__(self, home, url, quotes):
        self.home = home
        self.url = url
        self.quotes = quotes
        self.clerk = builders.Clerk(home)
        self.promised = {}

    def words(self, quote):
        """The very same words for a first try and for every further one; the quote is the key."""
        key = f"bill-{quote}"
        return [
            "--database",
            self.url,
            "invoice",
            "issue",
            quote,
            "--yes",
            "--idempotency-key",
            key,
        ]

    def start(self, quote):
        """Begin to bill `quote` in a process of its own."""
        return subprocess.Popen(
            [
                sys.executable,
                *("-m", "syndicate", "--home", str(self.home), "--no-input", "--json"),
                *self.words(quote),
            ],
            cwd=ROOT,
            env={
                **os.environ,
                "SYNDICATE_NOW": builders.MORNING.isoformat(),
                "SYNDICATE_USER": "mara",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def take(self, quote, out):
        """What was printed whole was promised, even if the process died right after."""
        if out.endswith("\n"):
            number = json.loads(out)["number"]
            assert self.promised.setdefault(quote, number) == number

    def again(self, quote):
        """Try once more, with the same key."""
        number = self.clerk.json(*self.words(quote))["number"]
        assert self.promised.setdefault(quote, number) == number

    def say(self, *words):
        """Any other command, which must go well."""
        code, out, err = self.clerk(*words, "--database", self.url)
        assert code == 0, out + err

    def judge(self):
        """Repair, try everything again, and look whether each quote has its one invoice."""
        self.say("doctor", "--repair", "--debug")
        for quote in self.quotes:
            self.again(quote)
        rows = self.clerk.json("invoice", "list", "--limit", "0", "--database", self.url)
        numbers = sorted(int(row["number"].rpartition("-")[2]) for row in rows)
        assert numbers == list(range(1, len(self.quotes) + 1))
        assert {row["idempotency_key"]: row["number"] for row in rows} == {
            f"bill-{quote}": number for quote, number in self.promised.items()
        }
        for row in rows:
            content = Path(row["path"]).read_bytes()
            assert content.startswith(b"%PDF-")
            assert hashlib.sha256(content).hexdigest() == row["sha256"]
        self.say("log", "verify")


@pytest.fixture
def counter(ready_url, home, clock, press, monkeypatch, request):
    """A counter with so many accepted quotes, none of them printed; here its press runs already."""
    monkeypatch.setattr(Desk, "press", property(lambda _desk: press))
    with builders.opened(home, clock, url=ready_url) as desk:
        article, licensee = builders.an_article(desk), builders.a_licensee(desk)
        quotes = [
            builders.an_accepted_quote(desk, article=article, licensee=licensee)
            for _ in range(request.param)
        ]
    return Counter(home, ready_url, quotes)


def ended(process):
    """What a process printed, after it ended well or was killed."""
    out, err = process.communicate(timeout=120)
    assert process.returncode in {0, -signal.SIGKILL}, err
    return out.decode()


@pytest.mark.parametrize("counter", [WARM + KILLS], indirect=True)
def test_an_invoice_killed_at_any_moment_is_neither_lost_nor_doubled(counter):
    began = time.monotonic()
    # Two at a time, here and below: both cores at work, and one may wait for the other's lock.
    for quote, process in [(q, counter.start(q)) for q in counter.quotes[:WARM]]:
        counter.take(quote, ended(process))
    usual = time.monotonic() - began

    killed = 0
    for turn in range(0, KILLS, 2):
        began = time.monotonic()
        pair = counter.quotes[WARM + turn : WARM + turn + 2]
        for at, (quote, process) in enumerate([(q, counter.start(q)) for q in pair], start=turn):
            time.sleep(max(0, began + usual * (at + 0.5) / KILLS - time.monotonic()))
            process.kill()
            counter.take(quote, ended(process))
            killed += process.returncode < 0
        if turn % 4 == 0:  # some try again at once, the others after the repair
            counter.again(pair[0])
    assert killed >= KILLS // 2
    counter.judge()


def the_calls(counter):
    """Every call of one run by name: where the others are to end. Takes the first quote."""
    calls = Calls()
    with calls.counted():
        counter.again(counter.quotes[0])
    assert {"flock", "open", "write", "fsync", "rename", "INSERT", "UPDATE", "COMMIT"} <= {
        *calls.made,
        # A server has no file to be locked.
        *(["flock"] if counter.url.startswith("postgresql") else []),
    }
    return calls.made


def thinned(calls, most):
    """At most so many of the numbers of calls, spread evenly."""
    return [k * len(calls) // most for k in range(most)] if len(calls) > most else range(len(calls))


@pytest.mark.parametrize("counter", [1 + POINTS], indirect=True)
def test_an_invoice_killed_at_any_call_that_lasts_is_neither_lost_nor_doubled(counter):
    made = [*the_calls(counter), "half the answer"]
    killed = []
    for quote, at in zip(counter.quotes[1:], thinned(made, POINTS), strict=False):
        out, code = in_a_child(
            lambda quote=quote: counter.clerk(*counter.words(quote), "--json")[1], Calls(at)
        )
        assert code in {0, -signal.SIGKILL}
        counter.take(quote, out)
        if code:
            killed.append(made[at])
        if at % 4 == 0:
            counter.again(quote)
    # A folder that is there already is not made again, so the last call may not be reached.
    assert len(killed) >= min(len(made), POINTS) - 3
    counter.judge()


@pytest.mark.parametrize("counter", [1 + FAILURES], indirect=True)
def test_a_call_that_fails_is_one_line_and_the_next_try_goes_well(counter):
    made = the_calls(counter)
    for quote, at in zip(counter.quotes[1:], thinned(made, FAILURES), strict=False):
        with Calls(at, breaking=said_no).counted():
            code, out, err = counter.clerk(*counter.words(quote), "--json")
        counter.take(quote, out)
        if code:  # a file that could not be swept away is no reason to fail
            assert (code, out) == (6, ""), (made[at], err)
            (line,) = err.splitlines()
            assert json.loads(line)["error"]["hint"]
        if at % 2:
            counter.again(quote)
    counter.judge()
