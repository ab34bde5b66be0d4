"""Plain text read as an article: headline, byline, header lines, and one block a passage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from syndicate.errors import BadInput
from syndicate.pages.urls import canonical_url
from syndicate.rules.articles import Block, Kind, clean_text, fold, word_count
from syndicate.rules.dates import read_day
from syndicate.rules.languages import read_language

__all__ = ["Page", "byline_in", "day_in_text", "read_plain"]


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of one article, before its language is guessed and its bytes are named."""

    headline: str
    byline: str | None
    published_on: date | None
    language: str | None
    url: str | None
    blocks: tuple[Block, ...]


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
_BY = re.compile(r"^(?:by|par|بقلم|كتب)\s*:?\s+(\S.{1,120})$", re.IGNORECASE)
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
    """The name in a line such as "By Nessa Quill in Stornby"; None where it is no byline."""
    found = _BY.match(fold(text)[:140])
    if not found:
        return None
    name = found[1].strip(" ,;|-–—")
    words = re.findall(r"[\w’'.-]+", name)
    capital = all(w[0].isupper() or not w[0].isascii() or w.lower() in _SMALL for w in words)
    first = bool(words) and not words[0][0].isdigit() and words[0].lower() not in _SMALL
    ends = name.endswith((".", "!", "?", "…")) and not re.search(r"\b[A-Z]\.$", name)
    return name if first and capital and len(words) <= 14 and not ends else None


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
        if byline is None and (name := byline_in(line)):
            byline = name
        elif day is None and (found := day_in_text(line)):
            day = found
        else:
            break
        lines = lines[first + 1 :]
    address = fields.get("url") or url
    language = fields.get("language")
    return Page(
        headline=headline,
        byline=byline,
        published_on=day,
        language=read_language(language) if language else None,
        url=canonical_url(address) if address else None,
        blocks=tuple(Block(Kind.TEXT, p) for p in _paragraphs(lines) if p),
    )


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
