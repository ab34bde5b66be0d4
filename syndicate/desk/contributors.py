"""Contributors: who writes, takes pictures or translates, with share and limits; and their part in an article."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from syndicate.desk.references import resolve
from syndicate.desk.rights import Scope
from syndicate.errors import BadInput, Conflict, NotFound
from syndicate.records.articles import ArticleRecord
from syndicate.records.rights import (
    ContributorNameRecord,
    ContributorRecord,
    ContributorshipRecord,
)
from syndicate.rules import articles
from syndicate.rules.articles import Basis
from syndicate.rules.articles.contributors import (
    Contributor,
    Credit,
    Role,
    by_the_list,
    name_key,
    names_in,
    refuse_shares,
)
from syndicate.rules.facts import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.rules.articles import BylineRuling

__all__ = ["ContributorLine", "Contributors"]


@dataclass(frozen=True, slots=True)
class ContributorLine:
    """A contributor as shown; `articles` are those credited to them by a person."""

    ref: str
    name: str
    also: tuple[str, ...]
    basis: str
    share: str | None
    limits: str | None
    scope: dict[str, list[str]]
    consent_required: bool
    payee: str | None
    articles: tuple[str, ...] = ()
    ended_on: str | None = None


class Contributors:
    """The tray of contributors."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def add(
        self,
        name: str,
        *,
        basis: Basis,
        share: Decimal | None = None,
        limits: str | None = None,
        also: Sequence[str] = (),
        scope: Scope | None = None,
        consent_required: bool = False,
        payee: str | None = None,
        by: str | None = None,
        key: Key | None = None,
    ) -> ContributorLine:
        """Put somebody on the list; a byline of that name is settled by it from then on.

        `share` is per cent of the net fee, `limits` the words that papers print, `scope` what is enforced;
        `also` are other names they are printed under.
        Raises Conflict when one of the names is on the list; BadInput without a name.
        """
        names = [n.strip() for n in (name, *also)]
        if not all(names):
            raise BadInput("a contributor has a name", hint='syndicate contributor add "NAME"')
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                keys = list(dict.fromkeys(name_key(n) for n in names))
                for one in keys:
                    taken = w.scalar(
                        select(ContributorRecord.ref)
                        .join(
                            ContributorNameRecord,
                            ContributorNameRecord.contributor_id == ContributorRecord.id,
                        )
                        .where(ContributorNameRecord.key == one)
                    )
                    if taken is not None:
                        raise Conflict(
                            f"{taken} is on the list under that name",
                            hint=f"syndicate contributor edit {taken}",
                        )
                ref = w.draw("contributor").ref
                id_ = w.insert(
                    ContributorRecord,
                    ref=ref,
                    name=names[0],
                    basis=basis.value,
                    share=str(share) if share is not None else None,
                    limits=(limits or "").strip() or None,
                    scope=canonical((scope or Scope()).facts()),
                    consent_required=consent_required,
                    payee=payee,
                    by=by or w.actor,
                    at=w.now,
                )
                for one in keys:
                    w.insert(ContributorNameRecord, key=one, contributor_id=id_)
                for article_id in self._waiting(w, names):
                    self.desk.articles.list_suspects(w, article_id)
                w.answer(key, ref)
                w.journal("contributor add", ref, basis=basis.value, by=by or w.actor)
        return self.show(ref)

    def edit(self, who: str, *, by: str | None = None, **changes: Any) -> ContributorLine:  # noqa: ANN401
        """Change the terms of somebody on the list from now on; what licences froze stays.

        `changes` are basis, share, limits, scope, consent_required and payee, as `add` takes them. A part
        in an article follows where it was credited on the terms of the list. Raises NotFound; BadInput
        without a change, or when the shares of an article come to more than 100 per cent.
        """
        if not changes:
            raise BadInput("nothing to change was given", hint="syndicate contributor edit --help")
        with self.desk.writing() as w:
            row = self._row(w, who)
            values = _filed(changes)
            w.update(ContributorRecord, row.id, **values, by=by or w.actor, at=w.now)
            for article_id in self._credited_in(w, row.id):
                for part in self._credited(w, article_id).values():
                    if part.contributor_id == row.id:
                        self._follow(w, part, row, values, by=by or w.actor)
                refuse_shares(
                    [self._part(w, one) for one in self._credited(w, article_id).values()]
                )
            self._list_suspects(w, row)
            w.journal("contributor edit", row.ref, changed=sorted(values), by=by or w.actor)
        return self.show(row.ref)

    @staticmethod
    def _follow(w: Writing, part: Any, row: Any, values: dict[str, Any], *, by: str) -> None:  # noqa: ANN401
        """Credit a part again on the new terms, where it stood on those of the list."""
        terms = {name: getattr(part, name) for name in ("basis", "share", "limits")}
        new = {
            name: values[name] if name in values and term == getattr(row, name) else term
            for name, term in terms.items()
        }
        if new != terms:
            kept = {
                name: getattr(part, name)
                for name in ("article_id", "contributor_id", "role", "consent", "machines")
            }
            w.insert(ContributorshipRecord, **kept, **new, by=by, at=w.now)

    def end(self, who: str, *, on: date | None = None, by: str | None = None) -> ContributorLine:
        """Let the list answer for no byline of theirs from a day on, today unless told.

        Licences stand, and so does a part that a person credited. Raises NotFound; Conflict when ended.
        """
        with self.desk.writing() as w:
            row = self._row(w, who)
            if row.ended_on is not None:
                raise Conflict(
                    f"{row.ref} ended on {row.ended_on.isoformat()}, says {row.ended_by}",
                    hint=f"syndicate contributor reinstate {row.ref}",
                )
            day = on or w.today
            w.update(ContributorRecord, row.id, ended_on=day, ended_by=by or w.actor)
            self._list_suspects(w, row)
            w.journal("contributor end", row.ref, on=day.isoformat(), by=by or w.actor)
        return self.show(row.ref)

    def reinstate(self, who: str, *, by: str | None = None) -> ContributorLine:
        """Put somebody who was ended back on the list. Raises NotFound; Conflict when nobody ended them."""
        with self.desk.writing() as w:
            row = self._row(w, who)
            if row.ended_on is None:
                raise Conflict(
                    f"{row.ref} is on the list", hint=f"syndicate contributor show {row.ref}"
                )
            w.update(ContributorRecord, row.id, ended_on=None, ended_by=None)
            self._list_suspects(w, row)
            w.journal("contributor reinstate", row.ref, by=by or w.actor)
        return self.show(row.ref)

    def _list_suspects(self, w: Writing, row: Any) -> None:  # noqa: ANN401
        """Rebuild the open lists of the articles that somebody has a part in, or may have."""
        keys = w.rows(
            select(ContributorNameRecord.key).where(ContributorNameRecord.contributor_id == row.id)
        )
        named = self._waiting(w, [row.name, *(k.key for k in keys)])
        for article_id in dict.fromkeys([*named, *self._credited_in(w, row.id)]):
            self.desk.articles.list_suspects(w, article_id)

    @staticmethod
    def _credited_in(r: Reading, contributor_id: int) -> list[int]:
        rows = r.rows(
            select(ContributorshipRecord.article_id)
            .where(ContributorshipRecord.contributor_id == contributor_id)
            .distinct()
            .order_by(ContributorshipRecord.article_id)
        )
        return [int(row.article_id) for row in rows]

    @staticmethod
    def _waiting(r: Reading, names: Sequence[str]) -> list[int]:
        """The articles whose byline may be settled by somebody new on the list."""
        found: dict[int, None] = {}
        for name in names:
            like = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            rows = r.rows(
                select(ArticleRecord.id).where(
                    ArticleRecord.latest > 0, ArticleRecord.byline.ilike(f"%{like}%", escape="\\")
                )
            )
            found.update(dict.fromkeys(int(row.id) for row in rows))
        return list(found)

    def credit(
        self,
        article: str,
        who: str,
        *,
        role: Role = Role.AUTHOR,
        basis: Basis | None = None,
        share: Decimal | None = None,
        limits: str | None = None,
        consent: str | None = None,
        machines: str | None = None,
        by: str | None = None,
        key: Key | None = None,
    ) -> ContributorLine:
        """Credit a contributor with a part in an article; what is not said is as the list has it.

        `consent` is what they said to being licensed, `machines` their express yes to machines. Raises NotFound; BadInput when the shares of the article
        come to more than 100 per cent.
        """
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                named = self.desk.articles.resolve(w, article)
                row = self._row(w, who)
                article_id = w.scalar(select(ArticleRecord.id).where(ArticleRecord.ref == named))
                before = self._credited(w, article_id).get((role.value, row.id))
                counted = share if share is not None else _share(before or row)
                w.insert(
                    ContributorshipRecord,
                    article_id=article_id,
                    contributor_id=row.id,
                    role=role.value,
                    basis=(basis.value if basis else (before or row).basis),
                    share=str(counted) if counted is not None else None,
                    limits=limits if limits is not None else (before or row).limits,
                    consent=consent or (before.consent if before is not None else None),
                    machines=machines or (before.machines if before is not None else None),
                    by=by or w.actor,
                    at=w.now,
                )
                refuse_shares(
                    [self._part(w, one) for one in self._credited(w, article_id).values()]
                )
                self.desk.articles.list_suspects(w, article_id)
                ref = str(row.ref)
                w.answer(key, ref)
                w.journal(
                    "article credit", named, contributor=ref, role=role.value, by=by or w.actor
                )
        return self.show(ref)

    def parts(
        self, r: Reading, article_id: int, printed: str | None
    ) -> tuple[tuple[Credit, ...], BylineRuling | None]:
        """Who has a part in an article, and what that says of its byline; None where a name is not on the list."""
        credited = [self._part(r, row) for row in self._credited(r, article_id).values()]
        authors = [c for c in credited if c.role is Role.AUTHOR]
        others = [c for c in credited if c.role is not Role.AUTHOR]
        agency = articles.agency_in_byline(printed)
        if not printed:
            if not authors:
                return tuple(others), None
            names = ", ".join(c.contributor.name for c in authors)
            return tuple(authors + others), by_the_list(authors, names)
        spoken = self._named(r, printed)
        if not spoken or any(c is None and articles.agency_in_byline(n) is None for n, c in spoken):
            return tuple(authors + others), None
        by_id = {c.contributor.ref: c for c in authors}
        found = [by_id.get(c.ref) or _listed(c) for _, c in spoken if c is not None]
        if not found:
            return tuple(authors + others), None
        return tuple(found + others), by_the_list(found, printed, agency=agency)

    def _named(self, r: Reading, printed: str) -> list[tuple[str, Contributor | None]]:
        """The names of a byline, each with who it means."""
        asked = {name_key(n): n for n in (printed, *names_in(printed))}
        known: dict[str, Contributor] = {}
        for row in r.rows(
            select(ContributorNameRecord.key, *ContributorRecord.__table__.columns)
            .join(
                ContributorNameRecord, ContributorNameRecord.contributor_id == ContributorRecord.id
            )
            .where(
                ContributorNameRecord.key.in_(list(asked)),
                or_(
                    ContributorRecord.ended_on.is_(None),
                    ContributorRecord.ended_on > self.desk.today,
                ),
            )
        ):
            known[row.key] = _contributor(row)
        return [(n, known.get(name_key(n))) for n in names_in(printed, known)]

    def show(self, who: str) -> ContributorLine:
        """One contributor by reference or name. Raises NotFound."""
        with self.desk.reading() as r:
            row = self._row(r, who)
            credited = r.rows(
                select(ArticleRecord.ref)
                .join(ContributorshipRecord, ContributorshipRecord.article_id == ArticleRecord.id)
                .where(ContributorshipRecord.contributor_id == row.id)
                .distinct()
                .order_by(ArticleRecord.ref)
            )
            return self._line(r, row, [str(one.ref) for one in credited])

    def on_file(self) -> list[ContributorLine]:
        """Everybody on the list, by name."""
        with self.desk.reading() as r:
            rows = r.rows(
                select(*ContributorRecord.__table__.columns).order_by(ContributorRecord.name)
            )
            return [self._line(r, row) for row in rows]

    @staticmethod
    def _line(r: Reading, row: Any, credited: Sequence[str] = ()) -> ContributorLine:  # noqa: ANN401
        keys = r.rows(
            select(ContributorNameRecord.key)
            .where(ContributorNameRecord.contributor_id == row.id)
            .order_by(ContributorNameRecord.key)
        )
        return ContributorLine(
            ref=row.ref,
            name=row.name,
            also=tuple(k.key for k in keys if k.key != name_key(row.name)),
            basis=row.basis,
            share=row.share,
            limits=row.limits,
            scope=Scope.filed(row.scope).facts(),
            consent_required=row.consent_required,
            payee=row.payee,
            articles=tuple(credited),
            ended_on=row.ended_on.isoformat() if row.ended_on else None,
        )

    def _row(self, r: Reading, who: str) -> Any:  # noqa: ANN401
        found = r.first(
            select(*ContributorRecord.__table__.columns)
            .join(
                ContributorNameRecord, ContributorNameRecord.contributor_id == ContributorRecord.id
            )
            .where(ContributorNameRecord.key == name_key(who))
        )
        if found is not None:
            return found
        try:
            ref = resolve(r, "contributor", who)
        except BadInput:
            raise NotFound(
                f"nobody called {who[:60]!r} is on the list of contributors",
                hint=f'syndicate contributor add "{who[:60]}" --basis staff',
            ) from None
        return r.first(
            select(*ContributorRecord.__table__.columns).where(ContributorRecord.ref == ref)
        )

    @staticmethod
    def _credited(r: Reading, article_id: int) -> dict[tuple[str, int], Any]:
        """The newest word on each contributor's part in an article."""
        rows = r.rows(
            select(*ContributorshipRecord.__table__.columns)
            .where(ContributorshipRecord.article_id == article_id)
            .order_by(ContributorshipRecord.id)
        )
        return {(row.role, row.contributor_id): row for row in rows}

    @staticmethod
    def _part(r: Reading, row: Any) -> Credit:  # noqa: ANN401
        who = r.first(
            select(*ContributorRecord.__table__.columns).where(
                ContributorRecord.id == row.contributor_id
            )
        )
        return Credit(
            contributor=_contributor(who),
            role=Role(row.role),
            basis=Basis(row.basis),
            share=_share(row),
            limits=row.limits,
            consent=row.consent,
            machines=row.machines,
        )


def _filed(changes: dict[str, Any]) -> dict[str, Any]:
    """New terms as they are filed."""
    filed = dict(changes)
    if "basis" in changes:
        filed["basis"] = changes["basis"].value
    if "share" in changes:
        filed["share"] = str(changes["share"]) if changes["share"] is not None else None
    if "limits" in changes:
        filed["limits"] = (changes["limits"] or "").strip() or None
    if "scope" in changes:
        filed["scope"] = canonical(changes["scope"].facts())
    return filed


def _share(row: Any) -> Decimal | None:  # noqa: ANN401
    return Decimal(row.share) if row.share is not None else None


def _listed(who: Contributor) -> Credit:
    """A part on the terms of the list."""
    return Credit(who, Role.AUTHOR, who.basis, who.share, who.limits)


def _contributor(row: Any) -> Contributor:  # noqa: ANN401
    scope = Scope.filed(row.scope)
    return Contributor(
        ref=row.ref,
        name=row.name,
        basis=Basis(row.basis),
        at=row.at,
        share=_share(row),
        limits=row.limits,
        consent_required=row.consent_required,
        territories=scope.territories,
        languages=scope.languages,
        media=scope.media,
    )
