"""Sheets as desks keep them: title rows, merged headings, blank rows and totals told from the rows that count."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange.grids import Cell, Grid, plain_text, whole_text
from syndicate.exchange.workbooks import is_workbook, read_grid

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

__all__ = ["Row", "Sheet", "Table", "open_table", "read_sheet"]

MOST_BYTES = 20 * 1024 * 1024
MOST_CELLS = 200_000
MOST_COLUMNS = 200
SEARCHED_ROWS = 40  # headings stand within the first rows that hold anything
LONGEST_HEADING = 80

_TOTAL = re.compile(
    r"(?:grand |sub[- ]?|sous[- ]?)?(?:totals?|totaux|sum|somme)"
    r"(?: (?:fees?|amounts?|net|gross|ht|ttc|gbp|eur|usd|g[ée]n[ée]ral|all|for|of|the|year|licen[cs]es?|(?:19|20)\d\d)){0,5}"
    r"[ .:=]{0,3}",
    re.IGNORECASE,
)
_DATE_OR_NUMBER = re.compile(r"[\d\s.,:/\-£€$%()+]{1,40}")
# Words that make a row look like headings, in English and French.
_HEADING_WORDS = frozenset(
    """
    a accepted amount article author begin buyer byline client code contact contract country court credit
    currency customer date dates days debut delivered department description devise domain duration end
    expires expiry facture fee fichier file fin from granted headline invoice issued journal langue language
    lettre licence license licensee licencie line link magazine media medium mention montant name net no
    nom notes number numero outlet paid page pays pdf period periode price prix publication purpose ref
    reference region remarks rights section signed site source start status support tarif tax term terms
    territoire territory title titre to total type until url use usage valid vat website word words
    au beneficiaire commentaires date debut du echeance emis honoraires licences observations redevance
    auteur body categorie category content contenu corps html id keywords modified motscles provider
    publication publie published rubrique signature slug source standfirst status statut summary text texte
    updated
    """.split()  # noqa: SIM905 - a paragraph of words reads better than a list of strings
)
_ACCENTS = str.maketrans("àâäáçéèêëîïíôöóûùüúñ", "aaaaceeeeiiiooouuuun")


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something: its line in the file, its cells under the headings.

    `symbols` has, by column, the currency a number is shown with ("£", "EUR") and nothing else.
    `total` marks a row that adds up others.
    """

    line: int
    cells: tuple[Cell, ...]
    symbols: tuple[str | None, ...] = ()
    total: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet read: headings unfolded, rows in order, and `notes` on what was passed over."""

    name: str
    sheets: tuple[str, ...]
    hidden: tuple[str, ...]
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    file: str = ""


def read_sheet(raw: bytes, *, name: str, sheet: str | None = None, whole: bool = False) -> Sheet:
    """The rows of `raw`, an XLSX, XLS or ODS workbook or a CSV text, under their headings.

    `name` is the file's name as the desk typed it, `sheet` the tab (else the first visible one with
    rows), `whole` keeps long texts whole. Blank rows are dropped, rows above the headings and repeated headings passed over and named in
    `notes`, totals flagged. Limits: 20 MB, 200,000 cells, 200 columns. Raises BadInput in one line for
    whatever cannot be read.
    """
    name = plain_text(name).replace("\n", " ")[:120] or "the file"
    if not raw.strip(b"\x00 \r\n\t"):
        raise BadInput(f"{name} is empty")
    if len(raw) > MOST_BYTES:
        raise BadInput(f"{name} is {len(raw) // 1024 // 1024} MB; the limit is 20 MB")
    notes: list[str] = []
    if is_workbook(raw):
        grid = read_grid(raw, name=name, sheet=sheet, whole=whole)
        others = [each for each in grid.sheets if each != grid.name]
        if others and sheet is None:
            shown = ", ".join(plain_text(each)[:40] for each in others[:6])
            notes.append(f"read the sheet {grid.name!r}; not read: {shown}")
        if grid.hidden:
            notes.append("hidden sheets: " + ", ".join(each[:40] for each in grid.hidden[:6]))
        if grid.uncounted:
            notes.append(
                f"{grid.uncounted} formulas were saved without their result and read as empty; "
                "open the file in a spreadsheet, save it and import again"
            )
    else:
        grid = _csv_grid(raw, name=name, notes=notes, whole=whole)
    return _under_headings(grid, name=name, notes=notes)


# -- CSV -----------------------------------------------------------------------------------------


def _csv_grid(raw: bytes, *, name: str, notes: list[str], whole: bool) -> Grid:
    text = _decoded(raw, name=name, notes=notes)
    delimiter, text = _delimiter(text)
    rows: list[tuple[Cell, ...]] = []
    filled = 0
    clean = whole_text if whole else plain_text
    try:
        for number, fields in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            row = tuple(clean(each) or None for each in fields)
            filled += sum(each is not None for each in row)
            if filled > MOST_CELLS or number > MOST_CELLS:
                raise BadInput(f"{name} fills more than {MOST_CELLS:,} cells; split it")
            rows.append(row)
    except csv.Error as error:
        raise BadInput(
            f"{name} breaks off at line {len(rows) + 1}: a quotation mark stays open"
        ) from error
    return Grid(name, (name,), (), tuple(rows))


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_UTF8 = "the text is not UTF-8; read as Windows Western (cp1252)"


def _decoded(raw: bytes, *, name: str, notes: list[str]) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return raw[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise BadInput(
                    f"{name} is broken: its text is not the {encoding} it says"
                ) from error
    _check_is_text(raw, name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    _check_is_western(text, name)
    notes.append(_NOT_UTF8)
    return text


def _check_is_text(raw: bytes, name: str) -> None:
    if b"\x00" in raw[:100_000] or raw[:5] in {b"%PDF-", b"{\\rtf"}:
        raise BadInput(f"{name} is neither a spreadsheet nor a CSV text")


def _check_is_western(text: str, name: str) -> None:
    odd = sum(text[:100_000].count(mark) for mark in "\ufffd\x01\x02\x03\x04\x05\x06\x07\x08")
    if odd > len(text[:100_000]) // 100:
        raise BadInput(f"{name} is neither a spreadsheet nor a CSV text")


def _delimiter(text: str) -> tuple[str, str]:
    """The delimiter that cuts the first lines most evenly, and the text without a `sep=` line."""
    said = re.match(r"sep=([,;\t|])\r?\n", text)
    if said:
        return said[1], text[said.end() :]
    lines = [line for line in text[:60_000].splitlines() if line.strip()][:50]
    best, most = ",", 0.0
    for candidate in ",;\t|":
        counts = sorted(_outside_quotes(line, candidate) for line in lines)
        middle = counts[len(counts) // 2] if counts else 0
        alike = sum(count == middle for count in counts)
        score = alike * (1 + min(middle, 20)) if middle else 0
        if score > most:
            best, most = candidate, score
    return best, text


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line[:5_000].split('"')[::2])


# -- sheets too large to be read whole -----------------------------------------------------------

SAMPLED_ROWS = 300
MOST_ROW = (
    5 * 1024 * 1024
)  # characters between two ends of rows; a quotation mark left open has more


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose rows are read from its file as they are asked for, again each time.

    `head` has its headings, its notes and its first rows; `rows(file)` all of them but totals, blank ones
    and repeated headings, with long texts whole; `raw_rows(file)` the same with texts as they stand, for
    those who only look. The file may have been closed and opened again.
    """

    head: Sheet
    rows: Callable[[IO[bytes]], Iterator[Row]]
    raw_rows: Callable[[IO[bytes]], Iterator[Row]]


