"""Days and spans: how people write them, how terms are counted, how moments are stored and days spoken."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from syndicate.errors import BadInput, quoted

__all__ = [
    "Span",
    "add_months",
    "day_in",
    "last_day",
    "longest_span",
    "moment",
    "read_day",
    "read_period",
    "read_span",
    "spoken_day",
    "stamp",
]

_LONGEST = 60
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August",
              "September", "October", "November", "December")  # fmt: skip
_MONTHS_FR = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
              "septembre", "octobre", "novembre", "décembre")  # fmt: skip
_EXAMPLES = "write it as 2026-11-22, 22 November 2026, today or +30d"

# Compiled when something is read: most commands read no day.
_ISO = r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"
_NUMERIC = r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})"
_SHORT_YEAR = r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}"
_AHEAD = r"([+-]) ?([0-9]{1,4}) ?([dwmy])"
_DAY_FIRST = r"([0-9]{1,2})(?:st|nd|rd|th|er)?[ -]([a-z]{3,9})\.?,?[ -]([0-9]{4})"
_MONTH_FIRST = r"([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})"
_NO_YEAR = (
    r"[0-9]{1,2}(?:st|nd|rd|th|er)?[ -][a-z]{3,9}\.?|[a-z]{3,9}\.? [0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}"
)
_WEEKDAY = r"([a-z]{3,9})\.?,? (?=[0-9a-z])"
_NEAR = {"today": 0, "aujourd'hui": 0, "tomorrow": 1, "demain": 1, "yesterday": -1, "hier": -1}
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).replace("’", "'")
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(kept.casefold().split())


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {"sept": 9, "janv": 1, "fevr": 2, "juil": 7}
    for tongue in (_MONTHS_EN, _MONTHS_FR):
        for n, name in enumerate(tongue, start=1):
            names[_folded(name)] = n
    for n, name in enumerate(_MONTHS_EN, start=1):
        names[name[:3].lower()] = n
    # French short forms; "jui" is left out, it may be juin or juillet
    names |= {"fev": 2, "avr": 4, "aou": 8, "dec": 12}
    return names


_MONTHS = _month_names()
_WEEKDAYS = {
    short: n
    for tongue in (_WEEKDAYS_EN, _WEEKDAYS_FR)
    for n, name in enumerate(tongue)
    for short in (name.lower(), name[:3].lower())
}


def read_day(text: str, *, today: date) -> date:
    """The day a person wrote: ISO, `22/11/2026`, `22 nov. 2026`, `today`, `+30d`, `-2w`, `+12m`, `+1y`.

    Raises BadInput for no such day, a year outside 1900-2199, and for two readings (`03/04/2026`), with both.
    """
    if len(text) > _LONGEST:
        raise BadInput(f"a day of {len(text)} characters cannot be read; {_EXAMPLES}")
    clean = _folded(text)
    if clean in _NEAR:
        return _within(today + timedelta(days=_NEAR[clean]), clean)
    if found := re.fullmatch(_AHEAD, clean):
        return _ahead(found, today=today)
    named = re.match(_WEEKDAY, clean)
    if named and named[1] in _WEEKDAYS:
        day = _read_calendar_day(clean[named.end() :])
        if day.weekday() != _WEEKDAYS[named[1]]:
            is_a = _WEEKDAYS_EN[day.weekday()]
            raise BadInput(f"{quoted(clean)} is no such day: {spoken_day(day, 'en')} is a {is_a}")
        return day
    return _read_calendar_day(clean)


def _read_calendar_day(clean: str) -> date:
    if found := re.fullmatch(_ISO, clean):
        return _day(int(found[1]), int(found[3]), int(found[4]), written=clean)
    if found := re.fullmatch(_NUMERIC, clean):
        return _numeric(int(found[1]), int(found[3]), int(found[4]), written=clean)
    if re.fullmatch(_SHORT_YEAR, clean):
        raise BadInput(f"{quoted(clean)} has a year of two figures; write all four")
    if found := re.fullmatch(_DAY_FIRST, clean):
        return _day(int(found[3]), _month(found[2], clean), int(found[1]), written=clean)
    if found := re.fullmatch(_MONTH_FIRST, clean):
        return _day(int(found[3]), _month(found[1], clean), int(found[2]), written=clean)
    if re.fullmatch(_NO_YEAR, clean):
        raise BadInput(f"{quoted(clean)} has no year; {_EXAMPLES}")
    raise BadInput(f"{quoted(clean)} is not a day; {_EXAMPLES}")


def _ahead(found: re.Match[str], *, today: date) -> date:
    count = int(found[2]) if found[1] == "+" else -int(found[2])
    match found[3]:
        case "m" | "y":
            months = count * (12 if found[3] == "y" else 1)
            year = (today.year * 12 + today.month - 1 + months) // 12
            if not _FIRST_YEAR <= year <= _LAST_YEAR:
                raise _out_of_range(found[0])
            return add_months(today, months)
        case unit:
            days = count * (7 if unit == "w" else 1)
            return _within(today + timedelta(days=days), found[0])


def _numeric(first: int, second: int, year: int, *, written: str) -> date:
    if first <= 12 and second <= 12 and first != second:
        one = _day(year, second, first, written=written)
        two = _day(year, first, second, written=written)
        raise BadInput(
            f"{quoted(written)} may be {spoken_day(one, 'en')} or {spoken_day(two, 'en')}; "
            f"write {one.isoformat()} or {two.isoformat()}"
        )
    if second > 12 >= first:
        return _day(year, first, second, written=written)
    return _day(year, second, first, written=written)


def _month(word: str, written: str) -> int:
    if word not in _MONTHS:
        raise BadInput(f"{quoted(word)} in {quoted(written)} is not a month; {_EXAMPLES}")
    return _MONTHS[word]


def _day(year: int, month: int, day: int, *, written: str) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise _out_of_range(written)
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise BadInput(f"there is no such day as {quoted(written)}; {_EXAMPLES}")
    return date(year, month, day)


def _within(day: date, written: str) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _out_of_range(written)
    return day


def _out_of_range(written: str) -> BadInput:
    return BadInput(f"{quoted(written)} is outside the years {_FIRST_YEAR} to {_LAST_YEAR}")


def add_months(day: date, n: int) -> date:
    """The same day `n` months on, or the last day of that month: 31 January + 1 is the last of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Span:
    """How long a use lasts: whole months, then days; or for ever."""

    months: int = 0
    days: int = 0
    perpetual: bool = False

    @property
    def text(self) -> str:
        """The span as `read_span` reads it: "12m", "30d", "1m 15d", "perpetual"."""
        if self.perpetual:
            return "perpetual"
        parts = (f"{self.months}m" if self.months else "", f"{self.days}d" if self.days else "")
        return " ".join(part for part in parts if part)


