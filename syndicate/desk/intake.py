"""Articles come in: looked at first, then filed piece by piece; the same source twice changes nothing.

A piece is one transaction with its journal entries. Whatever stops an import, typing it again goes on where it
stopped: an item is known by its source, its own id and the digest of its bytes. What staff set by hand stays.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select

from syndicate.desk.ahead import can_read_ahead, read_ahead
from syndicate.desk.articles import check_source
from syndicate.desk.door import file_digest
from syndicate.desk.imports import keep_mapping, kept_mapping
from syndicate.errors import BadInput, Conflict, Refused, SyndicateError
from syndicate.pages.urls import canonical_url, host_of, same_article
from syndicate.records.articles import (
    AlternateRecord,
    ArticleRecord,
    SuspectRecord,
    VersionRecord,
)
from syndicate.records.imports import ArrivalRecord, BatchRecord
from syndicate.records.publishers import EditionRecord
from syndicate.records.rights import ContributorNameRecord, RestrictionRecord
from syndicate.rules import dates
from syndicate.rules.articles import ArticleState, Rule, agency_in_byline
from syndicate.rules.articles.arrivals import (
    JUST_SO,
    NO_TEXT,
    REF,
    Judged,
    OnFile,
    another,
    compare,
    everywhere,
    first,
    item_id,
    judge,
)
from syndicate.rules.articles.changes import another_text
from syndicate.rules.articles.contributors import name_key, names_in
from syndicate.rules.articles.drafts import passages_from_facts
from syndicate.rules.articles.edits import read_edits
from syndicate.rules.articles.incoming import Incoming, Lead, PubStatus, Refusal
from syndicate.rules.articles.search import rank
from syndicate.rules.facts import digest, text_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Touched, Writing
    from syndicate.desk.keys import Key
    from syndicate.exchange import spreadsheets
    from syndicate.exchange.sheets import Sheet
    from syndicate.exchange.sources import Source
    from syndicate.pages.fetch import Fetched
    from syndicate.rules.articles.arrivals import Outcome
    from syndicate.rules.articles.incoming import Arrival

__all__ = ["Counts", "Intake", "Item", "Opened", "Placed", "Readable", "Taken"]

_PIECE = 500
"""As many items are one transaction."""

_LEADS = 20
"""As many pages that have to be fetched are one."""

_WORTH_AHEAD = 4 * 1024 * 1024
"""From so many bytes on a second process reads ahead."""

_SLOTS = 1 << 22
"""So many marks tell which names came before; two names with one mark cost a look, nothing else."""

_MOST_LISTED = 1_000
_MOST_NAMES = 100_000


class Readable(Protocol):
    """An opened source, as `exchange.sources` opens it: its name, its arrivals, how far the reading has come."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def size(self) -> int | None:
        """Bytes, where that is known."""

    @property
    def position(self) -> Callable[[], int]:
        """How many bytes have been read."""

    def __iter__(self) -> Iterator[Arrival]: ...


@dataclass(frozen=True, slots=True)
class Item:
    """What becomes of one item: new, changed, known, refused or lead (an address that was not fetched), and why."""

    where: str
    state: str
    item_id: str | None = None
    ref: str | None = None
    headline: str | None = None
    url: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class Counts:
    """How many items came so far, and what became of them; `position` of `size` bytes are read."""

    items: int = 0
    new: int = 0
    changed: int = 0
    known: int = 0
    refused: int = 0
    leads: int = 0
    position: int = 0
    size: int | None = None

    def note(self, item: Item) -> None:
        """Count one item."""
        self.items += 1
        name = "leads" if item.state == "lead" else item.state
        setattr(self, name, getattr(self, name) + 1)


@dataclass(frozen=True, slots=True)
class Taken:
    """An import that is through: the batch it filed (None: there was nothing to file), counts, what was refused."""

    ref: str | None
    state: str
    source: str
    items: int
    new: int
    changed: int
    known: int
    leads: int
    refused: int
    refusals: tuple[Item, ...] = ()
    not_fetched: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Items judged, or settled already, how far the source is read, and what each item says (in a preview)."""

    items: list[Judged | Item]
    position: int
    said: list[_Said | None]


@dataclass(frozen=True, slots=True)
class _Said:
    """What one item says, in little memory: its names, a hash of its facts, its stamp, whether it is a kill."""

    names: tuple[int, ...]
    facts: int
    modified_at: datetime | None
    killed: bool


@dataclass(slots=True)
class _Decision:
    """What shall become of one judged item, as the books stand."""

    judged: Judged
    item: Item
    outcome: Outcome
    row: Any = None
    arrival: int | None = None


class _Stumbled(Exception):
    """One item of a piece cannot be filed; the others can."""

    def __init__(self, judged: Judged, why: SyndicateError) -> None:
        super().__init__(why.message)
        self.judged = judged
        self.why = why


@dataclass(frozen=True, slots=True)
class Placed:
    """How the headings of a sheet of articles were understood."""

    sheet: str
    headings_sha256: str
    mapping: spreadsheets.Mapping
    date_order: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A source opened: what it holds, the one file it is (if it is one), how its leads are followed."""

    source: Source
    file: Path | None
    follow: Callable[[Lead], Incoming | Refusal] | None
    placed: list[Placed]


