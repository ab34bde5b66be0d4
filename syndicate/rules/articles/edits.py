"""What staff set by hand on an article: it stays, whatever a source says later."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.rules.facts import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from syndicate.rules.articles.drafts import Draft

__all__ = ["FIELDS", "WORK", "hold", "read_edits", "write_edits"]

FIELDS = ("headline", "byline", "published_on", "section", "url")
"""What `article edit` sets."""

WORK = "work"
"""Which articles are one work: set by hand when an article was taken out of one."""


def read_edits(stored: str | None) -> frozenset[str]:
    """The fields that staff set by hand, as an article keeps them."""
    return frozenset(json.loads(stored)) if stored else frozenset()


def write_edits(edits: Iterable[str]) -> str | None:
    """`edits` as an article keeps them; None when there are none."""
    fields = sorted(set(edits))
    return canonical(fields) if fields else None


def hold(
    draft: Draft,
    edits: Iterable[str],
    *,
    headline: str,
    byline: str | None,
    published_on: date | None,
    url: str | None,
) -> Draft:
    """`draft`, with what staff set by hand put back: the values of the newest version, where `edits` name them."""
    by_hand = frozenset(edits)
    return replace(
        draft,
        headline=headline if "headline" in by_hand else draft.headline,
        byline=byline if "byline" in by_hand else draft.byline,
        published_on=published_on if "published_on" in by_hand else draft.published_on,
        url=url if "url" in by_hand else draft.url,
    )
