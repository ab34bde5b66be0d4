"""Audits: a page looked at, what of ours stands on it, judged term by term, kept with its snapshot.

A copy without a licence says "no licence on file"; only a person makes it a case.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from syndicate.desk.lists.audits import CopyLine, share
from syndicate.desk.references import resolve
from syndicate.errors import BadInput, NotFound
from syndicate.records.articles import ArticleRecord, VersionRecord
from syndicate.records.audits import FindingRecord, MatchRecord, PlacementRecord, SnapshotRecord
from syndicate.records.licences import LicenceItemRecord, LicenceRecord, SuspensionRecord
from syndicate.records.papers import PaperRecord, PaperStateRecord
from syndicate.rules import dates
from syndicate.rules.audits import (
    House,
    Judgement,
    Terms,
    Verdict,
    assess,
    judge,
    names_licence,
    verdict,
)
from syndicate.rules.facts import canonical

if TYPE_CHECKING:
    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.monitor.captures import Capture
    from syndicate.monitor.matching import Copy
    from syndicate.monitor.shelf import Shelf, Title

__all__ = ["Audit", "Audits", "CopyLine"]

_SUFFIX = {"text/html": ".html", "application/pdf": ".pdf", "text/plain": ".txt"}
_WORST = (
    Verdict.BREACH,
    Verdict.NO_LICENCE,
    Verdict.UNKNOWN,
    Verdict.QUOTATION,
    Verdict.COMPLIANT,
    Verdict.OWN,
)
_MOST_EDITS = 40


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit of one page found."""

    ref: str | None
    state: str
    url: str | None
    source: str
    seen_at: str
    snapshot_sha256: str
    matches: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]

    @property
    def failed(self) -> list[dict[str, Any]]:
        """The findings that are breaches."""
        return [f for f in self.findings if f["result"] == "fail"]


@dataclass(frozen=True, slots=True)
class _Item:
    """A licence item that a copy can be judged against."""

    id: int
    terms: Terms


