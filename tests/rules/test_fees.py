"""Rate cards as they are read and checked, and prices worked out by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput, Refused
from syndicate.rules.dates import Span
from syndicate.rules.facts import canonical
from syndicate.rules.fees import (
    ENGINE,
    Exclusivity,
    Fault,
    Fx,
    Medium,
    Portion,
    Purpose,
    TranslationBy,
    Use,
    check,
    parse_card,
    price,
    replay,
)
from syndicate.rules.money import Money
from syndicate.shipped import shipped

DEMO_TEXT = (shipped("templates") / "rate-card" / "demo.toml").read_text("utf-8")
DEMO = parse_card(DEMO_TEXT)
TODAY = date(2026, 11, 23)
ECB = Fx("EUR", "GBP", Decimal("0.8571"), "European Central Bank", date(2026, 11, 20))

SITE = Use(
    medium=Medium.WEBSITE,
    outlet_title="Le Phare du Soir",
    audience=200_000,
    territories=("FR",),
    languages=("fr",),
    first_use=date(2026, 12, 1),
    duration=Span(months=12),
    purpose=Purpose.EDITORIAL,
)
PAPER = replace(
    SITE, medium=Medium.NEWSPAPER, outlet_title="The Quay Gazette", audience=45_000, duration=None
)


def priced(use=SITE, words=640, card=DEMO, **terms):
    terms = {"on": TODAY, "specimen": True} | terms
    return price([(use, words)], card, **terms)


def net(use=SITE, words=640, **terms):
    return str(priced(use, words, **terms).net)


def changed(old, new):
    """The demo card with `old` replaced where it first stands below the comment at its head."""
    head, body = DEMO_TEXT.split('name = "demo', 1)
    body = f'name = "demo{body}'
    assert old in body
    return head + body.replace(old, new, 1)


# -- the demo card ---------------------------------------------------------------------------------


def test_the_demo_card_passes_its_own_check():
    assert check(DEMO) == ()


def test_the_demo_card_says_it_is_invented_in_its_name_its_head_and_its_first_line():
    assert DEMO.invented
    assert "invented" in DEMO.name
    assert DEMO_TEXT.splitlines()[0].startswith("# An invented rate card")


def test_every_medium_but_those_of_machines_is_priced_or_by_negotiation():
    named = {medium for base in DEMO.bases for medium in base.media} | set(DEMO.negotiated)
    assert set(Medium) - named == {Medium.AI_INPUT, Medium.AI_TRAINING, Medium.TDM}


@pytest.mark.parametrize(
    ("medium", "audience", "fee"),
    [
        pytest.param("website", 50_000, "90.00", id="a site of 50,000 is still the first band"),
        pytest.param("website", 50_001, "150.00", id="a site of 50,001 is the second"),
        pytest.param("website", 1_000_000, "260.00", id="a site of a million"),
        pytest.param("website", 5_000_000, "450.00", id="a site of five million"),
        pytest.param("app", 5_000_001, "750.00", id="an app above all bands"),
        pytest.param("newspaper", 10_000, "80.00", id="a paper of 10,000"),
        pytest.param("newspaper", 50_000, "140.00", id="a paper of 50,000"),
        pytest.param("magazine", 250_000, "280.00", id="a magazine of 250,000"),
        pytest.param("magazine", 1_000_000, "480.00", id="a magazine of a million"),
        pytest.param("newspaper", 2_000_000, "700.00", id="a paper above all bands"),
        pytest.param("newsletter", 5_000, "75.00", id="a newsletter to 5,000"),
        pytest.param("newsletter", 50_000, "130.00", id="a newsletter to 50,000"),
        pytest.param("newsletter", 50_001, "240.00", id="a newsletter above all bands"),
        pytest.param("intranet", 50, "60.00", id="an intranet of 50 staff"),
        pytest.param("intranet", 500, "120.00", id="an intranet of 500"),
        pytest.param("intranet", 501, "250.00", id="an intranet above all bands"),
        pytest.param("book", 2_000, "110.00", id="a book of 2,000 copies"),
        pytest.param("book", 10_000, "220.00", id="a book of 10,000"),
        pytest.param("book", 10_001, "400.00", id="a book above all bands"),
    ],
)
def test_the_base_follows_the_audience_and_bands_read_up_to(medium, audience, fee):
    use = replace(SITE, medium=Medium(medium), audience=audience)
    assert net(use) == f"{fee} GBP"


@pytest.mark.parametrize(
    ("territories", "fee"),
    [
        pytest.param(("GB",), "180.00", id="read in one country"),
        pytest.param(("GB", "IE"), "300.00", id="read in two countries"),
        pytest.param(("001",), "420.00", id="read anywhere"),
        # 180 by its base, and a quarter of it in a low-income economy: 45, raised to the minimum
        pytest.param(("MW",), "60.00", id="read in a low-income economy, at the minimum"),
    ],
)
def test_a_broadcast_is_priced_by_territory_and_not_by_it_twice(territories, fee):
    use = replace(SITE, medium=Medium.BROADCAST, audience=None, territories=territories)
    assert net(use) == f"{fee} GBP"


# -- prices worked by hand -------------------------------------------------------------------------

EXCERPT = replace(SITE, portion=Portion.EXCERPT)


@pytest.mark.parametrize(
    ("use", "words", "fee"),
    [
        pytest.param(SITE, 640, "150.00", id="150, and every factor is 1"),
        pytest.param(SITE, 2_500, "150.00", id="2,500 words are no long article yet: 150"),
        pytest.param(SITE, 2_501, "187.50", id="a long article: 150 x 1.25 = 187.50"),
        pytest.param(
            replace(EXCERPT, excerpt_words=250), 640, "60.00", id="150 x 0.35 = 52.50, at least 60"
        ),
        pytest.param(
            replace(EXCERPT, excerpt_words=500), 640, "90.00", id="150 x 0.6 = 90 for 500 words"
        ),
        pytest.param(
            replace(EXCERPT, excerpt_words=501),
            640,
            "150.00",
            id="a longer excerpt is a whole: 150",
        ),
        pytest.param(
            replace(EXCERPT, excerpt_words=3_000),
            4_000,
            "187.50",
            id="an excerpt of 3,000 words is a long whole: 150 x 1.25",
        ),
        pytest.param(
            replace(SITE, territories=("FR", "BE")), 640, "210.00", id="two countries: 150 x 1.4"
        ),
        pytest.param(
            replace(SITE, territories=("150",)), 640, "210.00", id="Europe is a region: 150 x 1.4"
        ),
        pytest.param(replace(SITE, territories=("001",)), 640, "270.00", id="the world: 150 x 1.8"),
        pytest.param(
            replace(SITE, audience=5_000_000, territories=("MW", "NE")),
            640,
            "112.50",
            id="two low-income economies: 450 x 0.25",
        ),
        pytest.param(
            replace(SITE, territories=("MW", "FR")),
            640,
            "210.00",
            id="one of two is not low-income: 150 x 1.4",
        ),
        pytest.param(
            replace(SITE, languages=("fr", "en", "ar")),
            640,
            "255.00",
            id="two further languages: 150 x 1.7",
        ),
        pytest.param(
            replace(SITE, languages=("fr", "fr-CA")),
            640,
            "150.00",
            id="two sorts of French are one",
        ),
        pytest.param(
            replace(SITE, translation_by=TranslationBy.LICENSEE),
            640,
            "120.00",
            id="the licensee translates: 150 x 0.8",
        ),
        pytest.param(
            replace(SITE, duration=Span(months=3)), 640, "90.00", id="three months: 150 x 0.6"
        ),
        pytest.param(
            replace(SITE, duration=Span(days=90)),
            640,
            "90.00",
            id="90 days from 1 December end by 28 February",
        ),
        pytest.param(
            replace(SITE, duration=Span(days=91)),
            640,
            "150.00",
            id="91 days from 1 December do not",
        ),
        pytest.param(
            replace(SITE, duration=Span(months=18)), 640, "240.00", id="18 months: 150 x 1.6"
        ),
        pytest.param(
            replace(SITE, duration=Span(months=36)), 640, "375.00", id="36 months: 150 x 2.5"
        ),
        pytest.param(
            replace(SITE, duration=Span(perpetual=True)), 640, "375.00", id="for ever: 150 x 2.5"
        ),
        pytest.param(
            replace(SITE, exclusivity=Exclusivity.FIRST), 640, "225.00", id="first: 150 x 1.5"
        ),
        pytest.param(
            replace(SITE, exclusivity=Exclusivity.SOLE), 640, "300.00", id="sole: 150 x 2"
        ),
        pytest.param(
            replace(SITE, purpose=Purpose.COMMERCIAL), 640, "300.00", id="commercial: 150 x 2"
        ),
        pytest.param(replace(SITE, purpose=Purpose.CHARITY), 640, "75.00", id="charity: 150 x 0.5"),
        pytest.param(
            replace(SITE, purpose=Purpose.EDUCATION), 640, "60.00", id="150 x 0.3 = 45, at least 60"
        ),
        pytest.param(replace(SITE, images=2), 640, "270.00", id="two images: 150 + 2 x 60"),
        pytest.param(replace(SITE, rush=True), 640, "187.50", id="in haste: 150 + 25 %"),
        pytest.param(
            replace(SITE, audience=10_000, rush=True), 640, "115.00", id="90 + at least 25"
        ),
        pytest.param(replace(PAPER, uses=3), 640, "420.00", id="three issues: 140 x 3"),
        pytest.param(
            replace(
                SITE,
                audience=300_000,
                territories=("001",),
                languages=("fr", "en"),
                translation_by=TranslationBy.LICENSEE,
                duration=Span(months=24),
                exclusivity=Exclusivity.FIRST,
                purpose=Purpose.COMMERCIAL,
                images=1,
                rush=True,
            ),
            3_000,
            # 260 x 1.25 = 325; x 1.8 = 585; x 1.35 = 789.75; x 0.8 = 631.80; x 1.6 = 1010.88;
            # x 1.5 = 1516.32; x 2 = 3032.64; + 60 = 3092.64; + 25 % (773.16) = 3865.80
            "3865.80",
            id="everything at once",
        ),
    ],
)
def test_a_price_is_what_one_works_out_by_hand(use, words, fee):
    assert net(use, words) == f"{fee} GBP"


def test_every_step_is_shown_in_its_order_with_before_and_after():
    use = replace(SITE, territories=("FR", "BE"), duration=Span(months=24), images=1, rush=True)
    steps = priced(use, 3_000).steps
    assert [(s.rule, s.factor, s.before, s.after) for s in steps] == [
        ("base", "150", "0", "150"),
        ("length", "1.25", "150", "187.5"),
        ("territory", "1.4", "187.5", "262.5"),
        ("languages", "1", "262.5", "262.5"),
        ("duration", "1.6", "262.5", "420"),
        ("exclusivity", "1", "420", "420"),
        ("purpose", "1", "420", "420"),
        ("images", "+60", "420", "480"),
        ("rush", "+120", "480", "600"),
        ("rounding", "0.01", "600", "600.00"),
    ]
    assert [step.line for step in steps] == [1] * 10
    assert steps[0].input == "website, 200,000 monthly uniques (up to 250,000)"
    assert steps[-1].input == "GBP, half-up to 0.01"
    assert steps[1].facts() == {
        "line": 1,
        "rule": "length",
        "input": "whole article, 3,000 words",
        "factor": "1.25",
        "before": "150",
        "after": "187.5",
    }


def test_factors_multiply_unrounded_and_a_line_is_rounded_once_half_up():
    card = parse_card(changed("region = 1.4 ", "region = 1.1117 "))
    use = replace(SITE, territories=("FR", "BE"), languages=("fr", "en"))
    # 150 x 1.1117 = 166.755; x 1.35 = 225.11925. Rounded in between, 166.76 x 1.35 would be 225.13.
    last = priced(use, card=card).steps[-1]
    assert (last.before, last.after) == ("225.11925", "225.12")
    half = parse_card(changed("region = 1.4 ", "region = 1.1167 "))
    one = priced(replace(use, languages=("fr",)), card=half)
    # 150 x 1.1167 = 167.505: the half goes up, where half-even would leave 167.50
    assert (one.steps[-1].before, str(one.net)) == ("167.505", "167.51 GBP")


def test_five_pieces_take_ten_per_cent_off_each_and_ten_take_twenty():
    five = price([(SITE, 640)] * 5, DEMO, on=TODAY, specimen=True)
    ten = price([(SITE, 640)] * 10, DEMO, on=TODAY, specimen=True)
    assert [str(line.net) for line in five.lines] == ["135.00 GBP"] * 5
    assert str(ten.net) == "1200.00 GBP"
    bundle = next(step for step in five.lines[0].steps if step.rule == "bundle")
    assert bundle.input == "5 pieces, 10% off from 5 on"


def test_the_minimum_beats_discounts_and_what_is_free_beats_the_minimum():
    cheap = replace(SITE, audience=10_000, duration=Span(months=3))  # 90 x 0.6 = 54
    free = replace(EXCERPT, excerpt_words=100)
    five = price([(cheap, 640)] * 5 + [(free, 640)], DEMO, on=TODAY, specimen=True)
    # 54 - 10 % = 48.60, at least 60
    assert [str(line.net) for line in five.lines] == ["60.00 GBP"] * 5 + ["0.00 GBP"]
    assert [s.rule for s in five.lines[0].steps][-3:] == ["bundle", "minimum", "rounding"]
    assert [s.rule for s in five.lines[5].steps] == ["no-fee", "rounding"]


def test_what_is_free_does_not_make_a_bundle():
    free = replace(EXCERPT, excerpt_words=80)
    four = price([(SITE, 640)] * 4 + [(free, 640)], DEMO, on=TODAY, specimen=True)
    assert str(four.net) == "600.00 GBP"


@pytest.mark.parametrize(
    ("use", "free"),
    [
        pytest.param(replace(EXCERPT, excerpt_words=100), True, id="100 words on a site are free"),
        pytest.param(replace(EXCERPT, excerpt_words=101), False, id="101 words are not"),
        pytest.param(
            replace(EXCERPT, excerpt_words=80, images=1), False, id="nor are 80 words with an image"
        ),
        pytest.param(
            replace(PAPER, portion=Portion.EXCERPT, excerpt_words=80),
            False,
            id="nor 80 words in print, where nothing links back",
        ),
    ],
)
def test_a_short_excerpt_with_a_link_is_free(use, free):
    assert (priced(use).net == Money.zero("GBP")) is free


def test_the_cap_holds_a_price_down_after_the_minimum():
    card = parse_card(changed("minimum = 60\n", "minimum = 60\ncap = 200\n"))
    one = priced(replace(SITE, territories=("001",)), card=card)  # 270, at most 200
    assert str(one.net) == "200.00 GBP"
    assert [s.rule for s in one.steps][-2:] == ["cap", "rounding"]


# -- exchange and rounding -------------------------------------------------------------------------


def test_exchange_comes_after_the_cap_and_before_the_rounding():
    one = priced(currency="EUR", fx=ECB)
    # 150 / 0.8571 = 175.0087504...
    assert [s.rule for s in one.steps][-2:] == ["fx", "rounding"]
    assert str(one.net) == "175.01 EUR"
    assert one.steps[-2].input == "1 EUR = 0.8571 GBP, European Central Bank, 2026-11-20"
    assert one.steps[-2].after.startswith("175.008750437")


def test_a_rate_the_other_way_round_multiplies():
    fx = Fx("GBP", "EUR", Decimal("1.1667"), "Bank of England", date(2026, 11, 20))
    assert net(currency="EUR", fx=fx) == "175.01 EUR"  # 150 x 1.1667 = 175.005, half-up


def test_dinars_are_rounded_to_ten_minor_units_and_the_step_says_why():
    fx = Fx("GBP", "KWD", Decimal("0.41237"), "Central Bank of Kuwait", date(2026, 11, 20))
    one = priced(currency="KWD", fx=fx)
    # 150 x 0.41237 = 61.8555 KWD, to 61.860
    assert one.net == Money(61_860, "KWD")
    assert one.steps[-1].input == "KWD, half-up to 0.01: an invoice has two decimals"
    assert (one.steps[-1].before, one.steps[-1].after) == ("61.8555", "61.860")


def test_yen_are_rounded_to_whole_yen():
    fx = Fx("GBP", "JPY", Decimal("198.37"), "Bank of Japan", date(2026, 11, 20))
    one = priced(currency="JPY", fx=fx)
    assert (one.net, one.steps[-1].factor) == (Money(29_756, "JPY"), "1")  # 150 x 198.37 = 29755.5


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        pytest.param({"currency": "EUR"}, "a rate of exchange is needed", id="no rate"),
        pytest.param({"fx": ECB}, "no rate of exchange is needed", id="a rate without a reason"),
        pytest.param(
            {
                "currency": "USD",
                "fx": ECB,
            },
            "says nothing of USD",
            id="a rate between other currencies",
        ),
    ],
)
def test_a_price_in_another_currency_needs_its_rate(terms, why):
    with pytest.raises(BadInput) as refusal:
        priced(**terms)
    assert why in refusal.value.message


@pytest.mark.parametrize(
    ("rate", "why"),
    [
        pytest.param(Decimal(0), "no rate of exchange", id="nothing"),
        pytest.param(Decimal(-1), "no rate of exchange", id="less than nothing"),
        pytest.param(Decimal("NaN"), "no rate of exchange", id="no number"),
        pytest.param(Decimal("1e999"), "no rate of exchange", id="a number without end"),
        pytest.param(Decimal("1.2345678901234567890"), "18 digits", id="too many digits"),
    ],
)
def test_a_rate_of_exchange_is_a_number_one_can_mean(rate, why):
    with pytest.raises(BadInput) as refusal:
        Fx("EUR", "GBP", rate, "European Central Bank", TODAY)
    assert why in refusal.value.message


def test_a_rate_of_exchange_comes_back_from_its_facts():
    assert Fx.from_facts(json.loads(canonical(ECB.facts()))) == ECB


def test_a_rate_has_two_currencies_and_a_source():
    with pytest.raises(BadInput, match="two currencies"):
        Fx("GBP", "GBP", Decimal(1), "nobody", TODAY)
    with pytest.raises(TypeError, match="a rate is a Decimal"):
        Fx("GBP", "EUR", 1, "nobody", TODAY)
    with pytest.raises(BadInput, match="names its source"):
        Fx("GBP", "EUR", Decimal(1), " ", TODAY)


# -- what a card does not price --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "rule"),
    [
        pytest.param(replace(SITE, medium=Medium.SOCIAL), "base", id="social media"),
        pytest.param(replace(SITE, medium=Medium.EXHIBITION), "base", id="an exhibition"),
        pytest.param(
            replace(SITE, audience_unit="readers"), "base", id="a site counted in readers"
        ),
        pytest.param(
            replace(SITE, exclusivity=Exclusivity.EXCLUSIVE), "exclusivity", id="full exclusivity"
        ),
        pytest.param(
            replace(SITE, translation_by=TranslationBy.PUBLISHER),
            "translation",
            id="our own translation",
        ),
        pytest.param(replace(SITE, uses=2), "uses", id="two uses on one site"),
    ],
)
def test_what_the_card_does_not_price_is_refused_with_the_rule_and_the_way_out(use, rule):
    with pytest.raises(Refused) as refusal:
        priced(use)
    assert f"(rule: {rule})" in refusal.value.message
    assert "by negotiation" in refusal.value.message
    assert refusal.value.hint == "agree a price and say why: --agreed AMOUNT --reason WORDS"


WIDE = replace(SITE, territories=("AT", "BE", "CH", "DE", "FR", "GB", "IE", "IT", "LU", "NL"))


@pytest.mark.parametrize(
    ("old", "new", "use", "rule"),
    [
        pytest.param("world = 420", 'world = "by negotiation"', replace(SITE, medium=Medium.PODCAST, territories=("001",)), "base", id="a base by negotiation"),
        pytest.param('["more", 750]', '["more", "by negotiation"]', replace(SITE, audience=9_000_000), "base", id="a band by negotiation"),
        pytest.param("[500, 0.6]", '[500, "by negotiation"]', replace(EXCERPT, excerpt_words=300), "length", id="a length by negotiation"),
        pytest.param("region = 1.4 ", 'region = "by negotiation" ', WIDE, "territory", id="a region by negotiation"),
        pytest.param("further = 0.35 ", "", replace(SITE, languages=("fr", "en")), "languages", id="further languages left out"),
        pytest.param('media = ["website", "app", "intranet"]', 'media = ["app", "intranet"]', SITE, "duration", id="a medium without a term"),
        pytest.param('["perpetual", 2.5]', '["perpetual", "by negotiation"]', replace(SITE, duration=Span(perpetual=True)), "duration", id="for ever by negotiation"),
        pytest.param(', ["perpetual", 2.5]', "", replace(SITE, duration=Span(months=36)), "duration", id="beyond the last term"),
        pytest.param("charity = 0.5\n", "", replace(SITE, purpose=Purpose.CHARITY), "purpose", id="a purpose left out"),
        pytest.param("each = 60 ", "", replace(SITE, images=1), "images", id="images left out"),
        pytest.param("share = 0.25\nminimum = 25\n", "", replace(SITE, rush=True), "rush", id="haste left out"),
    ],
)  # fmt: skip
def test_a_rule_that_is_left_out_or_by_negotiation_prices_nothing(old, new, use, rule):
    with pytest.raises(Refused) as refusal:
        priced(use, card=parse_card(changed(old, new)))
    assert f"(rule: {rule})" in refusal.value.message


def test_many_territories_are_named_shortly():
    step = next(step for step in priced(WIDE).steps if step.rule == "territory")
    assert step.input == "region: AT, BE, CH, DE, FR, GB, IE, IT and 2 more"


def test_words_that_are_no_number_price_nothing():
    with pytest.raises(BadInput, match="the words licensed are a whole number"):
        priced(words=-1)


@pytest.mark.parametrize(
    ("use", "flag"),
    [
        pytest.param(replace(SITE, medium=None), "--medium", id="the medium"),
        pytest.param(replace(SITE, audience=None), "--audience", id="the audience"),
        pytest.param(replace(SITE, territories=()), "--territory", id="the territory"),
        pytest.param(replace(SITE, languages=()), "--language", id="the language"),
        pytest.param(replace(SITE, duration=None), "--duration", id="the duration"),
        pytest.param(replace(SITE, purpose=None), "--purpose", id="the purpose"),
        pytest.param(EXCERPT, "--excerpt", id="the length of the excerpt"),
    ],
)
def test_what_is_not_known_is_refused_with_the_flag_that_says_it(use, flag):
    with pytest.raises(Refused) as refusal:
        priced(use)
    assert flag in refusal.value.hint


@pytest.mark.parametrize("medium", [m for m in Medium if m.is_ai])
def test_machines_are_never_priced_by_card_but_by_a_price_that_somebody_agreed(medium):
    use = replace(SITE, medium=medium)
    with pytest.raises(Refused) as refusal:
        priced(use)
    assert "each contributor's express yes" in refusal.value.message
    agreed = Money.of("90000", "GBP")
    with pytest.raises(BadInput):  # nobody said why
        priced(use, agreed=agreed, agreed_by="ann")
    made = priced(use, agreed=agreed, agreed_reason="signed", agreed_by="ann")
    assert made.net == agreed
    assert [step.rule for step in made.steps] == ["agreed"]


def test_one_use_by_machines_stops_the_whole_price():
    with pytest.raises(Refused, match="tdm is by negotiation"):
        price([(SITE, 640), (replace(SITE, medium=Medium.TDM), 640)], DEMO, on=TODAY, specimen=True)


def test_an_invented_card_prices_no_real_request():
    with pytest.raises(Refused) as refusal:
        price([(SITE, 640)], DEMO, on=TODAY)
    assert "invented sample" in refusal.value.message
    assert "syndicate rate import FILE" in refusal.value.hint


def test_without_a_card_nothing_is_priced():
    with pytest.raises(Refused, match="no rate card of the publisher’s own is in force"):
        priced(card=None)


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        pytest.param(date(2025, 12, 31), False, id="the day before it begins"),
        pytest.param(date(2026, 1, 1), True, id="its first day"),
        pytest.param(date(2026, 12, 31), True, id="its last day"),
        pytest.param(date(2027, 1, 1), False, id="the day after it ends"),
    ],
)
def test_a_card_prices_on_its_days_only(day, in_force):
    card = parse_card(changed("invented = true", "invented = true\nvalid_to = 2026-12-31"))
    assert card.valid_on(day) is in_force
    if in_force:
        assert net(card=card, on=day) == "150.00 GBP"
    else:
        with pytest.raises(Refused, match="is in force from 2026-01-01 until 2026-12-31"):
            priced(card=card, on=day)


def test_nothing_has_no_price():
    with pytest.raises(BadInput, match="nothing to price"):
        price([], DEMO, on=TODAY)


# -- a price agreed by telephone -------------------------------------------------------------------

AGREED = {
    "agreed": Money.of("300", "GBP"),
    "agreed_reason": "agreed by telephone",
    "agreed_by": "ann",
}


def test_an_agreed_price_is_the_last_step_with_card_price_difference_reason_and_name():
    one = priced(**AGREED)
    last = one.steps[-1]
    assert (last.rule, last.before, last.after, last.factor) == (
        "agreed",
        "150.00",
        "300.00",
        "+150.00",
    )
    assert last.input == "agreed by telephone; agreed by ann"
    assert [step.rule for step in one.steps][-2:] == ["rounding", "agreed"]
    assert str(one.net) == "300.00 GBP"


def test_an_agreed_price_below_the_card_shows_a_negative_difference():
    one = priced(**{**AGREED, "agreed": Money.of("120", "GBP")})
    assert one.steps[-1].factor == "-30.00"


def test_an_agreed_price_of_nothing_is_a_price():
    one = priced(**{**AGREED, "agreed": Money.zero("GBP")})
    assert (str(one.net), one.steps[-1].factor) == ("0.00 GBP", "-150.00")
    assert replay(one.inputs, DEMO_TEXT) == one


def test_an_agreed_price_is_shared_in_proportion_to_the_card_to_the_penny():
    items = [(SITE, 640), (replace(SITE, territories=("001",)), 640), (PAPER, 640)]
    one = price(
        items, DEMO, on=TODAY, specimen=True, **{**AGREED, "agreed": Money.of("100", "GBP")}
    )
    # The card says 150, 270 and 140, 560 together: of 10,000 pence 2678.57, 4821.43 and 2500.00; the
    # one penny left goes to the largest remainder, the first.
    assert [str(line.net) for line in one.lines] == ["26.79 GBP", "48.21 GBP", "25.00 GBP"]
    assert one.steps[-1].input.startswith("share of 100.00 GBP for 3 pieces")


@pytest.mark.parametrize(
    ("use", "card", "why"),
    [
        pytest.param(
            SITE, None, "no rate card of the publisher’s own is in force", id="without a card"
        ),
        pytest.param(
            replace(SITE, medium=Medium.EXHIBITION),
            DEMO,
            "does not price exhibition",
            id="what the card does not price",
        ),
        pytest.param(
            replace(SITE, audience=None), DEMO, "the audience of website is not known", id="unknown"
        ),
    ],
)
def test_an_agreed_price_needs_no_card_price(use, card, why):
    one = priced(use, card=card, **AGREED)
    assert [step.rule for step in one.steps] == ["agreed"]
    assert (one.steps[0].before, one.steps[0].after, one.steps[0].factor) == ("", "300.00", "")
    assert why in one.steps[0].input
    assert replay(one.inputs, DEMO_TEXT if card else None) == one


def test_an_agreed_price_without_card_prices_is_shared_evenly():
    one = price([(SITE, 640)] * 3, None, on=TODAY, **{**AGREED, "agreed": Money.of("100", "GBP")})
    assert [str(line.net) for line in one.lines] == ["33.34 GBP", "33.33 GBP", "33.33 GBP"]


def test_an_agreed_price_in_another_currency_than_the_card_needs_no_rate():
    one = priced(**{**AGREED, "agreed": Money.of("350", "EUR")})
    assert (str(one.net), one.steps[-1].before) == ("350.00 EUR", "")
    assert "a rate of exchange is needed" in one.steps[-1].input


def test_an_agreed_price_in_another_currency_is_compared_where_a_rate_is_given():
    one = priced(fx=ECB, **{**AGREED, "agreed": Money.of("200", "EUR")})
    assert (one.steps[-1].before, one.steps[-1].factor) == ("175.01", "+24.99")


def test_agreed_dinars_are_shared_in_steps_that_an_invoice_can_say():
    one = price([(SITE, 640)] * 3, None, on=TODAY, **{**AGREED, "agreed": Money.of("100", "KWD")})
    assert [line.net.text for line in one.lines] == ["33.340", "33.330", "33.330"]


def test_agreed_dinars_with_a_third_decimal_stay_as_agreed():
    agreed = Money.of("100.125", "KWD")
    one = price([(SITE, 640)] * 2, None, on=TODAY, **{**AGREED, "agreed": agreed})
    assert [line.net.text for line in one.lines] == ["50.063", "50.062"]
    assert one.net == agreed


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param({"agreed_reason": None}, "needs reason", id="no reason"),
        pytest.param({"agreed_reason": "  "}, "needs reason", id="an empty reason"),
        pytest.param({"agreed_by": None}, "needs the name", id="nobody"),
        pytest.param({"agreed_reason": "x" * 501}, "500 are enough", id="a novel"),
        pytest.param({"agreed": Money.of("-1", "GBP")}, "below nothing", id="less than nothing"),
        pytest.param({"currency": "EUR"}, "the quote in EUR", id="another currency than the quote"),
    ],
)
def test_an_agreed_price_says_why_and_by_whom(change, why):
    with pytest.raises(BadInput) as refusal:
        priced(**{**AGREED, **change})
    assert why in refusal.value.message


# -- replay ----------------------------------------------------------------------------------------

uses = st.builds(
    Use,
    medium=st.sampled_from([m for m in Medium if not m.is_ai]),
    audience=st.integers(1, 20_000_000),
    territories=st.lists(
        st.sampled_from(["FR", "BE", "GB", "MW", "NE", "150", "001"]), min_size=1, max_size=4
    ).map(tuple),
    languages=st.lists(st.sampled_from(["fr", "en", "ar", "fr-CA"]), min_size=1, max_size=3).map(
        tuple
    ),
    first_use=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    duration=st.one_of(
        st.just(Span(perpetual=True)),
        st.builds(Span, months=st.integers(1, 60)),
        st.builds(Span, days=st.integers(1, 900)),
    ),
    uses=st.one_of(st.none(), st.integers(1, 30)),
    exclusivity=st.one_of(st.none(), st.sampled_from(list(Exclusivity))),
    purpose=st.sampled_from(list(Purpose)),
    portion=st.one_of(st.none(), st.sampled_from(list(Portion))),
    excerpt_words=st.integers(1, 4_000),
    images=st.integers(0, 9),
    translation_by=st.sampled_from(list(TranslationBy)),
    rush=st.booleans(),
)
orders = st.lists(st.tuples(uses, st.integers(0, 9_000)), min_size=1, max_size=12)
SAID = {"agreed_reason": "by telephone", "agreed_by": "ann"}


@given(orders, st.one_of(st.none(), st.integers(0, 10**7)), st.booleans())
def test_a_price_replays_from_its_stored_inputs_to_the_same_minor_unit(items, agreed, abroad):
    terms = {"currency": "EUR", "fx": ECB} if abroad else {}
    if agreed is not None:
        terms |= {"agreed": Money(agreed, "EUR" if abroad else "GBP"), **SAID}
    try:
        first = price(items, DEMO, on=TODAY, specimen=True, **terms)
    except Refused as refusal:
        assert "by negotiation" in refusal.message  # noqa: PT017  # most orders are priced
        return
    again = replay(json.loads(canonical(first.inputs)), DEMO_TEXT)
    assert again == first
    assert first.net.minor >= 0
    assert all(line.net.minor >= 0 for line in first.lines)
    assert sum(line.net.minor for line in first.lines) == first.net.minor
    assert first.engine == ENGINE == 1


@given(uses, st.integers(0, 9_000), st.integers(1, 10_000_000))
def test_a_larger_audience_never_costs_less(use, words, more):
    items = [(use, words)]
    try:
        small = price(items, DEMO, on=TODAY, specimen=True)
    except Refused:
        items = [(replace(SITE, audience=use.audience), words)]
        small = price(items, DEMO, on=TODAY, specimen=True)
    larger = [(replace(items[0][0], audience=(use.audience or 1) + more), words)]
    assert price(larger, DEMO, on=TODAY, specimen=True).net >= small.net


@given(uses, st.integers(0, 9_000))
def test_each_step_begins_where_the_one_before_it_ended(use, words):
    try:
        steps = price([(use, words)], DEMO, on=TODAY, specimen=True).steps
    except Refused:
        steps = price([(SITE, words)], DEMO, on=TODAY, specimen=True).steps
    assert [Decimal(step.before) for step in steps[1:]] == [
        Decimal(step.after) for step in steps[:-1]
    ]


def test_a_price_does_not_replay_on_the_text_of_another_card():
    one = priced()
    with pytest.raises(BadInput, match=r"not the text of demo-card-invented/2026\.1"):
        replay(one.inputs, changed("up_to = [[50_000, 90]", "up_to = [[50_000, 95]"))
    with pytest.raises(BadInput, match="not the text of"):
        replay(one.inputs, None)


def test_arithmetic_that_nobody_knows_is_not_guessed():
    inputs = {**priced().inputs, "engine": 2}
    with pytest.raises(BadInput, match="no arithmetic has the number"):
        replay(inputs, DEMO_TEXT)


# -- reading a card --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        pytest.param("unit =", "units =", "line 25: “units” is unknown in base 1; did you mean unit?", id="a misspelt key of a list"),
        pytest.param("[rush]", "[rsuh]", "“rsuh” is unknown; did you mean rush?", id="a misspelt table"),
        pytest.param("further = 0.35", "furhter = 0.35", "“furhter” is unknown in languages; did you mean further?", id="a misspelt key of a table"),
        pytest.param("whole =", "wohle =", "does not state length.whole", id="a misspelt key that is needed"),
        pytest.param("valid_from =", "valid_form =", "“valid_form” may be meant for it", id="a misspelt day"),
        pytest.param('"website", "app"]', '"website", "ap"]', "“ap” is unknown; did you mean app?", id="a misspelt medium"),
        pytest.param('currency = "GBP"', 'currency = "GPB"', "GPB is not a currency", id="a misspelt currency"),
        pytest.param("valid_from = 2026-01-01", 'valid_from = "2026-01-01"', "a day without quotes", id="a day in quotes"),
        pytest.param("valid_from = 2026-01-01", "valid_from = 2026-01-01T00:00:00", "a day without quotes", id="a moment for a day"),
        pytest.param("valid_from = 2026-01-01", "valid_from = 2026-02-31", "cannot be read", id="a day that is none"),
        pytest.param("minimum = 60", "minimum = 60.005", "more decimals than the currency", id="half a penny"),
        pytest.param("minimum = 60", 'minimum = "60"', "is no number", id="a number in quotes"),
        pytest.param("minimum = 60", "minimum = true", "is no number", id="a truth for a number"),
        pytest.param("minimum = 60", "minimum = nan", "is no number", id="no number"),
        pytest.param("minimum = 60", "minimum = 1e999", "too large for the books", id="an amount of 1e999"),
        pytest.param("minimum = 60", "minimum = 1e99999999999999999999", "too many digits", id="an exponent without end"),
        pytest.param("minimum = 60", f"minimum = {'9' * 5000}", "too many digits", id="5,000 digits"),
        pytest.param("region = 1.4 ", "region = 1e9 ", "at most 1000", id="a factor of a milliard"),
        pytest.param("region = 1.4 ", "region = 1.40001 ", "at most 4 decimals", id="a factor too fine"),
        pytest.param("invented = true", 'invented = "yes"', "is true or false", id="a word for a truth"),
        pytest.param("[[2_500, 1]", '[["2500", 1]', "“2500” is no limit", id="a limit in quotes"),
        pytest.param("[[2_500, 1]", "[[2_500]", "a pair is [limit, value]", id="half a pair"),
        pytest.param('["3m", 0.6]', '["3 moons", 0.6]', "is not a span of time", id="a span nobody knows"),
        pytest.param("[images]", "[[images]]", "images is a table: [images]", id="a list for a table"),
        pytest.param("[territory]", "[territory", "cannot be read", id="no TOML"),
        pytest.param("world = 420", "wrold = 420", "line 50: “wrold” is unknown in base 6.territory; did you mean world?", id="a misspelt key inside a line"),
        pytest.param("from = [[5, 0.10]", 'from = [["five", 0.10]', "a whole number of pieces", id="five in words"),
        pytest.param("from = [[5, 0.10]", 'from = [[5, "by negotiation"]', "a number such as 0.10", id="a discount by negotiation"),
        pytest.param("from = [[5, 0.10], [10, 0.20]]", "from = 5", "is a list of pairs", id="a bundle that is no list"),
        pytest.param("excerpt_up_to = 100", "excerpt_up_to = 0", "a whole number from 1 up", id="an excerpt of nothing"),
        pytest.param('media = ["book"]', 'media = "book"', "is a list: [", id="one medium that is no list"),
        pytest.param("[[base]]", "[base]", "cannot be read", id="one base that is no list, then a list"),
        pytest.param("included = true", "included = false", "states either", id="a term that says nothing"),
        pytest.param('unit = "monthly uniques"', 'unit = "monthly uniques"\nterritory = { country = 1, region = 1, world = 1 }', "states either", id="a base by audience and territory"),
        pytest.param('version = "2026.1"', "version = 2026", "is a text of 1 to 200 characters", id="a number for a version"),
        pytest.param('name = "demo', 'name = "\\u001b[2Jdemo', "one line of plain text", id="a name that clears the screen"),
    ],
)  # fmt: skip
def test_a_card_that_cannot_be_read_says_where_and_what_was_meant(old, new, why):
    with pytest.raises(BadInput) as refusal:
        parse_card(changed(old, new))
    assert why in refusal.value.message
    assert "\n" not in refusal.value.message
    assert "\x1b" not in refusal.value.message


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", "does not state currency", id="nothing"),
        pytest.param("\x00", "cannot be read", id="a byte of nothing"),
        pytest.param("x = " + "[" * 60_000, "nested too deeply", id="60,000 brackets"),
        pytest.param("#" * 100_001, "are enough", id="a text without end"),
        pytest.param(
            DEMO_TEXT + '[[no_fee]]\nreason = "x"\n' * 101, "100 are enough", id="rules without end"
        ),
        pytest.param(
            re.sub(r"(?s)\[\[base\]\].*?\[negotiation\]", "[base]\n[negotiation]", DEMO_TEXT),
            "base is a list of tables: [[base]]",
            id="a base that is no list",
        ),
    ],
)
def test_what_is_no_card_is_said_in_one_line(text, why):
    with pytest.raises(BadInput) as refusal:
        parse_card(text)
    assert why in refusal.value.message


def test_a_key_in_a_dotted_line_is_named_without_its_line():
    text = changed("minimum = 60\n", "minimum = 60\nrush.shre = 0.25\nrush.share = 0.25\n")
    text = text.replace("[rush] ", "[rush_was] ")
    with pytest.raises(BadInput) as refusal:
        parse_card(text.replace("\nshare = 0.25\nminimum = 25\n", "\n"))
    assert refusal.value.message == ("rate card: “shre” is unknown in rush; did you mean share?")


def test_a_card_may_leave_out_what_it_does_not_sell():
    head, rest = DEMO_TEXT.split("[[uses]]")
    _, rest = rest.split("[exclusivity]")
    kept, _ = rest.split("# -- surcharges")
    card = parse_card(f"{head}[exclusivity]{kept}")
    assert (card.uses, card.no_fee, card.bundles, card.rush, card.image) == ((), (), (), None, None)
    assert check(card) == ()
    assert net(card=card) == "150.00 GBP"


# -- checking a card -------------------------------------------------------------------------------

WEB = "up_to = [[50_000, 90], [250_000, 150], [1_000_000, 260], [5_000_000, 450], "


@pytest.mark.parametrize(
    ("old", "new", "fault", "said"),
    [
        pytest.param(WEB + '["more", 750]]', WEB[:-2] + "]", Fault.GAP, "base 1: nothing is said above 5,000,000", id="a base that ends"),
        pytest.param('"social", ', "", Fault.GAP, "social is neither priced nor", id="a medium that is nowhere"),
        pytest.param('"social", ', '"social", "book", ', Fault.OVERLAP, "book is priced, and by negotiation as well", id="a medium in two places"),
        pytest.param('media = ["book"]\nunit', 'media = ["book", "website"]\nunit', Fault.OVERLAP, "website is priced 2 times", id="a medium priced twice"),
        pytest.param('media = ["book"]\nunit', 'media = ["book", "tdm"]\nunit', Fault.AI, "tdm is never priced by card", id="machines on a card"),
        pytest.param("[250_000, 150], [1_000_000, 260]", "[1_000_000, 150], [250_000, 260]", Fault.UNREACHABLE, "the band up to 250,000 stands after a wider one", id="a band nobody reaches"),
        pytest.param("[250_000, 150]", "[50_000, 150]", Fault.UNREACHABLE, "the band up to 50,000 stands after a wider one", id="a band twice"),
        pytest.param("[250_000, 150]", "[250_000, 80]", Fault.BACKWARDS, "the fee falls from 90 to 80 above 50,000", id="a larger audience for less"),
        pytest.param("[[50_000, 90]", "[[50_000, -90]", Fault.NEGATIVE, "a fee of -90 is below nothing", id="a fee below nothing"),
        pytest.param("[[50_000, 90]", "[[50_000, 0]", Fault.BACKWARDS, "say what is free under no_fee", id="a base of nothing"),
        pytest.param('unit = "staff"\n', "", Fault.GAP, "what the audience is counted in", id="an audience of what"),
        pytest.param('whole = [[2_500, 1], ["more", 1.25]]', "whole = [[2_500, 1]]", Fault.GAP, "nothing is said above 2,500", id="a length that ends"),
        pytest.param("[500, 0.6]]", "[500, 1.6]]", Fault.BACKWARDS, "an excerpt costs more than the whole", id="a part for more than the whole"),
        pytest.param("[500, 0.6]]", '["more", 0.6]]', Fault.UNREACHABLE, "is never reached", id="an excerpt of everything"),
        pytest.param("world = 1.8\n", "", Fault.GAP, "territory: world is missing", id="no world"),
        pytest.param("world = 1.8", "world = 1.2", Fault.BACKWARDS, "the world costs less than the region", id="the world for less"),
        pytest.param("low_income = 0.25", "low_income = -0.25", Fault.NEGATIVE, "low_income of -0.25", id="a factor below nothing"),
        pytest.param("further = 0.35", "further = -0.35", Fault.NEGATIVE, "languages.further", id="a language that takes off"),
        pytest.param('["perpetual", 2.5]]', '["36m", 2.5]]', Fault.GAP, "nothing is said beyond 36m", id="a term that ends"),
        pytest.param('["24m", 1.6]', '["24m", 0.9]', Fault.BACKWARDS, "24m costs less than 12m", id="a longer term for less"),
        pytest.param('["24m", 1.6]', '["6m", 1.6]', Fault.UNREACHABLE, "6m stands after 12m", id="a term nobody reaches"),
        pytest.param('media = ["website", "app", "intranet"]', 'media = ["website", "app"]', Fault.GAP, "nothing is said of the term on intranet", id="a medium without a term"),
        pytest.param('media = ["website", "app", "intranet"]', 'media = ["website", "app", "intranet", "book"]', Fault.OVERLAP, "book is named 2 times", id="a medium with two terms"),
        pytest.param('media = ["website", "app", "intranet"]', 'media = ["website", "app", "intranet", "social"]', Fault.UNREACHABLE, "social has no base", id="a term without a base"),
        pytest.param("charity = 0.5\n", "", Fault.GAP, "purpose: charity is missing", id="a purpose that is missing"),
        pytest.param("sole = 2 ", "sole = 1.2 ", Fault.BACKWARDS, "sole costs less than first", id="sole for less than first"),
        pytest.param("each = 60", "each = -60", Fault.NEGATIVE, "images.each", id="an image below nothing"),
        pytest.param("from = [[5, 0.10], [10, 0.20]]", "from = [[10, 0.20], [5, 0.10]]", Fault.UNREACHABLE, "5 pieces stand after 10", id="bundles out of order"),
        pytest.param("from = [[5, 0.10], [10, 0.20]]", "from = [[5, 0.30], [10, 0.20]]", Fault.BACKWARDS, "10 pieces take off less than 5", id="a bundle that loses"),
        pytest.param("from = [[5, 0.10], [10, 0.20]]", "from = [[5, 1.5]]", Fault.NEGATIVE, "no share between 0 and 1", id="more taken off than there is"),
        pytest.param('["3m", 0.6]', '["3m", -0.6]', Fault.NEGATIVE, "a factor of -0.6 is below nothing", id="a term below nothing"),
        pytest.param("further = 1\n", "further = -1\n", Fault.NEGATIVE, "further = -1 is below nothing", id="a further use below nothing"),
        pytest.param("from = [[5, 0.10]", "from = [[1, 0.10]", Fault.BACKWARDS, "two pieces or more", id="a bundle of one"),
        pytest.param('"intranet", "social"]', '"intranet", "tdm"]', Fault.AI, "tdm is never free by card", id="machines for nothing"),
        pytest.param("excerpt_up_to = 100\n", "", None, "", id="what is free may be a medium alone"),
        pytest.param("invented = true", "invented = true\nvalid_to = 2025-01-01", Fault.DATES, "ends before it begins", id="dates that run backwards"),
        pytest.param("minimum = 60\n", "minimum = 60\ncap = 50\n", Fault.UNREACHABLE, "the cap lies below the minimum", id="a cap below the minimum"),
    ],
)  # fmt: skip
def test_a_check_finds_the_one_thing_that_is_wrong(old, new, fault, said):
    problems = check(parse_card(changed(old, new)))
    if fault is None:
        assert problems == ()
    else:
        assert (problems[0].fault, said in str(problems[0])) == (fault, True)
        # Machines on a card lack a term as well.
        assert len(problems) == (2 if problems[0].rule == "base" and fault is Fault.AI else 1)


@pytest.mark.parametrize(
    ("media", "said"),
    [
        pytest.param('"book"', "uses: book is named 2 times", id="a medium named twice"),
        pytest.param('"social"', "uses: social has no base", id="a medium without a base"),
    ],
)
def test_a_rule_for_further_uses_is_for_media_with_a_base_and_once(media, said):
    text = f"{DEMO_TEXT}\n[[uses]]\nmedia = [{media}]\nfurther = 1\n"
    assert [str(problem) for problem in check(parse_card(text))] == [said]


def test_a_rule_that_makes_everything_free_is_found():
    text = DEMO_TEXT + '\n[[no_fee]]\nreason = "a present"\n'
    assert [str(problem) for problem in check(parse_card(text))] == [
        "no_fee 2: it has no condition, so everything would be free"
    ]


def test_a_card_with_factors_below_nothing_never_gives_a_price_below_nothing():
    text = changed("country = 1\n", "country = -1\n")
    assert net(card=parse_card(text)) == "60.00 GBP"  # the minimum catches it
    with pytest.raises(Refused, match="below nothing"):
        priced(card=parse_card(text.replace("\nminimum = 60\n", "\nminimum = -1000\n")))


@given(st.integers(0, len(DEMO_TEXT)), st.integers(0, 40), st.text(max_size=12))
def test_a_card_torn_anywhere_is_read_or_refused_in_one_line(at, length, other):
    text = DEMO_TEXT[:at] + other + DEMO_TEXT[at + length :]
    try:
        problems = check(parse_card(text))
    except BadInput as error:
        assert "\n" not in error.message  # noqa: PT017  # most tears are refused
        assert error.message.isprintable()  # noqa: PT017
    else:
        assert all(str(problem).isprintable() for problem in problems)


# -- the use ---------------------------------------------------------------------------------------


@given(uses)
def test_a_use_comes_back_from_its_canonical_facts(use):
    assert Use.from_facts(json.loads(canonical(use.facts()))) == use


def test_a_use_of_nothing_said_comes_back_too():
    assert Use.from_facts({}) == Use() == Use.from_facts(Use().facts())


@pytest.mark.parametrize(
    ("unit", "meant"),
    [
        pytest.param(None, "monthly uniques", id="what the medium counts"),
        pytest.param("Monthly-Uniques", "monthly uniques", id="spelt otherwise"),
        pytest.param("unique visitors", "monthly uniques", id="named otherwise"),
        pytest.param("page views", "page views", id="something else"),
    ],
)
def test_the_unit_of_an_audience_is_read_as_people_name_it(unit, meant):
    use = replace(SITE, audience_unit=unit)
    assert use.unit == meant
    if meant == "monthly uniques":
        assert net(use) == "150.00 GBP"
    else:
        with pytest.raises(Refused, match="does not price website by page views"):
            priced(use)


def test_notes_and_edits_are_no_input_of_a_price():
    noted = replace(SITE, notes="ring Ines Varga", edits="cut the last line")
    assert priced(noted) == priced(SITE)
    assert "Varga" not in canonical(priced(noted).inputs)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        pytest.param({"mediun": "website"}, "a use has no field “mediun”", id="an unknown field"),
        pytest.param({"medium": "papyrus"}, "is not one of website", id="an unknown medium"),
        pytest.param({"audience": "many"}, "a whole number", id="an audience in words"),
        pytest.param({"audience": True}, "a whole number", id="a truth for a number"),
        pytest.param({"audience": 0}, "from 1 to", id="an audience of nobody"),
        pytest.param({"images": -1}, "from 0 to", id="images below nothing"),
        pytest.param({"images": None}, "a whole number", id="no images at all"),
        pytest.param({"territories": ["XX"]}, "is not the code of a territory", id="nowhere"),
        pytest.param({"territories": "FR"}, "are a list", id="a territory not in a list"),
        pytest.param({"first_use": "31/02/2026"}, "is not a day", id="no day"),
        pytest.param({"duration": "12 moons"}, "is not a span", id="no span"),
        pytest.param({"rush": "yes"}, "is true or false", id="no truth"),
        pytest.param({"outlet_title": 5}, "is text", id="no text"),
        pytest.param({"notes": "x" * 4001}, "4000 are enough", id="a novel"),
    ],
)
def test_facts_that_are_no_use_are_refused(facts, why):
    with pytest.raises(BadInput) as refusal:
        Use.from_facts(facts)
    assert why in refusal.value.message
