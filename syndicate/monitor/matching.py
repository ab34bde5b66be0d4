"""Matching: which words of which version stand in a capture, where, and what was changed in them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from syndicate.monitor.captures import Capture, PageView, scent, view
from syndicate.monitor.telling import Follows, Parting, Reading, tell
from syndicate.monitor.words import Hashes, Marks, Words, grams, quoted, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicate.monitor.shelf import Prepared, Stock, TitlePassage

__all__ = [
    "Copy",
    "Edit",
    "Headline",
    "Operation",
    "Parting",
    "PassageMatch",
    "Present",
    "Reuse",
    "Span",
    "copies_in",
    "find_copies",
    "matches_in",
]

RUN: Final = 6  # words in a row that are no accident
NEAR_EXACT: Final = Fraction(8, 10)
TRADE_WORDS: Final = 125  # the trade counts copies and excerpts above this
TAKEN: Final = 35  # words outside quotation marks below which only a quotation is seen
QUOTED_LEAST: Final = 20
MOST_PLACES: Final = 16  # places of one run on a page that are looked at
MOST_PAIRS: Final = 400_000


class Reuse(StrEnum):
    """How much of an article stands on a page, in the words of the trade."""

    NEAR_EXACT = "near-exact"  # 80 % or more of it, and over 125 words (or all of a brief)
    EXCERPT = "excerpt"
    QUOTATION = "quotation"  # what is common stands in quotation marks in our own text
    NONE = "none"


class Headline(StrEnum):
    """Our headline on the page."""

    SAME = "same"
    SHORTENED = "shortened"
    CHANGED = "changed"
    ABSENT = "absent"


class Operation(StrEnum):
    """What happened to words of ours."""

    REPLACED = "replaced"
    LEFT_OUT = "left-out"
    ADDED = "added"  # inside a sentence or paragraph of ours
    INTERPOSED = "interposed"  # blocks of the page's own between ours


@dataclass(frozen=True, slots=True)
class Span:
    """Words `ours` to before `ours_end` of the licensable text, found from word `theirs` on."""

    ours: int
    ours_end: int
    theirs: int
    text: str  # as it stands on the page, capped


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """How much of passage `n` stands on the page, in words."""

    n: int
    copied: int
    words: int


@dataclass(frozen=True, slots=True)
class Present:
    """A left-out passage that stands on the page all the same; `text` quotes the page."""

    n: int
    kind: str
    owner: str
    copied: int
    words: int
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: our words, the page's words (either may be empty), the passage, how many words.

    `after` are the words of ours before it, to find the place by.
    """

    op: Operation
    ours: str
    theirs: str
    n: int
    words: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A version of an article as it stands on a page. Counts are words as the matcher reads them.

    `version` is the nearest one; where the page does not decide between it and another, `undecided` has
    the places that would. `copied` of `licensable` words count; `copied_total` of `total` includes left-out passages.
    """

    article: str
    version: int
    language: str | None
    copied: int
    licensable: int
    copied_total: int
    total: int
    copied_unquoted: int
    quoted_by_page: int
    longest_run: int
    reuse: Reuse
    headline: Headline
    headline_seen: str | None
    spans: tuple[Span, ...]
    passages: tuple[PassageMatch, ...]
    excluded_present: tuple[Present, ...]
    edits: tuple[Edit, ...]
    hidden: bool = False  # only in structured data, not in the visible text
    later: int | None = None  # the newest version on the shelf, where the page carries an older one
    start: int = 0  # characters of the page's text between which the copy stands
    end: int = 0
    undecided: tuple[Parting, ...] = ()

    @property
    def coverage(self) -> Fraction:
        """The share of the licensable words that stand on the page."""
        return Fraction(self.copied, self.licensable) if self.licensable else Fraction(0)

    @property
    def coverage_total(self) -> Fraction:
        """The share of all words that stand on the page."""
        return Fraction(self.copied_total, self.total) if self.total else Fraction(0)

    @property
    def excluded_numbers(self) -> tuple[int, ...]:
        """The numbers of the left-out passages that stand on the page."""
        return tuple(p.n for p in self.excluded_present)


def find_copies(capture: Capture, shelf: Stock) -> tuple[Copy, ...]:
    """The articles of `shelf` that `capture` carries, the most of one first; quotations last.

    Raises BadInput where the capture cannot be read.
    """
    # Most pages of the world carry nothing of ours: those cost a glance only.
    if capture.media_type == "text/html" and not shelf.candidates(scent(capture)):
        return ()
    return copies_in(view(capture), shelf)


def copies_in(page: PageView, shelf: Stock) -> tuple[Copy, ...]:
    """As `find_copies`, of a view at hand."""
    return tuple(copy for copy in matches_in(page, shelf) if copy.reuse is not Reuse.NONE)


def matches_in(page: PageView, shelf: Stock) -> tuple[Copy, ...]:
    """Every overlap of six words or more, also those too small to be called a copy."""
    candidates = shelf.candidates(page.words)
    if not candidates:
        return ()
    ground = _Ground(page)
    found = [
        copy
        for candidate in candidates
        if (copy := _best_version(ground, shelf.versions(candidate.article))) is not None
    ]
    return tuple(sorted(found, key=_weight, reverse=True))


_RANK: Final = {Reuse.NEAR_EXACT: 3, Reuse.EXCERPT: 2, Reuse.QUOTATION: 1, Reuse.NONE: 0}


def _weight(copy: Copy) -> tuple[int, int, Fraction]:
    whole = copy.reuse is Reuse.NEAR_EXACT
    return _RANK[copy.reuse], copy.copied if whole else copy.copied_unquoted, copy.coverage


@dataclass(frozen=True, slots=True)
class _Tile:
    """A run: words `i` on of ours are words `j` on of theirs, `size` of them."""

    i: int
    j: int
    size: int


_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})
MOST_HEADINGS: Final = 300


class _Ground:
    """A page made ready for alignment: its words, its runs of six in order of their hashes."""

    def __init__(self, page: PageView) -> None:
        self.page = page
        self.words = page.words
        self.runs = grams(self.words.hashes, RUN)
        self.order = np.argsort(self.runs, kind="stable")
        self.sorted = self.runs[self.order]
        self.hidden_from = int(np.searchsorted(self.words.starts, page.hidden_at))
        self.quoted: Marks = quoted(self.words)
        for block in page.blocks:
            if block.quoted:
                low, high = np.searchsorted(
                    self.words.starts, [block.at, block.at + len(block.text)]
                )
                self.quoted[low:high] = True

    @cached_property
    def headlines(self) -> tuple[tuple[str, Hashes], ...]:
        """What may be a headline on the page, each with its words: its own, then every heading."""
        page = self.page
        spoken = [block.text for block in page.blocks if block.tag in _HEADINGS]
        if not spoken:
            spoken = [block.text for block in page.blocks if len(block.text) < 300]
        every = dict.fromkeys([*page.headlines, *spoken[:MOST_HEADINGS]])
        return tuple((text, read_words(text).hashes) for text in every)

    def tiles(self, ours: Hashes, *, low: int = 0, high: int | None = None) -> list[_Tile]:
        """The longest runs that stand on the page between words `low` and `high`, in our order.

        A word of ours is in one run at most; of equal ones the first on the page is taken.
        """
        asked = grams(ours, RUN)
        if not asked.size or not self.sorted.size:
            return []
        first = np.searchsorted(self.sorted, asked)
        held = np.searchsorted(self.sorted, asked, side="right") - first
        held = np.minimum(held, MOST_PLACES)
        if not held.any():
            return []
        i = np.repeat(np.arange(asked.size), held)[:MOST_PAIRS]
        inside = np.arange(int(held.sum())) - np.repeat(np.cumsum(held) - held, held)
        j = self.order[(np.repeat(first, held) + inside)[:MOST_PAIRS]]
        if low or high is not None:
            kept = (j >= low) & (j + RUN <= (self.runs.size + RUN if high is None else high))
            i, j = i[kept], j[kept]
        if not i.size:
            return []
        by = np.lexsort((i, j - i))
        i, j = i[by], j[by]
        breaks = np.flatnonzero(np.append(True, (np.diff(i) != 1) | (np.diff(j) != 1)))
        sizes = np.diff(breaks, append=i.size) + RUN - 1
        runs = sorted(
            zip(sizes.tolist(), i[breaks].tolist(), j[breaks].tolist(), strict=True),
            key=lambda run: (-run[0], run[2]),
        )
        return _tiled(runs, ours.size, self.words.hashes.size)


def _tiled(runs: Iterable[tuple[int, int, int]], ours: int, theirs: int) -> list[_Tile]:
    """Runs, longest first, each cut to the words of both sides that no longer run holds.

    A word of the page serves once: a calendar or table that repeats itself is no long copy.
    """
    free = np.ones(ours, np.bool_)
    unused = np.ones(theirs, np.bool_)
    tiles = []
    for size, i, j in runs:
        left = np.flatnonzero(free[i : i + size] & unused[j : j + size])
        if not left.size:
            continue
        # What is left of a run is one stretch or the two sides of a longer one.
        for part in np.split(left, np.flatnonzero(np.diff(left) != 1) + 1):
            start = int(part[0])
            tiles.append(_Tile(i + start, j + start, int(part.size)))
            free[i + start : i + start + part.size] = False
            unused[j + start : j + start + part.size] = False
    return sorted(tiles, key=lambda tile: tile.i)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A version laid on a page: its runs there, and how well it fits."""

    prepared: Prepared
    tiles: list[_Tile]

    @property
    def order(self) -> tuple[int, int]:
        """Words of ours that stand there less those the page lacks (a correction is both); then the newer."""
        copied = sum(tile.size for tile in self.tiles)
        return 2 * copied - len(self.prepared.words), self.prepared.title.version


