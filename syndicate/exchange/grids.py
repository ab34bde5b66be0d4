"""A sheet as a plain grid of values, and the reader of workbooks that fills it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar, cast

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "Cell",
    "Extent",
    "Grid",
    "broken",
    "chosen",
    "locked",
    "plain_text",
    "read_by_reader",
    "read_cells",
    "whole_text",
]

_T = TypeVar("_T")

Cell = str | Decimal | date | datetime | bool | None
"""One value: text (never empty), a number, a day, a naive moment as the sheet shows it, or nothing."""

MOST_CELLS = 200_000
MOST_BOX = 2_000_000  # cells of the rectangle around the filled ones: readers hold it whole
MOST_MERGED = 2_000
MOST_TEXT = 4_000
MOST_WHOLE_TEXT = 1_000_000

# What a cell may carry that no eye sees and every comparison trips over.
_UNSEEN = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "),
    **dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD], ""),
    **dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], ""),
    0x0A: "\n",
    0x0D: "\n",
}


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it stands: rows of cells from the top left corner, padded to one width.

    `merged` are (row, column, last row, last column) from 0; `symbols` the currency that a number is
    shown with, by (row, column); `uncounted` how many formulas were saved without their result.
    """

    name: str
    sheets: tuple[str, ...]
    hidden: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    symbols: Mapping[tuple[int, int], str] = field(default_factory=dict)
    uncounted: int = 0


def plain_text(text: str) -> str:
    """`text` in NFC without control and bidirectional marks, spaces run together, lines kept.

    Capped at 4,000 characters.
    """
    import unicodedata

    seen = unicodedata.normalize("NFC", text[: MOST_TEXT * 2]).translate(_UNSEEN)
    lines = (" ".join(line.split()) for line in seen.split("\n"))
    return "\n".join(line for line in lines if line)[:MOST_TEXT]


def whole_text(text: str) -> str:
    """`text` as an article keeps it: controls and bidirectional overrides gone, lines and joiners kept.

    Capped at a million characters.
    """
    from syndicate.rules.articles import clean_text

    return clean_text(text[:MOST_WHOLE_TEXT]).strip()


@dataclass(slots=True)
class Extent:
    """What a sheet fills: how many cells, and the rectangle around them."""

    name: str
    filled: int = 0
    rows: int = 0
    columns: int = 0

    def add(self, row: int, column: int, count: int = 1) -> None:
        """Count `count` cells that end at `row`, `column` (from 1)."""
        self.filled += count
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)
        if self.filled > MOST_CELLS or self.rows * self.columns > MOST_BOX:
            raise BadInput(
                f"{self.name} fills more than {MOST_CELLS:,} cells (down to row {self.rows:,}, "
                f"column {self.columns:,}); split it, or clear what stands far off"
            )


def read_by_reader(
    raw: bytes,
    *,
    name: str,
    sheet: str | None,
    symbols: Mapping[str, dict[tuple[int, int], str]],
    whole: bool = False,
) -> Grid:
    """The grid of a workbook as the reader alone sees it; what it may set aside is not bounded here.

    `whole` keeps long texts whole, as `whole_text` does.
    """
    listed = _listed(raw, name=name)
    every = tuple(title for title, _ in listed)
    hidden = tuple(title for title, shut in listed if shut)
    if sheet is not None:
        tried: tuple[str, ...] = (chosen(sheet, every, name=name),)
    else:
        tried = tuple(title for title in every if title not in hidden) or every
    for title in tried:
        rows, merged = read_cells(raw, sheet=title, name=name, whole=whole)
        if len(rows) > 1 or sheet is not None:
            return Grid(title, every, hidden, rows, merged, symbols.get(title, {}))
    raise BadInput(f"{name} has no sheet with rows in it")


def chosen(sheet: str, every: tuple[str, ...], *, name: str) -> str:
    """The tab of `every` that `sheet` names, case apart. Raises BadInput with the tabs there are."""
    import difflib

    folded = {title.casefold().strip(): title for title in reversed(every)}
    if sheet.casefold().strip() in folded:
        return folded[sheet.casefold().strip()]
    near = difflib.get_close_matches(sheet.casefold()[:100], list(folded), n=1)
    best = folded[near[0]] if near else every[0]
    raise BadInput(
        f"{name} has no sheet {plain_text(sheet)[:40]!r}; it has "
        + ", ".join(repr(plain_text(title)[:40]) for title in every[:8]),
        hint=f"--sheet {plain_text(best)[:40]!r}",
    )


def _listed(raw: bytes, *, name: str) -> list[tuple[str, bool]]:
    """(title, hidden) of every worksheet, as the reader lists them."""
    import python_calamine as reader

    def read() -> list[tuple[str, bool]]:
        with reader.load_workbook(io.BytesIO(raw)) as book:
            return [
                (each.name, each.visible != reader.SheetVisibleEnum.Visible)
                for each in book.sheets_metadata
                if each.typ == reader.SheetTypeEnum.WorkSheet
            ]

    return _guarded(read, name=name)


def read_cells(
    raw: bytes, *, sheet: str, name: str, whole: bool = False
) -> tuple[tuple[tuple[Cell, ...], ...], tuple[tuple[int, int, int, int], ...]]:
    """The cells of `sheet` from the top left corner, and its merged ranges."""
    import python_calamine as reader

    def read() -> tuple[list[list[object]], list[tuple[int, int, int, int]]]:
        with reader.load_workbook(io.BytesIO(raw)) as book:
            page = book.get_sheet_by_name(sheet)
            extent = Extent(name)
            if page.end is not None:
                extent.add(page.end[0] + 1, page.end[1] + 1, 0)
            rows = cast("list[list[object]]", page.to_python(skip_empty_area=False))
            merged = (page.merged_cell_ranges or [])[:MOST_MERGED]
            return rows, [(*first, *last) for first, last in merged]

    rows, merged = _guarded(read, name=name)
    clean = whole_text if whole else plain_text
    grid = tuple(tuple(_cell(value, clean) for value in row) for row in rows)
    filled = sum(value is not None for row in grid for value in row)
    if filled > MOST_CELLS:
        raise BadInput(f"{name} fills {filled:,} cells; the limit is {MOST_CELLS:,}: split it")
    return grid, tuple(merged)


def _guarded(read: Callable[[], _T], *, name: str) -> _T:
    """`read()`, with whatever the reader makes of a broken file said in one line."""
    import python_calamine as reader

    try:
        return read()
    except reader.PasswordError as error:
        raise locked(name) from error
    except (reader.CalamineError, ValueError, OverflowError, OSError) as error:
        raise broken(name) from error
    except BaseException as error:
        # A panic of the reader's Rust side is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise broken(name) from error


def _cell(value: object, clean: Callable[[str], str]) -> Cell:
    """A reader's value as ours; numbers lose the binary dust, moments at midnight are days."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return None


def broken(name: str) -> BadInput:
    """The refusal of a file whose reader gave up."""
    return BadInput(
        f"{name} is broken or is no workbook after all; open it, save it again and retry"
    )


def locked(name: str) -> BadInput:
    """The refusal of a file behind a password."""
    return BadInput(f"{name} is protected by a password; save it without one and try again")
