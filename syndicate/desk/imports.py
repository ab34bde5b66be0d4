"""Old licences come in: under their old numbers, their old papers attached, none of our numbers drawn.

What a sheet does not state stays unknown. A batch can be taken back whole; its licences then count for
nothing, and the same sheet can come in again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from syndicate.errors import Conflict, NotFound, Refused
from syndicate.exchange import licences, sheets
from syndicate.exchange.licences import UNSAID_CURRENCY
from syndicate.pages.urls import article_key, canonical_url, host_of
from syndicate.records.articles import ArticleRecord
from syndicate.records.imports import BatchRecord, MappingRecord
from syndicate.records.journal import SeriesRecord
from syndicate.records.licences import LicenceItemRecord, LicenceRecord
from syndicate.records.papers import DocumentRecord, PaperRecord, PaperStateRecord
from syndicate.records.parties import OutletRecord
from syndicate.rules.facts import canonical, digest, text_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.exchange.licences import OldLicence, RowProblem

__all__ = ["Batch", "Imports", "Plan", "Read", "keep_mapping", "kept_mapping"]

_OURS = re.compile(r"([A-Z][A-Z0-9-]{0,40})-([0-9]{1,9})")
_AT_ONCE = 500
_LARGEST_PAPER = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Read:
    """A sheet as read under a mapping."""

    name: str
    headings_sha256: str
    mapping: licences.Mapping
    notes: tuple[str, ...]
    rows: tuple[OldLicence | RowProblem, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What filing a sheet would do."""

    ref: str | None
    state: str
    source: str
    new: int
    known: int
    refused: tuple[dict[str, Any], ...]
    warned: int
    licensees: tuple[dict[str, Any], ...]
    stubs: int
    expiries: tuple[dict[str, Any], ...]
    mapping: dict[str, str]
    unmapped: tuple[str, ...]
    notes: tuple[str, ...]
    remarks: tuple[dict[str, Any], ...] = ()

    def lines(self) -> list[str]:
        """The plan for eyes."""
        spelled = [x for x in self.licensees if x["same_as"]]
        filed_as = {x["same_as"] or x["name"] for x in self.licensees}
        return [
            f"{self.source}: {self.new} new, {self.known} known, {len(self.refused)} refused",
            f"  mapping: {', '.join(f'{k} = {v}' for k, v in self.mapping.items())}",
            *([f"  not used: {', '.join(self.unmapped)}"] if self.unmapped else []),
            *(f"  {note}" for note in self.notes),
            *(f"  line {p['line']} refused: {p['reason']}" for p in self.refused[:20]),
            *([f"  … and {len(self.refused) - 20} more refused"] if len(self.refused) > 20 else []),
            (
                f"  {_counted(len(filed_as), 'licensee')}, "
                f"{_counted(self.stubs, 'article')} not on file become{'s a stub' if self.stubs == 1 else ' stubs'}, "
                f"{_counted(self.warned, 'row')} with remarks"
            ),
            *(f"  line {x['line']}: {x['remark']}" for x in self.remarks[:10]),
            *([f"  … and {len(self.remarks) - 10} more remarks"] if len(self.remarks) > 10 else []),
            *(f"  {x['name']} is read as {x['same_as']}" for x in spelled[:10]),
            f"  {len(self.expiries)} still run; the next to end: "
            + (
                ", ".join(f"{e['old_number']} on {e['ends_on']}" for e in self.expiries[:3])
                or "none"
            ),
        ]


@dataclass(frozen=True, slots=True)
class Batch:
    """An import as filed or taken back."""

    ref: str
    state: str
    batch: int
    source: str
    filed: int
    refused: int
    papers: int = 0
    missing_papers: tuple[str, ...] = field(default=())

    def lines(self) -> list[str]:
        """The batch for eyes."""
        return [
            f"batch {self.batch}  {self.state}",
            (
                f"  {self.filed} old licences from {self.source}, {self.refused} rows refused, "
                f"{self.papers} old papers attached"
            ),
            *(f"  paper not found: {name}" for name in self.missing_papers[:10]),
        ]


