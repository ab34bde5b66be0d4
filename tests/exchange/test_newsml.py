"""NewsML-G2: a message of five items, beside what the standard's own package reads."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import NewsMLG2
import pytest

from syndicate.exchange.newsml import read_newsml
from syndicate.rules.articles.incoming import Alternate, PubStatus, Refusal
from tests.exchange.reading import articles, opened, read, refusals, sample, texts

NAR = "{http://iptc.org/std/nar/2006-10-01/}"


def test_the_items_of_a_message_come_in_order_and_what_is_no_text_is_told():
    lamp, phare, manara, killed, picture = opened("newsml-g2.xml")
    assert [x.draft.language for x in (lamp, phare, manara)] == ["en-GB", "fr", "ar"]
    assert [x.status for x in (lamp, phare, manara, killed)] == [
        PubStatus.USABLE,
        PubStatus.WITHHELD,
        PubStatus.USABLE,
        PubStatus.KILLED,
    ]
    assert picture == Refusal(
        "item 5 (line 94)",
        "urn:newsml:harbourcourier.example:20261119:p771: no text: a picture item",
    )


def test_rights_status_and_sources_of_an_item_are_kept():
    lamp = opened("newsml-g2.xml")[0]
    assert lamp.source_id == "urn:newsml:harbourcourier.example:20261119:48211"
    assert lamp.draft.byline == "Nell Fairweather"
    assert lamp.draft.published_on == date(2026, 11, 19)
    assert lamp.modified_at == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    assert lamp.embargo_until == datetime(2026, 11, 19, 6, tzinfo=UTC)
    assert lamp.providers == ("The Harbour Courier", "Northern Wire", "Harbour Courier/Reuters")
    assert lamp.terms == (
        "© 2026 The Harbour Courier",
        "Not for use in the town of Marl before Monday",
    )
    assert (lamp.corrected, lamp.note) == (True, "Corrects the number of steps")
    assert lamp.section == "Coast"
    assert lamp.alternates == (
        Alternate("fr", "https://www.harbourcourier.example/fr/phare-rallume"),
    )
    assert lamp.extra["credit line"] == "Harbour Courier/Reuters"
    assert lamp.extra["dateline"] == "SALLOW POINT, Nov 19"
    assert [b.hint for b in lamp.draft.blocks] == ["p", "promo:a related block", "p"]
    assert lamp.raw.startswith(b'<newsItem guid="urn:newsml:harbourcourier.example:20261119:48211"')
    assert lamp.raw.endswith(b"</newsItem>")


def test_a_body_in_nitf_and_one_in_plain_text_are_read_too():
    _, phare, manara, *_ = opened("newsml-g2.xml")
    assert phare.draft.headline == "Le phare de Sallow Point rallumé après quatre-vingt-dix ans"
    assert texts(phare) == [
        ("text", "La lampe de Sallow Point a été allumée mercredi soir."),
        ("text", "Le fonds a acheté la tour pour une livre."),
    ]
    assert phare.providers == ("HarbourCourier", "Fil du Nord")
    assert [t for _, t in texts(manara)] == [
        "أضيء مصباح سالو بوينت مساء الأربعاء.",
        "حملت العدسة إلى أعلى البرج.",
    ]


def test_what_the_message_withholds_is_not_set_free_by_the_nitf_in_it():
    raw = sample("newsml-g2.xml")
    inside = b'2006-10-18/"><head><docdata management-status="usable"/></head><body>'
    raw = raw.replace(b'2006-10-18/"><body>', inside)
    assert inside in raw
    assert read(read_newsml, raw, "wire.xml")[1].status is PubStatus.WITHHELD


def test_a_notice_names_the_holder_where_the_item_names_none():
    raw = sample("newsml-g2.xml")
    lines = raw.splitlines(keepends=True)
    bare = b"".join(line for line in lines if b"<copyrightHolder" not in line)
    assert len(bare) < len(raw)
    assert read(read_newsml, bare, "wire.xml")[0].providers[0] == "The Harbour Courier"


def test_a_kill_comes_through_with_its_id_and_its_reason():
    killed = opened("newsml-g2.xml")[3]
    assert killed.source_id == "urn:newsml:harbourcourier.example:20261018:40007"
    assert killed.note == "Kill this story: the quotation was invented"
    assert killed.draft.blocks == ()


@pytest.mark.parametrize("number", range(5))
def test_the_package_of_the_standard_reads_the_same_facts_from_each_item(number, caplog):
    caplog.set_level(logging.CRITICAL)
    item = ET.fromstring(sample("newsml-g2.xml")).findall(f".//{NAR}newsItem")[number]
    theirs = NewsMLG2.NewsMLG2Document(ET.tostring(item)).get_item()
    assert theirs.standard == "NewsML-G2"
    ours = opened("newsml-g2.xml")[number]
    if isinstance(ours, Refusal):
        assert theirs.itemmeta.itemclass.qcode == "ninat:picture"
        assert theirs.guid in ours.reason
        return
    assert theirs.guid == ours.source_id
    assert theirs.itemmeta.itemclass.qcode == "ninat:text"
    status = {"usable": "usable", "withheld": "withheld", "killed": "canceled"}[ours.status.value]
    assert theirs.itemmeta.pubstatus.qcode == f"stat:{status}"
    assert NewsMLG2.qcode_to_uri(theirs.itemmeta.pubstatus.qcode) == (
        f"http://cv.iptc.org/newscodes/pubstatusg2/{status}"
    )
    created = datetime.fromisoformat(str(theirs.itemmeta.versioncreated))
    assert ours.modified_at == created.astimezone(UTC)
    assert theirs.version == ours.extra["version"]


def test_an_embargo_without_a_date_is_refused_rather_than_passed():
    raw = sample("newsml-g2.xml").replace(
        b"<embargoed>2026-11-19T06:00:00Z</embargoed>", b"<embargoed/>"
    )
    found = read(read_newsml, raw, "x.xml")
    assert "embargoed, with no date" in refusals(found)[0].reason
    assert len(articles(found)) == 3


def test_a_status_nobody_knows_is_refused():
    raw = sample("newsml-g2.xml").replace(b"stat:usable", b"stat:dozing", 1)
    assert (
        "its status dozing is none that is known" in refusals(read(read_newsml, raw, "x"))[0].reason
    )


def test_text_coded_as_base64_is_decoded_and_broken_code_is_told():
    coded = sample("newsml-g2.xml").replace(
        "أضيء مصباح سالو بوينت مساء الأربعاء.\nحملت العدسة إلى أعلى البرج.".encode(),
        b"VGhlIGxhbXA=",
    )
    marked = coded.replace(b'"text/plain"', b'"text/plain" encoding="nenc:base64"')
    assert texts(articles(read(read_newsml, marked, "x"))[2]) == [("text", "The lamp")]
    broken = marked.replace(b"VGhlIGxhbXA=", b"***")
    assert "does not decode" in refusals(read(read_newsml, broken, "x"))[0].reason


def test_a_file_that_breaks_off_gives_what_stood_before():
    raw = sample("newsml-g2.xml")
    found = read(read_newsml, raw[: raw.index(b"20261018:40007")], "x.xml")
    assert len(articles(found)) == 3
    assert refusals(found)[0].where == "x.xml, after item 3"
