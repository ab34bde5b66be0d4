"""Random steps at the desk, compared with a book of plain dicts after each of them.

The suite throws dice, the same ones each time. `make torture` lets a searcher draw many more, other ones
each time, and shortens what fails: $SYNDICATE_TEST_STEPS says how many, $SYNDICATE_TEST_SEED which (it
is printed).
"""

from __future__ import annotations

import os
import random
import secrets
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import builders
from tests.desk.random_days import PRINTED, Days

if TYPE_CHECKING:
    from pathlib import Path

LONG = 100
"""Steps of one run; the next begins at a new desk."""
STEPS = {"sqlite": 5_000, "postgresql": 1_000}
SEED = 20261123


@dataclass
class Place:
    """A desk that nobody has worked at yet."""

    home: Path
    url: str


@dataclass
class Ground:
    """Where new desks come from: copies of one with a publisher and a card."""

    kind: str
    ready: object
    folder: Path
    press: object
    server: object = None
    _lent: int = 0

    def lend(self):
        """A new desk."""
        self._lent += 1
        home = self.folder / f"home-{self._lent}"
        if self.kind == "sqlite":
            shutil.copytree(self.ready, home)
            return Place(home, builders.settings(home).database)
        home.mkdir()
        return Place(home, self.server.create(template=self.ready))

    def take_back(self, place):
        """Throw a desk away."""
        if self.server is not None:
            self.server.drop(place.url)
        shutil.rmtree(place.home)


@pytest.fixture
def ground(database_kind, request, tmp_path, press):
    """Desks of each kind of database."""
    server = request.getfixturevalue("pg_server") if database_kind == "postgresql" else None
    ready = request.getfixturevalue(f"_ready_{database_kind}")
    return Ground(database_kind, ready, tmp_path, press, server)


def test_random_days_at_the_desk_leave_what_a_plain_book_says(ground):
    long = os.environ.get("SYNDICATE_TEST_STEPS")
    wanted = int(long or STEPS[ground.kind])
    first = int(
        os.environ.get("SYNDICATE_TEST_SEED") or (secrets.randbelow(10**9) if long else SEED)
    )
    print(f"{ground.kind}: SYNDICATE_TEST_STEPS={wanted} SYNDICATE_TEST_SEED={first}")

    class Here(Days):
        pass

    Here.ground = ground
    began, rounds = time.process_time(), 0
    take = _searching if long else _at_random
    while Here.steps < wanted:  # some runs end early, so that a round may end short of it
        take(Here, first + rounds, wanted - Here.steps)
        rounds += 1
    print(
        f"{ground.kind}: {Here.steps} steps, {Here.prints} papers read, the clock turned back "
        f"{Here.turned_back} times, {time.process_time() - began:.0f} s of processor time"
    )


def _at_random(machine, number, _left):
    """One run of plain dice: the same on every machine, whatever else the session has loaded."""
    dice = random.Random(number)
    days = machine()
    try:
        days.the_desk_opens(dice.randrange(PRINTED))
        for _ in range(LONG):
            days.the_books_say_what_the_plain_book_says()
            days.something_happens(*(dice.randrange(10_000) for _ in range(3)))
        days.the_books_say_what_the_plain_book_says()
    except BaseException as reason:
        for happened in days.told:
            reason.add_note(happened)
        raise
    finally:
        days.teardown()


def _searching(machine, number, left):
    """Runs that a searcher draws: what fails is made as short as it goes."""
    run_state_machine_as_test(
        seed(number)(machine),
        settings=settings(
            max_examples=-(-left // LONG),
            stateful_step_count=LONG,
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
