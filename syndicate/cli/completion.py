"""Completion in the shell: references straight from the books, quickly, and never with an error."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import typer
from typer import _completion_classes as shells
from typer._click.shell_completion import CompletionItem, add_completion_class

from syndicate.cli.door import settings_of
from syndicate.errors import Outside, SyndicateError
from syndicate.settings import sqlite_module, sqlite_path

__all__ = ["prepare", "references"]

_SECONDS = 0.18
_MOST = 50
_REF = r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}"

_KINDS = frozenset({"article", "invoice", "licence", "licensee", "payment", "quote", "request"})


def references(kind: str) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """What completes a reference of `kind` ("quote"): those on file, newest first, with a word on each."""
    if kind not in _KINDS:
        raise KeyError(kind)

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        import threading

        found: list[tuple[str, str]] = []
        # a shell in the middle of a line has no place for an error
        with suppress(SyndicateError, ImportError):
            url = settings_of(ctx).database
            if sqlite_path(url) is None:
                importlib.import_module("psycopg")
            arguments = (url, f"complete {kind}", incomplete.upper()[:40], found)
            # a database that does not answer must not hold the line being typed
            looking = threading.Thread(target=_look, args=arguments, daemon=True)
            looking.start()
            looking.join(_SECONDS)
        return [(ref, _harmless(told)) for ref, told in list(found) if re.fullmatch(_REF, ref)]

    return complete


def _look(url: str, name: str, start: str, found: list[tuple[str, str]]) -> None:
    with suppress(SyndicateError, OSError, ValueError, sqlite_module().Error):
        found.extend(_looked_up(url, name, start))


def _looked_up(url: str, name: str, start: str) -> list[tuple[str, str]]:
    from syndicate.desk.glance import text_of

    given = {"start": re.sub(r"[^A-Z0-9./-]", "", start) + "%"}
    path = sqlite_path(url)
    if path is not None:
        return _sqlite(path, text_of(name, "sqlite"), given)
    import psycopg

    query = text_of(name, "postgresql")

    plain_url = re.sub(r"^postgresql\+[a-z0-9]+:", "postgresql:", url)
    try:
        with psycopg.connect(plain_url, connect_timeout=1, autocommit=True) as connection:
            rows = connection.execute(query.encode(), given).fetchall()
    except psycopg.Error as error:
        raise Outside("the database does not answer") from error
    return [(str(ref), str(told or "")) for ref, told in rows]


def _sqlite(path: Path, query: str, given: dict[str, str]) -> list[tuple[str, str]]:
    until = time.monotonic() + _SECONDS
    uri = f"{path.as_uri()}?mode=ro"
    with closing(sqlite_module().connect(uri, uri=True, timeout=0.05)) as connection:
        connection.set_progress_handler(lambda: int(time.monotonic() > until), 1000)
        rows = connection.execute(query, given).fetchmany(_MOST)
    return [(str(ref), str(told or "")) for ref, told in rows]


def _harmless(text: str) -> str:
    """Letters, digits and a few marks of `text`: shells evaluate what completion tells them."""
    kept = (letter if letter.isalnum() or letter in " .,-" else " " for letter in text[:200])
    return " ".join("".join(kept).split())[:60]


class _Zsh(shells.ZshComplete):
    """Zsh, which evaluates descriptions: only harmless ones reach it, and Rich is not asked."""

    def format_completion(self, item: CompletionItem) -> str:
        """One line of its menu."""
        told = _harmless(item.help or "")
        return f'"{item.value}":"{told}"' if told else f'"{item.value}"'


class _Fish(shells.FishComplete):
    """Fish, without asking Rich."""

    def format_completion(self, item: CompletionItem) -> str:
        """One line of its menu."""
        told = _harmless(item.help or "")
        return f"{item.value}\t{told}" if told else str(item.value)


def prepare() -> None:
    """Put our shells in the place of Typer's."""
    shells.completion_init()
    add_completion_class(_Zsh, "zsh")
    add_completion_class(_Fish, "fish")
