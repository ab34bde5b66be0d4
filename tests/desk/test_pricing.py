"""Quotes: every step kept, replayed to the minor unit, and bound to what was priced."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from syndicate.documents.pictures import page_text
from syndicate.errors import BadInput, Refused
from syndicate.rules import dates
from syndicate.rules.articles import Act
from syndicate.rules.fees import Fx
from syndicate.rules.money import Money
from syndicate.rules.requests import Exclusivity, Medium, Purpose, TranslationBy
from tests import builders


def gbp(amount):
    return {"amount": amount, "currency": "GBP"}


def test_every_step_stands_between_the_card_and_the_total(desk):
    use = builders.a_use(territories=("GB", "IE"), exclusivity=Exclusivity.SOLE, rush=True)
    quote = desk.quotes.show(builders.a_quote(desk, request=builders.a_request(desk, use=use)))
    chain = [(s["rule"], s["factor"], s["before"], s["after"]) for s in quote.steps]
    assert chain[0] == ("base", "150", "0", "150")
    for earlier, later in pairwise(chain):
        assert later[2] == earlier[3]
    assert ("territory", "1.4", "150", "210") in chain
    assert ("exclusivity", "2", "210", "420") in chain
    assert chain[-1][0] == "rounding"
    assert chain[-1][3] == "525.00"
    assert (quote.net, quote.tax, quote.total) == (gbp("525.00"), gbp("105.00"), gbp("630.00"))
    assert (quote.card, quote.engine) == ("demo-card-invented/2026.1", 1)


def test_a_quote_replays_to_the_same_minor_unit_under_its_own_card(desk, clock):
    uses = [
        builders.a_use(territories=("GB", "IE"), languages=("en", "fr")),
        builders.a_use(duration=dates.read_span("3m"), purpose=Purpose.CHARITY),
        builders.a_use(
            medium=Medium.NEWSPAPER, audience=51_000, audience_unit="circulation", duration=None
        ),
    ]
    article, licensee = builders.an_article(desk), builders.a_licensee(desk)
    quotes = [
        builders.a_quote(
            desk,
            request=builders.a_request(desk, use=use, article=article, licensee=licensee),
        )
        for use in uses
    ]
    clock.forward(days=40)
    dearer = (
        desk.rates.sample()
        .replace('"2026.1"', '"2026.2"')
        .replace("[250_000, 150]", "[250_000, 190]")
    )
    desk.rates.file(dearer)
    assert [desk.quotes.replay(quote) for quote in quotes] == [
        (Money.of(amount, "GBP"),) * 2 for amount in ("283.50", "60.00", "280.00")
    ]
    assert desk.quotes.show(quotes[0]).net == gbp("283.50")
    assert desk.quotes.revise(quotes[0]).net == gbp("359.10")
    assert desk.quotes.replay(quotes[0]) == (Money.of("359.10", "GBP"),) * 2


def test_an_agreed_price_is_the_last_step_with_the_difference_and_the_reason(desk):
    quote = desk.quotes.show(
        builders.a_quote(desk, agreed=Money.of("300", "GBP"), reason="by telephone with O. Finch")
    )
    last = quote.steps[-1]
    assert (last["rule"], last["before"], last["factor"], last["after"]) == (
        "agreed",
        "150.00",
        "+150.00",
        "300.00",
    )
    assert last["input"] == "by telephone with O. Finch; agreed by mara"
    assert (quote.net, quote.total) == (gbp("300.00"), gbp("360.00"))
    assert desk.quotes.replay(quote.ref) == (Money.of("300", "GBP"),) * 2


def test_an_agreed_price_is_kept_by_a_revision_until_the_card_or_another_price_ends_it(desk):
    request = builders.a_request(desk)
    quote = builders.a_quote(desk, request=request, agreed=Money.of("300", "GBP"), reason="phone")
    desk.requests.edit(request, duration=dates.read_span("24m"))
    kept = desk.quotes.revise(quote)
    assert (kept.net, kept.revision) == (gbp("300.00"), 2)
    assert kept.notes[0] == (
        "agreed price kept: 300.00 GBP, phone; agreed by mara "
        f"(syndicate quote revise {quote} --by-card)"
    )
    with pytest.raises(
        BadInput, match="the price agreed is in GBP, the quote would be in KWD"
    ) as why:
        desk.quotes.revise(quote, currency="KWD")
    assert why.value.hint is not None
    assert f"syndicate quote revise {quote} --by-card" in why.value.hint
    another = desk.quotes.revise(quote, agreed=Money.of("350", "GBP"), reason="longer")
    assert (another.net, another.notes) == (gbp("350.00"), ())
    assert desk.quotes.revise(quote).net == gbp("350.00")
    with pytest.raises(BadInput, match="not both"):
        desk.quotes.revise(quote, agreed=Money.of("350", "GBP"), reason="longer", by_card=True)
    card = desk.quotes.revise(quote, by_card=True)
    assert card.notes == ()
    assert card.net not in (gbp("300.00"), gbp("350.00"))
    assert desk.quotes.revise(quote).net == card.net
    filed, again = desk.quotes.replay(quote)
    assert filed == again


def test_an_agreed_price_in_dinars_is_kept_without_a_rate(migrated_url, home, clock):
    with builders.a_desk(migrated_url, home, clock) as desk:
        desk.publishers.change(banks={"KWD": ("IBAN: KW81 CBKU 0000 0000 0000 1234 5601 01",)})
        licensee = builders.a_licensee(desk, country="KW")
        request = builders.a_request(desk, licensee=licensee)
        quote = builders.a_quote(
            desk, request=request, agreed=Money.of("150", "KWD"), reason="phone", currency="KWD"
        )
        assert desk.quotes.revise(quote).net == {"amount": "150.000", "currency": "KWD"}


def test_an_agreed_price_needs_its_reason(desk):
    request = builders.a_request(desk)
    with pytest.raises(BadInput, match="reason") as why:
        desk.quotes.draft(request, agreed=Money.of("300", "GBP"))
    assert why.value.hint is not None
    assert "--reason" in why.value.hint
    assert builders.rows(desk)["quote"] == 0


def test_a_price_agreed_at_nothing_is_a_no_fee_licence_that_is_never_billed(desk):
    quote = builders.an_accepted_quote(
        desk,
        quote=builders.a_quote(desk, agreed=Money.of("0", "GBP"), reason="goodwill"),
    )
    licence = desk.licences.grant(quote)
    assert desk.licences.show(licence).net == gbp("0.00")
    with pytest.raises(Refused, match="no-fee grant"):
        desk.invoices.bill(licence)


def test_money_of_the_licensee_is_turned_over_once_with_its_rate_and_source(desk):
    fx = Fx(base="GBP", quote="EUR", rate=Decimal("1.1734"), source="a bank", on=date(2026, 11, 20))
    quote = desk.quotes.show(builders.a_quote(desk, currency="EUR", fx=fx))
    assert quote.net == {"amount": "176.01", "currency": "EUR"}
    assert any("a bank" in s["input"] for s in quote.steps)
    assert desk.quotes.replay(quote.ref) == (Money.of("176.01", "EUR"),) * 2


def a_rate(day=date(2026, 11, 20), rate="1.1734"):
    return Fx(base="GBP", quote="EUR", rate=Decimal(rate), source="a bank", on=day)


def test_a_rate_is_frozen_on_the_paper_and_taken_over_by_a_revision(desk, clock):
    request = builders.a_request(desk, use=builders.a_use(first_use=date(2027, 2, 1)))
    quote = builders.a_quote(desk, request=request, currency="EUR", fx=a_rate())
    shown = desk.quotes.show(quote)
    assert shown.fx == {
        "base": "GBP", "quote": "EUR", "rate": "1.1734", "source": "a bank", "on": "2026-11-20",
    }  # fmt: skip
    assert shown.notes == ()
    clock.forward(days=20)
    revised = desk.quotes.revise(quote)
    assert (revised.fx, revised.net) == (shown.fx, shown.net)
    assert revised.notes == (
        "the rate is of 20 November 2026, 23 days old: 1 GBP = 1.1734 EUR, a bank, 2026-11-20",
    )
    fresh = desk.quotes.revise(quote, fx=a_rate(date(2026, 12, 11), "1.2"))
    assert (fresh.net["amount"], fresh.notes) == ("180.00", ())
    clock.forward(days=400)
    assert desk.quotes.show(quote).notes == ()  # the age is that of the day it was priced


def test_a_rate_is_fresh_for_seven_days_and_never_of_a_day_to_come(desk):
    request = builders.a_request(desk)
    for day, said in ((date(2026, 11, 16), 0), (date(2026, 11, 15), 1)):
        would = desk.quotes.estimate(request, currency="EUR", fx=a_rate(day))
        assert len(would["notes"]) == said
    with pytest.raises(BadInput, match="has not come yet"):
        desk.quotes.draft(request, currency="EUR", fx=a_rate(date(2026, 11, 24)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Rate of exchange: 1 GBP = 1.1734 EUR, a bank, 20 November 2026"),
        ("fr", "Taux de change : 1 GBP = 1,1734 EUR, a bank, 20 novembre 2026"),
    ],
)
def test_the_rate_stands_on_the_quote_and_on_its_pro_forma(printing, language, said):
    desk = printing
    licensee = builders.a_licensee(desk, terms="pay-first", language=language)
    request = builders.a_request(desk, licensee=licensee)
    quote = desk.quotes.send(desk.quotes.draft(request, currency="EUR", fx=a_rate()).ref)
    desk.quotes.accept(quote.ref, by="Orla Finch")
    for paper in (quote, desk.invoices.issue(quote.ref)):
        text = " ".join(page_text(Path(paper.path).read_bytes()).split())
        assert said in text


def test_what_is_missing_to_price_is_named_with_the_flags_that_fill_it(desk):
    request = builders.a_request(desk, use=builders.a_use(territories=(), audience=None))
    with pytest.raises(Refused, match="lacks audience, territories") as why:
        desk.quotes.draft(request)
    assert why.value.hint == (
        f"syndicate request edit {request} --audience NUMBER --territory COUNTRY"
    )
    assert desk.requests.show(request).state == "info-needed"
    edited = desk.requests.edit(request, territories=("GB",), audience=90_000)
    assert edited.state == "triaged"
    assert desk.quotes.draft(request).net == gbp("150.00")


def test_the_invented_card_prices_nothing_for_a_publisher_that_is_real(
    ready_url, home, clock, press
):
    with builders.opened(home, clock, url=ready_url, press=press) as desk:
        from syndicate.exchange.publisher import read_publisher

        real = builders.a_publisher(specimen="false")
        desk.publishers.edit(read_publisher(real.encode(), name="publisher.toml"))
        request = builders.a_request(desk)
        with pytest.raises(Refused, match="invented sample") as why:
            desk.quotes.draft(request)
        assert why.value.exit_code == 4
        assert why.value.hint is not None
        assert "--agreed" in why.value.hint
        agreed = desk.quotes.draft(request, agreed=Money.of("300", "GBP"), reason="telephone")
        assert (agreed.card, agreed.net) == (None, gbp("300.00"))
        assert [s["rule"] for s in agreed.steps] == ["agreed"]


def test_without_any_card_only_an_agreed_price_is_quoted(migrated_url, home, clock):
    with builders.a_desk(migrated_url, home, clock, card="") as desk:
        request = builders.a_request(desk)
        with pytest.raises(Refused, match="no rate card is in force") as why:
            desk.quotes.draft(request)
        assert why.value.hint is not None
        assert "rate import" in why.value.hint
        quote = desk.quotes.draft(request, agreed=Money.of("300", "GBP"), reason="telephone")
        assert quote.total == gbp("360.00")


def test_a_quote_is_accepted_only_after_it_was_sent(desk):
    quote = builders.a_quote(desk)
    with pytest.raises(Refused, match="has not been sent") as why:
        desk.quotes.accept(quote, by="Orla Finch")
    assert why.value.hint == f"syndicate quote send {quote}"
    with pytest.raises(Refused, match="is draft"):
        desk.licences.grant(quote)


def test_a_quote_lapses_after_its_last_day_and_is_priced_anew(desk, clock):
    quote = builders.a_quote(desk)
    desk.quotes.offer(quote)
    assert desk.quotes.show(quote).valid_until == "2026-12-23"
    clock.forward(days=30)
    assert desk.quotes.show(quote).state == "sent"
    clock.forward(days=1)
    assert desk.quotes.show(quote).state == "expired"
    with pytest.raises(Refused, match="lapsed") as why:
        desk.quotes.accept(quote, by="Orla Finch")
    assert why.value.hint == f"syndicate quote revise {quote}"
    accepted = desk.quotes.accept(quote, by="Orla Finch", on=date(2026, 12, 23))
    assert (accepted.state, accepted.accepted_on) == ("accepted", "2026-12-23")


def test_a_draft_that_lapsed_is_not_offered(desk, clock):
    quote = builders.a_quote(desk)
    clock.forward(days=31)
    with pytest.raises(Refused, match="stand until 2026-12-23") as why:
        desk.quotes.offer(quote)
    assert why.value.hint == f"syndicate quote revise {quote}"
    assert desk.quotes.revise(quote).valid_until == "2027-01-23"


def test_an_acceptance_keeps_who_when_the_evidence_and_the_purchase_order(desk):
    quote = builders.a_quote(desk)
    desk.quotes.offer(quote)
    accepted = desk.quotes.accept(
        quote,
        by="Orla Finch",
        how="mail",
        evidence=b"Agreed. O. Finch",
        evidence_suffix=".txt",
        po_number="PO-4711",
    )
    assert (accepted.accepted_by, accepted.accepted_on) == ("Orla Finch", "2026-11-23")
    assert accepted.po_number == "PO-4711"
    assert desk.store.get(accepted.evidence_sha256) == b"Agreed. O. Finch"
    invoice = desk.invoices.bill(desk.licences.grant(quote))
    assert builders.facts_of(desk, invoice)["po_number"] == "PO-4711"


def test_a_day_to_come_is_no_day_of_acceptance(desk):
    quote = builders.a_quote(desk)
    desk.quotes.offer(quote)
    with pytest.raises(BadInput, match="has not come yet"):
        desk.quotes.accept(quote, by="Orla Finch", on=date(2026, 11, 24))


@pytest.mark.parametrize("change", ["a new version", "a ruling"])
def test_what_changed_since_the_price_is_priced_again_before_it_is_accepted_or_licensed(
    desk, change
):
    article = builders.an_article(desk)
    sent = builders.a_quote(desk, request=builders.a_request(desk, article=article))
    desk.quotes.offer(sent)
    accepted = builders.an_accepted_quote(
        desk, article=article, licensee=builders.a_licensee(desk, "Marl Bulletin plc")
    )
    if change == "a ruling":
        desk.articles.clear(article, numbers=[9], act=Act.EXCLUDE, by="A. Reed")
    else:
        raw = builders.TWIN.read_bytes().replace(b"340 crowns", b"360 crowns")
        builders.an_article(desk, raw=raw, settled=False, update=True)
    with pytest.raises(Refused, match="changed since") as why:
        desk.quotes.accept(sent, by="Orla Finch")
    assert why.value.hint == f"syndicate quote revise {sent}"
    with pytest.raises(Refused, match=f"{article} changed since {accepted} was priced") as why:
        desk.licences.grant(accepted)
    assert why.value.exit_code == 4
    assert why.value.hint == f"syndicate quote revise {accepted}"
    revised = desk.quotes.revise(accepted)
    assert (revised.state, revised.revision, revised.accepted_by) == ("draft", 2, None)
    licence = desk.licences.grant(builders.an_accepted_quote(desk, quote=accepted))
    (item,) = desk.licences.show(licence).items
    assert item["version"] == (1 if change == "a ruling" else 2)
    assert (9 in item["licensed"]) is (change != "a ruling")


def test_a_quote_gives_one_licence_and_then_its_price_stands(desk):
    quote = builders.an_accepted_quote(desk)
    licence = desk.licences.grant(quote)
    assert desk.licences.grant(quote) == licence
    with pytest.raises(Refused, match=f"{licence} was made from {quote}"):
        desk.quotes.revise(quote)
    with pytest.raises(Refused, match=f"{licence} was made from {quote}"):
        desk.quotes.withdraw(quote, reason="second thoughts")
    assert builders.rows(desk)["licence"] == 1


def test_a_licence_given_before_is_given_again_whatever_became_of_the_article(desk):
    article = builders.an_article(desk)
    use = builders.a_use(exclusivity=Exclusivity.SOLE)
    quote = builders.an_accepted_quote(desk, article=article, use=use)
    licence = desk.licences.grant(quote)
    desk.articles.clear(article, numbers=[9], act=Act.EXCLUDE, by="A. Reed")
    assert desk.licences.check(quote)["ref"] == licence
    assert desk.licences.grant(quote) == licence


def test_a_sole_grant_keeps_others_out_of_its_territory_until_it_ends(desk):
    article = builders.an_article(desk)
    sole = builders.a_use(exclusivity=Exclusivity.SOLE, duration=dates.read_span("3m"))
    rival = builders.a_licensee(desk, "Marl Bulletin plc")
    early = builders.a_quote(
        desk, request=builders.a_request(desk, article=article, licensee=rival)
    )
    desk.quotes.offer(early)
    first = builders.a_licence(desk, article=article, use=sole)
    with pytest.raises(Refused, match="granted to somebody else"):
        desk.quotes.accept(early, by="B. Holm")
    elsewhere = builders.a_use(territories=("FR",))
    assert builders.a_licence(desk, article=article, licensee=rival, use=elsewhere) != first
    later = builders.a_use(first_use=date(2027, 3, 1))
    assert builders.a_licence(desk, article=article, licensee=rival, use=later)


def test_a_revision_never_changes_and_the_new_one_is_the_one_in_force(desk):
    quote = builders.a_quote(desk)
    desk.quotes.revise(quote, agreed=Money.of("200", "GBP"), reason="loyal customer")
    with desk.reading() as r:
        kept = r.rows(text("SELECT n, net_minor, facts FROM quote_revision ORDER BY n"))
    assert [(row.n, row.net_minor) for row in kept] == [(1, 15_000), (2, 20_000)]
    assert [json.loads(row.facts)["revision"] for row in kept] == [1, 2]
    assert desk.quotes.show(quote).net == gbp("200.00")


def test_a_request_has_one_open_quote(desk):
    request = builders.a_request(desk)
    quote = desk.quotes.draft(request).ref
    with pytest.raises(Refused, match=f"has an open quote, {quote}") as why:
        desk.quotes.draft(request)
    assert why.value.hint == f"syndicate quote revise {quote}"
    desk.quotes.withdraw(quote, reason="priced for the wrong outlet")
    assert desk.quotes.draft(request).ref == "QUO-2026-00002"


def test_several_articles_are_priced_line_by_line_and_sum_to_the_penny(desk):
    other = builders.an_article(
        desk, builders.SAMPLES / "pilotes-de-nuit.txt", url=None, published=None
    )
    request = desk.requests.log(
        builders.a_licensee(desk),
        articles=[builders.an_article(desk), other],
        use=builders.a_use(),
    ).ref
    quote = desk.quotes.draft(request, agreed=Money.of("333.33", "GBP"), reason="two for a price")
    nets = [line["net"]["amount"] for line in quote.lines]
    assert sorted(nets) == ["166.66", "166.67"]
    assert quote.net == gbp("333.33")
    assert quote.total == gbp("400.00")


def test_each_of_several_articles_is_licensed_with_its_own_credit_line(desk):
    other = builders.an_article(
        desk, builders.SAMPLES / "pilotes-de-nuit.txt", url=None, published=None
    )
    request = desk.requests.log(
        builders.a_licensee(desk),
        articles=[builders.an_article(desk), other],
        use=builders.a_use(),
    ).ref
    quote = builders.an_accepted_quote(desk, quote=builders.a_quote(desk, request=request))
    licence = desk.licences.grant(quote)
    credits_ = {
        "dated": "First published by The Harbour Courier on 20 November 2026. "
        "Republished under licence LIC-2026-00001.",
        "undated": "First published by The Harbour Courier. Republished under licence "
        "LIC-2026-00001.",
    }
    frozen = builders.facts_of(desk, licence)
    assert [item["credit_line"] for item in frozen["items"]] == list(credits_.values())
    assert frozen["credit_line"] == credits_["dated"]
    shown = desk.licences.show(licence).items
    assert [item["credit_line"] for item in shown] == list(credits_.values())


def test_the_domains_on_a_quote_are_those_of_its_own_licensee(desk):
    theirs = builders.a_licensee(desk, "Marl Bulletin plc")
    desk.licensees.add_outlet(theirs, "Bulletin", domains=("marl.example",))
    ours = builders.a_licensee(desk, "Tarn Herald plc")
    desk.licensees.add_outlet(ours, "Bulletin", domains=("tarn.example",))
    use = builders.a_use(outlet_title="Bulletin", outlet_domain=None)
    quote = desk.quotes.show(
        builders.a_quote(desk, request=builders.a_request(desk, licensee=ours, use=use))
    )
    assert quote.lines[0]["item"]["outlet"]["domains"] == ["tarn.example"]


def test_first_use_keeps_others_out_for_its_day_and_not_for_its_year(desk):
    article = builders.an_article(desk)
    first = builders.a_use(exclusivity=Exclusivity.FIRST)
    builders.a_licence(desk, article=article, use=first)
    rival = builders.a_licensee(desk, "Marl Bulletin plc")

    def licensed(use):
        return builders.a_licence(desk, article=article, licensee=rival, use=use)

    with pytest.raises(Refused, match="Fenmouth Gazette plc has first use"):
        licensed(builders.a_use())
    assert licensed(builders.a_use(first_use=date(2026, 11, 25)))
    with pytest.raises(Refused, match="sole is asked, but Fenmouth Gazette plc holds a grant"):
        licensed(builders.a_use(first_use=date(2026, 11, 26), exclusivity=Exclusivity.SOLE))


def test_a_translation_that_is_priced_is_granted_into_the_languages_of_the_use(desk):
    use = builders.a_use(languages=("fr",), translation_by=TranslationBy.LICENSEE)
    quote = builders.a_quote(desk, request=builders.a_request(desk, use=use))
    assert desk.quotes.show(quote).notes == ()
    licence = desk.licences.grant(builders.an_accepted_quote(desk, quote=quote))
    (item,) = builders.facts_of(desk, licence)["items"]
    assert (item["translation_by"], item["languages"]) == ("licensee", ["fr"])


def test_a_translation_into_no_other_language_is_not_priced(desk):
    use = builders.a_use(translation_by=TranslationBy.LICENSEE)
    request = builders.a_request(desk, use=use)
    with pytest.raises(Refused, match="ART-000001, which is in English, and names no other") as why:
        desk.quotes.draft(request)
    assert why.value.hint is not None
    assert why.value.hint.startswith("syndicate request edit REQ-2026-00001 --language")
    assert builders.rows(desk)["quote"] == 0


def test_a_use_in_a_language_that_nobody_translates_into_is_noted_on_the_quote(desk):
    request = builders.a_request(desk, use=builders.a_use(languages=("en", "fr")))
    told = (
        "the use is in French, ART-000001 in English, and nobody may translate "
        "(syndicate request edit REQ-2026-00001 --translation-by licensee)"
    )
    assert desk.quotes.estimate(request)["notes"] == [told]
    assert desk.quotes.draft(request).notes == (told,)


def test_a_share_goes_from_the_card_to_the_quote_and_on_to_the_licence(printing):
    share = 'share = 0.3\nof = "what subscribers pay for it"\nreports = "quarter"\n'
    card = printing.rates.sample().replace("2026.1", "2026.2", 1)
    printing.rates.file(f'{card}\n[[share]]\nmedia = ["website"]\n{share}')
    stated = {"share": "0.3", "of": "what subscribers pay for it", "reports": "quarter"}
    quote = builders.a_quote(printing)
    shown = printing.quotes.show(quote)
    assert shown.net == gbp("150.00")
    assert [s["factor"] for s in shown.steps if s["rule"] == "share"] == ["30%"]
    licence = builders.a_licence(printing, quote=builders.an_accepted_quote(printing, quote=quote))
    (item,) = builders.facts_of(printing, licence)["items"]
    assert (item["share"], item["fee"]) == (stated, gbp("150.00"))
