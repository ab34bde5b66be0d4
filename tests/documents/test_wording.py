"""The catalogues: the same words in both languages, spoken as each language speaks."""

from __future__ import annotations

import re

import pytest

from syndicate.documents.wording import (
    LANGUAGES,
    Wording,
    french_spaces,
    isolated,
    loosened,
    paper_language,
    placeholders,
    read_catalogue,
)
from syndicate.errors import BadInput
from syndicate.shipped import shipped
from tests.samples.facts import papers

CATALOGUES = {language: read_catalogue([shipped("templates")], language) for language in LANGUAGES}


def wording(language: str) -> Wording:
    return Wording(language, CATALOGUES[language])


def test_both_languages_have_the_same_words():
    assert sorted(CATALOGUES["en"]) == sorted(CATALOGUES["fr"])


def test_the_same_words_name_the_same_values_in_both_languages():
    unlike = [
        key
        for key in CATALOGUES["en"]
        if placeholders(CATALOGUES["en"][key]) != placeholders(CATALOGUES["fr"][key])
    ]
    assert unlike == []


def test_every_word_a_template_says_stands_in_the_catalogue():
    said = set()
    for path in shipped("templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        said |= set(re.findall(r'say\("([a-z_.]+[a-z_])"', source))
        said |= set(re.findall(r'"(licence\.you_[a-z_]+)"', source))
    known = set(CATALOGUES["en"])
    known |= {key.removesuffix(".one") for key in known if key.endswith(".one")}
    assert sorted(said - known) == []


def test_the_french_leaves_no_loose_space_before_a_high_mark():
    loose = [key for key, words in CATALOGUES["fr"].items() if re.search(r" [;!?»%:]|« ", words)]
    assert loose in (["use.between"], [])


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Vraiment ?", "Vraiment\u202f?"),
        ("Devis : 20 %", "Devis\u00a0: 20\u202f%"),
        ("« mot »", "«\u202fmot\u202f»"),
        ("un ; deux", "un\u202f; deux"),
    ],
)
def test_french_marks_keep_their_distance(plain: str, set_: str):
    assert french_spaces(plain) == set_


@pytest.mark.parametrize(
    ("language", "n", "words"),
    [
        ("en", 0, "0 words"),
        ("en", 1, "1 word"),
        ("en", 1200, "1,200 words"),
        ("fr", 0, "0 mot"),
        ("fr", 1, "1 mot"),
        ("fr", 1200, "1\u202f200 mots"),
    ],
)
def test_numbers_take_the_form_their_language_gives_them(language: str, n: int, words: str):
    assert wording(language).tell("units.words", n=n) == words


@pytest.mark.parametrize(
    ("language", "amount", "spoken"),
    [
        ("en", papers.gbp("1200.50"), "£1,200.50"),
        ("fr", papers.eur("1200.50"), "1\u202f200,50\u00a0€"),
    ],
)
def test_money_is_spoken_in_the_language_of_the_paper(language, amount, spoken):
    assert wording(language).money(amount) == spoken


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "1 November 2026"), ("fr", "1er novembre 2026")],
)
def test_no_line_breaks_inside_a_day(language: str, day: str):
    assert wording(language).day("2026-11-01") == day.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("changes", "en", "fr"),
    [
        pytest.param(
            {},
            "12 months, from 1 December 2026 to 30 November 2027",
            "12 mois, du 1er décembre 2026 au 30 novembre 2027",
            id="a span with its days",
        ),
        pytest.param(
            {"starts_on": None, "ends_on": None},
            "12 months from first publication",
            "12 mois à compter de la première publication",
            id="a span that starts with publication",
        ),
        pytest.param(
            {"ends_on": None, "duration": "perpetual"},
            "from 1 December 2026, without end",
            "à compter du 1er décembre 2026, sans limite de durée",
            id="without end",
        ),
        pytest.param(
            {"duration": "single-issue", "ends_on": None},
            "one issue, first use on or after 1 December 2026",
            "un numéro, au plus tôt le 1er décembre 2026",
            id="one issue",
        ),
        pytest.param(
            {"duration": None},
            "from 1 December 2026 to 30 November 2027",
            "du 1er décembre 2026 au 30 novembre 2027",
            id="two days and no span",
        ),
    ],
)
def test_a_term_is_one_phrase(changes: papers.Facts, en: str, fr: str):
    item = papers.an_item(**changes)
    assert wording("en").term(item).replace("\u00a0", " ") == en
    assert wording("fr").term(item).replace("\u00a0", " ") == fr


def test_names_are_listed_with_and_before_the_last():
    assert wording("en").territory(["FR", "BE", "LU"]) == "France, Belgium and Luxembourg"
    assert wording("fr").tongues(["fr", "ar"]) == "français et arabe"


def test_values_are_escaped_in_pages_and_plain_in_mails():
    values = {"name": "<b>Ann & Co</b>"}
    assert wording("en").say("party.attention", **values) == (
        "For the attention of &lt;b&gt;Ann &amp; Co&lt;/b&gt;"
    )
    assert wording("en").tell("party.attention", **values) == "For the attention of <b>Ann & Co</b>"


def test_arabic_stands_in_a_box_of_its_own():
    assert isolated("ليلى 2026") == '<bdi dir="rtl">ليلى 2026</bdi>'
    assert isolated("Reuters ليلى") == '<bdi dir="ltr">Reuters ليلى</bdi>'
    assert isolated("Leila") == "Leila"


def test_only_endless_words_get_places_to_break():
    url = "https://harbourcourier.example/" + "x" * 100
    assert loosened(url) == url
    assert loosened("y" * 200).replace("\u200b", "") == "y" * 200
    assert max(len(piece) for piece in loosened("y" * 999).split("\u200b")) == 30


def test_papers_in_other_languages_are_printed_in_english():
    assert [paper_language(tag) for tag in ("fr-CH", "FR", "en", "ar", "")] == [
        *("fr", "fr", "en", "en", "en"),
    ]


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "en.toml").write_text("title = ")
    with pytest.raises(BadInput, match=r"the words in en\.toml cannot be read"):
        read_catalogue([tmp_path], "en")
