"""Articles stopped and given back: withdrawn, killed with every edition, grant and quote, reinstated.

A kill is one transaction: after it, or after the crash that prevented it, everything is stopped or nothing.
What is private of it lies in the document store and is read by `reason` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, true

from syndicate.desk.items import granted_box
from syndicate.errors import BadInput, Conflict, NotFound, Refused
from syndicate.records.articles import ArticleRecord, StoppageRecord, VersionRecord
from syndicate.records.audits import PlacementRecord
from syndicate.records.licences import LicenceItemRecord, LicenceRecord, SuspensionRecord
from syndicate.records.papers import PaperRecord, PaperStateRecord
from syndicate.records.quotes import QuoteLineRecord, QuoteRecord, QuoteRevisionRecord
from syndicate.rules import dates, licences, quotes
from syndicate.rules.articles.states import ArticleState, move
from syndicate.rules.licences import LicenceState
from syndicate.rules.quotes import QuoteState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.rules.articles import Draft

__all__ = ["PRIVATE", "Reinstated", "Stoppages", "Stopped"]

PRIVATE = ".private"
"""What the document store calls a private reason."""

_BINDING = (
    LicenceState.ISSUED.value,
    LicenceState.ACTIVE.value,
    LicenceState.SUSPENDED.value,
)
_OPEN_QUOTES = (*(state.value for state in quotes.OPEN_STATES), QuoteState.ACCEPTED.value)


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a withdrawal or kill did, or would do: the articles, what rests with them, and who holds them."""

    ref: str
    state: str
    kind: str
    public: str
    private: bool
    by: str
    at: str
    articles: tuple[dict[str, Any], ...]
    licences: tuple[str, ...]
    quotes_withdrawn: tuple[str, ...]
    quotes_blocked: tuple[str, ...]
    holders: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reinstated:
    """What reinstating did: the version in force, the grants active again, and those that rest, each with why."""

    ref: str
    state: str
    version: int
    by: str
    active_again: tuple[str, ...]
    resting: tuple[dict[str, str], ...]
    editions: tuple[dict[str, Any], ...]
    holders: dict[str, Any]


@dataclass(slots=True)
class _Plan:
    """What a kill of one article has to stop, as the books stand."""

    named: Any
    fresh: list[Any] = field(default_factory=list)
    grants: list[Any] = field(default_factory=list)
    withdrawn: list[Any] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.fresh or self.grants or self.withdrawn)

    @property
    def licences(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(g.ref for g in self.grants))


