"""Old licences come in: a sheet's columns are recognised, and every row becomes a licence or a reason.

Terms that a row does not state stay unknown: they are never filled from habit, and never pass an audit.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange import columns
from syndicate.exchange.columns import (
    ACCENTS,
    NOTHING,
    WEB,
    Vocabulary,
    as_shown,
    cell_text,
    named,
    stated,
)
from syndicate.exchange.days import DateOrder, DayOrders, serial_day, written_day
from syndicate.rules.dates import last_day, read_span, spoken_day
from syndicate.rules.fees.uses import Medium
from syndicate.rules.languages import read_language
from syndicate.rules.money import Money, currency_code, exponent, read_amount, rounded
from syndicate.rules.parties import near_names, read_web_domain
from syndicate.rules.territories import read_territories

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from collections.abc import Mapping as Facts

    from syndicate.exchange.grids import Cell
    from syndicate.exchange.sheets import Row, Sheet

__all__ = [
    "FIELDS",
    "UNSAID_CURRENCY",
    "LicenseeCount",
    "Mapping",
    "OldLicence",
    "Preview",
    "RowProblem",
    "guess_mapping",
    "preview",
    "read_rows",
]

UNSAID_CURRENCY = "no currency stands beside the fee"

MOST_UNREAD = (
    500  # looking for what an unknown word may mean is slow; past these nobody means anything
)

FIELDS: Facts[str, str] = {
    "old_number": "licence number",
    "licensee": "licensee",
    "outlet": "outlet",
    "domain": "website of the outlet",
    "article_url": "address of the article",
    "headline": "headline",
    "medium": "medium",
    "territories": "territory",
    "languages": "language",
    "granted_on": "date granted",
    "starts_on": "first day",
    "ends_on": "last day",
    "duration": "duration",
    "fee": "fee",
    "currency": "currency",
    "credit_line": "credit line",
    "paper_file": "file of the old paper",
    "notes": "notes",
}
"""What a column of old licences can say, with the words to show for it."""

# Headings as desks write them, most telling first; words without accents, in small letters.
_SYNONYMS: Facts[str, str] = {
    "old_number": "licence no|license no|licence number|license number|licence ref|license ref|licence id|"
    "license id|licence reference|license reference|agreement no|contract no|permission no|our ref|reference|"
    "ref|ref no|number|numero|no de licence|numero de licence|no licence|numero d autorisation|"
    "no autorisation|no|n|id|licence|license",
    "licensee": "licensee|licensee name|client|client name|customer|customer name|company|company name|"
    "buyer|buyer name|granted to|licensed to|issued to|sold to|account|organisation|organization|client nom|"
    "beneficiaire|licencie|titulaire|societe|acheteur|cessionnaire|nom du client|raison sociale",
    "outlet": "outlet|outlet name|publication|publication name|publication title|title of publication|"
    "reprinted in|republished in|journal|periodical|magazine|newspaper|media title|support|"
    "titre de la publication|nom de la publication|organe|publisher",
    "domain": "website|web site|outlet website|outlet url|publication url|publication website|domain|"
    "client website|site|site web|site internet|domaine|homepage",
    "article_url": "article url|article link|story url|story link|link to article|url of article|source url|"
    "original url|url|link|web address|lien de l article|url de l article|lien|adresse de l article|lien article",
    "headline": "headline|article title|article headline|title of article|story|story title|article name|"
    "article|title|work|content|titre de l article|titre article|titre|papier",
    "medium": "medium|media|media type|format|type of use|use|usage|rights|licence type|license type|type|"
    "platform|utilisation|type d utilisation|mode d exploitation|nature de l utilisation",
    "territories": "territory|territories|territory granted|region|country|countries|market|markets|"
    "territoire|territoires|pays|zone|zone geographique",
    "languages": "language|languages|lang|language rights|langue|langues",
    "granted_on": "date issued|issue date|issued|issued on|date granted|granted|granted on|date of licence|"
    "date of license|licence date|license date|date signed|signed|signed on|agreement date|date|"
    "date d emission|emis le|date de signature|signe le|accorde le|date de l autorisation",
    "starts_on": "start|start date|starts|starts on|from|valid from|licence start|license start|begins|"
    "term start|commencement|commencement date|effective|effective date|first day|debut|date de debut|du|"
    "a partir du|valable du",
    "ends_on": "end|end date|ends|ends on|to|until|valid to|valid until|expiry|expiry date|expires|"
    "expires on|expiration|expiration date|licence end|license end|licence expiry|term end|renewal date|"
    "last day|fin|date de fin|au|jusqu au|echeance|date d expiration|valable jusqu au|date d echeance",
    "duration": "duration|term|licence term|license term|length of licence|period|licence period|validity|"
    "months|duree|duree de la licence|periode",
    "fee": "fee|licence fee|license fee|amount|fee amount|net fee|net amount|price|net|value|total fee|"
    "total|charge|cost|sum|fee excl vat|fee ex vat|montant|montant ht|redevance|tarif|prix|honoraires|somme|"
    "droits",
    "currency": "currency|ccy|cur|currency code|devise|monnaie",
    "credit_line": "credit|credit line|credit wording|attribution|acknowledgement|credit required|mention|"
    "mention obligatoire|mention de credit|ligne de credit",
    "paper_file": "pdf|pdf file|file|file name|filename|document|licence file|license file|licence pdf|scan|"
    "attachment|paper|fichier|fichier pdf|nom du fichier|piece jointe",
    "notes": "notes|note|comments|comment|remarks|remark|other|other terms|conditions|special terms|"
    "observations|commentaires|commentaire|remarques|divers",
}
_OF_A_GROUP = {
    "start": "starts_on", "starts": "starts_on", "from": "starts_on", "begin": "starts_on",
    "debut": "starts_on", "du": "starts_on", "end": "ends_on", "ends": "ends_on", "to": "ends_on",
    "until": "ends_on", "expiry": "ends_on", "fin": "ends_on", "au": "ends_on",
}  # fmt: skip


def _missing(fields: Facts[str, str]) -> tuple[str, ...]:
    missing = [] if "licensee" in fields else ["licensee"]
    if not fields.keys() & {"article_url", "headline", "outlet", "domain", "old_number"}:
        missing.append("article_url")
    return tuple(missing)


_WORDS = Vocabulary(
    what="old licence",
    command="syndicate licence import",
    example='{"licensee": "Client", …}',
    fields=FIELDS,
    synonyms=_SYNONYMS,
    of_a_group=_OF_A_GROUP,
    missing=_missing,
    days=frozenset({"granted_on"}),
    loose_days=frozenset({"starts_on", "ends_on"}),
    addresses=frozenset({"article_url", "domain"}),
    names=frozenset({"headline", "outlet", "licensee"}),
    figures=frozenset({"fee"}),
)


@dataclass(frozen=True, slots=True)
class Mapping(columns.Mapping):
    """Which heading holds which field of an old licence.

    `missing` is empty when the sheet can be read: it needs a licensee, and an article, outlet or number.
    """

    @classmethod
    def from_facts(cls, facts: Facts[str, object]) -> Mapping:
        """A mapping kept before, or one a person wrote: `{"fields": {"licensee": "Client", …}}`.

        Raises BadInput for a field nobody knows, with the near one, or a heading that is no text.
        """
        return cls(*_WORDS.checked(facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLicence:
    """A licence granted before, as its row states it. None is "not stated", and named in `unknown`.

    `ends_on` is inclusive; `perpetual` only where the row says so. `fee` is net of VAT unless `fee_note`
    says otherwise. `same_as` is the spelling of the licensee used most, where two spellings look like one.
    """

    line: int
    old_number: str | None
    licensee: str
    outlet: str | None = None
    domain: str | None = None
    article_url: str | None = None
    headline: str | None = None
    medium: str | None = None
    territories: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    perpetual: bool = False
    fee: Money | None = None
    fee_note: str | None = None
    credit_line: str | None = None
    granted_on: date | None = None
    paper_file: str | None = None
    notes: str | None = None
    same_as: str | None = None
    unknown: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that is not taken, with the reason and what it holds, so that it can be mended."""

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LicenseeCount:
    """A licensee of the sheet: how many rows, and the spelling it may be the same as."""

    name: str
    rows: int
    same_as: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do.

    `expiries` are the licences with a last day, soonest first; `warned` is how many new rows carry a warning.
    Which articles and licensees are on file already, only the desk can tell.
    """

    new: tuple[OldLicence, ...]
    known: tuple[OldLicence, ...]
    refused: tuple[RowProblem, ...]
    licensees: tuple[LicenseeCount, ...]
    expiries: tuple[OldLicence, ...]
    warned: int = field(default=0)


# -- recognising columns -------------------------------------------------------------------------


def guess_mapping(sheet: Sheet, *, said: Facts[str, str] | None = None) -> Mapping:
    """The columns of `sheet` by their headings (English or French) and by what stands in them.

    `said` is field to heading where a person has decided; the rest is guessed around it. Raises BadInput for
    a field nobody knows or a heading the sheet does not have.
    """
    return Mapping(*_WORDS.guessed(sheet, said or {}))


# -- reading rows --------------------------------------------------------------------------------


def read_rows(
    sheet: Sheet,
    mapping: Mapping,
    *,
    today: date,
    date_order: DateOrder | None = None,
    currency: str,
    told: bool = True,
) -> tuple[OldLicence | RowProblem, ...]:
    """Every row of `sheet` as a licence or a problem, in order; totals are passed over.

    `currency` is what a bare fee means; where nobody `told` it, such a fee is remarked on. `date_order` decides dates such as 03/04/2019 where the sheet itself
    does not: where a column has a 13 or more in one place it is taken for the day. Raises BadInput when the
    mapping does not fit the sheet, or when dates stay two-way and `date_order` is not given.
    """
    reading = _Rows(
        sheet, mapping, today=today, date_order=date_order, currency=currency, told=told
    )
    rows: list[OldLicence | RowProblem] = []
    for row in sheet.rows:
        if row.total:
            continue
        try:
            rows.append(reading.licence(row))
        except BadInput as error:
            rows.append(RowProblem(row.line, error.message, tuple(cell_text(c) for c in row.cells)))
    return tuple(_spelled(_once(rows)))


class _Rows:
    """The columns of a sheet, and how its dates and fees are written."""

    def __init__(
        self,
        sheet: Sheet,
        mapping: Mapping,
        *,
        today: date,
        date_order: DateOrder | None,
        currency: str,
        told: bool,
    ) -> None:
        if date_order not in {None, "dmy", "mdy"}:
            raise BadInput(f"dates are dmy or mdy, not {as_shown(str(date_order))}")
        if mapping.missing:
            raise _WORDS.not_recognised(sheet, mapping.missing)
        self.columns = _WORDS.placed(sheet, mapping)
        self.today = today
        self.currency = currency_code(currency)
        self.told = told
        self.fee_currency = self._heading_currency(mapping.fields.get("fee", ""))
        days = DayOrders({name: self.columns[name] for name in _DAYS if name in self.columns})
        for row in sheet.rows:
            if not row.total:
                days.look(row)
        self.orders = days.decided(sheet, date_order, command=_WORDS.command)
        self.swapped = days.swapped()
        self._above: dict[str, Cell] = {}
        self._terms: dict[tuple[str, str], tuple[str, ...] | None] = {}
        self._unread = 0

    def licence(self, row: Row) -> OldLicence:
        """One row read. Raises BadInput with the reason it cannot be taken."""
        warnings: list[str] = []
        licensee = named(self._cell(row, "licensee"))
        if licensee is None:
            raise BadInput("no licensee is named")
        outlet, domain = self._outlet(row, warnings)
        url, headline, more = self._article(row, warnings)
        number = named(self._cell(row, "old_number"))
        if not (outlet or domain or url or headline or number):
            raise BadInput("neither an article nor an outlet is named")
        granted_on = self._day(row, "granted_on", warnings, last=False)
        starts_on, ends_on, perpetual = self._term(row, granted_on, warnings)
        fee, fee_note = self._fee(row, warnings)
        medium, left_medium = self._listed(row, "medium", _medium, warnings)
        places, left_places = self._listed(row, "territories", _places, warnings)
        tongues, left_tongues = self._listed(row, "languages", _tongues, warnings)
        notes = [cell_text(self._cell(row, "notes")), more, left_medium, left_places, left_tongues]
        read = OldLicence(
            line=row.line,
            old_number=number,
            licensee=licensee,
            outlet=outlet,
            domain=domain,
            article_url=url,
            headline=headline,
            medium=medium[0] if medium else None,
            territories=places,
            languages=tongues,
            starts_on=starts_on,
            ends_on=ends_on,
            perpetual=perpetual,
            fee=fee,
            fee_note=fee_note,
            credit_line=stated(self._cell(row, "credit_line")),
            granted_on=granted_on,
            paper_file=stated(self._cell(row, "paper_file")),
            notes="\n".join(note for note in notes if note) or None,
            warnings=tuple(warnings),
        )
        return replace(read, unknown=_unknown(read))

    # -- cells -----------------------------------------------------------------------------------

    def _cell(self, row: Row, name: str) -> Cell:
        """The cell of a field; a ditto mark is what stood above it."""
        column = self.columns.get(name)
        if column is None:
            return None
        cell = row.cells[column]
        if isinstance(cell, str) and cell.strip().casefold() in _DITTO:
            return self._above.get(name)
        self._above[name] = cell
        return cell

    def _outlet(self, row: Row, warnings: list[str]) -> tuple[str | None, str | None]:
        outlet = named(self._cell(row, "outlet"))
        written = stated(self._cell(row, "domain"))
        if written is None and outlet is not None and WEB.fullmatch(outlet):
            written = outlet
        if written is None:
            return outlet, None
        bare = re.sub(r"^https?://", "", written.strip().lower())
        host = re.split(r"[/?#:\s,;]", bare, maxsplit=1)[0].removeprefix("www.")
        try:
            return outlet or host, read_web_domain(host)
        except BadInput:
            warnings.append(f"the website {as_shown(written)} has no domain; kept as the outlet")
            return outlet or written[:200], None

    def _article(self, row: Row, warnings: list[str]) -> tuple[str | None, str | None, str | None]:
        """Address, headline, and what else stood in the address cell. Dead addresses stay as written."""
        headline = named(self._cell(row, "headline"))
        written = stated(self._cell(row, "article_url"))
        if written is None and headline is not None and re.match(r"https?://\S+$", headline):
            written, headline = headline, None
        if written is None:
            return None, headline, None
        pieces = [piece for piece in re.split(r"[\s;]+", written) if piece]
        addresses = [piece for piece in pieces if WEB.match(piece)]
        if not addresses:
            if headline is None:
                return None, written[:300], None
            return None, headline, f"article: {written}"
        if len(addresses) == len(pieces) == 1:
            return addresses[0][:2000], headline, None
        if len(addresses) > 1:
            warnings.append(
                f"{len(addresses)} addresses in one cell; all but the first kept in the notes"
            )
        rest = written.replace(addresses[0], "", 1).strip(" ;\n")
        return addresses[0][:2000], headline, f"article: {rest}" if rest else None

    def _listed(
        self,
        row: Row,
        name: str,
        read: Callable[[str], tuple[str, ...]],
        warnings: list[str],
    ) -> tuple[tuple[str, ...] | None, str | None]:
        """A term read, or what stands there kept for the notes: it is then unknown, never a guess."""
        written = stated(self._cell(row, name))
        if written is None:
            return None, None
        if (name, written) not in self._terms:
            self._terms[name, written] = self._term_read(written, read)
        values = self._terms[name, written]
        if values is not None:
            return values, None
        warnings.append(f"{FIELDS[name]} {as_shown(written)} was not read; kept in the notes")
        return None, f"{FIELDS[name]}: {written}"

    def _term_read(
        self, written: str, read: Callable[[str], tuple[str, ...]]
    ) -> tuple[str, ...] | None:
        if self._unread > MOST_UNREAD:
            return None
        try:
            return read(written)
        except BadInput:
            self._unread += 1
            return None

    # -- fees ------------------------------------------------------------------------------------

    def _heading_currency(self, header: str) -> str | None:
        for piece in re.findall(r"[£€]|US\$|\b[A-Z]{3}\b", header):
            try:
                return read_amount(f"1 {piece}").currency
            except BadInput:
                continue
        return None

    def _fee(self, row: Row, warnings: list[str]) -> tuple[Money | None, str | None]:
        cell = self._cell(row, "fee")
        said = cell_text(self._cell(row, "currency")).strip()
        beside = currency_code(said) if said and said.casefold() not in NOTHING else None
        column = self.columns.get("fee")
        shown = row.symbols[column] if row.symbols and column is not None else None
        if isinstance(cell, Decimal):
            return self._number(cell, shown=shown, beside=beside, warnings=warnings), None
        if isinstance(cell, bool | date):
            raise BadInput(f"the fee is no amount: {as_shown(cell_text(cell))}")
        written = stated(cell)
        if written is None:
            return None, None
        default = beside or self.fee_currency or self.currency
        fee, note, bare = _read_fee(written, default=default)
        if bare and not (beside or self.fee_currency):
            self._assume(written, warnings)
        if note and re.search(r"\bincl?\b|includ|\bttc\b|\bgross\b", note, re.IGNORECASE):
            warnings.append(f"the fee includes VAT: {as_shown(written)}")
        return fee, note

    def _assume(self, written: str, warnings: list[str]) -> None:
        """Say of a fee without a currency which one it is taken to be in."""
        if not self.told:
            warnings.append(f"{UNSAID_CURRENCY}: {as_shown(written)} is read as {self.currency}")

    def _number(
        self, number: Decimal, *, shown: str | None, beside: str | None, warnings: list[str]
    ) -> Money:
        default = beside or self.fee_currency or self.currency
        code = default
        if not (shown or beside or self.fee_currency or number == 0):
            self._assume(f"{number:f}", warnings)
        if shown:
            code = read_amount(f"{shown}1", currency=default).currency
            if beside and code != beside:
                raise BadInput(f"the fee is shown in {code}, and its currency column says {beside}")
        if number < 0:
            raise BadInput(f"a fee is never negative: {number:f}")
        fee = rounded(number, code)
        places = -exponent(code)
        if number != number.quantize(Decimal(1).scaleb(places)):
            warnings.append(f"the fee {number:f} was rounded to {fee}")
        return fee

    # -- days ------------------------------------------------------------------------------------

    def _day(self, row: Row, name: str, warnings: list[str], *, last: bool) -> date | None:
        """The day in a cell; a month or year alone is its first day, or its last where `last`."""
        cell = self._cell(row, name)
        if isinstance(cell, datetime):
            cell = cell.date()
        if isinstance(cell, date):
            if name in self.swapped and cell.day != cell.month:
                warnings.append(
                    f"{FIELDS[name]} {cell.isoformat()}: day and month may be swapped, "
                    "as the rest of the column is text"
                )
            return cell
        if isinstance(cell, bool):
            raise BadInput(f"the {FIELDS[name]} is no day: {cell_text(cell)}")
        if isinstance(cell, Decimal):
            return serial_day(cell, FIELDS[name], warnings, last=last)
        written = stated(cell)
        if written is None:
            return None
        try:
            return written_day(
                written, order=self.orders.get(name), today=self.today, last=last, warnings=warnings
            )
        except BadInput as error:
            raise BadInput(f"{FIELDS[name]}: {error.message}") from error

    def _term(
        self, row: Row, granted_on: date | None, warnings: list[str]
    ) -> tuple[date | None, date | None, bool]:
        """First day, last day, perpetual: from the two columns, a duration, or words in their place."""
        starts_on = self._day(row, "starts_on", warnings, last=False)
        said = cell_text(self._cell(row, "ends_on"))
        span = cell_text(self._cell(row, "duration"))
        if isinstance(self._cell(row, "duration"), Decimal) and span.isdigit():
            span = f"{span} months"
        for text in (said, span):
            if _FOR_EVER.search(text):
                return starts_on, None, True
        for text in (said, span):
            if _OPEN.search(text):
                warnings.append(f"no last day is stated: {as_shown(text)}")
                return starts_on, None, False
        if _SPANNED.fullmatch(said):
            span, ends_on = said, None
        else:
            ends_on = self._day(row, "ends_on", warnings, last=True)
        if ends_on is None and span and span.casefold() not in NOTHING:
            ends_on = self._after(span, starts_on or granted_on, warnings)
            if starts_on is None and ends_on is not None:
                warnings.append(f"{as_shown(span)} was counted from the day it was granted")
        if starts_on is not None and ends_on is not None and ends_on < starts_on:
            raise BadInput(
                f"it ends on {spoken_day(ends_on, 'en')}, before it starts on {spoken_day(starts_on, 'en')}"
            )
        return starts_on, ends_on, False

    def _after(self, span: str, start: date | None, warnings: list[str]) -> date | None:
        try:
            lasting = read_span(re.sub(r"\s*\(.{0,40}\)\s*$", "", span))
        except BadInput:
            warnings.append(f"duration {as_shown(span)} was not read")
            return None
        if start is None:
            warnings.append(f"no first day to count {as_shown(span)} from")
            return None
        return last_day(start, lasting)


_DAYS = ("granted_on", "starts_on", "ends_on")
_DITTO = frozenset({'"', "''", "”", "″", "〃", "do.", "ditto", "idem", "id.", '- " -', '-"-'})  # fmt: skip
_FOR_EVER = re.compile(
    r"\b(?:perpetual|perpetuity|permanent(?:ly)?|for ?ever|no end(?: date)?|no expiry|unlimited|perp[ée]tuel(?:le)?|"
    r"perp[ée]tuit[ée]|illimit[ée]e?|sans limite)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:until further notice|ufn|ongoing|on-going|rolling|open[- ]ended|until cancelled|indefinite(?:ly)?|"
    r"jusqu.{1,2} nouvel ordre|en cours|tacite reconduction|reconductible|auto[- ]?renew\w{0,6})\b",
    re.IGNORECASE,
)
_SPANNED = re.compile(
    r"\d{1,4}\s?(?:d|w|m|y|days?|weeks?|months?|mths?|years?|yrs?|jours?|semaines?|mois|ans?)\.?(?:\s?\(.{0,40}\))?",
    re.IGNORECASE,
)
# -- readers of one value ------------------------------------------------------------------------

_FREE = re.compile(
    r"(?:free(?: of charge)?|foc|f\.o\.c\.|gratis|no[- ]fee|no charge|nil|waived|gratuit(?:e|ement)?|offert|"
    r"à titre gracieux|pro bono)\b(.{0,80})",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?:-\s?)?(?:(?:US|CA|AU|NZ|HK|C|A|S)?[£€$¥]|\b[A-Z]{3}(?=\s?\d))?\s?-?\d[\d.,' \u00a0\u202f]{0,20}(?:\s?(?:£|€|\$|[A-Z]{3}\b|euros?\b))?"
)
_PER_CENT = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?\s?%")


def _read_fee(written: str, *, default: str) -> tuple[Money, str | None, bool]:
    """The fee, the note beside it, whether it names no currency: `£250 + VAT` is 250 GBP and `+ VAT`.

    `free` is nothing, in any currency.
    """
    text = " ".join(written[:200].split())
    if found := _FREE.fullmatch(text):
        return Money.zero(default), text if found[1].strip() else "no-fee", False
    bare = _PER_CENT.sub(lambda match: " " * len(match[0]), text)
    found_amounts = [match for match in _AMOUNT.finditer(bare) if re.search(r"\d", match[0])]
    if not found_amounts:
        raise BadInput(f"the fee is no amount: {as_shown(text)}")
    if len(found_amounts) > 1:
        raise BadInput(f"the fee holds more than one amount: {as_shown(text)}")
    match = found_amounts[0]
    fee = read_amount(match[0].strip(" ,."), currency=default)
    if fee.minor < 0:
        raise BadInput(f"a fee is never negative: {as_shown(text)}")
    note = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,;:.")
    if re.match(r"[xk×]\b|\s?[x×]\s?", note, re.IGNORECASE):
        raise BadInput(f"the fee is no plain amount: {as_shown(text)}")
    unsaid = not re.search(r"[^\d.,' \u00a0\u202f-]", match[0])
    return fee, " ".join(note.split()) or None, unsaid


# Words that name one medium and no other: "print" or "digital" alone do not.
_MEDIA = (
    (Medium.NEWSLETTER, r"newsletters?|infolettres?|lettre d['’]information"),
    (Medium.INTRANET, r"intranet"),
    (Medium.E_BOOK, r"e-?books?|livre num[ée]rique"),
    (Medium.BOOK, r"(?<!e-)books?|textbook|anthology|(?:livre|manuel)(?! num)"),
    (Medium.MAGAZINE, r"magazines?|revue"),
    (Medium.NEWSPAPER, r"newspapers?|daily paper|quotidien"),
    (Medium.WEBSITE, r"web(?:site|\s?page|\s?site)?|online|on-line|internet|site|en ligne|blog"),
    (Medium.APP, r"apps?|application"),
    (Medium.SOCIAL, r"social(?: media)?|r[ée]seaux sociaux|facebook|linkedin|twitter"),
    (Medium.PODCAST, r"podcasts?"),
    (Medium.BROADCAST, r"broadcast|radio|tv|television|t[ée]l[ée]vision"),
    (Medium.EXHIBITION, r"exhibitions?|exposition"),
    (Medium.COURSE_PACK, r"course[\s-]?packs?|reading list|recueil de cours"),
    (Medium.DATABASE, r"databases?|base de donn[ée]es"),
)


_PRINT = re.compile(r"\b(?:print(?:ed)?|paper|papier|presse|imprim[ée]e?)\b", re.IGNORECASE)
_PRINTED = frozenset({Medium.MAGAZINE, Medium.NEWSPAPER, Medium.BOOK, Medium.COURSE_PACK})
_EVERY = re.compile(r"\b(?:all|any|every|multi|various|tous|toutes|divers)\b", re.IGNORECASE)


def _medium(text: str) -> tuple[str, ...]:
    """The one medium that a text names. Raises BadInput for none or several."""
    said = text[:200]
    found = [
        medium for medium, words in _MEDIA if re.search(rf"\b(?:{words})\b", said, re.IGNORECASE)
    ]
    printed_too = _PRINT.search(said) is not None and not _PRINTED.issuperset(found)
    if len(found) != 1 or printed_too or _EVERY.search(said):
        raise BadInput(f"{as_shown(text)} is not one medium")
    return (found[0].value,)


def _places(text: str) -> tuple[str, ...]:
    try:
        return read_territories(text)
    except BadInput:
        return read_territories(re.sub(r"\s?[/+&|]\s?", ", ", text))


def _tongues(text: str) -> tuple[str, ...]:
    pieces = re.split(r"\s?[,;/&+|\n]\s?| and | et ", text[:300])
    return tuple(dict.fromkeys(read_language(piece) for piece in pieces if piece.strip()))


def _unknown(read: OldLicence) -> tuple[str, ...]:
    """The terms that a licence does not state."""
    article = read.article_url or read.headline
    terms = {
        "old_number": read.old_number,
        "outlet": read.outlet or read.domain,
        "domain": read.domain,
        "article": article,
        "medium": read.medium,
        "territories": read.territories,
        "languages": read.languages,
        "starts_on": read.starts_on,
        "ends_on": read.ends_on or read.perpetual,
        "fee": read.fee is not None,
        "credit_line": read.credit_line,
    }
    return tuple(name for name, value in terms.items() if not value)


# -- rows beside each other ----------------------------------------------------------------------


def _once(rows: Sequence[OldLicence | RowProblem]) -> list[OldLicence | RowProblem]:
    """`rows` with doubles refused: the same row again, or a number that two licensees claim."""
    seen: dict[OldLicence, int] = {}
    numbers: dict[str, OldLicence] = {}
    kept: list[OldLicence | RowProblem] = []
    for row in rows:
        if isinstance(row, RowProblem):
            kept.append(row)
            continue
        alike = replace(row, line=0, warnings=())
        if alike in seen:
            kept.append(_double(row, f"the same as line {seen[alike]}"))
            continue
        seen[alike] = row.line
        number = (row.old_number or "").casefold()
        first = numbers.setdefault(number, row) if number else row
        if first is row:
            kept.append(row)
        elif near_names(row.licensee, [first.licensee]):
            more = f"the same licence number as line {first.line}: a further article of it"
            kept.append(replace(row, warnings=(*row.warnings, more)))
        else:
            claim = (
                f"its number {as_shown(row.old_number or '')} is that of {as_shown(first.licensee)}"
            )
            kept.append(_double(row, f"{claim} in line {first.line}"))
    return kept


def _double(row: OldLicence, reason: str) -> RowProblem:
    shown = (row.old_number, row.licensee, row.outlet, row.article_url or row.headline)
    return RowProblem(row.line, reason, tuple(each or "" for each in shown))


MOST_COMPARED = 300  # names that begin alike; beyond, only the same letters are the same name


def _spelled(rows: Sequence[OldLicence | RowProblem]) -> list[OldLicence | RowProblem]:
    """`rows` with `same_as` where another spelling of the licensee is used more often."""
    counts = Counter(row.licensee for row in rows if isinstance(row, OldLicence))
    usual = sorted(counts, key=lambda name: (-counts[name], name))
    groups: dict[str, list[str]] = {}
    for name in usual:
        groups.setdefault(_begins(name), []).append(name)
    meant: dict[str, str] = {}
    for group in groups.values():
        for place, name in enumerate(group[:MOST_COMPARED]):
            before = [other for other in group[:place] if other not in meant]
            near = near_names(name, before)
            if near:
                meant[name] = near[0]
    return [
        replace(row, same_as=meant[row.licensee])
        if isinstance(row, OldLicence) and row.licensee in meant
        else row
        for row in rows
    ]


def _begins(name: str) -> str:
    plain = "".join(re.findall(r"[^\W_]", name.casefold().translate(ACCENTS)))
    return plain.removeprefix("the").removeprefix("le").removeprefix("la")[:2]


def preview(
    rows: Sequence[OldLicence | RowProblem],
    *,
    known: Collection[str] = (),
    today: date | None = None,
) -> Preview:
    """What filing `rows` would do: `known` are old numbers on file.

    With `today`, expiries before it are left out.
    """
    on_file = {number.casefold() for number in known}
    licences = [row for row in rows if isinstance(row, OldLicence)]
    new = [row for row in licences if (row.old_number or "").casefold() not in on_file]
    counts = Counter(row.licensee for row in new)
    spelled = {row.licensee: row.same_as for row in new}
    ending = [row for row in new if row.ends_on and (today is None or row.ends_on >= today)]
    return Preview(
        new=tuple(new),
        known=tuple(row for row in licences if (row.old_number or "").casefold() in on_file),
        refused=tuple(row for row in rows if isinstance(row, RowProblem)),
        licensees=tuple(
            LicenseeCount(name, counts[name], spelled[name])
            for name in sorted(counts, key=lambda each: (-counts[each], each.casefold()))
        ),
        expiries=tuple(sorted(ending, key=lambda row: (row.ends_on or date.max, row.line))),
        warned=sum(bool(row.warnings) for row in new),
    )