def _best_version(ground: _Ground, versions: Iterable[Prepared]) -> Copy | None:
    """The version that the page carries; where its text decides none, the nearest, with what is open.

    None where nothing of any stands there.
    """
    every = [_Fit(p, _visible_first(ground, p.words.hashes)) for p in versions]
    fits = sorted((fit for fit in every if fit.tiles), key=lambda fit: fit.order, reverse=True)
    if not fits:
        return None
    newest = max(fit.prepared.title.version for fit in every)
    best, undecided = _decided(ground, fits[0], every)
    if len(every) > 1:
        # Of two that fit alike one word may decide for the one that came second.
        for fit in fits[1:3]:
            if not undecided:
                break
            again, open_ = _decided(ground, fit, every)
            if not open_:
                best, undecided = again, open_
    return _copy(ground, best.prepared, best.tiles, newest, undecided)


def _decided(ground: _Ground, fit: _Fit, every: list[_Fit]) -> tuple[_Fit, tuple[Parting, ...]]:
    """`fit` with the places that leave it open between it and another version, none where it is told."""
    others = [other for other in every if other is not fit]
    if not others:
        return fit, ()
    reading = _read(ground, fit)
    for other in sorted(others, key=lambda one: one.order, reverse=True):
        told = tell(reading, _read(ground, other))
        open_ = _beside(ground, fit, other) if told.follows is Follows.SAME else told.partings
        if open_:
            return fit, open_
    return fit, ()


