"""Rates of exchange on file: imported from the central bank's file or entered by hand, found for a day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from syndicate.records.currencies import ExchangeRateRecord
from syndicate.rules.fees import Fx

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading

__all__ = ["Currencies", "RateLine"]

_DIGITS = 10


@dataclass(frozen=True, slots=True)
class RateLine:
    """The newest rate of a pair: 1 `base` is `rate` `quote`; `remark` says so where it is old."""

    base: str
    quote: str
    rate: str
    day: str
    source: str
    remark: str | None


class Currencies:
    """The tray of rates of exchange."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def file(self, rates: Sequence[Fx], *, how: str) -> dict[str, Any]:
        """File rates; one that says what was filed last for its pair, day and source is passed over.

        `how` goes into the journal: the file's name, or "by hand". Raises BadInput for a day to come.
        """
        for each in rates:
            each.remark(self.desk.today)
        with self.desk.writing() as w:
            last = self._last(w, rates)
            fresh = []
            for each in rates:
                if last.get(_said_of(each)) != each:
                    last[_said_of(each)] = each
                    fresh.append(each)
            columns = (
                {
                    "base": each.base,
                    "quote": each.quote,
                    "rate": f"{each.rate:f}",
                    "source": each.source,
                    "day": each.on,
                    "by": w.actor,
                    "at": w.now,
                }
                for each in fresh
            )
            keys = w.keys(ExchangeRateRecord, len(fresh))
            w.insert_many(
                ExchangeRateRecord,
                [{"id": key, **row} for key, row in zip(keys, columns, strict=True)],
            )
            if fresh:
                w.journal("currency file", "rates", how=how, count=len(fresh))
        days = sorted(each.on for each in rates)
        return {
            "state": "filed" if fresh else "nothing new",
            "filed": len(fresh),
            "known": len(rates) - len(fresh),
            "from": days[0].isoformat(),
            "until": days[-1].isoformat(),
        }

    @staticmethod
    def _last(r: Reading, rates: Sequence[Fx]) -> dict[tuple[str, str, date, str], Fx]:
        """The rates filed last for the days of `rates`, by pair, day and source."""
        days = [each.on for each in rates]
        rows = r.rows(
            select(*ExchangeRateRecord.__table__.columns)
            .where(ExchangeRateRecord.day.between(min(days), max(days)))
            .order_by(ExchangeRateRecord.id)
        )
        return {_said_of(each): each for each in map(_fx, rows)}

    def between(self, r: Reading, base: str, quote: str) -> Fx | None:
        """The newest rate on file between two currencies, not of a day to come; None where there is none.

        One that was said of the two counts, whichever way round; else both are taken by way of the euro, of
        one day, to ten digits; where two sources said them, both are named. The rate filed last counts where a
        day has two.
        """
        direct = [
            found
            for pair in ((base, quote), (quote, base))
            if (found := self._newest(r, *pair)) is not None
        ]
        by_way = self._by_euro(r, base, quote)
        every = [*direct, *([by_way] if by_way is not None else [])]
        return max(every, key=lambda each: each.on, default=None)

    def _newest(self, r: Reading, base: str, quote: str, *, on: date | None = None) -> Fx | None:
        e = ExchangeRateRecord
        day = e.day <= self.desk.today if on is None else e.day == on
        row = r.first(
            select(*e.__table__.columns)
            .where(e.base == base, e.quote == quote, day)
            .order_by(e.day.desc(), e.id.desc())
            .limit(1)
        )
        return _fx(row) if row is not None else None

    def _by_euro(self, r: Reading, base: str, quote: str) -> Fx | None:
        if "EUR" in {base, quote}:
            return None
        one = self._newest(r, "EUR", base)
        other = self._newest(r, "EUR", quote, on=one.on) if one is not None else None
        if one is None or other is None:
            return None
        with localcontext(prec=_DIGITS):
            rate = other.rate / one.rate
        source = one.source if one.source == other.source else f"{one.source}; {other.source}"
        return Fx(
            base=base,
            quote=quote,
            rate=Decimal(f"{rate:f}"),
            source=f"{source}, by way of EUR"[:200],
            on=one.on,
        )

    def on_file(self) -> list[RateLine]:
        """The newest rate of every pair, by its currencies."""
        e = ExchangeRateRecord
        with self.desk.reading() as r:
            newest = (
                select(e.base, e.quote, func.max(e.day).label("day"))
                .group_by(e.base, e.quote)
                .subquery()
            )
            rows = r.rows(
                select(*e.__table__.columns)
                .join(
                    newest,
                    (newest.c.base == e.base)
                    & (newest.c.quote == e.quote)
                    & (newest.c.day == e.day),
                )
                .order_by(e.base, e.quote, e.id)
            )
        last = {(row.base, row.quote): _fx(row) for row in rows}
        return [
            RateLine(
                base=each.base,
                quote=each.quote,
                rate=f"{each.rate:f}",
                day=each.on.isoformat(),
                source=each.source,
                remark=each.remark(self.desk.today),
            )
            for each in last.values()
        ]


def _said_of(rate: Fx) -> tuple[str, str, date, str]:
    return rate.base, rate.quote, rate.on, rate.source


def _fx(row: Any) -> Fx:  # noqa: ANN401
    return Fx(base=row.base, quote=row.quote, rate=Decimal(row.rate), source=row.source, on=row.day)
