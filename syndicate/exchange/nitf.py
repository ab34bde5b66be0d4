"""NITF, the wire's own XML for text: a headline, a byline, blocks, and what the desk should know."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange.items import Item, read_item
from syndicate.exchange.trees import XML_LANG, Element, pieces
from syndicate.rules.articles import Block, Kind, fold
from syndicate.rules.articles.incoming import Arrival, PubStatus, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.exchange.items import Customs

__all__ = ["fill_from_nitf", "read_nitf"]

_TEXTS = frozenset({"p", "li", "blockquote", "bq", "pre", "dt", "dd", "hl2", "note", "datasource"})
_STATUS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "embargoed": PubStatus.USABLE,
    "canceled": PubStatus.KILLED,
    "cancelled": PubStatus.KILLED,
    "killed": PubStatus.KILLED,
}
_YEAR_OF_STAMP = re.compile(r"(\d{4})(?:\d{4}|-\d\d-\d\d)(?:T.*)?")
# A wrapper may say of its status more than the NITF in it: the stricter of the two holds.
_STRICTER = (PubStatus.USABLE, PubStatus.WITHHELD, PubStatus.KILLED)


def read_nitf(file: IO[bytes], customs: Customs, *, name: str) -> Iterator[Arrival]:
    """The articles of a NITF file: one, or several `nitf` in an envelope of any name."""
    count = 0
    try:
        for piece in pieces(file, name=name, wanted=lambda _, tag: tag == "nitf"):
            count += 1
            where = f"article {count} (line {piece.line})"
            if piece.fault:
                yield Refusal(where, piece.fault)
                continue
            item = Item(where=where, raw=piece.raw, media_type="application/nitf+xml")
            fill_from_nitf(piece.element, item)
            try:
                yield read_item(item, customs)
            except BadInput as why:
                yield Refusal(where, why.message)
    except BadInput as fault:
        yield Refusal(f"{name}, after article {count}", fault.message)
        return
    if not count:
        yield Refusal(name, "it has no article in it, or is no NITF")


def fill_from_nitf(nitf: Element, item: Item) -> None:
    """Fill `item` from a `nitf` element; what another wrapper said before stays."""
    head = nitf.first("head")
    docdata = head.first("docdata") if head is not None else None
    body = nitf.first("body") or Element("body")
    top = body.first("body.head") or Element("body.head")
    hedline = top.first("hedline")
    item.headline = (
        item.headline
        or (hedline.text("hl1") if hedline is not None else "")
        or (head.text("title") if head is not None else "")
    )
    item.byline = item.byline or _byline(top)
    item.language = item.language or nitf.get(XML_LANG) or body.get(XML_LANG) or _stated(head)
    item.extra.setdefault("dateline", top.text("dateline"))
    item.extra.setdefault("summary", top.text("abstract"))
    item.note = item.note or "\n".join(each.text() for each in top.all("note"))
    distributor = top.text("distributor")
    item.providers = [*item.providers, *([distributor] if distributor else [])]
    rights = top.first("rights")
    if rights is not None:
        item.terms = [*item.terms, fold(rights.text())]
        item.providers = [*item.providers, rights.text("rights.owner")]
    if docdata is not None:
        _fill_from_docdata(docdata, item)
    if not (item.blocks or item.html or item.text):
        item.blocks = _blocks(body, hedline)
    item.extra.setdefault("picture credit", _picture_credit(item))


def _stated(head: Element | None) -> str:
    """The language a `meta` or the docdata's `doc.lang` names."""
    if head is None:
        return ""
    for meta in head.all("meta"):
        if meta.get("name").lower() in {"language", "lang", "dc.language"}:
            return meta.get("content")
    return ""


def _byline(top: Element) -> str:
    """The names of the bylines; the part in `byttl` is a title or a house, and no name."""
    names = []
    for byline in top.all("byline"):
        people = [fold(person.text()) for person in byline.every("person")]
        bare = fold(" ".join(one for one in byline.children if isinstance(one, str)))
        names.append(", ".join(people) if people else bare or fold(byline.text()))
    return ", ".join(name for name in names if name)