_SPAN_UNITS = {
    **dict.fromkeys(("d", "day", "days", "j", "jour", "jours"), (0, 1)),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "semaine", "semaines"), (0, 7)),
    **dict.fromkeys(("m", "mo", "mth", "mths", "month", "months", "mois"), (1, 0)),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years", "an", "ans", "annee", "annees"), (12, 0)),
}
_SPAN_PART = r"([0-9]{1,5}) ?([a-z]{1,8})"
_FOR_EVER = frozenset({"perpetual", "perpetuel", "perpetuelle", "forever", "for ever"})
_SPAN_EXAMPLES = "write it as 12m, 2w, 30d, 1y or perpetual"


def read_span(text: str) -> Span:
    """The span a person wrote: `12m`, `3 months`, `1y`, `2w`, `30d`, `1y 6m`, `perpetual`.

    Raises BadInput when it cannot be read, is nothing, or is longer than a hundred years.
    """
    clean = _folded(text) if len(text) <= _LONGEST else ""
    if clean in _FOR_EVER:
        return Span(perpetual=True)
    months = days = at = 0
    parts = 0
    while at < len(clean) and parts < 3:
        found = re.compile(_SPAN_PART).match(clean, at)
        if not found or found[2] not in _SPAN_UNITS:
            break
        unit_months, unit_days = _SPAN_UNITS[found[2]]
        months += int(found[1]) * unit_months
        days += int(found[1]) * unit_days
        at, parts = found.end(), parts + 1
        at += 1 if clean[at : at + 1] == " " else 0
    if at < len(clean) or not parts:
        raise BadInput(f"{quoted(text)} is not a span of time; {_SPAN_EXAMPLES}")
    if not months and not days:
        raise BadInput(f"a span of nothing is no span; {_SPAN_EXAMPLES}")
    if months > 1200 or days > 36525:
        raise BadInput("a span ends within a hundred years; write perpetual where it has no end")
    return Span(months=months, days=days)


def last_day(start: date, span: Span) -> date | None:
    """The last day of a span that begins on `start`, inclusive; None is perpetual.

    Months end the day before the same day (12 months from 3 April end on 2 April); where the month has no
    such day they end with the month (one month from 31 January ends on the last of February).
    """
    if span.perpetual:
        return None
    end = start
    if span.months:
        end = add_months(start, span.months)
        if end.day != start.day:
            return end + timedelta(days=span.days)
    return end + timedelta(days=span.days - 1)


