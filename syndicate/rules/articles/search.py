"""The words an article is found by: folded and stemmed in one way for every database, and for a question too.

English and French words are stemmed by Snowball's rules. A letter counts without its marks, œ as oe. Arabic
counts without harakat and tatweel, one alef for all of its forms, and with and without the article. What
stands in a script without spaces counts one character at a time.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

__all__ = [
    "FIELDS",
    "FORM",
    "INDEX",
    "NOT_SEARCHED",
    "WEIGHTS",
    "Words",
    "asked",
    "rank",
    "ranks_of",
    "stems",
    "words_of",
]

FORM = "1"
"""Goes up when the same text gives other stems; an index of another form is laid anew."""

INDEX = "article_words"
"""What the index of words is called in the books."""

FIELDS = ("headline", "byline", "section", "body")
"""The fields of an article that it is found by."""

WEIGHTS = dict(zip(FIELDS, "ABCD", strict=True))
"""How PostgreSQL marks the words of each field."""

NOT_SEARCHED = frozenset({"promo", "boilerplate"})
"""The kinds of passages that no article is found by: the house's own matter stands in all of them."""

_LONGEST_WORD = 64
_MOST_BYTES = 400_000  # of the stems of one field: both databases have an end
_MOST_ASKED = 16
_MOST_CACHED = 1 << 18
_DAY_BITS = 32
_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PLAIN = re.compile(r"[a-z0-9]+")
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_]|[{_MARKS}])+")
_DROPPED = re.compile(rf"[{_MARKS}]|[\u0483-\u0487\u0591-\u05c7\u1dc0-\u1dff\u20d0-\u20f0]")
_LETTERS = str.maketrans(
    dict(zip("œæøłđðþı", ("oe", "ae", "o", "l", "d", "d", "th", "i"), strict=True))
    | dict(zip("ٱىةیکېھ", "ايهيكيه", strict=True))
    | {chr(zero + n): str(n) for zero in (0x0660, 0x06F0) for n in range(10)}
)
_LEFT_OVER = frozenset(["", *"abcdefghijklmnopqrstuvwxyz"])  # what an apostrophe leaves of a word
_ARABIC = re.compile(r"[\u0621-\u064a]")
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{3})")


@dataclass(frozen=True, slots=True)
class Words:
    """What one article is found by: the stems of each field, each once, in order, parted by spaces."""

    headline: str = ""
    byline: str = ""
    section: str = ""
    body: str = ""


def rank(published_on: date | None, article_id: int) -> int:
    """The order of lists in one whole number: by day of publication, then by key; without a day last.

    A higher rank is newer. The key stands in the lower 32 bits.
    """
    return ((published_on.toordinal() if published_on else 0) << _DAY_BITS) | article_id


def ranks_of(day: date | None) -> tuple[int, int]:
    """The first rank of an article published on `day`, and the first that is no longer; None: without a day."""
    first = rank(day, 0)
    return first, first + (1 << _DAY_BITS)


def words_of(
    *,
    headline: str,
    byline: str | None,
    section: str | None,
    body: Iterable[str],
    language: str | None,
) -> Words:
    """The words of an article; `body` are the texts of its passages, `language` a BCP 47 tag."""
    return Words(
        headline=stems(headline, language),
        byline=stems(byline or "", None),
        section=stems(section or "", language),
        body=stems("\n".join(body), language),
    )


def stems(text: str, language: str | None) -> str:
    """The stems of `text`, each once, in alphabetical order, parted by spaces.

    Names and words of a language that is neither English nor French are only folded.
    """
    cache = _CACHES.get((language or "").partition("-")[0].lower(), _OTHER)
    made = set(map(cache.__getitem__, set(_words(text))))
    if cache.several:
        made = set(" ".join(made).split(" "))
    joined = " ".join(sorted(made - _LEFT_OVER))
    if len(joined) * 4 <= _MOST_BYTES or len(joined.encode()) <= _MOST_BYTES:
        return joined
    return joined.encode()[:_MOST_BYTES].decode(errors="ignore").rpartition(" ")[0]


def asked(text: str, *, name: bool = False) -> list[list[str]]:
    """What a question asks for: all of the list, and of each of them any of its spellings.

    Nobody says in which language a question is put, so a word is looked for as every language would
    have filed it. With `name` it is looked for as it stands: bylines are not stemmed.
    Raises BadInput where no word is left to look for.
    """
    words = list(dict.fromkeys(_words(text[:2_000])))
    found = [made for word in words[:_MOST_ASKED] if (made := _spellings(word, name=name))]
    if not found:
        raise BadInput("there is no word to look for", hint='syndicate search "harbour ferry"')
    return found


def _words(text: str) -> list[str]:
    low = text.lower()
    if low.isascii():
        found = _PLAIN.findall(low)
    else:
        found = _WORD.findall(unicodedata.normalize("NFC", low))
    return [word[:_LONGEST_WORD] for word in found]


def _folded(word: str) -> str:
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word.translate(_LETTERS)).casefold()
    return _DROPPED.sub("", plain.translate(_LETTERS))


def _plain_form(word: str) -> tuple[str, ...]:
    word = _folded(word)
    if not word:
        return ()
    if _ARABIC.match(word):
        bare = _ARTICLE.sub("", word)
        return (word,) if bare == word else (word, bare)
    return (word,)


@functools.cache
def _stemmer(language: str) -> Callable[[str], str]:
    import Stemmer

    made: Callable[[str], str] = Stemmer.Stemmer(language, 0).stemWord
    return made


def _english(word: str) -> tuple[str, ...]:
    plain = _folded(word)
    return (_stemmer("english")(plain),) if plain.isascii() and plain else _plain_form(word)


def _french(word: str) -> tuple[str, ...]:
    """Stemmed with its accents, and without them: people type both."""
    plain = _folded(word)
    if not plain.isascii() or not plain:
        return _plain_form(word)
    stem = _stemmer("french")
    return tuple({_folded(stem(word)), stem(plain)} - {""})


class _Cache(dict[str, str]):
    """The stems of each word met so far, parted by spaces: an archive has far more words than kinds of them."""

    def __init__(self, forms: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._forms = forms
        self.several = False

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_CACHED:
            self.clear()
        stems_ = self._forms(word)
        self.several = self.several or len(stems_) != 1
        self[word] = made = " ".join(stems_)
        return made


_CACHES = {"en": _Cache(_english), "fr": _Cache(_french)}
_OTHER = _Cache(_plain_form)


def _spellings(word: str, *, name: bool) -> list[str]:
    plain = _plain_form(word)
    if not plain or not plain[0].isascii():
        # With or without its article it was filed without it too.
        return list(plain[-1:])
    stemmed = () if name else (*_english(word), *sorted(_french(word)))
    return [one for one in dict.fromkeys((*plain, *stemmed)) if one not in _LEFT_OVER]
