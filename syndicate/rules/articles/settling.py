"""What staff ruled of each passage and of the byline, and what that leaves to license."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from syndicate.rules.articles.drafts import (
    OUT_BY_KIND,
    PICTURES,
    Kind,
    Owner,
    Passage,
    Rule,
    Suspicion,
)
from syndicate.rules.articles.texts import fold, word_count
from syndicate.rules.papers import PassageFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from syndicate.rules.articles.agreements import Agreement, Applying

__all__ = [
    "OURS",
    "Act",
    "Basis",
    "Blocker",
    "BylineRuling",
    "Out",
    "Ruling",
    "Settled",
    "Whole",
    "as_theirs",
    "blockers",
    "delivered",
    "schedule",
    "settle",
    "whole",
    "words_licensable",
    "words_total",
]


OURS = "ours"
"""The reason of a passage that nobody had to settle: nothing suspects it."""


class Act(StrEnum):
    """What a person ruled about one passage."""

    OWN_WORDS = "own-words"  # our own sentence about somebody's reporting
    OWNED = "owned"
    LICENSED = "licensed"  # an agency contract covers it; the ruling names its source
    EXCLUDE = "exclude"
    INCLUDE = "include"  # withdraws an exclusion
    TEXT = "text"  # a promo, boilerplate or credit suspect is article text after all


class Out(StrEnum):
    """Why a passage is left out, as schedule B says it in the language of the paper."""

    PROMO = "promo"
    BOILERPLATE = "boilerplate"
    CREDIT = "credit"
    IMAGE = "image"
    EMBED = "embed"
    AGENCY_COPY = "agency-copy"
    ATTRIBUTED_FACT = "attributed-fact"
    LEANS_ON = "leans-on"
    SOCIAL_POST = "social-post"
    THIRD_PARTY = "third-party"
    EXCLUDED = "excluded"
    THIS_LICENCE = "this-licence"


class Basis(StrEnum):
    """How the author of the byline works for the house."""

    STAFF = "staff"
    ASSIGNED = "assigned"
    FREELANCE = "freelance"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person said of the passage with this digest; never changed, only followed by another."""

    passage_digest: str
    act: Act
    owner_name: str | None
    basis: str | None
    source: str | None
    until: date | None  # the last day it holds; None holds until another ruling
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BylineRuling:
    """How the author works for the house, who said so, and a freelance's recorded terms."""

    basis: Basis
    by: str
    at: datetime
    byline: str | None = None
    limits: str | None = None
    share: Decimal | None = None  # per cent of the net fee
    agency: str | None = None  # named beside the writers, of whom alone the basis speaks

    @property
    def has_terms(self) -> bool:
        """Whether limits or an agreed share stand on file."""
        return bool((self.limits or "").strip()) or self.share is not None


