"""Fill a rehearsal desk with billable licences: python -m benchmarks.seed_licences HOME URL COUNT.

Each call adds COUNT licences (LIC-2026-00001 and on). The checks look at invoices, so each licence gets one
and the same stand-in page instead of its own, which the press would take a second for; nothing is left for
`doctor --repair`. The desk must be open already (`syndicate init --yes`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import func, select

from syndicate.desk import Desk, open_desk
from syndicate.errors import Conflict
from syndicate.pages.read import read_source
from syndicate.records.licences import LicenceRecord
from syndicate.records.papers import DocumentRecord, PaperRecord
from syndicate.rules import dates
from syndicate.rules.articles import Basis
from syndicate.rules.requests import Medium, Purpose, Use
from syndicate.settings import Settings

STORY = b"""Tide mill at Orrin turns again after sixty years
The wheel at Orrin went round for the first time since 1966 on Saturday, with half the village looking on.
The miller, who is a dentist on weekdays, said the flour would be ready by Easter and bad by Whitsun.
"""
NAME = "The Orrin Advertiser Ltd"


def prepare(desk: Desk) -> str:
    """The article, the licensee and the card, filed once; the article's reference."""
    try:
        desk.rates.file(desk.rates.sample())
    except Conflict:
        return desk.articles.on_file()[0].ref
    article = desk.articles.add(read_source(STORY, name="story"), raw=STORY, source="story.txt")
    desk.articles.clear_byline(article.ref, byline="A. Miller", basis=Basis.STAFF, by="seed")
    desk.licensees.add(NAME, country="GB", customer_kind="business", address=("1 Mill Lane",))
    return article.ref


def a_use(desk: Desk) -> Use:
    """A use that the sample card prices."""
    return Use(
        medium=Medium.WEBSITE,
        outlet_title="The Orrin Advertiser",
        audience=20_000,
        audience_unit="monthly uniques",
        territories=("GB",),
        languages=("en",),
        first_use=desk.today,
        duration=dates.read_span("12m"),
        purpose=Purpose.EDITORIAL,
    )


def accepted(desk: Desk, article: str) -> str:
    """An accepted quote, its reference."""
    request = desk.requests.log(NAME, articles=[article], use=a_use(desk))
    quote = desk.quotes.draft(request.ref)
    desk.quotes.offer(quote.ref)
    return desk.quotes.accept(quote.ref, by="A. Reader").ref


def add(desk: Desk, article: str, page: str) -> str:
    """One licence on an accepted quote, with the page of that digest for its printed file."""
    ref = desk.licences.grant(accepted(desk, article))
    with desk.writing() as w:
        w.insert(
            DocumentRecord,
            paper_id=w.scalar(select(PaperRecord.id).where(PaperRecord.ref == ref)),
            kind="licence",
            language="en",
            revision=1,
            sha256=page,
            pages=1,
            engine="stand-in",
            made_at=w.now,
        )
        w.journal("print", ref, sha256=page)
    return ref


def main(home: str, url: str, count: int) -> None:
    """Add `count` licences to the desk at `home` whose books are at `url`."""
    settings = Settings(home=Path(home), database=url, actor="seed")
    with open_desk(settings) as desk:
        article = prepare(desk)
        page = desk.store.put(b"%PDF-1.7 a stand-in for a licence of the rehearsal", ".pdf")
        for _ in range(count):
            add(desk, article, page)
        with desk.reading() as r:
            total = r.scalar(select(func.count()).select_from(LicenceRecord))
    print(f"{total} licences")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
