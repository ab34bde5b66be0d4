"""Usage reports: from their facts to headline figures, a chart and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syndicate.documents.quotes import clipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate.documents.wording import Wording
    from syndicate.rules.papers import UsageFacts

__all__ = ["MOST_ROWS", "view"]

MOST_ROWS = 300
"""Rows of the table on paper; the rest comes as CSV or XLSX (a row costs 6 ms to set)."""

_MOST_BARS = 24
_LONGEST_HEADLINE = 110
_WIDTH, _HEIGHT, _BASE, _HEAD = 172, 46, 38, 5


def view(facts: UsageFacts, wording: Wording) -> dict[str, Any]:
    """What the usage report prints beyond its facts."""
    rows = facts["rows"]
    months = facts["by_month"][-_MOST_BARS:]
    period = wording.tell(
        "usage.period", first=wording.day(facts["first_day"]), last=wording.day(facts["last_day"])
    )
    return {
        "number": wording.tell("usage.title"),
        "period": period,
        "copies": sum(copies for _, copies, _ in facts["by_month"]),
        "breaches": sum(row["breaches"] for row in rows),
        "licensees": len({row["licensee"] for row in rows}),
        "articles": len({row["article"] for row in rows}),
        "rows": [
            {**row, "headline": clipped(row["headline"], _LONGEST_HEADLINE)}
            for row in rows[:MOST_ROWS]
        ],
        "shown": wording.count(MOST_ROWS) if len(rows) > MOST_ROWS else None,
        "all": wording.count(len(rows)),
        "chart": _chart([(month, copies) for month, copies, _ in months], wording),
        "journal": f"{facts['journal_head'][:16]}…",
    }


def _chart(months: Sequence[tuple[str, int]], wording: Wording) -> dict[str, Any] | None:
    """The geometry of the bars in millimetres, and the chart in words; None without months."""
    if not months:
        return None
    most = max(1, *(copies for _, copies in months))
    pitch = _WIDTH / len(months)
    width = min(16.0, pitch * 0.62)
    bars = []
    for k, (month, copies) in enumerate(months):
        height = (_BASE - _HEAD) * copies / most
        bars.append(
            {
                "x": f"{k * pitch + (pitch - width) / 2:.2f}",
                "middle": f"{(k + 0.5) * pitch:.2f}",
                "y": f"{_BASE - height:.2f}",
                "above": f"{_BASE - height - 1.4:.2f}",
                "width": f"{width:.2f}",
                "height": f"{height:.2f}",
                "copies": wording.count(copies),
                "label": month[5:] if len(months) > 12 else wording.short_month(month),
            }
        )
    told = [
        wording.tell("usage.bar", month=wording.month(month), copies=copies)
        for month, copies in months
    ]
    return {
        "bars": bars,
        "base": _BASE,
        "width": _WIDTH,
        "height": _HEIGHT,
        "told": "; ".join(told),
    }
