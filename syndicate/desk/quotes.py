"""Quotes: priced step by step, revised, sent, accepted. A revision never changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from syndicate.desk.deals import Deal, last_deals
from syndicate.desk.items import left_out, notes
from syndicate.desk.lists.quotes import QuoteLine, shown_state
from syndicate.desk.offers import Offers, refuse_unasked
from syndicate.desk.references import resolve
from syndicate.errors import BadInput, Conflict, NotFound, Refused
from syndicate.records.articles import ArticleRecord, VersionRecord
from syndicate.records.journal import JournalRecord
from syndicate.records.parties import PartyRecord
from syndicate.records.quotes import QuoteLineRecord, QuoteRecord, QuoteRevisionRecord
from syndicate.records.requests import RequestItemRecord, RequestRecord
from syndicate.rules import fees, quotes, requests
from syndicate.rules.facts import canonical
from syndicate.rules.money import Money
from syndicate.rules.quotes import QuoteState
from syndicate.rules.requests import RequestState, Use

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.desk import Desk
    from syndicate.desk.articles import Standing
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.desk.licences import Against
    from syndicate.desk.offers import Known
    from syndicate.rules import parties
    from syndicate.rules.fees import Fx

__all__ = ["Quote", "QuoteLine", "Quotes"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as shown: the revision in force, every step of its price, the papers made from it."""

    ref: str
    state: str
    revision: int
    request: str
    licensee: str
    licensee_name: str
    valid_until: str
    card: str | None
    engine: int
    lines: tuple[dict[str, Any], ...]
    steps: tuple[dict[str, Any], ...]
    net: dict[str, str]
    tax: dict[str, str]
    total: dict[str, str]
    treatment: str
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    fx: dict[str, str] | None
    clashes: tuple[Against, ...]
    unsettled: str | None
    pays_first: bool
    accepted_on: str | None
    accepted_by: str | None
    po_number: str | None
    evidence_sha256: str | None
    licence: str | None
    invoice: str | None
    path: str | None
    sha256: str | None
    pages: int | None
    approval: str | None = None
    approved_by: str | None = None
    reminded_on: str | None = None
    beside: tuple[dict[str, Any], ...] = ()
    deals: tuple[Deal, ...] = ()