class Intake:
    """The tray of what comes in."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def open(
        self,
        target: str,
        *,
        kind: str | None = None,
        sheet: str | None = None,
        fields: Mapping[str, str] | None = None,
        date_order: str | None = None,
        fetch: bool = True,
    ) -> Opened:
        """Open the source that `target` names: a file, a folder or an address.

        A sheet is read under the mapping kept for its headings, or a guessed one; `fields` (field to heading)
        and `date_order` correct it. With `fetch`, the pages that leads name are fetched, politely.
        Raises BadInput, NotFound or Outside where it cannot be read; see `exchange.sources.open_source`.
        """
        from syndicate.exchange import sources

        placed: list[Placed] = []

        def mapped(found: Sheet) -> spreadsheets.Mapping:
            placed.append(self._placed(found, fields, date_order))
            return placed[-1].mapping

        wishes = sources.Wishes(
            today=self.desk.today,
            customs=sources.customs_of(self.desk.settings),
            get=self._get(),
            kind=sources.read_kind(kind) if kind else None,
            sheet=sheet,
            mapping=mapped,
            date_order=date_order,  # type: ignore[arg-type]  # checked by the reader
        )
        try:
            source = sources.open_source(target, wishes)
        except BadInput:
            # What was said of the dates of such a sheet before is not asked again.
            kept = placed[-1].date_order if placed else None
            if date_order is not None or kept is None:
                raise
            placed.clear()
            wishes = replace(wishes, date_order=kept)  # type: ignore[arg-type]
            source = sources.open_source(target, wishes)
        path = Path(target)
        return Opened(
            source,
            path if "://" not in target and path.is_file() else None,
            partial(sources.follow, wishes=wishes) if fetch else None,
            placed,
        )

    def _placed(
        self, sheet: Sheet, fields: Mapping[str, str] | None, date_order: str | None
    ) -> Placed:
        from syndicate.exchange import spreadsheets

        key = digest(["articles", *sheet.headers])
        with self.desk.reading() as r:
            kept = kept_mapping(r, key)
        said = {**(kept["fields"] if kept else {}), **(fields or {})}
        mapping = spreadsheets.guess_mapping(sheet, said=said)
        order = date_order or (kept or {}).get("date_order")
        return Placed(sheet.file, key, mapping, order)

    def _get(self) -> Callable[[str], Fetched]:
        """The one fetcher, with the manners of one run: a site is asked once a second."""
        from syndicate.pages.fetch import Manners, fetch

        manners = Manners(between_seconds=1)
        return lambda url: fetch(url, now=self.desk.now, manners=manners)

    def preview(
        self,
        source: Readable,
        *,
        name: str | None = None,
        edition: str | None = None,
    ) -> Iterator[Item]:
        """What filing a source would make of each of its items, in their order. Nothing is fetched or filed."""
        run = _Run(self.desk, name or source.name, edition)
        before: dict[int, _Said] = {}
        for piece in run.pieces(source, follow=None, keep_raw=False, only_known=True):
            with self.desk.reading() as r:
                decided = run.decide(r, [i for i in piece.items if isinstance(i, Judged)])
            coming = iter(decided)
            for one, said in zip(piece.items, piece.said, strict=True):
                item = one if isinstance(one, Item) else next(coming).item
                if said is not None:
                    item = _after(item, said, before)
                yield item

    def take(
        self,
        source: Readable,
        *,
        name: str | None = None,
        file: Path | None = None,
        edition: str | None = None,
        follow: Callable[[Lead], Incoming | Refusal] | None = None,
        told: Callable[[Counts], None] | None = None,
        refused: Callable[[Item], None] | None = None,
        placed: Sequence[Placed] = (),
        key: Key | None = None,
    ) -> Taken:
        """File what is new or changed in a source, piece by piece.

        `name` is what the source is known by (else its own name), `file` the one file it is, kept whole as
        evidence. `follow` fetches and reads the page of a lead; without it leads are only counted. `told` hears
        after each piece how far it has come, `refused` of each item that is turned away. `placed` is kept for
        the next sheet with the same headings.
        Raises BadInput for an edition that is none; Outside when the machine says no: what was filed stays, and
        typing the same again goes on.
        """
        run = _Run(self.desk, name or source.name, edition, file=file)
        with self.desk.reading() as r:
            run.check(r)
        done = self._answered(key)
        if done is not None:
            return done
        counts = Counts(size=source.size)
        listed: dict[str, list[Item]] = {"refused": [], "lead": []}

        def note(item: Item) -> None:
            counts.note(item)
            if item.state == "refused" and refused is not None:
                refused(item)
            if item.state in listed and len(listed[item.state]) < _MOST_LISTED:
                listed[item.state].append(item)

        pieces = run.pieces(source, follow=follow, keep_raw=file is None, only_known=False)
        if file is not None and (source.size or 0) >= _WORTH_AHEAD and can_read_ahead():
            self.desk.door.close()  # the second process opens a way of its own
            pieces = read_ahead(pieces)
        for piece in pieces:
            todo = [one for one in piece.items if isinstance(one, Judged)]
            filed = {id(j): item for j, item in run.file(todo)}
            for one in piece.items:
                note(one if isinstance(one, Item) else filed[id(one)])
            counts.position = piece.position
            if told is not None:
                told(counts)
        ref = run.close(refused=counts.refused, placed=placed, key=key)
        return Taken(
            ref=ref,
            state="filed" if ref else "nothing new",
            source=run.source,
            items=counts.items,
            new=counts.new,
            changed=counts.changed,
            known=counts.known,
            leads=counts.leads,
            refused=counts.refused,
            refusals=tuple(listed["refused"]),
            not_fetched=tuple(listed["lead"]),
        )

    def _answered(self, key: Key | None) -> Taken | None:
        """What this key filed before; None when it is new."""
        if key is None or key.key is None:
            return None
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                return None
            b = BatchRecord.__table__.c
            row = w.first(
                select(b.source, b.filed, b.refused).where(b.id == int(ref.removeprefix("batch-")))
            )
        return Taken(
            ref=ref,
            state="filed",
            source=row.source,
            items=row.filed + row.refused,
            new=row.filed,
            changed=0,
            known=0,
            leads=0,
            refused=row.refused,
        )


class _Run:
    """One pass over one source."""

    def __init__(
        self, desk: Desk, source: str, edition: str | None, *, file: Path | None = None
    ) -> None:
        self.desk = desk
        self.source = source
        self.edition = edition
        self.file_ = file
        self.today, self.zone = desk.today, desk.zone
        with desk.reading() as r:
            self.house = desk.publishers.names(r)
            self.language = desk.articles.assumed_language(r, edition)
        self._batch: int | None = None
        self._kept: str | None = None
        self._agreed: bool | None = None
        self._listed: frozenset[str] = frozenset()
        self._moved: set[int] = set()
        self._marks = bytearray(_SLOTS)
        self._editions: list[tuple[str, str, frozenset[str]]] | None = None

    def check(self, r: Reading) -> None:
        """Refuse an edition that the publisher does not have."""
        self.desk.articles.edition(r, self.edition, "en")

    # -- read and judge ----------------------------------------------------------------------------

    def pieces(
        self,
        source: Iterable[Arrival],
        *,
        follow: Callable[[Lead], Incoming | Refusal] | None,
        keep_raw: bool,
        only_known: bool,
    ) -> Iterator[_Piece]:
        """The source in pieces, always the same ones; what came before with the same bytes is told apart.

        With `only_known`, an article that is not on file is told to be new without judging it.
        """
        position: Callable[[], int] = getattr(source, "position", lambda: 0)
        piece: list[Arrival] = []
        weight = 0
        for arrival in source:
            piece.append(arrival)
            weight += _PIECE // _LEADS if isinstance(arrival, Lead) and follow else 1
            if weight >= _PIECE:
                yield self._piece(piece, position(), follow, keep_raw, only_known)
                piece, weight = [], 0
        if piece:
            yield self._piece(piece, position(), follow, keep_raw, only_known)

    def _piece(
        self,
        piece: Sequence[Arrival],
        position: int,
        follow: Callable[[Lead], Incoming | Refusal] | None,
        keep_raw: bool,  # noqa: FBT001
        only_known: bool,  # noqa: FBT001
    ) -> _Piece:
        judged = list(self._judged(piece, follow, keep_raw, only_known))
        return _Piece(judged, position, [_said(one) for one in piece] if only_known else [])

    def _judged(
        self,
        piece: Sequence[Arrival],
        follow: Callable[[Lead], Incoming | Refusal] | None,
        keep_raw: bool,  # noqa: FBT001
        only_known: bool,  # noqa: FBT001
    ) -> Iterator[Judged | Item]:
        shas = [
            hashlib.sha256(one.raw).hexdigest() if isinstance(one, Incoming) else ""
            for one in piece
        ]
        ids = [
            "" if isinstance(one, Refusal) else item_id(one) or f"sha256:{sha}"
            for one, sha in zip(piece, shas, strict=True)
        ]
        urls = [_address(one) for one in piece]
        with self.desk.reading() as r:
            arrivals = self._arrivals(r, filter(None, ids))
            wanted = urls if only_known else [
                url for one, url in zip(piece, urls, strict=True) if isinstance(one, Lead)
            ]  # fmt: skip
            pages = self._at(r, filter(None, wanted))
        standing = {
            id_: n
            for n, (id_, sha) in enumerate(zip(ids, shas, strict=True))
            if sha and self._came_so(arrivals.get(id_, {}), sha)
        }
        for n, (one, sha, id_, url) in enumerate(zip(piece, shas, ids, urls, strict=True)):
            if isinstance(one, Refusal):
                yield Item(one.where, "refused", reason=one.reason)
            elif isinstance(one, Lead):
                yield self._followed(one, id_, pages.get(url or ""), follow)
            else:
                came = arrivals.get(id_, {})
                item = Item(one.where, "new", id_, None, one.draft.headline, url)
                marks = [hash(name) % _SLOTS for name in (id_, url or id_)]
                if self._came_so(came, sha) and not any(self._marks[at] for at in marks):
                    yield replace(item, state="known", reason=JUST_SO)
                elif standing.get(id_, -1) > n and not _outdoes(one, piece[standing[id_]]):
                    yield replace(item, state="known", reason="it stands again further on")
                elif why := _harm(one):
                    yield replace(item, state="refused", reason=why)
                elif only_known and not self._theirs(id_, came) and (url or "") not in pages:
                    nothing = not any(block.text for block in one.draft.blocks)
                    yield replace(item, state="refused", reason=NO_TEXT) if nothing else item
                else:
                    for at in marks:
                        self._marks[at] = 1
                    yield judge(
                        one,
                        today=self.today,
                        house=self.house,
                        language=self.language,
                        item_sha256=sha,
                        keep_raw=keep_raw,
                    )

    def _came_so(self, came: Mapping[str, Any], sha: str) -> bool:
        """Whether an item came last in this very source with the same bytes."""
        return self.source in came and bool(came[self.source].item_sha256 == sha)

    def _followed(
        self,
        lead: Lead,
        id_: str,
        page: Any,  # noqa: ANN401
        follow: Callable[[Lead], Incoming | Refusal] | None,
    ) -> Judged | Item:
        """The page of a lead, fetched and judged, unless its article is on file as it stands."""
        item = Item(lead.where, "lead", id_, None, lead.headline, lead.url, "not fetched")
        if self._stands(lead, page):
            return replace(
                item, state="known", ref=page.ref, headline=page.headline, reason="on file"
            )
        if follow is None:
            return item
        found = follow(lead)
        why = found.reason if isinstance(found, Refusal) else _harm(found)
        if isinstance(found, Refusal) or why:
            return replace(item, state="refused", reason=why)
        return judge(found, today=self.today, house=self.house, language=self.language, page=True)

    @staticmethod
    def _stands(lead: Lead, page: Any) -> bool:  # noqa: ANN401
        """Whether the article of a lead is on file as it stands: no page need be fetched."""
        if page is None or not page.latest:
            return False
        if lead.modified_at is None:
            return True
        last_seen = max(page.fetched_at, page.modified_at or page.fetched_at)
        return bool(lead.modified_at <= last_seen)

    # -- what is on file ---------------------------------------------------------------------------

    @staticmethod
    def _arrivals(r: Reading, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The arrivals on file of these item ids: by id, then by source."""
        wanted = sorted(set(ids))
        found: dict[str, dict[str, Any]] = {}
        a = ArrivalRecord.__table__.c
        for row in _by_parts(
            r, select(a.id, a.article_id, a.source, a.item_id, a.item_sha256), a.item_id, wanted
        ):
            found.setdefault(row.item_id, {})[row.source] = row
        return found

    @staticmethod
    def _at(r: Reading, urls: Iterable[str]) -> dict[str, Any]:
        """The articles on file at these addresses, each with the moment its newest text was read."""
        a, v = ArticleRecord.__table__.c, VersionRecord.__table__.c
        statement = (
            select(a.id, a.url, a.ref, a.headline, a.latest, a.modified_at, v.fetched_at)
            .select_from(ArticleRecord.__table__)
            .outerjoin(VersionRecord.__table__, (v.article_id == a.id) & (v.n == a.latest))
        )
        return {row.url: row for row in _by_parts(r, statement, a.url, sorted(set(urls)))}

    def _theirs(self, id_: str, came: dict[str, Any]) -> Any:  # noqa: ANN401
        """The arrival that tells which article an item is: of this source, or of any where its id allows."""
        if self.source in came:
            return came[self.source]
        return next(iter(came.values()), None) if everywhere(id_) else None

    def decide(self, r: Reading, judged: Sequence[Judged]) -> list[_Decision]:
        """What shall become of each, in their order."""
        if not judged:
            return []
        arrivals = self._arrivals(r, (j.item_id for j in judged))
        pages = self._at(r, (j.url for j in judged if j.url))
        whose: list[tuple[Judged, int | None, int | None]] = []
        for j in judged:
            arrival = self._theirs(j.item_id, arrivals.get(j.item_id, {}))
            page = pages.get(j.url or "")
            article = arrival.article_id if arrival else page.id if page else None
            ours = arrival.id if arrival and arrival.source == self.source else None
            whose.append((j, article, ours))
        on_file = {article for _, article, _ in whose if article is not None}
        rows, earlier = self._rows(r, on_file), self._digests(r, on_file)
        decided = []
        for j, article, ours in whose:
            if article is None:
                outcome = first(j)
                item = replace(_item(j), state=outcome.state, reason=outcome.reason)
                decided.append(_Decision(j, item, outcome))
                continue
            row, page = rows[article], pages.get(j.url or "")
            outcome = compare(
                j,
                # What this very run filed is outdone by what stands further on.
                _on_file(
                    row,
                    frozenset() if row.id in self._moved else earlier.get(row.id, frozenset()),
                ),
                came_as=arrivals[j.item_id][self.source].item_sha256 if ours else None,
                address_taken=page is not None and page.id != article,
            )
            if ours and outcome.text is not None and self._is_another(r, j, row):
                outcome = another(j, row.ref, row.headline)
            item = replace(_item(j), state=outcome.state, ref=row.ref, reason=outcome.reason)
            decided.append(_Decision(j, item, outcome, row, ours))
        return decided

    @staticmethod
    def _is_another(r: Reading, j: Judged, row: Any) -> bool:  # noqa: ANN401
        """Whether an item bears the id of an article but is another: headline, address and text all differ."""
        if everywhere(j.item_id) or not row.latest or j.headline == row.old_headline:
            return False
        if (j.url is None) != (row.url is None) or (j.url and same_article(j.url, row.url)):
            return False
        v = VersionRecord.__table__.c
        newest = r.scalar(select(v.passages).where(v.article_id == row.id, v.n == row.latest))
        old, new = (passages_from_facts(json.loads(each)) for each in (newest, j.passages))
        return another_text(old, new)

    @staticmethod
    def _rows(r: Reading, ids: Iterable[int]) -> dict[int, Any]:
        a, v = ArticleRecord.__table__.c, VersionRecord.__table__.c
        statement = (
            select(
                *(a.id, a.ref, a.state, a.latest, a.edition, a.url, a.section, a.edited),
                *(a.headline, a.byline, a.published_on, a.modified_at, a.source_id, a.provider),
                a.language,
                v.digest,
                v.headline.label("old_headline"),
                v.byline.label("old_byline"),
                v.published_on.label("old_published_on"),
            )
            .select_from(ArticleRecord.__table__)
            .outerjoin(VersionRecord.__table__, (v.article_id == a.id) & (v.n == a.latest))
        )
        return {row.id: row for row in _by_parts(r, statement, a.id, sorted(ids))}

    @staticmethod
    def _digests(r: Reading, ids: Iterable[int]) -> dict[int, frozenset[str]]:
        """The digests of every version of these articles."""
        v = VersionRecord.__table__.c
        found: dict[int, set[str]] = {}
        for row in _by_parts(r, select(v.article_id, v.digest), v.article_id, sorted(ids)):
            found.setdefault(row.article_id, set()).add(row.digest)
        return {id_: frozenset(digests) for id_, digests in found.items()}

    # -- filing ------------------------------------------------------------------------------------

    def file(self, judged: Sequence[Judged]) -> Iterator[tuple[Judged, Item]]:
        """File items in one transaction, and say what became of each; one that cannot be filed is left out."""
        todo = list(judged)
        while todo:
            batch = self._batch
            try:
                with self.desk.writing() as w:
                    done = self._file_in(w, todo)
            except _Stumbled as stumbled:
                self._batch = batch
                todo = [j for j in todo if j is not stumbled.judged]
                yield stumbled.judged, _refused(stumbled.judged, stumbled.why)
            except (BadInput, Conflict, Refused) as why:
                self._batch = batch
                # A guard of the books cannot say which item it was: file each by itself.
                if len(todo) == 1:
                    yield todo[0], _refused(todo[0], why)
                else:
                    for one in todo:
                        yield from self.file([one])
                return
            else:
                yield from done
                return

    def _file_in(self, w: Writing, judged: Sequence[Judged]) -> list[tuple[Judged, Item]]:
        done: list[tuple[Judged, Item]] = []
        for wave in _waves(judged):
            decided = self.decide(w, wave)
            done.extend((d.judged, d.item) for d in decided)
            new = [d for d in decided if d.item.state == "new"]
            changed = [d for d in decided if d.item.state == "changed"]
            noted = [d for d in decided if d.outcome.noted]
            if not (new or changed or noted):
                continue
            batch = self._open_batch(w)
            evidence = self._evidence(d.judged for d in (*new, *changed))
            added = self._file_new(w, new, batch, evidence)
            self._file_arrivals(w, noted)
            filed = len(new) + len(changed)
            if filed:
                w.update(BatchRecord, batch, filed=BatchRecord.filed + filed)
            w.journal("article import", f"batch-{batch}", source=self.source, filed=filed)
            for d in changed:
                with _stumbling(d.judged):
                    self._file_changed(w, d, batch, evidence)
            for d, ref in added:
                with _stumbling(d.judged):
                    self._stop(w, ref, d.judged)
            touched = [*added, *((d, d.row.ref) for d in changed)]
            for d, ref in touched:
                self._embargo(w, ref, d.judged)
            self._link(w, touched)
            refs = {id(d.judged): ref for d, ref in added}
            done = [
                (j, replace(item, ref=refs[id(j)]) if id(j) in refs else item) for j, item in done
            ]
        return done

    def _file_new(
        self, w: Writing, decided: list[_Decision], batch: int, evidence: dict[int, str]
    ) -> list[tuple[_Decision, str]]:
        """File new articles: one statement a table, and for each article an entry of its own in the journal."""
        count = len(decided)
        if not count:
            return []
        refs = [drawn.ref for drawn in w.draw_many("article", count)]
        ids = w.keys(ArticleRecord, count)
        found = [d.judged for d in decided]
        together = list(zip(found, ids, refs, strict=True))
        articles = w.insert_many(
            ArticleRecord,
            [
                {
                    "id": id_,
                    "ref": ref,
                    "edition": self._edition_of(w, j),
                    "url": j.url,
                    "state": ArticleState.USABLE.value,
                    "headline": j.headline,
                    "byline": j.byline,
                    "byline_basis": "unknown",
                    "language": j.language,
                    "published_on": j.published_on,
                    "section": j.section,
                    "latest": 1,
                    "added_at": w.now,
                    "batch": batch,
                    "source_id": j.source_id,
                    "modified_at": j.modified_at,
                    "provider": j.provider,
                }
                for j, id_, ref in together
            ],
        )
        versions = w.insert_many(
            VersionRecord,
            [
                {
                    "id": key,
                    "article_id": id_,
                    "n": 1,
                    "digest": j.digest,
                    "headline": j.headline,
                    "byline": j.byline,
                    "published_on": j.published_on,
                    "language": j.language,
                    "passages": j.passages,
                    "words_total": j.words_total,
                    "reason": "published",
                    "note": j.note,
                    "by": w.actor,
                    "source": self.source,
                    "source_sha256": evidence[id(j)],
                    "source_item": j.where,
                    "fetched_at": w.now,
                }
                for (j, id_, _), key in zip(together, w.keys(VersionRecord, count), strict=True)
            ],
        )
        arrivals = w.insert_many(ArrivalRecord, self._arrival_rows(w, zip(found, ids, strict=True)))
        w.insert_many(
            SuspectRecord,
            [
                {"article_id": id_, "n": n, "rule": rule, "words": words.replace(REF, ref)}
                for j, id_, ref in together
                for n, rule, words in j.suspects
            ],
        )
        for j, id_, _ in together:
            if self._needs_a_second_look(w, j):
                self.desk.articles.list_suspects(w, id_)
        w.index((id_, rank(j.published_on, id_), j.words) for j, id_, _ in together)
        entries = zip(together, articles, versions, arrivals, strict=True)
        for (j, _, ref), *touched in entries:
            w.journal(
                "article import",
                ref,
                only=touched,
                version=1,
                digest=j.digest,
                batch=batch,
                item=j.where,
            )
        return list(zip(decided, refs, strict=True))

    def _needs_a_second_look(self, w: Writing, j: Judged) -> bool:
        """Whether an agreement, the list of contributors or another house may have a word in what is open."""
        if j.provider is not None:
            return True
        if self._agreed is None:
            self._agreed = bool(self.desk.rights.standing(w))
            self._listed = frozenset(
                row.key for row in w.rows(select(ContributorNameRecord.key).limit(_MOST_NAMES))
            )
        if self._agreed and (
            any(rule != Rule.UNKNOWN_BYLINE.value for _, rule, _ in j.suspects)
            or agency_in_byline(j.byline)
        ):
            return True
        if not j.byline or not self._listed:
            return False
        return any(name_key(n) in self._listed for n in (j.byline, *names_in(j.byline)))

    def _arrival_rows(
        self, w: Writing, found: Iterable[tuple[Judged, int]]
    ) -> list[dict[str, Any]]:
        pairs = list(found)
        return [
            {
                "id": key,
                "article_id": article,
                "source": self.source,
                "item_id": j.item_id,
                "item_sha256": j.item_sha256,
                "seen_at": w.now,
            }
            for (j, article), key in zip(pairs, w.keys(ArrivalRecord, len(pairs)), strict=True)
        ]

    def _file_arrivals(self, w: Writing, decided: list[_Decision]) -> list[Touched]:
        """Remember by which bytes an item came, where its article is on file already."""
        for d in decided:
            if d.arrival is not None:
                w.update(ArrivalRecord, d.arrival, item_sha256=d.judged.item_sha256, seen_at=w.now)
            if d.outcome.quiet:
                w.update(ArticleRecord, d.row.id, **d.outcome.quiet)
        fresh = [(d.judged, d.row.id) for d in decided if d.arrival is None]
        return w.insert_many(ArrivalRecord, self._arrival_rows(w, fresh))

    def _file_changed(self, w: Writing, d: _Decision, batch: int, evidence: dict[int, str]) -> None:
        """File what changed of one article: its fields, its next version, that its source stopped it."""
        j, row = d.judged, d.row
        self._file_arrivals(w, [d])
        if d.outcome.fields:
            w.update(ArticleRecord, row.id, **d.outcome.fields)
        if d.outcome.text is not None:
            self._moved.add(row.id)
            self.desk.articles.insert_version(
                w,
                row,
                edition=self.edition or (None if row.edition else self._edition_of(w, j)),
                **d.outcome.text,
                language=row.language if row.latest and not j.language_told else j.language,
                passages=j.passages,
                words_total=j.words_total,
                reason=_reason(j, first_text=not row.latest),
                note=j.note,
                by=w.actor,
                source=self.source,
                source_sha256=evidence[id(j)],
                source_item=j.where,
            )
        else:
            w.journal(
                "article import",
                row.ref,
                batch=batch,
                item=j.where,
                changed=sorted(d.outcome.fields),
            )
            if "provider" in d.outcome.fields and row.latest:
                self.desk.articles.list_suspects(w, row.id)
        if d.outcome.stop is not None:
            self._stop(w, row.ref, j)

    def _stop(self, w: Writing, ref: str, j: Judged) -> None:
        """Withhold or kill what its source withholds or kills."""
        if j.status is PubStatus.WITHHELD:
            public = j.note or f"Withheld by {self.source}."
            self.desk.stoppages.withdraw_in(w, ref, public=public, by=w.actor)
        elif j.status is PubStatus.KILLED:
            public = j.note or f"Withdrawn by {self.source}."
            self.desk.stoppages.kill_in(w, ref, public=public, by=w.actor)

    def _embargo(self, w: Writing, ref: str, j: Judged) -> None:
        """Let nobody publish before the moment its source names; the day of that moment still counts."""
        if j.embargo_until is None:
            return
        last = dates.day_in(self.zone, j.embargo_until - timedelta(seconds=1))
        e = RestrictionRecord.__table__.c
        a = ArticleRecord.__table__.c
        standing = w.scalar(
            select(e.id)
            .join(ArticleRecord, a.id == e.article_id)
            .where(a.ref == ref, e.kind == "embargo", e.ends_on >= last, e.released_at.is_(None))
        )
        if last < self.today or standing is not None:
            return
        self.desk.rights.restrict_in(
            w,
            "embargo",
            reason=f"embargo of {self.source}",
            by=w.actor,
            article=ref,
            ends_on=last,
        )

    def _link(self, w: Writing, filed: Sequence[tuple[_Decision, str]]) -> None:
        """Link the editions of one work: those that a page names, and those whose pages name it."""
        urls = sorted({d.judged.url for d, _ in filed if d.judged.url})
        u = AlternateRecord.__table__.c.url
        named = {row.url for row in _by_parts(w, select(u), u, urls)}
        for d, ref in filed:
            j = d.judged
            if j.alternates or j.url in named:
                with _stumbling(j):
                    self.desk.works.link_alternates(w, ref, j.alternates)

    # -- evidence and batch ------------------------------------------------------------------------

    def _evidence(self, judged: Iterable[Judged]) -> dict[int, str]:
        """Keep what the items were read from; by the identity of each the digest of its file.

        One file is kept once, a fetched page by itself. Other items are kept in one packed file a piece.
        """
        found = list(judged)
        kept: dict[int, str] = {}
        loose = [j for j in found if j.raw is not None and not j.page]
        for j in found:
            if j.raw is not None and (j.page or len(loose) == 1):
                kept[id(j)] = self.desk.store.put(j.raw, ".source")
            elif j.raw is None:
                kept[id(j)] = self._source_kept()
        if len(loose) > 1:
            packed = self.desk.store.put(_packed(loose), ".zip")
            kept |= {id(j): packed for j in loose}
        return kept

    def _source_kept(self) -> str:
        """Keep the source itself: its file, or its address where it has none; return the digest."""
        if self._kept is None:
            store = self.desk.store
            self._kept = (
                store.put(self.source.encode(), ".source")
                if self.file_ is None
                else store.put_file(self.file_, ".source")
            )
        return self._kept

    @cached_property
    def _sha256(self) -> str:
        """What a batch of this source is known by: the digest of its file, else of its name."""
        return file_digest(self.file_) if self.file_ is not None else text_digest(self.source)

    def _unfinished(self, r: Reading) -> int | None:
        found: int | None = r.scalar(
            select(BatchRecord.id).where(
                BatchRecord.kind == "articles",
                BatchRecord.source_sha256 == self._sha256,
                BatchRecord.source == self.source,
                BatchRecord.state == "open",
            )
        )
        return found

    def _open_batch(self, w: Writing) -> int:
        """The batch of this run: the one that was broken off, or a new one."""
        if self._batch is None:
            self._batch = self._unfinished(w)
        if self._batch is None:
            self._batch = w.insert(
                BatchRecord,
                kind="articles",
                source=self.source,
                source_sha256=self._source_kept(),
                mapping="{}",
                filed=0,
                refused=0,
                state="open",
                at=w.now,
                by=w.actor,
            )
        return self._batch

    def close(self, *, refused: int, placed: Sequence[Placed], key: Key | None) -> str | None:
        """The source is through: close its batch; its reference, or None where nothing was filed."""
        if self._batch is None:
            with self.desk.reading() as r:
                self._batch = self._unfinished(r)
        if self._batch is None:
            return None
        ref = f"batch-{self._batch}"
        with self.desk.writing() as w:
            w.update(BatchRecord, self._batch, state="filed", refused=refused)
            for one in placed:
                facts = {"fields": dict(one.mapping.fields), "date_order": one.date_order}
                keep_mapping(w, one.headings_sha256, "articles", facts)
            w.answer(key, ref)
            w.journal("article import", ref, source=self.source, state="filed", refused=refused)
        return ref

    def _edition_of(self, r: Reading, j: Judged) -> str:
        """The edition an article is of: as told, by its language, by its site where several speak it."""
        if self.edition is not None:
            return self.edition
        if self._editions is None:
            self._editions = [
                (row.code, row.language.split("-", 1)[0], frozenset(json.loads(row.domains)))
                for row in r.rows(
                    select(
                        EditionRecord.code, EditionRecord.language, EditionRecord.domains
                    ).order_by(EditionRecord.code)
                )
            ]
        primary = j.language.split("-", 1)[0]
        spoken = [e for e in self._editions if e[1] == primary] or self._editions
        if j.url is not None and len(spoken) > 1:
            host = _host(j.url.split("/", 3)[2]).removeprefix("www.")
            at = [e for e in spoken if host in e[2] or f"www.{host}" in e[2]]
            spoken = at or spoken
        return spoken[0][0] if spoken else primary


