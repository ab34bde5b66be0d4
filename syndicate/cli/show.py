"""The one writer: a table for eyes, tabs for pipes, JSON for scripts, and hints on stderr."""

from __future__ import annotations

import csv
import dataclasses
import difflib
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from types import NoneType
from typing import Any

from typer._click.core import Context

from syndicate.cli import terminal
from syndicate.cli.door import masked_text, said, settings_of
from syndicate.errors import BadInput, Outside

__all__ = [
    "FORMS",
    "answer",
    "limit",
    "next_step",
    "note",
    "paper",
    "plain",
    "records",
    "understood",
]

FORMS = ("json", "jsonl", "csv", "tsv", "table")
"""The forms a list can take."""

_ON_A_SCREEN = 20
_GAP = 2
_NARROWEST_COLUMN = 8
_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".tsv": "tsv", ".txt": "table"}
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?", re.ASCII)
# Spreadsheets read these as the start of a formula, the full-width ones too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Row = dict[str, Any]


def plain(value: object) -> Any:  # noqa: ANN401
    """`value` as JSON knows it: money as {"amount", "currency"}, days and moments in ISO 8601.

    Dataclasses become objects of their fields, or of what their `answer()` says.
    Raises TypeError for a value that has no such form.
    """
    for kinds, spell in _SPELT:
        if isinstance(value, kinds):
            return spell(value)
    if hasattr(value, "amount") and hasattr(value, "currency"):
        return {"amount": format(value.amount, "f"), "currency": value.currency}
    said_by_itself = getattr(value, "answer", None)
    if callable(said_by_itself):
        return plain(said_by_itself())
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be shown")


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


# in this order: a moment is a day to Python, and a text a sequence
_SPELT: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    ((NoneType, bool, int, float), _same),
    ((str, Path), str),
    (datetime, _moment),
    (date, date.isoformat),
    (Decimal, lambda value: format(value, "f")),
    ((bytes, bytearray), _unsaid),
    (Mapping, _object),
    ((Sequence, set, frozenset), _array),
)


# -- lists ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the options of a list say."""

    form: str
    fields: tuple[str, ...]
    limit: int | None
    sort: str | None
    output: Path | None


def _wanted(ctx: Context) -> _Wanted:
    options = said(ctx)
    given = [form for form in FORMS if options.on(form)]
    if len(given) > 1:
        raise BadInput(f"--{given[0]} and --{given[1]} exclude each other")
    output = Path(options.text("output") or "") if options.text("output") else None
    form = given[0] if given else _form(output)
    most: int | None = options.values.get("limit")
    if most is None:
        on_a_screen = form == "table" and output is None and terminal.looking(sys.stdout)
        most = _ON_A_SCREEN if on_a_screen else 0
    if most < 0:
        raise BadInput("--limit is a count; 0 is all")
    fields = tuple(f.strip() for f in (options.text("fields") or "").split(",") if f.strip())
    return _Wanted(form, fields, most or None, options.text("sort"), output)


def _form(output: Path | None) -> str:
    if output is None:
        return "table" if terminal.looking(sys.stdout) else "tsv"
    if output.suffix.lower() not in _SUFFIXES:
        raise BadInput(
            f"in which form shall {output.name} be written?", hint="--csv, --tsv, --json or --jsonl"
        )
    return _SUFFIXES[output.suffix.lower()]


def limit(ctx: Context) -> int | None:
    """How many rows this run can show, for a desk that need not fetch more; None: all of them."""
    wanted = _wanted(ctx)
    return None if wanted.sort else wanted.limit


