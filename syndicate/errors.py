"""The one tree of errors. Each says what happened and why; its hint is the command that mends it.

    SyndicateError            1  unexpected
    ├── BadInput              2  usage, or a value that cannot be read
    ├── NotFound              3  no such paper, article or licensee
    ├── Refused               4  a rule of the trade says no
    ├── Conflict              5  edited meanwhile, or a key used for something else
    ├── Outside               6  disk, database, network, or a newer schema
    └── FindingsPresent       7  a check ran and found something

The numbers are the exit codes of the command line. Errors know words only: they import nothing.
"""

from __future__ import annotations

__all__ = [
    "BadInput",
    "Conflict",
    "FindingsPresent",
    "NotFound",
    "Outside",
    "Refused",
    "SyndicateError",
    "quoted",
]


def quoted(text: str) -> str:
    """`text` from outside as a message may show it: one line, in quotation marks, at most 60 characters.

    What could move a cursor or reverse a line is shown as a replacement character.
    """
    short = text.strip()
    if len(short) > 60:
        short = f"{short[:59]}…"
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in short)
    return f"“{shown}”"


class SyndicateError(Exception):
    """Something the desk should read: `message` in one line, `hint` the command that mends it.

    A hint of several steps has a line for each, so that each can be pasted.
    """

    exit_code = 1
    code = "unexpected"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadInput(SyndicateError):
    """A value cannot be read, or one is missing."""

    exit_code = 2
    code = "bad-input"


class NotFound(SyndicateError):
    """Nothing on file answers to that reference."""

    exit_code = 3
    code = "not-found"


class Refused(SyndicateError):
    """A rule of the trade says no: rights, state, embargo, limits."""

    exit_code = 4
    code = "refused"


class Conflict(SyndicateError):
    """Somebody was there before, or the key was used for something else."""

    exit_code = 5
    code = "conflict"


class Outside(SyndicateError):
    """The machine or a service said no: disk, database, network, schema."""

    exit_code = 6
    code = "outside"


class FindingsPresent(SyndicateError):
    """A check ran well and found something to look at."""

    exit_code = 7
    code = "findings"
