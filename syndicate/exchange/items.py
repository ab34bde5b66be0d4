"""What a reader found of one article, made into what the desk takes in: cleaned, checked, never guessed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from syndicate.errors import BadInput
from syndicate.exchange.days import WrittenDays
from syndicate.pages.plain import read_paragraphs, under_headline
from syndicate.pages.read import check_blocks, guess_language, stamp_or_note
from syndicate.pages.urls import canonical_url, host_of
from syndicate.rules.articles import Draft, Kind, clean_text, fold, word_count
from syndicate.rules.articles.cuts import CutRules, cuts_of, marked_by_text
from syndicate.rules.articles.incoming import Alternate, Incoming, Lead, PubStatus
from syndicate.rules.articles.stamps import read_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.rules.articles import Block

__all__ = ["Customs", "Item", "holder_in", "lead_of", "read_item", "read_tag"]

_LANGUAGE = re.compile(
    r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_]\w{1,16})*"
)
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]{0,500}>|&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});")
_NOTICE = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s:,]{0,3}(?:©|\(c\))?[\s\d,–-]{0,20}(?:by\s)?(?P<name>[^\n,;:|()©]{1,100})",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"(?<!\b\w)\.(?:\s|$)|\s[-–—]\s|\s(?:19|20)\d\d\b|\b(?:all rights|tous droits|alle rechte)\b.*",
    re.IGNORECASE,
)
_LONGEST_ID = 500
_SAMPLE = 4_000  # letters are enough to tell a language by


@dataclass(frozen=True, slots=True)
class Customs:
    """How this publisher's sources are read.

    `zone` is the time zone of stamps that state none, `cuts` its cut rules by site, `drupal` the place of
    each field in its JSON:API by site,
    `days` how the days of one source of JSON are written.
    """

    zone: str | None = None
    cuts: Mapping[str, CutRules] = field(default_factory=dict)
    drupal: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    days: WrittenDays = field(default_factory=WrittenDays)


@dataclass(slots=True, kw_only=True)
class Item:
    """What a reader found of one article, as its source wrote it; "" and None are "not stated".

    The body is `blocks`, or `html`, or `text`. Stamps are as written. `language` is what the item states,
    `language_of_source` what its feed or site states for all.
    """

    where: str
    raw: bytes
    media_type: str
    headline: str = ""
    byline: str = ""
    url: str = ""
    base: str = ""
    source_id: str = ""
    language: str = ""
    language_of_source: str = ""
    published: str = ""
    modified: str = ""
    embargo: str = ""
    section: str = ""
    note: str = ""
    corrected: bool = False
    status: PubStatus = PubStatus.USABLE
    summary: str = ""
    html: str = ""
    text: str = ""
    blocks: Sequence[Block] = ()
    more: Sequence[Block] = ()  # pictures and credits that stand beside the body
    alternates: Sequence[tuple[str, str]] = ()
    providers: Sequence[str] = ()
    terms: Sequence[str] = ()
    extra: dict[str, str] = field(default_factory=dict)


def read_item(item: Item, customs: Customs) -> Incoming:
    """The article in `item`. A stamp that cannot be read is noted; an embargo that cannot be read refuses.

    Raises BadInput for no headline, no text, an address that is none, or a body no article has. A kill
    that names its article needs neither headline nor text.
    """
    headline = plain(item.headline)[:500]
    kill = item.status is PubStatus.KILLED and bool(item.source_id or item.url)
    if not headline and not kill:
        raise BadInput("it has no headline")
    url = _address(item)
    rules = cuts_of(customs.cuts, host_of(url) if url else "") if customs.cuts else CutRules()
    body, byline, day = under_headline(_body(item, headline, rules))
    blocks = (*body, *_beside(body, item.more))
    if any(block.text for block in blocks):
        check_blocks(blocks, "it")
    elif not kill:
        raise BadInput("it has no text, only a summary" if item.summary else "it has no text")
    extra = {name: plain(text)[:2000] for name, text in item.extra.items()}
    extra = {name: text for name, text in extra.items() if text}
    published = stamp_or_note(item.published, "published", extra, zone=customs.zone)
    modified = stamp_or_note(item.modified, "modified", extra, zone=customs.zone)
    stated = read_tag(item.language) or read_tag(item.language_of_source)
    sample = " ".join(block.text for block in blocks)[:_SAMPLE]
    note = "\n".join(line for line in map(fold, clean_text(item.note).splitlines()) if line)
    return Incoming(
        draft=Draft(
            headline=headline,
            byline=plain(item.byline)[:200] or byline,
            published_on=published.on if published else day,
            language=stated or guess_language(f"{headline} {sample}"),
            language_stated=stated is not None,
            url=url,
            blocks=blocks,
            media_type=item.media_type,
            raw_sha256=hashlib.sha256(item.raw).hexdigest(),
        ),
        where=item.where,
        raw=item.raw,
        source_id=fold(clean_text(item.source_id))[:_LONGEST_ID] or None,
        section=plain(item.section)[:200] or None,
        modified_at=modified.at if modified else None,
        status=item.status,
        corrected=item.corrected,
        note=note[:2000] or None,
        alternates=_alternates(item),
        providers=_texts(item.providers),
        terms=_texts(item.terms),
        embargo_until=_embargo(item.embargo, customs, extra),
        extra=extra,
    )


def lead_of(item: Item, customs: Customs) -> Lead:
    """The address that `item` leads to. Raises BadInput where it has none."""
    url = _address(item)
    if url is None:
        raise BadInput("it has neither a text nor an address")
    extra: dict[str, str] = {}
    published = stamp_or_note(item.published, "published", extra, zone=customs.zone)
    modified = stamp_or_note(item.modified, "modified", extra, zone=customs.zone)
    return Lead(
        url=url,
        where=item.where,
        modified_at=modified.at if modified else None,
        published_on=published.on if published else None,
        headline=plain(item.headline)[:500] or None,
        language=read_tag(item.language) or read_tag(item.language_of_source),
        alternates=_alternates(item),
        source_id=fold(clean_text(item.source_id))[:_LONGEST_ID] or None,
        summary=plain(item.summary)[:2000] or None,
    )


def read_tag(text: str) -> str | None:
    """A language tag in its usual spelling (`en-gb` is `en-GB`); None where `text` is none."""
    found = _LANGUAGE.fullmatch(text.strip()[:60])
    if found is None or found[1].lower() in {"und", "mul", "zxx", "mis"}:
        return None
    script = f"-{found[2].title()}" if found[2] else ""
    region = f"-{found[3].upper()}" if found[3] else ""
    return f"{found[1].lower()}{script}{region}"


def holder_in(notice: str) -> str:
    """Whom a copyright notice names ("© 2026 Northern Wire. All rights reserved"); "" where it names nobody."""
    found = _NOTICE.search(fold(clean_text(notice))[:500])
    return _AFTER_NAME.split(found["name"], maxsplit=1)[0].strip() if found else ""


def plain(text: str) -> str:
    """`text` on one line; markup and named characters in it are read as HTML."""
    if _MARKUP.search(text[:20_000]):
        from syndicate.pages.markup import read_fragment

        text = " ".join(block.text for block in read_fragment(text[:20_000], name="it"))
    return fold(clean_text(text))


def _body(item: Item, headline: str, rules: CutRules) -> tuple[Block, ...]:
    if item.blocks:
        return marked_by_text(item.blocks, rules)
    if item.html.strip():
        from syndicate.pages.markup import read_fragment

        return read_fragment(item.html, name="it", headline=headline, rules=rules)
    return marked_by_text(read_paragraphs(item.text), rules)


def _beside(body: Sequence[Block], more: Sequence[Block]) -> list[Block]:
    """What stands beside the body, without the pictures that stand in it too; credits are all kept."""
    pictures = {fold(block.text) for block in body if block.kind is Kind.IMAGE}
    # Fewer words ("image", "photo 1") are a name that many pictures have.
    pictures = {text for text in pictures if word_count(text) > 2}
    return [b for b in more if b.kind is not Kind.IMAGE or fold(b.text) not in pictures]


def _address(item: Item) -> str | None:
    if not (written := clean_text(item.url).strip()):
        return None
    joined = _joined(item.base, written)
    return canonical_url(joined or written)


def _alternates(item: Item) -> tuple[Alternate, ...]:
    base = item.base or item.url
    found = ((read_tag(tag), _joined(base, url)) for tag, url in item.alternates[:60])
    kept = dict.fromkeys((tag, url) for tag, url in found if tag and url)
    return tuple(Alternate(tag, url) for tag, url in kept)


def _joined(base: str, url: str) -> str:
    """An address as the source wrote it, whole where it is relative to where the source stands."""
    written = clean_text(url).strip()
    try:
        return urljoin(base, written) if base and written else written
    except ValueError:
        return ""


def _texts(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kept for text in texts[:60] if (kept := plain(text)[:2000])))


def _embargo(written: str, customs: Customs, extra: dict[str, str]) -> datetime | None:
    """The end of an embargo. Where its zone is not known, it ends once its day is over everywhere.

    Raises BadInput for one that cannot be read: unknown is never a pass.
    """
    if not written.strip():
        return None
    stamp = read_stamp(written, zone=customs.zone)
    if stamp.at is not None:
        return stamp.at
    extra["embargo as written"] = written.strip()[:200]
    if customs.zone is not None:
        at = read_stamp(f"{stamp.on.isoformat()}T00:00:00", zone=customs.zone).at
        if at is not None:
            return at
    # The last places on earth are twelve hours behind.
    return datetime.combine(stamp.on + timedelta(days=1), time(12), tzinfo=UTC)
