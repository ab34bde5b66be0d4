"""Articles as JSON: one object a line, or one document. Our own shape, ninjs, and schema.org's articles."""

from __future__ import annotations

import contextlib
import difflib
import re
from typing import IO, TYPE_CHECKING

from syndicate.errors import BadInput, quoted
from syndicate.exchange.days import DayOrders
from syndicate.exchange.drupal import drupal_fields, is_jsonapi, read_answer
from syndicate.exchange.items import Item, read_item
from syndicate.exchange.ninjs import is_ninjs, read_ninjs
from syndicate.exchange.objects import listed, parsed, raw_of, text_at, text_of
from syndicate.exchange.wordpress import is_post, read_post
from syndicate.pages.linked import authors, is_article, linked_facts, said
from syndicate.pages.urls import host_of
from syndicate.rules.articles import Block, Kind
from syndicate.rules.articles.incoming import Arrival, Incoming, PubStatus, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syndicate.exchange.days import DateOrder
    from syndicate.exchange.items import Customs

__all__ = ["FIELDS", "day_orders", "read_document", "read_jsonl", "read_object"]

LONGEST_LINE = 5 * 1024 * 1024
MOST_BYTES = 20 * 1024 * 1024

FIELDS: Mapping[str, str] = {
    "id": "the source's own id of the article, the same over all its changes",
    "url": "its address",
    "headline": "its headline",
    "byline": "its byline, as printed",
    "published": "when it was published: a day, or a moment with its zone",
    "modified": "when it was changed last",
    "language": "a language tag, such as en or fr-CA",
    "section": "the section it stands in",
    "text": "its body as plain text, a passage a line",
    "html": "or its body as HTML",
    "passages": 'or its body passage by passage: [{"kind": "text", "text": "…"}]',
    "status": "usable, withheld or killed",
    "corrected": "true where this text is a correction",
    "note": "the correction or editorial note",
    "alternates": 'the same article in other languages: [{"language": "fr", "url": "…"}]',
    "providers": "the houses it credits, a list of names",
    "terms": "what is said of its usage, a list of texts",
    "embargo": "not before: a moment with its zone",
    "extra": "whatever else, a name and a text each",
}
"""What an article of our own shape can say, with the words to show for it."""

_DAYS: Mapping[str, str] = {
    "published": "date published",
    "modified": "date changed",
    "embargo": "embargo",
    "datePublished": "date published",
    "dateModified": "date changed",
}
"""The names that hold a day, in our shape and in schema.org's, with the words to show for them."""

# A name that holds a day before a day in figures. Each begins with letters, so that few places are looked at.
_FIGURES = tuple(
    re.compile(rb"%s\"\s{0,9}:\s{0,9}\"\s{0,9}\d{1,2}\s?[/.\- ]\s?\d" % letters)
    for letters in (b"ublished", b"odified", b"embargo")
)

_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|ul|blockquote|figure)\b", re.IGNORECASE)


def read_jsonl(file: IO[bytes], customs: Customs, *, name: str) -> Iterator[Arrival]:
    """The articles of a file with one JSON object a line, as they are read; blank lines are passed over.

    Each line is our own shape (see FIELDS), ninjs, a schema.org article or a WordPress post, told by its
    names. A line has at most 5 MB. A line that cannot be taken is refused, and the next one is read.
    """
    count = number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        where = f"line {number}"
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(1_048_576)) and not rest.endswith(b"\n"):
                pass
            count += 1
            yield Refusal(where, f"it is larger than {LONGEST_LINE // 1024 // 1024} MB")
            continue
        if not (raw := line.strip()):
            continue
        count += 1
        try:
            yield read_object(parsed(raw), raw, customs, where=where)
        except BadInput as why:
            yield Refusal(where, why.message)
    if not count:
        yield Refusal(name, "it has no line in it")


