"""The text of articles: cleaned, folded, fingerprinted, counted in words and compared."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Op", "clean_text", "diff", "fold", "one_line", "text_fingerprint", "word_count"]


# Controls that hide or reorder what a reader sees. The joiners and the two direction marks stay:
# Persian, Arabic and emoji need them.
_INVISIBLE = dict.fromkeys(
    [c for c in range(0x20) if c not in {0x09, 0x0A, 0x0D}]
    + list(range(0x7F, 0xA0))
    + [0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF]
    + list(range(0x202A, 0x202F))
    + list(range(0x2066, 0x206A))
    + list(range(0xD800, 0xE000))
)
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_INVISIBLE |= {0x85: "\n", 0x2028: "\n", 0x2029: "\n"}


def clean_text(text: str) -> str:
    """`text` in NFC without control, bidi-override and zero-width characters; spaces are kept."""
    if text.isprintable() or not _HIDDEN.search(text):  # the common case, told fast
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE))


def one_line(text: str) -> str:
    """`text` cleaned and folded: `fold(clean_text(text))`."""
    plain = text.isprintable() and "  " not in text and text == text.strip()
    return unicodedata.normalize("NFC", text) if plain else fold(clean_text(text))


def fold(text: str) -> str:
    """`text` in NFC on one line, every run of white space one space."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def text_fingerprint(text: str) -> str:
    """SHA-256 of the folded text, 64 hex digits: the same passage however its lines were broken."""
    return hashlib.sha256(fold(text).encode("utf-8", "surrogatepass")).hexdigest()


_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_UNSPACED_LANGUAGES = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my", "bo", "dz"})
_LONG_DASH = re.compile(r"[\u2014\u2015]")
_WORD = re.compile(r"[^\W_]\S*+")  # from its first letter or digit to the next space


def word_count(text: str, language: str | None = None) -> int:
    """How many words `text` has.

    A word is a run between spaces (or long dashes) with a letter or digit in it. Scripts written
    without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan) count one a character,
    unless `language` names a language that has spaces: there a foreign name is one word.
    """
    primary = (language or "").partition("-")[0].lower()
    singles = 0
    if not text.isascii() and (not primary or primary in _UNSPACED_LANGUAGES):
        singles = sum(1 for c in _UNSPACED.findall(text) if c.isalnum())
        text = _UNSPACED.sub(" ", text)
    return singles + len(_WORD.findall(_LONG_DASH.sub(" ", text)))


Op = Literal["equal", "insert", "delete"]
_DIFF_CELLS = 4_000_000


def diff(old: str, new: str) -> tuple[tuple[Op, str], ...]:
    """The word differences from `old` to `new`: (op, text), text joined by single spaces.

    `equal` and `delete` together read as the old text, `equal` and `insert` as the new one. Texts
    too long to compare word by word are compared line by line, so the time stays bounded.
    """
    before, after = old.split(), new.split()
    if len(before) * len(after) > _DIFF_CELLS:
        before, after = ([fold(x) for x in t.splitlines() if x.strip()] for t in (old, new))
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    room = min(len(before), len(after)) - head
    while tail < room and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    middle_old = before[head : len(before) - tail]
    middle_new = after[head : len(after) - tail]
    out: list[tuple[Op, str]] = []

    def put(op: Op, words: Sequence[str]) -> None:
        if words:
            out.append((op, " ".join(words)))

    put("equal", before[:head])
    if len(middle_old) * len(middle_new) > _DIFF_CELLS:
        put("delete", middle_old)
        put("insert", middle_new)
    else:
        matcher = difflib.SequenceMatcher(None, middle_old, middle_new, autojunk=False)
        for op, a, b, c, d in matcher.get_opcodes():
            if op == "equal":
                put("equal", middle_old[a:b])
                continue
            put("delete", middle_old[a:b])
            put("insert", middle_new[c:d])
    put("equal", before[len(before) - tail :])
    return tuple(out)
