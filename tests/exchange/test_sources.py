"""Any source opened: told by what is in it, named by a person, read from a folder or the web."""

from __future__ import annotations

import gzip
import io
import shutil
from pathlib import Path

import pytest

from syndicate.errors import BadInput, NotFound, Outside
from syndicate.exchange.items import Customs
from syndicate.exchange.sources import (
    SourceKind,
    customs_of,
    follow,
    open_source,
    read_kind,
    tell_kind,
)
from syndicate.rules.articles.cuts import cut_rules
from syndicate.rules.articles.incoming import Alternate, Incoming, Lead, Refusal
from syndicate.settings import read_settings
from tests.exchange.reading import SAMPLES, Web, articles, leads, opened, refusals, sample, wishes

KINDS = {
    "articles.csv": SourceKind.TABLE,
    "articles.jsonl": SourceKind.JSONL,
    "courier.atom": SourceKind.FEED,
    "courier.rss": SourceKind.FEED,
    "courrier.rdf": SourceKind.FEED,
    "desk.mbox": SourceKind.MAILBOX,
    "drupal-nodes.json": SourceKind.JSON,
    "lamp.html": SourceKind.PAGE,
    "murshid.eml": SourceKind.MAIL,
    "murshidun.txt": SourceKind.TEXT,
    "news-sitemap.xml": SourceKind.SITEMAP,
    "newsml-g2.xml": SourceKind.NEWSML,
    "night-pilots.html": SourceKind.PAGE,
    "night-pilots.txt": SourceKind.TEXT,
    "ninjs-1.json": SourceKind.JSON,
    "ninjs-2.json": SourceKind.JSON,
    "ninjs-3.json": SourceKind.JSON,
    "nitf.xml": SourceKind.NITF,
    "pilotes-de-nuit.txt": SourceKind.TEXT,
    "sitemap.xml": SourceKind.SITEMAP,
    "wordpress-posts.json": SourceKind.JSON,
}


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_the_kind_of_a_file_is_told_by_what_is_in_it_whatever_its_name(name):
    assert tell_kind(io.BytesIO(sample(name)), "something.bin") is KINDS[name]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\xef\xbb\xbf  \n<?xml version='1.0'?><!-- a <html> --><rss/>", SourceKind.PAGE),
        (b"<?xml version='1.0'?>\n<!-- made by hand -->\n<rss/>", SourceKind.FEED),
        (b"<rdf:RDF xmlns:rdf='x'/>", SourceKind.FEED),
        (b'[{"title": {"rendered": "x"}, "link": "y"}]', SourceKind.JSON),
        (b'{\n "headline": "x",\n "text": "y"\n}', SourceKind.JSON),
        (b'{"headline": "x"}\n{"headline": "y"}\n', SourceKind.JSONL),
        (b'{"headline": "broken\n{"headline": "y"}\n', SourceKind.JSONL),
        (b"https://a.example/1\n# more\nhttps://a.example/2\n", SourceKind.ADDRESSES),
        (b"Headline,Text\nA,B c d\n", SourceKind.TABLE),
        (b"A headline, and then some\n\nThe text, it seems, goes on.\n", SourceKind.TEXT),
        (b"Headline: A lamp\nDate: 19 November 2026\n\nThe lamp was lit.\n", SourceKind.TEXT),
        (b"From: a@b.example\nSubject: A lamp\n\nThe lamp was lit.\n", SourceKind.MAIL),
        (b"<p>One</p><p>Two</p>", SourceKind.PAGE),
        (gzip.compress(b"<urlset/>", mtime=0), SourceKind.SITEMAP),
        (gzip.compress(b'{"headline": "x"}\n{"headline": "y"}', mtime=0), SourceKind.JSONL),
        (b"PK\x03\x04rest", SourceKind.TABLE),
        (b"", SourceKind.TEXT),
    ],
)
def test_beginnings_of_every_kind_are_told_apart(raw, kind):
    if b"a <html>" in raw:
        kind = SourceKind.FEED
        raw = raw.replace(b"<html>", b"(html)")
    assert tell_kind(io.BytesIO(raw), "x") is kind


