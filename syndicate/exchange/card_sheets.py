"""A rate card as a workbook that a desk can edit, a sheet for each kind of rule, and back again."""

from __future__ import annotations

import difflib
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from syndicate.errors import BadInput, quoted
from syndicate.exchange.workbooks import read_grid
from syndicate.rules import dates
from syndicate.rules.fees.cards import (
    COMMONS,
    MORE,
    NEGOTIATED,
    REPORTS,
    STEPS_OF_TERRITORY,
    factor_of,
    fee_of,
    parse_card,
)
from syndicate.rules.fees.uses import Exclusivity, Medium, Purpose, TranslationBy
from syndicate.rules.fees.writing import declared, same_card, written
from syndicate.rules.money import currency_code, exponent
from syndicate.rules.territories import REGIONS, WORLD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from syndicate.exchange.grids import Cell
    from syndicate.rules.fees.cards import Card

__all__ = ["card_bytes", "read_card"]

_HEADS: Mapping[str, tuple[str, ...]] = {
    "Card": ("What", "Value"),
    "Base": ("Rule", "Media", "Counts", "Unit", "Up to", "Fee"),
    "Audience": ("Rule", "Media", "Unit", "Up to", "Factor"),
    "Length": ("Portion", "Up to words", "Factor"),
    "Factors": ("Rule", "Of", "Value"),
    "Duration": ("Rule", "Media", "Up to", "Factor"),
    "Uses": ("Rule", "Media", "Each further"),
    "Bundles": ("From pieces", "Share off"),
    "Shares": ("Rule", "Media", "Share", "Of", "Reports each"),
    "Subscriptions": ("Rule", "Media", "Term", "Up to articles", "Fee"),
    "No fee": ("Rule", "Reason", "Media", "Excerpt up to", "Purposes", "Low income", "Licence"),
}
_NEEDED = ("Card", "Base", "Factors")
_CARD: Mapping[str, str] = {
    "Name": "name",
    "Version": "version",
    "Currency": "currency",
    "In force from": "valid_from",
    "In force until": "valid_to",
    "Invented": "invented",
    "Issued by": "issued_by",
    "Least for a piece": "minimum",
    "Most for a piece": "cap",
    "By negotiation": "negotiation",
}
_COUNTS: Mapping[str, str] = {
    "audience": "up_to",
    "territory": "territory",
    "words": "words",
    "each word": "per_word",
    "one fee": "fee",
}
_FACTORS: Mapping[str, tuple[str, ...]] = {
    "territory": (*STEPS_OF_TERRITORY, "low_income"),
    "languages": ("further",),
    "translation": tuple(TranslationBy),
    "exclusivity": tuple(Exclusivity),
    "purpose": tuple(Purpose),
    "images": ("each",),
    "rush": ("share", "minimum"),
    "retrospective": ("factor", "admin"),
}
_GROUPS = tuple(code for code in REGIONS if code != WORLD)
_SUMS = frozenset({("images", "each"), ("rush", "minimum"), ("retrospective", "admin")})
"""Which of the factors are sums of money."""

_INCLUDED = "included"
_HOW_TO = (
    "Each sheet holds one kind of rule; a heading is never renamed, a sheet may be left empty.",
    "Rows with the same number under Rule are one rule: its media stand in its first row, parted by commas.",
    "A limit reads “up to” and rises from row to row; “more” is everything above.",
    "“by negotiation” in the place of a fee or factor is no card price at all.",
    "Of (sheet Factors) beside territory is country, region, world, low_income, or a region of ours by its code: EU.",
    "Counts (sheet Base) is audience, territory, words, each word or one fee.",
    "Fees are net, in the card's currency. A share or a factor is a number: 0.1 is a tenth.",
    "A card on file never changes: give it a new version before it is imported again.",
    "syndicate rate check FILE says what is wrong; syndicate rate import FILE puts it on file.",
)


# -- out -------------------------------------------------------------------------------------------


