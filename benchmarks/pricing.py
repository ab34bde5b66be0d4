"""How many requests a second are priced and drafted from one file, and where the time goes.

    python -m benchmarks.pricing [--requests 100000] [--articles 200] [--licensees 500] [--keep FOLDER]

A CSV of invented requests goes through `quote draft --from` inside one process, on SQLite. Reading is the file
into uses; pricing is the card's arithmetic; rights is what restricts a use and which grants stand against it;
writing is the rows, the journal and the end of each transaction; the rest is composing what the paper would
print. Then plain sqlite3 inserts the very same rows, in transactions of the same size: the floor.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.imports import set_up, settings
from benchmarks.seed_licences import STORY, prepare
from syndicate.desk import Desk, batches, door, open_desk
from syndicate.pages.read import read_source
from syndicate.rules import fees
from syndicate.rules.articles import Basis
from syndicate.settings import sqlite_module

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = (
    "request",
    "request_item",
    "quote",
    "quote_revision",
    "quote_line",
    "journal",
    "idempotency",
)
HEADS = (
    "licensee",
    "article",
    "medium",
    "outlet",
    "audience",
    "territory",
    "language",
    "duration",
    "purpose",
)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--requests", type=int, default=100_000)
    reader.add_argument("--articles", type=int, default=200)
    reader.add_argument("--licensees", type=int, default=500)
    reader.add_argument("--keep", metavar="FOLDER", help="leave file and desk there")
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(options.keep or folder)
        place.mkdir(exist_ok=True)
        home, file = place / "home", place / "asked.csv"
        set_up(home)
        with open_desk(settings(home)) as desk:
            fill(desk, file, options.requests, options.articles, options.licensees)
            with clocked(desk) as shares, file.open("rb") as asked:
                began = time.perf_counter()
                made = desk.batches.draft(asked, name=file.name)
                seconds = time.perf_counter() - began
            with file.open("rb") as asked:
                began = time.perf_counter()
                again = desk.batches.draft(asked, name=file.name)
                second = time.perf_counter() - began
        floor = insert_alone(home / "syndicate.db", place / "bare.db")
    print(f"{made.rows:,} requests: {made.drafted:,} drafted, {len(made.refused):,} refused\n")
    print(f"{'':<34}{'quotes/s':>10}{'s':>9}{'share':>8}")
    print(f"{'sqlite3 alone, same rows':<34}{made.drafted / floor:>10,.0f}{floor:>9.1f}")
    print(f"{'quote draft --from':<34}{made.drafted / seconds:>10,.0f}{seconds:>9.1f}{1:>8.0%}")
    for name in ("reading", "pricing", "rights", "writing"):
        print(f"{'  ' + name:<44}{shares[name]:>9.1f}{shares[name] / seconds:>8.0%}")
    rest = seconds - sum(shares.values())
    print(f"{'  composing and the rest':<44}{rest:>9.1f}{rest / seconds:>8.0%}")
    print(f"{'the same file again':<34}{again.before / second:>10,.0f}{second:>9.1f}")


def fill(desk: Desk, file: Path, requests: int, articles: int, licensees: int) -> None:
    """Articles and licensees on file, and a table of requests for them."""
    chance = random.Random(11)
    refs = [prepare(desk)]
    for n in range(1, articles):
        story = STORY.replace(b"Orrin", f"Orrin {n}".encode())
        made = desk.articles.add(read_source(story, name="story"), raw=story, source="story.txt")
        desk.articles.clear_byline(made.ref, byline="A. Miller", basis=Basis.STAFF, by="bench")
        refs.append(made.ref)
    parties = [
        desk.licensees.add(
            f"{''.join(chance.choices('bcdfghklmnprstvz', k=12)).title()} Ltd",
            country="GB",
            customer_kind="business",
            address=("1 Mill Lane",),
        ).ref
        for _ in range(licensees)
    ]
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(HEADS)
        for _ in range(requests):
            table.writerow(
                (
                    chance.choice(parties),
                    chance.choice(refs),
                    chance.choice(("website", "website", "newspaper", "newsletter")),
                    "The Courier",
                    chance.randrange(1_000, 900_000),
                    chance.choice(("GB", "France", "GB, Ireland", "Europe", "world")),
                    "English",
                    chance.choice(("3m", "12m", "24m")),
                    chance.choice(("editorial", "editorial", "commercial", "charity")),
                )
            )


@contextmanager
def clocked(desk: Desk) -> Iterator[Counter[str]]:
    """The seconds spent in the four kinds of work; each is wrapped where the desk calls it."""
    spent: Counter[str] = Counter()

    def timed(name: str, call: Any) -> Any:
        def wrapped(*words: Any, **more: Any) -> Any:
            began = time.perf_counter()
            try:
                return call(*words, **more)
            finally:
                spent[name] += time.perf_counter() - began

        return wrapped

    def read(*words: Any, **more: Any) -> Any:
        rows = batches_read(*words, **more)
        step = timed("reading", lambda: next(rows, None))
        while (row := step()) is not None:
            yield row

    batches_read, file_all, price = batches.read_wanted, batches.file_all, fees.price
    close, refuse, against = door.Writing.close, desk.rights.refuse, desk.licences.against
    batches.read_wanted = read
    batches.file_all = timed("writing", file_all)
    door.Writing.close = timed("writing", close)
    fees.price = timed("pricing", price)
    desk.rights.refuse = timed("rights", refuse)
    desk.licences.against = timed("rights", against)
    try:
        yield spent
    finally:
        batches.read_wanted, batches.file_all, fees.price = batches_read, file_all, price
        door.Writing.close = close
        del desk.rights.refuse, desk.licences.against


def insert_alone(made: Path, path: Path) -> float:
    """The seconds plain sqlite3 takes for the rows that the desk made."""
    path.unlink(missing_ok=True)
    base = sqlite_module().connect(path, isolation_level=None)
    base.execute("ATTACH ? AS made", (str(made),))
    base.execute("PRAGMA journal_mode = WAL")
    for (sql,) in base.execute(
        "SELECT sql FROM made.sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index') "
        f"AND tbl_name IN ({', '.join('?' * len(TABLES))}) ORDER BY type DESC",
        TABLES,
    ).fetchall():
        base.execute(sql)
    rows = {
        name: base.execute(f"SELECT * FROM made.{name} ORDER BY rowid").fetchall()
        for name in TABLES
    }
    base.execute("DETACH made")
    pieces = -(-len(rows["quote"]) // batches.PIECE)
    began = time.perf_counter()
    for n in range(pieces):
        base.execute("BEGIN IMMEDIATE")
        for name, held in rows.items():
            size = -(-len(held) // pieces)
            if part := held[n * size : (n + 1) * size]:
                marks = ", ".join("?" * len(part[0]))
                base.executemany(f'INSERT INTO "{name}" VALUES ({marks})', part)
        base.execute("COMMIT")
    seconds = time.perf_counter() - began
    base.close()
    return seconds


if __name__ == "__main__":
    main()
