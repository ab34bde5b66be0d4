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

from tests import builders

ROOT = Path(__file__).resolve().parents[2]
WARM = 2
"""Runs that nobody kills: they tell how long one takes on this machine today."""


@pytest.fixture
def moments(database_kind):
    """How many kills, spread over the run of a command."""
    return {"sqlite": 12, "postgresql": 6}[database_kind]


@pytest.fixture
def quotes(ready_url, home, clock, moments):
    """Accepted quotes, none of them printed: one for each run, and no press needed so far."""
    with builders.opened(home, clock, url=ready_url) as desk:
        article, licensee = builders.an_article(desk), builders.a_licensee(desk)
        return [
            builders.an_accepted_quote(desk, article=article, licensee=licensee)
            for _ in range(WARM + moments)
        ]


class Counter:
    """The command line as a process of its own, and as calls in this one."""

    def __init__(self, home, url):
        self.home = home
        self.url = url
        self.clerk = builders.Clerk(home)

    def words(self, quote):
        """The very same words for a first try and for every further one; the quote is the key."""
        return ["invoice", "issue", quote, "--yes", "--idempotency-key", f"bill-{quote}"]

    def start(self, quote):
        """Begin to bill `quote` in a process of its own."""
        return subprocess.Popen(
            [
                sys.executable,
                *("-m", "syndicate", "--home", str(self.home), "--database", self.url),
                *("--no-input", "--json", *self.words(quote)),
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

    def again(self, quote):
        """Try once more, with the same key; the invoice."""
        return self.clerk.json("--database", self.url, *self.words(quote))

    def say(self, *words):
        """Any other command: its exit code, its answer."""
        code, out, err = self.clerk(*words, "--database", self.url)
        return code, out + err


def billed(process):
    """The number that a process printed, whole; None when it was killed before."""
    out, err = process.communicate(timeout=120)
    assert process.returncode in {0, -signal.SIGKILL}, err
    return json.loads(out)["number"] if out.endswith(b"\n") else None


def test_an_invoice_killed_at_any_moment_is_neither_lost_nor_doubled(
    ready_url, home, quotes, moments
):
    counter = Counter(home, ready_url)
    began = time.monotonic()
    promised = {}
    # Two at a time, here and below: both cores at work, and one may wait for the other's lock.
    for quote, process in [(q, counter.start(q)) for q in quotes[:WARM]]:
        promised[quote] = billed(process)
    usual = time.monotonic() - began

    killed = 0
    for turn in range(0, moments, 2):
        began = time.monotonic()
        pair = quotes[WARM + turn : WARM + turn + 2]
        for at, (quote, process) in enumerate([(q, counter.start(q)) for q in pair], start=turn):
            time.sleep(max(0, began + usual * (at + 0.5) / moments - time.monotonic()))
            process.kill()
            number = billed(process)
            killed += process.returncode < 0
            if number:  # what was printed was promised, even if the process died right after
                promised[quote] = number
        if turn % 4 == 0:  # some try again at once, the others after the repair
            number = counter.again(pair[0])["number"]
            assert promised.setdefault(pair[0], number) == number
    assert killed >= moments // 2

    code, told = counter.say("doctor", "--repair", "--debug")
    assert code == 0, told
    for quote in quotes:
        number = counter.again(quote)["number"]
        assert promised.setdefault(quote, number) == number

    rows = counter.clerk.json("invoice", "list", "--limit", "0", "--database", ready_url)
    numbers = sorted(int(row["number"].rpartition("-")[2]) for row in rows)
    assert numbers == list(range(1, len(quotes) + 1))
    assert {row["idempotency_key"]: row["number"] for row in rows} == {
        f"bill-{quote}": number for quote, number in promised.items()
    }
    for row in rows:
        content = Path(row["path"]).read_bytes()
        assert content.startswith(b"%PDF-")
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
    code, told = counter.say("log", "verify")
    assert code == 0, told
