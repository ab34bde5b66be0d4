"""Offers: a request priced with all that a revision freezes, computed whole before any of it is filed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from syndicate.desk.items import item_facts, refuse_idle_translation
from syndicate.errors import BadInput, Refused
from syndicate.records.quotes import QuoteLineRecord, QuoteRevisionRecord
from syndicate.rules import fees, quotes, requests, taxes
from syndicate.rules.articles import check_open
from syndicate.rules.facts import canonical, text_digest
from syndicate.rules.money import Money
from syndicate.rules.quotes import QuoteState

if TYPE_CHECKING:
    from collections.abc import Callable

    from syndicate.desk import Desk
    from syndicate.desk.articles import Standing
    from syndicate.desk.door import Reading, Writing
    from syndicate.rules import parties
    from syndicate.rules.fees import Card, Fx, Priced
    from syndicate.rules.papers import AlternativeFacts, QuoteFacts, QuoteLineFacts
    from syndicate.rules.requests import Use
    from syndicate.rules.rights import Claim

__all__ = ["Asked", "Known", "Offer", "Offers", "line_rows", "refuse_unasked", "revision_row"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Offer:
    """A priced offer before it is filed."""

    facts: QuoteFacts
    priced: Priced
    card_sha256: str | None
    items: tuple[int, ...]
    uses: tuple[Use, ...]
    standings: tuple[Standing, ...]
    net: Money
    tax: Money
    total: Money
    treatment: str
    valid_until: date
    fx: str | None
    approval: str | None

    @property
    def state(self) -> QuoteState:
        """Where a quote begins with this offer: as a draft, or waiting for a second person."""
        return QuoteState.AWAITING_APPROVAL if self.approval else QuoteState.DRAFT


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, as far as a price depends on it: a request on file, or one that is being filed with its quote."""

    ref: str
    party_id: int
    payer_id: int | None
    end_client_id: int | None
    po_number: str | None


class Known:
    """What was read in one view of the books: who prices many requests in it reads each thing once."""

    def __init__(self, desk: Desk, r: Reading) -> None:
        self.desk = desk
        self.r = r
        self._found: dict[tuple[Any, ...], Any] = {}
        self._until: tuple[int, date] | None = None

    def still(self, w: Writing) -> Known:
        """What is known, for the next transaction: the same where nobody else wrote, on the same day."""
        if (w.next_seq(), w.today) != self._until:
            self._found.clear()
        self.r = w
        return self

    def wrote(self, w: Writing) -> None:
        """Note that this transaction ends, and that what it wrote changes nothing of what is known."""
        self._until = (w.next_seq(), w.today)

    def once(self, *key: Any, read: Callable[[], _T]) -> _T:  # noqa: ANN401
        """What `read` gives, asked for once by this key."""
        if key not in self._found:
            self._found[key] = read()
        found: _T = self._found[key]
        return found

    def standing(self, article: str) -> Standing:
        """How an article stands today."""
        return self.once(
            "standing", article, read=lambda: self.desk.articles.standing(self.r, article)
        )

    def party(self, party_id: int) -> parties.Party:
        """A licensee or payer."""
        return self.once(
            "party", party_id, read=lambda: self.desk.licensees.party(self.r, party_id)
        )

    def held(self, article_id: int, edition: str) -> list[tuple[int | None, Claim]]:
        """What restricts an article, and for whom each is kept."""
        return self.once(
            "held",
            article_id,
            edition,
            read=lambda: self.desk.rights.held(self.r, article_id, edition),
        )

    def publisher(self) -> Any:  # noqa: ANN401
        """The publisher's row."""
        return self.once("publisher", read=lambda: self.desk.publishers.row(self.r))

    def card(self) -> tuple[str | None, Card | None, Refused | None]:
        """The card in force today, or why there is none."""

        def read() -> tuple[str | None, Card | None, Refused | None]:
            try:
                sha, text = self.desk.rates.in_force(self.r, self.desk.today)
            except Refused as none:
                return None, None, none
            return sha, fees.parse_card(text), None

        return self.once("card", read=read)

    def treatment(self, licensee: parties.Party) -> taxes.Treatment:
        """How a licensee is taxed."""
        return self.once(
            "treatment",
            licensee.ref,
            read=lambda: taxes.treatment(
                self.desk.publishers.supplier(self.r),
                customer_kind=licensee.customer_kind,
                country=licensee.country,
                vat_no=licensee.vat_no,
                proof=self.desk.licensees.show_in(self.r, licensee.ref).vat_proof,
                licensee=licensee.ref,
            ),
        )

    def exchange(self, currency: str | None) -> Fx | None:
        """The rate on file between the card's money and a quote's; None where none is needed or there is none."""
        card = self.card()[1]
        if currency is None or card is None or card.currency == currency:
            return None
        return self.once(
            "exchange",
            currency,
            read=lambda: self.desk.currencies.between(self.r, card.currency, currency),
        )

    def domains(self, title: str | None, *party_ids: int | None) -> tuple[str, ...]:
        """The domains of the outlet of that title of the first party that has one."""

        def read() -> tuple[str, ...]:
            found = self.desk.licensees.outlet_titled(self.r, title, *party_ids)
            return tuple(json.loads(found.domains)) if found else ()

        return self.once("domains", title, *party_ids, read=read)