_HEADLINES: Final = {
    Headline.SAME: 2,
    Headline.SHORTENED: 1,
    Headline.CHANGED: 0,
    Headline.ABSENT: 0,
}


def _beside(ground: _Ground, fit: _Fit, other: _Fit) -> tuple[Parting, ...]:
    """What is open between two versions of the same words: their headlines, else their bylines."""
    one, two = fit.prepared.title, other.prepared.title
    first, second = (read_words(title.headline).hashes for title in (one, two))
    if first.tolist() != second.tolist():
        (here, shown), (there, _) = (_headline(ground, title.headline) for title in (one, two))
        if _HEADLINES[here] > _HEADLINES[there]:
            return ()
        return (Parting(one.version, two.version, 0, one.headline, two.headline, shown or ""),)
    names, others = (frozenset(read_words(t.byline or "").hashes.tolist()) for t in (one, two))
    if names == others:
        return ()
    seen = frozenset(ground.words.hashes.tolist())
    named, other_named = (bool(own) and own <= seen for own in (names - others, others - names))
    if named and not other_named:
        return ()
    return (Parting(one.version, two.version, -1, one.byline or "", two.byline or "", ""),)


def _read(ground: _Ground, fit: _Fit) -> Reading:
    """The page's word for each word of a version: by the runs, and word by word between them."""
    ours, theirs = fit.prepared.words, ground.words
    places = np.full(len(ours), -1, np.int64)
    for tile in fit.tiles:
        places[tile.i : tile.i + tile.size] = np.arange(tile.j, tile.j + tile.size)
    for i, i_end, j, j_end in _gaps(ground, fit.prepared, fit.tiles):
        if i >= i_end or j >= j_end or max(i_end - i, j_end - j) > MOST_GAP:
            continue
        matcher = difflib.SequenceMatcher(
            None, ours.hashes[i:i_end].tolist(), theirs.hashes[j:j_end].tolist(), autojunk=False
        )
        for a, b, size in matcher.get_matching_blocks():
            for k in range(size):
                if places[i + a + k] < 0:
                    places[i + a + k] = j + b + k
    return Reading(fit.prepared, theirs, places)


