"""Sightings: a copy in its page turned into the plain values that the rules judge."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from syndicate.errors import BadInput
from syndicate.pages.urls import canonical_url, host_of, registrable_domain
from syndicate.rules.audits import (
    Seen,
    SeenEdit,
    SeenLine,
    SeenLink,
    SeenParting,
    SeenPassage,
    Terms,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from syndicate.monitor.captures import PageView
    from syndicate.monitor.matching import Copy
    from syndicate.monitor.shelf import Title

__all__ = ["aimed", "sighted"]

NEAR: Final = 1_500  # characters before and after a copy in which its credit is looked for
MOST_LINES: Final = 3_000
LONGEST: Final = 1_000
_FORWARDED: Final = frozenset(
    {"url", "u", "q", "to", "target", "dest", "destination", "redirect", "link", "out"}
)


def sighted(
    page: PageView,
    copy: Copy,
    title: Title,
    *,
    url: str | None,
    on: date,
    sites: Iterable[str] = (),
) -> Seen:
    """What `copy` of `title` looks like on `page`, found at `url` on the day `on` of the house.

    `sites` are the house's domains besides that of the title: only links to one of them are kept.
    """
    base = _address(url, "") or None
    return Seen(
        article=copy.article,
        version=copy.version,
        seen_on=on,
        copied=copy.copied,
        licensable=copy.licensable,
        copied_total=copy.copied_total,
        total=copy.total,
        copied_unquoted=copy.copied_unquoted,
        quoted_by_page=copy.quoted_by_page,
        reuse=copy.reuse.value,
        url=url,
        host=_host(url),
        language=copy.language or page.language,
        later=copy.later,
        headline=copy.headline.value,
        headline_ours=title.headline,
        headline_seen=copy.headline_seen,
        byline=title.byline,
        bylines=page.bylines,
        authors=page.authors,
        byline_shows=_shows(page, copy),
        canonical=_address(page.canonical, base) if page.canonical else None,
        noindex=page.robots_noindex,
        lines=tuple(_lines(page, copy)),
        links=tuple(_links(page, base, _named(title, sites))),
        edits=tuple(
            SeenEdit(e.op.value, e.ours, e.theirs, e.n, e.words, e.after) for e in copy.edits
        ),
        passages=tuple(_passages(copy, title)),
        undecided=tuple(
            SeenParting(p.version, p.other, p.n, p.ours, p.others, p.theirs) for p in copy.undecided
        ),
    )


def _shows(page: PageView, copy: Copy) -> bool:
    """Whether a byline would be seen: a whole page with its headline and the text in sight."""
    whole = page.marked_up and not page.notes and len(page.blocks) <= MOST_LINES
    return whole and not copy.hidden and page.headline is not None


def _named(title: Title, sites: Iterable[str]) -> frozenset[str]:
    """What a link to us holds: the registrable domains, in small letters."""
    named = {registrable_domain(site) for site in sites}
    host = _host(title.url)
    return frozenset(named | {registrable_domain(host)} if host else named)


def _links(page: PageView, base: str | None, named: frozenset[str]) -> Iterator[SeenLink]:
    for link in page.links:
        address = link.href.casefold()
        if not named or any(name in address for name in named):
            target = _address(link.href, base)
            yield SeenLink(href=link.href, target=target, rel=link.rel, text=link.text)


def aimed(terms: Terms) -> Terms:
    """`terms` with the address of its link in the spelling in which the page's links are compared."""
    return (
        replace(terms, link_target=_address(terms.link_url, None) or None)
        if terms.link_url
        else terms
    )


def _host(url: str | None) -> str | None:
    try:
        return host_of(url) or None if url else None
    except BadInput:
        return None


def _address(href: str | None, base: str | None) -> str:
    """Where a link leads, in the one spelling; "" where it leads to no page.

    A link through a counting or forwarding address leads where that one says.
    """
    if not href or href.startswith("#"):
        return ""
    try:
        address = urljoin(base, href.strip()) if base else href.strip()
        if urlsplit(address).scheme not in {"http", "https"}:
            return ""
        address = canonical_url(address)
    except (BadInput, ValueError):
        return ""
    return _forwarded(address) or address


def _forwarded(address: str) -> str:
    for key, value in parse_qsl(urlsplit(address).query[:4_096], max_num_fields=None)[:20]:
        if key.lower() in _FORWARDED and value.startswith(("http://", "https://")):
            try:
                return canonical_url(value)
            except BadInput:
                return ""
    return ""


def _lines(page: PageView, copy: Copy) -> Iterator[SeenLine]:
    """The lines of the page, and what is left of a line once our own text is cut out of it."""
    words = page.words
    held = sorted(
        (int(words.starts[s.theirs]), int(words.ends[s.theirs + s.ours_end - s.ours - 1]))
        for s in copy.spans
    )
    ends = [high for _, high in held]
    for block in page.blocks[:MOST_LINES]:
        at, end = block.at, block.at + len(block.text)
        near = copy.start - NEAR <= end and at <= copy.end + NEAR
        above = at < copy.start
        for low, high in held[bisect_right(ends, at) :]:
            if low >= end:
                break
            yield from _line(page.text[at:low], near=near, region=block.region, above=above)
            at = high
        yield from _line(page.text[at:end], near=near, region=block.region, above=above)


def _line(text: str, *, near: bool, region: str, above: bool) -> Iterator[SeenLine]:
    line = text.strip()
    if line.count(" ") or len(line) > 3:
        yield SeenLine(text=line[:LONGEST], near=near, region=region, above=above)


def _passages(copy: Copy, title: Title) -> Iterator[SeenPassage]:
    carried = {p.n: p for p in copy.passages}
    present = {p.n: p for p in copy.excluded_present}
    for passage in title.passages:
        mine, other = carried.get(passage.n), present.get(passage.n)
        yield SeenPassage(
            n=passage.n,
            kind=passage.kind,
            owner=passage.owner,
            licensable=passage.licensable,
            copied=mine.copied if mine else other.copied if other else 0,
            words=mine.words if mine else other.words if other else len(passage.text.split()),
            text=other.text if other else "",
        )
