"""Licensees, payers and agents: who they are, and the particulars people type about them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, quoted
from syndicate.rules.territories import EU

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from syndicate.rules.papers import PartyFacts

__all__ = [
    "COPYING",
    "CustomerKind",
    "Mandate",
    "Party",
    "PaymentTerms",
    "address_lines",
    "alike_names",
    "domain_in",
    "near_names",
    "read_email",
    "read_vat_no",
    "read_web_domain",
    "same_names",
    "vat_no_is_checked",
]


class CustomerKind(StrEnum):
    """What VAT asks of a customer."""

    BUSINESS = "business"
    CONSUMER = "consumer"
    UNKNOWN = "unknown"


class PaymentTerms(StrEnum):
    """When a licensee pays: after the invoice, or before the licence."""

    ACCOUNT = "account"
    PAY_FIRST = "pay-first"


COPYING = frozenset({"intranet"})
"""The media in which a company copies for its own people: what collective bodies license."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A collective licence of a licensee: whose it is, for which media, from when until when, both inclusive.

    `body` is None where somebody asked and none is held.
    """

    body: str | None
    uses: tuple[str, ...] = ()
    number: str | None = None
    since: date | None = None
    until: date | None = None

    def covers(self, medium: str | None, day: date) -> bool:
        """Whether a use in `medium` that begins on `day` may be covered by it."""
        within = (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )
        return self.body is not None and medium in self.uses and within


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A licensee, payer, agent or end client as it stands on file.

    `payment_days` and `currency` are None where the publisher's own are meant.
    """

    ref: str
    legal_name: str
    trading_name: str | None = None
    address: tuple[str, ...] = ()
    country: str
    vat_no: str | None = None
    company_no: str | None = None
    customer_kind: CustomerKind = CustomerKind.UNKNOWN
    currency: str | None = None
    language: str = "en"
    terms: PaymentTerms = PaymentTerms.ACCOUNT
    payment_days: int | None = None
    contact_name: str | None = None

    def facts(self) -> PartyFacts:
        """The party as papers freeze it."""
        return {
            "ref": self.ref,
            "legal_name": self.legal_name,
            "trading_name": self.trading_name,
            "contact_name": self.contact_name,
            "address": list(self.address),
            "country": self.country,
            "vat_no": self.vat_no,
            "company_no": self.company_no,
            "customer_kind": self.customer_kind.value,
        }


def _vat_prefix(country: str) -> str:
    """What VAT numbers of `country` begin with: Greece writes EL, Man shares GB and Monaco FR."""
    return {"GR": "EL", "IM": "GB", "MC": "FR"}.get(country, country)


def vat_no_is_checked(country: str) -> bool:
    """Whether `read_vat_no` checks the digits of that country's numbers; elsewhere they are kept as typed."""
    return country in EU or country in {"GB", "IM", "MC"}


