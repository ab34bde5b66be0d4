"""The index of words asked: which articles are wanted, as a statement in the words of either database.

Plain text, so that a search loads no database library; `records/search.py` says what the index is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from syndicate.rules.articles.search import INDEX, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Filter", "Question", "question", "tally"]

_KEY_BITS = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles are wanted, all of it together; what is None or empty asks for nothing.

    `words`, `byline` and `section` are what `rules.articles.search.asked` makes of what was typed; `ranks` is
    the first rank wanted and the first no longer wanted.
    """

    words: Sequence[Sequence[str]] = ()
    byline: Sequence[Sequence[str]] = ()
    section: Sequence[Sequence[str]] = ()
    ranks: tuple[int | None, int | None] = (None, None)
    edition: str | None = None
    state: str | None = None
    open_: bool | None = None  # True: something waits for a person; False: nothing does
    urls: tuple[str, ...] = ()  # an address in every spelling it may have been filed under
    ref: str | None = None

    @property
    def matches(self) -> bool:
        """Whether the index of words has a part in the answer."""
        return bool(self.words or self.byline or self.section)


@dataclass(slots=True)
class Question:
    """A statement in the words of one database, with its values in order."""

    sql: str
    values: list[object] = field(default_factory=list)


def question(
    dialect: str,
    wanted: Filter,
    *,
    columns: str,
    limit: int | None = None,
) -> Question:
    """The articles wanted, newest first: `columns` of `article AS a`, at most `limit` rows."""
    sources, order, where = _sources(dialect, wanted, joined=True)
    sql = f"SELECT {columns} FROM {sources}{_where(where)} ORDER BY {order} DESC"  # noqa: S608  # words of our own; values are bound
    values = [value for _, bound in where for value in bound]
    if limit is not None:
        sql += " LIMIT ?"
        values.append(limit)
    return _spoken(dialect, sql, values)


def tally(dialect: str, wanted: Filter, *, most: int) -> Question:
    """How many articles are wanted, as `n`; counting stops at `most`."""
    told = (wanted.edition, wanted.state, wanted.open_, wanted.ref)
    joined = not wanted.matches or bool(wanted.urls) or any(one is not None for one in told)
    sources, _, where = _sources(dialect, wanted, joined=joined)
    sql = f"SELECT count(*) AS n FROM (SELECT 1 FROM {sources}{_where(where)} LIMIT ?) AS found"  # noqa: S608  # as above
    return _spoken(dialect, sql, [*(value for _, bound in where for value in bound), most])


_Conditions = list[tuple[str, list[object]]]


def _where(conditions: _Conditions) -> str:
    return f" WHERE {' AND '.join(part for part, _ in conditions)}" if conditions else ""


def _spoken(dialect: str, sql: str, values: list[object]) -> Question:
    return Question(sql if dialect == "sqlite" else sql.replace("?", "%s"), values)


def _sources(dialect: str, wanted: Filter, *, joined: bool) -> tuple[str, str, _Conditions]:
    """Where the answer comes from, what gives its order, and the conditions with their values."""
    lite = dialect == "sqlite"
    sources, order = "article AS a", "a.rank"
    where: _Conditions = []
    if wanted.matches and lite:
        # CROSS JOIN: the index comes first and gives its order; SQLite is not to think about it.
        article = f" CROSS JOIN article AS a ON a.id = ({INDEX}.rowid & {_KEY_BITS})"
        sources, order = f"{INDEX}{article if joined else ''}", f"{INDEX}.rowid"
        where.append((f"{INDEX} MATCH ?", [_fts(wanted)]))
    elif wanted.matches:
        article = " JOIN article AS a ON a.rank = w.rank"
        sources, order = f"{INDEX} AS w{article if joined else ''}", "w.rank"
        where.append(("w.words @@ ?::tsquery", [_tsquery(wanted)]))
    return sources, order, where + _narrowed(wanted, order)


def _narrowed(wanted: Filter, order: str) -> _Conditions:
    """The conditions beside the words, each with its values."""
    made: _Conditions = [
        (f"{order} {sign} ?", [bound])
        for bound, sign in zip(wanted.ranks, (">=", "<"), strict=True)
        if bound is not None
    ]
    made += [
        (f"a.{name} = ?", [value])
        for name in ("edition", "state", "ref")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.urls:
        made.append((f"a.url IN ({', '.join('?' * len(wanted.urls))})", [*wanted.urls]))
    if wanted.open_ is not None:
        open_ = "EXISTS (SELECT 1 FROM suspect AS s WHERE s.article_id = a.id)"
        made.append((open_ if wanted.open_ else f"NOT {open_}", []))
    return made


def _fts(wanted: Filter) -> str:
    def part(groups: Sequence[Sequence[str]], column: str = "") -> list[str]:
        head = f"{column} : " if column else ""
        return [
            f"{head}({' OR '.join(f'{chr(34)}{w}{chr(34)}' for w in group)})" for group in groups
        ]

    parts = part(wanted.words) + part(wanted.byline, "byline") + part(wanted.section, "section")
    return " AND ".join(parts)


def _tsquery(wanted: Filter) -> str:
    def part(groups: Sequence[Sequence[str]], weight: str = "") -> list[str]:
        tail = f":{weight}" if weight else ""
        return [
            f"({' | '.join(f'{chr(39)}{w}{chr(39)}{tail}' for w in group)})" for group in groups
        ]

    parts = (
        part(wanted.words)
        + part(wanted.byline, WEIGHTS["byline"])
        + part(wanted.section, WEIGHTS["section"])
    )
    return " & ".join(parts)
