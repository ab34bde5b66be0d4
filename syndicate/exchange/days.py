"""Days in sheets: written in figures of either order, as counts of days, or by the month alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from syndicate.errors import BadInput
from syndicate.exchange.columns import as_shown
from syndicate.rules.articles.stamps import read_stamp
from syndicate.rules.dates import last_day, read_day, read_span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.exchange.sheets import Row, Sheet

__all__ = ["DateOrder", "DayOrders", "WrittenDays", "serial_day", "written_day"]

DateOrder = Literal["dmy", "mdy"]

_NUMBERS = re.compile(
    r"(\d{1,2})\s?[/.\- ]\s?(\d{1,2})\s?[/.\- ]\s?(\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
)
_SHORT_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er)?[ \-/.]{1,2}([A-Za-zéû]{3,9})\.?[ \-/.,]{1,2}'?(\d{4}|\d{2})"
)
_MONTH_YEAR = re.compile(
    r"([A-Za-zéûà]{3,9})\.?[ \-/]{1,2}'?(\d{4}|\d{2})|(\d{1,2})[/.\-](\d{4})|(\d{4})"
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


@dataclass(slots=True)
class _Shown:
    """What one column has shown so far."""

    orders: set[DateOrder] = field(default_factory=set)
    open: tuple[str, str] | None = None
    days: int = 0
    latest_day: int = 0
    texts: int = 0
    least_turned: int = 99


class DayOrders:
    """What the dates of a sheet show of their order, looked at row by row and kept in little memory."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        """`columns` are the fields that hold days, each with its place in a row."""
        self.columns = columns
        self.shown = {name: _Shown() for name in columns}

    def look(self, row: Row) -> None:
        """Take the days of one row into account."""
        for name, column in self.columns.items():
            cell, shown = row.cells[column], self.shown[name]
            if isinstance(cell, date):
                shown.days += 1
                shown.latest_day = max(shown.latest_day, cell.day)
            elif isinstance(cell, str):
                self.see(name, cell, f"line {row.line}")

    def see(self, name: str, written: str, where: str) -> None:
        """Take one text of the field `name` into account; it stands at `where`."""
        parts = _two_numbers(written)
        if parts is None:
            return
        first, second = parts
        shown = self.shown[name]
        shown.texts += 1
        shown.least_turned = min(shown.least_turned, max(parts))
        if first > 12 or second > 12:
            shown.orders.add("dmy" if first > 12 else "mdy")
        elif first != second:
            shown.open = shown.open or (where, written)

    def decided(
        self, sheet: Sheet, given: DateOrder | None, *, command: str
    ) -> dict[str, DateOrder]:
        """The order of two-way dates, column by column: as the column shows, the others show, or given.

        Raises BadInput, with an example and both readings, where nothing decides.
        """
        headings = {name: sheet.headers[column] for name, column in self.columns.items()}
        return self.settled(headings, given, command=f"{command} {sheet.file}")

    def settled(
        self, headings: Mapping[str, str], given: DateOrder | None, *, command: str
    ) -> dict[str, DateOrder]:
        """As `decided`, with what each field is called; `command` takes --date-order.

        Raises BadInput, with an example and both readings, where nothing decides.
        """
        every = set().union(*(shown.orders for shown in self.shown.values()))
        orders: dict[str, DateOrder] = {}
        for name, shown in self.shown.items():
            if shown.open is None:
                continue
            seen = shown.orders or every
            if len(seen) == 1:
                orders[name] = next(iter(seen))
            elif given is not None:
                orders[name] = given
            else:
                raise _which_order(command, headings[name], *shown.open, mixed=len(seen) > 1)
        return orders

    def swapped(self) -> frozenset[str]:
        """Columns where a spreadsheet of the other order took some texts for dates, and turned them round.

        The trace it leaves: what it could not take (days beyond 12) is text, what it took is never beyond 12.
        """
        return frozenset(
            name
            for name, shown in self.shown.items()
            if shown.days >= 8
            and shown.texts >= 8
            and shown.latest_day <= 12
            and shown.least_turned > 12
        )


@dataclass(frozen=True, slots=True)
class WrittenDays:
    """How the days of one source are written that states them as text: `orders` of its fields, as decided."""

    orders: Mapping[str, DateOrder] = field(default_factory=dict)
    today: date = date.max

    def stamp(self, written: str, name: str, what: str, *, last: bool = False) -> str:
        """The stamp or day in a text of the field `name`, as a text that has one reading; "" for "".

        Raises BadInput, calling the field `what`, for a day that is none or that can be read two ways.
        """
        if not written.strip():
            return ""
        try:
            read_stamp(written)
        except BadInput:
            pass
        else:
            return written
        order = self.orders.get(name)
        parts = _two_numbers(written)
        if order is None and parts and max(parts) <= 12 and parts[0] != parts[1]:
            raise BadInput(
                f"the {what} {as_shown(written)} can be read two ways: say --date-order dmy or mdy"
            )
        try:
            day = written_day(written, order=order, today=self.today, last=last, warnings=[])
        except BadInput as why:
            raise BadInput(f"{what}: {why.message}") from why
        return day.isoformat()


def _two_numbers(text: str) -> tuple[int, int] | None:
    """The two numbers before the year of a date in figures, else None."""
    found = _NUMBERS.fullmatch(text[:60].strip())
    return (int(found[1]), int(found[2])) if found else None


def _year(figures: str, today: date) -> int:
    """A year of two figures is of this century up to ten years from now, else of the last."""
    if len(figures) == 4:
        return int(figures)
    year = today.year // 100 * 100 + int(figures)
    return year if year <= today.year + 10 else year - 100


def serial_day(number: Decimal, what: str, warnings: list[str], *, last: bool) -> date:
    """The day of a bare number in a column of days: a spreadsheet's count of days, or a year.

    A year alone is its first day, or its last where `last`, and a warning. Raises BadInput for others.
    """
    if number == number.to_integral_value() and 1950 <= number <= 2150:
        warnings.append(f"{what}: only the year {int(number)} is stated")
        return date(int(number), 12, 31) if last else date(int(number), 1, 1)
    if 18_000 <= number <= 80_000:
        return date(1899, 12, 30) + timedelta(days=int(number))
    raise BadInput(f"the {what} is no day: {number:f}")


def written_day(
    written: str, *, order: DateOrder | None, today: date, last: bool, warnings: list[str]
) -> date:
    """The day a cell's text says; `order` reads figures that may be turned. Raises BadInput for none."""
    text = " ".join(written[:60].split())
    if re.fullmatch(r"\d{5}(?:\.\d{1,10})?", text):
        return serial_day(Decimal(text), "day", warnings, last=last)
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), _year(found[3], today)
        turned = second > 12 or (first <= 12 and order == "mdy")
        day, month = (second, first) if turned else (first, second)
        try:
            return read_day(f"{year:04d}-{month:02d}-{day:02d}", today=today)
        except BadInput as error:
            raise BadInput(f"there is no such day as {as_shown(text)}") from error
    if found := _SHORT_NAMED.fullmatch(text):
        return read_day(f"{found[1]} {found[2]} {_year(found[3], today):04d}", today=today)
    if found := _MONTH_YEAR.fullmatch(text):
        month = 1
        if found[1]:
            year = _year(found[2], today)
            month = read_day(f"1 {found[1]} {year:04d}", today=today).month
        elif found[3]:
            year, month = int(found[4]), int(found[3])
        else:
            year = int(found[5])
        first_day = read_day(f"{year:04d}-{month:02d}-01", today=today)
        whole = 12 if found[5] else 1
        warnings.append(f"only {as_shown(text)} is stated, not the day")
        ended = last_day(first_day, read_span(f"{whole}m"))
        return ended if last and ended else first_day
    if not any(letter.isdigit() for letter in text) or text[:1] in "+-":
        raise BadInput(f"{as_shown(text)} is not a day")
    return read_day(re.sub(r"[ T]\d{1,2}:\d{2}(?::\d{2})?$", "", text), today=today)


def _which_order(command: str, header: str, where: str, example: str, *, mixed: bool) -> BadInput:
    parts = _two_numbers(example) or (0, 0)
    year = _NUMBERS.fullmatch(example[:60].strip())
    shown = year[3] if year else ""
    one, two = (f"{d} {_MONTHS[m - 1]} {shown}" for d, m in (parts, parts[::-1]))
    why = " (it has dates of both orders)" if mixed else ""
    return BadInput(
        f"dates under {as_shown(header)} can be read two ways{why}: "
        f"{where}, {as_shown(example)}, is {one} or {two}",
        hint=f"{command} --date-order dmy",
    )
