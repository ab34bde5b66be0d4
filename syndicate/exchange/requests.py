"""Sheets of requests: a row an article and a use; rows that name one request are its items."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange.columns import ACCENTS, NOTHING, cell_text
from syndicate.exchange.sheets import read_sheet
from syndicate.rules.facts import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.exchange.sheets import Row

__all__ = ["Asked", "AskedItem", "Found", "read_requests"]

_OF_REQUEST = ("licensee", "payer", "end_client", "contact", "email", "po_number", "note")
_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "request": "request|request no|demande|no|number",
        "licensee": "licensee|who|company|publisher|name|client|demandeur|societe|organisation",
        "payer": "payer|paid by|invoice to|bill to|payeur",
        "end_client": "end client|for|on behalf of|pour le compte de|client final",
        "contact": "contact|contact name|interlocuteur",
        "email": "email|e-mail|mail|courriel",
        "po_number": "po|po number|purchase order|order number|bon de commande",
        "note": "note|notes|comment|comments|remarque",
        "article": "article|url|address|link|lien|article url|adresse",
        "medium": "medium|media|use|support|usage",
        "outlet_title": "outlet|title|publication|outlet title|titre",
        "outlet_domain": "domain|site|website|domaine",
        "audience": "audience|circulation|reach|diffusion|tirage",
        "audience_unit": "audience unit|unit|unite",
        "territories": "territory|territories|country|countries|pays|territoire",
        "languages": "language|languages|langue|langues",
        "first_use": "first use|date|start|from|publication date|parution|debut",
        "duration": "duration|term|period|duree",
        "exclusivity": "exclusivity|exclusivite",
        "purpose": "purpose|but|finalite",
        "excerpt_words": "excerpt|excerpt words|extrait",
        "images": "images|pictures",
        "uses": "uses|number of uses",
        "translation_by": "translation|translation by|traduction",
    }
)
_FIELDS = {word: name for name, words in _HEADINGS.items() for word in words.split("|")}
_COUNTS = frozenset({"excerpt_words", "images", "uses"})


@dataclass(frozen=True, slots=True)
class AskedItem:
    """An article and what the row says of its use: the words of the sheet by field, counts as numbers."""

    article: str
    use: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a sheet: who asks and pays, in the sheet's words, and its items; `line` is its first."""

    line: int
    said: dict[str, str]
    items: tuple[AskedItem, ...]

    @property
    def digest(self) -> str:
        """By what it is known again, also in a sheet that was mended elsewhere: what it says."""
        return digest([self.said, [[item.article, item.use] for item in self.items]])

    @property
    def where(self) -> str:
        """Where it stands: "line 4"."""
        return f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Found:
    """The requests of a sheet, and what was passed over."""

    requests: tuple[Asked, ...]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Open:
    line: int
    said: dict[str, str]
    items: list[AskedItem] = field(default_factory=list)


def read_requests(raw: bytes, *, name: str, sheet: str | None = None) -> Found:
    """The requests of a sheet (XLSX, XLS, ODS or CSV), in its order.

    Rows with one and the same word under "request" are items of one request; any other row is a request of
    its own. Raises BadInput for a sheet without a heading for the article, a row without one, or a count
    that is none; nothing is read in part.
    """
    found = read_sheet(raw, name=name, sheet=sheet)
    fields = {n: _field(heading) for n, heading in enumerate(found.headers)}
    if "article" not in fields.values():
        raise BadInput(
            f"{found.file or name} has no column for the article: {', '.join(found.headers[:12])}",
            hint="head a column article, and give its reference or URL",
        )
    groups: dict[str, _Open] = {}
    for row in found.rows:
        if row.total:
            continue
        said = _said(row, fields)
        if "article" not in said:
            raise BadInput(f"line {row.line}: it names no article")
        key = said.get("request", "").casefold() or f"line {row.line}"
        own = {name: said[name] for name in _OF_REQUEST if name in said}
        group = groups.setdefault(key, _Open(row.line, own))
        _refuse_two(group.said, own, row.line)
        group.said.update(own)
        group.items.append(AskedItem(said["article"], _use(said, row.line)))
    passed = [h for n, h in enumerate(found.headers) if fields[n] is None and h.strip()]
    notes = [*found.notes, *([f"not read: {', '.join(passed[:8])}"] if passed else [])]
    return Found(
        tuple(Asked(each.line, each.said, tuple(each.items)) for each in groups.values()),
        tuple(notes),
    )


def _field(heading: str) -> str | None:
    """The field that a heading means, also with a slip of the pen; None for another's column."""
    word = " ".join(heading.casefold().translate(ACCENTS).replace("_", " ").split()).strip(" :.*")
    if word in _FIELDS:
        return _FIELDS[word]
    near = difflib.get_close_matches(word, list(_FIELDS), n=1, cutoff=0.88) if len(word) > 4 else []
    return _FIELDS[near[0]] if near else None


def _said(row: Row, fields: dict[int, str | None]) -> dict[str, str]:
    said: dict[str, str] = {}
    for n, cell in enumerate(row.cells):
        name, words = fields.get(n), cell_text(cell).strip()
        if name is not None and words.casefold() not in NOTHING:
            said.setdefault(name, words)
    return said


def _refuse_two(before: dict[str, str], now: dict[str, str], line: int) -> None:
    for name, words in now.items():
        if before.get(name, words) != words:
            raise BadInput(
                f"line {line}: the request has {before[name]!r} as {name.replace('_', ' ')} already, "
                f"not {words!r}"
            )


def _use(said: dict[str, str], line: int) -> dict[str, str | int]:
    use: dict[str, str | int] = {}
    for name, words in said.items():
        if name in _OF_REQUEST or name in {"request", "article"}:
            continue
        if name not in _COUNTS:
            use[name] = words
            continue
        digits = words.replace(",", "").removesuffix(".0")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 6:
            raise BadInput(f"line {line}: {words!r} is no number of {name.replace('_', ' ')}")
        use[name] = int(digits)
    return use
