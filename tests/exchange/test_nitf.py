"""NITF: a story of the wire, its blocks in order, and what the desk should know of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from syndicate.exchange.nitf import read_nitf
from syndicate.rules.articles.incoming import PubStatus
from tests.exchange.reading import articles, opened, read, refusals, sample, texts


def test_the_head_of_a_story_is_read():
    [lamp] = opened("nitf.xml")
    assert lamp.draft.headline == "Lamp at Sallow Point lit again after ninety years"
    assert lamp.draft.byline == "Nell Fairweather"
    assert (lamp.draft.language, lamp.draft.published_on) == ("en-GB", date(2026, 11, 19))
    assert lamp.source_id == "HC:48211-3"
    assert lamp.embargo_until == datetime(2026, 11, 19, 6, tzinfo=UTC)
    assert lamp.providers == ("Northern Wire", "The Harbour Courier", "Reuters")
    assert lamp.terms[1:] == (
        "© 2026 The Harbour Courier",
        "type text; owner Reuters; geography outside Marl; limitations print only",
    )
    assert lamp.corrected
    assert lamp.note == "The tower has 109 steps, not 190.\nPicture follows"
    assert lamp.extra["dateline"] == "SALLOW POINT, Nov 19"
    assert lamp.extra["keywords"] == "lighthouse, Sallow Point"
    assert lamp.section == "Coast"


def test_the_body_comes_block_by_block_with_pictures_credits_and_the_tagline():
    [lamp] = opened("nitf.xml")
    assert texts(lamp) == [
        ("text", "One hundred and nine steps with a new lens"),
        ("text", "The lamp at Sallow Point was lit on Wednesday evening, in the old café store."),
        ("image", "The lamp at dusk"),
        ("credit", "The lamp at dusk"),
        ("credit", "Jory Penn/Reuters"),
        ("text", "Ships will see it from fourteen miles away."),
        ("text", "Eleven pieces of glass"),
        ("text", "One pound for the tower"),
        ("text", "It was heavier than it looked."),
        ("text", "Tower 31 metres"),
        ("credit", "Reporting by Nell Fairweather; editing by Joss Pell"),
    ]
    assert lamp.extra["picture credit"] == "Jory Penn/Reuters"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("usable", PubStatus.USABLE),
        ("withheld", PubStatus.WITHHELD),
        ("canceled", PubStatus.KILLED),
        ("embargoed", PubStatus.USABLE),
    ],
)
def test_the_status_of_a_story_is_kept(said, status):
    raw = sample("nitf.xml").replace(b'"usable"', f'"{said}"'.encode())
    assert articles(read(read_nitf, raw, "x"))[0].status is status


def test_an_embargoed_story_without_a_release_is_refused():
    raw = sample("nitf.xml").replace(
        b'management-status="usable"', b'management-status="embargoed"'
    )
    bare = raw.replace(b'<date.release norm="20261119T060000Z"/>', b"")
    assert "embargoed, with no date" in refusals(read(read_nitf, bare, "x"))[0].reason


def test_several_stories_in_one_envelope_are_read_one_by_one():
    story = sample("nitf.xml").partition(b'dtd">')[2]
    raw = b"<wire>" + story + b"<nitf/>" + story + b"</wire>"
    found = read(read_nitf, raw, "wire.xml")
    assert len(articles(found)) == 2
    assert refusals(found)[0].reason == "it has no headline"


def test_a_file_that_is_no_nitf_is_told():
    assert refusals(read(read_nitf, b"<rss/>", "x"))[0].reason == (
        "it has no article in it, or is no NITF"
    )
