"""Quotes between draft and answer: approved, reminded of, reopened, copied, and alternatives side by side."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from syndicate.documents.pictures import page_text
from syndicate.errors import BadInput, Refused
from syndicate.rules import dates
from syndicate.rules.articles import Basis
from syndicate.rules.articles.contributors import Role
from syndicate.rules.fees import Fx, Medium
from syndicate.rules.money import Money
from tests import builders


@pytest.fixture
def second(desk, home, clock):
    """The same desk under the hands of somebody else."""
    from syndicate.desk import open_desk

    settings = builders.settings(home, desk.settings.database, actor="jonas")
    with open_desk(settings, clock=clock) as other:
        yield other


def limited(desk, limit):
    with desk.writing() as w:
        from syndicate.records.publishers import PublisherRecord

        w.update(PublisherRecord, 1, approve_above=limit)
        w.journal("publisher edit", "publisher")


def waits(desk):
    """The commands that the morning list gives for quotes."""
    return [task.command for task in desk.morning.tasks() if task.section == "quote"]


def test_a_quote_above_the_limit_goes_out_when_a_second_person_approved_it(desk, second):
    limited(desk, 100)
    quote = desk.quotes.draft(builders.a_request(desk))
    assert (quote.state, quote.approval) == ("awaiting-approval", "it is above 100.00 GBP")
    assert [line.ref for line in desk.quotes.on_file(open_only=True)] == [quote.ref]
    assert waits(desk) == [f"syndicate quote approve {quote.ref} --as NAME"]
    with pytest.raises(Refused, match="waits for the approval of a second person") as why:
        desk.quotes.offer(quote.ref)
    assert why.value.hint == f"syndicate quote approve {quote.ref} --as NAME"
    with pytest.raises(Refused, match="mara drafted it"):
        desk.negotiations.approve(quote.ref)
    approved = second.negotiations.approve(quote.ref)
    assert (approved.state, approved.approved_by, approved.approval) == ("approved", "jonas", None)
    assert waits(desk) == [f"syndicate quote send {quote.ref}"]
    with pytest.raises(Refused, match="waits for nobody's approval"):
        second.negotiations.approve(quote.ref)
    # Another price is another decision.
    assert desk.quotes.revise(quote.ref).state == "awaiting-approval"
    second.negotiations.approve(quote.ref)
    desk.quotes.offer(quote.ref)
    assert desk.quotes.accept(quote.ref, by="Orla Finch").state == "accepted"
    # A limit that comes later holds for drafts that wait; below it nobody is asked.
    limited(desk, 1_000)
    small = desk.quotes.draft(
        builders.a_request(desk, licensee="Fenmouth Gazette plc", article="1")
    )
    assert (small.state, small.approval) == ("draft", None)
    limited(desk, 10)
    with pytest.raises(Refused, match="second person"):
        desk.quotes.offer(small.ref)


def test_what_machines_read_has_an_agreed_price_an_approver_and_every_contributors_yes(
    desk, second
):
    article = builders.an_article(desk)
    use = builders.a_use(medium=Medium.AI_TRAINING, audience=None, audience_unit=None)
    request = builders.a_request(desk, article=article, use=use)
    with pytest.raises(Refused, match="by negotiation, never by card"):
        desk.quotes.draft(request)
    price = {"agreed": Money.of("5000", "GBP"), "reason": "by letter"}
    with pytest.raises(Refused, match="nobody is credited for"):
        desk.quotes.draft(request, **price)
    who = desk.contributors.add("Nessa Vane", basis=Basis.STAFF).ref
    desk.contributors.credit(article, who, role=Role.AUTHOR)
    with pytest.raises(Refused, match=r"Nessa Vane \(CTR-000001\) has not said yes") as why:
        desk.quotes.draft(request, **price)
    assert why.value.hint == (
        f'syndicate article credit {article} --author {who} --machines "what was said"'
    )
    desk.contributors.credit(article, who, role=Role.AUTHOR, machines="mail of 3 May")
    quote = desk.quotes.draft(request, **price)
    assert quote.state == "awaiting-approval"
    assert quote.approval == "what machines read is never priced by card"
    assert "never by card" in quote.steps[-1]["input"]
    assert desk.quotes.replay(quote.ref) == (Money.of("5000", "GBP"),) * 2
    second.negotiations.approve(quote.ref)
    desk.quotes.offer(quote.ref)


def test_alternatives_stand_on_one_paper_and_the_licensee_takes_one(desk):
    request = builders.a_request(desk)
    lead = desk.quotes.draft(request).ref
    with pytest.raises(BadInput, match="differs in something"):
        desk.negotiations.offer_beside(lead, {"duration": dates.read_span("12m")})
    other = desk.negotiations.offer_beside(lead, {"duration": dates.read_span("perpetual")})
    cheap = desk.negotiations.offer_beside(
        lead,
        {"duration": dates.read_span("3m")},
        agreed=Money.of("80", "GBP"),
        reason="a first try",
    )
    shown = desk.quotes.show(lead)
    assert shown.revision == 3
    assert [one["ref"] for one in shown.beside] == [other.ref, cheap.ref]
    assert shown.beside[0]["change"] == {"duration": "perpetual"}
    assert [other.lines[0]["item"]["duration"], cheap.net["amount"]] == ["perpetual", "80.00"]
    with pytest.raises(Refused, match=f"goes out with {lead}"):
        desk.quotes.offer(other.ref)
    with pytest.raises(Refused, match=f"itself an alternative to {lead}"):
        desk.negotiations.offer_beside(other.ref, {"images": 2})

    again = desk.quotes.revise(cheap.ref, agreed=Money.of("90", "GBP"), reason="a second try")
    assert again.revision == 2
    assert desk.quotes.show(lead).revision == 4
    desk.quotes.offer(lead)
    assert {q.ref: q.state for q in desk.quotes.on_file()} == dict.fromkeys(
        (lead, other.ref, cheap.ref), "sent"
    )
    desk.quotes.accept(other.ref, by="Orla Finch")
    assert {q.ref: q.state for q in desk.quotes.on_file()} == {
        lead: "superseded", other.ref: "accepted", cheap.ref: "superseded",
    }  # fmt: skip
    licence = desk.licences.show(desk.licences.grant(other.ref))
    assert licence.items[0]["perpetual"]
    assert desk.requests.show(request).state == "won"


def test_who_declines_declines_all_and_one_alternative_is_withdrawn_alone(desk):
    request = builders.a_request(desk)
    lead = desk.quotes.draft(request).ref
    one, two = (
        desk.negotiations.offer_beside(lead, {"duration": dates.read_span(span)}).ref
        for span in ("3m", "24m")
    )
    desk.quotes.offer(lead)
    desk.quotes.withdraw(one, reason="not for three months")
    assert desk.requests.show(request).state == "quoted"
    desk.quotes.decline(lead, reason="budget")
    assert {q.ref: q.state for q in desk.quotes.on_file()} == {
        lead: "declined", one: "withdrawn", two: "declined",
    }  # fmt: skip
    assert desk.requests.show(request).state == "triaged"


def named(desk, quote):
    """The alternatives that the paper of a quote names."""
    with desk.reading() as r:
        revision = desk.quotes.revision_row(r, desk.quotes.row(r, quote))
    return [one["number"] for one in json.loads(revision.facts)["alternatives"]]


def test_a_paper_names_the_alternatives_that_can_be_accepted_and_no_other(desk, clock):
    lead = builders.a_quote(desk)
    one, two = (
        desk.negotiations.offer_beside(lead, {"duration": dates.read_span(span)}).ref
        for span in ("3m", "24m")
    )
    assert waits(desk) == [f"syndicate quote send {lead}"] * 3
    desk.quotes.withdraw(one, reason="not for three months")
    assert named(desk, lead) == [two]
    desk.quotes.offer(lead)
    clock.forward(days=31)
    desk.negotiations.reopen(lead)
    again = desk.quotes.show(two)
    assert (again.state, again.revision) == ("draft", 2)
    assert again.valid_until == desk.quotes.show(lead).valid_until
    assert named(desk, lead) == [two]
    desk.quotes.offer(lead)
    desk.quotes.accept(two, by="Orla Finch")
    # Nothing leads it any more: priced again it goes out by itself, on its own paper.
    desk.quotes.revise(two)
    assert waits(desk) == [f"syndicate quote send {two}"]
    desk.quotes.offer(two)
    assert desk.lists.unprinted() == [("quote", two)]


def test_an_offer_that_is_over_is_reopened_as_its_next_revision(desk, clock):
    quote = builders.a_quote(desk)
    with pytest.raises(Refused, match="is draft; only what was declined"):
        desk.negotiations.reopen(quote)
    for end in (
        lambda: desk.quotes.withdraw(quote, reason="a slip"),
        lambda: (desk.quotes.offer(quote), desk.quotes.decline(quote, reason="budget")),
        lambda: (desk.quotes.offer(quote), clock.forward(days=31)),
    ):
        before = desk.quotes.show(quote).revision
        end()
        back = desk.negotiations.reopen(quote)
        assert (back.state, back.revision) == ("draft", before + 1)
        assert desk.requests.show(back.request).state == "quoted"
    desk.quotes.withdraw(quote, reason="another came")
    other = desk.quotes.draft(desk.quotes.show(quote).request).ref
    with pytest.raises(Refused, match=f"{other} of the same request is open"):
        desk.negotiations.reopen(quote)


def test_a_licensee_is_reminded_of_an_offer_that_stands(desk, clock):
    quote = builders.a_quote(desk)
    with pytest.raises(Refused, match="is draft; nobody is reminded of it"):
        desk.negotiations.remind(quote)
    desk.quotes.offer(quote)
    clock.forward(days=10)
    assert desk.negotiations.remind(quote).reminded_on == "2026-12-03"
    (mail,) = [mail for mail in desk.mails.on_file() if mail.kind == "quote-reminder"]
    assert (mail.about, mail.state) == (quote, "draft")
    assert mail.subject == f"Quote {quote} stands until 23 December 2026"
    # It does not outlive the offer it reminds of.
    desk.quotes.revise(quote)
    assert [mail.state for mail in desk.mails.on_file()] == ["set-aside"]
    desk.quotes.offer(quote)
    desk.negotiations.remind(quote)
    desk.quotes.accept(quote, by="Orla Finch")
    assert {mail.state for mail in desk.mails.on_file()} == {"set-aside"}
    desk.quotes.revise(quote)
    desk.quotes.offer(quote)
    clock.forward(days=31)
    with pytest.raises(Refused, match="has lapsed") as why:
        desk.negotiations.remind(quote)
    assert why.value.hint == f"syndicate quote reopen {quote}"


def test_the_scope_of_a_quote_is_quoted_again_for_another_request_or_licensee(desk):
    use = builders.a_use(territories=("FR",), duration=dates.read_span("24m"))
    source = builders.a_quote(desk, request=builders.a_request(desk, use=use))
    rival = builders.a_licensee(desk, "Marl Bulletin plc")
    before = builders.rows(desk)
    with pytest.raises(Refused, match="still missing: outlet title, audience"):
        desk.negotiations.clone(source, licensee=rival)
    assert builders.rows(desk) == before
    made = desk.negotiations.clone(
        source, licensee=rival, outlet={"outlet_title": "Bulletin", "audience": 40_000}
    )
    item = made.lines[0]["item"]
    assert (made.licensee, item["outlet"]["title"], item["outlet"]["audience"]) == (
        rival, "Bulletin", 40_000,
    )  # fmt: skip
    assert (item["territories"], item["duration"]) == (["FR"], "24m")
    waits = builders.a_request(desk, licensee=rival, article="1")
    same = desk.negotiations.clone(source, request=waits)
    assert (same.request, same.lines[0]["item"]["duration"]) == (waits, "24m")
    assert same.lines[0]["item"]["territories"] == ["FR"]


def test_what_is_another_requests_own_stays_and_what_is_agreed_is_not_rewritten(desk):
    payer, client = (builders.a_licensee(desk, name) for name in ("Marl Holding plc", "Fen & Co"))
    request = builders.a_request(desk, payer=payer, end_client=client)
    source = builders.a_quote(desk, request=request)
    licensee = desk.quotes.show(source).licensee
    again = desk.requests.show(desk.negotiations.clone(source).request)
    assert (again.licensee, again.payer, again.end_client) == (licensee, payer, client)
    other = desk.negotiations.clone(
        source, licensee=payer, outlet={"outlet_title": "Marl", "audience": 9}
    )
    assert desk.requests.show(other.request).payer is None
    # The audience is the outlet's: neither its number nor its unit comes from another.
    waits = builders.a_request(
        desk, licensee=payer, article="1", use=builders.a_use(audience=None, audience_unit=None)
    )
    with pytest.raises(Refused, match="item 1 lacks audience"):
        desk.negotiations.clone(source, request=waits)
    taken = builders.a_request(desk, licensee=payer, article="1")
    quote = builders.an_accepted_quote(desk, quote=builders.a_quote(desk, request=taken))
    with pytest.raises(Refused, match=f"{quote} of {taken} was accepted"):
        desk.negotiations.clone(source, request=taken)
    lost = builders.a_request(desk, licensee=payer, article="1")
    desk.requests.decline(lost, reason="not for them")
    with pytest.raises(Refused, match=f"{lost} is declined .* not changed any more"):
        desk.negotiations.clone(source, request=lost)


def test_a_price_agreed_for_an_alternative_is_in_the_money_of_its_lead(printing, home):
    desk = printing
    fx = Fx(base="GBP", quote="EUR", rate=Decimal("1.25"), source="by hand", on=desk.today)
    lead = desk.quotes.draft(builders.a_request(desk), currency="EUR", fx=fx).ref
    words = ("--duration", "3m", "--agreed", "80", "--reason", "a first try")
    made = builders.Clerk(home).json("quote", "beside", lead, *words)
    assert made["net"] == {"amount": "80.00", "currency": "EUR"}
    assert made["fx"]["rate"] == "1.25"


def test_an_article_added_to_a_request_makes_its_quote_stale_and_is_no_part_of_its_scope(desk):
    request = builders.a_request(desk)
    quote = builders.a_quote(desk, request=request)
    other = builders.an_article(desk, url=f"{builders.TWIN_URL}-2")
    assert quote not in desk.quotes.stuck()
    desk.requests.add(request, other, use={})
    assert desk.quotes.stuck()[quote] == f"syndicate quote revise {quote}"
    with pytest.raises(Refused, match=f"{request} changed since {quote} was priced"):
        desk.quotes.offer(quote)
    assert len(desk.negotiations.clone(quote).lines) == 1
    assert len(desk.quotes.revise(quote).lines) == 2
    desk.quotes.offer(quote)


def test_the_last_deals_of_a_licensee_are_shown_where_another_is_negotiated(desk, clock):
    article, licensee = builders.an_article(desk), builders.a_licensee(desk)
    of = {"article": article, "licensee": licensee}
    dear = builders.a_licence(desk, **of)
    agreed = desk.quotes.draft(
        builders.a_request(desk, **of), agreed=Money.of("100", "GBP"), reason="by telephone"
    )
    assert [deal.licence for deal in agreed.deals] == [dear]
    cheap = builders.a_licence(desk, quote=builders.an_accepted_quote(desk, quote=agreed.ref))
    invoice = builders.an_invoice(desk, source=cheap)
    clock.forward(days=12)
    builders.a_payment(desk, invoice, "120.00 GBP")
    quote = desk.quotes.draft(builders.a_request(desk, **of))
    first, second = quote.deals
    assert (first.licence, first.scope) == (cheap, "website, GB, en, 2026-11-23 to 2027-11-22")
    assert (first.card["amount"], first.price["amount"], first.days_to_pay) == (
        "150.00",
        "100.00",
        12,
    )
    assert first.paid == {"amount": "120.00", "currency": "GBP"}
    assert (second.licence, second.card, second.days_to_pay) == (dear, second.price, None)
    assert [deal.open_breaches for deal in quote.deals] == [0, 0]
    assert desk.licensees.deals(licensee) == quote.deals


def test_the_page_for_the_desk_shows_each_step_and_the_paper_all_alternatives(printing):
    desk = printing
    article, licensee = builders.an_article(desk), builders.a_licensee(desk)
    builders.a_licence(desk, article=article, licensee=licensee)
    lead = desk.quotes.draft(builders.a_request(desk, article=article, licensee=licensee)).ref
    other = desk.negotiations.offer_beside(lead, {"duration": dates.read_span("perpetual")})
    page = " ".join(page_text(desk.negotiations.print_steps(lead).pdf).split())
    assert "For the desk alone. This page is not sent." in page
    for step in desk.quotes.show(lead).steps:
        assert step["rule"] in page
    assert "LIC-2026-00001" in page
    paper = desk.quotes.send(lead)
    text = " ".join(page_text(Path(paper.path).read_bytes()).split())
    assert "accept one of them by its number, and the others lapse. Number" in text
    assert other.ref in text
    assert "without end" in text
    assert "For the desk alone" not in text
    assert desk.papers.unprinted() == [("licence", "LIC-2026-00001")]
