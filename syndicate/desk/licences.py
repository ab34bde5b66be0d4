"""Licences: granted on an accepted quote, for one version, when nothing stands in the way."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from syndicate.desk.items import granted_box, item_facts, notes, term, wanted_box
from syndicate.desk.lists.licences import LicenceLine
from syndicate.desk.offers import Known
from syndicate.desk.references import resolve
from syndicate.errors import BadInput, NotFound, Refused
from syndicate.records.articles import ArticleRecord, VersionRecord
from syndicate.records.audits import FindingRecord, MatchRecord
from syndicate.records.licences import (
    LicenceItemRecord,
    LicenceRecord,
    ObligationRecord,
    SuspensionRecord,
)
from syndicate.records.papers import PaperRecord, PaperStateRecord
from syndicate.records.parties import PartyRecord
from syndicate.records.quotes import QuoteRevisionRecord
from syndicate.records.requests import RequestItemRecord, RequestRecord
from syndicate.rules import dates, licences, rights
from syndicate.rules.articles import check_open
from syndicate.rules.facts import canonical, digest
from syndicate.rules.licences import LicenceState
from syndicate.rules.money import Money, shown
from syndicate.rules.numbers import typed
from syndicate.rules.papers import completed
from syndicate.rules.quotes import QuoteState
from syndicate.rules.requests import Portion, RequestState, Use

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syndicate.desk import Desk
    from syndicate.desk.articles import Standing
    from syndicate.desk.door import Drawn, Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.rules.articles import Settled
    from syndicate.rules.papers import ItemFacts, LicenceFacts, ShareFacts

__all__ = ["Against", "Licence", "LicenceLine", "Licences", "state_on"]

IN_FORCE = ("issued", "active", "suspended")
"""States of a paper that still binds: a conflict with it is a conflict."""

_CLAIMS = {
    "exclusive": rights.ClaimKind.EXCLUSIVE,
    "sole": rights.ClaimKind.SOLE,
    "first": rights.ClaimKind.FIRST,
}

NAMED = 25
"""How many grants that stand against one offer are named; the others are counted."""

CONTRACT = "contract-end"
"""The kind of what stands against a grant that would outlive the contract it rests on."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as shown; `path`, `sha256` and `pages` are None while it is unprinted.

    `issue_date` is None where an old licence does not state when it was granted; its `notes` are what its
    sheet remarks, and what was remarked when it was read.
    """

    ref: str
    state: str
    number: str
    kind: str
    idempotency_key: str | None
    licensee: str
    licensee_name: str
    quote: str | None
    issue_date: str | None
    items: tuple[dict[str, Any], ...]
    obligations: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    net: dict[str, str] | None
    path: str | None
    sha256: str | None
    pages: int | None
    facts_sha256: str


@dataclass(frozen=True, slots=True)
class Against:
    """What stands against a wanted grant, and in sentences what is free instead.

    It is a grant in force, or (kind "contract-end") a contract that ends before the wanted grant would;
    `licence` is that paper, "" for a word of an editor. `free_from` is the day from which the wanted grant is
    free as a whole, ISO; None if it never is. `mend` are the commands that mend it, a line each.
    """

    article: str
    licence: str
    holder: str
    kind: str
    message: str
    offers: tuple[str, ...]
    free_from: str | None
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class _Granted:
    """One item about to be granted."""

    use: Use
    standing: Standing
    fee: Money
    domains: tuple[str, ...]
    outlet_id: int | None
    share: ShareFacts | None


class Licences:
    """The tray of licences."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def issue(
        self,
        quote: str,
        *,
        leave_out: Sequence[int] = (),
        special_terms: Sequence[str] = (),
        key: Key | None = None,
    ) -> Licence:
        """Grant what an accepted quote offers, print the licence and draft the mail it goes out with.

        The same quote gives the same licence however often this is called.
        Raises Refused while a passage or the byline is not settled, when what was priced has changed,
        when the grant would clash with another, or when a pay-first licensee has not paid; BadInput
        for `leave_out` of a passage that would not be granted, or of all of them.
        """
        ref = self.grant(quote, leave_out=leave_out, special_terms=special_terms, key=key)
        self.desk.papers.print_paper(ref)
        return self.show(ref)

    def grant(
        self,
        quote: str,
        *,
        leave_out: Sequence[int] = (),
        special_terms: Sequence[str] = (),
        key: Key | None = None,
    ) -> str:
        """The first half of `issue`: freeze the licence under its number, unprinted; its reference."""
        with self.desk.writing() as w:
            quote_ref = resolve(w, "quote", quote)
            default = f"licence:{quote_ref}"
            done = w.answered(key, default=default)
            if done is not None:
                return done
            twin = self.of_quote(w, quote_ref)
            if twin is not None:
                if key is None or key.key is None:
                    return twin
                raise Refused(
                    f"{quote_ref} is licensed as {twin}, under another key",
                    hint=f"syndicate licence show {twin}",
                )
            row, granted = self._checked(w, quote_ref, leave_out)
            return self._file(
                w, quote_ref, row, granted, tuple(leave_out), tuple(special_terms), key, default
            )

    def grant_in(self, w: Writing, quote: str, *, kind: str, special_terms: Sequence[str]) -> str:
        """What `grant` does, inside the caller's transaction: the licence of a quote accepted in it."""
        row, granted = self._checked(w, quote, ())
        return self._file(
            w, quote, row, granted, (), tuple(special_terms), None, f"licence:{quote}", kind=kind
        )

    @staticmethod
    def of_quote(r: Reading, quote_ref: str) -> str | None:
        """The licence granted on a quote before, or None."""
        found: str | None = r.scalar(
            select(PaperRecord.ref).where(
                PaperRecord.made_from == quote_ref, PaperRecord.kind == "licence"
            )
        )
        return found

    def check(self, quote: str, *, leave_out: Sequence[int] = ()) -> dict[str, Any]:
        """What `issue` would do, without doing it: the same refusals, and what would be granted.

        A quote that is licensed already answers with that licence: `issue` would give it again.
        """
        with self.desk.reading() as r:
            quote_ref = resolve(r, "quote", quote)
            twin = self.of_quote(r, quote_ref)
            if twin is not None:
                return {
                    "ref": twin,
                    "state": "issued",
                    "quote": quote_ref,
                    "items": [],
                    "notes": [],
                }
            _, granted = self._checked(r, quote_ref, leave_out)
        items = [
            item_facts(
                n,
                g.standing,
                g.use,
                fee=g.fee,
                today=self.desk.today,
                domains=g.domains,
                leave_out=leave_out,
                share=g.share,
            )
            for n, g in enumerate(granted, 1)
        ]
        return {
            "ref": None,
            "state": "dry-run",
            "quote": quote_ref,
            "items": items,
            "notes": list(notes({"items": items})),
        }

    def _checked(
        self, r: Reading, quote_ref: str, leave_out: Sequence[int]
    ) -> tuple[Any, list[_Granted]]:
        """The quote's row and what it would grant, once nothing stands in the way."""
        desk = self.desk
        row = desk.quotes.row(r, quote_ref)
        if row.state != QuoteState.ACCEPTED.value:
            raise Refused(
                f"{quote_ref} is {row.state}; only an accepted quote becomes a licence",
                hint={
                    QuoteState.DRAFT.value: f"syndicate quote send {quote_ref}",
                    QuoteState.SENT.value: f"syndicate quote accept {quote_ref} --by NAME",
                }.get(row.state, f"syndicate quote show {quote_ref}"),
            )
        lines = desk.quotes.priced_lines(r, row)
        granted = [self._granted(r, line, standing) for line, standing in lines]
        self.refuse_ungrantable(r, row, leave_out=leave_out)
        _refuse_empty(granted, leave_out)
        self._refuse_unpaid(r, quote_ref, row)
        return row, granted

    def refuse_ungrantable(
        self,
        r: Reading,
        row: Any,  # noqa: ANN401
        *,
        settled: bool = True,
        leave_out: Sequence[int] = (),
    ) -> None:
        """Nothing, when a licence could be granted today on the quote of `row`, paid or not.

        The one check of it, for every step that leads to a licence or asks for its money. With `settled`
        every passage and the byline have to be settled too. Raises Refused, with the command that mends it.
        """
        desk = self.desk
        self.refuse_stopped(r, row, settled=settled)
        desk.quotes.refuse_restricted(r, row)
        moved = desk.quotes.changed(r, row)
        if moved:
            raise Refused(
                f"{' and '.join(moved)} changed since {row.ref} was priced",
                hint=f"syndicate quote revise {row.ref}",
            )
        self.refuse_against(self.clashes(r, row, leave_out=leave_out))

    @staticmethod
    def refuse_against(against: Sequence[Against]) -> None:
        """Nothing, when nothing stands against an offer. Raises Refused, naming the first and what is free."""
        if against:
            first = against[0]
            instead = f"; {first.offers[0]}" if first.offers else ""
            raise Refused(
                f"{first.article}: {first.message}{instead}",
                hint=first.mend or f"syndicate licence show {typed(first.licence)}",
            )

    @staticmethod
    def free(against: Sequence[Against]) -> bool:
        """Whether no grant in force is among what stands against an offer."""
        return all(one.kind == CONTRACT for one in against)

    def refuse_stopped(self, r: Reading, row: Any, *, settled: bool) -> None:  # noqa: ANN401
        """Nothing, when every article of a quote may be licensed and (with `settled`) all of it is settled.

        Raises Refused, naming the article and what settles it.
        """
        for _, standing in self.desk.quotes.priced_lines(r, row):
            check_open(standing.ref, standing.state, "licensed" if settled else "offered")
            if settled and standing.blockers:
                first = standing.blockers[0]
                more = len(standing.blockers) - 1
                also = f" (and {more} more)" if more else ""
                raise Refused(f"{standing.ref}: {first.message}{also}", hint=first.hint)

    def clashes(
        self,
        r: Reading,
        row: Any,  # noqa: ANN401
        *,
        leave_out: Sequence[int] = (),
    ) -> tuple[Against, ...]:
        """What stands against what the quote of `row` offers: grants in force, contracts that end before it.

        Passages in `leave_out` would not be granted, so no contract has to cover them.
        """
        request = r.scalar(select(RequestRecord.ref).where(RequestRecord.id == row.request_id))
        lines = self.desk.quotes.priced_lines(r, row)
        kept = QuoteState(row.state) is QuoteState.ACCEPTED and len(lines) == 1
        found: list[Against] = []
        for n, (line, standing) in enumerate(lines, 1):
            item = f" --item {n}" if len(lines) > 1 else ""
            found.extend(
                self.against(
                    r,
                    standing,
                    Use.from_facts(json.loads(line.use)),
                    edit=f"syndicate request edit {request}{item}",
                    leave_out=leave_out,
                    issue=f"syndicate licence issue {row.ref}" if kept else None,
                )
            )
        return tuple(found)

    def _granted(self, r: Reading, line: Any, standing: Standing) -> _Granted:  # noqa: ANN401
        asked = r.first(
            select(RequestRecord.party_id, RequestRecord.end_client_id)
            .join(RequestItemRecord, RequestItemRecord.request_id == RequestRecord.id)
            .where(RequestItemRecord.id == line.request_item_id)
        )
        use = Use.from_facts(json.loads(line.use))
        outlet = self.desk.licensees.outlet_titled(
            r, use.outlet_title, asked.end_client_id, asked.party_id
        )
        revision = r.first(
            select(QuoteRevisionRecord.currency, QuoteRevisionRecord.facts).where(
                QuoteRevisionRecord.id == line.revision_id
            )
        )
        assert revision is not None  # noqa: S101  # a line has its revision
        offered = completed(json.loads(revision.facts))["lines"][line.n - 1]["item"]
        return _Granted(
            use=use,
            standing=standing,
            fee=Money(line.net_minor, revision.currency),
            domains=tuple(json.loads(outlet.domains)) if outlet else (),
            outlet_id=outlet.id if outlet else None,
            share=offered["share"],
        )

    def _refuse_unpaid(self, r: Reading, quote_ref: str, row: Any) -> None:  # noqa: ANN401
        payer = self.desk.quotes.payer(r, row)
        if payer.terms.value != "pay-first" or not row.total_minor:
            return
        total = Money(row.total_minor, row.currency)
        if self.desk.payments.paid_on_quote(r, quote_ref, row.currency) < total:
            raise Refused(
                f"{payer.legal_name} pays first, and {quote_ref} is not paid",
                hint=f"syndicate invoice issue {quote_ref}\n"
                f"syndicate payment record {quote_ref} --amount AMOUNT",
            )

    def against(
        self,
        r: Reading,
        standing: Standing,
        use: Use,
        *,
        edit: str,
        leave_out: Sequence[int] = (),
        issue: str | None = None,
        known: Known | None = None,
    ) -> tuple[Against, ...]:
        """Every grant in force that stands against granting `use` of an article, and what is free instead.

        Then every contract that ends before the grant would. `edit` is the command that changes the use,
        `issue` the one that grants it, where it was accepted; `known` is what was read already.
        """
        wanted = wanted_box(use, self.desk.today)
        exclusivity = use.exclusivity.value if use.exclusivity else "none"
        claims = (known or Known(self.desk, r)).once(
            "grants",
            standing.article_id,
            wanted.media,
            wanted.first,
            exclusivity == "none",
            read=lambda: self._claims(r, standing.article_id, wanted, exclusivity),
        )
        clashes = rights.conflicts(wanted, exclusivity, claims)
        offers = rights.nearest_offers(wanted, exclusivity, claims) if clashes else ()
        spoken = tuple(rights.spoken_offer(o, asked_for=use.territories) for o in offers)
        later = next(
            (o.box.first.isoformat() for o in offers if o.change == "later" and o.box.first), None
        )
        mend = f"{edit} --first-use {later}" if later else None
        told = [
            Against(
                article=standing.ref,
                licence=clash.claim.paper,
                holder=clash.claim.holder,
                kind=clash.claim.kind.value,
                message=clash.message,
                offers=spoken,
                free_from=later,
                mend=mend,
            )
            for clash in self._named(r, clashes[:NAMED])
        ]
        if len(clashes) > NAMED:
            more = f"{len(clashes) - NAMED:,} more grants stand against it"
            told.append(replace(told[-1], licence="", holder="", message=more))
        return (
            *told,
            *self._outlived(standing, use, edit=edit, leave_out=leave_out, issue=issue),
        )

    @staticmethod
    def _named(r: Reading, clashes: Sequence[rights.Clash]) -> list[rights.Clash]:
        """Clashes with the items of licences, with the paper and the holder of each."""
        if not clashes:
            return []
        names = {
            str(row.id): (row.ref, row.legal_name)
            for row in r.rows(
                select(LicenceItemRecord.id, PaperRecord.ref, PartyRecord.legal_name)
                .join(PaperRecord, PaperRecord.id == LicenceItemRecord.paper_id)
                .join(LicenceRecord, LicenceRecord.paper_id == PaperRecord.id)
                .join(PartyRecord, PartyRecord.id == LicenceRecord.party_id)
                .where(LicenceItemRecord.id.in_([int(clash.claim.paper) for clash in clashes]))
            )
        }
        made = []
        for clash in clashes:
            paper, holder = names[clash.claim.paper]
            made.append(replace(clash, claim=replace(clash.claim, paper=paper, holder=holder)))
        return made

    def _outlived(
        self,
        standing: Standing,
        use: Use,
        *,
        edit: str,
        leave_out: Sequence[int],
        issue: str | None,
    ) -> Iterator[Against]:
        """The contracts that cover a passage and end before a grant of `use` would: none outlives one."""
        first, last = term(use, self.desk.today)
        ends: dict[tuple[date, str | None], list[Settled]] = {}
        for s in standing.settled:
            if s.until is None or s.passage.n in leave_out or (last and last <= s.until):
                continue
            paper = s.agreement.ref if s.agreement is not None else None
            ends.setdefault((s.until, paper), []).append(s)
        for (until, paper), covered in sorted(ends.items(), key=lambda end: end[0][0]):
            numbers = [s.passage.n for s in covered]
            which = f"passage{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
            shorter = dates.longest_span(first, until) if last or use.duration else None
            clear = f"syndicate article clear {standing.ref} {' '.join(map(str, numbers))}"
            agreed = covered[0].agreement
            if agreed is not None:
                covers = " ".join(f"--covers {c}" for c in sorted(agreed.covers))
                longer = (
                    f'syndicate agreement add "{agreed.agency}" --contract "{agreed.contract}" '
                    f"{covers} --until DAY"
                )
            else:
                longer = f"{clear} --licensed --source TEXT --until DAY"
            mend = [f"{edit} --duration {shorter.text.replace(' ', '')}"] if shorter else []
            if issue is not None:  # what was paid for is not priced again
                left = " ".join(f"--leave-out {n}" for n in numbers)
                mend = [f"{issue} {left}"]
            else:
                mend.append(f"{clear} --exclude")
            yield Against(
                article=standing.ref,
                licence=paper or "",
                holder=agreed.agency if agreed is not None else covered[0].owner_name or "",
                kind=CONTRACT,
                message=(
                    f"what covers {which} ends on {until.isoformat()}, before the licence does"
                    + (f" ({last.isoformat()})" if last else "")
                ),
                offers=(f"all of it until {dates.spoken_day(until, 'en')}",) if shorter else (),
                free_from=None,
                mend="\n".join([*mend, longer]),
            )

    @staticmethod
    def _claims(
        r: Reading, article_id: int, wanted: rights.Box, exclusivity: str
    ) -> list[rights.Claim]:
        """The grants in force that may stand against a wanted one, each by the key of its item.

        What is over before it, in another medium, or a grant that keeps nothing for itself where nothing is
        asked to be kept, never does: the books leave it out, for everybody may want an article.
        """
        item = LicenceItemRecord
        statement = (
            select(
                item.id,
                item.territories,
                item.languages,
                item.medium,
                item.starts_on,
                item.ends_on,
                item.exclusivity,
            )
            .join(PaperStateRecord, PaperStateRecord.paper_id == item.paper_id)
            .where(
                item.article_id == article_id,
                PaperStateRecord.state.in_(IN_FORCE),
                or_(item.ends_on.is_(None), item.ends_on >= wanted.first),
                or_(item.medium.is_(None), item.medium.in_(sorted(wanted.media))),
            )
        )
        if exclusivity == "none":
            statement = statement.where(item.exclusivity.in_(list(_CLAIMS)))
        return [claim for row in r.rows(statement) for claim in _claims_of(row)]

    def _file(
        self,
        w: Writing,
        quote_ref: str,
        row: Any,  # noqa: ANN401
        granted: list[_Granted],
        leave_out: tuple[int, ...],
        special_terms: tuple[str, ...],
        key: Key | None,
        default: str,
        kind: str = "one-off",
    ) -> str:
        desk = self.desk
        revision = desk.quotes.revision_row(w, row)
        offered = json.loads(revision.facts)
        request = w.first(
            select(RequestRecord.ref, RequestRecord.po_number).where(
                RequestRecord.id == row.request_id
            )
        )
        assert request is not None  # noqa: S101  # a quote's request is never removed
        publisher = desk.publishers.row(w)
        code = licences.verify_code(secrets.token_bytes(10))
        items = [
            item_facts(
                n,
                g.standing,
                g.use,
                fee=g.fee,
                today=w.today,
                domains=g.domains,
                leave_out=leave_out,
                share=g.share,
            )
            for n, g in enumerate(granted, 1)
        ]

        total = Money.from_facts(offered["total"])
        paid = desk.payments.paid_on_quote(w, quote_ref, total.currency) >= total

        def build(drawn: Drawn, day: date) -> LicenceFacts:
            for item in items:
                item["credit_line"] = self._credit_line(w, item, drawn.ref, offered["language"])
            facts: LicenceFacts = {
                "kind": "licence",
                "number": drawn.ref,
                "issue_date": day.isoformat(),
                "language": offered["language"],
                "publisher": desk.publishers.facts(w, currency=row.currency),
                "licensee": desk.licensees.party(w, row.party_id).facts(),
                "payer": offered["payer"],
                "end_client": offered["end_client"],
                "quote": quote_ref,
                "request": request.ref,
                "po_number": row.po_number or request.po_number,
                "items": items,
                "net": offered["net"],
                "tax": offered["tax"],
                "total": offered["total"],
                "tax_treatment": offered["tax_treatment"],
                "payment_terms": offered["payment_terms"],
                "payment_days": offered["payment_days"],
                "paid": paid,
                "credit_line": items[0]["credit_line"] or "",
                "link_url": items[0]["article"]["url"],
                "correction_hours": publisher.correction_hours,
                "special_terms": list(special_terms),
                "terms": desk.publishers.terms(w, offered["language"]),
                "verify": {"host": publisher.verify_host, "code": code, "digest": "", "url": ""},
            }
            sha = digest({k: v for k, v in facts.items() if k != "verify"})
            facts["verify"]["digest"] = sha
            facts["verify"]["url"] = (
                f"https://{publisher.verify_host}/v/{code}#n={drawn.ref}&d={sha}"
            )
            return facts

        frozen = desk.papers.freeze(
            w,
            kind="licence",
            build=build,
            made_from=quote_ref,
            language=offered["language"],
            state=LicenceState.ACTIVE.value,
        )
        w.insert(
            LicenceRecord,
            paper_id=frozen.paper_id,
            kind=kind,
            party_id=row.party_id,
            quote_revision_id=revision.id,
            quote=quote_ref,
            verify_code=code,
            currency=row.currency,
            net_minor=revision.net_minor,
        )
        for item, g in zip(items, granted, strict=True):
            self._file_item(
                w,
                frozen.paper_id,
                item,
                g,
                language=offered["language"],
                payment_days=offered["payment_days"],
                paid=paid,
            )
        desk.requests.move(w, request.ref, RequestState.WON)
        w.answer(key, frozen.ref, default=default)
        w.journal("licence issue", frozen.ref, quote=quote_ref, total=offered["total"])
        return frozen.ref

    def _credit_line(self, r: Reading, item: ItemFacts, number: str, language: str) -> str:
        publisher = self.desk.publishers.row(r)
        templates = json.loads(publisher.credit_lines)
        published = item["article"]["published_on"]
        return licences.credit_line(
            templates.get(language)
            or templates.get(language.split("-", 1)[0])
            or templates.get("en"),
            publisher=publisher.trading_name or publisher.legal_name,
            published_on=date.fromisoformat(published) if published else None,
            number=number,
            headline=item["article"]["headline"],
            byline=item["article"]["byline"],
            edition=item["article"]["edition_name"],
            url=item["article"]["url"],
            language=language,
        )

    def _file_item(
        self,
        w: Writing,
        paper_id: int,
        item: ItemFacts,
        g: _Granted,
        *,
        language: str,
        payment_days: int,
        paid: bool,
    ) -> None:
        first = date.fromisoformat(item["starts_on"]) if item["starts_on"] else None
        last = date.fromisoformat(item["ends_on"]) if item["ends_on"] else None
        duties = licences.obligations(
            item, issued_on=w.today, payment_days=payment_days, language=language
        )
        links = any(duty.type is licences.Duty.LINK for duty in duties)
        item_id = w.insert(
            LicenceItemRecord,
            paper_id=paper_id,
            n=item["n"],
            article_id=g.standing.article_id,
            version_id=g.standing.version_id,
            outlet_id=g.outlet_id,
            outlet_title=item["outlet"]["title"],
            domains=canonical(item["outlet"]["domains"]),
            medium=item["medium"],
            territories=canonical(item["territories"]),
            languages=canonical(item["languages"]),
            starts_on=first,
            ends_on=last,
            perpetual=item["duration"] == "perpetual",
            exclusivity=item["exclusivity"],
            excerpt_words=item["excerpt_words"],
            whole=item["portion"] == Portion.WHOLE.value,
            credit_line=item["credit_line"],
            link_url=item["article"]["url"] if links else None,
            canonical=item["canonical"],
            rights=canonical(
                {
                    "licensed": [p["n"] for p in item["licensed"]],
                    "left_out": [p["n"] for p in item["left_out"]],
                }
            ),
            rights_sha256=g.standing.rights_sha256,
            contributors=canonical(g.standing.contributors),
            net_minor=g.fee.minor,
        )
        for duty in duties:
            w.insert(
                ObligationRecord,
                licence_item_id=item_id,
                type=duty.type.value,
                due_on=duty.due_on,
                state="met" if paid and duty.type.value == "pay" else "pending",
                words=duty.words,
            )

    def show(self, licence: str) -> Licence:
        """One licence, ours or filed from the old books. Raises NotFound."""
        with self.desk.reading() as r:
            ref = resolve(r, "licence", licence)
            row = r.first(
                select(
                    PaperRecord.id,
                    PaperRecord.kind,
                    PaperRecord.facts,
                    PaperRecord.facts_sha256,
                    PaperRecord.issue_date,
                    PaperStateRecord.state,
                    LicenceRecord.kind.label("licence_kind"),
                    LicenceRecord.quote,
                    LicenceRecord.currency,
                    LicenceRecord.net_minor,
                    PartyRecord.ref.label("party"),
                    PartyRecord.legal_name,
                )
                .join(LicenceRecord, LicenceRecord.paper_id == PaperRecord.id)
                .join(PaperStateRecord, PaperStateRecord.paper_id == PaperRecord.id)
                .join(PartyRecord, PartyRecord.id == LicenceRecord.party_id)
                .where(PaperRecord.ref == ref)
            )
            if row is None:
                raise NotFound(f"no licence {ref}", hint="syndicate licence list")
            rests = (
                select(SuspensionRecord.licence_item_id)
                .where(SuspensionRecord.lifted_at.is_(None))
                .distinct()
                .subquery()
            )
            items = r.rows(
                select(
                    *LicenceItemRecord.__table__.columns,
                    ArticleRecord.ref.label("article"),
                    ArticleRecord.headline,
                    ArticleRecord.latest,
                    VersionRecord.n.label("version"),
                    rests.c.licence_item_id.label("rests"),
                )
                .outerjoin(ArticleRecord, ArticleRecord.id == LicenceItemRecord.article_id)
                .outerjoin(VersionRecord, VersionRecord.id == LicenceItemRecord.version_id)
                .outerjoin(rests, rests.c.licence_item_id == LicenceItemRecord.id)
                .where(LicenceItemRecord.paper_id == row.id)
                .order_by(LicenceItemRecord.n)
            )
            duties = r.rows(
                select(*ObligationRecord.__table__.columns, LicenceItemRecord.n)
                .join(LicenceItemRecord, LicenceItemRecord.id == ObligationRecord.licence_item_id)
                .where(LicenceItemRecord.paper_id == row.id)
                .order_by(ObligationRecord.id)
            )
            seen = self._last_seen(r, [item.id for item in items])
            printed = self.desk.papers.document_of(r, row.id, row.kind)
            key = self.desk.papers.key_of(r, ref)
            later = {
                i.id: self.desk.versions.later(r, i.article_id, i.version)
                for i in items
                if i.version is not None
            }
        today = self.desk.today
        facts = json.loads(row.facts)
        filed = row.kind == "filed-licence"
        return Licence(
            ref=ref,
            state=state_on(row.state, items[0] if items else None, today),
            number=ref,
            kind=row.licence_kind,
            idempotency_key=key,
            licensee=row.party,
            licensee_name=row.legal_name,
            quote=row.quote,
            issue_date=facts["granted_on"] if filed else row.issue_date.isoformat(),
            items=tuple(_item(i, row.state, today, later.get(i.id, [])) for i in items),
            obligations=tuple(
                {
                    "item": d.n,
                    "type": d.type,
                    "due_on": d.due_on.isoformat() if d.due_on else None,
                    "state": licences.duty_state(
                        d.type, d.state, d.due_on, today, seen=seen.get(d.licence_item_id)
                    ),
                    "words": d.words,
                }
                for d in duties
            ),
            notes=_remarks(facts) if filed else notes(facts),
            net=shown(row.net_minor, row.currency),
            path=str(printed.path) if printed else None,
            sha256=printed.sha256 if printed else None,
            pages=printed.pages if printed else None,
            facts_sha256=row.facts_sha256,
        )

    @staticmethod
    def _last_seen(r: Reading, items: Sequence[int]) -> dict[int, dict[str, str]]:
        """By licence item what the last audit of a copy under it found: rule to result, a failure first."""
        last = (
            select(func.max(MatchRecord.id))
            .where(MatchRecord.licence_item_id.in_(items))
            .group_by(MatchRecord.licence_item_id)
        )
        seen: dict[int, dict[str, str]] = {}
        for row in r.rows(
            select(MatchRecord.licence_item_id, FindingRecord.rule, FindingRecord.result)
            .join(FindingRecord, FindingRecord.match_id == MatchRecord.id)
            .where(MatchRecord.id.in_(last))
            .order_by(FindingRecord.id)
        ):
            results = seen.setdefault(row.licence_item_id, {})
            if results.get(row.rule) != "fail":
                results[row.rule] = row.result
        return seen

    def on_file(self, *, open_only: bool = False) -> list[LicenceLine]:
        """Every licence, newest first; batches that were taken back are not shown."""
        return self.desk.lists.licences(open_only=open_only)