def _fill_from_docdata(docdata: Element, item: Item) -> None:
    def norm(tag: str) -> str:
        found = docdata.first(tag)
        return (found.get("norm") or found.text()) if found is not None else ""

    status = docdata.get("management-status").lower()
    item.status = max(item.status, _STATUS.get(status, PubStatus.USABLE), key=_STRICTER.index)
    identity = docdata.first("doc-id")
    if identity is not None and not item.source_id:
        item.source_id = ":".join(
            each for each in (identity.get("regsrc"), identity.get("id-string")) if each
        )
    item.published = item.published or norm("date.issue")
    release = norm("date.release")
    if status == "embargoed" and not (release or item.embargo):
        # Nobody knows until when: the reader refuses it rather than let it pass.
        item.embargo = "embargoed, with no date"
    item.embargo = item.embargo or release
    item.extra.setdefault("expires", norm("date.expire"))
    correction = docdata.first("correction")
    if correction is not None:
        item.corrected = True
        item.note = "\n".join(each for each in (correction.get("info"), item.note) if each)
    message = docdata.first("ed-msg")
    if message is not None:
        item.note = "\n".join(each for each in (item.note, message.get("info")) if each)
    for copyright_ in docdata.all("doc.copyright"):
        item.providers = [*item.providers, copyright_.get("holder")]
        year = _YEAR_OF_STAMP.sub(r"\1", copyright_.get("year"))
        item.terms = [*item.terms, fold(f"© {year} {copyright_.get('holder')}")]
    for rights in docdata.all("doc.rights"):
        item.providers = [*item.providers, rights.get("owner"), rights.get("provider")]
        item.terms = [*item.terms, _rights(rights)]
    keys = [key.get("key") for listed in docdata.all("key-list") for key in listed.all("keyword")]
    item.extra.setdefault("keywords", ", ".join(key for key in keys if key))
    fixture = docdata.first("fixture")
    series = docdata.first("series")
    for found in (fixture, series):
        if found is not None and not item.section:
            item.section = found.get("fix-id") or found.get("series.name")


def _rights(rights: Element) -> str:
    """A `doc.rights` as a sentence: what its attributes say, in a fixed order."""
    said = (
        "type",
        "owner",
        "provider",
        "geography",
        "limitations",
        "agent",
        "startdate",
        "enddate",
    )
    return "; ".join(f"{name} {rights.get(name)}" for name in said if rights.get(name))


def _blocks(body: Element, hedline: Element | None) -> list[Block]:
    blocks: list[Block] = []
    if hedline is not None:
        blocks += [Block(Kind.TEXT, fold(hl2.text()), "hl2") for hl2 in hedline.all("hl2")]
    for part in body.all("body.content", "body.end"):
        _walk(part, blocks)
    return [block for block in blocks if block.text]


def _walk(part: Element, blocks: list[Block]) -> None:
    stack: list[Element | str] = list(reversed(part.children))
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            if text := fold(one):
                blocks.append(Block(Kind.TEXT, text, part.tag))
        elif one.tag == "media":
            blocks += _media(one)
        elif one.tag in {"tagline", "bibliography"}:
            blocks.append(Block(Kind.CREDIT, fold(one.text()), one.tag))
        elif one.tag in {"table", "ol", "ul", "dl"} and not one.all("li", "dt", "dd"):
            blocks.append(Block(Kind.TEXT, fold(" ".join(_cells(one))), one.tag))
        elif one.tag in _TEXTS:
            blocks.append(Block(Kind.TEXT, fold(one.text()), one.tag))
        else:
            stack.extend(reversed(one.children))


def _cells(table: Element) -> Iterator[str]:
    for cell in table.every("td", "th", "caption"):
        yield cell.text()


def _media(media: Element) -> list[Block]:
    """A picture by its caption or its words, then who took it; other media are embeds."""
    kind = (
        Kind.IMAGE if media.get("media-type") in {"", "image", "photo", "picture"} else Kind.EMBED
    )
    reference = media.first("media-reference")
    named = (
        reference.get("alternate-text") or reference.get("name") if reference is not None else ""
    )
    source = reference.get("source").rpartition("/")[2] if reference is not None else ""
    captions = [fold(each.text()) for each in media.all("media-caption")]
    blocks = [Block(kind, named or source or (captions[0] if captions else kind.value), "media")]
    blocks += [Block(Kind.CREDIT, text, "media-caption") for text in captions]
    producers = [fold(each.text()) for each in media.all("media-producer")]
    return blocks + [Block(Kind.CREDIT, text, "media-producer") for text in producers]


def _picture_credit(item: Item) -> str:
    found = [block.text for block in item.blocks if block.hint == "media-producer"]
    return "; ".join(dict.fromkeys(found))
