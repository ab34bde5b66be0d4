"""Sitemaps: plain ones, those of news, and the indexes that name others. Each line leads to a page."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from syndicate.errors import BadInput, SyndicateError, quoted
from syndicate.exchange.items import Item, lead_of
from syndicate.exchange.packed import unpacked
from syndicate.exchange.trees import pieces
from syndicate.pages.urls import canonical_url
from syndicate.rules.articles.incoming import Arrival, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syndicate.exchange.items import Customs
    from syndicate.exchange.trees import Piece
    from syndicate.pages.fetch import Fetched

__all__ = ["read_addresses", "read_sitemap"]

MOST_BYTES = 50 * 1024 * 1024
MOST_ADDRESSES = 50_000
MOST_SITEMAPS = 5_000
DEEPEST = 3
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(slots=True)
class _Walk:
    """One walk over a sitemap and those it names: what was read, and how to get the next."""

    customs: Customs
    get: Callable[[str], Fetched] | None
    read: set[str] = field(default_factory=set)


def read_sitemap(
    file: IO[bytes],
    customs: Customs,
    *,
    name: str,
    url: str | None = None,
    get: Callable[[str], Fetched] | None = None,
) -> Iterator[Arrival]:
    """The addresses of a sitemap as leads, those of an index read through `get`, in their order.

    `url` is where the sitemap was found: an index that names itself, or one it came from, is told and
    not followed. A packed sitemap (gzip) is unpacked as it is read. By the rules of sitemaps one has at
    most 50,000 addresses and 50 MB; what stands beyond is refused.
    """
    walk = _Walk(customs, get)
    if url:
        walk.read.add(canonical_url(url))
    yield from _sitemap(file, walk, name=name, depth=0)


def _sitemap(file: IO[bytes], walk: _Walk, *, name: str, depth: int) -> Iterator[Arrival]:
    count = 0
    prefix = f"{name}: " if depth else ""
    try:
        xml = unpacked(file, name=name, most_bytes=MOST_BYTES)
        found = pieces(xml, name=name, wanted=_wanted, most_bytes=MOST_BYTES)
        for count, piece in enumerate(found, start=1):
            if count > MOST_ADDRESSES:
                raise BadInput(  # noqa: TRY301 - told as any fault of the file is
                    f"{name} lists more than {MOST_ADDRESSES:,} addresses; the rest is not read"
                )
            if piece.element.tag == "sitemap":
                yield from _child(piece, walk, name=name, depth=depth)
            else:
                yield _lead(piece, walk.customs, f"{prefix}address {count} (line {piece.line})")
    except BadInput as fault:
        yield Refusal(f"{name}, after address {min(count, MOST_ADDRESSES)}", fault.message)
        return
    if not count:
        yield Refusal(name, "it names no address, or is no sitemap")


def _wanted(above: tuple[str, ...], tag: str) -> bool:
    return len(above) == 1 and tag == {"urlset": "url", "sitemapindex": "sitemap"}.get(above[0])


def _lead(piece: Piece, customs: Customs, where: str) -> Arrival:
    if piece.fault:
        return Refusal(where, piece.fault)
    entry = piece.element
    news = entry.first("news", space=_NEWS)
    publication = news.first("publication", space=_NEWS) if news is not None else None
    address = entry.text("loc")
    item = Item(
        where=where,
        raw=piece.raw,
        media_type="application/xml",
        url=address,
        modified=entry.text("lastmod"),
        published=news.text("publication_date") if news is not None else "",
        headline=news.text("title") if news is not None else "",
        language=publication.text("language") if publication is not None else "",
        alternates=[
            (link.get("hreflang"), link.get("href"))
            for link in entry.all("link", space=_XHTML)
            if link.get("rel") == "alternate" and link.get("href") != address
        ],
    )
    try:
        return lead_of(item, customs)
    except BadInput as why:
        return Refusal(where, why.message)


def _child(piece: Piece, walk: _Walk, *, name: str, depth: int) -> Iterator[Arrival]:
    """The leads of a sitemap that an index names."""
    where = f"{name}, line {piece.line}"
    address = piece.element.text("loc")
    try:
        url = canonical_url(address)
        if url in walk.read:
            raise BadInput(
                f"it names {quoted(address)}, which was read already: it is listed twice, or goes round"
            )
        if walk.get is None:
            raise BadInput(
                f"it names {quoted(address)}: give the address of the index, not the file, to read on"
            )
        if depth + 1 >= DEEPEST:
            raise BadInput(f"indexes that name indexes are read {DEEPEST} deep, no further")
        if len(walk.read) >= MOST_SITEMAPS:
            raise BadInput(f"more than {MOST_SITEMAPS:,} sitemaps; the rest is not read")
        walk.read.add(url)
        fetched = walk.get(address)
    except SyndicateError as why:
        yield Refusal(where, why.message)
        return
    if (landed := canonical_url(fetched.final_url)) != url:
        if landed in walk.read:
            yield Refusal(
                where, f"{quoted(address)} leads to a sitemap read already: it goes round"
            )
            return
        walk.read.add(landed)
    yield from _sitemap(io.BytesIO(fetched.body), walk, name=url, depth=depth + 1)


def read_addresses(file: IO[bytes], customs: Customs, *, name: str) -> Iterator[Arrival]:
    """A text of addresses, one a line, as leads; blank lines and those that begin with # are passed over."""
    count = 0
    for number, line in enumerate(iter(lambda: file.readline(4_096), b""), start=1):
        text = line.decode("utf-8", "replace").strip().lstrip("\ufeff")
        if not text or text.startswith("#"):
            continue
        count += 1
        where = f"line {number}"
        if count > MOST_ADDRESSES:
            yield Refusal(where, f"more than {MOST_ADDRESSES:,} addresses; the rest is not read")
            return
        item = Item(where=where, raw=line, media_type="text/plain", url=text)
        try:
            yield lead_of(item, customs)
        except BadInput as why:
            yield Refusal(where, why.message)
    if not count:
        yield Refusal(name, "it names no address")
