"""Bylines: whether the authors of an article are named on a page, in English, French and Arabic."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from syndicate.rules.articles.contributors import names_in
from syndicate.rules.audits.credits import elsewhere, plain
from syndicate.rules.audits.values import Result, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syndicate.rules.audits.values import Seen, SeenLine

__all__ = ["weigh_byline"]

Name = tuple[str, ...]

_OFF_THE_TEXT: Final = frozenset({"nav", "aside", "figcaption", "footer"})
_LONGEST: Final = 300
_MOST_BESIDE: Final = 12  # words that may stand beside a name in its line: office, place, day
_MOST_NAMED: Final = 8
_FOLDED: Final = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ک": "ك",
        "ـ": None,
    }
)


def _plain_cue(words: str) -> str:
    return "|".join(re.escape(plain(word)) for word in words.split("|"))


# After these the author follows, whoever it is.
_BY: Final = _plain_cue(
    "by|words by|text by|story by|written by|report by|reporting by|par|propos recueillis par"
    "|un article de|un texte de|von|por|بقلم"
)
_LABEL: Final = _plain_cue(
    "author|authors|text|words|auteur|auteurs|autrice|texte|textes|signature|الكاتب|الكاتبة|تأليف"
    "|إعداد|تقرير|تحرير|كتب|كتبت"
)
_OPENING: Final = re.compile(rf"\W*(?:(?:{_BY})\b\s*:?|(?:{_LABEL})\s?:)\s*(?P<who>.+)")
# "كتب" says who wrote, and without a colon it also means books.
_WROTE: Final = re.compile(rf"\W*(?:{_plain_cue('كتب|كتبت')})\s+(?P<who>\S+(?: \S+){{1,3}})")
_BEFORE: Final = re.compile(
    rf"(?:^|\W)(?:{_BY}|{_plain_cue('كتب|كتبت|كتبه|كتبته|إعداد|تقرير')})\W*$"
)
_SEGMENTS: Final = re.compile(r"[|•·\n]|(?<=\w{3})\.\s|\s[-–—]\s")
_OFFICES: Final = re.compile(
    r"\b(?:correspondent|reporter|editor|writer|columnist|staff|desk|correspondante?|journaliste"
    r"|redacteur|redactrice|redaction|envoyee? speciale?|chroniqueur|chroniqueuse|مراسل|مراسله"
    r"|محرر|محرره|صحافي|صحافيه|كاتب|كاتبه)\b"
)


def weigh_byline(
    seen: Seen, byline: str, house: Iterable[str] = ()
) -> tuple[Result, Severity, str]:
    """Whether the page names the authors of `byline`; `house` are names that are no author's.

    What the page says of its author to machines counts too, unless its readers see another name.
    """
    own = [folded for name in house if (folded := _words(name))]
    ours = _authors(byline, own)
    asked = f"ours is {_quote(byline)}"
    shown = [line for line in seen.lines if _by_the_text(line)]
    named = {name: line for name in ours if (line := _named(name, shown))}
    missing = [name for name in ours if name not in named]
    told = {name: said for name in missing if (said := _said_to_machines(name, seen.authors))}
    if ours and not missing:
        lines = dict.fromkeys(named.values())
        return Result.PASS, Severity.GRAVE, "; ".join(_quote(line) for line in lines)
    other = _another(seen, shown, [*ours, *own])
    if named and len(named) + len(told) < len(ours):
        out = " and ".join(" ".join(name) for name in missing if name not in told)
        said = _quote(next(iter(named.values())))
        return Result.FAIL, Severity.MINOR, f"the page says {said}, without {out}; {asked}"
    if told and len(named) + len(told) == len(ours) and other is None:
        said = _quote(next(iter(told.values())))
        return Result.PASS, Severity.GRAVE, f"the page names {said} as its author to machines"
    if other is not None:
        return _of_another(other, ours, asked)
    return _unseen(seen, ours, own, asked)


def _of_another(other: str, ours: list[Name], asked: str) -> tuple[Result, Severity, str]:
    said = f"the page says {_quote(other)}; {asked}"
    opening = _OPENING.match(plain(other))
    words = _words(opening["who"] if opening else other)
    if ours and any(_kin(name, words) for name in ours):
        return Result.UNKNOWN, Severity.MINOR, f"{said}: the same name, shortened?"
    if ours and _script(words) != _script(ours[0]):
        return Result.UNKNOWN, Severity.MINOR, f"{said}: the same name in other letters?"
    return Result.FAIL, Severity.GRAVE, said


def _unseen(
    seen: Seen, ours: list[Name], own: list[Name], asked: str
) -> tuple[Result, Severity, str]:
    """Nothing that is a byline stands by the text."""
    for line in seen.lines:
        words = _words(line.text[:_LONGEST])
        if ours and any(_at(name, words) >= 0 for name in ours):
            said = f"the name stands on the page, as no byline of the text: {_quote(line.text)}"
            return Result.UNKNOWN, Severity.MINOR, f"{said}; {asked}"
    machines = [said for said in seen.authors if _words(said) not in own]
    if machines:
        result, severity, said = _of_another(machines[0], ours, asked)
        return result, severity, said.replace("the page says", "the page names as its author", 1)
    if not seen.byline_shows:
        said = f"no byline can be seen in what was kept of the page; {asked}"
        return Result.UNKNOWN, Severity.MINOR, said
    return Result.FAIL, Severity.GRAVE, f"no byline on the page; {asked}"


def _authors(byline: str, own: list[Name]) -> list[Name]:
    """The names of a byline, without offices and without the house; all of it where nothing is left."""
    every = [words for name in names_in(byline) if (words := _words(name))]
    kept = [name for name in every if name not in own and not _OFFICES.search(" ".join(name))]
    return list(dict.fromkeys(kept or every or [_words(byline)]))


def _words(text: str) -> Name:
    """A name's words for comparing: without case, accents, points, and the spellings of one letter."""
    folded = unicodedata.normalize("NFC", plain(text)).translate(_FOLDED)
    return tuple(re.sub(r"[^\w]+|_", " ", folded.replace("'", "")).split())


