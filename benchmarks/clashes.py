"""How soon what stands against an offer is found among so many grants in force, beside bare sqlite3.

    python -m benchmarks.clashes [--grants 200000] [--popular 5000] [--rounds 40] [--keep FOLDER]

The grants are laid as filed licences by plain inserts, a hundred articles apart from one that half the world
wants; a few hundred embargoes and windows lie beside them, some on the whole edition. Each question is asked
inside the process on open books, as `quote send` and `licence issue` ask it: restrictions, then grants, with
what is free instead. sqlite3 runs the desk's own two statements and reads every row; medians and the slowest.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.imports import set_up, settings
from benchmarks.searching import marks
from benchmarks.seed_licences import a_use, prepare
from syndicate.desk import Desk, open_desk
from syndicate.errors import Refused
from syndicate.rules.requests import Exclusivity, Medium, Use
from syndicate.settings import sqlite_module

PLACES = ('["GB"]', '["FR"]', '["DE","AT"]', '["150"]', '["001"]', '["AE","SA","QA"]')
TONGUES = ('["en"]', '["fr"]', '["en","fr"]', '["de"]', '["ar"]')
MEDIA = ("website", "newspaper", "newsletter", "intranet")
AT = "2026-01-02T09:00:00.000000Z"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--grants", type=int, default=200_000)
    reader.add_argument("--popular", type=int, default=5_000)
    reader.add_argument("--rounds", type=int, default=40)
    reader.add_argument(
        "--keep", metavar="FOLDER", help="leave the desk there, or ask the one there"
    )
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(options.keep or folder) / "home"
        if not home.exists():
            home.parent.mkdir(exist_ok=True)
            set_up(home)
            fill(home, options.grants, options.popular)
        ask(home, options.grants, options.popular, options.rounds)


def fill(home: Path, grants: int, popular: int) -> None:
    """A desk with so many grants in force, `popular` of them on its first article."""
    with open_desk(settings(home)) as desk:
        prepare(desk)
        today = desk.today
    chance = random.Random(5)
    base = sqlite_module().connect(home / "syndicate.db", isolation_level=None)
    base.execute("PRAGMA synchronous = OFF")
    base.execute("BEGIN IMMEDIATE")
    (party,) = base.execute("SELECT id FROM party LIMIT 1").fetchone()
    article = base.execute("SELECT * FROM article WHERE id = 1").fetchone()
    names = [c[1] for c in base.execute("PRAGMA table_info(article)")]
    for n in range(2, 2 + (grants - popular) // 100):
        row = dict(zip(names, article, strict=True))
        row |= {"id": n, "ref": f"ART-{n:06}", "url": f"https://courier.example/{n}", "rank": -n}
        base.execute(f"INSERT INTO article VALUES ({marks(len(names))})", list(row.values()))
    articles = 1 + (grants - popular) // 100
    papers, states, licences, items = [], [], [], []
    for n in range(1, grants + 1):
        on = 1 if n <= popular else 2 + (n % max(articles - 1, 1))
        first = today - timedelta(days=chance.randrange(700))
        last = None if n % 9 == 0 else first + timedelta(days=chance.choice((90, 365, 730, 1460)))
        # Who had the sole or the first use of it is the exception, also on what everybody wants.
        kind = "sole" if n % 200 == 0 else "first" if n % 150 == 0 else "none"
        place = chance.choice(PLACES) if kind == "none" else chance.choice(PLACES[:4])
        papers.append(
            (n, "filed-licence", f"OLD-{n:06}", first.isoformat(), AT, "en", "{}", "0" * 64)
        )
        states.append((n, "active", 1))
        licences.append((n, "filed", party))
        items.append(
            (n, n, 1, on, chance.choice(MEDIA), place, chance.choice(TONGUES), first.isoformat(),
             last.isoformat() if last else None, last is None, kind, "[]", "{}", "0" * 64, "[]")
        )  # fmt: skip
    base.executemany(
        "INSERT INTO paper (id, kind, ref, issue_date, issued_at, language, facts, facts_sha256) "
        f"VALUES ({marks(8)})",
        papers,
    )
    base.executemany(
        "INSERT INTO paper_state (paper_id, state, journal_seq) VALUES (?, ?, ?)", states
    )
    base.executemany("INSERT INTO licence (paper_id, kind, party_id) VALUES (?, ?, ?)", licences)
    base.executemany(
        "INSERT INTO licence_item (id, paper_id, n, article_id, medium, territories, languages, starts_on, "
        "ends_on, perpetual, exclusivity, domains, rights, rights_sha256, contributors) "
        f"VALUES ({marks(15)})",
        items,
    )
    scope = '{"languages":[],"media":["book"],"territories":["JP"]}'
    base.executemany(
        "INSERT INTO restriction (ref, article_id, edition, kind, scope, starts_on, ends_on, reason, by, at) "
        f"VALUES ({marks(10)})",
        [
            (f"RES-{n:06}", None if n % 20 == 0 else 1 + n % articles, "en" if n % 20 == 0 else None,
             ("embargo", "window", "hold")[n % 3], scope, "2026-01-01", None, "a bench", "bench", AT)
            for n in range(1, 2001)
        ],
    )  # fmt: skip
    base.execute("COMMIT")
    base.execute("ANALYZE")
    base.close()


def ask(home: Path, grants: int, popular: int, rounds: int) -> None:
    """Ask each question so often; print what it took beside the bare statements."""
    print(f"{grants:,} grants in force, {popular:,} of them on one article, 2,000 restrictions\n")
    print(f"{'ms':<40}{'desk':>8}{'slowest':>9}{'sqlite3':>9}{'ratio':>7}{'against':>9}")
    with open_desk(settings(home)) as desk:
        use = a_use(desk)
        anywhere = replace(use, territories=("001",))
        questions = {
            "popular: France, not exclusive": (1, replace(use, territories=("FR",))),
            "popular: Japan, not exclusive": (
                1,
                replace(use, territories=("JP",), languages=("ja",)),
            ),
            "popular: world, sole": (1, replace(anywhere, exclusivity=Exclusivity.SOLE)),
            "popular: Europe, first": (
                1,
                replace(use, territories=("150",), exclusivity=Exclusivity.FIRST),
            ),
            "popular: world, book, not exclusive": (1, replace(anywhere, medium=Medium.BOOK)),
            "another: world, sole": (2, replace(anywhere, exclusivity=Exclusivity.SOLE)),
        }
        for name, (article, asked) in questions.items():
            ours, bare, found = timed(desk, home, article, asked, rounds)
            mine, floor = statistics.median(ours), statistics.median(bare)
            print(
                f"{name:<40}{mine:>8.1f}{max(ours):>9.1f}{floor:>9.2f}{mine / floor:>7.1f}{found:>9,}"
            )


def timed(
    desk: Desk, home: Path, article: int, use: Use, rounds: int
) -> tuple[list[float], list[float], int]:
    """Milliseconds of the desk and of the bare statements, and how many grants stand against it."""
    ours, bare = [], []
    base = sqlite_module().connect(home / "syndicate.db")
    exclusive = (
        "" if use.exclusivity is not None else "AND exclusivity IN ('exclusive', 'sole', 'first')"
    )
    with desk.reading() as r:
        standing = replace(desk.articles.standing(r, "ART-000001"), article_id=article)
        for _ in range(rounds):
            began = time.perf_counter()
            with suppress(Refused):
                desk.rights.refuse(r, standing, use, party_id=1, request="REQ-2026-00001")
            against = desk.licences.against(r, standing, use, edit="syndicate request edit 1")
            ours.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            base.execute(
                "SELECT * FROM restriction WHERE (article_id = ? OR edition = 'en') "
                "AND released_at IS NULL",
                (article,),
            ).fetchall()
            base.execute(
                "SELECT i.id, i.territories, i.languages, i.medium, i.starts_on, i.ends_on, i.exclusivity "
                "FROM licence_item i JOIN paper_state s ON s.paper_id = i.paper_id "
                "WHERE i.article_id = ? AND s.state IN ('issued', 'active', 'suspended') "
                "AND (i.ends_on IS NULL OR i.ends_on >= ?) AND (i.medium IS NULL OR i.medium = ?) "
                + exclusive,
                (article, desk.today.isoformat(), use.medium),
            ).fetchall()
            bare.append((time.perf_counter() - began) * 1000)
    base.close()
    return ours, bare, len(against)


if __name__ == "__main__":
    main()
