"""Words as numbers: what counts as the same word, and where it stands."""

from __future__ import annotations

import numpy as np
import pytest

from syndicate.monitor.words import grams, quoted, read_words


def the_same(one: str, other: str) -> bool:
    """Whether two texts have the same words."""
    return read_words(one).hashes.tolist() == read_words(other).hashes.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The Quay", "the QUAY", id="case"),
        pytest.param("l’été", "l'ete", id="accents and kinds of apostrophe"),
        pytest.param("cafe\u0301", "café", id="combining marks"),
        pytest.param("ship\u00adyard", "shipyard", id="a soft hyphen"),
        pytest.param("ship\u200byard", "shipyard", id="a zero-width space"),
        pytest.param("Straße", "STRASSE", id="sharp s"),
        pytest.param("ﬁshing ﬂeet", "fishing fleet", id="ligatures"),
        pytest.param("Œuvre", "oeuvre", id="joined vowels"),
        pytest.param("أحمد إلى مدرسة", "احمد الى مدرسه", id="Arabic spellings"),
        pytest.param("مـــيناء", "ميناء", id="the Arabic stretch"),
        pytest.param("تُموَّل", "تمول", id="Arabic vowel signs"),
        pytest.param("١٢ قارباً", "12 قاربا", id="Arabic digits"),
        pytest.param("well-known", "well known", id="hyphens part words"),
        pytest.param("ΟΔΟΣ", "οδος", id="both Greek sigmas"),
    ],
)
def test_texts_that_readers_call_equal_have_the_same_words(one, other):
    assert the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("quay", "quays", id="another ending"),
        pytest.param("not so", "so not", id="another order"),
        pytest.param("ab", "ba", id="another order of letters"),
        pytest.param("nine", "9", id="a figure for a number"),
    ],
)
def test_other_words_stay_other_words(one, other):
    assert not the_same(one, other)


def test_each_word_knows_where_it_stands_in_the_text():
    words = read_words("Straße, cafe\u0301 & ﬁsh!")
    assert [words.said(n, n + 1) for n in range(len(words))] == ["Straße", "cafe", "ﬁsh"]


def test_scripts_without_spaces_give_a_word_for_each_character():
    assert len(read_words("夜の船 goes")) == 4


def test_a_text_without_a_word_has_none():
    assert len(read_words(" … — ")) == 0
    assert grams(read_words("two words").hashes, 5).size == 0


def test_a_run_of_words_is_the_same_wherever_it_stands():
    run = grams(read_words("the last late boat tied up").hashes, 6)
    held = grams(read_words("After the last late boat tied up, they left").hashes, 6)
    assert np.flatnonzero(held == run[0]).tolist() == [1]


def test_a_long_quotation_of_the_page_is_cut():
    words = read_words("word " * 500)
    assert len(words.said(0, 500, most=40)) <= 40
    assert words.said(0, 500, most=40).endswith("…")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        pytest.param("He said “not now” and left", ["not", "now"], id="English"),
        pytest.param("Er sagte „nicht jetzt“ und ging", ["nicht", "jetzt"], id="German"),
        pytest.param("Il dit « pas maintenant » et part", ["pas", "maintenant"], id="French"),
        pytest.param("Er sagte »nicht jetzt« und ging", ["nicht", "jetzt"], id="turned guillemets"),
        pytest.param('He said "not now" and left', ["not", "now"], id="straight"),
        pytest.param("He said ‘it’s not now’ and left", ["it", "s", "not", "now"], id="single"),
        pytest.param("The workers' hall isn't open", [], id="apostrophes"),
        pytest.param(
            "“One day\n“Two days” he said", ["One", "day", "Two", "days"], id="paragraphs"
        ),
    ],
)
def test_words_inside_quotation_marks_are_told(text, inside):
    words = read_words(text)
    marks = quoted(words)
    assert [words.said(n, n + 1) for n in range(len(words)) if marks[n]] == inside


def test_a_long_hostile_text_is_read_only_so_far():
    assert len(read_words("a " * 1_500_000)) == 1_000_000