def card_bytes(card: Card, *, created: datetime) -> bytes:
    """`card` as a workbook. The same card and `created` (aware) give the same bytes.

    Raises BadInput where the workbook would not read back as the same card.
    """
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(
        held,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    moment = created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": card.title, "created": moment, "modified": moment})
    looks = {
        "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "count": book.add_format({"num_format": "#,##0"}),
        "number": book.add_format({"num_format": "#,##0.####"}),
        "text": book.add_format({"num_format": "@"}),
    }
    values = declared(card)
    for title, heads in _HEADS.items():
        page = book.add_worksheet(title)
        rows = [heads, *_ROWS[title](values)]
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                _write(page, at, column, value, looks, head=at == 0)
        for column in range(len(heads)):
            wide = max(len(_shown(row[column])) for row in rows) + 3
            page.set_column(column, column, min(max(wide, 9), 48))
        page.freeze_panes(1, 0)
        page.fit_to_pages(1, 0)
    _choices(book)
    page = book.add_worksheet("How to")
    page.set_column(0, 0, 110)
    for at, line in enumerate(_HOW_TO):
        page.write_string(at, 0, line)
    book.close()
    raw = held.getvalue()
    if not same_card(parse_card(read_card(raw, name="the workbook")), card):
        raise BadInput(f"{card.title} holds texts that no workbook keeps as they are")
    return raw


def _write(
    page: Any,  # noqa: ANN401
    at: int,
    column: int,
    value: object,
    looks: Mapping[str, object],
    *,
    head: bool,
) -> None:
    if value is None:
        return
    if head:
        page.write_string(at, column, str(value), looks["head"])
    elif isinstance(value, date):
        page.write_datetime(at, column, value, looks["day"])
    elif isinstance(value, int):
        page.write_number(at, column, value, looks["count"])
    elif isinstance(value, Decimal):  # no fee of the books has more figures than a float holds
        page.write_number(at, column, float(value), looks["number"])
    else:
        page.write_string(at, column, _shown(value), looks["text"])


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _choices(book: Any) -> None:  # noqa: ANN401
    """Lists to choose from, where only so many words are known."""
    for title, heading, words in (
        ("Base", "Counts", tuple(_COUNTS)),
        ("Length", "Portion", ("excerpt", "whole")),
        ("Factors", "Rule", tuple(_FACTORS)),
        ("Shares", "Reports each", REPORTS),
        ("No fee", "Low income", ("yes", "no")),
        ("No fee", "Licence", COMMONS),
    ):
        column = _HEADS[title].index(heading)
        page = book.get_worksheet_by_name(title)
        page.data_validation(1, column, 500, column, {"validate": "list", "source": list(words)})


_Row = tuple[object, ...]


def _card_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for label, key in _CARD.items():
        if key == "negotiation":
            yield label, _listed(values.get("negotiation", {}).get("media", []))
        elif key == "invented":
            yield label, "yes" if values.get(key) else None
        else:
            yield label, values.get(key)


def _listed(words: Sequence[str]) -> str | None:
    return ", ".join(str(word) for word in words) or None


def _base_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for n, base in enumerate(values["base"], 1):
        ((counts, found),) = [(words, base[key]) for words, key in _COUNTS.items() if key in base]
        pairs = found.items() if isinstance(found, dict) else found
        if counts == "one fee":
            pairs = [(None, found)]
        head: _Row = (n, _listed(base["media"]), counts, base.get("unit"))
        for limit, fee in pairs:
            yield (*head, limit, fee)
            head = (n, None, None, None)


def _audience_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for n, rule in enumerate(values.get("audience", []), 1):
        head: _Row = (n, _listed(rule["media"]), rule.get("unit"))
        for limit, factor in rule["up_to"]:
            yield (*head, limit, factor)
            head = (n, None, None)


def _length_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for portion, bands in values.get("length", {}).items():
        for limit, factor in bands:
            yield portion, limit, factor


def _factor_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for rule in _FACTORS:
        for name, value in values.get(rule, {}).items():
            if name != "groups":
                yield rule, name, value
    for code, factor in values["territory"].get("groups", {}).items():
        yield "territory", code, factor


def _duration_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for n, rule in enumerate(values.get("duration", []), 1):
        media = _listed(rule["media"])
        for span, factor in rule.get("up_to", [[_INCLUDED, None]]):
            yield n, media, span, factor
            media = None


def _use_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for n, rule in enumerate(values.get("uses", []), 1):
        yield n, _listed(rule["media"]), rule["further"]


def _bundle_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    yield from (tuple(pair) for pair in values.get("bundle", {}).get("from", []))


def _share_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for n, rule in enumerate(values.get("share", []), 1):
        yield n, _listed(rule["media"]), rule["share"], rule["of"], rule["reports"]


def _blanket_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for n, rule in enumerate(values.get("blanket", []), 1):
        head: _Row = (n, _listed(rule["media"]), rule["term"])
        for limit, fee in rule["articles"]:
            yield (*head, limit, fee)
            head = (n, None, None)


def _no_fee_rows(values: Mapping[str, Any]) -> Iterator[_Row]:
    for n, rule in enumerate(values.get("no_fee", []), 1):
        yield (
            n,
            rule["reason"],
            _listed(rule.get("media", [])),
            rule.get("excerpt_up_to"),
            _listed(rule.get("purpose", [])),
            "yes" if rule.get("low_income") else None,
            rule.get("licence"),
        )


_ROWS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[_Row]]] = {
    "Card": _card_rows,
    "Base": _base_rows,
    "Audience": _audience_rows,
    "Length": _length_rows,
    "Factors": _factor_rows,
    "Duration": _duration_rows,
    "Uses": _use_rows,
    "Bundles": _bundle_rows,
    "Shares": _share_rows,
    "Subscriptions": _blanket_rows,
    "No fee": _no_fee_rows,
}