class Offers:
    """What turns a request into an offer."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def make(
        self,
        r: Reading,
        request: Any,  # noqa: ANN401
        *,
        items: list[tuple[int, str, Use]] | None = None,
        known: Known | None = None,
        beside: list[AlternativeFacts] | None = None,
        agreed: Money | None,
        reason: str | None,
        by: str | None = None,
        fx: Fx | None,
        currency: str | None,
    ) -> Offer:
        """Everything a revision freezes, computed and not yet filed.

        `request` is its row, or what of it counts (`Asked`) with its `items`; `known` is what was read
        already in this view; `beside` are the alternatives on the same paper. Raises Refused, BadInput.
        """
        desk = self.desk
        known = known or Known(desk, r)
        if fx is None:
            fx = known.exchange(currency or (agreed.currency if agreed is not None else None))
        if fx is not None:
            fx.remark(desk.today)  # a rate of a day to come is none
        if agreed is not None and not reason:
            raise BadInput(
                "an agreed price needs its reason", hint="--reason 'agreed by telephone'"
            )
        if items is None:
            items = desk.requests.uses(r, request.id)
        _refuse_incomplete(request.ref, items)
        standings = self._open(known, request, items, agreed=agreed is not None)
        priced, card_sha = self._priced(
            known, items, standings, agreed=agreed, reason=reason, by=by, fx=fx, currency=currency
        )
        payer = known.party(request.payer_id or request.party_id)
        licensee = known.party(request.party_id)
        treatment = known.treatment(licensee)
        net, tax, total = quotes.totals([line.net for line in priced.lines], treatment)
        desk.publishers.refuse_without_account(r, total, row=known.publisher())
        publisher = known.publisher()
        lines = self._lines(known, request, items, standings, priced)
        for line in lines:
            refuse_idle_translation(line["item"], request.ref)
        facts: QuoteFacts = {
            "kind": "quote",
            "number": "",
            "revision": 0,
            "issue_date": self.desk.today.isoformat(),
            "valid_until": quotes.valid_until(
                self.desk.today, days=publisher.quote_days
            ).isoformat(),
            "language": licensee.language,
            "publisher": known.once(
                "publisher facts",
                net.currency,
                read=lambda: desk.publishers.facts(r, currency=net.currency),
            ),
            "licensee": licensee.facts(),
            "payer": payer.facts() if request.payer_id else None,
            "end_client": (
                known.party(request.end_client_id).facts() if request.end_client_id else None
            ),
            "request": request.ref,
            "lines": lines,
            "net": net.facts(),
            "tax": tax.facts(),
            "total": total.facts(),
            "tax_treatment": treatment.facts(),
            "payment_terms": payer.terms.value,
            "payment_days": payer.payment_days or publisher.payment_days,
            "fx": fx.text if fx else None,
            "accept_to": publisher.email,
            "po_number": request.po_number,
            "alternatives": beside or [],
            "terms": known.once(
                "terms",
                licensee.language,
                read=lambda: desk.publishers.terms(r, licensee.language),
            ),
        }
        return Offer(
            facts=facts,
            priced=priced,
            card_sha256=card_sha,
            items=tuple(key for key, _, _ in items),
            uses=tuple(use for _, _, use in items),
            standings=tuple(standings),
            net=net,
            tax=tax,
            total=total,
            treatment=treatment.token,
            valid_until=date.fromisoformat(facts["valid_until"]),
            fx=canonical(fx.facts()) if fx else None,
            approval=quotes.approval(
                net,
                limit=Money.of(str(publisher.approve_above), publisher.home_currency)
                if publisher.approve_above is not None
                else None,
                fx=fx,
                machines=any(_machines(use) for _, _, use in items),
            ),
        )

    def _open(
        self,
        known: Known,
        request: Any,  # noqa: ANN401
        items: list[tuple[int, str, Use]],
        *,
        agreed: bool,
    ) -> list[Standing]:
        """How each article stands, where it may be quoted for its use. Raises Refused, naming what stops it.

        Who is to say yes to machines is asked where a price was agreed: by card they never get one.
        """
        made = [known.standing(article) for _, article, _ in items]
        for (_, _, use), standing in zip(items, made, strict=True):
            check_open(standing.ref, standing.state, "quoted")
            self.desk.rights.refuse(
                known.r,
                standing,
                use,
                party_id=request.party_id,
                request=request.ref,
                held=known.held(standing.article_id, standing.facts["edition"]),
            )
            if agreed:
                refuse_unasked(standing, use)
        return made

    def _priced(
        self,
        known: Known,
        items: list[tuple[int, str, Use]],
        standings: list[Standing],
        *,
        agreed: Money | None,
        reason: str | None,
        by: str | None,
        fx: Fx | None,
        currency: str | None,
    ) -> tuple[Priced, str | None]:
        card_sha, card, none = known.card()
        if none is not None and agreed is None:
            raise none
        priced = fees.price(
            [(use, s.words) for (_, _, use), s in zip(items, standings, strict=True)],
            card,
            on=self.desk.today,
            currency=currency,
            fx=fx,
            agreed=agreed,
            agreed_reason=reason,
            agreed_by=by or self.desk.settings.actor,
            specimen=known.publisher().specimen,
        )
        return priced, card_sha

    def _lines(
        self,
        known: Known,
        request: Any,  # noqa: ANN401
        items: list[tuple[int, str, Use]],
        standings: list[Standing],
        priced: Priced,
    ) -> list[QuoteLineFacts]:
        return [
            {
                "n": n,
                "description": standing.facts["headline"],
                "item": item_facts(
                    n,
                    standing,
                    use,
                    fee=line.net,
                    today=self.desk.today,
                    domains=known.domains(
                        use.outlet_title, request.end_client_id, request.party_id
                    ),
                    share=line.share_facts(),
                ),
                "net": line.net.facts(),
            }
            for n, ((_, _, use), standing, line) in enumerate(
                zip(items, standings, priced.lines, strict=True), 1
            )
        ]

    @staticmethod
    def file(w: Writing, quote_id: int, ref: str, n: int, made: Offer) -> None:
        """File an offer as revision `n` of a quote."""
        revision_id = w.insert(QuoteRevisionRecord, **revision_row(w, quote_id, ref, n, made))
        for row in line_rows(revision_id, made):
            w.insert(QuoteLineRecord, **row)


def _refuse_incomplete(request: str, items: list[tuple[int, str, Use]]) -> None:
    """Nothing, where each use says all that a price takes. Raises Refused, with what is lacking."""
    for n, (_, _, use) in enumerate(items, 1):
        missing = requests.missing(use)
        if missing:
            flags = " ".join(m.flag for m in missing)
            raise Refused(
                f"{request} cannot be priced yet: item {n} lacks "
                f"{', '.join(m.field.replace('_', ' ') for m in missing)}",
                hint=f"syndicate request edit {request} {flags}",
            )


def _machines(use: Use) -> bool:
    return use.medium is not None and use.medium.is_ai


def refuse_unasked(standing: Standing, use: Use) -> None:
    """Nothing, when each contributor of an article said an express yes to what machines do with it.

    Raises Refused, naming who has not been asked; who nobody knows has not said yes.
    """
    if not _machines(use):
        return
    credit = f"syndicate article credit {standing.ref}"
    if not standing.parts:
        raise Refused(
            f"nobody is credited for {standing.ref}, so nobody said yes to {use.medium}",
            hint=f'{credit} --author CONTRIBUTOR --machines "what was said"',
        )
    for part in standing.parts:
        if not (part.machines or "").strip():
            who = part.contributor
            raise Refused(
                f"{standing.ref}: {who.name} ({who.ref}) has not said yes to {use.medium}",
                hint=f'{credit} --{part.role.value} {who.ref} --machines "what was said"',
            )


def revision_row(w: Writing, quote_id: int, ref: str, n: int, made: Offer) -> dict[str, Any]:
    """The row of an offer as revision `n` of a quote, without its key."""
    facts = canonical({**made.facts, "number": ref, "revision": n})
    return {
        "quote_id": quote_id,
        "n": n,
        "card_sha256": made.card_sha256,
        "engine": made.priced.engine,
        "inputs": canonical(made.priced.inputs),
        "fx": made.fx,
        "steps": canonical([step.facts() for step in made.priced.steps]),
        "facts": facts,
        "facts_sha256": text_digest(facts),
        "currency": made.net.currency,
        "net_minor": made.net.minor,
        "tax_minor": made.tax.minor,
        "total_minor": made.total.minor,
        "treatment": made.treatment,
        "drafted_by": w.actor,
        "drafted_at": w.now,
    }


def line_rows(revision_id: int, made: Offer) -> list[dict[str, Any]]:
    """The rows of an offer's lines, without their keys."""
    return [
        {
            "revision_id": revision_id,
            "n": n,
            "request_item_id": key,
            "version_id": standing.version_id,
            "use": canonical(use.facts()),
            "rights_sha256": standing.rights_sha256,
            "net_minor": line.net.minor,
        }
        for n, (key, use, standing, line) in enumerate(
            zip(made.items, made.uses, made.standings, made.priced.lines, strict=True), 1
        )
    ]
