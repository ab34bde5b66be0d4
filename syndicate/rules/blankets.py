"""Blanket agreements: a quota of articles for one fee, drawn one by one; what is beyond it is priced by the card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, Refused
from syndicate.rules import dates, languages, requests
from syndicate.rules.requests import Exclusivity

if TYPE_CHECKING:
    from datetime import date

    from syndicate.rules.money import Money
    from syndicate.rules.requests import Use

__all__ = [
    "MOST",
    "BlanketState",
    "Count",
    "check_terms",
    "check_use",
    "drawn_words",
    "state_on",
    "use_on",
]

MOST = 1_000_000
"""The largest quota anybody means."""

_NEARLY = (4, 5)
"""The share of a quota from which it is said every morning that it is nearly used."""


class BlanketState(StrEnum):
    """Where a blanket agreement, or a collective licence, stands on a day."""

    TO_COME = "to-come"
    IN_FORCE = "in-force"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Count:
    """How much of a quota is used: `drawn` articles within it, `over` beyond it."""

    quota: int
    drawn: int
    over: int = 0

    @property
    def left(self) -> int:
        """The articles that may still be drawn within the quota."""
        return max(self.quota - self.drawn, 0)

    @property
    def nearly(self) -> bool:
        """Whether four fifths of the quota are used, all of it, or more."""
        part, whole = _NEARLY
        return bool(self.over) or self.drawn * whole >= self.quota * part

    @property
    def spoken(self) -> str:
        """In a few words: "52 of 60 articles drawn", with what is beyond the quota."""
        beyond = f", {self.over} beyond the quota" if self.over else ""
        return f"{self.drawn} of {self.quota} articles drawn{beyond}"


def state_on(
    *, starts_on: date | None, ends_on: date | None, ended: bool, today: date
) -> BlanketState:
    """The state of an agreement on a day; both its first and its last day count, None is no limit."""
    if ended:
        return BlanketState.ENDED
    if starts_on is not None and today < starts_on:
        return BlanketState.TO_COME
    lapsed = ends_on is not None and today > ends_on
    return BlanketState.LAPSED if lapsed else BlanketState.IN_FORCE


def check_terms(*, quota: int, fee: Money, starts_on: date, ends_on: date) -> None:
    """Nothing, when an agreement can be had on these terms. Raises BadInput, naming the option."""
    if not 1 <= quota <= MOST:
        raise BadInput(f"a quota is 1 to {MOST} articles a period, not {quota}", hint="--quota 60")
    if fee.minor < 0:
        raise BadInput("a fee is not below nothing", hint="--fee 1200")
    if ends_on < starts_on:
        raise BadInput(
            f"the agreement would end on {ends_on.isoformat()}, before it begins",
            hint="--until DAY",
        )


def use_on(use: Use, day: date) -> Use:
    """The use that a draw of `day` grants: the one agreed, from that day."""
    return replace(use, first_use=day)


def check_use(use: Use, *, starts_on: date) -> None:
    """Nothing, when every draw could be granted for `use` without asking again.

    Raises BadInput for what is missing or exclusive; Refused for media that machines read.
    """
    missing = requests.missing(use_on(use, starts_on))
    if missing:
        raise BadInput(
            "a blanket agreement says for which use articles are drawn; it lacks "
            + ", ".join(m.field.replace("_", " ") for m in missing),
            hint=" ".join(m.flag for m in missing),
        )
    if use.medium is not None and use.medium.is_ai:
        raise Refused(
            f"{use.medium} is by negotiation, article by article, and is never drawn from a quota",
            hint="syndicate request log --licensee NAME --article ARTICLE",
        )
    if use.exclusivity not in {None, Exclusivity.NONE}:
        raise BadInput(
            f"what is drawn from a quota is not {use.exclusivity}: others may hold the same articles",
            hint="--exclusivity none",
        )


def drawn_words(ref: str, *, signed_on: date, n: int, quota: int, language: str) -> str:
    """What the licence of a draw says of the agreement behind it, in French or English."""
    day = dates.spoken_day(signed_on, "fr" if languages.same_language(language, "fr") else "en")
    if languages.same_language(language, "fr"):
        return (
            f"Prélevé sur l’accord-cadre {ref}, en vigueur à compter du {day} : article {n} sur {quota}. "
            "La redevance de l’accord couvre cet article."
        )
    return (
        f"Drawn under blanket agreement {ref}, in force from {day}: article {n} of {quota}. "
        "The fee of the agreement covers this article."
    )