# -- in --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Field:
    """One cell: what it holds, and where it stands."""

    value: Cell
    where: str

    def fault(self, message: str) -> BadInput:
        return BadInput(f"{self.where}: {message}")

    @property
    def text(self) -> str:
        if self.value is None:
            raise self.fault("nothing stands here, and it is needed")
        return _shown(self.value).strip()

    def one_of(self, known: Sequence[str]) -> str:
        return self._known(self.text, known)

    def several(self, known: Sequence[str]) -> list[str]:
        return [self._known(word.strip(), known) for word in self.text.split(",") if word.strip()]

    def _known(self, word: str, known: Sequence[str]) -> str:
        plain = [str(each) for each in known]
        for each in plain:
            if each.casefold() == word.casefold():
                return each
        near = difflib.get_close_matches(word.casefold()[:60], plain, n=1)
        meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(plain)}"
        raise self.fault(f"{quoted(word)} is unknown; {meant}")

    def number(self) -> Decimal | str:
        """A number, or the words for none; text that is one counts as it."""
        if isinstance(self.value, str) and self.value.strip().casefold() == NEGOTIATED:
            return NEGOTIATED
        if isinstance(self.value, Decimal):
            return self.value.normalize()  # a sheet's 1 is read as 1.0
        try:
            return Decimal(self.text)
        except ArithmeticError as error:
            raise self.fault(
                f"{quoted(self.text)} is no number; write 1.5, or {NEGOTIATED}"
            ) from error

    def fee(self, places: int) -> Decimal | str:
        value = self.number()
        fee_of(value, self.where, places)
        return value

    def factor(self) -> Decimal | str:
        value = self.number()
        factor_of(value, self.where)
        return value

    def count(self) -> int:
        value = self.number()
        if isinstance(value, str) or value != value.to_integral_value() or not 0 < value <= 10**10:
            raise self.fault(f"{quoted(self.text)} is no whole number from 1 up")
        return int(value)

    def limit(self) -> int | str:
        if isinstance(self.value, str) and self.value.strip().casefold() == MORE:
            return MORE
        return self.count()

    def span(self) -> str:
        try:
            return dates.read_span(self.text).text
        except BadInput as error:
            raise self.fault(error.message) from error

    def day(self) -> date:
        if isinstance(self.value, date) and not isinstance(self.value, datetime):
            return self.value
        try:
            return date.fromisoformat(self.text)
        except ValueError as error:
            raise self.fault(f"{quoted(self.text)} is no day; write it as 2026-01-01") from error

    def truth(self) -> bool:
        if isinstance(self.value, bool):
            return self.value
        return self.one_of(("yes", "no")) == "yes"


