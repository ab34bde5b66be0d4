"""The publisher as a file says it: every particular read, checked, and named with its line when it is wrong."""

from __future__ import annotations

import difflib
import json
import re
import string
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from syndicate.errors import BadInput
from syndicate.rules.licences import CREDIT_FIELDS, CREDIT_LINES
from syndicate.rules.numbers import PREFIXES
from syndicate.rules.papers import BANK_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "QUESTIONS",
    "Edition",
    "PublisherSetup",
    "Question",
    "Series",
    "asked_for",
    "read_answer",
    "read_bank",
    "read_publisher",
    "read_vat",
    "read_vat_rate",
    "sample",
    "table_of",
    "unfinished",
    "written",
]

_T = TypeVar("_T")

MOST_BYTES = 256 * 1024
MOST_FAULTS = 20  # each is looked up in the file: past these it is another kind of file


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition: its code, name, language (BCP 47), web address and the hosts that are its own."""

    code: str
    name: str
    language: str
    site: str | None
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What a kind of paper's numbers begin with, and where they begin: the old books go on."""

    prefix: str
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherSetup:
    """A publisher as set up: what papers print, and where its books begin.

    `banks` has, by currency, the lines to print; `series` is by code (INV); `vat_rate` in per cent;
    `logo` is a path as written, not yet read.
    """

    legal_name: str
    trading_name: str | None = None
    company_no: str | None = None
    registered_in: str | None = None
    registered_office: tuple[str, ...]
    country: str
    vat_no: str | None = None
    vat_registered: bool = False
    vat_rate: Decimal | None = None
    email: str | None = None
    telephone: str | None = None
    website: str | None = None
    zone: str
    home_currency: str
    payment_days: int = 30
    quote_days: int = 30
    approve_above: int | None = None
    correction_hours: int = 24
    credit_lines: Mapping[str, str] = field(default_factory=dict)
    logo: str | None = None
    verify_host: str
    specimen: bool = False
    editions: tuple[Edition, ...]
    banks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)


def read_publisher(raw: bytes, *, name: str) -> PublisherSetup:
    """The publisher that the TOML (or JSON) file in `raw` sets up; `name` is the file's, for messages.

    Raises BadInput in one line, with the line of the file, for what cannot be read, is missing, or is a
    key nobody knows (with the near one); further faults are counted with their lines.
    """
    text = _text(raw, name=name)
    return _Reading(_table(text, name=name), text, name).setup()


def _text(raw: bytes, *, name: str) -> str:
    if len(raw) > MOST_BYTES:
        raise BadInput(f"{name} is {len(raw) // 1024:,} kB; a publisher's file has a few")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not a text in UTF-8", hint="syndicate init --sample") from error
    if not text.strip():
        raise BadInput(f"{name} is empty", hint="syndicate init --sample")
    return text.replace("\r\n", "\n")


def _table(text: str, *, name: str) -> dict[str, Any]:
    try:
        if text.lstrip().startswith("{"):
            table = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
        else:
            table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not valid TOML: {_plain(str(error))}") from error
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{name} line {error.lineno} is not valid JSON: {_plain(error.msg)}"
        ) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise BadInput(
            f"{name} cannot be read: a value in it is no number, or nested too deep"
        ) from error
    if not isinstance(table, dict):
        raise BadInput(f"{name} holds no keys", hint="syndicate init --sample")
    return table


def _no_number(word: str) -> None:
    raise ValueError(word)


def _plain(text: object) -> str:
    shown = "".join(c if c.isprintable() else "\ufffd" for c in str(text)[:120])
    return " ".join(shown.split())


_KEYS = (
    "legal_name", "trading_name", "company_no", "registered_in", "registered_office", "country", "vat_no",
    "vat_registered", "vat_rate", "email", "telephone", "website", "time_zone", "home_currency",
    "payment_days", "quote_days", "approve_above", "correction_hours", "credit_line", "logo", "verify_host", "specimen",
    "edition", "bank", "series",
)  # fmt: skip
_EDITION_KEYS = ("code", "name", "language", "site", "domains")
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,11}(?:-[A-Z][A-Z0-9]{0,11}){0,2}")
_CODE = re.compile(r"[a-z][a-z0-9-]{0,15}")


