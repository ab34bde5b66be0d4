"""Feeds: RSS 2.0, RSS 1.0 and Atom. An entry with its full text is an article, one without a lead."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange.items import Item, lead_of, read_item
from syndicate.exchange.trees import XML_LANG, Element, as_html, pieces
from syndicate.rules.articles import Block, Kind
from syndicate.rules.articles.incoming import Arrival, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.exchange.items import Customs
    from syndicate.exchange.trees import Piece

__all__ = ["read_feed"]

_ATOM = "http://www.w3.org/2005/Atom"
_OLD_ATOM = "http://purl.org/atom/ns#"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_MEDIA = "http://search.yahoo.com/mrss/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PICTURE_ENDS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


def read_feed(
    file: IO[bytes], customs: Customs, *, name: str, url: str | None = None
) -> Iterator[Arrival]:
    """The entries of a feed, in its order and as it is read.

    Full text is what stands in `content:encoded` or Atom's `content`; an entry that has only a summary
    leads to its page. `url` is where the feed was found, for addresses that are relative. A feed that
    breaks off is read as far as it goes, and the fault told as the last refusal.
    """
    feed = _Feed(customs, name, url or "")
    try:
        for piece in pieces(file, name=name, wanted=_wanted):
            if piece.element.tag in {"item", "entry"}:
                yield feed.entry(piece)
            else:
                feed.learn(piece.element)
    except BadInput as fault:
        yield Refusal(f"{name}, after entry {feed.entries}", fault.message)
        return
    if not feed.entries:
        yield Refusal(name, "it has no entries, or is no feed")


def _wanted(above: tuple[str, ...], tag: str) -> bool:
    # What the feed says of itself stands beside its entries, or in the channel.
    return bool(above) and (tag in {"item", "entry"} or above[-1] in {"channel", "feed"})


class _Feed:
    """What the feed says of all its entries, as far as it was read."""

    def __init__(self, customs: Customs, name: str, url: str) -> None:
        self.customs = customs
        self.name = name
        self.base = url
        self.language = self.rights = self.author = ""
        self.entries = 0

    def learn(self, element: Element) -> None:
        """One fact that stands before the entries."""
        if element.tag == "language":
            self.language = element.text()
        elif element.tag in {"copyright", "rights"}:
            self.rights = element.text()
        elif element.tag == "author" and element.space == _ATOM:
            self.author = element.text("name")
        elif element.tag == "link" and element.space != _ATOM and not self.base:
            self.base = element.text()
        elif element.tag == "link" and element.get("rel") == "self" and not self.base:
            self.base = element.get("href")

    def entry(self, piece: Piece) -> Arrival:
        """One entry as an article, a lead or a refusal."""
        self.entries += 1
        where = f"entry {self.entries} (line {piece.line})"
        if piece.fault:
            return Refusal(where, piece.fault)
        entry = piece.element
        language = piece.root.get(XML_LANG) or self.language
        item = Item(
            where=where,
            raw=piece.raw,
            media_type="application/atom+xml" if entry.tag == "entry" else "application/rss+xml",
            base=entry.get("http://www.w3.org/XML/1998/namespace base") or self.base,
            language=entry.get(XML_LANG) or entry.text("language", space=_DC),
            language_of_source=language,
        )
        fill = _fill_atom if entry.tag == "entry" else _fill_rss
        fill(entry, item)
        _fill_shared(entry, item)
        item.byline = item.byline or self.author
        item.terms = [*item.terms, self.rights] if self.rights else item.terms
        try:
            if item.html.strip() or item.text.strip():
                return read_item(item, self.customs)
            return lead_of(item, self.customs)
        except BadInput as why:
            return Refusal(where, why.message)


def _fill_rss(entry: Element, item: Item) -> None:
    """RSS 2.0 and RSS 1.0: what the two have of their own."""
    guid = entry.first("guid")
    identity = guid.text() if guid is not None else entry.get(f"{_RDF} about")
    permanent = guid is not None and guid.get("isPermaLink").lower() != "false"
    links = [each for each in entry.all("link") if each.space != _ATOM]
    item.source_id = identity or entry.text("identifier", space=_DC)
    item.url = links[0].text() if links else ""
    if not item.url and (permanent or guid is None) and identity.startswith(("http:", "https:")):
        item.url = identity
    titles = [each for each in entry.all("title") if each.space not in {_MEDIA, _DC}]
    item.headline = titles[0].text() if titles else entry.text("title", space=_DC)
    item.byline = _people(entry, item) or _name_of(entry.text("author"))
    item.published = entry.text("pubDate") or entry.text("date", space=_DC)
    categories = [each.text() for each in entry.all("category")]
    item.section = next((each for each in categories if each), entry.text("subject", space=_DC))
    item.summary = entry.text("description")
    item.html = entry.text("encoded", space=_CONTENT)
    source = entry.first("source")
    if source is not None and source.text():
        item.providers = [*item.providers, source.text()]
        item.extra["source address"] = source.get("url")
    item.extra["keywords"] = ", ".join(dict.fromkeys(each for each in categories if each))


def _name_of(author: str) -> str:
    """The name in an RSS author, which is a mail address with a name in brackets; never the address."""
    address, bracket, name = author.partition("(")
    if bracket:
        return name.rpartition(")")[0].strip()
    return "" if "@" in address else address.strip()


def _fill_atom(entry: Element, item: Item) -> None:
    """Atom: the entry's own elements; its content as the type says."""
    item.source_id = entry.text("id")
    item.headline = _construct(entry.first("title"))[0]
    names = [each.text("name") for each in entry.all("author")]
    item.byline = ", ".join(name for name in names if name) or _people(entry, item)
    item.published = entry.text("published") or entry.text("issued")
    item.modified = entry.text("updated") or entry.text("modified", space=_OLD_ATOM)
    categories = [each.get("label") or each.get("term") for each in entry.all("category")]
    item.section = next((each for each in categories if each), "")
    item.extra["keywords"] = ", ".join(dict.fromkeys(each for each in categories if each))
    item.summary = _construct(entry.first("summary"))[0]
    item.terms = [entry.text("rights")]
    content = entry.first("content", space=_ATOM) or entry.first("content", space=_OLD_ATOM)
    text, is_html = _construct(content)
    item.html, item.text = (text, "") if is_html else ("", text)
    if content is not None and content.get("src"):
        item.url = content.get("src")
    source = entry.first("source")
    if source is not None:
        item.providers = [source.text("title")]
        item.extra["source address"] = source.text("id")
        item.terms = [*item.terms, source.text("rights")]