class _Page:
    """One sheet: its rows by their headings."""

    def __init__(self, raw: bytes, title: str, *, name: str) -> None:
        self.title = title
        self.name = name
        grid = read_grid(raw, name=name, sheet=title, whole=True)
        self.rows: list[dict[str, _Field]] = []
        heads = [
            str(cell).strip() if cell is not None else "" for cell in next(iter(grid.rows), ())
        ]
        if not any(heads) and len(grid.rows) < 2 and title not in _NEEDED:
            return
        known = {head.casefold(): head for head in _HEADS[title]}
        for at, head in enumerate(heads):
            if head and head.casefold() not in known:
                raise BadInput(
                    f"{self._where(0, at)}: {quoted(head)} is no heading of this sheet; "
                    f"known are {', '.join(_HEADS[title])}"
                )
        places = {known[head.casefold()]: at for at, head in enumerate(heads) if head}
        lacking = [head for head in _HEADS[title] if head not in places]
        if lacking:
            raise BadInput(f"{name}, sheet {title}: the heading {quoted(lacking[0])} is missing")
        for n, row in enumerate(grid.rows[1:], 1):
            if any(cell is not None for cell in row):
                self.rows.append(
                    {
                        head: _Field(row[at] if at < len(row) else None, self._where(n, at))
                        for head, at in places.items()
                    }
                )

    def _where(self, row: int, column: int) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return f"{self.name}, sheet {self.title}, cell {xl_rowcol_to_cell(row, column)}"

    def rules(self) -> Iterator[list[dict[str, _Field]]]:
        """The rows of each rule: those with its number, one below the other."""
        found: list[dict[str, _Field]] = []
        number = None
        for row in self.rows:
            field = row["Rule"]
            here = number if field.value is None and found else field.count()
            if here != number and found:
                yield found
                found = []
            elif found and row["Media"].value not in {None, found[0]["Media"].value}:
                raise row["Media"].fault(
                    f"rule {here} has its media in its first row; another rule has another number"
                )
            number = here
            found.append(row)
        if found:
            yield found


def read_card(raw: bytes, *, name: str) -> str:
    """The card that the workbook `raw` holds, as the text of its TOML.

    Raises BadInput, naming the sheet and the cell, for what cannot be read.
    """
    sheets = {title.casefold(): title for title in read_grid(raw, name=name).sheets}
    pages: dict[str, _Page] = {}
    for title in _HEADS:
        if title.casefold() in sheets:
            pages[title] = _Page(raw, title, name=name)
        elif title in _NEEDED:
            raise BadInput(
                f"{name} has no sheet {title}, so it holds no rate card",
                hint="syndicate rate export --output card.xlsx",
            )
    values = _card_values(pages["Card"])
    places = exponent(str(values["currency"]))
    values["base"] = [_base_value(rows, places) for rows in pages["Base"].rules()]
    values |= _factor_values(pages["Factors"], places)
    for title, key, read in (
        ("Audience", "audience", _audience_value),
        ("Duration", "duration", _duration_value),
        ("Uses", "uses", _use_value),
        ("Shares", "share", _share_value),
        ("No fee", "no_fee", _no_fee_value),
    ):
        if title in pages and (found := [read(rows) for rows in pages[title].rules()]):
            values[key] = found
    if "Subscriptions" in pages:
        blankets = [_blanket_value(rows, places) for rows in pages["Subscriptions"].rules()]
        values |= {"blanket": blankets} if blankets else {}
    if "Length" in pages and (length := _length_value(pages["Length"])):
        values["length"] = length
    if "Bundles" in pages and pages["Bundles"].rows:
        values["bundle"] = {
            "from": [
                [row["From pieces"].count(), row["Share off"].factor()]
                for row in pages["Bundles"].rows
            ]
        }
    try:
        text = written(values)
        parse_card(text)
    except BadInput as error:
        raise BadInput(f"{name}: {error.message}", hint=error.hint) from error
    return text


def _card_values(page: _Page) -> dict[str, Any]:
    told: dict[str, _Field] = {}
    for row in page.rows:
        key = _CARD[row["What"].one_of(tuple(_CARD))]
        if row["Value"].value is not None:
            told[key] = row["Value"]
    for label, key in _CARD.items():
        if key in {"name", "version", "currency", "valid_from"} and key not in told:
            raise BadInput(f"{page.name}, sheet Card: nothing stands beside {quoted(label)}")
    try:
        currency = currency_code(told["currency"].text)
    except BadInput as error:
        raise told["currency"].fault(error.message) from error
    reads: Mapping[str, Callable[[_Field], object]] = {
        "currency": lambda _: currency,
        "valid_from": _Field.day,
        "valid_to": _Field.day,
        "invented": _Field.truth,
        "minimum": lambda field: field.fee(exponent(currency)),
        "cap": lambda field: field.fee(exponent(currency)),
        "negotiation": lambda field: {"media": field.several(tuple(Medium))},
    }
    values: dict[str, Any] = {
        key: reads[key](told[key]) if key in reads else told[key].text
        for key in _CARD.values()
        if key in told
    }
    return values


