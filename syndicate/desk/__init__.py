"""What staff do: one tray a noun, one transaction a verb. `open_desk` opens and commits nothing."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from syndicate.desk.articles import Articles
    from syndicate.desk.audits import Audits
    from syndicate.desk.backups import Backups
    from syndicate.desk.batches import Batches
    from syndicate.desk.blankets import Blankets
    from syndicate.desk.contributors import Contributors
    from syndicate.desk.currencies import Currencies
    from syndicate.desk.doctor import Doctor
    from syndicate.desk.door import Door, Reading, Writing
    from syndicate.desk.glance import Glance
    from syndicate.desk.imports import Imports
    from syndicate.desk.intake import Intake
    from syndicate.desk.invoices import Invoices
    from syndicate.desk.journal import Journal
    from syndicate.desk.licences import Licences
    from syndicate.desk.lists import Lists
    from syndicate.desk.mails import Mails
    from syndicate.desk.mandates import Mandates
    from syndicate.desk.negotiations import Negotiations
    from syndicate.desk.papers import Papers
    from syndicate.desk.parties import Licensees
    from syndicate.desk.payments import Payments
    from syndicate.desk.publishers import Publishers
    from syndicate.desk.quotes import Quotes
    from syndicate.desk.rates import Rates
    from syndicate.desk.reports import Reports
    from syndicate.desk.requests import Requests
    from syndicate.desk.rights import Rights
    from syndicate.desk.stoppages import Stoppages
    from syndicate.desk.store import Store
    from syndicate.desk.today import Today
    from syndicate.desk.versions import Versions
    from syndicate.desk.works import Works
    from syndicate.documents.press import Press
    from syndicate.settings import Settings

__all__ = ["Desk", "open_desk"]


class Desk:
    """An open desk. Its trays hold no state; what they return is plain values, never rows."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.clock = clock
        self._zone: str | None = None

    @cached_property
    def door(self) -> Door:
        """The one door to the books; the database library is loaded with it."""
        from syndicate.desk.door import Door

        return Door(self.settings.database)

    @cached_property
    def store(self) -> Store:
        """The document store."""
        from syndicate.desk.store import Store

        return Store(self.settings.home / "documents")

    @property
    def now(self) -> datetime:
        """This moment, in UTC."""
        return self.clock().astimezone(UTC)

    @property
    def zone(self) -> str:
        """The publisher's time zone; UTC until there is a publisher."""
        if self._zone is None:
            self._zone = self.lists.zone()
        return self._zone

    def forget_zone(self) -> None:
        """Read the publisher's time zone again the next time it is asked for."""
        self._zone = None

    @property
    def today(self) -> date:
        """Today's date where the publisher is."""
        from syndicate.rules import dates

        return dates.day_in(self.zone, self.now)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A consistent view of the books."""
        with self.door.reading() as r:
            yield r

    @contextmanager
    def glancing(self) -> Iterator[Glance]:
        """A consistent view for lists, without the database library.

        Raises Outside where there is no desk, or when a newer program wrote the books.
        """
        from syndicate.desk import books
        from syndicate.desk.glance import glancing

        with glancing(self.settings.database) as g:
            books.require(g.revision)
            yield g

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """The one door to a transaction."""
        with self.door.writing(now=self.now, today=self.today, actor=self.settings.actor) as w:
            yield w

    @cached_property
    def press(self) -> Press:
        """The press; its process starts with the first paper."""
        from syndicate.documents.press import Press

        return Press(templates_dir=self.settings.templates_dir)

    def close(self) -> None:
        """Let go of the books, and stop the press if it runs."""
        door = self.__dict__.get("door")
        if door is not None:
            door.close()
        press = self.__dict__.pop("press", None)
        if press is not None:
            press.close()

    @cached_property
    def articles(self) -> Articles:
        """Articles, versions, passages and rulings."""
        from syndicate.desk.articles import Articles

        return Articles(self)

    @cached_property
    def audits(self) -> Audits:
        """Copies looked at and judged."""
        from syndicate.desk.audits import Audits

        return Audits(self)

    @cached_property
    def backups(self) -> Backups:
        """Copies of the whole desk, and the way back."""
        from syndicate.desk.backups import Backups

        return Backups(self)

    @cached_property
    def blankets(self) -> Blankets:
        """Agreements on a quota of articles, and what was drawn."""
        from syndicate.desk.blankets import Blankets

        return Blankets(self)

    @cached_property
    def batches(self) -> Batches:
        """Quotes drafted from a file."""
        from syndicate.desk.batches import Batches

        return Batches(self)

    @cached_property
    def currencies(self) -> Currencies:
        """Rates of exchange on file."""
        from syndicate.desk.currencies import Currencies

        return Currencies(self)

    @cached_property
    def contributors(self) -> Contributors:
        """Who writes, takes pictures or translates, and on what terms."""
        from syndicate.desk.contributors import Contributors

        return Contributors(self)

    @cached_property
    def doctor(self) -> Doctor:
        """The desk's own health."""
        from syndicate.desk.doctor import Doctor

        return Doctor(self)

    @cached_property
    def imports(self) -> Imports:
        """Old licences come in."""
        from syndicate.desk.imports import Imports

        return Imports(self)

    @cached_property
    def intake(self) -> Intake:
        """Articles come in."""
        from syndicate.desk.intake import Intake

        return Intake(self)

    @cached_property
    def invoices(self) -> Invoices:
        """Invoices and pro-formas."""
        from syndicate.desk.invoices import Invoices

        return Invoices(self)

    @cached_property
    def journal(self) -> Journal:
        """Who did what, and the proof that nobody changed it."""
        from syndicate.desk.journal import Journal

        return Journal(self)

    @cached_property
    def licences(self) -> Licences:
        """Licences granted, and those filed from the old books."""
        from syndicate.desk.licences import Licences

        return Licences(self)

    @cached_property
    def licensees(self) -> Licensees:
        """Licensees, their outlets and contacts."""
        from syndicate.desk.parties import Licensees

        return Licensees(self)

    @cached_property
    def lists(self) -> Lists:
        """What lies in the trays, a line each."""
        from syndicate.desk.lists import Lists

        return Lists(self)

    @cached_property
    def mails(self) -> Mails:
        """The outbox."""
        from syndicate.desk.mails import Mails

        return Mails(self)

    @cached_property
    def mandates(self) -> Mandates:
        """Collective licences that licensees hold."""
        from syndicate.desk.mandates import Mandates

        return Mandates(self)

    @cached_property
    def negotiations(self) -> Negotiations:
        """What becomes of a quote between its draft and the answer."""
        from syndicate.desk.negotiations import Negotiations

        return Negotiations(self)

    @cached_property
    def papers(self) -> Papers:
        """Freezing and printing, the same for every kind of paper."""
        from syndicate.desk.papers import Papers

        return Papers(self)

    @cached_property
    def payments(self) -> Payments:
        """Money that came in."""
        from syndicate.desk.payments import Payments

        return Payments(self)

    @cached_property
    def publishers(self) -> Publishers:
        """The publisher of this desk."""
        from syndicate.desk.publishers import Publishers

        return Publishers(self)

    @cached_property
    def quotes(self) -> Quotes:
        """Fees offered, step by step."""
        from syndicate.desk.quotes import Quotes

        return Quotes(self)

    @cached_property
    def rates(self) -> Rates:
        """Rate cards."""
        from syndicate.desk.rates import Rates

        return Rates(self)

    @cached_property
    def reports(self) -> Reports:
        """Usage, folded."""
        from syndicate.desk.reports import Reports

        return Reports(self)

    @cached_property
    def requests(self) -> Requests:
        """Requests to republish."""
        from syndicate.desk.requests import Requests

        return Requests(self)

    @cached_property
    def rights(self) -> Rights:
        """Agreements that apply by themselves, and embargoes, holds and windows."""
        from syndicate.desk.rights import Rights

        return Rights(self)

    @cached_property
    def stoppages(self) -> Stoppages:
        """Articles withdrawn, killed and given back."""
        from syndicate.desk.stoppages import Stoppages

        return Stoppages(self)

    @cached_property
    def versions(self) -> Versions:
        """Versions of articles, and who carries which."""
        from syndicate.desk.versions import Versions

        return Versions(self)

    @cached_property
    def works(self) -> Works:
        """The editions and translations of one article."""
        from syndicate.desk.works import Works

        return Works(self)

    def search(self, words: str) -> list[dict[str, str]]:
        """Everything in the trays whose words hold all of `words`: reference, kind, state, what it is."""
        return self.lists.search(words).lines

    @cached_property
    def morning(self) -> Today:
        """The morning list."""
        from syndicate.desk.today import Today

        return Today(self)


@contextmanager
def open_desk(settings: Settings, *, clock: Callable[[], datetime] | None = None) -> Iterator[Desk]:
    """Open the desk that `settings` names. Nothing is read or written until a tray is asked.

    `clock` gives aware moments; it is the system's when not given.
    """
    desk = Desk(settings, clock or (lambda: datetime.now(UTC)))
    try:
        yield desk
    finally:
        desk.close()