def longest_span(first: date, last: date) -> Span | None:
    """The longest span that begins on `first` and ends on `last` at the latest: whole months, then days.

    None where `last` is before `first`. Its last day is `last` itself, save where a month's end is short.
    """
    if last < first:
        return None
    months = max(0, (last.year - first.year) * 12 + last.month - first.month - 1)
    while last_day(first, Span(months=months + 1)) <= last:  # type: ignore[operator]
        months += 1
    days = 0
    while (end := last_day(first, Span(months=months, days=days + 1))) is not None and end <= last:
        days += 1
    return Span(months=months, days=days)


_MOMENT = (
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})"
)


def moment(text: str) -> datetime:
    """The moment of an ISO 8601 text with its zone (`2026-11-22T09:30:00Z`), as an aware UTC datetime.

    Raises BadInput for a moment without a zone or one that does not exist.
    """
    found = re.fullmatch(_MOMENT, text.strip().upper()) if len(text) <= _LONGEST else None
    if not found:
        raise BadInput(
            f"{quoted(text)} is not a moment with its zone; write it as 2026-11-22T09:30:00Z"
        )
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3]}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"there is no such moment as {quoted(text)}") from error


def stamp(at: datetime) -> str:
    """`at` as the records keep it: UTC, fixed width, `YYYY-MM-DDTHH:MM:SS.ffffffZ`, so that text sorts by time.

    Raises ValueError for a naive datetime: nobody knows when that was.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("a moment needs its zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def day_in(zone: str, at: datetime) -> date:
    """The day it is at moment `at` in the IANA time zone `zone` ("Europe/London").

    Raises BadInput for an unknown zone, ValueError for a naive moment.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    try:
        there = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"{quoted(zone)} is not a time zone; write it as Europe/London") from error
    return at.astimezone(there).date()


def spoken_day(day: date, language: str) -> str:
    """`day` as a paper in `language` prints it: 22 November 2026, 22 novembre 2026, 1er novembre 2026."""
    primary = language.replace("_", "-").split("-")[0].lower()
    if primary == "fr":
        ordinal = "1er" if day.day == 1 else str(day.day)
        return f"{ordinal} {_MONTHS_FR[day.month - 1]} {day.year}"
    if primary != "en":
        from babel.core import Locale, UnknownLocaleError
        from babel.dates import format_date

        try:
            return format_date(day, format="long", locale=Locale.parse(primary))
        except (UnknownLocaleError, ValueError):
            pass  # a language without its own month names is printed in English
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


_PERIOD = r"([0-9]{4})(?:-(?:([0-9]{2})|[qt]([1-4])))?"
_PERIOD_EXAMPLES = "write it as 2026-11, 2026-Q4, 2026, last-month or 2026-11-01..2026-11-30"


def read_period(text: str, *, today: date) -> tuple[date, date]:
    """First and last day, both inclusive, of `2026-11`, `2026`, `2026-Q4`, `last-month`, `DAY..DAY`.

    Raises BadInput when it cannot be read or ends before it begins.
    """
    clean = _folded(text) if len(text) <= 2 * _LONGEST else ""
    if ".." in clean:
        begins, _, ends = clean.partition("..")
        first, last = read_day(begins, today=today), read_day(ends, today=today)
        if last < first:
            raise BadInput(f"{quoted(clean)} ends before it begins")
        return first, last
    which, _, unit = clean.replace(" ", "-").partition("-")
    if which in {"this", "last"} and unit in {"month", "quarter", "year"}:
        months = {"month": 1, "quarter": 3, "year": 12}[unit]
        begun = date(today.year, (today.month - 1) // months * months + 1, 1)
        return _months(begun if which == "this" else add_months(begun, -months), months)
    found = re.fullmatch(_PERIOD, clean)
    if not found:
        raise BadInput(f"{quoted(text)} is not a period; {_PERIOD_EXAMPLES}")
    year = int(found[1])
    if found[2]:
        return _months(_day(year, int(found[2]), 1, written=clean), 1)
    if found[3]:
        return _months(_day(year, int(found[3]) * 3 - 2, 1, written=clean), 3)
    return _months(_day(year, 1, 1, written=clean), 12)


def _months(first: date, months: int) -> tuple[date, date]:
    return first, add_months(first, months) - timedelta(days=1)
