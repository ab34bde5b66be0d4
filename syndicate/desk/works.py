"""Works: the editions and translations of one article, linked by a person or by what their pages say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select

from syndicate.errors import BadInput, NotFound
from syndicate.pages.urls import canonical_url
from syndicate.records.articles import AlternateRecord, ArticleRecord
from syndicate.rules.articles.edits import WORK, read_edits, write_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.rules.articles.incoming import Alternate

__all__ = ["Linked", "Works"]

_MOST_ALTERNATES = 60
"""A page names at most so many other languages; what comes after is no list of translations."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking did: the articles of one work, those that were stopped along, those left unlinked and why."""

    ref: str
    state: str
    editions: tuple[dict[str, Any], ...]
    stopped: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class Works:
    """The tray of works."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def link(
        self, article: str, other: str, *, original: str | None = None, key: Key | None = None
    ) -> Linked:
        """Say that two articles are editions or translations of one work.

        `original` names the one of which the other is a translation. A kill of either that still stands
        stops the other too. Raises NotFound; BadInput when both are the same article, or `original` is
        neither.
        """
        with self.desk.writing() as w:
            done = w.answered(key)
            if done is None:
                one, two = (
                    self._row(w, self.desk.articles.resolve(w, a)) for a in (article, other)
                )
                first = self._row(w, self.desk.articles.resolve(w, original)) if original else None
                if one.id == two.id:
                    raise BadInput(f"{one.ref} is one article, not two", hint="name the other one")
                if first is not None and first.id not in {one.id, two.id}:
                    raise BadInput(
                        f"{first.ref} is neither {one.ref} nor {two.ref}",
                        hint=f"--original {one.ref}",
                    )
                for row in (one, two):
                    self._mark(w, row, by_hand=False)
                stopped = self._join(w, one, two, original=first, how="by hand")
                done = " ".join((one.ref, *stopped))
                w.answer(key, done)
        ref, *along = done.split(" ")
        return self.show(ref, stopped=along)

    def unlink(self, article: str, *, key: Key | None = None) -> Linked:
        """Take an article out of its work; no import links it again. What was stopped stays stopped.

        Raises NotFound, BadInput when it is in none.
        """
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                ref = self.desk.articles.resolve(w, article)
                row = self._row(w, ref)
                rest = [m for m in self.members(w, row) if m.id != row.id]
                if not rest:
                    raise BadInput(
                        f"{ref} is linked to no other article",
                        hint=f"syndicate article link {ref} OTHER",
                    )
                for m in self.members(w, row):
                    alone = m.id == row.id or len(rest) == 1
                    w.update(
                        ArticleRecord,
                        m.id,
                        work_id=None if alone else rest[0].id,
                        translation_of=None
                        if row.id in {m.id, m.translation_of}
                        else m.translation_of,
                    )
                self._mark(w, row, by_hand=True)
                w.answer(key, ref)
                w.journal("article unlink", ref, others=[m.ref for m in rest])
        return self.show(ref)

    def show(self, article: str, *, stopped: Sequence[str] = ()) -> Linked:
        """An article and the other editions of its work."""
        with self.desk.reading() as r:
            row = self._row(r, self.desk.articles.resolve(r, article))
            return Linked(row.ref, row.state, self.editions(r, row), tuple(stopped))

    def link_alternates(self, w: Writing, ref: str, alternates: Iterable[Alternate]) -> Linked:
        """Link an article to the editions that its page names, and to those whose pages name it.

        Inside the caller's transaction; each link has its journal entry. An edition that is not on file
        yet is linked when it comes. What a person took out of a work stays out, and a page cannot make two
        articles of one edition and language the same work: `left` says so, a person may.
        """
        row = self._row(w, ref)
        named = self._named(row, alternates)
        self._remember(w, row, named)
        others = self._others(w, row, [url for _, url in named])
        stopped: list[str] = []
        left: list[str] = []
        for other in others:
            row = self._row(w, ref)
            why = self._why_not(w, row, other)
            if why is None:
                stopped.extend(self._join(w, row, other, original=None, how="hreflang"))
            elif row.work_id is None or row.work_id != other.work_id:
                left.append(f"{other.ref}: {why}")
        row = self._row(w, ref)
        return Linked(ref, row.state, self.editions(w, row), tuple(stopped), tuple(left))

    @staticmethod
    def _named(row: Any, alternates: Iterable[Alternate]) -> list[tuple[str, str]]:  # noqa: ANN401
        """The other addresses that a page names, canonical: (language, address)."""
        found: dict[str, str] = {}
        for one in list(alternates)[:_MOST_ALTERNATES]:
            try:
                url = canonical_url(one.url)
            except BadInput:
                continue
            if url != row.url:
                found.setdefault(url, one.language)
        return [(language, url) for url, language in found.items()]

    @staticmethod
    def _remember(w: Writing, row: Any, named: list[tuple[str, str]]) -> None:  # noqa: ANN401
        """Keep what the page says now, in place of what it said before: outside the journal, as a cache."""
        known = {
            one.url
            for one in w.rows(
                select(AlternateRecord.url).where(AlternateRecord.article_id == row.id)
            )
        }
        urls = {url for _, url in named}
        if gone := known - urls:
            w.connection.execute(
                delete(AlternateRecord).where(
                    AlternateRecord.article_id == row.id, AlternateRecord.url.in_(sorted(gone))
                )
            )
        fresh = [
            {"article_id": row.id, "language": language, "url": url}
            for language, url in named
            if url not in known
        ]
        if fresh:
            w.connection.execute(insert(AlternateRecord), fresh)

    @staticmethod
    def _others(r: Reading, row: Any, urls: list[str]) -> list[Any]:  # noqa: ANN401
        """The articles on file at `urls`, and those whose pages name the address of this one."""
        columns = ArticleRecord.__table__.columns
        naming = select(AlternateRecord.article_id).where(AlternateRecord.url == row.url)
        where = [ArticleRecord.url.in_(urls)] if urls else []
        where += [ArticleRecord.id.in_(naming)] if row.url else []
        if not where:
            return []
        return r.rows(
            select(*columns)
            .where(or_(*where), ArticleRecord.id != row.id)
            .order_by(ArticleRecord.id)
        )

    def _why_not(self, r: Reading, row: Any, other: Any) -> str | None:  # noqa: ANN401
        if row.work_id is not None and row.work_id == other.work_id:
            return "linked already"
        for one in (row, other):
            if WORK in read_edits(one.edited):
                return f"a person took {one.ref} out of a work"
        mine = {(m.edition, m.language): m.ref for m in self.members(r, row)}
        for m in self.members(r, other):
            twin = mine.get((m.edition, m.language))
            if twin is not None:
                return f"{m.ref} and {twin} are both of the edition {m.edition}, in {m.language}"
        return None

    def _join(
        self,
        w: Writing,
        one: Any,  # noqa: ANN401
        two: Any,  # noqa: ANN401
        *,
        original: Any,  # noqa: ANN401
        how: str,
    ) -> tuple[str, ...]:
        """Make the works of two articles one; the references of those that a standing kill stopped along."""
        together = {m.id: m for row in (one, two) for m in self.members(w, row)}
        work = one.work_id or two.work_id or min(together)
        translation = None
        if original is not None:
            translation = two if original.id == one.id else one
        for m in together.values():
            changes: dict[str, Any] = {} if m.work_id == work else {"work_id": work}
            if translation is not None and m.id == translation.id:
                changes["translation_of"] = original.id
            if original is not None and m.id == original.id and m.translation_of is not None:
                changes["translation_of"] = None
            if changes:
                w.update(ArticleRecord, m.id, **changes)
        w.journal(
            "article link",
            one.ref,
            other=two.ref,
            how=how,
            original=original.ref if original is not None else None,
            work=sorted(m.ref for m in together.values()),
        )
        return self.desk.stoppages.carry(w, self.members(w, self._row(w, one.ref)))

    def members(self, r: Reading, row: Any) -> list[Any]:  # noqa: ANN401
        """The rows of every article of the work that `row` is of, itself among them, oldest first."""
        if row.work_id is None:
            return [row]
        return r.rows(
            select(*ArticleRecord.__table__.columns)
            .where(ArticleRecord.work_id == row.work_id)
            .order_by(ArticleRecord.id)
        )

    def editions(self, r: Reading, row: Any) -> tuple[dict[str, Any], ...]:  # noqa: ANN401
        """The other articles of the work of `row`, as shown: which is the original, where it is known."""
        members = self.members(r, row)
        originals = {m.translation_of for m in members}
        return tuple(
            {
                "ref": m.ref,
                "state": m.state,
                "edition": m.edition,
                "language": m.language,
                "headline": m.headline,
                "url": m.url,
                "version": m.latest,
                "original": m.id in originals,
                "translation_of": next((o.ref for o in members if o.id == m.translation_of), None),
            }
            for m in members
            if m.id != row.id
        )

    def _mark(self, w: Writing, row: Any, *, by_hand: bool) -> None:  # noqa: ANN401
        """Note, or forget, that a person took an article out of its work."""
        edits = read_edits(row.edited)
        wanted = edits | {WORK} if by_hand else edits - {WORK}
        if wanted != edits:
            w.update(ArticleRecord, row.id, edited=write_edits(wanted))

    @staticmethod
    def _row(r: Reading, ref: str) -> Any:  # noqa: ANN401
        row = r.first(select(*ArticleRecord.__table__.columns).where(ArticleRecord.ref == ref))
        if row is None:
            raise NotFound(f"no article {ref}", hint="syndicate article list")
        return row