def test_xml_of_no_known_kind_is_refused_by_its_first_element():
    with pytest.raises(BadInput, match="begins with <recipe>"):
        tell_kind(io.BytesIO(b"<?xml version='1.0'?><recipe><step/></recipe>"), "x.xml")


def test_a_person_may_name_the_kind_also_by_its_usual_names():
    assert read_kind(" RSS ") is SourceKind.FEED
    assert read_kind("newsml-g2") is SourceKind.NEWSML
    with pytest.raises(BadInput, match="did you mean sitemap") as caught:
        read_kind("sitemaps")
    assert caught.value.hint == "--kind sitemap"
    with pytest.raises(BadInput, match="no kind of source; they are addresses, drupal"):
        read_kind("zzz")


def test_a_kind_that_is_named_is_not_told_again():
    found = opened("courier.rss", kind=SourceKind.SITEMAP)
    assert found == [Refusal("courier.rss", "it names no address, or is no sitemap")]


def test_a_file_that_is_not_there_is_told_with_the_near_one(tmp_path):
    (tmp_path / "archive.jsonl").write_bytes(b"{}")
    with pytest.raises(NotFound, match="there is no file") as caught:
        open_source(str(tmp_path / "archiv.jsonl"), wishes())
    assert caught.value.hint == f"syndicate article import {tmp_path / 'archive.jsonl'}"


def test_a_folder_is_read_in_the_order_of_its_names_and_bad_files_lose_no_good_ones(tmp_path):
    shutil.copytree(SAMPLES, tmp_path / "b" / "samples")
    (tmp_path / "a.txt").write_text("A first headline\n\nThe first text is here to be read.\n")
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 100)
    (tmp_path / "recipe.xml").write_bytes(b"<recipe/>")
    (tmp_path / ".hidden.txt").write_text("Hidden\n\nNobody reads this one.\n")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    source = open_source(str(tmp_path), wishes())
    assert source.kind is SourceKind.FOLDER
    found = list(source)
    places = [arrival.where.partition(": ")[0] for arrival in found]
    assert places == sorted(places)
    assert found[0].where == "a.txt"
    assert "b/samples/courier.rss: entry 1 (line 15)" in [a.where for a in found]
    assert ".hidden.txt" not in places
    assert "link.txt" not in places
    told = {r.where: r.reason for r in refusals(found)}
    assert "is a picture, not text" in told["picture.jpg"]
    assert "begins with <recipe>" in told["recipe.xml"]
    whole = sum(len(articles(opened(name))) for name in KINDS)
    assert len(articles(found)) == whole + 1
    assert [a.where for a in open_source(str(tmp_path), wishes())] == [a.where for a in found]


def test_an_empty_folder_is_told(tmp_path):
    assert [type(a) for a in open_source(str(tmp_path), wishes())] == [Refusal]


def test_a_sheet_in_a_folder_whose_dates_have_two_readings_is_refused_alone(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"Headline,Text,Date\nA,B c,03/04/2026\n")
    (tmp_path / "b.txt").write_text("A headline\n\nThe text is here to be read.\n")
    refused, article = list(open_source(str(tmp_path), wishes()))
    assert "two ways" in refused.reason
    assert "--date-order dmy" in refused.reason
    assert isinstance(article, Incoming)
    with pytest.raises(BadInput, match="two ways"):
        open_source(str(tmp_path / "a.csv"), wishes())


def test_standard_input_is_told_and_read_as_a_file_is():
    source = open_source("-", wishes(), standard_input=io.BytesIO(sample("articles.csv")))
    assert (source.name, source.kind) == ("standard input", SourceKind.TABLE)
    assert len(articles(source)) == 3
    with pytest.raises(BadInput, match="nothing stands on standard input"):
        open_source("-", wishes())


def test_packed_lines_of_json_are_unpacked_as_they_are_read(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(sample("articles.jsonl")))
    assert len(articles(open_source(str(path), wishes()))) == 4


def test_a_feed_on_the_web_is_fetched_once_and_read():
    web = Web()
    web.put("https://www.harbourcourier.example/feed", sample("courier.rss"))
    source = open_source("https://www.harbourcourier.example/feed", wishes(get=web.get))
    assert source.kind is SourceKind.FEED
    assert len(articles(source)) == 2
    assert len(web.asked) == 1