def _at(name: Name, words: Name) -> int:
    """Where the words of `name` stand in a row, -1 for nowhere; an Arabic "and" may lead them."""
    size = len(name)
    led = ("و" + name[0], *name[1:]) if name else name
    for k in range(len(words) - size + 1):
        if words[k : k + size] in {name, led}:
            return k
    return -1


def _by_the_text(line: SeenLine) -> bool:
    return line.near and line.region not in _OFF_THE_TEXT and len(line.text) <= _LONGEST


def _named(name: Name, lines: list[SeenLine]) -> str | None:
    """The line that names an author as one, not as somebody who spoke or took a picture."""
    for line in lines:
        for part in _SEGMENTS.split(line.text):
            if part.strip() and _names(name, part):
                return line.text
    return None


def _names(name: Name, part: str) -> bool:
    words = _words(part)
    at = _at(name, words)
    if at < 0 or elsewhere(plain(part)):
        return False
    before = " ".join(words[:at])
    if _BEFORE.search(before) or _OPENING.match(plain(part)):
        return True
    beside = len(words) - len(name)
    stops = part.rstrip()[-1:] in ".!?؟" and beside > 0
    return not stops and beside <= (_MOST_BESIDE if at == 0 else len(name) + 4)


def _said_to_machines(name: Name, authors: Iterable[str]) -> str | None:
    for said in authors:
        words = _words(said)
        # Catalogues put the family name first.
        turned = words[1:] + words[:1] if "," in said else words
        if _at(name, words) >= 0 or _at(name, turned) >= 0:
            return said
    return None


def _another(seen: Seen, shown: list[SeenLine], known: list[Name]) -> str | None:
    """What the page prints in the place of a byline, where none of `known` stands in it."""
    lines = sorted(shown, key=lambda line: not line.above)
    for text in (*_openings(lines), *seen.bylines):
        words = _words(text)
        if words and not any(_at(name, words) >= 0 for name in known if name):
            return text
    return None


def _openings(lines: Iterable[SeenLine]) -> Iterator[str]:
    for line in lines:
        for part in _SEGMENTS.split(line.text):
            folded = plain(part)
            found = _OPENING.match(folded) or _WROTE.fullmatch(folded)
            if found is None or elsewhere(folded):
                continue
            who = found["who"].split()
            if len(who) <= _MOST_NAMED and _looks_a_name(part, len(who)):
                yield part.strip()


def _looks_a_name(part: str, count: int) -> bool:
    """Whether the last `count` words are mostly written as names are; Arabic has no capitals to tell by."""
    words = [word.lstrip("“\"'(«") for word in part.split()[-count:]]
    small = [word[:1].islower() and not any(c.isupper() for c in word) for word in words]
    return words[0][:1].isalpha() and not small[0] and sum(small) * 2 < len(words)


def _kin(name: Name, words: Name) -> bool:
    """Whether `words` hold the family name and the first letters of the others, or it alone."""
    if len(name) < len(("first", "last")) or name[-1] not in words:
        return False
    at = words.index(name[-1])
    given = words[max(0, at - len(name) + 1) : at]
    return all(
        any(one.startswith(said) or said.startswith(one) for one in name[:-1]) for said in given
    )


def _script(words: Name) -> bool:
    """Whether a name is written in Latin letters."""
    return any("a" <= c <= "z" for word in words for c in word)


def _quote(text: str, most: int = 160) -> str:
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= most else f"“{line[: most - 1].rstrip()}…”"
