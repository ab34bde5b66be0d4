"""What came in, judged, and compared with what is on file: everything that filing an article needs."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from syndicate.errors import quoted
from syndicate.rules.articles.drafts import (
    DEFAULT_LANGUAGE,
    passages_facts,
    passages_from_facts,
    version_digest,
)
from syndicate.rules.articles.incoming import Incoming, PubStatus
from syndicate.rules.articles.origins import origin
from syndicate.rules.articles.search import NOT_SEARCHED, Words, words_of
from syndicate.rules.articles.settling import blockers, settle, words_total
from syndicate.rules.articles.states import ArticleState
from syndicate.rules.articles.suspects import passages
from syndicate.rules.articles.texts import clean_text, fold
from syndicate.rules.facts import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from syndicate.rules.articles.drafts import Passage
    from syndicate.rules.articles.incoming import Alternate, Lead

__all__ = [
    "JUST_SO",
    "NO_TEXT",
    "REF",
    "Judged",
    "OnFile",
    "Outcome",
    "another",
    "compare",
    "everywhere",
    "first",
    "item_id",
    "judge",
]

REF = "\ufdd0"
"""Stands for the article's reference in the words of a suspect until it has one."""

JUST_SO = "it came before just so"
NO_TEXT = "it has no text, and no article on file is meant by it"

