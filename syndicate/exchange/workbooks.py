"""Workbooks opened behind guards: XLSX, ODS and XLS bytes become one plain grid of values.

A workbook is a zip of XML, and both can be made to swell. So every part is unpacked under a cap, walked
once by a parser that refuses document types, and repacked with the one wanted sheet before the reader
sees it: what was measured is what is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.parsers import expat

from syndicate.errors import BadInput
from syndicate.exchange.grids import Extent, Grid, chosen, locked, read_by_reader, read_cells
from syndicate.exchange.old_workbooks import read_old_grid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["OLE_MAGIC", "ZIP_MAGIC", "is_workbook", "read_grid"]

MOST_BYTES = 20 * 1024 * 1024
MOST_ELEMENTS = 4_000_000
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
FREE_UNPACKED = 10 * 1024 * 1024  # up to here no ratio is asked
MOST_RATIO = 100

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_EMPTY_SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    b'2006/main"><sheetData/></worksheet>'
)
_ODS = "urn:oasis:names:tc:opendocument:xmlns:"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SYMBOL = re.compile(r"\[\$([^\]\-]{1,8})(?:-[0-9A-Fa-f]{1,8})?\]")
_QUOTED = re.compile(r'"([^"]{1,8})"')


def is_workbook(raw: bytes) -> bool:
    """Whether `raw` opens like a zipped or an old binary workbook (else it is text or nothing)."""
    return raw.startswith((ZIP_MAGIC, OLE_MAGIC))


def read_grid(raw: bytes, *, name: str, sheet: str | None = None, whole: bool = False) -> Grid:
    """The sheet called `sheet` (else the first visible one with rows) of a workbook in `raw`.

    `whole` keeps long texts whole.

    Raises BadInput, in one line, for what is no workbook, is locked, is broken or swells.
    """
    if len(raw) > MOST_BYTES:
        raise BadInput(f"{name} is {len(raw) // 1024 // 1024} MB; the limit is 20 MB")
    if raw.startswith(OLE_MAGIC):
        return _old_workbook(raw, name=name, sheet=sheet, whole=whole)
    parts = _unpack(raw, name=name)
    if "xl/workbook.xml" in parts:
        return _xlsx(parts, name=name, sheet=sheet, whole=whole)
    if "content.xml" in parts:
        return _ods(parts, name=name, sheet=sheet, whole=whole)
    if any(part.startswith("xl/") and part.endswith(".bin") for part in parts):
        raise BadInput(f"{name} is a binary Excel workbook (.xlsb); save it as .xlsx and try again")
    if "word/document.xml" in parts:
        raise BadInput(
            f"{name} is a Word document, not a spreadsheet; save the table as .xlsx or .csv"
        )
    raise BadInput(f"{name} is a zip file without a spreadsheet in it")


# -- the package ---------------------------------------------------------------------------------


def _unpack(raw: bytes, *, name: str) -> dict[str, bytes]:
    """The XML parts of a zipped workbook by name, unpacked under the caps."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            entries = package.infolist()
            _measure(entries, size=len(raw), name=name)
            return {
                entry.filename.lstrip("/"): package.read(entry)
                for entry in entries
                if entry.filename.endswith((".xml", ".rels", "mimetype", ".bin"))
            }
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise BadInput(
            f"{name} is broken or cut short: it cannot be unpacked; save it again and retry"
        ) from error
    except RuntimeError as error:  # zipfile's word for a password
        raise locked(name) from error
    except _zlib_error() as error:
        raise BadInput(f"{name} is broken: its compressed parts do not unpack") from error


def _zlib_error() -> type[Exception]:
    import zlib

    return zlib.error


def _measure(entries: list[zipfile.ZipInfo], *, size: int, name: str) -> None:
    if len(entries) > MOST_PARTS:
        raise BadInput(f"{name} has {len(entries):,} parts inside; a workbook has a few dozen")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise locked(name)
    # zipfile stops each part at its declared size and then checks its sum, so declarations bind.
    unpacked = sum(entry.file_size for entry in entries)
    swells = unpacked > FREE_UNPACKED and unpacked > MOST_RATIO * size
    if swells or unpacked > MOST_UNPACKED:
        raise BadInput(
            f"{name} would unpack to {unpacked // 1024 // 1024:,} MB from "
            f"{max(1, size // 1024):,} kB: refused as a zip bomb"
        )


