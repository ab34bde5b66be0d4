"""Licences: the states of a grant, the duties it lays on the licensee, its credit line, code and terms."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, Refused, quoted
from syndicate.rules import dates, languages, requests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.rules.papers import ItemFacts

__all__ = [
    "CREDIT_FIELDS",
    "CREDIT_LINES",
    "SIGNED",
    "SPECIMEN",
    "STEPS",
    "TERMS_FIELDS",
    "Duty",
    "LicenceState",
    "Obligation",
    "check_credit_line",
    "check_terms",
    "credit_line",
    "duty_state",
    "fill_terms",
    "grant_state",
    "move",
    "obligations",
    "read_verify_code",
    "translated_into",
    "verify_code",
    "why_it_rests",
]

SPECIMEN = "specimen"
"""The name of the terms that print until the publisher adopts its own; no lawyer has reviewed them."""

SIGNED = frozenset({"exclusive", "sole"})
"""What is granted under two signatures: a grant that keeps others out (CDPA 1988 s.92 for exclusive ones)."""


class LicenceState(StrEnum):
    """Where a licence stands. Scheduled and expired follow from its dates (`grant_state`)."""

    DRAFT = "draft"
    ISSUED = "issued"  # granted, and waiting for payment or signature
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    TAKEN_BACK = "taken-back"  # filed from the old books by mistake


_ACTIVE, _ISSUED = LicenceState.ACTIVE, LicenceState.ISSUED
_ENDS = frozenset(
    {
        LicenceState.EXPIRED,
        LicenceState.TERMINATED,
        LicenceState.REVOKED,
        LicenceState.SUPERSEDED,
        LicenceState.TAKEN_BACK,
    }
)

STEPS: Mapping[LicenceState, frozenset[LicenceState]] = MappingProxyType(
    {
        LicenceState.DRAFT: frozenset({_ISSUED, _ACTIVE}),
        _ISSUED: _ENDS | {_ACTIVE, LicenceState.SUSPENDED},
        _ACTIVE: _ENDS | {LicenceState.SUSPENDED},
        # Back to what it was: one that waited for payment waits again.
        LicenceState.SUSPENDED: _ENDS | {_ACTIVE, _ISSUED},
        # A renewal supersedes what has run out.
        LicenceState.EXPIRED: frozenset({LicenceState.SUPERSEDED, LicenceState.TAKEN_BACK}),
    }
)
"""From each state the states it may go to; a state that is not named is an end."""


def move(now: LicenceState, to: LicenceState) -> LicenceState:
    """`to`, where a licence that is `now` may go there. Raises Refused naming the steps it may take."""
    allowed = STEPS.get(now, frozenset())
    if to in allowed:
        return to
    ways = ", ".join(state.value for state in LicenceState if state in allowed)
    tail = f"it may become {ways}" if ways else "that is its end"
    raise Refused(f"a licence that is {now} cannot become {to}; {tail}")


def grant_state(
    *, starts_on: date | None, ends_on: date | None, paper_state: str, today: date
) -> str:
    """The state of a licence on a day: `paper_state`, unless its dates say scheduled or expired.

    Both days are inclusive; None is open at that end. What ended otherwise stays ended that way.
    """
    if paper_state not in {_ACTIVE, _ISSUED, LicenceState.SUSPENDED}:
        return paper_state
    if ends_on is not None and today > ends_on:
        return LicenceState.EXPIRED.value
    if paper_state == _ACTIVE and starts_on is not None and today < starts_on:
        return LicenceState.SCHEDULED.value
    return paper_state


def why_it_rests(now: LicenceState, *, unsettled: Sequence[str]) -> str | None:
    """Why a grant that rests for its article cannot be active again although the article is given back.

    `unsettled` is what stands between the article's text in force and a licence. None: nothing keeps it.
    """
    if now in _ENDS:
        return f"the licence is {now}"
    if unsettled:
        more = f" (and {len(unsettled) - 1} more)" if len(unsettled) > 1 else ""
        return f"{unsettled[0]}{more}"
    return None


class Duty(StrEnum):
    """What a licence obliges to."""

    PAY = "pay"
    CREDIT = "credit"
    LINK = "link"
    CANONICAL = "canonical"
    NOINDEX = "noindex"
    REPORT = "report"
    TEAR_SHEET = "tear-sheet"
    CORRECT = "correct"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty of the licensee that can be checked; `due_on` is None where it waits for an event."""

    type: Duty
    due_on: date | None
    words: str


