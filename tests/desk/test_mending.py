"""What was logged, sent or paid and is put right: requests that end, come back, or stand under another name."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest

from syndicate.errors import NotFound, Refused
from syndicate.rules import dates
from syndicate.rules.requests import RequestState
from tests import builders


def refused(act):
    """What a refusal says, and what mends it."""
    with pytest.raises(Refused) as why:
        act()
    assert why.value.exit_code == 4
    return why.value.message, why.value.hint


def test_a_request_under_the_wrong_licensee_is_put_right_and_its_quote_revised(desk):
    other = builders.a_licensee(desk, "Marl Bulletin plc")
    request = builders.a_request(desk)
    quote = builders.a_quote(desk, request=request)
    mended = desk.requests.edit(request, licensee="Marl Bulletin plc")
    assert (mended.licensee, mended.quotes) == (other, (quote,))
    message, hint = refused(lambda: desk.quotes.offer(quote))
    assert message == f"{request} changed since {quote} was priced"
    assert hint == f"syndicate quote revise {quote}"
    (task,) = [t for t in desk.morning.tasks() if t.ref == quote]
    assert task.command == hint
    assert desk.quotes.revise(quote).licensee == other
    desk.quotes.offer(quote)
    desk.quotes.accept(quote, by="Orla Finch")
    message, hint = refused(lambda: desk.requests.edit(request, licensee="Fenmouth Gazette plc"))
    assert message == f"{quote} of {request} was accepted; its licensee stays"
    licence = desk.licences.show(desk.licences.grant(quote))
    assert licence.licensee == other


@pytest.mark.parametrize("as_", ["lost", "lapsed"])
def test_a_closed_request_is_not_edited_until_it_is_reopened(desk, as_):
    request = builders.a_request(desk, use=builders.a_use(territories=()))
    if as_ == "lost":
        desk.requests.edit(request, territories=("GB",))
        desk.quotes.withdraw(builders.a_quote(desk, request=request), reason="a test")
        desk.requests.edit(request, territories=())
    closed = desk.requests.close(request, as_=RequestState(as_), reason="no answer came")
    assert (closed.state, closed.reason, closed.questions) == (as_, "no answer came", ())
    message, hint = refused(lambda: desk.requests.edit(request, territories=("FR",)))
    assert message == f"{request} is {as_} (no answer came) and is not changed any more"
    assert hint == f"syndicate request reopen {request}"
    again = desk.requests.reopen(request)
    assert (again.state, again.reason) == ("triaged", None)
    assert again.questions
    assert desk.requests.edit(request, territories=("FR",)).items[0].use["territories"] == ["FR"]
    message, hint = refused(lambda: desk.requests.reopen(request))
    assert hint == f"syndicate request show {request}"


@pytest.mark.parametrize("as_", ["declined", "duplicate"])
def test_a_request_that_ended_for_good_is_logged_anew(desk, as_):
    request = builders.a_request(desk)
    if as_ == "declined":
        desk.requests.decline(request, reason="not ours")
    else:
        desk.requests.close(request, as_=RequestState.DUPLICATE, reason="came twice")
    for act in (
        lambda: desk.requests.edit(request, rush=True),
        lambda: desk.requests.reopen(request),
    ):
        _, hint = refused(act)
        assert hint == "syndicate request log --licensee PTY-000001 --article ART-000001"


def test_a_reopened_request_whose_offer_stands_is_quoted(desk):
    request = builders.a_request(desk)
    quote = builders.a_quote(desk, request=request)
    desk.quotes.offer(quote)
    desk.requests.close(request, as_=RequestState.LOST, reason="too dear")
    again = desk.requests.reopen(request)
    assert (again.state, again.quotes) == ("quoted", (quote,))


def test_the_use_of_what_was_paid_for_is_not_changed(desk):
    request = builders.a_request(desk, licensee=builders.a_licensee(desk, terms="pay-first"))
    quote = builders.an_accepted_quote(desk, quote=builders.a_quote(desk, request=request))
    paid = builders.a_payment(desk, quote, "80.00 GBP")
    message, _ = refused(lambda: desk.requests.edit(request, duration=dates.read_span("24m")))
    assert message.startswith(f"{paid} came in for {quote}; its price stands")
    assert desk.requests.edit(request, po_number="4711").po_number == "4711"


def test_what_is_still_to_come_in_for_a_quote_is_told(desk):
    licensee = builders.a_licensee(desk, terms="pay-first")
    quote = builders.an_accepted_quote(desk, licensee=licensee)
    assert str(desk.payments.owed(quote)) == "180.00 GBP"
    builders.a_payment(desk, quote, "80.00 GBP")
    assert str(desk.payments.owed(quote)) == "100.00 GBP"
    builders.a_payment(desk, quote, "120.00 GBP")
    assert not desk.payments.owed(quote)


def test_a_quote_and_its_pro_forma_are_two_mails_each_with_its_own_command(printing):
    desk = printing
    request = builders.a_request(desk, licensee=builders.a_licensee(desk, terms="pay-first"))
    quote = builders.a_quote(desk, request=request)
    desk.quotes.send(quote)
    lines = [t for t in desk.morning.tasks() if t.section == "mail"]
    assert [t.command for t in lines] == [f"syndicate mail sent {quote}"]
    desk.quotes.accept(quote, by="Orla Finch")
    desk.invoices.issue(quote)
    lines = [t for t in desk.morning.tasks() if t.section == "mail"]
    commands = [f"syndicate mail sent {quote} --kind {kind}" for kind in ("quote", "pro-forma")]
    assert [t.command for t in lines] == commands
    message, hint = refused(lambda: desk.mails.sent(quote))
    assert message == f"2 mails about {quote} wait: quote, pro-forma"
    assert hint == "\n".join(commands)
    names = set()
    for mail in desk.mails.on_file():
        (attached,) = message_from_bytes(mail.path.read_bytes(), policy=default).iter_attachments()
        names.add((mail.kind, attached.get_filename()))
    assert names == {("quote", f"{quote}.pdf"), ("pro-forma", f"{quote}-pro-forma.pdf")}
    sent = desk.mails.sent(quote, kind="quote")
    assert (sent.kind, sent.state) == ("quote", "sent")
    message, _ = refused(lambda: desk.mails.sent(quote, kind="quote"))
    assert message == f"the quote mail about {quote} is recorded as sent already"
    with pytest.raises(NotFound, match="no licence mail about"):
        desk.mails.sent(quote, kind="licence")
    assert desk.mails.sent(quote).kind == "pro-forma"
    assert desk.today == date(2026, 11, 23)
