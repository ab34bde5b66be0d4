"""Telling versions apart: a page carries a version only where its own words decide."""

from __future__ import annotations

import pytest

from syndicate.monitor.matching import matches_in
from syndicate.monitor.shelf import Shelf
from tests.monitor.ferry import a_page, a_title, passages_of, seen_page

ROOF = "The parish council of Little Marram has voted to mend the roof of the reading room."
COST = "The cost was £14,000, paid from the legacy of a retired lamp keeper in the village."
WORK = "Work begins after Easter, and the room will stay open on Saturdays while it lasts."

TOIT = "Le conseil de Marram-le-Petit a voté la réfection du toit de la salle de lecture."
PRIX = "Les travaux ont coûté 14 000 €, payés sur le legs d’une ancienne gardienne de phare."
SUITE = "Le chantier s’ouvre après Pâques, et la salle restera ouverte le samedi tout du long."

SAQF = "صوّت مجلس القرية على إصلاح سقف قاعة المطالعة قبل حلول الشتاء المقبل بأسابيع قليلة."
KULFA = "بلغت الكلفة ١٤ ألف جنيه دُفعت من وصية حارسة منارة متقاعدة عاشت في القرية طويلاً."
AMAL = "يبدأ العمل بعد عيد الفصح وتبقى القاعة مفتوحة يوم السبت من كل أسبوع حتى نهايته."


def told(versions, *page, headlines=(), bylines=(), **how):
    """The version that a page of these paragraphs carries (None: it tells none), and what is open."""
    titles = [
        a_title(version=n, passages=passages_of(*texts)) for n, texts in enumerate(versions, 1)
    ]
    for n, headline in enumerate(headlines):
        object.__setattr__(titles[n], "headline", headline)
    for n, byline in enumerate(bylines):
        object.__setattr__(titles[n], "byline", byline)
    copy, *_ = matches_in(seen_page(a_page(*page, **how)), Shelf.of(titles))
    return (None if copy.undecided else copy.version), copy.undecided


def corrected(old, new, *, opening=ROOF, cost=COST, last=WORK):
    """An article before and after a correction of its middle passage."""
    return (opening, cost, last), (opening, cost.replace(old, new), last)


PAIR = corrected("14,000", "16,000")


@pytest.mark.parametrize(
    ("figure", "version"),
    [
        pytest.param("£14,000", 1, id="as it was"),
        pytest.param("£16,000", 2, id="as it was corrected"),
        pytest.param("£40,000", None, id="a third figure"),
        pytest.param("£16,400", None, id="a figure that begins alike"),
        pytest.param("£16,000,000", None, id="a longer figure"),
        pytest.param("£1,600", None, id="a shorter one"),
        pytest.param("$16,000", None, id="another currency"),
        pytest.param("-£16,000", 2, id="a dash before the sign is no other figure"),
        pytest.param("£16", None, id="without its thousands"),
        pytest.param("a great deal", None, id="no figure"),
    ],
)
def test_a_third_figure_is_of_no_version(figure, version):
    assert told(PAIR, ROOF, COST.replace("£14,000", figure), WORK)[0] == version


@pytest.mark.parametrize(
    ("page", "theirs"),
    [
        pytest.param((ROOF, WORK), "", id="without the passage"),
        pytest.param((ROOF,), "", id="its beginning only"),
        pytest.param(
            (ROOF, "Paid from the legacy of a retired lamp keeper in the village.", WORK),
            "",
            id="without its beginning",
        ),
        pytest.param(
            (ROOF, COST.replace("14,000", "40,000"), WORK),
            "The cost was £40,000, paid from the legacy of",
            id="altered",
        ),
    ],
)
def test_what_leaves_the_version_open_is_quoted_from_both_versions_and_the_page(page, theirs):
    version, (place,) = told(PAIR, *page)
    assert version is None
    assert (place.version, place.other, place.n) == (2, 1, 2)
    assert place.ours == "The cost was £16,000, paid from the legacy of"
    assert place.others == "The cost was £14,000, paid from the legacy of"
    assert place.theirs == theirs


@pytest.mark.parametrize(
    ("pair", "seen", "version"),
    [
        pytest.param(
            corrected("14 000", "16 000", opening=TOIT, cost=PRIX, last=SUITE),
            lambda n: (TOIT, PRIX.replace("14", n), SUITE),
            {"14": 1, "16": 2, "40": None},
            id="French",
        ),
        pytest.param(
            corrected("١٤", "١٦", opening=SAQF, cost=KULFA, last=AMAL),
            lambda n: (SAQF, KULFA.replace("١٤", n), AMAL),
            {"١٤": 1, "١٦": 2, "16": 2, "٤٠": None},
            id="Arabic, its digits or ours",
        ),
    ],
)
def test_versions_are_told_apart_in_other_languages(pair, seen, version):
    assert {figure: told(pair, *seen(figure))[0] for figure in version} == version
    assert told(pair, pair[0][0], pair[0][2])[0] is None