class _Reading:
    """One pass over a publisher's table; faults are gathered, so that one run shows them all."""

    def __init__(self, table: dict[str, Any], text: str, name: str) -> None:
        self.table = table
        self.lines = text.split("\n")
        self.name = name
        self.faults: list[tuple[int, str]] = []

    def setup(self) -> PublisherSetup:
        """The whole, or BadInput for the first fault with the lines of the others."""
        self._known(self.table, _KEYS, ())
        country = self._country()
        zone = self._read(("time_zone",), _zone, "UTC", required=True)
        editions = self._editions()
        registered = self._read(("vat_registered",), _truth, "vat_no" in self.table)
        vat_no = self._read(("vat_no",), lambda value: _vat_no(value, country), None)
        rate = self._read(("vat_rate",), _rate, None, required=registered)
        if registered and vat_no is None and "vat_no" not in self.table:
            self._fault(("vat_registered",), "a registered publisher has a vat_no")
        if vat_no is not None and not registered:
            self._fault(("vat_registered",), "is false, and yet there is a vat_no")
        website = self._read(("website",), _web_address, None)
        hosts = [domain for edition in editions for domain in edition.domains]
        setup = PublisherSetup(
            legal_name=self._read(("legal_name",), _words, "", required=True),
            trading_name=self._read(("trading_name",), _words, None),
            company_no=self._read(("company_no",), _short, None),
            registered_in=self._read(("registered_in",), _words, None),
            registered_office=self._read(("registered_office",), _address, (), required=True),
            country=country,
            vat_no=vat_no,
            vat_registered=registered,
            vat_rate=rate,
            email=self._read(("email",), _email, None),
            telephone=self._read(("telephone",), _telephone, None),
            website=website,
            zone=zone,
            home_currency=self._read(("home_currency",), _currency, "GBP", required=True),
            payment_days=self._read(("payment_days",), lambda v: _count(v, 0, 365), 30),
            quote_days=self._read(("quote_days",), lambda v: _count(v, 1, 365), 30),
            approve_above=self._read(
                ("approve_above",), lambda v: _count(v, 0, 1_000_000_000), None
            ),
            correction_hours=self._read(("correction_hours",), lambda v: _count(v, 1, 720), 24),
            credit_lines=self._credit_lines(editions),
            logo=self._read(("logo",), _path, None),
            verify_host=self._read(("verify_host",), _host, hosts[0] if hosts else ""),
            specimen=self._read(("specimen",), _truth, otherwise=False),
            editions=editions,
            banks=self._banks(),
            series=self._series(),
        )
        self._settle()
        return setup

    # -- faults ----------------------------------------------------------------------------------

    def _settle(self) -> None:
        if not self.faults:
            return
        (line, message), *others = sorted(self.faults, key=lambda each: (not each[0], each))
        more = ""
        if others:
            places = ", ".join(
                f"line {each}" if each else said.partition(":")[0] for each, said in others[:6]
            )
            more = f" ({len(others)} more: {places})"
        where = f" line {line}" if line else ""
        raise BadInput(f"{self.name}{where}: {message}{more}", hint="syndicate init --sample")

    def _fault(self, path: tuple[str | int, ...], message: str) -> None:
        label = ".".join(_plain(step) for step in path if isinstance(step, str))
        self.faults.append((self._line(path), f"{label}: {message}" if label else message))
        if len(self.faults) >= MOST_FAULTS:
            self._settle()

    def _line(self, path: tuple[str | int, ...]) -> int:
        """The line of the file where `path` stands, from 1; 0 where it does not."""
        steps = [str(step) for step in path if isinstance(step, str)]
        if not steps:
            return 0
        nth = next((step for step in path if isinstance(step, int)), None)
        wanted, key = ".".join(steps[:-1]), steps[-1]
        table, seen, heading = "", 0, 0
        for number, line in enumerate(self.lines, start=1):
            head = re.match(r"\s{0,20}\[{1,2}\s{0,9}([A-Za-z0-9_.\-]{1,80})\s{0,9}\]{1,2}", line)
            if head:
                table = head[1]
                seen += table == wanted
                if table in {wanted, ".".join(steps)} and (nth is None or seen == nth + 1):
                    heading = heading or number
            here = table == wanted and (nth is None or seen == nth + 1)
            if here and re.match(rf"\s{{0,20}}\"?{re.escape(key)}\"?\s{{0,20}}[=:]", line):
                return number
        return heading

    def _known(
        self, table: Mapping[str, object], keys: tuple[str, ...], path: tuple[str | int, ...]
    ) -> None:
        for key in table:
            if key not in keys:
                near = difflib.get_close_matches(str(key)[:80], keys, n=1, cutoff=0.55)
                meant = f"; did you mean {near[0]}?" if near else ""
                self._fault((*path, key), f"is a key nobody knows{meant}")

    def _read(
        self,
        path: tuple[str | int, ...],
        read: Callable[[object], _T],
        otherwise: _T,
        *,
        required: bool = False,
        table: Mapping[str, object] | None = None,
    ) -> _T:
        """What stands at the last step of `path`, read; `otherwise` where it is missing or wrong."""
        value = (self.table if table is None else table).get(str(path[-1]))
        if value is None or value == "":
            if required:
                self._fault(path, "is missing")
            return otherwise
        try:
            return read(value)
        except BadInput as error:
            self._fault(path, error.message)
            return otherwise

    # -- parts -----------------------------------------------------------------------------------

    def _country(self) -> str:
        from syndicate.rules.territories import read_country

        return self._read(
            ("country",), lambda value: read_country(_short(value)), "GB", required=True
        )

    def _editions(self) -> tuple[Edition, ...]:
        tables = self.table.get("edition")
        if not isinstance(tables, list) or not tables or len(tables) > 50:
            self._fault(("edition",), "at least one edition is needed, each under [[edition]]")
            return ()
        editions: list[Edition] = []
        for number, table in enumerate(tables):
            if not isinstance(table, dict):
                self._fault(("edition", number), "is no table; write [[edition]] over its keys")
                continue
            edition = self._edition(table, number)
            if any(edition.code == other.code for other in editions):
                self._fault(("edition", number, "code"), f"{edition.code} is there twice")
            editions.append(edition)
        return tuple(editions)

    def _edition(self, table: dict[str, object], number: int) -> Edition:
        from syndicate.rules.languages import read_language

        here = ("edition", number)
        self._known(table, _EDITION_KEYS, here)
        site = self._read((*here, "site"), _web_address, None, table=table)
        domains: tuple[str, ...] = ()
        domains = self._read((*here, "domains"), _hosts, domains, table=table)
        if site:
            own = _host(re.sub(r"^https?://|[/:?#].*$", "", site))
            domains = (own, *(each for each in domains if each != own))
        if not domains:
            self._fault((*here, "site"), "is missing: the address where the edition stands")
        return Edition(
            code=self._read((*here, "code"), _edition_code, "", required=True, table=table),
            name=self._read((*here, "name"), _words, "", required=True, table=table),
            language=self._read(
                (*here, "language"),
                lambda value: read_language(_short(value)),
                "en",
                required=True,
                table=table,
            ),
            site=site,
            domains=domains,
        )

    def _credit_lines(self, editions: tuple[Edition, ...]) -> dict[str, str]:
        from syndicate.rules.languages import read_language

        said = self._sub_table("credit_line")
        lines: dict[str, str] = {}
        for key in said:
            path = ("credit_line", str(key))
            try:
                language = read_language(str(key))
            except BadInput as error:
                self._fault(path, error.message)
                continue
            lines[language] = self._read(path, _credit_line, "", table=said)
        for edition in editions:
            primary = edition.language.split("-")[0]
            if primary not in lines and edition.language not in lines and primary in CREDIT_LINES:
                lines[primary] = CREDIT_LINES[primary]
        return lines

    def _banks(self) -> dict[str, tuple[str, ...]]:
        said = self._sub_table("bank")
        banks: dict[str, tuple[str, ...]] = {}
        for key in said:
            path = ("bank", str(key))
            try:
                code = _currency(key)
            except BadInput as error:
                self._fault(path, error.message)
                continue
            table = said[key]
            if not isinstance(table, dict):
                self._fault(path, f"is no table; write [bank.{code}] over its keys")
                continue
            banks[code] = self._bank(table, code)
        return banks

    def _bank(self, table: dict[str, object], code: str) -> tuple[str, ...]:
        here = ("bank", code)
        self._known(table, (*BANK_LABELS, "lines"), here)
        lines = [
            f"{title}: {said}"
            for key, title in BANK_LABELS.items()
            if (said := self._read((*here, key), _bank_reader(key), "", table=table))
        ]
        lines += self._read((*here, "lines"), _bank_lines, (), table=table)
        if not lines:
            self._fault(here, "has no lines: give account_no and sort_code, or iban and bic")
        return tuple(lines[:8])

    def _series(self) -> dict[str, Series]:
        said = self._sub_table("series")
        codes = {code.casefold(): code for code in PREFIXES.values()}
        codes |= PREFIXES
        series: dict[str, Series] = {}
        for key in said:
            path = ("series", str(key))
            code = codes.get(str(key).casefold())
            table = said[key]
            if code is None:
                near = difflib.get_close_matches(str(key)[:40].casefold(), list(codes), n=1)
                meant = f"; did you mean {codes[near[0]]}?" if near else ""
                known = ", ".join(PREFIXES.values())
                self._fault(path, f"is no series; they are {known}{meant}")
                continue
            if not isinstance(table, dict):
                self._fault(path, f"is no table; write [series.{code}] over prefix and first")
                continue
            self._known(table, ("prefix", "first"), path)
            series[code] = Series(
                prefix=self._read((*path, "prefix"), _prefix, code, table=table),
                first=self._read(
                    (*path, "first"), lambda v: _count(v, 1, 999_999_999), 1, table=table
                ),
            )
        taken = {code: each.prefix for code, each in series.items()}
        for code, prefix in taken.items():
            others = [other for other in PREFIXES.values() if other != code]
            if any(taken.get(other, other) == prefix for other in others):
                self._fault(
                    ("series", code, "prefix"), f"{prefix} begins the numbers of two series"
                )
        return series

    def _sub_table(self, key: str) -> dict[str, Any]:
        said = self.table.get(key, {})
        if isinstance(said, dict):
            return said
        self._fault((key,), f"is no table; write [{key}.…] over its keys")
        return {}