def _repack(parts: Mapping[str, bytes]) -> bytes:
    """`parts` as a zip without compression: the reader gets what was measured, and nothing else."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as package:
        for part in sorted(parts, key=lambda each: (each != "mimetype", each)):
            package.writestr(zipfile.ZipInfo(part), parts[part])
    return stored.getvalue()


# -- walking XML ---------------------------------------------------------------------------------

Attributes = dict[str, str]


class _Walk:
    """One pass over a part: elements by (namespace, name), document types refused, elements counted."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.elements = 0

    def run(
        self,
        xml: bytes,
        *,
        opened: Callable[[str, Attributes], None],
        closed: Callable[[str], None] | None = None,
        said: Callable[[str], None] | None = None,
    ) -> None:
        """Call `opened(local name, attributes)`, `closed(local name)` and `said(text)` through `xml`."""
        parser = expat.ParserCreate(namespace_separator=" ")

        def start(tag: str, attributes: Attributes) -> None:
            self.elements += 1
            if self.elements > MOST_ELEMENTS:
                raise BadInput(f"{self.name} is too large: more than 4 million elements inside")
            opened(tag.rpartition(" ")[2], attributes)

        def doctype(*_: object) -> None:
            raise BadInput(f"{self.name} holds a document type declaration: refused")

        parser.StartElementHandler = start
        parser.StartDoctypeDeclHandler = doctype
        if closed is not None:
            parser.EndElementHandler = lambda tag: closed(tag.rpartition(" ")[2])
        if said is not None:
            parser.CharacterDataHandler = said
        try:
            parser.Parse(xml, True)  # noqa: FBT003 - the parser's own "this is all"
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise BadInput(f"{self.name} is broken: its XML ends or breaks off midway") from error


# -- XLSX ----------------------------------------------------------------------------------------


def _xlsx(parts: dict[str, bytes], *, name: str, sheet: str | None, whole: bool) -> Grid:
    listed = _xlsx_sheets(parts, name=name)
    shown = tuple(title for title, _, hidden in listed if not hidden)
    hidden = tuple(title for title, _, hidden in listed if hidden)
    paths = {title: path for title, path, _ in listed}
    formats = _xlsx_symbols(parts.get("xl/styles.xml"), name=name)
    if sheet is not None:
        tried: tuple[str, ...] = (chosen(sheet, (*shown, *hidden), name=name),)
    else:
        tried = shown or hidden
    for title in tried:
        walked = _XlsxSheet(name, formats).walk(parts[paths[title]])
        if walked.extent.rows > 1 or sheet is not None:
            break
    else:
        raise BadInput(f"{name} has no sheet with rows in it")
    kept = {
        part: _EMPTY_SHEET if part in paths.values() and part != paths[title] else xml
        for part, xml in parts.items()
        if not part.endswith(".bin")
    }
    _no_doctype(kept.get("xl/sharedStrings.xml", b""), name=name)
    rows, merged = read_cells(_repack(kept), sheet=title, name=name, whole=whole)
    uncounted = walked.formulas - walked.counted
    return Grid(title, tuple(paths), hidden, rows, merged, walked.symbols, uncounted)


def _xlsx_sheets(parts: Mapping[str, bytes], *, name: str) -> list[tuple[str, str, bool]]:
    """(title, part, hidden) of every worksheet, in the order of the tabs."""
    targets: dict[str, str] = {}
    found: list[tuple[str, str, bool]] = []

    def relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and "Id" in attributes:
            target = attributes.get("Target", "").lstrip("/")
            targets[attributes["Id"]] = target if target.startswith("xl/") else f"xl/{target}"

    def tab(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(" id")]
            path = targets.get(ids[0] if ids else "", "")
            if path in parts and "worksheets/" in path:
                hidden = attributes.get("state", "visible") != "visible"
                found.append((attributes.get("name", ""), path, hidden))

    _Walk(name).run(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), opened=relation)
    _Walk(name).run(parts["xl/workbook.xml"], opened=tab)
    if not found:
        raise BadInput(f"{name} has no worksheet in it")
    return found


