"""Whose article it is as a whole: what its byline and the metadata of its source credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.rules.articles.agencies import agency_in_byline, agency_named
from syndicate.rules.articles.notices import is_house

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Origin", "origin"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who is credited beside us, or instead of us.

    `provider` is the house the whole article came from, None where it is ours. `credited` is that house,
    or an agency that the byline or the metadata name beside us; `words` are the words that say so.
    """

    provider: str | None = None
    credited: str | None = None
    words: str | None = None


def origin(
    byline: str | None, providers: Iterable[str] = (), *, house: Iterable[str] = ()
) -> Origin:
    """What `byline` and `providers` (the houses that metadata credit) say of an article's origin.

    `house` are our own names. Metadata that credit only others make the article theirs; without a name
    of ours to compare with, only a news agency is told apart. A byline that is an agency's, or that
    names one, credits it.
    """
    own = tuple(house)
    named = [name.strip() for name in providers if name.strip()]
    others = [name for name in named if not is_house(name, own)]
    agency = next(((known, name) for name in others if (known := agency_named(name))), None)
    ours = len(others) < len(named)
    if others and not ours and (own or agency):
        known, words = agency or (others[0], others[0])
        return Origin(known, known, words)
    if agency is not None:
        return Origin(None, *agency)
    if byline and (known := agency_in_byline(byline)):
        return Origin(None, known, byline)
    return Origin()
