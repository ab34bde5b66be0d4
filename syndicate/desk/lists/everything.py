"""Words looked for in every tray: articles by the index of words, papers by what their lines say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.desk.lists.articles import Wanted, find

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["Hits", "search"]


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, each with reference, kind, state and what it is; how much there is, as `Found` says it."""

    lines: list[dict[str, str]]
    total: int
    counted: bool = True


def search(desk: Desk, words: str, *, limit: int | None = None) -> Hits:
    """Everything whose words hold all of `words`: papers first, they are few, then the newest articles."""
    wanted = words.casefold().split()
    found: list[dict[str, str]] = []
    lists = desk.lists
    with desk.glancing() as g:
        orders = {row.ref: row.po_number.casefold() for row in g.rows("order numbers")}
    for kind, lines, field in (
        ("licensee", lists.licensees(), "legal_name"),
        ("request", lists.requests(), "headline"),
        ("quote", lists.quotes(), "licensee_name"),
        ("licence", lists.licences(), "headline"),
        ("invoice", lists.invoices(), "licensee_name"),
    ):
        for line in lines:
            texts = [str(v) for n in line.__slots__ if isinstance(v := getattr(line, n), str) and v]
            text = f"{' '.join(texts).casefold()} {orders.get(line.ref, '')}"
            if all(word in text for word in wanted):
                what = getattr(line, field) or ""
                found.append({"ref": line.ref, "kind": kind, "state": line.state, "what": what})
    articles = find(desk, Wanted(words=words), limit=limit)
    found += [
        {"ref": a.ref, "kind": "article", "state": a.state, "what": a.headline}
        for a in articles.lines
    ]
    return Hits(found, len(found) - len(articles.lines) + articles.total, articles.counted)