def read_document(file: IO[bytes], customs: Customs, *, name: str) -> Iterator[Arrival]:
    """The articles of one JSON document: an object, a list of them, or an answer of Drupal's JSON:API.

    At most 20 MB, since it is read whole.
    """
    raw = file.read(MOST_BYTES + 1)
    try:
        if len(raw) > MOST_BYTES:
            raise BadInput(f"larger than {MOST_BYTES // 1024 // 1024} MB: write one article a line")  # noqa: TRY301
        value = parsed(raw)
    except BadInput as why:
        yield Refusal(name, why.message)
        return
    if isinstance(value, dict) and is_jsonapi(value):
        site = text_at(value, "links.self.href") or text_at(value, "links.self")
        own = customs.drupal.get(host_of(site), customs.drupal.get("*", {})) if site else {}
        yield from read_answer(value, customs, drupal_fields(own), base=site, where=name)
        return
    if not isinstance(value, list):
        try:
            yield read_object(value, raw.strip(), customs, where=name)
        except BadInput as why:
            yield Refusal(name, why.message)
        return
    for number, one in enumerate(value, start=1):
        where = f"article {number}"
        try:
            yield read_object(one, raw_of(one), customs, where=where)
        except BadInput as why:
            yield Refusal(where, why.message)
    if not value:
        yield Refusal(name, "its list is empty")


def day_orders(
    file: IO[bytes], *, name: str, by_lines: bool, given: DateOrder | None
) -> dict[str, DateOrder]:
    """How the days in figures of a file are to be read, name by name; what is no JSON shows nothing.

    `by_lines` for an object a line. Raises BadInput where they can be read two ways and `given` is None.
    """
    if given not in {None, "dmy", "mdy"}:
        raise BadInput(f"dates are dmy or mdy, not {quoted(str(given))}")
    shown = DayOrders(dict.fromkeys(_DAYS, 0))
    for where, one in _with_figures(file, name, by_lines=by_lines):
        if not isinstance(one, dict):
            continue
        for key in _DAYS.keys() & one.keys():
            shown.see(key, text_of(one[key]), where)
    command = f"syndicate article import {name}"
    return shown.settled({key: key for key in _DAYS}, given, command=command)


def _with_figures(file: IO[bytes], name: str, *, by_lines: bool) -> Iterator[tuple[str, object]]:
    """The objects of a file in which a day may stand in figures, each with its place."""
    if not by_lines:
        raw = file.read(MOST_BYTES + 1)
        if len(raw) <= MOST_BYTES and any(figures.search(raw) for figures in _FIGURES):
            with contextlib.suppress(BadInput):
                value = parsed(raw)
                many = value if isinstance(value, list) else [value]
                yield from (
                    (f"article {n}" if many is value else name, o) for n, o in enumerate(many, 1)
                )
        return
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(1_048_576)) and not rest.endswith(b"\n"):
                pass
        elif any(figures.search(line) for figures in _FIGURES):
            with contextlib.suppress(BadInput):
                yield f"line {number}", parsed(line.strip())


def _stamp(one: Mapping[str, object], key: str, customs: Customs) -> str:
    """The stamp under a name, as a text that has one reading. Raises BadInput for one that is no day."""
    return customs.days.stamp(text_of(one.get(key)), key, _DAYS[key], last=key == "embargo")


def read_object(one: object, raw: bytes, customs: Customs, *, where: str) -> Incoming:
    """The article in one JSON object, by the shape it has. Raises BadInput for one of no known shape."""
    if not isinstance(one, dict):
        raise BadInput("it is no JSON object")
    if is_article(one):
        return _linked(one, raw, customs, where=where)
    if is_ninjs(one):
        return read_ninjs(one, raw, customs, where=where)
    if is_post(one):
        return read_post(one, raw, customs, where=where)
    return _own(one, raw, customs, where=where)


