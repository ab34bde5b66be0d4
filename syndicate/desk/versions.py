"""Versions of articles: corrected, edited by hand, compared, and which licensee carries which."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from syndicate.desk.licences import state_on
from syndicate.errors import BadInput, Conflict, NotFound, Refused
from syndicate.pages.urls import canonical_url
from syndicate.records.articles import ArticleRecord, VersionRecord
from syndicate.records.audits import MatchRecord, PlacementRecord
from syndicate.records.licences import LicenceItemRecord, LicenceRecord, SuspensionRecord
from syndicate.records.papers import PaperRecord, PaperStateRecord
from syndicate.records.parties import PartyRecord
from syndicate.rules import articles, dates
from syndicate.rules.articles import ArticleState
from syndicate.rules.articles.changes import Changed, compare, read_span, words_changed
from syndicate.rules.articles.edits import FIELDS, hold, read_edits, write_edits
from syndicate.rules.facts import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.rules.articles import Draft

__all__ = ["Behind", "Corrected", "Version", "Versions"]

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the list of an article's versions."""

    n: int
    reason: str
    note: str | None
    digest: str
    words: int
    headline: str
    language: str
    source: str
    at: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected article: the new version, what it changes, and who carries an older one."""

    ref: str
    state: str
    version: int
    reason: str
    note: str | None
    by: str | None
    digest: str
    changes: dict[str, Any]
    editions: tuple[dict[str, Any], ...]
    holders: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Behind:
    """A licence in force whose article has a newer version; `version` is None where it is not known."""

    licence: str
    licensee_name: str
    article: str
    headline: str
    version: int | None
    newest: int
    corrected: bool
    note: str | None


class Versions:
    """The tray of versions."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    # -- reading -----------------------------------------------------------------------------------

    def on_file(self, article: str) -> list[Version]:
        """Every version of an article, newest first. Raises NotFound."""
        with self.desk.reading() as r:
            row = self._row(r, self.desk.articles.resolve(r, article))
            found = r.rows(
                select(*VersionRecord.__table__.columns)
                .where(VersionRecord.article_id == row.id)
                .order_by(VersionRecord.n.desc())
            )
        return [
            Version(
                n=v.n,
                reason=v.reason,
                note=v.note,
                digest=v.digest,
                words=v.words_total,
                headline=v.headline,
                language=v.language,
                source=v.source,
                at=dates.stamp(v.fetched_at),
                by=v.by,
            )
            for v in found
        ]

    def diff(self, article: str, span: str) -> dict[str, Any]:
        """What changed between two versions ("1..2"), passage by passage and word by word.

        Raises NotFound for a version that is not there, BadInput for what names no two.
        """
        with self.desk.reading() as r:
            row = self._row(r, self.desk.articles.resolve(r, article))
            old, new = read_span(span, newest=row.latest)
            one, other = (self._version(r, row, n) for n in (old, new))
        return {
            "ref": row.ref,
            "state": row.state,
            "from": old,
            "to": new,
            "reason": other.reason,
            "note": other.note,
            **_changes(
                _facts(one), _facts(other), _passages(one), _passages(other), other.language
            ),
        }

    # -- correcting --------------------------------------------------------------------------------

    def correct(
        self,
        article: str,
        draft: Draft,
        *,
        raw: bytes,
        source: str,
        note: str,
        by: str,
        rewritten: bool = False,
        key: Key | None = None,
    ) -> Corrected:
        """File the corrected text of an article as its next version, with the note that says what was wrong.

        What `draft` does not state (headline, byline, day, language) stays as it was. No licence changes:
        each carries its own version, and the answer says who carries an older one.
        Raises NotFound; Conflict when this is the text on file; Refused for a killed article or a stub, and,
        unless it is `rewritten`, for a text in which nearly nothing of the one on file is left.
        """
        with self.desk.writing() as w:
            done = w.answered(key)
            if done is None:
                ref = self.desk.articles.resolve(w, article)
                _correctable(self._row(w, ref))
                if not rewritten:
                    self.desk.articles.refuse_another(w, ref, draft, source=source)
                n = self.correct_in(w, ref, draft, raw=raw, source=source, note=note, by=by)
                done = f"{ref}/{n}"
                w.answer(key, done)
        ref, _, n_text = done.partition("/")
        return self._corrected(ref, int(n_text))

    def correct_in(
        self,
        w: Writing,
        ref: str,
        draft: Draft,
        *,
        raw: bytes,
        source: str,
        note: str | None,
        by: str,
    ) -> int:
        """File a corrected text inside the caller's transaction, whatever the article's state; its number."""
        row = self._row(w, ref)
        return self.desk.articles.file_version(
            w,
            ref,
            self._filled(w, row, draft),
            edition=None,
            source=source,
            source_sha=self.desk.store.put(raw, ".source"),
            reason="corrected",
            note=note,
            by=by,
        )

    def check(
        self,
        article: str,
        draft: Draft,
        *,
        source: str,
        note: str,
        by: str | None = None,
        rewritten: bool = False,
    ) -> Corrected:
        """What `correct` would file, without filing it: the same refusals."""
        with self.desk.reading() as r:
            row = self._row(r, self.desk.articles.resolve(r, article))
            _correctable(row)
            if not rewritten:
                self.desk.articles.refuse_another(r, row.ref, draft, source=source)
            old = self._version(r, row, row.latest)
            filled = self._filled(r, row, draft)
            passages = articles.passages(filled)
            sha = articles.version_digest(
                filled.headline, filled.byline, filled.published_on, passages
            )
            if sha == old.digest:
                raise _same(row.ref)
            return Corrected(
                ref=row.ref,
                state="dry-run",
                version=row.latest + 1,
                reason="corrected",
                note=note,
                by=by or self.desk.settings.actor,
                digest=sha,
                changes=_changes(
                    _facts(old), _facts(filled), _passages(old), passages, filled.language
                ),
                editions=self.desk.works.editions(r, row),
                holders=self.holders_in(r, row.ref, newest=row.latest + 1),
            )

    def _corrected(self, ref: str, n: int) -> Corrected:
        with self.desk.reading() as r:
            row = self._row(r, ref)
            new = self._version(r, row, n)
            changes: dict[str, Any] = {}
            if n > 1:
                old = self._version(r, row, n - 1)
                changes = _changes(
                    _facts(old), _facts(new), _passages(old), _passages(new), new.language
                )
            return Corrected(
                ref=ref,
                state=row.state,
                version=n,
                reason=new.reason,
                note=new.note,
                by=new.by,
                digest=new.digest,
                changes=changes,
                editions=self.desk.works.editions(r, row),
                holders=self.holders_in(r, ref),
            )

    def _filled(self, r: Reading, row: Any, draft: Draft) -> Draft:  # noqa: ANN401
        """`draft` with what it does not state taken from the version in force."""
        if not row.latest:
            return replace(draft, headline=draft.headline or row.headline)
        old = self._version(r, row, row.latest)
        return replace(
            draft,
            headline=draft.headline or old.headline,
            byline=draft.byline or old.byline,
            published_on=draft.published_on or old.published_on,
            language=draft.language if draft.language_stated else old.language,
        )

    # -- editing by hand ---------------------------------------------------------------------------

    def edit(
        self,
        article: str,
        *,
        changes: dict[str, Any],
        release: Iterable[str] = (),
        key: Key | None = None,
    ) -> str:
        """Set what stands about an article by hand: from then on no import changes it.

        `changes` are fields of `rules.articles.edits.FIELDS`. Headline, byline and day are of the text: they
        make a new version. `release` names fields that imports may set again. The article's reference.
        Raises NotFound; Conflict when the address is another article's; BadInput when nothing is said.
        """
        again = tuple(release)
        if not changes and not again:
            raise BadInput("what is to be edited?", hint=f"syndicate article edit {article} --help")
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                ref = self.desk.articles.resolve(w, article)
                row = self._row(w, ref)
                if "url" in changes:
                    changes = {**changes, "url": self._free_url(w, row, changes["url"])}
                edits = (read_edits(row.edited) - set(again)) | set(changes)
                columns = {k: v for k, v in changes.items() if k in {"section", "url"}}
                w.update(ArticleRecord, row.id, edited=write_edits(edits), **columns)
                self._edit_text(
                    w, row, {k: v for k, v in changes.items() if k not in {"section", "url"}}
                )
                w.answer(key, ref)
                w.journal("article edit", ref, changed=sorted(changes), released=sorted(again))
        return ref

    def _free_url(self, r: Reading, row: Any, typed: str) -> str:  # noqa: ANN401
        url = canonical_url(typed)
        other = self.desk.articles.at_address(r, url, but=row.id)
        if other is not None:
            raise Conflict(
                f"{url} is the address of {other}", hint=f"syndicate article show {other}"
            )
        return url

    def _edit_text(self, w: Writing, row: Any, changes: dict[str, Any]) -> None:  # noqa: ANN401
        """File the newest text again with another headline, byline or day: a version of its own."""
        if not changes:
            return
        if not row.latest:  # a stub has no text yet; what was set by hand waits for it
            w.update(ArticleRecord, row.id, **changes)
            return
        old = self._version(w, row, row.latest)
        new = {**_facts(old), **changes}
        passages = _passages(old)
        sha = articles.version_digest(new["headline"], new["byline"], new["published_on"], passages)
        if sha == old.digest:
            return
        self.desk.articles.insert_version(
            w,
            row,
            headline=new["headline"],
            byline=new["byline"],
            published_on=new["published_on"],
            language=old.language,
            passages=canonical(articles.passages_facts(passages)),
            words_total=old.words_total,
            digest=sha,
            reason="updated",
            note=f"{', '.join(_SPOKEN[name] for name in FIELDS if name in changes)} edited by hand",
            by=w.actor,
            source="edited by hand",
            source_sha256=old.source_sha256,
        )

    def held(self, r: Reading, ref: str, draft: Draft) -> Draft:
        """`draft` of an article on file, with what staff set by hand put back: what an import files."""
        row = self._row(r, ref)
        edits = read_edits(row.edited)
        if not edits:
            return draft
        # A stub has no version: what was set by hand waits in its own row.
        old = self._version(r, row, row.latest) if row.latest else row
        return hold(
            draft,
            edits,
            headline=old.headline,
            byline=old.byline,
            published_on=old.published_on,
            url=row.url,
        )

    # -- who carries what --------------------------------------------------------------------------

    def holders(self, article: str) -> dict[str, Any]:
        """Who holds an article or another edition of it: licences with version and contact, and known copies.

        Raises NotFound.
        """
        with self.desk.reading() as r:
            ref = self.desk.articles.resolve(r, article)
            row = self._row(r, ref)
            return {"ref": ref, "state": row.state, **self.holders_in(r, ref)}

    def holders_in(self, r: Reading, ref: str, *, newest: int | None = None) -> dict[str, Any]:
        """As `holders`, in the caller's view; `newest` is the version that is about to be filed.

        `licences` are those granted on an article of the work, whatever their state; `copies` the places
        where it was seen; `may_hold` licences of the old books in force that name no article.
        """
        members = self.desk.works.members(r, self._row(r, ref))
        latest = {m.id: m.latest for m in members}
        if newest is not None:
            latest |= {m.id: newest for m in members if m.ref == ref}
        copies = self._copies(r, latest)
        by_item: dict[int | None, list[str]] = {}
        for copy in copies:
            by_item.setdefault(copy.pop("item"), []).append(copy["ref"])
        licences = [
            {**self._holder(r, row, latest), "copies": by_item.get(row.id, [])}
            for row in self._items(r, LicenceItemRecord.article_id.in_(list(latest)))
        ]
        licences.sort(key=lambda one: one["state"] not in _IN_FORCE)
        unstated = [
            self._holder(r, row, latest)
            for row in self._items(r, LicenceItemRecord.article_id.is_(None))
        ]
        return {
            "correction_hours": self.desk.publishers.row(r).correction_hours,
            "licences": licences,
            "copies": copies,
            "may_hold": [one for one in unstated if one["state"] in _IN_FORCE],
        }

    @staticmethod
    def _items(r: Reading, where: Any, *, behind: bool = False) -> list[Any]:  # noqa: ANN401
        """Licence items with whose they are and how they stand; with `behind`, those of an older version."""
        rests = (
            select(SuspensionRecord.licence_item_id)
            .where(SuspensionRecord.lifted_at.is_(None))
            .distinct()
            .subquery()
        )
        statement = (
            select(
                LicenceItemRecord.id,
                LicenceItemRecord.n,
                LicenceItemRecord.article_id,
                LicenceItemRecord.outlet_title,
                LicenceItemRecord.domains,
                LicenceItemRecord.starts_on,
                LicenceItemRecord.ends_on,
                PaperRecord.ref,
                PaperStateRecord.state,
                PartyRecord.id.label("party_id"),
                PartyRecord.ref.label("party"),
                PartyRecord.legal_name,
                PartyRecord.country,
                PartyRecord.language,
                ArticleRecord.ref.label("article"),
                ArticleRecord.headline,
                ArticleRecord.latest,
                VersionRecord.n.label("version"),
                rests.c.licence_item_id.label("rests"),
            )
            .join(LicenceRecord, LicenceRecord.paper_id == LicenceItemRecord.paper_id)
            .join(PaperRecord, PaperRecord.id == LicenceItemRecord.paper_id)
            .join(PaperStateRecord, PaperStateRecord.paper_id == LicenceItemRecord.paper_id)
            .join(PartyRecord, PartyRecord.id == LicenceRecord.party_id)
            .outerjoin(ArticleRecord, ArticleRecord.id == LicenceItemRecord.article_id)
            .outerjoin(VersionRecord, VersionRecord.id == LicenceItemRecord.version_id)
            .outerjoin(rests, rests.c.licence_item_id == LicenceItemRecord.id)
            .where(where, PaperStateRecord.state != "taken-back")
            .order_by(LicenceItemRecord.id)
        )
        if behind:
            older = or_(VersionRecord.n.is_(None), VersionRecord.n < ArticleRecord.latest)
            statement = statement.where(
                ArticleRecord.latest > 0, older, PaperStateRecord.state.in_(("issued", "active"))
            )
        return r.rows(statement)

    def _holder(self, r: Reading, row: Any, latest: dict[int, int]) -> dict[str, Any]:  # noqa: ANN401
        newest = latest.get(row.article_id)
        return {
            "licence": row.ref,
            "item": row.n,
            "state": "suspended" if row.rests else state_on(row.state, row, self.desk.today),
            "article": row.article,
            "version": row.version,
            "newest_version": newest,
            "older": None if row.version is None or newest is None else row.version < newest,
            "licensee": row.party,
            "licensee_name": row.legal_name,
            "country": row.country,
            "language": row.language,
            "outlet": row.outlet_title,
            "domains": json.loads(row.domains),
            "ends_on": row.ends_on.isoformat() if row.ends_on else None,
            "contact": self.desk.licensees.reach(r, row.party_id),
        }

    @staticmethod
    def _copies(r: Reading, latest: dict[int, int]) -> list[dict[str, Any]]:
        """The places where articles were seen, as they were last seen; our own pages are none.

        `latest` has the number of the newest version for the key of each article.
        """
        last = (
            select(MatchRecord.placement_id, func.max(MatchRecord.id).label("id"))
            .join(PlacementRecord, PlacementRecord.id == MatchRecord.placement_id)
            .where(PlacementRecord.article_id.in_(list(latest)))
            .group_by(MatchRecord.placement_id)
            .subquery()
        )
        rows = r.rows(
            select(
                PlacementRecord.ref,
                PlacementRecord.place,
                PlacementRecord.last_seen,
                MatchRecord.verdict,
                MatchRecord.licence_item_id,
                MatchRecord.version_told,
                PlacementRecord.article_id,
                ArticleRecord.ref.label("article"),
                VersionRecord.n.label("version"),
                PaperRecord.ref.label("licence"),
            )
            .join(last, last.c.placement_id == PlacementRecord.id)
            .join(MatchRecord, MatchRecord.id == last.c.id)
            .join(ArticleRecord, ArticleRecord.id == PlacementRecord.article_id)
            .join(VersionRecord, VersionRecord.id == MatchRecord.version_id)
            .outerjoin(LicenceItemRecord, LicenceItemRecord.id == MatchRecord.licence_item_id)
            .outerjoin(PaperRecord, PaperRecord.id == LicenceItemRecord.paper_id)
            .where(MatchRecord.verdict != "own")
            .order_by(PlacementRecord.id)
        )
        return [
            {
                "ref": row.ref,
                "place": row.place,
                "article": row.article,
                # None where the page does not tell its version.
                "version": row.version if row.version_told else None,
                "newest_version": latest[row.article_id],
                "older": row.version < latest[row.article_id] if row.version_told else None,
                "licence": row.licence,
                "verdict": row.verdict,
                "last_seen": dates.stamp(row.last_seen),
                "item": row.licence_item_id,
            }
            for row in rows
        ]

    def later(self, r: Reading, article_id: int, n: int) -> list[dict[str, Any]]:
        """The versions of an article after number `n`, oldest first: number, reason, note."""
        return [
            {"n": row.n, "reason": row.reason, "note": row.note}
            for row in r.rows(
                select(VersionRecord.n, VersionRecord.reason, VersionRecord.note)
                .where(VersionRecord.article_id == article_id, VersionRecord.n > n)
                .order_by(VersionRecord.n)
            )
        ]

    def behind(self) -> list[Behind]:
        """The licences in force that carry an older version than the one on file, or an unknown one.

        An unknown one (of the old books) counts once the article was corrected. A licensee all of whose
        known copies carry the newest version is not behind; a copy that does not tell its version leaves it
        open.
        """
        made: list[Behind] = []
        with self.desk.reading() as r:
            rows = [
                row
                for row in self._items(r, LicenceItemRecord.article_id.is_not(None), behind=True)
                if not row.rests
                and state_on(row.state, row, self.desk.today) in _IN_FORCE - {"suspended"}
            ]
            ids = sorted({row.article_id for row in rows})
            seen: dict[int | None, set[int | None]] = {}
            for start in range(0, len(ids), _CHUNK):
                for copy in self._copies(r, dict.fromkeys(ids[start : start + _CHUNK], 0)):
                    seen.setdefault(copy["item"], set()).add(copy["version"])
            for row in rows:
                later = self.later(r, row.article_id, row.version or 0)
                fixed = [v for v in later if v["reason"] != "updated" and v["n"] > 1]
                if seen.get(row.id) == {row.latest} or (row.version is None and not fixed):
                    continue
                made.append(
                    Behind(
                        licence=row.ref,
                        licensee_name=row.legal_name,
                        article=row.article,
                        headline=row.headline,
                        version=row.version,
                        newest=row.latest,
                        corrected=bool(fixed),
                        note=next((v["note"] for v in reversed(fixed) if v["note"]), None),
                    )
                )
        return made

    # -- rows --------------------------------------------------------------------------------------

    @staticmethod
    def _row(r: Reading, ref: str) -> Any:  # noqa: ANN401
        row = r.first(select(*ArticleRecord.__table__.columns).where(ArticleRecord.ref == ref))
        if row is None:
            raise NotFound(f"no article {ref}", hint="syndicate article list")
        return row

    @staticmethod
    def _version(r: Reading, row: Any, n: int) -> Any:  # noqa: ANN401
        found = r.first(
            select(*VersionRecord.__table__.columns).where(
                VersionRecord.article_id == row.id, VersionRecord.n == n
            )
        )
        if found is None:
            have = f"versions 1 to {row.latest}" if row.latest else "no text on file"
            raise NotFound(
                f"{row.ref} has {have}, not {n}", hint=f"syndicate article versions {row.ref}"
            )
        return found


