"""What a page says beside its text, and what a publisher's own cut rules make of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from syndicate.pages.markup import read_fragment
from syndicate.pages.read import read_article, read_source
from syndicate.rules.articles.cuts import cut_rules
from syndicate.rules.articles.incoming import Alternate

LAMP = (Path(__file__).parents[1] / "samples" / "articles" / "lamp.html").read_bytes()
SITE = "https://www.harbourcourier.example"


def a_page(head: str = "", linked: str = "") -> bytes:
    return (
        f'<html lang="en"><head>{head}<script type="application/ld+json">{linked or "{}"}</script></head>'
        "<body><article><h1>A lamp was lit</h1><p>The lamp was lit in the evening.</p></article></body></html>"
    ).encode()


def test_the_facts_of_a_page_are_kept_with_its_article():
    lamp = read_article(LAMP, name="lamp.html")
    assert lamp.draft.headline == "Lamp at Sallow Point lit again after ninety years"
    assert lamp.raw == LAMP
    assert lamp.source_id == "48211"
    assert lamp.section == "Coast"
    assert lamp.modified_at == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    assert (lamp.corrected, lamp.note) == (True, "The tower has 109 steps, not 190.")
    assert lamp.alternates == (
        Alternate("fr", f"{SITE}/fr/phare-rallume"),
        Alternate("ar", f"{SITE}/ar/sallow-point"),
    )
    assert lamp.providers == (
        "Northern Wire",
        "Reuters",
        "https://reuters.example/lamp",
        "https://northernwire.example/lamp",
    )
    assert lamp.terms == (f"{SITE}/republish", "© 2026 The Harbour Courier")
    assert lamp.extra == {
        "picture credit": "Jory Penn/Reuters",
        "dateline": "SALLOW POINT",
        "keywords": "lighthouse, Sallow Point",
    }


def test_meta_tags_speak_where_the_data_are_silent():
    head = (
        '<meta property="article:section" content="Coast">'
        '<meta property="article:modified_time" content="2026-11-19T11:05:00Z">'
        '<meta name="dcterms.rights" content="Ask first"><meta name="keywords" content="a, b">'
    )
    page = read_article(a_page(head), name="x")
    assert (page.section, page.terms, page.extra) == ("Coast", ("Ask first",), {"keywords": "a, b"})
    assert page.modified_at == datetime(2026, 11, 19, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("correction", "note"),
    [
        ('"It was Monday."', "It was Monday."),
        ('{"@type": "CorrectionComment", "text": "It was Monday."}', "It was Monday."),
        ('[{"description": "One."}, "Two."]', "One.\nTwo."),
        ('"https://a.example/corrections"', "https://a.example/corrections"),
        ("null", None),
        ('""', None),
    ],
)
def test_a_correction_is_told_however_it_is_written(correction, note):
    page = read_article(
        a_page(linked=f'{{"@type": "NewsArticle", "correction": {correction}}}'), name="x"
    )
    assert (page.corrected, page.note) == (note is not None, note)


def test_the_publisher_of_the_page_is_no_provider_of_it():
    linked = '{"@type": "NewsArticle", "publisher": {"name": "The Courier"}, "copyrightHolder": {"name": "The Courier"}}'
    assert read_article(a_page(linked=linked), name="x").providers == ()


def test_translations_that_the_data_name_are_kept_where_no_link_names_any():
    linked = '{"@type": "NewsArticle", "workTranslation": [{"inLanguage": "fr", "url": "https://a.example/fr"}]}'
    page = read_article(a_page(linked=linked), name="x")
    assert page.alternates == (Alternate("fr", "https://a.example/fr"),)


def test_a_local_stamp_is_a_moment_in_the_zone_of_the_publisher():
    head = '<meta property="article:modified_time" content="2026-11-19T11:05:00">'
    assert read_article(a_page(head), name="x").modified_at is None
    here = read_article(a_page(head), name="x", zone="Asia/Dubai")
    assert here.modified_at == datetime(2026, 11, 19, 7, 5, tzinfo=UTC)
    late = '<meta property="article:published_time" content="2026-11-19T22:05:00Z">'
    assert read_article(a_page(late), name="x").draft.published_on == date(2026, 11, 19)
    there = read_article(a_page(late), name="x", zone="Asia/Dubai")
    assert there.draft.published_on == date(2026, 11, 20)


def test_a_stamp_that_cannot_be_read_is_noted_as_it_stands():
    head = '<meta property="article:modified_time" content="yesterday at noon">'
    assert read_article(a_page(head), name="x").extra == {"unread modified": "yesterday at noon"}


def test_what_a_rule_of_the_site_fits_has_its_kind_and_the_rule_as_its_hint():
    rules = cut_rules(
        {
            "promo": ["div.hc-box"],
            "credit": ["span.hc-credit"],
            "boilerplate_text": ["printed on the quay"],
        }
    )
    draft = read_source(LAMP, name="lamp.html", cuts={"harbourcourier.example": rules})
    assert [(b.kind.value, b.hint) for b in draft.blocks] == [
        ("text", "p"),
        ("promo", "cut:promo:div.hc-box"),
        ("text", "p"),
        ("credit", "cut:credit:span.hc-credit"),
        ("boilerplate", "cut:boilerplate:printed on the quay"),
    ]
    elsewhere = read_source(LAMP, name="lamp.html", cuts={"other.example": rules})
    assert {b.kind.value for b in elsewhere.blocks} == {"text"}


def test_a_rule_around_a_picture_says_what_the_picture_is():
    html = '<div class="box"><figure><img src="a.jpg" alt="A cup"><figcaption>Buy it</figcaption></figure><p>Our shop.</p></div><p>The lamp was lit.</p>'
    rules = cut_rules({"promo": ["div.box"]})
    assert [(b.kind.value, b.text) for b in read_fragment(html, name="x", rules=rules)] == [
        ("promo", "A cup"),
        ("promo", "Buy it"),
        ("promo", "Our shop."),
        ("text", "The lamp was lit."),
    ]


def test_the_first_rule_that_fits_stays_also_where_a_later_one_fits_inside():
    html = '<div class="a"><p class="b">One.</p><p>Two.</p></div>'
    rules = cut_rules({"promo": ["div.a"], "credit": ["p.b"]})
    assert [b.kind.value for b in read_fragment(html, name="x", rules=rules)] == ["credit", "promo"]


def test_a_fragment_is_read_whole_and_only_the_headline_again_is_passed_over():
    html = "<h1>A lamp was lit</h1><h1>One more</h1><p>The lamp <b>was</b> lit.<br><br>Then it rained.</p>tail"
    assert [b.text for b in read_fragment(html, name="x", headline="A lamp  was lit")] == [
        "One more",
        "The lamp was lit.",
        "Then it rained.",
        "tail",
    ]
