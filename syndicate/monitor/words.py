"""Words of a text as numbers: folded, hashed and placed, all at once and without a tokeniser."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Hashes", "Marks", "Places", "Words", "grams", "quoted", "read_words"]

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
Marks = NDArray[np.bool_]

MOST: Final = 2_000_000  # characters of one text that are read; nobody republishes a longer article

_SEPARATES: Final = 0
_DROPPED: Final = 1
_SPELLED: Final = 2
_ALONE: Final = np.uint32(1 << 31)  # scripts without spaces: every character is a word

_BLOCK: Final = 256
_table = np.zeros(0x110000, np.uint32)
_built = np.zeros(0x110000 // _BLOCK, np.bool_)
_spelling: dict[int, tuple[int, ...]] = {}

# Letters that writers of Arabic use for one another, and the Persian forms that keyboards produce.
_ARABIC: Final = {
    0x0622: 0x0627,
    0x0623: 0x0627,
    0x0625: 0x0627,
    0x0671: 0x0627,
    0x0649: 0x064A,
    0x06CC: 0x064A,
    0x0626: 0x064A,
    0x0624: 0x0648,
    0x0629: 0x0647,
    0x06A9: 0x0643,
    0x06C1: 0x0647,
}
# Letters with a spelling of two letters that Unicode does not decompose.
_LIGATURES: Final = {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"}
# Letters by category that stand where an apostrophe or a prime is meant, and the Arabic stretch.
_APOSTROPHES: Final = frozenset({0x02B9, 0x02BA, 0x02BB, 0x02BC, 0x02BD, 0x02C8})
_STRETCH: Final = 0x0640
_UNSPACED: Final = (
    (0x0E00, 0x0F00),  # Thai, Lao
    (0x1000, 0x10A0),  # Burmese
    (0x1780, 0x1800),  # Khmer
    (0x3040, 0x3100),  # kana
    (0x3400, 0xA000),  # Han
    (0xF900, 0xFB00),
    (0x20000, 0x32000),
)


def _fold(code: int) -> tuple[int, ...]:
    """The folded code points of one code point; () is dropped, (0,) separates words."""
    char = chr(code)
    kind = unicodedata.category(char)
    if kind in {"Mn", "Me", "Cf"} or code == _STRETCH:
        return ()
    if code in _APOSTROPHES or kind[0] not in "LN":
        return (_SEPARATES,)
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return (0x30 + digit,)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    plain = "".join(_LIGATURES.get(c, c) for c in plain)
    letters = tuple(ord(c) for c in plain if unicodedata.category(c)[0] in "LN")
    return tuple(_ARABIC.get(c, c) for c in letters) or (code,)


def _build(block: int) -> None:
    for code in range(block * _BLOCK, (block + 1) * _BLOCK):
        folded = _fold(code)
        if not folded:
            _table[code] = _DROPPED
        elif len(folded) > 1:
            _table[code] = _SPELLED
            _spelling[code] = folded
        else:
            alone = any(low <= code < high for low, high in _UNSPACED)
            _table[code] = np.uint32(folded[0]) | (_ALONE if alone else np.uint32(0))
    _built[block] = True


def _folded(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    blocks = codes // _BLOCK
    if not _built[blocks].all():
        for block in np.unique(blocks):
            if not _built[block]:
                _build(int(block))
    return _table[codes]


_BASE: Final = 0x9E3779B97F4A7C15
_LONGEST: Final = 256
with np.errstate(over="ignore"):
    _POWERS: Final = np.cumprod(np.full(_LONGEST, _BASE, np.uint64), dtype=np.uint64)
_STEP: Final = np.uint64(0xD6E8FEB86659FD93)


def _mix(value: Hashes) -> Hashes:
    """Spread every bit over all (a finaliser of multiplications and shifts)."""
    with np.errstate(over="ignore"):
        value = value ^ (value >> np.uint64(32))
        value = value * np.uint64(0x9FB21C651E98DF25)
        value = value ^ (value >> np.uint64(29))
        value = value * np.uint64(0xD1B54A32D192ED03)
        return value ^ (value >> np.uint64(32))


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of `text`: a hash each, and where each starts and ends in it (code points)."""

    text: str
    hashes: Hashes
    starts: Places
    ends: Places

    def __len__(self) -> int:
        return int(self.hashes.size)

    def said(self, first: int, last: int, *, most: int = 300) -> str:
        """The words `first` up to before `last` as they stand, white space closed up, capped."""
        if first >= last or first >= len(self):
            return ""
        last = min(last, len(self))
        end = min(int(self.ends[last - 1]), int(self.starts[first]) + 4 * most)
        words = " ".join(self.text[int(self.starts[first]) : end].split())
        return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def read_words(text: str) -> Words:
    """Words folded by case, accents, Arabic spelling and digits; hyphens and apostrophes part them.

    Combining marks, soft hyphens and zero-width characters count for nothing, so a text spelled
    with them has the same hashes. Scripts written without spaces give one word a character.
    At most two million characters are read.
    """
    codes = np.frombuffer(text[:MOST].encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _folded(codes)
    kept = np.flatnonzero(folded != _DROPPED)
    folded = folded[kept]
    if (folded == _SPELLED).any():
        folded, kept = _spell_out(folded, kept, codes)
    letter = folded != _SEPARATES
    alone = folded >= _ALONE
    before = np.zeros_like(letter)
    before[1:] = letter[:-1] & ~alone[:-1]
    opens = (letter & (~before | alone))[letter]
    body = folded[letter].astype(np.uint64)
    places = kept[letter]
    first = np.flatnonzero(opens)
    if not first.size:
        nothing = np.zeros(0, np.int64)
        return Words(text=text, hashes=np.zeros(0, np.uint64), starts=nothing, ends=nothing)
    lengths = np.diff(first, append=body.size)
    inside = np.arange(body.size) - np.repeat(first, lengths)
    with np.errstate(over="ignore"):
        weighed = body * _POWERS[np.minimum(inside, _LONGEST - 1)]
        hashes = _mix(np.add.reduceat(weighed, first))
    return Words(
        text=text,
        hashes=hashes,
        starts=places[first],
        ends=places[first + lengths - 1] + 1,
    )


def _spell_out(
    folded: NDArray[np.uint32], kept: Places, codes: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], Places]:
    """Letters such as ß and ligatures, written as the letters they stand for."""
    at = np.flatnonzero(folded == _SPELLED)
    spelled = [_spelling[int(codes[kept[i]])] for i in at]
    times = np.ones(folded.size, np.int64)
    times[at] = [len(letters) for letters in spelled]
    wide = np.repeat(folded, times)
    wide[np.repeat(folded == _SPELLED, times)] = [c for letters in spelled for c in letters]
    return wide, np.repeat(kept, times)