_IN_FORCE = frozenset({"issued", "scheduled", "active", "suspended"})
_SPOKEN = {"headline": "headline", "byline": "byline", "published_on": "day"}


def _correctable(row: Any) -> None:  # noqa: ANN401
    """Nothing, when an article may be corrected. Raises Refused."""
    if row.state == ArticleState.KILLED.value:
        raise Refused(
            f"{row.ref} was killed; its corrected text lifts the kill",
            hint=f"syndicate article reinstate {row.ref} FILE --by NAME",
        )
    if not row.latest:
        raise Refused(
            f"{row.ref} is a stub: there is no text to correct",
            hint=f"syndicate article add {row.url or 'FILE'} --update",
        )


def _same(ref: str) -> Conflict:
    return Conflict(f"{ref} is on file with this very text", hint=f"syndicate article show {ref}")


def _facts(of: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "headline": of.headline,
        "byline": of.byline,
        "published_on": of.published_on,
    }


def _passages(version: Any) -> tuple[articles.Passage, ...]:  # noqa: ANN401
    return articles.passages_from_facts(json.loads(version.passages))


def _changes(
    old: dict[str, Any],
    new: dict[str, Any],
    old_passages: Sequence[articles.Passage],
    new_passages: Sequence[articles.Passage],
    language: str | None,
) -> dict[str, Any]:
    """What changed, for scripts and for eyes: fields, then passages, each with its words."""
    passages = compare(old_passages, new_passages)
    came, went = words_changed(passages, language)
    fields = []
    for name in ("headline", "byline", "published_on"):
        was, now = (str(side[name]) if side[name] else "" for side in (old, new))
        if was != now:
            fields.append({"field": name, "ops": _ops(articles.diff(was, now))})
    return {
        "fields": fields,
        "passages": [_changed(one) for one in passages],
        "words_inserted": came,
        "words_deleted": went,
    }


def _changed(one: Changed) -> dict[str, Any]:
    return {
        "change": one.change.value,
        "old": one.old,
        "new": one.new,
        "ops": _ops(one.ops),
    }


def _ops(ops: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"op": op, "text": text} for op, text in ops]
