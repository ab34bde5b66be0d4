"""The index of words kept true: whatever changes an article in a transaction, its words follow at the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from syndicate.records import search
from syndicate.records.articles import ArticleRecord, VersionRecord
from syndicate.rules.articles.search import FORM, NOT_SEARCHED, Words, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sqlalchemy import Connection

__all__ = ["SHOWN", "Following", "body_of", "entries", "faults", "fill"]

SHOWN = frozenset({"headline", "byline", "section", "language", "published_on", "latest"})
"""The columns of an article that its words are taken from."""

_AT_ONCE = 500
_LOOKED_AT = 50


def body_of(passages: Iterable[Mapping[str, object]]) -> list[str]:
    """The texts of stored passages that an article is found by: all but the house's own matter."""
    return [str(p["text"]) for p in passages if p["kind"] not in NOT_SEARCHED]


def entries(connection: Connection, ids: Iterable[int]) -> Iterator[tuple[int, int, Words]]:
    """What the index should hold of articles on file: key, rank and words, in the order of keys."""
    wanted = sorted(ids)
    a, v = ArticleRecord.__table__.c, VersionRecord.__table__.c
    for start in range(0, len(wanted), _AT_ONCE):
        rows = connection.execute(
            select(
                *(a.id, a.rank, a.headline, a.byline, a.section, a.language, v.passages),
            )
            .select_from(ArticleRecord.__table__)
            .outerjoin(VersionRecord.__table__, (v.article_id == a.id) & (v.n == a.latest))
            .where(a.id.in_(wanted[start : start + _AT_ONCE]))
            .order_by(a.id)
        ).all()
        for row in rows:
            words = words_of(
                headline=row.headline,
                byline=row.byline,
                section=row.section,
                body=body_of(json.loads(row.passages)) if row.passages else (),
                language=row.language,
            )
            yield row.id, row.rank, words


def fill(connection: Connection, told: Callable[[int, int], None] | None = None) -> int:
    """Put every article on file into an empty index; how many there are. `told` hears how many are done."""
    # In the order of ranks, so that FTS5 need not write out what it gathers before it must.
    ids = list(connection.execute(select(ArticleRecord.id).order_by(ArticleRecord.rank)).scalars())
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        search.file(connection, [(rank, words) for _, rank, words in entries(connection, part)])
        if told is not None:
            told(start + len(part), len(ids))
    return len(ids)


def faults(connection: Connection) -> list[str]:
    """What the index of words does not say as the articles do; empty when it does, as far as a look goes.

    Every article is looked for; the words of some, the newest among them, are compared.
    """
    found = search.form(connection)
    if found != FORM:
        return [f"the index of words is of form {found or 'none'}; this program asks form {FORM}"]
    lacks, strange = search.strays(connection)
    said = [f"{lacks} articles are not in the index of words"] if lacks else []
    said += [f"{strange} entries of the index of words are of no article"] if strange else []
    ids = connection.execute(
        select(ArticleRecord.id).order_by(ArticleRecord.rank.desc()).limit(_LOOKED_AT)
    ).scalars()
    wrong = sum(
        not search.holds(connection, rank, words)
        for _, rank, words in entries(connection, ids.all())
    )
    return [*said, f"{wrong} articles stand in the index under other words"] if wrong else said


class Following:
    """What one transaction does to articles, as far as the index of words must follow."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before: dict[int, tuple[int, Words] | None] = {}

    def added(self, id_: int) -> None:
        """An article comes on file in this transaction."""
        self._before.setdefault(id_, None)

    def changing(self, id_: int) -> None:
        """An article is about to change: remember under which words it stands in the index."""
        if id_ not in self._before:
            self._before[id_] = next(
                ((rank, words) for _, rank, words in entries(self._connection, [id_])), None
            )

    def file(self, found: Iterable[tuple[int, int, Words]]) -> None:
        """File articles added in this transaction, whose words are known already."""
        given = list(found)
        search.file(self._connection, ((rank, words) for _, rank, words in given))
        for id_, _, _ in given:
            del self._before[id_]

    def settle(self) -> None:
        """Make the index say what the articles say now."""
        if not self._before:
            return
        after = {id_: (rank, words) for id_, rank, words in entries(self._connection, self._before)}
        changed = [id_ for id_, had in self._before.items() if had != after.get(id_)]
        search.drop(self._connection, (had for id_ in changed if (had := self._before[id_])))
        search.file(self._connection, (after[id_] for id_ in changed if id_ in after))
        self._before.clear()
