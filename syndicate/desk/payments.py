"""Payments: booked on an invoice, or on the pro-forma of who pays first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from syndicate.desk.lists.payments import Payment
from syndicate.desk.references import kind_of, resolve
from syndicate.errors import BadInput, NotFound, Refused
from syndicate.records.invoices import InvoiceRecord
from syndicate.records.licences import LicenceItemRecord, LicenceRecord, ObligationRecord
from syndicate.records.papers import PaperRecord
from syndicate.records.payments import AllocationRecord, PaymentRecord
from syndicate.rules import invoices, payments
from syndicate.rules.money import Money
from syndicate.rules.quotes import QuoteState

if TYPE_CHECKING:
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key

__all__ = ["Payment", "Payments"]


class Payments:
    """The tray of payments."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def record(
        self,
        paper: str,
        *,
        amount: Money,
        received_on: date,
        withheld: Money | None = None,
        charge: Money | None = None,
        method: str | None = None,
        bank_reference: str | None = None,
        key: Key | None = None,
    ) -> Payment:
        """Book money that came in for an invoice, or for an accepted quote that is paid first.

        `withheld` (tax) and `charge` (a bank's) settle the invoice too. What is over stays unallocated.
        Raises BadInput for another currency, a negative amount or a day to come; NotFound; Refused.
        """
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                if received_on > w.today:
                    raise BadInput(
                        f"{received_on.isoformat()} has not come yet",
                        hint="--on the day it came in",
                    )
                if amount.minor < 0 or not (amount or withheld or charge):
                    raise BadInput("a payment is more than nothing", hint="--amount 300")
                if (kind_of(w, paper) or "invoice") == "quote":
                    if withheld or charge:
                        raise Refused(
                            "tax withheld and bank charges are booked on an invoice, not on a pro-forma",
                            hint="syndicate licensee edit LICENSEE --terms account\n"
                            f"syndicate invoice issue {paper}",
                        )
                    ref = self._on_quote(w, paper, amount, received_on, method, bank_reference)
                else:
                    ref = self._on_invoice(
                        w, paper, amount, received_on, withheld, charge, method, bank_reference
                    )
                w.answer(key, ref)
                w.journal("payment record", ref, paper=paper, amount=amount.facts())
        return self.show(ref)

    def currency_of(self, paper: str) -> str:
        """The currency of an invoice or a quote. Raises NotFound."""
        return self.desk.invoices.currency_of(paper)

    def _file(
        self,
        w: Writing,
        party_id: int,
        amount: Money,
        received_on: date,
        method: str | None,
        bank_reference: str | None,
        *,
        quote: str | None = None,
    ) -> tuple[int, str]:
        ref = w.draw("payment").ref
        payment_id = w.insert(
            PaymentRecord,
            ref=ref,
            party_id=party_id,
            quote=quote,
            received_on=received_on,
            currency=amount.currency,
            amount_minor=amount.minor,
            method=method,
            bank_reference=bank_reference,
            recorded_at=w.now,
            recorded_by=w.actor,
        )
        return payment_id, ref

    def _on_quote(
        self,
        w: Writing,
        paper: str,
        amount: Money,
        received_on: date,
        method: str | None,
        bank_reference: str | None,
    ) -> str:
        quote = resolve(w, "quote", paper)
        row = self.desk.quotes.row(w, quote)
        if row.state != QuoteState.ACCEPTED.value:
            raise Refused(
                f"{quote} is {row.state}; money is booked on an accepted quote",
                hint=f"syndicate quote accept {quote} --by NAME",
            )
        _same_currency(amount, row.currency, quote)
        payer = self.desk.licensees.id_of(w, self.desk.quotes.payer(w, row).ref)
        payment_id, ref = self._file(
            w, payer, amount, received_on, method, bank_reference, quote=quote
        )
        invoice = w.first(
            select(InvoiceRecord.paper_id, InvoiceRecord.total_minor).where(
                InvoiceRecord.quote == quote
            )
        )
        if invoice is not None:
            total = Money(invoice.total_minor, row.currency)
            self._allocate(w, payment_id, invoice.paper_id, total, cash=amount)
        return ref

    def _on_invoice(
        self,
        w: Writing,
        paper: str,
        amount: Money,
        received_on: date,
        withheld: Money | None,
        charge: Money | None,
        method: str | None,
        bank_reference: str | None,
    ) -> str:
        invoice = resolve(w, "invoice", paper)
        row = w.first(
            select(*InvoiceRecord.__table__.columns)
            .join(PaperRecord, PaperRecord.id == InvoiceRecord.paper_id)
            .where(PaperRecord.ref == invoice)
        )
        assert row is not None  # noqa: S101  # resolved in this view
        for part in (amount, withheld, charge):
            if part is not None:
                _same_currency(part, row.currency, invoice)
        payment_id, ref = self._file(w, row.party_id, amount, received_on, method, bank_reference)
        total = Money(row.total_minor, row.currency)
        if not self.desk.invoices.balance(w, row.paper_id, total):
            raise Refused(f"{invoice} is paid already", hint=f"syndicate invoice show {invoice}")
        self._allocate(
            w, payment_id, row.paper_id, total, cash=amount, withheld=withheld, charge=charge
        )
        return ref

    def _allocate(
        self,
        w: Writing,
        payment_id: int,
        invoice_id: int,
        total: Money,
        *,
        cash: Money,
        withheld: Money | None = None,
        charge: Money | None = None,
    ) -> None:
        """Settle an invoice with the parts of a payment, never beyond its balance, and move its state."""
        open_ = self.desk.invoices.balance(w, invoice_id, total)
        settled = payments.settle(open_, cash=cash, withheld=withheld, charge=charge)
        for kind, part in settled.parts:
            w.insert(
                AllocationRecord,
                payment_id=payment_id,
                invoice_id=invoice_id,
                kind=kind,
                minor=part.minor,
                at=w.now,
            )
        zero = Money.zero(total.currency)
        state = invoices.state_of(total, paid=total - settled.balance, credited=zero)
        self.desk.papers.set_state(w, invoice_id, state.value)
        if not settled.balance:
            self._meet_pay_duties(w, invoice_id)

    def _meet_pay_duties(self, w: Writing, invoice_id: int) -> None:
        """The duty to pay of the licence that an invoice bills is met."""
        for row in w.rows(
            select(ObligationRecord.id)
            .join(LicenceItemRecord, LicenceItemRecord.id == ObligationRecord.licence_item_id)
            .join(LicenceRecord, LicenceRecord.paper_id == LicenceItemRecord.paper_id)
            .join(InvoiceRecord, InvoiceRecord.quote == LicenceRecord.quote)
            .where(InvoiceRecord.paper_id == invoice_id, ObligationRecord.type == "pay")
        ):
            w.update(ObligationRecord, row.id, state="met")

    def settle_from_quote(self, w: Writing, quote: str, invoice_id: int, total: Money) -> None:
        """Let payments booked on a quote settle the invoice that has now been made of it."""
        for row in w.rows(
            select(PaymentRecord.id, PaymentRecord.amount_minor, PaymentRecord.currency)
            .where(PaymentRecord.quote == quote)
            .order_by(PaymentRecord.id)
        ):
            cash = Money(row.amount_minor, row.currency)
            if cash and self.desk.invoices.balance(w, invoice_id, total):
                self._allocate(w, row.id, invoice_id, total, cash=cash)

    @staticmethod
    def paid_on_quote(r: Reading, quote: str, currency: str) -> Money:
        """What came in for a quote, whether on its pro-forma or on its invoice."""
        on_quote = r.scalar(
            select(func.sum(PaymentRecord.amount_minor)).where(PaymentRecord.quote == quote)
        )
        on_invoice = r.scalar(
            select(func.sum(AllocationRecord.minor))
            .join(InvoiceRecord, InvoiceRecord.paper_id == AllocationRecord.invoice_id)
            .join(PaymentRecord, PaymentRecord.id == AllocationRecord.payment_id)
            .where(InvoiceRecord.quote == quote, PaymentRecord.quote.is_(None))
        )
        return Money(int(on_quote or 0) + int(on_invoice or 0), currency)

    @staticmethod
    def last_day_on_quote(r: Reading, quote: str) -> date | None:
        """The day of the first payment on a quote's pro-forma, or None."""
        found: date | None = r.scalar(
            select(func.min(PaymentRecord.received_on)).where(PaymentRecord.quote == quote)
        )
        return found

    def show(self, payment: str) -> Payment:
        """One payment. Raises NotFound."""
        with self.desk.reading() as r:
            ref = resolve(r, "payment", payment)
        found = [p for p in self.on_file() if p.ref == ref]
        if not found:
            raise NotFound(f"no payment {ref}", hint="syndicate payment list")
        return found[0]

    def on_file(self) -> list[Payment]:
        """Every payment, newest first."""
        return self.desk.lists.payments()


def _same_currency(part: Money, currency: str, paper: str) -> None:
    if part.currency != currency:
        raise BadInput(
            f"{paper} is in {currency}, not {part.currency}", hint=f"--amount '300 {currency}'"
        )