def _construct(element: Element | None) -> tuple[str, bool]:
    """The text of an Atom construct, and whether it is HTML."""
    if element is None:
        return "", False
    kind = element.get("type").lower() or "text"
    if kind in {"xhtml", "application/xhtml+xml"}:
        return as_html(element), True
    return element.text(), kind in {"html", "text/html"}


def _people(entry: Element, item: Item) -> str:
    """The names in `dc:creator`; those who helped are kept beside."""
    helped = [each.text() for each in entry.all("contributor", space=_DC)]
    item.extra["contributors"] = ", ".join(name for name in helped if name)
    names = [each.text() for each in entry.all("creator", space=_DC)]
    return ", ".join(name for name in names if name)


def _fill_shared(entry: Element, item: Item) -> None:
    """What modules add to any kind of feed: links, Dublin Core, Media RSS."""
    alternates: list[tuple[str, str]] = []
    for link in entry.all("link"):
        if link.space not in {_ATOM, _OLD_ATOM}:
            continue
        rel = link.get("rel") or "alternate"
        if rel == "alternate" and link.get("hreflang") and item.url:
            alternates.append((link.get("hreflang"), link.get("href")))
        elif rel == "canonical" or (rel == "alternate" and not item.url):
            item.url = link.get("href")
        elif rel in {"related", "via"}:
            item.extra[f"{rel} link"] = link.get("href")
    item.alternates = [each for each in alternates if each[1] != item.url]
    item.modified = (
        item.modified
        or entry.text("modified", space=_DCTERMS)
        or entry.text("updated", space=_ATOM)
    )
    item.terms = [
        *item.terms,
        entry.text("rights", space=_DC),
        entry.text("rights", space=_DCTERMS),
        entry.text("license", space=_DCTERMS),
    ]
    if source := entry.text("source", space=_DC):
        item.providers = [*item.providers, source]
    _fill_pictures(entry, item)


def _fill_pictures(entry: Element, item: Item) -> None:
    """The pictures of Media RSS as blocks: what is said of each, then its credit."""
    blocks: list[Block] = []
    seen: set[str] = set()
    groups = [entry, *entry.all("group", space=_MEDIA)]
    for media in (each for group in groups for each in group.all("content", space=_MEDIA)):
        kind = f"{media.get('medium')} {media.get('type')}".strip()
        url = media.get("url")
        if url in seen or not ("image" in kind or (not kind and url.endswith(_PICTURE_ENDS))):
            continue
        seen.add(url)
        said = media.text("description", space=_MEDIA) or media.text("title", space=_MEDIA)
        blocks.append(
            Block(
                Kind.IMAGE,
                said or url.rpartition("/")[2] or "picture",
                "media:content",
            )
        )
        blocks += [
            Block(Kind.CREDIT, text, "media:credit")
            for credit in media.all("credit", "copyright", space=_MEDIA)
            if (text := credit.text())
        ]
    loose = [each.text() for each in entry.all("credit", space=_MEDIA)]
    blocks += [Block(Kind.CREDIT, text, "media:credit") for text in loose if text]
    item.more = blocks
    item.extra["picture credit"] = "; ".join(
        dict.fromkeys(block.text for block in blocks if block.kind is Kind.CREDIT)
    )
