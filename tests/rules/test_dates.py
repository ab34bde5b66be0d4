"""Days, spans, periods and moments as people write them and papers say them."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput
from syndicate.rules.dates import (
    Span,
    add_months,
    day_in,
    last_day,
    longest_span,
    moment,
    read_day,
    read_period,
    read_span,
    spoken_day,
    stamp,
)

TODAY = date(2026, 11, 22)  # a Sunday
EARLY = datetime(1900, 1, 2)  # noqa: DTZ001 -- Hypothesis asks for naive bounds
LATE = datetime(2199, 12, 30)  # noqa: DTZ001
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


# --- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("2026/11/22", date(2026, 11, 22)),
        ("2026-3-4", date(2026, 3, 4)),
        ("22/11/2026", date(2026, 11, 22)),
        ("22.11.2026", date(2026, 11, 22)),
        ("22-11-2026", date(2026, 11, 22)),
        ("11/22/2026", date(2026, 11, 22)),
        ("05/05/2026", date(2026, 5, 5)),
        ("22 November 2026", date(2026, 11, 22)),
        ("22 nov 2026", date(2026, 11, 22)),
        ("22-Nov-2026", date(2026, 11, 22)),
        ("22nd November, 2026", date(2026, 11, 22)),
        ("November 22, 2026", date(2026, 11, 22)),
        ("Nov. 22 2026", date(2026, 11, 22)),
        ("22 nov. 2026", date(2026, 11, 22)),
        ("1er novembre 2026", date(2026, 11, 1)),
        ("3 août 2026", date(2026, 8, 3)),
        ("3 AOUT 2026", date(2026, 8, 3)),
        ("14 févr. 2026", date(2026, 2, 14)),
        ("14 juil. 2026", date(2026, 7, 14)),
        ("14 juin 2026", date(2026, 6, 14)),
        ("25 déc. 2026", date(2026, 12, 25)),
        ("Sunday 22 November 2026", date(2026, 11, 22)),
        ("Sun, 22 Nov 2026", date(2026, 11, 22)),
        ("dimanche 22 novembre 2026", date(2026, 11, 22)),
        ("lun. 23/11/2026", date(2026, 11, 23)),
        ("  today ", TODAY),
        ("Tomorrow", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 21)),
        ("aujourd’hui", TODAY),
        ("demain", date(2026, 11, 23)),
        ("hier", date(2026, 11, 21)),
        ("+30d", date(2026, 12, 22)),
        ("-2w", date(2026, 11, 8)),
        ("+12m", date(2027, 11, 22)),
        ("+1y", date(2027, 11, 22)),
        ("-1m", date(2026, 10, 22)),
        ("+0d", TODAY),
        ("29/02/2028", date(2028, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
    ],
)
def test_a_day_with_one_reading_is_read(text, day):
    assert read_day(text, today=TODAY) == day


def test_a_two_way_date_is_refused_with_both_readings():
    with pytest.raises(BadInput) as refusal:
        read_day("03/04/2026", today=TODAY)
    assert refusal.value.message == (
        "“03/04/2026” may be 3 April 2026 or 4 March 2026; write 2026-04-03 or 2026-03-04"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("3.4.2026", "3 April 2026 or 4 March 2026", id="two readings with points"),
        pytest.param("03-04-2026", "3 April 2026 or 4 March 2026", id="two readings with dashes"),
        pytest.param(
            "Friday 03/04/2026", "may be", id="two readings, a weekday does not settle it"
        ),
        pytest.param("31/02/2026", "no such day", id="the thirty-first of February"),
        pytest.param("29/02/2026", "no such day", id="a leap day in a common year"),
        pytest.param("2026-02-30", "no such day", id="the thirtieth of February"),
        pytest.param("31 November 2026", "no such day", id="the thirty-first of November"),
        pytest.param("13/13/2026", "no such day", id="a thirteenth month"),
        pytest.param("00/11/2026", "no such day|may be", id="a day nought"),
        pytest.param("2026-00-10", "no such day", id="a month nought"),
        pytest.param("22/11/26", "two figures; write all four", id="a short year"),
        pytest.param("22 November", "has no year", id="no year"),
        pytest.param("22/11", "has no year", id="no year in figures"),
        pytest.param("1899-12-31", "1900 to 2199", id="before the books"),
        pytest.param("2200-01-01", "1900 to 2199", id="after the books"),
        pytest.param("+9999y", "1900 to 2199", id="ten thousand years ahead"),
        pytest.param("-9999w", "1900 to 2199", id="ten thousand weeks ago"),
        pytest.param("+99999d", "not a day", id="five figures of days"),
        pytest.param("Monday 22 November 2026", "is a Sunday", id="the wrong weekday"),
        pytest.param("22 Brumaire 2026", "not a month", id="a month of another calendar"),
        pytest.param("22 jui 2026", "not a month", id="June or July"),
        pytest.param("٢٢/١١/٢٠٢٦", "not a day", id="Arabic-Indic figures"),
        pytest.param("1e999", "not a day", id="an exponent"),
        pytest.param("", "not a day", id="nothing"),
        pytest.param("soon", "not a day", id="a word"),
        pytest.param("9" * 5000, "5000 characters", id="five thousand figures"),
        pytest.param("\x1b[2J2026-11-22", "not a day", id="a terminal's escape code"),
    ],
)
def test_what_is_no_day_is_refused_in_one_safe_line(text, why):
    with pytest.raises(BadInput, match=why) as refusal:
        read_day(text, today=TODAY)
    assert refusal.value.message.isprintable()


@given(days, st.sampled_from(["en", "fr"]))
def test_a_spoken_day_is_read_back(day, language):
    assert read_day(spoken_day(day, language), today=TODAY) == day
    assert read_day(day.isoformat(), today=TODAY) == day


@given(days)
def test_a_day_in_figures_is_read_back_or_refused_for_its_second_reading(day):
    text = f"{day.day:02d}/{day.month:02d}/{day.year}"
    if day.day <= 12 and day.day != day.month:
        with pytest.raises(BadInput, match=day.isoformat()):
            read_day(text, today=TODAY)
    else:
        assert read_day(text, today=TODAY) == day


def _answer(text):
    try:
        return spoken_day(read_day(text, today=TODAY), "en")
    except BadInput as refusal:
        return refusal.message


@given(st.text(max_size=70) | st.text("0123456789/.-+dwmy ", max_size=14))
def test_any_text_is_a_day_or_a_refusal_in_one_line(text):
    assert _answer(text).isprintable()


# --- spans --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span", "printed"),
    [
        ("12m", Span(12, 0), "12m"),
        ("3 months", Span(3, 0), "3m"),
        ("1 month", Span(1, 0), "1m"),
        ("1y", Span(12, 0), "12m"),
        ("2 years", Span(24, 0), "24m"),
        ("1y 6m", Span(18, 0), "18m"),
        ("2w", Span(0, 14), "14d"),
        ("30d", Span(0, 30), "30d"),
        ("1m 15d", Span(1, 15), "1m 15d"),
        ("3 mois", Span(3, 0), "3m"),
        ("2 ans", Span(24, 0), "24m"),
        ("1 année", Span(12, 0), "12m"),
        ("2 semaines", Span(0, 14), "14d"),
        ("30 jours", Span(0, 30), "30d"),
        ("Perpetual", Span(0, 0, perpetual=True), "perpetual"),
        ("perpétuel", Span(0, 0, perpetual=True), "perpetual"),
    ],
)
def test_a_span_is_read_and_printed_one_way(text, span, printed):
    assert read_span(text) == span
    assert span.text == printed
    assert read_span(printed) == span


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", "not a span", id="nothing"),
        pytest.param("12", "not a span", id="a number without its unit"),
        pytest.param("m", "not a span", id="a unit without its number"),
        pytest.param("0m", "no span", id="no months"),
        pytest.param("-3m", "not a span", id="backwards"),
        pytest.param("1.5y", "not a span", id="a year and a half in decimals"),
        pytest.param("3 moons", "not a span", id="a unit nobody uses"),
        pytest.param("1y 1m 1w 1d", "not a span", id="four parts"),
        pytest.param("101y", "hundred years", id="more than a hundred years"),
        pytest.param("99999d", "hundred years", id="more days than a hundred years have"),
        pytest.param("1" * 4000 + "m", "not a span", id="four thousand figures"),
        pytest.param("12m\x1b[0m", "not a span", id="an escape code"),
    ],
)
def test_what_is_no_span_is_refused_in_one_safe_line(text, why):
    with pytest.raises(BadInput, match=why) as refusal:
        read_span(text)
    assert refusal.value.message.isprintable()


@given(st.integers(0, 1200), st.integers(0, 36525))
def test_what_a_span_prints_is_read_back(months, days):
    if months or days:
        assert read_span(Span(months, days).text) == Span(months, days)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-04-03", "12m", "2027-04-02"),
        ("2026-01-01", "12m", "2026-12-31"),
        ("2026-01-01", "1m", "2026-01-31"),
        ("2026-11-22", "30d", "2026-12-21"),
        ("2026-11-22", "1d", "2026-11-22"),
        ("2026-11-22", "1w", "2026-11-28"),
        ("2026-01-31", "1m", "2026-02-28"),
        ("2026-01-30", "1m", "2026-02-28"),
        ("2026-01-29", "1m", "2026-02-28"),
        ("2026-01-28", "1m", "2026-02-27"),
        ("2028-01-31", "1m", "2028-02-29"),
        ("2028-02-29", "12m", "2029-02-28"),
        ("2028-02-29", "48m", "2032-02-28"),
        ("2026-01-31", "1m 1d", "2026-03-01"),
        ("2026-01-15", "1m 3d", "2026-02-17"),
    ],
)
def test_a_term_ends_the_day_before_inclusive(start, span, end):
    assert last_day(date.fromisoformat(start), read_span(span)) == date.fromisoformat(end)


def test_a_perpetual_term_has_no_last_day():
    assert last_day(TODAY, read_span("perpetual")) is None


@given(days, st.integers(1, 600))
def test_months_end_to_end_leave_no_day_out_and_never_shrink(start, months):
    end = last_day(start, Span(months, 0))
    assert end is not None
    assert last_day(start, Span(months + 1, 0)) > end > start
    if start.day <= 28:  # every month has that day: the next term begins on it
        assert end + timedelta(days=1) == add_months(start, months)


@pytest.mark.parametrize(
    ("day", "n", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-11-22", 0, "2026-11-22"),
        ("2028-02-29", 12, "2029-02-28"),
    ],
)
def test_a_month_on_is_the_same_day_or_the_last_one(day, n, then):
    assert add_months(date.fromisoformat(day), n) == date.fromisoformat(then)


@given(days, st.integers(-1200, 1200))
def test_months_move_the_month_by_as_many_and_keep_the_day_where_there_is_one(day, n):
    then = add_months(day, n)
    assert (then.year - day.year) * 12 + then.month - day.month == n
    assert then.day == min(day.day, calendar.monthrange(then.year, then.month)[1])


# --- periods ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-q4", "2026-10-01", "2026-12-31"),
        ("2026-T4", "2026-10-01", "2026-12-31"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("2026-11-01..2026-11-30", "2026-11-01", "2026-11-30"),
        ("2026-11-22..2026-11-22", "2026-11-22", "2026-11-22"),
        ("22/11/2026..today", "2026-11-22", "2026-11-22"),
    ],
)
def test_a_period_is_read_as_its_first_and_last_day(text, first, last):
    assert read_period(text, today=TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


def test_last_month_of_january_is_in_the_old_year():
    january = date(2027, 1, 31)
    assert read_period("last-month", today=january) == (date(2026, 12, 1), date(2026, 12, 31))
    assert read_period("last-quarter", today=january) == (date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("2026-13", "no such day", id="a thirteenth month"),
        pytest.param("2026-Q5", "not a period", id="a fifth quarter"),
        pytest.param("1789", "1900 to 2199", id="before the books"),
        pytest.param("2026-11-30..2026-11-01", "ends before it begins", id="backwards"),
        pytest.param("2026-11-01..", "not a day", id="without an end"),
        pytest.param("03/04/2026..today", "3 April 2026 or 4 March 2026", id="a two-way day"),
        pytest.param("next-month", "not a period", id="a month to come"),
        pytest.param("", "not a period", id="nothing"),
        pytest.param("2026-11" * 400, "not a period", id="a long text"),
    ],
)
def test_what_is_no_period_is_refused_in_one_safe_line(text, why):
    with pytest.raises(BadInput, match=why) as refusal:
        read_period(text, today=TODAY)
    assert refusal.value.message.isprintable()


# --- moments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-11-22T09:30:00Z", "2026-11-22T09:30:00.000000Z"),
        ("2026-11-22T09:30:00.5Z", "2026-11-22T09:30:00.500000Z"),
        ("2026-11-22 09:30z", "2026-11-22T09:30:00.000000Z"),
        ("2026-11-22T23:30:00-05:00", "2026-11-23T04:30:00.000000Z"),
        ("2026-11-22T01:30:00+0530", "2026-11-21T20:00:00.000000Z"),
    ],
)
def test_a_moment_is_kept_in_utc_at_one_width(text, kept):
    at = moment(text)
    assert at.utcoffset() == timedelta(0)
    assert stamp(at) == kept
    assert moment(kept) == at


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T09:30:00",
        "2026-11-22",
        "2026-13-22T09:30:00Z",
        "2026-11-22T25:30:00Z",
        "0001-01-01T00:00:00+14:00",
        "2026-W01-1T00:00Z",
        "",
        "2026-11-22T09:30:00Z" * 50,
    ],
)
def test_a_moment_without_its_zone_or_that_never_was_is_refused(text):
    with pytest.raises(BadInput) as refusal:
        moment(text)
    assert refusal.value.message.isprintable()


def test_a_naive_moment_is_never_kept():
    naive = datetime(2026, 11, 22, 9, 30)  # noqa: DTZ001 -- that is the case
    with pytest.raises(ValueError, match="zone"):
        stamp(naive)
    with pytest.raises(ValueError, match="zone"):
        day_in("Europe/London", naive)


@given(
    st.lists(
        st.datetimes(
            min_value=EARLY,
            max_value=LATE,
        ),
        min_size=2,
        max_size=6,
    ),
    st.integers(-14 * 60, 14 * 60),
)
def test_stamps_sort_as_their_moments_do_and_are_read_back(times, minutes):
    zone = timezone(timedelta(minutes=minutes))
    moments = [time.replace(tzinfo=zone) for time in times]
    stamps = [stamp(at) for at in moments]
    assert sorted(stamps) == [stamp(at) for at in sorted(moments)]
    assert {len(each) for each in stamps} == {27}
    assert [moment(each) for each in stamps] == moments


def test_the_day_depends_on_where_one_stands():
    at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert day_in("Europe/London", at) == date(2026, 7, 1)
    assert day_in("America/New_York", at) == date(2026, 6, 30)
    assert day_in("Asia/Kuwait", at) == date(2026, 7, 1)
    assert day_in("UTC", at) == date(2026, 6, 30)


@pytest.mark.parametrize("zone", ["Europe/Lundon", "", "../../etc/passwd", "/etc/passwd", "a\0b"])
def test_a_zone_nobody_knows_is_refused(zone):
    with pytest.raises(BadInput, match="Europe/London"):
        day_in(zone, datetime(2026, 6, 30, tzinfo=UTC))


# --- how papers say it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "language", "text"),
    [
        ("2026-11-22", "en", "22 November 2026"),
        ("2026-11-01", "en-GB", "1 November 2026"),
        ("2026-11-22", "fr", "22 novembre 2026"),
        ("2026-11-01", "fr-BE", "1er novembre 2026"),
        ("2026-08-02", "fr", "2 août 2026"),
        ("2026-11-22", "de", "22. November 2026"),
        ("2026-11-22", "ar", "22 نوفمبر 2026"),
        ("2026-11-22", "tlh", "22 November 2026"),
        ("2026-11-22", "", "22 November 2026"),
    ],
)
def test_a_day_is_spoken_as_the_language_of_the_paper_writes_it(day, language, text):
    assert spoken_day(date.fromisoformat(day), language) == text


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("2026-11-30", "2027-03-31", "4m 2d"),
        ("2027-01-31", "2027-02-28", "1m"),
        ("2027-01-01", "2027-12-31", "12m"),
        ("2027-01-01", "2027-01-01", "1d"),
    ],
)
def test_the_longest_span_ends_on_the_last_day(first, last, span):
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    found = longest_span(begins, ends)
    assert found is not None
    assert found.text == span
    assert last_day(begins, found) == ends


def test_no_span_ends_before_it_begins():
    assert longest_span(date(2027, 1, 2), date(2027, 1, 1)) is None
