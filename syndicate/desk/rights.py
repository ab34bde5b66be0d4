"""Rights beside the rulings: agreements that apply by themselves; embargoes, holds and windows that refuse.

`refuse` is the one place where a use is held against what restricts it: quotes and licences ask it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from syndicate.desk.items import wanted_box
from syndicate.desk.references import resolve
from syndicate.errors import BadInput, Conflict, Refused
from syndicate.records.articles import ArticleRecord, VersionRecord
from syndicate.records.parties import PartyRecord
from syndicate.records.publishers import EditionRecord
from syndicate.records.rights import AgreementRecord, RestrictionRecord
from syndicate.rules import articles, rights, territories
from syndicate.rules.articles import Act, Agreement, Applying, Covers
from syndicate.rules.articles.agreements import agency_key
from syndicate.rules.facts import canonical
from syndicate.rules.fees import Medium
from syndicate.rules.rights import ANY_LANGUAGE, WORLD, Box, Claim, ClaimKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.articles import Standing
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.rules.requests import Use

__all__ = ["AgreementLine", "Restricted", "Rights", "Scope", "scope_box"]

_KINDS = {
    "embargo": ClaimKind.EMBARGO,
    "hold": ClaimKind.HOLD,
    "window": ClaimKind.WINDOW,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where something holds: territories, languages and media; each empty for all."""

    territories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    media: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.territories or self.languages or self.media)

    def facts(self) -> dict[str, list[str]]:
        """As it is filed and shown."""
        return {
            "territories": list(self.territories),
            "languages": list(self.languages),
            "media": list(self.media),
        }

    @classmethod
    def filed(cls, text: str) -> Scope:
        """The scope that was filed as canonical JSON."""
        found = json.loads(text)
        return cls(*(tuple(found[name]) for name in ("territories", "languages", "media")))


