"""How values look: as JSON, between tabs or commas, in the columns of a terminal."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any

from syndicate.cli import terminal

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = [
    "Row",
    "as_csv",
    "as_json",
    "as_table",
    "as_tsv",
    "field",
    "guarded",
    "picked",
    "plain",
    "sorted_by",
    "spoken",
]

_GAP = 2
_NARROWEST_COLUMN = 8
_NUMBER = r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?"
_MOMENT = r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}):[0-9]{2}(?:\.[0-9]{1,6})?Z"
# Spreadsheets read these as the start of a formula, the full-width ones too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Row = dict[str, Any]


def plain(value: object) -> Any:  # noqa: ANN401
    """`value` as JSON knows it: money as {"amount", "currency"}, days and moments in ISO 8601.

    Dataclasses become objects of their fields, or of what their `answer()` says.
    Raises TypeError for a value that has no such form.
    """
    kind: Any = type(value)
    if kind in _AS_THEY_ARE:
        return value
    names = _fields(kind)
    if names and not hasattr(kind, "answer") and not hasattr(kind, "amount"):
        return {name: plain(getattr(value, name)) for name in names}
    for kinds, spell in _spelt():
        if isinstance(value, kinds):
            return spell(value)
    if hasattr(value, "amount") and hasattr(value, "currency"):
        return {"amount": format(value.amount, "f"), "currency": value.currency}
    said_by_itself = getattr(value, "answer", None)
    if callable(said_by_itself):
        return plain(said_by_itself())
    if names:
        return {name: plain(getattr(value, name)) for name in names}
    raise TypeError(f"{kind.__name__} cannot be shown")


_AS_THEY_ARE = frozenset({NoneType, bool, int, float, str})


@functools.cache
def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none for any other class."""
    import dataclasses

    if not dataclasses.is_dataclass(kind):
        return ()
    return tuple(f.name for f in dataclasses.fields(kind))


def _unsaid(value: Any) -> Any:  # noqa: ANN401
    raise TypeError(f"{type(value).__name__} cannot be shown")


def _same(value: Any) -> Any:  # noqa: ANN401
    return value


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _object(value: Mapping[object, object]) -> Row:
    return {str(name): plain(below) for name, below in value.items()}


def _array(value: Iterable[object]) -> list[Any]:
    return [plain(below) for below in value]


@functools.cache
def _spelt() -> tuple[tuple[Any, Callable[[Any], Any]], ...]:
    from decimal import Decimal

    # in this order: a moment is a day to Python, and a text a sequence
    return (
        ((NoneType, bool, int, float), _same),
        ((str, Path), str),
        (datetime, _moment),
        (date, date.isoformat),
        (Decimal, lambda value: format(value, "f")),
        ((bytes, bytearray), _unsaid),
        (Mapping, _object),
        ((Sequence, set, frozenset), _array),
    )


def field(row: object, path: str) -> Any:  # noqa: ANN401
    """What stands in `row` at "total.amount"; None where nothing does."""
    if "." not in path:
        return row.get(path) if isinstance(row, dict) else None
    for part in path.split("."):
        if not isinstance(row, dict):
            return None
        row = row.get(part)
    return row


def picked(row: Row, fields: Sequence[str]) -> Row:
    """Only these fields of `row`, under the names they were asked for by."""
    return {name: field(row, name) for name in fields}


def sorted_by(rows: list[Row], by: str) -> list[Row]:
    """`rows` by a field; a minus before its name turns the order; rows without it come last."""
    name = by.removeprefix("-")
    present = [row for row in rows if field(row, name) is not None]
    absent = [row for row in rows if field(row, name) is None]
    present.sort(key=lambda row: _rank(field(row, name)), reverse=by.startswith("-"))
    return present + absent


def _rank(value: Any) -> tuple[int, str, Any]:  # noqa: ANN401
    if _is_money(value):
        return (0, value["currency"], _decimal(value["amount"]))
    if isinstance(value, bool | int | float):
        return (0, "", value)
    if isinstance(value, str):
        if re.fullmatch(_NUMBER, value):
            return (0, "", _decimal(value))
        return (1, value.casefold(), 0)
    return (2, json.dumps(value, sort_keys=True), 0)


def _decimal(text: str) -> Decimal:
    from decimal import Decimal

    return Decimal(text)


def _is_money(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"amount", "currency"}


def as_json(value: object) -> str:
    """`value`, which is plain, on one line of JSON that is harmless on a terminal too."""
    return terminal.clean_json(json.dumps(value, ensure_ascii=False)) + "\n"


