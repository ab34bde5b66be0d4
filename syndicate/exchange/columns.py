"""Columns of sheets: recognised by their headings and by what stands in them, said, kept and used again."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Facts

    from syndicate.exchange.grids import Cell
    from syndicate.exchange.sheets import Sheet

__all__ = [
    "ACCENTS",
    "NOTHING",
    "WEB",
    "Mapping",
    "Vocabulary",
    "as_shown",
    "cell_text",
    "named",
    "stated",
]

ACCENTS = str.maketrans("àâäáãçéèêëîïíôöóõûùüúñœ", "aaaaaceeeeiiioooouuuuno")
WEB = re.compile(
    r"(?:https?://|www\.)\S|[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}(?:/|$)", re.IGNORECASE
)
NOTHING = frozenset(
    {"", "-", "–", "—", "?", "??", "n/a", "na", "n.a.", "tbc", "tba", "tbd", "unknown", "none", "nil", "null"}
    | {"not stated", "not known", "inconnu", "inconnue", "néant", "neant", "s.o.", "so", "x", "#n/a", "#ref!"}
)  # fmt: skip
"""What stands in a cell that says nothing, in small letters."""

_LOOKS_DATED = re.compile(
    r"\d{1,4}[/.\- ](?:\d{1,2}|[A-Za-zéû]{3,9}\.?)[/.\- ]\d{2,4}|\b(?:19|20)\d\d\b"
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which heading holds which field; what was not placed; and what such a sheet should have.

    `missing` is empty when the sheet can be read.
    """

    fields: Facts[str, str]
    unmapped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def facts(self) -> dict[str, dict[str, str]]:
        """The mapping as plain JSON, to be kept and used for the next sheet of the same kind."""
        return {"fields": dict(sorted(self.fields.items()))}


