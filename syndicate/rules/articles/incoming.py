"""What a source hands in: articles as read, addresses that lead to articles, and items turned away."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from syndicate.rules.articles.drafts import Draft

__all__ = ["Alternate", "Arrival", "Incoming", "Lead", "PubStatus", "Refusal"]


class PubStatus(StrEnum):
    """What the source says of the article: as IPTC's `pubstatus` (usable, withheld, canceled)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same article in another language: `language` as a BCP 47 tag, `url` as the source wrote it."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One article as a source gave it.

    `where` names the item in its source for messages ("line 12", "entry 3"). `source_id` is the id the
    source itself gives (guid, uri, post number), stable over its changes. `raw` are the bytes of this one
    item, kept as evidence; the item is known again by their digest. `providers` are the houses that the
    metadata credits ("Reuters"), `terms` what the source says of usage, each a text for people.
    One whose `status` is killed may have no text: it only says that the article is withdrawn by its source.
    `note` is the source's own correction or editorial note. `extra` has what else the source says, under
    plain names, each a text for people: "credit line", "dateline", "keywords", "picture credit", and
    "unread published" or "unread modified" for a stamp nobody could read.
    """

    draft: Draft
    where: str
    raw: bytes
    source_id: str | None = None
    section: str | None = None
    modified_at: datetime | None = None
    status: PubStatus = PubStatus.USABLE
    corrected: bool = False
    note: str | None = None
    alternates: tuple[Alternate, ...] = ()
    providers: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    embargo_until: datetime | None = None
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that a source names without the text: a line of a sitemap, a feed entry with a summary.

    `source_id` is the id the source gives the item, as in Incoming; `summary` its own words about it.
    """

    url: str
    where: str
    modified_at: datetime | None = None
    published_on: date | None = None
    headline: str | None = None
    language: str | None = None
    alternates: tuple[Alternate, ...] = ()
    source_id: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An item that cannot be taken, and why; the others go on."""

    where: str
    reason: str


Arrival = Incoming | Lead | Refusal
"""What a reader of a source yields, in the source's own order."""