def _media(rows: list[dict[str, _Field]]) -> list[str]:
    return rows[0]["Media"].several(tuple(Medium))


def _with_unit(rows: list[dict[str, _Field]]) -> dict[str, Any]:
    unit = rows[0]["Unit"]
    return {"media": _media(rows)} | ({"unit": unit.text} if unit.value is not None else {})


def _base_value(rows: list[dict[str, _Field]], places: int) -> dict[str, Any]:
    counts = rows[0]["Counts"].one_of(tuple(_COUNTS))
    made = _with_unit(rows)
    key = _COUNTS[counts]
    if counts == "one fee":
        if len(rows) > 1:
            raise rows[1]["Fee"].fault("one fee has one row")
        return made | {key: rows[0]["Fee"].fee(places)}
    if counts == "territory":
        return made | {
            key: {row["Up to"].one_of(STEPS_OF_TERRITORY): row["Fee"].fee(places) for row in rows}
        }
    by_word = counts == "each word"
    return made | {
        key: [
            [row["Up to"].limit(), row["Fee"].factor() if by_word else row["Fee"].fee(places)]
            for row in rows
        ]
    }


def _audience_value(rows: list[dict[str, _Field]]) -> dict[str, Any]:
    return _with_unit(rows) | {
        "up_to": [[row["Up to"].limit(), row["Factor"].factor()] for row in rows]
    }


def _duration_value(rows: list[dict[str, _Field]]) -> dict[str, Any]:
    media = _media(rows)
    if rows[0]["Up to"].text.casefold() == _INCLUDED:
        if len(rows) > 1:
            raise rows[1]["Up to"].fault("any term is included already")
        return {"media": media, "included": True}
    return {
        "media": media,
        "up_to": [[row["Up to"].span(), row["Factor"].factor()] for row in rows],
    }


def _use_value(rows: list[dict[str, _Field]]) -> dict[str, Any]:
    return {"media": _media(rows), "further": rows[0]["Each further"].factor()}


def _share_value(rows: list[dict[str, _Field]]) -> dict[str, Any]:
    row = rows[0]
    return {
        "media": _media(rows),
        "share": row["Share"].factor(),
        "of": row["Of"].text,
        "reports": row["Reports each"].one_of(REPORTS),
    }


def _blanket_value(rows: list[dict[str, _Field]], places: int) -> dict[str, Any]:
    return {
        "media": _media(rows),
        "term": rows[0]["Term"].span(),
        "articles": [[row["Up to articles"].limit(), row["Fee"].fee(places)] for row in rows],
    }


def _no_fee_value(rows: list[dict[str, _Field]]) -> dict[str, Any]:
    row = rows[0]
    made: dict[str, Any] = {"reason": row["Reason"].text}
    if row["Media"].value is not None:
        made["media"] = _media(rows)
    if row["Excerpt up to"].value is not None:
        made["excerpt_up_to"] = row["Excerpt up to"].count()
    if row["Purposes"].value is not None:
        made["purpose"] = row["Purposes"].several(tuple(Purpose))
    if row["Low income"].value is not None and row["Low income"].truth():
        made["low_income"] = True
    if row["Licence"].value is not None:
        made["licence"] = row["Licence"].one_of(COMMONS)
    return made


def _length_value(page: _Page) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for row in page.rows:
        portion = row["Portion"].one_of(("excerpt", "whole"))
        made.setdefault(portion, []).append([row["Up to words"].limit(), row["Factor"].factor()])
    return made


def _factor_values(page: _Page, places: int) -> dict[str, Any]:
    made: dict[str, dict[str, Any]] = {}
    for row in page.rows:
        rule = row["Rule"].one_of(tuple(_FACTORS))
        name = row["Of"].one_of((*_FACTORS[rule], *(_GROUPS if rule == "territory" else ())))
        held = made.setdefault(rule, {})
        if name in _GROUPS:
            held = held.setdefault("groups", {})
        if name in held:
            raise row["Of"].fault(f"{rule} {name} stands here twice")
        value = row["Value"]
        held[name] = value.fee(places) if (rule, name) in _SUMS else value.factor()
    return made
