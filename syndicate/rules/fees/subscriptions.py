"""What a licensee subscribes to: so many articles a term, in which media, where and in which languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from syndicate.errors import BadInput
from syndicate.rules import dates, territories
from syndicate.rules.fees.uses import Medium, Use

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from syndicate.rules.facts import Json
    from syndicate.rules.fees.cards import Card

__all__ = ["Subscription", "over_a_period"]

_MOST_ARTICLES = 1_000_000
_MOST_TERMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A blanket subscription as it is asked for: `articles` may be drawn in each of `terms` terms.

    How long a term is says the card. Raises BadInput where it is none.
    """

    media: tuple[Medium, ...]
    articles: int
    territories: tuple[str, ...]
    languages: tuple[str, ...]
    terms: int = 1

    def __post_init__(self) -> None:
        if not self.media:
            raise BadInput("a subscription names its media")
        if any(medium.is_ai for medium in self.media):
            raise BadInput("no subscription takes in what machines read: it is by negotiation")
        if type(self.articles) is not int or not 1 <= self.articles <= _MOST_ARTICLES:
            raise BadInput(f"a quota is a number of articles from 1 to {_MOST_ARTICLES:,}")
        if type(self.terms) is not int or not 1 <= self.terms <= _MOST_TERMS:
            raise BadInput(f"a subscription runs for 1 to {_MOST_TERMS} terms")
        territories.countries_of(self.territories)

    def use(self) -> Use:
        """The territory and the languages as a use, for the rules that price those."""
        return Use(medium=self.media[0], territories=self.territories, languages=self.languages)

    def facts(self) -> dict[str, Json]:
        """The subscription as plain JSON values; `from_facts` reads it back."""
        return {
            "media": [medium.value for medium in self.media],
            "articles": self.articles,
            "territories": list(self.territories),
            "languages": list(self.languages),
            "terms": self.terms,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """The subscription that `facts` state. Raises KeyError or ValueError when they state none."""
        return cls(
            media=tuple(Medium(name) for name in facts["media"]),
            articles=facts["articles"],
            territories=tuple(facts["territories"]),
            languages=tuple(facts["languages"]),
            terms=facts["terms"],
        )


def over_a_period(card: Card, use: Use, *, articles: int, first: date, last: date) -> Subscription:
    """The subscription by which `card` prices `articles` of `use`, drawn from `first` to `last`, both inclusive.

    The period is counted in terms of the card, a begun one as a whole, and the quota shared over them; where
    the card has none for the medium, it is one term. Raises BadInput for a use without a medium, or a
    period of more terms than a subscription runs.
    """
    if use.medium is None:
        raise BadInput("a subscription names its media")
    term = next((rule.term for rule in card.blankets if use.medium in rule.media), None)
    terms = 1
    if term is not None:
        end = dates.last_day(first, term)
        while end is not None and end < last and terms <= _MOST_TERMS:
            terms += 1
            end = dates.last_day(
                first, dates.Span(months=term.months * terms, days=term.days * terms)
            )
    return Subscription(
        media=(use.medium,),
        articles=-(-articles // min(terms, _MOST_TERMS)),
        territories=use.territories,
        languages=use.languages,
        terms=terms,
    )
