"""A passage at a glance: in the forms the recognisers read, and the words that say where to look closer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "Glance",
    "Phrases",
    "Sight",
    "ends_a_sentence",
    "opens_with_a_quotation",
    "particled",
    "plainly",
    "sights",
    "small",
    "words_of",
]

# Vowel signs and the long stroke, which some houses set and others do not; they carry no letter.
_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640"
_MARK = re.compile(f"[{_MARKS}]")
_ALEFS = "أإآٱ"
_ALEF = "ا"
_ARABIC = re.compile("[\u0600-\u06ff]")
_CUTS = ".,:;?!\"()[]'-/|+*_"
_MORE_CUTS = "“”«»–—…،؛؟’•\u200c\u200d\u200e\u200f"
# What Arabic sets against a word without a space: and, so, in, to, as, the.
_PARTICLES = (
    "",
    "و",
    "ف",
    "ب",
    "ل",
    "ك",
    "ال",
    "وال",
    "بال",
    "فال",
    "كال",
    "لل",
    "ول",
    "وب",
    "ولل",
)


def plainly(text: str) -> str:
    """`text` with straight apostrophes and, in Arabic, one alef and no vowel signs.

    Only vowel signs change the length.
    """
    plain = text.replace("’", "'")
    if not text.isascii() and _is_arabic(text):
        for mark in _MARKS:
            plain = plain.replace(mark, "")
        for alef in _ALEFS:
            plain = plain.replace(alef, _ALEF)
    return plain


def particled(words: str) -> frozenset[str]:
    """`words`, parted by spaces, as `words_of` gives them; the Arabic ones also with particles before them."""
    found: set[str] = set()
    for word in plainly(words).split():
        before = _PARTICLES if _ARABIC.match(word) else ("",)
        found.update(b + word for b in before)
    return frozenset(found)


def small(plain: str) -> str:
    """`plain` in small letters, letter for letter."""
    low = plain.lower()
    if len(low) != len(plain):  # a letter whose small form is two
        low = "".join(s if len(s := c.lower()) == 1 else c for c in plain)
    return low


def _cut(low: str) -> str:
    for c in _CUTS:
        low = low.replace(c, " ")
    if not low.isascii():
        for c in _MORE_CUTS:
            low = low.replace(c, " ")
    return low


def _is_arabic(text: str) -> bool:
    # One of these stands in any Arabic text; to look for each is faster than for the whole script.
    return "ا" in text or "ي" in text or "و" in text or "ل" in text or "أ" in text or "ر" in text


def words_of(plain: str) -> list[str]:
    """The words of a plain text in small letters, cut at every mark."""
    return _cut(plain.lower()).split()


@dataclass(frozen=True, slots=True)
class Glance:
    """A passage as the recognisers read it.

    `text` is the passage on one line, `plain` the same `plainly`, `low` that in small letters, letter
    for letter. `length` is about how many words there are; `signs` are those of its words that some
    recogniser waits for.
    """

    text: str
    plain: str
    low: str
    length: int
    signs: frozenset[str]

    def shown(self, start: int, end: int) -> str:
        """What stands in `text` where `plain` has the letters from `start` to `end`."""
        if len(self.plain) != len(self.text):
            before = after = 0
            for k, mark in enumerate(_MARK.finditer(self.text)):
                at = mark.start() - k
                before += at <= start
                after += at <= end
            start, end = start + before, end + after
        return self.text[start:end].strip()


class Sight:
    """A passage before anybody looked closer: its plain text and its words. Most are read no further."""

    __slots__ = ("_glance", "_low", "_plain", "text", "words")

    def __init__(self, text: str, plain: str, low: str, cut: str) -> None:
        self.text = text
        self._plain = plain
        self._low = low
        self.words = cut.split()
        if "©" in low or "(c)" in low:
            self.words.append("©")
        if "@" in low:
            self.words.append("@")
        self._glance: Glance | None = None

    def glance(self, signs: frozenset[str]) -> Glance:
        """The passage at a glance, with those of its words that are among `signs`."""
        if self._glance is None:
            found = signs.intersection(self.words)
            if "copyright" in found:
                found |= {"©"}
            self._glance = Glance(self.text, self._plain, self._low, len(self.words), found)
        return self._glance


def sights(texts: Sequence[str]) -> list[Sight]:
    """Many passages, each on one line, before anybody looked closer: at little more than the cost of one."""
    if not texts:
        return []
    plain = plainly("\n".join(texts))
    low = small(plain)
    return [
        Sight(*each)
        for each in zip(
            texts, plain.split("\n"), low.split("\n"), _cut(low).split("\n"), strict=True
        )
    ]


class Phrases:
    """Expressions for small letters, each tried only where a word that it cannot do without stands.

    An entry is the words, parted by spaces, and the expression. It begins at the start of a word.
    Arabic is written as usual: vowel signs are taken out and alefs made one, and the words also count
    with particles before them.
    """

    def __init__(self, *entries: tuple[str, str]) -> None:
        self._found: list[re.Pattern[str]] = []
        self._by_sign: dict[str, list[int]] = {}
        for n, (words, expression) in enumerate(entries):
            self._found.append(re.compile(plainly(expression)))
            for sign in particled(words):
                self._by_sign.setdefault(sign, []).append(n)
        self.signs = frozenset(self._by_sign)

    def _tried(self, g: Glance) -> list[re.Pattern[str]]:
        hit = self.signs & g.signs
        if not hit:
            return []
        numbers = {n for sign in hit for n in self._by_sign[sign]}
        return [self._found[n] for n in sorted(numbers)]

    def search(self, g: Glance, *, most: int = 20_000) -> re.Match[str] | None:
        """The first expression, in the order of the entries, that stands in the first `most` letters."""
        if self.signs.isdisjoint(g.signs):
            return None
        return next(self.finditer(g, most=most), None)

    def finditer(self, g: Glance, *, most: int = 20_000) -> Iterator[re.Match[str]]:
        """Every place of every expression in the first `most` letters of `g`."""
        low = g.low
        for pattern in self._tried(g):
            for found in pattern.finditer(low, 0, most):
                at = found.start()
                if at == 0 or not low[at - 1].isalnum() or not low[at].isalnum():
                    yield found

    def match(self, g: Glance) -> re.Match[str] | None:
        """The first expression that `g` opens with, marks before it left aside."""
        if self.signs.isdisjoint(g.signs):
            return None
        start = _opening(g.low)
        for pattern in self._tried(g):
            if found := pattern.match(g.low, start):
                return found
        return None


_OPENING = re.compile(r"[\W_]*+")


def _opening(low: str) -> int:
    found = _OPENING.match(low)
    return found.end() if found else 0


def ends_a_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does, not as a heading or a label."""
    return text.rstrip("\"”»’') ").endswith((".", "!", "?", "…", "؟", "。"))


def opens_with_a_quotation(text: str) -> bool:
    """Whether somebody speaks from the first word on."""
    return text.startswith(('"', "“", "«", "„", "'", "‘"))
