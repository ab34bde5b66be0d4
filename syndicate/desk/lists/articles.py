"""Articles in a list: all of them, or those that words, an author, days and more narrow it to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from syndicate.desk.lists.search import Filter, Question, question, tally
from syndicate.errors import BadInput, quoted

if TYPE_CHECKING:
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.glance import Glance

__all__ = ["COLUMNS", "ArticleLine", "Found", "Wanted", "find", "narrowed", "on_file"]

COLUMNS = (
    "a.ref, a.state, a.edition, a.headline, a.byline, a.section, a.published_on, a.language, a.url, a.latest, "
    "(SELECT count(*) FROM suspect AS o WHERE o.article_id = a.id) AS open_suspects"
)
_MOST_COUNTED = 10_000
"""Beyond so many articles nobody wants to know how many there are, and counting would take a while."""

_RIGHTS = {"open": True, "clear": False}


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
    section: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which articles are asked for, all of it together. `words` may be a reference or an address too.

    `since` and `until` are days of publication, both included; `rights` is "open" (something waits for a
    person) or "clear".
    """

    words: str | None = None
    author: str | None = None
    section: str | None = None
    since: date | None = None
    until: date | None = None
    edition: str | None = None
    state: str | None = None
    rights: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The first articles that are wanted, newest first, and how many there are; not `counted`, there are more."""

    lines: list[ArticleLine]
    total: int
    counted: bool = True


def on_file(desk: Desk, words: str | None = None) -> list[ArticleLine]:
    """Every article, newest published first; with `words`, those in which all of them stand."""
    return find(desk, Wanted(words=words)).lines


def find(desk: Desk, wanted: Wanted, *, limit: int | None = None) -> Found:
    """The articles wanted, newest published first, at most `limit` of them, and how many there are in all.

    Raises BadInput for what cannot be read: an address, a state, an author without a name.
    """
    if wanted.words is not None and wanted.words.strip() and not _has_words(wanted.words):
        return Found([], 0)
    asked_for = narrowed(wanted)
    with desk.glancing() as g:
        _check_edition(g, wanted.edition)
        asked_for = _named(g, wanted, asked_for)
        rows = g.found(question(g.dialect, asked_for, columns=COLUMNS, limit=limit))
        total = len(rows)
        if limit is not None and total == limit:
            total = g.found(tally(g.dialect, asked_for, most=max(_MOST_COUNTED, limit) + 1))[0].n
    most = max(_MOST_COUNTED, limit or 0)
    counted = limit is None or total <= most
    return Found([_line(row) for row in rows], total if counted else most, counted)


def _line(row: Any) -> ArticleLine:  # noqa: ANN401
    return ArticleLine(
        ref=row.ref,
        state=row.state,
        edition=row.edition,
        headline=row.headline,
        byline=row.byline,
        published_on=row.published_on,
        language=row.language,
        url=row.url,
        versions=row.latest,
        open_suspects=row.open_suspects,
        section=row.section,
    )


def narrowed(wanted: Wanted) -> Filter:
    """What is asked of the books for `wanted`. Raises BadInput for what cannot be read."""
    from syndicate.rules.articles.search import asked, ranks_of
    from syndicate.rules.articles.states import ArticleState

    if wanted.rights is not None and wanted.rights not in _RIGHTS:
        raise BadInput(f"{quoted(wanted.rights)}: rights are open or clear", hint="--rights open")
    if wanted.state is not None and wanted.state not in set(ArticleState):
        states = ", ".join(ArticleState)
        raise BadInput(
            f"{quoted(wanted.state)} is no state of an article; they are {states}",
            hint="--state usable",
        )
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise BadInput("--since lies after --until")
    words = (wanted.words or "").strip()
    by_address = _is_address(words)
    return Filter(
        words=asked(words) if words and not by_address else (),
        byline=_asked("author", wanted.author, name=True) if wanted.author is not None else (),
        section=_asked("section", wanted.section) if wanted.section is not None else (),
        ranks=(
            ranks_of(wanted.since)[0] if wanted.since else None,
            ranks_of(wanted.until)[1] if wanted.until else None,
        ),
        edition=wanted.edition,
        state=wanted.state,
        open_=_RIGHTS[wanted.rights] if wanted.rights else None,
        urls=_spelled(wanted.url or words) if wanted.url or by_address else (),
    )


def _asked(what: str, text: str, *, name: bool = False) -> list[list[str]]:
    from syndicate.rules.articles.search import asked

    try:
        return asked(text, name=name)
    except BadInput as why:
        raise BadInput(
            f"--{what} {quoted(text)} holds no word to look for",
            hint="syndicate article list --fields ref,byline,section",
        ) from why


def _has_words(text: str) -> bool:
    """Whether anything can be looked for; signs alone stand in no article."""
    from syndicate.rules.articles.search import asked

    try:
        asked(text)
    except BadInput:
        return False
    return True


def _is_address(words: str) -> bool:
    return "://" in words and " " not in words


def _spelled(address: str) -> tuple[str, ...]:
    from syndicate.pages.urls import spellings

    return spellings(address)


def _check_edition(g: Glance, code: str | None) -> None:
    """Nothing, when `code` is an edition of the publisher. Raises BadInput with those there are."""
    if code is None:
        return
    codes = [row.code for row in g.rows("editions")]
    if codes and code not in codes:
        raise BadInput(
            f"no edition {quoted(code)}; the editions are {', '.join(codes)}",
            hint=f"syndicate article list --edition {codes[0]}",
        )


def _named(g: Glance, wanted: Wanted, asked_for: Filter) -> Filter:
    """Where the words are the reference of an article, that article and no other."""
    words = (wanted.words or "").strip().upper()
    if not words or " " in words or "-" not in words or not words[-1].isdigit():
        return asked_for
    by_ref = replace(asked_for, words=(), ref=words)
    asked: Question = question(g.dialect, by_ref, columns="a.ref", limit=1)
    return by_ref if g.found(asked) else asked_for
