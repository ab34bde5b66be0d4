"""Freezing and printing, the same for every kind of paper.

A paper goes through the door twice: its facts are frozen under a number in one short transaction, the press
makes the file outside any lock, the file is stored under its digest, and a second transaction records it
together with the draft of the mail it goes out with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from syndicate.errors import NotFound, SyndicateError
from syndicate.records.journal import IdempotencyRecord
from syndicate.records.papers import DocumentRecord, PaperRecord, PaperStateRecord
from syndicate.records.quotes import QuoteRecord, QuoteRevisionRecord
from syndicate.rules.facts import canonical, text_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from syndicate.desk import Desk
    from syndicate.desk.door import Drawn, Reading, Writing
    from syndicate.documents.press import Printed as Pressed

__all__ = ["Frozen", "Lost", "Papers", "Printed"]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A paper whose facts and number are on file."""

    paper_id: int
    ref: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed file: where it lies and what it is."""

    path: Path
    sha256: str
    pages: int

    def answer(self) -> dict[str, object]:
        """What scripts read of it."""
        return {"path": str(self.path), "sha256": self.sha256, "pages": self.pages}


@dataclass(frozen=True, slots=True)
class Lost:
    """A document whose PDF is gone from the store: of which paper or quote revision, if of either."""

    about: str
    kind: str
    sha256: str
    paper_id: int | None
    revision_id: int | None


@dataclass(frozen=True, slots=True)
class _Job:
    """What the press needs, read in one view."""

    about: str
    kind: str
    language: str
    facts: dict[str, Any]
    issued_at: datetime
    paper_id: int | None = None
    revision_id: int | None = None
    revision: int = 1


class Papers:
    """The tray of papers."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def freeze(
        self,
        w: Writing,
        *,
        kind: str,
        build: Callable[[Drawn, date], Mapping[str, Any]],
        made_from: str,
        language: str,
        state: str,
    ) -> Frozen:
        """Draw the next number of `kind` and file the facts that `build` makes with it.

        The caller files the paper's own rows and writes the journal entry in the same transaction.
        """
        drawn = w.draw(kind)
        facts = canonical(build(drawn, w.today))
        paper_id = w.insert(
            PaperRecord,
            kind=kind,
            series=drawn.series,
            number=drawn.number,
            opening=drawn.opening,
            prev=drawn.prev,
            ref=drawn.ref,
            made_from=made_from,
            issue_date=w.today,
            issued_at=w.now,
            language=language,
            facts=facts,
            facts_sha256=text_digest(facts),
        )
        w.insert(PaperStateRecord, paper_id=paper_id, state=state, journal_seq=w.next_seq())
        return Frozen(paper_id, drawn.ref)

    def set_state(self, w: Writing, paper_id: int, state: str) -> None:
        """Move a paper to `state`; the caller has asked the rules and writes the journal entry."""
        w.update(PaperStateRecord, paper_id, state=state, journal_seq=w.next_seq())

    def print_paper(self, ref: str) -> Printed:
        """The printed file of an issued paper; prints it now when a crash left it unprinted.

        Raises NotFound; Outside when the press or the disk says no (the paper keeps its number).
        """
        with self.desk.reading() as r:
            row = r.first(
                select(
                    PaperRecord.id,
                    PaperRecord.kind,
                    PaperRecord.language,
                    PaperRecord.facts,
                    PaperRecord.issued_at,
                ).where(PaperRecord.ref == ref)
            )
            if row is None:
                raise NotFound(f"no paper {ref}", hint="syndicate licence list")
            found = self._document(r, DocumentRecord.paper_id == row.id, row.kind)
        if found is not None:
            return found
        return self._print(
            _Job(ref, row.kind, row.language, json.loads(row.facts), row.issued_at, paper_id=row.id)
        )

    def print_revision(self, ref: str, *, kind: str = "quote") -> Printed:
        """The printed quote (or pro-forma) of the revision in force; prints it when it is not yet.

        Raises NotFound, Outside.
        """
        with self.desk.reading() as r:
            row = r.first(
                select(
                    QuoteRevisionRecord.id,
                    QuoteRevisionRecord.n,
                    QuoteRevisionRecord.facts,
                    QuoteRevisionRecord.drafted_at,
                )
                .join(QuoteRecord, QuoteRecord.id == QuoteRevisionRecord.quote_id)
                .where(QuoteRecord.ref == ref, QuoteRevisionRecord.n == QuoteRecord.revision)
            )
            if row is None:
                raise NotFound(f"no quote {ref}", hint="syndicate quote list")
            found = self._document(r, DocumentRecord.quote_revision_id == row.id, kind)
        if found is not None:
            return found
        facts = {**json.loads(row.facts), "kind": kind}
        return self._print(
            _Job(
                ref,
                kind,
                facts["language"],
                facts,
                row.drafted_at,
                revision_id=row.id,
                revision=row.n,
            )
        )

    def document_of(self, r: Reading, paper_id: int, kind: str) -> Printed | None:
        """The printed file of a paper, or None while it is unprinted."""
        return self._document(r, DocumentRecord.paper_id == paper_id, kind)

    def revision_document(self, r: Reading, revision_id: int, kind: str) -> Printed | None:
        """The printed file of a quote revision, or None while it is unprinted."""
        return self._document(r, DocumentRecord.quote_revision_id == revision_id, kind)

    def _document(self, r: Reading, where: Any, kind: str) -> Printed | None:  # noqa: ANN401
        row = r.first(
            select(DocumentRecord.sha256, DocumentRecord.pages)
            .where(where, DocumentRecord.kind == kind)
            .order_by(DocumentRecord.revision.desc())
        )
        if row is None:
            return None
        return Printed(self.desk.store.place(row.sha256, ".pdf"), row.sha256, row.pages)

    def _pressed(self, job: _Job) -> Pressed:
        logo = job.facts["publisher"].get("logo")
        return self.desk.press.print_paper(
            job.facts,
            logo=self.desk.store.get(logo) if logo else None,
            issued_at=job.issued_at,
        )

    def _print(self, job: _Job) -> Printed:
        desk = self.desk
        made = self._pressed(job)
        desk.store.put(made.pdf, ".pdf")
        with desk.reading() as r:
            draft = desk.mails.compose(
                r, kind=job.kind, about=job.about, facts=job.facts, pdf=made.pdf, sha256=made.sha256
            )
        with desk.writing() as w:
            where = (
                DocumentRecord.paper_id == job.paper_id
                if job.paper_id is not None
                else DocumentRecord.quote_revision_id == job.revision_id
            )
            found = self._document(w, where, job.kind)
            if found is not None:  # another command printed it meanwhile: the same facts, one file
                return found
            w.insert(
                DocumentRecord,
                paper_id=job.paper_id,
                quote_revision_id=job.revision_id,
                kind=job.kind,
                language=job.language,
                revision=job.revision,
                sha256=made.sha256,
                pages=made.pages,
                engine=made.engine,
                made_at=w.now,
            )
            desk.mails.file(w, draft)
            if self._stopped(w, job):  # meanwhile; the paper is printed, but nobody is to send it
                desk.mails.set_aside(w, job.about)
            w.journal("print", job.about, kind=job.kind, sha256=made.sha256, pages=made.pages)
        return Printed(desk.store.place(made.sha256, ".pdf"), made.sha256, made.pages)

    @staticmethod
    def _stopped(r: Reading, job: _Job) -> bool:
        """Whether a licence rests, or a quote was withdrawn, by the time it is printed."""
        if job.paper_id is not None:
            state = r.scalar(
                select(PaperStateRecord.state).where(PaperStateRecord.paper_id == job.paper_id)
            )
        else:
            state = r.scalar(
                select(QuoteRecord.state)
                .join(QuoteRevisionRecord, QuoteRevisionRecord.quote_id == QuoteRecord.id)
                .where(QuoteRevisionRecord.id == job.revision_id)
            )
        return state in {"suspended", "withdrawn"}

    @staticmethod
    def key_of(r: Reading, ref: str) -> str | None:
        """The idempotency key that a reference was made under, or None."""
        found: str | None = r.scalar(
            select(IdempotencyRecord.key).where(IdempotencyRecord.ref == ref)
        )
        return found

    def unprinted(self) -> list[tuple[str, str]]:
        """Papers and sent quotes that have a number or were sent, but no printed file: (kind, ref)."""
        return self.desk.lists.unprinted()

    def print_unprinted(self) -> Iterator[tuple[str, str | None]]:
        """Print what a crash left unprinted: each reference, and why it could not be printed (or None).

        A paper that the press refuses does not keep the others waiting.
        """
        for kind, ref in self.unprinted():
            try:
                if kind == "quote":
                    self.print_revision(ref)
                else:
                    self.print_paper(ref)
            except SyndicateError as error:
                yield ref, error.message
            else:
                yield ref, None

    def lost(self) -> list[Lost]:
        """Documents on file whose PDF is no longer in the store."""
        with self.desk.reading() as r:
            rows = r.rows(
                select(
                    *DocumentRecord.__table__.columns,
                    func.coalesce(PaperRecord.ref, QuoteRecord.ref, DocumentRecord.report).label(
                        "about"
                    ),
                )
                .outerjoin(PaperRecord, PaperRecord.id == DocumentRecord.paper_id)
                .outerjoin(
                    QuoteRevisionRecord,
                    QuoteRevisionRecord.id == DocumentRecord.quote_revision_id,
                )
                .outerjoin(QuoteRecord, QuoteRecord.id == QuoteRevisionRecord.quote_id)
                .order_by(DocumentRecord.id)
            )
        return [
            Lost(row.about, row.kind, row.sha256, row.paper_id, row.quote_revision_id)
            for row in rows
            if not self.desk.store.place(row.sha256, ".pdf").is_file()
        ]

    def restore(self, lost: Lost) -> bool:
        """Print a lost document again from its frozen facts; whether it came out byte for byte.

        What differs is not kept: a paper has one file for ever. Raises Outside when the press fails.
        """
        with self.desk.reading() as r:
            if lost.paper_id is not None and lost.kind != "filed-licence":
                row = r.first(
                    select(PaperRecord.facts, PaperRecord.issued_at.label("at")).where(
                        PaperRecord.id == lost.paper_id
                    )
                )
            else:
                row = r.first(
                    select(
                        QuoteRevisionRecord.facts, QuoteRevisionRecord.drafted_at.label("at")
                    ).where(QuoteRevisionRecord.id == lost.revision_id)
                )
        if row is None:
            return False
        facts = {**json.loads(row.facts), "kind": lost.kind}
        made = self._pressed(_Job(lost.about, lost.kind, facts["language"], facts, row.at))
        if made.sha256 != lost.sha256:
            return False
        self.desk.store.put(made.pdf, ".pdf")
        return True
