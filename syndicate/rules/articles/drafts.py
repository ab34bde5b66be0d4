"""What was read and what it is made of: drafts, blocks and passages, and how they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.rules import facts
from syndicate.rules.articles.texts import fold, text_fingerprint, word_count

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "CONTRIBUTED",
    "CREDITED",
    "CREDITED_TO_OTHERS",
    "CREDIT_REASONS",
    "DEFAULT_LANGUAGE",
    "OUT_BY_KIND",
    "PICTURES",
    "Block",
    "Draft",
    "Kind",
    "Owner",
    "Passage",
    "Rule",
    "Suspicion",
    "passages_facts",
    "passages_from_facts",
    "version_digest",
]

DEFAULT_LANGUAGE = "en"
"""What an article is filed in where nothing says its language."""


class Kind(StrEnum):
    """What a passage is."""

    TEXT = "text"
    PROMO = "promo"
    BOILERPLATE = "boilerplate"
    CREDIT = "credit"
    EMBED = "embed"
    IMAGE = "image"


class Owner(StrEnum):
    """Whose a passage is, as far as the desk knows."""

    OWNED = "owned"
    THIRD_PARTY = "third-party"
    UNKNOWN = "unknown"


class Rule(StrEnum):
    """The recogniser that made a passage a suspect."""

    PROMO = "promo"
    RELATED_LINK = "related-link"
    BOILERPLATE = "boilerplate"
    SYNDICATED_IN = "syndicated-in"
    AGENCY_COPY = "agency-copy"
    ATTRIBUTED_FACT = "attributed-fact"
    LEANS_ON = "leans-on"
    CREDIT = "credit"
    SOCIAL_POST = "social-post"
    EMBED = "embed"
    IMAGE = "image"
    UNKNOWN_BYLINE = "unknown-byline"
    CONSENT = "consent"


OUT_BY_KIND = frozenset({Kind.PROMO, Kind.BOILERPLATE, Kind.CREDIT})
CREDITED = "an agency is credited: its copy may stand in other passages too"
CONTRIBUTED = "an agency contributed: its copy may stand in other passages too"
CREDITED_TO_OTHERS = "reporting credited to others: their copy may stand in other passages too"
CREDIT_REASONS = frozenset({CREDITED, CONTRIBUTED, CREDITED_TO_OTHERS})
"""Why a line is agency copy that credits an agency and is none of its words."""

PICTURES = frozenset({Kind.IMAGE, Kind.EMBED})


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page or file as read, before anyone judged it; `hint` says what marked it."""

    kind: Kind
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as read in: plain values, nothing judged yet; `raw_sha256` names the bytes read."""

    headline: str
    byline: str | None
    published_on: date | None
    language: str | None
    language_stated: bool
    url: str | None
    blocks: tuple[Block, ...]
    media_type: str
    raw_sha256: str


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a passage is a suspect: the rule, the exact words that tripped it, and the reason."""

    rule: Rule
    words: str
    reason: str
    leans_on: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of the body, counted from 1."""

    n: int
    kind: Kind
    owner: Owner
    owner_name: str | None
    text: str
    suspicion: Suspicion | None = None

    @property
    def digest(self) -> str:
        """What rulings follow: SHA-256 of the text, so a changed passage is a suspect again."""
        return text_fingerprint(self.text)

    @property
    def words(self) -> int:
        """The words of the passage, as `word_count` counts them."""
        return word_count(self.text)


def version_digest(
    headline: str,
    byline: str | None,
    published_on: date | None,
    passages: Iterable[Passage],
) -> str:
    """SHA-256 over headline, byline, date and passage texts: what a licence binds to.

    Kinds and owners are no part of it: a better recogniser does not make a new version.
    """
    return facts.digest(
        {
            "byline": fold(byline) if byline else None,
            "headline": fold(headline),
            "passages": [p.digest for p in passages],
            "published_on": published_on.isoformat() if published_on else None,
        }
    )


def passages_facts(passages: Iterable[Passage]) -> list[dict[str, object]]:
    """`passages` as plain JSON values, to be stored as canonical facts."""
    return [
        {
            "n": p.n,
            "kind": p.kind.value,
            "owner": p.owner.value,
            "owner_name": p.owner_name,
            "text": p.text,
            "suspicion": None
            if p.suspicion is None
            else {
                "rule": p.suspicion.rule.value,
                "words": p.suspicion.words,
                "reason": p.suspicion.reason,
                "leans_on": p.suspicion.leans_on,
            },
        }
        for p in passages
    ]


def passages_from_facts(stored: object) -> tuple[Passage, ...]:
    """The passages that `passages_facts` stored.

    Raises BadInput where the facts are not of that shape.
    """
    if not isinstance(stored, list):
        raise BadInput("stored passages are not a list")
    return tuple(_passage_from(one) for one in stored)


def _passage_from(one: object) -> Passage:
    if not isinstance(one, Mapping):
        raise BadInput("a stored passage is not an object")
    try:
        name = one["owner_name"]
        return Passage(
            int(one["n"]),
            Kind(one["kind"]),
            Owner(one["owner"]),
            None if name is None else str(name),
            str(one["text"]),
            _suspicion_from(one["suspicion"]),
        )
    except (KeyError, TypeError, ValueError) as why:
        raise BadInput(f"a stored passage cannot be read: {why}") from why


def _suspicion_from(said: Mapping[str, object] | None) -> Suspicion | None:
    if said is None:
        return None
    leans_on = said["leans_on"]
    return Suspicion(
        Rule(str(said["rule"])),
        str(said["words"]),
        str(said["reason"]),
        None if leans_on is None else int(str(leans_on)),
    )