def records(
    ctx: Context,
    rows: Iterable[object],
    *,
    columns: str = "",
    empty: str | None = None,
    total: int | None = None,
) -> None:
    """Show a list in the form asked for: a table on a terminal, tab-separated without a head in a pipe.

    `columns` are the fields that a table, TSV or CSV shows ("ref licensee total", "total.currency");
    JSON has every field. `empty` is the command to try when there is nothing. `total` is the count of
    all, when `rows` are only the first of them. Raises BadInput for an unknown field or a file that
    is already there, Outside when it cannot be written.
    """
    wanted = _wanted(ctx)
    found: list[Row] = [plain(row) for row in rows]
    known = list(found[0]) if found else []
    if wanted.sort:
        _known(wanted.sort.removeprefix("-"), found, known, "--sort")
        found = _sorted(found, wanted.sort)
    for name in wanted.fields:
        _known(name, found, known, "--fields")
    count = max(total or 0, len(found))
    shown = found[: wanted.limit] if wanted.limit else found
    names = list(wanted.fields) or columns.split() or known
    for name in columns.split() if found else ():
        if name.partition(".")[0] not in known:
            raise KeyError(name)  # a slip of ours: an empty column would hide it
    if wanted.form in {"json", "jsonl"}:
        picked = [_picked(row, wanted.fields) for row in shown] if wanted.fields else shown
        text = _json(picked) if wanted.form == "json" else "".join(_json(row) for row in picked)
    else:
        text = _WRITERS[wanted.form](ctx, shown, names, to_file=wanted.output is not None)
    if wanted.form == "table" and wanted.output is None:
        _page(ctx, text)
    else:
        _write(text, wanted.output)
    _remarks(ctx, wanted, shown=len(shown), count=count, empty=empty)


def _remarks(ctx: Context, wanted: _Wanted, *, shown: int, count: int, empty: str | None) -> None:
    if wanted.output is not None:
        note(ctx, f"{shown} written to {wanted.output}")
    if not count and wanted.form == "table":
        note(ctx, "nothing here yet")
        if empty:
            next_step(ctx, empty)
    if shown < count:
        note(ctx, f"{shown} of {count}; --limit 0 shows all")


