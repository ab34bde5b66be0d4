"""What an audit judges: the terms of a licence item, a copy as seen on a page, and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "Finding",
    "House",
    "Judgement",
    "Result",
    "Rule",
    "Seen",
    "SeenEdit",
    "SeenLine",
    "SeenLink",
    "SeenParting",
    "SeenPassage",
    "Severity",
    "Terms",
    "Verdict",
]


class Rule(StrEnum):
    """What is judged, in the order a page is read."""

    LICENCE = "licence"
    OUTLET = "outlet"
    DATES = "dates"
    LANGUAGE = "language"
    VERSION = "version"
    EXCERPT = "excerpt"
    PASSAGES = "passages"
    TEXT = "text"
    HEADLINE = "headline"
    BYLINE = "byline"
    CREDIT = "credit"
    LINK = "link"
    CANONICAL = "canonical"


class Result(StrEnum):
    """Unknown is never a pass: the licence does not say, or the page cannot tell."""

    PASS = "pass"  # noqa: S105 (a result, not a password)
    FAIL = "fail"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """How much a finding weighs; a note never decides the verdict."""

    GRAVE = "grave"
    MINOR = "minor"
    NOTE = "note"


class Verdict(StrEnum):
    """What the desk calls a copy. Only a person makes it a case."""

    COMPLIANT = "compliant"
    BREACH = "breach"
    NO_LICENCE = "no-licence-on-file"
    QUOTATION = "quotation"
    OWN = "own"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule judged, with the words it was judged on."""

    rule: Rule
    result: Result
    evidence: str
    severity: Severity
    article: str
    licence: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a licence item says; None (or an empty tuple of domains) is "not stated".

    `domains` are hosts as granted; a host below one of them is covered. `link_target` is `link_url`
    in the spelling in which links of the page are compared. `link_url`, `credit_line` and `byline` (as
    granted) may be "" where the licence asks for none. `left_out` are passage numbers of `version`. `killed_on` is the day
    since which the grant rests for its article; the copy is to be gone after `remove_by`.
    """

    licence: str
    article: str
    version: int | None = None
    outlet_title: str | None = None
    domains: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    perpetual: bool = False
    territories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    byline: str | None = None
    credit_line: str | None = None
    credit_names: tuple[str, ...] = ()
    link_url: str | None = None
    link_target: str | None = None
    canonical: str | None = None  # canonical | noindex | none
    excerpt_words: int | None = None
    whole: bool | None = None
    edits: str | None = None  # none | house-style | free
    left_out: frozenset[int] | None = None
    medium: str | None = None
    filed: bool = False
    killed_on: date | None = None
    remove_by: date | None = None


@dataclass(frozen=True, slots=True)
class SeenLink:
    """A link of the page; `target` is the address it leads to in the one spelling, "" if broken."""

    href: str
    target: str
    rel: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of the page that is not our text; `near` where it stands by the copy, `above` before it."""

    text: str
    near: bool = False
    region: str = ""  # nav | aside | footer | header | figcaption
    above: bool = False


@dataclass(frozen=True, slots=True)
class SeenEdit:
    """A change: replaced | left-out | added | interposed, both sides, the passage, how many words.

    `after` are the words of ours before it.
    """

    op: str
    ours: str
    theirs: str
    n: int
    words: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class SeenPassage:
    """A passage of ours: `copied` of its `words` stand on the page; `text` quotes the page."""

    n: int
    kind: str
    owner: str
    licensable: bool
    copied: int
    words: int
    text: str = ""

    @property
    def present(self) -> bool:
        """Whether half of it or more stands there."""
        return self.copied > 0 and self.copied * 2 >= self.words


@dataclass(frozen=True, slots=True)
class SeenParting:
    """A place where two versions part and the page decides for neither: both sides, and the page's words.

    `n` is the passage; 0 the headline, -1 the byline. `theirs` is "" where the page has nothing there.
    """

    version: int
    other: int
    n: int
    ours: str
    others: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A copy of one article on one page, as plain values.

    `version` is the nearest one; it is told only where `undecided` is empty. `edits` are all changes, of
    however little of ours. `language` is that of the text carried; `canonical` the page's canonical address in the one
    spelling; `noindex` None where only a header could tell; `headline` same | shortened | changed |
    absent; `reuse` near-exact | excerpt | quotation | none. `host` None: a file without an address.
    `byline` is ours; `bylines` are what the page marks as one, `authors` what it tells machines;
    `byline_shows` whether one could be seen in what was kept of the page.
    """

    article: str
    version: int
    seen_on: date
    copied: int
    licensable: int
    copied_total: int
    total: int
    copied_unquoted: int
    reuse: str
    url: str | None = None
    host: str | None = None
    language: str | None = None
    quoted_by_page: int = 0
    later: int | None = None
    headline: str = "absent"
    headline_ours: str = ""
    headline_seen: str | None = None
    byline: str | None = None
    bylines: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    byline_shows: bool = True
    canonical: str | None = None
    noindex: bool | None = None
    lines: tuple[SeenLine, ...] = ()
    links: tuple[SeenLink, ...] = ()
    edits: tuple[SeenEdit, ...] = ()
    passages: tuple[SeenPassage, ...] = ()
    undecided: tuple[SeenParting, ...] = ()

    @property
    def coverage(self) -> Fraction:
        """The share of the licensable words that stand on the page."""
        return Fraction(self.copied, self.licensable) if self.licensable else Fraction(0)


@dataclass(frozen=True, slots=True)
class House:
    """Whose desk this is: its own sites, and up to how many words it lets a quotation be."""

    domains: tuple[str, ...] = ()
    quotation_words: int = 50


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a copy, the terms it was judged by (None: none on file), the findings."""

    verdict: Verdict
    terms: Terms | None
    findings: tuple[Finding, ...]
