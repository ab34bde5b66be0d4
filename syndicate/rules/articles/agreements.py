"""Agreements with agencies and houses: what they cover by themselves, until when, and in which uses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from syndicate.rules.articles.drafts import CREDIT_REASONS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from syndicate.rules.articles.drafts import Suspicion

__all__ = ["Agreement", "Applying", "Covers", "agency_key"]


class Covers(StrEnum):
    """What of an agency an agreement covers."""

    AGENCY_COPY = "agency-copy"  # words of its wire, and the lines that credit it
    ATTRIBUTED_FACT = "attributed-fact"  # our sentences about what it reported
    CREDITS = "credits"  # only the lines and bylines that credit it beside us
    WHOLE = "whole"  # whole articles that came from it


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract or a standing rule of an editor; it applies by itself, from `since` to `until` inclusive.

    `act` is "licensed" (the contract allows it), "own-words" (an editor says such sentences are ours) or
    "exclude". Empty `bylines` and `editions` mean any. Empty territories, languages and media are no limit.
    """

    ref: str
    agency: str
    contract: str
    covers: frozenset[Covers]
    act: str
    by: str
    bylines: frozenset[str] = frozenset()
    editions: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    territories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    credit: str | None = None

    @property
    def reason(self) -> str:
        """Why a passage under it is as it is, for the desk."""
        from syndicate.rules.dates import spoken_day

        until = f" until {spoken_day(self.until, 'en')}" if self.until else ""
        if self.act == "licensed":
            return f"covered by {self.contract} with {self.agency}{until} ({self.ref})"
        if self.act == "own-words":
            return f"our own words by a standing rule of {self.by}{until} ({self.ref})"
        return f"left out by a standing rule of {self.by}{until} ({self.ref})"

    @property
    def limited(self) -> bool:
        """Whether it holds for some uses only."""
        return bool(self.territories or self.languages or self.media)

    def in_force(self, day: date) -> bool:
        """Whether it applies on a day; both its first and its last day count."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


def agency_key(name: str | None) -> str:
    """How two names of one agency are compared."""
    return " ".join((name or "").casefold().split()).removeprefix("the ")


class Applying:
    """The agreements that count for one article on a day.

    `basis` is how its author works for the house: an agreement for some bylines only never applies where
    that is unknown.
    """

    def __init__(
        self,
        agreements: Iterable[Agreement] = (),
        *,
        today: date | None = None,
        edition: str | None = None,
        basis: str | None = None,
    ) -> None:
        self._by_agency: dict[str, list[Agreement]] = {}
        for one in agreements:
            if today is not None and not one.in_force(today):
                continue
            if one.editions and edition not in one.editions:
                continue
            if one.bylines and basis not in one.bylines:
                continue
            self._by_agency.setdefault(agency_key(one.agency), []).append(one)

    def __bool__(self) -> bool:
        return bool(self._by_agency)

    def to(self, agency: str | None, *wanted: Covers) -> Agreement | None:
        """The newest agreement with an agency that covers any of `wanted`, or None."""
        found = self._by_agency.get(agency_key(agency), ())
        return next((a for a in reversed(found) if not a.covers.isdisjoint(wanted)), None)

    def credits(self, agency: str) -> Agreement | None:
        """The agreement that covers an agency's name in a byline beside ours, or None."""
        found = self.to(agency, Covers.CREDITS, Covers.AGENCY_COPY)
        return found if found is not None and found.act != "exclude" else None

    def covering_whole(self, house: str) -> Agreement | None:
        """The contract under which whole articles of a house may be licensed, or None."""
        found = self.to(house, Covers.WHOLE)
        return found if found is not None and found.act == "licensed" else None

    def covering(self, suspicion: Suspicion, agency: str | None) -> Agreement | None:
        """The agreement under which what was suspected of an agency's is settled, or None."""
        if not self._by_agency or agency is None:
            return None
        match suspicion.rule:
            case Rule.AGENCY_COPY if suspicion.reason in CREDIT_REASONS:
                return self.to(agency, Covers.CREDITS, Covers.AGENCY_COPY)
            case Rule.AGENCY_COPY:
                return self.to(agency, Covers.AGENCY_COPY)
            case Rule.ATTRIBUTED_FACT:
                return self.to(agency, Covers.ATTRIBUTED_FACT)
            case Rule.SYNDICATED_IN:
                return self.to(agency, Covers.WHOLE)
            case _:
                return None
