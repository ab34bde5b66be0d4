"""Rate cards: checked, filed by version, found for a day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from syndicate.desk.lists.rates import RateCard
from syndicate.errors import BadInput, Conflict, NotFound, Refused
from syndicate.records.parties import PartyRecord
from syndicate.records.publishers import PublisherRecord
from syndicate.records.quotes import QuoteRecord, QuoteRevisionRecord
from syndicate.records.rates import RateCardRecord
from syndicate.rules import dates, fees
from syndicate.rules.facts import text_digest
from syndicate.shipped import shipped

if TYPE_CHECKING:
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading
    from syndicate.desk.keys import Key
    from syndicate.rules.fees.cases import Outcome
    from syndicate.rules.money import Money

__all__ = ["RateCard", "Rates", "Repriced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repriced:
    """What two cards ask for what a quote offered, net; None with the reason where one gives no price."""

    quote: str
    licensee: str
    old: Money | None
    new: Money | None
    difference: Money | None
    changed: bool
    reason: str | None


class Rates:
    """The tray of rate cards."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @staticmethod
    def sample() -> str:
        """The text of the invented sample card."""
        return (shipped("templates") / "rate-card" / "demo.toml").read_text("utf-8")

    @staticmethod
    def check(text: str) -> tuple[fees.Problem, ...]:
        """What is wrong with a card's text; empty when it is whole. Raises BadInput when unreadable."""
        return fees.check(_parsed(text))

    def workbook(self, text: str) -> bytes:
        """A card's text as a workbook that reads back as the same card. Raises BadInput when unreadable."""
        from syndicate.exchange.card_sheets import card_bytes

        return card_bytes(_parsed(text), created=self.desk.now)

    def printed(self, text: str, *, language: str = "en") -> bytes:
        """The PDF of a card's text that an editor signs. Raises BadInput when unreadable, Outside unprinted."""
        from syndicate.rules.fees.writing import card_facts

        desk = self.desk
        card = _parsed(text)
        with desk.reading() as r:
            publisher = desk.publishers.facts(r)
        facts = card_facts(card, publisher=publisher, issue_date=desk.today, language=language)
        logo = publisher["logo"]
        made = desk.press.print_paper(
            facts, logo=desk.store.get(logo) if logo else None, issued_at=desk.now
        )
        return made.pdf

    def file(self, text: str, *, key: Key | None = None) -> RateCard:
        """Put a card on file; from its first day on, requests are priced on it.

        Raises BadInput when it cannot be read, Refused when `check` finds a problem, Conflict when this
        name and version are on file with other text.
        """
        card = _parsed(text)
        problems = fees.check(card)
        if problems:
            raise Refused(
                f"the card {card.name} has {len(problems)} problems: {problems[0]}",
                hint="syndicate rate check FILE",
            )
        sha = text_digest(text)
        with self.desk.writing() as w:
            if w.answered(key) is None:
                same = w.first(
                    select(RateCardRecord.text).where(
                        RateCardRecord.name == card.name, RateCardRecord.version == card.version
                    )
                )
                if same is not None:
                    what = _likeness(same.text, text)
                    raise Conflict(
                        f"{card.name} version {card.version} is on file with {what}",
                        hint="give the card a new version in its file\nsyndicate rate import FILE",
                    )
                w.insert(
                    RateCardRecord,
                    name=card.name,
                    version=card.version,
                    currency=card.currency,
                    valid_from=card.valid_from,
                    valid_to=card.valid_to,
                    invented=card.invented,
                    sha256=sha,
                    text=text,
                    by=w.actor,
                    at=w.now,
                )
                w.answer(key, f"{card.name}/{card.version}")
                w.journal("rate import", f"{card.name}/{card.version}", sha256=sha)
        return next(c for c in self.on_file() if (c.name, c.version) == (card.name, card.version))

    def tried(
        self, raw: bytes, *, name: str, sheet: str | None = None, card: str | None = None
    ) -> list[Outcome]:
        """What a card makes of a table of worked examples, `raw` in a CSV or a workbook.

        `card` is its text; None takes the one in force today, on an invented publisher also the sample.
        Raises BadInput for a card or a table that cannot be read, Refused when no card is in force.
        """
        from syndicate.exchange.rates import read_cases
        from syndicate.rules.fees.cases import tried

        if card is None:
            with self.desk.reading() as r:
                card = self.in_force(r, self.desk.today)[1]
        parsed = _parsed(card)
        cases = read_cases(
            raw, name=name, sheet=sheet, currency=parsed.currency, today=self.desk.today
        )
        return tried(cases, parsed)

    def compared(self, old: str, new: str, *, first: date, last: date) -> list[Repriced]:
        """What two cards (their texts) ask for whatever was quoted from day to day, in the quotes' order.

        Each quote counts once, as its newest revision was priced. Raises BadInput for a card that cannot
        be read.
        """
        from syndicate.rules.fees.comparing import compared

        cards = _parsed(old), _parsed(new)
        with self.desk.reading() as r:
            found = r.rows(
                select(
                    QuoteRecord.ref,
                    QuoteRecord.drafted_at,
                    PartyRecord.legal_name,
                    QuoteRevisionRecord.inputs,
                )
                .join(QuoteRevisionRecord, QuoteRevisionRecord.quote_id == QuoteRecord.id)
                .join(PartyRecord, PartyRecord.id == QuoteRecord.party_id)
                .where(QuoteRevisionRecord.n == QuoteRecord.revision)
                .order_by(QuoteRecord.id)
            )
        made = []
        for row in found:
            if not first <= dates.day_in(self.desk.zone, row.drafted_at) <= last:
                continue
            items = [
                (fees.Use.from_facts(item["use"]), item["words"])
                for item in json.loads(row.inputs)["items"]
            ]
            change = compared(items, *cards)
            made.append(
                Repriced(
                    quote=row.ref,
                    licensee=row.legal_name,
                    old=change.old,
                    new=change.new,
                    difference=change.difference,
                    changed=change.changed,
                    reason=change.reason,
                )
            )
        return made

    def subscription(self, use: fees.Use, *, articles: int, first: date, last: date) -> fees.Priced:
        """What the card in force asks for `articles` of `use`, drawn from `first` to `last`: net, with its steps.

        Raises Refused where no card is in force or it leaves such a subscription to negotiation.
        """
        from syndicate.rules.fees.subscriptions import over_a_period

        with self.desk.reading() as r:
            card = _parsed(self.in_force(r, self.desk.today)[1])
            specimen = bool(r.scalar(select(PublisherRecord.specimen)))
        return fees.price_blanket(
            over_a_period(card, use, articles=articles, first=first, last=last),
            card,
            on=self.desk.today,
            specimen=specimen,
        )

    def on_file(self) -> list[RateCard]:
        """Every card on file, newest first, with its state today."""
        return self.desk.lists.rates()

    def text(self, name: str) -> str:
        """The text of a card by name or name/version, newest first. Raises NotFound."""
        base, _, version = name.partition("/")
        statement = (
            select(RateCardRecord.text)
            .where(RateCardRecord.name == base)
            .order_by(RateCardRecord.id.desc())
        )
        if version:
            statement = statement.where(RateCardRecord.version == version)
        with self.desk.reading() as r:
            found: str | None = r.scalar(statement)
        if found is None:
            raise NotFound(f"no rate card {name!r} on file", hint="syndicate rate list")
        return found

    def in_force(self, r: Reading, day: date) -> tuple[str, str]:
        """The card to price on at `day`: (sha256, text).

        Raises Refused when none is in force; an invented card only prices for an invented publisher.
        """
        row = r.first(
            select(RateCardRecord.sha256, RateCardRecord.text, RateCardRecord.invented)
            .where(
                RateCardRecord.valid_from <= day,
                or_(RateCardRecord.valid_to.is_(None), RateCardRecord.valid_to >= day),
            )
            .order_by(RateCardRecord.invented, RateCardRecord.id.desc())
        )
        if row is None:
            raise Refused(
                "no rate card is in force, so nothing can be priced by card",
                hint="syndicate rate show --sample > card.toml\n"
                "put your own prices into card.toml\n"
                "syndicate rate import card.toml\n"
                "the same command with --agreed 300 --reason WORDS, when a price was agreed",
            )
        if row.invented and not r.scalar(select(PublisherRecord.specimen)):
            raise Refused(
                "the only rate card in force is the invented sample; it prices no real request",
                hint="put your own prices into its file and take out `invented = true`\n"
                "syndicate rate import FILE\n"
                "the same command with --agreed 300 --reason WORDS, when a price was agreed",
            )
        return row.sha256, row.text

    def by_sha(self, r: Reading, sha256: str) -> str:
        """The text of the card with that digest. Raises NotFound."""
        found: str | None = r.scalar(
            select(RateCardRecord.text).where(RateCardRecord.sha256 == sha256)
        )
        if found is None:
            raise NotFound(f"no rate card {sha256[:12]}… on file", hint="syndicate rate list")
        return found


def _likeness(filed: str, text: str) -> str:
    """How the text of a card on file stands to another one of its name and version."""
    from syndicate.rules.fees.writing import same_card

    if filed == text:
        return "this very text"
    same = same_card(_parsed(filed), _parsed(text))
    return "the same prices" if same else "other text"


def _parsed(text: str) -> fees.Card:
    if not text.strip():
        raise BadInput("the rate card is empty", hint="syndicate rate show --sample > card.toml")
    return fees.parse_card(text)
