"""Matching: which version stands on a page, how much of it, and what was changed."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import pytest

from syndicate.monitor.captures import open_capture
from syndicate.monitor.matching import (
    Headline,
    Operation,
    Reuse,
    copies_in,
    find_copies,
    matches_in,
)
from syndicate.monitor.shelf import Shelf
from tests.monitor.ferry import (
    AGENCY,
    ARABIC,
    DECISION,
    DOUBTS,
    FRENCH,
    HEADLINE,
    LAST,
    OPENING,
    OURS,
    PROMO,
    SEEN,
    SPOKEN,
    a_page,
    a_title,
    passages_of,
    seen_page,
)

SHELF = Shelf.of([a_title()])


def only_copy(raw: bytes, shelf: Shelf = SHELF):
    """The one copy on a page."""
    (copy,) = find_copies(open_capture(raw, url=None, at=SEEN), shelf)
    return copy


def changes(copy):
    """The edits as operation, ours, theirs, passage."""
    return [(edit.op, edit.ours, edit.theirs, edit.n) for edit in copy.edits]


def test_a_whole_copy_is_named_with_its_version_and_counts():
    (copy,) = find_copies(open_capture(a_page(*OURS), url=None, at=SEEN), SHELF)
    assert (copy.article, copy.version) == ("ART-2026-00001", 1)
    assert copy.coverage == 1
    assert copy.copied == copy.licensable == copy.longest_run
    assert copy.reuse is Reuse.NEAR_EXACT
    assert copy.headline is Headline.SAME
    assert (copy.edits, copy.excluded_present, copy.later) == ((), (), None)
    assert [(p.n, p.copied == p.words) for p in copy.passages] == [
        (1, True),
        (2, True),
        (4, True),
        (6, True),
        (7, True),
    ]


def test_a_page_without_our_words_has_no_copy():
    assert (
        copies_in(seen_page(a_page("The council met. Nobody minuted what was said there.")), SHELF)
        == ()
    )


def test_coverage_is_the_share_of_licensable_words():
    copy = only_copy(a_page(OPENING, DECISION))
    held = SHELF.versions("ART-2026-00001")[0]
    two = sum(p.words for p in copy.passages if p.n in {1, 2})
    assert copy.coverage == Fraction(two, len(held.words))
    assert copy.coverage_total == Fraction(two, held.total)
    assert copy.reuse is Reuse.EXCERPT


def test_a_changed_word_is_told_with_both_sides_its_passage_and_the_words_before():
    copy = only_copy(a_page(OPENING, DECISION.replace("nine to two", "five to two"), *OURS[2:]))
    assert changes(copy) == [(Operation.REPLACED, "nine", "five", 2)]
    assert copy.edits[0].after == "The port board voted"


def test_a_negation_set_into_a_sentence_is_told():
    copy = only_copy(a_page(OPENING.replace("will cross", "will\nnot\ncross"), *OURS[1:]))
    assert changes(copy) == [(Operation.ADDED, "", "not", 1)]


def test_a_sentence_left_out_is_told():
    cut = DOUBTS.replace("Two members of the board voted against. ", "")
    copy = only_copy(a_page(OPENING, DECISION, SPOKEN, cut, LAST))
    assert changes(copy) == [(Operation.LEFT_OUT, "Two members of the board voted against", "", 6)]


def test_a_passage_left_out_at_the_end_is_told():
    copy = only_copy(a_page(*OURS[:-1]))
    assert [(edit.op, edit.n) for edit in copy.edits] == [(Operation.LEFT_OUT, 7)]


def test_a_changed_first_word_is_told():
    copy = only_copy(a_page(OPENING.replace("Night ferries", "Late ferries"), *OURS[1:]))
    assert changes(copy) == [(Operation.REPLACED, "Night", "Late", 1)]


def test_the_pages_own_lines_between_our_passages_are_no_change_of_text():
    copy = only_copy(a_page(OPENING, "ADVERTISEMENT", *OURS[1:]))
    assert changes(copy) == [(Operation.INTERPOSED, "", "ADVERTISEMENT", 2)]


def test_passages_in_another_order_are_copied_and_not_left_out():
    copy = only_copy(a_page(DECISION, OPENING, *OURS[2:]))
    assert copy.coverage == 1
    assert [e for e in copy.edits if e.op is not Operation.INTERPOSED] == []


def test_left_out_passages_that_stand_on_the_page_are_named_and_quoted():
    copy = only_copy(a_page(OPENING, DECISION, PROMO, SPOKEN, AGENCY, DOUBTS, LAST))
    assert copy.excluded_numbers == (3, 5)
    promo, agency = copy.excluded_present
    assert (promo.kind, agency.owner) == ("promo", "third-party")
    assert agency.text == AGENCY.rstrip(".")
    assert copy.coverage == 1
    assert copy.copied_total == copy.copied + promo.words + agency.words


TEASER = "New from us: The Tide"


@pytest.mark.parametrize(
    ("texts", "present"),
    [
        ((OPENING, TEASER, SPOKEN, DOUBTS), (2,)),
        ((OPENING, SPOKEN, DOUBTS, TEASER), (2,)),
        ((OPENING, SPOKEN, DOUBTS), ()),
        ((TEASER, *["A page has words of its own."] * 20, OPENING, SPOKEN, DOUBTS), ()),
    ],
)
def test_a_short_heading_of_a_promo_is_seen_where_our_text_stands(texts, present):
    first, teaser, *rest = passages_of(OPENING, TEASER, SPOKEN, DOUBTS)
    left_out = replace(teaser, licensable=False, kind="promo")
    shelf = Shelf.of([a_title(passages=(first, left_out, *rest))])
    copy = only_copy(a_page(*texts), shelf)
    assert copy.excluded_numbers == present
    assert copy.coverage == 1


def test_agency_words_alone_are_no_copy_of_ours():
    assert copies_in(seen_page(a_page(AGENCY, PROMO)), SHELF) == ()


def test_a_page_that_quotes_the_same_person_carries_a_quotation_only():
    said = SPOKEN.replace(" said Orla Penhallow, who chairs the board.", " Ms Penhallow told us.")
    copy = only_copy(a_page("The harbour board met on Monday and argued late.", said))
    assert copy.reuse is Reuse.QUOTATION
    assert copy.copied_unquoted < 10


def test_what_is_left_out_is_told_of_however_little_stands_there():
    copy = only_copy(a_page("The harbour board met on Monday and argued late.", SPOKEN))
    assert copy.reuse is Reuse.QUOTATION
    left = [edit.n for edit in copy.edits if edit.op is Operation.LEFT_OUT]
    assert left == [1, 2, 6, 7]


def test_a_few_common_words_are_seen_and_not_called_a_copy():
    shelf = Shelf.of([a_title(passages=passages_of(OPENING))])
    page = seen_page(
        a_page("It starts from the first Friday of March, eleven years after it ended.")
    )
    assert copies_in(page, shelf) == ()
    (match,) = matches_in(page, shelf)
    assert (match.reuse, match.copied) == (Reuse.NONE, 9)


def test_words_that_the_page_sets_as_a_quotation_are_counted():
    copy = only_copy(a_page(f"<blockquote>{OPENING} {DECISION}</blockquote>"))
    assert copy.quoted_by_page == copy.copied


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace(" ", "\u00a0"), id="hard blanks"),
        pytest.param(lambda text: text.replace("e", "e\u200b"), id="zero-width blanks"),
        pytest.param(lambda text: text.replace("ight", "i\u00adght"), id="soft hyphens"),
        pytest.param(lambda text: text.upper(), id="capitals"),
        pytest.param(lambda text: text.replace("“", '"').replace("”", '"'), id="straight quotes"),
        pytest.param(lambda text: text.replace("the ", "<b>t</b>he "), id="markup inside words"),
    ],
)
def test_disguise_does_not_hide_a_copy(change):
    copy = only_copy(a_page(*map(change, OURS)))
    assert copy.coverage == 1
    assert copy.edits == ()


@pytest.mark.parametrize(
    ("language", "texts"),
    [pytest.param("fr", FRENCH, id="French"), pytest.param("ar", ARABIC, id="Arabic")],
)
def test_other_languages_and_scripts_are_matched_word_by_word(language, texts):
    title = a_title(passages=passages_of(*texts), language=language, headline=texts[0][:40])
    changed = texts[1].split()
    gone = changed.pop(8)
    copy = only_copy(a_page(texts[0], " ".join(changed), texts[2]), Shelf.of([title]))
    assert copy.language == language
    assert copy.licensable - copy.copied == len(list(gone.replace("’", " ").split()))
    assert [(e.op, e.ours, e.n) for e in copy.edits] == [(Operation.LEFT_OUT, gone, 2)]


def test_arabic_spelled_without_vowel_signs_and_hamza_is_the_same_text():
    title = a_title(passages=passages_of(*ARABIC), language="ar")
    plain = [
        text.translate({0x64F: None, 0x651: None, 0x64E: None, 0x64B: None}) for text in ARABIC
    ]
    plain = [text.replace("إ", "ا").replace("أ", "ا").replace("ة", "ه") for text in plain]
    assert plain[0] != ARABIC[0]
    assert only_copy(a_page(*plain, language="ar"), Shelf.of([title])).coverage == 1


CORRECTED = DECISION.replace("nine to two", "eight to three")


def both_versions() -> Shelf:
    """The article before and after a correction."""
    second = (OPENING, CORRECTED, SPOKEN, DOUBTS, LAST)
    return Shelf.of(
        [a_title(passages=passages_of(*OURS)), a_title(version=2, passages=passages_of(*second))]
    )


def test_a_copy_without_the_correction_is_of_the_first_version_and_says_what_came_later():
    copy = only_copy(a_page(*OURS), both_versions())
    assert (copy.version, copy.later, copy.coverage) == (1, 2, 1)


def test_a_copy_with_the_correction_is_of_the_second_version():
    copy = only_copy(a_page(OPENING, CORRECTED, SPOKEN, DOUBTS, LAST), both_versions())
    assert (copy.version, copy.later) == (2, None)


def test_a_copy_without_what_was_corrected_is_of_no_version():
    copy = only_copy(a_page(OPENING, SPOKEN, DOUBTS), both_versions())
    assert (copy.version, copy.later) == (2, None)
    assert {(place.version, place.other, place.n) for place in copy.undecided} == {(2, 1, 2)}


@pytest.mark.parametrize(
    ("headline", "told"),
    [
        pytest.param(HEADLINE, Headline.SAME, id="the same"),
        pytest.param(HEADLINE.upper(), Headline.SAME, id="in capitals"),
        pytest.param(f"{HEADLINE} | Saltmarsh Daily", Headline.SAME, id="with the site's name"),
        pytest.param("Night ferries return to the estuary", Headline.SHORTENED, id="shortened"),
        pytest.param("Ferry fiasco feared as board splits", Headline.CHANGED, id="another"),
        pytest.param("", Headline.ABSENT, id="none"),
    ],
)
def test_the_headline_is_compared(headline, told):
    raw = a_page(*OURS, headline=headline).replace(b"<title> - Saltmarsh Daily</title>", b"")
    if not headline:
        raw = raw.replace(b"<h1></h1>", b"")
    assert only_copy(raw).headline is told


def test_a_round_up_carries_several_articles_most_of_one_first():
    other = a_title(
        "ART-2026-00007", passages=passages_of(DECISION, DOUBTS), headline="Board votes"
    )
    ferry = a_title(passages=passages_of(OPENING, SPOKEN, LAST))
    page = seen_page(a_page(OPENING, SPOKEN, LAST, DECISION, DOUBTS.partition(". ")[2]))
    copies = copies_in(page, Shelf.of([other, ferry]))
    assert [copy.article for copy in copies] == ["ART-2026-00001", "ART-2026-00007"]


def test_text_in_structured_data_behind_a_paywall_is_a_copy_and_says_so():
    body = " ".join(OURS).replace('"', "'")
    head = f'<script type="application/ld+json">{{"articleBody": "{body}"}}</script>'
    copy = only_copy(a_page("Subscribe to read on.", head=head))
    assert copy.hidden
    assert copy.coverage == 1


def test_an_altered_page_is_judged_by_what_readers_see_not_by_its_structured_data():
    body = " ".join(OURS)
    head = f'<script type="application/ld+json">{{"articleBody": "{body}"}}</script>'
    shown = DECISION.replace("nine to two", "five to two")
    copy = only_copy(a_page(OPENING, shown, *OURS[2:], head=head))
    assert not copy.hidden
    assert changes(copy) == [(Operation.REPLACED, "nine", "five", 2)]


def test_a_table_of_figures_that_repeats_itself_is_no_long_copy():
    month = " ".join(str(day) for day in range(1, 31))
    shelf = Shelf.of([a_title(passages=passages_of(*([month] * 12)))])
    assert copies_in(seen_page(a_page(month)), shelf)[0].copied == 30


def test_a_page_of_one_word_a_hundred_thousand_times_is_matched_quickly():
    shelf = Shelf.of([a_title(passages=passages_of("boat " * 3_000))])
    page = seen_page(a_page("boat " * 100_000))
    start = time.process_time()
    copies_in(page, shelf)
    assert time.process_time() - start < 2


def test_the_stretch_of_the_copy_lies_where_the_text_stands():
    raw = a_page(*OURS)
    page = seen_page(raw)
    copy = copies_in(page, SHELF)[0]
    assert page.text[copy.start : copy.end].startswith("Night ferries will cross")
    assert page.text[copy.start : copy.end].endswith("and no bar")
