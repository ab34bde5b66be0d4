"""What every test may ask for: a fixed clock, an empty home, a database of each kind.

`database_url` and `migrated_url` run a test twice, on SQLite and on PostgreSQL. A PostgreSQL that
cannot be had fails the test and says why: half a run must not look like a whole one.
"""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import NoServer, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.postgres import Server

# Two cores are shared by many: how long one example took says nothing. In CI the examples are the
# same each time, so that a red run can be repeated.
_SLOW = [HealthCheck.too_slow]
settings.register_profile("desk", deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=_SLOW
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """A clock that stands still until a test moves it: call it for the moment."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> None:
        """Move the clock on."""
        self.now += timedelta(days=days, hours=hours, minutes=minutes)


@pytest.fixture(scope="session", autouse=True)
def _a_plain_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nobody's settings, language or colours reach a test, nor a program it starts.

    What is started in the background inherits that Ctrl-C is ignored; here it is heard again.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    home = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            ours = name.startswith("SYNDICATE_") and not name.startswith("SYNDICATE_TEST_")
            if (ours and name != "SYNDICATE_REQUIRE_PG") or name.startswith(("XDG_", "LC_", "PG")):
                patch.delenv(name)
        for name in ("FORCE_COLOR", "NO_COLOR", "LINES", "COLUMNS", "PYTHONPATH"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(home))
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("TZ", "UTC")
        yield


@pytest.fixture
def clock() -> Clock:
    """23 November 2026, 09:00 UTC, until the test moves it."""
    return Clock()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty folder for the desk's home."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def pg_server() -> Iterator[Server]:
    """One PostgreSQL for the whole session."""
    try:
        with serve() as server:
            yield server
    except NoServer as reason:
        pytest.fail(str(reason), pytrace=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database this run of the test is about."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """The URL of an empty database, once of each kind."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.db'}"
        return
    server: Server = request.getfixturevalue("pg_server")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "desk.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _pg_template(pg_server: Server) -> Iterator[str]:
    url = pg_server.create()
    _upgrade(url)
    yield url
    pg_server.drop(url)


@pytest.fixture
def migrated_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """The URL of a database at the newest schema, once of each kind: a copy of one template."""
    if database_kind == "sqlite":
        template: Path = request.getfixturevalue("_sqlite_template")
        for part in template.parent.glob(template.name + "*"):
            shutil.copy(part, tmp_path / part.name)
        yield f"sqlite:///{tmp_path / template.name}"
        return
    server: Server = request.getfixturevalue("pg_server")
    url = server.create(template=request.getfixturevalue("_pg_template"))
    yield url
    server.drop(url)


def _upgrade(url: str) -> None:
    # Late, so that the tests of the rules start without a database library.
    from syndicate.desk import database

    upgrade: Callable[[str], object] = database.upgrade
    upgrade(url)
