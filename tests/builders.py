"""One function a paper: a desk of the invented publisher, and what stands on it. Each gives a reference.

Papers are frozen without printing unless a test asks for the page: the halves that freeze are the
desk's own (`quotes.offer`, `licences.grant`, `invoices.bill`), nothing here stands in for them.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from syndicate.desk import open_desk
from syndicate.exchange.publisher import read_publisher, sample
from syndicate.pages.read import read_source
from syndicate.records import Record
from syndicate.rules import dates
from syndicate.rules.articles import Act, Basis
from syndicate.rules.money import Money
from syndicate.rules.requests import Exclusivity, Medium, Portion, Purpose, Use
from syndicate.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syndicate.desk import Desk
    from syndicate.documents.press import Press

SAMPLES = Path(__file__).parent / "samples" / "articles"
TWIN = SAMPLES / "night-pilots.txt"
TWIN_URL = "https://harbourcourier.example/news/night-pilots"
SUSPECTS = (11, 12)
"""The passage of the twin told to an agency, and the one leaning on it."""
OUT_OF_THE_TWIN = (3, 4, 14)
"""Its newsletter block and its closing notice."""

SPECIMEN = "specimen = true"
MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def settings(home: Path, url: str | None = None, *, actor: str = "mara") -> Settings:
    """The settings of a desk in `home`; its books are beside it unless `url` names others."""
    return Settings(
        home=home, database=url or f"sqlite:///{home / 'syndicate.db'}", actor=actor, no_input=True
    )


def a_publisher(**changes: str) -> str:
    """The publisher's file: the shipped sample, with the values of some keys written anew."""
    lines = []
    for line in sample().splitlines():
        key = line.partition(" = ")[0]
        lines.append(f"{key} = {changes.pop(key)}" if key in changes else line)
    assert not changes, f"the sample has no {sorted(changes)}"
    return "\n".join(lines)


@contextmanager
def a_desk(
    url: str | None,
    home: Path,
    clock: Callable[[], datetime],
    *,
    publisher: str | None = None,
    card: str | None = None,
    press: Press | None = None,
) -> Iterator[Desk]:
    """An open desk with a publisher and the invented rate card on file.

    `publisher` is the text of its file, `card` another card's text ("" for none); `press` is a press
    that runs already and is left running.
    """
    with opened(home, clock, url=url, press=press) as desk:
        desk.publishers.set_up(
            read_publisher((publisher or sample()).encode(), name="publisher.toml")
        )
        text_of_card = desk.rates.sample() if card is None else card
        if text_of_card:
            desk.rates.file(text_of_card)
        yield desk


@contextmanager
def opened(
    home: Path,
    clock: Callable[[], datetime],
    *,
    url: str | None = None,
    press: Press | None = None,
) -> Iterator[Desk]:
    """The desk that stands in `home`, opened again."""
    with open_desk(settings(home, url), clock=clock) as desk:
        if press is not None:
            desk.__dict__["press"] = press
        try:
            yield desk
        finally:
            if press is not None:
                # Taken back, so that it does not stop with the desk.
                desk.__dict__.pop("press", None)


def an_article(
    desk: Desk,
    file: Path = TWIN,
    *,
    url: str | None = TWIN_URL,
    published: date | None = date(2026, 11, 20),
    settled: bool = True,
    raw: bytes | None = None,
    update: bool = False,
) -> str:
    """An article on file, the invented twin unless told, its suspects and its byline settled."""
    content = file.read_bytes() if raw is None else raw
    draft = replace(read_source(content, name=file.name, url=url), url=url, published_on=published)
    made = desk.articles.add(draft, raw=content, source=file.name, update=update)
    if settled:
        settle(desk, made.ref)
    return made.ref


def settle(desk: Desk, article: str) -> None:
    """Say of every open passage that the words are our own, and of the byline that staff wrote it."""
    shown = desk.articles.show(article)
    open_ = [b["n"] for b in shown.blockers if b["n"]]
    if open_:
        desk.articles.clear(article, numbers=open_, act=Act.OWN_WORDS, by="A. Reed")
    name = None if shown.byline else "Nessa Vane"
    desk.articles.clear_byline(article, byline=name, basis=Basis.STAFF, by="A. Reed")


def a_licensee(
    desk: Desk,
    name: str = "Fenmouth Gazette plc",
    *,
    country: str | None = "GB",
    customer_kind: str = "business",
    email: str | None = "rights@fenmouthgazette.example",
    **particulars: object,
) -> str:
    """A licensee on file with a contact for rights."""
    contact = {"purpose": "rights", "name": "Orla Finch", "email": email, "telephone": None}
    return desk.licensees.add(
        name,
        country=country,
        customer_kind=customer_kind,
        contact=contact if email else None,
        **{"address": ("2 Quay Street", "Fenmouth"), **particulars},
    ).ref


