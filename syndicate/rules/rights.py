"""Scope boxes (territory, language, medium, time, AI use), what is claimed of them, and where they clash."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from syndicate.rules import dates, languages, territories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "ANY_LANGUAGE",
    "WORLD",
    "Box",
    "Claim",
    "ClaimKind",
    "Clash",
    "Offer",
    "conflicts",
    "free_from",
    "inside",
    "nearest_offers",
    "overlap",
    "spoken_box",
    "spoken_offer",
]

WORLD = "001"  # the M49 code of the world
ANY_LANGUAGE = "mul"  # ISO 639-2, "multiple languages"


@dataclass(frozen=True, slots=True)
class Box:
    """A scope: ISO 3166 countries (or WORLD), BCP 47 languages (or ANY_LANGUAGE), media, days, AI uses.

    Days are inclusive; None is open on that side. An empty set is nothing, not everything. AI uses
    ("input", "training", "mining") stand beside the media: a grant of a website grants none.
    """

    territories: frozenset[str]
    languages: frozenset[str]
    media: frozenset[str]
    first: date | None = None
    last: date | None = None
    ai: frozenset[str] = frozenset()


class ClaimKind(StrEnum):
    """What somebody's box means for a new grant."""

    GRANT = "grant"
    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    FIRST = "first"  # the box is the window in which nobody else may publish
    OWN = "own"  # our own page: it stands against an exclusive grant (CDPA 1988 s.92)
    EMBARGO = "embargo"
    HOLD = "hold"
    WINDOW = "window"  # the box is kept for somebody, by a promise and not yet by a licence
    CONTRIBUTOR_LIMIT = "contributor-limit"  # the box is what the contributor allows


