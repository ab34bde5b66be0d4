"""A page with planted breaches, from bytes to findings: each is found and none else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from syndicate.monitor.matching import copies_in
from syndicate.monitor.shelf import Shelf
from syndicate.monitor.sightings import aimed, sighted
from syndicate.rules.audits import House, Result, Rule, Severity, Terms, Verdict, assess
from tests.monitor.ferry import (
    ARABIC,
    CREDIT,
    DAY,
    DECISION,
    FRENCH,
    HEADLINE,
    OPENING,
    OURS,
    PROMO,
    SPOKEN,
    URL,
    a_page,
    a_title,
    passages_of,
    seen_page,
)

PLACE = "https://www.saltmarshdaily.example/news/late-boats"
HOUSE = House(domains=("harbourcourier.example",))
TERMS = Terms(
    licence="LIC-2026-00031",
    article="ART-2026-00001",
    version=1,
    outlet_title="Saltmarsh Daily",
    domains=("saltmarshdaily.example",),
    first_day=date(2026, 11, 1),
    last_day=date(2027, 10, 31),
    languages=("en",),
    byline="Mara Quill",
    credit_line=CREDIT,
    credit_names=("The Harbour Courier", "Harbour Courier", "harbourcourier.example"),
    link_url=URL,
    canonical="canonical",
    whole=True,
    edits="house-style",
)
LINKED = f'<p>{CREDIT} <a href="{URL}?utm_source=x">Read it there</a>.</p>'
CANONICAL = f'<link rel="canonical" href="{URL}">'


def judged(raw: bytes, terms: Terms | None = TERMS, *, url: str | None = PLACE, title=None):
    """The judgement on the one copy of the ferry article on a page."""
    title = title or a_title()
    page = seen_page(raw, url)
    (copy,) = copies_in(page, Shelf.of([title]))
    seen = sighted(page, copy, title, url=url, on=DAY)
    held = [aimed(terms)] if terms else []
    return assess(seen, held, house=HOUSE, today=DAY)


def failed(judgement) -> dict[str, str]:
    """The failed rules with their evidence."""
    return {f.rule.value: f.evidence for f in judgement.findings if f.result is Result.FAIL}


def test_a_copy_that_keeps_every_term_is_compliant():
    judgement = judged(a_page(*OURS, head=CANONICAL, after=LINKED))
    assert judgement.verdict is Verdict.COMPLIANT
    assert {f.rule for f in judgement.findings} == set(Rule) - {Rule.LICENCE, Rule.EXCERPT}
    assert {f.result for f in judgement.findings} == {Result.PASS}


KEPT = {"paragraphs": OURS, "head": CANONICAL, "after": LINKED, "headline": HEADLINE}


@pytest.mark.parametrize(
    ("planted", "rule", "quoted"),
    [
        pytest.param(
            {"paragraphs": (OPENING, DECISION.replace("nine", "five"), *OURS[2:])},
            "text",
            "passage 2, after “The port board voted”: “nine” became “five”",
            id="a figure changed",
        ),
        pytest.param(
            {"paragraphs": (OPENING.replace("will cross", "will not cross"), *OURS[1:])},
            "text",
            "“not” added",
            id="a word added",
        ),
        pytest.param(
            {"paragraphs": (*OURS, PROMO)},
            "passages",
            "passage 3 (promo) is not licensed and stands on the page: “Sign up to The Tide",
            id="a left-out passage",
        ),
        pytest.param(
            {"headline": "Ferry fiasco feared"},
            "headline",
            "theirs “Ferry fiasco feared”",
            id="headline",
        ),
        pytest.param(
            {"after": f'<p><a href="{URL}">Original</a></p>', "before": "<p>By Mara Quill</p>"},
            "credit",
            f"no credit to us on the page; agreed was “{CREDIT}”",
            id="no credit",
        ),
        pytest.param(
            {"after": f'<p>Source: Harbour Courier <a href="{URL}">Original</a></p>'},
            "credit",
            "the page says “Source: Harbour Courier Original”; agreed was",
            id="another credit line",
        ),
        pytest.param(
            {"after": f'<p>Saltmarsh Daily/Reuters</p><p><a href="{URL}">Original</a></p>'},
            "credit",
            "no credit to us on the page, but “Saltmarsh Daily/Reuters”; agreed was",
            id="credit to another",
        ),
        pytest.param(
            {"after": f"<p>{CREDIT}</p>"},
            "link",
            f"no link to us on the page; agreed was {URL}",
            id="no link",
        ),
        pytest.param(
            {"after": f'<p>{CREDIT} <a rel="nofollow" href="{URL}">There</a></p>'},
            "link",
            'is marked rel="nofollow"',
            id="nofollow",
        ),
        pytest.param(
            {"after": f'<p>{CREDIT} <a href="https://harbourcourier.example/">There</a></p>'},
            "link",
            "links to our front page, https://harbourcourier.example/",
            id="front page",
        ),
        pytest.param(
            {
                "after": f'<p>{CREDIT} <a href="https://harbourcourier.example/sport/1">There</a></p>'
            },
            "link",
            "links to another page of ours",
            id="another page",
        ),
        pytest.param(
            {
                "after": f'<p>{CREDIT} <a href="htps://www.harbourcourier.example/news">There</a></p>'
            },
            "link",
            "the link “htps://www.harbourcourier.example/news” is broken",
            id="broken link",
        ),
        pytest.param(
            {"after": f"<p>{CREDIT}</p><p>{URL}</p>"},
            "link",
            "as text, not as a link",
            id="address as text",
        ),
        pytest.param(
            {"head": f'<link rel="canonical" href="{PLACE}">'},
            "canonical",
            f"canonical: {PLACE}",
            id="own canonical",
        ),
        pytest.param({"head": ""}, "canonical", "no canonical link", id="no canonical"),
    ],
)
def test_a_planted_breach_is_found_with_its_words_and_none_else(planted, rule, quoted):
    made = KEPT | planted
    judgement = judged(a_page(*made.pop("paragraphs"), **made))
    found = failed(judgement)
    assert list(found) == [rule]
    assert quoted in found[rule]
    assert judgement.verdict is Verdict.BREACH


@pytest.mark.parametrize(
    "href",
    [
        pytest.param(URL.replace("https", "http"), id="http"),
        pytest.param(URL.replace("www.", ""), id="without www"),
        pytest.param(URL + "/", id="a slash behind"),
        pytest.param(URL + "#comments", id="a fragment"),
        pytest.param(URL + "?utm_source=a&amp;fbclid=b", id="tracking"),
        pytest.param(
            f"https://out.example/?url={URL.replace(':', '%3A')}", id="through a forwarder"
        ),
    ],
)
def test_other_spellings_of_the_articles_address_link_to_it(href):
    after = f'<p>{CREDIT} <a href="{href}">There</a></p>'
    assert judged(a_page(*OURS, head=CANONICAL, after=after)).verdict is Verdict.COMPLIANT


def test_a_page_without_a_licence_says_so_and_accuses_nobody():
    judgement = judged(a_page(*OURS), None)
    assert judgement.verdict.value == "no-licence-on-file"
    (finding,) = judgement.findings
    assert (finding.rule, finding.result, finding.evidence) == (
        "licence",
        "unknown",
        "no licence on file",
    )


def test_a_licence_for_another_site_is_none_for_this_one():
    other = replace(TERMS, domains=("tidewater.example",))
    assert judged(a_page(*OURS), other).verdict is Verdict.NO_LICENCE


def test_our_own_site_is_own():
    judgement = judged(a_page(*OURS), url="https://www.harbourcourier.example/news/night-ferries")
    assert judgement.verdict is Verdict.OWN


def test_a_short_quotation_is_one_except_on_a_site_that_is_licensed_for_the_article():
    said = SPOKEN.replace(" said Orla Penhallow, who chairs the board.", " Ms Penhallow said.")
    raw = a_page("The harbour board met on Monday and argued late.", said)
    elsewhere = replace(TERMS, domains=("tidewater.example",))
    assert judged(raw, None).verdict is Verdict.QUOTATION
    assert judged(raw, elsewhere).verdict is Verdict.QUOTATION
    judgement = judged(raw)
    assert judgement.verdict is Verdict.BREACH
    assert "left out" in failed(judgement)["text"]
    raw = a_page("The harbour board met on Monday and argued late.", SPOKEN)
    excerpt = judged(raw, replace(TERMS, whole=False, excerpt_words=60))
    assert "text" not in failed(excerpt)


def test_a_saved_page_without_an_address_leaves_the_outlet_unknown():
    judgement = judged(a_page(*OURS, head=CANONICAL, after=LINKED), url=None)
    unknown = {f.rule: f.evidence for f in judgement.findings if f.result is Result.UNKNOWN}
    assert unknown == {
        Rule.OUTLET: "the capture has no address; licensed for saltmarshdaily.example"
    }
    assert judgement.verdict is Verdict.UNKNOWN


def test_american_spelling_is_house_style_and_other_words_are_not():
    title = a_title(
        passages=passages_of(*OURS, "The programme was organised by the harbour centre crew.")
    )
    spelled = "The program was organized by the harbor center crew."
    assert "text" not in failed(judged(a_page(*OURS, spelled), title=title))
    changed = spelled.replace("crew", "staff")
    found = failed(judged(a_page(*OURS, changed), title=title))["text"]
    assert "“harbour centre crew” became “harbor center staff”" in found


def test_the_credit_printed_inside_our_text_is_no_change_of_it():
    raw = a_page(f"{OURS[0]} {CREDIT}", *OURS[1:], head=CANONICAL, after=LINKED)
    assert judged(raw).verdict is Verdict.COMPLIANT


def test_a_partner_box_is_no_credit():
    after = '<p><small>From our partners: <a href="https://harbourcourier.example/x">Harbour Courier</a></small></p>'
    found = failed(judged(a_page(*OURS, head=CANONICAL, after=after)))
    assert found["credit"].startswith("no credit to us on the page; agreed")


@pytest.mark.parametrize(
    ("language", "texts", "credit"),
    [
        pytest.param(
            "fr", FRENCH, "Article publié à l’origine par The Harbour Courier.", id="French"
        ),
        pytest.param("ar", ARABIC, "نُشر هذا المقال لأول مرة في هاربر كورير.", id="Arabic"),
    ],
)
def test_a_copy_in_another_language_is_judged_alike(language, texts, credit):
    title = a_title(passages=passages_of(*texts), language=language, headline=texts[0])
    terms = replace(
        TERMS,
        languages=(language,),
        credit_line=credit,
        credit_names=("Harbour Courier", "هاربر كورير"),
    )
    after = f'<p>{credit}</p><a href="{URL}">↗</a>'
    kept = a_page(*texts, headline=texts[0], head=CANONICAL, after=after, language=language)
    assert judged(kept, terms, title=title).verdict is Verdict.COMPLIANT
    bare = a_page(*texts, headline=texts[0], head=CANONICAL, language=language)
    assert set(failed(judged(bare, terms, title=title))) == {"credit", "link"}
    foreign = replace(terms, languages=("en",))
    assert set(failed(judged(kept, foreign, title=title))) == {"language"}


def test_an_expired_licence_is_still_the_licence_of_the_outlet():
    ended = replace(TERMS, last_day=date(2026, 11, 19))
    judgement = judged(a_page(*OURS, head=CANONICAL, after=LINKED), ended)
    assert failed(judgement) == {"dates": "seen on 2026-11-20; the licence ended on 2026-11-19"}


def test_an_excerpt_licence_counts_words_and_lets_the_rest_be_left_out():
    terms = replace(TERMS, excerpt_words=80, whole=False)
    within = judged(a_page(OPENING, DECISION, head=CANONICAL, after=LINKED), terms)
    assert within.verdict is Verdict.COMPLIANT
    over = failed(judged(a_page(OPENING, DECISION, SPOKEN, head=CANONICAL, after=LINKED), terms))
    assert list(over) == ["excerpt"]
    assert over["excerpt"].endswith("the licence allows 80")


def test_words_of_the_page_between_our_passages_are_a_note_only():
    own = "The paper's own man at the quay adds " + "that nothing has been painted yet and " * 6
    raw = a_page(OURS[0], own, *OURS[1:], head=CANONICAL, after=LINKED)
    judgement = judged(raw)
    (note,) = [f for f in judgement.findings if f.result is not Result.PASS]
    assert (note.rule, note.severity) == (Rule.TEXT, Severity.NOTE)
    assert judgement.verdict is Verdict.COMPLIANT


def byline_of(raw, *, title=None, url=PLACE):
    """The result of the byline rule on a page, and its evidence."""
    judgement = judged(raw, title=title, url=url)
    (found,) = [f for f in judgement.findings if f.rule is Rule.BYLINE]
    return found.result, found.evidence


def json_ld(text):
    """Structured data in the head of a page."""
    return f'<script type="application/ld+json">{text}</script>'


NAMED = '"@type":"NewsArticle","headline":"Night ferries"'


@pytest.mark.parametrize(
    "head",
    [
        pytest.param('<meta name="author" content="Mara Quill">', id="meta author"),
        pytest.param('<meta property="article:author" content="MARA QUILL">', id="article:author"),
        pytest.param('<meta name="DC.creator" content="Quill, Mara">', id="Dublin Core"),
        pytest.param(
            '<meta name="author" content="https://x.example/mara">'
            '<meta name="author" content="Mara Quill">',
            id="an address, then the name",
        ),
        pytest.param(json_ld(f'{{{NAMED},"author":"Mara Quill"}}'), id="a name"),
        pytest.param(
            json_ld(f'{{{NAMED},"author":[{{"@type":"Person","name":"Mara Quill"}}]}}'),
            id="a person in a list",
        ),
        pytest.param(
            json_ld(
                f'{{"@graph":[{{{NAMED},"author":{{"@id":"#m"}}}},'
                '{"@type":"Person","@id":"#m","name":"Mara Quill"}]}'
            ),
            id="a person by id",
        ),
    ],
)
def test_the_byline_in_the_data_of_a_page_counts(head):
    result, evidence = byline_of(a_page(*OURS, head=head, before=""))
    assert result is Result.PASS
    assert evidence.startswith("the page names “")


@pytest.mark.parametrize(
    ("head", "before", "said"),
    [
        pytest.param("", "", "no byline on the page", id="none"),
        pytest.param("", "<p>By Some Other Body</p>", "“By Some Other Body”", id="a line"),
        pytest.param("", '<a rel="author">Some Other Body</a>', "“Some Other Body”", id="a link"),
        pytest.param(
            "", '<div class="byline">Some Other Body</div>', "“Some Other Body”", id="set"
        ),
        pytest.param(
            '<meta name="author" content="Mara Quill">',
            "<p>By Some Other Body</p>",
            "“By Some Other Body”",
            id="readers see another name than machines",
        ),
        pytest.param(
            json_ld(f'{{{NAMED},"author":{{"name":"Some Other Body"}}}}'),
            "",
            "names as its author “Some Other Body”",
            id="another in the data",
        ),
        pytest.param(
            json_ld(
                f'[{{{NAMED},"author":"Some Other Body"}},'
                '{"@type":"NewsArticle","headline":"Elsewhere","author":"Mara Quill"}]'
            ),
            "",
            "names as its author “Some Other Body”",
            id="ours wrote another article that is linked",
        ),
    ],
)
def test_a_page_without_our_byline_fails_with_what_stands_in_its_place(head, before, said):
    result, evidence = byline_of(a_page(*OURS, head=head, before=before))
    assert result is Result.FAIL
    assert said in evidence
    assert evidence.endswith("ours is “Mara Quill”")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("\n\n".join((HEADLINE, *OURS)).encode(), id="bare text"),
        pytest.param("".join(f"<p>{text}</p>" for text in OURS).encode(), id="a piece of a page"),
        pytest.param(
            a_page(
                "Loading.",
                before="",
                head=json_ld('{"@type":"NewsArticle","articleBody":"' + " ".join(OURS) + '"}'),
            ),
            id="text that only machines see",
        ),
    ],
)
def test_what_was_kept_without_the_place_of_a_byline_leaves_it_unknown(raw):
    result, evidence = byline_of(raw)
    assert result is Result.UNKNOWN
    assert evidence.startswith("no byline can be seen in what was kept of the page")


@pytest.mark.parametrize(
    ("language", "texts", "ours", "right", "wrong"),
    [
        pytest.param(
            "fr", FRENCH, "Hélène Œuvrard", "Par HELENE OEUVRARD", "Par Luc Brémond", id="fr"
        ),
        pytest.param("ar", ARABIC, "سلمى العطّار", "بقلم سلمى العطار", "بقلم نور الخطيب", id="ar"),
    ],
)
def test_bylines_are_judged_in_other_languages(language, texts, ours, right, wrong):
    title = replace(
        a_title(passages=passages_of(*texts), language=language, headline=texts[0][:40]),
        byline=ours,
    )
    for line, result in ((right, Result.PASS), (wrong, Result.FAIL)):
        raw = a_page(*texts, before=f"<p>{line}</p>", language=language)
        found, evidence = byline_of(raw, title=title)
        assert found is result
        assert f"“{line}”" in evidence
