"""Blanket agreements by the rules: what may be agreed, when articles are drawn, how much is left."""

from __future__ import annotations

from datetime import date

import pytest

from syndicate.errors import BadInput, Refused
from syndicate.rules import blankets
from syndicate.rules.blankets import BlanketState, Count
from syndicate.rules.money import Money
from syndicate.rules.requests import Exclusivity, Medium
from tests import builders

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.mark.parametrize(
    ("drawn", "over", "left", "nearly"),
    [(0, 0, 60, False), (47, 0, 13, False), (48, 0, 12, True), (60, 0, 0, True), (60, 3, 0, True)],
)
def test_a_quota_is_nearly_used_from_four_fifths_on(drawn, over, left, nearly):
    count = Count(60, drawn, over)
    assert (count.left, count.nearly) == (left, nearly)


def test_a_count_says_what_is_beyond_the_quota():
    assert Count(60, 52).spoken == "52 of 60 articles drawn"
    assert Count(60, 60, 2).spoken == "60 of 60 articles drawn, 2 beyond the quota"


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 12, 31), BlanketState.TO_COME),
        (FIRST, BlanketState.IN_FORCE),
        (LAST, BlanketState.IN_FORCE),
        (date(2028, 1, 1), BlanketState.LAPSED),
    ],
)
def test_articles_are_drawn_from_the_first_day_to_the_last_inclusive(day, state):
    assert blankets.state_on(starts_on=FIRST, ends_on=LAST, ended=False, today=day) is state
    ended = blankets.state_on(starts_on=FIRST, ends_on=LAST, ended=True, today=day)
    assert ended is BlanketState.ENDED
    open_ended = blankets.state_on(starts_on=None, ends_on=None, ended=False, today=day)
    assert open_ended is BlanketState.IN_FORCE


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"quota": 0}, "a quota is 1 to"),
        ({"fee": Money.of("-1", "GBP")}, "not below nothing"),
        ({"ends_on": date(2026, 12, 31)}, "before it begins"),
    ],
)
def test_terms_that_say_nothing_are_refused(terms, said):
    whole = {"quota": 60, "fee": Money.of("1200", "GBP"), "starts_on": FIRST, "ends_on": LAST}
    blankets.check_terms(**whole)
    with pytest.raises(BadInput, match=said):
        blankets.check_terms(**whole | terms)


def test_a_use_must_be_whole_shared_and_for_people():
    blankets.check_use(builders.a_use(first_use=None), starts_on=FIRST)
    with pytest.raises(BadInput, match="it lacks territories, duration") as lacking:
        blankets.check_use(builders.a_use(territories=(), duration=None), starts_on=FIRST)
    assert lacking.value.hint == "--territory COUNTRY --duration SPAN"
    with pytest.raises(BadInput, match="not sole"):
        blankets.check_use(builders.a_use(exclusivity=Exclusivity.SOLE), starts_on=FIRST)
    with pytest.raises(Refused, match="by negotiation"):
        blankets.check_use(builders.a_use(medium=Medium.AI_INPUT), starts_on=FIRST)


def test_the_licence_of_a_draw_names_its_agreement_in_its_own_language():
    said = {"signed_on": FIRST, "n": 12, "quota": 60}
    english = blankets.drawn_words("BLK-000001", language="en-GB", **said)
    french = blankets.drawn_words("BLK-000001", language="fr", **said)
    assert english.startswith(
        "Drawn under blanket agreement BLK-000001, in force from 1 January 2027: article 12 of 60."
    )
    assert "1er janvier 2027 : article 12 sur 60" in french
