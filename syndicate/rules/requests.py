"""Requests to republish: what is asked, what is missing to price it, and the steps a request takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from syndicate.errors import Refused
from syndicate.rules import dates, languages, territories
from syndicate.rules.fees import (
    UNITS,
    Exclusivity,
    Medium,
    Portion,
    Purpose,
    TranslationBy,
    Use,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

__all__ = [
    "CLOSED_AS",
    "OPEN_STATES",
    "STEPS",
    "UNITS",
    "Exclusivity",
    "Medium",
    "Missing",
    "Portion",
    "Purpose",
    "RequestState",
    "TranslationBy",
    "Use",
    "medium_word",
    "missing",
    "move",
    "questions",
    "set_aside",
    "spoken_number",
    "spoken_term",
    "understood",
]


class RequestState(StrEnum):
    """Where a request stands."""

    NEW = "new"
    TRIAGED = "triaged"
    INFO_NEEDED = "info-needed"
    CLEARING = "clearing"
    QUOTED = "quoted"
    WON = "won"
    LOST = "lost"
    DECLINED = "declined"
    LAPSED = "lapsed"
    DUPLICATE = "duplicate"
    FREE_PATH = "free-path"


_NEW, _TRIAGED, _INFO = RequestState.NEW, RequestState.TRIAGED, RequestState.INFO_NEEDED
_CLEARING, _QUOTED = RequestState.CLEARING, RequestState.QUOTED
_SET_ASIDE = frozenset({RequestState.DECLINED, RequestState.LAPSED, RequestState.DUPLICATE})

STEPS: Mapping[RequestState, frozenset[RequestState]] = MappingProxyType(
    {
        _NEW: _SET_ASIDE | {_TRIAGED},
        _TRIAGED: _SET_ASIDE
        | {_INFO, _CLEARING, _QUOTED, RequestState.LOST, RequestState.FREE_PATH},
        _INFO: _SET_ASIDE | {_TRIAGED},
        _CLEARING: _SET_ASIDE | {_TRIAGED, _QUOTED, RequestState.FREE_PATH},
        # A quote that was declined, withdrawn or let lapse leaves the request to be quoted again.
        _QUOTED: _SET_ASIDE
        | {_TRIAGED, RequestState.WON, RequestState.LOST, RequestState.FREE_PATH},
        # Who declined or fell silent may come back: the same request is then quoted again.
        RequestState.LOST: frozenset({_TRIAGED, _QUOTED}),
        RequestState.LAPSED: frozenset({_TRIAGED, _QUOTED}),
    }
)
"""From each state the states it may go to; a state that is not named is an end."""

OPEN_STATES: frozenset[RequestState] = frozenset({_NEW, _TRIAGED, _INFO, _CLEARING, _QUOTED})
"""The states in which a request still asks something of the desk."""

CLOSED_AS: Mapping[str, RequestState] = MappingProxyType(
    {
        state.value: state
        for state in (RequestState.LOST, RequestState.LAPSED, RequestState.DUPLICATE)
    }
)
"""How the desk closes a request that it neither won nor declined, by the word for it."""


def move(now: RequestState, to: RequestState) -> RequestState:
    """`to`, where a request that is `now` may go there. Raises Refused naming the steps it may take."""
    allowed = STEPS.get(now, frozenset())
    if to in allowed:
        return to
    ways = ", ".join(state.value for state in RequestState if state in allowed)
    tail = f"it may become {ways}" if ways else "that is its end"
    raise Refused(f"a request that is {now} cannot become {to}; {tail}")


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that has to be known before a use is priced: the flag that fills it, the question that asks."""

    field: str
    flag: str
    question_en: str
    question_fr: str


