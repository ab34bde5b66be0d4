"""A card by the word, beside the demo card: read, checked, and priced as one works it out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput, Refused
from syndicate.rules.dates import Span
from syndicate.rules.fees import (
    Exclusivity,
    Fault,
    Medium,
    Portion,
    Purpose,
    Use,
    check,
    parse_card,
    price,
    replay,
)

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "rates"
TEXT = (SAMPLES / "agency.toml").read_text("utf-8")
CARD = parse_card(TEXT)
TODAY = date(2026, 11, 23)
PAPER = Use(
    medium=Medium.NEWSPAPER,
    audience=25_000,
    territories=("US",),
    languages=("en",),
    exclusivity=Exclusivity.NONE,
    purpose=Purpose.EDITORIAL,
    portion=Portion.WHOLE,
)


def changed(old, new):
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def net(use, words):
    return price([(use, words)], CARD, on=TODAY, specimen=True).net


def test_the_card_of_an_agency_passes_its_check():
    assert check(CARD) == ()


def test_the_steps_show_how_many_words_cost_how_much_and_no_length_counts_them_again():
    steps = price([(PAPER, 1_200)], CARD, on=TODAY, specimen=True).steps
    assert [(s.rule, s.input, s.after) for s in steps][:2] == [
        (
            "base",
            "newspaper, whole article of 1,200 words: 400 × 0.55 + 600 × 0.35 + 200 × 0.2",
            "470",
        ),
        ("audience", "25,000 circulation (up to 25,000)", "470"),
    ]
    assert "length" not in {step.rule for step in steps}


def test_a_price_by_the_word_replays_to_the_same_minor_unit():
    made = price([(PAPER, 1_234)], CARD, on=TODAY, specimen=True)
    assert replay(made.inputs, TEXT) == made


@given(st.integers(0, 2_999), st.integers(0, 500))
def test_more_words_never_cost_less(words, more):
    further = min(words + more, 3_000)
    assert net(PAPER, words).minor <= net(PAPER, further).minor


@given(st.integers(0, 3_000))
def test_words_are_counted_band_by_band_as_a_plain_loop_counts_them(words):
    rates = [Decimal("0.55")] * 400 + [Decimal("0.35")] * 600 + [Decimal("0.2")] * 2_000
    wanted = max(sum(rates[:words], Decimal(0)), Decimal("12.50"))
    assert net(PAPER, words).amount == wanted


@pytest.mark.parametrize(
    ("old", "new", "fault", "said"),
    [
        ('["more", "by negotiation"]]', "[4_000, 0.1]]", Fault.GAP, "nothing is said above 4,000"),
        ("[400, 0.55]", "[400, -0.55]", Fault.NEGATIVE, "a fee a word of -0.55 is below nothing"),
        ("[50, 25]", "[50, 15]", Fault.BACKWARDS, "the fee falls from 17.50 to 15 above 25"),
        ("[1_000, 0.35]", "[300, 0.35]", Fault.UNREACHABLE, "up to 300 stands after a wider one"),
        ("[100_000, 1.4]", "[100_000, 0.9]", Fault.BACKWARDS, "the factor falls from 1 to 0.9"),
        (
            'media = ["newspaper", "magazine"]\nunit = "circulation"\n',
            'media = ["newspaper", "magazine"]\n',
            Fault.GAP,
            "what the audience is counted in",
        ),
        (
            'media = ["newspaper", "magazine"]\nunit',
            'media = ["newspaper", "website"]\nunit',
            Fault.OVERLAP,
            "audience: website is named 2 times",
        ),
        (
            'media = ["newspaper", "magazine"]\nunit',
            'media = ["newspaper", "social"]\nunit',
            Fault.UNREACHABLE,
            "audience: social has no base",
        ),
        (
            "[territory]\n",
            "[length]\nwhole = [[2_500, 1], ['more', 1.25]]\n\n[territory]\n",
            Fault.UNREACHABLE,
            "every base counts the words already",
        ),
    ],
)
def test_a_check_finds_what_is_wrong_with_a_card_by_the_word(old, new, fault, said):
    (problem,) = check(parse_card(changed(old, new)))
    assert (problem.fault, said in str(problem)) == (fault, True)


def test_an_audience_that_the_base_counts_already_is_not_counted_again():
    text = changed(
        'words = [[25, 17.50], [50, 25], [100, 40], [250, 75], [500, 140], ["more", 220]]',
        'unit = "recipients"\nup_to = [[5_000, 75], ["more", 130]]',
    ).replace("[territory]\n", "[length]\nwhole = [['more', 1]]\n\n[territory]\n", 1)
    said = [str(problem) for problem in check(parse_card(text))]
    assert "audience: the base of website counts its audience already" in said


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("words = [[25", "wrods = [[25", "“wrods” is unknown|states either"),
        ("per_word = [[400, 0.55]", "per_word = [[400, 0.55555]", "at most 4 decimals"),
        ("per_word", 'up_to = [["more", 1]]\nper_word', "states either `up_to`"),
    ],
)
def test_a_base_is_of_one_kind_and_says_what_was_meant(old, new, why):
    with pytest.raises(BadInput, match=why):
        parse_card(changed(old, new))


def test_an_excerpt_of_unknown_length_has_no_price_by_the_word():
    excerpt = Use.from_facts({**PAPER.facts(), "portion": "excerpt"})
    with pytest.raises(Refused, match="the length of the excerpt is not known"):
        net(excerpt, 600)


def test_the_audience_is_needed_where_a_rule_counts_it():
    unknown = Use.from_facts({**PAPER.facts(), "audience": None})
    with pytest.raises(Refused, match="the rule audience needs it"):
        net(unknown, 600)


def test_a_term_and_a_region_multiply_what_the_words_cost():
    use = Use(
        medium=Medium.WEBSITE,
        audience=500_000,
        territories=("US", "CA"),
        languages=("en", "fr"),
        duration=Span(months=6),
        exclusivity=Exclusivity.FIRST,
        purpose=Purpose.EDITORIAL,
        portion=Portion.WHOLE,
    )
    # 220 for the words, 1.5 for the audience, 1.25 the region, 1.2 two languages, 0.75 the term, 2 first
    assert net(use, 700).amount == Decimal("742.50")
