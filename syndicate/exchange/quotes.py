"""Requests to be priced together, a row each: a CSV of any length, a workbook, or one JSON object a line."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from syndicate.errors import BadInput, quoted
from syndicate.exchange.columns import cell_text
from syndicate.exchange.sheets import open_table
from syndicate.rules import dates, languages, parties, territories
from syndicate.rules.facts import canonical, text_digest
from syndicate.rules.fees.uses import (
    Exclusivity,
    Medium,
    Portion,
    Purpose,
    TranslationBy,
    Use,
    read_count,
)
from syndicate.rules.money import Money, read_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

__all__ = ["FIELDS", "Wanted", "read_wanted"]

FIELDS: Mapping[str, str] = {
    "request": "a request on file; then no licensee, article or use is given",
    "licensee": "who asks: a reference or a name on file",
    "article": "what: reference or address; several with ;",
    "medium": "website, newspaper …",
    "outlet": "where it will stand",
    "domain": "the outlet's domain",
    "audience": "250000, 250k",
    "audience unit": "monthly uniques, circulation …",
    "territory": "France; 'UK, Ireland'; world",
    "language": "French; 'en, ar'",
    "first use": "the day; today where it is empty",
    "duration": "12m, perpetual",
    "exclusivity": "none, first, sole, exclusive; none where it is empty",
    "purpose": "editorial, commercial …; editorial where it is empty",
    "excerpt": "so many words; the whole article where it is empty",
    "images": "so many",
    "uses": "issues, mailings or broadcasts",
    "translation by": "none, publisher, licensee",
    "rush": "yes or no",
    "payer": "who pays, if another",
    "end client": "for whom an agency asks",
    "po": "purchase order",
    "agreed": "a price agreed otherwise",
    "reason": "why that price",
}
"""The columns of a batch, and what they say. In JSON the names may have _ for a space."""

LONGEST_LINE = 1_048_576
_TRUE, _FALSE = {"yes", "y", "true", "1", "oui"}, {"no", "n", "false", "0", "non"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row: a request to file and price, or one on file (`request`). `key` is the same for the same words.

    `fault` says why the row cannot be read; nothing else of it counts then.
    """

    row: int
    key: str
    request: str | None = None
    licensee: str = ""
    articles: tuple[str, ...] = ()
    use: Use | None = None
    payer: str | None = None
    end_client: str | None = None
    po_number: str | None = None
    agreed: Money | None = None
    reason: str | None = None
    fault: str | None = None


def read_wanted(
    file: IO[bytes], *, name: str, sheet: str | None = None, today: date, currency: str
) -> Iterator[Wanted]:
    """The rows of a file, as they are read; one that cannot be read carries its `fault`.

    Two equal rows are two requests: the second has another key. `currency` is that of a bare agreed price.
    Raises BadInput where the file is none of the three kinds, or has a column nobody knows.
    """
    lines = (
        _objects(file) if name.lower().endswith((".jsonl", ".ndjson")) else _rows(file, name, sheet)
    )
    seen: Counter[str] = Counter()
    for row, told in lines:
        if isinstance(told, str):
            yield Wanted(row, key="", fault=told)
            continue
        sha = text_digest(canonical(told))
        seen[sha] += 1
        key = f"batch:{sha[:40]}:{seen[sha]}"
        try:
            yield _wanted(row, key, told, today=today, currency=currency)
        except BadInput as why:
            yield Wanted(row, key=key, fault=why.message)


def _rows(
    file: IO[bytes], name: str, sheet: str | None
) -> Iterator[tuple[int, dict[str, str] | str]]:
    table = open_table(file, name=name, sheet=sheet)
    names = [_field(heading) for heading in table.head.headers]
    file.seek(0)
    for row in table.rows(file):
        symbols = (*row.symbols, *[None] * len(names))
        told = {
            field: f"{cell_text(cell)} {symbol or ''}".strip()
            for field, cell, symbol in zip(names, row.cells, symbols, strict=False)
        }
        yield row.line, {field: words for field, words in told.items() if words}


