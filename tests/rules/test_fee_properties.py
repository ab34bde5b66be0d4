"""What holds of every price: it grows with what is asked, its lines add up, and it is the same for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from syndicate.errors import Refused
from syndicate.rules.dates import Span
from syndicate.rules.fees import (
    Exclusivity,
    Fx,
    Medium,
    Portion,
    Purpose,
    Use,
    check,
    parse_card,
    price,
)
from syndicate.rules.money import exponent
from tests.rules.random_quotes import TEXTS, differs, digest_of, quotes

TODAY = date(2026, 11, 23)
SAMPLES = [parse_card(text) for text in TEXTS]
PLACES = ("FR", "BE", "GB", "US", "MW", "NE", "155", "EU", "150", "GCC", "001")
KINDS = ("up_to", "territory", "words", "per_word", "fee")
MEDIA = ("website", "newspaper", "newsletter", "broadcast", "database")


# -- cards that a check finds whole ----------------------------------------------------------------


def _rising(draw, count, least, most, places):
    """So many figures, none smaller than the one before."""
    unit = 10**places
    drawn = draw(
        st.lists(st.integers(least * unit, most * unit), min_size=count, max_size=count).map(sorted)
    )
    return [f"{Decimal(each).scaleb(-places):f}" for each in drawn]


def _bands(draw, values):
    limits = draw(
        st.lists(
            st.integers(1, 400_000),
            min_size=len(values) - 1,
            max_size=len(values) - 1,
            unique=True,
        ).map(sorted)
    )
    pairs = zip([*limits, '"more"'], values, strict=True)
    return f"[{', '.join(f'[{limit}, {value}]' for limit, value in pairs)}]"


def _tiers(draw, least, most, places):
    return _bands(draw, _rising(draw, draw(st.integers(1, 4)), least, most, places))


@st.composite
def cards(draw):
    """A card of any of the kinds of base, in a currency of two, three or no decimals."""
    currency = draw(st.sampled_from(["GBP", "KWD", "JPY"]))
    places = exponent(currency)
    lines = [
        f'name = "drawn"\nversion = "1"\ncurrency = "{currency}"\nvalid_from = 2026-01-01',
        f"minimum = {draw(st.integers(0, 80))}",
    ]
    if draw(st.booleans()):
        lines.append(f"cap = {draw(st.integers(80, 5_000))}")
    priced = MEDIA[: draw(st.integers(1, len(MEDIA)))]
    for medium in priced:
        kind = draw(st.sampled_from(KINDS))
        unit = "" if kind != "up_to" else '\nunit = "readers"'
        if kind == "territory":
            country, region, world = _rising(draw, 3, 1, 900, places)
            said = f"territory = {{ country = {country}, region = {region}, world = {world} }}"
        elif kind == "fee":
            said = f"fee = {draw(st.integers(1, 900))}"
        else:
            said = f"{kind} = {_tiers(draw, 1, 900, min(places, 2))}"
        lines.append(f'[[base]]\nmedia = ["{medium}"]{unit}\n{said}')
        if kind != "up_to" and draw(st.booleans()):
            tiers = _tiers(draw, 1, 4, 2)
            lines.append(f'[[audience]]\nmedia = ["{medium}"]\nunit = "readers"\nup_to = {tiers}')
        if draw(st.booleans()):
            lines.append(f'[[duration]]\nmedia = ["{medium}"]\nincluded = true')
        else:
            factors = _rising(draw, 3, 0, 5, 2)
            spans = ("3m", "12m", "perpetual")
            up_to = ", ".join(f'["{s}", {f}]' for s, f in zip(spans, factors, strict=True))
            lines.append(f'[[duration]]\nmedia = ["{medium}"]\nup_to = [{up_to}]')
        lines.append(f'[[uses]]\nmedia = ["{medium}"]\nfurther = 0.5')
    others = [m.value for m in Medium if not m.is_ai and m.value not in priced]
    lines.append(f"[negotiation]\nmedia = {others}".replace("'", '"'))
    if any(
        line.startswith("[[base]]") and ("up_to" in line or "territory" in line) for line in lines
    ):
        excerpt, whole, long = _rising(draw, 3, 0, 3, 2)
        lines.append(
            f'[length]\nexcerpt = [[250, {excerpt}]]\nwhole = [[2_500, {whole}], ["more", {long}]]'
        )
    poor, country, one, two, region, world = _rising(draw, 6, 0, 3, 3)
    codes = draw(st.permutations(["EU", "155", "150"]))
    groups = draw(st.sampled_from(["", f"groups = {{ {codes[0]} = {one}, {codes[1]} = {two} }}\n"]))
    lines.append(
        f"[territory]\n{groups}low_income = {poor}\ncountry = {country}\nregion = {region}\n"
        f"world = {world}"
    )
    lines.append("[languages]\nfurther = 0.35")
    lines.append("[exclusivity]\nnone = 1\nfirst = 1.5\nsole = 2\nexclusive = 3")
    lines.append(
        "[purpose]\neditorial = 1\ninternal = 1\ncharity = 0.5\neducation = 0.3\ncommercial = 2"
    )
    return parse_card("\n\n".join(lines))


@st.composite
def uses(draw, card):
    """A use of a medium that the card prices."""
    medium = draw(st.sampled_from(sorted(m for base in card.bases for m in base.media)))
    unit = next(
        (rule.unit for rule in (*card.bases, *card.reaches) if medium in rule.media and rule.unit),
        None,
    )
    excerpt = draw(st.none() | st.integers(1, 3_000))
    return Use(
        medium=medium,
        audience=draw(st.integers(1, 500_000)),
        audience_unit=unit,
        territories=tuple(draw(st.sets(st.sampled_from(PLACES), min_size=1, max_size=3))),
        languages=("en",),
        first_use=draw(st.none() | st.dates(date(2026, 1, 1), date(2028, 12, 31))),
        duration=Span(months=draw(st.integers(1, 40))),
        exclusivity=draw(st.sampled_from([Exclusivity.NONE, Exclusivity.FIRST])),
        purpose=draw(st.sampled_from(Purpose)),
        portion=Portion.WHOLE if excerpt is None else Portion.EXCERPT,
        excerpt_words=excerpt,
    )


def _words(use):
    return use.excerpt_words or 600


def _more_audience(draw, use):
    return replace(use, audience=use.audience + draw(st.integers(0, 600_000))), 0


def _longer_term(draw, use):
    more = draw(st.none() | st.integers(0, 40))
    span = Span(perpetual=True) if more is None else Span(months=use.duration.months + more)
    return replace(use, duration=span), 0


def _more_places(draw, use):
    further = draw(st.sets(st.sampled_from(PLACES), max_size=3))
    return replace(use, territories=tuple(dict.fromkeys((*use.territories, *further)))), 0


def _more_words(draw, use):
    more = draw(st.integers(0, 3_000))
    if use.portion is Portion.WHOLE:
        return use, more
    if draw(st.booleans()):
        return replace(use, portion=Portion.WHOLE, excerpt_words=None), more
    return replace(use, excerpt_words=use.excerpt_words + more), 0


GROWTHS = [_more_audience, _longer_term, _more_places, _more_words]


def _net(use, words, card):
    try:
        return price([(use, words)], card, on=TODAY, specimen=True).net.minor
    except Refused:
        return None


@pytest.mark.parametrize("grown", GROWTHS, ids=lambda each: each.__name__.strip("_"))
@given(st.data())
@settings(max_examples=30, deadline=None)
def test_who_asks_for_more_never_pays_less_on_any_card_that_is_whole(grown, data):
    card = data.draw(cards())
    assert check(card) == ()
    use = data.draw(uses(card))
    larger, more = grown(data.draw, use)
    words = _words(use)
    less_paid = _net(use, words, card)
    assert less_paid is not None
    assert less_paid <= _net(larger, words + more, card)


@pytest.mark.parametrize("grown", GROWTHS, ids=lambda each: each.__name__.strip("_"))
@pytest.mark.parametrize("card", SAMPLES, ids=lambda card: card.name)
@given(st.data())
@settings(max_examples=30, deadline=None)
def test_who_asks_for_more_never_pays_less_on_the_sample_cards(card, grown, data):
    use = data.draw(uses(card))
    larger, more = grown(data.draw, use)
    words = _words(use)
    before, after = _net(use, words, card), _net(larger, words + more, card)
    assume(before is not None)
    # Above its last band a card may stop: then people agree a price.
    assert after is None or before <= after


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_the_lines_add_up_to_the_total_and_each_is_its_last_step(data):
    card = data.draw(cards())
    to = data.draw(st.sampled_from(["EUR", "KWD", "JPY"]))
    fx = (
        Fx(card.currency, to, Decimal("1.23457"), "a source", TODAY)
        if to != card.currency
        else None
    )
    asked = data.draw(st.lists(uses(card), min_size=1, max_size=6))
    priced = price([(use, 600) for use in asked], card, on=TODAY, currency=to, fx=fx, specimen=True)
    assert priced.net.minor == sum(line.net.minor for line in priced.lines)
    assert {line.net.currency for line in priced.lines} == {to}
    for line in priced.lines:
        last = line.steps[-1]
        assert (last.rule, last.after) == ("rounding", line.net.text)
        unit = 10 ** max(exponent(to) - 2, 0)
        assert line.net.minor % unit == 0
        gap = abs(Decimal(last.before) - line.net.amount)
        assert gap <= Decimal(unit).scaleb(-exponent(to)) / 2
        for one, two in zip(line.steps, line.steps[1:], strict=False):
            assert one.after == two.before


# -- the same for ever -----------------------------------------------------------------------------


def test_quotes_price_again_from_what_was_stored_to_the_same_minor_unit():
    drawn = list(quotes(300))
    assert len({one.priced.net.currency for one in drawn} & {"KWD", "BHD", "JPY"}) == 3
    assert [one.inputs for one in drawn if differs(one)] == []


def test_this_arithmetic_gives_the_prices_it_gave_on_the_day_it_was_numbered():
    # Other figures here mean other arithmetic: it takes the next number, and number 1 stays as it is.
    assert digest_of(list(quotes(300))) == (
        "694ea06bb67ccd8072090f6b719458d5580954495e354a660a920e76c77b5906"
    )
