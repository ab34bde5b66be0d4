"""What a card says beside the price of a piece: shares, subscriptions, late licences, Creative Commons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from syndicate.errors import BadInput, Refused
from syndicate.rules.dates import Span
from syndicate.rules.fees import (
    Exclusivity,
    Fault,
    Fx,
    Medium,
    Purpose,
    Subscription,
    TranslationBy,
    Use,
    check,
    parse_card,
    price,
    price_blanket,
    replay,
)
from syndicate.rules.fees.subscriptions import over_a_period
from syndicate.rules.money import Money
from syndicate.shipped import shipped

AGENCY_TEXT = (Path(__file__).resolve().parents[1] / "samples" / "rates" / "agency.toml").read_text(
    "utf-8"
)
AGENCY = parse_card(AGENCY_TEXT)
DEMO_TEXT = (shipped("templates") / "rate-card" / "demo.toml").read_text("utf-8")
DEMO = parse_card(DEMO_TEXT)
TODAY = date(2026, 11, 23)
BASE = Use(
    medium=Medium.DATABASE,
    territories=("US",),
    languages=("en",),
    duration=Span(months=12),
    purpose=Purpose.EDITORIAL,
)
SITE = replace(BASE, medium=Medium.WEBSITE, audience=200_000, territories=("FR",))
YEAR = Subscription(
    media=(Medium.WEBSITE, Medium.NEWSLETTER),
    articles=60,
    territories=("FR",),
    languages=("fr",),
)


def steps(priced):
    return [(s.rule, s.factor, s.after) for s in priced.steps if s.factor != "1"]


def changed(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


# -- a share of the revenue ------------------------------------------------------------------------


def test_a_share_is_named_and_what_is_billed_now_is_its_guarantee():
    made = price([(replace(BASE, territories=("US", "CA")), 600)], AGENCY, on=TODAY, specimen=True)
    # 300, a region 1.25
    assert steps(made) == [
        ("base", "300", "300"),
        ("territory", "1.25", "375"),
        ("share", "40%", "375"),
        ("rounding", "0.01", "375.00"),
    ]
    assert made.steps[-2].input == (
        "40% of what readers pay for it, net of tax, reported each quarter; this is the guarantee"
    )
    (line,) = made.lines
    assert line.share_facts() == {
        "share": "0.4",
        "of": "what readers pay for it, net of tax",
        "reports": "quarter",
    }
    assert replay(made.inputs, AGENCY_TEXT) == made


def test_where_no_share_is_owed_none_is_named():
    made = price([(SITE, 600)], AGENCY, on=TODAY, specimen=True)
    assert [line.share_facts() for line in made.lines] == [None]


def test_an_agreed_price_takes_the_place_of_the_guarantee_and_leaves_the_share():
    made = price(
        [(BASE, 600)],
        AGENCY,
        on=TODAY,
        specimen=True,
        agreed=Money(20_000, "USD"),
        agreed_reason="two years running",
        agreed_by="Ines",
    )
    assert (made.net.text, made.lines[0].share is not None) == ("200.00", True)


@pytest.mark.parametrize(
    ("old", "new", "fault", "said"),
    [
        ("share = 0.4", "share = 1.4", Fault.NEGATIVE, "1.4 is no share between 0 and 1"),
        (
            'media = ["database", "e-book"]\nshare',
            'media = ["database", "database"]\nshare',
            Fault.OVERLAP,
            "share: database is named 2 times",
        ),
        (
            'media = ["database", "e-book"]\nshare',
            'media = ["podcast"]\nshare',
            Fault.GAP,
            "podcast has no base, so its share has no guarantee",
        ),
        ("fee = 300", "fee = 0", Fault.BACKWARDS, "a base fee of 0 earns nothing"),
        ("fee = 300", "fee = -1", Fault.NEGATIVE, "fee of -1 is below nothing"),
        ("factor = 2", "factor = 0.5", Fault.BACKWARDS, "cheaper to ask afterwards"),
        ('term = "3m"', 'term = "perpetual"', Fault.DATES, "a subscription ends"),
        ('["more", 20_000]', "[500, 20_000]", Fault.GAP, "nothing is said above 500"),
        ("[100, 7_500]", "[100, 700]", Fault.BACKWARDS, "falls from 2500 to 700 above 25"),
        ("[25, 2_500]", "[25, 0]", Fault.BACKWARDS, "a quota for 0 earns nothing"),
        (
            'media = ["website", "app", "newsletter"]\nterm',
            'media = ["website", "social"]\nterm',
            Fault.GAP,
            "social has no base, so what is drawn beyond the quota has no price",
        ),
        (
            'media = ["website", "app", "newsletter"]\nterm',
            'media = ["website", "tdm"]\nterm',
            Fault.AI,
            "tdm is never part of a subscription",
        ),
        (
            'purpose = ["education"]',
            'purpose = ["commercial"]',
            Fault.UNREACHABLE,
            "CC BY-NC-ND 4.0 allows nothing commercial",
        ),
    ],
)
def test_a_check_finds_what_is_wrong_with_the_terms_of_a_card(old, new, fault, said):
    (problem,) = check(parse_card(changed(AGENCY_TEXT, old, new)))
    assert (problem.fault, said in str(problem)) == (fault, True)


def test_a_low_income_country_never_costs_more_than_another():
    (problem,) = check(parse_card(changed(DEMO_TEXT, "low_income = 0.25", "low_income = 1.2")))
    assert (problem.rule, problem.fault) == ("territory", Fault.BACKWARDS)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('reports = "quarter"', 'reports = "quarterly"', "did you mean quarter"),
        ('licence = "CC BY-NC-ND 4.0"', 'licence = "CC BY 3.0"', "did you mean CC BY 4.0"),
        ('term = "3m"', 'term = "3 moons"', "blanket 1.term"),
        ("fee = 300", 'fee = 300\nup_to = [["more", 3]]', "states either `up_to`"),
        ('of = "what readers pay for it, net of tax"\n', "", "does not state share 1.of"),
    ],
)
def test_terms_that_cannot_be_read_are_named(old, new, why):
    with pytest.raises(BadInput, match=why):
        parse_card(changed(AGENCY_TEXT, old, new))


# -- subscriptions ---------------------------------------------------------------------------------


def test_a_subscription_costs_what_its_quota_does_where_and_in_which_languages():
    made = price_blanket(
        replace(YEAR, territories=("FR", "BE"), languages=("fr", "nl"), articles=61, terms=2),
        DEMO,
        on=TODAY,
        specimen=True,
    )
    # 2,400 up to 150; a region 1.4; two languages 1.35; two years
    assert steps(made) == [
        ("blanket", "2400", "2400"),
        ("territory", "1.4", "3360"),
        ("languages", "1.35", "4536"),
        ("terms", "2", "9072"),
        ("rounding", "0.01", "9072.00"),
    ]
    assert made.steps[0].input == "website, newsletter: 61 articles in 12m (up to 150)"
    assert replay(made.inputs, DEMO_TEXT) == made


def test_the_least_of_a_piece_and_the_most_do_not_touch_a_subscription():
    capped = parse_card(changed(AGENCY_TEXT, "cap = 4_000", "cap = 100"))
    made = price_blanket(
        replace(YEAR, media=(Medium.APP,), articles=25), capped, on=TODAY, specimen=True
    )
    assert made.net.text == "2500.00"


def test_a_subscription_may_be_agreed_and_be_in_another_currency():
    fx = Fx("GBP", "KWD", Decimal("0.41237"), "Central Bank of Kuwait", TODAY)
    made = price_blanket(YEAR, DEMO, on=TODAY, specimen=True, currency="KWD", fx=fx)
    # 1,200 x 0.41237 = 494.844, to ten fils
    assert str(made.net) == "494.840 KWD"
    agreed = price_blanket(
        YEAR,
        DEMO,
        on=TODAY,
        specimen=True,
        agreed=Money(100_000, "GBP"),
        agreed_reason="a first year",
        agreed_by="Ines",
    )
    assert (agreed.net.text, agreed.steps[-1].factor) == ("1000.00", "-200.00")
    assert replay(agreed.inputs, DEMO_TEXT) == agreed


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (replace(YEAR, articles=151), r"151 articles in 12m \(above all bands\)"),
        (replace(YEAR, media=(Medium.WEBSITE, Medium.BOOK)), "a subscription to website, book"),
        (replace(YEAR, territories=()), "the territory is not known"),
    ],
)
def test_a_subscription_the_card_does_not_price_is_by_negotiation(asked, why):
    with pytest.raises(Refused, match=why):
        price_blanket(asked, DEMO, on=TODAY, specimen=True)


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"media": ()}, "names its media"),
        ({"media": (Medium.AI_INPUT,)}, "what machines read"),
        ({"articles": 0}, "from 1 to"),
        ({"terms": 101}, "1 to 100 terms"),
        ({"territories": ("XX",)}, "not the code of a territory"),
    ],
)
def test_a_subscription_that_is_none_is_refused(terms, why):
    with pytest.raises(BadInput, match=why):
        replace(YEAR, **terms)


# -- not licensed in time --------------------------------------------------------------------------


def test_what_was_not_licensed_in_time_costs_the_card_of_that_day_more_and_its_handling_once():
    late = price([(SITE, 640)] * 2, DEMO, on=date(2026, 3, 1), specimen=True, retrospective=True)
    # 150 x 1.25 = 187.50 each, and 50 once
    assert [line.net.text for line in late.lines] == ["237.50", "187.50"]
    assert steps(late)[:4] == [
        ("base", "150", "150"),
        ("retrospective", "1.25", "187.5"),
        ("retrospective", "+50", "237.5"),
        ("rounding", "0.01", "237.50"),
    ]
    assert replay(late.inputs, DEMO_TEXT) == late
    assert "retrospective" not in price([(SITE, 640)], DEMO, on=TODAY, specimen=True).inputs


def test_what_is_free_stays_free_when_it_is_late():
    free = Use.from_facts({**SITE.facts(), "portion": "excerpt", "excerpt_words": 90})
    made = price([(free, 640), (SITE, 640)], DEMO, on=TODAY, specimen=True, retrospective=True)
    assert [line.net.text for line in made.lines] == ["0.00", "237.50"]


def test_a_card_without_that_rule_leaves_it_to_negotiation():
    card = parse_card(DEMO_TEXT.replace("[retrospective]", "# none").replace("factor = 1.25", "")
                      .replace("admin = 50", ""))  # fmt: skip
    with pytest.raises(Refused, match=r"rule: retrospective"):
        price([(SITE, 640)], card, on=TODAY, specimen=True, retrospective=True)


# -- Creative Commons ------------------------------------------------------------------------------

LESSON = replace(SITE, purpose=Purpose.EDUCATION)


def test_what_falls_under_creative_commons_is_free_and_says_under_which():
    made = price([(LESSON, 640)], AGENCY, on=TODAY, specimen=True)
    assert made.net.text == "0.00"
    assert made.steps[0].input == "teaching, whoever teaches (CC BY-NC-ND 4.0)"


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(replace(LESSON, exclusivity=Exclusivity.FIRST), id="nobody is kept out"),
        pytest.param(replace(LESSON, translation_by=TranslationBy.LICENSEE), id="no derivatives"),
    ],
)
def test_what_the_licence_does_not_allow_is_not_free_by_it(use):
    text = AGENCY_TEXT + "\n[translation]\nlicensee = 1\n"
    made = price([(use, 640)], parse_card(text), on=TODAY, specimen=True)
    assert made.net.minor > 0


# -- regions with a factor of their own ------------------------------------------------------------

GROUPED = parse_card(
    changed(
        DEMO_TEXT, "region = 1.4 ", "groups = { EU = 1.3, GCC = 1.1, 150 = 1.35 }\nregion = 1.4 "
    )
)


@pytest.mark.parametrize(
    ("places", "said", "factor"),
    [
        (("FR", "BE"), "EU: FR, BE", "1.3"),
        (("EU",), "EU: EU", "1.3"),
        (("FR", "GB"), "150: FR, GB", "1.35"),
        (("KW", "AE"), "GCC: KW, AE", "1.1"),
        (("KW", "FR"), "region: KW, FR", "1.4"),
        (("FR",), "country: FR", "1"),
        (("001",), "world: 001", "1.8"),
    ],
)
def test_what_lies_wholly_in_a_region_takes_its_factor_and_of_several_the_cheapest(
    places, said, factor
):
    made = price([(replace(SITE, territories=places), 640)], GROUPED, on=TODAY, specimen=True)
    (step,) = [step for step in made.steps if step.rule == "territory"]
    assert (step.input, step.factor) == (said, factor)


def test_a_card_with_regions_is_whole_while_they_lie_between_country_and_region():
    assert check(GROUPED) == ()
    dear = changed(DEMO_TEXT, "region = 1.4 ", "groups = { EU = 1.5, GCC = 0.9 }\nregion = 1.4 ")
    assert [(p.rule, p.fault) for p in check(parse_card(dear))] == [
        ("territory.groups.EU", Fault.BACKWARDS),
        ("territory.groups.GCC", Fault.BACKWARDS),
    ]


@pytest.mark.parametrize(
    ("groups", "why"),
    [
        ("{ EUR = 1.3 }", "“EUR” is no region; did you mean EU"),
        ("{ 001 = 1.3 }", "“001” is no region"),
        ("{ FR = 1.3 }", "“FR” is no region"),
        ('{ EU = "by negotiation" }', "territory.groups.EU is a number"),
    ],
)
def test_a_region_that_is_none_is_named(groups, why):
    with pytest.raises(BadInput, match=why):
        parse_card(changed(DEMO_TEXT, "region = 1.4 ", f"groups = {groups}\nregion = 1.4 "))


@pytest.mark.parametrize(
    ("last", "articles", "terms", "each"),
    [
        (date(2026, 2, 28), 25, 1, 25),
        (date(2026, 4, 1), 25, 2, 13),
        (date(2026, 12, 31), 60, 4, 15),
        (date(2027, 1, 1), 60, 5, 12),
    ],
)
def test_a_period_is_counted_in_terms_of_the_card_and_the_quota_shared_over_them(
    last, articles, terms, each
):
    asked = over_a_period(AGENCY, SITE, articles=articles, first=date(2026, 1, 1), last=last)
    assert (asked.terms, asked.articles, asked.media) == (terms, each, (Medium.WEBSITE,))


def test_a_medium_without_a_subscription_is_left_to_negotiation():
    book = replace(SITE, medium=Medium.BOOK)
    asked = over_a_period(AGENCY, book, articles=9, first=TODAY, last=TODAY)
    with pytest.raises(Refused, match="does not price a subscription to book"):
        price_blanket(asked, AGENCY, on=TODAY, specimen=True)