_SPOKEN = {"section": "section", "url": "address", "provider": "house it came from"}
_EVERYWHERE = re.compile(
    r"(?:https?://|urn:|tag:|sha256:)\S|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One article of a source: who it is, what it says, and what waits for a person before it is licensed.

    `item_id` and `item_sha256` are how the item is known again, `digest` what a version of it is known by.
    `passages` is canonical JSON, `searched` the text in which words are looked for; `suspects` are number
    (0: the whole), rule and words. `raw` are the bytes of the item where no file of many items holds them,
    else None; a `page` was fetched for this item alone.
    `provider` is the house that the whole article came from, None where it is ours. `language` is always said;
    where nothing told it (`language_told`), it is what the desk assumes.
    """

    where: str
    item_id: str
    item_sha256: str
    url: str | None
    source_id: str | None
    headline: str
    byline: str | None
    published_on: date | None
    modified_at: datetime | None
    language: str
    section: str | None
    status: PubStatus
    corrected: bool
    note: str | None
    passages: str
    words_total: int
    digest: str
    suspects: tuple[tuple[int, str, str], ...]
    searched: str
    alternates: tuple[Alternate, ...] = ()
    embargo_until: datetime | None = None
    provider: str | None = None
    raw: bytes | None = field(default=None, repr=False)
    page: bool = False
    language_told: bool = True

    @property
    def words(self) -> Words:
        """What it is found by; made when it is filed, not when it is read, for most items are known already."""
        return words_of(
            headline=self.headline,
            byline=self.byline,
            section=self.section,
            body=(self.searched,),
            language=self.language,
        )

    @property
    def has_text(self) -> bool:
        """Whether it brings a text; a kill may come without one."""
        return self.passages != "[]"


def item_id(found: Incoming | Lead) -> str | None:
    """What a source calls the item: its own id, else its address; None where it has neither."""
    return found.source_id or (found.draft.url if isinstance(found, Incoming) else found.url)


def everywhere(id_: str) -> bool:
    """Whether an id means the same item in whatever source it stands: an address, a URN, a UUID."""
    return _EVERYWHERE.match(id_) is not None


def judge(
    found: Incoming,
    *,
    today: date,
    house: Sequence[str] = (),
    language: str = DEFAULT_LANGUAGE,
    item_sha256: str | None = None,
    keep_raw: bool = False,
    page: bool = False,
) -> Judged:
    """Read the passages of an article, settle what settles itself, and list what waits for a person.

    `house` are our own names, `language` what it is in where neither it nor a guess tells. The suspects are those of an article of ours, on which neither an agreement nor
    the list of contributors has a word; where they have, the desk lists them anew.
    """
    draft = found.draft
    sha = item_sha256 or hashlib.sha256(found.raw).hexdigest()
    headline, byline = _line(draft.headline, 500), _line(draft.byline or "", 200) or None
    section = _line(found.section or "", 200) or None
    parts = passages(draft, house=house)
    settled = settle(_telling(parts), (), today=today)
    open_ = blockers(settled, ref=REF, basis=None, byline=byline, today=today)
    return Judged(
        where=found.where,
        item_id=item_id(found) or f"sha256:{sha}",
        item_sha256=sha,
        url=draft.url,
        source_id=found.source_id,
        headline=headline,
        byline=byline,
        published_on=draft.published_on,
        modified_at=found.modified_at,
        language=draft.language or language,
        language_told=draft.language is not None,
        section=section,
        status=found.status,
        corrected=found.corrected,
        note=_line(found.note or "", 2_000) or None,
        passages=canonical(passages_facts(parts)),
        words_total=words_total(parts),
        digest=version_digest(headline, byline, draft.published_on, parts),
        suspects=tuple((b.n or 0, b.rule.value, b.message) for b in open_),
        searched="\n".join(p.text for p in parts if p.kind.value not in NOT_SEARCHED),
        alternates=found.alternates,
        embargo_until=found.embargo_until,
        provider=origin(byline, found.providers, house=house).provider,
        raw=found.raw if keep_raw or page else None,
        page=page,
    )


def _telling(parts: Sequence[Passage]) -> list[Passage]:
    """The passages that can keep an article from its licence: the suspects, and one that is none."""
    plain = next((p for p in parts if p.suspicion is None), None)
    return [p for p in parts if p.suspicion is not None or p is plain]


def _line(text: str, most: int) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text[:most].strip()
    return fold(clean_text(text))[:most]


@dataclass(frozen=True, slots=True)
class OnFile:
    """An article on file as an item is compared with it: the fields of its newest version, what staff set by hand."""

    ref: str
    state: str
    latest: int
    digest: str | None
    headline: str
    byline: str | None
    published_on: date | None
    modified_at: datetime | None
    section: str | None
    url: str | None
    source_id: str | None
    provider: str | None
    edits: frozenset[str]
    earlier: frozenset[str] = frozenset()  # the digests of its versions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an item: new, known, changed or refused, and why.

    `text` are headline, byline, day and digest of the next version, `fields` what else changes, `quiet` what
    is only noted, `stop` that its source withholds or kills it. What is known is `noted` when the next time it
    shall be known by its bytes alone.
    """

    state: str
    reason: str | None = None
    text: dict[str, Any] | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    quiet: dict[str, Any] = field(default_factory=dict)
    stop: PubStatus | None = None
    noted: bool = False


def first(j: Judged) -> Outcome:
    """What becomes of an item whose article is not on file."""
    if j.has_text:
        return Outcome("new")
    return Outcome("refused", NO_TEXT)


def another(j: Judged, ref: str, headline: str) -> Outcome:
    """What becomes of an item that bears the id of the article `ref` in its source but is another article."""
    return Outcome(
        "refused",
        f"its id {quoted(j.item_id)} is that of {ref}, {quoted(headline)}, and headline, address and text all "
        "differ: from another system it comes in with --known-as NAME",
    )


def compare(
    j: Judged, article: OnFile, *, came_as: str | None, address_taken: bool = False
) -> Outcome:
    """What an item makes of the article on file that it is: nothing, other fields, a next text, a stop.

    `came_as` is the digest it last had in this very source, None when another source brought the article;
    `address_taken` says that its address is another article's.
    """
    if came_as == j.item_sha256:
        return Outcome("known", JUST_SO)
    if article.state == ArticleState.KILLED.value:
        if j.status is PubStatus.KILLED:
            return Outcome("known", "it is killed already")
        mend = f"syndicate article reinstate {article.ref} FILE --by NAME"
        return Outcome("refused", f"{article.ref} was killed: {mend}")
    same_source = came_as is not None
    if (older := _older(j, article, same_source=same_source)) is not None:
        return Outcome("known", older, noted=not same_source)
    text = _text(j, article, same_source=same_source) if j.has_text else None
    if text is not None and text["digest"] in article.earlier and not _newer(j, article):
        # A source may hold an article twice, as it was and as it is.
        return Outcome("known", "an earlier version on file", noted=not same_source)
    fields = _fields(j, article, address_taken=address_taken)
    quiet: dict[str, Any] = {}
    if j.modified_at is not None and j.modified_at != article.modified_at:
        quiet["modified_at"] = j.modified_at
    if j.source_id is not None and article.source_id is None:
        quiet["source_id"] = j.source_id
    stopped = j.status is not PubStatus.USABLE and j.status.value != article.state
    told = [
        *(["another text" if article.latest else "the first text of a stub"] if text else []),
        *(f"another {_SPOKEN[name]}" for name in fields),
        *([f"{j.status} by its source"] if stopped else []),
    ]
    if not told:
        return Outcome("known", "its text is on file", quiet=quiet, noted=True)
    return Outcome(
        "changed", ", ".join(told), text, fields, quiet, stop=j.status if stopped else None
    )


def _newer(j: Judged, article: OnFile) -> bool:
    """Whether an item says that it was changed after what is on file."""
    if j.modified_at is None or article.modified_at is None:
        return False
    return j.modified_at > article.modified_at


def _older(j: Judged, article: OnFile, *, same_source: bool) -> str | None:
    """Why an item says nothing new by its own date; None where it may."""
    if j.modified_at is None or article.modified_at is None or not article.latest:
        return None
    if j.modified_at < article.modified_at:
        return f"{article.ref} is on file as changed later"
    if j.modified_at == article.modified_at and not same_source:
        return f"{article.ref} is on file as changed at the same moment"
    return None


def _text(j: Judged, article: OnFile, *, same_source: bool) -> dict[str, Any] | None:
    """The text of a next version, with what staff set by hand; None where it is on file so already."""
    values: dict[str, Any] = {}
    for name in ("headline", "byline", "published_on"):
        had, come = getattr(article, name), getattr(j, name)
        # Another source may know less of the article; that takes nothing away.
        keep = name in article.edits or (come is None and not same_source) or come == ""
        values[name] = had if keep else come
    digest = j.digest
    if any(values[name] != getattr(j, name) for name in values):
        parts = passages_from_facts(json.loads(j.passages))
        digest = version_digest(**values, passages=parts)
    if article.latest and digest == article.digest:
        return None
    return {**values, "digest": digest}


def _fields(j: Judged, article: OnFile, *, address_taken: bool) -> dict[str, Any]:
    """What of an article changes beside its text."""
    changed: dict[str, Any] = {}
    if j.section is not None and j.section != article.section and "section" not in article.edits:
        changed["section"] = j.section
    movable = j.url is not None and not address_taken and "url" not in article.edits
    if movable and j.url != article.url:
        changed["url"] = j.url
    if j.provider is not None and article.provider is None:
        changed["provider"] = j.provider
    return changed
