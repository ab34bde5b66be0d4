"""Thirty deals walked side by side: after every step the morning list holds what is due, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicate.rules.money import Money
from syndicate.rules.requests import RequestState
from tests import builders

TERMS = ("account", "pay-first")
ANSWERS = ("accept", "accept", "decline", "accept", "withdraw")
PAYMENTS = ("whole", "part", "over", "withheld", "over and withheld")
FIRST_DAYS = (0, 40, 3)  # days from today: it starts today, or later


class Deal:
    """One deal: what it is to become, what of it exists, and what of it is due this morning."""

    def __init__(self, desk, n):
        self.desk, self.n = desk, n
        self.answer, self.paying = ANSWERS[n % 5], PAYMENTS[n % 7 % 5]
        self.first_day = desk.today + timedelta(days=FIRST_DAYS[n % 3])
        self.pays_first = TERMS[n % 4 == 3] == "pay-first"
        self.due: set[tuple[str, str]] = set()
        self.licence = None
        self.walk = self.steps()

    def steps(self):
        """Each step of the deal; after it `due` is what the list has to say of it."""
        desk, n = self.desk, self.n
        licensee = builders.a_licensee(
            desk,
            f"Paper {n:02} Ltd",
            email=f"rights@paper{n:02}.example",
            terms="pay-first" if self.pays_first else "account",
            new_licensee=True,
        )
        use = builders.a_use(
            outlet_title=f"Paper {n:02}",
            outlet_domain=f"paper{n:02}.example",
            first_use=self.first_day,
        )
        request = builders.a_request(desk, licensee=licensee, article="1", use=use)
        self.due = {("request", request)}
        yield
        quote = desk.quotes.draft(
            request, agreed=Money.of(f"{100 + n}", "GBP"), reason="agreed by telephone"
        ).ref
        self.due = {("quote", quote)}
        yield
        desk.quotes.offer(quote)
        self.due = {("paper", quote)}  # offered, not printed; its last day is far
        yield
        if self.answer != "accept":
            getattr(desk.quotes, self.answer)(quote, reason="budget")
            self.due = {("request", request)}
            yield
            desk.requests.close(request, as_=RequestState.LOST, reason="budget")
            self.due = set()
            yield
            return
        desk.quotes.accept(quote, by="Orla Finch")
        self.due = {("quote", quote)}
        yield
        yield from self.pays_then_is_granted(quote) if self.pays_first else self.is_billed(quote)

    def pays_then_is_granted(self, quote):
        """Who pays first: money, invoice, licence; each is the next thing due."""
        desk = self.desk
        total = Money.from_facts(desk.quotes.show(quote).total)
        builders.a_payment(desk, quote, f"{total.text} GBP")
        yield  # to be billed
        invoice = desk.invoices.bill(quote)
        self.due = {("quote", quote), ("paper", invoice)}
        yield
        licence = self.licence = desk.licences.grant(quote)
        self.due = {("paper", invoice), ("paper", licence)}
        yield

    def is_billed(self, quote):
        """An account customer: licence, invoice, then money in one of the ways it comes."""
        desk = self.desk
        licence = self.licence = desk.licences.grant(quote)
        kept = {("paper", licence)}
        self.due = kept | {("invoice", licence)}
        yield
        invoice = desk.invoices.bill(licence)
        kept |= {("paper", invoice)}
        self.due = set(kept)
        yield
        total = Money.from_facts(desk.invoices.show(invoice).total)
        tax = Money(total.minor // 10, "GBP") if "withheld" in self.paying else None
        cash = total - tax if tax else total
        cash = {"part": Money(total.minor // 2, "GBP"), "over": cash + cash}.get(
            self.paying.split()[0], cash
        )
        payment = builders.a_payment(desk, invoice, f"{cash.text} GBP", withheld=tax)
        over = {("not allocated", payment)} if self.paying.startswith("over") else set()
        self.due = kept | over | ({("tax certificate to come", payment)} if tax else set())
        yield
        if tax:
            desk.payments.certify(payment, certificate=f"tax of {payment}".encode())
            self.due = kept | over
            yield
        if over:
            left = Money.from_facts(desk.payments.show(payment).unallocated)
            request = builders.a_request(
                desk, licensee=desk.licences.show(licence).licensee, article="1"
            )
            another = desk.quotes.draft(request, agreed=left, reason="agreed by telephone").ref
            second = desk.invoices.bill(builders.an_accepted_quote(desk, quote=another))
            kept |= {("paper", second), ("quote", another)}
            self.due = kept | over
            yield
            desk.payments.allocate(payment, second)
            self.due = set(kept)
            yield
        if self.paying == "part":
            builders.a_payment(desk, invoice, f"{(total - cash).text} GBP")
            yield

    def waits(self):
        """What is due of the deal on this day."""
        starts = self.licence is not None and self.first_day == self.desk.today
        return self.due | ({("start", self.licence)} if starts else set())


def listed(desk):
    """What the morning list has: its sections by reference, of a payment what is to do."""
    found = [
        (t.what.split(":")[0] if t.section == "payment" else t.section, t.ref)
        for t in desk.morning.tasks()
    ]
    assert len(found) == len(set(found))
    return set(found)


# What is due is reckoned above the books; the lists of the other database have tests of their own.
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_morning_list_holds_what_thirty_deals_have_due_after_each_step_and_nothing_else(
    desk, clock
):
    builders.an_article(desk)
    deals = [Deal(desk, n) for n in range(30)]
    walking, steps = list(deals), 0
    while walking:
        for deal in list(walking):
            try:
                next(deal.walk)
            except StopIteration:
                walking.remove(deal)
                continue
            steps += 1
            assert listed(desk) == set().union(*(one.waits() for one in deals)), deal.n
    assert steps == 200
    starts = {ref for section, ref in listed(desk) if section == "start"}
    clock.forward(days=3)
    assert listed(desk) == set().union(*(one.waits() for one in deals))
    later = {ref for section, ref in listed(desk) if section == "start"}
    assert (len(starts), len(later), starts & later) == (6, 6, set())
    assert {(deal.answer, deal.pays_first, deal.paying) for deal in deals} >= {
        ("accept", False, paying) for paying in PAYMENTS
    } | {("decline", False, "part")}
    assert desk.journal.verify() == []
