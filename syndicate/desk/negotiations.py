"""What becomes of a quote between its draft and the answer: approved, reminded of, reopened, copied, compared.

An alternative is a quote of its own that stands beside another: it has its number, its steps and its total.
The quote that leads prints them all, and the licensee accepts one by its number.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from syndicate.desk.references import resolve
from syndicate.errors import BadInput, Refused
from syndicate.records.parties import PartyRecord
from syndicate.records.quotes import QuoteLineRecord, QuoteRecord, QuoteRevisionRecord
from syndicate.records.requests import RequestItemRecord, RequestRecord
from syndicate.rules import fees, quotes, requests
from syndicate.rules.facts import canonical
from syndicate.rules.money import Money
from syndicate.rules.quotes import QuoteState
from syndicate.rules.requests import Use

if TYPE_CHECKING:
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.desk.quotes import Quote
    from syndicate.documents.press import Printed as Pressed
    from syndicate.rules.papers import AlternativeFacts

__all__ = ["Negotiations"]

_OVER = frozenset({QuoteState.DECLINED, QuoteState.EXPIRED, QuoteState.WITHDRAWN})
_WAITS = frozenset({QuoteState.DRAFT, QuoteState.AWAITING_APPROVAL})


class Negotiations:
    """The tray of what is being negotiated."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    # -- approval ----------------------------------------------------------------------------------

    def approve(self, quote: str, *, note: str | None = None, revision: int | None = None) -> Quote:
        """Let an offer go out that is above the publisher's limit, or that machines will read.

        Raises Refused where it needs nobody's approval, or for whoever drafted it or agreed its price;
        Conflict where somebody moved it meanwhile.
        """
        desk = self.desk
        seen = desk.quotes.seen(quote)
        with desk.writing() as w:
            ref = resolve(w, "quote", quote)
            row = desk.quotes.row(w, ref)
            desk.quotes.refuse_moved(w, row, seen, revision)
            if QuoteState(row.state) not in _WAITS or self.unapproved(w, row) is None:
                raise Refused(
                    f"{ref} is {row.state} and waits for nobody's approval",
                    hint=f"syndicate quote show {ref}",
                )
            priced = desk.quotes.revision_row(w, row)
            agreed_by = json.loads(priced.inputs)["agreed_by"]
            if w.actor in {priced.drafted_by, agreed_by}:
                raise Refused(
                    f"{w.actor} {'drafted' if w.actor == priced.drafted_by else 'agreed'} it, "
                    f"and {ref} is approved by a second person",
                    hint=f"syndicate quote approve {ref} --as NAME",
                )
            if row.state == QuoteState.DRAFT.value:
                quotes.move(QuoteState.DRAFT, QuoteState.AWAITING_APPROVAL)
            state = quotes.move(QuoteState.AWAITING_APPROVAL, QuoteState.APPROVED)
            w.update(QuoteRecord, row.id, state=state.value, approved_by=w.actor, approved_at=w.now)
            w.journal("quote approve", ref, revision=row.revision, note=note)
        return desk.quotes.show(ref)

    def unapproved(self, r: Reading, row: Any) -> str | None:  # noqa: ANN401
        """Why a quote that nobody approved yet needs a second person; None where it does not."""
        if row.approved_by is not None or QuoteState(row.state) not in _WAITS:
            return None
        revision = self.desk.quotes.revision_row(r, row)
        publisher = self.desk.publishers.row(r)
        limit = publisher.approve_above
        return quotes.approval(
            Money(revision.net_minor, revision.currency),
            limit=Money.of(str(limit), publisher.home_currency) if limit is not None else None,
            fx=fees.Fx.from_facts(json.loads(revision.fx)) if revision.fx else None,
            machines=any(use.medium is not None and use.medium.is_ai for use in self._uses(r, row)),
        )

    def refuse_unapproved(self, r: Reading, row: Any) -> None:  # noqa: ANN401
        """Nothing, where a quote may go out as far as its approval goes. Raises Refused, saying who lets it."""
        why = self.unapproved(r, row)
        if why is not None:
            raise Refused(
                f"{row.ref} waits for the approval of a second person: {why}",
                hint=f"syndicate quote approve {row.ref} --as NAME",
            )

    # -- for the desk alone ------------------------------------------------------------------------

    def print_steps(self, quote: str) -> Pressed:
        """The revision in force as a page for the desk: every step, and the licensee's last deals.

        It is printed anew each time and not kept. Raises NotFound; Outside when the press fails.
        """
        desk = self.desk
        shown = desk.quotes.show(quote)
        with desk.reading() as r:
            row = desk.quotes.row(r, shown.ref)
            revision = desk.quotes.revision_row(r, row)
        facts = {
            **json.loads(revision.facts),
            "kind": "quote-steps",
            "steps": list(shown.steps),
            "card": shown.card,
            "drafted_by": revision.drafted_by,
            "approved_by": row.approved_by,
            "deals": [asdict(deal) for deal in shown.deals],
        }
        logo = facts["publisher"].get("logo")
        return desk.press.print_paper(
            facts, logo=desk.store.get(logo) if logo else None, issued_at=revision.drafted_at
        )

    # -- reminders ---------------------------------------------------------------------------------

    def remind(self, quote: str) -> Quote:
        """Draft the mail that reminds a licensee of an offer that still stands.

        Raises Refused for a quote that is not on offer, or lapsed.
        """
        from syndicate.documents.mails import cover_note

        desk = self.desk
        with desk.reading() as r:
            ref = resolve(r, "quote", quote)
            row = desk.quotes.row(r, ref)
            if row.state != QuoteState.SENT.value or quotes.expired(row.valid_until, desk.today):
                lapsed = row.state == QuoteState.SENT.value
                raise Refused(
                    f"{ref} {'has lapsed' if lapsed else f'is {row.state}'}; nobody is reminded of it",
                    hint=f"syndicate quote reopen {ref}"
                    if lapsed
                    else f"syndicate quote show {ref}",
                )
            facts = json.loads(desk.quotes.revision_row(r, row).facts)
            to = desk.mails.address(r, facts["licensee"]["ref"], ("rights", "accounts"))
        subject, body = cover_note("quote-reminder", facts, facts["language"])
        draft = desk.mails.compose_note(
            kind="quote-reminder",
            about=ref,
            to=to,
            subject=subject,
            body=body,
            language=facts["language"],
        )
        with desk.writing() as w:
            now = desk.quotes.row(w, ref)
            desk.quotes.refuse_moved(w, now, (row.revision, row.state), None)
            desk.mails.file(w, draft)
            w.update(QuoteRecord, row.id, reminded_on=w.today)
            w.journal("quote remind", ref)
        return desk.quotes.show(ref)

    # -- back again --------------------------------------------------------------------------------

    def reopen(self, quote: str) -> Quote:
        """Price an offer that was declined, withdrawn or lapsed again, as its next revision and a draft.

        Raises Refused for one that is not over, whose request is, or has another open quote.
        """
        desk = self.desk
        seen = desk.quotes.seen(quote)
        with desk.writing() as w:
            ref = resolve(w, "quote", quote)
            row = desk.quotes.row(w, ref)
            desk.quotes.refuse_moved(w, row, seen, None)
            lapsed = row.state == QuoteState.SENT.value and quotes.expired(row.valid_until, w.today)
            if QuoteState(row.state) not in _OVER and not lapsed:
                raise Refused(
                    f"{ref} is {row.state}; only what was declined, withdrawn or lapsed is reopened",
                    hint=f"syndicate quote show {ref}",
                )
            other = w.scalar(
                select(QuoteRecord.ref).where(
                    QuoteRecord.request_id == row.request_id,
                    QuoteRecord.id != row.id,
                    QuoteRecord.state.in_(
                        [s.value for s in (*quotes.OPEN_STATES, QuoteState.ACCEPTED)]
                    ),
                    or_(QuoteRecord.beside.is_(None), QuoteRecord.beside != row.id),
                )
            )
            if other is not None:
                raise Refused(
                    f"{other} of the same request is open or accepted",
                    hint=f"syndicate quote show {other}",
                )
            desk.quotes.refuse_used(w, ref, act="reopened")
            w.update(QuoteRecord, row.id, reason=None, stoppage_id=None)
            desk.quotes.reprice_in(w, row, action="quote reopen")
        return desk.quotes.show(ref)

    def clone(
        self,
        quote: str,
        *,
        licensee: str | None = None,
        request: str | None = None,
        outlet: dict[str, Any] | None = None,
        key: Key | None = None,
    ) -> Quote:
        """Draft a quote of the same scope for another request, or for a new one of this or another licensee.

        A request on file keeps its articles, its outlet and its first day; a new one takes the articles, too.
        Another licensee has another `outlet` (fields of a use). The price is the card's. Raises Refused when
        something is missing to price, or the card does not price it; nothing is filed then.
        """
        desk = self.desk
        with desk.writing() as w:
            done = w.answered(key)
            if done is None:
                ref = resolve(w, "quote", quote)
                row = desk.quotes.row(w, ref)
                uses = self._uses(w, row)
                if request is not None:
                    asked = self._onto(w, resolve(w, "request", request), uses[0])
                else:
                    asked = self._anew(w, row, licensee, uses, outlet or {})
                done = desk.quotes.draft_in(w, asked)
                w.answer(key, done)
                w.journal("quote clone", done, source=ref)
        return desk.quotes.show(done)

    def _onto(self, w: Writing, ref: str, scope: Use) -> str:
        """Give the items of a request the scope of a use; what is theirs (outlet, audience, first day) stays."""
        row = self._request(w, ref)
        self.desk.requests.refuse_edit(w, row, use=True, licensee=False)
        self.desk.requests.refuse_agreed(w, ref)
        for item, _, use in self.desk.requests.uses(w, row.id):
            made = replace(
                scope,
                outlet_title=use.outlet_title,
                outlet_domain=use.outlet_domain,
                audience=use.audience,
                audience_unit=use.audience_unit,
                first_use=use.first_use or self._first(scope),
                notes=use.notes,
            )
            w.update(
                RequestItemRecord,
                item,
                use=canonical(made.facts()),
                medium=made.medium.value if made.medium else None,
                outlet_title=made.outlet_title,
            )
        w.journal("request edit", ref, changed=["scope"])
        return ref

    def _anew(
        self,
        w: Writing,
        row: Any,  # noqa: ANN401
        licensee: str | None,
        uses: list[Use],
        outlet: dict[str, Any],
    ) -> str:
        party = row.party_id
        if licensee is not None:
            ref = resolve(w, "licensee", licensee)
            party = w.scalar(select(PartyRecord.id).where(PartyRecord.ref == ref))
        own = dict(outlet)
        if party != row.party_id:
            own = {
                "outlet_title": None,
                "outlet_domain": None,
                "audience": None,
                "notes": None,
                **own,
            }
        wanted = [replace(use, first_use=self._first(use), **own) for use in uses]
        missing = requests.missing(wanted[0])
        if missing:
            raise Refused(
                "another licensee has another outlet; still missing: "
                + ", ".join(one.field.replace("_", " ") for one in missing),
                hint=f"syndicate quote clone {row.ref} --licensee {licensee} "
                + " ".join(one.flag for one in missing),
            )
        articles = [line.article for line, _ in self.desk.quotes.priced_lines(w, row)]
        source = w.first(
            select(RequestRecord.payer_id, RequestRecord.end_client_id).where(
                RequestRecord.id == row.request_id
            )
        )
        same = party == row.party_id
        return self.desk.requests.log_in(
            w,
            party,
            items=list(zip(articles, wanted, strict=True)),
            channel="desk",
            payer=source.payer_id if same else None,
            end_client=source.end_client_id if same else None,
            notes=[f"as in {row.ref}"],
        )

    def _first(self, use: Use) -> date:
        return max(use.first_use or self.desk.today, self.desk.today)

    # -- alternatives ------------------------------------------------------------------------------

    def offer_beside(
        self,
        quote: str,
        changes: dict[str, Any],
        *,
        agreed: Money | None = None,
        reason: str | None = None,
        key: Key | None = None,
    ) -> Quote:
        """Offer an alternative beside a quote that is not sent: what is asked, with `changes` to its use.

        It is a quote of its own; the quote beside which it stands prints it, as its next revision. Raises
        BadInput where nothing would differ; Refused for a quote that is sent or is an alternative itself,
        and as `draft` does.
        """
        desk = self.desk
        with desk.writing() as w:
            done = w.answered(key)
            if done is None:
                ref = resolve(w, "quote", quote)
                row = desk.quotes.row(w, ref)
                if row.beside is not None:
                    lead = self._lead(w, row).ref
                    raise Refused(
                        f"{ref} is itself an alternative to {lead}",
                        hint=f"syndicate quote beside {lead}",
                    )
                if QuoteState(row.state) not in {*_WAITS, QuoteState.APPROVED}:
                    raise Refused(
                        f"{ref} is {row.state}; alternatives are added to a draft",
                        hint=f"syndicate quote revise {ref}",
                    )
                change = {
                    name: fact
                    for name, fact in replace(Use(), **changes).facts().items()
                    if name in changes
                }
                asked = self._request_ref(w, row)
                if all(
                    use == changed
                    for (_, _, use), (_, _, changed) in zip(
                        desk.requests.uses(w, row.request_id),
                        self.changed_items(w, row.request_id, change),
                        strict=True,
                    )
                ):
                    raise BadInput(
                        "an alternative differs in something", hint="--duration perpetual"
                    )
                done = desk.quotes.draft_in(
                    w,
                    asked,
                    agreed=agreed,
                    reason=reason,
                    currency=None if agreed else row.currency,
                    fx=desk.quotes.frozen_fx(w, row, agreed.currency if agreed else None),
                    beside=row.id,
                    change=change,
                )
                w.answer(key, done)
                self._reprint(w, row)
        return desk.quotes.show(done)

    def _reprint(self, w: Writing, lead: Any) -> None:  # noqa: ANN401
        """The next revision of the quote that leads: its paper names the alternatives as they now are."""
        self.desk.quotes.reprice_in(w, self.desk.quotes.row(w, lead.ref))

    def follow(self, w: Writing, row: Any, *, states: frozenset[QuoteState]) -> None:  # noqa: ANN401
        """After an alternative was priced again or ended: where its lead is in one of `states`, it is printed anew."""
        if row.beside is None:
            return
        lead = self._lead(w, row)
        if QuoteState(lead.state) in states:
            self._reprint(w, lead)

    def renew(self, w: Writing, lead: Any) -> None:  # noqa: ANN401
        """Before a quote is priced again: its alternatives that would lapse before it are, too.

        Raises Refused where one cannot be, naming it.
        """
        days = self.desk.publishers.row(w).quote_days
        until = quotes.valid_until(w.today, days=days)
        for other in self._others(w, lead, states=quotes.OPEN_STATES):
            if other.valid_until >= until:
                continue
            try:
                self.desk.quotes.reprice_in(w, other, leads=False)
            except Refused as why:
                raise Refused(
                    f"{other.ref}, beside {lead.ref}, cannot be priced again: {why.message}",
                    hint=f'{why.hint or ""}\nsyndicate quote withdraw {other.ref} --reason "…"'.strip(),
                ) from why

    def told(self, r: Reading, row: Any) -> list[AlternativeFacts]:  # noqa: ANN401
        """The alternatives to a quote as its paper names them."""
        made: list[AlternativeFacts] = []
        for other in self._others(r, row, states=quotes.OPEN_STATES):
            facts = json.loads(self.desk.quotes.revision_row(r, other).facts)
            made.append(
                {
                    "number": other.ref,
                    "lines": [_short(line) for line in facts["lines"]],
                    "net": facts["net"],
                    "tax": facts["tax"],
                    "total": facts["total"],
                }
            )
        return made

    def shown(self, r: Reading, row: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        """The other quotes of a set, in short: the licensee takes one of them all."""
        group = row.beside or row.id
        found = r.rows(
            select(*QuoteRecord.__table__.columns)
            .where(
                or_(QuoteRecord.id == group, QuoteRecord.beside == group), QuoteRecord.id != row.id
            )
            .order_by(QuoteRecord.id)
        )
        return [
            {
                "ref": other.ref,
                "state": other.state,
                "change": json.loads(other.change) if other.change else {},
                "total": Money(other.total_minor, other.currency).shown(),
            }
            for other in found
        ]

    def send_beside(self, w: Writing, row: Any) -> None:  # noqa: ANN401
        """Send with a quote the alternatives that its paper names. Raises Refused where one could not go."""
        if row.beside is not None:
            lead = self._lead(w, row)
            if QuoteState(lead.state) in quotes.OPEN_STATES:
                raise Refused(
                    f"{row.ref} is an alternative and goes out with {lead.ref}",
                    hint=f"syndicate quote send {lead.ref}",
                )
        for other in self._others(w, row, states=quotes.OPEN_STATES):
            if other.state == QuoteState.SENT.value:
                continue
            self.refuse_unapproved(w, other)
            self.desk.licences.refuse_ungrantable(w, other, settled=False)
            state = quotes.move(QuoteState(other.state), QuoteState.SENT)
            w.update(QuoteRecord, other.id, state=state.value, sent_on=w.today)
            w.journal("quote send", other.ref, revision=other.revision, beside=row.ref)

    def supersede(self, w: Writing, row: Any) -> None:  # noqa: ANN401
        """After one of a set was accepted, the others are no longer on offer."""
        group = row.beside or row.id
        for other in self._others(w, row, states=quotes.OPEN_STATES, group=group):
            state = quotes.move(QuoteState(other.state), QuoteState.SUPERSEDED)
            w.update(QuoteRecord, other.id, state=state.value)
            self.desk.mails.set_aside(w, other.ref)
            w.journal("quote supersede", other.ref, by=row.ref)

    def end_beside(
        self,
        w: Writing,
        row: Any,  # noqa: ANN401
        to: QuoteState,
        *,
        verb: str,
        reason: str,
    ) -> None:
        """A quote that is declined or withdrawn takes its alternatives with it; an alternative ends alone."""
        if row.beside is not None:
            return
        for other in self._others(w, row, states=quotes.OPEN_STATES):
            if to in quotes.STEPS[QuoteState(other.state)]:
                w.update(QuoteRecord, other.id, state=to.value, reason=reason)
                self.desk.mails.set_aside(w, other.ref)
                w.journal(verb, other.ref, reason=reason)

    # -- what was changed --------------------------------------------------------------------------

    def items(self, r: Reading, row: Any) -> list[tuple[int, str, Use]] | None:  # noqa: ANN401
        """The items that a quote prices where they differ from what is asked; None where they do not."""
        if row.change is None:
            return None
        return self.changed_items(r, row.request_id, json.loads(row.change))

    def changed_items(
        self, r: Reading, request_id: int, change: dict[str, Any]
    ) -> list[tuple[int, str, Use]]:
        """The items of a request with a change to each use."""
        return [
            (key, article, Use.from_facts({**use.facts(), **change}))
            for key, article, use in self.desk.requests.uses(r, request_id)
        ]

    @staticmethod
    def changed_use(asked: str, change: str | None) -> str:
        """A filed use with a filed change, as it is filed."""
        if change is None:
            return asked
        facts = {**json.loads(asked), **json.loads(change)}
        return canonical(Use.from_facts(facts).facts())

    # -- rows --------------------------------------------------------------------------------------

    def _others(
        self,
        r: Reading,
        row: Any,  # noqa: ANN401
        *,
        states: frozenset[QuoteState],
        group: int | None = None,
    ) -> list[Any]:
        """The alternatives to a quote that leads; with `group` all the others of that set."""
        of = QuoteRecord.beside == (group or row.id)
        if group is not None:
            of = or_(QuoteRecord.id == group, of)
        return r.rows(
            select(*QuoteRecord.__table__.columns)
            .where(of, QuoteRecord.id != row.id, QuoteRecord.state.in_([s.value for s in states]))
            .order_by(QuoteRecord.id)
        )

    @staticmethod
    def _lead(r: Reading, row: Any) -> Any:  # noqa: ANN401
        return r.first(select(*QuoteRecord.__table__.columns).where(QuoteRecord.id == row.beside))

    @staticmethod
    def _request(r: Reading, ref: str) -> Any:  # noqa: ANN401
        return r.first(select(*RequestRecord.__table__.columns).where(RequestRecord.ref == ref))

    @staticmethod
    def _request_ref(r: Reading, row: Any) -> str:  # noqa: ANN401
        found: str = r.scalar(select(RequestRecord.ref).where(RequestRecord.id == row.request_id))
        return found

    @staticmethod
    def _uses(r: Reading, row: Any) -> list[Use]:  # noqa: ANN401
        """The uses that the revision in force prices."""
        return [
            Use.from_facts(json.loads(line.use))
            for line in r.rows(
                select(QuoteLineRecord.use)
                .join(QuoteRevisionRecord, QuoteRevisionRecord.id == QuoteLineRecord.revision_id)
                .where(
                    QuoteRevisionRecord.quote_id == row.id, QuoteRevisionRecord.n == row.revision
                )
                .order_by(QuoteLineRecord.n)
            )
        ]


def _short(line: dict[str, Any]) -> Any:  # noqa: ANN401
    """A line as the paper of another quote tells it: without the passages."""
    return {**line, "item": {**line["item"], "licensed": [], "left_out": []}}