def test_an_address_that_cannot_be_fetched_or_may_not_be_is_told_at_once():
    with pytest.raises(Outside, match="404"):
        open_source("https://www.harbourcourier.example/feed", wishes(get=Web().get))
    with pytest.raises(BadInput, match="nothing is fetched here"):
        open_source("https://www.harbourcourier.example/feed", wishes())


def test_a_lead_is_followed_to_its_page_and_keeps_what_only_the_lead_knows():
    web = Web()
    web.put("https://www.harbourcourier.example/coast/sallow-point-lamp", sample("lamp.html"))
    lead = leads(opened("sitemap.xml"))[0]
    found = follow(lead, wishes(get=web.get))
    assert isinstance(found, Incoming)
    assert found.where == lead.where
    assert found.source_id == "48211"
    bare = b"<html><body><article><h1>A lamp</h1><p>The lamp was lit in the evening.</p></article></body></html>"
    web.put("https://www.harbourcourier.example/x", bare)
    told = Lead(
        "https://www.harbourcourier.example/x",
        "address 9",
        language="fr",
        alternates=(Alternate("en", "https://www.harbourcourier.example/y"),),
        source_id="n1",
    )
    found = follow(told, wishes(get=web.get))
    assert (found.source_id, found.draft.language) == ("n1", "fr")
    assert found.alternates == told.alternates
    gone = follow(Lead("https://www.harbourcourier.example/gone", "address 3"), wishes(get=web.get))
    assert gone.where == "address 3"
    assert "404" in gone.reason


def test_the_customs_of_the_publisher_come_from_the_settings(tmp_path):
    (tmp_path / "syndicate.toml").write_text(
        """
[articles]
zone = "Europe/London"
language = "en"
[articles.cut."harbourcourier.example"]
promo = ["div.hc-box"]
credit = "span.hc-credit"
boilerplate_text = ["printed on the quay since"]
[articles.drupal."cms.harbourcourier.example"]
section = "field_rubric.name"
"""
    )
    customs = customs_of(read_settings(home=str(tmp_path), environ={}))
    assert customs.zone == "Europe/London"
    assert customs.drupal["cms.harbourcourier.example"]["section"] == "field_rubric.name"
    [lamp] = opened("lamp.html", customs=customs)
    assert [(b.kind.value, b.hint) for b in lamp.draft.blocks if b.hint != "p"] == [
        ("promo", "cut:promo:div.hc-box"),
        ("credit", "cut:credit:span.hc-credit"),
        ("boilerplate", "cut:boilerplate:printed on the quay since"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[articles.cut."a.example"]\nadvert = ["x"]', "no kind of cut"),
        ('[articles.drupal."a.example"]\nheadlin = "x"', "did you mean headline"),
        ('[articles]\nzone = "Europe/Nowhere"', "not a time zone"),
        ('[articles]\nlanguage = "Klingonish"', "Klingonish"),
    ],
)
def test_customs_that_cannot_be_read_are_refused_by_name(tmp_path, text, said):
    (tmp_path / "syndicate.toml").write_text(text)
    with pytest.raises(BadInput, match=said):
        customs_of(read_settings(home=str(tmp_path), environ={}))


def test_a_selector_that_is_none_is_refused_with_where_to_mend_it():
    customs = Customs(cuts={"*": cut_rules({"promo": ["div["]})})
    [refused] = opened("lamp.html", customs=customs)
    assert refused.reason == "“div[” is no CSS selector"


def test_a_source_says_how_far_it_has_come(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_bytes(b'{"headline": "A", "text": "B c d."}\n' * 6_000)
    source = open_source(str(path), wishes())
    arrivals = iter(source)
    next(arrivals)
    early = source.position()
    for _ in range(3_000):
        next(arrivals)
    assert early < source.position() < source.size == path.stat().st_size
    assert sum(1 for _ in arrivals) == 2_999
    assert source.position() == source.size


def test_every_sample_has_its_kind_written_here():
    assert sorted(KINDS) == sorted(path.name for path in Path(SAMPLES).iterdir())
