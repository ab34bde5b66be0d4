"""Payments: booked on an invoice, or on the pro-forma of who pays first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from syndicate.desk.lists.payments import Payment
from syndicate.desk.references import kind_of, resolve
from syndicate.errors import BadInput, NotFound, Refused
from syndicate.records.invoices import InvoiceRecord
from syndicate.records.licences import LicenceItemRecord, LicenceRecord, ObligationRecord
from syndicate.records.papers import PaperRecord
from syndicate.records.parties import PartyRecord
from syndicate.records.payments import AllocationRecord, CertificateRecord, PaymentRecord
from syndicate.rules import invoices, payments
from syndicate.rules.money import Money
from syndicate.rules.quotes import QuoteState

if TYPE_CHECKING:
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.rules.payments import Settled

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

    def allocate(
        self, payment: str, invoice: str, *, amount: Money | None = None, key: Key | None = None
    ) -> Payment:
        """Settle an open invoice of the same licensee with money that waits unallocated.

        Without an `amount` as much as waits and is open. Raises BadInput for another currency or an amount
        of nothing; NotFound; Refused for another licensee's invoice, for money that waits for the invoice
        of its own quote, and for more than waits or is open.
        """
        with self.desk.writing() as w:
            ref = resolve(w, "payment", payment)
            if w.answered(key) is None:
                paper = resolve(w, "invoice", invoice)
                paid = w.first(
                    select(*PaymentRecord.__table__.columns).where(PaymentRecord.ref == ref)
                )
                billed = _invoice_row(w, paper)
                if amount is not None:
                    _same_currency(amount, billed.currency, paper)
                self._refuse_allocation(w, paid, billed, paper)
                total = Money(billed.total_minor, billed.currency)
                left = Money(paid.amount_minor - _allocated(w, paid.id, "cash"), paid.currency)
                try:
                    settled = payments.assign(
                        left, self.desk.invoices.balance(w, billed.paper_id, total), amount=amount
                    )
                except Refused as why:
                    raise Refused(
                        f"{ref} for {paper}: {why.message}",
                        hint=f"syndicate payment show {ref}\nsyndicate invoice show {paper}",
                    ) from why
                self._settle(w, paid.id, billed.paper_id, total, settled)
                w.answer(key, ref)
                (used,) = (part for _, part in settled.parts)
                w.journal("payment allocate", ref, paper=paper, amount=used.facts())
        return self.show(ref)

    def _refuse_allocation(self, r: Reading, paid: Any, billed: Any, paper: str) -> None:  # noqa: ANN401
        """Raises Refused where the money of a payment is not there for an invoice."""
        if paid.party_id != billed.party_id:
            raise Refused(
                f"{paid.ref} came from {self._name(r, paid.party_id)}, and {paper} is "
                f"{self._name(r, billed.party_id)}’s to pay",
                hint="syndicate invoice list",
            )
        if paid.currency != billed.currency:
            raise Refused(
                f"{paid.ref} came in {paid.currency}, and {paper} is in {billed.currency}",
                hint="syndicate invoice list",
            )
        if paid.quote is not None and not r.scalar(
            select(func.count()).select_from(InvoiceRecord).where(InvoiceRecord.quote == paid.quote)
        ):
            raise Refused(
                f"{paid.ref} was paid on {paid.quote} and waits for its invoice",
                hint=f"syndicate invoice issue {paid.quote}",
            )

    def certify(
        self,
        payment: str,
        *,
        certificate: bytes,
        suffix: str = ".bin",
        dated_on: date | None = None,
        key: Key | None = None,
    ) -> Payment:
        """Keep the certificate for tax withheld from a payment; `dated_on` is the day it bears.

        A second one counts instead of the first, which stays on file; the same one twice is one.
        Raises BadInput for an empty file or a day to come; NotFound; Refused where no tax was withheld.
        """
        if not certificate:
            raise BadInput("the certificate is an empty file", hint="--file FILE, as it was sent")
        with self.desk.writing() as w:
            ref = resolve(w, "payment", payment)
            if w.answered(key) is None:
                if dated_on is not None and dated_on > w.today:
                    raise BadInput(
                        f"{dated_on.isoformat()} has not come yet",
                        hint="--on the day the certificate bears",
                    )
                payment_id = w.scalar(select(PaymentRecord.id).where(PaymentRecord.ref == ref))
                if not _allocated(w, payment_id, "withholding"):
                    raise Refused(
                        f"no tax was withheld from {ref}", hint=f"syndicate payment show {ref}"
                    )
                sha = self.desk.store.put(certificate, suffix)
                known = w.first(
                    select(CertificateRecord.sha256, CertificateRecord.dated_on)
                    .where(CertificateRecord.payment_id == payment_id)
                    .order_by(CertificateRecord.id.desc())
                )
                if known is None or (known.sha256, known.dated_on) != (sha, dated_on):
                    w.insert(
                        CertificateRecord,
                        payment_id=payment_id,
                        sha256=sha,
                        dated_on=dated_on,
                        recorded_at=w.now,
                        recorded_by=w.actor,
                    )
                    w.journal("payment certificate", ref, certificate=sha)
                w.answer(key, ref)
        return self.show(ref)

    @staticmethod
    def _name(r: Reading, party_id: int) -> str:
        found: str = r.scalar(select(PartyRecord.legal_name).where(PartyRecord.id == party_id))
        return found

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
        row = _invoice_row(w, invoice)
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
        self._settle(w, payment_id, invoice_id, total, settled)

    def _settle(
        self, w: Writing, payment_id: int, invoice_id: int, total: Money, settled: Settled
    ) -> None:
        """File what a payment does to an invoice, and move the invoice's state."""
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

    def owed(self, quote: str) -> Money:
        """What is still to come in for a quote that is paid first. Raises NotFound."""
        with self.desk.reading() as r:
            row = self.desk.quotes.row(r, resolve(r, "quote", quote))
            total = Money(row.total_minor, row.currency)
            paid = self.paid_on_quote(r, row.ref, row.currency)
        return total - min(paid, total)

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
            .where(
                InvoiceRecord.quote == quote,
                PaymentRecord.quote.is_distinct_from(quote),  # theirs are counted above, whole
            )
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


def _invoice_row(r: Reading, invoice: str) -> Any:  # noqa: ANN401
    row = r.first(
        select(*InvoiceRecord.__table__.columns)
        .join(PaperRecord, PaperRecord.id == InvoiceRecord.paper_id)
        .where(PaperRecord.ref == invoice)
    )
    assert row is not None  # noqa: S101  # resolved in this view
    return row


def _allocated(r: Reading, payment_id: int, kind: str) -> int:
    """What of a payment settled invoices, of one kind, in minor units."""
    found = r.scalar(
        select(func.sum(AllocationRecord.minor)).where(
            AllocationRecord.payment_id == payment_id, AllocationRecord.kind == kind
        )
    )
    return int(found or 0)
