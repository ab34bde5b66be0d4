"""Telling versions apart: which of two versions of an article the words of a page follow, if any."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from syndicate.monitor.words import Words

if TYPE_CHECKING:
    from syndicate.monitor.shelf import Prepared
    from syndicate.monitor.words import Places

__all__ = ["Follows", "Parting", "Reading", "Told", "tell"]


class Follows(StrEnum):
    """Which of two versions a page follows."""

    THIS = "this"
    OTHER = "other"
    NEITHER = "neither"  # altered, missing, or now the one and now the other
    SAME = "same"  # the licensable words and figures of both are the same


@dataclass(frozen=True, slots=True)
class Parting:
    """A place where `version` and `other` part: their words, and the page's ("" where it has none).

    `n` is the passage of `version`; 0 the headline, -1 the byline.
    """

    version: int
    other: int
    n: int
    ours: str
    others: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says between two versions, and the places that speak against the first."""

    follows: Follows
    partings: tuple[Parting, ...] = ()


# A sign beside a figure belongs to it: a correction may change nothing else.
_SIGNS: Final = re.compile(r"[$¢£¤¥\u20a0-\u20cf%‰\u066a]|(?<!\w)[-\u2212](?=\d)")
_JOINS: Final = re.compile(r"[.,'’\u066b\u066c\u00a0\u202f\u2009 ]")
_STOP: Final = re.compile(r"\n|[.!?؟…][\s\"'”’»)]*$|[.!?؟…][\"'”’»)]*\s")
_FAR: Final = 2  # characters between a figure and its sign
_LONG: Final = 2_000
_SHOWN: Final = 5  # words before and after a place that are quoted with it


def _signs(words: Words) -> dict[int, frozenset[str]]:
    """The signs that stand by a word, by its number."""
    found: dict[int, set[str]] = {}
    for sign in _SIGNS.finditer(words.text):
        at = sign.start()
        after = int(np.searchsorted(words.starts, at))
        before = after - 1
        if (
            after < len(words)
            and int(words.starts[after]) - sign.end() <= _FAR
            and _figure(words, after)
        ):
            found.setdefault(after, set()).add(sign[0])
        elif before >= 0 and at - int(words.ends[before]) <= _FAR and _figure(words, before):
            # A figure of several groups has its signs at its first one, as those before it have.
            while _joined(words, before):
                before -= 1
            found.setdefault(before, set()).add(sign[0])
    return {at: frozenset(signs) for at, signs in found.items()}


def _figure(words: Words, at: int) -> bool:
    return words.text[int(words.starts[at])].isdigit()


def _joined(words: Words, at: int) -> bool:
    """Whether word `at` goes on with the figure that the word before it began."""
    if not 0 < at < len(words) or not (_figure(words, at) and _figure(words, at - 1)):
        return False
    between = words.text[int(words.ends[at - 1]) : int(words.starts[at])]
    group = int(words.ends[at]) - int(words.starts[at]) == 3
    return bool(_JOINS.fullmatch(between)) and (group or not between.isspace())


