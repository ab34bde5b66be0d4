"""Usage reports: what was granted and what was seen, by licensee, article, territory and month."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from syndicate.desk.references import resolve
from syndicate.records.articles import ArticleRecord
from syndicate.records.audits import MatchRecord, PlacementRecord, SnapshotRecord, UsageRecord
from syndicate.records.blankets import BlanketRecord, DrawRecord
from syndicate.records.licences import LicenceItemRecord, LicenceRecord
from syndicate.records.papers import DocumentRecord, PaperRecord, PaperStateRecord
from syndicate.records.parties import PartyRecord
from syndicate.records.quotes import QuoteRecord
from syndicate.records.requests import RequestRecord
from syndicate.rules import dates, reports, usage
from syndicate.rules.money import Money
from syndicate.rules.usage import UsageRow

if TYPE_CHECKING:
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading
    from syndicate.desk.papers import Printed
    from syndicate.rules.papers import UsageFacts

__all__ = ["Reports"]


class Reports:
    """The tray of reports."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def usage(
        self,
        first: date,
        last: date,
        *,
        licensee: str | None = None,
        article: str | None = None,
        territory: str | None = None,
        blanket: str | None = None,
    ) -> list[UsageRow]:
        """One row a licence item and month between the days: fee in the month of its grant, copies seen.

        `licensee` is who asked, or for whom an agency asked. `territory` is a code; a licence for a region that holds it counts. Raises NotFound for a
        licensee, article or blanket agreement that is not on file.
        """
        with self.desk.reading() as r:
            party = self.desk.licensees.resolve(r, licensee) if licensee is not None else None
            wanted = self.desk.articles.resolve(r, article) if article is not None else None
            drawn = resolve(r, "blanket", blanket) if blanket is not None else None
            items = self._items(r)
            seen = self._seen(r)
            views = self._views(r)
        rows = []
        for item in items:
            if party not in {None, item.party, item.end_client} or wanted not in {
                None,
                item.article,
            }:
                continue
            if drawn not in {None, item.blanket}:
                continue
            if territory and not _covers(item.territories, territory):
                continue
            rows.extend(
                self._rows(item, seen.get(item.id, {}), views.get(item.id, {}), first, last)
            )
        return list(usage.in_order(rows))

    @staticmethod
    def _rows(
        item: Any,  # noqa: ANN401
        seen: dict[str, tuple[int, int]],
        views: dict[str, int],
        first: date,
        last: date,
    ) -> list[UsageRow]:
        granted = f"{item.issue_date:%Y-%m}" if first <= item.issue_date <= last else None
        within = set(reports.months(first, last))
        months = sorted(({granted} if granted else set()) | (within & (set(seen) | set(views))))
        currency = item.currency or "GBP"
        return [
            UsageRow(
                licensee=item.party,
                licensee_name=item.legal_name,
                article=item.article or "-",
                headline=item.headline or item.outlet_title or "not stated",
                territories=tuple(json.loads(item.territories)),
                licence=item.ref,
                period=month,
                copies=seen.get(month, (0, 0))[0],
                breaches=seen.get(month, (0, 0))[1],
                views=views.get(month),
                net=Money(item.net_minor or 0, currency)
                if month == granted
                else Money.zero(currency),
                blanket=item.blanket,
                end_client=item.end_client,
            )
            for month in months
            if month is not None
        ]

    @staticmethod
    def _items(r: Reading) -> list[Any]:
        client = aliased(PartyRecord)
        return r.rows(
            select(
                LicenceItemRecord.id,
                LicenceItemRecord.territories,
                LicenceItemRecord.outlet_title,
                LicenceItemRecord.net_minor,
                LicenceRecord.currency,
                PaperRecord.ref,
                PaperRecord.issue_date,
                PartyRecord.ref.label("party"),
                PartyRecord.legal_name,
                ArticleRecord.ref.label("article"),
                ArticleRecord.headline,
                BlanketRecord.ref.label("blanket"),
                client.ref.label("end_client"),
            )
            .join(LicenceRecord, LicenceRecord.paper_id == LicenceItemRecord.paper_id)
            .join(PaperRecord, PaperRecord.id == LicenceItemRecord.paper_id)
            .join(PaperStateRecord, PaperStateRecord.paper_id == PaperRecord.id)
            .join(PartyRecord, PartyRecord.id == LicenceRecord.party_id)
            .outerjoin(ArticleRecord, ArticleRecord.id == LicenceItemRecord.article_id)
            .outerjoin(DrawRecord, DrawRecord.quote == LicenceRecord.quote)
            .outerjoin(QuoteRecord, QuoteRecord.ref == LicenceRecord.quote)
            .outerjoin(RequestRecord, RequestRecord.id == QuoteRecord.request_id)
            .outerjoin(client, client.id == RequestRecord.end_client_id)
            .outerjoin(BlanketRecord, BlanketRecord.id == DrawRecord.blanket_id)
            .where(PaperStateRecord.state != "taken-back")
            .order_by(LicenceItemRecord.id)
        )

    def _seen(self, r: Reading) -> dict[int, dict[str, tuple[int, int]]]:
        """Copies and breaches by licence item and month: a placement counts once a month, as last seen."""
        zone = self.desk.zone
        last: dict[tuple[int, str, int], str] = {}
        for row in r.rows(
            select(
                MatchRecord.licence_item_id,
                MatchRecord.placement_id,
                MatchRecord.verdict,
                SnapshotRecord.at,
            )
            .join(SnapshotRecord, SnapshotRecord.id == MatchRecord.snapshot_id)
            .where(MatchRecord.licence_item_id.is_not(None))
            .order_by(MatchRecord.id)
        ):
            month = f"{dates.day_in(zone, row.at):%Y-%m}"
            last[row.licence_item_id, month, row.placement_id] = row.verdict
        made: dict[int, dict[str, tuple[int, int]]] = {}
        for (item, month, _), verdict in last.items():
            copies, breaches = made.setdefault(item, {}).get(month, (0, 0))
            made[item][month] = (copies + 1, breaches + (verdict == "breach"))
        return made

    def without_licence(self, first: date, last: date, *, article: str | None = None) -> int:
        """The copies seen between the days without a licence on file, each as last seen in them."""
        zone = self.desk.zone
        standing: dict[int, bool] = {}
        with self.desk.reading() as r:
            wanted = self.desk.articles.resolve(r, article) if article is not None else None
            for row in r.rows(
                select(
                    MatchRecord.placement_id,
                    MatchRecord.verdict,
                    SnapshotRecord.at,
                    ArticleRecord.ref,
                )
                .join(SnapshotRecord, SnapshotRecord.id == MatchRecord.snapshot_id)
                .join(PlacementRecord, PlacementRecord.id == MatchRecord.placement_id)
                .join(ArticleRecord, ArticleRecord.id == PlacementRecord.article_id)
                .where(
                    PlacementRecord.state != "own",
                    # A day wider on both sides than any time zone asks; the exact test is below.
                    SnapshotRecord.at >= _midnight(first - timedelta(days=1)),
                    SnapshotRecord.at < _midnight(last + timedelta(days=2)),
                )
                .order_by(MatchRecord.id)
            ):
                if wanted in {None, row.ref} and first <= dates.day_in(zone, row.at) <= last:
                    standing[row.placement_id] = row.verdict == "no-licence-on-file"
        return sum(standing.values())

    @staticmethod
    def _views(r: Reading) -> dict[int, dict[str, int]]:
        made: dict[int, dict[str, int]] = {}
        for row in r.rows(
            select(UsageRecord.licence_item_id, UsageRecord.period, UsageRecord.filtered).where(
                UsageRecord.licence_item_id.is_not(None)
            )
        ):
            by_month = made.setdefault(row.licence_item_id, {})
            by_month[row.period] = by_month.get(row.period, 0) + row.filtered
        return made

    def usage_facts(
        self,
        rows: list[UsageRow],
        first: date,
        last: date,
        *,
        language: str,
        without_licence: int | None = None,
    ) -> UsageFacts:
        """The facts of a usage report over rows, with the journal's head of this moment."""
        _, head = self.desk.journal.head()
        with self.desk.reading() as r:
            publisher = self.desk.publishers.facts(r)
        return reports.usage_facts(
            rows,
            publisher=publisher,
            first_day=first,
            last_day=last,
            issue_date=self.desk.today,
            language=language,
            journal_head=head,
            without_licence=without_licence,
        )

    def print_usage(
        self,
        rows: list[UsageRow],
        first: date,
        last: date,
        *,
        language: str,
        without_licence: int | None = None,
    ) -> Printed:
        """The usage report as a PDF, kept in the document store and in the journal."""
        from syndicate.desk.papers import Printed

        desk = self.desk
        facts = self.usage_facts(
            rows, first, last, language=language, without_licence=without_licence
        )
        logo = facts["publisher"]["logo"]
        made = desk.press.print_paper(
            facts, logo=desk.store.get(logo) if logo else None, issued_at=desk.now
        )
        desk.store.put(made.pdf, ".pdf")
        with desk.writing() as w:
            w.insert(
                DocumentRecord,
                report=f"usage {first.isoformat()}..{last.isoformat()}",
                kind="usage",
                language=language,
                revision=1,
                sha256=made.sha256,
                pages=made.pages,
                engine=made.engine,
                made_at=w.now,
            )
            w.journal("report usage", "report", sha256=made.sha256)
        return Printed(desk.store.place(made.sha256, ".pdf"), made.sha256, made.pages)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _covers(territories: str, wanted: str) -> bool:
    from syndicate.rules.territories import countries_of

    granted = tuple(json.loads(territories))
    return bool(granted) and countries_of((wanted,)) <= countries_of(granted)
