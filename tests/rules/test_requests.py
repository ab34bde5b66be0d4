"""Requests: their steps, what is missing to price them, and what was understood of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from syndicate.errors import Refused
from syndicate.rules.dates import Span
from syndicate.rules.requests import (
    OPEN_STATES,
    STEPS,
    Exclusivity,
    Medium,
    Portion,
    Purpose,
    RequestState,
    TranslationBy,
    Use,
    medium_word,
    missing,
    move,
    questions,
    spoken_term,
    understood,
)

NARROW = "\u202f"
SITE = Use(
    medium=Medium.WEBSITE,
    audience=250_000,
    territories=("FR",),
    languages=("fr",),
    first_use=date(2026, 12, 1),
    duration=Span(months=12),
)


# -- steps -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "way",
    [
        pytest.param("new triaged info-needed triaged clearing quoted won", id="the long way"),
        pytest.param("new triaged quoted lost quoted won", id="a licensee who comes back"),
        pytest.param("new triaged free-path", id="a use that is free"),
        pytest.param("new duplicate", id="a request that came twice"),
        pytest.param(
            "new triaged info-needed lapsed triaged quoted", id="an answer that came late"
        ),
    ],
)
def test_a_request_goes_the_ways_of_the_desk(way):
    first, *rest = map(RequestState, way.split())
    for to in rest:
        first = move(first, to)
    assert first.value == way.split()[-1]


@pytest.mark.parametrize(
    ("now", "to", "said"),
    [
        pytest.param(
            "new", "won", "it may become triaged, declined, lapsed, duplicate", id="at once"
        ),
        pytest.param("won", "quoted", "that is its end", id="after it was won"),
        pytest.param("info-needed", "quoted", "it may become triaged", id="unanswered"),
        pytest.param("duplicate", "new", "that is its end", id="from a duplicate"),
        pytest.param("new", "new", "cannot become new", id="to where it stands"),
    ],
)
def test_another_step_is_refused_with_the_steps_there_are(now, to, said):
    with pytest.raises(Refused) as refusal:
        move(RequestState(now), RequestState(to))
    assert said in refusal.value.message


def test_every_state_can_be_reached_and_every_open_one_left():
    reached = {RequestState.NEW}.union(*STEPS.values())
    assert reached == set(RequestState)
    assert set(STEPS) >= OPEN_STATES
    assert OPEN_STATES.isdisjoint({RequestState.WON, RequestState.LOST, RequestState.DECLINED})


# -- what is missing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "fields"),
    [
        pytest.param(
            Use(),
            "medium outlet_title audience territories languages first_use duration purpose",
            id="nothing was said",
        ),
        pytest.param(SITE, "outlet_title purpose", id="a site"),
        pytest.param(
            Use(medium=Medium.NEWSPAPER),
            "outlet_title audience territories languages first_use purpose",
            id="a paper has no term",
        ),
        pytest.param(
            Use(medium=Medium.NEWSLETTER),
            "outlet_title audience territories languages first_use purpose",
            id="nor has a mailing",
        ),
        pytest.param(
            Use(medium=Medium.EXHIBITION),
            "outlet_title territories languages first_use duration purpose",
            id="nobody counts an exhibition",
        ),
        pytest.param(
            replace(
                SITE,
                outlet_title="Le Phare",
                purpose=Purpose.EDITORIAL,
                portion=Portion.EXCERPT,
            ),
            "excerpt_words",
            id="which words",
        ),
        pytest.param(
            replace(SITE, outlet_title="Le Phare", purpose=Purpose.EDITORIAL), "", id="nothing more"
        ),
    ],
)
def test_what_is_missing_to_price_is_listed_in_the_order_one_asks(use, fields):
    assert [each.field for each in missing(use)] == fields.split()


def test_each_missing_field_names_the_flag_that_fills_it():
    flags = [each.flag for each in missing(Use())]
    assert flags == [
        "--medium MEDIUM",
        "--outlet TITLE",
        "--audience NUMBER",
        "--territory COUNTRY",
        "--language LANGUAGE",
        "--first-use DAY",
        "--duration SPAN",
        "--purpose PURPOSE",
    ]


def test_the_question_for_an_audience_is_that_of_the_medium():
    paper, site = Use(medium=Medium.NEWSPAPER), Use(medium=Medium.WEBSITE)
    assert questions(missing(paper), "en")[1] == "What is its circulation, and as of when?"
    assert questions(missing(site), "en")[1].startswith("How many unique visitors a month")
    assert questions(missing(paper), "fr-CA")[1] == "Quelle est sa diffusion, et à quelle date ?"


def test_questions_are_asked_once_and_in_english_where_there_is_no_french():
    twice = [*missing(SITE), *missing(SITE)]
    assert len(questions(twice, "ar")) == 2
    assert questions(twice, "ar")[0] == (
        "What is the title of the publication, and its web address?"
    )


def test_every_field_asked_for_is_one_of_a_use():
    assert {each.field for each in missing(Use())} <= set(Use().facts())


# -- what was understood ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "language", "line"),
    [
        pytest.param(
            SITE,
            "en",
            "website, France, French, 12 months from 1 December 2026, 250,000 monthly uniques",
            id="in English",
        ),
        pytest.param(
            SITE,
            "fr",
            "site internet, France, français, 12 mois à partir du 1er décembre 2026, "
            f"250{NARROW}000 visiteurs uniques par mois",
            id="in French",
        ),
        pytest.param(
            replace(
                SITE,
                medium=Medium.NEWSPAPER,
                outlet_title="The Quay Gazette",
                audience=45_000,
                duration=None,
                territories=("GB", "IE"),
                languages=("en",),
                uses=3,
                portion=Portion.EXCERPT,
                excerpt_words=1,
                exclusivity=Exclusivity.FIRST,
                purpose=Purpose.COMMERCIAL,
                images=2,
                translation_by=TranslationBy.LICENSEE,
                rush=True,
            ),
            "en",
            "newspaper “The Quay Gazette”, United Kingdom, Ireland, English, from 1 December 2026, "
            "45,000 circulation, an excerpt of 1 word, 3 uses, first publication, commercial, "
            "2 images, translated by the licensee, urgent",
            id="everything unusual is said",
        ),
        pytest.param(Use(), "en", "", id="nothing"),
        pytest.param(
            Use(portion=Portion.EXCERPT, translation_by=TranslationBy.PUBLISHER, uses=2_000),
            "fr",
            f"un extrait, 2{NARROW}000 utilisations, traduction par nos soins",
            id="the unusual in French",
        ),
        pytest.param(
            Use(portion=Portion.EXCERPT, excerpt_words=1_200),
            "fr",
            f"un extrait de 1{NARROW}200 mots",
            id="an excerpt in French",
        ),
        pytest.param(Use(portion=Portion.EXCERPT), "en", "an excerpt", id="an excerpt of what"),
        pytest.param(
            Use(duration=Span(perpetual=True)), "fr", "sans limite de durée", id="for ever"
        ),
        pytest.param(Use(outlet_domain="phare.example"), "en", "“phare.example”", id="an address"),
        pytest.param(
            Use(territories=("AT", "BE", "CH", "DE", "FR", "GB", "IE", "IT")),
            "en",
            "Austria, Belgium, Switzerland, Germany, France, United Kingdom, and 2 more",
            id="many countries",
        ),
    ],
)
def test_what_was_understood_is_said_in_one_line(use, language, line):
    assert understood(use, language) == line


def test_a_title_from_outside_moves_no_cursor_and_fills_no_screen():
    line = understood(Use(outlet_title="\x1b[2J\u202eevil\n" + "x" * 500), "en")
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert "\n" not in line
    assert len(line) <= 62


@pytest.mark.parametrize(
    ("span", "english", "french"),
    [
        pytest.param(Span(months=1), "1 month", "1 mois", id="one month"),
        pytest.param(Span(days=1), "1 day", "1 jour", id="one day"),
        pytest.param(Span(months=18, days=15), "18 months 15 days", "18 mois 15 jours", id="both"),
    ],
)
def test_a_span_is_said_in_words(span, english, french):
    assert (spoken_term(span, "en"), spoken_term(span, "fr")) == (english, french)


@pytest.mark.parametrize("medium", list(Medium))
def test_every_medium_has_a_word_in_both_languages(medium):
    assert medium_word(medium, "en")
    assert medium_word(medium, "fr")
