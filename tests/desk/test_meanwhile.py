"""Two people at one quote: one wins, the other is told, and nothing that was said is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from syndicate.errors import BadInput, Conflict
from tests import builders

ROOT = Path(__file__).resolve().parents[2]


def start(home, url, who, *words):
    """A command of somebody's, as a process of its own."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "syndicate", "--home", str(home), "--database", url),
            *("--no-input", "--json", *words),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "SYNDICATE_NOW": builders.MORNING.isoformat(),
            "SYNDICATE_USER": who,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_of_two_who_accept_and_revise_one_quote_at_once_one_wins_and_the_other_is_told(desk, home):
    quote = builders.a_quote(desk)
    desk.quotes.offer(quote)
    url = desk.settings.database
    read = ("--revision", "1")
    both = {
        "mara": start(home, url, "mara", "quote", "accept", quote, "--by", "Orla Finch", *read),
        "jonas": start(home, url, "jonas", "quote", "revise", quote, *read),
    }
    said = {who: process.communicate(timeout=120) for who, process in both.items()}
    codes = {who: process.returncode for who, process in both.items()}
    assert sorted(codes.values()) == [0, 5], said
    winner, loser = sorted(codes, key=codes.__getitem__)
    error = json.loads(said[loser][1])["error"]
    assert error["code"] == "conflict"
    assert error["hint"] == f"syndicate quote show {quote}"
    shown = desk.quotes.show(quote)
    done = {"mara": ("accepted", 1, "Orla Finch"), "jonas": ("draft", 2, None)}
    assert (shown.state, shown.revision, shown.accepted_by) == done[winner]
    assert f"{shown.state}, revision {shown.revision}" in error["message"]
    assert winner in error["message"]


@pytest.fixture
def interrupted(desk, home):
    """A second desk on the same books, and a way to do something on the first while it waits to write."""
    waiting = []

    def clock():
        if waiting:  # the clock is asked when the quote was read and the lock is not had yet
            waiting.pop()()
        return builders.MORNING

    with builders.opened(home, clock, url=desk.settings.database) as other:
        yield other, waiting.append


@pytest.mark.parametrize("verb", ["accept", "revise", "decline", "withdraw"])
def test_who_waited_while_a_quote_was_accepted_is_told_and_changes_nothing(desk, interrupted, verb):
    other, meanwhile = interrupted
    quote = builders.a_quote(desk)
    desk.quotes.offer(quote)
    words = {"accept": {"by": "A. Gull"}, "revise": {}}.get(verb, {"reason": "budget"})
    meanwhile(lambda: desk.quotes.accept(quote, by="Orla Finch", po_number="FG-7"))
    with pytest.raises(Conflict, match=r"accepted, revision 1 \(quote accept, mara\)") as why:
        getattr(other.quotes, verb)(quote, **words)
    assert (why.value.exit_code, why.value.hint) == (5, f"syndicate quote show {quote}")
    shown = desk.quotes.show(quote)
    assert (shown.state, shown.accepted_by, shown.po_number) == ("accepted", "Orla Finch", "FG-7")


def test_the_revision_somebody_read_is_held_against_the_one_in_force(desk):
    quote = builders.a_quote(desk)
    desk.quotes.offer(quote)
    desk.quotes.revise(quote, revision=1)
    desk.quotes.offer(quote)
    with pytest.raises(Conflict, match="sent, revision 2"):
        desk.quotes.accept(quote, by="Orla Finch", revision=1)
    with pytest.raises(BadInput, match="has revisions 1 to 2, not 3"):
        desk.quotes.accept(quote, by="Orla Finch", revision=3)
    assert desk.quotes.accept(quote, by="Orla Finch", revision=2).state == "accepted"
    # Who read the offer did not read its acceptance; who did takes it back without a number.
    with pytest.raises(Conflict, match="accepted, revision 2"):
        desk.quotes.revise(quote, revision=2)
    assert desk.quotes.revise(quote).state == "draft"
