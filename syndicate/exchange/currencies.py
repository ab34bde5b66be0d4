"""The reference rates of the European Central Bank, from its files: eurofxref as XML or CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, quoted
from syndicate.rules.fees import Fx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.exchange.trees import Element

__all__ = ["BANK", "read_reference_rates"]

BANK = "European Central Bank"
MOST_RATES = 400_000
"""More than every day since 1999 has, for every currency."""

_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y")


def read_reference_rates(raw: bytes, *, name: str) -> list[Fx]:
    """What 1 EUR was in other currencies, day by day, in the order of the file.

    Reads `eurofxref-daily.xml`, the 90 days and the whole history, and `eurofxref.csv` with its history.
    Currencies that this program does not know (those of the past) are passed over, and so is "N/A".
    Raises BadInput, naming the line or day, for a file of another kind or a rate that is none.
    """
    if not raw.strip(b"\x00 \r\n\t"):
        raise BadInput(f"{name} is empty")
    found = (
        _xml(raw, name) if raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else _csv(raw, name)
    )
    rates: list[Fx] = []
    for place, day, code, text in found:
        if len(rates) > MOST_RATES:
            raise BadInput(f"{name} holds more than {MOST_RATES:,} rates")
        made = _rate(f"{name}, {place}", day, code, text)
        if made is not None:
            rates.append(made)
    if not rates:
        raise BadInput(
            f"{name} holds no reference rates", hint="eurofxref-daily.xml or eurofxref.csv"
        )
    return rates


def _rate(place: str, day: str, code: str, text: str) -> Fx | None:
    if text.strip().upper() in {"", "N/A"} or not (len(code) == 3 and code.isalpha()):
        return None
    on = _day(day)
    if on is None:
        raise BadInput(f"{place}: {quoted(day)} is no day")
    try:
        rate = Decimal(text.strip()) if len(text) <= 24 else Decimal(0)
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate <= 0:
        raise BadInput(f"{place}: {quoted(text)} is no rate of {code}")
    try:
        return Fx(base="EUR", quote=code.upper(), rate=rate, source=BANK, on=on)
    except BadInput:
        return None  # a currency of the past


def _day(text: str) -> date | None:
    for form in _FORMS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def _xml(raw: bytes, name: str) -> Iterator[tuple[str, str, str, str]]:
    from syndicate.exchange.trees import whole

    top = whole(io.BytesIO(raw), name=name).element
    if top.tag != "Envelope":
        raise BadInput(f"{name} is no file of reference rates: it begins with {quoted(top.tag)}")
    for outer in top.all("Cube"):
        for of_day in outer.all("Cube"):
            yield from _of_day(of_day)


def _of_day(of_day: Element) -> Iterator[tuple[str, str, str, str]]:
    day = of_day.get("time")
    for each in of_day.all("Cube"):
        yield day or "a day", day, each.get("currency"), each.get("rate")


def _csv(raw: bytes, name: str) -> Iterator[tuple[str, str, str, str]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is no text") from error
    rows = csv.reader(io.StringIO(text, newline=""))
    head = [cell.strip() for cell in next(rows, [])]
    if not head or head[0].casefold() != "date":
        raise BadInput(f"{name} is no file of reference rates: its first heading is not Date")
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        for code, cell in zip(head[1:], row[1:], strict=False):
            yield f"line {number}", row[0], code, cell
