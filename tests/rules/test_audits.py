"""Audits: each term judged by itself, unknown where the licence or the page does not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from syndicate.rules.audits import (
    House,
    Result,
    Rule,
    Seen,
    SeenEdit,
    SeenLine,
    SeenLink,
    SeenParting,
    SeenPassage,
    Severity,
    Terms,
    Verdict,
    assess,
    choose_terms,
    credits_in,
    judge,
    verdict,
)

DAY = date(2026, 11, 20)
URL = "https://harbourcourier.example/news/pilot-boats"
CREDIT = "First published by The Harbour Courier on 3 November 2026."
NAMES = ("The Harbour Courier", "harbourcourier.example")

TERMS = Terms(
    licence="LIC-2026-00007",
    article="ART-2026-00003",
    version=2,
    outlet_title="Tidewater Weekly",
    domains=("tidewater.example",),
    first_day=date(2026, 11, 1),
    last_day=date(2026, 11, 30),
    languages=("en",),
    credit_line=CREDIT,
    credit_names=NAMES,
    link_url=URL,
    link_target=URL,
    canonical="canonical",
    whole=True,
    edits="house-style",
    left_out=frozenset({3}),
)
SEEN = Seen(
    article="ART-2026-00003",
    version=2,
    seen_on=DAY,
    copied=400,
    licensable=400,
    copied_total=400,
    total=430,
    copied_unquoted=380,
    reuse="near-exact",
    url="https://www.tidewater.example/pilots",
    host="www.tidewater.example",
    language="en-GB",
    headline="same",
    headline_ours="Pilot boats wait for a tide",
    headline_seen="Pilot boats wait for a tide",
    canonical=URL,
    noindex=False,
    lines=(SeenLine(CREDIT, near=True),),
    links=(SeenLink(URL, URL),),
    passages=(
        SeenPassage(1, "text", "owned", licensable=True, copied=200, words=200),
        SeenPassage(2, "text", "owned", licensable=True, copied=200, words=200),
        SeenPassage(3, "text", "third-party", licensable=False, copied=0, words=30),
    ),
)


def results(seen: Seen = SEEN, terms: Terms | None = TERMS, today: date = DAY) -> dict[str, str]:
    """The result of each rule, the last one where a rule has several."""
    return {f.rule.value: f.result.value for f in judge(seen, terms, today=today)}


def evidence(rule: Rule, seen: Seen = SEEN, terms: Terms | None = TERMS, today: date = DAY) -> str:
    """What a rule was judged on."""
    return next(f.evidence for f in judge(seen, terms, today=today) if f.rule is rule)


def strays(seen: Seen = SEEN, terms: Terms = TERMS, today: date = DAY) -> dict[str, str]:
    """Every rule that does not pass, with its result."""
    return {rule: found for rule, found in results(seen, terms, today).items() if found != "pass"}


def test_a_copy_within_every_term_passes_every_rule():
    assert strays() == {}
    assert verdict(judge(SEEN, TERMS, today=DAY)) is Verdict.COMPLIANT


@pytest.mark.parametrize(
    ("host", "result"),
    [
        pytest.param("tidewater.example", "pass", id="the site"),
        pytest.param("news.tidewater.example", "pass", id="a host below it"),
        pytest.param("www.tidewater.example", "pass", id="with www"),
        pytest.param("nottidewater.example", "fail", id="a name that only ends alike"),
        pytest.param("tidewater.example.lowtide.example", "fail", id="a name in front of another"),
        pytest.param(None, "unknown", id="a file"),
    ],
)
def test_the_outlet_is_judged_by_the_parts_of_its_host(host, result):
    assert results(replace(SEEN, host=host))["outlet"] == result


def test_a_licence_without_a_site_leaves_the_outlet_unknown_and_names_what_it_says():
    terms = replace(TERMS, domains=())
    assert strays(SEEN, terms) == {"outlet": "unknown"}
    assert "“Tidewater Weekly”" in evidence(Rule.OUTLET, SEEN, terms)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param(date(2026, 10, 31), {"dates": "fail"}, id="the day before it starts"),
        pytest.param(date(2026, 11, 1), {}, id="the first day is covered"),
        pytest.param(date(2026, 11, 30), {}, id="the last day is covered"),
        pytest.param(date(2026, 12, 1), {"dates": "fail"}, id="the day after is not"),
    ],
)
def test_the_day_is_judged_by_the_days_of_the_licence(day, found):
    assert strays(replace(SEEN, seen_on=day), today=day) == found


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        pytest.param({"last_day": None}, {"dates": "unknown"}, id="no last day stated"),
        pytest.param({"last_day": None, "perpetual": True}, {}, id="perpetual"),
        pytest.param({"first_day": None}, {"dates": "unknown"}, id="no first day stated"),
        pytest.param(
            {"first_day": None, "last_day": date(2026, 11, 19)},
            {"dates": "fail"},
            id="ended for sure",
        ),
    ],
)
def test_days_that_the_licence_does_not_state_are_unknown(terms, found):
    assert strays(SEEN, replace(TERMS, **terms)) == found


def test_a_licence_that_ended_since_is_noted_and_changes_no_verdict():
    later = date(2026, 12, 15)
    findings = judge(SEEN, TERMS, today=later)
    (note,) = [f for f in findings if f.severity is Severity.NOTE]
    assert "has ended since, on 2026-11-30" in note.evidence
    assert verdict(findings) is Verdict.COMPLIANT


@pytest.mark.parametrize(
    ("language", "languages", "found"),
    [
        pytest.param("en-GB", ("en",), {}, id="a variety of it"),
        pytest.param("fr", ("en",), {"language": "fail"}, id="another"),
        pytest.param("fr", ("en", "fr-CA"), {}, id="one of several"),
        pytest.param(None, ("en",), {"language": "unknown"}, id="not known"),
        pytest.param("en", (), {"language": "unknown"}, id="not stated"),
    ],
)
def test_the_language_is_judged_by_its_first_part(language, languages, found):
    assert strays(replace(SEEN, language=language), replace(TERMS, languages=languages)) == found


def test_an_older_version_than_licensed_fails():
    older = replace(SEEN, version=1, later=2)
    assert results(older)["version"] == "fail"
    assert evidence(Rule.VERSION, older) == (
        "the page carries version 1; the licence names version 2"
    )


def test_a_newer_version_on_file_is_a_question_and_no_breach():
    findings = judge(replace(SEEN, later=3), TERMS, today=DAY)
    (note,) = [f for f in findings if f.result is not Result.PASS]
    assert (note.rule, note.severity) == (Rule.VERSION, Severity.NOTE)
    assert verdict(findings) is Verdict.COMPLIANT


FIGURE = SeenParting(
    2, 1, 2, "the cost was £16,000", "the cost was £14,000", "the cost was £40,000"
)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({}, "the page says “the cost was £40,000”", id="altered"),
        pytest.param({"theirs": ""}, "the page lacks it", id="missing"),
    ],
)
def test_a_page_that_does_not_tell_its_version_is_unknown_with_all_sides_quoted(change, words):
    seen = replace(SEEN, undecided=(replace(FIGURE, **change),))
    assert strays(seen) == {"version": "unknown"}
    assert evidence(Rule.VERSION, seen) == (
        "the page does not tell its version: passage 2: version 1 has “the cost was £14,000”, "
        f"version 2 has “the cost was £16,000”; {words}"
    )
    assert verdict(judge(seen, TERMS, today=DAY)) is Verdict.UNKNOWN
    # Not even where the nearest version is older than the licensed one: nobody knows.
    assert strays(replace(seen, version=1)) == {"version": "unknown"}


def test_an_open_version_counts_its_further_places_and_names_the_headline():
    head = SeenParting(2, 1, 0, "A roof", "", "Roofs")
    seen = replace(SEEN, undecided=(head, FIGURE))
    assert evidence(Rule.VERSION, seen) == (
        "the page does not tell its version: headline: version 1 has nothing there, "
        "version 2 has “A roof”; the page says “Roofs”; and 1 more"
    )


@pytest.mark.parametrize(
    ("copied", "found"),
    [pytest.param(150, {}, id="at the cap"), pytest.param(151, {"excerpt": "fail"}, id="above it")],
)
def test_an_excerpt_is_judged_by_its_words(copied, found):
    terms = replace(TERMS, excerpt_words=150, whole=False)
    assert strays(replace(SEEN, copied=copied), terms) == found


def test_a_licence_that_does_not_say_how_much_leaves_it_unknown():
    assert strays(SEEN, replace(TERMS, whole=None)) == {"excerpt": "unknown"}


def with_passage(copied: int, text: str = "Fuel is dearer, traders said") -> Seen:
    """The page with so many words of the agency passage on it."""
    agency = SeenPassage(
        3, "text", "third-party", licensable=False, copied=copied, words=30, text=text
    )
    return replace(SEEN, passages=(*SEEN.passages[:2], agency))


def test_a_left_out_passage_on_the_page_is_quoted():
    assert strays(with_passage(15)) == {"passages": "fail"}
    assert evidence(Rule.PASSAGES, with_passage(30)) == (
        "passage 3 (third-party) is not licensed and stands on the page: “Fuel is dearer, traders said”"
    )
    assert strays(with_passage(14)) == {}


def test_our_own_byline_on_the_page_is_no_breach():
    byline = SeenPassage(
        3, "credit", "owned", licensable=False, copied=8, words=8, text="By our man"
    )
    assert strays(replace(SEEN, passages=(*SEEN.passages[:2], byline))) == {}


def test_a_passage_that_this_licence_leaves_out_fails_though_it_is_ours():
    assert strays(SEEN, replace(TERMS, left_out=frozenset({2}))) == {"passages": "fail"}


def test_a_passage_that_this_licence_holds_passes_though_the_article_leaves_it_out():
    assert strays(with_passage(30), replace(TERMS, left_out=frozenset())) == {}


def test_an_old_licence_that_does_not_say_what_it_left_out_is_unknown():
    filed = replace(TERMS, filed=True, left_out=None)
    assert strays(with_passage(30), filed) == {"passages": "unknown"}


CHANGED = SeenEdit("replaced", "nine", "five", 2, 1, after="voted by")
CUT = SeenEdit("left-out", "and the crews were sent home", "", 1, 6)
ADDED = SeenEdit("added", "", "allegedly", 2, 1, after="the board")
SPELT = SeenEdit("replaced", "organised", "organized", 2, 1)
BETWEEN = SeenEdit("interposed", "", "Read also our guide to knots", 1, 6)


@pytest.mark.parametrize(
    ("edit", "allowed", "result"),
    [
        pytest.param(CHANGED, "none", "fail", id="a word replaced"),
        pytest.param(CHANGED, "house-style", "fail", id="a figure is no house style"),
        pytest.param(CHANGED, "free", "pass", id="changes allowed"),
        pytest.param(CHANGED, None, "unknown", id="the licence does not say"),
        pytest.param(CUT, "house-style", "fail", id="words left out"),
        pytest.param(ADDED, "house-style", "fail", id="a word added"),
        pytest.param(SPELT, "house-style", "pass", id="spelling is house style"),
        pytest.param(SPELT, "none", "fail", id="no change at all allowed"),
        pytest.param(BETWEEN, "none", "pass", id="the page's own lines"),
    ],
)
def test_changes_are_judged_by_what_the_licence_allows(edit, allowed, result):
    terms = replace(TERMS, edits=allowed)
    assert results(replace(SEEN, edits=(edit,)), terms)["text"] == result


def test_an_unchanged_text_passes_where_the_licence_does_not_say():
    assert strays(SEEN, replace(TERMS, edits=None)) == {}


@pytest.mark.parametrize(
    ("terms", "result"),
    [
        pytest.param({}, "fail", id="house style only"),
        pytest.param({"edits": "none"}, "fail", id="no change at all"),
        pytest.param({"edits": None}, "unknown", id="the licence does not say"),
        pytest.param({"edits": "free"}, "pass", id="changes allowed"),
        pytest.param({"whole": False}, "pass", id="a part is licensed"),
        pytest.param({"excerpt_words": 400}, "pass", id="an excerpt is licensed"),
        pytest.param({"left_out": frozenset({1, 3})}, "pass", id="the licence leaves it out"),
        pytest.param({"left_out": frozenset({2, 3})}, "fail", id="it leaves out another"),
        pytest.param(
            {"left_out": frozenset({1}), "version": 1}, "fail", id="numbers of another version"
        ),
    ],
)
@pytest.mark.parametrize("reuse", ["near-exact", "excerpt", "quotation", "none"])
def test_a_cut_passage_is_judged_however_little_is_left(terms, result, reuse):
    seen = replace(SEEN, edits=(CUT,), copied=30, reuse=reuse)
    assert results(seen, replace(TERMS, **terms))["text"] == result
    assert "“and the crews were sent home” left out" in evidence(
        Rule.TEXT, seen, replace(TERMS, edits="none")
    )


def test_words_that_are_missing_without_a_change_to_show_never_pass():
    assert strays(replace(SEEN, copied=399)) == {"text": "unknown"}
    assert evidence(Rule.TEXT, replace(SEEN, copied=399)) == (
        "only 399 of 400 licensable words were found on the page"
    )


def test_changes_are_quoted_with_both_sides_longest_first_and_counted():
    edits = (CHANGED, CUT, ADDED, *([replace(CHANGED, ours="ten")] * 3))
    assert evidence(Rule.TEXT, replace(SEEN, edits=edits)) == (
        "passage 1: “and the crews were sent home” left out; "
        "passage 2, after “voted by”: “nine” became “five”; "
        "passage 2, after “the board”: “allegedly” added; "
        "passage 2, after “voted by”: “ten” became “five”; and 2 more"
    )


@pytest.mark.parametrize(
    ("headline", "allowed", "result"),
    [
        pytest.param("same", "none", "pass", id="the same"),
        pytest.param("shortened", "none", "pass", id="shortened"),
        pytest.param("changed", "house-style", "fail", id="changed"),
        pytest.param("changed", "free", "pass", id="changed, and allowed"),
        pytest.param("changed", None, "unknown", id="changed, and not said"),
        pytest.param("absent", "none", "unknown", id="none found"),
    ],
)
def test_the_headline_may_be_shortened_only(headline, allowed, result):
    seen = replace(SEEN, headline=headline, headline_seen="Pilots wait")
    assert results(seen, replace(TERMS, edits=allowed))["headline"] == result


def with_lines(*texts: str, near: bool = True, region: str = "") -> Seen:
    """The page with these lines besides our text."""
    return replace(SEEN, lines=tuple(SeenLine(text, near=near, region=region) for text in texts))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(CREDIT, id="as agreed"),
        pytest.param(CREDIT.upper().rstrip("."), id="in capitals, no full stop"),
        pytest.param(f"Note: {CREDIT} With thanks.", id="among other words"),
        pytest.param(CREDIT.replace(" ", "\u00a0"), id="hard blanks"),
    ],
)
def test_the_credit_line_as_agreed_passes(line):
    assert strays(with_lines(line)) == {}


def test_the_credit_line_set_over_two_lines_passes():
    first, second = CREDIT.split(" Harbour ")
    assert strays(with_lines(first, f"Harbour {second}")) == {}


def test_a_credit_in_other_words_fails_with_both_wordings():
    seen = with_lines("Source: The Harbour Courier")
    found = evidence(Rule.CREDIT, seen)
    assert strays(seen) == {"credit": "fail"}
    assert found == f"the page says “Source: The Harbour Courier”; agreed was “{CREDIT}”"


def test_a_credit_to_somebody_else_is_quoted():
    assert "but “Source: Lowtide News”" in evidence(Rule.CREDIT, with_lines("Source: Lowtide News"))


def test_the_authors_byline_is_no_credit_to_somebody_else():
    seen = replace(with_lines("By Ines Aldaba"), byline="Ines Aldaba")
    assert evidence(Rule.CREDIT, seen) == f"no credit to us on the page; agreed was “{CREDIT}”"


def test_without_an_agreed_line_the_credit_is_unknown_and_what_stands_there_is_quoted():
    terms = replace(TERMS, credit_line=None)
    assert strays(with_lines("Source: The Harbour Courier"), terms) == {"credit": "unknown"}
    assert "“Source: The Harbour Courier”" in evidence(
        Rule.CREDIT, with_lines("Source: The Harbour Courier"), terms
    )


@pytest.mark.parametrize(
    "line",
    [
        "Source: The Harbour Courier",
        "Republished with permission from The Harbour Courier. Read the original article.",
        "© The Harbour Courier 2026",
        "By Ines Aldaba, The Harbour Courier",
        "The Harbour Courier",
        "This story is courtesy of harbourcourier.example",
        "Source : The Harbour Courier",
        "Publié initialement par The Harbour Courier",
        "Avec The Harbour Courier",
        "Quelle: The Harbour Courier",
        "Zuerst veröffentlicht von The Harbour Courier",
        "Mit freundlicher Genehmigung von The Harbour Courier",
        "Publicado por primera vez en The Harbour Courier",
        "Fuente: The Harbour Courier",
        "المصدر: The Harbour Courier",
        "نقلاً عن The Harbour Courier",
        "جميع الحقوق محفوظة © The Harbour Courier",
        "بقلم سلمى، The Harbour Courier",
    ],
)
def test_a_line_that_credits_us_is_known_in_five_languages(line):
    (credit,) = credits_in([SeenLine(line, near=True)], NAMES)
    assert credit.ours


@pytest.mark.parametrize(
    "line",
    [
        "From our partners: The Harbour Courier",
        "More from The Harbour Courier: the pilot boats in pictures",
        "Nos partenaires : The Harbour Courier",
        "De nuestros socios: The Harbour Courier",
        "Photo: The Harbour Courier",
        "The chair of the port told The Harbour Courier that the boats would wait for the tide.",
        "The Harbour Couriers of Old, a play in three acts",
    ],
)
def test_a_line_that_only_mentions_us_is_no_credit(line):
    assert not any(credit.ours for credit in credits_in([SeenLine(line, near=True)], NAMES))


def test_our_name_alone_far_from_the_copy_or_in_a_menu_is_no_credit():
    assert credits_in([SeenLine("The Harbour Courier")], NAMES) == ()
    assert credits_in([SeenLine("Source: The Harbour Courier", region="nav")], NAMES) == ()


def with_links(*links: SeenLink) -> Seen:
    """The page with these links to us."""
    return replace(SEEN, links=links)


@pytest.mark.parametrize(
    ("links", "result", "quoted"),
    [
        pytest.param((SeenLink(URL, URL),), "pass", URL, id="to the article"),
        pytest.param(
            (SeenLink("http://www.harbourcourier.example/news/pilot-boats/", URL),),
            "pass",
            "www",
            id="spelled otherwise",
        ),
        pytest.param(
            (SeenLink(URL, URL, frozenset({"nofollow"})), SeenLink(URL, URL)),
            "pass",
            URL,
            id="one of two is followed",
        ),
        pytest.param(
            (SeenLink(URL, URL, frozenset({"sponsored"})),),
            "fail",
            'rel="sponsored"',
            id="sponsored",
        ),
        pytest.param(
            (SeenLink("https://harbourcourier.example", "https://harbourcourier.example/"),),
            "fail",
            "our front page",
            id="front page",
        ),
        pytest.param(
            (SeenLink(URL + "-2", URL + "-2"),),
            "fail",
            "another page of ours",
            id="another article",
        ),
        pytest.param(
            (SeenLink("htp://harbourcourier.example/x", ""),), "fail", "is broken", id="broken"
        ),
        pytest.param((), "fail", "no link to us", id="none"),
    ],
)
def test_the_link_back_is_judged_by_where_it_leads(links, result, quoted):
    assert results(with_links(*links))["link"] == result
    assert quoted in evidence(Rule.LINK, with_links(*links))


def test_a_link_that_the_licence_does_not_ask_for_is_not_judged_and_an_unstated_one_is_unknown():
    assert "link" not in results(
        SEEN, replace(TERMS, link_url="", link_target=None, canonical="none")
    )
    unstated = replace(TERMS, link_url=None, link_target=None, canonical="none")
    assert strays(SEEN, unstated) == {"link": "unknown"}


@pytest.mark.parametrize(
    ("duty", "canonical", "noindex", "result"),
    [
        pytest.param("canonical", URL, False, "pass", id="canonical to us"),
        pytest.param(
            "canonical", "https://tidewater.example/pilots", False, "fail", id="to itself"
        ),
        pytest.param("canonical", None, False, "fail", id="no canonical"),
        pytest.param("noindex", None, True, "pass", id="noindex"),
        pytest.param("noindex", None, False, "fail", id="indexed"),
        pytest.param("noindex", None, None, "unknown", id="only a header could tell"),
        pytest.param("none", None, False, None, id="nothing asked"),
        pytest.param(None, URL, True, "unknown", id="not stated"),
    ],
)
def test_canonical_and_noindex_are_judged_as_agreed(duty, canonical, noindex, result):
    seen = replace(SEEN, canonical=canonical, noindex=noindex)
    assert results(seen, replace(TERMS, canonical=duty)).get("canonical") == result


def test_without_a_licence_there_is_one_finding_and_no_accusation():
    (finding,) = judge(SEEN, None, today=DAY)
    assert (finding.rule, finding.result) == (Rule.LICENCE, Result.UNKNOWN)
    assert finding.evidence == "no licence on file"
    assert (finding.article, finding.licence) == ("ART-2026-00003", None)
    assert verdict([finding]) is Verdict.NO_LICENCE


def test_a_filed_licence_that_states_nothing_never_passes_what_it_does_not_state():
    bare = Terms(licence="OLD/88", article="ART-2026-00003", filed=True)
    assert set(results(SEEN, bare).values()) == {"unknown", "pass"}
    assert {r for r, found in results(SEEN, bare).items() if found == "pass"} == {
        "passages",
        "text",
        "headline",
    }
    assert verdict(judge(SEEN, bare, today=DAY)) is Verdict.UNKNOWN


def test_a_breach_outweighs_what_is_unknown():
    terms = replace(TERMS, whole=None)
    assert verdict(judge(replace(SEEN, headline="changed"), terms, today=DAY)) is Verdict.BREACH


def test_the_licence_of_the_outlet_is_chosen_before_one_that_names_no_site():
    old = replace(TERMS, licence="OLD/1", domains=(), filed=True)
    assert choose_terms(SEEN, [old, TERMS]) is TERMS
    assert choose_terms(SEEN, [old]) is old


def test_a_licence_of_ours_that_names_no_site_covers_no_page():
    assert choose_terms(SEEN, [replace(TERMS, domains=())]) is None


def test_the_licence_that_covers_the_day_is_chosen_before_a_later_one():
    coming = replace(TERMS, licence="LIC-2027-00001", first_day=date(2027, 1, 1), last_day=None)
    ended = replace(
        TERMS, licence="LIC-2025-00001", first_day=date(2025, 1, 1), last_day=DAY.replace(day=1)
    )
    assert choose_terms(SEEN, [ended, TERMS, coming]) is TERMS
    assert choose_terms(SEEN, [ended]) is ended


def test_a_licence_for_another_article_or_site_is_never_chosen():
    assert choose_terms(SEEN, [replace(TERMS, article="ART-2026-00004")]) is None
    assert choose_terms(SEEN, [replace(TERMS, domains=("lowtide.example",))]) is None
    assert choose_terms(SEEN, []) is None


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        pytest.param({"host": "www.harbourcourier.example"}, "own", id="our own site"),
        pytest.param(
            {"reuse": "quotation", "copied": 60, "host": "lowtide.example"},
            "quotation",
            id="only quoted words",
        ),
        pytest.param(
            {"reuse": "excerpt", "copied": 45, "host": "lowtide.example"},
            "quotation",
            id="too few words",
        ),
        pytest.param(
            {"reuse": "quotation", "copied": 45, "host": None}, "quotation", id="few, in a file"
        ),
        pytest.param(
            {"reuse": "quotation", "copied": 60, "edits": (CUT,)},
            "breach",
            id="few, on the site of the licence",
        ),
        pytest.param({"reuse": "excerpt", "copied": 45}, "unknown", id="few, and no cut shown"),
        pytest.param(
            {"reuse": "near-exact", "copied": 45, "licensable": 45}, "compliant", id="a whole brief"
        ),
        pytest.param({"host": "lowtide.example"}, "no-licence-on-file", id="a site without one"),
        pytest.param({"headline": "changed"}, "breach", id="a term not kept"),
    ],
)
def test_the_whole_of_it_comes_to_one_verdict(seen, told):
    house = House(domains=("harbourcourier.example",), quotation_words=50)
    judgement = assess(replace(SEEN, **seen), [TERMS], house=house, today=DAY)
    assert judgement.verdict.value == told
    assert judgement.findings


NUMBERED = SeenLine("Republished under licence LIC-2026-00007.", near=True)


@pytest.mark.parametrize(
    ("line", "number", "host", "told"),
    [
        pytest.param(NUMBERED.text, "LIC-2026-00007", "tidewater.example", "breach", id="its site"),
        pytest.param(NUMBERED.text, "LIC-2026-00007", None, "breach", id="in a file"),
        pytest.param(
            "Reproduit avec autorisation (n° lic-2026-00007).",
            "LIC-2026-00007",
            None,
            "breach",
            id="in French, small letters",
        ),
        pytest.param(
            "أعيد نشره بترخيص LIC-2026-00007،", "LIC-2026-00007", None, "breach", id="in Arabic"
        ),
        pytest.param("Licence LIC-2026-000071", "LIC-2026-00007", None, "quotation", id="another"),
        pytest.param("Page 2026 of 3", "2026", None, "quotation", id="a number that may be any"),
        pytest.param("Seat A1 was free", "A1", None, "quotation", id="too short a number"),
    ],
)
def test_what_prints_the_number_of_a_licence_is_judged_by_it_however_short(
    line, number, host, told
):
    seen = replace(
        SEEN,
        reuse="quotation",
        copied=30,
        host=host,
        edits=(CUT,),
        lines=(SeenLine(line, near=True),),
    )
    terms = replace(TERMS, licence=number)
    judgement = assess(seen, [terms], house=House(quotation_words=50), today=DAY)
    assert judgement.verdict.value == told
    assert (judgement.terms is terms) == (told == "breach")


def test_of_two_licences_for_a_site_the_one_whose_number_the_page_prints_is_chosen():
    printed = replace(TERMS, licence="LIC-2025-00009", first_day=date(2025, 1, 1))
    seen = replace(SEEN, lines=(SeenLine("Licence LIC-2025-00009", near=True),))
    assert choose_terms(SEEN, [printed, TERMS]) is TERMS
    assert choose_terms(seen, [printed, TERMS]) is printed


@pytest.mark.parametrize("reuse", ["near-exact", "quotation", "none"])
def test_the_number_on_a_site_it_does_not_cover_is_said_and_nobody_is_accused(reuse):
    seen = replace(SEEN, host="lowtide.example", reuse=reuse, copied=30, lines=(NUMBERED,))
    judgement = assess(seen, [TERMS], house=House(), today=DAY)
    assert (judgement.verdict, judgement.terms) == (Verdict.NO_LICENCE, None)
    (finding,) = judgement.findings
    assert finding.result is Result.UNKNOWN
    assert finding.evidence == (
        "no licence on file for lowtide.example; the page prints LIC-2026-00007, "
        "which is for tidewater.example"
    )


@pytest.mark.parametrize(
    ("days", "told"),
    [
        pytest.param(1, "compliant", id="seen before the kill"),
        pytest.param(0, "unknown", id="on its day"),
        pytest.param(-1, "unknown", id="while there is time to take it down"),
        pytest.param(-2, "breach", id="after that"),
    ],
)
def test_a_copy_of_a_killed_article_never_passes_and_is_a_breach_once_its_time_is_over(days, told):
    killed = SEEN.seen_on + timedelta(days=days)
    terms = replace(TERMS, killed_on=killed, remove_by=killed + timedelta(days=1))
    findings = judge(SEEN, terms, today=DAY)
    assert verdict(findings).value == told
    (version,) = [f for f in findings if f.rule is Rule.VERSION]
    assert (f"killed on {killed.isoformat()}" in version.evidence) == (days < 1)


def test_no_word_of_the_audit_accuses():
    every = [
        finding.evidence
        for terms in (None, TERMS, Terms(licence="OLD/1", article="ART-2026-00003"))
        for finding in judge(replace(SEEN, host="lowtide.example", copied=1), terms, today=DAY)
    ]
    words = " ".join([*every, *Verdict]).lower()
    assert "unlicensed" not in words
    assert "infring" not in words
