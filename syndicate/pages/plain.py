"""Plain text read as an article: headline, byline, header lines, and one block a passage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from syndicate.errors import BadInput
from syndicate.pages.urls import canonical_url
from syndicate.rules.articles import Block, Kind, clean_text, fold, word_count
from syndicate.rules.dates import read_day
from syndicate.rules.languages import read_language

__all__ = [
    "Page",
    "PageFacts",
    "byline_in",
    "day_in_text",
    "read_paragraphs",
    "read_plain",
    "under_headline",
]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of its article beside the text.

    Stamps are as written; `alternates` are (language, address); `providers` the houses it credits;
    `terms` what it says of usage.
    """

    source_id: str | None = None
    section: str | None = None
    published: str | None = None
    modified: str | None = None
    note: str | None = None
    corrected: bool = False
    alternates: tuple[tuple[str, str], ...] = ()
    providers: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of one article, before its language is guessed and its bytes are named."""

    headline: str
    byline: str | None
    published_on: date | None
    language: str | None
    url: str | None
    blocks: tuple[Block, ...]
    facts: PageFacts = field(default_factory=PageFacts)


_FIELDS = {
    "headline": "headline",
    "title": "headline",
    "titre": "headline",
    "العنوان": "headline",
    "url": "url",
    "link": "url",
    "lien": "url",
    "byline": "byline",
    "author": "byline",
    "by": "byline",
    "auteur": "byline",
    "signature": "byline",
    "date": "date",
    "published": "date",
    "publié le": "date",
    "language": "language",
    "langue": "language",
    "lang": "language",
}
_FIELD = re.compile(r"^([^\W\d_][\w ]{1,12}?)\s?:\s*(\S.*)$")
_BY = re.compile(
    r"^(?:(?:words |text |story |reporting |report )?by|(?:texte|propos recueillis|reportage) par|par"
    r"|(?:تقرير )?بقلم|إعداد|كتبت?ه?)\s*(?::\s*|\s)(\S.{1,140})$",
    re.IGNORECASE,
)
# What a name's owner does for the house: "By Ada Fenwick, correspondent in Stornby".
_ROLE = re.compile(
    r"\b(?:correspondents?|editors?|reporters?|writers?|columnists?|critics?|staff|envoyée?s?|"
    r"correspondante?s?|journalistes?|rédact(?:eur|rice)s?|cheffe?s?|chroniqueu(?:r|se)s?)\b",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    re.IGNORECASE,
)
_WROTE = re.compile(r"كتبت?ه?(?!\s*:)")
_SMALL = frozenset(
    {
        "and",
        "et",
        "in",
        "à",
        "for",
        "with",
        "de",
        "du",
        "van",
        "von",
        "der",
        "den",
        "al",
        "el",
        "bin",
    }
    | {"le", "la", "di", "da", "dos", "st", "the", "at", "avec", "of", "ibn"}
)
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")
_WRAP = 100
_MOST_LINES = 50_000


def byline_in(text: str) -> str | None:
    """The name in a line such as "By Nessa Quill in Stornby"; None where it is no byline.

    A date behind the name is left off, and what the writer does for the house is kept.
    """
    found = _BY.match(fold(text)[:160])
    if not found:
        return None
    name, role = _without_day(found[1].strip(" ,;|-–—")), ""
    head, _, after = name.partition(", ")
    if after and _ROLE.search(after) and len(after.split()) <= 8:
        name, role = head, f", {after}"
    words = re.findall(r"[\w’'.-]+", name)
    capital = all(w[0].isupper() or not w[0].isascii() or w.lower() in _SMALL for w in words)
    first = bool(words) and not words[0][0].isdigit() and words[0].lower() not in _SMALL
    ends = (name + role).endswith((".", "!", "?", "…", "؟")) and not re.search(
        r"\b[A-Z]\.$", name + role
    )
    # "كتب" is also "he wrote", which opens many a sentence.
    first = first and not all(map(_DAYS.fullmatch, words))
    many = len(words) > (4 if _WROTE.match(fold(text)[:10]) else 14)
    return f"{name}{role}" if first and capital and not many and not ends else None


def _without_day(name: str) -> str:
    for mark in (" | ", " • ", " · ", " – ", " — ", " - ", ", "):
        head, found, tail = name.rpartition(mark)
        if found and head and day_in_text(tail):
            return head.strip(" ,;|-–—")
    return name


_MOST_UNDER = 8
_STANDFIRST = 60


def under_headline(
    blocks: tuple[Block, ...],
) -> tuple[tuple[Block, ...], str | None, date | None]:
    """`blocks` with the byline under the headline made a credit, and a date line there left out.

    They stand before the body, under a standfirst of at most 60 words or none, between pictures perhaps.
    Gives the byline and the day they state, each None where none is stated.
    """
    made: list[Block] = []
    byline, day, leads = None, None, 0
    for n, block in enumerate(blocks):
        name = byline_in(block.text) if block.kind is Kind.TEXT else None
        if n >= _MOST_UNDER or leads > 1:
            return (*made, *blocks[n:]), byline, day
        if block.kind is not Kind.TEXT:
            made.append(block)
        elif name is not None and byline is None:
            byline = name
            day = day or _day_behind(block.text)
            made.append(Block(Kind.CREDIT, block.text, "byline"))
        elif day is None and (found := day_in_text(block.text)):
            day = found
        else:
            leads += 1 if word_count(block.text) <= _STANDFIRST and byline is None else 2
            made.append(block)
    return tuple(made), byline, day


def _day_behind(text: str) -> date | None:
    """The day that stands behind a name: "By Ada Fenwick | 17 November 2026"."""
    tails = (text.rpartition(mark)[2] for mark in ("|", "•", "·", "–", "—", " - ", ","))
    return next((found for tail in tails if (found := day_in_text(tail.strip()))), None)


def day_in_text(text: str) -> date | None:
    """The day a line states with its year ("22 November 2026"); None where it states none.

    A date with two readings states none.
    """
    bare = re.sub(
        r"^(?:published|posted|updated|publié|le|on|date)\b[\s:]*(?:le\s|on\s)?",
        "",
        fold(text)[:60],
        flags=re.IGNORECASE,
    )
    bare = re.sub(
        r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+|^(?:lun|mar|mercre|jeu|vendre|same)di\s+|^dimanche\s+",
        "",
        bare,
        flags=re.IGNORECASE,
    )
    iso = re.match(r"\d{4}-\d{2}-\d{2}(?=$|[T ])", bare)
    if not _YEAR.search(bare):
        return None
    try:
        return read_day(iso[0] if iso else bare, today=date(2000, 1, 1))
    except BadInput:
        return None


def read_plain(text: str, *, url: str | None = None) -> Page:
    """The article in a text file.

    Header lines come first, if any ("Headline: … URL: … Byline: … Date: … Language: …"); then the
    headline, a "By NAME" line, a date; then the body. Raises BadInput for a header line with a
    date, language or address that cannot be read.
    """
    lines = [line.strip() for line in clean_text(text).splitlines()]
    if len(lines) > _MOST_LINES:
        raise BadInput(f"a text of {len(lines):,} lines is no article: at most {_MOST_LINES:,}")
    fields, lines = _header(lines)
    headline = fields.get("headline", "")
    if not headline:
        headline, lines = _headline(lines)
    byline = fields.get("byline")
    day = _stated_day(fields.get("date"))
    for _ in range(3):
        first = next((i for i, line in enumerate(lines) if line), None)
        if first is None:
            break
        line = lines[first]
        if (name := byline_in(line)) and byline in {None, name, fields.get("byline")}:
            byline = byline or name
            day = day or _day_behind(line)
        elif day is None and (found := day_in_text(line)):
            day = found
        else:
            break
        lines = lines[first + 1 :]
    address = fields.get("url") or url
    language = fields.get("language")
    blocks = tuple(Block(Kind.TEXT, p) for p in _paragraphs(lines) if p)
    signed, under, dated = under_headline(blocks) if headline else (blocks, None, None)
    return Page(
        headline=headline,
        byline=byline or under,
        published_on=day or dated,
        language=read_language(language) if language else None,
        url=canonical_url(address) if address else None,
        blocks=signed,
    )


def read_paragraphs(text: str) -> tuple[Block, ...]:
    """The passages of a plain text that is body alone. Raises BadInput for one with too many lines."""
    lines = [line.strip() for line in clean_text(text).splitlines()]
    if len(lines) > _MOST_LINES:
        raise BadInput(f"a text of {len(lines):,} lines is no article: at most {_MOST_LINES:,}")
    return tuple(Block(Kind.TEXT, p) for p in _paragraphs(lines) if p)


def _header(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    fields: dict[str, str] = {}
    at = 0
    for at, line in enumerate(lines):  # noqa: B007 - where the header ends is what is wanted
        if not line and not fields:
            continue
        found = _FIELD.match(line[:600])
        field = _FIELDS.get(found[1].casefold()) if found else None
        if found is None or field is None or field in fields:
            break
        fields[field] = found[2].strip()
    return fields, lines[at:] if fields else lines


def _stated_day(text: str | None) -> date | None:
    if not text:
        return None
    return day_in_text(text) or read_day(text[:60], today=date(2000, 1, 1))


def _headline(lines: list[str]) -> tuple[str, list[str]]:
    """The first line where it looks like a headline; else nothing, and all lines are body."""
    first = next((i for i, line in enumerate(lines) if line), None)
    if first is None:
        return "", lines
    line, rest = lines[first], lines[first + 1 :]
    short = len(line) <= 300 and word_count(line) <= 30
    stops = line.endswith(".") and not line.endswith("…") and line.count(". ") > 0
    more = any(rest)
    return (line, rest) if short and more and not stops else ("", lines)


def _paragraphs(lines: list[str]) -> list[str]:
    """One passage a line, or one a paragraph between blank lines where lines are wrapped."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    groups = [g for g in groups if g]
    if not _wrapped(groups):
        return [line for group in groups for line in group]
    if len(groups) > 1:
        return [" ".join(group) for group in groups]
    return _unwrapped(groups[0])


def _wrapped(groups: list[list[str]]) -> bool:
    """Whether lines were broken at a margin: inner lines are of like length and rarely end a sentence."""
    inner = [line for group in groups for line in group[:-1]]
    if len(inner) < 2:
        return False
    full = [line for line in inner if len(line) <= _WRAP]
    ended = sum(1 for line in inner if line.rstrip("\"”»')").endswith((".", "!", "?", ":")))
    return len(full) * 10 >= len(inner) * 9 and ended * 10 <= len(inner) * 4


def _unwrapped(lines: list[str]) -> list[str]:
    """Wrapped lines without blank ones: a short line that ends a sentence ends the paragraph."""
    margin = max(map(len, lines))
    out: list[list[str]] = [[]]
    for line in lines:
        out[-1].append(line)
        if len(line) * 5 < margin * 4 and line.rstrip("\"”»')").endswith((".", "!", "?")):
            out.append([])
    return [" ".join(group) for group in out if group]
