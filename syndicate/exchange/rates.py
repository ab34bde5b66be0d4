"""Tables of worked examples of a rate card, in a CSV or a workbook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange.columns import cell_text
from syndicate.exchange.sheets import read_sheet
from syndicate.rules.fees.cases import Case, read_case

if TYPE_CHECKING:
    from datetime import date

    from syndicate.exchange.sheets import Row

__all__ = ["read_cases"]

_MOST_SHOWN = 5


def read_cases(
    raw: bytes, *, name: str, sheet: str | None, currency: str, today: date
) -> list[Case]:
    """The cases of a table, a row each; a case without a name is called by its line.

    `currency` is that of a bare fee. Raises BadInput, naming the lines, when any row cannot be read: a
    table that is tried in part proves nothing.
    """
    found = read_sheet(raw, name=name, sheet=sheet)
    cases: list[Case] = []
    faults: list[str] = []
    for row in found.rows:
        try:
            case = read_case(_told(row, found.headers), currency=currency, today=today)
        except BadInput as why:
            faults.append(f"line {row.line}: {why.message}")
            continue
        cases.append(case if case.name else replace(case, name=f"line {row.line}"))
    if faults:
        more = len(faults) - _MOST_SHOWN
        also = f"; and {more} more" if more > 0 else ""
        raise BadInput(f"{found.file or name}: {'; '.join(faults[:_MOST_SHOWN])}{also}")
    if not cases:
        raise BadInput(f"{found.file or name} has no case")
    return cases


def _told(row: Row, headers: tuple[str, ...]) -> dict[str, str]:
    symbols = (*row.symbols, *[None] * len(headers))
    return {
        heading: f"{cell_text(cell)} {symbol or ''}".strip()
        for heading, cell, symbol in zip(headers, row.cells, symbols, strict=False)
    }