def scope_box(scope: Scope, *, first: date | None = None, last: date | None = None) -> Box:
    """A scope as a box: what it does not name is everything."""
    return Box(
        territories=territories.countries_of(scope.territories) or frozenset({WORLD}),
        languages=frozenset(t.split("-", 1)[0] for t in scope.languages)
        or frozenset({ANY_LANGUAGE}),
        media=frozenset(scope.media) or frozenset(m.value for m in Medium),
        first=first,
        last=last,
    )


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement as shown; `settles` are the articles in which it settles something today."""

    ref: str | None
    state: str
    agency: str
    contract: str
    covers: tuple[str, ...]
    act: str
    bylines: tuple[str, ...]
    editions: tuple[str, ...]
    scope: dict[str, list[str]]
    credit: str | None
    contact: str | None
    valid_from: str | None
    valid_until: str | None
    by: str
    ended_by: str | None
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restricted:
    """An embargo, hold or window as shown."""

    ref: str | None
    state: str
    kind: str
    article: str | None
    edition: str | None
    scope: dict[str, list[str]]
    starts_on: str | None
    ends_on: str | None
    kept_for: str | None
    reason: str
    by: str
    released_by: str | None
    released_note: str | None


class Rights:
    """The tray of agreements and restrictions."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    # -- agreements --------------------------------------------------------------------------------

    def agree(
        self,
        agency: str,
        *,
        contract: str,
        covers: Sequence[str],
        act: Act = Act.LICENSED,
        bylines: Sequence[str] = (),
        editions: Sequence[str] = (),
        scope: Scope | None = None,
        credit: str | None = None,
        contact: str | None = None,
        since: date | None = None,
        until: date | None = None,
        by: str | None = None,
        dry_run: bool = False,
        key: Key | None = None,
    ) -> AgreementLine:
        """File an agreement; from then on it applies by itself. `until` is the last day on which it does.

        With `dry_run` nothing is filed: the answer tells what it would settle.
        Raises BadInput for what it covers, an edition that is none, or days that end before they begin.
        """
        named = articles.agency_named(agency) or agency.strip()
        what = _what(covers)
        if not named or not contract.strip():
            raise BadInput("an agreement names an agency and a contract", hint="--contract TEXT")
        if since and until and until < since:
            raise BadInput(
                f"the agreement would end on {until.isoformat()}, before it begins",
                hint="--until DAY",
            )
        values: dict[str, Any] = {
            "agency": named,
            "agency_key": agency_key(named),
            "contract": contract.strip(),
            "covers": canonical(sorted(what)),
            "act": act.value,
            "bylines": canonical(sorted(set(bylines))),
            "scope": canonical((scope or Scope()).facts()),
            "credit": credit,
            "contact": contact,
            "valid_from": since,
            "valid_until": until,
        }
        if dry_run:
            with self.desk.reading() as r:
                values["editions"] = canonical(self._editions(r, editions))
                who = by or self.desk.settings.actor
                return self._would(r, {**values, "by": who})
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                values["editions"] = canonical(self._editions(w, editions))
                ref = w.draw("agreement").ref
                who = by or w.actor
                w.insert(AgreementRecord, ref=ref, by=who, at=w.now, **values)
                for one in self._touched(w, named):
                    self.desk.articles.list_suspects(w, one)
                w.answer(key, ref)
                w.journal(
                    "agreement add",
                    ref,
                    agency=named,
                    contract=contract.strip(),
                    covers=sorted(what),
                    act=act.value,
                    by=who,
                )
        return self.show(ref)

    def end(self, agreement: str, *, by: str | None = None) -> AgreementLine:
        """End an agreement: it applies to nothing new; licences that were issued under it stand.

        Raises NotFound; Conflict when it has ended already.
        """
        with self.desk.writing() as w:
            ref = resolve(w, "agreement", agreement)
            row = self._agreement_row(w, ref)
            if row.ended_at is not None:
                raise Conflict(
                    f"{ref} was ended by {row.ended_by}", hint="syndicate agreement list"
                )
            who = by or w.actor
            w.update(AgreementRecord, row.id, ended_at=w.now, ended_by=who)
            for one in self._touched(w, row.agency):
                self.desk.articles.list_suspects(w, one)
            w.journal("agreement end", ref, by=who)
        return self.show(ref)

    def show(self, agreement: str) -> AgreementLine:
        """One agreement, with the articles in which it settles something today. Raises NotFound."""
        with self.desk.reading() as r:
            row = self._agreement_row(r, resolve(r, "agreement", agreement))
            return self._line(row, settles=self._settled_by(r, row.ref, row.agency))

    def agreements(self) -> list[AgreementLine]:
        """Every agreement, newest first, ended ones too."""
        with self.desk.reading() as r:
            rows = r.rows(
                select(*AgreementRecord.__table__.columns).order_by(AgreementRecord.id.desc())
            )
            return [self._line(row) for row in rows]

    def applying(self, r: Reading, *, edition: str | None, basis: str | None) -> Applying:
        """The agreements that count today for an article of an edition whose author works on a basis."""
        return Applying(self.standing(r), today=self.desk.today, edition=edition, basis=basis)

    @staticmethod
    def standing(r: Reading) -> list[Agreement]:
        """Every agreement that nobody ended, oldest first, as values for the rules."""
        return [
            _agreement(row)
            for row in r.rows(
                select(*AgreementRecord.__table__.columns)
                .where(AgreementRecord.ended_at.is_(None))
                .order_by(AgreementRecord.id)
            )
        ]

    def _line(self, row: Any, *, settles: Iterable[str] = ()) -> AgreementLine:  # noqa: ANN401
        today = self.desk.today
        state = "in-force" if _agreement(row).in_force(today) else "lapsed"
        if row.valid_from is not None and row.valid_from > today:
            state = "to-come"
        return AgreementLine(
            ref=row.ref,
            state="ended" if row.ended_at is not None else state,
            agency=row.agency,
            contract=row.contract,
            covers=tuple(json.loads(row.covers)),
            act=row.act,
            bylines=tuple(json.loads(row.bylines)),
            editions=tuple(json.loads(row.editions)),
            scope=json.loads(row.scope),
            credit=row.credit,
            contact=row.contact,
            valid_from=row.valid_from.isoformat() if row.valid_from else None,
            valid_until=row.valid_until.isoformat() if row.valid_until else None,
            by=row.by,
            ended_by=row.ended_by,
            settles=tuple(settles),
        )

    def _would(self, r: Reading, values: dict[str, Any]) -> AgreementLine:
        """An agreement that is not filed, and what it would settle beside those that stand."""
        wanted = _agreement_of(None, values)
        found = []
        for ref in self._refs(r, wanted.agency):
            before = self.desk.articles.standing(r, ref)
            after = self.desk.articles.standing(r, ref, also=wanted)
            if before.rights_sha256 != after.rights_sha256 or len(before.blockers) != len(
                after.blockers
            ):
                found.append(ref)
        return AgreementLine(
            ref=None,
            state="dry-run",
            agency=wanted.agency,
            contract=wanted.contract,
            covers=tuple(sorted(wanted.covers)),
            act=wanted.act,
            bylines=tuple(sorted(wanted.bylines)),
            editions=tuple(sorted(wanted.editions)),
            scope=json.loads(values["scope"]),
            credit=wanted.credit,
            contact=values["contact"],
            valid_from=wanted.since.isoformat() if wanted.since else None,
            valid_until=wanted.until.isoformat() if wanted.until else None,
            by=wanted.by,
            ended_by=None,
            settles=tuple(found),
        )

    def _settled_by(self, r: Reading, ref: str, agency: str) -> list[str]:
        return [
            article
            for article in self._refs(r, agency)
            if ref in self.desk.articles.standing(r, article).agreements
        ]

    def _refs(self, r: Reading, agency: str) -> list[str]:
        return [
            str(row.ref)
            for row in r.rows(
                select(ArticleRecord.ref)
                .where(ArticleRecord.id.in_(self._naming(agency)))
                .order_by(ArticleRecord.id)
            )
        ]

    def _touched(self, r: Reading, agency: str) -> list[int]:
        """The articles whose newest text, byline or source names an agency."""
        return [int(row[0]) for row in r.rows(self._naming(agency))]

    @staticmethod
    def _naming(agency: str) -> Any:  # noqa: ANN401
        said = json.dumps(agency, ensure_ascii=False)
        held = agency.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return (
            select(ArticleRecord.id)
            .join(VersionRecord, VersionRecord.article_id == ArticleRecord.id)
            .where(
                VersionRecord.n == ArticleRecord.latest,
                or_(
                    VersionRecord.passages.like(f'%"owner_name":{like}%', escape="\\"),
                    VersionRecord.byline.ilike(f"%{held}%", escape="\\"),
                    ArticleRecord.provider == agency,
                ),
            )
        )

    def _editions(self, r: Reading, codes: Sequence[str]) -> list[str]:
        for code in codes:
            self._edition(r, code)
        return sorted(set(codes))

    @staticmethod
    def _edition(r: Reading, code: str) -> str:
        known = [
            row.code for row in r.rows(select(EditionRecord.code).order_by(EditionRecord.code))
        ]
        if code not in known:
            raise BadInput(
                f"no edition {code!r}; the editions are {', '.join(known)}",
                hint=f"--edition {known[0]}" if known else "syndicate publisher show",
            )
        return code

    @staticmethod
    def _agreement_row(r: Reading, ref: str) -> Any:  # noqa: ANN401
        row = r.first(select(*AgreementRecord.__table__.columns).where(AgreementRecord.ref == ref))
        assert row is not None  # noqa: S101  # resolved in this view
        return row

    # -- restrictions ------------------------------------------------------------------------------

    def restrict(
        self,
        kind: str,
        *,
        reason: str,
        article: str | None = None,
        edition: str | None = None,
        scope: Scope | None = None,
        starts_on: date | None = None,
        ends_on: date | None = None,
        kept_for: str | None = None,
        by: str | None = None,
        key: Key | None = None,
    ) -> Restricted:
        """Put an embargo, a hold or a window on one article or a whole edition; `ends_on` is its last day.

        `kept_for` is the licensee for whom a window is kept. Raises NotFound; BadInput without exactly one of
        article and edition, without a reason, or for days in the wrong order.
        """
        if kind not in _KINDS:
            raise BadInput(f"{kind!r} is no restriction", hint="embargo, hold or window")
        if (article is None) == (edition is None):
            raise BadInput(
                "a restriction is on one article or on one edition",
                hint=f"syndicate article {kind} --help",
            )
        if not reason.strip():
            raise BadInput("a restriction needs its reason", hint="--reason TEXT")
        if starts_on and ends_on and ends_on < starts_on:
            raise BadInput(
                f"it would end on {ends_on.isoformat()}, before it begins", hint="--until DAY"
            )
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                target = self.desk.articles.resolve(w, article) if article is not None else None
                ref = self.restrict_in(
                    w,
                    kind,
                    article=target,
                    edition=self._edition(w, edition) if edition is not None else None,
                    scope=scope,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    party=resolve(w, "licensee", kept_for) if kept_for else None,
                    reason=reason.strip(),
                    by=by or w.actor,
                )
                w.answer(key, ref)
        return self.restriction(ref)

    def restrict_in(
        self,
        w: Writing,
        kind: str,
        *,
        reason: str,
        by: str,
        article: str | None = None,
        edition: str | None = None,
        scope: Scope | None = None,
        starts_on: date | None = None,
        ends_on: date | None = None,
        party: str | None = None,
    ) -> str:
        """File a restriction inside the caller's transaction: what an import does with an embargo of its source."""
        ref = w.draw("restriction").ref
        w.insert(
            RestrictionRecord,
            ref=ref,
            article_id=w.scalar(select(ArticleRecord.id).where(ArticleRecord.ref == article))
            if article
            else None,
            edition=edition,
            kind=kind,
            scope=canonical((scope or Scope()).facts()),
            starts_on=starts_on,
            ends_on=ends_on,
            party_id=w.scalar(select(PartyRecord.id).where(PartyRecord.ref == party))
            if party
            else None,
            reason=reason,
            by=by,
            at=w.now,
        )
        w.journal(
            f"article {kind}",
            ref,
            on=article or edition,
            until=ends_on.isoformat() if ends_on else None,
            reason=reason,
            by=by,
        )
        return ref

    def release(
        self, restriction: str, *, note: str | None = None, by: str | None = None
    ) -> Restricted:
        """Lift a restriction. Raises NotFound; Conflict when it is released already."""
        with self.desk.writing() as w:
            ref = resolve(w, "restriction", restriction)
            row = w.first(
                select(*RestrictionRecord.__table__.columns).where(RestrictionRecord.ref == ref)
            )
            assert row is not None  # noqa: S101  # resolved in this transaction
            if row.released_at is not None:
                raise Conflict(
                    f"{ref} was released by {row.released_by}", hint="syndicate article rights"
                )
            who = by or w.actor
            w.update(
                RestrictionRecord,
                row.id,
                released_at=w.now,
                released_by=who,
                released_note=note,
            )
            w.journal("article release", ref, by=who, note=note)
        return self.restriction(ref)

    def restriction(self, restriction: str) -> Restricted:
        """One restriction. Raises NotFound."""
        with self.desk.reading() as r:
            ref = resolve(r, "restriction", restriction)
            (found,) = self._restricted(r, RestrictionRecord.ref == ref)
            return found

    def restrictions(
        self, article: str | None = None, *, open_only: bool = False
    ) -> list[Restricted]:
        """The restrictions on an article and its edition, or all of them; newest first."""
        with self.desk.reading() as r:
            where: list[Any] = []
            if article is not None:
                ref = self.desk.articles.resolve(r, article)
                row = r.first(
                    select(ArticleRecord.id, ArticleRecord.edition).where(ArticleRecord.ref == ref)
                )
                assert row is not None  # noqa: S101  # resolved in this view
                where.append(_on(row.id, row.edition))
            found = self._restricted(r, *where)
        return [one for one in found if not open_only or one.state in {"in-force", "to-come"}]

    def told(self, r: Reading, standing: Standing) -> list[dict[str, Any]]:
        """What restricts an article today or will, in what everybody may read."""
        found = self._restricted(r, _on(standing.article_id, standing.facts["edition"]))
        return [
            {
                "ref": one.ref,
                "kind": one.kind,
                "state": one.state,
                "until": one.ends_on,
                "kept_for": one.kept_for,
                "reason": one.reason,
                "by": one.by,
            }
            for one in found
            if one.state in {"in-force", "to-come"}
        ]

    def _restricted(self, r: Reading, *where: Any) -> list[Restricted]:  # noqa: ANN401
        today = self.desk.today
        rows = r.rows(
            select(
                *RestrictionRecord.__table__.columns,
                ArticleRecord.ref.label("article"),
                PartyRecord.legal_name,
            )
            .outerjoin(ArticleRecord, ArticleRecord.id == RestrictionRecord.article_id)
            .outerjoin(PartyRecord, PartyRecord.id == RestrictionRecord.party_id)
            .where(*where)
            .order_by(RestrictionRecord.id.desc())
        )
        return [_restricted(row, today) for row in rows]

    # -- what restricts a use ----------------------------------------------------------------------

    def refuse(
        self,
        r: Reading,
        standing: Standing,
        use: Use,
        *,
        party_id: int,
        request: str,
        held: list[tuple[int | None, Claim]] | None = None,
    ) -> None:
        """Nothing, when no embargo, hold, window or limit stands against a use of an article.

        `held` is what `held` gave of the article before, in the same view.
        Raises Refused, naming what does, the part it shares with the use, and what frees it.
        """
        wanted = wanted_box(use, self.desk.today)
        if held is None:
            held = self.held(r, standing.article_id, standing.facts["edition"])
        claims = [*_for_others(held, party_id), *limits(standing)]
        clashes = rights.conflicts(wanted, "none", claims)
        if not clashes:
            return
        first = clashes[0]
        free = rights.free_from(wanted, "none", claims)
        later = f"; free from {free.isoformat()}" if free is not None else ""
        also = f" (and {len(clashes) - 1} more)" if len(clashes) > 1 else ""
        steps = [f"syndicate request edit {request} --first-use {free.isoformat()}"] if free else []
        ref = first.claim.paper.split(",", 1)[0]
        if first.claim.kind is ClaimKind.CONTRIBUTOR_LIMIT:
            if ref.startswith("AGR"):
                steps.append(f"syndicate agreement show {ref}")
            else:
                steps += [f"syndicate contributor {verb} {ref}" for verb in ("show", "edit")]
        else:
            steps.append(f"syndicate article release {ref} --note TEXT")
        raise Refused(f"{standing.ref}: {first.message}{later}{also}", hint="\n".join(steps))

    def against(
        self, r: Reading, wanted: Box, *, article_id: int, edition: str, party_id: int
    ) -> list[str]:
        """What embargoes, holds and windows stand against a use of an article, each in words."""
        claims = _for_others(self.held(r, article_id, edition), party_id)
        return [clash.message for clash in rights.conflicts(wanted, "none", claims)]

    @staticmethod
    def held(r: Reading, article_id: int, edition: str) -> list[tuple[int | None, Claim]]:
        """What embargoes, holds and windows claim of an article, each with the key of whom it is kept for."""
        rows = r.rows(
            select(
                RestrictionRecord.ref,
                RestrictionRecord.kind,
                RestrictionRecord.scope,
                RestrictionRecord.starts_on,
                RestrictionRecord.ends_on,
                RestrictionRecord.party_id,
                RestrictionRecord.reason,
                RestrictionRecord.by,
                PartyRecord.legal_name,
            )
            .outerjoin(PartyRecord, PartyRecord.id == RestrictionRecord.party_id)
            .where(
                _on(article_id, edition),
                RestrictionRecord.released_at.is_(None),
            )
            .order_by(RestrictionRecord.id)
        )
        return [
            (
                row.party_id,
                Claim(
                    box=scope_box(Scope.filed(row.scope), first=row.starts_on, last=row.ends_on),
                    holder=row.legal_name or row.by,
                    kind=_KINDS[row.kind],
                    paper=f"{row.ref}, {row.reason}",
                ),
            )
            for row in rows
        ]


