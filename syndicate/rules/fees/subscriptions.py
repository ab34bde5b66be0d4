"""What a licensee subscribes to: so many articles a term, in which media, where and in which languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from syndicate.errors import BadInput
from syndicate.rules import territories
from syndicate.rules.fees.uses import Medium, Use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.rules.facts import Json

__all__ = ["Subscription"]

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
