"""The shelf: which articles may stand in a text."""

from __future__ import annotations

from syndicate.monitor.shelf import CROWD, Shelf
from syndicate.monitor.words import read_words
from tests.monitor.ferry import (
    AGENCY,
    BOILER,
    DECISION,
    DOUBTS,
    OPENING,
    OURS,
    PROMO,
    a_title,
    passages_of,
)


def asked(shelf: Shelf, text: str) -> list[str]:
    """The articles that may stand in `text`."""
    return [candidate.article for candidate in shelf.candidates(read_words(text))]


def test_an_article_is_a_candidate_where_it_stands_whole_among_other_words():
    shelf = Shelf.of([a_title()])
    assert asked(shelf, "Front page. " + " ".join(OURS) + " Most read.") == ["ART-2026-00001"]


def test_a_page_about_the_same_news_in_other_words_is_none():
    shelf = Shelf.of([a_title()])
    other = "The estuary gets its late boats back next spring after a vote of the harbour board."
    assert asked(shelf, other) == []


def test_left_out_passages_make_no_candidate():
    shelf = Shelf.of([a_title()])
    assert asked(shelf, f"{AGENCY} {PROMO} {BOILER}") == []


def test_a_brief_is_found_by_any_of_its_runs():
    shelf = Shelf.of([a_title("ART-2026-00002", passages=passages_of(OPENING))])
    words = OPENING.split()
    found = [asked(shelf, " ".join(words[n : n + 6])) for n in range(len(words) - 5)]
    assert found == [["ART-2026-00002"]] * len(found)


def test_a_paragraph_of_a_long_article_is_found():
    long = " ".join(f"{text} number {n} of the late news." for n, text in enumerate(OURS * 8))
    shelf = Shelf.of([a_title(passages=passages_of(long))])
    assert asked(shelf, DECISION + " " + DOUBTS) == ["ART-2026-00001"]


def test_the_article_with_more_in_common_comes_first():
    shelf = Shelf.of(
        [
            a_title("ART-2026-00001", passages=passages_of(OPENING)),
            a_title("ART-2026-00002", passages=passages_of(OPENING, DECISION, DOUBTS)),
        ]
    )
    text = f"{OPENING} {DECISION} {DOUBTS}"
    assert asked(shelf, text) == ["ART-2026-00002", "ART-2026-00001"]


def test_what_stands_in_a_crowd_of_articles_finds_none_of_them():
    crowd = [
        a_title(f"ART-2026-{n:05}", passages=passages_of(DECISION + f" {n} boats came in {n + 1}"))
        for n in range(CROWD + 1)
    ]
    assert asked(Shelf.of(crowd), DECISION) == []
    assert len(asked(Shelf.of(crowd[1:]), DECISION)) == CROWD


def test_versions_of_one_article_stand_together_oldest_first():
    shelf = Shelf.of([a_title(version=2), a_title(version=1)])
    assert len(shelf) == 1
    assert [held.title.version for held in shelf.versions("ART-2026-00001")] == [1, 2]


def test_versions_are_no_crowd():
    shelf = Shelf.of([a_title(version=n) for n in range(1, CROWD + 10)])
    assert asked(shelf, " ".join(OURS)) == ["ART-2026-00001"]


def test_a_stub_without_text_and_an_empty_shelf_find_nothing():
    assert asked(Shelf.of([]), DECISION) == []
    assert asked(Shelf.of([a_title(passages=())]), DECISION) == []
    assert Shelf.of([]).versions("ART-2026-00009") == ()


def test_a_prepared_title_knows_the_passage_of_each_word():
    (held,) = Shelf.of([a_title()]).versions("ART-2026-00001")
    assert list(dict.fromkeys(held.passage.tolist())) == [1, 2, 4, 6, 7]
    assert held.words.said(0, 3) == "Night ferries will"
    assert [passage.n for passage, _ in held.left_out] == [3, 5, 8]
    assert held.total == len(held.words) + sum(len(w) for _, w in held.left_out)


def test_a_prepared_title_knows_what_it_quotes():
    (held,) = Shelf.of([a_title()]).versions("ART-2026-00001")
    inside = [n for n in range(len(held.words)) if held.quoted[n]]
    assert held.words.said(inside[0], inside[0] + 4) == "We have watched nurses"
    assert {int(held.passage[n]) for n in inside} == {4}
