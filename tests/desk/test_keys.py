"""The same key and words give the same answer, however often and however many ask at once."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from syndicate.desk.keys import Key
from syndicate.errors import Conflict, Refused
from syndicate.pages.read import read_source
from syndicate.rules.money import Money
from tests import builders


def key(command, words="a"):
    """A key as the command line hands it over."""
    return Key(f"key-of-{command.replace(' ', '-')}", command, words * 64)


def the_day(desk, words="a"):
    """Every verb that makes something, in the order of the day: its command and what it makes."""

    def keyed(command):
        return key(command, words)

    def article():
        raw = builders.TWIN.read_bytes()
        draft = replace(read_source(raw, name="twin.txt", url=None), url=builders.TWIN_URL)
        made = desk.articles.add(draft, raw=raw, source="twin.txt", key=keyed("article add"))
        return made.ref

    def licensee():
        made = desk.licensees.add(
            "Fenmouth Gazette plc",
            country="GB",
            customer_kind="business",
            key=keyed("licensee add"),
        )
        return made.ref

    def request():
        return desk.requests.log(
            "1", articles=["1"], use=builders.a_use(), key=keyed("request log")
        ).ref

    def accept():
        return desk.quotes.accept("1", by="Orla Finch", key=keyed("quote accept")).ref

    def payment():
        return desk.payments.record(
            "INV-2026-00001",
            amount=Money.of("80", "GBP"),
            received_on=desk.today,
            key=keyed("payment record"),
        ).ref

    def audit():
        return desk.audits.page(
            b"<html><body><p>A page about bread and nothing else at all.</p></body></html>",
            source="bread.html",
            url="https://nobody.example/",
            key=keyed("audit page"),
        ).snapshot_sha256

    def outlet():
        return desk.licensees.add_outlet("1", "Echo", key=keyed("licensee outlet add")).ref

    def terms():
        text = "## Terms\n\nAs agreed."
        return desk.publishers.adopt_terms(
            text, by="A. Reed", language="en", name="terms", key=keyed("terms adopt")
        )["ref"]

    return {
        "article add": article,
        "licensee add": licensee,
        "licensee outlet add": outlet,
        "terms adopt": terms,
        "request log": request,
        "quote draft": lambda: desk.quotes.draft("1", key=keyed("quote draft")).ref,
        "quote revise": lambda: desk.quotes.revise("1", key=keyed("quote revise")).ref,
        "quote send": lambda: desk.quotes.offer("1", key=keyed("quote send")),
        "quote accept": accept,
        "licence issue": lambda: desk.licences.grant("1", key=keyed("licence issue")),
        "invoice issue": lambda: desk.invoices.bill("QUO-2026-00001", key=keyed("invoice issue")),
        "payment record": payment,
        "audit page": audit,
    }


def test_every_verb_that_makes_something_is_done_once_under_its_key(desk):
    made = {}
    for command, act in the_day(desk).items():
        made[command] = act()
        if command == "article add":
            builders.settle(desk, made[command])
        head, rows = desk.journal.head(), builders.rows(desk)
        assert act() == made[command], command
        assert (desk.journal.head(), builders.rows(desk)) == (head, rows), command
    for command, act in the_day(desk).items():
        assert act() == made[command], command
    assert (desk.journal.head(), builders.rows(desk)) == (head, rows)
    for command, act in the_day(desk, words="b").items():
        with pytest.raises(Conflict, match="other words") as why:
            act()
        assert why.value.exit_code == 5, command
    assert (desk.journal.head(), builders.rows(desk)) == (head, rows)
    assert desk.licences.show("1").idempotency_key == "key-of-licence-issue"
    assert desk.invoices.show("1").idempotency_key == "key-of-invoice-issue"
    assert desk.journal.verify() == []


def test_without_a_key_what_the_source_fixes_is_given_again_and_all_else_is_made_anew(desk):
    quote = builders.an_accepted_quote(desk)
    licence = desk.licences.grant(quote)
    assert desk.licences.grant(quote) == licence
    invoice = desk.invoices.bill(licence)
    assert desk.invoices.bill(quote) == invoice
    assert desk.invoices.bill(licence) == invoice
    with pytest.raises(Refused, match=f"billed by {invoice}"):
        desk.invoices.bill(licence, key=key("invoice issue"))
    with pytest.raises(Refused, match=f"licensed as {licence}"):
        desk.licences.grant(quote, key=key("licence issue"))
    again = desk.requests.log("1", articles=["1"], use=builders.a_use()).ref
    assert again == "REQ-2026-00002"
    assert (builders.rows(desk)["licence"], builders.rows(desk)["invoice"]) == (1, 1)


def test_a_key_given_first_does_not_hide_the_paper_from_who_asks_without_one(desk):
    quote = builders.an_accepted_quote(desk)
    licence = desk.licences.grant(quote, key=key("licence issue"))
    assert desk.licences.grant(quote) == licence
    invoice = desk.invoices.bill(licence, key=key("invoice issue"))
    assert desk.invoices.bill(licence) == invoice
    assert desk.invoices.check(licence)["ref"] == invoice


def test_a_key_of_one_command_is_no_key_of_another(desk):
    quote = builders.an_accepted_quote(desk)
    shared = Key("one-key-for-all", "licence issue", "a" * 64)
    desk.licences.grant(quote, key=shared)
    with pytest.raises(Conflict, match="other words"):
        desk.invoices.bill(quote, key=replace(shared, command="invoice issue"))


def test_many_at_once_with_one_key_make_one_paper(ready_url, home, clock):
    with builders.opened(home, clock, url=ready_url) as desk:
        builders.an_accepted_quote(desk)
    made, failed = [], []
    ready = threading.Barrier(4)

    def clerk():
        with builders.opened(home, clock, url=ready_url) as desk:
            ready.wait()
            try:
                made.append(desk.invoices.bill("QUO-2026-00001", key=key("invoice issue")))
            except Conflict as error:
                failed.append(error)

    clerks = [threading.Thread(target=clerk) for _ in range(4)]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join()
    assert failed == []
    assert made == ["INV-2026-00001"] * 4
    with builders.opened(home, clock, url=ready_url) as desk:
        assert builders.rows(desk)["invoice"] == 1
        assert desk.journal.verify() == []


def test_many_at_once_draw_numbers_without_a_gap(ready_url, home, clock):
    with builders.opened(home, clock, url=ready_url) as desk:
        article, licensee = builders.an_article(desk), builders.a_licensee(desk)
        quotes = [
            builders.an_accepted_quote(desk, article=article, licensee=licensee) for _ in range(6)
        ]
    made = []

    def clerk(mine):
        with builders.opened(home, clock, url=ready_url) as desk:
            made.extend(desk.invoices.bill(desk.licences.grant(quote)) for quote in mine)

    clerks = [threading.Thread(target=clerk, args=(quotes[n::3],)) for n in range(3)]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join()
    assert sorted(made) == [f"INV-2026-{n:05d}" for n in range(1, 7)]
    with builders.opened(home, clock, url=ready_url) as desk:
        assert desk.journal.verify() == []


def test_an_allocation_and_a_certificate_are_made_once_under_their_keys(desk):
    first = builders.an_invoice(desk)
    withheld = Money.of("20", "GBP")
    payment = builders.a_payment(desk, first, "200.00 GBP", withheld=withheld)  # 40 are over
    again = builders.a_request(desk, article="1", licensee="1")
    second = desk.invoices.bill(
        builders.an_accepted_quote(desk, quote=desk.quotes.draft(again).ref)
    )
    for _ in range(2):
        allocated = desk.payments.allocate(
            payment, second, amount=Money.of("10", "GBP"), key=key("payment allocate", "a")
        )
        desk.payments.certify(payment, certificate=b"paper", key=key("payment certificate", "a"))
        assert allocated.unallocated == {"amount": "30.00", "currency": "GBP"}
    with pytest.raises(Conflict):
        desk.payments.allocate(payment, second, key=key("payment allocate", "b"))
    made = builders.rows(desk)
    assert (made["certificate"], made["allocation"]) == (1, 3)
