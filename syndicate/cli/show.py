"""The one writer: a table for eyes, tabs for pipes, JSON for scripts, and hints on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from typer._click.core import Context

from syndicate.cli import forms, terminal
from syndicate.cli.door import masked_text, pasted, said, settings_of
from syndicate.cli.forms import Row, plain
from syndicate.errors import BadInput, Conflict, Outside

__all__ = [
    "FORMS",
    "answer",
    "limit",
    "new_file",
    "next_step",
    "note",
    "paper",
    "plain",
    "plainly",
    "records",
    "understood",
]

FORMS = ("json", "jsonl", "csv", "tsv", "table")
"""The forms a list can take."""

_ON_A_SCREEN = 20
_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".tsv": "tsv", ".txt": "table"}

# -- lists ------------------------------------------------------------------------------------------


class _Wanted(NamedTuple):
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


def plainly(ctx: Context) -> bool:
    """Whether a list is for somebody at a terminal who asked for no form, fields, order or file."""
    wanted = _wanted(ctx)
    asked = any(said(ctx).on(form) for form in FORMS)
    by = wanted.fields or wanted.sort or wanted.output
    return wanted.form == "table" and not asked and not by


def records(
    ctx: Context,
    rows: Iterable[object],
    *,
    columns: str = "",
    empty: str | None = None,
    total: int | None = None,
    counted: bool = True,
) -> None:
    """Show a list in the form asked for: a table on a terminal, tab-separated without a head in a pipe.

    `columns` are the fields that a table, TSV or CSV shows ("ref licensee total", "total.currency");
    JSON has every field. `empty` is the command to try when there is nothing. `total` is the count of
    all, when `rows` are only the first of them; not `counted`, there are more. Raises BadInput for an unknown field or a file that
    is already there, Outside when it cannot be written.
    """
    wanted = _wanted(ctx)
    found: list[Row] = [plain(row) for row in rows]
    known = list(found[0]) if found else []
    if wanted.sort:
        _known(wanted.sort.removeprefix("-"), found, known, "--sort")
        found = forms.sorted_by(found, wanted.sort)
    for name in wanted.fields:
        _known(name, found, known, "--fields")
    count = max(total or 0, len(found))
    shown = found[: wanted.limit] if wanted.limit else found
    names = list(wanted.fields) or columns.split() or known
    for name in columns.split() if found else ():
        if name.partition(".")[0] not in known:
            raise KeyError(name)  # a slip of ours: an empty column would hide it
    if wanted.form in {"json", "jsonl"}:
        told = [forms.picked(row, wanted.fields) for row in shown] if wanted.fields else shown
        text = forms.as_json(told) if wanted.form == "json" else "".join(map(forms.as_json, told))
    else:
        text = _columns(ctx, wanted, shown, names)
    if wanted.form == "table" and wanted.output is None:
        _page(ctx, text)
    else:
        _write(text, wanted.output)
    _remarks(ctx, wanted, shown=len(shown), count=count, counted=counted, empty=empty)


def _columns(ctx: Context, wanted: _Wanted, rows: list[Row], names: Sequence[str]) -> str:
    if wanted.form == "csv":
        return forms.as_csv(rows, names)
    if wanted.form == "tsv":
        return forms.as_tsv(rows, names, to_file=wanted.output is not None)
    if wanted.output is not None:
        return forms.as_table(rows, names, room=None, bold=False)
    room = terminal.width() if terminal.looking(sys.stdout) else None
    bold = terminal.coloured(sys.stdout, said(ctx).text("color") or "auto")
    return forms.as_table(rows, names, room=room, bold=bold)


def _remarks(
    ctx: Context, wanted: _Wanted, *, shown: int, count: int, counted: bool, empty: str | None
) -> None:
    if wanted.output is not None:
        note(ctx, f"{shown} written to {wanted.output}")
    if not count and wanted.form == "table":
        note(ctx, "nothing here yet")
        if empty:
            next_step(ctx, empty)
    if shown < count:
        of = f"{count}" if counted else f"more than {count}"
        note(ctx, f"{shown} of {of}; --limit 0 shows all")


def _known(name: str, rows: list[Row], known: list[str], flag: str) -> None:
    if not rows or any(forms.field(row, name) is not None for row in rows) or name in known:
        return
    import difflib

    near = difflib.get_close_matches(name[:100], known, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise BadInput(
        f"{flag}: there is no field {name[:100]!r}{meant}",
        hint=f"the fields are: {', '.join(known)}",
    )


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
    import signal
    import subprocess

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
    """Show one thing: everything in JSON; for eyes `text`, or else a line for each field that says something."""
    found = plain(value)
    if said(ctx).on("json"):
        _write(forms.as_json(found))
        return
    if text is None:
        lines = _pairs(found) if isinstance(found, dict) else [forms.spoken(found)]
    else:
        lines = text.split("\n") if isinstance(text, str) else list(text)
    _page(ctx, "".join(f"{terminal.clean_lines(line)}\n" for line in lines))


def _pairs(found: Row) -> list[str]:
    told = {name: value for name, value in found.items() if value not in (None, "", [], {})}
    size = max((len(name) for name in told), default=0)
    lines: list[str] = []
    for name, value in told.items():
        head = f"{name.replace('_', ' '):<{size}}"
        if isinstance(value, list) and isinstance(value[0], dict):
            parts = [_labelled(one) for one in value]
        elif isinstance(value, list):
            parts = [forms.spoken(one) for one in value]
        else:
            parts = [forms.spoken(value)]
        for first, part in zip_longest([head], parts or [""], fillvalue=" " * size):
            lines.append(f"{first}  {part}".rstrip())
    return lines


def _labelled(one: Row) -> str:
    """An object inside another, on one line: each value after its name."""
    said = ((name.replace("_", " "), forms.spoken(below)) for name, below in one.items())
    return "; ".join(f"{name} {words}" for name, words in said if words)


def paper(ctx: Context, value: object, *, also: str = "") -> None:
    """Show a paper that was made: its number and state, the file, its size, pages and SHA-256.

    `also` names further fields to show ("total due"). With --json the whole answer is printed. Opens
    the file when `documents.open` says so and somebody is looking.
    """
    found = plain(value)
    if said(ctx).on("json"):
        _write(forms.as_json(found))
        return
    lines = [f"{found.get('ref', '')}  {found.get('state', '')}".strip()]
    facts = [
        (name.replace("_", " "), forms.spoken(forms.field(found, name)))
        for name in also.split()
        if forms.field(found, name) is not None
    ]
    path = found.get("path")
    if path:
        facts.append(("file", path))
        facts.append(("size", f"{_size(Path(path))}{_pages(found.get('pages'))}"))
        facts.append(("sha256", found.get("sha256", "")))
    size = max((len(name) for name, _ in facts), default=0)
    lines += [f"  {name:<{size}}  {said_so}" for name, said_so in facts]
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
    """Name the command that comes next: "next: syndicate licence issue QUO-2026-00007"; a line each."""
    for line in command.splitlines():
        note(ctx, f"next: {pasted(line, said(ctx).values)}")


def new_file(path: Path, content: bytes) -> None:
    """Write a new file; one that is there is never written over. Raises Conflict, BadInput."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    except FileExistsError as error:
        raise Conflict(f"{path} is there already", hint="name another file with --out") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
