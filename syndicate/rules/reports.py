"""Reports: rows of usage as the facts that a report prints, month by month and currency by currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.rules import dates, usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from syndicate.rules.papers import MoneyFacts, PublisherFacts, UsageFacts
    from syndicate.rules.usage import UsageRow

__all__ = ["months", "usage_facts"]

_MOST_EMPTY_MONTHS = 120


def months(first_day: date, last_day: date) -> tuple[str, ...]:
    """Every month that a span of days touches: ("2026-11", "2026-12").

    Raises BadInput when it ends before it begins.
    """
    if last_day < first_day:
        raise BadInput("the report ends before it begins")
    made = []
    month = first_day.replace(day=1)
    while month <= last_day:
        made.append(f"{month:%Y-%m}")
        month = dates.add_months(month, 1)
    return tuple(made)


def usage_facts(
    rows: Iterable[UsageRow],
    *,
    publisher: PublisherFacts,
    first_day: date,
    last_day: date,
    issue_date: date,
    language: str,
    journal_head: str,
    without_licence: int | None = None,
) -> UsageFacts:
    """The facts of a usage report over `rows`, which must lie in the months of its days.

    A month without a row stands there with nothing, so that a chart has no holes (in spans beyond ten
    years only the months with rows do). `without_licence` are the copies seen in these days without a licence.
    Raises BadInput for a row of another month, or days that run backwards.
    """
    ordered = usage.in_order(rows)
    named = months(first_day, last_day)
    stray = next((row for row in ordered if row.period not in named), None)
    if stray is not None:
        raise BadInput(f"{stray.licence} is of {stray.period}, outside the report")
    by_month: dict[str, list[UsageRow]] = {month: [] for month in named}
    for row in ordered:
        by_month[row.period].append(row)
    return {
        "kind": "usage",
        "issue_date": issue_date.isoformat(),
        "language": language,
        "publisher": publisher,
        "first_day": first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "rows": [row.facts() for row in ordered],
        "by_month": [
            (month, sum(row.copies for row in group), _nets(group))
            for month, group in by_month.items()
            if group or len(named) <= _MOST_EMPTY_MONTHS
        ],
        "totals": _nets(ordered),
        "without_licence": without_licence,
        "journal_head": journal_head,
    }


def _nets(rows: Sequence[UsageRow]) -> list[MoneyFacts]:
    return [amount.facts() for amount in usage.sums(row.net for row in rows)]