@dataclass(frozen=True, slots=True)
class _Profile:
    """What the first cells of a column look like, as shares in per cent; `longest` in characters."""

    filled: int
    urls: int
    days: int
    figures: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words by which one kind of sheet is understood.

    `fields` are the fields with the words to show for them, `synonyms` the headings that mean each, most
    telling first, parted by bars, in small letters without accents. What stands in a column weighs in:
    `days` want dates, `loose_days` dates or figures, `addresses` web addresses, `names` none of those,
    `figures` numbers, `bodies` long texts. `missing` says what a set of placed fields still lacks.
    """

    what: str
    command: str
    example: str
    fields: Facts[str, str]
    synonyms: Facts[str, str]
    missing: Callable[[Facts[str, str]], tuple[str, ...]]
    of_a_group: Facts[str, str] = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    loose_days: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()

    def checked(
        self, facts: Facts[str, object]
    ) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
        """(fields, unmapped, missing) of a mapping kept before, or one a person wrote.

        Raises BadInput for a field nobody knows, with the near one, or a heading that is no text.
        """
        fields = facts.get("fields")
        if not isinstance(fields, dict) or not fields:
            raise BadInput(f'a mapping is written as {{"fields": {self.example}}}')
        for name, heading in fields.items():
            if name not in self.fields:
                near = difflib.get_close_matches(str(name)[:40], list(self.fields), n=1)
                meant = (
                    f"; did you mean {near[0]}?" if near else f"; they are {', '.join(self.fields)}"
                )
                raise BadInput(f"{as_shown(str(name))} is no field of an {self.what}{meant}")
            if not isinstance(heading, str) or not heading or len(heading) > 200:
                raise BadInput(f"the heading of {name} is a text, as it stands in the sheet")
        return fields, (), self.missing(fields)

    def guessed(
        self, sheet: Sheet, said: Facts[str, str]
    ) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
        """(fields, unmapped, missing) of the columns of `sheet`, guessed around what a person has `said`.

        Raises BadInput for a field nobody knows or a heading the sheet does not have.
        """
        fields = self._decided(sheet, said)
        placed = {sheet.headers.index(header) for header in fields.values()}
        profiles = [_profile(sheet, column) for column in range(len(sheet.headers))]
        ranked = sorted(
            (-score, order, column, name)
            for column, header in enumerate(sheet.headers)
            for order, name in enumerate(self.fields)
            if (score := self._score(name, header, profiles[column])) > 0
        )
        for _, _, column, name in ranked:
            if name not in fields and column not in placed:
                fields[name] = sheet.headers[column]
                placed.add(column)
        unmapped = tuple(
            header
            for column, header in enumerate(sheet.headers)
            if column not in placed and profiles[column].filled
        )
        return fields, unmapped, self.missing(fields)

    def placed(self, sheet: Sheet, mapping: Mapping) -> dict[str, int]:
        """The column of each field of `mapping`. Raises BadInput for a heading the sheet does not have."""
        columns: dict[str, int] = {}
        for name, header in mapping.fields.items():
            if header not in sheet.headers:
                raise self._no_heading(sheet, name, header)
            columns[name] = sheet.headers.index(header)
        return columns

    def not_recognised(self, sheet: Sheet, missing: tuple[str, ...]) -> BadInput:
        """What to say of a sheet in which a field that must be there was not found."""
        wanted = ", ".join(self.fields[name] for name in missing)
        return BadInput(
            f"no column was recognised as {wanted}; the headings are "
            + ", ".join(as_shown(header) for header in sheet.headers[:12]),
            hint=f"{self.command} {sheet.file} --field {missing[0]}=HEADING",
        )

    def _decided(self, sheet: Sheet, said: Facts[str, str]) -> dict[str, str]:
        """`said` with its headings as the sheet writes them."""
        if not said:
            return {}
        written = {
            " ".join(header.casefold().split()): header for header in reversed(sheet.headers)
        }
        fields = dict(self.checked({"fields": dict(said)})[0])
        for name, heading in fields.items():
            fields[name] = written.get(" ".join(heading.casefold().split()), heading)
            if fields[name] not in sheet.headers:
                raise self._no_heading(sheet, name, heading)
        return fields

    def _no_heading(self, sheet: Sheet, name: str, heading: str) -> BadInput:
        near = difflib.get_close_matches(heading[:200], sheet.headers, n=1)
        meant = f"; did you mean {as_shown(near[0])}?" if near else ""
        example = near[0] if near else "HEADING"
        return BadInput(
            f"the sheet has no heading {as_shown(heading)} for the {self.fields[name]}{meant}",
            hint=f'--field {name}="{example}"',
        )

    def _score(self, name: str, header: str, profile: _Profile) -> int:
        """How well a heading says `name`, 0 for not at all; what stands in the column weighs in."""
        if not profile.filled:
            return 0
        group, _, last = header.rpartition(": ")
        words = _plain(header if not group else last)
        score = max(self._said(name, words), self._said(name, _plain(header)))
        if group and self.of_a_group.get(words) == name:
            score = 100
        if score <= 0:
            return 0
        if name in self.days | self.loose_days and profile.days < 20:
            score -= 60 if name in self.days or profile.figures < 20 else 10
        if name in self.addresses:
            score += 15 if profile.urls >= 40 else -45
        if name in self.names and profile.urls >= 60:
            score -= 60
        if name in self.figures and profile.figures < 20:
            score -= 60
        if name in self.bodies:
            score += 15 if profile.longest >= 400 else -15
        return score

    def _said(self, name: str, words: str) -> int:
        for place, phrase in enumerate(self.synonyms[name].split("|")):
            if words == phrase:
                return 100 - min(place, 30)
        best = 0
        for phrase in self.synonyms[name].split("|"):
            if len(phrase) >= 3 and f" {phrase} " in f" {words} ":
                best = max(best, 30 + min(len(phrase), 30))
        return best


def _profile(sheet: Sheet, column: int) -> _Profile:
    cells = [row.cells[column] for row in sheet.rows[:200] if not row.total]
    filled = [cell for cell in cells if cell is not None]
    if not filled:
        return _Profile(0, 0, 0, 0, 0)
    urls = days = figures = longest = 0
    for cell in filled:
        text = cell if isinstance(cell, str) else ""
        urls += bool(WEB.match(text))
        days += isinstance(cell, date) or bool(_LOOKS_DATED.search(text[:40]))
        figures += isinstance(cell, Decimal) or any(letter.isdigit() for letter in text[:40])
        longest = max(longest, len(text))
    count = len(filled)
    return _Profile(
        count, urls * 100 // count, days * 100 // count, figures * 100 // count, longest
    )


def _plain(text: str) -> str:
    folded = text[:120].casefold().translate(ACCENTS)
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\([^()]{0,60}\)|[£€$]", " ", folded)))


# -- one cell ------------------------------------------------------------------------------------


def cell_text(cell: Cell) -> str:
    """A cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell.to_integral_value() if cell == cell.to_integral_value() else cell:f}"
    return cell


def stated(cell: Cell) -> str | None:
    """The text of a cell, None where it says nothing or says that it does not know."""
    text = cell_text(cell).strip()
    return None if text.casefold() in NOTHING else text


def named(cell: Cell) -> str | None:
    """The text of a cell on one line, at most 300 characters; None where it says nothing."""
    text = stated(cell)
    return " ".join(text.split())[:300] if text else None


def as_shown(text: str) -> str:
    """`text` in quotation marks for a message, on one line, at most 60 characters."""
    one_line = " ".join(text.split())
    short = one_line if len(one_line) <= 60 else f"{one_line[:59]}…"
    return f"“{short}”"
