"""Offers and what becomes of them: clashes said while drafting, quotes that end, requests that come back."""

from __future__ import annotations

from datetime import date

import pytest

from syndicate.desk import licences
from syndicate.errors import Refused
from syndicate.rules import dates
from syndicate.rules.requests import Exclusivity, Medium, RequestState
from tests import builders


@pytest.fixture
def sole(desk):
    """An article of which Fenmouth Gazette plc has the sole use in France until 2 December 2026."""
    article = builders.an_article(desk)
    use = builders.a_use(
        territories=("FR",),
        languages=("fr",),
        duration=dates.read_span("10d"),
        exclusivity=Exclusivity.SOLE,
    )
    licence = builders.a_licence(desk, article=article, use=use)
    return article, licence


def rival(desk, article, **changes):
    return builders.a_request(
        desk,
        licensee=builders.a_licensee(desk, "Marl Bulletin plc"),
        article=article,
        use=builders.a_use(
            **{"territories": ("FR",), "languages": ("fr",), "outlet_title": "Bulletin", **changes}
        ),
    )


def test_a_clash_is_named_when_the_quote_is_drafted_with_what_is_free_instead(desk, sole):
    article, licence = sole
    request = rival(desk, article)
    would = desk.quotes.estimate(request)
    quote = desk.quotes.draft(request)
    assert quote.state == "draft"
    (clash,) = quote.clashes
    assert would["clashes"][0].message == clash.message
    assert (clash.article, clash.licence, clash.kind) == (article, licence, "sole")
    assert clash.message == (
        f"sole to Fenmouth Gazette plc ({licence}): FR; fr; website; 2026-11-23 to 2026-12-02"
    )
    assert clash.offers[0] == "France, French, website is free from 3 December 2026"
    assert clash.free_from == "2026-12-03"
    assert clash.mend == f"syndicate request edit {request} --first-use 2026-12-03"
    with pytest.raises(Refused, match="France, French, website is free from 3 December") as why:
        desk.quotes.offer(quote.ref)
    assert (why.value.exit_code, why.value.hint) == (4, clash.mend)

    desk.requests.edit(request, first_use=date(2026, 12, 3))
    revised = desk.quotes.revise(quote.ref)
    assert revised.clashes == ()
    desk.quotes.offer(quote.ref)


def test_a_grant_made_meanwhile_stands_against_the_licence_of_an_accepted_quote(desk):
    article = builders.an_article(desk)
    quote = builders.an_accepted_quote(
        desk, quote=builders.a_quote(desk, request=rival(desk, article))
    )
    assert desk.quotes.show(quote).clashes == ()
    use = builders.a_use(
        territories=("FR",), languages=("fr",), outlet_title="Echo", exclusivity=Exclusivity.FIRST
    )
    licence = builders.a_licence(desk, article=article, use=use)
    (clash,) = desk.quotes.show(quote).clashes
    assert clash.licence == licence
    with pytest.raises(Refused, match=f"has first use \\({licence}\\)") as why:
        desk.licences.grant(quote)
    assert why.value.exit_code == 4
    assert desk.quotes.show(licence and desk.licences.show(licence).quote).clashes == ()


def test_a_clash_for_ever_is_said_with_the_places_that_are_free(desk):
    article = builders.an_article(desk)
    perpetual = builders.a_use(
        territories=("FR",),
        languages=("fr",),
        duration=dates.read_span("perpetual"),
        exclusivity=Exclusivity.SOLE,
    )
    builders.a_licence(desk, article=article, use=perpetual)
    request = rival(desk, article, territories=("150",))
    (clash,) = desk.quotes.draft(request).clashes
    assert clash.free_from is None
    assert clash.mend is None
    assert clash.offers == ("Europe without France, French, website is free",)


def waiting(desk, *refs):
    """What waits of these references; that a test did not print them is not what it asks."""
    return [t for t in desk.morning.tasks() if t.ref in refs and t.section != "paper"]


def state(desk, request):
    return desk.requests.show(request).state, desk.requests.on_file()[0].state


@pytest.mark.parametrize("end", ["withdraw", "decline"])
def test_a_quote_that_is_withdrawn_or_declined_brings_its_request_back(desk, end):
    request = builders.a_request(desk)
    quote = builders.a_quote(desk, request=request)
    desk.quotes.offer(quote)
    assert state(desk, request) == ("quoted", "quoted")
    getattr(desk.quotes, end)(quote, reason="too dear for them")
    assert state(desk, request) == ("triaged", "triaged")
    tasks = waiting(desk, request, quote)
    assert [t.section for t in tasks] == ["request"]
    assert quote in tasks[0].what
    if end == "decline":
        assert tasks[0].command == f"syndicate quote revise {quote}"
        assert desk.quotes.revise(quote).state == "draft"
    else:
        assert tasks[0].command == f"syndicate quote draft {request}"
        assert desk.quotes.draft(request).ref != quote
    assert state(desk, request) == ("quoted", "quoted")