class _stumbling:  # noqa: N801  # it reads as a word: "with _stumbling(item)"
    """What goes wrong inside is the fault of one item."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, BadInput | Conflict | Refused):
            raise _Stumbled(self.judged, error) from error


@lru_cache(maxsize=256)
def _host(site: str) -> str:
    return host_of(site)


def _said(one: Arrival) -> _Said | None:
    """What an article of a source says, to be compared with one that stands there again."""
    if not isinstance(one, Incoming):
        return None
    d = one.draft
    called = item_id(one)
    names = (hash(("id", called or one.raw)), *([hash(("url", d.url))] if d.url else []))
    told = (d.headline, d.byline, d.published_on, d.url, one.section, one.status)
    texts = tuple((block.kind, block.text) for block in d.blocks)
    return _Said(names, hash((told, texts)), one.modified_at, one.status is PubStatus.KILLED)


def _after(item: Item, said: _Said, before: dict[int, _Said]) -> Item:
    """What becomes of an item after those `before` it in its source are filed; it joins them.

    One that stands there again is a next text of the article, unless it says itself that it is older.
    """
    if item.state == "refused" and item.reason != NO_TEXT:
        return item
    earlier = next((before[name] for name in said.names if name in before), None)
    if earlier is not None:
        stamps = (said.modified_at, earlier.modified_at)
        if earlier.facts == said.facts:
            item = replace(item, state="known", reason="it stands in the source twice")
        elif stamps[0] and stamps[1] and stamps[0] < stamps[1]:
            item = replace(item, state="known", reason="it stands in the source as changed later")
        elif earlier.killed:
            state = "known" if said.killed else "refused"
            item = replace(item, state=state, reason="it is killed further up in the source")
        else:
            item = replace(item, state="changed", reason="it says otherwise further up")
    if item.state in {"new", "changed"}:
        before.update(dict.fromkeys(said.names, said))
    return item


def _outdoes(one: Incoming, later: Arrival) -> bool:
    """Whether an item counts beside one that stands further on: it is changed later, or stops the article."""
    if one.status is not PubStatus.USABLE or not isinstance(later, Incoming):
        return True
    if one.modified_at is None or later.modified_at is None:
        return False
    return one.modified_at > later.modified_at


def _on_file(row: Any, earlier: frozenset[str]) -> OnFile:  # noqa: ANN401
    old = "old_" if row.latest else ""
    return OnFile(
        ref=row.ref,
        state=row.state,
        latest=row.latest,
        digest=row.digest,
        headline=getattr(row, f"{old}headline"),
        byline=getattr(row, f"{old}byline"),
        published_on=getattr(row, f"{old}published_on"),
        modified_at=row.modified_at,
        section=row.section,
        url=row.url,
        source_id=row.source_id,
        provider=row.provider,
        edits=read_edits(row.edited),
        earlier=earlier,
    )


def _item(j: Judged) -> Item:
    return Item(j.where, "new", j.item_id, None, j.headline, j.url)


def _refused(j: Judged, why: SyndicateError) -> Item:
    return replace(_item(j), state="refused", reason=why.message)


def _harm(found: Incoming) -> str | None:
    """What is wrong with an item that was made to do harm; None where nothing is."""
    try:
        check_source(found.raw, found.draft, "it")
    except BadInput as why:
        return why.message
    return None


def _address(one: Arrival) -> str | None:
    """The address of an item in one spelling; None where it has none."""
    if isinstance(one, Incoming):
        return one.draft.url
    if isinstance(one, Lead):
        try:
            return canonical_url(one.url)
        except BadInput:
            return None
    return None


def _reason(j: Judged, *, first_text: bool) -> str:
    if j.status is PubStatus.KILLED:
        return "killed"
    if j.corrected:
        return "corrected"
    return "published" if first_text else "updated"


def _waves(judged: Sequence[Judged]) -> Iterator[list[Judged]]:
    """The items in their order, cut where one stands twice: the second has to find the first on file."""
    wave: list[Judged] = []
    names: set[str] = set()
    for j in judged:
        mine = {f"id {j.item_id}", *([f"url {j.url}"] if j.url else [])}
        if names & mine:
            yield wave
            wave, names = [], set()
        wave.append(j)
        names |= mine
    if wave:
        yield wave


def _by_parts(r: Reading, statement: Any, column: Any, values: Sequence[Any]) -> Iterator[Any]:  # noqa: ANN401
    """The rows of `statement` whose `column` is one of `values`, asked for by parts."""
    for start in range(0, len(values), _PIECE):
        yield from r.rows(statement.where(column.in_(values[start : start + _PIECE])))


def _packed(found: Sequence[Judged]) -> bytes:
    """The bytes of items in one file, each under its place; the same items always give the same file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for n, j in enumerate(found, start=1):
            name = "".join(c if c.isprintable() and c not in "\\/:" else "_" for c in j.where)
            packed.writestr(zipfile.ZipInfo(f"{n:04d} {name[:100]}"), j.raw or b"")
    return out.getvalue()