def open_table(file: IO[bytes], *, name: str, sheet: str | None = None) -> Table:
    """The table in `file`, which can be sought: a workbook read whole, or a CSV text of any length.

    A CSV is read anew from the file each time and never held. `rows` raises BadInput, with the row, where
    the text breaks off. Raises BadInput as `read_sheet` does.
    """
    start = file.read(8)
    file.seek(0)
    if is_workbook(start):
        found = read_sheet(file.read(MOST_BYTES + 1), name=name, sheet=sheet, whole=True)

        def held(_: IO[bytes]) -> Iterator[Row]:
            return (row for row in found.rows if not row.total)

        return Table(found, held, held)
    name = plain_text(name).replace("\n", " ")[:120] or "the file"
    text = _Text(file, name)
    first: list[tuple[Cell, ...]] = []
    try:
        with contextlib.closing(text.records(file, whole_text)) as records:
            first += itertools.islice(records, SAMPLED_ROWS)
    except BadInput:
        if len(first) < 2:  # else it is told when the reading comes to it
            raise
    if not first:
        raise BadInput(f"{name} is empty")
    grid = Grid(name, (name,), (), tuple(first))
    filled = [number for number, row in enumerate(grid.rows) if any(c is not None for c in row)]
    notes = list(text.notes)
    head = _under_headings(grid, name=name, notes=notes)
    at = _heading_row(grid.rows, filled[:SEARCHED_ROWS], name=name)
    last = _unfolded(grid, at, filled)[1]
    heads = _heads(grid, at, head.headers)

    def rows(again: IO[bytes], clean: Callable[[str], str] = whole_text) -> Iterator[Row]:
        width = len(head.headers)
        for number, record in enumerate(text.records(again, clean)):
            if number <= last or not any(cell is not None for cell in record):
                continue
            cells = _padded(record, width)
            if cells not in heads and not _is_total(cells):
                yield Row(number + 1, cells)

    return Table(head, rows, lambda again: rows(again, str))


