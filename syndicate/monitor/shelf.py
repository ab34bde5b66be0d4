"""The shelf of our titles: which articles share runs of words with a text, found by sampled grams."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from syndicate.errors import BadInput
from syndicate.monitor.words import Hashes, Marks, Words, grams, quoted, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["Candidate", "Prepared", "Shelf", "Stock", "Title", "TitlePassage"]

GRAM: Final = 5
KEPT: Final = 4  # one gram in four is kept, the same ones on both sides
SHORT: Final = 60  # words; a shorter text is indexed with all its grams
LEAST: Final = 2  # shared grams that make a candidate
CROWD: Final = 40  # a gram of more articles than this is house boilerplate
READY: Final = 256  # articles whose words are kept read
_NUMBER_BITS: Final = 24
_SAMPLE: Final = np.uint64((1 << 64) // KEPT)
_NUMBER: Final = np.uint64((1 << _NUMBER_BITS) - 1)


@dataclass(frozen=True, slots=True)
class TitlePassage:
    """One passage of a version; only licensable ones count as copied from us."""

    n: int
    text: str
    licensable: bool = True
    kind: str = "text"
    owner: str = "owned"


@dataclass(frozen=True, slots=True)
class Title:
    """One version of an article as the shelf holds it; `digest` is the version's sha256."""

    article: str
    version: int
    headline: str
    passages: tuple[TitlePassage, ...]
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    digest: str = ""


class Prepared:
    """A title with its words read: the licensable text as delivered, and what is left out of it."""

    def __init__(self, title: Title) -> None:
        self.title = title
        delivered = [p for p in title.passages if p.licensable and p.text.strip()]
        self.words = read_words("\n\n".join(p.text for p in delivered))
        self.left_out = tuple(
            (p, read_words(p.text))
            for p in title.passages
            if not p.licensable and p.kind != "image" and p.text.strip()
        )
        self._delivered = delivered

    @cached_property
    def passage(self) -> NDArray[np.int64]:
        """The passage number of each word of `words`."""
        sizes = np.array([len(p.text) + 2 for p in self._delivered], np.int64)
        numbers = np.array([p.n for p in self._delivered], np.int64)
        owner = np.searchsorted(np.cumsum(sizes), self.words.starts, side="right")
        return numbers[np.minimum(owner, numbers.size - 1)] if numbers.size else owner

    @cached_property
    def quoted(self) -> Marks:
        """Which words stand inside quotation marks in our own text."""
        return quoted(self.words)

    @property
    def total(self) -> int:
        """All words of the version, left-out passages included."""
        return len(self.words) + sum(len(words) for _, words in self.left_out)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that shares `shared` sampled grams of its `kept` ones with a text."""

    article: str
    shared: int
    kept: int


class Stock(Protocol):
    """What matching asks of a shelf, wherever its index lies."""

    def candidates(self, words: Words) -> tuple[Candidate, ...]:
        """Articles that may stand in a text, most shared grams first."""
        ...

    def versions(self, article: str) -> Sequence[Prepared]:
        """Every version of an article on the shelf, oldest first."""
        ...


class Shelf:
    """A shelf in memory: one sorted array of gram and article number, and the titles themselves."""

    def __init__(self, editions: dict[str, list[Title]]) -> None:
        if len(editions) >= 1 << _NUMBER_BITS:
            raise BadInput(f"a shelf holds at most {1 << _NUMBER_BITS:,} articles")
        self._editions = editions
        self._articles = tuple(editions)
        self._ready: OrderedDict[str, tuple[Prepared, ...]] = OrderedDict()
        sampled: list[Hashes] = []
        whole: list[Hashes] = []
        for number, article in enumerate(self._articles):
            for title in editions[article]:
                words = Prepared(title).words
                own = grams(words.hashes, GRAM)
                short = len(words) < SHORT
                own = np.unique((own if short else own[own < _SAMPLE]) & ~_NUMBER)
                (whole if short else sampled).append(own | np.uint64(number))
        self._sampled = _settle(sampled)
        self._whole = _settle(whole)
        held = np.concatenate([self._sampled, self._whole])
        self._kept = np.bincount((held & _NUMBER).astype(np.int64), minlength=len(self._articles))

    @classmethod
    def of(cls, titles: Iterable[Title]) -> Shelf:
        """A shelf of these titles; versions of one article stand together, oldest first."""
        editions: dict[str, list[Title]] = {}
        for title in titles:
            editions.setdefault(title.article, []).append(title)
        for versions in editions.values():
            versions.sort(key=lambda title: title.version)
        return cls(editions)

    def __len__(self) -> int:
        return len(self._articles)

    def candidates(self, words: Words) -> tuple[Candidate, ...]:
        """Articles sharing at least two grams with `words`, most first."""
        seen = grams(words.hashes, GRAM)
        sampled = _numbers(self._sampled, seen[seen < _SAMPLE])
        whole = _numbers(self._whole, seen) if self._whole.size else sampled[:0]
        numbers, at = np.unique(np.concatenate([sampled, whole]), return_inverse=True)
        shared = np.bincount(at, minlength=numbers.size)
        # A sampled gram stands for as many as were left out of the index.
        stands = shared + (KEPT - 1) * np.bincount(at[: sampled.size], minlength=numbers.size)
        return tuple(
            Candidate(
                article=self._articles[int(numbers[k])],
                shared=int(shared[k]),
                kept=int(self._kept[int(numbers[k])]),
            )
            for k in np.argsort(-stands, kind="stable")
            if shared[k] >= LEAST
        )

    def versions(self, article: str) -> Sequence[Prepared]:
        """Every version of `article`, oldest first; none where it is not on the shelf."""
        ready = self._ready.get(article)
        if ready is None:
            ready = tuple(Prepared(title) for title in self._editions.get(article, ()))
            self._ready[article] = ready
            # Word arrays weigh more than the text: only the articles in hand are kept read.
            if len(self._ready) > READY:
                self._ready.popitem(last=False)
        return ready


def _settle(parts: list[Hashes]) -> Hashes:
    """Sorted entries, each once, without the grams that too many articles share."""
    if not parts:
        return np.zeros(0, np.uint64)
    entries = np.unique(np.concatenate(parts))
    keys = entries >> np.uint64(_NUMBER_BITS)
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: keys.size])
    crowds = np.diff(first, append=keys.size)
    settled: Hashes = entries[np.repeat(crowds <= CROWD, crowds)]
    return settled


def _numbers(entries: Hashes, seen: Hashes) -> Hashes:
    """The article number of each entry whose gram is among `seen` (each gram asked once)."""
    asked = np.unique(seen & ~_NUMBER)
    low = np.searchsorted(entries, asked)
    high = np.searchsorted(entries, asked | _NUMBER, side="right")
    held = high - low
    hit = held > 0
    low, held = low[hit], held[hit]
    before = np.cumsum(held) - held
    at = np.repeat(low - before, held) + np.arange(int(held.sum()))
    found: Hashes = entries[at] & _NUMBER
    return found
