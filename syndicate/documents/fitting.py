"""Whether the deal fits on the first page of a licence, reckoned before it is set.

Setting it twice would cost as much as the paper itself. The measures are those of `_print.css`; the letters
of a line are few enough that the reckoning errs on the tall side.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["CROWDED", "EASY", "TIGHT", "fit"]

EASY, TIGHT, CROWDED = "easy", "tight", "crowded"
"""As designed; in smaller type; over two sides, and the terms then follow without a gap."""

_PAGE = 256.0
_FRAME = 71.0  # masthead, margins between parts, headings, the panel, the words on checking it
_LEAD = (5.7, 54)  # mm a line, letters a line
_PARTICULAR = (4.0, 42)
_POINT = (4.05, 33)
_CREDIT = (4.8, 88)
_BESIDE_THE_CODE = 44.0  # the code with its caption, where the title is no taller
_TITLE = 20.0
_SMALL_TYPE = 0.83


def fit(
    *,
    lead: str,
    particulars: Sequence[Sequence[str]],
    columns: Sequence[Sequence[str]],
    credit: Sequence[str],
) -> str:
    """EASY, TIGHT or CROWDED: how a deal fits on one page.

    `lead` is its sentence, `particulars` are the values of its two tables, `columns` the duties in three,
    `credit` the lines of the panel below them.
    """
    words = (
        max(_BESIDE_THE_CODE, _TITLE + _height([lead], _LEAD))
        + max((_height(table, _PARTICULAR, apart=0.9) for table in particulars), default=0.0)
        + max((_height(column, _POINT, apart=1.05) for column in columns), default=0.0)
        + _height(credit, _CREDIT)
    )
    if _FRAME + words <= _PAGE:
        return EASY
    return TIGHT if _FRAME + words * _SMALL_TYPE <= _PAGE else CROWDED


def _height(texts: Iterable[str], line: tuple[float, int], *, apart: float = 0.0) -> float:
    high, letters = line
    return sum(ceil(len(text) / letters) * high + apart for text in texts)