def _known(name: str, rows: list[Row], known: list[str], flag: str) -> None:
    if not rows or any(_at(row, name) is not None for row in rows) or name in known:
        return
    near = difflib.get_close_matches(name[:100], known, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise BadInput(
        f"{flag}: there is no field {name[:100]!r}{meant}",
        hint=f"the fields are: {', '.join(known)}",
    )


def _at(row: object, path: str) -> Any:  # noqa: ANN401
    for part in path.split("."):
        if not isinstance(row, dict):
            return None
        row = row.get(part)
    return row


def _picked(row: Row, fields: Sequence[str]) -> Row:
    return {name: _at(row, name) for name in fields}


def _sorted(rows: list[Row], by: str) -> list[Row]:
    """`rows` by a field; a minus before its name turns the order; rows without it come last."""
    name = by.removeprefix("-")
    present = [row for row in rows if _at(row, name) is not None]
    absent = [row for row in rows if _at(row, name) is None]
    present.sort(key=lambda row: _rank(_at(row, name)), reverse=by.startswith("-"))
    return present + absent


def _rank(value: Any) -> tuple[int, str, Any]:  # noqa: ANN401
    if _is_money(value):
        return (0, value["currency"], Decimal(value["amount"]))
    if isinstance(value, bool | int | float):
        return (0, "", value)
    if isinstance(value, str):
        if _NUMBER.fullmatch(value):
            return (0, "", Decimal(value))
        return (1, value.casefold(), 0)
    return (2, json.dumps(value, sort_keys=True), 0)


def _is_money(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"amount", "currency"}


def _json(value: object) -> str:
    return terminal.clean_json(json.dumps(value, ensure_ascii=False)) + "\n"


def _word(value: Any) -> str:  # noqa: ANN401
    """A value as one cell of text, not yet made safe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if _is_money(value):
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, list) and all(not isinstance(below, dict | list) for below in value):
        return ", ".join(_word(below) for below in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _spoken(value: Any) -> str:  # noqa: ANN401
    """A value as a table shows it."""
    if _is_money(value):
        return f"{Decimal(value['amount']):,} {value['currency']}"
    return terminal.clean(_word(value))


def _guarded(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula; a plain number stays a number."""
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _as_tsv(ctx: Context, rows: list[Row], names: Sequence[str], *, to_file: bool) -> str:
    del ctx
    safe: Callable[[str], str] = _guarded if to_file else str
    return "".join(
        "\t".join(safe(terminal.clean(_word(_at(row, name)))) for name in names) + "\n"
        for row in rows
    )


def _as_csv(ctx: Context, rows: list[Row], names: Sequence[str], *, to_file: bool) -> str:
    del ctx, to_file
    paths: list[str] = []
    for name in names:
        money = any(_is_money(_at(row, name)) for row in rows)
        paths += [f"{name}.amount", f"{name}.currency"] if money else [name]
    made = io.StringIO()
    sheet = csv.writer(made, lineterminator="\n")
    heads = [p.removesuffix(".amount").replace(".currency", "_currency") for p in paths]
    sheet.writerow(heads)
    for row in rows:
        sheet.writerow([_guarded(terminal.clean(_word(_at(row, path)))) for path in paths])
    return made.getvalue()


def _as_table(ctx: Context, rows: list[Row], names: Sequence[str], *, to_file: bool) -> str:
    if not rows:
        return ""
    heads = [terminal.clean(name.rpartition(".")[2].replace("_", " ")) for name in names]
    body = [[_spoken(_at(row, name)) for name in names] for row in rows]
    right = [all(_counts(_at(row, name)) for row in rows) for name in names]
    screen = terminal.looking(sys.stdout) and not to_file
    room = terminal.width() if screen else None
    widths = _widths(heads, body, right, room)
    coloured = not to_file and terminal.coloured(sys.stdout, said(ctx).text("color") or "auto")
    if widths is None:
        return _cards(heads, body)
    head = _laid(heads, widths, right)
    lines = [terminal.bold(head) if coloured else head]
    lines += [_laid(cells, widths, right) for cells in body]
    return "\n".join(lines) + "\n"


def _counts(value: object) -> bool:
    return (
        value is None or _is_money(value) or (isinstance(value, int) and value not in {True, False})
    )


def _widths(
    heads: Sequence[str], body: list[list[str]], right: Sequence[bool], room: int | None
) -> list[int] | None:
    """The width of each column; None when not even the shortest would fit `room`."""
    natural = [
        max(terminal.cells(cell) for cell in column) for column in zip(heads, *body, strict=True)
    ]
    if room is None:
        return natural
    room -= _GAP * (len(natural) - 1)
    widths = list(natural)
    # the reference, in the first column, and figures are never cut
    soft = [n for n in range(1, len(natural)) if not right[n]]
    while sum(widths) > room:
        widest = max(soft, key=lambda n: widths[n], default=None)
        if widest is None or widths[widest] <= _NARROWEST_COLUMN:
            return None
        others = max((widths[n] for n in soft if n != widest), default=0)
        over = sum(widths) - room
        floor = max(others - 1, _NARROWEST_COLUMN)
        widths[widest] = max(widths[widest] - over, min(floor, widths[widest] - 1))
    return widths


def _laid(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = []
    for cell, size, to_right in zip(cells, widths, right, strict=True):
        text = terminal.fitted(cell, size)
        air = " " * (size - terminal.cells(text))
        text = terminal.isolated(text)
        parts.append(air + text if to_right else text + air)
    return (" " * _GAP).join(parts).rstrip()


def _cards(heads: Sequence[str], body: list[list[str]]) -> str:
    """Each record on lines of its own, for a narrow terminal."""
    size = max(terminal.cells(head) for head in heads)
    made = []
    for row in body:
        lines = [
            f"{head:<{size}}  {terminal.isolated(cell)}"
            for head, cell in zip(heads, row, strict=True)
            if cell
        ]
        made.append("\n".join(lines))
    return "\n\n".join(made) + "\n"


_WRITERS: Mapping[str, Callable[..., str]] = {"tsv": _as_tsv, "csv": _as_csv, "table": _as_table}


def _write(text: str, output: Path | None = None) -> None:
    if output is not None:
        _write_new(output, text)
        return
    if sys.stdout is None:
        raise Outside("standard output is closed: the answer cannot be shown")
    sys.stdout.write(text)


def _page(ctx: Context, text: str) -> None:
    """Write `text`, a page at a time where somebody reads it and it is longer than the screen."""
    program = terminal.pager(text, settings_of(ctx).pager)
    if not program:
        _write(text)
        return
    sys.stdout.flush()
    # LESSSECURE takes away less's own shell; Ctrl-C is for the pager while it runs
    environ = {**os.environ, "LESSSECURE": "1", "LESSCHARSET": "utf-8"}
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        subprocess.run(program, input=text, encoding="utf-8", env=environ, check=False)  # noqa: S603
    except OSError:
        _write(text)
    finally:
        signal.signal(signal.SIGINT, before)


def _write_new(path: Path, text: str) -> None:
    """Write a new file; one that is there already, or a link, is left alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, 0o666)
    except FileExistsError as error:
        raise BadInput(f"{path} is there already", hint="--output with another name") from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BadInput(f"there is no folder {path.parent}") from error
    except OSError as error:
        raise Outside(f"{path} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(
            handle, "w", encoding="utf-8", errors="backslashreplace", newline=""
        ) as file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Outside(f"{path} cannot be written: {error.strerror}") from error


# -- single answers ---------------------------------------------------------------------------------


def answer(ctx: Context, value: object, *, text: str | Iterable[str] | None = None) -> None:
    """Show one thing: everything in JSON; for eyes `text`, or else a line for each of its fields."""
    found = plain(value)
    if said(ctx).on("json"):
        _write(_json(found))
        return
    if text is None:
        lines = _pairs(found) if isinstance(found, dict) else [_spoken(found)]
    else:
        lines = text.split("\n") if isinstance(text, str) else list(text)
    _page(ctx, "".join(f"{terminal.clean_lines(line)}\n" for line in lines))


def _pairs(found: Row) -> list[str]:
    size = max((len(name) for name in found), default=0)
    lines: list[str] = []
    for name, value in found.items():
        head = f"{name.replace('_', ' '):<{size}}"
        if isinstance(value, list) and value and isinstance(value[0], dict):
            parts = [", ".join(_spoken(below) for below in one.values()) for one in value]
        elif isinstance(value, list):
            parts = [_spoken(one) for one in value]
        else:
            parts = [_spoken(value)]
        for first, part in zip_longest([head], parts or [""], fillvalue=" " * size):
            lines.append(f"{first}  {part}".rstrip())
    return lines


def paper(ctx: Context, value: object, *, also: str = "") -> None:
    """Show a paper that was made: its number and state, the file, its size, pages and SHA-256.

    `also` names further fields to show ("total due"). With --json the whole answer is printed. Opens
    the file when `documents.open` says so and somebody is looking.
    """
    found = plain(value)
    if said(ctx).on("json"):
        _write(_json(found))
        return
    lines = [f"{found.get('ref', '')}  {found.get('state', '')}".strip()]
    lines += [
        f"  {name.replace('_', ' '):<8}{_spoken(_at(found, name))}"
        for name in also.split()
        if _at(found, name) is not None
    ]
    path = found.get("path")
    if path:
        lines.append(f"  {'file':<8}{path}")
        lines.append(f"  {'size':<8}{_size(Path(path))}{_pages(found.get('pages'))}")
        lines.append(f"  {'sha256':<8}{found.get('sha256', '')}")
    _write("".join(f"{terminal.clean(line)}\n" for line in lines))
    if path:
        _open(ctx, path)


def _size(path: Path) -> str:
    try:
        size = path.stat().st_size
    except OSError:
        return "not on the disk"
    return f"{size} bytes" if size < 1000 else f"{(size + 500) // 1000} kB"


def _pages(pages: object) -> str:
    if not isinstance(pages, int):
        return ""
    return ", 1 page" if pages == 1 else f", {pages} pages"


def _open(ctx: Context, path: str) -> None:
    settings = settings_of(ctx)
    if settings.documents_open == "never" or settings.no_input or not terminal.looking(sys.stdout):
        return
    from syndicate.cli import ask

    if settings.documents_open == "always" or ask.agreed(ctx, "Open it?"):
        import typer

        typer.launch(path)


# -- beside the answer ------------------------------------------------------------------------------


def note(ctx: Context, text: str) -> None:
    """A line on stderr beside the answer; none with --quiet or --json."""
    options = said(ctx)
    if options.on("quiet") or options.on("json") or sys.stderr is None:
        return
    sys.stderr.write(f"{terminal.clean(masked_text(text))}\n")


def understood(ctx: Context, text: str) -> None:
    """Echo what was read of somebody's words: "read: 22 November 2026"."""
    note(ctx, f"read: {text}")


def next_step(ctx: Context, command: str) -> None:
    """Name the command that comes next: "next: syndicate licence issue QUO-2026-00007"."""
    note(ctx, f"next: {command}")