@dataclass(frozen=True, slots=True)
class Settled:
    """One passage under the rulings in force; `open` still blocks a licence.

    `reason` is for the desk. A paper prints what a person `said` on leaving it out, as it was typed, or
    else what `out` is called in its language.
    """

    passage: Passage
    kind: Kind
    owner: Owner
    owner_name: str | None
    licensable: bool
    open: bool
    reason: str
    ruling: Ruling | None
    out: Out | None = None
    said: str | None = None
    agreement: Agreement | None = None

    @property
    def until(self) -> date | None:
        """The last day on which what makes it licensable holds; None where nothing ends it."""
        if not self.licensable:
            return None
        if self.agreement is not None:
            return self.agreement.until
        return self.ruling.until if self.ruling is not None else None


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands between the article and a licence, and the command that settles it."""

    n: int | None
    rule: Rule
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Standing:
    """The rulings on one digest that still count."""

    kind: Ruling | None = None
    rights: Ruling | None = None
    excluded: Ruling | None = None
    last: Ruling | None = None


def _standing(rulings: Iterable[Ruling]) -> dict[str, _Standing]:
    found: dict[str, _Standing] = {}
    for ruling in sorted(rulings, key=lambda r: r.at):
        now = found.get(ruling.passage_digest, _Standing())
        match ruling.act:
            case Act.EXCLUDE:
                now = replace(now, excluded=ruling)
            case Act.INCLUDE:
                now = replace(now, excluded=None)
            case Act.TEXT:
                now = replace(now, kind=ruling, excluded=None)
            case _:
                now = replace(now, rights=ruling, excluded=None)
        found[ruling.passage_digest] = replace(now, last=ruling)
    return found


def _in_force(ruling: Ruling | None, today: date) -> bool:
    return ruling is not None and (ruling.until is None or today <= ruling.until)


def settle(
    passages: Sequence[Passage],
    rulings: Iterable[Ruling],
    *,
    today: date,
    agreements: Applying | None = None,
) -> tuple[Settled, ...]:
    """Each passage under the rulings in force on `today`, and under the agreements that apply.

    What a person ruled counts before an agreement.

    The latest ruling on a passage's digest wins; `include` brings back what stood before an
    exclusion. A ruling past its `until` counts no more. Promo, boilerplate and credit are out by
    kind, pictures and embeds are out until somebody says whose they are: neither blocks a licence.
    """
    standing = _standing(rulings)
    nothing = _Standing()
    by_number = {p.n: p for p in passages}
    return tuple(
        _settle_one(
            # Where nobody has ruled anything there is no digest to look for.
            p,
            standing.get(p.digest, nothing) if standing else nothing,
            by_number,
            standing,
            today,
            agreements,
        )
        for p in passages
    )


def _settle_one(
    passage: Passage,
    standing: _Standing,
    by_number: Mapping[int, Passage],
    every: Mapping[str, _Standing],
    today: date,
    agreements: Applying | None,
) -> Settled:
    judged = _as_text(passage) if _counts_as_text(passage, standing, today) else passage
    base = Settled(
        passage,
        judged.kind,
        judged.owner,
        judged.owner_name,
        licensable=False,
        open=False,
        reason="",
        ruling=standing.last,
        out=_out(judged),
    )
    if _names_another_house(passage):
        return _first_published_elsewhere(base, standing, today, agreements)
    if (out := standing.excluded) is not None and _in_force(out, today):
        typed = (out.basis or "").strip() or None
        why = f"excluded by {out.by}" + (f": {typed}" if typed else "")
        return replace(base, reason=why, ruling=out, said=typed)
    if judged.kind in OUT_BY_KIND:
        why = judged.suspicion.reason if judged.suspicion else "out by kind"
        return replace(base, reason=f"{judged.kind.value}: {why}")
    ruling = standing.rights
    if ruling is not None and _in_force(ruling, today):
        return _ruled(base, ruling)
    reason = _open_reason(judged.suspicion, by_number, every, today)
    if judged.owner is Owner.OWNED and ruling is None:
        said = standing.kind
        own = f"article text, says {said.by}" if said and judged is not passage else OURS
        return replace(base, licensable=True, reason=own, out=None)
    if agreements and (agreed := _agreement(judged, by_number, agreements)) is not None:
        return _agreed(base, agreed)
    if ruling is not None and ruling.until is not None:
        reason = f"the ruling of {ruling.by} ended on {ruling.until.isoformat()}; {reason}"
    return replace(base, open=judged.kind is Kind.TEXT, reason=reason.rstrip("; "))


def _names_another_house(passage: Passage) -> bool:
    return passage.suspicion is not None and passage.suspicion.rule is Rule.SYNDICATED_IN


def _agreement(
    judged: Passage, by_number: Mapping[int, Passage], agreements: Applying
) -> Agreement | None:
    """The agreement that covers a suspect; one that leans on another is covered by what covers that one."""
    suspicion = judged.suspicion
    if suspicion is None:
        return None
    if suspicion.rule is Rule.LEANS_ON:
        leader = by_number.get(suspicion.leans_on or 0)
        return None if leader is None else _agreement(leader, {}, agreements)
    return agreements.covering(suspicion, judged.owner_name)


def _agreed(base: Settled, agreed: Agreement) -> Settled:
    """A passage under an agreement: licensed as theirs, ours, or left out."""
    made = replace(base, reason=agreed.reason, agreement=agreed)
    if agreed.act == Act.LICENSED.value:
        theirs = replace(made, owner=Owner.THIRD_PARTY, owner_name=agreed.agency)
        return replace(theirs, licensable=base.kind is Kind.TEXT, out=None)
    if agreed.act == Act.OWN_WORDS.value:
        return replace(made, owner=Owner.OWNED, owner_name=None, licensable=True, out=None)
    return made


@dataclass(frozen=True, slots=True)
class Whole:
    """An article that came whole from another house, and under what it may be licensed; `open` blocks."""

    house: str
    open: bool
    theirs: bool
    reason: str
    ruling: Ruling | None = None
    agreement: Agreement | None = None


def whole(
    house: str | None, rulings: Iterable[Ruling], *, today: date, agreements: Applying | None = None
) -> Whole | None:
    """What counts of an article that came whole from `house`; None for one of ours.

    `rulings` are those on the whole article: the latest in force counts before an agreement.
    """
    if not house:
        return None
    latest = max(rulings, key=lambda r: r.at, default=None)
    if latest is not None and _in_force(latest, today):
        if latest.act is not Act.LICENSED:
            return Whole(house, False, False, f"ours, says {latest.by}", latest)  # noqa: FBT003
        until = f" until {latest.until.isoformat()}" if latest.until else ""
        why = f"covered by {latest.source}{until}, says {latest.by}"
        return Whole(house, False, True, why, latest)  # noqa: FBT003
    agreed = agreements.covering_whole(house) if agreements else None
    if agreed is not None:
        return Whole(house, False, True, agreed.reason, None, agreed)  # noqa: FBT003
    why = f"the article came from {house}: whose is it?"
    if latest is not None and latest.until is not None:
        why = f"the ruling of {latest.by} ended on {latest.until.isoformat()}; {why}"
    return Whole(house, True, True, why)  # noqa: FBT003


def as_theirs(settled: Iterable[Settled], of: Whole) -> tuple[Settled, ...]:
    """The passages of an article that came whole from another house under a contract: licensable, and theirs."""
    return tuple(
        replace(
            s,
            owner=Owner.THIRD_PARTY,
            owner_name=of.house,
            reason=of.reason,
            ruling=of.ruling or s.ruling,
            agreement=of.agreement or s.agreement,
        )
        if s.licensable and s.owner is Owner.OWNED
        else s
        for s in settled
    )


def _first_published_elsewhere(
    base: Settled, standing: _Standing, today: date, agreements: Applying | None
) -> Settled:
    """The line that says whose the whole text is: no text itself, and open until somebody has settled it.

    To leave the line out settles nothing: the text it speaks of stays whose it is.
    """
    reason = _open_reason(base.passage.suspicion, {}, {}, today)
    ruling = standing.rights
    if ruling is None or not _in_force(ruling, today):
        agreed = _agreement(base.passage, {}, agreements) if agreements else None
        if agreed is not None and agreed.act != Act.EXCLUDE.value:
            return replace(base, reason=agreed.reason, agreement=agreed)
        return replace(base, open=True, reason=reason)
    said = _ruled(base, ruling)
    return replace(base, open=not said.licensable, reason=said.reason, ruling=ruling)


def _out(passage: Passage) -> Out:
    """What keeps a passage out, where something does: its kind, or whose it may be."""
    if passage.kind is not Kind.TEXT:
        return Out(passage.kind.value)
    if passage.suspicion is not None and passage.suspicion.rule.value in set(Out):
        return Out(passage.suspicion.rule.value)
    return Out.EXCLUDED


def _counts_as_text(passage: Passage, standing: _Standing, today: date) -> bool:
    return passage.kind in OUT_BY_KIND and _in_force(standing.kind, today)


def _as_text(passage: Passage) -> Passage:
    """A promo or notice suspect taken as article text: agency material in it still counts."""
    from syndicate.rules.articles.agencies import agency_suspicion

    suspicion, name = agency_suspicion(passage.text) or (None, None)
    owner = Owner.OWNED if suspicion is None else Owner.UNKNOWN
    return replace(passage, kind=Kind.TEXT, owner=owner, owner_name=name, suspicion=suspicion)


def _ruled(base: Settled, ruling: Ruling) -> Settled:
    ours = replace(
        base,
        owner=Owner.OWNED,
        owner_name=ruling.owner_name,
        licensable=True,
        ruling=ruling,
        out=None,
    )
    if ruling.act is Act.OWN_WORDS:
        return replace(ours, reason=f"our own words, says {ruling.by}")
    if ruling.act is not Act.LICENSED:
        return replace(ours, reason=f"ours, says {ruling.by}")
    name = ruling.owner_name or base.owner_name
    theirs = replace(base, owner=Owner.THIRD_PARTY, owner_name=name, ruling=ruling)
    if not (ruling.source or "").strip():
        reason = f"belongs to {name or 'a third party'}; the ruling names no contract"
        return replace(theirs, reason=reason, open=base.kind is Kind.TEXT, out=Out.THIRD_PARTY)
    until = f" until {ruling.until.isoformat()}" if ruling.until else ""
    reason = f"covered by {ruling.source}{until}, says {ruling.by}"
    return replace(theirs, reason=reason, licensable=True, out=None)


def _open_reason(
    suspicion: Suspicion | None,
    by_number: Mapping[int, Passage],
    every: Mapping[str, _Standing],
    today: date,
) -> str:
    if suspicion is None:
        return ""
    shown = f'{suspicion.rule.value}: "{suspicion.words}", {suspicion.reason}'
    leader = by_number.get(suspicion.leans_on or 0)
    if leader is None:
        return shown
    ruled = every.get(leader.digest, _Standing())
    if _in_force(ruled.excluded, today):
        return f"{shown}; leaving passage {leader.n} out does not settle this one"
    return shown


def blockers(
    settled: Sequence[Settled],
    *,
    ref: str,
    basis: BylineRuling | None,
    byline: str | None = None,
    today: date,
    agreements: Applying | None = None,
    of: Whole | None = None,
) -> tuple[Blocker, ...]:
    """Everything that stands between the article `ref` and a licence; empty when nothing does.

    `basis` is what counts of the byline, `byline` the one the version prints. A ruling made for another
    byline does not hold. A freelance needs recorded terms (limits or an agreed share). An agency in the
    byline beside a writer of ours is settled where an agreement covers its credits. What came whole `of`
    another house under a contract has a byline of theirs.
    """
    found = [_passage_blocker(s, ref, today) for s in settled if s.open]
    if not any(s.licensable and s.kind is Kind.TEXT for s in settled) and not found:
        found.append(
            Blocker(
                None,
                Rule.BOILERPLATE,
                f"{ref} has no licensable text",
                f"syndicate article show {ref}",
            )
        )
    if of is not None and of.open:
        found.append(
            Blocker(
                None,
                Rule.SYNDICATED_IN,
                of.reason,
                f'syndicate article clear {ref} --whole --licensed --owner "{_quoted(of.house)}" '
                "--source CONTRACT",
            )
        )
    theirs = of is not None and of.theirs
    if not theirs and (by := _byline_blocker(ref, basis, byline, agreements)) is not None:
        found.append(by)
    return tuple(found)


def _passage_blocker(one: Settled, ref: str, today: date) -> Blocker:
    n = one.passage.n
    suspicion = one.passage.suspicion
    rule = suspicion.rule if suspicion else Rule.AGENCY_COPY
    if one.ruling is not None and one.ruling.until is not None and one.ruling.until < today:
        message = f"passage {n} needs a new ruling: {one.reason}"
    else:
        message = f"passage {n} is not settled ({one.reason})"
    if rule is Rule.SYNDICATED_IN:
        owner = _quoted(one.owner_name or "HOUSE")
        mend = f'syndicate article clear {ref} {n} --licensed --owner "{owner}" --source CONTRACT'
        return Blocker(n, rule, message, mend)
    if rule is Rule.AGENCY_COPY or one.owner is Owner.THIRD_PARTY:
        return Blocker(n, rule, message, f"syndicate article clear {ref} --exclude {n} --by NAME")
    return Blocker(n, rule, message, f"syndicate article clear {ref} {n} --own-words --by NAME")


def _byline_blocker(
    ref: str, basis: BylineRuling | None, byline: str | None, agreements: Applying | None
) -> Blocker | None:
    printed = fold(byline or "")
    hint = f'syndicate article clear {ref} --byline "{_quoted(printed) or "NAME"}" --basis staff'

    def blocker(message: str, mend: str = hint) -> Blocker:
        return Blocker(None, Rule.UNKNOWN_BYLINE, message, mend)

    if basis is None or basis.basis is Basis.UNKNOWN:
        from syndicate.rules.articles.agencies import agency_in_byline

        agency = agency_in_byline(printed)
        if agency:
            # Nobody may paste an agency into our staff: who wrote it, and how, is left to be typed.
            return blocker(
                f"the byline names an agency ({agency}): whose text is it?",
                f"syndicate article clear {ref} --byline NAME --basis BASIS",
            )
        if printed:
            return blocker(f'nobody has said how "{printed}" works for the house')
        return blocker("the article has no byline: who wrote it, and on what basis?")
    if basis.agency is not None and not (agreements and agreements.credits(basis.agency)):
        return blocker(
            f"the byline names an agency ({basis.agency}), and no agreement covers its credits",
            f"syndicate agreement add {_quoted(basis.agency)} --contract TEXT --covers credits",
        )
    ruled = fold(basis.byline or "")
    if printed and ruled and printed.casefold() != ruled.casefold():
        return blocker(f'the byline is now "{printed}"; the ruling was for "{ruled}"')
    if basis.basis is Basis.FREELANCE and not basis.has_terms:
        name = _quoted(printed or ruled) or "NAME"
        return blocker(
            f'"{printed or ruled or "the author"}" is a freelance without recorded terms',
            f'syndicate article clear {ref} --byline "{name}" --basis freelance '
            '--limits "…" --share PERCENT',
        )
    return None


def _quoted(text: str) -> str:
    return text.replace("\\", "").replace('"', "'").replace("`", "'").replace("$", "")[:80]


def words_total(these: Iterable[Settled | Passage]) -> int:
    """The words of every passage that prints words (pictures and embeds have none of their own)."""
    found = (s.passage if isinstance(s, Settled) else s for s in these)
    # Counted in one go: no word goes on over the end of a passage.
    return word_count("\n".join(p.text for p in found if p.kind not in PICTURES))


def words_licensable(settled: Iterable[Settled]) -> int:
    """The words of the text passages that may be licensed now."""
    return sum(s.passage.words for s in settled if s.licensable and s.kind is Kind.TEXT)


def delivered(settled: Sequence[Settled]) -> str:
    """The licensed text as a licensee gets it; `[…]` marks where article text was left out.

    Promo, notices, credits, pictures and embeds go without a mark: the article reads on over them.
    """
    parts: list[str] = []
    for one in settled:
        if one.kind is not Kind.TEXT:
            continue
        if one.licensable:
            parts.append(one.passage.text)
        elif not parts or parts[-1] != "[…]":
            parts.append("[…]")
    return "\n\n".join(parts)


def schedule(settled: Iterable[Settled]) -> tuple[list[PassageFacts], list[PassageFacts]]:
    """The two schedules of a licence: what is licensed, and what is left out with the reason."""
    licensed: list[PassageFacts] = []
    left_out: list[PassageFacts] = []
    for one in settled:
        row = PassageFacts(
            n=one.passage.n,
            kind=one.kind.value,
            owner=one.owner.value,
            owner_name=one.owner_name,
            reason=None if one.licensable else one.said or one.reason,
            code=one.out.value if one.out is not None and one.said is None else None,
            text=one.passage.text,
        )
        (licensed if one.licensable else left_out).append(row)
    return licensed, left_out
