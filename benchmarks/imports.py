"""How fast an archive comes in, beside sqlite3 alone writing the very same rows and index.

    python -m benchmarks.imports [--articles 100000] [--words 600] [--keep FOLDER]

An archive is invented (see benchmarks/archive.py) and imported twice by the desk, each time in a process of its
own. Then plain sqlite3 inserts the rows that the desk made (articles, versions, arrivals, suspects, journal) and
the same words into the same FTS5 index, in transactions of the same size, by the same driver with the same
settings. Reading the rows back is not counted. Memory is that of the desk's process and of the one that reads ahead.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.archive import Archive
from syndicate.desk import open_desk
from syndicate.exchange import publisher
from syndicate.settings import Settings, sqlite_module

ROOT = Path(__file__).resolve().parents[1]
TABLES = ("article", "version", "arrival", "suspect", "journal")
PIECE = 500


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--articles", type=int, default=100_000)
    reader.add_argument("--words", type=int, default=600)
    reader.add_argument("--keep", metavar="FOLDER", help="leave archive and desk there")
    reader.add_argument("--take", nargs=2, help=argparse.SUPPRESS)
    options = reader.parse_args()
    if options.take:
        print(json.dumps(take(*map(Path, options.take))))
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(options.keep or folder)
        place.mkdir(exist_ok=True)
        file, home = place / "archive.jsonl", place / "home"
        invent(file, options.articles, options.words)
        set_up(home)
        first, second = (aside(file, home) for _ in range(2))
        bare = insert_alone(home / "syndicate.db", place / "bare.db")
    size = options.articles
    rate, floor, again = size / first["seconds"], size / bare, size / second["seconds"]
    print(f"{size:,} articles of {options.words} words\n")
    print(f"{'':<34}{'articles/s':>12}{'of the floor':>14}")
    print(f"{'sqlite3 alone, same rows':<34}{floor:>12,.0f}{1:>14.2f}")
    print(f"{'the desk, first import':<34}{rate:>12,.0f}{rate / floor:>14.2f}")
    print(f"{'the desk, same file again':<34}{again:>12,.0f}{again / floor:>14.2f}")
    print(f"\nagain / first  {again / rate:.2f}    new the second time  {second['new']}")
    told = ", ".join(f"{mb:,} MB at {share}%" for share, mb in first["grown"])
    print(
        f"memory of the desk  {first['start']:,} MB at its start, {told}, peak {first['peak']:,} MB"
    )
    print(f"memory of the process that reads ahead  peak {first['reader']:,} MB")


def invent(file: Path, count: int, words: int) -> None:
    """The archive, a JSON object a line."""
    with file.open("w", encoding="utf-8") as out:
        for story in Archive(words=words).stories(count):
            out.write(json.dumps(story) + "\n")


def settings(home: Path) -> Settings:
    """A desk for the bench."""
    return Settings(home=home, database=f"sqlite:///{home / 'syndicate.db'}", actor="bench")


def set_up(home: Path) -> None:
    """An empty desk of the invented publisher."""
    home.mkdir()
    with open_desk(settings(home)) as desk:
        desk.publishers.set_up(publisher.read_publisher(publisher.sample().encode(), name="sample"))


def aside(file: Path, home: Path) -> dict[str, object]:
    """One import in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.imports", "--take", str(file), str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def resident() -> int:
    """The memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def take(file: Path, home: Path) -> dict[str, object]:
    """Import the archive; how long it took and how much memory, on the way and at most."""
    grown: list[tuple[int, int]] = []
    marks = [10, 25, 50, 75, 100]
    with open_desk(settings(home)) as desk:
        start = resident()
        began = time.perf_counter()
        opened = desk.intake.open(str(file))

        def told(counts: object) -> None:
            share = 100 * counts.position // counts.size
            while marks and share >= marks[0]:
                grown.append((marks.pop(0), resident()))

        taken = desk.intake.take(opened.source, file=opened.file, follow=opened.follow, told=told)
        seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "new": taken.new,
        "known": taken.known,
        "start": start,
        "grown": grown,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "reader": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def insert_alone(source: Path, target: Path) -> float:
    """The seconds that sqlite3 alone takes to insert what stands in `source`, and its words."""
    from syndicate.desk.search import entries
    from syndicate.records.engine import reading_engine
    from syndicate.records.search import PREFIX

    driver = sqlite_module()
    target.unlink(missing_ok=True)
    old = driver.connect(source)
    new = driver.connect(target, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        new.execute(f"PRAGMA {pragma}")
    wanted = ", ".join(f"'{t}'" for t in TABLES)
    for (sql,) in old.execute(
        f"SELECT sql FROM sqlite_master WHERE (tbl_name IN ({wanted}) OR name = '{PREFIX}') "
        "AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type = 'index'"
    ):
        new.execute(sql)
    ids = [row[0] for row in old.execute("SELECT id FROM article ORDER BY id")]
    seconds = 0.0
    engine = reading_engine(f"sqlite:///{source}")
    with engine.connect() as connection:
        for start in range(0, len(ids), PIECE):
            part = ids[start : start + PIECE]
            rows = [(table, rows_of(old, table, part)) for table in TABLES]
            words = sorted(
                (rank, w.headline, w.byline, w.section, w.body)
                for _, rank, w in entries(connection, part)
            )
            began = time.perf_counter()
            new.execute("BEGIN IMMEDIATE")
            for table, found in rows:
                marks = ", ".join("?" * len(found[0]))
                new.executemany(f'INSERT INTO "{table}" VALUES ({marks})', found)
            new.executemany(
                f"INSERT INTO {PREFIX} (rowid, headline, byline, section, body) VALUES (?, ?, ?, ?, ?)",
                words,
            )
            new.execute("COMMIT")
            seconds += time.perf_counter() - began
    engine.dispose()
    return seconds


def rows_of(old: object, table: str, ids: list[int]) -> list[tuple[object, ...]]:
    """The rows of a table that belong to these articles, which follow one another."""
    first, last = ids[0], ids[-1]
    if table == "article":
        where = "id BETWEEN ? AND ?"
    elif table == "journal":
        where = "entity IN (SELECT ref FROM article WHERE id BETWEEN ? AND ?)"
    else:
        where = "article_id BETWEEN ? AND ?"
    return old.execute(f'SELECT * FROM "{table}" WHERE {where}', (first, last)).fetchall()


if __name__ == "__main__":
    main()
