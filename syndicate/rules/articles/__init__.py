"""An article and its passages: what each is, whose it is, who has said so, and what may be licensed."""

from __future__ import annotations

from syndicate.rules.articles.agencies import agency_in_byline, agency_suspicion
from syndicate.rules.articles.drafts import (
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
    Act,
    Basis,
    Blocker,
    BylineRuling,
    Ruling,
    Settled,
    blockers,
    delivered,
    schedule,
    settle,
    words_licensable,
    words_total,
)
from syndicate.rules.articles.suspects import passages
from syndicate.rules.articles.texts import (
    Op,
    clean_text,
    diff,
    fold,
    text_fingerprint,
    word_count,
)

__all__ = [
    "Act",
    "Basis",
    "Block",
    "Blocker",
    "BylineRuling",
    "Draft",
    "Kind",
    "Op",
    "Owner",
    "Passage",
    "Rule",
    "Ruling",
    "Settled",
    "Suspicion",
    "agency_in_byline",
    "agency_suspicion",
    "blockers",
    "clean_text",
    "delivered",
    "diff",
    "fold",
    "passages",
    "passages_facts",
    "passages_from_facts",
    "schedule",
    "settle",
    "text_fingerprint",
    "version_digest",
    "word_count",
    "words_licensable",
    "words_total",
]