class _Text:
    """A CSV text in a file: how it is encoded and cut, and its records, read anew each time."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.name = name
        self.notes: list[str] = []
        start = file.read(100_000)
        marked = next(((m, e) for m, e in _MARKS if start.startswith(m)), None)
        self.skipped = len(marked[0]) if marked else 0
        self.encoding = marked[1] if marked else self._encoding(start, file)
        sample = start[self.skipped :].decode(self.encoding, "ignore")
        self.delimiter, kept = _delimiter(sample)
        self.said = len(sample) != len(kept)  # its first line only names the delimiter

    def _encoding(self, start: bytes, file: IO[bytes]) -> str:
        """UTF-8 where the whole file is; else Windows Western, and a note that says so."""
        _check_is_text(start, self.name)
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            while chunk := file.read(1_048_576):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            _check_is_western(start.decode("cp1252", "replace"), self.name)
            self.notes.append(_NOT_UTF8)
            return "cp1252"
        return "utf-8"

    def records(self, file: IO[bytes], clean: Callable[[str], str]) -> Generator[tuple[Cell, ...]]:
        """The records in order, their cells cleaned. Raises BadInput where one never ends, with its number."""
        count = 0
        reader = csv.reader(self._lines(file), delimiter=self.delimiter)
        try:
            for fields in reader:
                self._since = 0
                count += 1
                yield tuple(clean(each) or None for each in fields)
        except csv.Error as error:
            raise BadInput(
                f"{self.name} breaks off at row {count + 1}: a quotation mark stays open, or a cell has "
                f"more than {csv.field_size_limit():,} characters"
            ) from error
        except UnicodeDecodeError as error:
            raise BadInput(
                f"{self.name} is broken: its text is not the {self.encoding} it says"
            ) from error

    def _lines(self, file: IO[bytes]) -> Iterator[str]:
        self._since = 0
        file.seek(self.skipped)
        errors = "replace" if self.encoding == "cp1252" else "strict"
        text = io.TextIOWrapper(file, encoding=self.encoding, errors=errors, newline="")
        try:
            if self.said:
                text.readline()
            # A row ends where its quotes do, which only the reader of records knows.
            while line := text.readline(1_048_576):
                self._since += len(line)
                if self._since > MOST_ROW:
                    raise BadInput(
                        f"{self.name} has a row of more than {MOST_ROW // 1024 // 1024} MB: "
                        "a quotation mark stays open"
                    )
                yield line
        finally:
            if not file.closed:
                text.detach()  # else it would close the file, which is for whoever opened it


# -- headings ------------------------------------------------------------------------------------


def _under_headings(grid: Grid, *, name: str, notes: list[str]) -> Sheet:
    filled = [number for number, row in enumerate(grid.rows) if any(c is not None for c in row)]
    if not filled:
        raise BadInput(f"{name} has no rows in it")
    head = _heading_row(grid.rows, filled[:SEARCHED_ROWS], name=name)
    above = [number for number in filled if number < head]
    if above:
        notes.append(
            f"passed over above the headings: {_lines(above)} "
            f"({_first_text(grid.rows[above[0]])!r})"
        )
    headers, last = _unfolded(grid, head, filled)
    width = len(headers)
    if width > MOST_COLUMNS:
        raise BadInput(f"{name} has {width} columns; the limit is {MOST_COLUMNS}")
    rows = _rows(grid, [number for number in filled if number > last], width)
    heads = _heads(grid, head, headers)
    blank = filled[-1] - last - sum(number > last for number in filled)
    if blank:
        notes.append(f"{blank} blank row{'s' if blank > 1 else ''} dropped")
    repeated = [row.line - 1 for row in rows if row.cells in heads]
    if repeated:
        notes.append(f"headings repeated further down, passed over: {_lines(repeated)}")
    rows = [row for row in rows if row.line - 1 not in repeated]
    totals = [row.line - 1 for row in rows if row.total]
    if totals:
        notes.append(f"totals, not read as rows: {_lines(totals)}")
    if not rows:
        raise BadInput(f"{name} has headings in line {head + 1} and no rows under them")
    sheets = tuple(plain_text(each) for each in grid.sheets)
    return Sheet(grid.name, sheets, grid.hidden, head + 1, headers, tuple(rows), tuple(notes), name)


def _heads(grid: Grid, head: int, headers: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    """What a row of headings repeated further down looks like."""
    return [headers, _padded(grid.rows[head], len(headers))]


def _rows(grid: Grid, numbers: list[int], width: int) -> list[Row]:
    rows = []
    merged = _merged_down(grid, numbers)
    for number in numbers:
        cells = _padded(grid.rows[number], width)
        if number in merged:
            cells = tuple(
                merged[number].get(column, cell) if cell is None else cell
                for column, cell in enumerate(cells)
            )
        symbols = tuple(grid.symbols.get((number, column)) for column in range(width))
        rows.append(Row(number + 1, cells, symbols if any(symbols) else (), _is_total(cells)))
    return rows


def _merged_down(grid: Grid, numbers: list[int]) -> dict[int, dict[int, Cell]]:
    """What cells merged over several rows say in the rows below their first, by row and column."""
    if not numbers:
        return {}
    merged: dict[int, dict[int, Cell]] = {}
    for top, left, bottom, right in grid.merged:
        if top < numbers[0] or left != right or left >= len(grid.rows[top]):
            continue
        for number in range(top + 1, min(bottom, numbers[-1]) + 1):
            merged.setdefault(number, {})[left] = grid.rows[top][left]
    return merged


def _padded(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    return (*cells[:width], *([None] * (width - len(cells))))


def _heading_row(rows: Sequence[tuple[Cell, ...]], candidates: list[int], *, name: str) -> int:
    """The first row, among the first that hold anything, that looks most like headings."""
    widest = max(sum(cell is not None for cell in rows[number]) for number in candidates)
    best, most = None, 0
    for number in candidates:
        texts = [cell for cell in rows[number] if isinstance(cell, str)]
        filled = sum(cell is not None for cell in rows[number])
        labels = [text for text in texts if _is_label(text)]
        if len({text.casefold() for text in labels}) < 2 or len(labels) * 3 < filled * 2:
            continue
        worded = sum(_is_worded(text) for text in labels)
        score = 3 * worded + len(labels) + (2 if filled * 2 >= widest else 0)
        if score > most:
            best, most = number, score
    if best is None:
        if widest < 2:
            raise BadInput(f"{name} has one column only: a sheet needs headings in a row")
        raise BadInput(
            f"{name} has no row of headings in its first {len(candidates)} rows; "
            "put one word over each column and try again"
        )
    return best


def _is_label(text: str) -> bool:
    return (
        len(text) <= LONGEST_HEADING
        and "://" not in text
        and _DATE_OR_NUMBER.fullmatch(text) is None
        and not text[:1].isdigit()
    )


def _words(text: str) -> list[str]:
    folded = text[:LONGEST_HEADING].casefold().translate(_ACCENTS)
    return re.findall(r"[a-z]+", folded)


def _is_worded(text: str) -> bool:
    """Whether at least half of a cell's words are words of headings."""
    words = _words(text)
    return bool(words) and 2 * sum(word in _HEADING_WORDS for word in words) >= len(words)


