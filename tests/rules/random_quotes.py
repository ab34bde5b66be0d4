"""Quotes drawn at random on two cards, the same each time: what they ask for, and how they are priced again."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.errors import Refused
from syndicate.rules.dates import Span
from syndicate.rules.facts import canonical
from syndicate.rules.fees import (
    Card,
    Exclusivity,
    Fx,
    Medium,
    Portion,
    Priced,
    Purpose,
    Subscription,
    TranslationBy,
    Use,
    parse_card,
    price,
    price_blanket,
    replay,
)
from syndicate.rules.money import Money
from syndicate.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = (
    (shipped("templates") / "rate-card" / "demo.toml").read_text("utf-8"),
    (Path(__file__).resolve().parents[1] / "samples" / "rates" / "agency.toml").read_text("utf-8"),
)
RATES = {
    ("GBP", "EUR"): "1.1667",
    ("GBP", "KWD"): "0.41237",
    ("GBP", "JPY"): "203.47",
    ("USD", "EUR"): "0.9213",
    ("USD", "KWD"): "0.30725",
    ("USD", "JPY"): "149.83",
    ("USD", "BHD"): "0.37598",
}
PLACES = ("FR", "BE", "GB", "US", "KW", "JP", "MW", "NE", "150", "GCC", "EU", "001")
SPANS = ("7d", "3m", "5m", "6m", "12m", "18m", "24m", "36m", "perpetual")


@dataclass(frozen=True)
class Drawn:
    """A quote as it was priced: the stored inputs, the text of its card, and what it came to."""

    text: str
    inputs: str
    priced: Priced


def a_use(draw: random.Random, media: list[Medium]) -> Use:
    excerpt = draw.random() < 0.3
    return Use(
        medium=draw.choice(media),
        audience=draw.choice((1, 5_000, 50_000, 50_001, 250_000, 999_999, 6_000_000)),
        territories=tuple(draw.sample(PLACES, draw.randint(1, 3))),
        languages=tuple(draw.sample(("en", "fr", "ar", "ja"), draw.randint(1, 3))),
        first_use=date(2026, 1, 31) + timedelta(days=draw.randint(0, 400))
        if draw.random() < 0.5
        else None,
        duration=None if draw.random() < 0.02 else _span(draw.choice(SPANS)),
        uses=draw.choice((None, 1, 2, 5)),
        exclusivity=draw.choice((None, *Exclusivity)) if draw.random() < 0.4 else Exclusivity.NONE,
        purpose=draw.choice(tuple(Purpose)),
        portion=Portion.EXCERPT if excerpt else Portion.WHOLE,
        excerpt_words=draw.randint(1, 900) if excerpt else None,
        images=draw.choice((0, 0, 0, 1, 3)),
        translation_by=TranslationBy.LICENSEE if draw.random() < 0.1 else TranslationBy.NONE,
        rush=draw.random() < 0.1,
    )


def _span(text: str) -> Span:
    if text == "perpetual":
        return Span(perpetual=True)
    count = int(text[:-1])
    return Span(days=count) if text.endswith("d") else Span(months=count)


def quotes(count: int, *, seed: int = 4) -> Iterator[Drawn]:
    """`count` quotes that have a price; what a card leaves to negotiation is drawn again."""
    draw = random.Random(seed)
    cards = [(text, parse_card(text)) for text in TEXTS]
    made = 0
    while made < count:
        text, card = draw.choice(cards)
        try:
            priced = _priced(draw, card)
        except Refused:
            continue
        made += 1
        yield Drawn(text, canonical(priced.inputs), priced)


def _priced(draw: random.Random, card: Card) -> Priced:
    currency = draw.choice([card.currency, *(to for own, to in RATES if own == card.currency)])
    day = date(2026, 1, 1) + timedelta(days=draw.randint(0, 300))
    fx = None
    if currency != card.currency:
        rate = Decimal(RATES[card.currency, currency])
        fx = Fx(card.currency, currency, rate, "a source", day)
        if draw.random() < 0.5:
            fx = Fx(currency, card.currency, (1 / rate).quantize(Decimal("1e-9")), "another", day)
    agreed = Money(draw.randint(1, 90_000) * 10, currency) if draw.random() < 0.15 else None
    terms = {
        "on": day,
        "currency": currency,
        "fx": fx,
        "agreed": agreed,
        "agreed_reason": "said by telephone" if agreed else None,
        "agreed_by": "Ines" if agreed else None,
        "specimen": True,
    }
    if draw.random() < 0.1:
        asked = Subscription(
            media=tuple(draw.sample(card.blankets[0].media, 2)),
            articles=draw.randint(1, 150),
            territories=tuple(draw.sample(PLACES, 2)),
            languages=("en",),
            terms=draw.randint(1, 4),
        )
        return price_blanket(asked, card, **terms)
    media = [medium for base in card.bases for medium in base.media]
    items = [
        (a_use(draw, media), draw.choice((90, 640, 2_500, 2_900)))
        for _ in range(draw.choice((1, 1, 2, 5, 11)))
    ]
    late = draw.random() < 0.1
    return price(items, card, **terms, retrospective=late)


def differs(drawn: Drawn) -> bool:
    """Whether the stored inputs and the card's text give anything else than the quote came to."""
    again = replay(json.loads(drawn.inputs), drawn.text)
    nets = [(line.net.minor, line.net.currency) for line in again.lines]
    return (
        nets != [(line.net.minor, line.net.currency) for line in drawn.priced.lines]
        or again.net != drawn.priced.net
        or again.steps != drawn.priced.steps
    )


def digest_of(drawn: list[Drawn]) -> str:
    """A digest over what every quote came to, line by line."""
    told = "\n".join(
        " ".join(f"{line.net.minor}{line.net.currency}" for line in one.priced.lines)
        for one in drawn
    )
    return hashlib.sha256(told.encode()).hexdigest()