_REPORT_WITHIN = timedelta(days=2)
_TEAR_SHEET_WITHIN = timedelta(days=14)
_ONLINE = frozenset(
    {
        requests.Medium.WEBSITE,
        requests.Medium.APP,
        requests.Medium.NEWSLETTER,
        requests.Medium.INTRANET,
        requests.Medium.SOCIAL,
        requests.Medium.DATABASE,
    }
)
_WORDS: Mapping[Duty, tuple[str, str]] = MappingProxyType(
    {
        Duty.PAY: ("Pay the fee.", "Régler la redevance."),
        Duty.CREDIT: (
            "Print the byline and the credit line with the text.",
            "Faire figurer la signature et la mention d’origine avec le texte.",
        ),
        Duty.LINK: (
            "Link to the original article.",
            "Placer un lien vers l’article d’origine.",
        ),
        Duty.CANONICAL: (
            "Name the original article as canonical in the page.",
            "Indiquer l’article d’origine comme adresse canonique de la page.",
        ),
        Duty.NOINDEX: (
            "Keep the page out of search engines (noindex).",
            "Tenir la page hors des moteurs de recherche (noindex).",
        ),
        Duty.REPORT: (
            "Send us the address of the page within two days of its publication.",
            "Nous communiquer l’adresse de la page dans les deux jours de sa parution.",
        ),
        Duty.TEAR_SHEET: (
            "Send us a copy of the pages as printed.",
            "Nous adresser un justificatif de parution.",
        ),
        Duty.CORRECT: (
            "Apply a correction, or remove the text, when a notice asks for it.",
            "Apporter une correction, ou retirer le texte, dès qu’un avis le demande.",
        ),
        Duty.REMOVE: (
            "Remove the text by the day after the licence ends.",
            "Retirer le texte au plus tard le lendemain de la fin de l’autorisation.",
        ),
    }
)


def obligations(
    item: ItemFacts,
    *,
    issued_on: date,
    payment_days: int | None = None,
    language: str = "en",
) -> tuple[Obligation, ...]:
    """The duties that one item of a licence issued on a day lays on the licensee, in a fixed order.

    `payment_days` dates the duty to pay; where it is None the invoice does. What is printed or mailed stays
    out, so only what stays up is removed at the end.
    """
    known = {medium.value: medium for medium in requests.Medium}
    medium = known.get(item["medium"])
    starts = date.fromisoformat(item["starts_on"]) if item["starts_on"] else issued_on
    ends = date.fromisoformat(item["ends_on"]) if item["ends_on"] else None
    due: list[tuple[Duty, date | None]] = []
    if item["fee"]["amount"].strip("0."):
        days = timedelta(days=payment_days) if payment_days is not None else None
        due.append((Duty.PAY, issued_on + days if days is not None else None))
    due.append((Duty.CREDIT, starts))
    online = medium in _ONLINE
    if online and item["article"]["url"]:
        due.append((Duty.LINK, starts))
    if online and item["canonical"] in {Duty.CANONICAL.value, Duty.NOINDEX.value}:
        due.append((Duty(item["canonical"]), starts))
    if medium is not None and medium.is_print:
        due.append((Duty.TEAR_SHEET, starts + _TEAR_SHEET_WITHIN))
    else:
        due.append((Duty.REPORT, starts + _REPORT_WITHIN))
    due.append((Duty.CORRECT, None))
    if ends is not None and (medium is None or medium.has_term):
        due.append((Duty.REMOVE, ends + timedelta(days=1)))
    french = languages.same_language(language, "fr")
    return tuple(Obligation(duty, day, _WORDS[duty][french]) for duty, day in due)


_SEEN_MET: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        Duty.CREDIT.value: frozenset({"credit", "byline"}),
        Duty.LINK.value: frozenset({"link"}),
        Duty.CANONICAL.value: frozenset({"canonical"}),
        Duty.NOINDEX.value: frozenset({"canonical"}),
    }
)


