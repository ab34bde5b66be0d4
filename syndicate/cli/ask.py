"""Questions at the terminal. Each has a flag, so that nothing ever waits for somebody who is not there."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar, overload

import typer
from typer._click.core import Context

from syndicate.cli import terminal
from syndicate.cli.door import INTERRUPTED, said, settings_of
from syndicate.errors import BadInput, Outside, Refused

__all__ = [
    "LARGEST",
    "agreed",
    "ask",
    "can_ask",
    "confirm",
    "content",
    "suffix",
    "unless_rewritten",
]

LARGEST = 25 * 1024 * 1024
"""The most bytes a file or standard input may have, unless a command says less."""

_TRIES = 5
_CHUNK = 64 * 1024
_YES = frozenset({"y", "yes", "o", "oui"})

T = TypeVar("T")


def can_ask(ctx: Context) -> bool:
    """Whether somebody is there to answer."""
    if settings_of(ctx).no_input:
        return False
    return terminal.looking(sys.stdin) and terminal.looking(sys.stderr)


@overload
def ask(
    ctx: Context,
    value: str | None,
    *,
    flag: str,
    question: str,
    default: str | None = None,
    wanted: str | None = None,
) -> str: ...


@overload
def ask(
    ctx: Context,
    value: str | None,
    *,
    flag: str,
    question: str,
    default: str | None = None,
    wanted: str | None = None,
    read: Callable[[str], T],
) -> T: ...


def ask(
    ctx: Context,
    value: str | None,
    *,
    flag: str,
    question: str,
    default: str | None = None,
    wanted: str | None = None,
    read: Callable[[str], object] = str,
) -> object:
    """The value of `flag` as `read` reads it: as given, else asked for, else its default.

    What cannot be read, or is left empty, is asked again at a terminal; `wanted` says what is. Raises BadInput when nobody is there to ask, or
    when what was given as a flag cannot be read.
    """
    if value is not None:
        return read(value)
    if not can_ask(ctx):
        if default is not None:
            return read(default)
        raise _missing(flag)
    shown = f" [{default}]" if default else ""
    for _ in range(_TRIES):
        said_so = _typed(f"{terminal.clean(question)}{terminal.clean(shown)}: ", flag)
        words = said_so.strip() or default
        if not words:
            sys.stderr.write(f"  an answer is needed: {terminal.clean(wanted or question)}\n")
            continue
        try:
            made = read(words)
        except BadInput as error:
            sys.stderr.write(f"  {terminal.clean(error.message)}\n")
            continue
        said(ctx).asked[flag] = words
        return made
    raise _missing(flag)


def _missing(flag: str) -> BadInput:
    return BadInput(f"missing {flag}; pass it or run in a terminal")


def _typed(prompt: str, flag: str) -> str:
    """One line typed at the terminal."""
    try:
        if terminal.looking(sys.stdout):
            return input(prompt)
        # the answer goes into a pipe, so the question must not
        sys.stderr.write(prompt)
        sys.stderr.flush()
        return input()
    except EOFError as error:
        sys.stderr.write("\n")
        raise _missing(flag) from error


def agreed(ctx: Context, question: str) -> bool:
    """Whether somebody says yes; nobody there means no."""
    if not can_ask(ctx):
        return False
    return _typed(f"{terminal.clean(question)} [y/N] ", "--yes").strip().lower() in _YES


def confirm(ctx: Context, summary: str, *, yes: bool) -> None:
    """Go on only after a yes. `summary` repeats reference and amount; `yes` is --yes.

    Raises BadInput when nobody is there and --yes was not given; leaves with 130 after a no.
    """
    if yes:
        return
    if not can_ask(ctx):
        raise BadInput(
            f"{summary}: this cannot be undone and needs --yes",
            hint="the same command with --yes",
        )
    if not agreed(ctx, f"{summary}. This cannot be undone. Go on?"):
        _leave("nothing was done")


def unless_rewritten(ctx: Context, file: Callable[[bool], T], *, told: bool) -> T:
    """What `file` makes of a text that may be the wrong one: it is told whether somebody says it is right.

    `told` is --rewritten. Raises Refused when nobody says so.
    """
    try:
        return file(told)
    except Refused as why:
        if "--rewritten" not in (why.hint or "") or not can_ask(ctx):
            raise
        sys.stderr.write(f"{terminal.clean(why.message)}\n")
        if not agreed(ctx, "File it all the same?"):
            raise
        return file(True)


def _leave(message: str) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    raise typer.Exit(INTERRUPTED)


def suffix(source: str | None) -> str:
    """By what suffix the evidence `source` is kept: its own where it is of a common kind, else ".bin"."""
    found = Path(source or "").suffix.lower()
    return found if found in {".eml", ".pdf", ".txt", ".html", ".png", ".jpg"} else ".bin"


def content(source: str, *, largest: int = LARGEST) -> bytes:
    """The bytes of the file `source`, or of standard input when it is "-".

    Raises BadInput when there is no such file, it is a folder or a device, or it is too large;
    Outside when the disk fails.
    """
    if source == "-":
        return _standard_input(largest)
    try:
        handle = os.open(source, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise BadInput(f"there is no file {source}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is no file name"
        raise BadInput(f"{source} cannot be read: {reason}") from error
    try:
        what = os.fstat(handle)
        if not stat.S_ISREG(what.st_mode):
            raise BadInput(f"{source} is not a file")
        if what.st_size > largest:
            raise _too_large(source, largest)
        with os.fdopen(handle, "rb", closefd=False) as file:
            found = file.read(largest + 1)
    except OSError as error:
        raise Outside(f"{source} cannot be read: {error.strerror}") from error
    finally:
        os.close(handle)
    if len(found) > largest:
        raise _too_large(source, largest)
    return found


def _too_large(source: str, largest: int) -> BadInput:
    return BadInput(f"{source} is larger than {_size(largest)}, the most that is read")


def _size(count: int) -> str:
    return f"{count} bytes" if count < 1024 * 1024 else f"{count // (1024 * 1024)} MB"


def _standard_input(largest: int) -> bytes:
    if sys.stdin is None:
        raise BadInput("standard input is closed; name a file")
    if terminal.looking(sys.stdin):
        sys.stderr.write("paste the text, then press Ctrl-D on an empty line\n")
    found = bytearray()
    while chunk := sys.stdin.buffer.read(_CHUNK):
        found += chunk
        if len(found) > largest:
            raise _too_large("standard input", largest)
    return bytes(found)