def test_hard_blanks_and_capitals_alter_no_figure():
    page = COST.replace("14,000", "16,000").replace(" ", "\u00a0").upper()
    assert told(PAIR, ROOF, page, WORK)[0] == 2


def test_a_correction_of_a_sign_alone_is_told_by_the_sign():
    pair = corrected("£", "€")
    assert told(pair, ROOF, COST, WORK)[0] == 1
    assert told(pair, ROOF, COST.replace("£", "€"), WORK)[0] == 2
    assert told(pair, ROOF, COST.replace("£", "$"), WORK)[0] is None
    assert told(pair, ROOF, COST.replace("£", ""), WORK)[0] is None


def test_a_passage_taken_out_is_gone_only_where_nothing_of_it_stands():
    pair = ((ROOF, COST, WORK), (ROOF, WORK))
    assert told(pair, ROOF, COST, WORK)[0] == 1
    assert told(pair, ROOF, WORK)[0] == 2
    assert told(pair, ROOF, "Our own picture of the roof.", WORK)[0] == 2
    assert told(pair, ROOF, COST.replace("14,000", "40,000"), WORK)[0] is None
    assert told(pair, ROOF)[0] is None


def test_a_passage_put_in_is_there_only_as_it_was_put_in():
    pair = ((ROOF, WORK), (ROOF, COST, WORK))
    assert told(pair, ROOF, WORK)[0] == 1
    assert told(pair, ROOF, COST, WORK)[0] == 2
    assert told(pair, ROOF, COST.replace("14,000", "40,000"), WORK)[0] is None


def test_a_word_put_in_or_taken_out_decides_by_itself():
    pair = corrected("The cost was", "The cost was not")
    assert told(pair, ROOF, COST, WORK)[0] == 1
    assert told(pair, ROOF, COST.replace("was", "was not"), WORK)[0] == 2
    assert told(pair, ROOF, COST.replace("was", "was never"), WORK)[0] is None


def test_one_place_decides_where_another_is_missing_and_none_where_they_disagree():
    last = "It ends in June."
    old = (ROOF, COST, WORK, last)
    new = (ROOF, COST.replace("14", "16"), WORK, "It ends in July.")
    assert told((old, new), ROOF, new[1], WORK)[0] == 2
    assert told((old, new), ROOF, old[1], WORK)[0] == 1
    assert told((old, new), ROOF, WORK, new[3])[0] == 2
    assert told((old, new), ROOF, WORK)[0] is None
    half, places = told((old, new), ROOF, new[1], WORK, last)
    assert half is None
    assert {place.n for place in places} == {2, 4}
    assert told((old, new), ROOF, new[1], WORK, "It ends in May.")[0] is None


def test_of_three_versions_the_page_must_decide_between_each_two():
    second = (ROOF, COST.replace("14,000", "16,000"), WORK)
    third = (ROOF, second[1], WORK.replace("Saturdays", "Sundays"))
    versions = ((ROOF, COST, WORK), second, third)
    for n, page in enumerate(versions, 1):
        assert told(versions, *page)[0] == n
    assert told(versions, ROOF, second[1])[0] is None
    assert told(versions, ROOF, COST)[0] == 1
    assert told(versions, ROOF, COST, WORK.replace("Saturdays", "Mondays"))[0] is None


def test_where_only_the_headline_was_corrected_the_headline_decides():
    texts = ((ROOF, COST, WORK),) * 2
    heads = ("Reading room gets a roof", "Reading room keeps its roof")
    assert told(texts, *texts[0], headlines=heads, headline=heads[0])[0] == 1
    assert told(texts, *texts[0], headlines=heads, headline=heads[1])[0] == 2
    version, (place,) = told(texts, *texts[0], headlines=heads, headline="A roof for Marram")
    assert (version, place.n, place.theirs) == (None, 0, "A roof for Marram")


def test_where_only_the_byline_was_corrected_the_byline_decides():
    texts = ((ROOF, COST, WORK),) * 2
    names = ("Mara Quill", "Ines Aldaba")
    assert told(texts, *texts[0], bylines=names, before="<p>By Mara Quill</p>")[0] == 1
    assert told(texts, *texts[0], bylines=names, before="<p>By Ines Aldaba</p>")[0] == 2
    assert told(texts, *texts[0], bylines=names, before="")[0] is None


def test_versions_that_differ_in_nothing_a_page_can_show_are_carried_as_the_newest():
    assert told(((ROOF, COST, WORK),) * 2, ROOF, COST, WORK) == (2, ())
