"""Credits: which lines of a page say whose text it is, in English, French, German, Spanish, Arabic."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicate.rules.audits.values import SeenLine

__all__ = ["Credit", "credits_in", "elsewhere", "plain", "says"]

_LONGEST: Final = 400
_QUOTES: Final = str.maketrans("’‘‛ʼ“”„«»–—\u00a0\u202f", '\'\'\'\'"""""--  ')


def plain(text: str) -> str:
    """`text` for comparing wordings: case, accents, Arabic vowel signs, kinds of quotes and blanks gone."""
    if text.isascii():
        return " ".join(text.casefold().split())
    marks = unicodedata.normalize("NFKD", text.translate(_QUOTES)).casefold()
    kept = "".join(
        c for c in marks if unicodedata.category(c) not in {"Mn", "Me", "Cf", "Cc"} or c in "\t\n"
    )
    return " ".join(kept.replace("ـ", "").split())


def says(line: str, wording: str) -> bool:
    """Whether `line` holds `wording` as whole words; a full stop at its end may be missing."""
    wanted = plain(wording).rstrip(" .")
    return bool(wanted) and _word_found(plain(line), wanted)


def _word_found(line: str, wanted: str) -> bool:
    return _where(line, wanted) >= 0


def _where(line: str, wanted: str) -> int:
    at = line.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not (line[:at][-1:].isalnum() or line[end : end + 1].isalnum()):
            return at
        at = line.find(wanted, at + 1)
    return -1


# What says that a text comes from somebody, before or around the name.
_CUES: Final = (
    "source",
    "sources",
    "via",
    "courtesy of",
    "credit",
    "first published",
    "originally published",
    "originally appeared",
    "first appeared",
    "appeared in",
    "published by",
    "published in",
    "published on",
    "permission",
    "reprinted from",
    "reproduced from",
    "republished from",
    "taken from",
    "supplied by",
    "provided by",
    "copyright",
    "all rights reserved",
    "©",
    "(c)",
    # French
    "avec",
    "publie par",
    "publie dans",
    "publie sur",
    "publie initialement",
    "initialement publie",
    "publie a l'origine",
    "paru dans",
    "paru sur",
    "paru initialement",
    "autorisation",
    "tous droits reserves",
    "droits reserves",
    "repris de",
    # German
    "quelle",
    "mit genehmigung",
    "freundlicher genehmigung",
    "zuerst veroffentlicht",
    "zuerst erschienen",
    "ursprunglich erschienen",
    "ursprunglich veroffentlicht",
    "erschienen in",
    "erschienen bei",
    "veroffentlicht von",
    "alle rechte vorbehalten",
    "nachdruck",
    # Spanish
    "fuente",
    "publicado por",
    "publicado en",
    "publicado originalmente",
    "publicada por",
    "publicada en",
    "por primera vez en",
    "autorizacion",
    "con permiso",
    "cortesia de",
    "con informacion de",
    "todos los derechos reservados",
    "derechos reservados",
    # Arabic (as `plain` leaves it)
    *(
        unicodedata.normalize("NFKD", cue)
        for cue in (
            "المصدر",
            "نقلا عن",
            "نشر",
            "باذن من",
            "بإذن من",
            "بالاتفاق مع",
            "الحقوق محفوظة",
            "حقوق النشر",
        )
    ),
)
_BYLINES: Final = ("by", "par", "von", "por", "di", "بقلم", "كتب", "كتبت")
# A box about us is no credit, and a credit of a picture is none of the text.
_ELSEWHERE: Final = (
    "partner",
    "partners",
    "partenaire",
    "partenaires",
    "partnern",
    "socios",
    "شركاينا",
    "شركائنا",
    "more from",
    "more on",
    "also on",
    "also read",
    "read also",
    "related",
    "recommended",
    "newsletter",
    "follow",
    "a lire aussi",
    "lire aussi",
    "plus sur",
    "mehr von",
    "mehr aus",
    "lesen sie auch",
    "lea tambien",
    "mas en",
    "photo",
    "photograph",
    "photos",
    "image",
    "picture",
    "video",
    "foto",
    "fotos",
    "bild",
    "imagen",
    "صورة",
    "told",
    "reported",
    "said",
    "according to",
    "selon",
    "laut",
    "segun",
)


@dataclass(frozen=True, slots=True)
class Credit:
    """A line that credits somebody; `ours` where it names us."""

    text: str
    ours: bool


def credits_in(lines: Iterable[SeenLine], names: Iterable[str]) -> tuple[Credit, ...]:
    """The credits among `lines`, ours first; `names` are the house's, its sites' addresses included.

    A line with our name counts where it also says that the text comes from us, or is a byline, or
    stands by the copy with nothing else in it. Boxes of partners, picture credits and sentences
    that merely mention us do not.
    """
    wanted = [folded for name in names if (folded := plain(name))]
    found = []
    for line in lines:
        if len(line.text) > 4 * _LONGEST or line.region in {"nav", "figcaption"}:
            continue
        text = plain(line.text)
        if not text or len(text) > _LONGEST:
            continue
        name = next((name for name in wanted if _word_found(text, name)), None)
        if name is not None and _credits(text, name, line):
            found.append(Credit(" ".join(line.text.split()), ours=True))
        elif name is None and line.near and _others(text):
            found.append(Credit(" ".join(line.text.split()), ours=False))
    return tuple(sorted(dict.fromkeys(found), key=lambda credit: not credit.ours))


def elsewhere(text: str) -> bool:
    """Whether a line (as `plain` leaves it) is of a picture, a box of others, or of what somebody said."""
    return any(_word_found(text, cue) for cue in _ELSEWHERE)


def _credits(text: str, name: str, line: SeenLine) -> bool:
    without = text.replace(name, " ")
    if elsewhere(without):
        return False
    if any(_word_found(without, cue) or (cue in without and cue == "©") for cue in _CUES):
        return True
    if text.partition(" ")[0] in _BYLINES and len(text) <= 160:
        return True
    rest = re.sub(r"[^\w]+", " ", without).split()
    return line.near and len(rest) <= 3


_AGENCY: Final = re.compile(
    r"\((?:reuters|ap|afp|dpa|efe|ansa|pa|upi|bloomberg|press association|associated press)\)"
    r"|(?:reuters|afp|dpa|efe|ansa|associated press|press association)$"
)
_STAFF: Final = re.compile(
    r"(?:(?:by|par|von|por|بقلم)\s.{2,80}|redaktion|.{0,30}redaccion.{0,20}|.{0,10}redaction.{0,20}"
    r"|staff reporter|وكالات|(?:source|sources|quelle|fuente|المصدر)\s?:\s?.{2,60})"
)


def _others(text: str) -> bool:
    """Whether a short line by the copy credits somebody else."""
    if len(text) > 100:
        return False
    return bool(_AGENCY.search(text) or _STAFF.fullmatch(text))
