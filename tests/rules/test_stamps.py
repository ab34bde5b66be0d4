"""Stamps of sources: moments where the zone is known, days where it is not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from syndicate.errors import BadInput
from syndicate.rules.articles.stamps import read_stamp


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-11-22T09:30:00Z", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("2026-11-22T09:30+04:00", datetime(2026, 11, 22, 5, 30, tzinfo=UTC)),
        ("2026-11-22 09:30:00.250 +0100", datetime(2026, 11, 22, 8, 30, 0, 250000, tzinfo=UTC)),
        ("20261122T093000+0000", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("20261122T093000Z", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("2026-11-22T24:00:00Z", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 09:30:00 GMT", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 09:30 EST", datetime(2026, 11, 22, 14, 30, tzinfo=UTC)),
        ("22 Nov 26 09:30:00 +0200", datetime(2026, 11, 22, 7, 30, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 09:30:00 +0000 (UTC)", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_stamp_with_its_zone_is_a_moment_in_utc(written, at):
    read = read_stamp(written)
    assert read.at == at
    assert read.at.tzinfo is UTC


def test_the_day_is_the_one_written_or_the_one_it_is_in_the_publishers_zone():
    late = "2026-11-22T22:30:00Z"
    assert read_stamp(late).on == date(2026, 11, 22)
    assert read_stamp(late, zone="Asia/Dubai").on == date(2026, 11, 23)


def test_a_local_stamp_is_a_moment_only_where_the_zone_is_given():
    assert read_stamp("2026-07-01T09:30:00").at is None
    assert read_stamp("2026-07-01T09:30:00").on == date(2026, 7, 1)
    read = read_stamp("2026-07-01T09:30:00", zone="Europe/London")
    assert read.at == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert read.on == date(2026, 7, 1)


def test_letters_that_name_no_sure_zone_leave_a_day():
    assert read_stamp("Sun, 22 Nov 2026 09:30:00 XYZ").at is None


@pytest.mark.parametrize("written", ["2026-11-22", "22 November 2026", "22/11/2026", "20261122"])
def test_a_plain_day_has_no_moment_even_where_the_zone_is_given(written):
    read = read_stamp(written, zone="Europe/Paris")
    assert (read.at, read.on) == (None, date(2026, 11, 22))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "not a date"),
        ("yesterday", "not a date"),
        ("2026-02-30T10:00:00Z", "no such moment"),
        ("1776-07-04", "outside the years"),
        ("03/04/2026", "may be 3 April 2026 or 4 March 2026"),
        ("soon, in 2026 perhaps", "is not a day"),
        ("2026-11-22T25:00:00Z", "no such moment"),
        ("x" * 500, "not a date"),
    ],
)
def test_what_is_no_stamp_is_refused(written, said):
    with pytest.raises(BadInput, match=said):
        read_stamp(written)


def test_an_unknown_zone_is_refused_by_name():
    with pytest.raises(BadInput, match="not a time zone"):
        read_stamp("2026-07-01T09:30:00", zone="Europe/Nowhere")