def a_use(**changes: object) -> Use:
    """A whole article on a website of 250,000 monthly uniques, one country, one language, a year."""
    use = Use(
        medium=Medium.WEBSITE,
        outlet_title="Fenmouth Gazette online",
        outlet_domain="fenmouthgazette.example",
        audience=250_000,
        audience_unit="monthly uniques",
        territories=("GB",),
        languages=("en",),
        first_use=MONDAY,
        duration=dates.read_span("12m"),
        exclusivity=Exclusivity.NONE,
        purpose=Purpose.EDITORIAL,
        portion=Portion.WHOLE,
    )
    return replace(use, **changes)


def a_request(
    desk: Desk,
    *,
    licensee: str | None = None,
    article: str | None = None,
    use: Use | None = None,
    **more: object,
) -> str:
    """A request that can be priced."""
    return desk.requests.log(
        licensee or a_licensee(desk),
        articles=[article or an_article(desk)],
        use=use or a_use(),
        **more,
    ).ref


def a_quote(desk: Desk, *, request: str | None = None, **how: object) -> str:
    """A draft of a quote."""
    return desk.quotes.draft(request or a_request(desk), **how).ref


def an_accepted_quote(desk: Desk, *, quote: str | None = None, **of: object) -> str:
    """A quote that was offered and accepted, unprinted; `of` are words for `a_request`."""
    ref = quote or a_quote(desk, request=a_request(desk, **of))
    desk.quotes.offer(ref)
    desk.quotes.accept(ref, by="Orla Finch", how="mail")
    return ref


def a_licence(desk: Desk, *, quote: str | None = None, **of: object) -> str:
    """A licence under its number, unprinted."""
    return desk.licences.grant(quote or an_accepted_quote(desk, **of))


def an_invoice(desk: Desk, *, source: str | None = None, **of: object) -> str:
    """An invoice under its number, unprinted."""
    return desk.invoices.bill(source or a_licence(desk, **of))


def a_payment(
    desk: Desk, paper: str, amount: str, *, on: date | None = None, **more: object
) -> str:
    """Money booked on a paper: "150.00 GBP"."""
    figure, currency = amount.split()
    return desk.payments.record(
        paper, amount=Money.of(figure, currency), received_on=on or desk.today, **more
    ).ref


def facts_of(desk: Desk, ref: str) -> dict[str, object]:
    """The frozen facts of a paper."""
    with desk.reading() as r:
        return json.loads(
            r.scalar(text("SELECT facts FROM paper WHERE ref = :ref").bindparams(ref=ref))
        )


def rows(desk: Desk) -> dict[str, int]:
    """How many rows each table has."""
    with desk.reading() as r:
        return {
            name: r.scalar(text(f'SELECT count(*) FROM "{name}"'))
            for name in Record.metadata.tables
        }


def every_word(desk: Desk, *, but: tuple[str, ...] = ()) -> str:
    """Everything the books hold as text, the tables of `but` left out."""
    with desk.reading() as r:
        return "\n".join(
            str(value)
            for name in Record.metadata.tables
            if name not in but
            for row in r.rows(text(f'SELECT * FROM "{name}"'))
            for value in row
        )


# -- the command line --------------------------------------------------------------------------------


class Clerk:
    """Somebody at the command line: words in; exit code, answer and complaints out."""

    def __init__(self, home: Path, *, now: datetime = MORNING) -> None:
        self.home = home
        self.now = now

    def __call__(self, *words: object, typed: bytes = b"") -> tuple[int, str, str]:
        """Run a command with `typed` on standard input; exit code, standard output, standard error."""
        from syndicate.cli.app import program

        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        line = [*(str(w) for w in words), "--home", str(self.home), "--no-input"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SYNDICATE_NOW", self.now.isoformat())
            patch.setenv("SYNDICATE_USER", "mara")
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as left:
                program().main(line, prog_name="syndicate")
        shown = []
        for stream in (out, err):
            stream.flush()
            shown.append(stream.buffer.getvalue().decode())
        return left.value.code, shown[0], shown[1]

    def json(self, *words: object, typed: bytes = b"") -> Any:
        """The answer of a command that went well, as scripts read it."""
        code, out, err = self(*words, "--json", typed=typed)
        assert code == 0, err
        return json.loads(out)

    def error(self, *words: object, typed: bytes = b"") -> tuple[int, dict[str, Any]]:
        """The exit code and the error of a command that must not answer."""
        code, out, err = self(*words, "--json", typed=typed)
        assert out == "", out
        (line,) = err.splitlines()
        return code, json.loads(line)["error"]


def copied(prepared: Path, to: Path) -> Path:
    """A copy of a home that another test prepared."""
    shutil.copytree(prepared, to, dirs_exist_ok=True)
    return to