def grams(hashes: Hashes, size: int) -> Hashes:
    """A hash for each run of `size` words, in order; empty where there are fewer words."""
    count = hashes.size - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    with np.errstate(over="ignore"):
        value = hashes[:count].copy()
        for step in range(1, size):
            value = value * _STEP + hashes[step : step + count]
    return _mix(value)


_MARKS: Final = re.compile("[\n\"“”„‟«»‘’‚'「」『』]")
_OPENERS: Final = {
    "“": "”",
    "„": "“",
    "«": "»",
    "»": "«",
    "‘": "’",
    "‚": "‘",
    "「": "」",
    "『": "』",
}
_SINGLE: Final = frozenset("‘’‚'")


def quoted(words: Words) -> Marks:
    """For each word whether it stands inside quotation marks; a paragraph's end closes them.

    English, French, German and Nordic marks in both directions, straight ones and corner brackets;
    single ones where they cannot be an apostrophe.
    """
    inside = np.zeros(len(words), np.bool_)
    text = words.text
    closes: str | None = None
    opened = 0
    for found in _MARKS.finditer(text):
        char, at = found[0], found.start()
        if char == "\n":
            if closes is not None and closes not in _SINGLE:
                _mark(inside, words, opened, at)
            closes = None
        elif char in _SINGLE and _apostrophe(text, at, opening=closes is None):
            continue
        elif closes is None:
            closes = _OPENERS.get(char, char)
            opened = at
        elif char == closes or (char in '“”"' and closes in '“”"'):
            _mark(inside, words, opened, at)
            closes = None
    if closes is not None and closes not in _SINGLE:
        _mark(inside, words, opened, len(text))
    return inside


def _mark(inside: Marks, words: Words, opened: int, closed: int) -> None:
    inside[np.searchsorted(words.starts, opened) : np.searchsorted(words.starts, closed)] = True


def _apostrophe(text: str, at: int, *, opening: bool) -> bool:
    before = at > 0 and text[at - 1].isalnum()
    after = at + 1 < len(text) and text[at + 1].isalnum()
    return (before or not after) if opening else (before and after)