class Imports:
    """The tray of what comes in as a batch."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def read(
        self,
        raw: bytes,
        *,
        name: str,
        sheet: str | None = None,
        date_order: str | None = None,
        currency: str | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> Read:
        """Read a sheet of old licences under the mapping kept for its headings, or a guessed one.

        `fields` (field to heading) corrects the mapping. Raises BadInput for what cannot be read, or
        when dates stay two-way and `date_order` is not given.
        """
        found = sheets.read_sheet(raw, name=name, sheet=sheet)
        key = digest(list(found.headers))
        with self.desk.reading() as r:
            kept = kept_mapping(r, key)
            home = self.desk.publishers.row(r).home_currency
        mapping = licences.Mapping.from_facts(kept) if kept else licences.guess_mapping(found)
        if fields:
            mapping = licences.Mapping.from_facts({"fields": {**mapping.fields, **fields}})
        if mapping.missing:
            raise Refused(
                f"{name}: no heading was found for {', '.join(mapping.missing)}",
                hint=f'--field {mapping.missing[0].split()[0]}="HEADING"',
            )
        rows = licences.read_rows(
            found,
            mapping,
            today=self.desk.today,
            date_order=date_order,  # type: ignore[arg-type]  # checked by the reader
            currency=currency or home,
            told=currency is not None,
        )
        return Read(name, key, mapping, found.notes, rows, currency or home)

    def plan(self, read: Read) -> Plan:
        """What filing would do, without doing it."""
        with self.desk.reading() as r:
            seen = licences.preview(read.rows, known=self._known(r), today=self.desk.today)
            meant = _Meant(self.desk, r, seen.new)
            filed_as = self._filed_as(r, seen.new)
        remarks = [(row.line, remark) for row in seen.new for remark in row.warnings]
        bare = [remark for _, remark in remarks if remark.startswith(UNSAID_CURRENCY)]
        return Plan(
            ref=None,
            state="dry-run",
            source=read.name,
            new=len(seen.new),
            known=len(seen.known),
            refused=tuple(
                {"line": p.line, "reason": p.reason, "cells": list(p.cells)} for p in seen.refused
            ),
            warned=seen.warned,
            licensees=tuple(
                {
                    "name": x.name,
                    "rows": x.rows,
                    "same_as": filed_as[x.name] if filed_as[x.name] != x.name else None,
                }
                for x in seen.licensees
            ),
            stubs=len({name for row in seen.new if (name := meant.name(row))} - set(meant.on_file)),
            expiries=tuple(
                {
                    "line": x.line,
                    "old_number": x.old_number,
                    "licensee": x.licensee,
                    "ends_on": x.ends_on.isoformat() if x.ends_on else None,
                }
                for x in seen.expiries
            ),
            mapping=dict(read.mapping.fields),
            unmapped=read.mapping.unmapped,
            notes=(
                *read.notes,
                *([_of_fees(len(bare), read.currency)] if bare else []),
            ),
            remarks=tuple({"line": line, "remark": remark} for line, remark in remarks),
        )

    def _filed_as(self, r: Reading, rows: Iterable[OldLicence]) -> dict[str, str]:
        """Under which licensee each name would be filed: one on file, another spelling, or itself."""
        licensees = self.desk.licensees
        names = licensees.names(r)
        meant: dict[str, str] = {}
        coming: list[str] = []
        filed: dict[str, str] = {}
        for row in rows:
            name = (row.same_as or row.licensee)[:200]
            if name not in meant:
                found = licensees.spelled(r, name, coming=coming, names=names)
                if found is None:
                    coming.append(name)
                elif found not in coming:
                    found = licensees.party(r, licensees.id_of(r, found)).legal_name
                meant[name] = found or name
            filed[row.licensee] = meant[name]
        return filed

    @staticmethod
    def _known(r: Reading) -> set[str]:
        return {
            row.old_number
            for row in r.rows(
                select(LicenceRecord.old_number)
                .join(PaperStateRecord, PaperStateRecord.paper_id == LicenceRecord.paper_id)
                .where(
                    LicenceRecord.old_number.is_not(None), PaperStateRecord.state != "taken-back"
                )
            )
        }

    def file(
        self,
        read: Read,
        *,
        raw: bytes,
        papers: Path | None = None,
        key: Key | None = None,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Batch:
        """File the new licences of a sheet in one transaction; the sheet itself is kept by its digest.

        `papers` is the folder in which the old papers named by the sheet lie. Nothing is filed when
        anything fails. `progress` is told after each licence how many are done, and of how many.
        """
        desk = self.desk
        source_sha = desk.store.put(raw, ".sheet")
        attached, missing = self._papers(read, papers)
        with desk.writing() as w:
            done = w.answered(key)
            if done is not None:
                return self._batch(w, int(done.removeprefix("batch-")))
            seen = licences.preview(read.rows, known=self._known(w), today=w.today)
            if not seen.new:
                raise Conflict(
                    f"{read.name} holds nothing new: {len(seen.known)} licences are on file",
                    hint="syndicate licence list",
                )
            batch = w.insert(
                BatchRecord,
                kind="licences",
                source=read.name,
                source_sha256=source_sha,
                mapping=canonical(read.mapping.facts()),
                filed=len(seen.new),
                refused=len(seen.refused),
                state="filed",
                at=w.now,
                by=w.actor,
            )
            keep_mapping(w, read.headings_sha256, "licences", read.mapping.facts())
            clerk = _Clerk(desk, w, batch, seen.new)
            for n, row in enumerate(seen.new, 1):
                clerk.file(row, attached.get(row.paper_file or ""))
                progress(n, len(seen.new))
            w.answer(key, f"batch-{batch}")
            w.journal("licence import", f"batch-{batch}", source=read.name, filed=len(seen.new))
            made = self._batch(w, batch)
        return Batch(
            made.ref,
            made.state,
            made.batch,
            made.source,
            made.filed,
            made.refused,
            papers=len(attached),
            missing_papers=tuple(missing),
        )

    def _papers(self, read: Read, folder: Path | None) -> tuple[dict[str, str], list[str]]:
        """Old papers found beside the sheet, stored: file name to digest; and those not found."""
        attached: dict[str, str] = {}
        missing: list[str] = []
        names = {
            row.paper_file
            for row in read.rows
            if isinstance(row, licences.OldLicence) and row.paper_file
        }
        for name in sorted(names):
            # The name comes from the sheet: only its last part counts, inside the folder given.
            path = folder / re.split(r"[\\/]", name)[-1] if folder is not None else None
            if (
                path is None
                or path.is_symlink()
                or not path.is_file()
                or path.stat().st_size > _LARGEST_PAPER
            ):
                missing.append(name)
                continue
            attached[name] = self.desk.store.put(path.read_bytes(), ".pdf")
        return attached, missing

    def take_back(self, batch: int) -> Batch:
        """Take a whole batch back: its licences count for nothing from now on.

        Articles and licensees that came with it stay. Raises NotFound; Refused when it is taken back.
        """
        with self.desk.writing() as w:
            row = w.first(
                select(BatchRecord.state, BatchRecord.kind).where(BatchRecord.id == batch)
            )
            if row is None:
                raise NotFound(f"no batch {batch}", hint="syndicate log")
            if row.kind != "licences":
                raise Refused(
                    f"batch {batch} filed articles; only licences are taken back",
                    hint="syndicate article withdraw ARTICLE --reason WHY",
                )
            if row.state == "taken-back":
                raise Refused(f"batch {batch} is taken back already", hint="syndicate licence list")
            for (paper_id,) in w.rows(
                select(LicenceRecord.paper_id).where(LicenceRecord.batch == batch)
            ):
                self.desk.papers.set_state(w, paper_id, "taken-back")
            w.update(BatchRecord, batch, state="taken-back")
            w.journal("licence import taken back", f"batch-{batch}")
            return self._batch(w, batch)

    @staticmethod
    def _batch(r: Reading, batch: int) -> Batch:
        row = r.first(select(*BatchRecord.__table__.columns).where(BatchRecord.id == batch))
        assert row is not None  # noqa: S101  # filed in this transaction
        return Batch(f"batch-{batch}", row.state, batch, row.source, row.filed, row.refused)


class _Clerk:
    """Files the rows of one batch, finding again the licensees, outlets and articles it has made."""

    def __init__(self, desk: Desk, w: Writing, batch: int, rows: Sequence[OldLicence]) -> None:
        self.desk = desk
        self.w = w
        self.batch = batch
        self.several = _several(rows)
        self.meant = _Meant(desk, w, rows)
        self.parties: dict[str, int] = {}
        self.names: list[tuple[str, str]] | None = None
        self.outlets: dict[tuple[int, str], int] = {}

    def file(self, row: OldLicence, paper_sha: str | None) -> None:
        """One licence: its paper under the old number, its one item, nothing invented."""
        w = self.w
        party = self._party((row.same_as or row.licensee)[:200])
        outlet = self._outlet(party, row)
        article = self._article(row)
        number = row.old_number or f"OLD-{self.batch}-{row.line}"
        facts = canonical(_facts(row))
        paper_id = w.insert(
            PaperRecord,
            kind="filed-licence",
            ref=self._ref(number),
            made_from=f"batch-{self.batch}",
            issue_date=row.granted_on or row.starts_on or w.today,
            issued_at=w.now,
            language="en",
            facts=facts,
            facts_sha256=text_digest(facts),
        )
        w.insert(PaperStateRecord, paper_id=paper_id, state="active", journal_seq=w.next_seq())
        w.insert(
            LicenceRecord,
            paper_id=paper_id,
            kind="filed",
            party_id=party,
            old_number=number,
            batch=self.batch,
            currency=row.fee.currency if row.fee is not None else None,
            net_minor=row.fee.minor if row.fee is not None else None,
        )
        w.insert(
            LicenceItemRecord,
            paper_id=paper_id,
            n=1,
            article_id=article,
            outlet_id=outlet,
            outlet_title=row.outlet,
            domains=canonical([row.domain] if row.domain else []),
            medium=row.medium,
            territories=canonical(list(row.territories or ())),
            languages=canonical(list(row.languages or ())),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            perpetual=row.perpetual,
            credit_line=row.credit_line,
            link_url=None,  # the article's address is no word about a link that is owed
            rights=canonical({"unknown": list(row.unknown)}),
            rights_sha256=digest({"unknown": list(row.unknown)}),
            contributors=canonical([]),
            net_minor=row.fee.minor if row.fee is not None else None,
        )
        if paper_sha is not None:
            w.insert(
                DocumentRecord,
                paper_id=paper_id,
                kind="filed-licence",
                language="en",
                revision=1,
                sha256=paper_sha,
                pages=0,
                engine="old books",
                made_at=w.now,
            )
        if article is not None:
            self.desk.stoppages.suspend_new(w, article)

    def _ref(self, number: str) -> str:
        """The old number itself; marked #1, #2 where several rows of the sheet have it, so that each is one licence.

        Marked too when a batch that was taken back had it before. Raises Refused for a number that our own
        series will draw.
        """
        ours = _OURS.fullmatch(number.upper())
        if ours is not None:
            series = self.w.first(select(SeriesRecord.opening).where(SeriesRecord.name == ours[1]))
            if series is not None and int(ours[2]) >= series.opening:
                raise Refused(
                    f"{number} reads as one of our own numbers",
                    hint="open our series past the old books: [series.LIC] first = … at init",
                )
        ref, n = number, 1
        if number.casefold() in self.several:
            ref = f"{number}#1"
        while self.w.scalar(select(PaperRecord.id).where(PaperRecord.ref == ref)) is not None:
            n += 1
            ref = f"{number}#{n}"
        return ref

    def _party(self, name: str) -> int:
        if name not in self.parties:
            licensees = self.desk.licensees
            if self.names is None:
                self.names = licensees.names(self.w)
            ref = licensees.spelled(self.w, name, names=self.names)
            if ref is None:
                ref = licensees.add_in(self.w, name, batch=self.batch)
                self.names = None  # one more is on file
            self.parties[name] = licensees.id_of(self.w, ref)
        return self.parties[name]

    def _outlet(self, party: int, row: OldLicence) -> int | None:
        title = (row.outlet or row.domain or "")[:200]
        if not title:
            return None
        known = self.outlets.get((party, title.casefold()))
        if known is None:
            known = self.w.scalar(
                select(OutletRecord.id).where(
                    OutletRecord.party_id == party, OutletRecord.title == title
                )
            )
        if known is None:
            known = self.desk.licensees.add_outlet_in(
                self.w,
                party,
                title,
                medium=row.medium,
                domains=(row.domain,) if row.domain else (),
                batch=self.batch,
            )
        self.outlets[party, title.casefold()] = known
        return known

    def _article(self, row: OldLicence) -> int | None:
        """The article of a row: on file by its address or headline, else a stub that waits for its text."""
        name = self.meant.name(row)
        if not name:
            return None
        on_file = self.meant.on_file
        if name not in on_file:
            on_file[name] = self._stub(row, _address(row.article_url))
        return on_file[name]

    def _stub(self, row: OldLicence, url: str | None) -> int:
        made: int = self.w.insert(
            ArticleRecord,
            ref=self.w.draw("article").ref,
            edition="",
            url=url,
            state="stub",
            headline=row.headline or url or "",
            byline_basis="unknown",
            language="en",
            latest=0,
            added_at=self.w.now,
            batch=self.batch,
        )
        return made


class _Meant:
    """Which article a row means: by its address in any spelling, else by its headline.

    `on_file` is the name of an article to its id; the names that are not in it come as stubs.
    """

    def __init__(self, desk: Desk, r: Reading, rows: Sequence[OldLicence]) -> None:
        self.on_file: dict[str, int] = {}
        self._coming: dict[str, str] = {}
        named = {row.headline for row in rows if row.headline and not _address(row.article_url)}
        wanted = sorted(named)
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            found = select(ArticleRecord.id, ArticleRecord.headline).order_by(ArticleRecord.id)
            for article in r.rows(found.where(ArticleRecord.headline.in_(part))):
                self.on_file.setdefault(article.headline.casefold(), article.id)
        missed: set[str] = set()
        for row in rows:
            url = _address(row.article_url)
            if url is None:
                continue
            name = article_key(url)
            if name not in self.on_file and name not in missed:
                missed.add(name)
                ref = desk.articles.at_address(r, url)
                if ref is not None:
                    self.on_file[name] = r.scalar(
                        select(ArticleRecord.id).where(ArticleRecord.ref == ref)
                    )
            if name not in self.on_file and row.headline:
                self._coming.setdefault(row.headline.casefold(), name)

    def name(self, row: OldLicence) -> str:
        """What the article of `row` is known by here; "" where it names none."""
        url = _address(row.article_url)
        if url is not None:
            return article_key(url)
        headline = (row.headline or "").casefold()
        return headline if headline in self.on_file else self._coming.get(headline, headline)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _of_fees(count: int, currency: str) -> str:
    stand = "1 fee stands" if count == 1 else f"{count} fees stand"
    return f"{stand} without a currency, read as {currency} (--currency CODE says another)"


def _several(rows: Iterable[OldLicence]) -> frozenset[str]:
    """The old numbers that more than one of `rows` has, in small letters."""
    counts = Counter((row.old_number or "").casefold() for row in rows)
    return frozenset(number for number, count in counts.items() if number and count > 1)


def kept_mapping(r: Reading, headings_sha256: str) -> dict[str, Any] | None:
    """The mapping kept for a sheet with these headings, as plain JSON; None where there is none."""
    kept = r.scalar(
        select(MappingRecord.mapping).where(MappingRecord.headings_sha256 == headings_sha256)
    )
    return json.loads(kept) if kept else None


def keep_mapping(w: Writing, headings_sha256: str, kind: str, facts: Mapping[str, Any]) -> None:
    """Keep how the headings of a sheet were understood; it serves the next sheet that has the same."""
    from sqlalchemy import delete, insert

    w.connection.execute(
        delete(MappingRecord).where(MappingRecord.headings_sha256 == headings_sha256)
    )
    w.connection.execute(
        insert(MappingRecord).values(
            headings_sha256=headings_sha256, kind=kind, mapping=canonical(facts)
        )
    )


def _address(url: str | None) -> str | None:
    """A dead or ill-written address in one spelling, or None where it is no address at all."""
    from syndicate.errors import BadInput

    if url is None:
        return None
    try:
        return canonical_url(url) if host_of(url) else None
    except BadInput:
        return None


def _facts(row: OldLicence) -> dict[str, Any]:
    """What the sheet says of a licence, as plain JSON: the paper's frozen facts."""
    import dataclasses

    made: dict[str, Any] = {"kind": "filed-licence"}
    for name, value in ((f.name, getattr(row, f.name)) for f in dataclasses.fields(row)):
        if isinstance(value, date):
            made[name] = value.isoformat()
        elif hasattr(value, "facts"):
            made[name] = value.facts()
        elif isinstance(value, tuple):
            made[name] = list(value)
        else:
            made[name] = value
    return made