def _unfolded(grid: Grid, head: int, filled: list[int]) -> tuple[tuple[str, ...], int]:
    """The headings, one a column, and the last row they take; two rows become `Period: Start`."""
    above = [number for number in filled if number == head - 1]
    below = [number for number in filled if number == head + 1]
    if above and _groups(grid, head - 1, head):
        upper, lower = head - 1, head
    elif below and _groups(grid, head, head + 1):
        upper, lower = head, head + 1
    else:
        return _named(_spread(grid, head, sideways=False)), head
    over, under = _spread(grid, upper, sideways=True), _spread(grid, lower, sideways=False)
    width = max(len(over), len(under))
    over += [""] * (width - len(over))
    under += [""] * (width - len(under))
    joined = [
        f"{top}: {bottom}" if top and bottom and top != bottom else bottom or top
        for top, bottom in zip(over, under, strict=True)
    ]
    return _named(joined), lower


def _groups(grid: Grid, upper: int, lower: int) -> bool:
    """Whether row `upper` groups the headings of row `lower` below it."""
    over, under = grid.rows[upper], grid.rows[lower]
    labels = [cell for cell in under if cell is not None]
    if not labels or not all(isinstance(cell, str) and _is_label(cell) for cell in labels):
        return False
    spans = [
        (left, right)
        for top, left, bottom, right in grid.merged
        if top == upper == bottom and right > left
    ]
    tall = any(top == upper and bottom >= lower for top, _, bottom, _ in grid.merged)
    title = len(spans) == 1 and sum(cell is not None for cell in over) == 1
    if spans and not title:
        return any(
            sum(cell is not None for cell in under[left : right + 1]) > 1 for left, right in spans
        )
    if tall:
        return True
    if sum(isinstance(cell, str) for cell in over) < 2:
        return False
    # Saved as text, merging is gone: a label, then blanks, with headings under them.
    opened = any(
        over[column] is None and column < len(under) and under[column] is not None
        for column in range(1, len(over))
    )
    bare = any(
        cell is not None and (column >= len(under) or under[column] is None)
        for column, cell in enumerate(over)
    )
    worded = sum(isinstance(cell, str) and _is_worded(cell) for cell in labels)
    return opened and bare and 2 * worded > len(labels)


