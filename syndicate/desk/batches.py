"""Quotes drafted by the hundred from one file: a transaction a piece, a line for each row that is refused."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from syndicate.desk.offers import Asked, Known, line_rows, revision_row
from syndicate.errors import BadInput, NotFound, SyndicateError
from syndicate.exchange.quotes import Wanted, read_wanted
from syndicate.records.journal import IdempotencyRecord
from syndicate.records.parties import PartyRecord
from syndicate.records.quotes import QuoteLineRecord, QuoteRecord, QuoteRevisionRecord
from syndicate.records.requests import RequestItemRecord, RequestRecord
from syndicate.rules.facts import canonical
from syndicate.rules.requests import RequestState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import IO

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.offers import Offer

__all__ = ["Batch", "Batches", "Refusal"]

PIECE = 500
"""Rows of one transaction: others get their turn between two."""

_COMMAND = "quote draft --from"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row of which nothing was filed, and why."""

    row: int
    message: str
    hint: str | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a file: quotes drafted now and before, rows refused, drafts that a grant stands against."""

    rows: int
    drafted: int
    before: int
    first: str | None
    last: str | None
    refused: tuple[Refusal, ...]
    clashing: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A row of a request that is not on file yet, with its offer."""

    wanted: Wanted
    asked: Asked
    articles: tuple[str, ...]
    article_ids: tuple[int, ...]
    made: Offer


