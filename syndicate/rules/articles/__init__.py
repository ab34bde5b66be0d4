"""An article and its passages: what each is, whose it is, who has said so, and what may be licensed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.rules.articles.agreements import Agreement, Applying, Covers
from syndicate.rules.articles.drafts import (
    DEFAULT_LANGUAGE,
    Block,
    Draft,
    Kind,
    Owner,
    Passage,
    Rule,
    Suspicion,
    passages_facts,
    passages_from_facts,
    version_digest,
)
from syndicate.rules.articles.settling import (
    OURS,
    Act,
    Basis,
    Blocker,
    BylineRuling,
    Out,
    Ruling,
    Settled,
    Whole,
    as_theirs,
    blockers,
    delivered,
    schedule,
    settle,
    whole,
    words_licensable,
    words_total,
)
from syndicate.rules.articles.states import ArticleState, check_open
from syndicate.rules.articles.texts import (
    Op,
    clean_text,
    diff,
    fold,
    text_fingerprint,
    word_count,
)

if TYPE_CHECKING:
    from syndicate.rules.articles.agencies import agency_in_byline, agency_named, agency_suspicion
    from syndicate.rules.articles.origins import Origin, origin
    from syndicate.rules.articles.suspects import passages

__all__ = [
    "DEFAULT_LANGUAGE",
    "OURS",
    "Act",
    "Agreement",
    "Applying",
    "ArticleState",
    "Basis",
    "Block",
    "Blocker",
    "BylineRuling",
    "Covers",
    "Draft",
    "Kind",
    "Op",
    "Origin",
    "Out",
    "Owner",
    "Passage",
    "Rule",
    "Ruling",
    "Settled",
    "Suspicion",
    "Whole",
    "agency_in_byline",
    "agency_named",
    "agency_suspicion",
    "as_theirs",
    "blockers",
    "check_open",
    "clean_text",
    "delivered",
    "diff",
    "fold",
    "origin",
    "passages",
    "passages_facts",
    "passages_from_facts",
    "schedule",
    "settle",
    "text_fingerprint",
    "version_digest",
    "whole",
    "word_count",
    "words_licensable",
    "words_total",
]

# The recognisers compile large patterns; a command that only settles or prints never needs them.
_RECOGNISERS = {
    "Origin": "origins",
    "agency_in_byline": "agencies",
    "agency_named": "agencies",
    "agency_suspicion": "agencies",
    "origin": "origins",
    "passages": "suspects",
}


def __getattr__(name: str) -> object:
    if name not in _RECOGNISERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"{__name__}.{_RECOGNISERS[name]}"), name)
    globals()[name] = found
    return found
