"""Blanket agreements: articles drawn from a quota, each with its licence; beyond it each with its quote."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from syndicate.desk.lists.blankets import BlanketLine
from syndicate.desk.references import resolve
from syndicate.errors import BadInput, Conflict, NotFound, Refused
from syndicate.records.articles import ArticleRecord
from syndicate.records.blankets import BlanketRecord, DrawRecord
from syndicate.records.quotes import QuoteRecord
from syndicate.rules import blankets, dates, quotes
from syndicate.rules.blankets import BlanketState, Count
from syndicate.rules.facts import canonical
from syndicate.rules.money import Money
from syndicate.rules.quotes import QuoteState
from syndicate.rules.requests import Use, understood

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key

__all__ = ["Blanket", "BlanketLine", "Blankets", "Draw"]


@dataclass(frozen=True, slots=True)
class Draw:
    """One article used under a blanket agreement.

    Within the quota `licence` grants it; `beyond` it the quote offers it for `price` (net, by the card).
    """

    n: int
    article: str
    headline: str
    drawn_on: str
    beyond: bool
    request: str
    quote: str
    quote_state: str
    licence: str | None
    price: dict[str, str]
    by: str


@dataclass(frozen=True, slots=True)
class Blanket:
    """A blanket agreement as shown; `draws` oldest first, `made` are those just drawn."""

    ref: str
    state: str
    licensee: str
    licensee_name: str
    payer: str | None
    end_client: str | None
    quota: int
    drawn: int
    left: int
    over: int
    fee: dict[str, str]
    starts_on: str
    ends_on: str
    use: dict[str, Any]
    understood: str
    contract: str | None
    po_number: str | None
    by: str
    ended_by: str | None
    draws: tuple[Draw, ...]
    made: tuple[Draw, ...] = ()

    @property
    def count(self) -> Count:
        """How much of the quota is used."""
        return Count(self.quota, self.drawn, self.over)


class Blankets:
    """The tray of blanket agreements."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def agree(
        self,
        licensee: str,
        *,
        quota: int,
        fee: Money,
        use: Use,
        starts_on: date,
        ends_on: date | None = None,
        payer: str | None = None,
        end_client: str | None = None,
        contract: str | None = None,
        po_number: str | None = None,
        by: str | None = None,
        key: Key | None = None,
    ) -> Blanket:
        """File an agreement: `quota` articles for `fee` (net, the whole period), each granted for `use`.

        The period runs to `ends_on`, twelve months where it is not said.
        Raises NotFound for a licensee that is not on file; BadInput for terms that say nothing, or a use
        of which something is missing to price; Refused for media that machines read.
        """
        last = ends_on or dates.last_day(starts_on, dates.read_span("12m")) or starts_on
        blankets.check_terms(quota=quota, fee=fee, starts_on=starts_on, ends_on=last)
        blankets.check_use(use, starts_on=starts_on)
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                licensees = self.desk.licensees
                party, paying, for_whom = (
                    licensees.id_of(w, licensees.resolve(w, name)) if name else None
                    for name in (licensee, payer, end_client)
                )
                ref = w.draw("blanket").ref
                w.insert(
                    BlanketRecord,
                    ref=ref,
                    party_id=party,
                    payer_id=paying,
                    end_client_id=for_whom,
                    quota=quota,
                    currency=fee.currency,
                    fee_minor=fee.minor,
                    starts_on=starts_on,
                    ends_on=last,
                    use=canonical(use.facts()),
                    contract=contract,
                    po_number=po_number,
                    by=by or w.actor,
                    at=w.now,
                )
                w.answer(key, ref)
                w.journal("blanket add", ref, quota=quota, fee=fee.facts(), by=by or w.actor)
        return self.show(ref)

    def draw(
        self, blanket: str, articles: Sequence[str], *, beyond: bool = False, key: Key | None = None
    ) -> Blanket:
        """Use articles under an agreement: each gets its licence, at no further fee, while the quota lasts.

        An article after that is refused, unless `beyond` is said: then its use is recorded and a quote by
        the card is drafted for it. All articles are drawn or none.
        Raises Refused outside the period, for an article drawn before, or for anything that refuses a
        licence of it (a kill, a hold, a passage that is not settled); NotFound.
        """
        if not articles:
            raise BadInput(
                "a draw names at least one article",
                hint=f"syndicate blanket draw {blanket} ART-000001",
            )
        with self.desk.writing() as w:
            ref = resolve(w, "blanket", blanket)
            if w.answered(key) is None:
                row = self._row(w, ref)
                self._refuse_closed(row)
                found = [self.desk.articles.resolve(w, text) for text in articles]
                for article in dict.fromkeys(found):
                    self._draw(w, row, article, beyond=beyond)
                w.answer(key, ref)
            named = {self.desk.articles.resolve(w, text) for text in articles}
        for one in self.show(ref).draws:
            if one.licence is not None and one.article in named:
                self.desk.papers.print_paper(one.licence)
        shown = self.show(ref)
        return self._with(shown, tuple(d for d in shown.draws if d.article in named))

    @staticmethod
    def _with(shown: Blanket, made: tuple[Draw, ...]) -> Blanket:
        from dataclasses import replace

        return replace(shown, made=made)

    def _refuse_closed(self, row: Any) -> None:  # noqa: ANN401
        """Nothing, while articles may be drawn today. Raises Refused, saying since or from when not."""
        state = self._state(row)
        if state is BlanketState.IN_FORCE:
            return
        said = {
            BlanketState.TO_COME: f"begins on {row.starts_on.isoformat()}",
            BlanketState.LAPSED: f"ran until {row.ends_on.isoformat()}",
            BlanketState.ENDED: f"was ended by {row.ended_by}",
        }[state]
        raise Refused(
            f"{row.ref} {said}; nothing is drawn from it today",
            hint="syndicate blanket list"
            if state is BlanketState.TO_COME
            else "syndicate blanket add LICENSEE --quota COUNT --fee AMOUNT",
        )

    def _draw(self, w: Writing, row: Any, article: str, *, beyond: bool) -> None:  # noqa: ANN401
        article_id = w.scalar(select(ArticleRecord.id).where(ArticleRecord.ref == article))
        before = w.first(
            select(DrawRecord.n, DrawRecord.licence, DrawRecord.quote).where(
                DrawRecord.blanket_id == row.id, DrawRecord.article_id == article_id
            )
        )
        if before is not None:
            raise Refused(
                f"{article} was drawn from {row.ref} before, as {before.licence or before.quote}",
                hint=f"syndicate licence show {before.licence}"
                if before.licence
                else f"syndicate quote show {before.quote}",
            )
        count = self._count(w, row)
        over = not count.left
        if over and not beyond:
            raise Refused(
                f"{row.ref}: {count.spoken}; one more is beyond the quota and priced by the card",
                hint=f"syndicate blanket draw {row.ref} {article} --beyond",
            )
        request = self.desk.requests.log_in(
            w,
            row.party_id,
            items=[(article, blankets.use_on(Use.from_facts(json.loads(row.use)), w.today))],
            channel="blanket",
            payer=row.payer_id,
            end_client=row.end_client_id,
            po_number=row.po_number,
            notes=[f"drawn from {row.ref}" + (", beyond its quota" if over else "")],
        )
        n = count.drawn + count.over + 1
        quote, licence = (
            (self._priced(w, row, request), None) if over else self._granted(w, row, request, n)
        )
        w.insert(
            DrawRecord,
            blanket_id=row.id,
            n=n,
            article_id=article_id,
            beyond=over,
            drawn_on=w.today,
            request=request,
            quote=quote,
            licence=licence,
            by=w.actor,
            at=w.now,
        )
        w.journal("blanket draw", row.ref, article=article, n=n, beyond=over, licence=licence)

    def _priced(self, w: Writing, row: Any, request: str) -> str:  # noqa: ANN401
        """The draft by the card for what is beyond the quota, in the agreement's money."""
        return self.desk.quotes.draft_in(w, request, currency=row.currency)

    def _granted(self, w: Writing, row: Any, request: str, n: int) -> tuple[str, str]:  # noqa: ANN401
        """The quote and the licence of a draw within the quota: the fee of the agreement pays for it."""
        quote = self.desk.quotes.draft_in(
            w,
            request,
            agreed=Money.zero(row.currency),
            reason=f"article {n} of {row.quota} under {row.ref}",
        )
        state = quotes.move(quotes.move(QuoteState.DRAFT, QuoteState.SENT), QuoteState.ACCEPTED)
        w.update(
            QuoteRecord,
            self.desk.quotes.row(w, quote).id,
            state=state.value,
            accepted_on=w.today,
            accepted_how=row.ref,
        )
        w.journal("quote accept", quote, revision=1, blanket=row.ref)
        words = blankets.drawn_words(
            row.ref,
            signed_on=row.starts_on,
            n=n,
            quota=row.quota,
            language=self.desk.licensees.party(w, row.party_id).language,
        )
        licence = self.desk.licences.grant_in(w, quote, kind="blanket", special_terms=[words])
        return quote, licence

    def end(self, blanket: str, *, by: str | None = None) -> Blanket:
        """End an agreement: nothing more is drawn; licences that were drawn stand. Raises Conflict."""
        with self.desk.writing() as w:
            ref = resolve(w, "blanket", blanket)
            row = self._row(w, ref)
            if row.ended_at is not None:
                raise Conflict(
                    f"{ref} was ended by {row.ended_by}", hint=f"syndicate blanket show {ref}"
                )
            w.update(BlanketRecord, row.id, ended_at=w.now, ended_by=by or w.actor)
            w.journal("blanket end", ref, by=by or w.actor)
        return self.show(ref)

    def show(self, blanket: str) -> Blanket:
        """One agreement with every draw. Raises NotFound."""
        with self.desk.reading() as r:
            ref = resolve(r, "blanket", blanket)
            row = self._row(r, ref)
            party = self.desk.licensees.party(r, row.party_id)
            payer = self.desk.licensees.ref_of(r, row.payer_id)
            end_client = self.desk.licensees.ref_of(r, row.end_client_id)
            count = self._count(r, row)
            draws = self._draws(r, row)
        use = Use.from_facts(json.loads(row.use))
        return Blanket(
            ref=ref,
            state=self._state(row).value,
            licensee=party.ref,
            licensee_name=party.legal_name,
            payer=payer,
            end_client=end_client,
            quota=count.quota,
            drawn=count.drawn,
            left=count.left,
            over=count.over,
            fee=Money(row.fee_minor, row.currency).shown(),
            starts_on=row.starts_on.isoformat(),
            ends_on=row.ends_on.isoformat(),
            use=dict(use.facts()),
            understood=understood(use, "en"),
            contract=row.contract,
            po_number=row.po_number,
            by=row.by,
            ended_by=row.ended_by,
            draws=draws,
        )

    def _draws(self, r: Reading, row: Any) -> tuple[Draw, ...]:  # noqa: ANN401
        from syndicate.desk.lists.quotes import shown_state
        from syndicate.records.quotes import QuoteRevisionRecord

        rows = r.rows(
            select(
                *DrawRecord.__table__.columns,
                ArticleRecord.ref.label("article"),
                ArticleRecord.headline,
                QuoteRecord.state,
                QuoteRecord.valid_until,
                QuoteRecord.currency,
                QuoteRevisionRecord.net_minor,
            )
            .join(ArticleRecord, ArticleRecord.id == DrawRecord.article_id)
            .join(QuoteRecord, QuoteRecord.ref == DrawRecord.quote)
            .join(
                QuoteRevisionRecord,
                (QuoteRevisionRecord.quote_id == QuoteRecord.id)
                & (QuoteRevisionRecord.n == QuoteRecord.revision),
            )
            .where(DrawRecord.blanket_id == row.id)
            .order_by(DrawRecord.n)
        )
        return tuple(
            Draw(
                n=d.n,
                article=d.article,
                headline=d.headline,
                drawn_on=d.drawn_on.isoformat(),
                beyond=d.beyond,
                request=d.request,
                quote=d.quote,
                quote_state=shown_state(d.state, d.valid_until, self.desk.today),
                licence=d.licence or self.desk.licences.of_quote(r, d.quote),
                price=Money(d.net_minor, d.currency).shown(),
                by=d.by,
            )
            for d in rows
        )

    @staticmethod
    def _count(r: Reading, row: Any) -> Count:  # noqa: ANN401
        found = {
            bool(beyond): int(number)
            for beyond, number in r.rows(
                select(DrawRecord.beyond, func.count())
                .where(DrawRecord.blanket_id == row.id)
                .group_by(DrawRecord.beyond)
            )
        }
        return Count(row.quota, found.get(False, 0), found.get(True, 0))

    def _state(self, row: Any) -> BlanketState:  # noqa: ANN401
        return blankets.state_on(
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            ended=row.ended_at is not None,
            today=self.desk.today,
        )

    @staticmethod
    def _row(r: Reading, ref: str) -> Any:  # noqa: ANN401
        row = r.first(select(*BlanketRecord.__table__.columns).where(BlanketRecord.ref == ref))
        if row is None:
            raise NotFound(f"no blanket agreement {ref}", hint="syndicate blanket list")
        return row

    def on_file(self, *, open_only: bool = False) -> list[BlanketLine]:
        """Every agreement, newest first, with how much of its quota is used."""
        return self.desk.lists.blankets(open_only=open_only)