def _remarks(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What the sheet of an old licence says beside its terms, and what was remarked when it was read."""
    fee = facts["fee_note"]
    return (
        *(line for line in (facts["notes"] or "").splitlines() if line.strip()),
        *([f"fee: {fee}"] if fee and fee != "no-fee" else []),
        *facts["warnings"],
    )


def _claims_of(row: Any) -> list[rights.Claim]:  # noqa: ANN401
    """What a licence item holds against others. What an old licence does not state may be anything."""
    box = granted_box(row)
    kind = _CLAIMS.get(row.exclusivity, rights.ClaimKind.GRANT)
    item = str(row.id)
    if kind is not rights.ClaimKind.FIRST or row.starts_on is None:
        return [rights.Claim(box, "", kind, item)]
    # Twenty-four hours from some hour of the first day end on the second; then it is a grant like others.
    window = replace(box, last=row.starts_on + timedelta(days=1))
    return [
        rights.Claim(window, "", kind, item),
        rights.Claim(box, "", rights.ClaimKind.GRANT, item),
    ]


def _refuse_empty(granted: Sequence[_Granted], leave_out: Sequence[int]) -> None:
    """Refuse to leave out what is not there to grant, and to license nothing."""
    if leave_out and len(granted) > 1:
        raise BadInput(
            f"a licence of {len(granted)} articles grants each as it is settled: say of which article "
            "a passage is left out",
            hint=f"syndicate article clear {granted[0].standing.ref} {leave_out[0]} --exclude",
        )
    for g in granted:
        here = {s.passage.n for s in g.standing.settled if s.licensable}
        show = f"syndicate article show {g.standing.ref}"
        gone = sorted(set(leave_out) - here)
        if gone:
            raise BadInput(
                f"{g.standing.ref} would not grant passage {', '.join(map(str, gone))} anyway",
                hint=show,
            )
        if not here - set(leave_out):
            raise BadInput(f"nothing of {g.standing.ref} would be left to license", hint=show)


def state_on(state: str, item: Any, today: date) -> str:  # noqa: ANN401
    """The state of a licence on a day: scheduled and expired follow from its dates."""
    if item is None:
        return state
    return licences.grant_state(
        starts_on=item.starts_on, ends_on=item.ends_on, paper_state=state, today=today
    )


def _item(row: Any, state: str, today: date, later: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: ANN401
    """An item as shown. It rests where its article was stopped, also while the licence has others."""
    return {
        "n": row.n,
        "state": LicenceState.SUSPENDED.value if row.rests else state_on(state, row, today),
        "article": row.article,
        "headline": row.headline,
        "version": row.version,
        "newest_version": row.latest or None,
        "later_versions": later,
        "outlet": row.outlet_title,
        "domains": json.loads(row.domains),
        "medium": row.medium,
        "territories": json.loads(row.territories),
        "languages": json.loads(row.languages),
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "perpetual": row.perpetual,
        "exclusivity": row.exclusivity,
        "excerpt_words": row.excerpt_words,
        "credit_line": row.credit_line,
        "link_url": row.link_url,
        "canonical": row.canonical,
        "licensed": json.loads(row.rights).get("licensed", []),
        "left_out": json.loads(row.rights).get("left_out", []),
        "contributors": json.loads(row.contributors),
    }
