"""The publisher of this desk: set up once, edited later, frozen on every paper."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from syndicate.desk import database
from syndicate.errors import Conflict, Outside, Refused
from syndicate.records.journal import SeriesRecord
from syndicate.records.publishers import EditionRecord, PublisherRecord, TermsRecord
from syndicate.rules import licences
from syndicate.rules.facts import canonical, text_digest
from syndicate.rules.numbers import PREFIXES, YEARLY
from syndicate.rules.taxes import Supplier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.exchange.publisher import PublisherSetup
    from syndicate.rules.money import Money
    from syndicate.rules.papers import PublisherFacts, TermsFacts

__all__ = ["Publishers"]


class Publishers:
    """The tray of the publisher."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def set_up(self, setup: PublisherSetup, *, logo: bytes | None = None) -> dict[str, Any]:
        """Make the books and put the publisher, its editions and its number series on file.

        Raises Conflict when a publisher is on file already.
        """
        desk = self.desk
        database.upgrade(desk.settings.database)
        self.refuse_second()
        logo_sha = desk.store.put(logo, _logo_suffix(logo)) if logo else None
        desk.forget_zone()
        with desk.writing() as w:
            w.insert(PublisherRecord, id=1, **_columns(setup, logo_sha))
            self._editions(w, setup)
            year = setup_year(desk, setup)
            for kind, code in PREFIXES.items():
                own = setup.series.get(code)
                yearly = kind in YEARLY
                prefix = own.prefix if own else code
                first = own.first if own else 1
                w.insert(
                    SeriesRecord,
                    name=f"{prefix}-{year}" if yearly else prefix,
                    kind=code,
                    prefix=prefix,
                    year=year if yearly else 0,
                    opening=first,
                    last=first - 1,
                )
            w.journal("init", "publisher", legal_name=setup.legal_name)
        desk.forget_zone()
        return self.show()

    def refuse_second(self) -> None:
        """Nothing, while this home has no publisher. Raises Conflict when it has one."""
        if database.revision(self.desk.settings.database) is None:
            return
        with self.desk.reading() as r:
            if r.scalar(select(PublisherRecord.legal_name)) is not None:
                raise Conflict(
                    "this home has a desk already", hint="syndicate publisher edit --from FILE"
                )

    def edit(self, setup: PublisherSetup, *, logo: bytes | None = None) -> dict[str, Any]:
        """Replace the publisher's particulars; issued papers keep what they printed.

        Number series keep counting: only their opening at `init` is ever set.
        """
        desk = self.desk
        logo_sha = desk.store.put(logo, _logo_suffix(logo)) if logo else None
        with desk.writing() as w:
            before = w.first(select(PublisherRecord.logo_sha256))
            if before is None:
                raise Outside("there is no publisher here yet", hint="syndicate init")
            w.update(PublisherRecord, 1, **_columns(setup, logo_sha or before.logo_sha256))
            self._editions(w, setup)
            w.journal("publisher edit", "publisher", legal_name=setup.legal_name)
        desk.forget_zone()
        return self.show()

    def change(
        self,
        *,
        banks: Mapping[str, tuple[str, ...]] | None = None,
        vat_no: str | None = None,
        vat_rate: Decimal | None = None,
    ) -> dict[str, Any]:
        """Change some particulars and leave the others; issued papers keep what they printed.

        `banks` are lines by currency, none for an account that is closed; a publisher with a VAT number is
        registered. Raises Refused for a number without a rate.
        """
        desk = self.desk
        with desk.writing() as w:
            p = self.row(w)
            values: dict[str, Any] = {}
            if banks:
                kept = {**json.loads(p.banks), **{code: list(of) for code, of in banks.items()}}
                values["banks"] = canonical({code: of for code, of in kept.items() if of})
            if vat_rate is not None:
                values["vat_rate"] = str(vat_rate)
            if vat_no is not None:
                if vat_rate is None and p.vat_rate is None:
                    raise Refused(
                        "a publisher registered for VAT has a standard rate",
                        hint=f"syndicate publisher edit --vat {vat_no} --vat-rate 20",
                    )
                values |= {"vat_no": vat_no, "vat_registered": True}
            if values:
                w.update(PublisherRecord, 1, **values)
                w.journal("publisher edit", "publisher", changed=sorted(values))
        return self.show()

    def refuse_without_account(self, r: Reading, asked: Money, *, row: Any = None) -> None:  # noqa: ANN401
        """Nothing, when a paper that asks for `asked` can say where to pay. Raises Refused.

        `row` is the publisher's, where it was read before.
        """
        if asked.minor > 0 and asked.currency not in json.loads((row or self.row(r)).banks):
            code = asked.currency
            raise Refused(
                f"no account in {code} is on file, so no paper can say where to pay {asked}",
                hint=f'syndicate publisher edit --bank "{code}: Account name: …; IBAN: …; BIC: …"',
            )

    def _editions(self, w: Writing, setup: PublisherSetup) -> None:
        known = {row.code for row in w.rows(select(EditionRecord.code))}
        for edition in setup.editions:
            values = {
                "name": edition.name,
                "language": edition.language,
                "domains": canonical(list(edition.domains)),
            }
            if edition.code in known:
                w.update(EditionRecord, edition.code, **values)
            else:
                w.insert(EditionRecord, code=edition.code, **values)

    def row(self, r: Reading) -> Any:  # noqa: ANN401
        """The publisher's row. Raises Outside when there is none yet."""
        found = r.first(select(*PublisherRecord.__table__.columns))
        if found is None:
            raise Outside("there is no publisher here yet", hint="syndicate init")
        return found

    def facts(self, r: Reading, *, currency: str | None = None) -> PublisherFacts:
        """The publisher as a paper of today prints it, with the bank for `currency`."""
        p = self.row(r)
        banks = json.loads(p.banks)
        lines = banks.get(currency) if currency else None
        return {
            "legal_name": p.legal_name,
            "trading_name": p.trading_name,
            "company_no": p.company_no,
            "registered_in": p.registered_in,
            "registered_office": p.registered_office.splitlines(),
            "country": p.country,
            "vat_no": p.vat_no,
            "vat_registered": p.vat_registered,
            "email": p.email,
            "telephone": p.telephone,
            "website": p.website,
            "logo": p.logo_sha256,
            "specimen": p.specimen,
            "bank": {"currency": currency, "lines": lines} if lines and currency else None,
        }

    def supplier(self, r: Reading) -> Supplier:
        """The publisher as the VAT rules know it. Raises Refused when its rate is not set."""
        p = self.row(r)
        if p.vat_registered and p.vat_rate is None:
            raise Refused(
                "the publisher's VAT rate is not set", hint="syndicate publisher edit --from FILE"
            )
        return Supplier(
            country=p.country,
            vat_registered=p.vat_registered,
            vat_no=p.vat_no,
            home_rate=Decimal(p.vat_rate or "0"),
        )

    def own_domains(self, r: Reading) -> tuple[str, ...]:
        """The hosts of every edition."""
        return tuple(
            domain
            for row in r.rows(select(EditionRecord.domains).order_by(EditionRecord.code))
            for domain in json.loads(row.domains)
        )

    @staticmethod
    def edition_names(r: Reading) -> tuple[str, ...]:
        """The names of every edition: a credit to one of them is a credit to us."""
        return tuple(row.name for row in r.rows(select(EditionRecord.name).distinct()))

    def names(self, r: Reading) -> tuple[str, ...]:
        """Every name we go by: the publisher's own and those of its editions."""
        found = r.first(select(PublisherRecord.legal_name, PublisherRecord.trading_name))
        own = [name for name in found or () if name]
        return tuple(dict.fromkeys([*own, *self.edition_names(r)]))

    @staticmethod
    def edition_name(r: Reading, code: str) -> str | None:
        """The name of an edition, or None."""
        found: str | None = r.scalar(select(EditionRecord.name).where(EditionRecord.code == code))
        return found

    def terms(self, r: Reading, language: str) -> TermsFacts:
        """The terms in force in a language: the publisher's own, else the specimen."""
        row = r.first(
            select(*TermsRecord.__table__.columns)
            .where(TermsRecord.language == language, TermsRecord.valid_from <= self.desk.today)
            .order_by(TermsRecord.version.desc())
        )
        if row is None:
            return {
                "name": "specimen",
                "version": 1,
                "sha256": text_digest("specimen 1"),
                "specimen": True,
                "text": None,
            }
        return {
            "name": row.name,
            "version": row.version,
            "sha256": row.sha256,
            "specimen": False,
            "text": row.text,
        }

    def adopt_terms(
        self, text: str, *, by: str, language: str, name: str, key: Key | None = None
    ) -> dict[str, Any]:
        """File the publisher's own terms as the next numbered version. Raises BadInput for an unknown field."""
        licences.check_terms(text)
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                ref = self._adopt(w, text, by=by, language=language, name=name)
                w.answer(key, ref)
                w.journal("terms adopt", ref, by=by)
        return next(t for t in self.list_terms() if t["ref"] == ref)

    @staticmethod
    def _adopt(w: Writing, text: str, *, by: str, language: str, name: str) -> str:
        last = w.scalar(
            select(TermsRecord.version)
            .where(TermsRecord.language == language)
            .order_by(TermsRecord.version.desc())
        )
        version = (last or 0) + 1
        w.insert(
            TermsRecord,
            name=name,
            version=version,
            language=language,
            valid_from=w.today,
            text=text,
            sha256=text_digest(text),
            adopted_by=by,
            adopted_at=w.now,
        )
        return f"{name}/{language}/{version}"

    def list_terms(self) -> list[dict[str, Any]]:
        """Every version of the terms on file, newest first."""
        return self.desk.lists.terms()

    def show(self) -> dict[str, Any]:
        """The publisher, its editions and series, as plain values."""
        with self.desk.reading() as r:
            p = self.row(r)
            editions = r.rows(select(*EditionRecord.__table__.columns).order_by(EditionRecord.code))
            series = r.rows(select(*SeriesRecord.__table__.columns).order_by(SeriesRecord.name))
        return {
            "ref": "publisher",
            "state": "specimen" if p.specimen else "active",
            "legal_name": p.legal_name,
            "trading_name": p.trading_name,
            "company_no": p.company_no,
            "registered_in": p.registered_in,
            "registered_office": p.registered_office.splitlines(),
            "country": p.country,
            "vat_no": p.vat_no,
            "vat_registered": p.vat_registered,
            "vat_rate": p.vat_rate,
            "email": p.email,
            "telephone": p.telephone,
            "website": p.website,
            "logo": p.logo_sha256,
            "home_currency": p.home_currency,
            "zone": p.zone,
            "payment_days": p.payment_days,
            "quote_days": p.quote_days,
            "approve_above": p.approve_above,
            "correction_hours": p.correction_hours,
            "credit_lines": json.loads(p.credit_lines),
            "banks": json.loads(p.banks),
            "verify_host": p.verify_host,
            "editions": [
                {
                    "code": e.code,
                    "name": e.name,
                    "language": e.language,
                    "domains": json.loads(e.domains),
                }
                for e in editions
            ],
            "series": [
                {"name": s.name, "kind": s.kind, "opening": s.opening, "last": s.last}
                for s in series
            ],
        }


