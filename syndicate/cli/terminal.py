"""What reaches a terminal: text made harmless, its width, and whether anybody is looking."""

from __future__ import annotations

import functools
import os
import re
import shutil
import sys
from collections.abc import Mapping
from typing import IO, Any

__all__ = [
    "bold",
    "cells",
    "clean",
    "clean_json",
    "clean_lines",
    "coloured",
    "fitted",
    "isolated",
    "looking",
    "pager",
    "width",
]

# C0 and C1 controls, soft hyphen, Arabic letter mark, zero-width and bidi controls, line separators,
# invisible operators, the byte-order mark, interlinear anchors, lone surrogates, and tags.
_DANGER = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_DANGER_IN_JSON = _DANGER.replace("\x00-\x1f", "")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_FSI, _PDI = "\u2068", "\u2069"
_NARROWEST, _DEFAULT_WIDTH, _WIDEST = 20, 80, 1000


@functools.cache
def _any_of(letters: str) -> re.Pattern[str]:
    # compiled for the first text that needs it: most answers are plain ASCII
    return re.compile(f"[{letters}]")


def clean(text: str) -> str:
    """`text` on one line, with every control, bidi and zero-width character as a visible escape."""
    if text.isascii() and text.isprintable():
        return text
    return _any_of(_DANGER).sub(_escape, text)


def clean_lines(text: str) -> str:
    """As `clean`, but its line breaks stay."""
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").split("\n"))


def clean_json(text: str) -> str:
    """JSON `text` with the same characters as JSON escapes: it reads back as the same value."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _any_of(_DANGER_IN_JSON).sub(_escape_json, text)


def _escape(found: re.Match[str]) -> str:
    letter = found[0]
    if letter in _NAMED:
        return _NAMED[letter]
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escape_json(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))


def isolated(text: str) -> str:
    """`text` between isolates, so that an Arabic title cannot swap the columns beside it."""
    return text if text.isascii() else f"{_FSI}{text}{_PDI}"


def looking(stream: IO[Any] | None) -> bool:
    """Whether `stream` is a terminal; a closed one is not."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def coloured(stream: IO[Any] | None, choice: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to send colour to `stream`. `choice` is --color: auto, always or never."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR") or environ.get("TERM", "") == "dumb":
        return False
    return bool(environ.get("FORCE_COLOR")) or looking(stream)


def bold(text: str, *, colour: str = "") -> str:
    """`text` in bold; `colour` is an SGR number ("31" is red)."""
    return f"\x1b[1;{colour}m{text}\x1b[0m" if colour else f"\x1b[1m{text}\x1b[0m"


def width() -> int:
    """How many cells a line of the terminal has."""
    found = shutil.get_terminal_size((_DEFAULT_WIDTH, 24)).columns
    return max(_NARROWEST, min(found, _WIDEST))


def pager(text: str, choice: str | None, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The program that shows `text` by the page; empty when it fits, or nobody is there to turn pages.

    `choice` is the setting: a command line; "cat" turns paging off.
    """
    if not looking(sys.stdout) or not looking(sys.stdin) or environ.get("TERM", "dumb") == "dumb":
        return []
    if text.count("\n") < shutil.get_terminal_size((_DEFAULT_WIDTH, 24)).lines:
        return []
    import shlex

    try:
        words = shlex.split(choice or "less -FIRX")
    except ValueError:
        return []
    found = shutil.which(words[0]) if words and words[0] != "cat" else None
    return [found, *words[1:]] if found else []


def cells(text: str) -> int:
    """How many cells of a terminal `text` takes; wide letters take two, combining ones none."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fitted(text: str, size: int) -> str:
    """`text`, cut to `size` cells with an ellipsis when it is longer."""
    if cells(text) <= size:
        return text
    kept, room = [], size - 1
    for letter in text:
        room -= cells(letter)
        if room < 0:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"
