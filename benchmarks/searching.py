"""How soon articles are found among a million, beside the same statements run by sqlite3 alone.

    python -m benchmarks.searching [--articles 1000000] [--words 120] [--rounds 60] [--keep FOLDER]

The archive is invented (see benchmarks/archive.py); bodies have 120 words unless told otherwise, to spare disk and
time. It is laid into an empty desk's tables and index by plain inserts in the order of days, as archives are, with
the stems that the desk itself makes; what only the journal would hold is left out, for no search reads it.

Each question is asked inside the process, by the desk (which opens the books anew each time, as a command does) and
by sqlite3 on an open connection. Medians and the slowest of so many rounds, in milliseconds. Three words of middle
frequency stand each in about one to four articles of a hundred.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.archive import FIRST, LAST, Archive
from benchmarks.imports import set_up, settings
from syndicate.desk import open_desk
from syndicate.desk.lists.articles import Wanted
from syndicate.records.search import PREFIX
from syndicate.rules.articles.search import rank, words_of
from syndicate.settings import sqlite_module

PIECE = 2_000
SHOWN = 20


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--articles", type=int, default=1_000_000)
    reader.add_argument("--words", type=int, default=120)
    reader.add_argument("--rounds", type=int, default=60)
    reader.add_argument(
        "--keep", metavar="FOLDER", help="leave the desk there, or ask the one there"
    )
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(options.keep or folder) / "home"
        archive = Archive(words=options.words)
        if not home.exists():
            home.parent.mkdir(exist_ok=True)
            set_up(home)
            seconds = fill(home / "syndicate.db", archive, options.articles)
            print(f"laid in {seconds:,.0f} s")
        size = (home / "syndicate.db").stat().st_size / 2**30
        print(f"{options.articles:,} articles of {options.words} words, {size:.1f} GB\n")
        ask(home, archive, options.articles, options.rounds)


def fill(path: Path, archive: Archive, count: int) -> float:
    """Lay the archive into the tables and the index; the seconds it took."""
    began = time.perf_counter()
    base = sqlite_module().connect(path, isolation_level=None)
    base.execute("PRAGMA synchronous = OFF")
    stories = archive.stories(count)
    for start in range(0, count, PIECE):
        articles, versions, suspects, words = [], [], [], []
        for n in range(start, min(start + PIECE, count)):
            story = next(stories)
            id_, day = n + 1, date.fromordinal(730_000 + n * 9_900 // count)
            story["url"] = f"https://harbourcourier.example/{day.year}/story-{id_}"
            place = rank(day, id_)
            articles.append(
                (id_, f"ART-{id_:06}", "en", story["url"], "usable", story["headline"], story["byline"],
                 "unknown", "en", day.isoformat(), story["section"], 1, "2026-11-23T09:00:00.000000Z", place)
            )  # fmt: skip
            passages = [
                {
                    "kind": "text",
                    "n": i,
                    "owner": "owned",
                    "owner_name": None,
                    "suspicion": None,
                    "text": t,
                }
                for i, t in enumerate(story["text"].split("\n\n"), start=1)
            ]
            versions.append(
                (id_, id_, 1, f"{id_:064x}", story["headline"], story["byline"], day.isoformat(), "en",
                 json.dumps(passages), archive.words, "published", "archive.jsonl", "0" * 64,
                 "2026-11-23T09:00:00.000000Z")
            )  # fmt: skip
            suspects.append(
                (id_, 0, "unknown-byline", f'nobody has said how "{story["byline"]}" works')
            )
            w = words_of(
                headline=story["headline"],
                byline=story["byline"],
                section=story["section"],
                body=[story["text"]],
                language="en",
            )
            words.append((place, w.headline, w.byline, w.section, w.body))
        base.execute("BEGIN IMMEDIATE")
        base.executemany(
            "INSERT INTO article (id, ref, edition, url, state, headline, byline, byline_basis, language, "
            f"published_on, section, latest, added_at, rank) VALUES ({marks(14)})",
            articles,
        )
        base.executemany(
            "INSERT INTO version (id, article_id, n, digest, headline, byline, published_on, language, passages, "
            f"words_total, reason, source, source_sha256, fetched_at) VALUES ({marks(14)})",
            versions,
        )
        base.executemany(
            f"INSERT INTO suspect (article_id, n, rule, words) VALUES ({marks(4)})", suspects
        )
        base.executemany(
            f"INSERT INTO {PREFIX} (rowid, headline, byline, section, body) VALUES ({marks(5)})",
            words,
        )
        base.execute("COMMIT")
    base.close()
    return time.perf_counter() - began


def marks(count: int) -> str:
    return ", ".join("?" * count)


def ask(home: Path, archive: Archive, count: int, rounds: int) -> None:
    """Ask each kind of question so often, by the desk and by sqlite3; print the medians."""
    chance = random.Random(7)
    middle = middling(home / "syndicate.db", archive)
    questions = {
        "three words of middle frequency": lambda: Wanted(words=" ".join(chance.sample(middle, 3))),
        "by author": lambda: Wanted(author=f"{chance.choice(FIRST)} {chance.choice(LAST)}"),
        "by address, in another spelling": lambda: Wanted(
            url=spelt(home, chance.randrange(count) + 1)
        ),
        "a word, an author and days": lambda: Wanted(
            words=chance.choice(middle),
            author=chance.choice(LAST),
            since=date(2010, 1, 1),
            until=date(2020, 12, 31),
        ),
    }
    print(f"{'ms':<34}{'desk':>9}{'slowest':>9}{'sqlite3':>9}{'found':>9}")
    base = sqlite_module().connect(home / "syndicate.db")
    for name, make in questions.items():
        ours, bare, found = [], [], []
        for _ in range(rounds):
            wanted = make()
            with open_desk(settings(home)) as desk:
                began = time.perf_counter()
                answer = desk.lists.find_articles(wanted, limit=SHOWN)
                ours.append((time.perf_counter() - began) * 1000)
            found.append(len(answer.lines))
            sql, values = statement(wanted)
            began = time.perf_counter()
            base.execute(sql, values).fetchall()
            bare.append((time.perf_counter() - began) * 1000)
        print(
            f"{name:<34}{statistics.median(ours):>9.1f}{max(ours):>9.1f}{statistics.median(bare):>9.1f}"
            f"{statistics.mean(found):>9.1f}"
        )
    base.close()


def statement(wanted: Wanted) -> tuple[str, list[object]]:
    """What the desk asks of the books for `wanted`, as text and values."""
    from syndicate.desk.lists import articles
    from syndicate.desk.lists.search import question

    asked = question("sqlite", articles.narrowed(wanted), columns=articles.COLUMNS, limit=SHOWN)
    return asked.sql, asked.values


def middling(path: Path, archive: Archive) -> list[str]:
    """Words that stand in about one to four articles of a hundred."""
    base = sqlite_module().connect(path)
    count = base.execute("SELECT count(*) FROM article").fetchone()[0]
    found = []
    for word in archive.vocabulary[20:4_000:7]:
        stem = words_of(headline=word, byline=None, section=None, body=(), language="en").headline
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {PREFIX} WHERE {PREFIX} MATCH ? LIMIT ?)"
        if not stem:
            continue
        n = base.execute(sql, (f'"{stem}"', count // 20)).fetchone()[0]
        if count // 100 <= n <= count // 25:
            found.append(word)
    base.close()
    return found


def spelt(home: Path, id_: int) -> str:
    """The address of an article as somebody might paste it."""
    base = sqlite_module().connect(home / "syndicate.db")
    (url,) = base.execute("SELECT url FROM article WHERE id = ?", (id_,)).fetchone()
    base.close()
    return url.replace("https://harbour", "HTTPS://Harbour") + "/?utm_source=letter#top"


if __name__ == "__main__":
    main()
