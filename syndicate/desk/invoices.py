"""Invoices: on an accepted quote or a licence; a pro-forma first for who pays first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from syndicate.desk.lists.invoices import InvoiceLine
from syndicate.desk.references import kind_of, resolve
from syndicate.errors import NotFound, Refused
from syndicate.records.invoices import InvoiceLineRecord, InvoiceRecord
from syndicate.records.licences import LicenceRecord
from syndicate.records.papers import PaperRecord, PaperStateRecord
from syndicate.records.parties import PartyRecord
from syndicate.records.payments import AllocationRecord
from syndicate.rules import invoices
from syndicate.rules.invoices import InvoiceState
from syndicate.rules.money import Money
from syndicate.rules.quotes import QuoteState

if TYPE_CHECKING:
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Drawn, Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.rules.fees import Fx
    from syndicate.rules.papers import InvoiceFacts, InvoiceLineFacts

__all__ = ["Invoice", "InvoiceLine", "Invoices", "ProForma"]


@dataclass(frozen=True, slots=True)
class ProForma:
    """A pro-forma: what to pay before the licence and its VAT invoice. Not a VAT invoice."""

    ref: str
    state: str
    kind: str
    total: dict[str, str]
    path: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as shown."""

    ref: str
    state: str
    number: str
    kind: str
    idempotency_key: str | None
    licensee: str
    licensee_name: str
    quote: str
    licence: str | None
    issue_date: str
    tax_point: str
    due_on: str
    overdue: bool
    treatment: str
    lines: tuple[dict[str, Any], ...]
    net: dict[str, str]
    tax: dict[str, str]
    total: dict[str, str]
    balance: dict[str, str]
    path: str | None
    sha256: str | None
    pages: int | None
    facts_sha256: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """What an invoice is made from."""

    quote: str
    row: Any
    revision: Any
    licence: str | None
    granted_on: date | None