_QUESTIONS: Mapping[str, Missing] = MappingProxyType(
    {
        "medium": Missing(
            "medium",
            "--medium MEDIUM",
            "Where would the article appear: on a website, in a newspaper or magazine, in a "
            "newsletter, or elsewhere?",
            "Où l’article paraîtrait-il : sur un site, dans un journal ou un magazine, dans une "
            "lettre électronique, ou ailleurs ?",
        ),
        "outlet_title": Missing(
            "outlet_title",
            "--outlet TITLE",
            "What is the title of the publication, and its web address?",
            "Quel est le titre de la publication, et son adresse internet ?",
        ),
        "audience": Missing(
            "audience",
            "--audience NUMBER",
            "How large is its audience, and as of when?",
            "Quelle est son audience, et à quelle date ?",
        ),
        "territories": Missing(
            "territories",
            "--territory COUNTRY",
            "In which countries would it appear?",
            "Dans quels pays paraîtrait-il ?",
        ),
        "languages": Missing(
            "languages",
            "--language LANGUAGE",
            "In which language or languages?",
            "Dans quelle langue, ou quelles langues ?",
        ),
        "first_use": Missing(
            "first_use",
            "--first-use DAY",
            "On which day would it first appear?",
            "Quel jour paraîtrait-il pour la première fois ?",
        ),
        "duration": Missing(
            "duration",
            "--duration SPAN",
            "For how long would it stay up: three months, twelve months, or longer?",
            "Pendant combien de temps resterait-il en ligne : trois mois, douze mois, ou davantage ?",
        ),
        "purpose": Missing(
            "purpose",
            "--purpose PURPOSE",
            "What does the use serve: editorial, commercial or promotional, educational, charitable "
            "or internal purposes?",
            "À quelle fin : rédactionnelle, commerciale ou promotionnelle, pédagogique, caritative "
            "ou interne ?",
        ),
        "excerpt_words": Missing(
            "excerpt_words",
            "--excerpt WORDS",
            "Which passage would you use, and how many words has it?",
            "Quel passage souhaitez-vous reproduire, et combien de mots compte-t-il ?",
        ),
    }
)

_AUDIENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "monthly uniques": (
            "How many unique visitors a month does it have, and as of when?",
            "Combien compte-t-il de visiteurs uniques par mois, et à quelle date ?",
        ),
        "circulation": (
            "What is its circulation, and as of when?",
            "Quelle est sa diffusion, et à quelle date ?",
        ),
        "recipients": (
            "How many recipients would receive it?",
            "Combien de destinataires le recevraient ?",
        ),
        "staff": (
            "How many members of staff have access to it?",
            "Combien de collaborateurs y ont accès ?",
        ),
        "print run": (
            "How many copies would be printed?",
            "À combien d’exemplaires serait-il tiré ?",
        ),
        "readers": ("How many readers does it have?", "Combien de lecteurs compte-t-il ?"),
        "listeners": (
            "How many listeners or viewers does it have?",
            "Combien d’auditeurs ou de spectateurs compte-t-il ?",
        ),
    }
)


def missing(use: Use) -> tuple[Missing, ...]:
    """What still has to be said before `use` is priced, in the order one would ask.

    Silence means: the whole article, no exclusivity, one use, no images, no translation.
    """
    asked = ["medium", "outlet_title"]
    if use.medium is None or use.medium in UNITS:
        asked.append("audience")
    asked += ["territories", "languages", "first_use"]
    if use.medium is None or use.medium.has_term:
        asked.append("duration")
    asked.append("purpose")
    if use.portion is Portion.EXCERPT:
        asked.append("excerpt_words")
    return tuple(_asked(use, name) for name in asked if not getattr(use, name))


def _asked(use: Use, name: str) -> Missing:
    known = _QUESTIONS[name]
    audience = _AUDIENCES.get(use.unit or "")
    if name == "audience" and audience:
        english, french = audience
        return Missing(known.field, known.flag, english, french)
    return known


