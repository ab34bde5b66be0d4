"""A use: what somebody wants to do with an article, in the words that a rate card prices by."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeVar

from syndicate.errors import BadInput, quoted
from syndicate.rules import dates, territories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.rules.facts import Json

__all__ = [
    "UNITS",
    "Exclusivity",
    "Medium",
    "Portion",
    "Purpose",
    "TranslationBy",
    "Use",
    "read_count",
]


class Medium(StrEnum):
    """Where an article is republished, or what reads it."""

    WEBSITE = "website"
    NEWSPAPER = "newspaper"
    MAGAZINE = "magazine"
    NEWSLETTER = "newsletter"
    INTRANET = "intranet"
    APP = "app"
    SOCIAL = "social"
    BOOK = "book"
    E_BOOK = "e-book"
    BROADCAST = "broadcast"
    PODCAST = "podcast"
    COURSE_PACK = "course-pack"
    PRESS_PACK = "press-pack"
    DATABASE = "database"
    EXHIBITION = "exhibition"
    AI_INPUT = "ai-input"
    AI_TRAINING = "ai-training"
    TDM = "tdm"

    @property
    def is_ai(self) -> bool:
        """Whether machines read it: AI input, AI training, text and data mining. Never priced by card."""
        return self in _AI

    @property
    def is_print(self) -> bool:
        """Whether it is printed on paper."""
        return self in _PRINT

    @property
    def has_term(self) -> bool:
        """Whether it stays up for a time; what is printed or mailed is out once and for all."""
        return self not in _PRINT and self is not Medium.NEWSLETTER


_AI = frozenset({Medium.AI_INPUT, Medium.AI_TRAINING, Medium.TDM})
_PRINT = frozenset(
    {Medium.NEWSPAPER, Medium.MAGAZINE, Medium.BOOK, Medium.COURSE_PACK, Medium.PRESS_PACK}
)

UNITS: Mapping[Medium, str] = {
    Medium.WEBSITE: "monthly uniques",
    Medium.APP: "monthly uniques",
    Medium.NEWSPAPER: "circulation",
    Medium.MAGAZINE: "circulation",
    Medium.NEWSLETTER: "recipients",
    Medium.PRESS_PACK: "recipients",
    Medium.INTRANET: "staff",
    Medium.BOOK: "print run",
    Medium.COURSE_PACK: "print run",
    Medium.E_BOOK: "readers",
    Medium.SOCIAL: "readers",
    Medium.BROADCAST: "listeners",
    Medium.PODCAST: "listeners",
}
"""What the audience of a medium is counted in, where nothing else is said."""


_SAME_UNIT: Mapping[str, str] = {
    **dict.fromkeys(
        ("uniques", "unique visitors", "unique users", "monthly unique visitors",
         "monthly unique users", "monthly visitors", "visiteurs uniques",
         "visiteurs uniques par mois"),
        "monthly uniques",
    ),
    **dict.fromkeys(("diffusion", "copies in circulation"), "circulation"),
    **dict.fromkeys(("subscribers", "destinataires", "abonnés"), "recipients"),
    **dict.fromkeys(("employees", "members of staff", "collaborateurs", "salariés"), "staff"),
    **dict.fromkeys(("copies printed", "tirage"), "print run"),
}  # fmt: skip


class Exclusivity(StrEnum):
    """What else may stand: anything; nothing before; no other licensee; nobody, not even us (CDPA s.92)."""

    NONE = "none"
    FIRST = "first"
    SOLE = "sole"
    EXCLUSIVE = "exclusive"


class Purpose(StrEnum):
    """What the republication serves."""

    EDITORIAL = "editorial"
    COMMERCIAL = "commercial"
    CHARITY = "charity"
    EDUCATION = "education"
    INTERNAL = "internal"


class Portion(StrEnum):
    """How much of the article is wanted."""

    WHOLE = "whole"
    EXCERPT = "excerpt"


class TranslationBy(StrEnum):
    """Who translates, if anybody."""

    NONE = "none"
    PUBLISHER = "publisher"
    LICENSEE = "licensee"


_LARGEST = 10**10
_LONGEST = 4000
_COUNTS = ("audience", "uses", "excerpt_words")
_TEXTS = ("outlet_title", "outlet_domain", "audience_unit", "edits", "notes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What is asked for one article; None is not said yet (see `requests.missing`).

    `territories` are codes of `rules.territories`, `languages` BCP 47 tags; `audience` counts in
    `audience_unit`, or in what `UNITS` says of the medium; `uses` are issues, editions or broadcasts.
    Raises BadInput for a count below nothing or beyond reason, or an unknown territory.
    """

    medium: Medium | None = None
    outlet_title: str | None = None
    outlet_domain: str | None = None
    audience: int | None = None
    audience_unit: str | None = None
    territories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    first_use: date | None = None
    duration: dates.Span | None = None
    uses: int | None = None
    exclusivity: Exclusivity | None = None
    purpose: Purpose | None = None
    portion: Portion | None = None
    excerpt_words: int | None = None
    images: int = 0
    translation_by: TranslationBy = TranslationBy.NONE
    rush: bool = False
    paywall: bool | None = None
    edits: str | None = None
    notes: str | None = None

    def __post_init__(self) -> None:
        for name in _COUNTS:
            _require_count(name, getattr(self, name), least=1)
        _require_count("images", self.images, least=0)
        for name in _TEXTS:
            text = getattr(self, name)
            if text is not None and len(text) > _LONGEST:
                raise BadInput(f"{_said(name)} has {len(text)} characters; {_LONGEST} are enough")
        territories.countries_of(self.territories)

    @property
    def unit(self) -> str | None:
        """What the audience is counted in; None where the medium counts none."""
        if self.audience_unit is not None:
            words = " ".join(self.audience_unit.replace("-", " ").casefold().split())
            return _SAME_UNIT.get(words, words)
        return UNITS.get(self.medium) if self.medium is not None else None

    def facts(self) -> dict[str, Json]:
        """The use as plain JSON values, every field named; `from_facts` reads it back."""
        return {
            "medium": self.medium.value if self.medium else None,
            "outlet_title": self.outlet_title,
            "outlet_domain": self.outlet_domain,
            "audience": self.audience,
            "audience_unit": self.audience_unit,
            "territories": list(self.territories),
            "languages": list(self.languages),
            "first_use": self.first_use.isoformat() if self.first_use else None,
            "duration": self.duration.text if self.duration else None,
            "uses": self.uses,
            "exclusivity": self.exclusivity.value if self.exclusivity else None,
            "purpose": self.purpose.value if self.purpose else None,
            "portion": self.portion.value if self.portion else None,
            "excerpt_words": self.excerpt_words,
            "images": self.images,
            "translation_by": self.translation_by.value,
            "rush": self.rush,
            "paywall": self.paywall,
            "edits": self.edits,
            "notes": self.notes,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """The use that `facts` describe; what they do not name is not said.

        Raises BadInput for a field nobody knows or a value that cannot be read.
        """
        unknown = sorted(set(facts) - {field.name for field in fields(cls)})
        if unknown:
            raise BadInput(f"a use has no field {quoted(unknown[0])}")
        first_use, duration = facts.get("first_use"), facts.get("duration")
        return cls(
            medium=_member(Medium, facts.get("medium")),
            outlet_title=_text(facts, "outlet_title"),
            outlet_domain=_text(facts, "outlet_domain"),
            audience=facts.get("audience"),
            audience_unit=_text(facts, "audience_unit"),
            territories=_texts(facts, "territories"),
            languages=_texts(facts, "languages"),
            first_use=_day(first_use) if first_use is not None else None,
            duration=dates.read_span(str(duration)) if duration is not None else None,
            uses=facts.get("uses"),
            exclusivity=_member(Exclusivity, facts.get("exclusivity")),
            purpose=_member(Purpose, facts.get("purpose")),
            portion=_member(Portion, facts.get("portion")),
            excerpt_words=facts.get("excerpt_words"),
            images=facts.get("images", 0),
            translation_by=_member(TranslationBy, facts.get("translation_by"))
            or TranslationBy.NONE,
            rush=_truth(facts, "rush") or False,
            paywall=_truth(facts, "paywall"),
            edits=_text(facts, "edits"),
            notes=_text(facts, "notes"),
        )


def read_count(text: str) -> int:
    """A count as people write it: 250000, 250,000, 250k, 1.2M. Raises BadInput."""
    words = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    scale = {"k": 1_000, "m": 1_000_000}.get(words[-1:].lower(), 1)
    digits = words[:-1] if scale > 1 else words.replace(",", "")
    try:
        count = Decimal(digits) * scale if len(digits) <= 20 else Decimal(-1)
    except InvalidOperation:
        count = Decimal(-1)
    if not count.is_finite() or count < 0 or count != count.to_integral_value() or count > 10**12:
        raise BadInput(f"{quoted(text)} is not a count", hint="write it as 250000 or 250k")
    return int(count)


_Member = TypeVar("_Member", bound=StrEnum)


def _member(kind: type[_Member], value: object) -> _Member | None:
    if value is None:
        return None
    for member in kind:
        if member.value == value:
            return member
    choices = ", ".join(member.value for member in kind)
    raise BadInput(f"{quoted(str(value))} is not one of {choices}")


def _said(name: str) -> str:
    return f"the {name.replace('_', ' ')}"


def _require_count(name: str, value: object, *, least: int) -> None:
    if value is None and name != "images":
        return
    if type(value) is not int:
        raise BadInput(f"{_said(name)} is a whole number")
    if not least <= value <= _LARGEST:
        raise BadInput(f"{_said(name)} is a number from {least} to {_LARGEST:,}, not {value:,}")


def _text(facts: Mapping[str, Any], name: str) -> str | None:
    value = facts.get(name)
    if value is not None and not isinstance(value, str):
        raise BadInput(f"{_said(name)} is text")
    return value


def _texts(facts: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = facts.get(name) or ()
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise BadInput(f"{_said(name)} are a list of codes")
    return tuple(value)


def _truth(facts: Mapping[str, Any], name: str) -> bool | None:
    value = facts.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadInput(f"{_said(name)} is true or false")
    return value


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput(f"{quoted(str(value))} is not a day; write it as 2026-11-22") from error
