"""Licensees: who asks, who pays, where they publish, how to reach them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from syndicate.desk.lists.parties import Licensee, Outlet
from syndicate.desk.references import kind_of, resolve
from syndicate.errors import BadInput, Conflict, NotFound, quoted
from syndicate.records.invoices import InvoiceRecord
from syndicate.records.licences import LicenceRecord
from syndicate.records.mails import MailRecord
from syndicate.records.papers import PaperRecord
from syndicate.records.parties import (
    AudienceRecord,
    ContactRecord,
    OutletRecord,
    PartyRecord,
    PersonalRecord,
)
from syndicate.records.quotes import QuoteRecord, QuoteRevisionRecord
from syndicate.rules import parties
from syndicate.rules.facts import canonical
from syndicate.rules.requests import UNITS, Medium, Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syndicate.desk import Desk
    from syndicate.desk.deals import Deal
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key

__all__ = ["Licensee", "Licensees", "Named", "Outlet"]

_LONGEST_NAME = 200
_ANOTHER = "the same command with --new-licensee, when it is another"

CHANGEABLE = frozenset(
    {
        "legal_name",
        "trading_name",
        "kind",
        "customer_kind",
        "country",
        "address",
        "vat_no",
        "vat_proof",
        "company_no",
        "currency",
        "language",
        "terms",
        "payment_days",
    }
)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a text names: a licensee on file and by what, or nobody, with those it may mean.

    `by` is reference, name, outlet, domain, or nobody; `outlet` is the title it was named by. `alike` has
    (reference, how it is spelled on file), nearest first.
    """

    text: str
    ref: str | None
    name: str
    by: str
    outlet: str | None
    alike: tuple[tuple[str, str], ...]

    @property
    def likely(self) -> str:
        """Those it may mean, in one line: "Gulf Herald Media (PTY-000001) or …"."""
        return " or ".join(f"{name} ({ref})" for ref, name in self.alike)


