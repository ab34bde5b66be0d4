"""Articles as JSON: our own shape, ninjs and schema.org a line, and whole documents."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput
from syndicate.exchange.jsonl import FIELDS, read_document, read_jsonl, read_object
from syndicate.rules.articles.incoming import Alternate, Incoming, PubStatus, Refusal
from tests.exchange.reading import PLAIN, articles, opened, read, refusals, texts


def one(**said) -> Incoming:
    item = {"headline": "Ferry late", "text": "The ferry was late."} | said
    return read_object(item, json.dumps(item).encode(), PLAIN, where="line 1")


def test_each_line_is_read_by_its_own_shape_and_a_bad_one_loses_no_good_one():
    lamp, phare, manara, ferry, *bad = opened("articles.jsonl")
    assert [x.where for x in (lamp, phare, manara, ferry)] == [
        "line 1",
        "line 2",
        "line 4",
        "line 5",
    ]
    assert [x.draft.media_type for x in (lamp, manara, ferry)] == [
        "application/json",
        "application/ninjs+json",
        "application/ld+json",
    ]
    assert [x.draft.language for x in (lamp, phare, manara, ferry)] == ["en-GB", "fr", "ar", "en"]
    assert bad == [
        Refusal("line 6", "it has no text"),
        Refusal("line 7", "“headlin” is no field of an article; did you mean headline?"),
        Refusal("line 8", "not JSON: unterminated string (character 14)"),
    ]


def test_our_own_shape_keeps_everything_it_says():
    lamp, phare, *_ = opened("articles.jsonl")
    assert lamp.source_id == "hc-48211"
    assert lamp.modified_at == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    assert texts(lamp) == [
        ("text", "The lamp at Sallow Point was lit on Wednesday evening."),
        ("promo", "The Morning Tide, every weekday at seven."),
        ("text", "Ships will see it from fourteen miles away."),
    ]
    assert (lamp.corrected, lamp.note) == (True, "The tower has 109 steps, not 190.")
    assert lamp.alternates == (
        Alternate("fr", "https://www.harbourcourier.example/fr/phare-rallume"),
    )
    assert lamp.providers == ("Northern Wire",)
    assert lamp.terms == ("Not for use in Marl before Monday",)
    assert lamp.extra == {"desk": "north"}
    assert phare.draft.byline == "Iris Aubépin, Joss Pell"
    assert phare.draft.published_on == date(2026, 11, 19)
    assert phare.status is PubStatus.WITHHELD
    assert phare.embargo_until == datetime(2026, 11, 30, 6, tzinfo=UTC)


def test_every_field_of_the_shape_is_told_in_words():
    assert all(FIELDS.values())
    assert {"id", "headline", "text", "html", "passages", "embargo"} <= set(FIELDS)


def test_a_schema_org_article_keeps_its_house_and_is_known_by_its_address():
    ferry = opened("articles.jsonl")[3]
    assert ferry.source_id == ferry.draft.url
    assert ferry.providers == ("Northern Wire",)
    assert [t for _, t in texts(ferry)] == [
        "Fog held the morning boat at the quay.",
        "It left at nine.",
    ]


def test_a_schema_org_body_in_html_is_read_as_html():
    item = {
        "@type": "NewsArticle",
        "headline": "Ferry late",
        "articleBody": '<p>The ferry was late.</p><div class="newsletter"><p>The Tide.</p></div>',
    }
    found = read_object(item, b"x", PLAIN, where="line 1")
    assert [b.hint for b in found.draft.blocks] == ["p", "promo:a newsletter block"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"status": "asleep"}, "usable, withheld or killed"),
        ({"passages": [{"kind": "poem", "text": "x"}]}, "passage 1: “poem” is no kind of passage"),
        ({"passages": [{"kind": "text"}]}, "passage 1 has no text"),
        ({"bylin": "N"}, "did you mean byline"),
        ({"url": "javascript:alert(1)"}, "only http and https"),
        ({"embargo": "soon"}, "not a day"),
        ({"headline": "\u202e\x1b"}, "no headline"),
        ({"text": "x" * 60_000}, "one passage of 60,000 characters"),
        ({"text": "One line.\n" * 6_000}, "6,000 passages"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(said, why):
    with pytest.raises(BadInput, match=why):
        one(**said)


def test_halves_of_letters_are_taken_out_wherever_they_stand():
    found = one(url="https://a.example/x\ud800", id="\udfffy", headline="A\ud83d lamp")
    assert (found.draft.url, found.source_id) == ("https://a.example/x", "y")
    assert found.draft.headline == "A lamp"


def test_a_byline_on_top_of_the_body_is_read_as_the_byline_it_is():
    found = one(html="<p>By Ada Fenwick | 17 November 2026</p><p>The ferry was late.</p>", text="")
    assert (found.draft.byline, found.draft.published_on) == ("Ada Fenwick", date(2026, 11, 17))
    assert texts(found)[0] == ("credit", "By Ada Fenwick | 17 November 2026")
    assert (
        one(byline="Joss Pell", text="By Ada Fenwick\nThe ferry was late.").draft.byline
        == "Joss Pell"
    )


def test_a_kill_needs_only_its_id():
    found = read_object({"id": "hc-1", "status": "killed"}, b"x", PLAIN, where="line 1")
    assert (found.status, found.source_id, found.draft.headline) == (PubStatus.KILLED, "hc-1", "")


def test_a_document_is_one_article_or_a_list_of_them():
    item = {"headline": "Ferry late", "text": "The ferry was late."}
    alone = read(read_document, json.dumps(item, indent=1).encode(), "x.json")
    assert [each.where for each in alone] == ["x.json"]
    many = read(read_document, json.dumps([item, 7, item]).encode(), "x.json")
    assert [each.where for each in many] == ["article 1", "article 2", "article 3"]
    assert refusals(many)[0].reason == "it is no JSON object"


def test_a_line_with_a_mark_before_it_and_one_with_windows_ends_are_read():
    raw = (
        '\ufeff{"headline": "A", "text": "B c."}\r\n\r\n{"headline": "D", "text": "E f."}'.encode()
    )
    assert [a.draft.headline for a in articles(read(read_jsonl, raw, "x"))] == ["A", "D"]


def test_the_same_line_is_known_again_wherever_it_stands():
    line = b'{"headline": "A", "text": "B c."}'
    first, again = articles(read(read_jsonl, line + b"\n\n  " + line + b" \n", "x"))
    assert first.draft.raw_sha256 == again.draft.raw_sha256
    assert first.raw == again.raw == line


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            [
                *FIELDS, "uri", "versioncreated", "@type", "title", "rendered", "link", "content", "headlines",
                "bodies", "value", "associations", "subject", "name", "articleBody", "author", "identifier",
            ]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=12,
)  # fmt: skip


@given(JUNK)
def test_whatever_an_object_holds_it_is_an_article_or_a_reason(value):
    try:
        found = read_object(value, b"x", PLAIN, where="line 1")
    except BadInput:
        return
    assert isinstance(found, Incoming)
    assert found.draft.headline or found.status is PubStatus.KILLED