@dataclass(eq=False)
class Reading:
    """A version with the page's word (its number, or -1) for each of its own words."""

    prepared: Prepared
    page: Words
    places: Places

    @property
    def words(self) -> Words:
        """The words of the version."""
        return self.prepared.words

    @cached_property
    def signs(self) -> dict[int, frozenset[str]]:
        """The signs of the figures of the version."""
        return _signs(self.words)

    def same_passage(self, one: int, other: int) -> bool:
        """Whether two words of the version exist and stand in one passage."""
        numbers = self.prepared.passage
        inside = 0 <= one < numbers.size and 0 <= other < numbers.size
        return inside and bool(numbers[one] == numbers[other])

    def stands(self, low: int, high: int) -> bool:
        """Whether the words `low` up to before `high` stand on the page, joined as in the version."""
        if low == high:
            return self._closed(low)
        run = self.places[low:high]
        if int(run.min()) < 0:
            return False
        inner = self.prepared.passage[low:high]
        steps = np.diff(run)
        # Between two passages a page may set lines of its own.
        if ((steps != 1) & ~((np.diff(inner) != 0) & (steps > 0))).any():
            return False
        first, last = int(run[0]), int(run[-1])
        if _page_signs(self.page, first, last + 1) != _page_signs(self.words, low, high):
            return False
        if self.same_passage(low - 1, low):
            before = int(self.places[low - 1]) == first - 1
        else:
            before = self._parted(first)
        if self.same_passage(high - 1, high):
            after = int(self.places[high]) == last + 1
        else:
            after = self._parted(last + 1)
        return before and after

    def _closed(self, at: int) -> bool:
        """Whether the page, too, has nothing between the words before and after `at`."""
        left = int(self.places[at - 1]) if at else None
        right = int(self.places[at]) if at < self.places.size else None
        if left is not None and right is not None:
            if min(left, right) < 0 or right <= left:
                return False
            if self.same_passage(at - 1, at):
                return right == left + 1
            return self._parted(left + 1) and self._parted(right)
        if left is not None:
            return left >= 0 and self._parted(left + 1)
        return right is not None and right >= 0 and self._parted(right)

    def _parted(self, j: int) -> bool:
        """Whether a line or a sentence of the page ends before its word `j`."""
        page = self.page
        if j <= 0 or j >= len(page):
            return True
        return bool(_STOP.search(page.text[int(page.ends[j - 1]) : int(page.starts[j])]))

    def touched(self, low: int, high: int) -> bool:
        """Whether anything of a place stands on the page: its words, or one beside them."""
        if high > low and int(self.places[low:high].max()) >= 0:
            return True
        sides = [
            k
            for k, held in ((low - 1, low), (high, high - 1))
            if 0 <= k < self.places.size and (low == high or self.same_passage(k, held))
        ]
        return any(int(self.places[k]) >= 0 for k in sides)

    def share(self, low: int, high: int) -> float:
        """How much of the words `low` up to before `high` stands on the page."""
        return float((self.places[low:high] >= 0).mean()) if high > low else 0.0

    def said(self, low: int, high: int) -> str:
        """The words of a place with some beside them, of the same passage; the longest start of them."""
        first, last = low, high
        while first > 0 and low - first < _SHOWN and self.same_passage(first - 1, max(low, first)):
            first -= 1
        while last < len(self.words) and last - high < _SHOWN and self.same_passage(last, high - 1):
            last += 1
        return self._signed(self.words, first, last)

    def said_there(self, low: int, high: int) -> str:
        """What the page has at a place, from the nearest words of ours on both sides; "" for nothing."""
        held = self.places
        if high > low and int(held[low:high].min()) >= 0:
            first, last = int(held[low:high].min()), int(held[low:high].max()) + 1
        else:
            before = [int(held[k]) for k in range(max(0, low - 12), low) if held[k] >= 0]
            after = [int(held[k]) for k in range(high, min(held.size, high + 12)) if held[k] >= 0]
            if before and after and before[-1] < after[0] <= before[-1] + 60:
                first, last = before[-1] + 1, after[0]
            elif before:
                first, last = before[-1] + 1, before[-1] + 1 + max(high - low, 1)
                last = self._line_end(first, last)
            elif after:
                first, last = after[0], after[0]
            else:
                return ""
        for _ in range(_SHOWN):
            first -= first > 0 and not self._broken(first)
            last += last < len(self.page) and not self._broken(last)
        return self._signed(self.page, first, last)

    def _broken(self, j: int) -> bool:
        """Whether a line of the page ends before its word `j`."""
        page = self.page
        return "\n" in page.text[int(page.ends[j - 1]) : int(page.starts[j])]

    def _line_end(self, first: int, last: int) -> int:
        while last > first and self._parted(last):
            last -= 1
        return last

    @staticmethod
    def _signed(words: Words, first: int, last: int) -> str:
        """Words as they stand, with the sign before the first and the one after the last."""
        if first >= last:
            return ""
        said = words.said(first, last)
        start = int(words.starts[first])
        end = int(words.ends[min(last, len(words)) - 1])
        lead = re.search(r"[$¢£¤¥\u20a0-\u20cf\u2212-]$", words.text[max(0, start - 1) : start])
        tail = re.match(r"\s?[%‰\u066a$¢£¤¥\u20a0-\u20cf]", words.text[end : end + 2])
        return (lead[0] if lead else "") + said + (tail[0] if tail else "")


def tell(ours: Reading, other: Reading) -> Told:
    """Which of two versions the page follows, by every place where their words or figures part.

    Places that are not on the page say nothing, as long as another one decides. One that stands there
    altered leaves it open, and so do places that follow now the one and now the other.
    """
    places = _partings(ours, other)
    if not places:
        return Told(Follows.SAME)
    ways = [_way(ours, other, *place) for place in places]
    here, there = Follows.THIS in ways, Follows.OTHER in ways
    altered = Follows.NEITHER in ways
    if here and not there and not altered:
        return Told(Follows.THIS)
    follows = Follows.OTHER if there and not here and not altered else Follows.NEITHER
    order = sorted(
        range(len(places)), key=lambda k: (ways[k] is not Follows.NEITHER, ways[k] is None, k)
    )
    return Told(follows, tuple(_parting(ours, other, *places[k], way=ways[k]) for k in order))