def duty_state(
    kind: str,
    filed: str,
    due_on: date | None,
    today: date,
    *,
    seen: Mapping[str, str] | None = None,
) -> str:
    """How a duty stands today: as `filed`, "met" where the last audit shows it, "overdue" after its day.

    `seen` is what the last audit of a copy under the licence said, rule to result; None: no copy was seen.
    A page that is known needs no report.
    """
    if filed != "pending":
        return filed
    if seen is not None:
        judged = {seen[rule] for rule in _SEEN_MET.get(kind, frozenset()) if rule in seen}
        if kind == Duty.REPORT.value or judged == {"pass"}:
            return "met"
    return "overdue" if due_on is not None and due_on < today else filed


def translated_into(item: ItemFacts) -> tuple[str, ...]:
    """The languages that a use is translated into: those of the use that the article is not written in.

    None where nobody translates.
    """
    if item["translation_by"] == requests.TranslationBy.NONE:
        return ()
    written = item["article"]["language"]
    return tuple(tag for tag in item["languages"] if not languages.same_language(tag, written))


# -- the credit line -------------------------------------------------------------------------------

CREDIT_FIELDS = ("byline", "date", "edition", "headline", "licence", "publisher", "url")
"""What a credit line may name in braces."""

CREDIT_LINES: Mapping[str, str] = MappingProxyType(
    {
        "en": "This article was first published by {publisher} on {date} and is republished under "
        "licence {licence}.",
        "fr": "Cet article a été publié pour la première fois par {publisher} le {date} et est "
        "reproduit avec autorisation (n° {licence}).",
    }
)
_UNDATED: Mapping[str, str] = MappingProxyType(
    {
        "en": "This article was first published by {publisher} and is republished under licence "
        "{licence}.",
        "fr": "Cet article a été publié pour la première fois par {publisher} et est reproduit avec "
        "autorisation (n° {licence}).",
    }
)

_DAY_WORDS = re.compile(
    r",?[ \u00a0](?:on|of|dated|le|du|en date du|\(|,)?[ \u00a0]?\{date\}\)?", re.IGNORECASE
)
_LONGEST_CREDIT = 500
# Control characters, and those that turn the direction of what stands beside them. Arabic and French
# need other signs that show nothing: joiners, marks, spaces that do not break.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LONGEST_TERMS = 200_000
_BRACES = re.compile(r"\{([^{}\n]{0,60})\}|[{}]")
_CREDIT_BRACES = re.compile(r"\{\{|\}\}|\{([^{}\n]{0,60})\}|[{}]")
_HEADING = re.compile(r"#{1,3} +[^ ]")
_DOUBLED = {"{{": "{", "}}": "}"}


def check_credit_line(template: str) -> None:
    """Nothing, when `template` is one plain line whose fields are of `CREDIT_FIELDS`.

    A brace that is to be printed is doubled.
    Raises BadInput for an unknown field (with the one that was meant), a stray brace, or no plain line.
    """
    if len(template) > _LONGEST_CREDIT:
        raise BadInput(f"a credit line has at most {_LONGEST_CREDIT} characters")
    if not template.strip() or _UNPRINTABLE.search(template):
        raise BadInput("a credit line is one line of plain text")
    _check_fields(template, CREDIT_FIELDS, where="the credit line", braces=_CREDIT_BRACES)


def credit_line(
    template: str | None,
    *,
    publisher: str,
    published_on: date | None,
    number: str,
    language: str,
    headline: str | None = None,
    byline: str | None = None,
    edition: str | None = None,
    url: str | None = None,
) -> str:
    """The line a licensee has to print, from the publisher's `template` or the house's own (None).

    Fields in braces are filled once; what is filled in is never read as a field. Where the day is not known,
    a template loses the words about it; one that names what else the article does not have (its byline) gives
    way to the house's line.
    Raises BadInput for a template that `check_credit_line` refuses.
    """
    tongue = "fr" if languages.same_language(language, "fr") else "en"
    fields = {
        "publisher": publisher,
        "date": dates.spoken_day(published_on, tongue) if published_on else None,
        "licence": number,
        "headline": headline,
        "byline": byline,
        "edition": edition,
        "url": url,
    }
    house = CREDIT_LINES[tongue] if published_on else _UNDATED[tongue]
    chosen = house
    if template is not None:
        check_credit_line(template)
        template = template if published_on else _DAY_WORDS.sub("", template)
        named = {found[1] for found in _CREDIT_BRACES.finditer(template) if found[1] is not None}
        if all(fields[name] for name in named):
            chosen = template
    return _CREDIT_BRACES.sub(
        lambda found: _DOUBLED.get(found[0]) or fields[found[1]] or "", chosen
    )