def read_vat_no(text: str, *, country: str) -> str:
    """The VAT number as papers print it: `GB 123 4567 82` becomes `GB123456782`.

    Check digits are checked, offline, for the EU, the United Kingdom (Northern Ireland writes XI) and the
    Isle of Man; other countries' numbers are kept as typed. Raises BadInput for a number that cannot be one.
    """
    if len(text) > 40 or not text.isprintable():
        raise BadInput("a VAT number is one line of at most 40 characters")
    typed = " ".join(text.split())
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ./*+-]*", typed):
        raise BadInput(f"{quoted(text)} is not a VAT number; write it as GB123456782")
    if not vat_no_is_checked(country):
        return typed
    from stdnum.eu import vat as eu_vat
    from stdnum.exceptions import ValidationError
    from stdnum.gb import vat as gb_vat

    bare = re.sub(r"[ .\-/]", "", typed).upper()
    prefix = _vat_prefix(country)
    # Northern Ireland trades goods with the EU under XI, with the digits of its GB number.
    begins = bare[:2] if prefix == "GB" and bare.startswith("XI") else prefix
    digits = bare.removeprefix(begins)
    try:
        if prefix == "GB":
            return begins + str(gb_vat.validate(digits))
        return str(eu_vat.validate(begins + digits))
    except ValidationError as error:
        other = bare[:2] if bare[:2].isalpha() and bare[:2] != begins else ""
        why = f"it begins with {other}, not {begins}" if other else "its check digits do not agree"
        raise BadInput(f"{quoted(text)} is not a VAT number of {country}: {why}") from error


_LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,8}"
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def read_email(text: str) -> str:
    """One plain e-mail address: no display name, no quotes, no list; its host in lower case.

    Raises BadInput for anything else (a line break above all: it would forge a header).
    """
    address = text.strip(" \t")
    local, at, host = address.rpartition("@")
    if len(address) > 254 or not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        raise BadInput(f"{quoted(text)} is not an e-mail address; write it as desk@example.org")
    return f"{local}@{_host(host, written=text)}"


def read_web_domain(text: str) -> str:
    """A bare domain in lower case, in its IDNA form: `Example.org`, `https://example.org/`, `café.example`.

    Raises BadInput for an address with a port, path or user (they would be lost), an IP address, no domain.
    """
    name = text.strip(" \t")
    for scheme in ("https://", "http://"):
        if name.lower().startswith(scheme):
            name = name[len(scheme) :].removesuffix("/")
    if any(mark in name for mark in "/:@?#\\"):
        raise BadInput(f"{quoted(text)} is an address; write the domain alone, such as example.org")
    return _host(name.removesuffix("."), written=text)


def domain_in(text: str) -> str | None:
    """The domain that `text` is, alone or in a web address (`https://www.example.org/news`), without www.

    None for a text that is no such thing.
    """
    bare = text.strip().lower()
    for scheme in ("https://", "http://"):
        bare = bare.removeprefix(scheme)
    bare = re.split(r"[/?#]", bare, maxsplit=1)[0].removeprefix("www.")
    try:
        return read_web_domain(bare)
    except BadInput:
        return None


# IDNA 2003, which the standard library speaks, would read these as other names than browsers do.
_DEVIANT = frozenset("ßς\u200c\u200d")


def _host(name: str, *, written: str) -> str:
    wrong = BadInput(f"{quoted(written)} has no domain such as example.org")
    if not 3 < len(name) <= 253:
        raise wrong
    if any(letter in _DEVIANT for letter in name):
        raise BadInput(
            f"{quoted(written)} has a letter that domains spell in two ways; write its xn-- form"
        )
    try:
        host = name.lower().encode("idna").decode("ascii").lower()
        host.encode("ascii").decode("idna")
    except UnicodeError as error:
        raise wrong from error
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(map(_LABEL.fullmatch, labels)):
        raise wrong
    return host


def address_lines(text: str) -> tuple[str, ...]:
    """A postal address in lines: line breaks if it has any, commas otherwise; at most 8 of 80 characters.

    Raises BadInput when it is longer or empty.
    """
    if len(text) > 1000:
        raise BadInput("a postal address has at most 8 lines of 80 characters")
    pieces = text.splitlines() if len(text.strip().splitlines()) > 1 else text.split(",")
    plain = ("".join(c if c.isprintable() else " " for c in piece) for piece in pieces)
    lines = tuple(line for piece in plain if (line := " ".join(piece.split())))
    if not lines:
        raise BadInput("the postal address is empty")
    if len(lines) > 8 or any(len(line) > 80 for line in lines):
        raise BadInput("a postal address has at most 8 lines of 80 characters")
    return lines


_LEGAL_FORMS = """
    ab ag aps as bv co company corp corporation eurl fz fzco fze gmbh group inc incorporated kg
    limited llc llp ltd nv oy plc pty sa sarl sas sasu se sl snc spa srl the ug wll
"""
_FORMS = frozenset(_LEGAL_FORMS.split())


_ALIKE = 88
"""How many letters in a hundred two names share before they may be one; fewer is another licensee."""


def _folded(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name[:200].casefold().replace("&", " and "))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    joined = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", kept)  # S.A.R.L. is one word
    words = "".join(letter if letter.isalnum() else " " for letter in joined).split()
    plain = [word for word in words if word not in _FORMS]
    return " ".join(plain or words)


def near_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that may be `name` under another spelling, nearest first, at most five.

    Case, accents, punctuation and the legal form (Ltd, Limited, plc, SARL) are passed over.
    """
    wanted = _folded(name)
    if not wanted:
        return ()
    same: list[str] = []
    near: list[tuple[int, int, str]] = []
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for n, other in enumerate(names):
        theirs = _folded(other)
        if theirs.replace(" ", "") == wanted.replace(" ", ""):
            same.append(other)
            continue
        matcher.set_seq1(theirs)
        bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
        if all(bound() * 100 >= _ALIKE for bound in bounds):
            near.append((-round(matcher.ratio() * 1000), n, other))
    return tuple([*same, *(other for _, _, other in sorted(near))][:5])


def same_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that differ from `name` in case, accents, punctuation or legal form alone."""
    wanted = _folded(name).replace(" ", "")
    return tuple(other for other in names if wanted and _folded(other).replace(" ", "") == wanted)


_SHORT = 4
"""From so many letters on, one letter that differs may be a slip; "Post" and "Host" are asked about."""


def alike_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that a person should be asked about before `name` is taken for a new one.

    All that `near_names` finds, then names one slip of the hand away, and names of two words or more
    that begin the other one ("Gulf Herald" and "Gulf Herald Media"); at most five.
    """
    others = tuple(dict.fromkeys(names))
    near = near_names(name, others)
    wanted, typed = _folded(name), name[:200].casefold()
    slips = [
        other
        for other in others
        if other not in near
        and (
            _one_slip(wanted, theirs := _folded(other))
            or _one_slip(typed, other[:200].casefold())
            or _begins(wanted, theirs)
        )
    ]
    return (*near, *slips)[:5]


def _begins(one: str, other: str) -> bool:
    short, long = sorted((_bare(one), _bare(other)), key=len)
    return len(short) > 1 and long[: len(short)] == short


def _bare(folded: str) -> list[str]:
    words = folded.split()
    return words[1:] if words[:1] and words[0] in {"the", "le", "la", "les"} else words


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or two letters turned, make one name of the other."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORT or len(long) - len(short) > 1 or one == other:
        return False
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    if len(long) > len(short):
        return short[at:] == long[at + 1 :]
    turned = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or turned == long[at:]
