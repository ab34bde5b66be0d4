"""The text of an article as somebody hands it in: a file, a page on the web, or standard input."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.cli import ask

if TYPE_CHECKING:
    from syndicate.desk import Desk
    from syndicate.rules.articles import Draft

__all__ = ["LARGEST", "named", "read_article"]

LARGEST = 5 * 1024 * 1024
"""The most bytes an article's file may have."""


def read_article(desk: Desk, source: str, url: str | None = None) -> tuple[bytes, Draft]:
    """The bytes of `source` and the article in them; `url` is where it is published.

    Raises BadInput for what holds no article, Outside when a page cannot be fetched.
    """
    from syndicate.pages.read import read_source

    if source.startswith(("http://", "https://")):
        from syndicate.pages.fetch import fetch

        got = fetch(source, now=desk.now)
        return got.body, read_source(
            got.body, name=source, url=url or got.final_url, charset=got.charset
        )
    raw = ask.content(source, largest=LARGEST)
    return raw, read_source(raw, name="standard input" if source == "-" else source, url=url)


def named(source: str) -> str:
    """What the books call a source: an address as it is, a file by its name alone."""
    if "://" in source:
        return source
    name = Path(source).name
    return name if name not in {"", ".."} else Path(source).resolve().name or source