def questions(missing: Iterable[Missing], language: str) -> tuple[str, ...]:
    """The questions to put to the asker, each once, in `language` (French, else English)."""
    french = languages.same_language(language, "fr")
    return tuple(
        dict.fromkeys(each.question_fr if french else each.question_en for each in missing)
    )


_MEDIA: Mapping[Medium, tuple[str, str]] = MappingProxyType(
    {
        Medium.WEBSITE: ("website", "site internet"),
        Medium.NEWSPAPER: ("newspaper", "journal"),
        Medium.MAGAZINE: ("magazine", "magazine"),
        Medium.NEWSLETTER: ("newsletter", "lettre électronique"),
        Medium.INTRANET: ("intranet", "intranet"),
        Medium.APP: ("app", "application"),
        Medium.SOCIAL: ("social media", "réseaux sociaux"),
        Medium.BOOK: ("book", "livre"),
        Medium.E_BOOK: ("e-book", "livre numérique"),
        Medium.BROADCAST: ("broadcast", "radio ou télévision"),
        Medium.PODCAST: ("podcast", "podcast"),
        Medium.COURSE_PACK: ("course pack", "recueil de cours"),
        Medium.PRESS_PACK: ("press pack", "dossier de presse"),
        Medium.DATABASE: ("database", "base de données"),
        Medium.EXHIBITION: ("exhibition", "exposition"),
        Medium.AI_INPUT: ("AI input", "utilisation par une IA"),
        Medium.AI_TRAINING: ("AI training", "entraînement d’une IA"),
        Medium.TDM: ("text and data mining", "fouille de textes et de données"),
    }
)
_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "monthly uniques": "visiteurs uniques par mois",
        "circulation": "exemplaires diffusés",
        "recipients": "destinataires",
        "staff": "collaborateurs",
        "print run": "exemplaires imprimés",
        "readers": "lecteurs",
        "listeners": "auditeurs",
    }
)
_EXCLUSIVITIES: Mapping[Exclusivity, tuple[str, str]] = MappingProxyType(
    {
        Exclusivity.FIRST: ("first publication", "première publication"),
        Exclusivity.SOLE: ("sole licence", "autorisation unique"),
        Exclusivity.EXCLUSIVE: ("exclusive", "en exclusivité"),
    }
)
_PURPOSES: Mapping[Purpose, tuple[str, str]] = MappingProxyType(
    {
        Purpose.COMMERCIAL: ("commercial", "usage commercial"),
        Purpose.CHARITY: ("charitable", "usage caritatif"),
        Purpose.EDUCATION: ("educational", "usage pédagogique"),
        Purpose.INTERNAL: ("internal", "usage interne"),
    }
)
_TRANSLATIONS: Mapping[TranslationBy, tuple[str, str]] = MappingProxyType(
    {
        TranslationBy.LICENSEE: ("translated by the licensee", "traduction par le bénéficiaire"),
        TranslationBy.PUBLISHER: ("translated by us", "traduction par nos soins"),
    }
)


def medium_word(medium: Medium, language: str) -> str:
    """What a medium is called inside a sentence, in French or English."""
    return _MEDIA[medium][languages.same_language(language, "fr")]


def spoken_number(number: int, language: str) -> str:
    """A whole number with its thousands apart: 250,000, in French 250 000 (narrow spaces)."""
    text = f"{number:,}"
    return text.replace(",", "\u202f") if languages.same_language(language, "fr") else text


def spoken_term(span: dates.Span, language: str) -> str:
    """A span in words: "12 months", "1 month 15 days", "without end"; in French or English."""
    french = languages.same_language(language, "fr")
    if span.perpetual:
        return "sans limite de durée" if french else "without end"
    parts = []
    if span.months:
        parts.append(f"{span.months} mois" if french else _counted(span.months, "month"))
    if span.days:
        word = "jour" if french else "day"
        parts.append(_counted(span.days, word))
    return " ".join(parts)


