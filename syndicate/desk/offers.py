"""Offers: a request priced with all that a revision freezes, computed whole before any of it is filed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from syndicate.desk.items import item_facts, refuse_idle_translation
from syndicate.errors import BadInput, Refused
from syndicate.records.parties import OutletRecord
from syndicate.records.quotes import QuoteLineRecord, QuoteRevisionRecord
from syndicate.rules import fees, quotes, requests, taxes
from syndicate.rules.articles import check_open
from syndicate.rules.facts import canonical, text_digest

if TYPE_CHECKING:
    from syndicate.desk import Desk
    from syndicate.desk.articles import Standing
    from syndicate.desk.door import Reading, Writing
    from syndicate.rules.fees import Fx, Priced
    from syndicate.rules.money import Money
    from syndicate.rules.papers import QuoteFacts, QuoteLineFacts
    from syndicate.rules.requests import Use

__all__ = ["Offer", "Offers"]


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


class Offers:
    """What turns a request into an offer."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def make(
        self,
        r: Reading,
        request: Any,  # noqa: ANN401
        *,
        agreed: Money | None,
        reason: str | None,
        by: str | None = None,
        fx: Fx | None,
        currency: str | None,
    ) -> Offer:
        """Everything a revision freezes, computed and not yet filed."""
        desk = self.desk
        if fx is not None:
            fx.remark(desk.today)  # a rate of a day to come is none
        if agreed is not None and not reason:
            raise BadInput(
                "an agreed price needs its reason", hint="--reason 'agreed by telephone'"
            )
        items = desk.requests.uses(r, request.id)
        for n, (_, _, use) in enumerate(items, 1):
            missing = requests.missing(use)
            if missing:
                flags = " ".join(m.flag for m in missing)
                raise Refused(
                    f"{request.ref} cannot be priced yet: item {n} lacks "
                    f"{', '.join(m.field.replace('_', ' ') for m in missing)}",
                    hint=f"syndicate request edit {request.ref} {flags}",
                )
        standings = [desk.articles.standing(r, article) for _, article, _ in items]
        for (_, _, use), standing in zip(items, standings, strict=True):
            check_open(standing.ref, standing.state, "quoted")
            desk.rights.refuse(r, standing, use, party_id=request.party_id, request=request.ref)
        priced, card_sha = self._priced(
            r, items, standings, agreed=agreed, reason=reason, by=by, fx=fx, currency=currency
        )
        payer = desk.licensees.party(r, request.payer_id or request.party_id)
        licensee = desk.licensees.party(r, request.party_id)
        treatment = taxes.treatment(
            desk.publishers.supplier(r),
            customer_kind=licensee.customer_kind,
            country=licensee.country,
            vat_no=licensee.vat_no,
            proof=desk.licensees.show_in(r, licensee.ref).vat_proof,
            licensee=licensee.ref,
        )
        net, tax, total = quotes.totals([line.net for line in priced.lines], treatment)
        desk.publishers.refuse_without_account(r, total)
        publisher = desk.publishers.row(r)
        lines = self._lines(r, request.party_id, items, standings, priced)
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
            "publisher": desk.publishers.facts(r, currency=net.currency),
            "licensee": licensee.facts(),
            "payer": payer.facts() if request.payer_id else None,
            "end_client": (
                desk.licensees.party(r, request.end_client_id).facts()
                if request.end_client_id
                else None
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
            "terms": desk.publishers.terms(r, licensee.language),
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
        )

    def _priced(
        self,
        r: Reading,
        items: list[tuple[int, str, Use]],
        standings: list[Standing],
        *,
        agreed: Money | None,
        reason: str | None,
        by: str | None,
        fx: Fx | None,
        currency: str | None,
    ) -> tuple[Priced, str | None]:
        card_sha, card = None, None
        try:
            card_sha, text = self.desk.rates.in_force(r, self.desk.today)
            card = fees.parse_card(text)
        except Refused:
            if agreed is None:
                raise
        priced = fees.price(
            [(use, s.words) for (_, _, use), s in zip(items, standings, strict=True)],
            card,
            on=self.desk.today,
            currency=currency,
            fx=fx,
            agreed=agreed,
            agreed_reason=reason,
            agreed_by=by or self.desk.settings.actor,
            specimen=self.desk.publishers.row(r).specimen,
        )
        return priced, card_sha

    def _lines(
        self,
        r: Reading,
        party_id: int,
        items: list[tuple[int, str, Use]],
        standings: list[Standing],
        priced: Priced,
    ) -> list[QuoteLineFacts]:
        made: list[QuoteLineFacts] = []
        for n, ((_, _, use), standing, line) in enumerate(
            zip(items, standings, priced.lines, strict=True), 1
        ):
            made.append(
                {
                    "n": n,
                    "description": standing.facts["headline"],
                    "item": item_facts(
                        n,
                        standing,
                        use,
                        fee=line.net,
                        today=self.desk.today,
                        domains=self._domains(r, party_id, use),
                        share=line.share_facts(),
                    ),
                    "net": line.net.facts(),
                }
            )
        return made

    @staticmethod
    def _domains(r: Reading, party_id: int, use: Use) -> tuple[str, ...]:
        if not use.outlet_title:
            return ()
        found = r.scalar(
            select(OutletRecord.domains).where(
                OutletRecord.party_id == party_id, OutletRecord.title == use.outlet_title
            )
        )
        return tuple(json.loads(found)) if found else ()

    @staticmethod
    def file(w: Writing, quote_id: int, ref: str, n: int, made: Offer) -> None:
        """File an offer as revision `n` of a quote."""
        facts = canonical({**made.facts, "number": ref, "revision": n})
        revision_id = w.insert(
            QuoteRevisionRecord,
            quote_id=quote_id,
            n=n,
            card_sha256=made.card_sha256,
            engine=made.priced.engine,
            inputs=canonical(made.priced.inputs),
            fx=made.fx,
            steps=canonical([step.facts() for step in made.priced.steps]),
            facts=facts,
            facts_sha256=text_digest(facts),
            currency=made.net.currency,
            net_minor=made.net.minor,
            tax_minor=made.tax.minor,
            total_minor=made.total.minor,
            treatment=made.treatment,
            drafted_by=w.actor,
            drafted_at=w.now,
        )
        for i, (key, use, standing, line) in enumerate(
            zip(made.items, made.uses, made.standings, made.priced.lines, strict=True), 1
        ):
            w.insert(
                QuoteLineRecord,
                revision_id=revision_id,
                n=i,
                request_item_id=key,
                version_id=standing.version_id,
                use=canonical(use.facts()),
                rights_sha256=standing.rights_sha256,
                net_minor=line.net.minor,
            )