@dataclass(frozen=True, slots=True)
class Claim:
    """A box somebody holds, and the paper it stands on."""

    box: Box
    holder: str
    kind: ClaimKind
    paper: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Where a wanted grant and a claim meet; `shared` is the exact part that clashes."""

    claim: Claim
    shared: Box
    exclusivity: str

    @property
    def message(self) -> str:
        """Who holds what against it, and the part that clashes, in words."""
        claim = self.claim
        if claim.kind is ClaimKind.CONTRIBUTOR_LIMIT:
            return f"{claim.holder} ({claim.paper}) allows {_beyond(self.shared, claim.box)}"
        return f"{_said(claim, self.exclusivity)}: {spoken_box(self.shared)}"


def _covers(outer: str, inner: str) -> bool:
    """By parts, never by prefix: "GB" covers "GB-SCT", "fr" covers "fr-CA"; neither the other way."""
    if outer in {WORLD, ANY_LANGUAGE}:
        return True
    mine, theirs = outer.casefold().split("-"), inner.casefold().split("-")
    return theirs[: len(mine)] == mine


def _same(outer: str, inner: str) -> bool:
    return outer.casefold() == inner.casefold()


def _openings(code: str) -> list[str]:
    """A code and what covers it by parts: "gb-sct" and "gb"."""
    parts = code.casefold().split("-")
    return ["-".join(parts[:n]) for n in range(1, len(parts) + 1)]


@lru_cache(maxsize=1024)
def _folded(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(code.casefold() for code in codes)


@lru_cache(maxsize=1024)
def _opened(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(opening for code in codes for opening in _openings(code))


def _within(code: str, codes: frozenset[str]) -> bool:
    """Whether one of `codes` covers a code."""
    if WORLD in codes or ANY_LANGUAGE in codes:
        return True
    held = _folded(codes)
    return any(opening in held for opening in _openings(code))


# What is asked is asked of a thousand grants, and those name the same few sets of places again and again.
@lru_cache(maxsize=4096)
def _shared(a: frozenset[str], b: frozenset[str]) -> frozenset[str]:
    """What two sets of territories or languages share: of a larger and a smaller code the smaller."""
    return frozenset({x for x in a if _within(x, b)} | {y for y in b if _within(y, a)})


@lru_cache(maxsize=4096)
def _both(a: frozenset[str], b: frozenset[str]) -> frozenset[str]:
    """What two sets of media or AI uses share, in either spelling of a letter."""
    mine, theirs = _folded(a), _folded(b)
    return frozenset(
        {x for x in a if x.casefold() in theirs} | {y for y in b if y.casefold() in mine}
    )


def _later(a: date | None, b: date | None) -> date | None:
    return a if b is None or (a is not None and a >= b) else b


def _earlier(a: date | None, b: date | None) -> date | None:
    return a if b is None or (a is not None and a <= b) else b


def overlap(a: Box, b: Box) -> Box | None:
    """What two boxes share, or None. They must meet in territory, language and time, and in a use."""
    first, last = _later(a.first, b.first), _earlier(a.last, b.last)
    if first is not None and last is not None and first > last:
        return None
    media, ai = _both(a.media, b.media), _both(a.ai, b.ai)
    if not media and not ai:
        return None
    places, tongues = _shared(a.territories, b.territories), _shared(a.languages, b.languages)
    return Box(places, tongues, media, first, last, ai) if places and tongues else None


def inside(inner: Box, outer: Box) -> bool:
    """Whether every part of `inner` lies in `outer`: each territory, language, medium, AI use, day."""

    def within(
        mine: frozenset[str], theirs: frozenset[str], covers: Callable[[str, str], bool]
    ) -> bool:
        return all(any(covers(y, x) for y in theirs) for x in mine)

    starts = outer.first is None or (inner.first is not None and inner.first >= outer.first)
    ends = outer.last is None or (inner.last is not None and inner.last <= outer.last)
    return (
        starts
        and ends
        and within(inner.territories, outer.territories, _covers)
        and within(inner.languages, outer.languages, _covers)
        and within(inner.media, outer.media, _same)
        and within(inner.ai, outer.ai, _same)
    )


def conflicts(wanted: Box, exclusivity: str, claims: Iterable[Claim]) -> tuple[Clash, ...]:
    """Every claim that stands against granting `wanted`; empty when it is free.

    `exclusivity` is none, first, sole or exclusive. An exclusive, sole or first claim, an embargo
    and a hold stand against any grant they overlap; an exclusive or sole grant is also refused
    where another grant stands, an exclusive one where our own page does, and a first one where a
    grant began before it. A contributor's limit must hold the whole grant.
    """
    found = (_clash(wanted, exclusivity, claim) for claim in claims)
    return tuple(clash for clash in found if clash is not None)


def _clash(wanted: Box, exclusivity: str, claim: Claim) -> Clash | None:
    if claim.kind is ClaimKind.CONTRIBUTOR_LIMIT:
        if inside(wanted, claim.box):
            return None
        return Clash(claim, wanted, exclusivity)
    if not _stands_against(claim, wanted, exclusivity):
        return None
    shared = overlap(wanted, claim.box)
    return Clash(claim, shared, exclusivity) if shared is not None else None


def _beyond(wanted: Box, allowed: Box) -> str:
    """What of `wanted` a limit does not hold, in words: "the United Kingdom only, not France"."""
    parts: list[str] = []
    for mine, theirs, covers, named in (
        (wanted.territories, allowed.territories, _covers, _a_place),
        (wanted.languages, allowed.languages, _covers, _a_language),
        (wanted.media | wanted.ai, allowed.media | allowed.ai, _same, _a_use),
    ):
        out = {x for x in mine if not any(covers(y, x) for y in theirs)}
        if out:
            parts.append(f"{_some(theirs, named)} only, not {_some(out, named)}")
    if allowed.first and (wanted.first is None or wanted.first < allowed.first):
        parts.append(f"it from {dates.spoken_day(allowed.first, 'en')} only")
    if allowed.last and (wanted.last is None or wanted.last > allowed.last):
        parts.append(f"it until {dates.spoken_day(allowed.last, 'en')} only")
    return "; ".join(parts)


def _some(codes: Iterable[str], named: Callable[[str], str]) -> str:
    names = sorted(map(named, codes))
    if len(names) > 6:
        return f"{', '.join(names[:6])} and {len(names) - 6} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _a_place(code: str) -> str:
    name = "the world" if code == WORLD else _place(code, "en")
    definite = name.startswith("United ") or name in {"Netherlands", "Philippines", "Bahamas"}
    return f"the {name}" if definite else name


def _a_language(tag: str) -> str:
    return "any language" if tag == ANY_LANGUAGE else languages.language_name(tag, "en")


def _a_use(use: str) -> str:
    return use.replace("-", " ")


def _stands_against(claim: Claim, wanted: Box, exclusivity: str) -> bool:
    match claim.kind:
        case ClaimKind.GRANT:
            began = claim.box.first is None or (
                wanted.first is not None and claim.box.first <= wanted.first
            )
            return exclusivity in {"exclusive", "sole"} or (exclusivity == "first" and began)
        case ClaimKind.OWN:
            return exclusivity == "exclusive"
        case _:
            return True


def _said(claim: Claim, exclusivity: str) -> str:
    match claim.kind:
        case ClaimKind.GRANT:
            return f"{exclusivity} is asked, but {claim.holder} holds a grant ({claim.paper})"
        case ClaimKind.OWN:
            return f"{exclusivity} is asked, but {claim.holder} keeps it up ({claim.paper})"
        case ClaimKind.EMBARGO:
            return f"under embargo by {claim.holder} ({claim.paper})"
        case ClaimKind.HOLD:
            return f"on hold by {claim.holder} ({claim.paper})"
        case ClaimKind.WINDOW:
            return f"kept for {claim.holder} ({claim.paper})"
        case ClaimKind.FIRST:
            return f"{claim.holder} has first use ({claim.paper})"
        case _:
            return f"{claim.kind.value} to {claim.holder} ({claim.paper})"


def free_from(wanted: Box, exclusivity: str, claims: Iterable[Claim]) -> date | None:
    """The first day from which `wanted` could be granted whole, its length kept; None if never.

    `wanted` needs a first day. Only the days are moved: what clashes for ever has no such day.
    """
    if wanted.first is None:
        return None
    held = tuple(claims)
    limits = [claim.box for claim in held if claim.kind is ClaimKind.CONTRIBUTOR_LIMIT]
    length = None if wanted.last is None else wanted.last - wanted.first
    start = max([wanted.first, *(limit.first for limit in limits if limit.first)])
    queue = _Queue(wanted, exclusivity, held)
    while True:
        if length is not None and date.max - start < length:
            return None
        last = None if length is None else start + length
        until = queue.reached(start, last or date.max)
        if until < start:
            break
        if until == date.max:
            return None
        start = until + timedelta(days=1)
    box = replace(wanted, first=start, last=last)
    return start if all(inside(box, limit) for limit in limits) else None


class _Queue:
    """The claims that stand against a grant whatever its days, in the order in which they begin.

    Each is looked at once, however often the grant is moved on.
    """

    def __init__(self, wanted: Box, exclusivity: str, claims: Iterable[Claim]) -> None:
        always = replace(wanted, first=None, last=None)
        self.met: list[Claim] = []
        self.begun: list[Claim] = []  # grants, in the way of a first use that begins after them
        for claim in claims:
            grant = claim.kind is ClaimKind.GRANT
            if claim.kind is ClaimKind.CONTRIBUTOR_LIMIT or overlap(always, claim.box) is None:
                continue
            if grant and exclusivity == "first":
                self.begun.append(claim)
            elif _stands_against(claim, wanted, exclusivity):
                self.met.append(claim)
        for waiting in (self.met, self.begun):
            waiting.sort(key=lambda claim: claim.box.first or date.min, reverse=True)
        self.until = date.min

    def reached(self, first: date, last: date) -> date:
        """The last day of all that a grant from `first` to `last`, or an earlier one, ran into."""
        for waiting, day in ((self.met, last), (self.begun, first)):
            while waiting and (waiting[-1].box.first or date.min) <= day:
                self.until = max(self.until, waiting.pop().box.last or date.max)
        return self.until


@dataclass(frozen=True, slots=True)
class Offer:
    """A grant that is free where the wanted one is not, and the one thing in which it differs.

    `change` is later, shorter, places, languages, media, or shared (without the exclusivity asked for).
    `left_out` are the codes of the wanted box that it lacks.
    """

    box: Box
    exclusivity: str
    change: str
    left_out: frozenset[str] = frozenset()


def nearest_offers(wanted: Box, exclusivity: str, claims: Iterable[Claim]) -> tuple[Offer, ...]:
    """What could be granted instead of `wanted`, nearest first; empty when it is free or nothing is.

    First the same grant from a later day, or ended before the first clash begins; then the same days in
    fewer places, languages or media; last the same grant shared with others. Each is free as a whole.
    """
    held = tuple(claims)
    clashes = conflicts(wanted, exclusivity, held)
    if not clashes:
        return ()
    made: list[Offer] = []
    later = free_from(wanted, exclusivity, held)
    if later is not None and wanted.first is not None:
        last = None if wanted.last is None else later + (wanted.last - wanted.first)
        made.append(Offer(replace(wanted, first=later, last=last), exclusivity, "later"))
    begins = [c.shared.first for c in clashes]
    if all(day is not None and (wanted.first is None or day > wanted.first) for day in begins):
        until = min(day for day in begins if day is not None) - timedelta(days=1)
        made.append(Offer(replace(wanted, last=until), exclusivity, "shorter"))
    boxes = [c.claim.box for c in clashes]
    places = _taken(wanted.territories, {b.territories for b in boxes})
    tongues = _taken(wanted.languages, {b.languages for b in boxes})
    media = _both(wanted.media, frozenset().union(*{b.media for b in boxes})) & wanted.media
    fewer = (
        ("places", places, replace(wanted, territories=wanted.territories - places)),
        ("languages", tongues, replace(wanted, languages=wanted.languages - tongues)),
        ("media", media, replace(wanted, media=wanted.media - media)),
    )
    for change, taken, box in fewer:
        if taken and box.territories and box.languages and (box.media or box.ai):
            made.append(Offer(box, exclusivity, change, taken))
    if exclusivity != "none":
        made.append(Offer(wanted, "none", "shared"))
    return tuple(o for o in made if not _clashing(o.box, o.exclusivity, held))


def _clashing(wanted: Box, exclusivity: str, claims: Iterable[Claim]) -> bool:
    return any(_clash(wanted, exclusivity, claim) is not None for claim in claims)


def _taken(mine: frozenset[str], theirs: set[frozenset[str]]) -> frozenset[str]:
    """Those of `mine` that meet one of `theirs`, whichever of the two is the larger."""
    held: frozenset[str] = frozenset().union(*theirs)
    parts = _opened(held)
    return frozenset(
        x for x in mine if x in {WORLD, ANY_LANGUAGE} or x.casefold() in parts or _within(x, held)
    )


def spoken_offer(offer: Offer, language: str = "en", *, asked_for: Iterable[str] = ()) -> str:
    """An offer in a sentence: "France, French, website is free from 3 December 2026".

    In English or French. `asked_for` are the territories as they were asked for ("Europe"): they are
    named where the offer has them all, or all but a few.
    """
    french = languages.same_language(language, "fr")
    tongue = "fr" if french else "en"
    box = offer.box
    parts = [
        _spoken_places(offer, tuple(asked_for), tongue),
        _listed(languages.language_name(tag, tongue) for tag in sorted(box.languages)),
        _listed(use.replace("-", " ") for use in sorted(box.media | box.ai)),
    ]
    free = "est libre" if french else "is free"
    if offer.exclusivity == "none" and offer.change == "shared":
        free += " sans exclusivité" if french else " without exclusivity"
    first, last = (d and dates.spoken_day(d, tongue) for d in (box.first, box.last))
    if offer.change == "later":
        days = f" à partir du {first}" if french else f" from {first}"
    elif offer.change == "shorter":
        days = f" jusqu’au {last}" if french else f" until {last}"
    else:
        days = ""
    return f"{', '.join(part for part in parts if part)} {free}{days}"


def _spoken_places(offer: Offer, asked_for: tuple[str, ...], tongue: str) -> str:
    codes = offer.box.territories
    if asked_for and len(asked_for) <= 6:
        whole = _listed(_place(code, tongue) for code in asked_for)
        if offer.change != "places":
            return whole
        if len(offer.left_out) < len(codes) and len(offer.left_out) <= 6:
            lacks = _listed(_place(code, tongue) for code in sorted(offer.left_out))
            return f"{whole} sans {lacks}" if tongue == "fr" else f"{whole} without {lacks}"
    names = sorted(_place(code, tongue) for code in codes)
    more = len(names) - 6
    tail = (f" et {more} autres" if tongue == "fr" else f" and {more} more") if more > 0 else ""
    return ", ".join(names[:6]) + tail


def _place(code: str, tongue: str) -> str:
    """The name of a territory; the code of a part of a country, which has no name here."""
    known = code in territories.COUNTRIES or code in territories.REGIONS
    return territories.territory_name(code, tongue) if known else code


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def spoken_box(box: Box) -> str:
    """A box in one line: "BE, FR; fr; website; 2026-11-03 to 2026-12-02"."""

    def some(codes: frozenset[str], *, every: str) -> str:
        listed = ["everywhere" if c == WORLD else every if c == ANY_LANGUAGE else c for c in codes]
        listed.sort()
        more = f" and {len(listed) - 6} more" if len(listed) > 6 else ""
        return ", ".join(listed[:6]) + more

    uses = some(box.media | frozenset(f"AI {use}" for use in box.ai), every="")
    first = box.first.isoformat() if box.first else None
    last = box.last.isoformat() if box.last else None
    days = f"{first} to {last}" if first and last else f"from {first}" if first else ""
    days = days or (f"until {last}" if last else "for ever")
    parts = (some(box.territories, every=""), some(box.languages, every="any language"), uses, days)
    return "; ".join(part for part in parts if part)