class Audits:
    """The tray of audits."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def page(
        self,
        raw: bytes,
        *,
        source: str,
        url: str | None = None,
        content_type: str | None = None,
        headers: tuple[tuple[str, str], ...] | None = None,
        licence: str | None = None,
        key: Key | None = None,
        keep: bool = True,
    ) -> Audit:
        """Look at one page: which versions of which articles stand on it, judged against their licences.

        `licence` judges against that licence only. With `keep` the page is kept under its digest, with
        what was found. Raises BadInput for what is no page or no address, NotFound.
        """
        from syndicate.monitor.captures import open_capture
        from syndicate.pages.urls import canonical_url

        if url is not None:
            canonical_url(url)  # an address that cannot be read is said, not dropped
        capture = open_capture(
            raw,
            url=url,
            at=self.desk.now,
            name=source,
            content_type=content_type,
            headers=headers,
        )
        with self.desk.reading() as r:
            wanted = resolve(r, "licence", licence) if licence else None
            shelf, titles = self._shelf(r)
            judged = self._judge(r, capture, shelf, titles, wanted)
        refs: list[str | None] = [None] * len(judged.copies)
        if keep:
            refs = self._keep(capture, source, judged, key)
        return self._answer(capture, source, judged, refs)

    def _shelf(self, r: Reading) -> tuple[Shelf, dict[tuple[str, int], Title]]:
        """Every version on file, as the matcher knows it."""
        from syndicate.monitor.shelf import Shelf, Title, TitlePassage

        titles: dict[tuple[str, int], Title] = {}
        rows = r.rows(
            select(ArticleRecord.ref, VersionRecord.n)
            .join(VersionRecord, VersionRecord.article_id == ArticleRecord.id)
            .order_by(VersionRecord.id)
        )
        for row in rows:
            ref, n = row.ref, row.n
            standing = self.desk.articles.standing(r, ref, version=n)
            facts = standing.facts
            titles[ref, n] = Title(
                article=ref,
                version=n,
                headline=facts["headline"],
                passages=tuple(
                    TitlePassage(
                        n=s.passage.n,
                        text=s.passage.text,
                        licensable=s.licensable,
                        kind=s.kind.value,
                        owner=s.owner.value,
                    )
                    for s in standing.settled
                ),
                byline=facts["byline"],
                url=facts["url"],
                language=facts["language"],
                digest=facts["digest"],
            )
        return Shelf.of(titles.values()), titles

    def _judge(
        self,
        r: Reading,
        capture: Capture,
        shelf: Shelf,
        titles: dict[tuple[str, int], Title],
        wanted: str | None,
    ) -> _Judged:
        from syndicate.monitor.captures import view
        from syndicate.monitor.matching import Reuse, matches_in
        from syndicate.monitor.sightings import sighted

        page = view(capture)
        today = self.desk.today
        on = dates.day_in(self.desk.zone, capture.at)
        house = House(domains=self.desk.publishers.own_domains(r))
        copies, judgements, items = [], [], []
        for copy in matches_in(page, shelf):
            seen = sighted(
                page,
                copy,
                titles[copy.article, copy.version],
                url=capture.url,
                on=on,
                sites=house.domains,
            )
            against = self._items(r, copy.article, wanted)
            # So little is a copy only where a licence for it is named, by the desk or by the page.
            if copy.reuse is Reuse.NONE and not (
                against and (wanted or any(names_licence(seen, i.terms) for i in against))
            ):
                continue
            if wanted is not None and against:
                # The desk named the licence: a page elsewhere is a breach of it, not a page without one.
                findings = judge(seen, against[0].terms, today=today)
                judgement = Judgement(verdict(findings), against[0].terms, findings)
            else:
                judgement = assess(seen, [i.terms for i in against], house=house, today=today)
            chosen = judgement.terms
            copies.append(copy)
            judgements.append(judgement)
            items.append(next((i.id for i in against if chosen and i.terms is chosen), None))
        return _Judged(tuple(copies), tuple(judgements), tuple(items), page.notes, wanted)

    def _items(self, r: Reading, article: str, wanted: str | None) -> list[_Item]:
        """The licence items that may cover a copy of `article`, ours and filed, whatever their dates."""
        from syndicate.monitor.sightings import aimed

        publisher = self.desk.publishers.row(r)
        # A copy has so long to go; the days are counted whole.
        grace = timedelta(days=-(-publisher.correction_hours // 24))
        names = (
            *(n for n in (publisher.trading_name, publisher.legal_name) if n),
            *self.desk.publishers.edition_names(r),
            *self.desk.publishers.own_domains(r),
        )
        rests = (
            select(SuspensionRecord.licence_item_id, func.min(SuspensionRecord.at).label("since"))
            .where(SuspensionRecord.lifted_at.is_(None))
            .group_by(SuspensionRecord.licence_item_id)
            .subquery()
        )
        statement = (
            select(
                PaperRecord.ref,
                PaperRecord.kind,
                PaperRecord.id.label("paper_id"),
                LicenceItemRecord.id,
                LicenceItemRecord.n,
                LicenceItemRecord.outlet_title,
                LicenceItemRecord.domains,
                LicenceItemRecord.medium,
                LicenceItemRecord.territories,
                LicenceItemRecord.languages,
                LicenceItemRecord.starts_on,
                LicenceItemRecord.ends_on,
                LicenceItemRecord.perpetual,
                LicenceItemRecord.credit_line,
                LicenceItemRecord.link_url,
                LicenceItemRecord.canonical,
                LicenceItemRecord.excerpt_words,
                LicenceItemRecord.whole,
                LicenceItemRecord.rights,
                VersionRecord.n.label("version"),
                VersionRecord.byline,
                rests.c.since,
            )
            .outerjoin(rests, rests.c.licence_item_id == LicenceItemRecord.id)
            .join(LicenceRecord, LicenceRecord.paper_id == LicenceItemRecord.paper_id)
            .join(PaperRecord, PaperRecord.id == LicenceItemRecord.paper_id)
            .join(PaperStateRecord, PaperStateRecord.paper_id == PaperRecord.id)
            .join(ArticleRecord, ArticleRecord.id == LicenceItemRecord.article_id)
            .outerjoin(VersionRecord, VersionRecord.id == LicenceItemRecord.version_id)
            .where(ArticleRecord.ref == article, PaperStateRecord.state != "taken-back")
            .order_by(PaperRecord.id.desc())
        )
        if wanted is not None:
            statement = statement.where(PaperRecord.ref == wanted)
        made = []
        for row in r.rows(statement):
            filed = row.kind == "filed-licence"
            rights = json.loads(row.rights)
            killed = dates.day_in(self.desk.zone, row.since) if row.since else None
            terms = Terms(
                licence=row.ref,
                article=article,
                version=row.version,
                outlet_title=row.outlet_title,
                domains=tuple(json.loads(row.domains)),
                first_day=row.starts_on,
                last_day=row.ends_on,
                perpetual=row.perpetual,
                territories=tuple(json.loads(row.territories)),
                languages=tuple(json.loads(row.languages)),
                # Ours say all they ask for, so nothing said is nothing asked; the old books may be silent.
                byline=None if filed else row.byline or self._promised(r, row.paper_id, row.n),
                credit_line=row.credit_line if filed else row.credit_line or "",
                credit_names=names,
                link_url=row.link_url if filed else row.link_url or "",
                canonical=row.canonical,
                excerpt_words=row.excerpt_words,
                whole=row.whole,
                edits=None if filed else "house-style",
                left_out=None if filed else frozenset(rights.get("left_out", ())),
                medium=row.medium,
                filed=filed,
                killed_on=killed,
                remove_by=killed + grace if killed else None,
            )
            made.append(_Item(row.id, aimed(terms)))
        return made

    @staticmethod
    def _promised(r: Reading, paper_id: int, n: int) -> str:
        """The byline a licence asks for where the text printed none and a person gave it; "" for none."""
        facts = json.loads(
            r.scalar(select(PaperRecord.facts).where(PaperRecord.id == paper_id)) or "{}"
        )
        item: dict[str, Any] = next((item for item in facts.get("items", ()) if item["n"] == n), {})
        return item.get("article", {}).get("byline") or ""

    def _keep(
        self, capture: Capture, source: str, judged: _Judged, key: Key | None
    ) -> list[str | None]:
        """File the snapshot, the placements, the matches and their findings."""
        suffix = _SUFFIX.get(capture.media_type, ".bin")
        self.desk.store.put(capture.body, suffix)
        with self.desk.writing() as w:
            done = w.answered(key)
            if done is not None:
                return [*done.split(" "), *([None] * len(judged.copies))][: len(judged.copies)]
            snapshot = w.insert(
                SnapshotRecord,
                sha256=capture.sha256,
                url=capture.url,
                source=source,
                media_type=capture.media_type,
                size=len(capture.body),
                at=capture.at,
            )
            refs = [
                self._keep_match(w, capture, snapshot, copy, judgement, item)
                for copy, judgement, item in zip(
                    judged.copies, judged.judgements, judged.items, strict=True
                )
            ]
            w.answer(key, " ".join(refs) or f"snapshot-{snapshot}")
            w.journal(
                "audit page",
                refs[0] if refs else f"snapshot-{snapshot}",
                snapshot=capture.sha256,
                copies=refs,
                verdicts=[j.verdict.value for j in judged.judgements],
            )
        return list(refs)

    def _keep_match(
        self,
        w: Writing,
        capture: Capture,
        snapshot: int,
        copy: Copy,
        judgement: Judgement,
        item: int | None,
    ) -> str:
        place = capture.url or f"file:{capture.sha256}"
        version = w.first(
            select(VersionRecord.id, VersionRecord.article_id)
            .join(ArticleRecord, ArticleRecord.id == VersionRecord.article_id)
            .where(ArticleRecord.ref == copy.article, VersionRecord.n == copy.version)
        )
        assert version is not None  # noqa: S101  # the shelf holds only versions on file
        known = w.first(
            select(PlacementRecord.id, PlacementRecord.ref).where(
                PlacementRecord.place == place, PlacementRecord.article_id == version.article_id
            )
        )
        state = _placement_state(judgement.verdict)
        if known is None:
            ref = w.draw("copy").ref
            placement = w.insert(
                PlacementRecord,
                ref=ref,
                place=place,
                host=_host(capture.url),
                article_id=version.article_id,
                state=state,
                first_seen=capture.at,
                last_seen=capture.at,
            )
        else:
            ref, placement = known.ref, known.id
            w.update(PlacementRecord, placement, state=state, last_seen=capture.at)
        match = w.insert(
            MatchRecord,
            snapshot_id=snapshot,
            placement_id=placement,
            version_id=version.id,
            version_told=not copy.undecided,
            licence_item_id=item,
            copied=copy.copied,
            licensable=copy.licensable,
            copied_total=copy.copied_total,
            total=copy.total,
            verdict=judgement.verdict.value,
            edits=canonical(
                [
                    {
                        "op": e.op.value,
                        "ours": e.ours,
                        "theirs": e.theirs,
                        "n": e.n,
                        "after": e.after,
                    }
                    for e in copy.edits[:_MOST_EDITS]
                ]
            ),
        )
        for finding in judgement.findings:
            w.insert(
                FindingRecord,
                match_id=match,
                rule=finding.rule.value,
                result=finding.result.value,
                severity=finding.severity.value,
                evidence=finding.evidence,
            )
        return str(ref)

    def _answer(
        self, capture: Capture, source: str, judged: _Judged, refs: list[str | None]
    ) -> Audit:
        matches: list[dict[str, Any]] = []
        findings: list[dict[str, Any]] = []
        for copy, judgement, ref in zip(judged.copies, judged.judgements, refs, strict=True):
            licence = judgement.terms.licence if judgement.terms else None
            matches.append(
                {
                    "ref": ref,
                    "article": copy.article,
                    # None: the page does not tell it.
                    "version": None if copy.undecided else copy.version,
                    "nearest_version": copy.version,
                    "later_version": None if copy.undecided else copy.later,
                    "coverage": share(copy.copied, copy.licensable),
                    "coverage_total": share(copy.copied_total, copy.total),
                    "words_copied": copy.copied,
                    "longest_run": copy.longest_run,
                    "reuse": copy.reuse.value,
                    "headline": copy.headline.value,
                    "licence": licence,
                    "verdict": judgement.verdict.value,
                    "excluded_present": list(copy.excluded_numbers),
                    "edits": [
                        {
                            "op": e.op.value,
                            "ours": e.ours,
                            "theirs": e.theirs,
                            "n": e.n,
                            "after": e.after,
                        }
                        for e in copy.edits[:_MOST_EDITS]
                    ],
                }
            )
            findings.extend(
                {
                    "rule": f.rule.value,
                    "result": f.result.value,
                    "severity": f.severity.value,
                    "evidence": f.evidence,
                    "article": f.article,
                    "licence": f.licence,
                }
                for f in judgement.findings
            )
        found = [j.verdict for j in judged.judgements]
        state = next((v.value for v in _WORST if v in found), "nothing-of-ours")
        return Audit(
            ref=refs[0] if refs else None,
            state=state,
            url=capture.url,
            source=source,
            seen_at=dates.stamp(capture.at),
            snapshot_sha256=capture.sha256,
            matches=tuple(matches),
            findings=tuple(findings),
            notes=tuple(judged.notes),
        )

    def on_file(self) -> list[CopyLine]:
        """Every copy found, newest first, as it was last seen."""
        return self.desk.lists.audits()

    @staticmethod
    def _placement(r: Reading, ref: str) -> Any:  # noqa: ANN401
        return r.first(
            select(*PlacementRecord.__table__.columns, ArticleRecord.ref.label("article"))
            .join(ArticleRecord, ArticleRecord.id == PlacementRecord.article_id)
            .where(PlacementRecord.ref == ref)
        )

    @staticmethod
    def _last_match(r: Reading, placement_id: int) -> Any:  # noqa: ANN401
        return r.first(
            select(
                *MatchRecord.__table__.columns,
                VersionRecord.n.label("version"),
                PaperRecord.ref.label("licence"),
            )
            .join(VersionRecord, VersionRecord.id == MatchRecord.version_id)
            .outerjoin(LicenceItemRecord, LicenceItemRecord.id == MatchRecord.licence_item_id)
            .outerjoin(PaperRecord, PaperRecord.id == LicenceItemRecord.paper_id)
            .where(MatchRecord.placement_id == placement_id)
            .order_by(MatchRecord.id.desc())
        )

    def _line(self, r: Reading, row: Any) -> CopyLine:  # noqa: ANN401
        match = self._last_match(r, row.id)
        return CopyLine(
            ref=row.ref,
            state=row.state,
            verdict=match.verdict,
            place=row.place,
            article=row.article,
            version=match.version if match.version_told else None,
            coverage=share(match.copied, match.licensable),
            licence=match.licence,
            first_seen=dates.stamp(row.first_seen),
            last_seen=dates.stamp(row.last_seen),
        )

    def show(self, copy: str) -> dict[str, Any]:
        """One copy as it was last seen, with every finding and its evidence. Raises NotFound."""
        with self.desk.reading() as r:
            ref = resolve(r, "copy", copy)
            row = self._placement(r, ref)
            if row is None:
                raise NotFound(f"no copy {ref}", hint="syndicate audit list")
            line = self._line(r, row)
            match = self._last_match(r, row.id)
            snapshot = r.first(
                select(SnapshotRecord.sha256, SnapshotRecord.at, SnapshotRecord.media_type).where(
                    SnapshotRecord.id == match.snapshot_id
                )
            )
            findings = r.rows(
                select(
                    FindingRecord.rule,
                    FindingRecord.result,
                    FindingRecord.severity,
                    FindingRecord.evidence,
                )
                .where(FindingRecord.match_id == match.id)
                .order_by(FindingRecord.id)
            )
        assert snapshot is not None  # noqa: S101  # a match names its snapshot by key
        suffix = _SUFFIX.get(snapshot.media_type, ".bin")
        return {
            **{name: getattr(line, name) for name in line.__slots__},
            "snapshot_sha256": snapshot.sha256,
            "snapshot_path": str(self.desk.store.place(snapshot.sha256, suffix)),
            "snapshot_at": dates.stamp(snapshot.at),
            "edits": json.loads(match.edits),
            "findings": [f._asdict() for f in findings],
        }


@dataclass(frozen=True, slots=True)
class _Judged:
    """The copies of one page with their judgements, in the same order."""

    copies: tuple[Copy, ...]
    judgements: tuple[Judgement, ...]
    items: tuple[int | None, ...]
    notes: tuple[str, ...]
    wanted: str | None


def _placement_state(verdict: Verdict) -> str:
    states = {
        Verdict.COMPLIANT: "compliant",
        Verdict.BREACH: "breach",
        Verdict.NO_LICENCE: "no-licence-on-file",
        Verdict.QUOTATION: "quotation",
        Verdict.OWN: "own",
    }
    return states.get(verdict, "matched")


def _host(url: str | None) -> str | None:
    from syndicate.pages.urls import host_of

    try:
        return host_of(url) or None if url else None
    except BadInput:
        return None