def test_a_quote_that_lapsed_brings_its_request_back_until_it_is_offered_again(desk, clock):
    request = builders.a_request(desk)
    quote = builders.a_quote(desk, request=request)
    desk.quotes.offer(quote)
    clock.forward(days=31)
    assert state(desk, request) == ("triaged", "triaged")
    (task,) = waiting(desk, request, quote)
    assert (task.section, task.command) == ("quote", f"syndicate quote revise {quote}")
    desk.quotes.revise(quote)
    assert state(desk, request) == ("quoted", "quoted")


def test_a_request_that_comes_to_nothing_is_closed_and_waits_no_more(desk, clock):
    request = builders.a_request(desk)
    quote = builders.a_quote(desk, request=request)
    desk.quotes.offer(quote)
    desk.quotes.decline(quote, reason="too dear")
    closed = desk.requests.close(request, as_=RequestState.LOST, reason="they took another story")
    assert (closed.state, closed.reason) == ("lost", "they took another story")
    assert waiting(desk, request, quote) == []
    assert desk.journal.verify() == []


@pytest.mark.parametrize("end", ["withdraw", "decline"])
def test_an_accepted_quote_keeps_its_request_quoted_when_another_of_it_ends(desk, end):
    kept = builders.an_accepted_quote(desk)
    request = desk.quotes.show(kept).request
    other = builders.a_quote(desk, request=request)
    desk.quotes.offer(other)
    getattr(desk.quotes, end)(other, reason="one is enough")
    assert state(desk, request) == ("quoted", "quoted")
    desk.licences.grant(kept)
    assert state(desk, request) == ("won", "won")


@pytest.mark.parametrize("end", ["decline", "close"])
def test_a_request_is_not_ended_over_an_accepted_quote(desk, end):
    quote = builders.an_accepted_quote(desk)
    request = desk.quotes.show(quote).request
    how = {"as_": RequestState.LOST} if end == "close" else {}
    with pytest.raises(Refused, match=f"{quote} of {request} was accepted") as why:
        getattr(desk.requests, end)(request, reason="they went silent", **how)
    assert why.value.hint == (
        f'syndicate licence issue {quote}\nsyndicate quote withdraw {quote} --reason "…"'
    )
    assert state(desk, request) == ("quoted", "quoted")
    desk.quotes.withdraw(quote, reason="they went silent")
    ended = getattr(desk.requests, end)(request, reason="they went silent", **how)
    assert ended.state == ("lost" if end == "close" else "declined")


@pytest.mark.parametrize("sent", [False, True])
def test_who_comes_back_after_the_request_was_closed_takes_up_the_offer_that_stands(desk, sent):
    request = builders.a_request(desk)
    quote = builders.a_quote(desk, request=request)
    if sent:
        desk.quotes.offer(quote)
    desk.requests.close(request, as_=RequestState.LAPSED, reason="no answer came")
    if not sent:
        desk.quotes.offer(quote)
        assert state(desk, request) == ("quoted", "quoted")
    desk.quotes.accept(quote, by="Orla Finch")
    assert state(desk, request) == ("quoted", "quoted")
    desk.licences.grant(quote)
    assert state(desk, request) == ("won", "won")


@pytest.mark.parametrize("end", ["declined", "duplicate"])
@pytest.mark.parametrize("sent", [False, True])
def test_nothing_is_offered_or_accepted_on_a_request_that_ended_for_good(desk, end, sent):
    request = builders.a_request(desk)
    quote = builders.a_quote(desk, request=request)
    if sent:
        desk.quotes.offer(quote)
    if end == "declined":
        desk.requests.decline(request, reason="not for sale")
    else:
        desk.requests.close(request, as_=RequestState.DUPLICATE, reason="came twice")
    with pytest.raises(Refused, match=f"{request} is {end}; {quote} is no longer on offer") as why:
        desk.quotes.accept(quote, by="Orla Finch") if sent else desk.quotes.offer(quote)
    assert why.value.hint == f"syndicate request show {request}"
    assert desk.quotes.show(quote).state == ("sent" if sent else "draft")


def test_what_lies_unsent_of_an_offer_is_set_aside_when_it_ends(desk):
    quote = builders.a_quote(desk)
    desk.quotes.send(quote)
    assert [m.state for m in desk.mails.on_file() if m.about == quote] == ["draft"]
    desk.quotes.withdraw(quote, reason="wrong outlet")
    assert [m.state for m in desk.mails.on_file() if m.about == quote] == ["set-aside"]
    assert [t.section for t in desk.morning.tasks()] == ["request"]