# -- readers of one value ------------------------------------------------------------------------


def _typed(value: object, longest: int) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{_plain(value)[:40]!r} is not a text; put it in quotation marks")
    text = " ".join(value.split())
    if len(text) > longest or not text.isprintable():
        raise BadInput(f"is one line of at most {longest} characters")
    return text


def _words(value: object) -> str:
    return _typed(value, 120)


def _short(value: object) -> str:
    return _typed(value, 40)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadInput(f"is true or false, not {_plain(value)[:40]!r}")
    return value


def _count(value: object, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadInput(f"is a whole number from {least:,} to {most:,}, not {_plain(value)[:40]!r}")
    return value


def _rate(value: object) -> Decimal:
    written = value.strip().rstrip("% ") if isinstance(value, str) else str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{1,2})?", written):
        raise BadInput(f"is a rate in per cent, such as 20 or 5.5, not {_plain(value)[:40]!r}")
    return Decimal(written)


def _address(value: object) -> tuple[str, ...]:
    from syndicate.rules.parties import address_lines

    if isinstance(value, list):
        return address_lines("\n".join(_typed(line, 80) for line in value[:20]))
    if isinstance(value, str):
        return address_lines(value)
    raise BadInput("is a list of lines, or one text with commas")


def _vat_no(value: object, country: str) -> str:
    from syndicate.rules.parties import read_vat_no

    return read_vat_no(_short(value), country=country)


