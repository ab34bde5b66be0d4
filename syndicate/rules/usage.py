"""Usage: what was granted and seen, folded by licensee, article, territory or month; currencies never mix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, quoted
from syndicate.rules.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicate.rules.papers import UsageRowFacts

__all__ = ["Fold", "FoldBy", "UsageRow", "fold", "in_order", "sums"]

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """One licence of one article in one month: copies seen, breaches, readers counted, fee granted.

    `period` is a month ("2026-11"); `views` is None where nobody counted, which is not 0; `blanket` is the
    agreement it was drawn under, `end_client` for whom an agency asked.
    Raises BadInput for no month or a count below nothing.
    """

    licensee: str
    licensee_name: str
    article: str
    headline: str
    territories: tuple[str, ...]
    licence: str
    period: str
    copies: int = 0
    breaches: int = 0
    views: int | None = None
    net: Money
    blanket: str | None = None
    end_client: str | None = None

    def __post_init__(self) -> None:
        if len(self.period) != 7 or not _MONTH.fullmatch(self.period):
            raise BadInput(f"{quoted(self.period)} is not a month; write it as 2026-11")
        if min(self.copies, self.breaches, self.views or 0) < 0:
            raise BadInput(f"a count of {self.licence} is below nothing")

    def facts(self) -> UsageRowFacts:
        """The row as papers freeze it."""
        return {
            "licensee": self.licensee,
            "licensee_name": self.licensee_name,
            "article": self.article,
            "headline": self.headline,
            "territories": list(self.territories),
            "licence": self.licence,
            "period": self.period,
            "copies": self.copies,
            "breaches": self.breaches,
            "views": self.views,
            "net": self.net.facts(),
        }


class FoldBy(StrEnum):
    """What usage may be folded by."""

    LICENSEE = "licensee"
    ARTICLE = "article"
    TERRITORY = "territory"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows with one key together. `views` is None where nobody counted any; `nets` one sum a currency."""

    key: str
    name: str
    licences: int
    copies: int
    breaches: int
    views: int | None
    nets: tuple[Money, ...]


def in_order(rows: Iterable[UsageRow]) -> tuple[UsageRow, ...]:
    """`rows` by month, licensee, article and licence: the same rows always stand in the same order."""
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.period,
                row.licensee_name.casefold(),
                row.licensee,
                row.article,
                row.licence,
                row.territories,
                row.net.currency,
                row.net.minor,
                row.copies,
                row.breaches,
                -1 if row.views is None else row.views,
                row.headline,
            ),
        )
    )


def sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum a currency, in the order of their codes; nothing for no amounts."""
    made: dict[str, Money] = {}
    for amount in amounts:
        made[amount.currency] = made.get(amount.currency, Money.zero(amount.currency)) + amount
    return tuple(made[currency] for currency in sorted(made))


def fold(rows: Iterable[UsageRow], by: FoldBy) -> tuple[Fold, ...]:
    """`rows` folded by one key, in the order of names; every row falls under one key, so the sums hold.

    A licence for several territories stands under all of them together ("BE, FR"): its fee was not agreed
    country by country. The name of a licensee or article is that of its last row.
    """
    groups: dict[str, list[UsageRow]] = {}
    for row in in_order(rows):
        groups.setdefault(_key(row, by), []).append(row)
    folded = [
        Fold(
            key=key,
            name=_name(group[-1], by),
            licences=len({row.licence for row in group}),
            copies=sum(row.copies for row in group),
            breaches=sum(row.breaches for row in group),
            views=_counted(group),
            nets=sums(row.net for row in group),
        )
        for key, group in groups.items()
    ]
    return tuple(sorted(folded, key=lambda each: (each.name.casefold(), each.key)))


def _key(row: UsageRow, by: FoldBy) -> str:
    match by:
        case FoldBy.LICENSEE:
            return row.licensee
        case FoldBy.ARTICLE:
            return row.article
        case FoldBy.TERRITORY:
            return ", ".join(sorted(row.territories))
        case FoldBy.PERIOD:
            return row.period


def _name(row: UsageRow, by: FoldBy) -> str:
    match by:
        case FoldBy.LICENSEE:
            return row.licensee_name
        case FoldBy.ARTICLE:
            return row.headline
        case _:
            return _key(row, by)


def _counted(rows: Iterable[UsageRow]) -> int | None:
    known = [row.views for row in rows if row.views is not None]
    return sum(known) if known else None
