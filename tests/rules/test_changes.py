"""Two versions side by side: what stayed, changed, came, went and moved, and where articles may go."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput, Refused
from syndicate.rules.articles import Kind, Owner, Passage, fold
from syndicate.rules.articles.changes import (
    Change,
    another_text,
    compare,
    marked,
    read_span,
    words_changed,
)
from syndicate.rules.articles.states import STEPS, STOPPED, ArticleState, check_open, move


def passages(*texts):
    """Passages of plain text, counted from 1."""
    return [Passage(n, Kind.TEXT, Owner.OWNED, None, text) for n, text in enumerate(texts, 1)]


def seen(old, new):
    """The changes as (what, old number, new number)."""
    return [(c.change.value, c.old, c.new) for c in compare(passages(*old), passages(*new))]


FERRY = "The ferry sails at nine from the north quay."
BOATS = "Two boats were seen off the point on Friday."
RAIN = "It rained in the harbour all day long and into the night."
END = "The inquiry goes on."


def test_a_version_is_the_same_as_itself():
    assert seen([FERRY, BOATS], [FERRY, BOATS]) == [("same", 1, 1), ("same", 2, 2)]


def test_a_changed_passage_shows_the_words_that_went_and_came():
    (change,) = compare(passages(FERRY), passages(FERRY.replace("nine", "ten")))
    assert change.change is Change.CHANGED
    assert marked(change.ops) == "The ferry sails at [-nine-] {+ten+} from the north quay."
    assert words_changed([change]) == (1, 1)


def test_a_passage_that_came_and_one_that_went_stand_where_they_belong():
    assert seen([FERRY, BOATS, END], [FERRY, RAIN, END]) == [
        ("same", 1, 1),
        ("added", None, 2),
        ("removed", 2, None),
        ("same", 3, 3),
    ]


def test_a_text_that_keeps_nearly_nothing_is_another_one():
    twin = passages(FERRY, BOATS, RAIN)
    assert another_text(twin, passages(END, "Nobody was hurt, the owners said."))
    assert another_text(twin, [])
    assert not another_text(twin, passages(RAIN))
    assert not another_text(twin, passages(END, FERRY.replace("nine", "ten")))
    assert not another_text([], twin)


def test_what_stands_below_every_article_does_not_make_two_of_them_one():
    promo = Passage(9, Kind.PROMO, Owner.OWNED, None, "Sign up for our letter from the harbour.")
    assert another_text([*passages(FERRY), promo], [*passages(BOATS), promo])


def test_a_passage_that_moved_is_said_to_have_moved():
    assert seen([FERRY, BOATS, RAIN, END], [BOATS, RAIN, FERRY, END]) == [
        ("same", 2, 1),
        ("same", 3, 2),
        ("moved", 1, 3),
        ("same", 4, 4),
    ]


def test_a_passage_that_moved_and_changed_shows_its_words_too():
    changes = compare(
        passages(FERRY, BOATS, RAIN, END), passages(BOATS, RAIN, END, FERRY.replace("nine", "ten"))
    )
    assert [(c.change.value, c.old, c.new) for c in changes][-1] == ("moved", 1, 4)
    assert "[-nine-] {+ten+}" in marked(changes[-1].ops)


def test_passages_with_the_same_words_are_told_apart_by_their_place():
    assert seen(["* * *", FERRY, "* * *"], ["* * *", FERRY, "* * *", END]) == [
        ("same", 1, 1),
        ("same", 2, 2),
        ("same", 3, 3),
        ("added", None, 4),
    ]


WORDS = st.lists(
    st.sampled_from(["the", "boat", "sails", "at", "nine", "مدينة", "château"]), min_size=1
)
TEXTS = st.lists(WORDS.map(" ".join), max_size=8)


@given(TEXTS, TEXTS)
def test_the_changes_read_as_either_version_whatever_was_done_to_it(old, new):
    changes = compare(passages(*old), passages(*new))
    assert sorted(c.old for c in changes if c.old) == list(range(1, len(old) + 1))
    assert [c.new for c in changes if c.new] == list(range(1, len(new) + 1))
    for change in changes:
        was = " ".join(text for op, text in change.ops if op in {"equal", "delete"})
        now = " ".join(text for op, text in change.ops if op in {"equal", "insert"})
        assert was == (fold(old[change.old - 1]) if change.old else "")
        assert now == (fold(new[change.new - 1]) if change.new else "")
    stayed = [c.old for c in changes if c.change in {Change.SAME, Change.CHANGED}]
    assert stayed == sorted(stayed)


def test_a_very_long_article_is_compared_in_bounded_time():
    old = [f"{n} " + " ".join(str(n * k % 977) for k in range(1, 40)) for n in range(3000)]
    new = [f"{n} " + " ".join(str(n * k % 971) for k in range(1, 40)) for n in range(3000)]
    began = time.monotonic()
    assert len(compare(passages(*old), passages(*new))) >= 3000
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("typed", "span"), [("1..2", (1, 2)), ("2..1", (2, 1)), (" 1 .. 3 ", (1, 3)), ("2..", (2, 7))]
)
def test_two_versions_are_named_with_two_dots(typed, span):
    assert read_span(typed, newest=7) == span


@pytest.mark.parametrize(
    "typed", ["", "1", "..", "..2", "1-2", "1...2", "a..b", "7..", "3..3", "١..٢"]
)
def test_what_names_no_two_versions_is_refused(typed):
    with pytest.raises(BadInput):
        read_span(typed, newest=7)


def test_an_article_is_withheld_and_given_back_and_a_killed_one_comes_back_only_as_usable():
    assert move("ART-1", ArticleState.USABLE, ArticleState.WITHHELD) is ArticleState.WITHHELD
    assert move("ART-1", ArticleState.WITHHELD, ArticleState.USABLE) is ArticleState.USABLE
    assert move("ART-1", ArticleState.STUB, ArticleState.KILLED) is ArticleState.KILLED
    assert STEPS[ArticleState.KILLED] == {ArticleState.USABLE}
    with pytest.raises(Refused) as why:
        move("ART-1", ArticleState.KILLED, ArticleState.WITHHELD)
    assert why.value.hint == "syndicate article reinstate ART-1 FILE --by NAME"
    with pytest.raises(Refused, match="ART-1 is killed already"):
        move("ART-1", ArticleState.KILLED, ArticleState.KILLED)
    assert set(STEPS) == set(ArticleState)


@pytest.mark.parametrize("state", list(ArticleState))
def test_nothing_is_licensed_of_a_stopped_article(state):
    if state in STOPPED:
        with pytest.raises(Refused, match=f"ART-1 is {state} and cannot be licensed"):
            check_open("ART-1", state, "licensed")
    else:
        check_open("ART-1", state, "licensed")
