"""Five thousand random steps at the desk, compared with a book of plain dicts after each of them."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from syndicate.documents.press import Press
from tests import builders
from tests.desk.random_days import Days

if TYPE_CHECKING:
    from pathlib import Path

LONG = 100
"""Steps of one run; the next begins at a new desk."""
STEPS = {"sqlite": 5_000, "postgresql": 1_000}


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
    server: object = None
    _press: list = field(default_factory=list)
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

    def press(self):
        """The one press of all desks; it starts with the first paper."""
        if not self._press:
            self._press.append(Press())
        return self._press[0]

    def close(self):
        """Stop the press."""
        for press in self._press:
            press.close()


@pytest.fixture
def ground(database_kind, request, tmp_path):
    """Desks of each kind of database."""
    server = request.getfixturevalue("pg_server") if database_kind == "postgresql" else None
    ready = request.getfixturevalue(f"_ready_{database_kind}")
    made = Ground(database_kind, ready, tmp_path, server)
    yield made
    made.close()


def test_random_days_at_the_desk_leave_what_a_plain_book_says(ground):
    wanted = int(os.environ.get("SYNDICATE_TEST_STEPS") or STEPS[ground.kind])
    long = "SYNDICATE_TEST_STEPS" in os.environ

    class Here(Days):
        pass

    Here.ground = ground
    began = time.process_time()
    run_state_machine_as_test(
        Here,
        settings=settings(
            # Some runs end early; the first is as short as can be.
            max_examples=wanted // LONG * 11 // 10 + 1,
            stateful_step_count=LONG,
            deadline=None,
            database=None,
            # The same days each time, but under torture.
            derandomize=not long,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(
        f"{ground.kind}: {Here.steps} steps, {Here.prints} papers read, the clock turned back "
        f"{Here.turned_back} times, {time.process_time() - began:.0f} s of processor time"
    )
    assert Here.steps >= wanted * 0.95
