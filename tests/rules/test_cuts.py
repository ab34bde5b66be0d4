"""Cut rules: what a publisher says of its own pages."""

from __future__ import annotations

import pytest

from syndicate.errors import BadInput
from syndicate.rules.articles import Block, Kind
from syndicate.rules.articles.cuts import CutRules, cut_rules, cuts_of, marked_by_text


def test_rules_are_written_by_kind_as_selectors_or_patterns():
    rules = cut_rules({"promo": [" div.box "], "credit_text": ["^Pictures? by"]})
    assert rules.selectors == (("div.box", Kind.PROMO),)
    assert [(p.pattern, kind) for p, kind in rules.patterns] == [("^Pictures? by", Kind.CREDIT)]


def test_a_pattern_makes_a_block_of_text_what_it_says_and_leaves_the_rest():
    rules = cut_rules({"boilerplate_text": ["harbour courier is"], "promo_text": ["courier"]})
    blocks = (
        Block(Kind.TEXT, "The Harbour Courier  is a paper."),
        Block(Kind.TEXT, "The lamp was lit."),
        Block(Kind.IMAGE, "courier.jpg"),
    )
    marked = marked_by_text(blocks, rules)
    assert [b.kind for b in marked] == [Kind.BOILERPLATE, Kind.TEXT, Kind.IMAGE]
    assert marked[0].hint == "cut:boilerplate:harbour courier is"


def test_the_longest_site_name_has_its_say_then_the_rules_for_all():
    cuts = {
        "harbourcourier.example": cut_rules({"promo": ["a"]}),
        "en.harbourcourier.example": cut_rules({"promo": ["b"]}),
        "*": cut_rules({"promo": ["c"]}),
    }
    assert [s for s, _ in cuts_of(cuts, "www.en.harbourcourier.example").selectors] == ["b", "c"]
    assert [s for s, _ in cuts_of(cuts, "harbourcourier.example").selectors] == ["a", "c"]
    assert [s for s, _ in cuts_of(cuts, "other.example").selectors] == ["c"]
    assert cuts_of({}, "") == CutRules()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"advert": ["x"]}, "no kind of cut"),
        ({"promo_text": ["("]}, "no pattern"),
        ({"promo": [""]}, "1 to 500 characters"),
        ({"promo": ["a"] * 201}, "at most 200 rules"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(said, why):
    with pytest.raises(BadInput, match=why):
        cut_rules(said)