class Quotes:
    """The tray of quotes."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.offers = Offers(desk)

    def draft(
        self,
        request: str,
        *,
        agreed: Money | None = None,
        reason: str | None = None,
        fx: Fx | None = None,
        currency: str | None = None,
        key: Key | None = None,
    ) -> Quote:
        """Price a request on the card in force and file the quote as a draft.

        `agreed` is a price agreed otherwise (with `reason`): the last step of the explanation. `currency`
        with `fx` turns the card's money into the licensee's.
        Raises Refused when something is missing to price, or the card does not price it.
        """
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                ref = self.draft_in(
                    w, request, agreed=agreed, reason=reason, fx=fx, currency=currency
                )
                w.answer(key, ref)
        return self.show(ref)

    def draft_in(
        self,
        w: Writing,
        request: str,
        *,
        agreed: Money | None = None,
        reason: str | None = None,
        fx: Fx | None = None,
        currency: str | None = None,
        known: Known | None = None,
        beside: int | None = None,
        change: dict[str, Any] | None = None,
    ) -> str:
        """What `draft` does, inside the caller's transaction: the reference of the quote.

        Whatever refuses it refuses before anything is written. `known` is what was read already; an
        alternative stands `beside` another quote, by its key, and differs from what is asked by its `change`.
        """
        asked = resolve(w, "request", request)
        row = self._request(w, asked)
        other = w.scalar(
            select(QuoteRecord.ref).where(
                QuoteRecord.request_id == row.id,
                QuoteRecord.state.in_([state.value for state in quotes.OPEN_STATES]),
            )
        )
        if other is not None and beside is None:
            raise Refused(
                f"{asked} has an open quote, {other}",
                hint=f"syndicate quote revise {other}",
            )
        made = self.offers.make(
            w,
            row,
            items=self.desk.negotiations.changed_items(w, row.id, change) if change else None,
            known=known,
            agreed=agreed,
            reason=reason,
            fx=fx,
            currency=currency,
        )
        self.desk.requests.move(w, asked, RequestState.QUOTED, via=RequestState.TRIAGED)
        ref = w.draw("quote").ref
        quote_id = w.insert(
            QuoteRecord,
            ref=ref,
            request_id=row.id,
            party_id=row.party_id,
            state=made.state.value,
            revision=1,
            valid_until=made.valid_until,
            currency=made.total.currency,
            total_minor=made.total.minor,
            drafted_at=w.now,
            beside=beside,
            change=canonical(change) if change else None,
        )
        self.offers.file(w, quote_id, ref, 1, made)
        w.journal("quote draft", ref, revision=1, request=asked, total=made.total.facts())
        return ref

    def estimate(
        self,
        request: str,
        *,
        agreed: Money | None = None,
        reason: str | None = None,
        fx: Fx | None = None,
        currency: str | None = None,
    ) -> dict[str, Any]:
        """What `draft` would offer, with every step, without filing anything: the same refusals."""
        with self.desk.reading() as r:
            row = self._request(r, resolve(r, "request", request))
            made = self.offers.make(r, row, agreed=agreed, reason=reason, fx=fx, currency=currency)
            mandates = self.desk.mandates.remarks(r, row, made.uses)
            against = [
                one
                for n, (use, standing) in enumerate(zip(made.uses, made.standings, strict=True), 1)
                for one in self.desk.licences.against(
                    r,
                    standing,
                    use,
                    edit=f"syndicate request edit {row.ref}"
                    + (f" --item {n}" if len(made.uses) > 1 else ""),
                )
            ]
        return {
            "ref": None,
            "state": "dry-run",
            "request": row.ref,
            "valid_until": made.valid_until.isoformat(),
            "lines": made.facts["lines"],
            "steps": [step.facts() for step in made.priced.steps],
            "net": made.net.facts(),
            "tax": made.tax.facts(),
            "total": made.total.facts(),
            "treatment": made.treatment,
            "notes": [
                *mandates,
                *left_out(made.facts, made.uses),
                *notes(made.facts),
                *_rate_notes(made.fx, self.desk.today),
            ],
            "clashes": against,
        }

    def revise(
        self,
        quote: str,
        *,
        agreed: Money | None = None,
        reason: str | None = None,
        by_card: bool = False,
        fx: Fx | None = None,
        currency: str | None = None,
        revision: int | None = None,
        key: Key | None = None,
    ) -> Quote:
        """Price the request again as it stands now, as the quote's next revision, back to a draft.

        A rate of exchange that is not given again is the one frozen before; its age is a note. An agreed
        price is kept too, until `by_card` ends it or another is agreed. `revision` is the one that was read.
        Raises Refused once a licence or an invoice was made from the quote; Conflict where somebody moved
        it meanwhile; BadInput for a price that is agreed and the card's at once, or kept in another currency.
        """
        if by_card and agreed is not None:
            raise BadInput(
                "a price is agreed or the card's, not both",
                hint=f"syndicate quote revise {quote} --by-card",
            )
        seen = self.seen(quote)
        with self.desk.writing() as w:
            ref = resolve(w, "quote", quote)
            if w.answered(key) is None:
                row = self.row(w, ref)
                self.refuse_moved(w, row, seen, revision)
                self.refuse_used(w, ref, act="revised")
                if row.state != QuoteState.DRAFT.value:
                    quotes.move(QuoteState(row.state), QuoteState.DRAFT)
                self.reprice_in(
                    w, row, agreed=agreed, reason=reason, by_card=by_card, fx=fx, currency=currency
                )
                w.answer(key, ref)
        return self.show(ref)

    def reprice_in(
        self,
        w: Writing,
        row: Any,  # noqa: ANN401
        *,
        agreed: Money | None = None,
        reason: str | None = None,
        by_card: bool = False,
        fx: Fx | None = None,
        currency: str | None = None,
        action: str = "quote revise",
        leads: bool = True,
    ) -> None:
        """Price a quote again as its next revision, inside the caller's transaction; see `revise`.

        The alternatives of its paper are renewed with it, and the paper on which it stands is (`leads`).
        """
        ref = row.ref
        self.desk.negotiations.renew(w, row)
        fx = fx or self.frozen_fx(w, row, currency)
        by = None
        if agreed is None and not by_card:
            agreed, kept, by = self._agreed(w, row)
            if agreed is not None and currency not in {None, agreed.currency}:
                raise BadInput(
                    f"the price agreed is in {agreed.currency}, the quote would be in {currency}",
                    hint=f"syndicate quote revise {ref} --agreed AMOUNT --reason WORDS "
                    f"--currency {currency}\nsyndicate quote revise {ref} --by-card",
                )
            reason = reason or kept
        request = self._request_by_id(w, row.request_id)
        made = self.offers.make(
            w,
            request,
            items=self.desk.negotiations.items(w, row),
            beside=self.desk.negotiations.told(w, row),
            agreed=agreed,
            reason=reason,
            by=by,
            fx=fx,
            currency=currency or (agreed.currency if agreed is not None else row.currency),
        )
        n = row.revision + 1
        self.offers.file(w, row.id, ref, n, made)
        w.update(
            QuoteRecord,
            row.id,
            party_id=request.party_id,
            state=made.state.value,
            revision=n,
            approved_by=None,
            approved_at=None,
            reminded_on=None,
            valid_until=made.valid_until,
            currency=made.total.currency,
            total_minor=made.total.minor,
            sent_on=None,
            accepted_on=None,
            accepted_by=None,
            accepted_how=None,
            evidence_sha256=None,
        )
        self.desk.mails.set_aside(w, ref, kind="quote-reminder")
        self.desk.requests.move(w, request.ref, RequestState.QUOTED, via=RequestState.TRIAGED)
        w.journal(action, ref, revision=n, total=made.total.facts())
        if leads:
            self.desk.negotiations.follow(w, row, states=quotes.OPEN_STATES)

    def frozen_fx(self, r: Reading, row: Any, currency: str | None = None) -> Fx | None:  # noqa: ANN401
        """The rate of the revision in force, where the quote stays in its currency and names no other."""
        frozen = self.revision_row(r, row).fx
        if frozen is None or currency not in {None, row.currency}:
            return None
        return fees.Fx.from_facts(json.loads(frozen))

    def _agreed(self, r: Reading, row: Any) -> tuple[Money | None, str | None, str | None]:  # noqa: ANN401
        """The price agreed in the revision in force, why, and by whom; None where the card priced it."""
        inputs = json.loads(self.revision_row(r, row).inputs)
        if inputs["agreed"] is None:
            return None, None, None
        return Money.from_facts(inputs["agreed"]), inputs["agreed_reason"], inputs["agreed_by"]

    def _kept_price(self, r: Reading, row: Any, inputs: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: ANN401
        """What to say of an agreed price that the revision in force took over from the one before."""
        before = r.scalar(
            select(QuoteRevisionRecord.inputs).where(
                QuoteRevisionRecord.quote_id == row.id, QuoteRevisionRecord.n == row.revision - 1
            )
        )
        if before is None or inputs["agreed"] is None:
            return ()
        earlier = json.loads(before)
        terms = ("agreed", "agreed_reason", "agreed_by")
        if any(earlier[name] != inputs[name] for name in terms):
            return ()
        price = Money.from_facts(inputs["agreed"])
        why = f"{inputs['agreed_reason']}; agreed by {inputs['agreed_by']}"
        return (f"agreed price kept: {price}, {why} (syndicate quote revise {row.ref} --by-card)",)

    def refuse_used(self, w: Writing, ref: str, *, act: str) -> None:
        """Nothing, while no paper was made from a quote and no money came in for it. Raises Refused."""
        from syndicate.records.papers import PaperRecord
        from syndicate.records.payments import PaymentRecord

        used = w.first(
            select(PaperRecord.ref, PaperRecord.kind)
            .where(PaperRecord.made_from == ref)
            .order_by(PaperRecord.id)
        )
        request = self._request_by_id(w, self.row(w, ref).request_id).ref
        if used is not None:
            raise Refused(
                f"{used.ref} was made from {ref}; its price stands and it cannot be {act}",
                hint=f"syndicate request note {request} TEXT\nlog another request for another use",
            )
        paid = w.scalar(select(PaymentRecord.ref).where(PaymentRecord.quote == ref))
        if paid is not None:
            raise Refused(
                f"{paid} came in for {ref}; its price stands and it cannot be {act}",
                hint=f"syndicate invoice issue {ref}",
            )

    def _refuse_pro_forma(self, w: Writing, row: Any) -> None:  # noqa: ANN401
        """Nothing, while no pro-forma asks for the money of a quote. Raises Refused, saying what to do."""
        revision = self.revision_row(w, row)
        if self.desk.papers.revision_document(w, revision.id, "pro-forma") is not None:
            raise Refused(
                f"{row.ref} was accepted and its pro-forma is out: it asks for money that is no longer "
                "wanted; take the offer back, and tell the licensee so",
                hint=f'syndicate quote withdraw {row.ref} --reason "…"',
            )

    def send(self, quote: str, *, key: Key | None = None) -> Quote:
        """Print the quote and put the mail it goes out with into the outbox; its price is offered now.

        Raises Refused when its state does not allow it, when what it priced has changed since, or when it
        could not be granted.
        """
        ref = self.offer(quote, key=key)
        self.desk.papers.print_revision(ref)
        return self.show(ref)

    def offer(self, quote: str, *, key: Key | None = None) -> str:
        """The first half of `send`: the price is offered, the paper not yet printed; its reference."""
        with self.desk.writing() as w:
            ref = resolve(w, "quote", quote)
            row = self.row(w, ref)
            if w.answered(key) is not None:
                return ref
            self.desk.negotiations.refuse_unapproved(w, row)
            before = QuoteState(row.state)
            state = (
                quotes.move(before, QuoteState.SENT) if before is not QuoteState.SENT else before
            )
            self.desk.licences.refuse_ungrantable(w, row, settled=False)
            if state is not before:
                if quotes.expired(row.valid_until, w.today):
                    raise Refused(
                        f"{ref} was priced to stand until {row.valid_until.isoformat()}",
                        hint=f"syndicate quote revise {ref}",
                    )
                self._ask_again(w, row)
                w.update(QuoteRecord, row.id, state=state.value, sent_on=w.today)
                w.answer(key, ref)
                w.journal("quote send", ref, revision=row.revision)
                self.desk.negotiations.send_beside(w, row)
        return ref

    def accept(
        self,
        quote: str,
        *,
        by: str,
        how: str | None = None,
        evidence: bytes | None = None,
        evidence_suffix: str = ".bin",
        po_number: str | None = None,
        on: date | None = None,
        revision: int | None = None,
        key: Key | None = None,
    ) -> Quote:
        """Record that the licensee accepted: who, when, by what evidence, under which PO number.

        `revision` is the one that was accepted. Raises Refused when the offer has lapsed, what it priced has
        changed since, or it could not be granted: a contract ends before it, a grant stands against it;
        Conflict where somebody moved the quote meanwhile.
        """
        seen = self.seen(quote)
        with self.desk.writing() as w:
            ref = resolve(w, "quote", quote)
            if w.answered(key) is None:
                row = self.row(w, ref)
                self.refuse_moved(w, row, seen, revision)
                day = on or w.today
                if day > w.today:
                    raise BadInput(
                        f"{day.isoformat()} has not come yet", hint="--on the day it was accepted"
                    )
                if row.sent_on is not None and day < row.sent_on:
                    raise BadInput(
                        f"{ref} was sent on {row.sent_on.isoformat()}; it cannot be accepted before",
                        hint=f"syndicate quote accept {ref} --by NAME --on {row.sent_on.isoformat()}",
                    )
                if row.state == QuoteState.SENT.value:
                    self.desk.licences.refuse_stopped(w, row, settled=False)
                    self.refuse_restricted(w, row)
                against = self.desk.licences.clashes(w, row)
                quotes.acceptable(
                    ref,
                    QuoteState(row.state),
                    valid_until=row.valid_until,
                    today=day,
                    inputs_unchanged=not self.changed(w, row),
                    rights_free=self.desk.licences.free(against),
                )
                # What is only not settled yet keeps back the licence and its money, not the yes; what
                # could never be granted is refused now.
                self.desk.licences.refuse_against(against)
                self._ask_again(w, row)
                sha = (
                    self.desk.store.put(evidence, evidence_suffix) if evidence is not None else None
                )
                w.update(
                    QuoteRecord,
                    row.id,
                    state=QuoteState.ACCEPTED.value,
                    accepted_on=day,
                    accepted_by=w.keep_personal(by),
                    accepted_how=how,
                    evidence_sha256=sha,
                    po_number=po_number,
                )
                self.desk.mails.set_aside(w, ref, kind="quote-reminder")
                w.answer(key, ref)
                w.journal("quote accept", ref, revision=row.revision, evidence=sha, po=po_number)
                self.desk.negotiations.supersede(w, row)
        return self.show(ref)

    def decline(self, quote: str, *, reason: str, revision: int | None = None) -> Quote:
        """Record that the licensee declined; the request waits for another offer, or to be closed.

        Raises Refused when a pro-forma, a licence or money is out, and says what to do instead; Conflict
        where somebody moved the quote meanwhile.
        """
        return self._end(quote, QuoteState.DECLINED, reason, act="declined", revision=revision)

    def withdraw(self, quote: str, *, reason: str, revision: int | None = None) -> Quote:
        """Take an offer back, with what lies unsent of it; the request waits for another.

        Raises Refused when a licence or money is out; Conflict where somebody moved the quote meanwhile.
        """
        return self._end(quote, QuoteState.WITHDRAWN, reason, act="withdrawn", revision=revision)

    def seen(self, quote: str) -> tuple[int, str]:
        """The revision and state of a quote as it is before a verb waits for its turn to write."""
        with self.desk.reading() as r:
            row = self.row(r, resolve(r, "quote", quote))
        return row.revision, row.state

    @staticmethod
    def refuse_moved(w: Writing, row: Any, seen: tuple[int, str], revision: int | None) -> None:  # noqa: ANN401
        """Nothing, while a quote is as it was read: of this revision, and not accepted since by another.

        `seen` is what this verb found before it waited; `revision` is what somebody says they read, and
        they read an offer: an acceptance is news to them. Raises Conflict, saying who did what.
        """
        same = (row.revision, row.state) == seen
        if same and (
            revision is None
            or (row.revision == revision and row.state != QuoteState.ACCEPTED.value)
        ):
            return
        if revision is not None and revision > row.revision:
            raise BadInput(
                f"{row.ref} has revisions 1 to {row.revision}, not {revision}",
                hint=f"syndicate quote show {row.ref}",
            )
        last = w.first(
            select(JournalRecord.action, JournalRecord.actor)
            .where(JournalRecord.entity == row.ref)
            .order_by(JournalRecord.seq.desc())
        )
        what = f" ({last.action}, {last.actor})" if last is not None else ""
        raise Conflict(
            f"{row.ref} moved on since you read it: it is {row.state}, revision {row.revision}{what}; "
            "nothing was changed",
            hint=f"syndicate quote show {row.ref}",
        )

    def _end(
        self, quote: str, to: QuoteState, reason: str, *, act: str, revision: int | None
    ) -> Quote:
        seen = self.seen(quote)
        with self.desk.writing() as w:
            ref = resolve(w, "quote", quote)
            row = self.row(w, ref)
            self.refuse_moved(w, row, seen, revision)
            self.refuse_used(w, ref, act=act)
            if to is QuoteState.DECLINED:
                self._refuse_pro_forma(w, row)
            state = quotes.move(QuoteState(row.state), to)
            verb = f"quote {'decline' if to is QuoteState.DECLINED else 'withdraw'}"
            self.desk.negotiations.end_beside(w, row, to, verb=verb, reason=reason)
            w.update(QuoteRecord, row.id, state=state.value, reason=reason)
            self.desk.mails.set_aside(w, ref)
            request = self._request_by_id(w, row.request_id)
            if request.state == RequestState.QUOTED.value and not self._offered(w, request.id):
                # Another quote of it that is open or accepted keeps it quoted.
                self.desk.requests.move(w, request.ref, RequestState.TRIAGED)
            w.journal(verb, ref, reason=reason)
            # A paper that is out stays as it is; one that is not does not offer what was taken back.
            self.desk.negotiations.follow(w, row, states=quotes.OPEN_STATES - {QuoteState.SENT})
        return self.show(ref)

    def _ask_again(self, w: Writing, row: Any) -> None:  # noqa: ANN401
        """The request of a quote is quoted: who was given up may come back. Raises Refused where it ended."""
        request = self._request_by_id(w, row.request_id)
        state = RequestState(request.state)
        if state is RequestState.WON:
            return
        if state not in requests.STEPS:
            raise Refused(
                f"{request.ref} is {state}; {row.ref} is no longer on offer",
                hint=f"syndicate request show {request.ref}",
            )
        self.desk.requests.move(w, request.ref, RequestState.QUOTED, via=RequestState.TRIAGED)

    @staticmethod
    def _offered(r: Reading, request_id: int) -> bool:
        """Whether a quote of a request waits for somebody, or was accepted."""
        held = [state.value for state in (*quotes.OPEN_STATES, QuoteState.ACCEPTED)]
        found = select(QuoteRecord.id).where(
            QuoteRecord.request_id == request_id, QuoteRecord.state.in_(held)
        )
        return r.scalar(found) is not None

    def refuse_restricted(self, r: Reading, row: Any) -> None:  # noqa: ANN401
        """Nothing, when no embargo, hold, window or limit stands against what a quote offers. Raises Refused."""
        request = self._request_by_id(r, row.request_id)
        for line, standing in self.priced_lines(r, row):
            use = Use.from_facts(json.loads(line.use))
            refuse_unasked(standing, use)
            self.desk.rights.refuse(
                r,
                standing,
                use,
                party_id=request.party_id,
                request=request.ref,
            )

    def changed(self, r: Reading, row: Any) -> list[str]:  # noqa: ANN401
        """What changed since the revision in force was priced: articles (version, rulings), the request (items, parties)."""
        moved: list[str] = []
        lines = self.priced_lines(r, row)
        for line, standing in lines:
            if (
                line.version_id != standing.version_id
                or line.rights_sha256 != standing.rights_sha256
            ):
                moved.append(standing.ref)
            asked = r.first(
                select(RequestItemRecord.use, RequestRecord.ref, RequestRecord.party_id)
                .join(RequestRecord, RequestRecord.id == RequestItemRecord.request_id)
                .where(RequestItemRecord.id == line.request_item_id)
            )
            wanted = self.desk.negotiations.changed_use(asked.use, row.change)
            if wanted != line.use or asked.party_id != row.party_id:
                moved.append(asked.ref)
        request = self._request_by_id(r, row.request_id)
        items = select(func.count()).where(RequestItemRecord.request_id == request.id)
        if r.scalar(items) != len(lines):
            moved.append(request.ref)
        told = json.loads(self.revision_row(r, row).facts)
        for party, id_ in (("payer", request.payer_id), ("end_client", request.end_client_id)):
            if ((told[party] or {}).get("ref")) != self.desk.licensees.ref_of(r, id_):
                moved.append(request.ref)
        return list(dict.fromkeys(moved))

    def stuck(self) -> dict[str, str]:
        """The drafts that could not be sent as they stand, each with the commands that mend it."""
        with self.desk.glancing() as g:
            doubtful = [str(row.ref) for row in g.rows("doubtful drafts")]
        if not doubtful:
            return {}
        found: dict[str, str] = {}
        with self.desk.reading() as r:
            for ref in doubtful:
                try:
                    self.desk.licences.refuse_ungrantable(r, self.row(r, ref), settled=False)
                except Refused as refused:
                    found[ref] = refused.hint or f"syndicate quote show {ref}"
        return found

    def priced_lines(self, r: Reading, row: Any) -> list[tuple[Any, Standing]]:  # noqa: ANN401
        """The lines of the revision in force, each with how its article stands today."""
        lines = r.rows(
            select(
                *QuoteLineRecord.__table__.columns,
                ArticleRecord.ref.label("article"),
            )
            .join(QuoteRevisionRecord, QuoteRevisionRecord.id == QuoteLineRecord.revision_id)
            .join(VersionRecord, VersionRecord.id == QuoteLineRecord.version_id)
            .join(ArticleRecord, ArticleRecord.id == VersionRecord.article_id)
            .where(QuoteRevisionRecord.quote_id == row.id, QuoteRevisionRecord.n == row.revision)
            .order_by(QuoteLineRecord.n)
        )
        return [(line, self.desk.articles.standing(r, line.article)) for line in lines]

    def payer(self, r: Reading, row: Any) -> parties.Party:  # noqa: ANN401
        """Who pays a quote: the payer its request names, else the licensee."""
        request = self._request_by_id(r, row.request_id)
        return self.desk.licensees.party(r, request.payer_id or request.party_id)

    def row(self, r: Reading, ref: str) -> Any:  # noqa: ANN401
        """The row of a quote. Raises NotFound."""
        row = r.first(select(*QuoteRecord.__table__.columns).where(QuoteRecord.ref == ref))
        if row is None:
            raise NotFound(f"no quote {ref}", hint="syndicate quote list")
        return row

    def revision_row(self, r: Reading, row: Any) -> Any:  # noqa: ANN401
        """The row of the revision in force of a quote's row."""
        return r.first(
            select(*QuoteRevisionRecord.__table__.columns).where(
                QuoteRevisionRecord.quote_id == row.id, QuoteRevisionRecord.n == row.revision
            )
        )

    @staticmethod
    def _request(r: Reading, ref: str) -> Any:  # noqa: ANN401
        return r.first(select(*RequestRecord.__table__.columns).where(RequestRecord.ref == ref))

    @staticmethod
    def _request_by_id(r: Reading, id_: int) -> Any:  # noqa: ANN401
        return r.first(select(*RequestRecord.__table__.columns).where(RequestRecord.id == id_))

    def replay(self, quote: str) -> tuple[Money, Money]:
        """The net of the revision in force, as filed and as its stored inputs give it again today."""
        with self.desk.reading() as r:
            row = self.row(r, resolve(r, "quote", quote))
            revision = self.revision_row(r, row)
            card = self.desk.rates.by_sha(r, revision.card_sha256) if revision.card_sha256 else None
        again = fees.replay(json.loads(revision.inputs), card)
        return Money(revision.net_minor, revision.currency), again.net

    def show(self, quote: str) -> Quote:
        """One quote: its revision in force. Raises NotFound."""
        with self.desk.reading() as r:
            ref = resolve(r, "quote", quote)
            row = self.row(r, ref)
            revision = self.revision_row(r, row)
            party = r.first(
                select(PartyRecord.ref, PartyRecord.legal_name).where(
                    PartyRecord.id == row.party_id
                )
            )
            lines = self.priced_lines(r, row)
            warnings = self._warnings(lines)
            clashes = self._clashes(r, row)
            unsettled = next((b.hint for _, s in lines for b in s.blockers), None)
            card = self._card_name(r, revision.card_sha256)
            kept = self._kept_price(r, row, json.loads(revision.inputs))
            request = self._request_by_id(r, row.request_id)
            printed = self.desk.papers.revision_document(r, revision.id, "quote")
            accepted_by = r.personal(row.accepted_by)
            licence = self.desk.licences.of_quote(r, ref)
            invoice = self.desk.invoices.of_quote(r, ref)
            uses = [Use.from_facts(json.loads(line.use)) for line, _ in lines]
            mandates = (
                self.desk.mandates.remarks(r, request, uses)
                if QuoteState(row.state) in quotes.OPEN_STATES
                else ()
            )
            approval = self.desk.negotiations.unapproved(r, row)
            deals = last_deals(r, row.party_id)
            beside = tuple(self.desk.negotiations.shown(r, row))
        assert party is not None  # noqa: S101  # a quote's party is never removed
        facts = json.loads(revision.facts)
        return Quote(
            ref=ref,
            state=shown_state(row.state, row.valid_until, self.desk.today),
            revision=row.revision,
            request=request.ref,
            licensee=party.ref,
            licensee_name=party.legal_name,
            valid_until=row.valid_until.isoformat(),
            card=card,
            engine=revision.engine,
            lines=tuple(facts["lines"]),
            steps=tuple(json.loads(revision.steps)),
            fx=json.loads(revision.fx) if revision.fx else None,
            net=facts["net"],
            tax=facts["tax"],
            total=facts["total"],
            treatment=revision.treatment,
            warnings=warnings,
            notes=(
                *kept,
                *left_out(facts, uses),
                *mandates,
                *notes(facts),
                *_rate_notes(revision.fx, date.fromisoformat(facts["issue_date"])),
            ),
            clashes=clashes,
            unsettled=unsettled,
            pays_first=facts["payment_terms"] == "pay-first" and bool(revision.total_minor),
            accepted_on=row.accepted_on.isoformat() if row.accepted_on else None,
            accepted_by=accepted_by,
            po_number=row.po_number or request.po_number,
            evidence_sha256=row.evidence_sha256,
            licence=licence,
            invoice=invoice,
            path=str(printed.path) if printed else None,
            sha256=printed.sha256 if printed else None,
            pages=printed.pages if printed else None,
            approval=approval,
            approved_by=row.approved_by,
            reminded_on=row.reminded_on.isoformat() if row.reminded_on else None,
            beside=beside,
            deals=deals,
        )

    @staticmethod
    def _warnings(lines: Sequence[tuple[Any, Standing]]) -> tuple[str, ...]:
        made: list[str] = []
        for _, standing in lines:
            made.extend(f"{standing.ref}: {b.message} ({b.hint})" for b in standing.blockers)
        return tuple(made)

    def _clashes(self, r: Reading, row: Any) -> tuple[Against, ...]:  # noqa: ANN401
        """What stands against an offer that is not a licence yet; empty once it is one, or is over."""
        waits = {*quotes.OPEN_STATES, QuoteState.ACCEPTED}
        if QuoteState(row.state) not in waits or self.desk.licences.of_quote(r, row.ref):
            return ()
        return self.desk.licences.clashes(r, row)

    @staticmethod
    def _card_name(r: Reading, sha256: str | None) -> str | None:
        from syndicate.records.rates import RateCardRecord

        if sha256 is None:
            return None
        row = r.first(
            select(RateCardRecord.name, RateCardRecord.version).where(
                RateCardRecord.sha256 == sha256
            )
        )
        return f"{row.name}/{row.version}" if row else None

    def on_file(self, *, open_only: bool = False) -> list[QuoteLine]:
        """Every quote, newest first."""
        return self.desk.lists.quotes(open_only=open_only)


def _rate_notes(fx: str | None, day: date) -> tuple[str, ...]:
    """What to say of the age of a frozen rate on `day`."""
    remark = fees.Fx.from_facts(json.loads(fx)).remark(day) if fx else None
    return (remark,) if remark else ()