class Batches:
    """Drafts from a file."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def draft(
        self,
        file: IO[bytes],
        *,
        name: str,
        sheet: str | None = None,
        progress: Callable[[int, int], None] | None = None,
        total: int = 0,
    ) -> Batch:
        """Draft a quote for each row of a file of requests; see `exchange.quotes` for what a row says.

        A row is filed whole, request and quote, or not at all; the others go on. A row that was drafted
        before, by this file or another with the same words, is not drafted again. Raises BadInput for a
        file that cannot be read.
        """
        currency = self.desk.publishers.show()["home_currency"]
        rows = read_wanted(file, name=name, sheet=sheet, today=self.desk.today, currency=currency)
        refused: list[Refusal] = []
        clashing: list[Refusal] = []
        drafted: list[str] = []
        known: Known | None = None
        count = before = 0
        while piece := list(itertools.islice(rows, PIECE)):
            count += len(piece)
            refs, done, known = self._piece(piece, refused, clashing, known)
            before += done
            drafted = [*(drafted[:1] or refs[:1]), *refs[-1:]] if refs else drafted
            if progress is not None:
                progress(count, max(total, count))
        if not count:
            raise BadInput(f"{name} has no row")
        return Batch(
            rows=count,
            drafted=count - before - len(refused),
            before=before,
            first=drafted[0] if drafted else None,
            last=drafted[-1] if drafted else None,
            refused=tuple(refused),
            clashing=tuple(clashing),
        )

    def _piece(
        self,
        piece: Sequence[Wanted],
        refused: list[Refusal],
        clashing: list[Refusal],
        known: Known | None,
    ) -> tuple[list[str], int, Known]:
        """One transaction: the references of its quotes, how many rows were drafted before, what is known."""
        with self.desk.writing() as w:
            keys = [one.key for one in piece if one.key]
            done = {
                row.key
                for row in w.rows(
                    select(IdempotencyRecord.key).where(IdempotencyRecord.key.in_(keys))
                )
            }
            known = Known(self.desk, w) if known is None else known.still(w)
            fresh = [one for one in piece if one.key not in done]
            ready: list[_Ready] = []
            refs: list[tuple[str, str]] = []
            for one in fresh:
                try:
                    if one.fault is not None:
                        raise BadInput(one.fault)
                    if one.request is not None:
                        refs.append((one.key, self._on_file(w, one, known)))
                    else:
                        ready.append(self._ready(w, one, known, clashing))
                except SyndicateError as why:
                    if why.exit_code not in {2, 3, 4}:
                        raise
                    refused.append(Refusal(one.row, why.message, _mend(why, one)))
            refs += file_all(w, ready)
            if refs:
                w.connection.execute(
                    insert(IdempotencyRecord),
                    [
                        {"key": key, "command": _COMMAND, "args_sha256": "", "ref": ref}
                        for key, ref in refs
                    ],
                )
            known.wrote(w)
        return sorted(ref for _, ref in refs), len(done), known

    def _on_file(self, w: Writing, one: Wanted, known: Known) -> str:
        return self.desk.quotes.draft_in(
            w, one.request or "", agreed=one.agreed, reason=one.reason, known=known
        )

    def _ready(self, r: Reading, one: Wanted, known: Known, clashing: list[Refusal]) -> _Ready:
        assert one.use is not None  # noqa: S101  # a row without one has a fault
        asked = Asked(
            ref=f"row {one.row}",
            party_id=self._party(r, known, one.licensee),
            payer_id=self._party(r, known, one.payer) if one.payer else None,
            end_client_id=self._party(r, known, one.end_client) if one.end_client else None,
            po_number=one.po_number,
        )
        articles = tuple(
            known.once("article", text, read=partial(self.desk.articles.resolve, r, text))
            for text in one.articles
        )
        made = self.desk.quotes.offers.make(
            r,
            asked,
            items=[(0, article, one.use) for article in articles],
            known=known,
            agreed=one.agreed,
            reason=one.reason,
            fx=None,
            currency=None,
        )
        for standing, use in zip(made.standings, made.uses, strict=True):
            against = self.desk.licences.against(r, standing, use, edit="", known=known)
            if against:
                message = f"{standing.ref}: {against[0].message}"
                clashing.append(Refusal(one.row, message, next(iter(against[0].offers), None)))
        return _Ready(
            wanted=one,
            asked=asked,
            articles=articles,
            article_ids=tuple(s.article_id for s in made.standings),
            made=made,
        )

    def _party(self, r: Reading, known: Known, text: str) -> int:
        """The key of a licensee on file. Raises NotFound: a batch opens no new ones."""

        def read() -> int:
            ref = self.desk.licensees.who(r, text).ref
            if ref is None:
                raise NotFound(
                    f"no licensee {text[:60]!r} on file",
                    hint=f'syndicate licensee add "{text[:60]}"',
                )
            key: int = r.scalar(select(PartyRecord.id).where(PartyRecord.ref == ref))
            return key

        return known.once("licensee", text, read=read)


def _mend(why: SyndicateError, one: Wanted) -> str | None:
    """The command that mends a row, where it is not about a request that was never filed."""
    if why.hint and one.request is None and f"row {one.row}" in why.hint:
        return None
    return why.hint


def file_all(w: Writing, ready: Sequence[_Ready]) -> list[tuple[str, str]]:
    """File requests with their quotes, a statement a table; the key of each row and its quote."""
    if not ready:
        return []
    count = len(ready)
    requests = [drawn.ref for drawn in w.draw_many("request", count)]
    quotes = [drawn.ref for drawn in w.draw_many("quote", count)]
    lines = [len(one.articles) for one in ready]
    request_ids, quote_ids, revision_ids = (
        w.keys(record, count) for record in (RequestRecord, QuoteRecord, QuoteRevisionRecord)
    )
    item_ids = iter(w.keys(RequestItemRecord, sum(lines)))
    line_ids = iter(w.keys(QuoteLineRecord, sum(lines)))
    rows: dict[Any, list[dict[str, Any]]] = {
        record: []
        for record in (
            RequestRecord, RequestItemRecord, QuoteRecord, QuoteRevisionRecord, QuoteLineRecord,
        )
    }  # fmt: skip
    for n, one in enumerate(ready):
        made, use = one.made, one.made.uses[0]
        made.facts["request"] = requests[n]
        rows[RequestRecord].append(
            {
                "id": request_ids[n],
                "ref": requests[n],
                "party_id": one.asked.party_id,
                "payer_id": one.asked.payer_id,
                "end_client_id": one.asked.end_client_id,
                "state": RequestState.QUOTED.value,
                "channel": "sheet",
                "received_at": w.now,
                "po_number": one.asked.po_number,
                "notes": "[]",
            }
        )
        stored, medium = canonical(use.facts()), use.medium.value if use.medium else None
        items = list(itertools.islice(item_ids, lines[n]))
        rows[RequestItemRecord] += [
            {
                "id": item,
                "request_id": request_ids[n],
                "n": at,
                "article_id": article,
                "medium": medium,
                "outlet_title": use.outlet_title,
                "use": stored,
            }
            for at, (item, article) in enumerate(zip(items, one.article_ids, strict=True), 1)
        ]
        rows[QuoteRecord].append(
            {
                "id": quote_ids[n],
                "ref": quotes[n],
                "request_id": request_ids[n],
                "party_id": one.asked.party_id,
                "state": made.state.value,
                "revision": 1,
                "valid_until": made.valid_until,
                "currency": made.total.currency,
                "total_minor": made.total.minor,
                "drafted_at": w.now,
            }
        )
        rows[QuoteRevisionRecord].append(
            {"id": revision_ids[n], **revision_row(w, quote_ids[n], quotes[n], 1, made)}
        )
        rows[QuoteLineRecord] += [
            {**line, "id": next(line_ids), "request_item_id": item}
            for line, item in zip(line_rows(revision_ids[n], made), items, strict=True)
        ]
    touched = {record: iter(w.insert_many(record, found)) for record, found in rows.items()}
    for n, one in enumerate(ready):
        own = [next(touched[RequestRecord])]
        own += itertools.islice(touched[RequestItemRecord], lines[n])
        w.journal("request log", requests[n], only=own, articles=list(one.articles), message=None)
        own = [next(touched[QuoteRecord]), next(touched[QuoteRevisionRecord])]
        own += itertools.islice(touched[QuoteLineRecord], lines[n])
        w.journal(
            "quote draft",
            quotes[n],
            only=own if n < count - 1 else None,  # the last entry has the two series, too
            revision=1,
            request=requests[n],
            total=one.made.total.facts(),
        )
    return [(one.wanted.key, quotes[n]) for n, one in enumerate(ready)]
