"""The lists of the desk: what lies in each tray, a line each, newest first.

They take a glance at the books (`desk/glance.py`) and need no more statements for a thousand lines than
for one. Each noun has its module here under its own name, so that a list loads what it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syndicate.desk import Desk
    from syndicate.desk.lists.articles import ArticleLine, Found, Wanted
    from syndicate.desk.lists.audits import CopyLine
    from syndicate.desk.lists.blankets import BlanketLine
    from syndicate.desk.lists.everything import Hits
    from syndicate.desk.lists.invoices import InvoiceLine
    from syndicate.desk.lists.journal import Entry
    from syndicate.desk.lists.licences import LicenceLine
    from syndicate.desk.lists.mails import Mail
    from syndicate.desk.lists.parties import Licensee
    from syndicate.desk.lists.payments import Payment
    from syndicate.desk.lists.quotes import Accepted, QuoteLine
    from syndicate.desk.lists.rates import RateCard
    from syndicate.desk.lists.requests import RequestLine

__all__ = ["Lists"]


class Lists:
    """What lies in the trays."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def articles(self, words: str | None = None) -> list[ArticleLine]:
        """Every article; with `words`, those in which all of them stand."""
        from syndicate.desk.lists import articles

        return articles.on_file(self.desk, words)

    def find_articles(self, wanted: Wanted, *, limit: int | None = None) -> Found:
        """The articles that `wanted` narrows them to, newest published first; at most `limit`."""
        from syndicate.desk.lists import articles

        return articles.find(self.desk, wanted, limit=limit)

    def audits(self) -> list[CopyLine]:
        """Every copy found, as it was last seen."""
        from syndicate.desk.lists import audits

        return audits.on_file(self.desk)

    def blankets(self, *, open_only: bool = False) -> list[BlanketLine]:
        """Every blanket agreement, with how much of its quota is used."""
        from syndicate.desk.lists import blankets

        return blankets.on_file(self.desk, open_only=open_only)

    def invoices(self, *, open_only: bool = False) -> list[InvoiceLine]:
        """Every invoice, with what is still open."""
        from syndicate.desk.lists import invoices

        return invoices.on_file(self.desk, open_only=open_only)

    def journal(self, entity: str | None = None) -> list[Entry]:
        """The acts; with `entity`, only those on that reference."""
        from syndicate.desk.lists import journal

        return journal.on_file(self.desk, entity)

    def licences(self, *, open_only: bool = False) -> list[LicenceLine]:
        """Every licence; batches that were taken back are not shown."""
        from syndicate.desk.lists import licences

        return licences.on_file(self.desk, open_only=open_only)

    def mails(self, *, open_only: bool = False) -> list[Mail]:
        """The outbox."""
        from syndicate.desk.lists import mails

        return mails.on_file(self.desk, open_only=open_only)

    def licensees(self) -> list[Licensee]:
        """Every licensee, with its outlets and contacts."""
        from syndicate.desk.lists import parties

        return parties.on_file(self.desk)

    def payments(self) -> list[Payment]:
        """Every payment, with what it settled."""
        from syndicate.desk.lists import payments

        return payments.on_file(self.desk)

    def quotes(self, *, open_only: bool = False) -> list[QuoteLine]:
        """Every quote."""
        from syndicate.desk.lists import quotes

        return quotes.on_file(self.desk, open_only=open_only)

    def accepted(self) -> list[Accepted]:
        """The accepted quotes that are not licensed yet, or cost something and are not billed; oldest first."""
        from syndicate.desk.lists import quotes

        return quotes.accepted(self.desk)

    def rates(self) -> list[RateCard]:
        """Every rate card, with its state today."""
        from syndicate.desk.lists import rates

        return rates.on_file(self.desk)

    def requests(self, *, open_only: bool = False) -> list[RequestLine]:
        """Every request; several items show the first."""
        from syndicate.desk.lists import requests

        return requests.on_file(self.desk, open_only=open_only)

    def search(self, words: str, *, limit: int | None = None) -> Hits:
        """Everything in the trays in which all of `words` stand; at most `limit` articles among it."""
        from syndicate.desk.lists import everything

        return everything.search(self.desk, words, limit=limit)

    def terms(self) -> list[dict[str, Any]]:
        """Every version of the terms."""
        from syndicate.desk.lists import terms

        return terms.on_file(self.desk)

    def unprinted(self) -> list[tuple[str, str]]:
        """Papers and sent quotes that have a number or were sent, but no printed file: (kind, reference)."""
        with self.desk.glancing() as g:
            papers, quotes = g.rows("papers to print"), g.rows("quotes to print")
        return [(row.kind, row.ref) for row in papers] + [("quote", row.ref) for row in quotes]

    def zone(self) -> str:
        """The publisher's time zone; UTC while there is none."""
        from syndicate.desk.glance import glancing

        with glancing(self.desk.settings.database) as g:
            rows = [] if g.revision is None else g.rows("zone")
        return rows[0].zone if rows else "UTC"