def _visible_first(ground: _Ground, ours: Hashes) -> list[_Tile]:
    """Runs in the visible text; in structured data only where clearly more of ours stands there."""
    if ground.hidden_from >= len(ground.words):
        return ground.tiles(ours)
    seen = ground.tiles(ours, high=ground.hidden_from)
    hidden = ground.tiles(ours, low=ground.hidden_from)
    more = sum(t.size for t in hidden) - sum(t.size for t in seen)
    return hidden if more * 10 > ours.size else seen


def _copy(
    ground: _Ground,
    prepared: Prepared,
    tiles: list[_Tile],
    newest: int,
    undecided: tuple[Parting, ...],
) -> Copy:
    title = prepared.title
    words = prepared.words
    on = np.zeros(len(words), np.bool_)
    page_quoted = 0
    for tile in tiles:
        on[tile.i : tile.i + tile.size] = True
        page_quoted += int(ground.quoted[tile.j : tile.j + tile.size].sum())
    copied = int(on.sum())
    unquoted = int((on & ~prepared.quoted).sum())
    low, high = _stretch(tiles)
    present = tuple(
        p
        for passage, said in prepared.left_out
        if (
            p := _present(ground, passage, said) or _present_short(ground, passage, said, low, high)
        )
    )
    reuse = _reuse(copied, len(words), unquoted)
    seen, shown = _headline(ground, title.headline)
    return Copy(
        article=title.article,
        version=title.version,
        language=title.language,
        copied=copied,
        licensable=len(words),
        copied_total=copied + sum(p.copied for p in present),
        total=prepared.total,
        copied_unquoted=unquoted,
        quoted_by_page=page_quoted,
        longest_run=max(tile.size for tile in tiles),
        reuse=reuse,
        headline=seen,
        headline_seen=shown,
        spans=tuple(
            Span(t.i, t.i + t.size, t.j, ground.words.said(t.j, t.j + t.size)) for t in tiles
        ),
        passages=_by_passage(prepared, on),
        excluded_present=present,
        edits=tuple(_edits(ground, prepared, tiles)),
        hidden=tiles[0].j >= ground.hidden_from,
        later=newest if newest > title.version else None,
        start=int(ground.words.starts[low]),
        end=int(ground.words.ends[high - 1]),
        undecided=undecided,
    )


def _stretch(tiles: list[_Tile]) -> tuple[int, int]:
    """The words of the page between which most of the copy stands: its runs without far strays."""
    longest = max(tiles, key=lambda tile: tile.size)
    low, high = longest.j, longest.j + longest.size
    reach = 400
    for tile in sorted(tiles, key=lambda tile: abs(tile.j - longest.j)):
        if tile.j + tile.size >= low - reach and tile.j <= high + reach:
            low, high = min(low, tile.j), max(high, tile.j + tile.size)
    return low, high


def _reuse(copied: int, licensable: int, unquoted: int) -> Reuse:
    whole = bool(licensable) and Fraction(copied, licensable) >= NEAR_EXACT
    if whole and (copied > TRADE_WORDS or licensable <= TRADE_WORDS):
        return Reuse.NEAR_EXACT
    if whole or unquoted >= TAKEN:
        return Reuse.EXCERPT
    if copied >= QUOTED_LEAST:
        return Reuse.QUOTATION
    return Reuse.NONE


def _by_passage(prepared: Prepared, on: Marks) -> tuple[PassageMatch, ...]:
    numbers = prepared.passage
    return tuple(
        PassageMatch(int(n), int(on[numbers == n].sum()), int((numbers == n).sum()))
        for n in dict.fromkeys(numbers.tolist())
    )


