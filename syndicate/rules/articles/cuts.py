"""A publisher's own cut rules: which parts of its pages are promotion, boilerplate or a credit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, quoted
from syndicate.rules.articles.drafts import Kind
from syndicate.rules.articles.texts import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.rules.articles.drafts import Block

__all__ = ["CutRules", "cut_rules", "cuts_of", "marked_by_text"]

_MOST = 200
_LONGEST = 500
_KINDS = (Kind.PROMO, Kind.BOILERPLATE, Kind.CREDIT)
_ANY = "*"


@dataclass(frozen=True, slots=True)
class CutRules:
    """What a publisher says of its own pages, in its order; the first rule that fits a block wins.

    `selectors` are CSS selectors, `patterns` regular expressions searched in the text of a block, case
    apart. Each names the kind that the block then is.
    """

    selectors: tuple[tuple[str, Kind], ...] = ()
    patterns: tuple[tuple[re.Pattern[str], Kind], ...] = ()


def cut_rules(said: Mapping[str, Sequence[str]], *, where: str = "the cut rules") -> CutRules:
    """The rules written as `promo`, `boilerplate`, `credit` (selectors) and `promo_text` … (patterns).

    Raises BadInput for another name, too many rules, or a pattern that is none.
    """
    selectors: list[tuple[str, Kind]] = []
    patterns: list[tuple[re.Pattern[str], Kind]] = []
    names = {kind.value: kind for kind in _KINDS}
    for name, rules in said.items():
        kind = names.get(name.removesuffix("_text"))
        if kind is None:
            known = ", ".join([*names, *(f"{each}_text" for each in names)])
            raise BadInput(f"{where}: {quoted(name)} is no kind of cut; they are {known}")
        for rule in rules:
            if not rule.strip() or len(rule) > _LONGEST:
                raise BadInput(f"{where}: a rule under {name} has 1 to {_LONGEST} characters")
            if name.endswith("_text"):
                patterns.append((_pattern(rule, where), kind))
            else:
                selectors.append((rule.strip(), kind))
    if len(selectors) + len(patterns) > _MOST:
        raise BadInput(f"{where}: at most {_MOST} rules for one site")
    return CutRules(tuple(selectors), tuple(patterns))


def _pattern(rule: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(rule, re.IGNORECASE)
    except re.error as error:
        raise BadInput(f"{where}: {quoted(rule)} is no pattern: {error}") from error


def cuts_of(cuts: Mapping[str, CutRules], host: str) -> CutRules:
    """The rules for `host`: those of the longest site name it ends with, then those under "*"."""
    labels = host.lower().split(".")
    sites = (".".join(labels[n:]) for n in range(len(labels)))
    own = next((cuts[site] for site in sites if site and site in cuts), CutRules())
    every = cuts.get(_ANY, CutRules())
    return CutRules(own.selectors + every.selectors, own.patterns + every.patterns)


def marked_by_text(blocks: Sequence[Block], rules: CutRules) -> tuple[Block, ...]:
    """`blocks` with those of running text that a pattern fits made what the rule says."""
    if not rules.patterns:
        return tuple(blocks)
    return tuple(_marked(block, rules) for block in blocks)


def _marked(block: Block, rules: CutRules) -> Block:
    if block.kind is not Kind.TEXT:
        return block
    text = fold(block.text)
    for pattern, kind in rules.patterns:
        if pattern.search(text):
            return replace(block, kind=kind, hint=f"cut:{kind.value}:{pattern.pattern}")
    return block
