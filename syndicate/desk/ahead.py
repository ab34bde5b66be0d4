"""Work done ahead in a second process: while one piece is filed, the next is read and judged.

The second process is a copy of this one, so it may go on with whatever was begun here; it must open its own
way to the books. It ends with its parent, also when that is killed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import traceback
from typing import TYPE_CHECKING, TypeVar, cast

from syndicate import errors
from syndicate.documents.worker import die_with
from syndicate.errors import Outside, SyndicateError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

__all__ = ["can_read_ahead", "read_ahead"]

T = TypeVar("T")


def can_read_ahead() -> bool:
    """Whether a second process is worth it here: one that is a copy of this one, with a core of its own."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1


def read_ahead(pieces: Iterator[T]) -> Iterator[T]:
    """The pieces of `pieces`, made in a second process, at most one ahead of what is taken.

    What it raises is raised here; Outside when it was ended from outside.
    """
    copies = multiprocessing.get_context("fork")
    taking, giving = copies.Pipe(duplex=False)
    child = copies.Process(target=_give, args=(pieces, taking, giving, os.getpid()), daemon=True)
    child.start()
    giving.close()
    try:
        while True:
            try:
                kind, told = pickle.loads(taking.recv_bytes())  # noqa: S301  # our own child wrote it
            except EOFError:
                raise Outside(
                    "the process that reads the source was ended from outside",
                    hint="type the same again: it goes on where it stopped",
                ) from None
            if kind == "end":
                return
            if kind == "refused":
                name, message, hint = told
                raise cast("type[SyndicateError]", getattr(errors, name))(message, hint=hint)
            if kind == "fault":
                raise RuntimeError(told)
            yield told
    finally:
        taking.close()
        child.kill()
        child.join()


def _give(pieces: Iterator[T], taking: Connection, giving: Connection, parent: int) -> None:
    """Hand over one piece after the other; a parent that went away ends this too."""
    taking.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends this one
    die_with(parent)
    try:
        for piece in pieces:
            giving.send_bytes(pickle.dumps(("piece", piece), pickle.HIGHEST_PROTOCOL))
        last: tuple[str, object] = ("end", None)
    except SyndicateError as error:
        last = ("refused", (type(error).__name__, error.message, error.hint))
    except BrokenPipeError:
        return
    except OSError as error:
        last = ("refused", ("Outside", f"the source cannot be read: {error}", None))
    except Exception as error:
        told = "".join(traceback.format_exception(error))[-4000:]
        _tell(giving, ("fault", f"{error!r}\n{told}"))
        raise SystemExit(1) from error  # told already, where somebody reads it
    _tell(giving, last)


def _tell(giving: Connection, last: tuple[str, object]) -> None:
    with contextlib.suppress(BrokenPipeError):
        giving.send_bytes(pickle.dumps(last, pickle.HIGHEST_PROTOCOL))