def _email(value: object) -> str:
    from syndicate.rules.parties import read_email

    return read_email(_typed(value, 254))


def _telephone(value: object) -> str:
    text = _short(value)
    if not re.fullmatch(r"[+0-9][0-9 ().\-/]{4,30}(?: ?(?:ext|x)\.? ?[0-9]{1,6})?", text):
        raise BadInput(f"{text!r} is not a telephone number; write it as +44 20 7946 0123")
    return text


def _currency(value: object) -> str:
    from syndicate.rules.money import currency_code

    return currency_code(_short(value))


def _zone(value: object) -> str:
    from datetime import UTC, datetime

    from syndicate.rules.dates import day_in

    zone = _words(value)
    day_in(
        zone, datetime(2026, 1, 1, tzinfo=UTC)
    )  # asks the zone for a day, and so whether it is one
    return zone


def _web_address(value: object) -> str:
    text = _typed(value, 300)
    found = re.fullmatch(r"(https?)://([^/?#@:\s]{1,253})(:[0-9]{1,5})?([/?#]\S{0,200})?", text)
    if not found:
        raise BadInput(f"{text[:60]!r} is not a web address; write it as https://www.example.org/")
    _host(found[2])
    return text


def _host(value: object) -> str:
    from syndicate.rules.parties import read_web_domain

    return read_web_domain(_typed(value, 253))


def _hosts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 50:
        raise BadInput('is a list of domains, such as ["example.org"]')
    return tuple(dict.fromkeys(_host(each) for each in value))


def _edition_code(value: object) -> str:
    text = _short(value)
    if not _CODE.fullmatch(text):
        raise BadInput(f"{text!r} is not a code: small letters, figures and hyphens, such as en")
    return text


def _path(value: object) -> str:
    text = _typed(value, 400)
    if "://" in text or text.startswith("\\\\"):
        raise BadInput("is a file beside this one, not an address")
    return text


