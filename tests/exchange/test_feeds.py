"""Feeds: the samples of three kinds, beside what an independent reader makes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import feedparser
import pytest

from syndicate.exchange.feeds import read_feed
from syndicate.exchange.items import Customs
from syndicate.rules.articles.cuts import cut_rules
from syndicate.rules.articles.incoming import Alternate, Incoming, Lead, Refusal
from tests.exchange.reading import articles, leads, opened, read, refusals, sample, texts


def test_an_rss_entry_with_its_full_text_is_an_article_and_keeps_what_the_feed_says():
    lamp, ferry, manara, empty = opened("courier.rss")
    assert isinstance(lamp, Incoming)
    assert lamp.where == "entry 1 (line 15)"
    assert lamp.raw.startswith(b"<item>")
    assert lamp.raw.endswith(b"</item>")
    assert lamp.source_id == "courier-48211"
    assert lamp.draft.url == "https://www.harbourcourier.example/coast/sallow-point-lamp"
    assert lamp.draft.headline == "Lamp at Sallow Point lit again after ninety years"
    assert lamp.draft.byline == "Nell Fairweather"
    assert lamp.draft.published_on == date(2026, 11, 19)
    assert lamp.modified_at == datetime(2026, 11, 19, 11, 5, tzinfo=UTC)
    assert (lamp.draft.language, lamp.draft.language_stated) == ("en-GB", True)
    assert lamp.section == "Coast"
    assert lamp.providers == ("Northern Wire",)
    assert lamp.terms == ("© 2026 The Harbour Courier",)
    assert lamp.alternates == (
        Alternate("fr", "https://www.harbourcourier.example/fr/phare-rallume"),
    )
    assert lamp.extra["picture credit"] == "Jory Penn/Reuters"
    assert isinstance(ferry, Lead)
    assert isinstance(manara, Incoming)
    assert (manara.draft.language, manara.draft.byline) == ("ar", "ليلى المرشد")
    assert isinstance(empty, Refusal)


def test_the_marks_of_promotion_pictures_and_embeds_survive_in_the_body_of_a_feed():
    lamp = opened("courier.rss")[0]
    marked = [(b.kind.value, b.hint, b.text[:24]) for b in lamp.draft.blocks]
    assert ("text", "promo:a newsletter block", "The Morning Tide") in marked
    assert ("embed", "iframe", "Film of the lighting") in marked
    assert ("image", "img", "The lamp at dusk") in marked
    assert ("credit", "media:credit", "Jory Penn/Reuters") in marked
    # The headline repeated on top of the body is no passage of it.
    assert "Lamp at Sallow Point lit again after ninety years" not in [t for _, t in texts(lamp)]


def test_an_entry_that_has_only_a_summary_leads_to_its_page():
    ferry = leads(opened("courier.rss"))[0]
    assert ferry.url == "https://www.harbourcourier.example/news/marl-ferry"
    assert ferry.headline == "Ferry to Marl runs an hour late"
    assert ferry.summary == "Fog held the morning boat at the quay."
    assert ferry.published_on == date(2026, 11, 20)
    assert ferry.source_id == ferry.url


def test_an_author_of_rss_is_named_by_the_name_and_never_by_the_address():
    raw = sample("courier.rss").replace(
        b"<description>Fog held the morning boat at the quay.</description>",
        b"<content:encoded>&lt;p&gt;Fog held the boat.&lt;/p&gt;</content:encoded>",
    )
    ferry = articles(read(read_feed, raw, "x"))[1]
    assert ferry.draft.byline == "Joss Pell"
    bare = raw.replace(b" (Joss Pell)", b"")
    assert articles(read(read_feed, bare, "x"))[1].draft.byline is None


def test_an_rss_1_feed_in_latin_1_is_read():
    phare, bac = opened("courrier.rdf")
    assert phare.draft.headline == "Le phare de Sallow Point rallumé après quatre-vingt-dix ans"
    assert (phare.draft.byline, phare.draft.language) == ("Iris Aubépin", "fr")
    assert (phare.section, phare.terms) == ("Côte", ("Reproduction interdite sans accord",))
    assert phare.source_id == "https://www.harbourcourier.example/fr/phare-rallume"
    assert texts(phare) == [
        ("text", "La lampe de Sallow Point a été allumée mercredi soir."),
        ("text", "Le fonds a acheté la tour pour une livre."),
    ]
    assert isinstance(bac, Lead)


def test_an_atom_feed_gives_its_content_by_its_type():
    lamp, phare, manara, ferry = opened("courier.atom")
    assert lamp.draft.headline == "Lamp at Sallow Point & the hundred and nine steps"
    assert lamp.draft.byline == "Nell Fairweather, Joss Pell"
    assert lamp.draft.url == "https://www.harbourcourier.example/coast/sallow-point-lamp"
    assert lamp.modified_at == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    assert lamp.providers == ("Northern Wire",)
    assert lamp.terms == ("For subscribers only", "All rights reserved")
    assert lamp.alternates == (
        Alternate("fr", "https://www.harbourcourier.example/fr/phare-rallume"),
    )
    assert [b.hint for b in lamp.draft.blocks] == ["p", "promo:a related block", "p"]
    assert phare.draft.byline == "The Harbour Courier"
    assert (phare.draft.language, phare.draft.published_on) == ("fr", None)
    assert [t for _, t in texts(manara)] == [
        "أضيء مصباح سالو بوينت مساء الأربعاء.",
        "حملت العدسة إلى أعلى البرج.",
    ]
    assert isinstance(ferry, Lead)


@pytest.mark.parametrize("name", ["courier.rss", "courrier.rdf", "courier.atom"])
def test_an_independent_reader_finds_the_same_entries_names_addresses_and_moments(name):
    theirs = feedparser.parse(sample(name))
    assert not theirs.bozo, theirs.get("bozo_exception")
    ours = opened(name)
    assert len(theirs.entries) == len(ours)
    for entry, arrival in zip(theirs.entries, ours, strict=True):
        if isinstance(arrival, Refusal):
            assert not entry.get("link")
            continue
        article = isinstance(arrival, Incoming)
        assert (arrival.draft.headline if article else arrival.headline) == entry.title.replace(
            "&amp;", "&"
        )
        # Of several alternates theirs takes the last, though it is the page in another language.
        url = arrival.draft.url if article else arrival.url
        assert any(link.href.startswith(url) for link in entry.links)
        assert (entry.get("id") or entry.link).startswith(arrival.source_id)
        assert article == bool(entry.get("content"))
        if entry.get("published_parsed") and article and arrival.draft.published_on:
            moment = datetime(*entry.published_parsed[:6], tzinfo=UTC)
            assert abs((moment.date() - arrival.draft.published_on).days) <= 1


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes_and_the_fault_is_told():
    raw = sample("courier.rss")
    arrivals = read(read_feed, raw[: raw.index(b"<title></title>") + 9], "courier.rss")
    assert len(articles(arrivals)) == 2
    assert refusals(arrivals) == [
        Refusal(
            "courier.rss, after entry 3", "courier.rss is broken XML at line 60: unclosed token"
        )
    ]


def test_an_ampersand_nobody_escaped_ends_the_feed_there_and_is_told():
    raw = sample("courier.rss").replace(b"Ferry to Marl", b"Ferry & boat to Marl")
    arrivals = read(read_feed, raw, "courier.rss")
    assert len(articles(arrivals)) == 1
    assert "line 42" in refusals(arrivals)[0].reason


def test_a_document_that_is_no_feed_is_told():
    assert read(read_feed, b"<html><body/></html>", "x") == [
        Refusal("x", "it has no entries, or is no feed")
    ]


def test_local_stamps_become_moments_in_the_zone_given_and_unread_ones_are_noted():
    raw = sample("courier.rss").replace(b"2026-11-19T11:05:00Z", b"2026-11-19T11:05:00")
    assert articles(read(read_feed, raw, "x"))[0].modified_at is None
    dubai = Customs(zone="Asia/Dubai")
    here = articles(read(read_feed, raw, "x", dubai))[0]
    assert here.modified_at == datetime(2026, 11, 19, 7, 5, tzinfo=UTC)
    odd = sample("courier.rss").replace(b"2026-11-19T11:05:00Z", b"last Tuesday")
    assert articles(read(read_feed, odd, "x"))[0].extra["unread modified"] == "last Tuesday"


def test_the_publishers_own_cut_rules_apply_to_the_body_of_a_feed():
    rules = {"harbourcourier.example": cut_rules({"boilerplate_text": ["opens at Easter"]})}
    lamp = articles(read(read_feed, sample("courier.rss"), "x", Customs(cuts=rules)))[0]
    cut = [b for b in lamp.draft.blocks if b.hint.startswith("cut:")]
    assert [(b.kind.value, b.hint) for b in cut] == [
        ("boilerplate", "cut:boilerplate:opens at Easter")
    ]


def test_the_same_entry_has_the_same_digest_when_another_is_put_before_it():
    raw = sample("courier.rss")
    more = raw.replace(
        b"<item>", b"<item><title>New</title><link>https://a.example/x</link></item><item>", 1
    )
    first = articles(read(read_feed, raw, "x"))[0]
    again = articles(read(read_feed, more, "x"))[0]
    assert first.draft.raw_sha256 == again.draft.raw_sha256
    assert first.where != again.where