def _present(ground: _Ground, passage: TitlePassage, words: Words) -> Present | None:
    """A left-out passage of which half or more stands on the page."""
    tiles = ground.tiles(words.hashes)
    copied = sum(tile.size for tile in tiles)
    if not copied or copied * 2 < len(words):
        return None
    low, high = _stretch(tiles)
    return Present(
        n=passage.n,
        kind=passage.kind,
        owner=passage.owner,
        copied=copied,
        words=len(words),
        text=ground.words.said(low, high, most=400),
    )


_BESIDE: Final = 40
_LEAST_SHORT: Final = 3


def _present_short(
    ground: _Ground, passage: TitlePassage, words: Words, low: int, high: int
) -> Present | None:
    """A left-out passage too short for a run, where it stands word for word among the copied text or beside it."""
    size = len(words)
    if not _LEAST_SHORT < size < RUN:
        return None
    first = max(0, low - _BESIDE)
    there = ground.words.hashes[first : high + _BESIDE]
    for at in np.flatnonzero(there[: max(0, there.size - size + 1)] == words.hashes[0]).tolist():
        if (there[at : at + size] == words.hashes).all():
            said = ground.words.said(first + at, first + at + size, most=400)
            return Present(passage.n, passage.kind, passage.owner, size, size, said)
    return None


def _headline(ground: _Ground, ours: str) -> tuple[Headline, str | None]:
    """Whether our headline stands over the page (or over a part of it), and what does."""
    wanted = read_words(ours).hashes
    page = ground.page
    if not wanted.size:
        return Headline.ABSENT, page.headline
    for text, hashes in ground.headlines:
        if _starts(hashes, wanted):
            return Headline.SAME, " ".join(text.split())[:300]
    shown = page.headline
    if shown is None:
        return Headline.ABSENT, None
    shortened = _shortened(read_words(shown).hashes, wanted)
    return (Headline.SHORTENED if shortened else Headline.CHANGED), shown


def _starts(seen: Hashes, wanted: Hashes) -> bool:
    """Whether `seen` is `wanted`, perhaps with the site's name behind it."""
    return seen.size >= wanted.size and bool((seen[: wanted.size] == wanted).all())


def _shortened(seen: Hashes, wanted: Hashes) -> bool:
    """Whether `seen` is made by leaving words of `wanted` out, and at least three are left."""
    rest = iter(wanted.tolist())
    return 3 <= seen.size < wanted.size and all(word in rest for word in seen.tolist())


MOST_GAP: Final = 400


def _edits(ground: _Ground, prepared: Prepared, tiles: list[_Tile]) -> Iterable[Edit]:
    """What was changed, left out or added between the runs that keep our order."""
    on = np.zeros(len(prepared.words), np.bool_)
    for tile in tiles:
        on[tile.i : tile.i + tile.size] = True
    differ = _Differ(ground, prepared, on)
    for gap in _gaps(ground, prepared, tiles):
        yield from differ.between(*gap)


def _gaps(
    ground: _Ground, prepared: Prepared, tiles: list[_Tile]
) -> Iterable[tuple[int, int, int, int]]:
    """What lies between the runs that keep our order: from and to in ours, from and to in theirs."""
    at_i, at_j = 0, None
    for tile in _chain(tiles) if tiles else ():
        low = _line_start(ground, tile.j) if at_j is None else at_j
        if at_j is None and tile.i > 30:
            low = tile.j
        yield at_i, tile.i, max(low, 0), tile.j
        at_i, at_j = tile.i + tile.size, tile.j + tile.size
    if at_j is not None:
        left = len(prepared.words) - at_i
        high = _line_end(ground, at_j) if left <= 30 else at_j
        yield at_i, len(prepared.words), at_j, high


def _chain(tiles: list[_Tile]) -> list[_Tile]:
    """The heaviest runs that stand in the same order on both sides."""
    tiles = sorted(tiles, key=lambda t: t.i)
    if len(tiles) > MOST_GAP:
        tiles = sorted(sorted(tiles, key=lambda t: -t.size)[:MOST_GAP], key=lambda t: t.i)
    best: list[tuple[int, int]] = []
    for at, tile in enumerate(tiles):
        weight, before = 0, -1
        for other in range(at):
            if tiles[other].j + tiles[other].size <= tile.j and best[other][0] > weight:
                weight, before = best[other][0], other
        best.append((weight + tile.size, before))
    at = max(range(len(best)), key=lambda k: best[k][0])
    chain = []
    while at >= 0:
        chain.append(tiles[at])
        at = best[at][1]
    return chain[::-1]