# -- the publisher's own terms ---------------------------------------------------------------------

TERMS_FIELDS = (
    "correction_hours",
    "credit_line",
    "issue_date",
    "licensee",
    "number",
    "payment_days",
    "publisher",
    "total",
)
"""What a publisher's own terms may name in braces; the press fills them in for each licence."""


def check_terms(text: str) -> None:
    """Nothing, when `text` can stand as terms: plain text, headings (`## Grant`), known fields in braces.

    Raises BadInput, with the line, for an unknown field, a stray brace or a character that moves the
    cursor; and for a text that is empty, too long, or without any heading.
    """
    if len(text) > _LONGEST_TERMS:
        raise BadInput(f"terms have at most {_LONGEST_TERMS:,} characters, not {len(text):,}")
    if not text.strip():
        raise BadInput("the terms are empty")
    headings = 0
    for n, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if _UNPRINTABLE.search(line):
            raise BadInput(f"line {n} of the terms holds a character that cannot be printed")
        headings += bool(_HEADING.match(line))
        _check_fields(line, TERMS_FIELDS, where=f"line {n} of the terms", braces=_BRACES)
    if not headings:
        raise BadInput("the terms have no heading; a clause begins with a line such as: ## Grant")


def fill_terms(text: str, fields: Mapping[str, str]) -> str:
    """`text` with its fields filled in once; what is filled in is never read as a field.

    Raises BadInput for a field that `fields` does not hold, or text that `check_terms` refuses.
    """
    check_terms(text)
    named = {found[1] for found in _BRACES.finditer(text)}
    unknown = sorted(name for name in named if name not in fields)
    if unknown:
        raise BadInput(f"the terms name {{{unknown[0]}}}, which this licence does not have")
    return _BRACES.sub(lambda found: fields[found[1]], text)


def _check_fields(text: str, known: Sequence[str], *, where: str, braces: re.Pattern[str]) -> None:
    for found in braces.finditer(text):
        name = found[1]
        if name is None:
            if found[0] in _DOUBLED:
                continue
            raise BadInput(f"{where}: a brace stands alone; a field is written {{{known[0]}}}")
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"did you mean {{{near[0]}}}?" if near else f"known are {', '.join(known)}"
            raise BadInput(f"{where}: {quoted(name)} is no field; {meant}")


# -- the code by which a paper is looked up --------------------------------------------------------

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BYTES, _SIGNS, _GROUP = 10, 16, 4


def verify_code(random_bytes: bytes) -> str:
    """80 random bits as a code people can read out: 16 signs of Crockford's base 32, in groups of four.

    Raises ValueError when it is not given ten bytes.
    """
    if len(random_bytes) != _BYTES:
        raise ValueError(f"a code is made of {_BYTES} random bytes, not {len(random_bytes)}")
    number = int.from_bytes(random_bytes, "big")
    signs = "".join(_CROCKFORD[number >> (5 * n) & 31] for n in reversed(range(_SIGNS)))
    return "-".join(signs[n : n + _GROUP] for n in range(0, _SIGNS, _GROUP))


def read_verify_code(text: str) -> str:
    """The code a person typed, as it is printed: small letters, missing hyphens, O for 0 and I or L for 1.

    Raises BadInput for what is no code.
    """
    short = text[:60] if len(text) <= 60 else ""
    clean = short.upper().translate(str.maketrans("OIL", "011", " -–"))
    if len(clean) != _SIGNS or any(sign not in _CROCKFORD for sign in clean):
        raise BadInput(f"{quoted(text)} is no code; it is written like 7QXK-0M2P-9VAB-C3DE")
    return "-".join(clean[n : n + _GROUP] for n in range(0, _SIGNS, _GROUP))