def _for_others(held: list[tuple[int | None, Claim]], party_id: int) -> list[Claim]:
    """The claims that a licensee has to respect: not those kept for themselves."""
    return [claim for kept_for, claim in held if kept_for is None or kept_for != party_id]


def limits(standing: Standing) -> list[Claim]:
    """What contracts and contributors allow of an article, as claims that must hold the whole use."""
    found: dict[str, Claim] = {}
    for s in standing.settled:
        agreed = s.agreement
        if agreed is not None and s.licensable and agreed.limited:
            scope = Scope(agreed.territories, agreed.languages, agreed.media)
            found[agreed.ref] = Claim(
                scope_box(scope),
                agreed.agency,
                ClaimKind.CONTRIBUTOR_LIMIT,
                f"{agreed.ref}, {agreed.contract}",
            )
    for part in standing.parts:
        who = part.contributor
        if who.limited:
            scope = Scope(who.territories, who.languages, who.media)
            found[who.ref] = Claim(scope_box(scope), who.name, ClaimKind.CONTRIBUTOR_LIMIT, who.ref)
    return list(found.values())


def _on(article_id: int, edition: str) -> Any:  # noqa: ANN401
    return or_(RestrictionRecord.article_id == article_id, RestrictionRecord.edition == edition)


def _what(covers: Sequence[str]) -> set[str]:
    words = {c.value for c in Covers}
    unknown = sorted(set(covers) - words)
    if unknown or not covers:
        raise BadInput(
            f"an agreement covers {', '.join(sorted(words))}"
            + (f"; not {unknown[0][:40]!r}" if unknown else ""),
            hint="--covers attributed-fact --covers credits",
        )
    return set(covers)