def _line_start(ground: _Ground, j: int) -> int:
    text = ground.words.text
    start = text.rfind("\n", 0, int(ground.words.starts[j])) + 1
    return int(np.searchsorted(ground.words.starts, start))


def _line_end(ground: _Ground, j: int) -> int:
    text = ground.words.text
    end = text.find("\n", int(ground.words.ends[j - 1]))
    return int(np.searchsorted(ground.words.starts, end if end >= 0 else len(text)))


class _Differ:
    """Words of ours and of theirs between two runs, told apart word by word."""

    def __init__(self, ground: _Ground, prepared: Prepared, on: Marks) -> None:
        self._theirs = ground.words
        self._ours = prepared.words
        self._passage = prepared.passage
        self._on = on

    def between(self, i: int, i_end: int, j: int, j_end: int) -> Iterable[Edit]:
        """The edits that turn ours[i:i_end] into theirs[j:j_end]."""
        if i_end - i > MOST_GAP or j_end - j > MOST_GAP or i == i_end or j >= j_end:
            yield from self._left_out(i, i_end)
            yield from self._added(i, j, j_end)
            return
        ours = self._ours.hashes[i:i_end].tolist()
        theirs = self._theirs.hashes[j:j_end].tolist()
        for op, a, b, c, d in difflib.SequenceMatcher(
            None, ours, theirs, autojunk=False
        ).get_opcodes():
            if op == "delete":
                yield from self._left_out(i + a, i + b)
            elif op == "insert":
                yield from self._added(i + a, j + c, j + d)
            elif op == "replace":
                yield from self._replaced(i + a, i + b, j + c, j + d)

    def _replaced(self, i: int, i_end: int, j: int, j_end: int) -> Iterable[Edit]:
        if self._apart(j, j_end) or j_end - j > 3 * (i_end - i) + 20:
            yield from self._left_out(i, i_end)
            yield from self._added(i, j, j_end)
            return
        yield Edit(
            Operation.REPLACED,
            self._ours.said(i, i_end),
            self._theirs.said(j, j_end),
            int(self._passage[i]),
            max(i_end - i, j_end - j),
            self._before(i),
        )

    def _before(self, i: int) -> str:
        """Up to four words of the same passage before word `i` of ours."""
        if i >= len(self._passage):
            return self._ours.said(max(0, i - 4), i)
        same = int(np.searchsorted(self._passage[:i] == self._passage[i], 1)) if i else 0
        return self._ours.said(max(same, i - 4), i)

    def _left_out(self, i: int, i_end: int) -> Iterable[Edit]:
        # Words that stand elsewhere on the page were moved, not left out.
        gone = np.flatnonzero(~self._on[i:i_end]) + i
        if not gone.size:
            return
        passages = self._passage[gone]
        cuts = np.flatnonzero((np.diff(gone) != 1) | (np.diff(passages) != 0)) + 1
        for part in np.split(gone, cuts):
            first, last = int(part[0]), int(part[-1]) + 1
            n = int(self._passage[first])
            said = self._ours.said(first, last)
            yield Edit(Operation.LEFT_OUT, said, "", n, last - first, self._before(first))

    def _added(self, i: int, j: int, j_end: int) -> Iterable[Edit]:
        if j >= j_end:
            return
        op = Operation.INTERPOSED if self._apart(j, j_end) else Operation.ADDED
        n = int(self._passage[min(i, len(self._passage) - 1)])
        yield Edit(op, "", self._theirs.said(j, j_end), n, j_end - j, self._before(i))

    def _apart(self, j: int, j_end: int) -> bool:
        """Whether theirs[j:j_end] are whole lines of the page."""
        words = self._theirs
        before = words.text[int(words.ends[j - 1]) : int(words.starts[j])] if j else "\n"
        last = j_end >= len(words)
        after = "\n" if last else words.text[int(words.ends[j_end - 1]) : int(words.starts[j_end])]
        return "\n" in before and "\n" in after
