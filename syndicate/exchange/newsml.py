"""NewsML-G2: news items with their rights, their status and their text, alone or in a message."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange.items import Item, holder_in, read_item
from syndicate.exchange.nitf import fill_from_nitf
from syndicate.exchange.trees import XML_LANG, Element, as_html, pieces
from syndicate.rules.articles.incoming import Arrival, PubStatus, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.exchange.items import Customs

__all__ = ["read_newsml"]

_ITEMS = frozenset(
    {"newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"}
)
_STATUS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "canceled": PubStatus.KILLED,
}


def read_newsml(file: IO[bytes], customs: Customs, *, name: str) -> Iterator[Arrival]:
    """The news items of a NewsML-G2 file that are texts, in their order; what else stands there is told.

    A kill (`canceled`) comes through with its id also where it has no text any more.
    """
    count = 0
    try:
        for piece in pieces(file, name=name, wanted=_wanted):
            count += 1
            where = f"item {count} (line {piece.line})"
            if piece.fault:
                yield Refusal(where, piece.fault)
                continue
            item = Item(
                where=where, raw=piece.raw, media_type="application/vnd.iptc.g2.newsitem+xml"
            )
            try:
                _fill(piece.element, item, piece.root)
                yield read_item(item, customs)
            except BadInput as why:
                yield Refusal(where, f"{_called(item)}: {why.message}")
    except BadInput as fault:
        yield Refusal(f"{name}, after item {count}", fault.message)
        return
    if not count:
        yield Refusal(name, "it has no news item in it, or is no NewsML-G2")


def _wanted(_above: tuple[str, ...], tag: str) -> bool:
    return tag in _ITEMS


def _called(item: Item) -> str:
    status = "" if item.status is PubStatus.USABLE else f" ({item.status.value})"
    return f"{item.source_id[:120] or 'an item'}{status}"


def _fill(news: Element, item: Item, root: Element) -> None:
    item.source_id = news.get("guid")
    item.extra["version"] = news.get("version")
    meta = news.first("itemMeta") or Element("itemMeta")
    content = news.first("contentMeta") or Element("contentMeta")
    nature = _code(meta.first("itemClass"))
    status = _code(meta.first("pubStatus"))
    item.status = _STATUS.get(status, item.status)
    if news.tag != "newsItem" or (nature and nature not in {"text", "composite"}):
        raise BadInput(f"no text: a {nature or news.tag.removesuffix('Item')} item")
    if status and status not in _STATUS:
        raise BadInput(f"its status {status[:40]} is none that is known")
    item.language = _tag_of(content.first("language"))
    item.language_of_source = news.get(XML_LANG) or root.get(XML_LANG)
    _fill_from_meta(meta, item)
    _fill_from_content(content, item)
    for rights in news.all("rightsInfo"):
        _fill_from_rights(rights, item)
    contents = news.first("contentSet")
    if contents is not None:
        _fill_body(contents, item)


def _code(element: Element | None) -> str:
    """The last part of a qcode or URI: `stat:usable` and `…/pubstatusg2/usable` are both `usable`."""
    if element is None:
        return ""
    said = element.get("qcode") or element.get("uri") or element.get("literal")
    return said.rpartition("/")[2].rpartition(":")[2].lower()


def _tag_of(element: Element | None) -> str:
    return element.get("tag") if element is not None else ""


def _name(element: Element) -> str:
    """A party by its name, else by its literal or code."""
    said = element.text("name")
    return (
        said or element.get("literal") or element.get("qcode").rpartition(":")[2] or element.text()
    )


def _fill_from_meta(meta: Element, item: Item) -> None:
    item.modified = meta.text("versionCreated")
    item.published = meta.text("firstCreated") or meta.text("versionCreated")
    item.embargo = meta.text("embargoed")
    if meta.first("embargoed") is not None and not item.embargo:
        item.embargo = "embargoed, with no date"
    item.headline = meta.text("title")
    item.note = "\n".join(each.text() for each in meta.all("edNote") if each.text())
    signals = {_code(each) for each in meta.all("signal")}
    item.corrected = bool(signals & {"correction", "corr"})
    provider = meta.first("provider")
    item.providers = [_name(provider)] if provider is not None else []
    for link in meta.all("link"):
        rel = link.get("rel").rpartition(":")[2].lower()
        href = link.get("href")
        if rel in {"canonical", "self", "iscanonicalof"} and href:
            item.url = item.url or href
        elif rel in {"istranslationof", "translatedfrom", "istranslatedfrom"} and href:
            item.alternates = [*item.alternates, (link.get("hreflang") or link.get(XML_LANG), href)]


def _fill_from_content(content: Element, item: Item) -> None:
    headlines = content.all("headline")
    main = [each for each in headlines if _role(each) in {"", "main", "headline"}] or headlines
    item.headline = main[0].text() if main else item.headline
    bylines = [each.text() for each in content.all("by")]
    creators = [_name(each) for each in content.all("creator")]
    item.byline = ", ".join(name for name in (bylines or creators) if name)
    item.published = content.text("contentCreated") or item.published
    item.modified = content.text("contentModified") or item.modified
    item.providers = [*item.providers, *(_name(each) for each in content.all("infoSource"))]
    item.summary = next((each.text() for each in content.all("description")), "")
    genres = [_name(each) for each in content.all("genre")]
    subjects = [_name(each) for each in content.all("subject")]
    item.section = next((each for each in subjects if each), "")
    for label, texts in (
        ("dateline", [each.text() for each in content.all("dateline")]),
        ("credit line", [each.text() for each in content.all("creditline")]),
        ("slugline", [each.text() for each in content.all("slugline")]),
        ("contributors", [_name(each) for each in content.all("contributor")]),
        ("located", [_name(each) for each in content.all("located")]),
        ("genre", genres),
        ("keywords", [*subjects, *(each.text() for each in content.all("keyword"))]),
        ("summary", [item.summary]),
    ):
        item.extra[label] = ", ".join(dict.fromkeys(text for text in texts if text))
    item.providers = [*item.providers, item.extra["credit line"]]


def _role(element: Element) -> str:
    return element.get("role").rpartition(":")[2].lower()


def _fill_from_rights(rights: Element, item: Item) -> None:
    notices = [each.text() for each in rights.all("copyrightNotice")]
    holders = [_name(each) for each in rights.all("copyrightHolder")]
    item.providers = [*item.providers, *(holders or map(holder_in, notices))]
    usage = [each.text() or each.get("href") for each in rights.all("usageTerms")]
    links = [each.get("href") for each in rights.all("link")]
    item.terms = [*item.terms, *notices, *usage, *links]


def _fill_body(contents: Element, item: Item) -> None:
    """The body that has most to say: XHTML or NITF inside, else HTML or plain text as data."""
    for inline in contents.all("inlineXML"):
        nitf = inline.first("nitf") or next(inline.every("nitf"), None)
        if nitf is not None:
            fill_from_nitf(nitf, item)
            if item.blocks:
                return
        page = next(inline.every("body"), None)
        if text := as_html(page if page is not None else inline).strip():
            item.html = text
            return
    for inline in contents.all("inlineData"):
        kind = inline.get("contenttype").lower()
        text = _decoded(inline)
        if text and "html" in kind:
            item.html = text
            return
        item.text = item.text or text


def _decoded(inline: Element) -> str:
    encoding = inline.get("encoding").rpartition(":")[2].lower()
    if encoding not in {"base64", ""}:
        raise BadInput(f"its text is in the encoding {encoding[:40]}, which is not read")
    if not encoding:
        return inline.text()
    import base64
    import binascii

    try:
        return base64.b64decode("".join(inline.text().split()), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as fault:
        raise BadInput("its text is coded as base64 and does not decode") from fault