def _spread(grid: Grid, row: int, *, sideways: bool) -> list[str]:
    """The texts of a heading row, with merged ones written in every column they span."""
    texts = [_heading(cell) for cell in grid.rows[row]]
    ranges = [span for span in grid.merged if span[0] <= row <= span[2]]
    for top, left, _, right in ranges:
        source = _heading(grid.rows[top][left]) if left < len(grid.rows[top]) else ""
        if top == row:
            for column in range(left, min(right + 1, len(texts))):
                texts[column] = source
    if sideways and not any(span[0] == row == span[2] for span in ranges):
        under = grid.rows[row + 1]
        for column in range(1, len(texts)):
            if not texts[column] and column < len(under) and under[column] is not None:
                texts[column] = texts[column - 1]
    return texts


def _heading(cell: Cell) -> str:
    if cell is None:
        return ""
    return " ".join(str(cell).split())[:LONGEST_HEADING]


def _named(texts: list[str]) -> tuple[str, ...]:
    """Headings made unique: an unnamed column is `Column 4`, a second `Date` is `Date (2)`."""
    seen: dict[str, int] = {}
    named = []
    while texts and not texts[-1]:
        texts.pop()
    for number, text in enumerate(texts, start=1):
        label = text or f"Column {number}"
        seen[label] = seen.get(label, 0) + 1
        named.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return tuple(named)


# -- rows ----------------------------------------------------------------------------------------


def _is_total(cells: tuple[Cell, ...]) -> bool:
    """Whether a row adds up others: it says so, and holds little beside numbers."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if not any(_TOTAL.fullmatch(text) for text in texts):
        return False
    days = sum(isinstance(cell, date) for cell in cells)
    numbers = sum(isinstance(cell, Decimal) for cell in cells)
    wordy = sum(not _DATE_OR_NUMBER.fullmatch(text[:40]) for text in texts)
    return wordy <= 2 and days == 0 and (numbers > 0 or len(texts) <= 4)


def _lines(numbers: Sequence[int]) -> str:
    """`line 3`, or `lines 1-2, 40`: rows by their line in the file, from 1."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(f"{a + 1}" if a == b else f"{a + 1}-{b + 1}" for a, b in runs[:12])
    more = ", …" if len(runs) > 12 else ""
    return f"line{'s' if len(numbers) > 1 else ''} {shown}{more}"


def _first_text(row: tuple[Cell, ...]) -> str:
    return next((_heading(cell)[:50] for cell in row if cell is not None), "")
