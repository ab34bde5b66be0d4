"""Words are folded and stemmed in one way, for the index and for a question."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput
from syndicate.rules.articles.search import asked, rank, ranks_of, stems, words_of


def found(question, text, language):
    """Whether an article of `text` is found by `question`."""
    have = set(stems(text, language).split())
    return all(have.intersection(spellings) for spellings in asked(question))


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("ferries", "The ferry returns", "en"),
        ("licensing", "licensed", "en-GB"),
        ("FERRY harbour", "a harbour, and (at last) ferries", "en"),
        ("cafe", "Le Café du port", "fr"),
        ("Stornby", "Stornby’s mayor", "en"),
        ("publier", "les notices publiées", "fr"),
        ("republiees", "elles ont été republiées", "fr"),
        ("élections", "une élection", "fr"),
        ("elections", "une élection", "fr"),
        ("œuvres", "l’oeuvre", "fr"),
        ("oeuvre", "L’Œuvre", "fr"),
        ("الحكومة", "قالت الحُكُومَة", "ar"),
        ("حكومه", "والحكومة", "ar"),
        ("احمد", "أحمد", "ar"),
        ("إسلام", "اسلام", "ar"),
        ("مدرسة", "مدرســة", "ar"),
        ("مصطفي", "مصطفى", "ar"),
        ("2026", "٢٠٢٦", "ar"),
        ("أحمد", "Ahmed (أحمد) said", "en"),
        ("Hafen", "Der Hafen", "de"),
        ("東京", "東京で新聞", "ja"),
        ("2026/4", "contract 2026/4", "en"),
    ],
)
def test_a_question_finds_the_text_however_either_is_spelt(question, text, language):
    assert found(question, text, language)


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("ferry", "the harbour", "en"),
        ("ferry harbour", "the harbour", "en"),
        ("universe", "ferry", "en"),
        ("حكومة", "مدرسة", "ar"),
    ],
)
def test_what_is_not_in_the_text_is_not_found(question, text, language):
    assert not found(question, text, language)


def test_each_stem_stands_once_and_what_an_apostrophe_left_over_not_at_all():
    assert stems("The ferry's ferries don’t ferry", "en") == "don ferri the"


def test_names_are_not_stemmed():
    words = words_of(headline="x2", byline="Mara Quills", section=None, body=(), language="en")
    assert words.byline == "mara quills"
    assert asked("Quills", name=True) == [["quills"]]


@pytest.mark.parametrize("text", ["", "  ", "…", "d' l'", "a"])
def test_a_question_without_a_word_is_refused(text):
    with pytest.raises(BadInput, match="no word"):
        asked(text)


def test_ranks_go_by_day_and_then_by_key_and_what_has_no_day_comes_last():
    new, old = date(2026, 11, 23), date(1999, 1, 1)
    ranks = [rank(new, 2), rank(new, 1), rank(old, 9), rank(None, 10)]
    assert ranks == sorted(ranks, reverse=True)
    first, behind = ranks_of(new)
    assert first <= rank(new, 1) < behind == ranks_of(date(2026, 11, 24))[0]
    assert ranks_of(None)[0] <= rank(None, 10) < ranks_of(None)[1]
    assert rank(date.max, 2**32 - 1) < 2**63


@given(st.text(max_size=200), st.sampled_from(["en", "fr", "ar", "de", None]))
def test_any_text_gives_words_that_both_databases_take(text, language):
    for word in stems(text, language).split(" "):
        assert len(word) <= 400
        assert "'" not in word
        assert '"' not in word
        assert "\\" not in word
        assert "\x00" not in word


def test_the_stems_of_one_field_have_an_end():
    text = " ".join(f"word{n}x" for n in range(200_000))
    assert len(stems(text, "en").encode()) <= 400_000
