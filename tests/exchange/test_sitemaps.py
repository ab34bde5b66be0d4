"""Sitemaps: their addresses as leads, indexes followed, and the rules they keep to."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from syndicate.exchange.sitemaps import read_addresses, read_sitemap
from syndicate.rules.articles.incoming import Alternate, Refusal
from tests.exchange.reading import PLAIN, Web, leads, opened, read, refusals, sample

ROOT = "https://www.harbourcourier.example"
OPEN = '<?xml version="1.0"?><{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{1}</{0}>'


def urlset(*paths: str) -> bytes:
    return OPEN.format(
        "urlset", "".join(f"<url><loc>{ROOT}{path}</loc></url>" for path in paths)
    ).encode()


def index(*addresses: str) -> bytes:
    return OPEN.format(
        "sitemapindex", "".join(f"<sitemap><loc>{each}</loc></sitemap>" for each in addresses)
    ).encode()


def walked(raw: bytes, web: Web, url: str = f"{ROOT}/sitemap.xml") -> list:
    return read(read_sitemap, raw, url, url=url, get=web.get)


def test_each_address_of_a_sitemap_is_a_lead_with_its_languages_and_its_moment():
    lamp, ferry, refused = opened("sitemap.xml")
    assert lamp.url == f"{ROOT}/coast/sallow-point-lamp"
    assert lamp.where == "address 1 (line 3)"
    assert lamp.modified_at == datetime(2026, 11, 19, 11, 5, tzinfo=UTC)
    assert lamp.alternates == (
        Alternate("fr", f"{ROOT}/fr/phare-rallume"),
        Alternate("ar", f"{ROOT}/ar/sallow-point"),
    )
    assert ferry.url == f"{ROOT}/news/marl-ferry?day=20&edition=north"
    assert ferry.modified_at is None
    assert "only http and https" in refused.reason


def test_a_sitemap_of_news_gives_headline_language_and_day_too():
    assert [(x.language, x.published_on, x.headline[:12]) for x in opened("news-sitemap.xml")] == [
        ("en", date(2026, 11, 19), "Lamp at Sall"),
        ("fr", date(2026, 11, 19), "Le phare de "),
        ("ar", date(2026, 11, 19), "منارة سالو ب"),
    ]


@pytest.mark.parametrize("name", ["sitemap.xml", "news-sitemap.xml"])
def test_the_samples_keep_to_the_rules_of_sitemaps(name):
    raw = sample(name)
    root = ET.fromstring(raw)
    plain = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    news = "{http://www.google.com/schemas/sitemap-news/0.9}"
    assert root.tag == f"{plain}urlset"
    assert len(raw) < 50 * 1024 * 1024
    assert 0 < len(root) <= 50_000
    for url in root:
        assert url.tag == f"{plain}url"
        assert len(url.findall(f"{plain}loc")) == 1
        for frequency in url.findall(f"{plain}changefreq"):
            assert frequency.text in {
                "always",
                "hourly",
                "daily",
                "weekly",
                "monthly",
                "yearly",
                "never",
            }
        for priority in url.findall(f"{plain}priority"):
            assert 0 <= float(priority.text) <= 1
        for told in url.findall(f"{news}news"):
            assert told.find(f"{news}publication/{news}name").text
            assert told.find(f"{news}publication/{news}language").text in {"en", "fr", "ar"}
            assert told.find(f"{news}publication_date").text
            assert told.find(f"{news}title").text


def test_an_index_is_followed_in_its_order_and_packed_sitemaps_are_unpacked():
    web = Web()
    web.put(f"{ROOT}/one.xml", urlset("/a", "/b"))
    web.put(f"{ROOT}/two.xml.gz", gzip.compress(urlset("/c")))
    found = walked(index(f"{ROOT}/one.xml", f"{ROOT}/two.xml.gz"), web)
    assert [lead.url for lead in leads(found)] == [f"{ROOT}/a", f"{ROOT}/b", f"{ROOT}/c"]
    assert leads(found)[2].where == f"{ROOT}/two.xml.gz: address 1 (line 1)"
    assert web.asked == [f"{ROOT}/one.xml", f"{ROOT}/two.xml.gz"]


def test_a_sitemap_that_lists_itself_is_refused_and_not_read_again():
    web = Web()
    web.put(f"{ROOT}/sitemap.xml", index(f"{ROOT}/sitemap.xml"))
    web.put(f"{ROOT}/one.xml", urlset("/a"))
    found = walked(index(f"{ROOT}/sitemap.xml", f"{ROOT}/one.xml"), web)
    assert web.asked == [f"{ROOT}/one.xml"]
    assert [lead.url for lead in leads(found)] == [f"{ROOT}/a"]
    assert "goes round" in refusals(found)[0].reason


def test_two_indexes_that_name_each_other_end():
    web = Web()
    web.put(f"{ROOT}/a.xml", index(f"{ROOT}/b.xml"))
    web.put(f"{ROOT}/b.xml", index(f"{ROOT}/a.xml"))
    found = walked(index(f"{ROOT}/a.xml"), web)
    assert web.asked == [f"{ROOT}/a.xml", f"{ROOT}/b.xml"]
    assert [type(each) for each in found] == [Refusal]
    assert "goes round" in found[0].reason


def test_indexes_that_name_ever_new_indexes_are_read_three_deep():
    web = Web()
    for n in range(10):
        web.put(f"{ROOT}/{n}.xml", index(f"{ROOT}/{n + 1}.xml"))
    found = walked(index(f"{ROOT}/0.xml"), web)
    assert web.asked == [f"{ROOT}/0.xml", f"{ROOT}/1.xml"]
    assert "3 deep, no further" in found[0].reason


def test_a_sitemap_that_cannot_be_fetched_is_told_and_the_next_is_read():
    web = Web()
    web.put(f"{ROOT}/two.xml", urlset("/c"))
    found = walked(index(f"{ROOT}/one.xml", f"{ROOT}/two.xml"), web)
    assert "404" in refusals(found)[0].reason
    assert [lead.url for lead in leads(found)] == [f"{ROOT}/c"]


def test_an_index_given_as_a_file_names_what_to_give_instead():
    found = read(read_sitemap, index(f"{ROOT}/one.xml"), "index.xml")
    assert "give the address of the index" in found[0].reason


def test_beyond_50_000_addresses_nothing_is_read_and_that_is_told():
    raw = urlset(*(f"/{n}" for n in range(50_005)))
    found = read(read_sitemap, raw, "x.xml")
    assert len(leads(found)) == 50_000
    assert refusals(found) == [
        Refusal(
            "x.xml, after address 50000",
            "x.xml lists more than 50,000 addresses; the rest is not read",
        )
    ]


def test_a_sitemap_that_unpacks_to_more_than_50_mb_is_refused_as_a_bomb():
    bomb = gzip.compress(urlset("/a")[:-9] + b" " * 60_000_000 + b"</urlset>")
    assert len(bomb) < 100_000
    found = read(read_sitemap, bomb, "bomb.xml.gz")
    assert "refused as a bomb" in refusals(found)[0].reason


def test_a_packed_sitemap_that_breaks_off_is_told():
    raw = gzip.compress(urlset("/a", "/b"))
    assert "does not unpack" in refusals(read(read_sitemap, raw[:-12], "x.gz"))[0].reason


def test_what_is_no_sitemap_is_told():
    assert refusals(read(read_sitemap, b"<a/>", "x"))[0].reason == (
        "it names no address, or is no sitemap"
    )


def test_a_list_of_addresses_gives_a_lead_a_line():
    raw = f"# ours\n{ROOT}/a\n\n{ROOT}/b\nmailto:x@y.example\n".encode()
    found = read(read_addresses, raw, "list.txt", PLAIN)
    assert [(lead.url, lead.where) for lead in leads(found)] == [
        (f"{ROOT}/a", "line 2"),
        (f"{ROOT}/b", "line 4"),
    ]
    assert refusals(found)[0].where == "line 5"