def test_an_accepted_quote_is_not_declined_once_its_pro_forma_is_out(printing):
    desk = printing
    quote = builders.an_accepted_quote(desk, licensee=builders.a_licensee(desk, terms="pay-first"))
    desk.invoices.issue(quote)
    with pytest.raises(Refused, match="pro-forma is out") as why:
        desk.quotes.decline(quote, reason="they went bankrupt")
    assert why.value.exit_code == 4
    assert why.value.hint == f'syndicate quote withdraw {quote} --reason "…"'
    assert desk.quotes.show(quote).state == "accepted"
    assert desk.quotes.withdraw(quote, reason="they went bankrupt").state == "withdrawn"


@pytest.mark.parametrize("end", ["decline", "withdraw", "revise"])
@pytest.mark.parametrize("paper", ["licence", "invoice", "payment"])
def test_a_quote_from_which_a_paper_or_money_came_stands(desk, end, paper):
    terms = "pay-first" if paper == "payment" else "account"
    quote = builders.an_accepted_quote(desk, licensee=builders.a_licensee(desk, terms=terms))
    ref = {
        "licence": desk.licences.grant,
        "invoice": desk.invoices.bill,
        "payment": lambda q: builders.a_payment(desk, q, "180.00 GBP"),
    }[paper](quote)
    verb = getattr(desk.quotes, end)
    with pytest.raises(Refused, match=ref) as why:
        verb(quote) if end == "revise" else verb(quote, reason="too late")
    assert (why.value.exit_code, bool(why.value.hint)) == (4, True)
    assert desk.quotes.show(quote).state == "accepted"


def test_an_accepted_quote_is_declined_while_nothing_was_made_from_it(desk):
    quote = builders.an_accepted_quote(desk)
    assert desk.quotes.decline(quote, reason="they changed their mind").state == "declined"


def test_an_accepted_quote_without_a_licence_waits_on_the_morning_list(desk, clock):
    account = builders.an_accepted_quote(desk)
    first = builders.an_accepted_quote(
        desk,
        article="1",
        licensee=builders.a_licensee(desk, "Marl Bulletin plc", terms="pay-first"),
    )

    clock.forward(days=45)  # its last day is past, which an accepted quote does not mind

    def said(ref):
        return [(t.what, t.command) for t in waiting(desk, ref)]

    ((what, command),) = said(account)
    assert ("accepted" in what, command) == (True, f"syndicate licence issue {account}")
    ((_, command),) = said(first)
    assert command == f"syndicate invoice issue {first}"
    builders.a_payment(desk, first, "180.00 GBP")
    ((what, command),) = said(first)
    assert ("paid" in what, command) == (True, f"syndicate invoice issue {first}")
    desk.invoices.bill(first)
    ((_, command),) = said(first)
    assert command == f"syndicate licence issue {first}"
    desk.licences.grant(first)
    licence = desk.licences.grant(account)
    assert said(account) == said(first) == []
    unbilled = f"syndicate invoice issue {licence}"
    assert [what for what, command in said(licence) if command == unbilled] == [
        "not billed: Fenmouth Gazette plc, 180.00 GBP"
    ]
    desk.invoices.bill(licence)
    assert unbilled not in [command for _, command in said(licence)]


def test_of_many_grants_in_the_way_the_first_are_named_and_the_others_counted(desk, monkeypatch):
    monkeypatch.setattr(licences, "NAMED", 2)
    article = builders.an_article(desk)
    use = builders.a_use(territories=("FR",), languages=("fr",))
    holder = builders.a_licensee(desk)
    held = [builders.a_licence(desk, article=article, licensee=holder, use=use) for _ in range(4)]
    quote = desk.quotes.draft(rival(desk, article, exclusivity=Exclusivity.SOLE))
    assert [clash.licence for clash in quote.clashes] == [*held[:2], ""]
    assert quote.clashes[-1].message == "2 more grants stand against it"
    assert {clash.free_from for clash in quote.clashes} == {"2027-11-23"}


def test_a_first_use_that_is_past_is_said_with_the_request_and_with_the_offer(desk):
    use = builders.a_use(first_use=date(2025, 11, 22))
    request = builders.a_request(desk, use=use)
    said = (
        "asked from 22 November 2025, offered from 23 November 2026: nothing is granted for days "
        "that are past"
    )
    assert said in desk.requests.show(request).notes
    would = desk.quotes.estimate(request)
    quote = desk.quotes.show(builders.a_quote(desk, request=request))
    assert f"ART-000001: {said}" in would["notes"]
    assert f"ART-000001: {said}" in quote.notes
    assert quote.lines[0]["item"]["starts_on"] == "2026-11-23"
    assert desk.requests.show(request).notes == ()  # the offer says it now


def test_months_asked_for_a_newspaper_are_said_to_be_left_out(desk):
    use = builders.a_use(medium=Medium.NEWSPAPER, audience_unit="circulation")
    quote = desk.quotes.show(builders.a_quote(desk, request=builders.a_request(desk, use=use)))
    assert (
        "ART-000001: a use in a newspaper is for once, not for a time: the 12 months asked for are "
        "left out"
    ) in quote.notes