class Licensees:
    """The tray of licensees."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def add(
        self,
        legal_name: str,
        *,
        key: Key | None = None,
        contact: dict[str, str | None] | None = None,
        new_licensee: bool = False,
        **particulars: Any,  # noqa: ANN401
    ) -> Licensee:
        """Put a licensee on file with what is known of it; missing particulars can follow.

        `particulars` are the columns in CHANGEABLE; `contact` has purpose, name, email, telephone.
        Raises Conflict when one is on file under this name, BadInput when the name is an outlet's or
        looks like one on file; unless told that this is a new licensee all the same.
        """
        legal_name = _name(legal_name, "a licensee", hint='syndicate licensee add "NAME"')
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                if not new_licensee:
                    self._refuse_twin(w, legal_name)
                ref = self.add_in(w, legal_name, contact=contact, **particulars)
                w.answer(key, ref)
                w.journal("licensee add", ref)
        return self.show(ref)

    def _refuse_twin(self, w: Writing, legal_name: str) -> None:
        found = self._by_name(w, legal_name)
        if found.by == "name":
            raise Conflict(
                f"{quoted(legal_name)} is on file already, as {found.ref}",
                hint=f"syndicate licensee show {found.ref}\n{_ANOTHER}",
            )
        if found.ref is not None:
            raise BadInput(
                f"{quoted(legal_name)} is an outlet of {found.name} ({found.ref})",
                hint=f"syndicate licensee show {found.ref}\n{_ANOTHER}",
            )
        if found.alike:
            raise BadInput(
                f"{quoted(legal_name)} looks like {found.likely}, on file already",
                hint=f"syndicate licensee show {found.alike[0][0]}\n{_ANOTHER}",
            )

    def settled(
        self, w: Writing, text: str, *, flag: str, new_licensee: bool = False
    ) -> str | None:
        """The licensee that `text` names, or None where it is a new one, inside the caller's transaction.

        Raises BadInput, naming those it may mean and both ways out, when the name looks like one on file
        and nobody said that it is new. `flag` is how the name was given ("--payer").
        """
        found = self.who(w, text)
        if found.ref is None and found.alike and not new_licensee:
            raise BadInput(
                f"{flag} {quoted(text)} is not on file, but looks like {found.likely}",
                hint=f"{flag} {found.alike[0][0]}\n{_ANOTHER}",
            )
        return found.ref

    def add_in(
        self,
        w: Writing,
        legal_name: str,
        *,
        contact: dict[str, str | None] | None = None,
        **particulars: Any,  # noqa: ANN401
    ) -> str:
        """File a party inside the caller's transaction; the caller writes the journal entry."""
        legal_name = _name(legal_name, "a licensee", hint='--licensee "NAME"')
        ref = w.draw("licensee").ref
        address = particulars.pop("address", None) or ()
        party_id = w.insert(
            PartyRecord,
            ref=ref,
            legal_name=legal_name,
            kind=particulars.pop("kind", None) or "news-publisher",
            customer_kind=particulars.pop("customer_kind", None) or "unknown",
            address="\n".join(address),
            language=particulars.pop("language", None) or "en",
            terms=particulars.pop("terms", None) or "account",
            state="active",
            added_at=w.now,
            **particulars,
        )
        if contact and any(contact.get(name) for name in ("name", "email", "telephone")):
            self._contact(w, party_id, contact)
        return ref

    def _contact(self, w: Writing, party_id: int, contact: dict[str, str | None]) -> None:
        w.insert(
            ContactRecord,
            party_id=party_id,
            purpose=contact.get("purpose") or "rights",
            name=w.keep_personal(contact.get("name")),
            email=w.keep_personal(contact.get("email")),
            telephone=w.keep_personal(contact.get("telephone")),
        )

    def edit(
        self,
        licensee: str,
        *,
        contact: dict[str, str | None] | None = None,
        **changes: Any,  # noqa: ANN401
    ) -> Licensee:
        """Change particulars of a licensee; papers already issued keep what they printed.

        Raises NotFound, and TypeError for a particular that does not exist.
        """
        unknown = set(changes) - CHANGEABLE
        if unknown:
            raise TypeError(f"a licensee has no {sorted(unknown)}")
        if changes.get("legal_name") is not None:
            changes["legal_name"] = _name(
                changes["legal_name"], "a licensee", hint='--legal-name "NAME"'
            )
        if changes.get("address") is not None:
            changes["address"] = "\n".join(changes["address"])
        with self.desk.writing() as w:
            ref = self.resolve(w, licensee)
            party_id = self.id_of(w, ref)
            if changes:
                w.update(PartyRecord, party_id, **changes)
            if contact:
                self._contact(w, party_id, contact)
            w.journal("licensee edit", ref, changed=sorted(changes))
        return self.show(ref)

    def forget(self, licensee: str, person: str) -> dict[str, Any]:
        """Empty what the desk holds of a contact, named by name, e-mail or telephone; it cannot be undone.

        The person goes from the contacts, from who accepted a quote, and from the recipients of mails.
        What was printed and filed stays as it is: `kept` are the papers and quotes that print the name.
        Raises NotFound when the licensee has no such contact.
        """
        with self.desk.writing() as w:
            ref = self.resolve(w, licensee)
            party_id = self.id_of(w, ref)
            known = self._contacts_of(w, party_id, person)
            if not known:
                raise NotFound(
                    f"{ref} has no contact {quoted(person)}", hint=f"syndicate licensee show {ref}"
                )
            said = {value for contact in known for value in contact.values() if value}
            ids = {id_ for contact in known for id_, value in contact.items() if value}
            elsewhere = select(PersonalRecord.id).where(PersonalRecord.value.in_(sorted(said)))
            for statement in (
                elsewhere.join(QuoteRecord, QuoteRecord.accepted_by == PersonalRecord.id).where(
                    QuoteRecord.party_id == party_id
                ),
                elsewhere.join(MailRecord, MailRecord.recipient == PersonalRecord.id),
            ):
                ids |= {row.id for row in w.rows(statement)}
            w.connection.execute(
                update(PersonalRecord)
                .where(PersonalRecord.id.in_(sorted(ids)))
                .values(salt=None, value=None)
            )
            kept = self._printed(w, party_id, said)
            w.journal("licensee forget", ref, contacts=len(known), kept=kept)
        return {"ref": ref, "state": "forgotten", "contacts": len(known), "kept": kept}

    @staticmethod
    def _contacts_of(r: Reading, party_id: int, person: str) -> list[dict[str, str | None]]:
        """The contacts of a party that `person` names: the values by their digests."""
        rows = r.rows(
            select(ContactRecord.name, ContactRecord.email, ContactRecord.telephone).where(
                ContactRecord.party_id == party_id
            )
        )
        contacts = [{id_: r.personal(id_) for id_ in row if id_} for row in rows]
        wanted = person.strip().casefold()
        return [
            contact
            for contact in contacts
            if wanted in {value.casefold() for value in contact.values() if value}
        ]

    @staticmethod
    def _printed(r: Reading, party_id: int, names: set[str]) -> list[str]:
        """The references of papers and quotes of a party that print one of `names`."""
        of_papers = (
            select(PaperRecord.ref, PaperRecord.facts)
            .join(record, record.paper_id == PaperRecord.id)
            .where(record.party_id == party_id)
            for record in (LicenceRecord, InvoiceRecord)
        )
        of_quotes = (
            select(QuoteRecord.ref, QuoteRevisionRecord.facts)
            .join(QuoteRevisionRecord, QuoteRevisionRecord.quote_id == QuoteRecord.id)
            .where(QuoteRecord.party_id == party_id, QuoteRecord.sent_on.is_not(None))
        )
        found = {
            row.ref
            for statement in (*of_papers, of_quotes)
            for row in r.rows(statement)
            for party in ("licensee", "payer", "end_client")
            if ((json.loads(row.facts).get(party) or {}).get("contact_name")) in names
        }
        return sorted(found)

    def add_outlet(
        self,
        licensee: str,
        title: str,
        *,
        medium: str | None = None,
        domains: tuple[str, ...] = (),
        country: str | None = None,
        languages: tuple[str, ...] = (),
        audience: int | None = None,
        audience_unit: str | None = None,
        audience_source: str | None = None,
        key: Key | None = None,
    ) -> Licensee:
        """Put an outlet of a licensee on file. Raises Conflict when the title is there already."""
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                ref = self.resolve(w, licensee)
                self.add_outlet_in(
                    w,
                    self.id_of(w, ref),
                    title,
                    medium=medium,
                    domains=domains,
                    country=country,
                    languages=languages,
                    audience=audience,
                    audience_unit=audience_unit,
                    audience_source=audience_source,
                )
                w.answer(key, ref)
                w.journal("outlet add", ref, title=title)
        return self.show(ref)

    def add_outlet_in(
        self,
        w: Writing,
        party_id: int,
        title: str,
        *,
        medium: str | None = None,
        domains: tuple[str, ...] = (),
        country: str | None = None,
        languages: tuple[str, ...] = (),
        audience: int | None = None,
        audience_unit: str | None = None,
        audience_source: str | None = None,
        batch: int | None = None,
    ) -> int:
        """File an outlet inside the caller's transaction. Raises Conflict for a title on file."""
        title = _name(title, "an outlet", hint="syndicate licensee outlet add LICENSEE TITLE")
        twin = w.first(
            select(OutletRecord.id).where(
                OutletRecord.party_id == party_id,
                func.lower(OutletRecord.title) == title.lower(),
            )
        )
        if twin is not None:
            raise Conflict(
                f"the outlet {title!r} is on file already", hint="syndicate licensee list"
            )
        outlet_id: int = w.insert(
            OutletRecord,
            party_id=party_id,
            title=title,
            medium=medium,
            domains=canonical(list(domains)),
            country=country,
            languages=canonical(list(languages)),
            batch=batch,
        )
        if audience is not None:
            self.record_audience(w, outlet_id, audience, audience_unit, audience_source)
        return outlet_id

    def record_audience(
        self, w: Writing, outlet_id: int, figure: int, unit: str | None, source: str | None
    ) -> None:
        """File an audience figure of today."""
        w.insert(
            AudienceRecord,
            outlet_id=outlet_id,
            figure=figure,
            unit=unit or "monthly uniques",
            as_of=w.today,
            source=source or "stated by the licensee",
        )

    def id_of(self, r: Reading, ref: str) -> int:
        """The key of a licensee's row."""
        found: int | None = r.scalar(select(PartyRecord.id).where(PartyRecord.ref == ref))
        if found is None:
            raise NotFound(f"no licensee {ref}", hint="syndicate licensee list")
        return found

    @staticmethod
    def ref_of(r: Reading, party_id: int | None) -> str | None:
        """The reference of a licensee by the key of its row; None for none."""
        if party_id is None:
            return None
        found: str | None = r.scalar(select(PartyRecord.ref).where(PartyRecord.id == party_id))
        return found

    def resolve(self, r: Reading, text: str) -> str:
        """The licensee that `text` names by reference, number, name, outlet or domain.

        Case, accents, punctuation and the legal form of a name are passed over: nothing is made by
        looking. Raises NotFound naming those that are near, BadInput where two fit.
        """
        found = self.who(r, text)
        if found.ref is not None:
            return found.ref
        names = self.names(r)
        same = parties.same_names(text, [name for name, _ in names])
        refs = list(dict.fromkeys(ref for name, ref in names if name in same))
        if len(refs) == 1:
            return refs[0]
        near = f"; near it: {found.likely}" if found.alike else ""
        hint = f"syndicate licensee show {found.alike[0][0]}" if found.alike else None
        raise NotFound(f"no licensee {quoted(text)}{near}", hint=hint or "syndicate licensee list")

    def find(self, r: Reading, text: str) -> str | None:
        """The licensee that `text` names exactly, by reference, name, outlet or domain; else None.

        Raises BadInput when it fits two, or nothing is named; NotFound for a reference not on file.
        """
        return self.who(r, text).ref

    def spelled(
        self,
        r: Reading,
        text: str,
        *,
        coming: Iterable[str] = (),
        names: Sequence[tuple[str, str]] | None = None,
    ) -> str | None:
        """The one licensee that `text` names, also in another spelling; None when nobody or several.

        `coming` are names about to be filed; one of them that is meant is given back as it is. Who asks for
        many gives the `names` on file, so that they are read once.
        """
        on_file = self.names(r) if names is None else names
        found = self.who(r, text, names=on_file)
        if found.ref is not None:
            return found.ref
        every = [*on_file, *((name, name) for name in coming)]
        for name, ref in every:
            if name == text:
                return ref
        near = parties.near_names(text, [name for name, _ in every])
        refs = {ref for name, ref in every if name in near}
        return refs.pop() if len(refs) == 1 else None

    def named(self, text: str, *, by_reference: bool = True) -> Named:
        """Whom `text` names. Raises BadInput when it fits two, NotFound for a reference not on file.

        Without `by_reference` the text is read as a name alone.
        """
        with self.desk.reading() as r:
            return self.who(r, text) if by_reference else self._by_name(r, text)

    def who(
        self, r: Reading, text: str, *, names: Sequence[tuple[str, str]] | None = None
    ) -> Named:
        """Whom `text` names, in the caller's view; see `named`."""
        text = _name(text, "a licensee", hint='--licensee "NAME"')
        if kind_of(r, text) == "licensee" or text.isdigit():
            ref = resolve(r, "licensee", text)
            name = r.scalar(select(PartyRecord.legal_name).where(PartyRecord.ref == ref))
            return Named(text, ref, name, "reference", None, ())
        return self._by_name(r, text, names=names)

    def _by_name(
        self, r: Reading, text: str, *, names: Sequence[tuple[str, str]] | None = None
    ) -> Named:
        names = self.names(r) if names is None else names
        legal: dict[str, str] = {}
        for name, ref in names:
            legal.setdefault(ref, name)
        outlets = [
            (row.ref, row.title, [d.removeprefix("www.") for d in json.loads(row.domains)])
            for row in r.rows(
                select(PartyRecord.ref, OutletRecord.title, OutletRecord.domains)
                .join(OutletRecord, OutletRecord.party_id == PartyRecord.id)
                .where(PartyRecord.state == "active")
                .order_by(OutletRecord.id)
            )
        ]
        domain = parties.domain_in(text)
        ways = (
            ("name", [(ref, None) for name, ref in names if name == text]),
            ("outlet", [(ref, title) for ref, title, _ in outlets if title == text]),
            ("domain", [(ref, title) for ref, title, own in outlets if domain and domain in own]),
        )
        for by, found in ways:
            refs = list(dict.fromkeys(ref for ref, _ in found))
            if len(refs) > 1:
                raise BadInput(
                    f"{quoted(text)} fits {' and '.join(sorted(refs))}",
                    hint=f"syndicate licensee show {refs[0]}",
                )
            if refs:
                return Named(text, refs[0], legal[refs[0]], by, found[0][1], ())
        spelled: dict[str, tuple[str, str]] = {name: (ref, name) for name, ref in reversed(names)}
        for ref, title, own in outlets:
            for word in (title, *own):
                spelled.setdefault(word, (ref, f"{word}, of {legal[ref]}"))
        alike: dict[str, str] = {}
        for word in parties.alike_names(text, spelled):
            ref, shown = spelled[word]
            alike.setdefault(ref, shown)
        return Named(text, None, text, "nobody", None, tuple(alike.items()))

    @staticmethod
    def names(r: Reading) -> list[tuple[str, str]]:
        """Every name on file, legal ones first, each with its licensee."""
        rows = r.rows(
            select(PartyRecord.ref, PartyRecord.legal_name, PartyRecord.trading_name)
            .where(PartyRecord.state == "active")
            .order_by(PartyRecord.id)
        )
        return [
            *((row.legal_name, row.ref) for row in rows),
            *((row.trading_name, row.ref) for row in rows if row.trading_name),
        ]

    def by_domain(self, domain: str) -> tuple[str, ...]:
        """The licensees whom mails from `domain` are of: by an outlet there, else by somebody's address there.

        The addresses of an outlet's domain take in those below it (`desk.tribune.example`).
        """
        hosts = [domain.split(".", n)[-1] for n in range(domain.count("."))]
        with self.desk.reading() as r:
            outlets = r.rows(
                select(PartyRecord.ref, OutletRecord.domains)
                .join(OutletRecord, OutletRecord.party_id == PartyRecord.id)
                .where(PartyRecord.state == "active")
                .order_by(PartyRecord.id)
            )
            found = [
                row.ref
                for row in outlets
                if any(own.removeprefix("www.") in hosts for own in json.loads(row.domains))
            ]
            found = found or [
                row.ref
                for row in r.rows(
                    select(PartyRecord.ref)
                    .join(ContactRecord, ContactRecord.party_id == PartyRecord.id)
                    .join(PersonalRecord, PersonalRecord.id == ContactRecord.email)
                    .where(PartyRecord.state == "active")
                    .where(func.lower(PersonalRecord.value).endswith(f"@{domain}", autoescape=True))
                    .order_by(PartyRecord.id)
                )
            ]
        return tuple(dict.fromkeys(found))

    def by_email(self, address: str) -> str | None:
        """The licensee that a mail address belongs to, or None."""
        with self.desk.reading() as r:
            found: str | None = r.scalar(
                select(PartyRecord.ref)
                .join(ContactRecord, ContactRecord.party_id == PartyRecord.id)
                .join(PersonalRecord, PersonalRecord.id == ContactRecord.email)
                .where(func.lower(PersonalRecord.value) == address.lower())
                .order_by(PartyRecord.id)
            )
        return found

    def reach(
        self, r: Reading, party_id: int, purposes: tuple[str, ...] = ("urgent", "rights")
    ) -> dict[str, str | None] | None:
        """Whom to call at a party: the newest contact for the first of `purposes`, else any; None: nobody known."""
        rows = r.rows(
            select(
                ContactRecord.purpose,
                ContactRecord.name,
                ContactRecord.email,
                ContactRecord.telephone,
            )
            .where(ContactRecord.party_id == party_id)
            .order_by(ContactRecord.id.desc())
        )
        rank = {purpose: n for n, purpose in enumerate(purposes)}
        return min(
            _people(r, rows), key=lambda c: rank.get(str(c["purpose"]), len(rank)), default=None
        )

    @staticmethod
    def outlet_titled(r: Reading, title: str | None, *party_ids: int | None) -> Any | None:  # noqa: ANN401
        """The outlet (id, domains) of that title of the first party that has one; None where none has.

        An agency asks for its client, in whose outlet the article will stand.
        """
        for party_id in party_ids if title else ():
            found = r.first(
                select(OutletRecord.id, OutletRecord.domains).where(
                    OutletRecord.party_id == party_id, OutletRecord.title == title
                )
            )
            if found is not None:
                return found
        return None

    def fill_outlet(self, licensee: str, changes: dict[str, Any]) -> dict[str, Any]:
        """`changes` of a use, completed by what is on file of the outlet they name.

        A licensee with one outlet means that one when none is named, and one that was named by its
        outlet means that outlet; but not where the use is of another medium, or counts what it has not.
        """
        with self.desk.reading() as r:
            who = self.who(r, licensee)
            if who.ref is None:
                return changes
            outlets = self.outlets(r, self.id_of(r, who.ref), who.ref)
        title = changes.get("outlet_title") or who.outlet
        found = [o for o in outlets if title is None or o.title.casefold() == title.casefold()]
        if len(found) != 1:
            return changes
        one = found[0]
        if "outlet_title" not in changes and _is_another(one, changes):
            return changes
        known = {
            "outlet_title": one.title,
            "outlet_domain": one.domains[0] if one.domains else None,
            "medium": Medium(one.medium) if one.medium else None,
            "audience": one.audience,
            "audience_unit": one.audience_unit if one.audience is not None else None,
            "languages": one.languages or None,
        }
        return {**{k: v for k, v in known.items() if v is not None}, **changes}

    def show(self, licensee: str) -> Licensee:
        """One licensee. Raises NotFound."""
        with self.desk.reading() as r:
            return self.show_in(r, self.resolve(r, licensee))

    def deals(self, licensee: str) -> tuple[Deal, ...]:
        """The last deals with a licensee, newest first. Raises NotFound."""
        from syndicate.desk.deals import last_deals

        with self.desk.reading() as r:
            return last_deals(r, self.id_of(r, self.resolve(r, licensee)))

    def show_in(self, r: Reading, ref: str) -> Licensee:
        """One licensee, in the caller's view."""
        row = r.first(select(*PartyRecord.__table__.columns).where(PartyRecord.ref == ref))
        if row is None:
            raise NotFound(f"no licensee {ref}", hint="syndicate licensee list")
        return self._licensee(r, row)

    def on_file(self) -> list[Licensee]:
        """Every licensee, newest first."""
        return self.desk.lists.licensees()

    def _licensee(self, r: Reading, row: Any) -> Licensee:  # noqa: ANN401
        contacts = r.rows(
            select(
                ContactRecord.purpose,
                ContactRecord.name,
                ContactRecord.email,
                ContactRecord.telephone,
            )
            .where(ContactRecord.party_id == row.id)
            .order_by(ContactRecord.id)
        )
        return Licensee(
            ref=row.ref,
            state=row.state,
            legal_name=row.legal_name,
            trading_name=row.trading_name,
            kind=row.kind,
            customer_kind=row.customer_kind,
            country=row.country,
            address=tuple(row.address.splitlines()),
            vat_no=row.vat_no,
            vat_proof=row.vat_proof,
            company_no=row.company_no,
            currency=row.currency,
            language=row.language,
            terms=row.terms,
            payment_days=row.payment_days,
            contacts=tuple(_people(r, contacts)),
            outlets=tuple(self.outlets(r, row.id, row.ref)),
        )

    def outlets(self, r: Reading, party_id: int, ref: str) -> list[Outlet]:
        """The outlets of a licensee, with the newest audience figure of each."""
        made = []
        for row in r.rows(
            select(*OutletRecord.__table__.columns)
            .where(OutletRecord.party_id == party_id)
            .order_by(OutletRecord.id)
        ):
            audience = r.first(
                select(AudienceRecord.figure, AudienceRecord.unit)
                .where(AudienceRecord.outlet_id == row.id)
                .order_by(AudienceRecord.as_of.desc(), AudienceRecord.id.desc())
            )
            made.append(
                Outlet(
                    id=row.id,
                    licensee=ref,
                    title=row.title,
                    medium=row.medium,
                    domains=tuple(json.loads(row.domains)),
                    country=row.country,
                    languages=tuple(json.loads(row.languages)),
                    audience=audience.figure if audience else None,
                    audience_unit=audience.unit if audience else None,
                )
            )
        return made

    def party(self, r: Reading, party_id: int) -> parties.Party:
        """A party as the rules know it, with its first contact for rights."""
        ref = r.scalar(select(PartyRecord.ref).where(PartyRecord.id == party_id))
        known = self.show_in(r, ref)
        contact = next((c["name"] for c in known.contacts if c["name"]), None)
        return parties.Party(
            ref=known.ref,
            legal_name=known.legal_name,
            trading_name=known.trading_name,
            address=known.address,
            country=known.country or "",
            vat_no=known.vat_no,
            company_no=known.company_no,
            customer_kind=parties.CustomerKind(known.customer_kind),
            currency=known.currency,
            language=known.language,
            terms=parties.PaymentTerms(known.terms),
            payment_days=known.payment_days,
            contact_name=contact,
        )