def setup_year(desk: Desk, setup: PublisherSetup) -> int:
    """The year of today where the publisher is."""
    from syndicate.rules import dates

    return dates.day_in(setup.zone, desk.now).year


def _columns(setup: PublisherSetup, logo_sha: str | None) -> dict[str, Any]:
    return {
        "legal_name": setup.legal_name,
        "trading_name": setup.trading_name,
        "company_no": setup.company_no,
        "registered_in": setup.registered_in,
        "registered_office": "\n".join(setup.registered_office),
        "country": setup.country,
        "vat_no": setup.vat_no,
        "vat_registered": setup.vat_registered,
        "vat_rate": str(setup.vat_rate) if setup.vat_rate is not None else None,
        "email": setup.email,
        "telephone": setup.telephone,
        "website": setup.website,
        "logo_sha256": logo_sha,
        "home_currency": setup.home_currency,
        "zone": setup.zone,
        "payment_days": setup.payment_days,
        "quote_days": setup.quote_days,
        "approve_above": setup.approve_above,
        "correction_hours": setup.correction_hours,
        "credit_lines": canonical(dict(setup.credit_lines)),
        "banks": canonical({code: list(lines) for code, lines in setup.banks.items()}),
        "verify_host": setup.verify_host,
        "specimen": setup.specimen,
    }


def _logo_suffix(logo: bytes) -> str:
    if logo.startswith(b"\x89PNG"):
        return ".png"
    return ".jpg" if logo.startswith(b"\xff\xd8") else ".svg"
