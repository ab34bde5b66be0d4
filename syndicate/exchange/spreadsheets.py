"""Articles in a spreadsheet or CSV: columns recognised once, then every row an article, a lead or a reason."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange import columns
from syndicate.exchange.columns import Vocabulary, as_shown, cell_text, stated
from syndicate.exchange.days import DayOrders, serial_day, written_day
from syndicate.exchange.items import Item, lead_of, read_item
from syndicate.exchange.objects import raw_of
from syndicate.rules.articles.incoming import Arrival, PubStatus, Refusal
from syndicate.rules.articles.stamps import read_stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Facts

    from syndicate.exchange.days import DateOrder
    from syndicate.exchange.grids import Cell
    from syndicate.exchange.items import Customs
    from syndicate.exchange.sheets import Row, Sheet, Table

__all__ = ["FIELDS", "Mapping", "TableReading", "guess_mapping", "read_table"]

FIELDS: Facts[str, str] = {
    "headline": "headline",
    "text": "text",
    "html": "text as HTML",
    "url": "address",
    "byline": "byline",
    "published": "date published",
    "modified": "date changed",
    "language": "language",
    "section": "section",
    "source_id": "number in the other system",
    "status": "status",
    "embargo": "embargo",
    "providers": "source or agency",
    "terms": "terms of use",
    "note": "correction or note",
    "keywords": "keywords",
    "summary": "summary",
    "picture_credit": "picture credit",
}
"""What a column of articles can say, with the words to show for it."""

# Headings as desks write them, most telling first; Latin words without accents, in small letters.
_SYNONYMS: Facts[str, str] = {
    "headline": "headline|article headline|article title|title|story|story title|head|titre|titre de l article|"
    "titre article|intitule|العنوان|عنوان المقال|عنوان",
    "text": "text|body|article text|body text|article body|full text|content|story text|copy|texte|corps|"
    "texte integral|corps de l article|contenu|article|النص|نص المقال|المحتوى",
    "html": "html|body html|html body|content html|article html|texte html|corps html",
    "url": "url|article url|link|article link|address|web address|permalink|canonical|canonical url|lien|"
    "adresse|lien de l article|adresse de l article|url de l article|الرابط|رابط المقال",
    "byline": "byline|author|authors|writer|by|written by|reporter|journalist|auteur|auteurs|signature|"
    "journaliste|par|الكاتب|بقلم|المؤلف",
    "published": "published|date published|publication date|published on|published at|publish date|pub date|"
    "date of publication|date|first published|publie le|date de publication|date de parution|parution|"
    "تاريخ النشر|التاريخ",
    "modified": "modified|updated|last modified|last updated|date modified|date updated|updated at|"
    "modified at|mis a jour|modifie le|date de modification|mise a jour|آخر تحديث|تاريخ التحديث",
    "language": "language|lang|locale|article language|langue|اللغة",
    "section": "section|category|desk|channel|topic|rubrique|categorie|القسم|الفئة",
    "source_id": "id|article id|story id|node id|post id|guid|uuid|number|nid|ref|reference|identifiant|"
    "numero|no|الرقم",
    "status": "status|state|publication status|statut|etat|الحالة",
    "embargo": "embargo|embargo until|embargoed until|not before|hold until|sous embargo jusqu au|"
    "embargo jusqu au",
    "providers": "source|agency|provider|wire|credit|copyright holder|copyright|owner|agence|fournisseur|"
    "المصدر|الوكالة",
    "terms": "terms|usage terms|rights|usage|restrictions|licence terms|droits|conditions|conditions d utilisation",
    "note": "correction|note|editor s note|editors note|correction note|notes|remarks|comments|"
    "note de la redaction|remarques|commentaires|تصحيح|ملاحظة",
    "keywords": "keywords|tags|subjects|topics|mots cles|etiquettes|الكلمات المفتاحية",
    "summary": "summary|standfirst|abstract|excerpt|description|deck|intro|chapo|resume|accroche|الملخص",
    "picture_credit": "picture credit|photo credit|image credit|photographer|photo|picture|credit photo|"
    "photographe|المصور",
}
_STATUS = {
    "published": PubStatus.USABLE, "publish": PubStatus.USABLE, "live": PubStatus.USABLE,
    "usable": PubStatus.USABLE, "public": PubStatus.USABLE, "publie": PubStatus.USABLE,
    "en ligne": PubStatus.USABLE, "منشور": PubStatus.USABLE, "1": PubStatus.USABLE, "yes": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD, "draft": PubStatus.WITHHELD, "unpublished": PubStatus.WITHHELD,
    "embargoed": PubStatus.WITHHELD, "held": PubStatus.WITHHELD, "hold": PubStatus.WITHHELD,
    "private": PubStatus.WITHHELD, "brouillon": PubStatus.WITHHELD, "retenu": PubStatus.WITHHELD,
    "0": PubStatus.WITHHELD, "no": PubStatus.WITHHELD, "مسودة": PubStatus.WITHHELD,
    "killed": PubStatus.KILLED, "kill": PubStatus.KILLED, "withdrawn": PubStatus.KILLED,
    "canceled": PubStatus.KILLED, "cancelled": PubStatus.KILLED, "deleted": PubStatus.KILLED,
    "retracted": PubStatus.KILLED, "retire": PubStatus.KILLED, "supprime": PubStatus.KILLED,
    "محذوف": PubStatus.KILLED,
}  # fmt: skip
_DAYS = ("published", "modified", "embargo")
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|h[1-6]|ul|ol|li|blockquote|figure|strong|em|a)\b[^<>]{0,500}>",
    re.IGNORECASE,
)


def _missing(fields: Facts[str, str]) -> tuple[str, ...]:
    if fields.keys() & {"url", "headline"} == {"url"}:
        return ()
    missing = [] if "headline" in fields else ["headline"]
    if not fields.keys() & {"text", "html", "url"}:
        missing.append("text")
    return tuple(missing)


_WORDS = Vocabulary(
    what="article",
    command="syndicate article import",
    example='{"headline": "Title", …}',
    fields=FIELDS,
    synonyms=_SYNONYMS,
    missing=_missing,
    days=frozenset({"published"}),
    loose_days=frozenset({"modified", "embargo"}),
    addresses=frozenset({"url"}),
    names=frozenset({"headline", "byline", "section"}),
    bodies=frozenset({"text", "html"}),
)


@dataclass(frozen=True, slots=True)
class Mapping(columns.Mapping):
    """Which heading holds which field of an article.

    `missing` is empty when the sheet can be read: it needs a headline and a text, or an address.
    """

    @classmethod
    def from_facts(cls, facts: Facts[str, object]) -> Mapping:
        """A mapping kept before, or one a person wrote: `{"fields": {"headline": "Title", …}}`.

        Raises BadInput for a field nobody knows, with the near one, or a heading that is no text.
        """
        return cls(*_WORDS.checked(facts))


def guess_mapping(sheet: Sheet, *, said: Facts[str, str] | None = None) -> Mapping:
    """The columns of `sheet` by their headings (English, French, Arabic) and by what stands in them.

    `said` is field to heading where a person has decided; the rest is guessed around it. Raises BadInput for
    a field nobody knows or a heading the sheet does not have.
    """
    return Mapping(*_WORDS.guessed(sheet, said or {}))


def read_table(
    table: Table,
    file: IO[bytes],
    mapping: Mapping,
    customs: Customs,
    *,
    today: date,
    date_order: DateOrder | None = None,
) -> TableReading:
    """How `table` is read: gone through once for the order of its dates. Its `arrivals` read it again.

    Raises BadInput when the mapping does not fit the sheet, or when dates stay two-way and `date_order`
    is not given.
    """
    if date_order not in {None, "dmy", "mdy"}:
        raise BadInput(f"dates are dmy or mdy, not {as_shown(str(date_order))}")
    if mapping.missing:
        raise _WORDS.not_recognised(table.head, mapping.missing)
    placed = _WORDS.placed(table.head, mapping)
    days = DayOrders({name: placed[name] for name in _DAYS if name in placed})
    if days.columns:
        # Where the text breaks off is told when the reading itself comes to it.
        with contextlib.suppress(BadInput):
            for row in table.raw_rows(file):
                days.look(row)
    orders = days.decided(table.head, date_order, command=_WORDS.command)
    return TableReading(table, placed, orders, days.swapped(), customs, today)


@dataclass(frozen=True, slots=True)
class TableReading:
    """The columns of a table, and how its dates are written."""

    table: Table
    placed: Facts[str, int]
    orders: Facts[str, DateOrder]
    swapped: frozenset[str]
    customs: Customs
    today: date

    def arrivals(self, file: IO[bytes]) -> Iterator[Arrival]:
        """Every row as an article, a lead (an address without a text) or a refusal, in order, as it is read."""
        count = 0
        try:
            for row in self.table.rows(file):
                count += 1
                try:
                    yield self.arrival(row)
                except BadInput as why:
                    yield Refusal(f"row {row.line}", why.message)
        except BadInput as fault:
            yield Refusal(f"{self.table.head.file}, after {count} rows", fault.message)

    def arrival(self, row: Row) -> Arrival:
        """One row read. Raises BadInput with the reason it cannot be taken."""
        extra: dict[str, str] = {}
        text, html = self._said(row, "text"), self._said(row, "html")
        if text and not html and _MARKUP.search(text):
            text, html = "", text
        item = Item(
            where=f"row {row.line}",
            raw=raw_of(
                {
                    header: cell_text(cell)
                    for header, cell in zip(self.table.head.headers, row.cells, strict=True)
                    if cell is not None
                }
            ),
            media_type="text/csv",
            source_id=self._said(row, "source_id"),
            url=self._said(row, "url"),
            headline=self._said(row, "headline"),
            byline=self._said(row, "byline"),
            published=self._day(row, "published", extra),
            modified=self._day(row, "modified", extra),
            embargo=self._day(row, "embargo", extra),
            language=self._language(row, extra),
            section=self._said(row, "section"),
            status=self._status(row),
            providers=[self._said(row, "providers")],
            terms=[self._said(row, "terms")],
            note=self._said(row, "note"),
            summary=self._said(row, "summary"),
            text=text,
            html=html,
            extra=extra,
        )
        for name in ("keywords", "summary"):
            extra[name] = self._said(row, name)
        extra["picture credit"] = self._said(row, "picture_credit")
        if not text and not html and item.url and item.status is PubStatus.USABLE:
            return lead_of(item, self.customs)
        return read_item(item, self.customs)

    def _cell(self, row: Row, name: str) -> Cell:
        column = self.placed.get(name)
        return None if column is None else row.cells[column]

    def _said(self, row: Row, name: str) -> str:
        return stated(self._cell(row, name)) or ""

    def _status(self, row: Row) -> PubStatus:
        written = self._said(row, "status")
        if not written:
            return PubStatus.USABLE
        status = _STATUS.get(written.casefold().translate(columns.ACCENTS))
        if status is None:
            raise BadInput(
                f"its status {as_shown(written)} is not known; write published, draft or killed"
            )
        return status

    def _language(self, row: Row, extra: dict[str, str]) -> str:
        """A language by its tag or its name; one that nobody knows is noted, and then guessed as any other."""
        from syndicate.rules.languages import read_language

        written = self._said(row, "language")
        if not written:
            return ""
        try:
            return read_language(written)
        except BadInput:
            extra["unread language"] = written[:60]
            return ""

    def _day(self, row: Row, name: str, extra: dict[str, str]) -> str:
        """The stamp in a cell, as text that has one reading. Raises BadInput for one that is no day."""
        cell = self._cell(row, name)
        if isinstance(cell, date):
            if name in self.swapped and cell.day != cell.month:
                extra["remark"] = (
                    f"{FIELDS[name]} {cell.isoformat()[:10]}: day and month may be swapped, "
                    "as the rest of the column is text"
                )
            return cell.isoformat()
        warnings: list[str] = []
        if isinstance(cell, bool):
            raise BadInput(f"the {FIELDS[name]} is no day: {cell_text(cell)}")
        if isinstance(cell, Decimal):
            day = serial_day(cell, FIELDS[name], warnings, last=False)
        elif (written := stated(cell)) is None:
            return ""
        elif _is_stamp(written):
            return written
        else:
            day = self._written(name, written, warnings)
        if warnings:
            extra["remark"] = "; ".join(warnings)
        return day.isoformat()

    def _written(self, name: str, written: str, warnings: list[str]) -> date:
        order = self.orders.get(name)
        try:
            return written_day(
                written, order=order, today=self.today, last=name == "embargo", warnings=warnings
            )
        except BadInput as error:
            raise BadInput(f"{FIELDS[name]}: {error.message}") from error


def _is_stamp(written: str) -> bool:
    """Whether a text is a stamp that has one reading by itself: it begins with its year, or names its month."""
    if not re.match(r"\d{4}-?\d{2}-?\d{2}(?:[T ]\d|$)|[A-Za-z]{3}, \d", written):
        return False
    try:
        read_stamp(written)
    except BadInput:
        return False
    return True