def _agreement(row: Any) -> Agreement:  # noqa: ANN401
    return _agreement_of(row.ref, row._asdict())


def _agreement_of(ref: str | None, values: dict[str, Any]) -> Agreement:
    scope = Scope.filed(values["scope"])
    return Agreement(
        ref=ref or "the agreement",
        agency=values["agency"],
        contract=values["contract"],
        covers=frozenset(Covers(c) for c in json.loads(values["covers"])),
        act=values["act"],
        by=values["by"],
        bylines=frozenset(json.loads(values["bylines"])),
        editions=frozenset(json.loads(values["editions"])),
        since=values["valid_from"],
        until=values["valid_until"],
        territories=scope.territories,
        languages=scope.languages,
        media=scope.media,
        credit=values["credit"],
    )


def _restricted(row: Any, today: date) -> Restricted:  # noqa: ANN401
    state = "in-force"
    if row.ends_on is not None and row.ends_on < today:
        state = "over"
    elif row.starts_on is not None and row.starts_on > today:
        state = "to-come"
    return Restricted(
        ref=row.ref,
        state="released" if row.released_at is not None else state,
        kind=row.kind,
        article=row.article,
        edition=row.edition,
        scope=json.loads(row.scope),
        starts_on=row.starts_on.isoformat() if row.starts_on else None,
        ends_on=row.ends_on.isoformat() if row.ends_on else None,
        kept_for=row.legal_name,
        reason=row.reason,
        by=row.by,
        released_by=row.released_by,
        released_note=row.released_note,
    )
