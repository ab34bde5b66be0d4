"""References: the numbers papers, articles and licensees are known by, written one way and read several."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PREFIXES", "YEARLY", "Reference", "read_reference", "typed", "write_reference"]

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "article": "ART",
        "request": "REQ",
        "quote": "QUO",
        "licence": "LIC",
        "invoice": "INV",
        "credit-note": "CRN",
        "licensee": "PTY",
        "payment": "PAY",
        "copy": "COP",
        "case": "CAS",
        "notice": "NOT",
        "statement": "STM",
        "contributor": "CTR",
        "agreement": "AGR",
        "restriction": "RST",
        "blanket": "BLK",
    }
)
"""The prefix of each kind of reference."""

YEARLY: frozenset[str] = frozenset(PREFIXES) - {
    *("article", "licensee", "copy", "contributor", "agreement", "restriction", "blanket"),
}
"""The kinds that begin again each year; the others count on for ever."""

_LONGEST = 40
_LARGEST = 999_999_999
_PREFIX = r"[A-Z][A-Z0-9]{0,11}(?:-[A-Z][A-Z0-9]{0,11}){0,2}"
_WRITTEN = re.compile(rf"(?:({_PREFIX})-)?(?:([12][0-9]{{3}})-)?([0-9]{{1,9}})")
_JOINTS = re.compile(r"[ \t\u00a0\u202f/_\u2010-\u2015-]{1,8}")
_PLAIN = re.compile(r"[\w@%+=:,./-][\w@%+=:,./#-]*")


@dataclass(frozen=True, slots=True)
class Reference:
    """What somebody typed to name a paper; prefix and year are None where only a number was given."""

    prefix: str | None
    year: int | None
    number: int


def write_reference(prefix: str, number: int, *, year: int | None) -> str:
    """The reference as it is printed: `LIC-2026-00005` in a yearly series, `ART-000123` in one that counts on.

    Raises ValueError for a prefix, number or year that could not be read again.
    """
    if not re.fullmatch(_PREFIX, prefix):
        raise ValueError(f"{prefix!r} cannot stand before a number")
    if not 1 <= number <= _LARGEST:
        raise ValueError(f"{number} is not the number of a paper")
    if year is None:
        return f"{prefix}-{number:06d}"
    if not 1900 <= year <= 2199:
        raise ValueError(f"{year} is not the year of a paper")
    return f"{prefix}-{year}-{number:05d}"


def typed(reference: str) -> str:
    """`reference` as a command takes it: numbers of old books may hold blanks and signs, and are then quoted."""
    if _PLAIN.fullmatch(reference):
        return reference
    within = reference.replace("'", "'\"'\"'")
    return f"'{within}'"


def read_reference(text: str, *, kind: str, prefixes: Mapping[str, str] = PREFIXES) -> Reference:
    """The reference to a paper of `kind` that a person typed: `lic-2026-7`, `LIC-2026-00007`, `2026-7`, `7`.

    `prefixes` is kind to prefix as this publisher writes them; the house's own prefix of the kind is read
    too. Raises BadInput for a text that names no paper, or one of another kind.
    """
    own = prefixes.get(kind, PREFIXES[kind])
    example = write_reference(own, 7, year=2026 if kind in YEARLY else None)
    clean = _JOINTS.sub("-", text.strip()).upper() if len(text) <= _LONGEST else ""
    found = _WRITTEN.fullmatch(clean)
    if not found:
        raise BadInput(f"{quoted(text)} is not {_a(kind)} reference; write it as {example}")
    prefix, year, number = found[1], found[2], int(found[3])
    if prefix is not None and prefix not in {own, PREFIXES[kind]}:
        raise _other_kind(clean, prefix, kind=kind, prefixes=prefixes, example=example)
    if year is not None and kind not in YEARLY:
        raise BadInput(f"{clean} has a year, which {_a(kind)} never has; write it as {example}")
    if number == 0:
        raise BadInput(f"numbers begin at 1; write it as {example}")
    return Reference(prefix=prefix, year=int(year) if year else None, number=number)


def _other_kind(
    written: str, prefix: str, *, kind: str, prefixes: Mapping[str, str], example: str
) -> BadInput:
    for others in (prefixes, PREFIXES):
        for other, known in others.items():
            if known == prefix:
                return BadInput(f"{written} is {_a(other)}; {_a(kind)} is asked for")
    near = difflib.get_close_matches(prefix, sorted(set(prefixes.values())), n=1)
    meant = f"; did you mean {near[0]}?" if near else f"; write it as {example}"
    return BadInput(f"no reference begins with {prefix}{meant}")


def _a(kind: str) -> str:
    noun = kind.replace("-", " ")
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
