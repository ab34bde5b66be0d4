"""What somebody typed becomes the reference on file, or an error that names what is near."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from syndicate.errors import BadInput, NotFound, quoted
from syndicate.records.articles import ArticleRecord
from syndicate.records.audits import PlacementRecord
from syndicate.records.blankets import BlanketRecord
from syndicate.records.journal import SeriesRecord
from syndicate.records.licences import LicenceRecord
from syndicate.records.papers import PaperRecord, PaperStateRecord
from syndicate.records.parties import PartyRecord
from syndicate.records.payments import PaymentRecord
from syndicate.records.quotes import QuoteRecord
from syndicate.records.requests import RequestRecord
from syndicate.records.rights import AgreementRecord, ContributorRecord, RestrictionRecord
from syndicate.rules.numbers import PREFIXES, YEARLY, read_reference, typed, write_reference

if TYPE_CHECKING:
    from syndicate.desk.door import Reading

__all__ = ["kind_of", "resolve"]

_MOST_BORNE = 9
_JOINTS = re.compile(r"[ \t/_-]{1,8}")

_COLUMNS: dict[str, Any] = {
    "article": ArticleRecord.ref,
    "request": RequestRecord.ref,
    "quote": QuoteRecord.ref,
    "licence": PaperRecord.ref,
    "invoice": PaperRecord.ref,
    "licensee": PartyRecord.ref,
    "payment": PaymentRecord.ref,
    "copy": PlacementRecord.ref,
    "contributor": ContributorRecord.ref,
    "agreement": AgreementRecord.ref,
    "restriction": RestrictionRecord.ref,
    "blanket": BlanketRecord.ref,
}


def _prefixes(r: Reading) -> dict[str, str]:
    """Prefixes as this desk uses them: its own series first, the house's for the rest."""
    rows = r.rows(select(SeriesRecord.kind, SeriesRecord.prefix).order_by(SeriesRecord.year))
    own: dict[str, str] = {row.kind: row.prefix for row in rows}
    return {kind: own.get(code, code) for kind, code in PREFIXES.items()}


def resolve(r: Reading, kind: str, text: str) -> str:
    """The reference of `kind` ("quote") that `text` names: whole, in small letters, or its number alone.

    Raises BadInput for another kind's reference or a number that fits several; NotFound otherwise.
    """
    noun = "licensee" if kind == "licensee" else kind
    if kind == "licence":
        old = _old_licence(r, text.strip())
        if old is not None:
            return old
    prefixes = _prefixes(r)
    reference = read_reference(text, kind=kind, prefixes=prefixes)
    column = _COLUMNS[kind]
    where = [PaperRecord.kind == kind] if column is PaperRecord.ref else []
    prefix = reference.prefix or prefixes[kind]
    if kind in YEARLY and reference.year is None:
        statement = select(column).where(column.like(f"{prefix}-%-{reference.number:05d}"), *where)
        found = [str(row[0]) for row in r.rows(statement.order_by(column))]
        if len(found) > 1:
            raise BadInput(
                f"{text!r} fits {' and '.join(found)}", hint=f"syndicate {noun} show {found[-1]}"
            )
        if found:
            return found[0]
        wanted = text.strip()
    else:
        year = reference.year if kind in YEARLY else None
        wanted = write_reference(prefix, reference.number, year=year)
        if r.scalar(select(column).where(column == wanted, *where)) is not None:
            return wanted
    near = _near(r, column, where, wanted)
    also = f"; near it: {', '.join(near)}" if near else ""
    raise NotFound(f"no {noun} {wanted}{also}", hint=f"syndicate {noun} list")


def _old_licence(r: Reading, text: str) -> str | None:
    """The reference of the licence of the old books that `text` names, as filed or by its old number; None for none.

    Raises BadInput for a number that several bear, with each of them.
    """
    paper, state = PaperRecord, PaperStateRecord.state
    filed = (
        select(paper.ref)
        .join(PaperStateRecord, PaperStateRecord.paper_id == paper.id)
        .where(paper.kind == "filed-licence")
    )
    exact = filed.where(paper.ref == text)
    if r.scalar(exact.where(state != "taken-back")) is not None:
        return text
    numbered = (
        filed.join(LicenceRecord, LicenceRecord.paper_id == paper.id)
        .where(LicenceRecord.old_number == text, state != "taken-back")
        .order_by(paper.id)
    )
    bear = [str(row.ref) for row in r.rows(numbered.limit(_MOST_BORNE + 1))]
    if len(bear) > 1:
        more = " and more" if len(bear) > _MOST_BORNE else ""
        raise BadInput(
            f"{quoted(text)} is the number of several licences: "
            f"{', '.join(bear[:_MOST_BORNE])}{more}",
            hint="\n".join(f"syndicate licence show {typed(ref)}" for ref in bear[:_MOST_BORNE]),
        )
    if bear:
        return bear[0]
    # One that was taken back is still what its own reference names.
    return text if r.scalar(exact) is not None else None


def _near(r: Reading, column: Any, where: list[Any], wanted: str) -> list[str]:  # noqa: ANN401
    refs = [
        str(row[0])
        for row in r.rows(select(column).where(*where).order_by(column.desc()).limit(500))
    ]
    return difflib.get_close_matches(wanted.upper(), refs, n=3, cutoff=0.8)


def kind_of(r: Reading, text: str) -> str | None:
    """The kind whose prefix `text` begins with ("invoice" for INV-2026-00007), or None.

    This desk's own prefixes count before the house's: a publisher may number its quotes DEV-2026-00001.
    """
    head = _JOINTS.sub("-", text.strip().upper()[:80])
    own = sorted(_prefixes(r).items(), key=lambda pair: -len(pair[1]))
    for kind, prefix in [*own, *PREFIXES.items()]:
        if head.startswith(f"{prefix}-"):
            return kind
    return None