def understood(use: Use, language: str) -> str:
    """What was understood of a use, in one line in French or English, with what is unusual said.

    "website, France, French, 12 months from 1 December 2026, 250,000 monthly uniques".
    """
    french = languages.same_language(language, "fr")
    tongue = "fr" if french else "en"
    parts: list[str] = []
    if use.medium is not None:
        parts.append(medium_word(use.medium, tongue))
    outlet = _plain(use.outlet_title or use.outlet_domain or "")
    if outlet:
        shown = f"«\u202f{outlet}\u202f»" if french else f"“{outlet}”"
        parts = [f"{parts[0]} {shown}" if parts else shown]
    parts += [territories.territory_name(code, tongue) for code in use.territories[:6]]
    if len(use.territories) > 6:
        rest = len(use.territories) - 6
        parts.append(f"et {rest} autres" if french else f"and {rest} more")
    parts += [languages.language_name(tag, tongue) for tag in use.languages[:6]]
    parts += _when(use.first_use, use.duration, tongue)
    if use.audience is not None:
        unit = use.unit or ""
        said = _UNITS.get(unit, unit) if french else unit
        parts.append(f"{spoken_number(use.audience, tongue)} {_plain(said)}".strip())
    parts += _unusual(use, french=french)
    return ", ".join(parts)


def set_aside(use: Use, begins: date) -> tuple[str, ...]:
    """What was asked for and no offer that begins on a day carries, a sentence each.

    A first use before that day, and the term of what is printed once.
    """
    said = []
    if use.first_use is not None and use.first_use < begins:
        said.append(
            f"asked from {dates.spoken_day(use.first_use, 'en')}, offered from "
            f"{dates.spoken_day(begins, 'en')}: nothing is granted for days that are past"
        )
    if use.medium is not None and not use.medium.has_term and use.duration is not None:
        said.append(
            f"a use in a {medium_word(use.medium, 'en')} is for once, not for a time: the "
            f"{spoken_term(use.duration, 'en')} asked for are left out"
        )
    return tuple(said)


def _when(first: date | None, span: dates.Span | None, language: str) -> list[str]:
    term = spoken_term(span, language) if span is not None else ""
    if first is None:
        return [term] if term else []
    day = dates.spoken_day(first, language)
    if language == "fr":
        return [f"{term} à partir du {day}" if term else f"à partir du {day}"]
    return [f"{term} from {day}" if term else f"from {day}"]


def _unusual(use: Use, *, french: bool) -> list[str]:
    parts: list[str] = []
    if use.portion is Portion.EXCERPT:
        parts.append(_excerpt(use.excerpt_words, french=french))
    if use.uses is not None and use.uses > 1:
        number = spoken_number(use.uses, "fr" if french else "en")
        parts.append(f"{number} utilisations" if french else f"{number} uses")
    if use.exclusivity is not None and use.exclusivity in _EXCLUSIVITIES:
        parts.append(_EXCLUSIVITIES[use.exclusivity][french])
    if use.purpose is not None and use.purpose in _PURPOSES:
        parts.append(_PURPOSES[use.purpose][french])
    if use.images:
        parts.append(_counted(use.images, "image"))
    if use.translation_by in _TRANSLATIONS:
        parts.append(_TRANSLATIONS[use.translation_by][french])
    if use.rush:
        parts.append("urgent")
    return parts


def _excerpt(words: int | None, *, french: bool) -> str:
    if words is None:
        return "un extrait" if french else "an excerpt"
    if french:
        return f"un extrait de {_counted(words, 'mot', language='fr')}"
    return f"an excerpt of {_counted(words, 'word')}"


def _counted(number: int, word: str, *, language: str = "en") -> str:
    return f"{spoken_number(number, language)} {word}{'' if number == 1 else 's'}"


def _plain(text: str) -> str:
    """Text from outside on one short line, without what could move a cursor."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text[:400])
    short = " ".join(clean.split())
    return f"{short[:59]}…" if len(short) > 60 else short