class Invoices:
    """The tray of invoices."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def issue(
        self, source: str, *, fx: Fx | None = None, key: Key | None = None
    ) -> Invoice | ProForma:
        """Bill an accepted quote or a licence; print the paper and draft the mail it goes out with.

        A licensee who pays first and has not gets a pro-forma instead. `fx` (invoice currency to home
        currency) is needed where VAT is charged in a foreign currency. The same source gives the same
        invoice however often this is called.
        Raises Refused when the quote is not accepted, was billed under another key, or could not be
        granted: no money is asked for that.
        """
        ref, billed = self._bill(source, fx=fx, key=key)
        if not billed:
            return self._pro_forma(ref)
        self.desk.papers.print_paper(ref)
        return self.show(ref)

    def bill(self, source: str, *, fx: Fx | None = None, key: Key | None = None) -> str:
        """The first half of `issue`: freeze the invoice under its number, unprinted; its reference.

        Gives back the quote's own reference where a pro-forma comes first.
        """
        return self._bill(source, fx=fx, key=key)[0]

    def _bill(self, source: str, *, fx: Fx | None, key: Key | None) -> tuple[str, bool]:
        """The invoice of a source and True, or its quote and False where a pro-forma comes first."""
        with self.desk.writing() as w:
            of = self._source(w, source)
            default = f"invoice:{of.quote}"
            done = w.answered(key, default=default)
            if done is not None:
                return done, True
            twin = self.of_quote(w, of.quote)
            if twin is not None and (key is None or key.key is None):
                return twin, True
            self._refuse(w, of)
            payer = self.desk.quotes.payer(w, of.row)
            total = Money(of.revision.total_minor, of.revision.currency)
            paid = self.desk.payments.paid_on_quote(w, of.quote, total.currency)
            if payer.terms.value == "pay-first" and paid < total and of.licence is None:
                _refuse_without_bank(of)
                return of.quote, False
            ref = self._file(w, of, fx=fx, paid=paid)
            w.answer(key, ref, default=default)
            w.journal("invoice issue", ref, quote=of.quote, total=total.facts())
        return ref, True

    @staticmethod
    def of_quote(r: Reading, quote_ref: str) -> str | None:
        """The invoice made of a quote or of its licence before, or None."""
        found: str | None = r.scalar(
            select(PaperRecord.ref)
            .join(InvoiceRecord, InvoiceRecord.paper_id == PaperRecord.id)
            .where(InvoiceRecord.quote == quote_ref)
        )
        return found

    def billed(self, quote: str) -> str | None:
        """The invoice made of a quote on file or of its licence, or None."""
        with self.desk.reading() as r:
            return self.of_quote(r, quote)

    def check(self, source: str) -> dict[str, Any]:
        """What `issue` would do, without doing it: the same refusals, and the amounts.

        A source that is billed already answers with that invoice: `issue` would give it again.
        """
        with self.desk.reading() as r:
            of = self._source(r, source)
            twin = self.of_quote(r, of.quote)
            if twin is None:
                self._refuse(r, of)
            payer = self.desk.quotes.payer(r, of.row)
            total = Money(of.revision.total_minor, of.revision.currency)
        return {
            "ref": twin,
            "state": "dry-run" if twin is None else "issued",
            "source": of.quote,
            "payer": payer.ref,
            "payer_name": payer.legal_name,
            "total": total.shown(),
            "notes": list(
                _missing(payer.ref, payer.legal_name, payer.address, then="")
                if twin is None
                else ()
            ),
        }

    def currency_of(self, paper: str) -> str:
        """The currency of an invoice, a quote or a licence. Raises NotFound."""
        with self.desk.reading() as r:
            if (kind_of(r, paper) or "invoice") == "invoice":
                ref = resolve(r, "invoice", paper)
                found: str = r.scalar(
                    select(InvoiceRecord.currency)
                    .join(PaperRecord, PaperRecord.id == InvoiceRecord.paper_id)
                    .where(PaperRecord.ref == ref)
                )
                return found
            of = self._source(r, paper)
            currency: str = of.revision.currency
            return currency

    def _source(self, r: Reading, source: str) -> _Source:
        if (kind_of(r, source) or "licence") == "quote":
            quote, licence, granted = resolve(r, "quote", source), None, None
            row = r.first(
                select(PaperRecord.ref, PaperRecord.issue_date).where(
                    PaperRecord.made_from == quote, PaperRecord.kind == "licence"
                )
            )
            if row is not None:
                licence, granted = row.ref, row.issue_date
        else:
            licence = resolve(r, "licence", source)
            found = r.first(
                select(LicenceRecord.quote, PaperRecord.issue_date)
                .join(PaperRecord, PaperRecord.id == LicenceRecord.paper_id)
                .where(PaperRecord.ref == licence)
            )
            assert found is not None  # noqa: S101  # resolved in this view
            if found.quote is None:
                raise Refused(
                    f"{licence} was filed from the old books and is billed there",
                    hint=f"syndicate licence show {licence}",
                )
            quote, granted = found.quote, found.issue_date
        quote_row = self.desk.quotes.row(r, quote)
        return _Source(
            quote=quote,
            row=quote_row,
            revision=self.desk.quotes.revision_row(r, quote_row),
            licence=licence,
            granted_on=granted,
        )

    def _refuse(self, r: Reading, of: _Source) -> None:
        if of.row.state != QuoteState.ACCEPTED.value:
            raise Refused(
                f"{of.quote} is {of.row.state}; only an accepted quote is billed",
                hint=f"syndicate quote accept {of.quote} --by NAME",
            )
        twin = self.of_quote(r, of.quote)
        if twin is not None:
            raise Refused(
                f"{of.licence or of.quote} is billed by {twin}, under another key",
                hint=f"syndicate invoice show {twin}",
            )
        if not of.revision.total_minor:
            raise Refused(
                f"{of.quote} is a no-fee grant; there is nothing to bill",
                hint=f"syndicate licence issue {of.quote}",
            )
        total = Money(of.revision.total_minor, of.revision.currency)
        paid = self.desk.payments.paid_on_quote(r, of.quote, total.currency)
        if of.licence is None and paid < total:  # what is paid for in full is billed all the same
            self.desk.licences.refuse_ungrantable(r, of.row)
        self.desk.publishers.refuse_without_account(r, total - min(paid, total))

    def _file(self, w: Writing, of: _Source, *, fx: Fx | None, paid: Money) -> str:
        desk = self.desk
        offered = json.loads(of.revision.facts)
        payer = desk.quotes.payer(w, of.row)
        net = Money.from_facts(offered["net"])
        tax = Money.from_facts(offered["tax"])
        total = Money.from_facts(offered["total"])
        home = desk.publishers.row(w).home_currency
        if fx is None and tax and net.currency != home:
            on_file = desk.currencies.between(w, net.currency, home)
            # an old one is not taken unasked: sterling VAT has to be right
            fx = on_file if on_file is not None and on_file.remark(w.today) is None else None
        home_net, home_tax = invoices.home_amounts(net, tax, home_currency=home, fx=fx)
        paid_on = desk.payments.last_day_on_quote(w, of.quote)
        tax_point = invoices.tax_point(
            granted_on=of.granted_on, invoiced_on=w.today, paid_on=paid_on
        )
        due = invoices.due_on(w.today, days=offered["payment_days"])
        lines: list[InvoiceLineFacts] = [
            {
                "n": line["n"],
                "description": invoices.line_description(
                    line, licence=of.licence, language=offered["language"]
                ),
                "quantity": "1",
                "unit_price": line["net"],
                "rate": offered["tax_treatment"]["rate"],
                "code": offered["tax_treatment"]["code"],
                "net": line["net"],
            }
            for line in offered["lines"]
        ]
        invoices.check_totals(
            [Money.from_facts(line["net"]) for line in lines], net=net, tax=tax, total=total
        )

        def build(drawn: Drawn, day: date) -> InvoiceFacts:
            return {
                "kind": "invoice",
                "number": drawn.ref,
                "issue_date": day.isoformat(),
                "tax_point": tax_point.isoformat(),
                "due_on": due.isoformat(),
                "language": offered["language"],
                "publisher": desk.publishers.facts(w, currency=net.currency),
                "licensee": offered["licensee"],
                "payer": payer.facts(),
                "licence": of.licence,
                "quote": of.quote,
                "po_number": of.row.po_number or offered["po_number"],
                "lines": lines,
                "net": net.facts(),
                "tax": tax.facts(),
                "total": total.facts(),
                "tax_treatment": offered["tax_treatment"],
                "home_tax": home_tax.facts() if home_tax is not None else None,
                "home_net": home_net.facts() if home_net is not None else None,
                "fx": fx.text if fx is not None and home_tax is not None else None,
                "paid": min(paid, total).facts() if paid else None,
                "payment_days": offered["payment_days"],
                "payment_reference": drawn.ref,
            }

        frozen = desk.papers.freeze(
            w,
            kind="invoice",
            build=build,
            made_from=of.licence or of.quote,
            language=offered["language"],
            state=InvoiceState.ISSUED.value,
        )
        w.insert(
            InvoiceRecord,
            paper_id=frozen.paper_id,
            party_id=desk.licensees.id_of(w, payer.ref),
            quote=of.quote,
            quote_revision_id=of.revision.id,
            licence=of.licence,
            currency=net.currency,
            net_minor=net.minor,
            tax_minor=tax.minor,
            total_minor=total.minor,
            treatment=of.revision.treatment,
            tax_point=tax_point,
            due_on=due,
        )
        for line in lines:
            w.insert(
                InvoiceLineRecord,
                paper_id=frozen.paper_id,
                n=line["n"],
                description=line["description"],
                net_minor=Money.from_facts(line["net"]).minor,
                code=line["code"],
                rate=line["rate"],
            )
        desk.payments.settle_from_quote(w, of.quote, frozen.paper_id, total)
        return frozen.ref

    def _pro_forma(self, quote: str) -> ProForma:
        printed = self.desk.papers.print_revision(quote, kind="pro-forma")
        shown = self.desk.quotes.show(quote)
        return ProForma(
            ref=quote,
            state="pro-forma",
            kind="pro-forma",
            total=shown.total,
            path=str(printed.path),
            sha256=printed.sha256,
            pages=printed.pages,
        )

    def balance(self, r: Reading, paper_id: int, total: Money) -> Money:
        """What is still open of an invoice."""
        paid = r.scalar(
            select(func.sum(AllocationRecord.minor)).where(AllocationRecord.invoice_id == paper_id)
        )
        return total - Money(int(paid or 0), total.currency)

    def show(self, invoice: str) -> Invoice:
        """One invoice. Raises NotFound."""
        with self.desk.reading() as r:
            ref = resolve(r, "invoice", invoice)
            row = r.first(
                select(
                    *InvoiceRecord.__table__.columns,
                    PaperRecord.kind,
                    PaperRecord.facts,
                    PaperRecord.facts_sha256,
                    PaperRecord.issue_date,
                    PaperStateRecord.state,
                    PartyRecord.ref.label("party"),
                    PartyRecord.legal_name,
                )
                .join(PaperRecord, PaperRecord.id == InvoiceRecord.paper_id)
                .join(PaperStateRecord, PaperStateRecord.paper_id == PaperRecord.id)
                .join(PartyRecord, PartyRecord.id == InvoiceRecord.party_id)
                .where(PaperRecord.ref == ref)
            )
            if row is None:
                raise NotFound(f"no invoice {ref}", hint="syndicate invoice list")
            total = Money(row.total_minor, row.currency)
            balance = self.balance(r, row.paper_id, total)
            printed = self.desk.papers.document_of(r, row.paper_id, "invoice")
            key = self.desk.papers.key_of(r, ref)
        facts = json.loads(row.facts)
        return Invoice(
            ref=ref,
            state=row.state,
            number=ref,
            kind="invoice",
            idempotency_key=key,
            licensee=row.party,
            licensee_name=row.legal_name,
            quote=row.quote,
            licence=row.licence,
            issue_date=row.issue_date.isoformat(),
            tax_point=row.tax_point.isoformat(),
            due_on=row.due_on.isoformat(),
            overdue=bool(balance) and row.due_on < self.desk.today,
            treatment=row.treatment,
            lines=tuple(facts["lines"]),
            net=facts["net"],
            tax=facts["tax"],
            total=facts["total"],
            balance=balance.shown(),
            path=str(printed.path) if printed else None,
            sha256=printed.sha256 if printed else None,
            pages=printed.pages if printed else None,
            facts_sha256=row.facts_sha256,
            notes=_missing(
                facts["payer"]["ref"], facts["payer"]["legal_name"], facts["payer"]["address"]
            ),
        )

    def on_file(self, *, open_only: bool = False) -> list[InvoiceLine]:
        """Every invoice, newest first, with what is still open."""
        return self.desk.lists.invoices(open_only=open_only)


def _refuse_without_bank(of: _Source) -> None:
    """Refuse a pro-forma of a quote that was frozen before its account was on file."""
    if json.loads(of.revision.facts)["publisher"]["bank"] is None:
        raise Refused(
            f"{of.quote} was priced before an account in {of.revision.currency} was on file",
            hint=f"syndicate quote revise {of.quote}",
        )


def _missing(
    ref: str, name: str, address: object, *, then: str = ", before the next one"
) -> tuple[str, ...]:
    """What a VAT invoice needs of the customer and would not state: article 226(5) of Directive 2006/112/EC."""
    if address:
        return ()
    mend = f"syndicate licensee edit {ref} --address{then}"
    return (f"it states no address of {name}, which a VAT invoice needs ({mend})",)