class Stoppages:
    """The tray of what is stopped."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    # -- withdrawing -------------------------------------------------------------------------------

    def withdraw(
        self, article: str, *, reason: str, by: str | None = None, key: Key | None = None
    ) -> Stopped:
        """Withhold an article: nothing new of it is quoted or granted; what is granted stands.

        Raises NotFound; Refused when it is withheld or killed already.
        """
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                ref = self.desk.articles.resolve(w, article)
                self.withdraw_in(w, ref, public=reason, by=by or w.actor)
                w.answer(key, ref)
        return self._answer(ref, "withdrawal")

    def withdraw_in(self, w: Writing, ref: str, *, public: str, by: str) -> None:
        """Withhold an article inside the caller's transaction: what an import does when its source says so."""
        row = self._row(w, ref)
        state = move(ref, ArticleState(row.state), ArticleState.WITHHELD)
        w.update(ArticleRecord, row.id, state=state.value)
        w.insert(
            StoppageRecord, article_id=row.id, kind="withdrawal", public=public, by=by, at=w.now
        )
        w.journal("article withdraw", ref, reason=public, by=by)

    # -- killing -----------------------------------------------------------------------------------

    def kill(
        self,
        article: str,
        *,
        public: str,
        private: bytes | None = None,
        by: str | None = None,
        key: Key | None = None,
    ) -> Stopped:
        """Stop an article and every edition of its work: no new quote or grant, each grant in force rests.

        Open quotes are withdrawn; an accepted one stays and is refused its licence. `public` is what
        licensees may read, `private` is kept for `reason` alone. Said again it changes nothing, and
        stops what came since. Raises NotFound, BadInput without a public reason; Refused when the article
        is killed already for another one.
        """
        if not public.strip():
            raise BadInput(
                "what may licensees read of it?", hint="--public 'The report is withdrawn.'"
            )
        sha = self.desk.store.put(private, PRIVATE) if private is not None else None
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                ref = self.desk.articles.resolve(w, article)
                self.kill_in(w, ref, public=public, by=by or w.actor, private_sha256=sha)
                w.answer(key, ref)
        return self._answer(ref, "kill")

    def kill_in(
        self,
        w: Writing,
        ref: str,
        *,
        public: str,
        by: str,
        private_sha256: str | None = None,
    ) -> None:
        """Kill inside the caller's transaction: what an import does when its source cancels an article."""
        plan = self._plan(w, ref)
        standing = self.standing(w, plan.named.id, kind="kill")
        if standing is not None and plan.nothing:
            if (standing.public, standing.private_sha256) != (public, private_sha256):
                day = dates.day_in(self.desk.zone, standing.at).isoformat()
                raise Refused(
                    f"{ref} was killed on {day} by {standing.by}: {standing.public}",
                    hint=f"syndicate article holders {ref}",
                )
            return
        cause = None if standing is None else standing.cause_id or standing.id
        self._stop(w, plan, public=public, by=by, private_sha256=private_sha256, cause=cause)

    def check(self, article: str, *, public: str, by: str | None = None) -> Stopped:
        """What `kill` would stop, without stopping it."""
        with self.desk.reading() as r:
            ref = self.desk.articles.resolve(r, article)
            plan = self._plan(r, ref)
            return Stopped(
                ref=ref,
                state="dry-run",
                kind="kill",
                public=public,
                private=False,
                by=by or self.desk.settings.actor,
                at=dates.stamp(self.desk.now),
                articles=tuple(_article(m) for m in plan.fresh),
                licences=plan.licences,
                quotes_withdrawn=tuple(q.ref for q in plan.withdrawn),
                quotes_blocked=tuple(plan.blocked),
                holders=self.desk.versions.holders_in(r, ref),
            )

    def carry(self, w: Writing, members: Sequence[Any]) -> tuple[str, ...]:
        """Stop the articles of a work that a standing kill of one of them does not cover yet; their references.

        What was reinstated stops nothing more, also while its translations still wait.
        """
        roots = [
            (m, s)
            for m in members
            if m.state == ArticleState.KILLED.value
            and (s := self.standing(w, m.id, kind="kill")) is not None
            and s.cause_id is None
        ]
        if not roots or all(m.state == ArticleState.KILLED.value for m in members):
            return ()
        named, root = roots[-1]
        plan = self._plan(w, named.ref)
        self._stop(w, plan, public=root.public, by=root.by, private_sha256=None, cause=root.id)
        return tuple(m.ref for m in plan.fresh)

    def _plan(self, r: Reading, ref: str) -> _Plan:
        named = self._row(r, ref)
        members = self.desk.works.members(r, named)
        members.sort(key=lambda m: m.id != named.id)
        plan = _Plan(named, [m for m in members if m.state != ArticleState.KILLED.value])
        ids = [m.id for m in members]
        today = self.desk.today
        plan.grants = [g for g in self._awake(r, ids) if _binds(g, today)]
        for quote in self._quotes(r, ids):
            if quote.state == QuoteState.ACCEPTED.value:
                plan.blocked.append(quote.ref)
            else:
                plan.withdrawn.append(quote)
        return plan

    @staticmethod
    def _awake(r: Reading, article_ids: Sequence[int]) -> list[Any]:
        """The items of binding licences on any of the articles that do not rest yet."""
        rests = select(SuspensionRecord.licence_item_id).where(SuspensionRecord.lifted_at.is_(None))
        return r.rows(
            select(
                LicenceItemRecord.id,
                LicenceItemRecord.n,
                LicenceItemRecord.paper_id,
                LicenceItemRecord.article_id,
                LicenceItemRecord.starts_on,
                LicenceItemRecord.ends_on,
                PaperRecord.ref,
                PaperStateRecord.state,
            )
            .join(PaperRecord, PaperRecord.id == LicenceItemRecord.paper_id)
            .join(PaperStateRecord, PaperStateRecord.paper_id == LicenceItemRecord.paper_id)
            .where(
                LicenceItemRecord.article_id.in_(article_ids),
                PaperStateRecord.state.in_(_BINDING),
                LicenceItemRecord.id.not_in(rests),
            )
            .order_by(LicenceItemRecord.id)
        )

    @staticmethod
    def _quotes(r: Reading, article_ids: Sequence[int]) -> list[Any]:
        """The quotes that still wait, or are accepted and not licensed, with any of the articles in them."""
        licensed = select(PaperRecord.made_from).where(
            PaperRecord.kind == "licence", PaperRecord.made_from.is_not(None)
        )
        return r.rows(
            select(QuoteRecord.id, QuoteRecord.ref, QuoteRecord.state)
            .join(
                QuoteRevisionRecord,
                (QuoteRevisionRecord.quote_id == QuoteRecord.id)
                & (QuoteRevisionRecord.n == QuoteRecord.revision),
            )
            .join(QuoteLineRecord, QuoteLineRecord.revision_id == QuoteRevisionRecord.id)
            .join(VersionRecord, VersionRecord.id == QuoteLineRecord.version_id)
            .where(
                VersionRecord.article_id.in_(article_ids),
                QuoteRecord.state.in_(_OPEN_QUOTES),
                QuoteRecord.ref.not_in(licensed),
            )
            .distinct()
            .order_by(QuoteRecord.id)
        )

    def _stop(
        self,
        w: Writing,
        plan: _Plan,
        *,
        public: str,
        by: str,
        private_sha256: str | None,
        cause: int | None,
    ) -> None:
        """Do what `plan` says. Each article, licence and quote has its own entry in the journal."""
        stoppages: dict[int, int] = {}
        own = private_sha256
        for m in plan.fresh:
            state = move(m.ref, ArticleState(m.state), ArticleState.KILLED)
            w.update(ArticleRecord, m.id, state=state.value)
            stoppages[m.id] = w.insert(
                StoppageRecord,
                article_id=m.id,
                kind="kill",
                cause_id=cause,
                public=public,
                private_sha256=own,
                by=by,
                at=w.now,
            )
            own = None  # the others find it by their cause
            cause = cause or stoppages[m.id]
            along = {} if m.id == plan.named.id else {"along_with": plan.named.ref}
            w.journal("article kill", m.ref, public=public, by=by, **along)
        self._suspend(w, plan.grants, stoppages)
        for quote in plan.withdrawn:
            reason = f"{plan.named.ref} was killed: {public}"
            to = quotes.move(QuoteState(quote.state), QuoteState.WITHDRAWN)
            w.update(QuoteRecord, quote.id, state=to.value, reason=reason, stoppage_id=cause)
            self.desk.mails.set_aside(w, quote.ref)
            w.journal("quote withdraw", quote.ref, reason=reason)

    def _suspend(self, w: Writing, grants: Iterable[Any], stoppages: dict[int, int]) -> None:
        """Let licence items rest, and a licence with them once none of its items is left."""
        by_paper: dict[int, list[Any]] = {}
        for grant in grants:
            by_paper.setdefault(grant.paper_id, []).append(grant)
        for paper_id, items in by_paper.items():
            whole = self._active_items(w, paper_id) <= {g.id for g in items}
            was = items[0].state
            moves = whole and was != LicenceState.SUSPENDED.value
            for grant in items:
                stoppage = stoppages.get(grant.article_id)
                if stoppage is None:  # the article was stopped before, the grant binds only since
                    stoppage = self.standing(w, grant.article_id, kind="kill").id
                w.insert(
                    SuspensionRecord,
                    licence_item_id=grant.id,
                    stoppage_id=stoppage,
                    was=was if moves else None,
                    at=w.now,
                )
            if moves:
                to = licences.move(LicenceState(was), LicenceState.SUSPENDED)
                self.desk.papers.set_state(w, paper_id, to.value)
            self.desk.mails.set_aside(w, items[0].ref)
            w.journal("licence suspend", items[0].ref, items=[g.n for g in items], whole=whole)

    def suspend_new(self, w: Writing, article_id: int) -> None:
        """Let rest what binds on a killed article and does not yet: licences of the old books that come in late.

        Inside the caller's transaction; nothing happens for an article that is not killed.
        """
        if self.standing(w, article_id, kind="kill") is None:
            return
        today = self.desk.today
        self._suspend(w, [g for g in self._awake(w, [article_id]) if _binds(g, today)], {})

    @staticmethod
    def _active_items(r: Reading, paper_id: int) -> set[int]:
        """The items of a licence that do not rest."""
        rests = select(SuspensionRecord.licence_item_id).where(SuspensionRecord.lifted_at.is_(None))
        return {
            row.id
            for row in r.rows(
                select(LicenceItemRecord.id).where(
                    LicenceItemRecord.paper_id == paper_id, LicenceItemRecord.id.not_in(rests)
                )
            )
        }

    # -- giving back -------------------------------------------------------------------------------

    def reinstate(
        self,
        article: str,
        *,
        by: str,
        draft: Draft | None = None,
        raw: bytes = b"",
        source: str = "",
        note: str | None = None,
        same_text: bool = False,
        key: Key | None = None,
    ) -> Reinstated:
        """Lift a withdrawal or a kill; a killed article comes back with its corrected text.

        `same_text` lifts a kill without a new version, for `note`'s reason. The grants that rest are
        active again when every passage of the text in force is settled and no embargo, hold or window stands
        against what is left of them; until then they rest, and the same
        verb without a file looks again. Other editions stay as they are: each has its own text.
        Raises NotFound; BadInput when the corrected text or the reason is missing; Refused when nothing is
        stopped, or the corrected text is the killed one.
        """
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                ref = self.desk.articles.resolve(w, article)
                row = self._row(w, ref)
                stopped = row.state in {ArticleState.KILLED.value, ArticleState.WITHHELD.value}
                if not stopped and not self._suspensions(w, row.id):
                    raise Refused(
                        f"{ref} is {row.state}: there is nothing to lift",
                        hint=f"syndicate article correct {ref} FILE --note TEXT --by NAME",
                    )
                if stopped:
                    self._lift(w, row, draft, raw, source, by=by, note=note, same_text=same_text)
                elif draft is not None:
                    raise Refused(
                        f"{ref} is {row.state} already",
                        hint=f"syndicate article correct {ref} FILE --note TEXT --by NAME",
                    )
                w.journal("article reinstate", ref, by=by, note=note)
                self._resume(w, ref, by=by)
                w.answer(key, ref)
        with self.desk.reading() as r:
            row = self._row(r, ref)
            active, resting = self._outcome(r, row)
            return Reinstated(
                ref=ref,
                state=row.state,
                version=row.latest,
                by=by,
                active_again=tuple(active),
                resting=tuple(resting),
                editions=self.desk.works.editions(r, row),
                holders=self.desk.versions.holders_in(r, ref),
            )

    def _lift(
        self,
        w: Writing,
        row: Any,  # noqa: ANN401
        draft: Draft | None,
        raw: bytes,
        source: str,
        *,
        by: str,
        note: str | None,
        same_text: bool,
    ) -> None:
        killed = row.state == ArticleState.KILLED.value
        again = f"syndicate article reinstate {row.ref}"
        if killed and draft is None and not same_text:
            raise BadInput(
                f"{row.ref} was killed: it comes back with its corrected text",
                hint=f"{again} FILE --by NAME",
            )
        if killed and draft is None and not note:
            raise BadInput(
                "why may the killed text stand as it is?",
                hint=f"{again} --same-text --note 'killed by mistake' --by NAME",
            )
        if draft is not None:
            try:
                self.desk.versions.correct_in(
                    w, row.ref, draft, raw=raw, source=source, note=note, by=by
                )
            except Conflict as same:
                raise Refused(
                    f"this is the text that was {row.state}",
                    hint=f"{again} --same-text --note 'killed by mistake' --by NAME",
                ) from same
        to = move(row.ref, ArticleState(row.state), ArticleState.USABLE)
        w.update(
            ArticleRecord,
            row.id,
            state=to.value if draft is not None or row.latest else ArticleState.STUB.value,
        )
        for stoppage in w.rows(
            select(StoppageRecord.id).where(
                StoppageRecord.article_id == row.id, StoppageRecord.lifted_at.is_(None)
            )
        ):
            w.update(StoppageRecord, stoppage.id, lifted_at=w.now, lifted_by=by, lifted_note=note)

    def _suspensions(self, r: Reading, article_id: int) -> list[Any]:
        """What rests on an article, oldest first."""
        return r.rows(
            select(
                SuspensionRecord.id,
                SuspensionRecord.licence_item_id,
                LicenceItemRecord.paper_id,
                LicenceItemRecord.n,
                LicenceItemRecord.medium,
                LicenceItemRecord.territories,
                LicenceItemRecord.languages,
                LicenceItemRecord.starts_on,
                LicenceItemRecord.ends_on,
                LicenceRecord.party_id,
                PaperRecord.ref,
                PaperStateRecord.state,
            )
            .join(LicenceItemRecord, LicenceItemRecord.id == SuspensionRecord.licence_item_id)
            .join(LicenceRecord, LicenceRecord.paper_id == LicenceItemRecord.paper_id)
            .join(PaperRecord, PaperRecord.id == LicenceItemRecord.paper_id)
            .join(PaperStateRecord, PaperStateRecord.paper_id == LicenceItemRecord.paper_id)
            .where(
                LicenceItemRecord.article_id == article_id,
                SuspensionRecord.lifted_at.is_(None),
                PaperStateRecord.state != LicenceState.TAKEN_BACK.value,
            )
            .order_by(SuspensionRecord.id)
        )

    def _resume(self, w: Writing, ref: str, *, by: str) -> None:
        """Wake what rests on an article, where the rules let it."""
        row = self._row(w, ref)
        unsettled = self._unsettled(w, row)
        for one in self._suspensions(w, row.id):
            against = [*unsettled, *self._restricted(w, row, one)]
            # Read anew: a licence may have two items on the same article.
            now = LicenceState(
                w.scalar(
                    select(PaperStateRecord.state).where(PaperStateRecord.paper_id == one.paper_id)
                )
            )
            if licences.why_it_rests(now, unsettled=against) is not None:
                continue
            was = w.scalar(
                select(SuspensionRecord.was)
                .join(LicenceItemRecord, LicenceItemRecord.id == SuspensionRecord.licence_item_id)
                .where(
                    LicenceItemRecord.paper_id == one.paper_id,
                    SuspensionRecord.lifted_at.is_(None),
                    SuspensionRecord.was.is_not(None),
                )
                .order_by(SuspensionRecord.id.desc())
            )
            w.update(SuspensionRecord, one.id, lifted_at=w.now, lifted_by=by)
            if was is not None and now is LicenceState.SUSPENDED:
                to = licences.move(now, LicenceState(was))
                self.desk.papers.set_state(w, one.paper_id, to.value)
            self.desk.mails.take_up(w, one.ref)
            w.journal("licence resume", one.ref, items=[one.n], article=ref, by=by)

    def _unsettled(self, r: Reading, row: Any) -> list[str]:  # noqa: ANN401
        """What stands between the newest text of an article and a grant; a stub has no text of ours."""
        if not row.latest:
            return []
        return [b.message for b in self.desk.articles.standing(r, row.ref).blockers]

    def _restricted(self, r: Reading, row: Any, resting: Any) -> list[str]:  # noqa: ANN401
        """What embargo, hold or window stands against what is left of a grant that rests."""
        today = self.desk.today
        if resting.ends_on is not None and resting.ends_on < today:
            return []
        box = granted_box(resting)
        box = replace(box, first=max(box.first or today, today))
        return self.desk.rights.against(
            r, box, article_id=row.id, edition=row.edition, party_id=resting.party_id
        )

    def _outcome(self, r: Reading, row: Any) -> tuple[list[str], list[dict[str, str]]]:  # noqa: ANN401
        """Of an article just reinstated: the licences active again, and those that rest with the reason."""
        newest = r.scalar(
            select(StoppageRecord.id)
            .where(StoppageRecord.article_id == row.id)
            .order_by(StoppageRecord.id.desc())
        )
        woken = r.rows(
            select(PaperRecord.ref)
            .join(LicenceItemRecord, LicenceItemRecord.paper_id == PaperRecord.id)
            .join(SuspensionRecord, SuspensionRecord.licence_item_id == LicenceItemRecord.id)
            .where(SuspensionRecord.stoppage_id == newest, SuspensionRecord.lifted_at.is_not(None))
            .order_by(SuspensionRecord.id)
        )
        resting = [
            {"licence": one.ref, "why": why or f"{row.ref} is {row.state}"}
            for one, why in self._kept(r, row)
        ]
        return list(dict.fromkeys(one.ref for one in woken)), resting

    def _kept(self, r: Reading, row: Any) -> list[tuple[Any, str | None]]:  # noqa: ANN401
        """What rests on an article, and what keeps it beside the article's own state (None: nothing)."""
        unsettled = self._unsettled(r, row)
        return [
            (
                one,
                licences.why_it_rests(
                    LicenceState(one.state),
                    unsettled=[*unsettled, *self._restricted(r, row, one)],
                ),
            )
            for one in self._suspensions(r, row.id)
        ]

    # -- reading -----------------------------------------------------------------------------------

    def resting(self, article: str | None = None) -> list[dict[str, Any]]:
        """The licences that rest although their article is usable again: the reason, or None.

        Of one article by its reference, or of all. What ended while it rested is left out: waking it would
        change nothing.
        """
        with self.desk.reading() as r:
            articles = r.rows(
                select(*ArticleRecord.__table__.columns)
                .where(
                    ArticleRecord.state == ArticleState.USABLE.value,
                    true() if article is None else ArticleRecord.ref == article,
                    ArticleRecord.id.in_(
                        select(LicenceItemRecord.article_id)
                        .join(
                            SuspensionRecord,
                            SuspensionRecord.licence_item_id == LicenceItemRecord.id,
                        )
                        .where(SuspensionRecord.lifted_at.is_(None))
                    ),
                )
                .order_by(ArticleRecord.id)
            )
            return [
                {"licence": one.ref, "article": row.ref, "why": why}
                for row in articles
                for one, why in self._kept(r, row)
                if one.ends_on is None or one.ends_on >= self.desk.today
            ]

    def to_wake(self, article: str | None = None) -> list[str]:
        """The usable articles with licences that rest and that nothing keeps any more: `reinstate` wakes them."""
        waiting = (one["article"] for one in self.resting(article) if one["why"] is None)
        return list(dict.fromkeys(waiting))

    def show(self, article: str) -> Stopped:
        """How an article is stopped, with all that was stopped along. Raises NotFound when it is not."""
        with self.desk.reading() as r:
            ref = self.desk.articles.resolve(r, article)
            standing = self.standing(r, self._row(r, ref).id)
            if standing is None:
                raise NotFound(f"{ref} is not stopped", hint=f"syndicate article show {ref}")
            return self._stopped(r, ref, standing)

    def _answer(self, ref: str, kind: str) -> Stopped:
        """What the newest stoppage of a kind did, also when it is lifted since: the answer to a key."""
        with self.desk.reading() as r:
            newest = r.first(
                select(*StoppageRecord.__table__.columns)
                .where(
                    StoppageRecord.article_id == self._row(r, ref).id, StoppageRecord.kind == kind
                )
                .order_by(StoppageRecord.id.desc())
            )
            return self._stopped(r, ref, newest)

    def _stopped(self, r: Reading, ref: str, standing: Any) -> Stopped:  # noqa: ANN401
        row = self._row(r, ref)
        members = [
            m
            for m in self.desk.works.members(r, row)
            if m.id == row.id or (standing.kind == "kill" and m.state == ArticleState.KILLED.value)
        ]
        ids = [m.id for m in members]
        rests: list[str] = []
        blocked: list[str] = []
        withdrawn: list[str] = []
        if standing.kind == "kill":
            rests = [s.ref for id_ in ids for s in self._suspensions(r, id_)]
            blocked = [q.ref for q in self._quotes(r, ids)]
            withdrawn = self._withdrawn(r, ids)
        return Stopped(
            ref=ref,
            state=row.state,
            kind=standing.kind,
            public=standing.public,
            private=self._private(r, standing) is not None,
            by=standing.by,
            at=dates.stamp(standing.at),
            articles=tuple(_article(m) for m in members),
            licences=tuple(dict.fromkeys(rests)),
            quotes_withdrawn=tuple(withdrawn),
            quotes_blocked=tuple(blocked),
            holders=self.desk.versions.holders_in(r, ref),
        )

    @staticmethod
    def _withdrawn(r: Reading, ids: Sequence[int]) -> list[str]:
        """The quotes that were withdrawn because any of the articles is stopped."""
        return [
            row.ref
            for row in r.rows(
                select(QuoteRecord.ref)
                .join(StoppageRecord, StoppageRecord.id == QuoteRecord.stoppage_id)
                .where(
                    StoppageRecord.article_id.in_(ids),
                    StoppageRecord.lifted_at.is_(None),
                    QuoteRecord.state == QuoteState.WITHDRAWN.value,
                )
                .order_by(QuoteRecord.id)
            )
        ]

    def killed(self) -> list[dict[str, Any]]:
        """The killed articles that somebody holds: since when, how many grants rest, how many copies are known."""
        with self.desk.reading() as r:
            rows = r.rows(
                select(
                    ArticleRecord.id,
                    ArticleRecord.ref,
                    ArticleRecord.headline,
                    StoppageRecord.at,
                )
                .join(StoppageRecord, StoppageRecord.article_id == ArticleRecord.id)
                .where(
                    ArticleRecord.state == ArticleState.KILLED.value,
                    StoppageRecord.kind == "kill",
                    StoppageRecord.lifted_at.is_(None),
                )
                .order_by(StoppageRecord.id)
            )
            made = []
            for row in rows:
                rest = {one.ref for one in self._suspensions(r, row.id)}
                copies = r.scalar(
                    select(func.count()).where(
                        PlacementRecord.article_id == row.id, PlacementRecord.state != "own"
                    )
                )
                if rest or copies:
                    made.append(
                        {
                            "ref": row.ref,
                            "headline": row.headline,
                            "at": dates.stamp(row.at),
                            "licences": len(rest),
                            "copies": copies,
                        }
                    )
        return made

    @staticmethod
    def standing(r: Reading, article_id: int, *, kind: str | None = None) -> Any:  # noqa: ANN401
        """The newest stoppage of an article that is not lifted, or None."""
        statement = (
            select(*StoppageRecord.__table__.columns)
            .where(StoppageRecord.article_id == article_id, StoppageRecord.lifted_at.is_(None))
            .order_by(StoppageRecord.id.desc())
        )
        if kind is not None:
            statement = statement.where(StoppageRecord.kind == kind)
        return r.first(statement)

    def told(self, r: Reading, article_id: int) -> dict[str, Any] | None:
        """How an article is stopped, in what everybody may read; None when it is not."""
        standing = self.standing(r, article_id)
        if standing is None:
            return None
        return {
            "kind": standing.kind,
            "public": standing.public,
            "by": standing.by,
            "at": dates.stamp(standing.at),
        }

    @staticmethod
    def _private(r: Reading, stoppage: Any) -> str | None:  # noqa: ANN401
        """The digest of the private reason of a stoppage, or of the one it was stopped along with."""
        if stoppage.private_sha256 is not None or stoppage.cause_id is None:
            found: str | None = stoppage.private_sha256
        else:
            found = r.scalar(
                select(StoppageRecord.private_sha256).where(StoppageRecord.id == stoppage.cause_id)
            )
        return found

    def reason(self, article: str) -> dict[str, Any]:
        """The private reason of the newest kill of an article. That it was read enters the journal.

        Raises NotFound when none is on file.
        """
        with self.desk.writing() as w:
            ref = self.desk.articles.resolve(w, article)
            row = self._row(w, ref)
            stoppage = w.first(
                select(*StoppageRecord.__table__.columns)
                .where(StoppageRecord.article_id == row.id, StoppageRecord.kind == "kill")
                .order_by(StoppageRecord.id.desc())
            )
            sha = self._private(w, stoppage) if stoppage is not None else None
            if stoppage is None or sha is None:
                raise NotFound(
                    f"there is no private reason on file for {ref}",
                    hint=f"syndicate article show {ref}",
                )
            content = self.desk.store.get(sha)
            w.journal("article reason", ref)
        try:
            text: str | None = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = None
        return {
            "ref": ref,
            "state": row.state,
            "by": stoppage.by,
            "at": dates.stamp(stoppage.at),
            "sha256": sha,
            "path": str(self.desk.store.place(sha, PRIVATE)),
            "text": text,
        }

    @staticmethod
    def _row(r: Reading, ref: str) -> Any:  # noqa: ANN401
        row = r.first(select(*ArticleRecord.__table__.columns).where(ArticleRecord.ref == ref))
        if row is None:
            raise NotFound(f"no article {ref}", hint="syndicate article list")
        return row


def _binds(grant: Any, today: date) -> bool:  # noqa: ANN401
    """Whether a licence item is in force or to come on a day."""
    state = licences.grant_state(
        starts_on=grant.starts_on, ends_on=grant.ends_on, paper_state=grant.state, today=today
    )
    return state != LicenceState.EXPIRED.value


def _article(row: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "ref": row.ref,
        "state": row.state,
        "edition": row.edition,
        "language": row.language,
        "headline": row.headline,
        "url": row.url,
    }