def _word(value: Any) -> str:  # noqa: ANN401
    """A value as one cell of text, not yet made safe."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if _is_money(value):
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, list) and all(
        not isinstance(below, dict | list) or _is_money(below) for below in value
    ):
        return ", ".join(_word(below) for below in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def spoken(value: Any) -> str:  # noqa: ANN401
    """A value as a table shows it: "1,250.50 GBP", "2026-11-23 18:00 UTC", "copies COP-000001"."""
    if _is_money(value):
        return f"{_decimal(value['amount']):,} {value['currency']}"
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {spoken(part)}" for name, part in value.items())
    if isinstance(value, str) and (found := re.fullmatch(_MOMENT, value)):
        return f"{found[1]} {found[2]} UTC"
    return terminal.clean(_word(value))


def guarded(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula; a plain number stays a number."""
    if text.startswith(_FORMULA) and not re.fullmatch(_NUMBER, text):
        return f"'{text}"
    return text


def as_tsv(rows: list[Row], names: Sequence[str], *, to_file: bool) -> str:
    """A line a row, tabs between the cells, no head. In a file cells are safe for spreadsheets."""
    safe: Callable[[str], str] = guarded if to_file else str
    return "".join(
        "\t".join(safe(terminal.clean(_word(field(row, name)))) for name in names) + "\n"
        for row in rows
    )


def as_csv(rows: list[Row], names: Sequence[str]) -> str:
    """With a head, safe for spreadsheets; money in two columns, `total` and `total_currency`."""
    import csv
    import io

    paths: list[str] = []
    for name in names:
        money = any(_is_money(field(row, name)) for row in rows)
        paths += [f"{name}.amount", f"{name}.currency"] if money else [name]
    made = io.StringIO()
    sheet = csv.writer(made, lineterminator="\n")
    sheet.writerow([p.removesuffix(".amount").replace(".currency", "_currency") for p in paths])
    for row in rows:
        sheet.writerow([guarded(terminal.clean(_word(field(row, path)))) for path in paths])
    return made.getvalue()


def as_table(rows: list[Row], names: Sequence[str], *, room: int | None, bold: bool) -> str:
    """Columns under a head. `room` is the width of the terminal; None where nothing need be cut."""
    if not rows:
        return ""
    heads = [terminal.clean(name.rpartition(".")[2].replace("_", " ")) for name in names]
    body = [[spoken(field(row, name)) for name in names] for row in rows]
    right = [all(_counts(field(row, name)) for row in rows) for name in names]
    widths = _widths(heads, body, right, room)
    # isolates are for terminals: in a pipe or a file they would be part of the text
    apart: Callable[[str], str] = str if room is None else terminal.isolated
    if widths is None:
        return _cards(heads, body, apart)
    head = _laid(heads, widths, right, apart)
    lines = [terminal.bold(head) if bold else head]
    lines += [_laid(cells, widths, right, apart) for cells in body]
    return "\n".join(lines) + "\n"


def _counts(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return value is None or isinstance(value, int) or _is_money(value)


def _widths(
    heads: Sequence[str], body: list[list[str]], right: Sequence[bool], room: int | None
) -> list[int] | None:
    """The width of each column; None when not even the shortest would fit `room`."""
    columns = zip(heads, *body, strict=True)
    widths = [max(terminal.cells(cell) for cell in column) for column in columns]
    if room is None:
        return widths
    room -= _GAP * (len(widths) - 1)
    # the reference, in the first column, and figures are never cut
    soft = [n for n in range(1, len(widths)) if not right[n]]
    while sum(widths) > room:
        widest = max(soft, key=lambda n: widths[n], default=None)
        if widest is None or widths[widest] <= _NARROWEST_COLUMN:
            return None
        widths[widest] -= 1
    return widths


def _laid(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], apart: Callable[[str], str]
) -> str:
    parts = []
    for cell, size, to_right in zip(cells, widths, right, strict=True):
        text = terminal.fitted(cell, size)
        air = " " * (size - terminal.cells(text))
        parts.append(air + apart(text) if to_right else apart(text) + air)
    return (" " * _GAP).join(parts).rstrip()


def _cards(heads: Sequence[str], body: list[list[str]], apart: Callable[[str], str]) -> str:
    """Each record on lines of its own, for a narrow terminal."""
    size = max(terminal.cells(head) for head in heads)
    made = []
    for row in body:
        pairs = zip(heads, row, strict=True)
        made.append("\n".join(f"{head:<{size}}  {apart(cell)}" for head, cell in pairs if cell))
    return "\n\n".join(made) + "\n"