def _own(one: Mapping[str, object], raw: bytes, customs: Customs, *, where: str) -> Incoming:
    _check_names(one)
    status = text_of(one.get("status")) or PubStatus.USABLE.value
    try:
        known = PubStatus(status)
    except ValueError as why:
        raise BadInput(f"its status is usable, withheld or killed, not {quoted(status)}") from why
    extra = one.get("extra")
    item = Item(
        where=where,
        raw=raw,
        media_type="application/json",
        source_id=text_of(one.get("id")),
        url=text_of(one.get("url")),
        headline=text_of(one.get("headline")),
        byline=_names(one.get("byline")),
        published=_stamp(one, "published", customs),
        modified=_stamp(one, "modified", customs),
        language=text_of(one.get("language")),
        section=text_of(one.get("section")),
        text=text_of(one.get("text")),
        html=text_of(one.get("html")),
        blocks=_blocks(one.get("passages")),
        status=known,
        corrected=one.get("corrected") is True,
        note=text_of(one.get("note")),
        alternates=[
            (text_at(each, "language"), text_at(each, "url"))
            for each in listed(one.get("alternates"))
        ],
        providers=_texts(one.get("providers")),
        terms=_texts(one.get("terms")),
        embargo=_stamp(one, "embargo", customs),
        extra={name[:60]: text_of(value) for name, value in list(extra.items())[:60]}
        if isinstance(extra, dict)
        else {},
    )
    return read_item(item, customs)


def _check_names(one: Mapping[str, object]) -> None:
    """Refuse an object in which a field of ours seems to be misspelt: its words would be lost unseen."""
    for name in one:
        if name in FIELDS:
            continue
        near = difflib.get_close_matches(name[:60].lower(), FIELDS, n=1, cutoff=0.8)
        if near and near[0] not in one:
            raise BadInput(f"{quoted(name)} is no field of an article; did you mean {near[0]}?")
    if not one.keys() & {"headline", "text", "html", "passages", "status"}:
        raise BadInput(
            "it has no headline and no text: it is no article, or of a shape nobody knows"
        )


def _names(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(name for each in value[:20] if (name := text_of(each)))
    return text_of(value)


def _texts(value: object) -> list[str]:
    many = value if isinstance(value, list) else [value]
    return [text for each in many[:60] if (text := text_of(each))]


def _blocks(value: object) -> list[Block]:
    blocks: list[Block] = []
    if not isinstance(value, list):
        return blocks
    for number, each in enumerate(value, start=1):
        if isinstance(each, str):
            each = {"text": each}  # noqa: PLW2901 - a text alone is a passage of text
        text = text_at(each, "text") if isinstance(each, dict) else ""
        if not text:
            raise BadInput(f"passage {number} has no text")
        kind = text_at(each, "kind") or Kind.TEXT.value
        if kind not in set(Kind):
            kinds = ", ".join(Kind)
            raise BadInput(
                f"passage {number}: {quoted(kind)} is no kind of passage; they are {kinds}"
            )
        blocks.append(Block(Kind(kind), text, "passages"))
    return blocks


def _linked(one: Mapping[str, object], raw: bytes, customs: Customs, *, where: str) -> Incoming:
    """A schema.org article as CMS exports write them."""
    facts = linked_facts(one)
    body = one.get("articleBody")
    body = body if isinstance(body, str) else said(one.get("text"))
    marked = bool(_MARKUP.search(body))
    entity = one.get("mainEntityOfPage")
    identity = text_of(one.get("@id"))
    item = Item(
        where=where,
        raw=raw,
        media_type="application/ld+json",
        source_id=facts.source_id or identity,
        url=said(one.get("url")) or said(entity.get("@id") if isinstance(entity, dict) else entity),
        headline=said(one.get("headline")) or said(one.get("name")),
        byline=authors(one.get("author")),
        published=_stamp(one, "datePublished", customs) or facts.published or "",
        modified=_stamp(one, "dateModified", customs) or facts.modified or "",
        language=said(one.get("inLanguage")),
        section=facts.section or "",
        html=body if marked else "",
        text="" if marked else body,
        note=facts.note or "",
        corrected=facts.corrected,
        alternates=facts.alternates,
        providers=facts.providers,
        terms=facts.terms,
        extra={**facts.extra, "summary": said(one.get("description"))},
    )
    if not item.url and identity.startswith(("http:", "https:")):
        item.url = identity
    return read_item(item, customs)