def _xlsx_symbols(styles: bytes | None, *, name: str) -> list[str | None]:
    """The currency symbol of each cell style, None where its format names no currency."""
    codes: dict[str, str] = {}
    used: list[str] = []
    inside = [False]

    def opened(tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:200]
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            used.append(attributes.get("numFmtId", "0"))

    def closed(tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    if styles:
        _Walk(name).run(styles, opened=opened, closed=closed)
    return [_symbol(codes.get(number, "")) for number in used]


def _symbol(code: str) -> str | None:
    """`£` of `[$£-809]#,##0.00`, `EUR` of `#,##0.00 "EUR"`; None for a format without a currency."""
    first = code.split(";", maxsplit=1)[0]
    named = _SYMBOL.search(first)
    quoted = _QUOTED.search(first)
    found = named or quoted
    text = found[1].strip() if found else first.strip("#,.0_-() ?*\\")
    if text in {"£", "€", "$", "¥", "US$"} or (
        len(text) == 3 and text.isalpha() and text.isupper()
    ):
        return text
    return None


class _XlsxSheet:
    """One worksheet measured before it is read: its extent, its formulas, its currency formats."""

    def __init__(self, name: str, formats: list[str | None]) -> None:
        self.extent = Extent(name)
        self.formats = formats
        self.symbols: dict[tuple[int, int], str] = {}
        self.formulas = self.counted = 0
        self._row = self._column = 0
        self._style: str | None = None
        self._formula = self._filled = self._valued = False

    def walk(self, xml: bytes) -> _XlsxSheet:
        """Walk the worksheet `xml`; raises BadInput past the caps."""
        _Walk(self.extent.name).run(xml, opened=self._opened, closed=self._closed, said=self._said)
        return self

    def _said(self, text: str) -> None:
        self._valued = self._valued or (self._filled and bool(text))

    def _opened(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self._row = _whole(attributes.get("r"), self._row + 1)
            self._column = 0
        elif tag == "c":
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            if reference:
                self._column = _column(reference[1])
                self._row = int(reference[2])
            else:
                self._column += 1
            self._style = attributes.get("s")
            self._formula = self._filled = self._valued = False
        elif tag in {"v", "is"}:
            self._filled = True
        elif tag == "f":
            self._formula = True

    def _closed(self, tag: str) -> None:
        if tag != "c":
            return
        self.formulas += self._formula
        self.counted += self._formula and self._valued
        if self._filled:
            self.extent.add(self._row, self._column)
            style = _whole(self._style, -1)
            symbol = self.formats[style] if 0 <= style < len(self.formats) else None
            if symbol:
                self.symbols[self._row - 1, self._column - 1] = symbol


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and len(text) < 8 and text.isascii() and text.isdigit() else otherwise


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _no_doctype(xml: bytes, *, name: str) -> None:
    """Refuse a part with a document type; only its head can hold one."""
    if b"<!DOCTYPE" in xml[:4096].upper() or b"<\x00!\x00D\x00" in xml[:8192]:
        raise BadInput(f"{name} holds a document type declaration: refused")


# -- ODS and XLS ---------------------------------------------------------------------------------


def _ods(parts: dict[str, bytes], *, name: str, sheet: str | None, whole: bool) -> Grid:
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b"")[:200_000]:
        raise locked(name)
    walked = _OdsTables(name)
    _Walk(name).run(parts["content.xml"], opened=walked.opened, closed=walked.closed)
    kept = {part: xml for part, xml in parts.items() if not part.endswith(".bin")}
    return read_by_reader(
        _repack(kept),
        name=name,
        sheet=sheet,
        symbols=walked.symbols,
        whole=whole,
    )


class _OdsTables:
    """The tables of a content.xml measured: repeats multiplied out, currencies kept by table."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.symbols: dict[str, dict[tuple[int, int], str]] = {}
        self._extent = Extent(name)
        self._table = ""
        self._row = self._column = self._last = self._filled = self._repeat = 0

    def opened(self, tag: str, attributes: Attributes) -> None:
        """Follow the position through tables, rows and cells."""
        if tag == "table" and f"{_ODS}table:1.0 name" in attributes:
            self._table = attributes[f"{_ODS}table:1.0 name"]
            self._extent = Extent(self.name)
            self._row = 0
        elif tag == "table-row":
            self._repeat = _whole(attributes.get(f"{_ODS}table:1.0 number-rows-repeated"), 1)
            self._column = self._last = self._filled = 0
        elif tag in {"table-cell", "covered-table-cell"}:
            times = _whole(attributes.get(f"{_ODS}table:1.0 number-columns-repeated"), 1)
            self._column += times
            if f"{_ODS}office:1.0 value-type" in attributes:
                self._filled += times
                self._last = self._column
                currency = attributes.get(f"{_ODS}office:1.0 currency", "")
                if len(currency) == 3 and times == 1:
                    here = self.symbols.setdefault(self._table, {})
                    here[self._row, self._column - 1] = currency

    def closed(self, tag: str) -> None:
        """Add up a row when it ends."""
        if tag == "table-row":
            self._row += self._repeat
            if self._filled:
                self._extent.add(self._row, self._last, self._filled * self._repeat)


def _old_workbook(raw: bytes, *, name: str, sheet: str | None, whole: bool) -> Grid:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise locked(name)
    streams = ("Workbook", "Book")
    if not any(stream.encode("utf-16-le") in raw for stream in streams):
        raise BadInput(f"{name} is an old Office file but no Excel workbook")
    return read_old_grid(raw, name=name, sheet=sheet, whole=whole)
