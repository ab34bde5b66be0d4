"""Articles in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["ArticleLine", "on_file"]

_WORDS = 8
"""As many words as `records/lists.py` has places for."""


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list."""

    ref: str
    state: str
    edition: str
    headline: str
    byline: str | None
    published_on: str | None
    language: str
    url: str | None
    versions: int
    open_suspects: int


def on_file(desk: Desk, words: str | None = None) -> list[ArticleLine]:
    """Every article, newest first; with `words`, those whose headline, byline or URL has them all."""
    given = (words or "").split()[:_WORDS]
    with desk.glancing() as g:
        if given:
            likes = [_like(word) for word in given] + ["%"] * (_WORDS - len(given))
            named = {f"word{n}": like for n, like in enumerate(likes)}
            rows = g.rows("articles with words", **named)
        else:
            rows = g.rows("articles")
    return [
        ArticleLine(
            ref=row.ref,
            state=row.state,
            edition=row.edition,
            headline=row.headline,
            byline=row.byline,
            published_on=row.published_on,
            language=row.language,
            url=row.url,
            versions=row.latest,
            open_suspects=row.open or 0,
        )
        for row in rows
    ]


def _like(word: str) -> str:
    escaped = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"