def _credit_line(value: object) -> str:
    text = _typed(value, 300)
    try:
        fields = [name for _, name, spec, _ in string.Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise BadInput("has a brace without its partner; double it to print one") from error
    for name in fields:
        if name not in CREDIT_FIELDS:
            known = ", ".join(sorted(CREDIT_FIELDS))
            raise BadInput(f"names {{{_plain(name)[:30]}}}; what can be named is {known}")
    if any(spec or kind for _, _, spec, kind in string.Formatter().parse(text)):
        raise BadInput("takes plain names in braces, such as {date}")
    return text


def _bank_reader(key: str) -> Callable[[object], str]:
    return {"iban": _iban, "bic": _bic, "sort_code": _sort_code, "account_no": _account_no}.get(
        key, lambda value: _typed(value, 80)
    )


def _iban(value: object) -> str:
    from stdnum import iban
    from stdnum.exceptions import ValidationError

    text = _short(value)
    try:
        return str(iban.format(iban.validate(text)))
    except ValidationError as error:
        raise BadInput(f"{text!r} is not an IBAN: its check digits or length are wrong") from error


def _bic(value: object) -> str:
    from stdnum import bic
    from stdnum.exceptions import ValidationError

    text = _short(value)
    try:
        return str(bic.validate(text))
    except ValidationError as error:
        raise BadInput(f"{text!r} is not a BIC: 8 or 11 letters and figures") from error


def _sort_code(value: object) -> str:
    figures = re.sub(r"[ -]", "", _short(value))
    if not re.fullmatch(r"[0-9]{6}", figures):
        raise BadInput(f"{_plain(value)[:40]!r} is not a sort code; write it as 12-34-56")
    return f"{figures[:2]}-{figures[2:4]}-{figures[4:]}"


def _account_no(value: object) -> str:
    text = _short(value)
    if not re.fullmatch(r"[0-9][0-9 -]{3,30}", text):
        raise BadInput(f"{text!r} is not an account number in figures")
    return text


def _bank_lines(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 8:
        raise BadInput("is a list of at most 8 lines")
    lines = tuple(_typed(line, 80) for line in value)
    for line in lines:
        found = re.search(r"IBAN[ .:]{0,4}([A-Z]{2}[0-9]{2}[A-Z0-9 ]{10,36})", line)
        if found:
            _iban(found[1].strip())
    return lines


def _prefix(value: object) -> str:
    text = _short(value).upper()
    if not _PREFIX.fullmatch(text):
        raise BadInput(
            f"{text!r} is not a prefix: up to 12 letters and figures, such as INV or HC-INV"
        )
    return text


# -- the sample ----------------------------------------------------------------------------------

_SAMPLE = """\
# Your publisher, for:  syndicate init --from publisher.toml
# Every value here is invented and marked so. Put yours in their place, and take `specimen` out:
# while it is true, every paper says "Specimen, invented publisher" in its foot.

specimen = true

legal_name = "The Harbour Courier Ltd"
trading_name = "The Harbour Courier"          # if it differs from the legal name
company_no = "00000000"
registered_in = "England and Wales"
registered_office = ["1 Specimen Quay", "Anytown", "ZZ1 1ZZ"]
country = "GB"

# Without VAT registration: vat_registered = false, and no vat_no and vat_rate.
vat_registered = true
vat_no = "GB999999973"
vat_rate = 20                                 # your standard rate, in per cent

email = "rights@harbourcourier.example"
telephone = "+44 20 7946 0123"
website = "https://harbourcourier.example/"

time_zone = "Europe/London"                   # "today" is this zone's
home_currency = "GBP"
payment_days = 30                             # from the issue of an invoice
quote_days = 30                               # a quote may be accepted; approve_above = 1000 has one above it approved
correction_hours = 24                         # how soon a licensee applies a correction

verify_host = "harbourcourier.example"        # where the code on a licence points; keep it for good
# logo = "logo.svg"                           # SVG, PNG or JPEG, beside this file

# What a licensee prints. In braces: byline, date, edition, headline, licence, publisher, url.
[credit_line]
en = "First published by {publisher} on {date}. Republished under licence {licence}."
fr = "Publié pour la première fois par {publisher} le {date}. Reproduit sous autorisation {licence}."

[[edition]]
code = "en"
name = "The Harbour Courier"
language = "English"
site = "https://harbourcourier.example/"

[[edition]]
code = "fr"
name = "Le Courrier du Port"
language = "French"
site = "https://fr.harbourcourier.example/"

# Where you are paid, by currency. Each invoice prints the account of its own currency.
[bank.GBP]
account_name = "The Harbour Courier Ltd"
bank_name = "Specimen Bank"
sort_code = "00-00-00"
account_no = "00000001"

[bank.EUR]
account_name = "The Harbour Courier Ltd"
bank_name = "Specimen Bank"
iban = "GB54 HBCR 0000 0000 0000 01"
bic = "SPECGB00"

# Your numbers go on where the old books stopped: INV-2026-00001 would be the first without this.
[series.INV]
prefix = "INV"
first = 1

[series.LIC]
prefix = "LIC"
first = 1
"""


def sample() -> str:
    """A publisher's file with every key and a comment on each, all its values invented."""
    return _SAMPLE


# -- at a terminal -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a publisher at a terminal: the particular, its words, and what is wanted.

    `default` stands where nothing is typed; "none" leaves the particular out. `after` names a particular
    without which it is not asked.
    """

    key: str
    words: str
    wanted: str
    default: str | None = None
    after: str | None = None


NONE = "none"

QUESTIONS = (
    Question("legal_name", "Legal name", "the name it is registered under, as papers print it"),
    Question("country", "Country", "one country, such as United Kingdom or GB", "United Kingdom"),
    Question("email", "E-mail of the desk", "one address, such as rights@example.org"),
    Question("trading_name", "Trading name, if it differs", "a name of one line, or none", NONE),
    Question("company_no", "Company number", "a number of one line, or none", NONE),
    Question(
        "registered_in", "Registered in", "a place, or none", "England and Wales", "company_no"
    ),
    Question(
        "registered_office",
        "Registered office, lines parted by ;",
        "an address, such as 1 Quay Street; Fenmouth; FM1 1AA",
    ),
    Question("vat_no", "VAT number", "the number with its country, or none", NONE),
    Question("vat_rate", "Standard VAT rate, per cent", "a rate, such as 20", "20", "vat_no"),
    Question("website", "Web site", "an address, such as https://www.example.org/, or none", NONE),
    Question(
        "time_zone", "Time zone", "a zone or its city, such as Europe/London", "Europe/London"
    ),
    Question("home_currency", "Home currency", "a code, such as GBP", "GBP"),
    Question("payment_days", "Days to pay", "a number of days, such as 30", "30"),
    Question(
        "verify_host",
        "Domain of the site (its verify page too)",
        "a domain, such as example.org; licences point there for good",
    ),
    Question("language", "Language of the edition", "a language, such as English", "English"),
    Question(
        "bank",
        "Bank in the home currency, lines parted by ;",
        "lines such as Specimen Bank; IBAN GB54 …, or none",
        NONE,
    ),
    Question(
        "first_invoice",
        "Number of the first invoice",
        "the number at which the old books stopped, plus one: 413 or HC-INV-413",
        "1",
    ),
)
"""What is asked, in order."""


def asked_for(answers: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions that are still open, in order, when `answers` were typed."""
    return tuple(
        question
        for question in QUESTIONS
        if question.key not in answers
        and (question.after is None or answers.get(question.after, NONE) != NONE)
    )


def read_answer(key: str, text: str, answers: Mapping[str, str]) -> tuple[str, str]:
    """What was typed for a particular, as it is kept, and as it was understood.

    `answers` are those that were kept before: a VAT number is read with its country. Raises BadInput for
    what cannot be read, with both readings where there are two.
    """
    words = " ".join(text.split())
    question = next(each for each in QUESTIONS if each.key == key)
    if words.lower() in {NONE, "-"} and question.wanted.endswith(NONE):
        return NONE, NONE
    kept = _ANSWERS[key](words, answers)
    return kept, _KEPT_AS.get(key, str)(kept)


def read_bank(text: str) -> tuple[str, tuple[str, ...]]:
    """A currency and the lines of its account as typed: "EUR: IBAN: GB54 …; BIC: SPECGB00".

    "EUR: none" has no lines: that account is closed. Raises BadInput for what is no account.
    """
    found = re.fullmatch(r"\s*([A-Za-z]{3})\s*[:=]\s*(.{1,1000})", text, re.DOTALL)
    if not found:
        raise BadInput(
            f"{_plain(text)[:40]!r} is not an account with its currency",
            hint='--bank "EUR: Account name: …; IBAN: …; BIC: …"',
        )
    code = _currency(found[1])
    if found[2].strip().lower() == NONE:
        return code, ()
    return code, _bank_lines(_lines_answer(found[2]))


def read_vat(text: str, *, country: str) -> str:
    """The publisher's VAT number as typed. Raises BadInput for one that its country does not give."""
    return _vat_no(text, country)


def read_vat_rate(text: str) -> Decimal:
    """The standard rate in per cent as typed: "20", "5,5 %". Raises BadInput."""
    return Decimal(_rate_answer(text, {}))


def _country_answer(text: str, _: Mapping[str, str]) -> str:
    from syndicate.rules.territories import read_country

    return read_country(text)


def _vat_answer(text: str, answers: Mapping[str, str]) -> str:
    from syndicate.rules.territories import territory_name

    country = answers.get("country", "GB")
    try:
        return _vat_no(text, country)
    except BadInput as error:
        raise BadInput(f"{error.message} (read as of {territory_name(country, 'en')})") from error


def _rate_answer(text: str, _: Mapping[str, str]) -> str:
    figures = text.replace(",", ".").replace(" ", "")
    if re.fullmatch(r"0?\.[0-9]{1,2}", figures):
        whole = (Decimal(figures) * 100).normalize()
        raise BadInput(
            f"{text!r} may be {figures} % or {whole:f} %; write {figures}% or {whole:f}%"
        )
    return f"{_rate(figures.replace('%', '')):f}"


def _zone_answer(text: str, _: Mapping[str, str]) -> str:
    from zoneinfo import available_timezones

    city = text.replace(" ", "_").casefold()
    zones = {zone for zone in available_timezones() if not zone.startswith(("posix/", "right/"))}
    whole = [zone for zone in zones if zone.casefold() == city]
    found = sorted(whole or (z for z in zones if z.rpartition("/")[2].casefold() == city))
    if len(found) == 1:
        return _zone(found[0])
    if found:
        raise BadInput(f"{text!r} may be {' or '.join(found)}")
    spelled = {zone.casefold(): zone for zone in sorted(zones)}
    spelled |= {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones)}
    near = difflib.get_close_matches(city, list(spelled), n=1, cutoff=0.75)
    meant = f"did you mean {spelled[near[0]]}?" if near else "write it as Europe/London"
    raise BadInput(f"{text!r} is not a time zone; {meant}")


def _days_answer(text: str, _: Mapping[str, str]) -> str:
    found = re.fullmatch(r"(?:net )?([0-9]{1,3})(?: ?days?)?", text, re.IGNORECASE)
    if not found:
        raise BadInput(f"{text!r} is not a number of days; write it as 30")
    return str(_count(int(found[1]), 0, 365))


def _host_answer(text: str, _: Mapping[str, str]) -> str:
    return _host(re.sub(r"^https?://|[/?#].*$", "", text, flags=re.IGNORECASE))


def _website_answer(text: str, _: Mapping[str, str]) -> str:
    return _web_address(text if "://" in text else f"https://{text}")


def _language_answer(text: str, _: Mapping[str, str]) -> str:
    from syndicate.rules.languages import read_language

    return read_language(text)


def _lines_answer(text: str) -> list[str]:
    return [line.strip() for line in text.split(";") if line.strip()]


def _office_answer(text: str, _: Mapping[str, str]) -> str:
    lines = _lines_answer(text)
    return "; ".join(_address(lines if len(lines) > 1 else text))


def _bank_answer(text: str, _: Mapping[str, str]) -> str:
    lines = _bank_lines(_lines_answer(text))
    if not lines:
        raise BadInput("a bank has at least one line, such as IBAN GB54 …")
    return "; ".join(lines)


_NUMBERED = re.compile(r"([A-Z][A-Z0-9]{0,11}(?:-[A-Z][A-Z0-9]{0,11}){0,2})[-/ ]?([0-9]{1,9})")
_YEARED = re.compile(r"(.*?)((?:19|20)[0-9]{2})[-/ ]([0-9]{1,9})")


def _first_answer(text: str, _: Mapping[str, str]) -> str:
    """The first number, with its prefix where one was typed: `413`, `1,200`, `HC-INV-413`."""
    typed = text.upper()
    dated = _YEARED.fullmatch(typed)
    if dated and not dated[1]:
        number, joined = int(dated[3]), int(dated[2] + dated[3])
        raise BadInput(
            f"{text!r} may be number {number} of the year {dated[2]}, or number {joined}; "
            f"write {number} or {joined}"
        )
    if dated:
        typed = f"{dated[1].rstrip('-/ ')}-{dated[3]}"
    figures = re.sub(r"(?<=[0-9])[ ,.'\u2019](?=[0-9]{3}(?:[^0-9]|$))", "", typed)
    numbered = _NUMBERED.fullmatch(figures)
    prefix, digits = (numbered[1], numbered[2]) if numbered else ("INV", figures)
    if not digits.isdecimal() or len(digits) > 9:
        raise BadInput(f"{text!r} is not a number; write it as 413 or HC-INV-413")
    return f"{_prefix(prefix)} {_count(int(digits), 1, 999_999_999)}"


_ANSWERS: Mapping[str, Callable[[str, Mapping[str, str]], str]] = {
    "legal_name": lambda text, _: _words(text),
    "country": _country_answer,
    "email": lambda text, _: _email(text),
    "trading_name": lambda text, _: _words(text),
    "company_no": lambda text, _: _short(text),
    "registered_in": lambda text, _: _words(text),
    "registered_office": _office_answer,
    "vat_no": _vat_answer,
    "vat_rate": _rate_answer,
    "website": _website_answer,
    "time_zone": _zone_answer,
    "home_currency": lambda text, _: _currency(text),
    "payment_days": _days_answer,
    "verify_host": _host_answer,
    "language": _language_answer,
    "bank": _bank_answer,
    "first_invoice": _first_answer,
}


def _spoken_country(code: str) -> str:
    from syndicate.rules.territories import territory_name

    return f"{code}, {territory_name(code, 'en')}"


def _spoken_language(tag: str) -> str:
    from syndicate.rules.languages import language_name

    return f"{tag}, {language_name(tag, 'en')}"


_KEPT_AS: Mapping[str, Callable[[str], str]] = {
    "country": _spoken_country,
    "language": _spoken_language,
    "vat_rate": lambda rate: f"{rate} %",
    "payment_days": lambda days: f"{days} days",
    "registered_office": lambda lines: lines.replace("; ", " / "),
    "bank": lambda lines: lines.replace("; ", " / "),
    "first_invoice": lambda first: "prefix {}, first number {}".format(*first.rsplit(" ", 1)),
}


def table_of(answers: Mapping[str, str]) -> dict[str, Any]:
    """Kept answers as the keys of a publisher's file; what was declined is an empty value."""
    said = {key: "" if text == NONE else text for key, text in answers.items()}
    table: dict[str, Any] = {
        key: said[key]
        for key in _KEYS
        if key in said and key not in {"registered_office", "payment_days", "bank"}
    }
    if "vat_no" in said:
        table["vat_registered"] = bool(said["vat_no"])
    if "registered_office" in said:
        table["registered_office"] = _lines_answer(said["registered_office"])
    if "payment_days" in said:
        table["payment_days"] = int(said["payment_days"])
    edition = {
        "code": "main",
        "name": said.get("trading_name") or said.get("legal_name", ""),
        "language": said.get("language", ""),
        "site": f"https://{said['verify_host']}/" if "verify_host" in said else "",
    }
    table["edition"] = [{key: value for key, value in edition.items() if value}]
    lines = _lines_answer(said.get("bank", ""))
    table["bank"] = {said.get("home_currency", "GBP"): {"lines": lines}} if lines else {}
    if "first_invoice" in said:
        prefix, _, number = said["first_invoice"].rpartition(" ")
        table["series"] = {"INV": {"prefix": prefix, "first": int(number)}}
    return table


_MARK = "# Begun at a terminal and not finished. Go on:  syndicate init --from "


def written(answers: Mapping[str, str], *, name: str) -> str:
    """Kept answers as a publisher's file of that name, for `init --from` to go on with."""
    table = table_of(answers)
    nested = ("edition", "bank", "series")
    lines = [f"{_MARK}{name}", ""]
    lines += [f"{key} = {_toml(table[key])}" for key in table if key not in nested]
    for edition in table["edition"]:
        lines += ["", "[[edition]]", *(f"{key} = {_toml(value)}" for key, value in edition.items())]
    if "bank" in answers and not table["bank"]:
        lines += ["", "[bank]"]
    for head, tables in (("bank", table["bank"]), ("series", table.get("series", {}))):
        for code, below in tables.items():
            lines += ["", f"[{head}.{code}]", *(f"{k} = {_toml(v)}" for k, v in below.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    # What JSON writes of a line of printable text, a number, a truth or a list of them, TOML reads.
    return json.dumps(value, ensure_ascii=False)


def unfinished(raw: bytes) -> dict[str, str] | None:
    """The answers in a file that `written` began; None for a file of another kind.

    They are what stands in the file now, each still to be read again: somebody may have edited it.
    Raises BadInput when the file can no longer be read.
    """
    text = raw[:MOST_BYTES].decode("utf-8", "replace")
    if not text.startswith(_MARK):
        return None
    table = _table(text, name="the file")
    answers = {
        key: NONE if table[key] == "" else str(table[key])
        for key in _KEYS
        if isinstance(table.get(key), str | int | Decimal) and key in _ANSWERS
    }
    office = table.get("registered_office")
    if isinstance(office, list):
        answers["registered_office"] = "; ".join(map(str, office))
    editions = table.get("edition")
    edition = editions[0] if isinstance(editions, list) and editions else {}
    if isinstance(edition, dict) and edition.get("language"):
        answers["language"] = str(edition["language"])
    bank = table.get("bank")
    if isinstance(bank, dict):
        lines = next((each.get("lines") for each in bank.values() if isinstance(each, dict)), None)
        answers["bank"] = "; ".join(map(str, lines)) if isinstance(lines, list) else NONE
    series = table.get("series")
    invoices = series.get("INV") if isinstance(series, dict) else None
    if isinstance(invoices, dict):
        answers["first_invoice"] = f"{invoices.get('prefix', 'INV')} {invoices.get('first', '')}"
    return answers
