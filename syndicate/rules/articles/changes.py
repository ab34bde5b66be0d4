"""Two versions side by side: which passages stay, changed, came, went or moved, and in which words."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, quoted
from syndicate.rules.articles.search import NOT_SEARCHED
from syndicate.rules.articles.texts import diff, fold, word_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syndicate.rules.articles.drafts import Passage
    from syndicate.rules.articles.texts import Op

__all__ = ["Change", "Changed", "another_text", "compare", "marked", "read_span", "words_changed"]

_ALIKE = 40
"""Per cent of their words that two passages have in common when one is the other, rewritten."""

_LEAST_KEPT = 10
"""Per cent of the words on file that a next version keeps; of which less is left is another article's text."""

_MOST_PAIRS = 40_000
"""Beyond so many pairs of passages only those at the same place are compared."""

_MOST_CELLS = 20_000_000
"""After so many words compared with words, what changed is shown whole: before, then after."""


class Change(StrEnum):
    """What became of a passage."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # and perhaps changed on the way: its words say so


@dataclass(frozen=True, slots=True)
class Changed:
    """One passage of two versions: its number in each (None where it is not), and its words as `diff` gives them."""

    change: Change
    old: int | None
    new: int | None
    ops: tuple[tuple[Op, str], ...]


def compare(old: Sequence[Passage], new: Sequence[Passage]) -> tuple[Changed, ...]:
    """Every passage of either version, in the order of the new one; what went stands where it stood.

    A passage is known again by its digest, else by most of its words at the same place, else by most of
    its words elsewhere (then it moved). The time is bounded also for very long articles.
    """
    pairs = _same(old, new)
    kept = _in_order(pairs)
    moved = {j: i for j, i in pairs.items() if j not in kept}
    taken_old, taken_new = set(pairs.values()), set(pairs)
    for there, here in _gaps(kept, taken_old, taken_new, len(old), len(new)):
        kept |= _rewritten(old, new, there, here)
    taken_old |= set(kept.values())
    taken_new |= set(kept)
    gone = [i for i in range(len(old)) if i not in taken_old]
    come = [j for j in range(len(new)) if j not in taken_new]
    moved |= _rewritten(old, new, gone, come, ordered=False)
    gone = [i for i in gone if i not in moved.values()]
    return tuple(_rows(old, new, kept, moved, gone))


def _same(old: Sequence[Passage], new: Sequence[Passage]) -> dict[int, int]:
    """Places in `new` of passages with the very same text, and theirs in `old`."""
    places: dict[str, list[int]] = defaultdict(list)
    for i, passage in enumerate(old):
        places[passage.digest].append(i)
    found: dict[int, int] = {}
    for j, passage in enumerate(new):
        if rest := places.get(passage.digest):
            found[j] = rest.pop(0)
    return found


def _in_order(pairs: dict[int, int]) -> dict[int, int]:
    """The most of `pairs` that stand in the same order in both versions."""
    ends: list[int] = []
    at: list[int] = []
    before: dict[int, int | None] = {}
    for j, i in sorted(pairs.items()):
        place = bisect_left(ends, i)
        before[j] = at[place - 1] if place else None
        if place == len(ends):
            ends.append(i)
            at.append(j)
        else:
            ends[place], at[place] = i, j
    kept: dict[int, int] = {}
    last = at[-1] if at else None
    while last is not None:
        kept[last] = pairs[last]
        last = before[last]
    return kept


def _gaps(
    kept: dict[int, int], taken_old: set[int], taken_new: set[int], olds: int, news: int
) -> Iterator[tuple[list[int], list[int]]]:
    """Between two passages that stayed: what is left in the old version, and in the new one."""
    was, now = 0, 0
    for j, i in [*sorted(kept.items()), (news, olds)]:
        there = [n for n in range(was, i) if n not in taken_old]
        here = [n for n in range(now, j) if n not in taken_new]
        if there and here:
            yield there, here
        was, now = i + 1, j + 1


def _rewritten(
    old: Sequence[Passage],
    new: Sequence[Passage],
    there: Sequence[int],
    here: Sequence[int],
    *,
    ordered: bool = True,
) -> dict[int, int]:
    """Which of `here` are which of `there` in other words; in the same order, unless told otherwise."""
    few = len(there) * len(here) <= _MOST_PAIRS
    before = {i: Counter(fold(old[i].text).split()) for i in there}
    after = {j: Counter(fold(new[j].text).split()) for j in here}
    found: dict[int, int] = {}
    free = list(there)
    for place, j in enumerate(here):
        same_place = there[place : place + 1] if ordered else ()
        near = free if few else [i for i in same_place if i in free]
        best = max(near, key=lambda i: (_likeness(before[i], after[j]), -i), default=None)
        if best is None or _likeness(before[best], after[j]) < _ALIKE:
            continue
        found[j] = best
        free = [i for i in free if (i > best if ordered else i != best)]
    return found


def _likeness(one: Counter[str], other: Counter[str]) -> int:
    """The words that two texts share, per cent of those they have."""
    total = one.total() + other.total()
    return 200 * (one & other).total() // total if total else 100


def _rows(
    old: Sequence[Passage],
    new: Sequence[Passage],
    kept: dict[int, int],
    moved: dict[int, int],
    gone: Sequence[int],
) -> Iterator[Changed]:
    left = list(gone)
    cells = 0
    for j, passage in enumerate(new):
        stayed = kept.get(j)
        while stayed is not None and left and left[0] < stayed:
            yield _removed(old[left.pop(0)])
        i = moved.get(j, stayed)
        if i is None:
            yield Changed(Change.ADDED, None, passage.n, (("insert", fold(passage.text)),))
            continue
        same = old[i].digest == passage.digest
        change = Change.MOVED if j in moved else Change.SAME if same else Change.CHANGED
        cells += 0 if same else len(old[i].text.split()) * len(passage.text.split())
        ops: tuple[tuple[Op, str], ...]
        if same or cells <= _MOST_CELLS:
            ops = diff(old[i].text, passage.text)
        else:
            ops = (("delete", fold(old[i].text)), ("insert", fold(passage.text)))
        yield Changed(change, old[i].n, passage.n, ops)
    for i in left:
        yield _removed(old[i])


def _removed(passage: Passage) -> Changed:
    return Changed(Change.REMOVED, passage.n, None, (("delete", fold(passage.text)),))


def words_changed(changes: Iterable[Changed], language: str | None = None) -> tuple[int, int]:
    """How many words came and how many went, as `word_count` counts them."""
    came = went = 0
    for one in changes:
        for op, text in one.ops:
            came += word_count(text, language) if op == "insert" else 0
            went += word_count(text, language) if op == "delete" else 0
    return came, went


def another_text(old: Sequence[Passage], new: Sequence[Passage]) -> bool:
    """Whether nearly nothing of `old` is left in `new`: it is hardly a next version of the same article.

    The house's own matter, which stands in every article, is passed over.
    """
    before = [passage for passage in old if passage.kind not in NOT_SEARCHED]
    after = [passage for passage in new if passage.kind not in NOT_SEARCHED]
    had = sum(len(passage.text.split()) for passage in before)
    ops = [op for one in compare(before, after) for op in one.ops]
    kept = sum(len(text.split()) for op, text in ops if op == "equal")
    return kept * 100 < had * _LEAST_KEPT


def marked(ops: Iterable[tuple[Op, str]]) -> str:
    """`ops` as one line: what went as [-words-], what came as {+words+}."""
    shown = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return " ".join(shown[op].format(text) for op, text in ops)


def read_span(text: str, *, newest: int) -> tuple[int, int]:
    """The two versions that "1..2" names; "1.." goes to the `newest` one.

    Raises BadInput for anything else, or a version compared with itself.
    """
    first, dots, last = text.strip().partition("..")
    ends = (first.strip(), last.strip() or str(newest))
    if not dots or not all(end.isascii() and end.isdigit() and len(end) <= 9 for end in ends):
        raise BadInput(f"{quoted(text)} names no two versions", hint="--diff 1..2")
    one, other = int(ends[0]), int(ends[1])
    if one == other:
        raise BadInput(f"version {one} is the same as itself", hint="--diff 1..2")
    return one, other