def _parting(
    ours: Reading, other: Reading, a: int, b: int, c: int, d: int, *, way: Follows | None
) -> Parting:
    numbers = ours.prepared.passage
    if way is None:
        theirs = ""
    elif way is Follows.OTHER:
        theirs = other.said_there(c, d)
    else:
        theirs = ours.said_there(a, b)
    return Parting(
        version=ours.prepared.title.version,
        other=other.prepared.title.version,
        n=int(numbers[min(a, numbers.size - 1)]) if numbers.size else 0,
        ours=ours.said(a, b),
        others=other.said(c, d),
        theirs=theirs,
    )


_Place = tuple[int, int, int, int]


def _partings(ours: Reading, other: Reading) -> list[_Place]:
    """Where the words of two versions part: from and to in the one, from and to in the other.

    A figure is one place whole, and so is one whose sign alone differs.
    """
    one, two = ours.words.hashes.tolist(), other.words.hashes.tolist()
    low = 0
    while low < min(len(one), len(two)) and one[low] == two[low]:
        low += 1
    end = 0
    while end < min(len(one), len(two)) - low and one[-1 - end] == two[-1 - end]:
        end += 1
    middle, other_middle = one[low : len(one) - end], two[low : len(two) - end]
    matcher = difflib.SequenceMatcher(
        None, middle, other_middle, autojunk=len(middle) + len(other_middle) > _LONG
    )
    found: list[_Place] = []
    equal: list[tuple[int, int, int]] = [(0, 0, low)]
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            equal.append((a + low, c + low, b - a))
        else:
            found.append((a + low, b + low, c + low, d + low))
    equal.append((len(one) - end, len(two) - end, end))
    if ours.signs != other.signs:
        for i, j, size in equal:
            found.extend(
                (k, k + 1, j + k - i, j + k - i + 1)
                for k in range(i, i + size)
                if ours.signs.get(k) != other.signs.get(j + k - i)
            )
    return _merged([_whole_figure(ours, other, *place) for place in sorted(found)])


def _whole_figure(ours: Reading, other: Reading, a: int, b: int, c: int, d: int) -> _Place:
    while (
        (a < b or c < d) and a > 0 and c > 0 and (_joined(ours.words, a) or _joined(other.words, c))
    ):
        a, c = a - 1, c - 1
    while (
        (a < b or c < d)
        and b < len(ours.words)
        and d < len(other.words)
        and (_joined(ours.words, b) or _joined(other.words, d))
    ):
        b, d = b + 1, d + 1
    return a, b, c, d


def _merged(places: list[_Place]) -> list[_Place]:
    made: list[_Place] = []
    for place in places:
        was = made[-1] if made else place
        if made and (place[0] < was[1] or place[2] < was[3]):
            made[-1] = (
                min(place[0], was[0]),
                max(place[1], was[1]),
                min(place[2], was[2]),
                max(place[3], was[3]),
            )
        else:
            made.append(place)
    return made


def _way(ours: Reading, other: Reading, a: int, b: int, c: int, d: int) -> Follows | None:
    """Which of the two one place follows; None where nothing of it stands on the page."""
    here, there = ours.stands(a, b), other.stands(c, d)
    if a == b and here:
        # What was taken out may still stand there in part: then it is not gone.
        here = other.share(c, d) * 3 < 1 and not there
    if c == d and there:
        there = ours.share(a, b) * 3 < 1 and not here
    if here is not there:
        return Follows.THIS if here else Follows.OTHER
    if here or ours.touched(a, b) or other.touched(c, d):
        return Follows.NEITHER
    return None


def _page_signs(words: Words, low: int, high: int) -> frozenset[str]:
    """The signs beside the words `low` up to before `high`."""
    start = max(0, int(words.starts[low]) - 40)
    end = min(len(words.text), int(words.ends[high - 1]) + 40)
    first = int(np.searchsorted(words.starts, start))
    last = int(np.searchsorted(words.ends, end, side="right"))
    part = Words(
        text=words.text[start:end],
        hashes=words.hashes[first:last],
        starts=words.starts[first:last] - start,
        ends=words.ends[first:last] - start,
    )
    signs = _signs(part)
    return frozenset().union(*(signs.get(k - first, frozenset()) for k in range(low, high)))
