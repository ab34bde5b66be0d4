"""ninjs, the wire's JSON: versions 1, 2 and 3, whose names differ, read by one set of names."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, quoted
from syndicate.exchange.items import Item, holder_in, read_item
from syndicate.exchange.nitf import fill_from_nitf
from syndicate.exchange.objects import text_of
from syndicate.exchange.trees import pieces
from syndicate.rules.articles import Block, Kind
from syndicate.rules.articles.incoming import PubStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syndicate.exchange.items import Customs
    from syndicate.rules.articles.incoming import Incoming

__all__ = ["is_ninjs", "read_ninjs"]

_STATUS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "canceled": PubStatus.KILLED,
}
_TEXTUAL = frozenset({"", "text", "composite", "component"})
_MARKS = frozenset(
    ["versioncreated", "pubstatus", "headlines", "bodies", "representationtype", "firstcreated"]
)
_BODY = re.compile(r"body_\w{1,40}")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_NEWSCODE = re.compile(r"https?://cv\.iptc\.org/newscodes/[\w-]{1,60}/([A-Za-z][\w-]{0,60})/?")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
# Bodies that stand for a part of the text; they serve only where no other body is.
_PARTS = frozenset(
    [
        "abstract",
        "caption",
        "description",
        "headline",
        "ingress",
        "intro",
        "introduction",
        "lead",
        "lede",
        "notes",
        "short",
        "standfirst",
        "summary",
        "teaser",
        "title",
    ]
)
_FORMS = (
    "html",
    "nitf",
    "text",
    "xml",
)  # from the form that keeps most to the one that keeps least


def is_ninjs(one: Mapping[str, object]) -> bool:
    """Whether a JSON object looks like ninjs: it has a `uri` and another name that only ninjs has."""
    names = {name.lower() for name in one}
    if not isinstance(one.get("uri"), str):
        return False
    return (
        bool(names & _MARKS) or any(_BODY.fullmatch(name) for name in names) or "$standard" in names
    )


def read_ninjs(one: Mapping[str, object], raw: bytes, customs: Customs, *, where: str) -> Incoming:
    """The article in a ninjs object; `raw` are its bytes. Associated pictures come as blocks with credits.

    Raises BadInput for what is no text, for a status nobody knows, and as `read_item` does.
    """
    said = _lowered(one)
    nature = text_of(said.get("type"))
    if nature not in _TEXTUAL:
        raise BadInput(f"no text: {'an' if nature[0] in 'aeiou' else 'a'} {nature[:40]} item")
    status = text_of(said.get("pubstatus"))
    if status and status not in _STATUS:
        raise BadInput(f"its status {quoted(status)} is none that is known")
    item = Item(where=where, raw=raw, media_type="application/ninjs+json")
    item.source_id = text_of(said.get("uri"))
    item.status = _STATUS.get(status, item.status)
    item.headline = _headline(said)
    item.byline = text_of(said.get("byline")) or text_of(said.get("by"))
    item.language = text_of(said.get("language"))
    item.published = (
        text_of(said.get("contentcreated"))
        or text_of(said.get("firstcreated"))
        or text_of(said.get("versioncreated"))
    )
    item.modified = text_of(said.get("versioncreated"))
    item.embargo = text_of(said.get("embargoed")) or text_of(said.get("embargoeduntil"))
    item.note = text_of(said.get("ednote"))
    item.corrected = bool(re.search(r"\bcorrect(?:s|ed|ion)\b|\bCORRECT", item.note))
    item.url = _address(said)
    concepts = _listed(said.get("subject")) or _listed(said.get("subjects"))
    # A code or an address is a keyword to look up, and no section that an editor would know.
    item.section = next((name for each in concepts if (name := text_of(each.get("name")))), "")
    item.providers = [
        text_of(said.get("copyrightholder")) or holder_in(text_of(said.get("copyrightnotice"))),
        *(_names(said.get("infosource")) or _names(said.get("infosources"))),
    ]
    item.terms = [
        text_of(said.get("copyrightnotice")),
        text_of(said.get("usageterms")),
        *_rights(said.get("rightsinfo")),
    ]
    item.more = list(_pictures(said.get("associations")))
    item.summary = _summary(said)
    extra = {
        "version": text_of(said.get("version")),
        "slugline": text_of(said.get("slugline")),
        "located": text_of(said.get("located")),
        "summary": item.summary,
        "genre": ", ".join(_names(said.get("genre")) or _names(said.get("genres"))),
        "keywords": ", ".join(name for each in concepts if (name := _name(each))),
        "expires": text_of(said.get("expires")),
        "digital source": _name(said.get("digitalsourcetype")),
        "picture credit": "; ".join(
            dict.fromkeys(b.text for b in item.more if b.hint == "association credit")
        ),
        "picture terms": "; ".join(dict.fromkeys(_picture_terms(said.get("associations")))),
    }
    item.extra = {name: text for name, text in extra.items() if text}
    _fill_body(said, item)
    return read_item(item, customs)


def _lowered(one: Mapping[str, object]) -> dict[str, object]:
    """The names of version 3 are those of version 2 with capitals inside: in small letters they agree."""
    return {name.lower(): value for name, value in one.items()}


def _listed(value: object) -> list[dict[str, object]]:
    """The objects of a list; version 1 keeps some as an object of named objects."""
    if isinstance(value, dict):
        value = [{"name": name, **each} for name, each in value.items() if isinstance(each, dict)]
    if not isinstance(value, list):
        return []
    return [_lowered(each) for each in value[:200] if isinstance(each, dict)]


def _name(one: object) -> str:
    if not isinstance(one, dict):
        return ""
    said = (text_of(one.get(key)) for key in ("name", "literal", "code", "uri"))
    name = next((each for each in said if each), "")
    code = _NEWSCODE.fullmatch(name)
    return code[1] if code else name


def _names(value: object) -> list[str]:
    return [name for one in _listed(value) if (name := _name(one))]


def _role(one: Mapping[str, object]) -> str:
    return text_of(one.get("role")).rpartition("/")[2].rpartition(":")[2].lower()


def _headline(said: Mapping[str, object]) -> str:
    headlines = _listed(said.get("headlines"))
    main = [each for each in headlines if _role(each) in {"", "main", "headline"}] or headlines
    return (
        text_of(said.get("headline"))
        or text_of(main[0].get("value") if main else "")
        or text_of(said.get("title"))
    )


def _address(said: Mapping[str, object]) -> str:
    """Where the article stands on the web: an alternative id that is an address, a rendition, or the uri."""
    ids = said.get("altids")
    values: list[object] = list(ids.values()) if isinstance(ids, dict) else []
    values += [each.get("value") for each in _listed(ids)] if isinstance(ids, list) else []
    for each in _listed(said.get("renditions")):
        kind = text_of(each.get("contenttype")) or text_of(each.get("mimetype"))
        values += [each.get("href")] if "html" in kind else []
    values.append(said.get("uri"))
    return next((text_of(each) for each in values if _WEB.match(text_of(each))), "")


def _rights(value: object) -> list[str]:
    if not isinstance(value, dict):
        return []
    said = _lowered(value)
    return [text_of(said.get("linkedrights")), text_of(said.get("encodedrights"))[:2000]]


def _summary(said: Mapping[str, object]) -> str:
    described = [text_of(each.get("value")) for each in _listed(said.get("descriptions"))]
    described += [text_of(each) for name, each in said.items() if name.startswith("description_")]
    return next((each for each in described if each), "")


def _fill_body(said: Mapping[str, object], item: Item) -> None:
    """Give `item` the body that has most to say: whole before part, and HTML before NITF before text.

    HTML and NITF keep the paragraphs, and the marks of promotion and pictures; a text often has neither.
    Raises BadInput where the only body is a NITF that cannot be read.
    """
    fault: BadInput | None = None
    bodies = sorted(_bodies(said), key=lambda each: (each[0], _FORMS.index(each[1]), each[2]))
    for _, form, _, value in bodies:
        if form == "text":
            item.text = value
            return
        if form != "nitf":
            item.html = value
            return
        try:
            _fill_from_nitf(value, item)
        except BadInput as why:
            fault = fault or why
        if item.blocks:
            return
    if fault is not None and item.status is not PubStatus.KILLED:
        raise fault


def _bodies(said: Mapping[str, object]) -> Iterator[tuple[bool, str, bool, str]]:
    """The bodies as (whether a part only, form, whether another than the main one, what it says)."""
    for each in _listed(said.get("bodies")):
        kind, role = text_of(each.get("contenttype")).lower(), _role(each)
        value = text_of(each.get("value"))
        if value and (form := _form(kind or role, value)):
            yield role in _PARTS, form, role != "main", value
    for name, stated in said.items():
        value = text_of(stated)
        if _BODY.fullmatch(name) and value and (form := _form(name, value)):
            yield not _PARTS.isdisjoint(name.split("_")), form, "main" not in name, value


def _form(kind: str, value: str) -> str:
    """The form of a body by its media type, its role or its name; "" for one nobody can read as text."""
    if "json" in kind:
        return ""
    if "html" in kind:
        return "html"
    if "nitf" in kind or ("<nitf" in value[:2000] and value.startswith("<")):
        return "nitf"
    if "xml" in kind:
        return "xml"
    return "html" if value.startswith("<") and "/" not in kind else "text"


def _fill_from_nitf(text: str, item: Item) -> None:
    """The body in the NITF `text`; what it says besides fills what the wrapper left open."""
    # The text is decoded already: the encoding that its declaration names is that of a file elsewhere.
    file = io.BytesIO(_XML_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"))
    for piece in pieces(file, name="its NITF", wanted=lambda _, tag: tag == "nitf"):
        if piece.fault:
            raise BadInput(f"its NITF: {piece.fault}")
        fill_from_nitf(piece.element, item)
        return


def _pictures(associations: object) -> Iterator[Block]:
    """The pictures that belong to the article: what is said of each, then who took it and whose it is."""
    for each in _listed(associations):
        if text_of(each.get("type")) not in {"picture", "graphic", "video"}:
            continue
        kind = Kind.EMBED if each.get("type") == "video" else Kind.IMAGE
        said = _headline(each) or _summary(each) or text_of(each.get("name")) or kind.value
        yield Block(kind, said, "association")
        if (summary := _summary(each)) and summary != said:
            yield Block(Kind.CREDIT, summary, "association caption")
        credit = [text_of(each.get("byline")) or text_of(each.get("by"))]
        credit += [
            text_of(each.get("copyrightholder")) or text_of(each.get("copyrightnotice")),
            *(_names(each.get("infosource")) or _names(each.get("infosources"))),
        ]
        if names := "/".join(dict.fromkeys(name for name in credit if name)):
            yield Block(Kind.CREDIT, names, "association credit")


def _picture_terms(associations: object) -> Iterator[str]:
    for each in _listed(associations):
        for name in ("copyrightnotice", "usageterms"):
            if terms := text_of(each.get(name)):
                yield terms