def _objects(file: IO[bytes]) -> Iterator[tuple[int, dict[str, str] | str]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise BadInput(f"line {number} is longer than {LONGEST_LINE:,} bytes")
        if not line.strip():
            continue
        try:
            found = json.loads(line, parse_float=Decimal)
        except (ValueError, ArithmeticError, RecursionError):
            yield number, "it is no JSON object"
            continue
        if not isinstance(found, dict):
            yield number, "it is no JSON object"
            continue
        try:
            told = {_field(name): _text(value) for name, value in found.items()}
        except BadInput as why:
            yield number, why.message
            continue
        yield number, {field: words for field, words in told.items() if words}


def _text(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    if isinstance(value, dict):
        raise BadInput("a value is a word, a number or a list of them")
    return str(value).strip()


def _field(heading: str) -> str:
    words = " ".join(heading.casefold().replace("_", " ").replace("-", " ").split())
    aliases = {"territories": "territory", "languages": "language", "articles": "article"}
    words = aliases.get(words, words)
    if words in FIELDS:
        return words
    near = difflib.get_close_matches(words[:60], FIELDS, n=1)
    meant = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(FIELDS)}"
    raise BadInput(f"no column is called {quoted(heading)}; {meant}")


def _wanted(row: int, key: str, told: Mapping[str, str], *, today: date, currency: str) -> Wanted:
    agreed = read_amount(told["agreed"], currency=currency) if "agreed" in told else None
    if agreed is not None and "reason" not in told:
        raise BadInput("an agreed price needs its reason, in the column reason")
    if "request" in told:
        also = sorted(set(told) - {"request", "agreed", "reason"})
        if also:
            raise BadInput(f"a request on file says its own {also[0]}")
        return Wanted(row, key, request=told["request"], agreed=agreed, reason=told.get("reason"))
    for needed in ("licensee", "article"):
        if needed not in told:
            raise BadInput(f"it says no {needed}")
    return Wanted(
        row,
        key,
        licensee=told["licensee"],
        articles=tuple(part.strip() for part in told["article"].split(";") if part.strip()),
        use=_use(told, today),
        payer=told.get("payer"),
        end_client=told.get("end client"),
        po_number=told.get("po"),
        agreed=agreed,
        reason=told.get("reason"),
    )


def _use(told: Mapping[str, str], today: date) -> Use:
    excerpt = _read(told, "excerpt", read_count)
    return Use(
        medium=_read(told, "medium", Medium),
        outlet_title=told.get("outlet"),
        outlet_domain=_read(told, "domain", parties.read_web_domain),
        audience=_read(told, "audience", read_count),
        audience_unit=told.get("audience unit"),
        territories=_read(told, "territory", territories.read_territories) or (),
        languages=_read(told, "language", languages.read_languages) or (),
        first_use=_read(told, "first use", lambda words: dates.read_day(words, today=today))
        or today,
        duration=_read(told, "duration", dates.read_span),
        uses=_read(told, "uses", read_count),
        exclusivity=_read(told, "exclusivity", Exclusivity) or Exclusivity.NONE,
        purpose=_read(told, "purpose", Purpose) or Purpose.EDITORIAL,
        portion=Portion.WHOLE if excerpt is None else Portion.EXCERPT,
        excerpt_words=excerpt,
        images=_read(told, "images", read_count) or 0,
        translation_by=_read(told, "translation by", TranslationBy) or TranslationBy.NONE,
        rush=_read(told, "rush", _truth) or False,
    )


def _read(told: Mapping[str, str], field: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401
    words = told.get(field)
    if words is None:
        return None
    try:
        return read(words)
    except ValueError:  # a word that is none of a list
        raise BadInput(f"{field}: {quoted(words)} is not known") from None
    except BadInput as why:
        raise BadInput(f"{field}: {why.message}") from why


def _truth(words: str) -> bool:
    word = words.casefold()
    if word not in _TRUE | _FALSE:
        raise BadInput(f"{quoted(words)} is neither yes nor no")
    return word in _TRUE