def _name(text: str, what: str, *, hint: str) -> str:
    """A name as it is filed: one line. Raises BadInput for none, or for one of more than 200 letters."""
    name = " ".join(text.split()) if len(text) <= 4 * _LONGEST_NAME else text
    if not name:
        raise BadInput(f"{what} has a name", hint=hint)
    if len(name) > _LONGEST_NAME:
        raise BadInput(
            f"the name of {what} has {len(name)} letters; {_LONGEST_NAME} are enough", hint=hint
        )
    return name


def _is_another(outlet: Outlet, said: dict[str, Any]) -> bool:
    """Whether what is said of a use is not of this outlet: another medium, or an audience it does not count."""
    if outlet.medium is None:
        return False
    if said.get("medium") not in {None, outlet.medium}:
        return True
    counted = {UNITS.get(Medium(outlet.medium)), outlet.audience_unit, None}
    printed = {"circulation", "print run"}
    own = counted | (printed if counted & printed else set())
    return Use(audience_unit=said.get("audience_unit")).unit not in own


def _people(r: Reading, contacts: Iterable[Any]) -> list[dict[str, str | None]]:
    """The contacts of these rows that nobody asked to forget."""
    found = [
        {
            "purpose": c.purpose,
            "name": r.personal(c.name),
            "email": r.personal(c.email),
            "telephone": r.personal(c.telephone),
        }
        for c in contacts
    ]
    return [each for each in found if each["name"] or each["email"] or each["telephone"]]
