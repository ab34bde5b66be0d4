"""Where a mail says that the article would appear: territories taken only where the words are plain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.rules import territories

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Market", "read_market", "without_headlines"]


@dataclass(frozen=True, slots=True)
class Market:
    """The territories a mail asks for, and the words that say so; `unclear` are words a person has to read.

    Where something is unclear no code is taken: who asked is asked back.
    """

    codes: tuple[str, ...] = ()
    words: str = ""
    unclear: str | None = None


@dataclass(frozen=True, slots=True)
class _Places:
    """Territories named one after the other, the end of the last, and whether "or" joins them."""

    codes: tuple[str, ...]
    words: tuple[str, ...]
    end: int
    either: bool = False


_LABEL = re.compile(
    r"(?im)^[ \t*-]{0,6}(?:territor(?:y|ies)|countr(?:y|ies)|territoires?|pays)\s{0,2}[:=]\s{0,3}([^\n]{2,120})$"
)
_ONLY = re.compile(
    r"\s{0,2}[(,]?\s{0,2}\b(?:only|uniquement|seulement|exclusively)\)?\s{0,2}$", re.IGNORECASE
)
_NAME = r"(?:the |l['’]|la |le |les )?((?:[A-ZÉÎ][\w'’.-]{1,24})(?: (?:and |of |et |arabes |unis )?[A-ZÉÎ][\w'’.-]{1,24}){0,3})"
_PLACE = re.compile(
    rf"\b(?:in|across|throughout|within|for|en|au|aux|dans|pour|for distribution in|readers in)\s{{1,3}}{_NAME}"
)
_NEXT = re.compile(
    rf"\s?(,? or|,? nor|,? ou|,? ni|,? and|,? et|,|&|/)\s{{1,3}}(?:in |en |au |aux )?{_NAME}"
)
_SENTENCES = re.compile(r"(?<=[.?!;])\s|\n\n")
_WORLD = re.compile(
    r"\b(?:worldwide|world[- ]?wide|world (?:[a-z]+ )?rights|monde entier|all territories)\b",
    re.IGNORECASE,
)
# where somebody sits, what is out already, and what an article is about, is not where it would appear
_NO_MARKET = re.compile(
    r"\b(?:based|located|headquartered|offices?|networks?|born|already|siège|basée?s?|situé?e?s?|déjà)\b"
    r"(?:(?!\b(?:readers|publish\w*|distribut\w*|lecteurs|publi\w+|diffus\w+)\b)[^.]){0,30}$|"
    r"\b(?:articles?|pieces?|stor(?:y|ies)|reports?|features?|interviews?|reportages?|enquêtes?|papiers?)\b"
    r"[^.;]{0,40}\b(?:about|on|of|sur|consacrée?)\b(?!\s(?:our|my|notre|nos|mon)\b)(?:(?!\b(?:(?:in|into|on|onto|for|to) (?:our|my|the)|(?:dans|sur|pour) (?:notre|nos|le|la)|(?:for|pour) \d+)\b)[^.;]){0,80}$",
    re.IGNORECASE,
)
_FOR_READERS = re.compile(
    r"\b(?:web ?sites?|sites?|blogs?|magazines?|newspapers?|newsletters?|journal|revue|readers?|audiences?|lecteurs|public|"
    r"on sale|sold|en vente|distribut\w*|diffus\w*|editions?|éditions?|rights|droits|licen[cs]es?|subscribers?|abonnés|republish\w*|publish\w*|reprodu\w*)\b"
    r"[^.;]{0,24}$",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not(?! only\b)|never|no|nor|without|pas(?! seulement\b)|jamais|aucune?|ni|sans)\b|\wn['’]t\b",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"\b(?:exclud(?:ing|es?)|except(?:ing)?(?: for)?|with the exception of|apart from|aside from|other than|outside(?: of)?|"
    r"minus|save(?: for)?|but not|not(?! only)|no|never|without|everywhere but|anywhere but|all countries but|"
    r"sauf|hors|hormis|excepté|excluant|à l['’]ex(?:ception|clusion)|mais pas|pas(?! seulement)|ni|sans)\s{1,2}"
    rf"(?:(?:in|for|to|en|au|aux|de|d['’]|du|des|dans|pour)\s{{0,2}})?(?:[^\W\d_A-Z][\w-]{{1,14}} ){{0,3}}?{_NAME}"
)
_STRONG = re.compile(
    r"(?:exclu|except|apart|aside|other|outside|minus|every|any|all|sauf|hors|horm|à l)",
    re.IGNORECASE,
)
_LEFT_OUT_AFTER = re.compile(
    r"\s{0,2}[(,–-]{0,2}\s{0,2}(?:is |are |being |est |sont )?(?:excluded|excepted|apart|aside|not included|exclue?s?\b|exceptée?s?|non comprise?s?)",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"\b(?:perhaps|maybe|possibly|potentially|later|eventually|if possible|peut-être|éventuellement|plus tard|ultérieurement)\b",
    re.IGNORECASE,
)
_PERHAPS_THERE = re.compile(
    rf"{_PERHAPS.pattern}\s(?:also |aussi |on )?(?:in |for |en |au |aux |dans |pour )?{_NAME}"
)
# "the US edition" may be sold anywhere; "the US embassy" is no market
_EDITION = re.compile(r"\s(?:edition|issue|version)s?\b")
_OF_PLACE = re.compile(
    r"\s(?:team|office|embassy|government|desk|section|bureau|correspondent|stor(?:y|ies)|crisis|war|elections?|army|troops|forces)\b"
)
# capitals that are a code on a list of countries, and in a sentence something else
_CAPITALS = "AD AI AM AS AT AZ BA BB CC CD CV DO GM HR ID IM IN IO IS IT LA MA MC MD ME MP MR MS MY NO PA PM PR PS RE SA SO TM TO TV VC VG"
_ALSO_WORDS = frozenset(_CAPITALS.split())
_ENOUGH = 5
_FROM_THE_START = 3


def read_market(asked: str, text: str, *, headlines: Sequence[str] = ()) -> Market:
    """Where an article would appear, by what a mail asks in running words (`asked`) or on a line of its `text`.

    A territory that is negated, left out of what is asked for, one of two, or only perhaps wanted makes the
    whole unclear; so does one that a headline among `headlines` names, unless readers or an outlet are there.
    """
    label = _LABEL.search(text)
    if label:
        return _labelled(label[1])
    about = frozenset(code for headline in headlines for code in _named_in(headline))
    taken: dict[str, None] = {}
    left_out: set[str] = set()
    words: list[str] = []
    doubts: list[str] = []
    spoken: list[str] = []
    for sentence in _SENTENCES.split(asked)[:400]:
        found = _Sentence(sentence, about)
        taken |= dict.fromkeys(found.taken)
        left_out |= set(found.left_out)
        words += found.words
        if found.doubtful:
            doubts.append(found.said)
        if found.left_out:
            spoken.append(found.said)
    world = territories.WORLD in taken
    clash = territories.countries_of(taken) & territories.countries_of(left_out)
    if doubts or clash or (left_out and not taken) or (world and len(taken) > 1):
        return Market(unclear=(doubts or spoken or words)[0])
    return Market(tuple(taken), "; ".join(words))


def without_headlines(text: str, headlines: Iterable[str]) -> str:
    """`text` with blanks for the words of an article's own headline, quoted or not; lines stay lines.

    Blanked are the whole headline, its beginning of three words or more, and any five words running.
    """
    for headline in headlines:
        text = _without(text, headline)
    return text


def _without(text: str, headline: str) -> str:
    title = [word.casefold() for word in re.findall(r"\w+", headline)][:60]
    found = list(re.finditer(r"\w+", text))
    said = [match[0].casefold() for match in found]
    at = 0
    while title and at < len(said):
        length, begun = max(
            ((_running(said, at, title, n), -n) for n in range(len(title))), default=(0, 0)
        )
        whole = length == len(title) > 1
        if length >= _ENOUGH or whole or (begun == 0 and length >= _FROM_THE_START):
            start, end = found[at].start(), found[at + length - 1].end()
            blank = "".join(c if c == "\n" else " " for c in text[start:end])
            text = text[:start] + blank + text[end:]
            at += length
        else:
            at += 1
    return text


def _running(said: list[str], at: int, title: list[str], n: int) -> int:
    """How many words of `title` from `n` stand in `said` from `at`, one after the other."""
    length = 0
    while n + length < len(title) and said[at + length : at + length + 1] == [title[n + length]]:
        length += 1
    return length


def _labelled(line: str) -> Market:
    """A line "Territory: …": read whole, or not at all."""
    said = " ".join(line.split())
    bare = _ONLY.sub("", said.strip(" .;*")).strip(" .;*")
    codes = _codes(re.sub(r"\s[/|]\s", ", ", bare), listed=True)
    return Market(codes, said) if codes else Market(unclear=said)


class _Sentence:
    """What one sentence says of territories."""

    def __init__(self, text: str, about: frozenset[str]) -> None:
        self.taken: list[str] = []
        self.left_out: list[str] = []
        self.words: list[str] = []
        self.doubtful = False
        self._text = text
        self._about = about
        self._at: int | None = None
        skipped = self._read_left_out()
        self._read_places(skipped)
        world = _WORLD.search(text)
        if world and not _NO_MARKET.search(text[: world.start()]):
            self._mark(world.start())
            self.doubtful |= bool(_NOT.search(_clause(text[: world.start()])))
            self.taken.append(territories.WORLD)
            self.words.append(world[0])
        if not self.taken and not self._names_one:
            self.doubtful = False  # an exception from nothing: the sentence is of something else
        self.doubtful |= any(
            _longest(maybe[1]) is not None for maybe in _PERHAPS_THERE.finditer(text)
        )

    @property
    def said(self) -> str:
        """The sentence, or the part of it that is of territories where it is long."""
        text = self._text
        start = max(0, (self._at or 0) - 40) if len(text) > 120 else 0
        start = text.find(" ", start) + 1 if start else 0
        return " ".join(text[start:].split())[:120].strip(" .?!")

    _names_one = False

    def _mark(self, at: int) -> None:
        self._at = at if self._at is None else min(self._at, at)

    def _read_left_out(self) -> set[int]:
        """Take up what the sentence leaves out; where those names begin."""
        starts: set[int] = set()
        for match in list(_LEFT_OUT.finditer(self._text))[:20]:
            places = _chain(self._text, match.start(1))
            if places is not None:
                self._mark(match.start())
                self.left_out += places.codes
                starts.add(match.start(1))
                self._names_one = True
            elif _STRONG.match(match[0]):
                self._mark(match.start())
                self.doubtful = True
        for match in list(_LEFT_OUT_AFTER.finditer(self._text))[:20]:
            words = list(re.finditer(r"[^\s(),;]+", self._text[: match.start()]))[-4:]
            for first in words:
                codes = _codes(self._text[first.start() : match.start()].strip(), listed=True)
                if codes and first.start() not in starts:
                    self._mark(first.start())
                    self.left_out += codes
                    starts.add(first.start())
                    self._names_one = True
                    break
        return starts

    def _read_places(self, skipped: set[int]) -> None:
        for match in list(_PLACE.finditer(self._text))[:40]:
            before = self._text[: match.start()]
            if match.start(1) in skipped or _NO_MARKET.search(before[-200:]):
                continue
            places = _chain(self._text, match.start(1))
            if places is None or _OF_PLACE.match(self._text, places.end):
                continue
            self._mark(match.start())
            self._names_one = True
            self.doubtful |= bool(_EDITION.match(self._text, places.end))
            clause = _clause(before)
            if _NOT.search(clause) or _LEFT_OUT_AFTER.match(self._text, places.end):
                self.left_out += places.codes
                continue
            self.doubtful |= places.either or bool(_PERHAPS.search(clause))
            self.doubtful |= self._about.issuperset(places.codes) and not bool(
                _FOR_READERS.search(before)
            )
            self.taken += [code for code in places.codes if code not in self.taken]
            self.words += places.words


def _clause(before: str) -> str:
    """The clause that `before` ends with."""
    return re.split(r"[,;:()]", before[-120:])[-1]


def _chain(text: str, at: int) -> _Places | None:
    """The territories named from `at`, with those joined to them; None where no territory begins."""
    first = re.compile(_NAME).match(text, at)
    read = _longest(first[1]) if first else None
    if first is None or read is None:
        return None
    words, codes, either = [read[0]], list(read[1]), False
    end = first.start(1) + len(read[0])
    while more := _NEXT.match(text, end):
        read = _longest(more[2], listed=True)
        if read is None:
            break
        if _LEFT_OUT_AFTER.match(text, more.start(2) + len(read[0])):
            either = True  # "France and Spain excluded": one of them, or both?
        either |= more[1].strip(" ,") in {"or", "ou", "nor", "ni"}
        words.append(read[0])
        codes += [code for code in read[1] if code not in codes]
        end = more.start(2) + len(read[0])
    return _Places(tuple(codes), tuple(words), end, either)


def _longest(name: str, *, listed: bool = False) -> tuple[str, tuple[str, ...]] | None:
    """The longest beginning of `name` that is a territory or several, with the codes; None for no place.

    A name that goes on in capitals names something else: no Jordan is in The Jordan Times.
    """
    words = name.split(" ")
    for count in range(len(words), 0, -1):
        shorter = " ".join(words[:count]).rstrip(" .;,'’")
        codes = _codes(shorter, listed=listed)
        if not codes or territories.WORLD in codes:
            continue  # Le Monde is a newspaper: the whole world has words of its own
        rest = words[count:]
        if not rest or words[count - 1].endswith("."):
            return shorter, codes
        if rest[0] in {"and", "et"} and not _codes(rest[1] if rest[1:] else "", listed=True):
            return shorter, codes
        return None
    return None


def _codes(name: str, *, listed: bool = False) -> tuple[str, ...]:
    """The codes of what `name` names; of two letters only in capitals, and none that is a word, but `listed`."""
    for piece in re.split(r"\s?[,;&/]\s?|\s(?:and|et)\s", name):
        if re.fullmatch(r"[^\W\d_]{2}", piece) and (
            piece != piece.upper() or (not listed and piece in _ALSO_WORDS)
        ):
            return ()
    if re.fullmatch(r"[\d\s,]*", name):
        return ()
    try:
        return territories.read_territories(name)
    except BadInput:
        return ()


def _named_in(headline: str) -> set[str]:
    """The territories that a headline names anywhere."""
    words = re.findall(r"[\w'’.-]+", headline)[:40]
    return {
        code
        for start in range(len(words))
        for end in range(start + 1, min(start + 4, len(words)) + 1)
        if words[start][0].isupper()
        for code in _codes(re.sub(r"['’]s$|[.'’-]+$", "", " ".join(words[start:end])))
    }
