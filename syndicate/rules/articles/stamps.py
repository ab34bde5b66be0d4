"""When a source says something happened: its stamps, as moments where the zone is known, else as days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from syndicate.errors import BadInput, quoted
from syndicate.rules.dates import day_in, read_day

__all__ = ["Stamp", "read_stamp"]

_LONGEST = 80
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MONTHS = {
    name: n
    for n, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
# The zones of RFC 822 and the two that feeds of Europe write; other letters say nothing sure.
_HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 1, "cest": 2, "bst": 1, "est": -5, "edt": -4,
    "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:(?:[Tt]|\s)\s{0,3}"
    r"(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s{0,3}([A-Za-z]{1,4}|[+-]\d{2}:?(?:\d{2})?)?)?"
)
_MAIL = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s{1,3})?(\d{1,2})[\s-]([A-Za-z]{3})[a-z]{0,6}\.?[\s-](\d{4}|\d{2})"
    r"(?:\s{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?\s{0,3}([A-Za-z]{1,4}|[+-]\d{2}:?\d{2})?)?"
    r"(?:\s{0,3}\([^()]{0,40}\))?"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp as read: `at` the moment in UTC, None where its zone is not known; `on` the day."""

    at: datetime | None
    on: date


def read_stamp(text: str, *, zone: str | None = None) -> Stamp:
    """The stamp a source wrote: ISO 8601 (also without its marks), the date of a mail, or a plain day.

    `zone` is the IANA zone of the publisher. A stamp without a zone is a moment only where `zone` is
    given; `on` is the day in `zone`, else the day as written.
    Raises BadInput for what cannot be read, has two readings, or lies outside 1900-2199.
    """
    said = " ".join(text.split()) if len(text) <= _LONGEST else ""
    if found := _ISO.fullmatch(said):
        year, month, day, hour, minute, second, part, offset = found.groups()
        micro = int((part or "0")[:6].ljust(6, "0"))
        return _stamp(
            said,
            (int(year), int(month), int(day)),
            (int(hour), int(minute), int(second or 0), micro) if hour else None,
            offset,
            zone,
        )
    found = _MAIL.fullmatch(said)
    if found and found[2].lower() in _MONTHS:
        return _stamp(
            said,
            (_year(found[3]), _MONTHS[found[2].lower()], int(found[1])),
            (int(found[4]), int(found[5]), int(found[6] or 0), 0) if found[4] else None,
            found[7],
            zone,
        )
    if not re.search(r"\d{4}", said):
        raise BadInput(f"{quoted(text)} is not a date with its year")
    return Stamp(None, read_day(said, today=date(2000, 1, 1)))


def _year(figures: str) -> int:
    """A year of two figures, as the standard of mails reads it."""
    year = int(figures)
    if len(figures) == 4:
        return year
    return year + (2000 if year < 50 else 1900)


def _stamp(
    said: str,
    day: tuple[int, int, int],
    clock: tuple[int, int, int, int] | None,
    offset: str | None,
    zone: str | None,
) -> Stamp:
    if not _FIRST_YEAR <= day[0] <= _LAST_YEAR:
        raise BadInput(f"{quoted(said)} is outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    try:
        on = date(*day)
        if clock is None:
            return Stamp(None, on)
        hour, minute, second, micro = clock
        leap = second == 60  # a leap second is the last moment of its minute
        moved = hour == 24 and minute == second == 0  # midnight at the end of the day
        at = datetime(*day, 0 if moved else hour, minute, 59 if leap else second, micro)  # noqa: DTZ001 - its zone is told apart
        at += timedelta(days=1) if moved else timedelta()
        known = _offset(offset)
        if known is not None:
            moment = at.replace(tzinfo=known).astimezone(UTC)
        elif zone is not None:
            moment = at.replace(tzinfo=_zone(zone)).astimezone(UTC)
        else:
            return Stamp(None, on)
        return Stamp(moment, day_in(zone, moment) if zone is not None else on)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"there is no such moment as {quoted(said)}") from error


def _offset(said: str | None) -> timezone | None:
    """The offset a stamp states; None where it states none that is sure."""
    if not said:
        return None
    if said[0] not in "+-":
        hours = _HOURS.get(said.lower())
        return None if hours is None else timezone(timedelta(hours=hours))
    figures = said[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(figures[:2]), minutes=int(figures[2:]))
    return timezone(-away if said[0] == "-" else away)


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"{quoted(name)} is not a time zone; write it as Europe/London") from error
